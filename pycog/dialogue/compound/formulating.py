"""Answers a composed calculation: the reading clearly ahead, as a formula of its operands."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from pycog.dialogue.answers import Answer, Result, answered
from pycog.dialogue.calculations.calculating import CALCULATION, kept
from pycog.dialogue.calculations.counted_parts import says_how_many
from pycog.dialogue.composed.figure_words import covers, grouped, grouped_bag, same_words
from pycog.dialogue.compound.budget_sentences import carried, moved, spending, unspent
from pycog.dialogue.compound.changed_operands import before_change, changed_by
from pycog.dialogue.compound.named_operands import ALL_YEARS, EUROS, RATE, TYPED, Operand
from pycog.dialogue.compound.point_weights import weights
from pycog.dialogue.compound.rate_sentences import against_target, from_baseline, needed
from pycog.dialogue.compound.readings import DAY, POINTS, UNSIGNED, UP, Made, Reader
from pycog.dialogue.compound.recomputed import (
    not_done,
    of_year_before,
    recomputed,
)
from pycog.dialogue.compound.sentence import BODY, NUMBER, WORD, YEAR, Sentence, with_years
from pycog.dialogue.compound.several_operands import (
    by_period,
    evolutions,
    mixed,
    over_years,
    restated,
    totals,
)
from pycog.dialogue.compound.two_operands import checked, gaps, means, shares
from pycog.dialogue.compound.weighted_rates import weighted_rate
from pycog.dialogue.compound.without_lines import adds_up, without_line
from pycog.dialogue.entities import Question, read_question
from pycog.dialogue.expressions import in_french
from pycog.dialogue.kinship import kin_of
from pycog.dialogue.normalise import normalise
from pycog.dialogue.operators import DIVISORS
from pycog.dialogue.state import State
from pycog.dialogue.turn import Context, Turn
from pycog.dialogue.vocabulary import Vocabulary
from pycog.lazy_patterns import regex
from pycog.values import display, format_number

#: Two readings closer than this are a tie, if their values differ.
_CLOSE: Final = 0.12
_READERS: Final[tuple[Reader, ...]] = (
    spending, unspent, carried, moved, without_line, adds_up, recomputed, of_year_before,
    not_done, by_period, before_change, changed_by, checked, mixed, evolutions, over_years,
    shares, means, gaps, totals, restated, weights, against_target, from_baseline, needed,
    weighted_rate,
)  # fmt: skip
#: Words of which a composed calculation has one.
_OPERATES: Final = regex(
    r"%|[+/]|pour ?cent|\bsur \d|\b(?:parts?|poids|proportion|fraction|taux|tx|represent\w*"
    r"|pes(?:e|ent)"
    r"|couvr\w*|moyen\w*|ratio|couts?|rapporte\w*|divis\w*|ecarts?|differences?|diff|delta|plus"
    r"|moins|sommes?"
    r"|total\w*|totaux|cumul\w*|addition\w*|ajout\w*|en tout|ensemble|confondu\w*|reuni\w*"
    r"|constitu\w*|evolu\w*|progress\w*|hausse|augment\w*|baiss\w*|diminu\w*|variation"
    r"|croissance|passe\w*|vs|tcam"
    r"|annuel\w*|par|rest\w*|attein\w*|objectifs?|cibles?|clous|conform\w*|tien\w*|trn"
    r"|hors|sans|enlev\w*|retir\w*|ot(?:e|er|ant)|exclu\w*|dessus|dessous|superieur\w*|inferieur\w*"
    r"|pour une?|refai\w*|recalcul\w*|exact\w*|decimales?|progression|pas|non|ont|chut\w*"
    r"|gain\w*|perte\w*|repli\w*|economi\w*|reliquats?|laiss\w*|mensuel\w*|boug\w*"
    r"|report\w*|execut\w*|depens\w*|conso\w*|vire\w*|transf\w*|bascul\w*|deplac\w*|redeploy\w*"
    r"|gag\w*|manque\w*)\b"
)


#: Asks which ones, when or why, and for no calculation.
_LISTS: Final = regex(
    r"\b(?:quels|quelles|lesquel\w*|laquelle|lequel|class(?:e|er|ez|ement)|pourquoi|quand|qui)\b"
    r"|\bquelle? (?:ligne|annee|exercice|fonds|indicateur|depense|theme|article|regle)s?\b"
    r"|\b(?:annees?|exercices?|lignes?|indicateurs?) (?:ou|dont|que|qui)\b"
)


def formulated(
    question: Question, state: State, context: Context, known: Vocabulary
) -> Answer | None:
    """Answer a composed calculation, ``None`` where no reading uses the whole question.

    Args:
        question: The question.
        state: What was said before; such a question stands alone.
        context: The formulas and the day.
        known: The vocabulary.
    """
    if _ASKED_TWICE.search(question.text):
        return None
    best = best_reading(question, context, known)
    return None if best is None else answer_of(*best, question, state)


def with_labels(
    question: Question, state: State, context: Context, known: Vocabulary
) -> Answer | None:
    """Answer a calculation on typed numbers alone, whatever nouns stand beside them.

    Args:
        question: The question.
        state: What was said before; such a question stands alone.
        context: The formulas and the day.
        known: The vocabulary.
    """
    if not _HAS_NUMBER.search(question.text) or says_how_many(question.text):
        return None
    if _KEPT.search(question.text):
        # What is left out, or alone kept, has no number of its own.
        return None
    # Most questions type no number, and are quicker without what reads them.
    from pycog.dialogue.compound.labelled_readings import labelled
    from pycog.dialogue.compound.typed_results import against_printed

    sentence = clear_sentence(question, context, known)
    if sentence is None:
        return None
    made = against_printed(sentence) or labelled(sentence)
    return None if made is None else answer_of(made, sentence.turn, question, state)


#: « Combien de mails, et combien par jour ? » asks for two figures, and for nothing made of both.
_ASKED_TWICE: Final = regex(
    r"\bcombien (?:de|d) (?:(?!\bcombien\b).)*\bet combien (?:de|d)\b"
    r"(?!.*\b(?:ecart|difference|somme|total|rapport|ratio|ensemble|(?:ca|cela) fait)\b)"
)
_HAS_NUMBER: Final = regex(r"\d")
#: Leaves something out, or keeps one part, that no number is typed for.
_KEPT: Final = regex(
    r"\bsans (?:les?|la|l|ce|ces)\b(?! \d)"
    r"|\b(?:seulement|uniquement) (?:pour|chez|sur) (?:les?|la|l)\b"
)


def clear_sentence(question: Question, context: Context, known: Vocabulary) -> Sentence | None:
    """Return a question as a composed calculation, ``None`` where a number of it is open.

    Args:
        question: The question.
        context: The formulas and the day.
        known: The vocabulary.
    """
    sentence = Sentence(question, Turn(CALCULATION, {}, context, known, question.text))
    return sentence if sentence.is_clear else None


def best_reading(
    question: Question, context: Context, known: Vocabulary
) -> tuple[Made, Turn] | None:
    """Return the composed calculation that a question asks for, with what computes it.

    Args:
        question: The question.
        context: The formulas and the day.
        known: The vocabulary.
    """
    if not _OPERATES.search(question.text) or _LISTS.search(question.text):
        return None
    dated = with_years(question.text, known.convention.years)
    if dated != question.text:
        question = replace(read_question(dated, known), typed=question.typed)
    sentence = clear_sentence(question, context, known)
    if sentence is None:
        return None
    best = _ahead(list(_readings(sentence))) or _echoed(sentence)
    return None if best is None else (best, sentence.turn)


_BRACKETS: Final = regex(r"^(?P<outer>[^()]+)\((?P<inner>[^()]+)\)(?P<tail>[^()]*)$")


def _echoed(sentence: Sentence) -> Made | None:
    """Read what stands in brackets as what stands before them, told once more.

    « Prestations par collaborateur (total / effectif) » : one side is read, and every word of
    the other one must name its operands.
    """
    match = _BRACKETS.match(sentence.text)
    if match is None:
        return None
    scope = " ".join(
        sentence.text[one.start : one.end] for one in sentence.tokens if one.kind in {YEAR, BODY}
    )
    outer, inner = f"{match['outer']} {match['tail']}", match["inner"]
    for text, echo in ((f"{outer} {scope}", inner), (f"{inner} {scope}", outer)):
        question = read_question(" ".join(text.split()), sentence.known)
        alone = Sentence(question, replace(sentence.turn, text=question.text))
        best = _ahead(list(_readings(alone))) if alone.is_clear else None
        if best is not None and _names(best, echo, sentence):
            return best
    return None


def _names(made: Made, echo: str, sentence: Sentence) -> bool:
    """Tell whether every word names an operand of a reading, or asks for its operator."""
    same = same_words()[0]
    own = {
        word
        for one in made.parts
        for word in grouped_bag(f"{one.named} {one.subject.replace('-', ' ')}")
    }
    question = read_question(echo, sentence.known)
    for one in Sentence(question, sentence.turn).within(0, len(question.text)):
        if one.kind == NUMBER and one.quantity.value not in {each.value for each in made.parts}:
            # « Personnel (14 000 000) » gives another amount than the printed one.
            return False
        if one.kind in {YEAR, BODY} or not question.text[one.start : one.end].isalpha():
            continue
        said = question.text[one.start : one.end]
        if one.kind != WORD:
            return False
        if _OPERATES.search(said) or _ASIDE.fullmatch(said):
            continue
        if not any(kin_of(form, own) for form in grouped(same, one.forms)):
            return False
    return True


#: Words that tell a calculation and name none of its operands.
_ASIDE: Final = regex(r"cout\w*|credits?|nombre|solde|montants?|versee?s?|sur|par|un|une")


def answer_of(made: Made, turn: Turn, question: Question, state: State) -> Answer | None:
    """Return the answer of a reading, with its question, that it may be made again.

    Args:
        made: The reading.
        turn: Computes.
        question: The whole question.
        state: What was said before.
    """
    answer = told(made, turn)
    return None if answer is None else kept(answer, question, state)


def _yearly(sentence: Sentence) -> bool:
    """Tell whether all that is asked « par » something is « par an »."""
    return all(_A_YEAR.fullmatch(one.text.strip()) for one in sentence.question.of("per"))


_A_YEAR: Final = regex(r"par (?:an|annee|exercice)|chaque annee|annuel\w*")
#: Readers that take « par agent », « par an » or a year as their own.
_PER_ONE: Final = frozenset({means, by_period})
#: Readers that take a body of a scorecard as their own.
_BY_YEAR: Final = frozenset({evolutions, over_years})
_WITH_YEARS: Final = frozenset(
    {
        spending,
        unspent,
        carried,
        moved,
        of_year_before,
        before_change,
        against_target,
        from_baseline,
        needed,
        weighted_rate,
    }
)


#: Readers that compare a named total with what it is made of.
_OF_TOTALS: Final = frozenset({checked, adds_up})


def _readings(sentence: Sentence) -> Iterator[Made]:
    has = sentence.question.has
    if has("only") or has("duration") or has("sheet") or has("cell"):
        return
    for reader in _READERS:
        if has("per") and reader not in _PER_ONE and not (reader in _BY_YEAR and _yearly(sentence)):
            continue
        if has("every") and reader not in _BY_YEAR:
            continue
        for made in reader(sentence):
            if reader in _WITH_YEARS or (
                not _is_bare(made, sentence)
                and _of_years_said(made, sentence)
                and (reader in _OF_TOTALS or _of_lines_said(made, sentence))
            ):
                yield made


def _of_years_said(made: Made, sentence: Sentence) -> bool:
    """Tell whether every year of a question is one of an operand."""
    printed = [one for one in made.parts if one.kind != TYPED]
    if sentence.is_of_all_years and all(one.period == ALL_YEARS for one in printed):
        return True
    return all(any(covers(one.period, year) for one in printed) for year in sentence.years)


def _of_lines_said(made: Made, sentence: Sentence) -> bool:
    """Tell whether every line of a budget that a question names is one of an operand."""
    nodes = [made.node, *(one.node for one in made.extras)]
    formulas = " ".join(map(in_french, nodes))
    return all(str(one.value) in formulas for one in sentence.question.of("line"))


def _is_bare(made: Made, sentence: Sentence) -> bool:
    """Tell whether a reading has typed numbers alone beside a year or a name that it drops."""
    typed = all(one.kind == TYPED for one in made.parts)
    return typed and any(one.kind not in {WORD, NUMBER} for one in sentence.tokens)


def _ahead(found: list[Made]) -> Made | None:
    """Return the likeliest reading, ``None`` where another of another value is as likely."""
    ranked = sorted(found, key=lambda one: -one.score)
    if not ranked:
        return None
    best = ranked[0]
    if best.void:
        return None
    rivals = [one for one in ranked[1:] if one.node != best.node]
    close = [one for one in rivals if one.score > best.score - _CLOSE]
    return None if any(not _same(one, best) for one in close) else best


def _same(one: Made, other: Made) -> bool:
    """Tell whether two readings are of the same values under other names."""
    key = [sorted(part.value for part in each.parts) for each in (one, other)]
    return one.unit == other.unit and key[0] == key[1] and type(one.node) is type(other.node)


def told(made: Made, turn: Turn) -> Answer | None:
    """Return the answer of a reading: its value, its operands with their sources, its formula.

    Args:
        made: The reading.
        turn: Computes.
    """
    result = turn.compute(made.node)
    if result.error or not isinstance(result.value, float | str):
        return None
    if isinstance(result.value, str):
        return _verdict(made, result, turn)
    day = made.unit == DAY
    shown = result.display if day else shown_as(result.value, made.unit, made.signed, turn.text)
    said = f"{made.title} : {shown}"
    said += "".join(_extras(made, turn))
    whole = math.ceil(result.value) if made.rounded == UP else result.value
    if made.rounded and format_number(whole, 0) != format_number(result.value, 2):
        said += f", soit {format_number(whole, 0)} {made.rounded}"
    if made.verdict:
        said = f"{made.verdict} ; {said[:1].lower()}{said[1:]}"
    sources = dict.fromkeys(one.source for one in made.parts if one.source)
    return answered(
        result,
        f"{said}.",
        display=shown,
        source=" ; ".join([*filter(None, [made.source]), *sources]),
        details=tuple(_operand_lines(made.parts)),
        assumptions=(
            *result.assumptions,
            *dict.fromkeys(filter(None, (one.assumed for one in made.parts))),
        ),
        arithmetic=result.arithmetic or (_written_out(result, shown),),
    )


def _verdict(made: Made, result: Result, turn: Turn) -> Answer:
    """Return the answer to whether something is so: the verdict, then what it comes from."""
    said = f"{made.verdict} : {made.title}, {str(result.value).lower()}"
    said += "".join(_extras(made, turn))
    return answered(result, f"{said}.", source=made.source)


def _extras(made: Made, turn: Turn) -> Iterator[str]:
    """Yield what is told besides."""
    for extra in made.extras:
        more = turn.compute(extra.node)
        if not more.error and isinstance(more.value, float):
            value = shown_as(more.value, extra.unit, made.signed, turn.text)
            yield f", {extra.text.format(value=value)}"


def shown_as(value: float, unit: str, signed: bool, text: str) -> str:
    """Return a value in its unit, in two decimals where they are asked for.

    Args:
        value: The value.
        unit: ``"€"``, ``"%"``, ``"points"``, or what is counted.
        signed: Whether a positive value has a plus sign.
        text: The normalised question, which may ask for thousands or for decimals.
    """
    if unit == UNSIGNED:
        return display(value, "evolution")
    plus = "+" if signed and value > 0 else ""
    if unit == EUROS:
        wanted = next((one for one in DIVISORS if f"en {normalise(one)}" in text), "")
        return plus + (
            display(value / DIVISORS[wanted], wanted) if wanted else display(value, "amount")
        )
    if unit in DIVISORS:
        return plus + display(value, unit)
    if unit == RATE:
        return plus + display(value, "evolution")
    if unit == POINTS:
        points = 100 * value
        return f"{plus}{format_number(points, 2)} point{'s' if abs(points) >= _PLURAL else ''}"
    number, unit = format_number(value, 2), unit.removeprefix("#")
    return plus + (f"{number} {unit}" if unit and unit != "nombre" else number)


#: French counts from two.
_PLURAL: Final = 2


def _operand_lines(parts: tuple[Operand, ...]) -> Iterator[str]:
    for one in parts:
        if one.kind != TYPED:
            printed = f", imprimé « {one.printed} »" if one.printed else ""
            yield f"{one.named} : {one.shown}{printed} ({one.source})"


def _written_out(result: Result, shown: str) -> str:
    formula = in_french(result.node).removeprefix("=")
    return f"{formula.replace('*', ' × ').replace('/', ' ÷ ')} = {shown}"
