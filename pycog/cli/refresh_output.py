"""What ``pycog refresh`` says of each workbook, and of all of them."""

from __future__ import annotations

from argparse import Namespace
from typing import TYPE_CHECKING

from msgspec import Struct, field

from pycog.cli import streams
from pycog.cli.json_lines import json_value, say_record
from pycog.cli.streams import counted
from pycog.values import Scalar, display, format_number

if TYPE_CHECKING:
    from pycog.refresh import FileReport, FrozenCell

#: Stale cells listed per workbook: one row more in a sheet makes thousands of them.
MOST_STALE = 50


class Totals(Struct):
    """Sums over workbooks."""

    workbooks: int = 0
    refused: int = 0
    formulas: int = 0
    cog_formulas: int = 0
    changes: int = 0
    errors: int = 0
    frozen: int = 0
    disagreements: int = 0
    to_recalculate: int = 0
    outcomes: dict[str, int] = field(default_factory=dict)
    program: str = ""
    unrecorded: int = 0

    def add(self, report: FileReport, check: bool) -> None:
        """Count one more workbook."""
        self.workbooks += 1
        alike = self.program in ("", report.program)
        self.program = report.program if alike else "leur programme"
        self.refused += report.refused is not None
        self.formulas += report.formulas
        self.cog_formulas += report.cog_formulas
        self.changes += report.changed
        self.errors += len(report.errors)
        self.frozen += len(report.frozen)
        self.disagreements += len(report.disagreements)
        self.to_recalculate += len(report.to_recalculate)
        self.unrecorded += bool(report.unrecorded)
        self.count(_outcome(report, check))

    def count(self, outcome: str, number: int = 1) -> None:
        """Count workbooks with one outcome."""
        self.outcomes[outcome] = self.outcomes.get(outcome, 0) + number


def _outcome(report: FileReport, check: bool) -> str:
    if report.refused is not None:
        return "refusés"
    if report.changed:
        return "périmés" if check else "recalculés"
    return "déjà à jour"


def write(report: FileReport, args: Namespace) -> None:
    """Say what happened to one workbook."""
    if args.json:
        say_record({**record(report), "changes": changes(report)})
    if report.refused is not None:
        streams.warn(report.refused.message)
        return
    if report.unrecorded:
        streams.warn(report.unrecorded)
    if not args.json:
        totals = Totals()
        totals.add(report, args.check)
        streams.say(summary(str(report.path), totals, args.check), now=True)
        if report.convention:
            streams.say(f"{report.path} : convention {report.convention}.", now=True)
        if report.proof is not None:
            streams.say(f"{report.path} : {report.proof}", now=True)
    if args.check and report.changed:
        _list_stale(report)
    for error in report.errors:
        reason = error.reason or f"dans ={error.formula.removeprefix('=')}"
        streams.warn(f"{report.path}, {error.sheet}!{error.cell} : {error.kind}, {reason}")
    _list_kept(report)
    _list_disagreements(report)
    _list_to_recalculate(report)


def table(totals: Totals) -> list[str]:
    """Return how many workbooks had each outcome, one a line."""
    names = ("recalculés", "périmés", "déjà à jour", "refusés", "repris du rapport")
    rows = [
        (name, format_number(totals.outcomes[name])) for name in names if name in totals.outcomes
    ]
    left = max(len("Classeurs"), *(len(name) for name, _ in rows))
    right = max(len("Nombre"), *(len(number) for _, number in rows))
    return [
        f"{name:<{left}}  {number:>{right}}" for name, number in (("Classeurs", "Nombre"), *rows)
    ]


def summary(subject: str, totals: Totals, check: bool) -> str:
    """Return the sums of one or several workbooks as a sentence."""
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
    if totals.disagreements:
        alone, many = (f"{word} avec {totals.program}" for word in ("désaccord", "désaccords"))
        parts.append(counted(totals.disagreements, alone, many))
    if totals.to_recalculate:
        parts.append(
            counted(
                totals.to_recalculate,
                f"cellule à recalculer dans {totals.program}",
                f"cellules à recalculer dans {totals.program}",
            )
        )
    if totals.refused:
        parts.append(counted(totals.refused, "classeur refusé", "classeurs refusés"))
    return f"{subject} : {', '.join(parts)}."


