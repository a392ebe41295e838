"""Ranks the lines or the periods of a grid by a figure, and tells those beyond a bound."""

from __future__ import annotations

from collections.abc import Sequence

from pycog.arithmetic import compare, same
from pycog.dialogue.answers import Answer, Table
from pycog.dialogue.figure_grid.grid_figures import Fault, Figure, Lines
from pycog.dialogue.figure_grid.grid_operators import (
    EVOLUTION,
    GAP,
    LARGEST,
    MEAN,
    RANK,
    RATE,
    SHARE,
    SMALLEST,
    SUM,
)
from pycog.dialogue.figure_grid.grid_telling import GridTelling, value_told
from pycog.dialogue.table_query.table_operators import Limit
from pycog.dialogue.table_query.table_periods import said_of
from pycog.dialogue.workbook.cell_answers import enumerated, said_only
from pycog.dialogue.workbook.open_cells import MONEY
from pycog.values import counted, format_number


class GridRankings(GridTelling):
    """One question that ranks or bounds figures."""

    def _ranked(self) -> Answer | None:
        asked, read = self.asked, self.read
        by_period = bool(read.which) or (
            (read.all_periods or len(asked.periods) > 1) and len(asked.lines) == 1
        )
        by_period |= len(asked.lines) == 1 and not asked.lines[0].lines
        by_period |= bool(read.all_periods and read.has(RANK) and not asked.named.nouns)
        found = self._by_period() if by_period else self._by_line()
        if found is None or len(found) < 2:
            return None
        least = read.has(SMALLEST) or read.least
        held = sorted(
            ((name, one) for name, one in found if isinstance(one, Figure)),
            key=lambda one: one[1].number,
            reverse=not least,
        )
        if len(held) < 2 or len({one.kind for _, one in held}) > 1:
            return None
        left = [name for name, one in found if isinstance(one, Fault)]
        many = read.most or (len(held) if read.has(RANK) else 1)
        if read.skipped:
            # « Et le suivant ? »: those told are told no more.
            held_then, many = held[read.skipped * many :], many
            if not held_then:
                return None
            shown = held_then[:many]
            told = enumerated([f"{name} ({value_told(one)})" for name, one in shown])
            return self._rank_told(held, told, shown, left, least)
        shown = held[:many] + [
            one
            for one in held[many:]
            if same(one[1].number, held[min(many, len(held)) - 1][1].number)
        ]
        told = enumerated([f"{name} ({value_told(one)})" for name, one in shown])
        if read.has(SUM) and read.most:
            return self._top_summed([one for _, one in shown], told)
        if read.by_how_much:
            gap = self.figures.between(held[0][1], held[1][1], GAP)
            if isinstance(gap, Fault) or len(shown) != 1:
                return None
            number = f"{format_number(round(gap.number, 2), 2)} points"
            told += f" ; écart avec {held[1][0]} ({held[1][1].shown}) : "
            told += number if gap.kind == "points" else gap.shown
        return self._rank_told(held, told, shown, left, least)

    def _top_summed(self, shown: Sequence[Figure], told: str) -> Answer | None:
        """Add up the first ones of a ranking."""
        if len(shown) != self.read.most or self.asked.form.kind == RATE:
            return None
        total = self.figures.added(shown)
        if isinstance(total, Fault):
            return None
        return self._told(total, f"{self._subject_only()}, les {len(shown)} premières lignes", told)

    def _each_line(self) -> Answer | None:
        """Tell a figure line by line."""
        found = self._by_line()
        held = [(name, one) for name, one in found or () if isinstance(one, Figure)]
        if len(held) < 2:
            return None
        left = [name for name, one in found or () if isinstance(one, Fault)]
        told = enumerated([f"{name} : {value_told(one)}" for name, one in held])
        tail = f" Sans valeur, laissé de côté : {enumerated(left)}." if left else ""
        text = f"« {self.grid.table.open.sheet} » – {self._subject_only()} : {told}.{tail}"
        rows = tuple((name, one.shown) for name, one in held)
        return said_only(text, self.grid.table.open, Table(("Ligne", "Valeur"), rows))

    def _rank_told(
        self,
        held: Sequence[tuple[str, Figure]],
        told: str,
        shown: Sequence[tuple[str, Figure]],
        left: Sequence[str],
        least: bool,
    ) -> Answer:
        edge = "le plus faible" if least else "le plus élevé"
        order = edge if len(shown) == 1 else f"{edge} d'abord"
        tail = f" Sans valeur, laissé de côté : {enumerated(list(left))}." if left else ""
        notes = "".join(f" {one}" for one in dict.fromkeys(n for _, f in shown for n in f.notes))
        subject = self._subject_only()
        text = f"« {self.grid.table.open.sheet} » – {subject}, {order} : {told}.{tail}{notes}"
        rows = tuple((str(n), name, one.shown) for n, (name, one) in enumerate(held, 1))
        table = Table(("Rang", "Ligne", "Valeur"), rows)
        return said_only(text, self.grid.table.open, table)

    def _by_period(self) -> list[tuple[str, Figure | Fault]] | None:
        asked, read = self.asked, self.read
        lines = asked.summed()
        if len(asked.lines) > 1 and not read.has(SUM):
            return None
        length = read.which or read.every
        held = self._all_periods(length)
        if asked.periods:
            held = [one for one in held if any(p.holds(one) for p in asked.periods)]
        if not length and len({one.last - one.first for one in held}) > 1:
            return None
        if read.count and not asked.periods and len(held) != read.count:
            return None
        return [(said_of(one), self._in(lines, one)) for one in held]

    def _by_line(self) -> list[tuple[str, Figure | Fault]] | None:
        asked = self.asked
        if len(asked.periods) > 1 and not self.read.has(SUM, MEAN):
            return None
        periods = self._several()
        if periods is None or (len(periods) > 1 and not self.read.has(SUM, MEAN)):
            return None
        found: list[tuple[str, Figure | Fault]] = []
        for one in asked.all_lines:
            each = [self.figures.of(Lines((one,)), asked.form, p) for p in periods or [None]]
            figure = (
                each[0] if len(each) == 1 else self.figures.added(each, mean=self.read.has(MEAN))
            )
            found.append((one.name, figure))
        return found

    def _limited(self, limit: Limit) -> Answer | None:
        """Tell which lines or periods are beyond a bound."""
        asked = self.asked
        if self.read.has(EVOLUTION, SHARE, RANK, LARGEST, SMALLEST):
            return None
        one_line = len(asked.lines) == 1 and not asked.lines[0].lines
        found = self._by_period() if self.read.which or one_line else self._by_line()
        if not found:
            return None
        held = [(name, one) for name, one in found if isinstance(one, Figure)]
        kinds = {one.kind for _, one in held}
        if len(kinds) != 1 or not _fits_unit(limit, kinds.copy().pop()):
            return None
        inside = [(name, one) for name, one in held if _is_within(one, limit)]
        left = [name for name, one in found if isinstance(one, Fault)]
        tail = f" Sans valeur, laissé de côté : {enumerated(left)}." if left else ""
        told = enumerated([f"{name} ({value_told(one)})" for name, one in inside])
        many = counted(len(inside), "ligne" if found is None or not self.read.which else "période")
        text = (
            f"« {self.grid.table.open.sheet} » – {self._subject_only()}, {limit.said} : {many}"
            f"{f' : {told}' if told else ''}.{tail}"
        )
        rows = tuple((name, one.shown) for name, one in inside)
        table = Table(("Ligne", "Valeur"), rows) if rows else None
        return said_only(text, self.grid.table.open, table)


def _fits_unit(limit: Limit, kind: str) -> bool:
    if limit.unit in {"%", "pour cent"}:
        return kind in {"rate", "%"}
    if limit.unit in {"€", "k€", "m€", "euro", "euros"}:
        return kind in MONEY
    return kind not in {"rate", "%"} or limit.unit == ""


def _is_within(figure: Figure, limit: Limit) -> bool:
    scale = (
        {"k€": 0.001, "M€": 0.000001}.get(figure.kind, 1.0)
        if "€" in limit.unit or "euro" in limit.unit
        else 1.0
    )
    scale = 0.01 if figure.kind == "rate" else scale
    for bound, wanted in ((limit.low, 1), (limit.high, -1)):
        if bound is None:
            continue
        side = compare(figure.number, bound * scale)
        if side != wanted and not (limit.closed and side == 0):
            return False
    return True
