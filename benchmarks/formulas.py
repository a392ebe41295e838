"""Measures how long one call of a formula takes, through the catalogue as every host calls it.

Run with ``python benchmarks/formulas.py``; it writes ``benchmarks/resultats-formules.md``. The
target of an indicator is read once and kept: the first line shows a loss of that, since it would
then be no shorter than the second.
"""

from __future__ import annotations

import itertools
import timeit
from collections.abc import Callable
from pathlib import Path

from pycog.values import CellValue, format_number
from udfs.catalogue import catalogue

TARGET = Path(__file__).parent / "resultats-formules.md"
CALLS = 20_000
REPEAT = 5
#: Lines of a column that one call takes.
LINES = 1_000


def measure() -> dict[str, float]:
    """Return the shortest time of a call in microseconds, by what is called."""
    attainment = catalogue()["COG_ATTAINMENT"]
    column: CellValue = [[number / LINES] for number in range(LINES)]
    # Each of these targets is met for the first time.
    targets = (f"{number / 1_000_000:.6f}".replace(".", ",") for number in itertools.count(1))
    return {
        'cible déjà lue : `COG_ATTAINMENT(0,77;"90%")`': _shortest(
            lambda: attainment.evaluate(0.77, "90%"), CALLS
        ),
        "cible nouvelle à chaque appel": _shortest(
            lambda: attainment.evaluate(0.77, next(targets)), CALLS
        ),
        f"colonne de {format_number(LINES)} lignes, une seule cible": _shortest(
            lambda: attainment.evaluate(column, "90%"), CALLS // LINES
        ),
    }


def _shortest(call: Callable[[], object], calls: int) -> float:
    return min(timeit.repeat(call, number=calls, repeat=REPEAT)) / calls * 1e6


def report(times: dict[str, float]) -> str:
    """Return the results as a French document."""
    lines = [
        "# Temps d'un appel de formule",
        "",
        "Écrit par `python benchmarks/formulas.py` : le plus court de cinq passages, dans un seul",
        "processus, par le catalogue comme le font Excel et `pycog refresh`.",
        "",
        "| Appel | Temps (µs) |",
        "|---|---:|",
        *(f"| {name} | {format_number(value, 1)} |" for name, value in times.items()),
        "",
    ]
    return "\n".join(lines)


def main() -> None:
    """Measure, show and write."""
    text = report(measure())
    TARGET.write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
