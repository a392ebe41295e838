"""The conversation under RGAA level AA (axe-core), at 300 px, by keyboard and read aloud."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.addin.browser import NARROW, pane, settled, sheet, wait_for
from tests.addin.conversing import (
    BARS,
    TABLE,
    Answers,
    answer,
    ask,
    conversation,
    do,
    enter,
    last,
    told,
)
from tests.addin.test_pane import plain, workbook
from tests.addin.test_pane_access import focused, violations, walk

BOOK = workbook(sheet("Suivi", [[0.74, 0.75, "=COG_EXECUTION(A1,B1)"]]), selection="A1")
ASKED = answer(
    kind="asked",
    text="Pour quelle année ?",
    formula="",
    formula_fr="",
    printed="",
    source="",
    display="",
    arithmetic=[],
    assumptions=[],
    choices=["2012", "2013"],
)
LONG = answer(formula_fr=f"=COG_EVOLUTION({';'.join(['COG_BUDGET(2011)'] * 20)})", text="mot" * 200)


@pytest.fixture(scope="module")
def opened(browser: Browser, server_url: str) -> Iterator[Page]:
    """One narrow pane for all tests of this file."""
    with pane(browser, server_url, width=NARROW) as running:
        yield running


@pytest.fixture
def page(opened: Page) -> Iterator[Page]:
    with conversation(opened, BOOK) as running:
        yield running


def welcome(page: Page) -> None:
    assert page.locator(".cog-bulle").count() == 1


def answered(page: Page) -> None:
    Answers(page, answer(table=TABLE, bars=BARS))
    ask(page, "objectif 7 en 2013")


def asked_back(page: Page) -> None:
    Answers(page, ASKED)
    ask(page, "objectif 7")


def chosen(page: Page) -> None:
    Answers(page, ASKED, answer())
    ask(page, "objectif 7")
    do(page, "2013")


def long_words(page: Page) -> None:
    Answers(page, LONG)
    ask(page, "x" * 600)


def reading(page: Page) -> None:
    Answers(page, answer(kind="needs", needs="sheet"), answer())
    ask(page, "quels indicateurs sont en retard ?")


def occupied(page: Page) -> None:
    answered(page)
    assert "La remplacer ?" in told(do(page, "Insérer dans la cellule"))


def refused(page: Page) -> None:
    page.route(
        "**/cog/demander",
        lambda route: route.fulfill(status=400, json={"detail": "Posez une question à la fois."}),
    )
    ask(page, "objectif 7")


def waiting(page: Page) -> None:
    page.route("**/cog/demander", lambda route: None)
    page.get_by_label("Votre question").fill("objectif 7")
    page.get_by_role("button", name="Demander", exact=True).click()
    wait_for(page, "document.querySelector('#cog-statut').textContent !== ''")


STATES: dict[str, Callable[[Page], None]] = {
    "accueil": welcome,
    "réponse": answered,
    "question-en-retour": asked_back,
    "choix-fait": chosen,
    "mots-longs": long_words,
    "lecture-de-la-feuille": reading,
    "cellule-occupée": occupied,
    "refus": refused,
}


def assert_accessible(page: Page) -> None:
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROW
    wide = "[...document.querySelectorAll('body *')].filter(n => n.scrollWidth > innerWidth)"
    assert page.evaluate(f"{wide}.map(n => n.className)") == []


@pytest.mark.parametrize("state", STATES)
def test_each_state_is_accessible_and_fits_300_pixels(page: Page, state: str) -> None:
    STATES[state](page)
    assert_accessible(page)


def test_waiting_is_accessible_and_said(browser: Browser, server_url: str) -> None:
    with pane(browser, server_url, BOOK, width=NARROW) as page:
        enter(page)
        waiting(page)
        assert page.get_by_role("status").last.inner_text() == "Recherche de la réponse…"
        assert_accessible(page)


def test_a_whole_conversation_by_keyboard(page: Page) -> None:
    Answers(page, ASKED, answer())
    page.keyboard.type("objectif 7")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("svp")
    page.keyboard.press("Enter")
    settled(page)
    asked = page.locator(".cog-bulle-vous .cog-texte-bulle").last
    assert asked.inner_text() == "objectif 7\nsvp"
    assert page.evaluate("document.activeElement.id") == "cog-question"
    # Backwards from the field: the choices of the last bubble come first.
    page.keyboard.press("Shift+Tab")
    assert focused(page) == "2013"
    page.keyboard.press("Enter")
    settled(page)
    # The button is gone for use; the focus did not fall off with it.
    assert page.evaluate("document.activeElement.id") == "cog-question"
    back = []
    for _ in range(3):
        page.keyboard.press("Shift+Tab")
        back.append(focused(page))
    assert back == ["Avec les cellules de la feuille", "Insérer dans la cellule", "Copier"]
    assert walk(page, 4)[-1] == "Demander"
    page.get_by_role("button", name="Insérer dans la cellule").focus()
    page.keyboard.press("Space")
    settled(page)
    assert "La remplacer ?" in told(last(page))
    assert focused(page) == "Insérer dans la cellule"


def test_questions_and_answers_are_read_out(page: Page) -> None:
    Answers(page, answer(bars=BARS))
    log = page.get_by_role("log")
    assert log.get_attribute("aria-live") == "polite"
    said: Any = page.evaluate(
        """async () => {
          const dits = [];
          const temoin = new MutationObserver((vus) =>
            vus.forEach((vu) => vu.addedNodes.forEach((un) => dits.push(un.textContent))));
          temoin.observe(document.querySelector("[role=log]"), { childList: true });
          document.getElementById("cog-question").value = "objectif 7";
          document.querySelector("#cog-demande .cog-principal").click();
          await new Promise((fin) => setTimeout(fin, 30));
          while (document.getElementById("cog-volet").ariaBusy === "true") {
            await new Promise((fin) => setTimeout(fin, 20));
          }
          temoin.disconnect();
          return dits;
        }"""
    )
    assert [plain(one).partition(" :")[0] for one in said] == ["Vous", "Assistant"]
    assert "est fixé pour 2013" in said[1]
