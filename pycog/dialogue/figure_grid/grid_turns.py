"""A turn that changes a part of what was asked of a grid: its lines, its columns, its periods."""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy
from typing import Final

from pycog.dialogue.figure_grid.grid_operators import (
    EVOLUTION,
    LARGEST,
    PLAIN,
    RANK,
    SHARE,
    SMALLEST,
    SUM,
    Wanted,
)
from pycog.dialogue.figure_grid.grid_reading import (
    Asked,
    Pieces,
    asked_of,
    pieces_of,
    read_question,
)
from pycog.dialogue.figure_grid.grid_words import GridWords, Named
from pycog.lazy_patterns import regex

_LEAD: Final = regex(
    r"^(?:(?:et|donc|alors|mais|ok|non|oui|ah|du coup|pareil|idem|meme (?:chose|question"
    r"|calcul)|plutot)\b"
    r"(?: (?:pour|avec|sur|en|chez|a|au|aux|de|du|des))? ?)+"
)
_IN_PERCENT: Final = regex(
    r"(?:(?:ca|cela|soit|et|c est|ce qui|donc|represente|fait|donne|combien|quoi"
    r"|quel(?:le)?) )*(?:en |de )?"
    r"(?:%|pourcentage|pour cent|quelle part|part)(?P<whole> (?:du|sur le|dans le"
    r"|au) total| part du total)?"
)
_OF_ANOTHER: Final = regex(
    r"(?:et |soit |ca fait |donc |combien |quel )*(?:en )?(?:%|pourcentage) (?:de la "
    r"|de l |des |du |de |d )"
    r"(?!total\b)"
)
_YEAR: Final = 12
_NEXT: Final = regex(
    r"(?:(?:et|puis|ensuite) )?(?:le|la|celui|celle)? ?(?P<n>suivante?|d apres|deuxieme"
    r"|seconde?|2e|2eme|troisieme|3e)"
)


def read_turn(before: Sequence[str], text: str, words: GridWords) -> Asked | None:
    """Read a turn as a change of what was asked of a grid; ``None`` where it is none.

    Args:
        before: What was asked, turn by turn.
        text: The turn, as :func:`.table_lexis.plain` gives it.
        words: The words of the grid.
    """
    if (match := _OF_ANOTHER.match(text)) is not None and len(before) == 1:
        return read_question(f"taux {before[0]} / {text[match.end() :]}", words)
    pieces = pieces_of(before[0], words)
    if pieces is None or not pieces.says_something:
        return None
    for one in (*before[1:], text):
        pieces = _merged(pieces, one, words)
        if pieces is None:
            return None
    return asked_of(pieces, words.grid)


def _merged(last: Pieces, text: str, words: GridWords) -> Pieces | None:
    if (match := _IN_PERCENT.fullmatch(text)) is not None:
        return _in_percent(last, whole=bool(match["whole"]))
    if (match := _NEXT.fullmatch(text)) is not None:
        return _next(last)
    turn = pieces_of(_LEAD.sub("", text) or text, words)
    if turn is None:
        return None
    changes = turn.says_something or turn.read.ops or turn.read.form or turn.read.unit
    if not (changes or turn.read.all_periods or turn.read.which or turn.apart):
        return None
    read = _operations(last.read, turn)
    named = _names(last.named, turn.named, alone=read is turn.read)
    periods = turn.periods
    if not periods:
        parts = turn.read.all_periods or turn.read.which
        # « Quel trimestre ? » is of the year that we spoke of; « quelle année ? » of none.
        length = turn.read.every or turn.read.which
        years = [one for one in last.periods if one.is_year and 0 < length < _YEAR]
        periods = years if parts else last.periods
    return Pieces(read, named, periods, turn.apart or last.apart, turn.since or last.since)


def _operations(last: Wanted, turn: Pieces) -> Wanted:
    """Return the operations of a turn, where it has any, else those before it."""
    read = turn.read
    if read.ops or read.form or read.which or read.limits or read.gap or read.remains:
        made = copy(read)
        if (
            not made.form
            and not turn.named.measures
            and set(made.ops) & {RANK, LARGEST, SMALLEST, SUM}
        ):
            # « Classe-les » is of the same figures.
            made.form, made.done, made.remains = last.form, last.done, last.remains
            made.rated, made.gap = last.rated, last.gap
        return made
    made = copy(last)
    made.unit = read.unit or last.unit
    made.all_periods |= read.all_periods
    made.every = read.every or last.every
    if turn.named.measures and last.form == PLAIN:
        made.gap = False
    if len(turn.periods) == 1 and EVOLUTION not in last.ops:
        made.all_periods = False
    return made


def _names(last: Named, turn: Named, *, alone: bool) -> Named:
    """Return what is named, the words of the turn in the place of those before it."""
    made = copy(turn)
    kept = [one for one in turn.phrases if not one.out]
    if not kept:
        made.phrases = [*last.phrases, *turn.phrases]
    if not turn.measures:
        made.measures = last.measures
        made.text = last.text
        made.weak = turn.weak or last.weak
    if turn.measures and not last.measures and not kept:
        made.phrases = [*last.phrases, *turn.phrases]
    made.own, made.titled = last.own + turn.own, last.titled
    made.asked = turn.asked if kept or turn.asked else last.asked
    made.each = turn.each or (last.each and not kept)
    made.nouns = turn.nouns or last.nouns
    made.whole = turn.whole or (last.whole and not kept)
    made.score = last.score + turn.score
    made.read_as = [*last.read_as, *turn.read_as]
    return made


def _in_percent(last: Pieces, *, whole: bool) -> Pieces | None:
    """Read « en % ? » of what was told: a rate of two columns, a change, a share of the total."""
    read = copy(last.read)
    if EVOLUTION in read.ops and not whole:
        read.unit = "%"
    elif len({one[:2] for one in last.named.measures}) > 1 and not whole:
        read.unit, read.rated, read.gap = "%", True, False
    elif whole and not set(read.ops) & {EVOLUTION, RANK}:
        read.ops = [one for one in read.ops if one not in {SUM}] + [SHARE]
    else:
        return None
    return Pieces(read, last.named, last.periods, last.apart, last.since)


def _next(last: Pieces) -> Pieces | None:
    """Read « et le suivant ? », of a ranking of which one was told."""
    if not set(last.read.ops) & {RANK, LARGEST, SMALLEST}:
        return None
    read = copy(last.read)
    read.skipped = last.read.skipped + 1
    read.ops = [one for one in read.ops if one != SHARE]
    return Pieces(read, last.named, last.periods, last.apart, last.since)
