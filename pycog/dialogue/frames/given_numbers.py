"""Numbers that a turn gives: each gets its role from the last question or the last figures.

A number takes the place of the one that has its unit, its noun or its cue; it is set against the
target, the amount or the count that was told; or it is the one that the last result lacked. What
is made of it is a whole question, which goes through the same gate as any other.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from pycog.dialogue.answers import ANSWERED, Answer
from pycog.dialogue.calculations.calculation_answers import filled
from pycog.dialogue.calculations.declared_calculations import declared_calculations
from pycog.dialogue.calculations.typed_quantities import (
    AMOUNT,
    COUNTS,
    NUMBER,
    PERCENT,
    Quantity,
    typed_quantities,
)
from pycog.dialogue.entities import Question, read_question
from pycog.dialogue.frames.arithmetic_turns import plain_number
from pycog.dialogue.frames.held_facts import about_one, held_in, spoken
from pycog.dialogue.frames.number_places import (
    SETTING,
    as_said,
    as_typed,
    is_in,
    places_of,
    rewritten,
    same_unit,
    says_besides,
    stands_before,
    with_cues,
)
from pycog.dialogue.frames.short_turns import ShortTurns
from pycog.dialogue.frames.turn_data import cue
from pycog.dialogue.lexicon import stem
from pycog.dialogue.matcher import match
from pycog.dialogue.normalise import normalise, words
from pycog.dialogue.state import LONGEST_TEXT, State
from pycog.lazy_patterns import regex
from pycog.values import format_number

#: A longer turn says what it is about.
_LONGEST: Final = 18
_PAIR: Final = 2
#: What was spent on a line.
_SPENT: Final = regex(
    r"\b(?:consomm|depens|execut|realis|engag|mandat|utilis)\w*|\b(?:on est a|on en est a)\b"
)
_CARRIED: Final = regex(r"\b(?:report\w*|garder|conserver)\b")
_RATE: Final = regex(r"\btaux\b|%|\bpourcentages?\b")
_LEFT: Final = regex(r"\b(?:reste\w*|restant\w*|disponibles?|solde|marge)\b")
#: « Les 15 000 restants »: what is left is said, and has to be what it is.
_LEFT_SAID: Final = regex(r"(?:restants?|qui restent|de reste|de reliquat|non consommes?)")
#: What keeps a number as it was.
_KEPT: Final = regex(
    r"\b(?:(?:sur|pour|avec|a)(?: (?:le|la|les))? (?:meme|memes) [a-z]+(?: (?:de|d|des|du) [a-z]+)?"
    r"|(?:le|la|les) reste (?:inchange\w*|pareil|identique)|sans changer (?:le|la|les) [a-z]+"
    r"|toujours sur (?:le|la|les)? ?[a-z]+)\b"
)
#: Words that announce a number that is given too.
_GIVES_MORE: Final = regex(
    r"^(?:(?:et|puis|ensuite|maintenant|la|si|je|j|on|tu) )*(?:ajout\w*|rajout\w*|prend\w*|prenons"
    r"|met\w*|suppos\w*|imagin\w*|complet\w*|compte\w*)(?: (?:y|en|aussi|encore|avec))* "
)
#: « Pour 12 ETP »
_FOR_SO_MANY: Final = regex(
    r"(?:(?:et|donc|ca fait|combien|soit|si on (?:est|a)|avec|sur|pour|au total) )*"
    r"(?P<n>\d[\d ]*(?:,\d+)?) (?P<what>[a-z]{3,})(?: (?:ca fait|combien|donc|en tout|au total))*"
)
#: « Combien par téléconseiller, ils sont 40 ? »
_SHARED_OUT: Final = regex(
    r"(?:(?:et|donc|ca fait|soit|c est) )*(?:combien )?(?:ca fait )?(?:par|pour chaque) [a-z]{3,}"
    r",? (?:(?:ils|elles|nous|on|y) )*(?:sont|sommes|est|en a|avec|pour|s ils sont|il y en a)?"
    r"(?: (?:y|en|a|a raison de))* ?(?P<n>\d[\d ]*(?:,\d+)?)(?: [a-z]+)?"
)
#: One number for all of them.
_EVERYWHERE: Final = regex(
    r"\b(?:partout|pour (?:tous|toutes|chacun|chacune)|chacun|chacune|pour les (?:deux|trois"
    r"|quatre)|aux (?:deux|trois|quatre)|sur les (?:deux|trois|quatre))\b"
)
_ASKS: Final = regex(r"\bcombien\b|\bquel|\?|\bmanqu|\battei")
_EVOLUTION: Final = regex(
    r"\b(?:evolu\w*|augment\w*|hausse|baiss\w*|progress\w*|variation|diminu\w*|reduc\w*|recul\w*"
    r"|en (?:plus|moins))\b"
)
_SHARE: Final = regex(
    r"\b(?:parts?|proportion|taux|represente\w*|pese\w*|(?:quel|combien de|en|un) ?%|pourcentage)|%"
)
_GAP: Final = regex(
    r"\b(?:ecarts?|differences?|(?:de|en) (?:plus|moins)|manqu\w+|rest\w+|separ\w*)\b"
)
#: A rate is aimed at by what is counted.
_AIMED: Final = regex(
    r"\b(?:manqu\w*|attei\w*|objectif|cible|tenir|pour (?:etre|arriver)|viser?)\b"
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
            or self._everywhere(turn, typed)
            or self._filled_up(read, typed)
            or self._replaced_number(turn)
            or self._against_figure(read, typed)
            or self._given_too(turn)
            or self._of_given_before(turn, typed)
        )

    # -- a number in the place of another

    def _replaced_number(self, turn: str) -> Answer | None:
        """Answer the last question with the numbers of a turn in the place of its own."""
        frame = self.state.last_subject
        text = "" if frame is None else spoken(frame)
        plain = _KEPT.sub(" ", turn)
        read, before = read_question(plain, self.known), read_question(text, self.known)
        typed, held = typed_quantities(read), typed_quantities(before)
        if frame is None or not typed or not held or len(typed) > len(held):
            return None
        if any(map(read.has, ("line", "fund", "year", "due", "op"))) or self._says_more(
            read, typed, before
        ):
            return None
        new, old = with_cues(read, typed), with_cues(before, held)
        places = places_of(new, old)
        if places is None:
            return None
        again = self._again(frame)
        whole = rewritten(
            before.text,
            (
                (held[place], as_said(read.text[one.start : one.end], one, held[place]))
                for place, one in zip(places, typed, strict=True)
            ),
        )
        if again is None or len(whole) > LONGEST_TEXT:
            return None
        answer = self.single(whole, State(about=frame.about))
        same = answer.kind == ANSWERED and answer.intent == again.intent
        return self._told_by(answer, whole) if same and answer.formula != again.formula else None

    def _everywhere(self, turn: str, typed: Sequence[Quantity]) -> Answer | None:
        """Put one number in the place of all of the last question: « et avec 50 % partout ? »."""
        frame, plain = self.state.last_subject, _EVERYWHERE.sub(" ", turn)
        if plain == turn or frame is None or len(typed) != 1:
            return None
        read = read_question(" ".join(plain.split()), self.known)
        before = held_in(frame, self.known).read
        held = typed_quantities(before) or []
        if len(held) < _PAIR or len({one.unit for one in held}) > 1:
            return None
        if self._says_more(read, typed_quantities(read) or [], before):
            return None
        if not same_unit(typed[0], held[0]):
            return None
        said = turn[typed[0].start : typed[0].end]
        whole = rewritten(before.text, ((one, as_said(said, typed[0], one)) for one in held))
        answer = self.single(whole, State(about=frame.about))
        again = self._again(frame)
        same = again is not None and answer.kind == ANSWERED and answer.intent == again.intent
        return self._told_by(answer, whole) if same else None

    def _filled_up(self, read: Question, typed: Sequence[Quantity]) -> Answer | None:
        """Answer what numbers said one after the other make: « PINI 900, TRN 70 % », then the rest.

        A part that the turn makes alone is told within it.
        """
        last = self.state.last_subject
        if last is None or len(typed) < _PAIR or self._says_besides(read, typed):
            return None
        ends = [0, *(one.end for one in typed)]
        for one in declared_calculations().calculations:
            if len(one.roles) <= len(typed) or not one.intent or not one.rephrase:
                continue
            now = {
                role.name: read.text[number.start : number.end]
                for role in one.roles
                for end, number in zip(ends, typed, strict=False)
                if stands_before(role.near, read.text[end : number.start])
            }
            if len(now) != len(typed):
                continue
            rest = {r.name: self._announced(r.near) for r in one.roles if r.name not in now}
            if not all(rest.values()):
                continue
            text = filled(one.rephrase, {**rest, **now})
            answer = self.single(text, State(about=self.state.about))
            if answer.kind == ANSWERED and answer.intent == one.intent:
                return self._told_by(answer, normalise(text))
        return None

    def _says_besides(self, read: Question, typed: Sequence[Quantity]) -> bool:
        """Tell whether a turn says more than its numbers and the words that announce them."""
        near = [role.near for one in declared_calculations().calculations for role in one.roles]
        spans = [(one.start, one.end) for one in typed]
        spans += [found.span() for cue in near if cue for found in cue.finditer(read.text)]
        return says_besides(read.text, spans, SETTING)

    def _of_given_before(self, turn: str, typed: Sequence[Quantity]) -> Answer | None:
        """Answer a turn with the numbers of the last question: « il en manque combien pour … »."""
        last = self.state.last_subject
        read = None if last is None else held_in(last, self.known).read
        held = [] if read is None else typed_quantities(read) or []
        if read is None or not held or len(typed) != 1 or not _ASKS.search(turn):
            return None
        alike = any(same_unit(typed[0], one) for one in held)
        changes = any(cue(one).search(turn) for one in ("down", "up"))
        if not (alike or changes or _AIMED.search(turn)):
            return None
        clause = read.text[held[0].start : held[-1].end]
        text = f"{clause}, {turn}"
        answer = self.single(text[:LONGEST_TEXT], State(about=self.state.about))
        if answer.kind != ANSWERED or answer.intent in {"definition", ""} or not answer.formula:
            return None
        numbers = [*held, *typed]
        if not all(is_in(one, answer.formula) for one in numbers):
            return None
        return self._told_by(answer, text)

    def _says_more(self, read: Question, typed: Sequence[Quantity], before: Question) -> bool:
        """Tell whether a turn has words that neither set a number nor are of the last question."""
        own = {stem(one) for one in words(before.text)} | SETTING
        own |= {stem(one.noun) for one in typed if one.noun}
        return says_besides(read.text, [(one.start, one.end) for one in typed], own)

    # -- a number set against what was told

    def _counted_so(self, read: Question, typed: Sequence[Quantity]) -> Answer | None:
        """Set a count of a whole against the target just told: « 27 600 décrochés sur 30 000 »."""
        if len(typed) != _PAIR or any(one.unit not in COUNTS for one in typed):
            return None
        if any(map(read.has, ("line", "fund", "op"))) or not re.search(r"\bsur\b|\bparmi\b|/",
                                                                       read.text):  # fmt: skip
            return None
        last = self.state.last_subject
        held = next(about_one(self.state, self.known, "indicator", "year"), None)
        if held is None or last is None or held.frame is not last:
            return None
        text = f"{read.text}, indicateur {held.indicator} en {held.year} atteint ?"
        return self._told_alone(text, f"({held.indicator},{held.year})")

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
            elif left.kind == ANSWERED:
                lead = f"Il reste bien {left.display}. "
        if answer.intent == "report" and isinstance(answer.value, float):
            lead += "Oui. " if answer.value > 0 else self._not_carried(line)
        return replace(answer, text=f"{lead}{answer.text}")

    def _not_carried(self, line: str) -> str:
        """Return why nothing of a line is carried over."""
        rule = self._rule_of_carryover(line)
        return "Non. " if rule is None else f"{rule.text} "

    def _rule_of_carryover(self, subject: str) -> Answer | None:
        """Return the rule that says whether the credits of a line or a fund are carried over."""
        return self._by_rule(f"{subject} reportable ?")

    def _beside_spent(self, read: Question, typed: Sequence[Quantity]) -> bool:
        """Tell whether a turn says more than what was spent, of which line, and what is asked."""
        spans = [(one.start, one.end) for one in typed]
        spans += [(one.start, one.end) for one in read.of("line", "fund", "year")]
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
        if one.unit == PERCENT and op == "part":
            return None  # A rate is no part of a count.
        frame = self._counted_before(read, one)
        if frame is None:
            return None
        figure = self._figure(frame)
        if figure is None or figure.kind not in {"number", "amount"}:
            return None
        if (figure.kind == "amount") != (one.unit == AMOUNT):
            return None
        other = read.text[one.start : one.end]
        if op == "part":
            part, whole = sorted((figure.value, one.value))
            text = f"part de {as_typed(part, 2)} sur {as_typed(whole, 2)}" if whole > part else ""
        else:
            text = f"{op} de {as_typed(figure.value, 2)} a {other}"
        return self._told_alone(text, "") if text else None

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
        return self._told_alone(turn[more.end() :])

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
            return self._operated(f"÷ {plain_number(shared['n']):g}", 0)
        if times is None or re.search(rf"\bpar {stem(times['what'])}", normalise(
            figure.answer.text)) is None:  # fmt: skip
            return None
        return self._operated(f"× {plain_number(times['n']):g}", 0)

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
                if stands_before(cue, read.text[end : one.start])
            ]
            if found:
                return found[0] if len(found) == 1 else ""
        return ""


#: Words of a turn that names a calculation alone.
_SHORT: Final = 6
_OPERATIONS: Final = (("evolution", _EVOLUTION), ("part", _SHARE), ("ecart", _GAP))
_SPENT_WORDS: Final = frozenset(map(stem, words("total on peut peux pourra possible annee")))
