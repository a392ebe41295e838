"""Reads the workbook of a convention as a source of tables."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from pycog.conventions.facts import schema
from pycog.conventions.facts.convention import Convention
from pycog.conventions.facts.models import Summary
from pycog.conventions.facts.schema import Column, Table
from pycog.conventions.form import layout
from pycog.conventions.form.about_sheet import UNKNOWN_ID, About, read_about
from pycog.conventions.form.blocks_of_cells import header_row
from pycog.conventions.form.form_cells import FormSheet, open_form
from pycog.conventions.form.form_faults import FormFaults, RowPlace
from pycog.conventions.form.form_rows import FormRows, read_plain
from pycog.conventions.form.grid_sheets import (
    Owned,
    amount_key,
    read_fund,
    read_indicators,
    value_key,
)
from pycog.conventions.loading.loader import load_source
from pycog.conventions.loading.tables import Fault, Faults, TextRow
from pycog.errors import InvalidConvention, RefusedFile, system_reason
from pycog.values import excerpt

_ABOUT: Final = layout.plain(layout.ABOUT)
#: A sheet with so many headings of a table is that table under another name.
_RECOGNISED: Final = 3


class FormSource:
    """A workbook whose sheets are the tables of a convention.

    Args:
        path: Where it stands, for messages; nothing is read from there.
        data: Its bytes.

    Raises:
        RefusedFile: The bytes are no workbook that can be read.
    """

    id = ""

    def __init__(self, path: Path, data: bytes) -> None:
        self.path = path
        self._sheets = open_form(path, data)
        self._found = FormFaults(path)
        self._rows = FormRows(self._found)
        self._about = About()

    @property
    def remarks(self) -> list[Fault]:
        """What was left unread on purpose."""
        return self._found.remarks

    def faults(self) -> FormFaults:
        """Return the faults, which know where each row stands."""
        return self._found

    def check(self, faults: Faults) -> None:
        """Read every sheet."""
        left = list(self._sheets)
        sheet = _taken(left, layout.ABOUT)
        if sheet is None:
            self._tell_no_about()
        guessed = _guessed_years(self._sheets)
        self._about = read_about(sheet, self._found, guessed)
        if sheet is None and self._about.data is not None:
            self._about.data.setdefault("fonds", [])
        for table in layout.plain_tables():
            sheet = _taken(left, layout.title_of(table))
            if sheet is not None and not read_plain(sheet, table, self._rows):
                self._tell_no_headings(
                    sheet, [layout.heading_of(column) for column in table.columns]
                )
        self._read_grids(left)
        _taken(left, layout.README)
        self._tell_left(left)

    def _read_grids(self, left: list[FormSheet]) -> None:
        values = self._owned(schema.STATEMENTS, ("indicateur", "rôle", "année"), schema.ANNEX)
        amounts = self._owned(schema.BUDGET_AMOUNTS, ("fonds", "ligne", "colonne"), "")
        # The rows of the grids come first, as a folder usually has them.
        others = {
            table.file: self._taken_out(table)
            for table in (schema.STATEMENTS, schema.BUDGET_AMOUNTS)
        }
        sheet = _taken(left, layout.INDICATORS)
        if sheet is not None and not read_indicators(sheet, self._about, self._rows, values):
            self._tell_no_headings(
                sheet, [layout.heading_of(column) for column in schema.INDICATORS.columns]
            )
        funds = (self._about.data or {}).get("fonds", [])
        for number, fund in enumerate(funds):
            sheet = _taken(left, self._about.sheets.get(fund["id"], ""))
            if sheet is None and len(funds) == 1:
                sheet = _taken(left, layout.BUDGET)
            if sheet is None and fund["id"] in self._about.sheets:
                self._found.in_cell(
                    layout.ABOUT,
                    self._found.funds[number][1],
                    f"le fonds {fund['id']} n'a pas de feuille « {layout.BUDGET} {fund['id']} ». "
                    "Remettez-la (« pycog convention new » en écrit une vide), ou retirez ce fonds "
                    "de la liste s'il n'a pas de budget.",
                )
            if sheet is not None and not read_fund(sheet, fund, self._about, self._rows, amounts):
                self._tell_no_headings(
                    sheet, [layout.heading_of(column) for column in schema.BUDGET_LINES.columns]
                )
        for table in (schema.STATEMENTS, schema.BUDGET_AMOUNTS):
            for cells, place in others[table.file]:
                self._rows.add(table, cells, place)
        for table in (schema.AMENDMENTS, schema.BUDGET_AMOUNTS):
            self._key_lines(table)

    def _key_lines(self, table: schema.Table) -> None:
        """Put the key of a budget line where its printed label is given."""
        lines = self._rows.tables.get(schema.BUDGET_LINES.file, [])
        keys = {(row.get("fonds", ""), row.get("clé", "")) for row in lines}
        named: dict[tuple[str, str], list[str]] = {}
        for row in lines:
            label = row.get("fonds", ""), layout.plain(row.get("libellé", ""))
            named.setdefault(label, []).append(row.get("clé", ""))
        for row in self._rows.tables.get(table.file, []):
            fund, line = row.get("fonds", ""), row.get("ligne", "")
            found = named.get((fund, layout.plain(line)), [])
            if line and (fund, line) not in keys and len(found) == 1:
                row["ligne"] = found[0]

    def _owned(self, table: Table, key: tuple[str, ...], place: str) -> Owned:
        rows = self._rows.tables.get(table.file, [])
        return Owned(
            frozenset(
                tuple(row.get(name, "") for name in key)
                for row in rows
                if not place or row.get("lieu") == place
            )
        )

    def _taken_out(self, table: Table) -> list[tuple[dict[str, str], Any]]:
        rows = self._rows.tables.pop(table.file, [])
        return [
            (row, self._found.places.pop((table.file, line)))
            for line, row in enumerate(rows, start=1)
        ]

    def _tell_no_about(self) -> None:
        titles = ", ".join(f"« {sheet.title} »" for sheet in self._sheets)
        self._found.in_cell(
            "",
            "",
            f"la feuille « {layout.ABOUT} » manque : elle dit l'identifiant, le titre, les années "
            f"et les fonds. Feuilles du classeur : {titles}. Si l'une d'elles a changé de nom, "
            f"rendez-le-lui ; « pycog convention new » écrit un formulaire vide.",
        )

    def _tell_no_headings(self, sheet: FormSheet, expected: list[str]) -> None:
        if sheet.cells:
            self._found.in_cell(
                sheet.title,
                "",
                "les intitulés des colonnes ne se retrouvent pas. Remettez sur une même ligne : "
                f"{', '.join(expected)}.",
            )

    def _tell_left(self, left: list[FormSheet]) -> None:
        """Tell the sheets that were not read: as a fault where they hold entries."""
        for sheet in left:
            meant = self._meant(sheet)
            if meant:
                self._found.in_cell(sheet.title, "", meant)
            elif sheet.cells and layout.plain(sheet.title) != layout.plain(layout.BUDGET):
                self._found.remark(
                    sheet.title, "", "cette feuille n'est pas du formulaire : elle n'est pas lue."
                )

    def _meant(self, sheet: FormSheet) -> str:
        """Return what to do with a sheet that holds a table of the form, ``""`` for another."""
        headings = {layout.INDICATORS: _keys(sheet, lambda text: value_key(text, (), ()))}
        headings |= {
            layout.title_of(table): _keys(
                sheet, lambda text, of=table: layout.column_of(text, of.columns)
            )
            for table in layout.plain_tables()
        }
        best = max(headings, key=lambda title: len(headings[title]))
        most = len(headings[best])
        amounts = _keys(sheet, lambda text: amount_key(text, (), ()))
        named = layout.plain(sheet.title).startswith(layout.plain(layout.BUDGET))
        if named or (len(amounts) > most and any(key.isdigit() for key in amounts)):
            return self._meant_budget(sheet) if len(amounts) >= _RECOGNISED else ""
        if most < _RECOGNISED:
            return ""
        return (
            f"cette feuille a les colonnes de « {best} » et n'est pas lue sous le nom "
            f"« {excerpt(sheet.title)} ». Renommez-la « {best} », ou retirez ses intitulés."
        )

    def _meant_budget(self, sheet: FormSheet) -> str:
        if not self._about.has_sheet or not _has_rows(sheet, lambda text: amount_key(text, (), ())):
            return ""
        funds = [fund["id"] for fund in (self._about.data or {}).get("fonds", [])]
        known = " ou ".join(f"« {layout.BUDGET} {fund} »" for fund in funds)
        advice = (
            f"Nommez-la {known}, ou ajoutez"
            if known
            else f"Nommez-la « {layout.BUDGET} » suivi du nom du fonds, et ajoutez"
        )
        return (
            "cette feuille a les colonnes d'un budget et ne porte le nom d'aucun fonds de la "
            f"feuille « {layout.ABOUT} ». {advice} son fonds sous « {layout.fund_label('id')} »."
        )

    def description(self, faults: Faults) -> dict[str, Any] | None:
        """Return what the sheet « Convention » says."""
        return self._about.data

    def table(self, table: Table, faults: Faults) -> tuple[list[Column], list[TextRow]] | None:
        """Return the rows of a table, wherever they stood."""
        return self._rows.of(table)

    def places(self, table: Table) -> list[tuple[dict[str, str], RowPlace]]:
        """Return the rows of a table, each with where it stands."""
        return [
            (row, self._found.places[table.file, line])
            for line, row in enumerate(self._rows.tables.get(table.file, []), start=1)
        ]

    def remark(self, sheet: str, cell: str, text: str) -> None:
        """Remember what an officer may want to know and need not change."""
        self._found.remark(sheet, cell, text)

    @property
    def tables(self) -> dict[str, list[dict[str, str]]]:
        """The rows of each table that has any, as text, once the sheets are read."""
        return self._rows.tables


def _taken(left: list[FormSheet], title: str) -> FormSheet | None:
    """Take the sheet of that title out of the list."""
    wanted = layout.plain(title)
    for sheet in left:
        if wanted and layout.plain(sheet.title) == wanted:
            left.remove(sheet)
            return sheet
    return None


def _keys(sheet: FormSheet, match: Any) -> set[str]:
    header = header_row(sheet, match)
    if header is None:
        return set()
    return {key for cell in sheet.row(header).values() if (key := match(cell.text))}


def _has_rows(sheet: FormSheet, match: Any) -> bool:
    header = header_row(sheet, match)
    return header is not None and any(row > header for row, _ in sheet.cells)


def _guessed_years(sheets: list[FormSheet]) -> tuple[int, ...]:
    """Return the years of the headings, where the first sheet says none.

    Those of the headings « Cible », or, where there is none, those of the cells that are
    years and nothing else: headings of a budget, campaigns, dates of amendments.
    """
    years = _years_headed(sheets, layout.AIM) or _years_headed(sheets, "")
    if not years or max(years) - min(years) > 50:
        return ()
    return tuple(range(min(years), max(years) + 1))


def _years_headed(sheets: list[FormSheet], what: str) -> set[int]:
    years: set[int] = set()
    for sheet in sheets:
        for cell in sheet.cells.values() if layout.plain(sheet.title) != _ABOUT else ():
            found = layout.value_heading(cell.text) if len(cell.text) < 20 else None
            if found is not None and found[0] == what:
                span = layout.years_of(found[1])
                assert span is not None
                years.update(range(span[0], span[1] + 1))
    return years


def load_workbook(path: Path, data: bytes | None = None) -> Convention:
    """Read the workbook of a convention.

    Args:
        path: Where it stands.
        data: Its bytes, where they are known already.

    Raises:
        InvalidConvention: ``convention-invalide``, with every fault and its sheet and cell;
            ``convention-illisible``: the file is no workbook.
    """
    return load_source(open_source(path, data))


def open_source(path: Path, data: bytes | None = None) -> FormSource:
    """Open the workbook of a convention.

    Raises:
        InvalidConvention: ``convention-illisible``.
    """
    try:
        return FormSource(path, path.read_bytes() if data is None else data)
    except (RefusedFile, OSError) as error:
        reason = (
            error.message if isinstance(error, RefusedFile) else f"{path} : {system_reason(error)}."
        )
        raise InvalidConvention("convention-illisible", reason, folder=path) from error


def described(path: Path, data: bytes) -> Summary:
    """Return what a workbook is; where it has faults, with what can be said and its problem.

    Raises:
        InvalidConvention: ``convention-illisible``.
    """
    source = open_source(path, data)
    problem = ""
    try:
        load_source(source)
    except InvalidConvention as error:
        problem = error.message
    about = source.description(source.faults()) or {}
    identity = about.get("id", "")
    known = identity not in ("", UNKNOWN_ID)
    return Summary(
        identity if known else path.stem,
        about.get("titre", "") if known else "",
        about.get("titre_court", "") if known else "",
        about.get("version", "") if known else "",
        about.get("statut", "") if known else "",
        tuple(about.get("annees", ())) if known else (),
        path,
        problem,
        tuple(source.tables),
    )
