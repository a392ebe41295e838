"""Typed queries that set one figure against another: shares, ratios, rates, what is left."""

from __future__ import annotations

from typing import Final

from pycog.dialogue.answers import Answer
from pycog.dialogue.expressions import Operation
from pycog.dialogue.typed_query.typed_fields import Field, Record, allowed_fields
from pycog.dialogue.typed_query.typed_figures import Figure, divided, less
from pycog.dialogue.typed_query.typed_measures import PRINTED_ROW, Measuring
from pycog.dialogue.typed_query.typed_model import Condition
from pycog.dialogue.typed_query.typed_nearness import nearest
from pycog.dialogue.typed_query.typed_resolving import (
    divisor_named,
    figure_groups,
    placed_groups,
    texts_named,
)
from pycog.dialogue.workbook.open_cells import MONEY
from pycog.lazy_patterns import regex
from pycog.values import counted

_A_YEAR: Final = regex(r"(?:19|20)\d\d")
#: Tokens from « dans » to the whole.
_BESIDE: Final = 4
#: What is said of a whole that stands before it.
_BEING: Final = frozenset({"est", "sont", "etait", "etaient", "sera", "ete", "ont", "a"})
#: Words that ask for amounts where rows could be counted.
_AMOUNTS: Final = frozenset({
    "montant", "montants", "budget", "cout", "couts", "depenses", "depense", "total", "euros",
    "somme", "sommes", "credits", "frais", "charges", "recettes",
})  # fmt: skip


