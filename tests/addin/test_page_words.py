"""What the page says to an officer who has no Excel: what to do here, and nothing of the pane."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route

from addin import explaining
from pycog.errors import InvalidInput
from tests.addin.browser import press, settled
from tests.addin.test_page import drop, made, page_of
from tests.addin.test_pane import text


@pytest.fixture(scope="module")
def shared(
    browser: Browser, server_url: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Page]:
    """The page with a workbook that has nothing to calculate."""
    folder = tmp_path_factory.mktemp("page")
    with page_of(browser, server_url) as page:
        drop(page, made(folder, "valeurs.xlsx", [["Personnel", 1000], ["Loyers", 500]]))
        yield page


@pytest.fixture
def page(shared: Page) -> Iterator[Page]:
    yield shared
    shared.unroute_all()


@pytest.mark.parametrize(
    ("status", "says"),
    [
        (401, "Rechargez la page, connectez-vous"),
        (404, "la page et le serveur ne sont pas de la même version. Rechargez la page"),
        (502, "Votre fichier n’est pas modifié."),
    ],
)
def test_a_refusal_says_what_to_do_in_the_page(page: Page, status: int, says: str) -> None:
    page.route("**/cog/controler", lambda route: route.fulfill(status=status, body="non"))
    press(page, "Contrôler")
    shown = text(page)
    assert says in shown
    assert "Excel" not in shown and "volet" not in shown and "cellules gardent" not in shown


def test_a_fault_of_the_page_is_none_of_excel(page: Page) -> None:
    # A body that is no answer of ours.
    page.route("**/cog/controler", lambda route: route.fulfill(json={"form": False}))
    assert press(page, "Contrôler") == "erreur"
    assert "Rechargez-la, déposez le classeur à nouveau" in text(page)
    assert "Excel" not in text(page)


def test_a_copy_that_differs_in_nothing_is_not_offered(page: Page) -> None:
    assert press(page, "Recalculer") == "resultat"
    assert text(page).startswith("Rien à recalculer")
    assert page.locator(".cog-remise").count() == 0
    assert page.get_by_role("button", name="Continuer avec cette copie").count() == 0


def test_what_was_recalculated_says_what_to_do_with_an_error(
    browser: Browser, server_url: str, tmp_path: Path
) -> None:
    with page_of(browser, server_url) as opened:
        drop(opened, made(tmp_path, "division.xlsx", [[1, 0, "=A1/B1", "=A1+B1"]]))
        assert press(opened, "Recalculer") == "resultat"
        told = text(opened)
        assert "2 valeurs ont changé ; ce classeur n’a pas de formule COG_" in told
        assert "1 cellule en erreur : Budget!C1. Choisissez une de ces cellules" in told


@pytest.mark.parametrize("action", ["Sceller", "Scénarios"])
def test_a_form_that_leads_nowhere_is_not_shown(
    browser: Browser, server_url: str, action: str
) -> None:
    with page_of(browser, server_url) as empty:
        assert press(empty, action) == "erreur"
        assert "Choisissez d’abord un classeur" in text(empty)


def test_a_cell_without_its_sheet_is_one_of_the_sheet_shown(page: Page) -> None:
    asked: list[dict[str, Any]] = []

    def answer(route: Route) -> None:
        asked.append(json.loads(route.request.post_data or "{}"))
        route.fulfill(status=400, json={"detail": "Assez."})

    page.route("**/cog/scenarios", answer)
    press(page, "Scénarios")
    page.get_by_label("Cellule", exact=True).fill("b2")
    page.get_by_label("Valeur à essayer").fill("600")
    page.get_by_role("button", name="Comparer").click()
    settled(page)
    assert asked[0]["scenarios"] == [
        {"name": "essai", "changes": [{"cell": "Budget!b2", "value": "600"}]}
    ]


def test_numbers_of_the_preview_stand_at_the_right(page: Page) -> None:
    assert page.locator(".cog-apercu .cog-nombre").all_inner_texts() == ["1\u202f000", "500"]


def test_a_call_that_a_formula_writes_three_times_is_explained_once() -> None:
    formula = "=IFERROR(COG_EXECUTION(A1,B1),IF(COG_EXECUTION(A1,B1)>1,COG_EXECUTION(A1,B1),0))"
    blocks = [explaining.Block("F", "A1", [[500]]), explaining.Block("F", "B1", [[2000]])]
    told = explaining.described(explaining.explain("F", "C1", formula, 0.25, blocks))
    assert [call["name"] for call in told["calls"]] == ["COG_EXECUTION"]
    assert told["calls"][0]["arithmetic"] == "500 ÷ 2 000 = 25 %"


@pytest.mark.parametrize(("look", "shown"), [("0.0%", "25 %"), ("General", "0,25")])
def test_a_rate_is_explained_as_its_cell_shows_it(look: str, shown: str) -> None:
    asked = {
        "sheet": "F",
        "cell": "C1",
        "formula": "=A1/B1",
        "value": 0.25,
        "format": look,
        "ranges": [
            {"sheet": "F", "range": "A1", "values": [[500]]},
            {"sheet": "F", "range": "B1", "values": [[2000]]},
        ],
    }
    told = explaining.described(explaining.explain_sent(asked))
    assert (told["value"], told["reason"]) == (shown, "")


def test_a_circle_is_told_without_the_name_of_a_file_that_nobody_has() -> None:
    with pytest.raises(InvalidInput) as refused:
        explaining.explain("F", "C1", "=COG_EXECUTION(C1,2)", 0, [])
    assert refused.value.message.startswith("Le fichier contient une référence circulaire : F!C1.")
