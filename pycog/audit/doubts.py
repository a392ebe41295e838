"""What an audit doubts without a sum that tells it: a cell, what it shows, what was awaited."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Final

from pycog.audit.grid import Grid, Place
from pycog.conventions import Finding
from pycog.conventions.facts.schema import CHANGES_A_RESULT

#: A day as it is typed in words, or as a date of Excel is read.
_TYPED: Final = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")
_DATE: Final = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?: 00:00:00)?")


@dataclass(frozen=True)
class Doubt:
    """One cell that the others contradict.

    Attributes:
        kind: The start of the finding's identifier.
        at: The cell.
        printed: What stands there.
        expected: What was awaited, ``""`` where nothing can be said.
        reading: Why, in French.
        severity: Of the finding.
        verb: French words before what was awaited.
    """

    kind: str
    at: Place
    printed: str
    expected: str
    reading: str
    severity: str = CHANGES_A_RESULT
    verb: str = "recalculé"


def told(document: str, grid: Grid, one: Doubt) -> Finding:
    """Return a doubt as a finding of a document."""
    return Finding(
        id=f"{one.kind}/{grid.place(one.at)}",
        document=document,
        place=grid.place(one.at),
        printed=one.printed,
        recomputed=one.expected,
        severity=one.severity,
        reading=one.reading,
        derived=True,
        verb=one.verb,
    )


def day_of(text: str) -> date | None:
    """Return the day that a cell tells, typed or a date of Excel; ``None`` for anything else."""
    try:
        if match := _DATE.fullmatch(text):
            return date(int(match[1]), int(match[2]), int(match[3]))
        if match := _TYPED.fullmatch(text):
            return date(int(match[3]), int(match[2]), int(match[1]))
    except ValueError:
        return None
    return None


def day_shown(day: date) -> str:
    """Return a day in French: ``"05/03/2023"``."""
    return f"{day:%d/%m/%Y}"
