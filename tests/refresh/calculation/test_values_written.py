"""A refresh puts the right values into the right cells, and nothing else anywhere."""

from __future__ import annotations

import datetime as dt
import re
import zipfile
from pathlib import Path

import openpyxl
import pytest

from pycog.errors import CellError
from pycog.refresh import Options
from pycog.refresh.calculation.expansion import Expansion
from pycog.xlsx.package import Package


def cached(path: Path, sheet: str = "Données") -> dict[str, object]:
    """Return the values that Excel would show on opening, read by another library."""
    book = openpyxl.load_workbook(path, data_only=True)
    return {cell.coordinate: cell.value for row in book[sheet].iter_rows() for cell in row}


def test_cog_formulas_get_their_value(make, refresh):
    def fill(book, sheet):
        sheet.write_number("A1", 0.77)
        sheet.write_string("B1", "90%")
        sheet.write_dynamic_array_formula("C1", "=_xldudf_COG_ATTAINMENT(A1,B1)")
        sheet.write_dynamic_array_formula("D1", "=_xldudf_COG_STATUS(A1,B1)")
        sheet.write_formula("E1", '=IF(D1="Atteint",1,0)')

    path = make(fill)
    report = refresh(path)
    assert (report.formulas, report.cog_formulas, report.written) == (3, 2, True)
    values = cached(path)
    assert values["C1"] == 0.77 / 0.9
    assert (values["D1"], values["E1"]) == ("Non atteint", 0)


@pytest.mark.parametrize(
    "spelling",
    ["COG_RATE", "_xldudf_COG_RATE", "_xll.COG_RATE", "_xludf.COG_RATE", "cog_rate"],
)
def test_every_stored_spelling_is_understood(make, refresh, spelling):
    path = make(lambda book, sheet: sheet.write_formula("A1", f"={spelling}(1,4)"))
    assert refresh(path).cog_formulas == 1
    assert cached(path)["A1"] == 0.25


@pytest.mark.parametrize("spelling", ["[1]!COG_RATE", "[1]!_xldudf_COG_RATE"])
def test_calls_through_another_workbook_are_understood(make, refresh, spelling):
    path = make(lambda book, sheet: sheet.write_formula("A1", f"={spelling}(1,4)"))
    refresh(path)
    assert cached(path)["A1"] == 0.25


def test_an_omitted_argument_is_not_a_zero(make, refresh):
    def fill(book, sheet):
        # A floor of 0 would give 0,5 ; no floor and "baisse" give 2 - 5/10 = 1,5.
        sheet.write_formula("A1", '=_xldudf_COG_ATTAINMENT(5,10,,"baisse")')
        sheet.write_formula("A2", "=_xldudf_COG_ATTAINMENT(5,10,0)")

    path = make(fill)
    refresh(path)
    assert cached(path) == {"A1": 1.5, "A2": 0.5}


def test_blank_results_are_empty_text_and_blank_references_are_zero(make, refresh):
    def fill(book, sheet):
        sheet.write_formula("A1", '=_xldudf_COG_ATTAINMENT(Z1,"90%")', None, 12)
        sheet.write_formula("A2", "=Z1", None, 12)

    path = make(fill)
    assert refresh(path).changed == 2
    part = zipfile.ZipFile(path).read("xl/worksheets/sheet1.xml").decode()
    assert re.search(r'<c r="A1" t="str"><f>[^<]*</f><v></v></c>', part)
    assert cached(path)["A2"] == 0


def test_text_is_written_as_excel_writes_it(make, refresh):
    def fill(book, sheet):
        sheet.write_formula("A1", '="a<b & c"&CHAR(1)&"_x0041_ "', None, 0)

    path = make(fill)
    refresh(path)
    part = zipfile.ZipFile(path).read("xl/worksheets/sheet1.xml").decode()
    assert (
        't="str"' in part
        and '<v xml:space="preserve">a&lt;b &amp; c_x0001__x005F_x0041_ </v>' in part
    )
    assert refresh(path).changed == 0


