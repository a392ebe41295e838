"""Numbers that a turn gives: each gets its role from the last question or the last figures.

A number takes the place of the one that has its unit, its noun or its cue; it is set against the
target, the amount or the count that was told; or it is the one that the last result lacked. What
is made of it is a whole question, which goes through the same gate as any other.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from pycog.dialogue.answers import ANSWERED, Answer
from pycog.dialogue.calculations.calculation_answers import filled
from pycog.dialogue.calculations.declared_calculations import declared_calculations
from pycog.dialogue.calculations.typed_quantities import (
    AMOUNT,
    NUMBER,
    PERCENT,
    Quantity,
    typed_quantities,
)
from pycog.dialogue.entities import Question, read_question
from pycog.dialogue.frames.held_facts import about_one, held_in
from pycog.dialogue.frames.short_turns import ShortTurns
from pycog.dialogue.lexicon import stem
from pycog.dialogue.matcher import match
from pycog.dialogue.normalise import normalise, words
from pycog.dialogue.state import LONGEST_TEXT, State
from pycog.values import format_number

#: A longer turn says what it is about.
_LONGEST: Final = 18
_PAIR: Final = 2
_COUNTS: Final = frozenset({NUMBER, "staff", "beneficiaries"})
#: What was spent on a line.
_SPENT: Final = re.compile(
    r"\b(?:consomm|depens|execut|realis|engag|mandat|utilis)\w*|\b(?:on est a|on en est a)\b"
)
_CARRIED: Final = re.compile(r"\b(?:report\w*|garder|conserver)\b")
_RATE: Final = re.compile(r"\btaux\b|%|\bpourcentages?\b")
_LEFT: Final = re.compile(r"\b(?:reste\w*|restant\w*|disponibles?|solde|marge)\b")
#: « Les 15 000 restants »: what is left is said, and has to be what it is.
_LEFT_SAID: Final = re.compile(r"(?:restants?|qui restent|de reste|de reliquat|non consommes?)")
#: What keeps a number as it was.
_KEPT: Final = re.compile(
    r"\b(?:(?:sur|pour|avec|a)(?: (?:le|la|les))? (?:meme|memes) [a-z]+(?: (?:de|d|des|du) [a-z]+)?"
    r"|(?:le|la|les) reste (?:inchange\w*|pareil|identique)|sans changer (?:le|la|les) [a-z]+"
    r"|toujours sur (?:le|la|les)? ?[a-z]+)\b"
)
#: Words that set a number in the place of another and say nothing besides.
_SETTING: Final = frozenset(
    map(
        stem,
        words(
            "et avec si on avait etait est a mais plutot finalement en fait seulement cette fois "
            "passe passait monte montait tombe tombait descend baisse baissait obtient obtenait "
            "prend prenait met mettait fait faisait imaginons supposons admettons alors sinon la "
            "le les l un une de du des d au aux ca donne combien quoi que ce serait sera pour nous "
            "je il elle maintenant atteint atteignait devient devenait remplace par mettons disons "
            "corrige pardon non refais calcul meme chose combien cb du coup y en"
        ),
    )
)
#: Words that announce a number that is given too.
_GIVES_MORE: Final = re.compile(
    r"^(?:(?:et|puis|ensuite|maintenant|la|si|je|j|on|tu) )*(?:ajout\w*|rajout\w*|prend\w*|prenons"
    r"|met\w*|suppos\w*|imagin\w*|complet\w*|compte\w*)(?: (?:y|en|aussi|encore|avec))* "
)
#: « Pour 12 ETP »
_FOR_SO_MANY: Final = re.compile(
    r"(?:(?:et|donc|ca fait|combien|soit|si on (?:est|a)|avec|sur|pour|au total) )*"
    r"(?P<n>\d[\d ]*(?:,\d+)?) (?P<what>[a-z]{3,})(?: (?:ca fait|combien|donc|en tout|au total))*"
)
#: « Combien par téléconseiller, ils sont 40 ? »
_SHARED_OUT: Final = re.compile(
    r"(?:(?:et|donc|ca fait|soit|c est) )*(?:combien )?(?:ca fait )?(?:par|pour chaque) [a-z]{3,}"
    r",? (?:(?:ils|elles|nous|on|y) )*(?:sont|sommes|est|en a|avec|pour|s ils sont|il y en a)?"
    r"(?: (?:y|en|a|a raison de))* ?(?P<n>\d[\d ]*(?:,\d+)?)(?: [a-z]+)?"
)
_EVOLUTION: Final = re.compile(
    r"\b(?:evolu\w*|augment\w*|hausse|baiss\w*|progress\w*|variation|diminu\w*|reduc\w*|recul\w*"
    r"|en (?:plus|moins))\b"
)
_SHARE: Final = re.compile(
    r"\b(?:parts?|proportion|taux|represente\w*|pese\w*|(?:quel|combien de|en|un) ?%|pourcentage)|%"
)
_GAP: Final = re.compile(
    r"\b(?:ecarts?|differences?|(?:de|en) (?:plus|moins)|manqu\w+|rest\w+|separ\w*)\b"
)
#: Words of what is asked besides its operation.
_ASKING: Final = frozenset(
    map(
        stem,
        words(
            "et on en est sont ca fait font donne combien quel quelle soit cela c a nous avons "
            "avait l an annee tout total dans sur de du des d le la les un une pour par rapport "
            "avec donc alors deja au aux ete y il elle ils elles seulement recu recue recus recues"
        ),
    )
)


@dataclass(frozen=True, slots=True)
class _Typed:
    """A number of a question, with the words that stand right before it and behind it."""

    quantity: Quantity
    before: frozenset[str]
    behind: frozenset[str]


class GivenNumbers(ShortTurns):
    """A turn that gives numbers to what was answered."""

    def _given(self, turn: str) -> Answer | None:
        """Answer a turn by the roles of its numbers, ``None`` where it gives none."""
        if self.state.pending or len(words(turn)) > _LONGEST:
            return None
        read = read_question(turn, self.known)
        typed = typed_quantities(read)
        if not typed or any(map(read.has, ("document", "category", "sheet"))):
            return None
        return (
            self._of_neighbour(turn)
            or self._for_so_many(turn)
            or self._spent_on_line(read, typed)
            or self._counted_so(read, typed)
            or self._replaced_number(turn)
            or self._against_figure(read, typed)
            or self._given_too(turn)
        )

    # -- a number in the place of another

    def _replaced_number(self, turn: str) -> Answer | None:
        """Answer the last question with the numbers of a turn in the place of its own."""
        frame = self.state.last_subject
        text = "" if frame is None else frame.text or str(frame.slots.get("said", ""))
        plain = _KEPT.sub(" ", turn)
        read, before = read_question(plain, self.known), read_question(text, self.known)
        typed, held = typed_quantities(read), typed_quantities(before)
        if frame is None or not typed or not held or len(typed) > len(held):
            return None
        if any(map(read.has, ("line", "fund", "year", "due", "op"))) or self._says_more(
            read, typed, before
        ):
            return None
        new, old = _with_cues(read, typed), _with_cues(before, held)
        places = _places(new, old)
        if places is None:
            return None
        again = self._again(frame)
        edits = sorted(zip(places, typed, strict=True), key=lambda one: -held[one[0]].start)
        whole = before.text
        for place, one in edits:
            said = _as_said(read.text[one.start : one.end], one, held[place])
            whole = f"{whole[: held[place].start]}{said}{whole[held[place].end :]}"
        if again is None or len(whole) > LONGEST_TEXT:
            return None
        answer = self.single(whole, State(about=frame.about))
        same = answer.kind == ANSWERED and answer.intent == again.intent
        return self._told_by(answer, whole) if same and answer.formula != again.formula else None

    def _says_more(self, read: Question, typed: Sequence[Quantity], before: Question) -> bool:
        """Tell whether a turn has words that neither set a number nor are of the last question."""
        own = {stem(one) for one in words(before.text)} | _SETTING
        own |= {stem(one.noun) for one in typed if one.noun}
        spans = [(one.start, one.end) for one in typed]
        for word in re.finditer(r"[a-z]+", read.text):
            if any(start <= word.start() < end for start, end in spans):
                continue
            if stem(word[0]) not in own:
                return True
        return False

    # -- a number set against what was told

    def _counted_so(self, read: Question, typed: Sequence[Quantity]) -> Answer | None:
        """Set a count of a whole against the target just told: « 27 600 décrochés sur 30 000 »."""
        if len(typed) != _PAIR or any(one.unit not in _COUNTS for one in typed):
            return None
        if any(map(read.has, ("line", "fund", "op"))) or not re.search(r"\bsur\b|\bparmi\b|/",
                                                                       read.text):  # fmt: skip
            return None
        last = self.state.last_subject
        held = next(about_one(self.state, self.known, "indicator", "year"), None)
        if held is None or last is None or held.frame is not last:
            return None
        text = f"{read.text}, indicateur {held.indicator} en {held.year} atteint ?"
        answer = self.single(text, State(about=self.state.about))
        holds = answer.kind == ANSWERED and f"({held.indicator},{held.year})" in answer.formula
        return self._told_by(answer, text) if holds else None

    def _spent_on_line(self, read: Question, typed: Sequence[Quantity]) -> Answer | None:
        """Set what was spent against the line just told, by what is asked: a carry-over, a rest."""
        if _SPENT.search(read.text) is None or any(one.unit not in {AMOUNT, NUMBER}
                                                   for one in typed):  # fmt: skip
            return None
        held = next(about_one(self.state, self.known, "year"), None)
        last = self.state.last_subject
        if held is None or held.frame is not last or not held.of_budget or held.indicator:
            return None
        named = {str(one.value) for one in read.of("line")}
        if len(named) > 1 or (read.has("fund") and read.of("fund")[0].value != held.fund):
            return None
        said = [one for one in typed if _LEFT_SAID.match(read.text[one.end :].strip())]
        spent = [one for one in typed if one not in said]
        if len(spent) != 1 or len(said) > 1 or self._beside_spent(read, typed):
            return None
        line = f"{named.pop()} {held.fund}".strip() if named else held.of_budget
        amount = read.text[spent[0].start : spent[0].end]
        rate, carried = _RATE.search(read.text), _CARRIED.search(read.text)
        asked = "combien reporter" if carried else "taux d execution" if rate else "combien reste"
        text = f"{line} {held.year} execute {amount} {asked}"
        answer = self.single(text, State(about=self.state.about))
        if answer.kind != ANSWERED or not answer.formula:
            return None
        return self._told_by(self._with_premise(answer, said, line, held.year, amount), text)

    def _with_premise(
        self, answer: Answer, said: Sequence[Quantity], line: str, year: str, amount: str
    ) -> Answer:
        """Return an answer that says first what is left, where that was said and is not so."""
        lead = ""
        if said:
            left = self.single(
                f"{line} {year} execute {amount} combien reste", State(about=self.state.about)
            )
            if left.kind == ANSWERED and left.value != said[0].value:
                lead = f"Il reste {left.display}, et non {format_number(said[0].value, 2)}. "
        if answer.intent == "report" and isinstance(answer.value, float):
            lead += "Oui. " if answer.value > 0 else self._not_carried(line)
        return replace(answer, text=f"{lead}{answer.text}")

    def _not_carried(self, line: str) -> str:
        """Return why nothing of a line is carried over."""
        rule = self.single(f"{line} reportable ?", State(about=self.state.about))
        told = rule.kind == ANSWERED and rule.intent == "definition"
        return f"{rule.text} " if told else "Non. "

    def _beside_spent(self, read: Question, typed: Sequence[Quantity]) -> bool:
        """Tell whether a turn says more than what was spent, of which line, and what is asked."""
        spans = [(one.start, one.end) for one in (*typed, *read.of("line", "fund", "year"))]
        for pattern in (_SPENT, _CARRIED, _RATE, _LEFT, _LEFT_SAID):
            spans += [one.span() for one in pattern.finditer(read.text)]
        return any(
            not any(start <= one.start < end for start, end in spans)
            and one.stem not in self.known.filler
            and stem(read.text[one.start : one.end]) not in _ASKING | _SPENT_WORDS
            for one in read.words
        )

    def _against_figure(self, read: Question, typed: Sequence[Quantity]) -> Answer | None:
        """Set a number against the last figure of its noun: an evolution, a share, a gap."""
        op = next((name for name, cue in _OPERATIONS if cue.search(read.text)), "")
        if len(typed) != 1 or not op or any(map(read.has, ("line", "fund", "year"))):
            return None
        one = typed[0]
        frame = self._counted_before(read, one)
        if frame is None:
            return None
        figure = self._figure(frame)
        if figure is None or figure.kind not in {"number", "amount"}:
            return None
        if (figure.kind == "amount") != (one.unit == AMOUNT):
            return None
        other = read.text[one.start : one.end]
        first = format_number(figure.value, 2).replace("\u202f", " ").replace("\xa0", " ")
        if op == "part":
            part, whole = sorted((figure.value, one.value))
            shown = [format_number(each, 2).replace("\u202f", " ") for each in (part, whole)]
            text = f"part de {shown[0]} sur {shown[1]}" if whole > part else ""
        else:
            text = f"{op} de {first} a {other}"
        answer = self.single(text, State(about=self.state.about)) if text else None
        return self._told_by(answer, text) if answer and answer.kind == ANSWERED else None

    def _counted_before(self, read: Question, one: Quantity) -> State | None:
        """Return the last figure whose words and those of a number leave nothing of a turn over."""
        about: set[str] = set()
        chosen: State | None = None
        for frame in self.state.own_subjects[:_PAIR]:
            again = self._again(frame)
            if again is None or again.kind != ANSWERED or again.node is None:
                continue
            label = {stem(each) for each in words(normalise(again.text))}
            about |= label
            if chosen is None and (not one.noun or stem(one.noun) in label or not read.words):
                chosen = frame
        free = _ASKING | about | {stem(one.noun)} | self.known.filler
        for word in re.finditer(r"[a-z]+", read.text):
            cue = any(pattern.search(word[0]) for _, pattern in _OPERATIONS)
            if one.start <= word.start() < one.end or cue or stem(word[0]) in free:
                continue
            return None
        return chosen

    # -- more than was given

    def _given_too(self, turn: str) -> Answer | None:
        """Answer what a turn gives besides by itself: « j'ajoute une PILI de … »."""
        more = _GIVES_MORE.match(turn)
        if more is None or not self._of_calculation():
            return None
        text = turn[more.end() :]
        answer = self.single(text, State(about=self.state.about))
        return self._told_by(answer, text) if answer.kind == ANSWERED and answer.formula else None

    def _of_calculation(self) -> bool:
        last = self.state.last_subject
        return last is not None and bool(typed_quantities(held_in(last, self.known).read))

    def _for_so_many(self, turn: str) -> Answer | None:
        """Take what was told of one so many times, or share it out among so many."""
        shared = _SHARED_OUT.fullmatch(turn)
        times = _FOR_SO_MANY.fullmatch(turn)
        figure = self._figure(self.state) if shared or times else None
        if figure is None or figure.kind == "rate":
            return None
        if shared is not None:
            return self._operated(f"÷ {_number(shared['n']):g}", 0)
        if times is None or re.search(rf"\bpar {stem(times['what'])}", normalise(
            figure.answer.text)) is None:  # fmt: skip
            return None
        return self._operated(f"× {_number(times['n']):g}", 0)

    def _completed(self, turn: str) -> Answer | None:
        """Answer a calculation of which every number was given before: « total MTID »."""
        read = read_question(turn, self.known)
        if self.state.pending or len(words(turn)) > _SHORT or typed_quantities(read):
            return None
        named = {one.intent.id for one in match(read, self.known) if one.by_words}
        for one in declared_calculations().calculations:
            if one.intent not in named or len(one.roles) < _PAIR:
                continue
            given = {role.name: self._announced(role.near) for role in one.roles}
            if not all(given.values()):
                continue
            text = filled(one.rephrase, given)
            answer = self.single(text, State(about=self.state.about))
            if answer.kind == ANSWERED and answer.formula:
                return self._told_by(answer, normalise(text))
        return None

    def _announced(self, cue: re.Pattern[str] | None) -> str:
        """Return the last number that some words announced, ``""`` where none or several were."""
        for frame in self.state.own_subjects if cue is not None else ():
            read = held_in(frame, self.known).read
            typed = typed_quantities(read) or []
            ends = [0, *(one.end for one in typed)]
            found = [
                read.text[one.start : one.end]
                for end, one in zip(ends, typed, strict=False)
                if _stands_before(cue, read.text[end : one.start])
            ]
            if found:
                return found[0] if len(found) == 1 else ""
        return ""


