"""Finds what a convention leaves out: targets that it defers, years, titles, evolutions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal

from pycog.conventions.checks.budget_checks import evolution_in_percent, in_french
from pycog.conventions.checks.compare import agree, complementary
from pycog.conventions.checks.target_checks import figured_targets, short_citation
from pycog.conventions.checks.trajectory_checks import years_in_french
from pycog.conventions.facts.convention import Convention
from pycog.conventions.facts.figures import KeyFigure
from pycog.conventions.facts.models import Finding, Indicator, Statement
from pycog.conventions.facts.schema import (
    ACTUAL,
    ANNEX,
    CHANGES_A_RESULT,
    CRITERION,
    TARGET,
    TO_BE_SETTLED,
    WORDING,
)
from pycog.targets import Target
from pycog.values import clean, fold, format_number

#: Counts that make a list.
_LISTED = 3
_TENTH = Decimal("0.01")


def deferred_targets(convention: Convention) -> Iterator[Finding]:
    """What a chapter states without a year holds for the years that the annex defers too.

    Where the chapter states another value than the last figure of the annex, the check of
    contradicted targets tells it.
    """
    for indicator in convention.indicators.values():
        figured = figured_targets(indicator)
        deferred = [
            year
            for year, printed in indicator.targets.items()
            if printed.target.kind == "deferred" and figured and year > max(figured)
        ]
        stated = [
            statement
            for statement in convention.statements
            if statement.indicator == indicator.number
            and _without_a_year(statement)
            and statement.target is not None
            and figured
            and _means_the_same(figured[max(figured)].target, statement.target)
        ]
        if deferred and stated:
            yield _deferred(convention, indicator, deferred, stated)


def _means_the_same(annex: Target, other: Target) -> bool:
    return agree(annex, other) or complementary(annex, other)


def _without_a_year(statement: Statement) -> bool:
    held = statement.role in {CRITERION, TARGET} and statement.year is None
    return held and statement.place != ANNEX


def _deferred(
    convention: Convention, indicator: Indicator, years: list[int], stated: list[Statement]
) -> Finding:
    places = dict.fromkeys(short_citation(convention, one.citation) for one in stated)
    return Finding(
        id=f"cible-reportee/{indicator.number}",
        document=indicator.citation,
        place=f"cible {years_in_french(years)}",
        printed=", ".join(dict.fromkeys(indicator.targets[year].text for year in years)),
        recomputed=f"« {stated[0].printed} », sans année ({', '.join(places)})",
        severity=CHANGES_A_RESULT,
        reading="Le renvoi de l'annexe est retenu : aucune cible chiffrée. Un objectif sans année "
        "vaudrait pour toute la période.",
        derived=True,
        verb="contredit par",
    )


def single_targets(convention: Convention) -> Iterator[Finding]:
    """Targets begin with the convention, unless only its last year has one."""
    found = [
        indicator
        for indicator in convention.indicators.values()
        if list(figured_targets(indicator)) == [convention.years[-1]]
        and all(
            printed.target.kind == "empty"
            for year, printed in indicator.targets.items()
            if year != convention.years[-1]
        )
    ]
    if found and len(convention.years) > 2:
        blank = convention.years[:-1]
        yield Finding(
            id="cible-unique",
            document=_annex(found),
            place=f"{_numbered(found)}, cible {years_in_french(blank)}",
            printed="",
            recomputed=f"une seule cible, pour {convention.years[-1]}",
            severity=TO_BE_SETTLED,
            reading="Aucun taux d'atteinte ne se calcule avant la dernière année.",
            derived=True,
            verb="avant",
        )


def missing_references(convention: Convention) -> Iterator[Finding]:
    """An indicator with a target has an achieved value to start from, as others do."""
    stated = {
        one.indicator for one in convention.statements if one.place != ANNEX and one.role == ACTUAL
    }
    found = [
        indicator
        for indicator in convention.indicators.values()
        if figured_targets(indicator) and not _started(indicator) and indicator.number not in stated
    ]
    if found and any(map(_started, convention.indicators.values())):
        yield Finding(
            id="realise-non-imprime",
            document=_annex(found),
            place=f"{_numbered(found)}, réalisé {', '.join(map(str, convention.baseline_years))}",
            printed="",
            recomputed="",
            severity=WORDING,
            reading="Aucun autre endroit ne le donne : l'évolution depuis le départ ne se calcule "
            "pas.",
            derived=True,
        )


def _started(indicator: Indicator) -> bool:
    """Tell whether the annex prints what was achieved in some base year."""
    return any(printed.text for printed in indicator.baselines.values())


def untitled_sheets(convention: Convention) -> Iterator[Finding]:
    """Every objective sheet has its heading, where some have."""
    bare = [sheet.number for sheet in convention.sheets.values() if not sheet.title_printed]
    count = len(convention.sheets)
    if 0 < len(bare) < count:
        yield Finding(
            id="fiche-sans-titre",
            document=convention.short_title,
            place=f"fiches objectif n°{', n°'.join(map(str, bare))}",
            printed="",
            recomputed=f"{count - len(bare)} titres pour {count} fiches",
            severity=WORDING,
            reading="Le titre est repris de l'annexe et des chapitres.",
            derived=True,
            verb="soit",
        )


def blank_evolutions(convention: Convention) -> Iterator[Finding]:
    """The column of evolutions is filled where both amounts are."""
    if convention.baseline_year is None:
        return
    first, last = str(convention.baseline_year), str(convention.years[-1])
    for fund in convention.funds.values():
        blank = []
        for line in fund.lines:
            if clean(line.printed.get("evolution", "")) or not line.amounts:
                continue
            computed = evolution_in_percent(line.amounts.get(first), line.amounts.get(last), _TENTH)
            if computed is not None:
                blank.append(f"{line.label} {in_french(computed)} %")
        if blank and any(clean(line.printed.get("evolution", "")) for line in fund.lines):
            yield Finding(
                id=f"evolution-absente/{fund.id}",
                document=fund.citation,
                place=f"évolution {last}/{first}",
                printed="",
                recomputed=" ; ".join(blank),
                severity=WORDING,
                reading="Ces évolutions se recalculent à partir des montants imprimés.",
                derived=True,
            )


def _annex(indicators: Iterable[Indicator]) -> str:
    return next(iter(indicators)).citation.rpartition(",")[0]


def _numbered(indicators: Iterable[Indicator]) -> str:
    numbers = [indicator.number for indicator in indicators]
    return f"indicateur{'s' * (len(numbers) > 1)} {', '.join(numbers)}"


def unprinted_totals(convention: Convention) -> Iterator[Finding]:
    """Counts of one kind, listed together, are added up where they are printed.

    A figure of the same unit that is as large as their sum may be their total.
    """
    firsts = [figures[0] for figures in convention.figures.values()]
    used = {
        (figure.key, figure.period)
        for relation in convention.relations
        for figure in (relation.result, *(operand.figure for operand in relation.operands))
    }
    groups: dict[tuple[str, str, str], list[KeyFigure]] = {}
    for figure in firsts:
        alike = fold(figure.label).startswith(fold(figure.unit))
        if alike and (figure.key, figure.period) not in used:
            groups.setdefault((figure.citation, figure.period, figure.unit), []).append(figure)
    for (citation, period, unit), parts in groups.items():
        total = sum(part.value for part in parts)
        larger = any(
            figure.unit == unit and figure.period == period and figure.value >= total
            for figure in firsts
        )
        if len(parts) >= _LISTED and not larger:
            yield Finding(
                id=f"total-non-imprime/{parts[0].key}",
                document=convention.short_title,
                place=f"{citation.removeprefix(f'{convention.short_title}, ')}, "
                + ", ".join(part.label for part in parts),
                printed=" ; ".join(part.printed for part in parts),
                recomputed=f"{format_number(total)} {unit} en tout, sans total imprimé",
                severity=WORDING,
                reading="Le total se recalcule à partir des nombres imprimés.",
                derived=True,
                verb="soit",
            )
