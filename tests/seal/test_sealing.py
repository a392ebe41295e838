"""A seal holds what the figures rest on, and changes nothing else of the workbook."""

from __future__ import annotations

import datetime as dt
import shutil
import zipfile

import pytest
from openpyxl import load_workbook

from pycog.audit.stored_grids import read_grids
from pycog.conventions.data_digests import data_digest
from pycog.errors import RefusedFile
from pycog.refresh import refresh_file
from pycog.seal.seal_part import NAMESPACE
from pycog.seal.sealing import open_to_seal, seal_package
from pycog.xlsx.package import Package
from tests.paths import ROOT
from tests.seal.annex import FORMULAS, SHEET, WHEN, annex, parts, seal, told, typed, verify
from udfs.hosts.engine import EngineHost
from udfs.rule_versions import rule_version

#: Parts that name the others, and the styles, which the sheet adds to.
NAMING = {
    "[Content_Types].xml",
    "xl/workbook.xml",
    "xl/_rels/workbook.xml.rels",
    "xl/styles.xml",
}


@pytest.fixture(name="path")
def _path(tmp_path):
    return annex(tmp_path / "annexe.xlsx")


def test_the_content_says_what_the_figures_rest_on(path) -> None:
    content = seal(path).content
    assert (content.when, content.author, content.file) == (
        "2014-03-31T17:05:00+02:00",
        "jd",
        "annexe.xlsx",
    )
    assert [(sheet, place) for sheet, place, _ in content.ours] == [
        ("Calcul", place) for place in ("A1", "A2", "A3", "A4")
    ]
    assert {place for _, place, _ in content.inputs} == {"A2", "B2", "C2", "B3", "B4"}
    assert content.cells["Calcul"]["A1"].text == "0.8555555555555555"
    assert [rule.name for rule in content.rules] == [
        "COG_ATTAINMENT", "COG_EVOLUTION", "COG_STATUS", "COG_TARGET",
    ]  # fmt: skip
    assert [one.id for one in content.agreements] == ["camieg-2012-2015"]
    assert content.agreements[0].digest == data_digest("camieg-2012-2015").whole
    assert "sens-par-defaut" in {one.id for one in content.assumptions}
    assert content.names == {"Total": "Saisie!$B$4"}


def test_the_sheet_can_be_read(path) -> None:
    seal(path)
    sheet = load_workbook(path)[SHEET]
    rows = [[cell.value for cell in row if cell.value is not None] for row in sheet.iter_rows()]
    assert ["Scellé le", "31/03/2014 à 17 h 05"] in rows
    assert ["Par", "jd"] in rows
    line = next(row for row in rows if row[:2] == ["Calcul", "A3"])
    assert line[2:4] == ["=COG_EVOLUTION(Saisie!B3;Total)", line[3]]
    assert line[3].startswith("0,0832")  # (13 000 − 12 000,5) ÷ 12 000,5
    assert ["Saisie", "B3", "12 000,5"] in [row[:3] for row in rows]


def test_every_other_byte_stays(path) -> None:
    before = path.read_bytes()
    after = seal(path).data
    old, new = parts(before), parts(after)
    assert {name for name in old if old[name] != new[name]} == NAMING
    assert set(new) - set(old) == {"xl/worksheets/sheet3.xml", "customXml/item1.xml"}
    assert NAMESPACE.encode() in new["customXml/item1.xml"]
    # The formats of the officer's cells keep their rank.
    assert new["xl/styles.xml"].index(b"</cellXfs>") > old["xl/styles.xml"].index(b"</cellXfs>")
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None


def test_sealing_anew_takes_the_place_of_the_seal(path) -> None:
    first = seal(path).data
    later = WHEN + dt.timedelta(days=1)
    second = seal(path, when=later, author="")
    assert second.replaced
    assert set(parts(first)) == set(parts(second.data))
    assert parts(first)["xl/styles.xml"] == parts(second.data)["xl/styles.xml"]
    found = verify(path)
    assert found.is_intact and found.content.when == later.isoformat()
    assert load_workbook(path).sheetnames == ["Saisie", "Calcul", SHEET]
    assert found.headline == "scellé le 01/04/2014 à 17 h 05 ; intact"


def test_the_same_workbook_gives_the_same_seal(path, tmp_path) -> None:
    other = tmp_path / "autre" / path.name
    other.parent.mkdir()
    shutil.copyfile(path, other)
    assert seal(path).data == seal(other).data


