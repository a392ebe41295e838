"""A total without one of its lines: its amount, how it moved, whether it is above another year."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from pycog.dialogue.compound.named_operands import (
    BUDGET,
    EUROS,
    RATE,
    Operand,
    lines_in,
    operands,
    shown_in,
)
from pycog.dialogue.compound.readings import Extra, Made
from pycog.dialogue.compound.sentence import NUMBER, YEAR, Sentence, Token
from pycog.dialogue.expressions import Computed, Node, Operation, call
from pycog.dialogue.spans import Span
from pycog.lazy_patterns import regex

_WITHOUT: Final = regex(
    r"\b(?:hors|sans|hormis|sauf|excepte|exception faite|deduction faite|abstraction faite)\b"
    r"(?: (?:la|le|les|l|des|du|de|d|compter|tenir|compte|prendre|en))*"
    r"|\b(?:si|quand|lorsqu) (?:on |l on |je |j |nous )?(?:enlev|retir|ot|exclu|neutralis|dedui"
    r"|retranch"
    r"|sort|supprim|met|laiss)\w*(?: de cote| a part)?(?: (?:la|le|les|l|des|du|de|d))*"
    r"|\ben (?:enlev|retir|ot|exclu|neutralis|dedui|retranch|sort|supprim|laiss)\w*(?: de cote"
    r"| a part)?"
    r"(?: (?:la|le|les|l|des|du|de|d))*"
)
_ENDS: Final = regex(
    r"[,?;.:!]|\b(?:est|et|a combien|combien|quel\w*|ca|cela|donne|fait|vs|par rapport|contre"
    r"|depasse\w*"
    r"|reste\w*|evolu\w*|compare\w*|en (?:19|20)\d\d|(?:19|20)\d\d|on|il|tombe|monte|passe"
    r"|serait|vaut"
    r"|devient)\b"
)
_EVOLVES: Final = regex(
    r"\bevolu\w*|\bvs\b|\bpar rapport aux?\b|\bpar rapport a\b|\bhausse|\bbaiss\w*|\baugment\w*"
    r"|\bvariation"
    r"|\bprogress\w*|\bdiminu\w*|\bdepuis\b|\bcontre\b|\bcompare\w*(?: aux?| a)?\b"
)
_ABOVE: Final = regex(
    r"\bau dessus\b|\bsuperieure?s?\b|\bdepass\w*|\bplus (?:eleve|haut|gros|important|grand"
    r"|fort)\w*"
)
_BELOW: Final = regex(
    r"\ben dessous\b|\bau dessous\b|\binferieure?s?\b|\bplus (?:bas|faible|petit|reduit)\w*"
    r"|\bmoins (?:eleve|haut|gros|important|grand|fort)\w*"
)
_AROUND: Final = regex(
    r"\b(?:execut\w*|realis\w*|constat\w*|reel|niveau|celui|celle|ceux|de|du|encore|toujours|reste\w*|est"
    r"|il|elle|son|sa|leur|devien\w*|obtien\w*|vau\w*|serait|sera|a combien|donne|fait|ca|t|que?"
    r"|entre"
    r"|bien|montant|total|en|%|pourcentage|euros?|valeur|passe\w*|tombe\w*|monte\w*|descen\w*)\b|[€%]"
)
_ASKS_MORE: Final = regex(r"\bparts?\b|\btaux\b|\bmoyen|\bpar an\b|\bpar mois\b|\bpoids\b")


def without_line(sentence: Sentence) -> Iterator[Made]:
    """Read an amount without one of its lines, in one year or beside another one."""
    text = sentence.text
    years = sorted(sentence.years)
    if len(years) not in {1, 2} or sentence.of(NUMBER) or _ASKS_MORE.search(text):
        return
    if len(_WITHOUT.findall(text)) != 1 or sentence.question.has("date"):
        return
    base_tokens, taken_tokens = _parted(sentence, (_EVOLVES, _ABOVE, _BELOW, _AROUND))
    moving = _EVOLVES.search(text) is not None
    for base, taken in _pairs(sentence, base_tokens, taken_tokens, years[-1]):
        rest = Operation(base.node, "-", taken.node)
        title = f"{base.told} sans {taken.told}"
        if len(years) == 1:
            yield Made(rest, EUROS, title, (base, taken), 1.4)
            continue
        early = _early(sentence, base_tokens, taken_tokens, base, taken, years[0])
        if early is None:
            continue
        yield from _beside(text, (base, taken), rest, early, title, moving=moving)


def _parted(
    sentence: Sentence, patterns: Sequence[re.Pattern[str]]
) -> tuple[list[Token], list[Token]]:
    """Return what names the amount and what names the line taken out, none where none is.

    Args:
        sentence: The question.
        patterns: Words that name neither, unless they stand in the name of a line.
    """
    text = sentence.text
    cue = _WITHOUT.search(text)
    if cue is None:
        return [], []
    end = _ENDS.search(text, cue.end())
    apart = (cue.end(), end.start() if end else len(text))
    used: list[Span] = [cue.span(), apart]
    for pattern in patterns:
        used += [
            match.span()
            for match in pattern.finditer(text)
            if not any(one.start <= match.start() < one.end for one in sentence.lines)
        ]
    base = [one for one in sentence.within(0, len(text), used) if one.kind != YEAR]
    return base, [one for one in sentence.within(*apart) if one.kind != YEAR]


def _pairs(
    sentence: Sentence, base: Sequence[Token], taken: Sequence[Token], year: int
) -> Iterator[tuple[Operand, Operand]]:
    """Yield an amount and a line that is a part of it."""
    if not base or not taken:
        return
    for one in operands(sentence, base, year):
        for part in operands(sentence, taken, year):
            if one.kind != BUDGET or part.kind != BUDGET or one.subject == part.subject:
                continue
            if part.value < one.value and _is_part(sentence, one, part):
                yield one, part


def _is_part(sentence: Sentence, whole: Operand, part: Operand) -> bool:
    """Tell whether a line is one of those that a total adds: of its nature, unless that is all."""
    fund = sentence.turn.convention.funds[whole.body]
    lines = {one.label: one for one in fund.lines}
    if whole.body != part.body or part.subject not in lines:
        return False
    total, line = lines[whole.subject], lines[part.subject]
    if total.role not in {"total", "sous-total"}:
        return False
    return line.nature != "recette" and (not total.nature or total.nature == line.nature)


_ADDS_UP: Final = regex(
    r"\b(?:(?:fait|font|egal\w*|donn\w*|correspond\w*|est|vaut"
    r"|represent\w*)(?: bien)? (?:a )?)?(?:la )?"
    r"(?:somme|addition) (?:exacte )?de (?:ses|leurs|toutes ses|toutes les) (?:lignes|postes"
    r"|composantes)"
    r"|\b(?:redonn\w*|refai\w*|detail\w*|montr\w*|ecri\w*|pos\w*) (?:moi "
    r"|nous )?(?:l )?(?:addition|calcul)"
    r"|\bbien\b"
)


def adds_up(sentence: Sentence) -> Iterator[Made]:
    """Read whether a printed total is the sum of its lines, with the sum."""
    text = sentence.text
    if "lignes" not in text and "postes" not in text and "composantes" not in text:
        return
    used = [match.span() for match in _ADDS_UP.finditer(text)]
    if not any("somm" in text[slice(*one)] or "addition" in text[slice(*one)] for one in used):
        return
    if len(sentence.years) != 1 or sentence.of(NUMBER):
        return
    tokens = [one for one in sentence.within(0, len(text), used) if one.kind != YEAR]
    for total in operands(sentence, tokens, sentence.years[0]) if tokens else ():
        if total.kind != BUDGET:
            continue
        every = lines_in(sentence, total.body, total.period)
        lines = [one for one in every if _is_part(sentence, total, one)]
        if len(lines) < _TWO:
            continue
        node = call("SUM", *(one.node for one in lines))
        same = sentence.turn.compute(node).value == total.value
        told = " + ".join(one.told for one in lines)
        verdict = f"{'Oui' if same else 'Non'}, {total.told}"
        yield Made(node, EUROS, f"Somme : {told}", tuple(lines), 1.5, verdict=verdict)


_TWO: Final = 2


def not_a_part(sentence: Sentence) -> str:
    """Return why a line cannot be taken out of a total, ``""`` where it can or none is said.

    Args:
        sentence: The question: « limitatif 2012 hors amortissements ».
    """
    if len(sentence.years) != 1 or sentence.of(NUMBER):
        return ""
    base, taken = _parted(sentence, [_AROUND])
    if not base or not taken:
        return ""
    wholes = [one for one in operands(sentence, base, sentence.years[0]) if one.kind == BUDGET]
    parts = [one for one in operands(sentence, taken, sentence.years[0]) if one.kind == BUDGET]
    if not wholes or not parts:
        return ""
    if any(_is_part(sentence, one, part) for one in wholes for part in parts):
        return ""
    return f"{parts[0].named} n'est pas compris dans {wholes[0].named}"


def _early(
    sentence: Sentence,
    base_tokens: Sequence[Token],
    taken_tokens: Sequence[Token],
    base: Operand,
    taken: Operand,
    year: int,
) -> tuple[Node, float, str, tuple[Operand, ...]] | None:
    """Return the same of the other year; a line that has nothing printed there takes nothing."""
    found = [
        one
        for one in operands(sentence, base_tokens, year)
        if (one.subject, one.body) == (base.subject, base.body)
    ]
    if len(found) != 1:
        return None
    parts = [
        one
        for one in operands(sentence, taken_tokens, year)
        if (one.subject, one.body) == (taken.subject, taken.body)
    ]
    first = found[0]
    if not parts or not parts[0].value:
        return first.node, first.value, first.told, (first,)
    part = parts[0]
    node = Operation(first.node, "-", part.node)
    return node, first.value - part.value, f"{first.told} sans {part.told}", (first, part)


def _beside(
    text: str,
    both: tuple[Operand, Operand],
    rest: Operation,
    early: tuple[Node, float, str, tuple[Operand, ...]],
    title: str,
    *,
    moving: bool,
) -> Iterator[Made]:
    """Yield the amount of the later year beside that of the earlier one."""
    node, value, told, others = early
    base, taken = both
    parts = (base, taken, *others)
    rate: Computed = call("COG_EVOLUTION", node, rest)
    # What a formula gives is told; what is printed stands in its name.
    shown = f" = {shown_in(value, EUROS)}" if isinstance(node, Operation) else ""
    change = Extra(f"contre {told}{shown} : {{value}}", rate, RATE)
    above, below = _ABOVE.search(text), _BELOW.search(text)
    if above or below:
        late = base.value - taken.value
        so = late > value if above else late < value
        yield Made(
            rest, EUROS, title, parts, 1.5, extras=(change,), verdict="Oui" if so else "Non",
        )  # fmt: skip
    elif moving:
        yield Made(rest, EUROS, title, parts, 1.5, extras=(change,))
