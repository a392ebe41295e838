"""Reads the sheet « Convention »: what the agreement is, whom it binds, its funds."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import Any, Final

from pycog.conventions.facts import schema
from pycog.conventions.form import layout
from pycog.conventions.form.blocks_of_cells import Block, find_block, header_row
from pycog.conventions.form.form_cells import FormSheet, place
from pycog.conventions.form.form_faults import FormFaults
from pycog.values import excerpt

_YEAR: Final = re.compile(r"\d{4}")
#: More years than this are no agreement.
_MOST_YEARS: Final = 60
#: Stands where no sheet names a year, once that has been told.
_ANY_YEAR: Final = 2000
#: Says that an agreement starts from no achieved values.
NO_BASE: Final = "aucune"
_NONE: Final = (NO_BASE, "aucun", "neant", "sans")
_FIRST, _LAST = "premiere annee", "derniere annee"
#: Stands where a text is missing, once that has been told, so that the rest can be read.
_UNKNOWN: Final = "?"
#: The same for the id, which has a form of its own.
UNKNOWN_ID: Final = "sans-identifiant"


@dataclass(slots=True)
class About:
    """What the sheet says.

    Attributes:
        data: As ``convention.toml`` would, ``None`` before the sheet is read.
        has_sheet: Whether the workbook has the sheet at all.
        annex: What fills the empty sources of the indicators.
        sheets: Fund → title of its sheet, as it is compared.
    """

    data: dict[str, Any] | None = None
    has_sheet: bool = False
    annex: str = ""
    sheets: dict[str, str] = field(default_factory=dict)

    @property
    def years(self) -> tuple[int, ...]:
        """Years of the agreement, none where they cannot be read.

        Years that do not follow each other are told elsewhere; those between are read too.
        """
        given = self.data["annees"] if self.data else []
        whole = range(min(given), max(given) + 1) if given else ()
        return tuple(whole if len(whole) <= _MOST_YEARS else given)

    @property
    def base_years(self) -> tuple[int, ...]:
        """Years of reference: every other key of the description that gives years."""
        found: list[int] = []
        for key, value in (self.data or {}).items():
            if key.startswith("annee") and key != "annees":
                found.extend(value if isinstance(value, list) else [value])
        return tuple(found)


def read_about(sheet: FormSheet | None, faults: FormFaults, guessed: tuple[int, ...]) -> About:
    """Read the sheet; what is missing is told, and stood in for so that the rest is read.

    Args:
        sheet: The sheet, ``None`` where the workbook has none.
        faults: Where to tell what is wrong.
        guessed: Years that the other sheets name, where this one names none.
    """
    about = About(has_sheet=sheet is not None)
    values = _Values(sheet, faults)
    data: dict[str, Any] = {}
    for key, (kind, needed) in schema.DESCRIPTION_KEYS.items():
        if key not in ("fonds", layout.BASE_YEAR, layout.BASE_YEARS):
            value = values.texts() if kind is dict else values.read(key, kind, needed)
            if value is not None:
                data[key] = UNKNOWN_ID if key == "id" and value == _UNKNOWN else value
    base = values.read(layout.BASE_YEAR, list, True)
    known = data.get("annees") or [year for year in guessed if year > max(base or [0])]
    data["annees"] = known or [_ANY_YEAR]
    about.annex = data.get("textes", {}).get(layout.ANNEX, "")
    if known and base != []:
        _set_reference(data, base or [], faults)
    funds = _funds(sheet, about, faults) if sheet is not None else []
    if funds:
        data["fonds"] = funds
    about.data = data
    return about


def _set_reference(data: dict[str, Any], base: list[int], faults: FormFaults) -> None:
    """Keep the years of reference; one inside the agreement is told, and stood in for."""
    first = data["annees"][0]
    late = [year for year in base if year >= first]
    if late:
        faults.in_cell(
            *faults.keys[layout.BASE_YEAR],
            f"l'année de référence {late[0]} doit précéder la première année de la convention, "
            f"{first}.",
        )
    base = [year for year in base if year < first] or [first - 1]
    if len(base) == 1:
        data[layout.BASE_YEAR] = base[0]
    else:
        data[layout.BASE_YEARS] = base


class _Values:
    """The labels of the sheet and what stands to their right."""

    def __init__(self, sheet: FormSheet | None, faults: FormFaults) -> None:
        self.sheet, self.faults = sheet, faults
        self.places: dict[str, tuple[int, int]] = {}
        if sheet is None:
            return
        labels = {layout.plain(layout.label_of(key)) for key in schema.DESCRIPTION_KEYS}
        labels |= {layout.plain(layout.text_label(key)) for key in schema.TEXTS}
        labels |= {_FIRST, _LAST}
        table = fund_header(sheet)
        said = [
            (row, column, layout.plain(cell.text))
            for (row, column), cell in sorted(sheet.cells.items())
            if layout.plain(cell.text) in labels and (table is None or row < table)
        ]
        if not said:
            return
        ((first, _),) = Counter(column for _, column, _ in said).most_common(1)
        for row, column, label in said:
            if column != first:
                continue
            if label in self.places:
                faults.in_cell(
                    sheet.title,
                    place(row, column),
                    f"la ligne « {sheet.text(row, column)} » figure déjà en "
                    f"{place(*self.places[label])}. Supprimez l'une des deux.",
                )
            else:
                self.places[label] = row, column

    def text(self, label: str) -> str:
        """Return what stands to the right of a label; a cell that cannot be read is told."""
        at = self.places.get(label)
        if at is None or self.sheet is None:
            return ""
        cell = self.sheet.cells.get((at[0], at[1] + 1))
        if cell is None:
            return ""
        if cell.fault:
            self.faults.in_cell(self.sheet.title, place(at[0], at[1] + 1), cell.fault)
            return _UNKNOWN
        return cell.text

    def texts(self) -> dict[str, str] | None:
        """Return the texts to cite that are given, ``None`` when none is."""
        labels = {key: layout.plain(layout.text_label(key)) for key in schema.TEXTS}
        return {key: text for key, label in labels.items() if (text := self.text(label))} or None

    def read(self, key: str, kind: type, needed: bool) -> Any:
        """Return the value of a key, ``None`` where there is none to give."""
        shown = layout.label_of(key)
        label = layout.plain(shown)
        text = self.text(label)
        if key == "annees" and not text:
            text = "-".join(filter(None, (self.text(_FIRST), self.text(_LAST))))
            label = label if label in self.places else _FIRST
        where = self._where(label)
        self.faults.keys[key] = where
        if not text:
            if needed and self.sheet is not None:
                there = label in self.places
                self.faults.in_cell(
                    *where,
                    f"« {shown} » est vide. {_HINTS.get(key, 'Remplissez la cellule.')}"
                    if there
                    else f"la ligne « {shown} » manque. Écrivez « {shown} » et, dans la cellule "
                    f"de droite, sa valeur. {_HINTS.get(key, '')}".rstrip(),
                )
            return _UNKNOWN if needed and kind is str else [_UNKNOWN] if key == "parties" else None
        return self._typed(key, kind, text, where)

    def _where(self, label: str) -> tuple[str, str]:
        if self.sheet is None:
            return "", ""
        at = self.places.get(label)
        return self.sheet.title, place(at[0], at[1] + 1) if at else ""

    def _typed(self, key: str, kind: type, text: str, where: tuple[str, str]) -> Any:
        if kind is str:
            return text
        if key == layout.BASE_YEAR and layout.plain(text) in _NONE:
            return []
        if key in schema.YEARS_IN:
            years = _years(text)
            if years is None or (kind is int and len(years) != 1):
                if text != _UNKNOWN:
                    self.faults.in_cell(
                        *where,
                        f"« {excerpt(text)} » ne se lit pas comme "
                        f"{'une année' if kind is int else 'des années'}. {_HINTS.get(key, '')}",
                    )
                return None
            return years[0] if kind is int else years
        if kind is int:
            if not text.isdigit():
                self.faults.in_cell(*where, f"« {excerpt(text)} » n'est pas un nombre entier.")
                return None
            return int(text)
        return split_list(text)


_HINTS: Final = {
    "id": "Écrivez des minuscules sans accent, des chiffres et des tirets, par exemple "
    "ma-caisse-2024.",
    "titre": "Recopiez le titre imprimé.",
    "titre_court": "Écrivez le titre à citer devant chaque source, par exemple COG 2023-2027.",
    "parties": "Séparez les signataires par un point-virgule.",
    "annees": "Écrivez la première et la dernière année, par exemple 2023-2027.",
    "annee_reference": "Écrivez l'année des réalisés de départ, par exemple 2022, ou plusieurs, "
    "par exemple 2021, 2022 ; « aucune » s'il n'y en a pas.",
    "document": "Nommez le document d'où viennent les faits.",
    "statut": "Écrivez par exemple « en vigueur », « échue » ou « projet ».",
    "version": "Écrivez 1, puis 2 à la première correction.",
}


def hint_of(key: str) -> str:
    """Return what to write for a key of the description, ``""`` if nothing is to be said."""
    return _HINTS.get(key, "")


def _years(text: str) -> list[int] | None:
    span = layout.years_of(text.replace(";", "-").replace("–", "-"))
    if span is not None:
        return list(range(span[0], span[1] + 1)) if span[1] - span[0] < 100 else None
    parts = [part.strip() for part in re.split(r"[;, ]+", text.strip()) if part.strip()]
    if not parts or not all(_YEAR.fullmatch(part) for part in parts):
        return None
    return [int(part) for part in parts]


def split_list(text: str) -> list[str]:
    """Return the texts of a list: between bars, else between semicolons."""
    mark = "|" if "|" in text else ";"
    return [part.strip() for part in text.split(mark) if part.strip()]


def join_list(texts: list[str]) -> str:
    """Write a list so that :func:`split_list` gives it back."""
    if not any(";" in text or "|" in text for text in texts):
        return " ; ".join(texts)
    return " | ".join(texts) + (" |" if len(texts) == 1 else "")


def _fund_key(heading: str) -> str | None:
    said = layout.plain(heading)
    for key in layout.fund_keys():
        if said in (layout.plain(layout.fund_label(key)), layout.plain(key)):
            return key
    return layout.FUND_SHEET if said == layout.plain(layout.FUND_SHEET) else None


def fund_header(sheet: FormSheet) -> int | None:
    """Return the row of the headings of the funds."""
    return header_row(sheet, _fund_key, 3)


def _funds(sheet: FormSheet, about: About, faults: FormFaults) -> list[dict[str, str]]:
    if fund_header(sheet) is None:
        return []
    expected = [layout.fund_label(key) for key in layout.fund_keys()]
    block = find_block(sheet, _fund_key, faults, expected=expected, needed=schema.FUND_KEYS)
    found: list[dict[str, str]] = []
    for row in block.rows if block is not None else ():
        assert block is not None
        entry = {key: _fund_text(block, row, key, faults) for key in layout.fund_keys()}
        if not entry[schema.REGIME]:
            del entry[schema.REGIME]
        faults.funds.append((sheet.title, block.cell(row, "id"), block.cell(row, "unite")))
        found.append(entry)
        named = row.text(layout.FUND_SHEET) or f"{layout.BUDGET} {entry['id']}"
        about.sheets[entry["id"]] = layout.plain(named)
    return found


def _fund_text(block: Block, row: Any, key: str, faults: FormFaults) -> str:
    cell = row.cells.get(key)
    if cell is not None and not cell.fault:
        return str(cell.text)
    if key not in schema.FUND_KEYS:
        if cell is not None:
            faults.in_cell(block.sheet.title, block.cell(row, key), cell.fault)
        return ""
    if key in block.columns:
        faults.in_cell(
            block.sheet.title,
            block.cell(row, key),
            cell.fault
            if cell is not None
            else f"« {layout.fund_label(key)} » est vide. Chaque fonds a un identifiant, un titre, "
            "une annexe et une unité (€, k€ ou M€).",
        )
    return "€" if key == "unite" else _UNKNOWN  # told: only the rest is read with it
