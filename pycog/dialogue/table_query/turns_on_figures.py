"""Turns about the last figures: « évolution entre les deux », « et l'année suivante ? »."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from pycog.dialogue.answers import Answer, compute
from pycog.dialogue.expressions import Operation, Ref, call
from pycog.dialogue.table_query.plain_tables import FIGURE, figures_of
from pycog.dialogue.table_query.table_lexis import plain
from pycog.dialogue.table_query.table_periods import Period
from pycog.dialogue.table_query.table_request import LOOK, SUM, Request
from pycog.dialogue.workbook.cell_answers import with_formula
from pycog.dialogue.workbook.open_cells import Cell, parts_of, shown_as
from pycog.lazy_patterns import regex
from pycog.values import MONTH_NAMES, display, today

if TYPE_CHECKING:
    from pycog.dialogue.expressions import Computed
    from pycog.dialogue.table_query.table_asking import TableAsking
    from pycog.dialogue.table_query.table_tokens import Choice
    from pycog.dialogue.turn import Context

#: Sets the last two figures against one another.
BETWEEN: Final = regex(
    r"(?:(?:et|donc|alors|ca fait|soit|quelle?|c est|l|la|une|un) )*"
    r"(?P<what>evolution|variation|hausse|baisse|progression|difference|ecart)"
    r"(?: (?P<rate>en (?:%|pourcentage)))?(?: en (?:€|euros))? ?"
    r"(?:entre (?:les|ces|l) (?:deux|2)(?: (?:annees?|exercices?|montants?|chiffres?|totaux|mois))?"
    r"|de l une? a l autre|d une? annee a l autre)(?: (?P<last>en (?:%|pourcentage)))?"
)
#: « Différence ? », « écart ? »: of the last two.
BARE_GAP: Final = regex(
    r"(?:(?:et|donc|alors|ca fait|soit|quelle?|la|l|une|un) )*"
    r"(?:evolution|variation|difference|ecart)"
)
_MOVES: Final = {
    "suivant": 1,
    "apres": 1,
    "prochain": 1,
    "precedent": -1,
    "avant": -1,
    "dernier": -1,
}
_RELATIVE: Final = regex(
    r"\b(?:(?:en|pour|sur|de|a) )?(?:l |le |la )?(?P<unit>annee|an|exercice|mois|trimestre)"
    r" (?:d )?(?P<move>suivant|apres|prochain|precedent|avant|dernier)e?\b(?! mois| an)"
    r"|\b(?P<simple>n ?[-+] ?1)\b"
)
_MONTHS: Final = 12
_COUNTS: Final = {"deux": 2, "trois": 3, "quatre": 4, "2": 2, "3": 3, "4": 4}
_SEVERAL_YEARS: Final = regex(
    r"\b(?:(?:pour|sur|en) )?les (?P<n>deux|trois|quatre|[2-4]) (?:annees?|ans|exercices) "
    r"(?:d )?(?P<move>suivant|apres|prochain|precedent|avant|dernier)(?:e?s)?\b"
)
#: « Au 4e ? », after a quarter.
_QUARTER: Final = regex(
    r"(?:et )?(?:(?:au|le|du|sur le|pour le) )?(?P<n>[1-4])(?:er|e|eme|ieme)(?: trim\w*)?"
)


def between(text: str, first: Request, last: Request, context: Context) -> Answer | None:
    """Set the last two figures against one another, the earlier period first.

    Args:
        text: The turn.
        first: What was asked before the last.
        last: What was asked last.
        context: The formulas.
    """
    match = BETWEEN.fullmatch(text)
    figures = [_figure(one) for one in (first, last)]
    if match is None or figures[0] is None or figures[1] is None:
        return None
    pairs = [(one, *told) for one, told in zip((first, last), figures, strict=True) if told]
    if len({kind for _, _, kind in pairs}) > 1 or first.table is not last.table:
        return None
    before, after = _when(first), _when(last)
    if before and after and before > after:
        pairs.reverse()
    (one, early, kind), (other, late, _) = pairs
    gap = Operation(late, "-", early)
    told = " ; ".join(
        f"{_said(request)} : {_shown(node, kind, context)}"
        for request, node in ((one, early), (other, late))
    )
    value = _value(early, context)
    if kind == "rate":
        # Of two rates, points.
        points = Operation(gap, "*", 100)
        text = f"Écart : {{value}} points. {told}."
        return with_formula(points, context, text, last.table.open)
    if not isinstance(value, int | float) or not value:
        return None
    ratio = Operation(gap, "/", early)
    if match["rate"] or match["last"] or match["what"] not in {"difference", "ecart"}:
        by = _shown(gap, kind, context)
        node, shown = ratio, f"Évolution : {{value}}, soit {by}. {told}."
        return with_formula(node, context, shown, last.table.open, kind="rate")
    change = compute(ratio, context.host).value
    rate = display(change, "evolution") if isinstance(change, float) else ""
    return with_formula(
        gap, context, f"Écart : {{value}} ({rate}). {told}.", last.table.open,
        kind="" if kind == "number" else kind,
    )  # fmt: skip


def _figure(request: Request) -> tuple[Computed | Ref, str] | None:
    """Return the one figure that a request told, and how it is shown."""
    columns = figures_of(request.flat)
    if not columns and request.op == SUM:
        columns = [one for one in request.table.of(FIGURE) if one.column.unit]
    if request.op not in {LOOK, SUM} or len(columns) != 1:
        return None
    cells: list[Cell] = [request.table.cell(row, columns[0]) for row in request.rows]
    held = [one for one in cells if not one.is_missing]
    kinds = {one.kind for one in held}
    if not held or len(kinds) > 1 or any(one.number is None for one in held):
        return None
    if request.op == LOOK and len(held) > 1:
        return None
    return (call("SUM", *parts_of(held)) if len(held) > 1 else held[0].ref()), kinds.pop()


def _when(request: Request) -> tuple[int, int] | None:
    """Return where the period of a request begins, ``None`` where it has none."""
    found = [one for one in request.periods if one.year] or [
        column.period for column in request.flat if column.period
    ]
    if len(found) == 1 and found[0] is not None:
        return found[0].start
    said = [*request.chosen, *(f"{one.number} {one.label}" for one in request.rows[:1])]
    years = re.findall(r"\b(?:19|20)\d\d\b", " ".join(said))
    return (int(years[0]), 1) if len(set(years)) == 1 else None


def _said(request: Request) -> str:
    """Return what a figure is of: its row and its column, or what its rows were chosen by."""
    columns = figures_of(request.flat)
    if len(request.rows) == 1 and len(columns) == 1:
        return f"{request.table.name(request.rows[0])}, {columns[0].column.title}"
    return ", ".join(request.chosen) or request.table.open.sheet


def _value(node: Computed | Ref, context: Context) -> object:
    return node.value if isinstance(node, Ref) else compute(node, context.host).value


def _shown(node: Computed | Ref, kind: str, context: Context) -> str:
    value = _value(node, context)
    return shown_as(float(value), kind) if isinstance(value, int | float) else str(value)


def in_absolute_periods(text: str, asking: TableAsking, choice: Choice) -> str:
    """Return a turn with « l'année suivante » as the year that it is, after the one last said.

    Args:
        text: The turn.
        asking: What was asked before.
        choice: What its words were taken for.
    """
    last = _last_period(asking, choice)
    if last is None:
        return text
    if (quarter := _QUARTER.fullmatch(text)) and last.last - last.first == 2:
        return f"t{quarter['n']} {last.year or ''}".strip()
    return in_years_after(text, last)


def in_years_after(text: str, last: Period) -> str:
    """Return a turn with « les deux années suivantes » as the years that they are.

    Args:
        text: The turn.
        last: The period that was said last.
    """
    if (several := _SEVERAL_YEARS.search(text)) and last.year and last.is_year:
        count, step = _COUNTS[several["n"]], _MOVES[several["move"]]
        # Before it, the earliest first.
        years = sorted(last.year + step * one for one in range(1, count + 1))
        told = " ".join(map(str, years))
        return _put(text, several, told)
    match = _RELATIVE.search(text)
    if match is None:
        return text
    if match["move"] == "dernier" and match["unit"] in {"an", "annee"}:
        # « L'an dernier » is told from the present day.
        return _put(text, match, str(today().year - 1))
    if match["simple"]:
        step, unit = (1 if "+" in match["simple"] else -1), "annee"
    else:
        step, unit = _MOVES[match["move"]], match["unit"]
    told = _moved(last, step, unit)
    return _put(text, match, plain(told)) if told else text


def _put(text: str, match: re.Match[str], told: str) -> str:
    return " ".join((text[: match.start()] + f" {told} " + text[match.end() :]).split())


def _moved(last: Period, step: int, unit: str) -> str:
    """Return the period that stands so many steps from another, ``""`` where there is none."""
    if unit in {"annee", "an", "exercice"} and last.year and last.is_year and not last.until:
        return str(last.year + step)
    if unit == "mois" and last.first == last.last:
        at = last.first - 1 + step
        year = last.year + at // _MONTHS if last.year else None
        if 0 <= at < _MONTHS or year:
            return f"{MONTH_NAMES[at % _MONTHS]} {year or ''}"
    if unit == "trimestre" and last.last - last.first == 2 and 0 < last.last // 3 + step <= 4:
        return f"t{last.last // 3 + step} {last.year or ''}"
    return ""


def _last_period(asking: TableAsking, choice: Choice) -> Period | None:
    """Return the one period that was said last, else that of the columns that were told."""
    said = [one.period for one in asking.periods]
    if not said:
        request = asking.request(choice)
        found = {one.period for one in request.flat if one.period} if request else set()
        said = list(found)
        if not said and request is not None and asking.table.year:
            said = [Period(asking.table.year)]
    return said[0] if len(said) == 1 else None
