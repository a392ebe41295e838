"""What the pane asks the server. Cell values are never logged, nor kept once it has answered."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial
from typing import Annotated, Any, Final, TypeVar

from fastapi import APIRouter, Body, HTTPException
from fastapi.concurrency import run_in_threadpool
from xlwings_server import dependencies as dep

from addin import (
    annexes,
    checking,
    conversation,
    equipping,
    explaining,
    form_checking,
    journal,
    reporting,
    requests,
    workbook_convention,
)
from addin.calls import calculators, too_long
from addin.incidents import internal_error
from addin.settings import settings
from pycog.errors import PycogError
from pycog.values import format_number

T = TypeVar("T")
#: What a workbook without the name COG_CONVENTION sends, as does an older add-in.
NO_NAME: Final = "null"
#: The JSON object that the pane sent.
Sent = Annotated[dict[str, Any], Body()]

_THE_QUESTION: Final = ("l'assistant", "la question")
_THE_EQUIPPING: Final = ("l'équipement du classeur", "le nom du bouton")
_THE_CHECK: Final = ("le contrôle de la convention", "le nom du bouton")
#: What is said of a whole workbook that takes too long; the seconds stand in the braces.
_LATE_CHECK: Final = (
    "Le contrôle de la convention n'est pas fini au bout de {} s et a été arrêté. Contrôlez le "
    "fichier avec « pycog convention check »."
)
_LATE_EQUIPPING: Final = (
    "La lecture du classeur n'est pas finie au bout de {} s et a été arrêtée. Équipez le fichier "
    "avec « pycog equip »."
)

#: Included by the router of the add-in, which puts the path of the server in front.
router = APIRouter(prefix="/cog")


@router.get("/annexes")
async def list_annexes(current_user: dep.User, classeur: str = NO_NAME) -> list[dict[str, object]]:
    """Return the annexes of the convention that the open workbook follows."""
    return await _run(_followed(classeur, annexes.available))


@router.get("/annexes/feuilles")
async def list_sheets(
    current_user: dep.User, annexe: str, classeur: str = NO_NAME
) -> list[dict[str, object]]:
    """Return the sheets of an annex, each with the ones that come along."""
    return await _run(_followed(classeur, partial(_sheets, annexe)))


@router.post("/controler")
async def check(current_user: dep.User, data: Sent) -> dict[str, Any]:
    """Return the findings of a sheet; ``form`` where the workbook is a convention form."""
    return await _run(_beside(data, partial(_findings, data)))


@router.post("/controler/convention")
async def check_convention(current_user: dep.User, data: Sent) -> dict[str, Any]:
    """Return every fault of a convention form."""
    return await _run_long(partial(form_checking.check_form, data), _THE_CHECK, _LATE_CHECK)


@router.post("/equiper")
async def equip(current_user: dep.User, data: Sent) -> dict[str, Any]:
    """Return what is known of the open workbook, and the sheets to write into it."""
    work = partial(equipping.equipping, data)
    return await _run_long(work, _THE_EQUIPPING, _LATE_EQUIPPING)


@router.post("/equiper/retirer")
async def take_back(current_user: dep.User, data: Sent) -> dict[str, Any]:
    """Return what is to be taken out of the open workbook."""
    work = partial(equipping.taking_back, data)
    return await _run_long(work, _THE_EQUIPPING, _LATE_EQUIPPING)


@router.post("/references")
async def references(current_user: dep.User, data: Sent) -> dict[str, Any]:
    """Return the ranges that a formula reads."""
    return {"ranges": await _run(partial(_references, data))}


@router.post("/expliquer")
async def explain(current_user: dep.User, data: Sent) -> dict[str, Any]:
    """Return the explanation of a cell."""
    return await _run(_beside(data, lambda: explaining.described(explaining.explain_sent(data))))


@router.post("/demander")
async def ask(current_user: dep.User, data: Sent) -> dict[str, Any]:
    """Return the answer of the assistant, computed within the time limit of formulas."""
    started = time.perf_counter()
    ending = "refus"
    try:
        answer = await _run_within(
            _beside(data, partial(conversation.ask, data)), settings().time_limit, _THE_QUESTION
        )
        ending = str(answer["kind"])
    except TimeoutError as error:
        ending = "délai dépassé"
        raise HTTPException(400, too_long(settings().time_limit).message) from error
    finally:
        journal.write_question(str(current_user.name), time.perf_counter() - started, ending)
    return answer


@router.get("/rapports")
async def list_reports(current_user: dep.User, classeur: str = NO_NAME) -> dict[str, Any]:
    """Return the reports, their forms and the conventions, with the one to offer first."""
    return await _run(_followed(classeur, reporting.offered))


@router.post("/rapports")
async def make_report(current_user: dep.User, data: Sent) -> dict[str, Any]:
    """Return a report drawn from the workbooks sent; 409 where they must be recalculated."""
    started = time.perf_counter()
    ending = "refus"
    try:
        made = await _run(_beside(data, partial(reporting.report, data)))
        ending = "rapport"
    finally:
        journal.write_report(str(current_user.name), time.perf_counter() - started, ending)
    return made


def _beside(data: dict[str, Any], work: Callable[[], T]) -> Callable[[], T]:
    """Return the same work, done with the convention that the open workbook follows."""

    def done() -> T:
        with workbook_convention.followed(data):
            return work()

    return done


def _followed(workbook: str, work: Callable[[], T]) -> Callable[[], T]:
    """Return the same for a request that has no body: it sends what the name says as JSON."""

    def done() -> T:
        with workbook_convention.followed(workbook_convention.sent_as(workbook)):
            return work()

    return done


def _findings(data: dict[str, Any]) -> dict[str, Any]:
    if form_checking.is_form(data.get(form_checking.FIELD)):
        return {"form": True, "findings": []}
    return {"form": False, "findings": checking.check(checking.read_sheet(data), "")}


def _sheets(annex: str) -> list[dict[str, object]]:
    book = annexes.book(annex)
    return [{"name": name, "with": book.needed(name)[:-1]} for name in book.sheets]


def _references(data: dict[str, Any]) -> list[dict[str, str]]:
    formula, sheet = (requests.text_of(data, name) for name in ("formula", "sheet"))
    return explaining.references(formula, sheet)


async def _run(work: Callable[[], T]) -> T:
    """Do the work outside the event loop; its French errors become the answer.

    Raises:
        HTTPException: 400 with the message; 409 where workbooks must be recalculated.
    """
    try:
        return await run_in_threadpool(work)
    except reporting.StaleError as error:
        raise HTTPException(409, error.message) from error
    except PycogError as error:
        raise HTTPException(400, error.message) from error


async def _run_long(work: Callable[[], T], what: tuple[str, str], late: str) -> T:
    """Do work on a whole workbook, which may take as long as a report.

    Args:
        work: What is done.
        what: As for :func:`_run_within`.
        late: What is said where it takes longer.

    Raises:
        HTTPException: 400 with the message.
    """
    limit = reporting.TIMES * settings().time_limit
    try:
        return await _run_within(work, limit, what)
    except TimeoutError as error:
        raise HTTPException(400, late.format(format_number(limit))) from error


async def _run_within(work: Callable[[], T], limit: float, what: tuple[str, str]) -> T:
    """Do the work in a thread that can be stopped; its French errors become the answer.

    Args:
        work: What is done.
        limit: Seconds that it may take.
        what: What works and what it was given, in French, for an unexpected exception.

    Raises:
        HTTPException: 400 with the message, also of an unexpected exception.
        TimeoutError: It took longer than ``limit`` seconds.
    """

    async def run() -> T:
        try:
            return work()
        except PycogError as error:
            raise HTTPException(400, error.message) from error
        except Exception as error:
            raise HTTPException(400, internal_error(what[0], error, what[1]).message) from error

    return await calculators().run(run, limit)
