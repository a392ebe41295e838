"""The buttons of the pane and of the ribbon, on a small workbook."""

from __future__ import annotations

import datetime as dt
from functools import partial
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route

from tests.addin.browser import pane, press, settled, sheet, wait_for

#: A table whose total is wrong by 100, with a number kept as text, an unknown name, a
#: formula under the name that files hold, ranges of unlike sizes and an error value.
FAULTY = sheet(
    "Budget",
    [
        ["", "2012", "2013", "Total"],
        ["Personnel", 1000, 2000, 3000],
        ["Loyers", "500", 700, 1200],
        ["Total", 1600, 2700, 4200],
        ["", "=_xldudf_COG_EXECUTION(B2,C2)", "=COG_EXECUTION(B2:B3,C2:C4)", "=COG_INCONNUE(1)"],
    ],
    conditions=[{"type": "Custom", "plage": "B2:D4", "formule": '=COG_STATUS(B2,"90%")="Atteint"'}],
)
CLEAN = sheet("Notes", [["Rien à vérifier ici"]])
CALCULATED = sheet(
    "Taux", [["executé", 500], ["autorisé", 2000], ["taux", "=COG_EXECUTION(B1,B2)"]]
)


def workbook(*sheets: dict[str, Any], selection: str = "A1") -> dict[str, Any]:
    return {"feuilles": list(sheets), "selection": selection}


def plain(shown: str) -> str:
    """Return a text with ordinary spaces."""
    return shown.replace("\u202f", " ").replace("\u00a0", " ")


def text(page: Page) -> str:
    return plain(page.locator("#cog-contenu").inner_text())


def announced(page: Page) -> str:
    return plain(page.locator("#cog-annonce").inner_text())


def test_the_pane_opens_on_what_it_can_do(browser: Browser, server_url: str) -> None:
    with pane(browser, server_url) as page:
        assert page.locator("#cog-contenu").get_attribute("data-etat") == "vide"
        assert page.title() == "COG"
        assert page.evaluate("document.documentElement.lang") == "fr"
        assert "Que voulez-vous faire ?" in text(page)
        assert page.evaluate("essai.rubans()") == [
            "cog-aide",
            "cog-assistant",
            "cog-bilan",
            "cog-controler",
            "cog-equiper",
            "cog-expliquer",
            "cog-figer",
            "cog-inserer",
            "cog-recalculer",
            "cog-sceller",
            "cog-verifier",
        ]


def test_check_lists_what_is_wrong_and_leads_to_each_cell(browser, server_url) -> None:
    with pane(browser, server_url, workbook(FAULTY)) as page:
        assert press(page, "Contrôler") == "constats"
        found = {
            (item.inner_text(), group.get_attribute("data-objet"))
            for group in page.locator(".cog-groupe").all()
            for item in group.locator(".cog-cellule").all()
        }
        assert {
            ("B4", "Total"),
            ("B3", "Nombre enregistré comme texte"),
            ("B5", "Formule à rattacher"),
            ("C5", "Plages de tailles différentes"),
            ("D5", "Formule inconnue"),
            ("B2", "Formule COG_ dans une mise en forme conditionnelle"),
        } <= found
        assert announced(page) == f"{len(found)} constats dans « Budget »"
        page.locator(".cog-constat", has_text="B4").first.click()
        settled(page)
        assert page.evaluate("essai.lire().selection") == "B4"
        assert "constats dans" in text(page)


def test_check_says_when_nothing_is_wrong(browser, server_url) -> None:
    with pane(browser, server_url, workbook(CLEAN)) as page:
        assert press(page, "Contrôler") == "resultat"
        assert "Aucun constat" in text(page)


def test_check_of_an_empty_sheet(browser, server_url) -> None:
    with pane(browser, server_url, workbook(sheet("Vide", []))) as page:
        assert press(page, "Contrôler") == "resultat"


def showing(page_of: dict[str, Any], **values: Any) -> dict[str, Any]:
    """Return a sheet whose formulas show what Excel has calculated."""
    cells = {
        key: {**cell, "v": values.get(key, cell["v"])} for key, cell in page_of["cellules"].items()
    }
    return {**page_of, "cellules": cells}


def test_explain_shows_arithmetic_and_source(browser, server_url) -> None:
    calculated = showing(CALCULATED, B3=0.25)
    with pane(browser, server_url, workbook(calculated, selection="B3")) as page:
        assert press(page, "Expliquer") == "explication"
        shown = text(page)
        assert "Taux!B3 : 25 %" in shown
        assert "=COG_EXECUTION(B1;B2)" in shown
        assert "Calcul : " in shown
        assert "COG CAMIEG 2012-2015, annexe 1" in shown
        link = page.get_by_role("link", name="Aide de COG_EXECUTION")
        address = link.get_attribute("href") or ""
        assert page.request.get(address).ok


