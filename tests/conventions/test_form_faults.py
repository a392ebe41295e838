"""What a hurried officer does to a form is told with sheet, cell and what to do, all at once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from openpyxl.workbook import Workbook

from pycog.conventions.form.exchange import new_form
from pycog.conventions.form.form_check import check
from pycog.conventions.form.form_source import load_workbook
from pycog.errors import InvalidConvention
from tests.conventions.forms import at, checked, content, describe, empty, filled, put, said

Change = Callable[[Workbook], None]


def _indicator(row: int, heading: str, value: object, form: str = "") -> Change:
    return lambda book: void(put(book["Indicateurs"], row, heading, value, form))


def _budget(row: int, heading: str, value: object, form: str = "") -> Change:
    return lambda book: void(put(book["Budget FA"], row, heading, value, form))


def void(_: object) -> None:
    """Drop a result."""


def _retitle(sheet: str, title: str) -> Change:
    return lambda book: setattr(book[sheet], "title", title)


def _rename(sheet: str, heading: str, text: object) -> Change:
    return lambda book: setattr(at(book[sheet], heading), "value", text)


def _merge(sheet: str, area: str) -> Change:
    return lambda book: book[sheet].merge_cells(area)


def _drop(sheet: str) -> Change:
    def change(book: Workbook) -> None:
        book.remove(book[sheet])

    return change


def _without_headings(book: Workbook) -> None:
    book["Indicateurs"].delete_rows(4)


def _fund(column: int, value: object) -> Change:
    def change(book: Workbook) -> None:
        about = book["Convention"]
        cell = at(about, "FA")
        about.cell(cell.row, cell.column + column).value = value

    return change


def _both(*changes: Change) -> Change:
    def change(book: Workbook) -> None:
        for one in changes:
            one(book)

    return change


#: Headings of the form stand in row 4; N° is A, Parent B, Thème C, Libellé D, Unité E, Sens F,
#: Réalisé 2023 G, then the targets.
KINDS: dict[str, tuple[Change, str, str, str]] = {
    "number twice": (_indicator(2, "N°", "1"), "Indicateurs", "A6", "figure déjà en A5"),
    "number missing": (_indicator(2, "N°", None), "Indicateurs", "A6", "numéro de l'indicateur"),
    "label missing": (_indicator(2, "Libellé", None), "Indicateurs", "D6", "est vide"),
    "unit missing": (_indicator(2, "Unité", None), "Indicateurs", "E6", "Indiquez l'unité"),
    "unknown direction": (_indicator(1, "Sens", "montant"), "Indicateurs", "F5", "hausse, baisse"),
    "sheet number unknown": (_indicator(1, "Fiche", "12"), "Indicateurs", "K5", "« Fiches »"),
    "ratio bare": (
        _indicator(1, "Cible 2024", 0.03, "General"), "Indicateurs", "H5",
        "« 3 % » ou « 0,03 % »",
    ),
    "percent bare": (
        _indicator(1, "Cible 2024", 88, "General"), "Indicateurs", "H5", "« 88 % »",
    ),
    "digits hidden": (
        _indicator(1, "Cible 2024", 0.035, "0%"), "Indicateurs", "H5",
        "affiche « 4 % » et contient « 3,5 % »",
    ),
    "unknown format": (
        _indicator(3, "Cible 2024", 0.5, "# ?/?"), "Indicateurs", "H7", "format que pycog ne lit",
    ),
    "scaled format": (
        _budget(1, "2024", 1018000, "#,##0,"), "Budget FA", "F5", "format que pycog ne lit",
    ),
    "a quoted per cent sign": (
        _indicator(1, "Cible 2024", 0.84, '0" %"'), "Indicateurs", "H5", "contient « 0,84 % »",
    ),
    "a date for a rate": (
        _indicator(1, "Cible 2024", dt.datetime(2024, 6, 1), "mmm\\-yy"), "Indicateurs", "H5",
        "contient une date, juin 2024",
    ),
    "a time": (
        _indicator(1, "Cible 2024", dt.time(8, 30), "hh:mm"), "Indicateurs", "H5", "une heure",
    ),
    "formula without value": (
        _indicator(1, "Cible 2024", "=G5"), "Indicateurs", "H5", "valeur n'est pas enregistrée",
    ),
    "error value": (_indicator(1, "Cible 2024", "#REF!"), "Indicateurs", "H5", "#REF!"),
    "unreadable target": (
        _indicator(1, "Cible 2024", "au mieux"), "Indicateurs", "H5",
        "la colonne « Lecture 2024 »",
    ),
    "year outside": (
        _rename("Indicateurs", "Cible 2026", "Cible 2036"), "Indicateurs", "J4",
        "hors de la convention",
    ),
    "year column removed": (
        lambda book: book["Indicateurs"].delete_cols(9), "Indicateurs", "4:4", "« Cible 2025 »",
    ),
    "year misspelt": (
        _rename("Indicateurs", "Cible 2025", "Cible 205"), "Indicateurs", "I4",
        "Vouliez-vous écrire « Cible 2025 »",
    ),
    "year twice": (
        _rename("Indicateurs", "Cible 2025", "Cible 2024"), "Indicateurs", "I4",
        "figure déjà en H4",
    ),
    "column removed": (
        _rename("Indicateurs", "Libellé", "Objet"), "Indicateurs", "4:4", "« Libellé » manque",
    ),
    "column misspelt": (
        _both(_indicator(1, "Sens", "hausse"), _rename("Indicateurs", "Sens", "Sense")),
        "Indicateurs", "F4", "« Sens »",
    ),
    "heading lost": (
        _rename("Indicateurs", "Cible 2025", ""), "Indicateurs", "I4", "pas d'intitulé",
    ),
    "reading of no value": (
        _both(
            _indicator(1, "Lecture 2025", "90 %"),
            _rename("Indicateurs", "Lecture 2025", "Lecture 2035"),
        ),
        "Indicateurs", "R4", "n'est pas reconnu",
    ),
    "merged across": (_merge("Indicateurs", "H5:J5"), "Indicateurs", "H5:J5", "fusion"),
    "merged down": (_merge("Indicateurs", "E5:E7"), "Indicateurs", "E5:E7", "fusion"),
    "theme as a row": (
        _indicator(4, "Libellé", "Qualité de service"), "Indicateurs", "D8", "qu'une cellule",
    ),
    "sheet renamed": (
        _retitle("Indicateurs", "Annexe 2"), "Annexe 2", "", "Renommez-la « Indicateurs »",
    ),
    "budget renamed": (_retitle("Budget FA", "Budget FNG"), "Budget FNG", "", "aucun fonds"),
    "budget removed": (
        _drop("Budget FA"), "Convention", "A24", "retirez ce fonds",
    ),
    "label that is a number": (
        _indicator(2, "Libellé", "45"), "Indicateurs", "D6", "ne nomme rien",
    ),
    "line label that is a number": (
        _budget(2, "Libellé", 2023), "Budget FA", "A6", "ne nomme rien",
    ),
    "due over the whole period": (
        _indicator(3, "Cible 2026", "90 000 contrôles sur la période"), "Indicateurs", "J7",
        "« en cumul »",
    ),
    "headings lost": (
        _without_headings, "Indicateurs", "",
        "ne se retrouvent pas",
    ),
    "no description": (_drop("Convention"), "", "", "la feuille « Convention » manque"),
    "title missing": (
        lambda book: describe(book, Titre=None), "Convention", "B5", "titre imprimé",
    ),
    "years unreadable": (
        lambda book: describe(book, Années="cinq ans"), "Convention", "B8", "2023-2027",
    ),
    "reference inside": (
        lambda book: describe(book, Année_de_référence="2025"), "Convention", "B9",
        "doit précéder",
    ),
    "id with capitals": (
        lambda book: describe(book, Identifiant="Ma Caisse"), "Convention", "B4", "minuscules",
    ),
    "source nowhere": (
        lambda book: describe(book, Annexe_des_indicateurs=None), "Convention", "",
        "rien ne dit où",
    ),
    "label of a line removed": (
        _rename("Convention", "Titre court", "Nom usuel"), "Convention", "",
        "la ligne « Titre court » manque",
    ),
    "fund without unit": (_fund(3, None), "Convention", "D24", "une unité"),
    "fund of unknown regime": (_fund(4, "mensuel"), "Convention", "A24", "pluriannuel"),
    "amount unreadable": (_budget(1, "2024", "environ mille"), "Budget FA", "F5", "pas un nombre"),
    "amount in another unit": (_budget(1, "2024", "12 ETP"), "Budget FA", "F5", "ETP"),
    "unknown role": (_budget(1, "Rôle", "somme"), "Budget FA", "D5", "sous-total"),
    "unknown part": (
        _budget(3, "Parties", "Loyers"), "Budget FA", "K7", "n'est le libellé d'aucune ligne",
    ),
    "misspelt part": (
        _budget(3, "Parties", "Personnel ; Fonctionement"), "Budget FA", "K7",
        "Vouliez-vous écrire « Fonctionnement » ?",
    ),
    "part that is a shared label": (
        _budget(2, "Libellé", "Personnel"), "Budget FA", "K7",
        "« Personnel » est le libellé de plusieurs lignes (A5, A6)",
    ),
    "merged headings": (
        lambda book: book["Indicateurs"].merge_cells("D4:E4"), "Indicateurs", "D4:E4",
        "ces intitulés sont fusionnés",
    ),
    "delay where per cent are due": (
        _indicator(1, "Cible 2025", "10 jours"), "Indicateurs", "I5",
        "« 10 jours » est un délai alors que l'unité est « % »",
    ),
    "rate where days are due": (
        _indicator(2, "Cible 2025", "90 %"), "Indicateurs", "I6",
        "« 90 % » est un taux alors que l'unité est « jours »",
    ),
    "budget year outside": (
        _rename("Budget FA", "2026", "2036"), "Budget FA", "H4", "hors de la convention",
    ),
    "due unreadable": (
        lambda book: void(put(book["Échéances"], 1, "Échéance", "bientôt")), "Échéances", "C5",
        "« lecture »",
    ),
    "source missing": (
        lambda book: void(put(book["Échéances"], 1, "Source", None)), "Échéances", "H5",
        "est vide",
    ),
    "unknown choice": (
        lambda book: [put(book["Fiches"], 1, h, t) for h, t in
                      (("N°", "1"), ("Titre", "Accueil"), ("Suivi", "mensuel"), ("Source", "p. 3"))
                      ] and None,
        "Fiches", "F5", "indicateur, échéancier",
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_a_fault_is_told_with_its_cell(kind: str) -> None:
    change, sheet, cell, words = KINDS[kind]
    book = filled()
    change(book)
    found = said(book)
    here = [text for on, where, text in found if (on, where) == (sheet, cell)]
    assert any(words in text for text in here), "\n".join(map(str, found))
    assert len(found) <= 2, "\n".join(map(str, found))
    assert not [text for _, _, text in found if ".csv" in text or ".toml" in text]


def test_every_fault_is_told_at_once() -> None:
    """One of each kind of place, in one form: none hides another."""
    book = filled()
    describe(book, Titre=None)
    put(book["Indicateurs"], 1, "Cible 2024", 0.03, "General")
    put(book["Indicateurs"], 2, "Cible 2025", "au mieux")
    put(book["Indicateurs"], 3, "N°", "2")
    put(book["Budget FA"], 1, "2024", "environ mille")
    put(book["Échéances"], 1, "Échéance", "bientôt")
    assert {(sheet, cell) for sheet, cell, _ in said(book)} >= {
        ("Convention", "B5"), ("Indicateurs", "H5"), ("Indicateurs", "I6"), ("Indicateurs", "A7"),
        ("Budget FA", "F5"), ("Échéances", "C5"),
    }  # fmt: skip


def test_a_row_that_cannot_be_read_brings_no_other_fault() -> None:
    """The targets of an indicator without unit are not said to lack their indicator."""
    book = filled()
    put(book["Indicateurs"], 2, "Unité", None)
    assert [(sheet, cell) for sheet, cell, _ in said(book)] == [("Indicateurs", "E6")]


def test_a_fault_reads_as_a_sentence() -> None:
    book = filled()
    put(book["Indicateurs"], 2, "Unité", None)
    (fault,) = checked(book).faults
    assert str(fault) == (
        "c.xlsx, feuille « Indicateurs », cellule E6 : la colonne « unité » est vide. Indiquez "
        "l'unité, par exemple %, jours calendaires ou audits."
    )


def test_an_agreement_with_nothing_in_it_is_said() -> None:
    book = empty(funds=())
    describe(book, Titre="T", Titre_court="T", Signataires="État", Document="D")
    ((sheet, _, text),) = said(book)
    assert sheet == "Convention"
    assert text.startswith("le classeur n'a ni indicateur, ni ligne de budget")


def test_a_sheet_of_notes_is_no_fault() -> None:
    book = filled()
    book.create_sheet("Brouillon")["B2"] = "à vérifier"
    found = checked(book)
    assert not found.faults
    assert [remark.sheet for remark in found.remarks] == ["Brouillon"]


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("not a zip", b"bonjour"),
        ("empty", b""),
        ("truncated", content(filled())[:2000]),
        ("another zip", b"PK\x05\x06" + bytes(18)),
    ],
)
def test_what_is_no_workbook_is_refused(name: str, data: bytes) -> None:
    with pytest.raises(InvalidConvention) as caught:
        check(Path("c.xlsx"), data)
    assert caught.value.code == "convention-illisible"
    assert "c.xlsx" in caught.value.message


def test_a_workbook_of_something_else_says_what_is_missing() -> None:
    book = openpyxl.Workbook()
    book.active["A1"] = "Ventes"
    out = BytesIO()
    book.save(out)
    (fault,) = check(Path("c.xlsx"), out.getvalue()).faults
    assert "la feuille « Convention » manque" in fault.text


def test_loading_a_form_with_faults_is_refused_with_all_of_them() -> None:
    book = filled()
    put(book["Indicateurs"], 1, "Cible 2024", "au mieux")
    put(book["Budget FA"], 1, "2024", "environ mille")
    with pytest.raises(InvalidConvention) as caught:
        load_workbook(Path("c.xlsx"), content(book))
    assert caught.value.code == "convention-invalide"
    assert caught.value.message.count("c.xlsx, feuille") == 2


def test_a_cell_a_million_rows_away_costs_nothing() -> None:
    book = filled()
    book["Indicateurs"].cell(1_048_576, 16_000).value = "perdu"
    assert not checked(book).faults


def test_a_fault_of_one_cell_names_that_cell() -> None:
    book = filled()
    about, sheets = book["Convention"], book["Périodes neutralisées"]
    put(sheets, 1, "Année", "2035")
    put(sheets, 1, "Motif", "crise")
    put(sheets, 1, "Source", "comité")
    put(book["Indicateurs"], 1, "Parent", "77")
    places = {(sheet, cell) for sheet, cell, _ in said(book)}
    assert ("Périodes neutralisées", "B5") in places
    assert ("Indicateurs", "B5") in places
    unit = at(about, "Unité").offset(1)
    unit.value = "dollars"
    assert ("Convention", unit.coordinate) in {(sheet, cell) for sheet, cell, _ in said(book)}


def test_an_amendment_names_a_line_by_its_label() -> None:
    book = filled()
    label = book["Budget FA"]["A5"].value
    sheet = book["Avenants"]
    for heading, value in (
        ("Avenant", "n° 1"),
        ("Date", "12/03/2024"),
        ("Objet", "montant"),
        ("Fonds", "FA"),
        ("Ligne", str(label).upper()),
        ("Année", "2024"),
        ("Imprimé", "12"),
    ):
        put(sheet, 1, heading, value)
    result = checked(book)
    assert result.convention is not None, said(book)
    (line, *_) = result.convention.funds["FA"].lines
    assert line.amounts["2024"] == 12


def test_no_message_of_the_form_names_a_file_of_tables() -> None:
    for sheet in filled():
        for one in sheet.data_validations.dataValidation:
            assert ".csv" not in (one.prompt or ""), (sheet.title, one.prompt)
            assert ".toml" not in (one.prompt or ""), (sheet.title, one.prompt)


def test_a_form_has_a_column_for_each_base_year() -> None:
    book = openpyxl.load_workbook(BytesIO(new_form("essai", [2023, 2024], [2019, 2022], ["FA"])))
    heads = [cell.value for cell in book["Indicateurs"][4]]
    assert [head for head in heads if head and str(head).startswith("Réalisé")] == [
        "Réalisé 2019",
        "Réalisé 2022",
    ]
    assert "2019" in [str(cell.value) for cell in book["Budget FA"][4]]
