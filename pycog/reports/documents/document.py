"""What a report says in which order: sections, tables, pictures. Renderers draw this.

A report is one layout function from a model to a :class:`Document`; HTML, PDF, DOCX and
XLSX renderers know documents only, so that a new report needs no new renderer and a new
format no new report. Nothing here is computed and nothing is markup: every text is plain.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from pycog.reports.documents.figure import Figure

#: What a table cell holds: a figure with its formula, or plain text.
Cell = Figure | str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Plain text.

    Attributes:
        text: The text; line breaks are kept.
        look: ``""``, ``"note"`` (small), ``"commentaire"`` (officer's words) or
            ``"alerte"`` (to be seen).
    """

    text: str
    look: str = ""


@dataclass(frozen=True, slots=True)
class Items:
    """A bulleted list of plain texts."""

    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Terms:
    """Names and what they are: cover lines, identity of an indicator."""

    pairs: tuple[tuple[str, Cell], ...]


@dataclass(frozen=True, slots=True)
class Tiles:
    """A few large figures side by side, each with its label."""

    tiles: tuple[tuple[str, Figure], ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table with one row of headings.

    Attributes:
        caption: Title of the table, read first by screen readers.
        headings: Column headings.
        rows: Cells, as many as headings in each row; :class:`Sparkline` stands for a picture.
        looks: One per row: ``""``, ``"total"``, ``"titre"`` or ``"dont"``; all ``""`` if empty.
        widths: Relative widths of the columns.
        header_column: Column that names the row, counted from 0.
    """

    caption: str
    headings: tuple[str, ...]
    rows: tuple[tuple[Cell | Sparkline, ...], ...]
    widths: tuple[float, ...]
    looks: tuple[str, ...] = ()
    header_column: int = 0

    def spans(self) -> tuple[tuple[int, ...], ...]:
        """Return over how many columns each cell goes, 0 for one that another covers.

        The heading of a part of the table goes over the empty cells that follow it.
        """
        plain = (1,) * len(self.headings)
        whole = (len(self.headings), *(0 for _ in self.headings[1:]))
        looks = self.looks or ("",) * len(self.rows)
        return tuple(
            whole if look == "titre" and not any(row[1:]) else plain
            for row, look in zip(self.rows, looks, strict=True)
        )


@dataclass(frozen=True, slots=True)
class Sparkline:
    """A small line over the years inside a table cell.

    Attributes:
        years: Years of the points.
        values: One per year, ``None`` where not measured.
        target: The target of each year as a number, ``None`` where it has none.
        alt: The same in words.
    """

    years: tuple[int, ...]
    values: tuple[float | None, ...]
    target: tuple[float | None, ...]
    alt: str


@dataclass(frozen=True, slots=True)
class Series:
    """One line or one stack of bars of a picture.

    Attributes:
        name: In the legend.
        values: One per category, ``None`` for a gap.
        texts: What to write at each point, in French.
    """

    name: str
    values: tuple[float | None, ...]
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture drawn from figures that also stand in a table nearby.

    Attributes:
        kind: ``"trajectoire"`` (lines over years: first series the achieved values, second
            the targets), ``"statuts"`` (horizontal stacked bars, one category per bar, one
            series per status), ``"budget"`` (horizontal bars: executed against authorised) or
            ``"points"`` (a dot per body, see :mod:`pycog.reports.documents.dots`).
        title: Title above the picture.
        categories: Years, or labels of the bars.
        series: What is drawn.
        unit: ``"taux"`` (values are ratios), ``"montant"``, ``"jours"`` or ``"nombre"``.
        alt: The picture in words, complete.
    """

    kind: str
    title: str
    categories: tuple[str, ...]
    series: tuple[Series, ...]
    unit: str
    alt: str


Block = Paragraph | Items | Terms | Tiles | Table | Picture


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a document under a heading.

    Attributes:
        title: The heading.
        anchor: ASCII name, unique in the document.
        blocks: In order.
        parts: Sections below this one, one heading level deeper.
        new_page: Whether it starts a page where there are pages.
    """

    title: str
    anchor: str
    blocks: tuple[Block, ...] = ()
    parts: tuple[Section, ...] = ()
    new_page: bool = False


@dataclass(frozen=True, slots=True)
class Document:
    """A whole report, ready to be rendered.

    Attributes:
        title: Main heading.
        subtitle: Under it.
        body: The body that reports.
        date: Day it was drawn, also the date of the file: the same data give the same bytes.
        cover: Names and values of the cover.
        warning: Shown on every page when not empty ("Données fictives").
        footer: Source and versions, at the foot of every page.
        sections: The content.
        one_page: Whether everything has to fit one landscape page (the dashboard).
        summary: Whether a table of contents is worth having.
    """

    title: str
    subtitle: str
    body: str
    date: dt.date
    cover: Terms
    warning: str
    footer: str
    sections: tuple[Section, ...]
    one_page: bool = False
    summary: bool = True

    def begins_page(self, section: Section) -> bool:
        """Tell whether a section begins a page: it asks for it, or the contents end before it."""
        first = self.summary and section is self.sections[0]
        return (section.new_page or first) and not self.one_page

    def walk(self) -> Iterator[tuple[int, Section]]:
        """Yield every section with its heading level, 2 being the first under the title."""

        def below(sections: tuple[Section, ...], level: int) -> Iterator[tuple[int, Section]]:
            for section in sections:
                yield level, section
                yield from below(section.parts, level + 1)

        return below(self.sections, 2)
