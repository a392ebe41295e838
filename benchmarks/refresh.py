"""Full refresh of one large workbook against what users would pick instead.

Run with ``make bench`` (installs the extra packages), or for a quick look::

    python benchmarks/refresh.py --sizes 2000 20000

Every contender gets the same logic on the same figures and runs as its own process, its
processor time and peak memory taken from the operating system: what else the machine does
then hardly matters. The contenders that have no
COG_ functions get them written out in plain Excel formulas. What counts are the ratios
of one run: the machine's own speed cancels out.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

TARGETS = ("90%", "95%", "76,50%", "<5%", "98%")
PLAIN = (0.9, 0.95, 0.765, 0.05, 0.98)
INDICATORS = 55
#: Contenders that need about a minute at 20 000 cells are not run beyond.
SLOW_LIMIT = 20_000
INTRODUCTION = """\
# Recalcul d'un grand classeur

Écrit par `make bench`. Un tiers des formules sont des COG_ATTAINMENT ; les autres cherchent un
poids dans un barème et rendent un verdict. Toutes les valeurs enregistrées sont périmées. Chaque
outil est un processus à part, démarrage compris, mesuré en temps de processeur ; seuls les rapports
d'une même exécution ont un sens. `formulas` et `pycel`, trop lents, ne sont mesurés que sur les
plus petits classeurs, en un seul passage.
"""
RESULTS = Path(__file__).with_name("resultats-refresh.md")


def write_workbook(path: Path, cells: int, *, plain: bool) -> None:
    """Write ``cells`` formula cells: many bodies' returns of 55 indicators, all stale.

    Each row has an attainment (a COG_ formula), its points by looking the weight up in
    a scale of 55 lines, and a verdict; every stored value has to change.
    """
    import xlsxwriter

    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet("Indicateurs")
    scale = book.add_worksheet("Barème")
    for indicator in range(INDICATORS):
        scale.write_row(indicator, 0, [indicator + 1, 10 + indicator % 7 * 5])
    for row in range(cells // 3):
        place, kind = row + 1, row % len(TARGETS)
        sheet.write_number(row, 0, row % INDICATORS + 1)
        sheet.write_number(row, 1, (row * 37 % 1000) / 1000)
        if plain:
            sheet.write_number(row, 2, PLAIN[kind])
            ratio = f"2-B{place}/C{place}" if kind == 3 else f"B{place}/C{place}"
            sheet.write_formula(row, 3, f'=IF(B{place}="","",MAX(0,{ratio}))')
        else:
            sheet.write_string(row, 2, TARGETS[kind])
            sheet.write_dynamic_array_formula(
                row, 3, row, 3, f"=_xldudf_COG_ATTAINMENT(B{place},C{place})"
            )
        weight = f"VLOOKUP(A{place},Barème!$A$1:$B${INDICATORS},2,FALSE)"
        sheet.write_formula(row, 4, f"=ROUND(MIN(D{place},1)*{weight},2)", None, -1)
        verdict = f'IF(D{place}>=1,"Atteint",IF(D{place}>=0.9,"Proche","Non atteint"))'
        sheet.write_formula(row, 5, f"={verdict}", None, "?")
    book.close()


def refresh(path: Path) -> None:
    """Refresh in full: read, calculate, patch, write, read back."""
    from pycog.refresh import refresh_file
    from udfs.hosts.engine import EngineHost

    report = refresh_file(path, EngineHost(), output=path.with_suffix(".out.xlsx"))
    assert report.refused is None and report.changed > 0, report.refused


def engine_alone(path: Path) -> None:
    """Load and evaluate with the engine, callbacks that give their first argument back.

    A constant would spare the engine work downstream: its other formulas would have
    one value to handle instead of many.
    """
    import formualizer as fz

    config = fz.EvaluationConfig()
    config.enable_parallel = False
    book = fz.Workbook.from_path(str(path), config=fz.WorkbookConfig(eval_config=config))
    book.register_function("_xldudf_COG_ATTAINMENT", lambda actual, target: actual)
    book.evaluate_all()


def openpyxl_load_save(path: Path) -> None:
    """Load and save with openpyxl: it calculates nothing and drops every value."""
    import openpyxl

    openpyxl.load_workbook(path).save(path.with_suffix(".out.xlsx"))


def openpyxl_load(path: Path) -> None:
    """Load with openpyxl and nothing else: what its memory costs alone."""
    import openpyxl

    openpyxl.load_workbook(path)


def ironcalc(path: Path) -> None:
    """Load, calculate and save with IronCalc."""
    import ironcalc as engine

    model = engine.load_from_xlsx(str(path), "en", "UTC", "en")
    model.evaluate()
    output = path.with_suffix(".out.xlsx")
    output.unlink(missing_ok=True)  # it writes over nothing
    model.save_to_xlsx(str(output))


def formulas_package(path: Path) -> None:
    """Calculate and write with the ``formulas`` package."""
    # A benchmark beside this one has the same name.
    sys.path[:] = [one for one in sys.path if Path(one).resolve() != Path(__file__).parent]
    import formulas

    model = formulas.ExcelModel().loads(str(path)).finish()
    model.calculate()
    model.write(dirpath=str(path.parent / "formulas"))


def pycel_package(path: Path) -> None:
    """Calculate every formula cell with ``pycel`` (it does not write workbooks)."""
    from pycel import ExcelCompiler

    compiler = ExcelCompiler(filename=str(path))
    rows = compiler.excel.workbook["Indicateurs"].max_row
    for row in range(1, rows + 1):
        for column in "DEF":
            compiler.evaluate(f"Indicateurs!{column}{row}")


def libreoffice(path: Path) -> list[str]:
    """Return the command that recalculates and converts with LibreOffice."""
    profile = path.parent / "profile" / "user"
    profile.mkdir(parents=True, exist_ok=True)
    # Without this setting LibreOffice keeps the stored values and has less to do.
    (profile / "registrymodifications.xcu").write_text(
        '<?xml version="1.0" encoding="UTF-8"?>'
        '<oor:items xmlns:oor="http://openoffice.org/2001/registry">'
        '<item oor:path="/org.openoffice.Office.Calc/Formula/Load">'
        '<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop>'
        "</item></oor:items>",
        encoding="utf-8",
    )
    return [
        "soffice",
        "--headless",
        f"-env:UserInstallation={profile.parent.as_uri()}",
        "--convert-to",
        "xlsx",
        "--outdir",
        str(path.parent / "libreoffice"),
        str(path),
    ]


@dataclass(frozen=True)
class Contender:
    """One way to get fresh values."""

    key: str
    title: str
    task: Callable[[Path], None] | None
    plain: bool = True
    slow: bool = False


CONTENDERS = (
    Contender("refresh", "pycog refresh", refresh, plain=False),
    Contender("engine", "moteur seul, rappels triviaux", engine_alone, plain=False),
    Contender("ironcalc", "IronCalc, charger, calculer et enregistrer", ironcalc),
    Contender("openpyxl", "openpyxl, charger et enregistrer", openpyxl_load_save),
    Contender("openpyxl-load", "openpyxl, charger seulement", openpyxl_load),
    Contender("libreoffice", "LibreOffice sans écran", None),
    Contender("formulas", "formulas", formulas_package, slow=True),
    Contender("pycel", "pycel", pycel_package, slow=True),
)


@dataclass(frozen=True)
class Measure:
    """Seconds, processor seconds and peak memory (MiB) of a process."""

    seconds: float
    processor: float
    memory: float


def measure(command: list[str]) -> Measure:
    """Run a command and return its times and the peak memory of its largest process."""
    started = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    assert process.stderr is not None
    errors = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    seconds = time.perf_counter() - started
    if process.returncode:
        raise RuntimeError(errors.decode(errors="replace")[-2000:])
    return Measure(seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def inside(task: Callable[[Path], None], path: Path, runs: int) -> list[float]:
    """Return processor seconds of a task within one warm process, imports left out."""
    task(path)
    times = []
    for _ in range(runs):
        started = time.process_time()
        task(path)
        times.append(time.process_time() - started)
    return times


def run_size(
    cells: int, runs: int, folder: Path, slow_limit: int = SLOW_LIMIT
) -> dict[str, Measure]:
    """Measure every available contender at one size, in turns, medians kept."""
    found: dict[str, list[Measure]] = {}
    for turn in range(runs):
        for contender in CONTENDERS:
            if contender.slow and (cells > slow_limit or turn > 0):
                continue
            path = folder / f"{contender.key}-{cells}.xlsx"
            if turn == 0:
                write_workbook(path, cells, plain=contender.plain)
            if contender.task is None:
                if shutil.which("soffice") is None:
                    continue
                command = libreoffice(path)
            else:
                command = [sys.executable, __file__, "--task", contender.key, str(path)]
            with contextlib.suppress(ModuleNotFoundError):
                try:
                    found.setdefault(contender.key, []).append(measure(command))
                except RuntimeError as error:
                    if "ModuleNotFoundError" not in str(error):
                        raise
                    found.pop(contender.key, None)
    return {
        key: Measure(
            statistics.median(one.seconds for one in measures),
            statistics.median(one.processor for one in measures),
            statistics.median(one.memory for one in measures),
        )
        for key, measures in found.items()
        if measures
    }


def table(cells: int, measures: dict[str, Measure]) -> list[str]:
    """Return the French Markdown table of one size."""
    base = measures["refresh"]
    lines = [
        f"### {cells:,} cellules à formule".replace(",", " "),
        "",
        "| Outil | Temps de processeur (s) | Rapport à pycog | Mémoire de pointe (Mio) |",
        "|---|---:|---:|---:|",
    ]
    for contender in CONTENDERS:
        if one := measures.get(contender.key):
            ratio = f"{one.processor / base.processor:.2f}".replace(".", ",")
            seconds = f"{one.processor:.2f}".replace(".", ",")
            lines.append(f"| {contender.title} | {seconds} | {ratio} | {one.memory:.0f} |")
    return [*lines, ""]


def growth(sizes: list[int], runs: int, folder: Path) -> list[str]:
    """Return the time per formula cell at each size, and the largest over the smallest.

    The sizes are measured in turns within this process, imports aside.
    """
    paths = {cells: folder / f"croissance-{cells}.xlsx" for cells in sizes}
    for cells, path in paths.items():
        write_workbook(path, cells, plain=False)
    refresh(paths[min(sizes)])
    found: dict[int, list[float]] = {cells: [] for cells in sizes}
    for _ in range(runs):
        for cells, path in paths.items():
            started = time.process_time()
            refresh(path)
            found[cells].append((time.process_time() - started) / cells * 1e6)
    best = {cells: min(times) for cells, times in found.items()}
    lines = ["| Cellules | Microsecondes par cellule (meilleur passage) |", "|---:|---:|"]
    for cells, spent in best.items():
        lines.append(f"| {cells:,} | {spent:.1f}".replace(",", " ").replace(".", ",") + " |")
    ratio = f"{best[max(sizes)] / best[min(sizes)]:.2f}".replace(".", ",")
    return [
        *lines,
        "",
        f"De la plus petite à la plus grande taille : {ratio} fois le temps par cellule.",
    ]


def engine_ratio(cells: int, runs: int, folder: Path) -> list[str]:
    """Return how many times the engine's own work a full refresh takes, imports aside.

    Once with every stored value stale, once with the inputs of one row in ten changed
    since the last refresh, as in a yearly update.
    """
    stale = folder / f"rapport-{cells}.xlsx"
    write_workbook(stale, cells, plain=False)
    refresh(stale)
    updated = folder / f"mise-a-jour-{cells}.xlsx"
    change_inputs(stale.with_suffix(".out.xlsx"), updated)
    lines = []
    for path, what in (
        (stale, "toutes les valeurs périmées"),
        (updated, "une ligne sur dix changée"),
    ):
        ratios = []
        for _ in range(runs):
            own = inside(engine_alone, path, 1)[0]
            full = inside(refresh, path, 1)[0]
            ratios.append(full / own)
        shown = [f"{ratio:.2f}".replace(".", ",") for ratio in sorted(ratios)]
        lines.append(
            f"- {what} : {shown[len(shown) // 2]} fois le chargement et l'évaluation du moteur "
            f"seul (de {shown[0]} à {shown[-1]})"
        )
    return lines


def change_inputs(source: Path, target: Path) -> None:
    """Copy a workbook with the measured value of one row in ten changed."""
    part = "xl/worksheets/sheet1.xml"
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            body = old.read(info)
            if info.filename == part:
                body = re.sub(rb'(<c r="B\d*0"><v>)[^<]*', rb"\g<1>0.515", body)
            new.writestr(info.filename, body)


def main() -> None:
    """Measure, print, and keep the tables in ``resultats-refresh.md``."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[2_000, 20_000, 100_000, 400_000])
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--slow-limit", type=int, default=SLOW_LIMIT, metavar="CELLS")
    parser.add_argument("--task", nargs=2, metavar=("CONTENDER", "FILE"))
    arguments = parser.parse_args()
    if arguments.task:
        key, file = arguments.task
        task = next(one.task for one in CONTENDERS if one.key == key)
        assert task is not None
        task(Path(file))
        return
    lines = [INTRODUCTION]
    with tempfile.TemporaryDirectory() as name:
        for cells in arguments.sizes:
            lines += table(cells, run_size(cells, arguments.runs, Path(name), arguments.slow_limit))
            print("\n".join(lines[-12:]), flush=True)
        largest = max(arguments.sizes)
        count = f"{largest:,}".replace(",", " ")
        lines += [f"### Le recalcul complet rapporté au moteur, {count} cellules", ""]
        lines += ["Dans un même processus, sans les importations.", ""]
        lines += [*engine_ratio(largest, arguments.runs, Path(name)), ""]
        sizes = [cells for cells in arguments.sizes if cells >= 20_000]
        if len(sizes) > 1:
            lines += ["### Le temps par cellule selon la taille", ""]
            lines += [*growth(sizes, arguments.runs, Path(name)), ""]
    load = f"{os.getloadavg()[0]:.1f}".replace(".", ",")
    lines += [f"Machine de {os.cpu_count()} cœurs, charge moyenne à la fin : {load}.", ""]
    print("\n".join(lines[-5:]))
    RESULTS.write_text("\n".join(lines), encoding="utf-8")


if __name__ == "__main__":
    main()
