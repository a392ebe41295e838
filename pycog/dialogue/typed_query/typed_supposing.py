"""Typed queries that suppose a figure otherwise: « si le loyer baisse », « si T4 égale T1 »."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from pycog.dialogue.answers import Answer
from pycog.dialogue.expressions import Node, Operation
from pycog.dialogue.typed_query.typed_fields import Field, Record, allowed_fields
from pycog.dialogue.typed_query.typed_figures import Figure, added, less, shown
from pycog.dialogue.typed_query.typed_measures import Measuring
from pycog.dialogue.typed_query.typed_model import Limit
from pycog.dialogue.typed_query.typed_resolving import bare_fields, figure_groups
from pycog.dialogue.typed_query.typed_scores import Scores
from pycog.dialogue.typed_query.typed_unserved import SET_TO
from pycog.dialogue.workbook.cell_answers import WORTH

_FALL: Final = (
    "baiss",
    "diminu",
    "recul",
    "chut",
    "redu",
    "perd",
    "moins",
    "remise",
    "economi",
    "retir",
    "enlev",
    "amput",
)
_RISE: Final = (
    "hauss",
    "augment",
    "progress",
    "grimp",
    "mont",
    "plus",
    "gagn",
    "surcout",
    "rajout",
    "ajout",
    "abond",
)
#: Roles of columns of amounts.
_AMOUNTS: Final = frozenset({"cost", "budget", "executed", "committed"})
_RATES: Final = frozenset({"rate", "%"})


class Supposing(Measuring):
    """One typed query that may suppose a figure otherwise."""

    def supposed(self) -> Answer | None:
        """Return what a change makes, ``None`` where what is supposed is not one change."""
        if self.query.has("as"):
            return self._as_another()
        typed = self.query.typed
        if len(typed) != 1 or self.query.limits or self.query.days:
            return None
        if self._becomes():
            return self._set_to(typed[0])
        sign = self._sign()
        if not sign:
            return Scores(self.query, self.context).reached(typed[0])
        if self.query.has("rest"):
            return self._left_after(typed[0], sign)
        return self._changed(typed[0])

    # ------------------------------------------------------------------ to so much
    def _becomes(self) -> bool:
        """Tell whether the new figure is said: « si le loyer passait à 12 000 »."""
        match = SET_TO.search(self.query.text)
        if match is None:
            return False
        # « Si le loyer montait de 500 € » is a change by so much.
        return (
            match["link"] != "de"
            or re.search(r"\b(?:etai|s elevai)\w* de \d", match[0] + "0") is not None
        )

    def _set_to(self, typed: Limit) -> Answer | None:
        """Tell what the whole becomes where a figure is another one."""
        query = self.query
        fields = self.measure()
        held = [one for one in query.conditions if not one.denied]
        if not fields or not held or query.has("share", "rate", "mean", "rest"):
            return None
        part = self.amount(query.rows(), fields)
        if part is None or part.kind in _RATES or part.many != 1:
            # What several figures become together says nothing of each.
            return None
        value = self._in_kind(typed, part)
        if value is None:
            return None
        change = round(value - part.value, 9)
        sign = 1 if change >= 0 else -1
        moved = replace(typed, value=abs(change), unit="")
        now = shown(value, part.kind, part.unit)
        gap = Figure(abs(change), abs(change), part.kind, part.unit)
        text = (
            f"{self.heading(fields)} : {now} au lieu de {part.shown} ({part.told}),"
            f" soit {'+' if sign > 0 else '−'}{gap.shown}"
        )
        dated = [one for one in query.conditions if one.dated]
        rows = [one for one in self.data.records if all(each.keeps(one.index) for each in dated)]
        whole = self.amount(rows, fields)
        if whole is None or whole.kind != part.kind or whole.many <= part.many:
            return None
        node = Operation(whole.node, "+" if sign > 0 else "-", moved.value)
        after = Figure(round(whole.value + change, 9), node, whole.kind, whole.unit)
        answer = self.figure(after, "")
        told = f"{text}. Le total passe de {whole.shown} à {after.shown}.{whole.note}"
        return replace(answer, text=f"{self.head()} – {told}")

    def _in_kind(self, typed: Limit, part: Figure) -> float | None:
        """Return a typed figure in the unit of another, ``None`` where it has another."""
        if typed.unit == "amount":
            worth = self._worth_of(part)
            return None if worth is None else round(typed.value / worth, 9)
        return typed.value if typed.unit == "" else None

    def _worth_of(self, figure: Figure) -> int | None:
        """Return how many euros one of a figure is, ``None`` where it is no amount.

        Amounts are often typed without a currency: the heading then says that they are.
        """
        worth = WORTH.get(figure.kind)
        if worth is None and figure.kind == "number" and not figure.unit:
            return 1 if any(_AMOUNTS & one.own_roles for one in self.measure()) else None
        return worth

    # ------------------------------------------------------------------ by so much
    def _changed(self, change: Limit) -> Answer | None:
        fields = self.measure()
        sign = self._sign()
        if not fields or not sign:
            return None
        figure = self.amount(self.query.rows(), fields)
        if figure is None or figure.kind in _RATES:
            return None
        moved = self._move(figure, change, sign)
        if moved is None:
            return None
        delta, by = moved
        after = figure.value + sign * delta.value
        word = "baisse" if sign < 0 else "hausse"
        now = shown(round(after, 9), figure.kind, figure.unit)
        text = (
            f"{self.heading(fields)} : {word} de {delta.shown} ({figure.shown}{by}),"
            f" soit {now} au lieu de {figure.shown}"
        )
        if figure.many == 1:
            text += f" ({figure.told})"
        answer = self.figure(delta, "")
        whole = self._whole(fields, figure, sign * delta.value)
        return replace(answer, text=f"{self.head()} – {text}.{whole}{figure.note}")

    def _whole(self, fields: Sequence[Field], part: Figure, change: float) -> str:
        """Say what the total of all rows becomes, where it is asked for."""
        query = self.query
        if not query.has("sum", "together"):
            return ""
        dated = [one for one in query.conditions if one.dated]
        rows = [one for one in self.data.records if all(each.keeps(one.index) for each in dated)]
        whole = self.amount(rows, fields)
        if whole is None or whole.kind != part.kind or whole.many <= part.many:
            return ""
        after = shown(round(whole.value + change, 9), whole.kind, whole.unit)
        return f" Le total passe de {whole.shown} à {after}.{whole.note}"

    def _left_after(self, change: Limit, sign: int) -> Answer | None:
        """Tell what would be left of what is allowed, once it is changed."""
        groups = [one for one in figure_groups(self.query) if "rest" not in one[0].roles]
        allowed = self.role("budget", groups) or allowed_fields("budget", self.data)
        used = self.spent(groups)
        rest = [
            one for one in self.data.figures
            if "rest" in one.own_roles and not one.own_roles & {"executed", "committed"}
        ]  # fmt: skip
        if len(rest) == 1 and not groups:
            return self._rest_after(rest[0], change, sign)
        if len(allowed) != 1 or len(used) != 1 or len(groups) > 1 or allowed == used:
            return None
        records, note = self.paired((*allowed, *used))
        top, bottom = self.amount(records, allowed), self.amount(records, used)
        if top is None or bottom is None or top.kind != bottom.kind or top.kind in _RATES:
            return None
        moved = self._move(top, change, sign)
        if moved is None:
            return None
        delta, by = moved
        share = change.unit == "percent"
        node = Operation(top.node, "+" if sign > 0 else "-", delta.node if share else delta.value)
        value = round(top.value + sign * delta.value, 9)
        after = Figure(value, node, top.kind, top.unit)
        gap = replace(less(after, bottom), told=f"{top.shown}{by} − {bottom.shown}")
        what = f"« {allowed[0].title} » ainsi changé moins « {used[0].title} »"
        return self.figure(gap, what, note)

    def _rest_after(self, rest: Field, change: Limit, sign: int) -> Answer | None:
        """Tell what the sheet says is left, once what is allowed is changed by an amount."""
        figure = self.amount(self.query.rows(), (rest,))
        moved = (
            None if figure is None or change.unit == "percent" else self._move(figure, change, sign)
        )
        if figure is None or moved is None:
            return None
        delta, by = moved
        value = round(figure.value + sign * delta.value, 9)
        node = Operation(figure.node, "+" if sign > 0 else "-", round(delta.value, 9))
        after = Figure(value, node, figure.kind, figure.unit, f"{figure.shown}{by}")
        return self.figure(after, f"« {rest.title} » ainsi changé", figure.note)

    def _sign(self) -> int:
        words = self.query.words
        fell = any(one.startswith(_FALL) for one in words)
        rose = any(one.startswith(_RISE) for one in words)
        if fell and rose:
            # « Si le loyer augmente, combien perd-on ? » : the supposed verb tells.
            at = self.query.ops["suppose"]
            told = (one for one in words[at:] if one.startswith((*_FALL, *_RISE)))
            return -1 if next(told, "").startswith(_FALL) else 1
        return -1 if fell else 1 if rose else 0

    def _move(self, figure: Figure, change: Limit, sign: int) -> tuple[Figure, str] | None:
        """Return by how much a figure changes, and how that is told."""
        node: Node
        if change.unit == "percent":
            node = Operation(figure.node, "*", change.value)
            value = figure.value * change.value
            told = f" × {shown(change.value, 'rate')}"
            return Figure(round(value, 9), node, figure.kind, figure.unit), told
        if change.unit == "amount":
            worth = self._worth_of(figure)
            if worth is None:
                return None
            value = change.value / worth
        elif change.unit == "":
            if figure.kind in WORTH:
                return None
            value = change.value
        else:
            return None
        node = Operation(figure.node, "+" if sign > 0 else "-", value)
        after = Operation(node, "-", figure.node) if sign > 0 else Operation(figure.node, "-", node)
        told = f" {'+' if sign > 0 else '−'} {shown(value, figure.kind, figure.unit)}"
        return Figure(value, after, figure.kind, figure.unit), told

    # ------------------------------------------------------------------ as another period
    def _as_another(self) -> Answer | None:
        """Tell the whole where a period to come is as one that is known."""
        query = self.query
        if len(query.periods) != 2 or query.typed or query.limits:
            return None
        bare = bare_fields(query)
        at = query.ops["as"]
        coming = [one for one in query.periods if query.period_at.get(one, at) < at]
        known = [one for one in query.periods if query.period_at.get(one, 0) > at]
        if len(coming) != 1 or len(known) != 1:
            return None
        to_come = [one for one in bare if one.period and one.period.is_same(coming[0])]
        like = [one for one in bare if one.period and one.period.is_same(known[0])]
        if len(to_come) != 1 or len(like) != 1:
            return None
        records = query.rows()
        if any(one.cell(to_come[0]).number is not None for one in records):
            return None
        so_far = self._so_far(records, [one for one in bare if one is not to_come[0]])
        added_ = added(records, like)
        if so_far is None or added_ is None or so_far.kind != added_.kind:
            return None
        whole = Figure(
            round(so_far.value + added_.value, 9), Operation(so_far.node, "+", added_.node),
            so_far.kind, so_far.unit, f"{so_far.shown} + {added_.shown}",
        )  # fmt: skip
        return self._ended(records, whole, like[0], to_come[0])

    def _so_far(self, records: list[Record], fields: list[Field]) -> Figure | None:
        """Return what the known periods add up to."""
        if not fields or self.is_stock(fields):
            return None
        figure = added(records, fields)
        return None if figure is None or figure.kind in _RATES else figure

    def _ended(self, records: list[Record], whole: Figure, like: Field, coming: Field) -> Answer:
        """Tell the whole, and what it is above what is allowed."""
        groups = [one for one in figure_groups(self.query) if "budget" in one[0].roles]
        budget = self.role("budget", groups)
        allowed = added(records, budget) if len(budget) == 1 else None
        what = f"avec « {coming.title} » égal à « {like.title} », total"
        if allowed is None or allowed.kind != whole.kind:
            return self.figure(whole, what)
        gap = less(whole, allowed)
        side = "au-dessus" if gap.value > 0 else "au-dessous"
        left = shown(abs(gap.value), gap.kind, gap.unit)
        more = f" C'est {left} {side} de « {budget[0].title} » ({allowed.shown})."
        if not gap.value:
            more = f" C'est exactement « {budget[0].title} » ({allowed.shown})."
        return self.figure(whole, what, more)
