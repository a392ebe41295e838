"""What the sources leave open and pycog had to decide, declared once as data.

Each assumption is listed by ``pycog assumptions`` and shown by every explanation
of a result that rests on it.
"""

from __future__ import annotations

from typing import Final

from pycog.assumptions.assumption_entry import Assumption
from pycog.assumptions.following import FOLLOWING
from pycog.assumptions.measuring import MEASURING
from pycog.assumptions.profit_sharing import PROFIT_SHARING
from pycog.errors import NotAvailable

__all__ = ["ASSUMPTIONS", "Assumption", "assumption"]

ASSUMPTIONS: Final[tuple[Assumption, ...]] = (*MEASURING, *PROFIT_SHARING, *FOLLOWING)


_BY_ID = {assumption.id: assumption for assumption in ASSUMPTIONS}


def assumption(key: str) -> Assumption:
    """Return an assumption by its identifier.

    Args:
        key: An identifier, such as ``"borne-exclue"``.

    Returns:
        What it decides, in French.

    Raises:
        NotAvailable: ``hypothese-inconnue``.
    """
    try:
        return _BY_ID[key]
    except KeyError:
        raise NotAvailable(
            "hypothese-inconnue",
            f"L'hypothèse « {key} » n'existe pas. Les hypothèses connues sont : "
            f"{', '.join(_BY_ID)}.",
            key=key,
        ) from None
