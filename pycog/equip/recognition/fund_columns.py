"""Tables whose columns are those of several funds: « FNGA voté | FNGA exécuté | FNGR voté ».

Such a table is read as one table for each fund: its naming columns, the columns that its fund
heads, and the rows that hold something of that fund.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from typing import Final

from pycog.equip.model import FIGURES
from pycog.equip.recognition.heading_words import is_total_heading, plain_words
from pycog.equip.recognition.regions import Headed, Region
from pycog.equip.recognition.table_frames import Knowledge

#: Columns without a fund that serve every fund; the others (« Total », « Écart ») are of them all.
_SHARED: Final = frozenset({"numéro", "libellé", "thème", "fonds", "groupe", "unité", ""})
#: « Total » of the quarters of a fund is its amount of the year.
_HELD: Final = FIGURES | {"cumul"}
_FEWEST: Final = 2


def funds_apart(region: Region, knowledge: Knowledge) -> Iterator[Region]:
    """Yield the tables of a region: itself, or one for each fund that heads its columns.

    Args:
        region: Where a table stands.
        knowledge: What is known of the agreement.
    """
    funds = knowledge.fund_names
    own = {column.index: fund_of(column.heading, funds) for column in region.columns}
    named = dict.fromkeys(fund for fund in own.values() if fund)
    measured = [one for one in region.columns if one.words.role in FIGURES]
    if len(named) == 1 and measured and all(own[one.index] for one in measured):
        yield replace(region, fund=next(iter(named)))
        return
    shared = [
        one
        for one in region.columns
        if not own[one.index]
        and one.words.role in _SHARED
        and not (is_total_heading(one.heading) and one.words.role == "")
    ]
    if len(named) < _FEWEST or not shared:
        yield region
        return
    for fund in named:
        columns = [_bare(one, knowledge) for one in region.columns if own[one.index] == fund]
        figures = [
            one.index
            for one in columns
            if one.words.role in _HELD or one.words.years or one.words.bare
        ]
        others = [one.index for one in region.columns if own[one.index] not in {None, fund}]
        body = tuple(
            row
            for row in region.body
            if _holds(region, row, figures) or not _holds(region, row, others)
        )
        if figures and body:
            placed = sorted((*shared, *columns), key=lambda one: one.index)
            yield replace(region, columns=tuple(placed), body=body, fund=fund)


def _bare(headed: Headed, knowledge: Knowledge) -> Headed:
    """Return a column headed by a fund alone, « FNGA (k€) », as one that the title tells."""
    words = headed.words
    if words.role or words.years or not knowledge.terms.is_fund(headed.heading):
        return headed
    return replace(headed, words=replace(words, bare=True))


def _holds(region: Region, row: int, columns: Collection[int]) -> bool:
    cells = region.view.row(row)
    return any((one := cells.get(column)) is not None and one.value != "" for column in columns)


def fund_of(heading: str, funds: Mapping[str, Collection[str]]) -> str | None:
    """Return the only fund that a heading names, ``None`` where it names none or several.

    Args:
        heading: The heading.
        funds: Fund → the words that name it.
    """
    text = f" {plain_words(heading)} "
    found = [fund for fund, names in funds.items() if any(f" {name} " in text for name in names)]
    return found[0] if len(found) == 1 else None
