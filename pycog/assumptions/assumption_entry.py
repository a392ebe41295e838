"""What an assumption is: a rule that no source states, beside what one could have chosen."""

from __future__ import annotations

from msgspec import Struct


class Assumption(Struct, frozen=True):
    """A rule that no source states.

    Attributes:
        id: Stable identifier, cited by formulas and explanations.
        title: Short French name.
        statement: What pycog does, in French.
        silence: What the source says or does not say, in French.
        alternative: What one could have chosen instead, in French.
    """

    id: str
    title: str
    statement: str
    silence: str
    alternative: str
