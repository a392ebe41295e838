"""The real pane of a real server in headless Chromium; only Office, Excel and CustomFunctions
are stubs."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, Route, sync_playwright

from tests.machine import chromium
from tests.waiting import PATIENCE

#: The parts of the stub, each resting on those before; scripts of their own would run in any order.
_PARTS = ("workbook.js", "excel.js", "office.js")
STUB = "\n".join(
    Path(__file__).with_name("office_stub").joinpath(part).read_text(encoding="utf-8")
    for part in _PARTS
)
#: Width of a task pane at its narrowest.
NARROW = 300
_OPTIONS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    # Containers have little of that memory.
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@contextmanager
def browsing() -> Iterator[Browser]:
    """Run a browser while the block runs.

    Raises:
        RuntimeError: There is none.
    """
    path = chromium()
    if path is None:
        raise RuntimeError("no Chromium: install it or name it in PYCOG_CHROMIUM")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=path, args=list(_OPTIONS), timeout=PATIENCE * 1000
        )
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def pane(
    browser: Browser, url: str, workbook: dict[str, Any] | None = None, *, width: int = 350
) -> Iterator[Page]:
    """Open the pane on a workbook; the block fails if the page logged an error.

    Args:
        browser: From :func:`browsing`.
        url: The server.
        workbook: ``{"feuilles": [{"nom": …, "cellules": {"A1": {"v": 1}}}]}``.
        width: Of the pane, in pixels.
    """
    context = browser.new_context(viewport={"width": width, "height": 800}, locale="fr-FR")
    context.set_default_timeout(PATIENCE * 1000)
    try:
        page = context.new_page()
        faults: list[str] = []
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.add_init_script(STUB)
        page.route("**/office.js", _nothing)
        page.goto(f"{url}/taskpane.html")
        wait_for(page, "Boolean(globalThis.cog) && essai.fonctions.size > 0")
        settled(page)
        if workbook is not None:
            put(page, workbook)
        yield page
        assert not faults, faults
    finally:
        context.close()


def put(page: Page, workbook: dict[str, Any]) -> None:
    """Make a workbook the open one of the stub."""
    page.evaluate("classeur => essai.poser(classeur)", workbook)


def wait_for(page: Page, condition: str, seconds: float = PATIENCE) -> None:
    """Wait until a JavaScript expression is true.

    Playwright's own waiting evaluates text inside the page, which its policy forbids.
    """
    deadline = time.monotonic() + seconds
    while not page.evaluate(condition):
        if time.monotonic() > deadline:
            raise TimeoutError(f"{condition}: {page.locator('main').inner_text()}")
        page.wait_for_timeout(20)


def settled(page: Page) -> str:
    """Wait until the pane has finished and return its state."""
    wait_for(page, "document.querySelector('#cog-volet').ariaBusy === 'false'")
    return page.locator("#cog-contenu").get_attribute("data-etat") or ""


def press(page: Page, action: str) -> str:
    """Press a button of the pane's bar and return the state that it leads to."""
    page.get_by_role("navigation").get_by_role("button", name=action, exact=True).click()
    return settled(page)


def _nothing(route: Route) -> None:
    route.fulfill(status=200, content_type="text/javascript", body="")


def sheet(name: str, rows: list[list[Any]], **more: Any) -> dict[str, Any]:
    """Return a sheet of the stub from its rows; texts that begin with = are formulas."""
    cells = {}
    for number, row in enumerate(rows, start=1):
        for column, content in enumerate(row):
            is_formula = isinstance(content, str) and content.startswith("=")
            if content not in (None, ""):
                key = f"{chr(65 + column)}{number}"
                cells[key] = {"f": content, "v": 0} if is_formula else {"v": content}
    return {"nom": name, "cellules": cells, **more}
