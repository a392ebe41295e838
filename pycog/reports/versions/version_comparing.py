"""Compares two versions of an annex: what was typed, what follows from it, what was rewritten."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from pycog.audit.grid import Place, Stored
from pycog.reports.versions.alignment import align
from pycog.reports.versions.renamed_sheets import renamed_sheets
from pycog.reports.versions.version_reading import read_version
from pycog.reports.versions.version_sheets import VersionSheet, is_same, shown_value
from pycog.values import fold
from pycog.xlsx.structure import read_workbook

if TYPE_CHECKING:
    from pycog.conventions import Convention
    from pycog.xlsx.package import Package

#: How far apart two calculations of one number may be, relative to it.
_NOISE: Final = 1e-12
#: What a difference is, in the order in which they are told.
TYPED: Final = "saisie"
FOLLOWS: Final = "recalcul"
FORMULA: Final = "formule"
ROW_ADDED, ROW_GONE = "ligne ajoutée", "ligne retirée"
COLUMN_ADDED, COLUMN_GONE = "colonne ajoutée", "colonne retirée"
SHEET_ADDED, SHEET_GONE = "feuille ajoutée", "feuille retirée"
SHEET_RENAMED: Final = "feuille renommée"
KINDS: Final = (
    SHEET_RENAMED,
    SHEET_ADDED,
    SHEET_GONE,
    ROW_ADDED,
    ROW_GONE,
    COLUMN_ADDED,
    COLUMN_GONE,
    TYPED,
    FORMULA,
    FOLLOWS,
)


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that differs.

    Attributes:
        kind: One of :data:`KINDS`.
        subject: What it is about: « indicateur 12, réalisé 2013 ».
        before: What the old version shows, ``""`` for what it does not have.
        after: What the new version shows, ``""`` for what it no longer has.
        old_place: Where it stands in the old version: « Suivi!D12 ».
        new_place: Where it stands in the new one.
    """

    kind: str
    subject: str
    before: str = ""
    after: str = ""
    old_place: str = ""
    new_place: str = ""

    def __str__(self) -> str:
        """Return the difference as a line of French text."""
        place = self.new_place or self.old_place
        change = f" : {self.before} → {self.after}" if self.before or self.after else ""
        return f"{place} – {self.subject}{change} ({self.kind})"


def compare_versions(old: Package, new: Package, convention: Convention) -> list[Difference]:
    """Compare two versions of a workbook by what its cells mean.

    Rows and columns are aligned by their labels, so that one that is added or moved changes
    nothing else; a formula that a shift only rewrote is the same.

    Args:
        old: The earlier version.
        new: The later one.
        convention: The agreement that may name the cells.

    Returns:
        The differences by sheet, kind and place.

    Raises:
        RefusedFile: One of them cannot be read.
    """
    names = frozenset(one.name for book in (old, new) for one in read_workbook(book).sheets)
    before, after = (read_version(one, convention, names=names) for one in (old, new))
    renamed = renamed_sheets(before, after)
    found = list(_sheets(before, after, renamed))
    for name, sheet in before.items():
        other = after.get(renamed.get(name, name))
        if other is not None:
            inside = _in_sheet(sheet, other, renamed)
            found += sorted(inside, key=lambda one: KINDS.index(one.kind))
    return found


def _sheets(
    before: Mapping[str, VersionSheet],
    after: Mapping[str, VersionSheet],
    renamed: Mapping[str, str],
) -> Iterator[Difference]:
    for old, new in renamed.items():
        yield Difference(SHEET_RENAMED, f"feuille « {new} »", old, new, old, new)
    for name in after:
        if name not in before and name not in renamed.values():
            yield Difference(SHEET_ADDED, f"feuille « {name} »", new_place=name)
    for name in before:
        if name not in after and name not in renamed:
            yield Difference(SHEET_GONE, f"feuille « {name} »", old_place=name)


