"""*Équiper* on the page: the doubts as cards, and a copy to the bytes of the command."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from playwright.sync_api import Browser, Page

from pycog.equip.files import EquipOptions, equip_file
from tests.addin import asking
from tests.addin.browser import press, settled
from tests.addin.test_equip_pane import (
    ANNEX,
    MAP,
    RESULTS,
    answer,
    book_of,
    bytes_of,
    equip,
)
from tests.addin.test_equip_pane import _annex as _annex
from tests.addin.test_equip_pane import _closed as _closed
from tests.addin.test_page import downloaded, drop, page_of, sent
from tests.addin.test_pane import text
from tests.addin.test_pane_access import violations
from udfs.hosts.engine import EngineHost


@pytest.fixture
def page(browser: Browser, server_url: str, annex: Path) -> Iterator[Page]:
    with page_of(browser, server_url) as opened:
        drop(opened, annex)
        yield opened


def test_the_copy_is_the_one_of_the_command(page: Page, closed: Path, annex: Path) -> None:
    assert press(page, "Équiper") == "formulaire"
    shown = text(page)
    assert "1 tableau reconnu" in shown and "1 doute à répondre" in shown
    assert "1 doute et" in shown or "\n1 doute\n" in shown
    assert "Seront ajoutées" in shown and violations(page) == []
    answer(page)
    assert equip(page) == "resultat"
    assert text(page).startswith("Copie équipée") and "sans réponse" not in text(page)
    assert "Votre fichier n’est pas modifié" in text(page)
    assert page.locator(".cog-remise").last.get_attribute("download") == "suivi-equipe.xlsx"
    assert downloaded(page) == closed.read_bytes()
    assert violations(page) == []
    # The copy goes on: it is known as equipped, and given back to the byte.
    page.get_by_role("button", name="Continuer avec cette copie").click()
    settled(page)
    offered = page.locator("#cog-feuille-choix option").all_inner_texts()
    assert offered == [*ANNEX, RESULTS, MAP]
    assert press(page, "Équiper") == "formulaire"
    assert "Déjà équipé, rien à changer." in text(page)
    page.locator("#cog-contenu").get_by_role("button", name="Retirer").click()
    assert settled(page) == "resultat"
    assert text(page).startswith("Copie rendue") and "à l’octet près" in text(page)
    assert page.locator(".cog-remise").last.get_attribute("download") == "suivi-rendu.xlsx"
    assert downloaded(page) == annex.read_bytes()


def test_a_doubt_shows_its_cell_and_may_wait(page: Page) -> None:
    press(page, "Équiper")
    page.get_by_role("button", name="Voir Suivi!D3").click()
    settled(page)
    assert page.get_by_label("Cellule choisie").input_value() == "D3"
    assert page.locator(".cog-choisie").inner_text() == "86"
    assert page.get_by_role("radio", name="Répondre plus tard").is_checked()
    assert equip(page) == "resultat"
    assert "1 doute reste sans réponse : rien n’en est calculé" in text(page)


def test_rates_beside_the_tables_are_written_where_wanted(
    page: Page, annex: Path, tmp_path: Path
) -> None:
    press(page, "Équiper")
    page.get_by_label("Écrire aussi taux et statuts à droite de vos tableaux").check()
    page.get_by_role("button", name="Actualiser l’aperçu").click()
    assert settled(page) == "formulaire"
    # Two columns of a heading and the rows that are certain.
    assert "À droite de vos tableaux : 14 cellules" in text(page)
    assert equip(page) == "resultat"
    wanted = tmp_path / "voulu.xlsx"
    options = EquipOptions(write=True, columns=True)
    assert equip_file(annex, wanted, EngineHost(), options).written
    assert downloaded(page) == wanted.read_bytes()
    assert openpyxl.load_workbook(wanted)["Suivi"]["E1"].value == "Taux d'atteinte 2013 (COG)"


def test_another_file_takes_away_what_was_shown_of_the_first(page: Page, tmp_path: Path) -> None:
    assert press(page, "Équiper") == "formulaire"
    path = tmp_path / "autre.xlsx"
    path.write_bytes(bytes_of(book_of({"Notes": ANNEX["Notes"]})))
    drop(page, path)
    assert text(page).startswith("Que voulez-vous faire ?")
    assert page.locator("[aria-current]").count() == 0


def test_no_text_of_a_file_becomes_markup(
    browser: Browser, server_url: str, tmp_path: Path
) -> None:
    hostile = "<img src=x onerror=alert(1)>"
    rows = [list(row) for row in ANNEX["Suivi"]]
    rows[0][3] = f"Réalisé 2013 {hostile}"
    rows[2][1] = rows[3][3] = hostile
    path = tmp_path / f"{hostile}.xlsx"
    path.write_bytes(bytes_of(book_of({hostile: rows})))
    with page_of(browser, server_url) as page:
        page.on("dialog", lambda dialog: pytest.fail(dialog.message))
        drop(page, path)
        for action in ("Contrôler", "Expliquer", "Équiper"):
            press(page, action)
        page.locator("summary").first.click()
        assert hostile in page.locator("#cog-apercu").inner_text()
        assert hostile in text(page)
        assert equip(page) == "resultat"
        assert page.locator("img").count() == 0
        name = page.locator(".cog-remise").last.get_attribute("download")
        assert name == "_img src=x onerror=alert(1)_-equipe.xlsx"


def test_what_cannot_be_equipped_is_said(browser: Browser, server_url: str, tmp_path: Path) -> None:
    path = tmp_path / "notes.xlsx"
    path.write_bytes(bytes_of(book_of({"Notes": ANNEX["Notes"]})))
    with page_of(browser, server_url) as page:
        assert press(page, "Équiper") == "erreur"
        assert "Choisissez d’abord un classeur" in text(page)
        drop(page, path)
        assert press(page, "Équiper") == "erreur"
        assert "notes.xlsx : aucun tableau de COG" in text(page)


# ---- the routes ----


def refused(url: str, route: str, data: dict[str, Any]) -> str:
    answer = asking.post(f"{url}/cog/fichier/{route}", json=data)
    assert answer.status_code == 400, answer.text
    return str(answer.json()["detail"]) if answer.text.startswith("{") else answer.text


def test_refusals_name_the_file_and_no_folder_of_the_server(server_url: str, annex: Path) -> None:
    told = refused(server_url, "retirer", sent(annex))
    assert told.startswith("suivi.xlsx : pycog n'y a rien écrit")
    locked = book_of(ANNEX)
    locked.security.lockStructure = True
    content = base64.b64encode(bytes_of(locked)).decode()
    data = {"name": "../../etc/suivi.xlsx", "content": content}
    told = refused(server_url, "equiper", data)
    assert "sa structure est verrouillée" in told and "/" not in told
    told = refused(server_url, "equiper", {**sent(annex), "answers": [1]})
    assert "n'est pas arrivée en entier" in told
    told = refused(server_url, "equiper", {**sent(annex), "convention": "inconnue-2030"})
    assert "inconnue-2030" in told


def test_an_answer_that_means_nothing_is_quoted(server_url: str, annex: Path) -> None:
    seen = asking.post(f"{server_url}/cog/equiper", json=sent(annex)).json()
    [doubt] = [one for one in seen["doubts"] if one["blocking"]]
    answers = [{"line": doubt["line"], "answer": "7"}]
    told = refused(server_url, "equiper", sent(annex, answers=answers))
    assert (
        "Suivi!D3 : « 7 » n'est pas une réponse possible" in told and "Rien n'a été écrit" in told
    )
