"""The page for those who cannot install an add-in: a workbook is dropped and worked on.

Same code, limits and sign-on as the pane; the page itself holds nothing and asks for no sign-on.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from functools import partial
from typing import Any, Final

from fastapi import APIRouter, Request
from fastapi.responses import Response
from xlwings_server import dependencies as dep
from xlwings_server.config import settings as server_settings
from xlwings_server.templates import TemplateResponse

from addin import dropped, equipped_copies, journal, pane_work, reporting
from addin.pane_routes import Sent

_THE_FILE: Final = ("la lecture du classeur", "le nom du fichier")
_LATE: Final = (
    "La lecture du classeur n'est pas finie au bout de {} s et a été arrêtée. Partagez-le en "
    "classeurs plus petits."
)

#: Takes the place of xlwings Server's own answer at the same address.
page = APIRouter(prefix=server_settings.app_path)
router = APIRouter(prefix="/cog/fichier", default_response_class=pane_work.PaneAnswer)


@page.get("/")
async def show_page(request: Request) -> Response:
    """Return the page."""
    shown: Response = TemplateResponse(request=request, name="page.html")
    return shown


@router.post("")
async def open_file(request: Request, current_user: dep.User, data: Sent) -> dict[str, Any]:
    """Return what a dropped workbook is made of."""
    return await pane_work.long(request, partial(dropped.opened, data), _THE_FILE, _LATE)


@router.post("/feuille")
async def read_sheet(request: Request, current_user: dep.User, data: Sent) -> dict[str, Any]:
    """Return one sheet of it."""
    return await pane_work.long(request, partial(dropped.sheet, data), _THE_FILE, _LATE)


@router.post("/recalculer")
async def recalculate(request: Request, current_user: dep.User, data: Sent) -> dict[str, Any]:
    """Return the workbook recalculated."""

    work = partial(reporting.recalculation, data)
    return await _in_a_process(request, str(current_user.name), work, "recalcul")


@router.post("/equiper")
async def equip(request: Request, current_user: dep.User, data: Sent) -> dict[str, Any]:
    """Return an equipped copy of the workbook."""
    work = partial(equipped_copies.equipped, data)
    return await _in_a_process(request, str(current_user.name), work, "équipement")


@router.post("/retirer")
async def take_back(request: Request, current_user: dep.User, data: Sent) -> dict[str, Any]:
    """Return the workbook without what was written into it."""
    work = partial(equipped_copies.given_back, data)
    return await pane_work.long(request, work, _THE_FILE, _LATE)


async def _in_a_process(
    request: Request,
    user: str,
    work: Callable[[threading.Event], dict[str, Any]],
    what: str,
) -> dict[str, Any]:
    """Do work that takes a process of its own, and write into the journal how it ended."""
    started = time.perf_counter()
    ending = "refus"
    try:
        made = await pane_work.in_a_process(request, work, _THE_FILE)
        ending = what
    finally:
        journal.write_report(user, time.perf_counter() - started, ending)
    return made
