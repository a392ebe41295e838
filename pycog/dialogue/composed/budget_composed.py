"""Budget questions composed of lines, funds, years and an operator; the handlers do the rest."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from pycog.conventions import BudgetLine
from pycog.dialogue.answers import ANSWERED, Answer, Table, answered
from pycog.dialogue.budget_units import euros, printed_amount
from pycog.dialogue.composed.conditions import (
    COUNT,
    LIST,
    MAX,
    Compared,
    compared,
    not_then,
    taken_extreme,
)
from pycog.dialogue.composed.scan import Reading, Scan
from pycog.dialogue.expressions import Call, Operation, call, column, row
from pycog.dialogue.intents import AND
from pycog.dialogue.operators import SHARE
from pycog.dialogue.state import SlotValue
from pycog.dialogue.turn import Turn
from pycog.lazy_patterns import regex
from pycog.values import counted, display

_AROUND: Final = regex(
    r"\b(?:budgets?|budgetaires?|montants?|credits?|enveloppes?|depens\w+|euros?|allou\w+|dotes?"
    r"|prevu\w*|inscri\w+|vote\w*|autoris\w+"
    r"|couts?|coute\w*|convention|annexes? ?[23]?|cog|tableau|(?:d |de la |l )?annexe|ligne"
    r"|poste|fonds|previsionnel\w*|alloue\w*"
    r"|frais|charges?|moyens|combien|pes\w+|lourd\w*|total brut|gestion administrative"
    r"|nationa\w+|l interieur|caractere)\b|€"
)
_SPENT: Final = regex(r"\b(?:execut\w+|realis\w+)(?: previsionnel\w*)?\b|\bprevisionnel\w*\b")
_EVOLUTION: Final = regex(
    r"\b(?:(?:taux d |quelle |l |une? |de |d |en |son )?(?:evolutions?|evo|hausses?"
    r"|augmentations?|baisses?|variations?|progressions?|croissances?"
    r"|diminutions?|accroissements?)|(?:de combien |comment )?(?:evolu\w+|augment\w+|baiss\w+"
    r"|progress\w+|diminu\w+|recul\w+|vari\w+|croit|chut\w+))\b"
)
_FALLS: Final = regex(r"\b(?:baiss\w+|diminu\w+|recul\w+|decroi\w+|reduit\w*|chut\w+)\b")
_RISES: Final = regex(r"\b(?:augment\w+|progress\w+|hausse|croi\w+|grimp\w+)\b")
_LINES: Final = regex(
    r"\b(?:par |quel(?:le)?s? |les |des |de |d |chaque |toutes les |une? )*(?:lignes?|postes?"
    r"|rubriques?|detail\w*|composition|repartition|ventilation|contenu"
    r"|composantes?)(?: budgetaires?| de depenses?)?\b"
)
_POSTS: Final = regex(
    r"\bpostes? budgetaires?\b|\b(?:nombre|nb|nbre|combien) (?:de |d )?postes\b(?! d[eu]?\b)"
    r"|\bpostes? (?:autorises?|ouverts?|pourvus?|vacants?|supprimes?|crees?)\b"
)
#: The budget as a whole: that of every fund.
_WHOLE_BUDGET: Final = regex(
    r"\b(?:budgets? (?:total|global|annuel|complet)|total du budget|ensemble du budget"
    r"|budgets? (?:\d{4} )?(?:total )?de la (?:caisse|convention|cog))\b"
)
_BUDGET: Final = regex(r"\bbudgets?\b")
_WEIGHT: Final = regex(r"\bpoids\b")
_MANY_LINES: Final = regex(
    r"\b(?:quelles lignes|les lignes|par ligne|lignes|postes|rubriques|detail\w*|ventilation)\b"
)
_NATURE: Final = regex(
    r"\b(?:a )?(?:caractere |nature |depenses? |credits? )*(limitati[fv]e?s?|evaluati[fv]e?s?)\b"
)
_REVENUE: Final = regex(r"\b(?:de )?(?:recettes?|produits?)\b")
_SPENDING: Final = regex(r"\b(?:de )?(?:depenses?|charges)\b")
_SPAN: Final = regex(r"\btotal (?:de la |de l )?(?:cog|convention|periode|accord)?(?= |$)")
_SLASHED: Final = regex(r"\b(20\d\d) ?/ ?(20\d\d)\b")
_PERCENT: Final = regex(r"\(?en ?%\)?|\(en pourcentage\)|\ben pourcentage\b|%")


def lines_listed(scan: Scan, turn: Turn) -> Answer | None:
    """Answer a question about the lines of the budget that says so."""
    lines = scan.question.of("line", "without")
    said = scan.has(_MANY_LINES) or scan.has(_REVENUE)
    if (
        not said
        or scan.has(_ELSE_WORDS)
        or any(
            one.kind in _ELSEWHERE - {"amount", "percent"}
            and not any(one.overlaps(line) for line in lines)
            for one in scan.question.entities
        )
    ):
        return None
    return _listed_lines(scan, turn)


def budget_reading(scan: Scan, turn: Turn) -> Answer | Reading | None:
    """Answer about lines of the budget."""
    lines_said = scan.question.of("line", "without")
    if any(
        one.kind in _ELSEWHERE and not any(one.overlaps(line) for line in lines_said)
        for one in scan.question.entities
    ):
        return None
    if scan.has(_ELSE_WORDS):
        return None
    listing = _listed_lines(scan, turn)
    if listing is not None:
        return listing
    scan = Scan(scan.question, scan.known)
    lines = [str(one.value) for one in scan.entities("line")]
    funds = [str(one.value) for one in scan.entities("fund")]
    if scan.has(_MANY_LINES):
        return None
    if not lines and not funds:
        own = scan.words(scan.known.own_name)
        if not scan.has(_WHOLE_BUDGET) and not (own and scan.has(_BUDGET)):
            return None
        funds = list(turn.convention.funds)
    years = _years(scan, turn)
    if years is None:
        return None
    if scan.take(_SPENT) and set(years) != {str(turn.convention.baseline_year)}:
        return None
    evolution = scan.take(_EVOLUTION) is not None
    slots: dict[str, SlotValue] = {}
    if lines:
        slots["line"] = AND.join(dict.fromkeys(lines))
    if funds:
        slots["fund"] = AND.join(dict.fromkeys(funds))
    if not lines and len(funds) == 1 and (fund := turn.convention.funds.get(funds[0])) is not None:
        totals = [one.label for one in fund.lines if one.role == "total"]
        slots |= {"line": totals[-1]} if totals else {}
    scan.take(COUNT)
    scan.take(_AROUND)
    if evolution:
        return _evolution(scan, turn, slots, years)
    if scan.has(regex(r"\b(?:ou|vs|versus|contre|que)\b")):
        return None
    if scan.take(_WHOLE_BUDGET) and not lines:
        scan.take(regex(r"\btotal\b"))
    ops = {str(one.value) for one in scan.entities("op")}
    if scan.take(_WEIGHT):
        ops.add(SHARE)
    changes = [one.value for one in scan.entities("change")]
    units = [str(one.value) for one in scan.entities("unit")]
    if len(ops) > 1 or len(changes) > 1 or len(units) > 1:
        return None
    if years:
        slots["year"] = int(years[0]) if len(years) == 1 and years[0].isdigit() else AND.join(years)
    if ops:
        slots["op"] = ops.pop()
    if changes:
        slots["change"] = float(str(changes[0]))
    if units:
        slots["unit"] = units[0]
    without = [str(one.value) for one in scan.entities("without")]
    if without:
        slots["without"] = AND.join(without)
    if scan.left():
        return None
    return Reading("budget", slots)


_ELSEWHERE: Final = frozenset(
    {"document", "category", "row", "percent", "amount", "days", "per", "date", "sheet"}
)
_ELSE_WORDS: Final = regex(
    r"\b(?:vir(?:er|ement)\w*|report\w*|disponib\w*|depassement|approuv\w*|approbation|nature"
    r"|limitatif ou|groupe|fusion"
    r"|indicateurs?|cibles?|points?|actualis\w+|accord|qui|mensuel\w*|trimestr\w*|par mois)\b"
)


def _years(scan: Scan, turn: Turn) -> list[str] | None:
    """Return the years, or ``["total"]`` for all together; ``None`` for a part of a year."""
    years: list[str] = []
    whole = (turn.convention.years[0], turn.convention.years[-1])
    periods = scan.entities("period")
    total = bool(scan.entities("total"))
    for one in periods:
        assert isinstance(one.value, tuple)
        if tuple(one.value) == whole and (total or scan.take(_SPAN)):
            total = True
            continue
        first, last = (int(year) for year in one.value)
        years += map(str, range(first, last + 1))
    if both := scan.take(_SLASHED):
        years += [both[1], both[2]]
    years += [str(one.value) for one in scan.entities("year")]
    for one in scan.entities("due"):
        if not str(one.value).startswith(("fin ", "début ")):
            return None
        years.append(str(one.value)[-4:])
    if scan.entities("every") and not years:
        years = [str(year) for year in turn.convention.years]
    if total:
        return None if years else ["total"]
    known = set(map(str, turn.convention.known_years))
    return list(dict.fromkeys(years)) if set(years) <= known else None


def _evolution(
    scan: Scan, turn: Turn, slots: dict[str, SlotValue], years: list[str]
) -> Answer | Reading | None:
    """The evolution of a line, or of the total of a fund, from one year to another."""
    scan.take(_PERCENT)
    scan.entities("unit")
    scan.take(regex(r"[/>]"))
    if len(years) == 1 and years[0].isdigit() and int(years[0]) - 1 in turn.convention.known_years:
        years = [str(int(years[0]) - 1), years[0]]
    if len(years) < 2 or "total" in years or scan.left():
        return None
    first, last = min(map(int, years)), max(map(int, years))
    if len(years) > 2 and len(years) != last - first + 1:
        return None
    if "line" not in slots or AND in str(slots["line"]):
        return None
    return Reading("evolution", {**slots, "from": first, "to": last})


#: « En baisse en 2013 et en 2014 » is said of each year, set against the one before.
_OF_EACH_YEAR: Final = regex(r"\ben 20\d\d,? et (?:aussi )?en 20\d\d\b")


def _listed_lines(scan: Scan, turn: Turn) -> Answer | None:
    """Lines of a fund, of a nature, above an amount, that rise or fall."""
    counting = scan.take(COUNT) is not None
    listing = scan.take(LIST) is not None
    funds = [str(one.value) for one in scan.entities("fund")]
    then_not = not_then(scan, [str(one) for one in sorted(turn.convention.known_years)])
    years = _years(scan, turn)
    of_each = _OF_EACH_YEAR.search(scan.text) is not None
    nature = scan.take(_NATURE)
    limit = compared(scan)
    lines = scan.take(_LINES) is not None
    revenue = scan.take(_REVENUE) is not None
    spending = scan.take(_SPENDING) is not None
    # « Dépenses évaluatives » may be read as the total of that name: here their lines are meant.
    named = [one for one in scan.entities("line") if not _is_total(str(one.value), turn)]
    extreme = taken_extreme(scan)
    falls, rises = scan.has(_FALLS), scan.has(_RISES)
    if named or years is None or len(set(funds)) > 1 or "total" in years:
        return None
    if scan.has(_POSTS) and not (listing or falls or rises or nature or extreme is not None):
        # « Postes budgétaires » counts staff, where no lines are asked for.
        return None
    plural = lines or revenue or ((nature or spending) and (listing or counting))
    if not plural or (falls and rises):
        return None
    scan.take(_FALLS), scan.take(_RISES), scan.take(_AROUND), scan.take(_PERCENT)
    if scan.left():
        return None
    chosen = [
        line
        for fund in turn.convention.funds.values()
        if not funds or fund.id in funds
        for line in fund.lines
        if line.role in {"ligne", "dont", "recette"} or _is_detail(line, fund.lines)
    ]
    if nature is not None:
        wanted = "évaluatif" if nature[1].startswith("eval") else "limitatif"
        chosen = [one for one in chosen if one.nature == wanted]
    elif revenue:
        chosen = [one for one in chosen if one.nature == "recette"]
    else:
        chosen = [one for one in chosen if one.nature != "recette"]
    return _show(
        turn,
        chosen,
        years,
        _Query(
            counting, falls, rises, extreme == MAX, extreme is not None, limit, then_not, of_each
        ),
    )


@dataclass(frozen=True, slots=True)
class _Query:
    """What is asked about lines: how many, those that move, the largest, those above an amount."""

    counting: bool
    falls: bool
    rises: bool
    largest: bool
    extreme: bool
    limit: Compared | None
    #: The two years between which a course no longer goes on.
    then_not: list[str]
    #: Whether the course is said of each of two years: « en 2013 et en 2014 ».
    of_each: bool


def _is_total(label: str, turn: Turn) -> bool:
    return label.startswith("Total") and any(
        line.role in {"total", "sous-total"} and line.label == label
        for fund in turn.convention.funds.values()
        for line in fund.lines
    )


def _is_detail(line: BudgetLine, lines: tuple[BudgetLine, ...]) -> bool:
    """Tell whether a subtotal stands for lines that are not printed."""
    return line.role == "sous-total" and not line.parts


def _show(turn: Turn, lines: list[BudgetLine], years: list[str], query: _Query) -> Answer | None:
    moved = query.falls or query.rises
    if moved and not query.extreme:
        return _moved(turn, lines, years, query)
    if query.then_not:
        return None
    if moved and query.extreme:
        return _most_moved(turn, lines, years, query.falls)
    if query.extreme or query.limit is not None:
        # Without a year, the whole period is meant.
        if len(years) > 1 or (not years and query.limit is not None):
            return None
        return _chosen(turn, lines, years[0] if years else "total", query)
    if not lines:
        return None
    shown_years = years or [str(year) for year in turn.convention.years]
    rows = tuple(
        (line.label, line.fund, *(_amount(turn, line, year) for year in shown_years))
        for line in lines
    )
    names = (
        ""
        if len(lines) > 12
        else " : "
        + " ; ".join(
            one.label + (f" {_amount(turn, one, years[0])}" if len(years) == 1 else "")
            for one in lines
        )
    )
    said = f"{counted(len(lines), 'ligne')}{names}."
    node = _block(turn, lines, shown_years)
    if len(years) == 1 and lines[0].nature == "recette" and not query.counting:
        node = call("SUM", node)
        said = f"{said[:-1]}. Somme : {turn.compute(node).display}."
    return answered(
        turn.compute(node),
        said,
        table=Table(("Ligne", "Fonds", *shown_years), rows),
        source=lines[0].citation,
    )


def _block(turn: Turn, lines: list[BudgetLine], years: list[str]) -> Call:
    funds = {one.fund for one in lines}
    fund = next(iter(funds)) if len(funds) == 1 else column([one.fund for one in lines])
    given = [int(year) if year.isdigit() else year for year in years]
    when = given[0] if len(given) == 1 else row(list(given))
    return printed_amount(turn.convention, column([one.label for one in lines]), when, fund)


def _amount(turn: Turn, line: BudgetLine, year: str) -> str:
    return display(_euros(turn, line, year), "amount") or "–"


def _euros(turn: Turn, line: BudgetLine, year: str) -> float | None:
    """Return an amount in euros: those of two funds may be printed in two units."""
    return euros(turn.convention, line, year)


def _ends(turn: Turn, years: list[str]) -> tuple[str, str] | None:
    """Return the two years that a change is measured between: one year is set against the last."""
    known = turn.convention.known_years
    if not years:
        return str(turn.convention.years[0]), str(turn.convention.years[-1])
    if len(years) == 1:
        before = int(years[0]) - 1
        return (str(before), years[0]) if before in known else None
    first, last = min(years), max(years)
    return (first, last) if len(years) in {2, int(last) - int(first) + 1} else None


def _differences(
    turn: Turn, lines: list[BudgetLine], first: str, last: str
) -> list[tuple[BudgetLine, float]]:
    found = []
    for line in lines:
        before, after = _euros(turn, line, first), _euros(turn, line, last)
        if before is not None and after is not None:
            found.append((line, after - before))
    return found


def _moved(turn: Turn, lines: list[BudgetLine], years: list[str], query: _Query) -> Answer | None:
    ends = _ends(turn, years)
    if ends is None:
        return None
    first, last = ends
    sign = -1 if query.falls else 1
    span = f"de {first} à {last}"
    if query.of_each and len(years) == 2:
        own = [_ends(turn, [year]) for year in sorted(years)]
        for two in filter(None, own):
            lines = [line for line, gap in _differences(turn, lines, *two) if sign * gap > 0]
        span, first = f"en {min(years)} et en {max(years)}", min(two[0] for two in own if two)
    if query.then_not:
        later = _differences(turn, lines, *query.then_not)
        lines = [line for line, gap in later if sign * gap <= 0]
        span += f" mais pas de {query.then_not[0]} à {query.then_not[1]}"
    kept = [(line, gap) for line, gap in _differences(turn, lines, first, last) if sign * gap > 0]
    way = "en baisse" if query.falls else "en hausse"
    if not kept:
        return Answer("", ANSWERED, f"Aucune ligne {way} {span}.")
    node = _block(turn, [line for line, _ in kept], [first, last])
    rows = tuple(
        (
            line.label,
            line.fund,
            _amount(turn, line, first),
            _amount(turn, line, last),
            display(gap, "amount"),
        )
        for line, gap in kept
    )
    names = " ; ".join(line.label for line, _ in kept)
    said = f"{counted(len(kept), 'ligne')} {way} {span} : {names}."
    return answered(
        turn.compute(node),
        said,
        table=Table(("Ligne", "Fonds", first, last, "Écart"), rows),
        source=kept[0][0].citation,
    )


def _most_moved(
    turn: Turn, lines: list[BudgetLine], years: list[str], falls: bool
) -> Answer | None:
    ends = _ends(turn, years)
    if ends is None:
        return None
    first, last = ends
    own = [line for line in lines if line.role != "dont"]
    gaps = [
        (line, gap)
        for line, gap in _differences(turn, own, first, last)
        if (gap < 0 if falls else gap > 0)
    ]
    if not gaps:
        return None
    edge = (min if falls else max)(gap for _, gap in gaps)
    line = next(one for one, gap in gaps if gap == edge)
    node = Operation(
        printed_amount(turn.convention, line.label, int(last), line.fund),
        "-",
        printed_amount(turn.convention, line.label, int(first), line.fund),
    )
    rows = tuple(
        (one.label, one.fund, display(gap, "amount"))
        for one, gap in sorted(gaps, key=lambda item: item[1], reverse=not falls)
    )
    told = f"de {_amount(turn, line, first)} à {_amount(turn, line, last)}"
    said = (
        f"« {line.label} » ({line.fund}), de {first} à {last} : {display(edge, 'amount')} ({told}),"
        f" la plus forte {'baisse' if falls else 'hausse'} en euros."
    )
    return answered(
        turn.compute(node),
        said,
        table=Table(("Ligne", "Fonds", "Écart"), rows),
        source=line.citation,
    )


def _chosen(turn: Turn, lines: list[BudgetLine], year: str, query: _Query) -> Answer | None:
    own = [line for line in lines if line.amounts.get(year) is not None]
    if query.limit is not None:
        kept = [line for line in own if query.limit.holds(_euros(turn, line, year) or 0.0)]
        names = " ; ".join(f"{one.label} {_amount(turn, one, year)}" for one in kept)
        if not kept:
            return Answer("", ANSWERED, f"Aucune ligne {query.limit.text} en {year}.")
        said = f"{counted(len(kept), 'ligne')} {query.limit.text} en {year} : {names}."
        return answered(turn.compute(_block(turn, kept, [year])), said, source=kept[0].citation)
    own = [line for line in own if line.role != "dont"]
    if not own:
        return None
    name = "MAX" if query.largest else "MIN"
    result = turn.compute(call(name, _block(turn, own, [year])))
    holders = [line for line in own if _euros(turn, line, year) == result.value]
    rows = tuple(
        (one.label, one.fund, _amount(turn, one, year))
        for one in sorted(own, key=lambda one: -(_euros(turn, one, year) or 0.0))
    )
    when = "Sur la convention" if year == "total" else f"En {year}"
    names = " ; ".join(f"« {one.label} » ({one.fund})" for one in holders)
    shown = _amount(turn, holders[0], year)
    said = (
        f"{when}, le montant le plus {'élevé' if query.largest else 'faible'} : {names}, {shown}."
    )
    return answered(
        result, said, table=Table(("Ligne", "Fonds", year), rows), source=holders[0].citation
    )
