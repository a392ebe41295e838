"""OpenDocument workbooks (.ods, .fods): read as Excel's are, values written back faithfully.

Everything in pycog reads the parts of an Excel workbook. An OpenDocument workbook therefore
gets a twin in that form, held in memory: same sheets, cells, formulas and names. What is
calculated in the twin goes back into the elements of the cells it came from; every other byte
of the file stays as it is.
"""

from pycog.ods.open_workbook import (
    SUFFIXES,
    as_excel,
    equip_option,
    is_open_document,
    open_package,
)

__all__ = ["SUFFIXES", "as_excel", "equip_option", "is_open_document", "open_package"]
