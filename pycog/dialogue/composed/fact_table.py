"""Everything that is printed, as one table: subject, measure, period, body, unit, value, source.

Made once per state of the agreements and kept; an answer never shows a value from here but
computes the formula of the fact.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Hashable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from pycog import conventions
from pycog.arithmetic import convert_amount
from pycog.conventions import Convention
from pycog.conventions.facts.numbering import cell_value
from pycog.conventions.scorecard_lookup import known_cards
from pycog.dialogue.budget_units import EUROS, printed_amount
from pycog.dialogue.expressions import Call, call
from pycog.dialogue.loaded_agreements import with_figures

TARGET, BASELINE, AMOUNT, FIGURE, DUE = "objectif", "réalisé", "montant", "chiffre", "échéance"
AIM, FLOOR, WEIGHT = "cible", "seuil", "poids"
#: Measure of a scorecard → column of COG_SCORECARD.
CARD_COLUMNS: Final = {AIM: 4, FLOOR: 5, WEIGHT: 6}
#: Kinds of target whose value is a number that compares with others of its unit.
_NUMERIC: Final = {"rate", "count", "decile_delay"}


#: Day of the number 0 of a due date here: it is no cell's, and knows no date system of a workbook.
_DAY_ZERO: Final = dt.date(1899, 12, 30)


@dataclass(frozen=True, slots=True)
class Fact:
    """One printed value.

    Attributes:
        subject: Key of what it is a value of: number of an indicator, line, figure, row.
        label: Its printed label.
        measure: :data:`TARGET`, :data:`BASELINE`, :data:`AMOUNT`, :data:`FIGURE`, :data:`DUE`,
            :data:`AIM`, :data:`FLOOR` or :data:`WEIGHT`.
        period: Year or period as printed, ``"total"`` for all years.
        body: Id of the fund, of the document or of the category.
        theme: Heading that it stands under.
        unit: As printed, ``""`` if none.
        printed: The text.
        value: The number that it is, ``None`` where it is none.
        source: Document and section.
        formula: The call that gives it.
    """

    subject: str
    label: str
    measure: str
    period: str
    body: str
    theme: str
    unit: str
    printed: str
    value: float | None
    source: str
    formula: Call


def due_day(value: float) -> dt.date:
    """Return the last day of a dated measure.

    Args:
        value: As :attr:`Fact.value` has it for :data:`DUE`.
    """
    return _DAY_ZERO + dt.timedelta(days=int(value))


def facts(*measures: str) -> tuple[Fact, ...]:
    """Return the facts of some measures, of the agreement that is meant and of all documents."""
    table = _table(conventions.load().id, conventions.state())
    return tuple(one for name in measures for one in table.get(name, ()))


@lru_cache(maxsize=8)
def _table(about: str, _state: Hashable) -> dict[str, tuple[Fact, ...]]:
    convention = conventions.load(about)
    found: dict[str, list[Fact]] = {}
    for maker in (_indicators, _amounts, _milestones, _cards):
        for fact in maker(convention):
            found.setdefault(fact.measure, []).append(fact)
    found[FIGURE] = list(_figures(convention))
    return {measure: tuple(rows) for measure, rows in found.items()}


def _indicators(convention: Convention) -> Iterator[Fact]:
    for item in convention.indicators.values():
        number = cell_value(item.number)
        for year, printed in item.targets.items():
            target = printed.target
            value = target.value if target.kind in _NUMERIC else None
            yield Fact(
                item.number, item.label, TARGET, str(year), "", item.theme, item.unit,
                printed.text, value, printed.citation, call("COG_TARGET", number, year),
            )  # fmt: skip
        for year, printed in item.baselines.items():
            value = printed.target.value if printed.target.kind in _NUMERIC else None
            yield Fact(
                item.number, item.label, BASELINE, str(year), "", item.theme, item.unit,
                printed.text, value, printed.citation, call("COG_BASELINE", number),
            )  # fmt: skip


def _amounts(convention: Convention) -> Iterator[Fact]:
    for fund in convention.funds.values():
        for line in fund.lines:
            for period, value in line.amounts.items():
                year = int(period) if period.isdigit() else period
                amount = None if value is None else convert_amount(value, fund.unit, EUROS)
                yield Fact(
                    line.label, line.label, AMOUNT, period, fund.id, line.nature, EUROS,
                    line.printed.get(period, ""), amount, line.citation,
                    printed_amount(convention, line.label, year, fund.id),
                )  # fmt: skip


def _figures(about: Convention) -> Iterator[Fact]:
    for convention in with_figures(about):
        for key, figures in convention.figures.items():
            seen: set[str] = set()
            for one in figures:
                if one.period in seen:
                    continue
                seen.add(one.period)
                period = int(one.period) if one.period.isdigit() else one.period
                node = call("COG_KEY_FIGURE", key, period, convention.id)
                yield Fact(
                    key, one.label, FIGURE, one.period, convention.id, one.theme, one.unit,
                    one.printed, one.value, one.citation, node,
                )  # fmt: skip


def _milestones(convention: Convention) -> Iterator[Fact]:
    for one in convention.milestones:
        yield Fact(
            one.key, one.what, DUE, one.printed, str(one.sheet or ""), one.section, "date",
            one.printed, float((one.due.last - _DAY_ZERO).days), one.citation,
            call("COG_DUE", one.reading or one.printed),
        )  # fmt: skip


def _cards(convention: Convention) -> Iterator[Fact]:
    for card in known_cards(convention.id):
        place = 1
        for row in card.rows:
            parts = row.components or (None,)
            for part in parts:
                place += 1
                label = row.label if part is None else f"{row.label} : {part.label}"
                texts = {
                    AIM: (row.target if part is None else part.target, None),
                    FLOOR: (row.floor if part is None else part.floor, None),
                    WEIGHT: ("", row.weight * (1.0 if part is None else part.share)),
                }
                for measure, (text, value) in texts.items():
                    block = call("COG_SCORECARD", card.category, card.campaign)
                    yield Fact(
                        f"{card.category}/{card.campaign}/{place}", label, measure,
                        str(card.campaign), card.category, card.terms.themes.get(row.theme, ""),
                        card.terms.unit, text, value, row.citation,
                        call("INDEX", block, place, CARD_COLUMNS[measure]),
                    )  # fmt: skip
