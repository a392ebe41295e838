"""Workbooks that ask for more than a calculation: what they cost over a usual one.

Run with ``make bench``, or for a quick look::

    python benchmarks/odd_workbooks.py --cells 75000 --runs 1

Everything runs in turns within one warm process and is told in processor time; what counts
are the ratios of one run.
"""

from __future__ import annotations

import argparse
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

from refresh import write_workbook

RESULTS = Path(__file__).with_name("resultats-particuliers.md")
INTRODUCTION = """\
# Classeurs particuliers

Écrit par `benchmarks/odd_workbooks.py` : temps de processeur dans un même processus, importations
exclues, cas à tour de rôle, médianes. Seuls les rapports d'une même exécution ont un sens.
"""
SHEET = "xl/worksheets/sheet1.xml"
BOOK = "xl/workbook.xml"
#: What Excel leaves in a workbook that it has calculated.
MARKS = (
    (rb"<fileVersion[^>]*/>", b'<fileVersion appName="xl" lastEdited="7" rupBuild="1"/>'),
    (rb"<calcPr[^>]*/>", b'<calcPr calcId="191029"/>'),
)
Edit = Callable[[bytes], bytes]


def refresh(path: Path, output: Path | None = None) -> None:
    """Refresh in full, whatever changes."""
    from pycog.refresh import refresh_file
    from udfs.hosts.engine import EngineHost

    report = refresh_file(path, EngineHost(), output=output or path.with_suffix(".out.xlsx"))
    assert report.refused is None, report.refused


def edited(source: Path, target: Path, edits: dict[str, Edit]) -> Path:
    """Copy a workbook with some of its parts edited."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            body = old.read(info)
            new.writestr(info.filename, edits.get(info.filename, bytes)(body))
    return target


def marked(book: bytes) -> bytes:
    """Give a workbook part the marks of Excel."""
    for pattern, mark in MARKS:
        book = re.sub(pattern, mark, book)
    return book


def other_points(sheet: bytes) -> bytes:
    """Add 1 to the stored result of the middle one of each row's three formulas."""
    return re.sub(
        rb'(<c r="E\d+"><f>[^<]*</f><v>)([^<]*)',
        lambda match: match[1] + repr(float(match[2]) + 1).encode(),
        sheet,
    )


def without_references(sheet: bytes) -> bytes:
    """Leave the first cell of each row its reference, and take it from the others."""
    return re.sub(rb'<c r="[B-Z]\d+"', b"<c", sheet)


def measured(path: Path) -> float:
    """Return the processor seconds of a refresh."""
    started = time.process_time()
    refresh(path)
    return time.process_time() - started


def peak(path: Path) -> float:
    """Return the peak memory of a process of its own that refreshes, in kB."""
    command = [sys.executable, __file__, "--one", str(path)]
    return float(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def own_peak() -> str:
    """Return the peak memory of this program, in kB; what started it does not count."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return re.search(r"VmHWM:\s*(\d+)", status)[1]


def cases(cells: int, folder: Path) -> dict[str, Path]:
    """Write the workbooks by their French title; the first is the usual one."""
    stale = folder / "usuel.xlsx"
    write_workbook(stale, cells, plain=False)
    refresh(stale, folder / "frais.xlsx")
    fresh = folder / "frais.xlsx"
    odd = {SHEET: other_points}
    return {
        "un résultat sur trois à refaire": edited(fresh, folder / "a.xlsx", odd),
        "le même, où ces résultats seraient d'Excel": edited(
            fresh, folder / "b.xlsx", {**odd, BOOK: marked}
        ),
        "tous les résultats à refaire": stale,
        "le même, où seule la première cellule des lignes a une référence": edited(
            stale, folder / "c.xlsx", {SHEET: without_references}
        ),
    }


def table(cells: int, runs: int) -> list[str]:
    """Measure and return the French Markdown table."""
    with tempfile.TemporaryDirectory() as name:
        paths = cases(cells, Path(name))
        found: dict[str, list[float]] = {title: [] for title in paths}
        for _ in range(runs):
            for title, path in paths.items():
                found[title].append(measured(path))
        memory = {title: peak(path) for title, path in paths.items()}
    count = f"{cells:,}".replace(",", " ")
    lines = [
        f"## {count} cellules à formule",
        "",
        "| Classeur | Temps de processeur (s) | Rapport au précédent | Mémoire de pointe (Mio) |",
        "|---|---:|---:|---:|",
    ]
    before = 0.0
    for number, (title, times) in enumerate(found.items()):
        spent = statistics.median(times)
        ratio = f"{spent / before:.2f}" if number % 2 else ""
        figures = f"{spent:.2f} | {ratio} | {memory[title] / 1024:.0f}".replace(".", ",")
        lines.append(f"| {title} | {figures} |")
        before = spent
    load = f"{os.getloadavg()[0]:.1f}".replace(".", ",")
    machine = f"Machine de {os.cpu_count()} cœurs, charge moyenne à la fin de la mesure : {load}."
    return [*lines, "", machine, ""]


def main() -> None:
    """Measure, print, and keep the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cells", type=int, default=75_000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--one", type=Path)
    arguments = parser.parse_args()
    if arguments.one:
        refresh(arguments.one)
        print(own_peak())
        return
    lines = [INTRODUCTION, *table(arguments.cells, arguments.runs)]
    print("\n".join(lines))
    RESULTS.write_text("\n".join(lines), encoding="utf-8")


if __name__ == "__main__":
    main()
