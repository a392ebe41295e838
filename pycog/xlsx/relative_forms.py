"""Formulas as neighbours share them: what they read, told from where they stand.

``=SUM(B4:B9)`` in B10 and ``=SUM(C4:C9)`` in C10 have one relative form: the six cells above.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from pycog.xlsx.cells import LAST_COLUMN, LAST_ROW, column_letters, column_number

#: Row and column, zero-based.
Place = tuple[int, int]
#: A text, or a cell with the sheet it is read from.
_READ: Final = re.compile(
    r"\"(?:[^\"]|\"\")*\"|"
    r"(?P<sheet>(?:'(?:[^']|'')+'|[^\W\d][\w.]*)!)?(?<![\w.$\]])"
    r"(?P<right>\$?)(?P<column>[A-Za-z]{1,3})(?P<down>\$?)(?P<row>[1-9]\d{0,6})(?![\w(!.\[])"
)


@dataclass(frozen=True, slots=True)
class Written:
    """A formula as the file holds it.

    Attributes:
        text: Without its equals sign.
        origin: The cell that it is written for; the cells that share it read as far from
            their own place.
    """

    text: str
    origin: Place

    @property
    def form(self) -> str:
        """The formula with what it reads told from its own place."""
        return _form(self.text, self.origin)

    def at(self, place: Place) -> str | None:
        """Return the formula as it reads when copied to a cell; ``None`` beyond the sheet."""
        down, right = place[0] - self.origin[0], place[1] - self.origin[1]
        beyond = False

        def move(match: re.Match[str]) -> str:
            nonlocal beyond
            row, column = _place(match)
            if row >= LAST_ROW or column >= LAST_COLUMN:
                return match[0]  # a name that reads like a cell beyond the sheet
            row += 0 if match["down"] else down
            column += 0 if match["right"] else right
            beyond = beyond or not (0 <= row < LAST_ROW and 0 <= column < LAST_COLUMN)
            letters = column_letters(max(column, 0) + 1)
            return f"{match['sheet'] or ''}{match['right']}{letters}{match['down']}{row + 1}"

        text = _replaced(self.text, move)
        return None if beyond else text


def _place(match: re.Match[str]) -> Place:
    return int(match["row"]) - 1, column_number(match["column"].upper()) - 1


def _replaced(text: str, replace: Callable[[re.Match[str]], str]) -> str:
    return _READ.sub(lambda match: replace(match) if match["row"] else match[0], text)


@lru_cache(maxsize=1 << 16)
def _form(text: str, origin: Place) -> str:
    def tell(match: re.Match[str]) -> str:
        row, column = _place(match)
        down = f"R{row + 1}" if match["down"] else f"R[{row - origin[0]}]"
        right = f"C{column + 1}" if match["right"] else f"C[{column - origin[1]}]"
        return (match["sheet"] or "").lower() + down + right

    return re.sub(r"\s+", "", _replaced(text, tell)).upper()
