"""Plain operations on typed credits: an amount moved between two lines, or carried over."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Final

from pycog.dialogue.calculations.typed_quantities import AMOUNT, NUMBER, ORDINAL, Quantity
from pycog.dialogue.compound.labelled_numbers import PAIR, PLAIN, SURE
from pycog.dialogue.compound.named_operands import EUROS
from pycog.dialogue.compound.operation_numbers import Operated
from pycog.dialogue.compound.readings import Extra, Made
from pycog.dialogue.expressions import call
from pycog.lazy_patterns import regex
from pycog.values import display

# ---------------------------------------------------------------- what may be carried over
#: The only year that is said is the one carried over to.
_TO_YEAR: Final = regex(
    r"\breport\w* (?:\w+ )?(?:sur|en|vers|a|pour) (?:l annee |l exercice )?(?:19|20)\d\d\b"
)


def carried_over(held: Operated) -> Made | None:
    """Read what of a typed authorisation may be carried over, the line of which is named."""
    if len(held.numbers) != PAIR or not held.are_plain or not held.asks("carry_to"):
        return None
    labels = {str(one.value) for one in held.sentence.lines} or set(held.sentence.funds)
    if len(labels) != 1 or held.asks("transfer_noun") or "evaluatif" in held.text:
        return None
    if held.sentence.lines and not _in_funds(held, labels):
        return None
    years = sorted({year for year, _, _ in held.years} | set(held.sentence.years))
    if len(years) > PAIR or (len(years) == PAIR and years[1] != years[0] + 1):
        return None
    year = years[0] if years else None
    if len(years) == 1 and _TO_YEAR.search(held.text):
        year = years[0] - 1
    executed, authorised = held.by_size("executed", "authorised")
    if not held.uses("carry", "left", "whatif", roles=("executed", "authorised")):
        return None
    (label,) = labels
    node = call("COG_CARRYOVER", authorised.value, executed.value, label, year)
    value = held.sentence.turn.compute(node).value
    asks_whether = _WHETHER.search(held.text) is not None and isinstance(value, float)
    told = [display(one.value, "amount") for one in (authorised, executed)]
    return Made(
        node, EUROS,
        f"Report possible{_of_year(year)}, « {label} » ({told[0]} autorisés, {told[1]} exécutés)",
        (held.operand(authorised), held.operand(executed)),
        SURE if held.is_strict else PLAIN,
        verdict=("Oui" if value else "Non") if asks_whether else "",
    )  # fmt: skip


#: Asks whether it may be carried over, before how much.
_WHETHER: Final = regex(
    r"\bpeu(?:t|x|vent) (?:\w+ ){0,2}(?:report|gliss)\w*|\bpossible ?\?|\breportables? ?\?"
    r"|\best (?:il|ce) "
)


def _in_funds(held: Operated, labels: set[str]) -> bool:
    """Tell whether a line is one of the fund that is named, where one is."""
    funds = held.sentence.turn.convention.funds
    named = [funds[one] for one in held.sentence.funds if one in funds]
    return not named or any(line.label in labels for fund in named for line in fund.lines)


def _of_year(year: int | None) -> str:
    return "" if year is None else f" de {year} à {year + 1}"


# ---------------------------------------------------------------- an amount that is moved
_MOVES: Final = regex(
    r"\b(?:vir(?:e|er|es|ons|ez|ant|ement|ements|ait|ais|era\w*)|transf\w+|bascul\w+|deplac\w+"
    r"|redeploy\w+|redeploiement\w*|mouvement\w*|reaffect\w+|abond\w+|ponctionn\w+|preleve?\w*|prelevement"
    r"|prend\w*|pris|pren\w+|enlev\w+|retir\w+|pioch\w+|ced\w+|bouge\w*|mett?\w*|recoi\w+|gliss\w*|verse\w*"
    r"|donn(?:e|ons|er)(?= (?:\d|au|a))|moins|passe\w*|reduc\w*|redui\w*|diminu\w*|venant"
    r"|provenan\w*|issue?s?|debit\w*)\b|-(?= ?\d)|->"
)
#: A transfer that does not come about moves nothing.
_UNDONE: Final = regex(r"\b(?:refus|annul|rejet|ajourn|bloqu)\w*")
#: Stands before the amount that is moved.
_GOVERNS: Final = regex(
    r"\b(?:vir(?:e|er|ons|ez|ait|ement|ements)|transf\w+|bascul\w+|deplac\w+|redeploy\w+|redeploiement"
    r"|ponctionn\w+|preleve?\w*|prelevement|enlev\w+|retir\w+|pioch\w+|ced\w+|recoi\w+|abond\w+|mouvement)"
    r"(?: (?:de|d|un|montant|la|somme|hauteur|a))* ?:? ?$"
)
_TAKES: Final = regex(
    r"\b(?:vers|profit|faveur|destination|abond\w*|recoi\w*|recevr\w*|recevant|credit(?:e|ee|er)|beneficiair\w*"
    r"|renforc\w*|augment\w*|major\w*|hauss\w*|gagn\w*|pour (?:le|la|les|l)\b|(?:mett?\w*|mis"
    r"|mets) (?:en|sur|dans|au|a))|->"
)
_GIVES: Final = regex(
    r"\b(?:pris|prelev\w*|ponctionn\w*|retir\w*|enlev\w*|depuis|provenan\w*|provient|venant|issus?|ced\w*|donn\w+"
    r"|vers(?:e|ent)|debit\w*|amput\w*|reduc\w*|redui\w*|diminu\w*|minor\w*|perd\w*|sort\w*|partir|pioch\w*)\b"
)
#: « Pour les donner à … » : what follows takes.
_TO_GIVE: Final = regex(
    r"\b(?:pour|afin de|et)(?: (?:je|on|nous|j))?(?: (?:les?|la|l|en))? (?:donne|verse|mett?"
    r"|affecte|attribue"
    r"|injecte|alloue|reaffecte"
    r"|porte|rajoute|ajoute|credite|abonde)\w*\b"
)
_TAKING_VERB: Final = regex(
    r"\b(?:ponctionn\w*|retir\w*|enlev\w*|prelev\w*|pren\w*|prend\w*|pris|pioch\w*|reduc\w*|redui\w*|ot(?:e|er|ez|ons))\b"
)
_FROM: Final = regex(r"\b(?:du|de|des|d|de la|de l)\b")
_TO: Final = regex(r"\b(?:a|au|aux|sur|en|dans)\b|->")
_FIRST_TO_SECOND: Final = regex(
    r"\bdu (?:1 ?er|premier)(?: [a-z]+)? (?:au|vers le|sur le|a la) (?:2 ?e|2 ?eme|2 ?nd"
    r"|second|deuxieme)"
)
_SECOND_TO_FIRST: Final = regex(
    r"\bdu (?:2 ?e|2 ?eme|2 ?nd|second|deuxieme)(?: [a-z]+)? (?:au|vers le|sur le) (?:1 ?er"
    r"|premier)"
)


def transferred(held: Operated) -> Made | None:
    """Read an amount moved between two typed ones: what each is worth behind it."""
    text = held.text
    numbers = [one for one in held.numbers if one.unit != ORDINAL]
    if (
        not _MOVES.search(text)
        or _UNDONE.search(text)
        or any(one.unit not in {AMOUNT, NUMBER} for one in numbers)
    ):
        return None
    found = _moved(held, numbers)
    if found is None:
        return None
    amount, ends = found
    value = abs(amount.value)
    if not 0 < value <= min(one.value for one in ends):
        return None
    pair = _giver_first(held, amount, ends, numbers)
    if pair is None:
        return None
    giving, taking = pair
    places = [one.span() for one in (*_MOVES.finditer(text), *_TAKES.finditer(text))]
    places += [one.span() for one in (*_GIVES.finditer(text), *_FIRST_TO_SECOND.finditer(text))]
    places += [(one.start, one.end) for one in held.numbers]
    if not held.uses("transfer", "after", "left", "more", "less", also=places):
        return None
    names = [_named(held, one) for one in pair]
    left = call("COG_AUTHORISED", giving.value, None, None, value)
    extra = Extra(
        f"{names[1] or 'la ligne qui reçoit'} ({display(taking.value, 'amount')}) : {{value}}",
        call("COG_AUTHORISED", taking.value, None, value), EUROS,
    )  # fmt: skip
    return Made(
        left, EUROS,
        f"Après virement de {display(value, 'amount')}, {names[0] or 'la ligne qui donne'}"
        f" ({display(giving.value, 'amount')})",
        (held.operand(giving), held.operand(taking)), PLAIN, extras=(extra,),
    )  # fmt: skip


def _moved(
    held: Operated, numbers: list[Quantity]
) -> tuple[Quantity, tuple[Quantity, Quantity]] | None:
    """Return the amount that is moved, and the two that it is moved between."""
    values = sorted({abs(one.value) for one in numbers})
    if len(values) != 3 or len(numbers) > 4:
        return None
    governed = {abs(one.value) for one in numbers if _GOVERNS.search(held.text[: one.start])}
    least = governed.pop() if len(governed) == 1 else values[0]
    small = [one for one in numbers if abs(one.value) == least]
    ends = [one for one in numbers if abs(one.value) != least]
    if len(ends) != PAIR or (len(small) == PAIR and not _is_signed(held, small)):
        return None
    first, last = ends
    return small[0], (first, last)


def _is_signed(held: Operated, small: list[Quantity]) -> bool:
    """Tell whether one amount is told twice, taken here and added there."""
    return {_sign(held, one) for one in small} == {"+", "-"}


def _sign(held: Operated, one: Quantity) -> str:
    typed = held.text[max(0, one.start - 2) : one.start + 1].replace(" ", "")
    for sign in "+-":
        if sign in typed:
            return sign
    before = held.text[: one.start].rstrip()
    return "-" if before.endswith("moins") else "+" if before.endswith("plus") else ""


def _giver_first(
    held: Operated,
    amount: Quantity,
    ends: tuple[Quantity, Quantity],
    numbers: list[Quantity],
) -> tuple[Quantity, Quantity] | None:
    """Return the line that gives and the one that takes, ``None`` where no word tells."""
    text = held.text
    first, last = ends
    if _FIRST_TO_SECOND.search(text) or _FIRST_TO_SECOND_BY_WORD.search(text):
        return first, last
    if _SECOND_TO_FIRST.search(text):
        return last, first
    small = [one for one in numbers if abs(one.value) == abs(amount.value)]
    if len(small) == PAIR:
        return _by_signs(held, small, ends)
    if (named := _by_names(held, ends)) is not None:
        return named
    ways = [_way(held, one, numbers) for one in ends]
    if ways[0] == ways[1] or not any(ways):
        return None
    gives_first = ways[0] == "-" or (not ways[0] and ways[1] == "+")
    return (first, last) if gives_first else (last, first)


_FIRST_TO_SECOND_BY_WORD: Final = regex(r"\bde l un(?:e)? (?:a|vers|sur) l autre\b")


def _by_signs(
    held: Operated, small: list[Quantity], ends: tuple[Quantity, Quantity]
) -> tuple[Quantity, Quantity] | None:
    """Return the two lines by the signs beside each: « -60 000 sur 14 359 000 »."""
    first, last = ends
    signs = [_sign(held, one) for one in sorted(small, key=lambda one: one.start)]
    ordered = sorted((*small, *ends), key=lambda one: one.start)
    kinds = [one in ends for one in ordered]
    if kinds == [True, True, False, False]:
        # « -45 000 sur le 1er et +45 000 sur le 2e ».
        places = [one.value for one in held.numbers if one.unit == ORDINAL]
        if sorted(places) != [1, 2]:
            return None
        return (first, last) if (signs[0] == "-") == (places[0] == 1) else (last, first)
    if kinds not in ([False, True, False, True], [True, False, True, False]):
        return None
    return (first, last) if signs[0] == "-" else (last, first)


def _by_names(held: Operated, ends: tuple[Quantity, Quantity]) -> tuple[Quantity, Quantity] | None:
    """Return the two lines by their names told apart from their amounts: « du … vers le … »."""
    names = [_named(held, one) for one in ends]
    if not all(names) or names[0] == names[1]:
        return None
    lines, text = held.sentence.lines, held.text
    for left, right in pairwise(lines):
        labels = [f"« {one.value} »" for one in (left, right)]
        if sorted(labels) != sorted(names) or re.search(r"\d", text[left.end : right.start]):
            continue
        between = re.sub(r"[^a-z>-]+", " ", text[left.end : right.start]).strip()
        if re.match(r"(?:vers|au|aux?|a|sur|->|en)\b|->", between):
            return ends if labels == names else (ends[1], ends[0])
    return None


def _way(held: Operated, one: Quantity, numbers: list[Quantity]) -> str:
    """Return whether a line gives (« - ») or takes (« + »), by the words before its amount."""
    text = held.text
    at = numbers.index(one)
    start = numbers[at - 1].end if at else 0
    # What stands in brackets behind another amount is said of that one.
    before = text[start : one.start].rpartition(")")[2] if at else text[: one.start]
    before = _TO_GIVE.sub(" vers ", before)
    after_small = at > 0 and abs(numbers[at - 1].value) < one.value
    taken = after_small and _TAKING_VERB.search(text[:start][-60:]) is not None
    next_start = numbers[at + 1].start if at + 1 < len(numbers) else len(text)
    behind = re.split(r"[,;?.]", text[one.end : next_start])[0]
    for piece, is_before in ((before, True), (behind, False)):
        gives, takes = _GIVES.search(piece), _TAKES.search(piece)
        if gives and takes:
            return "-" if gives.start() > takes.start() else "+"
        if gives and (is_before or not _NAMES_NEXT.search(piece)):
            return "-"
        if takes and (is_before or not _NAMES_NEXT.search(piece)):
            return "+"
        if is_before:
            piece = re.sub(r"\bde \d|\ba ?[(]?$|\ba hauteur de$", "", piece)
            if taken and re.search(r"\b(?:au|aux|a|sur|dans|du|de|des)\b", piece):
                return "-"
            places = [(match.start(), "+") for match in _TO.finditer(piece)]
            places += [(match.start(), "-") for match in _FROM.finditer(piece)]
            if places and (after_small or at > 0):
                return min(places)[1]
    return ""


#: What stands behind an amount and leads to the next line.
_NAMES_NEXT: Final = regex(r"\bvers\b|->|\bprofit\b|\bfaveur\b|\bdestination\b|\bpris\b|\bprelev")


def _named(held: Operated, one: Quantity) -> str:
    """Return the line of the budget that stands right before an amount, ``""`` if none."""
    before = [
        line for line in held.sentence.lines if line.end <= one.start and one.start - line.end < 40
    ]
    if not before:
        return ""
    line = max(before, key=lambda each: each.end)
    between = [each for each in held.numbers if line.end <= each.start < one.start]
    return "" if between else f"« {line.value} »"
