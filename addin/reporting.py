"""Draws the reports that the pane asks for, from the workbooks that it sends along.

The workbooks are written into a temporary folder for as long as the report takes; they are
then gone, and so is the report once it is sent.
"""

from __future__ import annotations

import base64
import os
import pickle
import re
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import PurePath
from types import NoneType
from typing import Any, Final, cast

from addin import requests
from addin.equip_wishes import Equipping
from addin.incidents import Incident, internal_error
from addin.pane_words import for_pane
from addin.report_folders import report_folder
from addin.report_jobs import Answer, Job, Recalculated, Stale
from addin.sent_files import workbook_bytes
from addin.settings import settings
from pycog import conventions
from pycog.conventions import Convention
from pycog.default_convention import WORKBOOK, Default, default
from pycog.errors import InvalidInput, PycogError, RefusedFile, system_reason
from pycog.refresh.running.workers import worker_environment
from pycog.reports.kinds import FORMS, KINDS, Kind
from pycog.reports.making import Order, ReportFile, order
from pycog.values import counted, format_number

#: Workbooks of one report: a convention has five annexes.
MOST_WORKBOOKS: Final = 20
#: How many times the time limit of a formula a report may take.
TIMES: Final = 4
_SUFFIXES: Final = {".xlsx", ".xlsm", ".xltx", ".xltm"}
#: What a file name must not hold: separators, what cannot be printed, what turns the writing round.
_UNSAFE: Final = re.compile(
    r'[<>:"/\\|?*\x00-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]'
)
#: Bytes of a name without its ending: what file systems take, less what is put after it.
_LONGEST_NAME: Final = 200
#: Reports drawn at the same time by one process of the server.
_AT_ONCE: Final = 1
#: Further ones that may wait for their turn.
_WAITING: Final = 8
WORKBOOK_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
#: Places that are named of a list of them.
_SHOWN: Final = 5
#: Seconds between two looks at whether a report is still waited for.
_PAUSE: Final = 0.2

#: What is said of work that takes too long; the seconds stand in the braces.
_LATE: Final[Mapping[type, str]] = {
    Order: "Le rapport n'est pas prêt au bout de {} s et a été arrêté. Tirez-le de moins "
    "d'annexes, ou fiche par fiche.",
    Equipping: "La copie équipée n'est pas prête au bout de {} s et a été arrêtée. Ôtez du "
    "classeur les feuilles qui ne sont pas des annexes, ou partagez-le.",
    NoneType: "Le recalcul n'est pas fini au bout de {} s et a été arrêté. Partagez le classeur, "
    "ou recalculez-le dans votre tableur.",
}

_turns = threading.BoundedSemaphore(_AT_ONCE)
_places = threading.BoundedSemaphore(_AT_ONCE + _WAITING)


class StaleError(PycogError):
    """Workbooks were sent whose stored values are not up to date."""


@dataclass(frozen=True, slots=True)
class Workbook:
    """A workbook that was sent."""

    name: str
    content: bytes


def offered() -> dict[str, Any]:
    """Return what the pane may ask for: reports, forms, conventions with their years.

    ``convention`` is the one to offer first, and the only one where the workbook names it.

    Raises:
        InvalidInput: ``convention-du-classeur``.
    """
    meant = default()
    return {
        "reports": [_kind(kind) for kind in KINDS.values()],
        "formats": [{"id": form.id, "title": form.label} for form in FORMS.values()],
        "conventions": [_convention(key) for key in _to_offer(meant)],
        "convention": meant.id,
    }


def _kind(kind: Kind) -> dict[str, Any]:
    """Return a report and what has to be chosen for it."""
    return {
        "id": kind.id,
        "title": kind.title,
        "by_sheet": kind.one_sheet,
        "by_year": not kind.whole_convention,
    }


def _to_offer(meant: Default) -> list[str]:
    """Return the conventions to choose from.

    Raises:
        NotAvailable: ``convention-inconnue``, of the name of the workbook.
    """
    if meant.origin == WORKBOOK:
        return [conventions.load().id]
    known = [one.id for one in conventions.available() if not one.problem]
    return [key for key in known if _can_be_reported(conventions.load(key))]


def _can_be_reported(convention: Convention) -> bool:
    return bool(convention.indicators or convention.funds)


def _convention(key: str) -> dict[str, Any]:
    known = conventions.load(key)
    return {
        "id": known.id,
        "title": known.short_title,
        "years": list(known.years),
        "sheets": [{"id": one.number, "title": one.title} for one in known.sheets.values()],
    }


