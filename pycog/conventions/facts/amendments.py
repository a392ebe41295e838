"""What changes an agreement after its signature: amendments, and periods that do not count."""

from __future__ import annotations

import datetime as dt

from msgspec import Struct

from pycog.targets import Target


class Amendment(Struct, frozen=True):
    """One thing that one amendment (avenant) changes.

    Attributes:
        reference: The amendment as printed, ``"n° 1"``.
        date: Day from which it holds.
        subject: ``"cible"``, ``"montant"`` or ``"règle"``.
        indicator: Number of the indicator whose target changes, else ``""``.
        fund: Id of the fund whose amount changes, else ``""``.
        line: Key of its line, else ``""``.
        columns: The years that it holds for, as text, or ``"total"``; empty for a rule
            without a year.
        printed: The new value as printed, or the new rule.
        reading: The text that was read where the printed one does not say it alone, else ``""``.
        target: The new target as understood, ``None`` where it holds no figure or for
            something else.
        amount: The new amount in the unit of the fund, ``None`` for something else.
        citation: Document, amendment and place in it.
        note: Remark in French, ``""`` if none.
    """

    reference: str
    date: dt.date
    subject: str
    indicator: str
    fund: str
    line: str
    columns: tuple[str, ...]
    printed: str
    reading: str
    target: Target | None
    amount: float | None
    citation: str
    note: str

    @property
    def name(self) -> str:
        """The amendment as a sentence cites it: ``"avenant n° 1 du 12/03/2024"``."""
        return f"avenant {self.reference} du {self.date:%d/%m/%Y}"


class Neutralisation(Struct, frozen=True):
    """A year in which the result of an indicator is not judged.

    Attributes:
        indicator: Its number, ``""`` for every indicator.
        year: The year.
        reason: Why, in French.
        citation: Who decided it, document and place.
    """

    indicator: str
    year: int
    reason: str
    citation: str

    @property
    def words(self) -> str:
        """Year, reason and source in one sentence part: ``"2020 neutralisé : … (…)"``."""
        return f"{self.year} neutralisé : {self.reason} ({self.citation})"


def citation_of_amendments(amendments: tuple[Amendment, ...]) -> str:
    """Return what a citation adds for some amendments, ``""`` without one.

    Each is named once, with the years that it changes:
    ``", avenant n° 1 du 12/03/2024 (2024 et 2025)"``.
    """
    found: dict[str, list[str]] = {}
    for one in amendments:
        found.setdefault(one.name, []).extend(one.columns)
    parts = []
    for name, columns in found.items():
        *head, last = sorted(dict.fromkeys(columns)) or [""]
        listed = f"{', '.join(head)} et {last}" if head else last
        parts.append(f", {name} ({listed})" if listed else f", {name}")
    return "".join(parts)
