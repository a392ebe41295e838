"""Operators on a list or on years: a sum, a mean, an evolution, a yearly rate of growth."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from pycog.dialogue.calculations.typed_quantities import AMOUNT, PERCENT
from pycog.dialogue.compound.figure_finding import figures_named
from pycog.dialogue.compound.named_operands import (
    BUDGET,
    EUROS,
    FIGURE,
    RATE,
    TARGET,
    TYPED,
    Operand,
    of_figure,
    operands,
)
from pycog.dialogue.compound.readings import (
    IN_BRACKETS,
    LISTING,
    MOST_PLACES,
    POINTS,
    Extra,
    Made,
    alike,
    cues,
    separators,
    side,
    sums,
    unit_of,
    well_said,
    yearly_growth,
)
from pycog.dialogue.compound.sentence import BODY, NUMBER, TOTAL, WORD, YEAR, Sentence, Token
from pycog.dialogue.expressions import Computed, Node, Operation, call
from pycog.dialogue.operators import DIVISORS
from pycog.lazy_patterns import regex

_SUM_CUE: Final = regex(
    r"\b(?:la |l |une? |le )?(?:sommes?|total(?:es?|ise\w*)?(?: general(?:e)?)?|totaux|cumul\w*"
    r"|addition\w*|ajout\w*"
    r"|en tout|au total|en cumule|tous? confondus?|confondue?s?|reunie?s?|ensemble)\b"
    r"(?: (?:de|du|des|d)\b)?"
)
_MEAN_CUE: Final = regex(
    r"\b(?:la |l |une? |le |en )?moyen(?:ne|s|nes)?(?: annuel(?:le)?)?\b(?: (?:de|du|des|d)\b)?"
    r"|\bannuel(?:le)?\b"
)
_PLUS: Final = regex(
    r"(?<=[a-z0-9€]) ?\+ ?(?=[a-z0-9])"
    r"|\bplus (?!(?:de|d|que|qu|eleve|gros|grand|petit|important|fort|haut|bas|cher|tot|tard)\w*\b)"
)


def totals(sentence: Sentence) -> Iterator[Made]:
    """Read the sum of a list: « A + B », « somme de A, B et C », « A et B en tout »."""
    added = _PLUS.search(sentence.text) is not None
    if not added and _named_totals(sentence):
        return
    whole = (0, len(sentence.text))
    for cue, name, title in ((_SUM_CUE, "SUM", "Somme"), (_MEAN_CUE, "AVERAGE", "Moyenne")):
        asked = cues(sentence, cue)
        if not asked and not (name == "SUM" and added):
            continue
        found = list(sums(sentence, whole, asked)) or list(_bracketed(sentence, asked))
        for parts, score in found:
            if all(one.kind == TYPED for one in parts) or not well_said(parts):
                continue
            if name == "SUM" and unit_of(parts) == RATE:
                continue
            told = (" + " if name == "SUM" else ", ").join(one.told for one in parts)
            yield Made(
                call(name, *(one.node for one in parts)), unit_of(parts), f"{title} : {told}",
                parts, score,
            )  # fmt: skip


def _named_totals(sentence: Sentence) -> bool:
    """Tell whether « total » is a name, or two things are asked: neither is a sum of both."""
    if _ASKED_TWICE.search(sentence.text):
        return True
    named = len(_TOTAL.findall(sentence.text)) > 1 or _TOTAL_OF.search(sentence.text)
    return bool(named) and not _ADDED.search(sentence.text)


_ASKED_TWICE: Final = regex(
    r"(?:\bet|,) (?:le |la |les |en )?(?:nombre|nb|montants?|combien|quel\w*|parts?|taux)\b"
)
_TOTAL_OF: Final = regex(r"\b(?:montant|nombre|cout|budget|effectif|credit)s? tota\w+\b")
_TOTAL: Final = regex(r"\btotal\b")
_ADDED: Final = regex(r"\b(?:sommes?|cumul\w*|addition\w*|ajout\w*|ensemble|en tout|au total)\b")


def _bracketed(
    sentence: Sentence, used: list[tuple[int, int]]
) -> Iterator[tuple[tuple[Operand, ...], float]]:
    """Yield the figures of a list under a heading: « rendez-vous (A, B, C) », « rdv A + B + C »."""
    if len(sentence.years) > 1:
        return
    match = IN_BRACKETS.match(sentence.text)
    if match is not None:
        heads = [
            *sentence.within(*match.span("name"), used),
            *sentence.within(*match.span("tail"), used),
        ]
        inner = [
            one
            for one in sentence.within(*match.span("inner"), used)
            if one.kind != WORD or one.forms[0].isalpha()
        ]
        yield from _under_heads(sentence, heads, inner)
        return
    tokens = sentence.within(0, len(sentence.text), used)
    words = [one for one in tokens if one.kind == WORD and one.forms[0].isalpha()]
    rest = [one for one in tokens if one.kind != WORD]
    first = next(
        (
            at
            for at, (one, other) in enumerate(pairwise(words))
            if LISTING.search(sentence.text[one.end : other.start])
        ),
        0,
    )
    # The words before the first sign are the heading and the first of the list.
    for at in range(first, 0, -1):
        found = list(_under_heads(sentence, [*words[:at], *rest], words[at:]))
        if found:
            yield from found
            return


def _under_heads(
    sentence: Sentence, heads: list[Token], inner: list[Token]
) -> Iterator[tuple[tuple[Operand, ...], float]]:
    if any(one.kind not in {WORD, YEAR, BODY} for one in heads):
        return
    if any(one.kind != WORD for one in inner):
        return
    name = [one.forms for one in heads if one.kind == WORD]
    year = sentence.years[0] if sentence.years else None
    pieces = _listed(sentence, inner)
    ways = [
        [
            of_figure(one)
            for one in figures_named(
                [token.forms for token in piece], sentence.bodies, year, loosely=name
            )
            if one.fact.unit != RATE
        ]
        for piece in pieces
    ]
    if name and len(ways) > 1 and all(ways):
        yield from alike(ways)


def _listed(sentence: Sentence, inner: list[Token]) -> list[list[Token]]:
    """Return the words of a list in groups: parted by signs where there are any, else one each."""
    found: list[list[Token]] = [[inner[0]]] if inner else []
    signs = [LISTING.search(sentence.text[one.end : other.start]) for one, other in pairwise(inner)]
    for sign, other in zip(signs, inner[1:], strict=True):
        if sign or not any(signs):
            found.append([])
        found[-1].append(other)
    return found


_SIGNED: Final = regex(
    r"(?<=[a-z0-9)€]) ?(?P<sign>[+-]) ?(?=[a-z0-9(])"
    r"|\b(?P<word>plus|moins) (?:(?:le|la|les|l|du|des|de la|de l) )*(?=[a-z0-9])"
)
#: Terms of a row of sums and differences, at least.
_LEAST_TERMS: Final = 3


def mixed(sentence: Sentence) -> Iterator[Made]:
    """Read a row of sums and differences: « personnel + fonctionnement - investissement »."""
    parting = set(separators(sentence, _SIGNED))
    places = [
        (match.start(), match.end(), "-" if (match["sign"] or match["word"]) in _MINUS else "+")
        for match in _SIGNED.finditer(sentence.text)
        if match.span() in parting
    ]
    signs = [sign for _, _, sign in places]
    if not _LEAST_TERMS - 1 <= len(places) <= MOST_PLACES or "-" not in signs:
        return
    bounds = [0, *(at for start, end, _ in places for at in (start, end)), len(sentence.text)]
    used = cues(sentence, _SUM_CUE)
    pieces = [sentence.within(bounds[at], bounds[at + 1], used) for at in range(0, len(bounds), 2)]
    ways = [side(sentence, piece) for piece in pieces if piece]
    if len(ways) != len(pieces) or not all(ways):
        return
    for parts, score in alike(ways):
        if not well_said(parts) or all(one.kind == TYPED for one in parts):
            continue
        node: Node = parts[0].node
        told = parts[0].told
        for sign, one in zip(signs, parts[1:], strict=True):
            # The left side is a row already: it needs no brackets, and Excel gives none.
            node = Operation(node, sign, one.node)
            told += f" {'moins' if sign == '-' else '+'} {one.told}"
        if isinstance(node, Operation):
            yield Made(node, unit_of(parts), told, parts, score + 0.1)


_MINUS: Final = frozenset({"-", "moins"})


_EVOLUTION: Final = regex(
    r"\b(?:l |une? |la |de |en |quelle |d )?(?:evolu\w*|progress\w*|hausse|augment\w*|baiss\w*"
    r"|diminu\w*|recul\w*|variation|vari(?:e|ent|er)|croissance|accroiss\w*|bond\w*|grimp\w*"
    r"|chut\w*|repli\w*|degringol\w*|fond(?:u|re)?|gain\w*|gagn\w*|mont(?:e|er|ent|ee)\b|perte|perd\w*|economi\w*|boug\w*"
    r"|(?:est|sont) passee?s?|passe\w*)\b(?: (?:de|du|des|d) combien| de)?"
    r"|\ben (?:%|pourcentages?|pour ?cents?)|%|\bpourcentages?\b|\btaux\b"
    r"|€|[+-] ?(?=combien|cb|de|%)|\bpersonnes en plus\b"
    r"|\ben points?\b|\bpoints?\b(?: de)?|\bpts\b|\ben valeur\b|\ben nombre\b"
    r"|\b(?:de|en) (?:plus|moins)\b|\becarts?\b|\bdifferences?\b|\bdiff\b|\bentre\b|\bdepuis\b"
    r"|\bd une annee (?:sur|a) l autre\b|\bsur (?:un|1) an\b|\bpar rapport aux?\b"
    r"|\bpar rapport a\b|\bvs\b|\bcontre\b|\bmontants?\b|\bmanque\w*\b| ?/ ?"
    r"|\bpour (?:egaler|retrouver|rattraper|atteindre) (?:celui|celle|ceux|le niveau) (?:de|d)\b"
)
_MOVES: Final = regex(
    r"\b(?:evolu|progress|hausse|augment|baiss|diminu|recul|variation|varie|croissance|accroiss"
    r"|bond|grimp|chut|repli|degringol|fond\b|fondu|monte|gain|gagn|perte|perd|economi|boug|passe"
    r"|ecart|difference|diff\b|(?:de|en) (?:plus|moins)\b|depuis|tcam|manque|vs\b"
    r"|versus|contre\b|par rapport a)"
)
_AS_AMOUNT: Final = regex(
    r"\ben (?:€|euros?|k ?€|m ?€|valeur|nombre)|\bcombien d euros?"
    r"|\b(?:ecarts?|differences?|diff)\b"
    r"|\b(?:de|en) (?:plus|moins)\b"
)
_AS_RATE: Final = regex(r"%|pour ?cent")
_YEARLY: Final = regex(
    r"\btcam\b|\b(?:taux|rythme|croissance)\b[^?]*\b(?:annuel|par an)\w*(?: moyen\w*)?\b"
    r"|\bpar (?:an|exercice) en moyenne\b|\bmoyen\w* (?:par (?:an|exercice)|annuel\w*"
    r"|chaque (?:annee|exercice))\b"
    r"|\ben moyenne (?:par an|chaque annee|annuelle?)\b|\ben moyenne annuelle\b"
)
_YEARLY_RATE: Final = regex(r"%|\btcam\b|\btaux\b|\brythme\b|\bpour ?cent|\bcroissance\b")
_YEARLY_CUE: Final = regex(
    r"\btcam\b|\bannuel(?:le)?s?\b|\bmoyen(?:ne)?s?\b|\brythme\b|\bsur (?:\d|quatre|trois) ans\b"
    r"|\bpar (?:an|exercice)\b|\bchaque (?:annee|exercice)\b"
)


def evolutions(sentence: Sentence) -> Iterator[Made]:
    """Read one figure in two years: its evolution, its gap, its yearly rate of growth."""
    text = sentence.text
    if not _MOVES.search(text):
        return
    if len(sentence.years) == 1 and _AGAINST_YEAR.search(text):
        yield from _since(sentence)
        return
    if len(sentence.years) != 2:
        return
    used = [*cues(sentence, _EVOLUTION), *cues(sentence, _IN_WORDS)]
    yearly = _YEARLY.search(text) is not None
    if yearly:
        used += [match.span() for match in _YEARLY_CUE.finditer(text)]
    early, late = sorted(sentence.years)
    tokens = [one for one in sentence.within(0, len(text), used) if one.kind != YEAR]
    if early in sentence.turn.convention.baseline_years:
        tokens = [one for one in tokens if not _is_column(one)]
    if not tokens or any(one.kind == NUMBER for one in tokens):
        return
    ends = (operands(sentence, tokens, early), operands(sentence, tokens, late))
    for before in ends[0]:
        for after in ends[1]:
            if (before.subject, before.body, before.unit) == (
                after.subject,
                after.body,
                after.unit,
            ):
                yield from _moved(before, after, late - early, text, yearly=yearly)


_AGAINST_YEAR: Final = regex(
    r"\b(?:qu en|que|par rapport a|vs|depuis|contre|d avec"
    r"|par rapport au chiffre de) ?(?:l annee )?"
    r"(?:19|20)\d\d\b"
)


def _since(sentence: Sentence) -> Iterator[Made]:
    """Read a key figure of the latest year against the one that is said: « de plus qu'en 2020 »."""
    text = sentence.text
    used = [*cues(sentence, _EVOLUTION), *cues(sentence, _IN_WORDS), *cues(sentence, _THAN)]
    tokens = [one for one in sentence.within(0, len(text), used) if one.kind != YEAR]
    if not tokens or any(one.kind == NUMBER for one in tokens):
        return
    early = sentence.years[0]
    for before in operands(sentence, tokens, early):
        for after in operands(sentence, tokens, None):
            same = (before.subject, before.body, before.unit)
            if after.kind != FIGURE or same != (after.subject, after.body, after.unit):
                continue
            if not after.period[:4].isdigit() or int(after.period[:4]) <= early:
                continue
            yield from _moved(before, after, int(after.period[:4]) - early, text, yearly=False)


