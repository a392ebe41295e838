"""Compares every printed target: the annex against the objective sheets and the chapters."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from pycog.conventions.checks.compare import (
    Meaning,
    agree,
    complementary,
    compounded,
    meaning,
    only_bound_differs,
)
from pycog.conventions.checks.trajectory_checks import years_in_french
from pycog.conventions.facts.convention import Convention
from pycog.conventions.facts.models import Finding, Indicator, Printed, Statement
from pycog.conventions.facts.schema import (
    ACTUAL,
    ANNEX,
    CHANGES_A_RESULT,
    CRITERION,
    TARGET,
    TO_BE_SETTLED,
    WORDING,
)
from pycog.targets import UNSET, Target
from pycog.values import display, fold

#: Changes over a period are printed in whole percents: « +10 % » for 10,38 %.
_HALF_A_POINT = 0.005
_OPEN_KINDS = UNSET | {"deferred", "trend"}


@dataclass(frozen=True, slots=True)
class _Conflict:
    """A statement, the year of the annex that it meets, and what the annex prints there."""

    statement: Statement
    target: Target
    year: int
    annex: Printed


def contradicted_targets(convention: Convention) -> Iterator[Finding]:
    """The objective sheets and the chapters state the targets that the annex prints."""
    for indicator in convention.indicators.values():
        groups: dict[Meaning, list[_Conflict]] = {}
        for statement in _other_statements(convention, indicator, TARGET, CRITERION):
            conflict = _conflict(indicator, statement)
            if conflict and not _adds_up(indicator, conflict):
                groups.setdefault(meaning(conflict.target), []).append(conflict)
        for conflicts in groups.values():
            yield _contradiction(convention, indicator, conflicts)


def cumulated_targets(convention: Convention) -> Iterator[Finding]:
    """A criterion over the whole period is the last target, not the sum of the yearly ones."""
    for indicator in convention.indicators.values():
        conflicts = [
            conflict
            for statement in _other_statements(convention, indicator, CRITERION)
            if (conflict := _conflict(indicator, statement)) and _adds_up(indicator, conflict)
        ]
        # Yearly changes add up by nature: +3 %, +3 %, +2 % and +2 % do make 10 %.
        if not conflicts or conflicts[0].annex.target.kind == "change":
            continue
        shares = [printed.target.value or 0.0 for printed in figured_targets(indicator).values()]
        yield Finding(
            id=f"cible-cumulee/{indicator.number}",
            document=indicator.citation,
            place=f"cible {years_in_french(figured_targets(indicator))}",
            printed=conflicts[0].annex.text,
            recomputed=_quoted(convention, [conflict.statement for conflict in conflicts]),
            severity=TO_BE_SETTLED,
            reading=f"Les cibles annuelles s'ajoutent : {_addition(shares)}. Chacune est lue comme "
            "la part de son année.",
            derived=True,
            verb="contredit par",
        )


def missing_targets(convention: Convention) -> Iterator[Finding]:
    """Every indicator has at least one target."""
    for indicator in convention.indicators.values():
        if all(printed.target.kind == "empty" for printed in indicator.targets.values()):
            yield Finding(
                id=f"sans-cible/{indicator.number}",
                document=indicator.citation,
                place=f"cible {years_in_french(indicator.targets)}",
                printed="",
                recomputed="",
                severity=TO_BE_SETTLED,
                reading="Suivi sans objectif : aucun taux d'atteinte ne se calcule.",
                derived=True,
            )


def interrupted_targets(convention: Convention) -> Iterator[Finding]:
    """Targets that have begun go on to the last year, or are deferred."""
    for indicator in convention.indicators.values():
        blank = [
            year for year, printed in indicator.targets.items() if printed.target.kind == "empty"
        ]
        figured = figured_targets(indicator)
        if not figured or not blank or blank[-1] != convention.years[-1]:
            continue
        last = max(figured)
        yield Finding(
            id=f"cible-interrompue/{indicator.number}",
            document=indicator.citation,
            place=f"cible {years_in_french(year for year in blank if year > last)}",
            printed="",
            recomputed=f"« {figured[last].text} » ({last})",
            severity=TO_BE_SETTLED,
            reading="Aucune cible n'est reprise d'une année sur l'autre.",
            derived=True,
            verb="après",
        )


def missing_baselines(convention: Convention) -> Iterator[Finding]:
    """The annex prints the achieved value that an objective sheet gives."""
    if convention.baseline_year is None:
        return
    for indicator in convention.indicators.values():
        for statement in _other_statements(convention, indicator, ACTUAL):
            if _baseline(indicator, statement).text:
                continue
            reading = "Le réalisé de référence reste absent."
            if delay := _other_delay(convention, indicator, statement):
                reading += f" Le délai n'est pas celui de l'objectif ({delay})."
            yield _baseline_finding(
                convention, indicator, statement, "realise-absent", TO_BE_SETTLED, reading
            )


def contradicted_baselines(convention: Convention) -> Iterator[Finding]:
    """The achieved value of the annex is that of the objective sheet, rounded as printed."""
    for indicator in convention.indicators.values():
        for statement in _other_statements(convention, indicator, ACTUAL):
            target, baseline = statement.target, _baseline(indicator, statement)
            if baseline.text and target and not _rounds_to(target, baseline):
                yield _baseline_finding(
                    convention,
                    indicator,
                    statement,
                    "realise-contredit",
                    CHANGES_A_RESULT,
                    "L'annexe est retenue.",
                )


def baseline_periods(convention: Convention) -> Iterator[Finding]:
    """An achieved value headed by a year covers that whole year."""
    groups: dict[tuple[str, str, int | None], list[Statement]] = {}
    for indicator in convention.indicators.values():
        for statement in _other_statements(convention, indicator, ACTUAL):
            if statement.period and _baseline(indicator, statement).text:
                key = statement.citation, statement.period, _base_year(convention, statement)
                groups.setdefault(key, []).append(statement)
    for (citation, period, year), statements in groups.items():
        numbers = [statement.indicator for statement in statements]
        values = ", ".join(statement.printed for statement in statements)
        yield Finding(
            id=f"realise-periode/{slug(short_citation(convention, citation))}",
            document=convention.indicators[numbers[0]].citation.rpartition(",")[0],
            place=f"{_numbered(numbers)}, réalisé {year}",
            printed=", ".join(
                _baseline(convention.indicators[one.indicator], one).text for one in statements
            ),
            recomputed=f"« {period} » : {values} ({short_citation(convention, citation)})",
            severity=WORDING,
            reading="La valeur de l'annexe est retenue comme réalisé de l'année.",
            derived=True,
            verb="daté de",
        )


def _other_statements(
    convention: Convention, indicator: Indicator, *roles: str
) -> Iterator[Statement]:
    for statement in convention.statements:
        if (
            statement.indicator == indicator.number
            and statement.place != ANNEX
            and statement.role in roles
            and statement.target is not None
        ):
            yield statement


def _base_year(convention: Convention, statement: Statement) -> int | None:
    """Return the base year that a statement is held against: its own, else the last one."""
    if statement.year in convention.baseline_years:
        return statement.year
    return convention.baseline_year


def _baseline(indicator: Indicator, statement: Statement) -> Printed:
    """Return the achieved value of the annex that a statement is held against."""
    return indicator.baselines.get(statement.year or 0, indicator.baseline)


def _conflict(indicator: Indicator, statement: Statement) -> _Conflict | None:
    """Return the conflict of a statement with the annex, ``None`` where they agree.

    A statement without a year is held against the last target that gives a figure;
    so is a criterion for a year that the annex defers, unless it agrees with it.
    """
    target = statement.target
    if target is None or target.kind == "empty":
        return None
    figured = figured_targets(indicator)
    last = max(figured, default=None)
    disagrees_with_last = last is not None and not agree(figured[last].target, target)
    if statement.year is None:
        if last is None or not disagrees_with_last:
            return None
        return _Conflict(statement, target, last, figured[last])
    annex = indicator.targets[statement.year]
    if agree(annex.target, target):
        return None
    deferred = annex.target.kind == "deferred" and statement.role == CRITERION
    if last and deferred and disagrees_with_last:
        return _Conflict(statement, target, last, figured[last])
    return _Conflict(statement, target, statement.year, annex)


def _adds_up(indicator: Indicator, conflict: _Conflict) -> bool:
    """Tell whether a criterion that differs from the last target is the sum of all."""
    target = conflict.target
    figured = [printed.target for printed in figured_targets(indicator).values()]
    if conflict.statement.year is not None or len(figured) < 2:
        return False
    same_kind = {item.kind for item in figured} == {target.kind} <= {"rate", "count", "change"}
    if not same_kind or target.value is None:
        return False
    values = [item.value or 0.0 for item in figured]
    if target.kind == "change" and abs(compounded(values) - target.value) < _HALF_A_POINT:
        return True
    return math.isclose(math.fsum(values), target.value)


def _contradiction(
    convention: Convention, indicator: Indicator, conflicts: list[_Conflict]
) -> Finding:
    statements = [conflict.statement for conflict in conflicts]
    by_year = {conflict.year: conflict.annex for conflict in conflicts}
    first = conflicts[0]
    place = slug(short_citation(convention, statements[0].citation))
    by_last = all(conflict.year != conflict.statement.year for conflict in conflicts)
    return Finding(
        id=f"cible-contredite/{indicator.number}/{place}",
        document=indicator.citation,
        place=f"cible {years_in_french(by_year)}{', dernière chiffrée' * by_last}",
        printed=", ".join(dict.fromkeys(item.text for item in by_year.values())),
        recomputed=_quoted(convention, statements),
        severity=CHANGES_A_RESULT,
        reading=_reading(first, statements),
        derived=True,
        verb="contredit par",
    )


def _reading(conflict: _Conflict, statements: list[Statement]) -> str:
    annex, other = conflict.annex.target, conflict.target
    if annex.kind == "deferred":
        reading = "Le renvoi de l'annexe est retenu : aucune cible chiffrée."
    elif annex.kind == "empty":
        reading = "L'annexe est retenue : l'année n'a pas de cible."
    elif complementary(annex, other):
        reading = (
            "Les deux taux se complètent à 100 % : l'un compte les réussites, l'autre les erreurs. "
            "L'annexe est retenue."
        )
    elif only_bound_differs(annex, other):
        bound = annex.write(annex.value or 0.0)
        reading = f"Le résultat diffère à {bound} exactement. L'annexe est retenue."
    else:
        reading = "L'annexe est retenue."
    notes = dict.fromkeys(statement.note for statement in statements if statement.note)
    return " ".join([reading, *notes])


def _baseline_finding(
    convention: Convention,
    indicator: Indicator,
    statement: Statement,
    check: str,
    severity: str,
    reading: str,
) -> Finding:
    return Finding(
        id=f"{check}/{indicator.number}",
        document=indicator.citation,
        place=f"réalisé {_base_year(convention, statement)}",
        printed=_baseline(indicator, statement).text,
        recomputed=_quoted(convention, [statement]),
        severity=severity,
        reading=reading,
        derived=True,
        verb="ailleurs",
    )


def _other_delay(convention: Convention, indicator: Indicator, statement: Statement) -> str:
    """Return the delay of the objective where an achieved share was measured on another."""
    actual = statement.target
    if actual is None or actual.kind != "share_within_delay":
        return ""
    for criterion in _other_statements(convention, indicator, CRITERION):
        target = criterion.target
        if target and target.kind == "share_within_delay":
            same = meaning(target)[3] == meaning(actual)[3]
            return "" if same else f"{target.delay:g} {target.delay_unit}"
    return ""


def _rounds_to(target: Target, annex: Printed) -> bool:
    """Tell whether a value, rounded half-up to the annex's decimals, is what it prints."""
    printed = annex.target
    if target.kind != printed.kind or target.value is None or printed.value is None:
        return agree(target, printed)
    decimals = re.search(r",(\d+)", annex.text)
    places = (len(decimals[1]) if decimals else 0) + (2 if printed.unit in {"%", "/100"} else 0)
    unit = Decimal(1).scaleb(-places)
    return _rounded(target.value, unit) == _rounded(printed.value, unit)


