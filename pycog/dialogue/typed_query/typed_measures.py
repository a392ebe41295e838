"""Which measure a typed query is about: named, that of its period, of a role, or the only one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from pycog.dialogue.table_query.table_periods import Period, said_of
from pycog.dialogue.typed_query.typed_entries import Place
from pycog.dialogue.typed_query.typed_fields import Dataset, Field, Record, allowed_fields
from pycog.dialogue.typed_query.typed_figures import Figure, added
from pycog.dialogue.typed_query.typed_meant_columns import in_periods, money_fields
from pycog.dialogue.typed_query.typed_pivots import is_level, yearly_of
from pycog.dialogue.typed_query.typed_resolving import bare_fields, figure_groups, is_rate
from pycog.dialogue.typed_query.typed_telling import Telling
from pycog.dialogue.workbook.cell_answers import enumerated
from pycog.lazy_patterns import regex

#: What is counted at one moment: one month is not added to the next.
_STOCK: Final = ("etp", "effectif", "stock", "encour", "tau", "disponibl", "presen", "absenteism")
#: What adds up the periods of a row.
_CUMULATED: Final = frozenset({"cumul", "total"})
_YEAR: Final = regex(r"\s*\b(?:19|20)\d\d\b")
#: Two printed sums that differ by less are the same.
_SAME: Final = 0.005
#: Verbs of what is executed, where no heading has them.
_SPENDING: Final = ("depens", "consomm")
#: What is said of a sum that the sheet prints itself.
PRINTED_ROW: Final = "C'est la ligne « "
#: A heading of rates, whose cells may be typed as plain numbers: « Taux d'exécution (%) ».
_RATE: Final = regex(r"\b(?:taux|tx|pourcentage|ratio)\b|%")
_RATES: Final = frozenset({"rate", "%"})
#: Headings of what is allowed in the end, before that of what was allowed at first.
_IN_THE_END: Final = ("autoris", "maxim", "modif", "definit", "actualis")


class Measuring(Telling):
    """One typed query with its measures."""

    def measure(self) -> tuple[Field, ...]:
        """Return the one measure that is asked for: named, or the only one that may be meant."""
        query = self.query
        groups = figure_groups(query)
        if len(groups) == 1:
            return groups[0]
        if groups:
            return ()
        figures = query.data.figures
        if query.periods and query.has("move", "gap") and (moved := self._only_dated()):
            return moved
        money, bare = money_fields(query), bare_fields(query)
        if money and not bare:
            said = any(one.startswith(_SPENDING) for one in query.words)
            return self._only(money) or (self.spent() if said else ())
        if grid := self._of_groups():
            return grid
        beside = [one for one in figures if one not in bare and not is_rate(one, query)]
        if bare and beside and all(set(one.measure) <= _CUMULATED for one in beside):
            # Months beside their total: one month is never added to the total.
            apart = query.has("mean", "median", "whichperiod", "perperiod", "move", "gap")
            return tuple(bare) if apart or len(beside) > 1 else tuple(beside)
        if bare:
            return self._only([one for one in figures if not is_rate(one, query)] or figures)
        return self._only(figures)

    def _only_dated(self) -> tuple[Field, ...]:
        """Return the one measure that has columns of several periods: it alone moves."""
        dated = [one for one in self.query.data.figures if one.period is not None and one.measure]
        found = self._only(dated)
        return found if len(found) > 1 else ()

    def _of_groups(self) -> tuple[Field, ...]:
        """Return what was reached, in a table of targets and results side by side of groups."""
        figures = self.query.data.figures
        if len({one.group for one in figures}) < 2 or not all(one.group for one in figures):
            return ()
        found = tuple(one for one in figures if "result" in one.roles and "target" not in one.roles)
        return found if len({one.measure for one in found}) == 1 else ()

    def _only(self, fields: Sequence[Field]) -> tuple[Field, ...]:
        if not fields or len({one.measure for one in fields}) != 1:
            return ()
        return in_periods(fields, self.query.periods)

    def role(self, role: str, groups: Sequence[tuple[Field, ...]] = ()) -> tuple[Field, ...]:
        """Return the one measure of a role; where several are, the one that is named."""
        query = self.query
        named = [one for group in groups for one in group if role in one.roles]
        pool = [one for one in query.data.figures if not is_rate(one, query)]
        found = named or [one for one in pool if role in one.roles]
        if role == "budget":
            found = [one for one in found if "executed" not in one.roles] or found
            ends = [
                one for one in found if any(stem.startswith(_IN_THE_END) for stem in one.measure)
            ]
            found = ends or found
        if role == "executed" and not found:
            # « Cumul » of months and quarters, « Coût total » beside a budget
            found = [one for one in pool if set(one.measure) & _CUMULATED and not one.unit]
            found = [one for one in found if not one.roles & {"budget", "rest", "target"}]
        if len({one.measure for one in found}) > 1:
            # Beside « Charge », « Budget » is the heading of what is meant by « il reste ».
            held = {one.group for one in allowed_fields("budget", self.data) if one.group}
            found = [one for one in found if one.group in held and len(held) == 1]
        if len({one.measure for one in found}) != 1:
            return ()
        whole = yearly_of(found) if len(found) > 1 and not query.periods else None
        return in_periods(found, query.periods) if whole is None else (whole,)

    def spent(self, groups: Sequence[tuple[Field, ...]] = ()) -> tuple[Field, ...]:
        """Return what is used of what is allowed: what is executed, else what is committed."""
        return self.role("executed", groups) or self.role("committed", groups)

    def is_stock(self, fields: Sequence[Field]) -> bool:
        """Tell whether a measure is a state at one moment, of which no two are added up."""
        said = set(fields[0].measure) | set(fields[0].group) | self.data.table.title_stems
        return any(one.startswith(_STOCK) for one in said)

    def amount(
        self, records: Sequence[Record], fields: Sequence[Field], *, mean: bool = False
    ) -> Figure | None:
        """Return cells added up or averaged, ``None`` where they are nothing to add up."""
        roles = [one.own_roles & {"budget", "executed", "committed"} for one in fields]
        if len(set(roles)) > 1 and len({one.measure for one in fields}) > 1:
            # What is allowed is never added to what is spent.
            return None
        figure = added(records, fields, mean=mean)
        if figure is None:
            return None
        rates = figure.kind in _RATES or any(_RATE.search(one.column.own) for one in fields)
        if rates and figure.many > 1 and not mean:
            return None
        if len(fields) > 1 and figure.many > 1 and not mean and self.is_stock(fields):
            return None
        if figure.many > 1 and not mean and is_level(fields[0]):
            return None
        return figure

    def whole(self) -> list[Record]:
        """Return the one total of the whole, of the period that is named; none where rows are."""
        query = self.query
        named = [one for one in query.conditions if one.field is not None or not one.state]
        totals = [one for one in self.data.totals if one.row.role == "total"]
        if named or len(totals) != len(self.data.tables):
            return []
        tables = [one.table for one in query.rows()]
        return [one for one in totals if one.table in tables]

    def against_total(
        self,
        figure: Figure,
        fields: Sequence[Field],
        records: Sequence[Record],
        *,
        same: bool = False,
    ) -> str:
        """Say where the total that the sheet prints for some rows is another one.

        Args:
            figure: What they add up to.
            fields: Their columns.
            records: The rows.
            same: Whether the total is told where it is the same.
        """
        if len(fields) != 1 or figure.many < 2:
            return ""
        printed = [
            one for one in printed_for(records, self.data) if one.cell(fields[0]).number is not None
        ]
        if len(printed) != 1:
            return ""
        cell = printed[0].cell(fields[0])
        label = printed[0].row.label or printed[0].row.number
        if abs((cell.number or 0.0) - figure.value) < _SAME:
            return f" {PRINTED_ROW}{label} » ({cell.place})." if same else ""
        return f" La ligne « {label} » affiche {cell.shown} ({cell.place})."

    def paired(self, fields: Sequence[Field]) -> tuple[list[Record], str]:
        """Return the rows on which measures are set against one another, with what to know of them.

        A row of which one of them is not known is on neither side; the printed total stands for
        all rows where each is known.
        """
        rows = self.query.rows()
        unknown, blank = [], []
        for one in rows:
            cells = [one.cell(each) for each in fields]
            if any(each.is_missing and not each.is_blank for each in cells):
                unknown.append(one)
            elif any(each.is_blank for each in cells) and not all(each.is_blank for each in cells):
                blank.append(one)
        held = [one for one in rows if one not in unknown]
        total = self.whole() if self.query.has("sum") else []
        if unknown and total and all(total[0].cell(one).number is not None for one in fields):
            # « Taux global » is of what the sheet adds up itself.
            told = f"« {total[0].row.label} »"
            return (
                total,
                f" Par la ligne {told}. Sans l'une des valeurs : {self._cells(unknown, fields)}.",
            )
        note = ""
        if unknown and held:
            note = f" Sans l'une des valeurs, laissé de côté : {self._cells(unknown, fields)}."
        if blank and len(rows) > 1:
            note += f" À noter, vide : {self._cells(blank, fields)}."
        return (held if unknown else self.whole() or held), note

    def _cells(self, records: Sequence[Record], fields: Sequence[Field]) -> str:
        told = [
            f"{self.name(one)} ({' ; '.join(one.cell(each).shown for each in fields)})"
            for one in records[:8]
        ]
        return enumerated(told)

    def is_filled(self, field: Field) -> bool:
        """Tell whether a column holds a figure in a row that is chosen."""
        return any(one.cell(field).number is not None for one in self.query.rows())

    def heading(self, fields: Sequence[Field]) -> str:
        """Return how a measure is told: its heading with its periods."""
        if len(fields) == 1:
            return f"« {fields[0].title} »"
        if not any(one.period for one in fields):
            return enumerated([f"« {one.title} »" for one in fields])
        periods = [said_of(one.period) for one in fields if one.period]
        name = _YEAR.sub("", fields[0].bare_title).strip(" –-")
        told = enumerated(list(dict.fromkeys(periods)))
        return f"« {name} »{f' ({told})' if told else ''}" if name else told


def by_period(records: Sequence[Record]) -> dict[Period, list[Record]]:
    """Return records by their period, in order; nothing where some have none."""
    found: dict[Period, list[Record]] = {}
    for one in records:
        if one.period is None:
            return {}
        found.setdefault(one.period, []).append(one)
    return dict(sorted(found.items(), key=lambda one: one[0].start))


def printed_for(records: Sequence[Record], data: Dataset) -> list[Record]:
    """Return the totals that add up just some rows: of all, or of one section."""
    chosen: set[Place] = {one.index for one in records}
    if chosen == {one.index for one in data.records}:
        return [one for one in data.totals if one.row.role == "total"]
    headings = {one.row.heading for one in records}
    if len(headings) != 1 or not (heading := headings.pop()):
        return []
    if chosen != {one.index for one in data.records if one.row.heading == heading}:
        return []
    sheets = {one[0] for one in chosen}
    if len({id(one.table) for one in records}) > 1:
        return []
    last = max(row for _, row in chosen)
    below = [one for one in data.totals if one.index[0] in sheets and one.row.index > last]
    # The first total below them, with no other in between.
    found = sorted(below, key=lambda one: one.row.index)[:1] if len(sheets) == 1 else []
    return [one for one in found if one.row.heading == heading]
