"""What is compared between bodies, and what one entry of an annex says of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from pycog.arithmetic import amount_kind
from pycog.attainment import NEUTRALISED, NO_TARGET, NOT_FILLED, attainment, gap, status
from pycog.errors import CellError, PycogError
from pycog.measures import read_actual
from pycog.reports.network import network_funds as funds
from pycog.reports.network import network_indicators as indicators
from pycog.reports.network.network_model import Entry, Key, Measure, Return
from pycog.targets import LOWER, parse_target
from pycog.values import Scalar, display, to_number

if TYPE_CHECKING:
    from pycog.conventions import BudgetLine, Convention, Fund, Indicator

UNREADABLE: Final = "Illisible"
EXECUTED: Final = "Exécuté"


def measures_of(convention: Convention) -> dict[str, Measure]:
    """Return everything that the annexes of a convention measure, by key."""
    annex = convention.annex_of(indicators.INDICATORS)
    found = [_indicator(one, annex) for one in convention.indicators.values()]
    for fund in convention.funds.values():
        annex = convention.annex_of("budget", fund.id)
        found += [_line(fund, line, annex) for line in fund.lines if line.role != "titre"]
    return {measure.key: measure for measure in found}


def _indicator(indicator: Indicator, annex: str) -> Measure:
    targets = [printed.target for printed in indicator.targets.values()]
    stated = next((target.direction for target in targets if target.direction), None)
    # As in the annex: what the target says, else what the reference data say.
    direction = indicator.direction or stated
    first = next(iter(indicator.targets))
    return Measure(
        key=indicators.measure_key(indicator.number),
        annex=annex,
        name=indicator.number,
        title=indicator.label,
        unit=indicators.reading_target(indicator, first).shown_as,
        higher_first=None if not direction else direction != LOWER,
        targets={year: printed.readable for year, printed in indicator.targets.items()},
    )


def _line(fund: Fund, line: BudgetLine, annex: str) -> Measure:
    return Measure(
        key=funds.measure_key(fund.id, line.key),
        annex=annex,
        name=line.label,
        title=f"{fund.id} – {line.label}",
        unit=amount_kind(fund.unit),
        higher_first=None,
        targets={},
    )


@dataclass(frozen=True)
class Judge:
    """Says what an entry is worth.

    Attributes:
        convention: The agreement.
        measures: Its measures by key.
    """

    convention: Convention
    measures: dict[str, Measure]

    def keys(self, annexes: set[str], years: tuple[int, ...]) -> Iterator[Key]:
        """Yield the measures and years of some annexes, in their order."""
        for measure in self.measures.values():
            if measure.annex in annexes:
                yield from ((measure.key, year) for year in years)

    def base_key(self, key: Key) -> Key | None:
        """Return where the value stands that a target starts from; ``None`` for most."""
        if self.measures[key[0]].is_budget:
            return None
        target = self._indicator(key).targets[key[1]].target
        if not target.needs_reference:
            return None
        wanted = target.base_year(key[1], self.convention.baseline_year)
        return None if wanted is None else (key[0], wanted)

    def judge(
        self, body: str, key: Key, entry: Entry | None, path: str, earlier: Scalar = None
    ) -> tuple[Return, str]:
        """Return what a body returned, and why its entry cannot be read, ``""`` if it can.

        Args:
            body: The body.
            key: Measure and year.
            entry: What its annex holds there.
            path: The file of the annex.
            earlier: Its achieved value of the year that the target starts from.
        """
        measure = self.measures[key[0]]
        place = f"{path}, {entry.place}" if entry else ""
        if entry is not None and isinstance(entry.actual, CellError):
            reason = f"la cellule porte l'erreur {entry.actual.kind}."
            return _unread(body, key, entry, self._target(key, entry), place), reason
        try:
            if measure.is_budget:
                return self._amount(body, key, entry, place), ""
            return self._result(body, key, entry, place, earlier), ""
        except PycogError as error:
            if entry is None:
                raise
            return _unread(body, key, entry, self._target(key, entry), place), error.message

    def _indicator(self, key: Key) -> Indicator:
        return self.convention.indicators[key[0].partition("/")[2]]

    def _target(self, key: Key, entry: Entry | None) -> str:
        """Return the target that counts.

        It is the one of the convention. Where that one is left to another agreement, the
        body may have put in its value, as the annex asks.
        """
        if self.measures[key[0]].is_budget:
            return "" if entry is None else display(entry.target)
        printed = self._indicator(key).targets[key[1]]
        if printed.target.kind == "deferred" and entry is not None:
            return "" if isinstance(entry.target, CellError) else display(entry.target)
        return printed.readable

    def _result(
        self, body: str, key: Key, entry: Entry | None, place: str, earlier: Scalar
    ) -> Return:
        indicator, year = self._indicator(key), key[1]
        target = self._target(key, entry)
        typed = None if entry is None else entry.actual
        if self.convention.neutralised(indicator.number, year):
            return self._neutralised(body, key, typed, place)
        if typed is None:
            found = status(None, target)
            return Return(body, *key, None, None, target, None, None, found, place=place)
        parsed = parse_target(target)
        measurable = parsed.is_set
        own = measurable and not parsed.needs_reference
        unit = parsed if own else indicators.reading_target(indicator, year)
        start, base = earlier, self.base_key(key)
        if start is None and base and base[1] not in indicator.targets:
            start = indicators.printed_base(indicator, base[1])  # printed, not typed
        value = read_actual(typed, unit)
        direction = indicators.direction_of(indicator, year)
        return Return(
            body,
            *key,
            typed,
            value,
            target,
            attainment(typed, target, None, direction, None, start) if measurable else None,
            gap(typed, target, None, start) if measurable and parsed.kind != "yes_no" else None,
            status(typed, target, None, direction, None, start),
            place=place,
        )

    def _unit(self, key: Key) -> str:
        """Return how the amounts of a budget line are displayed."""
        measure = self.measures.get(key[0])
        return "amount" if measure is None else measure.unit

    def _neutralised(self, body: str, key: Key, typed: Scalar, place: str) -> Return:
        """Return a result that is shown and not judged."""
        indicator, year = self._indicator(key), key[1]
        target = indicator.targets[year].readable
        unit = indicators.reading_target(indicator, year)
        value = None if typed is None else read_actual(typed, unit)
        return Return(body, *key, typed, value, target, None, None, NEUTRALISED, place=place)

    def _amount(self, body: str, key: Key, entry: Entry | None, place: str) -> Return:
        typed, base = (None, None) if entry is None else (entry.actual, entry.target)
        target = (
            "" if base is None or isinstance(base, CellError) else display(base, self._unit(key))
        )
        spent = to_number(typed, "le montant exécuté")
        if spent is None:
            missing = NO_TARGET if not target else NOT_FILLED
            return Return(body, *key, None, None, target, None, None, missing, place=place)
        planned = None if isinstance(base, CellError) else to_number(base, "la base")
        rate = spent / planned if planned else None
        left = None if planned is None else spent - planned
        return Return(body, *key, typed, spent, target, rate, left, EXECUTED, place=place)


def _unread(body: str, key: Key, entry: Entry, target: str, place: str) -> Return:
    typed: Scalar = display(entry.actual)
    return Return(body, *key, typed, None, target, None, None, UNREADABLE, place=place)
