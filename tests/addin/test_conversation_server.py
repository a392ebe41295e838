"""The assistant over HTTP: what it takes, what it refuses, what it logs."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest

from tests.addin import asking
from tests.addin.server import Server

#: Words and figures that stand in no log line by chance.
SECRET = "zébulon"
AMOUNT = 8675309


def post(url: str, body: Any) -> httpx.Response:
    """Send a question as the pane does."""
    return asking.post(f"{url}/cog/demander", json=body)


def answered(url: str, question: str, **more: Any) -> dict[str, Any]:
    """Ask a question that the server must answer with 200."""
    answer = post(url, {"question": question, "state": None, **more})
    assert answer.status_code == 200, answer.text
    read: dict[str, Any] = answer.json()
    return read


def sheet_of(
    rows: list[list[Any]], name: str = "F", row: int = 0, column: int = 0
) -> dict[str, Any]:
    """Return a sheet as the pane sends it."""
    return {
        "sheet": name,
        "row": row,
        "column": column,
        "values": rows,
        "formulas": rows,
        "formats": [["General"] * len(line) for line in rows],
        "conditions": [],
    }


def test_a_question_gets_value_formula_and_source(server_url: str) -> None:
    answer = answered(server_url, "budget de personnel 2014")
    # Annex 2 of the COG CAMIEG prints 14 359 000 for 2014.
    assert answer["value"] == 14359000
    assert answer["formula"] == '=COG_BUDGET("Personnel",2014)'
    assert answer["formula_fr"] == '=COG_BUDGET("Personnel";2014)'
    assert "COG CAMIEG 2012-2015" in answer["source"]


def test_the_state_carries_the_subject_from_one_server_process_to_any_other(server_url) -> None:
    first = answered(server_url, "budget de personnel 2014")
    assert len(json.dumps(first["state"])) < 8_000
    second = post(server_url, {"question": "et en 2015 ?", "state": first["state"]}).json()
    assert second["formula"] == '=COG_BUDGET("Personnel",2015)'
    alone = answered(server_url, "et en 2015 ?")
    assert alone["formula"] == ""


@pytest.mark.parametrize(
    "state",
    [
        "texte", 12, [], {"intent": "budget", "slots": {"line": "=1+1"}}, {"autre": 1},
        {"intent": "budget", "slots": {str(n): "x" * 200 for n in range(1000)}},
        {"previous": {"previous": {"previous": {}}}},
    ],
    ids=["text", "number", "list", "formula", "other-keys", "large", "deep"],
)  # fmt: skip
def test_a_hostile_state_is_an_empty_one(server_url: str, state: Any) -> None:
    answer = post(server_url, {"question": "et en 2015 ?", "state": state})
    assert answer.status_code == 200
    assert answer.json()["formula"] == ""


@pytest.mark.parametrize(
    "body",
    [{}, {"question": 12}, {"question": ["a"]}, {"question": "a", "selection": "A1"},
     {"question": "a", "sheet": [1]}],
    ids=["nothing", "number", "list", "selection", "sheet"],
)  # fmt: skip
def test_a_request_that_the_pane_never_sends_is_refused_in_french(server_url, body) -> None:
    answer = post(server_url, body)
    assert answer.status_code == 400
    assert answer.json()["detail"].startswith("La demande du volet n'est pas arrivée en entier.")


def test_a_question_has_a_greatest_length(server_url: str) -> None:
    assert post(server_url, {"question": "a" * 600}).status_code == 200
    answer = post(server_url, {"question": "a" * 601})
    assert answer.status_code == 400
    assert answer.json()["detail"] == (
        "La question compte 601 caractères ; la limite est de 600. Posez une question à la fois."
    )


@pytest.mark.parametrize(
    "question", ["\0\x1b[31m", "🂡" * 300, "=1+1", "<b>", "ﷺ" * 600, "\ud800", "  "],
    ids=["control", "emoji", "formula", "html", "expanding", "half-pair", "blank"],
)  # fmt: skip
def test_an_odd_question_is_answered_without_a_formula(server_url: str, question: str) -> None:
    body = json.dumps({"question": question, "state": None})
    answer = asking.post(
        f"{server_url}/cog/demander", content=body, headers={"Content-Type": "application/json"}
    )
    assert answer.status_code == 200, answer.text
    assert answer.json()["formula"] == ""


@pytest.mark.parametrize(
    ("question", "part", "other"),
    [
        ("explique cette cellule", "selection", {"sheet": sheet_of([[1]])}),
        ("quels indicateurs sont en retard en 2013 ?", "sheet", {}),
        ("contrôle cette feuille", "sheet", {}),
    ],
    ids=["explain", "late", "check"],
)  # fmt: skip
def test_what_was_not_sent_is_asked_for(server_url, question, part, other) -> None:
    answer = answered(server_url, question, **other)
    assert (answer["kind"], answer["needs"]) == ("needs", part)


def test_the_selection_is_explained(server_url: str) -> None:
    selection = {
        "sheet": "Taux", "cell": "C1", "formula": "=COG_EXECUTION(A1,B1)", "value": 0.25,
        "ranges": [
            {"sheet": "Taux", "range": "A1", "values": [[500]]},
            {"sheet": "Taux", "range": "B1", "values": [[2000]]},
        ],
    }  # fmt: skip
    answer = answered(server_url, "explique cette cellule", selection=selection)
    said = json.dumps(answer, ensure_ascii=False).replace("\u00a0", " ").replace("\u202f", " ")
    assert "Taux!C1 : 25 %" in said
    assert "COG CAMIEG 2012-2015, annexe 1" in said
    # The officer's own formula is shown, never offered for insertion.
    assert answer["formula_cells_fr"] == "=COG_EXECUTION(A1;B1)"
    assert (answer["formula"], answer["formula_cells"]) == ("", "")


def test_the_sheet_is_checked_where_it_stands(server_url: str) -> None:
    rows = [
        ["", "2012", "2013", "Total"],
        ["Personnel", 1000, 2000, 3000],
        ["Loyers", "500", 700, 1200],
        ["Total", 1600, 2700, 4200],
    ]
    answer = answered(server_url, "contrôle cette feuille", sheet=sheet_of(rows, row=3, column=2))
    # The table starts in C4: « 500 » kept as text is in its third row, second column.
    assert "D6 : Nombre enregistré comme texte." in json.dumps(answer, ensure_ascii=False)


def test_a_sheet_beyond_the_limit_is_refused(server_url: str) -> None:
    far = sheet_of([[1]], name="Loin", row=300_000)
    answer = answered(server_url, "quels indicateurs sont en retard en 2013 ?", sheet=far)
    assert (answer["kind"], answer["value"]) == ("unknown", None)
    assert "« Loin » compte plus de 200 000 cellules" in answer["text"]


def test_a_formula_points_to_the_cells_of_the_sheet_that_was_sent(server_url: str) -> None:
    rows = [
        ["Numéro indicateur", "Libellé indicateur", "Réalisé 2013"],
        [7, "Taux de satisfaction", 0.74],
        [2, "Taux d'appels décrochés", 0.92],
    ]
    annex = sheet_of(rows, name="Suivi COG")
    question = "indicateur 7, réalisé 74 %, en 2013, est-ce atteint ?"
    assert answered(server_url, question)["formula_cells"] == ""
    answer = answered(server_url, question, sheet=annex)
    assert answer["formula_cells"] == "=COG_STATUS('Suivi COG'!C2,COG_TARGET_TEXT(7,2013))"
    assert answer["formula_cells_fr"] == "=COG_STATUS('Suivi COG'!C2;COG_TARGET_TEXT(7;2013))"


def test_neither_words_nor_values_are_logged(server: Server) -> None:
    answered(server.url, f"objectif de {SECRET} {AMOUNT}")
    rows = [[SECRET, AMOUNT], ["Réalisé 2013", AMOUNT]]
    answered(server.url, "contrôle cette feuille", sheet=sheet_of(rows, name=SECRET))
    post(server.url, {"question": SECRET * 100})
    post(server.url, {"question": SECRET, "sheet": SECRET})
    log = server.logged()
    assert log.count(" assistant durée=") >= 4
    assert "issue=refus" in log and "issue=needs" not in log.splitlines()[-1]
    assert SECRET not in log and str(AMOUNT) not in log


def test_an_ordinary_table_is_asked_for_and_then_read(server_url: str) -> None:
    question = "combien reste-t-il sur le loyer en 2013 ?"
    assert answered(server_url, question)["needs"] == "sheet"
    rows = [["Poste", "Voté 2013", "Exécuté 2013"], ["Loyer", 500, 320], ["Eau", 40, 55]]
    answer = answered(server_url, question, sheet=sheet_of(rows, name="Budget"))
    assert answer["value"] == 180
    assert answer["formula_cells"] == "=COG_AVAILABLE(Budget!B2,Budget!C2)"
    # What goes on with the sheet asks for it again: nothing was kept.
    more = {"question": "et l'eau ?", "state": answer["state"]}
    assert post(server_url, more).json()["needs"] == "sheet"
    read = post(server_url, {**more, "sheet": sheet_of(rows, name="Budget")}).json()
    assert read["value"] == -15
