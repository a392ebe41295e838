"""A figure, a year, a trend or a rule taken for granted: it is asked anew and compared."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Final

from pycog import conventions
from pycog.dialogue.answers import ANSWERED, UNKNOWN, Answer
from pycog.dialogue.composed.taken_scope import AUTHORITY, decides, scope, told_of_scope
from pycog.dialogue.composed.taken_trends import OPEN, STEPS, bounded, same, trend
from pycog.dialogue.composed.taken_values import (
    NO,
    STATED,
    YES,
    all_years,
    by_year,
    compared,
    dated_verdict,
    equal,
    told_by_year,
)
from pycog.dialogue.entities import Question, read_question
from pycog.dialogue.numbers import NUMBER
from pycog.dialogue.running import TYPED
from pycog.dialogue.spans import Entity
from pycog.dialogue.vocabulary import Vocabulary
from pycog.lazy_patterns import regex

#: Whoever says one of these wants what is said to be confirmed, whatever else is in it.
_CONFIRM: Final = regex(
    r"\b(?:(?:est|sont|etait|etaient|vaut|fait) bien (?:de|d|a|egal\w*)?|c est (?:bien )?(?:ca"
    r"|exact|juste|vrai|correct)|est il (?:vrai|exact)|n est ce pas"
    r"|pas vrai|hein|exact|correct|d accord"
    r"|(?:tu |vous )?confirm\w+|je (?:crois|pense)(?: que)?|je note(?: ca)?"
    r"|il me semble(?: que)?|on (?:m a|nous a|me) dit(?: que?)?|(?:il )?parait(?: il)?(?: que?)?"
    r"|vrai ou faux|j ai (?:lu|entendu|note)(?: que?)?|sauf erreur|si je ne me trompe|bien sur"
    r"|(?<=\d )ok|(?<=% )ok|(?<=€ )ok|ok(?= ?[?.!]|$)|tu es d accord|vous etes d accord"
    r"|reste(?:nt)? (?:t )?(?:(?:il|elle)s? )?(?:bien |fixee?s? )?a(?= \d))\b"
    r"|\b(?:non|juste|vrai|oui)(?= ?[?.!]+$|$)|^(?:puisque?|vu que|sachant que|comme|alors que)\b"
)
_TAIL: Final = regex(r"\b(?:super|ok|bien|deja|toujours|donc|tu|vous|me|moi)\b")
#: Opens what is taken for granted before a question that builds on it.
_SINCE: Final = regex(r"^(?:puisque?|vu que|sachant que|comme)\b([^,?]+)")
_WHY: Final = regex(r"\bpourquoi\b|,? ?c est normal\b")
#: Values of a row of a scorecard, as they are called.
_ROLES: Final = {
    "cible": regex(r"\b(?:cibles?|objectifs?)\b"),
    "seuil": regex(r"\b(?:seuils?|planchers?)\b"),
    "poids": regex(r"\b(?:poids|ponderations?|points?)\b"),
}
_ROLE: Final = regex("|".join(one.pattern for one in _ROLES.values()))
_FIRST_NUMBER: Final = regex(r"-?\d[\d \u00a0\u202f]*(?:[.,]\d+)?")
_ROW_INTENT: Final = "ligne-bareme"
_ROW_TEXT: Final = regex(r"cible ([^,]+(?:,\d+)?[^,]*), seuil (.+?), poids (\d[\d ]*) points")

#: What takes something for granted, to be left out of what is asked.
_TAKES: Final = regex(
    r"\b(?:c est bien|compte(?:nt)?|comptai(?:t|ent)|avai(?:t|ent)|a vers\w+"
    r"|compren\w+|a bien|ont bien|c est(?: ca)?"
    r"|est ce (?:bien )?que?|est ce bien|c est vrai|vrai ou faux|(?:on est |tu es "
    r"|vous etes )?d accord"
    r"|n est ce pas|c est (?:juste|exact|correct|ca)|je crois que|il me semble que"
    r"|on m a dit que?|parait il que|pourquoi|sachant que"
    r"|(?:pass|mont|grimp|tomb)(?:e|ent|ait|aient|era)|s eleve(?:nt)?|descend(?:ent)?"
    r"|plafonne(?:nt)?|reste(?:nt)?|puisque?|vu que"
    r"|comme|bien|confirm\w+(?: que)?|tu confirmes|vous confirmez|non|hein|pas vrai"
    r"|correct|exact|juste|vrai|si je comprends bien"
    r"|(?:est|sont|etait|etaient|vaut|valait|serait|a ete|sera)(?: t)?(?: (?:il|elle|ils|elles"
    r"|on))?|il y (?:a|avait|a eu)|ca fait|y a t il)\b"
)
_CUE: Final = regex(
    r"\b(?:c est bien|est bien|sont bien|est ce que|(?:etait|est|sont|etaient) (?:il |elle "
    r"|bien )?prevu\w*|compte(?:nt)? bien|a bien|ont bien|bien (?:de|pour|prevu\w*|fixe\w*)|vrai"
    r"|exact|correct|confirm\w+|d accord|n est ce pas|pourquoi|puisque?"
    r"|on m a dit|il me semble|je crois|parait|hein|c est juste|c est (?:ca|pour|fixe|prevu)"
    r"|(?:doi(?:t|vent|s)|devons|devez|faut|avons|avez|vis(?:e|ons|ez)) bien"
    r"|(?:pass|mont|grimp|tomb|descend|plafonn|eleve)\w* bien a"
    r"|non)\b|\?.*non"
)
_CHANGES: Final = regex(
    r"\b(?:dessous|dessus|sous|au dela|moins|plus|si|avec|sans|hausse|baisse|versee?|moitie"
    r"|double|depass\w+|au moins"
    r"|au plus|inferieur\w*|superieur\w*|vir\w+|report\w+|autoris\w+|execut\w+)\b"
)
#: A number and what may stand before it in a premise: « de 5 jours », « à 14 225 000 € ».
_BEFORE: Final = regex(r"(?:\b(?:de|d|a|pour|en|egal\w* a|fix\w+ a|vaut|est|sont|:) ?)+$")

#: Answers that a year is compared with, and those that are nothing to compare with.
_DATED: Final = "echeance-mesure"
_APART: Final = frozenset(
    {
        "echeances",
        "composee-echeances",
        "approbation",
        "date-limite",
        "date-bilan",
        "delai",
        "rapport",
        "aide",
        "politesse",
    }
)

Ask = Callable[[str], Answer]


def confirmed(question: Question, known: Vocabulary, ask: Ask) -> Answer | None:
    """Answer whoever wants a statement confirmed, before it is read as anything else.

    Args:
        question: As read.
        known: The vocabulary.
        ask: Answers a question given as text.
    """
    text = question.text
    if (told := told_of_scope(question, known, ask)) is not None:
        return told
    since = _SINCE.match(text)
    cue = _CONFIRM.search(text) is not None
    text = since[1] if since else text
    bare = _plain(_WHY.sub(" ", _CONFIRM.sub(" ", text)))
    said = read_question(bare, known)
    found = trend(said, known.convention.years, ask) or same(said, ask)
    if found is not None and not cue:
        # Between two years, the change itself may be what is asked.
        spanned = said.has("period") and not STEPS.search(said.text)
        open_ended = spanned or not found.text.startswith((YES, NO))
        found = None if open_ended else found
    if found is not None:
        return _unless_asked_on(found, question.text, since)
    if not cue:
        found = _worded(said, ask) if _NATURE.search(text) else None
        return found or (scope(said, known, ask) if _SURELY.search(text) else None)
    found = _moves_target(question, ask) or scope(said, known, ask)
    if found is not None or question.has("change"):
        return found or _what_if(said, ask)
    found = _roles(said, ask) or _elsewhere(said, known, ask) or _valued(said, ask, sure=True)
    if found is None and not stated_numbers(said):
        found = _worded(said, ask) or _ruled(said, ask)
    return None if found is None else _unless_asked_on(found, question.text, since)


def _unless_asked_on(found: Answer, text: str, since: re.Match[str] | None) -> Answer | None:
    """Return what denies a premise; a true one leaves the question that is built on it."""
    further = since is not None and re.search(r"[a-z]{3}", text[since.end() :]) is not None
    return None if further and found.text.startswith(YES) else found


def _what_if(said: Question, ask: Ask) -> Answer | None:
    """Compare what is stated of a changed amount with what it comes to."""
    match = re.search(r"\b(?:fait|font|donne|ca fait|soit|c est|est de|egale)\b(.+)$", said.text)
    numbers = (
        [] if match is None else [one for one in stated_numbers(said) if one.start >= match.start()]
    )
    if match is None or len(numbers) != 1 or numbers[0].kind not in {"amount", "number"}:
        return None
    answer = ask(_plain(said.text[: match.start()]))
    if answer.kind != ANSWERED or "COG_" not in answer.formula:
        return None
    verdict = compared(numbers[0], answer)
    return replace(answer, text=f"{verdict} : {answer.text}") if verdict else None


def _plain(text: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"[?.!;:]| ,|,(?= |$)", " ", text)).strip()


def stated_numbers(question: Question) -> list[Entity]:
    """Return the values that a question states."""
    return [one for one in question.entities if one.kind in STATED]


def _roles(said: Question, ask: Ask) -> Answer | None:
    """Compare the target, the floor and the weight of a row of a scorecard."""
    numbers = stated_numbers(said)
    if not said.has("row") or not numbers or not _ROLE.search(said.text):
        return None
    paired = _paired(said.text, numbers)
    if paired is None:
        return None
    spans = [(one.start, one.end) for one in numbers]
    text = said.text
    for start, end in sorted(spans, reverse=True):
        text = f"{text[:start]} {text[end:]}"
    rest = re.sub(r"\b(?:c est|de|est|sont|a|et)\b(?= *(?:cible|seuil|poids|$))", " ", text)
    answer = ask(_plain(_TAKES.sub(" ", rest)))
    if answer.kind != ANSWERED or answer.intent != _ROW_INTENT:
        return None
    rows = _row_values(answer)
    verdicts = {
        None if row.get(role) is None else _same_number(number, row[role])
        for row in rows
        for role, number in paired
    }
    if not rows or None in verdicts:
        return None
    whole = {all(_same_number(number, row[role]) for role, number in paired) for row in rows}
    if len(whole) != 1:
        return None
    return replace(answer, text=f"{YES if whole.pop() else NO} : {answer.text}")


def _paired(text: str, numbers: list[Entity]) -> list[tuple[str, Entity]] | None:
    """Pair each number with the role behind it, or each with the one before it."""
    roles = [
        (match.start(), match.end(), role)
        for role, pattern in _ROLES.items()
        for match in pattern.finditer(text)
        if not any(one.start <= match.start() < one.end for one in numbers)
    ]
    between = regex(r"(?: |de|du|d|est|a|c|en|la|le|et|:|,|=|pour|j|jours?|euros?|points?)*")
    for behind in (True, False):
        found = []
        for one in numbers:
            near = [
                role
                for start, end, role in roles
                if (
                    between.fullmatch(text[one.end : start])
                    if behind and start >= one.end
                    else not behind
                    and end <= one.start
                    and between.fullmatch(text[end : one.start])
                )
            ]
            own = ["poids"] if one.kind == "points" else []
            found += [(role, one) for role in (near[:1] or own)]
        if len(found) == len(numbers) and len({role for role, _ in found}) == len(found):
            return found
    return None


def _row_values(answer: Answer) -> list[dict[str, str]]:
    """Return the values of the rows that an answer shows, as printed."""
    if answer.table is not None:
        return [
            dict(zip(("cible", "seuil", "poids"), row[3:6], strict=False))
            for row in answer.table.rows
            if len(row) >= 6
        ]
    match = _ROW_TEXT.search(answer.text)
    return [dict(zip(("cible", "seuil", "poids"), match.groups(), strict=True))] if match else []


def _same_number(stated: Entity, printed: str) -> bool | None:
    """Compare a stated value with a printed one, ``None`` where that is no single number."""
    numbers = _FIRST_NUMBER.findall(printed)
    if len(numbers) != 1:
        return None
    held = float(re.sub(r"\s", "", numbers[0]).replace(",", "."))
    unit = "%" if "%" in printed else "€" if "€" in printed else ""
    return equal(stated, held / 100 if unit == "%" else held, unit)


def _elsewhere(said: Question, known: Vocabulary, ask: Ask) -> Answer | None:
    """Say of which year a value is that a question states of a year that has none or another."""
    numbers, years = stated_numbers(said), said.of("year")
    if (
        len(numbers) != 1
        or len(years) != 1
        or numbers[0].kind not in {"amount", "percent", "number"}
    ):
        return None
    year = int(str(years[0].value))
    if year not in known.convention.years or _CHANGES.search(said.text):
        return None
    rest = _asked(_cut(said.text, years[0]), numbers[0])
    for text in (rest, f"objectif {rest}"):
        answer = ask(text)
        series = by_year(answer) if answer.kind == ANSWERED else {}
        if not series:
            continue
        there = [
            one
            for one, (held, printed) in series.items()
            if equal(numbers[0], held, "%" if "%" in printed else "€" if "€" in printed else "")
        ]
        if year in series or not there:
            return None
        told = " et ".join(map(str, there))
        value = series[there[0]][1]
        text = (
            f"{NO} : rien n'est imprimé en {year}, {value} est la valeur de {told}. {answer.text}"
        )
        return replace(answer, text=text)
    return None


def _cut(text: str, one: Entity) -> str:
    before = re.sub(r"\b(?:en|pour|de|a|fin) ?$", "", text[: one.start])
    return before + " " * (one.end - len(before)) + text[one.end :]


def _worded(said: Question, ask: Ask) -> Answer | None:
    """Confirm who decides a transfer between two groups, or the nature of a line's credits."""
    text = said.text
    if len(said.of("line")) == 2 and re.search(r"\bvir", text):
        answer = ask(_plain(AUTHORITY.sub(" ", text)))
        if answer.intent != "virement" or answer.kind != ANSWERED or not answer.display:
            return None
        verdict = decides(text, str(answer.value))
        told = answer.text.removeprefix("Non : ").removeprefix("Oui : ")
        return replace(answer, text=f"{verdict} : {told}" if verdict else told)
    natures = {one[:6] for one in re.findall(r"\b(?:limitati|evaluati)\w+", text)}
    if _DENIED.search(text):
        return None
    if len(said.of("line")) == 1 and len(natures) == 1:
        answer = ask(f"nature {said.of('line')[0].text}")
        if answer.intent == "nature" and isinstance(answer.value, str):
            stated = {"limita": "limitatif", "evalua": "évaluatif"}[natures.pop()]
            return replace(answer, text=f"{YES if answer.value == stated else NO} : {answer.text}")
    return None


