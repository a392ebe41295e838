"""The printed facts as typed tables: a row per indicator, budget line, scorecard row, figure, date.

A row holds all its values by measure and year, so that a condition may be stated on any of them.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

from pycog import conventions
from pycog.conventions import BudgetLine, Indicator
from pycog.conventions.facts.models import Printed
from pycog.conventions.scorecard_lookup import known_cards
from pycog.dialogue.card_rows import row_words
from pycog.dialogue.composed.fact_table import (
    AIM,
    AMOUNT,
    BASELINE,
    DUE,
    FIGURE,
    FLOOR,
    TARGET,
    WEIGHT,
    Fact,
    facts,
)
from pycog.dialogue.composed.search import bag
from pycog.dialogue.expressions import call
from pycog.dialogue.numbers import read_number
from pycog.dialogue.vocabulary import indicator_words
from pycog.lazy_patterns import regex
from pycog.values import display, format_number

#: The tables that a question may be about.
INDICATORS, LINES, CARDS = "indicateurs", "lignes", "critères"
FIGURES, DATES = "chiffres", "mesures"
#: The measures of a table; the first is meant where none is said.
MEASURES: Final = {
    INDICATORS: (TARGET, BASELINE),
    LINES: (AMOUNT,),
    CARDS: (WEIGHT, AIM, FLOOR),
    FIGURES: (FIGURE,),
    DATES: (DUE,),
}
#: Kinds of target whose value compares with others of its wording.
_COMPARED: Final = {"rate", "count", "decile_delay", "share_within_delay"}
_POINT: Final = regex(r"\d+\.\d+ ?%")
#: A printed value of a scorecard that is one number: « 27 jours », « <=8% », « 73.38% ».
_ONE_NUMBER: Final = regex(
    r"(?:[<>≤≥]=? ?)?(?P<n>\d+(?: \d{3})*(?:[.,]\d+)?) ?(?P<unit>%|j|jours?|millions)?"
)


@dataclass(frozen=True, slots=True, eq=False)
class TableRow:
    """One row of a table.

    Attributes:
        table: :data:`INDICATORS`, :data:`LINES`, :data:`CARDS`, :data:`FIGURES` or :data:`DATES`.
        key: What tells it from the others of its body.
        label: As printed.
        body: Fund of a line, category of a scorecard row, document of a figure, sheet of a
            measure, ``""`` for an indicator.
        theme: Heading that it stands under.
        cells: Measure and period → fact.
        words: Stems that may be said of it.
        indicator: The indicator that it is, if it is one.
        line: The budget line that it is, if it is one.
        is_part: Whether it is a component of a scorecard row.
        is_whole: Whether it is a scorecard row that has components.
    """

    table: str
    key: str
    label: str
    body: str
    theme: str
    cells: Mapping[tuple[str, str], Fact]
    words: frozenset[str]
    indicator: Indicator | None = None
    line: BudgetLine | None = None
    is_part: bool = False
    is_whole: bool = False

    @property
    def name(self) -> str:
        """What an answer calls it."""
        if self.table == INDICATORS:
            return f"indicateur {self.key} « {self.label} »"
        if self.table == DATES:
            return f"« {self.label} »" + (f" (fiche {self.body})" if self.body else "")
        if self.table == FIGURES:
            return f"« {self.label} »"
        where = self.body.upper() if self.table == CARDS else self.body
        return f"« {self.label} » ({where})"

    def number(self, measure: str, period: str) -> float | None:
        """Return a value that compares with others, ``None`` where none is printed."""
        fact = self.cells.get((measure, period))
        if fact is None:
            return None
        if measure in {AIM, FLOOR}:
            return card_number(fact.printed)
        printed = self.target(period)
        if measure in {TARGET, BASELINE} and printed is not None:
            # « 85 % en 2 jours » compares with what has the same delay.
            return printed.target.value if printed.target.kind in _COMPARED else None
        return fact.value

    def shown(self, measure: str, period: str) -> str:
        """Return a value as an answer shows it, « – » where none is printed."""
        fact = self.cells.get((measure, period))
        if fact is None:
            return "–"
        if measure == AMOUNT:
            return "–" if fact.value is None else display(fact.value, "amount")
        if measure == WEIGHT:
            return f"{format_number(fact.value or 0.0, 4)} points"
        if measure == FIGURE and fact.value is not None and fact.unit in {"€", "%"}:
            return display(fact.value, "amount" if fact.unit == "€" else "percent")
        if _POINT.fullmatch(fact.printed):
            return fact.printed.replace(".", ",")
        return fact.printed or "–"

    def target(self, period: str) -> Printed | None:
        """Return the printed target of an indicator in a year, its baseline in the base year."""
        if self.indicator is None or not period.isdigit():
            return None
        year = int(period)
        return self.indicator.targets.get(year) or self.indicator.baselines.get(year)

    def is_deferred(self, period: str) -> bool:
        """Tell whether another agreement sets the target of a year."""
        printed = self.target(period)
        return printed is not None and printed.target.kind == "deferred"

    def has(self, measure: str, period: str) -> bool:
        """Tell whether something is printed for a year; no amount is none, and zero neither."""
        fact = self.cells.get((measure, period))
        if fact is None:
            return False
        return bool(fact.value) if measure == AMOUNT else bool(fact.printed or fact.value)


def card_number(printed: str) -> float | None:
    """Return the number of a printed value that is one number alone, 0.9 for « 90% »."""
    found = _ONE_NUMBER.fullmatch(printed.strip().lower())
    if found is None:
        return None
    power = {"%": -2, "millions": 6}.get(found["unit"] or "", 0)
    return read_number(found["n"].replace(".", ","), power)


def rows_of(table: str) -> tuple[TableRow, ...]:
    """Return the rows of a table of the agreement that is meant."""
    return _rows(table, conventions.load().id, conventions.state())


@lru_cache(maxsize=24)
def _rows(table: str, about: str, _state: Hashable) -> tuple[TableRow, ...]:
    if table == CARDS:
        return _card_rows(about)
    convention = conventions.load(about)
    found: dict[tuple[str, str], dict[tuple[str, str], Fact]] = {}
    for fact in facts(*MEASURES[table]):
        found.setdefault((fact.subject, fact.body), {})[fact.measure, fact.period] = fact
    lines = {(one.label, one.fund): one for fund in convention.funds.values() for one in fund.lines}
    made = []
    for (key, body), cells in found.items():
        first = next(iter(cells.values()))
        indicator = convention.indicators.get(key) if table == INDICATORS else None
        line = lines.get((key, body)) if table == LINES else None
        around = " ".join(indicator_words(convention, key)) if indicator else ""
        if line is not None:
            around = f"{line.group} {line.nature}"
        if table == FIGURES:
            around = f"{key.replace('-', ' ')} {first.theme}"
        if table == DATES and first.body.isdigit():
            around = convention.sheets[int(first.body)].title
        made.append(TableRow(
            table, key, first.label, body, first.theme, cells, bag(f"{first.label} {around}"),
            indicator, line,
        ))  # fmt: skip
    return tuple(made)


def _card_rows(about: str) -> tuple[TableRow, ...]:
    """Return the rows of all scorecards, those of a composite beside the whole of it."""
    cells: dict[tuple[str, str], dict[tuple[str, str], Fact]] = {}
    called: dict[tuple[str, str], set[str]] = {}
    parts: set[tuple[str, str]] = set()
    wholes: set[tuple[str, str]] = set()
    printed = {(fact.subject, fact.measure): fact for fact in facts(WEIGHT, AIM, FLOOR)}
    for card in known_cards(about):
        place = 1
        for row in card.rows:
            own = max(len(row.components), 1)
            found = [
                [printed[f"{card.category}/{card.campaign}/{at}", name] for name in MEASURES[CARDS]]
                for at in range(place + 1, place + 1 + own)
            ]
            place += own
            for each in found:
                key = (each[0].label, card.category)
                cells.setdefault(key, {}).update({(one.measure, one.period): one for one in each})
                called.setdefault(key, set()).update(_key_words(row.key))
                if row.components:
                    parts.add(key)
            if row.components:
                key = (row.label, card.category)
                weights = [each[0] for each in found]
                whole = replace(
                    weights[0], label=row.label, value=row.weight,
                    formula=call("SUM", *(one.formula for one in weights)),
                )  # fmt: skip
                cells.setdefault(key, {})[WEIGHT, str(card.campaign)] = whole
                called.setdefault(key, set()).update(_key_words(row.key))
                wholes.add(key)
    return tuple(
        TableRow(
            CARDS, label, label, body, next(iter(own.values())).theme, own,
            frozenset({*row_words(label), *called[label, body]}),
            is_part=(label, body) in parts, is_whole=(label, body) in wholes,
        )
        for (label, body), own in cells.items()
    )  # fmt: skip


def _key_words(key: str) -> list[str]:
    """Return the stems of the key of a row, which is what officers call it: « MisAS »."""
    return row_words(re.sub(r"[-_]|(?<=[a-z])(?=\d)", " ", key))
