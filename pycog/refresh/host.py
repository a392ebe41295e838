"""What the refresh asks of whoever brings the functions; it imports none itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Protocol

from pycog.assumptions import Assumption
from pycog.values import CellValue, Shown


class CallExplanation(Protocol):
    """Where the result of one call of ours comes from, in French."""

    @property
    def name(self) -> str:
        """Excel name of the function."""
        ...

    @property
    def arguments(self) -> tuple[tuple[str, str], ...]:
        """(label, value as shown) of each argument given."""
        ...

    @property
    def shown(self) -> str:
        """The result as shown."""
        ...

    @property
    def arithmetic(self) -> str:
        """The calculation with its numbers put in, empty for a look-up."""
        ...

    @property
    def source(self) -> str:
        """Document and section of the rule."""
        ...

    @property
    def assumptions(self) -> tuple[Assumption, ...]:
        """What the source leaves open and was decided."""
        ...


class FunctionHost(Protocol):
    """A set of custom functions offered to the batch engine.

    Attributes:
        errors: Calls that gave an error since :meth:`forget`, as (name, engine's
            arguments), oldest first.
        gave_blocks: Whether a call gave several values since :meth:`forget`.
        interruption: A Ctrl-C or exit caught inside a callback.
    """

    errors: list[tuple[str, tuple[Any, ...]]]
    gave_blocks: bool
    interruption: BaseException | None

    def forget(self) -> None:
        """Start a new log."""
        ...

    def callables(self) -> Mapping[str, Callable[..., Any]]:
        """Return one engine callback per Excel name (``COG_X``)."""
        ...

    def show(self, name: str, *args: CellValue) -> Shown:
        """Compute one function for plain cell values, errors with their message."""
        ...

    def explain(self, name: str, *args: CellValue) -> CallExplanation:
        """Explain one call for plain cell values."""
        ...
