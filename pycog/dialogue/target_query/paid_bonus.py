"""When a bonus was paid, and how much a head, of a table with one column a year."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from pycog.dialogue.answers import Answer
from pycog.dialogue.expressions import Computed, Operation
from pycog.dialogue.lexicon import stem
from pycog.dialogue.normalise import normalise, words
from pycog.dialogue.table_query.best_readings import Tables
from pycog.dialogue.table_query.initials import FILLER
from pycog.dialogue.table_query.plain_tables import PlainTable
from pycog.dialogue.workbook.cell_answers import said_only, with_formula
from pycog.dialogue.workbook.open_cells import Cell
from pycog.lazy_patterns import regex

if TYPE_CHECKING:
    from pycog.dialogue.turn import Context
    from pycog.equip.open_parts import OpenRow

_YEAR: Final = regex(r"(?<![\d/,.-])((?:19|20)\d\d)(?![\d%€]|[/,.-]\d)")
_PAID: Final = (
    r"(?:verse\w*|touche\w*|paye\w*|paie\w*|regle\w*|recu\w*|percu\w*|tombe\w*"
    r"|distribue\w*|mise? en paiement|versement|paiement)"
)
_WHEN: Final = regex(r"\b(?:quand|a quelle date|quelle date|quel jour|date (?:de|du|d))\b")
_PAYING: Final = regex(rf"\b{_PAID}\b")
_DATED_ROW: Final = regex(
    r"\b(?:verse\w*|paye\w*|regle\w*|mis\w* en paiement|paiement|versement)\b"
)
_HEADS: Final = r"(?P<head>beneficiaires?|agents?|etp|personnes?|salaries?|tetes?)"
_PER: Final = regex(
    rf"\b(?:(?:divisee?s?|rapportee?s?|ramenee?s?) (?:par|a|au|aux)|par|/) ?(?:le |la |l |les "
    rf"|au )?(?:nombre (?:de |d )|chaque )?{_HEADS}\b"
)
_COUNTED: Final = regex(
    r"\b(?:combien|nombre) (?:de |d )(?:agents|personnes|beneficiaires|salaries|collegues)\b"
)
_AMOUNT: Final = regex(
    r"\b(?:(?:la |le |l |une |un |notre |quelle |quel |montant (?:de la |du |d |de l )?)*(?:primes?"
    r"|montants?|enveloppes?|interessement|somme)"
    r"(?: (?:moyen(?:ne)?|collective|verse\w*|distribue\w*|totale?))*|combien)\b"
)
_ENVELOPE: Final = regex(
    r"(?:enveloppe|masse|montant (?:total|global|verse|distribue)|somme|total|interessement"
    r"|budget)\b(?!.*\bpar\b)"
)
_MEAN: Final = regex(r"\bmoyen(?:ne)?\b|\ben moyenne\b")
_AROUND: Final = frozenset(
    map(
        stem,
        words(
            "prime interessement agents agent collective ete est ont les la l au titre exercice "
            "annee salaries beneficiaires euros etait on"
        ),
    )
)
_SHOWN: Final = {
    stem("beneficiaire"): "bénéficiaire", stem("salarie"): "salarié", stem("tete"): "tête",
    stem("personne"): "personne", "etp": "ETP",
}  # fmt: skip
_UNIT: Final = regex(r"\((k€|M€|€|keuros|euros)\)")
_WORTH: Final = {"k€": 1_000, "M€": 1_000_000, "keuros": 1_000}


@dataclass(frozen=True, slots=True)
class _Line:
    """One figure of a year."""

    table: PlainTable
    row: OpenRow
    cell: Cell

    @property
    def label(self) -> str:
        return normalise(self.row.label)


def bonus_paid(text: str, tables: Tables, context: Context) -> Answer | None:
    """Answer when a bonus was paid, or how much a head it was; ``None`` for any other question.

    Args:
        text: The question, in plain form.
        tables: The tables of the workbook.
        context: The formulas.
    """
    years = list(dict.fromkeys(_YEAR.findall(text)))
    if len(years) != 1 or not (_PAYING.search(text) or _PER.search(text)):
        return None
    lines = list(_lines(tables, int(years[0])))
    left = _YEAR.sub(" ", text)
    if (counted_ := _COUNTED.search(left)) and not _PER.search(left):
        return _heads_paid(left[: counted_.start()] + " " + left[counted_.end() :], lines, years[0])
    if _WHEN.search(left) and _PAYING.search(left):
        return _day(_PAYING.sub(" ", _WHEN.sub(" ", left)), lines, years[0])
    per = _PER.search(left)
    if per is None or re.search(r"\bavec\b|\bsi\b", left):
        return None
    most = re.search(r"\bmax(?:imum|imal\w*)?\b", left) is not None
    left = re.sub(r"\bmax(?:imum|imal\w*)?\b", " ", left)
    per = _PER.search(left)
    assert per is not None
    rest = _MEAN.sub(" ", _AMOUNT.sub(" ", left[: per.start()] + " " + left[per.end() :]))
    if not _is_read(_PAYING.sub(" ", rest)):
        return None
    wants_mean = _MEAN.search(left) is not None or "divis" in per[0] or "rapport" in per[0]
    return _per_head(per["head"], lines, years[0], context, mean=wants_mean, most=most)


def _is_read(left: str) -> bool:
    return all(
        stem(one) in FILLER or stem(one) in _AROUND for one in re.findall(r"[^\s,?.!]+", left)
    )


def _lines(tables: Tables, year: int) -> Iterator[_Line]:
    for lexis in tables.lexes:
        table = lexis.table
        columns = [
            one
            for one in table.columns
            if one.period is not None and one.period.is_year and one.period.year == year
        ]
        if table.label is None or len(columns) != 1:
            continue
        for row in table.rows:
            yield _Line(table, row, table.cell(row, columns[0]))


def _day(left: str, lines: list[_Line], year: str) -> Answer | None:
    """Say on which day a bonus was paid."""
    if not _is_read(left):
        return None
    found = [one for one in lines if _DATED_ROW.search(one.label) and _is_day(one.table, one.row)]
    if len(found) != 1:
        return None
    line = found[0]
    shown = f"« {line.table.open.sheet} », « {line.row.label} » {year}"
    if line.cell.is_missing:
        return said_only(f"{shown} : pas encore renseigné ({line.cell.place}).", line.table.open)
    return said_only(f"{shown} : {line.cell.shown} ({line.cell.place}).", line.table.open)


def _heads_paid(left: str, lines: list[_Line], year: str) -> Answer | None:
    """Say how many were paid a bonus."""
    if not _is_read(_PAYING.sub(" ", left)):
        return None
    found = [
        one
        for one in lines
        if re.match(
            r"(?:nombre (?:de |d ))?(?:beneficiaires?|agents? (?:payes?|beneficiaires?))\b",
            one.label,
        )
    ]
    if len(found) != 1:
        return None
    line = found[0]
    shown = f"« {line.table.open.sheet} », « {line.row.label} » {year} : {line.cell.shown}"
    return said_only(f"{shown} ({line.cell.place}).", line.table.open)


def _is_day(table: PlainTable, row: OpenRow) -> bool:
    from pycog.equip.open_parts import day_of

    cells = [table.cell(row, one).stored for one in table.columns if one.period is not None]
    held = [one for one in cells if one is not None]
    return bool(held) and all(day_of(one) is not None for one in held)


def _per_head(
    head: str, lines: list[_Line], year: str, context: Context, *, mean: bool, most: bool
) -> Answer | None:
    noun = stem(head)
    direct = [
        one
        for one in lines
        if re.search(r"\bpar (?:\w+ )?" + re.escape(noun), one.label)
        and (re.search(r"\bmax", one.label) is not None) is most
    ]
    if len(direct) == 1 and not mean:
        line = direct[0]
        text = f"« {line.table.open.sheet} », « {line.row.label} » {year} : {line.cell.shown}"
        text += f" ({line.cell.place})."
        return said_only(text, line.table.open)
    heads = [
        one for one in lines if noun in map(stem, words(one.label)) and " par " not in one.label
    ]
    amounts = [one for one in lines if _ENVELOPE.match(one.label)]
    if len(heads) != 1 or len(amounts) != 1 or amounts[0].table is not heads[0].table:
        return None
    amount, count = amounts[0], heads[0]
    shown = (
        f"« {amount.row.label} » {amount.cell.shown} ({amount.cell.place}) ; « {count.row.label} » "
        f"{count.cell.shown} ({count.cell.place})"
    )
    if amount.cell.number is None or not count.cell.number:
        return said_only(f"Je ne peux pas le calculer pour {year} : {shown}.", amount.table.open)
    unit = _UNIT.search(amount.row.label)
    worth = _WORTH.get(unit[1], 1) if unit else 1
    node: Computed = Operation(amount.cell.ref(), "/", count.cell.ref())
    if worth > 1:
        node = Operation(Operation(amount.cell.ref(), "*", worth), "/", count.cell.ref())
    text = f"En moyenne par {_SHOWN.get(noun, noun)}, {year} : {{value}} ({shown})."
    return with_formula(node, context, text, amount.table.open, kind="€" if unit else "number")
