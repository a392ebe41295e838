"""The tables of a convention as pandas DataFrames, for analysts."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, Protocol

from pycog.conventions.facts.amendments import Amendment, Neutralisation
from pycog.conventions.facts.budget_rules import BudgetRules
from pycog.conventions.facts.figures import KeyFigure
from pycog.conventions.facts.follow_up import FollowUp, Ratio
from pycog.conventions.facts.models import (
    Fund,
    Indicator,
    Milestone,
    ObjectiveSheet,
    Printed,
    ReadFinding,
    Scorecard,
    ScorecardRow,
    Statement,
)
from pycog.conventions.facts.relations import Relation
from pycog.conventions.facts.schema import BONUS, DEFAULT_READING
from pycog.conventions.facts.shared_bodies import SharedBody
from pycog.errors import NotAvailable
from pycog.targets import Target

if TYPE_CHECKING:
    import pandas as pd

_Record = dict[str, Any]


class Tables(Protocol):
    """The tables of a convention; fields as in :class:`~.convention.Convention`."""

    @property
    def indicators(self) -> Mapping[str, Indicator]: ...
    @property
    def sheets(self) -> Mapping[int, ObjectiveSheet]: ...
    @property
    def follow_ups(self) -> tuple[FollowUp, ...]: ...
    @property
    def ratios(self) -> Mapping[str, Ratio]: ...
    @property
    def milestones(self) -> tuple[Milestone, ...]: ...
    @property
    def funds(self) -> Mapping[str, Fund]: ...
    @property
    def rules(self) -> BudgetRules | None: ...
    @property
    def statements(self) -> tuple[Statement, ...]: ...
    @property
    def amendments(self) -> tuple[Amendment, ...]: ...
    @property
    def neutralisations(self) -> tuple[Neutralisation, ...]: ...
    @property
    def findings(self) -> tuple[ReadFinding, ...]: ...
    @property
    def figures(self) -> Mapping[str, tuple[KeyFigure, ...]]: ...
    @property
    def relations(self) -> tuple[Relation, ...]: ...
    @property
    def bodies(self) -> tuple[SharedBody, ...]: ...
    def cards(self) -> tuple[Scorecard, ...]: ...


def frame_of(convention: Tables, table: str) -> pd.DataFrame:
    """Return one table of ``convention``; see :meth:`~.convention.Convention.frame`."""
    import pandas as pd

    records = _TABLES.get(table)
    if records is None:
        raise NotAvailable(
            "table-inconnue",
            f"La table « {table} » n'existe pas. Tables : {', '.join(_TABLES)}.",
            table=table,
        )
    return pd.DataFrame.from_records(list(records(convention)))


def _fields(item: Any, *names: str) -> _Record:
    return {name: getattr(item, name) for name in names}


def _understood(target: Target | None) -> _Record:
    """Return what a target means, all blank where the text holds no figure."""
    names = ("kind", "value", "comparator", "delay", "delay_unit", "rank")
    return {name: getattr(target, name, None) for name in names}


def _indicators(convention: Tables) -> Iterator[_Record]:
    for item in convention.indicators.values():
        yield {
            **_fields(item, "number", "label", "theme", "sheet", "source_tool", "unit"),
            **_fields(item, "direction", "section"),
            "baseline": item.baseline.text,
            "baseline_value": item.baseline.target.value,
            **_fields(item, "citation", "note", "parent", "composite"),
            "share": None if item.share is None else float(item.share),
        }


def _targets(convention: Tables) -> Iterator[_Record]:
    def record(number: str, year: int, role: str, printed: Printed) -> _Record:
        return {
            "indicator": number,
            "year": year,
            "role": role,
            "printed": printed.text,
            **_understood(printed.target),
            "citation": printed.citation,
        }

    for item in convention.indicators.values():
        for year, printed in item.baselines.items():
            yield record(item.number, year, "réalisé", printed)
        for year, printed in item.targets.items():
            yield record(item.number, year, "cible", printed)


def _statements(convention: Tables) -> Iterator[_Record]:
    for item in convention.statements:
        yield {
            **_fields(item, "indicator", "year", "place", "role", "printed", "reading", "period"),
            **_fields(item, "printed_number"),
            **_understood(item.target),
            **_fields(item, "citation", "note"),
        }


def _sheets(convention: Tables) -> Iterator[_Record]:
    for item in convention.sheets.values():
        yield {
            **_fields(item, "number", "title", "title_printed", "section", "indicators"),
            **_fields(item, "follow_up", "context", "actions", "criteria", "tools"),
            **_fields(item, "citation", "note"),
        }


def _follow_ups(convention: Tables) -> Iterator[_Record]:
    for item in convention.follow_ups:
        yield _fields(item, "key", "sheet", "label", "nature", "unit", "citation", "note")


def _ratios(convention: Tables) -> Iterator[_Record]:
    for item in convention.ratios.values():
        yield {
            **_fields(item, "indicator", "numerator", "denominator", "printed"),
            **_fields(item, "citation", "note"),
        }


def _milestones(convention: Tables) -> Iterator[_Record]:
    for item in convention.milestones:
        yield {
            **_fields(item, "key", "what", "printed", "reading"),
            "due": item.due.last,
            **_fields(item, "doubt", "sheet", "section", "citation", "note"),
        }


def _budget(convention: Tables) -> Iterator[_Record]:
    for fund in convention.funds.values():
        for line in fund.lines:
            yield {
                **_fields(line, "fund", "key", "label", "nature", "group", "role"),
                **line.amounts,
                "evolution": line.printed.get("evolution", ""),
                **_fields(line, "citation", "note"),
            }


def _budget_rules(convention: Tables) -> Iterator[_Record]:
    for rule in convention.rules.rules if convention.rules else ():
        yield _fields(
            rule, "kind", "fund", "origin", "destination", "allowed", "decision", "requires",
            "days", "calendar", "last_day", "ceiling", "reason", "condition", "assumption",
            "source", "note",
        )  # fmt: skip


def _amendments(convention: Tables) -> Iterator[_Record]:
    for item in convention.amendments:
        yield {
            **_fields(item, "reference", "date", "subject", "indicator", "fund", "line"),
            **_fields(item, "columns", "printed", "reading", "amount"),
            **_understood(item.target),
            **_fields(item, "citation", "note"),
        }


def _neutralisations(convention: Tables) -> Iterator[_Record]:
    for item in convention.neutralisations:
        yield _fields(item, "indicator", "year", "reason", "citation")


def _findings(convention: Tables) -> Iterator[_Record]:
    for item in convention.findings:
        yield _fields(item, "id", "place", "printed", "conflicting", "severity", "reading")


def _scorecard_rows(convention: Tables) -> Iterator[tuple[Scorecard, ScorecardRow]]:
    """Yield every row kept: the default reading, then what each other reading changes."""
    for card in convention.cards():
        for row in card.rows:
            yield card, row
        for rows in card.readings.values():
            for row in rows:
                if row.reading != DEFAULT_READING:
                    yield card, row


def _scorecards(convention: Tables) -> Iterator[_Record]:
    for card, row in _scorecard_rows(convention):
        yield {
            **_fields(card, "category", "campaign"),
            **_fields(row, "key", "theme", "label", "target", "floor", "weight", "rule"),
            **_fields(row, "to_supply", "printed", "proof", "confidence", "reason", "reading"),
            **_fields(row, "citation", "note", "scope", "scope_proof"),
        }


def _components(convention: Tables) -> Iterator[_Record]:
    for card, row in _scorecard_rows(convention):
        for part in row.components:
            yield {
                **_fields(card, "category", "campaign"),
                **_fields(row, "key", "reading"),
                **_fields(part, "label", "share", "target", "floor", "to_supply"),
            }


def _bodies(convention: Tables) -> Iterator[_Record]:
    for item in convention.bodies:
        for branch in item.branches or (None,):
            yield {
                "body": item.name,
                "branch": getattr(branch, "name", ""),
                "payer": getattr(branch, "payer", ""),
                "rule": getattr(branch, "rule", BONUS),
                "campaigns": " ".join(map(str, item.campaigns)),
                **_fields(item, "pro_rata", "citation", "note"),
            }


def _figures(convention: Tables) -> Iterator[_Record]:
    for figures in convention.figures.values():
        for item in figures:
            yield {
                **_fields(item, "key", "theme", "label", "period", "printed", "value", "unit"),
                **_fields(item, "approximate", "citation", "reading", "note"),
            }


def _relations(convention: Tables) -> Iterator[_Record]:
    for item in convention.relations:
        yield {
            **_fields(item, "id", "kind"),
            "result": f"{item.result.key}@{item.result.period}",
            **_fields(item, "arithmetic", "computed", "holds", "severity", "reading", "note"),
        }


_TABLES: dict[str, Callable[[Tables], Iterator[_Record]]] = {
    "indicators": _indicators,
    "targets": _targets,
    "statements": _statements,
    "sheets": _sheets,
    "follow_ups": _follow_ups,
    "ratios": _ratios,
    "milestones": _milestones,
    "budget": _budget,
    "budget_rules": _budget_rules,
    "amendments": _amendments,
    "neutralisations": _neutralisations,
    "findings": _findings,
    "scorecards": _scorecards,
    "components": _components,
    "bodies": _bodies,
    "figures": _figures,
    "relations": _relations,
}
