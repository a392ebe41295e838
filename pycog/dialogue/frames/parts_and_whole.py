"""A turn about a part of the last figure, its whole, what stands beside it, or the last two.

The neighbourhood comes first: « dont … » names a part of the total just told before any other line
that has the same words.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from typing import Final

from pycog.conventions import BudgetLine, Fund
from pycog.dialogue.answers import ANSWERED, Answer, Table, compute
from pycog.dialogue.composed.fact_table import FIGURE, Fact, facts
from pycog.dialogue.entities import read_question
from pycog.dialogue.frames.ellipsis import facts_only, piece_of
from pycog.dialogue.frames.figure_operations import Figure, how_many, operated
from pycog.dialogue.frames.given_numbers import GivenNumbers
from pycog.dialogue.frames.held_facts import Held, about_one
from pycog.dialogue.frames.neighbourhood import fact_named, figures_in
from pycog.dialogue.frames.remembering import MOST_SEVERAL
from pycog.dialogue.frames.several_questions import told_together
from pycog.dialogue.frames.standalone import asked_of_subject
from pycog.dialogue.frames.turn_words import YEAR, attribute_asked, plain_turn
from pycog.dialogue.kinship import kin_of
from pycog.dialogue.lexicon import stem
from pycog.dialogue.normalise import normalise, words
from pycog.dialogue.state import LONGEST_TEXT, State
from pycog.lazy_patterns import regex

_LONGEST: Final = 9
_PAIR: Final = 2
#: What stands before a part: « dont », « parmi eux ».
_PART: Final = regex(
    r"^(?:(?:et|dont|parmi|eux|elles|dedans|y compris|combien|pour|de|du|des|d|la|le|les|l) )+"
    r"|,? (?:la )?dedans(?: en)?(?= |$)"
)
_NAMES_PART: Final = regex(r"^(?:et )?(?:dont|parmi|y compris) |\bdedans\b")
#: « Et les deux autres ? »
_OTHERS: Final = regex(
    r"(?:(?:et|pour|donne|quels? sont|que font|combien(?: pour)?) )*(?:tou(?:te)?s )?les"
    r"(?: (?P<n>deux|trois|quatre|cinq))? autres"
)
#: What the words of a line may be taken for.
_BY_WORDS: Final = frozenset(
    {"line", "op", "report", "figure", "year", "milestone", "row", "indicator"}
)
#: « En 2015 pour les deux »
_BOTH: Final = regex(
    r"\b(?:(?:pour |sur |de )?(?:les|ces)|des|aux) deux\b|\bpour (?:chacun|chacune)\b"
)
#: Operation of the state after two things were told at once.
TWO: Final = "deux"
_SAME: Final = regex(r"^(?:(?:et|pareil|idem|meme chose|la meme chose|de meme)(?= |$) ?)+")
#: « Le total en 2015 »
_TOTAL: Final = regex(r"(?:(?:et|pour|donc|alors|en|sur|le|au|du) )*total(?: (?:en|pour))?")
#: Intents of dated measures, which a year alone finds.
OF_DATES: Final = frozenset({"echeance-mesure", "echeances"})
_WHEN: Final = frozenset(map(stem, words("quand date echeance prevue fixee pour celle etape")))
#: « Soit un taux de ? »
_RATE: Final = regex(
    r"(?:(?:soit|ca fait|donc|c est|ce qui fait|et|quel|un|le|en|de|quoi|a) )*taux"
    r"(?: (?:de|combien|quoi|ca fait|c est|obtenu|du coup))*"
)
#: « Part de la maternité sur les trois »
_SHARE_OF_ALL: Final = regex(
    r"(?:(?:et|quelle|la|le|quel|combien) )*(?:part|proportion|poids|pourcentage|%|represente\w*"
    r"|pese\w*)(?: (?:de|du|des|d|la|le|les|l|represente|pese))* (?P<what>[a-z][a-z ]+?)"
    r" (?:sur|dans|parmi|de) (?:(?:les|ces|le|la|l) )*"
    r"(?P<of>(?:total des )?(?:deux|trois|quatre|cinq))"
    r"(?: (?:en %|en pourcentage))?"
)
#: « Part des CDD »
_SHARE_OF_PART: Final = regex(
    r"(?:(?:et|quelle|la|le|quel|combien|soit) )*(?:part|proportion|poids|pourcentage|%)"
    r"(?: (?:de|du|des|d|la|le|les|l|represente\w*|pour))+ (?P<what>[a-z][a-z ]*)"
)


class PartsAndWhole(GivenNumbers):
    """A turn that names a part, a whole or a neighbour of what was answered."""

    def _part_or_whole(self, turn: str) -> Answer | None:
        """Answer a turn by what the last answers are parts or wholes of, else ``None``."""
        if self.state.pending or len(words(turn)) > _LONGEST:
            return None
        return (
            self._part_of_line(turn)
            or self._back_to_total(turn)
            or self._others(turn)
            or self._of_last_two(turn)
            or self._rate_of_pair(turn)
            or self._share_of_all(turn)
            or self._share_of_part(turn)
            or self._of_dated_entry(turn)
        )

    # -- lines of the budget

    def _part_of_line(self, turn: str) -> Answer | None:
        """Answer of the part of the last total that « dont … » names."""
        held = next(about_one(self.state, self.known, "line"), None)
        if held is None or held.frame is not self.state.last_subject or self.state.op:
            return None
        plain, years = _undated(turn)
        if not _NAMES_PART.search(plain) or re.search(r"\d", plain) or len(years) > 1:
            return None
        read = read_question(turn, self.known)
        if any(one.kind not in _BY_WORDS for one in read.entities):
            return None
        said = {stem(one) for one in words(_PART.sub(" ", plain)) if len(one) > _PAIR}
        said -= self.known.filler - self.known.qualifying
        below = list(self._parts(held)) if said else []
        named = [one for one in below if said <= set(map(stem, words(normalise(one.label))))]
        named = named or [one for one in below if _akin(said, one.label)]
        if len(named) != 1:
            return None
        return self._of_line(held, named[0].label, (years or [held.year])[0])

    def _parts(self, held: Held) -> Iterator[BudgetLine]:
        """Yield the lines that a line is made of, and theirs."""
        fund = self._fund_of(held)
        lines = {} if fund is None else {one.key: one for one in fund.lines}
        below = [one for one in lines.values() if one.label == held.line]
        for line in below:
            found = [lines[key] for key in line.parts if key in lines]
            below += found
            yield from found

    def _fund_of(self, held: Held) -> Fund | None:
        """Return the fund that is said, else the one that has the line."""
        funds = self.known.convention.funds
        having = [one for one in funds.values() if any(it.label == held.line for it in one.lines)]
        return funds.get(held.fund) or (having[0] if len(having) == 1 else None)

    def _of_line(self, held: Held, label: str, year: str) -> Answer | None:
        """Answer with the amount of a line, of the fund and the year that are held."""
        fund = self._fund_of(held)
        slots: dict[str, float | int | str] = {"line": label}
        if fund is not None and (held.fund or self._in_several(label)):
            slots["fund"] = fund.id
        if year.isdigit():
            slots["year"] = int(year)
        answer = self.rerun(State("budget", slots, about=held.frame.about))
        if answer.kind != ANSWERED:
            return None
        return self._told_by(answer, normalise(" ".join(map(str, slots.values()))))

    def _in_several(self, label: str) -> bool:
        funds = self.known.convention.funds.values()
        return sum(any(one.label == label for one in fund.lines) for fund in funds) > 1

    def _back_to_total(self, turn: str) -> Answer | None:
        """Return to the total that the last line is a part of: « et en 2015 le total ? »."""
        plain, years = _undated(turn)
        if _TOTAL.fullmatch(plain) is None or len(years) > 1:
            return None
        if not years and "le total" not in plain:
            # « Total » may as well ask for a sum, which would count a part twice.
            return None
        told = list(about_one(self.state, self.known, "line"))
        for held in told[1:] if not self.state.op else ():
            if any(one.label == told[0].line for one in self._parts(held)):
                return self._of_line(held, held.line, (years or [held.year])[0])
        return None

    # -- figures of one theme

    def _others(self, turn: str) -> Answer | None:
        """Tell the figures that stand beside the last one and were not told."""
        asked, frame = _OTHERS.fullmatch(turn), self.state.last_subject
        again = None if asked is None or frame is None else self._again(frame)
        if asked is None or again is None:
            return None
        count = how_many(asked["n"] or "")
        found = self._beside_told(again)
        if not found or (count and count != len(found)):
            return None
        state, shown = self.state, []
        for fact in found:
            answer = self._of_fact(fact, state, fact.label)
            if answer is None:
                return None
            state = answer.state
            shown.append((fact.label, answer.display, answer.source))
        said = " ; ".join(f"{label} : {display}" for label, display, _ in shown)
        return Answer(
            "chiffre",
            ANSWERED,
            f"{said}.",
            source=" ; ".join(dict.fromkeys(source for _, _, source in shown)),
            table=Table(("Chiffre", "Valeur"), tuple((one, value) for one, value, _ in shown)),
            state=state,
        )

    def _beside_told(self, again: Answer) -> list[Fact]:
        """Return the figures of the theme, kind and period of the last one that were not told."""
        named = figures_in(again.formula, self.known.convention.id)
        last = fact_named(*named[0], YEAR.findall(again.formula)) if len(named) == 1 else None
        if last is None:
            return []
        told = {str(one.slots.get("figure", "")) for one in self.state.stack()}
        first = last.subject.partition("-")[0]
        return [
            one
            for one in facts(FIGURE)
            if (one.body, one.theme, one.unit, one.period)
            == (last.body, last.theme, last.unit, last.period)
            and one.subject.partition("-")[0] == first
            and f"{one.body}/{one.subject}" not in {*told, f"{last.body}/{last.subject}"}
        ]

    # -- entries of the last list

    def _of_dated_entry(self, turn: str) -> Answer | None:
        """Answer of the one of the measures just listed that a turn names: « l'évaluation »."""
        frame = self.state.last_subject
        if frame is None or frame.intent not in OF_DATES or self.state.op or re.search(r"\d", turn):
            return None
        again = self._again(frame)
        rows = [] if again is None or again.table is None else again.table.rows
        said = {stem(one) for one in words(turn) if len(one) > _PAIR} - _WHEN
        said -= self.known.filler - self.known.qualifying
        named = [row for row in rows if said <= set(map(stem, words(normalise(row[0]))))]
        if not said or len(rows) < _PAIR or len(named) != 1:
            return None
        text = normalise(f"echeance {named[0][0]}")[:LONGEST_TEXT]
        answer = self.single(text, State(about=frame.about))
        fits = answer.kind == ANSWERED and answer.display and answer.intent == frame.intent
        return self._told_by(answer, text) if fits else None

    # -- both of the last two

    def _of_last_two(self, turn: str) -> Answer | None:
        """Ask of each of the last two subjects what a turn changes: « en 2015 pour les deux »."""
        if _BOTH.search(turn) is None or self.state.op:
            return None
        piece = piece_of(" ".join(_BOTH.sub(" ", turn).split()))
        read = read_question(piece, self.known)
        frames = self.state.own_subjects[:_PAIR]
        given = facts_only(read, self.known)
        rows = all("row" in one.slots for one in frames)
        if rows and (measure := attribute_asked(plain_turn(piece))):
            return self._measure_of_both(measure, frames)
        if not given or len(frames) < _PAIR:
            return None
        if {one.kind for one in given} - {"year", "fund", "category", "measure"}:
            return None
        first, last = (
            self._at(replace(one, previous=None)).answer(f"et {piece}") for one in reversed(frames)
        )
        if any(one.kind != ANSWERED for one in (first, last)):
            return None
        both = told_together(first, last, self.state)
        if both is None:
            return None
        return self._both_told(both, first, last)

    def _measure_of_both(self, measure: str, frames: Sequence[State]) -> Answer | None:
        """Tell the target, the floor or the weight of the last two rows of a scorecard."""
        if len(frames) < _PAIR:
            return None
        asked = "cible" if measure == "objectif" else measure
        told = []
        for one in reversed(frames):
            text = asked_of_subject(asked, one, self.known)
            answer = self.single(text, State(about=one.about))
            if answer.kind != ANSWERED or answer.intent != "ligne-bareme":
                return None
            told.append(self._at(replace(one, previous=None))._with(answer, text))
        both = told_together(told[0], told[1], self.state)
        return None if both is None else self._both_told(both, told[0], told[1])

    def _both_told(self, both: Answer, first: Answer, last: Answer) -> Answer:
        """Return two answers as one, after which a turn goes on with both."""
        held = replace(first.state, previous=self.state.then("", {}).previous)
        last_one = replace(last.state, previous=held)
        state = replace(last_one.then(last_one.intent, last_one.slots), op=TWO)
        return replace(both, state=replace(state, about=self.state.about))

    def _on_both(self, question: str) -> Answer:
        """Answer a turn after two things were told at once: « pareil pour les CGSS ? »."""
        before = replace(self.state.previous or State(), about=self.state.about)
        inner = self._at(before)
        frames = before.own_subjects[:_PAIR]
        piece = piece_of(_SAME.sub(" ", normalise(question)).strip())
        given = facts_only(read_question(piece, self.known), self.known)
        kinds = {one.kind for one in given}
        if len(frames) < _PAIR or len(kinds) != 1 or kinds - {"category", "fund", "measure"}:
            return inner.answer(question)
        first, last = (
            inner._at(replace(one, previous=None)).answer(f"et {piece}") for one in reversed(frames)
        )
        both = None
        if first.kind == last.kind == ANSWERED and first.formula != last.formula:
            both = told_together(first, last, before)
        return inner.answer(question) if both is None else inner._both_told(both, first, last)

    # -- shares

    def _rate_of_pair(self, turn: str) -> Answer | None:
        """Set the smaller of the last two counts of a document against the larger one."""
        if _RATE.fullmatch(turn) is None:
            return None
        figures = list(self._figures(MOST_SEVERAL, "part"))[:_PAIR]
        if len(figures) < _PAIR or any(one.kind != "number" for one in figures):
            return None
        if not all("COG_KEY_FIGURE(" in one.answer.formula for one in figures):
            return None
        return self._operated("part", _PAIR)

    def _share_of_all(self, turn: str) -> Answer | None:
        """Set a figure that is named against the sum of those told: « sur les trois »."""
        asked = _SHARE_OF_ALL.fullmatch(turn)
        if asked is None:
            return None
        count = how_many(asked["of"])
        figures = [one for one in self._figures(MOST_SEVERAL, "part") if not one.state.op]
        figures = figures[: count or None]
        part = self._told_as(asked["what"], figures)
        if part is None or len(figures) < max(count, _PAIR):
            return None
        whole = operated(f"somme × {len(figures)}", figures, self.context)
        if whole is None or whole.kind != ANSWERED or whole.node is None:
            return whole
        summed = Figure(figures[0].state, whole, compute(whole.node, self.context.host))
        answer = operated("part", [summed, part], self.context)
        return None if answer is None else replace(answer, state=self.state)

    def _share_of_part(self, turn: str) -> Answer | None:
        """Set a figure that was told, and is named again, against the whole of its parts."""
        asked = _SHARE_OF_PART.fullmatch(turn)
        if asked is None:
            return None
        told = [one for one in self._figures(MOST_SEVERAL, "part") if not one.state.op]
        part = self._told_as(asked["what"], told)
        if part is None or part.kind == "rate":
            return None
        others = sum(one.value for one in told) / _PAIR
        whole = [one for one in told if one.value == others and one.kind == part.kind]
        if len(whole) != 1 or len(told) <= _PAIR or whole[0] is part:
            return None
        answer = operated("part", [whole[0], part], self.context)
        return None if answer is None else replace(answer, state=self.state)

    def _told_as(self, what: str, told: Sequence[Figure]) -> Figure | None:
        """Return the one of some figures that words name, ``None`` where none or several are."""
        wanted = {stem(one) for one in words(what)} - self.known.filler
        found = [one for one in told if wanted and wanted <= _words_of(one)]
        return found[0] if len(found) == 1 else None


def _undated(turn: str) -> tuple[str, list[str]]:
    """Return a turn without its years, and these."""
    return " ".join(YEAR.sub(" ", turn).split()), YEAR.findall(turn)


def _words_of(figure: Figure) -> set[str]:
    return {stem(one) for one in words(normalise(f"{figure.answer.text} {figure.state.text}"))}


def _akin(said: Collection[str], label: str) -> bool:
    own = frozenset(map(stem, words(normalise(label))))
    return all(kin_of(one, own) for one in said)
