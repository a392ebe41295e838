"""Budget rules told in one sentence: what was spent of a printed line, carried over or moved."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from pycog.dialogue.calculations.typed_quantities import PERCENT
from pycog.dialogue.compound.budget_words import fund_for
from pycog.dialogue.compound.compound_words import compound_words
from pycog.dialogue.compound.named_operands import (
    EUROS,
    RATE,
    Operand,
    budget_amounts,
    of_number,
    shown_in,
)
from pycog.dialogue.compound.operation_words import asks
from pycog.dialogue.compound.readings import Extra, Made
from pycog.dialogue.compound.sentence import (
    BODY,
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
from pycog.dialogue.expressions import Computed, Node, Operation, call
from pycog.dialogue.lexicon import stem
from pycog.lazy_patterns import regex

SPENT, CARRIED, MOVED, GRANTED = "exécuté", "report", "virement", "autorisé"
_ROLES: Final = (
    (CARRIED, regex(r"\breport\w*")),
    (
        MOVED,
        regex(r"\bvir(?:e|er|ons|ement|ements|ant)\b|\btransf\w+|\bbascul\w+|\bdeplac\w+"),
    ),
    (
        SPENT,
        regex(
            r"\b(?:execut|consomm|conso\b|depens|realis|mandat|utilis|engag|paye|regl|reel\b|reelle"
            r"|claqu|decaiss|liquid|factur|coute|sorti\b|sortis\b|brul)\w*"
        ),
    ),
    (
        GRANTED,
        regex(r"\b(?:autoris|vot[ei]|ouvert|allou|inscrit|budgete|dotation|prevu|accorde)\w*"),
    ),
)
_ASKS_CARRY: Final = regex(r"\breport\w*|\brabatt\w+")
#: A typed number is what is exceeded, or by how much.
OVER_THAN: Final = regex(
    r"\bdepass(?!ements? \d)\w*(?: t (?:il|elle|on))?(?: (?:de|d|la barre|les?|des|bien"
    r"|le seuil))* \d"
)
_ASKS_LEFT: Final = regex(
    r"\breste\w*|\brestant\w*|\bdisponible\w*|\bdispo\b|\bsolde\b|\bmarge\b|\breliquat\w*"
    r"|\bnon consomm"
)
_ASKS_RATE: Final = regex(
    r"\bconsommations?\b|\bexecution\b|\btaux\b|\btx\b|%|\bpourcentage|\bpour ?cents?\b"
    r"|\b(?:quelle|la|une) part\b|\bproportion\b|\ba quelle hauteur\b|\ba hauteur de combien\b"
    r"|\brapport(?:ez|e|er)\b"
)
_ASKS_GRANTED: Final = regex(
    r"\bautoris\w+|\benveloppe\w*|\bcredits?\b|\bdisponibles?\b|\bdispo\b|\btotal\b|\bnouveaux?\b"
    r"|\bau final\b|\bmontants?\b"
)
_ASKS_AFTER: Final = regex(
    r"\bnouveaux?\b|\bdevien\w+|\bapres\b|\breste\w*|\brestera\w*|\bcombien\b|\bmontants?\b"
)
#: Words of such sentences that change nothing.
_WORDS: Final = compound_words("spending")
_OTHER_SPENDING: Final = regex(r"\bautres (?=(?:depenses|charges|frais) de fonctionnement\b)")
#: Changes what is asked, where it does not stand in one of the words above.
_CHANGES: Final = regex(
    r"\b(?:sans|hors|sauf|excepte|hormis|pas|ni|jamais|aucune?|(?:moins|plus) (?:de|d)(?= \d))\b"
)
#: Asks for a rule or a procedure, and for no amount.
_RULES: Final = regex(
    r"\bil faut\b|\bfaut il\b|\baccord\b|\bapprob\w*|\bdecid\w+|\bdelais?\b|\bcomme vote\b"
    r"|\bprocedure\b|\bquel vote\b"
)
#: Asks whether it is so, before how much.
_WHETHER: Final = regex(r"\breportables?\b|\bpeu\w+(?: (?:on|t on|je|nous|il|etre))* report\w*")
_MOST: Final = 3
_NEAR: Final = 60


@dataclass(frozen=True, slots=True)
class _Place:
    """A line or a fund of the budget in one year.

    Attributes:
        label: As COG_CARRYOVER takes it.
        amount: Its printed amount.
    """

    label: str
    amount: Operand


def spending(sentence: Sentence) -> Iterator[Made]:
    """Read what was spent of printed lines: what may be carried over, what is left, which rate."""
    amounts = _amounts(sentence)
    if not 1 <= len(amounts) <= _MOST or any(_role(sentence, one) != SPENT for one in amounts):
        return
    year = _spent_year(sentence)
    if year is None or any(_is_unspent(sentence, one) for one in amounts):
        return
    if _are_left(sentence, amounts) or not _is_read(sentence):
        return
    places = _places(sentence, amounts, year)
    if len(places) != len(amounts):
        return
    text = sentence.text
    pairs = list(zip(places, amounts, strict=True))
    parts = tuple(one for place, token in pairs for one in (place.amount, _operand(token)))
    if _ASKS_CARRY.search(text):
        yield from _carry_over(sentence, pairs, parts, year)
        return
    if len(pairs) != 1 or len(sentence.years) != 1:
        return
    place, token = pairs[0]
    spent, granted = _spent(place, token), place.amount.node
    told = _told(place, token)
    if asks("over").search(text) and isinstance(spent, float) and not OVER_THAN.search(text):
        yield _overrun(place, spent, told, parts)
    elif _ASKS_RATE.search(text) and isinstance(spent, float):
        node = call("COG_EXECUTION", spent, granted)
        left = Extra("reste disponible {value}", call("COG_AVAILABLE", granted, spent), EUROS)
        extras = (left,) if _ASKS_LEFT.search(text) else ()
        yield Made(node, RATE, f"Taux d'exécution, {told}", parts, 1.5, extras=extras)
    elif _ASKS_LEFT.search(text):
        node = call("COG_AVAILABLE", granted, spent)
        yield Made(node, EUROS, f"Reste disponible, {told}", parts, 1.5)


def _overrun(place: _Place, spent: float, told: str, parts: tuple[Operand, ...]) -> Made:
    granted = place.amount.node
    extra = Extra("soit {value} de l'autorisé", call("COG_EVOLUTION", granted, spent), RATE)
    return Made(
        Operation(spent, "-", granted), EUROS, f"{told}, écart", parts, 1.5, True, (extra,),
        source="COG, annexe 1, 1.1.1.1",
        verdict="Dépassement" if spent > place.amount.value else "Pas de dépassement",
    )  # fmt: skip


def _carry_over(
    sentence: Sentence, pairs: list[tuple[_Place, Token]], parts: tuple[Operand, ...], year: int
) -> Iterator[Made]:
    each = [
        call("COG_CARRYOVER", place.amount.node, _spent(place, token), place.label, year)
        for place, token in pairs
    ]
    node = each[0] if len(each) == 1 else call("SUM", *each)
    told = " ; ".join(_told(place, token) for place, token in pairs)
    extras = []
    if len(pairs) == 1 and _ASKS_NEW.search(sentence.text):
        after = _after(sentence, pairs[0][0], year + 1)
        if after is None:
            return
        granted = call("COG_AUTHORISED", after.node, each[0])
        extras.append(
            Extra(f"autorisé {year + 1} report compris ({after.told}) : {{value}}", granted, EUROS)
        )
        parts = (*parts, after)
    value = sentence.turn.compute(node).value
    asks = _WHETHER.search(sentence.text) is not None and isinstance(value, float)
    verdict = ("Oui" if value else "Non") if asks else ""
    title = f"Report possible, {told}"
    yield Made(node, EUROS, title, parts, 1.6, extras=tuple(extras), verdict=verdict)


def _told(place: _Place, token: Token) -> str:
    return f"{place.amount.told}, {_operand(token).named} exécutés"


_ASKS_NEW: Final = regex(r"\bautorisations?\b|\benveloppe|\bautorise\w* \d{4}|\bnouveaux? ")


def _after(sentence: Sentence, place: _Place, year: int) -> Operand | None:
    """Return the printed amount of the same line in the following year."""
    tokens = _named(sentence)
    found = [
        one
        for one in budget_amounts(sentence, tokens, year)
        if (one.subject, one.body) == (place.amount.subject, place.amount.body)
    ]
    return found[0] if len(found) == 1 else None


def carried(sentence: Sentence) -> Iterator[Made]:
    """Read a typed carry-over added to a printed line: « investissement 2014 + un report de … »."""
    amounts = _amounts(sentence)
    if len(amounts) != 1 or _role(sentence, amounts[0]) != CARRIED or not sentence.years:
        return
    if _operand(amounts[0]).unit == RATE:
        return
    if not _ASKS_GRANTED.search(sentence.text) or not _is_read(sentence):
        return
    year = max(sentence.years)
    if min(sentence.years) < year - 1 or len({one.value for one in sentence.lines}) > 1:
        return
    places = _places(sentence, amounts, year)
    if len(places) != 1:
        return
    base, token = places[0].amount, amounts[0]
    node = call("COG_AUTHORISED", base.node, token.quantity.value)
    title = f"Autorisé {year}, {base.told} et {_operand(token).named} de report"
    yield Made(node, EUROS, title, (base, _operand(token)), 1.6)


_VERS: Final = regex(r"\b(?:vers|a|au|aux|sur|pour)\b")


def moved(sentence: Sentence) -> Iterator[Made]:
    """Read a typed transfer between two printed lines: what both are worth behind it."""
    amounts = _amounts(sentence)
    lines = sentence.lines
    if len(amounts) != 1 or len(lines) != 2 or len(sentence.years) != 1:
        return
    if _operand(amounts[0]).unit == RATE:
        return
    if _role(sentence, amounts[0]) != MOVED or not _ASKS_AFTER.search(sentence.text):
        return
    if not _VERS.search(sentence.text[lines[0].end : lines[1].start]) or not _is_read(sentence):
        return
    ends = [list(budget_amounts(sentence, [one], sentence.years[0])) for one in _word_tokens(lines)]
    if any(len(one) != 1 for one in ends):
        return
    giving, taking = ends[0][0], ends[1][0]
    value = amounts[0].quantity.value
    left: Computed = call("COG_AUTHORISED", giving.node, None, None, value)
    extra = Extra(
        f"{taking.told} : {{value}}", call("COG_AUTHORISED", taking.node, None, value), EUROS
    )
    yield Made(
        left, EUROS, f"Après virement de {_operand(amounts[0]).named}, {giving.told}",
        (giving, taking, _operand(amounts[0])), 1.6, extras=(extra,),
    )  # fmt: skip


_UNSPENT: Final = regex(
    r"\b(?:non |pas (?:encore |ete )*|sous )(?:depens|consomm|utilis|engag|mandat)\w*"
    r"|\b(?:reste\w*|restant\w*|reliquats?|laiss\w*|inutilis\w*|en reste)\b"
)
_ASKS_NEXT: Final = regex(
    r"\bautoris\w*|\benveloppe\w*|\bbudgets?\b|\bcredits?\b|\bdisposer\w*|\bdisponibles?\b"
    r"|\baur(?:a|ons|ait|ions)\b|\bmonte\w*\b"
)


def unspent(sentence: Sentence) -> Iterator[Made]:
    """Read what is left of lines: what of it may be carried over, and what is granted then."""
    text = sentence.text
    amounts = _amounts(sentence)
    if not 1 <= len(amounts) <= _MOST or not _are_left(sentence, amounts):
        return
    if any(one.quantity.unit == PERCENT for one in amounts):
        return
    years = sorted(sentence.years)
    if len(years) not in {1, 2} or (len(years) == 2 and years[1] != years[0] + 1):
        return
    year = years[0] - 1 if len(years) == 1 and _TO_YEAR.search(text) else years[0]
    if not _is_read(sentence, [match.span() for match in _UNSPENT.finditer(text)]):
        return
    places = _places(sentence, amounts, year)
    if len(places) != len(amounts):
        return
    pairs = list(zip(places, amounts, strict=True))
    if any(place.amount.value < one.quantity.value for place, one in pairs):
        return
    each = [
        call(
            "COG_CARRYOVER", place.amount.node,
            Operation(place.amount.node, "-", one.quantity.value), place.label, year,
        )
        for place, one in pairs
    ]  # fmt: skip
    told = " ; ".join(
        f"{place.amount.named}, {_operand(one).named} non exécutés" for place, one in pairs
    )
    parts = tuple(place.amount for place in places)
    if len(each) == 1 and len(years) == 2 and _ASKS_NEXT.search(text):
        after = _after(sentence, places[0], year + 1)
        if after is None:
            return
        granted = call("COG_AUTHORISED", after.node, each[0])
        title = f"Autorisé {year + 1}, {after.told} et le report de {year} ({told})"
        carried_over = Extra("report {value}", each[0], EUROS)
        yield Made(granted, EUROS, title, (after, *parts), 1.6, extras=(carried_over,))
    elif _ASKS_CARRY.search(text):
        node = each[0] if len(each) == 1 else call("SUM", *each)
        extras = tuple(
            Extra(f"{place.amount.named} : {{value}}", one, EUROS)
            for place, one in zip(places, each, strict=True)
        )
        yield Made(
            node, EUROS, f"Report possible, {told}", parts, 1.6,
            extras=extras if len(each) > 1 else (),
        )  # fmt: skip


#: The only year that is said is the one carried over to.
_TO_YEAR: Final = regex(
    r"\breport\w* (?:\w+ )?(?:sur|en|vers|a|pour) (?:l annee |l exercice )?(?:19|20)\d\d\b"
)


_NOT_SPENT: Final = regex(
    r" ?(?:€|euros?\b|[km]€|[km]\b)?(?: (?:de |d )?(?:credits?|depenses?|euros?))?(?: qui)?"
    r"(?: n ont| ne sont| n a| n est| sont| restent| est)?(?: (?:ete|encore))* (?:non|pas)\b"
)
_BEFORE_UNSPENT: Final = regex(
    r"\b(?:non|pas (?:encore |ete )*)(?:execut|consomm|depens|utilis|engag|mandat)\w*(?: de"
    r"| :| =)* ?$"
)


def _is_unspent(sentence: Sentence, token: Token) -> bool:
    """Tell whether a typed amount is plainly what was not spent."""
    text = sentence.text
    behind = _NOT_SPENT.match(text, token.end) or text[token.end :].lstrip(" €").startswith(
        "inutil"
    )
    return bool(behind or _BEFORE_UNSPENT.search(text[: token.start]))


def _are_left(sentence: Sentence, amounts: list[Token]) -> bool:
    """Tell whether typed amounts are what was not spent: said of each, or of the first for all."""
    text = sentence.text
    first, last = amounts[0], amounts[-1]
    before = text[max(0, first.start - _NEAR) : first.start]
    behind = re.split(r"[.?;,]", text[last.end : last.end + _NEAR])[0]
    plain = _UNSPENT.sub(" ", text)
    if any(name == SPENT and pattern.search(plain) for name, pattern in _ROLES):
        return False
    between = text[first.end : last.start]
    return any(_UNSPENT.search(piece) for piece in (before, between, behind))


def _word_tokens(lines: list[Token]) -> Iterator[Token]:
    """Yield a token that stands for each line of the budget alone."""
    for line in lines:
        yield Token(WORD, line.start, line.end, (stem(str(line.value).lower()),))


def _amounts(sentence: Sentence) -> list[Token]:
    """Return the typed amounts, none where another number stands beside them."""
    numbers = _numbers(sentence)
    held = [one.quantity for one in numbers]
    if len(held) == 1 and held[0].unit == PERCENT:
        # « Exécuté à 97 % » is that part of what is printed.
        return numbers if 0 <= held[0].value <= 1 else []
    if any(one.unit not in {"amount", "number"} or one.value < 0 for one in held):
        return []
    return numbers


def _numbers(sentence: Sentence) -> list[Token]:
    """Return the numbers, those left out that only count what is named: « ces 2 lignes »."""
    return [
        one
        for one in sentence.of(NUMBER)
        if not any(start <= one.start < end for start, end in sentence.idle)
    ]


def _spent(place: _Place, token: Token) -> Node:
    """Return what was spent of a line: the typed amount, or the typed part of the printed one."""
    quantity = token.quantity
    if quantity.unit == PERCENT:
        return Operation(place.amount.node, "*", quantity.value)
    return quantity.value


def _operand(token: Token) -> Operand:
    quantity = token.quantity
    unit = RATE if quantity.unit == PERCENT else EUROS
    return of_number(quantity, unit, shown_in(quantity.value, unit))


_SPENT_BEHIND: Final = regex(
    r" ?(?:€|euros?)? ?(?:ont ete |sont |etaient )?(?:execut|consomm|depens|mandat|utilis"
    r"|realis)[a-z]*"
)


def _role(sentence: Sentence, token: Token) -> str:
    """Return what a number is by the word that stands nearest to it, a word before it first."""
    numbers = _numbers(sentence)
    at = numbers.index(token)
    start = numbers[at - 1].end if at else 0
    end = numbers[at + 1].start if at + 1 < len(numbers) else len(sentence.text)
    before = sentence.text[max(start, token.start - _NEAR) : token.start]
    behind = re.split(r"[.?;:,]", sentence.text[token.end : min(end, token.end + _NEAR)])[0]
    if _SPENT_BEHIND.match(behind):
        # « Quel report avec 400 k€ dépensés ? » : the word right behind is that of the number.
        return SPENT
    near = {
        name: len(before) - max(match.end() for match in pattern.finditer(before))
        for name, pattern in _ROLES
        if pattern.search(before)
    }
    if not near:
        near = {
            name: match.start()
            for name, pattern in _ROLES
            if (match := pattern.search(behind)) is not None
        }
    return min(near, key=lambda name: near[name]) if near else ""


_TO: Final = regex(r"\breport\w* (?:\w+ )?(?:sur|en|vers|a|pour) (?:l annee |l exercice )?$")


def _spent_year(sentence: Sentence) -> int | None:
    """Return the year in which was spent: that before the one carried over to."""
    years = sorted(sentence.years)
    if len(years) == 2 and years[1] == years[0] + 1:
        return years[0]
    if len(years) != 1:
        return None
    at = sentence.of(YEAR)[0]
    return years[0] - 1 if _TO.search(sentence.text[: at.start]) else years[0]


def _places(sentence: Sentence, amounts: list[Token], year: int) -> list[_Place]:
    """Return the printed line that each amount is of."""
    lines = sentence.lines
    labels = list(dict.fromkeys(str(one.value) for one in lines))
    if len(amounts) == 1 and len(labels) <= 1:
        tokens = _named(sentence)
        found = list(budget_amounts(sentence, tokens, year)) if tokens else []
        if len(found) != 1:
            return []
        # A whole fund is called by its name.
        return [_Place(found[0].subject if labels else found[0].body, found[0])]
    if len(labels) != len(amounts) or len(lines) != len(labels):
        return []
    places = []
    for line in _word_tokens(lines):
        found = list(budget_amounts(sentence, [line], year))
        places += [_Place(one.subject, one) for one in found if len(found) == 1]
    return places


def _named(sentence: Sentence) -> list[Token]:
    """Return the tokens that name a line or a fund, by its name or by what it is for."""
    lines = [one.span for one in sentence.lines]
    found = [
        one
        for one in sentence.tokens
        if one.kind in {FUND, BODY, FOREIGN} or (one.kind == WORD and one.inside(lines))
    ]
    if found:
        return found
    meant = {fund for one in sentence.tokens for fund in fund_for(sentence, one)}
    first = sentence.tokens[:1]
    return [Token(FUND, one.start, one.end, (), meant.pop()) for one in first if len(meant) == 1]


def _is_read(sentence: Sentence, used: Sequence[tuple[int, int]] = ()) -> bool:
    """Tell whether every word is one of such sentences or of a line.

    Args:
        sentence: The question.
        used: Where words stand that the reader has looked at.
    """
    plain = sentence.text
    for start, end in used:
        plain = plain[:start] + " " * (end - start) + plain[end:]
    if _CHANGES.search(plain) or _RULES.search(plain) or sentence.bodies:
        return False
    asked = (asks(one) for one in ("executed_rate", "spent_of", "left", "over", "carriers"))
    used = [*used, *(match.span() for one in asked for match in one.finditer(sentence.text))]
    used += [match.span() for match in _OTHER_SPENDING.finditer(sentence.text)]
    lines = [one.span for one in sentence.lines]
    left = sentence.within(0, len(sentence.text), used)
    if any(one.kind in {FOREIGN, INDICATOR, TOTAL} for one in left):
        return False
    return all(
        one.inside(lines)
        or not one.forms[0].isalpha()
        or not _WORDS.isdisjoint(one.forms)
        or fund_for(sentence, one)
        for one in left
        if one.kind == WORD
    )
