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
    import pycog.dialogue.handlers.bonus_questions
    import pycog.dialogue.handlers.budget_amounts
    import pycog.dialogue.handlers.budget_questions
    import pycog.dialogue.handlers.calculation_questions
    import pycog.dialogue.handlers.card_questions
    import pycog.dialogue.handlers.date_questions
    import pycog.dialogue.handlers.indicator_questions
    import pycog.dialogue.handlers.list_questions
    import pycog.dialogue.handlers.measured_results
    import pycog.dialogue.handlers.network_questions
    import pycog.dialogue.handlers.number_questions
    import pycog.dialogue.handlers.report_requests
    import pycog.dialogue.handlers.workbook_questions  # noqa: F401

    return dict(registered)
