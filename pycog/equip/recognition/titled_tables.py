"""Reads a table of one row a year whose only subject stands in its title.

« Indicateur 2 : Taux d'appels décrochés » above « Année | Objectif | Réalisé », or « FNGA –
Personnel (k€) » above « Exercice | Voté | Exécuté »: no row names what it is about.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from pycog.audit.grid import normal, shown
from pycog.equip.model import AMOUNTS, Choice, Column, Doubt, Row, Table
from pycog.equip.recognition.cell_readings import read_cells
from pycog.equip.recognition.column_roles import Years, read_columns
from pycog.equip.recognition.column_units import rate_units
from pycog.equip.recognition.heading_words import unit_in, without_names
from pycog.equip.recognition.headings_across import Heading, heading_of, numbered
from pycog.equip.recognition.labels_alike import number_before, same_words
from pycog.equip.recognition.printed_values import same_amount, same_target
from pycog.equip.recognition.questions import points_question
from pycog.equip.recognition.regions import Region
from pycog.equip.recognition.subject_frames import Candidate, Frame
from pycog.equip.recognition.table_building import of_levels
from pycog.equip.recognition.table_frames import Knowledge, named_in
from pycog.equip.recognition.table_lines import Line, Places, find_places, read_lines
from pycog.equip.recognition.table_questions import figure_questions
from pycog.values import AMOUNT_UNITS

#: Words of a title that are of any line: a unit, a year, « exécution ».
_SAYS_NOTHING: Final = re.compile(
    r"\b(?:19|20)\d\d\b|\b(?:en )?(?:[km]?€|keuros?|euros?|milliers|millions)(?: d'euros)?(?!\w)"
    r"|\b(?:budgets?|executions?|execute|suivi|historique|lignes?|postes?|montants?|annuel\w*"
    r"|credits?|depenses? de|depenses? d'|evolution|fonds)\b"
)
#: Roles of the columns of each kind that are compared.
_ROLES: Final = {
    "indicateurs": frozenset({"objectif", "réalisé", "seuil"}),
    "budget": AMOUNTS,
}
_RATED: Final = frozenset({"objectif", "réalisé", "seuil"})
_FEWEST: Final = 2
#: Columns whose texts say what a row is of; « Pilote » or « Commentaires » do not.
_NAMING: Final = frozenset({"", "libellé", "thème", "groupe", "fonds"})


@dataclass(frozen=True, slots=True)
class _Subject:
    """What the title of a table names."""

    frame: Frame
    heading: Heading

    @property
    def candidate(self) -> Candidate:
        return self.heading.candidate


def titled_table(region: Region, knowledge: Knowledge) -> tuple[Table, list[Doubt]] | None:
    """Return the table of the one subject that the title of a region names.

    Args:
        region: Where it stands.
        knowledge: What is known of the agreement.

    Returns:
        The table and its questions; ``None`` where no column tells years, or where the title
        names no subject, or several.
    """
    places = find_places(region, frozenset(), ())
    if places.year is None:
        return None
    subject = _subject(region, knowledge)
    if subject is None:
        return None
    places = Places(None, None, None, None, None, places.figures, places.year)
    lines = [
        line
        for line in read_lines(region, places, ())
        if line.year is not None and line.year in knowledge.years
    ]
    if not lines or len({line.year for line in lines}) < len(lines):
        return None  # several rows a year: each is of a part that the title does not name
    if _names_parts(region, places, lines):
        return None
    columns = _columns(region, subject.frame, places, lines, knowledge)
    roles = _ROLES[subject.frame.kind]
    if not any(column.role in roles for column in columns):
        return None
    if subject.frame.kind == "budget":
        unit = _unit(region, subject, columns, lines)
        if not unit:
            return None
        columns = [
            replace(one, unit=one.unit or unit) if one.role in roles else one for one in columns
        ]
    return _built(region, subject, columns, lines)


def _subject(region: Region, knowledge: Knowledge) -> _Subject | None:
    texts = _titles(region)
    frame = knowledge.indicators
    found = {} if frame is None else {
        one.candidate.subject.identity: _Subject(frame, one)
        for text in texts
        if (one := _indicator(text, frame)) is not None
    }  # fmt: skip
    funds = [one for one in knowledge.frames if one.kind == "budget"]
    whole = " ".join(texts)
    named = [one for one in funds if named_in(whole, one)] if len(funds) > 1 else funds
    if not found and len(named) == 1:
        names = knowledge.fund_names[named[0].id]
        found = {
            one.candidate.subject.identity: _Subject(named[0], one)
            for text in texts
            for one in _lines_named(text, names, named[0])
        }
    return next(iter(found.values())) if len(found) == 1 else None


def _indicator(text: str, frame: Frame) -> Heading | None:
    """Return the indicator that a text names by its number and its label, or by its label."""
    parts = number_before(text)
    numbers = {one.subject.key: one for one in frame.candidates}
    if parts and (candidate := numbered(parts[0], numbers)) is not None:
        label = parts[1].lstrip(" :–—-")
        return heading_of(0, parts[0], label, candidate, frame) if label else None
    exact = [one for one in frame.candidates if same_words(one.label) == same_words(text)]
    return Heading(0, "", text, exact[0]) if len(exact) == 1 else None


def _names_parts(region: Region, places: Places, lines: Sequence[Line]) -> bool:
    """Tell whether a column says what each row is of: a site, a public."""
    for column in region.columns:
        if column.index == places.year or column.words.role not in _NAMING:
            continue
        texts = [region.view.text(line.row, column.index) for line in lines]
        if sum(map(bool, texts)) * 2 > len(lines):
            return True
    return False


def _titles(region: Region) -> list[str]:
    """Return the name of the sheet and the texts of the title, cell by cell.

    « Indicateur 2 – Lyon » in one cell is not the indicator: no part of a cell stands alone.
    """
    view = region.view
    cells = (
        view.text(row, column)
        for row in view.rows()
        if row < region.header[0]
        for column in view.row(row)
    )
    return [view.grid.name, *(text for text in cells if text and text in region.title)]


def _lines_named(text: str, names: Collection[str], frame: Frame) -> Iterator[Heading]:
    """Yield the lines of a fund that a text names, beside its fund, a unit and years only."""
    said = _told(without_names(text, names))
    for one in frame.candidates:
        if said and said == _told(one.label):
            yield Heading(0, "", one.label, one)


def _told(text: str) -> str:
    """Return the words of a title or a label that tell a line from another."""
    plain = _SAYS_NOTHING.sub(" ", normal(text))
    return same_words(plain)


def _columns(
    region: Region, frame: Frame, places: Places, lines: Sequence[Line], knowledge: Knowledge
) -> list[Column]:
    """Return the columns, those whose heading tells no year being of the year of each row."""
    years = Years(knowledge.years, lines[0].year, knowledge.convention.baseline_year)
    headed = {one.index: one.words for one in region.columns}
    return [
        column if headed[column.index].years else replace(column, year=None)
        for column in read_columns(region, frame, places, lines, years)
    ]


def _unit(
    region: Region, subject: _Subject, columns: Sequence[Column], lines: Sequence[Line]
) -> str:
    """Return the unit of the amounts: the one that is said, or that printed amounts prove."""
    texts = (region.title, region.view.grid.name, *(one.heading for one in region.columns))
    said = {unit for text in texts if (unit := unit_in(text))}
    planned = [one.index for one in columns if one.role in {"base", "voté"}]
    proven = {
        unit for unit in AMOUNT_UNITS if _hits(region, subject, planned, lines, unit) >= _FEWEST
    }
    if len(said) == 1:
        return said.pop() if not proven or said <= proven else ""
    return proven.pop() if len(proven) == 1 and not said else ""


def _hits(
    region: Region, subject: _Subject, columns: Sequence[int], lines: Sequence[Line], unit: str
) -> int:
    """Count the planned amounts that are those of the agreement, if they are in a unit."""
    count = 0
    for line in lines:
        printed = subject.candidate.printed.get(("base", line.year))
        for column in columns:
            stored = region.view.row(line.row).get(column)
            if not printed or isinstance(printed, str) or stored is None or stored.number is None:
                continue
            count += same_amount(stored.number, printed, unit, subject.frame.unit)
    return count


def _built(
    region: Region, subject: _Subject, columns: Sequence[Column], lines: Sequence[Line]
) -> tuple[Table, list[Doubt]]:
    heading, frame = subject.heading, subject.frame
    certain = frame.kind == "budget" or _is_certain(region, subject, columns, lines)
    rows = tuple(
        Row(
            line.row,
            heading.number,
            heading.label,
            "ligne",
            subject.candidate.subject,
            True,
            certain,
            signals=heading.signals,
            year=line.year,
        )
        for line in lines
    )
    targets = _targets(subject, columns, lines)
    in_points: Sequence[tuple[int, Sequence[int]]] = ()
    if frame.kind == "indicateurs":
        rates = rate_units(region, columns, targets, _RATED)
        columns, in_points = rates.columns, rates.in_points
    table = Table(
        region.view.grid.name,
        frame.kind,
        region.header,
        lines[0].row,
        lines[-1].row,
        tuple(columns),
        rows,
        frame.id,
        region.title,
        tuple(read_cells(region, columns, rows, targets, AMOUNT_UNITS.get(frame.unit, 0))),
        sure=certain,
    )
    header = region.header[-1]
    by_index = {one.index: one for one in columns}
    doubts = [] if certain else [_subject_question(region, subject)]
    doubts += [_column_question(region, one) for one in columns if not one.sure]
    doubts += [
        points_question(region.view, by_index[index], header, cells)
        for index, cells in in_points
        if certain and by_index[index].role == "réalisé"
    ]
    candidates = {line.row: subject.candidate for line in lines}
    doubts += figure_questions(region, table, candidates, frame.unit)
    return table, doubts


def _is_certain(
    region: Region, subject: _Subject, columns: Sequence[Column], lines: Sequence[Line]
) -> bool:
    """Tell whether a second signal agrees with the label: its number, or its printed targets."""
    if subject.heading.number:
        return subject.heading.numbered
    said = [
        same_target(stored, printed)
        for column in columns
        if column.role == "objectif"
        for line in lines
        if (stored := region.view.row(line.row).get(column.index)) is not None
        and isinstance(printed := subject.candidate.printed.get(("objectif", line.year)), str)
    ]
    return True in said and False not in said


def _targets(
    subject: _Subject, columns: Sequence[Column], lines: Sequence[Line]
) -> dict[tuple[int, str, int | None], str]:
    """Return the printed target that each cell is read with."""
    printed = subject.candidate.printed
    texts = [one for key, one in printed.items() if key[0] == "objectif" and isinstance(one, str)]
    levels = of_levels(texts)
    found: dict[tuple[int, str, int | None], str] = {}
    for line in lines:
        own = printed.get(("objectif", line.year))
        target = own if isinstance(own, str) else levels
        for column in columns:
            if target and column.role in _RATED:
                found[line.row, column.role, column.year] = target
    return found


def _subject_question(region: Region, subject: _Subject) -> Doubt:
    place = region.header[-1], region.columns[0].index
    label, own = subject.candidate.label, subject.heading.number
    beside = f"mais avec « {own} »" if own else "sans son numéro ni ses cibles"
    return Doubt(
        "libelle-seul",
        region.view.grid.name,
        shown(place),
        f"Le titre de ce tableau est celui de l'indicateur {subject.candidate.subject.key}, "
        f"« {label} », {beside}. Est-ce lui ?",
        (),
        (Choice(f"Oui, l'indicateur {subject.candidate.subject.key}", "oui"),
         Choice("Non : laisser ce tableau de côté", "non")),
    )  # fmt: skip


def _column_question(region: Region, column: Column) -> Doubt:
    roles = ("Réalisé", "Objectif") if column.role in _RATED else ("Exécuté", "Voté")
    return Doubt(
        "colonne-inconnue",
        region.view.grid.name,
        shown((region.header[-1], column.index)),
        f"La colonne « {column.heading} » ne dit pas ce qu'elle contient. Choisissez.",
        (),
        (
            *(Choice(role, role.lower()) for role in roles),
            Choice("Laisser cette colonne de côté", "non"),
        ),
    )
