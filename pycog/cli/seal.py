"""``pycog seal``: writes into workbooks what their figures rest on, signed or not."""

from __future__ import annotations

import datetime as dt
import getpass as passwords
from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from pycog.cli import streams
from pycog.cli.convention_options import folders_of
from pycog.cli.host import CatalogueHost
from pycog.cli.json_lines import say_record
from pycog.cli.output import same_file
from pycog.cli.password_option import add_password, asked_password, workbook_password
from pycog.cli.streams import counted
from pycog.errors import InvalidInput, PycogError

if TYPE_CHECKING:
    from pycog.seal.sealing import Sealed
    from pycog.seal.signing_certificate import Signer
    from pycog.xlsx.opening import Opening

#: Environment variable that holds the password of the key.
KEY_PASSWORD: Final = "PYCOG_MOT_DE_PASSE_CLE"
EPILOG = """\
Le bordereau de calcul dit sur quoi reposent les chiffres : accord, règles, hypothèses, saisies,
formules et valeurs, qui a scellé et quand. Il est écrit dans la feuille « COG - bordereau » et dans
une partie XML du classeur ; rien d'autre n'y change. Sceller de nouveau remplace le bordereau.
Sans signature, il montre un changement fait par mégarde ; seule une signature (--signer) empêche
de le refaire à sa guise.

exemples :
  pycog seal annexe.xlsx
  pycog seal annexe.xlsx --output annexe-scellee.xlsx --sans-auteur
  pycog seal annexe.xlsx --signer certificat.p12
  pycog verify annexe.xlsx
"""
INTERRUPTED = "Interrompu : les classeurs déjà annoncés sont scellés, les autres sont inchangés."


