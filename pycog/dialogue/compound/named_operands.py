"""Operands: what one piece of a sentence names, with its formula, its unit and its source."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from pycog import conventions
from pycog.conventions import BudgetLine, Fund
from pycog.conventions.facts.numbering import cell_value
from pycog.dialogue.budget_units import euros, printed_amount
from pycog.dialogue.calculations.declared_calculations import declared_calculations
from pycog.dialogue.calculations.typed_quantities import Quantity
from pycog.dialogue.compound.budget_words import fund_for, nature_total
from pycog.dialogue.compound.compound_words import compound_words
from pycog.dialogue.compound.figure_finding import Found, figures_named
from pycog.dialogue.compound.sentence import (
    FOREIGN,
    FUND,
    INDICATOR,
    NUMBER,
    TOTAL,
    WORD,
    YEAR,
    Sentence,
    Token,
)
from pycog.dialogue.expressions import Node, call
from pycog.dialogue.families import says, widened
from pycog.dialogue.kinship import akin, kin_of
from pycog.dialogue.lexicon import stem
from pycog.dialogue.vocabulary import indicator_words, label_words
from pycog.lazy_patterns import regex
from pycog.values import counted_points, display, format_number

EUROS, RATE = "€", "%"
#: Unit of the points of a scorecard.
_SCORED: Final = "points"
#: Kinds of operand.
BUDGET, FIGURE, TARGET, TYPED, MADE = "budget", "chiffre", "objectif", "saisi", "composé"
ALL_YEARS: Final = "total"
_GROSS: Final = "Total des dépenses brutes"
#: Words that say of a budget amount that it is one.
_OF_BUDGET: Final = compound_words("of_budget")
#: Words of the column of the year before the agreement.
_BEFORE: Final = compound_words("before")
_OF_REVENUE: Final = compound_words("of_revenue")
_OF_FUND: Final = compound_words("of_fund")
#: Words that say of a target that it is one.
_OF_TARGET: Final = compound_words("of_target")
#: Words of many labels, which name none of them.
_COMMON: Final = compound_words("common")
_ASKS_TARGET: Final = regex(r"\b(?:objectifs?|cibles?|vises?|visees?|indicateurs?|ind)\b")
#: Units of figures that are a place in a ranking, and no quantity.
_RANKS: Final = frozenset({"rang"})
#: Letters of a word that may be said of a number though nothing here knows it.
_COUNTED: Final = regex(r" ?(?:de |d )?([a-z]{3,})")


@dataclass(frozen=True, slots=True)
class Operand:
    """One way to read a piece of a sentence.

    Attributes:
        node: Its formula, or the typed number.
        value: What that is.
        unit: ``"€"``, ``"%"``, what is counted, ``""`` for a bare number.
        named: How an answer calls it.
        kind: :data:`BUDGET`, :data:`FIGURE`, :data:`TARGET`, :data:`TYPED` or :data:`MADE`.
        said: How well the words say it, 0 to 1.
        body: Fund or document.
        theme: Heading that it stands under.
        subject: What it is a value of.
        period: Year or period.
        source: Where it is printed.
        printed: The text that is printed.
        document: Id of the agreement or document, ``""`` for a typed number.
        assumed: What was taken for granted in reading it, ``""`` if nothing.
        headed: Whether the word is said that says what it counts.
    """

    node: Node
    value: float
    unit: str
    named: str
    kind: str
    said: float
    body: str = ""
    theme: str = ""
    subject: str = ""
    period: str = ""
    source: str = ""
    printed: str = ""
    document: str = ""
    assumed: str = ""
    headed: bool = True

    @property
    def shown(self) -> str:
        """Its value in French."""
        return shown_in(self.value, self.unit)

    @property
    def told(self) -> str:
        """Its name with its value."""
        return self.named if self.kind == TYPED else f"{self.named} ({self.shown})"


def shown_in(value: float, unit: str) -> str:
    """Return a value in French, in a unit."""
    if unit == EUROS:
        return display(value, "amount")
    if unit == RATE:
        return display(value, "evolution")
    if unit == _SCORED:
        return counted_points(value)
    return format_number(value, 2)


def operands(sentence: Sentence, tokens: Sequence[Token], year: int | None) -> list[Operand]:
    """Return every way to read tokens as one operand, none where one of them is no part of it.

    Args:
        sentence: The question.
        tokens: Those of one piece, without what operators use and what means nothing.
        year: The year that is said elsewhere for this piece, ``None`` where none is.
    """
    if not tokens or any(one.kind == FOREIGN for one in tokens):
        return []
    numbers = [one for one in tokens if one.kind == NUMBER]
    if numbers:
        return list(_typed(sentence, numbers, tokens))
    own = {each for one in tokens for each in one.years}
    if len(own) > 1 and not sentence.is_of_all_years:
        return []
    year = own.pop() if len(own) == 1 else year
    found = list(budget_amounts(sentence, tokens, year))
    found += revenues(sentence, tokens, year)
    found += _targets(sentence, tokens, year)
    if not any(one.kind in {FUND, INDICATOR, TOTAL} for one in tokens):
        found += _figures(sentence, tokens, year)
    return found


def _typed(sentence: Sentence, numbers: list[Token], tokens: Sequence[Token]) -> Iterator[Operand]:
    """Yield a typed number; every word beside it says what it counts, or that it is a credit."""
    if len(numbers) != 1:
        return
    quantity = numbers[0].quantity
    if quantity.unit not in {"number", "amount", "percent", "points", "staff", "beneficiaries"}:
        return
    noun = _noun(sentence, numbers[0])
    for one in tokens:
        if one.kind not in {WORD, NUMBER, YEAR}:
            return
        if one.kind == WORD and not _says_nothing_more(one, noun):
            return
    counted = sentence.text[noun.start : noun.end] if noun else ""
    unit = {"amount": EUROS, "percent": RATE}.get(quantity.unit, f"{_COUNTED_AS}{counted}")
    unit = "" if unit == _COUNTED_AS else unit
    named = f"{quantity.shown} {counted}".strip()
    yield of_number(quantity, unit, named)


def of_number(quantity: Quantity, unit: str = "", named: str = "") -> Operand:
    """Return a typed number as an operand.

    Args:
        quantity: The number.
        unit: As in :class:`Operand`.
        named: How an answer calls it, as typed where nothing is given.
    """
    value = quantity.value
    return Operand(
        value, value, unit, named or quantity.shown, TYPED, 1.0, subject=f"#{quantity.start}"
    )


#: Begins the unit of a typed number that counts something.
_COUNTED_AS: Final = "#"


def _noun(sentence: Sentence, number: Token) -> Token | None:
    """Return the word that says what a number counts: in it, or right behind it."""
    quantity = number.quantity
    if quantity.unit in {"points", "staff", "beneficiaries"}:
        at = sentence.text.rfind(" ", number.start, number.end) + 1
        typed = sentence.text[at : number.end]
        return Token(WORD, at, number.end, (stem(typed),)) if typed.isalpha() else None
    match = _COUNTED.match(sentence.text, number.end)
    if match is None or quantity.unit != "number":
        return None
    word = Token(WORD, *match.span(1), (stem(match[1]),))
    return word if _counts(sentence, word) and not sentence.is_idle(word) else None


#: Words that lead on to what a number is for, and are nothing that it counts.
_LEADING: Final = compound_words("leading")


def _counts(sentence: Sentence, token: Token) -> bool:
    """Tell whether a word right behind a number may be what it counts."""
    changing = declared_calculations().operators | sentence.known.qualifying | _LEADING
    return not any(one in changing for one in token.forms)


def _says_nothing_more(token: Token, noun: Token | None) -> bool:
    """Tell whether a word only says what a typed number is of, and changes nothing of it."""
    if any(one in _OF_BUDGET or one in _BEFORE for one in token.forms):
        return True
    return noun is not None and any(akin(one, noun.forms[0]) for one in token.forms)


def budget_amounts(
    sentence: Sentence, tokens: Sequence[Token], year: int | None
) -> Iterator[Operand]:
    """Yield the budget amounts that tokens name, those of the first fund as the likeliest."""
    convention = sentence.turn.convention
    if sentence.bodies and set(sentence.bodies) != {convention.id}:
        return
    if any(one.kind in {INDICATOR, FOREIGN} for one in tokens):
        return
    start, end = tokens[0].start, tokens[-1].end
    lines = [one for one in sentence.lines if start <= one.start and one.end <= end]
    funds = {str(one.value) for one in tokens if one.kind == FUND}
    if len({one.value for one in lines}) > 1 or len(funds) > 1:
        return
    given = funds or (set(sentence.funds) if len(sentence.funds) == 1 else set())
    within = [one.span for one in lines]
    words = [one for one in tokens if one.kind == WORD and not one.inside(within)]
    for_what = {fund for one in words for fund in fund_for(sentence, one)}
    if len(for_what) > 1 or (given and for_what and for_what != given):
        return
    given = given or for_what
    label = str(lines[0].value) if lines else _line_said(sentence, words, given)
    if not label and not funds:
        return
    period = _period(sentence, year)
    having = [
        (fund, line)
        for fund in convention.funds.values()
        for line in fund.lines
        if line.label == (label or _GROSS) and (not given or fund.id in given)
    ]
    before = period in {str(one) for one in convention.baseline_years}
    for at, (fund, line) in enumerate(having):
        allowed = _allowed(line, before=before, whole=not label)
        if not all(
            any(form in allowed for form in one.forms) or fund_for(sentence, one) for one in words
        ):
            continue
        value = euros(convention, line, period)
        if value is None:
            continue
        yield _of_line(sentence, fund, line, period, value, first=not at, alone=len(having) == 1)


def _line_said(sentence: Sentence, words: Sequence[Token], funds: set[str]) -> str:
    """Return the one line of a named fund that a word of its label names: « le régional »."""
    own = [one for one in words if not any(form in _OF_BUDGET | _OF_FUND for form in one.forms)]
    if total := nature_total(sentence, own, funds):
        return total
    if not own or len(funds) != 1:
        return ""
    fund = sentence.turn.convention.funds[next(iter(funds))]
    found = [
        line.label
        for line in fund.lines
        if line.role != "titre"
        and all(set(one.forms) & _stems(label_words(line.label)) for one in own)
    ]
    return found[0] if len(found) == 1 else ""


#: Words that all revenues of a fund go by.
_REVENUES: Final = frozenset(map(stem, ("recettes", "ressources", "produits")))


def revenues(sentence: Sentence, tokens: Sequence[Token], year: int | None) -> Iterator[Operand]:
    """Yield the sum of all revenues of a fund, where they are named as such.

    Args:
        sentence: The question.
        tokens: Those of one piece.
        year: The year that is said for it.
    """
    convention = sentence.turn.convention
    words = [one for one in tokens if one.kind == WORD]
    plain = [one for one in words if not any(form in _OF_BUDGET | _OF_FUND for form in one.forms)]
    if not plain or not all(any(form in _REVENUES for form in one.forms) for one in plain):
        return
    if any(one.kind not in {WORD, FUND, YEAR} for one in tokens) or sentence.bodies:
        return
    period = _period(sentence, year)
    for at, fund in enumerate(convention.funds.values()):
        if sentence.funds and fund.id not in sentence.funds:
            continue
        lines = [one for one in fund.lines if one.nature == "recette" and one.role == "recette"]
        values = [euros(convention, one, period) for one in lines]
        if len(lines) < 2 or any(one is None for one in values):
            continue
        nodes = [printed_amount(convention, one.label, _column(period), fund.id) for one in lines]
        when = "toute la convention" if period == ALL_YEARS else period
        yield Operand(
            call("SUM", *nodes), sum(one for one in values if one is not None), EUROS,
            f"Recettes ({fund.id}) {when}", MADE, 1.0 if not at else _OTHER_FUND, fund.id,
            "recette", "recettes", period, lines[0].citation, "", convention.id,
        )  # fmt: skip


def _column(period: str) -> int | str:
    return int(period) if period.isdigit() else period


def _allowed(line: BudgetLine, *, before: bool, whole: bool) -> frozenset[str]:
    """Return the stems that may be said of an amount of a line."""
    found = _OF_BUDGET | (_OF_FUND if whole else _stems(label_words(line.label)))
    if line.role == "total":
        found |= _OF_FUND
    found |= _OF_REVENUE if line.nature == "recette" else frozenset()
    return found | _BEFORE if before else found


def lines_in(sentence: Sentence, fund: str, period: str) -> Iterator[Operand]:
    """Yield the amounts of the single lines of a fund, those that are printed for a period.

    Args:
        sentence: The question.
        fund: Id of the fund.
        period: Year, or :data:`ALL_YEARS`.
    """
    convention = sentence.turn.convention
    held = convention.funds[fund]
    for line in held.lines:
        value = euros(convention, line, period) if line.role == "ligne" else None
        if value is not None:
            yield _of_line(sentence, held, line, period, value, first=True, alone=True)


def _of_line(
    sentence: Sentence,
    fund: Fund,
    line: BudgetLine,
    period: str,
    value: float,
    *,
    first: bool,
    alone: bool,
) -> Operand:
    convention = sentence.turn.convention
    having = [
        one.id
        for one in convention.funds.values()
        if any(each.label == line.label for each in one.lines)
    ]
    year = _column(period)
    # Amounts meet others and typed ones in euros, whatever they are printed in.
    node = printed_amount(convention, line.label, year, fund.id if len(having) > 1 else None)
    when = "toute la convention" if period == ALL_YEARS else period
    assumed = "" if alone else f"Le fonds n'est pas nommé : {fund.id} est retenu."
    return Operand(
        node, value, EUROS, f"« {line.label} » ({fund.id}) {when}", BUDGET,
        1.0 if first else _OTHER_FUND, fund.id, line.nature, line.label, period, line.citation,
        line.printed.get(period, ""), convention.id, assumed,
    )  # fmt: skip


#: How well a line is said that stands in an earlier fund of the agreement too.
_OTHER_FUND: Final = 0.6


def _period(sentence: Sentence, year: int | None) -> str:
    """Return the column of the budget that is meant: that of all years where none is said."""
    if year is not None:
        return str(year)
    return "" if sentence.years and not sentence.is_of_all_years else ALL_YEARS


def _targets(sentence: Sentence, tokens: Sequence[Token], year: int | None) -> Iterator[Operand]:
    """Yield the target of an indicator that tokens name."""
    convention = sentence.turn.convention
    if sentence.bodies or any(one.kind in {FUND, TOTAL} for one in tokens) or not year:
        return
    numbers = [str(one.value) for one in tokens if one.kind == INDICATOR]
    said = [one for one in tokens if one.kind == WORD]
    if len(numbers) > 1 or not (numbers or _ASKS_TARGET.search(sentence.text)):
        return
    for number in numbers or indicators_named(sentence, said):
        item = convention.indicators.get(number)
        if item is None:
            return
        own = _stems(indicator_words(convention, number)) | _OF_TARGET
        if numbers and any(not any(kin_of(form, own) for form in one.forms) for one in said):
            continue
        base = year in item.baselines
        printed = item.baselines.get(year) if base else item.targets.get(year)
        target = None if printed is None else printed.target
        if printed is None or target is None or target.value is None:
            continue
        if target.kind not in {"rate", "count"} or (target.kind == "rate") != (item.unit == "%"):
            continue
        key = cell_value(number)
        node = call("COG_BASELINE", key) if base else call("COG_TARGET", key, year)
        what = "réalisé" if base else "objectif"
        unit = RATE if item.unit == "%" else item.unit
        named = f"{what} {year} de l'indicateur {number}"
        yield Operand(
            node, target.value, unit, named, TARGET, 1.0, convention.id, item.theme, number,
            str(year), printed.citation, printed.text, convention.id,
        )  # fmt: skip


def indicators_named(sentence: Sentence, said: Sequence[Token]) -> list[str]:
    """Return the indicators whose label has the most of words that are all of its own."""
    convention = sentence.turn.convention
    table, every = _labels(convention.id, conventions.state())
    meant = [one.kin(every) for one in said]
    found: list[tuple[int, str]] = []
    for number, (label, around, wide) in table.items():
        # A word of the same meaning as one of the label says it too.
        hits = sum(
            bool(one & label) or (not one & around and _says_so(word, wide))
            for one, word in zip(meant, said, strict=True)
        )
        if hits and all(
            one & around or _says_so(word, wide) for one, word in zip(meant, said, strict=True)
        ):
            found.append((hits, number))
    most = max((hits for hits, _ in found), default=0)
    return [number for hits, number in found if hits == most]


def _says_so(token: Token, wide: frozenset[str]) -> bool:
    return any(says(form, wide) for form in token.forms)


@lru_cache(maxsize=8)
def _labels(
    about: str, _state: Hashable
) -> tuple[dict[str, tuple[frozenset[str], frozenset[str], frozenset[str]]], frozenset[str]]:
    """Return the stems of the label of each indicator, those that may be said, the label's kin."""
    convention = conventions.load(about)
    table = {
        number: (
            _stems(label_words(item.label)) - _COMMON,
            _stems(indicator_words(convention, number)) | _OF_TARGET,
            widened(_stems(label_words(item.label)) - _COMMON),
        )
        for number, item in convention.indicators.items()
    }
    return table, frozenset().union(*(around for _, around, _ in table.values()))


