"""The custom scripts through their real route, with workbook JSON as Office.js sends it."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from tests.addin import asking


def workbook(*names: str) -> dict[str, Any]:
    """Return what the shipped JavaScript sends of a workbook when it sends no values."""
    return {
        "client": "Office.js",
        "version": "0.37.8",
        "book": {
            "name": "classeur.xlsx",
            "active_sheet_index": 0,
            "selection": "A1",
            "calculation": "Automatic",
        },
        "names": [],
        "sheets": [
            {
                "name": name,
                "visibility": "Visible",
                "show_gridlines": True,
                "print_area": None,
                "notes": [],
                "notes_supported": False,
                "used_range_address": "A1:D20",
                "used_range_row_count": 20,
                "used_range_column_count": 4,
                "values": [[]],
                "pictures": [],
                "shapes": [],
                "charts": [],
                "tables": [],
                "pivot_tables": [],
            }
            for name in names
        ],
    }


def run(url: str, script: str, args: list[Any], *names: str) -> httpx.Response:
    body = {**workbook(*names), "args": args}
    return asking.post(f"{url}/xlwings/custom-scripts-call/{script}", json=body)


def actions(answer: httpx.Response) -> list[tuple[str, list[Any]]]:
    assert answer.status_code == 200, answer.text
    return [(one["func"], one["args"]) for one in answer.json()["actions"]]


def test_freeze_copies_renames_and_keeps_values(server_url: str) -> None:
    answer = run(server_url, "cog_figer", ["FNGA", "21-11-2026"], "Notes", "FNGA", "FNGR")
    given = actions(answer)
    assert given[0][0] == "copySheet"
    assert ("copyFromRange", [1, "$A$1:$D$20", "values", False, False]) in given or (
        "copyFromRange",
        [1, "A1:D20", "values", False, False],
    ) in given
    assert any(name == "setSheetName" and "FNGA figée 21-11-2026" in args for name, args in given)
    assert given[-1][0] == "activateSheet"


def test_freeze_finds_a_name_that_is_free_and_short_enough(server_url: str) -> None:
    long = "Exécution du budget de la caisse"[:31]
    taken = "Exécution du b figée 21-11-2026"
    answer = run(server_url, "cog_figer", [long, "21-11-2026"], long, taken)
    (name,) = [args[-1] for func, args in actions(answer) if func == "setSheetName"]
    assert name == "Exécution du b figée 21-11- (2)"
    assert len(name) <= 31


def test_freeze_of_a_sheet_that_is_gone(server_url: str) -> None:
    answer = run(server_url, "cog_figer", ["Absente", "21-11-2026"], "FNGA")
    assert answer.status_code == 400
    assert "La feuille « Absente » n'existe plus dans ce classeur." in answer.text


def inserted(url: str, annex: str, sheet: str, *names: str) -> list[dict[str, Any]]:
    (action,) = actions(run(url, "cog_inserer", [annex, sheet], *names))
    func, (callback, described, convention) = action
    assert (func, callback) == ("runMacro", "cogPoserFeuilles")
    assert convention == "camieg-2012-2015"
    return described if isinstance(described, list) else [described]


def test_insert_describes_values_formats_and_live_formulas(server_url: str) -> None:
    (page,) = inserted(server_url, "camieg-2012-2015/annexe-2-fnga.xlsx", "FNGA", "Feuil1")
    assert page["name"] == "FNGA"
    cells = [cell for row in page["cells"] for cell in row]
    # Figures and texts printed in annex 2, and formulas as they are typed.
    assert 13813000 in cells
    assert any(str(cell).startswith("=SUM(") for cell in cells)
    assert any(str(cell).startswith("=COG_EVOLUTION(") for cell in cells)
    assert not any("_xl" in str(cell) for cell in cells)
    assert any("%" in one for row in page["formats"] for one in row)
    assert page["styles"] and page["columns"] and page["frozen"]
    shape = {len(row) for row in page["cells"]} | {len(row) for row in page["formats"]}
    assert len(shape) == 1


def test_insert_brings_the_sheets_that_formulas_read(server_url: str) -> None:
    pages = inserted(
        server_url, "camieg-2012-2015/annexe-3-fngr.xlsx", "Exécution", "FNGR", "exécution"
    )
    assert [page["name"] for page in pages] == ["FNGR (2)", "Exécution (2)"]
    cells = [str(cell) for row in pages[1]["cells"] for cell in row]
    assert any("'FNGR (2)'!" in cell for cell in cells)
    assert not any("FNGR!" in cell or "'FNGR'!" in cell for cell in cells)


def test_insert_writes_table_references_as_ranges(server_url: str) -> None:
    pages = inserted(server_url, "camieg-2012-2015/annexe-1-budget.xlsx", "Mouvements", "F")
    formulas = [
        str(cell)
        for page in pages
        for row in page["cells"]
        for cell in row
        if str(cell).startswith("=")
    ]
    assert len(formulas) > 500
    assert not any("Virements[" in formula for formula in formulas)


@pytest.mark.parametrize(
    ("annex", "sheet", "says"),
    [
        (
            "../../etc/passwd",
            "FNGA",
            "n'existe pas parmi celles de COG CAMIEG 2012-2015, que suit",
        ),
        ("camieg-2012-2015/annexe-2-fnga.xlsx", "Lisez-moi", "Feuilles de l'annexe : FNGA"),
    ],
)
def test_insert_what_does_not_exist(server_url: str, annex: str, sheet: str, says: str) -> None:
    answer = run(server_url, "cog_inserer", [annex, sheet], "F")
    assert answer.status_code == 400
    assert says in answer.text


def post(url: str, path: str, body: Any) -> httpx.Response:
    return asking.post(f"{url}/cog/{path}", json=body)


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"sheet": "F", "row": 0, "column": 0, "values": [[1]], "formulas": [[1, 2]],
         "formats": [["General"]], "conditions": []},
        {"sheet": "F", "row": -1, "column": 0, "values": [[1]], "formulas": [[1]],
         "formats": [["General"]], "conditions": []},
        {"sheet": "F", "row": 0, "column": 0, "values": 3, "formulas": [[1]],
         "formats": [["General"]], "conditions": []},
    ],
)  # fmt: skip
def test_a_sheet_that_did_not_arrive_whole_is_refused(server_url: str, body: Any) -> None:
    answer = post(server_url, "controler", body)
    assert answer.status_code == 400
    assert answer.json()["detail"].startswith("Le contenu de la feuille n'est pas arrivé en entier")


@pytest.mark.parametrize(
    ("formula", "ranges"),
    [
        ("=COG_EVOLUTION($B$8,F8)", [("S", "B8"), ("S", "F8")]),
        ("=SUM('Mes données'!A1:B3)+S!C1", [("Mes données", "A1:B3"), ("S", "C1")]),
        ("=1+2", []),
    ],
)
def test_the_ranges_that_a_formula_reads(server_url: str, formula: str, ranges: Any) -> None:
    answer = post(server_url, "references", {"formula": formula, "sheet": "S"}).json()
    assert [(one["sheet"], one["range"]) for one in answer["ranges"]] == ranges


@pytest.mark.parametrize("formula", ["=SUM(A:A)", "=Montants*2", "=[1]Autre!A1", '=IF("'])
def test_what_an_explanation_does_not_follow(server_url: str, formula: str) -> None:
    answer = post(server_url, "references", {"formula": formula, "sheet": "S"})
    assert answer.status_code == 400
    assert answer.json()["detail"].endswith(".")


def explain(url: str, formula: str, ranges: Any = (), **more: Any) -> Any:
    body = {
        "sheet": "S", "cell": "D4", "formula": formula, "value": 0, "format": "General",
        "ranges": [{"sheet": s, "range": p, "values": v} for s, p, v in ranges], **more,
    }  # fmt: skip
    return post(url, "expliquer", body)


def test_explain_puts_the_values_of_the_workbook_in(server_url: str) -> None:
    # Annex 2: 13 813 000 in 2011, 14 667 000 in 2015, printed as 6,18 %.
    given = explain(
        server_url,
        "=_xldudf_COG_EVOLUTION(B8,'Autre feuille'!F8)",
        [("S", "B8", [[13813000]]), ("Autre feuille", "F8", [[14667000]])],
        value=14667000 / 13813000 - 1,
    ).json()
    assert given["value"].replace("\u202f", " ").replace("\u00a0", " ") == "6,18 %"
    assert given["formula"] == "=COG_EVOLUTION(B8;'Autre feuille'!F8)"
    (call,) = given["calls"]
    assert call["name"] == "COG_EVOLUTION"
    assert call["source"] == "COG CAMIEG 2012-2015, annexe 2, annexe 3"


def test_explain_passes_errors_on(server_url: str) -> None:
    given = explain(
        server_url, "=COG_EVOLUTION(B8,2)", [("S", "B8", [["#DIV/0!"]])], value="#DIV/0!"
    ).json()
    assert given["value"] == "#DIV/0!"


@pytest.mark.parametrize(
    ("formula", "ranges", "why"),
    [
        ('=COG_EXECUTION(INDIRECT("A1"),2)', [], "INDIRECT"),
        ("=COG_EXECUTION(OFFSET(A1,0,0),2)", [("S", "A1", [[1]])], "DECALER"),
        ("=COG_EXECUTION(AUTRE_TAUX(A1),2)", [("S", "A1", [[1]])], "AUTRE_TAUX"),
        # Excel has not calculated since A1 changed.
        ("=COG_EXECUTION(A1,2)", [("S", "A1", [[2]])], "Excel affiche 0,5"),
    ],
)
def test_explain_never_contradicts_the_cell(
    server_url: str, formula: str, ranges: Any, why: str
) -> None:
    given = explain(server_url, formula, ranges, value=0.5).json()
    assert given["value"] == "0,5" and given["calls"] == []
    assert given["reason"].startswith("Je ne peux pas expliquer") and why in given["reason"]


def test_explain_refuses_too_much_and_nonsense(server_url: str) -> None:
    many = explain(server_url, "=SUM(A1:A30000)", [("S", "A1:A30000", [[1]] * 30000)])
    assert many.status_code == 400 and "20 000 cellules" in many.json()["detail"]
    for body in ({}, {"sheet": 3}, {"sheet": "S", "ranges": [{}]}):
        assert post(server_url, "expliquer", body).status_code == 400
    assert explain(server_url, "=1", cell="ZZZ99999999").status_code == 400
