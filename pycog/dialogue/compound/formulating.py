"""Answers a composed calculation: the reading clearly ahead, as a formula of its operands."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from pycog.dialogue.answers import Answer, Result, answered, unknown
from pycog.dialogue.calculations.calculating import CALCULATION, kept
from pycog.dialogue.composed.figure_words import covers, grouped, grouped_bag, same_words
from pycog.dialogue.compound.budget_sentences import carried, moved, spending, unspent
from pycog.dialogue.compound.changed_operands import before_change, changed_by
from pycog.dialogue.compound.figure_finding import entry_of
from pycog.dialogue.compound.labelled_numbers import SURE
from pycog.dialogue.compound.labelled_readings import labelled, misnamed
from pycog.dialogue.compound.named_operands import ALL_YEARS, EUROS, RATE, TYPED, Operand
from pycog.dialogue.compound.point_weights import weights
from pycog.dialogue.compound.rate_sentences import against_target, needed
from pycog.dialogue.compound.readings import POINTS, UP, Made, Reader
from pycog.dialogue.compound.recomputed import (
    from_relation,
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
from pycog.dialogue.compound.typed_results import against_printed
from pycog.dialogue.compound.weighted_rates import weighted_rate
from pycog.dialogue.compound.without_lines import not_a_part, without_line
from pycog.dialogue.entities import Question, read_question
from pycog.dialogue.expressions import in_french
from pycog.dialogue.kinship import kin_of
from pycog.dialogue.normalise import normalise
from pycog.dialogue.operators import DIVISORS
from pycog.dialogue.state import State
from pycog.dialogue.turn import Context, Turn
from pycog.dialogue.vocabulary import Vocabulary
from pycog.values import display, format_number

#: Two readings closer than this are a tie, if their values differ.
_CLOSE: Final = 0.12
_READERS: Final[tuple[Reader, ...]] = (
    spending, unspent, carried, moved, without_line, recomputed, of_year_before,
    not_done, by_period, before_change, changed_by, checked, mixed, evolutions, over_years,
    shares, means, gaps, totals, restated, weights, against_target, needed, weighted_rate,
)  # fmt: skip
#: Words of which a composed calculation has one.
_OPERATES: Final = re.compile(
    r"%|[+/]|pour ?cent|\bsur \d|\b(?:parts?|poids|proportion|fraction|taux|tx|represent\w*"
    r"|pes(?:e|ent)"
    r"|couvr\w*|moyen\w*|ratio|couts?|rapporte\w*|divis\w*|ecarts?|differences?|diff|delta|plus|moins|sommes?"
    r"|total\w*|totaux|cumul\w*|addition\w*|ajout\w*|en tout|ensemble|confondu\w*|reuni\w*"
    r"|constitu\w*|evolu\w*|progress\w*|hausse|augment\w*|baiss\w*|diminu\w*|variation|croissance|passe\w*|vs|tcam"
    r"|annuel\w*|par|rest\w*|attein\w*|objectifs?|cibles?|clous|conform\w*|tien\w*|trn"
    r"|hors|sans|enlev\w*|retir\w*|ot(?:e|er|ant)|exclu\w*|dessus|dessous|superieur\w*|inferieur\w*"
    r"|pour une?|refai\w*|recalcul\w*|exact\w*|decimales?|progression|pas|non|ont|chut\w*"
    r"|gain\w*|perte\w*|repli\w*|economi\w*|reliquats?|laiss\w*|mensuel\w*|boug\w*"
    r"|report\w*|execut\w*|depens\w*|conso\w*|vire\w*|transf\w*|gag\w*|manque\w*)\b"
)


#: Asks which ones, when or why, and for no calculation.
_LISTS: Final = re.compile(
    r"\b(?:quels|quelles|lesquel\w*|laquelle|lequel|class(?:e|er|ez|ement)|pourquoi|quand|qui)\b"
    r"|\bquelle? (?:ligne|annee|exercice|fonds|indicateur|depense|theme|article|regle)s?\b"
    r"|\b(?:annees?|exercices?|lignes?|indicateurs?) (?:ou|dont|que|qui)\b"
)


#: Operators of which other readers may drop one side or the sign.
_WEIGHED: Final = re.compile(
    r"[a-z)] ?/ ?[a-z(]|[a-z0-9)€] ?[+-] ?[a-z(]|\btcam\b|\bannuel(?:le)?s? moyen|\bmoyen\w* annuel"
    r"|\b(?:hausse|baisse|evolution|progression|economi\w*) moyenne|\bpar an en moyenne"
    r"|\brepresent|\bproportion\b|\bparts?\b|\bpese(?:nt)?\b|\bavec (?:le )?report|\bpourcentage"
    r"|%|\bparmi\b"
    r"|\bdivis\w+ par\b"
    r"|\brapporte\w* (?:a|aux?)\b|\bsomme|\bpar (?:poste|agent|etp)\b|\becart|\bdifference"
    r"|\bhors\b|\bsans\b|\b(?:si (?:on|l on|j|je)|en) (?:enlev|retir|ot|exclu|neutralis|dedui)\w*"
    r"|\bmoins\b|\bplus\b|\baddition|\bmoyenne|\bcumul"
)
#: Those that a table or a text is no answer to.
_SIGNS: Final = re.compile(
    r"[a-z)] ?/ ?[a-z(]|[a-z0-9)€] ?[+-] ?[a-z(]|\bsomme des (?:objectifs|cibles)\b"
    r"|\bdivis\w+ par\b|\b(?:si (?:on|l on|j|je)|en) (?:enlev|retir|ot|exclu|neutralis|dedui)\w*"
)
#: Two values closer than this, of the larger one, are the same.
_NOISE: Final = 1e-9


def second_opinion(
    question: Question, answer: Answer, context: Context, known: Vocabulary
) -> Answer | None:
    """Return another answer where a composed calculation plainly gives another value.

    A reader of labels may take « A / B » for A alone. The calculation uses every word of the
    question, so that its value stands.

    Args:
        question: The question, which stands alone.
        answer: The answer of the other readers.
        context: The formulas and the day.
        known: The vocabulary.
    """
    if _TYPED_RATE.fullmatch(answer.formula):
        return _unless_misnamed(question, answer, context, known)
    if why := _not_within(question, answer, context, known):
        return why
    if (worked_out := _worked_out(question, answer, context, known)) is not None:
        return worked_out
    if surely := _surely(question, answer, context, known):
        return surely
    if not _WEIGHED.search(question.text):
        return None
    best = _best(question, context, known)
    if best is None:
        return None
    made, turn = best
    nodes = [made.node, *(one.node for one in made.extras)]
    own = [turn.compute(one).value for one in nodes]
    values = [one for one in own if isinstance(one, float)]
    if not isinstance(own[0], float):
        return None
    if isinstance(answer.value, float):
        if _close(answer.value, own[0]):
            return None
        shown = shown_as(own[0], made.unit, False, question.text)
        if shown in answer.text and any(_close(answer.value, one) for one in values):
            # What is told besides is asked for as well.
            return None
    elif not (_SIGNS.search(question.text) or (made.unit == RATE and "%" not in answer.text)):
        return None
    return _answer(made, turn, question, State())


#: What is told of a result or of a growth is asked in words that no other reader knows.
_SURE: Final = re.compile(
    r"\d.*\b(?:ok|bons?|clous|conformes?)\b|\d.*\bmanqu|\bmanqu.*\d|\d.*(?:cible|objectif)"
    r"|(?:cible|objectif).*\d|\bannuel\w* moyen"
    r"|\bmoyen\w* annuel|\btcam\b|\d.*\bcombien\b.*\b(?:perdu|abandonn|rejet|refus|non|pas)\w*"
)


#: Takes one amount of the budget out of another.
_LESS_A_LINE: Final = re.compile(r"COG_BUDGET\(.*\)-(?:SUM\()?COG_BUDGET\(")


def _not_within(
    question: Question, answer: Answer, context: Context, known: Vocabulary
) -> Answer | None:
    """Return a refusal where a line is taken out of a total that does not have it."""
    if not _LESS_A_LINE.search(answer.formula):
        return None
    sentence = Sentence(question, Turn(CALCULATION, {}, context, known, question.text))
    why = not_a_part(sentence) if sentence.is_clear else ""
    if not why:
        return None
    return replace(unknown(f"Je ne donne pas de valeur : {why}."), intent=answer.intent)


_TYPED_RATE: Final = re.compile(r"=COG_(?:SHARE|RATE)\(\d[\d.]*,\d[\d.]*\)")


def _unless_misnamed(
    question: Question, answer: Answer, context: Context, known: Vocabulary
) -> Answer | None:
    """Return a refusal where a rate is asked for that two typed numbers do not give."""
    sentence = Sentence(question, Turn(CALCULATION, {}, context, known, question.text))
    name = misnamed(sentence) if sentence.is_clear else ""
    if not name:
        return _surely(question, answer, context, known)
    said = question.as_typed(question.text.find(name), question.text.find(name) + len(name))
    return replace(
        unknown(
            f"Je ne donne pas de valeur : le taux demandé porte sur « {said} », et les nombres "
            "comptent autre chose. Donnez ce nombre-là, ou demandez ce qui reste."
        ),
        intent=answer.intent,
    )


_ONE_FIGURE: Final = re.compile(
    r'=COG_KEY_FIGURE\("(?P<key>[^"]+)",(?P<year>\d{4})?,"(?P<document>[^"]+)"\)'
)


def _worked_out(
    question: Question, answer: Answer, context: Context, known: Vocabulary
) -> Answer | None:
    """Return a rate that is printed in words from the numbers that it follows from."""
    match = _ONE_FIGURE.fullmatch(answer.formula)
    if match is None or "%" not in answer.display:
        return None
    entry = entry_of(match["document"], match["key"])
    found = [] if entry is None else [one for one in entry.facts if not _NUMBER.search(one.printed)]
    if not found or not entry or len(entry.facts) != 1:
        return None
    made = from_relation(match["document"], match["key"], found[0].period)
    turn = Turn(CALCULATION, {}, context, known, question.text)
    return None if made is None else _answer(made, turn, question, State())


_NUMBER: Final = re.compile(r"\d")
#: Formulas that compare a result with its target.
_JUDGED: Final = re.compile(r"COG_(?:GAP|ATTAINMENT|STATUS|POINTS|REQUIRED|TRIGGER|TRN|MTID)")


def _surely(
    question: Question, answer: Answer, context: Context, known: Vocabulary
) -> Answer | None:
    """Return the answer about a typed result or growth, where another reader left a word aside."""
    judged = _JUDGED.search(answer.formula)
    lacks = judged is not None and judged[0] == "COG_STATUS" and "manqu" in question.text
    if not _SURE.search(question.text) or (judged and not lacks):
        return None
    turn = Turn(CALCULATION, {}, context, known, question.text)
    sentence = Sentence(question, turn)
    if not sentence.is_clear:
        return None
    made = against_printed(sentence)
    if made is None:
        made = labelled(sentence)
        if made is None or made.score < SURE:
            return None
    told_anew = _answer(made, turn, question, State())
    if told_anew is None or told_anew.value == answer.value:
        return None
    return told_anew


def _close(one: float, other: float) -> bool:
    """Tell whether two values are the same; a gap may be told without its sign."""
    return abs(abs(one) - abs(other)) <= _NOISE * max(1.0, abs(one))


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
    best = _best(question, context, known)
    return None if best is None else _answer(*best, question, state)


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
    if not _HAS_NUMBER.search(question.text):
        return None
    turn = Turn(CALCULATION, {}, context, known, question.text)
    sentence = Sentence(question, turn)
    if not sentence.is_clear:
        return None
    made = against_printed(sentence) or labelled(sentence)
    return None if made is None else _answer(made, turn, question, state)


_HAS_NUMBER: Final = re.compile(r"\d")


def _best(question: Question, context: Context, known: Vocabulary) -> tuple[Made, Turn] | None:
    if not _OPERATES.search(question.text) or _LISTS.search(question.text):
        return None
    dated = with_years(question.text, known.convention.years)
    if dated != question.text:
        question = replace(read_question(dated, known), typed=question.typed)
    turn = Turn(CALCULATION, {}, context, known, question.text)
    sentence = Sentence(question, turn)
    if not sentence.is_clear:
        return None
    best = _ahead(list(_readings(sentence))) or _echoed(sentence)
    return None if best is None else (best, turn)


_BRACKETS: Final = re.compile(r"^(?P<outer>[^()]+)\((?P<inner>[^()]+)\)(?P<tail>[^()]*)$")


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
_ASIDE: Final = re.compile(r"cout\w*|credits?|nombre|solde|montants?|versee?s?|sur|par|un|une")


def _answer(made: Made, turn: Turn, question: Question, state: State) -> Answer | None:
    answer = told(made, turn)
    return None if answer is None else kept(answer, question, state)


def _yearly(sentence: Sentence) -> bool:
    """Tell whether all that is asked « par » something is « par an »."""
    return all(_A_YEAR.fullmatch(one.text.strip()) for one in sentence.question.of("per"))


_A_YEAR: Final = re.compile(r"par (?:an|annee|exercice)|chaque annee|annuel\w*")
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
        needed,
        weighted_rate,
    }
)


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
                and (reader is checked or _of_lines_said(made, sentence))
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
    shown = shown_as(result.value, made.unit, made.signed, turn.text)
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
