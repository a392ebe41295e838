"""Rates of execution of several years or lines, side by side."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

from pycog.dialogue.calculations.typed_quantities import AMOUNT, NUMBER, Quantity
from pycog.dialogue.compound.named_operands import RATE
from pycog.dialogue.compound.readings import POINTS, UNSIGNED, Extra, Made
from pycog.dialogue.expressions import Computed, Operation, call
from pycog.dialogue.worked_cases.case_text import Case, case_words, in_one_unit
from pycog.lazy_patterns import regex
from pycog.values import display, format_number

_RATE: Final = regex(
    r"\b(?:taux|tx|execution|exec|consommation|execut\w*|consomm\w*|pourcentages?|realisation|utilisation)\b"
)
_SPENT: Final = regex(
    r"\b(?:execut(?!ion)\w*|consomm(?!ation)\w*|conso|depens\w*|realis(?!ation)\w*|mandat\w*|utilis\w*|engag\w*|paye\w*|sorti\w*|reel\w*|fait)\b"
)
_ALLOWED: Final = regex(
    r"\b(?:autoris\w*|budgets?|credits?|prevu\w*|allou\w*|dot\w*|ouvert\w*|vot\w*|enveloppe|inscrit\w*|notifi\w*)\b"
)
_OF: Final = regex(r"\bsur\b|/|\bpour\b|\bdes?\b|\bcontre\b|\bparmi\b|,")
_WORDS: Final = regex(
    r"\b(?:comment|compar\w*|ecarts?|differences?|evolu\w*|progress\w*|mieux|moins|plus|points?|chaque|taux|deux|trois|quel\w*|class\w*|rang\w*"
    r"|ordre|croissant|decroissant|meilleur\w*|pire|entre|annee|annuel\w*|premiere|deuxieme"
    r"|seconde|regard|par rapport|gagne\w*|perdu\w*"
    r"|augment\w*|hausse|baisse\w*|baisse|diminu\w*|delta|valeurs?|respectif\w*|respectivement|hauteur|total|ou|aussi|autre|vs|contre|par"
    r"|dernier|precedent|suivante?|cette|plus (?:fort|faible|bas|haut|eleve)|qui|lequel"
    r"|laquelle|avant|apres|reste|et|meme|ligne|lignes)\b|\d ?- ?\d|[-/]"
)
_NO_RATES: Final = regex(
    r"\breport|\bvirement|\btrn\b|\btrl\b|\bpoints? acquis|\breliquat|\bdepassement"
    r"|\baddition\w*|\bsomme\b|\bmoyenne?\b|\bponder|\bglobal\b|\bcumul|\bensemble des"
)
_RANKS: Final = regex(
    r"\b(?:class\w*|rang\w*|tri\w*|ordre|lequel|laquelle|lesquel\w*|qui|quelle (?:ligne|annee))\b"
)
_RISING: Final = regex(r"\bcroissant\b|\bplus (?:faible|bas) (?:au|a la) plus\b")
_TWO: Final = 2
_MOST: Final = 8


@dataclass(frozen=True, slots=True)
class _Pair:
    """What was spent of what was allowed, and what it is of."""

    label: str
    spent: Quantity
    allowed: Quantity

    @property
    def node(self) -> Computed:
        """The formula of its rate."""
        return call("COG_EXECUTION", self.spent.value, self.allowed.value)

    @property
    def told(self) -> str:
        """What it is of, and its two amounts."""
        both = f"{_euros(self.spent)} sur {_euros(self.allowed)}"
        return f"{self.label} ({both})" if self.label else both


def _euros(one: Quantity) -> str:
    if one.unit == NUMBER and abs(one.value) < _SMALL:
        return format_number(one.value)
    return display(one.value, "amount")


#: Below it a number without unit is told without one.
_SMALL: Final = 1_000


def rates_compared(case: Case) -> Made | None:
    """Read two rates of execution and what parts them, or several of them in order."""
    text = case.text
    if not _RATE.search(text) or _NO_RATES.search(text):
        return None
    numbers = case.numbers
    if len(numbers) % 2 or not _TWO * 2 <= len(numbers) <= _MOST:
        return None
    if any(one.unit not in {AMOUNT, NUMBER} for one in numbers):
        return None
    signless = [replace(one, value=abs(one.value)) for one in numbers]
    if any(one.value < 0 and text[one.start] not in "+-" for one in numbers):
        return None
    pairs = _pairs(case, signless)
    if pairs is None or not case.reads(numbers, (_RATE, _SPENT, _ALLOWED, _OF, _WORDS)):
        return None
    if len(pairs) == _TWO and not (_RANKS.search(text) and not _two_years(text)):
        return _two(pairs)
    return _ranked(pairs, rising=_RISING.search(text) is not None)


def _two_years(text: str) -> bool:
    return re.search(r"\bannee|\bexercice|\bl an\b|\b(?:19|20)\d\d\b|\bn ?- ?1\b", text) is not None


def _two(pairs: Sequence[_Pair]) -> Made:
    first, last = pairs
    gap = Operation(last.node, "-", first.node)
    return Made(
        gap, POINTS, f"Écart des taux d'exécution, de {first.told} à {last.told}", (), 1.0,
        signed=True,
        extras=(
            _plain(f"taux {_of_label(first.label, 'du premier')} {{value}}", first.node),
            _plain(f"taux {_of_label(last.label, 'du second')} {{value}}", last.node),
        ),
    )  # fmt: skip


def _of_label(label: str, other: str) -> str:
    return f"« {label} »" if label else other


def _plain(text: str, node: Computed) -> Extra:
    # A rate is no change: it has no sign of its own.
    return Extra(text, node, UNSIGNED)


def _ranked(pairs: Sequence[_Pair], *, rising: bool) -> Made:
    ranked = sorted(pairs, key=lambda one: one.spent.value / one.allowed.value, reverse=not rising)
    first = ranked[0]
    extras = tuple(Extra(f"puis {one.told} : {{value}}", one.node, RATE) for one in ranked[1:])
    return Made(first.node, RATE, f"Taux d'exécution, {first.told}", (), 1.0, extras=extras)


def _pairs(case: Case, numbers: Sequence[Quantity]) -> list[_Pair] | None:
    """Return what was spent and allowed of each, ``None`` where it is not told which is which."""
    found = []
    kinds: set[str] = set()
    previous: str | None = None
    for at in range(0, len(numbers), 2):
        left, right = in_one_unit(numbers[at : at + 2])
        gap = case.gap(at, numbers)
        before = case.before(at, numbers)
        behind = re.split(r"[,;.]|\bet\b|\bpuis\b", case.gap(at + 1, numbers))[0]
        kind = _order(before, gap, behind, left, right, pairs_before=at > 0) or previous
        if kind is None:
            return None
        previous = kind
        kinds.add(kind)
        spent, allowed = (left, right) if kind == "spent" else (right, left)
        if not allowed.value:
            return None
        found.append(_Pair(_label(case, before, numbers[at].start), spent, allowed))
    both = in_one_unit([number for one in found for number in (one.spent, one.allowed)])
    scaled = [
        replace(one, spent=both[2 * at], allowed=both[2 * at + 1]) for at, one in enumerate(found)
    ]
    most = [one.spent.value / one.allowed.value for one in scaled]
    if any(not _LEAST_RATE < one < _MOST_RATE for one in most):
        return None
    if len(kinds) > 1 and max(most) > 1:
        # Two orders, of which one makes more than the whole: it is not told which is which.
        return None
    labels = [one.label for one in scaled]
    if len(set(labels)) < len(labels):
        scaled = [replace(one, label="") for one in scaled]
    return scaled


#: A rate of execution outside these is that of two numbers that do not belong together.
_LEAST_RATE, _MOST_RATE = 0.02, 1.6


def _order(
    before: str, gap: str, behind: str, left: Quantity, right: Quantity, *, pairs_before: bool
) -> str | None:
    """Return which of two numbers stands first: what was spent, or what was allowed."""
    if "hauteur" in gap:
        return "allowed"
    joins = list(_OF.finditer(gap))
    firm = [one for one in joins if one[0] not in {"de", "des", "d"}] or joins
    cut = firm[0].start() if firm else len(gap)
    # Behind a comma, what stands before was said of the pair before.
    ahead = re.split(
        r"[,;:.(]|\bet\b|\bpuis\b" if pairs_before else r"[;:.(]", before.rstrip(" :=")
    )[-1]
    first = _kind(ahead, last=True) or _kind(gap[:cut], last=False)
    second = _kind(gap[cut:], last=True) or _kind(behind, last=False)
    if first and first != second:
        return first
    if second and not first:
        return "allowed" if second == "spent" else "spent"
    if any(one[0] not in {",", "de", "des"} for one in joins):
        return "spent"
    return "spent" if left.value < right.value else "allowed" if right.value < left.value else None


def _kind(piece: str, *, last: bool) -> str:
    """Return what a piece calls a number: spent or allowed, by its first or its last word."""
    found = [(one.start(), "spent") for one in _SPENT.finditer(piece)]
    found += [(one.start(), "allowed") for one in _ALLOWED.finditer(piece)]
    return (max if last else min)(found)[1] if found else ""


_LABELS: Final = regex(
    r"(?:^|[,;:.(] ?|\bet (?:de |du )?|\bcelui (?:de |du )?)(?P<label>(?:(?:l |la |le |en "
    r"|de |du |d )*)(?:(?:premiere|deuxieme|seconde|troisieme) annee|annee \d|exercice \w+"
    r"|l an dernier|cette annee|(?:19|20)\d\d|n ?- ?1|\bn\b|\w+))[ :=(]*$"
)


@lru_cache(maxsize=1)
def _unlabelled() -> frozenset[str]:
    return frozenset(case_words()["unlabelled"].split())


def _label(case: Case, before: str, end: int) -> str:
    """Return what stands before a pair and says what it is of, as typed."""
    match = _LABELS.search(before)
    if match is None:
        return ""
    if _unlabelled().issuperset(match["label"].split()):
        return ""
    start = end - len(before) + match.start("label")
    typed = case.question.as_typed(start, start + len(match["label"])).strip()
    return re.sub(r"^(?:en|de|du|d|l|la|le) ", "", typed)