def _stems(words: Sequence[str]) -> frozenset[str]:
    return frozenset(map(stem, words))


def _figures(sentence: Sentence, tokens: Sequence[Token], year: int | None) -> Iterator[Operand]:
    """Yield the key figures that tokens name."""
    said = [one.forms for one in tokens if one.kind == WORD and not _is_of_body(sentence, one)]
    maybe = [one.forms for one in sentence.beside(tokens)]
    for one in figures_named(said, sentence.bodies, year, maybe=maybe):
        if one.fact.unit in _RANKS:
            continue
        own = one.fact.body == sentence.turn.convention.id
        # Where no document is named, the words must say what is counted, and enough of it.
        if sentence.bodies or (one.headed and (own or one.hits > 1)):
            yield of_figure(one)


def _is_of_body(sentence: Sentence, token: Token) -> bool:
    """Tell whether a word only says that a body is meant, where one is named."""
    return bool(sentence.bodies) and any(one in _BODY_WORDS for one in token.forms)


_BODY_WORDS: Final = compound_words("of_body")


def of_figure(found: Found) -> Operand:
    """Return a key figure as an operand."""
    fact = found.fact
    assert fact.value is not None
    named = f"« {fact.label} » {fact.period}"
    period = int(fact.period) if fact.period.isdigit() else fact.period
    node = call("COG_KEY_FIGURE", fact.subject, period, fact.body)
    return Operand(
        node, fact.value, fact.unit, named, FIGURE, found.said, fact.body, fact.theme, fact.subject,
        fact.period, fact.source, fact.printed, fact.body, headed=found.headed,
    )  # fmt: skip
