"""One turn of a conversation: a question by itself, or what it says of those before it."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from pycog.dialogue.answers import ANSWERED, ASKED, INSERT, UNKNOWN, Answer, unknown
from pycog.dialogue.entities import read_question
from pycog.dialogue.frames.document_turns import DocumentTurns
from pycog.dialogue.frames.figure_operations import (
    Figure,
    asked_operation,
    how_many,
    operated,
    operation_on,
    run_of,
)
from pycog.dialogue.frames.recalled import returned_to
from pycog.dialogue.frames.remembering import MOST_SEVERAL, NO_SUBJECT, PIECE, SEVERAL, made_of
from pycog.dialogue.frames.standalone import (
    asked_of_subject,
    candidates,
    subject_words,
    sure_ones,
    years_of,
)
from pycog.dialogue.frames.turn_words import (
    attribute_asked,
    plain_turn,
    source_asked,
    with_years,
)
from pycog.dialogue.lexicon import stem
from pycog.dialogue.normalise import normalise, words
from pycog.dialogue.state import State

#: Words of a turn that names nothing: « atteint ? ».
_SHORTEST: Final = 2
#: Whole questions that a piece is tried as: more cost more than they find.
_MOST_READINGS: Final = 7
#: Choices that may all have the same answer.
_MOST_ALIKE: Final = 3
#: Things of a question about a workbook that another may stand for.
_LAST_NAMED: Final = 2
#: Slots that several labels may fill: the officer chooses.
_NAMING: Final = {"indicator", "figure", "line", "fund", "row"}
_MOST_FIGURES: Final = 2


class DialogueTurn(DocumentTurns):
    """One turn with what was said before it.

    Args:
        single: Answers a question, which may change a slot of the subject before.
        rerun: Answers a subject anew.
        state: What was said before.
        context: The formulas and the workbook.
        known: The vocabulary.
    """

    def answer(self, question: str) -> Answer:
        """Answer the turn.

        Args:
            question: As typed.
        """
        answer = self._answered(question)
        if answer.kind != ASKED or answer.state.pending != "indicator":
            return answer
        return self._chosen_for(question, answer) or answer

    def _chosen_for(self, question: str, asking: Answer) -> Answer | None:
        """Answer without asking which is meant, where one is named in full or all say the same."""
        plain = plain_turn(question)
        said = re.sub(r"^(?:le|la|l|les) ", "", plain)
        exact = [one for one in asking.choices if normalise(one.partition(" – ")[2]) == said]
        if len(exact) == 1:
            return self._kept(exact[0], self.single(exact[0], asking.state))
        offered = self.state.choices if self.state.pending == "indicator" else ()
        if asking.choices or not 1 < len(offered) <= _MOST_ALIKE:
            return None
        numbers = [one.partition(" – ")[0] for one in offered]
        about = State(about=self.state.about)
        found = [self.single(f"{plain} indicateur {one}{self._dated()}", about) for one in numbers]
        if any(one.kind != ANSWERED or not one.display for one in found):
            return None
        if len({one.display for one in found}) > 1:
            return None
        first = self._kept(f"{plain} indicateur {numbers[0]}{self._dated()}", found[0])
        others = ", ".join(numbers[1:])
        return replace(first, text=f"{first.text} Même réponse pour l'indicateur {others}.")

    def _dated(self) -> str:
        """Return the year that was said where an indicator was asked for."""
        year = self.state.slots.get("year")
        return f" {year}" if isinstance(year, int) else ""

    def _answered(self, question: str) -> Answer:
        state = self.state
        if not state.has_subject:
            return self._kept(question, self.single(question, state))
        plain = plain_turn(question)
        turn = self._as_result(with_years(plain, state.slots, self.known.convention.years))
        if turn != plain or turn not in normalise(question):
            # What it says by the turn before is said in full.
            question = f"et {turn}"
        first = self._referred(turn)
        if first is not None:
            return first
        first = self._of_document(turn) or self._of_text(turn, question)
        if first is not None:
            return first
        answer = self.single(question, state)
        if made_of(state.op) and answer.kind == ANSWERED:
            again = self._operated_anew(turn)
            if again is not None:
                return again
        if self._stands(answer):
            return self._kept(question, answer)
        return (
            self._said_plainly(turn, question)
            or self._gone_on(turn, asks_again=answer.state.pending in state.slots)
            or answer
        )

    def _said_plainly(self, turn: str, question: str) -> Answer | None:
        """Answer a turn without what only joins it: as a change of the last, then by itself."""
        if not turn or turn == normalise(question):
            return None
        for text, state in ((f"et {turn}", self.state), (turn, State(about=self.state.about))):
            answer = self.single(text, state)
            if answer.kind == ANSWERED and answer.intent not in NO_SUBJECT:
                return self._kept(text, replace(answer, state=self._over(answer.state)))
            if self.state.pending and answer.kind == ASKED and state is self.state:
                return answer
        return None

    def _of_text(self, turn: str, question: str) -> Answer | None:
        """Answer a piece of a question whose subject is known by its words alone."""
        state = next((one for one in self.state.stack() if not made_of(one.op)), self.state)
        wanted = attribute_asked(turn)
        if wanted and "row" in state.slots:
            wanted = "cible" if wanted == "objectif" else wanted
            text = asked_of_subject(wanted, state, self.known)
            answer = self.single(text, State(about=state.about))
            return self._with(answer, text) if answer.intent == state.intent else None
        if state.intent or state.op or not state.text:
            return None
        said = words(turn)
        joined = turn != normalise(question).rstrip(" ?.!")
        tried = list(sure_ones(turn, state, self.known)) if joined or len(said) <= PIECE else []
        dated = read_question(turn, self.known).has("year")
        if not tried and joined and len(said) <= PIECE and not (state.slots or dated):
            # The rows of a workbook are no facts: what a question names last is replaced first.
            tried = [text for text, asks in candidates(turn, state, self.known) if not asks]
            tried = tried[:_LAST_NAMED]
        if not tried and len(said) <= _SHORTEST:
            tried = [asked_of_subject(turn, state, self.known)]
        for text in filter(None, tried):
            answer = self.single(text, State(about=state.about))
            if answer.kind == ANSWERED and answer.intent not in NO_SUBJECT:
                return self._with(answer, text)
        return None

    def _as_result(self, turn: str) -> str:
        """Read a rate alone, said of a target, as the result that it is set against."""
        rate = re.fullmatch(r"(?:avec |a )?(\d{1,3}(?:,\d+)? ?%)(?: atteint)?", turn)
        aimed = self.state.intent == "objectif" and not self.state.pending
        return f"realise {rate[1]} atteint" if rate and aimed else turn

    def _stands(self, answer: Answer) -> bool:
        """Tell whether an answer needs no other reading of the turn."""
        if self.state.pending and answer.state.pending:
            return answer.kind in (ANSWERED, ASKED)
        return answer.kind not in (UNKNOWN, ASKED)

    # -- what refers to answers before

    def _referred(self, turn: str) -> Answer | None:
        if source_asked(turn) and (self.state.op or not self.state.intent):
            return self._source()
        if (self.state.op or not self.state.intent) and (found := self._of_formula(turn)):
            return found
        back = returned_to(turn, self.state, self.known.intents)
        if back is not None:
            return self._returned(*back)
        listed = self._of_list(turn)
        if listed is not None:
            return listed
        op = asked_operation(read_question(turn, self.known), self.known)
        if op in {"part", "%"} and _WHOLE.search(turn):
            return self._of_document(turn) or self._share_of_total(op)
        if op is not None:
            return self._operated(op, how_many(turn))
        dated = _YEAR.search(turn)
        if dated is not None and (again := self._in_year(turn, dated[0])):
            return again
        if self.state.op.startswith("somme") and (share := self._share_of_sum(turn)):
            return share
        if added := self._with_another(turn):
            return added
        named = operation_on(turn)
        return None if named is None else self._operated_on(*named)

    def _share_of_total(self, op: str) -> Answer | None:
        """Set the last figure against the printed total, or the sum just made."""
        frame = next((one for one in self.state.stack() if not one.op), self.state)
        subject = subject_words(frame, self.known)
        if "line" in frame.slots and not self.state.op and subject:
            text = f"part de {subject} dans le total {years_of(frame, self.known)}"
            answer = self.single(text, State(about=frame.about))
            if answer.kind == ANSWERED and "COG_SHARE" in answer.formula:
                return self._with(answer, text)
        figures = list(self._figures(_MOST_FIGURES, op))
        total = any(one.state.op == "somme" or "total" in one.state.text for one in figures)
        return self._operated(op, _MOST_FIGURES) if total else None

    def _in_year(self, turn: str, year: str) -> Answer | None:
        """Do with the last figures, each of another year, what a turn asks: « le plus gros en »."""
        rest = " ".join(re.sub(rf"\b(?:en |pour |sur )?{year}\b", " ", turn).split())
        op = asked_operation(read_question(rest, self.known), self.known) if rest else None
        if op not in SEVERAL:
            return None
        frames = [one for one in self.state.stack() if not one.op][: how_many(rest) or MOST_SEVERAL]
        state: State | None = None
        intents = {one.intent for one in frames[:1]}
        answers = []
        for frame in frames:
            if frame.intent not in intents or not frame.intent:
                break
            answer = self._at(replace(frame, previous=None)).answer(f"et {year}")
            if answer.kind != ANSWERED or answer.node is None or answer.intent != frame.intent:
                break
            answers.append(answer)
        for answer in reversed(answers):
            before = None if state is None else state.then("", {}).previous
            state = replace(answer.state, previous=before)
        distinct = {one.formula for one in answers}
        if state is None or not _MOST_FIGURES <= len(answers) == len(distinct):
            return None
        return self._at(state)._operated(op, len(answers))

    def _share_of_sum(self, turn: str) -> Answer | None:
        """Set a figure that a turn names against the sum just made."""
        named = _SHARE_OF.fullmatch(turn)
        whole = self._figure(self.state)
        if named is None or whole is None:
            return None
        part = self._named(named["what"])
        if part is None:
            return None
        answer = operated("part", [part, whole], self.context)
        return None if answer is None else replace(answer, state=self.state)

    def _named(self, what: str) -> Figure | None:
        """Return a figure that was answered and is named again, or one like the last."""
        wanted = {stem(one) for one in words(what)}
        for frame in self.state.stack():
            if not frame.op and wanted <= {stem(one) for one in words(frame.text)}:
                return self._figure(frame)
        last = next((one for one in self.state.stack() if not one.op), None)
        if last is None:
            return None
        answer = self._at(last).answer(f"et {what}")
        alike = answer.kind == ANSWERED and answer.intent == last.intent
        return self._figure(answer.state) if alike and answer.state.text else None

    def _with_another(self, turn: str) -> Answer | None:
        """Add one more figure, which is named, to those that an operation is done with."""
        found = _ADDED.fullmatch(turn)
        last = next((one for one in self.state.stack() if not one.op), None)
        if found is None or last is None:
            return None
        answer = self._at(last).answer(f"et {found['what']}")
        if answer.kind != ANSWERED or answer.intent != last.intent or answer.node is None:
            return None
        op = "moyenne" if "moyenne" in found["op"] else "somme"
        return self._at(answer.state)._operated(op, how_many(found["op"]))

    def _of_formula(self, turn: str) -> Answer | None:
        """Insert the formula of the last answer, or say how it was calculated."""
        inserts, explains = _INSERTS.fullmatch(turn), _EXPLAINS.fullmatch(turn)
        again = self._again(self.state) if inserts or explains else None
        if again is None or again.kind != ANSWERED:
            return None
        if explains:
            told = " ; ".join(again.arithmetic) or again.formula_cells_fr or again.formula_fr
            text = f"{told}." if told else "La valeur est lue, sans calcul."
            return replace(again, intent="pourquoi", text=text, table=None, state=self.state)
        formula = again.formula_cells_fr or again.formula_fr
        if not formula:
            text = "Cette réponse n'a pas de formule."
            return replace(again, intent="insertion", text=text, state=self.state)
        return replace(
            again,
            intent="insertion",
            text=f"J'insère {formula} dans la cellule active.",
            action=INSERT,
            state=replace(self.state, inserted=True),
        )

    def _source(self) -> Answer | None:
        """Say where the last answer is printed, or the figures that it was computed of."""
        frames = [self.state]
        while frames[-1].op and frames[-1].previous is not None:
            frames.append(frames[-1].previous)
        again = [self._again(one) for one in frames[-_MOST_FIGURES:] if not one.op]
        below = frames[-1].previous if self.state.op else None
        if below is not None and not below.op:
            again.append(self._again(below))
        told = dict.fromkeys(one.source for one in again if one is not None and one.source)
        if not told:
            return None
        text = " ; ".join(told)
        return Answer("source", ANSWERED, f"{text}.", source=text, state=self.state)

    def _operated_on(self, op: str, said: str) -> Answer | None:
        """Compute with an earlier figure, which is named, and the last one."""
        last = self._figure(self.state)
        wanted = {stem(one) for one in said.split()}
        for frame in list(self.state.stack())[1:]:
            if not wanted <= {stem(one) for one in words(frame.text)}:
                continue
            figure = self._figure(frame)
            if figure is None or last is None:
                return None
            answer = operated(op, [last, figure], self.context)
            if answer is None or answer.kind != ANSWERED:
                return answer if answer is None else replace(answer, state=self.state)
            return replace(answer, state=self.state)
        return None

    def _returned(self, frame: State, more: str) -> Answer | None:
        """Answer a subject left behind once more, which becomes the last one."""
        state = replace(frame, previous=self.state.then("", {}).previous)
        again = self._again(state)
        if again is None or again.kind != ANSWERED:
            return None
        if more:
            return self._at(state).answer(f"et {more}")
        return replace(again, state=state)

    def _operated(self, op: str, count: int) -> Answer | None:
        """Compute with the figures of the last answers."""
        unary = op in {"k€", "M€", "€"} or op.endswith(" %")
        if unary and not self.state.op and (known := self._by_slots(op)) is not None:
            return known
        several = op in SEVERAL
        figures = list(self._figures(MOST_SEVERAL if several else _MOST_FIGURES, op))
        count = min(count or len(run_of(figures)), len(figures)) if several else _MOST_FIGURES
        answer = operated(op, figures, self.context, count)
        if answer is None and unary and self.state.op:
            said = "Je ne sais pas : ce résultat n'est pas un montant en euros."
            return replace(unknown(said), state=self.state)
        if answer is None or answer.kind != ANSWERED:
            return None if answer is None else replace(answer, state=self.state)
        name = "évolution" if op == "%" and "COG_EVOLUTION" in answer.formula else op
        name = "part" if name == "%" else name
        if several and count > _MOST_FIGURES:
            name = f"{name} × {count}"
        state = replace(self.state.then(self.state.intent, self.state.slots), op=name)
        return replace(answer, state=replace(state, about=self.state.about))

    def _by_slots(self, op: str) -> Answer | None:
        """Let the handler of the subject take a unit or a change, where it knows how."""
        said = f"en {op}" if not op.endswith("%") else f"{'' if op[0] == '-' else 'plus '}{op}"
        answer = self.single(said.replace("-", "moins "), self.state)
        return self._kept(said, answer) if answer.kind == ANSWERED else None

    def _operated_anew(self, turn: str) -> Answer | None:
        """Compute the same of figures of which each takes what a turn changes: another year."""
        read = read_question(turn, self.known)
        if not read.has("year") or any(one.kind != "year" for one in read.entities):
            return None
        if any(one.stem not in self.known.filler for one in read.words):
            return None
        figures = list(self._figures(_MOST_FIGURES, self.state.op))
        state = self.state
        for figure in reversed(figures):
            answer = self._at(replace(figure.state, previous=None)).answer(f"et {turn}")
            if answer.kind != ANSWERED or answer.node is None:
                return None
            state = replace(answer.state, previous=state.then("", {}).previous)
        if len(figures) < _MOST_FIGURES:
            return None
        return self._at(state)._operated(self.state.op.partition(" × ")[0], len(figures))

    # -- what says only what is new

    def _gone_on(self, turn: str, *, asks_again: bool) -> Answer | None:
        """Answer the whole question that a turn stands for.

        Args:
            turn: The turn, without the words that only join it.
            asks_again: Whether what is asked back was said before: why there is no value is then
                the better answer.
        """
        frames = [one for one in self.state.stack() if not one.op][:1]
        for frame in frames:
            seen: set[str] = set()
            found: list[tuple[str, Answer]] = []
            asked: Answer | None = None
            refused: Answer | None = None
            sure = set(sure_ones(turn, frame, self.known))
            for text, asks in candidates(turn, frame, self.known):
                if text in seen or text == frame.text or len(seen) == _MOST_READINGS:
                    continue
                seen.add(text)
                answer = self.single(text, State(about=frame.about))
                if text in sure and answer.kind == ANSWERED and answer.intent == frame.intent:
                    return self._with(answer, text)
                alike = asks or not frame.intent or answer.intent == frame.intent
                alike = alike and (asks or text in sure or _differs(answer, frame))
                if answer.kind == ANSWERED and answer.intent not in NO_SUBJECT:
                    if alike:
                        found.append((text, answer))
                elif answer.kind == ASKED and answer.choices and asked is None:
                    asked = answer if answer.state.pending in _NAMING else None
                elif answer.kind == UNKNOWN and asks_again and refused is None:
                    refused = answer
            chosen = self._chosen(found, frame)
            if chosen is not None:
                text, answer = chosen
                return self._with(answer, text)
            if refused is not None and not found:
                return replace(refused, state=self.state)
            if asked is not None and not found:
                state = replace(asked.state, previous=self.state.then("", {}).previous)
                return replace(asked, state=replace(state, about=self.state.about))
        return None

    def _chosen(self, found: list[tuple[str, Answer]], frame: State) -> tuple[str, Answer] | None:
        """Return the reading of a turn that is clearly meant, never one of another document."""
        same = [pair for pair in found if pair[1].intent == frame.intent] or found
        keys = dict.fromkeys((one.formula or one.text) for _, one in same)
        if len(keys) == 1:
            return same[0]
        return None


def _differs(answer: Answer, frame: State) -> bool:
    """Tell whether an answer is about another thing than the subject before: a piece says which."""
    if not answer.slots or not frame.slots:
        return True
    return any(answer.slots.get(name, value) != value for name, value in frame.slots.items())


_INSERTS: Final = re.compile(
    r"(?:tu peux |peux tu )?(?:inser\w+|colle\w*|mets|ecri[st]|pose\w*)(?: moi)?(?: (?:la|le"
    r"|cette|ce|ca))?"
    r"(?: (?:formule|resultat|valeur|calcul))?(?: (?:dans|ici|la).*)?"
)
_EXPLAINS: Final = re.compile(
    r"pourquoi|comment(?: (?:ca|tu|c est|as tu|est ce).*)?|explique\w*(?: (?:moi|le calcul|ca))*"
    r"|quel calcul|detaille\w*(?: le calcul)?"
)
#: A share of the whole, which is printed or was just summed up.
_WHOLE: Final = re.compile(r"\b(?:du|dans le|sur le|au) total\b|\bde l ensemble\b")
_YEAR: Final = re.compile(r"\b(?:19|20)\d\d\b")
_SHARE_OF: Final = re.compile(
    r"(?:quelle |la |leur )?(?:part|proportion|pourcentage)(?: (?:pour|de|du|des|d))?"
    r"(?: (?:la|le|l|les))? (?P<what>[a-z][a-z ]+)"
)
_ADDED: Final = re.compile(
    r"(?P<op>(?:le |la )?(?:total|somme|cumul|moyenne)(?: des (?:deux|trois|quatre))?(?: \w+)?)"
    r" (?:avec|en (?:comptant|ajoutant|incluant)|y compris)(?: (?:la|le|l|les))? (?P<what>[a-z ]+)"
)
