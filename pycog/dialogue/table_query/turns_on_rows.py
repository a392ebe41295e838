"""Turns on the rows that were just told: « pour quel montant en tout ? », « et l'autre ? »."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING, Final

from pycog.arithmetic import compare
from pycog.dialogue.answers import ANSWERED, Answer, Table, compute
from pycog.dialogue.expressions import Operation, call
from pycog.dialogue.normalise import normalise
from pycog.dialogue.table_query.plain_tables import FIGURE, PlainColumn, figures_of
from pycog.dialogue.table_query.row_anchors import OF_ROW
from pycog.dialogue.table_query.rows_listed import Listed, read_listed, written
from pycog.dialogue.table_query.table_asking import TableAsking
from pycog.dialogue.table_query.table_lexis import headed, plain
from pycog.dialogue.table_query.table_reply import TableReply
from pycog.dialogue.table_query.table_request import LOOK, SUM, Request
from pycog.dialogue.table_query.table_turns import MARK
from pycog.dialogue.table_query.turn_patterns import as_turn, bare_turn
from pycog.dialogue.table_query.turn_slots import is_alike
from pycog.dialogue.table_query.turns_on_links import linked
from pycog.dialogue.workbook.cell_answers import INTENT, one_cell, said_only, with_formula
from pycog.dialogue.workbook.open_cells import Cell, parts_of, shown_as
from pycog.values import counted

if TYPE_CHECKING:
    from pycog.dialogue.state import State
    from pycog.dialogue.table_query.best_readings import Tables
    from pycog.dialogue.turn import Context
    from pycog.equip.open_parts import OpenRow

#: An answer, and what was asked by it where that is something else than before.
Found = tuple[Answer, str]
_SPENT: Final = re.compile(r"\b(?:coute|coutent|coutait)(?:e?s)?\b")
#: How a sum over the rows that were told is asked.
SUMMED: Final = "au total"
_MOST_CHOICES: Final = 4
_MOST_TOLD: Final = 12
_WHOLE: Final = re.compile(
    r"\b(?:en tout|au total|totaux|total|(?:a|en) eux (?:tous|deux|trois)|tous ensemble"
    r"|tout(?:es)? (?:compris\w*|confondu\w*)|cumul\w*|additionn\w+|ensemble|a elles (?:toutes|deux"
    r"|trois))\b"
)
#: What carries the wish for an amount and names no column.
_AMOUNT: Final = re.compile(
    r"\b(?:(?:pour |c est |ca (?:fait|represente|donne|coute|vaut) |soit |quel(?:le)? (?:est )?)*"
    r"(?:combien|quel(?:le)?)|pour|soit|ca|c est|cela|(?:le|la|les|leurs?|un|une|des|de|du|d)"
    r"|fait|font|represente\w*|donne\w*|montants?|sommes?|ils|elles|ont|a|on|euros?|en|argent)\b"
)
_ASKS_AMOUNT: Final = re.compile(
    r"\b(?:combien|quel(?:le)? (?:montant|somme|enveloppe|budget|total)|montants?|sommes?|total)\b"
)
_GAP: Final = re.compile(
    r"(?:(?:il|elle|ils|elles|on|ca|leur|lui|nous|l|c est|a|ont|est|sont|y|etait|fait|soit"
    r"|un|une|quel|quelle|le|la|les|c etait) )*"
    r"(?:(?:(?:rate|loupe|manque|depasse|excede)\w*|l ecart|ecarts?|depassements?|difference)"
    r"(?: (?:etait|est|c est|fait|ete|a ete))? (?:de )?combien(?: de points?| d euros)?"
    r"|(?<=quel )(?:ecart|depassement)|(?<=quelle )difference|ecarts?|depassements?"
    r"|de combien(?: de points?)?"
    r"(?: (?:est ce|l a t on|ont ils|ont elles|on l a|il l a|elle l a|on a|c est))?"
    r"(?: (?:rate|loupe|manque|depasse)\w*)?"
    r"|combien (?:de|en) (?:plus|moins)|combien (?:d ecart|de depassement))"
)
_THAN: Final = re.compile(
    r"(?:(?:c|ca|il|elle|on|ce)(?: (?:est|etait|fait|a|ete))* )?"
    r"(?P<way>plus|moins|au dessus|en dessous|superieure?|inferieure?)(?: \w+)??"
    r" (?:que|qu|du|de la|de l|de|a la|a l|au|a)(?: (?:le|la|l|ce qui etait))? (?P<what>.+)"
)
_MORE: Final = frozenset({"plus", "au dessus", "superieur", "superieure"})
_ORDINALS: Final = {
    "premier": 0, "premiere": 0, "1er": 0, "1ere": 0, "deuxieme": 1, "2e": 1, "2eme": 1,
    "second": 1, "seconde": 1, "troisieme": 2, "3e": 2, "3eme": 2, "quatrieme": 3, "4e": 3,
    "cinquieme": 4, "5e": 4, "dernier": -1, "derniere": -1,
}  # fmt: skip
_ORDINAL: Final = re.compile(
    rf"(?P<before>(?:(?!(?:dont|parmi|plus|moins)\b)\S+ ){{0,4}}?)"
    rf"(?:(?:(?:pour|sur|de|a) )?(?:le|la|l)|du|au|^)(?: |(?<=^))"
    rf"(?P<which>{'|'.join(_ORDINALS)}|autre)(?: (?:cite|nomme|de la liste|liste)e?)?"
    rf"(?! (?:trim|sem|mois|jour|version|annee|avenant|rang)\w*)\b(?P<after>.*)"
)
#: What stands around a row that is said by its place in a list, and asks nothing.
_AROUND: Final = re.compile(
    r"\b(?:c est|c etait|ca|il|elle|etait|est|et|pour|sur|de|du|au|alors|le|la|l|a|porte|porter"
    r"|sur|concerne|concernait|faire|fait)\b"
)
_WHAT_FOR: Final = re.compile(
    r"\b(?:pour (?:quoi|quelle raison|quel motif)(?: faire)?|pourquoi|a quoi (?:il|elle|ca) (?:sert"
    r"|servait)|c(?: est| etait) quoi l objet|quoi faire)\b"
)
_REST: Final = re.compile(
    r"(?:(?:quel(?:le)?s|qui|que) (?:sont|font|deviennent|donnent) )?"
    r"(?:les autres|ceux qui restent|celles qui restent|tous les autres|toutes les autres|le reste)"
    r"(?: (?:c est|ce sont) (?:quoi|lesquel\w+))?"
)


def on_rows(question: str, state: State, tables: Tables, context: Context) -> Found | None:
    """Answer a turn on the rows that the last answer told; ``None`` for any other turn.

    Args:
        question: As typed.
        state: What was said before.
        tables: The tables of the workbook.
        context: The formulas.

    Returns:
        The answer, and what is then asked of the rows that it is about, ``""`` for the same.
    """
    if not state.listed:
        return None
    text = _SPENT.sub("depense", bare_turn(as_turn(plain(question))))
    held = read_listed(state.listed, tables)
    if not held or not text:
        return None
    readers: Sequence[Callable[[], Found | None]] = (
        lambda: _by_place(text, held, state, tables, context),
        lambda: _gaps(text, held, context),
        lambda: _compared(text, held, tables, context),
        lambda: _total(text, held, tables, context),
        lambda: _others(text, held),
        lambda: _reason(text, held),
        lambda: linked(text, held, tables),
    )
    for reader in readers:
        if (found := reader()) is not None:
            return replace(found[0], intent=INTENT), found[1]
    return None


def _rows(held: Sequence[Listed]) -> list[tuple[Listed, OpenRow]]:
    return [(one, row) for one in held for row in one.rows]


def _total(text: str, held: Sequence[Listed], tables: Tables, context: Context) -> Found | None:
    """« Pour quel montant en tout ? », of several rows."""
    if len(_rows(held)) < 2:
        return None
    whole = _WHOLE.search(text) is not None
    left = _WHOLE.sub(" ", text)
    if not (whole or _ASKS_AMOUNT.search(left)):
        return None
    left = " ".join(_AMOUNT.sub(" ", left).split())
    if not left and not whole and text == "combien":
        return None
    groups = [_columns_named(left, one, tables) for one in held]
    if any(one is None or not one for one in groups):
        return None
    titles = {tuple(column.own for column in group or ()) for group in groups}
    if len(titles) > 1:
        return None
    if left or len(groups[0] or ()) == 1:
        return _sums(held, [list(group or ()) for group in groups], context)
    return _sums(held, [list(group or ()) for group in groups], context) if whole else None


def _columns_named(left: str, held: Listed, tables: Tables) -> list[PlainColumn] | None:
    """Return the columns of figures that the words of a turn name, ``None`` where it says more."""
    table = held.lexis.table
    if not left:
        told = [one for one in figures_of(held.columns) if _adds_up(held, one)]
        money = [one for one in table.of(FIGURE) if one.column.unit and _adds_up(held, one)]
        only = [one for one in table.of(FIGURE) if _adds_up(held, one)]
        amounts = [one for one in only if re.search(r"\b(?:montant|somme|cout)\b", one.own)]
        return told or money or amounts or (only if len(only) == 1 else None)
    asking = TableAsking(left, held.lexis, tables.elsewhere(held.lexis))
    asking.codes = list(held.rows)
    for choice in islice(asking.choices(), _MOST_CHOICES):
        if choice.rows or choice.titles or set(choice.operators) - {SUM}:
            continue
        request = asking.request(choice)
        if request is None or request.condition or request.rows != list(held.rows):
            continue
        columns = figures_of(request.flat)
        if columns and len(columns) == len(request.flat):
            return columns
    return None


def _adds_up(held: Listed, column: PlainColumn) -> bool:
    """Tell whether the figures of a column are amounts."""
    if TableReply._is_level(column):
        return False
    kinds = {
        cell.kind
        for row in held.rows
        if (cell := held.lexis.table.cell(row, column)).number is not None
    }
    return bool(kinds) and not kinds & {"rate", "%"}


def _sums(
    held: Sequence[Listed], groups: Sequence[list[PlainColumn]], context: Context
) -> Found | None:
    """Add up columns of the rows that were told, one sum for each heading."""
    answers = []
    for at in range(len(groups[0])):
        cells = [
            one.lexis.table.cell(row, group[at])
            for one, group in zip(held, groups, strict=True)
            for row in one.rows
        ]
        answer = _sum_of(held, cells, context)
        if answer is None:
            return None
        answers.append(answer)
    asked = ""
    if len(held) == 1:
        rows = written(held[0].lexis.table.open.sheet, held[0].rows, groups[0])
        asked = MARK.join([f"{OF_ROW}{rows}", SUMMED])
    if len(answers) == 1:
        return answers[0], asked
    text = " ".join(one.text for one in answers)
    return said_only(text, held[0].lexis.table.open, answers[0].table), asked


def _sum_of(held: Sequence[Listed], cells: Sequence[Cell], context: Context) -> Answer | None:
    filled = [one for one in cells if not one.is_missing]
    kinds = {one.kind for one in filled}
    if not filled or len(kinds) > 1 or any(one.number is None for one in filled):
        return None
    if kinds & {"rate", "%"}:
        return None
    kind = kinds.pop()
    names = [one.lexis.table.name(row) for one, row in _rows(held)]
    told = " ; ".join(f"{name} : {cell.shown}" for name, cell in zip(names, cells, strict=True))
    shown = f" ({told})" if len(cells) <= _MOST_TOLD else ""
    text = f"« {cells[0].heading} », total des {counted(len(cells), 'ligne')} : {{value}}{shown}."
    lines = tuple((name, cell.shown) for name, cell in zip(names, cells, strict=True))
    return with_formula(
        call("SUM", *parts_of(filled)), context, text, held[0].lexis.table.open,
        Table(("Ligne", "Valeur"), lines), kind="" if kind == "number" else kind,
    )  # fmt: skip


def _gaps(text: str, held: Sequence[Listed], context: Context) -> Found | None:
    """« De combien ? », between what was done and what was aimed at, row by row."""
    whole = _WHOLE.search(text) is not None
    if not _GAP.fullmatch(" ".join(_WHOLE.sub(" ", text).split())):
        return None
    told = []
    for one, row in _rows(held):
        pair = _pair(one, row)
        if pair is None:
            return None
        told.append((one, row, *pair))
    if len(told) == 1:
        one, row, done, aim = told[0]
        node = Operation(done.ref(), "-", aim.ref())
        said = f"Écart, {one.lexis.table.name(row)} : {{value}} ({_place(done)} ; {_place(aim)})."
        reply = TableReply(Request(one.lexis.table, [row]), context)
        answer = reply._node(node, said, done.kind)
        return None if answer is None else (answer, "")
    parts = []
    for one, row, done, aim in told[:_MOST_TOLD]:
        gap = compute(Operation(done.ref(), "-", aim.ref()), context.host).value
        if not isinstance(gap, int | float):
            return None
        points = f"{shown_as(gap * 100, 'number')} points" if done.kind == "rate" else ""
        shown = points or shown_as(gap, done.kind)
        parts.append(f"{one.lexis.table.name(row)} : {shown} ({_place(done)} ; {_place(aim)})")
    if whole:
        return _gaps_in_all(told, parts, context)
    said = f"Écarts : {' | '.join(parts)}."
    return said_only(said, held[0].lexis.table.open), ""


def _gaps_in_all(
    told: Sequence[tuple[Listed, OpenRow, Cell, Cell]], parts: Sequence[str], context: Context
) -> Found | None:
    """Add up the gaps of several rows."""
    kinds = {done.kind for _, _, done, _ in told}
    if kinds & {"rate", "%"} or len(kinds) > 1:
        return None
    done, aims = [one[2] for one in told], [one[3] for one in told]
    node = Operation(call("SUM", *parts_of(done)), "-", call("SUM", *parts_of(aims)))
    said = f"Écart des {counted(len(told), 'ligne')} : {{value}}, en tout ({' | '.join(parts)})."
    kind = kinds.pop()
    answer = with_formula(
        node, context, said, told[0][0].lexis.table.open, kind="" if kind == "number" else kind
    )
    return answer, ""


def _place(cell: Cell) -> str:
    return f"{cell.heading} : {cell.shown} ({cell.place})"


def _pair(held: Listed, row: OpenRow) -> tuple[Cell, Cell] | None:
    """Return what was done and what was aimed at in a row, of the period that was told."""
    table = held.lexis.table
    if (two := _two_told(held, row)) is not None:
        return two
    periods = {one.period for one in figures_of(held.columns) if one.period}

    def of(*concepts: str) -> list[PlainColumn]:
        found = figures_of([one for name in concepts for one in headed(table, name)])
        found = list(dict.fromkeys(found))
        if periods:
            found = [one for one in found if one.period in periods]
        named = [one for one in found if one in held.columns]
        return named if len(named) == 1 else found

    done = of("fait")
    aims = [one for one in of("prévu", "objectif") if one not in done]
    if len(done) != 1 or len(aims) != 1:
        return None
    one, other = table.cell(row, done[0]), table.cell(row, aims[0])
    if one.number is None or other.number is None or one.kind != other.kind:
        return None
    return one, other


def _reason(text: str, held: Sequence[Listed]) -> Found | None:
    """« Pourquoi ? », of one row that is called by its reason."""
    if text != "pourquoi" or len(_rows(held)) != 1:
        return None
    ((one, row),) = _rows(held)
    table = one.lexis.table
    named = [column for column in headed(table, "pourquoi") if column.index == table.label]
    if len(named) != 1:
        return None if headed(table, "pourquoi") else _noted(one, row)
    cell = one.lexis.table.cell(row, named[0])
    said = f"« {one.lexis.table.open.sheet} », {one.lexis.table.name(row)} – {_place(cell)}."
    return one_cell(cell, said), ""


def _noted(held: Listed, row: OpenRow) -> Found | None:
    """Quote what is noted of a row beside its table, where no column is for remarks."""
    table = held.lexis.table
    said = {word for word in normalise(row.label).split() if len(word) > 3}
    notes = [one for one in table.notes if said & set(re.findall(r"\w+", normalise(one)))]
    notes = [one for one in notes if one not in table.open.title]
    if not notes:
        return None
    told = " ; ".join(f"« {one} »" for one in notes)
    text = f"« {table.open.sheet} », {table.name(row)} : le classeur note {told}."
    return said_only(text, table.open), ""


def _two_told(held: Listed, row: OpenRow) -> tuple[Cell, Cell] | None:
    """Return the two figures of a row that were told and set against one another."""
    table = held.lexis.table
    told = figures_of(held.columns)
    if len(told) != 2:
        return None
    first, last = told
    planned = [*headed(table, "prévu"), *headed(table, "objectif")]
    if all(one.period for one in told) and is_alike(first, last):
        first, last = sorted(told, key=lambda one: one.period.start if one.period else (0, 0))
        first, last = last, first
    elif (first in planned) == (last in planned):
        return None
    elif first in planned:
        first, last = last, first
    one, other = table.cell(row, first), table.cell(row, last)
    if one.number is None or other.number is None or one.kind != other.kind:
        return None
    return one, other


def _compared(text: str, held: Sequence[Listed], tables: Tables, context: Context) -> Found | None:
    """« C'est plus que le voté ? », of the one figure that was told."""
    match = _THAN.fullmatch(text)
    if match is None or len(_rows(held)) != 1:
        return None
    ((one, row),) = _rows(held)
    told = figures_of(one.columns)
    named = _columns_named(match["what"], one, tables) or []
    table = one.lexis.table
    if len(told) != 1:
        return None
    named = [column for column in named if column.period in (told[0].period, None)]
    if len(named) != 1 or named == told:
        return None
    first, last = table.cell(row, told[0]), table.cell(row, named[0])
    if first.number is None or last.number is None or first.kind != last.kind:
        return None
    more = compare(first.number, last.number)
    so = more > 0 if match["way"] in _MORE else more < 0
    node = Operation(first.ref(), "-", last.ref())
    said = (
        f"{'Oui' if so else 'Non'} : {table.name(row)} – {_place(first)} ; {_place(last)} ; "
        "écart : {value}."
    )
    answer = TableReply(Request(table, [row]), context)._node(node, said, first.kind)
    asked = OF_ROW + written(table.open.sheet, [row], [told[0], named[0]])
    return None if answer is None else (answer, asked)


