"""``pycog audit``: conventions by their name, workbooks by their path."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Command = Callable[..., Any]


def test_a_convention_is_recomputed(command: Command) -> None:
    code, out, err = command("audit", "camieg-2012-2015")
    assert (code, err) == (1, "")
    line = next(line for line in out.splitlines() if "Campagnes nationales, total" in line)
    # Annexe 3 prints 12 000 in 2012, nothing else, and a total of 0.
    assert "imprimé « 0 », recalculé 12 000" in line
    # 380 000 + 0 + 96 000 + 40 000, the printed totals of the four lines.
    assert "imprimé « 528 000 », recalculé 516 000" in out
    assert out.splitlines()[-1].startswith("COG CAMIEG 2012-2015 : ")


def test_json_has_one_finding_a_line(command: Command) -> None:
    code, out, _ = command("audit", "--json", "camieg-2012-2015")
    findings = [json.loads(line) for line in out.splitlines()]
    assert code == 1
    assert {"id", "document", "place", "printed", "recomputed", "severity"} <= set(findings[0])
    assert ("0", "12 000") in {(item["printed"], item["recomputed"]) for item in findings}


def test_an_unknown_convention_is_refused_with_the_known_ones(command: Command) -> None:
    code, out, err = command("audit", "camieg-2016")
    assert (code, out) == (2, "")
    assert "camieg-2012-2015" in err


@pytest.mark.parametrize("name", ["absent.xlsx", "dossier/absent"])
def test_a_missing_workbook_is_refused(command: Command, tmp_path: Path, name: str) -> None:
    code, out, err = command("audit", tmp_path / name)
    assert (code, out) == (2, "")
    assert name in err


def test_a_workbook_is_recomputed(command: Command, annexes: Path) -> None:
    code, out, err = command("audit", annexes / "camieg-2012-2015" / "annexe-3-fngr.xlsx")
    assert (code, err) == (1, "")
    assert "imprimé « 0 », recalculé 12 000" in out
    assert "imprimé « 528 000 », recalculé 516 000" in out


def test_a_workbook_that_adds_up_has_no_finding(command: Command, annexes: Path) -> None:
    path = annexes / "camieg-2012-2015" / "annexe-2-fnga.xlsx"
    assert command("audit", path) == (0, f"{path} : 0 constat.\n", "")


def test_a_folder_is_audited_workbook_by_workbook(command: Command, annexes: Path) -> None:
    code, out, _ = command("audit", annexes / "camieg-2012-2015")
    assert code == 1
    assert len([line for line in out.splitlines() if " constat" in line]) == 5


def test_every_convention_is_audited_by_default(command: Command) -> None:
    code, out, err = command("audit")
    assert (code, err) == (1, "")
    lasts = [line for line in out.splitlines() if " constats, dont " in line]
    assert {"COG CAMIEG 2012-2015", "Intéressement maladie 2021"} <= {
        line.partition(" :")[0] for line in lasts
    }


def test_json_format_is_one_list(command: Command) -> None:
    code, out, _ = command("audit", "camieg-2012-2015", "--format", "json")
    assert code == 1
    findings = json.loads(out)
    assert isinstance(findings, list)
    assert set(findings[0]) == {
        "subject",
        "id",
        "document",
        "place",
        "printed",
        "recomputed",
        "severity",
        "reading",
        "derived",
    }
    assert {item["derived"] for item in findings} == {True, False}


def test_markdown_has_one_table_a_document(command: Command) -> None:
    code, out, _ = command("audit", "camieg-2012-2015", "--format", "md")
    assert code == 1
    assert out.startswith("## COG CAMIEG 2012-2015\n")
    row = next(line for line in out.splitlines() if "Campagnes nationales, total" in line)
    assert row.split(" | ")[1:3] == ["0", "recalculé 12 000"]


def test_a_workbook_of_findings_is_written(command: Command, tmp_path: Path) -> None:
    from openpyxl import load_workbook

    target = tmp_path / "constats.xlsx"
    code, out, err = command("audit", "camieg-2012-2015", "--output", target)
    assert (code, err) == (1, "")
    sheet = load_workbook(target)["Constats"]
    rows = list(sheet.iter_rows(min_row=5, values_only=True))
    assert out == f"{target} : {len(rows)} constats sur 1 document.\n"
    found = next(row for row in rows if "Campagnes nationales, total" in str(row[1]))
    assert found[2:4] == ("0", "recalculé 12 000")
    assert sheet.auto_filter.ref is not None


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["--format", "xlsx"], "Un classeur ne s'affiche pas : ajoutez --output FICHIER.xlsx."),
        (["--output", "constats.pdf"], "L'extension de constats.pdf ne dit pas le format."),
        (["--output", "x.txt", "--format", "table"], "L'extension de x.txt ne dit pas le format."),
    ],
)
def test_a_format_that_cannot_be_written_is_refused(
    command: Command, options: list[str], sentence: str
) -> None:
    code, out, err = command("audit", "camieg-2012-2015", *options)
    assert (code, out) == (2, "")
    assert sentence in err


def test_a_faulty_subject_hides_no_other(command: Command) -> None:
    code, out, err = command("audit", "camieg-2016", "camieg-2012-2015")
    assert code == 2
    assert "camieg-2016" in err
    assert "COG CAMIEG 2012-2015 : " in out
