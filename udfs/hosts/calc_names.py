"""How the formulas are called in LibreOffice: as methods, in its files, in those of Excel."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Final

from pycog.office_addin import FILE_PREFIX

#: Id of the extension, never to be changed: LibreOffice replaces an extension by its id.
EXTENSION: Final = "fr.pycog.calc"
#: The service that offers the functions; its name stands in the formulas of .ods files.
SERVICE: Final = "fr.pycog.calc.Cog"
#: The service that looks after documents.
DOCUMENTS: Final = "fr.pycog.calc.Documents"
#: The interface with one method per formula.
INTERFACE: Final = "fr.pycog.calc.XCog"

#: The method that hands the cells of a range over with VRAI and FAUX told from 1 and 0; it is no
#: formula of the catalogue, and no file of Excel knows it.
CELLS: Final = "cogCells"
#: How a program writes it into a cell of Calc.
CELLS_CALL: Final = f"{SERVICE}.{CELLS}".upper()

#: Whether a text may hold a call at all; most formulas of a sheet do not.
CALLS: Final = re.compile(r"cog_?[a-z_]+\s*\(", re.IGNORECASE)
_PREFIXES: Final = (f"{SERVICE.lower()}.", FILE_PREFIX.lower(), "_xll.", "_xludf.")


def method_of(name: str) -> str:
    """Return the method of a formula: ``COG_TARGET_TEXT`` gives ``cogTargetText``."""
    first, *others = name.lower().split("_")
    return first + "".join(word.capitalize() for word in others)


def known_spellings(names: Iterable[str]) -> Mapping[str, str]:
    """Return the formula that each spelling means, in lower case, without what stands before."""
    found = {}
    for name in names:
        found[name.lower()] = found[method_of(name).lower()] = name
    return found


def formula_named(word: str, spellings: Mapping[str, str]) -> str | None:
    """Return the formula that a word in front of a parenthesis means.

    Args:
        word: ``COG_TARGET``, ``_xldudf_cog_target`` or ``FR.PYCOG.CALC.COG.COGTARGET``.
        spellings: From :func:`known_spellings`.

    Returns:
        Its name in the catalogue; ``None`` for a function of somebody else.
    """
    plain = word.lower()
    for prefix in _PREFIXES:
        plain = plain.removeprefix(prefix)
    return spellings.get(plain)


def in_calc(name: str) -> str:
    """Return how a program writes a formula of the catalogue into a cell of Calc."""
    return f"{SERVICE}.{method_of(name)}".upper()


def in_xlsx(name: str) -> str:
    """Return how Excel stores the name of a formula."""
    return f"{FILE_PREFIX}{name}"
