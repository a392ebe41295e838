"""A turn about a rate or an evolution that was told: its change in value, its rest, its lack."""

from __future__ import annotations

from typing import Final

from pycog.dialogue.answers import ANSWERED, Answer, compute
from pycog.dialogue.calculations.typed_quantities import (
    AMOUNT,
    COUNTS,
    Quantity,
    typed_quantities,
)
from pycog.dialogue.expressions import Call, Node, Operation, Ref
from pycog.dialogue.frames.figure_operations import Figure, number_in
from pycog.dialogue.frames.held_facts import held_in
from pycog.dialogue.frames.new_pieces import NewPieces
from pycog.dialogue.frames.remembering import MOST_SEVERAL
from pycog.dialogue.frames.turn_wishes import Wish
from pycog.dialogue.state import State
from pycog.values import display, format_number

_PAIR: Final = 2
_EURO_SIGN: Final = "€"
#: Formulas of a rate that is printed.
_PRINTED: Final = ("=COG_BASELINE(", "=COG_TARGET(", "=COG_KEY_FIGURE(")


class RateTurns(NewPieces):
    """A turn about the two figures that a rate or an evolution is made of."""

    def _typed_before(self) -> list[Quantity]:
        """Return the numbers that were typed in the last question."""
        frame = self.state.last_subject
        return [] if frame is None else typed_quantities(held_in(frame, self.known).read) or []

    def _call_of(self, figure: Figure | None, *names: str) -> Call | None:
        """Return the formula of a figure where it is one of some calls on two figures."""
        node = None if figure is None else figure.result.node
        fits = isinstance(node, Call) and node.name in names and len(node.args) >= _PAIR
        return node if fits and isinstance(node, Call) else None

    def _worth(self, node: Node) -> float | None:
        """Return what an argument of a formula is worth, ``None`` where it is no number."""
        if isinstance(node, Ref):
            node = node.value if isinstance(node.value, float | int) else None
        if isinstance(node, Call | Operation):
            return number_in(compute(node, self.context.host))
        return float(node) if isinstance(node, float | int) else None

    def _change_in_value(self) -> Answer | None:
        """Tell an evolution in euros, or in what it is an evolution of: « en euros ? »."""
        figure = self._figure(self.state)
        made = self._call_of(figure, "COG_EVOLUTION")
        if figure is None or made is None:
            return None
        node = Operation(made.args[1], "-", made.args[0])
        known = {one.kind for one in self._figures(MOST_SEVERAL, "évolution")}
        kind = "amount" if "amount" in known or _EURO_SIGN in figure.state.text else "number"
        return self._told_computed(node, f"{figure.shown}, soit {{value}}.", kind)

    def _left_of_rate(self, *, missing: bool) -> Answer | None:
        """Tell what is left of the whole of a rate, or what its part lacks of what was required.

        Args:
            missing: Whether it is asked what is missing, which an earlier figure may require.
        """
        figure = self._figure(self.state)
        made = self._call_of(figure, "COG_RATE", "COG_SHARE")
        if figure is None or made is None:
            return None
        part, whole = (self._worth(one) for one in made.args[:_PAIR])
        if part is None or whole is None:
            return None
        kind = "amount" if _EURO_SIGN in figure.answer.text else "number"
        for frame in list(self.state.stack())[1:] if missing else ():
            before = self._figure(frame)
            if before is None or before.kind in {"rate", "evolution"}:
                continue
            if part <= before.value < whole:
                node = Operation(before.node, "-", made.args[0])
                said = f"{before.shown} moins {display(part, kind)} : {{value}}."
                return self._told_computed(node, said, kind)
        if part > whole:
            return None
        said = f"{display(whole, kind)} moins {display(part, kind)} : {{value}}."
        return self._told_computed(Operation(made.args[1], "-", made.args[0]), said, kind)

    def _to_reach(self, wish: Wish) -> Answer | None:
        """Tell what a rate, or the part that it is made of, lacks of so many per cent."""
        figure, ratio = self._figure(self.state), wish.number / 100
        if figure is None or figure.kind not in {"rate", "evolution"}:
            return None
        if not figure.shown.endswith("%") or figure.value > ratio:
            return None
        made = self._call_of(figure, "COG_RATE", "COG_SHARE", "COG_TRL", "COG_EXECUTION")
        if made is None and not figure.answer.formula.startswith(_PRINTED):
            return None
        if made is None:
            said = f"De {figure.shown} à {said_in_unit(wish)} : {{value}}."
            return self._told_computed(Operation(ratio, "-", figure.node), said, "points")
        node = Operation(Operation(made.args[1], "*", ratio), "-", made.args[0])
        whole, part = self._worth(made.args[1]), self._worth(made.args[0])
        if whole is None or part is None:
            return None
        kind = "amount" if _EURO_SIGN in figure.answer.text else "number"
        shown = [display(one, kind) for one in (whole, part)]
        said = f"{said_in_unit(wish)} de {shown[0]} moins {shown[1]} : {{value}}."
        return self._told_computed(node, said, kind)

    def _rate_of_typed(self, wish: Wish) -> Answer | None:
        """Set a number against the whole that was typed: « on en est à 22 176, quel taux ? »."""
        wholes = [one for one in self._typed_before() if one.unit in {AMOUNT, *COUNTS}]
        if len(wholes) != 1 or not 0 <= wish.number <= wholes[0].value:
            return None
        whole = wholes[0].value
        text = f"{format_number(wish.number, 2)} sur {format_number(whole, 2)}, quel taux ?"
        answer = self.single(text, State(about=self.state.about))
        fits = answer.kind == ANSWERED and answer.formula.startswith(("=COG_RATE(", "=COG_SHARE("))
        return self._with(answer, text) if fits else None


def said_in_unit(wish: Wish) -> str:
    """Return the number of a wish as it is written.

    Args:
        wish: What a turn asks.
    """
    number = format_number(wish.number, 4)
    if wish.unit == _EURO_SIGN:
        return display(wish.number, "amount")
    return f"{number} {wish.unit}".strip()