_THAN: Final = regex(r"\b(?:que?|qu en)\b")
_IN_WORDS: Final = regex(r"\bl? ?(?:annee|exercice)\b")
_COLUMN: Final = frozenset({"execut", "previsionnel", "reel", "realis", "constat"})


def _is_column(token: Token) -> bool:
    """Tell whether a word only names the printed column of the year before the agreement."""
    return token.kind == WORD and any(one in _COLUMN for one in token.forms)


def _moved(
    before: Operand, after: Operand, years: int, text: str, *, yearly: bool
) -> Iterator[Made]:
    both, score = (before, after), (before.said + after.said) / 2
    gap: Computed = Operation(after.node, "-", before.node)
    rate = call("COG_EVOLUTION", before.node, after.node)
    title = f"{before.told} → {after.told}"
    if before.period == after.period:
        return
    if before.unit == RATE:
        yield Made(gap, POINTS, f"Écart : {title}", both, score, signed=True)
        return
    if yearly:
        growth = yearly_growth(before.node, after.node, years)
        if _YEARLY_RATE.search(text):
            told = f"Taux annuel moyen sur {years} ans : {title}"
            yield Made(growth, RATE, told, both, score, signed=True)
            return
        mean = Operation(gap, "/", years)
        told = f"Par an en moyenne sur {years} ans : {title}"
        extra = Extra("soit {value} par an en taux annuel moyen", growth, RATE)
        yield Made(mean, before.unit, told, both, score, True, (extra,))
        return
    if _AS_AMOUNT.search(text) and not _AS_RATE.search(text):
        extra = Extra("soit {value}", rate, RATE)
        yield Made(gap, before.unit, f"Écart : {title}", both, score, True, (extra,))
        return
    extra = Extra("soit {value}", gap, before.unit)
    yield Made(rate, RATE, f"Évolution : {title}", both, score, True, (extra,))


