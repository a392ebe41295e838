"""Recalculates one workbook in memory and decides which of the results stand."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from msgspec.structs import replace

from pycog.default_convention import using
from pycog.errors import CellError, RefusedFile
from pycog.refresh.calculation import guard, iteration, language, native, replay, trust
from pycog.refresh.calculation.evaluation import Calculator, update_all
from pycog.refresh.calculation.functions.coercion import in_french, is_french_number
from pycog.refresh.calculation.state import Natives, Recalculation
from pycog.refresh.host import FunctionHost
from pycog.refresh.options import Options
from pycog.values import clock_at, date_system
from pycog.xlsx.cells import address
from pycog.xlsx.convention_name import named
from pycog.xlsx.dependencies import Cell
from pycog.xlsx.package import Package, refused
from pycog.xlsx.sheet_reading import read_sheets
from pycog.xlsx.structure import read_workbook

_DEFAULTS = Options()
#: Cells put at their stored value one by one; for more a new copy is made.
_MOST_PINNED = 5


def recalculate(
    package: Package, host: FunctionHost, options: Options = _DEFAULTS
) -> Recalculation:
    """Calculate the formulas of a workbook.

    Args:
        package: The workbook; it is not modified.
        host: The functions to offer.
        options: What TODAY() gives, and which native results stand.

    Raises:
        RefusedFile: The workbook cannot be recalculated faithfully.
    """
    info = read_workbook(package)
    scans = read_sheets(package, info)
    result = Recalculation(package, info, None, scans)
    if result.formulas == 0:
        return result
    meant = named(package, info, scans) or options.convention
    with date_system(info.date_system), clock_at(options.clock), using(meant) as here:
        result = _in_its_language(result, host, options)
        result.meant, result.used, result.lacking = here.choice, here.used, here.fault
    return result


def _in_its_language(result: Recalculation, host: FunctionHost, options: Options) -> Recalculation:
    """Calculate as the Excel of the workbook's language does."""
    french = language.of_codes(result.scans)
    doubt = trust.doubt(result.package, result.info.part)
    if french is not None or doubt:
        return _recalculated(result, host, options, french, doubt)[0]
    # Excel's own texts may tell: an English calculation does not find French ones again.
    first, mattered = _recalculated(result, host, options, False, doubt)
    if native.speaks_french(first):
        french = True
    elif not mattered or language.stores_points(first.scans):
        return first
    again = Recalculation(first.package, first.info, None, first.scans)
    return _recalculated(again, host, options, french, doubt)[0]


def _recalculated(
    result: Recalculation, host: FunctionHost, options: Options, french: bool | None, doubt: str
) -> tuple[Recalculation, bool]:
    """Calculate as the Excel of a language does; also tell whether the language mattered."""
    compares = not (doubt or options.accept_native or options.only_cog)
    calculator = Calculator(
        result.package, result.info, result.scans, host, options.clock, compares
    )
    with in_french(french, strict=True) as language_used:
        _calculate(result, calculator)
        if result.circles:
            _open_circles(result, calculator)
        if result.info.iterative:
            _keep_unsettled(result, calculator)
        _settle(result, calculator, options, doubt)
    return result, language_used.mattered


def _keep_unsettled(result: Recalculation, calculator: Calculator) -> None:
    """Keep what iterative calculation moves on with each calculation, as a running count.

    Its result depends on how often Excel has calculated it, which no file tells.
    """
    moving = iteration.unsettled(result)
    if moving:
        result.natives.kept |= dict.fromkeys(moving, iteration.UNSETTLED)
        result.natives.pinned |= moving
        _pin(result, calculator, moving)
    else:
        update_all(result)  # looking for them has calculated once more


def _calculate(result: Recalculation, calculator: Calculator) -> None:
    """Calculate all, once more where errors stand that sums by criteria must know of."""
    copy, result.engine = calculator.run(result.natives.pinned)
    result.frozen, result.children = copy.frozen, copy.children
    update_all(result)
    care = calculator.care
    errors = care.errors or (copy.sums and _holds_errors(result))
    texts = care.texts or (not copy.texts and _makes_numbers(result))
    if (errors, texts) != (care.errors, care.texts):
        calculator.care = replace(care, errors=errors, texts=texts)
        _calculate(result, calculator)


def _holds_errors(result: Recalculation) -> bool:
    return any(update.errors for update in result.updates.values()) or any(
        b't="e"' in scanned.part for scanned in result.scans.values()
    )


def _makes_numbers(result: Recalculation) -> bool:
    """Tell whether formulas give texts that only a French Excel takes for numbers."""
    return any(map(is_french_number, (t for one in result.updates.values() for t in one.texts)))


def _open_circles(result: Recalculation, calculator: Calculator) -> None:
    """Keep what reads itself only in a branch that Excel may not take.

    Raises:
        RefusedFile: ``reference-circulaire``: formulas that read themselves in any case.
    """
    natives = result.natives
    while result.circles:
        kept = {cell for cell in result.circles if guard.may_be_open(result, cell)}
        if not kept:
            raise _circular(result)
        natives.kept |= dict.fromkeys(kept, guard.OPEN_CIRCLE)
        natives.pinned |= kept
        _pin(result, calculator, kept)


def _settle(result: Recalculation, calculator: Calculator, options: Options, doubt: str) -> None:
    """Let Excel's own results stand where they must."""
    natives = result.natives
    if options.only_cog:
        _pin_all(result, calculator, native.settle_only_ours(result))
        return
    if not options.accept_native:
        natives.doubt = doubt
        if not natives.doubt:
            if not replay.settle(result, calculator) and natives.pinned:
                _pin(result, calculator, natives.pinned)
            _pin_all(result, calculator, native.settle(result, natives.changed))
    proven = not natives.doubt and not options.accept_native
    _pin_all(result, calculator, guard.settle(result, proven=proven))
    if result.circles:
        _open_circles(result, calculator)
    if proven:
        native.sort_out(result)


def _pin_all(result: Recalculation, calculator: Calculator, rounds: Iterator[set[Cell]]) -> None:
    for roots in rounds:
        result.natives.pinned |= roots
        _pin(result, calculator, roots)


def _pin(result: Recalculation, calculator: Calculator, cells: Collection[Cell]) -> None:
    """Give formulas their stored value and calculate what depends on them."""
    engine = result.engine
    assert engine is not None
    if len(cells) > _MOST_PINNED:
        copy, result.engine = calculator.run(
            result.natives.pinned, result.natives.stored, result.engine
        )
        result.children = copy.children
    else:
        for place, value in native.stored_values(result, cells).items():
            unset = value is None and place in cells
            engine.pin(*place, CellError("#NAME?") if unset else value)
        engine.evaluate_again()
    update_all(result)


def _circular(result: Recalculation) -> RefusedFile:
    by_sheet: dict[str, list[str]] = {}
    for sheet, row, column in sorted(result.circles):
        by_sheet.setdefault(sheet, []).append(address(row, column))
    shown = " ; ".join(_listed(sheet, places) for sheet, places in by_sheet.items())
    return refused(
        result.package.path,
        "reference-circulaire",
        f"contient une référence circulaire : {shown}. Corrigez ces formules, ou activez "
        "le calcul itératif dans Excel (Fichier, Options, Formules)",
    )


def _listed(sheet: str, places: Iterable[str]) -> str:
    found = list(places)
    return f"{sheet}!{', '.join(found[:5])}{'…' if len(found) > 5 else ''}"


__all__ = ["Natives", "recalculate"]
