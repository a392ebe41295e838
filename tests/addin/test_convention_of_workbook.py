"""The convention that the open workbook follows: read in Excel, used by the server."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from addin.workbook_convention import named
from pycog.default_convention import Default
from pycog.errors import CellError, InvalidInput
from pycog.values import CellValue
from tests.addin import asking
from tests.addin.browser import pane, press, put, settled, sheet, wait_for
from tests.addin.excel import call, post_batch, post_one, results, value_of
from tests.addin.server import serving
from tests.addin.test_pane import text, workbook
from tests.two_agreements import ALPHA, BETA, write_agreements

SHIPPED = "camieg-2012-2015"
#: A name that gives ALPHA, as the add-in sends it.
SENT = {"names": [{"formula": f'="{ALPHA[0]}"', "sheet": None}]}
TARGET = ("COG_TARGET", (1.0, 2020.0))


def to_cell(value: object, written: object = None, place: str = "Feuil1!$B$2") -> dict[str, Any]:
    """Return a name that refers to a cell."""
    cells = {"values": [[value]], "formulas": [[value if written is None else written]]}
    return {"names": [{"formula": f"={place}", "sheet": None, **cells}]}


def of_sheet(name: str, convention: str) -> dict[str, Any]:
    return {"formula": f'="{convention}"', "sheet": name}


# ---- what is sent ----


@pytest.mark.parametrize(
    "sent", [SENT, to_cell(f" {ALPHA[0]} "), {"names": [*SENT["names"], of_sheet("F", ALPHA[0])]}]
)
def test_a_text_or_a_cell_names_the_convention(sent: dict[str, Any]) -> None:
    assert named(sent) == Default(ALPHA[0], "nom COG_CONVENTION du classeur")


@pytest.mark.parametrize(
    ("sent", "what"),
    [
        ({"names": [{"formula": "=#REF!", "sheet": None}]}, "ne désigne plus rien"),
        ({"names": [{"formula": '=""', "sheet": None}]}, "est un texte vide"),
        ({"names": [{"formula": "=3", "sheet": None}]}, "ni un texte ni une cellule"),
        ({"names": [{"formula": "=F!$A$1:$A$2", "sheet": None}]}, "plusieurs cellules"),
        (to_cell(""), "Feuil1!B2, qui est vide"),
        (to_cell(None), "Feuil1!B2, qui est vide"),
        (to_cell("x", '="x"'), "qui contient une formule"),
        (to_cell(3), "au lieu d'un texte"),
        (to_cell(True), "au lieu d'un texte"),
        (to_cell("#N/A"), "au lieu d'un texte"),
        ({"names": [of_sheet("Feuil2", "x")]}, "que pour la feuille « Feuil2 »"),
        ({"names": [*SENT["names"], of_sheet("Feuil2", "x")]}, "plusieurs conventions"),
        ({"unreadable": True}, "n'a pas pu être lu dans Excel"),
    ],
)
def test_any_other_name_says_what_is_wrong(sent: dict[str, Any], what: str) -> None:
    found = named(sent)
    assert isinstance(found, InvalidInput)
    assert found.code == "convention-du-classeur" and what in found.message


@pytest.mark.parametrize("sent", [None, {"names": []}])
def test_a_workbook_without_the_name_says_nothing(sent: object) -> None:
    assert named(sent) is None


@pytest.mark.parametrize(
    "sent",
    [
        "camieg", 3, [], {}, {"names": "x"}, {"names": [3]}, {"names": [{"formula": 3}]},
        {"names": [{"formula": "=F!$A$1", "sheet": None}]},
        {"names": [{"formula": "=F!$A$1", "sheet": 3}]},
        {"names": [{"formula": "=" * 9000, "sheet": None}]},
        {"names": [{"formula": '="x"', "sheet": None}] * 1001},
        {"names": [{"formula": "=F!$A$1", "sheet": None, "values": [[[]]], "formulas": [[""]]}]},
        {"names": [{"formula": "=F!$A$1", "sheet": None, "values": [["", ""]], "formulas": []}]},
    ],
)  # fmt: skip
def test_what_the_add_in_does_not_send_is_refused(sent: object) -> None:
    with pytest.raises(InvalidInput) as caught:
        named(sent)
    assert caught.value.code == "demande-illisible"


# ---- the server ----


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server that knows the two conventions and means BETA where none is named."""
    folder = write_agreements(tmp_path_factory.mktemp("conventions"))
    with serving("--conventions", str(folder), "--convention", BETA[0]) as running:
        yield running.url


