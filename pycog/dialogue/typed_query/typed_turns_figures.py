"""Turns that reckon with figures that were told: their gap, their mean, their share of a whole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Final

from pycog.dialogue.answers import ANSWERED
from pycog.dialogue.expressions import call
from pycog.dialogue.table_query.plain_tables import FIGURE
from pycog.dialogue.turn import Context
from pycog.dialogue.typed_query.typed_comparing import verdict_on
from pycog.dialogue.typed_query.typed_fields import Field, Record
from pycog.dialogue.typed_query.typed_figures import (
    Figure,
    Unreadable,
    added,
    divided,
    less,
)
from pycog.dialogue.typed_query.typed_meant_columns import in_periods
from pycog.dialogue.typed_query.typed_model import Named, Query, copied
from pycog.dialogue.typed_query.typed_steps import Redo, Step, step_of
from pycog.dialogue.typed_query.typed_turns_again import tells_figure
from pycog.dialogue.typed_query.typed_turns_days import between_days
from pycog.dialogue.typed_query.typed_turns_said import Said
from pycog.dialogue.workbook.cell_answers import in_unit, with_formula
from pycog.values import format_number

_RATES: Final = frozenset({"rate", "%"})
_AMOUNTS: Final = frozenset({"cost", "budget", "executed", "committed", "rest"})
#: Words before a participle that is what is done, and those before what it is done of.
_DONE: Final = frozenset({"est", "sont", "a", "ont", "ete", "deja", "etait", "etaient"})
_OF: Final = frozenset({"du", "de", "des", "d", "sur"})
_HIGHEST: Final = ("largest", "costly", "longest")
_LOWEST: Final = ("smallest", "cheap", "shortest")
_WORTH: Final = {"€": 1, "k€": 1_000, "M€": 1_000_000}


@dataclass(frozen=True, slots=True)
class _Value:
    """A figure that was told, with what it is of."""

    figure: Figure
    label: str
    step: Step


def reckoned(steps: Sequence[Step], turn: Query, said: Said, context: Context) -> Step | None:
    """Answer a turn that reckons with told figures, ``None`` for any other.

    Args:
        steps: What was asked before, the last one last.
        turn: The words of the turn.
        said: What else it says.
        context: Computes formulas.
    """
    if turn.limits or turn.days:
        return None
    figures = [one for one in turn.named if one.is_figure]
    divisor = [one for one in figures if one.each]
    if divisor and len(figures) == len(divisor) and not turn.conditions:
        return _ratio(steps, tuple(f for one in divisor for f in one.fields), context)
    compares = turn.has("gap", "move", "minus")
    if turn.has("share") and not compares:
        return _share(steps, turn, said, context)
    if turn.conditions or turn.periods:
        return None
    if turn.has("rate") and not turn.named and (rate := _rate_of_before(steps, context)):
        return rate
    if turn.has("rest", "lacking") and not figures:
        return _rest(steps, context)
    asks_which = said.has("which") or turn.has("who")
    if asks_which and not turn.named and turn.has(*_HIGHEST, *_LOWEST):
        return _which(steps, turn, said, context)
    if turn.named or said.has("which", "them", "narrows") or turn.has("largest", "smallest"):
        return None
    if compares and (apart := between_days(steps)) is not None:
        return apart
    if compares:
        return _gap(steps, turn, said, context)
    if said.of and (turn.has("mean", "sum") or said.has("together")):
        return _together(steps, said.of, context, mean=turn.has("mean"))
    return None


def moved(steps: Sequence[Step], said: Said, context: Context) -> Step | None:
    """Tell the move between the two figures that were told last, in their unit and in per cent.

    Args:
        steps: What was asked before, the last one last.
        said: The turn.
        context: Computes formulas.
    """
    turn = copied(steps[-1].query)
    turn.ops, turn.words = {"move": 0}, ("evolution", "%")
    return _gap(steps, turn, said, context)


def in_other_unit(step: Step, unit: str, context: Context) -> Step | None:
    """Tell the last figure in another unit, ``None`` where it has none such."""

    def made(base: Step) -> Step | None:
        figures = base.figures()
        if len(figures) != 1 or figures[0].kind not in _WORTH:
            return None
        first = figures[0]
        other = in_unit(first.computed, first.kind, unit)
        if other is None:
            return None
        node, kind = other
        value = float(Fraction(repr(first.value)) * _WORTH[first.kind] / _WORTH[unit])
        figure = Figure(value, node, kind, "", first.shown, first.missing)
        return _step(base, figure, f"en {unit}", context)

    # Of a figure that is itself of an operation, turns change the operation no more.
    return made(step) if step.figure is not None else _redone(step, made)


# ---------------------------------------------------------------------- told figures
def _values(steps: Sequence[Step], many: int) -> list[_Value]:
    """Return the figures told last: those of the last answer, else one of each of so many."""
    last = steps[-1].figures() if steps[-1].figure is None else []
    if len(last) == many:
        return [_Value(one, one.told, steps[-1]) for one in last]
    found: list[_Value] = []
    for step in reversed(steps):
        if step.figure is not None and step.redo is None:
            # A mean of what was told before is none of it.
            continue
        figures = step.figures()
        if len(figures) != 1:
            break
        found.insert(0, _Value(figures[0], step.label(), step))
        if len(found) == many:
            return found
    return []


def _are_alike(values: Sequence[_Value]) -> bool:
    """Tell whether figures may be compared: one kind, of one measure or of the same rows."""
    first = values[0]
    if len({(one.figure.kind, one.figure.unit) for one in values}) != 1:
        return False
    if all(one.step is first.step for one in values):
        return True
    if any(one.step.data is not first.step.data for one in values):
        return False
    measures = {tuple(sorted({f.measure for f in one.step.fields})) for one in values}
    rows = {frozenset(r.index for r in one.step.records) for one in values}
    counts = {one.step.counts for one in values}
    money = first.figure.kind in _WORTH or all(map(_is_amount, values))
    return len(counts) == 1 and (len(measures) == 1 or (len(rows) == 1 and money))


def _is_amount(value: _Value) -> bool:
    """Tell whether a number without a currency is an amount, as its heading says."""
    fields = value.step.fields
    return bool(fields) and all(_AMOUNTS & one.roles or "cumul" in one.measure for one in fields)


def _gap(steps: Sequence[Step], turn: Query, said: Said, context: Context) -> Step | None:
    if said.of not in {0, 2}:
        return None
    values = _values(steps, 2)
    if len(values) != 2 or not _are_alike(values):
        return None
    if (moved := _as_query(values, turn, context)) is not None:
        return moved
    first, second = values
    periods = [one.step.periods for one in values]
    ordered = all(len(one) == 1 for one in periods) and periods[0] != periods[1]
    falls = not turn.has("move") and first.figure.value > second.figure.value
    if periods[0][0].start > periods[1][0].start if ordered else falls:
        first, second = second, first
    gap = less(second.figure, first.figure)
    rate = ""
    if first.figure.value and first.figure.kind not in _RATES:
        share = gap.value / abs(first.figure.value)
        rate = f", soit {'+' if share > 0 else ''}{format_number(share * 100, 2)} %"
    told = f"{_named(second)} moins {_named(first)}"
    figure = replace(gap, told=told)
    lead = verdict_on(turn.words, gap.value)
    return _step(steps[-1], figure, f"{lead}écart", context, more=rate, apart=True)


def _which(steps: Sequence[Step], turn: Query, said: Said, context: Context) -> Step | None:
    """Tell which of the figures that were told is the highest: « lequel est le plus long ? »."""
    values = _values(steps, said.many or 2)
    if len(values) < 2 or not _are_alike(values) or steps[-1].query.has(*_HIGHEST, *_LOWEST):
        return None
    chose = {tuple(one.step.query.conditions) for one in values}
    if len(chose) != len(values) or len({one.step.periods for one in values}) != 1:
        return None
    falls = turn.has(*_HIGHEST)
    ordered = sorted(values, key=lambda one: one.figure.value, reverse=falls)
    first, others = ordered[0], ordered[1:]
    if any(one.figure.value == first.figure.value for one in others):
        return None
    what = "le plus élevé" if falls else "le plus faible"
    more = " ; ensuite " + " ; ".join(map(_named, others))
    figure = replace(first.figure, told=f"{first.label}{more}")
    return _step(first.step, figure, what, context, apart=True)


def _named(value: _Value) -> str:
    return f"{value.figure.shown} ({value.label})" if value.label else value.figure.shown


def _as_query(values: Sequence[_Value], turn: Query, context: Context) -> Step | None:
    """Return the move of one figure from one period to another as a query that turns may change."""
    first, second = (one.step for one in values)
    if first is second or first.figure or second.figure or first.counts:
        return None
    periods = [*first.periods, *second.periods]
    if len(periods) != 2 or periods[0] == periods[1]:
        return None
    if [one.told for one in first.query.conditions] != [
        one.told for one in second.query.conditions
    ]:
        return None
    query = copied(second.query)
    query.periods = sorted(periods, key=lambda one: one.start)
    query.ops, query.words = {"move": 0}, turn.words
    made = step_of(second.lexis, query, context)
    if made is None or len(made.figures()) != 1:
        return None
    expected = abs(Fraction(repr(values[0].figure.value)) - Fraction(repr(values[1].figure.value)))
    told = abs(Fraction(repr(made.figures()[0].value)))
    return made if abs(float(told - expected)) < 1e-6 else None


def _together(steps: Sequence[Step], many: int, context: Context, *, mean: bool) -> Step | None:
    values = _values(steps, many)
    if len(values) != many or not _are_alike(values):
        return None
    if not mean and values[0].figure.kind in _RATES:
        return None
    numbers = [Fraction(repr(one.figure.value)) for one in values]
    total = sum(numbers, Fraction(0))
    node = call("AVERAGE" if mean else "SUM", *(one.figure.node for one in values))
    first = values[0].figure
    told = " ; ".join(map(_named, values))
    missing = tuple(cell for one in values for cell in one.figure.missing)
    value = float(total / many if mean else total)
    figure = Figure(value, node, first.kind, first.unit, told, missing, many)
    what = f"{'moyenne' if mean else 'total'} des {many}"
    return _step(steps[-1], figure, what, context, apart=True)


# ---------------------------------------------------------------------- parts and ratios
def _share(steps: Sequence[Step], turn: Query, said: Said, context: Context) -> Step | None:
    """Tell what part of the whole the last figure is, or of another measure of the same rows."""
    last = steps[-1]
    figures = last.figures()
    if len(figures) != 1 or figures[0].kind in _RATES or turn.periods:
        return None
    totals = {one.index for one in last.data.totals}
    if any(not one.rows <= totals or one.denied for one in turn.conditions):
        return None
    named = [one for one in turn.named if one.is_figure]
    others = [one for one in turn.named if one.fields[0].kind != FIGURE]
    if others or len(named) > 1:
        return None
    if not named and not (last.chooses and tells_figure(last)):
        return None
    if not named and not turn.has("sum") and not turn.conditions:
        of_before = _part_of_before(steps, context)
        if of_before is not None:
            return of_before
    fields = in_periods(named[0].fields, last.settled.periods) if named else last.fields
    of_rows = bool(named) and not turn.has("sum") and not set(fields) & set(last.fields)
    if of_rows and not said.leans and not _is_part(turn, named[0]):
        return None

    def made(step: Step) -> Step | None:
        held = in_periods(named[0].fields, step.settled.periods) if named else step.fields
        if of_rows and _is_part(turn, named[0]):
            return _spent(step, held, context)
        return _part(step, held, turn, context, of_rows=of_rows)

    return _redone(last, made)


def _is_part(turn: Query, named: Named) -> bool:
    """Tell whether a measure is the part: « quel % est payé », and not « quelle part du payé »."""
    between = turn.words[turn.ops["share"] + 1 : named.place]
    return bool({*between} & _DONE) and not {*between} & _OF


def _spent(step: Step, fields: tuple[Field, ...], context: Context) -> Step | None:
    """Tell what part of the figure that was told another measure of the same rows is."""
    figures, part = step.figures(), _added(step.records, fields)
    if len(figures) != 1 or part is None or step.counts or part.kind in _RATES:
        return None
    if (part.kind, part.unit) != (figures[0].kind, figures[0].unit):
        return None
    figure = divided(part, figures[0])
    if figure is None:
        return None
    of = f" / « {step.fields[0].title} »" if step.fields else ""
    return _step(step, figure, f"« {fields[0].title} »{of}", context)


def _is_budget(value: _Value) -> bool:
    return any("budget" in one.roles for one in value.step.fields)


def _rate_of_before(steps: Sequence[Step], context: Context) -> Step | None:
    """Tell « le taux d'exécution » of a budget and of what was spent of it, told one by one."""
    roles = [frozenset().union(*(f.roles for f in one.fields)) for one in steps[-2:]]
    if len(roles) != 2 or "budget" not in roles[0] or "budget" in roles[1]:
        return None
    return _part_of_before(steps, context)


