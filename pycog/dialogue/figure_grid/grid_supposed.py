"""What a grid would show if one of its figures were larger or smaller, or another one."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Final

from pycog.dialogue.answers import Answer
from pycog.dialogue.figure_grid.grid_answers import GridAnswers
from pycog.dialogue.figure_grid.grid_figures import Figures
from pycog.dialogue.figure_grid.grid_model import Entity, Grid, Place
from pycog.dialogue.figure_grid.grid_operators import PLAIN, SUM
from pycog.dialogue.figure_grid.grid_reading import Asked, asked_of, pieces_of
from pycog.dialogue.figure_grid.grid_words import GridWords
from pycog.dialogue.turn import Context
from pycog.dialogue.workbook.open_cells import shown_as
from pycog.lazy_patterns import regex

_IF: Final = regex(
    r"\b(?:et |mais |alors )*(?:si|avec|imagin\w+ que?|suppos\w+ que|admett\w+ que"
    r"|en supposant que?)\b"
    r"(?: (?:on|nous|l on|j|il|elle|y))*(?: (?:avait|avions|avais|aurait|etait|a|y avait))?"
)
_BY: Final = regex(
    r"(?<![\w,])(?P<n>\d[\d ]*(?:,\d+)?) ?(?P<unit>k€|m€|€|euros|etp|jours?|plis|appels)?"
    r" (?:(?:de |en )(?P<way>plus|moins)|(?P<more>supplementaires?))(?: (?:de|d|en|sur"
    r"|pour|au|aux|a))?\b"
)
_TO: Final = regex(
    r"\b(?:passai?t?|passe|montai?t?|monte|tombai?t?|tombe|descendait|etait|valait"
    r"|atteignait) (?:a|de) "
    r"(?P<n>\d[\d ]*(?:,\d+)?) ?(?P<unit>k€|m€|€|euros|etp|jours?|plis|appels)?(?!\w)"
)
_RESULT: Final = regex(
    r"\b(?:(?:quel|ca (?:ferait|fait|donne\w*)|on (?:aurait|arrive\w*)|que (?:devient"
    r"|deviendrait|serait)"
    r"|combien|serait|ferait|deviendrait|donnerait|aurait)\b ?)+"
)
_TOTAL: Final = regex(r"\b(?:(?:le |au |en |du )?total|en tout|l ensemble|globale?)\b")
_IN_EUROS: Final = {"k€": 1_000.0, "m€": 1_000_000.0, "€": 1.0, "euros": 1.0}
_KINDS: Final = {"k€": 1_000.0, "M€": 1_000_000.0, "€": 1.0}


@dataclass(frozen=True, slots=True)
class _Change:
    """What is supposed of one figure."""

    number: float
    unit: str
    to: bool


def supposed_of(text: str, words: GridWords, context: Context) -> tuple[Asked, Answer] | None:
    """Answer what a grid would show; ``None`` where the question supposes nothing of it.

    Args:
        text: The question, as :func:`.table_lexis.plain` gives it.
        words: The words of the grid.
        context: The formulas.
    """
    lead = _IF.search(text)
    found = None if lead is None else (_BY.search(text) or _TO.search(text))
    if lead is None or found is None or found.start() < lead.start():
        return None
    change = _change_of(found)
    rest = text[: found.start()] + " " + text[found.end() :]
    rest = rest[: lead.start()] + " " + rest[lead.end() :] if lead.end() <= found.start() else rest
    total = _TOTAL.search(rest) is not None
    rest = _RESULT.sub(" ", _TOTAL.sub(" ", rest))
    pieces = pieces_of(" ".join(rest.split()), words)
    if pieces is None or (not pieces.named.measures and len(words.grid.plain_measures) > 1):
        return None
    asked = asked_of(pieces, words.grid)
    if asked is None or len(asked.lines) != 1 or asked.without or asked.form.pair:
        return None
    changed = _changed(asked, change)
    if changed is None:
        return None
    place, by, cells = changed
    if total:
        if words.grid.whole is None:
            return None
        asked.lines = [words.grid.whole]
    elif asked.form.kind == PLAIN and SUM not in asked.read.ops and not asked.read.ops:
        # « Si on avait payé 40 k€ de plus » asks nothing yet.
        return None
    answer = GridAnswers(asked, context, Figures(words.grid, context, cells)).answer()
    if answer is None or answer.node is None:
        return None
    number = place.cell.number or 0.0
    was, now = (shown_as(one, place.cell.kind) for one in (number, number + by))
    told = (
        f"Si {place.entity.name}, {place.cell.heading}, passe de {was} ({place.cell.place}) "
        f"à {now} : "
    )
    return asked, _told(answer, told)


def _told(answer: Answer, told: str) -> Answer:
    return replace(answer, text=told + answer.text)


def _change_of(match: re.Match[str]) -> _Change:
    said = match.groupdict()
    number = float(match["n"].replace(" ", "").replace(",", "."))
    to = "way" not in said
    sign = -1.0 if said.get("way") == "moins" else 1.0
    return _Change(number * sign, match["unit"] or "", to)


def _changed(asked: Asked, change: _Change) -> tuple[Place, float, dict[str, float]] | None:
    """Return the cell of which something is supposed, by how much, and every cell it changes."""
    grid, (line,) = asked.grid, asked.lines
    measure = _measure(asked)
    period = asked.periods[0] if len(asked.periods) == 1 else None
    if measure is None or len(asked.periods) > 1:
        return None
    places = grid.at(line, measure, period)
    if len(places) != 1 or places[0].cell.number is None:
        return None
    (place,) = places
    by = _scaled(change, place)
    if by is None:
        return None
    if change.to:
        by -= place.cell.number or 0.0
    cells = {place.cell.address: by}
    for one in _above(grid, line):
        for held in grid.at(one, measure, period):
            cells[held.cell.address] = by
    return place, by, cells


def _measure(asked: Asked) -> str | None:
    """Return what is supposed to change: the one column that is named."""
    named = {one[2] for one in asked.named.measures}
    if len(named) > 1:
        return None
    return named.pop() if named else asked.form.first


def _above(grid: Grid, line: Entity) -> list[Entity]:
    found = [one for one in grid.parts if line in one.lines]
    if grid.whole is not None and line is not grid.whole:
        found.append(grid.whole)
    return found


def _scaled(change: _Change, place: Place) -> float | None:
    """Return a number in the unit of a cell, ``None`` where it is of another."""
    kind = place.cell.kind
    if kind in {"rate", "%"}:
        return None
    if change.unit in _IN_EUROS:
        if kind in _KINDS:
            return change.number * _IN_EUROS[change.unit] / _KINDS[kind]
        return None if change.unit != "€" and change.unit != "euros" else change.number
    return change.number
