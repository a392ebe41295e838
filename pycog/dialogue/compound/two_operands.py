"""Operators on two operands: a share, an amount for one of something, a difference."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from pycog.dialogue.composed.fact_table import FIGURE as FACT
from pycog.dialogue.composed.fact_table import facts
from pycog.dialogue.composed.search import bag
from pycog.dialogue.compound.figure_finding import Found, entry_of, figures_named, of_period
from pycog.dialogue.compound.named_operands import (
    ALL_YEARS,
    BUDGET,
    EUROS,
    FIGURE,
    MADE,
    RATE,
    TYPED,
    Operand,
    of_figure,
)
from pycog.dialogue.compound.readings import (
    IN_BRACKETS,
    PART_OF,
    POINTS,
    SAME_THEME,
    Made,
    cues,
    same_body,
    same_unit,
    separators,
    side,
    two_sides,
    unit_of,
    well_said,
)
from pycog.dialogue.compound.sentence import BODY, NUMBER, WORD, YEAR, Sentence
from pycog.dialogue.expressions import Operation, call
from pycog.dialogue.kinship import kin_of
from pycog.dialogue.normalise import normalise
from pycog.lazy_patterns import regex

_OF: Final = r"(?:du|de la|de l|des|de|d)\b"
_PART: Final = (
    r"(?:(?:quel(?:le)?|la|sa|leur|une) )?(?:\bparts?|\bpoids|\bproportion|\bpourcentage|\bfraction"
    r"|\bpct|%|\bpour ?cents?|\btaux|\btx|\bratio)"
)
_HOLDS: Final = (
    r"(?:represente\w*|pes(?:e|ent|ait)|constitue\w*|couvr\w+|occupe\w*|concern\w+|forme\w*"
    r"|absorb\w+|mobilis\w+|fait|font|prend|prennent|mang\w+|c est|est ce)"
)
_SHARE_CUE: Final = regex(
    rf"{_PART}(?:\b| |$)|\(%\)|\ben ?%|\b{_HOLDS}\b|\bvont\b|\bva\b|\brevien\w+\b|\bconsacre\w*\b"
)
_SHARE_ASKED: Final = regex(rf"{_PART}|\b{_HOLDS}\b|\b(?:va|vont|vient|viennent)\b")
_SHARE_PARTS: Final = regex(
    rf"\b(?:dans|sur|parmi|au sein {_OF}|par rapport aux?|rapporte\w* aux?|rapporte\w* a)\b"
    rf"|\b{_HOLDS} (?:combien (?:de )?)?(?:quel(?:le)? |en )?{_PART} (?:{_OF}|dans|sur)"
    rf"|[:,] ?(?:soit )?(?:quel(?:le)? |combien de |en )?{_PART} (?:{_OF}|dans|sur)"
    rf"|\ben ?% {_OF}| ?/ ?"
    rf"|[:,]? ?\bc est (?:combien (?:de )?)?(?:quel(?:le)? |en )?{_PART} (?:{_OF}|dans|sur)"
)
_HELD: Final = regex(
    rf"\b(?:que |qu )?{_HOLDS}\b|\brevien\w+ (?:aux?|a)\b|\b(?:va|vont) (?:aux?|a|pour|en|vers)\b"
    rf"|\bpour\b|\b(?:vien\w+|provien\w+) {_OF}|\bissue?s? {_OF}|\b(?:passe|part|partent"
    rf"|file\w*) (?:en|dans|aux?)\b"
)
_OF_A_WHOLE: Final = regex(rf"^[^:]+: ?{_PART} {_OF}")
_COLON: Final = regex(r" ?: ?")
_WHOLE_FIRST: Final = regex(rf"^[^a-z%]*(?:\w+ ){{0,4}}?{_PART} {_OF}")
#: What two values in two decimals may differ by from a printed share.
_ROUNDED: Final = 0.006


def shares(sentence: Sentence) -> Iterator[Made]:
    """Read a part of a whole: « part de A dans B », « A représente quel % de B »."""
    if not (_SHARE_ASKED.search(sentence.text) or _BAR.search(sentence.text)):
        return
    for first, last, _ in two_sides(sentence, _SHARE_CUE, _SHARE_PARTS):
        yield from _shares_of(first, last)
    if _WHOLE_FIRST.search(sentence.text):
        # « Quel % du total représente le personnel ? »
        for first, last, _ in two_sides(sentence, _SHARE_CUE, _HELD):
            yield from _shares_of(last, first)
    if _OF_A_WHOLE.search(sentence.text):
        # « Investissement : part des immobilisations corporelles »
        for first, last, _ in two_sides(sentence, _SHARE_CUE, _COLON):
            yield from _shares_of(last, first)
    yield from _named_shares(sentence)


def _shares_of(parts: list[Operand], wholes: list[Operand]) -> Iterator[Made]:
    for part in parts:
        for whole in wholes:
            made = _share(part, whole)
            if made is not None:
                yield made


def _share(part: Operand, whole: Operand) -> Made | None:
    both = (part, whole)
    typed = part.kind == whole.kind == TYPED and EUROS not in {part.unit, whole.unit}
    if not (typed or same_unit(both)) or not same_body(both) or RATE in {part.unit, whole.unit}:
        return None
    if part.subject == whole.subject and part.period == whole.period:
        return None
    if part.kind == whole.kind == BUDGET and part.body != whole.body and "Total" not in whole.named:
        # A line of one fund is no part of a line of another.
        return None
    if (
        not whole.value
        or part.value > whole.value
        or part.value < 0
        or not _of_one_time(part, whole)
    ):
        return None
    relation = _relation(part, whole)
    if relation <= 0 and not _named_whole(both):
        return None
    score = (part.said + whole.said) / 2 + relation
    return Made(
        call("COG_SHARE", part.node, whole.node), RATE, f"Part de {part.told} dans {whole.told}",
        both, score, void=_are_siblings(part, whole),
    )  # fmt: skip


def _are_siblings(part: Operand, whole: Operand) -> bool:
    """Tell whether two figures differ by one word each: « en CDD » is no part of « en CDI »."""
    if part.kind != FIGURE or whole.kind != FIGURE:
        return False
    if part.subject.startswith(f"{whole.subject}-"):
        return False
    left, right = (bag(one.named.rpartition("»")[0]) for one in (part, whole))
    return bool(left & right) and len(left - right) == len(right - left) == 1


def _named_whole(both: tuple[Operand, Operand]) -> bool:
    """Tell whether the figures of two headings are each said by their whole name."""
    return all(one.kind != FIGURE or one.said >= _WHOLE for one in both)


_WHOLE: Final = 0.99


def _of_one_time(part: Operand, whole: Operand) -> bool:
    if TYPED in {part.kind, whole.kind}:
        return True
    return part.period[:4] == whole.period[:4]


def _relation(part: Operand, whole: Operand) -> float:
    """Return what speaks for two figures as a part and its whole."""
    if part.kind != FIGURE or whole.kind != FIGURE:
        same = part.kind == whole.kind == BUDGET and part.body == whole.body
        return SAME_THEME if same or MADE in {part.kind, whole.kind} else 0.0
    found = SAME_THEME * (part.theme == whole.theme)
    if part.subject.startswith(f"{whole.subject}-") or normalise(whole.named).find("total") > 0:
        found += PART_OF
    printed = entry_of(part.body, f"{part.subject}-part") or entry_of(
        part.body, f"part-{part.subject}"
    )
    fact = None if printed is None else of_period(printed, int(part.period[:4]))
    if fact is not None and fact.value is not None:
        # A share that is printed says of which whole the figure is a part.
        agrees = abs(part.value / whole.value - fact.value) <= _ROUNDED
        found += PART_OF if agrees else -PART_OF
    return found


_NAMED_SO: Final = regex(
    r"^(?P<name>.+?) (?:avec|a partir|d apres|en prenant|calcule\w* (?:avec|sur))\b"
    r"(?P<inner>.*)(?P<tail>)$"
)
_OVER: Final = regex(r" ?/ ?|\bsur\b|\brapporte\w* aux?\b|\bet\b|\bdivise\w* par\b")


def _named_shares(sentence: Sentence) -> Iterator[Made]:
    """Read a rate that is called by its name and told of what it is made: « (traités / reçus) »."""
    used = cues(sentence, _SHARE_CUE)
    for match in (_NAMED_SO.match(sentence.text), IN_BRACKETS.match(sentence.text)):
        if match is None:
            continue
        inner = match.span("inner")
        heads = [
            *sentence.within(*match.span("name"), used),
            *sentence.within(*match.span("tail"), used),
        ]
        name = [one.forms for one in heads if one.kind == WORD]
        if any(one.kind not in {WORD, YEAR, BODY} for one in heads) or not name:
            continue
        for start, end in separators(sentence, _OVER):
            if not inner[0] <= start < end <= inner[1]:
                continue
            first = _under(sentence, (inner[0], start), [*used, (start, end)], name)
            last = _under(sentence, (end, inner[1]), [*used, (start, end)], name)
            yield from _shares_of(first, last)
            yield from _shares_of(last, first)


def _under(
    sentence: Sentence,
    span: tuple[int, int],
    used: list[tuple[int, int]],
    name: list[tuple[str, ...]],
) -> list[Operand]:
    """Return the figures of a piece whose heading has the words of the name of a rate."""
    tokens = sentence.within(*span, used)
    if any(one.kind not in {WORD, YEAR, BODY} for one in tokens):
        return []
    said = [one.forms for one in tokens if one.kind == WORD]
    year = sentence.years[0] if len(sentence.years) == 1 else None
    if len(sentence.years) > 1:
        return []
    found = figures_named(said, sentence.bodies, year, loosely=name)
    return [of_figure(one) for one in found if one.fact.unit != RATE]


#: « Rapporté aux 250 postes, combien par poste ? » says the divisor once more.
_AGAIN: Final = (
    r"(?<=[ ,])(?:(?:ca|cela) (?:fait|donne|represente) |soit )?combien par [a-z]+(?= ?\??$)"
)
_TOLD_AGAIN: Final = regex(_AGAIN)
_MEAN_CUE: Final = regex(
    r"\bcouts?(?: (?:moyens?|unitaires?))?\b|\b(?:en )?moyen(?:ne|s|nes)?\b|\bratios?\b"
    r"|\bnombre moyen\b|\bmontant moyen\b|\bunitaire\b"
    rf"|{_AGAIN}"
)
_BAR: Final = regex(r"[a-z)] ?/ ?[a-z0-9(]|[0-9€)] ?/ ?[a-z(]")
_MEAN_ASKED: Final = regex(
    r"\bmoyen\w*|\bratio|\bcouts?\b|\bcombien\b|\brapport\w+ (?:a|au|aux)\b|\bdivis\w+|\bramene\w*"
    r"|\bunitaire\b|\bmontant\b"
)
_PER: Final = regex(
    r"\b(?:et )?(?:divise\w* par|rapporte\w* (?:aux?|a)|ramene\w* (?:aux?|a)|par|pour chaque"
    r"|pour un seul|pour une?)(?: (?:le|la|les|l|chaque|nombre))*\b| ?/ ?|\bsur (?=\d)"
)
#: Divides by what is counted, or names who does something.
_DIVIDES: Final = regex(r"\bpar (?!rapport\b|la\b|le\b|les\b|l\b)")
_SURELY: Final = regex(r"divise|rapporte|ramene")


def means(sentence: Sentence) -> Iterator[Made]:
    """Read an amount for one of something: « coût moyen de A par B », « A rapporté à B »."""
    asked = bool(
        _MEAN_ASKED.search(sentence.text)
        or sentence.question.has("per")
        or _BAR.search(sentence.text)
    )
    if (
        not (asked or _DIVIDES.search(sentence.text))
        or "%" in sentence.text
        or len(_DIVIDES.findall(sentence.text)) > 1
    ):
        return
    told_again = [match.span() for match in _TOLD_AGAIN.finditer(sentence.text)]
    pers = [
        one.start
        for one in sentence.question.of("per")
        if not any(start <= one.start < end for start, end in told_again)
    ]
    for first, last, place in two_sides(sentence, _MEAN_CUE, _PER):
        if any(at != place[0] for at in pers):
            # « … divisé par 250 postes par trimestre » divides twice.
            continue
        sure = _SURELY.search(sentence.text[slice(*place)]) is not None
        for one in first:
            for per in last:
                made = _mean(one, per, sure)
                # Without another word, « par » divides amounts alone.
                if made is not None and (asked or one.unit == EUROS):
                    yield made
    yield from _implied_means(sentence)


def _implied_means(sentence: Sentence) -> Iterator[Made]:
    """Read « coût moyen par projet financé » : the one amount printed of what is counted."""
    used = cues(sentence, _MEAN_CUE)
    if not used or sentence.of(NUMBER):
        return
    for start, end in separators(sentence, _PER):
        taken = [*used, (start, end)]
        if sentence.within(0, start, taken):
            continue
        right = sentence.within(end, len(sentence.text), taken)
        for per in side(sentence, right) if right else ():
            if per.kind != FIGURE or per.unit == EUROS:
                continue
            amounts = [
                one
                for one in facts(FACT)
                if one.body == per.body
                and one.period == per.period
                and one.unit == EUROS
                and one.value is not None
                and one.subject.partition("-")[0] == per.subject.partition("-")[0]
                and _is_named_in(per, one.label)
            ]
            if len(amounts) == 1:
                one = of_figure(Found(amounts[0], 1, 1.0, True))
                made = _mean(one, per, True)
                if made is not None:
                    yield made


def _is_named_in(per: Operand, label: str) -> bool:
    """Tell whether the label of an amount says what all of a count is: « projets financés »."""
    own = bag(label)
    return all(kin_of(one, own) for one in bag(per.named.rpartition("»")[0]))


def _mean(one: Operand, per: Operand, sure: bool) -> Made | None:
    if RATE in {one.unit, per.unit} or per.value <= 0:
        return None
    if per.unit == EUROS:
        return _quotient(one, per) if sure else None
    if one.subject == per.subject or not per.headed or not same_body((one, per)):
        return None
    if one.unit == per.unit and not (sure or _side_by_side(one, per)):
        return None
    if one.period == ALL_YEARS:
        # What is counted is of one year, the credits are of all.
        return None
    if not well_said((one,)) and not _one_subject(one, per):
        return None
    if (one.kind == TYPED and one.unit != EUROS) or (per.kind == FIGURE and per.said < _ENOUGH):
        return None
    if one.kind == FIGURE and per.kind == FIGURE and one.period[:4] != per.period[:4]:
        return None
    one_theme = one.theme == per.theme
    if one.kind == per.kind == FIGURE and not (
        sure or one_theme or per.unit in _STAFF or _one_subject(one, per)
    ):
        # « Par dossier de médiation » divides nothing of another heading.
        return None
    score = (one.said + per.said) / 2 + SAME_THEME * one_theme
    score += 0.3 * (one.unit == EUROS) + PART_OF * _one_subject(one, per)
    return Made(
        Operation(one.node, "/", per.node), one.unit, f"{one.told} pour {per.told}",
        (one, per), score,
    )  # fmt: skip


def _quotient(one: Operand, per: Operand) -> Made | None:
    """Divide a line of the budget by another: « combien de fois le fonctionnement »."""
    if not one.kind == per.kind == BUDGET or one.period != per.period or one.named == per.named:
        return None
    return Made(
        Operation(one.node, "/", per.node), "", f"{one.told} divisé par {per.told}", (one, per),
        (one.said + per.said) / 2 + SAME_THEME * (one.body == per.body),
    )  # fmt: skip


def _side_by_side(one: Operand, per: Operand) -> bool:
    """Tell whether two counts of one heading are each said by their whole name."""
    figures = one.kind == per.kind == FIGURE and one.theme == per.theme
    return figures and min(one.said, per.said) >= _WHOLE


#: Units of what any amount is told for one of.
_STAFF: Final = frozenset({"agents", "postes"})
#: How well the figure is named that an amount is divided by.
_ENOUGH: Final = 0.5


def _one_subject(one: Operand, other: Operand) -> bool:
    """Tell whether two figures are of one subject: « dipa-montant » and « dipa-ps »."""
    firsts = {each.subject.partition("-")[0] for each in (one, other)}
    return one.kind == other.kind == FIGURE and one.body == other.body and len(firsts) == 1


_GAP_CUE: Final = regex(
    r"\b(?:l |un |d |quel )?(?:ecarts?|differences?|diff|delta|solde)\b(?: entre)?"
    r"|\b(?:de|en) (?:plus|moins)(?: (?:cote|pour|chez|en))?\b|\bcote\b|\bentre\b"
    r"|\b(?:il |nous |leur )?manque\w*(?: t il)?\b|\ben trop\b"
)
_GAP_ASKED: Final = regex(r"\b(?:ecarts?|differences?|diff|delta|(?:de|en) (?:plus|moins))\b")
_GAP_NAMED: Final = regex(r"\b(?:ecarts?|differences?|diff|delta)\b")
_SUM_NAMED: Final = regex(r"[a-z0-9] ?\+ ?[a-z0-9]|\b(?:sommes?|addition\w*|cumul\w*|total\w*)\b")
_GAP_PARTS: Final = regex(
    r"\bet\b|\bpar rapport aux?\b|\bpar rapport a\b|\bcontre\b"
    r"|\bque(?: (?:de|d|du|des|le|la|les))?\b"
    r"|\bqu\b|\bvs\b|\bversus\b|,"
)
_LESS: Final = regex(
    r"\bmoins\b(?! (?:de|que)\b)| - "
    r"|,? ?\b(?:une fois|apres(?: avoir)?|si on|quand on) (?:enlev|retir|dedui|retranch|ot)\w+\b"
)
#: Asks for what is left of something.
_LEFT: Final = regex(
    r"\b(?:que |il |combien )?(?:me |nous )?rest\w+(?: t il)?(?: (?:de|du|des|d)\b)?"
)


def gaps(sentence: Sentence) -> Iterator[Made]:
    """Read one operand less the other: « A moins B », « écart entre A et B », « de plus que »."""
    # « Patients de plus » is a word of a label where a sum is asked for.
    asked = _GAP_NAMED if _SUM_NAMED.search(sentence.text) else _GAP_ASKED
    if asked.search(sentence.text):
        for first, last, _ in two_sides(sentence, _GAP_CUE, _GAP_PARTS):
            yield from _gaps_of(first, last)
    for first, last, _ in two_sides(sentence, _LEFT, _LESS):
        yield from _gaps_of(first, last)


def _gaps_of(first: list[Operand], last: list[Operand]) -> Iterator[Made]:
    for one in first:
        for other in last:
            both = (one, other)
            if {one.kind} == {other.kind} == {TYPED}:
                continue
            if not same_unit(both) or not same_body(both) or not well_said(both):
                continue
            if (one.subject, one.period, one.body) == (other.subject, other.period, other.body):
                continue
            if " + " in other.told and one.told.partition(" (")[0] in other.told:
                # No one asks for a thing less itself and more.
                continue
            score = (one.said + other.said) / 2 + SAME_THEME * (one.theme == other.theme)
            unit = unit_of(both)
            yield Made(
                Operation(one.node, "-", other.node), POINTS if unit == RATE else unit,
                f"{one.told} moins {other.told}", both, score, signed=True,
            )  # fmt: skip


_EQUALS: Final = regex(r"\b(?:donne\w*|egal\w*|fait|font|correspond\w* aux?)\b(?: bien)?| ?= ?")
_CHECKED: Final = regex(r"\b(?:verifi\w+|control\w+|confirm\w+|est ce que|bien|coheren\w+)\b")


def checked(sentence: Sentence) -> Iterator[Made]:
    """Read « A moins B donne bien C »: the value, and whether it is the one that is printed."""
    if not _CHECKED.search(sentence.text):
        return
    for start, end in separators(sentence, _EQUALS):
        right = sentence.within(end, len(sentence.text), [(start, end)])
        wanted = side(sentence, right) if right else []
        for least, most in separators(sentence, _LESS):
            if most > start:
                continue
            used = [(start, end), (least, most), *cues(sentence, _HEADS)]
            first = side(sentence, sentence.within(0, least, used))
            last = side(sentence, sentence.within(most, start, used))
            for made in _gaps_of(first, last):
                for one in wanted:
                    if one.unit == made.unit and _fits(one, made):
                        same = one.value == made.parts[0].value - made.parts[1].value
                        said = f"{'Oui' if same else 'Non'}, {one.told}"
                        yield Made(
                            made.node, made.unit, made.title, (*made.parts, one),
                            made.score + one.said / 2, verdict=said,
                        )  # fmt: skip


_HEADS: Final = regex(r"\brecettes?\b|\bque\b")


def _fits(one: Operand, made: Made) -> bool:
    return same_body((*made.parts, one)) and {one.body} == {each.body for each in made.parts}
