"""Which agreement a workbook is equipped for: the one named, the one chosen, the one that fits."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from pycog.audit.grid import Grid
from pycog.default_convention import Default, default
from pycog.equip.recognition.recognise import recognise
from pycog.errors import InvalidInput, PycogError, RefusedFile
from pycog.xlsx.convention_name import convention_of
from pycog.xlsx.package import Package

if TYPE_CHECKING:
    from pycog.conventions import Convention

#: An agreement fits better than another where it recognises so many times its rows.
_CLEARLY: Final = 2


def agreement_of(package: Package, grids: Sequence[Grid]) -> Convention:
    """Return the agreement of a workbook.

    Args:
        package: The workbook.
        grids: Its sheets, without those that were written into it.

    Raises:
        RefusedFile: ``plusieurs-conventions``: several fit and nothing says which;
            ``convention-du-classeur``.
        NotAvailable: ``convention-inconnue``.
        InvalidConvention: It cannot be read.
    """
    from pycog import conventions

    own = convention_of(package)
    if isinstance(own, InvalidInput):
        raise RefusedFile(own.code, f"{package.path} : {own.message}", path=str(package.path))
    meant = own if isinstance(own, Default) else default()
    if isinstance(own, Default) or meant.is_chosen:
        return conventions.load(meant.id)
    return _fitting(package, grids, meant)


def _fitting(package: Package, grids: Sequence[Grid], meant: Default) -> Convention:
    from pycog import conventions

    fits: list[tuple[int, Convention]] = []
    for summary in conventions.available():
        if summary.problem:
            continue
        try:
            one = conventions.load(summary.id)
        except PycogError:
            continue
        found = recognise(grids, one)
        rows = sum(1 for table in found.tables for _ in table.accepted())
        if rows:
            fits.append((rows, one))
    fits.sort(key=lambda fit: -fit[0])
    if not fits:
        return conventions.load(meant.id)
    if len(fits) > 1 and fits[0][0] < _CLEARLY * fits[1][0]:
        listed = ", ".join(f"{one.id} ({rows} lignes)" for rows, one in fits[:4])
        raise RefusedFile(
            "plusieurs-conventions",
            f"{package.path} : plusieurs conventions lui conviennent : {listed}. Dites laquelle "
            "avec --convention.",
            path=str(package.path),
        )
    return fits[0][1]
