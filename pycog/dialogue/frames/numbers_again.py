"""A turn that does something else with the numbers of the last calculation.

« Et la médiane ? » is that of the list just given, « dans l'autre sens » goes from the second
amount to the first, « et à 51 % ? » changes the number that was changed last, « avec une part
théorique de 500 € » is what the rate just told makes of it.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace
from typing import Final

from pycog.dialogue.answers import ANSWERED, Answer
from pycog.dialogue.calculations.typed_quantities import (
    AMOUNT,
    NUMBER,
    PERCENT,
    Quantity,
    typed_quantities,
)
from pycog.dialogue.dates import MONTHS
from pycog.dialogue.entities import read_question
from pycog.dialogue.expressions import Operation
from pycog.dialogue.frames.arithmetic_turns import plain_number
from pycog.dialogue.frames.figure_operations import asked_operation
from pycog.dialogue.frames.held_facts import held_in
from pycog.dialogue.frames.number_places import as_said, as_typed, rewritten, same_unit
from pycog.dialogue.frames.shares_told import SharesTold
from pycog.dialogue.frames.turn_words import unmarked
from pycog.dialogue.normalise import normalise, words
from pycog.dialogue.state import State
from pycog.lazy_patterns import regex
from pycog.values import format_number

_PAIR: Final = 2
_LIST: Final = 3
_WHOLE: Final = 100
_SCALE: Final = 3
_UNSURE: Final = "Je ne sais pas quel nombre celui-ci remplace. Dites-le avec son nom."
_LONGEST: Final = 18
#: « Et la médiane ? »
_STATISTIC: Final = regex(
    r"(?:(?:et|la|le|l|leur|quel(?:le)?|est|c est|donne|en|du coup|pour|de|ca fait|sinon) )*"
    r"(?P<what>medianes?|moyennes?|sommes?|total|minimum|min|maximum|max|plus (?:petite?|grande?"
    r"|long(?:ue)?|courte?|faible|elevee?)|(?:neuvieme|9e|9eme|premier|1er|huitieme|8e) decile"
    r"|(?:premier|dernier|1er|3e|troisieme) quartile)"
    r"(?: (?:de (?:la|cette) (?:liste|serie)|combien|c est|des (?:delais|valeurs|chiffres)|alors))*"
)
_NAMES: Final = {
    "media": "mediane", "moyen": "moyenne", "somme": "somme", "total": "somme", "minim": "minimum",
    "min": "minimum", "maxim": "maximum", "max": "maximum",
}  # fmt: skip
_SMALL: Final = frozenset({"peti", "cour", "faib"})
#: « Dans l'autre sens »
_REVERSED: Final = regex(
    r"(?:(?:et|mais|sinon|ou|donc) )*(?:(?:dans|en) (?:l |le )?(?:autre sens|sens inverse"
    r"|sens contraire)|inversement|(?:dans )?l inverse|a l inverse|a l envers|en inversant)"
    r"(?: (?:ca fait|ca donne|combien|c est))*"
)
#: « Et à 51 % ? »
_ALONE: Final = regex(
    r"(?:(?:et|a|avec|de|si|on|c est|c etait|plutot|mettons|disons|pour|ou|il|elle|etait|est|sinon"
    r"|en|le|la) )*(?P<n>\d[\d ]*(?:,\d+)? ?(?:%|points?|pts|€|euros?|k€|j|jours?)?)"
    r"(?: (?:alors|plutot|ca fait|ca donne|combien))*"
)
#: What is paid per head by a rate.
_PAYS: Final = regex(r"\b(?:pini|pili|parts?(?: \w+)? theoriques?|part individuelle|parts?)\b")
_PAY_WORDS: Final = frozenset(
    words(
        "et la le les l une un part parts theorique theoriques individuelle nationale locale pini "
        "pili est de d vaut vaudrait si on nous je verse verser versera combien dans ce cas second "
        "deuxieme premier du coup donc alors ce qui ca fait donne avec touche touchera recoit paie "
        "paye rapporte par agent etp chaque pour euros € serait fixee a quoi percoit l agent y"
    )
)
#: « Le seuil de déclenchement est franchi ? »
_TRIGGERS: Final = regex(
    r"(?:(?:et|donc|alors|est ce que|du coup|on|le|la) )*(?:seuil(?: de declenchement)?"
    r"|declenchement|part|prime|interessement|ca|c est|il) ?(?:(?:est|a ete|est il|est ce|l|bien|on"
    r"|se|serait|quand meme) )*(?:franchi|depasse|passe|atteint|declenche\w*|ouvert|acquis)e?"
    r"(?: (?:ou (?:pas|non)|bien|alors|la|ici|dans ce cas))*"
)
_RATE: Final = regex(r"=COG_(?P<kind>TRN|TRL|THEME_RATE)\(")
#: « J'ai 540 sur 900 », after the rule of a rate.
_OUT_OF: Final = regex(
    r"(?:(?:et|moi|j ai|on a|nous avons|avec|si j ai|si on a|pour|chez nous|donc|j en ai|fait"
    r"|on fait|on est a) )*(?P<a>\d[\d ]*(?:,\d+)?)(?: (?:points?|pts|acquis|obtenus))*"
    r" (?:sur|/|parmi) (?P<b>\d[\d ]*(?:,\d+)?)(?: (?:points?|pts|possibles|theoriques|ca fait"
    r"|combien|donc|ca donne))*"
)
#: « 260 000 bénéficiaires avec 240 agents, ratio ? »
_RATIO: Final = regex(
    r"(?:(?:et|une?|avec|pour|si|on a|caisse|organisme|de|a|qui|chez nous) )*"
    r"(?P<a>\d[\d ]*(?:,\d+)?) (?P<x>[a-z]{3,})(?: et| avec| pour|,)?"
    r" (?P<b>\d[\d ]*(?:,\d+)?) (?P<y>[a-z]{3,})"
    r"(?: (?:quel|le|ca fait|soit|donc|un))* (?:ratio|rapport)(?: (?:combien|c est|quoi))*"
)
_APPLIED: Final = regex(r"COG_TRIGGER\((0?\.?\d+(?:\.\d+)?)\)")
_TOTAL: Final = regex(
    r"(?:(?:et|le|au|en|donc|ca fait|combien|du coup|la|quel) )*(?:total|tout|somme|cumul)"
    r"(?: (?:des deux|les deux|ca fait|combien|par etp|par agent))*"
)
#: « Et si c'est le 12 ? »
_DAY: Final = regex(
    r"(?:(?:et|si|c est|c etait|plutot|pour|avec|non|on|le vote est|vote|recu|recue|etait|est) )*le"
    rf" (?P<day>\d{{1,2}})(?:er)?(?: (?P<month>{'|'.join(MONTHS)}))?(?: (?P<year>20\d\d))?"
    r"(?: (?:alors|plutot))*"
)
_VALUE: Final = regex(
    r"(?:(?:et|soit|donc|ca fait|combien) )*en (?:valeur|montant|euros?|nombre|points?|absolu"
    r"|valeur absolue|volume)(?: (?:ca fait|combien))*"
)
_OF_RATE: Final = frozenset({"taux-national", "taux-local", "declenchement"})
_UNITS: Final = regex(r"\b(?:en |a )?(?P<unit>k€|m€|€|euros?|milliers(?: d euros)?)(?= |$)")
_UNIT_NAMES: Final = {"k€": "k€", "m€": "M€"}


class NumbersAgain(SharesTold):
    """A turn about the numbers of the calculation before it."""

    def _once_more(self, turn: str, question: str) -> Answer | None:
        """Answer a turn that calculates anew, ``None`` for any other."""
        if self.state.pending or len(words(turn)) > _LONGEST:
            return None
        text = unmarked(question)
        return (
            self._statistic(text)
            or self._turned(text)
            or self._in_unit(turn)
            or self._changed_again(text)
            or self._number_alone(text)
            or self._in_value(text)
            or self._dated_share(text)
            or self._both_parts(text)
            or self._other_day(text)
            or self._paid(text)
            or self._paid_by_other_rate(text)
            or self._triggered(text)
            or self._ratio(text)
        )

    def _last_numbers(self) -> tuple[State, list[Quantity], str] | None:
        """Return the last subject with its numbers and its words, ``None`` where it has none."""
        frame = self.state.last_subject
        if frame is None or self.state.op:
            return None
        read = held_in(frame, self.known).read
        typed = typed_quantities(read) or []
        return (frame, list(typed), read.text) if typed else None

    def _statistic(self, text: str) -> Answer | None:
        """Tell another statistic of the list that was given."""
        asked = _STATISTIC.fullmatch(text)
        held = None if asked is None else self._last_numbers()
        if asked is None or held is None:
            return None
        # An ordinal is no value of the list: « neuvième décile ».
        values = [one for one in held[1] if one.unit in {NUMBER, "days", AMOUNT, PERCENT}]
        if len(values) < _LIST or len({one.unit for one in values}) > 1:
            return None
        named = asked["what"]
        name = next((full for cut, full in _NAMES.items() if named.startswith(cut)), named)
        if named.startswith("plus "):
            name = "minimum" if named.split()[1][:4] in _SMALL else "maximum"
        unit = {PERCENT: " %", AMOUNT: " €"}.get(values[0].unit, "")
        listed = ", ".join(held[2][one.start : one.end].strip() for one in values)
        if unit and unit.strip() not in listed:
            return None
        whole = f"{name} de {listed}"
        return self._told_alone(whole)

    def _turned(self, text: str) -> Answer | None:
        """Go from the second of two amounts to the first: « dans l'autre sens »."""
        held = self._last_numbers() if _REVERSED.fullmatch(text) else None
        if held is None or len(held[1]) != _PAIR or held[0].intent == "virement":
            return None
        first, last = held[1]
        if first.unit != last.unit:
            return None
        said = [held[2][one.start : one.end] for one in (first, last)]
        whole = rewritten(held[2], ((first, said[1]), (last, said[0])))
        answer = self.single(whole, State(about=self.state.about))
        again = self._again(held[0])
        fits = again is not None and answer.kind == ANSWERED and answer.intent == again.intent
        fits = fits and again is not None and answer.formula != again.formula
        return self._told_by(answer, whole) if fits else None

    def _in_unit(self, turn: str) -> Answer | None:
        """Tell an operation on the last figures in a unit: « l'écart en k€ »."""
        said = _UNITS.search(turn)
        if said is None or re.search(r"\d", turn):
            return None
        rest = " ".join(f"{turn[: said.start()]} {turn[said.end() :]}".split())
        op = asked_operation(read_question(rest, self.known), self.known) if rest else None
        if op not in {"écart", "somme", "moyenne"}:
            return None
        made = self._gap_of_given() if op == "écart" else None
        made = made or self._operated(op, 0 if op != "écart" else _PAIR)
        unit = _UNIT_NAMES.get(said["unit"], "k€" if said["unit"].startswith("mill") else "")
        if made is None or made.kind != ANSWERED or not unit:
            return made
        return self._at(made.state)._operated(unit, 0) or made

    def _gap_of_given(self) -> Answer | None:
        """Tell the difference of the two amounts of which the evolution was just told."""
        frame = self.state.last_subject
        if frame is None or frame.intent != "evolution-montants" or self.state.op:
            return None
        base, reached = (float(frame.slots[one]) for one in ("base", "reached"))
        text = f"ecart de {as_typed(base, 4)} € a {as_typed(reached, 4)} €"
        return self._told_alone(text, "")

    def _changed_again(self, text: str) -> Answer | None:
        """Put a number in the place of the one that was changed last."""
        alone, frames = _ALONE.fullmatch(text), self.state.own_subjects[:_PAIR]
        if alone is None or len(frames) < _PAIR or self.state.op:
            return None
        if frames[0].intent != frames[1].intent:
            return None
        last, before = (held_in(one, self.known).read for one in frames)
        now, old = typed_quantities(last) or [], typed_quantities(before) or []
        if len(now) != len(old) or len(now) < _PAIR:
            return None
        changed = [
            one for one in now
            if not any(one.unit == other.unit and one.value == other.value for other in old)
        ]  # fmt: skip
        read = read_question(text, self.known)
        typed = typed_quantities(read) or []
        if len(changed) != 1 or len(typed) != 1 or not same_unit(typed[0], changed[0]):
            return None
        if changed[0].unit == PERCENT and typed[0].unit == NUMBER and typed[0].value > _WHOLE:
            # The rate was made of points, of which these are others.
            points = f"{text[typed[0].start : typed[0].end].strip()} points"
            return self._other_points(points) or self._unclear(_UNSURE)
        said = as_said(text[typed[0].start : typed[0].end], typed[0], changed[0])
        whole = rewritten(last.text, [(changed[0], said)])
        answer = self.single(whole, State(about=self.state.about))
        fits = answer.kind == ANSWERED and answer.intent == frames[0].intent
        return self._told_by(answer, whole) if fits else None

    def _ratio(self, text: str) -> Answer | None:
        """Divide two counts of different things: « 260 000 bénéficiaires, 240 agents, ratio »."""
        asked = _RATIO.fullmatch(text)
        if asked is None or asked["x"][:4] == asked["y"][:4]:
            return None
        first, last = (plain_number(asked[one]) for one in "ab")
        (most, of), (least, by) = sorted(
            ((first, asked["x"]), (last, asked["y"])), key=lambda one: -one[0]
        )
        if not least:
            return None
        said = f"{format_number(most, 2)} {of} pour {format_number(least, 2)} {by} : {{value}}."
        return self._told_computed(
            Operation(most, "/", least), said, lambda value: format_number(value, 1)
        )

    def _in_value(self, text: str) -> Answer | None:
        """Tell in its unit the change that was just told in per cent: « en valeur ? »."""
        before = self.state.previous
        if _VALUE.fullmatch(text) is None or self.state.op != "évolution" or before is None:
            return None
        return self._at(replace(before, about=self.state.about))._operated("écart", _PAIR)

    def _dated_share(self, text: str) -> Answer | None:
        """Tell a share of two named lines in the year that was just told, never of all years."""
        frame, read = self.state.last_subject, read_question(text, self.known)
        year = None if frame is None else frame.slots.get("year")
        if frame is None or frame.intent != "budget" or not isinstance(year, int) or self.state.op:
            return None
        if not re.search(r"\bpart\b", text) or len(read.of("line")) < _PAIR or read.has("year"):
            return None
        if any(map(read.has, ("total", "period", "fund"))) or "op" in frame.slots:
            return None
        whole = f"{text} en {year}"
        answer = self.single(whole, State(about=self.state.about))
        fits = answer.kind == ANSWERED and "COG_SHARE(" in answer.formula
        fits = fits and f",{year}" in answer.formula and '"total"' not in answer.formula
        return self._told_by(answer, whole) if fits else None

    def _number_alone(self, text: str) -> Answer | None:
        """Put a bare number in the place of the one of its scale: « et à 52 ? » is a rate."""
        held = None if _ALONE.fullmatch(text) is None else self._last_numbers()
        typed = typed_quantities(read_question(text, self.known)) or [] if held else []
        if held is None or len(typed) != 1 or typed[0].unit != NUMBER:
            return None
        rates = [one for one in held[1] if one.unit == PERCENT]
        others = [one for one in held[1] if one.unit in {AMOUNT, NUMBER}]
        if not rates or not others:
            return None
        value = typed[0].value
        near = [
            one for one in (*rates, *others)
            if _is_near(value, one.value * 100 if one.unit == PERCENT else one.value)
        ]  # fmt: skip
        if len(near) != 1:
            return self._unclear(_UNSURE)
        said = as_said(text[typed[0].start : typed[0].end], typed[0], near[0])
        whole = rewritten(held[2], [(near[0], said)])
        answer = self.single(whole, State(about=self.state.about))
        again = self._again(held[0])
        fits = again is not None and answer.kind == ANSWERED and answer.intent == again.intent
        return self._told_by(answer, whole) if fits else None

    def _both_parts(self, text: str) -> Answer | None:
        """Add the national and the local part that were just told."""
        if _TOTAL.fullmatch(text) is None or self.state.op:
            return None
        figures = list(self._figures(_PAIR, "somme"))
        if len(figures) < _PAIR or any("COG_TRIGGER(" not in one.answer.formula for one in figures):
            return None
        kinds = {"nationale" in one.answer.text for one in figures}
        if len(kinds) < _PAIR:
            return None
        first, last = figures[1], figures[0]
        said = f"{first.answer.display} et {last.answer.display} : {{value}} par ETP."
        return self._told_computed(Operation(first.node, "+", last.node), said, "amount")

    def _other_day(self, text: str) -> Answer | None:
        """Ask the same of another day: « et si c'est le 12 ? »."""
        asked, frame = _DAY.fullmatch(text), self.state.last_subject
        held = "" if frame is None else str(frame.slots.get("date", ""))
        if asked is None or frame is None or not held or self.state.op:
            return None
        year, month, _ = held.split("-")
        if asked["month"]:
            month = f"{MONTHS.index(asked['month']) + 1:02d}"
        date = f"{asked['year'] or year}-{month}-{int(asked['day']):02d}"
        try:
            dt.date.fromisoformat(date)
        except ValueError:
            return None
        answer = self.rerun(replace(frame, slots={**frame.slots, "date": date}))
        if answer.kind != ANSWERED:
            return None
        state = self.state.then(frame.intent, {**frame.slots, "date": date})
        return replace(answer, state=replace(state, about=self.state.about))

    # -- rates of the profit sharing

    def _rate_told(self) -> tuple[str, float] | None:
        """Return the rate that was told last: the national or the local one, with its value."""
        figure = None if self.state.op else self._figure(self.state)
        kind = None if figure is None else _RATE.match(figure.answer.formula)
        if figure is None or kind is None:
            return None
        return kind["kind"], figure.value

    def _paid(self, text: str) -> Answer | None:
        """Tell what the last rate makes of an amount that a turn gives."""
        rate = self._rate_told() if _PAYS.search(text) else None
        read = read_question(text, self.known)
        typed = typed_quantities(read) or []
        if rate is None or len(typed) != 1 or typed[0].unit not in {AMOUNT, NUMBER}:
            return None
        rest = f"{text[: typed[0].start]} {text[typed[0].end :]}"
        if any(one not in _PAY_WORDS for one in words(rest)):
            return None
        kind, value = rate
        local = re.search(r"\b(?:pili|locale)\b", text) is not None
        national = re.search(r"\b(?:pini|nationale)\b", text) is not None
        if kind not in {"TRN", "TRL"} or (local and kind == "TRN") or (national and kind == "TRL"):
            return None
        part, name = ("pini", "trn") if kind == "TRN" else ("pili", "trl")
        amount, rated = as_typed(typed[0].value, 4), as_typed(value * 100, 4)
        whole = f"{part} de {amount} € et un {name} de {rated} %"
        return self._told_alone(whole, "COG_TRIGGER(")

    def _paid_by_other_rate(self, text: str) -> Answer | None:
        """Change a part of the rate by which an amount was just paid, and pay it anew."""
        frames = self.state.own_subjects[:_PAIR]
        if len(frames) < _PAIR or self.state.op or not re.search(r"\d", text):
            return None
        again = self._again(frames[0])
        below = self._at(replace(frames[1], previous=None))
        rate = below._rate_told()
        if again is None or rate is None or "COG_TRIGGER(" not in again.formula:
            return None
        if any(frame.intent not in {"calcul", *_OF_RATE} for frame in frames):
            return None
        answer = below.answer(text)
        other = _RATE.match(answer.formula) if answer.kind == ANSWERED else None
        if other is None or other["kind"] != rate[0] or not isinstance(answer.value, float):
            return None
        read = held_in(frames[0], self.known).read
        held = [one for one in typed_quantities(read) or [] if one.unit == PERCENT]
        if len(held) != 1 or answer.value == rate[1]:
            return None
        whole = rewritten(read.text, [(held[0], f"{as_typed(answer.value * 100, 4)} %")])
        paid = self.single(whole, State(about=self.state.about))
        if paid.kind != ANSWERED or "COG_TRIGGER(" not in paid.formula:
            return None
        told = self._told_by(paid, whole)
        return replace(told, text=f"{answer.text} {paid.text}")

    def _triggered(self, text: str) -> Answer | None:
        """Say whether the last rate passes the threshold from which it counts."""
        if _TRIGGERS.fullmatch(text) is None:
            return None
        last = self.state.last_subject
        again = None if last is None else self._again(last)
        applied = None if again is None else _APPLIED.search(again.formula)
        rate = ("TRN", float(applied[1])) if applied else self._rate_told()
        if rate is None or rate[0] not in {"TRN", "TRL"}:
            return None
        answer = self.single(
            f"declenchement avec {as_typed(rate[1] * 100, 4)} %", State(about=self.state.about)
        )
        if answer.kind != ANSWERED or "COG_TRIGGER(" not in answer.formula:
            return None
        lead = "Oui" if answer.value else "Non"
        told = re.sub(r"^(?:Oui|Non)\s?:\s", "", answer.text)
        told = f"{lead}. {told[:1].upper()}{told[1:]}"
        return replace(answer, text=told, state=self.state)

    def _points_of_rule(self, question: str) -> Answer | None:
        """Apply the rule of the local rate just told to points: « j'ai 540 sur 900 »."""
        told = self.state.told
        text = normalise(question).strip(" ?.!")
        counted = _OUT_OF.fullmatch(text)
        if counted is None or re.search(r"\b(?:trl|taux (?:de reussite )?local)\b", told) is None:
            return None
        whole = f"trl avec {counted['a'].strip()} points sur {counted['b'].strip()}"
        return self._told_alone(whole, "COG_TRL(")


def _is_near(value: float, held: float) -> bool:
    """Tell whether a number may stand for another one: no more than three times it, or a third."""
    return held > 0 and held / _SCALE <= value <= held * _SCALE
