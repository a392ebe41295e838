"""Talks with the assistant in the pane, and answers in its server's place where a test must
decide what it says."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Locator, Page, Route

from tests.addin.browser import press, put, settled
from tests.addin.test_pane import plain

#: An answer with every part that the pane shows; the shape is that of the engine.
FULL: dict[str, Any] = {
    "kind": "answered",
    "intent": "objectif",
    "slots": {"indicator": 7, "year": 2013, "actual": 0.74},
    "value": 0.75,
    "display": "75 %",
    "text": "L'objectif de l'indicateur 7 est fixé pour 2013.",
    "formula": "=COG_TARGET(7,2013)",
    "formula_fr": "=COG_TARGET(7;2013)",
    "formula_cells": "",
    "formula_cells_fr": "",
    "choices": [],
    "printed": "≥ 75 %",
    "source": "COG CAMIEG 2012-2015, annexe 4",
    "details": [],
    "arithmetic": ["0,74 ÷ 0,75 = 98,67 %"],
    "assumptions": ["Rapport au but : la règle n'est pas écrite."],
    "table": None,
    "bars": [],
    "action": "",
    "needs": "",
    "state": {"intent": "objectif", "slots": {"indicator": 7, "year": 2013}},
}
TABLE = {"headings": ["Indicateur", "Taux"], "rows": [["7", 0.5], ["<b>8</b>", None]]}
BARS = [
    {"label": "Indicateur 7", "ratio": 0.9, "text": "90 %"},
    {"label": "Indicateur 8", "ratio": 1.2, "text": "120 %"},
    {"label": "Indicateur 9", "ratio": None, "text": ""},
]


def answer(**parts: Any) -> dict[str, Any]:
    """Return an answer that differs from :data:`FULL` in some parts."""
    return {**FULL, **parts}


class Answers:
    """Stands in for the server: gives the answers in their order, the last one for ever.

    Attributes:
        asked: What the pane sent, oldest first.
    """

    def __init__(self, page: Page, *answers: dict[str, Any]) -> None:
        self.asked: list[dict[str, Any]] = []
        self._answers = list(answers)
        page.route("**/cog/demander", self._give)

    def _give(self, route: Route) -> None:
        self.asked.append(json.loads(route.request.post_data or "null"))
        given = self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]
        route.fulfill(json=given)


def enter(page: Page) -> None:
    """Open the conversation."""
    assert press(page, "Assistant") == "conversation"


@contextmanager
def conversation(opened: Page, workbook: dict[str, Any]) -> Iterator[Page]:
    """Begin a new conversation on a workbook, in a pane that stays open."""
    put(opened, workbook)
    begin(opened)
    yield opened
    opened.unroute_all()


def begin(page: Page) -> None:
    """Open the conversation and forget what was said."""
    enter(page)
    do(page, "Effacer")


def ask(page: Page, question: str) -> Locator:
    """Type a question, send it and return the last bubble."""
    field = page.get_by_label("Votre question")
    field.fill(question)
    field.press("Enter")
    settled(page)
    return last(page)


def told(bubble: Locator) -> str:
    """Return the text of a bubble with ordinary spaces."""
    return plain(bubble.inner_text())


def last(page: Page) -> Locator:
    """Return the last bubble."""
    return page.locator(".cog-bulle").last


def last_answer(page: Page) -> Locator:
    """Return the last bubble of the assistant."""
    return page.locator(".cog-bulle-assistant").last


def do(page: Page, button: str) -> Locator:
    """Press the last button of that name in the conversation and return the last bubble."""
    page.locator("#cog-conversation").get_by_role("button", name=button, exact=True).last.click()
    settled(page)
    return last(page)


def cells(page: Page, sheet: int = 0) -> dict[str, Any]:
    """Return the cells of the stub's workbook."""
    found: dict[str, Any] = page.evaluate(f"essai.lire().feuilles[{sheet}].cellules")
    return found
