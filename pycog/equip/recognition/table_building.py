"""Builds one table: its rows with their subjects, its columns, its figures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from pycog.equip.model import Column, Doubt, Proposal, Row, Table
from pycog.equip.recognition.cell_readings import read_cells
from pycog.equip.recognition.column_units import rate_units
from pycog.equip.recognition.foreign_tables import DETAILS, foreign_question, foreign_sign
from pycog.equip.recognition.judging import Match
from pycog.equip.recognition.regions import Region
from pycog.equip.recognition.subject_frames import Frame
from pycog.equip.recognition.table_drafts import Draft, candidate_of, draft_of, enough, rivals_of
from pycog.equip.recognition.table_frames import Choosing, Knowledge
from pycog.equip.recognition.table_lines import Line
from pycog.equip.recognition.table_questions import questions_of
from pycog.equip.recognition.total_rows import role_by_label, summed_rows
from pycog.errors import InvalidInput
from pycog.targets import parse_target
from pycog.values import AMOUNT_UNITS

#: Rates and targets are typed in these columns.
_VARIATIONS: Final = frozenset({"change", "shift", "trend"})
_RATED: Final = frozenset({"objectif", "réalisé", "seuil"})


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
    groups = [
        (frame, [draft_of(region, frame, choosing, knowledge, year) for year in years])
        for years in [choosing.years or (None,)]
        for frame in choosing.frames
    ]
    if not choosing.split and not choosing.named:
        groups.sort(key=lambda group: -sum(draft.score for draft in group[1]))
    used = [draft for _, group in groups for draft in group if draft.score]
    if not choosing.split:
        used = [draft for draft in used if draft.frame == groups[0][0]]
    if not used or not enough(used):
        return None
    certain = choosing.split or choosing.named or bool(choosing.years)
    rivals = [] if certain else rivals_of([draft for _, group in groups for draft in group])
    return _finished(region, choosing, used, rivals, knowledge)


def _finished(
    region: Region,
    choosing: Choosing,
    drafts: Sequence[Draft],
    rivals: Sequence[Frame],
    knowledge: Knowledge,
) -> tuple[Table, list[Doubt]]:
    found: dict[int, tuple[Draft, Match]] = {}
    for draft in drafts:
        for line, match in zip(draft.lines, draft.matches, strict=True):
            if match.place is not None or match.code:
                known = found.get(line.row)
                if known is None or (match.sure and not known[1].sure):
                    found[line.row] = (draft, match)
    lines = _inside(choosing.lines, found)
    columns = drafts[0].units.columns
    if choosing.years:
        columns = tuple(
            replace(column, year=None) if _is_of_row(region, column) else column
            for column in columns
        )
    rows = [_row(region, line, found.get(line.row), columns) for line in lines]
    frame = drafts[0].frame
    targets = _targets(drafts, found, columns)
    percent = frozenset(line.row for line in lines if "%" in line.unit)
    rates = None
    if frame.kind != "budget":
        rates = rate_units(region, columns, targets, _RATED, percent)
    columns = rates.columns if rates else columns
    if rivals:
        rows = [replace(row, accepted=False) for row in rows]
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
    foreign = foreign_sign(region, table, drafts[0].frame, knowledge)
    if foreign:
        rows = [replace(row, accepted=False) for row in rows]
        table = replace(table, rows=tuple(rows), sure=False)
    questions = list(questions_of(region, table, drafts, found, rates, rivals))
    if foreign:
        blocked = [one for one in questions if one.code not in DETAILS]
        questions = [foreign_question(region, table, foreign, knowledge), *blocked]
    return table, questions


def _is_of_row(region: Region, column: Column) -> bool:
    """Tell whether the year of a column is that of each row, its heading telling none."""
    headed = next(one for one in region.columns if one.index == column.index)
    return not headed.words.years


def _inside(lines: Sequence[Line], found: dict[int, tuple[Draft, Match]]) -> list[Line]:
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
    found: tuple[Draft, Match] | None,
    columns: Sequence[Column],
) -> Row:
    parts = summed_rows(region.view, line.row, columns)
    role = "titre" if line.is_heading and not found else role_by_label(line.label)
    if role == "ligne" and parts:
        role = "sous-total"
    if found is None:
        return Row(line.row, line.number, line.label, role, parts=parts, year=line.year)
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
        line.year,
    )


def _targets(
    drafts: Sequence[Draft], found: dict[int, tuple[Draft, Match]], columns: Sequence[Column]
) -> dict[tuple[int, str, int | None], str]:
    """Return the printed target that each cell of a target, floor or result is read with."""
    targets: dict[tuple[int, str, int | None], str] = {}
    view = drafts[0].region.view
    own = {(one.role, one.year): one.index for one in columns if one.role == "objectif"}
    for row, pair in found.items():
        candidate = candidate_of(pair)
        if candidate is None:
            continue
        texts = [
            value
            for (role, _), value in candidate.printed.items()
            if role == "objectif" and isinstance(value, str)
        ]
        line_year = next(
            (one.year for one in pair[0].lines if one.row == row and one.year is not None), None
        )
        for column in columns:
            if column.role not in _RATED:
                continue
            year = column.year or line_year
            printed = candidate.printed.get(("objectif", year))
            if not isinstance(printed, str) and ("objectif", column.year) in own:
                # The agreement prints none for that year: the officer's own target serves.
                stored = view.row(row).get(own["objectif", column.year])
                text = stored.text if stored is not None else ""
                printed = text if any(sign.isdigit() for sign in text) else None
            target = printed if isinstance(printed, str) else of_levels(texts)
            if target:
                targets[row, column.role, column.year] = target
    return targets


def of_levels(texts: Sequence[str]) -> str:
    """Return a printed target of another year that tells how levels are written, ``""`` if none.

    A variation (« Baisse de 14 % ») tells it of its own year only: the sheets bought in a year
    without a target are no rate.
    """
    for text in texts:
        try:
            if parse_target(text).kind not in _VARIATIONS:
                return text
        except InvalidInput:
            continue
    return ""
