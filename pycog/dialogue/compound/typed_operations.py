"""Plain operations on the typed numbers of a question, whatever its words around them.

The words of each operation stand in ``data/operations.toml``. A word that changes what is asked,
and that the operation has no use for, gives no reading: see :class:`Operated`.
"""

from __future__ import annotations

from collections.abc import Callable
from copy import copy
from typing import Final

from pycog.dialogue.compound.labelled_numbers import PAIR
from pycog.dialogue.compound.operation_numbers import Operated
from pycog.dialogue.compound.operation_words import asks
from pycog.dialogue.compound.operations_on_credits import carried_over, transferred
from pycog.dialogue.compound.operations_on_lists import added, mean
from pycog.dialogue.compound.operations_on_two import (
    against_target,
    difference,
    evolution,
    execution,
    overrun,
    remaining,
    share,
)
from pycog.dialogue.compound.operations_with_rate import changed_amount
from pycog.dialogue.compound.readings import Made
from pycog.dialogue.compound.sentence import Sentence
from pycog.lazy_patterns import regex

_READERS: Final[tuple[Callable[[Operated], Made | None], ...]] = (
    transferred, carried_over, mean, against_target, overrun, execution, remaining,
    changed_amount, evolution, difference, share, added,
)  # fmt: skip
_NUMBER: Final = regex(r"\d")


def typed_operation(sentence: Sentence) -> Made | None:
    """Read typed numbers under one plain operation, ``None`` where a word may change it.

    Args:
        sentence: The question.
    """
    if not _NUMBER.search(sentence.text) or asks("others").search(sentence.text):
        return None
    first = Operated(sentence)
    if len(first.numbers) < PAIR or not first.is_one:
        return None
    # A reader leaves some of the numbers out: each has its own.
    return next(filter(None, (reader(copy(first)) for reader in _READERS)), None)
