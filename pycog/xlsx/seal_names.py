"""How the seal of a workbook is named in it: shared by what writes it and what passes it over."""

from __future__ import annotations

from typing import Final

#: Name of the sheet that shows a seal, where it is free.
SEAL_SHEET: Final = "COG - bordereau"
