"""*Scénarios*: what the command says of the same changes, from the server, in pane and page."""

from __future__ import annotations

import base64
import json
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Page

from addin.pane_words import for_pane
from addin.scenario_requests import MOST_CHANGES, MOST_SCENARIOS, compare_sent
from pycog.cli.main import main
from pycog.errors import InvalidInput, NotAvailable, PycogError
from pycog.refresh import refresh_file
from tests.addin import asking
from tests.addin.browser import pane, press, settled
from tests.addin.test_equip_pane import save_as
from tests.addin.test_page import downloaded, drop, page_of
from tests.addin.test_pane import CLEAN, plain, text, workbook
from tests.addin.test_pane_access import violations
from tests.paths import ROOT
from tests.reports.scenarios.test_scenarios import made
from udfs.hosts.engine import EngineHost

SIMULATION = ROOT / "workbooks" / "simulation-mtid.xlsx"


def sent(path: Path, **scenarios: dict[str, str]) -> dict[str, Any]:
    """Return what the pane sends: name of the scenario → cell → value."""
    return {
        "name": path.name,
        "content": base64.b64encode(path.read_bytes()).decode("ascii"),
        "scenarios": [
            {"name": name, "changes": [{"cell": c, "value": v} for c, v in cells.items()]}
            for name, cells in scenarios.items()
        ],
    }


@pytest.fixture(name="annex")
def _annex(tmp_path: Path) -> Path:
    path = made(tmp_path / "suivi.xlsx", [0.95, 0.5])
    assert refresh_file(path, EngineHost()).refused is None
    return path


def test_the_answer_is_the_one_of_the_command(capsys: pytest.CaptureFixture[str]) -> None:
    found = compare_sent(
        sent(SIMULATION, bas={"Organisme!B13": "0,5", "Organisme!B22": "100"},
             haut={"Organisme!B13": "95 %"})
    )  # fmt: skip
    arguments = ["scenario", str(SIMULATION), "--json"]
    for one in ("bas : Organisme!B13=0,5 ; Organisme!B22=100", "haut : Organisme!B13=95 %"):
        arguments += ["--scenario", one]
    assert main(arguments) == 0
    told = json.loads(capsys.readouterr().out)
    for key in ("scenarios", "statuses", "results", "cautions"):
        assert found[key] == told[key]
    # 400 × 0,6 + 600 × 0,54 = 564 ; 400 × 0,7575 + 600 × 0,72 = 735
    (bonus,) = [one for one in found["results"] if one["place"] == "Organisme!B32"]
    assert (bonus["now"], bonus["then"]) == ("714 €", {"bas": "564 €", "haut": "735 €"})
    assert found["names"] == ["bas", "haut"] and found["total"] == len(told["results"])


def test_the_file_holds_the_comparison() -> None:
    found = compare_sent(sent(SIMULATION, bas={"Organisme!B13": "0,5"}))
    assert found["file"]["name"] == "simulation-mtid-scenarios.xlsx"
    book = load_workbook(BytesIO(base64.b64decode(found["file"]["content"])))
    values = {cell.value for page in book for row in page.iter_rows() for cell in row}
    assert "Organisme!B32" in values and "bas" in values


def test_the_sheet_of_the_workbook_is_read_where_nothing_is_typed(tmp_path: Path) -> None:
    extra = {"A1": "Cellule", "B1": "prudent", "A2": "Suivi!B2", "B2": 0.5}
    path = made(tmp_path / "suivi.xlsx", [0.95], extra)
    assert refresh_file(path, EngineHost()).refused is None
    found = compare_sent(sent(path))
    assert found["names"] == ["prudent"]
    assert found["scenarios"][0]["inputs"][0]["place"] == "Suivi!B2"


def test_nothing_to_try_is_said_in_words_of_the_pane(annex: Path) -> None:
    with pytest.raises(InvalidInput) as caught:
        compare_sent(sent(annex))
    assert "n'a pas de feuille « Scénarios »" in caught.value.message
    assert for_pane(caught.value.message) == caught.value.message


@pytest.mark.parametrize(
    ("cell", "value", "told"),
    [
        ("D2", "1", "« D2 » n'est pas une cellule. Écrivez la feuille"),
        ("Autre!D2", "1", "la feuille « Autre » n'existe pas"),
        ("Suivi!D2", "1", "Changez une de celles qu'elle lit."),
        ("Suivi!B2", "1.234", "ambigu"),
    ],
)
def test_what_cannot_be_tried_is_said_in_words_of_the_pane(
    annex: Path, cell: str, value: str, told: str
) -> None:
    with pytest.raises((InvalidInput, NotAvailable)) as caught:
        compare_sent(sent(annex, essai={cell: value}))
    shown = for_pane(caught.value.message)
    assert told in shown or told in caught.value.code
    assert "pycog explain" not in shown


def test_no_dependent_leads_to_equipping(annex: Path) -> None:
    found = compare_sent(sent(annex, essai={"Suivi!F9": "1"}))
    assert found["results"] == []
    assert found["title"].startswith("Aucun résultat ne change")
    assert "s'équipe par le bouton « Équiper »" in found["title"]


