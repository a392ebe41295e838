"""What each run of words of a question may be: operator, period, number, words of a table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from pycog.dialogue.lexicon import stem
from pycog.dialogue.neutral import neutral_words
from pycog.dialogue.numbers import find_numbers
from pycog.dialogue.spans import Entity
from pycog.dialogue.table_query.initials import FILLER, SMALL
from pycog.dialogue.table_query.plain_tables import DAY, FIGURE
from pycog.dialogue.table_query.table_periods import Period, periods_in
from pycog.dialogue.typed_query.typed_bounds import are_akin
from pycog.dialogue.typed_query.typed_data import DATA
from pycog.dialogue.typed_query.typed_entries import (
    FILE,
    HEADING,
    OWN,
    SECTION,
    VALUE,
    Found,
    Place,
)
from pycog.dialogue.typed_query.typed_fields import Field
from pycog.dialogue.typed_query.typed_lexis import TypedLexis
from pycog.dialogue.typed_query.typed_spoken import (
    as_a_cell,
    at_first,
    is_asked_when,
    is_of_title,
    numbers_of_rows,
)
from pycog.dialogue.typed_query.typed_words import Said
from pycog.lazy_patterns import regex

#: Operators that no reading may pass over.
_TELLING: Final = frozenset({
    "who", "when", "where", "why", "not", "except", "more", "less", "between", "before", "after",
    "late", "intime", "pending", "empty", "median", "mean", "largest", "smallest", "costly",
    "cheap", "longest", "shortest", "oldest", "newest", "rest", "over", "under", "distinct",
    "frequent", "suppose", "mention", "many", "reach", "missed", "realised", "lacking", "remote",
    "ahead", "check", "double", "apart", "owed",
})  # fmt: skip
#: Operators with which one word of a remark tells its row.
_OF_REMARKS: Final = frozenset({"why", "mention"})
#: What stands before a small number that is a code: « sinistre n° 2 ».
_BEFORE_CODES: Final = frozenset({"n", "°", "no", "num", "numero", "code", "compte", "ref"})
_SMALL_CODE: Final = 2
#: What a claim is, besides the kinds of words of a table.
OPERATOR, PERIOD, NUMBER, CODE, FILLS, UNKNOWN = (
    "operator", "period", "number", "code", "fills", "unknown"
)  # fmt: skip
_TOKEN: Final = regex(r"[a-z]+\d+[a-z0-9]*|[a-z]+|\d+(?:[.,]\d+)?|[^ ]")
_OPERATORS: Final = tuple((name, regex(text)) for name, text in DATA["operators"].items())
#: Wordings of an operator that outweigh the headings and cells that have their words.
_SURE: Final = {name: regex(text) for name, text in DATA["sure"].items()}
_SURER: Final = 3.4
_FILLS: Final = (
    frozenset(map(stem, DATA["words"]["filler"].split()))
    | frozenset(map(stem, DATA["words"]["verbs"].split()))
    | SMALL
)


#: Verbs of amounts: they may be the noun that heads a column, « reste à payer » is of « Payé ».
_VERBS: Final = frozenset(map(stem, DATA["words"]["verbs"].split()))


#: Numbers that are written out: « les trois sites ».
_COUNTED: Final = {
    "deux": 2, "trois": 3, "quatre": 4, "cinq": 5, "six": 6, "sept": 7, "huit": 8, "neuf": 9,
    "dix": 10,
}  # fmt: skip
#: What the headings above rows are called.
_SECTIONS: Final = frozenset(DATA["words"]["sections"].split())
#: Words that ask for a day: « date » alone may be any.
_ASKING_DAY: Final = frozenset({"quand", "quel", "quelle", "quelles"})
#: Letters that a verb shares with the noun of its day: « livré », « livraison ».
_VERB: Final = 4


@lru_cache(maxsize=1)
def _neutral() -> frozenset[str]:
    return frozenset(map(stem, neutral_words())) | FILLER


_OF: Final = frozenset({"de", "des", "du", "d"})
_MEANS: Final = frozenset({"moyen", "moyenne", "moyens", "moyennes"})
_SIGNS: Final = frozenset("?!,;:.()'\"-/+&*€%=<>°_@#$")
_A_YEAR: Final = regex(r"(?:19|20)\d\d")
_LONGEST_RUN: Final = 7
_INFINITIVE: Final = ("er", "ir", "re")
_LONG_VERB: Final = 5
_COSTING: Final = frozenset({"coute", "coutent", "coutait", "revient", "couter", "coutera"})
_BEST: Final = 8
_LOST: Final = -4.0
_FILLED: Final = 0.05
#: A filler that only the old lists know may be a word that tells something.
_LOOSE_FILLED: Final = -0.35


@dataclass(frozen=True, slots=True)
class Token:
    """One word of a question with its place."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Claim:
    """What a run of tokens may be.

    Attributes:
        start: First token.
        end: Token behind the last.
        kind: What it is.
        score: How sure.
        name: Of an operator.
        found: Words of the table.
        period: A period.
        number: A number.
        field: The column of a code.
        rows: The rows of a code.
    """

    start: int
    end: int
    kind: str
    score: float
    name: str = ""
    found: Found | None = None
    period: Period | None = None
    number: Entity | None = None
    field: Field | None = None
    rows: frozenset[Place] = frozenset()


