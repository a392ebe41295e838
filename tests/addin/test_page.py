"""The page for those who have no add-in: real files, dropped in a real browser."""

from __future__ import annotations

import base64
import hashlib
import json
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
from openpyxl import Workbook, load_workbook
from playwright.sync_api import Browser, Page, Route

from addin import dropped
from pycog.errors import InvalidInput, NotAvailable
from tests.addin import asking
from tests.addin.browser import press, settled, wait_for
from tests.addin.conversing import ask
from tests.addin.server import Server, serving
from tests.addin.test_pane import plain, text
from tests.addin.test_pane_access import violations
from tests.paths import ROOT
from tests.waiting import PATIENCE

FICTITIOUS = ROOT / "workbooks" / "exemple-fictif"
ANNEX_4 = FICTITIOUS / "annexe-4-indicateurs.xlsx"


@contextmanager
def page_of(browser: Browser, url: str, width: int = 1200) -> Iterator[Page]:
    """Open the page; the block fails if it logged an error."""
    context = browser.new_context(viewport={"width": width, "height": 800}, locale="fr-FR")
    context.set_default_timeout(PATIENCE * 1000)
    try:
        page = context.new_page()
        faults: list[str] = []
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.goto(f"{url}/")
        wait_for(page, "document.querySelector('#cog-contenu').dataset.etat === 'vide'")
        settled(page)
        yield page
        assert not faults, faults
    finally:
        context.close()


def drop(page: Page, path: Path) -> None:
    """Choose a file."""
    page.locator("#cog-fichier").set_input_files(str(path))
    wait_for(page, "/feuilles?\\.$/.test(document.querySelector('#cog-fichier-dit').innerText)")
    settled(page)


@pytest.fixture(scope="module")
def shared(browser: Browser, server_url: str) -> Iterator[Page]:
    """One page for the tests of this file, with annex 4 of the fictitious example dropped."""
    with page_of(browser, server_url) as page:
        drop(page, ANNEX_4)
        yield page


