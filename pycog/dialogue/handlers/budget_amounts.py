"""Amounts of the budget: one, a table by line and year, and what is computed from several."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from pycog.conventions import BudgetLine
from pycog.dialogue.answers import Answer, Bar, Result, Table, answered, unable, unknown
from pycog.dialogue.budget_units import added_in_euros, in_euros
from pycog.dialogue.expressions import Call, Computed, Node, Operation, call, column, row
from pycog.dialogue.handlers.budget_lines import (
    cited,
    fund_lines,
    funds_of,
    line_fund,
    lines_of,
    parts_of,
)
from pycog.dialogue.intents import AND
from pycog.dialogue.operators import DIVISORS, GAP, LARGEST, MEAN, SHARE, SMALLEST, SUM
from pycog.dialogue.turn import Ask, Turn, handles
from pycog.errors import CellError
from pycog.lazy_patterns import regex
from pycog.values import Scalar, display, format_number

#: What COG_BUDGET takes for all years together.
_TOTAL: Final = "total"
_EXTREMES: Final = {LARGEST: "MAX", SMALLEST: "MIN"}
_JOINED: Final = {SUM: "SUM", MEAN: "AVERAGE", **_EXTREMES}


@dataclass(frozen=True, slots=True)
class Place:
    """One line of one fund, as COG_BUDGET takes it; the fund only where it is needed."""

    line: str
    fund: str | None

    def named(self, *, with_fund: bool) -> str:
        """Return how an answer calls it."""
        return f"« {self.line} »" + (f" ({self.fund})" if with_fund and self.fund else "")


#: « En moyenne, combien de plus que 2011 ? » is no mean of 2011.
_NO_MEAN: Final = (
    "Je ne sais pas : une moyenne demande plusieurs années ou plusieurs lignes, et je n'en ai "
    "compris qu'une. Demandez « moyenne de … de … à … »."
)


@handles("budget")
def amount(turn: Turn) -> Answer | Ask:
    """The amount of a line, a table of several, or what is computed from them."""
    places = _places(turn)
    if not isinstance(places, tuple):
        return places
    if not places:
        return Ask("line", "De quelle ligne du budget s'agit-il ?")
    years, op = _years(turn), turn.given("op")
    if turn.given("without") is not None:
        return _without(turn, places, years)
    if turn.given("unit") == "%":
        op = SHARE
    if turn.given("change") is not None and (op is not None or len(places) * len(years) != 1):
        return unknown("Je ne sais pas : ce changement s'applique à une ligne et à une année.")
    if op == MEAN or (op in _EXTREMES and len(places) == 1):
        # The total of the agreement is no year: the mean and the extremes are those of years.
        years = _all_years(turn) if years in {(), (_TOTAL,)} else years
    elif op == SUM and turn.given("every") is not None and not years and _is_total(places[0]):
        # « Total FNGR par an »: the total is that of each year.
        return _table(turn, places, _budget_years(turn))
    elif op == SUM and not years and len(places) == 1:
        years = (_TOTAL,)
    printed = {_TOTAL, *_budget_years(turn), *_all_years(turn)}
    if outside := [one for one in years if one not in printed]:
        # A dash in a list would pass for an amount that is not printed.
        return unable(turn.compute(_budget(places[0], outside[0])).error)
    if op is None and len(places) * len(years) != 1:
        return _table(turn, places, years or _budget_years(turn))
    if op is None or (op == SUM and len(places) * len(years) == 1):
        return _one(turn, places[0], years[0])
    if op in _JOINED and years:
        return _joined(turn, str(op), places, years)
    if op in {GAP, SHARE}:
        return _two(turn, str(op), places, years)
    return unknown("Je ne sais pas : donnez les lignes et les années de ce calcul.")


def _one(turn: Turn, place: Place, year: str) -> Answer:
    node = _budget(place, year)
    found = turn.compute(node)
    if found.error:
        return unable(found.error)
    change = turn.given("change")
    when = "au total de la convention" if year == _TOTAL else f"en {year}"
    said = f"{place.named(with_fund=_is_total(place))} {when}"
    if change is None:
        doubt = _misprinted(turn, place, found) if year == _TOTAL else ""
        return _in_unit(turn, node, f"{said} : {{value}}.{doubt}", (place,))
    ratio = float(change)
    changed = Operation(node, "*", Operation(1, "+" if ratio > 0 else "-", abs(ratio)))
    percent = display(abs(ratio), "percent")
    said = f"{said}, {'plus' if ratio > 0 else 'moins'} {percent} : {{value}} (base imprimée : "
    return _in_unit(turn, changed, f"{said}{found.display}).", (place,))


def _without(turn: Turn, places: tuple[Place, ...], years: tuple[str, ...]) -> Answer | Ask:
    """A total less some of its parts."""
    if turn.given("op") is not None or turn.given("change") is not None or len(places) != 1:
        return unknown("Je ne sais pas : demandez un seul total, et ce qui en est retranché.")
    if len(years) != 1:
        return Ask("year", "Pour quelle année ?", tuple(map(str, turn.convention.years)))
    whole, year = places[0], years[0]
    labels = str(turn.given("without")).split(AND)
    fund = whole.fund or next(iter(funds_of(turn, whole.line)), None)
    parts = parts_of(turn, whole.line, fund)
    for label in labels:
        if label not in parts:
            return unknown(
                f"Je ne sais pas : « {label} » n'est pas une partie de « {whole.line} » ; il n'y "
                "a rien à en retrancher."
            )
    inside = [one for one in labels for other in labels if one in parts_of(turn, other, fund)]
    node: Computed = _budget(whole, year)
    for label in (one for one in labels if one not in inside):
        node = Operation(node, "-", _budget(Place(label, whole.fund), year))
    names = _enumerated([f"« {label} »" for label in labels])
    said = f"{whole.named(with_fund=True)} {year}, sans {names} : {{value}}."
    return _in_unit(turn, node, said, places)


def _misprinted(turn: Turn, place: Place, total: Result) -> str:
    """Say what the years add up to where the printed total is another amount."""
    years = turn.compute(
        added_in_euros(call("SUM", _budget(place, *_all_years(turn))), turn.convention)
    )
    if years.error or years.value == turn.compute(in_euros(total.node, turn.convention)).value:
        return ""
    return f" C'est le total imprimé ; les années font {years.display}."


def _is_total(place: Place) -> bool:
    return place.line.startswith(("Total", "Dotation"))


def _joined(turn: Turn, op: str, places: tuple[Place, ...], years: tuple[str, ...]) -> Answer | Ask:
    """Sum, mean, largest or smallest of lines and years."""
    if _TOTAL in years and len(years) > 1:
        return unknown("Je ne sais pas : le total de la convention contient déjà les années.")
    if op == MEAN and len(places) * len(years) == 1 and years != (_TOTAL,):
        return unknown(_NO_MEAN)
    blank = [
        f"{place.named(with_fund=False)} {year}"
        for place in places
        for year in years
        if not isinstance(turn.compute(_budget(place, year)).value, float)
    ]
    if blank and op not in _EXTREMES:
        return unknown(f"Je ne sais pas : aucun montant n'est imprimé pour {', '.join(blank)}.")
    if op in _EXTREMES:
        places = tuple(
            one
            for one in places
            if not all(f"{one.named(with_fund=False)} {y}" in blank for y in years)
        )
        if not places:
            return unknown("Je ne sais pas : aucun montant n'est imprimé pour ces lignes.")
    arguments = [_budget(place, *years) for place in places]
    node: Computed = call(_JOINED[op], *arguments)
    result = turn.compute(node)
    if result.error:
        return unable(result.error)
    what = _enumerated([place.named(with_fund=True) for place in places])
    when = _spanned(years).removeprefix("en ").removeprefix("de ")
    when = "sur la convention" if years == (_TOTAL,) else when
    if op in _EXTREMES:
        return _extreme(turn, op, node, places, years)
    name = {SUM: "Somme", MEAN: "Moyenne"}[op]
    said = f"{name} de {what}, {when} : {{value}}."
    return _in_unit(turn, node, said, places, table=_rows(turn, places, years))


def _extreme(
    turn: Turn, op: str, node: Computed, places: tuple[Place, ...], years: tuple[str, ...]
) -> Answer:
    result = turn.compute(added_in_euros(node, turn.convention))
    holders = [
        (place, year)
        for place in places
        for year in years
        if turn.compute(in_euros(_budget(place, year), turn.convention)).value == result.value
    ]
    if len(places) > 1 and len(years) > 1:
        where = [f"{place.named(with_fund=True)} en {year}" for place, year in holders]
    elif len(places) > 1:
        where = [place.named(with_fund=True) for place, _ in holders]
    else:
        where = [f"{year}" for _, year in holders]
    name = "Le plus élevé" if op == LARGEST else "Le plus faible"
    what = places[0].named(with_fund=False) if len(places) == 1 else f"{len(places)} lignes"
    when = f" {_spanned(years)}"
    said = f"{name} ({what}{when}) : {_enumerated(where)}, {{value}}."
    ranked = places
    if len(places) > 1 and len(years) == 1:
        # The table is in the order that is asked for: « et la deuxième ? » is its second row.
        amounts = {one: _amount_of(turn, one, years[0]) for one in places}
        ranked = tuple(sorted(places, key=amounts.__getitem__, reverse=op == LARGEST))
    return _in_unit(turn, node, said, places, table=_rows(turn, ranked, years))


def _amount_of(turn: Turn, place: Place, year: str) -> float:
    """Return the amount of a line in euros, to put lines in order."""
    value = turn.compute(in_euros(_budget(place, year), turn.convention)).value
    return float(value) if isinstance(value, float | int) else 0.0


#: Asks what a line weighs in a total, and not what it became.
_OF_A_WHOLE: Final = regex(r"\b(?:parts?|poids|pes\w+|represent\w+)\b")


def _two(turn: Turn, op: str, places: tuple[Place, ...], years: tuple[str, ...]) -> Answer | Ask:
    """The gap between two amounts, or the share of one in the other."""
    # From year to year, the earlier one is the base, in whatever order they were said.
    pair = [(place, year) for place in places for year in sorted(years)]
    if op == SHARE and len(places) == 1 and len(years) == 1:
        whole = _whole(turn, places[0])
        if whole is None or whole == places[0]:
            return Ask("line", "Part de quelle ligne, dans quel total ?")
        pair.append((whole, years[0]))
    if len(pair) != 2:
        if not years and len(places) in {1, 2}:
            choices = tuple(map(str, turn.convention.years))
            return Ask("year", "Pour quelle année ?", choices)
        return unknown("Je ne sais pas : il faut deux montants, de deux lignes ou de deux années.")
    first, second = (_budget(place, year) for place, year in pair)
    shown = [turn.compute(one) for one in (first, second)]
    for one in shown:
        if one.error:
            return unable(one.error)
    names = [
        f"{place.named(with_fund=len(places) > 1)} {_when(year)} ({one.display})"
        for (place, year), one in zip(pair, shown, strict=True)
    ]
    summed_up = pair[0][0].line.startswith("Total")
    if op == SHARE and len(years) < 2 and summed_up and _is_larger(shown[0], shown[1]):
        # « Quel pourcentage du total le personnel représente-t-il ? » names the whole first.
        first, second, names = second, first, names[::-1]
    before, after = (in_euros(one, turn.convention) for one in (first, second))
    node: Computed
    if op == SHARE and len(places) == 1 and len(years) == 2:
        if _OF_A_WHOLE.search(turn.text):
            return unknown("Je ne sais pas : demandez une part pour une seule année à la fois.")
        # One line in two years: « en % » asks for its evolution.
        node = call("COG_EVOLUTION", before, after)
        said = f"De {names[0]} à {names[1]} : {{value}}."
    elif op == SHARE:
        node = call("COG_SHARE", before, after)
        said = f"Part de {names[0]} dans {names[1]} : {{value}}."
    else:
        # The later year less the earlier one; between two lines, the first less the second.
        over_years = len(years) == 2
        node = Operation(after, "-", before) if over_years else Operation(before, "-", after)
        ends = reversed(names) if over_years else names
        said = f"{' moins '.join(ends)} : {{value}}."
    return _in_unit(turn, node, said, places)


def _is_larger(one: Result, other: Result) -> bool:
    """Tell whether an amount is more than another one."""
    first, second = one.value, other.value
    return isinstance(first, float) and isinstance(second, float) and first > second


def _when(year: str) -> str:
    return "au total" if year == _TOTAL else year


def _whole(turn: Turn, place: Place) -> Place | None:
    """Return the total brut of the fund of a line: what a share is a share of."""
    funds = {place.fund} if place.fund else funds_of(turn, place.line)
    if len(funds) != 1:
        return None
    fund = str(next(iter(funds)))
    total = _fund_total(turn, fund)
    return None if total is None else Place(total, fund)


def _table(turn: Turn, places: tuple[Place, ...], years: tuple[str, ...]) -> Answer:
    """Every amount asked for, as one block."""
    if turn.given("unit") in DIVISORS:
        return unknown("Je ne sais pas : demandez une ligne et une année pour ce calcul.")
    lines = places[0].line if len(places) == 1 else column([one.line for one in places])
    funds = {one.fund for one in places}
    fund = next(iter(funds)) if len(funds) == 1 else column([one.fund or "" for one in places])
    result = turn.compute(call("COG_BUDGET", lines, _written(years), fund))
    value = result.value
    cells = [cell for line in value for cell in line] if isinstance(value, list) else [value]
    faults = [cell for cell in cells if isinstance(cell, CellError)]
    if len(faults) == len(cells):
        one = turn.compute(_budget(places[0], years[0]))
        return unable(one.error)
    what = _enumerated([place.named(with_fund=True) for place in places])
    when = _spanned(years)
    bars: tuple[Bar, ...] = ()
    if len(places) == 1:
        numbers = [cell for cell in cells if isinstance(cell, float)]
        most = max(map(abs, numbers), default=0.0) or 1.0
        bars = tuple(
            Bar(year, abs(cell) / most, display(cell, result.kind))
            for year, cell in zip(years, cells, strict=True)
            if isinstance(cell, float)
        )
    whole = set(_all_years(turn)) <= set(years)
    table = _rows(turn, places, (*years, _TOTAL) if len(places) == 1 and whole else years)
    said = f"{what} {when}."
    if len(places) == 1 and len(years) > 1 and not whole and _TOTAL not in years:
        added = turn.compute(
            added_in_euros(call("SUM", _budget(places[0], *years)), turn.convention)
        )
        said += f" Somme : {added.display}." if not faults else ""
    return answered(result, said, table=table, bars=bars, source=_sources(turn, places))


def _rows(turn: Turn, places: tuple[Place, ...], years: tuple[str, ...]) -> Table:
    headings = ("Ligne", *("Total de la convention" if one == _TOTAL else one for one in years))
    rows = []
    for place in places:
        cells = [turn.compute(_budget(place, year)) for year in years]
        shown = ("–" if one.error else one.display or "–" for one in cells)
        rows.append((place.named(with_fund=True), *shown))
    return Table(headings, tuple(rows))


def _in_unit(
    turn: Turn, node: Computed, said: str, places: tuple[Place, ...], table: Table | None = None
) -> Answer:
    """Answer with the value of a formula, in the unit that was asked for."""
    unit, node = turn.given("unit"), added_in_euros(node, turn.convention)
    result = turn.compute(node)
    own = {turn.convention.funds[line.fund].unit for line in lines_of(turn)}
    shown = result.display
    if result.kind == "rate":
        shown = display(_scalar(result), "evolution")  # Two decimals, as the annex prints rates.
    if unit in {"k€", "M€", "€"}:
        if result.kind == "rate":
            return unknown("Je ne sais pas : une part se dit en %, pas en euros.")
        if own != {"€"}:
            return unknown(f"Je ne sais pas : les montants sont imprimés en {', '.join(own)}.")
        if unit in DIVISORS:
            node = Operation(node, "/", DIVISORS[str(unit)])
            result = turn.compute(node)
            shown = display(_scalar(result), str(unit))
    kept = {"display": shown} if unit in DIVISORS else {}
    return answered(
        result, said.format(value=shown), source=_sources(turn, places), table=table, **kept
    )


def _scalar(result: Result) -> Scalar:
    assert not isinstance(result.value, list)
    return result.value


def _places(turn: Turn) -> tuple[Place, ...] | Ask | Answer:
    """Return the lines that are meant, each with its fund where a formula needs it."""
    named = str(turn.given("line") or "").split(AND) if turn.given("line") else []
    funds = str(turn.given("fund") or "").split(AND) if turn.given("fund") else []
    unknown_funds = [fund for fund in funds if fund not in turn.convention.funds]
    if unknown_funds:
        return unknown(f"Je ne sais pas : {unknown_funds[0]} n'est pas un fonds de la convention.")
    if not named and turn.given("op") in _EXTREMES:
        every = funds or list(turn.convention.funds)
        return tuple(Place(line, fund) for fund in every for line in fund_lines(turn, fund))
    if not named:
        totals = [(fund, _fund_total(turn, fund)) for fund in funds]
        return tuple(Place(total, fund) for fund, total in totals if total)
    found: list[Place] = []
    if not funds:
        # A line of several funds is meant in the fund of the others: « part du personnel
        # dans le total brut ».
        sure = [funds_of(turn, line) for line in named if len(funds_of(turn, line)) == 1]
        shared = set.union(*sure) if sure else set()
        if len(shared) == 1 and all(shared <= funds_of(turn, line) for line in named):
            alone = next(iter(shared))
            return tuple(
                Place(line, None if len(funds_of(turn, line)) == 1 else alone) for line in named
            )
    crossed = [line for line in named if len(funds_of(turn, line) & set(funds)) > 1]
    if len(named) > 1 and crossed:
        # Of two lines and two funds, the slots do not say which goes with which.
        return unknown(
            f"Je ne sais pas : « {crossed[0]} » existe dans plusieurs de ces fonds. Demandez une "
            "ligne et un fonds à la fois."
        )
    for line in named:
        if len(funds) > 1:
            found += [Place(line, fund) for fund in funds if fund in funds_of(turn, line)]
            continue
        fund = line_fund(turn, (line,), funds[0] if funds else None)
        if isinstance(fund, Ask):
            return fund
        found.append(Place(line, fund))
    return tuple(found)


def _fund_total(turn: Turn, fund: str) -> str | None:
    """Return the last total of the expenses of a fund: what all the others are parts of."""
    lines: list[BudgetLine] = list(turn.convention.funds[fund].lines)
    totals = [line.label for line in lines if line.role == "total" and line.nature != "recette"]
    return totals[-1] if totals else None


def _years(turn: Turn) -> tuple[str, ...]:
    year = turn.given("year")
    return () if year is None else tuple(str(year).split(AND))


def _spanned(years: tuple[str, ...]) -> str:
    """Return how years are said: as a period only where none of it is left out."""
    numbers = [int(one) for one in years if one.isdigit()]
    if len(years) > 1 and numbers == list(range(numbers[0], numbers[0] + len(years))):
        return f"de {years[0]} à {years[-1]}"
    return f"en {_enumerated(list(years))}"


def _all_years(turn: Turn) -> tuple[str, ...]:
    return tuple(map(str, turn.convention.years))


def _budget_years(turn: Turn) -> tuple[str, ...]:
    return (*map(str, turn.convention.baseline_years), *_all_years(turn))


def _budget(place: Place, *years: str) -> Call:
    return call("COG_BUDGET", place.line, _written(years), place.fund)


def _written(years: tuple[str, ...]) -> Node:
    given: list[float | int | str | None] = [
        int(year) if year.isdigit() else year for year in years
    ]
    return given[0] if len(given) == 1 else row(given)


def _sources(turn: Turn, places: tuple[Place, ...]) -> str:
    return " ; ".join(dict.fromkeys(cited(turn, one.line, one.fund) for one in places[:3]))


def _enumerated(names: list[str]) -> str:
    kept = list(dict.fromkeys(names))
    if len(kept) > 6:
        return f"{format_number(len(kept))} lignes"
    return " et ".join([", ".join(kept[:-1]), kept[-1]] if len(kept) > 1 else kept)
