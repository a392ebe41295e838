"""What amendments and neutralised years change in a report."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from pycog.attainment import NEUTRALISED
from pycog.conventions import Convention, Finding, Indicator
from pycog.conventions.amended import is_superseded
from pycog.conventions.facts.schema import AMENDED_AMOUNT, AMENDED_TARGET, CHANGES_A_RESULT
from pycog.reports.bilan.bilan_entries import IndicatorEntry
from pycog.reports.bilan.bilan_figures import figure, literal
from pycog.reports.bilan.bilan_model import Amended, YearResult
from pycog.reports.documents.figure import EMPTY
from pycog.values import display


def entries_in_force(
    convention: Convention, entries: Mapping[str, IndicatorEntry]
) -> dict[str, IndicatorEntry]:
    """Return the rows of an annex, targets that an amendment replaced brought up to date.

    Args:
        convention: The agreement.
        entries: Number → row, as read.
    """
    return {
        number: replace(
            entry,
            targets={
                year: convention.indicators[number].targets[year].text
                if is_superseded(convention, number, year, target)
                else target
                for year, target in entry.targets.items()
            },
        )
        for number, entry in entries.items()
    }


def superseded_targets(
    convention: Convention, entries: Mapping[str, IndicatorEntry], workbook: str
) -> Iterator[Finding]:
    """Yield a finding for each target of a workbook that an amendment replaced.

    Args:
        convention: The agreement.
        entries: Number → row, as read.
        workbook: Name of the file.
    """
    for number, entry in entries.items():
        for year, target in entry.targets.items():
            if not is_superseded(convention, number, year, target):
                continue
            printed = convention.indicators[number].targets[year]
            yield Finding(
                id=f"objectif-anterieur/{number}/{year}",
                document=workbook,
                place=f"indicateur {number}, objectif {year}",
                printed=display(target),
                recomputed=f"« {printed.text} » ({printed.amendment})",
                severity=CHANGES_A_RESULT,
                reading="L'objectif en vigueur est retenu ; les formules du classeur prennent "
                "encore l'ancien. Remplacez-le dans le classeur.",
                derived=False,
                verb="remplacé par",
            )


def amended_facts(convention: Convention) -> Iterator[Amended]:
    """Yield what changed since the signature: amendments by date, then neutralised years."""
    signed = convention.original
    for one in convention.amendments:
        span = _span(one.columns)
        if one.indicator and one.subject == AMENDED_TARGET:
            what = f"Indicateur {one.indicator}, objectif {span}"
            targets = signed.indicators[one.indicator].targets
            was = [targets[int(column)].text for column in one.columns]
        elif one.subject == AMENDED_AMOUNT:
            line = signed.funds[one.fund].line(one.line)
            what = f"{one.fund}, {line.label if line else one.line}, {span}"
            was = [line.printed.get(column, "") for column in one.columns] if line else []
        else:
            what, was = f"Règle {span}".strip(), []
        original = ", ".join(dict.fromkeys(text for text in was if text))
        yield Amended(one.name, what, one.printed, original, one.citation)
    for rest in convention.neutralisations:
        whose = f"Indicateur {rest.indicator}" if rest.indicator else "Tous les indicateurs"
        yield Amended(rest.reason, f"{whose}, {rest.year}", NEUTRALISED, "", rest.citation)


def _span(columns: tuple[str, ...]) -> str:
    if not columns:
        return ""
    return columns[0] if len(columns) == 1 else f"{columns[0]} à {columns[-1]}"


def settled(convention: Convention, indicator: Indicator, result: YearResult) -> YearResult:
    """Return a result with what the agreement says of its year beside the target.

    A year that is not judged has neither attainment nor gap, and its own status.
    """
    words = []
    printed = indicator.targets[result.year]
    if printed.amendment:
        was = convention.original.indicators[indicator.number].targets[result.year].text
        words.append(
            f"objectif « {printed.text} » au lieu de « {was or 'rien'} » ({printed.amendment})"
        )
    why = convention.neutralised(indicator.number, result.year)
    if why is not None:
        words.append(f"non jugé, {why.reason} ({why.citation})")
        result = replace(
            result,
            attainment=EMPTY,
            gap=EMPTY,
            status=figure(NEUTRALISED, "text", literal(NEUTRALISED)),
        )
    return replace(result, remark=" ; ".join(words)) if words else result
