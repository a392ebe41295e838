"""The routes of the add-in: calls of formulas, alone or in batches, help pages, health."""

from __future__ import annotations

import json
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response
from xlwings_server import dependencies
from xlwings_server.config import settings as server_settings

from addin import batch, help_pages
from addin.batch import Outcome
from pycog import __version__
from pycog.errors import InvalidInput

router = APIRouter(prefix=server_settings.app_path)
#: Takes the place of xlwings Server's route of the same address, for one call: the same
#: checks, limits and log as for a batch.
single = APIRouter(prefix=server_settings.app_path)


@router.get("/sante")
async def health() -> dict[str, str]:
    """Say that this process answers."""
    return {"statut": "ok", "version": __version__}


@router.post("/cog/lot")
async def call_batch(request: Request, user: dependencies.User) -> Response:
    """Evaluate the calls of one recalculation; the answers keep their order."""
    try:
        calls = batch.read_batch(await request.body())
    except InvalidInput as error:
        return _refusal(error)
    outcomes = await batch.evaluate(calls, user)
    return _json({"results": [{"status": one.status, "data": one.data} for one in outcomes]})


@router.get("/aide")
@router.get("/aide/")
def help_index(request: Request) -> HTMLResponse:
    """List the formulas."""
    return HTMLResponse(help_pages.index_page(_links(request)))


@router.get("/aide/{name}")
def help_of(request: Request, name: str) -> HTMLResponse:
    """Explain one formula."""
    page = help_pages.formula_page(name, _links(request))
    if page is None:
        return HTMLResponse(help_pages.not_found_page(name, _links(request)), 404)
    return HTMLResponse(page)


@single.post("/xlwings/custom-functions-call")
async def call_one(request: Request, user: dependencies.User) -> Response:
    """Evaluate one call."""
    try:
        call = batch.read_single(await request.body())
    except InvalidInput as error:
        return _refusal(error)
    (outcome,) = await batch.evaluate(call, user)
    return _answer(outcome)


def _links(request: Request) -> dict[str, str]:
    style = request.app.url_path_for("static", path="css/aide.css")
    return {"aide": f"{server_settings.app_path}/aide", "style": str(style)}


def _answer(outcome: Outcome) -> Response:
    if outcome.status == 200:
        return _json(outcome.data)
    return _text(str(outcome.data), outcome.status)


def _refusal(error: InvalidInput) -> Response:
    return _text(error.message, 400)


def _text(message: str, status: int) -> Response:
    return Response(_bytes(message), status, media_type="text/plain; charset=utf-8")


def _json(content: Any) -> Response:
    text = json.dumps(content, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return Response(_bytes(text), media_type="application/json")


def _bytes(text: str) -> bytes:
    # A cell may hold half a surrogate pair, which a message then quotes.
    return text.encode("utf-8", "replace")
