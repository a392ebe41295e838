"""One question on its way to an answer: a new one, a piece of the last, or a reply."""

from __future__ import annotations

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
    unknown,
)
from pycog.dialogue.calculations.calculating import calculated
from pycog.dialogue.composed.composing import composed, composed_first, queried, totalled
from pycog.dialogue.composed.premises import confirmed, premise
from pycog.dialogue.composed.scan import Reading
from pycog.dialogue.composed.taken_causes import taken_cause
from pycog.dialogue.coverage import left_over, lost_facts
from pycog.dialogue.definitions import Definition, defined, wants_meaning
from pycog.dialogue.entities import Question, read_question
from pycog.dialogue.fallback import not_understood
from pycog.dialogue.going_on import GOES_ON, GoingOn
from pycog.dialogue.intents import Intent
from pycog.dialogue.matcher import MARGIN, declined, match
from pycog.dialogue.normalise import normalise
from pycog.dialogue.numbered_things import own_number
from pycog.dialogue.offered import offered
from pycog.dialogue.provisions.finding_rules import ruled
from pycog.dialogue.provisions.rule_questions import (
    CAUSE_ASKED,
    KINDS_ASKED,
    PLACE_ASKED,
    asks_no_figure,
)
from pycog.dialogue.running import BY_WORDS, NO_SUBJECT
from pycog.dialogue.said_before import (
    both,
    choice_described,
    numbered,
    place_said,
    reversed_ends,
)
from pycog.dialogue.slots import Several, Slots, fill
from pycog.dialogue.state import State
from pycog.dialogue.turn import Ask
from pycog.lazy_patterns import regex

#: Indicators said by their numbers: two of them are both meant.
_SEVERAL: Final = 2
#: So many words ask why of something that they name, and not of the last answer.
_ASKS_OF_ITSELF: Final = 4
UNCHECKED: Final = (
    "Je ne sais pas pourquoi : je n'ai pas pu vérifier ce que cette question tient pour acquis."
)
_DIGIT: Final = regex(r"\d")
#: Slots that several labels may fill: one is chosen by whoever asks.
_NAMING: Final = {"indicator", "figure", "line", "fund", "row"}
#: Intents that speak of the answer before and make no subject of their own.
ABOUT_ANSWER: Final = {"pourquoi", "insertion", "annulation"}
#: Those whose place COG_SOURCE knows.
_CITED: Final = {"indicator", "line", "sheet"}
_SUBJECT_KINDS: Final = {"indicator", "sheet", "line", "figure", "category"}
#: Families whose facts are those of one convention.
_OF_CONVENTION: Final = {"Indicateurs", "Budget", "Dates"}
#: A piece of a sentence, which may go on with the subject too.
_PIECE: Final = regex(
    r"^(?:sans|hors|sauf|en|sur|pour|dont|avec|moins|plus|compar\w+|au|a|total)\b"
)
_CARRY_OVER: Final = "report"
#: « Son seuil ? » is asked of what was spoken of, and of no rule.
_OF_SUBJECT: Final = regex(r"(?:et )?(?:son|sa|ses|leurs?) \w+ ?\??$")
#: Asks which rows of a table do something over some years: no rule says so.
_ROWS_OF_YEARS: Final = regex(
    r"(?:quel(?:le)?s|combien d[e]?|liste\w*|cite\w*|donne\w*)(?: moi)?(?: (?:les|des))?"
    r" (?:lignes|postes|depenses|recettes|indicateurs|annees)\b"
)
_BARE_NUMBER: Final = regex(
    r"(?:le |la |l |n ?°? ?|no |numero )?(\d{1,3})\b(?! ?[%€.,]\S| ?\d)(?: –| -|$).*"
)
#: Words that make another figure of what is named: something taken out, divided, averaged.
_OTHER_FIGURE: Final = regex(
    r"\b(?:a part|autres? que|mensuel\w*|par mois"
    r"|trimestriel\w*|semestriel\w*|par trimestre|par semestre|par agent|par etp|par salarie"
    r"|double|triple|moitie)\b"
)
#: A span of years is no year: these two kinds of question have a figure for each year only.
_SPAN: Final = regex(r"\b(?:avant|apres|depuis|d ici|jusqu en|jusqu a) (?:19|20)\d\d\b")
_YEARLY: Final = {"objectif", "budget"}
_REPORT: Final = "rapport"
_FIGURE: Final = "chiffre"
#: Intents whose answer is an amount or a number.
_FIGURES: Final = {_FIGURE, "composee-chiffres", "composee-requete", "budget", "objectif", _REPORT}
#: Words of an answer to a question asked back; a longer text is a new question.
_SHORT: Final = 6
#: Words unknown to the assistant in a question that it still answers: typing errors and a
#: polite formula. With more, what was recognised may not be what was asked.
_MOST_STRAY: Final = 3