def _part_of_before(steps: Sequence[Step], context: Context) -> Step | None:
    """Tell what part of the amount before the last one is: other money of the same rows."""
    values = _values(steps[-2:], 2) if len(steps) > 1 else []
    if len(values) != 2 or not _are_alike(values) or values[0].step.counts:
        return None
    before, last = values
    if set(before.step.fields) & set(last.step.fields):
        return None
    if _is_budget(last) and not _is_budget(before):
        # « Payé ? », then « prévu ? » : the part is what was paid.
        before, last = last, before
    if not 0 <= last.figure.value <= before.figure.value:
        return None
    figure = divided(last.figure, before.figure)
    if figure is None:
        return None
    figure = replace(figure, told=f"{_named(last)} / {_named(before)}")
    return _step(steps[-1], figure, "part", context, apart=True)


def _part(
    step: Step, fields: tuple[Field, ...], turn: Query, context: Context, *, of_rows: bool
) -> Step | None:
    figures = step.figures()
    if len(figures) != 1:
        return None
    part = figures[0]
    if step.fields and {*step.fields} < {*fields}:
        # The whole is of the same columns as the part: « Accordé », without « Accordé 2023 ».
        fields = step.fields
    if step.counts:
        many = len(step.data.records)
        whole: Figure | None = Figure(float(many), many, "number", "", f"{many} lignes")
        what = "part des lignes"
    else:
        held = frozenset().union(*(one.rows for one in turn.conditions))
        total = [one for one in step.data.totals if one.index in held]
        rows = step.records if of_rows else total or list(step.data.records)
        title = fields[0].title if fields else ""
        what = f"part {'de' if of_rows else 'du total de'} « {title} »"
        whole = _added(rows, fields)
    if whole is None or whole.kind != part.kind or whole.unit != part.unit:
        return None
    figure = divided(part, whole)
    return None if figure is None else _step(step, figure, what, context)


