"""Drafts a table for one frame: its rows judged, its columns with their roles and units."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from pycog.audit.grid import normal
from pycog.equip.model import FIGURES
from pycog.equip.recognition.column_roles import (
    Years,
    compared_columns,
    read_columns,
    year_told,
)
from pycog.equip.recognition.column_units import Units, amount_units
from pycog.equip.recognition.evidence import Evidence
from pycog.equip.recognition.heading_words import years_in
from pycog.equip.recognition.judging import Match, judge
from pycog.equip.recognition.labels_alike import likeness, same_words
from pycog.equip.recognition.regions import Region
from pycog.equip.recognition.shortened_words import covered
from pycog.equip.recognition.subject_frames import Candidate, Frame
from pycog.equip.recognition.table_frames import Choosing, Knowledge
from pycog.equip.recognition.table_lines import Line

_NOTE: Final = re.compile(
    r"(?:\(\d{1,2}\)|\*+|notes?\b|nb\b|n\.b|sources?\b|remarques?\b|legende\b|lecture\b|nota\b|"
    r"mise a jour|champ\b|perimetre\b|visa\b|signature|fait a\b|edite le|le directeur)"
)
#: A table of so few rows needs one certain row only.
_SMALL: Final = 3
#: A heading above rows that is that of a part, though cut short.
_HEADING: Final = 85.0


@dataclass
class Draft:
    """A table while it is built.

    Attributes:
        region: Where it stands.
        frame: What its rows are about.
        lines: The rows judged.
        matches: What each is about.
        units: Its columns with what is not certain of their units.
    """

    region: Region
    frame: Frame
    lines: list[Line]
    matches: list[Match]
    units: Units

    @property
    def sure(self) -> int:
        """How many rows are certain."""
        return sum(match.sure for match in self.matches)

    @property
    def score(self) -> float:
        """How well the frame fits."""
        open_rows = sum(
            match.place is not None
            and not match.sure
            and (not match.code.startswith("numero") or "libellé exact" in match.signals)
            for match in self.matches
        )
        return self.sure + 0.25 * open_rows


def _year_of(region: Region, knowledge: Knowledge) -> int | None:
    """Return the year that the title of a table tells, or the sheet, by its name or its head.

    The head of a sheet stands apart, above several tables with titles of their own.
    """
    sheet, known = region.view.grid.name, knowledge.years
    told = year_told(sheet, region.title, known)
    if told is not None or years_in(f"{sheet} {region.title}"):
        return told
    head = region.view.head()
    return year_told("", head, known) if head else None


def candidate_of(found: tuple[Draft, Match] | None) -> Candidate | None:
    """Return the subject that a row was matched with, ``None`` where there is none.

    Args:
        found: The draft that matched the row and its match, ``None`` for a row without one.
    """
    if found is None or found[1].place is None:
        return None
    return found[0].frame.candidates[found[1].place]


def enough(drafts: Sequence[Draft]) -> bool:
    """Tell whether enough of a region is certain or likely for it to be a table of the agreement.

    Args:
        drafts: Its drafts, one for each fund or year.
    """
    sure = sum(draft.sure for draft in drafts)
    some = sum(draft.score for draft in drafts)
    rows = sum(not line.is_heading for draft in drafts for line in draft.lines)
    if sure >= 2 or (sure and rows <= _SMALL):
        return True
    region = drafts[0].region
    headings = [column.words for column in region.columns]
    dated = any(words.years or words.relative is not None for words in headings)
    # A fund that heads its own columns says as much as a year does.
    if region.fund:
        dated = dated or any(one.role in FIGURES and one.year for one in drafts[0].units.columns)
    return dated and some >= min(1.0, rows / 4) and some >= rows / 8


def rivals_of(drafts: Sequence[Draft]) -> list[Frame]:
    """Return the frames that fit as well as the first; none where it stands alone."""
    best = drafts[0].score
    equal = [draft.frame for draft in drafts if draft.score >= best - 0.01]
    return equal if len(equal) > 1 else []


def draft_of(
    region: Region, frame: Frame, choosing: Choosing, knowledge: Knowledge, year: int | None
) -> Draft:
    """Judge the rows of a region for one frame.

    Args:
        region: Where the table stands.
        frame: What its rows may be about.
        choosing: Its columns and rows.
        knowledge: The agreement.
        year: The only year of the rows to judge, ``None`` for all of them.
    """
    lines = [
        line
        for line in choosing.lines
        if (not choosing.split or line.fund == frame.id)
        and line.year in (year, None)
        and _may_be_row(line, frame)
    ]
    convention = knowledge.convention
    told = year or _year_of(region, knowledge)
    years = Years(knowledge.years, told, convention.baseline_year)
    columns = read_columns(region, frame, choosing.places, lines, years)
    units = Units(tuple(columns))
    if frame.kind == "budget":
        notes = [line.label for line in choosing.lines if _NOTE.match(normal(line.label))]
        notes += [line.label for line in choosing.lines[-3:] if line.is_heading]
        units = amount_units(region, columns, frame, lines, notes)
    compared = compared_columns(units.columns, frame, years)
    matches = judge(Evidence(frame, region.view, lines, compared))
    return Draft(region, frame, lines, matches, units)


def _may_be_row(line: Line, frame: Frame) -> bool:
    """Tell whether a row may have a subject: no heading of a part, no note, no blank."""
    if not line.label and not line.number:
        return False
    if line.gap and line.number and not line.has_figures and _is_title(line, frame):
        return False
    if not line.is_heading:
        return not (_NOTE.match(normal(line.label)) and not line.number and not line.has_figures)
    words = same_words(line.label)
    return any(words == same_words(one.label) for one in frame.candidates) and not any(
        likeness(line.label, heading) >= _HEADING for heading in frame.headings
    )


def _is_title(line: Line, frame: Frame) -> bool:
    """Tell whether a row is the numbered title of what follows: « 2. Budget (k€) »."""
    return not any(covered(line.label, one.label).own for one in frame.candidates)
