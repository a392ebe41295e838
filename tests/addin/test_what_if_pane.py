"""« Et si… ? » in the pane: the workbook is asked for, a copy calculated, nothing kept."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.addin import asking
from tests.addin.browser import sheet
from tests.addin.conversing import ask, conversation, last_answer, told
from tests.addin.test_conversation_server import answered, sheet_of
from tests.addin.test_pane import workbook as opened_workbook
from tests.paths import ROOT

BOOK = opened_workbook(sheet("Indicateurs", [[1]]), selection="A1")
QUESTION = "et si l'indicateur 7 atteint 80 % en 2013 ?"
BUILT = ROOT / "workbooks" / "exemple-fictif" / "annexe-4-indicateurs.xlsx"


@pytest.fixture
def page(opened: Page) -> Iterator[Page]:
    with conversation(opened, BOOK) as running:
        yield running


def test_the_pane_sends_the_file_of_the_workbook_and_says_so(page: Page) -> None:
    content = sent(BUILT.read_bytes())["content"]
    page.evaluate("(octets) => essai.enregistre('C:/annexes/annexe-4.xlsx', octets)", content)
    ask(page, QUESTION)
    note = told(page.locator(".cog-bulle-note"))
    assert "j’ai calculé une copie du classeur (« annexe-4.xlsx »)" in note
    assert "Non atteint → Atteint" in told(last_answer(page))
    assert "Le classeur n’est pas modifié." in told(last_answer(page))


def sent(content: bytes) -> dict[str, Any]:
    """Return a workbook as the pane sends it."""
    return {"name": "annexe.xlsx", "content": base64.b64encode(content).decode("ascii")}


def test_the_workbook_is_asked_for_and_a_copy_calculated(server_url: str) -> None:
    assert answered(server_url, QUESTION)["needs"] == "workbook"
    answer = answered(server_url, QUESTION, workbook=sent(BUILT.read_bytes()))
    assert answer["kind"] == "answered"
    assert "indicateur 7, statut 2013, Non atteint → Atteint" in answer["text"]
    assert answer["details"] == ["Le classeur n'est pas modifié."]


def test_the_year_is_asked_for_without_the_workbook(server_url: str) -> None:
    answer = answered(server_url, "et si l'indicateur 7 atteint 80 % ?")
    assert (answer["kind"], answer["needs"]) == ("asked", "")
    assert answer["choices"][1] == QUESTION


def test_sheets_without_formulas_give_what_the_agreement_says(server_url: str) -> None:
    rows: list[list[Any]] = [
        ["N°", "Indicateur", "Objectif 2013", "Réalisé 2013"],
        [2, "Taux d'appels décrochés", "90%", 0.885],
        [3, "Taux d'appels traités en niveau 1", "90%", 0.912],
        [7, "Taux de satisfaction", "76,50%", 0.73],
    ]
    workbook = {"name": "suivi.xlsx", "sheets": [sheet_of(rows, "Suivi 2013")], "names": []}
    answer = answered(server_url, QUESTION, workbook=workbook)
    assert answer["kind"] == "answered"
    assert answer["text"].startswith("L'indicateur 7 « Taux de satisfaction », 2013 : Atteint.")


def test_what_is_no_workbook_is_refused_in_french(server_url: str) -> None:
    for workbook, said in (
        (sent(b"rien"), "pas un classeur .xlsx"),
        ({"name": "annexe.xlsx"}, "pas arrivée en entier"),
        ("annexe", "pas arrivée en entier"),
    ):
        body = {"question": QUESTION, "state": None, "workbook": workbook}
        answer = asking.post(f"{server_url}/cog/demander", json=body)
        assert answer.status_code == 400, answer.text
        assert said in answer.text
