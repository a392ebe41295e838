"""What an officer may choose for a refresh, as plain data that travels between processes."""

from __future__ import annotations

import datetime as dt

from pycog.default_convention import Default
from pycog.xlsx.opening import Opening


class Options(Opening, frozen=True, kw_only=True):
    """The choices of one refresh, beside how its workbook is opened.

    Attributes:
        check: Only compare; nothing is written.
        only_cog: Recalculate COG_ cells and what depends on them, nothing else.
        accept_native: Replace Excel's own results by the engine's where they disagree.
        prove: Compare the file before and after, byte by byte, and report what changed.
        clock: What TODAY() and NOW() give; the present time when ``None``.
        convention: The convention of formulas that name none, in a workbook that names none
            either; the one that is meant in the process when ``None``.
    """

    check: bool = False
    only_cog: bool = False
    accept_native: bool = False
    prove: bool = False
    clock: dt.datetime | None = None
    convention: Default | None = None