def _ratio(steps: Sequence[Step], by: tuple[Field, ...], context: Context) -> Step | None:
    """Tell the last figure by another measure of the same rows: « ça fait combien par ETP »."""
    for at in range(len(steps) - 1, max(len(steps) - 3, -1), -1):
        step = steps[at]
        said = {field for other in steps[at:] for field in other.fields}
        chosen = tuple(one for one in by if one in said) or by
        if len({one.measure for one in chosen}) != 1:
            return None
        if step.counts or set(step.fields) & set(chosen):
            if step.counts:
                return None
            continue
        if {one.index for one in step.records} != {one.index for one in steps[-1].records}:
            return None

        def made(base: Step, chosen: tuple[Field, ...] = chosen) -> Step | None:
            return _by(base, in_periods(chosen, base.settled.periods), context)

        return _redone(step, made)
    return None


def _by(step: Step, by: tuple[Field, ...], context: Context) -> Step | None:
    figures, bottom = step.figures(), _added(step.records, by)
    if len(figures) != 1 or bottom is None or len(by) != max(len(step.fields), 1):
        return None
    top = figures[0]
    if top.kind in _RATES or bottom.kind in _RATES or bottom.kind in _WORTH:
        return None
    figure = divided(top, bottom, top.kind, top.unit)
    if figure is None:
        return None
    figure = replace(figure, value=round(figure.value, 10))
    title = step.fields[0].title if step.fields else ""
    return _step(step, figure, f"« {title} » par « {by[0].title} »", context)