def test_tables_and_this_row(make, refresh):
    def fill(book, sheet):
        formula = "=_xldudf_COG_RATE(Suivi[[#This Row],[Réalisé]],Suivi[[#This Row],[Prévu]])"
        columns = [
            {"header": "Réalisé"},
            {"header": "Prévu"},
            {"header": "Taux", "formula": formula},
        ]
        sheet.add_table("A1:C3", {"name": "Suivi", "columns": columns, "data": [[1, 4], [3, 4]]})
        sheet.write_formula("E1", "=SUM(Suivi[Réalisé])")
        sheet.write_formula("E2", "=COUNTA(Suivi[#Headers])")
        sheet.write_formula("E3", "=SUM(Suivi)")

    path = make(fill)
    refresh(path)
    values = cached(path)
    assert [values["C2"], values["C3"]] == [0.25, 0.75]
    assert [values["E1"], values["E2"], values["E3"]] == [4, 3, 13]


def test_a_defined_name_may_hold_our_functions(make, refresh):
    def fill(book, sheet):
        book.define_name("Taux_global", "=COG_RATE(Données!$A$1,Données!$A$2)")
        sheet.write_number("A1", 3)
        sheet.write_number("A2", 4)
        sheet.write_formula("B1", "=Taux_global*2")

    path = make(fill)
    refresh(path)
    assert cached(path)["B1"] == 1.5


def test_names_by_way_of_names_and_of_one_sheet(make, refresh):
    def fill(book, sheet):
        other = book.add_worksheet("Autre")
        book.define_name("Base", "=COG_RATE(1,4)")
        book.define_name("Double", "=Base*2")
        book.define_name("Autre!Base", "=COG_RATE(3,4)")
        sheet.write_formula("A1", "=Base")
        sheet.write_formula("A2", "=Double+1")
        other.write_formula("A1", "=Base")

    path = make(fill)
    refresh(path)
    assert cached(path) == {"A1": 0.25, "A2": 1.5}
    assert cached(path, "Autre")["A1"] == 0.75


def test_a_name_is_found_in_capitals_with_accents_and_behind_its_sheet(make, refresh):
    def fill(book, sheet):
        other = book.add_worksheet("Été")
        other.print_area("A1:B9")
        other.write_number("A1", 7)
        sheet.write_number("A1", 4)
        book.define_name("Été", "=Données!$A$1*10")
        book.define_name("Été!Écart", "=Données!$A$1*100")
        for row, text in enumerate(["=Été+1", "=été+2", "=Été!Écart+3", "=Été!écart+4"], start=1):
            sheet.write_formula(f"B{row}", text, None, -1)
        sheet.write_formula("B5", "=Été!A1+_xldudf_COG_RATE(1,4)", None, -1)

    path = make(fill)
    refresh(path)
    values = cached(path)
    assert [values[f"B{row}"] for row in range(1, 6)] == [41, 42, 403, 404, 7.25]


def test_print_areas_leave_columns_to_be_calculated_as_wholes(make, refresh, monkeypatch):
    """They are names of a sheet, which no formula reads, and nearly every annex has them."""
    asked: list[str] = []
    expand = Expansion.expand

    def noted(self, formula, *places, **how):
        asked.append(formula)
        return expand(self, formula, *places, **how)

    monkeypatch.setattr(Expansion, "expand", noted)

    def fill(book, sheet):
        other = book.add_worksheet("Autre")
        for one in (sheet, other):
            one.print_area("A1:B100")
            one.repeat_rows(0)
        for row in range(1, 81):
            other.write_number(f"A{row}", row)
            sheet.write_formula(f"A{row}", f"=Autre!A{row}*2", None, -1)

    path = make(fill)
    refresh(path)
    assert cached(path)["A80"] == 160
    assert asked == []


