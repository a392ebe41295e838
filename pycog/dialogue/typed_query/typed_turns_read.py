"""Readings of a turn on a table, and what its first words mean behind the last one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from pycog.dialogue.table_query.table_lexis import plain
from pycog.dialogue.turn import Context
from pycog.dialogue.typed_query.typed_claims import segmentations, tokens_of
from pycog.dialogue.typed_query.typed_folding import of_told
from pycog.dialogue.typed_query.typed_model import Query
from pycog.dialogue.typed_query.typed_reading import query_of
from pycog.dialogue.typed_query.typed_steps import Step, step_of
from pycog.dialogue.typed_query.typed_turns_again import in_order
from pycog.dialogue.typed_query.typed_turns_said import Said
from pycog.lazy_patterns import regex

#: A reading that is worse by more than the best one leaves out words that tell.
_LOST: Final = 1.4
_TRIED: Final = 6
#: Leaves out what is named behind it.
_LEAVES_OUT: Final = regex(r"(?:sans|hors|sauf|excepte\w*|hormis)\b")
#: A value that begins as a correction does, and letters of a word that are compared.
_DENIED: Final = regex(r"(?:et |mais |pour |les |des |ceux )*(?P<value>non (?P<word>[a-z]{4,}))")
_STEM: Final = 5


def take_denied(said: Said, text: str, last: Step) -> None:
    """Take « et non fondées ? » as the value that the table writes so, and as no correction.

    Args:
        said: The turn; it is changed.
        text: The whole of it in plain form.
        last: The last step.
    """
    match = _DENIED.match(text) if said.has("corrects") else None
    if match and any(
        plain(one.text).startswith(f"non {match['word'][:_STEM]}") for one in last.lexis.entries
    ):
        said.text = text[match.start("value") :]
        said.marks.discard("corrects")


def put_in_order(
    last: Step, what: str, falls: bool, accents: Mapping[str, str], context: Context
) -> Step | None:
    """Tell the rows that were told in the order of one column, ``None`` where they have none.

    Args:
        last: The last step.
        what: The words that name the column.
        falls: Whether the largest comes first.
        accents: Words in plain form → as typed, where accents are.
        context: Computes formulas.
    """
    for _, turn in readings_of(what, accents, last):
        ranked = in_order(last, turn, falls=falls)
        query = None if ranked is None else of_told(last, ranked, Said(what, {"them"}))
        step = None if query is None else step_of(last.lexis, query, context)
        if step is not None and step.many == last.many:
            return step
    return None


def readings_of(
    text: str, accents: Mapping[str, str], last: Step, *, lost: float = _LOST
) -> list[tuple[float, Query]]:
    """Return the readings of a turn, those that speak of the same columns first.

    Args:
        text: The turn in plain form, without what makes it one.
        accents: Its words in plain form → as typed, where accents are.
        last: The last step.
        lost: By how much a reading may be worse than the best one.
    """
    held = {one.field for one in last.query.conditions if one.field is not None}
    words = [one.text for one in tokens_of(text)]
    found = []
    cuts = segmentations(text, last.lexis, accents)[:_TRIED]
    for cut in cuts:
        if cut.score < cuts[0].score - lost:
            break
        turn = None if cut.unknown else query_of(cut, last.data, words, text)
        if turn is None or _dangles(turn):
            continue
        _one_figure(turn)
        _deny_left_out(turn, text)
        same = any(one.field in held for one in turn.conditions)
        found.append((cut.score + same, turn))
    return sorted(found, key=lambda one: -one[0])


def _deny_left_out(turn: Query, text: str) -> None:
    """Leave out the row that « sans le marché S22-008 » names by its heading and its code."""
    if _LEAVES_OUT.match(text) and not any(one.denied or one.state for one in turn.conditions):
        turn.conditions = [replace(one, denied=True) for one in turn.conditions]
        turn.named = [one for one in turn.named if not one.excepted]


def _dangles(turn: Query) -> bool:
    """Tell whether « par » stands before nothing that the table has."""
    if "each" not in turn.ops or any(one.each for one in turn.named):
        return False
    at = turn.ops["each"]
    places = [one.place for one in turn.conditions] + [one.place for one in turn.named]
    return not any(one > at for one in places)


def _one_figure(turn: Query) -> None:
    """Take « quel coût » as one figure, and not as a list of them; « ont coûté » as no number."""
    if turn.has("many") and any(one.startswith("cout") for one in turn.words):
        turn.ops["much"] = turn.ops.pop("many")
    figures = [one for one in turn.named if one.is_measure]
    if figures and turn.has("list") and {"quel", "quelle"} & set(turn.words):
        turn.ops["much"] = turn.ops.pop("list")
