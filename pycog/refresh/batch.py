"""Refreshes workbooks on disk: each is replaced whole or left as it was."""

from __future__ import annotations

import contextlib
import gc
import os
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

from pycog.errors import PycogError, RefusedFile, system_reason
from pycog.refresh import atomic
from pycog.refresh.cells import address
from pycog.refresh.host import FunctionHost
from pycog.refresh.native import outdated
from pycog.refresh.options import Options
from pycog.refresh.package import Package, refused
from pycog.refresh.reasons import error_cells
from pycog.refresh.recalculation import Recalculation, recalculate
from pycog.refresh.report import CellChange, FileReport, FrozenCell
from pycog.refresh.sheet_scan import shared_index
from pycog.values import format_number

if TYPE_CHECKING:
    from pycog.refresh.proof import Proof

#: What Excel opens; the ones pycog cannot refresh are listed so that they are refused by name.
_SUFFIXES = {".xlsx", ".xlsm", ".xltx", ".xltm", ".xls", ".xlsb"}
DEFAULT_OPTIONS = Options()


def find_workbooks(paths: Iterable[Path]) -> list[Path]:
    """Return the workbooks at the given places, folders searched with their sub-folders.

    Excel's lock files (``~$…``) and hidden files are left out. A workbook named twice
    comes once.

    Raises:
        RefusedFile: A path does not exist, or a folder holds no workbook.
    """
    found: dict[Path, None] = {}
    for path in paths:
        if path.is_dir():
            inside = sorted(entry for entry in path.rglob("*") if _is_workbook(entry))
            if not inside:
                raise RefusedFile(
                    "dossier-sans-classeur",
                    f"{path} : ce dossier ne contient aucun classeur Excel (.xlsx, .xlsm). "
                    "Vérifiez le chemin.",
                    path=str(path),
                )
            found.update(dict.fromkeys(inside))
        elif path.exists():
            found[path] = None
        else:
            raise RefusedFile(
                "chemin-absent",
                f"{path} : ce fichier ou dossier n'existe pas. Vérifiez le chemin, entre "
                "guillemets s'il contient des espaces.",
                path=str(path),
            )
    return list(found)


def refresh_file(
    path: Path,
    host: FunctionHost,
    *,
    output: Path | None = None,
    options: Options = DEFAULT_OPTIONS,
) -> FileReport:
    """Recalculate one workbook.

    Args:
        path: The workbook.
        host: The functions to offer.
        output: Where to write; the workbook itself is replaced when ``None``.
        options: What the officer chose.

    Returns:
        The report; ``refused`` tells why a file was left as it was. No error is raised
        for a faulty file, so that a batch goes on.
    """
    report = FileReport(path, output or path)
    try:
        _check_place(path, None if options.check else report.output)
        seen = atomic.Stamp.of(report.output)
        with _collector_paused():
            package = Package.open(path, options)
            result = recalculate(package, host, options)
            _fill(report, result)
            result.engine = None  # its memory is worth more to what follows
            data = _pack(package, result) if _is_needed(report, options) else package.source
            if options.prove:
                report.proof = _proven(package, data)
            if not options.check and (report.changed or output is not None):
                _replace(report, data, result if report.changed else None, seen)
                report.written = True
    except MemoryError:
        report.refused = refused(
            path,
            "memoire-insuffisante",
            "demande plus de mémoire qu'il n'y en a. Fermez d'autres programmes, ou relevez la "
            "limite avec --memory",
        )
    except OSError as error:
        report.refused = refused(
            path, "lecture-impossible", f"ne peut pas être lu ({system_reason(error)})"
        )
    except PycogError as error:
        report.refused = error
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:  # the engine's panics are not Exceptions
        if os.environ.get("PYCOG_DEBUG"):
            raise
        report.refused = refused(
            path,
            "erreur-interne",
            f"a révélé un défaut de pycog ({type(error).__name__} : {error})",
        )
    return report


