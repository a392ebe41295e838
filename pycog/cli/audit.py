"""``pycog audit``: recomputes what documents print and shows where they disagree."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from pycog.cli import streams
from pycog.cli.json_lines import say_record

if TYPE_CHECKING:
    from pycog.conventions.models import Finding

EPILOG = """\
exemples :
  pycog audit camieg-2012-2015
  pycog audit workbooks/camieg-2012-2015/annexe-3-fngr.xlsx --json
"""

_WORKBOOKS = {".xlsx", ".xlsm", ".xltx", ".xltm", ".xls", ".xlsb", ".ods"}


def configure(parser: ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument(
        "subjects",
        metavar="FICHIER|CONVENTION",
        nargs="+",
        help="classeur, dossier de classeurs ou identifiant d'une convention",
    )
    parser.add_argument("--json", action="store_true", help="écrit un objet JSON par constat")


def run(args: Namespace) -> int:
    """Audit each subject and list the findings."""
    total = 0
    for subject in args.subjects:
        for name, findings in _audit(subject):
            total += len(findings)
            _write(name, findings, args.json)
    return streams.FINDINGS if total else streams.DONE


def _audit(subject: str) -> list[tuple[str, Sequence[Finding]]]:
    from pycog import conventions

    path = Path(subject)
    known = {summary.id for summary in conventions.available()}
    is_file = path.exists() or path.suffix.lower() in _WORKBOOKS or len(path.parts) > 1
    if subject in known or not is_file:
        from pycog.conventions import checks

        convention = conventions.load(subject)
        return [(convention.short_title, checks.full_audit(convention))]
    from pycog.annexes import audit_workbook
    from pycog.refresh import find_workbooks

    return [(str(found), audit_workbook(found)) for found in find_workbooks([path])]


def _write(name: str, findings: Sequence[Finding], as_json: bool) -> None:
    if as_json:
        for finding in findings:
            say_record(_record(name, finding))
        return
    for finding in findings:
        streams.say(f"{finding.text}{'' if finding.derived else ' (relevé à la lecture)'}")
    severities = Counter(finding.severity for finding in findings)
    detail = ", ".join(f"{number} « {severity} »" for severity, number in severities.items())
    total = streams.counted(len(findings), "constat")
    streams.say(f"{name} : {total}{f', dont {detail}' if detail else ''}.")


def _record(name: str, finding: Finding) -> dict[str, object]:
    return {
        "subject": name,
        "id": finding.id,
        "document": finding.document,
        "place": finding.place,
        "printed": finding.printed,
        "recomputed": finding.recomputed,
        "severity": finding.severity,
        "reading": finding.reading,
        "derived": finding.derived,
    }
