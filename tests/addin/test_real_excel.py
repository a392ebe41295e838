"""What real Excel does and a stub forgets: closed panes, refused files, old calendars, Macs."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, Page, Route

from tests.addin.browser import pane, press, put, settled, sheet
from tests.addin.conversing import cells
from tests.addin.test_pane import CALCULATED, plain, text, workbook

BATCH, SINGLE = "**/cog/lot", "**/custom-functions-call"
DUE = '"fin 2013","15/02/2014","31/12/2014"'


@pytest.fixture
def page(browser: Browser, server_url: str) -> Iterator[Page]:
    with pane(browser, server_url, workbook(CALCULATED)) as opened:
        yield opened


def shown(page: Page, kind: str) -> list[list[str]]:
    """Return what the stub noted of one kind."""
    noted: list[list[str]] = page.evaluate(
        "kind => essai.journal.filter(([un]) => un === kind)", kind
    )
    return noted


def window(page: Page) -> dict[str, str]:
    """Return the last window that was opened, by parameter."""
    address = shown(page, "fenêtre")[-1][1]
    return {name: plain(value) for name, (value,) in parse_qs(urlsplit(address).query).items()
            if value}  # fmt: skip


# ---- the pane is closed ----


def test_a_closed_pane_says_the_result_of_the_ribbon_in_a_window(page: Page) -> None:
    page.evaluate("essai.fermerLeVolet(true)")
    assert page.evaluate("essai.ruban('cog-recalculer')")
    assert window(page)["title"] == "Recalcul terminé"
    assert "1 formule COG_ relancée dans ce classeur." in window(page)["prompt"]
    assert page.request.get(shown(page, "fenêtre")[-1][1]).ok
    assert page.evaluate("essai.ruban('cog-figer')")
    assert window(page)["title"] == "Feuille figée"
    assert shown(page, "volet") == []


def test_a_closed_pane_says_failures_too(page: Page) -> None:
    page.evaluate("essai.fermerLeVolet(true)")
    page.route("**/custom-scripts-call/**", lambda route: route.abort())
    page.evaluate("essai.ruban('cog-figer')")
    assert window(page)["title"] == "Serveur injoignable"
    assert "prévenez votre administrateur" in window(page)["prompt"]


def test_where_office_opens_no_window_the_pane_is_shown(page: Page) -> None:
    page.evaluate("essai.fermerLeVolet(true); essai.refuserLesFenetres(true)")
    page.evaluate("essai.ruban('cog-recalculer')")
    assert len(shown(page, "volet")) == 1


def test_an_open_pane_needs_no_window(page: Page) -> None:
    page.evaluate("essai.fermerLeVolet(false)")
    page.evaluate("essai.ruban('cog-recalculer')")
    assert shown(page, "fenêtre") == []


def test_batches_do_not_wait_on_slowed_timers(page: Page) -> None:
    page.evaluate(
        """() => {
          Object.defineProperty(document, "hidden", { get: () => true });
          // So does a browser with the timers of a hidden page.
          const slow = globalThis.setTimeout;
          globalThis.setTimeout = (faire, ms) => slow(faire, Math.max(60000, ms));
        }"""
    )
    given = page.evaluate(
        "Promise.all([1, 2, 3].map(n => essai.appeler('COG_EXECUTION', [n, 4])))"
        ".then(tous => tous.map(un => un.valeur[0][0]))"
    )
    assert given == [0.25, 0.5, 0.75]


# ---- formulas that change with the day ----


def test_a_volatile_formula_is_computed_once_a_day(page: Page) -> None:
    sent: list[str] = []

    def note(route: Route) -> None:
        sent.append(route.request.url)
        route.continue_()

    for route in (BATCH, SINGLE):
        page.route(route, note)
    ask = f"essai.appeler('COG_MILESTONE_STATUS', [{DUE}]).then(un => un.valeur[0][0])"
    first = page.evaluate(ask)
    assert first == "Réalisée en retard de 46 jours"
    assert len(sent) == 1
    # Excel calls it again at each edit.
    many = f"Promise.all([...Array(103)].map(() => {ask}))"
    assert page.evaluate(many) == [first] * 103
    assert len(sent) == 1
    # The next day is another answer, and so is a recalculation asked for.
    page.evaluate("() => { Date.prototype.toDateString = () => 'demain'; }")
    page.evaluate(ask)
    assert len(sent) == 2
    page.evaluate("cogOublier()")
    page.evaluate(ask)
    assert len(sent) == 3


def test_a_volatile_formula_that_failed_is_asked_for_again(page: Page) -> None:
    page.route(BATCH, lambda route: route.fulfill(status=500, body="no"))
    page.route(SINGLE, lambda route: route.fulfill(status=500, body="no"))
    ask = f"essai.appeler('COG_MILESTONE_STATUS', [{DUE}])"
    assert "erreur" in page.evaluate(ask)
    page.unroute(BATCH)
    page.unroute(SINGLE)
    assert page.evaluate(ask)["valeur"] == [["Réalisée en retard de 46 jours"]]


def test_another_convention_is_another_answer(page: Page) -> None:
    ask = f"essai.appeler('COG_MILESTONE_STATUS', [{DUE}])"
    page.evaluate(ask)
    put(page, {**workbook(CALCULATED), "noms": {"COG_CONVENTION": '="inconnue-2099"'}})
    page.wait_for_timeout(1100)
    sent: list[str] = []
    page.on("request", lambda one: sent.append(one.url))
    page.evaluate(ask)
    assert any("custom-functions-call" in url or "cog/lot" in url for url in sent)


# ---- files that Excel does not give ----


def test_a_report_reads_the_sheets_where_excel_gives_no_file(page: Page) -> None:
    assert press(page, "Bilan") == "formulaire"
    bodies: list[Any] = []

    def report(route: Route) -> None:
        bodies.append(route.request.post_data_json)
        content = base64.b64encode(b"x").decode()
        made = {"name": "a.html", "type": "text/html", "title": "Fait", "sentences": ["Un."]}
        route.fulfill(json={**made, "content": content})

    page.route("**/cog/rapports", report)
    page.get_by_role("button", name="Établir").click()
    assert settled(page) == "resultat"
    (sent,) = bodies[0]["workbooks"]
    assert sent["name"] == "classeur.xlsx" and "content" not in sent
    (read,) = sent["sheets"]
    assert (read["sheet"], read["values"][1]) == ("Taux", ["autorisé", 2000])
    assert "ses feuilles ont été lues une à une" in text(page)


def test_equip_says_how_to_go_on_without_the_file(page: Page) -> None:
    assert press(page, "Équiper") == "erreur"
    assert "Fichier indisponible" in text(page)
    assert "Enregistrez le classeur, fermez-le et rouvrez-le" in text(page)
    assert page.evaluate("location.origin") in text(page)


def test_a_large_sheet_is_read_in_bands(page: Page) -> None:
    rows = [[n, n + 0.5] for n in range(25_000)]
    put(page, workbook(sheet("Grande", rows)))
    read = page.evaluate(
        """async () => {
          const main = [...document.scripts].map((s) => s.src)
            .find((s) => s.endsWith("/js/main.js"));
          const { classeurALire } = await import(main.replace("main.js", "cog/fichiers.js"));
          const { sheets } = await classeurALire();
          return [sheets[0].values.length, sheets[0].values.at(-1)];
        }"""
    )
    assert read == [25_000, [24_999, 24_999.5]]


# ---- 1904 ----


def test_formulas_refuse_a_calendar_that_counts_from_1904(page: Page) -> None:
    page.evaluate("essai.compterDepuis1904(true)")
    press(page, "Recalculer")
    page.get_by_role("button", name="Cette feuille").click()
    settled(page)
    assert "1 donne une erreur : Taux!B3." in text(page)
    given = page.evaluate("essai.appeler('COG_EXECUTION', [1, 4])")
    assert given["erreur"] == "#VALUE!"
    assert "calendrier depuis 1904" in given["message"]
    page.evaluate("essai.compterDepuis1904(false)")
    page.evaluate("essai.ruban('cog-recalculer')")
    assert cells(page)["B3"]["v"] == 0.25


def test_what_is_read_of_such_a_workbook_counts_from_1900(page: Page) -> None:
    dated = sheet("F", [["Échéance"], [39797], [39797]])
    dated["cellules"]["A2"]["nf"] = "dd/mm/yyyy"
    put(page, workbook(dated))
    page.evaluate("essai.compterDepuis1904(true)")
    bodies: list[Any] = []
    page.on(
        "request", lambda one: bodies.append(one.post_data_json) if "controler" in one.url else 0
    )
    press(page, "Contrôler")
    # 16/12/2012 is 39797 counted from 1904 and 41259 from 1900; a plain number stays.
    assert bodies[0]["values"] == [["Échéance"], [41259], [39797]]


# ---- Mac ----


@pytest.mark.parametrize(("platform", "told"), [("Mac", True), ("PC", False)])
def test_downloads_on_a_mac_say_what_to_do(page: Page, platform: str, told: bool) -> None:
    page.evaluate("platform => { Office.context.platform = platform; }", platform)
    press(page, "Bilan")
    page.route(
        "**/cog/rapports",
        lambda route: route.fulfill(json={
            "name": "a.html", "type": "text/html", "title": "Fait", "sentences": ["Un."],
            "content": base64.b64encode(b"x").decode(),
        }),
    )  # fmt: skip
    page.get_by_role("button", name="Établir").click()
    assert settled(page) == "resultat"
    assert ("dossier Téléchargements" in text(page)) is told
