"""Measures how long twenty conventions in workbooks take to list, at a start and while running.

Run with ``python benchmarks/conventions.py``; it writes ``benchmarks/resultats-conventions.md``.
Every start is a new process, so that nothing but the user's cache is kept from one to the next.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import timeit
from pathlib import Path

from pycog import conventions
from pycog.conventions.form.exchange import workbook_of
from pycog.values import format_number

TARGET = Path(__file__).parent / "resultats-conventions.md"
COUNT = 20
REPEAT = 5
_MODEL = "camieg-2012-2015"
_START = (
    "import time; from pycog import conventions; start = time.perf_counter(); "
    "found = conventions.available(); print(time.perf_counter() - start); "
    "assert len(found) >= {count} and not any(one.problem for one in found)"
)


def main() -> None:
    """Measure, print the table and keep it."""
    model = Path(conventions.__file__).parent / "data" / _MODEL
    with tempfile.TemporaryDirectory() as place:
        folder, cache = Path(place) / "mes", Path(place) / "cache"
        folder.mkdir()
        for number in range(COUNT):
            _write(model, folder, f"essai-{number}")
        environment = {
            **os.environ,
            conventions.VARIABLE: str(folder),
            "XDG_CACHE_HOME": str(cache),
            "LOCALAPPDATA": str(cache),
        }
        first = _start(environment)
        again = min(_start(environment) for _ in range(REPEAT))
        os.environ.update(environment)
        conventions.load("essai-0")
        asked = min(timeit.repeat(lambda: conventions.load("essai-0"), number=1000, repeat=REPEAT))
    lines = [
        "# Temps de lecture des conventions en classeur",
        "",
        f"Écrit par `python benchmarks/conventions.py` : {COUNT} classeurs de 55 indicateurs et",
        "deux fonds dans un dossier ; le plus court de cinq passages, chaque démarrage dans un",
        "processus neuf.",
        "",
        "| Mesure | Temps |",
        "|---|---:|",
        f"| lister au premier démarrage, chaque classeur lu en entier | {_seconds(first)} |",
        f"| lister aux suivants, par le cache | {_seconds(again)} |",
        f"| retrouver une convention déjà lue, fichiers vérifiés | {_seconds(asked / 1000)} |",
        "",
    ]
    TARGET.write_text("\n".join(lines), encoding="utf-8")
    print("\n".join(lines))


def _write(model: Path, folder: Path, name: str) -> None:
    """Write the model as a workbook under another id."""
    with tempfile.TemporaryDirectory() as place:
        copy = Path(place) / name
        copy.mkdir()
        for file in model.iterdir():
            text = file.read_text(encoding="utf-8").replace(f'id = "{_MODEL}"', f'id = "{name}"')
            (copy / file.name).write_text(text, encoding="utf-8")
        (folder / f"{name}.xlsx").write_bytes(workbook_of(copy))


def _start(environment: dict[str, str]) -> float:
    done = subprocess.run(
        [sys.executable, "-c", _START.format(count=COUNT)],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    return float(done.stdout)


def _seconds(value: float) -> str:
    if value < 0.001:
        return f"{format_number(round(value * 1e6, 1))} µs"
    return f"{format_number(round(value * 1000, 1))} ms"


if __name__ == "__main__":
    main()
