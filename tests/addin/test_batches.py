"""Calls of one recalculation travel as one request; each cell gets the answer of its own."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route

from tests.addin.browser import pane, wait_for

SINGLE = "/xlwings/custom-functions-call"
BATCH = "/cog/lot"
#: Calls a function of the catalogue with each list of arguments, all at once.
CALL = "([nom, listes]) => Promise.all(listes.map(valeurs => essai.appeler(nom, valeurs)))"


class Traffic:
    """The requests that a page makes for its functions."""

    def __init__(self, page: Page) -> None:
        self.seen: list[tuple[str, int]] = []
        self.bodies: list[dict[str, Any]] = []
        page.on("request", self._note)

    def _note(self, request: Any) -> None:
        for path in (SINGLE, BATCH):
            if request.url.endswith(path):
                body = request.post_data or ""
                self.seen.append((path, len(body.encode())))
                self.bodies.append(json.loads(body))

    @property
    def paths(self) -> list[str]:
        return [path for path, _ in self.seen]

    @property
    def sizes(self) -> list[int]:
        return [len(body.get("calls", [body])) for body in self.bodies]


@pytest.fixture
def page(browser: Browser, server_url: str) -> Any:
    """A pane of its own, for tests that spoil the traffic."""
    with pane(browser, server_url) as opened:
        yield opened


@pytest.fixture(scope="module")
def shared(browser: Browser, server_url: str) -> Any:
    """One pane for the tests that only watch."""
    with pane(browser, server_url) as opened:
        yield opened


def call(page: Page, name: str, lists: list[list[Any]]) -> list[Any]:
    """Return the single values of several calls, or the text of their error."""
    answers = page.evaluate(CALL, [name, lists])
    return [one.get("message") or one["valeur"][0][0] for one in answers]


def rates(count: int) -> list[list[Any]]:
    return [[number, 1000] for number in range(1, count + 1)]


def expected(count: int) -> list[float]:
    return [number / 1000 for number in range(1, count + 1)]


def test_calls_of_one_moment_travel_together_and_keep_their_order(shared):
    traffic = Traffic(shared)
    assert call(shared, "COG_EXECUTION", rates(300)) == expected(300)
    assert traffic.paths.count(BATCH) == len(traffic.paths) <= 3
    assert sum(traffic.sizes) == 300


def test_a_single_call_goes_out_as_the_shipped_client_sends_it(shared):
    traffic = Traffic(shared)
    assert call(shared, "COG_EXECUTION", [[1, 4]]) == [0.25]
    assert traffic.paths == [SINGLE]
    assert traffic.bodies[0]["func_name"] == "COG_EXECUTION"
    assert traffic.bodies[0]["client"] == "Office.js"


def test_a_failing_call_leaves_the_others_alone(shared):
    lists = rates(50)
    lists[10], lists[30] = ["abc", 1000], [1, 0]
    given = call(shared, "COG_EXECUTION", lists)
    wrong = {10: given.pop(30), 30: given.pop(10)}
    right = expected(50)
    assert given == [*right[:10], *right[11:30], *right[31:]]
    assert all(isinstance(text, str) and text.endswith(".") for text in wrong.values())


def test_equal_calls_are_computed_once_and_each_gets_its_answer(page):
    traffic = Traffic(page)
    given = call(page, "COG_EXECUTION", [[1, 4], [1, 2]] * 100)
    assert given == [0.25, 0.5] * 100
    assert sum(traffic.sizes) < 10
    assert page.evaluate("cogCompteurs()")["economises"] > 190


def test_a_batch_holds_at_most_1000_calls(shared):
    traffic = Traffic(shared)
    assert call(shared, "COG_EXECUTION", rates(2300)) == expected(2300)
    assert max(traffic.sizes) == 1000
    assert sum(traffic.sizes) == 2300


def test_a_batch_stays_below_5_megabytes(shared):
    traffic = Traffic(shared)
    # 30 ranges of 10 000 cells with 18 digits each: about 6 MB.
    points = "[...Array(30)].map((_, n) => [[Array(10000).fill(0.1234567890123456)], 1000 + n])"
    script = f"Promise.all({points}.map(valeurs => essai.appeler('COG_TRL', valeurs)))"
    assert len(shared.evaluate(script)) == 30
    assert sum(size for _, size in traffic.seen) > 5_000_000
    assert max(size for _, size in traffic.seen) < 5_000_000


@pytest.mark.parametrize("status", [404, 405])
def test_an_old_server_gets_single_calls_for_the_rest_of_the_session(page, status):
    page.route(f"**{BATCH}", lambda route: route.fulfill(status=status, body="absent"))
    traffic = Traffic(page)
    assert call(page, "COG_EXECUTION", rates(40)) == expected(40)
    assert traffic.paths.count(SINGLE) == 40
    before = traffic.paths.count(BATCH)
    assert call(page, "COG_EXECUTION", rates(20)) == expected(20)
    assert traffic.paths.count(BATCH) == before
    assert traffic.paths.count(SINGLE) == 60


class Once:
    """Spoils the first batch and lets the next ones through."""

    def __init__(self, spoil: Any) -> None:
        self.spoil = spoil
        self.done = False

    def __call__(self, route: Route) -> None:
        if self.done:
            route.continue_()
        else:
            self.done = True
            self.spoil(route)


@pytest.mark.parametrize(
    "spoil",
    [lambda route: route.abort(), lambda route: route.fulfill(status=503, body="")],
    ids=["network", "503"],
)
def test_a_lost_batch_is_tried_again(page, spoil):
    once = Once(spoil)
    page.route(f"**{BATCH}", once)
    assert call(page, "COG_EXECUTION", rates(30)) == expected(30)
    assert once.done


def test_a_batch_that_stays_lost_reports_in_each_cell(page):
    page.route(f"**{BATCH}", lambda route: route.abort())
    page.route(f"**{SINGLE}", lambda route: route.abort())
    given = call(page, "COG_EXECUTION", rates(5))
    assert given == ["Error: Network error"] * 5


def test_a_batch_too_large_for_the_server_is_cut(page):
    def limit(route: Route) -> None:
        if len(json.loads(route.request.post_data or "")["calls"]) > 10:
            route.fulfill(status=413, body="trop")
        else:
            route.continue_()

    page.route(f"**{BATCH}", limit)
    assert call(page, "COG_EXECUTION", rates(64)) == expected(64)


@pytest.mark.parametrize("body", ["{}", '{"results": []}', "bonjour"])
def test_an_answer_that_makes_no_sense_is_said_and_not_guessed(page, body):
    page.route(
        f"**{BATCH}",
        lambda route: route.fulfill(status=200, body=body, content_type="application/json"),
    )
    given = call(page, "COG_EXECUTION", rates(3))
    assert given == ["Le serveur a donné une réponse illisible. Prévenez votre administrateur."] * 3


def test_a_cell_that_excel_abandons_does_not_disturb_the_others(shared):
    # Excel tells a function nothing when a cell is typed over: it drops the answer.
    shared.evaluate("() => { essai.appeler('COG_EXECUTION', [1, 3]); }")
    assert call(shared, "COG_EXECUTION", [[1, 4], [1, 3]]) == [0.25, 1 / 3]


def test_calls_under_different_identities_never_share_a_request(page):
    traffic = Traffic(page)
    page.evaluate(
        """() => {
          let tour = 0;
          globalThis.getAuth = async () => ({ token: `jeton ${tour++ % 2}`, provider: "" });
        }"""
    )
    requests: list[str] = []
    page.on("request", lambda one: requests.append(one.headers.get("authorization", "")))
    assert call(page, "COG_EXECUTION", rates(40)) == expected(40)
    assert {"jeton 0", "jeton 1"} <= set(requests)
    assert all(size == 20 for size in traffic.sizes)


HOOK = """async () => {
  const { installer } = await import("/static/js/lot.js");
  const envois = [];
  const faux = {};
  const compteurs = installer("", faux);
  faux.xwRequest = {
    get: () => "lu",
    post: async (url, corps) => {
      envois.push(url);
      const un = { status: 200, data: { result: 1 } };
      return { data: { results: corps.calls?.map(() => un) } };
    },
  };
  const adresse = "http://x/xlwings/custom-functions-call";
  const corps = (n) => ({ func_name: "F", args: [n], caller_address: null });
  const [un, autre] = await Promise.all([
    faux.xwRequest.post(adresse, corps(1), {}),
    faux.xwRequest.post("http://x/xlwings/custom-scripts-call/s", { args: [] }, {}),
    faux.xwRequest.post(adresse, corps(2), {}),
  ]);
  return { envois, un, lu: faux.xwRequest.get(), compteurs: compteurs() };
}"""


def test_the_queue_also_installs_itself_in_front_of_a_client_that_loads_later(shared):
    given = shared.evaluate(HOOK)
    assert given["envois"] == ["http://x/xlwings/custom-scripts-call/s", "http://x/cog/lot"]
    assert given["un"] == {"data": {"result": 1}, "status": 200, "statusText": "OK"}
    assert given["lu"] == "lu"
    assert given["compteurs"] == {"appels": 2, "requetes": 1, "economises": 0}


def test_the_shipped_page_loads_the_queue_before_the_functions(shared):
    wait_for(shared, "typeof cogCompteurs === 'function'")
    order = shared.evaluate(
        "[...document.scripts].map(s => new URL(s.src || 'http://x/').pathname)"
    )
    order = [re.sub(r"^/static/[0-9a-f]{16}/", "/static/", path) for path in order]
    queue = order.index("/static/js/lot.js")
    assert order.index("/static/js/custom-scripts/index.js") < queue
    assert queue < order.index("/xlwings/custom-functions-code.js")
