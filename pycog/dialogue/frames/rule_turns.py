"""A turn about the rule or the term just told: of another body, of which article, on a line."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from pycog.dialogue.answers import ANSWERED, Answer
from pycog.dialogue.entities import read_question
from pycog.dialogue.frames.ellipsis import Elliptic, piece_of
from pycog.dialogue.frames.held_facts import held_in
from pycog.dialogue.frames.remembering import PIECE
from pycog.dialogue.frames.same_document import UNCLEAR
from pycog.dialogue.frames.standalone import candidates
from pycog.dialogue.frames.turn_words import PRONOUN, article_asked, plain_turn, source_asked
from pycog.dialogue.lexicon import stem
from pycog.dialogue.normalise import normalise, words
from pycog.dialogue.state import LONGEST_TEXT, State
from pycog.dialogue.vocabulary import Vocabulary
from pycog.lazy_patterns import regex


class RuleTurns(Elliptic):
    """A turn after an answer that was a rule or a term."""

    def _of_what_was_told(self, question: str) -> Answer | None:
        """Answer a turn by the rule just told, ``None`` where it is about something else."""
        if not self.state.told:
            return None
        if self.state.pending:
            return None
        plain, text = plain_turn(question), normalise(question)
        piece = piece_of(text)
        return (
            self._why_told(text)
            or self._concerned(text)
            or self._one_of_two(text)
            or self._no_carryover(text)
            or self._of_object(text)
            or self._of_pronoun(plain)
            or self._on_condition(plain)
            or self._of_other_credits(text)
            or self._within_line(text)
            or self._of_other_line(piece)
            or self._of_another(piece)
            or self._of_term(plain)
        )

    def _told(self) -> Answer:
        return self.single(self.state.told, State(about=self.state.about))

    def _telling(self, question: str, answer: Answer) -> Answer:
        """Return an answer whose state knows that it was a rule or a term."""
        if answer.kind != ANSWERED or answer.intent != "definition":
            return answer
        if answer.state.told and answer.state.told != self.state.told:
            return answer
        told = normalise(question)[:LONGEST_TEXT]
        return replace(answer, state=replace(answer.state, told=told))

    def _place_of_rule(self, question: str) -> Answer | None:
        """Say where the rule just told is printed, where nothing else is asked."""
        plain = plain_turn(question) if self.state.told else ""
        return self._place_told() if source_asked(plain) or article_asked(plain) else None

    def _place_told(self) -> Answer | None:
        """Say where the last rule is printed."""
        source = self._told().source
        if not source:
            return None
        return Answer("source", ANSWERED, f"{source}.", source=source, state=self.state)

    def _why_told(self, text: str) -> Answer | None:
        """Tell the last rule once more, which is the reason itself: « pourquoi ? »."""
        if _WHY.fullmatch(text) is None:
            return None
        told = self._told()
        if told.kind != ANSWERED or told.intent != "definition":
            return None
        return replace(told, intent="pourquoi", state=self.state)

    def _concerned(self, text: str) -> Answer | None:
        """Tell the last rule or term once more, which names what falls under it."""
        if _WHICH.fullmatch(text) is None or _CREDITS.search(self.state.told) is None:
            return None
        told = self._told()
        if told.kind != ANSWERED or not _LISTS.search(normalise(told.text)):
            return None
        return replace(told, state=self.state)

    def _one_of_two(self, text: str) -> Answer | None:
        """Say of which kind the credits of a line are: « c'est lequel des deux ? »."""
        asked = _EITHER.fullmatch(text)
        if asked is None or _CREDITS.search(self.state.told) is None:
            return None
        lines = read_question(asked["what"], self.known).of("line")
        if len(lines) != 1 or isinstance(lines[0].value, tuple):
            return None
        answer = self.single(f"nature de {normalise(str(lines[0].value))}", State())
        if answer.kind != ANSWERED or answer.intent != "nature":
            return None
        state = replace(self.state.then("nature", answer.slots), about=self.state.about)
        return replace(answer, state=replace(state, told=self.state.told))

    def _no_carryover(self, text: str) -> Answer | None:
        """Say whether credits of the kind just spoken of are carried over."""
        kind = _CREDITS.search(self.state.told)
        if kind is None or _NO_CARRY.fullmatch(text) is None:
            return None
        named = self.state.slots.get("line") if self.state.intent == "nature" else None
        what = f"credits {kind[0]}" if named is None else normalise(str(named))
        rule = self._by_rule(f"report possible sur {what} ?")
        if rule is None or re.search(r"\b(?:pas|aucun|impossible|interdit)\b", text) is None:
            return rule
        # « Donc pas de report ? » is confirmed by the rule that there is none.
        turned = re.sub(r"^(Oui|Non)\b", lambda found: TURNED[found[1]], rule.text)
        return replace(rule, text=turned)

    def _on_condition(self, turn: str) -> Answer | None:
        """Tell the last rule once more where it has a condition, and that is asked for."""
        if _CONDITION.fullmatch(turn) is None:
            return None
        told = self._told()
        if told.kind != ANSWERED or _CONDITIONAL.search(normalise(told.text)) is None:
            return None
        return replace(told, state=self.state)

    def _of_object(self, text: str) -> Answer | None:
        """Ask of what the last rule is about who does something with it: « qui l'approuve ? »."""
        asked, about = _WHO_DOES.fullmatch(text), _OBJECTS.search(self.state.told)
        term = _HOW_LONG.fullmatch(text)
        if about is None or (asked is None and term is None):
            return None
        noun = about[0]
        if asked is not None:
            told = f"qui {asked['verb']} le {noun}"
        else:
            told = f"l etat approuve le {noun} sous combien de jours"
        rule = self._by_rule(told)
        return None if rule is not None and term is not None and "jour" not in rule.text else rule

    def _of_pronoun(self, turn: str) -> Answer | None:
        """Ask of the term just told what a turn asks of « celui-là »."""
        subject = _ASKS_MEANING.sub(" ", self.state.told).strip(" ?,.!")
        if PRONOUN.search(turn) is None or not 0 < len(words(subject)) <= PIECE:
            return None
        text = PRONOUN.sub(f" {subject} ", turn, count=1)
        return self._by_rule(" ".join(text.split()))

    def _of_other_credits(self, text: str) -> Answer | None:
        """Tell of the other kind of credits what was told of one: « et les évaluatifs ? »."""
        named, held = _CREDITS_ALONE.fullmatch(text), _CREDITS.search(self.state.told)
        if named is None or (held is not None and named[1][:7] == held[0][:7]):
            return None
        told = _CREDITS.sub(named[1], self.state.told)
        if held is None:
            # A line was named, whose credits are of one kind or the other.
            lines = read_question(self.state.told, self.known).of("line")
            if len(lines) != 1:
                return None
            kind = f"credits {named[1][:7]}fs"
            told = f"{told[: lines[0].start]}{kind}{told[lines[0].end :]}"
        return self._by_rule(told)

    def _within_line(self, text: str) -> Answer | None:
        """Say who decides of a transfer within a line, after the rule on transfers."""
        asked = _WITHIN.fullmatch(text)
        if asked is None or _TRANSFER.search(self.state.told) is None:
            return None
        lines = read_question(asked["what"], self.known).of("line")
        if len(lines) != 1 or isinstance(lines[0].value, tuple):
            return None
        line = normalise(str(lines[0].value))
        told = f"qui decide d un virement a l interieur de {line}"
        answer = self.single(told, State(about=self.state.about))
        if answer.kind != ANSWERED or answer.intent not in {"definition", "virement"}:
            return None
        if answer.intent == "virement":
            return self._kept(told, replace(answer, state=self._over(answer.state)))
        return replace(answer, state=replace(self.state, told=told[:LONGEST_TEXT]))

    def _leaves_rule(self, question: str, answer: Answer) -> Answer | None:
        """Refuse amounts to a piece that goes on with the rule just told."""
        text = normalise(question)
        if not self.state.told or answer.kind != ANSWERED or answer.intent != "budget":
            return None
        if not text.startswith(("et ", "pour ", "pareil ", "idem ")):
            return None
        read = read_question(question, self.known)
        if read.has("year") or read.has("amount") or _AMOUNTS.search(text):
            return None
        return replace(self._unclear(UNCLEAR), intent=answer.intent)

    def _of_other_line(self, piece: str) -> Answer | None:
        """Tell of another line or fund what was told of one: « et le personnel ? »."""
        held = read_question(self.state.told, self.known)
        read = read_question(_THOSE.sub("", piece), self.known)
        for kind in ("line", "fund"):
            before, named = held.of(kind), read.of(kind)
            if len(before) != 1 or len(named) != 1 or before[0].value == named[0].value:
                continue
            if any(one not in named for one in read.entities) or not self._is_piece(read.text):
                return None
            said = [one for one in read.words if not named[0].start <= one.start < named[0].end]
            if any(one.stem not in self.known.filler for one in said):
                return None
            told = self.state.told
            told = f"{told[: before[0].start]}{named[0].text}{told[before[0].end :]}"
            return self._by_rule(told)
        return None

    def _of_another(self, piece: str) -> Answer | None:
        """Tell the last rule of what a turn names, which it may speak of already."""
        read = read_question(piece, self.known)
        dated = any(one.kind in {"year", "due", "period"} for one in read.entities)
        if not piece or dated or not self._is_piece(piece):
            return None
        other = self._of_rule(piece)
        if other is not None:
            return other
        told = self._told()
        if told.kind == ANSWERED and read.has("fund") and _names(piece, told.text, self.known):
            return replace(told, state=self.state)
        return None

    def _is_piece(self, piece: str) -> bool:
        return len(words(piece)) <= PIECE and not re.search(r"\d", piece)

    def _of_term(self, turn: str) -> Answer | None:
        """Tell whether a line falls under the term just told: « le personnel en fait partie ? »."""
        within, kind = _FALLS_UNDER.fullmatch(turn), _CREDITS.search(self.state.told)
        if kind is None or (within is None and self.state.has_subject):
            return None
        what = turn if within is None else within["what"]
        lines = read_question(what, self.known).of("line")
        if len(lines) != 1 or (within is None and len(words(turn)) > PIECE + 1):
            return None
        if within is None and len(read_question(what, self.known).entities) > 1:
            return None
        held = replace(self.state, op="", slots={"line": str(lines[0].value)})
        answer = self._at(held)._nature(f"c est {kind[0]}")
        return None if answer is None else replace(answer, state=self.state)

    def _nature(self, text: str) -> Answer | None:
        """Say of what kind the credits of the last line are: « c'est limitatif ? »."""
        asked, frame = _NATURE.fullmatch(text), self.state
        while frame.op and frame.previous is not None:
            frame = frame.previous
        line = held_in(frame, self.known).line if asked is not None else ""
        if asked is None or (not line and not frame.has_subject):
            return None
        if not line:
            return self._unclear(_NO_LINE)
        whole = f"nature de {line}"
        answer = self.single(whole, State(about=frame.about))
        if answer.kind != ANSWERED or answer.intent != "nature":
            said = "Je ne sais pas dire si les crédits de cette ligne sont limitatifs."
            return self._unclear(said)
        kinds = {one[:7] for one in re.findall(r"evaluati|limitati", asked[1])}
        lead = ""
        if len(kinds) == 1:
            lead = "Oui. " if kinds.pop() in normalise(answer.display) else "Non. "
        return replace(answer, text=f"{lead}{answer.text}", state=self.state)

    def _of_rule(self, turn: str) -> Answer | None:
        """Tell the last rule of another body."""
        told, about = self.state.told, State(about=self.state.about)
        if len(words(turn)) > PIECE + 1:
            return None
        before = self.single(told, about).text
        found: dict[str, tuple[str, Answer]] = {}
        tried = [text for text, _ in candidates(turn, replace(about, text=told), self.known)]
        if " : " in told:
            # The body is said first: « CGSS : quelles branches ».
            tried.insert(0, f"{turn} : {told.partition(' : ')[2]}")
        for text in tried:
            answer = self.single(text, about)
            fits = answer.kind == ANSWERED and answer.intent == "definition"
            if fits and answer.text != before and _names(turn, answer.text, self.known):
                found.setdefault(answer.text, (text, answer))
        if not found:
            return None
        text, answer = next(iter(found.values()))
        if len(found) > 1 and not text.startswith(f"{turn} : "):
            return None
        state = replace(self.state, told=normalise(text)[:LONGEST_TEXT])
        return replace(answer, state=state)