_SEVERAL_YEARS: Final = regex(
    r"\b(?:sur |pour |pendant |des |les )*(?:\d|deux|trois|quatre|cinq) (?:ans|annees|exercices"
    r"|objectifs|cibles)(?: annuel(?:le)?s)?\b|\b(?:chaque|toutes? les|tous les) (?:annees?|ans)\b"
    r"|\bannuel(?:le)?s?\b|\bpar an\b|\bsur (?:la|toute la) (?:periode|duree|convention|cog)\b"
)


def over_years(sentence: Sentence) -> Iterator[Made]:
    """Read one figure over all years: « moyenne des 4 objectifs annuels », « cumul 2012-2015 »."""
    text = sentence.text
    mean, added = cues(sentence, _MEAN_CUE), cues(sentence, _SUM_CUE)
    if bool(mean) == bool(added) or len(sentence.years) not in {0, 2}:
        return
    spans = [match.span() for match in _SEVERAL_YEARS.finditer(text)]
    periods = [one for one in sentence.of(YEAR) if len(one.years) == 2]
    if not spans and not periods and not sentence.of(TOTAL):
        return
    known = list(sentence.turn.convention.years)
    first, last = (
        (min(sentence.years), max(sentence.years)) if sentence.years else (known[0], known[-1])
    )
    years = [one for one in known if first <= one <= last]
    if len(years) < 2 or years[0] != first or years[-1] != last:
        return
    tokens = [
        one
        for one in sentence.within(0, len(text), [*mean, *added, *spans])
        if one.kind not in {YEAR, TOTAL} and not _counts(one, years)
    ]
    held = [operands(sentence, tokens, year) for year in years] if tokens else []
    if any(len(one) != 1 for one in held) or not held:
        return
    parts = tuple(one[0] for one in held)
    if len({(one.subject, one.body) for one in parts}) > 1 or parts[0].kind not in {BUDGET, TARGET}:
        return
    if added and parts[0].unit == RATE:
        return
    name, title = ("AVERAGE", "Moyenne") if mean else ("SUM", "Somme")
    told = ", ".join(one.told for one in parts)
    yield Made(
        call(name, *(one.node for one in parts)), parts[0].unit, f"{title} : {told}", parts, 1.2
    )


