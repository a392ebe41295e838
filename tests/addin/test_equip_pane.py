"""*Équiper* in Chromium: the same cells and formulas as on the closed file, and taken back."""

from __future__ import annotations

import base64
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.workbook.defined_name import DefinedName
from playwright.sync_api import Browser, Page

from pycog.default_convention import NAME
from pycog.equip.files import EquipOptions, equip_file
from pycog.refresh import refresh_file
from pycog.xlsx.custom_calls import stored_formula
from pycog.xlsx.package import Package
from pycog.xlsx.part_edits import PartEdits
from pycog.xlsx.structure import read_workbook
from tests.addin.browser import pane, press, put, settled
from tests.addin.test_pane import text
from udfs.hosts.engine import EngineHost

RESULTS, MAP = "COG - résultats", "Correspondances"
ANNEX: dict[str, list[list[Any]]] = {
    "Suivi": [
        ["N°", "Indicateur", "Objectif 2013", "Réalisé 2013"],
        [1, "Taux d'ouverture effective dans la plage horaire 8h30 à 17h00", "98 %", "98,2 %"],
        [2, "Taux d'appels décrochés", 0.9, 86],
        [3, "Taux d'appels traités en niveau 1", 0.9, 91],
        [7, "Taux de satisfaction", "76,5 %", "n.d."],
        [16, "Taux de saisies invalidées", "<5%", None],
        [40, "Nombre de PML mis en place par an", 2, 3],
    ],
    "Notes": [["Réunion du 12 mars : rien à signaler."]],
}
CONTENT = "application/xml"
KIND = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/customXml"


def book_of(sheets: dict[str, list[list[Any]]]) -> openpyxl.Workbook:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        page = book.create_sheet(name)
        for row in rows:
            page.append(row)
    return book


def bytes_of(book: openpyxl.Workbook) -> bytes:
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


