"""Answers one question: understand it, fill what it lacks from the subject, ask or compute."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from pycog.dialogue.answers import (
    ANSWERED,
    ASKED,
    DECLINED,
    INSERT,
    UNDO,
    UNKNOWN,
    Answer,
    about,
    unknown,
)
from pycog.dialogue.coverage import is_used, left_over, lost_facts, names_of
from pycog.dialogue.definitions import Definition, defined, wants_meaning
from pycog.dialogue.entities import Question, own_number, read_question
from pycog.dialogue.fallback import named, not_understood
from pycog.dialogue.handlers import handlers
from pycog.dialogue.intents import Intent
from pycog.dialogue.lexicon import stem
from pycog.dialogue.matcher import MARGIN, Match, declined, match
from pycog.dialogue.normalise import normalise
from pycog.dialogue.slots import Several, Slots, choices_of, fill, labelled, missing
from pycog.dialogue.spans import Entity
from pycog.dialogue.state import SlotValue, State
from pycog.dialogue.state_check import checked_state
from pycog.dialogue.turn import Ask, Context, Turn
from pycog.dialogue.units import wrong_unit
from pycog.dialogue.vocabulary import Vocabulary, vocabulary
from pycog.values import clock_at, excerpt

__all__ = ["Context", "State", "prepare", "reply"]

#: Intents that speak of the answer before and make no subject of their own.
_ABOUT_ANSWER: Final = {"pourquoi", "insertion", "annulation"}
_NO_SUBJECT: Final = {"aide", "politesse", "explication", "controle"}
#: Slots that make a question one about something else.
_SUBJECTS: Final = {
    "indicator",
    "sheet",
    "line",
    "from_line",
    "to_line",
    "figure",
    "category",
}
_SUBJECT_KINDS: Final = {"indicator", "sheet", "line", "figure", "category"}
#: Families whose facts are those of one convention.
_OF_CONVENTION: Final = {"Indicateurs", "Budget", "Dates"}
#: Words that go on with the subject.
_GOES_ON: Final = re.compile(r"^(?:et|ou bien|mais|sinon|pareil|idem|meme chose|alors)\b")
_BARE_NUMBER: Final = re.compile(
    r"(?:le |la |l |n ?°? ?|no |numero )?(\d{1,3})\b(?! ?[%€.,]\S| ?\d)(?: –| -|$).*"
)
#: Words that make another figure of what is named: something taken out, divided, averaged.
_OTHER_FIGURE: Final = re.compile(
    r"\b(?:a part|autres? que|mensuel\w*|par mois"
    r"|trimestriel\w*|semestriel\w*|par trimestre|par semestre|par agent|par etp|par salarie"
    r"|double|triple|moitie)\b"
)
#: A span of years is no year: these two kinds of question have a figure for each year only.
_SPAN: Final = re.compile(r"\b(?:avant|apres|depuis|d ici|jusqu en|jusqu a) (?:19|20)\d\d\b")
_YEARLY: Final = {"objectif", "budget"}
_REPORT: Final = "rapport"
#: Kinds that are found by their words, which may then be words that name nothing.
_BY_WORDS: Final = {"indicator", "figure"}
#: Slot → further kinds of entity that are a try to fill it.
_ALIKE: Final = {
    "year": ("period", "due"),
    "actual": ("duration",),
    "date": ("due", "year", "number"),
    "indicator": ("percent", "number", "line"),
}
#: What gives no value of its own may be asked in any words.
_NO_GATE: Final = {"aide", "politesse"}
#: Kinds of entity that state a figure, and the words that take it for granted.
_STATED: Final = {"amount", "percent", "number", "days", "points"}
_PREMISE: Final = re.compile(
    r"\b(?:est|sont|etait|etaient|vaut|valait|vrai|exact|correct|confirmes?|confirmez|bien|fait)\b"
)
_PREMISE_WORDS: Final = {"vrai", "exact", "correct", "juste", "confirme", "confirmes", "confirmez"}
_CHANGES: Final = re.compile(r"\b(?:moins|plus|si|avec|sans|de moins|de plus|hausse|baisse)\b")
#: Words of an answer to a question asked back; a longer text is a new question.
_SHORT: Final = 6
#: Labels offered at once: more are a sign that the words name nothing.
_MOST_LABELS: Final = 9
#: Words unknown to the assistant in a question that it still answers: typing errors and a
#: polite formula. With more, what was recognised may not be what was asked.
_MOST_STRAY: Final = 3


def reply(question: str, state: State, context: Context) -> Answer:
    """Answer a question.

    Args:
        question: As typed, of any length and in any script.
        state: What was said before; ``State()`` at the beginning.
        context: The formulas, the open workbook and the day.

    Returns:
        An answer whose ``state`` goes with the next question. The same question with the
        same state and workbook always gives the same answer.
    """
    with clock_at(context.today):
        known = vocabulary()
        subjects = {name: known.intents[name] for name in handlers() if name not in _NO_SUBJECT}
        state = checked_state(state, subjects)
        read = read_question(question, known)
        if not read.words and not read.entities:
            return replace(
                not_understood(read, known, state),
                text="Je n'ai pas de question à lire. Écrivez-la en français.",
            )
        return _Conversation(read, state, context, known).answer()


def prepare() -> None:
    """Load what every answer needs, so that the first question is as quick as the others."""
    vocabulary()
    handlers()


class _Conversation:
    """One question with its state, on its way to an answer."""

    def __init__(
        self, question: Question, state: State, context: Context, known: Vocabulary
    ) -> None:
        self.question = question
        self.state = state
        self.context = context
        self.known = known

    def answer(self) -> Answer:
        """Decline, go on, answer what was asked back, or take a new question."""
        if self.state.pending and (answer := self._asked_back()):
            return answer
        meaning = defined(self.question, self.known)
        if meaning is not None and (meaning.asks or wants_meaning(self.question)):
            return self._meaning(meaning)
        read = self._read()
        if meaning is not None and read.kind == UNKNOWN:
            return self._meaning(meaning)
        # Declined last: a word of another subject may be one of a label or of a document.
        decline = declined(self.question, self.known)
        if decline is not None and read.kind in {UNKNOWN, ASKED}:
            return Answer("refus", DECLINED, decline.text, state=self.state)
        return read

    def _meaning(self, meaning: Definition) -> Answer:
        """Say what a term means or what a rule says; the subject stays."""
        return Answer("definition", ANSWERED, meaning.text, source=meaning.source, state=self.state)

    def _read(self) -> Answer:
        """Take a question for what its words and facts say."""
        ambiguous = self.question.of("ambiguous")
        if ambiguous:
            return self._two_readings(ambiguous[0])
        matches = match(self.question, self.known)
        if not matches:
            return self._follow_up() or not_understood(self.question, self.known, self.state)
        if len(matches) > 1:
            # A polite word opens many questions and is none of them.
            matches = [one for one in matches if one.intent.id != "politesse"]
        if wants_meaning(self.question) and not any(one.by_words for one in matches):
            # A figure is no answer to what a term means.
            return not_understood(self.question, self.known, self.state)
        if any(one.by_words for one in matches):
            # Words say what is asked; a fact alone only what it is about.
            matches = [one for one in matches if one.by_words]
        if _GOES_ON.match(self.question.text) and (
            self._only_names() or not any(one.by_words for one in matches)
        ):
            answer = self._goes_on()
            if answer is not None:
                return answer
        best = matches[0]
        if best.intent.id in _ABOUT_ANSWER:
            return self._about_answer(best.intent.id)
        if len(self.question.stray) > _MOST_STRAY:
            return not_understood(self.question, self.known, self.state)
        rivals = [one for one in matches if one.score > best.score - MARGIN]
        if len(rivals) > 1:
            return self._goes_on() or self._which(rivals)
        return self._new(best.intent)

    def _asked_back(self) -> Answer | None:
        """Take a short text as the answer to what was asked; ``None`` for a new question."""
        intent = self.known.intents[self.state.intent]
        chosen = self._choice()
        question = self.question if chosen is None else read_question(chosen, self.known)
        matches = match(self.question, self.known)
        if chosen is None and matches and len(self.question.words) > _SHORT:
            return None
        if chosen is None and matches and self._is_other(matches[0].intent, intent):
            return None
        filled = bare = self._bare(chosen)
        try:
            filled = filled or fill(intent, question, self.state.pending)
        except Several as several:
            return self._list(intent, dict(self.state.slots), several)
        wanted = {"from", "to"} if self.state.pending == "period" else {self.state.pending}
        if not wanted <= set(filled):
            return None
        slots = {**self.state.slots, **filled}
        return self._run(intent, slots) if bare or chosen else self._gated(intent, slots)

    def _is_other(self, found: Intent, asking: Intent) -> bool:
        """Tell whether a question names an intent with facts that the one asking has not."""
        if found.id in _ABOUT_ANSWER | _NO_SUBJECT:
            return True
        kinds = {kind for slot in asking.slots for kind in slot.kinds}
        own = {kind for slot in found.slots for kind in slot.kinds if kind in _SUBJECT_KINDS}
        return found.id != asking.id and any(map(self.question.has, own - kinds))

    def _choice(self) -> str | None:
        """Return the choice that was pressed or typed, word for word or by its place."""
        typed = self.question.text
        for choice in self.state.choices:
            if normalise(choice) == typed:
                return choice
        if self.state.pending in {"indicator", "year"} or not typed.isdigit():
            return None
        place = int(typed) if len(typed) <= 2 else 0
        return self.state.choices[place - 1] if 1 <= place <= len(self.state.choices) else None

    def _bare(self, chosen: str | None) -> Slots:
        """Read a number alone as what was asked: an indicator, a sheet, a year."""
        pending, typed = self.state.pending, normalise(chosen or self.question.text)
        bare = _BARE_NUMBER.fullmatch(typed)
        if pending == "figure" and chosen:
            labelled_so = [key for key, one in self.known.figures.items() if one.label == chosen]
            return {"figure": labelled_so[0]} if labelled_so else {}
        if pending == "indicator" and (own := own_number(typed, self.known)):
            return {pending: own}
        if not bare:
            return {}
        number = int(bare[1])
        if pending in {"indicator", "sheet"}:
            return {pending: number}
        if pending == "year" and len(bare[1]) == 2:
            return {"year": 2000 + number}
        place = self.state.choices[number - 1 : number] if number else ()
        if pending == "year" and place and place[0].isdigit():
            return {"year": int(place[0])}
        return {}

    def _about_answer(self, intent: str) -> Answer:
        if intent == "annulation":
            asked = self.known.intents[intent]
            if left_over(self.question, asked, self.state.slots, self.known):
                return not_understood(self.question, self.known, self.state)
            return self._undo()
        if not self.state.intent or self.state.pending:
            said = (
                "Je n'ai pas encore de formule à insérer."
                if intent == "insertion"
                else "Je n'ai encore rien répondu."
            )
            return replace(not_understood(self.question, self.known, self.state), text=said)
        lost = lost_facts(self.question, self.state.slots, self.known)
        if lost:
            return self._refused(self.known.intents[intent], self.state.slots, lost)
        subject = self.known.intents[self.state.intent]
        again = self._run(subject, dict(self.state.slots))
        if again.kind != ANSWERED:
            # Why there is no value is an answer too; nothing can be inserted.
            kind = ANSWERED if intent == "pourquoi" else again.kind
            return replace(again, intent=intent, kind=kind, state=self.state)
        # A report was asked for once, and is not drawn again to speak of it.
        again = replace(again, action="", report=None)
        if intent == "insertion":
            return self._insert(again)
        if subject.id == _REPORT:
            said = "Rien n'est calculé ici : un rapport reprend les annexes et leurs formules."
            return replace(again, intent=intent, text=said, state=self.state)
        source = f" Source : {again.source}." if again.source else ""
        said = f"{' ; '.join(again.arithmetic) or 'La valeur est imprimée, sans calcul'}.{source}"
        return replace(again, intent=intent, text=said, state=self.state)

    def _insert(self, again: Answer) -> Answer:
        if not again.formula:
            return replace(again, intent="insertion", text="Cette réponse n'a pas de formule.")
        said = f"J'insère {again.formula_cells_fr or again.formula_fr} dans la cellule active."
        state = replace(self.state, inserted=True)
        return replace(again, intent="insertion", text=said, action=INSERT, state=state)

    def _undo(self) -> Answer:
        if self.state.inserted:
            state = replace(self.state, inserted=False)
            said = "L'insertion est annulée."
            return Answer("annulation", ANSWERED, said, action=UNDO, state=state)
        previous = self.state.previous
        if not self.state.intent:
            return Answer("annulation", ANSWERED, "Il n'y a rien à annuler.", state=self.state)
        said = "C'est annulé."
        if previous is not None and previous.intent:
            title = self.known.intents.get(previous.intent)
            said += f" Nous en étions à : {title.title}." if title else ""
        return Answer("annulation", ANSWERED, said, state=previous or State())

    def _follow_up(self) -> Answer | None:
        """Ask the last question again about what this one names."""
        intent = self.known.intents.get(self.state.intent)
        if intent is None or not self.question.entities:
            return None
        if len(self.question.stray) > (1 if _GOES_ON.match(self.question.text) else 0):
            return None
        try:
            filled = fill(intent, self.question)
        except Several as several:
            return self._list(intent, self._kept(intent, {several.slot: 0}), several)
        if not filled:
            return None
        return self._gated(intent, {**self._kept(intent, filled), **filled})

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
        slots = {**self._kept(intent, filled), **filled}
        if not filled or left_over(self.question, intent, slots, self.known):
            return None
        return self._run(intent, slots)

    def _kept(self, intent: Intent, filled: Slots) -> Slots:
        """Return what the subject keeps when the question changes a part of it."""
        changed = any(
            name in _SUBJECTS and self.state.slots.get(name) != value
            for name, value in filled.items()
        )
        dropped = {slot.name for slot in intent.slots if changed and not slot.kept}
        if changed:
            # A fund was chosen for one line only.
            dropped.add("fund")
        return {name: value for name, value in self.state.slots.items() if name not in dropped}

    def _new(self, intent: Intent) -> Answer:
        if self._is_other_figure(intent):
            text = (
                "Je ne sais pas : je ne connais que les chiffres imprimés, sans rien en "
                "retrancher, diviser ni cumuler. Demandez une ligne ou un indicateur, et une année."
            )
            answer = unknown(text, (intent.examples[0],))
            return replace(answer, intent=intent.id, state=self.state)
        if self.question.has("document") and intent.family in _OF_CONVENTION:
            return self._other_body(intent)
        try:
            filled = fill(intent, self.question)
        except Several as several:
            others = Several(several.slot, several.keys)
            rest = self._without(intent, several)
            left = left_over(
                self.question, intent, {**rest, several.slot: several.keys[0]}, self.known
            )
            words = [one for one in left if one.kind == "word"]
            if words and several.slot in _BY_WORDS:
                return self._refused(intent, rest, words)
            return self._list(
                intent, {**self._inherited(intent, {several.slot: 0}), **rest}, others
            )
        if intent.id in _YEARLY and _SPAN.search(self.question.text):
            filled.pop("year", None)
            years = tuple(map(str, self.known.convention.years))
            return self._ask(intent, filled, Ask("year", "Pour quelle année ?", years))
        return self._gated(intent, {**self._inherited(intent, filled), **filled})

    def _is_other_figure(self, intent: Intent) -> bool:
        other = _OTHER_FIGURE.search(self.question.text) is not None
        return other and intent.family in _OF_CONVENTION

    def _other_body(self, intent: Intent) -> Answer:
        """Say that another body has no targets or budget here."""
        title = self.known.convention.short_title
        text = (
            f"Je ne sais pas : je ne connais les indicateurs, le budget et les échéances que de la "
            f"{title}. Des autres documents, je connais les chiffres clés."
        )
        choices = (self.known.intents["chiffre"].examples[0], intent.examples[0])
        return replace(unknown(text, choices), intent=intent.id, state=self.state)

    def _without(self, intent: Intent, several: Several) -> Slots:
        """Fill what the question says clearly beside what names several things."""
        kept = self.question.entities
        while True:
            keys = several.keys
            kept = tuple(one for one in kept if one.value != keys and one.value not in keys)
            try:
                return fill(intent, replace(self.question, entities=kept))
            except Several as another:
                several = another

    def _inherited(self, intent: Intent, filled: Slots) -> Slots:
        """Return what a new question takes from the subject before.

        A question that names its own subject takes nothing, unless it goes on with « et ».
        """
        own = any(name in _SUBJECTS for name in filled)
        if not self.state.intent or (own and not _GOES_ON.match(self.question.text)):
            return {}
        wanted = {slot.name for slot in intent.slots if slot.required} | {"from", "to", "year"}
        if intent.id == "source":
            wanted |= _SUBJECTS
        kept = self._kept(intent, filled)
        return {name: value for name, value in kept.items() if name in wanted & _names(intent)}

    def _gated(self, intent: Intent, slots: Slots) -> Answer:
        """Answer only where nothing of the question is left over."""
        if intent.id in _NO_GATE:
            return self._run(intent, slots)
        left = left_over(self.question, intent, slots, self.known)
        if not left:
            return self._run(intent, slots)
        return (
            self._asked_first(intent, slots, left)
            or self._premise(intent, slots, left)
            or self._refused(intent, slots, left)
        )

    def _asked_first(self, intent: Intent, slots: Slots, left: list[Entity]) -> Answer | None:
        """Ask for what is missing where the words left over are a try to say it."""
        lacking = missing(intent, slots)
        if all(one.kind == "period" for one in left) and "year" in _names(intent):
            years = tuple(map(str, self.known.convention.years))
            return self._ask(intent, slots, Ask("year", "Pour quelle année ?", years))
        if lacking is None or any(stem(one.text) in self.known.qualifying for one in left):
            return None
        kinds = set(_ALIKE.get(lacking.name, ())) | set(lacking.kinds)
        if _BY_WORDS & set(lacking.kinds):
            kinds.add("word")
        if not all(one.kind in kinds for one in left):
            return None
        asked = self._run(intent, slots)
        lost = " ".join(names_of(left, self.question))
        return replace(asked, text=f"Je ne sais pas lire « {excerpt(lost)} ». {asked.text}")

    def _premise(self, intent: Intent, slots: Slots, left: list[Entity]) -> Answer | None:
        """Say whether a figure that the question takes for granted is the one there is."""
        facts = [one for one in left if one.kind != "word"]
        rest = [one for one in left if one.kind == "word" and one.text not in _PREMISE_WORDS]
        if len(facts) != 1 or facts[0].kind not in _STATED or rest:
            return None
        if not _PREMISE.search(self.question.text) or _CHANGES.search(self.question.text):
            return None
        answer = self._run(intent, slots)
        if answer.kind != ANSWERED or not isinstance(answer.value, float | int):
            return None
        return replace(answer, text=f"{_verdict(facts[0], answer)} : {answer.text}")

    def _refused(
        self, intent: Intent, slots: Mapping[str, SlotValue], left: list[Entity]
    ) -> Answer:
        """Say what was understood of a question and what was not, and give no value."""
        lost = ", ".join(f"« {excerpt(one)} »" for one in names_of(left, self.question))
        held = [one for one in self.question.entities if is_used(one, slots, self.known)]
        understood = ", ".join((intent.title, *named(held)))
        text = (
            f"Je ne donne pas de valeur : je ne sais pas tenir compte de {lost}. J'ai compris : "
            f"{understood}."
        )
        answer = unknown(text, (intent.examples[0],))
        return replace(answer, intent=intent.id, state=self.state)

    def _run(self, intent: Intent, slots: Slots) -> Answer:
        """Ask for what is missing, else let the handler answer."""
        lacking = missing(intent, slots)
        if lacking is not None:
            choices = choices_of(lacking, self.known, slots)
            return self._ask(intent, slots, Ask(lacking.name, lacking.question, choices))
        wrong = wrong_unit(slots, self.question, self.known)
        if wrong is not None:
            kept = {name: value for name, value in slots.items() if name != wrong.slot}
            return self._ask(intent, kept, wrong)
        turn = Turn(intent.id, slots, self.context, self.known, self.question.text)
        result = handlers()[intent.id](turn)
        if isinstance(result, Ask):
            kept = {name: value for name, value in slots.items() if name != result.slot}
            return self._ask(intent, kept, result)
        if intent.id in _NO_SUBJECT:
            return about(result, intent.id, slots, self.state)
        if result.kind == UNKNOWN and "year" in slots and result.choices:
            rest = {name: value for name, value in slots.items() if name != "year"}
            state = self.state.asking(intent.id, rest, "year", result.choices)
            return about(result, intent.id, slots, state)
        return about(result, intent.id, slots, self.state.then(intent.id, slots))

    def _ask(self, intent: Intent, slots: Slots, ask: Ask) -> Answer:
        state = self.state.asking(intent.id, slots, ask.slot, ask.choices)
        return Answer(intent.id, ASKED, ask.text, slots, choices=ask.choices, state=state)

    def _list(self, intent: Intent, slots: Slots, several: Several) -> Answer:
        """List the things that the words of the question may name, with their numbers."""
        if several.slot == "indicator" and len(several.keys) > _MOST_LABELS:
            text = f"Ces mots désignent {len(several.keys)} indicateurs. Donnez le numéro."
            return self._ask(intent, slots, Ask(several.slot, text))
        choices = labelled(several.slot, several.keys[:_MOST_LABELS], self.known)
        what = "indicateurs" if several.slot == "indicator" else "chiffres"
        text = f"Ces mots désignent plusieurs {what}. Lequel ?"
        if several.slot not in {"indicator", "figure"}:
            text = "Je réponds pour un seul à la fois. Lequel ?"
        return self._ask(intent, slots, Ask(several.slot, text, choices))

    def _two_readings(self, entity: Entity) -> Answer:
        typed = str(entity.value)
        text = (
            f"« {excerpt(typed)} » peut se lire de deux façons. Écrivez les milliers avec une "
            "espace et les décimales avec une virgule."
        )
        choices: tuple[str, ...] = ()
        if re.fullmatch(r"[1-9]\d{0,2}\.\d{3}", typed):
            readings = (typed.replace(".", " "), typed.replace(".", ","))
            choices = tuple(self.question.text.replace(typed, one, 1) for one in readings)
        return Answer("", ASKED, text, choices=choices, state=self.state)

    def _which(self, rivals: list[Match]) -> Answer:
        text = "Votre question peut se comprendre de plusieurs façons. Laquelle ?"
        choices = tuple(one.intent.examples[0] for one in rivals[:3])
        return Answer("", ASKED, text, choices=choices, state=self.state)


def _verdict(stated: Entity, answer: Answer) -> str:
    """Return « Oui » where a stated figure is the one of the answer, as written or shown."""
    shown = normalise(answer.display).replace(" ", "")
    same = isinstance(answer.value, float | int) and stated.value == answer.value
    return "Oui" if same or shown.rstrip("%€") == stated.text.replace(" ", "") else "Non"


def _names(intent: Intent) -> set[str]:
    return {slot.name for slot in intent.slots} | {"from", "to"}
