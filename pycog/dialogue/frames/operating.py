"""A turn that computes with the figures before it: their sum, a share, a change."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from pycog.dialogue.answers import ANSWERED, Answer
from pycog.dialogue.entities import read_question
from pycog.dialogue.frames.document_turns import DocumentTurns
from pycog.dialogue.frames.figure_operations import (
    MONEY,
    Figure,
    asked_operation,
    how_many,
    operated,
    run_of,
    same_in_two_years,
)
from pycog.dialogue.frames.remembering import MOST_SEVERAL, SEVERAL
from pycog.dialogue.frames.standalone import subject_words, years_of
from pycog.dialogue.lexicon import stem
from pycog.dialogue.normalise import words
from pycog.dialogue.state import State
from pycog.lazy_patterns import regex

_MOST_FIGURES: Final = 2
_SHARE_OF: Final = regex(
    r"(?:quelle |la |leur )?(?:part|proportion|pourcentage)(?: (?:pour|de|du|des|d))?"
    r"(?: (?:la|le|l|les))? (?P<what>[a-z][a-z ]+)"
)
_OF_SHARE: Final = regex(
    r"(?:(?:la|le|l|les) )?(?P<what>[a-z][a-z ]*?),? (?:quelle|sa|c est quelle) part"
)
#: A day is shown so, and is no amount.
_DAY: Final = regex(r"\d{2}/\d{2}/\d{4}")
_EXTREMES: Final = frozenset({"maximum", "minimum"})
_OVER_ALL: Final = frozenset({"somme", "moyenne"})
#: « Hausse depuis 2019 ? »
SINCE_YEAR: Final = regex(
    r"(?:(?:l|la|quel(?:le)?|et|c est|ca fait|de combien|combien|est ce que|il|elle|ca|on|en) )*"
    r"(?:(?P<op>evolution|progression|hausse|baisse|variation|ecart|difference|en (?:plus|moins)"
    r"|augment\w*|baiss\w*|mont\w*|diminu\w*|progress\w*|evolu\w*|recul\w*|chut\w*|grimp\w*"
    r"|descend\w*|bais\w+)(?: t (?:il|elle|on))?(?: de combien| combien)? )?"
    r"(?:depuis|avec|par rapport a|a partir de|vs|contre|compare a|face a)"
    r" (?:l annee |l exercice |celui de |celle de )?(?P<year>(?:19|20)\d\d)"
    r"(?: (?:ca fait|de combien|combien|c est|en %|quel ecart|quoi))*"
)
_ADDED: Final = regex(
    r"(?P<op>(?:le |la )?(?:total|somme|cumul|moyenne)(?: des (?:deux|trois|quatre))?(?: \w+)?)"
    r" (?:avec|en (?:comptant|ajoutant|incluant)|y compris)(?: (?:la|le|l|les))? (?P<what>[a-z ]+)"
)


#: A verb of going up or down, of which a turn asks whether it is so.
_MOVES: Final = regex(r"(?P<down>baiss|diminu|recul|chut|descen)|augment|mont|grimp|progress")


def _whether(op: str, answer: Answer) -> str:
    """Return a yes or a no to « elle baisse ? », by the sign of the change."""
    moves = _MOVES.match(op)
    if moves is None or not isinstance(answer.value, float) or not answer.value:
        return ""
    return "Oui. " if (answer.value < 0) == bool(moves["down"]) else "Non. "


class Operating(DocumentTurns):
    """A turn about the figures of the last answers."""

    def _share_of_total(self, op: str) -> Answer | None:
        """Set the last figure against the printed total, or the sum just made."""
        frame = self.state.last_subject or self.state
        subject = subject_words(frame, self.known)
        if "line" in frame.slots and not self.state.op and subject:
            text = f"part de {subject} dans le total {years_of(frame, self.known)}"
            answer = self.single(text, State(about=frame.about))
            if answer.kind == ANSWERED and "COG_SHARE" in answer.formula:
                return self._with(answer, text)
        figures = list(self._figures(_MOST_FIGURES, op))
        total = any(one.state.op == "somme" or "total" in one.state.text for one in figures)
        return self._operated(op, _MOST_FIGURES) if total else None

    def _since_year(self, turn: str) -> Answer | None:
        """Set the last figure against the same of another year: « évolution depuis 2012 »."""
        asked, frame = SINCE_YEAR.fullmatch(turn), self.state
        if asked is None or frame.op or frame.pending or frame.intent not in {"budget", "objectif"}:
            return None
        year = frame.slots.get("year")
        if "op" in frame.slots or not isinstance(year, int) or str(year) == asked["year"]:
            return None
        other = self._at(replace(frame, previous=None)).answer(f"et {asked['year']}")
        if other.kind != ANSWERED or other.intent != frame.intent:
            return None
        if self._figure(other.state) is None:
            return self._unclear(f"Je ne calcule pas : {other.text}")
        both = replace(frame, previous=replace(other.state, previous=None))
        op = "écart" if asked["op"] in {"ecart", "difference"} else "évolution"
        # « Baisse depuis 2012 » asks for it, « elle baisse depuis 2012 ? » whether it is so.
        whether = re.search(r"\b(?:il|elle|ca|on|est ce que)\b", turn) is not None
        answer = self._at(both)._operated(op, _MOST_FIGURES)
        if answer is None or not whether or answer.kind != ANSWERED:
            return answer
        return replace(answer, text=f"{_whether(asked['op'], answer)}{answer.text}")

    def _in_year(self, turn: str, year: str) -> Answer | None:
        """Do with the last figures, each of another year, what a turn asks: « le plus gros en »."""
        rest = " ".join(re.sub(rf"\b(?:en |pour |sur )?{year}\b", " ", turn).split())
        op = asked_operation(read_question(rest, self.known), self.known) if rest else None
        if op not in SEVERAL:
            return None
        frames = self.state.own_subjects[: how_many(rest) or MOST_SEVERAL]
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
        named = _SHARE_OF.fullmatch(turn) or _OF_SHARE.fullmatch(turn)
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
        last = self.state.last_subject
        if last is None:
            return None
        answer = self._at(last).answer(f"et {what}")
        alike = answer.kind == ANSWERED and answer.intent == last.intent
        return self._figure(answer.state) if alike and answer.state.text else None

    def _with_another(self, turn: str) -> Answer | None:
        """Add one more figure, which is named, to those that an operation is done with."""
        found = _ADDED.fullmatch(turn)
        last = self.state.last_subject
        if found is None or last is None:
            return None
        answer = self._at(last).answer(f"et {found['what']}")
        if answer.kind != ANSWERED or answer.intent != last.intent or answer.node is None:
            return None
        op = "moyenne" if "moyenne" in found["op"] else "somme"
        return self._at(answer.state)._operated(op, how_many(found["op"]))

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

    def _operated(self, op: str, count: int) -> Answer | None:
        """Compute with the figures of the last answers."""
        unary = op in MONEY or op.endswith(" %") or op[:1] in "×÷+-"
        by_slots = unary and op[:1] not in "×÷+" and not re.fullmatch(r"- .*", op)
        if by_slots and not self.state.op and (known := self._by_slots(op)) is not None:
            return known
        several = op in SEVERAL
        if several and (whole := self._of_every_entry(op)) is not None:
            return whole
        figures = list(self._figures(MOST_SEVERAL if several else _MOST_FIGURES, op))
        if unary and figures and _DAY.search(figures[0].shown):
            return self._unclear("Je ne calcule pas avec une date.")
        if several and count > max(len(figures), 1):
            said = f"Je ne sais pas de quels {count} chiffres il s'agit. Nommez-les."
            return self._unclear(said)
        count = min(count or len(run_of(figures)), len(figures)) if several else _MOST_FIGURES
        if several and count < _MOST_FIGURES:
            return None
        if op in {"évolution", "écart"} and len(figures) > 1 and figures[1].state.op:
            alike = same_in_two_years(list(self._figures(MOST_SEVERAL, op)))
            figures = alike or figures
        if op in {"%", "part"}:
            figures = self._with_whole(figures, op)
        answer = operated(op, figures, self.context, count)
        if answer is None and unary and self.state.op:
            said = "Je ne sais pas : ce résultat n'est pas un montant en euros."
            return self._unclear(said)
        if answer is None or answer.kind != ANSWERED:
            return None if answer is None else replace(answer, state=self.state)
        name = "évolution" if op == "%" and "COG_EVOLUTION" in answer.formula else op
        name = "part" if name == "%" else name
        if several and count > _MOST_FIGURES:
            name = f"{name} × {count}"
        state = replace(self.state.then(self.state.intent, self.state.slots), op=name)
        return replace(answer, state=replace(state, about=self.state.about))

    def _of_every_entry(self, op: str) -> Answer | None:
        """Add up, or average, all the amounts of which the largest or smallest was told last."""
        frame = self.state
        if frame.op or frame.slots.get("op") not in _EXTREMES or op not in _OVER_ALL:
            return None
        answer = self.rerun(replace(frame, slots={**frame.slots, "op": op}))
        if answer.kind != ANSWERED or answer.node is None:
            return None
        state = replace(frame.then(frame.intent, answer.slots), about=frame.about)
        return replace(answer, state=state)

    def _with_whole(self, figures: list[Figure], op: str) -> list[Figure]:
        """Set the last of several parts against the whole that was told before they were.

        « 189 projets, 114 métiers, 75 supports, en % ? »: the supports are no share of the others.
        """
        if len(figures) < _MOST_FIGURES or figures[1].state.op:
            return figures
        told = [one for one in self._figures(MOST_SEVERAL, op) if not one.state.op]
        if not told:
            return figures
        alike = [one for one in told[1:] if (one.kind, one.document) == (
            told[0].kind, told[0].document)]  # fmt: skip
        if alike and alike[0] is not told[1] and told[1].kind != told[0].kind:
            # A rate told in between is the whole of no amount.
            return [told[0], alike[0]]
        parts = 0.0
        for place, one in enumerate(told):
            if place >= _MOST_FIGURES and one.value == parts and one.kind == told[0].kind:
                return [told[0], one]
            parts += one.value
        return figures

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