@pytest.fixture(name="annex", scope="module")
def _annex(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("annexe") / "suivi.xlsx"
    path.write_bytes(bytes_of(book_of(ANNEX)))
    return path


@pytest.fixture(name="closed", scope="module")
def _closed(annex: Path) -> Path:
    """The annex as the command equips it with the doubt answered: the results are points."""
    host, table = EngineHost(), annex.with_name("table.csv")
    first = equip_file(annex, None, host, EquipOptions(exported=table))
    assert first.found is not None
    [doubt] = first.found.open_doubts()
    assert doubt.code == "points-ou-ratio"
    lines = table.read_text(encoding="utf-8-sig").splitlines()
    [place] = [n for n, line in enumerate(lines) if line.startswith("Doute;Suivi;D3;")]
    assert lines[place].endswith(";;;")
    lines[place] = lines[place].removesuffix(";;;") + ";1;;"
    table.write_text("\n".join(lines), encoding="utf-8")
    output = annex.with_name("suivi-equipe.xlsx")
    report = equip_file(annex, output, host, EquipOptions(write=True, answers=table))
    assert report.written and not report.found.open_doubts()
    return output


@pytest.fixture
def page(browser: Browser, server_url: str, annex: Path) -> Iterator[Page]:
    with pane(browser, server_url) as opened:
        open_in(opened, annex)
        yield opened


def open_in(page: Page, path: Path) -> None:
    """Make a file the open workbook: its cells in the stub, its bytes behind getFileAsync."""
    book = openpyxl.load_workbook(path)
    sheets = []
    for one in book:
        cells = {}
        for row in one.iter_rows():
            for cell in row:
                if cell.value is not None:
                    is_formula = cell.data_type == "f"
                    value = str(cell.value).replace("_xldudf_", "") if is_formula else cell.value
                    cells[cell.coordinate] = {"f": value, "v": 0} if is_formula else {"v": value}
        sheets.append({"nom": one.title, "cellules": cells})
    names = {name: f"={one.attr_text}" for name, one in book.defined_names.items()}
    put(page, {"feuilles": sheets, "noms": names})
    save_as(page, path.name, path.read_bytes())


def save_as(page: Page, name: str, data: bytes) -> None:
    content = base64.b64encode(data).decode()
    page.evaluate(
        "([url, contenu]) => essai.enregistre(url, contenu)",
        [f"https://exemple.fr/{name}", content],
    )


def now(page: Page) -> dict[str, Any]:
    found: dict[str, Any] = page.evaluate("essai.lire()")
    return found


def cells_of(workbook: dict[str, Any], sheet: str) -> dict[str, Any]:
    """Return address → what is typed in a cell of the stub, formulas as a file stores them."""
    [found] = [one["cellules"] for one in workbook["feuilles"] if one["nom"] == sheet]
    typed = {}
    for place, cell in found.items():
        value = stored_formula(cell["f"]) if cell.get("f") else cell.get("v")
        if value not in (None, ""):
            typed[place] = value
    return typed


def cells_in(path: Path, sheet: str, *, values: bool = False) -> dict[str, Any]:
    book = openpyxl.load_workbook(path, data_only=values)
    return {
        cell.coordinate: cell.value
        for row in book[sheet].iter_rows()
        for cell in row
        if cell.value not in (None, "")
    }


def saved(workbook: dict[str, Any], path: Path) -> Path:
    """Write what stands in the stub into a file, with its names and its custom XML."""
    sheets = [(one["nom"], cells_of(workbook, one["nom"])) for one in workbook["feuilles"]]
    book = book_of({name: [] for name, _ in sheets})
    for name, cells in sheets:
        for place, value in cells.items():
            book[name][place] = value
    for name, formula in (workbook.get("noms") or {}).items():
        book.defined_names[name] = DefinedName(name, attr_text=formula.removeprefix("="))
    package = Package(path, bytes_of(book))
    edits, info = PartEdits(package), read_workbook(package)
    for number, part in enumerate(workbook.get("parties", []), 1):
        edits.texts[f"customXml/item{number}.xml"] = part
        edits.declare(f"customXml/item{number}.xml", CONTENT)
        edits.relate(info.part, KIND, f"customXml/item{number}.xml")
    path.write_bytes(edits.data())
    return path


def equip(page: Page) -> str:
    page.locator("#cog-contenu").get_by_role("button", name="Équiper", exact=True).click()
    return settled(page)


def answer(page: Page) -> None:
    page.get_by_role("radio", name="Oui, des points").check()


def test_the_same_cells_as_on_the_closed_file(page: Page, closed: Path, tmp_path: Path) -> None:
    before = now(page)
    assert press(page, "Équiper") == "formulaire"
    shown = text(page)
    assert "1 tableau reconnu" in shown and "Suivi!A1:D7 : indicateurs" in shown
    assert "1 doute à répondre" in shown and "« Notes » : pas de tableau reconnu" in shown
    answer(page)
    assert equip(page) == "resultat"
    assert text(page).startswith("Classeur équipé")
    after = now(page)
    assert [one["nom"] for one in after["feuilles"]] == ["Suivi", "Notes", RESULTS, MAP]
    for sheet in (RESULTS, MAP):
        assert cells_of(after, sheet) == cells_in(closed, sheet), sheet
    for sheet in ANNEX:
        assert cells_of(after, sheet) == cells_of(before, sheet)
    assert after["noms"] == {NAME: '="camieg-2012-2015"'}
    assert page.evaluate("essai.journal.some(([quoi]) => quoi === 'gras')")
    # Refreshed as a file, the pane's formulas have the values of the command's.
    path = saved(after, tmp_path / "suivi.xlsx")
    assert refresh_file(path, EngineHost()).refused is None
    values = cells_in(path, RESULTS, values=True)
    assert values == cells_in(closed, RESULTS, values=True)
    # 98,2 % / 98 % ; 86 / 100 / 0,9 ; n.d. ; nothing ; 3 / 2
    found = {str(values[f"B{row}"]): values for row in range(5, 12) if f"B{row}" in values}
    places = {str(values[f"B{row}"]): row for row in range(5, 12) if f"B{row}" in values}
    assert set(found) >= {"1", "2", "7", "16", "40"}
    rate = {key: values.get(f"G{row}") for key, row in places.items()}
    assert rate["1"] == pytest.approx(0.982 / 0.98, abs=1e-12)
    assert rate["2"] == pytest.approx(0.86 / 0.9, abs=1e-12)
    assert rate["40"] == pytest.approx(1.5, abs=1e-12)
    for key in ("7", "16"):
        assert values[f"I{places[key]}"] == "Non renseigné"


def test_what_excel_saves_is_known_to_the_command(page: Page, closed: Path, tmp_path: Path) -> None:
    press(page, "Équiper")
    answer(page)
    equip(page)
    path = saved(now(page), tmp_path / "suivi.xlsx")
    host = EngineHost()
    again = equip_file(path, None, host, EquipOptions())
    assert again.refused is None and not again.changed
    back = tmp_path / "rendu.xlsx"
    report = equip_file(path, back, host, EquipOptions(write=True, take_back=True))
    assert report.refused is None and report.exact is False and not report.notes
    book = openpyxl.load_workbook(back)
    assert book.sheetnames == list(ANNEX) and not book.defined_names
    for sheet in ANNEX:
        assert cells_in(back, sheet) == cells_in(closed, sheet)


def test_pressed_again_it_changes_nothing_and_takes_back(
    page: Page, annex: Path, tmp_path: Path
) -> None:
    before = now(page)
    press(page, "Équiper")
    answer(page)
    equip(page)
    written = now(page)
    save_as(page, "suivi.xlsx", saved(written, tmp_path / "suivi.xlsx").read_bytes())
    assert press(page, "Équiper") == "formulaire"
    assert "Déjà équipé, rien à changer." in text(page)
    assert page.get_by_role("radio", name="Oui, des points").is_checked()
    assert page.get_by_role("radio", name="Répondre plus tard").count() == 0
    assert equip(page) == "resultat" and text(page).startswith("Déjà équipé")
    assert now(page)["feuilles"] == written["feuilles"]
    page.get_by_role("button", name="Retirer").click()
    assert settled(page) == "resultat" and text(page).startswith("Retiré")
    after = now(page)
    assert [one["nom"] for one in after["feuilles"]] == list(ANNEX)
    assert after["noms"] == {} and after["parties"] == []
    for sheet in ANNEX:
        assert cells_of(after, sheet) == cells_of(before, sheet)


def test_an_answer_changed_later_is_written_into_the_same_sheets(
    page: Page, closed: Path, tmp_path: Path
) -> None:
    assert press(page, "Équiper") == "formulaire"
    assert equip(page) == "resultat"
    first = now(page)
    assert any("points ou ratio ?" in str(v) for v in cells_of(first, RESULTS).values())
    save_as(page, "suivi.xlsx", saved(first, tmp_path / "suivi.xlsx").read_bytes())
    press(page, "Équiper")
    answer(page)
    page.get_by_role("button", name="Actualiser l’aperçu").click()
    assert settled(page) == "formulaire"
    assert page.get_by_role("radio", name="Oui, des points").is_checked()
    assert "Seront récrites" in text(page)
    assert equip(page) == "resultat"
    after = now(page)
    assert len(after["feuilles"]) == 4 and len(after["parties"]) == 1
    for sheet in (RESULTS, MAP):
        assert cells_of(after, sheet) == cells_in(closed, sheet), sheet


def test_rates_beside_the_tables_are_written_with_their_format_and_taken_back(
    page: Page, annex: Path, tmp_path: Path
) -> None:
    before = now(page)
    press(page, "Équiper")
    wanted = page.get_by_label("Écrire aussi taux et statuts à droite de vos tableaux")
    wanted.check()
    assert equip(page) == "resultat"
    command = tmp_path / "voulu.xlsx"
    options = EquipOptions(write=True, columns=True)
    assert equip_file(annex, command, EngineHost(), options).written
    after = now(page)
    assert cells_of(after, "Suivi") == cells_in(command, "Suivi")
    [suivi] = [one["cellules"] for one in after["feuilles"] if one["nom"] == "Suivi"]
    assert suivi["E2"]["nf"] == "0.0%" and "nf" not in suivi["F2"]
    save_as(page, "suivi.xlsx", saved(after, tmp_path / "suivi.xlsx").read_bytes())
    press(page, "Équiper")
    kept = page.get_by_label("Taux et statuts aussi à droite de vos tableaux")
    assert kept.is_checked() and kept.is_disabled()
    page.locator("#cog-contenu").get_by_role("button", name="Retirer").click()
    assert settled(page) == "resultat"
    given_back = now(page)
    assert cells_of(given_back, "Suivi") == cells_of(before, "Suivi")
    [suivi] = [one["cellules"] for one in given_back["feuilles"] if one["nom"] == "Suivi"]
    # What is typed there later must not become a rate.
    assert suivi["E2"]["nf"] == "General"


def test_what_was_typed_into_our_sheets_is_kept(page: Page, tmp_path: Path) -> None:
    press(page, "Équiper")
    equip(page)
    written = now(page)
    [results] = [one for one in written["feuilles"] if one["nom"] == RESULTS]
    results["cellules"]["N5"] = {"v": "à revoir"}
    put(page, written)
    save_as(page, "suivi.xlsx", saved(written, tmp_path / "suivi.xlsx").read_bytes())
    assert press(page, "Équiper") == "erreur"
    assert "contient des saisies que sa mise à jour effacerait (N5)" in text(page)
    assert now(page)["feuilles"] == written["feuilles"]


def test_no_table_and_a_protected_workbook_are_refused(page: Page, tmp_path: Path) -> None:
    path = tmp_path / "notes.xlsx"
    path.write_bytes(bytes_of(book_of({"Notes": ANNEX["Notes"]})))
    open_in(page, path)
    assert press(page, "Équiper") == "erreur"
    assert "notes.xlsx : aucun tableau de COG" in text(page) and "« Notes » :" in text(page)
    book = book_of(ANNEX)
    book.security.lockStructure = True
    path.write_bytes(bytes_of(book))
    open_in(page, path)
    assert press(page, "Équiper") == "erreur"
    assert "sa structure est verrouillée" in text(page)


def test_the_ribbon_opens_the_survey(page: Page) -> None:
    assert page.evaluate("essai.ruban('cog-equiper')")
    assert settled(page) == "formulaire"
    assert page.get_by_role("radio", name="Oui, des points").is_visible()


def test_doubts_are_answered_by_keyboard_and_cells_shown(page: Page) -> None:
    press(page, "Équiper")
    later = page.get_by_role("radio", name="Répondre plus tard")
    assert later.is_checked()
    later.focus()
    page.keyboard.press("ArrowDown")  # from the last choice round to the first
    assert page.get_by_role("radio", name="Oui, des points").is_checked()
    page.get_by_role("button", name="Voir Suivi!D3").click()
    settled(page)
    assert now(page)["selection"] == "D3"
    assert page.get_by_role("radio", name="Oui, des points").is_checked()