def _others(text: str, held: Sequence[Listed]) -> Found | None:
    """« Les autres ? »: the rows of the table that were not told."""
    if not _REST.fullmatch(text) or len(held) != 1:
        return None
    (one,) = held
    table = one.lexis.table
    told = {row.index for row in one.rows}
    rows = [row for row in table.entries if row.index not in told]
    if not rows or len(told) == len(table.entries):
        return None
    columns = list(one.columns)
    named = []
    for row in rows:
        cells = [table.cell(row, column) for column in columns]
        extra = f" ({' ; '.join(map(_place, cells))})" if cells else ""
        named.append(f"{table.name(row)}{extra}")
    more = " ; la suite au tableau" if len(named) > _MOST_TOLD else ""
    many = f"{len(rows)} autres lignes" if len(rows) > 1 else "une autre ligne"
    said = f"« {table.open.sheet} » : {many}, {' | '.join(named[:_MOST_TOLD])}{more}."
    lines = tuple(
        (table.name(row), *(table.cell(row, column).shown for column in columns)) for row in rows
    )
    heads = ("Ligne", *(column.column.title for column in columns))
    asked = OF_ROW + written(table.open.sheet, rows, columns)
    return said_only(said, table.open, Table(heads, lines)), asked


def _by_place(
    text: str, held: Sequence[Listed], state: State, tables: Tables, context: Context
) -> Found | None:
    """« Le premier, c'était pour quoi ? », « et l'autre ? », of several rows that were told."""
    match = _ORDINAL.fullmatch(text)
    rows = _rows(held)
    if match is None or len(rows) < 2:
        return None
    if match["which"] == "autre":
        told = re.match(r"@(?P<sheet>.+)!(?P<row>\d+)(?:[;:]|$)", state.asked)
        left = [
            (one, row)
            for one, row in rows
            if told is None
            or (one.lexis.table.open.sheet, str(row.index)) != (told["sheet"], told["row"])
        ]
        if told is None or len(left) != 1:
            return None
        chosen = left[0]
    else:
        at = _ORDINALS[match["which"]]
        if not -len(rows) <= at < len(rows):
            return None
        chosen = rows[at]
    one, row = chosen
    asks = " ".join(f"{match['before']} {match['after']}".replace(",", " ").split())
    if _WHAT_FOR.search(asks):
        asks = _WHAT_FOR.sub("pourquoi", asks)
    rest = " ".join(_AROUND.sub(" ", asks).split())
    return _of_one(rest, one, row, state, tables, context)


def _of_one(
    rest: str, held: Listed, row: OpenRow, state: State, tables: Tables, context: Context
) -> Found | None:
    """Answer what is asked of one row; nothing asked is what was told before."""
    table = held.lexis.table
    if rest in {"", "combien"}:
        told = re.match(r"@.+!\d+(?:;\d{4})?:(?P<columns>[A-Z,]+)", state.asked)
        part = (
            read_listed(f"{table.open.sheet}!{row.index}:{told['columns']}", tables) if told else []
        )
        columns = list(part[0].columns) if part else list(held.columns)
        request = Request(table, [row], named=True, columns=[columns] if columns else [])
        answer = TableReply(request, context).answer()
    else:
        answer, columns = None, []
        asking = TableAsking(rest, held.lexis, tables.elsewhere(held.lexis))
        asking.codes = [row]
        for choice in islice(asking.choices(), _MOST_CHOICES):
            made = None if choice.rows else asking.request(choice)
            if made is None or made.condition or made.op != LOOK:
                continue
            answer, columns = TableReply(made, context).answer(), made.flat
            if answer is not None:
                break
    if answer is None or answer.kind != ANSWERED:
        return None
    return answer, OF_ROW + written(table.open.sheet, [row], columns)