def _batch(url: str, sent: object, *calls: tuple[str, tuple[CellValue, ...]]) -> list[CellValue]:
    body = {
        "shared": {"client": "Office.js", "runtime": "1.4"},
        "calls": [call(name, arguments) for name, arguments in calls],
        "workbook_convention": sent,
    }
    return results(asking.post(f"{url}/cog/lot", json=body))


def test_a_batch_is_computed_with_the_convention_of_its_workbook(url: str) -> None:
    explicit = ("COG_TARGET", (1.0, 2020.0, BETA[0]))
    assert _batch(url, SENT, TARGET, explicit) == [ALPHA[2], BETA[2]]
    assert _batch(url, None, TARGET, explicit) == [BETA[2], BETA[2]]


def test_an_older_add_in_gets_what_the_server_means(url: str) -> None:
    assert results(post_batch(url, [call(*TARGET)])) == [BETA[2]]
    answer = post_one(url, *TARGET[:1], *TARGET[1])
    assert value_of(answer.status_code, answer.json()) == BETA[2]


def test_a_single_call_too(url: str) -> None:
    body = {"client": "Office.js", "runtime": "1.4", **call(*TARGET), "workbook_convention": SENT}
    answer = asking.post(f"{url}/xlwings/custom-functions-call", json=body)
    assert value_of(answer.status_code, answer.json()) == ALPHA[2]


@pytest.mark.parametrize(
    ("sent", "kind", "what"),
    [
        ({"names": [{"formula": '="inconnue"', "sheet": None}]}, "#N/A", "n'est pas connue"),
        ({"names": [{"formula": "=#REF!", "sheet": None}]}, "#VALUE!", "ne désigne plus rien"),
        ({"unreadable": True}, "#VALUE!", "Cliquez sur « Recalculer »"),
    ],
)
def test_a_name_that_gives_none_is_an_error_where_it_is_needed(
    url: str, sent: dict[str, Any], kind: str, what: str
) -> None:
    explicit = ("COG_TARGET", (1.0, 2020.0, BETA[0]))
    rate = ("COG_EXECUTION", (1.0, 4.0))
    wrong, right, other, again = _batch(url, sent, TARGET, explicit, rate, TARGET)
    assert isinstance(wrong, CellError) and wrong.kind == kind
    assert what in wrong.message and "COG_CONVENTION du classeur" in wrong.message
    assert (right, other) == (BETA[2], 0.25)
    assert again == wrong


def test_requests_at_the_same_time_keep_their_own(url: str) -> None:
    from concurrent.futures import ThreadPoolExecutor

    beta = {"names": [{"formula": f'="{BETA[0]}"', "sheet": None}]}
    many = [("COG_TARGET", (1.0, 2020.0 + number % 2)) for number in range(100)]

    def ask(number: int) -> bool:
        sent, ratio = ((SENT, ALPHA[2]), (beta, BETA[2]))[number % 2]
        return _batch(url, sent, *many) == [ratio] * len(many)

    with ThreadPoolExecutor(8) as threads:
        assert all(threads.map(ask, range(24)))


def test_a_name_that_no_add_in_sends_refuses_the_batch(url: str) -> None:
    body = {"shared": {}, "calls": [call(*TARGET)], "workbook_convention": "camieg"}
    answer = asking.post(f"{url}/cog/lot", json=body)
    assert answer.status_code == 400 and "n'est pas arrivée en entier" in answer.text


def _pane(url: str, path: str, **body: Any) -> Any:
    return asking.post(f"{url}/cog/{path}", json=body)


def test_questions_and_explanations_follow_the_workbook(url: str) -> None:
    question = {"question": "objectif de l'indicateur 1 en 2020", "state": {}}
    asked = _pane(url, "demander", **question, workbook_convention=SENT).json()
    assert asked["value"] == ALPHA[2] and f"COG {ALPHA[0]}" in asked["source"]
    assert _pane(url, "demander", **question).json()["value"] == BETA[2]
    cell = {"sheet": "F", "cell": "A1", "formula": "=COG_TARGET(1,2020)", "ranges": []}
    told = _pane(url, "expliquer", **cell, value=ALPHA[2], workbook_convention=SENT).json()
    assert {
        "name": "convention par défaut",
        "value": f"{ALPHA[0]} (nom COG_CONVENTION du classeur)",
    } in told["calls"][0]["arguments"]
    unknown = {"names": [{"formula": '="inconnue"', "sheet": None}]}
    refused = _pane(url, "demander", **question, workbook_convention=unknown)
    assert refused.status_code == 400 and "« inconnue » n'est pas connue" in refused.text


