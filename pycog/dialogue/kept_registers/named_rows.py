"""The rows that the words of a question name: by code, by section, by what stands in a cell."""

from __future__ import annotations

import re
import weakref
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from pycog.dialogue.kept_registers.column_parts import (
    DESTINATION,
    ORIGIN,
    PEOPLE,
    PROGRESS,
    STATE,
)
from pycog.dialogue.kept_registers.kept_register import Register
from pycog.dialogue.kept_registers.question_words import FILLER, Words
from pycog.dialogue.kept_registers.register_data import DATA
from pycog.dialogue.kept_registers.register_query import NAME, Condition
from pycog.dialogue.kept_registers.state_cues import EXCLUDED
from pycog.dialogue.kept_registers.state_words import state_of
from pycog.dialogue.kept_registers.transfer_sides import Side, side_of
from pycog.dialogue.lexicon import stem
from pycog.dialogue.normalise import normalise, normalise_long, words
from pycog.dialogue.table_query.initials import WORD
from pycog.dialogue.table_query.near_words import close_stems
from pycog.dialogue.table_query.plain_tables import CODE, DAY, FIGURE, NOTE, TEXT, PlainColumn
from pycog.lazy_patterns import regex

#: The place of the heading of a part among the columns of a row.
SECTION: Final = -1
_PLAN: Final = frozenset(map(stem, words(DATA["plan"])))
_MOVES: Final = frozenset(map(stem, words(DATA["moves"])))
_COURTESY: Final = frozenset(words("m mme mr mlle monsieur madame dr n°"))
_SMALL: Final = frozenset(
    words("de du des le la les l d et en au aux a un une par pour sur dans ou")
)
#: Words of headings that tell no column.
_PLAIN_HEADS: Final = frozenset(map(stem, words("date dates jour le la nom n numero et ou info")))
#: Never typing errors of anything.
_NEVER_NEAR: Final = frozenset(
    words(
        "sans pas non ni hors sauf jamais aucun aucune plus moins tres seul seule seulement autre"
        " autres meme"
    )
)
_NOUNS: Final = (
    r"(?:mesures?|actions?|jalons?|virements?|mouvements?|lignes?|dossiers?|fiches?"
    r"|projets?|taches?|demandes?|numeros?|n ?°|no|ref(?:erence)?)"
)
#: Verbs between a person and the rows that are his: « confiées à », « de quoi s'occupe ».
_CHARGED: Final = tuple(
    regex(rf"\b(?:{one})\b")
    for one in (
        r"(?:pilot|port|ger|suiv|trait|men|confi|attribu|affect|assign|instrui|coordonn|dirig"
        r"|prise?s? en charg|decid|sign|tranch|arbitr|initi|anim)"
        r"(?:e|ee|es|ees|ie|ies|i|is|t|te|tes)? (?:par|a|au|aux|chez)",
        r"(?:s )?(?:en )?(?:occupe|pilote|porte|gere|suit|traite|mene|anime"
        r"|coordonne)(?:nt)?(?: (?:t (?:il|elle)|de))?",
        r"(?:a|ont|est|sont) (?:en charge|a sa charge|a charge|la charge|responsables?"
        r"|charge(?:e|s|es)?)(?: (?:de|du|des|d))?",
        r"dans (?:sa|la) (?:besace|musette)(?: de)?|(?:dans|a) (?:son|le) (?:portefeuille|panier"
        r"|escarcelle|actif)(?: de)?|sur (?:les|ses) (?:bras|epaules)(?: de)?|entre les mains de"
        r"|dans les mains de|du cote de|au nom de|pour le compte de|sous la (?:responsabilite"
        r"|houlette) de",
        r"(?:travaille|bosse|planche)(?:nt)? (?:sur|encore)",
    )
)
#: What stands before the name of all rows: « tous les services », « quelle action ».
_ALL: Final = regex(
    r"\b(?:tous les|toutes les|chaque|quel(?:le)?s?|combien de|les|des|un"
    r"|une)$"
)
_OR: Final = regex(r"\b(?:ou|et|ni|ainsi que)\b")


