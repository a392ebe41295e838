"""Finds the rows that a question names by their codes and numbers: « V25-06 », « action 1.1 »."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from pycog.dialogue.lexicon import stem
from pycog.dialogue.normalise import normalise
from pycog.dialogue.table_query.plain_tables import CODE, TEXT
from pycog.lazy_patterns import regex

if TYPE_CHECKING:
    from pycog.dialogue.table_query.plain_tables import PlainTable
    from pycog.equip.open_parts import OpenRow

A_YEAR: Final = regex(r"(?:19|20)\d\d")
_CODE: Final = regex(
    r"\b[a-z]{1,6}[ .-]?\d{1,6}(?:[ ./-]\d{1,4})*[a-z]?\b"
    r"|\b\d{2,4}[ ./-]?[a-z]{1,4}[ ./-]?\d{1,4}\b"
)
#: « 1.1 », read before « la 1 » may pass for a code.
_DOTTED: Final = regex(r"(?<![\d.,/-])\d{1,4}(?:[.-]\d{1,4}){1,3}(?![\d,/-]|\.\d)")
_NUMBERED: Final = regex(
    r"\b(?P<noun>indicateurs?|indics?|ind|lignes?|mesures?|jalons?|actions?|projets?|marches?|fiches?"
    r"|virements?|mouvements?|transferts?|dossiers?|risques?|operations?|recommandations?"
    r"|comptes?|numeros?|n)\.? ?(?:n ?°|°|numero)? ?(\d{1,6})\b(?! ?[%€])"
)
#: What names a row by its number in any table.
_NUMBERS: Final = frozenset({"ligne", "lignes", "numero", "numeros", "n", "indicateur"})
_LONGEST: Final = 12
#: « V25-06 », « VIR-6 »: letters, perhaps a year, then its own number.
_LAST_NUMBER: Final = regex(r"[A-Za-z]+[ ./-]?(?:\d{2,4}[ ./-])?(\d{1,3})")


@dataclass(slots=True)
class Coded:
    """A question whose codes are read.

    Attributes:
        text: The question with blanks in their place.
        rows: The rows that they name.
        mentions: How many were said.
        unread: A number of a row that the table has not.
    """

    text: str
    rows: list[OpenRow] = field(default_factory=list)
    mentions: int = 0
    unread: str = ""

    def take(self, start: int, length: int, rows: list[OpenRow]) -> None:
        """Add the rows of one code, and blank it."""
        self.rows += rows
        self.mentions += 1
        self.text = self.text[:start] + " " * length + self.text[start + length :]


class RowCodes:
    """The codes and numbers of the rows of one table."""

    def __init__(self, table: PlainTable) -> None:
        self.codes: dict[str, list[OpenRow]] = {}
        for row in table.entries:
            for one in {row.number, row.label}:
                if one and len(one) <= _LONGEST and any(sign.isdigit() for sign in one):
                    for key in _keys(normalise(one)):
                        self.codes.setdefault(key, []).append(row)
        #: What cells beside the codes say: « P1 » of a column of priorities is no « P-01 ».
        self.spelled = {
            normalise(table.cell(row, column).shown)
            for column in table.of(TEXT, CODE)
            if column not in table.naming
            for row in table.entries
        }
        self.numbers = {
            key.lstrip("0"): rows for key, rows in self.codes.items() if key.isdigit()
        } or _endings(table)

    def read(self, text: str, nouns: Collection[str]) -> Coded:
        """Return the rows that a question names.

        Args:
            text: The question, as :func:`.table_lexis.plain` gives it.
            nouns: Stems of what the rows of the table are called.
        """
        found = Coded(text)
        for match in _DOTTED.finditer(text) if self.codes else ():
            if (rows := self.codes.get(_bare(match[0]))) is not None:
                found.take(match.start(), len(match[0]), rows)
        for match in _CODE.finditer(found.text) if self.codes else ():
            said = match[0]
            while said:
                padded = re.sub(r"(?<=[a-z])[ .-]?(\d)$", r"0\1", said)
                padded = re.sub(r"(?<=\d-)(\d)$", r"0\1", padded)
                rows = self.codes.get(_bare(said))
                if rows is None and said not in self.spelled:
                    rows = self.codes.get(_bare(padded))
                if rows is not None:
                    found.take(match.start(), len(said), rows)
                    break
                said = re.sub(r"[ .-]?[^ .-]*$", "", said)
        if self.numbers:
            self._numbered(found, nouns)
        return found

    def _numbered(self, found: Coded, nouns: Collection[str]) -> None:
        for match in _NUMBERED.finditer(found.text):
            noun = "indicateur" if match["noun"].startswith("ind") else match["noun"]
            if A_YEAR.fullmatch(match[2]) and match[2] not in self.numbers:
                # « Les virements 2025 » are those of the year.
                continue
            if noun not in _NUMBERS and stem(noun) not in nouns:
                # « La fiche 16 » is no row 16.
                continue
            rows = self.numbers.get(match[2].lstrip("0"))
            if rows is None:
                found.unread = match[0]
                continue
            found.take(match.start(), len(match[0]), rows)


def _endings(table: PlainTable) -> dict[str, list[OpenRow]]:
    """Return the rows by the last number of their codes: « virement 6 » is « V25-06 »."""
    found: dict[str, list[OpenRow]] = {}
    for row in table.entries:
        end = _LAST_NUMBER.fullmatch(row.number)
        if end is None:
            return {}
        found.setdefault(end[1].lstrip("0"), []).append(row)
    return found if all(len(rows) == 1 for rows in found.values()) else {}


def _bare(code: str) -> str:
    """Return a code without what parts letters from numbers: « 1.1 » is never « 11 »."""
    return re.sub(r"[ .-]", "", re.sub(r"(?<=\d)[ ./-](?=\d)", ":", code))


def _keys(code: str) -> set[str]:
    """Return how a code may be typed: « V25-06 » is « v2506 » too."""
    bare = _bare(code)
    return {bare, bare.replace(":", "")} if code[:1].isalpha() else {bare}