@dataclass(frozen=True, slots=True)
class Segmented:
    """A question cut into claims, with the sum of their scores."""

    claims: tuple[Claim, ...] = ()
    score: float = 0.0
    unknown: tuple[str, ...] = ()


@dataclass(slots=True)
class _Cutting:
    text: str
    tokens: list[Token]
    claims: dict[int, list[Claim]] = field(default_factory=dict)

    def add(self, claim: Claim) -> None:
        self.claims.setdefault(claim.start, []).append(claim)

    def tokens_of(self, start: int, end: int) -> tuple[int, int] | None:
        """Return the tokens of a stretch of the text."""
        held = [at for at, one in enumerate(self.tokens) if one.start < end and one.end > start]
        return (held[0], held[-1] + 1) if held else None


def tokens_of(text: str) -> list[Token]:
    """Return the words of a question in plain form."""
    return [Token(one[0], *one.span()) for one in _TOKEN.finditer(text)]


def segmentations(
    text: str, lexis: TypedLexis, typed: Mapping[str, str] | None = None
) -> list[Segmented]:
    """Return the best ways to cut a question into claims, the best first.

    Args:
        text: In plain form.
        lexis: The words of the table that it is asked of.
        typed: Its words in plain form → as typed, where accents are.
    """
    cut = _Cutting(text, tokens_of(text))
    general = _general(text)
    for one in general:
        cut.add(one)
    for start, end, column, rows in lexis.coded(text):
        if (place := cut.tokens_of(start, end)) is not None:
            cut.add(Claim(*place, CODE, 5.0, field=column, rows=rows))
    remarks = any(one.name in _OF_REMARKS for one in general)
    asking = _words_of(cut, general, OPERATOR)
    strict = asking | _words_of(cut, general, FILLS) | _words_of(cut, general, PERIOD)
    words = [one.text for one in cut.tokens]
    said = Said(strict, typed or {}, remarks, asking, frozenset(words))
    for at, column, rows in numbers_of_rows(words, lexis):
        cut.add(Claim(at, at + 1, CODE, 3.4, field=column, rows=rows))
    for start, end, heading in at_first(text, lexis, said):
        if (place := cut.tokens_of(start, end)) is not None:
            cut.add(Claim(*place, HEADING, heading.score, found=heading))
    _vocabulary(cut, lexis, said)
    _spelled_out(cut, lexis, said)
    _drop_events(cut, lexis)
    return _best_paths(cut)


