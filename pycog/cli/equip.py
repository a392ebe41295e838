"""``pycog equip``: recognises the tables of existing annexes and adds live results to them."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from pycog.cli import streams
from pycog.cli.convention_options import folders_of
from pycog.cli.equip_output import record, write
from pycog.cli.host import CatalogueHost
from pycog.cli.json_lines import say_record
from pycog.cli.output import keep_inputs
from pycog.cli.progress import progress
from pycog.cli.refresh_options import positive
from pycog.errors import InvalidInput, PycogError

if TYPE_CHECKING:
    from pycog.equip.files import EquipOptions, EquipReport
    from pycog.refresh import FunctionHost

EPILOG = """\
Sans --output ni --en-place, rien n'est écrit : la commande dit ce qu'elle reconnaît et ce dont
elle doute. Écrire ajoute deux feuilles, « COG - résultats » et « Correspondances » ; aucune cellule
saisie ne change, sauf celles que vous cochez sous « Remplacer » dans « Correspondances ».
Un dossier vaut pour tous les classeurs qu'il contient. Un fichier .ods ou .csv est lu ; --convertir
en fait un nouveau classeur .xlsx.

exemples :
  pycog equip suivi.xlsx
  pycog equip suivi.xlsx --output suivi-equipe.xlsx
  pycog equip suivi.xlsx --en-place
  pycog equip suivi-2014.xlsx --correspondances suivi-2013.xlsx --en-place
  pycog equip suivi.xlsx --retirer --en-place
  pycog equip annexes --output equipees --workers 4
