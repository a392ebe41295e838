"""How a report looks in a document that officers edit, the same in Word and in Writer."""

from __future__ import annotations

from typing import Final

from pycog.reports.documents.document import Table
from pycog.reports.documents.table_widths import Fit, fit, narrowest

#: Colours of headings, of what is to be seen, and of what is beside the matter.
INK, MARK, MUTED = "1F3864", "B34A00", "505050"
#: Background of a row, by its look.
FILLS: Final = {"total": "D3DEED", "titre": "F0F0F0"}
#: Background of large figures, and rules of tables.
TILE, RULE = "E9EFF7", "BFC7D5"
FONT: Final = "Calibri"
#: Size of the text, in points.
SIZE: Final = 10.5
MILLIMETRE: Final = 72 / 25.4
#: Width of the text of an A4 page in points, upright and on its side.
WIDTHS: Final = {False: 170 * MILLIMETRE, True: 257 * MILLIMETRE}
#: Style of a heading → size of its text, in points.
HEADINGS: Final = {
    "Title": 24,
    "Heading 1": 17,
    "Heading 2": 13.5,
    "Heading 3": 11.5,
    "Heading 4": 10.5,
    "Caption": 10,
}
#: Rows of a table that stays on one page.
SHORT: Final = 8
#: Look of a paragraph → its style.
STYLES: Final = {"note": "COG Note", "commentaire": "COG Commentaire", "alerte": "COG Alerte"}
#: Levels of headings that the table of contents lists.
LISTED: Final = 2
#: The smallest text of a table that nothing makes fit, in points.
_LEAST: Final = 7.0
#: Width of a small line in a cell, in millimetres.
SMALL_LINE: Final = 20


def on_paper(table: Table, sideways: bool) -> tuple[Fit, bool]:
    """Return the columns of a table, and whether its page has to lie on its side.

    Args:
        table: The table.
        sideways: Whether the page lies on its side already.
    """
    for turned in dict.fromkeys((sideways, True)):
        found = fit(table, WIDTHS[turned])
        if found is not None:
            return found, turned
    return narrowest(table, WIDTHS[True], _LEAST), True