def _from_year(question: Question) -> Question:
    """Leave out the year in which credits are carried over: it follows the one they are of."""
    years = [one for one in question.of("year") if isinstance(one.value, int)]
    values = sorted({int(one.value) for one in years if isinstance(one.value, int)})
    if len(values) != 2 or values[1] != values[0] + 1:
        return question
    kept = tuple(one for one in question.entities if one not in years or one.value == values[0])
    return replace(question, entities=kept)


def is_unread(answer: Answer) -> bool:
    """Tell whether an answer says that the question was not understood, and nothing else.

    What a convention does not print is known: a text of a document answers it no better.
    """
    if answer.kind == ASKED:
        return not answer.state.pending
    return answer.intent in {"", "inconnu"} or answer.text.startswith(_NOT_READ)


#: Begins what is said where a question was not read, or is of another document.
_NOT_READ: Final = (
    "Je ne donne pas de valeur",
    "Je n'ai encore rien",
    "Je ne sais pas : je ne connais les indicateurs",
)


class Conversation(GoingOn):
    """One question with its state, on its way to an answer."""

    #: Whether this is a part of another question, in which nothing is taken for granted.
    nested = False

    def answer(self) -> Answer:
        """Answer; a figure is none for whoever asks for a place, for somebody or for a reason."""
        answer = self._answer()
        told = answer.kind == ANSWERED and answer.intent in _FIGURES
        told = told and not answer.text.startswith(("Oui", "Non"))
        counted = answer.intent in {_FIGURE, "composee-chiffres"} and answer.table is None
        which = counted and KINDS_ASKED.search(self.question.text) is not None
        new = not self.state.intent
        if told and (which or (new and asks_no_figure(self.question.text))):
            return not_understood(self.question, self.known, self.state)
        return answer

    def _answer(self) -> Answer:
        """Decline, go on, answer what was asked back, or take a new question."""
        if self.state.pending and (answer := self._asked_back()):
            return answer
        if answer := self._referred():
            return answer
        given = (self.question, self.state, self.context, self.known)
        if not (self.nested or self.state.intent):
            given_to = (self.question, self.known, self._asked_anew)
            stated = taken_cause(*given_to) or confirmed(*given_to)
            if stated is not None:
                return stated
        if told := totalled(*given):
            return self._read_so(told)
        if answer := calculated(*given, printed_too=False):
            return answer
        meaning = defined(self.question, self.known)
        if meaning is not None and wants_meaning(self.question):
            return self._meaning(meaning)
        of_subject = self.state.has_subject and _OF_SUBJECT.match(self.question.text)
        listed = _ROWS_OF_YEARS.match(self.question.text) and self.question.has("period")
        if not (of_subject or listed) and (answer := ruled(self.question, self.state, self.known)):
            return answer
        first = composed_first(self.question, self.state, self.context, self.known)
        if first is not None:
            return self._read_so(first)
        read = self._read()
        if read.intent in NO_SUBJECT and (
            not self._only_names() or any(map(self.question.has, ("document", "figure", "row")))
        ):
            # A polite word of a question, or « aide » in a label, is none of its subject.
            whole = composed(self.question, self.state, self.context, self.known)
            if whole is not None:
                return self._read_so(whole)
            if read.intent == "politesse" or self.question.has("document"):
                read = not_understood(self.question, self.known, self.state)
        if read.kind in {UNKNOWN, ASKED} and not self.nested:
            stated = premise(self.question, self._asked_anew)
            if stated is not None:
                return stated
        if read.kind in {UNKNOWN, ASKED}:
            whole = composed(self.question, self.state, self.context, self.known)
            answer = None if whole is None else self._read_so(whole)
            if answer is not None and answer.kind not in {UNKNOWN, ASKED}:
                return answer
            if computed := calculated(*given):
                return computed
            # Where words fit several labels, the officer is asked which.
            numbered = sum(
                _DIGIT.search(one.text) is not None for one in self.question.of("indicator")
            )
            chosen_of = read.state.pending in _NAMING and bool(read.choices) and numbered < _SEVERAL
            if not chosen_of and (
                asked := queried(self.question, self.state, self.context, self.known)
            ):
                return asked
            rule = None if self.nested else ruled(*given[:2], self.known, loose=True)
            if rule is not None:
                return rule
            if answer is not None and answer.kind != UNKNOWN:
                return answer
        alone = read.intent == _FIGURE and read.kind == ANSWERED
        if meaning is not None and (read.kind == UNKNOWN or alone):
            # A term alone asks for its meaning; that a figure has it in its label is a chance.
            return self._meaning(meaning)
        if read.kind == UNKNOWN and (described := self._described()):
            return described
        # Declined last: a word of another subject may be one of a label or of a document.
        decline = declined(self.question, self.known)
        if decline is not None and read.kind in {UNKNOWN, ASKED}:
            return Answer("refus", DECLINED, decline.text, state=self.state)
        return read

    def _read_so(self, read: Answer | Reading) -> Answer:
        """Run a reading through the handler of its intent; an answer is one already."""
        if isinstance(read, Reading):
            return self._run(self.known.intents[read.intent], read.slots)
        return read

    def _asked_anew(self, text: str) -> Answer:
        """Answer a question that this one is made of, with nothing said before."""
        question = read_question(text, self.known)
        inner = Conversation(question, State(about=self.state.about), self.context, self.known)
        inner.nested = True
        return inner.answer()

    def _meaning(self, meaning: Definition) -> Answer:
        """Say what a term means or what a rule says; the subject stays."""
        placed = PLACE_ASKED.search(self.question.text) is not None
        text = f"{meaning.source} : {meaning.text}" if placed else meaning.text
        return Answer("definition", ANSWERED, text, source=meaning.source, state=self.state)

    def _referred(self) -> Answer | None:
        """Answer about what was said before, where the question does nothing but refer to it."""
        subject = self.known.intents.get(self.state.intent)
        if subject is None:
            return None
        asked = both(self.question, self.state)
        if asked is not None:
            return self._run(self.known.intents[asked[0]], asked[1])
        slots = numbered(self.question, self.state, self.known)
        slots = slots or reversed_ends(self.question, self.state)
        return None if slots is None else self._run(subject, slots)

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
        piece = GOES_ON.match(self.question.text) or _PIECE.match(self.question.text)
        if piece and (self._only_names() or not any(one.by_words for one in matches)):
            answer = self._goes_on()
            if answer is not None:
                return answer
        best = matches[0]
        if best.intent.id in ABOUT_ANSWER:
            return self._about_answer(best.intent.id)
        if len(self.question.stray) > _MOST_STRAY:
            return not_understood(self.question, self.known, self.state)
        rivals = [one for one in matches if one.score > best.score - MARGIN]
        if len(rivals) > 1 and self.question.stray:
            # With a word that means nothing here, neither of the two is likely.
            return self._goes_on() or not_understood(self.question, self.known, self.state)
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
            # Another piece of the same question: it is kept, and the rest asked again.
            merged = {**self.state.slots, **filled}
            more = filled and not left_over(self.question, intent, merged, self.known)
            return self._run(intent, merged) if more else None
        slots = {**self.state.slots, **filled}
        return self._run(intent, slots) if bare or chosen else self._gated(intent, slots)

    def _is_other(self, found: Intent, asking: Intent) -> bool:
        """Tell whether a question names an intent with facts that the one asking has not."""
        if found.id in ABOUT_ANSWER | NO_SUBJECT:
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
        place = place_said(typed, len(self.state.choices))
        if place is not None:
            return self.state.choices[place]
        if self.state.pending in BY_WORDS and not typed.isdigit():
            return choice_described(self.question, self.state.choices, self.known)
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
                else UNCHECKED
                if intent == "pourquoi" and len(self.question.words) >= _ASKS_OF_ITSELF
                else "Je n'ai encore rien répondu."
            )
            return replace(not_understood(self.question, self.known, self.state), text=said)
        lost = lost_facts(self.question, self.state.slots, self.known)
        if lost:
            return self._refused(self.known.intents[intent], self.state.slots, lost)
        subject = self.known.intents[self.state.intent]
        again = self._run(subject, dict(self.state.slots))
        if intent == "pourquoi" and not again.arithmetic and CAUSE_ASKED.search(self.question.text):
            said = "Je ne sais pas : les documents donnent les montants, pas la cause."
            return Answer(intent, DECLINED, said, state=self.state)
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

    def _new(self, intent: Intent) -> Answer:
        if self._is_other_figure(intent):
            text = (
                "Je ne sais pas : je ne connais que les chiffres imprimés, sans rien en "
                "retrancher, diviser ni cumuler. Demandez une ligne ou un indicateur, et une année."
            )
            answer = unknown(text, offered(self.known.convention, intent))
            return replace(answer, intent=intent.id, state=self.state)
        if self.question.has("document") and intent.family in _OF_CONVENTION:
            return self._other_body(intent)
        if intent.id == "source" and not any(map(self.question.has, _SUBJECT_KINDS)):
            last = self._last_source()
            if last is not None:
                return last
        if intent.id == _CARRY_OVER:
            self.question = _from_year(self.question)
        try:
            filled = fill(intent, self.question)
        except Several as several:
            others = Several(several.slot, several.keys)
            rest = self._without(intent, several)
            left = left_over(
                self.question, intent, {**rest, several.slot: several.keys[0]}, self.known
            )
            words = [one for one in left if one.kind == "word"]
            if words and several.slot in BY_WORDS:
                return self._refused(intent, rest, words)
            return self._list(
                intent, {**self._inherited(intent, {several.slot: 0}), **rest}, others
            )
        if intent.id in _YEARLY and _SPAN.search(self.question.text):
            filled.pop("year", None)
            years = tuple(map(str, self.known.convention.years))
            return self._ask(intent, filled, Ask("year", "Pour quelle année ?", years))
        if self._is_share(intent, filled):
            return self._gated(intent, self._merged(intent, filled))
        return self._gated(intent, {**self._inherited(intent, filled), **filled})

    def _last_source(self) -> Answer | None:
        """Say where the last answer is printed, where a formula cannot."""
        subject = self.known.intents.get(self.state.intent)
        if subject is None or self.state.pending or _CITED & set(self.state.slots):
            return None
        intent = self.known.intents["source"]
        if left_over(self.question, intent, {}, self.known):
            return None
        again = self._run(subject, dict(self.state.slots))
        if again.kind != ANSWERED or not again.source:
            return None
        return Answer("source", ANSWERED, f"{again.source}.", source=again.source, state=self.state)

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
        choices = offered(self.known.convention, self.known.intents["chiffre"], intent)
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
