"""Records each refreshed workbook in the journal, just before it is put in place."""

from __future__ import annotations

import contextlib
import json
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from pycog import __version__
from pycog.audit.grid import Stored
from pycog.errors import PycogError, RefusedFile
from pycog.journal import store
from pycog.journal.agreements import agreements_of, changed_agreements
from pycog.journal.causes import Surroundings, Tracer
from pycog.journal.known_files import FileEntry, file_of, find_file, shown_path
from pycog.journal.snapshots import State, packed, snapshot, unpacked
from pycog.journal.state_changes import Compared, compare_states
from pycog.refresh.recording import Outcome, Refreshed
from pycog.xlsx.encryption import is_encrypted
from pycog.xlsx.package import Package


@dataclass(frozen=True, slots=True)
class JournalRecorder:
    """Keeps the record of workbooks in a journal.

    Attributes:
        folder: Where the journal stands.
        user: Name of whoever refreshes, ``None`` to keep none.
    """

    folder: Path
    user: str | None = None

    @contextlib.contextmanager
    def recording(self, refreshed: Refreshed) -> Iterator[Outcome]:
        """Record a workbook around the block that puts it in place.

        Args:
            refreshed: The workbook.

        Raises:
            RefusedFile: ``journal-…``: it cannot be recorded; nothing was put in place.
        """
        _refuse_encrypted(refreshed)
        state = _read(refreshed.package.reopen(refreshed.data))
        with store.opened(self.folder) as journal:
            passage = self._prepare(journal, refreshed, state)
            outcome = Outcome()
            try:
                yield outcome
            except BaseException:
                with contextlib.suppress(sqlite3.Error):
                    store.conclude(journal, passage)
                raise
            outcome.problem = self._confirmed(journal, passage, refreshed)

    def _confirmed(self, journal: sqlite3.Connection, passage: int, refreshed: Refreshed) -> str:
        """Confirm a record; return what is to be said where that cannot be."""
        begun = f"{refreshed.target} : le classeur est recalculé, mais son passage n'est pas"
        try:
            if store.confirm(journal, passage):
                return ""
        except sqlite3.Error as error:
            # The next one who opens the journal finds the file as it was to be written.
            problem = store.fault(store.journal_file(self.folder), error)
            return (
                f"{begun} encore confirmé au journal ; il le sera au prochain passage. "
                f"{problem.message}"
            )
        return (
            f"{begun} au journal : un autre recalcul de ce classeur s'y est noté entre-temps. Ce "
            "qui a changé y sera au prochain recalcul."
        )

    def _prepare(self, journal: sqlite3.Connection, refreshed: Refreshed, state: State) -> int:
        """Write what is about to happen; return the number of the record."""
        read = store.digest(refreshed.package.source)
        agreements = agreements_of(state, refreshed.convention)
        while True:
            # What takes long is done before the journal is held for the others.
            known = find_file(journal, refreshed.target, read)
            if known is not None:
                store.settle(journal, known.id)
            base = _base(journal, known)
            compared, tracer = _compared(refreshed, state, agreements, base)
            with store.writing(journal):
                now = find_file(journal, refreshed.target, read)
                if _last(journal, now) != (base and base.passage):
                    continue  # another process recorded this workbook meanwhile
                file = file_of(journal, refreshed.target, read)
                last = base and base.passage
                number = self._insert(journal, file, refreshed, read, agreements, last)
                _insert_changes(journal, number, compared, tracer)
                journal.execute("INSERT INTO etat VALUES (?, ?)", (number, packed(state)))
                return number

    def _insert(
        self,
        journal: sqlite3.Connection,
        file: int,
        refreshed: Refreshed,
        read: str,
        agreements: dict[str, str],
        last: int | None,
    ) -> int:
        row = journal.execute(
            "INSERT INTO passage (fichier, quand, utilisateur, version, conventions, jour, lu, "
            "ecrit, formules, recalculees, base, etat, cible, processus) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'prepare', ?, ?)",
            (
                file,
                store.now(),
                self.user,
                __version__,
                json.dumps(agreements, sort_keys=True),
                refreshed.day,
                read,
                store.digest(refreshed.data),
                refreshed.formulas,
                refreshed.changed,
                last,
                shown_path(refreshed.target),
                store.this_process(),
            ),
        )
        assert row.lastrowid is not None
        return row.lastrowid


