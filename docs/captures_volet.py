"""Takes the pictures of the pane for the guide of the add-in again.

    PYTHONPATH=. python docs/captures_volet.py

The pane is the real one, of a real ``pycog serve``, in headless Chromium, opened and driven by
the functions of the tests: the states shown are the states tested. Needs Chromium
(``PYCOG_CHROMIUM`` names one that is not on the path).
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from playwright.sync_api import Page

from tests.addin.browser import browsing, pane, press, settled, sheet
from tests.addin.conversing import ask, do
from tests.addin.server import serving
from tests.addin.test_equip_pane import ANNEX as SUIVI
from tests.addin.test_equip_pane import book_of, bytes_of, save_as
from tests.addin.test_reports import ANNEX_4, FICTITIOUS, MILESTONES
from tests.addin.test_scenarios_pane import SIMULATION, compare, fill

IMAGES: Final = Path(__file__).with_name("images")
_WIDTH: Final = 350

#: Annex 3 of the COG CAMIEG as printed: « Campagnes nationales » does not add up to its total.
ANNEX: Final = sheet(
    "FNGR",
    [
        ["", *(f"Base COG {year}" for year in range(2012, 2016)), "Total COG 2012-2015"],
        ["Campagnes nationales", 129000, 129000, 129000, 129000, 528000],
        ["Prévention locale", "100 000", 110000, 120000, 130000, 460000],
        ["Taux d'exécution 2012", "=_xldudf_COG_EXECUTION(120000,B2)"],
    ],
)  # fmt: skip
RATE: Final = sheet(
    "FNGA",
    [["Exécuté prévisionnel 2011", 13813000], ["Base COG 2015", 14667000],
     ["Evolution 2015/2011", "=COG_EVOLUTION(B1,B2)"]],
)  # fmt: skip
# What Excel shows before an explanation is asked for: one that contradicts it is not given.
RATE["cellules"]["B3"]["v"] = 14667000 / 13813000 - 1


#: Annex 4 with two results typed for objective sheet 1: what the assistant reads when asked.
FOLLOW_UP: Final = sheet(
    "Indicateurs",
    [
        ["Numéro indicateur", "Fiche objectif", "Libellé indicateur", "Réalisé 2013"],
        [1, 1, "Taux de courriels traités dans les délais", 0.95],
        [2, 1, "Taux d'appels décrochés", 0.92],
    ],
)  # fmt: skip


def _ask(*questions: str) -> Callable[[Page], object]:
    def act(page: Page) -> None:
        press(page, "Assistant")
        for question in questions:
            ask(page, question)

    return act


def _insert(page: Page) -> None:
    _ask("budget de personnel 2014")(page)
    do(page, "Insérer dans la cellule")


def _annex(page: Page) -> None:
    press(page, "Insérer une annexe")
    page.get_by_label("Convention et annexe").select_option(label="Annexe 3 : budget FNGR")
    choice = page.get_by_label("Feuille", exact=True)
    choice.locator("option", has_text="FNGR").wait_for(state="attached")
    choice.select_option(label="Exécution")


def _report(page: Page) -> None:
    press(page, "Bilan")
    page.get_by_label("Exercice").select_option("2013")
    page.get_by_label("Autres annexes").set_input_files(
        [FICTITIOUS / ANNEX_4, FICTITIOUS / MILESTONES]
    )


def _equip(page: Page) -> None:
    data = bytes_of(book_of({"Suivi": SUIVI["Suivi"]}))
    save_as(page, "suivi.xlsx", data)
    press(page, "Équiper")


def _seal(page: Page) -> None:
    press(page, "Sceller")
    page.get_by_label("Nom ou service").fill("Direction financière")


def _scenarios(page: Page) -> None:
    save_as(page, SIMULATION.name, SIMULATION.read_bytes())
    press(page, "Scénarios")
    fill(page, "Organisme!B13", "50 %", "bas")
    page.get_by_role("button", name="Ajouter un autre changement").click()
    fill(page, "Organisme!B13", "95 %", "haut")
    compare(page)


def _offline(page: Page) -> None:
    page.route("**/cog/controler", lambda route: route.abort())
    press(page, "Contrôler")


#: Name of the picture → sheet, selected cell, what is done.
PICTURES: Final[dict[str, tuple[dict[str, Any], str, Callable[[Page], object]]]] = {
    "volet-accueil": (ANNEX, "A1", settled),
    "volet-controler": (ANNEX, "A1", lambda page: press(page, "Contrôler")),
    "volet-expliquer": (RATE, "B3", lambda page: press(page, "Expliquer")),
    "volet-recalculer": (ANNEX, "A1", lambda page: press(page, "Recalculer")),
    "volet-inserer": (ANNEX, "A1", _annex),
    "volet-equiper": (ANNEX, "A1", _equip),
    "volet-sceller": (ANNEX, "A1", _seal),
    "volet-scenarios": (ANNEX, "A1", _scenarios),
    "volet-bilan": (ANNEX, "A1", _report),
    "volet-hors-ligne": (ANNEX, "A1", _offline),
    "assistant-objectif": (
        ANNEX, "A1", _ask("quel est l'objectif du taux de décroché en 2013 ?", "2", "et en 2014 ?")
    ),
    "assistant-statut": (
        ANNEX, "A1", _ask("indicateur 7, réalisé 74 %, en 2012, est-ce atteint ?")
    ),
    "assistant-atteinte": (
        FOLLOW_UP, "A1", _ask("taux d'atteinte des indicateurs de la fiche 1 en 2013")
    ),
    "assistant-insertion": (ANNEX, "H2", _insert),
    "assistant-refus": (
        ANNEX, "A1", _ask("que penses-tu du directeur ?")
    ),
}  # fmt: skip


def main() -> None:
    """Take every picture."""
    with serving() as server, browsing() as browser:
        for name, (content, cell, act) in PICTURES.items():
            workbook = {"feuilles": [content], "selection": cell}
            with pane(browser, server.url, workbook, width=_WIDTH) as page:
                page.emulate_media(reduced_motion="reduce")
                act(page)
                page.evaluate("document.activeElement.blur()")
                page.mouse.move(0, 0)
                height = page.evaluate("document.body.scrollHeight")
                page.set_viewport_size({"width": _WIDTH, "height": height + 8})
                page.screenshot(path=IMAGES / f"{name}.png", full_page=True)


if __name__ == "__main__":
    main()
