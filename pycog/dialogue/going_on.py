"""What a question keeps of the one before it: its subject, its year, its fund."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from pycog.conventions import Fund
from pycog.dialogue.answers import Answer
from pycog.dialogue.coverage import left_over
from pycog.dialogue.intents import AND, Intent
from pycog.dialogue.operators import GAP, SHARE
from pycog.dialogue.running import TYPED, Running, names_of_slots
from pycog.dialogue.slots import Several, Slots, fill
from pycog.lazy_patterns import regex

#: Slots that make a question one about something else.
SUBJECTS: Final = {
    "indicator",
    "sheet",
    "line",
    "from_line",
    "to_line",
    "figure",
    "category",
}
#: Words that go on with the subject.
GOES_ON: Final = regex(r"^(?:et|ou bien|mais|sinon|pareil|idem|meme chose|alors)\b")
#: Slots that a new question on the same subject takes along though it need not have them.
_GOES_ALONG: Final = {"from", "to", "year", "actual", "executed"}


class GoingOn(Running):
    """One question that may go on with the subject of the one before."""

    def _follow_up(self) -> Answer | None:
        """Ask the last question again about what this one names."""
        intent = self.known.intents.get(self.state.intent)
        if intent is None or not self.question.entities:
            return None
        if len(self.question.stray) > (1 if GOES_ON.match(self.question.text) else 0):
            return None
        try:
            filled = fill(intent, self.question)
        except Several as several:
            return self._list(intent, self._kept(intent, {several.slot: 0}), several)
        if not filled:
            return None
        return self._gated(intent, self._merged(intent, filled))

    def _merged(self, intent: Intent, filled: Slots) -> Slots:
        """Return the subject with what the question changes of it.

        « Compare avec 2012 » sets what it names beside what there was.
        """
        slots = {**self._kept(intent, filled), **filled}
        beside = {GAP: ("year", "line"), SHARE: ("line",)}
        for name in beside.get(str(filled.get("op")), ()):
            before, now = self.state.slots.get(name), filled.get(name)
            if before is not None and now is not None and AND not in f"{before}{now}":
                slots[name] = f"{before}{AND}{now}"
        return slots

    def _only_names(self) -> bool:
        """Tell whether a question says nothing besides what it names."""
        return all(
            word.stem in self.known.filler
            or any(
                one.start <= word.start and word.end <= one.end for one in self.question.entities
            )
            for word in self.question.words
        )

    def _goes_on(self) -> Answer | None:
        """Ask the last question again where it leaves nothing of this one over."""
        intent = self.known.intents.get(self.state.intent)
        if intent is None:
            return None
        try:
            filled = fill(intent, self.question)
        except Several:
            return None
        slots = self._merged(intent, filled)
        if not filled or left_over(self.question, intent, slots, self.known):
            return None
        return self._run(intent, slots)

    def _kept(self, intent: Intent, filled: Slots) -> Slots:
        """Return what the subject keeps when the question changes a part of it."""
        changed = any(
            name in SUBJECTS and self.state.slots.get(name) != value
            for name, value in filled.items()
        )
        dropped = {slot.name for slot in intent.slots if changed and not slot.kept}
        if changed:
            # A fund was chosen for one line only, and a figure was typed for one subject only.
            dropped |= TYPED if self._in_fund(filled) else {"fund", *TYPED}
        if self.question.has("every"):
            # « Et par an » asks for each year of what was said of one, or of all together.
            dropped |= {"year", "op"}
        return {name: value for name, value in self.state.slots.items() if name not in dropped}

    def _in_fund(self, filled: Slots) -> bool:
        """Tell whether the fund that was said has the lines that are named now, as others do."""
        fund = self.known.convention.funds.get(str(self.state.slots.get("fund", "")))
        lines = str(filled.get("line", "")).split(AND)
        if fund is None or not lines[0]:
            return False
        labels = {one.label for one in fund.lines}
        shared = [
            one
            for one in lines
            if sum(one in {line.label for line in each.lines} for each in self._funds()) > 1
        ]
        return bool(shared) and set(lines) <= labels

    def _funds(self) -> Iterable[Fund]:
        return self.known.convention.funds.values()

    def _is_share(self, intent: Intent, filled: Slots) -> bool:
        """Tell whether a question names what the line before is a share of."""
        before, whole = self.state.slots.get("line"), filled.get("line")
        single = bool(before and whole) and AND not in f"{before}{whole}" and before != whole
        return single and filled.get("op") == SHARE and self.state.intent == intent.id

    def _inherited(self, intent: Intent, filled: Slots) -> Slots:
        """Return what a new question takes from the subject before.

        A question that names its own subject takes nothing, unless it goes on with « et ».
        """
        own = any(name in SUBJECTS for name in filled)
        if not self.state.intent or (own and not GOES_ON.match(self.question.text)):
            return {}
        wanted = {slot.name for slot in intent.slots if slot.required} | _GOES_ALONG
        if intent.id == "source":
            wanted |= SUBJECTS
        kept = self._kept(intent, filled)
        # A question of one year takes none of several: « 2012|2013 ».
        several = {
            one.name for one in intent.slots if not one.many and AND in str(kept.get(one.name))
        }
        wanted = wanted & names_of_slots(intent) - several
        return {name: value for name, value in kept.items() if name in wanted}