class _Base(NamedTuple):
    """The record that a new one is compared with."""

    passage: int
    state: State
    version: str
    agreements: dict[str, str]
    day: str


def _refuse_encrypted(refreshed: Refreshed) -> None:
    if is_encrypted(refreshed.package.source):
        raise RefusedFile(
            "journal-classeur-chiffre",
            f"{refreshed.package.path} : ce classeur est protégé par un mot de passe, et le "
            "journal en garderait les valeurs en clair. Il n'a pas été modifié ; recalculez-le "
            "sans --journal.",
            path=str(refreshed.package.path),
        )


def _read(package: Package) -> State:
    """Read the state of a workbook.

    Raises:
        RefusedFile: ``journal-classeur-illisible``: some oddity that the refresh itself can
            leave alone.
    """
    try:
        return snapshot(package)
    except PycogError as error:
        raise RefusedFile(
            "journal-classeur-illisible",
            f"{package.path} : le journal ne peut pas lire toutes les cellules de ce classeur, qui "
            "n'a pas été modifié. Ouvrez-le et enregistrez-le dans Excel, ou recalculez-le sans "
            "--journal.",
            path=str(package.path),
        ) from error


def _last(journal: sqlite3.Connection, known: FileEntry | None) -> int | None:
    if known is None:
        return None
    row = journal.execute(
        "SELECT max(id) FROM passage WHERE fichier = ? AND etat = 'fait'", (known.id,)
    ).fetchone()
    return None if row is None else row[0]


def _base(journal: sqlite3.Connection, known: FileEntry | None) -> _Base | None:
    if known is None:
        return None
    # One statement: another process that confirms a record meanwhile drops the state before it.
    row = journal.execute(
        "SELECT id, version, conventions, jour, contenu FROM passage JOIN etat ON passage = id "
        "WHERE fichier = ? AND etat = 'fait' ORDER BY id DESC LIMIT 1",
        (known.id,),
    ).fetchone()
    if row is None:
        return None
    number, version, agreements, day, content = row
    return _Base(number, _state(content), version, json.loads(agreements), day)


def _state(content: bytes) -> State:
    try:
        return unpacked(content)
    except ValueError as error:
        raise sqlite3.DatabaseError(f"état illisible : {error}") from error


def _compared(
    refreshed: Refreshed, state: State, agreements: dict[str, str], base: _Base | None
) -> tuple[Compared, Tracer]:
    """Compare a workbook with its last record, or with itself as it was read."""
    if base is None:
        before = _read(refreshed.package)
        around = Surroundings(is_first=True)
    else:
        before = base.state
        versions = "" if base.version == __version__ else f"pycog {base.version} → {__version__}"
        days = "" if base.day == refreshed.day else f"{base.day} → {refreshed.day}"
        around = Surroundings(changed_agreements(base.agreements, agreements), versions, days)
    compared = compare_states(before, state, in_place=base is None)
    return compared, Tracer(state, compared.changes, around)


def _insert_changes(
    journal: sqlite3.Connection, number: int, compared: Compared, tracer: Tracer
) -> None:
    rows = []
    for one in compared.changes:
        reasons = tracer.reasons(one)
        causes = json.dumps([cause.data() for cause in reasons.causes], ensure_ascii=False)
        values = (_value(one.before), _value(one.after), *one.texts)
        place = (one.sheet, one.at[0] + 1, one.at[1] + 1)
        rows.append((number, *place, one.kind, one.name, *values, causes, reasons.more))
    journal.executemany("INSERT INTO changement VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", rows)
    journal.executemany(
        "INSERT INTO deplacement VALUES (?, ?, ?, ?, ?, ?)", _moves(number, compared)
    )


def _moves(number: int, compared: Compared) -> Iterator[tuple[Any, ...]]:
    for sheet, moves in compared.moves.items():
        if moves.is_new:
            yield number, sheet, "feuille", 0, 0, None
        for axis, spans in (("ligne", moves.rows), ("colonne", moves.columns)):
            for span in spans:
                yield number, sheet, axis, span.first, span.number, span.before


def _value(cell: Stored | None) -> str:
    """Return a value as JSON; an error is told from a text."""
    if cell is None:
        return "null"
    value: object = {"erreur": cell.value} if cell.error else cell.value
    return json.dumps(value, ensure_ascii=False)