@lru_cache(maxsize=64)
def _general(text: str) -> tuple[Claim, ...]:
    """Return what words of a question may be in any table."""
    cut = _Cutting(text, tokens_of(text))
    found: list[Claim] = []
    for said in periods_in(text, days=True):
        if (place := cut.tokens_of(said.start, said.end)) is not None:
            # A day is said whole: « 30/06/2025 » is no 30, no 6 and no sheet of 2025.
            each = 0.8 if said.period.day else 0.1
            score = 2.5 + each * (place[1] - place[0])
            found.append(Claim(*place, PERIOD, score, period=said.period))
    for number in find_numbers(text):
        place = cut.tokens_of(number.start, number.end)
        year = number.kind == "number" and _A_YEAR.fullmatch(number.text) is not None
        if place is not None and number.kind != "ambiguous" and not year:
            score = 1.6 if number.kind == "number" else 3.2 if number.kind == "percent" else 2.2
            found.append(Claim(*place, NUMBER, score, number=number))
    for at, token in enumerate(cut.tokens):
        if token.text in _COUNTED:
            many = Entity("number", _COUNTED[token.text], token.text, token.start, token.end)
            found.append(Claim(at, at + 1, NUMBER, 1.0, number=many))
    for name, pattern in _OPERATORS:
        for match in pattern.finditer(text):
            place = cut.tokens_of(*match.span())
            if place is not None:
                telling = sum(one.text not in SMALL for one in cut.tokens[place[0] : place[1]])
                sure = name in _SURE and _SURE[name].search(match[0]) is not None
                score = 0.9 + 0.5 * telling + (_SURER if sure else 0.0)
                found.append(Claim(*place, OPERATOR, score, name=name))
    telling_at = {one.start for one in found if one.name in _TELLING}
    telling_at |= {one.end - 1 for one in found if one.name == "check"}
    for at, token in enumerate(cut.tokens):
        if token.text in _SIGNS:
            found.append(Claim(at, at + 1, FILLS, 0.0))
            continue
        one = stem(token.text)
        if at in telling_at:
            # « Qui », « sans », « avant » change what is asked: no reading passes over them.
            found.append(Claim(at, at + 1, UNKNOWN, _LOST))
        elif token.text == "ete" and _is_year_next(cut.tokens, at):
            # « L'été 2023 » is less than 2023.
            found.append(Claim(at, at + 1, UNKNOWN, _LOST))
        elif one in _FILLS or len(token.text) == 1:
            found.append(Claim(at, at + 1, FILLS, _FILLED))
        elif one in _neutral():
            found.append(Claim(at, at + 1, FILLS, _LOOSE_FILLED))
        else:
            found.append(Claim(at, at + 1, UNKNOWN, _LOST))
    return tuple(found)


def is_loose(claim: Claim) -> bool:
    """Tell whether a claim passes over a word that may tell something."""
    return claim.kind == FILLS and claim.score == _LOOSE_FILLED


def loosely_filled(cut: Segmented, text: str) -> list[str]:
    """Return the words of a question that a reading passes over and that may tell something."""
    tokens = tokens_of(text)
    return [
        tokens[one.start].text
        for one in cut.claims
        if one.kind == FILLS and one.score == _LOOSE_FILLED
    ]


def _is_year_next(tokens: Sequence[Token], at: int) -> bool:
    return at + 1 < len(tokens) and _A_YEAR.fullmatch(tokens[at + 1].text) is not None


def passes_over_unit(cut: Segmented, text: str) -> bool:
    """Tell whether a reading passes over what one of costs: « combien coûte un appel »."""
    tokens = tokens_of(text)
    passed = {one.start for one in cut.claims if one.kind == FILLS}
    return any(
        tokens[at].text in _COSTING
        and tokens[at + 1].text in {"un", "une", "chaque"}
        and at + 2 in passed
        for at in range(len(tokens) - 2)
    )


def _words_of(cut: _Cutting, general: Sequence[Claim], kind: str) -> frozenset[str]:
    """Return the words of a question that say something in any table, as a kind of claims."""
    return frozenset(
        cut.tokens[at].text
        for one in general
        if one.kind == kind
        for at in range(one.start, one.end)
        if one.kind == OPERATOR or stem(cut.tokens[at].text) not in _VERBS
    )


