"""What an annex is to be equipped with, as the pane, the page and Calc ask for it."""

from __future__ import annotations

from dataclasses import dataclass

from pycog.equip.writing.map_sheet import Line


@dataclass(frozen=True, slots=True)
class Equipping:
    """What an annex is to be equipped with.

    Attributes:
        lines: The answers given, each on the line of its doubt.
        convention: The convention chosen among several that fit.
        columns: Whether results are also written at the right of the tables.
    """

    lines: tuple[Line, ...]
    convention: str | None
    columns: bool
