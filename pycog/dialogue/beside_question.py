"""Holds the answer that was found against the question as typed: nothing is told beside it.

However a question was read, some words of it can only be served by an answer of a certain shape:
« première année » by no « Non », « annuel moyen » by no total change. Where the shape is another
one, the answer is refused, and said why.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Final

from pycog import conventions
from pycog.dialogue.answers import ANSWERED, Answer, unknown
from pycog.dialogue.beside_rules import RULES, TURN_RULES, Told
from pycog.dialogue.beside_steps import STEP_RULES
from pycog.dialogue.compound.figure_finding import entry_of
from pycog.dialogue.dates import MONTHS
from pycog.dialogue.normalise import normalise, words
from pycog.dialogue.state import State
from pycog.lazy_patterns import regex

Ask = Callable[[str], Answer]
#: Answers from the open workbook have their own gate.
_OF_WORKBOOK: Final = "classeur"
#: Rules for any question, and for one that goes on with what was said before.
_OF_ANY: Final = (*RULES, *STEP_RULES)
_OF_TURN: Final = (*_OF_ANY, *TURN_RULES)


def as_asked(answer: Answer, question: str, before: State, ask: Ask) -> Answer:
    """Return a refusal for an answer that does not serve what a word of the question asks for.

    Args:
        answer: The answer that was found.
        question: The question as typed.
        before: What was said before.
        ask: Answers a whole question.

    Returns:
        The answer itself, another one that serves the whole question, or a refusal.
    """
    if answer.kind != ANSWERED or answer.intent == _OF_WORKBOOK:
        return answer
    one = Told(normalise(question), answer, normalise(answer.text), before)
    if (better := _asked_fully(one, ask)) is not None:
        return better
    rules = _OF_TURN if before.has_subject else _OF_ANY
    why = next(
        (rule.why for rule in rules if rule.asked.search(one.asked) and rule.beside(one)), ""
    )
    why = why or _other_month(one) or _other_term(one, question) or _other_relation(one)
    why = why or _line_unused(one) or _rate_unused(one) or _denied_label(one) or _other_case(one)
    why = why or _narrower(one)
    return unknown(why) if why else answer


_GAP: Final = regex(r"ecart : (?P<a>\d+(?:,\d+)?) ?% -> (?P<b>\d+(?:,\d+)?) ?%")
_BOTH_WAYS: Final = regex(
    r"(?=.*\b(?:en|de) points?\b).*(?:\b(?:hausse|baisse|evolution|variation|progression)\b"
    r"[^,;?]*(?:en %|en pourcentage|relati\w+))"
)
_OF_SHEET: Final = regex(r"\bquelle fiche objectif\b")


#: « 2021 et l'année d'avant » names a second year.
_NEIGHBOUR: Final = regex(
    r"\b(?P<year>(?:19|20)\d\d)(?P<join> (?:et|puis|ou|vs|contre)) (?:(?:a|de|en|pour|celle de) )?"
    r"(?:l )?(?:annee|an|exercice) (?:(?P<before>d avant|juste avant|preceden\w+)|d apres"
    r"|juste apres|suivante?)\b"
)


def _neighbour(match: re.Match[str]) -> str:
    return f"{match['year']}{match['join']} {int(match['year']) + (-1 if match['before'] else 1)}"


def _asked_fully(one: Told, ask: Ask) -> Answer | None:
    """Return the answer of a plainer question where only half of it was told."""
    if _NEIGHBOUR.search(one.asked):
        return ask(_NEIGHBOUR.sub(_neighbour, one.asked))
    gap = _GAP.match(one.plain)
    if gap is not None and _BOTH_WAYS.search(one.asked) and "relatif" not in one.plain:
        again = ask(f"évolution en % et en points de {gap['a']} % à {gap['b']} %")
        return again if "relatif" in again.text else None
    if (whole := _whole_of_part(one, ask)) is not None:
        return whole
    if (both := _both_figures(one, ask) or _amount_and_nature(one, ask)) is not None:
        return both
    if _OF_SHEET.search(one.asked) and one.answer.intent == "objectif":
        again = ask(_OF_SHEET.sub("quelle fiche", one.asked))
        return again if "fiche" in normalise(again.text) else unknown(_NO_SHEET)
    return None


_OF_KEY: Final = regex(r'=COG_KEY_FIGURE\("(?P<key>[\w-]+)",(?P<year>\d*),"(?P<body>[\w-]+)"\)')


def _whole_of_part(one: Told, ask: Ask) -> Answer | None:
    """Return the figure of the whole where one of a part was told whose name is not asked for."""
    called = _OF_KEY.fullmatch(one.answer.formula)
    if called is None or one.before.has_subject or "-" not in called["key"]:
        return None
    part = entry_of(called["body"], called["key"])
    whole = entry_of(called["body"], called["key"].rpartition("-")[0])
    if part is None or whole is None:
        return None
    head, _, tail = normalise(part.facts[0].label).partition(",")
    asked = set(words(one.asked))
    if (
        not tail
        or not normalise(whole.facts[0].label).startswith(f"{head},")
        or set(words(tail)) & asked
    ):
        return None
    found = ask(f"{whole.facts[0].label} {called['year']}")
    return found if f'"{whole.subject}"' in found.formula else None


_MEASURED: Final = (
    r"(?:montants?|nombre|nb|effectifs?|age|anciennete|parts?|taux|couts?|totaux|total|volume|duree"
    r"|pourcentage|delais?|moyenne)"
)
_TWO_MEASURES: Final = regex(
    rf"^(?P<lead>(?:quel(?:le)?s? (?:est|sont) |donne\w* (?:moi )?)?)(?:le |la |l |les )?"
    rf"(?P<a>{_MEASURED}\b[a-z ]*?) et (?:(?:de )?(?:le |la |l |les |quel(?:le)? ))?"
    rf"(?P<b>{_MEASURED}\b.+?)[ ?.]*$"
)
#: « Combien de X, et pour quel montant ? » asks for two figures of X.
_HOW_MANY: Final = regex(
    r"^combien (?:de |d |des )(?P<x>[a-z][^,?]+?),? et (?:pour |a )?quel(?:le)? (?P<b>montant"
    r"|cout|part)(?: total)?[ ?]*$"
)


def _as_measures(match: re.Match[str]) -> str:
    return f"nombre et {match['b']} de {match['x']}"


_COMPLEMENT: Final = regex(r" (?=(?:de|du|des|d|dans|pour|en|a|au)\b)")
_FIGURE: Final = "=COG_KEY_FIGURE("
_ONE_FIGURE: Final = regex(r"=COG_KEY_FIGURE\([^()]*\)")


def _both_figures(one: Told, ask: Ask) -> Answer | None:
    """Return both figures of « montant et nombre de … », or name the one that was not found."""
    asked = _TWO_MEASURES.match(_HOW_MANY.sub(_as_measures, one.asked))
    formulas = one.answer.formula or " ".join(one.answer.details)
    single = _ONE_FIGURE.fullmatch(formulas) or (
        not one.answer.formula and _FIGURE.lstrip("=") in formulas
    )
    if asked is None or one.before.has_subject or not single:
        return None
    last = ask(asked["b"])
    ends = [asked["b"][match.start() :] for match in _COMPLEMENT.finditer(asked["b"])]
    firsts = (ask(f"{asked['a']}{end}") for end in ends)
    first = next((each for each in firsts if each.formula.startswith(_FIGURE)), None)
    found = [each for each in (first, last) if each is not None and _FIGURE in each.formula]
    if len({each.formula for each in found}) < len(found):
        found = found[:1]
    if len(found) == _BOTH:
        text = " ".join(each.text for each in found)
        source = " ; ".join(dict.fromkeys(each.source for each in found))
        display = " ; ".join(each.display for each in found)
        return replace(found[0], text=text, display=display, source=source)
    told = found[0] if found else one.answer
    missing = asked["b"] if told is first or told.formula == one.answer.formula else asked["a"]
    missing = asked["a"] if told is last else missing
    return replace(told, text=f"{told.text} Je n'ai pas trouvé « {missing} » : demandez-le à part.")


_BOTH: Final = 2
_WITH_NATURE: Final = regex(
    r"^(?P<x>[a-z].+?),? (?:c est )?combien,? (?:et )?(?:c est|est ce|est (?:il"
    r"|elle))(?: un credit| bien)?"
    r" (?P<n>limitati|evaluati)\w+[ ?]*$"
)


def _amount_and_nature(one: Told, ask: Ask) -> Answer | None:
    """Return the amount of a line and the nature of its credits, where both are asked for."""
    asked = _WITH_NATURE.match(re.sub(r"\bc (?=combien|limitati|evaluati)", "c est ", one.asked))
    if asked is None or one.before.has_subject:
        return None
    amount = ask(f"montant {asked['x']}")
    nature = ask(f"nature {re.sub(r' ?20[0-9][0-9]', '', asked['x'])}")
    if "COG_BUDGET(" not in amount.formula or "COG_NATURE(" not in nature.formula:
        return unknown(_APART)
    text = f"{amount.text} {nature.text}"
    return replace(amount, text=text, display=f"{amount.display} ; {nature.display}")


_APART: Final = "Demandez le montant de la ligne, puis la nature de ses crédits."
_NO_SHEET: Final = "Je ne sais pas de quelle fiche il s'agit : demandez la fiche de l'indicateur."
_DATED: Final = regex(rf"\b(?:{'|'.join(MONTHS)})(?: \d{{4}})?\b")


def _other_month(one: Told) -> str:
    """Return why a text is none of the month that is asked for."""
    asked = _DATED.search(one.asked) if one.is_text else None
    if asked is None or asked[0].split()[0] in one.plain or "mois" in one.plain:
        return ""
    return f"Je n'ai trouvé qu'un texte, qui ne dit rien de « {asked[0]} »."


#: Asks what letters stand for.
_MEANING: Final = regex(
    r"\b(?:veut|veulent) dire\b|\bsignifi|\bsigle\b|\bacronyme\b|\bc (?:est )?(?:quoi|koi)\b"
    r"|\bcorrespond\w*\b|\blettres\b|\babreviation"
)
_LETTERS: Final = regex(r"\b(?=[A-Z]*\d*[A-Z])[A-Z0-9]{3,}\b|\b[a-z]+\d[a-z]+\b")


def _other_term(one: Told, question: str) -> str:
    """Return why a text that only has some letters does not say what they mean."""
    if not one.is_text or question.isupper() or not _MEANING.search(one.asked):
        return ""
    known = {"cog", *conventions.load().id.split("-")}
    terms = [normalise(term) for term in _LETTERS.findall(question)]
    terms = [term for term in terms if term not in known and not term.isdigit()]
    if not terms:
        return ""
    defined = (
        rf"^(?:le |la |les |l |un |une )?{terms[0]}\b|\b{terms[0]}\b ?[(:=]|\( ?{terms[0]} ?\)"
    )
    if re.search(rf"{defined}|\b{terms[0]},? (?:est|signifie|designe|soit)\b", one.plain):
        return ""
    return f"Je ne connais pas le sens de « {terms[0].upper()} »."


_AMOUNT: Final = r"\d+(?: \d{3})*(?:[.,]\d+)?"
_UNIT: Final = r" ?(?:k€|m€|€|euros?|dossiers|%)?"
_JOINED: Final = regex(
    rf"(?P<a>{_AMOUNT}){_UNIT} (?P<how>sur|->|=>) (?P<b>{_AMOUNT})(?P<unit>{_UNIT})"
)
_MOVED: Final = regex(rf"\bde (?P<a>{_AMOUNT}){_UNIT} a (?P<b>{_AMOUNT}){_UNIT} :")
_RATED: Final = regex(r"COG_(?:EXECUTION|SHARE|RATE)\((?P<a>[\d.]+),(?P<b>[\d.]+)\)")
#: Numbers as typed may be thousands or millions.
_SCALES: Final = (1, 1e3, 1e6)
_CROSSED: Final = (
    "Je ne sais pas calculer cela en une fois : deux de vos nombres seraient rapprochés autrement "
    "que vous ne l'écrivez. Demandez un calcul à la fois."
)


def _other_relation(one: Told) -> str:
    """Return why numbers were not joined as typed: « 6 696 sur 9 300 » is no change."""
    rates: set[tuple[float, float]] = set()
    moves: set[tuple[float, float]] = set()
    for pair in _JOINED.finditer(one.asked):
        ends = _plain_number(pair["a"]), _plain_number(pair["b"])
        (rates if pair["how"] == "sur" else moves).add(ends)
    told_moves = {
        (_plain_number(m["a"]), _plain_number(m["b"])) for m in _MOVED.finditer(one.plain)
    }
    told_rates = {(float(m["a"]), float(m["b"])) for m in _RATED.finditer(one.answer.formula)}
    scaled = {(a * f, b * f) for a, b in rates for f in _SCALES}
    starts = {a * f for a, _ in moves for f in _SCALES}
    taken = {number for pair in told_rates for number in pair}
    crossed = bool(moves) and len(told_rates) > 1 and bool(starts & taken)
    return _CROSSED if scaled & told_moves or crossed else ""


def _plain_number(typed: str) -> float:
    return float(typed.replace(" ", "").replace(",", "."))


_STILL: Final = regex(
    r"\b(?:reste|restant\w*|encore|manqu\w+|atteindre|vis(?:e|er|ons|ez)|budget|base|autoris\w+"
    r"|lineaire)\b"
)
_NUMBERS: Final = regex(rf"(?<![\d,]){_AMOUNT}(?= ?(?:k€|m€|€|euros?|%)?)")


def _line_unused(one: Told) -> str:
    """Return why an amount alone was worked with, where the line and year of a budget are named."""
    if one.answer.intent != "calcul" or not _STILL.search(one.asked) or one.before.has_subject:
        return ""
    called = re.sub(r"COG_(?:FORECAST|EXECUTION|SHARE|RATE)\(", "", one.answer.formula)
    years = [year for year in map(str, conventions.load().years) if year in one.asked]
    if "COG_" in called or len(years) != 1 or years[0] in one.plain:
        return ""
    amounts = [n for n in _NUMBERS.findall(one.asked) if len(n.replace(" ", "")) > 4]
    named = {word for word in words(one.asked) if len(word) > 4}
    line = next((label for label in _labels() if set(words(normalise(label))) <= named), "")
    if len(amounts) != 1 or not line:
        return ""
    return (
        f"Je n'ai pas tenu compte de « {line} » {years[0]} : donnez aussi son montant, et demandez "
        "le calcul avec les deux nombres."
    )


def _labels() -> list[str]:
    funds = conventions.load().funds.values()
    return list(dict.fromkeys(line.label for fund in funds for line in fund.lines))


_RATE: Final = regex(r"(?<![\d,.])(\d+(?:[.,]\d+)?) ?%")


_TAKEN_BACK: Final = regex(
    r"\b(?:au lieu d|a la place d|plutot qu|et non|et pas|remplac|corrig|chang|modifi)"
)


def _rate_unused(one: Told) -> str:
    """Return why a typed rate is in no part of the answer to a question that stands alone."""
    # « 60 % au lieu de 70 % » : the one that is taken back is in no answer.
    if not one.answer.formula or one.decides or _TAKEN_BACK.search(one.asked):
        return ""
    shown = {_plain_number(n) for n in re.findall(r"\d+(?:,\d+)?", one.plain)}
    computed = {float(n) for n in re.findall(r"\d+(?:\.\d+)?", one.answer.formula)}
    shown |= computed | {round(n * 100, 6) for n in computed}
    shown |= {round(100 - n, 6) for n in shown} | {round(n - 100, 6) for n in shown}
    left = next((n for n in _RATE.findall(one.asked) if _plain_number(n) not in shown), "")
    return f"Je ne sais pas tenir compte de « {left} % »." if left else ""


_LABEL: Final = regex(r'" ([^"]+) "')
_DENIED: Final = regex(r"\bnon ([a-z]{5,})")


def _denied_label(one: Told) -> str:
    """Return why a label that denies a word is none for a question that does not."""
    if not one.answer.formula or re.search(r"\b(?:non|pas|sans|ni|hors)\b", one.asked):
        return ""
    for label in _LABEL.findall(one.plain):
        for word in _DENIED.findall(label):
            if re.search(rf"\b{word[:5]}", one.asked) and label not in one.asked:
                return f"Je n'ai trouvé que « {label} », et vous ne demandez pas « non {word} »."
    return ""


_CASE: Final = regex(r"\b(?:en cas d|dans le cas d)(?:e|une?|un)? ([a-z]{5,})")


def _other_case(one: Told) -> str:
    """Return why a text is none of the case that is asked for."""
    asked = _CASE.search(one.asked) if one.is_text else None
    if asked is None or asked[1][:5] in one.plain:
        return ""
    return f"Je n'ai trouvé qu'un texte, qui ne dit rien du cas « {asked[1]} »."


#: Words of the label of a figure that make it one of some only, and how a question says them.
_NARROW: Final = (
    (regex(r"\btele ?travail"), regex(r"teletr|distance|domicile|distanciel|chez eux")),
    (regex(r"\bhandicap"), regex(r"handi|\bth\b|rqth|\bboe\b")),
    (
        regex(r"\bcovid\b"),
        regex(r"covid|corona|tracing|sanitaire|pandemie|virus|epidemie"),
    ),
    (regex(r"\bcdd\b"), regex(r"cdd|determinee|temporaire|contrat|precaire")),
)
_FIGURE_LABEL: Final = regex(r"^(?P<label>[^:();]+) \((?:19|20)\d\d\) :")


def _narrower(one: Told) -> str:
    """Return why a figure of some is none of all, whom the question asks for."""
    told = _FIGURE_LABEL.match(one.plain) if one.calls("KEY_FIGURE") else None
    if told is None or one.before.has_subject:
        return ""
    for narrow, said in _NARROW:
        if narrow.search(told["label"]) and not said.search(one.asked):
            label = one.answer.text.partition(" (")[0]
            return f"Je n'ai trouvé que « {label} », qui ne compte qu'une partie."
    return ""