_NATURE: Final = regex(
    r"\b(?:c est|est|sont)(?: (?:il|elle|ils|elles|bien|du|des|de la|en|un|une|a caractere"
    r"|credits?|depenses?))* (?:limitati|evaluati)\w+"
)
_SURELY: Final = regex(r"\bbien\b")
_DENIED: Final = regex(r"\b(?:pas|sans|jamais|aucun\w*|non)\b")
_FALLS: Final = regex(
    r"\b(?:(?:doi(?:t|vent)|devai(?:t|ent)|devra) )?(?:(?P<down>baiss|diminu|redui|recul)"
    r"|(?P<up>augment|progress|grimp))\w* de (?P<n>\d+(?:[.,]\d+)?) ?%"
)
#: Answers that may be a printed target.
_TARGETS: Final = frozenset({"objectif", "composee-requete"})
_PRINTED_MOVE: Final = regex(r"\b(?P<way>[Bb]aisse|[Hh]ausse) de (?P<n>\d+(?:,\d+)?) ?%")


def _moves_target(question: Question, ask: Ask) -> Answer | None:
    """Compare the change that a question states with a target that is printed as a change."""
    match = _FALLS.search(question.text)
    if match is None or _DENIED.search(_CONFIRM.sub(" ", question.text)):
        return None
    rest = f"{question.text[: match.start()]} {question.text[match.end() :]}"
    answer = ask(f"objectif {_plain(_CONFIRM.sub(' ', rest))}")
    rows = () if answer.table is None else answer.table.rows
    shown = " ; ".join([answer.printed, *(row[-1] for row in rows)])
    printed = {(one["way"].lower(), one["n"]) for one in _PRINTED_MOVE.finditer(shown)}
    if answer.kind != ANSWERED or answer.intent not in _TARGETS or len(printed) != 1:
        return None
    way, number = printed.pop()
    same_way = way == ("baisse" if match["down"] else "hausse")
    right = same_way and number == match["n"].replace(".", ",")
    text = f"{YES if right else NO} : {way} de {number} %. {answer.text}"
    return replace(answer, text=text)