def _vocabulary(cut: _Cutting, lexis: TypedLexis, said: Said) -> None:
    tokens = cut.tokens
    words = [one.text for one in tokens]
    for start, token in enumerate(tokens):
        if token.text in _SIGNS or (token.text in SMALL and len(token.text) < 4):
            continue
        counts = _is_count(tokens, start, lexis)
        run: list[str] = []
        for end in range(start + 1, min(start + _LONGEST_RUN, len(tokens)) + 1):
            last = tokens[end - 1].text
            if last in _SIGNS and last not in "-/'.&":
                break
            if last in _SIGNS or stem(last) in SMALL:
                continue
            run.append(last)
            found = lexis.named(run, said)
            if counts:
                # « 2 à 3 ans » is a row where it is said whole, « 2 » counts.
                found = [one for one in found if _is_span(one, run)]
                if not found:
                    continue
            if not found:
                if len(run) == 1 and lexis.meaning(last, strict=last in said.strict):
                    # « TJ » stands in most rows: « TJ d'Albi » tells some.
                    continue
                break
            heads = any(one.kind == HEADING and one.whole for one in found)
            heads = heads or stem(run[0]) in lexis.whole | lexis.nouns or run[0] in said.asking
            day = lexis.day_of(last) if len(run) == 1 and is_asked_when(words, start) else None
            if day is not None:
                # « Notifié quand ? » is of its day, whatever else has the word.
                cut.add(Claim(start, end, day.kind, day.score, found=day))
                continue
            for one in found:
                verb = len(run) == 1 and stem(run[0]) in _VERBS
                if verb and one.kind == VALUE and stem(run[0]) not in one.entries[0].stems:
                    # « Coûte » may be of a heading, and of no cell that only resembles it.
                    continue
                if heads and one.kind == VALUE and not one.whole and len(run) == 1:
                    # « Dossier » heads a column: it is no word of « dossier incomplet »;
                    # « taux » asks for one: it is none of « taux AT ».
                    continue
                if one.kind == VALUE and len(run) == 1 and (
                    is_of_title(words, start, lexis)
                    or _is_verb(words, start, one)
                    or _is_mean(words, start, one)
                ):  # fmt: skip
                    continue
                figures = all(each.kind == FIGURE for each in one.fields)
                if one.kind == HEADING and figures and _is_of_verb(words, start, end):
                    continue
                if len(run) == 1 and as_a_cell(words, start, one):
                    cut.add(Claim(start - 1, end, one.kind, one.score, found=one))
                # A heading or a name that is said whole is no operator and a word.
                bonus = 0.2 * (len(run) - 1) + (1.5 * max(len(run) - 2, 0) if one.whole else 0.0)
                cut.add(Claim(start, end, one.kind, one.score + bonus, found=one))
                if one.kind == SECTION and start and tokens[start - 1].text in _SECTIONS:
                    # « Le bloc sécurité » says what the heading is called.
                    cut.add(Claim(start - 1, end, SECTION, one.score + bonus + _FILLED, found=one))


def _drop_events(cut: _Cutting, lexis: TypedLexis) -> None:
    """Claim no state where it is what happened on the day asked for: « notifié quand ? »."""
    asked = [one for held in cut.claims.values() for one in held if one.name == "when"]
    said = {one.text for claim in asked for one in cut.tokens[claim.start : claim.end]}
    if not said & _ASKING_DAY:
        return
    days = [stem_ for field in lexis.data.of(DAY) for stem_ in field.measure]
    for start, held in cut.claims.items():
        cut.claims[start] = [one for one in held if not _is_event(one, cut, days)]


def _is_event(claim: Claim, cut: _Cutting, days: Sequence[str]) -> bool:
    field = claim.found.fields[0] if claim.found is not None and claim.found.fields else None
    if claim.kind != VALUE or field is None or "status" not in field.roles:
        return False
    words = [one.text for one in cut.tokens[claim.start : claim.end]]
    telling = [stem(one) for one in words if stem(one) not in SMALL]
    if len(telling) != 1:
        return False
    return are_akin(telling, days) or any(telling[0][:_VERB] == one[:_VERB] for one in days)