def test_a_name_relative_to_its_cell_is_read_from_that_cell(make, refresh):
    def fill(book, sheet):
        # Written as seen from A1: one column to the left is the last of the sheet.
        book.define_name("Voisine", "=COG_RATE(Données!XFD1,4)")
        sheet.write_column("A1", [1, 3])
        sheet.write_formula("B1", "=Voisine", None, 0.5)
        sheet.write_formula("B2", "=Voisine", None, 0.5)

    path = make(fill)
    assert refresh(path).frozen == []
    assert (cached(path)["B1"], cached(path)["B2"]) == (0.25, 0.75)


def test_a_spill_fills_its_stored_range(make, refresh):
    def fill(book, sheet):
        sheet.write_row("A1", [0.03, 0.03, 0.02, 0.02])
        sheet.write_dynamic_array_formula("A2:D2", "=_xldudf_COG_TRAJECTORY(100,A1:D1)", None, 9)
        sheet.write_formula("E2", "=SUM(A2:D2)")

    path = make(fill)
    refresh(path)
    values = cached(path)
    assert [round(values[cell], 9) for cell in ("A2", "B2", "C2", "D2")] == [103, 106, 108, 110]
    assert round(values["E2"], 9) == 427


def test_a_classic_array_formula_pads_its_fixed_range(make, refresh):
    def fill(book, sheet):
        sheet.write_column("A1", [1, 2])
        sheet.write_array_formula("B1:B3", "{=A1:A2*2}")
        sheet.write_array_formula("C1:D2", "{=A1:A2*10}")

    path = make(fill)
    refresh(path)
    values = cached(path)
    assert [values["B1"], values["B2"], values["B3"]] == [2, 4, "#N/A"]
    assert [values["C1"], values["D1"], values["C2"], values["D2"]] == [10, 10, 20, 20]


def test_unknown_functions_keep_their_value_and_feed_their_dependants(make, refresh):
    def fill(book, sheet):
        sheet.write_formula("A1", "=AUTRE_COMPLEMENT(1)", None, 42)
        sheet.write_formula("A2", "=A1*2", None, 0)

    path = make(fill)
    report = refresh(path)
    assert [(cell.cell, cell.function) for cell in report.frozen] == [("A1", "AUTRE_COMPLEMENT")]
    assert cached(path) == {"A1": 42, "A2": 84}


def test_a_data_table_keeps_its_value(make, refresh):
    def fill(book, sheet):
        sheet.write_number("A1", 2)
        sheet.write_formula("B1", "=A1*2", None, 0)
        sheet.write_formula("B2", "=PLACE", None, 7)

    path = make(fill)
    package = Package.open(path)
    part = "xl/worksheets/sheet1.xml"
    table = b'<f t="dataTable" ref="B2:B3" dt2D="0" dtr="0" r1="A1"/>'
    path.write_bytes(package.rewrite({part: package.read(part).replace(b"<f>PLACE</f>", table)}))
    report = refresh(path)
    assert [(cell.cell, cell.function) for cell in report.frozen] == [("B2", "TABLE")]
    assert report.frozen[0].outdated, "B1, which the table calculates anew, has changed"
    assert cached(path)["B1"] == 4
    assert table + b"<v>7</v>" in Package.open(path).read(part)


def test_a_count_that_iteration_moves_on_is_kept_and_listed(make, refresh):
    def fill(book, sheet):
        sheet.write_number("A1", 2)
        sheet.write_formula("B1", "=_xldudf_COG_PAYABLE(A1)", None, 1)
        sheet.write_formula("C1", "=C1+B1", None, 50)
        sheet.write_formula("D1", "=C1*10", None, 500)
        sheet.write_formula("E1", "=B1+F1/2", None, 2)
        sheet.write_formula("F1", "=E1", None, 2)
        sheet.write_formula("G1", "=RAND()", None, 0.5)

    path = make(fill)
    package = Package.open(path)
    part = "xl/workbook.xml"
    asked = package.read(part).replace(b"<calcPr ", b'<calcPr iterate="1" ')
    path.write_bytes(package.rewrite({part: asked}))
    report = refresh(path)
    assert [(one.cell, "ne se stabilise pas" in one.reason) for one in report.to_recalculate] == [
        ("C1", True)
    ]
    values = cached(path)
    assert (values["B1"], values["C1"], values["D1"]) == (2, 50, 500)
    # E = 2 + E / 2 comes to rest at 4.
    assert values["E1"] == pytest.approx(4, abs=0.01)


