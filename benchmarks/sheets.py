"""Large sheets: how much each form costs beside plain formulas on a sheet as Excel writes it.

Run with ``make bench``, or for a quick look::

    python benchmarks/sheets.py --rows 10000 --runs 1

Each refresh is timed in a process of its own, by the processor time that the system
counts; what counts are the ratios of one run.
"""

from __future__ import annotations

import argparse
import re
import resource
import statistics
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path

RESULTS = Path(__file__).with_name("resultats-feuilles.md")
INTRODUCTION = """\
# Grandes feuilles

Écrit par `benchmarks/sheets.py` : temps de processeur de `pycog refresh`, démarrage compris.
Seuls les rapports d'une même exécution ont un sens.
"""
_COLUMNS = 10
_FORMULAS = 5_000
_WHOLE = (
    "SUMIF(Feuil1!A:A,{k},Feuil1!C:C)",
    'COUNTIF(Feuil1!B:B,"Poste {k}")',
    "VLOOKUP({k},Feuil1!A:E,3,FALSE)",
    'SUMIFS(Feuil1!C:C,Feuil1!A:A,{k},Feuil1!B:B,"Poste*")',
    "MAX(Feuil1!E:E)-MIN(Feuil1!E1:E1048576)",
)


def numbers(path: Path, rows: int, formulas: Callable[[int], list[str]], *, apart: bool) -> None:
    """Write a sheet of ten columns, and formulas that are all stale beside it or apart."""
    import xlsxwriter

    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet("Feuil1")
    other = book.add_worksheet("Feuil2") if apart else sheet
    for row in range(rows):
        sheet.write_number(row, 0, row % 997)
        sheet.write_string(row, 1, f"Poste {row % 311}")
        for column in range(2, _COLUMNS):
            sheet.write_number(row, column, (row * 37 + column * 91) % 100_000 / 100)
        for place, formula in enumerate(formulas(row)):
            other.write_formula(row, _COLUMNS + place, f"={formula}", None, -1)
    book.close()


def _sums(row: int) -> list[str]:
    return [f"SUM(C{row + 1}:J{row + 1})*2"] if row < _FORMULAS else []


def _whole(row: int) -> list[str]:
    return [_WHOLE[row % len(_WHOLE)].format(k=row % 300)] if row < _FORMULAS // 2 else []


def _mixed(row: int) -> list[str]:
    one = row + 1
    return [
        f'IF(C{one}>D{one},"oui","non")',
        f'A{one}&"-"&B{one}',
        f"C{one}-D{one}",
        f'IF(AND(C{one}>=10,B{one}="Poste 1"),C{one}*2,D{one}/3)',
        f"ROUND(SUM(C{one}:D{one})/2,2)",
    ]


def _plain(row: int) -> list[str]:
    one = row + 1
    return [
        f"SUM(C{one},D{one})",
        f"A{one}*C{one}",
        f"C{one}/(D{one}+1)",
        f"MAX(C{one},D{one}*2,E{one}/3)",
        f"ROUND(SUM(C{one}:D{one})/2,2)",
    ]


def rewritten(source: Path, target: Path, change: Callable[[bytes], bytes]) -> None:
    """Write a workbook whose sheets are changed."""
    with (
        zipfile.ZipFile(source) as old,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as new,
    ):
        for name in old.namelist():
            part = old.read(name)
            new.writestr(name, change(part) if name.startswith("xl/worksheets/sheet") else part)


def prefixed(part: bytes) -> bytes:
    """Give every element a prefix."""
    return re.sub(rb"<(/?)(?=[A-Za-z])", rb"<\1x:", part).replace(b"xmlns=", b"xmlns:x=")


def unplaced(part: bytes) -> bytes:
    """Leave the references of cells out where every row is full."""
    full = re.sub(
        rb"<row [^>]*>(.*?)</row>",
        lambda row: re.sub(rb'<c r="[A-Z]+\d+"', b"<c", row[0]),
        part,
        flags=re.S,
    )
    return full if part.count(b'<c r="A') == part.count(b"<row ") else part


def measured(path: Path, runs: int) -> float:
    """Return the processor time of a refresh, the median of some."""
    times = []
    for _ in range(runs):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        command = [sys.executable, "-m", "pycog", "refresh", str(path), "--json"]
        subprocess.run(
            [*command, "--output", str(path.with_suffix(".out.xlsx"))],
            check=True,
            stdout=subprocess.DEVNULL,
        )
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        times.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return statistics.median(times)


def _shown(count: int) -> str:
    return f"{count:,}".replace(",", "\u202f")


def main() -> None:
    """Measure, and write the table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--runs", type=int, default=3)
    chosen = parser.parse_args()
    rows = chosen.rows
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        usual, small = place / "usual.xlsx", rows // 5
        numbers(usual, rows, _sums, apart=False)
        rewritten(usual, place / "prefixed.xlsx", prefixed)
        rewritten(usual, place / "unplaced.xlsx", unplaced)
        numbers(place / "whole.xlsx", rows, _whole, apart=True)
        numbers(place / "plain.xlsx", small, _plain, apart=False)
        numbers(place / "mixed.xlsx", small, _mixed, apart=False)
        found = {name.stem: measured(name, chosen.runs) for name in sorted(place.glob("*.xlsx"))}
    cells = rows * _COLUMNS
    size, few = f"{_shown(cells)} cellules", _shown(_FORMULAS // 2)
    many = f"{_shown(small * 5)} formules"
    lines = [
        (f"{size}, {_shown(_FORMULAS)} sommes de lignes", "usual", "usual"),
        ("la même feuille, écrite avec des préfixes XML", "prefixed", "usual"),
        ("la même feuille, sans références de cellules", "unplaced", "usual"),
        (f"{size}, {few} formules sur des colonnes entières", "whole", "usual"),
        (f"{many} d'arithmétique", "plain", "plain"),
        (f"{many} : comparaisons, textes joints, différences", "mixed", "plain"),
    ]
    table = "".join(
        f"| {label} | {found[name]:.1f} | {found[name] / found[base]:.2f} |\n"
        for label, name, base in lines
    )
    head = "\n| Classeur | Processeur (s) | Rapport |\n|---|---:|---:|\n"
    RESULTS.write_text(INTRODUCTION + head + table.replace(".", ","), encoding="utf-8")


if __name__ == "__main__":
    main()
