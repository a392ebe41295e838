"""Scripts on the open workbook: they receive its structure and answer with actions."""

from __future__ import annotations

from typing import Any

import xlwings as xw
from xlwings.server import script

from addin import annexes, insertion, workbook_convention
from addin.calls import pane_calculators
from addin.settings import settings
from pycog.errors import PycogError
from pycog.values import format_number


@script
def cog_figer(book: xw.Book, sheet: str, day: str) -> None:
    """Copy a sheet beside itself with values only, named after the day.

    Args:
        book: The open workbook; its values are not needed.
        sheet: Name of the sheet.
        day: Day to write in the name, as ``21-11-2026``.

    Raises:
        XlwingsError: The sheet is empty or does not exist.
    """
    taken = {one.name.lower() for one in book.sheets}
    if sheet.lower() not in taken:
        raise xw.XlwingsError(f"La feuille « {sheet} » n'existe plus dans ce classeur.")
    source = book.sheets[sheet]
    used = source.used_range
    mark = f" figée {day}"
    name = insertion.free_name(sheet[: insertion.LONGEST_NAME - len(mark)] + mark, taken)
    copy = source.copy(after=source, name=name)
    copy.range(used.address).copy_from(source.range(used.address), copy_type="values")
    copy.activate()


@script
async def cog_inserer(book: xw.Book, annex: str, sheet: str, workbook: str = "null") -> None:
    """Insert a sheet of an annex, with the sheets that it reads.

    The description goes to a function of the pane in one action: an action for each
    property of each range would cost a round trip between pane and Excel every time.

    Args:
        book: The open workbook.
        annex: Id of the annex, from the list of the pane.
        sheet: Name of one of its sheets.
        workbook: What the name COG_CONVENTION of the workbook says, as JSON; ``null`` where
            it has none, and gets it.

    Raises:
        XlwingsError: No such annex or sheet, or the convention cannot be told.
    """
    existing = [one.name for one in book.sheets]

    async def describe() -> tuple[list[dict[str, Any]], str]:
        with workbook_convention.followed(workbook_convention.sent_as(workbook)):
            described = insertion.sheets(annexes.book(annex), sheet, existing)
            return described, annexes.convention_of(annex)

    limit = settings().time_limit
    try:
        # An annex may have to be made first: that must not hold up whoever else asks.
        described, convention = await pane_calculators().run(describe, limit)
    except PycogError as error:
        raise xw.XlwingsError(str(error)) from error
    except TimeoutError as error:
        raise xw.XlwingsError(
            f"L'annexe n'est pas prête au bout de {format_number(limit)} s. Réessayez dans une "
            "minute."
        ) from error
    book.app.macro("cogPoserFeuilles")(described, convention)