def test_what_a_kept_array_formula_fills_stays_and_can_be_read(make, refresh):
    def fill(book, sheet):
        book.use_future_functions = True
        sheet.write_dynamic_array_formula("A1:B2", "=AUTRE_COMPLEMENT(1)", None, 1)
        for row, column, value in ((0, 1, 2), (1, 0, 3), (1, 1, 4)):
            sheet.write_number(row, column, value)
        sheet.write_formula("D1", "=SUM(_xlfn.ANCHORARRAY(A1))", None, 0)
        sheet.write_dynamic_array_formula("E1:F2", "=_xlfn.ANCHORARRAY(A1)*10", None, 0)
        book.add_worksheet("Autre").write_formula("A1", "=SUM(_xlfn.ANCHORARRAY(Données!A1))")

    path = make(fill)
    refresh(path)
    values = cached(path)
    assert [values[cell] for cell in ("A1", "B1", "A2", "B2")] == [1, 2, 3, 4]
    assert values["D1"] == 10 and cached(path, "Autre")["A1"] == 10
    assert [values[cell] for cell in ("E1", "F1", "E2", "F2")] == [10, 20, 30, 40]


def test_a_spill_of_ours_can_be_read_whole(make, refresh):
    def fill(book, sheet):
        sheet.write_row("A1", [0.25, 0.25])
        sheet.write_dynamic_array_formula("A2:B2", "=_xldudf_COG_TRAJECTORY(100,A1:B1)")
        sheet.write_formula("D1", "=SUM(_xlfn.ANCHORARRAY(A2))")

    path = make(fill)
    refresh(path)
    assert cached(path)["D1"] == 275


def test_an_unknown_function_without_a_value_is_no_zero(make, refresh, tmp_path):
    book = openpyxl.Workbook()
    book.active.title = "Données"
    book.active["A1"] = "=AUTRE_COMPLEMENT(1)"
    book.active["A2"] = "=A1+1"
    path = tmp_path / "sans-valeurs.xlsx"
    book.save(path)
    report = refresh(path)
    assert [(error.cell, error.kind) for error in report.errors] == [("A2", "#NAME?")]
    assert cached(path)["A1"] is None


def test_dates_of_the_1904_system(make, refresh):
    def fill(book, sheet):
        sheet.write_formula("A1", "=DATE(2012,11,25)")
        sheet.write_formula("A2", '=_xldudf_COG_DELAY("25/11/2012",A1+5)')

    path = make(fill, date_1904=True)
    refresh(path)
    values = cached(path)
    assert values["A1"] == 41238 - 1462 and values["A2"] == 5


def test_the_clock_may_be_fixed(make, refresh):
    path = make(lambda book, sheet: sheet.write_formula("A1", "=TODAY()"))
    refresh(path, options=Options(clock=dt.datetime(2013, 4, 30, 12, tzinfo=dt.UTC)))
    assert cached(path)["A1"] == 41394  # 30/04/2013


def test_errors_carry_their_french_reason(make, refresh):
    def fill(book, sheet):
        sheet.write_number("A1", 77)
        sheet.write_dynamic_array_formula("B1", '=_xldudf_COG_ATTAINMENT(A1,"90%")')
        sheet.write_formula("B2", "=B1*2")
        sheet.write_formula("B3", "=1/A9")
        sheet.write_formula("B4", '=IFERROR(1,2)+_xldudf_COG_ATTAINMENT(A1*1,"90%")')
        sheet.write_dynamic_array_formula("B5", "=_xldudf_COG_TARGET(5,2014)")

    errors = {error.cell: error for error in refresh(make(fill)).errors}
    assert errors["B1"].kind == "#VALUE!" and "77" in errors["B1"].reason
    assert errors["B2"].reason == "reprend l'erreur de B1"
    assert errors["B3"].reason == "division par zéro ou par une cellule vide"
    assert errors["B4"].reason == errors["B1"].reason
    assert errors["B5"].kind == "#N/A" and "COG CNAMTS" in errors["B5"].reason


