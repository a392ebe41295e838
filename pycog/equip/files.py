"""Equips workbooks on disk: each is written whole or left as it was."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final

from pycog.equip.converting import FOREIGN, converted
from pycog.equip.fitting_agreement import agreement_of
from pycog.equip.model import Correspondence
from pycog.equip.survey import Survey, base_of, equip_package, own_grids, survey, take_back
from pycog.equip.writing.equipping import calculator
from pycog.equip.writing.map_reading import read_map
from pycog.equip.writing.map_sheet import as_csv, lines_of
from pycog.equip.writing.permission import check_permission
from pycog.errors import PycogError, RefusedFile, system_reason
from pycog.xlsx import atomic
from pycog.xlsx.package import Package
from pycog.xlsx.placing import check_place, find_workbooks, is_workbook, put_in_place
from pycog.xlsx.seal_names import SEAL_SHEET
from pycog.xlsx.structure import read_workbook

if TYPE_CHECKING:
    from pycog.refresh import FunctionHost

#: Between the name and the extension of what a workbook was before.
BEFORE: Final = ".avant"


@dataclass(frozen=True, slots=True, kw_only=True)
class EquipOptions:
    """What is asked for.

    Attributes:
        write: Whether anything is written; otherwise it is only told what would be.
        keep: Whether a workbook that is replaced is kept beside, as ``….avant.xlsx``.
        take_back: Whether what was written is taken out instead.
        columns: Whether results are also written at the right of the tables.
        convert: Whether .ods and .csv files become workbooks.
        answers: A map with answers, from another workbook or a CSV file.
        exported: Where to write the map as CSV.
        replace: Whether a copy may take the place of another file.
    """

    write: bool = False
    keep: bool = True
    take_back: bool = False
    columns: bool = False
    convert: bool = False
    answers: Path | None = None
    exported: Path | None = None
    replace: bool = False


@dataclass(slots=True)
class EquipReport:
    """What was found in, and done to, one workbook.

    Attributes:
        path: The workbook.
        output: Where its new version goes; ``None`` where none is asked for.
        convention: Short title of the agreement, ``""`` while unknown.
        found: Its map.
        written: Whether a file was written.
        changed: Whether it differs from what stood there, or would.
        formulas: Number of formulas that are, or would be, written.
        exact: Whether what was taken back is the workbook as it was, to the byte.
        kept: Copy of the workbook as it was.
        notes: What was left out and why, in French.
        unknown: Answers that say nothing that is known.
        unused: Answers that nothing in the workbook calls for.
        refused: Why it was left as it was.
    """

    path: Path
    output: Path | None = None
    convention: str = ""
    found: Correspondence | None = None
    written: bool = False
    changed: bool = False
    formulas: int = 0
    exact: bool | None = None
    kept: Path | None = None
    notes: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    unused: list[str] = field(default_factory=list)
    refused: PycogError | None = None


def find_annexes(paths: Iterable[Path]) -> list[Path]:
    """Return the annexes at the given places, kept copies left out.

    A folder is searched for workbooks, .ods included; a .csv file, which may be anything, is
    read where it is named.

    Raises:
        RefusedFile: A path does not exist, or a folder holds no annex.
    """
    found: dict[Path, None] = {}
    for path in paths:
        if not path.is_dir():
            found.update(dict.fromkeys(find_workbooks([path])))
            continue
        inside = sorted(entry for entry in path.rglob("*") if _is_annex(entry))
        if not inside:
            find_workbooks([path])
        found.update(dict.fromkeys(inside))
    return list(found)


def is_kept_copy(path: Path) -> bool:
    """Tell whether a workbook is one as it was before it was equipped, kept beside."""
    return BEFORE in path.suffixes[:-1] or path.stem.rpartition("-")[0].endswith(BEFORE)


def _is_annex(path: Path) -> bool:
    return is_workbook(path) and not is_kept_copy(path)


def equip_file(
    path: Path, output: Path | None, host: FunctionHost, options: EquipOptions
) -> EquipReport:
    """Equip one workbook, or say what would be done.

    Args:
        path: The workbook.
        output: Where its new version goes; the workbook itself where it is the same path.
        host: Offers the functions that compute the values.
        options: What is asked for.

    Returns:
        The report; ``refused`` tells why a file was left as it was, so that a batch goes on.
    """
    report = EquipReport(path, output if options.write else None)
    try:
        if path.is_dir() or not path.exists():
            find_workbooks([path])
        if report.output is not None:
            _check_name(path, report.output)
            check_place(path, report.output)
        if options.take_back:
            _take_back(report, options)
        else:
            _equip(report, host, options)
    except PycogError as error:
        report.refused = error
    except OSError as error:
        report.refused = RefusedFile(
            "lecture-impossible",
            f"{path} : ne peut pas être lu ({system_reason(error)}).",
            path=str(path),
        )
    return report


def _check_name(path: Path, output: Path) -> None:
    """Refuse a copy whose name promises another format than it would have."""
    wanted = ".xlsx" if path.suffix.lower() in FOREIGN else path.suffix.lower()
    if output.suffix.lower() != wanted and output != path:
        raise RefusedFile(
            "extension-inconnue",
            f"{output} : la copie de {path.name} est un classeur {wanted}. Nommez-la "
            f"{output.with_suffix(wanted).name}.",
            path=str(path),
        )


def _equip(report: EquipReport, host: FunctionHost, options: EquipOptions) -> None:
    package = _opened(report, options)
    seen = None if report.output is None else atomic.Stamp.of(report.output)
    base = base_of(package)
    grids = own_grids(base)
    convention = agreement_of(package, grids)
    report.convention = convention.short_title
    lines = None if options.answers is None else read_map(options.answers)
    known = survey(package, convention, lines, grids)
    report.found, report.unknown, report.unused = known.found, known.unknown, known.unused
    if options.exported is not None:
        _export(known, options.exported)
    check_permission(base, read_workbook(base))
    # What is not written needs no values.
    calculate = _as_it_is if report.output is None else calculator(package.path, host)
    done = equip_package(known, convention, calculate, columns=options.columns)
    report.notes += done.notes
    report.changed, report.formulas = done.changed, done.formulas
    if report.output is None:
        return
    if report.unknown:
        raise RefusedFile(
            "reponses-inconnues",
            f"{report.path} : {len(report.unknown)} réponse(s) ne se comprennent pas, rien n'a été "
            f"écrit. {report.unknown[0]}",
            path=str(report.path),
        )
    _write(report, done.data, seen, options)


def _as_it_is(data: bytes) -> bytes:
    return data


def _opened(report: EquipReport, options: EquipOptions) -> Package:
    """Open a workbook; an .ods or .csv file is read as the workbook that it would become."""
    path = report.path
    if path.suffix.lower() not in FOREIGN:
        return Package.open(path)
    if report.output is not None and not options.convert:
        raise RefusedFile(
            "format-a-convertir",
            f"{path} : est au format {path.suffix.lower()}, où pycog n'écrit pas. Ajoutez "
            "--convertir pour en faire un classeur .xlsx, l'original restant tel quel.",
            path=str(path),
        )
    if report.output is not None:
        if report.output == path:
            report.output = path.with_suffix(".xlsx")
        if report.output.suffix.lower() != ".xlsx":
            report.output = report.output.with_suffix(".xlsx")
        if report.output.exists() and not options.replace:
            raise RefusedFile(
                "conversion-existante",
                f"{report.output} : existe déjà, la conversion de {path.name} ne l'écrase pas. "
                "Équipez ce classeur-là, choisissez un autre nom avec --output, ou ajoutez "
                "--remplacer.",
                path=str(report.output),
            )
    taken = "valeurs reprises" if path.suffix.lower() == ".csv" else "valeurs et formules reprises"
    report.notes.append(
        f"lu comme le classeur .xlsx que --convertir en ferait : {taken}, mise en forme non"
    )
    return Package(path.with_suffix(".xlsx"), converted(path))


def _export(known: Survey, target: Path) -> None:
    try:
        target.write_text(as_csv(lines_of(known.found)), encoding="utf-8", newline="")
    except OSError as error:
        raise RefusedFile(
            "ecriture-impossible",
            f"{target} : ne peut pas être écrit ({system_reason(error)}).",
            path=str(target),
        ) from error


def _write(
    report: EquipReport, data: bytes, seen: atomic.Stamp | None, options: EquipOptions
) -> None:
    output = report.output
    assert output is not None
    in_place = output.exists() and output.samefile(report.path)
    if in_place and not report.changed:
        return
    if not in_place and output.exists() and not options.replace:
        _keep_other(report, output, data)
        return
    if in_place and options.keep and report.exact is None:
        report.kept = _keep(report.path)
    elif not in_place:
        output.parent.mkdir(parents=True, exist_ok=True)
    put_in_place(report.path, output, data, seen)
    report.written = True


def _keep_other(report: EquipReport, output: Path, data: bytes) -> None:
    """Leave another file as it is: nothing is to be done where it is the same copy already."""
    if output.is_file() and output.read_bytes() == data:
        report.changed = False
        return
    raise RefusedFile(
        "sortie-existante",
        f"{output} existe déjà et n'est pas la copie que pycog écrirait : il y a peut-être des "
        "saisies. Choisissez un autre nom, équipez ce classeur-là avec --en-place, ou ajoutez "
        "--remplacer.",
        path=str(report.path),
    )


def _keep(path: Path) -> Path | None:
    """Copy a workbook beside itself before its first change; an older copy stays."""
    copy = path.with_name(f"{path.stem}{BEFORE}{path.suffix}")
    data = path.read_bytes()
    package = Package(path, data)
    if copy.exists() and base_of(package) is not package:
        return None  # equipped before: the copy is of the workbook as it was
    number = 1
    while copy.exists():
        if copy.read_bytes() == data:
            return copy
        number += 1
        copy = path.with_name(f"{path.stem}{BEFORE}-{number}{path.suffix}")
    put_in_place(path, copy, data, None)
    return copy


def _take_back(report: EquipReport, options: EquipOptions) -> None:
    seen = None if report.output is None else atomic.Stamp.of(report.output)
    package = Package.open(report.path)
    result = take_back(package)
    if not result.found:
        raise RefusedFile(
            "classeur-non-equipe",
            f"{report.path} : pycog n'y a rien écrit, il n'y a rien à retirer.",
            path=str(report.path),
        )
    report.exact, report.changed = result.exact, True
    report.notes += result.kept
    if any(sheet.name.startswith(SEAL_SHEET) for sheet in read_workbook(package).sheets):
        report.notes.append(
            "le bordereau de calcul y reste, et « pycog verify » dira l'annexe modifiée depuis"
        )
    if report.output is not None:
        _write(report, result.data, seen, options)
