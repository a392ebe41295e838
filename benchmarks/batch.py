"""A folder of small annexes, on one process and on two, against what users would pick instead.

Run with ``make bench``, or for a quick look::

    python benchmarks/batch.py --files 100 --runs 1

Every annex has 300 formula cells, a third of them COG_, all stale, so that each file is
calculated and written. Contenders run in turns; what counts are the ratios of one run.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from folders import measure_folder
from refresh import Measure, libreoffice, measure, write_workbook

CELLS = 300
RESULTS = Path(__file__).with_name("resultats-lot.md")
INTRODUCTION = """\
# Recalcul de nombreux petits classeurs

Écrit par `benchmarks/batch.py`. Chaque classeur a 300 cellules à formule, dont un tiers de COG_,
toutes périmées : il est calculé et réécrit. Le démarrage des processus est compté. Les outils
passent à tour de rôle ; seuls les rapports d'une même exécution ont un sens. Le temps écoulé dépend
de ce que la machine fait par ailleurs, et du disque : le temps de processeur, bien moins.
"""


def make_folder(folder: Path, files: int, *, plain: bool) -> Path:
    """Write the same annex ``files`` times."""
    folder.mkdir(parents=True)
    first = folder / "0000.xlsx"
    write_workbook(first, CELLS, plain=plain)
    for number in range(1, files):
        shutil.copy(first, folder / f"{number:04}.xlsx")
    return folder


def pycog(workers: int) -> Callable[[Path], list[str]]:
    """Return the command that refreshes a folder on some processes."""
    return lambda folder: [
        sys.executable,
        "-m",
        "pycog",
        "refresh",
        str(folder),
        "--workers",
        str(workers),
    ]


def openpyxl_loop(folder: Path) -> list[str]:
    """Return the command that loads and saves each file with openpyxl."""
    program = (
        "import sys, pathlib, openpyxl\n"
        "for path in sorted(pathlib.Path(sys.argv[1]).glob('*.xlsx')):\n"
        "    openpyxl.load_workbook(path).save(path)\n"
    )
    return [sys.executable, "-c", program, str(folder)]


def soffice(folder: Path) -> list[str]:
    """Return the command that recalculates and converts all files with one LibreOffice."""
    return [*libreoffice(folder / "x")[:-1], *map(str, sorted(folder.glob("*.xlsx")))]


CONTENDERS: dict[str, tuple[Callable[[Path], list[str]], bool]] = {
    "pycog refresh --workers 1": (pycog(1), False),
    "pycog refresh --workers 2": (pycog(2), False),
    "openpyxl, charger et enregistrer": (openpyxl_loop, True),
    "LibreOffice sans écran, un processus": (soffice, True),
}


def run(files: int, runs: int) -> dict[str, Measure]:
    """Return the run of each contender that took the median of its processor times."""
    found: dict[str, list[Measure]] = {}
    for _ in range(runs):
        for title, (command, plain) in CONTENDERS.items():
            if command is soffice and shutil.which("soffice") is None:
                continue
            with tempfile.TemporaryDirectory() as name:
                folder = make_folder(Path(name) / "annexes", files, plain=plain)
                found.setdefault(title, []).append(measure(command(folder)))
    return {
        title: sorted(measures, key=lambda one: one.processor)[len(measures) // 2]
        for title, measures in found.items()
    }


def table(files: int, measures: dict[str, Measure]) -> list[str]:
    """Return the French Markdown table."""
    one, two = (measures[f"pycog refresh --workers {count}"] for count in (1, 2))
    lines = [
        f"## {files:,} classeurs".replace(",", " "),
        "",
        "| Outil | Temps écoulé (s) | Classeurs par seconde | Temps de processeur (s) "
        "| Rapport à pycog sur deux processus |",
        "|---|---:|---:|---:|---:|",
    ]
    for title, spent in measures.items():
        figures = (
            f"{spent.seconds:.1f} | {files / spent.seconds:.1f} | {spent.processor:.1f} "
            f"| {spent.processor / two.processor:.2f}"
        )
        lines.append(f"| {title} | {figures} |".replace(".", ","))
    gain = f"{one.seconds / two.seconds:.2f}".replace(".", ",")
    load = f"{os.getloadavg()[0]:.1f}".replace(".", ",")
    return [
        *lines,
        "",
        f"Deux processus vont {gain} fois plus vite qu'un. Machine de {os.cpu_count()} cœurs, "
        f"charge moyenne à la fin de la mesure : {load} (celle des mesures comprise).",
        "",
    ]


def main() -> None:
    """Measure, print, and keep the table in ``resultats-lot.md``."""
    measure_folder(
        lambda files, runs: table(files, run(files, runs)),
        description=__doc__,
        files=1000,
        results=RESULTS,
        introduction=INTRODUCTION,
    )


if __name__ == "__main__":
    main()
