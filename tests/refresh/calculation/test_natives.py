"""Excel's own results: when they stand, when they are calculated anew, what is reported."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from pycog.refresh import Options
from pycog.refresh.calculation.trust import doubt
from pycog.xlsx.package import Package
from tests.paths import ROOT
from tests.refresh.calculation.test_values_written import cached

EXCEL = b'<fileVersion appName="xl" lastEdited="7" lowestEdited="7" rupBuild="22228"/>'
BOOK, APP, SHEET = "xl/workbook.xml", "docProps/app.xml", "xl/worksheets/sheet1.xml"


def edited(path: Path, edits: dict[str, Callable[[bytes], bytes]]) -> Path:
    """Pass parts of a package through functions."""
    package = Package(path, path.read_bytes())
    path.write_bytes(
        package.rewrite({name: edit(package.read(name)) for name, edit in edits.items()})
    )
    return path


def book_part(version: bytes = EXCEL, calculation: bytes = b'<calcPr calcId="191029"/>'):
    """Return an edit that gives the marks of who saved and calculated the workbook."""

    def edit(body: bytes) -> bytes:
        body = re.sub(rb"<fileVersion[^>]*>", version, body)
        return re.sub(rb"<calcPr[^>]*>", calculation, body)

    return edit


def saved_by_excel(path: Path) -> Path:
    """Give a workbook the marks of one that Excel calculated and saved."""
    return edited(path, {BOOK: book_part()})


def places(report) -> list[tuple[str, object, object]]:
    return [(one.cell, one.stored, one.calculated) for one in report.disagreements]


def test_a_result_the_engine_does_not_find_is_kept_reported_and_used(make, refresh):
    def fill(book, sheet):
        sheet.write_number("A1", 100)
        sheet.write_formula("A2", "=ROUND(A1/3,2)", None, 33.35)
        sheet.write_formula("A3", "=A2*2", None, 66.7)
        sheet.write_dynamic_array_formula("A4", "=_xldudf_COG_RATE(A2,A1)", None, 0)

    path = saved_by_excel(make(fill))
    report = refresh(path)
    assert places(report) == [("A2", 33.35, 33.33)]
    assert report.disagreements[0].formula == "=ROUND(A1/3,2)"
    assert [(change.cell, change.after) for change in report.changes] == [("A4", 0.3335)]
    assert cached(path) == {"A1": 100, "A2": 33.35, "A3": 66.7, "A4": 0.3335}
    again = refresh(path)
    assert (again.changed, places(again)) == (0, [("A2", 33.35, 33.33)])


def test_the_engine_is_followed_on_demand(make, refresh):
    def fill(book, sheet):
        sheet.write_formula("A1", "=ROUND(100/3,2)", None, 33.35)
        sheet.write_formula("A2", "=A1*2", None, 66.7)

    path = saved_by_excel(make(fill))
    report = refresh(path, options=Options(accept_native=True))
    assert places(report) == []
    assert cached(path) == {"A1": 33.33, "A2": 66.66}


def test_only_the_first_of_a_chain_is_a_disagreement(make, refresh):
    def fill(book, sheet):
        sheet.write_formula("A1", "=ROUND(100/3,2)", None, 33.35)
        for row in range(2, 30):
            sheet.write_formula(f"A{row}", f"=A{row - 1}+1", None, 33.35 + row - 1)
        sheet.write_formula("B1", "=ROUND(A29/7,1)", None, 99)

    report = refresh(saved_by_excel(make(fill)))
    # 33.35 + 28 = 61.35, over 7 = 8.76…
    assert places(report) == [("A1", 33.35, 33.33), ("B1", 99, 8.8)]
    assert report.changed == 0


def test_what_a_changed_cog_result_feeds_is_calculated_anew(make, refresh):
    def fill(book, sheet):
        sheet.write_formula("A1", "=_xldudf_COG_RATE(1,4)", None, 0.5)
        sheet.write_formula("A2", "=ROUND(A1*10,0)", None, 5)
        sheet.write_formula("A3", "=SUM(A1:A2)", None, 5.5)
        book.define_name("Total", "=Données!$A$3")
        sheet.write_formula("A4", "=ROUND(Total,1)", None, 5.5)
        sheet.write_formula("A5", '=ROUND(INDIRECT("A1"),1)', None, 0.5)

    report = refresh(saved_by_excel(make(fill)))
    assert places(report) == []
    assert [change.cell for change in report.changes] == ["A1", "A2", "A3", "A4", "A5"]


def test_a_missing_value_is_calculated_and_what_reads_it_too(make, refresh):
    def fill(book, sheet):
        sheet.write_formula("A1", "=ROUND(2.4,0)", None, 77777)
        sheet.write_formula("A2", "=ROUND(A1,0)", None, 9)
        sheet.write_formula("B1", "=ROUND(3.4,0)", None, 4)

    path = saved_by_excel(make(fill))
    edited(path, {SHEET: lambda body: body.replace(b"<v>77777</v>", b"")})
    report = refresh(path)
    assert places(report) == [("B1", 4, 3)]
    values = cached(path)
    assert (values["A1"], values["A2"], values["B1"]) == (2, 2, 4)


def test_a_clock_is_a_changed_input(make, refresh):
    def fill(book, sheet):
        sheet.write_formula("A1", "=TODAY()", None, 40000)
        sheet.write_formula("A2", "=ROUND(A1,0)", None, 40000)

    report = refresh(saved_by_excel(make(fill)))
    assert places(report) == []
    assert report.changed == 2


def test_an_array_is_kept_whole(make, refresh):
    def fill(book, sheet):
        sheet.write_column("A1", [3, 1, 2])
        sheet.write_dynamic_array_formula("B1:B3", "=_xlfn._xlws.SORT(A1:A3)", None, 5)
        sheet.write_number("B2", 6)
        sheet.write_number("B3", 7)
        sheet.write_formula("C1", "=B1+B2+B3", None, 18)

    path = saved_by_excel(make(fill))
    report = refresh(path)
    assert places(report) == [("B1", 5, 1)]
    assert (report.changed, cached(path)["B3"], cached(path)["C1"]) == (0, 7, 18)


def test_rounding_noise_is_no_disagreement(make, refresh):
    def fill(book, sheet):
        sheet.write_column("A1", [0.1, 0.2, 1e9])
        sheet.write_formula("B1", "=A1+A2", None, 0.3)
        sheet.write_formula("B2", "=A3+A1-A3", None, 0.1)  # float: 0.10000002…
        sheet.write_formula("B3", "=EXP(1)", None, 2.71828182845904)  # 15 digits

    path = saved_by_excel(make(fill))
    report = refresh(path)
    assert (places(report), report.changed, report.doubt) == ([], 0, "")


def test_a_plain_sum_that_no_longer_adds_up_proves_the_values_stale(make, refresh):
    def fill(book, sheet):
        sheet.write_column("A1", [1, 2, 5])  # 5 was typed over a 3 by some program
        sheet.write_formula("A4", "=SUM(A1:A3)", None, 6)
        sheet.write_formula("B1", "=ROUND(A3,0)", None, 3)

    path = saved_by_excel(make(fill))
    report = refresh(path)
    assert places(report) == []
    assert "Données!A4" in report.doubt
    assert (cached(path)["A4"], cached(path)["B1"]) == (8, 5)


def test_a_proof_reaches_no_further_than_what_reads_the_changed_entries(make, refresh):
    def fill(book, sheet):
        sheet.write_formula("A1", "=ROUND(10/3,0)", None, 4)
        sheet.write_column("B1", [1, 2])
        sheet.write_formula("C1", "=A1+B1+B2", None, 99)

    path = saved_by_excel(make(fill))
    report = refresh(path)
    assert (places(report), report.changed) == ([("A1", 4, 3)], 1)
    assert (cached(path)["A1"], cached(path)["C1"]) == (4, 7)  # 4 + 1 + 2


@pytest.mark.parametrize(
    ("version", "calculation", "reason"),
    [
        (EXCEL, b'<calcPr calcId="191029"/>', ""),
        (EXCEL, b'<calcPr calcId="191029" calcMode="manual"/>', ""),
        (EXCEL, b'<calcPr calcId="191029" fullCalcOnLoad="1"/>', "demande à être recalculé"),
        (EXCEL, b'<calcPr calcId="191029" calcCompleted="0"/>', "avant la fin du calcul"),
        (EXCEL, b'<calcPr calcId="191029" calcMode="manual" calcOnSave="0"/>', "calcul manuel"),
        (EXCEL, b"", "quel moteur"),
        (EXCEL, b'<calcPr calcId="0"/>', "quel moteur"),
        (b"", b'<calcPr calcId="191029"/>', "pas été enregistré par Excel"),
        (EXCEL.replace(b'"7"', b'"4"'), b'<calcPr calcId="191029"/>', "produit par un programme"),
        (EXCEL.replace(b'"7"', b'"4"'), b'<calcPr calcId="124519"/>', ""),
    ],
)
def test_whose_values_stand(make, refresh, version, calculation, reason):
    """Only a calculation that Excel finished is held for Excel's."""

    def fill(book, sheet):
        sheet.write_formula("A1", "=ROUND(2.4,0)", None, 3)

    path = edited(make(fill), {BOOK: book_part(version, calculation)})
    report = refresh(path)
    assert reason in report.doubt and bool(reason) == bool(report.doubt)
    assert cached(path)["A1"] == (2 if reason else 3)
    assert bool(report.disagreements) != bool(reason)


