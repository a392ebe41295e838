"""The words of a question with what each may mean in one table."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import islice, product
from typing import Final

from pycog.dialogue.lexicon import stem
from pycog.dialogue.normalise import normalise, words
from pycog.dialogue.table_query.initials import FILLER, WORD
from pycog.dialogue.table_query.near_words import close_stems
from pycog.dialogue.table_query.plain_tables import (
    DAY,
    FIGURE,
    TEXT,
    PlainColumn,
    PlainTable,
)  # fmt: skip
from pycog.dialogue.table_query.qualifying_words import qualify
from pycog.dialogue.table_query.sections_named import says_section, section_of
from pycog.dialogue.table_query.sides_of_transfers import on_side, sides_of
from pycog.dialogue.table_query.table_exceptions import unread_exception
from pycog.dialogue.table_query.table_lexis import (
    CONCEPTS,
    Hit,
    Lexis,
    headed,
)  # fmt: skip
from pycog.dialogue.table_query.table_operators import (
    AROUND,
    negated,
    never_is_read,
    read_operators,
)  # fmt: skip
from pycog.dialogue.table_query.table_periods import Said, cut_years, periods_in
from pycog.dialogue.table_query.table_request import (
    MEAN,
    PRODUCT,
    REMAINS,
)
from pycog.lazy_patterns import regex


def _stems(text: str) -> frozenset[str]:
    return frozenset(map(stem, words(text)))


_WORD: Final = regex(rf"{WORD.pattern}|[%€]")
_LONG_CUT: Final = 5
_ARTICLES: Final = " leasdu"
_ASKS_NAME: Final = regex(r"pourquoi|motifs?|raisons?|objets?|qui|quoi")
#: What went wrong or changed, which « pourquoi » takes for granted.
_WENT: Final = regex(
    r"(?:derap|mont|grimp|plong|explos|flanch|coinc|patin|bloqu|train|loup|rat|foir|envol|gonfl"
    r"|flamb|stagn|gliss|derive)(?:e|es|ee|ees|er|ent|ait)?"
)
#: What stands before a noun that is counted or listed.
_COUNTED_NOUN: Final = regex(
    r"(?:\b(?:combien|nombre|nb) (?:de|d)|^(?:quels|quelles|les|liste des|tous les|toutes les))$"
)
#: « Tous les services » is no « Plateforme de services ».
_EVERY: Final = regex(r"\b(?:tous les|toutes les|chaque|l ensemble des) $")
_NEXT: Final = 8
_SINCE: Final = frozenset(map(stem, ("avant", "apres", "depuis", "jusqu", "partir", "jusque")))
#: What two columns multiplied may be called.
_CARRIED: Final = _stems("enveloppe verser versee payer cout couts depense depenses masse budget")
_BY_PERIOD: Final = _stems("annuel annuelle mensuel mensuelle trimestriel trimestrielle annee mois")
_PER: Final = regex(
    r"\b(?:par|selon|suivant) (?!qui\b|quoi\b|quel)(?:les? |la |l |chaque )?([a-z]+)"
)
_EACH: Final = _stems(
    "agent etp salarie personne jour semaine trimestre semestre an mois habitant tete"
)
_DENIED: Final = regex(r"\b(?:non|sans|pas|(?:pas|toujours pas) encore|jamais)(?: \w+)? ?$")
#: Words that carry a question, or stand beside an operator, and choose nothing by themselves.
_CARRYING: Final = FILLER | AROUND
#: Readings of words that may mean several things.
_MOST_READINGS: Final = 128
TOTAL: Final = frozenset(map(stem, ("total", "totaux", "ensemble", "somme", "cumul")))
STATES: Final = frozenset({"début", "fin"})
#: Concepts that several words say, of which one alone may head another column.
_SEVERAL_WORDS: Final = frozenset({"échéance", "décideur", "origine", "destination"})
_MEASURES: Final = frozenset({"fait", "prévu", "objectif"})
#: Concepts that a question may say although no column is headed so.
_WEAK: Final = {"fait"}


@dataclass(slots=True)
class Token:
    """One word with what it may mean."""

    start: int
    end: int
    typed: str
    stem: str
    hit: Hit
    negative: bool
    concept: str = ""
    soft: str = ""


@dataclass(slots=True)
class Choice:
    """What each word is taken for."""

    rows: list[Token]
    columns: list[Token]
    operators: list[str]
    weight: float
    titles: list[Token] = field(default_factory=list)
    fits: bool = True


class TableTokens:
    """One question on one table, word by word.

    Args:
        text: The question, as :func:`.table_lexis.plain` gives it.
        lexis: The words of the table.
        elsewhere: Stems that other tables of the workbook know: they are no typing errors.
        lenient: Whether the name of the file may say what another table is called too.
    """

    def __init__(
        self, text: str, lexis: Lexis, elsewhere: frozenset[str], *, lenient: bool = False
    ) -> None:
        self.table: PlainTable = lexis.table
        self.lexis, self.elsewhere, self.lenient = lexis, elsewhere, lenient
        self.whole = text
        #: Numbers that stand in cells: those of the rows that are meant must hold them.
        self.numbers: list[float] = []
        #: The periods that were said before those of the last turn.
        self.past: list[Said] = []
        #: The column of which each value is told apart, and where it is said.
        self.by: PlainColumn | None = None
        self.by_span = (0, 0)
        #: The row of which others are asked for.
        self.apart: frozenset[int] = frozenset()
        #: Words of a state that is asked of one row: « donc terminé ? ».
        self.states: list[Token] = []
        coded = lexis.codes.read(text, self.table.entities | self._sheet_stems())
        self.codes, self.mentions, self.unread = coded.rows, coded.mentions, coded.unread
        text = coded.text
        self.periods = self._own_periods(periods_in(text))
        starts = [one.start for one in self.periods]
        self.unread = unread_exception(text, starts, lexis) or self.unread
        for one in self.periods:
            text = text[: one.start] + " " * (one.end - one.start) + text[one.end :]
        self.read_ = read_operators(text)

    def choices(self) -> Iterator[Choice]:
        """Yield what the words may be taken for, none where one means nothing here."""
        tokens = self._tokens()
        if tokens is None:
            return
        options = [self._options(one) for one in tokens]
        if any(not one for one in options):
            return
        for combination in islice(product(*options), _MOST_READINGS):
            choice = Choice([], [], [], 0.0)
            choice.columns += [
                token
                for token, (kind, _) in zip(tokens, combination, strict=True)
                if kind == "colonne"
            ]
            for token, (kind, weight) in zip(tokens, combination, strict=True):
                choice.weight += weight
                if kind == "ligne":
                    choice.rows.append(token)
                elif kind == "opération" and not self._heads_column(token, choice):
                    choice.operators.append(token.soft)
                elif kind == "titre":
                    choice.titles.append(token)
                elif kind == "reste":
                    choice.operators.append(REMAINS)
            qualify(choice, self.table, self.lexis, self.whole)
            yield choice

    def _sheet_stems(self) -> set[str]:
        return {stem(one) for one in words(normalise(self.table.open.sheet))}

    def _own_periods(self, said: Sequence[Said]) -> list[Said]:
        """Leave out what only looks like a period: a year that is a word of a label or a code."""
        kept = [one for one in said if not (one.period.is_year and self._is_named(one))]
        if kept or said or self.codes:
            return kept
        held = {one.period.year for one in self.table.columns if one.period is not None}
        return cut_years(self.whole, held)

    def _is_named(self, said: Said) -> bool:
        rows = self.lexis.label.get(str(said.period.year), ())
        return 0 < len(rows) < len(self.table.entries) and not any(
            column.period is not None and column.period.year == said.period.year
            for column in self.table.columns
        )

    def _tokens(self) -> list[Token] | None:
        """Return the words that choose something, ``None`` where one means nothing here."""
        if self.unread or self.read_.refused or self._grouped_by():
            return None
        text, found = self.read_.text, list[Token]()
        for match in _WORD.finditer(text):
            typed, plain = match[0], stem(match[0])
            if typed == "jamais" and not (
                never_is_read(self.read_, match.start()) or "jamais" in self.lexis.all_stems
            ):
                self.unread = typed
                return None
            if any(start <= match.start() < end for start, end in self.read_.lacks):
                continue
            if self.by is not None and self.by_span[0] <= match.start() < self.by_span[1]:
                continue
            if typed == "vers" and sides_of(self.table)[0]:
                continue
            soft = next(
                (op for start, end, op in self.read_.soft if start <= match.start() < end), ""
            )
            concept = self._concept(match.start())
            hit = self.lexis.exact(typed)
            if self.read_.op == PRODUCT and plain in _CARRIED and not hit.is_any:
                continue
            known = hit.is_any or soft or concept or plain in _CARRYING
            if not known:
                hit = self._near(typed, plain)
            elif concept and not (hit.is_any or headed(self.table, concept)):
                # « Engagés » of a column « Engag. ».
                near = self.lexis.loose(typed)
                hit = near if near.columns and not (near.label or near.value) else hit
            if not hit.is_any and concept in STATES and plain not in self.elsewhere:
                # « Pas encore commencées » is what a cell calls « Non démarré ».
                state = self.lexis.loose(typed)
                denied = negated(text, match.start())
                hit = state if state.value and denied else hit
            if hit.own and not (hit.label or hit.value or hit.columns or hit.note):
                here = self.table.title_stems | self.table.entities
                foreign = plain in self.lexis.foreign and not self.lenient
                if plain not in here and foreign and plain not in _CARRYING:
                    # The name of the file says it of another sheet.
                    self.unread = typed
                    return None
            if plain in _CARRYING and not self._tells(hit, typed):
                if not (soft or concept) or self._goes_with_others(match, soft, concept):
                    continue
                hit = Hit(frozenset(), frozenset(), frozenset(), frozenset(), own=True)
            if concept in _SEVERAL_WORDS and self._is_part_of_concept(match, concept):
                columns = frozenset(one.index for one in headed(self.table, concept))
                hit = replace(hit, columns=columns) if columns else hit
            if concept == "quand" and not headed(self.table, concept) and self.lexis.day_rows:
                hit = replace(hit, label=self.lexis.day_rows)
            if says_section(self.whole, match.start(), match.end(), self.lexis):
                continue
            if rows := section_of(self.whole, match.start(), plain, self.lexis):
                hit = replace(hit, label=rows, value=frozenset(), note=frozenset())
            if not (hit.is_any or soft or concept):
                if typed[0].isdigit() and self._held(match):
                    self.numbers.append(float(typed.replace(",", ".")))
                    continue
                if plain in _SINCE and any(
                    0 < one.start - match.end() < _NEXT for one in self.periods
                ):
                    if typed in {"avant", "apres", "jusqu"} and self._has_only_periods:
                        # Columns of months hold none that is before another.
                        self.unread = typed
                        return None
                    continue
                if self.whole.startswith("pourquoi") and _WENT.fullmatch(typed):
                    continue
                if typed in {"%", "€"} or len(typed) == 1 or self._of_periods(plain):
                    continue
                self.unread = typed
                return None
            hit = on_side(self.lexis, hit, plain, text[: match.start()])
            negative = negated(text, match.start()) and not self._is_denied(match, text)
            if found and found[-1].negative and match.start() - found[-1].end < _NEXT // 2:
                # « Hors moyens généraux » takes out what both words name.
                negative |= bool(hit.label & found[-1].hit.label)
            # « On n'a pas l'affranchissement » asks why it lacks, and leaves nothing out.
            negative = negative and not any(
                start < match.start() and not text[end : match.start()].strip(_ARTICLES)
                for start, end in self.read_.lacks
            )
            found.append(
                Token(match.start(), match.end(), typed, plain, hit, negative, concept, soft)
            )
        return found

    @cached_property
    def _has_only_periods(self) -> bool:
        """Whether periods are columns here and no row is of a day or of a period."""
        return not self.table.of(DAY) and any(one.period for one in self.table.of(FIGURE))

    def _is_part_of_concept(self, match: re.Match[str], concept: str) -> bool:
        """Tell whether a word says something of columns with others: « fin prévue »."""
        return any(
            start <= match.start() < end and end - start > len(match[0])
            for start, end, name in self._spans
            if name == concept
        )

    def _near(self, typed: str, plain: str) -> Hit:
        """Return what a word cut short or misspelled means, unless another table knows it."""
        near = self.lexis.loose(typed)
        if plain not in self.elsewhere:
            return near
        # « Resto » is no « reste » of another table, where it begins a name of a row here.
        begins = len(typed) >= _LONG_CUT and near.label and not near.columns
        return near if begins else self.lexis.exact(typed)

    def _is_denied(self, match: re.Match[str], text: str) -> bool:
        """Tell whether a denial is a part of what cells or headings say: « non démarré »."""
        before = _DENIED.search(text[: match.start()])
        if before is None:
            return False
        plain = stem(match[0])
        return plain in self.lexis.denied or bool(
            set(close_stems(match[0], self.lexis.denied)) & self.lexis.denied
        )

    def _grouped_by(self) -> bool:
        """Tell whether figures are asked for apart: « par pilote », « par trimestre »."""
        for match in _PER.finditer(self.whole):
            noun = stem(match[1])
            heads = [one for one in self.table.columns if noun in one.stems]
            said = regex(rf"\b(?:par|/) {match[1][:-1]}")
            if any(said.search(f"{one.group} {one.own}") for one in heads):
                continue
            if any(said.search(normalise(one.label)) for one in self.table.rows):
                # « Prime par ETP » is what a row is called.
                continue
            texts = [one for one in heads if one.kind == TEXT and one.index != self.table.label]
            if len(texts) == len(heads) == 1 and self.by is None:
                self.by, self.by_span = texts[0], match.span()
                continue
            if heads or noun in _BY_PERIOD or noun in self.table.entities or noun in _EACH:
                return True
        return False

    def _of_periods(self, plain: str) -> bool:
        """Tell whether a word says of which parts a table of periods is made: « annuel »."""
        parts = [one for one in self.table.of(FIGURE) if one.period is not None]
        return plain in _BY_PERIOD and len(parts) > 1

    def _tells(self, hit: Hit, typed: str) -> bool:
        """Tell whether a common word is one of a heading, or of few labels."""
        if len(typed) <= 3 and not typed.isdigit():
            return False
        few = max(1, len(self.table.entries) // 2)
        return bool(hit.columns) or 0 < len(hit.label | hit.value) <= few

    @cached_property
    def _spans(self) -> list[tuple[int, int, str]]:
        """Where the question says what columns hold, the longest first."""
        return sorted(
            (
                (*match.span(), name)
                for name, (asked, _) in CONCEPTS.items()
                for match in asked.finditer(self.read_.text)
            ),
            key=lambda one: one[0] - one[1],
        )

    def _goes_with_others(self, match: re.Match[str], soft: str, concept: str) -> bool:
        """Tell whether other words of the same operator or concept say it as well."""
        spans = [(a, b) for a, b, op in self.read_.soft if op == soft]
        spans += [(a, b) for a, b, name in self._spans if name == concept and not soft]
        (start, end) = next((a, b) for a, b in spans if a <= match.start() < b)
        others = (
            one
            for one in _WORD.finditer(self.read_.text)
            if start <= one.start() < end and one.start() != match.start()
        )
        return any(one.start() < match.start() or stem(one[0]) not in _CARRYING for one in others)

    def _concept(self, at: int) -> str:
        """Return what a word says of the columns by what they hold."""
        names = [name for start, end, name in self._spans if start <= at < end]
        if names and names[0] == "reste":
            return "reste"
        return next((one for one in names if headed(self.table, one)), names[0] if names else "")

    def _held(self, match: re.Match[str]) -> bool:
        """Tell whether a number of the question stands in some cell of the table."""
        number = float(match[0].replace(",", "."))
        return any(
            self.table.cell(row, column).number in (number, number / 100, number * 1_000)
            for row in self.table.rows
            for column in self.table.of(FIGURE)
        )

    def _kinds_counted(self, token: Token) -> set[int]:
        """Return the columns of text that a noun counted or listed only says what rows are."""
        before = self.whole[: token.start].rstrip()
        if not _COUNTED_NOUN.search(before) and (before or self.codes):
            return set()
        texts = {one.index for one in self.table.of(TEXT) if one.period is None}
        return set(token.hit.columns) & texts if token.hit.columns <= texts else set()

    def _asks_who(self, token: Token) -> bool:
        """Tell whether « qui » asks for a name: « et qui le détient ? »."""
        before = self.whole[: token.start].rstrip()
        return token.typed == "qui" and (not before or before.endswith((" et", ",", " :")))

    def _options(self, token: Token) -> list[tuple[str, float]]:
        """Return what a word may be taken for, with how well that fits."""
        hit, found = token.hit, []
        loose = 0.6 if hit.loose else 1.0
        if token.stem in self.table.entities and _EVERY.search(self.whole[: token.start]):
            return [("titre", 3.05)]
        if hit.label and not self._are_all(hit.label):
            # « L'effectif moyen » is no line « Moyens généraux ».
            after = re.match(r" ([a-z]+)", self.whole[token.end :])
            said = {token.stem, stem(after[1])} if after else {token.stem}
            partly = token.soft == MEAN and not any(
                self.lexis.tells_all(one, {token.stem}) or said <= self.lexis.named[one]
                for one in hit.label
            )
            if not partly:
                found.append(("ligne", 3.0 * loose))
        elif hit.label and self.lexis.sections.get(token.stem):
            # « Axe », of rows that all stand below one.
            found.append(("titre", 0.5))
        elif hit.value and not self._are_all(hit.value):
            found.append(("ligne", 2.6 * loose))
        names = {one.index for one in self.table.naming} | self._kinds_counted(token)
        if hit.columns - names:
            found.append(("colonne", 2.5 * loose))
        elif hit.columns:
            found.append(("titre", 0.7))
        elif token.concept and headed(self.table, token.concept):
            found.append(("colonne", 1.4))
        if token.soft:
            found.append(("opération", 2.0))
        if hit.columns and not hit.columns - names and _ASKS_NAME.fullmatch(token.typed):
            # « Pourquoi V3 ? », of rows that are named by their reasons.
            found.append(("colonne", 3.6))
        entity = token.stem in self.table.entities
        heads = token.concept in _MEASURES and token.stem not in FILLER
        heads = heads and any(kind == "colonne" for kind, _ in found)
        asked = token.concept == "pourquoi" or token.typed == "quand"
        heads |= asked and any(kind in {"colonne", "ligne"} for kind, _ in found)
        if heads:
            # « Exécuté » heads columns: it is never left out as a word of the title.
            return found
        if hit.own and entity and found:
            found.append(("titre", 3.05))
        elif hit.own and (not found or token.stem not in TOTAL) and not self._asks_who(token):
            found.append(("titre", 0.5))
        if (not found or self.codes) and (token.concept in _WEAK or token.typed == "qui"):
            found.append(("titre", 0.2))
        if not found and (hit.label or hit.value):
            # « M. » of a column of names: a word of every row chooses none.
            found.append(("titre", 0.3))
        if not found and token.concept == "reste":
            found.append(("reste", 1.0))
        return found

    def _heads_column(self, token: Token, choice: Choice) -> bool:
        """Tell whether words of one operator head a column: « postes vacants » of « Vacants »."""
        spans = [(a, b) for a, b, op in self.read_.soft if op == token.soft]
        (start, end) = next((a, b) for a, b in spans if a <= token.start < b)
        return any(start <= one.start < end and one.hit.columns for one in choice.columns)

    def _are_all(self, rows: frozenset[int]) -> bool:
        """Tell whether some rows are all that there are, so that they choose nothing."""
        entries = {one.index for one in self.table.entries}
        return len(entries) > 1 and entries <= rows

    def _hits(self, token: Token) -> set[int]:
        hit = token.hit
        return set(hit.label | hit.value)
