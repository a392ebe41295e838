"""Which calculation a question asks for: its words all used, its numbers all with a role."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise
from typing import Final

from pycog.conventions.facts.schema import LOCAL, NATIONAL
from pycog.dialogue.calculations.declared_calculations import (
    Calculation,
    Declared,
    declared_calculations,
)
from pycog.dialogue.calculations.printed_operands import printed_operands, used_spans
from pycog.dialogue.calculations.role_assignment import (
    TIE,
    Assigned,
    assignments,
    missing_roles,
)
from pycog.dialogue.calculations.typed_quantities import (
    AMOUNT,
    COUNTS,
    NUMBER,
    Quantity,
    named_quantity,
    spans,
    typed_quantities,
)
from pycog.dialogue.coverage import IDIOMS
from pycog.dialogue.entities import Question, read_question
from pycog.dialogue.lexicon import Lexicon, stem
from pycog.dialogue.normalise import normalise
from pycog.dialogue.spans import Entity, lies_in
from pycog.dialogue.turn import Turn
from pycog.dialogue.vocabulary import Vocabulary, indicator_words
from pycog.lazy_patterns import regex

#: Entities that a calculation on typed numbers may leave aside: they say what the numbers are of.
_ASIDE: Final = frozenset({"line", "fund", "indicator", "milestone", "row", "figure", "report"})
#: Entities of which the words are looked at one by one.
_BY_WORDS: Final = frozenset(
    {
        "op", "measure", "condition", "only", "per", "moved", "change", "every", "field",
        "percent", "amount", "days", "number", "points", "staff", "beneficiaries", "duration",
        "unit", "total", "without", "form",
    }
)  # fmt: skip
#: Parts of a body, whose amounts nobody prints.
_PARTS_OF_BODY: Final = frozenset(
    form for word in ("antenne", "antennes", "agence", "agences") for form in (word, stem(word))
)
#: Roles that a printed figure never fills.
_TYPED_ONLY: Final = ("executed", "actual")
_WORD: Final = regex(r"[a-z]+")
_DIGIT: Final = regex(r"\d")
#: Signs of a formula or of a program: no question is written with them.
_CODE: Final = regex(r"[{}$@|<#&]|^ ?=|^ ?\+(?! ?\d+(?:[.,]\d+)? ?%)|= ?[\d(.]+ ?[+*/-]")
#: « Lignes 12 et 15 » are places, and no quantities.
REFERENCE: Final = regex(
    r"\b(?:lignes?|colonnes?|cellules?|articles?|pages?|annexes?|chapitres?|paragraphes?)"
    r" (?:n° ?|numeros? )?\d{1,2}(?![\d.,]*\d| \d{3}| ?[%€])"
)
#: Letters of a word that may be a typing error.
_LEAST: Final = 5
#: What a cost takes from the words that a reading uses.
_COST: Final = 0.25
#: Characters before a number in which the words stand that announce it.
_BEFORE: Final = 40
#: Characters of one word of a score.
_LETTERS: Final = 6.0


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to understand a question as a calculation.

    Attributes:
        calculation: What is calculated.
        ways: The roles of its numbers, the likeliest first; a second one only in doubt.
        score: How much of the question it uses.
        unit: Unit of amount in which the value is wanted, ``""`` if none.
    """

    calculation: Calculation
    ways: tuple[Assigned, ...]
    score: float
    unit: str = ""


def readings(question: Question, turn: Turn, *, printed_too: bool = True) -> list[Reading]:
    """Return the calculations that a question may ask for, the likeliest first.

    Args:
        question: The question.
        turn: Gives the vocabulary and computes printed figures.
        printed_too: Whether printed figures may be among the numbers of any calculation,
            not only of those that nothing else answers.
    """
    declared = declared_calculations(turn.known.weighted)
    if _CODE.search(question.text) or REFERENCE.search(question.text):
        return []
    asked = [one for one in declared.calculations if _is_asked(one, question.text)]
    if not asked:
        return []
    typed = typed_quantities(question)
    if typed is None:
        return []
    having = [one for one in asked if one.printed and (printed_too or one.first)]
    printed = printed_operands(question, turn) if having else []
    overall: list[Quantity] = []
    if not printed and any(one.overall for one in having):
        overall = printed_operands(question, turn, overall=True)
    found = []
    for calculation in asked:
        figures = printed or (overall if calculation.overall else [])
        figures = figures if calculation in having else []
        reading = _reading(calculation, question, typed, figures, turn.known, declared)
        if reading is not None:
            found.append(reading)
    return sorted(found, key=lambda one: -one.score)


