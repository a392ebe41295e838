"""What a turn refers to of what was said: an entry of the last list, a subject left behind."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import replace
from typing import Final

from pycog.dialogue.answers import ANSWERED, Answer, Table
from pycog.dialogue.intents import Intent
from pycog.dialogue.lexicon import stem
from pycog.dialogue.normalise import normalise, words
from pycog.dialogue.said_before import place_said
from pycog.dialogue.state import State
from pycog.lazy_patterns import regex
from pycog.values import counted

_RETURNS: Final = regex(
    r"^(?:on )?(?:reviens?|revenons|revient|reprends?|reprenons|retour\w*|retourn\w+)"
    r"(?: (?:a|au|aux|sur|le|la|les|l|en|vers|un peu|maintenant))* (?P<what>.+)$"
)
_FIRST: Final = regex(
    r"\b(?:l(?:e|a)quel(?:le)?|quel(?:le)?|qui|l(?:a|e)) ?(?:\w+ )?(?:vient |arrive |tombe |est "
    r"|echoit )?"
    r"(?:en premier|le plus tot|la plus proche|le plus proche|d abord|avant les autres"
    r"|la premiere)\b"
    r"|\bla plus proche\b|\ble plus proche\b"
)
_LATEST: Final = regex(
    r"\b(?:l(?:e|a)quel(?:le)?|quel(?:le)?|qui) ?(?:\w+ )?(?:vient |arrive |tombe |est |echoit )?"
    r"(?:en dernier|le plus tard|la plus lointaine|le plus lointain|la derniere)\b"
)
_HOW_MANY: Final = regex(
    r"^(?:il y en a |y en a t il |ca (?:en )?fait |soit )?combien(?: y en a t il| il y en a"
    r"| en tout| au total| en a t on| sont ils| sont elles)?$"
)
_LARGEST: Final = regex(
    r"\b(?:l(?:e|a)quel(?:le)?|quel(?:le)?|qui|le|la)(?: \w+)? (?:est )?(?:le |la )?plus"
    r" (?:eleve|haut|fort|grand|gros|important|cher)\w*\b"
)
_SMALLEST: Final = regex(
    r"\b(?:l(?:e|a)quel(?:le)?|quel(?:le)?|qui|le|la)(?: \w+)? (?:est )?(?:le |la )?(?:plus"
    r" (?:bas|faible|petit|modeste)|moins (?:eleve|cher|fort|important))\w*\b"
)
_DAY: Final = regex(r"(\d{2})/(\d{2})/(\d{4})")
_AMOUNT: Final = regex(r"-?\d[\d\s\u202f\xa0]*(?:,\d+)?")


def of_list(turn: str, table: Table | None) -> tuple[str, tuple[str, ...]] | None:
    """Return what a turn asks of the last list, and the entry that it names.

    Args:
        turn: The turn, without the words that only join it.
        table: The list.

    Returns:
        The answer and the entry, ``()`` where it is about all of them; ``None`` where the turn
        asks nothing of a list.
    """
    if table is None or len(table.rows) < 2:
        return None
    if _HOW_MANY.fullmatch(turn):
        return f"{counted(len(table.rows), 'ligne')}.", ()
    place = place_said(turn, len(table.rows))
    if place is not None:
        return _entry(table, table.rows[place]), table.rows[place]
    for pattern, value, best in (
        (_FIRST, _day, min), (_LATEST, _day, max),
        (_LARGEST, _amount, max), (_SMALLEST, _amount, min),
    ):  # fmt: skip
        if pattern.fullmatch(turn):
            return _best(table, value, best)
    return None


def how_many_asked(turn: str) -> bool:
    """Tell whether a turn asks for nothing but how many there are.

    Args:
        turn: The turn, without the words that only join it.
    """
    return _HOW_MANY.fullmatch(turn) is not None


def _best(
    table: Table, value: Callable[[str], float | None], best: Callable[..., float]
) -> tuple[str, tuple[str, ...]] | None:
    """Return the entry with the smallest or largest figure of the one column that has such."""
    columns = [
        [value(row[at]) if at < len(row) else None for row in table.rows]
        for at in range(len(table.headings))
        if normalise(table.headings[at]) not in _NUMBERING
    ]
    full = [one for one in columns if all(cell is not None for cell in one)]
    if len(full) != 1:
        return None
    wanted = best(full[0])
    found = [row for row, cell in zip(table.rows, full[0], strict=True) if cell == wanted]
    told = " ; ".join(_entry(table, row) for row in found)
    return told, found[0] if len(found) == 1 else ()


_NUMBERING: Final = frozenset({"n°", "indicateur", "numero", "fiche", "ligne", "annee"})


def _day(text: str) -> float | None:
    match = _DAY.search(text)
    if match is None:
        return None
    try:
        return float(dt.date(int(match[3]), int(match[2]), int(match[1])).toordinal())
    except ValueError:
        return None


def _amount(text: str) -> float | None:
    match = _AMOUNT.match(text.strip())
    if match is None or _DAY.search(text):
        return None
    plain = re.sub(r"[\s\u202f\xa0]", "", match[0]).replace(",", ".")
    return float(plain)


def _entry(table: Table, row: tuple[str, ...]) -> str:
    told = [f"{head} : {cell}" for head, cell in zip(table.headings, row, strict=False) if cell]
    return f"{' ; '.join(told)}."


def subject_of(table: Table, row: tuple[str, ...]) -> str:
    """Return the words by which an entry of a list is asked about, ``""`` where none are known.

    Args:
        table: The list.
        row: The entry.
    """
    for head, cell in zip(table.headings, row, strict=False):
        if normalise(head) in {"indicateur", "n° indicateur"} and re.fullmatch(r"\d{1,3}", cell):
            return f"indicateur {cell}"
    return ""


def returned_to(turn: str, state: State, intents: dict[str, Intent]) -> tuple[State, str] | None:
    """Return the subject left behind that a turn returns to, and what it adds to it.

    Args:
        turn: The turn, without the words that only join it.
        state: What was said before.
        intents: The intents, by id.
    """
    match = _RETURNS.match(turn)
    if match is None:
        return None
    said = [one for one in words(match["what"]) if len(one) > 2 and not one.isdigit()]
    year = re.search(r"\b(?:19|20)\d\d\b", match["what"])
    number = re.search(r"\b\d{1,3}\b", match["what"])
    when = f"en {year[0]}" if year else ""
    for frame in list(state.stack())[1:] or list(state.stack()):
        if number and "indicator" in frame.slots and set(said) <= {"indicateur", "ind"}:
            if str(frame.slots["indicator"]) == number[0]:
                return frame, when
            return frame, f"l'indicateur {number[0]} {when}".strip()
        if all(stem(one) in _words_of(frame, intents) for one in said) and said and not number:
            return frame, when
    return _begun(match["what"], state, intents)


def return_said(turn: str) -> str:
    """Return what a turn returns to, ``""`` where it returns to nothing.

    Args:
        turn: The turn, without the words that only join it.
    """
    match = _RETURNS.match(turn)
    return "" if match is None else match["what"]


def _begun(what: str, state: State, intents: dict[str, Intent]) -> tuple[State, str] | None:
    """Return the subject that the first words name, and what is said after them."""
    said = what.split()
    best: tuple[int, State] | None = None
    number = re.search(r"\bindicateur (?:n ?°? ?)?(\d{1,3})\b", what)
    for frame in list(state.stack())[1:] or list(state.stack()):
        if number and str(frame.slots.get("indicator", "")) != number[1]:
            continue
        own = _words_of(frame, intents)
        count = next(
            (at for at, one in enumerate(said) if len(one) > 2 and stem(one) not in own), len(said)
        )
        named = any(len(one) > 2 and not one.isdigit() for one in said[:count])
        if named and count < len(said) and (best is None or count > best[0]):
            best = count, frame
    return None if best is None else (best[1], " ".join(said[best[0] :]))


def _words_of(frame: State, intents: dict[str, Intent]) -> frozenset[str]:
    intent = intents.get(frame.intent)
    texts = [frame.text, frame.intent.replace("-", " ")]
    texts += [str(value) for value in frame.slots.values()]
    if intent is not None:
        texts += [intent.title, intent.family]
    if "indicator" in frame.slots:
        texts.append("indicateur objectif")
    if "line" in frame.slots:
        texts.append("budget ligne montant")
    return frozenset(stem(one) for text in texts for one in words(normalise(text)))


def as_list(answer: Answer, told: str, state: State) -> Answer:
    """Return the answer that one entry of a list is.

    Args:
        answer: The answer that has the list.
        told: What is said of it.
        state: What goes with the next question.
    """
    return replace(
        answer, kind=ANSWERED, text=told, value=None, display="", formula="", formula_fr="",
        formula_cells="", formula_cells_fr="", table=None, bars=(), arithmetic=(), state=state,
        node=None,
    )  # fmt: skip