def _ruled(said: Question, ask: Ask) -> Answer | None:
    """Ask a rule for its yes or no."""
    text = _plain(_TAIL.sub(" ", said.text))
    if re.search(r"\b(?:qui|que|quel\w*|combien|comment|quand)\b", text):
        return None
    answer = ask(f"est ce que {text}")
    told = answer.kind == ANSWERED and re.match(r"(?:Oui|Non)\b", answer.text)
    return answer if told and answer.intent == "definition" else None


def premise(question: Question, ask: Ask) -> Answer | None:
    """Answer a question that states a value with « Oui » or « Non » and the value there is.

    Args:
        question: As read.
        ask: Answers a question given as text.
    """
    if (bound := bounded(question, ask)) is not None:
        return bound
    if _CUE.search(question.text):
        # « Sur 17 antennes, ça fait combien ? » states no value.
        asks = _HOW_MANY.search(question.text) and not _CONFIRM.search(question.text)
        return None if asks else _valued(question, ask)
    clause = _CLAUSE.search(question.text) or _AMOUNT_LAST.search(question.text)
    if OPEN.search(question.text) or not stated_numbers(question) or clause is None:
        return None
    return _valued(question, ask, sure=True)


def _valued(question: Question, ask: Ask, *, sure: bool = False) -> Answer | None:
    """Compare one stated value or year with what is there; ``sure``: never a count by words."""
    if _CHANGES.search(question.text) or question.has("only"):
        return None
    for stated in _candidates(question):
        rest = _asked(question.text, stated)
        if not rest:
            continue
        answer = ask(rest)
        if answer.kind != ANSWERED and stated.kind in {"days", "duration"}:
            answer = ask(f"combien de jours {rest}")
        dated = stated.kind in {"year", "due"}
        if answer.kind == UNKNOWN and sure and not dated and answer.text.startswith(_NOTHING):
            return replace(answer, text=answer.text.replace(_NOTHING, _UNCONFIRMED, 1))
        if dated and re.search(r"\b(?:cog|convention|accord)\b", question.text):
            # A date of the agreement is that of none of its measures.
            continue
        if "said" in answer.slots or TYPED & set(answer.slots):
            continue
        if answer.kind != ANSWERED or dated != (answer.intent == _DATED) or answer.intent in _APART:
            continue
        verdict = _verdict(stated, answer, each=STEPS.search(question.text) is not None)
        if verdict is not None:
            return replace(answer, text=f"{verdict} : {told_by_year(answer, _own_years())}")
        if sure and (other := _other_year(question, rest, stated, ask)):
            return other
        if sure and answer.intent == "objectif" and answer.printed and not dated:
            # « ≤ 0,5 % » is told, and neither confirmed nor denied.
            return answer
    return None


