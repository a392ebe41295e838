"""A question on a board of targets: which indicators, which years, what is asked of them."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from pycog.dialogue.target_query.boards import Board, Item

MET, MISSED, LACKING, ZERO, FULL = "atteint", "raté", "sans valeur", "zéro", "plein"
#: What may be asked besides the roles of the columns.
GAP, LOST, CHANGE, NOTE_OF, ATTAINED = "écart", "perdu", "évolution", "note", "taux d'atteinte"
RULES: Final = "règle"
UNDER_FLOOR, OVER_FLOOR = "sous le plancher", "au-dessus du plancher"
COUNT, LIST, SHARE, MOST, LEAST, SUM, MEAN, RANK, CHECK = (
    "compter", "lister", "part", "max", "min", "somme", "moyenne", "classer", "contrôler",
)  # fmt: skip
ALWAYS, ONCE, STREAK = "chaque année", "une fois", "de suite"


@dataclass(slots=True)
class BoardQuery:
    """A question, or the part of one that a turn says.

    Attributes:
        board: The board.
        items: The indicators that are meant, ``None`` where none is named.
        named: Whether words of their own names chose them.
        chosen: What they were chosen by, in French.
        years: The years that are said.
        since: Whether the year that is said is the first of several.
        status: What the results should be like.
        every: In which of the years.
        what: What is asked: a role of a column, or one of those above.
        texts: Headings of columns of text that are asked for.
        op: What is done with it.
        by: The heading of the column of text that parts the indicators, ``"§"`` for sections.
        most: How many are asked for, 0 for all.
        strict: Whether a result must be better than its target.
        near: Whether results are meant that are close to their target.
        limit: By how much at most, in the unit of the indicator.
        yes_no: Whether it is asked whether something is so.
        number: A number that is said to be so.
        unit: Its unit.
        supposed: A result that is supposed.
        wanted: Points that are wanted, -1 for all.
        way: Which way the results should go, where that chooses.
        good: Whether changes are judged by the way they should go.
        falling: Whether figures that fell are meant.
        points: Whether only rates are meant: « de points ».
        total: Whether the total of all is asked for, too.
        shift: By how many years a turn goes on from the year before it.
        kept: Whether it is asked if a figure is still the same.
        rated: Whether groups are compared by their rates.
        out_of: Whether it is asked of how many.
        when: Whether it is asked in which year, or since which.
        plain: Whether the highest is meant by number, whichever way is good.
        moves: Which way figures changed: up, down, harder or softer to reach.
        compared: Whether the later of two years is said to be better (1) or worse (-1).
        side: Whether results above or below their target are meant, by number.
        none: Whether groups are meant of which no target is met, or missed.
        aimed: The role of the figure that a result is supposed to reach.
        switch: Two years, each with whether the target was met then.
    """

    board: Board
    items: list[Item] | None = None
    named: bool = False
    chosen: str = ""
    years: list[int] = field(default_factory=list)
    since: bool = False
    status: str = ""
    every: str = ""
    what: str = ""
    texts: list[str] = field(default_factory=list)
    op: str = ""
    by: str = ""
    most: int = 0
    strict: bool = False
    near: bool = False
    limit: float | None = None
    yes_no: bool = False
    number: float | None = None
    unit: str = ""
    supposed: float | None = None
    wanted: float | None = None
    way: str = ""
    good: bool = False
    falling: bool = False
    points: bool = False
    total: bool = False
    shift: int = 0
    kept: bool = False
    rated: bool = False
    out_of: bool = False
    when: bool = False
    plain: bool = False
    moves: str = ""
    compared: int = 0
    side: str = ""
    none: bool = False
    aimed: str = ""
    switch: tuple[tuple[int, bool], tuple[int, bool]] | None = None

    @property
    def scope(self) -> list[Item]:
        """The indicators that are meant."""
        held = self.board.items if self.items is None else self.items
        return [one for one in held if not self.way or one.way == self.way]

    @property
    def asks(self) -> bool:
        """Whether it says what is asked, and not only of what."""
        said = (self.what, self.status, self.op, self.texts, self.by, self.total, self.kept)
        more = (
            self.when,
            self.switch,
            self.side,
            self.none,
            self.aimed,
            self.supposed is not None,
            self.wanted is not None,
        )
        return any(said) or any(more)

    @property
    def says(self) -> bool:
        """Whether it says anything at all."""
        return self.asks or self.items is not None or bool(self.years or self.way or self.shift)


#: What a turn that asks something else takes with it of the question before.
_KEPT: Final = ("items", "named", "chosen", "years", "since", "way")


def merged(before: BoardQuery, turn: BoardQuery) -> BoardQuery:
    """Return the question that a turn makes of the one before.

    Args:
        before: The question before.
        turn: What the turn says.
    """
    kept = before if not turn.asks else turn
    items, years = (turn, before)[turn.items is None], (turn, before)[not turn.years]
    found = replace(
        kept,
        items=items.items,
        named=items.named,
        chosen=items.chosen,
        years=[one + turn.shift for one in years.years],
        since=years.since,
        way=turn.way or before.way,
    )
    if turn.asks and turn.op in {COUNT, LIST} and not turn.status and not turn.what:
        # « Lesquels ? » is of what was counted.
        found = replace(
            found, status=before.status, every=before.every, near=before.near,
            limit=before.limit, strict=before.strict, what=before.what,
        )  # fmt: skip
    if turn.op in {MOST, LEAST, RANK, SHARE} and not (turn.what or turn.status or turn.by):
        # « Et le moins ? » is of what was ranked.
        found = replace(
            found, what=before.what, status=before.status, by=before.by, every=before.every,
            good=before.good, falling=before.falling, unit=before.unit,
        )  # fmt: skip
    if turn.op == SUM and not turn.what and before.supposed is not None:
        found = replace(before, total=True)
    if not turn.asks:
        found = replace(found, yes_no=turn.yes_no or before.yes_no)
    return found
