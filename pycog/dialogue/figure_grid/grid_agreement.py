"""Tells whether two tables of the open workbook that say the same thing agree."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Final

from pycog.arithmetic import same
from pycog.dialogue.answers import Answer, Table
from pycog.dialogue.figure_grid.grid_figures import Fault, Figure, Figures, Form, Lines
from pycog.dialogue.figure_grid.grid_model import Entity, Grid
from pycog.dialogue.figure_grid.grid_operators import PLAIN
from pycog.dialogue.figure_grid.grid_reading import full_years
from pycog.dialogue.figure_grid.grid_words import GridWords, Named
from pycog.dialogue.table_query.table_periods import Period, periods_in, said_of
from pycog.dialogue.turn import Context
from pycog.dialogue.workbook.cell_answers import enumerated, said_only
from pycog.dialogue.workbook.open_cells import shown_as
from pycog.lazy_patterns import regex

_AGREES: Final = regex(
    r"\b(?:tombe\w*(?: t il| t elle)? d accord|(?:sont|est|etre)(?: (?:ils|elles|il"
    r"|elle))? d accord"
    r"|en accord|concord\w*|coheren\w*|recoup\w*|correspond\w*(?: (?:bien|avec|a|au|aux))*"
    r"|colle\w* avec"
    r"|(?:donne\w*|font|affiche\w*|ont|a|disent|trouve\w*)?(?: bien)?(?: (?:le|la|les))? ?"
    r"(?:memes?|identiques?) (?:totaux|total|chiffres?|montants?|resultats?|sommes?)|raccord\w*)\b"
    r"|\b(?:sont|est)(?: ils| elles)? (?:bien )?identiques?\b"
)
_TABLES: Final = regex(
    r"\b(?:les |ces |nos )?(?:deux|2) (?:tableaux|tables|onglets|feuilles|totaux|listes)\b"
    r"|\b(?:le |la |du |au )?(?:tableau|detail|table|onglet|feuille)\b(?: (?:en"
    r"|par) (?:euros|k€|€|milliers|trimestre|mois"
    r"|service|motif))?(?: (?:avec|et|de|du|d))?"
)
_EACH: Final = regex(
    r"\b(?:(?:pour |a |sur )?chaque (?:trimestre|mois|annee)|tous les (?:trimestres|mois)"
    r"|par (?:trimestre|mois|annee))\b"
)
_SAID: Final = regex(r"\b(?:total|totaux|pour|avec|entre)\b")
_WORTH: Final = {"€": 1.0, "k€": 1_000.0, "M€": 1_000_000.0}
_FEW: Final = 2


@dataclass(frozen=True, slots=True)
class _Side:
    """What one table says of a period."""

    words: GridWords
    entity: Entity
    measure: str


def agreement_of(text: str, words: Sequence[GridWords], context: Context) -> Answer | None:
    """Answer whether two tables agree; ``None`` where it is not clear which.

    Args:
        text: The question, as :func:`.table_lexis.plain` gives it.
        words: The grids of the workbook with their words.
        context: The formulas.
    """
    if _AGREES.search(text) is None or _TABLES.search(text) is None:
        return None
    text = full_years(text)
    said = periods_in(text)
    for one in said:
        text = text[: one.start] + " " * (one.end - one.start) + text[one.end :]
    for pattern in (_AGREES, _TABLES, _EACH, _SAID):
        text = pattern.sub(lambda match: " " * len(match[0]), text)
    read = [(one, one.named(text)) for one in words]
    periods = [one.period for one in said]
    found = [
        answer
        for (one, first), (other, last) in combinations(read, 2)
        if (pair := _sides(one, first, other, last)) is not None
        and (answer := _compared(*pair, periods, context)) is not None
    ]
    return found[0] if len(found) == 1 else None


def _sides(
    one: GridWords, first: Named, other: GridWords, last: Named
) -> tuple[_Side, _Side] | None:
    """Return what two tables say of the same thing."""
    if not (first.unread or last.unread) and first.own and last.own:
        if first.phrases or last.phrases or one.grid.whole is None or other.grid.whole is None:
            return None
        keys = [_only(held.grid) for held in (one, other)]
        if keys[0] is None or keys[1] is None:
            return None
        return _Side(one, one.grid.whole, keys[0]), _Side(other, other.grid.whole, keys[1])
    for main, named, part in ((one, first, other), (other, last, one)):
        if not named.unread and len(named.phrases) == 1 and len(named.phrases[0].found) == 1:
            return _detailed(main, named.phrases[0].found[0], part)
    return None


def _detailed(main: GridWords, entity: Entity, part: GridWords) -> tuple[_Side, _Side] | None:
    """Return a line of one table and the total of another that gives its detail."""
    title = part.grid.table.title_stems
    told = entity.stems | entity.section
    keys = [
        key
        for key, measure in main.grid.measures.items()
        if measure.stems and measure.stems <= title
    ]
    names = {line.stems for line in entity.lines}
    shared = sum(any(one.stems & held for held in names) for one in part.grid.lines)
    if part.grid.whole is None or len(keys) != 1 or not told & title or shared < _FEW:
        return None
    key = _only(part.grid)
    if key is None:
        return None
    return _Side(main, entity, keys[0]), _Side(part, part.grid.whole, key)


def _only(grid: Grid) -> str | None:
    keys = grid.plain_measures
    return "" if "" in keys else keys[0] if len(keys) == 1 else None


def _compared(
    one: _Side, other: _Side, periods: Sequence[Period], context: Context
) -> Answer | None:
    """Set what two tables say against one another, period by period."""
    wanted: list[Period] = list(periods)
    if not wanted:
        held = [
            [side.words.grid.dated(p) for p in side.words.grid.periods(side.measure)]
            for side in (one, other)
        ]
        wanted = [period for period in held[0] if any(period.is_same(p) for p in held[1])]
    rows: list[tuple[str, str, str]] = []
    wrong: list[str] = []
    for period in wanted:
        pair = [
            Figures(side.words.grid, context).of(
                Lines((side.entity,)), Form(PLAIN, side.measure), period
            )
            for side in (one, other)
        ]
        if isinstance(pair[0], Fault) or isinstance(pair[1], Fault):
            continue
        first, last = pair
        assert isinstance(first, Figure) and isinstance(last, Figure)
        numbers = [each.number * _WORTH.get(each.kind, 1.0) for each in (first, last)]
        if (first.kind in _WORTH) is not (last.kind in _WORTH):
            return None
        rows.append((said_of(period), first.shown, last.shown))
        if not same(*numbers):
            kind = "€" if first.kind in _WORTH and first.kind != last.kind else first.kind
            gap = numbers[0] - numbers[1]
            gap /= _WORTH.get(kind, 1.0)
            wrong.append(
                f"{said_of(period)} : {first.shown} et {last.shown}, écart {shown_as(gap, kind)}"
            )
    if not rows:
        return None
    names = [f"« {side.words.grid.table.open.sheet} », {side.entity.name}" for side in (one, other)]
    titles = [side.words.grid.table.open.title.rpartition(" – ")[2] for side in (one, other)]
    heads = [
        f"{name} ({title})" if title else name for name, title in zip(names, titles, strict=True)
    ]
    told = " ; ".join(f"{p} : {a} et {b}" for p, a, b in rows)
    verdict = f"Non : {enumerated(wrong)}" if wrong else f"Oui : {told}"
    text = f"{verdict}. Comparés : {heads[0]} et {heads[1]}."
    table = Table(("Période", names[0], names[1]), tuple(rows))
    return said_only(text, one.words.grid.table.open, table)
