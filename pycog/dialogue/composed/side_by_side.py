"""Two facts of one kind side by side: which is higher, and by how much."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from pycog.dialogue.answers import Answer, Table, answered
from pycog.dialogue.composed.conditions import LARGEST, SMALLEST
from pycog.dialogue.composed.fact_table import (
    AIM,
    AMOUNT,
    BASELINE,
    FIGURE,
    FLOOR,
    TARGET,
    WEIGHT,
    Fact,
    facts,
)
from pycog.dialogue.composed.key_figures import figures_named
from pycog.dialogue.composed.one_fact import indicators_named
from pycog.dialogue.composed.scan import Scan
from pycog.dialogue.composed.search import parts
from pycog.dialogue.entities import Word
from pycog.dialogue.expressions import Operation
from pycog.dialogue.spans import Entity
from pycog.dialogue.turn import Turn
from pycog.values import display, format_number

#: Says that two things are set side by side.
_SIDE: Final = re.compile(
    r"\b(?:vs|versus|contre|lequel|laquelle|qui|ou|combien|compar\w+|superieur\w*|inferieur\w*"
    r"|depasse\w*|ecarts?|differences?|entre"
    r"|que|de plus|de moins|plus|moins|mieux)\b"
)
_CUES: Final = re.compile(
    r"\b(?:vs|versus|contre|ou bien|ou|lequel|laquelle|lesquels|qui a|qui|quel(?:le)?s?"
    r"|compar\w+|superieur\w*|inferieur\w*|depasse\w*(?: a| avec)?|par rapport a|"
    r"(?:l |la |quel(?:le)? )?(?:ecarts?|differences?)(?: entre)?|entre"
    r"|(?:et )?(?:de )?combien(?: de)?|de plus|de moins|que|qu|celui|celle|ceux"
    r"|est(?: t)?(?: il| elle)?|sont(?: ils| elles)?|plus|moins|dans|domine\w*|l emporte"
    r"|gagne\w*|pese\w*|coute\w*|cher|chere|davantage|autant"
    r"|deux|des|les|et|puis|avec|le|la|meme|euros?|montants?|budgets?|total)\b"
)
_HIGHER: Final = re.compile(
    r"\b(?:plus (?:grand|gros|elev|haut|fort|import|cher|lourd|ambitieu|nombreu)\w*|superieur\w*"
    r"|depasse\w*|davantage|plus que|plus de|le plus)\b"
)
_LOWER: Final = re.compile(
    r"\b(?:plus (?:petit|faible|bas|leger)\w*|inferieur\w*|moins (?:grand|gros|elev|haut|fort"
    r"|import|cher|lourd|ambitieu|nombreu)\w*|moins que|moins de|le moins)\b"
)
_ASKS: Final = re.compile(
    r"\b(?:est (?:il|elle|t il|t elle)|est ce que|sont (?:ils|elles)|est|depasse t)\b"
)
_WHICH: Final = re.compile(r"\b(?:lequel|laquelle|qui|quel(?:le)?s?)\b")
_TARGET: Final = re.compile(r"\b(?:l |la |le |les |d )?(?:objectifs?|cibles?|visee?s?)\b")
_BASE: Final = re.compile(r"\b(?:realises?|resultats?|reference)\b")
_WEIGHT: Final = re.compile(r"\b(?:points?|poids|ponderations?|pes\w+|pts)\b")
_FLOOR: Final = re.compile(r"\b(?:seuils?|planchers?|socles?)\b")
_PARTED: Final = re.compile(r"\b(?:ou|vs|versus|contre|et|que|qu|avec|a)\b|,|/|:")
#: The evolution of an amount is a rate, which another formula gives.
_MOVES: Final = re.compile(r"\b(?:evol\w+|augment\w+|baiss\w+|progress\w+|diminu\w+)\b")
_PROGRESS: Final = re.compile(
    r"\b(?:doi(?:t|vent) )?(?:progress\w+|augment\w+|evolu\w+|grimp\w+|mont(?:er|e|ent)|gagn\w+"
    r"|baiss\w+"
    r"|diminu\w+|chang\w+)\b"
)
_INDICATOR: Final = re.compile(r"\b(?:indicateurs?|taux|nombre)\b")


@dataclass(frozen=True, slots=True)
class _Side:
    """One of the two: its name in the answer and its fact."""

    name: str
    fact: Fact


#: Asks which of two it is: no intent answers that.
_POINTED: Final = re.compile(
    r"\b(?:lequel|laquelle|qui (?:a|est|pese|coute)|vs|versus|et de combien|(?:est|sont) (?:il"
    r"|elle|ils"
    r"|elles) (?:plus|moins|superieur\w*|inferieur\w*))\b"
)


def pointed_comparison(scan: Scan, turn: Turn) -> Answer | None:
    """Answer a comparison that says so in so many words."""
    return comparison(scan, turn) if scan.has(_POINTED) else None


def comparison(scan: Scan, turn: Turn) -> Answer | None:
    """Answer which of two facts is higher, and by how much."""
    if not scan.has(_SIDE) or any(
        scan.question.has(kind) for kind in ("percent", "amount", "change", "days", "points")
    ):
        return None
    if scan.has(re.compile(r"\b(?:vir(?:er|ement)\w*|part|somme)\b")):
        return None
    for reader in (_amounts, _cards, _indicators, _figures):
        own = Scan(scan.question, scan.known)
        pair = reader(own, turn)
        if pair is None:
            continue
        own.take(_HIGHER), own.take(_LOWER), own.take(LARGEST), own.take(SMALLEST), own.take(_CUES)
        if not own.left():
            return _told(scan, turn, *pair)
    return None


def _told(scan: Scan, turn: Turn, one: _Side, other: _Side) -> Answer | None:
    left, right = one.fact.value, other.fact.value
    if left is None or right is None or one.fact.unit != other.fact.unit:
        return None
    first, second = (one, other) if left >= right else (other, one)
    result = turn.compute(Operation(first.fact.formula, "-", second.fact.formula))
    if result.error or not isinstance(result.value, float):
        return None
    gap = _gap(result.value, one.fact)
    shown = [f"{side.name} ({_shown(side.fact)})" for side in (one, other)]
    higher, lower = scan.has(_HIGHER), scan.has(_LOWER)
    wanted = second if lower and not higher else first
    if left == right:
        said = f"Égalité : {shown[0]} et {shown[1]}."
    else:
        word = "inférieur" if wanted is second else "supérieur"
        rest = first if wanted is second else second
        verdict = ""
        if scan.has(_ASKS) and not scan.has(_WHICH) and (higher or lower):
            verdict = "Oui : " if wanted is one else "Non : "
        said = (
            f"{verdict}{wanted.name} ({_shown(wanted.fact)}) est {word} à {rest.name} "
            f"({_shown(rest.fact)}), de {gap}."
        )
        said = said[:1].upper() + said[1:]
    rows = tuple((side.name, _shown(side.fact)) for side in (one, other))
    sources = " ; ".join(dict.fromkeys((one.fact.source, other.fact.source)))
    table = Table(("Élément", "Valeur"), rows)
    return answered(result, said, display=gap, table=table, source=sources)


def _shown(fact: Fact) -> str:
    if fact.measure == AMOUNT or fact.unit == "€":
        return display(fact.value, "amount")
    if fact.measure == WEIGHT:
        return f"{format_number(fact.value or 0.0, 4)} points"
    return fact.printed


def _gap(value: float, fact: Fact) -> str:
    if fact.measure == AMOUNT or fact.unit == "€":
        return display(value, "amount")
    if fact.unit == "%":
        number = format_number(round(value * 100, 6), 4)
        return f"{number} point{'s' if value * 100 >= 2 else ''}"
    if fact.measure == WEIGHT:
        return f"{format_number(value, 4)} points"
    return f"{format_number(value, 4)} {fact.unit}".strip()


#: « 2012 plus 2013 » adds them up.
_YEARS_ADDED: Final = re.compile(r"20\d\d (?:plus|\+) (?:en )?20\d\d")


def _amounts(scan: Scan, turn: Turn) -> tuple[_Side, _Side] | None:
    """Two lines or funds in one year each, or one of them in two years."""
    if scan.has(_MOVES) or scan.has(_YEARS_ADDED):
        return None
    lines, funds = scan.entities("line"), scan.entities("fund")
    years = scan.entities("year")
    if any(one.value not in turn.convention.known_years for one in years):
        return None
    spans = scan.entities("period")
    if spans and len(lines) + len(funds) > 1 and not (len(lines) == 1 == len(funds)):
        # « Sur 2012-2015 » is said of both: its ends are no two sides.
        return None
    for one in spans:
        assert isinstance(one.value, tuple)
        years += [
            Entity("year", int(year), "", one.start + at, one.end)
            for at, year in enumerate(one.value)
        ]
    if not (lines or funds) or len(years) not in {1, 2}:
        return None
    items: list[tuple[str, str, int]] = []
    alone = list(funds)
    for line in lines:
        near = next((fund for fund in alone if 0 <= fund.start - line.end <= 12), None)
        if near is not None:
            alone.remove(near)
        items.append((str(line.value), str(near.value) if near else "", line.start))
    if len(lines) == 1 and len(alone) == 2:
        items = [(str(lines[0].value), str(fund.value), fund.start) for fund in alone]
    else:
        for fund in alone:
            lines_of = turn.convention.funds.get(str(fund.value))
            totals = (
                []
                if lines_of is None
                else [one.label for one in lines_of.lines if one.role == "total"]
            )
            if totals:
                items.append((totals[-1], str(fund.value), fund.start))
    items.sort(key=lambda item: item[2])
    items = list({(line, fund): (line, fund, at) for line, fund, at in items}.values())
    said = [int(str(one.value)) for one in sorted(years, key=lambda one: one.start)]
    if len(items) == 1 and len(set(said)) == 2:
        pairs = [(items[0], said[0]), (items[0], said[1])]
    elif len(items) == 2:
        pairs = [(items[0], said[0]), (items[1], said[-1])]
    else:
        return None
    sides = [_amount(item[0], item[1], year) for item, year in pairs]
    return _both(sides)


def _amount(line: str, fund: str, year: int) -> _Side | None:
    found = [
        one
        for one in facts(AMOUNT)
        if one.subject == line and one.period == str(year) and fund in ("", one.body)
    ]
    if len(found) != 1:
        return None
    name = f"« {found[0].label} »" + (
        f" ({found[0].body})" if fund or line.startswith(("Total", "Dotation")) else ""
    )
    return _Side(f"{name} {year}", found[0])


def _both(sides: list[_Side | None]) -> tuple[_Side, _Side] | None:
    if len(sides) != 2 or sides[0] is None or sides[1] is None or sides[0].fact == sides[1].fact:
        return None
    return sides[0], sides[1]


def _cards(scan: Scan, turn: Turn) -> tuple[_Side, _Side] | None:
    """One indicator of the scorecards, for two categories or two campaigns."""
    categories = list(dict.fromkeys(str(one.value) for one in scan.entities("category")))
    campaigns = sorted({int(str(one.value)) for one in scan.entities("year")})
    for one in scan.entities("period"):
        assert isinstance(one.value, tuple)
        campaigns = sorted(int(year) for year in one.value)
    if not categories or len(categories) * max(len(campaigns), 1) not in {2, 4}:
        return None
    measure = (
        FLOOR
        if scan.take(_FLOOR)
        else WEIGHT
        if scan.take(_WEIGHT)
        else AIM
        if scan.take(_TARGET)
        else ""
    )
    words = list(scan.telling())
    words = [
        one
        for one in words
        if not _CUES.fullmatch(scan.text[one.start : one.end])
        and not _HIGHER.search(scan.text[one.start : one.end])
    ]
    index = turn.known.card_rows
    if not measure or not words:
        return None
    sides: list[_Side | None] = []
    for category in categories:
        names, _, _ = index.find([one.stem for one in words], category, frozenset())
        for campaign in campaigns or [max(card.campaign for card in turn.known.cards)]:
            rows = index.of(names, category, campaign) if names else []
            own = index.label_words(names) if names else set()
            rows = rows if all(one.stem in own for one in words) else []
            found = [
                one
                for row in rows[:1]
                if len(rows) == 1
                for one in facts(measure)
                if one.subject == f"{category}/{campaign}/{row.place}"
            ]
            name = f"{category.upper()} {campaign}"
            sides.append(_Side(name, found[0]) if len(found) == 1 else None)
    if sides and all(sides) and all(index_has(turn, one) for one in words):
        scan.claim(words)
    return _both(sides)


def index_has(turn: Turn, word: Word) -> bool:
    """Tell whether a word is one of the labels of the scorecards."""
    return word.stem in turn.known.card_rows.words


def _indicators(scan: Scan, turn: Turn) -> tuple[_Side, _Side] | None:
    """Two indicators in one year, or one in two years."""
    years = [int(str(one.value)) for one in scan.entities("year")]
    for one in scan.entities("period"):
        assert isinstance(one.value, tuple)
        years += [int(year) for year in one.value]
    numbers = [str(one.value) for one in scan.entities("indicator") if re.search(r"\d", one.text)]
    base = turn.convention.baseline_year
    asked = scan.take(_TARGET) is not None
    achieved = scan.take(_BASE) is not None
    scan.take(_INDICATOR)
    asked = scan.take(_PROGRESS) is not None or asked
    if not numbers:
        groups = _groups(scan)
        if len(groups) not in {1, 2, 3}:
            return None
        numbers = _numbers(scan, turn, groups)
    numbers = list(dict.fromkeys(numbers))
    years = list(dict.fromkeys(years)) or ([base] if achieved and base else [])
    if len(numbers) == 2 and len(years) == 1:
        pairs = [(numbers[0], years[0]), (numbers[1], years[0])]
    elif len(numbers) == 1 and len(years) == 2 and (asked or achieved or base in years):
        pairs = [(numbers[0], max(years)), (numbers[0], min(years))]
    else:
        return None
    return _both([_target(number, year) for number, year in pairs])


def _numbers(scan: Scan, turn: Turn, groups: list[list[Word]]) -> list[str]:
    """Return the indicators of two groups of words, what comes first said once for both."""
    if len(groups) == 1:
        found = indicators_named(scan, turn, [one.stem for one in groups[0]])
        if len(found) == 1:
            scan.claim(groups[0])
        return found if len(found) == 1 else []
    head, tail = ([], groups) if len(groups) == 2 else (groups[0], groups[1:])
    found = []
    for at, group in enumerate(tail):
        stems = [one.stem for one in [*head, *group]]
        own = indicators_named(scan, turn, stems)
        if len(own) != 1 and not head:
            shared = [one.stem for one in tail[0][:-1]] if at else []
            own = indicators_named(scan, turn, [*shared, *stems])
        if len(own) != 1:
            return []
        found += own
    for group in groups:
        scan.claim(group)
    return found


def _groups(scan: Scan) -> list[list[Word]]:
    """Return the telling words in groups, without the words that compare."""
    kept = []
    for group in parts(scan, _PARTED):
        own = [one for one in group if not _plain(scan, one)]
        if own:
            kept.append(own)
    return kept


def _plain(scan: Scan, word: Word) -> bool:
    text = scan.text[word.start : word.end]
    near = scan.text[max(0, word.start - 6) : word.end]
    return bool(_CUES.fullmatch(text) or _HIGHER.search(near) or _LOWER.search(near))


def _target(number: str, year: int) -> _Side | None:
    found = [
        one for one in facts(TARGET, BASELINE) if one.subject == number and one.period == str(year)
    ]
    if len(found) != 1:
        return None
    what = "objectif" if found[0].measure == TARGET else "réalisé"
    return _Side(f"indicateur {number} « {found[0].label} », {what} {year}", found[0])


def _figures(scan: Scan, turn: Turn) -> tuple[_Side, _Side] | None:
    """Two figures of one document in one year."""
    documents = list(dict.fromkeys(str(one.value) for one in scan.entities("document")))
    years = [int(str(one.value)) for one in scan.entities("year")]
    if len(documents) != 1 or len(years) > 1:
        return None
    groups = _groups(scan)
    if len(groups) != 2:
        return None
    sides: list[_Side | None] = []
    for at, group in enumerate(groups):
        found = figures_named(scan, turn, group, documents, years)
        if len({one.subject for one in found}) != 1 and at:
            found = figures_named(scan, turn, [*groups[0][:-1], *group], documents, years)
        sides.append(
            _Side(f"« {found[0].label} »", found[0])
            if len({one.subject for one in found}) == 1
            else None
        )
    for group in groups:
        scan.claim(group)
    pair = _both(sides)
    return pair if pair is not None and pair[0].fact.measure == FIGURE else None
