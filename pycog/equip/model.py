"""What pycog knows of an officer's workbook: its tables, and what each row and column is.

Plain data without a rule of its own: written by the recognition, edited by the officer in the
sheet of correspondences, read by whatever writes formulas or draws a report. Places count from
0; :func:`pycog.audit.grid.shown` writes them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from pycog.values import Scalar, fold

#: What a table is.
KINDS: Final = ("indicateurs", "budget", "barème", "échéances", "autre")
#: The kind of the tables of dated measures, and the columns of their dates.
DATED: Final = "échéances"
DUE_ON, DONE_ON = "échéance", "fait le"

#: What a column holds. ``"objectif"``, ``"réalisé"``, ``"seuil"`` and ``"poids"`` belong to
#: indicators and scorecards, ``"points"`` are those that a scorecard says were earned,
#: ``"base"``, ``"voté"`` and ``"exécuté"`` belong to budgets; ``"numérateur"`` and
#: ``"dénominateur"`` to the sheet of rates. The others hold no figure that is measured.
COLUMN_ROLES: Final = (
    "numéro",
    "libellé",
    "thème",
    "fonds",
    "groupe",
    "unité",
    "objectif",
    "réalisé",
    "seuil",
    "poids",
    "points",
    "base",
    "voté",
    "exécuté",
    "numérateur",
    "dénominateur",
    "taux",
    "écart",
    "évolution",
    "cumul",
    "statut",
    "commentaire",
    DUE_ON,
    DONE_ON,
    "autre",
)
#: Roles of the columns whose cells are read as figures.
FIGURES: Final = frozenset(
    {
        "objectif",
        "réalisé",
        "seuil",
        "poids",
        "points",
        "base",
        "voté",
        "exécuté",
        "numérateur",
        "dénominateur",
    }
)
#: Those of the amounts of a budget.
AMOUNTS: Final = frozenset({"base", "voté", "exécuté"})
#: Those of what was reached.
RESULTS: Final = frozenset({"réalisé", "exécuté"})
#: Units of a column: an amount, a rate typed as a ratio (0,87 or a cell shown in %) or in points
#: (87), a rate whose cells differ among themselves, ``""`` where the target of the row tells it.
UNITS: Final = ("", "€", "k€", "M€", "ratio", "points", "mixte")

#: What the columns differ by that a total column adds up.
OVER: Final = ("fonds", "années", "fonds et années", "périodes")

#: What a row is.
ROW_ROLES: Final = ("titre", "ligne", "dont", "sous-total", "total", "solde")
#: Those of rows that add up no others.
ENTRIES: Final = frozenset({"ligne", "dont"})

#: How the value of a cell reads. ``"manquant"`` is a mark of a missing value (n.d., s.o., « - »),
#: ``"texte"`` a number stored as text, ``"libellé"`` a target in words (« en baisse ») or a
#: result that is « neutralisé ».
READINGS: Final = (
    "nombre",
    "ratio",
    "points",
    "texte",
    "libellé",
    "manquant",
    "date",
    "erreur",
    "non calculé",
    "illisible",
)


@dataclass(frozen=True, slots=True)
class Subject:
    """What a row is about.

    Attributes:
        kind: ``"indicateur"``, ``"ligne"`` (of a budget), ``"critère"`` (of a scorecard) or
            ``"échéance"`` (a dated measure).
        key: Number of the indicator, key of the budget line, of the measure or of the
            scorecard row; for a part of a composite row ``"clé/n"``, counted from 1.
        frame: Id of the fund, ``"2021/catégorie"`` of the scorecard, ``""`` for an indicator.
        label: As the agreement prints it.
    """

    kind: str
    key: str
    frame: str = ""
    label: str = ""

    @property
    def identity(self) -> tuple[str, str, str]:
        """What tells it from every other subject of the agreement."""
        return self.kind, self.frame, self.key


@dataclass(frozen=True, slots=True)
class Proposal:
    """A subject that a row may be about, to be confirmed.

    Attributes:
        subject: The subject.
        score: How alike, from 0 to 100.
        signals: What speaks for it: ``"numéro"``, ``"libellé exact"``, ``"libellé proche"``,
            ``"cibles"``, ``"montants"``, ``"ordre"``, ``"thème"``, ``"poids"``.
    """

    subject: Subject
    score: float
    signals: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table.

    Attributes:
        index: Zero-based column of the sheet.
        heading: Texts of its heading rows as shown, joined by a space.
        role: One of :data:`COLUMN_ROLES`.
        year: Year (or campaign) that it holds, ``None`` where nothing tells one.
        unit: One of :data:`UNITS`.
        sure: Whether role, year and unit need no question.
        accepted: Whether it is to be used: sure, or confirmed by the officer.
    """

    index: int
    heading: str
    role: str = "autre"
    year: int | None = None
    unit: str = ""
    sure: bool = True
    accepted: bool = True

    @property
    def key(self) -> str:
        """What the column is known by in another year's file."""
        return fold(self.heading)


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table.

    Attributes:
        index: Zero-based row of the sheet.
        number: Number of the indicator as the sheet shows it, ``""`` where it has none.
        label: As the sheet shows it.
        role: One of :data:`ROW_ROLES`.
        subject: What it is about: the accepted subject, else the best proposal that still
            waits for an answer, ``None`` where there is none.
        sure: Whether several signals agree on the subject.
        accepted: Whether the subject may be used: sure in a table that is certain itself, or
            confirmed by the officer. In a table that is asked about as a whole, the rows that
            are sure are accepted by its answer.
        proposals: Other subjects that it may be about, the likeliest first.
        signals: What speaks for the subject, as in :class:`Proposal`.
        parts: Zero-based rows that its formulas add up, where it is a total with formulas.
        year: Its year, in a table of one row a year, whose columns then tell none.
    """

    index: int
    number: str = ""
    label: str = ""
    role: str = "ligne"
    subject: Subject | None = None
    sure: bool = False
    accepted: bool = False
    proposals: tuple[Proposal, ...] = ()
    signals: tuple[str, ...] = ()
    parts: tuple[int, ...] = ()
    year: int | None = None

    @property
    def key(self) -> str:
        """What the row is known by in another year's file."""
        return f"{fold(self.number)}|{fold(self.label)}"