@pytest.mark.parametrize(
    ("cells", "value", "says"),
    [
        ([["bonjour"]], "bonjour", "Valeur saisie, sans formule."),
        ([["=COG_EXECUTION(1,0)"]], "#VALUE!", "Le montant autorisé"),
        ([["=COG_EXECUTION(1,2)"]], 0.7, "Je ne peux pas expliquer cette valeur"),
        ([["=COG_EXECUTION(Montants,2)"]], 0, "ne suit pas la référence"),
    ],
    ids=["typed", "error", "other", "name"],
)
def test_explain_what_is_no_plain_result(browser, server_url, cells, value, says) -> None:
    with pane(browser, server_url, workbook(showing(sheet("F", cells), A1=value))) as page:
        press(page, "Expliquer")
        assert says in text(page)


@pytest.mark.parametrize("button", ["Cette feuille", "Tout le classeur"])
def test_recalculate_runs_every_formula_again(browser, server_url, button) -> None:
    with pane(browser, server_url, workbook(CALCULATED)) as page:
        assert press(page, "Recalculer") == "choix"
        page.get_by_role("button", name=button).click()
        settled(page)
        assert "1 formule COG_ relancée" in text(page) and "Recalcul terminé" in text(page)
        # The button ends when the values are there.
        assert page.evaluate("essai.lire().feuilles[0].cellules.B3.v") == 0.25


def test_recalculate_names_the_first_error(browser, server_url) -> None:
    faulty = sheet("S", [["=COG_EXECUTION(1,4)", "=COG_EXECUTION(1,0)"], ['=COG_STATUS("x","y")']])
    with pane(browser, server_url, workbook(faulty)) as page:
        page.evaluate("essai.ruban('cog-recalculer')")
        assert "2 donnent une erreur, à commencer par S!B1." in text(page)


def test_recalculate_writes_formulas_anew_where_excel_kept_its_values(browser, server_url) -> None:
    with pane(browser, server_url, workbook(CALCULATED)) as page:
        page.evaluate("essai.obeir(false)")
        press(page, "Recalculer")
        page.get_by_role("button", name="Cette feuille").click()
        settled(page)
        wait_for(page, "essai.lire().feuilles[0].cellules.B3.v === 0.25")


def test_recalculate_binds_formulas_that_excel_does_not_know(browser, server_url) -> None:
    stale = sheet("S", [["=_xldudf_COG_EXECUTION(1,4)", "=[1]!_xldudf_COG_EXECUTION(1,2)"]])
    with pane(browser, server_url, workbook(stale)) as page:
        assert page.evaluate("essai.ruban('cog-recalculer')")
        assert "Dont 2 rattachées au complément" in text(page)
        wait_for(page, "essai.lire().feuilles[0].cellules.A1.v === 0.25")
        cells = page.evaluate("essai.lire().feuilles[0].cellules")
        assert [cells[place]["f"] for place in ("A1", "B1")] == [
            "=COG_EXECUTION(1,4)",
            "=COG_EXECUTION(1,2)",
        ]


def test_recalculate_never_writes_into_a_spilled_result(browser, server_url) -> None:
    spilled = sheet("S", [["=COG_EXECUTION(B1,4)", 1]])
    spilled["cellules"]["A2"] = {"f": "=COG_EXECUTION(B1,4)", "v": 7, "parent": "A1"}
    with pane(browser, server_url, workbook(spilled)) as page:
        page.evaluate("essai.obeir(false)")
        page.evaluate("essai.ruban('cog-recalculer')")
        wait_for(page, "essai.lire().feuilles[0].cellules.A1.v === 0.25")
        assert page.evaluate("essai.lire().feuilles[0].cellules.A2.v") == 7


def test_nothing_to_recalculate(browser, server_url) -> None:
    with pane(browser, server_url, workbook(CLEAN)) as page:
        page.evaluate("essai.ruban('cog-recalculer')")
        assert "Aucune formule COG_ dans ce classeur." in text(page)


def test_freeze_copies_values_only_under_a_dated_name(browser, server_url) -> None:
    with pane(browser, server_url, workbook(CALCULATED, CLEAN)) as page:
        page.evaluate("essai.ruban('cog-recalculer')")
        wait_for(page, "essai.lire().feuilles[0].cellules.B3.v === 0.25")
        assert press(page, "Figer") == "resultat"
        book = page.evaluate("essai.lire()")
        name = f"Taux figée {dt.date.today():%d-%m-%Y}"
        assert [one["nom"] for one in book["feuilles"]] == ["Taux", name, "Notes"]
        frozen = book["feuilles"][1]["cellules"]
        assert frozen["B3"]["v"] == 0.25
        assert not any(cell.get("f") for cell in frozen.values())
        assert book["feuilles"][0]["cellules"]["B3"]["f"] == "=COG_EXECUTION(B1,B2)"
        assert name in text(page)