def _names(turn: str, text: str, known: Vocabulary) -> bool:
    """Tell whether a rule speaks of what a turn names."""
    said = {stem(one) for one in words(turn) if stem(one) not in known.filler}
    return bool(said) and said <= {stem(one) for one in words(normalise(text))}


_WHO_DOES: Final = regex(
    r"(?:(?:et|mais|donc|puis|ensuite) )*qui (?:(?:l|le|la|les) )?(?:doit (?:l|le|la) )?"
    r"(?P<verb>approuv\w+|vot\w+|decid\w+|valid\w+|sign\w+|autoris\w+|adopt\w+|prepar\w+"
    r"|etabli\w*|present\w+|transmet)[ ?.!]*"
)
_OBJECTS: Final = regex(r"\b(?:budgets?|virements?|reports?)\b")
_HOW_LONG: Final = regex(
    r"(?:(?:et|donc) )*(?:sous|dans|en|apres|au bout de) (?:combien de (?:jours|temps)"
    r"|quels? delais?)[ ?.!]*|(?:et )?(?:quel|le) delai[ ?.!]*"
)
_WITHIN: Final = regex(
    r"(?:et |pour |sinon )*(?:a l |dans l )?(?:interieur|au sein|dedans) (?:de |du |des |d )?"
    r"(?:la |le |les |l )?(?P<what>[a-z].+?)[ ?.!]*"
)
_TRANSFER: Final = regex(r"\b(?:virements?|transferts?|virer|transferer|basculer|deplacer)\b")
#: Asks for amounts, whatever was told before.
_AMOUNTS: Final = regex(
    r"\b(?:combien|montants?|budgets?|credits?|euros?|chiffres?|sommes?|total|enveloppe)\b|€"
)
_WHY: Final = regex(
    r"(?:et |mais )*(?:pourquoi|pour quelles? raisons?|a cause de quoi|comment ca se fait)"
    r"(?: (?:ca|cela|donc|pas))?[ ?.!]*"
)
_WHICH: Final = regex(
    r"(?:et )?(?:l[ea]squel(?:le)?s|quels? credits?|quelles? (?:depenses?|lignes?)|quoi|qui)"
    r" (?:(?:sont|est|c est|y|en|sont elles|sont ils|cela) )*(?:concern\w+|vise\w*|dedans"
    r"|font partie|compris\w*|ca concerne|inclus\w*)[ ?.!]*|(?:et )?(?:l[ea]squel(?:le)?s)[ ?.!]*"
)
_LISTS: Final = regex(r"\bce sont\b")
_EITHER: Final = regex(
    r"(?:et )?(?P<what>[a-z].+?),? (?:c est|ca rentre dans|ce sont|sont dans"
    r"|est dans|font partie de|releve\w* de|ca releve de)?"
    r" ?(?:l[ea]s?quel(?:le)?s?)(?: des deux| de ces deux)?[ ?.!]*"
)
_NO_CARRY: Final = regex(
    r"(?:(?:donc|et|alors|du coup|il n y a|y a t il|c est) )*(?:(?:pas|aucun|un|le|jamais) )?"
    r"(?:de )?(?:reports?|reportables?|reporter)(?: (?:possibles?|impossibles?|autorises?"
    r"|interdits?|la dessus|pour eux|dans ce cas|alors))*[ ?.!]*"
    r"|(?:donc |et )?(?:c est |ce n est )?(?:pas )?"
    r"reportables?[ ?.!]*"
)
TURNED: Final = {"Oui": "Si", "Non": "En effet, non"}
_NO_LINE: Final = "Je ne sais pas de quelle ligne du budget il s'agit. Nommez-la."
_CONDITION: Final = regex(
    r"(?:sous|a|dans|avec) quelles? conditions?(?: .{0,20})?|y a t il (?:une|des) conditions?"
    r"|(?:une|des) conditions?|a condition de quoi|sous reserve de quoi"
)
_CONDITIONAL: Final = regex(
    r"\bs il\b|\bs ils\b|\bsi\b|\bsous reserve\b|\ba condition\b|\bdes lors\b|\bpourvu\b|\bsauf\b"
)
#: What stands around a term whose meaning is asked.
_ASKS_MEANING: Final = regex(
    r"\b(?:c est quoi|qu est ce qu(?:e|un|une)?|que veut dire|que signifie|definition|defini\w*"
    r"|explique\w*|ca veut dire quoi|veut dire|sens)\b|\b(?:un|une|le|la|les|des|de|du|l)\b"
)
#: Asks of what kind the credits of a line are.
_NATURE: Final = regex(
    r"^(?:et |mais )*(?:c est|ce sont|est ce|est ce que c est|sont ce|s agit il|il s agit"
    r"|de nature|elle est|il est)(?: de| des)?(?: credits?)?"
    r" ((?:evaluati|limitati)(?:fs?|ves?)(?: ou (?:evaluati|limitati)(?:fs?|ves?))?)[ ?.!]*$"
)
_FALLS_UNDER: Final = regex(
    r"(?:est ce que )?(?P<what>.+?) (?:en (?:fait|font)(?: (?:ils?|elles?))? partie"
    r"|y (?:est|sont)(?: comprise?s?| incluse?s?)?"
    r"|(?:est|sont)(?: (?:ils?|elles?))? (?:dedans|concernee?s?|comprise?s?|incluse?s?)"
    r"(?: dedans)?)"
)
#: « Ceux du FNGA »
_THOSE: Final = regex(r"^(?:ceux|celles|celui|celle) (?=d)")
_CREDITS_ALONE: Final = regex(
    r"(?:(?:et|pour|alors|sinon|les|des|d|une?|le|la|l|l un|celles|ceux|credits?|depenses?|quid) )*"
    r"((?:evaluati|limitati)(?:fs?|ves?))[ ?.!]*"
)
_CREDITS: Final = regex(r"\b(?:evaluati|limitati)(?:fs?|ves?)\b")
