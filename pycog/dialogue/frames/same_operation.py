"""A turn that does once more what was done with the last figures, of something else.

« Pareil pour le fonctionnement », « et si je pars de 2011 ? », « avec 5 % plutôt »: the operation
stays, and so does of every operand all that the turn does not name.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from pycog.dialogue.answers import ANSWERED, Answer
from pycog.dialogue.entities import read_question
from pycog.dialogue.frames.ellipsis import Elliptic, facts_only, piece_of
from pycog.dialogue.frames.figure_operations import MONEY, Figure, same_in_two_years
from pycog.dialogue.frames.remembering import MOST_SEVERAL, made_of
from pycog.dialogue.frames.turn_words import YEAR, plain_turn
from pycog.dialogue.intents import AND
from pycog.dialogue.normalise import normalise
from pycog.dialogue.spans import Entity
from pycog.dialogue.state import State
from pycog.lazy_patterns import regex

_PAIR: Final = 2
#: Facts of an operand that another takes the place of.
_OPERANDS: Final = frozenset(
    {"line", "fund", "year", "indicator", "figure", "row", "category", "document"}
)
_SAME: Final = regex(
    r"\b(?:idem|pareil\w*|refais|refaites|refaire|recalcule\w*"
    r"|(?:la |le )?memes? (?:chose|calculs?|question|operation|principe|raisonnement"
    r"|demarche|comparaison))\b"
)
_CHANGE: Final = regex(r"[-]?\d+(?:\.\d+)? %")
#: « Avec 2 % de moins seulement »
_RATE: Final = regex(
    r"(?:(?:et|avec|a|de|pour|plutot|si|c|etait|on|mettait|prend|prenait|passe|passait|la|le|une?"
    r"|moins|plus"
    r"|baisse|hausse|reduction|augmentation|diminution|seulement) )*"
    r"(?P<n>\d{1,3}(?:[.,]\d{1,4})?) ?%"
    r"(?: (?:de (?P<way>moins|plus|baisse|hausse|reduction|augmentation|diminution)|seulement"
    r"|plutot|alors))*"
)
_DOWN: Final = regex(r"\b(?:moins|baisse|reduction|diminution)\b")
_SAID_CHANGE: Final = regex(
    r"(?:moins|plus|[-+]) ?(?:de )?\d{1,3}(?:[.,]\d{1,4})? ?(?:%|pour ?cents?)"
)
_UP: Final = regex(r"\b(?:plus|hausse|augmentation)\b")
_VALUE: Final = r"(?P<value>\d[\d ]*(?:[.,]\d+)? ?(?:€|k€|m€|euros?|%)?)"
_IF: Final = r"(?:(?:et|mais|alors) )*(?:si )?(?:(?:je|j|on|nous|tu|vous|l on) )?"
_SORT: Final = r"(?:l annee |l exercice |fin |l an )?"
_WITH: Final = (
    r"(?:(?:en )?(?:prenant|partant|avec|en|par|de|prends?|prend|prenons|prenait|mets?|met|mettait"
    r"|choisit) )*"
)
#: What says that a year or an amount is the one that is started from.
_STARTS: Final = tuple(
    regex(one)
    for one in (
        rf"{_IF}(?:re)?(?:pars?|part|partais|partait|partons|partions|commence\w*|demarr\w+)"
        rf" (?:de|en|a|par|depuis|a partir de) {_SORT}{_VALUE}",
        rf"{_IF}(?:a partir de|a compter de|en (?:re)?partant de|en commencant (?:en|par|a)|depuis)"
        rf" {_SORT}{_VALUE}",
        rf"{_IF}{_WITH}{_SORT}{_VALUE} (?:comme|pour|en) (?:l )?"
        r"(?:annee de |point de |valeur de |montant de |date de )?"
        r"(?:base|depart|reference|debut|origine)",
    )
)
#: What says that it is the one that is reached.
_ENDS: Final = tuple(
    regex(one)
    for one in (
        rf"{_IF}(?:(?:va|vais|allait|poursuit|poursuivait|prolonge\w*|pousse\w*|continue\w*|allant"
        rf"|en allant|calcule) )?jusqu (?:en |a |au |a la )?{_SORT}{_VALUE}",
        rf"{_IF}(?:s )?(?:m )?(?:arriv\w+|finit|finis|finissait|termin\w+|arret\w+|aboutit)"
        rf" (?:a|en|par) {_SORT}{_VALUE}",
        rf"{_IF}{_WITH}{_SORT}{_VALUE} (?:comme|pour|en) (?:l )?"
        r"(?:annee de |point de |point d |annee d |valeur d |montant d )?(?:fin|arrivee|terme)",
    )
)
_BETWEEN: Final = regex(
    r"(?:(?:et|pour|sur|plutot|si on (?:prend|regarde)|cette fois) )*(?:(?:entre|de|la periode) )?"
    r"(?P<start>(?:19|20)\d\d) ?(?:et|a|jusqu en|jusqu a|-|→) ?(?P<end>(?:19|20)\d\d)"
)


#: « Et en prenant 2014 au lieu de 2013 ? »
_SWAPPED: Final = regex(
    rf"{_IF}{_WITH}(?P<new>(?:19|20)\d\d) (?:au lieu de|plutot que|a la place de|et non|pas)"
    r" (?:en )?(?P<old>(?:19|20)\d\d)"
)
#: « Si on exclut 2012 », which is said « sans 2012 ».
_LEFT_OUT: Final = regex(
    r"(?:(?:si|on|nous|en|et) )*(?:sans|hors|sauf|hormis|excepte)"
    r"(?: (?:compter|prendre|l annee|l exercice|celui de|celle de))* (?P<year>(?:19|20)\d\d)"
)


@dataclass(frozen=True, slots=True)
class _Done:
    """What was done with figures.

    Attributes:
        ops: The operations, the first one first.
        figures: What the first of them was done with, the last one first.
    """

    ops: tuple[str, ...]
    figures: tuple[Figure, ...]

    @property
    def years(self) -> list[int]:
        """The year of each figure, as far as it has one."""
        held = [one.state.slots.get("year") for one in self.figures]
        return [one for one in held if isinstance(one, int)]


class SameOperation(Elliptic):
    """A turn that repeats the last operation with one thing changed."""

    def _operation_kept(self, question: str) -> Answer | None:
        """Answer a turn that changes a part of the last operation, ``None`` for any other turn.

        Args:
            question: As typed.
        """
        if not self._speaks_of_subject:
            return None
        text = normalise(question)
        return (
            self._with_ends(plain_turn(question))
            or self._without_year(plain_turn(question))
            or self._with_other_rate(text)
            or self._with_operand(text)
        )

    def _done(self) -> _Done | None:
        """Return what was done last, ``None`` where nothing was done with figures."""
        ops: list[str] = []
        frame: State | None = self.state
        while frame is not None and frame.op:
            ops.insert(0, frame.op)
            frame = frame.previous
            if made_of(ops[0]):
                # What is made of several figures is made of none that is so itself.
                break
        if not ops or frame is None or not all(map(_is_arithmetic, ops)):
            return None
        name, _, count = ops[0].partition(" × ")
        most = int(count or _PAIR) if made_of(name) else 1
        wide = MOST_SEVERAL if made_of(name) else 1
        below = self._at(frame)
        figures = list(below._figures(wide, name))
        if name in {"évolution", "écart"} and len(figures) > 1 and figures[1].state.op:
            figures = same_in_two_years(figures) or figures
        if name == "part":
            figures = below._with_whole(figures[:_PAIR], name)
        if len(figures) < most:
            return None
        return _Done(tuple(ops), tuple(figures[:most]))

    # -- another operand

    def _with_operand(self, text: str) -> Answer | None:
        """Do the same of another line, fund, year or indicator: « pareil pour le FNGR »."""
        same = _SAME.search(text) is not None
        piece = plain_turn(piece_of(_SAME.sub(" ", text)))
        facts = facts_only(read_question(piece, self.known), self.known)
        # « La traçabilité (indicateur 4) » is one thing, said twice.
        facts = list({(one.kind, str(one.value)): one for one in facts}.values())
        kinds = {one.kind for one in facts}
        if not facts and same:
            return self._with_words(piece)
        if not facts or not kinds <= _OPERANDS or len(kinds) != len(facts):
            return None
        if len(facts) > 1 and not same:
            return None
        done = self._done()
        if done is None:
            return self._in_words_before(piece, facts[0]) if same and len(facts) == 1 else None
        places = _places_of(facts, done)
        if places is None:
            if not same:
                return None
            return self._unclear(_NOT_SO.format(piece=piece))
        answer = self._done_again(done, dict.fromkeys(places, piece), sure=same)
        if answer is None or answer.kind != ANSWERED or facts[0].kind != "line" or len(facts) > 1:
            return answer
        named = facts[0].value if isinstance(facts[0].value, str) else facts[0].text
        return replace(answer, text=f"« {named} » : {answer.text[0].lower()}{answer.text[1:]}")

    def _with_words(self, piece: str) -> Answer | None:
        """Do the same of what some words name: « pareil pour les spécialistes »."""
        done = self._done()
        if not piece or done is None or read_question(piece, self.known).has("year"):
            return None
        answer = self._done_again(done, dict.fromkeys(range(len(done.figures)), piece), sure=False)
        again = self._again(self.state)
        if answer is None or again is None or answer.formula == again.formula:
            return None
        return answer

    def _loses_operation(self, question: str, answer: Answer) -> str:
        """Return why an answer is none to « pareil … » where it leaves out what was done before."""
        if answer.kind != ANSWERED or not self._speaks_of_subject:
            return ""
        if _SAME.search(normalise(question)) is None:
            return ""
        again = self._again(self.state)
        done = set() if again is None else set(_shape(again.formula))
        lost = {one for one in done if one not in _LOOKED_UP} - set(_shape(answer.formula))
        return _NOT_THE_SAME if lost else ""

    def _in_words_before(self, piece: str, fact: Entity) -> Answer | None:
        """Ask the calculation before of another line: « part du personnel », then « idem … »."""
        frame = self.state
        again = self._again(frame) if "op" in frame.slots and frame.text else None
        if again is None or fact.kind != "line":
            return None
        read = read_question(frame.text, self.known)
        held = [one for one in read.of("line") if not str(one.value).startswith("Total")]
        lines = {str(one.value) for one in held} or {""}
        if len(lines) != 1 or isinstance(held[0].value, tuple):
            return None
        start, end = min(one.start for one in held), max(one.end for one in held)
        for said in (piece, normalise(str(fact.value))):
            text = f"{read.text[:start]}{said}{read.text[end:]}"
            answer = self.single(text, State(about=frame.about))
            if answer.kind == ANSWERED and _shape(answer.formula) == _shape(again.formula):
                return self._told_by(answer, text)
        return self._unclear(_NOT_SO.format(piece=piece))

    def _done_again(self, done: _Done, changes: dict[int, str], *, sure: bool) -> Answer | None:
        """Do an operation once more, of which some figures are changed by a piece.

        Args:
            done: The operation.
            changes: Place of a figure → what is said of it.
            sure: Whether the turn cannot mean anything else.
        """
        answers: list[Answer] = []
        for place, figure in enumerate(done.figures):
            piece = changes.get(place, "")
            answer = self._changed(figure, piece) if piece else figure.answer
            if answer.kind != ANSWERED:
                said = answer.text or "une de ses données manque."
                return self._unclear(f"Je ne refais pas ce calcul : {said}") if sure else None
            held = answer.state if piece else figure.state
            answers.append(replace(answer, state=held))
        state = self.state
        for answer in reversed(answers):
            state = replace(answer.state, previous=state.then("", {}).previous)
        made: Answer | None = None
        for op in done.ops:
            made = self._at(state)._operated(op.partition(" × ")[0], len(answers))
            if made is None or made.kind != ANSWERED:
                return made
            state = made.state
        assert made is not None
        told = [one.text for one in reversed(answers) if one.text]
        return replace(made, details=(*made.details, *told))

    def _changed(self, figure: Figure, piece: str) -> Answer:
        """Return the answer of a figure of which a piece says something else."""
        answer = self._at(replace(figure.state, previous=None)).answer(f"et {piece}")
        alike = answer.node is not None and answer.intent == figure.answer.intent
        # A document may have a year in its name, which is none of the figure.
        bare = (_QUOTED.sub("", one.formula) for one in (answer, figure.answer))
        years = [YEAR.findall(one) for one in bare]
        dated = YEAR.search(piece) is not None or years[0] == years[1]
        if answer.kind == ANSWERED and not (alike and dated):
            return self._unclear(f"« {piece} » ne s'y met pas à la place de ce qui est dit.")
        return answer

    # -- another rate

    def _with_other_rate(self, text: str) -> Answer | None:
        """Change a figure by another rate than the last one: « avec 2 % de moins seulement »."""
        said = _RATE.fullmatch(text.strip(" ?.!"))
        if said is None:
            return None
        if not self.state.op:
            return self._with_rate_in_words(said["n"], text)
        if not _CHANGE.fullmatch(self.state.op):
            return None
        down, up = _DOWN.search(text) is not None, _UP.search(text) is not None
        if down and up:
            return None
        less = down or (not up and self.state.op.startswith("-"))
        done, rate = self._done(), said["n"].replace(",", ".")
        if done is None or not re.search(r"\b(?:avec|a|si|plutot|seulement|pour|et)\b", text):
            return None
        ops = (*done.ops[:-1], f"{'-' if less else ''}{rate} %")
        return self._done_again(replace(done, ops=ops), {}, sure=True)

    def _with_rate_in_words(self, rate: str, text: str) -> Answer | None:
        """Put another rate in the place of the one of the last question: « moins 4 % »."""
        frame = self.state
        held = list(_SAID_CHANGE.finditer(frame.text))
        down, up = _DOWN.search(text) is not None, _UP.search(text) is not None
        if len(held) != 1 or frame.intent != "budget" or not (down or up) or down is up:
            return None
        new = f"{'moins' if down else 'plus'} {rate} %"
        whole = f"{frame.text[: held[0].start()]}{new}{frame.text[held[0].end() :]}"
        again, answer = self._again(frame), self.single(whole, State(about=frame.about))
        if again is None or answer.kind != ANSWERED or answer.intent != again.intent:
            return None
        return self._told_by(answer, whole)

    # -- another beginning or end

    def _with_ends(self, turn: str) -> Answer | None:
        """Do the same from or to another year or amount: « et si je pars de 2011 ? »."""
        swapped = _SWAPPED.fullmatch(turn)
        if swapped is not None:
            return self._with_other_year(swapped["new"], swapped["old"])
        both = _BETWEEN.fullmatch(turn)
        start = next((one for way in _STARTS if (one := way.fullmatch(turn))), None)
        end = next((one for way in _ENDS if (one := way.fullmatch(turn))), None)
        if both is not None:
            return self._from_to(both["start"], both["end"])
        if (start is None) == (end is None):
            return None
        found = start or end
        assert found is not None
        value = found["value"].strip()
        if YEAR.fullmatch(value):
            return self._from_to(value if start else "", value if end else "")
        return self._from_amount(value, first=start is not None)

    def _from_to(self, start: str, end: str) -> Answer | None:
        """Do the same between other years, ``""`` for the one that stays."""
        done = self._done()
        if done is None:
            return None if self.state.op else self._asked_between(start, end)
        years = done.years
        if len(years) != _PAIR or len(set(years)) != _PAIR or len(done.figures) != _PAIR:
            return None
        first = years.index(min(years))
        changes = {first: start, 1 - first: end}
        ordered = int(start or years[first]) < int(end or years[1 - first])
        if not ordered:
            return self._unclear(_NOT_BEFORE)
        return self._done_again(done, {at: one for at, one in changes.items() if one}, sure=True)

    def _with_other_year(self, new: str, old: str) -> Answer | None:
        """Do the same with a year in the place of another: « 2014 au lieu de 2013 »."""
        done = self._done()
        if done is not None:
            held = [str(one.state.slots.get("year")) for one in done.figures]
            places = [at for at, one in enumerate(held) if one == old]
            if not places or new in held:
                return None
            return self._done_again(done, dict.fromkeys(places, new), sure=True)
        years = sorted(set(YEAR.findall(self.state.text)))
        if self.state.op or len(years) != _PAIR or old not in years or new in years:
            return None
        first = years[0] == old
        return self._asked_between(new if first else "", "" if first else new)

    def _asked_between(self, start: str, end: str) -> Answer | None:
        """Ask the last question between other years than the two that it names."""
        frame = self.state
        said = sorted(set(YEAR.findall(frame.text)))
        held = [frame.slots.get(one) for one in ("from", "to")]
        if not said and all(isinstance(one, int) for one in held):
            said = [str(one) for one in held]
        if len(said) != _PAIR or frame.pending:
            return None
        new = {said[0]: start or said[0], said[1]: end or said[1]}
        if new[said[0]] >= new[said[1]]:
            return self._unclear(_NOT_BEFORE)
        text = YEAR.sub(lambda one: new[one[0]], frame.text)
        again = self._again(frame)
        answer = self.single(text, State(about=frame.about)) if text else None
        if answer is None or again is None:
            return None
        if answer.kind != ANSWERED or answer.intent != again.intent:
            return self._unclear(answer.text) if answer.kind != ANSWERED else None
        told = f"{answer.formula} {answer.text}"
        return self._kept(text, answer) if all(one in told for one in new.values()) else None

    def _without_year(self, turn: str) -> Answer | None:
        """Do the same of several years but one: « et si on exclut 2012 ? »."""
        said, frame = _LEFT_OUT.fullmatch(turn), self.state
        years = str(frame.slots.get("year", "")).split(AND)
        if said is None or frame.op or said["year"] not in years or "op" not in frame.slots:
            return None
        kept = [one for one in years if one != said["year"]]
        if len(kept) < _PAIR:
            return None
        slots = {**frame.slots, "year": AND.join(kept)}
        answer = self.rerun(State(frame.intent, slots, about=frame.about))
        if answer.kind != ANSWERED or answer.slots.get("op") != frame.slots["op"]:
            return None
        return replace(answer, state=self._over(State(frame.intent, slots, about=frame.about)))

    def _from_amount(self, value: str, *, first: bool) -> Answer | None:
        """Calculate from or to another amount that was typed."""
        frame = self.state
        names = ("base", "reached")
        if frame.op or not set(names) <= set(frame.slots):
            return None
        typed = read_question(value, self.known).of("amount", "number", "percent")
        rated = value.endswith("%")
        numbers = {float(one.value) for one in typed if isinstance(one.value, int | float)}
        if len(numbers) != 1 or rated:
            return None
        slots = {**frame.slots, names[0] if first else names[1]: numbers.pop()}
        answer = self.rerun(State(frame.intent, slots, about=frame.about))
        if answer.kind != ANSWERED:
            return None
        return replace(answer, state=self._over(State(frame.intent, slots, about=frame.about)))


def _is_arithmetic(op: str) -> bool:
    """Tell whether an operation is one of figures, and not one of a list or of places."""
    return made_of(op) or op in MONEY or _CHANGE.fullmatch(op) is not None or op[:1] in "×÷+-"


def _places_of(facts: Sequence[Entity], done: _Done) -> list[int] | None:
    """Return which figures of an operation each of some facts takes the place of something in."""
    every = list(range(len(done.figures)))
    for one in facts:
        held = {str(figure.state.slots.get(one.kind)) for figure in done.figures}
        if len(held) == 1:
            continue
        parts = [at for at in every if not _is_total(done.figures[at])]
        if one.kind == "figure":
            # The part of two counts is the smaller.
            parts = [min(every, key=lambda at: abs(done.figures[at].value))]
        if (
            one.kind not in {"line", "figure"}
            or done.ops[0] != "part"
            or len(facts) > 1
            or len(parts) != 1
        ):
            return None
        every = parts
    return every


def _is_total(figure: Figure) -> bool:
    return str(figure.state.slots.get("line", "")).startswith("Total")


def _shape(formula: str) -> list[str]:
    """Return what a formula does, whatever it is done with."""
    return _DOES.findall(_QUOTED.sub("", formula))


#: Formulas that only look a figure up.
_LOOKED_UP: Final = frozenset(
    {
        "COG_BUDGET", "COG_TARGET", "COG_TARGET_TEXT", "COG_BASELINE", "COG_KEY_FIGURE",
        "COG_BASELINE_TEXT", "COG_CITE", "COG_SOURCE", "SUM", "INDEX",
    }
)  # fmt: skip
_NOT_THE_SAME: Final = (
    "Je ne sais pas refaire le calcul d'avant avec tout ce qui est dit ici. Donnez-le en entier."
)
_DOES: Final = regex(r"[A-Z_]{3,}(?=\()|[-+*/]")
_QUOTED: Final = regex(r'"[^"]*"')
_NOT_SO: Final = "Je ne sais pas ce que « {piece} » change à ce calcul. Donnez-le en entier."
_NOT_BEFORE: Final = (
    "Je ne calcule pas : l'année de départ n'est pas avant celle d'arrivée. Donnez les deux années."
)
