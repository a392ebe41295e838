"""What a convention says, fact by fact, each with its printed text and its source.

Every figure is kept twice: as printed and as understood. Where two places of the
same convention state a value, every statement is kept; the annex is the reading
that formulas use and :mod:`pycog.conventions.checks` finds where they differ.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from pathlib import Path

from msgspec import Struct, field

from pycog.arithmetic import exact, to_float
from pycog.conventions.facts.schema import DEFAULT_READING as DEFAULT_READING
from pycog.conventions.facts.schema import NOT_A_FIGURE
from pycog.conventions.facts.terms import Terms
from pycog.errors import NotAvailable
from pycog.lazy_patterns import regex
from pycog.milestones import Due
from pycog.targets import Target

_DECIMALS = regex(r",(\d+)")


class Printed(Struct, frozen=True):
    """A value of the annex: its text, what it means and where it stands.

    Attributes:
        text: As printed, ``""`` where the annex leaves the cell empty.
        target: The text as understood.
        citation: Document and section.
        amendment: The amendment that gives it (``"avenant n° 1 du 12/03/2024"``), ``""`` for
            a value of the agreement as signed.
    """

    text: str
    target: Target
    citation: str
    amendment: str = ""

    @property
    def readable(self) -> str:
        """The text that a formula can read: as printed, or its reading where that says nothing."""
        if not self.text or self.target.text == self.text.strip():
            return self.text
        return self.target.text or NOT_A_FIGURE


class Indicator(Struct, frozen=True):
    """One indicator of a convention.

    Attributes:
        number: Its number in the annex, as printed (``"7"``, ``"1.1"``, ``"R12"``).
        label: As printed.
        theme: Heading that the annex files it under, as printed.
        sheet: Number of its objective sheet, ``None`` where there is none.
        source_tool: What measures it, as printed in the annex.
        unit: ``"%"``, ``"jours calendaires"``, ``"audits"``…
        direction: ``"hausse"``, ``"baisse"`` or ``""`` where nothing says so.
        section: Chapter of the convention that commits to it.
        baseline: Value achieved in the last base year; empty where there is none.
        targets: Year → target in force, every year of the convention.
        citation: Document and section.
        note: Remark in French, ``""`` if none.
        parent: Number of the indicator that it is a part of, ``""`` if none.
        baselines: Base year → value achieved in it, every base year.
        share: Its share in the composite indicator that it is a part of, ``None`` if none.
        composite: What it is the weighted mean of, one of
            :data:`pycog.conventions.facts.schema.COMPOSITES`, ``""`` where it is no composite.
    """

    number: str
    label: str
    theme: str
    sheet: int | None
    source_tool: str
    unit: str
    direction: str
    section: str
    baseline: Printed
    targets: Mapping[int, Printed]
    citation: str
    note: str
    parent: str = ""
    baselines: Mapping[int, Printed] = field(default_factory=dict)
    share: Fraction | None = None
    composite: str = ""


class ObjectiveSheet(Struct, frozen=True):
    """One objective sheet (fiche objectif).

    Attributes:
        number: Its number.
        title: As printed, or deduced from the order of the sheets.
        title_printed: Whether the title is printed.
        section: Chapter of the convention that lists it.
        indicators: Numbers of the indicators that it defines, possibly none.
        follow_up: ``"indicateur"`` or ``"échéancier"``.
        context: What it is about, in a few French words, ``""`` if none.
        actions: What it announces to do, as short labels, possibly none.
        criteria: Its criteria, shortened, ``""`` if none.
        tools: What measures it, as printed.
        citation: Document and section.
        note: Remark in French, ``""`` if none.
    """

    number: int
    title: str
    title_printed: bool
    section: str
    indicators: tuple[str, ...]
    follow_up: str
    context: str
    actions: tuple[str, ...]
    criteria: str
    tools: str
    citation: str
    note: str


class Milestone(Struct, frozen=True):
    """One dated measure that is a step and not the value of an indicator.

    Attributes:
        key: Stable ASCII name.
        what: What has to be done, in a few French words.
        printed: The due date as printed.
        reading: The text that was read where the printed one does not say it alone,
            else ``""``.
        due: The due date as understood.
        doubt: What the source leaves uncertain about it, in French, ``""`` if nothing.
        sheet: Number of its objective sheet, ``None`` where there is none.
        section: Chapter of the convention, or section of annex 1.
        citation: Document and section.
        note: Remark in French, ``""`` if none.
    """

    key: str
    what: str
    printed: str
    reading: str
    due: Due
    doubt: str
    sheet: int | None
    section: str
    citation: str
    note: str


class Statement(Struct, frozen=True):
    """One value that one place of the convention states about one indicator.

    Attributes:
        indicator: The indicator's number.
        year: The year it holds for, ``None`` where the place gives no year.
        place: ``"annexe"``, ``"fiche"`` or ``"chapitre"``.
        role: ``"cible"``, ``"réalisé"`` or ``"critère"``.
        printed: As printed.
        reading: The text that was parsed where the printed one is prose, else ``""``.
        period: Period as printed (``"janvier à septembre 2011"``), else ``""``.
        printed_number: Indicator number that the place prints, where it prints another,
            else ``""``.
        target: The value as understood; ``None`` where the text holds no figure.
        citation: Document and section.
        note: Remark in French, ``""`` if none.
    """

    indicator: str
    year: int | None
    place: str
    role: str
    printed: str
    reading: str
    period: str
    printed_number: str
    target: Target | None
    citation: str
    note: str


class BudgetLine(Struct, frozen=True):
    """One line of a budget annex.

    Attributes:
        key: Stable ASCII name, unique within the fund.
        label: As printed.
        fund: Id of its fund.
        nature: ``"limitatif"``, ``"évaluatif"``, ``"recette"`` or ``""``.
        group: Group of credits, ``""`` for headings and totals.
        role: ``"titre"``, ``"ligne"``, ``"dont"``, ``"sous-total"``, ``"total"`` or
            ``"recette"``.
        parts: Keys of the lines that it adds up.
        balances: Key of the expenditure total that this revenue helps to cover.
        amounts: ``"2011"`` … ``"2015"`` and ``"total"`` → amount in force in the fund's unit,
            ``None`` where nothing is printed. Empty for a heading.
        printed: The same keys and ``"evolution"`` → text as printed.
        citation: Document, annex and line.
        note: Remark in French, ``""`` if none.
        amended: The keys whose amount is that of an amendment → its name
            (``"avenant n° 1 du 12/03/2024"``).
    """

    key: str
    label: str
    fund: str
    nature: str
    group: str
    role: str
    parts: tuple[str, ...]
    balances: str | None
    amounts: Mapping[str, float | None]
    printed: Mapping[str, str]
    citation: str
    note: str
    amended: Mapping[str, str] = field(default_factory=dict)


class Fund(Struct, frozen=True):
    """One national fund with its multi-year budget.

    Attributes:
        id: ``"FNGA"`` or ``"FNGR"`` in the built-in convention.
        title: As printed above the table.
        annex: ``"annexe 2"``.
        unit: Unit of the amounts, one of :data:`pycog.values.AMOUNT_UNITS`.
        regime: ``"annuel"``, or ``"pluriannuel"`` where all credits last as long as the
            convention.
        lines: Headings and lines in printed order.
        citation: Document and annex.
    """

    id: str
    title: str
    annex: str
    unit: str
    regime: str
    lines: tuple[BudgetLine, ...]
    citation: str

    def line(self, key: str) -> BudgetLine | None:
        """Return the line of that key, ``None`` if there is none."""
        return next((line for line in self.lines if line.key == key), None)

    @property
    def decimals(self) -> int:
        """Most decimals that an amount of the table is printed with."""
        texts = (
            text for line in self.lines for key, text in line.printed.items() if key in line.amounts
        )
        return max(
            (len(found[1]) for text in texts if (found := _DECIMALS.search(text))), default=0
        )


class Component(Struct, frozen=True):
    """One part of a composite indicator of a scorecard.

    Attributes:
        label: As printed.
        share: Its share of the indicator's points; the shares of an indicator make 1.
        target: Printed text of the campaign.
        floor: Printed text of the campaign, ``""`` if none.
        to_supply: Which of ``"cible"`` and ``"seuil"`` the annex names without a figure.
    """

    label: str
    share: float
    target: str
    floor: str
    to_supply: tuple[str, ...] = ()


class ScorecardRow(Struct, frozen=True):
    """One indicator of an intéressement scorecard, as read for one campaign.

    Attributes:
        key: Stable ASCII name, unique within the scorecard.
        theme: Key of one of the themes of its card.
        label: As printed, shortened where it is a sentence.
        target: Text of the campaign; ``""`` for a composite, whose components have theirs.
            With the rule ``"paliers"``, the table of steps.
        floor: Text of the campaign, ``""`` if none.
        weight: Points, or hundredths where the card is weighted in per cent.
        rule: One of :data:`pycog.conventions.facts.schema.SCORING_RULES`.
        components: Parts of a composite indicator, in printed order.
        printed: Target, floor and weight cells as flattened, both campaigns together.
        proof: What places the row in the campaign: one of
            :data:`pycog.conventions.facts.schema.PROOFS`, ``""`` where nothing had to.
        confidence: ``"certaine"``, ``"inférée"`` or ``"ambiguë"``, ``""`` where nobody said.
        reason: Why it is read so, in French, ``""`` where nothing is to be said.
        reading: ``"défaut"`` or the name of another reading.
        citation: Document and section.
        to_supply: Which of ``"cible"`` and ``"seuil"`` the annex names without a figure.
        note: Remark in French, ``""`` if none.
        scope: ``"nationale"`` where target and floor are those of the nation and a body is
            scored on its own share, ``""`` where they are the body's.
        scope_proof: The printed words that say so.
    """

    key: str
    theme: str
    label: str
    target: str
    floor: str
    weight: float
    rule: str
    components: tuple[Component, ...]
    printed: str
    proof: str
    confidence: str
    reason: str
    reading: str
    citation: str
    to_supply: tuple[str, ...] = ()
    note: str = ""
    scope: str = ""
    scope_proof: str = ""


def points_of(rows: Iterable[ScorecardRow]) -> float:
    """Return the sum of the weights of rows, exact on their decimals."""
    return to_float(sum((exact(row.weight) for row in rows), Fraction(0)))


class Scorecard(Struct, frozen=True):
    """The indicators that one category of bodies is scored on in one campaign.

    Attributes:
        terms: What the agreement says of it beside its rows: category, title, themes…
        rows: The default reading, in printed order.
        excluded: Rows printed in the same table that belong to the other campaign.
        readings: Name → every row of that other reading, in printed order.
    """

    terms: Terms
    rows: tuple[ScorecardRow, ...]
    excluded: tuple[ScorecardRow, ...]
    readings: Mapping[str, tuple[ScorecardRow, ...]]

    @property
    def category(self) -> str:
        """Key of its category."""
        return self.terms.category

    @property
    def title(self) -> str:
        """As printed above the table."""
        return self.terms.title

    @property
    def campaign(self) -> int:
        """Year."""
        return self.terms.campaign

    @property
    def evidence(self) -> bool:
        """Whether the data say how the printed rows were read."""
        rows = (*self.rows, *self.excluded)
        return bool(self.readings) or any(row.confidence or row.reason for row in rows)

    @property
    def total(self) -> float:
        """Points of the default reading."""
        return points_of(self.rows)

    def rows_of(self, reading: str = DEFAULT_READING) -> tuple[ScorecardRow, ...]:
        """Return the rows of a reading.

        Raises:
            NotAvailable: ``lecture-inconnue``; the message lists the readings.
        """
        if reading == DEFAULT_READING:
            return self.rows
        if reading not in self.readings:
            known = ", ".join(f"« {name} »" for name in (DEFAULT_READING, *self.readings))
            raise NotAvailable(
                "lecture-inconnue",
                f"{self.title}, campagne {self.campaign} : la lecture « {reading} » n'existe pas. "
                f"Lectures : {known}.",
                reading=reading,
            )
        return self.readings[reading]


class ReadFinding(Struct, frozen=True):
    """A contradiction that only a reader can see, kept as data.

    Attributes:
        id: Stable name.
        place: Where it is printed.
        printed: What is printed there.
        conflicting: What contradicts it, and where.
        severity: One of :data:`pycog.conventions.facts.schema.SEVERITIES`.
        reading: What pycog retains, in French.
    """

    id: str
    place: str
    printed: str
    conflicting: str
    severity: str
    reading: str


class Finding(Struct, frozen=True):
    """A difference found in a document.

    Attributes:
        id: Stable name: the check, then what it looked at (``"total-ligne/FNGR/…"``).
        document: Document and part.
        place: Line, column or indicator within it.
        printed: What is printed there, ``""`` where nothing is.
        recomputed: What the computation gives, or what another place prints.
        severity: One of :data:`pycog.conventions.facts.schema.SEVERITIES`.
        reading: What pycog retains, in French.
        derived: Found by computing; ``False`` when found by reading only.
        verb: French words that link the two values (``"recalculé"``).
    """

    id: str
    document: str
    place: str
    printed: str
    recomputed: str
    severity: str
    reading: str
    derived: bool
    verb: str = "recalculé"

    @property
    def check(self) -> str:
        """Id of the check that found it."""
        return self.id.partition("/")[0]

    @property
    def text(self) -> str:
        """The finding on one line, in French."""
        printed = f"imprimé « {self.printed} »" if self.printed else "rien n'est imprimé"
        against = f", {self.verb} {self.recomputed}" if self.recomputed else ""
        return (
            f"{self.document}, {self.place} : {printed}{against} [{self.severity}]. {self.reading}"
        )


class Summary(Struct, frozen=True):
    """What ``pycog conventions`` lists of a convention.

    Attributes:
        id: Its id, also the name of its folder; the name of a workbook that tells none.
        title: Full title, ``""`` when the convention cannot be read.
        short_title: Title to cite.
        version: Version of the data.
        status: ``"échue"``, ``"en vigueur"``…
        years: Years that it covers.
        folder: Where it stands.
        problem: Why it cannot be read, in French; ``""`` when all is well.
        tables: Names of the tables that it has.
    """

    id: str
    title: str
    short_title: str
    version: str
    status: str
    years: tuple[int, ...]
    folder: Path
    problem: str = ""
    tables: tuple[str, ...] = ()
