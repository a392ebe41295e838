"""What the refresh asks of whoever keeps a record of it; it keeps none itself."""

from __future__ import annotations

from contextlib import AbstractContextManager
from pathlib import Path
from typing import Protocol

from msgspec import Struct

from pycog.xlsx.package import Package


class Refreshed(Struct, frozen=True):
    """A workbook that is calculated and about to be put in place.

    Attributes:
        package: The workbook as it was read.
        data: The bytes that are to stand at ``target``.
        target: The file that will hold them.
        formulas: Number of its formulas.
        changed: How many of their values changed.
        convention: Id of the agreement of formulas that name none; ``None`` where none asked.
        day: The day that TODAY() gave, ``2014-01-31``.
    """

    package: Package
    data: bytes
    target: Path
    formulas: int
    changed: int
    convention: str | None
    day: str


class Recorder(Protocol):
    """Keeps a record of refreshed workbooks; it travels between processes by pickle."""

    def recording(self, refreshed: Refreshed) -> AbstractContextManager[Outcome]:
        """Record a workbook around the block that puts it in place.

        Raises:
            PycogError: Before the block: it cannot be recorded, and is to be left as it is.
        """
        ...


class Outcome(Struct):
    """What came of a record once its workbook was in place.

    Attributes:
        problem: Why the record is not complete, in French; ``""`` when it is.
    """

    problem: str = ""
