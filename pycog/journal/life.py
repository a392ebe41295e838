"""The life of one figure, told from the journal alone: across its files, months and moves."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from difflib import SequenceMatcher
from itertools import pairwise
from typing import Any, Final, NamedTuple

from pycog.audit.grid import Place, Stored
from pycog.errors import NotAvailable
from pycog.journal.agreements import changed_agreements
from pycog.journal.causes import Cause, Surroundings, Tracer
from pycog.journal.file_series import Link, series_of
from pycog.journal.known_files import FileEntry
from pycog.journal.snapshots import State, unpacked
from pycog.journal.state_changes import GONE, Moves, Span, compare_states, moves_between
from pycog.reports.versions.version_sheets import shown_value
from pycog.values import fold
from pycog.xlsx.cells import address

#: What an event is, beside the kinds of changes.
START: Final = "première valeur notée"
TAKEN_OVER: Final = "reprise du fichier précédent"
#: From which share of equal letters the labels of two rows are one.
_ALIKE: Final = 0.8
#: Copies that are named one by one.
_MOST_NAMED: Final = 3


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened to a figure.

    Attributes:
        file: The file, as the journal keeps its place.
        when: The moment, UTC, ``2014-02-05T10:12:00+00:00``.
        user: Who refreshed, ``""`` where that is not kept.
        version: The version of pycog.
        place: ``Feuille!D12`` at that moment.
        kind: What it was, in French.
        before: What the cell held, as JSON data; ``None`` for nothing or what is not known.
        after: What it held then.
        shown: Both as shown.
        causes: Because of what.
        more: Whether there are or may be other causes.
        since: The file before, where the change lies between that file and this one.
    """

    file: str
    when: str
    user: str
    version: str
    place: str
    kind: str
    before: Any
    after: Any
    shown: tuple[str, str]
    causes: tuple[Cause, ...] = ()
    more: bool = False
    since: str = ""

    @property
    def is_change(self) -> bool:
        """Whether the value or its formula is another one."""
        return self.kind not in (START, TAKEN_OVER)


@dataclass
class Life:
    """The life of a figure.

    Attributes:
        place: The cell that was asked for.
        name: What it is called, by its row and its column.
        now: Its value in the file that was asked for, as shown.
        events: What happened, file by file, in order.
        passages: How many refreshes of these files are on record.
        notes: Files that say nothing of it, and why, in French.
    """

    place: str
    name: str
    now: str
    events: list[Event] = field(default_factory=list)
    passages: int = 0
    notes: list[str] = field(default_factory=list)


@dataclass
class _File:
    """A file of the series, with what the journal keeps of it.

    Attributes:
        entry: The file.
        passages: Its records, up to the one that the next file was copied after.
        last: What it held after the last of them.
        first: What it held after the first; ``None`` where that is no longer kept.
        is_cut: Whether the journal no longer keeps the last state, which is that of the copy.
        at: Where the figure stands in it, zero-based.
        sheet: On which sheet.
    """

    entry: FileEntry
    passages: list[sqlite3.Row]
    last: State
    first: State | None
    is_cut: bool = False
    at: Place = (0, 0)
    sheet: str = ""


def life_of(journal: sqlite3.Connection, asked: FileEntry, sheet: str, at: Place) -> Life:
    """Tell the life of a figure.

    Args:
        journal: The open journal.
        asked: The file that it is asked for in.
        sheet: Name of the sheet; case does not matter.
        at: The cell, zero-based.

    Raises:
        NotAvailable: ``feuille-inconnue``.
    """
    series = series_of(journal, asked)
    files = [_read(journal, one) for one in series.links]
    _fill_states(files)
    own = next(one for one in files if one.entry.id == asked.id)
    own.sheet, own.at = _sheet_named(own, sheet), at
    life = Life(
        f"{own.sheet}!{address(at[0] + 1, at[1] + 1)}",
        own.last[own.sheet].named.name(at),
        shown_value(own.last[own.sheet].grid.cells.get(at)),
    )
    if series.copies:
        names = ", ".join(one.path for one in series.copies[:_MOST_NAMED])
        left = len(series.copies) - _MOST_NAMED
        more = f" et {left} autre{'s' if left > 1 else ''}" if left > 0 else ""
        life.notes.append(
            f"{asked.path} a été copié : la vie de ses copies se demande à part ({names}{more})."
        )
    before: _File | None = None
    for one in files:
        if one is not own and not _place_in(one, own, life.notes):
            continue
        life.passages += len(one.passages)
        life.events += _events(journal, one, before)
        before = one
    return life


def _read(journal: sqlite3.Connection, link: Link) -> _File:
    cursor = journal.cursor()
    cursor.row_factory = sqlite3.Row
    passages = cursor.execute(
        "SELECT * FROM passage WHERE fichier = ?1 AND etat = 'fait' AND id <= ifnull(?2, id) "
        "ORDER BY id",
        (link.entry.id, link.until),
    ).fetchall()
    last = _state(journal, passages[-1]["id"])
    return _File(link.entry, passages, last or {}, _state(journal, passages[0]["id"]), not last)


