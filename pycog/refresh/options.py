"""What an officer may choose for a refresh, as plain data that travels between processes."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from pycog.xlsx.limits import Limits


@dataclass(frozen=True, slots=True)
class Options:
    """The choices of one refresh.

    Attributes:
        check: Only compare; nothing is written.
        only_cog: Recalculate COG_ cells and what depends on them, nothing else.
        accept_native: Replace Excel's own results by the engine's where they disagree.
        drop_signature: Remove a digital signature, which a refresh would break.
        password: Opens an encrypted workbook, which is written back encrypted.
        prove: Compare the file before and after, byte by byte, and report what changed.
        clock: What TODAY() and NOW() give; the present time when ``None``.
        limits: Sizes accepted.
    """

    check: bool = False
    only_cog: bool = False
    accept_native: bool = False
    drop_signature: bool = False
    password: str | None = field(default=None, repr=False)
    prove: bool = False
    clock: dt.datetime | None = None
    limits: Limits = field(default_factory=Limits)
