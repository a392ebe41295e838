"""``pycog diff``: what changed between two versions of an annex, by what the cells mean."""

from __future__ import annotations

import datetime as dt
from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from msgspec.structs import replace

from pycog import __version__
from pycog.cli import streams
from pycog.cli.convention_options import folders_of
from pycog.cli.host import CatalogueHost
from pycog.cli.json_lines import say_record
from pycog.cli.output import keep_inputs, same_file, write_file
from pycog.cli.password_option import add_password, workbook_password
from pycog.cli.streams import counted
from pycog.errors import InvalidInput

if TYPE_CHECKING:
    from pycog.reports.versions.version_comparing import Difference
    from pycog.xlsx.package import Package

EPILOG = """\
Les lignes et les colonnes sont suivies par leur libellé : une ligne ajoutée ou un libellé
corrigé ne fait pas différer le reste. « saisie » est ce qui a été tapé, « recalcul » ce qui en
découle, « formule » une formule qui n'est plus la même.

codes de sortie :
  0  aucune différence
  1  des différences
  2  refusé ou en échec : un classeur illisible

exemples :
  pycog diff annexe-2013.xlsx annexe-2014.xlsx
  pycog diff annexe-recue.xlsx annexe-envoyee.xlsx --output changements.html
  pycog diff ancien.xlsx nouveau.ods --json
"""
#: Differences shown by the command; a file and --json have them all.
_MOST_SHOWN: Final = 60
_FORMS: Final = ("xlsx", "html")


def configure(parser: ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("old", metavar="ANCIEN", type=Path, help="version la plus ancienne")
    parser.add_argument("new", metavar="NOUVEAU", type=Path, help="version la plus récente")
    add_password(parser, written=False)
    parser.add_argument("--json", action="store_true", help="écrit un objet JSON par différence")
    parser.add_argument(
        "--output",
        metavar="FICHIER",
        type=Path,
        help="écrit toutes les différences dans un classeur .xlsx ou une page .html",
    )


def run(args: Namespace) -> int:
    """Compare two workbooks and tell what differs."""
    from pycog.audit.stored_grids import READING
    from pycog.conventions import load
    from pycog.default_convention import using
    from pycog.ods import open_package
    from pycog.reports.versions.version_comparing import compare_versions
    from pycog.reports.versions.version_document import summary
    from pycog.xlsx.convention_name import convention_of_files
    from pycog.xlsx.placing import require_file

    form = "" if args.output is None else args.output.suffix.lower().removeprefix(".")
    if args.output is not None and form not in _FORMS:
        raise InvalidInput(
            "format-inconnu",
            f"{args.output} : un classeur .xlsx ou une page .html est attendu après --output.",
        )
    for path in (args.old, args.new):
        require_file(path)
    keep_inputs(args.output, (args.old, args.new))
    opening = replace(READING, password=workbook_password(args.mot_de_passe))
    packages = [open_package(path, opening) for path in (args.old, args.new)]
    with using(convention_of_files([packages[1]])):
        packages = [_valued(one, CatalogueHost(folders_of(args))) for one in packages]
        found = compare_versions(packages[0], packages[1], load())
    if args.output is not None:
        write_file(args.output, _written(args, form, found))
    if args.json:
        for one in found:
            say_record(_record(one))
    else:
        _say(found)
        if same_file(args.old, args.new):
            streams.warn(f"{args.old} et {args.new} sont le même fichier : rien n'a été comparé.")
        streams.say(f"De {args.old} à {args.new} : {summary(found)}.")
    return streams.FINDINGS if found else streams.DONE


def _valued(package: Package, hosts: CatalogueHost) -> Package:
    """Return a workbook whose formulas all have values; say so where they had none."""
    from pycog.reports.versions.unvalued import with_values

    valued, lacking, fault = with_values(package, hosts)
    if lacking:
        done = "calculées en mémoire pour comparer"
        if fault is not None:
            done = f"qui n'ont pas pu être calculées ({fault.message.rstrip('.')})"
        what = counted(lacking, "formule enregistrée", "formules enregistrées")
        streams.warn(
            f"{package.path} : {what} sans résultat, {done}. « pycog refresh » les calcule dans "
            "le fichier."
        )
    return valued


def _say(found: Sequence[Difference]) -> None:
    for one in found[:_MOST_SHOWN]:
        streams.say(str(one))
    if len(found) > _MOST_SHOWN:
        streams.say(f"… et {len(found) - _MOST_SHOWN} autres (toutes avec --output ou --json)")


def _record(one: Difference) -> dict[str, object]:
    return {
        "kind": one.kind,
        "subject": one.subject,
        "before": one.before,
        "after": one.after,
        "old_place": one.old_place,
        "new_place": one.new_place,
    }


def _written(args: Namespace, form: str, found: Sequence[Difference]) -> bytes:
    from pycog.reports.documents.html import render_html
    from pycog.reports.documents.xlsx import render_xlsx
    from pycog.reports.versions.version_document import version_document

    old, new = args.old.name, args.new.name
    drawn = version_document(old, new, found, dt.date.today(), f"pycog {__version__}")
    return render_html(drawn).encode("utf-8") if form == "html" else render_xlsx(drawn)
