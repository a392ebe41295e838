"""Targets of a table, each with its result: one column for both per site or per indicator."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from pycog.dialogue.normalise import normalise_long
from pycog.dialogue.table_query.plain_tables import FIGURE, NOTE, TEXT
from pycog.dialogue.table_query.table_periods import Period
from pycog.dialogue.typed_query.typed_data import DATA
from pycog.dialogue.typed_query.typed_fields import Dataset, Field, Record
from pycog.dialogue.workbook.open_cells import MONEY, Cell, shown_as
from pycog.lazy_patterns import regex
from pycog.values import format_number

#: Which way a result should go.
RISE, FALL, UNKNOWN_WAY = 1, -1, 0
_WAYS: Final = DATA["ways"]
_WAY_COLUMN: Final = regex(_WAYS["column"])
_RISES: Final = regex(_WAYS["rises"])
_FALLS: Final = regex(_WAYS["falls"])
_TURNS: Final = regex(_WAYS["turns"])
_SAID_RISE: Final = regex(_WAYS["said_rise"])
_SAID_FALL: Final = regex(_WAYS["said_fall"])
_GOAL_ROW: Final = regex(r"(?:cibles?|objectifs?|valeurs? cibles?)\b")
_TARGET_STEM: Final = regex(r"(?:cibl|objecti|obj|seuil|planch|socl|attendu|valeur|max|min)")
#: What a target of a year says of a part of it too.
_OF_ANY_TIME: Final = regex(r"\b(?:delais?|durees?|taux|part|temps|attente)\b")
_UNIT_COLUMN: Final = regex(r"(?:unites?|mesure en|u)\b")
#: A target that is a text: « ≥ 85 % », « au plus 5 jours ».
_STATED: Final = regex(
    r"\s*(?P<sign>[<>≤≥]\s?=?|au moins|au plus|max(?:imum)?\.?|min(?:imum)?\.?|moins de"
    r"|plus de)?\s*"
    r"(?P<n>-?\d[\d\s\u202f\xa0]*(?:[.,]\d+)?)\s*(?P<unit>%|[a-zA-Zé€/]{0,10})\.?\s*"
    r"(?P<tail>max(?:imum)?|min(?:imum)?|au plus|au moins)?\.?\s*",
    re.I,
)  # fmt: skip
_DOWN: Final = ("<", "≤", "au plus", "max", "moins de")
_STRICT: Final = frozenset({"<", ">", "moins de", "plus de"})
_COUNTED: Final = frozenset({"nb", "nombre", "nbre", "n", "note", "u", "unite", "unites", "indice"})
_UNITS: Final = {"j": "jours", "jour": "jours", "mn": "min", "minutes": "min"}
#: A rate is no larger where it is stored as a ratio.
_LARGEST_RATIO: Final = 1.5


@dataclass(frozen=True, eq=False)
class Pair:
    """A column of targets with that of its results.

    Attributes:
        target: The targets; that of the results, where a row holds them.
        result: The results.
        group: The heading above both: a site, an indicator; ``""`` for none.
        row: The row that holds the targets, ``None`` where a column does.
        partial: Whether the result is of a part of the period of its target.
    """

    target: Field
    result: Field
    group: str
    row: Record | None = None
    partial: bool = False

    @property
    def period(self) -> Period | None:
        """The period that it is of."""
        return self.result.column.period or self.target.column.period


@dataclass(frozen=True, eq=False)
class Case:
    """One target with its result.

    Attributes:
        record: Its row.
        pair: Its columns.
        way: Which way the result should go.
    """

    record: Record
    pair: Pair
    way: int

    @property
    def goal(self) -> Cell:
        """The cell of the target."""
        return (self.pair.row or self.record).cell(self.pair.target)

    @property
    def got(self) -> Cell:
        """The cell of the result."""
        return self.record.cell(self.pair.result)

    @property
    def is_rate(self) -> bool:
        """Whether its numbers are ratios that are shown in per cent."""
        return "rate" in {self.got.kind, self.goal.kind}

    @property
    def target(self) -> float | None:
        """The number of the target, one that a text states too."""
        return self._number(self.goal)

    @property
    def result(self) -> float | None:
        """The number of the result."""
        return self._number(self.got)

    def _number(self, cell: Cell) -> float | None:
        if cell.stored is None or cell.stored.error or cell.is_missing:
            return None
        if cell.number is not None:
            return cell.number
        match = _STATED.fullmatch(str(cell.stored.value))
        if match is None:
            return None
        number = float(re.sub(r"[\s\u202f\xa0]", "", match["n"]).replace(",", "."))
        other = self.got if cell is not self.got else self.goal
        ratio = match["unit"] == "%" and other.kind == "rate"
        return float(Fraction(repr(number)) / 100) if ratio else number

    @property
    def has_target(self) -> bool:
        """Whether a target is set."""
        return self.target is not None

    @property
    def holds_in_part(self) -> bool:
        """Whether a target of a year is that of its quarters too: of a rate or a delay."""
        name = normalise_long(f"{self.pair.group} {self.record.name}")
        return self.is_rate or _OF_ANY_TIME.search(name) is not None

    @property
    def is_known(self) -> bool:
        """Whether both numbers are known and of one scale."""
        target, result = self.target, self.result
        if target is None or result is None:
            return False
        if self.is_rate and self.goal.kind != self.got.kind and self.goal.number is not None:
            # One is typed as a ratio and the other in points.
            return max(abs(target), abs(result)) <= _LARGEST_RATIO
        return True

    @property
    def reached(self) -> bool | None:
        """Whether the target is met; ``None`` where that cannot be told."""
        if not self.is_known or self.way == UNKNOWN_WAY:
            return None
        side = self.gap * self.way
        return side > 0 or (side == 0 and _sign_of(self.goal) not in _STRICT)

    @property
    def gap(self) -> float:
        """The result less the target."""
        return float(Fraction(repr(self.result or 0.0)) - Fraction(repr(self.target or 0.0)))

    @property
    def lead(self) -> float:
        """By how much the result is better than the target, below zero where it is worse."""
        return self.gap * self.way

    @property
    def unit(self) -> str:
        """What it is measured in: « jours », « MWh »; ``""`` for a number of things."""
        said = _cell_of(self.record, _UNIT_COLUMN) or self.pair.result.unit
        for name in (self.pair.group, self.record.row.label):
            if not said and (match := re.search(r"\(([^()]{1,12})\)\s*$", name)):
                said = match[1]
        if not said and self.goal.stored is not None:
            match = _STATED.fullmatch(str(self.goal.stored.value))
            said = match["unit"] if match is not None else ""
        plain = normalise_long(said).split("/")[0].strip()
        return "" if plain in _COUNTED or plain.startswith("sur ") else _UNITS.get(plain, said)

    def told(self, cell: Cell, *, unit: bool = True) -> str:
        """Return a cell as shown with its unit."""
        shown = cell.shown
        if cell.number is None or not unit or "%" in shown or "€" in shown or not self.unit:
            return shown
        return f"{shown} {self.unit}"

    def told_gap(self, gap: float | None = None, *, signed: bool = True) -> str:
        """Return the gap in its unit; of rates in points."""
        number = self.gap if gap is None else gap
        sign = "+" if signed and number > 0 else ""
        if self.is_rate or self.unit == "%" or self.got.kind == "%":
            scaled = round(number * (100 if self.is_rate else 1), 6)
            return f"{sign}{format_number(scaled, 2)} point{'s' if abs(scaled) >= 2 else ''}"
        if self.got.kind in MONEY:
            return f"{sign}{shown_as(round(number, 6), self.got.kind)}"
        text = f"{sign}{format_number(round(number, 6), 4)}"
        return f"{text} {self.unit}" if self.unit else text


def pairs_of(data: Dataset) -> tuple[Pair, ...]:
    """Return the columns of targets of a table, each with that of its results."""
    targets = [one for one in data.fields if _is_target(one, data)]
    told = {word for one in targets for word in _of_what(one)}
    targets += [one for one in data.figures if _is_lone_floor(one, told)]
    held = [one for one in data.fields if one not in targets and one.kind in {FIGURE, TEXT}]
    results = [one for one in held if _is_result(one, data)]
    found: list[Pair] = []
    for target in targets:
        group = target.title.rpartition(" – ")[0] if target.column.group else ""
        near = _named_alike(target, data, targets)
        if near and not group and len(targets) > 1:
            group = near[0].title
        near = near or _beside(target, results)
        found += [Pair(target, one, group) for one in near]
        found += _of_period(target, data, targets) if not near else []
    if not found and len(targets) == 1:
        found = [Pair(targets[0], one, _own_group(one)) for one in _plain_results(data, targets[0])]
    return tuple(found or _row_pairs(data))


def _beside(target: Field, results: Sequence[Field]) -> list[Field]:
    """Return the results under the heading of a target, of its period."""
    if "target" not in target.own_roles:
        return []
    near = [one for one in results if one.column.group == target.column.group]
    period = target.column.period
    if period is not None and any(one.column.period is not None for one in near):
        return [one for one in near if one.column.period == period]
    if len({one.column.own for one in near}) > 1 and not all(
        one.column.period is not None for one in near
    ):
        named = [one for one in near if not _is_bare(one)]
        return named if len(named) == 1 else []
    return near


def _of_what(target: Field) -> frozenset[str]:
    """Return the stems of what a target is for: « cible dossiers »."""
    return frozenset(one for one in target.measure if not _TARGET_STEM.match(one))


def _named_alike(target: Field, data: Dataset, targets: Sequence[Field]) -> list[Field]:
    """Return the one column that is headed as what a target is for."""
    words = _of_what(target)
    found = [
        one
        for one in data.figures
        if words
        and words <= set(one.measure)
        and one not in targets
        and one.column.group == target.column.group
        and one.column.period == target.column.period
        and not one.own_roles & {"gap_of", "weight"}
    ]
    return found if len(found) == 1 else []


def _is_lone_floor(field: Field, told: set[str]) -> bool:
    """Tell whether a threshold is all that a measure has: « seuil anomalies »."""
    words = _of_what(field)
    return "floor" in field.own_roles and bool(words) and not words & told


def _of_period(target: Field, data: Dataset, targets: Sequence[Field]) -> list[Pair]:
    """Return the results that are headed by a period alone: « Obj. 2025 », « T1 2025 »."""
    period = target.column.period
    if period is None or _of_what(target):
        return []
    bare = [
        one
        for one in data.figures
        if one not in targets and not one.measure and one.group == target.group
    ]
    found = []
    for one in bare:
        if one.period is not None and period.is_same(one.period):
            found.append(Pair(target, one, ""))
        elif one.period is not None and one.period.year is not None and period.holds(one.period):
            found.append(Pair(target, one, "", partial=True))
    return found


def _plain_results(data: Dataset, target: Field) -> list[Field]:
    """Return the columns of results that one column of targets is for: sites, months."""
    figures = [one for one in data.figures if one is not target]
    dated = [one for one in figures if one.period is not None and not one.measure]
    if dated:
        return dated
    return figures if not any(one.own_roles - {"place"} for one in figures) else []


def _own_group(field: Field) -> str:
    return "" if field.period is not None else field.title


def _row_pairs(data: Dataset) -> list[Pair]:
    """Return the columns of results of which one row holds the targets."""
    rows = [one for one in data.records if _GOAL_ROW.match(normalise_long(one.row.label))]
    if len(rows) != 1:
        return []
    held = [one for one in data.figures if rows[0].cell(one).number is not None]
    return [Pair(one, one, one.title, rows[0]) for one in held]


def _is_target(field: Field, data: Dataset) -> bool:
    if "target" not in field.own_roles or field.kind not in {FIGURE, TEXT}:
        return False
    if field.own_roles & {"gap_of", "floor"}:
        return False
    return field.kind == FIGURE or any(
        (stored := one.cell(field).stored) is not None and _STATED.fullmatch(str(stored.value))
        for one in data.records
    )


def _is_result(field: Field, data: Dataset) -> bool:
    if "result" not in field.own_roles or field.own_roles & {"gap_of", "floor", "weight"}:
        return False
    if field.kind == TEXT:
        return any(one.cell(field).number is not None for one in data.records)
    return True


def _is_bare(field: Field) -> bool:
    return field.column.own.startswith("taux")


def cases_of(data: Dataset, records: Iterable[Record], pairs: Sequence[Pair]) -> list[Case]:
    """Return the targets of some rows in some columns, those that are set."""
    found = [
        Case(one, pair, way_of(data, one, pair))
        for one in records
        for pair in pairs
        if pair.row is None or one.index != pair.row.index
    ]
    return [one for one in found if one.has_target and (not one.pair.partial or one.holds_in_part)]


def way_of(data: Dataset, record: Record, pair: Pair) -> int:
    """Return which way a result should go, as the table says it or as its name does.

    Args:
        data: The table.
        record: The row.
        pair: The columns.
    """
    sign = _sign_of((pair.row or record).cell(pair.target))
    if sign:
        return FALL if sign.startswith(_DOWN) else RISE
    said = _cell_of(record, _WAY_COLUMN, marks=True)
    if said:
        if _SAID_FALL.fullmatch(said):
            return FALL
        return RISE if _SAID_RISE.fullmatch(said) else UNKNOWN_WAY
    floors = [
        one
        for one in data.of(FIGURE)
        if "floor" in one.own_roles and one.column.group == pair.target.column.group
    ]
    target = (pair.row or record).cell(pair.target).number
    if len(floors) == 1 and target is not None:
        floor = record.cell(floors[0]).number
        if floor is not None and floor != target:
            return RISE if floor < target else FALL
    return _named_way(record, pair)


def _named_way(record: Record, pair: Pair) -> int:
    """Return the way that the name of an indicator says: a delay should fall."""
    texts = [pair.group, pair.result.title if not pair.group else ""]
    texts += [record.cell(one).shown for one in _naming(record)]
    return way_of_name(" ".join(texts))


def way_of_name(text: str) -> int:
    """Return the way that a name says: a delay should fall, a rate of answers should rise."""
    name = normalise_long(text)
    if _TURNS.search(name):
        return RISE
    falls, rises = _FALLS.search(name), _RISES.search(name)
    if falls and rises:
        # « Taux de recouvrement des indus » : what is said first is measured.
        return FALL if falls.start() < rises.start() else RISE
    return FALL if falls else RISE if rises else UNKNOWN_WAY


def _naming(record: Record) -> list[Field]:
    return [
        Field(record.table, one)
        for one in record.table.columns
        if one.kind == TEXT and (one.index == record.table.label or one.own.startswith("indicat"))
    ]


def _cell_of(record: Record, heading: re.Pattern[str], *, marks: bool = False) -> str:
    """Return what stands in the column of a heading; with ``marks`` in plain form."""
    for one in record.table.columns:
        if one.kind != NOTE and heading.match(one.own):
            stored = record.table.cell(record.row, one).stored
            if stored is None:
                return ""
            text = str(stored.value).strip()
            return text.lower() if marks else text
    return ""


def _sign_of(cell: Cell) -> str:
    stored = cell.stored
    match = _STATED.fullmatch(str(stored.value)) if stored is not None else None
    if match is None or cell.number is not None:
        return ""
    return (match["sign"] or match["tail"] or "").lower().strip(". ").replace(" ", "")[:9] or ""
