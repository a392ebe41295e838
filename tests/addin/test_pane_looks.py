"""How the pane looks at 320 px: outlines, labels, and where lines end."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page

from tests.addin.browser import pane, press, put, wait_for
from tests.addin.conversing import Answers, answer, ask, begin
from tests.addin.test_equip_pane import ANNEX, book_of, bytes_of, save_as
from tests.addin.test_pane import CLEAN, FAULTY, workbook
from tests.addin.test_pane_access import violations

_WIDTH = 320
_FORMULA = f"=COG_EVOLUTION({';'.join(['COG_BUDGET(2011)'] * 8)})"


@pytest.fixture(scope="module")
def opened(browser: Browser, server_url: str) -> Iterator[Page]:
    """One pane for all tests of this file."""
    with pane(browser, server_url, workbook(FAULTY), width=_WIDTH) as running:
        yield running


@pytest.fixture
def page(opened: Page) -> Iterator[Page]:
    yield opened
    opened.unroute_all()
    opened.emulate_media(color_scheme="light")


def edges(found: Locator) -> tuple[float, float]:
    """Return the top and the bottom of an element."""
    box = found.bounding_box()
    assert box is not None
    return box["y"], box["y"] + box["height"]


def test_the_title_of_a_doubt_stands_inside_its_outline(page: Page) -> None:
    put(page, workbook(CLEAN))
    save_as(page, "suivi.xlsx", bytes_of(book_of(ANNEX)))
    assert press(page, "Équiper") == "formulaire"
    card = page.locator("fieldset.cog-doute").first
    top, _ = edges(card)
    title, end = edges(card.locator("legend"))
    assert title > top
    assert edges(card.locator("p").first)[0] >= end


def test_a_label_is_nearer_to_its_own_field(page: Page) -> None:
    assert press(page, "Bilan") == "formulaire"
    _, above = edges(page.get_by_label("Exercice"))
    start, end = edges(page.get_by_text("Format", exact=True))
    below, _ = edges(page.get_by_label("Format"))
    assert below - end < start - above


def test_a_line_of_a_formula_ends_behind_an_argument(page: Page) -> None:
    put(page, workbook(CLEAN))
    begin(page)
    Answers(page, answer(formula_fr=_FORMULA))
    bubble = ask(page, "quel est l'objectif ?")
    code = bubble.locator("code")
    assert code.evaluate("un => un.textContent") == _FORMULA
    lines = code.evaluate(
        """(un) => {
          const lignes = new Map();
          for (const noeud of un.childNodes) {
            for (let i = 0; i < (noeud.length ?? 0); i += 1) {
              const plage = document.createRange();
              plage.setStart(noeud, i);
              plage.setEnd(noeud, i + 1);
              const { top } = plage.getBoundingClientRect();
              lignes.set(top, (lignes.get(top) ?? "") + noeud.data[i]);
            }
          }
          return [...lignes.values()];
        }"""
    )
    assert len(lines) > 3
    assert all(line.endswith((";", "(")) for line in lines[:-1]), lines


def test_the_last_sign_of_a_question_is_not_alone_on_its_line(page: Page) -> None:
    put(page, workbook(CLEAN))
    begin(page)
    Answers(page, answer())
    ask(page, "quels indicateurs sont en retard ?")
    asked = page.locator(".cog-bulle-vous .cog-texte-bulle").last
    assert asked.evaluate("un => un.textContent") == "quels indicateurs sont en retard\u00a0?"


def test_figures_written_as_texts_stand_at_the_right(page: Page) -> None:
    put(page, workbook(CLEAN))
    begin(page)
    rows = [["Personnel", "14 225 000 €", "−1,5 %"], ["Loyers", "n.d.", "2013/2014"]]
    Answers(page, answer(table={"headings": ["Ligne", "2012", "Écart"], "rows": rows}))
    bubble = ask(page, "budget")
    shown = [one.replace("\u00a0", " ") for one in bubble.locator(".cog-nombre").all_inner_texts()]
    assert shown == ["14 225 000 €", "−1,5 %"]


def test_an_answer_is_accessible_in_the_dark(page: Page) -> None:
    put(page, workbook(CLEAN))
    begin(page)
    rows = [[str(n), "x" * 30, "14 225 000 €"] for n in range(3)]
    Answers(page, answer(table={"headings": ["N°", "Libellé", "2012"], "rows": rows}))
    ask(page, "budget")
    page.emulate_media(color_scheme="dark")
    wait_for(page, "document.documentElement.dataset.theme === 'sombre'")
    assert violations(page) == []


@pytest.mark.parametrize(("sheet", "beside"), [("", True), ("COG - résultats", False)])
def test_what_was_found_has_room_beside_its_cell_or_below(
    page: Page, sheet: str, beside: bool
) -> None:
    put(page, workbook(FAULTY))
    found = {"cell": "F10", "title": "Écart", "text": "89,0 % devient 0,5 " * 5, "repair": None}
    body = {"form": False, "findings": [{**found, "cell": f"{sheet} F10".strip()}], "total": 1}
    page.route("**/cog/controler", lambda route: route.fulfill(json=body))
    assert press(page, "Contrôler") == "constats"
    place, _ = edges(page.locator(".cog-cellule"))
    start, _ = edges(page.locator(".cog-constat .cog-texte"))
    assert (start - place < 5) is beside
    box = page.locator(".cog-constat .cog-texte").bounding_box()
    assert box is not None and box["width"] > 170
