"""Reads a question as what it asks of a grid: lines, a figure, periods and an operation."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final

from pycog.dialogue.figure_grid.grid_figures import Form, Lines
from pycog.dialogue.figure_grid.grid_model import LINE, Entity, Grid
from pycog.dialogue.figure_grid.grid_operators import GAP, PLAIN, RATE, SHARE, Wanted, wanted
from pycog.dialogue.figure_grid.grid_words import (
    GridWords,
    Named,
    done,
    engaged,
    final_of,
    planned,
)
from pycog.dialogue.lexicon import stem
from pycog.dialogue.table_query.table_periods import Period, Said, periods_in

_NOT_YET: Final = re.compile(
    r"^(?: |,|et|mais|qui|n|ne|a|ont|est|sont|ete|on|l|qu|que|les?)*\b(?:pas|non|jamais)"
    r"(?: |encore|toujours|ete|deja|ni|l|les?)*$"
    r"|^ ?(?:moins|-|sans (?:etre|avoir ete|l avoir(?: ete)?)|avant d etre|restant a etre) (?:le |la |les |l )?$"
)
_OVER: Final = re.compile(
    r"^ ?(?:/|sur|rapporte\w* (?:a|au|aux)|divise\w* par|par rapport (?:a|au|aux)|dans|par) ?(?:le |la |les |l )?$"
)
_AND: Final = re.compile(
    r"^(?: |et|/|-|vs|versus|a|au|par rapport|contre|le|la|les|l|du|des|de|ce qui|ce qu on|qui|on|est|ete|entre)*$"
)
_DENIED: Final = re.compile(r"\b(?:non|pas|jamais)(?: (?:encore|ete|toujours|deja))* ?$")
_REVISED: Final = re.compile(r"\b(?:revise|actualise|rectifie|modifie|corrige|definitif|apres)")
#: Words of amounts that are of what was voted, where nothing else is said.
_PLANNED: Final = frozenset(map(stem, ("credit", "credits", "budget", "enveloppe", "fonds")))
_PAID: Final = re.compile(r"\b(?:pay|mandat|regl|decaiss|liquid)")
_IN: Final = re.compile(r"\b(?:dans|sur|par rapport a|du total|au sein)\b")
_SHORT_YEAR: Final = re.compile(
    r"\b((?:janv|fevr?|mars|avr|mai|juin|juil|aout|sept|oct|nov|dec)[a-z]*\.?|trim(?:estre)?|t[1-4]|s[12]"
    r"|en|fin|annee|exercice) (2\d)(?= ?(?:$|[,)(/]|par\b|pour\b|au\b|du\b|de\b|et\b|vs\b|a\b|en\b|la\b|les?\b))"
)


@dataclass(slots=True)
class Asked:
    """What is asked of a grid.

    Attributes:
        grid: The grid.
        read: The operations.
        named: What the words name.
        form: How one figure is made.
        lines: The lines that are named, each apart.
        within: The sum of lines that a share is of, ``None`` for the total.
        without: The lines that are taken out.
        periods: The periods, in the order in which they are said.
        claimed: A number that is said to be a figure, ``None`` for none.
        score: How well the words fit.
    """

    grid: Grid
    read: Wanted
    named: Named
    form: Form
    lines: list[Entity] = field(default_factory=list)
    within: Entity | None = None
    without: list[Entity] = field(default_factory=list)
    periods: list[Period] = field(default_factory=list)
    claimed: float | None = None
    score: float = 0.0

    @property
    def all_lines(self) -> list[Entity]:
        """The lines among which one is sought: those of a sum that is named, else all."""
        if len(self.lines) == 1 and self.lines[0].lines:
            found = list(self.lines[0].lines)
        elif len(self.lines) > 1:
            found = self.lines
        else:
            found = self.grid.lines
        return [one for one in found if one not in self.without]

    def summed(self) -> Lines:
        """The lines that are named, together; the total where none is."""
        if self.lines:
            return Lines(tuple(self.lines), tuple(self.without))
        if self.grid.whole is not None:
            return Lines((self.grid.whole,), tuple(self.without))
        return Lines(tuple(self.grid.lines), tuple(self.without))


def full_years(text: str) -> str:
    """Return a question with « août 25 » as « août 2025 »."""
    return _SHORT_YEAR.sub(r"\1 20\2", text)


def read_question(text: str, words: GridWords) -> Asked | None:
    """Read a question on a grid, ``None`` where a word means nothing there.

    Args:
        text: The question, as :func:`.table_lexis.plain` gives it.
        words: The words of the grid.
    """
    grid = words.grid
    text = full_years(text)
    periods = _periods(text, words)
    for one in periods:
        text = text[: one.start] + " " * (one.end - one.start) + text[one.end :]
    remains = any("rest" in key or "dispo" in key or "solde" in key for key in grid.measures)
    read = wanted(text, remains)
    named = words.named(read.text)
    if named.unread or any(not one.found for one in named.phrases):
        return None
    form = _form(read, named, grid)
    if form is None:
        return None
    asked = Asked(grid, read, named, form, score=named.score)
    asked.periods = [one.period for one in periods]
    if not _dated(asked) or not _numbers(asked):
        return None
    _lines(asked)
    return asked


def _periods(text: str, words: GridWords) -> list[Said]:
    """Return the periods that are said; a year of a label, or of a code, is none."""
    return [
        one
        for one in periods_in(text)
        if not (one.period.is_year and str(one.period.year) in words.strong)
    ]


def _dated(asked: Asked) -> bool:
    """Tell whether the grid has the periods that are said, and score how well it fits."""
    grid = asked.grid
    for period in asked.periods:
        of_table = period.is_year and period.year == grid.table.year
        held = [
            one
            for key in {asked.form.first, asked.form.last or asked.form.first}
            for one in grid.periods(key)
        ]
        fits = any(period.holds(one) or one.is_same(period) for one in held)
        if period.until:
            years = {one.year for one in held}
            fits = {period.year, period.until} <= years
        if not (fits or of_table):
            return False
        asked.score += 1.5 if fits else 1.0
    return True


def _numbers(asked: Asked) -> bool:
    numbers = [one for _, one in asked.named.numbers]
    if not numbers:
        return True
    if len(numbers) > 1 or not asked.read.has("contrôle"):
        return False
    asked.claimed = numbers[0]
    return True


def _lines(asked: Asked) -> None:
    """Take the lines that are named for those of the figure, of its whole, or taken out."""
    read, named = asked.read, asked.named
    kept = [one for one in named.phrases if not one.out]
    asked.without = [one.found[0] for one in named.phrases if one.out]
    if read.has(SHARE) and len(kept) > 1:
        last = kept[-1]
        between = read.text[kept[-2].end : last.start]
        if _IN.search(between) and last.found[0].role != LINE:
            asked.within, kept = last.found[0], kept[:-1]
    asked.lines = list({id(one.found[0]): one.found[0] for one in kept}.values())


def _form(read: Wanted, named: Named, grid: Grid) -> Form | None:
    """Return how a figure is made of what is measured; ``None`` where that is not clear."""
    spans: dict[tuple[int, int], list[str]] = {}
    for start, end, key in named.measures:
        spans.setdefault((start, end), []).append(key)
    told = [(*span, final_of(keys) if len(keys) > 1 else keys) for span, keys in spans.items()]
    if any(len(keys) != 1 for _, _, keys in told):
        return None
    single = _distinct([(start, end, keys[0]) for start, end, keys in told])
    if len(single) > 2:
        return None
    if len(single) == 2:
        return _of_two(read, named, grid, single)
    return _of_one(read, named, grid, single)


def _distinct(told: list[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    found: list[tuple[int, int, str]] = []
    for one in sorted(told):
        if not found or found[-1][2] != one[2]:
            found.append(one)
    return found


def _of_two(
    read: Wanted, named: Named, grid: Grid, single: list[tuple[int, int, str]]
) -> Form | None:
    """Return the gap or the rate of two things that are named."""
    (_, end, one), (start, _, other) = single
    between = read.text[end:start]
    for phrase in named.phrases:
        if end <= phrase.start < start:
            cut = between[: phrase.start - end] + " " * (phrase.end - phrase.start)
            between = cut + between[phrase.end - end :]
    between = " ".join(between.split())
    name = f"{one} / {other}"
    if _NOT_YET.match(between):
        return Form(GAP, one, other, f"{one} – {other}")
    if read.remains:
        pair = (one, other) if one in planned(grid) or other in done(grid) else (other, one)
        return Form(GAP, *pair, f"{pair[0]} – {pair[1]}")
    over = _OVER.match(between) is not None
    if read.form == RATE or read.rated or read.unit == "%":
        if over:
            return Form(RATE, one, other, name)
        if one in planned(grid) and other in done(grid):
            return Form(RATE, other, one, f"{other} / {one}")
        return Form(RATE, one, other, name) if _AND.match(between) else None
    if read.has(SHARE):
        read.ops.remove(SHARE)
        if over:
            return Form(RATE, one, other, name)
        return Form(RATE, other, one, f"{other} / {one}")
    if read.gap and _AND.match(between):
        return Form(GAP, one, other, f"{one} – {other}")
    if over and between in {"/", "sur", "rapporte a", "divise par"}:
        return Form(RATE, one, other, name)
    return None


def _of_one(
    read: Wanted, named: Named, grid: Grid, single: list[tuple[int, int, str]]
) -> Form | None:
    """Return how a figure is made where one thing, or none, is named."""
    key = single[0][2] if single else ""
    plan, made = _planned_once(grid), done(grid)
    if read.form == RATE:
        last = key if key in planned(grid) else plan
        first = key if key and key not in planned(grid) else _done_by(read.done, made)
        return Form(RATE, first, last, f"{first} / {last}") if first and last and first != last else None
    if read.remains:
        return _remains(read, grid, key, plan, made)
    denied = single and _DENIED.search(read.text[: single[0][0]])
    if denied:
        others = engaged(made)
        clear = named.weak or not (_PAID.search(key) and others and key not in others)
        if not plan or key == plan or not clear:
            return None
        return Form(GAP, plan, key, f"{plan} – {key}")
    if not key and single == []:
        key = _default(named, grid, plan, made)
        if key is None:
            return None
    if (read.rated or read.unit == "%") and key in made and plan and not read.ops_move():
        return Form(RATE, key, plan, f"{key} / {plan}")
    if not _DENIED.search(read.text) and not re.search(r"\b(?:pas|jamais)\b", read.text):
        return Form(PLAIN, key)
    return None


def _planned_once(grid: Grid) -> str:
    found = planned(grid)
    if len(found) > 1:
        found = [one for one in found if _REVISED.search(one)] or found
    return found[0] if len(found) == 1 else ""


def _done_by(noun: str, made: list[str]) -> str:
    if noun.startswith("engag"):
        found = engaged(made)
    elif noun.startswith(("pai", "pay", "mandat", "liquid", "vers")):
        found = [one for one in made if _PAID.search(one)] or (made if len(made) == 1 else [])
    else:
        found = final_of(made)
    return found[0] if len(found) == 1 else ""


def _remains(read: Wanted, grid: Grid, key: str, plan: str, made: list[str]) -> Form | None:
    last = _done_by("", made)
    first = plan
    if read.done in {"payer", "mandater", "regler", "decaisser"}:
        held = engaged(made)
        first = held[0] if len(held) == 1 and held[0] != last else plan
    elif read.done == "engager":
        held = engaged(made)
        last = held[0] if len(held) == 1 else ""
    if key:
        first, last = (key, last) if key in planned(grid) or key != last else (first, key)
    if read.remains == "dépassement":
        first, last = last, first
    if not first or not last or first == last:
        return None
    return Form(GAP, first, last, f"{first} – {last}")


def _default(named: Named, grid: Grid, plan: str, made: list[str]) -> str | None:
    """Return what is measured where no word says it, ``None`` where that is not clear."""
    keys = grid.plain_measures
    if len(keys) == 1:
        return keys[0]
    if "" in keys:
        return ""
    if plan and named.weak in _PLANNED:
        return plan
    found = final_of(made) if made else []
    if len(found) == 1:
        return found[0]
    if not keys and grid.measures:
        return next(iter(grid.measures))
    return None


