"""How a figure is made of the columns that a question names: plain, a gap, a rate, a sum."""

from __future__ import annotations

from typing import Final

from pycog.dialogue.figure_grid.grid_figures import Form
from pycog.dialogue.figure_grid.grid_measures import done, engaged, final_of, planned
from pycog.dialogue.figure_grid.grid_model import Grid
from pycog.dialogue.figure_grid.grid_operators import (
    EVOLUTION,
    GAP,
    MEAN,
    PLAIN,
    RATE,
    SHARE,
    Wanted,
)
from pycog.dialogue.figure_grid.grid_words import Named
from pycog.dialogue.lexicon import stem
from pycog.lazy_patterns import regex

#: « Engagé pas encore payé »: what stands between two things that are set apart.
NOT_YET: Final = regex(
    r"^(?: |,|et|mais|qui|n|ne|a|ont|est|sont|ete|on|l|qu|que|les?)*\b(?:pas|non|jamais)"
    r"(?: |encore|toujours|ete|deja|ni|l|les?)*$"
    r"|^ ?(?:moins|-|sans (?:etre|avoir ete|l avoir(?: ete)?)|avant d etre"
    r"|restant a etre)(?: (?:le|la|les|l))? ?$"
)
#: « Payé / voté »: what stands between two things of which a rate is made.
OVER: Final = regex(
    r"^ ?(?:en |au |total |de )*(?:/|sur|rapporte\w* (?:a|au|aux)|divise\w* par"
    r"|par rapport (?:a|au|aux)|dans|par)(?: (?:le|la|les|l))? ?$"
)
_AND: Final = regex(
    r"^(?: |et|/|-|vs|versus|a|au|par rapport|contre|le|la|les|l|du|des|de|ce qui|ce qu on"
    r"|qui|on|est|ete|entre)*$"
)
#: « Non payé »: what stands before a thing that is denied.
DENIED: Final = regex(r"\b(?:non|pas|jamais)(?: (?:encore|ete|toujours|deja))* ?$")
_NEVER: Final = regex(r"\b(?:pas|jamais|aucune?)\b")
_REVISED: Final = regex(r"\b(?:revise|actualise|rectifie|modifie|corrige|definitif|apres)")
#: Words of amounts that are of what was voted, where nothing else is said.
_PLANNED: Final = frozenset(map(stem, ("credit", "credits", "budget", "enveloppe", "fonds")))
_PAID: Final = regex(r"\b(?:pay|mandat|regl|decaiss|liquid)")


def form_of_words(read: Wanted, named: Named, grid: Grid) -> Form | None:
    """Return how a figure is made of what is measured; ``None`` where that is not clear.

    Args:
        read: The operations.
        named: What the words name.
        grid: The grid.
    """
    spans: dict[tuple[int, int], list[str]] = {}
    for start, end, key in named.measures:
        spans.setdefault((start, end), []).append(key)
    told = [(*span, _likeliest(keys, grid, read)) for span, keys in spans.items()]
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


def _likeliest(keys: list[str], grid: Grid, read: Wanted) -> list[str]:
    """Return what is measured, of several things that a word may mean."""
    if len(keys) > 1:
        keys = final_of(keys)
    if len(keys) > 1 and (read.dated or read.which or read.has(EVOLUTION)):
        # « ETP en mars » is not the ceiling that is in ETP too.
        keys = [one for one in keys if grid.periods(one)] or keys
    return keys


def _of_two(
    read: Wanted, named: Named, grid: Grid, single: list[tuple[int, int, str]]
) -> Form | None:
    """Return the gap or the rate of two things that are named."""
    (_, end, one), (start, _, other) = single
    between = named.text[end:start]
    for phrase in named.phrases:
        if end <= phrase.start < start:
            cut = between[: phrase.start - end] + " " * (phrase.end - phrase.start)
            between = cut + between[phrase.end - end :]
    between = " ".join(between.split())
    name = f"{one} / {other}"
    if NOT_YET.match(between):
        return Form(GAP, one, other, f"{one} – {other}")
    if read.remains:
        pair = (one, other) if one in planned(grid) or other in done(grid) else (other, one)
        return Form(GAP, *pair, f"{pair[0]} – {pair[1]}")
    over = OVER.match(between) is not None
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
    natures = not {one, other} & {*planned(grid), *done(grid)}
    if natures and between in {"et", "et de", "et d", "et la", "et le", "et les", "+", "plus"}:
        return Form(PLAIN, one, None, f"{one} + {other}", added=(one, other))
    return None


