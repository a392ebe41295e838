"""A turn that does something with the last answer by its value, its unit and its rows alone.

Whether it was a line of the budget, a target, a key figure or a calculation on typed numbers makes
no difference: what a turn asks stands in ``turn_wishes``, and is done here in one way for all.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from pycog.arithmetic import same
from pycog.attainment import MET, MISSED
from pycog.dialogue.answers import ANSWERED, Answer
from pycog.dialogue.calculations.typed_quantities import (
    AMOUNT,
    NUMBER,
    PERCENT,
)
from pycog.dialogue.composed.fact_table import FIGURE, facts
from pycog.dialogue.entities import read_question
from pycog.dialogue.expressions import Operation
from pycog.dialogue.frames.figure_operations import AMOUNTS, LARGEST_RATIO, Figure
from pycog.dialogue.frames.neighbourhood import figures_in
from pycog.dialogue.frames.rate_turns import RateTurns, said_in_unit
from pycog.dialogue.frames.remembering import MOST_SEVERAL
from pycog.dialogue.frames.turn_wishes import (
    COMPARE,
    COMPLEMENT,
    HEADS,
    IN_EUROS,
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
from pycog.dialogue.operators import DIVISORS
from pycog.dialogue.state import LONGEST_TEXT, State
from pycog.lazy_patterns import regex
from pycog.values import display, format_number

_LONGEST: Final = 40
_PAIR: Final = 2
#: Operation → how a question asks for it.
_ASKED: Final = {"moyenne": "moyenne", "somme": "total", "écart": "ecart", "part": "part"}
#: Operation → the words and the formulas of an answer to it.
_TOLD: Final = {
    "moyenne": (r"\bmoyen", ("AVERAGE(", "/")),
    "somme": (r"\b(?:somme|total|cumul|en tout)", ("SUM(", "+", '"total"')),
    "écart": (r"\b(?:ecart|difference|moins|contre|separe)", (")-", "COG_EVOLUTION")),
}
#: What a formula of several values has.
_MADE: Final = {"moyenne": "AVERAGE(", "somme": "SUM(", "écart": "-", "part": "COG_SHARE("}
_PER_HEAD: Final = regex(r"\bpar etp\b|\bpar agent\b")
_EURO_SIGN: Final = "€"
#: Intents of a target, against which a result is set.
_TARGETS: Final = frozenset({"objectif", "statut", "ligne-bareme"})
#: Intents whose answer is one result, of which no other is told by a mean or a gap.
_ONE_RESULT: Final = frozenset(
    {"report", "execution", "evolution", "part", "disponible", "virement", "evolution-montants",
     "mtid", "taux-local", "taux-national", "atteinte", "statut", "declenchement"}
)  # fmt: skip
_ONE_FIGURE: Final = "Je n'ai qu'un résultat. Nommez les chiffres à rapprocher."
_WHICH_AMOUNT: Final = (
    "Je ne sais pas à quel montant appliquer cette opération : la réponse d'avant en donne "
    "plusieurs. Nommez-le."
)
_WHICH_FIGURE: Final = (
    "Je ne sais pas quel chiffre comparer : la réponse d'avant n'en donne pas un seul. Nommez-le."
)
_NO_WHOLE: Final = "Je ne sais pas à quoi rapporter ce pourcentage. Donnez l'objectif ou le total."
_NO_AMOUNT: Final = "Je ne calcule pas : ce résultat n'est pas un montant en euros."
_HEADS_UNREAD: Final = (
    "Je ne sais pas tenir compte de tout ce que vous dites de cet effectif. Donnez les ETP à payer."
)
_HOW_SHARED: Final = (
    "Je ne sais pas s'il faut multiplier ou diviser ce résultat par {number} {unit}. Dites-le."
)
_NO_MONTHS: Final = (
    "Je ne sais pas sur combien de mois porte ce montant : il réunit plusieurs années. "
    "Dites le nombre de mois."
)
_NOT_TO_BE_DIVIDED: Final = "Je ne calcule pas : ce résultat n'est ni un montant ni un nombre."
_OTHER_UNIT: Final = "Je ne compare pas : {shown} et {said} ne sont pas de même unité."


class ResultTurns(RateTurns):
    """A turn about the value of the last answer."""

    def _of_value(self, question: str) -> Answer | None:
        """Do with the last answer what a turn asks, ``None`` for any other turn."""
        if not self._speaks_of_subject:
            return None
        if len(words(normalise(question))) > _LONGEST:
            return None
        text = read_question(question, self.known).text
        wish = wish_in(text, self.known.filler)
        if wish is None:
            return self._of_parts(text)
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
        return self._rest_or_change(wish)

    def _denied(self, question: str) -> Answer | None:
        """Take a part that was told away from its whole: « combien sont hors métiers ? »."""
        if not self._speaks_of_subject:
            return None
        text = read_question(question, self.known).text
        if len(words(text)) > _LONGEST:
            return None
        wish = wish_in(text, self.known.filler)
        return self._of_parts(text) if wish is None else self._rest_or_change(wish)

    def _rest_or_change(self, wish: Wish) -> Answer | None:
        """Tell what is left of a whole or an evolution in euros, ``None`` for any other wish."""
        if wish.kind == IN_EUROS:
            return self._change_in_value()
        return self._left_of_part(wish) if wish.kind == COMPLEMENT else None

    def _left_of_part(self, wish: Wish) -> Answer | None:
        """Tell what is left of a whole: a number where one is asked for, else the rate."""
        counted = self._left_of_rate(missing=False) if wish.asks else None
        made = counted or self._rest_of_the_whole()
        return made or (self._rest_of_pair() if wish.asks else None)

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
        figures = self._last_pair() or self._counts_of_one_key()
        if figures is None or not 0 <= figures[0].value <= figures[1].value:
            return None
        part, whole = figures
        said = f"{whole.shown} moins {part.shown} : {{value}}."
        return self._told_computed(Operation(whole.node, "-", part.node), said, whole.kind)

    def _counts_of_one_key(self) -> tuple[Figure, Figure] | None:
        """Return the last two counts of a document whose keys begin alike: received, answered."""
        figures = list(self._figures(_PAIR, "écart"))
        keys = [figures_in(one.answer.formula, "") for one in figures]
        named = {(one[0][0].partition("-")[0], one[0][1]) for one in keys if len(one) == 1}
        if len(figures) < _PAIR or len(named) != 1 or any(len(one) != 1 for one in keys):
            return None
        counts = all(one.kind == "number" and "%" not in one.shown for one in figures)
        return (figures[0], figures[1]) if counts else None

    def _misses_operation(self, question: str, answer: Answer) -> str:
        """Return why an answer is none to a turn that asks for a mean, a sum or a gap."""
        if answer.kind != ANSWERED or answer.intent in {"definition", "pourquoi"}:
            return ""
        if not self._speaks_of_subject:
            return ""
        wish = wish_in(read_question(question, self.known).text, self.known.filler)
        if wish is None or wish.kind != OPERATE or wish.op not in _TOLD:
            return ""
        told = normalise(f"{answer.text} {' '.join(answer.details)}")
        made = any(one in answer.formula for one in _TOLD[wish.op][1])
        return "" if made or re.search(_TOLD[wish.op][0], told) else _ONE_FIGURE

    # -- operations

    def _operated_as_asked(self, wish: Wish) -> Answer | None:
        if wish.op in _ASKED:
            return self._over_values(wish)
        figure = self._figure(self.state)
        if figure is None:
            return self._of_no_figure(_WHICH_AMOUNT)
        if wish.of:
            return self._of_typed(wish)
        if wish.op[0] in "÷×":
            return self._divided(figure, wish.op)
        if wish.unit == "points":
            return self._points_more(figure, wish.op)
        return self._operated(wish.op, 0) or self._unclear(_NO_AMOUNT)

    def _of_no_figure(self, said: str) -> Answer | None:
        """Refuse an operation on an answer of several figures, which none of them is meant of."""
        frame = self.state.last_subject
        again = None if frame is None else self._again(frame)
        several = again is not None and again.kind == ANSWERED and again.table is not None
        return self._unclear(said) if several else None

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
        made = self._operated(wish.op, wish.count)
        if made is None and frame is not None and frame.intent in _ONE_RESULT:
            return self._unclear(_ONE_FIGURE)
        return made

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
        documents = {document for _, document in figures_in(again.formula, "")}
        found = []
        for row in again.table.rows[:MOST_SEVERAL]:
            named = [
                fact
                for fact in facts(FIGURE)
                if fact.body in documents and fact.label == row[0] and fact.period == row[1]
            ]
            answer = self._of_fact(named[0], State(), row[0]) if len(named) == 1 else None
            figure = None if answer is None else self._figure(answer.state)
            if figure is None:
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
        of_rate = figure.kind == "rate" or figure.shown.endswith(("%", "point", "points"))
        if of_rate or figure.shown.endswith(("jour", "jours")):
            return self._unclear(_NOT_TO_BE_DIVIDED)
        years = {figure.state.slots.get("year"), figure.state.slots.get("every")}
        if op == "÷ 12" and (
            figure.state.slots.get("op") == "somme" or years & {"total", "années"}
        ):
            return self._unclear(_NO_MONTHS)
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
            return self._unclear(_WHICH_FIGURE) if wish.of else None
        percent = figure.shown.endswith("%")
        euros = figure.kind in AMOUNTS
        said = said_in_unit(wish)
        # A number without unit is in the unit of what it is set against.
        other = wish.unit != "" and (wish.unit == "%") != percent
        other = other or (euros and wish.unit in {"points", "jours"})
        if other or (wish.unit == _EURO_SIGN and not euros):
            text = _OTHER_UNIT.format(shown=figure.shown, said=said)
            return self._unclear(text)
        bound = wish.number
        if percent and figure.kind == "rate":
            bound /= 100
        elif figure.kind in DIVISORS and wish.unit == _EURO_SIGN:
            bound /= DIVISORS[figure.kind]
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
            typed = self._typed_before()
            mixed = wish.unit == "%" and typed and all(one.unit != PERCENT for one in typed)
            return self._unclear(_NO_WHOLE) if mixed else None
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
        rated = "%" in shown and wish.number > LARGEST_RATIO
        return replace(wish, unit="%") if rated else wish

    def _of_indicator(self, frame: State, wish: Wish) -> Answer | None:
        said = said_in_unit(self._in_unit_of_target(frame, wish))
        answer = self.single(f"realise {said} atteint", replace(frame, previous=None))
        if answer.kind != ANSWERED or answer.intent != "statut":
            return None
        if wish.asks and answer.value in (MET, *MISSED):
            lead = "Oui" if answer.value == MET else "Non"
            told = re.sub(r"^(?:Oui|Non)\s?:\s", "", answer.text)
            answer = replace(answer, text=f"{lead}. {told[:1].upper()}{told[1:]}")
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

    # -- heads

    def _for_heads(self, wish: Wish) -> Answer | None:
        """Take what one head gets so many times, or share an amount out among so many."""
        figure = self._figure(self.state)
        if figure is None or wish.number <= 0 or figure.kind in {"rate", "evolution"}:
            return None
        per_head = _PER_HEAD.search(normalise(f"{figure.answer.text} {figure.state.text}"))
        people = wish.unit in _PEOPLE
        if wish.asks:
            unread = people and per_head is not None
            return self._unclear(_HEADS_UNREAD) if unread else None
        if not people and wish.op == "×":
            return None
        if people and (wish.op == "×") != (per_head is not None):
            said = _HOW_SHARED.format(number=format_number(wish.number, 2), unit=wish.unit)
            return self._unclear(said)
        return self._divided(figure, f"{wish.op} {wish.number:g}")


_PEOPLE: Final = frozenset(
    {"etp", "agent", "agents", "salarie", "salaries", "personnes", "personne", "collaborateurs",
     "postes", "poste", "beneficiaires"}
)  # fmt: skip


def _exact(figure: Figure) -> str:
    """Return a figure as it is shown, a rate to the hundredth of a per cent where it has such."""
    percent = round(figure.value * 100, 2)
    if figure.kind == "rate" and not same(percent, round(percent, 1)):
        return f"{format_number(percent, 2)} %"
    return figure.shown
