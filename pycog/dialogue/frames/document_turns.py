"""A turn about the document of the last figure: another of its figures, its share of the total."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from pycog.dialogue.answers import ANSWERED, Answer
from pycog.dialogue.composed.fact_table import Fact
from pycog.dialogue.entities import read_question
from pycog.dialogue.frames.listed_before import Listing
from pycog.dialogue.frames.neighbourhood import beside, fact_named, figures_in
from pycog.dialogue.frames.standalone import put_in, subject_words
from pycog.dialogue.frames.turn_words import YEAR
from pycog.dialogue.normalise import normalise, words
from pycog.dialogue.state import LONGEST_TEXT, State
from pycog.lazy_patterns import regex

#: A longer turn says what it is about.
_LONGEST: Final = 7
#: Whole questions that a piece is tried as.
_MOST: Final = 6
_OF_FIGURES: Final = {"chiffre", "composee-chiffres"}
#: Facts of a turn that leave the document.
_ELSEWHERE: Final = ("document", "fund", "sheet", "milestone", "category", "report")
_NUMBERED: Final = regex(r"\d")
_SHARE: Final = regex(
    r"\b(?:quelle )?(?:part|proportion|en (?:%|pour ?cents?|pourcentage)|pourcentage)(?!\w)"
    r"(?: (?:du|dans le|sur le) total)?|\b(?:du|dans le|sur le) total\b"
)
_EXTREME: Final = regex(
    r"\b(?:l[ea]quel(?:le)?|quel(?:le)?)?(?: est)? ?l[ea]s? (?P<way>plus|moins)"
    r" (?P<what>gros(?:se)?|eleve|haut|fort|grand|important|petit|faible|bas)(?:e?s?)\b"
)
_ONLY_EXTREME: Final = regex(
    r"(?:c est (?:le|la|l)?quel(?:le)?|l[ea]quel(?:le)?|quel(?:le)?|est|c est|postes?|montants?"
    r"|chiffres?|de tous|de toutes|des postes?|qui|quoi| )*"
)
_SMALL: Final = {"petit", "faible", "bas"}
_EVOLUTION: Final = regex(
    r"\b(?:evolution|progression|hausse|baisse|variation|augmentation)s?\b"
    r"(?: (?:des?|du|de la|de l))?"
)
#: « Par rapport à 2020 » is the year that an evolution starts from.
_SINCE: Final = regex(
    r"\b(?:par rapport a|depuis|sur|sur un an|en un an|vs)"
    r"(?: l annee precedente| ((?:19|20)\d\d))?$"
)
_TOTAL: Final = regex(r"total(?: (?:general|exact|global|de tout|complet))*")
_AMONG: Final = regex(r"\b(?:la )?dedans\b|\bparmi eux\b|^combien\b")
_JOINS: Final = regex(r"^(?:et |dont |pour |parmi eux |la |le |les |l |de |des |du )+")


class DocumentTurns(Listing):
    """A turn that stays in the document of the last figure."""

    def _of_document(self, turn: str) -> Answer | None:
        """Answer a piece of a question by the document that the last figure stands in."""
        frame = self.state.last_subject
        if frame is None or self.state.pending or len(words(turn)) > _LONGEST:
            return None
        found = self._document(frame)
        read = read_question(turn, self.known)
        typed = any(_NUMBERED.search(one.text) for one in read.of("indicator"))
        if found is None or typed or any(map(read.has, _ELSEWHERE)):
            return None
        document, phrase = found
        answers: dict[str, tuple[str, Answer]] = {}
        for text in dict.fromkeys(self._tried(turn, frame, phrase)):
            answer = self.single(text[:LONGEST_TEXT], State(about=frame.about))
            fits = answer.kind == ANSWERED and answer.intent in _OF_FIGURES
            if fits and f'"{document}"' in answer.formula and _from_year(turn, answer):
                answers.setdefault(answer.formula, (text, answer))
        if len(answers) != 1:
            return None
        text, answer = next(iter(answers.values()))
        return self._with(answer, self._holder(answer, text, phrase))

    def _holder(self, answer: Answer, text: str, phrase: str) -> str:
        """Return the question about the largest figure, once it was told which one it is."""
        if _EXTREME.search(text) is None or answer.table is None:
            return text
        told = [row[0] for row in answer.table.rows if f" : {row[0]}, " in answer.text]
        return f"{told[0]} {text.split()[-1 - len(phrase.split())]} {phrase}" if told else text

    def _of_neighbour(self, turn: str) -> Answer | None:
        """Answer with the figure beside the last one that a turn names by what is new of it."""
        frame = self.state.last_subject
        read = read_question(turn, self.known)
        if frame is None or self.state.pending or len(words(turn)) > _LONGEST:
            return None
        if any(map(read.has, _ELSEWHERE)) or any(
            _NUMBERED.search(one.text) for one in read.of("indicator", "amount", "percent")
        ):
            return None
        again = self._again(frame)
        named = [] if again is None else figures_in(again.formula, self.known.convention.id)
        if again is None or len({document for _, document in named}) != 1:
            return None
        years = [str(one.value) for one in read.of("year")] or YEAR.findall(again.formula)
        held = [fact_named(key, document, years) for key, document in named]
        fact = beside(read, [one for one in held if one is not None], self.known)
        if fact is None:
            return None
        return self._of_fact(fact, self.state, f"{fact.label} {self._phrase_of(fact.body)}")

    def _of_fact(self, fact: Fact, before: State, named: str) -> Answer | None:
        """Answer with a printed figure.

        Args:
            fact: The figure.
            before: What was said before it.
            named: What a question names it by, besides its year.
        """
        slots: dict[str, float | int | str] = {"figure": f"{fact.body}/{fact.subject}"}
        if fact.period.isdigit():
            slots["year"] = int(fact.period)
        answer = self.rerun(State("chiffre", slots, about=before.about))
        if answer.kind != ANSWERED:
            return None
        text = normalise(f"{named} {slots.get('year', '')}")[:LONGEST_TEXT]
        state = replace(before.then("chiffre", slots), about=before.about, text=text)
        return replace(answer, state=state)

    def _phrase_of(self, document: str) -> str:
        """Return words that name a document in a question, ``""`` where none do."""
        return next((" ".join(one) for one, key in self.known.documents if key == document), "")

    def _document(self, frame: State) -> tuple[str, str] | None:
        """Return the document of a figure, and words that name it in a question."""
        document = str(frame.slots.get("figure", "")).partition("/")[0]
        named = read_question(frame.text, self.known).of("document") if frame.text else []
        if named and document in {"", str(named[0].value)}:
            return str(named[0].value), named[0].text
        if not document:
            # Its words may name the figure without its document: « PFS MDA Occitanie ».
            again = self._again(frame) if frame.text else None
            held = [] if again is None else figures_in(again.formula, self.known.convention.id)
            documents = {one for _, one in held}
            document = documents.pop() if len(documents) == 1 else ""
        if not document or document == self.known.convention.id:
            return None
        phrase = self._phrase_of(document)
        return (document, phrase) if phrase else None

    def _tried(self, turn: str, frame: State, phrase: str) -> Iterator[str]:
        """Yield whole questions that a turn may stand for."""
        piece = _JOINS.sub("", " ".join(_AMONG.sub(" ", turn).split()))
        before = read_question(frame.text, self.known)
        figures = [str(one.value) for one in before.of("figure")]
        held = str(frame.slots.get("figure", "")) or (figures[0] if len(figures) == 1 else "")
        group = held.partition("/")[2].partition("-")[0]
        most = _EXTREME.search(turn)
        if most is not None:
            if _ONLY_EXTREME.fullmatch(_EXTREME.sub(" ", turn)):
                way = "faible" if (most["way"] == "moins") != (most["what"] in _SMALL) else "eleve"
                yield f"le plus {way} {group} {phrase}"
            return
        if _SHARE.search(piece) or frame.text.startswith("part "):
            named = _JOINS.sub("", " ".join(_SHARE.sub(" ", piece).split()))
            subject = named or subject_words(frame, self.known)
            if group and group not in subject:
                yield f"part {group} {subject} dans le total {phrase}"
            yield f"part {subject} dans le total {phrase}"
            return
        if group and _TOTAL.fullmatch(piece):
            yield f"total {group} {phrase}"
            return
        piece = _SINCE.sub("", piece).strip()
        changes = _EVOLUTION.search(piece) is not None
        piece = _JOINS.sub("", _EVOLUTION.sub(" ", piece).strip())
        if changes:
            yield f"evolution {piece or subject_words(frame, self.known)} {phrase}"
        else:
            yield f"{piece} {phrase}"
        if changes and not piece:
            return
        lead = "evolution " if changes else ""
        year = " ".join(one.text for one in before.of("year"))
        for count, text in enumerate(put_in(piece, before, self.known)):
            if count < _MOST and (phrase in text or not before.has("document")):
                yield f"{lead}{text}"
        if year:
            yield f"{lead}{piece} {phrase} {year}"


def _from_year(turn: str, answer: Answer) -> bool:
    """Tell whether an evolution starts from the year that a turn says."""
    since = _SINCE.search(turn)
    if since is None or since[1] is None:
        return True
    return f"{int(since[1]) + 1} :" in answer.text