class Sharing(Measuring):
    """One typed query that may set one figure against another."""

    # ------------------------------------------------------------------ shares
    def share(self) -> Answer | None:
        """Tell a part of a whole: of rows, of an amount, or of one measure in another."""
        query = self.query
        placed = placed_groups(query)
        groups = [one for _, one in placed]
        if len(groups) == 2:
            between = query.words[placed[0][0] : placed[1][0]]
            if query.ops["share"] < placed[0][0] and _BEING & set(between):
                # « Quelle part des appels reçus est traitée »
                groups.reverse()
            return self._of_measures(groups[0], groups[1])
        inner, outer = self._parted()
        if self._asks_how_far() and (found := self._of_role(groups)) is not None:
            return found
        if not inner or len(groups) > 2:
            return None if self._is_of_other() else self._of_role(groups)
        part, whole = self._rows_of(inner, outer)
        if not part:
            return self.none_found()
        if not whole:
            return None
        if groups or self._asks_amount():
            fields = self.measure()
            if not fields:
                return None
            what = f"part dans {self.heading(fields)}"
            figure = self.amount(whole, fields)
            lacks = any(each.cell(one).is_blank for each in whole for one in fields)
            if lacks and not (
                figure and PRINTED_ROW in self.against_total(figure, fields, whole, same=True)
            ):
                # Of a whole that one row lacks, no part is told; the sheet may add it up itself.
                return None
            more = self.against_total(figure, fields, whole) if figure is not None else ""
            return self.divided(self.amount(part, fields), figure, what, more)
        if any(one.row.role != "ligne" for one in (*part, *whole)):
            return None
        if self.data.figures and any(one.names for one in inner) and self._is_one_each():
            # Of rows that each have a name of their own, one is no part: its figures are.
            return None
        if not (query.own or query.has("within") or texts_named(query)):
            # « La part accordée à » is of an amount: rows are shared out where they are spoken of.
            return None
        node = Operation(len(part), "/", len(whole))
        told = f"{counted(len(part), 'ligne')} sur {len(whole)}"
        figure = Figure(len(part) / len(whole), node, "rate", "", told)
        return self.figure(figure, "part des lignes")

    def _is_one_each(self) -> bool:
        """Tell whether every row has a name of its own."""
        key = self.data.key
        names = [one.cell(key).shown for one in self.data.records] if key is not None else []
        return len(set(names)) == len(names) > 1

    def _is_of_other(self) -> bool:
        """Tell whether another noun than what is allowed names the whole: « les effectifs »."""
        query = self.query
        at = query.ops.get("within")
        nouns = [one for one in query.nouns if at is not None and at < one <= at + _BESIDE]
        return any(not allowed_fields(query.words[one], self.data) for one in nouns)

    def _asks_how_far(self) -> bool:
        """Tell whether « à quel % » is asked: what is used of what is allowed."""
        at = self.query.ops["share"]
        return "a" in self.query.words[max(0, at - 2) : at]

    def _parted(self) -> tuple[list[Condition], list[Condition]]:
        """Return what chooses the part, and what chooses the whole that it is a part of."""
        query = self.query
        at = query.ops.get("within", 10_000)
        dated = [one for one in query.conditions if one.dated or self._is_of_year(one)]
        held = [one for one in query.conditions if one not in dated]
        totals = {one.index for one in self.data.totals}
        wholes = [one for one in held if not one.denied and one.rows and one.rows <= totals]
        if len(wholes) == len(held) > 1:
            outer = [one for one in held if one.place > at] or held[-1:]
        elif wholes and len(wholes) < len(held):
            outer = wholes + [one for one in held if one not in wholes and one.place > at]
        else:
            outer = [one for one in held if one.place > at and not one.names]
            if len(outer) == len(held):
                # « Dans le total, la part de X »
                outer = []
        # A period is that of the part and of the whole.
        return [one for one in held if one not in outer], [*outer, *dated]

    def _is_of_year(self, condition: Condition) -> bool:
        """Tell whether a condition is the year of rows: the part and the whole are both of it."""
        field = condition.field
        if field is None or condition.denied:
            return False
        shown_ = {one.cell(field).shown for one in self.data.records}
        return bool(shown_) and all(map(_A_YEAR.fullmatch, shown_))

    def _rows_of(
        self, inner: list[Condition], outer: list[Condition]
    ) -> tuple[list[Record], list[Record]]:
        """Return the rows of the part and those of the whole."""
        totals = [
            one
            for one in self.data.totals
            if any(not each.denied and one.index in each.rows for each in outer)
        ]
        rest = [one for one in outer if not any(total.index in one.rows for total in totals)]
        pool = self.data.records if totals else self.query.pool
        if any(one.rows and one.rows <= {each.index for each in self.data.totals} for one in inner):
            pool = self.data.totals
        part = [one for one in pool if all(each.keeps(one.index) for each in (*inner, *rest))]
        if totals:
            return part, totals
        lines = self.data.records
        return part, [one for one in lines if all(each.keeps(one.index) for each in outer)]

    def quotient(self) -> Answer | None:
        """Tell one column by another, as the question says both in brackets."""
        placed = placed_groups(self.query)
        return self._of_measures(placed[0][1], placed[1][1]) if len(placed) == 2 else None

    def of_each_other(self) -> Answer | None:
        """Tell one measure in another where « sur » stands between them."""
        query = self.query
        placed = placed_groups(query)
        if len(placed) != 2 or query.has("gap", "move", "minus", "mean", "list", "many", "rest"):
            return None
        (first, top), (second, bottom) = placed
        between = query.words[first:second]
        if not first < query.ops["within"] < second or "sur" not in between:
            return None
        return self._of_measures(top, bottom)

    def _of_measures(self, first: tuple[Field, ...], second: tuple[Field, ...]) -> Answer | None:
        """Tell one measure in another: the smaller word stands first, « dans » before the other."""
        records, note = self.paired((*first, *second))
        top, bottom = first, second
        if _is_allowed(first[0]) and {"executed", "committed"} & second[0].roles:
            # « Quelle part du budget est payée »
            top, bottom = second, first
        return self.divided(
            self.amount(records, top),
            self.amount(records, bottom),
            f"{self.heading(top)} / {self.heading(bottom)}",
            note,
        )

    def _of_role(self, groups: list[tuple[Field, ...]]) -> Answer | None:
        """Tell what is used of what is allowed, where the question names one of both."""
        if len(groups) != 1:
            return None
        named = groups[0]
        if _is_allowed(named[0]):
            return self._of_measures(self.spent(), named) if self.spent() else None
        budget = self.role("budget")
        return self._of_measures(named, budget) if budget and budget != named else None

    def _asks_amount(self) -> bool:
        """Tell whether an amount is shared out and not a number of rows."""
        if set(self.query.words) & _AMOUNTS:
            return True
        return (
            bool(self.data.figures)
            and not self.query.own
            and any(one.names for one in self.query.conditions)
        )

    def divided(
        self, first: Figure | None, second: Figure | None, what: str, more: str = ""
    ) -> Answer | None:
        """Tell one figure divided by another."""
        if first is None or second is None or first.kind != second.kind:
            return None
        figure = divided(first, second)
        return None if figure is None else self.figure(figure, what, more)

    # ------------------------------------------------------------------ ratios and rates
    def ratio(self) -> Answer | None:
        """Tell one measure by another: « coût par agent formé »."""
        fields, by = self.measure(), divisor_named(self.query)
        if not fields or len(by) != len(fields) or fields == by:
            return None
        # A row where one of both is missing is in neither.
        records = [
            one
            for one in self.query.rows()
            if all(one.cell(each).number is not None for each in (*fields, *by))
        ]
        top, bottom = self.amount(records, fields), self.amount(records, by)
        if top is None or bottom is None:
            return None
        kind, unit = top.kind, top.unit
        if kind in MONEY:
            # Cents are not fine enough for what one kilometre costs.
            kind, unit = "number", kind
        figure = divided(top, bottom, kind, unit)
        if figure is None:
            return None
        left = len(self.query.rows()) - len(records)
        more = (
            f" {counted(left, 'ligne')} sans l'une des deux valeurs, hors calcul." if left else ""
        )
        return self.figure(figure, f"{self.heading(fields)} par {self.heading(by)}", more)

    def rate(self) -> Answer | None:
        """Tell the rate of what is spent of what is allowed."""
        query = self.query
        if any("tau" in one.measure for named in query.named for one in named.fields):
            return None
        groups = figure_groups(query)
        if len(groups) == 2:
            top, bottom = groups
            if _is_allowed(top[0]):
                top, bottom = bottom, top
        else:
            top, bottom = self.role("executed", groups), self.role("budget", groups)
        if not top or not bottom or top == bottom:
            return None
        records, note = self.paired((*top, *bottom))
        return self.divided(
            self.amount(records, top),
            self.amount(records, bottom),
            f"{self.heading(top)} / {self.heading(bottom)}",
            note,
        )

    # ------------------------------------------------------------------ what is left
    def left(self) -> Answer | None:
        """Tell what is left: of a column that says it, else what is allowed less what is used."""
        query = self.query
        groups = figure_groups(query)
        rest = [one for one in groups if "rest" in one[0].roles]
        if rest or len(groups) > 2:
            return None
        if len(groups) == 2:
            first, second = groups
            paid_first = "pay" in _stems(first) and "pay" not in _stems(second)
            if paid_first or (_is_allowed(second[0]) and not _is_allowed(first[0])):
                # « Reste à payer sur le facturé » is what is invoiced less what is paid.
                first, second = second, first
            return self._less(first, second)
        if (envelope := self._of_envelope(groups)) is not None:
            return envelope
        if not groups and (own := self.role("rest")):
            return self._own_rest(own)
        used = groups[0] if groups and not _is_allowed(groups[0][0]) else ()
        allowed = groups[0] if groups and not used else ()
        if used and "committed" not in used[0].roles and "pay" in _stems(used):
            # « Reste à payer » is of what is committed.
            allowed = self.role("committed") or self.role("budget")
        allowed = allowed or self.role("budget") or self._next_to(used, "budget")
        if not used and (both := self._left_twice(allowed)) is not None:
            return both
        used = used or self.spent() or self._next_to(allowed, "executed")
        if not used or not allowed or used == allowed:
            return None
        return self._less(allowed, used)

    def _next_to(self, known: tuple[Field, ...], role: str) -> tuple[Field, ...]:
        """Return the column of a role that stands beside a known one, where several have it."""
        if len(known) != 1:
            return ()
        held = [one for one in self.data.figures if role in one.own_roles and one not in known]
        found = nearest(held, known[0])
        return () if found is None else (found,)

    def _left_twice(self, allowed: tuple[Field, ...]) -> Answer | None:
        """Tell what is left to commit and what is left to pay, where both may be meant."""
        committed, paid = self.role("committed"), self.role("executed")
        if not allowed or not committed or not paid or allowed in (committed, paid):
            return None
        records, note = self.paired((*allowed, *committed, *paid))
        figures = [self.amount(records, one) for one in (allowed, committed, paid)]
        top, first, second = figures
        if top is None or first is None or second is None:
            return None
        if not top.kind == first.kind == second.kind:
            return None
        other = less(top, second)
        more = (
            f" {self.heading(allowed)} moins {self.heading(paid)} : {other.shown} ({other.told})."
            f"{other.note}{note}"
        )
        what = f"{self.heading(allowed)} moins {self.heading(committed)}"
        return self.figure(less(top, first), what, more)

    def _of_envelope(self, groups: list[tuple[Field, ...]]) -> Answer | None:
        """Tell what the total leaves of an amount that is noted below it."""
        chosen = self.query.rows()
        asides = {one.index for one in self.data.asides}
        totals = [one for one in self.data.totals if one.row.role == "total"]
        if len(chosen) != 1 or chosen[0].index not in asides or len(totals) != 1:
            return None
        fields = groups[0] if groups else self.measure()
        if len(fields) != 1:
            return None
        top, bottom = self.amount(chosen, fields), self.amount(totals, fields)
        if top is None or bottom is None or top.kind != bottom.kind:
            return None
        what = f"{self.heading(fields)}, {self.name(chosen[0])} moins {self.name(totals[0])}"
        return self.figure(less(top, bottom), what)

    def _own_rest(self, fields: tuple[Field, ...]) -> Answer | None:
        records = self.whole() or self.query.rows()
        figure = self.amount(records, fields)
        return None if figure is None else self.figure(figure, self.heading(fields))

    def _less(self, first: tuple[Field, ...], second: tuple[Field, ...]) -> Answer | None:
        records, note = self.paired((*first, *second))
        top, bottom = self.amount(records, first), self.amount(records, second)
        if top is None or bottom is None or top.kind != bottom.kind:
            return None
        what = f"{self.heading(first)} moins {self.heading(second)}"
        return self.figure(less(top, bottom), what, note)


def _is_allowed(field: Field) -> bool:
    """Tell whether a column is of what is allowed: « Dépensé » below « Budget » is not."""
    spent = field.own_roles & {"executed", "committed", "rest"}
    return "budget" in field.own_roles or ("budget" in field.roles and not spent)


def _stems(fields: tuple[Field, ...]) -> str:
    found = [one for one in fields[0].measure if one.startswith("pay")]
    return "pay" if found else ""
