"""Three hundred annexes of a network: how long the network view takes, on one process and two.

Run from the root of the project, also for a quick look::

    python benchmarks/consolidation.py --files 60 --runs 1

Every annex is annex 4 with 110 values typed in and its results recalculated. What is timed is
the whole command: start, reading, ranks, and the workbook with its plots, CSV and Parquet.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
RESULTS = Path(__file__).with_name("resultats-consolidation.md")
INTRODUCTION = """\
# Vue du réseau de nombreuses annexes

Écrit par `benchmarks/consolidation.py`. Chaque annexe 4 porte 110 réalisés et ses résultats
recalculés. La commande entière est comptée : démarrage, lecture, rangs, classeur avec ses
graphiques, fichiers CSV et Parquet.
"""
#: The generator of the tests writes the folder; it needs the root of the project.
_MAKE = (
    "import sys; from pathlib import Path; from tests.reports.network_folder import write_network; "
    "write_network(Path(sys.argv[1]), int(sys.argv[2]))"
)


def make_folder(folder: Path, files: int) -> None:
    """Write the annexes and recalculate them."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    for command in (
        ["-c", _MAKE, str(folder), str(files)],
        ["-m", "pycog", "refresh", str(folder)],
    ):
        subprocess.run(
            [sys.executable, *command],
            check=True, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL,
        )  # fmt: skip


def consolidate(folder: Path, output: Path, workers: int) -> list[str]:
    """Return the command that gives the network view."""
    return [
        sys.executable, "-m", "pycog", "consolidate", str(folder), "--output", str(output),
        "--workers", str(workers),
    ]  # fmt: skip


class Spent(NamedTuple):
    """What one run took: seconds on the clock, and of the processors, all processes together."""

    clock: float
    processor: float


def seconds_of(command: list[str]) -> Spent:
    """Run the command and return how long it took; findings are no failure."""
    before, started = os.times(), time.perf_counter()
    done = subprocess.run(command, cwd=ROOT, capture_output=True, check=False)
    clock, after = time.perf_counter() - started, os.times()
    if done.returncode not in (0, 1):
        raise RuntimeError(done.stderr.decode(errors="replace")[-2000:])
    processor = sum(after[2:4]) - sum(before[2:4])
    return Spent(clock, processor)


def run(files: int, runs: int) -> dict[int, Spent]:
    """Return the median seconds by number of processes."""
    found: dict[int, list[Spent]] = {}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "annexes"
        make_folder(folder, files)
        for _ in range(runs):
            for workers in (1, 2):
                command = consolidate(folder, Path(name) / "reseau.xlsx", workers)
                found.setdefault(workers, []).append(seconds_of(command))
    return {
        workers: Spent(*map(statistics.median, zip(*several, strict=True)))
        for workers, several in found.items()
    }


def table(files: int, seconds: dict[int, Spent]) -> list[str]:
    """Return the French Markdown table."""
    lines = [
        f"## {files} annexes",
        "",
        "| Processus | Temps (s) | Annexes par seconde | Temps de processeur (s) |",
        "|---:|---:|---:|---:|",
    ]
    for workers, spent in seconds.items():
        rate = files / spent.clock
        line = f"| {workers} | {spent.clock:.1f} | {rate:.1f} | {spent.processor:.1f} |"
        lines.append(line.replace(".", ","))
    load = f"{os.getloadavg()[0]:.1f}".replace(".", ",")
    return [
        *lines,
        "",
        f"Visé : 300 annexes en moins de 60 secondes sur deux cœurs. Machine de {os.cpu_count()} "
        f"cœurs, charge moyenne à la fin de la mesure : {load} (celle de la mesure comprise). Le "
        "temps de processeur dépend peu de ce que la machine fait d'autre.",
        "",
    ]


def main() -> None:
    """Measure, print, and keep the table in ``resultats-consolidation.md``."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=int, default=300)
    parser.add_argument("--runs", type=int, default=3)
    arguments = parser.parse_args()
    lines = table(arguments.files, run(arguments.files, arguments.runs))
    print("\n".join(lines))
    RESULTS.write_text("\n".join([INTRODUCTION, *lines]), encoding="utf-8")


if __name__ == "__main__":
    main()
