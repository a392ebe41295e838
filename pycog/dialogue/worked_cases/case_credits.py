"""A typed amount against the printed line that a question names, for one year."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from pycog.dialogue.calculations.typed_quantities import PERCENT, Quantity
from pycog.dialogue.compound.named_operands import EUROS, RATE, Operand, budget_amounts
from pycog.dialogue.compound.readings import Extra, Made
from pycog.dialogue.compound.sentence import FUND, Sentence
from pycog.dialogue.expressions import Computed, Operation, call
from pycog.dialogue.spans import Span
from pycog.dialogue.turn import Turn
from pycog.dialogue.worked_cases.case_amounts import months_over
from pycog.dialogue.worked_cases.case_needs import is_euros
from pycog.dialogue.worked_cases.case_text import Case, in_euros
from pycog.lazy_patterns import regex

_TWELVE: Final = 12


@dataclass(frozen=True, slots=True)
class _Credits:
    """A typed amount, a typed rate if there is one, and the printed line.

    Attributes:
        case: The question.
        sentence: The same as a sentence.
        base: The printed amount.
        year: Its year.
        amount: The typed one.
        rate: The typed rate, ``None`` if there is none.
    """

    case: Case
    sentence: Sentence
    base: Operand
    year: int
    amount: Quantity
    rate: Quantity | None

    @property
    def parts(self) -> tuple[Operand, ...]:
        """The operands that an answer tells."""
        return (self.base, self.case.operand(self.amount))


def of_printed_line(case: Case, turn: Turn) -> Made | None:
    """Read a typed amount against the one printed line that a question names.

    Args:
        case: The question.
        turn: Says which agreement it is about.
    """
    has = case.question.has
    if not has("line") or has("indicator"):
        return None
    months, spans = months_over(case.text) or (0, [])
    spans += [one.span() for one in _TWELFTHS.finditer(case.text)]
    typed = case.quantities(spans)
    if typed is None or not any(map(is_euros, typed)):
        return None
    sentence = Sentence(case.question, turn)
    years = sorted(sentence.years) or sorted(case.dated_years)
    if not years or len({one.value for one in sentence.lines}) != 1:
        return None
    base = _line(sentence, years[0])
    if base is None:
        return None
    numbers = [one for one in typed if one.value != base.value]
    amounts = [one for one in numbers if is_euros(one)]
    rates = [one for one in numbers if one.unit == PERCENT]
    if len(amounts) != 1 or len(rates) > 1 or len(amounts) + len(rates) != len(numbers):
        return None
    held = _Credits(case, sentence, base, years[0], amounts[0], rates[0] if rates else None)
    last = years[0]
    if years[-1] != last and (years != [last, last + 1] or not rates):
        return None
    if months or _TWELFTHS.search(case.text):
        return _pace(held, months, spans, typed)
    return next(filter(None, (reader(held, typed) for reader in _READERS)), None)


def _line(sentence: Sentence, year: int) -> Operand | None:
    tokens = [sentence.lines[0], *(one for one in sentence.tokens if one.kind == FUND)]
    found = list(budget_amounts(sentence, sorted(tokens, key=lambda one: one.start), year))
    return found[0] if len(found) == 1 else None


# ---------------------------------------------------------------- ahead of the months gone by
_PACE: Final = regex(
    r"\b(?:avance|retard|lineaire\w*|rythme (?:normal|lineaire|theorique)|prorata|douziemes?)\b"
    r"|\b\d{1,2} ?/ ?12\b"
)
_TWELFTHS: Final = regex(r"\b(?P<n>\d{1,2}) ?/ ?12\b")
_PACE_WORDS: Final = regex(
    r"\b(?:par rapport|consomm\w*|execut\w*|depens\w*|budget|ecarts?|ou|en|vs|compar\w*|base"
    r"|frais|conso|de combien|normal|on est|a date)\b"
)


def _pace(held: _Credits, months: int, spans: list[Span], typed: list[Quantity]) -> Made | None:
    """Read whether what is spent is ahead of as many twelfths of the line."""
    text = held.case.text
    twelfths = {int(one["n"]) for one in _TWELFTHS.finditer(text)}
    if not _PACE.search(text) or held.rate is not None or twelfths - {months}:
        return None
    if not held.case.reads(typed, (_PACE, _PACE_WORDS), (), spans):
        return None
    due = Operation(Operation(held.base.node, "*", months), "/", _TWELVE)
    gap = held.amount.value - held.base.value * months / _TWELVE
    verdict = "En avance" if gap > 0 else "En retard" if gap < 0 else "Au rythme"
    told = f"{in_euros(held.amount)} pour {months} mois sur 12 de {held.base.told}, écart"
    return Made(
        Operation(held.amount.value, "-", due), EUROS, told, held.parts, 1.0, signed=True,
        verdict=f"{verdict} sur une consommation linéaire",
    )  # fmt: skip


# ---------------------------------------------------------------- up to a rate of execution
_TO_RATE: Final = regex(
    r"\b(?:manque\w*|encore|reste (?:t il )?a|complement|de plus|porter\w*|atteindre|vise\w*)\b"
)
_EXECUTED: Final = regex(
    r"\b(?:execut\w*|consomm\w*|depens\w*|realis\w*|mandat\w*|faits?|engage\w*|conso)\b"
)
_TO_RATE_WORDS: Final = regex(
    r"\b(?:taux|combien|faut|quel|montant|pour|si|etre|deja|base|budget|reste|cloture|plus)\b"
)
_NOT_TO_RATE: Final = regex(r"\breport\w*|\breliquat|\bhausse|\bbaisse|\bmajor|\bgel\w*")


def _up_to_rate(held: _Credits, typed: list[Quantity]) -> Made | None:
    """Read what must still be spent of a line for a rate of execution."""
    text, rate = held.case.text, held.rate
    if rate is None or not (_TO_RATE.search(text) and _EXECUTED.search(text)):
        return None
    if _NOT_TO_RATE.search(text) or not 0 < rate.value <= 1:
        return None
    if not held.case.reads(typed, (_TO_RATE, _EXECUTED, _TO_RATE_WORDS)):
        return None
    aim = Operation(held.base.node, "*", rate.value)
    extra = (
        Extra(
            "exécution à ce jour {value}",
            call("COG_EXECUTION", held.amount.value, held.base.node),
            RATE,
        ),
    )
    told = f"{rate.shown} de {held.base.told}, {in_euros(held.amount)} étant exécutés"
    if held.amount.value >= held.base.value * rate.value:
        node: Computed = Operation(held.amount.value, "-", aim)
        title = f"Il ne manque rien : au-delà de {told}"
        return Made(node, EUROS, title, held.parts, 1.0, extras=extra)
    node = Operation(aim, "-", held.amount.value)
    return Made(node, EUROS, f"Pour {told}, il manque", held.parts, 1.0, extras=extra)


# ---------------------------------------------------------------- a part of what is not spent
_CARRIED: Final = regex(r"\b(?:report\w*|repri[st]e?s?|reconduit\w*)\b")
_UNSPENT: Final = regex(
    r"\b(?:non (?:consomme|depense|execute|utilise)\w*|inutilise\w*|reste|reliquats?|disponible)\b"
)
_CARRY_WORDS: Final = regex(
    r"\b(?:si|seuls?|ne|que|n avons|passe\w*|devien\w*|nouveau|majore\w*|autorisation|budget"
    r"|hauteur|combien|somme|part|rectificatif|montant|credits?|ainsi|en vue|sur|base)\b"
)
_NEW: Final = regex(r"\b(?:devien\w*|nouveau|nouvelle|passe a|majore\w*|autorisation)\b")


def _part_carried(held: _Credits, typed: list[Quantity]) -> Made | None:
    """Read a part of what a line has left, carried over, and the following year with it."""
    text, rate = held.case.text, held.rate
    if rate is None or not (_CARRIED.search(text) and _UNSPENT.search(text)):
        return None
    left = held.base.value - held.amount.value
    if not 0 < rate.value <= 1 or left < 0 or not _EXECUTED.search(text):
        return None
    if not held.case.reads(typed, (_CARRIED, _UNSPENT, _EXECUTED, _CARRY_WORDS)):
        return None
    unspent = call("COG_AVAILABLE", held.base.node, held.amount.value)
    carried = Operation(unspent, "*", rate.value)
    parts, extras = held.parts, [Extra("non consommé {value}", unspent, EUROS)]
    if _NEW.search(text):
        after = _line(held.sentence, held.year + 1)
        if after is None:
            return None
        parts = (*parts, after)
        extras.append(
            Extra(f"{after.told} avec ce report : {{value}}", Operation(after.node, "+", carried),
                  EUROS)
        )  # fmt: skip
    told = f"{rate.shown} du non-consommé de {held.base.told}"
    title = f"{told}, {in_euros(held.amount)} étant exécutés"
    return Made(carried, EUROS, title, parts, 1.0, extras=tuple(extras))


# ---------------------------------------------------------------- against what is allowed
_CUT: Final = regex(
    r"\b(?:reduction\w*|redui\w*|baisser|diminuer|couper|economies? a realiser|revenir|rentrer"
    r"|economie|rogner)\b"
)
_PLANNED: Final = regex(r"\b(?:prevoi\w*|prevu\w*|prevision\w*|estim\w*|budget|projet\w*)\b")
_CUT_WORDS: Final = regex(
    r"\b(?:combien|ne peut exceder|autorise|autorisation|respecter|enveloppe|proportion|valeur|base"
    r"|montant|depense|faut|si|alors|en ?%|realiser|et de)\b|[€%]"
)


def _cut(held: _Credits, typed: list[Quantity]) -> Made | None:
    """Read by how much a planned amount must come down to what a line allows."""
    text = held.case.text
    if held.rate is not None or not (_CUT.search(text) and _PLANNED.search(text)):
        return None
    if not held.case.reads(typed, (_CUT, _PLANNED, _CUT_WORDS)):
        return None
    over = Operation(held.amount.value, "-", held.base.node)
    told = f"{in_euros(held.amount)} prévus pour {held.base.told}"
    if held.amount.value <= held.base.value:
        room = call("COG_AVAILABLE", held.base.node, held.amount.value)
        return Made(room, EUROS, f"Aucune réduction à faire : {told}, marge", held.parts, 1.0)
    share = Operation(over, "/", held.amount.value)
    extra = (Extra("soit {value} de la prévision", share, RATE),)
    return Made(over, EUROS, f"Réduction à faire, {told}", held.parts, 1.0, extras=extra)


_VOTED: Final = regex(r"\b(?:vot\w*|vote|respect\w*|verifi\w*)\b")
_GAP: Final = regex(r"\b(?:ecarts?|au dessus|au dessous|en dessous|depass\w*|difference)\b")
_GAP_WORDS: Final = regex(
    r"\b(?:budget|conseil|prevoi\w*|combien|entre|base|montant|pourcentage|si|en ?%|et)\b|[€%]"
)


def _voted(held: _Credits, typed: list[Quantity]) -> Made | None:
    """Read what parts a voted budget from the printed line."""
    text = held.case.text
    if held.rate is not None or not (_VOTED.search(text) and _GAP.search(text)):
        return None
    if not held.case.reads(typed, (_VOTED, _GAP, _GAP_WORDS)):
        return None
    told = f"{in_euros(held.amount)} pour {held.base.told}, écart"
    share = call("COG_EVOLUTION", held.base.node, held.amount.value)
    gap = held.amount.value - held.base.value
    return Made(
        Operation(held.amount.value, "-", held.base.node), EUROS, told, held.parts, 1.0,
        signed=True, extras=(Extra("soit {value} de la base", share, RATE),),
        verdict="Au-dessus de la base" if gap > 0 else "Dans la base",
    )  # fmt: skip


_READERS: Final[tuple[Callable[[_Credits, list[Quantity]], Made | None], ...]] = (
    _part_carried, _up_to_rate, _voted, _cut,
)  # fmt: skip
