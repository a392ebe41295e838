"""Folds a turn into the query before it: another value, period, measure or operation."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from pycog.dialogue.lexicon import stem
from pycog.dialogue.table_query.plain_tables import CODE, DAY, FIGURE, NOTE, TEXT
from pycog.dialogue.table_query.table_periods import Period
from pycog.dialogue.typed_query.typed_data import DATA
from pycog.dialogue.typed_query.typed_fields import Field, Record
from pycog.dialogue.typed_query.typed_model import Condition, Named, Query, copied
from pycog.dialogue.typed_query.typed_steps import Step
from pycog.dialogue.typed_query.typed_turns_said import Said
from pycog.dialogue.workbook.cell_answers import enumerated
from pycog.dialogue.workbook.open_cells import MONEY

#: Operators that rank.
RANKS: Final = frozenset({
    "largest", "smallest", "costly", "cheap", "longest", "shortest", "oldest", "newest", "frequent",
})  # fmt: skip
_COMPARES: Final = frozenset({"gap", "move", "minus"})
_LOOKS: Final = frozenset({"who", "when", "where", "why"})
#: Operators that only go with what is done.
_BESIDE: Final = frozenset({
    "with", "not", "except", "each", "within", "more", "less", "equal", "between", "before",
    "after", "at", "together", "both", "aside", "ones", "as",
})  # fmt: skip
#: Operators that say what is done.
_MAIN: Final = frozenset(DATA["operators"]) - _BESIDE
MAIN: Final = _MAIN | {f"not {one}" for one in _MAIN}
#: The place of a condition that was settled by what was told before.
TOLD: Final = -1
#: Operators by which rows are judged: what is told of them is more than a cell.
JUDGED: Final = ("reach", "not reach", "missed", "over", "not over", "under", "late", "not late")
_OF_MONEY: Final = frozenset({"costly", "cheap"})
_OF_TIME: Final = frozenset({"longest", "shortest"})
#: Rows that are named one by one in a head.
_MOST_NAMED: Final = 6


def is_look_up(turn: Query) -> bool:
    """Tell whether a turn asks for cells of the rows that were told."""
    if turn.conditions or turn.periods or turn.has(*(MAIN - _LOOKS - {"list", "much", "whether"})):
        return False
    figures = [one for one in turn.named if one.is_figure]
    return turn.has(*_LOOKS) or (bool(turn.named) and not figures and not _each(turn))


def of_told(step: Step, turn: Query, said: Said) -> Query | None:
    """Return a turn as a query on the rows that the last step told.

    Args:
        step: The last step.
        turn: The words of the turn.
        said: What else it says.
    """
    if not step.records or (said.many and said.many != step.many):
        return None
    if said.is_singular and step.many != 1:
        return None
    query = copied(turn)
    before = step.query
    _drop_repeated(query, before)
    offset = len(before.words)
    found = [_shifted(one, offset) for one in query.conditions]
    query.conditions = [*_told_rows(step), *found]
    query.words = (*before.words, *turn.words) if not turn.has(*MAIN) else turn.words
    if not query.periods and not query.days:
        query.periods = _kept_periods(before, query)
    held = [one for one in before.named if one.is_measure]
    query.named = [_in_group(one, held) if one.is_measure else one for one in query.named]
    figures = [one for one in query.named if one.is_measure]
    if figures and turn.has(*JUDGED):
        # « Sa cible est-elle atteinte ? » judges what was told of one site, and of no other.
        query.named = [*held, *query.named]
    ranks = query.has(*RANKS)
    looks = is_look_up(turn) or query.has("many", "oldest", "newest")
    looks = looks or (query.has("list") and not ranks)
    if not figures and not looks and not _texts(turn):
        kept = [one for one in before.named if ranks or not _is_text(one)]
        query.named = _fitting(kept, query) + query.named
    if not query.has(*MAIN) and not query.named and not found:
        return None
    return query


def _told_rows(step: Step) -> list[Condition]:
    """Return what chooses the rows that were told: what chose them before, else their names."""
    noted = step.answers.noted
    if noted.group is not None:
        field, value = noted.group
        rows = frozenset(one.index for one in step.data.records if one.cell(field).shown == value)
        kept = [one for one in step.settled.conditions if one.field is not field]
        return [*kept, Condition(rows, f"{field.title} : {value}", field, place=TOLD)]
    settled = step.settled
    if noted.records is None or {one.index for one in noted.records} == {
        one.index for one in settled.rows()
    }:
        return [replace(one, place=TOLD) for one in settled.conditions]
    names = [step.answers.name(one) for one in noted.records]
    told = enumerated(names) if len(names) <= _MOST_NAMED else f"les {len(names)} lignes dites"
    rows = frozenset(one.index for one in noted.records)
    return [Condition(rows, told, None, place=TOLD, names=True)]


def of_same(step: Step, field: Field | None) -> Query | None:
    """Return the last query on all the rows that have a value of the row that was told.

    Args:
        step: The last step.
        field: The column of the value, ``None`` for the heading above the rows.
    """
    found = {_value(one, field) for one in step.records}
    if len(found) != 1 or not (value := found.pop()):
        return None
    rows = frozenset(one.index for one in step.data.records if _value(one, field) == value)
    told = f"{field.title} : {value}" if field is not None else value
    query = copied(step.query)
    query.conditions = [Condition(rows, told, field)]
    query.days, query.limits = [], []
    query.named = [one for one in query.named if not _is_text(one)]
    query.ops = {one: at for one, at in query.ops.items() if one in {"many", "mean"}} or {"sum": 0}
    query.own = True
    return query


def _value(record: Record, field: Field | None) -> str:
    if field is None:
        return record.row.heading
    cell = record.cell(field)
    return "" if cell.is_missing else cell.shown


def patched(step: Step, turn: Query, said: Said, *, instead: bool | None = None) -> Query | None:
    """Return the query of the last step with what a turn changes of it.

    Args:
        step: The last step.
        turn: The words of the turn.
        said: What else it says.
        instead: Whether a value of a column that chose nothing before takes the place of the
            others or comes to them; ``None`` refuses it where it may do either.
    """
    before = step.query
    query = copied(before)
    if query.has("much") and _texts(query) and not _figures(query):
        # « Combien de marchés » counts them.
        query.ops["many"] = query.ops.pop("much")
    turn = copied(turn)
    _drop_repeated(turn, before)
    query.text, query.own = turn.text, before.own or turn.own
    offset = len(before.words)
    if not _fold_conditions(query, turn, said, offset, instead):
        return None
    _drop_chosen(query, turn)
    _fold_operators(query, turn, said)
    _fold_columns(query, turn)
    if not _fold_periods(query, before, turn):
        return None
    _fold_limits(query, turn, said)
    if turn.has(*MAIN):
        query.words = turn.words
    query.most = turn.most or (before.most if not turn.has(*RANKS) else 0)
    return query


# ---------------------------------------------------------------------- rows
def _fold_conditions(
    query: Query, turn: Query, said: Said, offset: int, instead: bool | None
) -> bool:
    held = query.conditions
    for one in turn.conditions:
        made = _shifted(one, offset)
        if said.has("narrows") and not made.denied and not made.state:
            # « Dont les clos », then « dont les ouverts » : each of what was asked first.
            held[:] = [k for k in held if k.field is not made.field or k.denied or k.state]
        if made.denied or made.state or said.has("narrows", "which"):
            held.append(made)
            continue
        same = [k for k in held if k.field is made.field and not k.denied and not k.state]
        if same and made.names:
            # What was chosen among the rows that were told goes with them.
            told = [k for k in held if k.place == TOLD]
            held[:] = told or held
        if not same and (made.names or any(k.names for k in held)):
            # A row that is named stands for itself: what chose others chooses it no more.
            same = [k for k in held if not k.denied and not k.state]
        elif not same and held and not _is_added(held):
            if instead is None:
                return False
            same = [k for k in held if not k.denied and not k.state and instead]
        if same:
            at = held.index(same[0])
            held[:] = [k for k in held if k not in same]
            held.insert(at, made)
        else:
            held.append(made)
    return True


def _is_added(held: list[Condition]) -> bool:
    """Tell whether another condition can only be one more: those before are states, or left out."""
    return all(one.denied or one.state for one in held)


def _shifted(condition: Condition, offset: int) -> Condition:
    return replace(condition, place=condition.place + offset)


def _drop_chosen(query: Query, turn: Query) -> None:
    """Leave out a column that was asked for and that now chooses rows: « dont les départs »."""
    fields = {one.field for one in turn.conditions if one.field is not None and not one.state}
    kept = [one for one in query.named if not (_is_text(one) and {*one.fields} <= fields)]
    if len(kept) < len(query.named) and not query.has(*MAIN):
        query.ops["list"] = 0
    query.named = kept


def _drop_repeated(turn: Query, before: Query) -> None:
    """Leave out headings that only say again what a value or the rows are."""
    held = {one.field for one in turn.conditions if one.field is not None}
    turn.named = [
        one
        for one in turn.named
        if not (set(one.fields) & held and one.fields[0].kind not in {FIGURE, DAY})
    ]
    if not any(one.each for one in turn.named):
        turn.ops.pop("each", None)
    key = before.data.key
    if len(turn.named) > 1 or turn.conditions or turn.has(*MAIN):
        # « Ces missions » : what the rows are called.
        turn.named = [one for one in turn.named if one.each or set(one.fields) != {key}]


# ---------------------------------------------------------------------- operators and columns
def _fold_operators(query: Query, turn: Query, said: Said) -> None:
    said_now = {one for one in turn.ops if one in MAIN}
    figures = [one for one in turn.named if one.is_measure]
    before = {one for one in query.ops if one in MAIN}
    if said_now <= {"much", "whether", "list"} and before and not (figures and said_now):
        if figures and "many" in before:
            query.ops.pop("many")
            query.ops.setdefault("sum", 0)
        if figures and "list" in before:
            query.ops.pop("list")
        return
    if not said_now:
        if figures and "many" in before:
            query.ops.pop("many")
            query.ops.setdefault("sum", 0)
        return
    if "many" in said_now and not figures and not turn.limits:
        # Rows are counted, and not those that have a figure.
        query.named = [one for one in query.named if not one.is_measure]
    if said_now & _COMPARES:
        # « En % » says how a change is told.
        said_now -= {"share"}
    if said_now & {"mean", "sum"} and before & RANKS:
        for one in list(query.named):
            if one.asked and _is_text(one):
                query.named.remove(one)
    query.named = _fitting(query.named, turn)
    query.ops = {
        one: place for one, place in turn.ops.items() if one in said_now or one not in MAIN
    }


def _fitting(named: list[Named], turn: Query) -> list[Named]:
    """Return columns asked before that « le plus cher », « le plus long » may be of."""
    if turn.has(*_OF_MONEY):
        return [one for one in named if one.fields[0].kind != FIGURE or _is_money(one, turn)]
    if turn.has(*_OF_TIME):
        return [
            one
            for one in named
            if one.fields[0].kind != FIGURE or any("duration" in held.roles for held in one.fields)
        ]
    return named


def _is_money(named: Named, query: Query) -> bool:
    return any(
        "cost" in field.roles or any(one.cell(field).kind in MONEY for one in query.data.records)
        for field in named.fields
    )


def _fold_columns(query: Query, turn: Query) -> None:
    by = [one for one in turn.named if one.each]
    figures = [one for one in turn.named if one.is_measure]
    texts = [one for one in turn.named if one.fields[0].kind != FIGURE and not one.each]
    if by:
        query.named = [one for one in query.named if not one.each]
        fields = {field for one in by for field in one.fields}
        query.conditions = [one for one in query.conditions if one.field not in fields]
    if figures:
        held = [one for one in query.named if one.is_measure]
        figures = [_in_group(one, held) for one in figures]
        if not turn.has(*JUDGED):
            # « La cible est-elle atteinte ? » judges what was told.
            query.named = [one for one in query.named if one not in held]
        if not query.has(*RANKS):
            # A figure is asked for now, and no more what the rows are called.
            query.named = [one for one in query.named if not _is_text(one)]
    if texts:
        query.named = [one for one in query.named if not _is_text(one)]
    query.named += by + figures + texts


def _in_group(named: Named, held: list[Named]) -> Named:
    """Return of the columns of another group those of the measure that was asked before."""
    measures = {field.measure for one in held for field in one.fields if field.group}
    groups = {field.group for one in held for field in one.fields if field.group}
    of_group = tuple(
        one for one in named.fields if one.group and one.measure in measures
        and one.group not in groups and {stem(word) for word in named.word.split()} & set(one.group)
    )  # fmt: skip
    if not of_group and len(groups) == 1:
        # « La cible », after the result of one site, is that of the site.
        of_group = tuple(one for one in named.fields if one.group in groups)
    return replace(named, fields=of_group) if of_group else named


def _fold_periods(query: Query, before: Query, turn: Query) -> bool:
    if not (turn.periods or turn.days):
        query.periods = _kept_periods(before, query)
        return True
    if turn.has(*_COMPARES) and len(turn.periods) == 1 and len(before.periods) == 1:
        query.periods = [*before.periods, *turn.periods]
    else:
        query.periods = [_in_year_before(one, before) for one in turn.periods]
    query.days = list(turn.days)
    figures = _figures(query)
    data = query.data
    dated = any(one.period for one in figures) or any(one.period for one in data.records)
    headed = any(one.period for one in data.figures)
    # A period that no column of the measure has would be told and not be used.
    return dated or not figures or not headed


def _in_year_before(period: Period, before: Query) -> Period:
    """Return a part of a year as that of the year before: « 1er trimestre 2026 », « au 2e ? »."""
    years = {one.year for one in before.periods if one.year is not None and not one.until}
    if period.year is not None or len(years) != 1:
        return period
    return replace(period, year=years.pop())


def _kept_periods(before: Query, query: Query) -> list[Period]:
    """Return the periods before, none where the measure that is asked for now has none."""
    figures = _figures(query)
    rows = any(one.period for one in query.data.records)
    if figures and not rows and not any(one.period for one in figures):
        year = query.data.year
        return [one for one in before.periods if one.is_year and one.year == year]
    return list(before.periods)


def _fold_limits(query: Query, turn: Query, said: Said) -> None:
    if turn.limits:
        if not said.of_rows:
            units = {one.unit for one in turn.limits}
            query.limits = [one for one in query.limits if one.unit not in units]
        query.limits += turn.limits
    query.typed = list(turn.typed)


def _figures(query: Query) -> list[Field]:
    return [
        field for one in query.named if not one.each for field in one.fields if field.kind == FIGURE
    ]


def _is_text(named: Named) -> bool:
    return named.fields[0].kind in {TEXT, CODE, NOTE, DAY} and not named.each


def _texts(query: Query) -> list[Named]:
    return [one for one in query.named if _is_text(one)]


def _each(query: Query) -> bool:
    return any(one.each for one in query.named)
