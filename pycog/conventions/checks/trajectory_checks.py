"""Checks how targets follow one another in time: from the baseline, year by year, to the end."""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Iterable, Iterator

from pycog.conventions.checks.compare import compounded
from pycog.conventions.facts.convention import Convention
from pycog.conventions.facts.models import Finding, Indicator, Printed, Statement
from pycog.conventions.facts.schema import ANNEX, CRITERION, TO_BE_SETTLED, WORDING
from pycog.targets import Target
from pycog.values import display, format_number

_LOWER = "baisse"
#: Kinds whose values can be set against one another from one year to the next.
_COMPARABLE = frozenset({"rate", "count", "delay"})
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")


def targets_behind_baseline(convention: Convention) -> Iterator[Finding]:
    """A target asks for at least what was achieved before the convention."""
    for indicator in convention.indicators.values():
        baseline = indicator.baseline
        behind = {
            year: printed
            for year, printed in indicator.targets.items()
            if _gets_worse(indicator, baseline.target, printed.target)
            and not _is_bound(printed.target)
        }
        if behind:
            yield Finding(
                id=f"cible-depassee/{indicator.number}",
                document=indicator.citation,
                place=f"cible {years_in_french(behind)}",
                printed=_texts(behind.values()),
                recomputed=f"« {baseline.text} » (réalisé {convention.baseline_year})",
                severity=TO_BE_SETTLED,
                reading="La cible imprimée est retenue : elle admet un résultat moins bon que le "
                "réalisé de départ.",
                derived=True,
                verb="moins exigeant que",
            )


def backward_targets(convention: Convention) -> Iterator[Finding]:
    """Targets do not slacken from one year to the next."""
    for indicator in convention.indicators.values():
        figured = [
            (year, printed)
            for year, printed in sorted(indicator.targets.items())
            if printed.target.value is not None
        ]
        for (_, before), (year, after) in itertools.pairwise(figured):
            if _gets_worse(indicator, before.target, after.target):
                yield Finding(
                    id=f"cible-en-recul/{indicator.number}/{year}",
                    document=indicator.citation,
                    place=f"cible {year}",
                    printed=after.text,
                    recomputed=f"« {before.text} » (année précédente)",
                    severity=TO_BE_SETTLED,
                    reading="Chaque cible est retenue pour son année.",
                    derived=True,
                    verb="moins exigeant que",
                )


def _is_bound(target: Target) -> bool:
    """Tell whether a target only bounds the result: « <5% » is no step back from 3 %."""
    return target.comparator is not None and target.imposed


def _gets_worse(indicator: Indicator, before: Target, after: Target) -> bool:
    """Tell whether ``after`` is less than ``before`` in the direction of the indicator."""
    if before.kind != after.kind or after.kind not in _COMPARABLE:
        return False
    if before.value is None or after.value is None or before.unit != after.unit:
        return False
    direction = indicator.direction or (after.direction if after.imposed else "")
    if not direction or math.isclose(before.value, after.value):
        return False
    return after.value > before.value if direction == _LOWER else after.value < before.value


def compounded_changes(convention: Convention) -> Iterator[Finding]:
    """Yearly changes give the change over the period, added or compounded."""
    for indicator in convention.indicators.values():
        yearly = [
            printed.target.value
            for printed in indicator.targets.values()
            if printed.target.kind == "change" and printed.target.value is not None
        ]
        overall = [
            statement
            for statement in convention.statements
            if statement.indicator == indicator.number
            and _over_the_period(statement)
            and statement.target is not None
            and math.isclose(statement.target.value or 0.0, math.fsum(yearly))
        ]
        if len(yearly) > 1 and overall:
            yield _compounded(convention, indicator, yearly, overall)


def _over_the_period(statement: Statement) -> bool:
    target = statement.target
    return (
        statement.place != ANNEX
        and statement.role == CRITERION
        and statement.year is None
        and target is not None
        and target.kind == "change"
    )


def _compounded(
    convention: Convention, indicator: Indicator, yearly: list[float], overall: list[Statement]
) -> Finding:
    places = dict.fromkeys(
        statement.citation.removeprefix(convention.cite("")) for statement in overall
    )
    factors = " × ".join(format_number(1 + change, 4) for change in yearly)
    terms = " + ".join(display(change, "rate") for change in yearly)
    return Finding(
        id=f"cible-composee/{indicator.number}",
        document=indicator.citation,
        place=f"cible {years_in_french(indicator.targets)}, contre « {overall[0].printed} » "
        f"({', '.join(places)})",
        printed=_texts(indicator.targets.values(), every=True),
        recomputed=f"{_percent(compounded(yearly))} ({factors})",
        severity=TO_BE_SETTLED,
        reading=f"Le critère additionne : {terms} = {display(math.fsum(yearly), 'rate')}. "
        "Composées, les mêmes variations donnent un autre total : il faut dire comment elles se "
        "cumulent.",
        derived=True,
        verb="qui composées font",
    )


def dates_outside(convention: Convention) -> Iterator[Finding]:
    """Every dated measure falls within the years of the convention.

    A report also dates what comes after it: only a document that sets yearly targets
    is bound by its period.
    """
    if not convention.indicators:
        return
    first, last = convention.years[0], convention.years[-1]
    for milestone in convention.milestones:
        years = [int(year) for year in _YEAR.findall(milestone.printed)]
        # A study begun before the convention and due within it keeps to its period.
        begins_before = years and max(years) <= last and milestone.due.last.year >= first
        if begins_before or all(first <= year <= last for year in years):
            continue
        yield Finding(
            id=f"echeance-hors-periode/{milestone.key}",
            document=convention.short_title,
            place=f"{milestone.citation.removeprefix(convention.cite(''))}, {milestone.what}",
            printed=milestone.printed,
            recomputed=f"de la convention, {first}-{last}",
            severity=WORDING,
            reading=f"L'échéance retenue est le {milestone.due.last:%d/%m/%Y}.",
            derived=True,
            verb="hors de la période",
        )


def years_in_french(years: Iterable[int]) -> str:
    """Write years in French: 2012 à 2015, 2014 et 2015, or 2012."""
    listed = sorted(years)
    if len(listed) == 2:
        return f"{listed[0]} et {listed[1]}"
    if len(listed) > 1 and listed[-1] - listed[0] == len(listed) - 1:
        return f"{listed[0]} à {listed[-1]}"
    return ", ".join(map(str, listed))


def _texts(printed: Iterable[Printed], every: bool = False) -> str:
    texts = [item.text for item in printed]
    return ", ".join(texts if every else dict.fromkeys(texts))


def _percent(ratio: float) -> str:
    return f"{format_number(ratio * 100, 2)} %"
