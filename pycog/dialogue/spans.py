"""A piece of a question that means something, and how two of them share the text."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

#: First character of a piece of a text, and the one behind its last.
Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Entity:
    """Something that a question names.

    Attributes:
        kind: ``"year"``, ``"amount"``, ``"percent"``, ``"indicator"``, ``"line"``…
        value: What it means: a number, a text, or several of them.
        text: As it stands in the normalised question.
        start: First character.
        end: Character behind the last one.
        score: How sure it is, 0 to 1.
    """

    kind: str
    value: float | int | str | tuple[int | str, ...]
    text: str
    start: int
    end: int
    score: float = 1.0

    def overlaps(self, other: Entity) -> bool:
        """Tell whether both claim a character."""
        return self.start < other.end and other.start < self.end


def lies_in(span: Span, places: Iterable[Span]) -> bool:
    """Tell whether a piece stands within one of some others.

    Args:
        span: Where it stands.
        places: Where the others stand.
    """
    return any(start <= span[0] and span[1] <= end for start, end in places)


def claim(taken: list[Entity], candidates: Iterable[Entity]) -> None:
    """Add the candidates whose characters are still free: the first to come keeps them."""
    for candidate in candidates:
        if not any(candidate.overlaps(one) for one in taken):
            taken.append(candidate)
