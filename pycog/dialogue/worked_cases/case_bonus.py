"""The intéressement on typed numbers, said plainly: which of them is which, whatever its words."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from pycog.dialogue.calculations.typed_quantities import AMOUNT, NUMBER, PERCENT, Quantity
from pycog.dialogue.composed.taken_values import OF_THRESHOLD
from pycog.dialogue.compound.named_operands import EUROS
from pycog.dialogue.compound.readings import Extra, Made
from pycog.dialogue.expressions import Operation, call
from pycog.dialogue.state import SlotValue, State
from pycog.dialogue.worked_cases.case_text import (
    RATIO,
    Case,
    as_rates,
    in_euros,
    last_place,
    rate_shown,
    told_once,
    undashed,
)
from pycog.dialogue.worked_cases.case_themes import plain_themes
from pycog.lazy_patterns import regex
from pycog.values import display, format_number

_NATIONAL, _LOCAL = "national", "local"
#: Words of the national side and of the local one; those of the second pattern may be said of both.
_SIDES: Final = (
    (regex(r"\b(?P<national>pini|trn|national\w*|nat\b|nationnal\w*)|\b(?P<local>pili"
        r"|trl|local\w*|loc\b|locaux)"), 2),
    (regex(r"\b(?P<national>branche|reseau)|\b(?P<local>caisse|organisme|nous|notre"
        r"|chez nous|ma\b)"), 1),
)  # fmt: skip
_TERMS: Final = regex(
    r"\b(?:pini|pili|trn|trl|mtid|nat|loc|national\w*|local\w*|locaux|parts?|parties?|taux|tx"
    r"|reussi\w*|branche|caisse|organisme|interessement"
    r"|primes?|montants?|distribu\w*|touche\w*|percoi\w*|recoi\w*|gagne\w*|verse\w*"
    r"|par (?:etp|tete|personne|equivalent temps plein|(?:agent|salarie) (?:a )?temps plein)"
    r"|pour (?:un|1) etp|un etp|1 etp|d un etp|etp|equivalents? temps pleins?|agents?"
    r"|salaries?|formule|total\w*|reel\w*|effecti\w*|obten\w*|atteint\w*"
    r"|realis\w*|individuel\w*|theoriques?|points?|plein\w*|quand|si|par|chacun\w*|net|brut"
    r"|somme|resultat\w*|execution|ou|cumul\w*|x|fois|chaque)\b|[*x]"
)
_OTHER_ASKED: Final = regex(
    r"\bfaut\b|\bfaudrai?t?\b|\brequis\w*|\bnecessaires?\b|\bmanqu|\bsortir\b"
    r"|\bpour (?:toucher|obtenir|avoir|atteindre|arriver|depasser)"
    r"|\bvis(?:e|er|ons)\b|\bdoit\b|\bhausse|\bbaisse|\bevolu|\bdifference|\becart|\bcompar"
    r"|\bplus que\b|\bsans\b|\bhors\b|\bseulement\b"
)
_HEADS: Final = regex(
    r" ?(?:etp|equivalents? temps pleins?|agents?(?: en equivalents? temps pleins?)?"
    r"|salaries?|personnes?|collaborateurs?)\b"
)


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of the intéressement.

    Attributes:
        text: The same question in plain words, ``""`` where a formula answers it.
        made: The formula that answers it, else ``None``.
    """

    text: str = ""
    made: Made | None = None


def bonus_asked(case: Case, state: State) -> Asked | None:
    """Return what is asked of the intéressement on typed numbers, ``None`` for anything else.

    Args:
        case: The question.
        state: What was said before: « et pour 46 ETP ? » goes on with an amount per ETP.
    """
    return (
        _for_heads(case, state)
        or _of_themes(case)
        or _of_points(case)
        or _of_rate(case)
        or _required(case)
        or _amount(case)
    )


def _of_themes(case: Case) -> Asked | None:
    plain = plain_themes(case)
    return Asked(plain) if plain else None


