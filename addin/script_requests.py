"""What the pane sends for a script, checked before xlwings Server looks for a script of that name.

xlwings Server 1.20 takes any attribute of the module of scripts for a script, and answers what it
cannot read in English or with an incident.
"""

from __future__ import annotations

import inspect
import json
from collections.abc import AsyncIterator
from typing import Annotated, Any, Final

import xlwings as xw
from fastapi import Depends, HTTPException, Request

from addin import custom_scripts

_PARTS: Final = {"client": str, "version": str, "names": list}
_UNREADABLE: Final = "La demande n'est pas lisible. Rechargez le complément."


async def sent(request: Request) -> dict[str, Any]:
    """Return the workbook and the arguments that a script is called with.

    Raises:
        HTTPException: 404, there is no such script; 400, it is not what the pane sends.
    """
    name = str(request.path_params.get("script_name"))
    if name not in custom_scripts.__all__:
        raise HTTPException(404)
    try:
        data = json.loads(await request.body())
    except (ValueError, RecursionError) as error:
        raise HTTPException(400, _UNREADABLE) from error
    if not (isinstance(data, dict) and _fits(name, data.get("args")) and _is_workbook(data)):
        raise HTTPException(400, _UNREADABLE)
    return data


def _fits(name: str, given: object) -> bool:
    """Tell whether the arguments are as many texts as a script takes, its workbook aside."""
    if not isinstance(given, list) or not all(isinstance(one, str) for one in given):
        return False
    taken = list(inspect.signature(getattr(custom_scripts, name)).parameters.values())[1:]
    needed = sum(one.default is inspect.Parameter.empty for one in taken)
    return needed <= len(given) <= len(taken)


def _is_workbook(data: dict[str, Any]) -> bool:
    """Tell whether the workbook that was sent along has what xlwings takes for granted."""
    book, sheets = data.get("book"), data.get("sheets")
    if not isinstance(book, dict) or not isinstance(sheets, list) or not sheets:
        return False
    if not all(isinstance(one, dict) and isinstance(one.get("name"), str) for one in sheets):
        return False
    rank = book.get("active_sheet_index")
    return (
        all(isinstance(data.get(key), kind) for key, kind in _PARTS.items())
        and isinstance(book.get("name"), str)
        and isinstance(rank, int)
        and 0 <= rank < len(sheets)
    )


async def opened(data: Annotated[dict[str, Any], Depends(sent)]) -> AsyncIterator[xw.Book]:
    """Give the workbook that was sent along, and close it.

    Raises:
        HTTPException: 400, it is not what the pane sends.
    """
    try:
        book = xw.Book(json=data)
    except Exception as error:
        raise HTTPException(400, _UNREADABLE) from error
    try:
        yield book
    finally:
        book.close()
