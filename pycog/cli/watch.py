"""``pycog watch``: recalculates the annexes of a folder whenever they are saved and free."""

from __future__ import annotations

import datetime as dt
import signal
import threading
import time
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

from pycog.cli import journal_options, streams
from pycog.cli.json_lines import say_record
from pycog.cli.progress import Progress
from pycog.cli.refresh import INTERRUPTED, pool_for, work
from pycog.cli.refresh_journal import Journal
from pycog.cli.refresh_options import add_choices, add_limits, add_output, chosen, positive
from pycog.cli.refresh_output import Totals, changes, record, summary
from pycog.cli.streams import counted
from pycog.errors import InvalidInput, PycogError, RefusedFile, system_reason
from pycog.values import format_number

__all__ = ["EPILOG", "INTERRUPTED", "configure", "run"]

if TYPE_CHECKING:
    from pycog.refresh import FileReport, Options
    from pycog.refresh.running.watching import FolderWatch, Found, Mark

EPILOG = """\
Un classeur est recalculé quand il vient d'être enregistré, que sa taille ne bouge plus et qu'il
n'est ouvert ni dans Excel ni dans LibreOffice ; au départ, tous ceux du dossier le sont. Une
ligne par classeur. Ce que pycog écrit lui-même ne relance rien. Ctrl-C arrête la surveillance,
chaque classeur étant alors entier.

codes de sortie :
  0  arrêté, ou terminé (--une-fois)
  1  avec --une-fois : des classeurs ouverts ont été laissés
  2  refusé ou en échec

exemples :
  pycog watch annexes
  pycog watch annexes --journal journal --intervalle 10
  pycog watch annexes --une-fois
"""
#: Seconds between two looks, unless told otherwise.
_INTERVAL: Final = 2.0


