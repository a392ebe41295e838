"""Budgets of two funds made up by chance: totals anywhere, of funds, of years or of both.

What each column is, and what each total adds up, is known from how the annex was made.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence
from typing import Final, NamedTuple

from openpyxl import Workbook
from openpyxl.utils import get_column_letter

from pycog import conventions
from pycog.equip.model import Correspondence
from pycog.equip.recognition.recognise import recognise
from tests.equip.annex_kit import CAMIEG, grids_of, saved

FUNDS: Final = ("FNGA", "FNGR")
#: Label → the funds that have it.
LINES: Final = {
    "Personnel": ("FNGA",),
    "Fonctionnement": ("FNGA",),
    "Communication": ("FNGR",),
    "Etudes": ("FNGR",),
    "Total des dépenses brutes": FUNDS,
    "Dotation FNGT": FUNDS,
}
KEYS: Final = {
    "Personnel": "personnel", "Fonctionnement": "fonctionnement", "Communication": "communication",
    "Etudes": "etudes", "Total des dépenses brutes": "total_brut", "Dotation FNGT": "dotation_fngt",
}  # fmt: skip
ROLES: Final = {"base": "Base", "exécuté": "Exécuté"}
TOTALS: Final = ("Total", "Ensemble", "Total général", "Cumul")


class Place(NamedTuple):
    """What a column holds: fund, year, role; ``""`` and 0 where it adds them up."""

    fund: str
    year: int
    role: str


def places_of(chance: random.Random) -> tuple[list[Place], Sequence[str]]:
    """Return the columns of an annex from left to right, and the order of its heading rows."""
    years = sorted(chance.sample((2012, 2013, 2014), chance.randint(1, 3)))
    roles = chance.choice((("base",), ("exécuté",), ("base", "exécuté")))
    of_years = len(years) > 1 and chance.random() < 0.5
    order = chance.sample(("fund", "year", "role"), 3)
    values: dict[str, list[object]] = {
        "fund": [*FUNDS, ""] if chance.random() < 0.7 else ["", *FUNDS],
        "year": ([*years, 0] if chance.random() < 0.7 else [0, *years]) if of_years else [*years],
        "role": list(roles),
    }
    found = [
        Place(**{order[0]: one, order[1]: two, order[2]: three})
        for one in values[order[0]]
        for two in values[order[1]]
        for three in values[order[2]]
    ]
    return found, order


def shown(place: Place, name: str, word: str) -> str | int:
    value = getattr(place, name)
    if value in ("", 0):
        return f"{word} tous fonds" if name == "fund" and word == "Total" else word
    return ROLES[value] if name == "role" else value


def parts_of(place: Place, places: Sequence[Place]) -> list[int]:
    """Return the columns that a total adds up."""
    return [
        rank
        for rank, one in enumerate(places)
        if one.fund and one.year and one.role == place.role
        and place.fund in ("", one.fund) and place.year in (0, one.year)
    ]  # fmt: skip


def annex(seed: int) -> tuple[Correspondence, list[Place]]:
    """Return what is made of an annex, and what its columns are, from B on."""
    chance = random.Random(seed)
    places, order = places_of(chance)
    word, merged, flat = chance.choice(TOTALS), chance.random() < 0.5, chance.random() < 0.3
    book = Workbook()
    sheet = book.active
    sheet.title = "Budgets"
    sheet.append(["Budgets de gestion, en k€"])
    top = 3
    sheet.cell(top, 1, "Ligne")
    rows = 1 if flat else 3
    for rank, place in enumerate(places):
        texts = [shown(place, name, word) for name in order]
        if flat:
            sheet.cell(top, rank + 2, " ".join(map(str, texts)))
            continue
        for level, text in enumerate(texts):
            before = places[rank - 1] if rank else None
            same = before is not None and all(
                getattr(before, name) == getattr(place, name) for name in order[: level + 1]
            )
            if level == 2 or not same:
                sheet.cell(top + level, rank + 2, text)
            elif merged:
                left = rank + 1
                while sheet.cell(top + level, left).value is None:
                    left -= 1
                area = next(
                    (one for one in sheet.merged_cells.ranges
                     if (one.min_row, one.min_col) == (top + level, left)),
                    None,
                )  # fmt: skip
                if area is not None:
                    sheet.unmerge_cells(str(area))
                sheet.merge_cells(
                    start_row=top + level, end_row=top + level, start_column=left,
                    end_column=rank + 2,
                )  # fmt: skip
    convention, typed = conventions.load(CAMIEG), chance.random() < 0.6
    for down, (label, funds) in enumerate(LINES.items(), top + rows):
        sheet.cell(down, 1, label)
        amounts: dict[int, float] = {}
        for rank, place in enumerate(places):
            if place.fund in funds and place.year:
                line = convention.funds[place.fund].line(KEYS[label])
                assert line is not None
                printed = line.amounts[str(place.year)] or 0.0
                factor = 1 if place.role == "base" else chance.choice((0.91, 0.97, 1.02))
                amounts[rank] = float(round(printed * factor / 1000))
                sheet.cell(down, rank + 2, amounts[rank])
        for rank, place in enumerate(places):
            own = [one for one in parts_of(place, places) if one in amounts]
            if (place.fund and place.year) or not own:
                continue
            cells = [f"{get_column_letter(one + 2)}{down}" for one in parts_of(place, places)]
            value = sum(amounts[one] for one in own) if typed else f"=SUM({','.join(cells)})"
            sheet.cell(down, rank + 2, value)
    return recognise(grids_of(saved(book)), convention), places


def test_totals_are_found_wherever_they_stand() -> None:
    counts: Counter[str] = Counter()
    for seed in range(80):
        found, places = annex(seed)
        columns = {
            column.index - 1: (table.frame, column.role, column.year)
            for table in found.tables
            for column in table.columns
            if column.role in ROLES and column.accepted
        }
        totals = {one.index - 1: one for one in found.totals if one.accepted}
        for rank, place in enumerate(places):
            if place.fund and place.year:
                counts["columns"] += 1
                read = columns.get(rank)
                assert read in (None, (place.fund, place.role, place.year)), f"seed {seed}: {place}"
                assert rank not in totals, f"seed {seed}: {place}"
                counts["read"] += read is not None
                continue
            counts["totals"] += 1
            assert rank not in columns, f"seed {seed}: {place}"
            if rank in totals:
                parts = [one - 1 for one in totals[rank].parts]
                assert parts == parts_of(place, places), f"seed {seed}: {place}"
                counts["found"] += 1
    assert counts["read"] == counts["columns"] > 200, counts
    assert counts["found"] == counts["totals"] > 200, counts