def test_another_program_is_told_by_its_name(make):
    path = saved_by_excel(make(lambda book, sheet: sheet.write_formula("A1", "=1")))
    assert doubt(Package(path, path.read_bytes()), BOOK) == ""
    edited(path, {APP: lambda body: body.replace(b"Microsoft Excel", b"LibreOffice/7.4")})
    assert "pas été enregistré par Excel" in doubt(Package(path, path.read_bytes()), BOOK)


def test_the_annexes_are_calculated_in_full(refresh, tmp_path):
    """What pycog built is signed by no Excel: typed entries must reach every total."""
    built = ROOT / "workbooks" / "camieg-2012-2015" / "annexe-1-budget.xlsx"
    path = tmp_path / "annexe.xlsx"
    path.write_bytes(built.read_bytes())
    assert "produit par un programme" in doubt(Package(path, path.read_bytes()), BOOK)


def test_a_kept_value_whose_inputs_changed_is_marked(make, refresh):
    def fill(book, sheet):
        sheet.write_formula("A1", "=_xldudf_COG_RATE(1,4)", None, 0.5)
        sheet.write_formula("A2", "=AUTRE(A$1:B$1)", None, 42)
        sheet.write_formula("A3", "=AUTRE(C1)", None, 43)

    report = refresh(make(fill))
    assert [(cell.cell, cell.outdated) for cell in report.frozen] == [("A2", True), ("A3", False)]


