"""Reads a question as one request on one table; every word is used, or there is no request."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import islice, product
from typing import TYPE_CHECKING, Final

from pycog.dialogue.lexicon import stem
from pycog.dialogue.normalise import normalise, words
from pycog.dialogue.table_query.plain_tables import CODE, DAY, FIGURE, NOTE, TEXT, PlainColumn, PlainTable
from pycog.dialogue.table_query.table_conditions import Conditions
from pycog.dialogue.table_query.table_lexis import CONCEPTS, FILLER, WORD, Hit, Lexis, headed
from pycog.dialogue.table_query.table_operators import AROUND, negated, read_operators
from pycog.dialogue.table_query.table_periods import Period, Said, is_bare, periods_in
from pycog.dialogue.table_query.table_request import (
    CHECK,
    COUNT,
    LIST,
    FIGURED,
    LOOK,
    MINUS,
    PRODUCT,
    RATE,
    REMAINS,
    SUM,
    Request,
)

if TYPE_CHECKING:
    from pycog.equip.open_parts import OpenRow

_WORD: Final = re.compile(rf"{WORD.pattern}|[%€]")
_CODE: Final = re.compile(r"\b[a-z]{1,4}[ .-]?\d{1,6}(?:[ .-]\d{1,4})*\b|\b\d{1,4}[.-]\d{1,4}\b")
_NUMBERED: Final = re.compile(
    r"\b(?:indicateurs?|indics?|ind|lignes?|mesures?|jalons?|actions?|projets?|marches?|fiches?"
    r"|numeros?|n)\.? ?(?:n ?°|°|numero)? ?(\d{1,4})\b(?! ?[%€])"
)
_CONNECTED: Final = re.compile(r"\b(?:et|ou|vs|contre|ni|puis)\b|[,/+]")
_LONGEST_CODE: Final = 10
_NEXT: Final = 8
_ADDS_UP: Final = re.compile(r"\b(?:total|cumul|ensemble|annuel)\b")
_SINCE: Final = frozenset(map(stem, ("avant", "apres", "depuis", "jusqu", "partir", "jusque")))
#: What two columns multiplied may be called.
_CARRIED: Final = frozenset(
    map(stem, "enveloppe verser versee payer cout couts depense depenses masse budget".split())
)
_BY_PERIOD: Final = frozenset(
    map(stem, "annuel annuelle mensuel mensuelle trimestriel trimestrielle annee mois".split())
)
_PER: Final = re.compile(r"\b(?:par|selon|suivant) (?:les? |la |l |chaque )?([a-z]+)")
_EACH: Final = frozenset(
    map(stem, "agent etp salarie personne jour semaine trimestre semestre an mois habitant tete".split())
)
#: Readings of words that may mean several things.
_MOST_READINGS: Final = 128
_TOTAL: Final = frozenset(map(stem, ("total", "totaux", "ensemble", "somme", "cumul")))
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


class TableAsking:
    """One question on one table.

    Args:
        text: The question, as :func:`.table_lexis.plain` gives it.
        lexis: The words of the table.
        elsewhere: Stems that other tables of the workbook know: they are no typing errors.
    """

    def __init__(self, text: str, lexis: Lexis, elsewhere: frozenset[str]) -> None:
        self.table: PlainTable = lexis.table
        self.lexis, self.elsewhere = lexis, elsewhere
        self.whole = text
        self.unread = ""
        #: Numbers that stand in cells: those of the rows that are meant must hold them.
        self.numbers: list[float] = []
        self.codes: list[OpenRow] = []
        #: The periods that were said before those of the last turn.
        self.past: list[Said] = []
        #: Words of a state that is asked of one row: « donc terminé ? ».
        self.states: list[Token] = []
        text = self._coded(text)
        self.periods = self._own_periods(periods_in(text))
        for one in self.periods:
            text = text[: one.start] + " " * (one.end - one.start) + text[one.end :]
        self.read_ = read_operators(text)

    def requests(self) -> Iterator[Request]:
        """Yield the readings of the question that use every word, none for a table that has not."""
        for choice in self.choices():
            found = self.request(choice)
            if found is not None:
                yield found

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
            for token, (kind, weight) in zip(tokens, combination, strict=True):
                choice.weight += weight
                if kind == "ligne":
                    choice.rows.append(token)
                elif kind == "colonne":
                    choice.columns.append(token)
                elif kind == "opération":
                    choice.operators.append(token.soft)
                elif kind == "titre":
                    choice.titles.append(token)
                elif kind == "reste":
                    choice.operators.append(REMAINS)
            self._qualifying(choice)
            yield choice

    # -- what is said before the words are read

    def _coded(self, text: str) -> str:
        """Choose rows by their codes and numbers: « V3 », « indicateur 12 »."""
        codes = {
            _bare(normalise(one)): row
            for row in self.table.entries
            for one in (row.number, row.label)
            if one and len(one) <= _LONGEST_CODE and any(sign.isdigit() for sign in one)
        }
        numbers = {key.lstrip("0"): row for key, row in codes.items() if key.isdigit()}
        for match in _CODE.finditer(text):
            said = match[0]
            while said:
                padded = re.sub(r"(?<=[a-z])[ .-]?(\d)$", r"0\1", said)
                row = codes.get(_bare(said)) or codes.get(_bare(padded))
                if row is not None:
                    self.codes.append(row)
                    end = match.start() + len(said)
                    text = text[: match.start()] + " " * len(said) + text[end:]
                    break
                said = re.sub(r"[ .-]?[^ .-]*$", "", said)
        if numbers:
            for match in _NUMBERED.finditer(text):
                row = numbers.get(match[1].lstrip("0"))
                if row is None:
                    self.unread = match[0]
                    continue
                self.codes.append(row)
                text = text[: match.start()] + " " * len(match[0]) + text[match.end() :]
        return text

    def _own_periods(self, said: Sequence[Said]) -> list[Said]:
        """Leave out what only looks like a period: a year that is a word of a label or a code."""
        return [
            one
            for one in said
            if not (one.period.is_year and self._is_named(one))
        ]

    def _is_named(self, said: Said) -> bool:
        rows = self.lexis.label.get(str(said.period.year), ())
        return 0 < len(rows) < len(self.table.entries) and not any(
            column.period is not None and column.period.year == said.period.year
            for column in self.table.columns
        )

    @cached_property
    def _entities(self) -> frozenset[str]:
        """What the rows are: the stems of the headings of their names."""
        return frozenset().union(
            *(one.stems for one in self.table.columns if one.index in {self.table.label, self.table.code})
        )

    # -- words

    def _tokens(self) -> list[Token] | None:
        """Return the words that choose something, ``None`` where one means nothing here."""
        if self.unread or self.read_.refused or self._grouped_by():
            return None
        text, found = self.read_.text, []
        for match in _WORD.finditer(text):
            typed, plain = match[0], stem(match[0])
            if any(start <= match.start() < end for start, end in self.read_.lacks):
                continue
            soft = next(
                (op for start, end, op in self.read_.soft if start <= match.start() < end), ""
            )
            concept = self._concept(match.start())
            hit = self.lexis.exact(typed)
            if self.read_.op == PRODUCT and plain in _CARRIED and not hit.is_any:
                continue
            known = hit.is_any or soft or concept or plain in FILLER or plain in AROUND
            if not known and plain not in self.elsewhere:
                hit = self.lexis.loose(typed)
            if plain in FILLER | AROUND and not self._tells(hit, typed):
                if not (soft or concept):
                    continue
                hit = Hit(frozenset(), frozenset(), frozenset(), frozenset(), own=True)
            if not (hit.is_any or soft or concept):
                if typed[0].isdigit() and self._held(match):
                    self.numbers.append(float(typed.replace(",", ".")))
                    continue
                if plain in _SINCE and any(
                    0 < one.start - match.end() < _NEXT for one in self.periods
                ):
                    continue
                if typed in {"%", "€"} or len(typed) == 1 or self._of_periods(plain):
                    continue
                self.unread = typed
                return None
            negative = negated(text, match.start()) and not self._is_denied(match, text)
            found.append(
                Token(match.start(), match.end(), typed, plain, hit, negative, concept, soft)
            )
        return found

    def _is_denied(self, match: re.Match[str], text: str) -> bool:
        """Tell whether a denial is a part of what cells or headings say: « non démarré »."""
        before = re.search(r"\b(non|sans)(?: \w+)? ?$", text[: match.start()])
        return before is not None and stem(match[0]) in self.lexis.denied

    def _grouped_by(self) -> bool:
        """Tell whether figures are asked for apart: « par pilote », « par trimestre »."""
        for match in _PER.finditer(self.whole):
            noun = stem(match[1])
            heads = [one for one in self.table.columns if noun in one.stems]
            said = re.compile(rf"\b(?:par|/) {match[1][:-1]}")
            if any(said.search(f"{one.group} {one.own}") for one in heads):
                continue
            if heads or noun in _BY_PERIOD or noun in self._entities or noun in _EACH:
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

    def _concept(self, at: int) -> str:
        """Return what a word says of the columns by what they hold."""
        if not hasattr(self, "_spans"):
            self._spans = sorted(
                (
                    (*match.span(), name)
                    for name, (asked, _) in CONCEPTS.items()
                    for match in asked.finditer(self.read_.text)
                ),
                key=lambda one: one[0] - one[1],
            )
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

    def _asks_who(self, token: Token) -> bool:
        """Tell whether « qui » asks for a name: « et qui le détient ? »."""
        before = self.whole[: token.start].rstrip()
        return token.typed == "qui" and (not before or before.endswith((" et", ",", " :")))

    def _hold_numbers(self, request: Request) -> bool:
        """Tell whether the rows that are meant hold every number that was said."""
        columns = request.flat or self.table.of(FIGURE)
        held = {
            self.table.cell(row, one).number for row in request.rows for one in columns
        }
        return all(held & {one, one / 100, one * 1_000} for one in self.numbers)

    def _options(self, token: Token) -> list[tuple[str, float]]:
        """Return what a word may be taken for, with how well that fits."""
        hit, found = token.hit, []
        loose = 0.6 if hit.loose else 1.0
        every = len(self.table.entries)
        if hit.label and not (len(hit.label) >= every > 1):
            found.append(("ligne", 3.0 * loose))
        elif hit.value and not (len(hit.value) >= every > 1):
            found.append(("ligne", 2.6 * loose))
        names = {self.table.label, self.table.code}
        if hit.columns - names:
            found.append(("colonne", 2.5 * loose))
        elif hit.columns:
            found.append(("titre", 0.7))
        elif token.concept and headed(self.table, token.concept):
            found.append(("colonne", 1.4))
        if token.soft:
            found.append(("opération", 2.0))
        entity = token.stem in self._entities
        if hit.own and entity and found:
            found.append(("titre", 3.05))
        elif hit.own and (not found or token.stem not in _TOTAL) and not self._asks_who(token):
            found.append(("titre", 0.5))
        if not found and (token.concept in _WEAK or token.typed == "qui"):
            found.append(("titre", 0.2))
        if not found and token.concept == "reste":
            found.append(("reste", 1.0))
        return found

    # -- one reading

    def request(self, choice: Choice) -> Request | None:
        """Return the request that a reading makes, ``None`` where its parts do not fit.

        Args:
            choice: What the words are taken for.
        """
        rows = self._rows(choice)
        if rows is None:
            return None
        kept, groups, exact = rows
        request = Request(self.table, kept)
        request.named = bool(choice.rows or self.codes)
        request.groups = groups
        request.words = len(choice.rows) + len(choice.columns) + 2 * len(self.codes)
        request.score = choice.weight + 3.0 * len(self.codes) + exact
        request.unit = self.read_.unit
        request.yes_no, request.asks_how_much = self.read_.yes_no, self.read_.how_much
        request.which, request.most = self.read_.which, self.read_.most
        request.over = self.read_.over
        if choice.rows:
            said = [
                f"{'hors ' if one.negative else ''}{one.typed}" for one in choice.rows
            ]
            request.chosen.append(f"« {' '.join(said)} »")
        if not self._operation(request, choice):
            return None
        if request.op in FIGURED and any(one.hit.own for one in choice.titles):
            request.words += 1
        columns = self._columns(choice, request)
        if columns is None:
            return None
        request.columns = columns
        if self.states:
            held = set.intersection(*map(self._hits, self.states))
            request.states = [one for one in self.table.rows if one.index in held]
        if request.op == COUNT and self._reads_one(request):
            request.op = LOOK
        if not self._done_fits(choice, request):
            return None
        request.done = any(one.concept == "fait" for one in [*choice.columns, *choice.titles])
        request = Conditions(self, request, choice.columns).applied()
        if request is not None and not self._hold_numbers(request):
            return None
        if request is None or (not request.rows and not request.condition):
            return None
        return request

    def _qualifying(self, choice: Choice) -> None:
        """Leave out a heading that only says of what kind a row's word is: « service RH »."""
        for token in list(choice.columns):
            after = next((one for one in choice.rows if one.start >= token.end), None)
            if after is None or not token.hit.columns:
                continue
            between = self.whole[token.end : after.start].split()
            small = {"de", "du", "des", "la", "le", "les", "l", "d"}
            texts = [
                one
                for one in self.table.of(TEXT, CODE)
                if one.index in token.hit.columns and one.index != self.table.label
            ]
            held = {
                row.index
                for one in texts
                for row in self.table.rows
                if after.stem in {stem(w) for w in words(normalise(self.table.cell(row, one).shown))}
            }
            if set(between) <= small and held and held <= self._hits(after):
                choice.columns.remove(token)

    def _operation(self, request: Request, choice: Choice) -> bool:
        """Set the operation; tell whether the operators of the question go together."""
        ops = list(dict.fromkeys(choice.operators))
        read = self.read_
        if read.op and read.op != LIST:
            request.op = read.op
            ops = [one for one in ops if one not in {read.op, SUM}]
        elif ops:
            # « La somme des plus gros » is none; « le total moyen » neither.
            main = [one for one in ops if one != SUM] or ops
            if CHECK in main:
                main = [CHECK]
            if len(main) > 1:
                return False
            request.op = main[0]
        elif read.op == LIST:
            request.op = LIST
        if (
            request.op in {LOOK, SUM}
            and read.unit == "%"
            and re.search(r"\b(?:sur|rapporte\w* a|/)\b|/", self.whole)
        ):
            request.op = RATE
        if read.counts is not None and request.op in {LOOK, LIST}:
            request.op = COUNT if self._counts_rows(choice) else LOOK
        return True

    def _reads_one(self, request: Request) -> bool:
        """Tell whether one figure of a named row is asked for: « combien de plis à Lille ? »."""
        figures = [one for one in request.flat if one.kind == FIGURE]
        labelled = len(request.rows) == 1 and request.named and not self.read_.lacks
        return labelled and bool(figures or len(self.table.of(FIGURE)) == 1)

    def _done_fits(self, choice: Choice, request: Request) -> bool:
        """Tell whether « payé » or « dépensé » is what the columns of figures hold."""
        said = [one for one in choice.titles if one.concept == "fait" and not one.hit.own]
        if not said or request.op in {RATE, REMAINS, COUNT, LIST}:
            return True
        done = headed(self.table, "fait")
        if any(one in done for one in request.flat):
            return True
        figures = self.table.of(FIGURE)
        periods = [one for one in figures if is_bare(one.own) or is_bare(one.own.split(" ")[0])]
        return bool(periods) and len(periods) >= len(figures) - 1

    def _counts_rows(self, choice: Choice) -> bool:
        """Tell whether « combien de » counts rows: its noun heads no column of figures."""
        assert self.read_.counts is not None
        start = self.read_.counts[1]
        first = next((one for one in choice.columns if one.start >= start), None)
        noun = re.match(r"[a-z]+", self.whole[start:])
        if noun is None:
            return False
        alone = next((one for one in choice.rows if one.start == start), None)
        if alone is not None and len(alone.hit.label) == 1 and not alone.hit.value:
            return False
        if first is not None and first.start <= start + len(noun[0]):
            figures = [one for one in self.table.of(FIGURE) if one.index in first.hit.columns]
            if figures:
                return False
        return stem(noun[0]) not in {"non", "rest", "euro", "temp", "jour", "foi", "point", "argent"}

    # -- rows

    def _rows(
        self, choice: Choice
    ) -> tuple[list[OpenRow], list[list[OpenRow]], float] | None:
        table = self.table
        rows = {one.index: one for one in table.rows}
        positive = [one for one in choice.rows if not one.negative]
        negative = [one for one in choice.rows if one.negative]
        if self.codes:
            coded = list({one.index: one for one in self.codes}.values())
            if positive and not all(
                self._hits(one) & {row.index for row in coded} for one in positive
            ):
                return None
            return coded, [[one] for one in coded], 0.0
        exact = 0.0
        if positive:
            groups = self._grouped(positive)
            if groups is None:
                return None
            kept: set[int] = set()
            told: list[list[OpenRow]] = []
            for tokens, group in groups:
                closest, bonus = self._closest(tokens, group, choice)
                exact += bonus
                kept |= closest
                told.append([rows[one] for one in sorted(closest)])
        else:
            kept, told = self._all(choice), []
        for token in negative:
            kept -= self._hits(token)
        if negative:
            kept -= {one for one in kept if rows[one].role != "ligne"}
        if not kept:
            return None
        return [rows[one] for one in sorted(kept)], told, exact

    def _all(self, choice: Choice) -> set[int]:
        """Return the rows that are meant where none is named: the entries, not their totals."""
        return {one.index for one in self.table.entries}

    def _hits(self, token: Token) -> set[int]:
        hit = token.hit
        return set(hit.label | hit.value)

    def _grouped(
        self, tokens: Sequence[Token]
    ) -> list[tuple[list[Token], set[int]]] | None:
        """Return the rows that the words name, apart where « et » parts them."""
        common = set.intersection(*map(self._hits, tokens))
        if common:
            return [(list(tokens), common)]
        groups: list[tuple[list[Token], set[int]]] = []
        for token in tokens:
            hits = self._hits(token)
            before = groups[-1] if groups else None
            if before is not None and before[1] & hits:
                before[0].append(token)
                before[1].intersection_update(hits)
            elif before is None or _CONNECTED.search(self.whole[before[0][-1].end : token.start]):
                groups.append(([token], set(hits)))
            else:
                return None
        return groups

    def _closest(
        self, tokens: Sequence[Token], group: set[int], choice: Choice
    ) -> tuple[set[int], float]:
        """Return the rows whose label says what is named and no more, where there are such."""
        said = {one.stem for one in tokens}
        for token in tokens:
            if token.hit.loose:
                said |= {one for row in group for one in self.lexis.named[row] if one.startswith(token.stem)}
        roles = {one.index: one.role for one in self.table.rows}
        exact = {row for row in group if self.lexis.tells_all(row, said)}
        wants_total = bool(said & _TOTAL) or SUM in choice.operators
        totals = {row for row in exact if roles[row] != "ligne"}
        lines = exact - totals
        if wants_total and totals:
            return totals, 1.5
        if lines:
            return lines, 1.5
        if totals and not self._figures_of(group - totals):
            return totals, 1.0
        if totals and len(totals) == 1 and len(group) > 2:
            # « Sous-total FNGA » says it of the lines of this fund.
            return (totals, 1.0) if self.read_.counts is None and self._asks_one() else (
                group - totals, 0.5
            )
        plain = {row for row in group if roles[row] == "ligne"}
        if wants_total and said & _TOTAL and len(group - plain) == 1:
            return group - plain, 0.8
        return plain or group, 0.0

    def _asks_one(self) -> bool:
        """Tell whether one figure is asked for, not a list or a row that stands out."""
        return not self.read_.lists and not self.read_.op and not self.read_.which and not any(
            op in {"max", "min", "moyenne"} for _, _, op in self.read_.soft
        ) and not self.read_.lacks

    def _figures_of(self, rows: set[int]) -> bool:
        return bool(rows)

    # -- columns

    def _columns(self, choice: Choice, request: Request) -> list[list[PlainColumn]] | None:
        """Return the columns that words and periods name, group by group."""
        groups: list[set[int]] = []
        weights: list[float] = []
        parted = request.op in {PRODUCT, MINUS} and self.read_.at >= 0
        for token in choice.columns:
            found = set(token.hit.columns) or {
                one.index for one in headed(self.table, token.concept)
            }
            if parted and token.start > self.read_.at > self._last_start(choice, token):
                groups.append(found)
                weights.append(1)
                continue
            if groups and groups[-1] & found:
                groups[-1] &= found
                weights[-1] += 1
            elif any(one & found for one in groups[:-1]):
                at = next(i for i, one in enumerate(groups) if one & found)
                groups[at] &= found
            else:
                groups.append(found)
                weights.append(1)
        by_index = {one.index: one for one in self.table.columns}
        named = [[by_index[one] for one in sorted(group)] for group in groups]
        if request.op in FIGURED | {RATE, REMAINS}:
            named = [[one for one in group if one.kind == FIGURE] or group for group in named]
        if parted and len(named) == 2:
            # « ETP x montant par ETP »: what one side is fully called is not the other.
            named[0] = [one for one in named[0] if one not in named[1]] or named[0]
        return self._in_periods(named, request, choice)

    @staticmethod
    def _last_start(choice: Choice, token: Token) -> int:
        before = [one.start for one in choice.columns if one.start < token.start]
        return max(before, default=-1)

    def _in_periods(
        self, groups: list[list[PlainColumn]], request: Request, choice: Choice
    ) -> list[list[PlainColumn]] | None:
        """Keep the columns of the periods that were said; rows take what columns have not."""
        said = {one.stem for one in choice.columns}
        rest: list[Period] = []
        periods = [one.period for one in self.periods]
        if not periods:
            return [self._fullest(one, said) for one in groups]
        if not groups:
            groups = [self._usual(request)]
            implied = True
        else:
            implied = False
        told: list[list[PlainColumn]] = []
        for group in groups:
            fitting: list[PlainColumn] = []
            for period in periods:
                found, summed = self._of_period(
                    group, period, named=not implied and len(groups) > 1
                )
                if not found:
                    if period not in rest:
                        rest.append(period)
                    continue
                request.summed |= summed
                request.score += 1.5
                fitting += [one for one in found if one not in fitting]
                if period in rest:
                    rest.remove(period)
                if period not in request.periods:
                    request.periods.append(period)
            if not fitting and not implied and self._remains_then(request, choice):
                request.periods += [one for one in rest if one not in request.periods]
                return []
            if fitting:
                told.append(self._fullest(fitting, said) if not request.summed else fitting)
            elif not implied:
                told.append(self._fullest(group, said))
        # What one group of columns has is no period of the rows.
        rest = [one for one in rest if one not in request.periods]
        for period in rest:
            if not self._rows_of_period(request, period, choice):
                return None
        return told

    def _usual(self, request: Request) -> list[PlainColumn]:
        """Return the columns of figures that a period is of where none is named."""
        figures = self.table.of(FIGURE)
        done = [one for one in headed(self.table, "fait") if one.kind == FIGURE]
        operated = request.op not in {LOOK, LIST, COUNT}
        return done if done and operated and request.op not in {REMAINS, RATE} else figures

    def _remains_then(self, request: Request, choice: Choice) -> bool:
        """Tell whether what is left at a time is asked for, of which no column says it."""
        done = headed(self.table, "fait")
        fits = all(self._of_period(done, one.period)[0] for one in self.periods)
        if not fits or any(one.concept != "reste" for one in choice.columns):
            return False
        request.op = REMAINS
        return True

    def _of_period(
        self, group: Sequence[PlainColumn], period: Period, *, named: bool = False
    ) -> tuple[list[PlainColumn], bool]:
        """Return the columns of a period, and whether they are its parts, to be added up."""
        year = self.table.year

        def of(one: PlainColumn) -> Period | None:
            if one.period is None or one.period.year is not None or year is None:
                return one.period
            return replace(one.period, year=year)

        dated = [(one, held) for one in group if (held := of(one)) is not None]
        same = [one for one, held in dated if held.is_same(period)]
        if period.ends or period.day:
            ends = [
                one
                for one, held in dated
                if period.holds(held) and held.first == period.first and (held.ends or held.day)
            ]
            exact = [one for one in ends if not period.day or one.period.day == period.day]  # type: ignore[union-attr]
            if exact:
                return exact, False
            if period.day:
                return [], False
        elif same and len({of(one) for one in same}) > 1:
            # A month has its flow and its state at the end: the flow is meant.
            flows = [one for one, held in dated if held.is_same(period) and not held.ends]
            same = flows or same
        if same:
            return same, False
        if period.is_year:
            return _pieces([one for one, held in dated if period.holds(held)]), False
        parts = _pieces(
            [one for one, held in dated if period.holds(held) and not held.ends and not held.day]
        )
        months = sum(one.period.last - one.period.first + 1 for one in parts if one.period)
        if parts and months == period.last - period.first + 1:
            return parts, True
        if named:
            # What is planned for a year is set against a part of it.
            around = [one for one, held in dated if held.holds(period)]
            if around:
                return around, False
        if period.year is None or period.year == year:
            days = [one for one, held in dated if period.holds(held)]
            if len({of(one) for one in days}) == 1:
                return days, False
        return [], False

    def _rows_of_period(self, request: Request, period: Period, choice: Choice) -> bool:
        """Choose the rows of a period: by their label, else by their day; else the title has it."""
        conditions = Conditions(self, request, choice.columns)
        if conditions.in_period(period):
            request.score += 1.2
            return True
        if period.is_year and period.year == self.table.year:
            return True
        title = {int(one) for one in self.lexis.own if one.isdigit() and len(one) == 4}
        if period.is_year and period.year in title:
            return True
        if period.ends or period.is_year:
            return False
        return False

    def _fullest(self, group: list[PlainColumn], said: set[str]) -> list[PlainColumn]:
        """Keep the columns whose heading says what is named and no more, where some do."""
        if len(group) < 2:
            return group
        figures = [one for one in group if one.kind == FIGURE]
        if figures and self.read_.how_much:
            group = figures
        small = frozenset("de du des le la les l d en au a k".split())
        full = [
            one
            for one in group
            if {word for word in one.stems - small if not word.isdigit()} <= said
        ]
        return full or group


def pieces(columns: Sequence[PlainColumn]) -> list[PlainColumn]:
    """Leave out the columns that add up others of the same periods: « Cumul S1 » of six months.

    Args:
        columns: The columns.
    """
    return _pieces(columns)


def _pieces(columns: Sequence[PlainColumn]) -> list[PlainColumn]:
    dated = [one for one in columns if one.period is not None]
    return [
        one
        for one in columns
        if one.period is None
        or not (
            _ADDS_UP.search(one.own)
            or any(
                other is not one
                and other.period is not None
                and other.group == one.group
                and is_bare(other.own)
                and one.period.holds(other.period)
                and not other.period.holds(one.period)
                for other in dated
            )
        )
        or len(dated) == 1
    ]


def _bare(code: str) -> str:
    return re.sub(r"[ .-]", "", code)


__all__ = ["DAY", "NOTE", "TEXT", "TableAsking", "Token"]