def _rest(steps: Sequence[Step], context: Context) -> Step | None:
    """Tell what is left of an amount that was told, once the other one is taken off."""
    values = _values(steps, 2)
    if len(values) != 2 or not _are_alike(values):
        return None
    roles = [frozenset().union(*(f.roles for f in one.step.fields)) for one in values]
    for at, other in ((0, 1), (1, 0)):
        if "budget" in roles[at] and "budget" not in roles[other]:
            gap = less(values[at].figure, values[other].figure)
            told = f"{_named(values[at])} moins {_named(values[other])}"
            return _step(steps[-1], replace(gap, told=told), "reste", context, apart=True)
    return None


# ---------------------------------------------------------------------- answers
def _added(records: Sequence[Record], fields: Sequence[Field]) -> Figure | None:
    try:
        return added(records, fields)
    except Unreadable:
        return None


def _redone(step: Step, made: Redo) -> Step | None:
    found = made(step)
    return None if found is None else replace(found, redo=made, base=step)


def _step(
    step: Step, figure: Figure, what: str, context: Context, *, more: str = "",
    apart: bool = False,
) -> Step | None:  # fmt: skip
    head = f"« {step.answers.sheets()} »"
    # Figures that are told apart are named one by one.
    label = "" if apart else step.label()
    head += f" ({label})" if label else ""
    told = f" ({figure.told})" if figure.told else ""
    text = f"{head} – {what} : {figure.shown}{more}{told}.{figure.note}"
    kind = figure.kind if figure.kind != "number" else ""
    answer = with_formula(figure.computed, context, text, step.answers.sheet, kind=kind)
    if answer.kind != ANSWERED:
        return None
    answer = replace(answer, display=figure.shown) if answer.display else answer
    return replace(step, answer=answer, figure=figure, redo=None, base=None)


__all__ = ["in_other_unit", "moved", "reckoned"]
