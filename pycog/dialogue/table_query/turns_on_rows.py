"""Turns on the rows that were just told: « pour quel montant en tout ? », « et l'autre ? »."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING, Final

from pycog.dialogue.answers import ANSWERED, Answer, Table
from pycog.dialogue.expressions import call
from pycog.dialogue.normalise import normalise
from pycog.dialogue.state import MARK
from pycog.dialogue.table_query.gaps_of_rows import (
    MOST_CHOICES,
    MOST_TOLD,
    WHOLE,
    Found,
    columns_named,
    compared,
    gaps,
    place,
    rows_of,
)
from pycog.dialogue.table_query.plain_tables import FIGURE, PlainColumn, figures_of
from pycog.dialogue.table_query.row_anchors import OF_ROW
from pycog.dialogue.table_query.rows_listed import Listed, read_listed, written
from pycog.dialogue.table_query.table_asking import TableAsking
from pycog.dialogue.table_query.table_lexis import headed, plain
from pycog.dialogue.table_query.table_reply import TableReply
from pycog.dialogue.table_query.table_request import LOOK, Request
from pycog.dialogue.table_query.turn_patterns import as_turn, bare_turn
from pycog.dialogue.table_query.turns_on_links import linked
from pycog.dialogue.workbook.cell_answers import INTENT, one_cell, said_only, with_formula
from pycog.dialogue.workbook.open_cells import MONEY, Cell, parts_of
from pycog.lazy_patterns import regex
from pycog.values import counted

if TYPE_CHECKING:
    from pycog.dialogue.state import State
    from pycog.dialogue.table_query.best_readings import Tables
    from pycog.dialogue.turn import Context
    from pycog.equip.open_parts import OpenRow

_SPENT: Final = regex(r"\b(?:coute|coutent|coutait)(?:e?s)?\b")
#: How a sum over the rows that were told is asked.
SUMMED: Final = "au total"
_FEW: Final = 2
_HOW_MUCH: Final = frozenset(
    {"combien", "quel montant", "pour combien", "pour quel montant", "de combien", "montant"}
    | {"le montant", "quelle somme", "pour quelle somme", "ca coute combien", "combien ca coute"}
)
#: What carries the wish for an amount and names no column.
_AMOUNT: Final = regex(
    r"\b(?:(?:pour |c est |ca (?:fait|represente|donne|coute|vaut) |soit |quel(?:le)? (?:est )?)*"
    r"(?:combien|quel(?:le)?)|pour|soit|ca|c est|cela|(?:le|la|les|leurs?|un|une|des|de|du|d)"
    r"|fait|font|represente\w*|donne\w*|montants?|sommes?|ils|elles|ont|a|on|euros?|en|argent)\b"
)
_ASKS_AMOUNT: Final = regex(
    r"\b(?:combien|quel(?:le)? (?:montant|somme|enveloppe|budget|total)|montants?|sommes?|total)\b"
)
_ORDINALS: Final = {
    "premier": 0, "premiere": 0, "1er": 0, "1ere": 0, "deuxieme": 1, "2e": 1, "2eme": 1,
    "second": 1, "seconde": 1, "troisieme": 2, "3e": 2, "3eme": 2, "quatrieme": 3, "4e": 3,
    "cinquieme": 4, "5e": 4, "dernier": -1, "derniere": -1,
}  # fmt: skip
_ORDINAL: Final = regex(
    rf"(?P<before>(?:(?!(?:dont|parmi|plus|moins)\b)\S+ ){{0,4}}?)"
    rf"(?:(?:(?:pour|sur|de|a) )?(?:le|la|l)|du|au|^)(?: |(?<=^))"
    rf"(?P<which>{'|'.join(_ORDINALS)}|autre)(?: (?:cite|nomme|de la liste|liste)e?)?"
    rf"(?! (?:trim|sem|mois|jour|version|annee|avenant|rang)\w*)\b(?P<after>.*)"
)
#: What stands around a row that is said by its place in a list, and asks nothing.
_AROUND: Final = regex(
    r"\b(?:c est|c etait|ca|il|elle|etait|est|et|pour|sur|de|du|au|alors|le|la|l|a|porte|porter"
    r"|sur|concerne|concernait|faire|fait)\b"
)
_WHAT_FOR: Final = regex(
    r"\b(?:pour (?:quoi|quelle raison|quel motif)(?: faire)?|pourquoi|a quoi (?:il|elle|ca) (?:sert"
    r"|servait)|c(?: est| etait) quoi l objet|quoi faire)\b"
)
_REST: Final = regex(
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
    held = read_listed(state.listed, tables)
    priced = any("cout" in column.own.split() for one in held for column in one.lexis.table.columns)
    spent = "cout" if priced else "depense"
    text = _SPENT.sub(spent, bare_turn(as_turn(plain(question))))
    if not held or not text:
        return None
    readers: Sequence[Callable[[], Found | None]] = (
        lambda: _by_place(text, held, state, tables, context),
        lambda: gaps(text, held, context),
        lambda: compared(text, held, tables, context),
        lambda: _total(text, held, tables, context),
        lambda: _others(text, held),
        lambda: _reason(text, held),
        lambda: _amount(text, held, context),
        lambda: linked(text, held, tables),
    )
    for reader in readers:
        if (found := reader()) is not None:
            return replace(found[0], intent=INTENT), found[1]
    return None


def _total(text: str, held: Sequence[Listed], tables: Tables, context: Context) -> Found | None:
    """« Pour quel montant en tout ? », of several rows."""
    if len(rows_of(held)) < 2:
        return None
    whole = WHOLE.search(text) is not None
    left = WHOLE.sub(" ", text)
    if not (whole or _ASKS_AMOUNT.search(left)):
        return None
    left = " ".join(_AMOUNT.sub(" ", left).split())
    if not left and not whole and text == "combien":
        return None
    groups = [columns_named(left, one, tables) for one in held]
    if any(one is None or not one for one in groups):
        return None
    titles = {tuple(column.own for column in group or ()) for group in groups}
    if len(titles) > 1:
        return None
    if left or len(groups[0] or ()) == 1:
        return _sums(held, [list(group or ()) for group in groups], context)
    return _sums(held, [list(group or ()) for group in groups], context) if whole else None


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
    names = [one.lexis.table.name(row) for one, row in rows_of(held)]
    told = " ; ".join(f"{name} : {cell.shown}" for name, cell in zip(names, cells, strict=True))
    shown = f" ({told})" if len(cells) <= MOST_TOLD else ""
    text = f"« {cells[0].heading} », total des {counted(len(cells), 'ligne')} : {{value}}{shown}."
    lines = tuple((name, cell.shown) for name, cell in zip(names, cells, strict=True))
    return with_formula(
        call("SUM", *parts_of(filled)), context, text, held[0].lexis.table.open,
        Table(("Ligne", "Valeur"), lines), kind="" if kind == "number" else kind,
    )  # fmt: skip


def _reason(text: str, held: Sequence[Listed]) -> Found | None:
    """« Pourquoi ? », of one row: its remark, its reason, or what is noted of it."""
    if text != "pourquoi" or len(rows_of(held)) != 1:
        return None
    ((one, row),) = rows_of(held)
    columns = headed(one.lexis.table, "pourquoi")
    if not columns or all(one.lexis.table.cell(row, each).is_missing for each in columns):
        noted = _noted(one, row)
        if noted is not None or len(columns) != 1:
            return noted
    if len(columns) != 1:
        return None
    cell = one.lexis.table.cell(row, columns[0])
    said = f"« {one.lexis.table.open.sheet} », {one.lexis.table.name(row)} – {place(cell)}."
    return one_cell(cell, said), ""


def _amount(text: str, held: Sequence[Listed], context: Context) -> Found | None:
    """« Ça portait sur combien ? », of one row."""
    if text not in _HOW_MUCH or len(rows_of(held)) != 1:
        return None
    ((one, row),) = rows_of(held)
    if figures_of(one.columns):
        return None
    columns = [each for each in one.lexis.table.of(FIGURE) if each.column.unit in MONEY]
    if not 0 < len(columns) <= _FEW:
        return None
    answer = TableReply(
        Request(one.lexis.table, [row], named=True, columns=[columns]), context
    ).answer()
    rows = written(one.lexis.table.open.sheet, [row], columns)
    return None if answer is None else (answer, f"{OF_ROW}{rows}")


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
        extra = f" ({' ; '.join(map(place, cells))})" if cells else ""
        named.append(f"{table.name(row)}{extra}")
    more = " ; la suite au tableau" if len(named) > MOST_TOLD else ""
    many = f"{len(rows)} autres lignes" if len(rows) > 1 else "une autre ligne"
    said = f"« {table.open.sheet} » : {many}, {' | '.join(named[:MOST_TOLD])}{more}."
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
    rows = rows_of(held)
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
        for choice in islice(asking.choices(), MOST_CHOICES):
            made = None if choice.rows else asking.request(choice)
            if made is None or made.condition or made.op != LOOK:
                continue
            answer, columns = TableReply(made, context).answer(), made.flat
            if answer is not None:
                break
    if answer is None or answer.kind != ANSWERED:
        return None
    return answer, OF_ROW + written(table.open.sheet, [row], columns)