# ---------------------------------------------------------------- the amount per ETP
def _amount(case: Case) -> Asked | None:
    """Read the two parts and their two rates, by side and by kind."""
    text = case.text
    if _OTHER_ASKED.search(text) or not _SIDES[0][0].search(text):
        return None
    numbers = [one for one in case.numbers if not _is_one_head(case, one)]
    heads = [one for one in numbers if one.unit == "staff" or _counts_heads(case, one)]
    numbers = [one for one in numbers if one not in heads]
    part = _part_of_time(case, numbers)
    if part is not None and not heads:
        numbers, heads = [one for one in numbers if one is not part], [part]
    if len(numbers) != _FOUR or len(heads) > 1:
        return None
    numbers = undashed(case, numbers)
    roles = None if any(one.value < 0 for one in numbers) else _roles(case, numbers)
    if roles is None or not case.reads(case.numbers, (_TERMS, _SPENT_ON)):
        return None
    pini, trn, pili, trl = (roles[one] for one in _ORDER)
    if not heads:
        return Asked(
            f"MTID avec PINI {in_euros(pini)}, TRN {rate_shown(trn)}, "
            f"PILI {in_euros(pili)}, TRL {rate_shown(trl)}"
        )
    return Asked(made=_times(pini.value, trn.value, pili.value, trl.value, heads[0].value))


def _part_of_time(case: Case, numbers: Sequence[Quantity]) -> Quantity | None:
    """Return the share of a full post that somebody works: « un agent à 50 % »."""
    found = [
        one
        for at, one in enumerate(numbers)
        if one.unit == PERCENT and _PART_TIME.search(case.before(at, numbers))
    ]
    return found[0] if len(found) == 1 and len(numbers) == _FOUR + 1 else None


_PART_TIME: Final = regex(
    r"\b(?:(?:agent|salarie|personne|temps partiel|quotite)(?: travaillant| employe"
    r"| de temps)?(?: a| de)?|temps partiel) ?$"
)
_FOUR: Final = 4
_ORDER: Final = ((_NATIONAL, AMOUNT), (_NATIONAL, PERCENT), (_LOCAL, AMOUNT), (_LOCAL, PERCENT))
_SPENT_ON: Final = regex(
    r"\b(?:provision\w*|enveloppe|masse|budget|cout\w*|effectif|prevoir|depense\w*|ensemble"
    r"|multipli\w*|personnel|represent\w*|verser)\b"
)


def _roles(case: Case, numbers: Sequence[Quantity]) -> dict[tuple[str, str], Quantity] | None:
    """Return the number of each side and kind, ``None`` where one has none or two have the same."""
    kinds = _kinds(case, numbers)
    if sorted(kinds) != [AMOUNT, AMOUNT, PERCENT, PERCENT]:
        return None
    found: dict[tuple[str, str], Quantity] = {}
    waiting: list[str] = []
    side = ""
    for at, one in enumerate(numbers):
        ahead, behind = _ahead(case, at, numbers), _behind(case, at, numbers)
        if len(ahead) > 1:
            waiting = ahead[-2:]
            side = waiting.pop(0)
        elif ahead:
            side, waiting = ahead[0], []
        elif behind:
            side, waiting = behind[0], []
        elif waiting:
            side = waiting.pop(0)
        elif at and _PARTS_CLAUSE.search(case.before(at, numbers)):
            # What was said of a number before is not said of this one.
            return None
        if not side or (len(ahead) == 1 and len(behind) == 1 and ahead != behind):
            return None
        key = (side, kinds[at])
        if key in found:
            return None
        found[key] = as_rates([one])[0] if kinds[at] == PERCENT else one
    return found if len(found) == _FOUR else None


#: Parts what is said of one number from what is said of the next.
_PARTS: Final = regex(r"[,;:.()/]| - |\bet\b|\bpuis\b|\balors que\b|\btandis que\b")


_PARTS_CLAUSE: Final = regex(r"[,;:.]|\bet\b|\bque\b|\bpuis\b")
#: « 820 € (nationale) » says of which side a number is.
_BESIDE: Final = regex(r"^ ?\([a-z ]*\)")


def _ahead(case: Case, at: int, numbers: Sequence[Quantity]) -> list[str]:
    """Return the sides that are said before a number, for it."""
    piece = case.before(at, numbers)
    if at:
        piece = _BESIDE.sub("", piece).rstrip(" :=")
        first = _PARTS.search(piece)
        if first is not None:
            piece = piece[first.start() :]
        elif _is_behind(piece):
            both = _every_side(piece)
            return both[-1:] if len(both) > 1 else []
    return _sides(piece)


def _behind(case: Case, at: int, numbers: Sequence[Quantity]) -> list[str]:
    """Return the sides that are said right behind a number, for it."""
    piece = case.gap(at, numbers).rstrip(" :=")
    beside = _BESIDE.match(piece)
    if beside is not None and (said := _sides(beside[0])):
        return said
    first = _PARTS.search(piece)
    if first is not None:
        return _sides(piece[: first.start()])
    if at + 1 == len(numbers) or _is_behind(piece):
        return _every_side(piece)[:1]
    return []