def _is_of_verb(words: Sequence[str], start: int, end: int) -> bool:
    """Tell whether a verb follows: « prévu pour finir » is of days and of no figure."""
    behind = words[end : end + 3]
    return words[start].startswith("prevu") and behind[:1] in (["pour"], ["de"]) and any(
        one.endswith(_INFINITIVE) and len(one) >= _LONG_VERB for one in behind[1:]
    )  # fmt: skip


def leaves_complement(cut: Segmented, words: Sequence[str]) -> bool:
    """Tell whether a word that says of whom or of what is passed over: « paie des cadres »."""
    named = {VALUE, HEADING, CODE}
    for at, one in enumerate(cut.claims):
        if not is_loose(one) or not one.start or words[one.start - 1] not in _OF:
            continue
        if at > 1 and cut.claims[at - 2].kind in named:
            return True
    return False


def _is_mean(words: Sequence[str], start: int, found: Found) -> bool:
    """Tell whether « moyen » asks for a mean: « prix moyen », and not « état moyen »."""
    if words[start] not in _MEANS:
        return False
    heads = {one for field in found.fields for one in field.measure}
    return not start or stem(words[start - 1]) not in heads


def _is_verb(words: Sequence[str], start: int, found: Found) -> bool:
    """Tell whether a word is a verb and no state: « finir » of « Terminé », « qui valide »."""
    word = words[start]
    looked_up = word.endswith(_INFINITIVE) and len(word) >= _LONG_VERB
    if not looked_up and (not start or words[start - 1] != "qui"):
        return False
    return not any(stem(word) in one.stems for one in found.entries)


def _is_span(found: Found, run: Sequence[str]) -> bool:
    """Tell whether a cell that begins with a number is said whole."""
    return found.kind in {VALUE, SECTION} and found.whole and not all(map(str.isdigit, run))


def _is_count(tokens: Sequence[Token], at: int, lexis: TypedLexis) -> bool:
    """Tell whether a small number counts or bounds, and names no row."""
    text = tokens[at].text
    if not text.isdigit() or len(text) > _SMALL_CODE:
        return False
    before = tokens[at - 1].text if at else ""
    return before not in _BEFORE_CODES and not (before and lexis.is_noun(before))


def _spelled_out(cut: _Cutting, lexis: TypedLexis, said: Said) -> None:
    """Claim words that the table writes by their initials."""
    tokens = cut.tokens
    for start, token in enumerate(tokens):
        if not token.text.isalpha() or stem(token.text) in SMALL:
            continue
        run: list[str] = []
        for end in range(start + 1, min(start + _LONGEST_RUN, len(tokens)) + 1):
            last = tokens[end - 1].text
            if not last.isalpha() or last in said.asking:
                break
            if stem(last) in SMALL:
                continue
            run.append(last)
            short = lexis.spelled(run) if len(run) > 1 else ""
            for one in lexis.named([short], said) if short else ():
                cut.add(Claim(start, end, one.kind, one.score, found=one))


def _best_paths(cut: _Cutting) -> list[Segmented]:
    size = len(cut.tokens)
    paths: list[list[Segmented]] = [[] for _ in range(size + 1)]
    paths[0] = [Segmented()]
    for at in range(size):
        if not paths[at]:
            continue
        paths[at] = _pruned(paths[at])
        for claim in cut.claims.get(at, ()):
            for path in paths[at]:
                lost = path.unknown
                if claim.kind == UNKNOWN:
                    lost = (*lost, cut.tokens[at].text)
                paths[claim.end].append(
                    Segmented((*path.claims, claim), path.score + claim.score, lost)
                )
    return _pruned(paths[size])


def _pruned(paths: Sequence[Segmented]) -> list[Segmented]:
    return sorted(paths, key=lambda one: -one.score)[:_BEST]


__all__ = [
    "CODE", "FILE", "FILLS", "HEADING", "NUMBER", "OPERATOR", "OWN", "PERIOD", "SECTION", "UNKNOWN",
    "VALUE", "Claim", "Segmented", "segmentations", "tokens_of",
]  # fmt: skip
