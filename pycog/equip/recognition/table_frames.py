"""Chooses what a table is about: the indicators, one fund or several, one scorecard."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final

from pycog.audit.grid import normal
from pycog.conventions import Convention
from pycog.equip.model import AMOUNTS, FIGURES
from pycog.equip.recognition.budget_roles import has_parts_of_year
from pycog.equip.recognition.heading_words import (
    Terms,
    is_total_heading,
    is_whole_year,
    plain_words,
    years_in,
)
from pycog.equip.recognition.labels_alike import likeness, same_words
from pycog.equip.recognition.regions import Headed, Region
from pycog.equip.recognition.subject_frames import Frame
from pycog.equip.recognition.table_lines import Line, Places, find_places, read_lines

#: Frames that are judged in full; the others have fewer labels in common.
_JUDGED: Final = 3
#: Fewest labels or numbers in common for a table to be looked at closely.
_FEWEST: Final = 2
#: A label that is near enough to speak for a kind of table, though not for a row.
_NEAR: Final = 80.0
#: Headings of a forecast beside what is counted so far.
_LANDING: Final = ("atterrissage", "meme date")
_MOST_COMPARED: Final = 60


@dataclass(frozen=True)
class Knowledge:
    """What is known of an agreement when its tables are looked for.

    Attributes:
        convention: The agreement.
        frames: What the rows of its tables may be about.
        years: Its years and base years, and the campaigns of its scorecards.
    """

    convention: Convention
    frames: tuple[Frame, ...]
    years: tuple[int, ...]

    @classmethod
    def of(cls, convention: Convention, frames: Sequence[Frame]) -> Knowledge:
        """Gather what is known of an agreement."""
        years = {*convention.known_years, *convention.scorecards}
        return cls(convention, tuple(frames), tuple(sorted(years)))

    @cached_property
    def indicators(self) -> Frame | None:
        """The indicators, ``None`` where the agreement has none."""
        return next((one for one in self.frames if one.kind == "indicateurs"), None)

    @cached_property
    def words(self) -> dict[str, frozenset[str]]:
        """Id of a frame with its kind → its labels, as :func:`same_words` gives them."""
        return {
            f"{frame.kind}|{frame.id}": frozenset(same_words(one.label) for one in frame.candidates)
            for frame in self.frames
        }

    @cached_property
    def labels(self) -> frozenset[str]:
        """All labels, as :func:`same_words` gives them."""
        return frozenset().union(*self.words.values())

    @cached_property
    def numbers(self) -> tuple[str, ...]:
        """The numbers of the indicators."""
        return tuple(self.convention.indicators)

    @cached_property
    def funds(self) -> tuple[tuple[str, str], ...]:
        """Words that name a fund, folded, and its id."""
        return tuple(
            (name.casefold(), frame.id)
            for frame in self.frames
            if frame.kind == "budget"
            for name in dict.fromkeys((frame.id, *frame.names))
        )

    @cached_property
    def fund_names(self) -> dict[str, tuple[str, ...]]:
        """Fund → the words that name it in headings: its id, its title."""
        return {
            frame.id: tuple(dict.fromkeys(filter(None, map(plain_words, frame.names[:2]))))
            for frame in self.frames
            if frame.kind == "budget"
        }

    @cached_property
    def terms(self) -> Terms:
        """What headings are read with."""
        return Terms(frozenset(self.years), self.words_of_funds)

    @cached_property
    def words_of_funds(self) -> tuple[str, ...]:
        """All the words that name funds in headings."""
        return tuple(name for names in self.fund_names.values() for name in names)


@dataclass(frozen=True, slots=True)
class Choosing:
    """What a table may be about.

    Attributes:
        frames: The frames that fit, the likeliest first.
        named: Whether its title or sheet names the first.
        places: The columns that say what its rows are.
        lines: Its rows.
        split: Whether its rows belong to several funds, each named by a column or a heading.
        years: The years of its rows, where a column tells them.
    """

    frames: tuple[Frame, ...]
    named: bool
    places: Places
    lines: tuple[Line, ...]
    split: bool = False
    years: tuple[int, ...] = ()


def _forecasts(region: Region) -> bool:
    """Tell whether a table sets a forecast of the year's end beside last year at that date.

    What it holds is of a part of the year: taken for the amounts of the year, it would be wrong.
    """
    headings = [normal(column.heading) for column in region.columns]
    return all(any(words in heading for heading in headings) for words in _LANDING)


def choose_frames(region: Region, knowledge: Knowledge) -> Choosing | None:
    """Return what a region may be about, ``None`` where it is no table of the agreement."""
    if _forecasts(region):
        return None
    if not any(_is_measured(one, region) for one in region.columns):
        return None
    places = find_places(region, knowledge.labels, knowledge.numbers)
    if places.label is None:
        return None
    lines = tuple(read_lines(region, places, knowledge.funds, knowledge.labels))
    ranked = _ranked(region, knowledge, lines)
    if not ranked:
        return None
    told = _campaigns(region, knowledge)
    if told:
        fitting = [one for one in ranked if one[1].year is None or one[1].year in told]
        ranked = fitting or ranked
    kind = ranked[0][1].kind
    frames = tuple(frame for _, frame, _ in ranked if frame.kind == kind)[:_JUDGED]
    filled = [line for line in lines if line.fund and not line.is_heading]
    funds = {_fund_of(line.fund, frames) for line in filled} - {None}
    named = ranked[0][2] and not _as_likely(ranked)
    split = kind == "budget" and len(funds) > 1
    if kind == "budget" and len(funds) == 1:
        only = next(frame for frame in frames if frame.id in funds)
        frames, named = (only, *(one for one in frames if one != only)), True
    if split:
        lines = tuple(replace(line, fund=_fund_of(line.fund, frames) or "") for line in lines)
    years = tuple(sorted({line.year for line in lines if line.year is not None}))
    return Choosing(frames, named, places, lines, split, years)


def _is_measured(headed: Headed, region: Region) -> bool:
    """Tell whether a heading is that of figures.

    « Total » is among the quarters of a fund, « Année » among those of any table, and the name of
    a fund alone, of which the title says what is held.
    """
    words, text = headed.words, headed.heading
    if words.role in FIGURES or words.years or words.relative is not None:
        return True
    if region.fund and (words.bare or words.role == "cumul"):
        return True
    whole = is_whole_year(text) or is_total_heading(text)
    return whole and has_parts_of_year(region)


def _as_likely(ranked: Sequence[tuple[float, Frame, bool]]) -> bool:
    """Tell whether a second frame is named and fits as well: the same card of another year."""
    return len(ranked) > 1 and ranked[1][2] and ranked[1][0] >= ranked[0][0]


def _fund_of(text: str, frames: Sequence[Frame]) -> str | None:
    found = {
        frame.id
        for frame in frames
        if set(plain_words(frame.id).split()) <= set(plain_words(text).split()) and text
    }
    return found.pop() if len(found) == 1 else None


def _ranked(
    region: Region, knowledge: Knowledge, lines: Sequence[Line]
) -> list[tuple[float, Frame, bool]]:
    """Rank the frames by the labels and numbers that they share with a region."""
    roles = {column.words.role for column in region.columns}
    told = _campaigns(region, knowledge)
    own = [same_words(line.label) for line in lines if line.label]
    found = []
    for frame in knowledge.frames:
        if region.fund and (frame.kind, frame.id) != ("budget", region.fund):
            continue
        known = knowledge.words[f"{frame.kind}|{frame.id}"]
        hits = len(known & set(own))
        near = 0
        if hits < _FEWEST:
            near = _near(lines, frame)
        score = hits + 0.5 * near + _fit(frame, roles)
        named = _named(region, frame)
        if frame.year is not None and told:
            # A card that the agreement prints for several campaigns is that of the year told.
            named = named and frame.year in told
            score += 0.5 if frame.year in told else -0.5
        least = 0 if named and frame.kind == "barème" else min(_FEWEST, len(frame.candidates))
        least = 1 if region.fund else least
        if hits + near >= least:
            found.append((score + (len(own) / 2 + 2 if named else 0), frame, named))
    return sorted(found, key=lambda one: -one[0])


def _campaigns(region: Region, knowledge: Knowledge) -> set[int]:
    """Return the campaigns that a title, a sheet or the headings of a table name."""
    texts = (region.title, region.view.grid.name, *(one.heading for one in region.columns))
    years = {year for text in texts for year in years_in(text)}
    return years & {frame.year for frame in knowledge.frames if frame.year is not None}


def _near(lines: Sequence[Line], frame: Frame) -> int:
    """Count the rows whose number or label comes near a subject of a frame."""
    numbers = {one.subject.key: one for one in frame.candidates}
    count = 0
    for line in lines[:_MOST_COMPARED]:
        if frame.kind == "indicateurs" and line.number:
            digits = re.sub(r"\D", "", line.number)
            one = numbers.get(digits)
            if one is not None and likeness(line.label, one.label) >= 50.0:
                count += 1
                continue
        if line.label and any(likeness(line.label, one.label) >= _NEAR for one in frame.candidates):
            count += 1
    return count


def _fit(frame: Frame, roles: set[str]) -> float:
    """Return what the headings say for a kind of table."""
    if frame.kind == "barème":
        return 2.0 * len(roles & {"poids", "points", "seuil"})
    if frame.kind == "budget":
        return 1.5 * len(roles & AMOUNTS)
    return 1.0 * len(roles & {"objectif", "réalisé", "numéro"})


def _named(region: Region, frame: Frame) -> bool:
    """Tell whether the title of a table, its sheet or its headings name a frame."""
    return region.fund == frame.id != "" or (
        frame.kind != "indicateurs" and named_in(f"{region.title} {region.view.grid.name}", frame)
    )


def named_in(text: str, frame: Frame) -> bool:
    """Tell whether a text names a fund or a scorecard.

    Args:
        text: A title, the name of a sheet.
        frame: The fund or the scorecard.
    """
    text = f" {plain_words(text)} "
    names = frame.names[:1] if frame.kind == "budget" else frame.names
    return any(f" {plain_words(name)} " in text for name in names)
