"""Three hundred annexes of a network: how long the network view takes, on one process and two.

Beside it, in turn, what one would write instead: a loop that reads the typed values with
openpyxl (read-only, values), or with pandas, and gives the quartiles of each indicator as CSV,
without checks of form, ranks, plots or a workbook.

Run from the root of the project, also for a quick look::

    python benchmarks/consolidation.py --files 60 --runs 1

Every annex is annex 4 with 110 values typed in and its results recalculated. What is timed is
the whole command: start, reading, ranks, and the workbook with its plots, CSV and Parquet.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

from folders import measure_folder

ROOT = Path(__file__).resolve().parent.parent
RESULTS = Path(__file__).with_name("resultats-consolidation.md")
#: What one would write instead: reading, quartiles, a CSV file, and nothing else.
_OPENPYXL = """
import csv, statistics, sys
from pathlib import Path
from openpyxl import load_workbook
found = {}
for path in sorted(Path(sys.argv[1]).rglob("*.xlsx")):
    sheet = load_workbook(path, read_only=True, data_only=True)["Indicateurs"]
    for row in sheet.iter_rows(min_row=7, values_only=True):
        for year, value in zip(range(2012, 2016), row[9:13]):
            if isinstance(value, int | float):
                found.setdefault((row[0], year), []).append(value)
with open(sys.argv[2], "w", newline="") as stream:
    for key, values in found.items():
        csv.writer(stream).writerow([*key, *statistics.quantiles(values, method="inclusive")])
"""
_PANDAS = """
import sys
from pathlib import Path
import pandas as pd
tables = []
for path in sorted(Path(sys.argv[1]).rglob("*.xlsx")):
    table = pd.read_excel(path, sheet_name="Indicateurs", header=5)
    tables.append(table.assign(organisme=path.parent.name))
whole = pd.concat(tables)
columns = [f"Réalisé {year}" for year in range(2012, 2016)]
values = whole[columns].apply(pd.to_numeric, errors="coerce")
values.groupby(whole.iloc[:, 0]).quantile([0.25, 0.5, 0.75]).to_csv(sys.argv[2])
"""
INTRODUCTION = """\
# Vue du réseau de nombreuses annexes

Écrit par `benchmarks/consolidation.py`. Chaque annexe 4 porte 110 réalisés et ses résultats
recalculés. La commande entière est comptée : démarrage, lecture, rangs, classeur avec ses
graphiques, fichiers CSV et Parquet. Les deux boucles, un seul processus chacune, ne donnent que
les quartiles en CSV : ni contrôle de forme, ni rang, ni classeur, ni graphique. Les programmes
passent tour à tour dans la même exécution : seuls les rapports se comparent d'une machine à
l'autre.
"""
#: The generator of the tests writes the folder; it needs the root of the project.
_MAKE = (
    "import sys; from pathlib import Path; "
    "from tests.reports.network.network_folder import write_network; "
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
            check=True,
            cwd=ROOT,
            env=environment,
            stdout=subprocess.DEVNULL,
        )


def consolidate(folder: Path, output: Path, workers: int) -> list[str]:
    """Return the command that gives the network view."""
    return [
        sys.executable,
        "-m",
        "pycog",
        "consolidate",
        str(folder),
        "--output",
        str(output),
        "--workers",
        str(workers),
    ]


def programs(folder: Path, output: Path) -> dict[str, list[str]]:
    """Return what is measured: its name in French, its command."""
    return {
        "pycog, 1 processus": consolidate(folder, output, 1),
        "pycog, 2 processus": consolidate(folder, output, 2),
        "boucle openpyxl": [sys.executable, "-c", _OPENPYXL, str(folder), f"{output}.csv"],
        "boucle pandas": [sys.executable, "-c", _PANDAS, str(folder), f"{output}.csv"],
    }


class Spent(NamedTuple):
    """What one run took.

    Attributes:
        clock: Seconds on the clock.
        processor: Seconds of the processors, all processes together.
        memory: Peak memory of its largest process (MiB).
    """

    clock: float
    processor: float
    memory: float


def measured(command: list[str]) -> Spent:
    """Run the command and return what it took; findings are no failure."""
    started = time.perf_counter()
    with tempfile.TemporaryFile() as errors:
        process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=errors)
        _, status, usage = os.wait4(process.pid, 0)
        clock, process.returncode = time.perf_counter() - started, os.waitstatus_to_exitcode(status)
        if process.returncode not in (0, 1):
            errors.seek(0)
            raise RuntimeError(errors.read().decode(errors="replace")[-2000:])
    return Spent(clock, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def run(files: int, runs: int) -> dict[str, Spent]:
    """Return the medians by program, measured in turn."""
    found: dict[str, list[Spent]] = {}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "annexes"
        make_folder(folder, files)
        for _ in range(runs):
            for program, command in programs(folder, Path(name) / "reseau.xlsx").items():
                found.setdefault(program, []).append(measured(command))
    return {
        program: Spent(*map(statistics.median, zip(*several, strict=True)))
        for program, several in found.items()
    }


def table(files: int, runs: int, spent: dict[str, Spent], before: float) -> list[str]:
    """Return the French Markdown table."""
    whole = spent["pycog, 2 processus"].clock
    lines = [
        f"## {files} annexes, médianes de {runs} passages",
        "",
        "| Programme | Temps (s) | Rapport au temps de pycog, 2 processus | "
        "Temps de processeur (s) | Mémoire au plus haut (Mio) |",
        "|---|---:|---:|---:|---:|",
    ]
    for program, one in spent.items():
        line = (
            f"| {program} | {one.clock:.1f} | {one.clock / whole:.2f} | {one.processor:.1f} "
            f"| {one.memory:.0f} |"
        )
        lines.append(line.replace(".", ","))
    loads = [f"{load:.1f}".replace(".", ",") for load in (before, os.getloadavg()[0])]
    return [
        *lines,
        "",
        f"Visé : 300 annexes en moins de 60 secondes sur deux cœurs. Machine de {os.cpu_count()} "
        f"cœurs, charge moyenne avant la mesure : {loads[0]}, à la fin : {loads[1]} (celle de la "
        "mesure comprise). La mémoire est celle du plus grand processus, au plus haut.",
        "",
    ]


def lines_of(files: int, runs: int) -> list[str]:
    """Return the table of one measurement, with the load of the machine before it."""
    before = os.getloadavg()[0]
    return table(files, runs, run(files, runs), before)


def main() -> None:
    """Measure, print, and keep the table in ``resultats-consolidation.md``."""
    measure_folder(
        lines_of,
        description=__doc__,
        files=300,
        results=RESULTS,
        introduction=INTRODUCTION,
    )


if __name__ == "__main__":
    main()
