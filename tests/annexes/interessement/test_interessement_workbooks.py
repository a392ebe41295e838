"""The scorecards of 2021 and 2022 and the simulation: formulas, points, bounds of the rate."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from pycog.annexes.builder import DEPLOYED, computed
from pycog.annexes.interessement.scorecard_table import RESULT, ScorecardTable
from pycog.annexes.interessement.scorecard_workbook import HERAULT, build_scorecard
from pycog.annexes.overwrite_guard import refuse_loss
from pycog.conventions import load
from pycog.errors import RefusedFile
from pycog.interessement.card_lines import Line
from pycog.refresh import Options, refresh_file
from pycog.targets import parse_target
from pycog.values import Scalar
from pycog.xlsx.binding import bind_bytes
from tests.annexes.conftest import Fill
from tests.paths import ROOT
from udfs.hosts.engine import EngineHost

CATEGORIES = (
    "national",
    "cpam",
    "drsm",
    "cnam",
    "carsat",
    "cgss",
    "cti",
    "ceir",
    "ugecam",
    "mayotte",
)
CARDS = [(campaign, category) for campaign in (2021, 2022) for category in CATEGORIES]
CPAM = "interessement-2021/cpam.xlsx"
CEIR = "interessement-2022/ceir.xlsx"
CASE = "interessement-2021/cas-herault-cpam.xlsx"
SIMULATION = "simulation-mtid.xlsx"
NAMES = (*(f"interessement-{year}/{key}.xlsx" for year, key in CARDS), CASE, SIMULATION)


def table_of(campaign: int, category: str) -> ScorecardTable:
    return ScorecardTable(load(f"interessement-maladie-{campaign}").scorecards[campaign][category])


def content_of(path: Path) -> dict[str, bytes]:
    """Return the parts of a workbook, uncompressed."""
    with zipfile.ZipFile(path) as package:
        return {part: package.read(part) for part in package.namelist()}


def formula(cell: Any) -> str:
    """Return a formula as it is stored, dynamic or not."""
    return str(getattr(cell.value, "text", cell.value))


def test_every_category_has_its_workbook(built: dict[str, Path]) -> None:
    assert tuple(name for name in built if "/" not in name or "interessement" in name)[1:] == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_the_committed_workbook_is_the_one_that_is_built(built: dict[str, Path], name: str) -> None:
    committed, new = content_of(ROOT / "workbooks" / name), content_of(built[name])
    assert list(committed) == list(new)
    different = [part for part, content in new.items() if committed[part] != content]
    assert different == [], "run: pycog build workbooks"


@pytest.mark.parametrize("name", NAMES)
def test_the_stored_values_are_fresh(built: dict[str, Path], name: str, host: EngineHost) -> None:
    report = refresh_file(built[name], host, options=Options(check=True))
    assert report.refused is None
    assert report.cog_formulas > 10
    assert (report.changed, report.errors, report.frozen) == (0, [], [])


def test_the_same_data_gives_the_same_bytes(built: dict[str, Path], host: EngineHost) -> None:
    card = load("interessement-maladie-2021").scorecards[2021]["cpam"]
    again = computed("cas-herault-cpam.xlsx", partial(build_scorecard, card, HERAULT), host)
    again = bind_bytes(built[CASE], again, DEPLOYED, list(host.callables()))
    assert again == built[CASE].read_bytes()


@pytest.mark.parametrize("name", NAMES)
def test_every_call_is_stored_as_excel_stores_it(built: dict[str, Path], name: str) -> None:
    for part, content in content_of(built[name]).items():
        if part.startswith("xl/worksheets/sheet"):
            for found in re.findall(r"<f[^>]*>[^<]*COG_[^<]*</f>", content.decode()):
                assert found.startswith('<f t="array" ref='), found
                assert not re.search(r"(?<!_xldudf_)COG_", found), found


@pytest.mark.parametrize("name", NAMES)
def test_print_set_up_and_first_sheet(built: dict[str, Path], name: str) -> None:
    book = load_workbook(built[name])
    assert book.sheetnames[0] == "Lisez-moi"
    for sheet in book.worksheets:
        # A4 or A3: tests/annexes/test_paper.py says when.
        assert sheet.page_setup.orientation == "landscape"
        assert sheet.page_setup.paperSize in {8, 9}
        assert sheet.print_area and sheet.oddFooter.left.text.startswith("Source : ")
        assert sheet.title == "Lisez-moi" or sheet.freeze_panes


# The scorecard


def test_the_formulas_of_the_scorecard(built: dict[str, Path]) -> None:
    page = load_workbook(built[CPAM])["Barème"]
    assert [page[cell].value for cell in ("A7", "C7", "D7", "E7", "G7")] == [
        "Nombre d'accompagnements dans le cadre des saisines de la Mission accompagnement santé",
        "80 000",
        "40 000",
        75,
        None,
    ]
    # A national target: the points are those of the body's own one, open without it.
    assert formula(page["J7"]) == (
        '=IF(OR(H7="",I7=""),IF(LEFT(G7,9)="neutralis",_xldudf_COG_POINTS(G7,"100 %","0 %",E7),""),'
        "_xldudf_COG_POINTS(G7,H7,I7,E7))"
    )
    assert formula(page["J8"]) == "=_xldudf_COG_POINTS(G8,C8,D8,E8)"
    assert formula(page["K7"]) == '=IF(ISNUMBER(J7),0,IF(J7="",E7,0))'
    # A composite: its components have their own results, it adds up their points.
    assert (page["G9"].value, page["B10"].value, page["C10"].value) == (None, 0.4, "27j")
    assert formula(page["E10"]) == "=E9*B10/SUM($B$10:$B$11)"
    assert formula(page["J10"]) == "=_xldudf_COG_POINTS(G10,C10,D10,E10)"
    assert formula(page["J9"]) == '=IF(COUNT(J10:J11)=0,"",ROUND(SUM(J10:J11),9))'
    # What a composite shows is not counted twice.
    assert formula(page["J16"]) == "=ROUND(SUM(J7:J8,J10:J11,J13:J15),9)"
    assert formula(page["J29"]) == '=_xldudf_COG_POINTS(G29,C29,D29,E29,"tout_ou_rien")'
    assert formula(page["J32"]) == "=ROUND(J16+J26+J31,9)"


def test_doubts_are_marked_beside_the_row(built: dict[str, Path]) -> None:
    page = load_workbook(built[CPAM])["Barème"]
    assert (page["M7"].value, page["M9"].value, page["M29"].value) == (
        "Certaine",
        "Inférée",
        "Ambiguë",
    )
    assert page["N29"].value.endswith("Autre lecture possible : « deux_livrables ».")
    assert page["M29"].fill.fgColor.rgb == "FFFBE3CC"
    assert page["M7"].fill.fgColor.rgb != "FFFBE3CC"


def test_every_other_reading_is_laid_out(built: dict[str, Path]) -> None:
    for campaign, category in CARDS:
        card = table_of(campaign, category).card
        book = load_workbook(built[f"interessement-{campaign}/{category}.xlsx"])
        texts = [str(row[0].value) for row in book["Lectures"].iter_rows(max_col=1)]
        for name in card.readings:
            assert any(text.startswith(f"Autre lecture « {name} »") for text in texts), name


def test_nothing_typed_leaves_everything_open(built: dict[str, Path]) -> None:
    for campaign, category in CARDS:
        book = load_workbook(built[f"interessement-{campaign}/{category}.xlsx"], data_only=True)
        table, page = table_of(campaign, category), book["Barème"]
        row = table.total + 1
        assert [page.cell(row, column).value for column in (5, 10, 11, 12)] == [
            1000,
            0,
            1000,
            1000,
        ]
        assert all(page.cell(place + 1, RESULT + 1).value is None for _, place in table.results)


def best(line: Line) -> Scalar:
    """Return a result that earns all the points of a line."""
    if line.direct:
        return 1
    if line.row.rule == "paliers":
        return "A"
    target = parse_target(line.target)
    if line.national:
        return (target.value or 0) / 10
    if target.kind == "yes_no":
        return "O"
    if target.kind == "interval":
        return 0.99
    if target.comparator in {"<", ">"} and target.value is not None:
        # The bound itself does not reach a strict target.
        return target.value * (0.99 if target.comparator == "<" else 1.01)
    return target.value


@pytest.mark.parametrize(("campaign", "category"), CARDS)
def test_results_at_the_target_earn_every_point(filled: Fill, campaign: int, category: str) -> None:
    table = table_of(campaign, category)
    typed = {f"G{place + 1}": best(line) for line, place in table.results}
    for line, place in table.results:
        if line.national:
            # A tenth of the nation's target is the body's own; a twentieth, its floor.
            typed[f"H{place + 1}"] = best(line)
            typed[f"I{place + 1}"] = (parse_target(line.target).value or 0) / 20
    book = filled(f"interessement-{campaign}/{category}.xlsx", {"Barème": typed})
    row = table.total + 1
    page, summary = book["Barème"], book["Synthèse"]
    assert page.cell(row, 10).value == page.cell(row, 5).value == table.card.total
    assert page.cell(row, 11).value == 0
    first_rate = 6 + len(table.totals) + 3
    assert [summary.cell(first_rate, column).value for column in (2, 3, 6)] == [
        1,
        1,
        "Seuil de 50 % dépassé",
    ]


def test_points_open_and_neutralised(filled: Fill) -> None:
    typed = {
        "G7": 6000,
        "H7": 8000,
        "I7": 4000,
        "G8": 38,
        "G10": 27,
        "G11": 8,
        "G24": "neutralisé : crise",
        "G28": 0.5,
    }
    book = filled(CPAM, {"Barème": typed})
    page, summary = book["Barème"], book["Synthèse"]
    # (6 000 − 4 000) ÷ 4 000 × 75, on the body's own target; (45 − 38) ÷ 14 × 100;
    # 27 days: 60 points; 8 days: none.
    assert [page[cell].value for cell in ("J7", "J8", "J9", "J10", "J11", "J28")] == [
        37.5,
        50,
        60,
        60,
        0,
        50,
    ]
    # The neutralised indicator leaves both sums: 1 000 − 75.
    assert [page[cell].value for cell in ("J24", "K24", "L24")] == ["neutralisé", 0, 0]
    assert [page[cell].value for cell in ("J32", "K32", "L32")] == [197.5, 500, 925]
    assert summary["B12"].value == pytest.approx(197.5 / 925, abs=1e-15)
    assert summary["C12"].value == pytest.approx(697.5 / 925, abs=1e-15)
    assert summary["F12"].value == "Seuil de 50 % encore ouvert"


def test_a_national_target_stays_open_until_the_own_one_is_typed(filled: Fill) -> None:
    # The published figures of Hérault: 3 979 of 80 000, 60 of 2 500, 4,9 M€ of 139,75 M€.
    typed = {"G7": 3979, "G18": 60, "G24": 4_900_000, "G28": 0.897}
    book = filled(CPAM, {"Barème": typed})
    page, summary, levers = book["Barème"], book["Synthèse"], book["Leviers"]
    assert [page[cell].value for cell in ("A18", "A24", "A28")] == [
        "Nombre d'assistants médicaux",
        "Montant de préjudice subi",
        "Validation des comptes",
    ]
    assert [page[f"J{row}"].value for row in (7, 18, 24)] == [None, None, None]
    assert [page[f"K{row}"].value for row in (7, 18, 24)] == [75, 50, 75]
    assert (summary["B12"].value, summary["C12"].value) == (0.0897, 0.9897)
    said = {row[2]: row[7] for row in levers.iter_rows(6, 40, 6, 13, values_only=True) if row[0]}
    assert said["Montant de préjudice subi"] == "Hors de portée à lui seul"
    neutral = filled(CPAM, {"Barème": {"G7": "neutralisé : crise"}})["Barème"]
    assert [neutral[cell].value for cell in ("J7", "K7", "L7")] == ["neutralisé", 0, 0]


def test_the_columns_of_own_targets_are_hidden_where_no_target_is_national(
    built: dict[str, Path],
) -> None:
    for name, hidden in ((CPAM, False), (CEIR, True)):
        page = load_workbook(built[name])["Barème"]
        assert [page.column_dimensions[letter].hidden for letter in "H"] == [hidden]
    inputs = [
        row
        for row in range(7, 32)
        if load_workbook(built[CPAM])["Barème"][f"H{row}"].style == "COG Saisie"
    ]
    assert inputs == [7, 18, 24]


@pytest.mark.parametrize(
    ("budget", "rate", "applied", "verdict"),
    [
        # Half of each indicator: 135 + 190 + 50 + 75, and 50 or 51 of the last 100.
        (0.975, 0.5, 0, "Seuil de 50 % non dépassé"),
        (0.9755, 0.501, 0.501, "Seuil de 50 % dépassé"),
    ],
)
def test_the_trigger_is_strict(
    filled: Fill, budget: float, rate: float, applied: float, verdict: str
) -> None:
    typed = {"G7": 0.95, "G8": 0.95, "G11": 0.95, "G14": 0.95, "G15": budget}
    summary = filled(CEIR, {"Barème": typed})["Synthèse"]
    assert [summary[cell].value for cell in ("B12", "C12", "D12", "E12", "F12")] == [
        rate,
        rate,
        applied,
        applied,
        verdict,
    ]


def test_a_result_of_the_wrong_kind_is_an_error_in_its_cell(filled: Fill) -> None:
    page = filled(CPAM, {"Barème": {"G28": 89.7}})["Barème"]
    assert page["J28"].value == page["J32"].value == "#VALUE!"


def test_the_levers_give_euros(filled: Fill) -> None:
    page = filled(CEIR, {"Barème": {"G7": 1, "G8": 0.95}, "Leviers": {"B4": 600}})["Leviers"]
    assert [page.cell(5, column).value for column in (4, 7, 10)] == [
        "Rang",
        "Points à gagner",
        "Euros par ETP",
    ]
    # 190 points lost by the second indicator: 600 × 190 ÷ 1 000.
    assert [page.cell(6, column).value for column in (4, 7, 8, 9, 10)] == [1, 190, 0, 0.19, 114]


# A real body


def test_the_published_result_of_herault(built: dict[str, Path]) -> None:
    book = load_workbook(built[CASE], data_only=True)
    page, summary = book["Barème"], book["Synthèse"]
    inputs = {
        row[6].coordinate: row[6].value
        for row in page.iter_rows(min_row=7)
        if row[6].style == "COG Saisie" and row[6].value is not None
    }
    assert inputs == {"G28": 0.897}
    assert page["J28"].value == 89.7
    # 89,7 points out of 1 000; 100 − 89,7 are lost.
    assert (summary["B12"].value, summary["C12"].value) == (0.0897, 0.9897)
    decisions = [row[3].value for row in book["Rapport d'activité"].iter_rows(min_row=6)]
    assert decisions == ["Retenu"] + ["Non retenu"] * 5


# The simulation


def test_from_the_masses_to_the_amount(built: dict[str, Path]) -> None:
    page = load_workbook(built[SIMULATION], data_only=True)["Organisme"]
    # 30 M€ and 45 M€ over 75 000; 0,35 × 0,8 + 0,35 × 0,7 + 0,3 × 0,6; 720 ÷ 1 000.
    assert [page[cell].value for cell in ("B9", "B10", "B17", "B26")] == [400, 600, 0.705, 0.72]
    assert [page[cell].value for cell in ("B30", "B31", "B32", "B33")] == [282, 432, 714, 714]
    # 600 € for 1 000 points: 0,60 € a point.
    assert [page[f"E{row}"].value for row in (22, 23, 24, 25)] == [57, 69, 42, 168]


def test_the_two_weightings_flip_the_trigger(filled: Fill) -> None:
    themes = {"B13": 0.45, "B14": 0.45, "B15": 0.7}
    for reading, rate, national in (("formule", 0.525, 210), ("texte", 0.5, 0)):
        page = filled(SIMULATION, {"Organisme": {**themes, "B16": reading}})["Organisme"]
        assert (page["B17"].value, page["B30"].value) == (rate, national)


def test_bodies_of_several_branches(built: dict[str, Path]) -> None:
    page = load_workbook(built[SIMULATION], data_only=True)["Plusieurs branches"]
    rows = {str(row[0].value): row[0].row for row in page.iter_rows() if row[0].value}

    def below(title: str, line: int) -> list[Any]:
        row = rows[f"{title} – exemple fictif"] + 2 + line
        return [page.cell(row, column).value for column in (5, 6, 7)]

    # CARSAT: (800 × 100 + 700 × 300) ÷ 400 = 725.
    assert below("CARSAT (hors CRAMIF)", 1) == [800, 72500, 7500]
    assert below("CARSAT (hors CRAMIF)", 2) == [700, 217500, -7500]
    assert below("CARSAT (hors CRAMIF)", 3) == [725, 290000, 0]
    # CGSS: 750 × (100 + 20 × 100 ÷ 600); the farmers' 20 are financed by the others.
    assert below("CGSS", 1) == [800, 77500, 5000]
    assert below("CGSS", 2) == [700, 232500, -15000]
    assert below("CGSS", 5) == [750, 465000, 0]
    assert below("CSS de Mayotte", 4) == [750, 450000, 0]
    # Lozère: 280 + (500 × 100 + 420 × 300 + 480 × 200) ÷ 600, paid by the CNAM for all 600.
    assert below("CCSS de la Lozère", 2) == [700, 440000, None]
    assert below("CCSS de la Lozère", 4) == [pytest.approx(733.3333333), 440000, "Sans objet"]


@pytest.mark.parametrize("fte", [1, 7, 33.3, 1234.5])
def test_the_compensation_sums_to_zero(filled: Fill, fte: float) -> None:
    page = filled(SIMULATION, {"Plusieurs branches": {"D8": fte, "B8": 301.37}})
    moved = [page["Plusieurs branches"][cell].value for cell in ("G8", "G9")]
    assert round(sum(moved), 2) == 0
    assert moved[0] != 0


def test_the_bonus_of_an_agency(built: dict[str, Path]) -> None:
    page = load_workbook(built[SIMULATION], data_only=True)["Prime"]
    # 800 × 0,8 × 0,5.
    assert [page[f"E{row}"].value for row in (9, 10, 11)] == [800, 640, 320]


@pytest.mark.parametrize("name", [CPAM, SIMULATION])
def test_the_chart_has_its_figures(
    built: dict[str, Path], parts: Callable[[str, str], str], name: str
) -> None:
    chart = parts(name, "xl/charts/chart1.xml")
    assert '<c:grouping val="stacked"/>' in chart
    assert ("<c:v>115</c:v>" if name == SIMULATION else "<c:v>400</c:v>") in chart


def test_invented_figures_say_so(built: dict[str, Path]) -> None:
    for sheet in load_workbook(built[SIMULATION]).worksheets[1:]:
        assert str(sheet["A2"].value).startswith("Exemple fictif : "), sheet.title


def test_an_example_that_was_replaced_is_not_lost(built: dict[str, Path], tmp_path: Path) -> None:
    path = tmp_path / SIMULATION
    path.write_bytes(built[SIMULATION].read_bytes())
    refuse_loss(path, built[SIMULATION].read_bytes())
    book = load_workbook(path)
    book["Organisme"]["B6"] = 31_000_000
    book.save(path)
    with pytest.raises(RefusedFile, match="Organisme!B6"):
        refuse_loss(path, built[SIMULATION].read_bytes())
