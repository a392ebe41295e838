"""What questions of every subject have in common: how many, which, above a value, the most."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from pycog.dialogue.composed.scan import Scan
from pycog.dialogue.numbers import NUMBER, read_number
from pycog.lazy_patterns import regex

#: Asks for a number of things.
COUNT: Final = regex(
    r"\b(?:combien (?:y a t il |existe t il |compte t on |avons nous |a t on )?(?:d |de |des |du )?"
    r"|(?:le |quel est le |quel )?(?:nombre|nb|nbre)(?: total)?(?: de| d| des)?)\b"
)
#: Asks for a list of things.
LIST: Final = regex(
    r"\b(?:quel(?:le)?s|lesquel(?:le)?s|list\w+|enumer\w+|cite[rsz]?|tous les|toutes les"
    r"|quels sont|quelles sont|donne[rsz]?|montre[rsz]?|affiche[rsz]?|kels)\b"
)
LARGEST: Final = regex(
    r"\b(?:(?:le|la|les) )?plus (?:gros\w*|grand\w*|elev\w*|importante?s?|fort\w*|haut\w*|lourd\w*"
    r"|ambitieu\w+|cher\w*|rapport\w+|exigeant\w*|nombreu\w+)\b|\bmaxim\w+|\ble plus(?: de)?\b"
    r"|\bprincipa\w+\b|\bpremiers? poste\b|\brecord\b"
)
SMALLEST: Final = regex(
    r"\b(?:(?:le|la|les) )?(?:plus (?:petit\w*|faible\w*|bas\w*|modeste\w*|leger\w*|maigre\w*)"
    r"|moins (?:elev\w*|importante?s?|gros\w*|fort\w*|haut\w*|lourd\w*))\b|\bminim\w+"
    r"|\ble moins(?: de)?\b"
)
_SIGNS: Final[dict[str, tuple[str, Callable[[float, float], bool]]]] = {
    "gt": ("supérieur à", operator.gt),
    "ge": ("d'au moins", operator.ge),
    "lt": ("inférieur à", operator.lt),
    "le": ("d'au plus", operator.le),
    "eq": ("de", operator.eq),
}
#: Word of comparison, then a number with its unit.
_COMPARED: Final = regex(
    r"(?:(?P<ge>\bau moins|\b(?:superieur\w*|egal\w*) ou (?:egal\w*|superieur\w*) a|>=|=>"
    r"|\ba partir de|\bau minimum|\bminimum|\bmini\b)"
    r"|(?P<le>\bau plus|\b(?:inferieur\w*|egal\w*) ou (?:egal\w*|inferieur\w*) a|<=|=<"
    r"|\b(?:ne )?depass\w+ pas|\bmaximum|\bau maximum|\bjusqu a)"
    r"|(?P<gt>\bplus de|\bsuperieur\w* a|\bau ?dessus de|\bdepass\w+|\bau dela de|>|\bexced\w+)"
    r"|(?P<lt>\bmoins de|\binferieur\w* a|\ben ?dessous de|\bsous(?: les?| la barre des)?|<)"
    r"|(?P<eq>\begal\w* a|=|\ba|\bde|\bd|\bvis\w+|\best|\bfix\w+ a))"
    rf"(?: (?:l\b|les?|la|un|une|d\b|des?|barre|seuil|taux))* ?(?P<n>{NUMBER})"
    r" ?(?P<unit>%|pour ?cents?\b|m€|k€|€|meuros?\b|keuros?\b|euros?\b|millions?(?: d euros?)?\b"
    r"|milliers?(?: d euros?)?\b|milliards?(?: d euros?)?\b|points?\b|pts?\b|jours?\b|j\b|ke\b)?"
)
_POWERS: Final = {"%": -2, "m€": 6, "me": 6, "k€": 3, "ke": 3}


@dataclass(frozen=True, slots=True)
class Compared:
    """A comparison with a number.

    Attributes:
        sign: ``"gt"``, ``"ge"``, ``"lt"``, ``"le"`` or ``"eq"``.
        value: The number, 0.9 for 90 %.
        in_percent: Whether it was typed in per cent.
        unit: As typed, ``""`` if none.
        text: In French: « supérieur à 90 % ».
    """

    sign: str
    value: float
    in_percent: bool
    unit: str
    text: str

    def holds(self, value: float) -> bool:
        """Tell whether a number compares so."""
        return _SIGNS[self.sign][1](value, self.value)


def compared(scan: Scan) -> Compared | None:
    """Claim a comparison with a number; ``None`` where there is none."""
    for match in _COMPARED.finditer(scan.text):
        unit = match["unit"] or ""
        if not unit and re.fullmatch(r"(?:19|20)\d\d", match["n"]):
            continue
        sign = next(name for name in _SIGNS if match[name])
        value = read_number(match["n"], _power(unit))
        if value is None or (sign == "eq" and not unit):
            continue
        scan.take(regex(re.escape(match[0])))
        percent = unit == "%" or unit.startswith("pour")
        shown = f"{match['n']} {unit}".strip()
        return Compared(sign, value, percent, unit, f"{_SIGNS[sign][0]} {shown}")
    return None


def _power(unit: str) -> int:
    if unit.startswith("milliard"):
        return 9
    if unit.startswith("million"):
        return 6
    if unit.startswith("millier"):
        return 3
    if unit.startswith("pour"):
        return -2
    return _POWERS.get(unit[:2], _POWERS.get(unit[:1], 0)) if unit not in {"points", "pts"} else 0


MAX, MIN = "MAX", "MIN"
_BARE: Final = regex(r"le (?:plus|moins)(?: de)?")


def taken_extreme(scan: Scan) -> str | None:
    """Claim what asks for the largest or the smallest; return :data:`MAX`, :data:`MIN` or ``None``.

    « Le plus petit » asks for the smallest: « le plus » alone says less than the word behind it.
    """
    found = {}
    for name, pattern in ((MAX, LARGEST), (MIN, SMALLEST)):
        words = [match[0] for match in pattern.finditer(scan.text)]
        if words:
            found[name] = all(_BARE.fullmatch(word) for word in words)
    if not found:
        return None
    telling = [name for name, bare in found.items() if not bare] or list(found)
    if len(telling) != 1:
        return None
    scan.take(LARGEST)
    scan.take(SMALLEST)
    return telling[0]


#: Leads in the years in which the course is no longer so: « mais pas entre 2014 et 2015 ».
_NOT_THEN: Final = regex(
    r",? ?\b(?:mais|et|puis)(?: (?:ne|n))?(?: (?:pas|plus|non))+(?: (?:en|pour|l annee))* $"
)


def not_then(scan: Scan, years: Sequence[str]) -> list[str]:
    """Claim the two years between which a course is said not to go on, ``[]`` if none are.

    Args:
        scan: The question.
        years: The years that have values, in order.
    """
    for one in scan.question.of("period", "year"):
        lead = _NOT_THEN.search(scan.text[: one.start])
        if lead is None or not scan.is_free(*lead.span()):
            continue
        if isinstance(one.value, tuple):
            ends = [str(year) for year in one.value]
        elif str(one.value) in years[1:]:
            ends = [years[years.index(str(one.value)) - 1], str(one.value)]
        else:
            continue
        scan.claim_span(lead.start(), one.end)
        return ends if set(ends) <= set(years) else []
    return []
