"""Decides the role and the year of each column, once the kind of its table is known."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from pycog.arithmetic import compare
from pycog.audit.grid import normal
from pycog.equip.model import AMOUNTS, FIGURES, RESULTS, Column
from pycog.equip.recognition.budget_roles import (
    EXECUTION,
    VOTED,
    budget_role,
    has_parts_of_year,
    is_so_far,
    role_of_parts,
    role_of_total,
    shows_rates,
)
from pycog.equip.recognition.evidence import Compared
from pycog.equip.recognition.heading_words import (
    is_part_of_year,
    is_total_heading,
    is_whole_year,
    years_in,
)
from pycog.equip.recognition.printed_values import same_target
from pycog.equip.recognition.regions import Headed, Region
from pycog.equip.recognition.sheet_view import is_figure
from pycog.equip.recognition.subject_frames import Frame
from pycog.equip.recognition.table_lines import Line, Places

_DATES: Final = re.compile(r"\d{1,2}[/.-]\d{1,2}[/.-](?:19|20)\d\d|(?:19|20)\d\d-\d\d-\d\d")
_SPANS: Final = re.compile(r"(?:19|20)\d\d ?(?:-|–|—|/|a|au) ?(?:19|20)?\d\d(?!\d)")
_TARGETS: Final = re.compile(r"\b(objectifs?|cibles?)\b")
_TOLD_BY: Final = {"réalisé": EXECUTION, "objectif": _TARGETS}
_FORECAST: Final = re.compile(r"\b(prev|prevu|prevision)")
_FINAL: Final = re.compile(r"\bdefinitifs?\b|\bdefinitives?\b|\barretee?s?\b")
_PASSING: Final = re.compile(r"\b(?:provisoires?|estimee?s?|estimations?|previsionnel\w*)\b")
#: A mean of months is the figure of the year only where the officer says so.
_MEAN: Final = re.compile(r"\bmoy(?:enne)?s?\b")
_WHOLE_YEAR: Final = re.compile(r"\b(?:total|cumul\w*|annee|annuel\w*|31/12/\d{4})\b")
#: Heads results where figures stand under it, else whether the target was met.
_REACHED: Final = "atteint"
#: Letters that stand for words where they stand beside « R ».
_LETTERS: Final = {"o": "objectif", "c": "objectif", "r": "réalisé"}
_YEAR: Final = re.compile(r"\b(?:19|20)\d\d\b")
#: A mark in a scorecard; a note elsewhere.
_MARKS: Final = re.compile(r"notes?\b")
_BARE_POINTS: Final = re.compile(r"(?:nombre de |nb de )?(?:points|pts)")
#: Columns that belong to a year where one is told, and are of no use without.
_YEARLY: Final = FIGURES | {"taux", "écart", "statut", "commentaire"}


@dataclass(frozen=True, slots=True)
class Years:
    """The years that a table may be about.

    Attributes:
        known: Years of the agreement with its base years.
        told: The one year that the title or the sheet tells, ``None`` where there is none.
        base: The last base year, ``None`` where the agreement has none.
    """

    known: tuple[int, ...]
    told: int | None
    base: int | None


def role_told(text: str) -> str:
    """Return what a title says that figures are: ``"réalisé"``, ``"objectif"`` or ``""``."""
    plain = normal(text)
    said = [role for role, words in _TOLD_BY.items() if words.search(plain)]
    return said[0] if len(said) == 1 else ""


def year_told(sheet: str, title: str, known: Sequence[int]) -> int | None:
    """Return the one year that the name of a sheet or the title of a table tells.

    Args:
        sheet: Name of the sheet.
        title: Texts above the table.
        known: Years of the agreement.

    Returns:
        The year, ``None`` where several are told, where title and sheet contradict each
        other, or where none is; dates and spans do not count.
    """
    told: list[set[int]] = []
    for text in (title, sheet):
        plain = _SPANS.sub(" ", _DATES.sub(" ", normal(text)))
        told.append({year for year in years_in(plain) if year in known})
    both = told[0] & told[1] if all(told) else told[0] | told[1]
    return both.pop() if len(both) == 1 else None


def read_columns(
    region: Region, frame: Frame, places: Places, lines: Sequence[Line], years: Years
) -> list[Column]:
    """Return every column of a region with its role and year.

    Args:
        region: The region.
        frame: What its rows are about.
        places: The columns that say what they are.
        lines: Its rows.
        years: The years that it may be about.

    Returns:
        The columns from left to right; those that leave a question are not sure.
    """
    found = [
        _place_role(headed, places) or _measured(region, headed, frame, lines, years)
        for headed in region.columns
    ]
    found = _years_filled(found, region, frame, years)
    if frame.kind == "indicateurs":
        found = _year_so_far(found, of_parts=has_parts_of_year(region))
    return _without_doubles(found, region, frame, lines)


def _place_role(headed: Headed, places: Places) -> Column | None:
    roles = {
        places.number: "numéro",
        places.label: "libellé",
        places.theme: "groupe" if headed.words.role == "groupe" else "thème",
        places.fund: "fonds",
        places.unit: "unité",
        places.year: "autre",
    }
    role = roles.get(headed.index)
    return None if role is None else Column(headed.index, headed.heading, role)


def _measured(
    region: Region, headed: Headed, frame: Frame, lines: Sequence[Line], years: Years
) -> Column:
    """Return a column that says nothing of what its rows are."""
    words, text = headed.words, normal(headed.heading)
    role, span = words.role, words.years
    if not role and is_part_of_year(headed.heading) and has_parts_of_year(region):
        return Column(headed.index, headed.heading, "autre")
    if not role and is_whole_year(headed.heading) and has_parts_of_year(region):
        role = role_of_parts(region) if frame.kind == "budget" else ""
        return Column(headed.index, headed.heading, role or "cumul", next(iter(span), years.told))
    year = span[0] if len(span) == 1 else None
    if len(span) > 1 and role in FIGURES:
        return Column(headed.index, headed.heading, "cumul")
    if len(span) > 1 and not role:
        total = frame.kind == "budget" and is_total_heading(headed.heading)
        return Column(headed.index, headed.heading, "cumul" if total else "autre")
    if words.relative is not None and years.told is not None:
        year = years.told + words.relative
    if words.bare and year is None and not role:
        year = frame.year or years.told
    if words.bare and frame.kind == "budget" and shows_rates(region, headed.index):
        return Column(headed.index, headed.heading, "taux", year)
    if words.bare and year is not None:
        return _bare_year(region, headed, frame, year)
    if words.bare and not role and region.fund and (told := role_of_parts(region)):
        return Column(headed.index, headed.heading, told, None, "", sure=False, accepted=False)
    if not role and year is not None and frame.kind != "barème":
        return _unknown(region, headed, year, lines)
    if (
        role == "statut"
        and _YEAR.sub("", text).strip() == _REACHED
        and _holds_figures(region, headed, lines)
    ):
        role = "réalisé"
    if frame.kind == "indicateurs":
        role = _of_indicators(role, text, year, years)
    elif frame.kind == "budget":
        role = role_of_total(region, headed, budget_role(role, text), year)
        role = "taux" if role in FIGURES and shows_rates(region, headed.index) else role
    else:
        role = _of_card(region, headed, frame, role, text, lines)
    if role in {"libellé", "numéro", "fonds"}:
        role = "autre"
    sure = role != "?" and not (words.partial and role in FIGURES)
    sure = sure and not (role in RESULTS and is_so_far(region, headed))
    role = "points" if role == "?" else role
    return Column(headed.index, headed.heading, role, year, "", sure, sure)


def _holds_figures(region: Region, headed: Headed, lines: Sequence[Line]) -> bool:
    """Tell whether the filled cells of a column are figures, most of them, and not words."""
    cells = [
        stored
        for line in lines
        if (stored := region.view.row(line.row).get(headed.index)) is not None
        and stored.value != ""
    ]
    return bool(cells) and 2 * sum(map(is_figure, cells)) > len(cells)


def _of_indicators(role: str, text: str, year: int | None, years: Years) -> str:
    if role == "exécuté":
        return "réalisé"
    if role == "voté":
        return "objectif" if _FORECAST.search(text) else "autre"
    if role == "base":
        return "réalisé" if year is not None and year == years.base else "autre"
    return role or "autre"


def _of_card(
    region: Region, headed: Headed, frame: Frame, role: str, text: str, lines: Sequence[Line]
) -> str:
    if role == "exécuté":
        return "réalisé"
    if role in {"voté", "base"}:
        return "autre"
    if role == "commentaire" and _MARKS.match(text) and _holds_figures(region, headed, lines):
        return "points"
    if role == "poids" and _BARE_POINTS.fullmatch(text):
        same, other = _weights(region, headed.index, frame, lines)
        rivals = [one for one in region.columns if one.words.role == "poids" and one != headed]
        if rivals:
            return "points"
        return "poids" if same and not other else "?"
    return role or "autre"


def _weights(region: Region, column: int, frame: Frame, lines: Sequence[Line]) -> tuple[int, int]:
    """Count the cells of a column that hold weights of the scorecard, and the others."""
    weights = {
        value
        for one in frame.candidates
        for (role, _), value in one.printed.items()
        if role == "poids"
    }
    same = other = 0
    for line in lines:
        stored = region.view.row(line.row).get(column)
        number = None if stored is None else stored.number
        if number is not None and line.label:
            same, other = (same + 1, other) if number in weights else (same, other + 1)
    return same, other if other > 4 else 0


def _unknown(region: Region, headed: Headed, year: int, lines: Sequence[Line]) -> Column:
    """Return a column whose words are not known: asked where it holds figures of its year alone."""
    figures = sum(
        is_figure(region.view.row(line.row).get(headed.index))
        for line in lines
        if headed.index in region.view.row(line.row)
    )
    others = any(
        column.words.role in FIGURES and year in column.words.years for column in region.columns
    )
    if figures and not others:
        role = _of_letter(region, headed, year)
        return Column(
            headed.index, headed.heading, role or "réalisé", year, "", bool(role), bool(role)
        )
    return Column(headed.index, headed.heading, "autre", year)


def _of_letter(region: Region, headed: Headed, year: int) -> str:
    """Return the role that « O » and « R » have beside each other, ``""`` for other words."""
    letters = {
        _YEAR.sub("", normal(one.heading)).strip(" ./-")
        for one in region.columns
        if year in one.words.years
    }
    own = _YEAR.sub("", normal(headed.heading)).strip(" ./-")
    if "r" in letters and len(letters & set(_LETTERS)) > 1:
        return _LETTERS.get(own, "")
    return ""


def _bare_year(region: Region, headed: Headed, frame: Frame, year: int) -> Column:
    """Return a column headed by a year alone: its values and the title tell what it holds."""
    title = normal(f"{region.title} {region.view.grid.name}")
    column = Column(headed.index, headed.heading, "autre", year)
    if frame.kind == "budget":
        same, other = _printed_amounts(region, headed.index, frame, year)
        if same > 2 and not other:
            return replace(column, role="base")
        if EXECUTION.search(title) and not VOTED.search(title):
            return replace(column, role="exécuté")
        if VOTED.search(title) and not EXECUTION.search(title):
            return replace(column, role="voté")
        role = "base" if same > other else "exécuté"
        return replace(column, role=role, sure=False, accepted=False)
    if frame.kind == "indicateurs":
        same, other = _printed_targets(region, headed.index, frame, year)
        if same > 2 and not other:
            return replace(column, role="objectif")
        if EXECUTION.search(title) and not _TARGETS.search(title):
            return replace(column, role="réalisé")
        role = "objectif" if same > other else "réalisé"
        return replace(column, role=role, sure=False, accepted=False)
    return column


def _printed_amounts(
    region: Region, column: int, frame: Frame, year: int | None
) -> tuple[int, int]:
    """Count the amounts of a column that the agreement prints for a year, at any power of ten."""
    printed = {
        f"{value:.15g}".rstrip("0").rstrip(".")
        for one in frame.candidates
        if (value := one.printed.get(("base", year))) and isinstance(value, float | int)
    }
    same = other = 0
    for row in region.body:
        stored = region.view.row(row).get(column)
        number = None if stored is None else stored.number
        if number:
            digits = f"{number:.15g}".replace(".", "").strip("0")
            known = {text.replace(".", "").strip("0") for text in printed}
            same, other = (same + 1, other) if digits in known else (same, other + 1)
    return same, other


def _printed_targets(
    region: Region, column: int, frame: Frame, year: int | None
) -> tuple[int, int]:
    """Count the cells of a column that say a target printed for a year, and the others.

    The same figure in every row says nothing: many targets are 90 %.
    """
    printed = {
        value
        for one in frame.candidates
        if isinstance(value := one.printed.get(("objectif", year)), str)
    }
    same = other = 0
    figures: set[object] = set()
    for row in region.body:
        stored = region.view.row(row).get(column)
        if stored is not None and (is_figure(stored) or stored.text):
            if any(same_target(stored, text) for text in printed):
                same += 1
                figures.add(stored.value)
            elif is_figure(stored):
                other += 1
    return (same if len(figures) > 1 else min(same, 1)), other


def _years_filled(
    columns: list[Column], region: Region, frame: Frame, years: Years
) -> list[Column]:
    """Give a year to the columns whose heading tells none."""
    told = {column.year for column in columns if column.year is not None and column.role in FIGURES}
    only = told.pop() if len(told) == 1 else None
    result: list[Column] = []
    before: int | None = None
    for column in columns:
        if column.year is not None:
            before = column.year
        elif column.role in _YEARLY:
            year = frame.year or only or years.told
            if year is not None:
                column = replace(column, year=year)
            elif column.role in FIGURES:
                column = replace(column, year=before, sure=False, accepted=False)
            elif column.role != "commentaire":
                column = replace(column, year=before)
        result.append(column)
    return result


def _year_so_far(columns: list[Column], *, of_parts: bool) -> list[Column]:
    """Take the cumulated figure of a year for its result, where months stand for the rest.

    A total of anything else, of sites for one, is the result only where the officer says so.
    """
    results = {column.year for column in columns if column.role == "réalisé"}
    told = [column for column in columns if column.role == "cumul" and column.year is not None]
    years = [column.year for column in told]
    return [
        _result_of(column, of_parts=of_parts)
        if column in told and column.year not in results and years.count(column.year) == 1
        else column
        for column in columns
    ]


def _result_of(column: Column, *, of_parts: bool) -> Column:
    """Return the cumulated figure of a year as its result, a mean of its parts to be confirmed."""
    sure = of_parts and not _MEAN.search(normal(column.heading))
    return replace(column, role="réalisé", sure=sure, accepted=sure)


def _without_doubles(
    columns: list[Column], region: Region, frame: Frame, lines: Sequence[Line]
) -> list[Column]:
    """Keep one column of each role and year, where what they hold tells which; ask otherwise."""
    groups: dict[tuple[str, int | None], list[int]] = {}
    for place, column in enumerate(columns):
        if column.role in FIGURES and column.role not in {"numérateur", "dénominateur"}:
            groups.setdefault((column.role, column.year), []).append(place)
    result = list(columns)
    for every in groups.values():
        parts = [place for place in every if is_part_of_year(columns[place].heading)]
        parts = parts or _not_final([columns[place].heading for place in every], every)
        places = [place for place in every if place not in parts] or every
        if places != every:  # quarters or months beside the figure of their year
            for place in parts:
                result[place] = replace(result[place], role="autre", year=None)
            if len(places) == 1:
                result[places[0]] = _of_the_year(result[places[0]])
        filled = [place for place in places if _is_filled(region, columns[place].index, lines)]
        if len(places) < 2:
            if places == every == parts and columns[places[0]].role in RESULTS:
                # « Réalisé au 30/06 » alone is the result of the year only if the officer says so.
                result[places[0]] = replace(result[places[0]], sure=False, accepted=False)
            continue
        chosen = filled if len(filled) == 1 else _same_values(region, columns, filled, lines)
        for place in places:
            column = result[place]
            if not filled and place == places[0]:
                continue
            if len(chosen) == 1:
                if place != chosen[0]:
                    result[place] = replace(column, role="autre", year=None)
            elif filled:
                result[place] = replace(column, sure=False, accepted=False)
            else:
                result[place] = replace(column, role="autre", year=None)
    return result


def _not_final(headings: Sequence[str], places: Sequence[int]) -> list[int]:
    """Return the columns of figures that the final ones beside them replace."""
    final = [bool(_FINAL.search(normal(text))) for text in headings]
    if sum(final) != 1:
        return []
    return [
        place for place, text in zip(places, headings, strict=True) if _PASSING.search(normal(text))
    ]


def _of_the_year(column: Column) -> Column:
    """Return a column that its quarters leave alone: « Total » among them is sure by that."""
    text = normal(column.heading)
    total = _WHOLE_YEAR.search(text) or _FINAL.search(text)
    return replace(column, sure=True, accepted=True) if total else column


def _is_filled(region: Region, column: int, lines: Sequence[Line]) -> bool:
    return any(region.view.is_filled(line.row, column) for line in lines)


def _same_values(
    region: Region, columns: Sequence[Column], places: Sequence[int], lines: Sequence[Line]
) -> list[int]:
    """Return the first of several columns that hold the same values, else all of them."""
    shown = [[_value(region, line.row, columns[place].index) for line in lines] for place in places]
    same = all(
        _say_same(one, other)
        for column in shown[1:]
        for one, other in zip(shown[0], column, strict=True)
    )
    return list(places[:1]) if same else list(places)


def _value(region: Region, row: int, column: int) -> float | str | None:
    stored = region.view.row(row).get(column)
    if stored is None:
        return None
    return str(stored.value) if stored.error or stored.number is None else stored.number


def _say_same(one: float | str | None, other: float | str | None) -> bool:
    """Tell whether two cells of a row hold one value: « 91 % » beside 91 too."""
    if isinstance(one, float) and isinstance(other, float):
        return any(compare(one * scale, other) == 0 for scale in (1, 100, 0.01))
    return one == other


def compared_columns(columns: Sequence[Column], frame: Frame, years: Years) -> list[Compared]:
    """Return the columns whose cells are held against what the agreement prints.

    Args:
        columns: The columns with role, year and unit.
        frame: What the rows are about.
        years: The years of the agreement.
    """
    found = []
    for column in columns:
        if frame.kind == "budget" and column.role in AMOUNTS:
            unit = column.unit or frame.unit
            strict = column.role == "base" and column.sure
            found.append(Compared(column.index, ("base", column.year), strict, unit))
        elif column.role in {"objectif", "seuil", "poids"}:
            key = (column.role, column.year)
            strict = column.role == "objectif" or frame.kind == "barème"
            found.append(Compared(column.index, key, strict))
        elif column.role == "réalisé" and column.year in years.known:
            found.append(Compared(column.index, ("réalisé", column.year), False))
    return found
