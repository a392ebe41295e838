"""The file of the journal: one SQLite database, safe for several processes.

A workbook is recorded in two steps, so that whatever stops the run leaves whole runs only. It
is *prepared*, with the digest of the file that is about to be put in place; once that stands,
it is *confirmed*. Whoever opens the journal after a run that died between the two looks at the
file: its digest says whether the record is true.

The rollback journal of SQLite is used, not its write-ahead log: the log needs memory shared
between the processes, which no network drive gives. Readers never see half a transaction, and
a transaction cut short is rolled back by the next one who opens the file.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import hashlib
import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from pycog.errors import NotAvailable, PycogError, RefusedFile, system_reason
from pycog.xlsx import atomic

#: Name of the file in the folder that the officer chose.
FILE: Final = "journal-pycog.sqlite"
#: Marks an SQLite file as a journal of pycog ("PyCg"), and tells the form of its tables.
_MARK: Final = 0x50794367
_FORM: Final = 1
#: Seconds for which another process may hold the file.
PATIENCE: Final = 60.0
#: Hours after which a prepared record is nobody's, whoever made it.
_ABANDONED: Final = 24
#: Bytes of the largest file that is looked through in whole before each use.
_MOST_CHECKED: Final = 128 << 20
#: The tables that are looked through in a larger one: all else in it hangs on them.
_ALWAYS_CHECKED: Final = ("fichier", "ancien_nom", "passage")
_TABLES: Final = """
CREATE TABLE fichier (
    id INTEGER PRIMARY KEY,
    cle TEXT NOT NULL UNIQUE,
    chemin TEXT NOT NULL,
    suite_de INTEGER REFERENCES fichier (id) ON DELETE SET NULL
);
CREATE TABLE ancien_nom (
    fichier INTEGER NOT NULL REFERENCES fichier (id) ON DELETE CASCADE,
    chemin TEXT NOT NULL,
    jusque TEXT NOT NULL
);
CREATE TABLE passage (
    id INTEGER PRIMARY KEY,
    fichier INTEGER NOT NULL REFERENCES fichier (id) ON DELETE CASCADE,
    quand TEXT NOT NULL,
    utilisateur TEXT,
    version TEXT NOT NULL,
    conventions TEXT NOT NULL,
    jour TEXT NOT NULL,
    lu TEXT NOT NULL,
    ecrit TEXT NOT NULL,
    formules INTEGER NOT NULL,
    recalculees INTEGER NOT NULL,
    base INTEGER,
    etat TEXT NOT NULL CHECK (etat IN ('prepare', 'fait')),
    cible TEXT NOT NULL,
    processus TEXT NOT NULL
);
CREATE INDEX passage_fichier ON passage (fichier, id);
CREATE TABLE changement (
    passage INTEGER NOT NULL REFERENCES passage (id) ON DELETE CASCADE,
    feuille TEXT NOT NULL,
    ligne INTEGER NOT NULL,
    colonne INTEGER NOT NULL,
    nature TEXT NOT NULL,
    nom TEXT NOT NULL,
    avant TEXT NOT NULL,
    apres TEXT NOT NULL,
    avant_affiche TEXT NOT NULL,
    apres_affiche TEXT NOT NULL,
    causes TEXT NOT NULL,
    autres_causes INTEGER NOT NULL
);
CREATE INDEX changement_cellule ON changement (passage, feuille, ligne, colonne);
CREATE TABLE deplacement (
    passage INTEGER NOT NULL REFERENCES passage (id) ON DELETE CASCADE,
    feuille TEXT NOT NULL,
    axe TEXT NOT NULL CHECK (axe IN ('ligne', 'colonne', 'feuille')),
    premier INTEGER NOT NULL,
    nombre INTEGER NOT NULL,
    avant INTEGER
);
CREATE INDEX deplacement_passage ON deplacement (passage, feuille);
CREATE TABLE etat (
    passage INTEGER PRIMARY KEY REFERENCES passage (id) ON DELETE CASCADE,
    contenu BLOB NOT NULL
);
"""


def journal_file(folder: Path) -> Path:
    """Return the file of the journal of a folder.

    Args:
        folder: The folder that the officer chose.
    """
    return folder / FILE


@contextlib.contextmanager
def opened(folder: Path, *, make: bool = True) -> Iterator[sqlite3.Connection]:
    """Open the journal for the block; each statement stands alone unless in :func:`writing`.

    Args:
        folder: Where it stands.
        make: Whether to start one where there is none.

    Raises:
        NotAvailable: ``journal-absent``.
        RefusedFile: ``journal-inaccessible``, ``journal-occupe``, ``journal-abime``,
            ``journal-autre-version``.
    """
    file = journal_file(folder)
    if folder.is_file():
        where = f", ici {folder.parent}" if folder.name == FILE else ""
        raise NotAvailable(
            "journal-absent",
            f"{folder} est un fichier : --journal attend le dossier du journal{where}.",
            path=str(folder),
        )
    try:
        if make:
            folder.mkdir(parents=True, exist_ok=True)
        elif not file.is_file():
            raise NotAvailable(
                "journal-absent",
                f"{folder} : ce dossier n'a pas de journal ({FILE}). Un journal commence avec "
                "« pycog refresh … --journal DOSSIER » ; vérifiez le dossier.",
                path=str(file),
            )
        connection = sqlite3.connect(
            f"{file.absolute().as_uri()}?mode={'rwc' if make else 'rw'}",
            uri=True,
            timeout=PATIENCE,
            isolation_level=None,
        )
    except OSError as error:
        raise _inaccessible(file, system_reason(error)) from error
    except sqlite3.Error as error:
        raise fault(file, error) from error
    try:
        with contextlib.closing(connection):
            _begin(connection, file)
            yield connection
    except sqlite3.Error as error:
        raise fault(file, error) from error


@contextlib.contextmanager
def writing(connection: sqlite3.Connection) -> Iterator[None]:
    """Make all that the block writes one transaction, kept whole or not at all.

    Args:
        connection: The open journal.
    """
    with _transaction(connection, "IMMEDIATE"):
        yield


@contextlib.contextmanager
def _transaction(connection: sqlite3.Connection, kind: str) -> Iterator[None]:
    connection.execute(f"BEGIN {kind}")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        with contextlib.suppress(sqlite3.Error):
            connection.execute("ROLLBACK")
        raise


def _begin(connection: sqlite3.Connection, file: Path) -> None:
    """Make sure that the file is a journal of this form, made on the spot if it is new."""
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA synchronous = FULL")
    # The marks are read at one moment: another process may be making the journal.
    with _transaction(connection, "DEFERRED"):
        form = _form(connection, file)
    if form == 0:
        with writing(connection):
            if _form(connection, file) == 0:  # unless another process was quicker
                for statement in _TABLES.split(";")[:-1]:
                    connection.execute(statement)
                connection.execute(f"PRAGMA application_id = {_MARK}")
                connection.execute(f"PRAGMA user_version = {_FORM}")


def _form(connection: sqlite3.Connection, file: Path) -> int:
    """Return the form of the tables, 0 for an empty file.

    Raises:
        RefusedFile: Another program's database, or a later version's.
    """
    mark = connection.execute("PRAGMA application_id").fetchone()[0]
    form: int = connection.execute("PRAGMA user_version").fetchone()[0]
    if mark == _MARK and form == _FORM:
        return form
    if mark == _MARK:
        raise RefusedFile(
            "journal-autre-version",
            f"{file} : ce journal a été tenu par une autre version de pycog (forme {form}, "
            f"{_FORM} attendue). Mettez pycog à jour, ou donnez un autre dossier à --journal.",
            path=str(file),
        )
    if mark or form or connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
        raise _damaged(file, "c'est la base d'un autre programme")
    return 0


#: What SQLite finds wrong in a file, for an officer; the rest is a table or column of another form.
_DAMAGES: Final = {
    sqlite3.SQLITE_NOTADB: "ce n'est pas une base SQLite",
    sqlite3.SQLITE_CORRUPT: "il est endommagé",
}


def fault(file: Path, error: sqlite3.Error) -> PycogError:
    """Return what a fault of the database means for an officer.

    Args:
        file: The file of the journal.
        error: What SQLite says.
    """
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return RefusedFile(
            "journal-occupe",
            f"{file} : le journal est retenu par un autre programme depuis {PATIENCE:.0f} "
            "secondes. Recommencez quand il l'aura rendu ; si aucun pycog ne tourne, cherchez une "
            "sauvegarde ou un antivirus.",
            path=str(file),
        )
    if code == sqlite3.SQLITE_FULL:
        return _inaccessible(file, "le disque est plein")
    if code in (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM, sqlite3.SQLITE_AUTH):
        return _inaccessible(file, "il ne peut pas être ouvert")
    if code == sqlite3.SQLITE_READONLY:
        return _inaccessible(file, "il est en lecture seule")
    if code == sqlite3.SQLITE_IOERR:
        return _inaccessible(file, "le disque ou le réseau ne répond pas correctement")
    return _damaged(file, _DAMAGES.get(code, "il lui manque ce que pycog y écrit"))


def _inaccessible(file: Path, why: str) -> RefusedFile:
    return RefusedFile(
        "journal-inaccessible",
        f"{file} : le journal ne peut pas être tenu ({why}). Vérifiez vos droits sur ce dossier et "
        "la place libre, ou donnez un autre dossier à --journal.",
        path=str(file),
    )


def _damaged(file: Path, why: str) -> RefusedFile:
    return RefusedFile(
        "journal-abime",
        f"{file} : ce fichier n'est pas un journal que pycog peut lire ({why}) ; il n'a pas été "
        "touché. Reprenez-en une sauvegarde, ou renommez-le : un nouveau journal commencera.",
        path=str(file),
    )


def check(connection: sqlite3.Connection, file: Path) -> None:
    """Look through the file for damage, through its smaller tables only where it is large.

    Args:
        connection: The open journal.
        file: Its file.

    Raises:
        RefusedFile: ``journal-abime``.
    """
    size = file.stat().st_size
    pages, bytes_each = (
        connection.execute(f"PRAGMA {one}").fetchone()[0] for one in ("page_count", "page_size")
    )
    if pages * bytes_each > size:
        raise _damaged(file, "il est tronqué")
    # In a larger file SQLite still tells of each damaged page of the others that it comes upon.
    for what in ("1",) if size <= _MOST_CHECKED else _ALWAYS_CHECKED:
        if connection.execute(f"PRAGMA quick_check({what})").fetchone()[0] != "ok":
            raise _damaged(file, "il est endommagé")


def now() -> str:
    """Return the present time in UTC as the journal writes it."""
    return dt.datetime.now(dt.UTC).isoformat(timespec="seconds")


def digest(data: bytes) -> str:
    """Return the digest by which the journal knows the content of a file again.

    Args:
        data: The content.
    """
    return hashlib.sha256(data).hexdigest()


def this_process() -> str:
    """Return a name for this process on this machine, without a personal word in it."""
    return f"{atomic.node()}-{os.getpid()}"


def settle(connection: sqlite3.Connection, file: int | None = None) -> None:
    """Confirm or drop what runs prepared that are gone.

    A prepared record is true where its file holds what was to be written; otherwise it is
    dropped once its process is gone.

    Args:
        connection: The open journal; nothing is written where nothing is prepared.
        file: Only that file's; all when ``None``.
    """
    rows = connection.execute(
        "SELECT id, cible, ecrit, processus, quand FROM passage WHERE etat = 'prepare' "
        "AND (?1 IS NULL OR fichier = ?1) ORDER BY id",
        (file,),
    ).fetchall()
    for number, target, written, process, when in rows:
        if _holds(Path(target).expanduser(), written):
            confirm(connection, number)
        elif _is_gone(process, when):
            drop(connection, number)


def conclude(connection: sqlite3.Connection, passage: int) -> None:
    """Confirm or drop a record whose writing was broken off: the file says which.

    Args:
        connection: The open journal.
        passage: The record.
    """
    row = connection.execute("SELECT cible, ecrit FROM passage WHERE id = ?", (passage,)).fetchone()
    if row is not None and _holds(Path(row[0]).expanduser(), row[1]):
        confirm(connection, passage)
    else:
        drop(connection, passage)


def confirm(connection: sqlite3.Connection, passage: int) -> bool:
    """Make a prepared record count; of its file only the first and this state are kept.

    One that compares with a record which is no longer the last of its file is dropped: what
    it would tell is told already.

    Args:
        connection: The open journal.
        passage: The record.

    Returns:
        Whether the journal holds what the file holds.
    """
    with writing(connection):
        changed = connection.execute(
            "UPDATE passage SET etat = 'fait' WHERE id = ? AND etat = 'prepare' AND base IS "
            "(SELECT max(id) FROM passage AS last WHERE last.fichier = passage.fichier "
            "AND last.etat = 'fait')",
            (passage,),
        )
        if changed.rowcount:
            _forget_states(connection, passage)
            return True
        is_told = connection.execute(
            "SELECT etat = 'fait' OR ecrit = (SELECT ecrit FROM passage AS last WHERE "
            "last.fichier = passage.fichier AND last.etat = 'fait' ORDER BY id DESC LIMIT 1) "
            "FROM passage WHERE id = ?",
            (passage,),
        ).fetchone()
        connection.execute("DELETE FROM passage WHERE id = ? AND etat = 'prepare'", (passage,))
        return bool(is_told and is_told[0])


def _forget_states(connection: sqlite3.Connection, passage: int) -> None:
    connection.execute(
        "DELETE FROM etat WHERE passage IN (SELECT id FROM passage WHERE etat = 'fait' AND id < ?1 "
        "AND fichier = (SELECT fichier FROM passage WHERE id = ?1)) AND passage <> (SELECT min(id) "
        "FROM passage WHERE fichier = (SELECT fichier FROM passage WHERE id = ?1))",
        (passage,),
    )


def drop(connection: sqlite3.Connection, passage: int) -> None:
    """Forget a prepared record: its workbook was not put in place.

    Args:
        connection: The open journal.
        passage: The record.
    """
    with writing(connection):
        connection.execute("DELETE FROM passage WHERE id = ? AND etat = 'prepare'", (passage,))
        _forget_empty_files(connection)


def _forget_empty_files(connection: sqlite3.Connection) -> None:
    connection.execute("DELETE FROM fichier WHERE id NOT IN (SELECT fichier FROM passage)")


def purge(connection: sqlite3.Connection, before: str) -> int:
    """Remove what was recorded before a moment, and files of which nothing is left.

    Args:
        connection: The open journal.
        before: The moment, as :func:`now` writes it.

    Returns:
        How many records were removed.
    """
    with writing(connection):
        removed = connection.execute(
            "DELETE FROM passage WHERE quand < ? AND etat = 'fait'", (before,)
        ).rowcount
        connection.execute("DELETE FROM ancien_nom WHERE jusque < ?", (before,))
        _forget_empty_files(connection)
    if removed:
        with contextlib.suppress(sqlite3.OperationalError):
            # What was removed would otherwise stay in the free pages of the file.
            connection.execute("VACUUM")
    return removed


def _holds(path: Path, written: str) -> bool:
    try:
        return digest(path.read_bytes()) == written
    except OSError:
        return False


def _is_gone(process: str, when: str) -> bool:
    machine, _, number = process.rpartition("-")
    if machine == atomic.node() and not atomic.may_live(int(number)):
        return True
    age = dt.datetime.now(dt.UTC) - dt.datetime.fromisoformat(when)
    return age > dt.timedelta(hours=_ABANDONED)