@contextlib.contextmanager
def _collector_paused() -> Iterator[None]:
    """Spare the cycle collector walks over the many small objects of a large sheet."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _is_workbook(path: Path) -> bool:
    hidden = path.name.startswith((".", "~$"))
    return path.suffix.lower() in _SUFFIXES and not hidden and path.is_file()


def _check_place(path: Path, output: Path | None) -> None:
    if path.is_dir() or not path.exists():
        find_workbooks([path])
    if output is None:
        return
    for program, name in (("Excel", f"~${path.name}"), ("LibreOffice", f".~lock.{path.name}#")):
        if path.with_name(name).exists():
            raise refused(
                path,
                "fichier-ouvert",
                f"est ouvert dans {program} (verrou {name}). Fermez-le et recommencez ; si "
                f"{program} est fermé, supprimez ce verrou",
            )
    folder = next(parent for parent in output.absolute().parents if parent.exists())
    for place in (output, folder) if output.exists() else (folder,):
        # The superuser may write anywhere; a file marked read-only is so on purpose.
        marked = not place.stat().st_mode & (stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH)
        if marked or not os.access(place, os.W_OK):
            kind = "dossier" if place.is_dir() else "fichier"
            raise refused(
                path,
                "lecture-seule",
                f"ne peut pas être écrit : {kind} {place} en lecture seule. Retirez la protection "
                "ou choisissez un autre dossier avec --output",
            )


def _fill(report: FileReport, result: Recalculation) -> None:
    report.formulas = result.formulas
    report.cog_formulas = _count_ours(result)
    report.changed = sum(len(update) for update in result.updates.values())
    report._changes = lambda: list(_changes(result))
    old = outdated(result)
    report.frozen = [
        FrozenCell(sheet, address(row, column), frozen.function, (sheet, row, column) in old)
        for (sheet, row, column), frozen in result.frozen.items()
    ]
    report.disagreements = result.natives.disagreements
    report.doubt = result.natives.doubt
    report.errors = error_cells(result)


def _changes(result: Recalculation) -> Iterator[CellChange]:
    for sheet, update in result.updates.items():
        for change in update.changes():
            place = address(change.row, change.column)
            yield CellChange(sheet, place, change.before, change.after)


def _count_ours(result: Recalculation) -> int:
    count = 0
    for scanned in result.scans.values():
        ours = {shape for shape in scanned.shapes if b"COG_" in shape.upper()}
        count += sum(scanned.shapes[shape] for shape in ours)
        shared = {shape for shape in scanned.shapes if b"shared" in shape}
        if not shared & ours:
            continue
        groups = {shared_index(cell.formula) for cell in scanned.cells(shared & ours)}
        count += sum(shared_index(cell.formula) in groups for cell in scanned.cells(shared - ours))
    return count


def _is_needed(report: FileReport, options: Options) -> bool:
    return report.changed > 0 and (options.prove or not options.check)


def _proven(package: Package, data: bytes) -> Proof:
    """Compare the file with what would take its place.

    Raises:
        RefusedFile: More than values would change.
    """
    from pycog.refresh.proof import prove

    proof = prove(package.source, data, package.options.password)
    if not proof.holds:
        raise refused(
            package.path,
            "preuve-manquee",
            f"aurait changé au-delà de ses valeurs ({proof.faults[0]}). Signalez-le",
        )
    return proof


def _pack(package: Package, result: Recalculation) -> bytes:
    """Compress the new parts while their values are read back: zlib needs no interpreter."""
    packed: list[bytes] = []
    failed: list[BaseException] = []

    def pack() -> None:
        try:
            packed.append(package.pack(parts))
        except BaseException as error:  # raised again in the thread that asked
            failed.append(error)

    parts = result.changed_parts
    packing = Thread(target=pack)
    packing.start()
    try:
        result.check_values()
    finally:
        packing.join()
    if failed:
        raise failed[0]
    return packed[0]


def _replace(
    report: FileReport, data: bytes, result: Recalculation | None, seen: atomic.Stamp | None
) -> None:
    """Check what is about to be written, then swap it in.

    Raises:
        RefusedFile: The target could not be replaced and is as it was.
    """
    path = report.path
    if result is not None:
        result.check_written(data)
    try:
        model = report.output if seen is not None else path
        atomic.replace_file(report.output, data, model=model, seen=seen)
    except atomic.Misread as error:
        raise refused(
            path, "relecture-differente", "relu après écriture n'est pas celui qui a été écrit"
        ) from error
    except atomic.Altered as error:
        raise refused(
            path,
            "modifie-entre-temps",
            f"ne peut pas être remplacé : {report.output} a été modifié pendant le calcul. "
            "Recommencez",
        ) from error
    except atomic.Locked as error:
        wait = format_number(round(sum(atomic.PATIENCE)))
        raise refused(
            path,
            "fichier-retenu",
            f"n'a pas pu être remplacé : un autre programme (antivirus, sauvegarde, Excel) retient "
            f"{report.output} depuis {wait} secondes. Recommencez quand il l'aura rendu",
        ) from error
    except atomic.RightsLost as error:
        raise refused(
            path,
            "droits-non-conserves",
            "n'a pas été remplacé : son propriétaire ou ses droits d'accès auraient changé "
            f"({system_reason(error)}). Demandez à son propriétaire de le recalculer, ou utilisez "
            "--output",
        ) from error
    except OSError as error:
        raise refused(
            path, "ecriture-impossible", f"n'a pas pu être écrit ({system_reason(error)})"
        ) from error
