"""The *Bilan* button and « fais le bilan » in Chromium: they hand over the file of the server."""

from __future__ import annotations

import base64
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Browser, Page, Route

from tests.addin import asking
from tests.addin.browser import pane, press, settled
from tests.addin.conversing import ask, do, enter, last, told
from tests.addin.test_pane import announced, plain, text
from tests.addin.test_reports import ANNEX_4, FICTITIOUS, MILESTONES, ROOT, sent

#: A report as the server gives one, for what the pane does with it.
READY = {
    "name": "tableau-de-bord-2014.xlsx", "type": "application/octet-stream",
    "title": "Tableau de bord 2014", "sentences": ["Tableau de bord 2014, 3 indicateurs mesurés."],
    "content": base64.b64encode(b"PK classeur").decode(),
}  # fmt: skip


@pytest.fixture
def page(browser: Browser, server_url: str) -> Iterator[Page]:
    """The pane beside the fictitious annex 4, saved on a SharePoint site."""
    with pane(browser, server_url) as opened:
        save(opened, FICTITIOUS / ANNEX_4)
        yield opened


def save(page: Page, path: Path) -> None:
    """Make a file the open workbook of the stub."""
    url = f"https://exemple.sharepoint.com/sites/cog/{path.name.replace('-', '%2D')}?web=1"
    page.evaluate(
        "([url, contenu]) => essai.enregistre(url, contenu)",
        [url, base64.b64encode(path.read_bytes()).decode()],
    )


def downloaded(page: Page, link: str) -> bytes:
    """Press a link and return the file that it saves."""
    with page.expect_download() as saving:
        page.get_by_role("link", name=link, exact=True).last.click()
    assert saving.value.suggested_filename == link.removeprefix("Enregistrer ")
    return Path(saving.value.path()).read_bytes()


def order(page: Page, **choices: str) -> None:
    """Fill the form; names are the labels of its lists."""
    for label, choice in choices.items():
        page.get_by_label(label.replace("_", " "), exact=True).select_option(label=choice)


def wait_for_report(page: Page) -> None:
    page.get_by_role("link", name="Enregistrer").last.wait_for()
    settled(page)


class Reports:
    """Stands in for the drawing server: gives the answers in their order."""

    def __init__(self, page: Page, *answers: tuple[int, dict[str, Any]]) -> None:
        self.asked: list[dict[str, Any]] = []
        self._answers = list(answers)
        page.route("**/cog/rapports", self._give)

    def _give(self, route: Route) -> None:
        if route.request.method == "GET":
            route.fallback()
            return
        self.asked.append(route.request.post_data_json)
        status, body = self._answers.pop(0)
        route.fulfill(status=status, json=body)


def test_the_button_hands_over_the_file_of_the_server(page: Page, server_url: str) -> None:
    assert press(page, "Bilan") == "formulaire"
    assert announced(page) == "Bilan et rapports"
    order(page, Rapport="Fiche objectif", Exercice="2013", Format="Page web")
    page.get_by_label("Fiche objectif", exact=True).select_option("16")
    page.get_by_label("Autres annexes").set_input_files(FICTITIOUS / MILESTONES)
    page.get_by_role("button", name="Établir").click()
    wait_for_report(page)
    assert text(page).startswith("Fiche objectif 16, bilan 2013")
    file = downloaded(page, "Enregistrer fiche-16-2013.html")
    body = {
        "report": "fiche", "sheet": 16, "year": 2013, "format": "html",
        "workbooks": sent(FICTITIOUS / ANNEX_4, FICTITIOUS / MILESTONES),
    }  # fmt: skip
    answer = asking.post(f"{server_url}/cog/rapports", json=body).json()
    assert file == base64.b64decode(answer["content"])
    assert b"annexe-4-indicateurs.xlsx" in file
    # Excel keeps two files open at most: each is closed again.
    assert page.evaluate(
        "essai.journal.filter(([quoi]) => quoi === 'fichier').map(([, q]) => q)"
    ) == ["ouvert", "fermé"]


def test_stale_cells_are_recalculated_when_asked(page: Page, tmp_path: Path) -> None:
    path = tmp_path / ANNEX_4
    shutil.copy(ROOT / "workbooks" / "camieg-2012-2015" / ANNEX_4, path)
    book = load_workbook(path)
    book["Indicateurs"]["K8"] = 0.855
    book.save(path)
    save(page, path)
    press(page, "Bilan")
    order(page, Rapport="Fiche objectif", Exercice="2013", Format="Page web")
    page.get_by_role("button", name="Établir").click()
    page.get_by_role("button", name="Recalculer et établir").wait_for()
    assert "ne sont pas à jour" in text(page)
    page.get_by_role("button", name="Recalculer et établir").click()
    wait_for_report(page)
    assert "Fiche objectif 1, bilan 2013, 1 indicateur mesuré sur 2" in text(page)