"""
#: Extensions of files: a folder that bears one would be taken for a workbook.
_FILES: Final = frozenset(
    {".xlsx", ".xlsm", ".xltx", ".xltm", ".xls", ".xlsb", ".ods", ".fods", ".csv", ".txt"}
    | {".pdf", ".doc", ".docx", ".odt", ".html", ".json", ".zip"}
)
INTERRUPTED = "Interrompu : les classeurs déjà annoncés sont complets, les autres sont inchangés."


def configure(parser: ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument(
        "paths", metavar="CHEMIN", nargs="+", type=Path, help="annexe ou dossier d'annexes"
    )
    target = parser.add_mutually_exclusive_group()
    target.add_argument(
        "--output",
        metavar="COPIE",
        type=Path,
        help="écrit une copie ; un dossier pour plusieurs annexes",
    )
    target.add_argument(
        "--en-place",
        action="store_true",
        help="écrit l'annexe elle-même ; l'ancienne est gardée sous le nom « … .avant.xlsx »",
    )
    parser.add_argument(
        "--sans-copie", action="store_true", help="avec --en-place, ne garde pas l'ancienne"
    )
    parser.add_argument(
        "--remplacer",
        action="store_true",
        help="avec --output, remplace une copie qui existe déjà ; sans cela elle est gardée",
    )
    parser.add_argument(
        "--retirer",
        action="store_true",
        help="retire ce que pycog a écrit : l'annexe redevient ce qu'elle était, à l'octet près si "
        "rien d'autre n'a changé",
    )
    parser.add_argument(
        "--correspondances",
        metavar="TABLE",
        type=Path,
        help="réponses d'une table de correspondances : un classeur équipé ou un fichier .csv",
    )
    parser.add_argument(
        "--exporter",
        metavar="FICHIER",
        type=Path,
        help="écrit la table de correspondances dans un fichier .csv, à compléter",
    )
    parser.add_argument(
        "--colonnes",
        action="store_true",
        help="écrit aussi taux et statuts à droite des tableaux, si les cellules y sont libres",
    )
    parser.add_argument(
        "--convertir",
        action="store_true",
        help="fait d'un fichier .ods ou .csv un nouveau classeur .xlsx, puis l'équipe",
    )
    parser.add_argument("--json", action="store_true", help="écrit un objet JSON par annexe")
    parser.add_argument(
        "--workers", metavar="N", type=positive, help="nombre d'annexes traitées à la fois (1)"
    )


@dataclass(frozen=True, slots=True)
class _Job:
    """One annex, as plain data that travels to another process."""

    path: Path
    output: Path | None
    options: EquipOptions
    factory: CatalogueHost
    convention: str | None


def run(args: Namespace) -> int:
    """Equip every annex found and report on each."""
    from pycog.equip.files import find_annexes

    options = _options(args)
    code, found = streams.DONE, []
    for path in args.paths:
        try:
            found += [(one, _output(args, path, one)) for one in find_annexes([path])]
        except PycogError as error:
            streams.warn(error.message)
            code = streams.REFUSED
    _check_folder(args)
    if args.exporter is not None and len(found) > 1:
        raise InvalidInput(
            "export-a-preciser", "--exporter vaut pour une seule annexe : nommez-la."
        )
    _check_export(args, [path for path, _ in found])
    factory = CatalogueHost(tuple(folder.absolute() for folder in folders_of(args)))
    jobs = [_Job(path, output, options, factory, args.convention) for path, output in found]
    with progress(len(jobs), "Annexes") as bar:
        for report in _reports(jobs, args.workers or 1):
            bar.advance()
            with bar.aside():
                code = max(code, _told(report, args))
    return code


def _check_folder(args: Namespace) -> None:
    """Refuse the name of a file where the copies of several annexes need a folder."""
    output: Path | None = args.output
    several = len(args.paths) > 1 or args.paths[0].is_dir()
    if output is None or not several or output.is_dir():
        return
    if output.exists() or output.suffix.lower() in _FILES:
        raise InvalidInput(
            "sortie-a-preciser",
            f"{output} a le nom d'un fichier : donnez à --output un dossier pour plusieurs "
            "annexes.",
        )


def _check_export(args: Namespace, annexes: Sequence[Path]) -> None:
    """Refuse to write the map over anything but a text file: a workbook would be lost."""
    if args.exporter is None:
        return
    keep_inputs(args.exporter, annexes, "--exporter")
    if args.exporter.suffix.lower() != ".csv":
        raise InvalidInput(
            "extension-inconnue", f"{args.exporter} : un fichier .csv est attendu après --exporter."
        )


def _told(report: EquipReport, args: Namespace) -> int:
    if args.json:
        say_record(record(report))
        if report.refused is not None:
            streams.warn(report.refused.message)
    else:
        write(report, taking_back=args.retirer)
    if report.refused is not None:
        return streams.REFUSED
    waits = report.found is not None and bool(report.found.open_doubts())
    left = bool(report.unknown) or (args.retirer and report.exact is False)
    return streams.FINDINGS if waits or left else streams.DONE


def _options(args: Namespace) -> EquipOptions:
    from pycog.equip.files import EquipOptions

    return EquipOptions(
        write=args.en_place or args.output is not None,
        keep=not args.sans_copie,
        take_back=args.retirer,
        columns=args.colonnes,
        convert=args.convertir,
        answers=args.correspondances,
        exported=args.exporter,
        replace=args.remplacer,
    )


def _output(args: Namespace, given: Path, path: Path) -> Path | None:
    """Return where the new version of an annex goes."""
    if args.en_place:
        return path
    if args.output is None:
        return None
    output: Path = args.output
    if given.is_dir():
        return output / path.relative_to(given)
    if output.is_dir() or not output.suffix or len(args.paths) > 1:
        return output / path.name
    return output


def _reports(jobs: Sequence[_Job], workers: int) -> Iterator[EquipReport]:
    """Give the reports in the order of the annexes."""
    if workers < 2 or len(jobs) < 2:
        host = jobs[0].factory() if jobs else None
        for job in jobs:
            yield _done(job, host)
        return
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    number, share = min(workers, len(jobs)), len(jobs) // (4 * workers)
    with ProcessPoolExecutor(number, mp_context=get_context("spawn")) as pool:
        yield from pool.map(_done, jobs, chunksize=max(1, min(20, share)))


def _done(job: _Job, host: FunctionHost | None = None) -> EquipReport:
    """Do one job; in another process the choices of the command line are made again."""
    from pycog.default_convention import OPTION, using
    from pycog.equip.files import equip_file

    if host is None:
        host = _host(job.factory)
        with using(job.convention, OPTION):
            return equip_file(job.path, job.output, host, job.options)
    return equip_file(job.path, job.output, host, job.options)


_hosts: dict[CatalogueHost, FunctionHost] = {}


def _host(factory: CatalogueHost) -> FunctionHost:
    """Return the functions of this process, made once."""
    if factory not in _hosts:
        _hosts[factory] = factory()
    return _hosts[factory]
