"""What the pane asks the server. Cell values are never logged, nor kept once it has answered."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from functools import partial
from typing import Annotated, Any, Final, TypeVar

from fastapi import APIRouter, Body, HTTPException, Request
from xlwings_server import dependencies as dep

from addin import (
    annexes,
    checking,
    conversation,
    equipping,
    explaining,
    form_checking,
    journal,
    pane_work,
    reporting,
    requests,
    scenario_requests,
    seal_checking,
    sealed_copies,
    workbook_convention,
)

T = TypeVar("T")
#: Findings of one check that are sent; the pane says how many there are in all.
_MOST_FINDINGS: Final = 2_000
#: What a workbook without the name COG_CONVENTION sends, as does an older add-in.
NO_NAME: Final = "null"
#: The JSON object that the pane sent.
Sent = Annotated[dict[str, Any], Body()]

_THE_QUESTION: Final = ("l'assistant", "la question")
_THE_SHEET: Final = ("le contrôle de la feuille", "le nom du bouton")
_THE_CELL: Final = ("l'explication de la cellule", "le nom du bouton")
_THE_ANNEXES: Final = ("la liste des annexes", "le nom du bouton")
_THE_REPORT: Final = ("le rapport", "le nom du rapport")
_THE_EQUIPPING: Final = ("l'équipement du classeur", "le nom du bouton")
_THE_SEAL: Final = ("la vérification du bordereau", "le nom du bouton")
_THE_SCENARIOS: Final = ("le calcul des scénarios", "le nom du bouton")
_THE_SEALING: Final = ("le scellement du classeur", "le nom du bouton")
_THE_CHECK: Final = ("le contrôle de la convention", "le nom du bouton")
#: What is said of a whole workbook that takes too long; the seconds stand in the braces.
_LATE_CHECK: Final = (
    "Le contrôle de la convention n'est pas fini au bout de {} s et a été arrêté. Ôtez du "
    "classeur les feuilles qui ne sont pas du formulaire, puis recommencez."
)
_LATE_EQUIPPING: Final = (
    "La lecture du classeur n'est pas finie au bout de {} s et a été arrêtée. Partagez-le "
    "en classeurs plus petits, ou ôtez-en les feuilles qui ne sont pas des annexes."
)

_LATE_SEAL: Final = (
    "La vérification du bordereau n'est pas finie au bout de {} s et a été arrêtée. Demandez à "
    "votre administrateur de vérifier ce classeur avec la commande."
)
_LATE_SEALING: Final = (
    "Le scellement n'est pas fini au bout de {} s et a été arrêté. Demandez à votre administrateur "
    "de sceller ce classeur avec la commande."
)
_LATE_SCENARIOS: Final = (
    "Le calcul des scénarios n'est pas fini au bout de {} s et a été arrêté. Comparez-en moins à "
    "la fois, ou partagez le classeur."
)
#: Identity of a user where nobody signs on.
_NOBODY: Final = "n/a"

#: Included by the router of the add-in, which puts the path of the server in front.
router = APIRouter(prefix="/cog", default_response_class=pane_work.PaneAnswer)


@router.get("/annexes")
async def list_annexes(
    request: Request, current_user: dep.User, classeur: str = NO_NAME
) -> list[dict[str, object]]:
    """Return the annexes of the convention that the open workbook follows."""
    return await pane_work.short(request, _followed(classeur, annexes.available), _THE_ANNEXES)


@router.get("/annexes/feuilles")
async def list_sheets(
    request: Request, current_user: dep.User, annexe: str, classeur: str = NO_NAME
) -> list[dict[str, object]]:
    """Return the sheets of an annex, each with the ones that come along."""
    work = _followed(classeur, partial(_sheets, annexe))
    return await pane_work.short(request, work, _THE_ANNEXES)


@router.post("/controler")
async def check(request: Request, current_user: dep.User, data: Sent) -> dict[str, Any]:
    """Return the findings of a sheet; ``form`` where the workbook is a convention form."""
    return await pane_work.short(request, _beside(data, partial(_findings, data)), _THE_SHEET)


@router.post("/controler/convention")
async def check_convention(request: Request, current_user: dep.User, data: Sent) -> dict[str, Any]:
    """Return every fault of a convention form."""
    work = partial(form_checking.check_form, data)
    return await pane_work.long(request, work, _THE_CHECK, _LATE_CHECK)


@router.post("/equiper")
async def equip(request: Request, current_user: dep.User, data: Sent) -> dict[str, Any]:
    """Return what is known of the open workbook, and the sheets to write into it."""
    work = partial(equipping.equipping, data)
    return await pane_work.long(request, work, _THE_EQUIPPING, _LATE_EQUIPPING)


@router.post("/equiper/retirer")
async def take_back(request: Request, current_user: dep.User, data: Sent) -> dict[str, Any]:
    """Return what is to be taken out of the open workbook."""
    work = partial(equipping.taking_back, data)
    return await pane_work.long(request, work, _THE_EQUIPPING, _LATE_EQUIPPING)


@router.post("/verifier")
async def verify(request: Request, current_user: dep.User, data: Sent) -> dict[str, Any]:
    """Return whether the open workbook is as it was sealed."""
    work = partial(seal_checking.verify_sent, data)
    return await pane_work.long(request, work, _THE_SEAL, _LATE_SEAL)


@router.post("/sceller")
async def seal(request: Request, current_user: dep.User, data: Sent) -> dict[str, Any]:
    """Return a sealed copy of the open workbook."""
    signed_on = "" if current_user.id == _NOBODY else current_user.name or ""
    work = partial(sealed_copies.seal_sent, data, signed_on)
    return await pane_work.long(request, work, _THE_SEALING, _LATE_SEALING)


@router.post("/scenarios")
async def compare_scenarios(request: Request, current_user: dep.User, data: Sent) -> dict[str, Any]:
    """Return what the open workbook gives with other inputs."""
    work = partial(scenario_requests.compare_sent, data)
    return await pane_work.long(request, work, _THE_SCENARIOS, _LATE_SCENARIOS)


@router.post("/references")
async def references(request: Request, current_user: dep.User, data: Sent) -> dict[str, Any]:
    """Return the ranges that a formula reads."""
    return {"ranges": await pane_work.short(request, partial(_references, data), _THE_CELL)}


@router.post("/expliquer")
async def explain(request: Request, current_user: dep.User, data: Sent) -> dict[str, Any]:
    """Return the explanation of a cell."""
    work = _beside(data, lambda: explaining.described(explaining.explain_sent(data)))
    return await pane_work.short(request, work, _THE_CELL)


@router.post("/demander")
async def ask(request: Request, current_user: dep.User, data: Sent) -> dict[str, Any]:
    """Return the answer of the assistant, computed within the time limit of formulas."""
    started = time.perf_counter()
    ending = "refus"
    try:
        work = _beside(data, partial(conversation.ask, data))
        answer = await pane_work.short(request, work, _THE_QUESTION)
        ending = str(answer["kind"])
    except HTTPException as error:
        if isinstance(error.__cause__, TimeoutError):
            ending = "délai dépassé"
        raise
    finally:
        journal.write_question(str(current_user.name), time.perf_counter() - started, ending)
    return answer


@router.get("/rapports")
async def list_reports(
    request: Request, current_user: dep.User, classeur: str = NO_NAME
) -> dict[str, Any]:
    """Return the reports, their forms and the conventions, with the one to offer first."""
    return await pane_work.short(request, _followed(classeur, reporting.offered), _THE_REPORT)


@router.post("/rapports")
async def make_report(request: Request, current_user: dep.User, data: Sent) -> dict[str, Any]:
    """Return a report drawn from the workbooks sent; 409 where they must be recalculated."""
    started = time.perf_counter()
    ending = "refus"
    try:

        def work(left: threading.Event) -> dict[str, Any]:
            return _beside(data, partial(reporting.report, data, left))()

        made = await pane_work.in_a_process(request, work, _THE_REPORT)
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
        return {"form": True, "findings": [], "total": 0}
    found = checking.check(checking.read_sheet(data), "")
    return {"form": False, "findings": found[:_MOST_FINDINGS], "total": len(found)}


def _sheets(annex: str) -> list[dict[str, object]]:
    book = annexes.book(annex)
    return [{"name": name, "with": book.needed(name)[:-1]} for name in book.sheets]


def _references(data: dict[str, Any]) -> list[dict[str, str]]:
    formula, sheet = (requests.text_of(data, name) for name in ("formula", "sheet"))
    return explaining.references(formula, sheet)