def test_the_form_asks_only_for_what_a_report_needs(page: Page) -> None:
    press(page, "Bilan")
    sheet, year = page.locator("#cog-rapport-fiche"), page.locator("#cog-rapport-exercice")
    assert (sheet.is_visible(), year.is_visible()) == (False, True)
    order(page, Rapport="Fiche objectif")
    assert (sheet.is_visible(), year.is_visible()) == (True, True)
    assert sheet.locator("option").count() == 36
    order(page, Rapport="Évaluation de fin de convention")
    assert (sheet.is_visible(), year.is_visible()) == (False, False)
    reports = Reports(page, (200, READY))
    page.get_by_label("Lire le classeur ouvert").uncheck()
    page.get_by_label("Autres annexes").set_input_files(
        [FICTITIOUS / ANNEX_4, FICTITIOUS / MILESTONES]
    )
    assert "annexe-4-indicateurs.xlsx, suivi-echeances.xlsx." in text(page)
    page.get_by_role("button", name="Établir").click()
    wait_for_report(page)
    (asked,) = reports.asked
    assert (asked["report"], asked["year"], asked["sheet"]) == ("evaluation", None, None)
    assert asked["workbooks"] == sent(FICTITIOUS / ANNEX_4, FICTITIOUS / MILESTONES)


def test_a_workbook_opens_in_excel_and_a_failure_can_be_tried_again(page: Page) -> None:
    reports = Reports(page, (400, {"detail": "Aucune annexe 4."}), (200, READY))
    press(page, "Bilan")
    order(page, Rapport="Tableau de bord", Exercice="2014", Format="Excel")
    page.get_by_role("button", name="Établir").click()
    settled(page)
    assert "Aucune annexe 4." in text(page)
    page.get_by_role("button", name="Réessayer").click()
    wait_for_report(page)
    assert len(reports.asked) == 2
    assert downloaded(page, "Enregistrer tableau-de-bord-2014.xlsx") == b"PK classeur"
    page.get_by_role("button", name="Ouvrir dans Excel").click()
    settled(page)
    opened = page.evaluate("essai.journal.find(([quoi]) => quoi === 'nouveau')")
    assert opened == ["nouveau", len(READY["content"])]


def test_the_ribbon_opens_the_form(page: Page) -> None:
    assert page.evaluate("essai.ruban('cog-bilan')")
    settled(page)
    assert page.locator("#cog-rapport").is_visible()


def test_the_conversation_hands_over_the_same_file(page: Page, server_url: str) -> None:
    enter(page)
    ask(page, "fais la fiche 16 en page web pour 2013")
    wait_for_report(page)
    said = told(last(page))
    assert "Fiche objectif 16, bilan 2013" in said
    assert "Ce rapport se tire de : le classeur ouvert." in told(page.locator("#cog-fil"))
    file = downloaded(page, "Enregistrer fiche-16-2013.html")
    body = {
        "report": "fiche",
        "sheet": 16,
        "year": 2013,
        "format": "html",
        "workbooks": sent(FICTITIOUS / ANNEX_4),
    }
    answer = asking.post(f"{server_url}/cog/rapports", json=body).json()
    assert file == base64.b64decode(answer["content"])


def test_the_conversation_recalculates_and_goes_on(page: Page) -> None:
    stale = {"detail": "Des cellules ne sont pas à jour : annexe-4.xlsx (1)."}
    reports = Reports(page, (409, stale), (200, READY), (200, READY))
    enter(page)
    assert "ne sont pas à jour" in told(ask(page, "tableau de bord 2014 en excel"))
    assert "3 indicateurs mesurés" in told(do(page, "Recalculer et établir"))
    assert [one.get("refresh") for one in reports.asked] == [None, True]
    assert reports.asked[0]["format"] == "xlsx"
    ask(page, "et en 2015 ?")
    assert (reports.asked[2]["year"], reports.asked[2]["report"]) == (2015, "tableau-de-bord")


def test_the_conversation_leads_to_the_choice_of_annexes(page: Page) -> None:
    Reports(page, (400, {"detail": "Aucune annexe 4."}))
    enter(page)
    ask(page, "fais le bilan 2013")
    assert "Aucune annexe 4." in plain(page.locator("#cog-fil").inner_text())
    page.get_by_role("button", name="Choisir les annexes").click()
    settled(page)
    assert page.locator("#cog-rapport-annexes").is_visible()


def test_the_links_of_earlier_reports_go_on_working(page: Page) -> None:
    later = {**READY, "name": "tableau-de-bord-2015.xlsx", "content": "UEsgYXV0cmU="}  # PK autre
    Reports(page, (200, READY), (200, later))
    enter(page)
    ask(page, "tableau de bord 2014 en excel")
    ask(page, "et en 2015 ?")
    assert downloaded(page, "Enregistrer tableau-de-bord-2014.xlsx") == b"PK classeur"
    assert downloaded(page, "Enregistrer tableau-de-bord-2015.xlsx") == b"PK autre"
