"""One handler per intent: from filled slots to an answer made of catalogue formulas.

A handler is a function of one :class:`~pycog.dialogue.turn.Turn`, entered under its intent
with :func:`handles`. It computes nothing: it writes a formula and puts its value in French.
"""

from __future__ import annotations

from functools import lru_cache

from pycog.dialogue.turn import Handler, registered


@lru_cache(maxsize=1)
def handlers() -> dict[str, Handler]:
    """Return every handler by the id of its intent."""
    # Imported for their declarations, and here because they import this package's base.
    import pycog.dialogue.handlers.bonus
    import pycog.dialogue.handlers.budget
    import pycog.dialogue.handlers.dates
    import pycog.dialogue.handlers.indicators
    import pycog.dialogue.handlers.network
    import pycog.dialogue.handlers.reports
    import pycog.dialogue.handlers.workbook  # noqa: F401

    return dict(registered)