def respelled(question: Question, known: Vocabulary) -> str:
    """Return a question with the typing errors in its words of calculation mended.

    Args:
        question: The question.
        known: The vocabulary: its words are no typing errors.

    Returns:
        The question anew, ``""`` where nothing is mended or it has no number.
    """
    return _mended(question.text, known) if _DIGIT.search(question.text) else ""


def respelled_question(question: Question, known: Vocabulary) -> Question | None:
    """Return a question read anew with these errors mended, ``None`` where there are none.

    Args:
        question: The question.
        known: The vocabulary: its words are no typing errors.
    """
    spelled = respelled(question, known)
    return replace(read_question(spelled, known), typed=question.typed) if spelled else None


@lru_cache(maxsize=512)
def _mended(asked: str, known: Vocabulary) -> str:
    declared = declared_calculations(known.weighted)
    lexicon, own = _lexicon(), known.lexicon.stems

    def mended(match: re.Match[str]) -> str:
        word = match[0]
        if len(word) < _LEAST or any(
            form in meant for form in (word, stem(word)) for meant in (own, declared.context)
        ):
            return word
        return declared.spelled.get(lexicon.recognise(word), word)

    text = _WORD.sub(mended, asked)
    return "" if text == asked else text


@lru_cache(maxsize=1)
def _lexicon() -> Lexicon:
    return Lexicon(declared_calculations().spelled.values(), {})


def _is_asked(calculation: Calculation, text: str) -> bool:
    if not all(cue.search(text) for cue in calculation.cues):
        return False
    return calculation.rejects is None or not calculation.rejects.search(text)


def _reading(
    calculation: Calculation,
    question: Question,
    typed: list[Quantity],
    printed: list[Quantity],
    known: Vocabulary,
    declared: Declared,
) -> Reading | None:
    several = any(role.many for role in calculation.roles)
    if calculation.printed and printed and not (several and typed):
        both = sorted([*typed, *printed], key=lambda one: one.start)
        found = _fitting(calculation, question, both, known, declared)
        if found is not None:
            return found
    if not typed or (calculation.printed and printed and several):
        return None
    return _fitting(calculation, question, typed, known, declared)


def _fitting(
    calculation: Calculation,
    question: Question,
    quantities: list[Quantity],
    known: Vocabulary,
    declared: Declared,
) -> Reading | None:
    named = _named_roles(calculation, question, known)
    if named is None or (_is_share(calculation) and _mixes(quantities)):
        return None
    if calculation.alike and _are_priced(quantities, question.text):
        return None
    ways = [
        replace(one, roles={**one.roles, **named})
        for one in assignments(calculation, quantities, question.text)
        if not missing_roles(calculation, one)
    ]
    # What was spent is never printed: a budget is not taken for it.
    ways = [one for one in ways if not _takes_printed(one) and not _takes_spent(one, question.text)]
    if not ways:
        return None
    own = list(own_spans(calculation, question.text, quantities))
    if not _entities_fit(calculation, question, quantities, own, known):
        return None
    if any(left_words(question, quantities, own, known, declared)):
        return None
    used = sum(
        end - start
        for start, end in _merged(own)
        if question.text[start:end].strip() not in known.filler
    )
    score = used / _LETTERS + calculation.weight - _COST * ways[0].cost
    close = tuple(one for one in ways[1:3] if one.cost - ways[0].cost < TIE)
    return Reading(calculation, (ways[0], *close), score, _unit(question))


def _is_share(calculation: Calculation) -> bool:
    formula = calculation.formula
    return isinstance(formula, list) and formula[0] in {"COG_SHARE", "COG_RATE"}


#: « 3 projets à 12 000 € » are multiplied, and never added up.
_PRICE_OF: Final = regex(r" (?:de )?[a-z]{3,}[sx]? (?:a|de) $")


def _are_priced(quantities: list[Quantity], text: str) -> bool:
    """Tell whether what is counted stands before what each of it costs."""
    return any(
        one.unit in COUNTS
        and other.unit == AMOUNT
        and _PRICE_OF.fullmatch(text[one.end : other.start]) is not None
        for one, other in pairwise(quantities)
    )