def _is_behind(piece: str) -> bool:
    """Tell whether words between two numbers are of the first: « 820 € de PINI 640 € de PILI »."""
    return re.match(r" ?(?:de |d |en |au |cote |pour la |pour le |sur la )", piece) is not None


def _sides(piece: str) -> list[str]:
    """Return the sides that a piece names, in order, each once in a row."""
    for pattern, _ in _SIDES:
        said = [str(one.lastgroup) for one in pattern.finditer(piece)]
        kept = [one for at, one in enumerate(said) if not at or said[at - 1] != one]
        if kept:
            return kept
    return []


def _every_side(piece: str) -> list[str]:
    """Return the sides that a piece names in any words, in order, each once in a row."""
    found = sorted(
        (one.start(), str(one.lastgroup))
        for pattern, _ in _SIDES
        for one in pattern.finditer(piece)
    )
    said = [side for _, side in found]
    return [one for at, one in enumerate(said) if not at or said[at - 1] != one]


def _kinds(case: Case, numbers: Sequence[Quantity]) -> list[str]:
    """Return which numbers are rates: by their sign, their word, else by their size."""
    found = []
    for at, one in enumerate(numbers):
        before = case.before(at, numbers)
        if one.unit in {PERCENT, AMOUNT}:
            found.append(one.unit)
        elif one.unit != NUMBER:
            found.append("")
        elif 0 <= one.value <= RATIO or (
            last_place(_RATES, before) > last_place(_AMOUNTS, before) and one.value <= _CENT
        ):
            found.append(PERCENT)
        else:
            found.append(AMOUNT)
    return found


_RATES: Final = regex(r"\b(?:trn|trl|taux|tx|reussi\w*)\b")
_AMOUNTS: Final = regex(r"\b(?:pini|pili|parts?|montants?)\b")
_CENT: Final = 100


def _is_one_head(case: Case, one: Quantity) -> bool:
    return one.value == 1 and (
        one.unit == "staff" or _HEADS.match(case.text[one.end :]) is not None
    )


def _counts_heads(case: Case, one: Quantity) -> bool:
    return one.unit == NUMBER and _HEADS.match(case.text[one.end :]) is not None


def _times(pini: float, trn: float, pili: float, trl: float, heads: float) -> Made:
    each = call("COG_MTID", pini, trn, pili, trl)
    told = (
        f"PINI {display(pini, 'amount')}, TRN {display(trn, 'percent')}, "
        f"PILI {display(pili, 'amount')}, TRL {display(trl, 'percent')}"
    )
    title = f"Montant total d'intéressement pour {format_number(heads)} ETP ({told})"
    return Made(
        Operation(each, "*", heads), EUROS, title, (), 1.0,
        extras=(Extra("soit {value} par ETP", each, EUROS),),
    )  # fmt: skip


_TOTAL: Final = regex(
    r"\b(?:total\w*|global\w*|enveloppe|provision\w*|multipli\w*|fois|couts?|coute\w*|ensemble"
    r"|prevoir|somme|masse|budget\w*|combien|depenses?"
    r"|appliqu\w*|montant|representent?|represente|en tout|au total|faut|verse\w*|debours\w*"
    r"|effectif)\b|\bpour\b|[*x]"
)
_TOTAL_WORDS: Final = regex(
    r"\b(?:par|fois|si|ou|equivalents?|temps|pleins?|plein|agents?|salaries?|etp|caisse"
    r"|organisme|les?|la|interessement|notre|effectif|multiplier|total)\b"
)


def _for_heads(case: Case, state: State) -> Asked | None:
    """Read « et pour 46 ETP ? » beside the amount of one, which was said before."""
    if state.intent != "mtid" or not _TOTAL.search(case.text):
        return None
    given = _given(state.slots)
    numbers = case.numbers
    if given is None or len(numbers) != 1:
        return None
    heads = numbers[0]
    if heads.unit != "staff" and not _counts_heads(case, heads):
        return None
    if not case.reads(numbers, (_TOTAL, _TOTAL_WORDS)) or heads.value <= 0:
        return None
    return Asked(made=_times(*given, heads.value))


def _given(slots: Mapping[str, SlotValue]) -> tuple[float, float, float, float] | None:
    found = [slots.get(one) for one in ("pini", "trn", "pili", "trl")]
    numbers = [float(one) for one in found if isinstance(one, int | float)]
    if len(numbers) != _FOUR:
        return None
    pini, trn, pili, trl = numbers
    return pini, trn if trn <= RATIO else trn / 100, pili, trl if trl <= RATIO else trl / 100


