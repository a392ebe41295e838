"""A turn that does one thing with the last answer, whatever answered: converts it, shares it out.

What is done is read by its words in any order (``turn_acts``), and done to what the last answer
is: its formula, its unit, its table. No turn here knows what kind of question was asked before.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from pycog.dialogue.answers import ANSWERED, UNKNOWN, Answer
from pycog.dialogue.composed.fact_table import CARD_COLUMNS, FIGURE, WEIGHT, Fact, facts
from pycog.dialogue.expressions import Call, Node, Operation, call
from pycog.dialogue.frames.figure_operations import AMOUNTS, Figure, operated
from pycog.dialogue.frames.named_entries import NamedEntries
from pycog.dialogue.frames.several_questions import told_together
from pycog.dialogue.frames.standalone import subject_words, years_of
from pycog.dialogue.frames.turn_acts import Said, classes_of, left_words, taken_apart
from pycog.dialogue.frames.turn_words import YEAR, plain_turn, source_asked
from pycog.dialogue.lexicon import stem
from pycog.dialogue.normalise import normalise, words
from pycog.dialogue.state import State
from pycog.lazy_patterns import regex
from pycog.values import format_number

_LONGEST: Final = 40
_PAIR: Final = 2
_UNITS: Final = {"million": "M€", "thousand": "k€", "euro": "€"}
_KEY: Final = regex(r'=COG_KEY_FIGURE\("([^"]+)",?([^,)]*),?"([^"]*)"\)')
_TOTAL: Final = regex(r"^(?:montant )?total\b|\btotal\b", re.IGNORECASE)
_WHICH_WHOLE: Final = (
    "Je ne sais pas s'il faut le total de l'année ou celui de toute la période. Nommez les deux "
    "montants."
)
_NO_AMOUNT: Final = "Je ne convertis pas : la dernière réponse n'est pas un montant en euros."
#: « D'où sort ce résultat ? » asks for the calculation of what was calculated.
_SPRINGS: Final = regex(r"\bd ou\b")
_NOT_OF_YEAR: Final = "Je ne compare pas : ce chiffre n'est pas imprimé pour {}."
_SUPPOSES: Final = regex(r"\bsi\b")
#: « En % de l'évaluatif » sets the last figure against it.
_OF_WHAT: Final = regex(
    r"\ben (?:%|pourcentage|pct|pour ?cent) (?:de|du|des|d)\b|\brapporte\w* (?:a|au|aux)\b"
    r"|\bpar rapport (?:a|au|aux)\b|(?:%|pourcentage) (?:sur|dans)\b"
)
#: What was asked for is the largest or the smallest of several.
_EXTREME: Final = regex(r"\b(?:plus|moins|maximum|minimum)\b")
_WAY: Final = regex(r"\b(le|la|les) (?:plus|moins)\b")
_AND: Final = regex(r" (?:et|puis|;|ainsi que) ")
_IN_LINE: Final = regex(r"^=COG_SHARE\(COG_BUDGET\([^()]*\),COG_BUDGET\([^()]*\)\)$")
#: Values that a row has: one is asked for only where it was told.
_ROLES: Final = ("cible", "seuil", "objectif", "ponderation", "poids", "points")
NO_PART: Final = "Je ne calcule pas cette part : elle dépasserait le tout. Nommez les deux."
_NO_PERIOD: Final = "Je ne sais pas : cette réponse n'est pas d'une année, elle n'a pas de cumul."
_IS_WHOLE: Final = "C'est le total lui-même : 100 %."


class ActsOnFigure(NamedEntries):
    """A turn that does one thing with the last figure."""

    def _acted(self, question: str) -> Answer | None:
        """Answer a turn that does something with the last answer, ``None`` for any other."""
        known = self.state.has_subject or self.state.told
        if self.state.pending or not known or len(words(question)) > _LONGEST:
            return None
        said = taken_apart(question, self.known)
        if not self.state.has_subject:
            return self._where_printed(said)
        return self._first_act(said) or self._two_acts(said)

    def _first_act(self, said: Said) -> Answer | None:
        """Return the first act that a turn is."""
        return next(filter(None, self._acts(said)), None)

    def _two_acts(self, said: Said) -> Answer | None:
        """Do two things with the last answer: « en M€ et en % du total »."""
        pieces = _AND.split(said.text)
        if len(pieces) != _PAIR or not all(pieces):
            return None
        told = [self._first_act(taken_apart(one, self.known)) for one in pieces]
        first, second = told
        if first is None or second is None or {first.kind, second.kind} != {ANSWERED}:
            return None
        return told_together(first, second, self.state)

    def _acts(self, said: Said) -> Iterator[Answer | None]:
        yield self._gap_as_rate(said)
        yield self._other_extreme(said)
        yield self._acted_on_list(said)
        yield self._entry_named(said)
        yield self._told_in_unit(said)
        yield self._share_asked(said)
        yield self._cumulated_over_period(said)
        yield self._taken_out(said)
        yield self._compared_with_year(said)
        source = source_asked(plain_turn(said.text))
        if not source or (_SPRINGS.search(said.text) and self._is_calculated()):
            yield self._how_calculated(said)
        if not source:
            # What it is measured by goes with its source.
            yield self._where_printed(said)

    # -- one figure

    def _other_extreme(self, said: Said) -> Answer | None:
        """Tell the smallest of what the largest was just told of, or the other way round."""
        frame, allowed = self.state, ("top", "bottom", "thing", "amount", "points")
        if frame.op or not _EXTREME.search(f"{frame.text} {frame.slots.get('op', '')}"):
            return None
        found = classes_of(said, self.known, allowed)
        if found is None or len(found & {"top", "bottom"}) != 1:
            return None
        again = self._again(frame)
        wanted = "=MAX(" if "top" in found else "=MIN("
        if again is None or not again.formula.startswith(("=MAX(", "=MIN(")):
            return None
        if again.formula.startswith(wanted):
            return replace(again, state=frame)
        op = "maximum" if "top" in found else "minimum"
        if "op" in frame.slots:
            slots = {**frame.slots, "op": op}
            answer = self.rerun(replace(frame, slots=slots))
            state = replace(frame.then(frame.intent, slots), about=frame.about)
            answer = replace(answer, state=state)
        else:
            way = "plus" if "top" in found else "moins"
            text = _WAY.sub(lambda one: f"{one[1]} {way}", frame.text, count=1)
            answer = self._with(self.single(text, State(about=frame.about)), text)
        return answer if answer.formula.startswith(wanted) else None

    def _gap_as_rate(self, said: Said) -> Answer | None:
        """Tell the gap between two figures in per cent of the smaller or the larger one."""
        if self.state.op != "écart" or self.state.previous is None:
            return None
        allowed = ("percent", "part", "relation", "top", "bottom", "thing", "amount")
        found = classes_of(said, self.known, allowed)
        asked = found is not None and "percent" in found and len(found & {"top", "bottom"}) == 1
        pair = list(self._at(self.state.previous)._figures(_PAIR, "")) if asked else []
        if found is None or len(pair) < _PAIR:
            return None
        base, other = sorted(pair, key=lambda one: one.value, reverse="top" in found)
        told = f"De {base.shown} à {other.shown} : {{value}}."
        return self._told_computed(call("COG_EVOLUTION", base.node, other.node), told, _percent)

    def _gap_of_two(self, said: Said) -> Answer | None:
        """Tell what separates the last two figures: « ça fait combien en moins ? »."""
        found = classes_of(said, self.known, ("less", "both"))
        if not found or "less" not in found or "point" in said.text:
            return None
        pair = list(self._figures(_PAIR, "écart"))
        return self._of_canonical("l ecart ?") if len(pair) == _PAIR else None

    def _told_in_unit(self, said: Said) -> Answer | None:
        """Tell the last amount in another unit."""
        allowed = ("million", "thousand", "euro", "convert")
        found = classes_of(said, self.known, allowed)
        units = {_UNITS[one] for one in found or () if one in _UNITS}
        units |= {str(one.value) for one in said.of("unit") if str(one.value) in _UNITS.values()}
        units -= {"€"} if len(units) > 1 else set()
        if found is None or len(units) != 1:
            return None
        if (listed := self._list_in_unit(next(iter(units)))) is not None:
            return listed
        figure = self._figure(self.state)
        if figure is None:
            return None
        if (gap := self._gap_of_change(figure, units)) is not None:
            return gap
        if figure.kind not in AMOUNTS:
            return self._unclear(_NO_AMOUNT)
        return self._operated(units.pop(), 0)

    def _gap_of_change(self, figure: Figure, units: set[str]) -> Answer | None:
        """Tell in euros the change of which a rate was told."""
        node = figure.node
        if not isinstance(node, Call) or node.name != "COG_EVOLUTION" or units != {"€"}:
            return None
        older, newer = node.args[:2]
        return self._told_computed(Operation(newer, "-", older), "Écart : {value}.", "amount")

    def _share_asked(self, said: Said) -> Answer | None:
        """Tell which share the last figure is of its whole."""
        allowed = ("period", "part", "percent", "whole", "whole_noun", "relation")
        named = said.of("line")
        found = classes_of(said, self.known, allowed, ("line",) if len(named) == 1 else ())
        line = str(named[0].value) if named else ""
        if line and found is not None:
            total = line.startswith("Total") or _OF_WHAT.search(said.text) is not None
            found |= {"whole"} if total else set()
        if found is None or "whole" not in found or not found & {"part", "percent"}:
            return None
        if line:
            whole = self._share_of_total("part")
            of_it = whole is not None and f'"{line}"' in whole.formula
            return whole if of_it else self._share_of_line(line)
        if "period" in found:
            return self._unclear(_WHICH_WHOLE)
        return (
            self._share_of_grid()
            or self._share_of_total("part")
            or self._share_in_words()
            or self._share_of_document()
        )

    def _share_of_line(self, line: str) -> Answer | None:
        """Set the last figure against a line of the budget, of the same year."""
        frame = self.state.last_subject
        if frame is not None and not self.state.op:
            subject = subject_words(frame, self.known)
            text = f"part de {subject} dans {normalise(line)} {years_of(frame, self.known)}"
            asked = self.single(text, State(about=frame.about))
            whole = asked.formula.rpartition("COG_BUDGET(")[2].startswith(f'"{line}"')
            if asked.kind == ANSWERED and _IN_LINE.search(asked.formula) and subject and whole:
                return self._with(asked, text)
        figure, other = self._figure(self.state), self._completed_turn(f"et {line}")
        against = self._figure(other.state) if other.kind == ANSWERED else None
        if figure is None or against is None:
            return None
        if figure.value > against.value:
            return self._unclear(NO_PART)
        answer = operated("part", [figure, against], self.context)
        return None if answer is None else replace(answer, state=self.state)

    def _share_of_grid(self) -> Answer | None:
        """Set the points of a row against those of its whole scorecard."""
        figure = self._figure(self.state)
        node = None if figure is None else figure.node
        if figure is None or not isinstance(node, Call) or node.name != "INDEX":
            return None
        block, _, column = node.args
        if not isinstance(block, Call) or block.name != "COG_SCORECARD":
            return None
        if column != CARD_COLUMNS[WEIGHT]:
            return None
        whole = call("SUM", call("INDEX", block, 0, column))
        told = f"Part de {figure.shown} points dans le total de la grille : {{value}}."
        return self._told_computed(call("COG_SHARE", node, whole), told, _percent)

    def _share_in_words(self) -> Answer | None:
        """Tell the share as a whole question, of which « et la maternité ? » asks another."""
        answer = self._of_canonical("quelle part du total ?")
        return answer if answer is not None and "COG_SHARE" in answer.formula else None

    def _share_of_document(self) -> Answer | None:
        """Set a key figure against the total that its document prints of the same things."""
        figure = self._figure(self.state)
        keyed = None if figure is None else _KEY.fullmatch(figure.answer.formula)
        if figure is None or keyed is None:
            return None
        whole = self._whole_of(keyed[1], keyed[2], keyed[3])
        if whole is None:
            return None
        if whole.subject == keyed[1]:
            return self._unclear(_IS_WHOLE)
        text = f"{whole.label} {whole.period}"
        node = call("COG_KEY_FIGURE", whole.subject, whole.period, whole.body)
        part = call("COG_SHARE", figure.node, node)
        told = f"Part de {figure.shown} dans « {text} » : {{value}}."
        return self._told_computed(part, told, _percent)

    def _whole_of(self, key: str, period: str, body: str) -> Fact | None:
        """Return the one total of the table that a key figure stands in, of its period."""
        alike = [one for one in facts(FIGURE) if one.body == body]
        own = next((one for one in alike if one.subject == key and
                    (not period or str(one.period) == period.strip('"'))), None)  # fmt: skip
        if own is None:
            return None
        wholes = [
            one
            for one in alike
            if one.theme == own.theme and str(one.period) == str(own.period)
            and one.unit == own.unit and _TOTAL.search(one.label)
        ]  # fmt: skip
        keys = {one.subject for one in wholes}
        return wholes[0] if len(keys) == 1 else None

    def _cumulated_over_period(self, said: Said) -> Answer | None:
        """Tell the last figure over the whole agreement."""
        years = self.known.convention.years
        named = said.of("year", "period")
        spoken = [int(one) for one in YEAR.findall(said.text)]
        whole = bool(spoken) and sorted(set(spoken)) in ([years[0], years[-1]], list(years))
        if spoken and not whole:
            return None
        taken = tuple({one.kind for one in named if YEAR.search(one.text)})
        found = classes_of(said, self.known, ("period", "sum"), taken)
        if found is None or not ("period" in found or (whole and "sum" in found)):
            return None
        frame = self.state.last_subject
        if "sum" in found and (frame is None or frame.intent != "budget"):
            # Targets of several years are added up only where the sources say so.
            return None
        answer = self._of_canonical("et sur toute la periode ?")
        last = self._again(self.state)
        same = answer is not None and last is not None and answer.formula == last.formula
        return self._unclear(_NO_PERIOD) if same else answer

    def _taken_out(self, said: Said) -> Answer | None:
        """Tell the last amount without one of its parts, or one of its parts alone."""
        allowed = ("without", "only", "rest")
        lines = said.of("line", "without")
        left = left_words(said, self.known, allowed)
        cues = classes_of(said, self.known, allowed, left={stem(one) for one in left})
        if not cues or len(cues & {"without", "only"}) != 1 or not left:
            return None
        kind = _OF_KIND.fullmatch(left[0])
        if kind is None or len(left) > 1:
            named = {stem(one) for line in lines for one in words(line.text)}
            whole = "without" in cues and {stem(one) for one in left} <= named
            return (
                self._without_lines([str(one.value) for one in lines]) if whole and lines else None
            )
        lead = "sans l " if "without" in cues else "seulement le "
        return self._of_canonical(f"{lead}{kind[1]}f")

    def _without_lines(self, lines: list[str]) -> Answer | None:
        """Take one line or several out of the last total, each of which is a part of it."""
        each = [self._of_canonical(f"sans {one}") for one in lines]
        if len(each) == 1:
            return each[0]
        node: Node = None
        for one in each:
            made = None if one is None else one.node
            if not isinstance(made, Operation) or made.sign != "-":
                return None
            node = Operation(made.left if node is None else node, "-", made.right)
        if not isinstance(node, Operation):
            return None
        return self._told_computed(node, f"Sans {' ni '.join(lines)} : {{value}}.", "amount")

    def _of_canonical(self, turn: str) -> Answer | None:
        """Answer a turn said in the one way that the rest of the conversation has for it."""
        answer = self._completed_turn(turn)
        return answer if answer.kind == ANSWERED else None

    def _completed_turn(self, question: str) -> Answer:
        raise NotImplementedError

    def _compared_with_year(self, said: Said, *, alone: bool = False) -> Answer | None:
        """Set the last figure against the same of another year, as an amount and in per cent.

        Args:
            said: The turn.
            alone: Whether one of the two is enough: where nothing else reads the turn.
        """
        years = [int(one) for one in dict.fromkeys(YEAR.findall(said.text))]
        taken = ("year", "period")
        found = classes_of(said, self.known, ("gap", "both", "link", "percent"), taken)
        frame = self.state.last_subject
        # Budgets and targets have a way of their own to be set against another year.
        alone = alone or (frame is not None and frame.intent not in {"budget", "objectif"})
        asked = found is not None and "gap" in found and (alone or "percent" in found)
        if not asked or not years or _SUPPOSES.search(said.text):
            return None
        figure = self._figure(self.state)
        if figure is None:
            return None
        own = year_said(figure)
        others = [one for one in years if one != own]
        if own is None or len(others) != 1 or self.state.op:
            return None
        other = self._at(replace(self.state, previous=None))._completed_turn(f"et {others[0]}")
        against = self._figure(other.state) if other.kind == ANSWERED else None
        if against is None or year_said(against) != others[0]:
            why = other.text if other.kind == UNKNOWN else _NOT_OF_YEAR.format(others[0])
            return self._unclear(why)
        pair = sorted((figure, against), key=lambda one: year_said(one) or 0)
        return self._both_changes(pair[0], pair[1])

    def _both_changes(self, older: Figure, newer: Figure) -> Answer | None:
        """Tell the change between two figures, as an amount and in per cent."""
        rates = older.shown.endswith("%") and newer.shown.endswith("%")
        op = "écart" if rates else "évolution"
        answer = operated(op, [newer, older], self.context)
        if answer is None or answer.kind != ANSWERED:
            return answer
        first = replace(older.state, previous=None)
        below = replace(newer.state, previous=first)
        state = replace(below.then(below.intent, below.slots), op=op, about=self.state.about)
        return replace(answer, state=state)

    # -- how and where

    def _how_calculated(self, said: Said) -> Answer | None:
        """Tell how the last answer was calculated, step by step."""
        found = classes_of(said, self.known, ("how", "parts", "whole", "relation"))
        if not found or not found & {"how", "parts"}:
            return None
        again = self._again(self.state)
        if again is None or again.kind != ANSWERED:
            return None
        if not again.arithmetic and not again.formula:
            return None
        again = self._as_first_told(again)
        parts = "parts" in found and "how" not in found
        if parts and "part nationale" not in again.text.lower():
            return None
        calculated = " ; ".join(again.arithmetic)
        formula = again.formula_cells_fr or again.formula_fr
        if calculated:
            told = f"{again.text.rstrip('.')}. Calcul : {calculated.rstrip('.')}."
        else:
            told = f"Aucun calcul : la valeur est lue par {formula}. {again.text}"
        source = f" Source : {again.source}." if again.source else ""
        return replace(again, intent="pourquoi", text=f"{told}{source}", state=self.state)

    def _is_calculated(self) -> bool:
        """Tell whether the last answer is calculated, and no printed value."""
        again = self._again(self.state)
        return again is not None and any(" = " in one for one in again.arithmetic)

    def _as_first_told(self, again: Answer) -> Answer:
        """Return an answer in the words of its question, which may tell more of its parts."""
        if not self.state.text or self.state.op:
            return again
        told = self.single(self.state.text, State(about=self.state.about))
        same = told.kind == ANSWERED and told.formula == again.formula
        return replace(again, text=told.text) if same else again

    def _where_printed(self, said: Said) -> Answer | None:
        """Tell where the last answer is printed."""
        found = classes_of(said, self.known, ("where", "said"), ("year",))
        if found is None or "where" not in found:
            return None
        years = said.of("year")
        if years:
            again = self._completed_turn(f"et {years[0].text}")
            dated = again.kind == ANSWERED and len(years) == 1
            return self._at(again.state)._source() if dated else None
        roles = [one for one in _ROLES if one in words(said.text)]
        if roles and self.state.has_subject:
            again_told = self._again(self.state)
            told = "" if again_told is None else normalise(again_told.text)
            if not all(one in told for one in roles if one not in {"ponderation", "poids"}):
                return None
        return self._place_of_rule("source ?") or self._source()


#: The two kinds of credits.
_OF_KIND: Final = regex(r"((?:evaluati|limitati))(?:fs?|ves?)")


def _percent(value: float) -> str:
    return f"{format_number(100 * value, 2)} %"


def year_said(figure: Figure) -> int | None:
    """Return the one year that a figure is of, ``None`` where none is known.

    Args:
        figure: The figure.
    """
    slots = figure.state.slots
    held = slots.get("year", slots.get("campaign"))
    if isinstance(held, int):
        return held
    said = set(YEAR.findall(figure.answer.text)) or set(YEAR.findall(figure.state.text))
    return int(said.pop()) if len(said) == 1 else None