def _of_one(
    read: Wanted, named: Named, grid: Grid, single: list[tuple[int, int, str]]
) -> Form | None:
    """Return how a figure is made where one thing, or none, is named."""
    key = single[0][2] if single else None
    plan, made = _planned_once(grid), done(grid)
    if read.form == RATE:
        last = key if key in planned(grid) else plan
        first = key if key is not None and key not in planned(grid) else _done_by(read.done, made)
        return _form_of(RATE, first, last)
    if read.remains:
        return _remains(read, grid, key, plan, made)
    if key is not None and DENIED.search(read.text[: single[0][0]]):
        others = engaged(made)
        clear = named.weak or not (_PAID.search(key) and others and key not in others)
        return _form_of(GAP, plan, key) if clear else None
    if key is None:
        key = _default(named, grid, plan, made)
        if key is None:
            return None
    if (
        (read.rated or read.unit == "%")
        and key in made
        and plan is not None
        and not read.ops_move()
    ):
        return _form_of(RATE, key, plan)
    denied = any(one.denied for one in named.phrases)
    if not denied and (DENIED.search(read.text) or _NEVER.search(read.text)):
        return None
    return Form(PLAIN, key)


def _form_of(kind: str, first: str | None, last: str | None) -> Form | None:
    if first is None or last is None or first == last:
        return None
    sign = "/" if kind == RATE else "–"
    return Form(kind, first, last, f"{first} {sign} {last}")


def _planned_once(grid: Grid) -> str | None:
    found = planned(grid)
    if len(found) > 1:
        found = [one for one in found if _REVISED.search(one)] or found
    return found[0] if len(found) == 1 else None


def _done_by(noun: str, made: list[str]) -> str | None:
    if noun.startswith("engag"):
        found = engaged(made)
    elif noun.startswith(("pai", "pay", "mandat", "liquid", "vers")):
        found = [one for one in made if _PAID.search(one)] or (made if len(made) == 1 else [])
    else:
        found = final_of(made)
    return found[0] if len(found) == 1 else None


def _remains(
    read: Wanted, grid: Grid, key: str | None, plan: str | None, made: list[str]
) -> Form | None:
    last, first = _done_by("", made), plan
    held = engaged(made)
    if read.done in {"payer", "mandater", "regler", "decaisser"}:
        first = held[0] if len(held) == 1 and held[0] != last else plan
    elif read.done == "engager":
        last = held[0] if len(held) == 1 else None
    if key is not None:
        first, last = (key, last) if key in planned(grid) or key != last else (first, key)
    if read.remains == "dépassement":
        first, last = last, first
    return _form_of(GAP, first, last)


def _default(named: Named, grid: Grid, plan: str | None, made: list[str]) -> str | None:
    """Return what is measured where no word says it, ``None`` where that is not clear."""
    keys = grid.plain_measures
    if len(keys) == 1:
        return keys[0]
    if "" in keys:
        return ""
    if plan is not None and named.weak in _PLANNED:
        return plan
    found = final_of(made) if made else []
    if len(found) == 1:
        return found[0]
    if not keys and grid.measures:
        return next(iter(grid.measures))
    return None


def mean_column(read: Wanted, named: Named, grid: Grid) -> Form | None:
    """Read « écart entre le plafond et la moyenne » of a table that has a column of means.

    Args:
        read: The operations.
        named: What the words name.
        grid: The grid.
    """
    keys = {one[2] for one in named.measures}
    if not (read.gap and read.has(MEAN) and grid.mean_key and len(keys) == 1):
        return None
    read.ops.remove(MEAN)
    return Form(GAP, keys.pop(), grid.mean_key)
