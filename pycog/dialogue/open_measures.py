"""The measures of an open plan: which are late, delivered late, delivered in time or not due."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from pycog.dialogue.answers import ANSWERED, Answer, Table
from pycog.dialogue.lexicon import stem
from pycog.dialogue.normalise import normalise, words
from pycog.dialogue.open_rows import Column, OpenRow
from pycog.dialogue.sheet import SheetReader, quoted
from pycog.values import Scalar, date_of, serial_of
from pycog.xlsx.cells import column_letters

_DUE: Final = re.compile(r"(?:date )?(?:d )?echeance|date limite|pour le")
_DONE: Final = re.compile(
    r"(?:date de )?(?:realise|realisation|livre|livraison|fait|termine)e?(?: le)?"
)
#: What a cell beside the title gives as the day of the plan.
_AS_OF: Final = re.compile(r"(?:situation|etat|arrete|date) ?(?:au|du|le)?")
_LATE, _DELIVERED_LATE, _IN_TIME, _NOT_DUE = (
    "en retard", "livrée en retard", "livrée à temps", "non échue",
)  # fmt: skip
_YEAR: Final = re.compile(r"\b(?:19|20)\d\d\b")
_NEGATED: Final = re.compile(r"\b(?:pas|non|aucune?) (?:encore )?en retard\b")
_ASKED: Final = (
    (_DELIVERED_LATE, re.compile(r"\b(?:livre|realise|termine|fait)e?s? en retard\b")),
    (_LATE, re.compile(r"\b(?:en )?retards?\b|\bencore (?:livrer|faire|rendre)\b")),
)
_WORDS: Final = frozenset(
    map(
        stem,
        words(
            "mesure mesures action actions retard retards lesquelles laquelle lesquels lequel "
            "depuis plus longtemps combien jours encore livrer livrees livree livre mais realisees "
            "faire rendre terminees liste pas non"
        ),
    )
)


@dataclass(frozen=True, slots=True)
class _Judged:
    row: OpenRow
    status: str
    days: int
    due: dt.date
    place: str


def measures_answer(
    rows: list[OpenRow],
    reader: SheetReader,
    text: str,
    said: list[frozenset[str]],
    free: Collection[str],
    today: dt.date | None,
) -> Answer | None:
    """Answer a question about the measures of a plan; ``None`` for any other.

    Args:
        rows: The rows of the workbook.
        reader: Gives the sheets, one of which may say the day of the plan.
        text: The normalised question.
        said: Its words, each as typed and as recognised.
        free: Stems that mean nothing.
        today: The day of the question.
    """
    wanted = next((status for status, pattern in _ASKED if pattern.search(text)), "")
    dated = [row for row in rows if _column(row, _DUE) and _column(row, _DONE)]
    if not wanted or not dated or _YEAR.search(text):
        # The day of the plan is the only one that a measure is judged on.
        return None
    sheet = dated[0].sheet
    day = _as_of(reader, sheet) or today
    if day is None:
        return None
    left = [forms for forms in said if not forms & {*_WORDS, *free}]
    chosen = [row for row in dated if row.sheet == sheet and all(_has(row, one) for one in left)]
    judged = [one for row in chosen if (one := _judged(row, day)) is not None]
    if not judged or len(judged) < len(chosen):
        return None
    if _NEGATED.search(text):
        return _told(judged, [_IN_TIME, _NOT_DUE, _DELIVERED_LATE], day, sheet)
    open_ones = "encore" in text and wanted == _LATE and not re.search(r"\bretards?\b", text)
    return _told(judged, [_LATE, _NOT_DUE] if open_ones else [wanted], day, sheet)


def _told(judged: list[_Judged], wanted: list[str], day: dt.date, sheet: str) -> Answer:
    """Say the measures of each status, those late for the longest time first."""
    found = sorted(
        (one for one in judged if one.status in wanted),
        key=lambda one: (wanted.index(one.status), -one.days, one.row.at),
    )
    lines = tuple(
        (one.row.number, one.row.label, f"{one.due:%d/%m/%Y}", one.status,
         f"{one.days} j" if one.days else "", one.place)
        for one in found
    )  # fmt: skip
    parts = []
    for status in wanted:
        names = [
            f"{f'n° {one.row.number} ' if one.row.number else ''}« {one.row.label} »"
            f"{f' ({one.days} j)' if one.days else ''}"
            for one in found
            if one.status == status
        ]
        parts.append(f"{status}, {len(names)}{' : ' if names else ''}{', '.join(names)}")
    plural = "s" if len(judged) > 1 else ""
    read = f"« {sheet} », {len(judged)} mesure{plural} lue{plural}, au {day:%d/%m/%Y}"
    text = f"{read} : {' ; '.join(parts)}."
    table = Table(("N°", "Mesure", "Échéance", "Situation", "Retard", "Cellule"), lines)
    source = f"Classeur ouvert, feuille « {sheet} »"
    return Answer("classeur", ANSWERED, text, table=table if lines else None, source=source)


def _judged(row: OpenRow, day: dt.date) -> _Judged | None:
    due_at, done_at = _column(row, _DUE), _column(row, _DONE)
    if due_at is None or done_at is None:
        return None
    due, done = _date(row.value(due_at)), _date(row.value(done_at))
    if due is None or (done is None and row.value(done_at) is not None):
        return None
    # Where the officer looks: the date that is or is not there.
    place = f"{quoted(row.sheet)}!{column_letters(done_at.at + 1)}{row.at}"
    if done is not None:
        late = max((done - due).days, 0)
        return _Judged(row, _DELIVERED_LATE if late else _IN_TIME, late, due, place)
    late = max((day - due).days, 0)
    return _Judged(row, _LATE if late else _NOT_DUE, late, due, place)


def _column(row: OpenRow, pattern: re.Pattern[str]) -> Column | None:
    return next((one for one in row.columns if pattern.fullmatch(normalise(one.title))), None)


def _has(row: OpenRow, forms: frozenset[str]) -> bool:
    """Tell whether a word stands in the label of a row or in another text of it."""
    texts = [cell for cell in row.cells if isinstance(cell, str)]
    return any(forms & set(map(stem, words(normalise(one)))) for one in texts)


def _as_of(reader: SheetReader, sheet: str) -> dt.date | None:
    """Return the day that a sheet says it shows, beside « Situation au »."""
    for one in reader.sheets():
        for line in one.rows[:5] if one.name == sheet else ():
            for cell, after in pairwise(line):
                if isinstance(cell, str) and _AS_OF.fullmatch(normalise(cell)):
                    return _date(after)
    return None


def _date(value: Scalar) -> dt.date | None:
    """Return a date as a cell has it: a number of days, or as written."""
    if isinstance(value, bool):
        return None
    if isinstance(value, float | int):
        first = serial_of(dt.date(1990, 1, 1))
        if not first <= value <= serial_of(dt.date(2100, 1, 1)):
            return None
        return date_of(float(value))
    match = (
        re.fullmatch(r"(\d{2})/(\d{2})/(\d{4})", value or "") if isinstance(value, str) else None
    )
    try:
        if match:
            return dt.date(int(match[3]), int(match[2]), int(match[1]))
        return dt.date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