def _counts(token: Token, years: list[int]) -> bool:
    """Tell whether a number only says how many years there are."""
    return (
        token.kind == NUMBER
        and token.quantity.value == len(years)
        and token.quantity.unit not in {AMOUNT, PERCENT}
    )


_A_PART: Final = regex(
    r"\b(?:par|chaque|au) (?P<one>mois|trimestre|semestre)\b|\b(?P<word>mensuel|trimestriel"
    r"|semestriel)\w*"
)
_PARTS: Final = {
    "mois": 12,
    "mensuel": 12,
    "trimestre": 4,
    "trimestriel": 4,
    "semestre": 2,
    "semestriel": 2,
}


def by_period(sentence: Sentence) -> Iterator[Made]:
    """Read a yearly amount of the budget by months or quarters: « personnel 2013 par mois »."""
    found = list(_A_PART.finditer(sentence.text))
    if len(found) != 1 or len(sentence.years) != 1 or sentence.of(NUMBER):
        return
    if len(sentence.question.of("per")) > 1:
        return
    match = found[0]
    if match["word"] and "moyen" not in sentence.text:
        # « Budget mensuel » asks for an amount that would be printed.
        return
    name = match["one"] or match["word"]
    used = [match.span(), *cues(sentence, _MEAN_CUE)]
    tokens = sentence.within(0, len(sentence.text), used)
    for one in operands(sentence, tokens, sentence.years[0]):
        if one.kind == BUDGET:
            node = Operation(one.node, "/", _PARTS[name])
            title = f"{one.told} divisé par {_PARTS[name]}"
            yield Made(node, EUROS, title, (one,), one.said)


_IN_UNIT: Final = regex(
    r"\b(?:convert\w*|conversion|exprime\w*|traduit\w*|mets|mettre)?(?: (?:moi|le|la|les))?"
    r" ?\ben (?:k ?€|k ?euros?|ke|m ?€|m ?euros?|milliers?|millions?)(?: d ?euros?)?"
)


def restated(sentence: Sentence) -> Iterator[Made]:
    """Read one amount in another unit: « l'investissement 2012 en k€ »."""
    units = [str(one.value) for one in sentence.question.of("unit")]
    if len(units) != 1 or units[0] not in DIVISORS or len(sentence.years) > 1:
        return
    used = [*cues(sentence, _IN_UNIT), *cues(sentence, _SUM_CUE)]
    tokens = sentence.within(0, len(sentence.text), used)
    year = sentence.years[0] if sentence.years else None
    for one in operands(sentence, tokens, year):
        if one.unit == EUROS:
            node = Operation(one.node, "/", DIVISORS[units[0]])
            yield Made(node, units[0], one.told, (one,), one.said)
