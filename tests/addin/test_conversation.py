"""Ten whole conversations through the shipped pane, the real server and the real assistant."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, Response

from addin.french_text import typographic
from pycog.xlsx.french import from_french
from tests.addin.browser import put, sheet
from tests.addin.conversing import ask, begin, cells, last_answer, told
from tests.addin.test_pane import plain, workbook
from tests.dialogue.examples import Example, Turn, differences, load_examples
from tests.dialogue.hosts import OpenAnnex

CONVERSATIONS = load_examples("conversations.yaml")
#: Where formulas go: a cell that no sheet of the conversations fills.
FREE = "Z99"


def annex(achieved: dict[int, dict[int, float]]) -> dict[str, Any]:
    """Return an open annex 4 with some achieved values."""
    (page,) = OpenAnnex(achieved).sheets()
    return workbook(sheet(page.name, list(map(list, page.rows))), selection=FREE)


def listen(page: Page, heard: list[dict[str, Any]]) -> Any:
    def hear(response: Response) -> None:
        if response.url.endswith("/cog/demander"):
            heard.append(response.json())

    page.on("response", hear)
    return hear


@pytest.mark.parametrize("conversation", CONVERSATIONS, ids=lambda example: example.name)
def test_conversation(opened: Page, conversation: Example) -> None:
    begin(opened)
    heard: list[dict[str, Any]] = []
    listener = listen(opened, heard)
    wrong, needed = [], ""
    for turn in conversation.turns:
        if "besoin" in turn:
            needed = turn["besoin"]  # The pane reads it and asks again by itself.
            continue
        put(opened, annex(turn.get("feuille", {})))
        heard.clear()
        ask(opened, turn["question"])
        if needed or "feuille" in turn:
            assert heard[0]["needs"] == (needed or "sheet")
            assert "j’ai lu la feuille affichée" in told(opened.locator(".cog-bulle-note").last)
        needed = ""
        found = [*differences(turn, heard[-1]), *not_shown(opened, turn, heard[-1])]
        wrong += [f"« {turn['question']} » : {one}" for one in found]
    opened.remove_listener("response", listener)
    assert not wrong, "\n".join(wrong)


def not_shown(page: Page, turn: Turn, answer: dict[str, Any]) -> list[str]:
    """Return what of an answer does not stand in the pane, or not in the workbook."""
    bubble = last_answer(page)
    # Also what stands behind a line that opens.
    shown = " ".join(plain(bubble.text_content() or "").split())
    wanted = [answer["text"], answer["formula_cells_fr"] or answer["formula_fr"]]
    wanted += [answer[key] for key in ("display", "printed", "source") if not answer["table"]]
    wanted += [*answer["details"], *answer["arithmetic"], *answer["assumptions"]]
    wanted += answer["choices"]
    table = answer["table"] or {"headings": [], "rows": []}
    # A place is a button that leads there, and names the cell alone.
    wanted += [
        cell.rpartition("!")[2] if heading == "Cellule" else cell
        for row in table["rows"]
        for heading, cell in zip(table["headings"], row, strict=True)
    ]
    # The pane writes apostrophes as a book does; formulas stay as they are typed.
    formula = wanted[1]
    written = [one if one == formula else typographic(one) for one in wanted]
    wrong = [f"pas affiché : {one}" for one in written if " ".join(plain(one).split()) not in shown]
    if bubble.get_by_role("img").count() != len(answer["bars"]):
        wrong.append("barres manquantes")
    question = page.locator(".cog-bulle-vous .cog-texte-bulle").last.text_content()
    # The pane keeps a sign beside its word, as a book does.
    if (question or "").replace("\u202f", " ").replace("\xa0", " ") != turn["question"]:
        wrong.append(f"question affichée : {question}")
    cell = cells(page).get(FREE, {})
    if answer["action"] == "insert" and cell.get("f") != from_french(turn["formule"]):
        wrong.append(f"cellule : {cell}")
    if answer["action"] == "undo" and cell.get("f"):
        wrong.append(f"cellule encore remplie : {cell}")
    return wrong
