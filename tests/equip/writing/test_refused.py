"""Workbooks that are left as they are, with words that say why and what to do."""

from __future__ import annotations

import io
import zipfile

import openpyxl
import pytest
import xlsxwriter

from pycog.equip.files import EquipOptions, equip_file
from pycog.equip.survey import survey
from pycog.errors import RefusedFile
from pycog.xlsx.package import Package

WRITE = EquipOptions(write=True)


def refusal(path, host, options=WRITE):
    """Return the refusal of a workbook, which must stay as it was."""
    before = path.read_bytes()
    report = equip_file(path, path, host, options)
    assert path.read_bytes() == before
    assert report.refused is not None
    return report.refused


def edited(path, part, old, new):
    """Change one part of a workbook as Excel would have written it."""
    source = zipfile.ZipFile(io.BytesIO(path.read_bytes()))
    with zipfile.ZipFile(path, "w") as target:
        for name in source.namelist():
            body = source.read(name)
            if name == part:
                assert old in body
                body = body.replace(old, new, 1)
            target.writestr(name, body)


def test_a_protected_workbook(annex, host):
    edited(
        annex, "xl/workbook.xml", b"<sheets>",
        b'<workbookProtection lockStructure="1"/><sheets>',
    )  # fmt: skip
    error = refusal(annex, host)
    assert error.code == "classeur-protege" and "Protéger le classeur" in error.message


def test_a_workbook_reserved_by_a_password(annex, host):
    edited(
        annex, "xl/workbook.xml", b"<workbookPr",
        b'<fileSharing userName="x" reservationPassword="CC1A"/><workbookPr',
    )  # fmt: skip
    assert refusal(annex, host).code == "classeur-reserve"


def test_another_agreement_named_in_the_workbook(annex, host, agreement, run):
    book = openpyxl.load_workbook(annex)
    from openpyxl.workbook.defined_name import DefinedName

    book.defined_names["COG_CONVENTION"] = DefinedName(
        "COG_CONVENTION", attr_text='"nulle-part-2030"'
    )
    book.save(annex)
    error = refusal(annex, host)
    assert error.code == "convention-inconnue"
    with pytest.raises(RefusedFile) as raised:
        run(annex)
    assert raised.value.code == "autre-convention"


def test_no_table(tmp_path, host):
    path = tmp_path / "vide.xlsx"
    book = xlsxwriter.Workbook(path)
    book.add_worksheet("Notes").write(0, 0, "Réunion du 12")
    book.close()
    error = refusal(path, host)
    assert error.code == "aucun-tableau" and "Objectif" in error.message


def test_nothing_to_take_back(annex, host):
    error = refusal(annex, host, EquipOptions(write=True, take_back=True))
    assert error.code == "classeur-non-equipe"


def test_an_old_workbook_says_the_way_out(tmp_path, host):
    path = tmp_path / "ancien.xls"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 4096)
    error = refusal(path, host)
    assert ".xlsx" in error.message


def test_a_workbook_that_is_open(annex, host):
    annex.with_name(f"~${annex.name}").write_bytes(b"")
    assert refusal(annex, host).code == "fichier-ouvert"


def test_a_csv_file_is_read_and_converted_only_when_asked(tmp_path, host):
    path = tmp_path / "suivi.csv"
    path.write_text(
        "N°;Indicateur;Objectif 2013;Réalisé 2013\r\n"
        "1;Taux d'ouverture effective dans la plage horaire 8h30 à 17h00;98 %;97 %\r\n"
        "2;Taux d'appels décrochés (accueil téléphonique);90 %;91,5 %\r\n"
        "4;Taux d'appels correctement tracés;95 %;\r\n",
        encoding="cp1252",
    )
    before = path.read_bytes()
    told = equip_file(path, None, host, EquipOptions())
    assert told.refused is None and len(told.found.tables) == 1
    assert refusal(path, host).code == "format-a-convertir"
    done = equip_file(path, path, host, EquipOptions(write=True, convert=True))
    assert done.refused is None and done.output == tmp_path / "suivi.xlsx"
    assert path.read_bytes() == before
    book = openpyxl.load_workbook(done.output, data_only=True)
    assert book["suivi"]["D3"].value == 0.915
    assert "converti de « suivi.csv »" in book["Conversion"]["A1"].value
    again = equip_file(path, path, host, EquipOptions(write=True, convert=True))
    assert again.refused.code == "conversion-existante"


def test_a_sheet_of_that_name_is_left_and_another_name_taken(annex, run, agreement):
    book = openpyxl.load_workbook(annex)
    book.create_sheet("COG - Résultats")["A1"] = "à moi"
    book.save(annex)
    done = run(annex)[1]
    assert done.sheets == ("COG - résultats (2)", "Correspondances")
    assert openpyxl.load_workbook(io.BytesIO(done.data))["COG - Résultats"]["A1"].value == "à moi"
    assert not run(annex, done.data)[1].changed


def test_a_survey_writes_nothing(annex, agreement):
    before = annex.read_bytes()
    survey(Package.open(annex), agreement)
    assert annex.read_bytes() == before


def test_a_formula_that_reads_the_place_of_the_results_does_not_find_them(annex, run):
    book = openpyxl.load_workbook(annex)
    book["FNGA 2013"]["J20"] = "=IFERROR('COG - résultats'!E5,\"rien\")"
    book.save(annex)
    done = run(annex)[1]
    assert done.sheets == ("COG - résultats (2)", "Correspondances")
    assert not run(annex, done.data)[1].changed