# ---------------------------------------------------------------- the local rate that is needed
_NEEDED: Final = regex(
    r"\b(?:faut|faudrait|faudra|requis\w*|necessaires?|doit|devrai\w*|atteindre|viser|sortir"
    r"|avoir|toucher|obtenir|arriver|vise\w*|pour)\b"
)
_LOCAL_ASKED: Final = regex(
    r"\b(?:quel\w*|combien|a combien)\b[^\d]{0,60}?\b(?:trl|taux local\w*"
    r"|taux de reussite local\w*|reussite local\w*|en local|niveau local|localement)\b"
    r"|\b(?:trl|taux local\w*|reussite local\w*) (?:requis|necessaire|a atteindre|minimum"
    r"|= ?\?|\?|: ?\?)"
)


def _required(case: Case) -> Asked | None:
    """Read which local rate an amount per ETP takes."""
    text = case.text
    if not (_NEEDED.search(text) and _LOCAL_ASKED.search(text)):
        return None
    numbers = [one for one in case.numbers if not _is_one_head(case, one)]
    if len(numbers) != _FOUR:
        return None
    numbers = undashed(case, numbers)
    kinds = _kinds(case, numbers)
    if any(one.value < 0 for one in numbers):
        return None
    if sorted(kinds) != [AMOUNT, AMOUNT, AMOUNT, PERCENT]:
        return None
    found: dict[str, Quantity] = {}
    for at, (one, kind) in enumerate(zip(numbers, kinds, strict=True)):
        name = "trn" if kind == PERCENT else _part(case, at, numbers)
        if name in found:
            name = "mtid" if "mtid" not in found and kind == AMOUNT else name
        if name in found:
            return None
        found[name] = one
    if set(found) != {"mtid", "pini", "pili", "trn"} or not case.reads(
        case.numbers, (_TERMS, _NEEDED, _LOCAL_ASKED)
    ):
        return None
    return Asked(
        f"TRL requis pour un MTID de {in_euros(found['mtid'])} "
        f"avec PINI {in_euros(found['pini'])}, TRN {rate_shown(found['trn'])}, "
        f"PILI {in_euros(found['pili'])}"
    )


_PARTS_SAID: Final = regex(
    r"\b(?P<pini>pini|national\w*|nat\b)|\b(?P<pili>pili|part (?:individuelle )?locale|loc\b)"
    r"|\b(?P<mtid>mtid|sortir|toucher|obtenir|avoir|atteindre|arriver|viser|vise|montant|verser"
    r"|cible|objectif|pour)\b"
)


def _part(case: Case, at: int, numbers: Sequence[Quantity]) -> str:
    """Return which amount of the intéressement a number is, by the word that stands nearest."""
    said = list(_PARTS_SAID.finditer(case.before(at, numbers)))
    if not said:
        said = list(_PARTS_SAID.finditer(_PARTS.split(case.gap(at, numbers))[0]))
    return str(said[-1].lastgroup) if said else "mtid"


# ---------------------------------------------------------------- the local rate of points
_POINTS: Final = regex(r"\b(?:points?|pts?|pt)\b")
#: Is a rate of points by its name alone.
_LOCAL_RATE: Final = regex(r"\btrl\b|\btaux (?:de )?(?:reussite )?local\w*|\breussite local\w*")
#: « 475 sur 950 : la PILI tombe ? »
_OUT_OF: Final = regex(r"\d{2,} ?(?:sur|/) ?\d{2,}")
_LOCAL_PART: Final = regex(r"\bpili\b|\bpart (?:individuelle )?locale\b")
_OF_BONUS: Final = regex(
    r"\b(?:inter+es+ement|local\w*|pili|trl|declen\w*|declan\w*|seuil|reussite|reusite|bareme"
    r"|totalisables?|theoriques?|primes?|possibles?|score)\b"
)
_POINT_WORDS: Final = regex(
    r"\b(?:points?|pts?|acquis\w*|obten\w*|obtient|obtenus?|totalis\w*|theoriques?|possibles?"
    r"|max\w*|atteindre|attein\w*|sur|taux|tx|reussite|locale?s?|locaux|part\w*"
    r"|interessement|trl|pili|declen\w*|declan\w*|seuil|bareme|score|total\w*|performance"
    r"|verse\w*|percoi\w*|percev\w*|touche\w*|droit|due?s?|suffi\w*|passe\w*|depass\w*|franchi\w*"
    r"|oui|non|ou|que|faut|vrai|faux|pas|quand|quand meme|prorata|nulle?|par|quoi|retenir"
    r"|pourcentage"
    r"|seulement|si|exact\w*|pile|moitie|valide\w*|point|acquise?|organisme|caisse|gagne\w*"
    r"|ensemble|somme|resultat\w*|meme|ramene\w*|soit)\b|%"
)
_OTHER_POINTS: Final = regex(
    r"\bmanqu|\bfaut\b(?! il (?:\w+ )?vers)|\bfaudra|\bcombien de points|\bvaut\b|\bvaleur"
    r"|\bcible|\bindicateur"
    r"|\bresultat de|\btrn\b|\bnational|\bpini\b|\bmtid\b"
    r"|€|\beuros?\b|\bcombien (?:en|de) (?:plus|moins)|\bde plus\b|\bhausse|\bbaisse|\bevolu"
    r"|\becart|\bchaque point|\bpar point"
)
_WHOLE: Final = regex(
    r"\b(?:sur|des|de|parmi|theoriques?|possibles?|totalisables?|max\w*|bareme|total\w*"
    r"|pour)\b[^\d]*$|/ ?(?:les |un )?$"
)
_WHOLE_BEHIND: Final = regex(
    r" ?(?:points? |pts? )?(?:a (?:atteindre|prendre|obtenir|gagner)|en tout|disponibles?"
    r"|theoriques?|possibles?|totalisables?|max\w*|en jeu|au total)"
)
_EARNED: Final = regex(r"\b(?:acquis\w*|obten\w*|obtenus?|gagne\w*|decroch\w*|realis\w*)\b")
_PAIR: Final = 2