def _fill_states(files: Sequence[_File]) -> None:
    """Give files that went on after they were copied what they held then: what the copy held."""
    for one, copy in reversed([*pairwise(files)]):
        if one.is_cut:
            one.last = copy.first or copy.last


def _state(journal: sqlite3.Connection, passage: int) -> State | None:
    row = journal.execute("SELECT contenu FROM etat WHERE passage = ?", (passage,)).fetchone()
    if row is None:
        return None
    try:
        return unpacked(row[0])
    except ValueError as error:
        raise sqlite3.DatabaseError(f"état illisible : {error}") from error


def _sheet_named(file: _File, sheet: str) -> str:
    for name in file.last:
        if name.lower() == sheet.lower():
            return name
    raise NotAvailable(
        "feuille-inconnue",
        f"{file.entry.path} : la feuille « {sheet} » n'est pas au journal. Feuilles connues : "
        f"{', '.join(file.last)}.",
    )


def _place_in(file: _File, asked: _File, notes: list[str]) -> bool:
    """Find the figure in another file of the series by its sheet, row and column."""
    wanted = asked.last[asked.sheet]
    name = next((one for one in file.last if one.lower() == asked.sheet.lower()), None)
    if name is None:
        notes.append(f"{file.entry.path} : pas de feuille « {asked.sheet} ».")
        return False
    moves, _ = moves_between(file.last[name].named, wanted.named)
    at = moves.before(asked.at)
    row = wanted.named.labels.get(asked.at[0], "")
    there = "" if at is None else file.last[name].named.labels.get(at[0], "")
    if at is None or not _alike(row, there):
        called = row or f"ligne {asked.at[0] + 1}"
        notes.append(f"{file.entry.path} : la ligne « {called} » n'y figure pas.")
        return False
    file.sheet, file.at = name, at
    return True


def _alike(one: str, other: str) -> bool:
    left, right = fold(one), fold(other)
    return left == right or SequenceMatcher(None, left, right).ratio() >= _ALIKE


class _Walk(NamedTuple):
    """A figure followed through one file, from the last refresh to the first.

    Attributes:
        events: What happened, in order.
        at: Where it stood at first.
        is_whole: Whether it was there from the first refresh on.
        begun: Whether the first event is of the first refresh.
    """

    events: list[Event]
    at: Place
    is_whole: bool
    begun: bool


def _events(journal: sqlite3.Connection, file: _File, before: _File | None) -> list[Event]:
    """Return what happened to the figure in one file, in order."""
    walk = _backwards(journal, file)
    if not walk.is_whole:
        return walk.events  # the row or the sheet came in a later refresh, which says so
    start = None if before is None else _between(before, file, walk.at, begun=walk.begun)
    if start is not None:
        return [start, *walk.events[walk.begun :]]
    if walk.begun:
        return walk.events
    value: Any
    if walk.events:
        value, text = walk.events[0].before, walk.events[0].shown[0]
    else:
        cell = file.last[file.sheet].grid.cells.get(file.at)
        value, text = _data(cell), shown_value(cell)
    first = _event(file, file.passages[0], walk.at, START, None, value, ("", text))
    return [first, *walk.events]


def _backwards(journal: sqlite3.Connection, file: _File) -> _Walk:
    at, found = file.at, list[Event]()
    begun = False
    for passage in reversed(file.passages):
        change = _change(journal, passage["id"], file.sheet, at)
        begun = change is not None
        if change is not None:
            found.append(_told(file, passage, at, change))
        moves = _moves(journal, passage["id"], file.sheet)
        earlier = at if moves is None else moves.before(at)
        if earlier is None:
            return _Walk(found[::-1], at, False, begun)
        if passage is not file.passages[0]:
            at = earlier
    return _Walk(found[::-1], at, True, begun)


def _change(journal: sqlite3.Connection, passage: int, sheet: str, at: Place) -> sqlite3.Row | None:
    cursor = journal.cursor()
    cursor.row_factory = sqlite3.Row
    row: sqlite3.Row | None = cursor.execute(
        "SELECT * FROM changement WHERE passage = ? AND feuille = ? AND ligne = ? AND colonne = ? "
        "AND nature <> ?",
        (passage, sheet, at[0] + 1, at[1] + 1, GONE),
    ).fetchone()
    return row


def _moves(journal: sqlite3.Connection, passage: int, sheet: str) -> Moves | None:
    rows = journal.execute(
        "SELECT axe, premier, nombre, avant FROM deplacement WHERE passage = ? AND feuille = ? "
        "ORDER BY premier",
        (passage, sheet),
    ).fetchall()
    if not rows:
        return None
    spans = {
        axis: tuple(Span(*rest) for kind, *rest in rows if kind == axis)
        for axis in ("ligne", "colonne")
    }
    is_new = any(kind == "feuille" for kind, *_ in rows)
    return Moves(spans["ligne"], spans["colonne"], is_new)