def test_check_writes_nothing(make, refresh):
    path = make(lambda book, sheet: sheet.write_formula("A1", "=COG_RATE(1,4)", None, 9))
    before = path.read_bytes(), path.stat().st_mtime_ns
    report = refresh(path, options=Options(check=True))
    assert (report.changed, report.written) == (1, False)
    [change] = report.changes
    assert (change.sheet, change.cell, change.before, change.after) == ("Données", "A1", 9.0, 0.25)
    assert (path.read_bytes(), path.stat().st_mtime_ns) == before


def test_a_fresh_workbook_is_not_written_again(make, refresh):
    path = make(lambda book, sheet: sheet.write_formula("A1", "=COG_RATE(1,4)", None, 9))
    refresh(path)
    before = path.read_bytes(), path.stat().st_mtime_ns
    assert refresh(path).changed == 0
    assert (path.read_bytes(), path.stat().st_mtime_ns) == before


def test_output_leaves_the_input_alone(make, refresh, tmp_path):
    path = make(lambda book, sheet: sheet.write_formula("A1", "=COG_RATE(1,4)", None, 9))
    before = path.read_bytes()
    target = tmp_path / "ailleurs" / "copie.xlsx"
    refresh(path, output=target)
    assert path.read_bytes() == before and cached(target)["A1"] == 0.25


def test_only_the_changed_values_differ(make, refresh):
    def fill(book, sheet):
        sheet.write_string("A1", "libellé é à ç", book.add_format({"bold": True}))
        sheet.write_number("B1", 3)
        sheet.write_formula("C1", "=COG_RATE(B1,4)", None, 0.1)
        sheet.write_formula("D1", "=B1", None, 3)
        sheet.write_comment("A1", "un commentaire")
        chart = book.add_chart({"type": "column"})
        chart.add_series({"values": "=Données!$B$1:$C$1"})
        sheet.insert_chart("F1", chart)
        sheet.conditional_format("B1:C1", {"type": "data_bar"})
        sheet.data_validation("B1", {"validate": "decimal", "criteria": ">", "value": 0})
        book.add_worksheet("Autre").write_string("A1", "intacte")

    path = make(fill)
    before = path.read_bytes()
    old = zipfile.ZipFile(path)
    old_parts = {info.filename: (info, old.read(info)) for info in old.infolist()}
    refresh(path)
    new = zipfile.ZipFile(path)
    assert [info.filename for info in new.infolist()] == list(old_parts)
    for info in new.infolist():
        was, body = old_parts[info.filename]
        if info.filename == "xl/worksheets/sheet1.xml":
            assert new.read(info) == body.replace(b"<v>0.1</v>", b"<v>0.75</v>")
        else:
            raw_old = before[was.header_offset : was.header_offset + 30 + was.compress_size]
            data = path.read_bytes()
            assert (
                raw_old == data[info.header_offset : info.header_offset + 30 + info.compress_size]
            )
        assert (info.date_time, info.external_attr, info.extra, info.compress_type) == (
            was.date_time,
            was.external_attr,
            was.extra,
            was.compress_type,
        )


def test_reports_show_what_changed_in_kind(make, refresh):
    def fill(book, sheet):
        sheet.write_formula("A1", "=1/0", None, 5)
        sheet.write_formula("A2", '="oui"', None, 5)
        sheet.write_formula("A3", "=1=1", None, 5)

    changes = {change.cell: change.after for change in refresh(make(fill)).changes}
    assert changes == {"A1": CellError("#DIV/0!"), "A2": "oui", "A3": True}
