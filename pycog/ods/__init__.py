"""OpenDocument workbooks (.ods, .fods): read as Excel's are, values written back faithfully.

Everything in pycog reads the parts of an Excel workbook. An OpenDocument workbook therefore
gets a twin in that form, held in memory: same sheets, cells, formulas and names. What is
calculated in the twin goes back into the elements of the cells it came from; every other byte
of the file stays as it is.
"""

from pycog.ods.ods_package import SUFFIXES, OdsPackage, as_excel, open_package

__all__ = ["SUFFIXES", "OdsPackage", "as_excel", "open_package"]
