"""Reads a question as what it asks of a grid: lines, a figure, periods and an operation."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Final

from pycog.dialogue.figure_grid.grid_figures import Form, Lines
from pycog.dialogue.figure_grid.grid_forms import DENIED, NOT_YET, OVER, form_of_words, mean_column
from pycog.dialogue.figure_grid.grid_model import LINE, Entity, Grid
from pycog.dialogue.figure_grid.grid_operators import (
    GAP,
    RATE,
    SHARE,
    SUM,
    Wanted,
    wanted,
)
from pycog.dialogue.figure_grid.grid_words import GridWords, Named
from pycog.dialogue.lexicon import stem
from pycog.dialogue.table_query.table_periods import Period, Said, first_months, periods_in
from pycog.dialogue.table_query.table_years import may_be_of
from pycog.lazy_patterns import regex

_HIDDEN: Final = "\x00"
#: What is asked for is no figure.
_OTHERS: Final = regex(
    r"\b(?:pourquoi|pk|pq|raisons?|causes?|expliqu\w*|quand|dates?|quel jour|ou (?:se|est"
    r"|sont|trouve\w*)"
    r"|feuille|cellule|onglet|adresse|atteint\w*|atteind\w*|respect\w*|tenue?s?"
    r"|responsable|pilote|porteur"
    r"|reporter|reportables?|vir(?:er|ement)s?|renseigne\w*|rempli\w*|saisie?s?|manqu\w+"
    r"|vides?|retard"
    r"|eux|(?<!ont )(?<!sont )(?<!t )elles|ceux|celles)\b|\bqui (?!a\b|ont\b|est\b|sont\b"
    r"|n\b|ne\b|se\b|depass|pes|cout|baiss|augment|progress"
    r"|represent|gagn|perd|consomm|depens|absorb|mang|compt|plomb|explos|tir|chut|recul|tomb)"
)
_COUNTED: Final = regex(r"\b(?:combien|nombre|nb) (?:de|d) ([a-z]+)")
_BOUND: Final = regex(
    r"\b(?:plus|moins|dessus|dessous|sous|depass\w+|superieure?s?|inferieure?s?|au moins|au plus)\b"
)
_IN: Final = regex(r"\b(?:dans|sur|par rapport a|du total|au sein)\b")
_LEFT_OUT: Final = regex(
    r"\b(?:hors|sauf|hormis|excepte|sans(?: compter)?)(?: (?:en|l|la|le|annee|pour))*$"
)
_SINCE: Final = regex(r"\bdepuis(?: (?:le|la|l|fin|debut))*\s*$")
_SHORT_YEAR: Final = regex(
    r"\b((?:janv|fevr?|mars|avr|mai|juin|juil|aout|sept|oct|nov|dec)[a-z]*\.?"
    r"|trim(?:estre)?|t[1-4]|s[12]"
    r"|en|fin|annee|exercice) (2\d)(?= ?(?:$|[,)(/]|par\b|pour\b|au\b|du\b|de\b|et\b|vs\b"
    r"|a\b|en\b|la\b|les?\b))"
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
        apart: The periods that are left out.
        since: Whether what is asked for goes on to the last period.
        together: Whether several lines are named at once: « les trois antennes ».
        of_year: Whether the share of a part of the year is asked for.
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
    apart: list[Period] = field(default_factory=list)
    since: bool = False
    together: bool = False
    of_year: bool = False
    score: float = 0.0

    @property
    def all_lines(self) -> list[Entity]:
        """The lines among which one is sought: those of a sum that is named, else all."""
        if len(self.lines) == 1 and self.lines[0].lines:
            found = list(self.lines[0].lines)
        elif len(self.lines) > 1:
            found = self.lines
        elif self.named.groups:
            found = self.grid.parts
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


def _counts_lines(text: str, words: GridWords) -> bool:
    """Tell whether lines are counted, of which no figure is bounded."""
    match = _COUNTED.search(text)
    return match is not None and stem(match[1]) in words.nouns and not _BOUND.search(text)


def full_years(text: str) -> str:
    """Return a question with « août 25 » as « août 2025 », and its first months by name."""
    return first_months(_SHORT_YEAR.sub(r"\1 20\2", text))


@dataclass(slots=True)
class Pieces:
    """What a question says of a grid, before it is one question.

    Attributes:
        read: The operations.
        named: What the words name.
        periods: The periods, in the order in which they are said.
        apart: The periods that are left out.
        since: Whether what is asked for goes on to the last period.
        first_at: Where the first period stands.
    """

    read: Wanted
    named: Named
    periods: list[Period]
    apart: list[Period]
    since: bool
    first_at: int = 1_000

    @property
    def says_something(self) -> bool:
        """Whether anything but words that carry a question is said."""
        named = self.named
        return bool(
            named.phrases
            or named.measures
            or named.own
            or named.nouns
            or self.periods
            or named.weak
        )


def read_question(text: str, words: GridWords) -> Asked | None:
    """Read a question on a grid, ``None`` where a word means nothing there.

    Args:
        text: The question, as :func:`.table_lexis.plain` gives it.
        words: The words of the grid.
    """
    pieces = pieces_of(text, words)
    return asked_of(pieces, words.grid) if pieces is not None and pieces.says_something else None


def pieces_of(text: str, words: GridWords) -> Pieces | None:
    """Read what a question says of a grid, ``None`` where a word means nothing there.

    Args:
        text: The question, as :func:`.table_lexis.plain` gives it.
        words: The words of the grid.
    """
    if _OTHERS.search(text) or _counts_lines(text, words):
        return None
    text = whole = full_years(text)
    said = _periods(text, words)
    for one in said:
        text = text[: one.start] + " " * (one.end - one.start) + text[one.end :]
    out = [one for one in said if _LEFT_OUT.search(whole[: one.start].rstrip())]
    for one in out:
        before = _LEFT_OUT.sub(lambda match: " " * len(match[0]), text[: one.start].rstrip())
        text = before.ljust(one.start) + text[one.start :]
    kept = [one for one in said if one not in out]
    keys = words.grid.measures
    shown = _hidden(text, words)
    read = wanted(shown, any("rest" in key or "dispo" in key or "solde" in key for key in keys))
    read.text = "".join(b if a == _HIDDEN else a for a, b in zip(read.text, text, strict=True))
    named = words.named(read.text, summed=read.has(SUM))
    if named.unread or any(not one.found for one in named.phrases):
        return None
    since = bool(kept) and _SINCE.search(whole[: kept[0].start]) is not None
    periods, apart = ([one.period for one in held] for held in (kept, out))
    return Pieces(read, named, periods, apart, since, kept[0].start if kept else 1_000)


def _hidden(text: str, words: GridWords) -> str:
    """Return a question in which the names of lines are no words of operators: « sans solde »."""
    for label in words.labels:
        at = text.find(label)
        if at >= 0:
            text = text[:at] + _HIDDEN * len(label) + text[at + len(label) :]
    return text


def asked_of(pieces: Pieces, grid: Grid) -> Asked | None:
    """Return what pieces ask of a grid, ``None`` where they are no question on it.

    Args:
        pieces: What is said.
        grid: The grid.
    """
    read, named = pieces.read, pieces.named
    read.dated = bool(pieces.periods)
    form = mean_column(read, named, grid) or form_of_words(read, named, grid)
    if form is None:
        return None
    asked = Asked(grid, read, named, form, score=named.score)
    periods = [_from_january(one, read, grid) for one in _in_each_year(pieces.periods)]
    asked.periods, asked.apart, asked.since = periods, pieces.apart, pieces.since
    if not _dated(asked) or not _numbers(asked) or not _left_out(asked):
        return None
    _lines(asked, pieces)
    return asked if _pair(asked) and _takes_out(asked) else None


def _periods(text: str, words: GridWords) -> list[Said]:
    """Return the periods that are said; a year of a label, or of a code, is none."""
    return [
        one
        for one in periods_in(text)
        if not (one.period.is_year and str(one.period.year) in words.strong)
    ]


def _in_each_year(periods: list[Period]) -> list[Period]:
    """Return « au T3 entre 2024 et 2025 » as the same quarter of two years."""
    parts = [one for one in periods if not one.is_year and one.year is None]
    years = [one for one in periods if one.is_year]
    if len(parts) != 1 or len(parts) + len(years) != len(periods):
        return periods
    ends = {end for one in years for end in (one.year, one.until) if end}
    return [replace(parts[0], year=one) for one in sorted(ends)] if len(ends) == 2 else periods


def _from_january(period: Period, read: Wanted, grid: Grid) -> Period:
    """Return « cumul à fin juin » as January to June, in a table of months or quarters."""
    parts = any(one.last - one.first < 11 and not one.ends for one in grid.periods(""))
    if not (period.ends and read.has(SUM) and parts):
        return period
    return replace(period, first=1, ends=False)


def _dated(asked: Asked) -> bool:
    """Tell whether the grid has the periods that are said, and score how well it fits."""
    grid = asked.grid
    for period in asked.periods:
        of_table = period.is_year and period.year == grid.table.year
        held = [
            one
            for key in {
                asked.form.first if asked.form.last is None else asked.form.last,
                asked.form.first,
            }
            for one in grid.periods(key)
        ]
        fits = any(period.holds(one) or one.is_same(period) for one in held)
        if not may_be_of(grid.table, period.year):
            return False
        if period.until:
            years = {one.year for one in held}
            fits = {period.year, period.until} <= years
        if not (fits or of_table):
            return False
        asked.score += 1.5 if fits else 1.0
    return True


def _takes_out(asked: Asked) -> bool:
    """Tell whether the lines that are left out are some of those that are meant."""
    held = [line for one in asked.lines for line in (one, *one.lines)]
    if any(one in asked.lines for one in asked.without):
        # A total without itself is what a turn names anew.
        return False
    return not asked.lines or all(one in held for one in asked.without)


def _left_out(asked: Asked) -> bool:
    """Tell whether what is left out of the periods is one of those that are meant."""
    if not asked.apart:
        return True
    held = [asked.grid.dated(one) for one in asked.grid.periods(asked.form.first)]
    return not asked.periods and all(
        any(p.holds(one) for one in held) and may_be_of(asked.grid.table, p.year)
        for p in asked.apart
    )


def _numbers(asked: Asked) -> bool:
    numbers = [one for _, one in asked.named.numbers]
    if not numbers:
        return True
    if len(numbers) > 1 or not asked.read.has("contrôle"):
        return False
    asked.claimed = numbers[0]
    return True


def _lines(asked: Asked, pieces: Pieces) -> None:
    """Take the lines that are named for those of the figure, of its whole, or taken out."""
    read, named = asked.read, asked.named
    kept = [one for one in named.phrases if not one.out]
    asked.without = [one.found[0] for one in named.phrases if one.out]
    if read.has(SHARE) and len(kept) > 1:
        last = kept[-1]
        between = named.text[kept[-2].end : last.start]
        if _IN.search(between) and last.found[0].role != LINE:
            asked.within, kept = last.found[0], kept[:-1]
    asked.lines = list({id(one): one for phrase in kept for one in phrase.found}.values())
    asked.together = any(len(one.found) > 1 for one in kept)
    starts = [one.start for one in kept]
    asked.of_year = read.has(SHARE) and bool(starts) and pieces.first_at < min(starts)


def _pair(asked: Asked) -> bool:
    """Set two lines against one another where that is what is asked; tell whether that is clear."""
    read, named = asked.read, asked.named
    kept = [one for one in named.phrases if not one.out]
    denied = any(one.denied for one in kept)
    if len(kept) != 2 and denied:
        return False
    if len(kept) != 2 or asked.form.kind == GAP or asked.form.added or asked.within is not None:
        return True
    one, other = (phrase.found[0] for phrase in kept)
    between = " ".join(named.text[kept[0].end : kept[1].start].split())
    rated = read.rated or read.unit == "%" or read.has(SHARE)
    kind = ""
    if NOT_YET.match(between):
        kind = GAP
    elif (rated or between == "/") and OVER.match(between):
        kind = RATE
    elif asked.form.kind == RATE:
        return False
    if denied and kind != GAP:
        return False
    if not kind:
        return DENIED.search(read.text) is None
    if read.has(SHARE):
        read.ops.remove(SHARE)
    asked.form = Form(kind, asked.form.first, asked.form.first, "", (one, other))
    return True
