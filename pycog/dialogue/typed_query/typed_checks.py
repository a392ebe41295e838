"""Typed queries by which an officer checks his own table: totals, sums, doubles, blank cells."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from pycog.dialogue.answers import Answer, Table, unknown
from pycog.dialogue.table_query.plain_tables import CODE, FIGURE, NOTE
from pycog.dialogue.typed_query.typed_fields import Field, Record
from pycog.dialogue.typed_query.typed_figures import added, shown
from pycog.dialogue.typed_query.typed_meant_columns import in_periods
from pycog.dialogue.typed_query.typed_pairs import pairs_of
from pycog.dialogue.typed_query.typed_telling import Telling
from pycog.dialogue.workbook.cell_answers import enumerated
from pycog.lazy_patterns import regex
from pycog.values import counted

_WITHIN: Final = 0.005
#: A rate that is shown to a tenth of a per cent is no further from what it is made of.
_WITHIN_RATES: Final = 0.0006
#: A part that the one before is divided by.
_RATIO: Final = 2
_SIGNS: Final = {1: "+ ", -1: "− ", _RATIO: "/ "}
_BESIDE: Final = frozenset({
    "check", "sum", "together", "whether", "list", "both", "minus", "rest", "many", "much",
    "double",
    "empty", "lacking", "each", "with", "gap", "equal", "within", "not",
})  # fmt: skip
_STRICT: Final = regex(r"juste|exact|correct|coheren|correspond|faux|fausse|erron|erreur|egal")
_BLANK: Final = regex(r"vide|renseign|blanc|rempli|complet|manqu")
_TOTAL: Final = regex(r"(?:totaux|total|cumul\w*|ensemble|somme)\b")
_MOST_TOLD: Final = 16


class Checks(Telling):
    """One typed query that may check the table."""

    @property
    def is_strict(self) -> bool:
        """Whether the wording can ask for nothing but a check."""
        query = self.query
        if query.has("double"):
            return True
        at = query.ops.get("check")
        return at is not None and any(map(_STRICT.match, query.words[at : at + 5]))

    def told(self) -> Answer | None:
        """Return what a check finds, ``None`` where none is asked for."""
        query = self.query
        if not query.has("check", "double") and not self._asks_blank():
            return None
        if set(query.ops) - _BESIDE or query.typed or query.limits or query.days:
            return None
        if query.has("double"):
            return self._doubles()
        if self._asks_blank():
            return self._blanks()
        return self._checked()

    def _asks_blank(self) -> bool:
        query = self.query
        if query.has("lacking"):
            # Of a table without targets, « il manque des dates » are cells that are blank.
            # « Il manque combien » asks for an amount.
            counts = query.has("many") or not query.has("much")
            return bool(query.named) and counts and not pairs_of(self.data)
        at = query.ops.get("empty")
        return at is not None and any(map(_BLANK.match, query.words[at : at + 4]))

    # ------------------------------------------------------------------ totals and sums
    def _checked(self) -> Answer | None:
        query = self.query
        told = [one for one in query.named if not (one.each and one.fields[0].kind != FIGURE)]
        if any(one.fields[0].kind != FIGURE or one.each for one in told):
            return None
        named = [one.fields[0] for one in told]
        if any(len({each.measure for each in one.fields}) > 1 for one in told):
            return None
        if query.conditions and not all(one.names for one in query.conditions):
            return None
        parts = self._parts(named)
        if parts is not None:
            return self._rows(*parts)
        if query.periods or len(named) > 1 or query.conditions:
            return None
        return self._totals(named)

    def _parts(self, named: Sequence[Field]) -> tuple[Field, list[tuple[int, Field]]] | None:
        """Return a column with those that it is made of, each with its sign."""
        query = self.query
        if not named:
            return None
        whole = named[0]
        if len(named) > 1:
            places = [one.place for one in query.named if one.fields[0] in named]
            signs = [self._sign(place) for place in places[1:]]
            parts = list(zip(signs, named[1:], strict=True))
            ratio = any(sign == _RATIO for sign in signs)
            if self._is_rate(whole) is not (ratio or any(self._is_rate(one) for one in named[1:])):
                return None
            return whole, parts
        bare = [
            one
            for one in self.data.figures
            if one is not whole and one.period is not None and one.group == whole.group
        ]
        if query.periods:
            dated = in_periods([one for one in bare if one.measure == ()], query.periods)
            return (whole, [(1, one) for one in dated]) if dated else None
        if _TOTAL.match(whole.column.own):
            loose = [one for one in bare if one.measure == ()]
            return (whole, [(1, one) for one in loose]) if len(loose) > 1 else None
        if "rest" in whole.own_roles:
            return self._rest_of(whole)
        return None

    def _is_rate(self, field: Field) -> bool:
        return any(one.cell(field).kind in {"rate", "%"} for one in self.data.records)

    def _rest_of(self, whole: Field) -> tuple[Field, list[tuple[int, Field]]] | None:
        others = [one for one in self.data.figures if one is not whole and one.group == whole.group]
        budget = [one for one in others if "budget" in one.own_roles]
        for role in ("committed", "executed"):
            spent = [one for one in others if role in one.own_roles and one not in budget]
            if len(budget) == len(spent) == 1:
                return whole, [(1, budget[0]), (-1, spent[0])]
            if spent:
                return None
        return None

    def _sign(self, place: int) -> int:
        """Return the sign that stands before a column of a formula."""
        for word in reversed(self.query.words[:place]):
            if word in {"/", "divise", "rapporte", "sur"}:
                return _RATIO
            if word in {"-", "moins"}:
                return -1
            if word in {"+", "plus", "et", "a", "au", "aux", "bien"}:
                return 1
        return 1

    def _rows(self, whole: Field, parts: Sequence[tuple[int, Field]]) -> Answer | None:
        """Check row by row that a column is what others make."""
        told_parts = " ".join(
            f"{_SIGNS[sign] if at or sign < 0 else ''}« {one.title} »"
            for at, (sign, one) in enumerate(parts)
        )
        formula = f"« {whole.title} » = {told_parts}"
        wrong: list[str] = []
        blank: list[str] = []
        checked = 0
        for record in (*self.query.rows(), *(() if self.query.conditions else self.data.totals)):
            cell = record.cell(whole)
            held = [(sign, record.cell(one)) for sign, one in parts]
            numbers = [(sign, each.number) for sign, each in held if each.number is not None]
            if cell.number is None or len(numbers) < len(held):
                # What is blank is not zero: no sum is made without it.
                if cell.number is not None or numbers:
                    blank.append(self._row_name(record))
                continue
            value = _made(numbers)
            if value is None:
                return None
            checked += 1
            if abs(value - cell.number) > (_WITHIN_RATES if _is_ratio(numbers) else _WITHIN):
                kind = cell.kind
                gap = shown(round(cell.number - value, 6), kind, whole.unit)
                wrong.append(
                    f"{self._row_name(record)} : {cell.shown} inscrit ({cell.place}), "
                    f"{shown(round(value, 6), kind, whole.unit)} calculé, écart {gap}"
                )
        if not checked:
            return None
        aside = f" Non contrôlé, cellule sans nombre : {enumerated(blank[:8])}." if blank else ""
        if not wrong:
            return self.said(f"Oui : {formula} sur {counted(checked, 'ligne')}.{aside}")
        return self.said(
            f"Non : {formula} est faux sur {counted(len(wrong), 'ligne')} de {checked} – "
            f"{' ; '.join(wrong[:_MOST_TOLD])}.{aside}"
        )

    def _row_name(self, record: Record) -> str:
        return self.name(record) or f"ligne {record.row.index + 1}"

    def _totals(self, named: Sequence[Field]) -> Answer | None:
        """Check the sums of lines against the totals that the table prints."""
        if not self.data.totals:
            return unknown(
                f"{self.head()} – je ne contrôle pas le total : "
                "le tableau n'a pas de ligne de total."
            )
        right: list[str] = []
        wrong: list[str] = []
        words = set(self.query.words)
        totals = list(self.data.totals)
        if {"sous", "general"} & words:
            grand = "general" in words
            totals = [one for one in totals if (one.row.role == "total") is grand]
        for total in totals:
            lines = self._lines_of(total)
            if not lines:
                continue
            for field in named or self.data.figures:
                printed = total.cell(field)
                if printed.number is None or printed.kind in {"rate", "%"}:
                    continue
                figure = added(lines, (field,))
                if figure is None:
                    continue
                where = f"« {field.title} », {self._row_name(total)}"
                if abs(figure.value - printed.number) <= _WITHIN:
                    right.append(f"{where} {printed.shown} ({printed.place})")
                    continue
                gap = shown(round(printed.number - figure.value, 6), printed.kind, field.unit)
                wrong.append(
                    f"{where} affiche {printed.shown} ({printed.place}), la somme de "
                    f"{counted(len(lines), 'ligne')} donne {figure.shown}, écart {gap}"
                )
        if not right and not wrong:
            return None
        if not wrong:
            return self.said(
                f"Oui, la somme des lignes redonne : {' ; '.join(right[:_MOST_TOLD])}."
            )
        good = f" Juste : {' ; '.join(right[:_MOST_TOLD])}." if right else ""
        return self.said(f"Non : {' ; '.join(wrong[:_MOST_TOLD])}.{good}")

    def _lines_of(self, total: Record) -> list[Record]:
        """Return the lines that a total adds up: those of its section, or all."""
        mine = [one for one in self.data.records if one.table is total.table]
        if total.row.role == "total":
            return mine
        headed = {one.row.heading for one in self.data.totals if one.row.role != "total"}
        if "" not in headed and len(headed) > 1:
            return [one for one in mine if one.row.heading == total.row.heading]
        # Without headings a subtotal is of the lines behind the one before.
        above = [
            one.row.index
            for one in self.data.totals
            if one.table is total.table and one.row.index < total.row.index
        ]
        first = max(above, default=-1)
        return [one for one in mine if first < one.row.index < total.row.index]

    # ------------------------------------------------------------------ doubles
    def _doubles(self) -> Answer | None:
        """Tell the values that stand more than once in a column."""
        query = self.query
        fields = [one.fields[0] for one in query.named if not one.each]
        if any(one.kind == NOTE for one in fields):
            return None
        keys = [self.data.by_index[one] for one in self.data.table.keys]
        codes = [one for one in self.data.fields if one.kind == CODE]
        if not fields and len(keys) > 1 and not codes:
            # Only several columns together name the rows: none of them is double by itself.
            same = self._same_rows(query.rows(), ())
            names = enumerated([f"« {one.title} »" for one in keys])
            return self.said(same.strip() or f"aucun doublon dans {names} pris ensemble.")
        fields = fields or codes
        if not fields:
            key = self.data.key
            fields = [key] if key is not None else []
        if not fields:
            return None
        records = query.rows()
        told = [self._doubled(records, one) for one in fields]
        found = [one for one in told if one]
        names = enumerated([f"« {one.title} »" for one in fields])
        same = "" if query.named else self._same_rows(records, fields)
        if not found:
            return self.said(
                f"aucun doublon dans {names} ({counted(len(records), 'ligne')}).{same}"
            )
        return self.said(f"{' ; '.join(found)}.{same}")

    def _doubled(self, records: Sequence[Record], field: Field) -> str:
        held: dict[str, list[Record]] = {}
        for one in records:
            cell = one.cell(field)
            if not cell.is_missing:
                held.setdefault(" ".join(cell.shown.split()).casefold(), []).append(one)
        double = [mine for mine in held.values() if len(mine) > 1]
        if not double:
            return ""
        told = [
            f"{mine[0].cell(field).shown}, {len(mine)} fois "
            f"({', '.join(one.cell(field).place for one in mine)})"
            for mine in double[:_MOST_TOLD]
        ]
        return f"« {field.title} », {counted(len(double), 'valeur')} en double : {' ; '.join(told)}"

    def _same_rows(self, records: Sequence[Record], codes: Sequence[Field]) -> str:
        """Say which rows are alike in all but their code and their days."""
        others = [
            one for one in self.data.fields if one not in codes and one.kind not in {NOTE, "jour"}
        ]
        if len(others) < 2:
            return ""
        held: dict[tuple[str, ...], list[Record]] = {}
        for one in records:
            held.setdefault(tuple(one.cell(each).shown for each in others), []).append(one)
        alike = [mine for mine in held.values() if len(mine) > 1]
        told = [" et ".join(f"ligne {one.row.index + 1}" for one in mine) for mine in alike[:8]]
        return f" Identiques hors code et dates : {' ; '.join(told)}." if told else ""

    # ------------------------------------------------------------------ blanks
    def _blanks(self) -> Answer | None:
        """Tell the blank cells of the table, column by column."""
        query = self.query
        naming = {*self.name_fields(), *(one for one in self.data.fields if one.kind == CODE)}
        named = [one.fields[0] for one in query.named if one.fields[0] not in naming]
        if any(one.each for one in query.named):
            return None
        fields = named or [one for one in self.data.fields if one.kind != NOTE]
        notes = [] if named else [one for one in self.data.fields if one.kind == NOTE]
        told: list[str] = []
        rows: list[tuple[str, str, str]] = []
        for field in fields:
            cells = [(one, one.cell(field)) for one in query.rows()]
            blank = [(one, cell) for one, cell in cells if cell.is_blank or _is_unknown(cell.shown)]
            if blank:
                names = [
                    f"{self._row_name(one)} "
                    f"({cell.place}{'' if cell.is_blank else ', ' + cell.shown})"
                    for one, cell in blank
                ]
                more = f" et {len(names) - _MOST_TOLD} autres" if len(names) > _MOST_TOLD else ""
                told.append(f"« {field.title} » : {', '.join(names[:_MOST_TOLD])}{more}")
                rows += [(field.title, self._row_name(one), cell.place) for one, cell in blank]
        aside = (
            f" Non regardé : {enumerated([f'« {one.title} »' for one in notes])}." if notes else ""
        )
        if not told:
            where = f" dans {enumerated([f'« {one.title} »' for one in named])}" if named else ""
            return self.said(f"aucune case vide{where}.{aside}")
        table = Table(("Colonne", "Ligne", "Cellule"), tuple(rows)) if len(rows) > 1 else None
        many = counted(len(rows), "case vide ou sans valeur", "cases vides ou sans valeur")
        return self.said(f"{many} – {' ; '.join(told)}.{aside}", table)


def _is_unknown(text: str) -> bool:
    return re.fullmatch(r"n\.? ?[dcr]\.?|\?|en attente|nc|na", text.strip(), re.I) is not None


def _is_ratio(parts: Sequence[tuple[int, float]]) -> bool:
    return any(sign == _RATIO for sign, _ in parts)


def _made(parts: Sequence[tuple[int, float]]) -> float | None:
    """Return what the parts of a formula make, ``None`` where they make nothing."""
    if not _is_ratio(parts):
        return _exact(parts)
    if len(parts) != 2 or parts[0][0] != 1 or not parts[1][1]:
        return None
    return parts[0][1] / parts[1][1]


def _exact(parts: Sequence[tuple[int, float]]) -> float:
    from fractions import Fraction

    return float(sum((sign * Fraction(repr(number)) for sign, number in parts), Fraction(0)))