def configure(parser: ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument(
        "paths", metavar="CHEMIN", nargs="+", type=Path, help="classeur ou dossier de classeurs"
    )
    parser.add_argument(
        "--output",
        metavar="COPIE",
        type=Path,
        help="écrit une copie scellée et laisse l'original ; un dossier pour plusieurs classeurs",
    )
    who = parser.add_mutually_exclusive_group()
    who.add_argument("--auteur", metavar="NOM", help="qui scelle (le nom de l'utilisateur)")
    who.add_argument("--sans-auteur", action="store_true", help="ne dit pas qui scelle")
    parser.add_argument(
        "--signer",
        metavar="CERTIFICAT",
        type=Path,
        help="signe avec ce certificat X.509 et sa clé : un fichier .p12, .pfx ou PEM",
    )
    parser.add_argument(
        "--cle",
        metavar="FICHIER",
        type=Path,
        help="clé privée en PEM, si elle n'est pas avec le certificat",
    )
    parser.add_argument(
        "--mot-de-passe-cle",
        metavar="MOT",
        help="mot de passe de la clé ; « - » le demande sans l'afficher, ce qui est plus sûr ; "
        f"sans cette option, la variable {KEY_PASSWORD}",
    )
    add_password(parser, written=True)
    parser.add_argument("--json", action="store_true", help="écrit un objet JSON par classeur")


def run(args: Namespace) -> int:
    """Seal every workbook found and report on each."""
    from pycog.xlsx.opening import Opening
    from pycog.xlsx.placing import find_workbooks

    if args.signer is None and (args.cle is not None or args.mot_de_passe_cle is not None):
        raise InvalidInput(
            "signer-a-preciser", "--cle et --mot-de-passe-cle accompagnent --signer CERTIFICAT."
        )
    when = dt.datetime.now().astimezone().replace(microsecond=0)
    signer, author = _signer(args, when), _author(args)
    opening = Opening(password=workbook_password(args.mot_de_passe))
    found = find_workbooks(args.paths)
    several = len(found) > 1 or any(path.is_dir() for path in args.paths)
    if several and args.output is not None and args.output.is_file():
        raise InvalidInput(
            "sortie-a-preciser",
            f"{args.output} est un fichier : donnez à --output un dossier pour plusieurs "
            "classeurs.",
        )
    _check_output(args.output, several)
    code = streams.DONE
    host = CatalogueHost(tuple(folder.absolute() for folder in folders_of(args)))
    for path in found:
        try:
            output = _output(args, path, several)
            over = output.exists() and not same_file(output, path)
            sealed = _seal(path, output, opening, host, author, signer, when)
        except PycogError as error:
            streams.warn(error.message)
            code = streams.REFUSED
            continue
        _tell(args, path, output, sealed, over)
    return code


def _check_output(output: Path | None, several: bool) -> None:
    """Refuse a copy that Excel would not open, and a folder that looks like a workbook."""
    from pycog.seal.sealing import SEALED_SUFFIXES

    if output is None or output.is_dir():
        return
    suffix = output.suffix.lower()
    if several and suffix in SEALED_SUFFIXES:
        raise InvalidInput(
            "sortie-a-preciser",
            f"{output} : un dossier est attendu après --output pour plusieurs classeurs.",
        )
    if not several and suffix not in SEALED_SUFFIXES:
        raise InvalidInput(
            "extension-inconnue",
            f"{output} : un classeur .xlsx ou .xlsm est attendu après --output.",
        )


def _seal(
    path: Path,
    output: Path,
    opening: Opening,
    host: CatalogueHost,
    author: str,
    signer: Signer | None,
    when: dt.datetime,
) -> Sealed:
    from pycog.seal.sealing import open_to_seal, seal_package
    from pycog.xlsx import atomic
    from pycog.xlsx.placing import check_place, put_in_place
    from udfs.rule_versions import rule_version

    _require_same_suffix(path, output)
    check_place(path, output)
    seen = atomic.Stamp.of(output)
    package = open_to_seal(path, options=opening)
    sealed = seal_package(package, host(), rule_version, when=when, author=author, signer=signer)
    output.parent.mkdir(parents=True, exist_ok=True)
    put_in_place(path, output, sealed.data, seen)
    return sealed


def _require_same_suffix(path: Path, output: Path) -> None:
    """Refuse a copy whose name says another format, which Excel would not open."""
    if output.suffix.lower() != path.suffix.lower():
        raise InvalidInput(
            "extension-inconnue",
            f"{output} : la copie de {path.name} garde son format. Donnez après --output un nom "
            f"qui finit par {path.suffix}.",
        )


def _output(args: Namespace, path: Path, several: bool) -> Path:
    if args.output is None:
        return path
    output: Path = args.output
    if not several and not output.is_dir():
        return output
    for given in args.paths:
        if given.is_dir() and path.is_relative_to(given):
            return output / path.relative_to(given)
    return output / path.name


def _author(args: Namespace) -> str:
    if args.sans_auteur:
        return ""
    if args.auteur is not None:
        return _named(args.auteur)
    try:
        return passwords.getuser()
    except (OSError, KeyError):  # no name in the environment, and none in the system
        return ""


def _named(text: str) -> str:
    """Return a name as one line of signs that can be read.

    Raises:
        InvalidInput: ``auteur-trop-long``.
    """
    from pycog.seal.sealing import LONGEST_AUTHOR

    name = " ".join("".join(one if one.isprintable() else " " for one in text).split())
    if len(name) > LONGEST_AUTHOR:
        raise InvalidInput(
            "auteur-trop-long",
            f"--auteur : ce nom a {counted(len(name), 'signe')}, {LONGEST_AUTHOR} sont admis. "
            "Écrivez qui scelle, par exemple « Direction financière ».",
        )
    return name


def _signer(args: Namespace, when: dt.datetime) -> Signer | None:
    if args.signer is None:
        return None
    from pycog.seal.signing_certificate import load_signer

    return load_signer(
        args.signer,
        args.cle,
        asked_password(args.mot_de_passe_cle, KEY_PASSWORD, "de la clé"),
        when,
    )


def _tell(args: Namespace, path: Path, output: Path, sealed: Sealed, over: bool) -> None:
    from pycog.seal.seal_sheet import moment_shown

    content = sealed.content
    if args.json:
        say_record(
            {
                "path": str(path),
                "output": str(output),
                "sheet": sealed.sheet,
                "sealed": content.when,
                "author": content.author,
                "digest": content.digest,
                "signed": sealed.signed,
                "replaced": sealed.replaced,
                "values": len(content.ours),
                "inputs": len(content.inputs),
            }
        )
        return
    what = "scellé"
    if sealed.replaced:
        what = "bordereau remplacé"
        if sealed.former is not None:
            former = sealed.former
            by = f" par {former.author}" if former.author else ""
            signed_by = f", signé par {former.signer}" if former.signer else ""
            what += f" (celui du {moment_shown(former.moment)}{by}{signed_by})"
    signed = f", signé par {content.signer}" if sealed.signed else ", sans signature"
    place = "" if output == path else f" dans {output}"
    if over:
        place += " (à la place du fichier de ce nom)"
    streams.say(
        f"{path} : {what}{place}{signed} ; {counted(len(content.ours), 'résultat')} COG_, "
        f"{counted(len(content.inputs), 'saisie lue', 'saisies lues')}, "
        f"{counted(len(content.rules), 'règle')}, empreinte {content.digest[:12]}."
    )
