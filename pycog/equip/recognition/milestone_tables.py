"""Reads the tables that follow the dated measures of an agreement: what, by when, done when."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Final

from pycog.audit.grid import is_year, normal, shown
from pycog.conventions import Convention, Milestone
from pycog.equip.model import DATED, DONE_ON, DUE_ON, Column, Doubt, Proposal, Row, Subject, Table
from pycog.equip.recognition.dated_words import DONE, DUE
from pycog.equip.recognition.labels_alike import same_words
from pycog.equip.recognition.questions import row_question
from pycog.equip.recognition.sheet_view import View, shown_text
from pycog.equip.recognition.shortened_words import covered
from pycog.errors import InvalidInput
from pycog.milestones import read_due
from pycog.values import excerpt

#: Rows of a sheet in which such a table may begin, and rows that it may have.
_ROWS: Final = 200
#: Measures of the agreement that make such a table, fewest.
_FEWEST: Final = 2
#: Words in common with a measure cut short, and share of its own words.
_TWO, _MOST = 2, 0.6
#: The time that a date has when it is read as a text.
_MIDNIGHT: Final = " 00:00:00"
#: No heading is longer.
_LONGEST: Final = 40


@dataclass(frozen=True, slots=True)
class _Heads:
    """The headings of a table of measures.

    Attributes:
        row: Their row.
        texts: Column → heading.
        due: Column of the due dates.
        done: Column of the dates of realisation, ``None`` where there is none.
    """

    row: int
    texts: Mapping[int, str]
    due: int
    done: int | None


def milestone_table(
    view: View, convention: Convention, read: Collection[int]
) -> tuple[Table, list[Doubt]] | None:
    """Return the table of the dated measures of a sheet, ``None`` where there is none.

    Args:
        view: The sheet.
        convention: The agreement.
        read: Rows of its other tables.
    """
    if not convention.milestones:
        return None
    for row in (one for one in view.rows()[:_ROWS] if one not in read):
        heads = _heads(view, row)
        body = [] if heads is None else _body(view, row, read)
        label = None if heads is None else _label_column(view, heads, body, convention)
        if heads is None or label is None or _dated(view, body, heads.due) < _FEWEST:
            continue
        table, doubts = _table(view, heads, body, label, convention)
        named = [one for one in table.rows if one.subject is not None]
        if 2 * sum(one.sure for one in named) >= len(named):
            return table, doubts
    return None


def _dated(view: View, body: list[int], column: int) -> int:
    """Count the cells of a column that are due dates."""
    count = 0
    for row in body:
        with suppress(InvalidInput):
            typed = _typed_due(view, row, column)
            count += bool(typed) and bool(read_due(typed))
    return count


def _heads(view: View, row: int) -> _Heads | None:
    texts = {column: text for column in view.row(row) if (text := view.text(row, column))}
    plain = {column: normal(text) for column, text in texts.items()}
    done = [column for column, text in plain.items() if DONE.search(text)]
    due = [
        column
        for column, text in plain.items()
        if DUE.search(text) and len(text) <= _LONGEST and column not in done
    ]
    if len(due) != 1 or len(texts) < _FEWEST:
        return None
    dated = [column for column in done if "date" in plain[column] or " le" in f"{plain[column]} "]
    found = dated or done
    return _Heads(row, texts, due[0], found[0] if len(found) == 1 else None)


def _body(view: View, header: int, read: Collection[int]) -> list[int]:
    """Return the rows below a heading, up to a blank row or to another table."""
    body: list[int] = []
    for row in (one for one in view.rows() if one > header):
        if row in read or row > (body[-1] if body else header) + 1:
            break
        body.append(row)
    return body


def _label_column(view: View, heads: _Heads, body: list[int], convention: Convention) -> int | None:
    """Return the column that names measures of the agreement, ``None`` if too few are named."""
    named = Counter(
        column
        for row in body
        for column in view.row(row)
        if column not in {heads.due, heads.done} and _meant(view.text(row, column), convention)
    )
    if not named or named.most_common(1)[0][1] < _FEWEST:
        return None
    return named.most_common(1)[0][0]


def _meant(text: str, convention: Convention) -> list[Milestone]:
    """Return the measures that a text names: those of its very words, else those it cuts short."""
    words = same_words(text)
    if not words:
        return []
    exact = [one for one in convention.milestones if same_words(one.what) == words]
    if exact:
        return exact
    said = {one.key: covered(text, one.what) for one in convention.milestones}
    return [
        one
        for one in convention.milestones
        if said[one.key].share >= _MOST and said[one.key].own >= _TWO
    ]


def _table(
    view: View, heads: _Heads, body: list[int], label: int, convention: Convention
) -> tuple[Table, list[Doubt]]:
    roles = {label: "libellé", heads.due: DUE_ON}
    if heads.done is not None:
        roles[heads.done] = DONE_ON
    columns = tuple(
        Column(column, heads.texts.get(column, ""), roles.get(column, "autre"))
        for column in sorted({*heads.texts, label})
    )
    rows = [_row(view, row, label, heads.due, convention) for row in body]
    claims = Counter(one.subject.key for one in rows if one.subject)
    doubts: list[Doubt] = []
    for place, row in enumerate(rows):
        code = "" if row.subject is None or row.sure else "libelle-proche"
        if row.subject is not None and claims[row.subject.key] > 1:
            rows[place] = row = replace(row, sure=False, accepted=False)
            code = "doublon"
        if code:
            doubts.append(row_question(view, row, code, columns, (row.index, label)))
        elif row.subject is not None:
            doubts += _due_question(view, row, heads, convention)
    table = Table(
        view.grid.name, DATED, (heads.row,), body[0], body[-1], columns, tuple(rows),
        hidden=frozenset(row for row in body if row in view.grid.hidden),
    )  # fmt: skip
    return table, doubts


def _row(view: View, row: int, label: int, due: int, convention: Convention) -> Row:
    text = view.text(row, label)
    found = _meant(text, convention)
    if not found:
        return Row(row, "", text)
    exact = [one for one in found if same_words(one.what) == same_words(text)]
    # A measure cut short is certain where its due date is the printed one, of no other beside it.
    agreeing = [one for one in found if _same_due(view, row, due, one)]
    sure = len(exact) == 1 or (len(agreeing) == 1 and len(found) == 1)
    first = (exact or agreeing or found)[0]
    signals = ("libellé exact" if exact else "libellé proche",)
    others = tuple(Proposal(_subject(one), 100.0) for one in found if one is not first)
    return Row(
        row, "", text, "ligne", _subject(first), sure, sure, others,
        (*signals, "échéance") if first in agreeing else signals,
    )  # fmt: skip


def _subject(one: Milestone) -> Subject:
    return Subject("échéance", one.key, "", one.what)


def _typed_due(view: View, row: int, column: int) -> str:
    """Return a due date as text: a date cell as a day, a bare year as it is."""
    stored = view.stored(row, column)
    if stored is not None and stored.number is not None and is_year(stored.number):
        return f"{stored.number:.0f}"
    return shown_text(stored).removesuffix(_MIDNIGHT)


def _same_due(view: View, row: int, column: int, one: Milestone) -> bool | None:
    """Tell whether a typed due date is the printed one, ``None`` where it cannot be read."""
    typed = _typed_due(view, row, column)
    try:
        return read_due(typed).last == one.due.last if typed else None
    except InvalidInput:
        return None


def _due_question(view: View, row: Row, heads: _Heads, convention: Convention) -> list[Doubt]:
    """Tell a due date that is not the printed one: that of the agreement is followed."""
    one = next(one for one in convention.milestones if row.subject and one.key == row.subject.key)
    if _same_due(view, row.index, heads.due, one) is not False:
        return []
    typed = _typed_due(view, row.index, heads.due)
    return [
        Doubt(
            "echeance-differente",
            view.grid.name,
            shown((row.index, heads.due)),
            f"« {excerpt(one.what)} » : {excerpt(typed)} au lieu de « {excerpt(one.printed)} » "
            "dans l'accord. L'échéance de l'accord est celle qui est suivie.",
            (typed, one.printed),
            blocking=False,
        )
    ]
