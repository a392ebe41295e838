"""Names our functions in a formula as Excel stores those of an add-in."""

from __future__ import annotations

import re
from typing import Final

from pycog.office_addin import FILE_PREFIX

#: A string constant, which is left alone, or the name of one of our functions.
_CUSTOM: Final = re.compile(r'"(?:[^"]|"")*"|\bCOG_[A-Z_]+(?=\()')


def stored_formula(formula: str) -> str:
    """Return a formula with our functions named as Excel stores those of an add-in."""
    return _CUSTOM.sub(
        lambda match: match[0] if match[0].startswith('"') else f"{FILE_PREFIX}{match[0]}", formula
    )
