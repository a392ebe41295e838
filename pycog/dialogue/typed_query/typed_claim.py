"""A question on a table on its way to a query: its words, and what each run of them may be."""

from __future__ import annotations

from dataclasses import dataclass, field

from pycog.dialogue.spans import Entity
from pycog.dialogue.table_query.table_periods import Period
from pycog.dialogue.typed_query.typed_entries import Found, Place
from pycog.dialogue.typed_query.typed_fields import Field

#: What a claim is, besides the kinds of words of a table.
OPERATOR, PERIOD, NUMBER, CODE, FILLS, UNKNOWN = (
    "operator", "period", "number", "code", "fills", "unknown"
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Token:
    """One word of a question with its place."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Claim:
    """What a run of tokens may be.

    Attributes:
        start: First token.
        end: Token behind the last.
        kind: What it is.
        score: How sure.
        name: Of an operator.
        found: Words of the table.
        period: A period.
        number: A number.
        field: The column of a code.
        rows: The rows of a code.
    """

    start: int
    end: int
    kind: str
    score: float
    name: str = ""
    found: Found | None = None
    period: Period | None = None
    number: Entity | None = None
    field: Field | None = None
    rows: frozenset[Place] = frozenset()


@dataclass(frozen=True, slots=True)
class Segmented:
    """A question cut into claims, with the sum of their scores."""

    claims: tuple[Claim, ...] = ()
    score: float = 0.0
    unknown: tuple[str, ...] = ()


@dataclass(slots=True)
class Cutting:
    """A question with what its words may be.

    Attributes:
        text: In plain form.
        tokens: Its words.
        claims: First token → what the runs that begin there may be.
    """

    text: str
    tokens: list[Token]
    claims: dict[int, list[Claim]] = field(default_factory=dict)

    def add(self, claim: Claim) -> None:
        """Add what a run of words may be."""
        self.claims.setdefault(claim.start, []).append(claim)

    def tokens_of(self, start: int, end: int) -> tuple[int, int] | None:
        """Return the tokens of a stretch of the text."""
        held = [at for at, one in enumerate(self.tokens) if one.start < end and one.end > start]
        return (held[0], held[-1] + 1) if held else None
