"""What was typed in an annex, row by row, whatever the shape of the workbook that it stood in."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from pycog.values import Scalar, display, is_blank

_CONTROL: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def plain_words(value: Scalar) -> str:
    """Return what a cell shows, without the signs that no document may hold."""
    return _CONTROL.sub("", "" if is_blank(value) else display(value)).strip()


@dataclass(frozen=True, slots=True)
class IndicatorEntry:
    """One row of annex 4.

    Attributes:
        baseline: Achieved value of the reference year, as it stands.
        targets: Year → target as it stands.
        actuals: Year → achieved value as it stands.
        comments: Year → officer's words, plain text.
        places: Year → cell of the achieved value.
    """

    baseline: Scalar
    targets: Mapping[int, Scalar]
    actuals: Mapping[int, Scalar]
    comments: Mapping[int, str]
    places: Mapping[int, str]


@dataclass(frozen=True, slots=True)
class RatioEntry:
    """One row of the sheet of rates of annex 4.

    Attributes:
        numerators: Year → numerator as it stands.
        denominators: Year → denominator as it stands.
        places: Year → cell of the numerator.
    """

    numerators: Mapping[int, Scalar]
    denominators: Mapping[int, Scalar]
    places: Mapping[int, str]


@dataclass(frozen=True, slots=True)
class FollowUpEntry:
    """One row of the sheet of follow-up indicators of annex 4.

    Attributes:
        values: Year → value as it stands.
        comments: Year → officer's words, plain text.
        places: Year → cell of the value.
    """

    values: Mapping[int, Scalar]
    comments: Mapping[int, str]
    places: Mapping[int, str]


@dataclass(frozen=True, slots=True)
class MilestoneEntry:
    """One row of the follow-up of dated measures.

    Attributes:
        sheet: Number of the objective sheet, ``None`` where there is none.
        what: What has to be done.
        printed: Due text as printed.
        due: What the due date is read from.
        done: Day it was done, blank while it is not.
        comment: Officer's words, plain text.
        source: Where it is printed.
    """

    sheet: int | None
    what: str
    printed: str
    due: Scalar
    done: Scalar
    comment: str
    source: str
