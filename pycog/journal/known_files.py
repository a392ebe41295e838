"""Which file is which: across renames, and from one month to the next.

A file is known by its place. One whose place is new is the same file renamed where it holds, to
the byte, what was last recorded of a file that is no longer at its place; it is that file's
successor where the other still stands, as when last month's annex is copied. Files whose paths
differ in their dates only (``annexe-2014-01.xlsx``, ``2014-02/annexe.xlsx``) follow each other
too; :mod:`pycog.journal.file_series` reads these.
"""

from __future__ import annotations

import hashlib
import os
import sqlite3
from dataclasses import dataclass
from pathlib import Path

from pycog.errors import NotAvailable
from pycog.journal import store


@dataclass(frozen=True, slots=True)
class FileEntry:
    """A file that the journal knows.

    Attributes:
        id: Its number in the journal.
        path: Its place as kept; the home folder reads ``~``.
        follows: Number of the file that it is a successor of, ``None`` if of none by content.
    """

    id: int
    path: str
    follows: int | None

    @property
    def name(self) -> str:
        """Its name without the folder."""
        return self.path.rpartition("/")[2]


def shown_path(path: Path) -> str:
    """Return a path as the journal keeps it: whole, without the name of the home folder.

    Args:
        path: The file, or where it was.
    """
    whole = Path(os.path.realpath(path))
    try:
        home = Path(os.path.realpath(Path.home()))
        return f"~/{whole.relative_to(home).as_posix()}"
    except (RuntimeError, ValueError):
        return whole.as_posix()


def key_of(path: Path) -> str:
    """Return what tells a place from all others without naming it.

    Args:
        path: The file.
    """
    whole = os.path.normcase(os.path.realpath(path))
    return hashlib.sha256(whole.encode("utf-8", "surrogateescape")).hexdigest()


def find_file(journal: sqlite3.Connection, path: Path, read: str | None) -> FileEntry | None:
    """Return what the journal knows of a file; ``None`` for one that is new to it.

    Args:
        journal: The open journal.
        path: Where the file stands.
        read: Digest of what it held before the refresh, by which one that was renamed is
            known again; ``None`` to go by its place only.
    """
    row = journal.execute(
        "SELECT id, chemin, suite_de FROM fichier WHERE cle = ?", (key_of(path),)
    ).fetchone()
    if row is not None:
        return FileEntry(*row)
    gone = [one for one in _same_content(journal, read) if not _stands(one)] if read else []
    return gone[-1] if gone else None


def file_of(journal: sqlite3.Connection, path: Path, read: str) -> int:
    """Return the number of a file, entered anew or under its new name if need be.

    Args:
        journal: The open journal, in a transaction.
        path: Where the file stands.
        read: Digest of what it held before the refresh.
    """
    key, shown = key_of(path), shown_path(path)
    known = find_file(journal, path, read)
    if known is not None:
        if known.path != shown:
            journal.execute(
                "INSERT INTO ancien_nom VALUES (?, ?, ?)", (known.id, known.path, store.now())
            )
            journal.execute(
                "UPDATE fichier SET cle = ?, chemin = ? WHERE id = ?", (key, shown, known.id)
            )
        return known.id
    # Of several that hold the same, the first is what the others were copied from too.
    origin = next(iter(_same_content(journal, read)), None)
    made = journal.execute(
        "INSERT INTO fichier (cle, chemin, suite_de) VALUES (?, ?, ?)",
        (key, shown, origin and origin.id),
    )
    assert made.lastrowid is not None
    return made.lastrowid


def all_files(journal: sqlite3.Connection) -> list[FileEntry]:
    """Return every file that has a record, in the order in which they came.

    Args:
        journal: The open journal.
    """
    rows = journal.execute(
        "SELECT id, chemin, suite_de FROM fichier WHERE id IN "
        "(SELECT fichier FROM passage WHERE etat = 'fait') ORDER BY id"
    )
    return [FileEntry(*row) for row in rows]


def asked_file(journal: sqlite3.Connection, path: Path) -> FileEntry:
    """Return the file that an officer names: by its place, its content, a former place or name.

    Args:
        journal: The open journal.
        path: As given.

    Raises:
        NotAvailable: ``journal-fichier-inconnu``: none, or several of that name.
    """
    known = all_files(journal)
    found = find_file(journal, path, _content(path))
    if found is not None and any(one.id == found.id for one in known):
        return found
    former = {
        number
        for number, place in journal.execute("SELECT fichier, chemin FROM ancien_nom")
        if place == shown_path(path)
    }
    named = [one for one in known if one.id in former]
    named = named or [one for one in known if one.name == path.name and len(path.parts) == 1]
    if len(named) == 1:
        return named[0]
    listed = ", ".join(one.path for one in named or known[:10]) or "aucun"
    which = "a plusieurs fichiers de ce nom" if named else "n'a aucun passage de ce fichier"
    raise NotAvailable(
        "journal-fichier-inconnu",
        f"{path} : le journal {which}. Donnez le chemin de l'un de ceux-ci : {listed}.",
        path=str(path),
    )


def _content(path: Path) -> str | None:
    """Return the digest of a file, by which one that was renamed since is known again."""
    try:
        return store.digest(path.read_bytes())
    except OSError:
        return None


def gone_beside(journal: sqlite3.Connection, asked: FileEntry) -> list[FileEntry]:
    """Return files of the same folder that are no longer there: one may be this file, renamed.

    Args:
        journal: The open journal.
        asked: A file that stands at its place.
    """
    folder = asked.path.rpartition("/")[0]
    beside = [one for one in all_files(journal) if one.path.rpartition("/")[0] == folder]
    return [one for one in beside if one.id != asked.id and _stands(asked) and not _stands(one)]


def link(journal: sqlite3.Connection, later: FileEntry, earlier: FileEntry) -> None:
    """Make a file the successor of another by the officer's word.

    Args:
        journal: The open journal.
        later: The successor.
        earlier: The file that it goes on with.
    """
    with store.writing(journal):
        journal.execute("UPDATE fichier SET suite_de = ? WHERE id = ?", (earlier.id, later.id))


def _same_content(journal: sqlite3.Connection, read: str) -> list[FileEntry]:
    """Return the files whose last record left just this content, the earliest first."""
    rows = journal.execute(
        "SELECT fichier.id, chemin, suite_de FROM passage JOIN fichier ON fichier = fichier.id "
        "WHERE ecrit = ?1 AND passage.id = (SELECT max(id) FROM passage AS last WHERE "
        "last.fichier = fichier.id AND last.etat = 'fait') ORDER BY passage.id",
        (read,),
    )
    return [FileEntry(*row) for row in rows]


def _stands(file: FileEntry) -> bool:
    try:
        path = Path(file.path).expanduser()
        # Where the folder is gone too, a drive may be away: nothing was renamed for sure.
        return path.exists() or not path.parent.is_dir()
    except (OSError, RuntimeError):
        return True
