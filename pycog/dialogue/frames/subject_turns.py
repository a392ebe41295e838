"""A turn about the subject of the last answer, in other words than its own.

What may be asked of a row of a scorecard, of a line of the budget and of an indicator is the same
whatever the words: its floor and its points, whether its credits may be exceeded, who moves them
elsewhere, how far a target is, what another document says of the same.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from pycog.dialogue.answers import ANSWERED, Answer
from pycog.dialogue.calculations.declared_calculations import declared_calculations
from pycog.dialogue.calculations.typed_quantities import typed_quantities
from pycog.dialogue.composed.fact_table import FIGURE, Fact, facts
from pycog.dialogue.entities import read_question
from pycog.dialogue.expressions import Operation
from pycog.dialogue.frames.arithmetic_turns import plain_number
from pycog.dialogue.frames.dropped_words import misplaces_rate
from pycog.dialogue.frames.figure_operations import LARGEST_RATIO
from pycog.dialogue.frames.held_facts import held_in, spoken
from pycog.dialogue.frames.left_subjects import LeftSubjects
from pycog.dialogue.frames.neighbourhood import fact_named, figures_in
from pycog.dialogue.frames.number_places import rewritten
from pycog.dialogue.frames.standalone import asked_of_subject
from pycog.dialogue.frames.turn_data import beside, cue
from pycog.dialogue.frames.turn_wishes import asked_of_row, plain_words, without_purposes
from pycog.dialogue.frames.turn_words import YEAR
from pycog.dialogue.lexicon import stem
from pycog.dialogue.normalise import normalise, words
from pycog.dialogue.state import LONGEST_TEXT, State
from pycog.lazy_patterns import regex

_LONGEST: Final = 40
_PAIR: Final = 2
#: What tells one row of a scorecard from the others.
_OF_ROW: Final = ("row", "category", "campaign")
_LIMITED: Final = regex(r"\b(?:limitati|evaluati)\w*")
_TYPO: Final = regex(r"\b(?:limita|evalua)[a-z]*\b|\b(?:limit|evalu)[a-z]{3,6}\b")
#: « Quel est le caractère de cette dépense ? »
_NATURE_ASKED: Final = regex(r"\b(?:caractere|nature)\b")
_OF_NO_DOCUMENT: Final = "Je ne sais pas : ce calcul porte sur vos chiffres, et sur aucun document."
#: « Remplace CPAM par CGSS »
_NAME_CHANGED: Final = regex(
    r"(?:et )?(?:remplac|chang|troqu|substitu)\w+ (?:l[ae]s? |l |du |des )*(?P<old>[a-z][a-z ]*)"
    r" (?:par|contre|en) (?:l[ae]s? |l |du |des )*(?P<new>[a-z][a-z ]*)"
)
_SPENDABLE: Final = regex(r"\d[\d ]*(?:,\d+)? ?(?:k€|m€|€|euros?|%)")
_NUMBER: Final = r"\d+(?:[.,]\d+)?"
_UNIT: Final = r" ?(?:%|€|k€|m€)?"
#: « 60 au lieu de 70 »
_INSTEAD: Final = regex(
    rf"(?P<new>{_NUMBER}){_UNIT} (?:(?:de|en|pour|sur) (?:le |la |l )?[a-z]+ )?"
    r"(?:au lieu d[eu]?|a la place d[eu]?|plutot qu[e]?|et non(?: pas)?"
    rf"|et pas|en remplacement d[eu]?|pas) (?:les? )?(?P<old>{_NUMBER}){_UNIT}"
)
#: « Remplace 70 par 60 »
_REPLACES: Final = regex(
    r"(?:remplac|chang|corrig|modifi|substitu|pass)\w+"
    rf"(?: (?:le|la|les|l|de|du|ce|un|une|taux))* (?P<old>{_NUMBER}){_UNIT}"
    rf" (?:par|en|a|pour) (?P<new>{_NUMBER}){_UNIT}"
)


class SubjectTurns(LeftSubjects):
    """A turn about a subject that was spoken of."""

    def _of_subject(self, question: str) -> Answer | None:
        """Answer a turn about the last subject or an earlier one, ``None`` for any other turn."""
        if not self._speaks_of_subject:
            return None
        text = read_question(question, self.known).text
        if len(words(text)) > _LONGEST:
            return None
        plain = without_purposes(text)
        return (
            self._back_to(text)
            or self._of_row_in_words(plain)
            or self._nature_in_words(plain, text)
            or self._moved_from(text)
            or self._far_from_target(plain)
            or self._beyond_another(plain)
            or self._added_to(plain)
            or self._number_changed(plain, text)
            or self._in_other_document(plain)
            or self._named_instead(plain)
        )

    def _frame_with(self, *slots: str) -> State | None:
        """Return the last subject where it has one of the slots."""
        frame = self.state.last_subject
        return frame if frame is not None and any(one in frame.slots for one in slots) else None

    # -- a row, a line, an indicator

    def _of_row_in_words(self, plain: str) -> Answer | None:
        """Tell the floor, the target or the points of the last row of a scorecard."""
        frame = self._frame_with("row")
        if frame is None or self.state.op:
            return None
        ask = asked_of_row(plain, self.known.filler)
        if ask is None:
            return None
        measure = "poids" if ask.name == "points" else ask.name
        slots = {one: frame.slots[one] for one in _OF_ROW if one in frame.slots}
        answer = self.rerun(State("ligne-bareme", {**slots, "measure": measure}, about=frame.about))
        if answer.kind != ANSWERED:
            return None
        whole = asked_of_subject(ask.means, frame, self.known)
        again = self.single(whole, State(about=frame.about))
        # Its words may name another row: the answer is then kept by its slots alone.
        state = replace(self._over(answer.state), text=normalise(whole)[:LONGEST_TEXT])
        same = again.formula == answer.formula and again.text == answer.text
        return replace(answer, state=state if same else replace(state, text=""))

    def _nature_in_words(self, plain: str, text: str) -> Answer | None:
        """Say whether the credits of the last line may be exceeded."""
        frame = self._frame_with("line")
        if frame is None:
            return None
        plain = _TYPO.sub(lambda one: self._typed_right(one[0]), plain)
        kinds = {one[0][:8] for one in _LIMITED.finditer(plain)}
        if not kinds and _NATURE_ASKED.search(plain):
            left = plain_words(plain, self.known.filler, beside("nature"))
            return None if left else self._nature("c est limitatif ou evaluatif")
        if not kinds or cue("amount_of_kind").search(plain) or re.search(r"\d", plain):
            return None
        rest = plain_words(_LIMITED.sub(" ", plain), self.known.filler, beside("nature"))
        bare = text.rstrip().endswith("?") and not words(_LIMITED.sub(" ", plain))
        if bare and normalise(str(frame.slots["line"])).startswith("total"):
            return None  # After the total of both, « limitatif ? » is one of them.
        asked = bare or len(kinds) == _PAIR or cue("kind_asked").search(plain) is not None
        if rest or not asked:
            return None
        said = "limitatif ou evaluatif" if len(kinds) == _PAIR else f"{kinds.pop()}f"
        return self._nature(f"c est {said}")

    @staticmethod
    def _typed_right(word: str) -> str:
        """Return « limitatif » or « évaluatif » for what was typed for it."""
        from rapidfuzz.distance import OSA

        near = min(("limitatif", "evaluatif"), key=lambda one: OSA.distance(word, one))
        return near if OSA.distance(word, near) <= _PAIR else word

    def _moved_from(self, text: str) -> Answer | None:
        """Say who decides that credits of the last line are moved to another one."""
        frame = self._frame_with("line")
        if (
            frame is None
            or self.state.op
            or cue("moves").search(text) is None
            or not cue("who").search(text)
        ):
            return None
        lines = list(
            dict.fromkeys(str(one.value) for one in read_question(text, self.known).of("line"))
        )
        line = str(frame.slots["line"])
        named = [one for one in lines if one != line]
        if len(named) != 1 or "|" in line:
            return None
        if not re.search(
            r"\b(?:en|l|le|la|les|y|ces?|cette|partie|fraction|part|euros?)\b|€|%", text
        ):
            return None
        pair = (named[0], line) if cue("comes_from").search(text) else (line, named[0])
        amounts = _SPENDABLE.findall(text)
        if re.search(r"\d", _SPENDABLE.sub(" ", text)):
            return None
        whole = f"qui autorise un virement de {pair[0]} vers {pair[1]}"
        answer = self.single(whole, State(about=frame.about))
        if answer.kind != ANSWERED or answer.intent != "virement":
            return None
        if amounts:
            beside = f"Le montant ({', '.join(one.strip() for one in amounts)}) n'y change rien."
            answer = replace(answer, details=(*answer.details, beside))
        return self._with(answer, whole)

    def _far_from_target(self, plain: str) -> Answer | None:
        """Say how far the last result of an indicator is from a target of it."""
        frame = self._frame_with("indicator")
        if frame is None or self.state.op or frame.intent not in {"reference", "objectif"}:
            return None
        years = YEAR.findall(plain)
        if len(years) != 1 or cue("lacks").search(plain) is None:
            return None
        if frame.intent == "objectif" and (
            str(frame.slots.get("year")) == years[0] or cue("target").search(plain) is None
        ):
            return None
        left = YEAR.sub(" ", cue("target").sub(" ", cue("lacks").sub(" ", plain)))
        if re.search(r"\d", left) or plain_words(left, self.known.filler, beside("lack")):
            return None
        whole = f"objectif {years[0]} indicateur {frame.slots['indicator']}"
        target = self._figure(State(text=whole, about=frame.about))
        figure = self._figure(frame)
        if target is None or figure is None or target.kind != figure.kind:
            return None
        kind = "points" if target.shown.endswith("%") else target.kind
        said = f"De {figure.shown} à {target.shown} (objectif {years[0]}) : {{value}}."
        return self._told_computed(Operation(target.node, "-", figure.node), said, kind)

    def _beyond_another(self, plain: str) -> Answer | None:
        """Say whether the last amount is above another line: « ça dépasse le fonctionnement ? »."""
        frame = self._frame_with("line")
        lines = read_question(plain, self.known).of("line")
        if frame is None or len(lines) != 1 or re.search(r"\d", plain):
            return None
        outside = f"{plain[: lines[0].start]} {plain[lines[0].end :]}"
        for way, name in (("plus", "higher"), ("moins", "lower")):
            if cue(name).search(outside) is None:
                continue
            left = plain_words(cue(name).sub(" ", outside), self.known.filler, beside("compared"))
            return None if left else self._more_than(way, lines[0].text)
        return None

    # -- one more

    def _added_to(self, plain: str) -> Answer | None:
        """Add another figure, which a turn names in any words, to the last one."""
        frame = self.state.last_subject
        if frame is None or not cue("surely_adds").search(plain) or cue("takes_out").search(plain):
            return None
        if re.search(r"\d", plain):
            return None
        lines = read_question(plain, self.known).of("line")
        for one in reversed(lines):
            if one.value == frame.slots.get("line"):
                # « Fonctionnement et investissement réunis »: the first of them was told.
                plain = f"{plain[: one.start]} {plain[one.end :]}"
        what = " ".join(plain_words(cue("adds").sub(" ", plain), self.known.filler))
        read = read_question(what, self.known)
        if len(read.of("line")) != 1 or "line" not in frame.slots:
            return None
        other = self._alike(what)
        if other is None:
            return None
        last, first = self._figure(other.state), self._figure(self.state)
        if last is None or first is None or last.answer.formula == first.answer.formula:
            return None
        return self._summed_with(other)

    # -- a number in the place of another

    def _number_changed(self, plain: str, text: str) -> Answer | None:
        """Calculate anew with one number in the place of another: « 60 au lieu de 70 »."""
        frame = self.state.last_subject
        if frame is None:
            return None
        swapped = _INSTEAD.search(plain) or _REPLACES.search(plain)
        if swapped is None:
            return self._number_of_role(frame, plain, text)
        held = held_in(frame, self.known)
        typed = typed_quantities(held.read) or []
        old = plain_number(swapped["old"])
        places = [one for one in typed if one.value in (old, old / 100)]
        again = self._again(frame)
        if len(places) != 1 or again is None:
            return None
        outside = plain[: swapped.start()] + " " + plain[swapped.end() :]
        own = {stem(one) for one in words(spoken(frame))}
        if any(
            stem(one) not in own
            for one in plain_words(outside, self.known.filler, beside("recalculates"))
        ):
            return None
        old_text = held.read.text[places[0].start : places[0].end]
        unit = re.search(r" ?(?:%|€|k€|m€).*$", old_text)
        whole = rewritten(
            held.read.text, [(places[0], f"{swapped['new']}{unit[0] if unit else ''}")]
        )
        answer = self.single(whole[:LONGEST_TEXT], State(about=frame.about))
        if answer.kind != ANSWERED or answer.intent != again.intent:
            return None
        changed = f"Valeur remplacée : {swapped['old']} → {swapped['new']}."
        answer = replace(answer, details=(*answer.details, changed))
        return self._told_by(answer, whole) if answer.formula != again.formula else None

    def _number_of_role(self, frame: State, plain: str, text: str) -> Answer | None:
        """Put the one number of a turn where its words say: « et à 60 % de TRL ? »."""
        numbers = re.findall(r"\d[\d ]*(?:[.,]\d+)? ?(?:%|€|k€|m€)?", plain)
        named = " ".join(
            one
            for one in plain_words(plain, self.known.filler, beside("recalculates"))
            if not one[0].isdigit()
        )
        if len(numbers) != 1 or not named:
            return None
        role = self._role_changed(frame, plain.replace(numbers[0].strip(), " "), numbers[0])
        if role is None and not set(words(plain)) & beside("recalculates"):
            return None
        answer = self._replaced_number(f"{named} {numbers[0]}".strip())
        wrong = answer is None or misplaces_rate(read_question(text, self.known), answer)
        other = role is not None and answer is not None and answer.formula != role.formula
        return role if wrong or other else answer

    def _says_only(self, near: re.Pattern[str] | None, said: str) -> bool:
        """Tell whether words name a role and nothing besides: a line would be one more thing."""
        if near is None or near.search(said) is None:
            return False
        rest = near.sub(" ", said)
        return not plain_words(rest, self.known.filler, beside("recalculates"))

    def _role_changed(self, frame: State, said: str, number: str) -> Answer | None:
        """Calculate anew with a number whose role is named: « taux local corrigé à 60 % »."""
        roles = {
            role.name: role
            for one in declared_calculations().calculations
            if one.intent == frame.intent
            for role in one.roles
            if role.name in frame.slots
            if self._says_only(role.near, said)
        }
        typed = typed_quantities(read_question(number, self.known)) or []
        if len(roles) != 1 or len(typed) != 1:
            return None
        role = next(iter(roles.values()))
        value = typed[0].value
        value = value / 100 if role.rate and value > LARGEST_RATIO else value
        answer = self.rerun(State(frame.intent, {**frame.slots, role.name: value}))
        if answer.kind != ANSWERED or not answer.formula:
            return None
        return replace(answer, state=self._over(answer.state))

    # -- another body or document

    def _named_instead(self, plain: str) -> Answer | None:
        """Ask the same of what takes the place of something: « remplace CPAM par CGSS »."""
        found, frame = _NAME_CHANGED.fullmatch(plain), self.state.last_subject
        if found is None or frame is None or self.state.op:
            return None
        old, new = (read_question(found[one], self.known).entities for one in ("old", "new"))
        held = {str(one) for one in frame.slots.values()}
        if len(old) != 1 or len(new) != 1 or old[0].kind != new[0].kind:
            return None
        if str(old[0].value) not in held:
            return None
        answer = self._at(frame).answer(f"et {new[0].text}")
        return answer if answer.kind == ANSWERED and answer.intent == frame.intent else None

    def _in_other_document(self, plain: str) -> Answer | None:
        """Tell the figure of another document that goes with the last one: « et l'Isère ? »."""
        frame = self.state.last_subject
        again = None if frame is None or self.state.op else self._again(frame)
        named = [] if again is None else figures_in(again.formula, self.known.convention.id)
        read = read_question(plain, self.known)
        documents = {str(one.value) for one in read.of("document")}
        if frame is None or again is None or len(documents) != 1:
            return None
        if not named and self._typed_before() and not read.has("line"):
            return self._unclear(_OF_NO_DOCUMENT)
        if len(named) != 1:
            return None
        document = documents.pop()
        last = fact_named(*named[0], YEAR.findall(again.formula))
        if last is None or document == last.body:
            return None
        rest = read.text
        for one in sorted(read.of("document", "category"), key=lambda one: -one.start):
            rest = f"{rest[: one.start]} {rest[one.end :]}"
        if re.search(r"\d", rest) or plain_words(rest, self.known.filler, beside("document")):
            return None
        found = _counterparts(last, document)
        if len({one.subject for one in found}) != 1:
            return None
        fact = max(found, key=lambda one: one.period)
        return self._of_fact(fact, self.state, f"{fact.label} {self._phrase_of(fact.body)}")


def _counterparts(last: Fact, document: str) -> list[Fact]:
    """Return the figures of another document that go with one: by key, else by label or theme."""
    others = [one for one in facts(FIGURE) if one.body == document]
    alike = [one for one in others if one.subject == last.subject]
    if not alike:
        label = _label_words(last)
        alike = [one for one in others if _label_words(one) == label and one.unit == last.unit]
    if not alike:
        first = last.subject.partition("-")[0]
        same = [
            one for one in others
            if one.theme == last.theme and one.subject.startswith(first)
            and (one.unit == "%") == (last.unit == "%")
        ]  # fmt: skip
        heads = [
            one for one in same if one.subject.count("-") <= 1 and one.unit not in {"mois", "%"}
        ]
        alike = heads if last.subject == first else []
    return alike


def _label_words(fact: Fact) -> frozenset[str]:
    return frozenset(stem(one) for one in words(normalise(fact.label)) if len(one) > _PAIR)