def _mixes(quantities: list[Quantity]) -> bool:
    """Tell whether what is counted stands beside a printed amount: « 300 postes » are no euros."""
    amounts = any(one.node is not None and one.unit == AMOUNT for one in quantities)
    return amounts and any(
        one.node is None and one.unit in COUNTS and (one.noun or one.unit != NUMBER)
        for one in quantities
    )


def _takes_printed(way: Assigned) -> bool:
    return any(one.node is not None for name in _TYPED_ONLY for one in way.roles.get(name, ()))


#: « 5 000 000 dépensés » is no authorised amount.
SPENT_BEHIND: Final = regex(
    r" ?(?:[km]?€|euros?\b|[km]\b)? ?(?:ont ete |sont |etaient )?"
    r"(?:execut|consomm|depens|mandat|utilis|engag|realis)[a-z]*(?![a-z])(?! (?:sur|pour"
    r"|au lieu)\b)"
    r"(?! ?(?:[:=]|de|a)? ?\d)"
)


def _takes_spent(way: Assigned, text: str) -> bool:
    """Tell whether what the words say was spent is taken for what was granted."""
    return any(
        one.node is None and SPENT_BEHIND.match(text, one.end) is not None
        for one in way.roles.get("authorised", ())
    )


def _named_roles(
    calculation: Calculation, question: Question, known: Vocabulary
) -> dict[str, tuple[Quantity, ...]] | None:
    """Return the roles that a line, a fund or a year fills; ``None`` where one lacks."""
    found: dict[str, tuple[Quantity, ...]] = {}
    for role in calculation.roles:
        if not role.whole:
            continue
        kinds = ("line", "fund") if role.name == "line" else (role.name,)
        given = question.of(*kinds)
        values = {one.value for one in given if one.kind == given[0].kind}
        if role.name == "line" and not _in_named_fund(question, known):
            return None
        if not values and role.name == "year" and "indicator" in found:
            same = _any_year(str(found["indicator"][0].node), known)
            if same is not None:
                found[role.name] = (same,)
                continue
        if len(values) > 1 or (not values and not role.optional):
            return None
        if values:
            found[role.name] = (named_quantity(given[0]),)
    return found


def _in_named_fund(question: Question, known: Vocabulary) -> bool:
    """Tell whether each line that is named is one of a fund that is named, where one is."""
    funds = {str(one.value) for one in question.of("fund")}
    lines = {str(one.value) for one in question.of("line")}
    if not funds or not lines:
        return True
    held = {
        line.label
        for name, fund in known.convention.funds.items()
        if name in funds
        for line in fund.lines
    }
    return lines <= held


def _any_year(indicator: str, known: Vocabulary) -> Quantity | None:
    """Return a year that stands for all of them, where a target is the same in each."""
    item = known.convention.indicators.get(indicator)
    years = known.convention.years
    printed = {} if item is None else {year: one.text for year, one in item.targets.items()}
    if set(printed) != set(years) or len(set(printed.values())) != 1 or not any(printed.values()):
        return None
    return Quantity(0.0, "year", 0, 0, node=years[-1], named=f"{years[0]} à {years[-1]}")


def _unit(question: Question) -> str:
    units = [str(one.value) for one in question.of("unit")]
    return units[0] if units else ""


def own_spans(
    calculation: Calculation, text: str, quantities: list[Quantity]
) -> Iterator[tuple[int, int]]:
    """Yield the characters that the words of a calculation and its roles take."""
    patterns = [*calculation.cues, calculation.covers]
    patterns += [role.near for role in calculation.roles]
    for pattern in patterns:
        if pattern is not None:
            yield from (match.span() for match in pattern.finditer(text))
    for one in quantities:
        start = max(0, one.start - _BEFORE)
        for role in calculation.roles:
            before = role.before and role.before.search(text[start : one.start])
            if before:
                yield start + before.start(), start + before.end()