@pytest.mark.parametrize(
    "scenarios",
    [None, {}, [1], [{"name": "a"}], [{"name": "", "changes": [{"cell": "A!A1", "value": ""}]}],
     [{"name": "a", "changes": []}], [{"name": "a", "changes": [{"cell": "A!A1", "value": 3}]}]],
)  # fmt: skip
def test_what_no_pane_sends_is_refused(annex: Path, scenarios: object) -> None:
    with pytest.raises(PycogError):
        compare_sent({**sent(annex), "scenarios": scenarios})


def test_there_are_limits(annex: Path) -> None:
    many = {f"s{n}": {"Suivi!B2": "1"} for n in range(MOST_SCENARIOS + 1)}
    wide = {"s": {f"Suivi!G{n + 1}": "1" for n in range(MOST_CHANGES + 1)}}
    for asked in (many, wide):
        with pytest.raises(InvalidInput) as caught:
            compare_sent(sent(annex, **asked))
        assert caught.value.code == "scenarios-trop-nombreux"


def test_the_route_answers(server_url: str, annex: Path) -> None:
    data = sent(annex, essai={"Suivi!B3": "95 %"})
    answer = asking.post(f"{server_url}/cog/scenarios", json=data)
    assert answer.status_code == 200
    assert {one["place"] for one in answer.json()["results"]} >= {"Suivi!D3", "Suivi!E3"}


def fill(page: Page, cell: str, value: str, name: str) -> None:
    page.get_by_label("Cellule", exact=True).fill(cell)
    page.get_by_label("Valeur à essayer").fill(value)
    page.get_by_label("Nom du scénario").fill(name)


def compare(page: Page) -> None:
    page.get_by_role("button", name="Comparer").click()
    assert settled(page) == "resultat"


def test_the_pane_compares_two_scenarios_and_leads_to_a_cell(
    browser, server_url: str, annex: Path
) -> None:
    book = workbook(CLEAN, selection="B2")
    book["feuilles"].append({"nom": "Suivi", "cellules": {"B3": {"v": 0.5}}})
    with pane(browser, server_url, book) as page:
        save_as(page, "suivi.xlsx", annex.read_bytes())
        before = page.evaluate("essai.lire().feuilles")
        assert press(page, "Scénarios") == "formulaire"
        # The selected cell is there to begin with.
        assert page.get_by_label("Cellule", exact=True).input_value().endswith("!B2")
        fill(page, "Suivi!B3", "0,95", "haut")
        page.get_by_role("button", name="Ajouter un autre changement").click()
        fill(page, "Suivi!B3", "", "sans")
        page.get_by_role("button", name="Ajouter un autre changement").click()
        kept = page.get_by_role("list", name="Changements retenus").get_by_role("listitem")
        assert plain(" | ".join(kept.all_inner_texts())) == (
            "haut : Suivi!B3 → 0,95 Retirer | sans : Suivi!B3 → (vide) Retirer"
        )
        compare(page)
        shown = plain(text(page))
        assert (
            "Scénario « haut » : Suivi!B3" in shown and "50 % → 0,95" in shown
        ) or "0,5 →" in shown
        headings = page.locator("table").nth(1).locator("th").all_inner_texts()
        assert headings == ["Quoi", "Actuel", "haut", "sans"]
        (row,) = [
            one.inner_text().split("\t")
            for one in page.locator("tbody tr").all()
            if " E3\t" in one.inner_text()
        ]
        # 95 % against 90 %; an empty result is neither reached nor missed.
        assert row[1:4] == ["Non atteint", "Atteint", "Non renseigné"]
        page.get_by_role("button", name="Suivi!E3", exact=True).click()
        settled(page)
        assert page.evaluate("essai.lire().selection") == "E3"
        assert page.evaluate("essai.lire().feuilles") == before
        # The form keeps what was tried; a change is taken back.
        page.get_by_role("button", name="Changer les scénarios").click()
        assert settled(page) == "formulaire"
        page.get_by_role("button", name="Retirer sans").click()
        assert kept.count() == 1


def test_the_page_compares_and_hands_the_file_out(browser, server_url: str, annex: Path) -> None:
    with page_of(browser, server_url) as page:
        drop(page, annex)
        page.get_by_label("Cellule choisie").fill("B3")
        assert press(page, "Scénarios") == "formulaire"
        assert page.get_by_label("Cellule", exact=True).input_value() == "Suivi!B3"
        assert violations(page) == []
        page.get_by_label("Valeur à essayer").fill("95 %")
        compare(page)
        assert violations(page) == []
        assert page.locator(".cog-remise").get_attribute("download") == "suivi-scenarios.xlsx"
        assert load_workbook(BytesIO(downloaded(page))).sheetnames
        fresh = page.get_by_role("button", name="Changer les scénarios")
        fresh.click()
        assert settled(page) == "formulaire"
        page.get_by_role("button", name="Lire la feuille « Scénarios »").click()
        assert settled(page) == "erreur"
        assert "pas de feuille" in text(page)
