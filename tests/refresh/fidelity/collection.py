"""All the cases: importing the makers registers them."""

from __future__ import annotations

from tests.refresh.fidelity import (
    hand_cells,
    hand_features,
    hand_headers,
    hand_writers,
    hand_xml,
    hand_zip,
    with_libreoffice,
    with_openpyxl,
    with_xlsxwriter,
)
from tests.refresh.fidelity.case import CASES

__all__ = [
    "CASES",
    "hand_cells",
    "hand_features",
    "hand_headers",
    "hand_writers",
    "hand_xml",
    "hand_zip",
    "with_libreoffice",
    "with_openpyxl",
    "with_xlsxwriter",
]