def test_reports_offer_the_convention_of_the_workbook_first(url: str) -> None:
    offered = asking.get(f"{url}/cog/rapports", params={"classeur": json.dumps(SENT)}).json()
    assert offered["convention"] == ALPHA[0]
    assert ALPHA[0] in {one["id"] for one in offered["conventions"]}
    assert asking.get(f"{url}/cog/rapports").json()["convention"] == BETA[0]
    assert asking.get(f"{url}/cog/rapports", params={"classeur": "{"}).status_code == 400


# ---- the pane ----

CELLS = [["=COG_TARGET(1,2020)", f'=COG_TARGET(1,2020,"{BETA[0]}")', ALPHA[0]]]


def book(definition: str | None = None, *, local: str | None = None) -> dict[str, Any]:
    """Return a workbook with the name, of the whole workbook or of its sheet."""
    own = {} if local is None else {"noms": {"COG_CONVENTION": local}}
    found = workbook(sheet("Suivi", CELLS, **own))
    if definition is not None:
        found["noms"] = {"COG_CONVENTION": definition}
    return found


@pytest.fixture(scope="module")
def page(browser: Browser, url: str) -> Iterator[Page]:
    with pane(browser, url, book()) as running:
        yield running


def recalculated(page: Page, opened: dict[str, Any]) -> list[Any]:
    """Open a workbook, press *Recalculer* and return the first two cells."""
    put(page, opened)
    press(page, "Recalculer")
    page.get_by_role("button", name="Tout le classeur").click()
    settled(page)
    wait_for(page, "!JSON.stringify(essai.lire()).includes('#BUSY!')")
    cells = page.evaluate("essai.lire()")["feuilles"][0]["cellules"]
    return [cells["A1"]["v"], cells["B1"]["v"]]


def test_formulas_follow_the_name_of_the_open_workbook(page: Page) -> None:
    assert recalculated(page, book(f'="{ALPHA[0]}"')) == [ALPHA[2], BETA[2]]
    assert recalculated(page, book("=Suivi!$C$1")) == [ALPHA[2], BETA[2]]
    assert recalculated(page, book("='Suivi'!$C$1", local=f'="{ALPHA[0]}"')) == [ALPHA[2], BETA[2]]
    assert recalculated(page, book()) == [BETA[2], BETA[2]]


@pytest.mark.parametrize(
    ("opened", "shown"),
    [
        (book('="inconnue"'), "#N/A"),
        (book("=#REF!"), "#VALUE!"),
        (book("=Suivi!$A$1"), "#VALUE!"),
        (book("=Suivi!$C$1:$C$3"), "#VALUE!"),
        (book("=Suivi!$Z$9"), "#VALUE!"),
        (book(local=f'="{ALPHA[0]}"'), "#VALUE!"),
        (book(f'="{ALPHA[0]}"', local=f'="{BETA[0]}"'), "#VALUE!"),
    ],
)
def test_a_name_that_gives_none_shows_in_the_cells(
    page: Page, opened: dict[str, Any], shown: str
) -> None:
    assert recalculated(page, opened) == [shown, BETA[2]]


def test_a_name_that_excel_does_not_give_is_an_error_and_not_another_convention(page: Page) -> None:
    put(page, book(f'="{ALPHA[0]}"'))
    page.evaluate("essai.taireLesNoms(true)")
    try:
        assert recalculated(page, book(f'="{ALPHA[0]}"')) == ["#VALUE!", BETA[2]]
    finally:
        page.evaluate("essai.taireLesNoms(false)")


def test_the_name_is_read_once_for_the_calls_of_a_moment(page: Page) -> None:
    recalculated(page, book(f'="{ALPHA[0]}"'))
    page.wait_for_timeout(1100)  # what was read before is no longer kept
    before = page.evaluate("essai.journal.filter(([quoi]) => quoi === 'nom lu').length")
    many = "[...Array(2500)].map((_, n) => essai.appeler('COG_TARGET', [1, 2020 + n % 2]))"
    answers = page.evaluate(f"Promise.all({many})")
    assert {one["valeur"][0][0] for one in answers} == {ALPHA[2]}
    after = page.evaluate("essai.journal.filter(([quoi]) => quoi === 'nom lu').length")
    assert after - before <= 4  # of the workbook and of its one sheet, twice on a slow machine


def test_the_pane_sends_it_with_questions_and_explanations(page: Page) -> None:
    recalculated(page, book(f'="{ALPHA[0]}"'))
    press(page, "Expliquer")
    assert f"{ALPHA[0]} (nom COG_CONVENTION du classeur)" in text(page)
    assert "90 %" in text(page)


def test_the_form_of_the_reports_offers_it_first(page: Page) -> None:
    for name in (ALPHA[0], SHIPPED, BETA[0]):
        put(page, book(f'="{name}"'))
        press(page, "Bilan")
        assert page.locator("#cog-rapport-convention").input_value() == name