def report(data: Mapping[str, Any], left: threading.Event) -> dict[str, Any]:
    """Draw a report.

    Args:
        left: Set when nobody waits for the report any more: it is then given up.
        data: ``report``, ``format``, ``year``, ``sheet``, ``convention``, ``refresh`` and
            ``workbooks``, each with its ``name`` and its ``content`` in base 64.

    Returns:
        ``name``, ``type`` and ``content`` (base 64) of the file, its ``title``, and
        ``sentences`` that say what is in it and what is missing.

    Raises:
        StaleError: ``classeur-a-recalculer``.
        InvalidInput: The request cannot be read, or too much is asked at once.
        PycogError: What the workbooks give rise to.
    """
    wanted = _order(data)
    sent = workbooks_of(data.get("workbooks"))
    drawn = _report_of(carried_out(wanted, sent, left, refresh=data.get("refresh") is True))
    return {
        "name": wanted.file_name,
        "type": FORMS[wanted.form].media_type,
        "title": drawn.title,
        "sentences": [for_pane(one) for one in (drawn.summary, *drawn.warnings)],
        "content": base64.b64encode(drawn.content).decode("ascii"),
    }


def recalculation(data: Mapping[str, Any], left: threading.Event) -> dict[str, Any]:
    """Recalculate a workbook that was sent, as the command does.

    Args:
        data: ``name`` and ``content`` (base 64).
        left: As for :func:`report`.

    Returns:
        ``name``, ``type`` and ``content`` of the workbook, whether it is ``changed``, a
        ``title``, and ``sentences`` that say what was done.

    Raises:
        InvalidInput: As :func:`report`.
        PycogError: What the workbook gives rise to.
    """
    (sent,) = workbooks_of([data])
    done = carried_out(None, [sent], left, refresh=True)
    if not isinstance(done, Recalculated):
        raise failure(done)
    return {
        "name": sent.name,
        "type": WORKBOOK_TYPE,
        "title": "Classeur recalculé" if done.changed else "Rien à recalculer",
        "changed": done.content != sent.content,
        "sentences": list(_told_of(done)),
        "content": base64.b64encode(done.content).decode("ascii"),
    }


def _told_of(done: Recalculated) -> Iterator[str]:
    if not done.formulas and not done.changed:
        yield (
            "Ce classeur n'a pas de formule COG_, et ses autres formules ont leur valeur. "
            "« Équiper » relie ses tableaux à la convention."
        )
    else:
        changed = f"{counted(done.changed, 'valeur')} {'a' if done.changed < 2 else 'ont'} changé"
        if done.formulas:
            yield f"{counted(done.formulas, 'formule')} COG_ ; {changed}."
        else:
            yield (
                f"{changed} ; ce classeur n'a pas de formule COG_ : « Équiper » relie ses "
                "tableaux à la convention."
            )
    if done.errors:
        yield (
            f"{counted(len(done.errors), 'cellule')} en erreur : {_some(done.errors)}. Choisissez "
            "une de ces cellules et cliquez sur « Expliquer », ou corrigez ce qu'elle lit."
        )
    if done.left:
        many = len(done.left) > 1
        yield (
            f"{counted(len(done.left), 'formule')} {'restent' if many else 'reste'} à recalculer "
            f"dans Excel : {_some(done.left)}."
        )


def _some(places: Sequence[str]) -> str:
    shown = ", ".join(places[:_SHOWN])
    return f"{shown}…" if len(places) > _SHOWN else shown


def _order(data: Mapping[str, Any]) -> Order:
    kind, form = (requests.text_of(data, name) for name in ("report", "format"))
    year, sheet = (data.get(name) for name in ("year", "sheet"))
    convention = data.get("convention") or None
    if not all(isinstance(one, int | None) for one in (year, sheet)):
        raise requests.unreadable()
    if not isinstance(convention, str | None):
        raise requests.unreadable()
    return order(kind, form, year, sheet, convention)


def workbooks_of(sent: object) -> list[Workbook]:
    """Return the workbooks that were sent, each with a name that leads nowhere.

    Raises:
        InvalidInput: ``classeurs-absents``, ``classeurs-trop-nombreux``, ``extension-non-geree``,
            ``demande-illisible``.
    """
    if not isinstance(sent, list):
        raise requests.unreadable()
    if not sent:
        raise InvalidInput(
            "classeurs-absents",
            "Un rapport se tire des annexes remplies : gardez le classeur ouvert, ou ajoutez "
            "d'autres annexes.",
        )
    if len(sent) > MOST_WORKBOOKS:
        raise InvalidInput(
            "classeurs-trop-nombreux",
            f"{len(sent)} classeurs sont choisis ; la limite est de {MOST_WORKBOOKS}. Ne gardez "
            "que les annexes d'un organisme.",
        )
    found: list[Workbook] = []
    for one in sent:
        if not isinstance(one, dict):
            raise requests.unreadable()
        name = _name(requests.text_of(one, "name"), [other.name for other in found])
        found.append(Workbook(name, workbook_bytes(one)))
    return found


def _name(given: str, taken: Sequence[str]) -> str:
    """Return a file name that leads nowhere, and that no workbook before has."""
    safe = _UNSAFE.sub("_", given).strip()
    # Windows drops dots and spaces at the ends, and one that is nothing but its ending has none.
    path = PurePath(f"classeur{safe}" if safe.lower() in _SUFFIXES else safe.strip(" ."))
    if path.suffix.lower() not in _SUFFIXES:
        raise InvalidInput(
            "extension-non-geree",
            f"« {given} » n'est pas un classeur .xlsx ou .xlsm. Enregistrez-le sous ce format "
            "dans Excel et choisissez-le à nouveau.",
        )
    stem = path.stem.encode()[:_LONGEST_NAME].decode(errors="ignore")
    number, name = 1, ""
    while not name or name.lower() in {other.lower() for other in taken}:
        mark = f" ({number})" if number > 1 else ""
        name, number = f"{stem}{mark}{path.suffix}", number + 1
    return name


