"""A turn that does something with the last answer by its value, its unit and its rows alone.

Whether it was a line of the budget, a target, a key figure or a calculation on typed numbers makes
no difference: what a turn asks stands in ``turn_wishes``, and is done here in one way for all.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from pycog.arithmetic import same
from pycog.dialogue.answers import ANSWERED, Answer, compute, unknown
from pycog.dialogue.calculations.typed_quantities import (
    AMOUNT,
    COUNTS,
    NUMBER,
    Quantity,
    typed_quantities,
)
from pycog.dialogue.entities import read_question
from pycog.dialogue.expressions import Call, Node, Operation, Ref
from pycog.dialogue.frames.figure_operations import Figure, number_in
from pycog.dialogue.frames.held_facts import held_in
from pycog.dialogue.frames.new_pieces import NewPieces
from pycog.dialogue.frames.remembering import MOST_SEVERAL
from pycog.dialogue.frames.turn_wishes import (
    COMPARE,
    COMPLEMENT,
    HEADS,
    LACKING,
    OF_TOTAL,
    OPERATE,
    RATE_OF,
    RESULT,
    Wish,
    part_denied,
    wish_in,
)
from pycog.dialogue.lexicon import stem
from pycog.dialogue.normalise import normalise, words
from pycog.dialogue.state import LONGEST_TEXT, State
from pycog.values import display, format_number

_LONGEST: Final = 40
_PAIR: Final = 2
#: Formulas of a rate that is printed.
_PRINTED: Final = ("=COG_BASELINE(", "=COG_TARGET(", "=COG_KEY_FIGURE(")
#: A rate above this was typed in per cent.
_LARGEST_RATIO: Final = 1.5
#: Operation → how a question asks for it.
_ASKED: Final = {"moyenne": "moyenne", "somme": "total", "écart": "ecart", "part": "part"}
#: What a formula of several values has.
_MADE: Final = {"moyenne": "AVERAGE(", "somme": "SUM(", "écart": "-", "part": "COG_SHARE("}
_PER_HEAD: Final = re.compile(r"\bpar etp\b|\bpar agent\b")
_EURO_SIGN: Final = "€"
#: Intents of a target, against which a result is set.
_TARGETS: Final = frozenset({"objectif", "statut", "ligne-bareme"})
_NO_MONTHS: Final = (
    "Je ne sais pas sur combien de mois porte ce montant : il réunit plusieurs années. "
    "Dites le nombre de mois."
)
_NOT_TO_BE_DIVIDED: Final = "Je ne calcule pas : ce résultat n'est ni un montant ni un nombre."
_OTHER_UNIT: Final = "Je ne compare pas : {shown} et {said} ne sont pas de même unité."


class ResultTurns(NewPieces):
    """A turn about the value of the last answer."""

    def _of_value(self, question: str) -> Answer | None:
        """Do with the last answer what a turn asks, ``None`` for any other turn."""
        if self.state.pending or not self.state.has_subject or self.context.sheet is not None:
            return None
        if len(words(normalise(question))) > _LONGEST:
            return None
        wish = wish_in(read_question(question, self.known).text, self.known.filler)
        if wish is None:
            return self._of_parts(read_question(question, self.known).text)
        done = {
            OPERATE: self._operated_as_asked,
            COMPARE: self._set_against_bound,
            RESULT: self._as_result_of,
            HEADS: self._for_heads,
            RATE_OF: self._rate_of_typed,
        }.get(wish.kind)
        if done is not None:
            return done(wish)
        if wish.kind == LACKING:
            return self._to_reach(wish) if wish.unit else self._left_of_rate(missing=wish.asks)
        if wish.kind == OF_TOTAL:
            return self._of_document("en % du total") or self._share_of_total("%")
        if wish.kind == COMPLEMENT:
            counted = self._left_of_rate(missing=False) if wish.asks else None
            return counted or self._rest_of_the_whole()
        return self._change_in_value()

    def _of_parts(self, text: str) -> Answer | None:
        """Do with the parts that the last answer named what a turn says in their words."""
        frame = self.state.last_subject
        again = None if frame is None or self.state.op else self._again(frame)
        if frame is None or again is None:
            return None
        frames = [frame, *([frame.previous] if frame.previous else [])]
        told = normalise(" ".join((again.text, *(one.text for one in frames))))
        named = {stem(one) for one in words(told)} - self.known.qualifying
        done = part_denied(text, self.known.filler, named)
        if done == COMPLEMENT:
            return self._rest_of_the_whole() or self._rest_of_pair()
        return self._operated("écart", _PAIR) if done else None

    def _rest_of_pair(self) -> Answer | None:
        """Take one of the last two figures away from the other, of which it is a part."""
        figures = self._last_pair()
        if figures is None or not 0 <= figures[0].value <= figures[1].value:
            return None
        part, whole = figures
        said = f"{whole.shown} moins {part.shown} : {{value}}."
        return self._told_computed(Operation(whole.node, "-", part.node), said, whole.kind)

    # -- operations

    def _operated_as_asked(self, wish: Wish) -> Answer | None:
        if wish.op in _ASKED:
            return self._over_values(wish)
        figure = self._figure(self.state)
        if figure is None:
            return None
        if wish.of:
            return self._of_typed(wish)
        if wish.op[0] in "÷×":
            return self._divided(figure, wish.op)
        if wish.unit == "points":
            return self._points_more(figure, wish.op)
        return self._operated(wish.op, 0)

    def _typed_before(self) -> list[Quantity]:
        """Return the numbers that were typed in the last question."""
        frame = self.state.last_subject
        return [] if frame is None else typed_quantities(held_in(frame, self.known).read) or []

    def _of_typed(self, wish: Wish) -> Answer | None:
        """Change one of the numbers that were typed: « 2 % de plus sur le dernier montant »."""
        typed = [one for one in self._typed_before() if one.unit in {AMOUNT, NUMBER}]
        if not typed or wish.unit != "%":
            return None
        one = typed[0] if wish.of > 0 else typed[-1]
        way = "moins" if wish.op.startswith("-") else "plus"
        text = f"{format_number(one.value, 2)} {'€ ' * (one.unit == AMOUNT)}{way} {wish.number:g} %"
        answer = self.single(text.replace(".", ","), State(about=self.state.about))
        return self._with(answer, text) if answer.kind == ANSWERED and answer.formula else None

    def _over_values(self, wish: Wish) -> Answer | None:
        """Add up, average or compare the values of the last answer, else the last answers."""
        frame = self.state.last_subject
        several = self._values_of(frame) if frame is not None and not self.state.op else 0
        if frame is not None and several >= _PAIR and frame.text:
            if wish.count and wish.count != several:
                return None
            text = f"{_ASKED[wish.op]} {frame.text}"[:LONGEST_TEXT]
            answer = self.single(text, State(about=frame.about))
            if answer.kind == ANSWERED and _MADE[wish.op] in answer.formula:
                return self._with(answer, text)
            return self._of_rows(wish.op)
        if wish.op == "somme" and not wish.count:
            return None
        return self._operated(wish.op, wish.count)

    def _values_of(self, frame: State) -> int:
        """Return how many values the answer to a subject has, 1 where it is one figure."""
        again = self._again(frame)
        if again is None or again.kind != ANSWERED:
            return 0
        shown = again.display.split(" ; ")
        if len(shown) >= _PAIR:
            return len(shown)
        if again.display or again.table is None:
            return 1
        rows = again.table.rows
        return len(rows) if len(rows) >= _PAIR else len(rows[0]) - 1 if rows else 0

    def _row_figures(self) -> list[Figure]:
        """Return the figures of the rows that the last answer told, the first one first."""
        frame = self.state.last_subject
        again = None if frame is None or self.state.op else self._again(frame)
        if frame is None or again is None or again.table is None:
            return []
        document = read_question(frame.text, self.known).of("document")
        where = self._phrase_of(str(document[0].value)) if document else ""
        found = []
        for row in again.table.rows[:MOST_SEVERAL]:
            text = normalise(" ".join((*row[:-1], where)))[:LONGEST_TEXT]
            figure = self._figure(State(text=text, about=frame.about))
            if figure is None or figure.shown.replace("\xa0", " ") != row[-1].replace("\xa0", " "):
                return []
            found.append(figure)
        return found

    def _of_rows(self, op: str) -> Answer | None:
        """Operate on the rows that the last answer told."""
        figures = self._row_figures()
        if len(figures) < _PAIR:
            return None
        state: State | None = self.state
        for one in figures:
            state = replace(one.state, previous=state)
        assert state is not None
        return self._at(state)._operated(op, len(figures))

    def _divided(self, figure: Figure, op: str) -> Answer | None:
        """Share a figure out over so many months, or take it so many times."""
        shown = figure.shown.replace("\u202f", " ").replace("\xa0", " ")
        if figure.kind == "rate" or shown.endswith(("%", "point", "points", "jours", "jour")):
            return replace(unknown(_NOT_TO_BE_DIVIDED), state=self.state)
        years = {figure.state.slots.get("year"), figure.state.slots.get("every")}
        if op == "÷ 12" and (
            figure.state.slots.get("op") == "somme" or years & {"total", "années"}
        ):
            return replace(unknown(_NO_MONTHS), state=self.state)
        return self._operated(op, 0)

    def _points_more(self, figure: Figure, op: str) -> Answer | None:
        """Add points to a rate, or take them away: « deux points de plus »."""
        if not figure.shown.endswith("%"):
            return None
        sign, number = op[0], float(op[1:])
        ratio = number / 100 if figure.kind == "rate" else number
        points = "point" if number < _PAIR else "points"
        way = "plus" if sign == "+" else "moins"
        said = f"{figure.shown} {way} {format_number(number, 2)} {points} : {{value}}."
        return self._told_computed(Operation(figure.node, sign, ratio), said, figure.kind)

    # -- a threshold

    def _set_against_bound(self, wish: Wish) -> Answer | None:
        """Say whether the last figure is above or below what a turn says."""
        figure = self._figure(self.state)
        if figure is None:
            return None
        percent = figure.shown.replace("\xa0", " ").rstrip().endswith("%")
        euros = figure.kind in {"amount", "k€", "M€"}
        said = _said(wish)
        # A number without unit is in the unit of what it is set against.
        other = wish.unit != "" and (wish.unit == "%") != percent
        other = other or (euros and wish.unit in {"points", "jours"})
        if other or (wish.unit == _EURO_SIGN and not euros):
            text = _OTHER_UNIT.format(shown=figure.shown, said=said)
            return replace(unknown(text), state=self.state)
        bound = wish.number
        if percent and figure.kind == "rate":
            bound /= 100
        elif figure.kind in {"k€", "M€"} and wish.unit == _EURO_SIGN:
            bound /= {"k€": 1e3, "M€": 1e6}[figure.kind]
        if percent:
            said = display(bound, "rate") if figure.kind == "rate" else said
        elif euros and wish.unit in {"", _EURO_SIGN}:
            said = display(bound, figure.kind)
        value = figure.value
        equal = same(value, bound)
        holds = {
            ">": value > bound and not equal, "<": value < bound and not equal,
            ">=": value > bound or equal, "<=": value < bound or equal, "?": value > bound,
        }[wish.op]  # fmt: skip
        sign = "=" if equal else ">" if value > bound else "<"
        lead = "Oui" if holds else "Non"
        if wish.op == "?":
            lead = {"=": "Égal", ">": "Supérieur", "<": "Inférieur"}[sign]
        text = f"{lead} : {_exact(figure)} {sign} {said}."
        return replace(figure.answer, text=text, state=self.state)

    # -- a result

    def _as_result_of(self, wish: Wish) -> Answer | None:
        """Set a number against the target that was told last: « et si on fait 82 % ? »."""
        frame = self.state.last_subject
        if frame is None or frame.intent not in _TARGETS or self.state.op:
            return None
        if "row" not in frame.slots:
            return self._of_indicator(frame, wish)
        wish = self._in_unit_of_target(frame, wish)
        actual = wish.number / 100 if wish.unit == "%" else wish.number
        slots = {name: one for name, one in frame.slots.items() if name != "measure"}
        answer = self.rerun(State("ligne-bareme", {**slots, "actual": actual}, about=frame.about))
        if answer.kind != ANSWERED or not answer.formula:
            return None
        if wish.asks and (verdict := re.search(r"cible (non )?atteinte", answer.text)):
            answer = replace(answer, text=f"{'Non' if verdict[1] else 'Oui'}. {answer.text}")
        return replace(answer, state=self._over(answer.state))

    def _in_unit_of_target(self, frame: State, wish: Wish) -> Wish:
        """Return a number without unit in per cent where the target is."""
        slots = {**frame.slots, "measure": "cible"} if "row" in frame.slots else frame.slots
        target = self.rerun(replace(frame, slots=slots)) if not wish.unit else None
        shown = "" if target is None else f"{target.display}{target.printed}"
        rated = "%" in shown and wish.number > _LARGEST_RATIO
        return replace(wish, unit="%") if rated else wish

    def _of_indicator(self, frame: State, wish: Wish) -> Answer | None:
        said = _said(self._in_unit_of_target(frame, wish))
        answer = self.single(f"realise {said} atteint", replace(frame, previous=None))
        if answer.kind != ANSWERED or answer.intent != "statut":
            return None
        return replace(answer, state=self._over(answer.state))

    # -- a part and its whole

    def _rest_of_the_whole(self) -> Answer | None:
        """Take the part that was told away from its whole."""
        rows = self._row_figures()
        if len(rows) == _PAIR and not self.state.op:
            whole, part = sorted(rows, key=lambda one: -one.value)
            if whole.kind != part.kind or not 0 <= part.value <= whole.value:
                return None
            said = f"Le reste : {{value}} ({whole.shown} moins {part.shown})."
            return self._told_computed(Operation(whole.node, "-", part.node), said, whole.kind)
        figure = self._figure(self.state)
        if figure is None or figure.state.intent in _TARGETS | {"budget", "reference"}:
            return None
        if not figure.shown.endswith("%") or figure.kind != "rate":
            return None
        if not 0 <= figure.value <= 1 or "COG_EVOLUTION" in figure.answer.formula:
            return None
        said = f"Le complément à 100 % de {figure.shown} : {{value}}."
        return self._told_computed(Operation(1, "-", figure.node), said, "rate")

    # -- rates and changes

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
            said = f"De {figure.shown} à {_said(wish)} : {{value}}."
            return self._told_computed(Operation(ratio, "-", figure.node), said, "points")
        node = Operation(Operation(made.args[1], "*", ratio), "-", made.args[0])
        whole, part = self._worth(made.args[1]), self._worth(made.args[0])
        if whole is None or part is None:
            return None
        kind = "amount" if _EURO_SIGN in figure.answer.text else "number"
        shown = [display(one, kind) for one in (whole, part)]
        said = f"{_said(wish)} de {shown[0]} moins {shown[1]} : {{value}}."
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

    # -- heads

    def _for_heads(self, wish: Wish) -> Answer | None:
        """Take what one head gets so many times, or share an amount out among so many."""
        figure = self._figure(self.state)
        if figure is None or wish.number <= 0:
            return None
        per_head = _PER_HEAD.search(normalise(f"{figure.answer.text} {figure.state.text}"))
        people = wish.unit in _PEOPLE
        if wish.op == "×" and people and per_head is None:
            return None
        if wish.op == "÷" and people and per_head is not None:
            return None
        if wish.op == "×" and not people:
            return None
        return self._divided(figure, f"{wish.op} {wish.number:g}")


_PEOPLE: Final = frozenset(
    {"etp", "agent", "agents", "salarie", "salaries", "personnes", "personne", "collaborateurs",
     "postes", "poste", "beneficiaires"}
)  # fmt: skip


def _said(wish: Wish) -> str:
    """Return the number of a wish as it is written."""
    number = format_number(wish.number, 4)
    if wish.unit == _EURO_SIGN:
        return display(wish.number, "amount")
    return f"{number} {wish.unit}".strip()


def _exact(figure: Figure) -> str:
    """Return a figure as it is shown, a rate to the hundredth of a per cent where it has such."""
    percent = round(figure.value * 100, 2)
    if figure.kind == "rate" and not same(percent, round(percent, 1)):
        return f"{format_number(percent, 2)} %"
    return figure.shown
