"""Makes a whole question of a turn that says only what is new, from the question before."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from pycog.dialogue.entities import Question, Word, read_question
from pycog.dialogue.frames.turn_words import PRONOUN
from pycog.dialogue.intents import AND
from pycog.dialogue.normalise import normalise
from pycog.dialogue.spans import Entity
from pycog.dialogue.state import LONGEST_TEXT, State
from pycog.dialogue.vocabulary import Vocabulary
from pycog.lazy_patterns import regex

#: Kinds of which a question names one, so that another takes its place.
_KINDS: Final = (
    "year", "due", "date", "fund", "line", "without", "indicator", "sheet", "category", "document",
    "row", "figure", "amount", "percent", "points", "days", "milestone",
    "number",
)  # fmt: skip
_NUMBERS: Final = frozenset({"amount", "percent", "points", "number", "days"})
_YEARS: Final = frozenset({"year", "due"})
#: What stands before a number and says what it is: « TRL 70 % ».
_CUE: Final = regex(r"\b(pini|pili|trn|trl|seuil|cible|poids|realise|execute|autorise|vote)\b")
_JOINS: Final = regex(r"^(?:et |pour |en |sur |dans |de |du |des |a |au |aux |le |la |les |l |d )+")
#: More pieces than these are not tried: a longer question says what it is about.
_MOST_PIECES: Final = 4
_MOST_WORDS: Final = 8


def candidates(turn: str, state: State, known: Vocabulary) -> Iterator[tuple[str, bool]]:
    """Yield whole questions that a turn may stand for, the likeliest first.

    Each comes with whether it asks something of the subject before, so that it may be of
    another kind than the question before.

    Args:
        turn: The turn, without the words that only join it.
        state: The subject before; its text is a whole question.
        known: The vocabulary.
    """
    read = read_question(turn, known)
    if len(read.words) > _MOST_WORDS or not state.text:
        return
    before = read_question(state.text, known)
    for text in sure_ones(turn, state, known):
        yield text, False
    subject = subject_words(state, known) or state.text
    if {"row", "measure"} <= set(state.slots) and not read.has("measure"):
        # What is asked of a row of a scorecard is asked of its target, where that was meant.
        subject = f"{state.slots['measure']} {subject}"
    # A piece that says nothing but a year or a line asks the same of it.
    asks = _said_besides(read, [one for one in read.entities if one.kind in _KINDS])
    if PRONOUN.search(turn):
        yield _short(PRONOUN.sub(f" {subject} ", turn, count=1)), True
    if subject:
        asked = PRONOUN.sub(" ", turn).strip()
        dated = "" if read.has("year") or read.has("due") else years_of(state, known)
        for text in dict.fromkeys((f"{asked} {subject} {dated}", f"{asked} {subject}")):
            if asked:
                yield _short(text), asks
    piece = _JOINS.sub("", turn)
    if not _typed(before):
        for text in put_in(piece, before, known):
            yield _short(text), False
    moved = any(map(read.has, _SUBJECT_KINDS)) and _typed(before)
    if not read.has("op") and not read.has("unit") and not moved:
        yield _short(f"{state.text} {turn}"), False


def sure_ones(turn: str, state: State, known: Vocabulary) -> Iterator[str]:
    """Yield the whole questions in which a fact of a turn takes the place of one of its kind.

    Args:
        turn: The turn, without the words that only join it.
        state: The subject before; its text is a whole question.
        known: The vocabulary.
    """
    if not state.text:
        return
    before = read_question(state.text, known)
    number = _NUMBER.fullmatch(turn)
    held = [one for one in before.of("indicator") if re.search(r"\d", one.text)]
    if number is not None and len(held) == 1:
        new = f"indicateur {number[1]}"
        yield _short(f"{before.text[: held[0].start]}{new}{before.text[held[0].end :]}")
    elif (made := _replaced(read_question(turn, known), before)) is not None:
        yield made


def asked_of_subject(turn: str, state: State, known: Vocabulary) -> str:
    """Return a turn with the words of the subject before and its year.

    Args:
        turn: The turn, which names no subject: « atteint ? ».
        state: The subject before.
        known: The vocabulary.
    """
    subject = subject_words(state, known)
    return _short(f"{turn} {subject} {years_of(state, known)}") if subject else ""


_NUMBER: Final = regex(r"(?:pour )?(?:le |la |l )?(?:n ?°? ?|numero )?(\d{1,3})")


def _replaced(read: Question, before: Question) -> str | None:
    """Put what a turn names in the place of what the question before names of the same kind."""
    facts = [one for one in read.entities if one.kind in _KINDS]
    if not facts or _said_besides(read, facts):
        return None
    text, used = before.text, False
    edits: list[tuple[int, int, str]] = []
    extra: list[str] = []
    for one in facts:
        place = _place_of(one, read, before)
        if place is None:
            extra.append(one.text)
        else:
            edits.append((*place, one.text))
            used = True
    for start, end, new in sorted(edits, reverse=True):
        text = f"{text[:start]}{new}{text[end:]}"
    moved = any(one.kind in _SUBJECT_KINDS for one in facts)
    if (not used and not extra) or (moved and _typed(before)):
        return None
    return _short(" ".join([text, *extra]))


def _typed(before: Question) -> bool:
    """Tell whether a question has figures of its own, which are of its subject and no other."""
    return any(one.kind in _NUMBERS for one in before.entities)


def _place_of(one: Entity, read: Question, before: Question) -> tuple[int, int] | None:
    """Return where the question before has a fact of the same kind, by its cue where it has one."""
    alike = [
        held for held in before.entities if held.kind == one.kind or {held.kind, one.kind} <= _YEARS
    ]
    if not alike:
        return None
    cue = _CUE.search(read.text[: one.start])
    if cue is not None:
        for held in alike:
            near = list(_CUE.finditer(before.text[: held.start]))
            if near and near[-1][1] == cue[1]:
                return held.start, held.end
        return None
    return (alike[0].start, alike[0].end) if len(alike) == 1 else None


def _said_besides(read: Question, facts: list[Entity]) -> bool:
    """Tell whether a turn says more than the facts that it names."""
    if any(one.kind in _NUMBERS and one not in facts for one in read.entities):
        return True
    return any(
        not any(one.start <= word.start and word.end <= one.end for one in facts)
        and word.end - word.start > 2
        and not _CUE.fullmatch(read.text[word.start : word.end])
        and not re.fullmatch(
            r"pour|avec|dans|chez|cote|ceux|celles?|celui|annee", read.text[word.start : word.end]
        )
        for word in read.words
    )


def put_in(piece: str, before: Question, known: Vocabulary) -> Iterator[str]:
    """Put the words of a turn in the place of one thing that the question before names.

    A thing is a fact, or neighbouring words that mean something.

    Args:
        piece: The words.
        before: The question before.
        known: The vocabulary.
    """
    for start, end in _pieces(before, known):
        yield f"{before.text[:start]}{piece}{before.text[end:]}"


def _pieces(before: Question, known: Vocabulary) -> list[tuple[int, int]]:
    """Return the pieces of a question that mean something, the last one first."""
    words: list[Word] = [
        word for word in before.words if word.stem not in known.filler and word.end - word.start > 1
    ]
    runs: list[tuple[int, int]] = []
    for word in words:
        if runs and before.text[runs[-1][1] : word.start].strip() in _LINKS:
            runs[-1] = (runs[-1][0], word.end)
        else:
            runs.append((word.start, word.end))
    facts = [(one.start, one.end) for one in before.entities if one.kind in _KINDS]
    # « Indicateur 8 » is one thing: another word in the place of its noun would leave a bare 8.
    numbered = [one for one in before.of("indicator", "sheet") if re.search(r"\d", one.text)]
    runs = [run for run in runs if not any(_cuts(run, one) for one in numbered)]
    firm = [one for one in before.entities if one.kind in _FIRM or one in numbered]
    single = [
        (word.start, word.end)
        for word in words
        if not any(one.start <= word.start < one.end for one in firm)
    ]
    found = dict.fromkeys((*reversed(single), *reversed(facts), *reversed(runs)))
    return list(found)[:_MOST_PIECES]


def _cuts(run: tuple[int, int], fact: Entity) -> bool:
    """Tell whether words are a part of a fact, and not all of it."""
    inside = run[0] < fact.end and fact.start < run[1]
    return inside and not (run[0] <= fact.start and fact.end <= run[1])


#: Facts of which no single word is another thing.
_FIRM: Final = frozenset({"year", "due", "date", "fund", "category", "document", "amount"})
_LINKS: Final = frozenset({"", "de", "des", "du", "d", "la", "le", "les", "l", "de la", "de l"})


def subject_words(state: State, known: Vocabulary) -> str:
    """Return the words that name the subject of a state, as a question has them.

    Args:
        state: The subject.
        known: The vocabulary.
    """
    slots = state.slots
    parts: list[str] = []
    if _ONE.fullmatch(state.text):
        # The one entry of a list is the subject.
        return state.text
    if "indicator" in slots:
        parts.append(f"indicateur {slots['indicator']}")
    elif "sheet" in slots:
        parts.append(f"fiche {slots['sheet']}")
    if "line" in slots:
        parts += str(slots["line"]).split(AND)
    if "fund" in slots:
        parts.append(str(slots["fund"]))
    if "row" in slots:
        parts.append(_row_named(str(slots["row"]), state, known))
    if "category" in slots:
        parts.append(str(slots["category"]))
    figure = known.figures.get(str(slots.get("figure", "")))
    if figure is not None:
        parts.append(figure.label)
    if not parts and state.text:
        named = read_question(state.text, known).of(*_SUBJECT_KINDS)
        parts = [one.text for one in sorted(named, key=lambda one: one.start)]
    return normalise(" ".join(parts))


def _row_named(row: str, state: State, known: Vocabulary) -> str:
    """Return words that name a row of a scorecard: those of the question, else its label."""
    said = read_question(state.text, known).of("row") if state.text else []
    named = [one.text for one in said if str(one.value) == row]
    if named:
        return named[0]
    rows = known.card_rows.of(row)
    return normalise(f"{rows[0].label} {rows[0].whole}") if rows else ""


def years_of(state: State, known: Vocabulary) -> str:
    """Return the year or the campaign that a state is about, ``""`` where it is about none.

    Args:
        state: The subject.
        known: The vocabulary.
    """
    said = [str(state.slots[one]) for one in ("year", "campaign") if one in state.slots]
    if not state.intent and state.text:
        said = [str(one.value) for one in read_question(state.text, known).of("year")][:1]
    return " ".join(one for one in said if one.isdigit())


_ONE: Final = regex(r"indicateur \d{1,3}(?:\.\d+)?")
#: Kinds that a question is about.
_SUBJECT_KINDS: Final = (
    "indicator", "sheet", "line", "fund", "category", "document", "row", "figure",
)  # fmt: skip


def _short(text: str) -> str:
    return " ".join(text.split())[:LONGEST_TEXT]