def carried_out(
    wanted: Order | Equipping | None,
    sent: Sequence[Workbook],
    left: threading.Event,
    *,
    refresh: bool,
) -> Answer:
    """Have something done with workbooks in a process of its own, one at a time.

    Args:
        wanted: As :attr:`Job.order`.
        sent: The workbooks.
        left: As for :func:`report`.
        refresh: Whether stale workbooks are recalculated first.

    Raises:
        InvalidInput: ``serveur-occupe``, ``rapport-trop-long``, ``rapport-abandonne``,
            ``dossier-temporaire``.
    """
    if not _places.acquire(blocking=False):
        raise InvalidInput(
            "serveur-occupe",
            "Le serveur travaille déjà sur plusieurs classeurs. Réessayez dans une minute.",
        )
    try:
        with report_folder() as folder:
            for one in sent:
                (folder / one.name).write_bytes(one.content)
            names = tuple(one.name for one in sent)
            job = Job(wanted, str(folder), names, refresh, conventions.folders()[1:], os.getpid())
            with _turn(left):
                answer = _answer(job, TIMES * settings().time_limit, left)
    except OSError as error:
        raise InvalidInput(
            "dossier-temporaire",
            f"Le serveur ne peut pas écrire dans son dossier temporaire ({system_reason(error)}). "
            "Signalez-le à votre administrateur.",
        ) from error
    finally:
        _places.release()
    return answer


@contextmanager
def _turn(left: threading.Event) -> Iterator[None]:
    """Wait for the turn of a report, unless nobody waits for it any more."""
    while not _turns.acquire(timeout=_PAUSE):
        _unless_left(left)
    try:
        yield
    finally:
        _turns.release()


def _unless_left(left: threading.Event) -> None:
    """Give a report up where nobody waits for it any more.

    Raises:
        InvalidInput: ``rapport-abandonne``.
    """
    if left.is_set():
        raise InvalidInput("rapport-abandonne", "Le rapport n'est plus attendu : il est arrêté.")


def _answer(job: Job, limit: float, left: threading.Event) -> Answer:
    """Have a job done in a process of its own.

    Raises:
        InvalidInput: ``rapport-trop-long``, ``rapport-abandonne``.
    """
    # A file, not a pipe: a large job would fill a pipe that nobody goes on filling.
    with tempfile.TemporaryFile() as given:
        pickle.dump(job, given, pickle.HIGHEST_PROTOCOL)
        given.seek(0)
        with subprocess.Popen(
            [sys.executable, "-m", "addin.report_process"],
            stdin=given,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=worker_environment(),
        ) as process:
            try:
                told = _told(process, _LATE[type(job.order)], limit, left)
            finally:
                process.kill()
    if process.returncode or not told:
        return Incident("processus interrompu", f"code de sortie {process.returncode}")
    # Written by our own process, of our own code.
    return cast(Answer, pickle.loads(told))


def _told(
    process: subprocess.Popen[bytes], late: str, limit: float, left: threading.Event
) -> bytes:
    """Return what a process writes until it ends.

    Raises:
        InvalidInput: ``rapport-trop-long``, ``rapport-abandonne``.
    """
    until = time.monotonic() + limit
    while True:
        _unless_left(left)
        try:
            return process.communicate(timeout=_PAUSE)[0]
        except subprocess.TimeoutExpired:
            pass
        if time.monotonic() > until:
            raise InvalidInput(
                "rapport-trop-long",
                late.format(format_number(limit)),
            )


def _report_of(answer: Answer) -> ReportFile:
    """Return the report, or raise what kept it from being drawn."""
    if isinstance(answer, ReportFile):
        return answer
    raise failure(answer)


def failure(answer: Answer) -> PycogError:
    """Return what kept something from being done, an :class:`Answer` that is no result."""
    if isinstance(answer, Stale):
        listed = " ; ".join(f"{name} ({format_number(count)})" for name, count in answer.workbooks)
        return StaleError(
            "classeur-a-recalculer",
            f"Des cellules ne sont pas à jour : {listed}. Recalculez-les d'abord : le rapport se "
            "tire alors d'une copie, vos classeurs ne changent pas.",
        )
    if isinstance(answer, Incident):
        failed = internal_error("le travail sur le classeur", answer, "le nom du bouton")
        return InvalidInput(failed.code, failed.message)
    assert isinstance(answer, PycogError), answer
    if answer.code == "annexe-4-absente":
        return RefusedFile(
            answer.code,
            f"{answer.message} Ajoutez-la sous « Autres annexes » si elle n'est pas ouverte.",
        )
    return answer
