"""The words of a question with what each may mean in one table."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import islice, product
from typing import TYPE_CHECKING, Final

from pycog.dialogue.lexicon import stem
from pycog.dialogue.normalise import normalise, words
from pycog.dialogue.table_query.plain_tables import (
    CODE,
    FIGURE,
    TEXT,
    PlainColumn,
    PlainTable,
)
from pycog.dialogue.table_query.table_lexis import (
    CONCEPTS,
    FILLER,
    WORD,
    Hit,
    Lexis,
    close_stems,
    headed,
)
from pycog.dialogue.table_query.table_operators import AROUND, negated, read_operators
from pycog.dialogue.table_query.table_periods import Said, periods_in
from pycog.dialogue.table_query.table_request import (
    PRODUCT,
    REMAINS,
)

if TYPE_CHECKING:
    from pycog.equip.open_parts import OpenRow


_WORD: Final = re.compile(rf"{WORD.pattern}|[%€]")
_CODE: Final = re.compile(r"\b[a-z]{1,4}[ .-]?\d{1,6}(?:[ .-]\d{1,4})*\b|\b\d{1,4}[.-]\d{1,4}\b")
_NUMBERED: Final = re.compile(
    r"\b(?P<noun>indicateurs?|indics?|ind|lignes?|mesures?|jalons?|actions?|projets?|marches?|fiches?"
    r"|numeros?|n)\.? ?(?:n ?°|°|numero)? ?(\d{1,4})\b(?! ?[%€])"
)
#: What names a row by its number in any table.
_NUMBERS: Final = frozenset({"ligne", "lignes", "numero", "numeros", "n", "indicateur"})
_LONGEST_CODE: Final = 10
#: What stands before a noun that is counted or listed.
_COUNTED_NOUN: Final = re.compile(
    r"(?:\b(?:combien|nombre|nb) (?:de|d)|^(?:quels|quelles|les|liste des|tous les|toutes les))$"
)
_NEXT: Final = 8
_SINCE: Final = frozenset(map(stem, ("avant", "apres", "depuis", "jusqu", "partir", "jusque")))
#: What two columns multiplied may be called.
_CARRIED: Final = frozenset(
    map(
        stem,
        words("enveloppe verser versee payer cout couts depense depenses masse budget"),
    )
)
_BY_PERIOD: Final = frozenset(
    map(
        stem,
        words("annuel annuelle mensuel mensuelle trimestriel trimestrielle annee mois"),
    )
)
_PER: Final = re.compile(r"\b(?:par|selon|suivant) (?:les? |la |l |chaque )?([a-z]+)")
_EACH: Final = frozenset(
    map(
        stem,
        words("agent etp salarie personne jour semaine trimestre semestre an mois habitant tete"),
    )
)
_TO: Final = re.compile(
    r"\b(?:vers|(?:a destination|au profit|en faveur) (?:de|du))(?: (?:le|la|les|l))? ?$"
)
_FROM: Final = re.compile(
    r"\b(?:depuis|provenan\w+ (?:de|du)|venant (?:de|du)|sorti\w* (?:de|du)|pris\w* (?:sur|a|au)"
    r"|preleve\w* sur)(?: (?:le|la|les|l))? ?$"
)
_DESTINATION: Final = re.compile(r"\b(?:destination|vers|beneficiaire|credite)")
_ORIGIN: Final = re.compile(r"\b(?:origine|provenance|depuis|debite|source)")
_DENIED: Final = re.compile(r"\b(?:non|sans|pas|(?:pas|toujours pas) encore|jamais)(?: \w+)? ?$")
#: Words that carry a question, or stand beside an operator, and choose nothing by themselves.
_CARRYING: Final = FILLER | AROUND
#: Readings of words that may mean several things.
_MOST_READINGS: Final = 128
TOTAL: Final = frozenset(map(stem, ("total", "totaux", "ensemble", "somme", "cumul")))
STATES: Final = frozenset({"début", "fin"})
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
        #: The column of which each value is told apart, and where it is said.
        self.by: PlainColumn | None = None
        self.by_span = (0, 0)
        #: The row of which others are asked for.
        self.apart: frozenset[int] = frozenset()
        #: Words of a state that is asked of one row: « donc terminé ? ».
        self.states: list[Token] = []
        text = self._coded(text)
        self.periods = self._own_periods(periods_in(text))
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
                noun = "indicateur" if match["noun"].startswith("ind") else match["noun"]
                sheet = {stem(one) for one in words(normalise(self.table.open.sheet))}
                if noun not in _NUMBERS and stem(noun) not in self.table.entities | sheet:
                    # « La fiche 16 » is no row 16.
                    continue
                row = numbers.get(match[2].lstrip("0"))
                if row is None:
                    self.unread = match[0]
                    continue
                self.codes.append(row)
                text = text[: match.start()] + " " * len(match[0]) + text[match.end() :]
        return text

    def _own_periods(self, said: Sequence[Said]) -> list[Said]:
        """Leave out what only looks like a period: a year that is a word of a label or a code."""
        return [one for one in said if not (one.period.is_year and self._is_named(one))]

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
        text, found = self.read_.text, []
        for match in _WORD.finditer(text):
            typed, plain = match[0], stem(match[0])
            if any(start <= match.start() < end for start, end in self.read_.lacks):
                continue
            if self.by is not None and self.by_span[0] <= match.start() < self.by_span[1]:
                continue
            if typed == "vers" and self._sides[0]:
                continue
            soft = next(
                (op for start, end, op in self.read_.soft if start <= match.start() < end), ""
            )
            concept = self._concept(match.start())
            hit = self.lexis.exact(typed)
            if self.read_.op == PRODUCT and plain in _CARRIED and not hit.is_any:
                continue
            known = hit.is_any or soft or concept or plain in _CARRYING
            if not known and plain not in self.elsewhere:
                hit = self.lexis.loose(typed)
            if not hit.is_any and concept in STATES and plain not in self.elsewhere:
                # « Pas encore commencées » is what a cell calls « Non démarré ».
                state = self.lexis.loose(typed)
                denied = negated(text, match.start())
                hit = state if state.value and denied else hit
            if hit.own and not (hit.label or hit.value or hit.columns or hit.note):
                here = self.table.title_stems | self.table.entities
                if plain not in here and plain in self.lexis.foreign and plain not in _CARRYING:
                    # The name of the file says it of another sheet.
                    self.unread = typed
                    return None
            if plain in _CARRYING and not self._tells(hit, typed):
                if not (soft or concept) or self._goes_with_others(match, soft, concept):
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
            hit = self._on_side(hit, plain, text[: match.start()])
            negative = negated(text, match.start()) and not self._is_denied(match, text)
            found.append(
                Token(match.start(), match.end(), typed, plain, hit, negative, concept, soft)
            )
        return found

    @cached_property
    def _sides(self) -> tuple[list[PlainColumn], list[PlainColumn]]:
        """The columns that say where something went, and from where."""
        into, out = (
            [one for one in self.table.of(TEXT) if pattern.search(f"{one.group} {one.own}")]
            for pattern in (_DESTINATION, _ORIGIN)
        )
        return into, out

    def _on_side(self, hit: Hit, plain: str, before: str) -> Hit:
        """Choose by the side of a transfer that is said: « vers le personnel »."""
        goes = _TO.search(before) is not None
        if not hit.value or not (goes or _FROM.search(before)):
            return hit
        sides, others = self._sides if goes else self._sides[::-1]
        if not sides or not others:
            return hit

        def has(row: OpenRow, columns: Sequence[PlainColumn]) -> bool:
            return any(plain in self.lexis.stems_in(row, one) for one in columns)

        # What stays within goes nowhere.
        held = frozenset(
            row.index for row in self.table.rows if has(row, sides) and not has(row, others)
        )
        return replace(hit, value=held, label=frozenset()) if held else hit

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
            said = re.compile(rf"\b(?:par|/) {match[1][:-1]}")
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
        if not _COUNTED_NOUN.search(before) and before:
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
        if hit.label and not self._are_all(hit.label):
            found.append(("ligne", 3.0 * loose))
        elif hit.value and not self._are_all(hit.value):
            found.append(("ligne", 2.6 * loose))
        names = {self.table.label, self.table.code} | self._kinds_counted(token)
        if hit.columns - names:
            found.append(("colonne", 2.5 * loose))
        elif hit.columns:
            found.append(("titre", 0.7))
        elif token.concept and headed(self.table, token.concept):
            found.append(("colonne", 1.4))
        if token.soft:
            found.append(("opération", 2.0))
        entity = token.stem in self.table.entities
        heads = token.concept in _MEASURES and token.stem not in FILLER
        heads = heads and any(kind == "colonne" for kind, _ in found)
        if heads:
            # « Exécuté » heads columns: it is never left out as a word of the title.
            return found
        if hit.own and entity and found:
            found.append(("titre", 3.05))
        elif hit.own and (not found or token.stem not in TOTAL) and not self._asks_who(token):
            found.append(("titre", 0.5))
        if not found and (token.concept in _WEAK or token.typed == "qui"):
            found.append(("titre", 0.2))
        if not found and token.concept == "reste":
            found.append(("reste", 1.0))
        return found

    def _are_all(self, rows: frozenset[int]) -> bool:
        """Tell whether some rows are all that there are, so that they choose nothing."""
        entries = {one.index for one in self.table.entries}
        return len(entries) > 1 and entries <= rows

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
                if after.stem in self.lexis.stems_in(row, one)
            }
            if set(between) <= small and after.typed[0].isdigit() and not held:
                # « La fiche 16 » of a table of which no such column says 16.
                choice.fits = False
            if set(between) <= small and held and held <= self._hits(after):
                choice.columns.remove(token)
                if held < self._hits(after):
                    # « L'axe RH » is of this column alone.
                    narrowed = replace(
                        after.hit, label=frozenset(), value=frozenset(held), note=frozenset()
                    )
                    choice.rows[choice.rows.index(after)] = replace(after, hit=narrowed)

    def _hits(self, token: Token) -> set[int]:
        hit = token.hit
        return set(hit.label | hit.value)


def _bare(code: str) -> str:
    return re.sub(r"[ .-]", "", code)
