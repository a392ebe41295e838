"""Answers a question on the targets and the points of hand-made tables of the open workbook."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import TYPE_CHECKING, Final

from pycog.dialogue.answers import Answer
from pycog.dialogue.state import MARK
from pycog.dialogue.table_query.best_readings import OF_RULES, Tables
from pycog.dialogue.table_query.turn_patterns import leans
from pycog.dialogue.target_query.board_columns import FLOOR, POINTS, RESULT, TARGET, WEIGHT
from pycog.dialogue.target_query.board_query import (
    ATTAINED,
    CHANGE,
    CHECK,
    COUNT,
    FULL,
    GAP,
    LEAST,
    LIST,
    LOST,
    MEAN,
    MET,
    MISSED,
    MOST,
    NOTE_OF,
    OVER_FLOOR,
    RANK,
    RULES,
    SHARE,
    UNDER_FLOOR,
    ZERO,
    BoardQuery,
    merged,
)
from pycog.dialogue.target_query.board_reading import read_board, spelled
from pycog.dialogue.target_query.board_years import BoardYears
from pycog.dialogue.target_query.boards import Board, boards_of
from pycog.dialogue.target_query.paid_bonus import bonus_paid
from pycog.dialogue.workbook.cell_answers import said_only
from pycog.lazy_patterns import regex

if TYPE_CHECKING:
    from pycog.dialogue.state import State
from pycog.dialogue.turn import Context

_MOST_TURNS: Final = 6
_SHORT: Final = 6
_GOES_ON: Final = regex(r"(?:et|donc|alors|puis|mais|sinon|pareil|idem|meme|ok|bon)\b")
_SEVERAL: Final = regex(
    r"\b(?:objectifs|cibles|indicateurs|criteres|resultats|quels|quelles|lesquels|lesquelles|ceux"
    r"|celles|qu est ce qui|points|rien|liste\w*)\b"
)
_YEAR: Final = regex(r"(?<![\d/])(?:19|20)\d\d(?!\d)")
_ONLY_YEAR: Final = regex(
    r"(?:(?:et|celle|celui|pour|en|de|la|le|l|au titre|prime|annee) )*(?P<year>(?:19|20)\d\d)"
)
_SUPPOSES: Final = regex(r"\b(?:si|faut il|faudrait il|avec (?=\d))")


def on_board(
    question: str, state: State, tables: Tables, context: Context, without: Collection[str]
) -> tuple[Answer, str] | None:
    """Answer a question or a turn on a board of targets; ``None`` for any other.

    Args:
        question: As typed.
        state: What was said before.
        tables: The tables of the workbook.
        context: The formulas.
        without: Sheets whose tables other rooms know better.

    Returns:
        The answer, and what was asked with it.
    """
    boards = [
        one for one in boards_of(tables) if not any(t.open.sheet in without for t in one.tables)
    ]
    text = spelled(question)
    for whole in _dated(text, state):
        paid = bonus_paid(whole, tables, context)
        if paid is not None:
            return paid, whole
    if not boards:
        return None
    if OF_RULES.search(text) and not _SUPPOSES.search(text):
        return None
    goes_on = bool(state.asked or state.focus) and (
        _GOES_ON.match(text) is not None or len(text.split()) <= _SHORT
    )
    if goes_on and (told := _turn(text, state, boards, context)) is not None:
        return told
    # « Soit une hausse de combien ? » is of what was told, and not of every row.
    turn = bool(state.asked or state.listed) and leans(text)
    alone = _alone(text, boards, context, named=turn)
    if alone is not None:
        return alone, text
    if (state.asked or state.focus) and not goes_on:
        return _turn(text, state, boards, context)
    return None


def _dated(text: str, state: State) -> Iterator[str]:
    """Yield a question, and as a turn: with the year, or the words, of the one before."""
    yield text
    last = state.asked.split(MARK)[-1] if state.asked else ""
    years = _YEAR.findall(last)
    if last and years and not _YEAR.search(text) and len(text.split()) <= _SHORT:
        yield f"{text} {years[-1]}"
    elif last and years and (bare := _ONLY_YEAR.fullmatch(text)):
        yield _YEAR.sub(bare["year"], last)


def _alone(
    text: str, boards: Sequence[Board], context: Context, *, named: bool = False
) -> Answer | None:
    found = []
    for board in boards:
        query = read_board(text, board)
        if query is None or not _stands(query, text) or (named and query.items is None):
            continue
        answer = answered(query, context)
        if answer is not None:
            found.append(answer)
    return found[0] if len(found) == 1 else None


def _stands(query: BoardQuery, text: str) -> bool:
    """Tell whether a question says by itself what it is about."""
    if query.items is None and query.status and not query.op and not query.by:
        # « On l'avait atteint ? » is of one that was told.
        return _SEVERAL.search(text) is not None
    return query.asks or bool(query.way) or (query.items is not None and bool(query.years))


def _turn(
    text: str, state: State, boards: Sequence[Board], context: Context
) -> tuple[Answer, str] | None:
    """Answer a turn that changes a part of the last question on a board."""
    turns = [one for one in state.asked.split(MARK) if one][-_MOST_TURNS:]
    found = []
    for board in boards:
        turn = read_board(text, board)
        if turn is None or not turn.says:
            continue
        last = _last_of(turns, state.focus, board)
        if last is None:
            continue
        answer = answered(merged(last, turn), context)
        if answer is not None:
            found.append(answer)
    return (found[0], MARK.join([*turns, text])) if len(found) == 1 else None


def _last_of(turns: Sequence[str], focus: str, board: Board) -> BoardQuery | None:
    """Return the question that was answered last, else the row that it was about."""
    query: BoardQuery | None = None
    for at, text in enumerate(turns):
        one = read_board(spelled(text), board)
        if one is None or (at and query is None):
            return _focused(focus, board)
        query = one if query is None else merged(query, one)
    if query is not None and query.says:
        return query
    return _focused(focus, board)


def _focused(focus: str, board: Board) -> BoardQuery | None:
    place, _, year = focus.partition(";")
    sheet, _, row = place.rpartition("!")
    for item in board.items:
        for mark in item.marks.values():
            cell = next(iter(mark.cells.values()))
            if mark.table.open.sheet == sheet and str(cell.row.index) == row:
                years = (
                    [int(year)]
                    if year.isdigit()
                    else [mark.year]
                    if len(board.tables) > 1 and mark.year
                    else []
                )
                return BoardQuery(board, [item], named=True, years=years)
    return None


def answered(query: BoardQuery, context: Context) -> Answer | None:
    """Return the answer to a question on a board, ``None`` where it has none.

    Args:
        query: The question.
        context: The formulas.
    """
    told = BoardYears(query, context)
    if any(one not in query.board.years for one in query.years):
        return None
    if not query.scope:
        none = f"Aucun indicateur ne répond à « {query.chosen} »."
        return said_only(none, query.board.tables[0].open) if query.items == [] else None
    if query.switch is not None:
        return told.switched()
    if query.what == RULES:
        return told.rules()
    if query.supposed is not None or query.aimed:
        return told.supposed()
    if query.side and not _sided(query):
        return None
    if query.wanted is not None:
        return told.needed()
    if query.what == NOTE_OF:
        return told.notes()
    if query.texts and not query.status:
        return told.texts()
    if query.op == CHECK:
        return told.checked()
    if query.when and query.op in {MOST, LEAST} and query.named:
        return told.best_year()
    if query.what == CHANGE:
        return _changed(told)
    if query.by and query.what == GAP and query.rated and query.board.has(POINTS):
        query.op = LEAST if query.status == MISSED else query.op
        query.status = ""
        return told.won(POINTS)
    edge = query.what == GAP and query.op in {MOST, LEAST} and query.named and not query.years
    if edge and len(query.scope) == 1 and len(query.board.judged_years) > 1 and not query.by:
        # « Meilleur score en réclamations ? »: of all years.
        query.op = LEAST if query.status == MISSED else MOST
        return told.best_year()
    if query.status in {UNDER_FLOOR, OVER_FLOOR}:
        return told.floored()
    if query.status in {ZERO, FULL} or query.what in {LOST, POINTS, WEIGHT}:
        return _points(told)
    if query.status:
        return told.verdicts()
    if query.what == GAP:
        return told.gaps()
    if query.what in {TARGET, RESULT, FLOOR}:
        return told.looked_up(query.what)
    if query.way and query.op in {"", LIST, COUNT}:
        return told.of_way()
    if query.what == ATTAINED and query.board.has(POINTS) and not query.named:
        query.op = SHARE
        return told.won(POINTS)
    if query.what == ATTAINED:
        if query.items is not None and query.named:
            return told.attained()
        query.status = MET
        return told.verdicts()
    if query.by and not query.what and query.op in {MOST, LEAST, RANK}:
        if query.board.has(POINTS):
            return told.won(POINTS)
        query.status = MET
        return told.verdicts()
    lists = query.op == LIST and query.items is not None and not query.named
    of_sheets = not query.years or len(query.board.tables) > 1
    lists = lists or (query.op == LIST and bool(query.measured))
    if (lists or query.op == COUNT) and not query.by and not query.named and of_sheets:
        # « Combien d'indicateurs y a-t-il ? »
        return told.counted()
    if query.items is not None and query.named and query.op == COUNT and not query.by:
        # « Nombre de réclamations reçues » is what its row is called.
        return told.looked_up(RESULT)
    if query.items is not None and not query.named and query.years and not query.asks:
        # « Relations PS : bilan 2025 ».
        query.status = MET
        return told.judged()
    if query.items is not None and query.named and query.years and not query.op and not query.by:
        return told.looked_up(RESULT)
    return None


def _sided(query: BoardQuery) -> bool:
    """Take « sous la cible » for met or missed; tell whether all that is meant goes one way."""
    ways = {one.way for one in query.scope} - {"?"}
    if len(ways) > 1 and query.items is None:
        # « Au-dessus de leur cible », of many: better than it, each by its own way.
        query.status = MET if query.side == "sur" else MISSED
        query.strict, query.sensed = query.side == "sur", True
        return True
    if len(ways) != 1:
        return False
    query.status = MET if (query.side == "sur") is (ways == {"hausse"}) else MISSED
    query.strict = query.status == MET
    return True


def _changed(told: BoardYears) -> Answer | None:
    query = told.query
    role = query.unit[1:] if query.unit.startswith("=") else RESULT
    if query.items is not None and not query.named and role == POINTS:
        return told.groups_moved(POINTS)
    of_groups = query.by or (not query.named and role == POINTS)
    if query.board.has(POINTS) and of_groups and query.op != LIST:
        return told.groups_moved(POINTS)
    return told.changes()


def _points(told: BoardYears) -> Answer | None:
    query = told.query
    if not query.board.has(POINTS) and not query.board.has(WEIGHT):
        return None
    if query.kept and query.number is None and query.what in {WEIGHT, POINTS}:
        return told.looked_up(query.what)
    if query.op == MEAN or query.when:
        return told.of_points() if query.what == POINTS else None
    return told.won(query.what)