@dataclass(frozen=True, slots=True)
class CellReading:
    """How one figure of a table reads.

    Attributes:
        row: Zero-based row.
        column: Zero-based column.
        value: As stored.
        reading: One of :data:`READINGS`.
        number: What it is worth in the unit of the agreement (rates as ratios, amounts in the
            unit of their fund), ``None`` where it is worth no number.
        percent: Whether its number format shows a percentage.
        formula: Whether a formula stands there.
    """

    row: int
    column: int
    value: Scalar
    reading: str
    number: float | None = None
    percent: bool = False
    formula: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """One table of a sheet.

    Attributes:
        sheet: Name of the sheet.
        kind: One of :data:`KINDS`.
        header: Zero-based rows of its headings, possibly none.
        first: Zero-based first row below the headings.
        last: Zero-based last row.
        columns: Every headed or filled column, from left to right, empty ones included.
        rows: Every row, in order, headings of parts included.
        frame: Id of the fund, ``"2021/catégorie"`` of the scorecard, ``""`` where the rows
            tell it or it does not apply.
        title: Text above the table.
        readings: Cells of the accepted or proposed rows in columns of figures, blanks left out.
        sure: Whether kind and frame need no question.
        hidden: Zero-based hidden rows.
    """

    sheet: str
    kind: str
    header: tuple[int, ...]
    first: int
    last: int
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    frame: str = ""
    title: str = ""
    readings: tuple[CellReading, ...] = ()
    sure: bool = True
    hidden: frozenset[int] = frozenset()

    @property
    def heading_row(self) -> int:
        """The zero-based row in which its columns are headed."""
        return self.header[-1] if self.header else self.first

    @property
    def key(self) -> str:
        """What the table is known by in another year's file: its kind, frame and headings."""
        return "|".join((self.kind, self.frame, *(column.key for column in self.columns)))

    def column(self, role: str, year: int | None = None) -> Column | None:
        """Return the first accepted column of a role and a year, ``None`` if there is none."""
        return next(
            (
                column
                for column in self.columns
                if column.role == role and column.accepted and year in (None, column.year)
            ),
            None,
        )

    def years(self, role: str) -> dict[int, Column]:
        """Return year → accepted column of a role."""
        return {
            column.year: column
            for column in self.columns
            if column.role == role and column.accepted and column.year is not None
        }

    def accepted(self) -> Iterator[tuple[Row, Subject]]:
        """Yield the rows whose subject may be used."""
        for row in self.rows:
            if row.accepted and row.subject is not None:
                yield row, row.subject


