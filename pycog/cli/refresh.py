"""``pycog refresh``: recalculates workbooks in place, or checks that they are up to date."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pycog.cli import streams
from pycog.cli.clock import add_clock
from pycog.cli.json_lines import json_value, say_record
from pycog.cli.progress import progress
from pycog.cli.streams import counted
from pycog.errors import InvalidInput, PycogError
from pycog.values import Scalar, display, format_number

if TYPE_CHECKING:
    from pycog.refresh import FileReport, FrozenCell

EPILOG = """\
Un dossier vaut pour tous les classeurs .xlsx et .xlsm qu'il contient. Seules les valeurs des
formules changent dans un classeur ; il est remplacé en entier ou pas du tout.

exemples :
  pycog refresh workbooks/camieg-2012-2015
  pycog refresh --check workbooks
  pycog refresh annexe.xlsx --output copies
"""
INTERRUPTED = (
    "Interrompu : les classeurs déjà annoncés sont recalculés en entier, les autres sont inchangés."
)

#: Stale cells listed per workbook: one row more in a sheet makes thousands of them.
_MOST_STALE = 50


@dataclass(frozen=True, slots=True)
class _Job:
    path: Path
    output: Path | None


@dataclass(slots=True)
class _Totals:
    workbooks: int = 0
    refused: int = 0
    formulas: int = 0
    cog_formulas: int = 0
    changes: int = 0
    errors: int = 0
    frozen: int = 0

    def add(self, report: FileReport) -> None:
        self.workbooks += 1
        self.refused += report.refused is not None
        self.formulas += report.formulas
        self.cog_formulas += report.cog_formulas
        self.changes += report.changed
        self.errors += len(report.errors)
        self.frozen += len(report.frozen)


def configure(parser: ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument(
        "paths", metavar="CHEMIN", nargs="+", type=Path, help="classeur ou dossier de classeurs"
    )
    target = parser.add_mutually_exclusive_group()
    target.add_argument(
        "--check",
        action="store_true",
        help="ne change rien ; code 1 si une valeur enregistrée est périmée",
    )
    target.add_argument(
        "--output",
        metavar="DOSSIER",
        type=Path,
        help="écrit les classeurs recalculés dans ce dossier et laisse les originaux intacts",
    )
    parser.add_argument("--json", action="store_true", help="écrit un objet JSON par classeur")
    add_clock(parser)


def run(args: Namespace) -> int:
    """Refresh every workbook found and report on each."""
    from pycog.refresh import Options, refresh_file
    from udfs.hosts.engine import EngineHost

    jobs, faults = _jobs(args.paths, args.output)
    for fault in faults:
        streams.warn(fault.message)
    host, totals = EngineHost(), _Totals()
    options = Options(check=args.check, clock=args.clock)
    with progress(len(jobs), "Classeurs") as bar:
        for job in jobs:
            if job.output is not None:
                job.output.parent.mkdir(parents=True, exist_ok=True)
            report = refresh_file(job.path, host, output=job.output, options=options)
            totals.add(report)
            with bar.aside():
                _write(report, args)
            bar.advance()
    if totals.workbooks > 1 and not args.json:
        streams.say(_summary(counted(totals.workbooks, "classeur"), totals, args.check))
    if faults or totals.refused:
        return streams.REFUSED
    return streams.FINDINGS if args.check and totals.changes else streams.DONE


def _jobs(paths: Sequence[Path], output: Path | None) -> tuple[list[_Job], list[PycogError]]:
    """Find the workbooks and where each goes; faults are collected, not raised."""
    from pycog.refresh import find_workbooks

    jobs: dict[Path, _Job] = {}
    faults: list[PycogError] = []
    for path in paths:
        try:
            found = find_workbooks([path])
        except PycogError as error:
            faults.append(error)
            continue
        for workbook in found:
            inside = workbook.relative_to(path) if path.is_dir() else Path(workbook.name)
            goal = None if output is None else output / inside
            jobs.setdefault(workbook.resolve(), _Job(workbook, goal))
    clashes = _clashes(list(jobs.values()))
    return ([], faults + clashes) if clashes else (list(jobs.values()), faults)


def _clashes(jobs: list[_Job]) -> list[PycogError]:
    """Refuse to write over an input or to write two workbooks to one place."""
    inputs = {job.path.resolve() for job in jobs}
    taken: dict[Path, Path] = {}
    clashes: list[PycogError] = []
    for job in jobs:
        if job.output is None:
            continue
        goal = job.output.resolve()
        if goal in inputs:
            reason = f"{job.output} est lui-même un des classeurs à recalculer"
        elif goal in taken:
            reason = f"{taken[goal]} et {job.path} iraient tous deux dans {job.output}"
        else:
            taken[goal] = job.path
            continue
        clashes.append(
            InvalidInput(
                "sortie-en-conflit",
                f"Rien n'a été écrit : {reason}. Choisissez un autre dossier avec --output.",
                output=str(job.output),
            )
        )
    return clashes


def _write(report: FileReport, args: Namespace) -> None:
    if args.json:
        say_record(_record(report))
    if report.refused is not None:
        streams.warn(report.refused.message)
        return
    if not args.json:
        totals = _Totals()
        totals.add(report)
        streams.say(_summary(str(report.path), totals, args.check), now=True)
    if args.check and report.changed:
        _list_stale(report)
    for error in report.errors:
        reason = error.reason or f"dans ={error.formula.removeprefix('=')}"
        streams.warn(f"{report.path}, {error.sheet}!{error.cell} : {error.kind}, {reason}")
    kept: dict[str, list[FrozenCell]] = {}
    for cell in report.frozen:
        kept.setdefault(cell.reason, []).append(cell)
    for reason, cells in kept.items():
        more = f" et dans {counted(len(cells) - 1, 'autre cellule')}" if len(cells) > 1 else ""
        place = f"{report.path}, {cells[0].sheet}!{cells[0].cell}"
        streams.warn(f"{place}{more} : valeur gardée, {reason}")


def _list_stale(report: FileReport) -> None:
    for change in report.changes[:_MOST_STALE]:
        place = f"{report.path}, {change.sheet}!{change.cell}"
        before, after = _shown(change.before), _shown(change.after)
        streams.warn(f"{place} : valeur périmée, {before} au lieu de {after}")
    if report.changed > _MOST_STALE:
        more = counted(
            report.changed - _MOST_STALE, "autre valeur périmée", "autres valeurs périmées"
        )
        streams.warn(f"{report.path} : et {more} (liste complète avec --json)")


def _summary(subject: str, totals: _Totals, check: bool) -> str:
    changed = (
        counted(totals.changes, "valeur périmée", "valeurs périmées")
        if check
        else counted(totals.changes, "valeur changée", "valeurs changées")
    )
    parts = [
        f"{counted(totals.formulas, 'formule')} dont {format_number(totals.cog_formulas)} COG_",
        changed,
        counted(totals.errors, "cellule en erreur", "cellules en erreur"),
    ]
    if totals.frozen:
        parts.append(counted(totals.frozen, "valeur gardée", "valeurs gardées"))
    if totals.refused:
        parts.append(counted(totals.refused, "classeur refusé", "classeurs refusés"))
    return f"{subject} : {', '.join(parts)}."


def _shown(value: Scalar) -> str:
    return display(value) if value not in (None, "") else "(vide)"


def _record(report: FileReport) -> dict[str, object]:
    refused = report.refused
    return {
        "file": str(report.path),
        "output": str(report.output),
        "written": report.written,
        "formulas": report.formulas,
        "cog_formulas": report.cog_formulas,
        "changed": report.changed,
        "changes": [
            {
                "sheet": change.sheet,
                "cell": change.cell,
                "before": json_value(change.before),
                "after": json_value(change.after),
            }
            for change in report.changes
        ],
        "errors": [
            {
                "sheet": error.sheet,
                "cell": error.cell,
                "formula": error.formula,
                "type": error.kind,
                "message": error.reason,
            }
            for error in report.errors
        ],
        "frozen": [
            {"sheet": cell.sheet, "cell": cell.cell, "function": cell.function}
            for cell in report.frozen
        ],
        "refused": refused and {"code": refused.code, "message": refused.message},
    }