def _told(file: _File, passage: sqlite3.Row, at: Place, change: sqlite3.Row) -> Event:
    return _event(
        file,
        passage,
        at,
        change["nature"],
        json.loads(change["avant"]),
        json.loads(change["apres"]),
        (change["avant_affiche"], change["apres_affiche"]),
        tuple(Cause.of(one) for one in json.loads(change["causes"])),
        bool(change["autres_causes"]),
    )


def _event(
    file: _File,
    passage: sqlite3.Row,
    at: Place,
    kind: str,
    before: Any,
    after: Any,
    shown: tuple[str, str],
    causes: tuple[Cause, ...] = (),
    more: bool = False,
) -> Event:
    return Event(
        file.entry.path,
        passage["quand"],
        passage["utilisateur"] or "",
        passage["version"],
        f"{file.sheet}!{address(at[0] + 1, at[1] + 1)}",
        kind,
        before,
        after,
        shown,
        causes,
        more,
    )


def _between(before: _File, file: _File, at: Place, *, begun: bool) -> Event | None:
    """Compare the first state of a file with the last one of the file before it.

    ``None`` where that state is no longer kept, or the earlier file has no such sheet.
    """
    if before.is_cut and begun:
        return None  # what the copy was before its first refresh is what that refresh read
    if file.first is None or file.sheet not in before.last or file.sheet not in file.first:
        return None
    compared = compare_states(before.last, file.first)
    was, passage = before.passages[-1], file.passages[0]
    change = next(
        (one for one in compared.changes if (one.sheet, one.at) == (file.sheet, at)), None
    )
    if change is None or change.kind == GONE:
        cell = file.first[file.sheet].grid.cells.get(at)
        text = shown_value(cell)
        same = _event(file, passage, at, TAKEN_OVER, _data(cell), _data(cell), (text, text))
        return replace(same, since=before.entry.path)
    tracer = Tracer(file.first, compared.changes, _around(was, passage))
    reasons = tracer.reasons(change)
    values = _data(change.before), _data(change.after)
    causes = tuple(reasons.causes)
    told = _event(file, passage, at, change.kind, *values, change.texts, causes, reasons.more)
    return replace(told, since=before.entry.path)


def _around(before: sqlite3.Row, after: sqlite3.Row) -> Surroundings:
    old, new = before["version"], after["version"]
    days = (before["jour"], after["jour"])
    return Surroundings(
        changed_agreements(json.loads(before["conventions"]), json.loads(after["conventions"])),
        "" if old == new else f"pycog {old} → {new}",
        "" if days[0] == days[1] else " → ".join(days),
    )


def _data(cell: Stored | None) -> Any:
    if cell is None:
        return None
    return {"erreur": cell.value} if cell.error else cell.value


def every_change(
    journal: sqlite3.Connection,
) -> Iterator[tuple[dict[str, Any], list[dict[str, Any]]]]:
    """Give each refresh on record with its changes, as data in French words, in order.

    Args:
        journal: The open journal.
    """
    cursor = journal.cursor()
    cursor.row_factory = sqlite3.Row
    passages = cursor.execute(
        "SELECT passage.*, chemin FROM passage JOIN fichier ON fichier.id = fichier "
        "WHERE etat = 'fait' ORDER BY passage.id"
    ).fetchall()
    for one in passages:
        changes = cursor.execute(
            "SELECT * FROM changement WHERE passage = ? ORDER BY feuille, ligne, colonne",
            (one["id"],),
        ).fetchall()
        yield _passage_data(one), [_change_data(change) for change in changes]


def _passage_data(passage: sqlite3.Row) -> dict[str, Any]:
    names = ("id", "quand", "utilisateur", "version", "jour", "lu", "ecrit", "formules")
    data = {"fichier": passage["chemin"], **{name: passage[name] for name in names}}
    data["recalculees"] = passage["recalculees"]
    data["conventions"] = json.loads(passage["conventions"])
    return data


def _change_data(change: sqlite3.Row) -> dict[str, Any]:
    return {
        "cellule": f"{change['feuille']}!{address(change['ligne'], change['colonne'])}",
        "nom": change["nom"],
        "nature": change["nature"],
        "avant": json.loads(change["avant"]),
        "apres": json.loads(change["apres"]),
        "avant_affiche": change["avant_affiche"],
        "apres_affiche": change["apres_affiche"],
        "causes": json.loads(change["causes"]),
        "autres_causes": bool(change["autres_causes"]),
    }


def files_data(journal: sqlite3.Connection, files: Sequence[FileEntry]) -> list[dict[str, Any]]:
    """Return the files on record with their former places, as data.

    Args:
        journal: The open journal.
        files: The files.
    """
    paths = {one.id: one.path for one in files}
    former: dict[int, list[str]] = {}
    for number, path in journal.execute("SELECT fichier, chemin FROM ancien_nom ORDER BY jusque"):
        former.setdefault(number, []).append(path)
    return [
        {
            "chemin": one.path,
            "anciens_chemins": former.get(one.id, []),
            "suite_de": paths.get(one.follows or 0),
        }
        for one in files
    ]
