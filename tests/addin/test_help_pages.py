"""The help pages: one for each formula, from the catalogue, readable by everybody."""

from __future__ import annotations

import re
from html import unescape
from html.parser import HTMLParser

import pytest
from playwright.sync_api import Browser

from addin import help_pages
from addin.french_text import printed
from tests.addin import asking
from tests.paths import ROOT
from udfs.catalogue import catalogue
from udfs.handbook import result_of

LINKS = {"aide": "/aide", "style": "/static/css/aide.css"}


#: An apostrophe of a typewriter, or « n° » stuck to its number.
STRAIGHT = re.compile(r"[^\W\d_]'[^\W_]|\b[nN]°\d")


def _plain(text: str) -> str:
    return " ".join(text.split())


def prose(html: str) -> str:
    """Return the sentences of a page: formulas keep the signs that are typed."""
    return unescape(re.sub(r"<code>.*?</code>|<[^>]*>", " ", html, flags=re.S))


class Page(HTMLParser):
    """What a page holds: text, elements, attributes."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self._open: list[str] = []
        self.feed(text)
        self.close()
        assert not self._open, f"left open: {self._open}"

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in {"meta", "link"}:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    def named(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]


@pytest.mark.parametrize("name", catalogue())
def test_every_formula_has_its_page(name: str) -> None:
    formula = catalogue()[name]
    text = help_pages.formula_page(name, LINKS)
    assert text is not None
    page = Page(text)
    for expected in (formula.help, formula.source, result_of(formula)):
        assert _plain(printed(expected)) in page.text
    optional = page.text.count(" facultatif ")
    assert optional >= sum(argument.optional for argument in formula.arguments)
    for argument in formula.arguments:
        assert _plain(printed(argument.label)) in page.text
        assert _plain(printed(argument.help)) in page.text
    assert formula.signature in page.text
    assert "donne" in page.text
    assert not STRAIGHT.search(prose(text))
    assert "#VAL" not in page.text.split("Exemple", 1)[1].split("Source", 1)[0]
    _is_accessible(page)


def test_the_list_leads_to_every_formula() -> None:
    page = Page(help_pages.index_page(LINKS))
    links = {link["href"] for link in page.named("a")}
    assert {f"/aide/{name}" for name in catalogue()} <= links
    assert not STRAIGHT.search(prose(help_pages.index_page(LINKS)))
    _is_accessible(page)


def test_the_sources_of_the_pane_are_set_as_french_is() -> None:
    static = ROOT / "addin" / "static" / "js"
    sources = [*static.rglob("*.js"), *(ROOT / "addin" / "templates").iterdir()]
    assert len(sources) > 20
    wrong = []
    for path in sources:
        text = path.read_text(encoding="utf-8")
        for number, line in enumerate(text.splitlines(), start=1):
            # Comments are in English.
            said = re.sub(r"^\s*(//|\*|/\*|\{#|<!--).*", "", line)
            if STRAIGHT.search(said):
                wrong.append(f"{path.name}, line {number}: {said.strip()}")
    assert not wrong, "\n".join(wrong)


def test_no_sign_is_torn_from_its_word() -> None:
    for name in catalogue():
        text = prose(help_pages.formula_page(name, LINKS) or "")
        assert not re.search(r"« |(?<=[^\W_]) [»;?!%€]", text), name


def test_every_meaning_is_read_without_scrolling(browser: Browser, server_url: str) -> None:
    context = browser.new_context(viewport={"width": 320, "height": 700})
    try:
        page = context.new_page()
        page.goto(f"{server_url}/aide/COG_COMPOSITE")
        ends = page.locator(".arguments dd").evaluate_all(
            "tous => tous.map(un => un.getBoundingClientRect().right)"
        )
        assert len(ends) == 3 and max(ends) <= 320
    finally:
        context.close()


def test_the_tables_break_inside_no_word(browser: Browser, server_url: str) -> None:
    context = browser.new_context(viewport={"width": 320, "height": 700})
    try:
        page = context.new_page()
        page.goto(f"{server_url}/aide/COG_ATTAINMENT")
        # A cell is at least as wide as its longest word.
        narrow = page.evaluate(
            """[...document.querySelectorAll('th, td')].filter(cell => {
              cell.style.whiteSpace = 'normal';
              const words = document.createElement('span');
              cell.append(words);
              const wide = cell.innerText.split(' ').some(word => {
                words.textContent = word; words.style.whiteSpace = 'nowrap';
                return words.offsetWidth > cell.clientWidth;
              });
              words.remove();
              return wide;
            }).length"""
        )
        assert narrow == 0
        assert page.evaluate("document.documentElement.scrollWidth") <= 320
    finally:
        context.close()


def _is_accessible(page: Page) -> None:
    """Check what RGAA asks of such a page and a parser can see; axe-core sees the rest."""
    assert page.named("html") == [{"lang": "fr"}]
    assert [name for name, _ in page.tags].count("h1") == 1
    assert [name for name, _ in page.tags].count("main") == 1
    assert page.named("a")[0] == {"class": "evitement", "href": "#contenu"}
    ids = [attributes["id"] for _, attributes in page.tags if "id" in attributes]
    assert len(set(ids)) == len(ids)
    assert len(page.named("table")) == len(page.named("caption"))
    assert all("scope" in cell for cell in page.named("th"))
    assert not page.named("script") and not page.named("style")
    assert not any("style" in attributes or "onclick" in attributes for _, attributes in page.tags)


def test_the_server_answers_them(server_url: str) -> None:
    for path in ("/aide", "/aide/", "/aide/COG_MTID", "/aide/cog_mtid"):
        answer = asking.get(f"{server_url}{path}")
        assert answer.status_code == 200
        assert answer.headers["content-type"].startswith("text/html")
    style = Page(asking.get(f"{server_url}/aide/COG_MTID").text).named("link")[0]["href"]
    assert asking.get(f"{server_url}{style}").status_code == 200


@pytest.mark.parametrize("name", ["COG_INCONNUE", "<script>alert(1)</script>", "x" * 500])
def test_an_unknown_formula_leads_to_the_list(server_url: str, name: str) -> None:
    answer = asking.get(f"{server_url}/aide/{name.replace('/', '%2F')}")
    assert answer.status_code == 404
    assert "<script>" not in answer.text
    if "/" not in name:
        assert {"href": "/aide"} in Page(answer.text).named("a")
