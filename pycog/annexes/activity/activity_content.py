"""What the workbook of an activity report holds: which figures are compared, shared, divided.

A figure is named by its key in ``figures.csv``, with ``@period`` where it is not the
period of the report: ``"effectif"``, ``"teletravailleurs@2019"``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from pycog.conventions import Convention, load
from pycog.conventions.facts.figures import KeyFigure

#: Stands for the working days of the year as the divisor of a ratio.
WORKING_DAYS: Final = "jours ouvrés"


@dataclass(frozen=True, slots=True)
class Change:
    """A figure against an earlier one.

    Attributes:
        key: The figure.
        before: The earlier figure where it is printed; ``""`` if it has to be deduced.
        by: The printed evolution (in %) or gap that gives the earlier value.
        printed: The printed evolution to compare with, ``""`` if none.
    """

    key: str
    before: str = ""
    by: str = ""
    printed: str = ""


@dataclass(frozen=True, slots=True)
class RateChange:
    """The evolution of a rate whose two terms are lines of the same sheet.

    Attributes:
        label: French label of the rate.
        above: Key of the :class:`Change` of its numerator.
        below: Key of the :class:`Change` of its denominator.
        printed: The printed evolution to compare with, ``""`` if none.
    """

    label: str
    above: str
    below: str
    printed: str = ""


@dataclass(frozen=True, slots=True)
class Shares:
    """Parts of a total.

    Attributes:
        title: Heading.
        parts: The figures.
        total: The printed total, ``""`` where none is printed: the parts then make it.
        rest: Label of what the parts leave of the total, ``""`` where they make all of it.
    """

    title: str
    parts: tuple[str, ...]
    total: str = ""
    rest: str = ""


@dataclass(frozen=True, slots=True)
class Ratio:
    """A figure divided by another.

    Attributes:
        label: French label: « Appels traités sur appels reçus ».
        above: The figure above.
        below: The figure below, or :data:`WORKING_DAYS`.
        printed: The printed result, ``""`` if none.
        unit: ``"%"`` for a rate, ``"€"``, or a unit to show after a mean; ``""`` for none.
        decimals: Of a mean.
    """

    label: str
    above: str
    below: str
    printed: str = ""
    unit: str = "%"
    decimals: int = 0


@dataclass(frozen=True, slots=True)
class RatioGroup:
    """Ratios under one heading."""

    title: str
    ratios: tuple[Ratio, ...]


@dataclass(frozen=True, slots=True)
class CogTarget:
    """The target of an indicator of a convention, for one year."""

    indicator: str
    year: int
    convention: str = "camieg-2012-2015"


@dataclass(frozen=True, slots=True)
class CardTarget:
    """The target and the floor of a line of an intéressement scorecard."""

    campaign: int
    category: str
    key: str


@dataclass(frozen=True, slots=True)
class OwnTarget:
    """A target that the report itself prints."""

    key: str


@dataclass(frozen=True, slots=True)
class Link:
    """A result of the report against a target of another document.

    Attributes:
        key: The result.
        target: What it is measured against.
        worth: What the comparison is worth, in French.
    """

    key: str
    target: CogTarget | CardTarget | OwnTarget
    worth: str


@dataclass(frozen=True, slots=True)
class Series:
    """A chart drawn from figures.

    Attributes:
        title: French title.
        categories: Label and one figure per series; a figure may also be ``"=…"``, the
            name of a computed value of the sheet of evolutions.
        names: Name of each series.
        kind: ``"bar"`` or ``"column"``.
        number: Number format of the data labels.
        description: What the chart shows, for screen readers.
    """

    title: str
    categories: tuple[tuple[str, tuple[str, ...]], ...]
    names: tuple[str, ...]
    kind: str
    number: str
    description: str


@dataclass(frozen=True, slots=True)
class Report:
    """The workbook of an activity report.

    Attributes:
        id: Id of the document.
        period: Period meant where a figure is named without one.
        title: Title of the workbook.
        purpose: What the first sheet says, one paragraph a line.
        changes: The sheet of evolutions.
        shares: The sheet of shares.
        ratios: The sheet of ratios.
        densities: Figures to bring to 100 000 inhabitants.
        population: What the officer types for the densities; ``""`` for none.
        links: The sheet of links with other documents.
        contributions: Results that are a part of a national target.
        charts: The sheet of charts.
    """

    id: str
    period: str
    title: str
    purpose: tuple[str, ...]
    changes: tuple[Change | RateChange, ...] = ()
    shares: tuple[Shares, ...] = ()
    ratios: tuple[RatioGroup, ...] = ()
    densities: tuple[str, ...] = ()
    population: str = ""
    links: tuple[Link, ...] = ()
    contributions: tuple[Link, ...] = ()
    charts: tuple[Series, ...] = ()

    @property
    def convention(self) -> Convention:
        """The document with its figures."""
        return load(self.id)

    @property
    def year(self) -> int:
        """Year of the report."""
        return int(self.period[:4])

    def figure(self, name: str) -> KeyFigure:
        """Return the first statement of a figure.

        Raises:
            KeyError: The document has no such figure for that period.
        """
        key, period = self.split(name)
        for item in self.convention.figures[key]:
            if item.period == period:
                return item
        raise KeyError(name)

    def split(self, name: str) -> tuple[str, str]:
        """Return key and period of a figure."""
        key, _, period = name.partition("@")
        return key, period or self.period


def places(figures: Sequence[KeyFigure], short_title: str) -> str:
    """Return where figures are printed, each place once, without the title of the document."""
    found = (item.citation.removeprefix(f"{short_title}, ") for item in figures)
    return " ; ".join(dict.fromkeys(found))