#: Characters between a word and the number that it announces.
_NEAR: Final = 9
#: Words of a turn that names a calculation alone.
_SHORT: Final = 6
_OPERATIONS: Final = (("evolution", _EVOLUTION), ("part", _SHARE), ("ecart", _GAP))
_SPENT_WORDS: Final = frozenset(map(stem, words("total on peut peux pourra possible annee")))


def _number(text: str) -> float:
    return float(text.replace(" ", "").replace(",", "."))


def _stands_before(cue: re.Pattern[str] | None, text: str) -> bool:
    """Tell whether words stand right before a number that a text leads to."""
    said = [] if cue is None else list(cue.finditer(text))
    return bool(said) and len(text) - said[-1].end() <= _NEAR


def _with_cues(read: Question, typed: Sequence[Quantity]) -> list[_Typed]:
    """Return numbers with the words between each and its neighbours."""
    found, start = [], 0
    ends = [*(one.start for one in typed[1:]), len(read.text)]
    for one, end in zip(typed, ends, strict=True):
        said = _stems(read.text[start : one.start])[-_CUES:]
        behind = _stems(read.text[one.end : end])[:_CUES]
        found.append(_Typed(one, frozenset(said), frozenset(behind)))
        start = one.end
    return found


def _stems(text: str) -> list[str]:
    return [stem(each) for each in words(text) if each.isalpha()]


