"""A turn that changes a part of the last question on a table."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING, Final

from pycog.dialogue.answers import ANSWERED, Answer
from pycog.dialogue.state import LONGEST_ASKED, MARK
from pycog.dialogue.table_query.best_readings import OF_RULES, Tables, best_of, requests_for
from pycog.dialogue.table_query.plain_tables import FIGURE, NOTE, figures_of
from pycog.dialogue.table_query.row_anchors import OF_ROW, ROW_TOLD, of_row, row_at
from pycog.dialogue.table_query.rows_listed import written
from pycog.dialogue.table_query.sibling_tables import in_siblings
from pycog.dialogue.table_query.supposed_cells import SUPPOSED
from pycog.dialogue.table_query.table_asking import TableAsking
from pycog.dialogue.table_query.table_lexis import Lexis, headed, plain
from pycog.dialogue.table_query.table_periods import Period, periods_in
from pycog.dialogue.table_query.table_request import (
    BETTER,
    EVOLUTION,
    GAP,
    LARGEST,
    LIST,
    LOOK,
    MEAN,
    RATE,
    SHARE,
    SMALLEST,
    SUM,
    Request,
)
from pycog.dialogue.table_query.table_tokens import STATES, Choice, Token
from pycog.dialogue.table_query.turn_edges import edge_told
from pycog.dialogue.table_query.turn_patterns import (
    ASKS_STATE,
    GOES_ON,
    IN_PERCENT,
    LATE,
    LEAD,
    OF_IT,
    OF_THEM,
    OTHER_COLUMN,
    OTHER_ROWS,
    SHORT,
    as_turn,
)
from pycog.dialogue.table_query.turn_slots import (
    columns_of,
    moved_by,
    same_slot,
    slots_of,
)
from pycog.dialogue.table_query.turn_steps import copied, stepped
from pycog.dialogue.table_query.turns_on_figures import (
    BARE_GAP,
    BETWEEN,
    between,
    in_absolute_periods,
    in_years_after,
)
from pycog.dialogue.table_query.turns_on_people import ON_PERSON, on_person
from pycog.dialogue.workbook.cell_answers import INTENT, said_only
from pycog.lazy_patterns import regex

if TYPE_CHECKING:
    from pycog.dialogue.turn import Context

_ONLY_PERIOD: Final = regex(
    r"(?:et )?(?:(?:en|pour|sur) )?"
    r"(?:(?:19|20)\d\d|l annee (?:d apres|d avant|suivante|precedente))"
)
_MOST_CHOICES: Final = 6
_MOST_TURNS: Final = 9


def turn_answer(
    question: str, asked: str, tables: Tables, context: Context
) -> tuple[Answer, str] | None:
    """Answer a turn as a change of the last question; ``None`` where it is none.

    Args:
        question: As typed.
        asked: The last question with the turns after it, parted by :data:`MARK`.
        tables: The tables of the workbook.
        context: The formulas.

    Returns:
        The answer, and what was asked with this turn.
    """
    text = as_turn(plain(question))
    if OF_RULES.search(text) or LATE.search(text):
        return None
    # What was supposed is no part of what the workbook says.
    before = [one for one in asked.split(MARK) if one and not one.startswith(SUPPOSED)]
    if not before or not text or not _is_turn(text, tables):
        return None
    if IN_PERCENT.fullmatch(text) and (rate := _of_budget(before, tables, context)):
        # « En % ? », of what was spent and was to be spent.
        text = rate
    if (on_last := _on_last(before, text, tables, context)) is not None:
        return on_last
    found = best_of(list(_merged([*before, text], tables, context)), context)
    if found is None and BARE_GAP.fullmatch(text):
        return _of_two(before, f"{text.split()[-1]} entre les deux", tables, context)
    if found is None or found[0].kind != ANSWERED:
        if len(before) > 1 and _ONLY_PERIOD.fullmatch(text):
            # « Qui le suit ? » and then « et en 2024 ? », which is of the figure before it.
            return turn_answer(text, MARK.join(before[:-1]), tables, context)
        return _of_sibling(before, text, tables, context)
    told = ROW_TOLD.fullmatch(before[0])
    if told is not None and len(before) == 1:
        # What was asked of the row is not known here: another row is asked the same elsewhere.
        row = row_at(told, tables)
        kept = set() if row is None else {row[1].label}
        if found[1].named and {one.label for one in found[1].rows} != kept:
            return None
    if _is_aside(found[1]):
        # Turns after « pourquoi ? » are about the figure that it was asked of.
        return found[0], MARK.join(before)
    return found[0], _kept([*before, text])


def _of_sibling(
    before: list[str], text: str, tables: Tables, context: Context
) -> tuple[Answer, str] | None:
    """Answer a turn from sheets of the same headings as the one that was told."""
    last = best_of(last_requests(before, tables, context), context)
    if last is None:
        return None
    if last[1].table.year:
        text = in_years_after(text, Period(last[1].table.year))
    by_table: dict[int, list[Request]] = {}
    for one in in_siblings(text, last[1], tables):
        by_table.setdefault(id(one.table), []).append(one)
    found = [best_of(requests, context) for requests in by_table.values()]
    told = [one for one in found if one is not None and one[0].kind == ANSWERED]
    years = {one.period.year for one in periods_in(text)}
    if not told or len(told) < len(found) or len(told) != max(1, len(years)):
        return None
    if any(len(request.rows) != 1 for _, request in told):
        return None
    answer, request = told[-1]
    if len(told) > 1:
        answer = said_only(" ".join(one.text for one, _ in told), request.table.open)
    rows = written(request.table.open.sheet, request.rows, request.flat)
    return replace(answer, intent=INTENT), f"{OF_ROW}{rows}"


def _is_aside(request: Request) -> bool:
    """Tell whether only what is noted of a row was asked for."""
    return bool(request.flat) and all(one.kind == NOTE for one in request.flat)


def _kept(texts: list[str]) -> str:
    """Return what was asked turn by turn, ``""`` where that has become too much to know."""
    asked = MARK.join(texts)
    return asked if len(texts) <= _MOST_TURNS and len(asked) <= LONGEST_ASKED else ""


def _on_last(
    before: list[str], text: str, tables: Tables, context: Context
) -> tuple[Answer, str] | None:
    """Answer a turn about what the last answer told: a person, or two figures."""
    if not (ON_PERSON.search(text) or BETWEEN.fullmatch(text)):
        return None
    if BETWEEN.fullmatch(text):
        return _of_two(before, text, tables, context)
    for end in range(len(before), 0, -1):
        last = best_of(last_requests(before[:end], tables, context), context)
        answer = None if last is None else on_person(text, last[1], tables)
        if answer is not None:
            return replace(answer, intent=INTENT), MARK.join(before)
    return None


def _of_budget(before: list[str], tables: Tables, context: Context) -> str:
    """Return the rate that the last two answers make: what was done of what was planned."""
    if len(before) < 2:
        return ""
    told = [
        best_of(last_requests(texts, tables, context), context) for texts in (before[:-1], before)
    ]
    requests = [one[1] for one in told if one is not None]
    if len(requests) < 2 or requests[0].table is not requests[1].table:
        return ""
    table = requests[0].table
    pair = [figures_of(each.flat) for each in requests]
    rows = [[one.index for one in each.rows] for each in requests]
    if rows[0] != rows[1] or [len(pair[0]), len(pair[1])] != [1, 1]:
        return ""
    done, planned = (figures_of(headed(table, name)) for name in ("fait", "prévu"))
    first, last = pair[0][0], pair[1][0]
    if first in planned and last in done:
        first, last = last, first
    if first == last or first not in done or last not in planned:
        return ""
    names = [re.sub(r"\b(?:19|20)\d\d\b", " ", one.own) for one in (first, last)]
    return " ".join(f"{names[0]} sur {names[1]} en %".split())


def _of_two(
    before: list[str], text: str, tables: Tables, context: Context
) -> tuple[Answer, str] | None:
    """Set the last two figures against one another."""
    first, last = (
        best_of(last_requests(told, tables, context), context) for told in (before[:-1], before)
    )
    answer = None
    if first is not None and last is not None:
        answer = between(text, first[1], last[1], context)
    return None if answer is None else (replace(answer, intent=INTENT), MARK.join(before))


def last_requests(texts: list[str], tables: Tables, context: Context) -> list[Request]:
    """Return the readings of what was asked last, turn by turn."""
    if not texts:
        return []
    if len(texts) == 1 and not texts[0].startswith(OF_ROW):
        return requests_for(texts[0], tables)
    return list(_merged(texts, tables, context))


def _is_turn(text: str, tables: Tables) -> bool:
    """Tell whether a text goes on with the last question, and is none by itself."""
    if GOES_ON.match(text) or len(text.split()) <= SHORT or OF_THEM.search(text):
        return True
    # What names rows and columns by itself leaves nothing to the last question.
    fresh = requests_for(text, tables)
    return not any(one.named and one.columns for one in fresh)


def _merged(texts: list[str], tables: Tables, context: Context) -> Iterator[Request]:
    """Yield the requests that the last question makes with the turns after it."""
    if ROW_TOLD.fullmatch(texts[0]):
        starts = list(of_row(texts[0], tables))
    else:
        requests = requests_for(texts[0], tables)
        if not requests:
            return
        # The table that answered, whatever others have more of its words.
        best = best_of(requests, context)
        table = requests[0].table if best is None else best[1].table
        lexis = next(one for one in tables.lexes if one.table is table)
        elsewhere = tables.elsewhere(lexis)
        states = [
            (asking, choice)
            for asking, choice in _readings(texts[0], lexis, elsewhere)
            if asking.request(choice) is not None
        ]
        states.sort(key=lambda one: -one[1].weight)
        starts = [(lexis, elsewhere, states)]
    found = []
    for lexis, elsewhere, states in starts:
        for text in texts[1:]:
            states = [
                changed
                for before in states[:_MOST_CHOICES]
                for changed in _changed(before, text, lexis, elsewhere)
            ][: _MOST_CHOICES * 2]
        found += [
            request
            for asking, choice in states
            if (request := asking.request(choice)) is not None and _is_of_year(request, asking)
        ]
    yield from sorted(found, key=lambda one: -one.score)


def _is_of_year(request: Request, asking: TableAsking) -> bool:
    """Tell whether a sheet of one year is asked of that year, and of no other."""
    years = {one.period.year for one in asking.periods if one.period.is_year} - {None}
    own = request.table.year
    if own is None or not years or own in years or request.condition:
        return True
    return any(one.period for one in request.flat)


def _readings(
    text: str, lexis: Lexis, elsewhere: frozenset[str]
) -> Iterator[tuple[TableAsking, Choice]]:
    asking = TableAsking(text, lexis, elsewhere)
    for choice in islice(asking.choices(), _MOST_CHOICES):
        yield asking, choice


def _changed(
    before: tuple[TableAsking, Choice], text: str, lexis: Lexis, elsewhere: frozenset[str]
) -> Iterator[tuple[TableAsking, Choice]]:
    """Yield the last question with what a turn changes of it."""
    asking, choice = before
    bare = in_absolute_periods(text, asking, choice)
    bare = OF_THEM.sub(" ", LEAD.sub("", bare)) if not GOES_ON.fullmatch(bare) else bare
    bare = " ".join(bare.split())
    if edge := edge_told(asking, choice, bare, lexis, elsewhere):
        asking, choice = edge
    apart: frozenset[int] = frozenset()
    if (others := OTHER_ROWS.search(bare)) is not None:
        # « D'autres services au-dessus ? », than the one that was told.
        request = asking.request(choice)
        if request is None or len(request.rows) != 1:
            return
        apart = frozenset({request.rows[0].index})
        bare = " ".join((bare[: others.start()] + " " + bare[others.end() :]).split())
    if (steps := stepped(asking, choice, text, bare, lexis)) is not None:
        yield from steps
        return
    turn = TableAsking(bare, lexis, elsewhere)
    shift = len(asking.whole) + 3
    for said in islice(turn.choices(), _MOST_CHOICES):
        if not _says(turn, said):
            continue
        merged = copied(asking)
        merged.whole = f"{asking.whole} . {bare}"
        if apart:
            merged.apart, merged.codes = apart, []
            choice = replace(choice, rows=[])
        moved = Choice(
            [moved_by(one, shift) for one in said.rows],
            [moved_by(one, shift) for one in said.columns],
            list(said.operators),
            said.weight,
        )
        if moved.rows and all(one.negative for one in moved.rows):
            yield from _without(merged, choice, moved, lexis)
        joined = _joined(merged, turn, choice, moved, shift)
        headed_so = all(one.hit.columns or one.concept not in STATES for one in said.columns)
        if said.columns and headed_so and not said.rows and (choice.rows or asking.codes):
            # « Le plafond ? » asks another column of the row that was told.
            joined.weight += OTHER_COLUMN
        now = [replace(one, start=one.start + shift, end=one.end + shift) for one in turn.periods]
        merged.periods, merged.past = now or asking.periods, asking.periods if now else asking.past
        ops = {GAP, EVOLUTION, BETTER} & {*said.operators, turn.read_.op}
        if len(now) == len(asking.periods) == 1 and ops:
            # « Par rapport à 2012 ? », of what was just told of another year.
            merged.periods = [*asking.periods, *now]
        if not now and {GAP, EVOLUTION} & set(said.operators) and not (said.columns or said.rows):
            # « Ça fait quelle baisse ? », of the two that were just said.
            merged.periods = [*merged.past, *asking.periods]
        if now and not (said.columns or said.rows) and _is_undated(asking, choice):
            # « Et en juillet ? », of a table of months, after what is of no month.
            bare_figure = replace(joined, columns=[], weight=joined.weight + 0.5)
            yield merged, bare_figure
        asks_state = _asked_state(turn, said, asking, choice)
        of_it = OF_IT.match(turn.whole) or text.startswith("donc")
        if asks_state is None and of_it and said.rows:
            # « Donc … ? » is asked of the row before, and of no other that a cell makes fit.
            continue
        if asks_state is not None:
            stated = copied(asking)
            stated.states = said.rows
            stated.read_.op = LOOK
            yield stated, replace(choice, columns=asks_state, operators=[])
            continue
        if not turn.periods and _aggregates(turn, moved) and not moved.rows:
            # The total of one cell is none: that of its row is meant.
            wide = copied(merged)
            wide.periods = []
            request = wide.request(joined)
            if request is not None and len(request.rows) == 1:
                yield wide, joined
                continue
        if merged.read_.op == BETTER and not said.columns:
            # What is better is what was done, whatever was aimed at.
            joined.columns = []
        if turn.codes:
            merged.codes = turn.codes
        elif moved.rows:
            merged.codes = []
        yield merged, joined
        if moved.rows and joined.rows != moved.rows:
            # Where the rows before and those of the turn have nothing in common, these are meant.
            alone = replace(joined, rows=moved.rows, weight=joined.weight - 2.0)
            if merged.request(joined) is None:
                yield merged, alone


def _without(
    merged: TableAsking, choice: Choice, said: Choice, lexis: Lexis
) -> Iterator[tuple[TableAsking, Choice]]:
    """« Et sans les loyers ? », after the total of the table: the sum of its other lines."""
    request = merged.request(choice)
    if request is None or len(request.rows) != 1 or request.rows[0] is not lexis.table.total:
        return
    left = copied(merged)
    left.codes, left.read_.op = [], SUM
    weight = choice.weight + said.weight
    yield left, replace(choice, rows=list(said.rows), operators=[SUM], weight=weight)


def _is_undated(asking: TableAsking, choice: Choice) -> bool:
    """Tell whether figures of no period were told of a table that has figures of periods."""
    request = asking.request(choice)
    told = figures_of(request.flat) if request is not None else []
    dated = [one for one in asking.table.of(FIGURE) if one.period]
    return bool(told) and len(dated) > 1 and not any(one.period for one in told)


def _says(turn: TableAsking, said: Choice) -> bool:
    read = turn.read_
    return bool(
        said.rows or said.columns or said.operators or turn.periods or turn.codes or read.op
        or read.which or read.lacks or read.over or read.limits or read.unit
    )  # fmt: skip


def _asked_state(
    turn: TableAsking, said: Choice, asking: TableAsking, choice: Choice
) -> list[Token] | None:
    """Return what stands for the column of a state that a turn asks of the one row before."""
    if not said.rows or said.columns or turn.codes or turn.periods:
        return None
    if any(one.hit.label or one.negative for one in said.rows) or not ASKS_STATE.match(turn.whole):
        return None
    before = asking.request(choice)
    slots = set.intersection(*(slots_of(asking, one) for one in said.rows))
    named = {one.index for name in ("qui", "titulaire") for one in headed(asking.table, name)}
    if before is None or len(before.rows) != 1 or len(slots) != 1 or slots & named:
        return None
    first = said.rows[0]
    hit = replace(first.hit, columns=frozenset(slots), label=frozenset(), value=frozenset())
    return [replace(first, hit=hit)]


def _aggregates(turn: TableAsking, said: Choice) -> bool:
    return bool(turn.read_.which or {SUM, MEAN, LARGEST, SMALLEST} & set(said.operators))


def _joined(
    merged: TableAsking, turn: TableAsking, before: Choice, said: Choice, shift: int
) -> Choice:
    """Return what the words before and those of the turn are taken for together."""
    read, now = merged.read_, turn.read_
    rows = [one for one in before.rows if not any(same_slot(merged, one, new) for new in said.rows)]
    if turn.codes:
        rows = []
    positive = [one for one in said.rows if not one.negative]
    if said.rows and not positive:
        rows = list(before.rows)
    columns, operators = said.columns or before.columns, said.operators
    meant = [columns_of(merged, group) for group in (before.columns, said.columns)]
    compares = GAP in said.operators and bool(meant[0]) and not meant[0] <= meant[1]
    if compares and said.columns:
        # « Par rapport au budget ? » sets what was said against it.
        columns = [*before.columns, *said.columns]
        now.at = -1
        read.at = shift - 1
    elif said.columns and before.operators and {GAP} & set(before.operators) and not operators:
        columns = said.columns
    elif operators and GAP not in operators and GAP in before.operators:
        columns = before.columns[:1]
    if not operators and not now.op and not now.counts:
        changed_column = bool(said.columns) and set(before.operators) & {
            SUM, LARGEST, SMALLEST, SHARE, RATE, EVOLUTION, GAP,
        }  # fmt: skip
        operators = [] if changed_column and not said.rows else list(before.operators)
        if turn.periods and not said.rows and {GAP, EVOLUTION} & set(operators):
            # Of two periods, another one is no change.
            operators = []
        if said.columns and (read.counts or read.op == LIST):
            read.op, read.counts = "", None
        if (said.columns and read.op in {RATE, SUM}) or read.op == BETTER:
            read.op = ""
    else:
        read.op, read.counts, read.soft = now.op, now.counts, now.soft
        if now.counts:
            read.counts = (now.counts[0] + shift, now.counts[1] + shift)
        if read.op == "" and not operators:
            read.op = "" if now.counts else LOOK
    read.which = now.which or (read.which if not said.operators else "")
    read.most = now.most or read.most
    read.yes_no, read.how_much = now.yes_no, now.how_much or read.how_much
    read.unit = now.unit or read.unit
    if now.lacks:
        read.lacks = now.lacks
    if said.columns and not said.rows:
        # « Ça rapporte combien ? » asks no more whether it is above something.
        read.over, read.limits = "", []
    if now.over or now.limits:
        read.over, read.limits = now.over, now.limits
    read.at = now.at + shift if now.at >= 0 else read.at
    return Choice([*rows, *said.rows], columns, operators, before.weight + said.weight)
