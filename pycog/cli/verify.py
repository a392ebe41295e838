"""``pycog verify``: says whether sealed workbooks are as they were sealed, or what changed."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from msgspec.structs import replace

from pycog.cli import streams
from pycog.cli.convention_options import folders_of
from pycog.cli.host import CatalogueHost
from pycog.cli.json_lines import say_record
from pycog.cli.password_option import add_password, workbook_password
from pycog.errors import PycogError

if TYPE_CHECKING:
    from pycog.seal.verification import Verification

EPILOG = """\
Recalcule le classeur comme au jour du scellement, et compare saisies, formules et valeurs avec
celles du bordereau. Une règle ou un accord qui a changé depuis est nommé ; si toutes les valeurs
se retrouvent, le classeur reste dit intact.

codes de sortie :
  0  intact
  1  modifié depuis, bordereau altéré, signature en défaut, ou classeur non scellé
  2  refusé ou en échec : un classeur illisible

exemples :
  pycog verify annexe.xlsx
  pycog verify annexes --json
  pycog verify annexe.xlsx --autorites autorite.pem
"""
#: Differences shown by the command; --json has them all.
_MOST_SHOWN: Final = 40


def configure(parser: ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument(
        "paths", metavar="CHEMIN", nargs="+", type=Path, help="classeur ou dossier de classeurs"
    )
    parser.add_argument(
        "--autorites",
        metavar="FICHIER",
        type=Path,
        help="certificats des autorités de confiance, en PEM : le signataire doit en remonter",
    )
    add_password(parser, written=False)
    parser.add_argument("--json", action="store_true", help="écrit un objet JSON par classeur")


def run(args: Namespace) -> int:
    """Verify every workbook found and report on each."""
    from pycog.seal.sealing import VERIFYING, open_to_seal
    from pycog.seal.verification import verify_package
    from pycog.xlsx.placing import find_workbooks
    from udfs.rule_versions import rule_version

    authorities = _authorities(args)
    opening = replace(VERIFYING, password=workbook_password(args.mot_de_passe))
    host = CatalogueHost(tuple(folder.absolute() for folder in folders_of(args)))
    code = streams.DONE
    for path in find_workbooks(args.paths):
        try:
            found = verify_package(
                open_to_seal(path, options=opening), host(), rule_version, authorities
            )
        except PycogError as error:
            streams.warn(error.message)
            code = streams.REFUSED
            continue
        if not found.is_intact:
            code = max(code, streams.FINDINGS)
        if args.json:
            say_record(_record(path, found))
        else:
            _tell(path, found)
    return code


def _authorities(args: Namespace) -> Any:
    if args.autorites is None:
        return ()
    from pycog.seal.signing_certificate import load_certificates

    return load_certificates(args.autorites)


def _tell(path: Path, found: Verification) -> None:
    streams.say(f"{path} : {found.headline}.")
    for fault in found.seal_faults:
        streams.say(f"  en défaut : {fault}")
    if found.signature is not None and found.signature.who:
        own = found.signature
        state = "tient" if own.holds else "ne tient pas"
        trust = {True: ", autorité reconnue", False: ", autorité inconnue", None: ""}[own.trusted]
        streams.say(
            f"  signature de {own.who} : {state} (certificat de {own.issuer}, du {own.start} au "
            f"{own.end}{trust})"
        )
    for one in found.differences[:_MOST_SHOWN]:
        streams.say(f"  {one}")
    if len(found.differences) > _MOST_SHOWN:
        streams.say(f"  … et {len(found.differences) - _MOST_SHOWN} autres (toutes avec --json)")
    for since in found.since:
        streams.say(f"  depuis : {since}")
    for note in found.notes:
        streams.say(f"  à savoir : {note}")


def _record(path: Path, found: Verification) -> dict[str, object]:
    content, own = found.content, found.signature
    return {
        "path": str(path),
        "state": found.state,
        "sealed": content and content.when,
        "author": content and content.author,
        "digest": content and content.digest,
        "seal_faults": found.seal_faults,
        "differences": [
            {
                "kind": one.kind,
                "sheet": one.sheet,
                "cell": one.place,
                "before": one.before,
                "after": one.after,
                "why": one.why,
            }
            for one in found.differences
        ],
        "since": [
            {
                "kind": one.kind,
                "name": one.name,
                "before": one.before,
                "after": one.after,
                "tables": list(one.details),
            }
            for one in found.since
        ],
        "signature": own
        and {
            "who": own.who,
            "issuer": own.issuer,
            "start": own.start,
            "end": own.end,
            "sound": own.is_sound,
            "trusted": own.trusted,
            "faults": own.faults,
        },
        "notes": found.notes,
    }