def configure(parser: ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument(
        "paths", metavar="DOSSIER", nargs="+", type=Path, help="dossier d'annexes à surveiller"
    )
    parser.add_argument(
        "--intervalle",
        metavar="SECONDES",
        type=_seconds,
        default=_INTERVAL,
        help="temps entre deux regards ; 10 ou plus sur un lecteur réseau lent (2)",
    )
    parser.add_argument(
        "--une-fois",
        action="store_true",
        help="recalcule les classeurs libres et s'arrête",
    )
    add_output(parser)
    parser.add_argument("--json", action="store_true", help="écrit un objet JSON par classeur")
    parser.add_argument(
        "--workers",
        metavar="N",
        type=positive,
        default=1,
        help="nombre de classeurs calculés à la fois (1)",
    )
    add_choices(parser)
    journal_options.add_journal(parser)
    add_limits(parser)
    parser.set_defaults(check=False, scheduler=None)


def _seconds(text: str) -> float:
    try:
        seconds = float(text.replace(",", "."))
    except ValueError:
        seconds = 0.0
    if not 0.1 <= seconds <= 3600:
        raise ArgumentTypeError(f"un temps de 0,1 à 3600 secondes est attendu ; reçu : {text}")
    return seconds


def run(args: Namespace) -> int:
    """Watch until interrupted."""
    from pycog.refresh.running.watching import FolderWatch

    _check_folders(args)
    watcher = _Watcher(args, FolderWatch(args.paths, args.output))
    if not args.json and not args.une_fois:
        places = ", ".join(map(str, args.paths))
        every = _in_seconds(args.intervalle)
        streams.say(f"{places} : surveillé toutes les {every}, Ctrl-C pour arrêter.", now=True)
    with _ended_as_by_ctrl_c():
        try:
            return watcher.once() if args.une_fois else watcher.forever()
        except KeyboardInterrupt:
            if args.une_fois:
                raise  # not all is done
            if not args.json:
                number = counted(watcher.done, "classeur recalculé", "classeurs recalculés")
                streams.say(f"Surveillance arrêtée, {number}.")
            return streams.DONE


def _in_seconds(seconds: float) -> str:
    """Write a time in seconds."""
    return f"{format_number(seconds)} seconde{'s' if seconds >= 2 else ''}"


def _check_folders(args: Namespace) -> None:
    """Refuse what is no folder, and copies that would go over their originals."""
    for path in args.paths:
        if not path.is_dir():
            raise RefusedFile(
                "dossier-attendu",
                f"{path} : un dossier d'annexes est attendu. Vérifiez le chemin ; pour un seul "
                "fichier, surveillez le dossier qui le contient.",
                path=str(path),
            )
        if args.output is not None and args.output.resolve() == path.resolve():
            raise InvalidInput(
                "sortie-en-conflit",
                f"{args.output} : les copies iraient sur les originaux. Choisissez un autre "
                "dossier avec --output.",
                output=str(args.output),
            )


@contextmanager
def _ended_as_by_ctrl_c() -> Iterator[None]:
    """Let a service manager's request to end do what Ctrl-C does, while the block runs."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGTERM, lambda *_: signal.raise_signal(signal.SIGINT))
    ctrl_c = signal.getsignal(signal.SIGINT)
    if ctrl_c is signal.SIG_IGN:  # a script started it in the background
        signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
        signal.signal(signal.SIGINT, ctrl_c)


class _Watcher:
    """Recalculates what a watch finds ready.

    Attributes:
        done: How many workbooks were recalculated.
    """

    def __init__(self, args: Namespace, watch: FolderWatch) -> None:
        self.done = 0
        self._args, self._watch = args, watch
        self._options: Options = chosen(args)
        self._recorder = journal_options.recorder_of(args)
        self._away: str | None = None
        self._refused = self._left = False

    def forever(self) -> int:
        """Look until interrupted."""
        while True:
            self._look()
            time.sleep(self._args.intervalle)

    def once(self) -> int:
        """Recalculate what is free, once nothing is being written any more.

        Raises:
            RefusedFile: ``dossier-inaccessible``.
        """
        waiting = True
        while waiting:
            found = self._look()
            if found is None:
                raise RefusedFile("dossier-inaccessible", self._away or "")
            waiting = found.waiting
            if waiting:
                time.sleep(self._args.intervalle)
        if self._refused:
            return streams.REFUSED
        if not (self.done or self._left or self._args.json):
            streams.say("Aucun classeur à recalculer : le dossier n'en contient pas.")
        return streams.FINDINGS if self._left else streams.DONE

    def _look(self) -> Found | None:
        """Look once and recalculate; ``None`` where a folder cannot be read."""
        try:
            found = self._watch.look()
        except OSError as error:
            where = error.filename or ", ".join(map(str, self._args.paths))
            self._tell_away(f"{where} : le dossier ne répond pas ({system_reason(error)}).")
            return None
        if self._away is not None:
            self._away = None
            streams.warn("Le dossier répond de nouveau.")
        for path, program in found.held.items():
            self._left = True
            streams.warn(f"{_clock()}{path} : ouvert dans {program}, recalculé une fois fermé.")
        if found.ready:
            self._recalculate(found.ready)
        return found

    def _tell_away(self, why: str) -> None:
        if self._away is None and not self._args.une_fois:
            streams.warn(f"{why} La surveillance continue.")
        self._away = why

    def _recalculate(self, ready: dict[Path, Mark]) -> None:
        from pycog.refresh.running.jobs import Job, sweep_folders

        shown = None if self._args.json else 0
        jobs = [Job(path, self._goal(path), self._options, shown, self._recorder) for path in ready]
        sweep_folders(jobs)

        def tell(report: FileReport) -> None:
            if self._watch.is_news(report.path, ready[report.path], report):
                self._say(report)

        with (
            Journal(None, None, self._options, record) as no_report,
            pool_for(self._args, jobs) as pool,
        ):
            work(pool, jobs, no_report, Progress(None), tell)
        try:
            journal_options.conclude(self._recorder, self._args)
        except PycogError as error:
            streams.warn(error.message)
        if pool.interrupted:
            raise KeyboardInterrupt  # it came after the last workbook

    def _goal(self, path: Path) -> Path | None:
        output: Path | None = self._args.output
        if output is None:
            return None
        folder = next(one for one in self._args.paths if one in path.parents)
        return output / path.relative_to(folder)

    def _say(self, report: FileReport) -> None:
        """Say what happened to one workbook, on one line."""
        if self._args.json:
            say_record({**record(report), "changes": changes(report)})
        if report.refused is not None:
            self._refused = True
            streams.warn(f"{_clock()}{report.refused.message}")
            return
        self.done += 1
        if report.unrecorded:
            self._refused = True
            streams.warn(report.unrecorded)
        if not self._args.json:
            totals = Totals()
            totals.add(report, check=False)
            streams.say(_clock() + summary(str(report.path), totals, check=False), now=True)


def _clock() -> str:
    return f"{dt.datetime.now():%H:%M:%S} "
