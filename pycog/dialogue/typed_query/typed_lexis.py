"""The words of a table, each with what it may mean in a query: heading, cell, table itself."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Final

from pycog.dialogue.families import ideas_of
from pycog.dialogue.kinship import akin
from pycog.dialogue.lexicon import stem
from pycog.dialogue.normalise import normalise_long
from pycog.dialogue.table_query.initials import SMALL, WORD, initials
from pycog.dialogue.table_query.near_words import close_stems
from pycog.dialogue.table_query.plain_tables import CODE, DAY, FIGURE, TEXT
from pycog.dialogue.table_query.table_periods import period_of
from pycog.dialogue.typed_query.typed_data import DATA
from pycog.dialogue.typed_query.typed_entries import (
    FILE,
    FILLER,
    HEADING,
    LONG_WORD,
    LONGEST_NAME,
    OF_TOTALS,
    OWN,
    SECTION,
    VALUE,
    Entry,
    Found,
    Place,
    best_found,
    is_denied,
    is_remark,
    may_be_kin,
    may_be_part,
    names_total,
    only_asks,
    score_of,
)
from pycog.dialogue.typed_query.typed_fields import (
    ALLOWED_NOUNS,
    SPELLED,
    Dataset,
    Field,
    allowed_fields,
    naming_noun,
)
from pycog.dialogue.typed_query.typed_words import Said
from pycog.lazy_patterns import regex

#: What only numbers a section.
_NUMBERING: Final = regex(
    r"\d+|[ivx]+|[a-h]|group|titr|chapitr|sect|section|parti|lot|ax|pol|famill|categori|bloc"
)
_SHORTEST_CODE: Final = 3
_ADJACENT: Final = 0.75
#: How much surer a word is that says what the whole table is of.
_WHOLE: Final = 1.0
_CUT: Final = 0.8
#: An abbreviation of no more letters may be of any word.
_SHORT_CUT: Final = 2
_CODE: Final = regex(r"[a-z]{1,6}[ .-]?\d{1,6}(?:[ ./-]\d{1,4}){0,3}")
_CODED: Final = regex(r"\b[a-z]{1,6}[ .-]?\d{1,6}(?:[ ./-]\d{1,4}){0,3}\b")
#: Beginnings of a verb and of the nouns that head columns.
_KIN: Final = tuple(map(tuple, DATA["kin"]))
_ALLOWED: Final = tuple(map(tuple, DATA["allowed"]))
_STATES: Final = tuple(map(tuple, DATA["states"]))
#: Words that deny: alone they name no cell, « non » is no « Non fondée ».
_DENYING: Final = frozenset(
    {"sous", "non", "pas", "sans", "ne", "ni", "plus", "moins", "hors", "sauf"}
)
#: A word that stands in more of the rows tells none of them.
_MOST_OF: Final = 0.6
_CUT_SHORT: Final = regex(r"\b([a-z]{2,5})\.")
#: Letters in capitals that stand for words: « AOO », « CT ».
_CAPITALS: Final = regex(r"\b[A-Z]{2,5}\b")
_SIZES: Final = frozenset(DATA["sizes"].split())


class TypedLexis:
    """The words of one table.

    Args:
        data: The table.
        own: Words of its sheet, its titles and its file.
    """

    def __init__(self, data: Dataset) -> None:
        self.data = data
        self.entries: list[Entry] = []
        self._by_stem: dict[str, set[int]] = defaultdict(set)
        self._by_idea: dict[str, set[int]] = defaultdict(set)
        self._codes: dict[tuple[str, ...], list[tuple[Field, Place]]] = defaultdict(list)
        self._near: dict[str, Mapping[int, float]] = {}
        #: Abbreviations of headings, « rép. », with the entries that have them.
        self._cut: dict[str, set[int]] = defaultdict(set)
        #: Rows that add up others.
        self._summing = frozenset(one.index for one in data.totals)
        #: What the rows are called by the heading of their names: « Intitulé du poste ».
        self.nouns: frozenset[str] = frozenset()
        #: Letters in capitals of headings and cells.
        self._capitals: set[str] = set()
        self._totals = frozenset(one.index for one in data.totals)
        for one in data.fields:
            self._read(one)
        self._read_sections()
        self._read_allowed()
        table = data.table
        close = table.title_stems | table.entities
        #: What the whole table is of: « charges », where its last row is « Total des charges ».
        self.whole: frozenset[str] = frozenset()
        if table.total is not None:
            self.whole = telling(normalise_long(table.total.label)) - OF_TOTALS
            close |= self.whole
        for word in sorted(close | table.file_stems):
            if word not in SMALL and len(word) > 2:
                # The name of the file says which workbook, and not which of its tables.
                self._add(Entry(OWN if word in close else FILE, word, frozenset({word})))

    def _add(self, entry: Entry) -> None:
        if not entry.stems:
            return
        place = len(self.entries)
        self.entries.append(entry)
        if not entry.text.isupper() or len(entry.text) <= LONG_WORD:
            self._capitals |= {one.lower() for one in _CAPITALS.findall(entry.text)}
        for one in entry.stems:
            self._by_stem[one].add(place)
            for idea in ideas_of(one):
                if idea.startswith("#"):
                    self._by_idea[idea].add(place)

    def _read(self, field: Field) -> None:
        heading = frozenset(field.measure)
        self.nouns |= naming_noun(field)
        for one in _CUT_SHORT.findall(normalise_long(field.title)):
            if period_of(one) is None:
                # « Déc. » is the month alone, and no « décroché ».
                self._cut[one].add(len(self.entries))
        self._add(Entry(HEADING, field.title, heading, field))
        for one in initials(normalise_long(field.column.own)):
            # « DM » is said for « Décisions modif. »
            if one not in heading and one not in FILLER:
                self._add(Entry(HEADING, field.title, frozenset({one}), field))
        self._add(Entry(HEADING, field.title, frozenset(field.group), field))
        if len(field.unit) > 1:
            # « Combien de m² » names the one column that is measured so.
            self._add(Entry(HEADING, field.title, telling(normalise_long(field.unit)), field))
        if field.kind in {FIGURE, DAY}:
            self._read_marks(field)
            return
        held: dict[str, set[Place]] = defaultdict(set)
        shown: dict[str, str] = {}
        for record in (*self.data.records, *self.data.asides, *self.data.totals):
            cell = record.cell(field)
            if cell.is_missing:
                continue
            text = normalise_long(cell.shown)
            held[text].add(record.index)
            shown.setdefault(text, cell.shown)
            if _CODE.fullmatch(text):
                self._codes[code_key(text)].append((field, record.index))
        for text, rows in held.items():
            stems = telling(text)
            if stems <= OF_TOTALS:
                continue
            self._add(Entry(VALUE, shown[text], stems, field, frozenset(rows)))
            added = stems - OF_TOTALS
            if added != stems and rows <= self._totals and not all(map(str.isdigit, added)):
                # « Les charges » are what « Total des charges » adds up.
                self._add(Entry(VALUE, shown[text], added, field, frozenset(rows)))
            short = initials(text) if field.kind == TEXT and len(stems) <= LONGEST_NAME else set()
            for one in short:
                if one not in stems and one not in FILLER:
                    self._add(Entry(VALUE, shown[text], frozenset({one}), field, frozenset(rows)))

    def _read_marks(self, field: Field) -> None:
        """Know the words that stand in a column of days or figures: « reporté »."""
        held: dict[str, set[Place]] = defaultdict(set)
        for record in self.data.records:
            cell = record.cell(field)
            stored = cell.stored
            if stored is None or cell.is_missing or not isinstance(stored.value, str):
                continue
            if stored.number is None and record.day(field) is None:
                held[stored.value.strip()].add(record.index)
        for text, rows in held.items():
            stems = frozenset(one for one in telling(normalise_long(text)) if one.isalpha())
            self._add(Entry(VALUE, text, stems, field, frozenset(rows)))

    def _read_sections(self) -> None:
        held: dict[str, set[Place]] = defaultdict(set)
        for record in self.data.records:
            if record.row.heading:
                held[record.row.heading].add(record.index)
        for text, rows in held.items():
            stems = telling(normalise_long(text))
            self._add(Entry(SECTION, text, stems, None, frozenset(rows)))
            bare = frozenset(one for one in stems if not _NUMBERING.fullmatch(one))
            if bare and bare != stems:
                # « Personnel » is said for « Groupe 2 - Personnel ».
                self._add(Entry(SECTION, text, bare, None, frozenset(rows)))

    def _read_allowed(self) -> None:
        """Know « enveloppe », « crédits » as the column of what is allowed."""
        for noun in ALLOWED_NOUNS:
            one = stem(noun)
            if one not in self._by_stem and one not in self.data.table.title_stems:
                for field in allowed_fields(noun, self.data):
                    self._add(Entry(HEADING, field.title, frozenset({one}), field))

    # ------------------------------------------------------------------ looking up
    def coded(self, text: str) -> list[tuple[int, int, Field, frozenset[Place]]]:
        """Return the codes of rows that a text names: start, end, column, rows.

        Args:
            text: In plain form.
        """
        found = []
        for match in _CODED.finditer(text):
            said = match[0]
            while said:
                held = self._codes.get(code_key(said))
                if held:
                    field = held[0][0]
                    rows = frozenset(row for one, row in held if one is field)
                    found.append((match.start(), match.start() + len(said), field, rows))
                    break
                said = re.sub(r"[ ./-]?[^ ./-]*$", "", said)
        return found

    def meaning(self, word: str, *, strict: bool, beside: bool = False) -> Mapping[int, float]:
        """Return the entries that a word may be of, each with how near it is to theirs.

        Args:
            word: In plain form.
            strict: Whether the word says something in any question: it is then no other word
                cut short or mistyped.
            beside: Whether it stands among other words of an entry: « taux de réponse ».
        """
        key = f"{word}!{beside}" if strict else word
        found = self._near.get(key)
        if found is None:
            found = self._near[key] = self._meaning(word, strict=strict, beside=beside)
        return found

    def _meaning(self, word: str, *, strict: bool, beside: bool = False) -> Mapping[int, float]:
        word = SPELLED.get(word, word)
        one = stem(word)
        found: dict[int, float] = dict.fromkeys(self._by_stem.get(one, ()), 1.0)
        if word != one:
            found |= dict.fromkeys(self._by_stem.get(word, ()), 1.0)
        if word.isdigit() and word.lstrip("0") != word:
            found |= dict.fromkeys(self._by_stem.get(word.lstrip("0"), ()), 1.0)
        for cut, places in self._cut.items() if not strict or beside else ():
            if len(cut) > _SHORT_CUT and one.startswith(cut) and len(one) > len(cut):
                found |= {at: _CUT for at in places if at not in found}
        if strict or not one.isalpha():
            return found
        for idea in ideas_of(one):
            for place in self._by_idea.get(idea, ()) if idea.startswith("#") else ():
                found.setdefault(place, _ADJACENT)
        exact = {self.entries[at].kind for at in found}
        for kind, kins, others in (
            (HEADING, _KIN, {HEADING, OWN}), (HEADING, _ALLOWED, {HEADING}), (VALUE, _STATES, set())
        ):  # fmt: skip
            if exact & others:
                continue
            for kin in kins:
                if not one.startswith(kin):
                    continue
                for known in self._by_stem:
                    for at in self._by_stem[known] if known.startswith(kin) else ():
                        if self.entries[at].kind == kind and may_be_kin(self.entries[at], kin):
                            found.setdefault(at, _ADJACENT)
        if found or word in _SIZES:
            return found
        for known in self._by_stem:
            if len(one) >= 5 and known.isalpha() and akin(one, known):
                for place in self._by_stem[known]:
                    found.setdefault(place, _ADJACENT)
        if not found:
            for known in _close(word, self._by_stem):
                for place in self._by_stem[known]:
                    found.setdefault(place, _CUT)
        return found

    def numbered(self, number: str) -> tuple[Field, frozenset[Place]] | None:
        """Return the one row whose code ends in a number: « 2224 » is « RCT-2224 »."""
        wanted = number.lstrip("0")
        found = [held for key, held in self._codes.items() if key[-1] == wanted]
        if len(found) != 1:
            return None
        field = found[0][0][0]
        return field, frozenset(row for one, row in found[0] if one is field)

    def day_of(self, word: str) -> Found | None:
        """Return the columns of days that a participle names: « notifié », « Date notif. »."""
        days = tuple(
            one
            for one in (self.entries[at] for at in self.meaning(word, strict=False))
            if one.kind == HEADING and one.field is not None and one.field.kind == DAY
        )
        return Found(HEADING, days, 3.0, whole=False) if days else None

    def spelled(self, words: list[str]) -> str:
        """Return the letters in capitals that words spell out: « appels d'offres ouverts » is AOO.

        Args:
            words: Telling words that follow one another; not all of them are of the table.
        """
        short = "".join(one[0] for one in words)
        known = short in self._capitals and all(one.isalpha() and len(one) > 2 for one in words)
        return short if known and any(stem(one) not in self._by_stem for one in words) else ""

    def knows(self, word: str) -> bool:
        """Tell whether a word is one of a heading or of a cell, as it is written there."""
        return any(
            self.entries[at].kind == SECTION
            or (self.entries[at].kind in {HEADING, VALUE} and not is_remark(self.entries[at].field))
            for at in self._by_stem.get(stem(word), ())
        )

    def is_noun(self, word: str) -> bool:
        """Tell whether a word is one of a heading, of the sheet or of its titles."""
        return any(
            self.entries[at].kind in {HEADING, OWN} for at in self._by_stem.get(stem(word), ())
        )

    def named(self, words: Iterable[str], said: Said) -> list[Found]:
        """Return what a run of telling words names, the best of each kind and column.

        Args:
            words: The words, small ones left out.
            said: What the question says of its words.
        """
        run = list(words)
        if all(one in _DENYING for one in run):
            return []
        totals = all(stem(one) in OF_TOTALS for one in run)
        # « Les 3 plus gros » are not those of « Groupe 3 ».
        numbers = all(one.isdigit() and len(one) < _SHORTEST_CODE for one in run)
        small = frozenset(run) if numbers else frozenset()
        common: dict[int, float] | None = None
        for word in run:
            near = self.meaning(word, strict=word in said.strict, beside=len(run) > 1)
            if common is None:
                common = dict(near)
            else:
                common = {at: common[at] + near[at] for at in common.keys() & near.keys()}
            if not common:
                return []
        groups: dict[tuple[str, int], list[tuple[float, float, Entry]]] = defaultdict(list)
        for place, quality in (common or {}).items():
            entry = self.entries[place]
            if len({stem(one) for one in run}) > len(entry.stems) and len(run) > 1:
                continue
            if entry.kind == VALUE and (totals or not may_be_part(entry, run, quality, said)):
                continue
            if entry.rows and entry.rows <= self._summing and not names_total(run, entry):
                # « Groupe 1 » is the section, « sous-total groupe 1 » its total.
                continue
            if entry.kind == VALUE and (is_denied(entry, run, said) or only_asks(entry, run)):
                continue
            if small and entry.kind in {VALUE, SECTION} and entry.stems != small:
                continue
            quality += 0.15 * said.fits(run, entry.text)
            column = -1 if entry.field is None or entry.kind == HEADING else entry.field.index
            score = score_of(entry, quality, len(run))
            if entry.kind == OWN and entry.stems <= self.whole:
                score += _WHOLE
            groups[entry.kind, column].append((score, quality, entry))
        found = [best_found(kind, scored, run) for (kind, _), scored in groups.items()]
        return [one for one in found if self._tells(one)]

    def _tells(self, found: Found) -> bool:
        """Tell whether words that are only a part of cells choose some of the rows."""
        if found.kind not in {VALUE, SECTION} or found.whole or len(found.entries) == 1:
            return True
        return len(found.rows) <= _MOST_OF * max(len(self.data.records), 1)


def _close(word: str, known: Iterable[str]) -> list[str]:
    """Return the stems that a word is cut short or mistyped of; none where it is too short."""
    found = close_stems(word, known)
    if len(word) < LONG_WORD and len(found) > 1:
        return []
    one = stem(word)
    if any(idea.startswith("#") for idea in ideas_of(one)):
        # A word that is known is no other one mistyped: « réception » is not « réfection ».
        found = [each for each in found if one.startswith(each) or each.startswith(one)]
    # Whoever mistypes a word begins it well: « recours » is not « secours ».
    found = [each for each in found if each[0] == one[0] or each[1:] != one[1:]]
    return [
        each
        for each in found
        if not (one.startswith(each) and len(one) > len(each) + 4)
        # « Défavorable » is no « favorable » mistyped, nor « recevable » an « irrecevable ».
        and not (each.endswith(one) or one.endswith(each))
    ]


@lru_cache(maxsize=4096)
def telling(text: str) -> frozenset[str]:
    """Return the stems of a text that tell it from another.

    Args:
        text: In plain form.
    """
    found = [stem(SPELLED.get(word, word)) for word in WORD.findall(text)]
    kept = frozenset(one for one in found if one not in SMALL and (len(one) > 1 or one.isdigit()))
    return kept or frozenset(found)


def code_key(text: str) -> tuple[str, ...]:
    """Return a code as its letters and numbers: « OM-018 » is « om 18 »."""
    parts = re.findall(r"[a-z]+|\d+", text)
    return tuple(one.lstrip("0") or "0" if one.isdigit() else one for one in parts)


#: Kinds of columns of which the cells are names.
NAMES: Final = frozenset({TEXT, CODE})
