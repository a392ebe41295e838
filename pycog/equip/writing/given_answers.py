"""Puts the officer's answers into the map of a workbook."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING, Final

from pycog.equip.model import (
    COLUMN_ROLES,
    DATED,
    FIGURES,
    RESULTS,
    UNITS,
    Choice,
    Column,
    Correspondence,
    Doubt,
    Row,
    Subject,
    Table,
)
from pycog.equip.writing.answered_totals import is_dropped, totals_answered, unknown_answers
from pycog.equip.writing.cell_formulas import OPEN_POINTS, PRINTED_INSTEAD
from pycog.equip.writing.map_reading import Answers
from pycog.equip.writing.map_sheet import (
    AGREED,
    COLUMN,
    CONTROL,
    NO,
    ROW,
    TABLE,
    TYPED,
    UNLIKE,
    YES,
    Line,
    lines_of,
    named,
)
from pycog.errors import PycogError
from pycog.values import excerpt, fold
from pycog.xlsx.cells import place_of

if TYPE_CHECKING:
    from pycog.conventions import Convention

POINTS: Final = "points-ou-ratio"
_ROLES: Final = {fold(role): role for role in COLUMN_ROLES}
_UNITS: Final = {fold(unit): unit for unit in UNITS if unit}


@dataclass(slots=True)
class Answered:
    """A map with the answers in it.

    Attributes:
        found: The map; what is still open is not accepted in it.
        unknown: Answers that say nothing that is known, in French.
        unused: Answers that nothing in the workbook calls for, in French.
    """

    found: Correspondence
    unknown: list[str] = field(default_factory=list)
    unused: list[str] = field(default_factory=list)


def answered(found: Correspondence, answers: Answers, convention: Convention) -> Answered:
    """Return the map of a workbook with what the officer answered.

    Args:
        found: As recognised.
        answers: The answers, by heading and label.
        convention: The agreement, whose subjects an answer may name.
    """
    result = Answered(found)
    lines = lines_of(found)
    given = [(line, own) for line in lines if (own := answers.of(line)) and own.answer]
    places = {(line.element, line.sheet, line.cell, line.key): own.answer for line, own in given}
    doubts = []
    for doubt, line in zip(found.doubts, lines[len(lines) - len(found.doubts) :], strict=True):
        answer = places.get((line.element, line.sheet, line.cell, line.key), "")
        doubts.append(_chosen(doubt, answer, line, result))
    doubts = [_told_of_table(doubt, found.tables, given) for doubt in doubts]
    tables = [_with_doubts(table, doubts, convention) for table in found.tables]
    tables = [_with_lines(table, places, convention, result) for table in tables]
    tables = _replaced_tables(tables, doubts)
    doubts = [_settled(doubt, given) for doubt in doubts]
    totals = totals_answered(found, given, doubts)
    expected = _expected(TABLE, convention)
    result.unknown += [_unknown(*one, expected) for one in unknown_answers(found, given)]
    kept = [doubt for doubt in doubts if not is_dropped(doubt, found.totals, totals)]
    result.found = replace(found, tables=tuple(tables), doubts=tuple(kept), totals=tuple(totals))
    result.found = without_open(result.found)
    return result


def unused_of(answers: Answers) -> list[str]:
    """Return the answers that nothing in the workbook called for, in French."""
    return [
        f"{line.element} « {excerpt(line.title)} »"
        for line in answers.unused.values()
        if line.element != CONTROL
    ]


def _chosen(doubt: Doubt, answer: str, line: Line, result: Answered) -> Doubt:
    """Return a doubt with the choice that an answer names."""
    if not answer:
        return doubt
    plain = fold(answer)
    if doubt.code in UNLIKE and plain in (TYPED, AGREED):
        return replace(doubt, chosen=plain)
    choice = _choice(doubt.choices, plain)
    if choice is None and plain == YES and not doubt.choices:
        return replace(doubt, chosen=YES)
    if choice is None:
        listed = " ; ".join(f"{rank} = {one.label}" for rank, one in enumerate(doubt.choices, 1))
        result.unknown.append(
            f"{line.sheet}!{line.cell} : « {excerpt(answer)} » n'est pas une réponse possible. "
            f"Attendu : {listed or 'oui'}."
        )
        return doubt
    return replace(doubt, chosen=choice.value)


def _choice(choices: Sequence[Choice], plain: str) -> Choice | None:
    number = re.match(r"(\d+)(?:\s*=|$)", plain)
    if number and 0 < int(number[1]) <= len(choices):
        return choices[int(number[1]) - 1]
    for choice in choices:
        if plain in (fold(choice.label), fold(choice.value)):
            return choice
    if plain == YES and choices and choices[0].value != NO:
        return choices[0]
    return None


def _place(doubt: Doubt) -> tuple[int, int]:
    place = place_of(doubt.cell)
    return (place[0] - 1, place[1] - 1) if place else (-1, -1)


def _heads(table: Table, row: int) -> bool:
    return row in table.header or row < table.first


def _with_doubts(table: Table, doubts: Sequence[Doubt], convention: Convention) -> Table:
    for doubt in doubts:
        row, column = _place(doubt)
        if not doubt.chosen or doubt.sheet != table.sheet or not _within(table, row, column):
            continue
        if doubt.code == "fonds-incertain":
            table = _framed(table, doubt.chosen, convention)
        elif _of_whole(doubt, table):
            table = _of_table(table, doubt.chosen) or table
        elif doubt.code != POINTS and _heads(table, row):
            table = _columns(table, column, partial(_as_told, value=doubt.chosen))
        elif doubt.code != POINTS:
            choice = next((one for one in doubt.choices if one.value == doubt.chosen), None)
            table = _rows(table, row, partial(_about, choice=choice))
    return table


def _within(table: Table, row: int, column: int) -> bool:
    top = min(table.header, default=table.first)
    known = {one.index for one in table.columns}
    return top <= row <= table.last and (not known or min(known) <= column <= max(known))


def _columns(table: Table, index: int, change: Callable[[Column], Column]) -> Table:
    columns = tuple(change(one) if one.index == index else one for one in table.columns)
    return replace(table, columns=columns)


def _rows(table: Table, index: int, change: Callable[[Row], Row]) -> Table:
    rows = tuple(change(one) if one.index == index else one for one in table.rows)
    return replace(table, rows=rows)


def _as_told(column: Column, value: str) -> Column:
    if value == NO:
        return replace(column, accepted=False, role="autre")
    if value == YES:
        return replace(column, accepted=True)
    if value in UNITS:
        return replace(column, unit=value, accepted=True)
    if value in COLUMN_ROLES:
        return replace(column, role=value, accepted=value != "autre")
    if value.isdecimal() and len(value) == 4:
        return replace(column, year=int(value), accepted=True)
    return column


def _about(row: Row, choice: Choice | None) -> Row:
    if choice is not None and choice.subject is not None:
        return replace(row, subject=choice.subject, accepted=True)
    if choice is not None and choice.value == NO:
        return replace(row, subject=None, accepted=False)
    return replace(row, accepted=row.subject is not None)


def _framed(table: Table, frame: str, convention: Convention) -> Table:
    """Return a table as that of a fund; rows that the fund does not have are no longer used."""
    fund = convention.funds.get(frame)
    rows = []
    for row in table.rows:
        subject = row.subject
        if subject is None:
            rows.append(row)
            continue
        line = fund.line(subject.key) if fund else None
        same = line is not None and fold(line.label) == fold(subject.label)
        accepted = row.accepted and (same or fund is None)
        rows.append(replace(row, subject=replace(subject, frame=frame), accepted=accepted))
    return replace(table, frame=frame, rows=tuple(rows), sure=True)


def _with_lines(
    table: Table,
    places: dict[tuple[str, str, str, tuple[str, str, str]], str],
    convention: Convention,
    result: Answered,
) -> Table:
    """Return a table with the answers given on its own lines of the map."""
    only = lines_of(Correspondence(convention.id, (table,)))
    rows = {row.index: row for row in table.rows}
    columns = {column.index: column for column in table.columns}
    for line in only:
        answer = places.get((line.element, line.sheet, line.cell, line.key), "")
        place = place_of(line.cell)
        if not answer or place is None:
            continue
        told: object = None
        if line.element == TABLE:
            told = _of_table(table, fold(answer))
            table = told if isinstance(told, Table) else table
        elif line.element == COLUMN:
            told = _of_column(columns[place[1] - 1], answer)
            columns[place[1] - 1] = told or columns[place[1] - 1]
        elif line.element == ROW:
            told = _of_row(rows[place[0] - 1], answer, table, convention)
            rows[place[0] - 1] = told or rows[place[0] - 1]
        if told is None:
            result.unknown.append(_unknown(line, answer, _expected(line.element, convention)))
    if not table.sure and table.kind == "autre":
        return table
    return replace(table, rows=tuple(rows.values()), columns=tuple(columns.values()))


def _unknown(line: Line, answer: str, expected: str) -> str:
    where = f"{line.sheet}!{line.cell}"
    return f"{where} : « {excerpt(answer)} » ne désigne rien. Attendu : {expected}"


def _expected(element: str, convention: Convention) -> str:
    if element == TABLE:
        return "« oui » ou « non »."
    if element == COLUMN:
        return "« oui », « non », ou un rôle avec son année et son unité (« réalisé 2013 points »)."
    return (
        f"« oui », « non », un indicateur (« indicateur 7 ») ou une ligne d'un fonds "
        f"(« ligne FONDS/clé ») de {convention.short_title}."
    )


def _of_table(table: Table, plain: str) -> Table | None:
    if plain == YES:
        return table if table.sure else _confirmed(table)
    if plain == NO:
        rows = tuple(replace(row, accepted=False, subject=None) for row in table.rows)
        return replace(table, kind="autre", sure=False, rows=rows)
    return None


def _confirmed(table: Table) -> Table:
    """Return a table that was asked about as a whole: its sure rows are accepted by the answer.

    Where all its rows are about one subject, the answer is about that subject too.

    What has a question of its own waits for it, see :func:`without_open`.
    """
    subjects = {row.subject.identity for row in table.rows if row.subject}
    rows = tuple(
        replace(
            row, accepted=row.accepted or row.sure or (bool(row.subject) and len(subjects) == 1)
        )
        for row in table.rows
    )
    columns = tuple(
        replace(one, accepted=one.accepted or one.role in FIGURES) for one in table.columns
    )
    return replace(table, sure=True, rows=rows, columns=columns)


def _of_whole(doubt: Doubt, table: Table) -> bool:
    """Tell whether a doubt is about a table as a whole."""
    return doubt.code == "accord-incertain" or (
        doubt.code in {"doublon", "libelle-seul", "numero-seul"} and _heads(table, _place(doubt)[0])
    )


def _told_of_table(
    doubt: Doubt, tables: Sequence[Table], given: Sequence[tuple[Line, Line]]
) -> Doubt:
    """Count a doubt about a whole table as answered where the line of the table was."""
    for table in tables:
        if (
            doubt.chosen
            or table.sheet != doubt.sheet
            or not _within(table, *_place(doubt))
            or not _of_whole(doubt, table)
        ):
            continue
        own = lines_of(Correspondence("", (table,)))[0]
        for line, answer in given:
            same = (line.element, line.sheet, line.cell) == (TABLE, own.sheet, own.cell)
            if same and fold(answer.answer) in (YES, NO):
                return replace(doubt, chosen=fold(answer.answer))
    return doubt


def _replaced_tables(tables: list[Table], doubts: Sequence[Doubt]) -> list[Table]:
    """Set the results of a table aside where a hidden copy was chosen in its place."""
    for doubt in doubts:
        if doubt.code != "doublon" or doubt.chosen != YES:
            continue
        kept = next(
            (
                table
                for table in tables
                if table.sheet == doubt.sheet
                and _within(table, *_place(doubt))
                and _of_whole(doubt, table)
            ),
            None,
        )
        if kept is not None:
            tables = [one if one is kept else _without_results(one, kept) for one in tables]
    return tables


def _without_results(table: Table, kept: Table) -> Table:
    """Return a table without the columns of results that another one gives in its place."""
    own = {subject.identity for _, subject in table.accepted()}
    theirs = {subject.identity for _, subject in kept.accepted()}
    if table.kind != kept.kind or not own & theirs:
        return table
    given = {(one.role, one.year) for one in kept.columns if one.accepted and one.role in RESULTS}
    columns = tuple(
        replace(one, accepted=False) if (one.role, one.year) in given else one
        for one in table.columns
    )
    return replace(table, columns=columns)


def _of_column(column: Column, answer: str) -> Column | None:
    """Return a column as « réalisé 2013 points » says; ``None`` where a word is unknown."""
    words = fold(answer).replace("(", " ").replace(")", " ").split()
    if words in ([YES], [NO]):
        return _as_told(column, words[0])
    for word in words:
        if word in _ROLES:
            column = replace(column, role=_ROLES[word])
        elif word in _UNITS:
            column = replace(column, unit=_UNITS[word])
        elif word.isdecimal() and len(word) == 4:
            column = replace(column, year=int(word))
        else:
            return None
    return replace(column, accepted=column.role != "autre")


def _of_row(row: Row, answer: str, table: Table, convention: Convention) -> Row | None:
    """Return a row that is about what an answer names; ``None`` for what is unknown."""
    plain = fold(answer.partition(" – ")[0])
    if plain == NO:
        return replace(row, subject=None, accepted=False)
    if plain == YES:
        return replace(row, accepted=True) if row.subject is not None else None
    for proposal in row.proposals:
        if fold(named(proposal.subject)) == plain:
            return replace(row, subject=proposal.subject, accepted=True)
    subject = _subject(plain, table, convention)
    return replace(row, subject=subject, accepted=True) if subject else None


def _subject(plain: str, table: Table, convention: Convention) -> Subject | None:
    if table.kind == "indicateurs":
        from pycog.conventions.lookup import find_indicator

        try:
            one = find_indicator(convention, plain.removeprefix("indicateur").strip())
        except PycogError:
            return None
        return Subject("indicateur", one.number, "", one.label)
    if table.kind == DATED:
        wanted = plain.removeprefix("echeance").strip()
        measures = (one for one in convention.milestones if fold(one.key) == wanted)
        return next((Subject("échéance", one.key, "", one.what) for one in measures), None)
    frame, slash, key = plain.removeprefix("ligne").strip().partition("/")
    for fund in convention.funds.values():
        if (slash and fold(fund.id) != frame) or (not slash and fund.id != table.frame):
            continue
        for line in fund.lines:
            if (key or frame) in (fold(line.key), fold(line.label)):
                return Subject("ligne", line.key, fund.id, line.label)
    return None


def _settled(doubt: Doubt, given: Sequence[tuple[Line, Line]]) -> Doubt:
    """Count a doubt as answered where its row or column was answered on a line of its own."""
    if doubt.chosen or doubt.code == POINTS:
        return doubt
    row, column = _place(doubt)
    for line, own in given:
        place = place_of(line.cell)
        if line.sheet != doubt.sheet or place is None:
            continue
        if (line.element == ROW and place[0] - 1 == row) or (
            line.element == COLUMN and place[1] - 1 == column and doubt.cell == line.cell
        ):
            return replace(doubt, chosen=own.answer)
    return doubt


def _printed_instead(table: Table, doubt: Doubt) -> Table:
    if table.sheet != doubt.sheet:
        return table
    readings = tuple(
        replace(one, reading=PRINTED_INSTEAD) if (one.row, one.column) == _place(doubt) else one
        for one in table.readings
    )
    return replace(table, readings=readings)


def _asking(table: Table, doubt: Doubt) -> Table:
    row, column = _place(doubt)
    if table.sheet != doubt.sheet or not _within(table, row, column):
        return table
    return _columns(table, column, lambda one: replace(one, unit=OPEN_POINTS))


def without_open(found: Correspondence) -> Correspondence:
    """Return a map in which nothing is accepted that still waits for an answer."""
    tables = list(found.tables)
    for doubt in found.doubts:
        if doubt.code in UNLIKE and doubt.chosen != TYPED:
            tables = [_printed_instead(table, doubt) for table in tables]
        if doubt.code == POINTS and doubt.chosen != "points":
            tables = [_asking(table, doubt) for table in tables]
    for doubt in found.open_doubts():
        row, column = _place(doubt)
        for rank, table in enumerate(tables):
            if table.sheet != doubt.sheet or not _within(table, row, column):
                continue
            if doubt.code == "fonds-incertain" or _of_whole(doubt, table):
                rows = tuple(replace(one, accepted=False) for one in table.rows)
                tables[rank] = replace(table, rows=rows)
            elif doubt.code != POINTS and _heads(table, row):
                tables[rank] = _columns(table, column, lambda one: replace(one, accepted=False))
            elif doubt.code != POINTS:
                tables[rank] = _rows(table, row, lambda one: replace(one, accepted=False))
    return replace(found, tables=tuple(tables))