ONLY = Options(only_cog=True)


def test_only_cog_leaves_every_other_formula_alone(make, refresh):
    def fill(book, sheet):
        other = book.add_worksheet("L'autre")
        book.define_name("Taux", "=Données!$A$3")
        sheet.write_formula("A1", "=1+1", None, 77)  # a proof elsewhere, here none of its business
        sheet.write_formula("A2", "=TODAY()", None, 40000)
        sheet.write_formula("A3", "=_xldudf_COG_RATE(A1,154)", None, 9)
        other.write_formula("A1", "=Données!A3*2", None, 9)
        other.write_formula("A2", "=Taux+1", None, 9)
        other.write_formula("A3", "=SUM(A1:A2)", None, 9)
        other.write_formula("A4", "=A1000+5", None, 9)

    path = make(fill)
    report = refresh(path, options=ONLY)
    assert cached(path) == {"A1": 77, "A2": 40000, "A3": 0.5}
    assert cached(path, "L'autre") == {"A1": 1, "A2": 1.5, "A3": 2.5, "A4": 9}
    assert (report.changed, places(report)) == (4, [])
    assert refresh(path, options=ONLY).changed == 0


def test_only_cog_follows_tables_shared_formulas_and_spills(make, refresh):
    def fill(book, sheet):
        sheet.write_row("A1", [0.03, 0.03])
        sheet.write_dynamic_array_formula("A2:B2", "=_xldudf_COG_TRAJECTORY(100,A1:B1)", None, 9)
        sheet.write_formula("D1", "=B2+1", None, 9)  # the second cell of the spill
        sheet.write_formula("D2", "=C1+1", None, 9)  # feeds on no COG_ formula
        columns = [{"header": "Taux", "formula": "=_xldudf_COG_RATE(1,4)"}]
        sheet.add_table("F1:F3", {"name": "Suivi", "columns": columns})
        sheet.write_formula("G1", "=SUM(Suivi[Taux])", None, 9)
        sheet.write_number("H1", 0)
        for row in (2, 3):
            sheet.write_formula(f"H{row}", f"=PLACE{row}", None, 9)

    def share(body: bytes) -> bytes:
        first = b'<f t="shared" ref="H2:H3" si="0">_xldudf_COG_RATE(F2,0.5)</f>'
        body = body.replace(b"<f>PLACE2</f>", first)
        return body.replace(b"<f>PLACE3</f>", b'<f t="shared" si="0"/>')

    path = edited(make(fill), {SHEET: share})
    refresh(path, options=ONLY)
    values = cached(path)
    assert (values["A2"], values["D1"], values["D2"]) == (103, 107, 9)
    assert (values["G1"], values["H2"], values["H3"]) == (0.5, 0.5, 0.5)
