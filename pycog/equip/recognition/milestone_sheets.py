"""Tells the sheets that follow the dated measures of an agreement, which have no figures."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection
from typing import Final

from pycog.audit.grid import Place, normal, shown
from pycog.conventions import Convention
from pycog.equip.recognition.sheet_view import View
from pycog.equip.recognition.shortened_words import covered

_DATED: Final = re.compile(r"\b(?:echeanc\w+|echeances?|jalons?|calendriers?|date|delais?)\b")
_DATE: Final = re.compile(r"\b(?:19|20)\d\d\b")
#: Measures that a column names, fewest; share of the words of each, and words in common.
_FEWEST, _MOST, _TWO = 2, 0.6, 2
_ROWS: Final = 200


def milestones_at(view: View, convention: Convention, read: Collection[int]) -> str:
    """Return where a sheet names dated measures of an agreement, ``""`` where it does not.

    Args:
        view: The sheet.
        convention: The agreement.
        read: Rows of its tables, which are something else.
    """
    rows = [row for row in view.rows()[:_ROWS] if row not in read]
    texts = {row: {column: view.text(row, column) for column in view.row(row)} for row in rows}
    heads = (normal(text) for cells in texts.values() for text in cells.values())
    if not convention.milestones or not any(map(_DATED.search, heads)):
        return ""
    cells = {
        (row, column): text
        for row, line in texts.items()
        if any(map(_DATE.search, line.values()))
        for column, text in line.items()
    }
    named: list[Place] = [place for place, text in cells.items() if _is_measure(text, convention)]
    columns = Counter(column for _, column in named)
    if not columns or columns.most_common(1)[0][1] < _FEWEST:
        return ""
    best = columns.most_common(1)[0][0]
    return shown(min(place for place in named if place[1] == best))


def _is_measure(text: str, convention: Convention) -> bool:
    for one in convention.milestones:
        said = covered(text, one.what)
        if said.share >= _MOST and said.own >= _TWO:
            return True
    return False
