"""What the pane does for its reader: groups, repairs, focus, waiting, themes, French."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.addin.browser import pane, press, put, settled, sheet, wait_for
from tests.addin.conversing import Answers, answer, ask, begin, cells, do, enter, last
from tests.addin.test_pane import FAULTY, plain, text, workbook
from tests.addin.test_pane_access import focused, violations


@pytest.fixture
def page(opened: Page) -> Iterator[Page]:
    """The pane that stays open, with a workbook that has faults."""
    put(opened, workbook(FAULTY))
    opened.set_viewport_size({"width": 350, "height": 800})
    yield opened
    opened.unroute_all()
    opened.emulate_media(color_scheme="light")


def finding(number: int, title: str, said: str, **more: Any) -> dict[str, Any]:
    return {"cell": f"B{number}", "title": title, "text": said, "repair": None, **more}


def given(page: Page, found: list[dict[str, Any]], total: int | None = None) -> None:
    body = {"form": False, "findings": found, "total": total or len(found)}
    page.route("**/cog/controler", lambda route: route.fulfill(json=body))
    assert press(page, "Contrôler") == "constats"


# ---- findings ----


def test_1650_equal_findings_are_one_with_its_places(page: Page) -> None:
    given(page, [finding(n, "Nombre enregistré comme texte", "Même texte.") for n in range(1650)])
    assert page.locator("#cog-contenu h3").all_inner_texts() == [
        "Nombre enregistré comme texte\u00a0: 1\u202f650 constats"
    ]
    assert page.get_by_text("Même texte.").count() == 1
    places = page.locator(".cog-lieux button")
    assert places.count() == 10
    page.get_by_role("button", name=re.compile(r"Afficher la suite \(1.640\)")).click()
    assert places.count() == 20
    assert focused(page) == "B10"


def test_groups_are_counted_and_one_kind_can_be_shown_alone(page: Page) -> None:
    found = [finding(n, "Total", f"Écart {n}.") for n in range(12)]
    given(page, [*found, finding(40, "Équilibre", "Écart de 3.")])
    groups = page.locator(".cog-groupe")
    assert [one.get_attribute("data-objet") for one in groups.all()] == ["Total", "Équilibre"]
    assert groups.first.locator(".cog-constat").count() == 10
    page.get_by_label("Afficher").select_option("Équilibre")
    assert [one.is_visible() for one in groups.all()] == [False, True]
    page.get_by_label("Afficher").select_option(label="Tous les constats")
    assert [one.is_visible() for one in groups.all()] == [True, True]


def test_what_the_server_left_out_is_said(page: Page) -> None:
    given(page, [finding(n, "Total", "Écart.") for n in (1, 2)], total=3210)
    assert "3 210 constats dans « Budget »" in text(page)
    assert "Les 2 premiers sont montrés" in text(page)


def test_the_repair_is_done_and_taken_back(page: Page) -> None:
    assert press(page, "Contrôler") == "constats"
    group = page.locator("[data-objet='Nombre enregistré comme texte']")
    group.get_by_role("button", name="Corriger la cellule").click()
    assert settled(page) == "resultat"
    assert cells(page)["B3"]["v"] == 500
    assert "1 cellule corrigée." in text(page)
    page.get_by_role("button", name="Annuler la correction").click()
    assert settled(page) == "resultat"
    assert cells(page)["B3"]["v"] == "500"


def test_a_formula_is_bound_again_from_its_finding(page: Page) -> None:
    assert press(page, "Contrôler") == "constats"
    group = page.locator("[data-objet='Formule à rattacher']")
    group.get_by_role("button", name="Corriger la cellule").click()
    assert settled(page) == "resultat"
    assert cells(page)["B5"]["f"] == "=COG_EXECUTION(B2,C2)"


def test_a_cell_that_has_changed_since_is_left(page: Page) -> None:
    assert press(page, "Contrôler") == "constats"
    page.evaluate(
        "async () => { await Excel.run(async (c) => {"
        " c.workbook.worksheets.getItem('Budget').getRange('B3').values = [['600']]; }); }"
    )
    group = page.locator("[data-objet='Nombre enregistré comme texte']")
    group.get_by_role("button", name="Corriger la cellule").click()
    assert settled(page) == "resultat"
    assert cells(page)["B3"]["v"] == "600"
    assert "0 cellule corrigée." in text(page)
    assert "laissée telle quelle" in text(page)


# ---- focus, current action, room ----


def test_the_focus_goes_to_the_result_of_the_ribbon(page: Page) -> None:
    assert page.evaluate("essai.ruban('cog-controler')")
    assert "constats dans" in plain(focused(page))
    first = page.locator(".cog-cellule").first.inner_text()
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    assert focused(page) == first


def test_the_current_action_is_marked(page: Page) -> None:
    press(page, "Recalculer")
    marked = page.locator("[aria-current]")
    assert marked.all_inner_texts() == ["Recalculer"]
    press(page, "Assistant")
    assert marked.all_inner_texts() == ["Assistant"]


@pytest.mark.parametrize("width", [320, 450])
def test_two_thirds_of_the_pane_are_the_conversation(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 600})
    enter(page)
    taken = page.evaluate(
        "['header', '.cog-conversation-tete', '#cog-demande']"
        ".reduce((sum, one) => sum + document.querySelector(one).offsetHeight, 0)"
    )
    assert taken <= 600 / 3


def test_what_can_be_done_is_a_button_where_it_is_told(browser: Browser, server_url: str) -> None:
    with pane(browser, server_url, workbook(FAULTY)) as page:
        page.locator("#cog-contenu").get_by_role("button", name="Contrôler").click()
        assert settled(page) == "constats"


# ---- waiting ----


def test_what_waits_says_so_and_can_be_given_up(page: Page) -> None:
    page.route("**/cog/controler", lambda route: None)
    page.get_by_role("navigation").get_by_role("button", name="Contrôler").click()
    page.locator("#cog-travail").wait_for(state="visible")
    bar = page.get_by_role("navigation").get_by_role("button")
    assert {one.get_attribute("aria-disabled") for one in bar.all()} == {"true"}
    wait_for(page, "document.querySelector('#cog-travail').innerText.includes('depuis')")
    # A second action is not heard meanwhile.
    bar.filter(has_text="Recalculer").click(force=True)
    assert page.locator("#cog-contenu").get_attribute("data-etat") == "chargement"
    assert violations(page) == []
    page.get_by_role("button", name="Annuler", exact=True).click()
    assert settled(page) == "resultat"
    assert "Action annulée" in text(page)
    assert not page.locator("#cog-travail").is_visible()
    assert bar.first.get_attribute("aria-disabled") is None
    page.unroute_all()
    page.get_by_role("button", name="Recommencer").click()
    assert settled(page) == "constats"


def test_a_question_can_be_given_up(page: Page) -> None:
    begin(page)
    page.route("**/cog/demander", lambda route: None)
    page.get_by_label("Votre question").fill("bonjour")
    page.get_by_label("Votre question").press("Enter")
    page.get_by_role("button", name="Annuler", exact=True).click()
    settled(page)
    assert "Action annulée" in last(page).inner_text()


def test_a_cleared_conversation_can_be_had_back(page: Page) -> None:
    begin(page)
    sent = Answers(page, answer())
    ask(page, "objectif de l'indicateur 7 en 2013")
    before = page.locator("#cog-fil").inner_text()
    do(page, "Effacer")
    assert page.locator(".cog-bulle-vous").count() == 0
    page.get_by_role("button", name="Annuler l’effacement").click()
    assert page.locator("#cog-fil").inner_text() == before
    ask(page, "et en 2014 ?")
    # What was said before is still what the next question follows.
    assert sent.asked[-1]["state"] == answer()["state"]


# ---- what goes wrong ----


@pytest.mark.parametrize(
    ("fault", "title", "advice"),
    [
        (401, "Connexion expirée", "connectez-vous avec votre compte professionnel"),
        (403, "Accès refusé", "Demandez l’accès à votre administrateur"),
        (413, "Demande trop grande", "partagez le classeur en deux"),
        (503, "Serveur injoignable", "Réessayez dans une minute"),
        ("down", "Serveur injoignable", "prévenez votre administrateur"),
        ("offline", "Pas de réseau", "Rétablissez la connexion"),
    ],
)
def test_each_failure_says_what_can_be_done(
    page: Page, fault: int | str, title: str, advice: str
) -> None:
    if isinstance(fault, int):
        page.route("**/cog/controler", lambda route: route.fulfill(status=fault, body="no"))
    else:
        page.route("**/cog/controler", lambda route: route.abort())
    page.context.set_offline(fault == "offline")
    try:
        press(page, "Contrôler")
        shown = text(page)
    finally:
        page.context.set_offline(False)
    assert title in shown and advice in shown
    assert not re.search(r"pycog |--\w", shown)


# ---- French, and what is inserted ----


def test_apostrophes_and_numbers_are_set_as_french_is(page: Page) -> None:
    begin(page)
    Answers(page, answer(text="L'objectif n°12, n° 7 de l'année « l'an 1 »."))
    ask(page, "?")
    shown = page.locator(".cog-bulle-assistant").last.inner_text()
    assert "L’objectif n°\u00a012, n°\u00a07 de l’année «\u00a0l’an 1\u00a0»." in shown


def test_a_formula_is_shown_as_it_is_written(page: Page) -> None:
    begin(page)
    written = "=COG_TARGET('Annexe d''essai'!A1;\"l'an\")"
    Answers(page, answer(formula_fr=written))
    ask(page, "?")
    assert page.locator("#cog-fil code").inner_text() == written


@pytest.mark.parametrize(
    ("shown", "expected"),
    [
        ("16/12/2012", "dd/mm/yyyy"),
        ("76,5\u00a0%", "0.0%"),
        ("75 %", "0%"),
        ("14 359 000 €", '#,##0 "€"'),
        ("1 234,50 €", '#,##0.00 "€"'),
        ("7 j", None),
        ("Non atteint", None),
    ],
)
def test_an_inserted_formula_shows_its_value_as_the_answer_did(
    page: Page, shown: str, expected: str | None
) -> None:
    put(page, workbook(sheet("F", [["x"]]), selection="B7"))
    begin(page)
    Answers(page, answer(display=shown))
    ask(page, "?")
    do(page, "Insérer dans la cellule")
    assert cells(page)["B7"].get("nf") == expected


def test_a_format_chosen_by_the_officer_stays(page: Page) -> None:
    own = sheet("F", [["x"]])
    own["cellules"]["B7"] = {"nf": "0.000"}
    put(page, workbook(own, selection="B7"))
    begin(page)
    Answers(page, answer(display="75 %"))
    ask(page, "?")
    do(page, "Insérer dans la cellule")
    assert cells(page)["B7"]["nf"] == "0.000"


def test_a_late_indicator_leads_to_its_cell(page: Page) -> None:
    put(
        page,
        workbook(
            sheet("Autre", [["rien"]]),
            sheet(
                "L'annexe 4",
                [
                    ["Numéro indicateur", "Libellé indicateur", "Réalisé 2013"],
                    [2, "Taux d'appels décrochés", 0.5],
                ],
            ),
            ),
    )  # fmt: skip
    page.evaluate(
        "async () => { await Excel.run(async (c) => {"
        ' c.workbook.worksheets.getItem("L\'annexe 4").activate(); }); }'
    )
    begin(page)
    bubble = ask(page, "quels indicateurs sont en retard ?")
    page.evaluate(
        "async () => { await Excel.run(async (c) => {"
        " c.workbook.worksheets.getItem('Autre').activate(); }); }"
    )
    row = page.locator("#cog-fil table").last.locator("tbody tr")
    assert "50 %" in plain(row.inner_text())
    row.get_by_role("button", name="C2").click()
    settled(page)
    assert bubble
    assert page.evaluate("[essai.lire().active, essai.lire().selection]") == [1, "C2"]


# ---- themes ----


def paper(page: Page) -> str:
    return str(page.evaluate("getComputedStyle(document.body).backgroundColor"))


def test_the_pane_is_dark_where_the_browser_is(page: Page) -> None:
    assert paper(page) == "rgb(255, 255, 255)"
    page.emulate_media(color_scheme="dark")
    wait_for(page, "document.documentElement.dataset.theme === 'sombre'")
    assert paper(page) == "rgb(31, 31, 31)"
    assert violations(page) == []


@pytest.mark.parametrize(
    ("background", "text_colour", "shown"),
    [
        ("#000000", "#FFFFFF", "rgb(0, 0, 0)"),
        ("#F8F8F8", "#111111", "rgb(248, 248, 248)"),
        # The dark grey of Office: our own dark face, whose colours are known to be legible.
        ("#666666", "#FFFFFF", "rgb(255, 255, 255)"),
    ],
)
def test_the_pane_takes_the_colours_of_office(
    page: Page, background: str, text_colour: str, shown: str
) -> None:
    page.evaluate(
        """async ([fond, encre]) => {
          Office.context.officeTheme = { bodyBackgroundColor: fond, bodyForegroundColor: encre };
          const { suivreLeTheme } = await import(
            [...document.scripts].map((s) => s.src).find((s) => s.endsWith("/js/main.js"))
              .replace("main.js", "cog/theme.js"));
          suivreLeTheme();
        }""",
        [background, text_colour],
    )
    try:
        assert paper(page) == shown
        assert press(page, "Contrôler") == "constats"
        assert violations(page) == []
    finally:
        page.evaluate("delete Office.context.officeTheme")
        page.emulate_media(color_scheme="dark")
        page.emulate_media(color_scheme="light")
