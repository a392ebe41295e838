"""The name COG_CONVENTION of a workbook: what it may be, and what is said of anything else."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.workbook.defined_name import DefinedName

from pycog.default_convention import Default
from pycog.errors import InvalidInput, RefusedFile
from pycog.xlsx.convention_name import constant, convention_of, convention_of_files
from pycog.xlsx.package import Package

Fill = Callable[[xlsxwriter.Workbook, "xlsxwriter.worksheet.Worksheet"], object]


def package(fill: Fill, sheet: str = "Mon onglet") -> Package:
    """Return a workbook of one sheet."""
    stream = BytesIO()
    book = xlsxwriter.Workbook(stream)
    fill(book, book.add_worksheet(sheet))
    book.close()
    return Package(Path("annexe.xlsx"), stream.getvalue())


def defined(definition: str, name: str = "COG_CONVENTION") -> Package:
    """Return a workbook with the name, and cells of every kind to point at."""

    def fill(book: xlsxwriter.Workbook, sheet: xlsxwriter.worksheet.Worksheet) -> None:
        sheet.write("B2", " cnaf-2023-2027 ")
        sheet.write_formula("B3", '="cnaf-2023-2027"', None, "cnaf-2023-2027")
        sheet.write("B4", 2023)
        sheet.write_boolean("B5", True)
        sheet.write_blank("B6", None, book.add_format({"bold": True}))
        sheet.write("B7", "   ")
        sheet.write_array_formula("D2:D4", "{=B2:B4}", None, "cnaf-2023-2027")
        book.define_name(name, definition)

    return package(fill)


def named(definition: str) -> str:
    found = convention_of(defined(definition))
    assert isinstance(found, Default), found
    assert found.origin == "nom COG_CONVENTION du classeur"
    return found.id


def fault(found: object) -> str:
    assert isinstance(found, InvalidInput), found
    assert found.code == "convention-du-classeur"
    # What was expected, and where, is in every one of them.
    assert found.message.startswith("Le nom COG_CONVENTION du classeur ")
    assert 'un texte comme ="cnaf-2023-2027" ou une cellule' in found.message
    return found.message


@pytest.mark.parametrize(
    "definition",
    [
        '="cnaf-2023-2027"',
        '=" cnaf-2023-2027 "',
        "='Mon onglet'!$B$2",
        "='mon ONGLET'!$B$2",
        "='Mon onglet'!$B$2:$B$2",
    ],
)
def test_a_text_or_one_cell_that_holds_it(definition: str) -> None:
    assert named(definition) == "cnaf-2023-2027"


def test_the_case_of_the_name_does_not_matter() -> None:
    found = convention_of(defined('="cnaf-2023-2027"', "Cog_Convention"))
    assert isinstance(found, Default)


def test_a_workbook_without_the_name_says_nothing() -> None:
    assert convention_of(defined('="cnaf-2023-2027"', "COG_CONVENTIONS")) is None


@pytest.mark.parametrize(
    ("definition", "what"),
    [
        ("=#REF!", "ne désigne plus rien"),
        ("='Mon onglet'!#REF!", "ne désigne plus rien"),
        ('=""', "est un texte vide"),
        ('="  "', "est un texte vide"),
        ("=2023", "« 2023 », qui n'est ni un texte ni une cellule"),
        ("=TRUE", "ni un texte ni une cellule"),
        ('="cnaf"&"-2023-2027"', "ni un texte ni une cellule"),
        ('=UPPER("cnaf")', "ni un texte ni une cellule"),
        ("=cnaf", "ni un texte ni une cellule"),
        ("='Mon onglet'!B2", "ni un texte ni une cellule"),
        ("='Mon onglet'!$B:$B", "ni un texte ni une cellule"),
        ("=[1]Feuil1!$B$2", "ni un texte ni une cellule"),
        ("='[autre.xlsx]Feuil1'!$B$2", "ni un texte ni une cellule"),
        ("='Mon onglet'!$B$2:$B$3", "plusieurs cellules"),
        ("='Mon onglet'!$B$0", "n'est pas une cellule"),
        ("='Mon onglet'!$XFE$1", "n'est pas une cellule"),
        ("='Partie'!$B$2", "« Partie », qui n'est pas dans ce classeur"),
        ("='Mon onglet'!$B$3", "Mon onglet!B3, qui contient une formule"),
        ("='Mon onglet'!$D$2", "Mon onglet!D2, qui contient une formule"),
        ("='Mon onglet'!$D$3", "Mon onglet!D3, qui contient une formule"),
        ("='Mon onglet'!$B$4", "« 2 023 » au lieu d'un texte"),
        ("='Mon onglet'!$B$5", "au lieu d'un texte"),
        ("='Mon onglet'!$B$6", "Mon onglet!B6, qui est vide"),
        ("='Mon onglet'!$B$7", "Mon onglet!B7, qui est vide"),
        ("='Mon onglet'!$Z$99", "Mon onglet!Z99, qui est vide"),
    ],
)
def test_anything_else_is_a_fault_with_its_reason(definition: str, what: str) -> None:
    told = fault(convention_of(defined(definition)))
    assert what in told.replace("\u202f", " ").replace("\xa0", " "), told


@given(st.text(st.characters(codec="utf-8"), min_size=1))
def test_any_text_is_read_as_it_was_written(text: str) -> None:
    definition = '="' + text.replace('"', '""') + '"'
    if text.strip():
        assert constant(definition) == text.strip()
    else:
        with pytest.raises(InvalidInput, match="texte vide"):
            constant(definition)


@given(st.text(st.sampled_from("\"'=!$A1:, cogé"), max_size=12))
def test_a_definition_is_read_or_refused_in_french(text: str) -> None:
    def fill(book: xlsxwriter.Workbook, sheet: xlsxwriter.worksheet.Worksheet) -> None:
        sheet.write("A1", "x")
        book.define_name("COG_CONVENTION", "=PLACE")

    data = package(fill)
    part = data.read("xl/workbook.xml")
    escaped = text.replace("<", "&lt;").encode()
    changed = data.rewrite({"xl/workbook.xml": part.replace(b">PLACE<", b">" + escaped + b"<")})
    found = convention_of(Package(Path("annexe.xlsx"), changed))
    assert isinstance(found, Default) or fault(found)


def test_a_name_of_one_sheet_only_is_a_fault() -> None:
    found = convention_of(defined('="cnaf-2023-2027"', "'Mon onglet'!COG_CONVENTION"))
    assert "ne vaut que pour la feuille « Mon onglet »" in fault(found)


@pytest.mark.parametrize(("other", "agrees"), [("cnaf-2023-2027", True), ("cnam-2023", False)])
def test_the_names_of_sheets_must_agree_with_that_of_the_workbook(other: str, agrees: bool) -> None:
    def fill(book: xlsxwriter.Workbook, sheet: xlsxwriter.worksheet.Worksheet) -> None:
        book.define_name("COG_CONVENTION", '="cnaf-2023-2027"')
        book.define_name("'Mon onglet'!COG_CONVENTION", f'="{other}"')

    found = convention_of(package(fill))
    if agrees:
        assert isinstance(found, Default) and found.id == "cnaf-2023-2027"
    else:
        assert "plusieurs conventions" in fault(found) and "« cnam-2023 »" in fault(found)


@pytest.mark.parametrize("inline", [False, True])
def test_text_in_pieces_and_inline_text_are_read(tmp_path: Path, inline: bool) -> None:
    book = openpyxl.Workbook(write_only=inline)
    sheet = book.create_sheet("Données")
    pieces = CellRichText("cnaf-", TextBlock(InlineFont(b=True), "2023 & co"))
    sheet.append(["titre"])
    sheet.append([pieces])
    book.defined_names["COG_CONVENTION"] = DefinedName("COG_CONVENTION", attr_text="'Données'!$A$2")
    path = tmp_path / "annexe.xlsx"
    book.save(path)
    found = convention_of(Package.open(path))
    assert isinstance(found, Default) and found.id == "cnaf-2023 & co"


def _file(path: Path, definition: str | None) -> Package:
    def fill(book: xlsxwriter.Workbook, _: object) -> None:
        if definition is not None:
            book.define_name("COG_CONVENTION", definition)

    return Package(path, package(fill).source)


def test_workbooks_of_one_piece_of_work_follow_one_convention() -> None:
    silent, one = _file(Path("a.xlsx"), None), _file(Path("b.xlsx"), '="cnaf-2023-2027"')
    assert convention_of_files([silent]) is None
    assert convention_of_files([silent, one, one]) == Default(
        "cnaf-2023-2027", "nom COG_CONVENTION de b.xlsx"
    )
    with pytest.raises(RefusedFile, match=r"c\.xlsx suit la convention « cnam »") as caught:
        convention_of_files([one, silent, _file(Path("c.xlsx"), '="cnam"')])
    assert caught.value.code == "conventions-melees"
    with pytest.raises(RefusedFile, match=r"^c.xlsx : Le nom COG_CONVENTION") as caught:
        convention_of_files([one, _file(Path("c.xlsx"), "=#REF!")])
    assert caught.value.code == "convention-du-classeur"
