"""``pycog consolidate``: the network view of many annexes of the same form."""

from __future__ import annotations

import datetime as dt
import os
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from pycog.cli import streams
from pycog.cli.json_lines import say_record
from pycog.cli.output import write_file
from pycog.cli.progress import progress
from pycog.cli.refresh_options import positive
from pycog.errors import InvalidInput, RefusedFile, system_reason
from pycog.values import clean
from pycog.xlsx.saved_text import decoded

if TYPE_CHECKING:
    from pycog.reports.network.network_model import Network

EPILOG = """\
Le dossier contient les annexes des indicateurs et des budgets : un sous-dossier par organisme, ou
un fichier par organisme dont le nom dit lequel (annexe-4-indicateurs_CPAM-34.xlsx). Rien n'y est
modifié ni recalculé.

Le classeur (.xlsx), la page (.html) ou le document (.pdf) donne, pour une année, chaque indicateur
par organisme, quartiles, rangs, écarts à l'objectif, retours manquants, organismes à appeler et un
graphique par indicateur. Toutes les années sont dans le fichier CSV, et dans le fichier Parquet si
pyarrow est installé, écrits à côté.

Une annexe dont la forme diffère est signalée avec ce qui diffère. Code de sortie 1 s'il manque des
retours, si une forme diffère ou s'il y a un organisme à appeler.

exemples :
  pycog consolidate annexes --output reseau.xlsx
  pycog consolidate annexes --output reseau.xlsx --year 2013 --expected organismes.txt
  pycog consolidate annexes --output reseau.html --year 2013
  pycog consolidate annexes --output reseau.xlsx --csv tout.csv --parquet tout.parquet
"""
#: Differences shown by the command; the workbook has them all.
_MOST_SHOWN = 40
#: What --output may be.
_FORMS = ("xlsx", "html", "pdf")


