"""Every state of the pane under RGAA level AA (axe-core), at 300 px and by keyboard."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from pycog.refresh import refresh_file
from tests.addin.browser import NARROW, pane, press, put, settled, wait_for
from tests.addin.test_equip_pane import ANNEX, book_of, bytes_of, equip, save_as
from tests.addin.test_pane import CALCULATED, CLEAN, FAULTY, plain, workbook
from tests.addin.test_reports_pane import READY
from tests.reports.scenarios.test_scenarios import made
from tests.seal.annex import annex
from udfs.hosts.engine import EngineHost

#: What RGAA 4 level AA rests on.
RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]}}


def empty(page: Page) -> None:
    assert settled(page) == "vide"


def loading(page: Page) -> None:
    page.route("**/cog/controler", lambda route: None)
    bar = page.get_by_role("navigation")
    bar.get_by_role("button", name="Contrôler", exact=True).click()
    wait_for(page, "document.querySelector('#cog-contenu').dataset.etat === 'chargement'")


def findings(page: Page) -> None:
    assert press(page, "Contrôler") == "constats"


def nothing_found(page: Page) -> None:
    put(page, workbook(CLEAN))
    assert press(page, "Contrôler") == "resultat"


def explanation(page: Page) -> None:
    put(page, workbook(CALCULATED, selection="B3"))
    assert press(page, "Expliquer") == "explication"


def choice(page: Page) -> None:
    assert press(page, "Recalculer") == "choix"


def annex_form(page: Page) -> None:
    assert press(page, "Insérer une annexe") == "formulaire"


def report_form(page: Page) -> None:
    assert press(page, "Bilan") == "formulaire"
    page.get_by_label("Rapport").select_option("fiche")


def report_ready(page: Page) -> None:
    report(page, 200, READY)
    assert settled(page) == "resultat"


def report_stale(page: Page) -> None:
    report(page, 409, {"detail": "Des cellules ne sont pas à jour : annexe.xlsx (1)."})
    assert settled(page) == "choix"


def report(page: Page, status: int, body: dict[str, Any]) -> None:
    assert press(page, "Bilan") == "formulaire"
    page.get_by_label("Lire le classeur ouvert").uncheck()
    page.route("**/cog/rapports", lambda route: route.fulfill(status=status, json=body))
    page.get_by_role("button", name="Établir").click()


def survey(page: Page) -> None:
    put(page, workbook(CLEAN))
    save_as(page, "suivi.xlsx", bytes_of(book_of(ANNEX)))
    assert press(page, "Équiper") == "formulaire"
    page.locator("summary").first.click()


def equipped(page: Page) -> None:
    survey(page)
    assert equip(page) == "resultat"


def several_conventions(page: Page) -> None:
    body = {"message": "Choisissez.", "conventions": [{"id": "a", "title": "COG A"}]}
    page.route("**/cog/equiper", lambda route: route.fulfill(status=200, json=body))
    save_as(page, "suivi.xlsx", b"PK")
    assert press(page, "Équiper") == "choix"


def sealing_form(page: Page) -> None:
    assert press(page, "Sceller") == "formulaire"


def sealed(page: Page) -> None:
    put(page, workbook(CLEAN))
    save_as(page, "annexe.xlsx", calculated())
    sealing_form(page)
    page.get_by_label("Nom ou service").fill("Direction financière")
    page.locator("#cog-contenu").get_by_role("button", name="Sceller").click()
    assert settled(page) == "resultat"


@cache
def calculated() -> bytes:
    """Return an annex that can be sealed."""
    with TemporaryDirectory() as folder:
        return annex(Path(folder) / "annexe.xlsx").read_bytes()


def scenario_form(page: Page) -> None:
    assert press(page, "Scénarios") == "formulaire"
    page.get_by_role("button", name="Ajouter un autre changement").click()


def scenarios(page: Page) -> None:
    put(page, workbook(CLEAN))
    save_as(page, "suivi.xlsx", followed_up())
    scenario_form(page)
    page.get_by_role("button", name=re.compile("^Retirer ")).click()
    page.get_by_label("Cellule", exact=True).fill("Suivi!B2")
    page.get_by_label("Valeur à essayer").fill("0,9")
    page.get_by_role("button", name="Comparer").click()
    assert settled(page) == "resultat"


@cache
def followed_up() -> bytes:
    """Return an annex whose one result is half of its target."""
    with TemporaryDirectory() as folder:
        path = made(Path(folder) / "suivi.xlsx", [0.45])
        assert refresh_file(path, EngineHost()).refused is None
        return path.read_bytes()


def unsealed(page: Page) -> None:
    put(page, workbook(CLEAN))
    save_as(page, "suivi.xlsx", bytes_of(book_of(ANNEX)))
    assert press(page, "Vérifier") == "resultat"


def frozen(page: Page) -> None:
    assert press(page, "Figer") == "resultat"


def refusal(page: Page) -> None:
    page.route(
        "**/cog/controler",
        lambda route: route.fulfill(status=400, json={"detail": "La feuille est illisible."}),
    )
    assert press(page, "Contrôler") == "erreur"


def offline(page: Page) -> None:
    page.route("**/cog/controler", lambda route: route.abort())
    assert press(page, "Contrôler") == "hors-ligne"


def busy(page: Page) -> None:
    loading(page)
    page.locator("#cog-travail").wait_for(state="visible")


def given_up(page: Page) -> None:
    busy(page)
    page.get_by_role("button", name="Annuler", exact=True).click()
    assert settled(page) == "resultat"


def many_findings(page: Page) -> None:
    found = [
        {"cell": f"B{n}", "title": "Total" if n % 3 else "Équilibre", "text": "Même texte.",
         "repair": {"before": "1", "after": 1}}
        for n in range(60)
    ]  # fmt: skip
    body = {"form": False, "findings": found, "total": 4000}
    page.route("**/cog/controler", lambda route: route.fulfill(json=body))
    assert press(page, "Contrôler") == "constats"


def repaired(page: Page) -> None:
    assert press(page, "Contrôler") == "constats"
    page.get_by_role("button", name="Corriger la cellule").first.click()
    assert settled(page) == "resultat"


STATES: dict[str, Callable[[Page], None]] = {
    "vide": empty,
    "chargement": loading,
    "occupe": busy,
    "annule": given_up,
    "constats": findings,
    "nombreux-constats": many_findings,
    "corrige": repaired,
    "aucun-constat": nothing_found,
    "explication": explanation,
    "recalculer": choice,
    "annexe": annex_form,
    "equiper": survey,
    "equipe": equipped,
    "conventions": several_conventions,
    "sceller": sealing_form,
    "scelle": sealed,
    "non-scelle": unsealed,
    "scenarios": scenario_form,
    "scenarios-compares": scenarios,
    "figer": frozen,
    "bilan": report_form,
    "rapport": report_ready,
    "rapport-perime": report_stale,
    "erreur": refusal,
    "hors-ligne": offline,
}


def violations(page: Page) -> list[str]:
    """Return what axe-core finds, with the elements concerned."""
    found = Axe().run(page, options=RULES).response
    assert len(found["passes"]) > 5  # It did look at the page.
    return [
        f"{one['id']}: {one['help']} {[node['html'] for node in one['nodes']]}"
        for one in found["violations"]
    ]


@pytest.mark.parametrize("state", STATES)
def test_every_state_is_accessible_and_fits_300_pixels(
    browser: Browser, server_url: str, state: str
) -> None:
    with pane(browser, server_url, workbook(FAULTY), width=NARROW) as page:
        STATES[state](page)
        assert violations(page) == []
        page.emulate_media(color_scheme="dark")
        wait_for(page, "document.documentElement.dataset.theme === 'sombre'")
        assert violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= NARROW
        # What is only read out, on one line, takes no room.
        shown = "[...document.querySelectorAll('body *:not(.visually-hidden)')]"
        wide = f"{shown}.filter(n => n.scrollWidth > innerWidth)"
        assert page.evaluate(f"{wide}.map(n => n.className)") == []


def test_axe_is_not_blind(browser: Browser, server_url: str) -> None:
    with pane(browser, server_url) as page:
        page.evaluate("document.querySelector('main').append(document.createElement('button'))")
        assert any(one.startswith("button-name") for one in violations(page))


def focused(page: Page) -> str:
    return str(page.evaluate("document.activeElement.innerText.trim().split('\\n')[0]"))


def walk(page: Page, count: int) -> list[str]:
    """Press Tab and return what receives the focus each time."""
    seen = []
    for _ in range(count):
        page.keyboard.press("Tab")
        seen.append(focused(page))
    return seen


def test_everything_is_reached_and_done_by_keyboard(browser: Browser, server_url: str) -> None:
    actions = [
        "Assistant", "Contrôler", "Expliquer", "Recalculer", "Insérer une annexe", "Équiper",
        "Sceller", "Vérifier", "Scénarios", "Figer", "Bilan", "Aide",
    ]  # fmt: skip
    with pane(browser, server_url, workbook(FAULTY), width=NARROW) as page:
        assert walk(page, len(actions)) == actions
        for _ in actions[2:]:
            page.keyboard.press("Shift+Tab")
        assert focused(page) == "Contrôler"
        page.keyboard.press("Enter")
        assert settled(page) == "constats"
        assert focused(page) == "Contrôler"  # The focus is not lost while the pane changes.
        cells = [item.inner_text() for item in page.locator(".cog-cellule").all()]
        repairs = page.get_by_role("button", name="Corriger la cellule").count()
        # The rest of the bar, the filter, then the findings and their repairs.
        reached = walk(page, len(actions) - 1 + len(cells) + repairs)[len(actions) - 1 :]
        assert [one for one in reached if one != "Corriger la cellule"] == cells
        page.keyboard.press("Space")
        settled(page)
        assert page.evaluate("essai.lire().selection") == cells[-1]


def test_the_focus_is_visible(browser: Browser, server_url: str) -> None:
    with pane(browser, server_url) as page:
        page.keyboard.press("Tab")
        style = "getComputedStyle(document.activeElement)"
        assert page.evaluate(f"{style}.outlineStyle") == "solid"
        assert float(page.evaluate(f"parseFloat({style}.outlineWidth)")) >= 2


def test_what_happens_is_announced(browser: Browser, server_url: str) -> None:
    with pane(browser, server_url, workbook(FAULTY)) as page:
        said: list[Any] = page.evaluate(
            """async () => {
              const dits = [];
              const annonce = document.querySelector("[role=status]#cog-annonce");
              const temoin = new MutationObserver(() => dits.push(annonce.textContent));
              temoin.observe(annonce, { childList: true, characterData: true, subtree: true });
              await cog.executer("controler");
              await new Promise((fin) => setTimeout(fin, 50));
              return dits;
            }"""
        )
        assert said[0] == "Contrôle de la feuille en cours…"
        assert "constats dans « Budget »" in plain(said[-1])