@dataclass(slots=True)
class Named:
    """What words of a question name.

    Attributes:
        conditions: What chooses rows.
        columns: Indexes of the columns that words name.
        own: How many words say what the rows are.
        words: How many words chose rows.
        beside: Stems of headings of other registers.
        loose: Words that were taken for others: as typed, and as read.
    """

    conditions: list[Condition] = field(default_factory=list)
    columns: list[int] = field(default_factory=list)
    own: int = 0
    words: int = 0
    beside: list[str] = field(default_factory=list)
    loose: list[tuple[str, str]] = field(default_factory=list)


class RowIndex:
    """The words of the cells of a register.

    Args:
        register: The register.
    """

    def __init__(self, register: Register) -> None:
        self.register = register
        self.cells: dict[str, set[tuple[int, int]]] = defaultdict(set)
        #: Row and column → the stems of the cell.
        self.whole: dict[tuple[int, int], frozenset[str]] = {}
        self.heads: dict[str, set[int]] = defaultdict(set)
        skipped = {
            one.index
            for one in register.table.columns
            if one.kind in {DAY, FIGURE, CODE, NOTE} or register.role(one) == PROGRESS
        }
        texts = [
            one for one in register.table.columns if one.index not in skipped and (one.kind == TEXT)
        ]
        for at, item in enumerate(register.items):
            self._read(at, SECTION, item.row.heading)
            for column in texts:
                cell = item.cell(column)
                known = register.role(column) == STATE and state_of(cell.shown)
                if not cell.is_missing and not known:
                    self._read(at, column.index, cell.shown)
        for column in register.table.columns:
            for one in column.stems - _SMALL - _PLAIN_HEADS:
                self.heads[one].add(column.index)
        #: What rows are called by: « action » names no column.
        self.naming = {register.table.label, register.table.code}
        if register.table.label is not None and register.role(self._column(register.table.label)):
            self.naming.discard(register.table.label)
        self.called = frozenset().union(*(one.table.entities for one in register.lexes))
        self.own = self._own()
        codes = [normalise(one.row.number) for one in register.items]
        self.codes = [(at, _code_of(code)) for at, code in enumerate(codes) if code]
        #: What cells beside the codes say, as it is spelled: « P1 » of a column of priorities.
        self.spelled = {
            normalise(item.cell(column).shown)
            for column in register.table.columns
            if column.kind in {TEXT, CODE} and column.index != register.table.code
            for item in register.items
        }.difference(codes)
        self.stems = frozenset(self.cells)

    def is_spelled(self, said: str) -> bool:
        """Tell whether what may be the code of a row is, letter by letter, what a cell says."""
        return said.split()[-1] in self.spelled

    def _read(self, at: int, column: int, text: str) -> None:
        stems = frozenset(
            stem(one)
            for one in WORD.findall(normalise_long(text))
            if one not in _SMALL and one not in _COURTESY
        )
        for one in _initials(text):
            self.cells[one].add((at, column))
        if stems:
            self.whole[at, column] = stems
            for one in stems:
                self.cells[one].add((at, column))

    def _own(self) -> frozenset[str]:
        """Return the stems of what rows are called."""
        own = frozenset().union(
            *(one.table.title_stems | one.table.entities for one in self.register.lexes)
        )
        own |= _PLAN if self.register.is_plan else frozenset()
        return own | (_MOVES if self.register.moves else frozenset())

    def _column(self, index: int) -> PlainColumn:
        return next(one for one in self.register.table.columns if one.index == index)

    def near(self, word: str) -> list[str]:
        """Return the stems of cells that a shortened or misspelled word stands for."""
        return close_stems(word, self.stems) if len(word) > 3 else []


_INITIALS: Final = range(3, 6)


def _initials(text: str) -> set[str]:
    """Return the initials of words that follow one another: « FSE », of a longer label."""
    told = [one for one in words(normalise_long(text)) if one not in _SMALL and one.isalpha()]
    return {
        stem("".join(one[0] for one in told[at : at + length]))
        for length in _INITIALS
        for at in range(len(told) - length + 1)
    }


_last: list[tuple[weakref.ref[Register], RowIndex]] = []
_KEPT: Final = 12


def index_of(register: Register) -> RowIndex:
    """Return the words of the cells of a register, read once."""
    for held, found in _last:
        if held() is register:
            return found
    found = RowIndex(register)
    _last.insert(0, (weakref.ref(register), found))
    del _last[_KEPT:]
    return found


