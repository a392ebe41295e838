"""How the pane shows the conversation, what it sends and what it writes into the workbook."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.addin.browser import put, settled, sheet
from tests.addin.conversing import (
    BARS,
    TABLE,
    Answers,
    answer,
    ask,
    cells,
    conversation,
    do,
    last,
    last_answer,
    told,
)
from tests.addin.test_pane import plain, workbook

BOOK = workbook(sheet("Suivi", [[0.74, 0.75, "=COG_EXECUTION(A1,B1)"]]), selection="A3")
HOSTILE = "<img src=x onerror=\"document.title='pris'\"><script>document.title='pris'</script>"


@pytest.fixture
def page(opened: Page) -> Iterator[Page]:
    with conversation(opened, BOOK) as running:
        yield running


def test_the_ribbon_opens_the_conversation_and_the_rest_of_the_pane_leaves_it(page) -> None:
    Answers(page, answer())
    ask(page, "objectif 7 en 2013")
    page.evaluate("essai.ruban('cog-controler')")
    settled(page)
    assert page.locator("#cog-conversation").is_hidden()
    assert page.evaluate("essai.ruban('cog-assistant')") is True
    assert page.evaluate("document.activeElement.id") == "cog-question"
    assert "objectif 7 en 2013" in page.locator("#cog-fil").inner_text()


def test_an_answer_shows_value_formula_arithmetic_target_source_and_assumptions(page) -> None:
    Answers(page, answer(table=TABLE, bars=BARS), answer(), answer(text="C'est 75\u00a0%."))
    ask(page, "objectif 7 en 2013")
    for expected in (
        "L’objectif de l’indicateur 7 est fixé pour 2013.",
        "=COG_TARGET(7;2013)",
        "Objectif imprimé\n≥ 75 %",
        "Calcul\n0,74 ÷ 0,75 = 98,67 %",
        "Source\nCOG CAMIEG 2012-2015, annexe 4",
        "Hypothèse\nRapport au but : la règle n’est pas écrite.",
    ):
        assert expected in told(last_answer(page))
    table = last_answer(page).get_by_role("table")
    assert table.get_by_role("columnheader").all_inner_texts() == ["Indicateur", "Taux"]
    assert table.get_by_role("cell").all_inner_texts() == ["7", "0,5", "<b>8</b>", ""]
    names = [
        picture.get_attribute("aria-label") or ""
        for picture in last_answer(page).get_by_role("img").all()
    ]
    assert [plain(name).partition(",")[0] for name in names] == ["90 %", "120 %", "non renseigné"]
    # The longest bar fills the picture; the others and the target follow its scale.
    drawn = last_answer(page).locator("svg").nth(0)
    assert drawn.locator("rect").nth(1).get_attribute("width") == "75.00%"
    assert drawn.locator("line").get_attribute("x1") == "83.33%"
    assert last_answer(page).locator("svg").nth(2).locator("rect").count() == 1
    # The value stands by itself where neither a table nor the sentence says it.
    for _ in range(2):
        ask(page, "et en 2014 ?")
    assert [told(one) for one in page.locator(".cog-valeur").all()] == ["75 %"]


def test_many_assumptions_stand_behind_a_line_that_opens(page) -> None:
    many = [f"Hypothèse numéro {number}." for number in range(1, 5)]
    Answers(page, answer(assumptions=many))
    ask(page, "taux d'atteinte de la fiche 1")
    assert "numéro 3" not in told(last_answer(page))
    last_answer(page).get_by_text("4 hypothèses").press("Enter")
    assert "numéro 3" in told(last_answer(page))


def test_the_state_goes_to_and_fro_unchanged(page) -> None:
    first, second = {"intent": "a", "slots": {"year": 2013}}, {"intent": "b", "pending": "year"}
    server = Answers(page, answer(state=first), answer(state=second), answer())
    for question in ("une", "deux", "trois"):
        ask(page, question)
    assert server.asked == [
        {"question": "une", "state": None},
        {"question": "deux", "state": first},
        {"question": "trois", "state": second},
    ]


def test_the_sheet_is_read_only_where_the_answer_needs_it_and_that_is_said(page) -> None:
    before = {"intent": "before", "slots": {}}
    server = Answers(
        page,
        answer(state=before),
        answer(kind="needs", needs="sheet", text="", state={"intent": "thrown away"}),
        answer(text="Vu."),
    )
    ask(page, "objectif 7 en 2013")
    assert page.locator(".cog-bulle-note").count() == 0
    ask(page, "quels indicateurs sont en retard ?")
    assert set(server.asked[1]) == {"question", "state"}
    assert server.asked[2]["question"] == "quels indicateurs sont en retard ?"
    assert server.asked[2]["state"] == before
    assert server.asked[2]["sheet"]["values"] == [[0.74, 0.75, 0]]
    note = told(page.locator(".cog-bulle-note"))
    assert "j’ai lu la feuille affichée (« Suivi »)" in note
    assert "Vu." in told(last_answer(page))


def test_the_selection_goes_with_the_ranges_that_its_formula_reads(page) -> None:
    put(page, {**BOOK, "selection": "C1"})
    server = Answers(page, answer(kind="needs", needs="selection"), answer(text="Vu."))
    ask(page, "explique cette cellule")
    sent = server.asked[1]["selection"]
    assert (sent["sheet"], sent["cell"], sent["formula"]) == (
        "Suivi",
        "C1",
        "=COG_EXECUTION(A1,B1)",
    )
    assert {one["range"]: one["values"] for one in sent["ranges"]} == {
        "A1": [[0.74]],
        "B1": [[0.75]],
    }
    assert "la cellule choisie (Suivi!C1)" in page.locator(".cog-bulle-note").inner_text()
    assert "sheet" not in server.asked[1]


def test_a_choice_is_sent_as_a_question_and_cannot_be_taken_later(page) -> None:
    asking = {"intent": "objectif", "pending": "year"}
    server = Answers(
        page,
        answer(kind="asked", text="Pour quelle année ?", formula="", formula_fr="",
               choices=["2012", "2013"], state=asking),
        answer(),
    )  # fmt: skip
    ask(page, "objectif 7")
    group = last_answer(page).get_by_role("group", name="Réponses possibles")
    assert group.get_by_role("button").all_inner_texts() == ["2012", "2013"]
    do(page, "2013")
    assert server.asked[1] == {"question": "2013", "state": asking}
    assert page.get_by_role("button", name="2012", exact=True).is_disabled()
    assert page.evaluate("document.activeElement.id") == "cog-question"
    assert page.locator(".cog-bulle-vous").last.inner_text().endswith("2013")


def test_a_formula_is_copied_as_the_officer_reads_it(page) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    Answers(page, answer())
    ask(page, "objectif 7 en 2013")
    do(page, "Copier")
    assert page.evaluate("navigator.clipboard.readText()") == "=COG_TARGET(7;2013)"
    assert page.locator("#cog-statut").inner_text() == "Formule copiée."
    # Where the host refuses the clipboard, the older way still copies.
    page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(Error('non')); }")
    do(page, "Tout copier")
    copied = page.evaluate("navigator.clipboard.readText()")
    page.evaluate("() => { delete navigator.clipboard.writeText; }")
    assert "Question : objectif 7 en 2013\n" in copied
    assert "Formule : =COG_TARGET(7;2013)\n" in copied


def test_the_formula_goes_into_the_active_cell_and_out_again(page) -> None:
    Answers(page, answer(), answer(kind="answered", action="undo", text="Annulé.", formula=""))
    ask(page, "objectif 7 en 2013")
    assert "Formule insérée dans Suivi!A3." in do(page, "Insérer dans la cellule").inner_text()
    assert cells(page)["A3"]["f"] == "=COG_TARGET(7,2013)"
    assert "Suivi!A3 est remis" in ask(page, "annule").inner_text()
    assert cells(page)["A3"].get("f") is None and cells(page)["A3"]["v"] == ""


def test_an_undo_of_the_subject_leaves_the_cell_alone(page) -> None:
    server = Answers(page, answer(), answer(), answer(action="undo", text="Annulé."))
    ask(page, "objectif 7 en 2013")
    do(page, "Insérer dans la cellule")
    ask(page, "et en 2014 ?")
    assert server.asked[1]["state"]["inserted"] is True
    ask(page, "annule")
    assert cells(page)["A3"]["f"] == "=COG_TARGET(7,2013)"


def test_insert_can_be_asked_for(page) -> None:
    Answers(page, answer(), answer(action="insert", text="Voici."))
    ask(page, "objectif 7 en 2013")
    assert "Formule insérée" in ask(page, "insère la formule").inner_text()
    assert cells(page)["A3"]["f"] == "=COG_TARGET(7,2013)"


@pytest.mark.parametrize(
    ("content", "named"),
    [
        ({"v": "=1+1", "nf": "@"}, "« =1+1 »"),
        ({"v": 1250.5}, "« 1 250,5 »"),
        ({"v": 1, "f": "=SUM(B1,B1)"}, "une formule"),
    ],
    ids=["text-like-a-formula", "number", "formula"],
)
def test_a_cell_in_use_is_replaced_only_after_a_yes_and_given_back(page, content, named) -> None:
    book = workbook(sheet("Suivi", [[]]), selection="A1")
    book["feuilles"][0]["cellules"]["A1"] = content
    put(page, book)
    Answers(page, answer())
    ask(page, "objectif 7 en 2013")
    note = told(do(page, "Insérer dans la cellule"))
    assert f"La cellule Suivi!A1 contient déjà {named}." in note
    do(page, "Garder")
    assert cells(page)["A1"] == content
    do(page, "Insérer dans la cellule")
    # The selection may move while the question stands: the cell asked about is meant.
    put(page, {**book, "selection": "D9"})
    do(page, "Remplacer")
    assert cells(page)["A1"]["f"] == "=COG_TARGET(7,2013)"
    assert cells(page)["A1"].get("nf") != "@"  # There the formula would stay a text.
    do(page, "Annuler l’insertion")
    given_back = {key: value for key, value in cells(page)["A1"].items() if key in content}
    given_back["v"] = content["v"] if "f" in content else given_back["v"]
    assert given_back == content
    assert "f" in content or cells(page)["A1"].get("f") is None


def test_a_cell_changed_since_is_left_alone(page) -> None:
    Answers(page, answer())
    ask(page, "objectif 7 en 2013")
    do(page, "Insérer dans la cellule")
    changed = workbook(sheet("Suivi", [[], [], ["autre"]]), selection="A3")
    put(page, changed)
    assert "a changé depuis" in do(page, "Annuler l’insertion").inner_text()
    assert cells(page)["A3"] == {"v": "autre"}


def test_the_formula_takes_the_cells_of_the_sheet_where_it_holds_the_values(page) -> None:
    server = Answers(
        page,
        answer(),
        answer(formula_cells="=COG_STATUS(A1,B1)", formula_cells_fr="=COG_STATUS(A1;B1)"),
        answer(),
        answer(slots={"indicator": 7, "year": 2013}),
    )
    ask(page, "est-ce atteint ?")
    do(page, "Avec les cellules de la feuille")
    assert server.asked[1]["state"] is None and server.asked[1]["sheet"]["sheet"] == "Suivi"
    assert "=COG_STATUS(A1;B1)" in told(last_answer(page))
    assert "j’ai lu la feuille affichée" in page.locator(".cog-bulle-note").inner_text()
    do(page, "Insérer dans la cellule")
    assert cells(page)["A3"]["f"] == "=COG_STATUS(A1,B1)"
    page.get_by_role("button", name="Avec les cellules de la feuille").click()
    settled(page)
    assert "ne porte pas ce réalisé" in told(last(page))
    # Where no result is asked about, there is no cell to look for.
    ask(page, "objectif 7 en 2013")
    offered = last_answer(page).get_by_role("button", name="Avec les cellules de la feuille")
    assert offered.count() == 0


def test_hostile_text_is_shown_and_never_becomes_markup_or_a_formula(page, tmp_path: Path) -> None:
    parts: dict[str, Any] = {
        name: HOSTILE for name in ("text", "display", "formula_fr", "printed", "source")
    }
    parts |= {"arithmetic": [HOSTILE], "assumptions": [HOSTILE], "choices": [HOSTILE]}
    parts["table"] = {"headings": [HOSTILE], "rows": [[HOSTILE], ["=1+1"], ["@SUM(1)"]]}
    parts["bars"] = [{"label": HOSTILE, "ratio": 0.5, "text": HOSTILE}]
    server = Answers(page, answer(**parts, formula=""))
    before = cells(page)
    for question in (HOSTILE, '=HYPERLINK("http://exemple.fr")', "+1+1", "-1", "@SUM(A1)"):
        ask(page, question)
        said = page.locator(".cog-bulle-vous .cog-texte-bulle:not(.visually-hidden)").last
        assert said.text_content() == question
    assert page.locator("#cog-fil img, #cog-fil script").count() == 0
    assert page.title() == "COG"
    # Without a formula of the server nothing can be inserted, whatever is shown.
    assert page.get_by_role("button", name="Insérer dans la cellule").count() == 0
    assert cells(page) == before
    assert len(server.asked) == 5
    with page.expect_download() as download:
        do(page, "Exporter")
    saved = tmp_path / "conversation.html"
    download.value.save_as(saved)
    with page.context.expect_page() as opened:
        page.context.new_page()
    export = opened.value
    export.goto(saved.as_uri())
    assert export.title() == "Conversation avec l’assistant COG"
    assert export.locator("img, script").count() == 0
    assert export.get_by_role("heading", level=2).all_inner_texts()[1] == (
        'Question : =HYPERLINK("http://exemple.fr")'
    )


def test_the_export_holds_formulas_and_sources(page, tmp_path: Path) -> None:
    Answers(page, answer(table=TABLE, bars=BARS))
    ask(page, "objectif 7 en 2013")
    do(page, "Insérer dans la cellule")
    with page.expect_download() as download:
        do(page, "Exporter")
    assert download.value.suggested_filename.startswith("conversation-cog-20")
    saved = tmp_path / "conversation.html"
    download.value.save_as(saved)
    content = saved.read_text(encoding="utf-8")
    for expected in (
        "<h2>Question : objectif 7 en 2013</h2>",
        "<p>Formule : =COG_TARGET(7;2013)</p>",
        "<p>Source : COG CAMIEG 2012-2015, annexe 4</p>",
        "<p>Indicateur 7 : 90 %</p>",
        "<td>&lt;b&gt;8&lt;/b&gt;</td>",
        "<p>Volet : Formule insérée dans Suivi!A3.</p>",
    ):
        assert expected in content


def test_erasing_forgets_everything(page) -> None:
    server = Answers(page, answer())
    ask(page, "objectif 7 en 2013")
    do(page, "Effacer")
    assert page.locator(".cog-bulle").count() == 1
    ask(page, "et en 2014 ?")
    assert server.asked[1]["state"] is None


def test_what_fails_is_said_and_tried_again_without_asking_twice(page) -> None:
    page.route("**/cog/demander", lambda route: route.abort())
    ask(page, "objectif 7 en 2013")
    assert "Serveur injoignable" in page.get_by_role("alert").inner_text()
    page.unroute_all()
    server = Answers(page, answer())
    do(page, "Réessayer")
    assert server.asked == [{"question": "objectif 7 en 2013", "state": None}]
    assert page.get_by_role("alert").count() == 0
    assert page.locator(".cog-bulle-vous").count() == 1
    assert "est fixé pour 2013" in told(last_answer(page))
    assert page.evaluate("document.activeElement.id") == "cog-question"


def test_a_question_is_not_sent_twice_nor_empty(page) -> None:
    server = Answers(page, answer())
    ask(page, "   ")
    assert server.asked == []
    page.get_by_label("Votre question").fill("objectif 7")
    page.evaluate(
        """() => {
          const touche = () => new KeyboardEvent("keydown", { key: "Enter", cancelable: true });
          const champ = document.getElementById("cog-question");
          champ.dispatchEvent(touche());
          champ.value = "objectif 8";
          champ.dispatchEvent(touche());
        }"""
    )
    settled(page)
    assert [one["question"] for one in server.asked] == ["objectif 7"]
    assert page.get_by_label("Votre question").input_value() == "objectif 8"