def made(tmp_path: Path, name: str, rows: list[list[Any]]) -> Path:
    """Write a workbook of one sheet."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Budget"
    for row in rows:
        sheet.append(row)
    path = tmp_path / name
    book.save(path)
    return path


def test_the_page_says_what_it_is_for_and_asks_for_a_file(
    browser: Browser, server_url: str
) -> None:
    with page_of(browser, server_url) as page:
        assert page.title().startswith("COG")
        assert press(page, "Contrôler") == "erreur"
        assert "Choisissez d’abord un classeur" in text(page)
        assert violations(page) == []


def test_an_annex_is_shown_sheet_by_sheet(shared: Page) -> None:
    sheets = load_workbook(ANNEX_4, read_only=True).sheetnames
    offered = shared.locator("#cog-feuille-choix option").all_inner_texts()
    assert [one.removesuffix(" (masquée)") for one in offered] == sheets
    shared.get_by_label("Feuille", exact=True).select_option("Indicateurs")
    settled(shared)
    assert "Taux" in shared.locator("#cog-apercu").inner_text()
    assert violations(shared) == []


def test_it_is_checked_and_a_finding_leads_to_its_cell(
    browser: Browser, server_url: str, tmp_path: Path
) -> None:
    # 1 000 and 500 are 1 500, not 1 600.
    rows = [
        ["", "2012", "2013", "Total"],
        ["Personnel", 1000, 2000, 3000],
        ["Loyers", 500, 700, 1200],
        ["Total", 1600, 2700, 4200],
    ]
    with page_of(browser, server_url) as page:
        drop(page, made(tmp_path, "faux.xlsx", rows))
        assert press(page, "Contrôler") == "constats"
        assert "recalculé 1 500" in text(page)
        # A dropped file is read only: no repair is offered.
        assert page.get_by_role("button", name="Corriger la cellule").count() == 0
        page.locator(".cog-constat").first.click()
        settled(page)
        assert page.get_by_label("Cellule choisie").input_value() == "B4"
        assert page.locator(".cog-choisie").inner_text() == plain("1 600").replace(" ", "\u202f")


def test_a_formula_never_calculated_is_neither_blank_nor_zero(
    browser: Browser, server_url: str, tmp_path: Path
) -> None:
    # openpyxl writes formulas without their values, as other programs do. Taken for blanks, the
    # sub-totals would make the totals of 2 200 and 3 300 wrong.
    rows = [
        ["", "2012", "2013"],
        ["Personnel", 1000, 2000],
        ["Fonctionnement", 500, 700],
        ["Total personnel et fonctionnement", "=B2+B3", "=C2+C3"],
        ["Investissement", 700, 600],
        ["Total des dépenses à caractère limitatif", 2200, 3300],
    ]
    with page_of(browser, server_url) as page:
        drop(page, made(tmp_path, "sans-valeurs.xlsx", rows))
        assert "(non calculée)" in page.locator("#cog-apercu").inner_text()
        assert press(page, "Contrôler") == "constats"
        told = text(page)
        assert "2 formules sans valeur dans le fichier (B4, C4)" in told
        assert "recalculé" not in told
        page.get_by_label("Cellule choisie").fill("B4")
        assert press(page, "Expliquer") == "erreur"
        assert "Budget!B4 est ou lit une formule jamais calculée" in text(page)
        assert press(page, "Recalculer") == "resultat"
        assert "2 valeurs ont changé" in text(page)
        page.get_by_role("button", name="Continuer avec cette copie").click()
        settled(page)
        assert "(non calculée)" not in page.locator("#cog-apercu").inner_text()
        assert press(page, "Contrôler") == "resultat"
        assert text(page).startswith("Aucun constat")


def test_what_needs_no_recalculation_is_told(
    browser: Browser, server_url: str, tmp_path: Path
) -> None:
    with page_of(browser, server_url) as page:
        drop(page, made(tmp_path, "valeurs.xlsx", [["Personnel", 1000]]))
        assert press(page, "Recalculer") == "resultat"
        assert text(page).startswith("Rien à recalculer")
        assert "« Équiper » relie ses tableaux" in text(page)


def test_a_cell_that_reads_another_sheet_is_explained(shared: Page) -> None:
    shared.get_by_label("Feuille", exact=True).select_option("Résultats")
    settled(shared)
    shared.get_by_label("Cellule choisie").fill("E7")
    assert press(shared, "Expliquer") == "explication"
    told = text(shared)
    assert "Résultats!E7" in told and "=COG_ATTAINMENT(Indicateurs!J7;Indicateurs!F7)" in told
    assert "Je ne peux pas expliquer" not in told
    shared.get_by_label("Feuille", exact=True).select_option("Indicateurs")
    settled(shared)


def test_a_question_about_it_is_answered(shared: Page) -> None:
    press(shared, "Assistant")
    bubble = ask(shared, "quels indicateurs sont en retard en 2013 ?")
    assert "Classeur ouvert, feuille « Indicateurs »" in plain(
        shared.locator("#cog-fil").inner_text()
    )
    assert bubble


def downloaded(page: Page) -> bytes:
    """Press the link that saves a file, and return the file."""
    with page.expect_download() as waiting:
        page.locator(".cog-remise").last.click()
    return Path(waiting.value.path()).read_bytes()


def test_it_is_recalculated_to_the_bytes_of_the_command(
    browser: Browser, server_url: str, tmp_path: Path
) -> None:
    from pycog.refresh import refresh_file
    from udfs.hosts.engine import EngineHost

    stale = load_workbook(ANNEX_4)
    # openpyxl keeps no values: every formula has to be calculated again.
    path = tmp_path / "annexe-4.xlsx"
    stale.save(path)
    with page_of(browser, server_url) as page:
        drop(page, path)
        assert press(page, "Recalculer") == "resultat"
        assert "Classeur recalculé" in text(page)
        got = downloaded(page)
    refresh_file(path, EngineHost())
    assert got == path.read_bytes()


def test_its_report_is_drawn(shared: Page) -> None:
    assert press(shared, "Bilan") == "formulaire"
    shared.get_by_label("Rapport").select_option("tableau-de-bord")
    shared.get_by_label("Exercice").select_option("2013")
    shared.get_by_label("Format").select_option("xlsx")
    shared.get_by_role("button", name="Établir").click()
    assert settled(shared) == "resultat"
    with zipfile.ZipFile(BytesIO(downloaded(shared))) as book:
        assert "xl/workbook.xml" in book.namelist()


def test_the_page_stores_nothing(shared: Page) -> None:
    assert shared.evaluate("[localStorage.length, sessionStorage.length, document.cookie]") == [
        0, 0, "",
    ]  # fmt: skip


def test_it_fits_a_telephone(browser: Browser, server_url: str) -> None:
    with page_of(browser, server_url, width=360) as page:
        drop(page, ANNEX_4)
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
        assert violations(page) == []


def test_another_kind_of_file_is_refused(browser: Browser, server_url: str, tmp_path: Path) -> None:
    path = tmp_path / "notes.xlsx"
    path.write_bytes(b"no workbook")
    with page_of(browser, server_url) as page:
        page.locator("#cog-fichier").set_input_files(str(path))
        wait_for(page, "document.querySelector('#cog-fichier-dit').innerText.includes('notes')")
        settled(page)
        assert not page.locator("#cog-feuille-zone").is_visible()
        assert "cog-refus" in str(page.locator("#cog-fichier-dit").get_attribute("class"))


# ---- the routes ----


def sent(path: Path, **more: Any) -> dict[str, Any]:
    content = base64.b64encode(path.read_bytes()).decode()
    return {"name": path.name, "content": content, **more}


def test_a_sheet_reads_as_office_gives_it(tmp_path: Path) -> None:
    rows = [["x", 1.5, None], [None, "=A1", "=_xlfn.TEXTJOIN(1,1,A1)"]]
    found = dropped.sheet(sent(made(tmp_path, "a.xlsx", rows), sheet="Budget"))
    assert (found["row"], found["column"]) == (0, 0)
    assert found["formulas"] == [["x", 1.5, ""], ["", "=A1", "=TEXTJOIN(1,1,A1)"]]


def test_dates_of_1904_count_as_those_of_1900(tmp_path: Path) -> None:
    import datetime as dt

    from openpyxl.utils.datetime import CALENDAR_MAC_1904

    book = Workbook()
    book.epoch = CALENDAR_MAC_1904
    sheet = book.active
    assert sheet is not None
    sheet["A1"], sheet["B1"] = dt.date(2012, 12, 16), 41259
    path = tmp_path / "mac.xlsx"
    book.save(path)
    found = dropped.sheet(sent(path, sheet=sheet.title))
    # 16/12/2012 is day 41259 counted from 1900; a plain number stays.
    assert found["values"] == [[41259, 41259]]


def test_what_is_asked_for_in_vain(tmp_path: Path) -> None:
    path = made(tmp_path, "a.xlsx", [["x"]])
    with pytest.raises(NotAvailable, match="n'a pas de feuille « Autre »"):
        dropped.sheet(sent(path, sheet="Autre"))
    with pytest.raises(InvalidInput, match=r"n'est pas un classeur \.xlsx"):
        dropped.opened({**sent(path), "name": "a.pdf"})
    far = made(tmp_path, "loin.xlsx", [["x"]])
    book = load_workbook(far)
    book["Budget"]["XFD900000"] = 1
    book.save(far)
    with pytest.raises(InvalidInput, match="Effacez ce qui se trouve loin du tableau"):
        dropped.sheet(sent(far, sheet="Budget"))


@pytest.fixture(scope="module")
def guarded() -> Iterator[Server]:
    """A server where one signs on with Entra ID."""
    settings = {
        "XLWINGS_AUTH_PROVIDERS": '["entraid"]',
        "XLWINGS_AUTH_ENTRAID_CLIENT_ID": "client-1",
        "XLWINGS_AUTH_ENTRAID_TENANT_ID": "locataire-1",
    }
    with serving(env=settings) as running:
        yield running


def test_a_browser_signs_on_with_entra(browser: Browser, guarded: Server) -> None:
    asked: dict[str, Any] = {}

    def authorize(route: Route) -> None:
        asked.update(dict(parse_qsl(urlsplit(route.request.url).query)))
        back = f"{asked['redirect_uri']}?{urlencode({'code': 'c-1', 'state': asked['state']})}"
        route.fulfill(status=302, headers={"location": back})

    def token(route: Route) -> None:
        asked["exchange"] = dict(parse_qsl(route.request.post_data or ""))
        headers = {"access-control-allow-origin": "*"}
        route.fulfill(json={"access_token": "jeton-1", "expires_in": 3600}, headers=headers)

    def server(route: Route) -> None:
        asked["header"] = route.request.headers.get("authorization")
        route.continue_()

    context = browser.new_context(locale="fr-FR")
    context.set_default_timeout(PATIENCE * 1000)
    try:
        page = context.new_page()
        page.route(
            "https://login.microsoftonline.com/locataire-1/oauth2/v2.0/authorize*", authorize
        )
        page.route("https://login.microsoftonline.com/locataire-1/oauth2/v2.0/token", token)
        page.route("**/cog/fichier", server)
        page.goto(f"{guarded.url}/")
        wait_for(page, "document.querySelector('#cog-contenu')?.dataset.etat === 'vide'")
        wait_for(page, "document.querySelector('#cog-volet').innerText.includes('Que voulez')")
        # Nothing of the sign-on stays in the address or in the browser.
        assert urlsplit(page.url).query == ""
        assert page.evaluate("sessionStorage.length") == 0
        page.locator("#cog-fichier").set_input_files(str(ANNEX_4))
        wait_for(page, "document.querySelector('#cog-fichier-dit').innerText.includes('session')")
    finally:
        context.close()
    verifier = asked["exchange"]["code_verifier"]
    digest = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).decode()
    assert asked["code_challenge"] == digest.rstrip("=")
    assert asked["exchange"]["code"] == "c-1"
    assert asked["header"] == "jeton-1"


def test_the_log_says_who_recalculated_and_nothing_of_the_file(
    server: Server, tmp_path: Path
) -> None:
    path = made(tmp_path, "secret-du-fichier.xlsx", [["secret-de-cellule", 1], ["=B1", 2]])
    asking.post(f"{server.url}/cog/fichier/recalculer", json=sent(path)).raise_for_status()
    logged = server.logged()
    assert "issue=recalcul" in logged
    assert "secret-du-fichier" not in logged and "secret-de-cellule" not in logged


@pytest.mark.parametrize("path", ["", "/feuille", "/recalculer", "/equiper", "/retirer"])
def test_its_routes_ask_for_json(server_url: str, path: str) -> None:
    import httpx

    answer = httpx.post(f"{server_url}/cog/fichier{path}", content=json.dumps(sent(ANNEX_4)))
    assert answer.status_code == 415


def test_the_convention_of_a_file_is_followed(server_url: str, tmp_path: Path) -> None:
    from openpyxl.workbook.defined_name import DefinedName

    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Réglages"
    sheet["B2"] = "camieg-2012-2015"
    book.defined_names["COG_CONVENTION"] = DefinedName("COG_CONVENTION", attr_text="Réglages!$B$2")
    path = tmp_path / "nommé.xlsx"
    book.save(path)
    found = asking.post(f"{server_url}/cog/fichier", json=sent(path)).json()
    assert found["workbook_convention"] == {
        "names": [
            {
                "formula": "=Réglages!$B$2",
                "sheet": None,
                "values": [["camieg-2012-2015"]],
                "formulas": [["camieg-2012-2015"]],
            }
        ]
    }
