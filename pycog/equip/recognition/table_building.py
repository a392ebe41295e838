"""Builds one table: its rows with their subjects, its columns, its figures, its questions."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from pycog.audit.grid import normal, shown
from pycog.equip.model import Column, Doubt, Proposal, Row, Table
from pycog.equip.recognition.cell_readings import read_cells, shown_value
from pycog.equip.recognition.column_roles import (
    Years,
    compared_columns,
    read_columns,
    year_told,
)
from pycog.equip.recognition.column_units import Units, amount_units, rate_units
from pycog.equip.recognition.evidence import Evidence
from pycog.equip.recognition.judging import Match, judge
from pycog.equip.recognition.labels_alike import likeness, same_words
from pycog.equip.recognition.printed_values import same_amount, same_target
from pycog.equip.recognition.questions import (
    column_questions,
    frame_question,
    points_question,
    row_question,
    unit_question,
    unknown_rows_question,
)
from pycog.equip.recognition.regions import Region
from pycog.equip.recognition.subject_frames import Candidate, Frame
from pycog.equip.recognition.table_frames import Choosing, Knowledge
from pycog.equip.recognition.table_lines import Line
from pycog.equip.recognition.total_rows import role_by_label, sum_questions, summed_rows
from pycog.values import AMOUNT_UNITS, excerpt

_NOTE: Final = re.compile(
    r"(?:\(\d{1,2}\)|\*+|notes?\b|nb\b|n\.b|sources?\b|remarques?\b|legende\b|lecture\b|nota\b|"
    r"mise a jour|champ\b|perimetre\b|visa\b|signature|fait a\b|edite le|le directeur)"
)
#: Rates and targets are typed in these columns.
_RATED: Final = frozenset({"objectif", "réalisé", "seuil"})
#: A table of so few rows needs one certain row only.
_SMALL: Final = 3
#: More unknown rows than these are told together.
_MOST_UNKNOWN: Final = 8
#: A heading above rows that is that of a part, though cut short.
_HEADING: Final = 85.0


@dataclass
class _Draft:
    """A table while it is built.

    Attributes:
        region: Where it stands.
        frame: What its rows are about.
        lines: The rows judged.
        matches: What each is about.
        units: Its columns with what is not certain of their units.
    """

    region: Region
    frame: Frame
    lines: list[Line]
    matches: list[Match]
    units: Units

    @property
    def sure(self) -> int:
        """How many rows are certain."""
        return sum(match.sure for match in self.matches)

    @property
    def score(self) -> float:
        """How well the frame fits."""
        open_rows = sum(match.place is not None and not match.sure for match in self.matches)
        return self.sure + 0.25 * open_rows


def build_table(
    region: Region, choosing: Choosing, knowledge: Knowledge
) -> tuple[Table, list[Doubt]] | None:
    """Build the table of a region.

    Args:
        region: Where it stands.
        choosing: What it may be about.
        knowledge: The agreement.

    Returns:
        The table and its questions; ``None`` where too little of it fits.
    """
    if choosing.split:
        drafts = [_draft(region, frame, choosing, knowledge, frame.id) for frame in choosing.frames]
        drafts = [draft for draft in drafts if draft.score]
    else:
        drafts = [_draft(region, frame, choosing, knowledge, None) for frame in choosing.frames]
        if not choosing.named:
            drafts.sort(key=lambda draft: -draft.score)
    if not drafts or not _enough(drafts):
        return None
    used = drafts if choosing.split else drafts[:1]
    rivals = [] if choosing.split or choosing.named else _rivals(drafts)
    return _finished(region, choosing, used, rivals, knowledge)


def _enough(drafts: Sequence[_Draft]) -> bool:
    sure = sum(draft.sure for draft in drafts[:1])
    some = max(draft.score for draft in drafts)
    rows = max((sum(not line.is_heading for line in draft.lines) for draft in drafts), default=0)
    if sure >= 2 or (sure and rows <= _SMALL):
        return True
    dated = any(column.words.years for column in drafts[0].region.columns)
    return dated and some >= min(1.0, rows / 4) and some >= rows / 8


def _rivals(drafts: Sequence[_Draft]) -> list[Frame]:
    """Return the frames that fit as well as the first; none where it stands alone."""
    best = drafts[0].score
    equal = [draft.frame for draft in drafts if draft.score >= best - 0.01]
    return equal if len(equal) > 1 else []


def _draft(
    region: Region, frame: Frame, choosing: Choosing, knowledge: Knowledge, fund: str | None
) -> _Draft:
    lines = [
        line
        for line in choosing.lines
        if (fund is None or line.fund == fund) and _may_be_row(line, frame)
    ]
    convention = knowledge.convention
    told = year_told(region.view.grid.name, region.title, knowledge.years)
    years = Years(knowledge.years, told, convention.baseline_year)
    columns = read_columns(region, frame, choosing.places, lines, years)
    units = Units(tuple(columns))
    if frame.kind == "budget":
        notes = [line.label for line in choosing.lines if _NOTE.match(normal(line.label))]
        notes += [line.label for line in choosing.lines[-3:] if line.is_heading]
        units = amount_units(region, columns, frame, lines, notes)
    compared = compared_columns(units.columns, frame, years)
    matches = judge(Evidence(frame, region.view, lines, compared))
    return _Draft(region, frame, lines, matches, units)


def _may_be_row(line: Line, frame: Frame) -> bool:
    """Tell whether a row may have a subject: no heading of a part, no note, no blank."""
    if not line.label and not line.number:
        return False
    if not line.is_heading:
        return not (_NOTE.match(normal(line.label)) and not line.number and not line.has_figures)
    words = same_words(line.label)
    return any(words == same_words(one.label) for one in frame.candidates) and not any(
        likeness(line.label, heading) >= _HEADING for heading in frame.headings
    )


def _finished(
    region: Region,
    choosing: Choosing,
    drafts: Sequence[_Draft],
    rivals: Sequence[Frame],
    knowledge: Knowledge,
) -> tuple[Table, list[Doubt]]:
    found: dict[int, tuple[_Draft, Match]] = {}
    for draft in drafts:
        for line, match in zip(draft.lines, draft.matches, strict=True):
            if match.place is not None or match.code:
                known = found.get(line.row)
                if known is None or (match.sure and not known[1].sure):
                    found[line.row] = (draft, match)
    lines = _inside(choosing.lines, found)
    columns = drafts[0].units.columns
    rows = [_row(region, line, found.get(line.row), columns) for line in lines]
    frame = drafts[0].frame
    targets = _targets(drafts, found, columns)
    rates = rate_units(region, columns, targets, _RATED) if frame.kind != "budget" else None
    columns = rates.columns if rates else columns
    if rivals:
        rows = [replace(row, sure=False, accepted=False) for row in rows]
    power = AMOUNT_UNITS.get(frame.unit, 0)
    table = Table(
        region.view.grid.name,
        frame.kind,
        region.header,
        region.body[0] if not rows else min(rows[0].index, region.body[0]),
        rows[-1].index if rows else region.body[-1],
        columns,
        tuple(rows),
        "" if choosing.split else frame.id,
        region.title,
        tuple(read_cells(region, columns, rows, targets, power)),
        sure=not rivals,
        hidden=frozenset(row.index for row in rows if row.index in region.view.grid.hidden),
    )
    questions = list(_questions(region, table, drafts, found, rates, rivals))
    return table, questions


def _inside(lines: Sequence[Line], found: dict[int, tuple[_Draft, Match]]) -> list[Line]:
    """Return the rows of the table: notes and what stands under it are left out."""
    last = max(
        (
            place
            for place, line in enumerate(lines)
            if line.row in found and found[line.row][1].place is not None
        ),
        default=-1,
    )
    for place in range(last + 1, len(lines)):
        line = lines[place]
        if not line.has_figures or (line.gap and role_by_label(line.label) == "ligne"):
            break
        last = place
    return [line for line in lines[: last + 1] if line.label or line.number or line.has_figures]


def _row(
    region: Region,
    line: Line,
    found: tuple[_Draft, Match] | None,
    columns: Sequence[Column],
) -> Row:
    parts = summed_rows(region.view, line.row, columns)
    role = "titre" if line.is_heading and not found else role_by_label(line.label)
    if role == "ligne" and parts:
        role = "sous-total"
    if found is None:
        return Row(line.row, line.number, line.label, role, parts=parts)
    draft, match = found
    candidates = draft.frame.candidates
    subject = None if match.place is None else candidates[match.place].subject
    if match.place is not None and match.sure:
        role = candidates[match.place].role
    proposals = tuple(
        Proposal(candidates[place].subject, round(score, 1)) for place, score in match.proposals
    )
    return Row(
        line.row,
        line.number,
        line.label,
        role,
        subject,
        match.sure,
        match.sure,
        proposals,
        match.signals,
        parts,
    )


def _candidate(found: tuple[_Draft, Match] | None) -> Candidate | None:
    if found is None or found[1].place is None:
        return None
    return found[0].frame.candidates[found[1].place]


def _targets(
    drafts: Sequence[_Draft], found: dict[int, tuple[_Draft, Match]], columns: Sequence[Column]
) -> dict[tuple[int, str, int | None], str]:
    """Return the printed target that each cell of a target, floor or result is read with."""
    targets: dict[tuple[int, str, int | None], str] = {}
    view = drafts[0].region.view
    own = {(one.role, one.year): one.index for one in columns if one.role == "objectif"}
    for row, pair in found.items():
        candidate = _candidate(pair)
        if candidate is None:
            continue
        texts = [
            value
            for (role, _), value in candidate.printed.items()
            if role == "objectif" and isinstance(value, str)
        ]
        for column in columns:
            if column.role not in _RATED:
                continue
            year = column.year
            printed = candidate.printed.get(("objectif", year))
            if not isinstance(printed, str) and ("objectif", year) in own:
                # The agreement prints none for that year: the officer's own target serves.
                stored = view.row(row).get(own["objectif", year])
                text = stored.text if stored is not None else ""
                printed = text if any(sign.isdigit() for sign in text) else None
            target = printed if isinstance(printed, str) else (texts[0] if texts else "")
            if target:
                targets[row, column.role, year] = target
    return targets


def _questions(
    region: Region,
    table: Table,
    drafts: Sequence[_Draft],
    found: dict[int, tuple[_Draft, Match]],
    rates: Units | None,
    rivals: Sequence[Frame],
) -> Iterator[Doubt]:
    view, header = region.view, (table.header or (table.first,))
    if rivals:
        yield frame_question(view, header[-1], table.columns[0].index, rivals)
    with_subject = [row for row in table.rows if row.subject is not None]
    yield from column_questions(view, table.columns, table.header, with_subject, table.kind)
    by_index = {column.index: column for column in table.columns}
    rows = [row.index for row in with_subject]
    for index in drafts[0].units.unknown:
        yield unit_question(view, by_index[index], header[-1], rows, "", "")
    for index, said, shown_by in drafts[0].units.doubtful:
        yield unit_question(view, by_index[index], header[-1], rows, said, shown_by)
    for index, in_points in rates.in_points if rates else ():
        if by_index[index].role == "réalisé":
            yield points_question(view, by_index[index], header[-1], in_points)
    yield from _row_questions(region, table, found)
    yield from _printed_questions(region, table, drafts, found)
    yield from _cell_questions(region, table)
    yield from sum_questions(view, table.rows, table.columns, _parts(table, found))
    yield from _rate_questions(region, table)


def _row_questions(
    region: Region, table: Table, found: dict[int, tuple[_Draft, Match]]
) -> Iterator[Doubt]:
    label = next((one.index for one in table.columns if one.role == "libellé"), 0)
    number = next((one.index for one in table.columns if one.role == "numéro"), label)
    unknown = [row for row in table.rows if row.index not in found and row.role == "ligne"]
    if len(unknown) > _MOST_UNKNOWN:
        yield unknown_rows_question(region.view, unknown, label)
        unknown = []
    for row in table.rows:
        pair = found.get(row.index)
        code = pair[1].code if pair else "ligne-inconnue" if row in unknown else ""
        if code:
            at = number if code.startswith("numero") else label
            yield row_question(region.view, row, code, table.columns, (row.index, at))


def _printed_questions(
    region: Region,
    table: Table,
    drafts: Sequence[_Draft],
    found: dict[int, tuple[_Draft, Match]],
) -> Iterator[Doubt]:
    """Yield the targets and the amounts that are not those of the agreement."""
    for row in table.rows:
        candidate = _candidate(found.get(row.index))
        if candidate is None or not row.accepted:
            continue
        for column in table.columns:
            if column.role not in {"objectif", "base"} or not column.accepted:
                continue
            printed = candidate.printed.get((column.role, column.year))
            stored = region.view.row(row.index).get(column.index)
            if printed is None or stored is None or stored.error:
                continue
            if isinstance(printed, str):
                same, code, text = same_target(stored, printed), "cible-differente", printed
            else:
                number = stored.number
                if number is None or not column.unit:
                    continue
                unit = drafts[0].frame.unit
                same = same_amount(number, printed, column.unit, unit)
                code, text = "montant-different", f"{printed:,.0f} {unit}".replace(",", " ")
            if same is False:
                yield Doubt(
                    code,
                    table.sheet,
                    shown((row.index, column.index)),
                    f"« {excerpt(row.label)} », {column.heading} : {shown_value(stored)} au lieu "
                    f"de {text} dans l'accord. La valeur de l'accord est celle qui est comparée.",
                    (shown_value(stored), text),
                    blocking=False,
                )


def _cell_questions(region: Region, table: Table) -> Iterator[Doubt]:
    labels = {row.index: row.label for row in table.rows}
    headings = {column.index: column for column in table.columns}
    for cell in table.readings:
        if cell.reading not in {"illisible", "erreur"}:
            continue
        stored = region.view.row(cell.row).get(cell.column)
        column = headings[cell.column]
        error = cell.reading == "erreur"
        what = "contient une erreur" if error else "ne se lit pas comme une valeur de cette ligne"
        yield Doubt(
            "valeur-en-erreur" if error else "valeur-illisible",
            table.sheet,
            shown((cell.row, cell.column)),
            f"« {excerpt(labels[cell.row])} », {column.heading} : "
            f"« {excerpt(shown_value(stored))} » {what}. Elle est laissée "
            "« Non renseigné » ; corrigez-la dans le classeur.",
            (shown_value(stored),),
            blocking=False,
        )


def _parts(table: Table, found: dict[int, tuple[_Draft, Match]]) -> dict[int, list[int]]:
    """Return the row of each total → the rows that the agreement adds up in it."""
    rows = {
        row.subject.identity: row.index
        for row in table.rows
        if row.subject is not None and row.accepted
    }
    parts: dict[int, list[int]] = {}
    for row in table.rows:
        candidate = _candidate(found.get(row.index))
        if candidate is None or not row.accepted or not candidate.parts:
            continue
        subject = candidate.subject
        own = [rows.get((subject.kind, subject.frame, key)) for key in candidate.parts]
        if all(one is not None for one in own):
            parts[row.index] = [one for one in own if one is not None]
    return parts


def _same_rate(rate: float, typed: float) -> bool:
    """Tell whether a typed rate is a computed one rounded, as a ratio or in points."""
    for number in (typed, typed / 100):
        decimals = len(f"{number:.10f}".rstrip("0").partition(".")[2])
        if abs(rate - number) <= 0.5 * 10.0 ** -max(min(decimals, 9), 2) * 1.000001:
            return True
    return False


def _rate_questions(region: Region, table: Table) -> Iterator[Doubt]:
    """Yield the typed rates of execution that the amounts beside them do not give."""
    if table.kind != "budget":
        return
    numbers = {(cell.row, cell.column): cell.number for cell in table.readings}
    for column in table.columns:
        if column.role != "taux" or column.year is None:
            continue
        above = table.column("exécuté", column.year)
        below = table.column("voté", column.year) or table.column("base", column.year)
        if above is None or below is None:
            continue
        for row in table.rows:
            at = (row.index, column.index)
            stored = region.view.row(row.index).get(column.index)
            typed = None if stored is None or region.view.is_formula(*at) else stored.number
            executed = numbers.get((row.index, above.index))
            voted = numbers.get((row.index, below.index))
            if stored is None or typed is None or executed is None or not voted:
                continue
            rate = executed / voted
            if not _same_rate(rate, typed):
                computed = f"{rate * 100:.1f}".replace(".", ",") + " %"
                yield Doubt(
                    "taux-different",
                    table.sheet,
                    shown(at),
                    f"« {excerpt(row.label)} », {column.heading} : {shown_value(stored)} saisi, "
                    f"{computed} d'après {above.heading} et {below.heading}.",
                    (shown_value(stored), computed),
                    blocking=False,
                )