def _other_year(question: Question, rest: str, stated: Entity, ask: Ask) -> Answer | None:
    """Say of which year a key figure is that a question states of another year."""
    years = question.of("year")
    if len(years) != 1:
        return None
    year = str(years[0].value)
    answer = ask(re.sub(rf"\b(?:en )?{year}\b", " ", rest).strip())
    held = answer.formula.startswith("=COG_KEY_FIGURE") and answer.kind == ANSWERED
    if not held or year in answer.text or (compared(stated, answer) or "")[:3] != YES:
        return None
    return replace(answer, text=f"Je n'ai pas ce chiffre pour {year}, non. {answer.text}")


_HOW_MANY: Final = regex(
    r"\b(?:ca fait|soit|donc|font|fait) combien\b|\bcombien (?:ca|cela) fait\b"
)
#: Numbers tried as the stated one.
_MOST_STATED: Final = 3
#: A whole sentence states something; a few words with a number do not.
_CLAUSE: Final = regex(
    r"\b(?:est|sont|etait|etaient|c est|avait|avaient|compte|comptait|comptent|ouvert\w*"
    r"|(?:a|ont) \w+(?:e|es|i|u)\b|vise|visons|prevoit|atteint|represente|doit|doivent|devons"
    r"|il faut"
    r"|passe(?:nt)? a)\b"
)
#: Opens the answer where nothing is printed, and what it becomes.
_NOTHING: Final = "Je ne sais pas : aucun"
_UNCONFIRMED: Final = "Je ne peux pas le confirmer, non : aucun"