def _merged(found: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return spans without what two of them share."""
    kept: list[tuple[int, int]] = []
    for start, end in sorted(found):
        if kept and start < kept[-1][1]:
            kept[-1] = (kept[-1][0], max(kept[-1][1], end))
        else:
            kept.append((start, end))
    return kept


def _entities_fit(
    calculation: Calculation,
    question: Question,
    quantities: list[Quantity],
    own: list[tuple[int, int]],
    known: Vocabulary,
) -> bool:
    """Tell whether what the question names beside its numbers changes nothing here."""
    printed = any(one.node is not None for one in quantities)
    for one in question.entities:
        if one.kind in {"year", "period", "due"}:
            if not printed and not (calculation.dated and _is_near(one, known)):
                return False
            continue
        if one.kind == "per" and not (
            _within(one, own)
            and (_may_be_per(calculation, question) or _divided_by(one, quantities, question.text))
        ):
            return False
        if one.kind == "indicator" and not _is_known(one, known):
            return False
        if one.kind in _BY_WORDS:
            continue
        if one.kind in _ASIDE:
            # With printed figures, what is named is one of them.
            continue
        if one.kind == "category" and _is_held_for(calculation, str(one.value), known):
            continue
        return False
    return True


def _is_held_for(calculation: Calculation, category: str, known: Vocabulary) -> bool:
    """Tell whether a calculation holds for a category of body, by the level of its scorecard."""
    levels = {
        NATIONAL if card.terms.national else LOCAL
        for card in known.cards
        if card.category == category
    }
    return bool(levels & {*calculation.bodies})


def _is_near(one: Entity, known: Vocabulary) -> bool:
    """Tell whether a year is one that the agreement or its scorecards are about."""
    years = {*known.convention.years, *known.convention.baseline_years}
    years |= {card.campaign for card in known.cards}
    values = one.value if isinstance(one.value, tuple) else (one.value,)
    return all(str(value)[-4:].isdigit() and int(str(value)[-4:]) in years for value in values)


def _is_known(one: Entity, known: Vocabulary) -> bool:
    values = one.value if isinstance(one.value, tuple) else (one.value,)
    return all(str(value) in known.convention.indicators for value in values)


def _may_be_per(calculation: Calculation, question: Question) -> bool:
    """Tell whether « par agent » is what a calculation is about, and not one division more."""
    unless = calculation.per
    return unless is not None and not unless.search(question.text) and len(question.of("per")) == 1


def _divided_by(one: Entity, quantities: list[Quantity], text: str) -> bool:
    """Tell whether « par poste » only names what a number counts: « divisé par 250 postes »."""
    named = stem(one.text.split()[-1])
    return any(
        named in {*map(stem, _WORD.findall(text[each.start : each.end])), stem(each.noun)}
        for each in quantities
    )


def _within(one: Entity, own: list[tuple[int, int]]) -> bool:
    """Tell whether the words of a calculation take every character of an entity."""
    return all(
        any(start <= at < end for start, end in own)
        for at in range(one.start, one.end)
        if one.text[at - one.start : at - one.start + 1].strip()
    )


def left_words(
    question: Question,
    quantities: list[Quantity],
    own: list[tuple[int, int]],
    known: Vocabulary,
    declared: Declared,
) -> Iterator[str]:
    """Yield the words of a question that a calculation does not use."""
    text = question.text
    taken = [*own, *spans(quantities), *(match.span() for match in IDIOMS.finditer(text))]
    taken += used_spans(question, [one for one in quantities if one.node is not None])
    taken += [(one.start, one.end) for one in question.of("unit", "year", "period", "category")]
    counted = {one.noun for one in quantities if one.noun}
    free = counted | declared.context | known.filler | label_stems(question, known)
    if any(one.node is not None and one.unit == AMOUNT for one in quantities):
        # A printed amount is that of all of a body.
        free -= _PARTS_OF_BODY
    for match in _WORD.finditer(text):
        word = match[0]
        if lies_in(match.span(), taken):
            continue
        forms = {word, stem(word), known.lexicon.recognise(word)}
        # « Au » is a part of « au-delà », and of much else.
        changing = declared.operators | (known.qualifying - declared.context)
        of_a_label = any(map(known.indicators.knows, forms))
        if forms & changing or not (forms & free or of_a_label):
            yield word


def label_stems(question: Question, known: Vocabulary) -> frozenset[str]:
    """Return the stems of the labels of what a question names, which say what numbers are of."""
    labels: list[str] = []
    for one in question.of("indicator", "line", "milestone", "row"):
        labels.append(one.text)
        number = str(one.value)
        if one.kind == "indicator" and number in known.convention.indicators:
            labels += indicator_words(known.convention, number)
        elif one.kind == "line":
            labels.append(number)
    named = [word for label in labels for word in _WORD.findall(normalise(label))]
    return frozenset(form for word in named for form in (known.lexicon.recognise(word), stem(word)))
