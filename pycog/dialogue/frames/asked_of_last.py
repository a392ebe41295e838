"""A turn that asks one thing of the last subject, as a whole question: ``data/asked_of_last.toml``.

« Sur quelles pièces s'appuie-t-on ? » after a target, « et les deux fonds ensemble ? » after an
amount: what is asked is said in full with the slots of the subject. A turn is read so only where
every word of it is a cue of one rule, a carrier or a word that may stand beside, and where it has
the numbers and years that the rule says.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from pycog.dialogue.answers import ANSWERED, Answer
from pycog.dialogue.composed.fact_table import FIGURE, facts
from pycog.dialogue.entities import read_question
from pycog.dialogue.frames.arithmetic_turns import plain_number
from pycog.dialogue.frames.subject_turns import SubjectTurns
from pycog.dialogue.frames.turn_wishes import plain_words, without_purposes
from pycog.dialogue.normalise import normalise, words
from pycog.dialogue.state import State
from pycog.lazy_patterns import regex
from pycog.values import format_number

_FILE: Final = Path(__file__).parent.parent / "data" / "asked_of_last.toml"
_LONGEST: Final = 40
_NO_ROW: Final = "Je ne sais pas : ce barème n'a pas de ligne à cette place. Nommez l'indicateur."
_SEVERAL_ROWS: Final = (
    "Je ne sais pas de quel barème il s'agit : la ligne voisine n'y est pas la même. Nommez la "
    "caisse et la campagne."
)
_YEAR: Final = regex(r"(?<![\d.,])(?:19|20)\d\d(?![\d,.]*\d| ?(?:€|%|euros?\b))")
_NUMBER: Final = regex(
    r"(?<![\d.,a-z+-])(?:\d{1,3}(?: \d{3})+(?:[.,]\d+)?|\d+(?:[.,]\d+)?)"
    r"(?: ?(?:%|k ?€|m ?€|€|euros?\b|points?\b|pts?\b|etp\b|ans\b|annees\b|exercices\b))?"
    r"(?![\d.,]*\d)"
)
#: « Les 2 » are those that were told, « n+1 » is the year after.
_TWO: Final = regex(r"(?<=\bles )2\b|(?<=\bdes )2\b|(?<=\baux )2\b")
_NEXT: Final = regex(r"\bn ?\+ ?1\b")
_DIGITS: Final = {"deux": "2", "trois": "3", "quatre": "4", "cinq": "5", "six": "6", "dix": "10"}
_SPELT: Final = regex(rf"\b(?:{'|'.join(_DIGITS)})\b(?= (?:ans|annees|exercices|points)\b)")
_FIELD: Final = regex(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class _Rule:
    """What may be asked of a subject.

    Attributes:
        of: Intents of the last subject; none for any.
        slots: Slots that it has, with the values that are wanted, joined by « | »; none for any.
        told: What the last rule that was told is about.
        text: What the last question was.
        names: Kinds of what a turn names and the rule uses.
        pending: What was asked back.
        cues: All of which a turn has.
        never: What a turn has not.
        beside: Words that may stand beside them.
        numbers: Units of the numbers that it has, in order.
        years: How many years it has at least and at most.
        asks: The whole question, with fields.
        turn: The turn in words that are read, with fields.
        refuses: Why it is not answered.
        later: Whether the year that it has is after the one before.
        step: How many lines after the last row of a scorecard the one is that is asked for.
    """

    of: tuple[str, ...]
    slots: Mapping[str, str]
    told: re.Pattern[str] | None
    text: re.Pattern[str] | None
    names: tuple[str, ...]
    pending: str
    cues: tuple[re.Pattern[str], ...]
    never: re.Pattern[str] | None
    beside: frozenset[str]
    numbers: tuple[str, ...]
    years: tuple[int, int]
    asks: str
    turn: str
    refuses: str
    step: int
    later: bool


@lru_cache(maxsize=1)
def _rules() -> tuple[_Rule, ...]:
    with _FILE.open("rb") as file:
        return tuple(map(_rule, tomllib.load(file)["turn"]))


def _rule(one: Mapping[str, Any]) -> _Rule:
    years = one.get("years", (0, 0))
    return _Rule(
        tuple(one.get("of", ())),
        dict(one.get("slots", {})),
        regex(one["told"]) if "told" in one else None,
        regex(one["text"]) if "text" in one else None,
        tuple(one.get("names", ())),
        one.get("pending", ""),
        tuple(_cue(cue) for cue in one["cues"]),
        _cue(one["never"]) if "never" in one else None,
        frozenset(one.get("beside", "").split()),
        tuple(one.get("numbers", ())),
        (years[0], years[1]),
        one.get("asks", ""),
        one.get("turn", ""),
        one.get("refuses", ""),
        one.get("step", 0),
        one.get("later", False),
    )


def _cue(pattern: str) -> re.Pattern[str]:
    return regex(rf"(?<![a-z0-9])(?:{pattern})(?![a-z0-9])")


class AskedOfLast(SubjectTurns):
    """A turn that is one question about the last subject."""

    def _asked_of_last(self, question: str) -> Answer | None:
        """Answer a turn that says in its own words what is asked of the last subject.

        Args:
            question: As typed.
        """
        state = self.state
        if self.context.sheet is not None:
            return None
        if not (state.has_subject or state.told or state.pending):
            return None
        text = without_purposes(read_question(question, self.known).text)
        if not text or len(words(text)) > _LONGEST:
            return None
        text = _TWO.sub("deux", _NEXT.sub("n suivant", text))
        for said in dict.fromkeys((text, _SPELT.sub(lambda one: _DIGITS[one[0]], text))):
            if (found := self._read_by_rule(said, question)) is not None:
                return found
        return None

    def _read_by_rule(self, text: str, question: str) -> Answer | None:
        """Answer a turn by the first rule that reads all of it."""
        years = _YEAR.findall(text)
        bare = _YEAR.sub(" ", text)
        numbers = [one.strip() for one in _NUMBER.findall(bare)]
        for rule in _rules():
            if not self._may_be_asked(rule) or not _has(rule, text, numbers, years):
                continue
            named = self._names_used(rule, text)
            if named is None or self._left_of(rule, _NUMBER.sub(" ", _YEAR.sub(" ", named[1]))):
                continue
            said = {**self._fields_of_last(numbers, years), **named[0], "question": question}
            found = self._answered_by(rule, said)
            if found is not None:
                return found
        return None

    def _names_used(self, rule: _Rule, text: str) -> tuple[dict[str, str], str] | None:
        """Return what a rule uses of what a turn names, and the rest of its words.

        ``None`` where a turn does not name one of each kind.
        """
        fields: dict[str, str] = {}
        if not rule.names:
            return fields, text
        read = read_question(text, self.known)
        rest = read.text
        for kind in rule.names:
            values = {str(one.value) for one in read.of(kind)} - {str(self.state.slots.get(kind))}
            if len(values) > 1 or (kind == "line" and not read.has("line")):
                return None
            fields[f"other_{kind}"] = next(iter(values), "")
        for one in sorted(read.of(*rule.names), key=lambda one: -one.start):
            rest = f"{rest[: one.start]} {rest[one.end :]}"
        return fields, rest

    def _as_it_stands(self, question: str) -> Answer:
        """Answer a turn in the words that it has."""
        raise NotImplementedError

    def _may_be_asked(self, rule: _Rule) -> bool:
        """Tell whether a rule may be asked of the last subject."""
        state = self.state
        if rule.pending != state.pending:
            return False
        if rule.told is not None:
            return bool(state.told) and rule.told.search(normalise(state.told)) is not None
        if state.told or state.op or (rule.of and state.intent not in rule.of):
            return False
        if rule.text is not None and rule.text.search(state.text) is None:
            return False
        return all(
            one in state.slots and (not value or str(state.slots[one]) in value.split("|"))
            for one, value in rule.slots.items()
        )

    def _left_of(self, rule: _Rule, text: str) -> bool:
        """Tell whether a turn has a word that the rule does not use."""
        for cue in rule.cues:
            text = cue.sub(" ", text)
        return bool(plain_words(text, self.known.filler, rule.beside))

    def _answered_by(self, rule: _Rule, fields: Mapping[str, str]) -> Answer | None:
        """Answer what a rule makes of a turn, ``None`` where a field of it has no value."""
        state = self.state
        if rule.step:
            return self._beside_row(rule.step)
        said = rule.asks or rule.turn or rule.refuses
        if any(not fields.get(one, "") for one in _FIELD.findall(said) if one != "of_fund"):
            return None
        if rule.later and fields["y0"] <= fields["year"]:
            return None
        whole = _FIELD.sub(lambda one: fields[one[1]], said)
        if rule.refuses:
            return self._unclear(whole)
        if rule.turn:
            answer = self._as_it_stands(whole)
            return answer if answer.kind == ANSWERED else None
        answer = self.single(whole, State(about=state.about))
        # Of two that are named, one alone is no answer.
        if answer.kind != ANSWERED or fields.get("other_line", "") not in answer.formula:
            return None
        return self._telling(whole, self._kept(whole, answer))

    def _fields_of_last(self, numbers: list[str], years: list[str]) -> dict[str, str]:
        """Return what may stand in a whole question."""
        state = self.state
        fields = {name: _said(value) for name, value in state.slots.items()}
        fields |= {
            f"{name}_rate": f"{format_number(round(100 * value, 6))} %"
            for name, value in state.slots.items()
            if isinstance(value, float)
        }
        fields["of_fund"] = f" ({fields['fund']})" if fields.get("fund") else ""
        fields |= {f"n{at}": one for at, one in enumerate(numbers)}
        fields |= {f"y{at}": one for at, one in enumerate(years)}
        if numbers:
            fields["n0_value"] = re.sub(r" ?[^\d,.]+$", "", numbers[0])
        indicator = self.known.convention.indicators.get(fields.get("indicator", ""))
        fields["fiche"] = str(indicator.sheet or "") if indicator is not None else ""
        if "points" in fields and numbers:
            more = plain_number(re.sub(r"[^\d,.]", "", numbers[-1]))
            fields["points_more"] = _said(float(state.slots["points"]) + more)
            left = float(state.slots["points"]) - more
            fields["points_less"] = _said(left) if left >= 0 else ""
        again = self._again(state) if state.has_subject and not state.pending else None
        fields["last"] = again.display if again is not None else ""
        table = None if again is None else again.table
        fields["several"] = str(len(table.rows)) if table is not None else ""
        fields |= self._of_figure(fields.get("figure", ""))
        every = sorted(self.known.convention.years)
        fields["first_year"], fields["last_year"] = str(every[0]), str(every[-1])
        return fields

    def _beside_row(self, step: int) -> Answer:
        """Tell the row of a scorecard that stands before or after the last one."""
        state = self.state
        rows = self.known.card_rows.rows
        slots = {one: state.slots[one] for one in ("category", "campaign") if one in state.slots}
        held = [
            one
            for one in self.known.card_rows.of(str(state.slots["row"]))
            if all(getattr(one, name) == value for name, value in slots.items())
        ]
        if len(held) == 1:
            slots |= {"category": held[0].category, "campaign": held[0].campaign}
        found = {
            other.name
            for one in held
            for other in rows
            if (other.category, other.campaign) == (one.category, one.campaign)
            and other.place == one.place + step
        }
        if len(found) != 1:
            return self._unclear(_NO_ROW if not found else _SEVERAL_ROWS)
        if "measure" in state.slots:
            slots["measure"] = state.slots["measure"]
        slots["row"] = found.pop()
        answer = self.rerun(State("ligne-bareme", slots, about=state.about))
        return replace(answer, state=self._over(answer.state))

    def _of_figure(self, figure: str) -> dict[str, str]:
        """Return the theme of a key figure and words that name its document."""
        document, _, key = figure.partition("/")
        found = (one for one in facts(FIGURE) if (one.body, one.subject) == (document, key))
        theme = next((one.theme for one in found), "") if key else ""
        return {"theme": theme, "document": self._phrase_of(document)} if theme else {}


def _has(rule: _Rule, text: str, numbers: list[str], years: list[str]) -> bool:
    """Tell whether a turn has the cues, the numbers and the years of a rule."""
    if not rule.years[0] <= len(years) <= rule.years[1] or len(numbers) != len(rule.numbers):
        return False
    units = (_unit(one) for one in numbers)
    if any(unit not in wanted.split("|") for unit, wanted in zip(units, rule.numbers, strict=True)):
        return False
    if rule.never is not None and rule.never.search(text):
        return False
    return all(one.search(text) for one in rule.cues)


def _unit(number: str) -> str:
    """Return the unit of a number, « nu » for none."""
    unit = re.sub(r"[\d., ]", "", number)
    return {"": "nu", "euro": "€", "euros": "€", "pts": "points", "pt": "points"}.get(unit, unit)


def _said(value: object) -> str:
    """Return a slot as a question says it."""
    return format_number(value) if isinstance(value, float) else str(value)
