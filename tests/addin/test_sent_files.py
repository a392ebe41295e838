"""A workbook that arrives sheet by sheet gives the figures of its file."""

from __future__ import annotations

import base64
import re
from pathlib import Path
from typing import Any

import pytest

from addin import dropped
from addin.sent_files import workbook_bytes
from pycog.errors import InvalidInput
from pycog.xlsx.package import Package
from pycog.xlsx.structure import read_workbook
from tests.addin import asking
from tests.addin.test_reports import ANNEX_4, FICTITIOUS, MILESTONES


def by_sheet(path: Path) -> dict[str, Any]:
    """Return a workbook as the pane reads it where Excel gives no file."""
    data = {"name": path.name, "content": base64.b64encode(path.read_bytes()).decode()}
    sheets = [
        {**page, "formulas": page["values"]}
        for one in dropped.opened(data)["sheets"]
        for page in [dropped.sheet({**data, "sheet": one["name"]})]
    ]
    return {"name": path.name, "sheets": sheets, "names": []}


def as_file(path: Path) -> dict[str, Any]:
    return {"name": path.name, "content": base64.b64encode(path.read_bytes()).decode()}


def test_the_report_is_that_of_the_files(server_url: str) -> None:
    paths = [FICTITIOUS / ANNEX_4, FICTITIOUS / MILESTONES]
    order = {"report": "fiche", "format": "html", "year": 2013, "sheet": 16}
    drawn = []
    for workbooks in ([as_file(one) for one in paths], [by_sheet(one) for one in paths]):
        answer = asking.post(f"{server_url}/cog/rapports", json={**order, "workbooks": workbooks})
        assert answer.status_code == 200, answer.text
        made = answer.json()
        html = base64.b64decode(made["content"]).decode()
        # What was read is told apart by its digest, nothing else.
        drawn.append((made["sentences"], re.sub(r"(?:[0-9a-f]{16} ?){4}", "", html)))
    assert drawn[0] == drawn[1]


def test_the_names_come_along() -> None:
    sheet = {
        "sheet": "A", "row": 0, "column": 0, "values": [["x"]], "formulas": [["x"]],
        "formats": [["General"]],
    }  # fmt: skip
    names = [{"name": "COG_CONVENTION", "formula": '="camieg-2012-2015"'}]
    made = workbook_bytes({"sheets": [sheet], "names": names})
    (found,) = read_workbook(Package(Path("a.xlsx"), made)).names
    assert (found.name, found.formula) == ("COG_CONVENTION", '"camieg-2012-2015"')


@pytest.mark.parametrize(
    "sent",
    [
        {"sheets": []},
        {"sheets": "x"},
        {"sheets": [1]},
        {"sheets": [{}]},
        {"sheets": [{"sheet": "a:b", "row": 0, "column": 0, "values": [], "formulas": [],
                     "formats": []}]},
        {"sheets": [{"sheet": "A", "row": 0, "column": 0, "values": [], "formulas": [],
                     "formats": []}], "names": [{"name": "x"}]},
    ],
    ids=["none", "text", "number", "empty", "name", "names"],
)  # fmt: skip
def test_what_is_no_sheet_is_refused(sent: dict[str, Any]) -> None:
    with pytest.raises(InvalidInput):
        workbook_bytes(sent)