def test_an_equipped_annex_and_a_seal_live_together(tmp_path) -> None:
    from pycog.equip.files import EquipOptions, equip_file

    path = tmp_path / "suivi.xlsx"
    shutil.copyfile(ROOT / "workbooks/exemple-fictif/annexe-2-fnga.xlsx", path)
    first = equip_file(path, path, EngineHost(), EquipOptions(write=True, keep=False))
    assert first.refused is None
    seal(path)
    again = equip_file(path, None, EngineHost(), EquipOptions())
    assert again.refused is None
    tables = [{(t.sheet, t.title) for t in one.found.tables} for one in (first, again)]
    assert tables[0] == tables[1]
    assert verify(path).is_intact


def test_a_workbook_with_stale_values_is_refused(path) -> None:
    typed(path, "Saisie", {"B2": ("0.95", "n")})
    before = path.read_bytes()
    with pytest.raises(RefusedFile) as caught:
        seal(path)
    assert caught.value.code == "valeurs-perimees"
    assert "2 valeurs à recalculer (Calcul!A1, Calcul!A2)" in caught.value.message
    assert path.read_bytes() == before


def test_a_workbook_without_our_formulas_is_refused(path) -> None:
    typed(path, "Calcul", {f"A{row}": ("", "") for row in range(1, len(FORMULAS) + 1)})
    with pytest.raises(RefusedFile) as caught:
        seal(path)
    assert caught.value.code == "sans-formule-cog"


def test_a_protected_workbook_is_refused(path) -> None:
    package = Package.open(path)
    body = package.read("xl/workbook.xml").replace(
        b"<bookViews>", b'<workbookProtection lockStructure="1"/><bookViews>'
    )
    path.write_bytes(package.rewrite({"xl/workbook.xml": body}))
    with pytest.raises(RefusedFile) as caught:
        seal(path)
    assert caught.value.code == "classeur-protege"


def test_a_signed_workbook_is_refused_in_words_of_its_own(path) -> None:
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("_xmlsignatures/origin.sigs", b"")
    with pytest.raises(RefusedFile) as caught:
        open_to_seal(path)
    assert caught.value.code == "fichier-signe"
    assert "que l'ajout d'un bordereau invaliderait" in caught.value.message
    assert "--sans-signature" not in caught.value.message


@pytest.mark.parametrize("name", ["annexe.ods", "annexe.csv", "annexe.fods"])
def test_other_formats_are_refused(tmp_path, name) -> None:
    path = tmp_path / name
    path.write_bytes(b"x")
    with pytest.raises(RefusedFile) as caught:
        open_to_seal(path)
    assert caught.value.code == "format-non-scelle"


def test_a_rule_has_another_version_when_its_program_changes(monkeypatch) -> None:
    from udfs import rule_versions

    def fresh() -> str:
        rule_versions.rule_version.cache_clear()
        return rule_version("COG_STATUS").digest

    before = fresh()
    text = rule_versions._text
    try:
        monkeypatch.setattr(
            rule_versions,
            "_text",
            lambda name: text(name) + ("#" if name == "pycog.shares" else ""),
        )
        assert fresh() != before
        monkeypatch.setattr(
            rule_versions, "_text", lambda name: text(name) + ("#" if "budget" in name else "")
        )
        assert fresh() == before
    finally:
        rule_versions.rule_version.cache_clear()
    assert rule_version("COG_INCONNUE") is None


def test_sealing_needs_no_signer_and_writes_none(path) -> None:
    sealed = seal_package(Package.open(path), EngineHost(), rule_version, when=WHEN)
    assert not sealed.signed and sealed.content.signer == "" and sealed.content.author == ""


@pytest.mark.parametrize("name", ["COG - bordereau", "COG - bordereau 2014"])
def test_an_officer_s_own_sheet_of_that_name_stays(tmp_path, name) -> None:
    path = annex(tmp_path / "annexe.xlsx")
    book = load_workbook(path)
    book.create_sheet(name)["A1"] = "mes notes"
    book.save(path)
    assert refresh_file(path, EngineHost()).refused is None
    assert verify(path).state == "non scellé"
    for _ in range(2):
        sealed = seal(path)
        assert sealed.sheet != name
        assert load_workbook(path)[name]["A1"].value == "mes notes"
        assert name in {grid.name for grid in read_grids(Package.open(path))}
        assert sealed.sheet not in {grid.name for grid in read_grids(Package.open(path))}
        assert verify(path).is_intact
    typed(path, name, {"A1": ("autre chose", "str")})
    assert told(verify(path)) == [f"saisie {name}!A1 : mes notes → autre chose"]
