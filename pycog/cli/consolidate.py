"""``pycog consolidate``: the network view of many annexes of the same form."""

from __future__ import annotations

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
from pycog.errors import InvalidInput, RefusedFile
from pycog.values import clean

if TYPE_CHECKING:
    from pycog.reports.network.model import Network

EPILOG = """\
Le dossier contient les annexes 4, 2 et 3 des organismes : un sous-dossier par organisme, ou un
fichier par organisme dont le nom dit lequel (annexe-4-indicateurs_CPAM-34.xlsx). Rien n'y est
modifié ni recalculé.

Le classeur donne, pour une année, chaque indicateur par organisme, quartiles, rangs, écarts à
l'objectif, retours manquants, organismes à appeler et un graphique par indicateur. Toutes les
années sont dans le fichier CSV, et dans le fichier Parquet si pyarrow est installé, écrits à côté.

Une annexe dont la forme diffère est signalée avec ce qui diffère. Code de sortie 1 s'il manque des
retours, si une forme diffère ou s'il y a un organisme à appeler.

exemples :
  pycog consolidate annexes --output reseau.xlsx
  pycog consolidate annexes --output reseau.xlsx --year 2013 --expected organismes.txt
  pycog consolidate annexes --output reseau.xlsx --csv tout.csv --parquet tout.parquet
"""
#: Differences shown by the command; the workbook has them all.
_MOST_SHOWN = 40


def configure(parser: ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("folder", metavar="DOSSIER", type=Path, help="dossier des annexes")
    parser.add_argument(
        "--output", metavar="FICHIER", type=Path, required=True, help="classeur .xlsx à écrire"
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
    from pycog.reports import network as service
    from pycog.reports.network import records, workbook

    if args.parquet is not None:
        records.require_parquet()  # told before, not after, minutes of reading
    expected = () if args.expected is None else _expected(args.expected)
    with _bar("Annexes") as start:
        network = service.consolidate(
            args.folder,
            year=args.year,
            expected=expected,
            leave_out=list(targets.values()),
            workers=args.workers,
            start=start,
        )
    writers: dict[str, Callable[[Network], bytes]] = {
        "xlsx": workbook.workbook,
        "csv": lambda found: records.comma_separated(found).encode("utf-8-sig"),
        "parquet": records.parquet,
    }
    for kind, path in targets.items():
        write_file(path, writers[kind](network))
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
    if args.output.suffix.lower() != ".xlsx":
        raise InvalidInput(
            "extension-inconnue",
            f"La vue du réseau est un classeur : nommez {args.output} en .xlsx.",
        )
    targets = {"xlsx": args.output, "csv": args.csv or args.output.with_suffix(".csv")}
    if args.parquet is not None or find_spec("pyarrow"):
        targets["parquet"] = args.parquet or args.output.with_suffix(".parquet")
    if len({path.absolute() for path in targets.values()}) < len(targets):
        raise InvalidInput(
            "sortie-identique",
            "Le classeur, le fichier CSV et le fichier Parquet doivent porter des noms différents.",
        )
    return targets


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
            f"{path} ne peut pas être lu ({error.strerror}).",
            path=str(path),
        ) from error
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = raw.decode("cp1252", errors="replace")
    names = [clean(line.partition(";")[0].strip().strip('"')) for line in text.splitlines()]
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
    beside = [str(path) for kind, path in targets.items() if kind != "xlsx"]
    streams.say(f"À côté, toutes les années : {', '.join(beside)}.")
    _warn(network)


def _warn(network: Network) -> None:
    from pycog.reports.network.model import NOTE

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
