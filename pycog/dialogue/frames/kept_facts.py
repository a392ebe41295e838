"""Holds that an answer is made of what its turn says: its year, its numbers, its words.

A turn is tried as a change of the last question, as a piece of it, by its own words. Whatever
found the answer, a number that it is not made of, a year that it is not of, or a word that only
repeats the last answer says that it is the answer to another question.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import chain
from typing import Final

from pycog.arithmetic import same
from pycog.dialogue.answers import ANSWERED, Answer
from pycog.dialogue.calculations.typed_quantities import ORDINAL, typed_quantities
from pycog.dialogue.entities import Question
from pycog.dialogue.frames.dropped_words import WHICH_YEARS, drops_same_years, tells_no_part
from pycog.dialogue.frames.ellipsis import CARRY, GLUE
from pycog.dialogue.frames.neighbourhood import fact_named, figures_in, surroundings
from pycog.dialogue.frames.same_document import ELSEWHERE, UNCLEAR, beside_what_was_told
from pycog.dialogue.kinship import kin_of
from pycog.dialogue.lexicon import stem
from pycog.dialogue.normalise import normalise, words
from pycog.dialogue.vocabulary import Vocabulary
from pycog.lazy_patterns import regex
from pycog.values import excerpt

_YEAR: Final = regex(r"(?<![\d\u202f\xa0])(?:19|20)\d\d(?!\d)")
_SPAN: Final = regex(r"((?:19|20)\d\d)(?:-\d\d)* ?(?:/|-|–|à|et|\|) ?((?:19|20)\d\d)")
#: A year that is not meant: « sans 2012 », « pas 2021 ».
_LEFT_OUT: Final = regex(
    r"\b(?:sans|hors|sauf|pas|non|excepte|hormis|enlev\w+|retir\w+)(?: (?:celle|celui|l|la|le|de|en"
    r"|pour|annee|d))* $"
)


def drops_year(read: Question, answer: Answer) -> str:
    """Return the year that a turn says and its figure is not of, ``""`` where it is.

    A figure of another year is the answer to another question, however alike its words are.

    Args:
        read: The turn.
        answer: Its answer.
    """
    if answer.kind != ANSWERED or "COG_" not in answer.formula:
        return ""
    told = " ".join((answer.text, answer.formula, answer.printed, *answer.arithmetic))
    if not _YEAR.search(told) or answer.text.startswith(("Oui", "Non")):
        return ""
    rows = [] if answer.table is None else [answer.table.headings, *answer.table.rows]
    slots = map(str, answer.slots.values())
    told = " ".join((told, *answer.details, *answer.assumptions, *slots, *map(" ".join, rows)))
    spans = [(int(one[1]), int(one[2])) for one in _SPAN.finditer(told)]
    for one in read.of("year"):
        year = one.value
        if not isinstance(year, int) or str(year) in told:
            continue
        if _LEFT_OUT.search(read.text[: one.start]):
            continue
        if "COG_CARRYOVER(" in answer.formula and str(year - 1) in told:
            # What is left of a year is carried over to the next one.
            continue
        if not any(first <= year <= last for first, last in spans):
            return str(year)
    return ""


#: Words that ask for what the agreement prints, though a workbook was spoken of.
_OF_AGREEMENT: Final = regex(
    r"\b(?:convention|cog|imprime\w*|annexe|objectifs?|cibles?|budget\w*|prevue?s?|autoris\w*"
    r"|vot\w+|allou\w+|seuils?|bareme|plafond)\b"
)
#: Words of a turn that goes on with what was said.
_LONGEST: Final = 7
_NAMES: Final = ("indicator", "line", "fund", "figure", "milestone", "row", "sheet", "document")


def leaves_workbook(read: Question, last: Answer | None, answer: Answer) -> bool:
    """Tell whether a figure of the agreement answers a turn about what the workbook holds.

    « Ça fait quelle baisse ? » after two amounts that were spent is no question about the budget.

    Args:
        read: The turn.
        last: The last answer, computed anew.
        answer: The answer to the turn.
    """
    if last is None or last.intent != "classeur" or answer.kind != ANSWERED:
        return False
    if answer.intent == "classeur" or answer.formula_cells or "COG_" not in answer.formula:
        return False
    if len(read.words) > _LONGEST or _OF_AGREEMENT.search(read.text):
        return False
    return not any(map(read.has, _NAMES))


#: Digits of a text, French or of a formula.
_NUMBER: Final = regex(r"\d+(?:[.,]\d+)?")
_GROUPED: Final = regex(r"(?<=\d)[ \u202f\xa0](?=\d{3}(?!\d))")
#: « Les 3 » are those just told.
_HOW_MANY: Final = regex(r"\b(?:les|des|ces|aux|tous les|toutes les) $")
#: What one number may be written as: in per cent, in thousands, in millions.
_SCALES: Final = (1.0, 100.0, 0.01, 1e3, 1e-3, 1e6, 1e-6)
#: Answers to no figure: a rule may be asked with an amount of which it says nothing.
_WITHOUT_FIGURES: Final = frozenset({"definition", "source", "pourquoi", "aide", "politesse"})


def drops_number(read: Question, answer: Answer) -> str:
    """Return the number that a turn gives and its answer is not made of, ``""`` where it is.

    Args:
        read: The turn.
        answer: Its answer.
    """
    if answer.kind != ANSWERED or answer.intent in _WITHOUT_FIGURES or not answer.formula:
        return ""
    typed = [
        one
        for one in typed_quantities(read) or ()
        if one.unit != ORDINAL and not _HOW_MANY.search(read.text[: one.start])
    ]
    if not typed:
        return ""
    rows = [] if answer.table is None else answer.table.rows
    slots = map(str, answer.slots.values())
    told = " ".join(
        (answer.text, answer.formula, answer.printed, *answer.details, *answer.arithmetic, *slots,
         *(" ".join(row) for row in rows), " ".join(answer.state.choices))
    )  # fmt: skip
    held = {float(one.replace(",", ".")) for one in _NUMBER.findall(_GROUPED.sub("", told))}
    for one in typed:
        value = abs(one.value)
        if not any(same(value * scale, number) for scale in _SCALES for number in held):
            return read.text[one.start : one.end]
    return ""


#: Says that the same is to be told once more, or that it be confirmed.
_ONCE_MORE: Final = regex(
    r"\b(?:redis|redonne\w*|repet\w*|rappel\w*|encore|meme|idem|exact\w*|sure|confirm\w*|bien"
    r"|vraiment|source|pourquoi|comment|formule|inser\w*|detail\w*|calcul\w*)\b"
)


def repeats(read: Question, last: Answer | None, answer: Answer, known: Vocabulary) -> str:
    """Return the word of a turn that its answer says nothing of, where it is the last one anew.

    Args:
        read: The turn.
        last: The last answer, computed anew, with the question that has it.
        answer: The answer to the turn.
        known: The vocabulary.
    """
    if last is None or answer.kind != ANSWERED or not answer.formula:
        return ""
    if answer.intent == "virement":
        # Who decides it says who is told too.
        return ""
    same_figure = _plain(answer.formula) == _plain(last.formula) and answer.display == last.display
    if (
        not same_figure
        or not answer.display
        or answer.table is not None
        or _ONCE_MORE.search(read.text)
    ):
        return ""
    if answer.text.startswith(_SAID_OF_SEVERAL):
        return ""
    told = f"{answer.text} {answer.printed} {last.state.text} {last.text}"
    slots = (str(value) for name, value in answer.slots.items() if name != "said")
    told = " ".join((told, *answer.details, *slots))
    asked = next((one.text for one in read.entities if one.kind in _MADE), "")
    if asked and not read.has("row"):
        return asked
    held = {stem(one) for one in words(normalise(told)[:_MOST_TOLD])}
    for word in words(read.text):
        plain = word in CARRY or word in GLUE or stem(word) in _ANY
        if (
            plain
            or (len(word) == 1 and not word.isdigit())
            or stem(word) in held
            or kin_of(stem(word), frozenset(held))
        ):
            continue
        if known.lexicon.recognise(word) not in held:
            return word
    return ""


#: Begins an answer that says more than the figure: a verdict, which of several it is.
_SAID_OF_SEVERAL: Final = ("Oui", "Non", "En premier", "En dernier", "Même date", "Le plus",
                            "Supérieur", "Inférieur", "Égal")  # fmt: skip
#: What makes another figure of the last one.
_MADE: Final = frozenset({"per", "change", "total", "period", "every"})
_MOST_TOLD: Final = 600
#: Words that ask for the figure itself.
_ANY: Final = frozenset(
    map(
        stem,
        words(
            "combien montant budget valeur nombre chiffre objectif cible exactement precis merci"
            " svp dernier derniere lesquels lesquelles qui quels indicateur ligne fiche annee"
            " resultat reponse euro"
        ),
    )
)


def _plain(formula: str) -> str:
    """Return a formula without what changes nothing: a fund that alone has the line."""
    undated = re.sub(r'(COG_KEY_FIGURE\("[^"]+"),[^,)]*', r"\1", formula)
    return re.sub(r",+\)", ")", re.sub(r',"FNG[A-Z]"', "", undated))


_NAMES_PART: Final = regex(r"^(?:et )?(?:dont|parmi (?:eux|elles)|la dedans)\b")


def leaves_whole(read: Question, told: Iterable[Answer], answer: Answer) -> bool:
    """Tell whether « dont … » was answered with a figure that is no part of those told.

    Args:
        read: The turn.
        told: The last answers, computed anew: only where they are looked at.
        answer: The answer to the turn.
    """
    if answer.kind != ANSWERED or not _NAMES_PART.match(read.text):
        return False
    named = figures_in(answer.formula, "")
    held = [one for last in told for one in figures_in(last.formula, "")]
    near = {place for one in held for place in surroundings(*one)}
    return bool(named) and not any(near & surroundings(*one) for one in named)


#: Words of a turn that goes on with the document that was spoken of.
_PIECE: Final = 4


#: Answers about who decides what, of which no report of another body speaks.
_OF_RULES: Final = frozenset({"virement", "report", "approbation", "approbation-report"})
_RULED: Final = 12


def leaves_document(read: Question, last: Answer | None, answer: Answer) -> bool:
    """Tell whether a short turn was answered with a figure of a document that nobody named.

    Args:
        read: The turn.
        last: The last answer, computed anew.
        answer: The answer to the turn.
    """
    named = {document for _, document in figures_in(answer.formula, "")}
    if last is None or answer.kind != ANSWERED or not named or not last.formula:
        return False
    longest = _RULED if last.intent in _OF_RULES else _PIECE
    if len(words(read.text)) > longest or read.has("document") or last.intent == "classeur":
        return False
    held = {document for _, document in figures_in(_of_evolution(last.formula), "")}
    return not named & held and not (held == set() and named == {""})


def _uncalculated_year(read: Question, last: Answer | None, answer: Answer) -> str:
    """Return the year of a turn of which a calculation with typed numbers says nothing."""
    if last is None or answer.intent != "calcul" or "COG_" in answer.formula:
        return ""
    if "COG_" not in last.formula:
        return ""
    told = " ".join((answer.text, *answer.arithmetic, *answer.details))
    return next((str(one.value) for one in read.of("year") if str(one.value) not in told), "")


#: A change, and the years that a formula takes its figures of.
_CHANGE: Final = regex(r"COG_EVOLUTION\(|\)-COG_")
_OF_YEARS: Final = regex(r",((?:19|20)\d\d)(?=[,)])")


def adds_year(read: Question, last: Answer | None, answer: Answer) -> str:
    """Return a year that a change is told against and that nobody named, ``""`` for none.

    « Elle baisse par rapport à 2012 ? » after an amount of 2013 is no question about 2015.

    Args:
        read: The turn.
        last: The last answer, computed anew.
        answer: The answer to the turn.
    """
    years = {str(one.value) for one in read.of("year")}
    if last is None or len(years) != 1 or _CHANGE.search(answer.formula) is None:
        return ""
    if any(map(read.has, (*_NAMES, "period", "total"))):
        return ""
    told = " ".join((last.formula, last.text, *map(str, last.slots.values())))
    found = sorted(set(_OF_YEARS.findall(answer.formula)) - years)
    return next((one for one in found if one not in told), "")


def _of_evolution(formula: str) -> str:
    """Return a formula in which a change of a figure is one of that figure."""
    return formula.replace("COG_KEY_EVOLUTION(", "COG_KEY_FIGURE(")


_OTHER_THEME: Final = (
    "Je ne sais pas : ces mots désignent un chiffre d'une autre partie du document. Posez la "
    "question en entier."
)


def leaves_theme(read: Question, last: Answer | None, answer: Answer, known: Vocabulary) -> bool:
    """Tell whether one word was answered with a figure of another part of the document.

    « Les femmes ? » after the staff of a body is no question about those whom it informed.

    Args:
        read: The turn.
        last: The last answer, computed anew.
        answer: The answer to the turn.
        known: The vocabulary.
    """
    if last is None or len([one for one in read.words if one.stem not in known.filler]) != 1:
        return False
    told, found = (figures_in(one.formula, "") for one in (last, answer))
    if len(told) != 1 or len(found) != 1 or told[0][1] != found[0][1]:
        return False
    if told[0][0].partition("-")[0] == found[0][0].partition("-")[0]:
        return False  # Kinds of one thing may stand under several headings.
    years = _YEAR.findall(f"{last.formula} {answer.formula}")
    facts = [fact_named(*one, years) for one in (told[0], found[0])]
    themes = {one.theme for one in facts if one is not None}
    return len(themes) > 1


#: Words that ask for amounts of what was decided about.
_AMOUNT: Final = regex(
    r"\b(?:montants?|budgets?|credits?|euros?|autorise\w*|vote\w*|prevu\w*|reste\w*)\b"
)


def leaves_decision(read: Question, last: Answer | None, answer: Answer) -> bool:
    """Tell whether amounts answer a turn about what was decided: « le taux ? » after a transfer.

    Args:
        read: The turn.
        last: The last answer, computed anew.
        answer: The answer to the turn.
    """
    if last is None or last.intent != "virement" or answer.kind != ANSWERED:
        return False
    if answer.intent == "virement" or "COG_BUDGET(" not in answer.formula:
        return False
    return not (any(map(read.has, ("line", "fund", "year"))) or _AMOUNT.search(read.text))


#: « Le taux ? », « en % »
_RATE_ASKED: Final = regex(
    r"(?:(?:et|le|la|l|un|soit|quel(?:le)?|ca fait|donc|en|combien) )*"
    r"(?:taux|pourcentage|proportion|%)[ ?.!]*"
)


def misses_rate(read: Question, answer: Answer) -> bool:
    """Tell whether a turn that asks for a rate alone was answered with none.

    Args:
        read: The turn.
        answer: Its answer.
    """
    if answer.kind != ANSWERED or not answer.formula or not _RATE_ASKED.fullmatch(read.text):
        return False
    rows = "" if answer.table is None else str(answer.table.rows)
    return "%" not in f"{answer.text} {answer.display} {rows}"


def misplaces_number(read: Question, last: Answer | None, answer: Answer) -> str:
    """Return a number that was put into the last question though it counts something else.

    « Et pour 2 sites ? » is no amount that was spent.

    Args:
        read: The turn.
        last: The last answer, computed anew, with the question that has it.
        answer: The answer to the turn.
    """
    if last is None or answer.kind != ANSWERED or answer.intent != last.intent:
        return ""
    told = f"{last.state.text} {last.text} {answer.text} {' '.join(answer.arithmetic)}"
    held = {stem(one) for one in words(normalise(told)[:_MOST_TOLD])}
    for one in typed_quantities(read) or ():
        noun = stem(one.noun)
        if len(noun) > _SHORTEST and noun not in held and one.noun not in CARRY | GLUE:
            return read.text[one.start : one.end + 1 + len(one.noun)]
    return ""


_SHORTEST: Final = 2
#: Asks for a yes or a no.
_WHETHER: Final = regex(
    r"(?:et |donc |alors )*(?:on peut|peut on|puis je|je peux|peux tu|est ce qu\w*|faut il|doit on"
    r"|a t on|y a t il|est on|c est)\b.*\b(?:depass|modif|chang|augment|baiss|obligatoire|permis"
    r"|possible|interdit|negoci|ajust|revis)\w*.*"
)
#: Intents whose answer is a figure and no verdict.
_FIGURES: Final = frozenset(
    {
        "composee-requete", "composee-budget", "composee-chiffres", "composee-bareme", "seuil",
        "ligne-bareme", "budget", "objectif", "chiffre", "calcul",
    }
)  # fmt: skip
#: « Et l'échéance ? », of what has none.
_ITS_DATE: Final = regex(r"(?:et |donc )?(?:l |la |son |sa )?(?:echeance|date)[ ?.!]*")


def misses_verdict(read: Question, answer: Answer) -> bool:
    """Tell whether a turn that asks for a yes or a no was answered with figures.

    Args:
        read: The turn.
        answer: Its answer.
    """
    if answer.kind != ANSWERED or answer.text.startswith(("Oui", "Non")):
        return False
    if answer.intent == "echeances" and _ITS_DATE.fullmatch(read.text):
        return True
    return answer.intent in _FIGURES and _WHETHER.fullmatch(read.text) is not None


_NOT_IN_BOOK: Final = (
    "Je ne sais pas : nous parlions du classeur, et ce que je trouve est de la convention. Nommez"
    " la ligne et ce que vous voulez en savoir."
)
_NO_RATE: Final = "Je ne sais pas de quel taux il s'agit. Dites de quoi, et par rapport à quoi."
_NO_SUCH_PART: Final = (
    "Je ne sais pas : ce que je trouve n'est pas une part du dernier chiffre. Posez la question en"
    " entier."
)


def of_another_year(year: str) -> str:
    """Return what is said where only a figure of another year was found."""
    return f"Je ne sais pas pour {year} : ce que je trouve est d'une autre année."


def is_another(
    read: Question, told: Iterable[Answer], answer: Answer, known: Vocabulary, *, operated: bool
) -> str:
    """Return why an answer is none to a turn, ``""`` where it is one.

    Args:
        read: The turn.
        told: The last answers, computed anew, the last one first, each with its question: no
            more of them are taken than are needed.
        answer: The answer to the turn.
        known: The vocabulary.
        operated: Whether the last answer was made of figures before it.
    """
    if year := drops_year(read, answer):
        return of_another_year(year)
    before = iter(told)
    last = next(before, None)
    if number := drops_number(read, answer) or misplaces_number(read, last, answer):
        return f"Je ne sais pas quoi faire de « {excerpt(number)} ». Posez la question en entier."
    if year := _uncalculated_year(read, last, answer):
        return of_another_year(year)
    if year := adds_year(read, last, answer):
        return f"Je ne sais pas s'il faut comparer avec {year}. Donnez les deux années."
    for fails, why in (
        (leaves_workbook(read, last, answer), _NOT_IN_BOOK),
        (leaves_whole(read, chain(filter(None, [last]), before), answer), _NO_SUCH_PART),
        (leaves_decision(read, last, answer), UNCLEAR),
        (leaves_document(read, last, answer), ELSEWHERE),
        (leaves_theme(read, last, answer, known), _OTHER_THEME),
        (misses_rate(read, answer), _NO_RATE),
        (drops_same_years(read, answer), WHICH_YEARS),
        (tells_no_part(read, answer), UNCLEAR),
        (misses_verdict(read, answer), UNCLEAR),
    ):
        if fails:
            return why
    if why := beside_what_was_told(read, last, answer, known.convention.id):
        return why
    word = "" if operated else repeats(read, last, answer, known)
    return f"Je ne sais pas ce que « {excerpt(word)} » change à la réponse d'avant." if word else ""