def _of_points(case: Case) -> Asked | None:
    """Read points out of those that may be had: the local rate, and whether it triggers."""
    text = case.text
    pointed = _POINTS.search(text) and _OF_BONUS.search(text)
    pointed = pointed or (_OUT_OF.search(text) and _LOCAL_PART.search(text) and _DUE.search(text))
    if not (pointed or _LOCAL_RATE.search(text)) or _OTHER_POINTS.search(text):
        return None
    numbers = case.numbers
    if len(numbers) != _PAIR or any(
        one.unit not in {NUMBER, "points"} or one.value < 0 for one in numbers
    ):
        return None
    part, whole = sorted(numbers, key=lambda one: one.value)
    if part.value == whole.value or not case.reads(numbers, (_POINT_WORDS,)):
        return None
    at = numbers.index(whole)
    told = _WHOLE.search(case.before(at, numbers)) or _WHOLE_BEHIND.match(case.gap(at, numbers))
    mine = case.before(1 - at, numbers) + case.gap(1 - at, numbers)
    if (
        not told
        and not _EARNED.search(mine)
        and not re.search(r"\b(?:sur|/)", case.gap(0, numbers))
    ):
        return None
    return Asked(f"TRL avec {format_number(part.value)} points sur {format_number(whole.value)}")


# ---------------------------------------------------------------- a rate and its trigger
_DUE: Final = regex(
    r"\b(?:due?s?|vers\w*|declen\w*|declan\w*|touche\w*|percoi\w*|droit|passe\w*|suffi\w*|seuil"
    r"|perdue?"
    r"|nulle?|tombe\w*|acquise?|franchi\w*|pa[yi]e\w*)\b"
)
_DUE_WORDS: Final = regex(
    r"\b(?:part\w*|taux|reussite|locale?|national\w*|points?|trl|trn|pili|pini|ou|pas|non|oui"
    r"|quand|meme|pile"
    r"|seulement|juste|exact\w*|tout|rond|interessement|si|vrai|faux|due?s?|resultat\w*"
    r"|atteint\w*|execution)\b"
)
_OTHER_DUE: Final = regex(
    r"\bfaut\b|\bfaudra|\bmanqu|\bmtid\b|\bmontant|\bcombien\b|\bcible|\bindicateur|\bhausse"
    r"|\bbaisse|\bsi on"
)


def _of_rate(case: Case) -> Asked | None:
    """Read whether a part is due at a rate: « 51 % des points, la part locale est-elle due ? »."""
    text = case.text
    if not _DUE.search(text) or _OTHER_DUE.search(text) or OF_THRESHOLD.search(text):
        return None
    numbers = told_once(case.numbers)
    if len(numbers) != 1 or numbers[0].unit != PERCENT or not 0 <= numbers[0].value <= 1:
        return None
    sides = set(_sides(text))
    if len(sides) != 1 or not case.reads(case.numbers, (_DUE, _DUE_WORDS)):
        return None
    side = sides.pop()
    name = "TRN" if side == _NATIONAL else "TRL"
    part = "nationale" if side == _NATIONAL else "locale"
    return Asked(f"avec un {name} de {rate_shown(numbers[0])}, la part {part} est-elle due ?")
