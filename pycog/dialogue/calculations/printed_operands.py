"""Printed figures that a calculation works on: budget amounts, targets and base values."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from pycog.dialogue.budget_units import printed_amount
from pycog.dialogue.calculations.typed_quantities import AMOUNT, NUMBER, PERCENT, Quantity
from pycog.dialogue.entities import Question
from pycog.dialogue.expressions import Call, call
from pycog.dialogue.operators import SUM
from pycog.dialogue.spans import Entity
from pycog.dialogue.turn import Turn
from pycog.lazy_patterns import regex

#: The total of a fund that is named without a line.
_WHOLE_FUND: Final = "Total des dépenses brutes"
#: What COG_BUDGET takes for all years together.
_TOTAL: Final = "total"
#: Asks for what was achieved rather than for a target.
_ACHIEVED: Final = regex(r"\brealise\w*|\bobtenu\w*|\bdepart\b|\binitial\w*")
#: Joins a part to its whole.
_IN: Final = regex(r"\b(?:dans|sur|au sein du|parmi|par rapport au)\b")
#: A period of several years is no single amount.
_MOST_YEARS: Final = 4


def printed_operands(question: Question, turn: Turn, *, overall: bool = False) -> list[Quantity]:
    """Return the printed figures that a question names, in the order of the text.

    Args:
        question: The question.
        turn: Gives the convention and computes the look-ups.
        overall: Whether budget lines without a year are those of all years together.
    """
    if overall:
        named = (
            [] if question.of("year", "period", "due", "date") else list(_budget(question, turn))
        )
        together = [_overall(one, turn) for one in named]
        return [one for one in together if one is not None]
    years = _years(question, turn)
    if not years:
        return []
    named = list(_budget(question, turn)) or list(_indicators(question))
    found = list(_paired(named, years, question, turn))
    return sorted((one for one in found if one is not None), key=lambda one: one.start)


def used_spans(question: Question, operands: list[Quantity]) -> list[tuple[int, int]]:
    """Return the characters that printed figures take: their lines, funds, years, labels."""
    if not operands:
        return []
    kinds = {"line", "fund", "year", "period", "indicator", "every", "total"}
    return [(one.start, one.end) for one in question.entities if one.kind in kinds]


def _years(question: Question, turn: Turn) -> list[tuple[int, Entity]]:
    known = {*turn.convention.years, *turn.convention.baseline_years}
    found: list[tuple[int, Entity]] = []
    for one in question.entities:
        if one.kind == "year" and one.value in known:
            found.append((int(str(one.value)), one))
        elif one.kind == "period" and isinstance(one.value, tuple):
            found += [(int(year), one) for year in one.value]
        elif one.kind in {"year", "due", "date"}:
            return []
    return found[:_MOST_YEARS]


def _budget(question: Question, turn: Turn) -> Iterator[tuple[Entity, str, str | None]]:
    """Yield (entity, line, fund) of the budget lines, and of funds that stand alone."""
    lines, funds = question.of("line"), question.of("fund")
    if len(lines) == len(funds) == 1 and _IN.search(question.text[lines[0].end : funds[0].start]):
        # « Le poids du personnel dans le FNGA » names two amounts.
        whole, part = str(funds[0].value), str(lines[0].value)
        if _has(turn, whole, part) and part != _WHOLE_FUND:
            yield lines[0], part, whole
            yield funds[0], _WHOLE_FUND, whole
            return
    names = list(dict.fromkeys(str(one.value) for one in funds))
    if not lines:
        for one in funds:
            yield one, _WHOLE_FUND, str(one.value)
        return
    found = []
    for at, one in enumerate(lines):
        label = str(one.value)
        having = [
            fund
            for fund, budget in turn.convention.funds.items()
            if any(line.label == label for line in budget.lines)
        ]
        given = [name for name in names if name in having]
        if names and not given:
            # « Personnel du FNGR » : the fund that is named has no such line.
            return
        near = _near_fund(one, lines[at + 1].start if at + 1 < len(lines) else None, funds)
        fund = near if near in having else given[0] if len(given) == 1 else None
        if fund is None and len(having) > 1:
            # None of the others is an operand without it.
            return
        found.append((one, label, fund if len(having) > 1 else None))
    yield from found


def _has(turn: Turn, fund: str, label: str) -> bool:
    budget = turn.convention.funds.get(fund)
    return budget is not None and any(line.label == label for line in budget.lines)


def _near_fund(line: Entity, end: int | None, funds: list[Entity]) -> str | None:
    inside = [
        str(one.value)
        for one in funds
        if one.start >= line.end and (end is None or one.start < end)
    ]
    return inside[0] if len(inside) == 1 else None


def _indicators(question: Question) -> Iterator[tuple[Entity, str, str | None]]:
    for one in question.of("indicator"):
        if isinstance(one.value, tuple):
            return
        yield one, str(one.value), "indicator"


#: Sets the ends of a span against each other.
_COMPARES: Final = regex(
    r"\b(?:evolu|ecart|differen|entre|augment|baiss|hauss|progress|vari|pass|gagn|perd|compar|croiss"
    r"|recul|diminu|rapport|contre|moins|plus|depuis|jusqu|chang|boug|rythme|annuel|trajectoire)\w*"
    r"|\bde (?:19|20)\d\d a |%|\bvs\b"
)


def _paired(
    named: list[tuple[Entity, str, str | None]],
    years: list[tuple[int, Entity]],
    question: Question,
    turn: Turn,
) -> Iterator[Quantity | None]:
    """Give every figure its year: one for all, all for one, or one each."""
    distinct = list(dict.fromkeys(year for year, _ in years))
    spanned = any(at.kind == "period" for _, at in years)
    added = any(one.value == SUM for one in question.of("op"))
    if spanned and (len(named) > 1 or added or not _COMPARES.search(question.text)):
        # « 2012-2015 » is said of each figure and of all years: its ends are no two operands.
        return
    if len(named) == 1:
        for year, at in years:
            yield _operand(named[0], year, at, len(years) > 1, question, turn)
    elif len(distinct) == 1:
        for one in named:
            yield _operand(one, distinct[0], None, False, question, turn)
    elif len(named) == len(years):
        for one, (year, _) in zip(named, years, strict=True):
            yield _operand(one, year, None, False, question, turn)


def _operand(
    named: tuple[Entity, str, str | None],
    year: int,
    at: Entity | None,
    by_year: bool,
    question: Question,
    turn: Turn,
) -> Quantity | None:
    entity, name, fund = named
    start, end = (at.start, at.end) if at is not None and by_year else (entity.start, entity.end)
    if by_year and at is not None and at.kind == "period":
        # Both ends of a period stand in one place; their order is that of time.
        middle = (at.start + at.end) // 2
        first = year == min(at.value) if isinstance(at.value, tuple) else True
        start, end = (at.start, middle) if first else (middle, at.end)
    if fund == "indicator":
        return _target(name, year, start, end, question, turn)
    node = printed_amount(turn.convention, name, year, fund)
    result = turn.compute(node)
    if not isinstance(result.value, float):
        return None
    title = f"« {name} »{f' ({fund})' if fund else ''} {year} ({result.display})"
    return Quantity(result.value, AMOUNT, start, end, node=node, named=title)


def _overall(named: tuple[Entity, str, str | None], turn: Turn) -> Quantity | None:
    entity, name, fund = named
    node = printed_amount(turn.convention, name, _TOTAL, fund)
    result = turn.compute(node)
    if not isinstance(result.value, float):
        return None
    title = f"« {name} »{f' ({fund})' if fund else ''}, toute la convention ({result.display})"
    return Quantity(result.value, AMOUNT, entity.start, entity.end, node=node, named=title)


def _target(
    number: str, year: int, start: int, end: int, question: Question, turn: Turn
) -> Quantity | None:
    given: int | str = int(number) if number.isdigit() else number
    base = year in turn.convention.baseline_years
    if _ACHIEVED.search(question.text) and not base:
        return None
    node: Call = call("COG_BASELINE", given) if base else call("COG_TARGET", given, year)
    result = turn.compute(node)
    if not isinstance(result.value, float):
        return None
    unit = PERCENT if result.kind in {"rate", "percent", "evolution"} else NUMBER
    what = "réalisé" if base else "objectif"
    title = f"{what} {year} de l'indicateur {number} ({result.display})"
    return Quantity(result.value, unit, start, end, node=node, named=title)
