"""``pycog doctor``: finds what keeps workbooks from calculating, and repairs copies."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from pycog.cli import streams
from pycog.cli.json_lines import say_record
from pycog.errors import InvalidInput, PycogError

if TYPE_CHECKING:
    from pycog.doctor import Change, Finding, Signatures

EPILOG = """\
exemples :
  pycog doctor workbooks/camieg-2012-2015
  pycog doctor annexe.xlsx --repair
  pycog doctor annexe.xlsx --repair --output annexe-saine.xlsx --json

L'original n'est jamais modifié : --repair écrit une copie, annexe-repare.xlsx, et dit chaque
changement. Recalculez ensuite la copie avec pycog refresh.
"""

_SUFFIXES = {".xlsx", ".xlsm", ".xltx", ".xltm", ".ods", ".fods"}
#: Findings of one kind listed for a workbook; all are with --json.
_MOST_LISTED = 20


def configure(parser: ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument(
        "paths", metavar="FICHIER", nargs="+", type=Path, help="classeur ou dossier de classeurs"
    )
    parser.add_argument(
        "--repair",
        action="store_true",
        help="écrit une copie réparée à côté de l'original, qui reste intact",
    )
    parser.add_argument(
        "--output",
        metavar="FICHIER|DOSSIER",
        type=Path,
        help="où écrire la copie réparée (avec --repair)",
    )
    parser.add_argument("--json", action="store_true", help="écrit un objet JSON par classeur")


def run(args: Namespace) -> int:
    """Examine every workbook found; repair copies on demand."""
    from pycog.refresh import find_workbooks
    from udfs.catalogue import argument_counts

    if args.output is not None and not args.repair:
        raise InvalidInput(
            "sortie-a-preciser", "--output dit où écrire la copie réparée : ajoutez --repair."
        )
    paths = find_workbooks(args.paths)
    targets = _targets(paths, args.output) if args.repair else [None] * len(paths)
    signatures, code = argument_counts(), streams.DONE
    for path, target in zip(paths, targets, strict=True):
        try:
            found = _treat(path, target, signatures, args.json)
        except PycogError as error:
            if args.json:
                say_record({"file": str(path), "refused": {"code": error.code}})
            streams.warn(error.message)
            code = streams.REFUSED
        else:
            code = max(code, streams.FINDINGS if found else streams.DONE)
    return code


def _targets(paths: Sequence[Path], output: Path | None) -> list[Path | None]:
    """Return where the repaired copy of each workbook goes."""
    single = output is not None and output.suffix.lower() in _SUFFIXES
    if single and len(paths) > 1:
        raise InvalidInput(
            "sortie-a-preciser", "Plusieurs classeurs : donnez un dossier à --output."
        )
    goals: list[Path | None] = []
    for path in paths:
        if output is None:
            goal = path.with_name(f"{path.stem}-repare{path.suffix}")
        else:
            goal = output if single else output / path.name
        if goal.resolve() in {path.resolve() for path in paths} or goal in goals:
            raise InvalidInput(
                "sortie-identique",
                f"La copie réparée de {path} irait dans {goal}, qui est déjà pris. Choisissez un "
                "autre fichier ou dossier avec --output.",
            )
        goals.append(goal)
    return goals


def _treat(path: Path, target: Path | None, signatures: Signatures, as_json: bool) -> int:
    """Examine one workbook, write its repaired copy if there is a target.

    Returns:
        The number of findings.
    """
    from pycog.doctor import examine, read, repair, write_copy
    from pycog.ods import open_package

    package = open_package(path)
    findings = examine(read(package), signatures)
    changes: list[Change] = []
    if target is not None and any(finding.repairable for finding in findings):
        mended = repair(package, findings, signatures)
        write_copy(mended, path, target)
        changes = mended.changes
    if as_json:
        say_record(_record(path, target if changes else None, findings, changes))
    else:
        _write(path, findings)
        if target is not None:
            _write_changes(path, target, changes)
    return len(findings)


def _write(path: Path, findings: Sequence[Finding]) -> None:
    listed: Counter[str] = Counter()
    for finding in findings:
        listed[finding.code] += 1
        if listed[finding.code] <= _MOST_LISTED:
            streams.say(f"{path}, {finding.place} : {finding.found}\n  {finding.text}")
    for code, number in listed.items():
        if number > _MOST_LISTED:
            more = streams.counted(number - _MOST_LISTED, "autre constat", "autres constats")
            streams.say(f"{path} : et {more} « {code} » (liste complète avec --json)")
    total = streams.counted(len(findings), "constat")
    mendable = sum(finding.repairable for finding in findings)
    detail = ""
    if findings:
        detail = f", dont {streams.counted(mendable, 'réparable')} avec --repair"
    streams.say(f"{path} : {total}{detail}.")


def _write_changes(path: Path, target: Path, changes: Sequence[Change]) -> None:
    if not changes:
        streams.say(f"{path} : rien à réparer, aucune copie écrite.")
        return
    for change in changes:
        streams.say(f"{target}, {change.sheet}!{change.cell} : {change.before} → {change.after}")
    total = streams.counted(len(changes), "cellule réparée", "cellules réparées")
    streams.say(f"{target} : {total}. L'original est intact ; recalculez la copie avec refresh.")


def _record(
    path: Path, target: Path | None, findings: Sequence[Finding], changes: Sequence[Change]
) -> dict[str, object]:
    return {
        "file": str(path),
        "findings": [
            {
                "code": finding.code,
                "sheet": finding.sheet,
                "cell": finding.cell,
                "found": finding.found,
                "meaning": finding.meaning,
                "remedy": finding.remedy,
                "repairable": finding.repairable,
            }
            for finding in findings
        ],
        "repaired": None if target is None else str(target),
        "changes": [
            {
                "sheet": change.sheet,
                "cell": change.cell,
                "before": change.before,
                "after": change.after,
            }
            for change in changes
        ],
    }