def coded_rows(said: Words, register: Register) -> set[int] | None:
    """Return the rows whose codes a question says, and use these words; ``None`` for none."""
    index = index_of(register)
    found = set()
    for at, pattern in index.codes:
        match = next(iter(said.find(pattern)), None)
        if match is not None and not index.is_spelled(match[0]):
            said.use(*match.span())
            found.add(at)
    return found or None


def _code_of(code: str) -> re.Pattern[str]:
    """Return how a code may be said: « V25-03 », « v25 3 », « l'action 1.2 »."""
    pieces = re.findall(r"[a-z]+|\d+", code)
    told = r"[ .-]?".join(f"0*{one.lstrip('0') or '0'}" if one.isdigit() else one for one in pieces)
    noun = rf"(?:\b{_NOUNS} (?:n ?° ?|numero )?)"
    # A bare number is a code only behind what it numbers.
    lead = noun if code.isdigit() else rf"{noun}?"
    return regex(
        rf"\b(?:la |l |le |les |du |de |des )?{lead}(?<![\d.,-]){told}(?![\w]|[.,-]\d| ?[%€])"
    )


class Naming:
    """Reads which rows the words that are left of a question name.

    Args:
        said: The question.
        register: The register.
        sides: The sides of transfers that the question says.
        elsewhere: Stems of headings of other registers, where these may be asked for.
        only: The only columns in which names choose rows, none for all.
    """

    def __init__(
        self,
        said: Words,
        register: Register,
        sides: list[Side],
        elsewhere: frozenset[str] = frozenset(),
        only: frozenset[int] = frozenset(),
    ) -> None:
        self.elsewhere, self.only = elsewhere, only
        self.said, self.register = said, register
        self._column: int | None = None
        self.sides = sides
        self.index = index_of(register)
        self.found = Named()

    def read(self) -> Named | None:
        """Return what the words name, ``None`` where one names nothing."""
        for pattern in _CHARGED:
            self.said.take_all(pattern)
        runs = self._runs()
        if runs is None:
            return None
        at = 0
        while at < len(runs):
            joined = [runs[at]]
            while at + 1 < len(runs) and self._joins(runs[at], runs[at + 1]):
                at += 1
                joined.append(runs[at])
            if not self._choose(joined):
                return None
            at += 1
        return self.found

    def _runs(self) -> list[list[tuple[int, int, str]]] | None:
        """Return the words that name rows, those of one name together."""
        runs: list[list[tuple[int, int, str]]] = []
        last = -1
        for start, end, word in self.said.left():
            kind = self._kind(word, start)
            if kind == "" and stem(word) in self.elsewhere:
                self.found.beside.append(stem(word))
                self.said.use(start, end)
                continue
            if kind == "":
                return None
            if kind == "own":
                self.found.own += 1
                self.said.use(start, end)
                continue
            if kind == "head":
                self.found.columns += [
                    one
                    for one in sorted(self.index.heads[stem(word)])
                    if one not in self.found.columns
                ]
                self.said.use(start, end)
                continue
            between = self.said.text[last:start].split() if last >= 0 else []
            if (
                runs
                and last >= 0
                and all(one in _SMALL - {"ou", "et"} or one in _COURTESY for one in between)
                and self.said.is_free(last, start)
            ):
                runs[-1].append((start, end, word))
            else:
                runs.append([(start, end, word)])
            last = end
        return runs

    def _kind(self, word: str, start: int) -> str:
        one = stem(word)
        index = self.index
        if one in index.called and not self._is_cell(word, start):
            return "own"
        cells = one in index.cells
        heads = bool(index.heads.get(one, set()) - index.naming)
        if heads and (not cells or self._asks_for(start)):
            return "head"
        if cells:
            return "cell"
        if one in index.own or word in _COURTESY:
            return "own"
        if not word.isalpha() or word in _NEVER_NEAR:
            return ""
        near = index.near(word)
        if near:
            return "cell"
        return "own" if close_stems(word, index.own) and len(word) > 4 else ""

    def _is_cell(self, word: str, start: int) -> bool:
        """Tell whether the name of what rows are stands for one of them, and not for all."""
        if stem(word) not in self.index.cells:
            return False
        before = self.said.before(start)
        return _ALL.search(before) is None and not word.endswith(("s", "x"))

    def _asks_for(self, start: int) -> bool:
        before = self.said.before(start)
        return (
            re.search(
                r"\b(?:quel(?:le)?s?(?: (?:est|sont))?(?: (?:le|la|les))?|colonne"
                r"|leurs?|son|sa)$",
                before,
            )
            is not None
        )

    def _joins(
        self, first: Sequence[tuple[int, int, str]], last: Sequence[tuple[int, int, str]]
    ) -> bool:
        """Tell whether two names stand side by side: « accueil et finances », « X ou Y »."""
        between = self.said.text[first[-1][1] : last[0][0]]
        if not _OR.search(between):
            return False
        return all(one in FILLER or one in {"et", "ou", "ni", "ainsi"} for one in between.split())

    def _choose(self, runs: Sequence[Sequence[tuple[int, int, str]]]) -> bool:
        """Keep the rows that one of several names side by side names."""
        start, end = runs[0][0][0], runs[-1][-1][1]
        cut = EXCLUDED.search(self.said.before(start))
        side = side_of(self.said, self.sides, start, end) if self.register.moves else Side(0, "")
        if len(runs) == 1 and self._is_title(runs[0]):
            self.found.own += 1
            self.said.use(start, end)
            return True
        rows: set[int] = set()
        for run in runs:
            found = self._rows(run, side.role)
            if not found:
                return False
            rows |= found
            self.said.use(run[0][0], run[-1][1])
        without = side.without
        if cut is not None and self.said.is_free(*cut.span()):
            self.said.use(*cut.span())
            without = not without
        if without:
            # « Ailleurs qu'en investissement » is of rows that went somewhere.
            rows = set(range(len(self.register.items))) - rows
        lead = "hors " if without else ""
        lead += {ORIGIN: "depuis ", DESTINATION: "vers "}.get(side.role, "")
        names = " ou ".join(map(self._as_said, runs))
        keys = {self.register.items[one].key for one in rows}
        self.found.words += sum(map(len, runs))
        self.found.conditions.append(
            Condition(NAME, lambda item, _: item.key in keys, f"{lead}« {names} »", self._column)
        )
        return True

    def _is_title(self, run: Sequence[tuple[int, int, str]]) -> bool:
        """Tell whether one word is that of the title, and only a part of what a row is called."""
        if len(run) != 1 or stem(run[0][2]) not in self.index.own:
            return False
        one = stem(run[0][2])
        return not any(
            self.index.whole.get(place) == frozenset([one]) for place in self.index.cells[one]
        )

    def _rows(self, run: Sequence[tuple[int, int, str]], side: str) -> set[int]:
        """Return the rows with a cell that says all words of a name."""
        index = self.index
        sides = {one.index for one in self.register.roles.get(side, ())} if side else None
        sides = sides if sides is not None or not self.only else set(self.only)
        hits: set[tuple[int, int]] | None = None
        stems = set()
        for _, _, word in run:
            one = stem(word)
            near = [one] if one in index.cells else index.near(word)
            if one not in index.cells and near:
                self.found.loose.append((word, near[0]))
            stems |= set(near)
            found = set().union(*(index.cells[each] for each in near)) if near else set()
            if sides is not None:
                found = {(row, column) for row, column in found if column in sides}
            hits = found if hits is None else hits & found or self._apart(hits, found)
        hits = hits or set()
        exact = {place for place in hits if index.whole[place] <= stems}
        grouped = {column for _, column in exact}
        if exact and (SECTION in grouped or grouped & self._categories()):
            hits = exact
        columns = {column for _, column in hits}
        self._column = columns.pop() if len(columns) == 1 else None
        return {row for row, _ in hits}

    def _apart(
        self, hits: set[tuple[int, int]], found: set[tuple[int, int]]
    ) -> set[tuple[int, int]]:
        """Return where words of one name stand in several cells of a row."""
        rows = {row for row, _ in hits} & {row for row, _ in found}
        return {place for place in hits | found if place[0] in rows}

    def _categories(self) -> set[int]:
        people = {one.index for role in PEOPLE for one in self.register.roles.get(role, ())}
        label = {self.register.table.label}
        texts = {one.index for one in self.register.table.of(TEXT)} - label
        return people | texts

    def _as_said(self, run: Sequence[tuple[int, int, str]]) -> str:
        return self.said.text[run[0][0] : run[-1][1]]