def record(report: FileReport) -> dict[str, object]:
    """Return what a program may want to know of a workbook, its changed cells left out."""
    refused, proof = report.refused, report.proof
    return {
        "file": str(report.path),
        "output": str(report.output),
        "written": report.written,
        "formulas": report.formulas,
        "cog_formulas": report.cog_formulas,
        "changed": report.changed,
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
            {
                "sheet": cell.sheet,
                "cell": cell.cell,
                "function": cell.function,
                "outdated": cell.outdated,
                "reason": cell.reason,
            }
            for cell in report.frozen
        ],
        "convention": report.convention,
        "disagreements": [
            {
                "sheet": cell.sheet,
                "cell": cell.cell,
                "formula": cell.formula,
                "stored": json_value(cell.stored),
                "calculated": json_value(cell.calculated),
            }
            for cell in report.disagreements
        ],
        "to_recalculate": [
            {
                "sheet": cell.sheet,
                "cell": cell.cell,
                "stored": json_value(cell.stored),
                "reason": cell.reason,
            }
            for cell in report.to_recalculate
        ],
        "doubt": report.doubt,
        "proof": proof and {"holds": proof.holds, "identical_parts": proof.identical},
        "refused": refused and {"code": refused.code, "message": refused.message},
    }


def changes(report: FileReport) -> list[dict[str, object]]:
    """Return the changed cells as data."""
    return [
        {
            "sheet": change.sheet,
            "cell": change.cell,
            "before": json_value(change.before),
            "after": json_value(change.after),
        }
        for change in report.changes
    ]


def _list_stale(report: FileReport) -> None:
    for change in report.changes[:MOST_STALE]:
        place = f"{report.path}, {change.sheet}!{change.cell}"
        before, after = _shown(change.before), _shown(change.after)
        streams.warn(f"{place} : valeur périmée, {before} au lieu de {after}")
    if report.changed > MOST_STALE:
        more = counted(
            report.changed - MOST_STALE, "autre valeur périmée", "autres valeurs périmées"
        )
        streams.warn(f"{report.path} : et {more} (liste complète avec --json)")


def _list_kept(report: FileReport) -> None:
    kept: dict[str, list[FrozenCell]] = {}
    for cell in report.frozen:
        old = f" ; ses données ont changé, ouvrez le classeur dans {report.program}"
        old = old if cell.outdated else ""
        kept.setdefault(cell.reason + old, []).append(cell)
    for reason, cells in kept.items():
        others = counted(len(cells) - 1, "autre cellule", "autres cellules")
        more = f" et dans {others}" if len(cells) > 1 else ""
        place = f"{report.path}, {cells[0].sheet}!{cells[0].cell}"
        streams.warn(f"{place}{more} : valeur gardée, {reason}")


def _list_disagreements(report: FileReport) -> None:
    for cell in report.disagreements[:MOST_STALE]:
        place = f"{report.path}, {cell.sheet}!{cell.cell}"
        streams.warn(
            f"{place} : valeur {_of_program(report)} gardée ({_shown(cell.stored)}), le moteur "
            f"trouve {_shown(cell.calculated)} (--accept-native pour la remplacer)"
        )
    if len(report.disagreements) > MOST_STALE:
        more = counted(
            len(report.disagreements) - MOST_STALE, "autre désaccord", "autres désaccords"
        )
        streams.warn(f"{report.path} : et {more} (liste complète avec --json)")


def _list_to_recalculate(report: FileReport) -> None:
    for cell in report.to_recalculate[:MOST_STALE]:
        place = f"{report.path}, {cell.sheet}!{cell.cell}"
        streams.warn(
            f"{place} : à recalculer dans {report.program}, valeur gardée "
            f"({_shown(cell.stored)}) ; {cell.reason}"
        )
    if len(report.to_recalculate) > MOST_STALE:
        more = counted(
            len(report.to_recalculate) - MOST_STALE,
            f"autre cellule à recalculer dans {report.program}",
            f"autres cellules à recalculer dans {report.program}",
        )
        streams.warn(f"{report.path} : et {more} (liste complète avec --json)")


def _of_program(report: FileReport) -> str:
    return "d'Excel" if report.program == "Excel" else f"de {report.program}"


def _shown(value: Scalar) -> str:
    return display(value) if value not in (None, "") else "(vide)"