#: « Personnel 2014 : 14 359 000 ? » states an amount.
_AMOUNT_LAST: Final = regex(
    r"[:,] ?\d{1,3}(?: ?\d{3})+(?: ?(?:€|euros?))?(?: en (?:19|20)\d\d)? ?\?$"
)


def _candidates(question: Question) -> list[Entity]:
    """Return the values that may be the stated one: numbers first, then the last year."""
    numbers = [one for one in question.entities if one.kind in STATED]
    if numbers:
        # Of several, the others belong to a name, « 5 jours sur 5 »: the gate sees to it.
        return numbers[:_MOST_STATED]
    years = question.of("year", "due")
    return years[-1:] if not numbers and len(years) == 1 else []


def _asked(text: str, stated: Entity) -> str:
    """Return the question without the value and without what takes it for granted."""
    before, behind = text[: stated.start], text[stated.end :]
    before = _BEFORE.sub("", before.rstrip() + " ").rstrip()
    left = _TAKES.sub(" ", f"{before} {behind}")
    if stated.kind not in {"year", "due"}:
        # « Fin 2020 » is the year of a figure.
        left = re.sub(r"\b(?:fin|debut) (?=(?:19|20)\d\d)", " ", left)
    left = re.sub(r"\s+", " ", re.sub(r"[?.!,;:]", " ", left)).strip()
    if stated.kind in {"year", "due"}:
        return f"echeance {left}"
    counted = stated.kind in {"number", "staff", "beneficiaries"}
    unit = re.sub(rf"^{NUMBER} ?", "", stated.text) if counted and stated.kind != "number" else ""
    return f"combien {unit} {left}".replace("  ", " ") if counted else left


def _own_years() -> tuple[int, ...]:
    """Return the years of the agreement: those before it are no « chaque année »."""
    return conventions.load().years


def _verdict(stated: Entity, answer: Answer, *, each: bool = False) -> str | None:
    """Return « Oui », « Non », or ``None`` where the answer is nothing to compare with."""
    if stated.kind in {"year", "due"}:
        if not answer.printed:
            return dated_verdict(str(stated.value)[-4:], answer)
        years = re.findall(r"(?:19|20)\d\d", answer.printed)
        return YES if str(stated.value)[-4:] in years else NO
    if answer.table is not None and isinstance(answer.value, list):
        series = by_year(answer)
        if series:
            own = {year: one for year, one in series.items() if year in _own_years()}
            return all_years(stated, own if each else series, each=each)
        counted = stated.kind == "number" and answer.intent in _LISTS
        return (YES if len(answer.table.rows) == stated.value else NO) if counted else None
    return compared(stated, answer)


#: Answers that are lists, of which a number may be the count.
_LISTS: Final = frozenset({"liste-indicateurs", "composee-requete", "indicateurs-fiche"})