def _in_sheet(
    old: VersionSheet, new: VersionSheet, renamed: Mapping[str, str]
) -> Iterator[Difference]:
    rows = align(old.keys(), new.keys())
    columns = align(_columns(old), _columns(new))
    for row in rows.added:
        yield _whole(ROW_ADDED, new, (row, _first(new, row)), "")
    for row in rows.gone:
        yield _whole(ROW_GONE, old, (row, _first(old, row)), "ancien")
    for column in columns.added:
        yield _whole(COLUMN_ADDED, new, (_top(new, column), column), "", across=True)
    for column in columns.gone:
        yield _whole(COLUMN_GONE, old, (_top(old, column), column), "ancien", across=True)
    for was, now in rows.pairs:
        for left, right in columns.pairs:
            one = _cells(old, (was, left), new, (now, right), renamed)
            if one is not None:
                yield one


def _columns(sheet: VersionSheet) -> list[tuple[int, str]]:
    filled = sorted({column for _, column in sheet.grid.cells})
    return [(column, fold(sheet.headings.get(column, ""))) for column in filled]


def _first(sheet: VersionSheet, row: int) -> int:
    return min(sheet.grid.row(row))


def _top(sheet: VersionSheet, column: int) -> int:
    return min(row for row, at in sheet.grid.cells if at == column)


def _whole(
    kind: str, sheet: VersionSheet, at: Place, which: str, *, across: bool = False
) -> Difference:
    """Return the difference of a whole row or column, told by its label."""
    label = sheet.headings.get(at[1], "") if across else sheet.labels.get(at[0], "")
    subject = f"« {label} »" if label else "sans libellé"
    place = sheet.grid.place(at)
    if which:
        return Difference(kind, subject, old_place=place)
    return Difference(kind, subject, new_place=place)


def _cells(
    old: VersionSheet, was: Place, new: VersionSheet, now: Place, renamed: Mapping[str, str]
) -> Difference | None:
    """Return what differs in one cell, ``None`` where nothing does."""
    before, after = old.grid.cells.get(was), new.grid.cells.get(now)
    forms = old.grid.written.get(was), new.grid.written.get(now)
    written = tuple("" if one is None else one.form for one in forms)
    if renamed and written[0] != written[1]:
        written = (_with_names(written[0], renamed), _with_names(written[1], {}))
    calculated = bool(written[1]) or _is_formula(new, now)
    if written[0] == written[1] and (
        is_same(before, after) or (calculated and _is_near(before, after))
    ):
        return None
    subject = new.name(now) if now in new.called or was not in old.called else old.name(was)
    places = (old.grid.place(was), new.grid.place(now))
    if written[0] != written[1]:
        texts = [
            shown_value(cell) if one is None else f"={one.text}"
            for one, cell in zip(forms, (before, after), strict=True)
        ]
        return Difference(FORMULA, subject, texts[0], texts[1], places[0], places[1])
    kind = FOLLOWS if calculated else TYPED
    return Difference(kind, subject, shown_value(before), shown_value(after), places[0], places[1])


def _with_names(form: str, renamed: Mapping[str, str]) -> str:
    """Return a formula with the new names of its sheets, which need no quotes to be compared."""
    plain = form.replace("'", "")
    for old, new in renamed.items():
        plain = re.sub(rf"(?<![^\W_]){re.escape(_bare(old))}!", f"{_bare(new)}!", plain)
    return plain


def _bare(name: str) -> str:
    """Return the name of a sheet as the form of a formula has it, without quotes."""
    return "".join(name.upper().replace("'", "").split())


def _is_near(before: Stored | None, after: Stored | None) -> bool:
    """Tell whether two calculated numbers differ by the noise of their calculation only."""
    values = [0.0 if cell is None else cell.value for cell in (before, after)]
    if not all(isinstance(one, float | int) and not isinstance(one, bool) for one in values):
        return False
    one, other = map(float, values)
    return abs(one - other) <= _NOISE * max(abs(one), abs(other))


def _is_formula(sheet: VersionSheet, at: Place) -> bool:
    return at in (sheet.grid.formulas or ())


def place_of(difference: Difference) -> str:
    """Return where a difference stands, both places where they differ."""
    old, new = difference.old_place, difference.new_place
    return new if new == old or not old else f"{old} → {new}" if new else old
