"""A whole convention: what it is, and all its tables."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from msgspec import Struct

from pycog.arithmetic import to_float
from pycog.conventions.facts.amendments import Amendment, Neutralisation
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
from pycog.conventions.facts.shared_bodies import SharedBody
from pycog.values import display, fold

if TYPE_CHECKING:
    import pandas as pd


#: What a document is called where the agreement gives it no name of its own.
_PLAIN: Final[Mapping[str, str]] = {
    "indicateurs": "annexe des indicateurs",
    "budget": "suivi budgétaire",
    "echeances": "échéances",
    "bilan": "bilan annuel",
    "evaluation": "évaluation",
    "tableau_de_bord": "tableau de bord",
}
#: First words of short titles that are masculine in French; the others are feminine.
_MASCULINE: Final = ("contrat", "cpom", "cpg", "plan", "protocole", "rapport", "accord", "bilan")


def of_title(title: str) -> str:
    """Return a short title after "de" with its article.

    Args:
        title: ``"COG CAMIEG 2012-2015"``, ``"CPG CPAM 2023"``, ``"Accord 2024"``…

    Returns:
        ``"de la COG CAMIEG 2012-2015"``, ``"du CPG CPAM 2023"``, ``"de l'Accord 2024"``.
    """
    first = fold(title).partition(" ")[0]
    if first[:1] in "aeiouh":
        return f"de l'{title}"
    return f"du {title}" if first in _MASCULINE else f"de la {title}"


def _share_text(share: Fraction) -> str:
    """Write a share as it is printed: « 40 % », or « 1/3 » where no per cent says it exactly."""
    return display(to_float(share), "percent") if 10_000 % share.denominator == 0 else str(share)


class Description(Struct, frozen=True, kw_only=True):
    """What a convention is, whom it binds and which years it covers.

    Attributes:
        id: Stable id, also the name of its folder.
        title: Full title.
        short_title: Title to cite, ``"COG CAMIEG 2012-2015"``.
        parties: Who signed it.
        years: Years that it covers.
        baseline_years: Years of the achieved values that it starts from, the last one last;
            none where it has no starting position.
        document: Source document and its parts.
        status: ``"échue"``, ``"en vigueur"``…
        version: Version of the data.
        deferred_to: The convention that sets the targets this one leaves open, or ``""``.
        texts: Key of :data:`pycog.conventions.facts.schema.TEXTS` → where it is printed.
        scored_in: Ids of the conventions that hold the intéressement scorecards of this one,
            where it has none itself.
        printed_together: Campaigns that the document prints side by side, possibly none.
    """

    id: str
    title: str
    short_title: str
    parties: tuple[str, ...]
    years: tuple[int, ...]
    baseline_years: tuple[int, ...]
    document: str
    status: str
    version: str
    deferred_to: str
    texts: Mapping[str, str]
    scored_in: tuple[str, ...] = ()
    printed_together: tuple[int, ...] = ()

    @property
    def baseline_year(self) -> int | None:
        """The last base year, where one is needed; ``None`` where there is none."""
        return self.baseline_years[-1] if self.baseline_years else None

    @property
    def known_years(self) -> tuple[int, ...]:
        """The base years, then the years that it covers."""
        return (*self.baseline_years, *self.years)

    @property
    def of(self) -> str:
        """The short title after its French "de": ``"de la COG CAMIEG 2012-2015"``."""
        return of_title(self.short_title)

    def name_of(self, text: str) -> str:
        """Return how the agreement calls one of its documents.

        Args:
            text: A key of :data:`pycog.conventions.facts.schema.TEXTS`.

        Returns:
            ``"annexe 4"`` where the agreement says so, otherwise a plain French name.
        """
        return self.texts.get(text) or _PLAIN[text]

    def the(self, text: str) -> str:
        """Return :meth:`name_of` after its article: ``"l'annexe 4"``."""
        name = self.name_of(text)
        return f"l'{name}" if fold(name)[:1] in "aeiou" else f"le document « {name} »"

    def cited(self, text: str) -> str:
        """Return where a subject is printed, in brackets and with a space before, or ``""``."""
        return f" ({self.texts[text]})" if text in self.texts else ""

    def described(self) -> dict[str, Any]:
        """Return these fields by name, to make a larger object of them."""
        return {name: getattr(self, name) for name in Description.__struct_fields__}


class Convention(Description, frozen=True, kw_only=True):
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
        scorecards: Campaign → category → scorecard; empty outside intéressement.
        bodies: Bodies of several branches, and those whose staff gets a bonus.
        figures: Key → its printed figures, in the order of the document.
        relations: How these figures follow from one another.
        folder: Where it was read.
        amendments: What was changed after the signature, the oldest first. The indicators
            and the funds are those in force: with all of it.
        neutralisations: Years in which indicators are not judged.
        signed: The agreement without its amendments, ``None`` where it has none.
    """

    indicators: Mapping[str, Indicator]
    sheets: Mapping[int, ObjectiveSheet]
    follow_ups: tuple[FollowUp, ...]
    ratios: Mapping[str, Ratio]
    milestones: tuple[Milestone, ...]
    funds: Mapping[str, Fund]
    rules: BudgetRules | None
    statements: tuple[Statement, ...]
    findings: tuple[ReadFinding, ...]
    scorecards: Mapping[int, Mapping[str, Scorecard]]
    figures: Mapping[str, tuple[KeyFigure, ...]]
    relations: tuple[Relation, ...]
    folder: Path
    amendments: tuple[Amendment, ...] = ()
    neutralisations: tuple[Neutralisation, ...] = ()
    bodies: tuple[SharedBody, ...] = ()
    signed: Convention | None = None

    @property
    def original(self) -> Convention:
        """The agreement as it was signed: itself where nothing was amended."""
        return self.signed or self

    def neutralised(self, number: str, year: int) -> Neutralisation | None:
        """Return why the result of an indicator is not judged in a year, ``None`` if it is.

        What is said of the indicator itself comes before what is said of all.
        """
        found = [
            one
            for one in self.neutralisations
            if one.year == year and one.indicator in {"", number}
        ]
        return max(found, key=lambda one: one.indicator, default=None)

    def parts_of(self, number: str) -> tuple[Indicator, ...]:
        """Return the weighted parts of a composite indicator, none of another one."""
        return tuple(
            one
            for one in self.indicators.values()
            if one.parent == number and one.share is not None
        )

    def composition(self, number: str) -> str:
        """Return what an indicator is made of, in French, ``""`` where it has no part.

        ``"Moyenne pondérée des taux d'atteinte : 1.1 (40 %), 1.2 (60 %)"`` of a composite,
        ``"Sous-indicateurs : 1.1, 1.2"`` where nothing is worked out of them.
        """
        parts = self.parts_of(number)
        kind = self.indicators[number].composite
        if not parts or not kind:
            below = [one.number for one in self.indicators.values() if one.parent == number]
            return f"Sous-indicateurs : {', '.join(below)}" if below else ""
        listed = ", ".join(
            f"{one.number} ({_share_text(one.share)})" for one in parts if one.share is not None
        )
        return f"Moyenne pondérée des {kind} : {listed}"

    def cite(self, source: str) -> str:
        """Return the full citation of a place: ``"COG CAMIEG 2012-2015, annexe 3"``."""
        return f"{self.short_title}, {source}"

    def annex_of(self, text: str, fund: str = "") -> str:
        """Return how the annex of the indicators, of the budget rules or of a fund is called.

        An agreement may print several of them under one name; each is then told apart by what
        it is about, so that two workbooks are never taken for one.

        Args:
            text: ``"indicateurs"`` or ``"budget"``.
            fund: Id of a fund, for the annex of its amounts; ``text`` is then ``"budget"``.
        """
        names = Counter(one.annex for one in self.funds.values())
        names.update([self.name_of("indicateurs")] if self.indicators else [])
        names.update([self.name_of("budget")])
        name = self.funds[fund].annex if fund else self.name_of(text)
        about = fund or {"indicateurs": "indicateurs", "budget": "règles budgétaires"}[text]
        return f"{name} ({about})" if names[name] > 1 else name

    def cards(self) -> tuple[Scorecard, ...]:
        """Return every scorecard, campaign by campaign, in printed order."""
        return tuple(card for cards in self.scorecards.values() for card in cards.values())

    def frame(self, table: str) -> pd.DataFrame:
        """Return a table as a pandas DataFrame.

        Args:
            table: ``"indicators"``, ``"targets"``, ``"statements"``, ``"sheets"``,
                ``"follow_ups"``, ``"ratios"``, ``"milestones"``, ``"budget"``,
                ``"budget_rules"``, ``"amendments"``, ``"neutralisations"``, ``"findings"``,
                ``"scorecards"``, ``"components"``, ``"bodies"``, ``"figures"`` or ``"relations"``.

        Raises:
            NotAvailable: ``table-inconnue``.
        """
        return frame_of(self, table)
