"""The options by which a refresh keeps a journal, and what the user's settings say of it."""

from __future__ import annotations

import datetime as dt
import getpass
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec.structs import replace

from pycog import configuration
from pycog.errors import InvalidInput

if TYPE_CHECKING:
    from pycog.journal.recorder import JournalRecorder
    from pycog.refresh.running.jobs import Job


def add_journal(parser: ArgumentParser) -> None:
    """Declare the options of a command that keeps a journal."""
    group = parser.add_argument_group("journal ")
    which = group.add_mutually_exclusive_group()
    which.add_argument(
        "--journal",
        metavar="DOSSIER",
        type=Path,
        help="tient dans ce dossier le journal de ce qui change dans chaque cellule, et pourquoi "
        "(voir « pycog history »)",
    )
    which.add_argument(
        "--sans-journal",
        action="store_true",
        help="n'en tient pas, même si la configuration en demande un",
    )
    group.add_argument(
        "--sans-nom", action="store_true", help="n'y écrit pas le nom de l'utilisateur"
    )
    group.add_argument(
        "--retention",
        metavar="MOIS",
        type=months_kept,
        help="retire ensuite du journal les passages plus anciens",
    )


def months_kept(text: str) -> int:
    """Read a number of months."""
    months = int(text) if text.isascii() and text.isdigit() else 0
    if months < 1:
        raise ArgumentTypeError(f"un nombre de mois est attendu, par exemple 24 ; reçu : {text}")
    return months


def folder_of(args: Namespace) -> Path | None:
    """Return the folder of the journal: the one given, else the user's, ``None`` for none."""
    if getattr(args, "sans_journal", False):
        return None
    given: Path | None = args.journal
    return given or configuration.settings().journal


def recorder_of(args: Namespace) -> JournalRecorder | None:
    """Return what keeps the journal of a refresh, ``None`` where none is to be kept.

    Raises:
        InvalidInput: ``journal-impossible``: it does not go with another option.
        RefusedFile: ``journal-…``: it cannot be kept; nothing is to be refreshed.
    """
    if args.check:
        if args.journal is not None:
            raise InvalidInput(
                "journal-impossible",
                "--journal : avec --check rien n'est écrit, il n'y a donc rien à noter. Enlevez "
                "l'un des deux.",
            )
        return None
    folder = folder_of(args)
    if folder is None:
        _refuse_idle_options(args)
        return None
    if args.scheduler:
        raise InvalidInput(
            "journal-impossible",
            "--journal : les machines d'une grappe ne peuvent pas tenir ensemble un même journal. "
            "Recalculez sans --scheduler, ou avec --sans-journal.",
        )
    from pycog.journal import store
    from pycog.journal.recorder import JournalRecorder

    with store.opened(folder) as journal:
        store.check(journal, store.journal_file(folder))
        store.settle(journal)
    nameless = args.sans_nom or configuration.settings().nameless
    return JournalRecorder(folder.absolute(), None if nameless else _user())


def _refuse_idle_options(args: Namespace) -> None:
    """Refuse options of a journal where none is kept: they would silently do nothing."""
    if args.sans_journal or not (args.sans_nom or args.retention):
        return
    raise InvalidInput(
        "journal-a-preciser",
        "--sans-nom et --retention règlent un journal, et aucun n'est tenu. Ajoutez --journal "
        "DOSSIER, ou enlevez-les.",
    )


def recorded(jobs: Sequence[Job], recorder: JournalRecorder | None) -> list[Job]:
    """Return jobs that keep a record, if one is to be kept."""
    return list(jobs) if recorder is None else [replace(job, recorder=recorder) for job in jobs]


def conclude(recorder: JournalRecorder | None, args: Namespace) -> None:
    """Confirm what a process that fell had done, and remove what is older than is kept.

    Raises:
        RefusedFile: ``journal-…``.
    """
    if recorder is None:
        return
    from pycog.journal import store

    months = args.retention or configuration.settings().months
    with store.opened(recorder.folder) as journal:
        store.settle(journal)
        if months is not None:
            store.purge(journal, months_ago(months))


def months_ago(months: int) -> str:
    """Return the moment so many months ago, as the journal writes it."""
    now = dt.datetime.now(dt.UTC)
    year, month = divmod(now.year * 12 + now.month - 1 - months, 12)
    last = (dt.date(year + (month == 11), (month + 1) % 12 + 1, 1) - dt.timedelta(days=1)).day
    then = now.replace(year=year, month=month + 1, day=min(now.day, last))
    return then.isoformat(timespec="seconds")


def _user() -> str | None:
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):  # no account of that number
        return None
