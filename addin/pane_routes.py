"""What the pane asks the server. Cell values pass through memory only and are never logged."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Annotated, Any, TypeVar

from fastapi import APIRouter, Body, HTTPException
from fastapi.concurrency import run_in_threadpool
from xlwings_server import dependencies as dep

from addin import annexes, checking, explaining
from pycog.errors import InvalidInput, PycogError

T = TypeVar("T")
#: The JSON object that the pane sent.
Sent = Annotated[dict[str, Any], Body()]

#: Included by the router of the add-in, which puts the path of the server in front.
router = APIRouter(prefix="/cog")


@router.get("/annexes")
async def list_annexes(current_user: dep.User) -> list[dict[str, object]]:
    """Return the annexes by convention."""
    return await _run(annexes.available)


@router.get("/annexes/feuilles")
async def list_sheets(current_user: dep.User, annexe: str) -> list[dict[str, object]]:
    """Return the sheets of an annex, each with the ones that come along."""
    return await _run(partial(_sheets, annexe))


@router.post("/controler")
async def check(current_user: dep.User, data: Sent) -> dict[str, Any]:
    """Return the findings of a sheet."""
    return {"constats": await _run(lambda: checking.check(checking.read_sheet(data), ""))}


@router.post("/references")
async def references(current_user: dep.User, data: Sent) -> dict[str, Any]:
    """Return the ranges that a formula reads."""
    formula, sheet = _text(data, "formule"), _text(data, "feuille")
    return {"plages": await _run(partial(explaining.references, formula, sheet))}


@router.post("/expliquer")
async def explain(current_user: dep.User, data: Sent) -> dict[str, Any]:
    """Return the explanation of a cell."""
    return await _run(partial(_explain, data))


def _sheets(annex: str) -> list[dict[str, object]]:
    book = annexes.book(annex)
    return [{"nom": name, "avec": book.needed(name)[:-1]} for name in book.sheets]


def _explain(data: dict[str, Any]) -> dict[str, Any]:
    sheet = _text(data, "feuille")
    try:
        blocks = [
            explaining.Block(
                str(one["feuille"]), str(one["plage"]), list(map(list, one["valeurs"]))
            )
            for one in data["plages"]
        ]
    except (KeyError, TypeError) as error:
        raise _unreadable() from error
    cell, formula = _text(data, "cellule"), _text(data, "formule")
    return explaining.explain(sheet, cell, formula, data.get("valeur"), blocks)


def _text(data: dict[str, Any], name: str) -> str:
    value = data.get(name)
    if not isinstance(value, str):
        raise HTTPException(400, _unreadable().message)
    return value


def _unreadable() -> InvalidInput:
    return InvalidInput(
        "demande-illisible",
        "La demande du volet n'est pas arrivée en entier. Fermez et rouvrez le volet, puis "
        "recommencez.",
    )


async def _run(work: Callable[[], T]) -> T:
    """Do the work outside the event loop; its French errors become the answer.

    Raises:
        HTTPException: 400 with the message.
    """
    try:
        return await run_in_threadpool(work)
    except PycogError as error:
        raise HTTPException(400, error.message) from error
