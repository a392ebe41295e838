"""A text of an agreement that is told for a question on the open workbook answers beside it."""

from __future__ import annotations

from typing import Final

from pycog.dialogue.answers import Answer
from pycog.dialogue.kinship import akin
from pycog.dialogue.lexicon import stem
from pycog.dialogue.normalise import normalise, normalise_long
from pycog.dialogue.sheet import SheetReader
from pycog.dialogue.state import State
from pycog.dialogue.table_query.initials import FILLER, SMALL, WORD
from pycog.dialogue.typed_query.asked_typed import typed_of
from pycog.dialogue.typed_query.typed_data import DATA
from pycog.errors import InvalidInput

#: The answers that are texts.
_TEXT: Final = "definition"
#: Words that carry a question and choose nothing.
_FILLER: Final = frozenset(map(stem, DATA["words"]["filler"].split())) | FILLER | SMALL
#: Words of the workbook from which on a question is of it.
_OF_BOOK: Final = 2
#: The part of the telling words of a question that a text has at least.
_COVERED: Final = 0.6
#: The same where one word alone is of the workbook.
_LITTLE: Final = 0.4
_SHORTEST: Final = 3
_BESIDE: Final = (
    "Je ne sais pas : ces mots sont du classeur, et je n'y trouve pas ce que vous demandez ; le "
    "seul texte qui s'en approche parle d'autre chose. Nommez la ligne et la colonne."
)


def text_beside_book(answer: Answer, question: str, before: State, reader: SheetReader) -> str:
    """Return why a text is no answer to a question on the workbook, ``""`` where it may be one.

    Args:
        answer: What is told.
        question: As typed.
        before: What was said before.
        reader: The open workbook.
    """
    if answer.intent != _TEXT or answer.formula or answer.value is not None or answer.table:
        return ""
    try:
        lexes = typed_of(reader).lexes
    except InvalidInput:
        return ""
    words = [
        one
        for one in WORD.findall(normalise(question))
        if len(one) >= _SHORTEST
        and stem(one) not in SMALL
        # « Assuré » carries many a question, and heads a column of some workbooks.
        and (stem(one) not in _FILLER or any(each.knows(one) for each in lexes))
    ]
    known = max(
        (sum(bool(one.knows(word)) for word in dict.fromkeys(words)) for one in lexes), default=0
    )
    if not known:
        return ""
    told = {stem(one) for one in WORD.findall(normalise_long(answer.text))}
    held = [
        one for one in words if stem(one) in told or any(akin(stem(one), each) for each in told)
    ]
    least = _COVERED if known >= _OF_BOOK else _LITTLE
    return _BESIDE if len(held) < least * len(words) else ""
