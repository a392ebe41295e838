"""The HTML reports in Chromium: RGAA level AA (axe-core), self-contained, nothing overflows."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page
from pypdf import PdfReader

from pycog.reports.bilan.bilan_model import Bilan
from pycog.reports.bilan.drawing import draw
from pycog.reports.documents.html import render_html
from pycog.reports.kinds import KINDS
from pycog.reports.making import document_of
from tests.reports.conftest import Fill

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]}
LONG = "Anticonstitutionnellement, " * 40


@pytest.fixture(scope="module")
def full(exemple: Path) -> Bilan:
    return draw([exemple], 2013)


def violations(page: Page) -> list[str]:
    found = Axe().run(page, options=RULES).response
    assert len(found["passes"]) > 5  # It did look at the page.
    return [
        f"{one['id']}: {one['help']} {[node['html'][:200] for node in one['nodes'][:3]]}"
        for one in found["violations"]
    ]


def overflowing(page: Page) -> list[str]:
    """Return what is wider than its place; only the frame of a table may scroll."""
    found: list[str] = page.evaluate(
        """[...document.querySelectorAll('body *')]
        .filter(node => !node.closest('svg') && !node.closest('.evitement'))
        .filter(node => !node.classList.contains('tableau') && !node.closest('table'))
        .filter(node => node.scrollWidth > node.clientWidth + 1 && node.clientWidth > 0)
        .map(node => node.tagName + ' ' + node.textContent.slice(0, 60))"""
    )
    return found


@pytest.mark.parametrize("kind", KINDS)
def test_reports_are_accessible_and_fit(browser: Browser, full: Bilan, kind: str) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    errors: list[str] = []
    page.on("console", lambda message: errors.append(message.text))
    page.on("request", lambda request: errors.append(request.url))
    page.set_content(render_html(document_of(kind, full, 16)))
    assert violations(page) == []
    for width in (1280, 320):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert overflowing(page) == []
    # Axe is a script put into the page; the page itself asks for nothing.
    assert [one for one in errors if "http" in one and "axe" not in one.lower()] == []
    page.close()


@pytest.mark.parametrize("name", ["exemple", "blank"])
def test_the_dashboard_is_printed_on_one_page(
    browser: Browser, name: str, request: pytest.FixtureRequest
) -> None:
    # In 2015 more measures are late than in any other year.
    bilan = draw([request.getfixturevalue(name)], 2015)
    page = browser.new_page()
    page.set_content(render_html(document_of("tableau-de-bord", bilan)))
    pages = PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True))).pages
    assert len(pages) == 1
    written = re.sub(r"\s+", " ", pages[0].extract_text())
    assert "Nombre d'entreprises cotisantes" in written
    page.close()


def test_axe_is_not_blind(browser: Browser, full: Bilan) -> None:
    page = browser.new_page()
    broken = render_html(document_of("fiche", full, 16)).replace('<html lang="fr">', "<html>")
    page.set_content(broken)
    assert any(one.startswith("html-has-lang") for one in violations(page))
    page.close()


def test_long_labels_and_comments_do_not_overflow(browser: Browser, fill: Fill) -> None:
    word = "x" * 400
    folder = fill(
        {
            "annexe-4-indicateurs.xlsx": {
                "Indicateurs": {"K8": 0.5, "O8": LONG, "K9": 0.5, "O9": word}
            }
        }
    )
    page = browser.new_page(viewport={"width": 320, "height": 900})
    page.set_content(render_html(document_of("bilan", draw([folder], 2013))))
    assert LONG.strip()[:60] in page.inner_text("main")
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    assert overflowing(page) == []
    page.close()


def test_the_bilan_holds_all_that_the_convention_asks_for(full: Bilan) -> None:
    page = render_html(document_of("bilan", full))
    for number in range(1, 56):
        assert f'id="indicateur-{number}"' in page
    for number in range(1, 37):
        assert f'id="fiche-{number}"' in page
    for anchor in (
        "synthese",
        "evolutions",
        "a-expliquer",
        "budget",
        "echeances",
        "constats",
        "hypotheses",
        "donnees",
    ):
        assert f'<a href="#{anchor}">' in page
    for source in full.sources:
        groups = [source.sha256[at : at + 16] for at in range(0, 64, 16)]
        assert " ".join(groups) in page
    anchors = re.findall(r'\bid="([^"]+)"', page)
    assert len(anchors) == len(set(anchors))


@pytest.mark.parametrize("kind", KINDS)
def test_made_up_data_are_marked(full: Bilan, kind: str) -> None:
    page = render_html(document_of(kind, full, 16))
    assert "<title>Données fictives" in page
    assert '<p class="fictif">Données fictives' in page


def test_pages_load_nothing_and_run_nothing(full: Bilan) -> None:
    page = render_html(document_of("bilan", full))
    assert "<script" not in page
    assert re.findall(r'\b(?:src|href)="(?!#)', page) == []
    assert "url(" not in page


def test_the_same_data_give_the_same_page(exemple: Path) -> None:
    pages = {render_html(document_of("bilan", draw([exemple], 2013))) for _ in range(2)}
    assert len(pages) == 1
