"""A turn that says nothing but what changes: « idem pour 2014 », « refais-le avec le FNGR »."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from typing import Final

from pycog.dialogue.answers import ANSWERED, UNKNOWN, Answer
from pycog.dialogue.coverage import is_used
from pycog.dialogue.definitions import wants_meaning
from pycog.dialogue.entities import Question, read_question
from pycog.dialogue.frames.arithmetic_turns import Arithmetic
from pycog.dialogue.frames.standalone import asked_of_subject
from pycog.dialogue.lexicon import stem
from pycog.dialogue.normalise import normalise, words
from pycog.dialogue.spans import Entity
from pycog.dialogue.state import LONGEST_TEXT, State
from pycog.dialogue.vocabulary import Vocabulary
from pycog.lazy_patterns import regex

#: Words that carry a turn and say nothing of what changes, whatever their order.
CARRY: Final = frozenset(
    words(
        "et ok okay bon bien alors euh heu ah oh hum pardon oups plutot attends attendez donc "
        "mais sinon correction merci maintenant ensuite apres puis finalement desole desolee idem "
        "pareil aussi egalement quid voyons bonjour refais refaites refaire redonne redonnez "
        "redonner redis redites donne donnez donner donnerait dis dites dire peux pouvez pourrais "
        "pourriez peut on voudrais veux voulais aimerais montre montrez affiche recalcule prends "
        "prenez prenons remplace remplacez change changez regarde regardons passe passons essaie "
        "essaye me m moi nous tu te vous je j ca cela c qu est etait serait il elle avec pour sur "
        "chez par cote quoi combien fait ferait meme memes chose question calcul demande si reste "
        "parle parlais pensais quel quelle quels quelles que concernant niveau s agit agissait "
        "plait svp stp regardez juste seulement hein revanche fais faites exercice annee"
    )
)
#: Joins carrying words and pieces alike: it goes with what stands after it.
GLUE: Final = frozenset(words("le la l les en a au aux y de du des d un une ce cet cette sa son"))
#: « Non » corrects, unless it denies what stands after it: « non atteints ».
_NO: Final = regex(r"^non(?=,| (?:le|la|l|les|pour|en|je|plutot|c|\d))[ ,]*")
#: Words beside a fact that say of what kind it is.
_SORTS: Final = frozenset(
    words(
        "vers annee exercice campagne critere ligne indicateur credit credits groupe fonds "
        "poste fiche categorie organisme caisse taux montant avec pour chez cote"
    )
)
#: Facts that a turn may change.
_FACTS: Final = frozenset(
    {
        "year", "due", "fund", "line", "indicator", "sheet", "category", "document", "row",
        "figure", "amount", "percent", "points", "days", "milestone", "measure",
    }
)  # fmt: skip
#: Facts that are found by the words of a label, which may be those of another kind too.
_LABELS: Final = frozenset({"row", "indicator", "figure", "milestone", "line"})
_YEARS: Final = frozenset({"year", "due"})
_TYPED: Final = frozenset({"amount", "percent", "points", "days", "number"})
_CHANGE: Final = regex(r"(?:moins|plus|[-+]) ?(?:de )?$")
#: Facts of which a number names one.
_NUMBERED: Final = frozenset({"indicator", "sheet"})
#: Facts of the answer's shape, not of its subject.
_BESIDE: Final = frozenset({"report", "form", "field"})
#: What may go with the subject that a turn leaves.
_MAY_GO: Final = frozenset({"fund", "actual", "executed", "authorised"})
_RATE: Final = regex(r"\d[\d.,]* ?(?:%|pour ?cents?)$")
#: A number with what it is compared by: « d'au moins 80 % ».
_COMPARED: Final = regex(
    r"(?:(?:qui (?:est|sont|etait|ont|a) |dont l objectif est )?(?:strictement )?"
    r"(?:superieure?s?|inferieure?s?|egale?s?|au dessus|en dessous|au dela|d au moins|d au plus"
    r"|au moins|au plus|plus|moins|sup|inf|>=?|<=?)(?: ou egale?s?)?(?: strictement)?"
    r"(?: (?:a|de|que))?|d ?exactement) ?\d[\d ]*(?:[.,]\d+)? ?"
    r"(?:%|€|k€|m€|euros?|jours?|points?|pour ?cents?)?"
)
_BARE: Final = regex(r"(?:le |la |l |les )?(?:n ?°? ?|numero )?(?P<number>\d{1,3})")
_PART: Final = regex(r"^(?:dont|parmi lesquels|parmi elles) ")
_SHORT: Final = 2
_KEY_FIGURE: Final = "COG_KEY_FIGURE("
_OTHER: Final = regex(
    r"\b(?:le |la )?(?:l )?(?:autre|2e|2eme|deuxieme|second) (?:fonds?|budget)(?: nationa\w+)?\b"
)
_BOTH: Final = 2
_LONGEST_LABEL: Final = 6


#: Says that the same is asked again, or that it was meant otherwise.
_AGAIN: Final = regex(
    r"^(?:\w+ ){0,3}?(?:idem|pareil|meme|refais|refaites|refaire|redonne\w*|recalcule\w*"
    r"|remplace\w*|change\w*|plutot|pardon|voulais|qu en est il|maintenant)\b"
)


def piece_of(text: str) -> str:
    """Return what a turn says besides the words that only carry it.

    Args:
        text: Normalised.
    """
    said = _NO.sub("", text.strip(" ?.!,;:")).split()
    plain = [one.strip(" ,.;:!?()\"'") for one in said]
    start, end = 0, len(said)
    for place, word in enumerate(plain):
        if word in CARRY or not word:
            start = place + 1
        elif word not in GLUE:
            break
    while end > start and (plain[end - 1] in CARRY or not plain[end - 1]):
        end -= 1
    return " ".join(said[start:end]).strip(" ,.;:!?")


def facts_only(read: Question, known: Vocabulary) -> list[Entity]:
    """Return the facts of a piece that says nothing else, ``[]`` where it says more.

    Args:
        read: The piece.
        known: The vocabulary.
    """
    facts = [one for one in read.entities if one.kind in _FACTS]
    for one in read.entities:
        if one not in facts and one.kind not in _BESIDE and not _within(one, facts):
            return []
    for word in read.words:
        said = read.text[word.start : word.end]
        inside = any(one.start <= word.start and word.end <= one.end for one in facts)
        plain = word.stem in known.filler and word.stem not in known.qualifying
        if not (inside or plain or said in _SORTS or said in GLUE):
            return []
    return facts


def substituted(facts: list[Entity], before: Question) -> str:
    """Return a question with facts in the place of those of the same kind, ``""`` if unclear.

    Args:
        facts: What the turn names.
        before: The question before.
    """
    edits: list[tuple[int, int, str]] = []
    extra: list[str] = []
    for kind in dict.fromkeys(one.kind for one in facts):
        new = [one for one in facts if one.kind == kind]
        held = _meant(new, sorted(_held(kind, before), key=lambda one: one.start))
        if not held and kind in _YEARS and before.has("period"):
            return ""
        if not held:
            extra += [one.text for one in new]
        elif len(new) == len(held):
            pairs = zip(new, held, strict=True)
            edits += [(old.start, old.end, one.text) for one, old in pairs]
        elif _listed(held, before.text):
            text = " et ".join(one.text for one in new)
            edits.append((held[0].start, held[-1].end, text))
        else:
            return ""
    if not edits and any(one.kind not in _YEARS for one in facts):
        return ""
    text = before.text
    for start, end, new_text in sorted(edits, reverse=True):
        text = f"{text[:start]}{new_text}{text[end:]}"
    return " ".join(f"{text.rstrip(' ?.!')} {' '.join(extra)}".split())[:LONGEST_TEXT]


def _meant(new: list[Entity], held: list[Entity]) -> list[Entity]:
    """Leave out the whole that a part is set against, where one part takes another's place."""
    parts = [one for one in held if not one.text.startswith("total")]
    whole = any(one.text.startswith("total") for one in new)
    return parts if len(new) == len(parts) and parts and not whole else held


