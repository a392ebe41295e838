"""Tells the tables of another agreement or another body, which have the same shape as ours."""

from __future__ import annotations

import re
from collections.abc import Iterator
from statistics import median
from typing import Final

from pycog.audit.grid import normal, shown
from pycog.equip.model import FIGURES, Choice, Doubt, Table
from pycog.equip.recognition.heading_words import years_in
from pycog.equip.recognition.regions import Region
from pycog.equip.recognition.subject_frames import Frame
from pycog.equip.recognition.table_frames import Knowledge
from pycog.values import AMOUNT_UNITS, excerpt

#: « COG 2013-2017 », « CPOM de la caisse 2019-2023 ».
_SPAN: Final = re.compile(
    r"\b(?:cog|cpog|cpg|cpom|convention|contrat)\b[^0-9]{0,60}"
    r"((?:19|20)\d\d) ?[-–/a] ?((?:19|20)\d\d)"
)
#: Amounts so many times smaller or larger than those of the agreement are another body's.
_FAR: Final = 30.0
_FEWEST: Final = 3
#: Questions on single rows, left out where the whole table is asked about.
DETAILS: Final = frozenset(
    {
        "numero-et-libelle",
        "numero-seul",
        "libelle-seul",
        "libelle-proche",
        "libelle-ambigu",
        "ligne-inconnue",
        "cible-differente",
        "montant-different",
    }
)


def foreign_sign(region: Region, table: Table, frame: Frame, knowledge: Knowledge) -> str:
    """Return what speaks for another agreement, in French; ``""`` where nothing does.

    Args:
        region: Where the table stands.
        table: The table.
        frame: What its rows would be about.
        knowledge: The agreement.
    """
    years = set(knowledge.convention.years)
    for text in (region.title, table.sheet):
        for match in _SPAN.finditer(normal(text)):
            first, last = int(match[1]), int(match[2])
            if first < last and years and {first, last} != {min(years), max(years)}:
                return f"son titre parle d'un accord de {first} à {last}"
    if sign := _other_years(region, table, frame, knowledge):
        return sign
    if table.kind != "budget":
        return ""
    ratios = list(_ratios(table, frame))
    if len(ratios) >= _FEWEST and not 1 / _FAR <= median(ratios) <= _FAR:
        return "ses montants ne sont pas de l'ordre de ceux de l'accord"
    return ""


def _other_years(region: Region, table: Table, frame: Frame, knowledge: Knowledge) -> str:
    """Return what the years of a table say against the agreement, ``""`` where nothing."""
    if frame.year is not None:
        texts = (region.title, table.sheet, *(one.heading for one in region.columns))
        told = {year for text in texts for year in years_in(text)}
        if told and frame.year not in told:
            return f"il parle de {_listed(told)} et non de la campagne {frame.year}"
        return ""
    years = {
        column.year
        for column in table.columns
        if column.role in FIGURES and column.year is not None
    }
    if years and not years & set(knowledge.years):
        return f"ses années ({_listed(years)}) ne sont pas celles de l'accord"
    return ""


def _listed(years: set[int]) -> str:
    return ", ".join(str(year) for year in sorted(years))


def _ratios(table: Table, frame: Frame) -> Iterator[float]:
    """Yield each amount of the lines divided by the one that the agreement prints."""
    subjects = {row.index: row.subject for row in table.rows if row.subject is not None}
    printed = {
        one.subject.identity: [
            value
            for (role, _), value in one.printed.items()
            if role == "base" and isinstance(value, int | float) and value
        ]
        for one in frame.candidates
    }
    units = {column.index: column.unit for column in table.columns}
    for cell in table.readings:
        subject = subjects.get(cell.row)
        amounts = printed.get(subject.identity, []) if subject else []
        if cell.number and amounts and units[cell.column] in AMOUNT_UNITS:
            yield abs(cell.number / median(amounts))


def foreign_question(region: Region, table: Table, sign: str, knowledge: Knowledge) -> Doubt:
    """Return the question of a table that may be another agreement's."""
    name = knowledge.convention.short_title
    return Doubt(
        "accord-incertain",
        table.sheet,
        shown((table.heading_row, table.columns[0].index)),
        f"Ce tableau a la forme d'un tableau de {name}, mais {sign}. Est-ce bien un tableau de cet "
        "accord ?",
        (excerpt(region.title),) if region.title else (),
        (Choice(f"Oui, de {name}", "oui"), Choice("Non : le laisser de côté", "non")),
    )
