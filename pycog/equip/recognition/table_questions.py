"""Asks what a table leaves open, and tells what is not as the agreement prints it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Final

from pycog.audit.grid import Stored, normal, shown
from pycog.equip.model import Column, Doubt, Table
from pycog.equip.recognition.cell_readings import shown_value
from pycog.equip.recognition.column_units import Units
from pycog.equip.recognition.judging import Match
from pycog.equip.recognition.printed_values import same_amount, same_target
from pycog.equip.recognition.questions import (
    column_questions,
    frame_question,
    points_question,
    row_question,
    unit_question,
    unknown_rows_question,
)
from pycog.equip.recognition.regions import Region
from pycog.equip.recognition.subject_frames import Candidate, Frame
from pycog.equip.recognition.table_drafts import Draft, candidate_of
from pycog.equip.recognition.total_checks import total_questions
from pycog.equip.recognition.total_rows import sum_questions
from pycog.values import excerpt, format_number

#: « 14,052,000.00 », which a French Excel holds for a text.
_ENGLISH: Final = re.compile(r"-?\d{1,3}(?:,\d{3})+\.\d+|-?\d{1,3}(?:,\d{3}){2,}")
#: More unknown rows than these are told together.
_MOST_UNKNOWN: Final = 8


def questions_of(
    region: Region,
    table: Table,
    drafts: Sequence[Draft],
    found: dict[int, tuple[Draft, Match]],
    rates: Units | None,
    rivals: Sequence[Frame],
) -> Iterator[Doubt]:
    """Yield what is to be asked or told of a table.

    Args:
        region: Where it stands.
        table: The table.
        drafts: What it was drafted from.
        found: Row → its draft and match.
        rates: How its rates are typed, ``None`` for a budget.
        rivals: The frames that fit as well.
    """
    view, header = region.view, (table.header or (table.first,))
    if rivals:
        yield frame_question(view, header[-1], table.columns[0].index, rivals)
    with_subject = [row for row in table.rows if row.subject is not None]
    units = drafts[0].units
    years = sorted({key[1] for one in drafts[0].frame.candidates for key in one.printed if key[1]})
    told = frozenset([one[0] for one in units.unknown] + [one[0] for one in units.doubtful])
    yield from column_questions(view, table.columns, table.header, with_subject, told, years)
    by_index = {column.index: column for column in table.columns}
    rows = [row.index for row in with_subject]
    certain = {row.index for row in with_subject if row.accepted}
    for index, likely in units.unknown:
        yield unit_question(view, by_index[index], header[-1], rows, "", likely)
    for index, said, shown_by in units.doubtful:
        yield unit_question(view, by_index[index], header[-1], rows, said, shown_by)
    for index, in_points in rates.in_points if rates else ():
        asked = tuple(row for row in in_points if row in certain)
        if by_index[index].role == "réalisé" and asked:
            yield points_question(view, by_index[index], header[-1], asked)
    headings = {normal(one) for draft in drafts for one in draft.frame.headings}
    yield from _row_questions(region, table, found, headings)
    candidates = {row.index: candidate_of(found.get(row.index)) for row in table.rows}
    yield from figure_questions(region, table, candidates, drafts[0].frame.unit)
    parts = _parts(table, found)
    sums = list(sum_questions(view, table.rows, table.columns, parts))
    yield from sums
    yield from total_questions(view, table, parts, frozenset(one.cell for one in sums))
    yield from _rate_questions(region, table)


def _row_questions(
    region: Region, table: Table, found: dict[int, tuple[Draft, Match]], headings: Collection[str]
) -> Iterator[Doubt]:
    label = next((one.index for one in table.columns if one.role == "libellé"), 0)
    number = next((one.index for one in table.columns if one.role == "numéro"), label)
    unknown = [
        row
        for row in table.rows
        if row.index not in found and row.role == "ligne" and normal(row.label) not in headings
    ]
    if len(unknown) > _MOST_UNKNOWN:
        yield unknown_rows_question(region.view, unknown, label)
        unknown = []
    for row in table.rows:
        pair = found.get(row.index)
        code = pair[1].code if pair else "ligne-inconnue" if row in unknown else ""
        if code:
            at = number if code.startswith("numero") else label
            yield row_question(region.view, row, code, table.columns, (row.index, at))


def figure_questions(
    region: Region, table: Table, candidates: Mapping[int, Candidate | None], unit: str
) -> Iterator[Doubt]:
    """Yield what is told of single figures: those of the agreement differ, or they do not read.

    Args:
        region: Where the table stands.
        table: The table.
        candidates: Row → what the agreement says of its subject.
        unit: Unit of its amounts, ``""`` where it has none.
    """
    yield from _printed_questions(region, table, candidates, unit)
    yield from _cell_questions(region, table)


def _printed_questions(
    region: Region, table: Table, candidates: Mapping[int, Candidate | None], unit: str
) -> Iterator[Doubt]:
    """Yield the targets and the amounts that are not those of the agreement."""
    for row in table.rows:
        candidate = candidates.get(row.index)
        if candidate is None or not row.accepted:
            continue
        for column in table.columns:
            if column.role not in {"objectif", "seuil", "base"} or not column.accepted:
                continue
            printed = candidate.printed.get((column.role, column.year or row.year))
            stored = region.view.row(row.index).get(column.index)
            if printed is None or stored is None or stored.error:
                continue
            if isinstance(printed, str):
                same, code, text = same_target(stored, printed), "cible-differente", printed
            else:
                number = stored.number
                if number is None or not column.unit:
                    continue
                same = same_amount(number, printed, column.unit, unit)
                code, text = "montant-different", f"{format_number(printed)} {unit}"
            if same is False:
                yield Doubt(
                    code,
                    table.sheet,
                    shown((row.index, column.index)),
                    f"« {excerpt(row.label)} », {column.heading} : {shown_value(stored)} au lieu "
                    f"de {text} dans l'accord. La valeur de l'accord est celle qui est comparée.",
                    (shown_value(stored), text),
                    blocking=False,
                )


def _cell_questions(region: Region, table: Table) -> Iterator[Doubt]:
    labels = {row.index: row.label for row in table.rows}
    headings = {column.index: column for column in table.columns}
    for cell in table.readings:
        if cell.reading not in {"illisible", "erreur"} or not headings[cell.column].accepted:
            continue
        stored = region.view.row(cell.row).get(cell.column)
        column = headings[cell.column]
        error = cell.reading == "erreur"
        what = "contient une erreur" if error else _why_unread(stored, column)
        yield Doubt(
            "valeur-en-erreur" if error else "valeur-illisible",
            table.sheet,
            shown((cell.row, cell.column)),
            f"« {excerpt(labels[cell.row])} », {column.heading} : "
            f"« {excerpt(shown_value(stored))} » {what}. Le statut reste « Non renseigné » ; "
            "corrigez-la dans le classeur.",
            (shown_value(stored),),
            blocking=False,
        )


def _why_unread(stored: Stored | None, column: Column) -> str:
    """Return why a figure is not compared: it is none, or one of another unit."""
    if stored is not None and stored.number is not None:
        unit = "de l'objectif" if column.role in {"réalisé", "seuil"} else "de la colonne"
        return f"n'est pas dans l'unité {unit} : la valeur n'est pas comparée"
    if stored is not None and _ENGLISH.fullmatch(stored.text):
        return "est écrit à l'anglaise, des virgules entre les milliers et un point décimal"
    return "ne se lit pas comme une valeur de cette ligne"


def _parts(table: Table, found: dict[int, tuple[Draft, Match]]) -> dict[int, list[int]]:
    """Return the row of each total → the rows that the agreement adds up in it."""
    rows = {
        row.subject.identity: row.index
        for row in table.rows
        if row.subject is not None and row.accepted
    }
    parts: dict[int, list[int]] = {}
    for row in table.rows:
        candidate = candidate_of(found.get(row.index))
        if candidate is None or not row.accepted or not candidate.parts:
            continue
        subject = candidate.subject
        own = [rows.get((subject.kind, subject.frame, key)) for key in candidate.parts]
        if all(one is not None for one in own):
            parts[row.index] = [one for one in own if one is not None]
    return parts


def _same_rate(rate: float, typed: float) -> bool:
    """Tell whether a typed rate is a computed one rounded, as a ratio or in points."""
    for number in (typed, typed / 100):
        decimals = len(f"{number:.10f}".rstrip("0").partition(".")[2])
        if abs(rate - number) <= 0.5 * 10.0 ** -max(min(decimals, 9), 2) * 1.000001:
            return True
    return False


def _rate_questions(region: Region, table: Table) -> Iterator[Doubt]:
    """Yield the typed rates of execution that the amounts beside them do not give."""
    if table.kind != "budget":
        return
    numbers = {(cell.row, cell.column): cell.number for cell in table.readings}
    for column in table.columns:
        if column.role != "taux" or column.year is None:
            continue
        above = table.column("exécuté", column.year)
        below = table.column("voté", column.year) or table.column("base", column.year)
        if above is None or below is None:
            continue
        for row in table.rows:
            at = (row.index, column.index)
            stored = region.view.row(row.index).get(column.index)
            typed = None if stored is None or region.view.is_formula(*at) else stored.number
            executed = numbers.get((row.index, above.index))
            voted = numbers.get((row.index, below.index))
            if stored is None or typed is None or executed is None or not voted:
                continue
            rate = executed / voted
            if not _same_rate(rate, typed):
                computed = f"{format_number(rate * 100, 1)} %"
                yield Doubt(
                    "taux-different",
                    table.sheet,
                    shown(at),
                    f"« {excerpt(row.label)} », {column.heading} : {shown_value(stored)} saisi, "
                    f"{computed} d'après {above.heading} et {below.heading}.",
                    (shown_value(stored), computed),
                    blocking=False,
                )