def _held(kind: str, before: Question) -> list[Entity]:
    kinds = _YEARS if kind in _YEARS else {kind}
    held = [one for one in before.entities if one.kind in kinds]
    if kind == "percent" and not held:
        # « Moins 3 % » is a change, of which « et 5 % » says the rate alone.
        changed = [(one, _RATE.search(one.text)) for one in before.of("change")]
        held = [
            replace(one, kind="percent", start=one.start + rate.start(), end=one.start + rate.end())
            for one, rate in changed
            if rate is not None
        ]
    return held


def _listed(held: list[Entity], text: str) -> bool:
    """Tell whether facts stand side by side: « 10 et 14 » is one thing that another replaces."""
    between = [text[a.end : b.start].strip() for a, b in pairwise(held)]
    return all(one in {"et", ",", "et le", "et la", "et les", "et l"} for one in between)


def _within(one: Entity, facts: list[Entity]) -> bool:
    return any(held.start <= one.start and one.end <= held.end for held in facts)


class Elliptic(Arithmetic):
    """A turn that leaves out all that it has in common with the one before."""

    def _elliptic(self, question: str) -> Answer | None:
        """Answer the question before with what a turn changes of it."""
        frame = next(iter(self.state.stack()), self.state)
        if self.state.pending or frame.op or not frame.has_subject:
            return None
        text = normalise(question)
        piece = piece_of(text)
        if wants_meaning(read_question(question, self.known)):
            return None
        if not piece or len(piece.split()) > 2 * _LONGEST_LABEL:
            return None
        read = read_question(piece, self.known)
        facts = facts_only(read, self.known)
        if "total" in words(piece) and not read.has("line"):
            # The total of a fund is another line than the last one.
            return None
        bare = piece == text.strip(" ?.!")
        first = self._compared_so(piece, frame) or self._line_of_fund(piece, frame)
        if first is not None:
            return first
        if facts and not (bare and len({one.kind for one in facts} - {"measure"}) > 1):
            slots = self._by_slots_of(piece, facts, frame)
            if slots is not None and ("fund" in slots.slots or "fund" not in frame.slots):
                return slots
            # The words of a question hold the fund, which its slots may lose.
            return self._by_words(piece, facts, frame) or slots
        return (
            self._numbered_so(piece, frame)
            or self._labelled_so(piece, read, frame)
            or (self._joined(piece, frame) if _AGAIN.search(text) and not facts else None)
        )

    def _joined(self, piece: str, frame: State) -> Answer | None:
        """Answer a piece as what goes on with the subject, of whatever it is made."""
        if not frame.intent:
            return None
        answer = self.single(f"et {piece}", frame)
        if answer.kind != ANSWERED or answer.intent != frame.intent:
            return None
        again = self._again(frame)
        changed = again is not None and again.formula != answer.formula
        return self._kept(f"et {piece}", answer) if changed else None

    def _by_slots_of(self, piece: str, facts: list[Entity], frame: State) -> Answer | None:
        """Change the slots of the subject, and lose none of those that the turn does not name."""
        if not frame.intent or frame.op:
            return None
        answer = self.single(f"et {piece}", frame)
        if answer.kind != ANSWERED or answer.intent != frame.intent:
            return None
        named = {one.kind for one in facts}
        if not all(is_used(one, answer.slots, self.known) for one in facts):
            return None
        if "from" in frame.slots and named & _YEARS:
            # A year takes the place of neither end of a period.
            return None
        for name, value in frame.slots.items():
            if name not in answer.slots and name not in _MAY_GO:
                return None
            kept = name in {"year", "campaign", "measure", "category"} and name not in named
            kept = kept and not (name == "campaign" and "year" in named)
            if kept and answer.slots.get(name) != value:
                return None
        return self._as_asked(piece, facts, frame, answer)

    def _by_words(self, piece: str, facts: list[Entity], frame: State) -> Answer | None:
        """Change the words of the question before."""
        if not frame.text:
            return None
        again = self._again(frame)
        if again is None or again.kind != ANSWERED:
            return None
        before = read_question(frame.text, self.known)
        for text in dict.fromkeys(self._rewritten(piece, facts, before)):
            if not text:
                continue
            answer = self.single(text, State(about=frame.about))
            faulty = answer.display.startswith("#")
            if answer.kind == ANSWERED and answer.intent == again.intent and not faulty:
                return self._told_by(answer, text)
            if facts and {one.kind for one in facts} <= _NUMBERED and _says_why(answer):
                return self._told_by(answer, text)
        return None

    def _rewritten(self, piece: str, facts: list[Entity], before: Question) -> Iterator[str]:
        """Yield the question before with what a turn changes, the likeliest first."""
        moved = any(one.kind not in _YEARS | _TYPED for one in facts)
        if not (moved and _has_typed(before)):
            yield substituted(facts, before)
        labels = [one for one in facts if one.kind in _LABELS]
        held = [one for one in before.entities if one.kind in _LABELS]
        if len(labels) == len(facts) and held and not _has_typed(before):
            start, end = min(one.start for one in held), max(one.end for one in held)
            yield f"{before.text[:start]}{piece}{before.text[end:]}"[:LONGEST_TEXT]

    def _leaves_document(self, turn: str, answer: Answer) -> Answer | None:
        """Refuse the figure of another document to a turn that goes on and names none."""
        if _KEY_FIGURE not in answer.formula or read_question(turn, self.known).has("document"):
            return None
        frame = self.state.last_subject
        again = None if frame is None else self._again(frame)
        if again is None or not again.formula or _KEY_FIGURE in again.formula:
            return None
        said = (
            "Je ne sais pas : ces mots désignent un chiffre d'un autre document. Nommez le document"
            " pour l'avoir."
        )
        return self._unclear(said)

    def _other_fund(self, question: str) -> str:
        """Return a turn with the name of the other of two funds, where it says « l'autre »."""
        text, funds = normalise(question), list(self.known.convention.funds)
        frame = self.state.last_subject or self.state
        if len(funds) != _BOTH or _OTHER.search(text) is None or not frame.has_subject:
            return question
        held = str(frame.slots.get("fund", ""))
        named = read_question(frame.text, self.known).of("fund") if frame.text else []
        if not held and named:
            held = str(named[0].value)
        if held not in funds:
            return question
        return _OTHER.sub(funds[1 - funds.index(held)], text)

    def _line_of_fund(self, piece: str, frame: State) -> Answer | None:
        """Take words of one line of the fund just named for that line: « dont national »."""
        fund = self.known.convention.funds.get(str(frame.slots.get("fund", "")))
        said = {stem(one) for one in words(_PART.sub("", piece)) if len(one) > _SHORT}
        said -= self.known.filler - self.known.qualifying
        if fund is None or frame.intent != "budget" or not said or re.search(r"\d", piece):
            return None
        if read_question(piece, self.known).has("line"):
            return None
        labels = [one.label for one in fund.lines]
        found = [one for one in labels if said <= set(map(stem, words(normalise(one))))]
        totals = [one for one in found if one.startswith("Total")]
        chosen = totals if len(totals) == 1 else found
        if len(chosen) != 1:
            return None
        slots = {**frame.slots, "line": chosen[0]}
        answer = self.rerun(replace(frame, slots=slots))
        if answer.kind != ANSWERED or answer.intent != frame.intent:
            return None
        return self._told_by(answer, f"{chosen[0]} {frame.slots['fund']} {slots.get('year', '')}")

    def _compared_so(self, piece: str, frame: State) -> Answer | None:
        """Take the condition of a turn for that of the list before: « et d'au moins 80 % ? »."""
        new, held = _COMPARED.search(piece), _COMPARED.search(frame.text)
        if new is None or held is None:
            return None
        beside = read_question(f"{piece[: new.start()]} {piece[new.end() :]}", self.known)
        if any(one.kind not in {"measure", *_BESIDE} for one in beside.entities):
            return None
        own = {stem(one) for one in words(frame.text)} | set(self.known.filler)
        if any(one.stem not in own or one.stem in self.known.qualifying for one in beside.words):
            # « Moins 4 % hors CDD » says more than another condition.
            return None
        text = f"{frame.text[: held.start()]} {new[0].strip()} {frame.text[held.end() :]}"
        again, answer = self._again(frame), self.single(text, State(about=frame.about))
        if again is None or answer.kind != ANSWERED or answer.intent != again.intent:
            return None
        return self._told_by(answer, " ".join(text.split()))

    def _numbered_so(self, piece: str, frame: State) -> Answer | None:
        """Take a bare number for the one numbered thing that the question before names."""
        number = _BARE.fullmatch(piece)
        if number is None or not frame.text:
            return None
        if "sheet" in frame.slots and not piece.startswith(("le ", "l ")):
            # « La 12 » is a sheet, « le 12 » an indicator of the last one.
            slots = {**frame.slots, "sheet": int(number["number"])}
            answer = self.rerun(replace(frame, slots=slots))
            if _says_why(answer):
                return self._told_by(answer, f"indicateurs de la fiche {number['number']}")
        before = read_question(frame.text, self.known)
        held = [one for one in before.of("sheet", "indicator") if re.search(r"\d", one.text)]
        if len(held) != 1:
            return None
        name = "fiche" if held[0].kind == "sheet" else "indicateur"
        new = f"{name} {number['number']}"
        text = f"{before.text[: held[0].start]}{new}{before.text[held[0].end :]}"
        answer = self.single(text, State(about=frame.about))
        return self._told_by(answer, text) if _says_why(answer) else None

    def _labelled_so(self, piece: str, read: Question, frame: State) -> Answer | None:
        """Take words alone for another label in the place of the one of the question before."""
        said = [one for one in read.words if one.stem not in self.known.filler]
        if not 0 < len(said) <= _LONGEST_LABEL or not frame.text:
            return None
        if any(one.kind not in _LABELS | _BESIDE for one in read.entities):
            return None
        before = read_question(frame.text, self.known)
        held = [one for one in before.entities if one.kind in _LABELS]
        if not held or _has_typed(before):
            return None
        again = self._again(frame)
        if again is None:
            return None
        for start, end in _places(held, before):
            text = f"{before.text[:start]}{piece}{before.text[end:]}"[:LONGEST_TEXT]
            answer = self.single(text, State(about=frame.about))
            if answer.kind != ANSWERED or answer.intent != again.intent:
                continue
            if answer.display != again.display or not answer.display:
                return self._told_by(answer, text) if answer.text != again.text else None
        return None

    def _told_by(self, answer: Answer, text: str) -> Answer:
        """Return an answer whose state knows the question that has it."""
        return self._of_one_row(self._with(answer, text))

    def _told_alone(self, text: str, formula: str = "=") -> Answer | None:
        """Answer a whole question by itself, which becomes the last subject.

        Args:
            text: The question.
            formula: What the formula of its answer has; ``""`` where it needs none.

        Returns:
            ``None`` where there is no such answer.
        """
        answer = self.single(text, State(about=self.state.about))
        fits = answer.kind == ANSWERED and formula in answer.formula
        return self._told_by(answer, text) if fits else None

    def _by_rule(self, text: str) -> Answer | None:
        """Tell the rule or the term that a question asks for, which is then what was told."""
        answer = self.single(text, State(about=self.state.about))
        if answer.kind != ANSWERED or answer.intent != "definition":
            return None
        return replace(answer, state=replace(self.state, told=normalise(text)[:LONGEST_TEXT]))

    def _as_asked(self, piece: str, facts: list[Entity], frame: State, answer: Answer) -> Answer:
        """Return an answer made of slots, with a question that by itself has it."""
        state = replace(self.state.then(answer.intent, answer.slots), about=self.state.about)
        tried = []
        if frame.text:
            tried = list(self._rewritten(piece, facts, read_question(frame.text, self.known)))
        lead = " ".join(str(answer.slots[one]) for one in ("measure",) if one in answer.slots)
        tried.append(asked_of_subject(lead, state, self.known))
        for text in filter(None, tried):
            alone = self.single(text, State(about=frame.about))
            if alone.kind == ANSWERED and (alone.formula, alone.text) == (
                answer.formula, answer.text
            ):  # fmt: skip
                return self._told_by(answer, text)
        return self._told_by(answer, tried[-1])


def _places(held: list[Entity], before: Question) -> Iterator[tuple[int, int]]:
    """Yield what of a question another label takes the place of, single words of it first."""
    start, end = min(one.start for one in held), max(one.end for one in held)
    inside = [one for one in before.words if start <= one.start and one.end <= end]
    if len(inside) > 1:
        yield from ((one.start, one.end) for one in reversed(inside))
    yield start, end
    for one in before.words:
        # A label may have words that are not recognised: « FAQ RH ».
        if one.end <= start and not before.text[one.end : start].strip():
            yield one.start, end


def _says_why(answer: Answer) -> bool:
    """Tell whether an answer is one, if only that there is nothing and why."""
    if answer.kind == ANSWERED:
        return True
    unread = answer.text.startswith(("Je ne donne pas", "Je ne sais pas"))
    return answer.kind == UNKNOWN and bool(answer.intent) and not unread


def _has_typed(before: Question) -> bool:
    """Tell whether a question has figures of its own subject; « moins 3 % » is one of any."""
    return any(
        one.kind in _TYPED and not _CHANGE.search(before.text[: one.start])
        for one in before.entities
    )
