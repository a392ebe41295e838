"""What a typed result is of: the one indicator, or the one row of a scorecard, that words name."""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from pycog import conventions
from pycog.conventions.facts.numbering import cell_value
from pycog.dialogue.card_rows import CardRow
from pycog.dialogue.compound.compound_words import compound_words
from pycog.dialogue.compound.sentence import INDICATOR, Sentence
from pycog.dialogue.expressions import Call, Node, call, printed_number
from pycog.dialogue.families import place_data, restricting, says, widened
from pycog.dialogue.kinship import kin_of
from pycog.dialogue.lexicon import stem
from pycog.dialogue.place_words import words_of_indicator
from pycog.dialogue.spans import lies_in
from pycog.dialogue.vocabulary import Vocabulary, label_words
from pycog.lazy_patterns import regex

#: « C2S » and « 48h » are words of a label, and none of a question.
_WORD: Final = regex(r"(?<![a-z0-9])[a-z]+(?![a-z0-9])")
#: Words of such questions that name nothing.
_ASKING: Final = (compound_words("counting") | compound_words("result_asked")) - compound_words(
    "counted"
)
#: What names of others do to a question: their result is not judged here.
_BODIES: Final = compound_words("foreign") | frozenset(
    map(stem, ["antenne", "antennes", "region", "regions", "agence", "siege"])
)
_CHANGING: Final = compound_words("changing") - _ASKING
#: How much a word says that is one of the label, of the sheet's measure, of the sheet.
_LABEL, _MEASURE, _FAMILY, _SHEET = 2.0, 2.0, 1.5, 0.5
#: How much more the one counts that the labels were searched for.
_FOUND: Final = 2.5
#: The best is ahead of the next by so much, and has so much.
_AHEAD, _LEAST = 0.4, 2.0
#: Words that no label has, at most.
_MOST_UNKNOWN: Final = 2


@dataclass(frozen=True, slots=True)
class Aim:
    """The target that a typed result is compared with.

    Attributes:
        text: Formula of the printed text.
        number: Formula of its number.
        printed: The printed text.
        named: How an answer calls it.
        source: Where it is printed.
        is_rate: Whether it is a rate.
        is_plain: Whether it is a number to reach, and no bound or change.
    """

    text: Call
    number: Node
    printed: str
    named: str
    source: str
    is_rate: bool
    is_plain: bool


def aim_of(sentence: Sentence, used: frozenset[str]) -> Aim | None:
    """Return the one target that the words of a question name.

    Args:
        sentence: The question.
        used: Stems of the words that ask.
    """
    said = list(_content(sentence, used))
    row = _row_of(sentence, said)
    number, score = _indicator_of(sentence, said)
    if row is not None and number:
        # « Satisfaction » alone may be either.
        scored = _SCORED.search(sentence.text) or sentence.question.has("category")
        if sentence.of(INDICATOR) or not scored:
            row = row if score < _row_score(row, said, sentence.known) else None
        number = "" if row is not None else number
    if row is not None:
        return _of_row(sentence, row)
    return _of_indicator(sentence, number) if number else None


_SCORED: Final = regex(r"\b(?:nationale?|branche|interessement|bareme|grille|campagne|points?)\b")


def _content(sentence: Sentence, used: frozenset[str]) -> Iterator[str]:
    """Yield the words of a question that name something."""
    known = sentence.known
    held = [
        *sentence.idle,
        *(
            (one.start, one.end)
            for one in sentence.question.entities
            if one.kind in {"year", "period", "due", "category"}
        ),
    ]
    for match in _WORD.finditer(sentence.text):
        if lies_in(match.span(), held):
            continue
        forms = {match[0], stem(match[0])}
        if not forms & (used | _ASKING | known.filler | known.own_name):
            yield match[0]


# ---------------------------------------------------------------- indicators
@lru_cache(maxsize=8)
def _table(
    about: str, _state: Hashable
) -> dict[str, tuple[frozenset[str], frozenset[str], frozenset[str], frozenset[str]]]:
    """Return of each indicator the stems of its label, of its measure, both widened, its sheet."""
    convention = conventions.load(about)
    found = {}
    for number, item in convention.indicators.items():
        other = place_data(about, "names").get(number, "")
        label = _stems(f"{item.label} {other}")
        measure = _stems(place_data(about, "indicators").get(number, ""))
        sheet = frozenset(
            stem(one) for one in words_of_indicator(convention, number) if one.isalpha()
        )
        found[number] = label, measure, widened(label | measure), sheet
    return found


def _stems(text: str) -> frozenset[str]:
    return frozenset(map(stem, label_words(text)))


def _indicator_of(sentence: Sentence, said: list[str]) -> tuple[str, float]:
    named = {str(one.value) for one in sentence.of(INDICATOR)}
    table = _table(sentence.turn.convention.id, conventions.state())
    if len(named) > 1 or not named <= set(table) or not (said or named):
        return "", 0.0
    if _restricts(sentence, said, table, named):
        return "", 0.0
    by_words = [one.value for one in sentence.question.of("indicator")]
    found = str(by_words[0]) if len(by_words) == 1 else ""
    ranked = sorted(
        (
            (_score(said, *table[number]) + _FOUND * (number == found), number)
            for number in named or table
        ),
        reverse=True,
    )
    score, best = ranked[0]
    if named:
        return best, 9.0
    if score < _LEAST or (len(ranked) > 1 and score - ranked[1][0] < _AHEAD):
        return "", 0.0
    unknown = [one for one in said if not _score([one], *table[best])]
    return ("", 0.0) if len(unknown) > _MOST_UNKNOWN else (best, score)