def test_insert_an_annex_with_the_sheets_that_it_reads(browser, server_url) -> None:
    with pane(browser, server_url, workbook(sheet("FNGR", [["déjà prise"]]))) as page:
        assert press(page, "Insérer une annexe") == "formulaire"
        page.get_by_label("Convention et annexe").select_option(label="Annexe 3 : budget FNGR")
        page.get_by_label("Feuille", exact=True).locator("option", has_text="Exécution").wait_for(
            state="attached"
        )
        page.get_by_label("Feuille", exact=True).select_option(label="Exécution")
        assert "FNGR" in page.locator(".cog-note").inner_text()
        page.get_by_role("button", name="Insérer", exact=True).click()
        assert settled(page) == "resultat"
        assert "Feuilles ajoutées : FNGR (2), Exécution." in text(page)
        book = page.evaluate("essai.lire()")
        assert [one["nom"] for one in book["feuilles"]] == ["FNGR", "FNGR (2)", "Exécution"]
        formulas = [
            cell["f"]
            for one in book["feuilles"][1:]
            for cell in one["cellules"].values()
            if cell.get("f")
        ]
        assert any("COG_" in formula for formula in formulas)
        assert not any("_xldudf_" in formula or "_xlfn" in formula for formula in formulas)
        assert any("'FNGR (2)'!" in formula for formula in formulas)
        assert page.evaluate("essai.journal.some(([quoi]) => quoi === 'fond')")


def test_insert_waits_for_the_server_when_the_list_changes(browser, server_url) -> None:
    with pane(browser, server_url, workbook(CLEAN)) as page:
        page.route("**/cog/annexes/feuilles*", lambda route: route.abort())
        assert press(page, "Insérer une annexe") == "hors-ligne"


def test_help_opens_the_pages_of_the_server(browser, server_url) -> None:
    with pane(browser, server_url) as page:
        press(page, "Aide")
        opened = page.evaluate("essai.journal.find(([quoi]) => quoi === 'page')[1]")
        assert opened == f"{server_url}/aide"
        assert page.request.get(opened).ok


def test_each_ribbon_button_tells_excel_when_it_has_finished(browser, server_url) -> None:
    shows_pane = {
        "cog-recalculer": False, "cog-inserer": True, "cog-controler": True,
        "cog-expliquer": True, "cog-figer": False, "cog-aide": False, "cog-assistant": True,
        "cog-bilan": True, "cog-equiper": True, "cog-sceller": True, "cog-verifier": True,
    }  # fmt: skip
    with pane(browser, server_url, workbook(CALCULATED)) as page:
        for button, shows in shows_pane.items():
            page.evaluate("() => { essai.journal.length = 0; }")
            assert page.evaluate(f"essai.ruban('{button}')") is True
            assert page.evaluate("essai.journal.some(([quoi]) => quoi === 'volet')") is shows


def test_offline_is_said_and_can_be_tried_again(browser, server_url) -> None:
    with pane(browser, server_url, workbook(FAULTY)) as page:
        page.route("**/cog/controler", lambda route: route.abort())
        assert press(page, "Contrôler") == "hors-ligne"
        assert "Serveur injoignable" in page.get_by_role("alert").inner_text()
        page.unroute("**/cog/controler")
        page.get_by_role("button", name="Réessayer").click()
        assert settled(page) == "constats"


def test_a_refusal_is_said_in_french(browser, server_url) -> None:
    refusals = [
        (400, '{"detail": "La feuille est illisible."}', "La feuille est illisible."),
        (401, '{"detail": "Auth error"}', "fermez puis rouvrez Excel, connectez-vous"),
        (403, '{"detail": "Auth error: Missing roles"}', "Demandez l’accès à votre"),
        (404, "Not Found", "Fermez et rouvrez le volet"),
        (413, "too large", "partagez le classeur en deux"),
        (500, "Traceback (most recent call last)", "signalez-la à votre administrateur"),
    ]
    with pane(browser, server_url, workbook(FAULTY)) as page:
        for status, body, says in refusals:
            kind = "application/json" if body.startswith("{") else "text/plain"
            answer = partial(Route.fulfill, status=status, body=body, content_type=kind)
            page.route("**/cog/controler", answer)
            assert press(page, "Contrôler") == "erreur"
            shown = plain(page.get_by_role("alert").inner_text())
            assert says in shown
            assert "Traceback" not in shown and "Missing roles" not in shown


def test_what_excel_refuses_is_said_in_french(browser, server_url) -> None:
    with pane(browser, server_url, workbook(CLEAN)) as page:
        page.evaluate("() => { Excel.run = async () => { throw new Error('GeneralException'); }; }")
        assert press(page, "Contrôler") == "erreur"
        assert "Excel n’a pas pu faire ce qui était demandé." in text(page)


def test_no_value_of_the_workbook_reaches_the_log(browser, server, server_url) -> None:
    secret = sheet("Secret", [["8675309", 424242.5], ["t", "=COG_EXECUTION(B1,1000000)"]])
    with pane(browser, server_url, workbook(secret, selection="B2")) as page:
        for action in ("Contrôler", "Expliquer", "Figer"):
            press(page, action)
    assert "8675309" not in server.logged()
    assert "424242" not in server.logged()