@dataclass(frozen=True, slots=True)
class TotalColumn:
    """A column that adds up other columns of its own rows: all funds, several years, quarters.

    Attributes:
        sheet: Name of the sheet.
        index: Zero-based column of the sheet.
        header: Zero-based last row of its headings.
        heading: Its heading as shown.
        over: What it adds up, one of :data:`OVER`.
        parts: Zero-based columns that it adds up, totals of other columns left out.
        named: The letters of these: « B, D et F ».
        rows: Zero-based rows where it holds an amount or a formula, each with its label.
        role: Role of what it adds up.
        year: Year of what it adds up, ``None`` where it is of several.
        frame: Id of the fund that it is of, ``""`` where it is of several.
        unit: Unit of its amounts, ``""`` where nothing tells it.
        scale: What the sum of its parts is multiplied by to be in its unit.
        accepted: Whether it is certain, or confirmed by the officer.
    """

    sheet: str
    index: int
    header: int
    heading: str
    over: str
    parts: tuple[int, ...]
    named: str
    rows: tuple[tuple[int, str], ...]
    role: str
    year: int | None = None
    frame: str = ""
    unit: str = ""
    scale: float = 1.0
    accepted: bool = True

    @property
    def place(self) -> tuple[str, int, int]:
        """Its sheet, the row of its heading, its column."""
        return self.sheet, self.header, self.index

    def stands_beside(self, table: Table) -> bool:
        """Tell whether its heading stands in the row that heads the columns of a table."""
        return (self.sheet, self.header) == (table.sheet, table.heading_row)


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer to a doubt.

    Attributes:
        label: What the officer reads.
        value: What it sets: identity of a subject, a role, a unit, ``"non"`` for none of them.
        subject: The subject it sets, where it sets one.
    """

    label: str
    value: str
    subject: Subject | None = None


@dataclass(frozen=True, slots=True)
class Doubt:
    """One thing that only the officer can tell.

    Attributes:
        code: Stable French name, one of :data:`DOUBTS`.
        sheet: Name of the sheet.
        cell: Address (``"C14"``).
        message: In French: what is seen, why it is not certain, what to do.
        samples: Values of the cells concerned, as displayed.
        choices: Answers, the likeliest first; none where there is nothing to choose.
        chosen: ``value`` of the answer that was given, ``""`` while there is none.
        blocking: Whether nothing is computed from the row or column before the answer.
    """

    code: str
    sheet: str
    cell: str
    message: str
    samples: tuple[str, ...] = ()
    choices: tuple[Choice, ...] = ()
    chosen: str = ""
    blocking: bool = True


#: Code of a doubt → what it is about, in a few French words.
DOUBTS: Final[Mapping[str, str]] = {
    "numero-et-libelle": "le numéro et le libellé ne désignent pas le même indicateur",
    "libelle-proche": "le libellé ressemble, sans être celui de l'accord",
    "libelle-ambigu": "le libellé convient à plusieurs sujets",
    "numero-ambigu": "le numéro peut désigner plusieurs indicateurs",
    "numero-seul": "le numéro est le seul indice",
    "libelle-seul": "le libellé est le seul indice",
    "ligne-inconnue": "rien dans l'accord ne correspond à cette ligne",
    "doublon": "deux lignes désignent le même sujet",
    "cible-differente": "la cible n'est pas celle de l'accord",
    "montant-different": "le montant n'est pas celui de l'accord",
    "points-ou-ratio": "un taux saisi en points ou en rapport",
    "unite-inconnue": "l'unité des montants n'est dite nulle part",
    "unite-douteuse": "l'unité annoncée ne va pas avec les montants",
    "colonne-inconnue": "le rôle de la colonne n'est pas certain",
    "colonne-en-double": "deux colonnes ont le même rôle et la même année",
    "annee-inconnue": "l'année de la colonne n'est dite nulle part",
    "fonds-incertain": "plusieurs fonds ou barèmes peuvent convenir",
    "accord-incertain": "le tableau semble suivre un autre accord ou un autre organisme",
    "echeance-differente": "l'échéance n'est pas celle de l'accord",
    "somme-incomplete": "la somme ne couvre pas toutes ses lignes",
    "total-different": "le total n'est pas la somme de ses lignes",
    "sous-total-compte-deux-fois": "la somme compte un sous-total et ses lignes",
    "taux-different": "le taux saisi n'est pas celui que donnent les montants",
    "valeur-illisible": "la valeur ne se lit pas",
    "valeur-en-erreur": "la cellule contient une erreur",
}


@dataclass(frozen=True, slots=True)
class Ignored:
    """A part of a workbook that is no table of the agreement, or too little of one.

    Attributes:
        sheet: Name of the sheet, which may have other tables.
        reason: In French, what was looked for and not found.
    """

    sheet: str
    reason: str


@dataclass(frozen=True, slots=True)
class Correspondence:
    """The map between a workbook and an agreement.

    Attributes:
        convention: Id of the agreement.
        tables: The tables, sheet by sheet, from top to bottom.
        doubts: What the officer is asked, in the same order.
        ignored: Sheets where no table was recognised, and why.
        truncated: Sheets that were too large to be read whole, in French.
        totals: The columns that add up other columns, those to be confirmed included.
    """

    convention: str
    tables: tuple[Table, ...] = ()
    doubts: tuple[Doubt, ...] = ()
    ignored: tuple[Ignored, ...] = ()
    truncated: tuple[str, ...] = field(default=())
    totals: tuple[TotalColumn, ...] = field(default=())

    def added_up(self) -> Iterator[TotalColumn]:
        """Yield the columns of totals whose parts may all be used, of tables that are certain."""
        for one in self.totals:
            parts = [
                (table, column)
                for table in self.tables
                for column in table.columns
                if one.stands_beside(table) and column.index in one.parts and column.role in FIGURES
            ]
            if one.accepted and all(table.sure and column.accepted for table, column in parts):
                yield one

    def of_kind(self, kind: str) -> tuple[Table, ...]:
        """Return the tables of a kind."""
        return tuple(table for table in self.tables if table.kind == kind)

    def open_doubts(self) -> tuple[Doubt, ...]:
        """Return the doubts that block a computation and have no answer yet."""
        return tuple(doubt for doubt in self.doubts if doubt.blocking and not doubt.chosen)