def _score(
    said: list[str],
    label: frozenset[str],
    measure: frozenset[str],
    wide: frozenset[str],
    sheet: frozenset[str],
) -> float:
    total = 0.0
    for one in dict.fromkeys(map(stem, said)):
        if one in _COMMON:
            continue
        if kin_of(one, label):
            total += _LABEL
        elif kin_of(one, measure):
            total += _MEASURE
        elif says(one, wide):
            total += _FAMILY
        elif kin_of(one, sheet):
            total += _SHEET
    return total


#: Words of many labels, which name none of them.
_COMMON: Final = frozenset(
    map(stem, ["taux", "nombre", "part", "delai", "delais", "quantite", "mesurer"])
)


def _restricts(
    sentence: Sentence,
    said: list[str],
    table: Mapping[str, tuple[frozenset[str], ...]],
    named: set[str],
) -> bool:
    """Tell whether a word keeps some of what is counted, or names somebody else."""
    labels = frozenset().union(*(table[one][0] | table[one][1] for one in named or table))
    strict = restricting() | sentence.known.qualifying | _CHANGING | _BODIES
    return any(one in strict and one not in labels for one in map(stem, said))


def _of_indicator(sentence: Sentence, number: str) -> Aim | None:
    convention = sentence.turn.convention
    item = convention.indicators[number]
    years = sorted(set(sentence.years))
    if not years:
        texts = {one.text for year, one in item.targets.items() if year in convention.years}
        printed = [year for year in convention.years if year in item.targets]
        if len(texts) != 1 or not printed:
            return None
        years = [printed[-1]]
    if len(years) != 1 or years[0] not in item.targets:
        return None
    year = years[0]
    target = item.targets[year]
    if not target.text or convention.neutralised(number, year):
        return None
    key = cell_value(number)
    plain = target.target.kind in {"rate", "count"} and not re.search(r"[<>≤≥+-]", target.text)
    return Aim(
        call("COG_TARGET_TEXT", key, year),
        call("COG_TARGET", key, year),
        target.text,
        f"objectif {year} de l'indicateur {number} « {item.label} » : {target.text}",
        target.citation,
        target.target.kind == "rate",
        plain and item.direction != "baisse",
    )


# ---------------------------------------------------------------- rows of scorecards
_PLAIN_AIM: Final = regex(r"\d{1,3}(?:[ \u202f\xa0]\d{3})*(?:[.,]\d+)?(?P<rate> ?%)?")
_COLUMN: Final = 4


def _row_of(sentence: Sentence, said: list[str]) -> CardRow | None:
    """Return the one row that words name: its target is the same wherever it stands."""
    known, question = sentence.known, sentence.question
    categories = {str(one.value) for one in question.of("category")}
    if len(categories) > 1 or sentence.funds or sentence.bodies or len(sentence.years) > 1:
        return None
    category = next(iter(categories), None)
    names = "|".join(dict.fromkeys(str(one.value) for one in question.of("row")))
    if not names:
        names, _, _ = known.card_rows.find([stem(one) for one in said], category, frozenset())
    year = sentence.years[0] if len(sentence.years) == 1 else None
    rows = known.card_rows.of(names, category, year) if names else []
    if category is None and {"national"} < {one.category for one in rows}:
        rows = [one for one in rows if one.category == "national"]
    rows = [one for one in rows if _row_text(sentence, one)]
    if not rows or len({(one.name, _row_text(sentence, one)) for one in rows}) != 1:
        return None
    row = rows[-1]
    own = widened({*known.card_rows.label_words(row.name), *_stems(row.theme)})
    unknown = [one for one in said if not says(stem(one), own)]
    strict = restricting() | known.qualifying | _CHANGING
    if any(stem(one) in strict for one in unknown) or len(unknown) > _MOST_UNKNOWN:
        return None
    return row if len(said) > len(unknown) else None


def _row_score(row: CardRow, said: list[str], known: Vocabulary) -> float:
    own = frozenset(known.card_rows.label_words(row.name))
    return sum(_LABEL for one in said if kin_of(stem(one), own))


def _row_text(sentence: Sentence, row: CardRow) -> str:
    shown = sentence.turn.compute(_cell(row))
    return "" if shown.error else str(shown.display).strip()


def _cell(row: CardRow) -> Call:
    block = call("COG_SCORECARD", row.category, row.campaign)
    return call("INDEX", block, row.place, _COLUMN)


def _of_row(sentence: Sentence, row: CardRow) -> Aim:
    printed = _row_text(sentence, row)
    match = _PLAIN_AIM.fullmatch(printed)
    cell = _cell(row)
    raw = sentence.turn.compute(cell).value
    number: Node = cell if isinstance(raw, float) else printed_number(cell)
    return Aim(
        cell, number, printed,
        f"cible de « {row.label} » ({row.category}, {row.campaign}) : {printed}",
        row.citation, bool(match and match["rate"]), match is not None,
    )  # fmt: skip
