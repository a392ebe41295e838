"""``pycog audit``: recomputes what documents print and shows where they disagree."""

from __future__ import annotations

import dataclasses
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from pycog.cli import streams
from pycog.cli.json_lines import say_record
from pycog.cli.output import chosen_format, keep_inputs, write_file
from pycog.errors import PycogError

if TYPE_CHECKING:
    from pycog.conventions import Convention
    from pycog.reports.findings import Audited

EPILOG = """\
exemples :
  pycog audit
  pycog audit camieg-2012-2015
  pycog audit workbooks/camieg-2012-2015/annexe-3-fngr.xlsx --json
  pycog audit herault-2021 isere-2020 --output constats.xlsx
"""

FORMATS = ("table", "md", "json", "xlsx")
_WORKBOOKS = {".xlsx", ".xlsm", ".xltx", ".xltm", ".xls", ".xlsb", ".ods", ".fods"}


def configure(parser: ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument(
        "subjects",
        metavar="FICHIER|CONVENTION",
        nargs="*",
        help="classeur, dossier de classeurs ou identifiant d'une convention ; par défaut "
        "la convention choisie, ou toutes celles qui sont connues si aucune ne l'est",
    )
    form = parser.add_mutually_exclusive_group()
    form.add_argument(
        "--format",
        choices=FORMATS,
        help="table (une ligne par constat, par défaut), md, json (une liste d'objets), xlsx",
    )
    form.add_argument("--json", action="store_true", help="écrit un objet JSON par constat")
    parser.add_argument(
        "--output",
        metavar="FICHIER",
        type=Path,
        help="fichier où écrire ; son extension donne le format si --format est absent",
    )


def run(args: Namespace) -> int:
    """Audit each subject and list the findings."""
    chosen = chosen_format(args.format, args.output, FORMATS)
    faults: list[PycogError] = []
    keep_inputs(args.output, map(Path, args.subjects))
    audited = list(_audit_all(args.subjects, faults))
    if args.json:
        _write_lines(audited)
    elif chosen == "table":
        _write_table(audited)
    else:
        _write(audited, chosen, args.output)
    for fault in faults:
        streams.warn(fault.message)
    if faults:
        return streams.REFUSED
    return streams.FINDINGS if any(one.findings for one in audited) else streams.DONE


def _audit_all(subjects: Sequence[str], faults: list[PycogError]) -> Iterator[Audited]:
    """Audit what is asked for, or every convention; one that fails hides no other."""
    from pycog import conventions
    from pycog.default_convention import default

    known = {summary.id for summary in conventions.available()}
    if not subjects:
        chosen = default()
        subjects = [chosen.id] if chosen.is_chosen else sorted(known)
    found: list[Audited] = []
    drawn: dict[int, Convention] = {}
    for subject in dict.fromkeys(subjects):
        try:
            for one, convention in _audit(subject, known):
                if convention is not None:
                    drawn[len(found)] = convention
                found.append(one)
        except PycogError as error:
            faults.append(error)
    yield from _told_once(found, drawn)


def _told_once(found: list[Audited], drawn: dict[int, Convention]) -> list[Audited]:
    """Tell once what several conventions of one document have in common."""
    from pycog.conventions.checks.campaigns import each_once

    places = list(drawn)
    told = each_once([(drawn[place], found[place].findings) for place in places])
    for place, findings in zip(places, told, strict=True):
        found[place] = dataclasses.replace(found[place], findings=findings)
    return found


def _audit(subject: str, known: set[str]) -> Iterator[tuple[Audited, Convention | None]]:
    from pycog import conventions
    from pycog.reports.findings import Audited

    path = Path(subject)
    is_file = path.exists() or path.suffix.lower() in _WORKBOOKS or len(path.parts) > 1
    if subject in known or not is_file:
        from pycog.conventions import checks

        convention = conventions.load(subject)
        yield Audited(convention.short_title, checks.full_audit(convention)), convention
        return
    from pycog.annexes import audit_workbook
    from pycog.refresh import find_workbooks

    for found in find_workbooks([path]):
        yield Audited(str(found), audit_workbook(found)), None


def _write_lines(audited: Sequence[Audited]) -> None:
    from pycog.reports.findings import record

    for one in audited:
        for finding in one.findings:
            say_record(record(one, finding))


def _write_table(audited: Sequence[Audited]) -> None:
    for one in audited:
        for finding in one.findings:
            streams.say(f"{finding.text}{'' if finding.derived else ' (relevé à la lecture)'}")
        streams.say(f"{one.name} : {one.summary}.")


def _write(audited: Sequence[Audited], chosen: str, output: Path | None) -> None:
    from pycog.reports import findings

    if output is None:
        streams.say(findings.TEXTS[chosen](audited).removesuffix("\n"))
        return
    if chosen == "xlsx":
        content = findings.workbook(audited)
    else:
        content = findings.TEXTS[chosen](audited).encode("utf-8")
    write_file(output, content)
    total = streams.counted(sum(len(one.findings) for one in audited), "constat")
    streams.say(f"{output} : {total} sur {streams.counted(len(audited), 'document')}.")
