"""What the objective sheets have followed without a number, and what their rates divide."""

from __future__ import annotations

from msgspec import Struct


class FollowUp(Struct, frozen=True):
    """One follow-up indicator that a sheet announces without a number.

    Attributes:
        key: Stable ASCII name.
        sheet: Number of the objective sheet.
        label: As printed, with what it is about where the sheets print the same words.
        nature: ``"échéances"`` (whether the dates of the year were kept), ``"oui ou non"`` or
            ``"nombre"``.
        unit: Unit of a number, ``""`` for the others.
        citation: Document and section.
        note: Remark in French, ``""`` if none.
    """

    key: str
    sheet: int
    label: str
    nature: str
    unit: str
    citation: str
    note: str


class Ratio(Struct, frozen=True):
    """What an indicator divides by what.

    Attributes:
        indicator: Number of the indicator.
        numerator: What is counted, in a few French words.
        denominator: What it is compared with.
        printed: Whether the division is printed; otherwise it follows from the criterion.
        citation: Document and section.
        note: Remark in French, ``""`` if none.
    """

    indicator: str
    numerator: str
    denominator: str
    printed: bool
    citation: str
    note: str
