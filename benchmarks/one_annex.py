"""Each committed annex in a process of its own, against what users would pick instead.

Run with ``make bench`` (installs the extra packages), or for a quick look::

    python benchmarks/one_annex.py --runs 3
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Final

from refresh import Measure, libreoffice, measure

ANNEXES: Final = Path(__file__).parents[1] / "workbooks" / "camieg-2012-2015"
RESULTS: Final = Path(__file__).with_name("resultats-une-annexe.md")
#: Seconds that an officer may wait for one annex.
GOAL: Final = 0.25
INTRODUCTION: Final = """\
# Recalcul d'une seule annexe

Écrit par `benchmarks/one_annex.py`. Chaque annexe de la convention est recalculée par un processus
à elle seule, démarrage compris. Les outils passent à tour de rôle ; le temps est la médiane des
passages, et seuls les rapports d'une même exécution ont un sens.
"""


def pycog(path: Path) -> list[str]:
    """Return the command that refreshes an annex."""
    return [sys.executable, "-m", "pycog", "refresh", str(path)]


def openpyxl(path: Path) -> list[str]:
    """Return the command that loads and saves an annex, and calculates nothing."""
    code = "import sys, openpyxl; openpyxl.load_workbook(sys.argv[1]).save(sys.argv[1])"
    return [sys.executable, "-c", code, str(path)]


def contenders() -> dict[str, Callable[[Path], list[str]]]:
    """Return the command of each tool by its French title."""
    found: dict[str, Callable[[Path], list[str]]] = {
        "pycog refresh": pycog,
        "openpyxl, charger et enregistrer": openpyxl,
    }
    if shutil.which("soffice") is not None:
        found["LibreOffice sans écran"] = libreoffice
    return found


def measured(annex: Path, runs: int) -> dict[str, Measure]:
    """Return the median times of each tool on one annex, the tools taking turns."""
    tools = contenders()
    spent: dict[str, list[Measure]] = {title: [] for title in tools}
    for _ in range(runs):
        for title, command in tools.items():
            with tempfile.TemporaryDirectory() as folder:
                copy = Path(shutil.copy(annex, folder))
                spent[title].append(measure(command(copy)))
    return {
        title: Measure(
            statistics.median(one.seconds for one in times),
            statistics.median(one.processor for one in times),
            max(one.memory for one in times),
        )
        for title, times in spent.items()
    }


def table(annexes: list[Path], runs: int) -> list[str]:
    """Return the French Markdown table."""
    titles = list(contenders())
    lines = [
        "| Annexe | "
        + " | ".join(f"{title} (s)" for title in titles)
        + " | "
        + " | ".join(f"{title} : fois le temps de pycog" for title in titles[1:])
        + " |",
        "|---|" + "---:|" * (2 * len(titles) - 1),
    ]
    reached = 0
    for annex in annexes:
        times = [one.seconds for one in measured(annex, runs).values()]
        reached += times[0] <= GOAL
        figures = [f"{one:.2f}" for one in times] + [f"{one / times[0]:.1f}" for one in times[1:]]
        lines.append(f"| {annex.name} | " + " | ".join(figures).replace(".", ",") + " |")
    goal, load = (f"{one:.2f}".replace(".", ",") for one in (GOAL, os.getloadavg()[0]))
    return [
        *lines,
        "",
        f"Visé : {goal} s au plus, démarrage compris ; atteint par {reached} annexes sur "
        f"{len(annexes)}. Machine de {os.cpu_count()} cœurs, charge moyenne à la fin : {load}.",
        "",
    ]


def main() -> None:
    """Measure, print, and keep the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=9)
    lines = table(sorted(ANNEXES.glob("*.xlsx")), parser.parse_args().runs)
    print("\n".join(lines))
    RESULTS.write_text("\n".join([INTRODUCTION, *lines]), encoding="utf-8")


if __name__ == "__main__":
    main()
