"""Annexes made up by chance, their numbers, labels and targets partly wrong: no wrong match.

What each row is about is known from how it was made; what is accepted must be that, whatever
number or label was put beside it to mislead.
"""

from __future__ import annotations

import random
from collections import Counter

import pytest

from pycog import conventions
from pycog.audit.grid import Grid, Stored
from pycog.conventions import Indicator
from pycog.equip.model import Correspondence
from pycog.equip.recognition.recognise import recognise
from tests.equip.annex_kit import CAMIEG

FOREIGN = (
    "Taux de rotation du personnel",
    "Nombre de recours gracieux",
    "Délai moyen de remboursement",
    "Taux de satisfaction des employeurs",
    "Frais postaux",
    "Charges locatives",
)
CAMPAIGN = "interessement-maladie-2022"


def shortened(label: str, chance: random.Random) -> str:
    words = label.split()
    for _ in range(max(1, len(words) // 4)):
        if len(words) > 2:
            words.pop(chance.randrange(len(words)))
    return " ".join(words)


def number_of(one: Indicator, row: int, numbers: str, chance: random.Random) -> str:
    if numbers == "mixed":
        return chance.choice([one.number, one.number, "", str(chance.randint(1, 55))])
    return {"right": one.number, "none": "", "own": str(row)}.get(numbers, str(int(one.number) + 1))


def indicators(seed: int) -> tuple[Grid, dict[int, str]]:
    """Return an annex of indicators and what each row is about, ``""`` where it must be asked."""
    chance = random.Random(seed)
    known = list(conventions.load(CAMIEG).indicators.values())
    chosen = chance.sample(known, chance.randint(3, 30))
    if chance.random() < 0.6:
        chosen.sort(key=known.index)
    numbers = chance.choice(("right", "none", "own", "next", "mixed"))
    year = chance.choice((2012, 2013, 2014, 2015))
    grid, truth = Grid("Suivi", formulas=frozenset()), {}
    for column, heading in enumerate(("N°", "Indicateur", f"Objectif {year}", f"Réalisé {year}")):
        grid.cells[0, column] = Stored(heading)
    for row, one in enumerate(chosen, start=1):
        number = number_of(one, row, numbers, chance)
        label, about = one.label, one.number
        how = chance.choice(("exact", "exact", "short", "other", "foreign"))
        if how == "short":
            label = shortened(label, chance)
        elif how == "other":
            other = chance.choice(known)
            label, about = other.label, "" if number == one.number else other.number
            about = one.number if other is one else about
        elif how == "foreign":
            label, about = chance.choice(FOREIGN), ""
        truth[row] = about
        target = one.targets[chance.choice((year, year, 2012, 2015))].text
        cells = (number and Stored(int(number)), Stored(label), target and Stored(target))
        for column, cell in enumerate((*cells, Stored(0.9, percent=True))):
            if cell:
                grid.cells[row, column] = cell
    return grid, truth


def budget(seed: int) -> tuple[Grid, dict[int, str]]:
    """Return the annex of a fund and what each row is about."""
    chance = random.Random(seed)
    fund = chance.choice(list(conventions.load(CAMIEG).funds.values()))
    lines = [line for line in fund.lines if line.role != "titre"]
    chosen = chance.sample(lines, chance.randint(3, len(lines)))
    if chance.random() < 0.7:
        chosen.sort(key=lines.index)
    year, unit = chance.choice(("2012", "2013", "2014")), chance.choice((1, 1000))
    grid, truth = Grid("Budget", formulas=frozenset()), {}
    if chance.random() < 0.6:
        grid.cells[0, 0] = Stored(fund.id)
    for column, heading in enumerate(("Ligne", f"Base COG {year}", f"Exécuté {year}")):
        grid.cells[2, column] = Stored(heading)
    for row, line in enumerate(chosen, start=3):
        how = chance.choice(("exact", "exact", "short", "foreign"))
        label = shortened(line.label, chance) if how == "short" else line.label
        amount = line.amounts.get(year) or 0.0
        truth[row] = f"{fund.id}/{line.key}"
        if how == "foreign":
            label, amount, truth[row] = chance.choice(FOREIGN), 1000.0 * chance.randint(1, 9), ""
        for column, cell in enumerate((label, amount / unit, amount * 0.97 / unit)):
            grid.cells[row, column] = Stored(cell)
    return grid, truth


def scorecard(seed: int) -> tuple[Grid, dict[int, str]]:
    """Return a scorecard and what each row is about."""
    chance = random.Random(seed)
    card = chance.choice(list(conventions.load(CAMPAIGN).scorecards[2022].values()))
    rows = chance.sample(card.rows, chance.randint(3, len(card.rows)))
    if chance.random() < 0.6:
        rows.sort(key=card.rows.index)
    grid, truth = Grid("Barème", formulas=frozenset()), {}
    if chance.random() < 0.6:
        grid.cells[0, 0] = Stored(card.title)
    for column, heading in enumerate(("Indicateur", "Seuil", "Cible", "Points max", "Résultat")):
        grid.cells[2, column] = Stored(heading)
    for place, row in enumerate(rows, start=3):
        how = chance.choice(("exact", "exact", "short", "foreign"))
        label = shortened(row.label, chance) if how == "short" else row.label
        cells: tuple[str | float, ...] = (label, row.floor, row.target, row.weight)
        truth[place] = f"2022/{card.category}/{row.key}"
        if how == "foreign":
            cells, truth[place] = (chance.choice(FOREIGN), "", "80%", 50), ""
        for column, cell in enumerate(cells):
            if cell != "":
                grid.cells[place, column] = Stored(cell)
    return grid, truth


def accepted(found: Correspondence) -> dict[int, str]:
    return {
        row.index: "/".join(part for part in (subject.frame, subject.key) if part)
        for table in found.tables
        for row, subject in table.accepted()
    }


MAKERS = {"indicators": indicators, "budget": budget, "scorecard": scorecard}


@pytest.mark.parametrize("kind", sorted(MAKERS))
def test_no_wrong_match_is_accepted(kind: str) -> None:
    convention = conventions.load(CAMPAIGN if kind == "scorecard" else CAMIEG)
    counts: Counter[str] = Counter()
    for seed in range(60):
        grid, truth = MAKERS[kind](seed)
        found = accepted(recognise([grid], convention))
        wrong = {row: (key, truth[row]) for row, key in found.items() if key != truth[row]}
        assert not wrong, f"seed {seed}: {wrong}"
        counts["accepted"] += len(found)
        counts["rows"] += len(truth)
    # The test would hold of a recogniser that accepts nothing.
    assert counts["accepted"] > 0.15 * counts["rows"]
