"""The entries of an open register that a question is about, and the columns that it names."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Final

from pycog.dialogue.dates import MONTHS
from pycog.dialogue.expressions import Operation, Ref
from pycog.dialogue.lexicon import stem
from pycog.dialogue.normalise import normalise, words
from pycog.dialogue.workbook.open_cells import Cell, number_of, stems_of
from pycog.dialogue.workbook.sheet_asking import Asked
from pycog.lazy_patterns import regex
from pycog.values import excerpt, format_date, format_number, serial_of

if TYPE_CHECKING:
    from pycog.equip.open_parts import OpenColumn, OpenRow, OpenTable

_MORE: Final = regex(
    r"\b(?:plus (?:de|que)|superieure?s? a|au dessus de|au dela de|depassent?|excedent)"
    r" ?(?P<n>\d[\d ]*(?:,\d+)?) ?(?P<k>k ?€|ke\b|k\b|€|euros?)?"
)
_LESS: Final = regex(
    r"\b(?:moins (?:de|que)|inferieure?s? a|au dessous de|en dessous de)"
    r" ?(?P<n>\d[\d ]*(?:,\d+)?) ?(?P<k>k ?€|ke\b|k\b|€|euros?)?"
)
_YEAR: Final = regex(r"\b(?:(?:pour|en|de|sur|l annee|annee|fin) )*((?:19|20)\d\d)\b")
_CODED: Final = regex(r"[A-Za-z]{1,4}[ -]?\d{1,5}")
_CODE: Final = regex(r"\b([a-z]{1,3}) ?[- ]?(\d{1,4})\b")
#: Who is asked for: headings of columns of people and services.
_WHO: Final = regex(
    r"^(?:et )?(?:c est )?qui\b(?! bloque)|\b(?:par|de|a) qui\b|\b(?:pilot\w*|responsables?"
    r"|porteurs?"
    r"|en charge|referents?|s (?:en )?occupe\w*|suit|gere|porte)\b"
)
_WHO_COLUMN: Final = regex(
    r"(?:services?|responsables?|pilotes?|referents?|directions?|porteurs?|equipes?|charge\w*"
    r"|gestionnaires?|agents?|suivi par|affecte a|traite par)\b.*"
)
#: Who decided stands in a column of its own: « Décision », « Autorisé par ».
_DECIDED: Final = regex(r"\b(?:decid|autoris|valid|approuv|sign)(?:e|ee|es|ees|er)\b")
_DECIDED_COLUMN: Final = regex(
    r"(?:decid\w*|decision\w*|autoris\w* par|autorite|valid\w*(?: par)?|approuv\w* par"
    r"|signataire)\b.*"
)
#: What stands in the way is asked of the remarks.
_REMARK: Final = regex(
    r"\ba quoi (?:a servi|ont servi|sert|servent)\b|\b(?:(?:qu est ce )?qui bloque\w*|bloque\w*"
    r"|pourquoi|remarques?|observations?|commentaires?"
    r"|precisions?|la raison|quelle raison|explications?)\b"
)
REMARK_COLUMN: Final = regex(
    r"(?:remarques?|observations?|commentaires?|notes?|precisions?|motifs?|objets?|raisons?)\b.*"
)
SORT_COLUMN: Final = regex(r"(?:natures?|types?|genres?|sortes?|categories?)\b.*")
_DUE: Final = regex(r"\b(?:echeances?|date limite|pour quand|quand)\b")
_MEANS_NOTHING: Final = frozenset(
    map(
        stem,
        words(
            "nombre mesure mesures action actions jalon jalons virement virements liste lister "
            "listez "
            "celle celles ceux jour jours date dates euros euro registre plan suivi celui entre "
            "depuis projet projets livrable livrables tache taches operation operations fait"
        ),
    )
)


@dataclass
class Entries:
    """The entries of a register, as far as a question chooses among them.

    Attributes:
        table: The register.
        rows: The entries that are left.
        said: What they were chosen by, in French.
        columns: The columns that the question names.
    """

    table: OpenTable
    rows: list[OpenRow]
    said: list[str] = field(default_factory=list)
    columns: list[OpenColumn] = field(default_factory=list)

    def cell(self, row: OpenRow, column: OpenColumn) -> Cell:
        """Return one cell."""
        return Cell(self.table, row, column)

    def column(self, *roles: str) -> OpenColumn | None:
        """Return the first column of some roles."""
        return next(iter(self.table.of(*roles)), None)

    def name(self, row: OpenRow) -> str:
        """Return what an entry is called: its number and its label, else its row."""
        label = f"« {excerpt(row.label)} »" if row.label else ""
        number = f"n° {row.number}" if row.number[:1].isdigit() else row.number
        number = number or self.code(row)
        return " ".join(filter(None, (number, label))) or f"ligne {row.index + 1}"

    def code(self, row: OpenRow) -> str:
        """Return the code of an entry in the column that has one for each, ``""`` without such."""
        column = self._coded
        return "" if column is None else self.cell(row, column).shown

    @cached_property
    def _coded(self) -> OpenColumn | None:
        """The column that has another code for each entry, ``None`` where there is none."""
        for column in self.table.columns:
            texts = [self.cell(one, column).shown for one in self.table.entries]
            if len(set(texts)) == len(texts) and all(map(_CODED.fullmatch, texts)):
                return column
        return None

    @property
    def chosen(self) -> str:
        """What the entries were chosen by, to be put behind their number."""
        return f" ({', '.join(self.said)})" if self.said else ""


def day_in(cell: Cell) -> dt.date | None:
    """Return the day that a cell holds."""
    from pycog.equip.open_parts import day_of

    stored = cell.stored
    if stored is None:
        return None
    if (number := cell.number) is not None and 30_000 < number < 60_000:
        return dt.date(1899, 12, 30) + dt.timedelta(days=int(number))
    return day_of(stored)


def day_ref(cell: Cell) -> Operation | Ref:
    """Return a cell as a formula reads it: its day as Excel counts it."""
    day = day_in(cell)
    return cell.ref() if day is None else Ref(cell.address, float(serial_of(day)))


def choose(asked: Asked, table: OpenTable, dated: Sequence[str]) -> Entries | None:
    """Return the entries that a question is about; ``None`` where a word of it fits none.

    Args:
        asked: The question, what was read of it before left aside.
        table: The register.
        dated: Roles of the column whose year is meant, the likeliest first.
    """
    entries = Entries(table, list(table.entries))
    _by_day(asked, entries)
    _by_amount(asked, entries)
    _by_number(asked, entries)
    if asked.take(_WHO) and (column := who_column(table, asked.text)):
        entries.columns.append(column)
    if asked.take(_REMARK) and (column := titled(table, REMARK_COLUMN)):
        entries.columns.append(column)
    _by_month(asked, entries, dated)
    _by_year(asked, entries, dated)
    _by_blank(asked, entries)
    due = entries.column("échéance")
    if due is not None and asked.take(_DUE):
        entries.columns.append(due)
    either = _either(asked, entries)
    if either is not None:
        return either
    # The name of the register itself chooses none of its entries.
    # A kind of entry does: « virements » leaves the carry-overs of the same register out.
    nothing = (_MEANS_NOTHING | stems_of(table.sheet)) - _sorts(table)
    left = [one for one in asked.left() if not one & nothing]
    return entries if _by_words(left, entries, asked) else None


def _sorts(table: OpenTable) -> frozenset[str]:
    """Return the words of the column that says of which kind each entry is."""
    column = titled(table, SORT_COLUMN)
    if column is None:
        return frozenset()
    cells = [Cell(table, row, column) for row in table.entries]
    shown = {one.shown for one in cells if not one.is_missing}
    return frozenset().union(*map(stems_of, shown)) if len(shown) > 1 else frozenset()


def _either(asked: Asked, entries: Entries) -> Entries | None:
    """Choose the entries of two names: « la signature ou le tri » is each of them."""
    joint = _OR.search(asked.text)
    if joint is None:
        return None
    found: list[Entries] = []
    for left in (asked.left(until=joint.start()), asked.left(since=joint.end())):
        part = Entries(entries.table, list(entries.rows))
        telling = [one for one in left if not one & _MEANS_NOTHING]
        if not telling or not _by_words(telling, part, asked) or not part.said or part.columns:
            return None
        found.append(part)
    rows = [row for row in entries.rows if any(row in part.rows for part in found)]
    said = [" ou ".join(" ".join(part.said) for part in found)]
    return Entries(entries.table, rows, [*entries.said, *said], entries.columns)


def _by_month(asked: Asked, entries: Entries, dated: Sequence[str]) -> None:
    """Choose the entries of a month: « de novembre 2012 »."""
    column = entries.column(*dated)
    match = asked.take(_MONTH) if column is not None else None
    if match is None or column is None:
        return
    month, year = MONTHS.index(match[1]) + 1, int(match[2])
    entries.rows = [
        row
        for row in entries.rows
        if (day := day_in(entries.cell(row, column))) and (day.year, day.month) == (year, month)
    ]
    entries.said.append(f"{match[1]} {year}")


def _by_blank(asked: Asked, entries: Entries) -> None:
    """Choose the entries of which a column is blank: « sans remarque »."""
    for match in _LACKING.finditer(asked.text):
        said = {stem(one) for one in words(match[1])}
        titles = [one for one in entries.table.columns if said & stems_of(one.title)]
        if not titles:
            continue
        entries.rows = [row for row in entries.rows if entries.cell(row, titles[0]).is_missing]
        entries.said.append(f"sans {titles[0].title.lower()}")
        told = [one for one in words(match[1]) if stem(one) in stems_of(titles[0].title)]
        end = match.start(1) + match[1].index(told[-1]) + len(told[-1])
        asked.spans.append((match.start(), end))


_OR: Final = regex(r"\bou\b")
_MONTH: Final = regex(rf"(?<!\d )\b(?:en |de |d )?({'|'.join(MONTHS)}) ((?:19|20)\d\d)\b")
_LACKING: Final = regex(r"\bsans (?:aucune? )?(?:date d |date de )?((?:\w+ ?){1,5})")


def titled(table: OpenTable, pattern: re.Pattern[str], said: str = "") -> OpenColumn | None:
    """Return the first column whose heading is one of a pattern.

    Args:
        table: The table.
        pattern: What headings may be.
        said: A question in plain form, whose own word for it comes before the others.
    """
    found = [one for one in table.columns if pattern.fullmatch(normalise(one.title))]
    named = [one for one in found if _root(normalise(one.title)) in said]
    return next(iter(named or found), None)


def who_column(table: OpenTable, said: str) -> OpenColumn | None:
    """Return the column of whoever is asked for: who decided, else who is in charge.

    Args:
        table: The table.
        said: The question in plain form.
    """
    if _DECIDED.search(said):
        return titled(table, _DECIDED_COLUMN)
    return titled(table, _WHO_COLUMN, said)


def _root(title: str) -> str:
    """Return the beginning of the first word of a heading: « pilot » of « pilote »."""
    return title.split(" ")[0][:5] if title else "\0"


def _by_day(asked: Asked, entries: Entries) -> None:
    for one in asked.question.of("date"):
        if asked.is_taken(one.start, one.end):
            continue
        day = dt.date.fromisoformat(str(one.value))
        dated = [c for c in entries.table.columns if c.role in {"date", "échéance", "fait le"}]
        entries.rows = [
            row
            for row in entries.rows
            if any(day_in(entries.cell(row, column)) == day for column in dated)
        ]
        entries.said.append(f"le {format_date(serial_of(day))}")
        asked.spans.append((one.start, one.end))


def _by_amount(asked: Asked, entries: Entries) -> None:
    column = entries.column("montant")
    if column is None:
        return
    for pattern, sign, told in ((_MORE, 1, "plus"), (_LESS, -1, "moins")):
        match = asked.take(pattern)
        if match is not None:
            limit = float(match["n"].replace(" ", "").replace(",", "."))
            limit *= 1000 if (match["k"] or "").startswith("k") else 1
            entries.rows = [
                row
                for row in entries.rows
                if (number := entries.cell(row, column).number) is not None
                and (number - limit) * sign > 0
            ]
            entries.said.append(f"{told} de {format_number(limit, 2)}")


def _is_spelled(said: str, entries: Entries) -> bool:
    """Tell whether a cell says just what may be a code: « P1 » of a column of priorities."""
    return any(_spells(row, (said,), entries) for row in entries.rows)


def _spells(row: OpenRow, said: Sequence[str], entries: Entries) -> bool:
    """Tell whether a cell of a row says just one of some words."""
    columns = entries.table.columns
    return any(normalise(entries.cell(row, one).shown) in said for one in columns)


def _by_number(asked: Asked, entries: Entries) -> None:
    """Choose the entry of a number or code, or those of a number in a column that is named."""
    codes = [(row.number or entries.code(row), row) for row in entries.rows]
    coded = {re.sub(r"[ -]", "", normalise(code)): row for code, row in codes if code}
    letters = {re.sub(r"\d", "", one) for one in coded if _CODE.fullmatch(one)}
    for match in _CODE.finditer(asked.text):
        row = coded.get(f"{match[1]}{match[2]}")
        if row is None and match[1] in letters and not _is_spelled(match[0], entries):
            asked.spans.append(match.span())
            entries.rows = []
            entries.said.append(match[0].upper())
            return
        if row is not None:
            asked.spans.append(match.span())
            entries.rows = [one for one in entries.rows if one is row]
            entries.said.append(row.number or entries.code(row))
            return
    for column in entries.table.columns:
        if column.role or all(entries.cell(row, column).number is None for row in entries.rows):
            continue
        for title in words(normalise(column.title))[:1]:
            pattern = regex(rf"\b{title}s? (?:n ?°? ?|numero )?(\d{{1,4}})\b")
            told = asked.take(pattern)
            if told is not None:
                wanted = float(told[1])
                entries.rows = [
                    row for row in entries.rows if entries.cell(row, column).number == wanted
                ]
                entries.said.append(f"{column.title.lower()} {told[1]}")
    numbers = asked.numbers()
    levels = [one for one in (f"n{number}" for number in numbers) if _is_spelled(one, entries)]
    if levels and all(re.search(rf"\b{one}\b", asked.text) for one in levels):
        # « N1 » of a column of levels is no row n° 1.
        entries.rows = [row for row in entries.rows if _spells(row, levels, entries)]
        entries.said.append(", ".join(levels).upper())
    elif numbers:
        entries.rows = [row for row in entries.rows if number_of(row) in numbers]
        entries.said.append(f"n° {', '.join(numbers)}")


def _by_year(asked: Asked, entries: Entries, dated: Sequence[str]) -> None:
    # The year of a day or of a month has been read with it.
    years = {int(one[1]) for one in asked.take_all(_YEAR)}
    column = entries.column(*dated[:1]) or entries.column(*dated)
    if years and column is not None:
        entries.rows = [
            row
            for row in entries.rows
            if (day := day_in(entries.cell(row, column))) is not None and day.year in years
        ]
        entries.said.append(" et ".join(map(str, sorted(years))))
    elif years:
        entries.rows = []


def _by_words(left: Sequence[frozenset[str]], entries: Entries, asked: Asked) -> bool:
    """Choose the entries in whose texts each word stands; a word of a heading names its column."""
    for forms in left:
        fitting = [row for row in entries.rows if forms & _texts(entries, row)]
        heads = [one for one in entries.table.columns if forms & stems_of(one.title)]
        if heads and (not fitting or len(fitting) == len(entries.rows)):
            entries.columns += [one for one in heads if one not in entries.columns]
        elif fitting:
            entries.rows = fitting
            entries.said.append(f"« {_as_said(forms, asked)} »")
        else:
            return False
    return True


def _as_said(forms: frozenset[str], asked: Asked) -> str:
    """Return a word as it was typed."""
    for one in asked.question.words:
        if stem(asked.text[one.start : one.end]) in forms:
            return asked.question.as_typed(one.start, one.end)
    return sorted(forms)[0]


def _texts(entries: Entries, row: OpenRow) -> frozenset[str]:
    texts = [row.label, row.number]
    for column in entries.table.columns:
        stored = entries.cell(row, column).stored
        if stored is not None and isinstance(stored.value, str) and column.role not in _DAYS:
            texts.append(stored.value)
    return frozenset().union(*(stems_of(one) for one in texts))


_DAYS: Final = frozenset({"date", "échéance", "fait le"})
