"""Compares what a convention calls its indicators with what it asks of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pycog.conventions.facts.convention import Convention
from pycog.conventions.facts.models import Finding, Indicator
from pycog.conventions.facts.numbering import identity, in_order
from pycog.conventions.facts.schema import ACTUAL, TO_BE_SETTLED, WORDING
from pycog.targets import Target
from pycog.values import fold

_WORDS = re.compile(r"[^\W\d_]+")
#: Shorter words are one letter apart by accident.
_LONG_ENOUGH = 4


@dataclass(frozen=True, slots=True)
class _Announced:
    """What the first such word of a label announces, and the kinds of target that keep it."""

    shown: str
    kinds: frozenset[str]


_TAUX = _Announced("un taux", frozenset({"rate", "interval", "share_within_delay"}))
_NOMBRE = _Announced("un nombre", frozenset({"count", "change", "interval"}))
_DELAI = _Announced("un délai", frozenset({"delay", "decile_delay", "share_within_delay"}))
_ANNOUNCING = {
    "taux": _TAUX, "part": _TAUX, "pourcentage": _TAUX,
    "nombre": _NOMBRE, "quantite": _NOMBRE,
    "delai": _DELAI, "delais": _DELAI,
}  # fmt: skip
#: Qualities of which more is better: a target that caps them must count something else.
_QUALITIES = frozenset(
    {"fiabilite", "satisfaction", "conformite", "couverture", "tracabilite", "participation"}
)


def label_kinds(convention: Convention) -> Iterator[Finding]:
    """A label that announces a rate, a number or a delay has targets of that kind."""
    for indicator in convention.indicators.values():
        announced = next(
            (_ANNOUNCING[word] for word in _words(indicator.label) if word in _ANNOUNCING), None
        )
        target = _first_figure(indicator)
        if announced is None or target is None or target.kind in announced.kinds:
            continue
        severity, reading = _kind_reading(convention, indicator, announced, target)
        yield _label_finding(
            indicator,
            "libelle-nature",
            f"« {target.text} » ({target.kind_name})",
            severity,
            reading,
        )


def _kind_reading(
    convention: Convention, indicator: Indicator, announced: _Announced, target: Target
) -> tuple[str, str]:
    if announced is _DELAI and target.kind == "rate":
        for statement in convention.statements:
            other = statement.target
            if (
                statement.indicator == indicator.number
                and other
                and other.kind == "share_within_delay"
                and other.value is not None
                and statement.role != ACTUAL
            ):
                place = statement.citation.removeprefix(convention.cite(""))
                delay = f"{other.delay:g} {other.delay_unit}"
                return WORDING, f"Part servie dans le délai de {delay} ({place})."
        return TO_BE_SETTLED, "Le délai n'est imprimé nulle part."
    if announced is _TAUX and target.kind == "change":
        return TO_BE_SETTLED, (
            "La cible est lue comme une variation ; rien ne dit si elle compte en points ou en "
            "pourcentage du taux."
        )
    return (
        TO_BE_SETTLED,
        f"La cible fait foi : le réalisé se saisit comme elle ({target.kind_name}).",
    )


def label_directions(convention: Convention) -> Iterator[Finding]:
    """A quality of which more is better is not capped."""
    for indicator in convention.indicators.values():
        target = _first_figure(indicator)
        quality = _QUALITIES.intersection(_words(indicator.label))
        if quality and target and target.imposed and target.direction == "baisse":
            yield _label_finding(
                indicator,
                "libelle-sens",
                f"« {target.text} » (à ne pas dépasser)",
                TO_BE_SETTLED,
                "La cible fait foi : elle plafonne le contraire de ce que dit le libellé.",
            )


def repeated_labels(convention: Convention) -> Iterator[Finding]:
    """Two indicators do not share a label."""
    groups: dict[str, list[Indicator]] = {}
    for indicator in convention.indicators.values():
        groups.setdefault(fold(indicator.label), []).append(indicator)
    for same in groups.values():
        if len(same) > 1:
            numbers = ", ".join(indicator.number for indicator in same)
            yield Finding(
                id=f"libelle-double/{'-'.join(indicator.number for indicator in same)}",
                document=same[0].citation.rpartition(",")[0],
                place=f"indicateurs {numbers}",
                printed=same[0].label,
                recomputed="",
                severity=WORDING,
                reading="Le libellé désigne plusieurs indicateurs : utilisez le numéro.",
                derived=True,
            )


def themes(convention: Convention) -> Iterator[Finding]:
    """The heading of an indicator in the annex is the title of its objective sheet.

    It is so where most of them are, or where the two say nearly the same: an annex may head
    its indicators by something else.
    """
    headed = [
        (indicator, sheet)
        for indicator in convention.indicators.values()
        if indicator.theme and (sheet := convention.sheets.get(indicator.sheet or 0)) is not None
    ]
    alike = sum(fold(indicator.theme) == fold(sheet.title) for indicator, sheet in headed)
    for indicator, sheet in headed:
        titles = 2 * alike > len(headed) or _share_a_word(indicator.theme, sheet.title)
        if titles and sheet.title_printed and fold(indicator.theme) != fold(sheet.title):
            yield Finding(
                id=f"theme-fiche/{indicator.number}",
                document=indicator.citation,
                place="fiche objectif",
                printed=indicator.theme,
                recomputed=f"« {sheet.title} » (fiche objectif n°{sheet.number})",
                severity=WORDING,
                reading="L'intitulé de l'annexe est conservé.",
                derived=True,
                verb="contredit par",
            )


def _share_a_word(one: str, other: str) -> bool:
    words, others = ({*re.findall(r"\w{4,}", fold(text))} for text in (one, other))
    return bool(words & others)


def printed_numbers(convention: Convention) -> Iterator[Finding]:
    """An objective sheet calls its indicators by their own numbers."""
    seen: set[tuple[str, str]] = set()
    for statement in convention.statements:
        other = statement.printed_number
        if not other or identity(other) == identity(statement.indicator):
            continue
        if (statement.indicator, other) in seen:
            continue
        seen.add((statement.indicator, other))
        yield Finding(
            id=f"numero-fiche/{statement.indicator}",
            document=statement.citation,
            place="calendrier",
            printed=f"indicateur {other}",
            recomputed=f"indicateur {statement.indicator} (rubrique des indicateurs et annexe)",
            severity=WORDING,
            reading=f"Le numéro est lu {statement.indicator} : la fiche ne définit pas "
            f"l'indicateur {other}.",
            derived=True,
            verb="contredit par",
        )


def sheet_indicators(convention: Convention) -> Iterator[Finding]:
    """The indicators that an objective sheet defines are those filed under it."""
    for sheet in convention.sheets.values():
        filed = {
            item.number for item in convention.indicators.values() if item.sheet == sheet.number
        }
        # An indicator that is filed under no sheet contradicts none.
        told = {
            number
            for number in sheet.indicators
            if (item := convention.indicators.get(number)) is None or item.sheet is not None
        }
        if filed != told:
            yield Finding(
                id=f"fiche-indicateurs/{sheet.number}",
                document=sheet.citation,
                place="indicateurs",
                printed=_listed(set(sheet.indicators)),
                recomputed=f"{_listed(filed)} (table des indicateurs)",
                severity=TO_BE_SETTLED,
                reading="La table des indicateurs est retenue.",
                derived=True,
                verb="contredit par",
            )


def tool_spellings(convention: Convention) -> Iterator[Finding]:
    """A measuring tool is spelled alike in the annex and in the objective sheet."""
    groups: dict[tuple[str, str], list[Indicator]] = {}
    for indicator in convention.indicators.values():
        sheet = convention.sheets.get(indicator.sheet or 0)
        for pair in _misspelled(indicator.source_tool, sheet.tools if sheet else ""):
            groups.setdefault(pair, []).append(indicator)
    for (here, there), indicators in groups.items():
        sheets = dict.fromkeys(str(indicator.sheet) for indicator in indicators)
        numbers = [indicator.number for indicator in indicators]
        yield Finding(
            id=f"outil-orthographe/{fold(here)}-{fold(there)}",
            document=indicators[0].citation.rpartition(",")[0],
            place=f"source, indicateur{'s' * (len(numbers) > 1)} {', '.join(numbers)}",
            printed=here,
            recomputed=f"« {there} » (fiche objectif n°{', n°'.join(sheets)})",
            severity=WORDING,
            reading="Le nom imprimé dans l'annexe est conservé.",
            derived=True,
            verb="contredit par",
        )


def _misspelled(here: str, there: str) -> Iterator[tuple[str, str]]:
    """Yield the words of ``here`` that ``there`` has only with one letter changed."""
    others = {_singular(word): word for word in _WORDS.findall(there)}
    for word in _WORDS.findall(here):
        plain = _singular(word)
        if len(plain) < _LONG_ENOUGH or plain in others:
            continue
        for other, shown in others.items():
            if len(other) >= _LONG_ENOUGH and _one_letter_apart(plain, other):
                yield word, shown


def _one_letter_apart(one: str, other: str) -> bool:
    """Tell whether one letter changed, added or dropped turns one word into the other."""
    short, long = sorted((one, other), key=len)
    if len(long) - len(short) > 1 or short == long:
        return False
    same = next((i for i, char in enumerate(short) if char != long[i]), len(short))
    rest = short[same:] if len(short) < len(long) else short[same + 1 :]
    return rest == long[same + 1 :]


def _singular(word: str) -> str:
    return fold(word).removesuffix("s")


def _label_finding(
    indicator: Indicator, check: str, against: str, severity: str, reading: str
) -> Finding:
    return Finding(
        id=f"{check}/{indicator.number}",
        document=indicator.citation,
        place="libellé",
        printed=indicator.label,
        recomputed=against,
        severity=severity,
        reading=reading,
        derived=True,
        verb="pour la cible",
    )


def _first_figure(indicator: Indicator) -> Target | None:
    return next(
        (
            printed.target
            for printed in indicator.targets.values()
            if printed.target.value is not None
        ),
        None,
    )


def _words(label: str) -> list[str]:
    return [fold(word) for word in _WORDS.findall(label)]


def _listed(numbers: set[str]) -> str:
    return ", ".join(in_order(numbers)) or "aucun"