#: Words before a number that may announce it.
_CUES: Final = 3


def _places(new: Sequence[_Typed], old: Sequence[_Typed]) -> list[int] | None:
    """Return which number of the last question each of a turn replaces, ``None`` if unclear."""
    found: list[int] = []
    for one in new:
        scores = {
            place: _alike(one, held)
            for place, held in enumerate(old)
            if place not in found and _same_unit(one.quantity, held.quantity)
        }
        if not scores:
            return None
        best = max(scores.values())
        places = [place for place, score in scores.items() if score == best]
        if len(places) > 1 and (best or len(new) > 1 or not _counts(old)):
            return None
        # Of a count and its whole, the count changes: « et avec 26 400 ? »
        found.append(places[0])
    return found


def _counts(old: Sequence[_Typed]) -> bool:
    """Tell whether the numbers of a question are a count and its whole."""
    return len(old) == _PAIR and "sur" in old[1].before


def _alike(one: _Typed, held: _Typed) -> int:
    same = (one.behind & held.behind) - _SETTING
    cues = (one.before & held.before) - _SETTING - {"sur"}
    return 2 * bool(same) + 3 * bool(cues) + 2 * ("sur" in one.before and "sur" in held.before)


def _same_unit(one: Quantity, held: Quantity) -> bool:
    if one.unit == held.unit:
        return True
    if {one.unit, held.unit} <= _COUNTS | {AMOUNT}:
        return True
    return one.unit == NUMBER and held.unit in {PERCENT, "points", "days"}


def _as_said(text: str, one: Quantity, held: Quantity) -> str:
    """Return a number as it is said in the place of another: « 45 » is « 45 % » of a rate."""
    if one.unit == NUMBER and held.unit == PERCENT:
        return f"{text} %"
    return text
