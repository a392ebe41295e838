"""The network view: many annexes of one form, side by side; loaded only when first used."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pycog.reports.network.network_model import Network

__all__ = ["consolidate"]


def consolidate(
    folder: Path,
    *,
    year: int | None = None,
    expected: Iterable[str] = (),
    leave_out: Sequence[Path] = (),
    workers: int | None = None,
    convention: str | None = None,
    start: Callable[[int], Callable[[], None]] | None = None,
) -> Network:
    """Read every annex of a folder and give the network view.

    Args:
        folder: Annexes 4, 2 and 3 of many bodies: a sub-folder or a file name per body.
        year: The year to show; see :func:`.assembly.assemble`.
        expected: Names of the bodies that should have sent their annexes.
        leave_out: Files of the folder that are no annexes.
        workers: Processes to read with, as many as cores by default.
        convention: Id of the convention; when left out, the first that an annex names (see the
            name COG_CONVENTION), else the one that is meant here.
        start: Called with the number of workbooks; gives what is called for each one that
            is finished.

    Raises:
        NotAvailable: ``chemin-absent``, ``annee-hors-convention``, ``convention-inconnue``.
        RefusedFile: ``dossier-attendu``, ``dossier-sans-classeur``.
    """
    from pycog.conventions import load, using
    from pycog.conventions.lookup import require_year
    from pycog.default_convention import OPTION, WORKBOOK
    from pycog.reports.network.assembly import assemble
    from pycog.reports.network.gathering import convention_named, find_annexes, read_all

    paths = find_annexes(folder, leave_out)
    with using(convention or convention_named(paths), OPTION if convention else WORKBOOK):
        known = load()
    wanted = None if year is None else require_year(known, year)
    advance = start(len(paths)) if start else lambda: None
    readings = read_all(folder, paths, known, workers, advance)
    return assemble(folder, readings, known, wanted, expected)