def _rounded(value: float, unit: Decimal) -> Decimal:
    return Decimal(repr(value)).quantize(unit, ROUND_HALF_UP)


def figured_targets(indicator: Indicator) -> dict[int, Printed]:
    """Return the targets of an indicator that give a figure, by year."""
    return {
        year: printed
        for year, printed in indicator.targets.items()
        if printed.target.kind not in _OPEN_KINDS
    }


def _quoted(convention: Convention, statements: list[Statement]) -> str:
    """Quote statements that mean the same: the first wording, then every place."""
    places = dict.fromkeys(
        short_citation(convention, statement.citation) for statement in statements
    )
    return f"« {statements[0].printed} » ({', '.join(places)})"


def short_citation(convention: Convention, citation: str) -> str:
    """Return a citation without the name of the document."""
    return citation.removeprefix(convention.cite(""))


def slug(text: str) -> str:
    """Return a text as a part of a finding's id: ``"fiche-objectif-n-11"``."""
    return re.sub(r"[^a-z0-9.]+", "-", fold(text)).strip("-")


def _numbered(numbers: list[str]) -> str:
    listed = ", ".join(numbers)
    return f"indicateur {listed}" if len(numbers) == 1 else f"indicateurs {listed}"


def _addition(values: list[float]) -> str:
    terms = " + ".join(display(value, "rate") for value in values)
    return f"{terms} = {display(math.fsum(values), 'rate')}"
