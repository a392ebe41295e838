"""A row of the open workbook that was asked of is not answered from another document."""

from __future__ import annotations

from typing import Final

from pycog import conventions
from pycog.dialogue.answers import Answer
from pycog.dialogue.lexicon import stem
from pycog.dialogue.normalise import normalise, words
from pycog.dialogue.state import State
from pycog.dialogue.table_query.best_readings import tables_of
from pycog.dialogue.table_query.initials import FILLER
from pycog.dialogue.table_query.table_data import DOCUMENTS
from pycog.dialogue.turn import Context
from pycog.errors import InvalidInput
from pycog.lazy_patterns import regex

_NAMED: Final = regex(rf"\b(?:{'|'.join(DOCUMENTS)})\b")
_SHEET: Final = regex(r"« ([^»]+) »")
#: A shorter word stands in labels of all kinds.
_TELLS: Final = 6
#: Words of many labels, which name no row.
_COMMON: Final = frozenset(
    map(stem, words("nombre montant objectif service services indicateur points agents dossiers"))
)
_NOT_HERE: Final = (
    "Je ne sais pas : « {row} » est une ligne de votre classeur, où je n'ai pas trouvé ce que "
    "vous demandez. Un autre document en parle ({source}) : nommez-le si vous le voulez."
)
#: A part of the workbook, and no line of a budget.
_PART: Final = regex(r"\b(?:chantier|volet|axe|theme|thematique|domaine|bloc|famille)s?\b")
_NO_PART: Final = (
    "Je ne sais pas : je n'ai trouvé aucune partie de ce nom dans votre classeur. Nommez la ligne, "
    "ou la convention si c'est d'elle que vous parlez."
)
#: What is allowed is told by rules, of whatever row it is asked.
_MAY: Final = regex(
    r"\b(?:peut|peux|peuvent|pouvons|puis je|a t on le droit|ai je le droit|autorise\w*|permis|doit"
    r"|doivent|faut il)\b"
)
_ROW_HERE: Final = (
    "Je ne sais pas : « {row} » est une ligne de votre classeur, où je n'ai pas trouvé ce que "
    "vous demandez. Nommez la colonne."
)


def of_another_document(answer: Answer, text: str, before: State, context: Context) -> str:
    """Return why an answer from a document that nobody named is none, ``""`` where it is one.

    Args:
        answer: What was found.
        text: The question, normalised.
        before: What was said before it.
        context: The open workbook.
    """
    source = answer.source
    own = conventions.load().short_title
    if answer.intent == "classeur" or not source or "classeur" in f"{source} {answer.text}".lower():
        return ""
    plainly = not before.intent and not _NAMED.search(text)
    if source.startswith(own) and plainly and answer.intent == "budget" and _PART.search(text):
        return _NO_PART
    if source.startswith(own):
        return (
            ""
            if before.intent or answer.intent != "definition"
            else _dropped(answer, text, context)
        )
    if before.about or before.intent or _NAMED.search(text):
        return ""
    said = [one for one in words(text) if len(one) >= _TELLS and stem(one) not in FILLER | _COMMON]
    document, _, part = source.partition(",")
    of_document = {stem(one) for one in [*words(normalise(document)), *words(normalise(part))[-2:]]}
    if any(stem(one) in of_document and not one.isdigit() for one in words(text) if len(one) > 2):
        # The document is named that it comes from.
        return ""
    row = _row_named(set(map(stem, said)), context)
    return _NOT_HERE.format(row=row, source=document) if row else ""


def _row_named(said: set[str], context: Context) -> str:
    """Return the first row of the open workbook whose name has one of some stems."""
    assert context.sheet is not None
    try:
        tables = tables_of(context.sheet)
    except InvalidInput:
        return ""
    return next(
        (
            row.label
            for one in tables.lexes
            for row in one.table.rows
            if said & one.named[row.index]
        ),
        "",
    )


def _dropped(answer: Answer, text: str, context: Context) -> str:
    """Return why a text is no answer that has no word of the row which was asked of."""
    told = set(map(stem, words(normalise(f"{answer.text} {answer.source}"))))
    said = {stem(one) for one in words(text) if len(one) >= _TELLS} - FILLER - _COMMON - told
    row = "" if _NAMED.search(text) or _MAY.search(text) else _row_named(said, context)
    return _ROW_HERE.format(row=row) if row else ""


def names_row_elsewhere(question: str, answer: Answer, context: Context) -> bool:
    """Tell whether a question names a row of another sheet than that of which an answer tells.

    Args:
        question: As typed.
        answer: That no row of a sheet was found.
        context: The open workbook.
    """
    sheet = _SHEET.search(answer.text)
    if sheet is None or context.sheet is None:
        return False
    said = (
        {stem(one) for one in words(normalise(question)) if len(one) >= _TELLS} - FILLER - _COMMON
    )
    lexes = tables_of(context.sheet).lexes
    here = [one for one in lexes if one.table.open.sheet == sheet[1]]
    known = frozenset().union(*(one.all_stems for one in here))
    rows = frozenset().union(*(n for one in lexes if one not in here for n in one.named.values()))
    return bool((said & rows) - known)
