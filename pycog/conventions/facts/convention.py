"""A whole convention: what it is, and all its tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pycog.conventions.facts.budget_rules import BudgetRules
from pycog.conventions.facts.figures import KeyFigure
from pycog.conventions.facts.follow_up import FollowUp, Ratio
from pycog.conventions.facts.frames import frame_of
from pycog.conventions.facts.models import (
    Fund,
    Indicator,
    Milestone,
    ObjectiveSheet,
    ReadFinding,
    Scorecard,
    Statement,
)
from pycog.conventions.facts.relations import Relation

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True, kw_only=True)
class Description:
    """What a convention is, whom it binds and which years it covers.

    Attributes:
        id: Stable id, also the name of its folder.
        title: Full title.
        short_title: Title to cite, ``"COG CAMIEG 2012-2015"``.
        parties: Who signed it.
        years: Years that it covers.
        baseline_year: Year of the achieved values that it starts from.
        document: Source document and its parts.
        status: ``"échue"``, ``"en vigueur"``…
        version: Version of the data.
        deferred_to: The convention that sets the targets this one leaves open, or ``""``.
    """

    id: str
    title: str
    short_title: str
    parties: tuple[str, ...]
    years: tuple[int, ...]
    baseline_year: int
    document: str
    status: str
    version: str
    deferred_to: str

    def described(self) -> dict[str, Any]:
        """Return these fields by name, to make a larger object of them."""
        return {field.name: getattr(self, field.name) for field in fields(Description)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Convention(Description):
    """One convention with all its tables.

    Attributes:
        indicators: Number → indicator.
        sheets: Number → objective sheet.
        follow_ups: Follow-up indicators without a number, by sheet.
        ratios: Number → what an indicator divides by what, where it is known.
        milestones: Dated measures, in the order of the document.
        funds: Id → fund.
        rules: Its budget rules, ``None`` where it gives none.
        statements: Every printed value of every place.
        findings: Contradictions found by reading.
        scorecards: Category → scorecard of the campaign; empty outside intéressement.
        figures: Key → its printed figures, in the order of the document.
        relations: How these figures follow from one another.
        folder: Where it was read.
    """

    indicators: Mapping[int, Indicator]
    sheets: Mapping[int, ObjectiveSheet]
    follow_ups: tuple[FollowUp, ...]
    ratios: Mapping[int, Ratio]
    milestones: tuple[Milestone, ...]
    funds: Mapping[str, Fund]
    rules: BudgetRules | None
    statements: tuple[Statement, ...]
    findings: tuple[ReadFinding, ...]
    scorecards: Mapping[str, Scorecard]
    figures: Mapping[str, tuple[KeyFigure, ...]]
    relations: tuple[Relation, ...]
    folder: Path

    def cite(self, source: str) -> str:
        """Return the full citation of a place: ``"COG CAMIEG 2012-2015, annexe 3"``."""
        return f"{self.short_title}, {source}"

    def frame(self, table: str) -> pd.DataFrame:
        """Return a table as a pandas DataFrame.

        Args:
            table: ``"indicators"``, ``"targets"``, ``"statements"``, ``"sheets"``,
                ``"follow_ups"``, ``"ratios"``, ``"milestones"``, ``"budget"``,
                ``"budget_rules"``, ``"findings"``, ``"scorecards"``, ``"components"``,
                ``"figures"`` or ``"relations"``.

        Raises:
            NotAvailable: ``table-inconnue``.
        """
        return frame_of(self, table)
