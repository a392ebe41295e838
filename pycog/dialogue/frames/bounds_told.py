"""A typed result held against the bound that was told, and what separates the two.

« On finit à 38 %, le seuil est franchi ? » sets 38 % against the threshold of the row just told,
« ma caisse en a 165 000, on y est ? » a count against the useful size, « il nous en manque
combien ? » asks for the gap of the two.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from pycog.arithmetic import same
from pycog.dialogue.answers import ANSWERED, Answer
from pycog.dialogue.calculations.typed_quantities import (
    AMOUNT,
    COUNTS,
    NUMBER,
    PERCENT,
    Quantity,
    typed_quantities,
)
from pycog.dialogue.entities import read_question
from pycog.dialogue.expressions import Operation
from pycog.dialogue.frames.told_checks import ToldChecks
from pycog.dialogue.normalise import normalise
from pycog.dialogue.state import State
from pycog.lazy_patterns import regex
from pycog.values import format_number

_ROW: Final = "ligne-bareme"
#: How the cells of a row are called, and which column of it each is.
_COLUMNS: Final = {"cible": 4, "seuil": 5}
_BOUND: Final = regex(
    r"\b(?:(?P<seuil>seuils?|planchers?|socles?)|(?P<cible>cibles?|objectifs?))\b"
)
#: Asks whether a bound is reached, passed, or not.
_HOLDS: Final = regex(
    r"\b(?:(?P<over>franchi\w*|depass\w*|au dessus|au dela)|(?P<at>attei\w*|tenue?s?|respecte\w*"
    r"|passe\w*|suffi\w*|assez|(?:on |nous )?y (?:est|sommes|suis)|est ce bon|c est bon|bon|ok"
    r"|remplie?|dans les clous|valide\w*)|(?P<below>en dessous|au dessous|sous|inferieur\w*))\b"
)
#: What may be said besides: who has the result, and that it is one.
_AROUND: Final = regex(
    r"\b(?:on|nous|je|j|il|elle|si|et|avec|a|ai|en|est|sommes|serait|sera|finit|finissons|fini"
    r"|termine\w*|fait|faisons|obtien\w*|realise\w*|atteint|ma|mon|notre|nos|caisse|organisme|le"
    r"|la|l|les|ce|que|qu|t|donc|alors|ou|pas|non|deja|bien|seulement|tout|juste|pour|de|du|des|y"
    r"|resultat|taux|beneficiaires?|agents?|salaries?|assures?|un|une|au|chez|cette|annee|sur"
    r"|compte|gere|emploie|ca|c|taille|utile|suis)\b"
)
#: « Il nous en manque combien ? »
_LACKS: Final = regex(
    r"(?:(?:et|donc|alors|du coup|combien|il|elle|on|nous|m|n|me|en|y|de|ca|est ce qu|qu) )*"
    r"(?:manqu\w*|faudrait de plus|est on loin|en est on loin|loin)"
    r"(?: (?:combien|encore|de combien|t il|donc|pour y (?:etre|arriver)|pour l atteindre"
    r"|pour (?:le|la) (?:seuil|cible|franchir|passer)|de plus|on))*"
)
_USEFUL_SIZE: Final = "taille utile"
_SIZES: Final = {"benefici": "taille-utile-beneficiaires", "agent": "taille-utile-agents"}
_WHICH_SIZE: Final = "Dites si ce nombre compte des bénéficiaires ou des agents."
_OTHER: Final = "Je ne compare pas : {bound} et {said} ne sont pas de même unité."
_LEAST: Final = regex(r"^\s*(?P<sign><|≤|<=|>|≥|>=)?=?\s*(?P<n>\d[\d\s ]*(?:,\d+)?)\s*(?P<u>%|j)?")


@dataclass(frozen=True, slots=True)
class _Bound:
    """What a result is held against.

    Attributes:
        name: As an answer calls it.
        shown: As printed.
        value: A ratio for a rate.
        unit: ``"%"`` for a rate, ``"j"`` for days, else ``""``.
        falls: Whether less is better.
    """

    name: str
    shown: str
    value: float
    unit: str
    falls: bool = False


class BoundsTold(ToldChecks):
    """A turn that sets a typed result against the bound told before it."""

    def _against_bound(self, question: str) -> Answer | None:
        """Answer such a turn, or the one that asks for the gap, ``None`` for any other.

        Args:
            question: As typed.
        """
        if self.state.pending or self.context.sheet is not None:
            return None
        text = normalise(question).strip(" ?.!")
        if _LACKS.fullmatch(text):
            return self._gap_to_bound()
        held = self._result_in(text) or self._result_given_before(text)
        bound = None if held is None else self._bound_meant(text, held)
        if held is None or bound is None:
            sized = held is not None and held.unit in COUNTS and _USEFUL_SIZE in self._said(text)
            return self._unclear(_WHICH_SIZE) if sized else None
        return self._verdict_on(held, bound, text)

    def _result_in(self, text: str) -> Quantity | None:
        """Return the one number of a turn that says nothing but whose it is and what is asked."""
        read = read_question(text, self.known)
        typed = typed_quantities(read) or []
        if len(typed) != 1 or typed[0].unit not in {PERCENT, AMOUNT, "days", *COUNTS}:
            return None
        if any(map(read.has, ("year", "line", "fund", "document", "date", "due", "per", "only"))):
            return None
        rest = f"{read.text[: typed[0].start]} , {read.text[typed[0].end :]}"
        for pattern in (_BOUND, _HOLDS, _AROUND):
            rest = pattern.sub(" ", rest)
        asked = _HOLDS.search(text) is not None
        return typed[0] if asked and not re.search(r"[a-z0-9]", rest) else None

    def _result_given_before(self, text: str) -> Quantity | None:
        """Return the result that was set against the target of a row: « et le seuil ? »."""
        frame = self.state.last_subject
        actual = None if frame is None or self.state.op else frame.slots.get("actual")
        said = _BOUND.search(text)
        asked = said is not None and said["seuil"] and _HOLDS.search(text) is not None
        if not isinstance(actual, int | float) or not asked or re.search(r"\d", text):
            return None
        rest = text
        for pattern in (_BOUND, _HOLDS, _AROUND):
            rest = pattern.sub(" ", rest)
        if re.search(r"[a-z]", rest) or frame is None:
            return None
        floor = self._cell(frame, "seuil")
        units = {"%": PERCENT, "j": "days"}
        unit = "" if floor is None else units.get(floor["u"] or "", NUMBER)
        return Quantity(float(actual), unit, 0, 0) if unit else None

    def _bound_meant(self, text: str, held: Quantity) -> _Bound | None:
        """Return the bound of the row or of the term that was told last."""
        frame = self.state.last_subject
        if frame is not None and frame.intent == _ROW and not self.state.op:
            return self._bound_of_row(frame, text)
        if _USEFUL_SIZE in (said := self._said(text)) and held.unit in COUNTS:
            # The unit of the turn goes before that of the question on the size.
            return self._bound_of_size(text) or self._bound_of_size(said)
        return None

    def _said(self, text: str) -> str:
        """Return a turn with the question on a term or a rule that it follows."""
        frame = self.state.last_subject
        return f"{text} {normalise(self.state.told or (frame.text if frame else ''))}"

    def _bound_of_row(self, frame: State, text: str) -> _Bound | None:
        said = _BOUND.search(text)
        measure = str(frame.slots.get("measure", "cible"))
        name = str(said.lastgroup) if said is not None else measure
        if name != "seuil":
            # A result is set against the target by the row itself, with its points.
            return None
        cells = {one: self._cell(frame, one) for one in _COLUMNS}
        own = cells[name]
        if own is None:
            return None
        signs = [one["sign"] or "" for one in cells.values() if one is not None]
        values = {one: _number(cell) for one, cell in cells.items() if cell is not None}
        falls = any("<" in one or "≤" in one for one in signs)
        if len(values) == len(_COLUMNS) and not any(signs):
            falls = values["cible"] < values["seuil"]
        shown = " ".join(own[0].split())
        return _Bound(f"un seuil de {shown}", shown, _number(own), own["u"] or "", falls)

    def _cell(self, frame: State, measure: str) -> re.Match[str] | None:
        """Return a cell of the row that was told, parted in its sign, its number and its unit."""
        slots = {name: one for name, one in frame.slots.items() if name != "actual"}
        slots["measure"] = measure
        answer = self.rerun(replace(frame, slots=slots, text=""))
        if answer.kind != ANSWERED:
            return None
        told = re.search(rf"\b{measure} ([^,.;(]*(?:,\d+)?[^,.;(]*)", answer.text)
        return None if told is None else _LEAST.match(told[1])

    def _bound_of_size(self, said: str) -> _Bound | None:
        found = {key for cue, key in _SIZES.items() if re.search(rf"\b{cue}", said)}
        if len(found) != 1:
            return None
        about = State(about=self.state.about)
        counted = "beneficiaires" if "beneficiaires" in next(iter(found)) else "agents"
        answer = self.single("c est quoi la taille utile d un organisme", about)
        size = re.search(rf"(\d[\d\s ]*) {counted}", normalise(answer.text))
        if answer.kind != ANSWERED or size is None:
            return None
        value = float(re.sub(r"\s", "", size[1]))
        unit = "bénéficiaires" if counted.startswith("b") else "agents"
        return _Bound(f"une taille utile de {format_number(value)} {unit}", format_number(value),
                      value, "")  # fmt: skip

    def _verdict_on(self, held: Quantity, bound: _Bound, text: str) -> Answer | None:
        value = held.value
        if not _of_one_unit(held, bound, text):
            return self._unclear(_OTHER.format(bound=bound.shown, said=held.shown))
        asked = _HOLDS.search(text)
        assert asked is not None
        if asked["over"] and bound.falls:
            # Where less is better, « dépassé » may mean well or badly.
            return None
        equal = same(value, bound.value)
        better = value < bound.value if bound.falls else value > bound.value
        if asked["below"]:
            holds = value < bound.value and not equal
        else:
            holds = (better and not equal) or (equal and not asked["over"])
        shown = held.shown if held.unit != AMOUNT else format_number(value)
        lead = "Oui" if holds else "Non"
        just = ", pile au niveau" if equal else ""
        said = f"{lead} : {shown} pour {bound.name}{just}."
        gap = Operation(bound.value, "-", value)
        kind = "rate" if bound.unit == "%" else "number"
        answer = self._told_computed(gap, said, kind)
        if answer is None:
            return None
        least, most = sorted((value, bound.value))
        words = f"{format_number(most)} moins {format_number(least)}"
        answer = replace(answer, display="")
        if bound.unit == "%":
            return answer
        state = State(text=words.replace(" ", " "), about=self.state.about)
        return replace(answer, state=replace(state, previous=self._below()))

    def _below(self) -> State | None:
        return self.state.then("", {}).previous

    def _gap_to_bound(self) -> Answer | None:
        """Tell what separates the two numbers that were just set against each other."""
        frame = self.state.last_subject
        said = "" if frame is None else frame.text
        if frame is None or _GAP_TOLD.fullmatch(said) is None or frame.intent:
            return None
        again = self._again(frame)
        return None if again is None or again.kind != ANSWERED else replace(again, state=self.state)


_GAP_TOLD: Final = regex(r"\d[\d ]*(?:,\d+)? moins \d[\d ]*(?:,\d+)?")


def _number(cell: re.Match[str]) -> float:
    """Return the number of a cell, a ratio for a rate."""
    digits = re.sub(r"\s", "", cell["n"]).replace(",", ".")
    return float(f"{digits}e-2") if cell["u"] == "%" else float(digits)


def _of_one_unit(held: Quantity, bound: _Bound, text: str) -> bool:
    """Tell whether a number is of the unit of a bound; « 120 millions » has none of its own."""
    if bound.unit == "%":
        return held.unit == PERCENT
    if bound.unit == "j":
        return held.unit == "days"
    if held.unit == AMOUNT:
        typed: Sequence[str] = re.findall(r"€|\beuros?\b", text)
        return not typed
    return held.unit in COUNTS
