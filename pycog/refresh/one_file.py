"""Refreshes workbooks on disk: each is replaced whole or left as it was."""

from __future__ import annotations

import contextlib
import datetime as dt
import os
from collections.abc import Iterator
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

from msgspec.structs import replace

from pycog.default_convention import Default, using
from pycog.errors import PycogError, RefusedFile, system_reason
from pycog.ods import is_open_document, open_package
from pycog.refresh.calculation.native import outdated, stored_values
from pycog.refresh.calculation.reasons import error_cells
from pycog.refresh.calculation.recalculation import recalculate
from pycog.refresh.calculation.state import Recalculation
from pycog.refresh.fault import place_of
from pycog.refresh.host import FunctionHost
from pycog.refresh.options import Options
from pycog.refresh.recording import Recorder, Refreshed
from pycog.refresh.report import CellChange, FileReport, FrozenCell, ToRecalculate
from pycog.xlsx import atomic
from pycog.xlsx.cells import address
from pycog.xlsx.collector import collector_paused
from pycog.xlsx.package import Package, refused
from pycog.xlsx.placing import check_place, find_workbooks, put_in_place
from pycog.xlsx.sheet_scan import shared_index

if TYPE_CHECKING:
    from pycog.refresh.writing.proof import Proof

DEFAULT_OPTIONS = Options()
#: Parts so small that a thread of their own takes longer than their compression.
_SMALL = 1 << 20


def refresh_file(
    path: Path,
    host: FunctionHost,
    *,
    output: Path | None = None,
    options: Options = DEFAULT_OPTIONS,
    recorder: Recorder | None = None,
) -> FileReport:
    """Recalculate one workbook.

    Args:
        path: The workbook.
        host: The functions to offer.
        output: Where to write; the workbook itself is replaced when ``None``.
        options: What the officer chose.
        recorder: Keeps a record of what is put in place; a workbook that it cannot record is
            left as it was.

    Returns:
        The report; ``refused`` tells why a file was left as it was. No error is raised
        for a faulty file, so that a batch goes on.
    """
    report = FileReport(path, output or path)
    try:
        if not options.check:
            check_place(path, report.output)
        elif path.is_dir() or not path.exists():
            find_workbooks([path])
        seen = atomic.Stamp.of(report.output)
        with collector_paused():
            _refresh(report, host, options, seen, recorder, asked=output is not None)
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
        place = place_of(error)
        report.refused = refused(
            path,
            "erreur-interne",
            f"a révélé un défaut de pycog{place and f' en {place}'} ({type(error).__name__} : "
            f"{error}). Recalculez-le dans Excel, et signalez ce message avec le fichier",
        )
    return report


def _refresh(
    report: FileReport,
    host: FunctionHost,
    options: Options,
    seen: atomic.Stamp | None,
    recorder: Recorder | None,
    *,
    asked: bool,
) -> None:
    """Calculate and write; ``asked`` tells that a file is wanted even if nothing changed."""
    package = open_package(report.path, options)
    result = recalculate(package, host, options)
    if result.lacking is not None:
        raise _lacking(report.path, result.lacking)
    with using(result.meant):
        _fill(report, result)
    result.engine = None  # its memory is worth more to what follows
    data = _pack(package, result) if _is_needed(report, options) else package.source
    if options.prove:
        report.proof = _proven(package, data)
    if options.check:
        return
    if report.changed:
        result.check_written(data)
    with _recorded(recorder, report, result, data, options.clock):
        if report.changed or asked:
            report.stamp = put_in_place(report.path, report.output, data, seen)
            report.written = True


@contextlib.contextmanager
def _recorded(
    recorder: Recorder | None,
    report: FileReport,
    result: Recalculation,
    data: bytes,
    clock: dt.datetime | None,
) -> Iterator[None]:
    """Have the block that puts a workbook in place recorded, if a record is kept."""
    if recorder is None:
        yield
        return
    meant = result.meant if result.used else None
    refreshed = Refreshed(
        result.package,
        data,
        report.output,
        report.formulas,
        report.changed,
        meant.id if isinstance(meant, Default) else None,
        (clock or dt.datetime.now()).date().isoformat(),
    )
    with recorder.recording(refreshed) as outcome:
        yield
    report.unrecorded = outcome.problem


def _fill(report: FileReport, result: Recalculation) -> None:
    report.program = result.package.program
    report.formulas = result.formulas
    report.cog_formulas = _count_ours(result)
    report.changed = sum(len(update) for update in result.updates.values())
    report._changes = lambda: list(_changes(result))
    old = outdated(result)
    report.frozen = [
        FrozenCell(
            sheet, address(row, column), frozen.function, (sheet, row, column) in old, frozen.why
        )
        for (sheet, row, column), frozen in result.frozen.items()
    ]
    report.disagreements = result.natives.disagreements
    report.doubt = result.natives.doubt
    if result.used and isinstance(result.meant, Default) and result.meant.is_chosen:
        report.convention = str(result.meant)
    values = stored_values(result, result.natives.kept)
    report.to_recalculate = [
        ToRecalculate(cell[0], address(*cell[1:]), values.get(cell), why)
        for cell, why in sorted(result.natives.kept.items())
    ]
    if report.program != "Excel":
        _name_program(report)
    report.errors = error_cells(result)


def _name_program(report: FileReport) -> None:
    """Say the program of the file where a sentence names Excel, for which it was written."""
    report.doubt = report.doubt.replace("Excel", report.program)
    report.frozen = [replace(one, why=_of(report, one.reason)) for one in report.frozen]
    report.to_recalculate = [
        replace(one, reason=_of(report, one.reason)) for one in report.to_recalculate
    ]


def _of(report: FileReport, text: str) -> str:
    text = text.replace("d'Excel", f"de {report.program}")
    return text.replace("Excel", report.program)


def _changes(result: Recalculation) -> Iterator[CellChange]:
    for sheet, update in result.updates.items():
        for change in update.changes():
            place = address(change.row, change.column)
            yield CellChange(sheet, place, change.before, change.after)


def _lacking(path: Path, error: PycogError) -> PycogError:
    """Refuse a workbook whose convention cannot be had: its values are better than errors."""
    return RefusedFile(
        error.code,
        f"{path} : {error.message} Le fichier n'a pas été modifié.",
        path=str(path),
    )


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
    from pycog.refresh.writing.proof import prove

    if is_open_document(package.path):
        from pycog.ods.ods_package import OdsPackage
        from pycog.refresh.writing import proof_ods

        assert isinstance(package, OdsPackage)
        proof = proof_ods.prove(package, data)
    else:
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
    if sum(map(len, parts.values())) < _SMALL:
        result.check_values()
        return package.pack(parts)
    packing = Thread(target=pack)
    packing.start()
    try:
        result.check_values()
    finally:
        packing.join()
    if failed:
        raise failed[0]
    return packed[0]