def configure(parser: ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("folder", metavar="DOSSIER", type=Path, help="dossier des annexes")
    parser.add_argument(
        "--output",
        metavar="FICHIER",
        type=Path,
        required=True,
        help="classeur .xlsx, page .html ou document .pdf à écrire",
    )
    parser.add_argument(
        "--year",
        metavar="ANNÉE",
        help="année du classeur ; par défaut la dernière que la moitié des organismes a remplie",
    )
    parser.add_argument(
        "--expected",
        metavar="FICHIER",
        type=Path,
        help="liste des organismes attendus, un par ligne : un organisme sans fichier est signalé",
    )
    parser.add_argument(
        "--csv", metavar="FICHIER", type=Path, help="fichier CSV ; à côté du classeur par défaut"
    )
    parser.add_argument(
        "--parquet",
        metavar="FICHIER",
        type=Path,
        help="fichier Parquet ; à côté du classeur par défaut, si pyarrow est installé",
    )
    parser.add_argument(
        "--workers",
        metavar="N",
        type=positive,
        help="nombre de classeurs lus à la fois (autant que de cœurs)",
    )
    parser.add_argument(
        "--json", action="store_true", help="écrit un objet JSON : le réseau et ses différences"
    )


def run(args: Namespace) -> int:
    """Read the folder, write the files, and tell what is missing or differs."""
    targets = _targets(args)
    _check_targets(targets, args)
    from pycog.reports import network as service
    from pycog.reports.network import records

    if args.parquet is not None:
        records.require_parquet()  # told before, not after, minutes of reading
    expected = () if args.expected is None else _expected(args.expected)
    with _bar("Annexes") as start:
        network = service.consolidate(
            args.folder,
            year=args.year,
            expected=expected,
            leave_out=[*targets.values(), *filter(None, (args.expected,))],
            workers=args.workers,
            convention=args.convention,
            start=start,
        )
    # All are made before one is written: a failure leaves no half of a set.
    contents = {kind: _content(kind, network) for kind in targets}
    for kind, path in targets.items():
        write_file(path, contents[kind])
    _tell(network, targets, args)
    found = network.missing or network.calls or network.deviating
    return streams.FINDINGS if found else streams.DONE


@contextmanager
def _bar(title: str) -> Iterator[Callable[[int], Callable[[], None]]]:
    """Offer a bar whose length is told once the folder was searched."""
    with ExitStack() as stack:
        yield lambda total: stack.enter_context(progress(total, title)).advance


def _targets(args: Namespace) -> dict[str, Path]:
    """Return what is written, by kind.

    Raises:
        InvalidInput: ``extension-inconnue``, ``sortie-identique``.
    """
    form = args.output.suffix.lower().removeprefix(".")
    if form not in _FORMS:
        raise InvalidInput(
            "extension-inconnue",
            f"La vue du réseau est un classeur, une page ou un document : nommez {args.output} en "
            ".xlsx, .html ou .pdf.",
        )
    targets = {form: args.output, "csv": args.csv or args.output.with_suffix(".csv")}
    if args.parquet is not None or find_spec("pyarrow"):
        targets["parquet"] = args.parquet or args.output.with_suffix(".parquet")
    taken = [*targets.values(), *filter(None, (args.expected,))]
    if len({path.resolve() for path in taken}) < len(taken):
        raise InvalidInput(
            "sortie-identique",
            "Le fichier de --output, le fichier CSV, le fichier Parquet et la liste des organismes "
            "doivent porter des noms différents.",
        )
    return targets


def _check_targets(targets: dict[str, Path], args: Namespace) -> None:
    """Make sure, before minutes of reading, that the files can be written and harm nothing.

    Raises:
        RefusedFile: ``ecriture-impossible``, ``sortie-non-remplacee``.
    """
    for kind, path in targets.items():
        place = next(parent for parent in path.absolute().parents if parent.exists())
        if path.is_dir() or not place.is_dir() or not os.access(place, os.W_OK):
            raise RefusedFile(
                "ecriture-impossible",
                f"Le fichier {path} ne peut pas être écrit : vérifiez que le dossier {place} "
                "existe et accepte l'écriture, et que le nom n'est pas celui d'un dossier.",
                path=str(path),
            )
        inside = args.folder.resolve() in path.resolve().parents
        if inside and path.exists() and not _is_ours(kind, path):
            raise RefusedFile(
                "sortie-non-remplacee",
                f"{path} est dans le dossier à consolider et n'est pas une vue du réseau : il "
                "n'est pas remplacé. Choisissez un autre nom.",
                path=str(path),
            )


def _is_ours(kind: str, path: Path) -> bool:
    """Tell whether a file is what an earlier consolidation wrote."""
    from pycog.ods import open_package
    from pycog.reports.network import network_workbook, records
    from pycog.xlsx.structure import read_workbook

    if kind == "xlsx":
        try:
            sheets = {sheet.name for sheet in read_workbook(open_package(path)).sheets}
        except RefusedFile:
            return False
        return sheets >= {network_workbook.CALLS, network_workbook.BODIES, network_workbook.FORMS}
    marks = {
        "csv": ",".join(records.COLUMNS).encode("utf-8-sig"),
        "parquet": b"PAR1",
        "html": b"<!DOCTYPE html>",
        "pdf": b"%PDF",
    }
    with path.open("rb") as stream:
        return stream.read(len(marks[kind])) == marks[kind]


def _content(kind: str, network: Network) -> bytes:
    from pycog.reports.network import network_workbook, records
    from pycog.reports.network.network_document import document

    if kind == "xlsx":
        return network_workbook.workbook(network)
    if kind == "csv":
        return records.comma_separated(network).encode("utf-8-sig")
    if kind == "parquet":
        return records.parquet(network)
    drawn = document(network, dt.date.today())
    if kind == "pdf":
        from pycog.reports.documents.pdf import render_pdf

        return render_pdf(drawn)
    from pycog.reports.documents.html import render_html

    return render_html(drawn).encode("utf-8")


def _expected(path: Path) -> list[str]:
    """Return the bodies of a list, one per line; of a CSV file, its first column.

    Raises:
        RefusedFile: ``lecture-impossible``, ``liste-vide``.
    """
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise RefusedFile(
            "lecture-impossible",
            f"{path} ne peut pas être lu ({system_reason(error)}).",
            path=str(path),
        ) from error
    lines = decoded(raw).splitlines()
    names = [clean(line.partition(";")[0].strip().strip('"')) for line in lines]
    found = [name for name in dict.fromkeys(names) if name]
    if not found:
        raise RefusedFile(
            "liste-vide",
            f"{path} ne nomme aucun organisme. Écrivez un organisme par ligne, sans en-tête.",
            path=str(path),
        )
    return found


def _tell(network: Network, targets: dict[str, Path], args: Namespace) -> None:
    if args.json:
        say_record(_record(network, targets))
        return
    counted = streams.counted
    returned = sum(
        spread.returned for key, spread in network.spreads.items() if key[1] == network.year
    )
    streams.say(
        f"{args.output} : {counted(len(network.bodies), 'organisme')}, année {network.year}, "
        f"{counted(returned, 'réalisé')}, "
        f"{counted(network.missing, 'retour manquant', 'retours manquants')}, "
        f"{counted(network.deviating, 'fichier')} de forme différente, "
        f"{counted(len(network.calls), 'organisme')} à appeler."
    )
    if network.sealed:
        streams.say(f"Bordereaux de calcul : {network.sealed}.")
    beside = [str(path) for kind, path in targets.items() if kind not in _FORMS]
    streams.say(f"À côté, toutes les années : {', '.join(beside)}.")
    _warn(network)


def _warn(network: Network) -> None:
    from pycog.reports.network.network_model import NOTE

    heavy = [one.text for one in network.differences if one.weight != NOTE]
    for text in heavy[:_MOST_SHOWN]:
        streams.warn(text)
    if (rest := len(heavy) - _MOST_SHOWN) > 0:
        streams.warn(f"… et {rest} autres : voir la feuille « Formes ».")


def _record(network: Network, targets: dict[str, Path]) -> dict[str, object]:
    return {
        "folder": str(network.folder),
        "convention": network.convention,
        "year": network.year,
        "years": list(network.years),
        "files": network.files,
        "written": {kind: str(path) for kind, path in targets.items()},
        "bodies": [
            {
                "body": body.name,
                "files": list(body.files),
                "returned": body.returned,
                "missing": body.missing,
                "statuses": dict(body.statuses),
                "behind": list(body.behind),
                "calls": list(body.calls),
            }
            for body in network.bodies
        ],
        "differences": [
            {
                "path": one.path,
                "body": one.body,
                "code": one.code,
                "place": one.place,
                "weight": one.weight,
                "message": one.message,
            }
            for one in network.differences
        ],
    }
