"""A workbook tried with other inputs: what changes, what cannot be changed, the file untouched."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pycog.audit.stored_grids import read_grids
from pycog.cli.main import main
from pycog.conventions import load
from pycog.errors import InvalidInput, PycogError
from pycog.ods import open_package
from pycog.refresh import refresh_file
from pycog.reports.scenarios.scenario_outcome import EUROS, RATES, Outcome
from pycog.reports.scenarios.scenario_run import run_scenarios
from pycog.reports.scenarios.scenario_sheet import scenarios_of
from pycog.reports.scenarios.scenario_words import (
    Assignment,
    Scenario,
    content_of,
    read_assignment,
    read_scenario,
)
from pycog.values import format_number
from pycog.xlsx.package import Package
from tests.ods.made import formula, number, row, sheet, text, written
from tests.paths import ROOT
from udfs.hosts.engine import EngineHost

SIMULATION = ROOT / "workbooks" / "simulation-mtid.xlsx"
INDICATORS = ROOT / "workbooks" / "exemple-fictif" / "annexe-4-indicateurs.xlsx"


def made(path: Path, actuals: list[float | str | None], extra: dict[str, object] | None = None):
    """Write a small annex: actual, target, attainment, status, a mean and a native verdict."""
    book = xlsxwriter.Workbook(path)
    page = book.add_worksheet("Suivi")
    page.write_row(0, 0, ("Indicateur", "Réalisé", "Objectif", "Atteinte", "Statut"))
    for at, actual in enumerate(actuals, 2):
        page.write_row(at - 1, 0, (f"Indicateur n° {at - 1}", actual, "90 %"))
        attainment = f"=_xldudf_COG_ATTAINMENT(B{at},C{at})"
        page.write_dynamic_array_formula(f"D{at}", attainment, None, 0)
        page.write_dynamic_array_formula(f"E{at}", f"=_xldudf_COG_STATUS(B{at},C{at})", None, "")
    end = len(actuals) + 1
    page.write(end, 0, "Moyenne")
    page.write_formula(end, 3, f"=AVERAGE(D2:D{end})", None, 0)
    page.write_formula(end, 4, f'=IF(D{end + 1}>=1,"tout va","à voir")', None, "")
    if extra:
        other = book.add_worksheet("Scénarios")
        for place, value in extra.items():
            other.write(place, value)
    book.close()
    return path


def tried(path: Path, *scenarios: Scenario) -> Outcome:
    package = open_package(path)
    return run_scenarios(package, scenarios, EngineHost, load())


def results(outcome: Outcome) -> dict[str, tuple[str, ...]]:
    return {one.place: (one.now, *one.then) for one in outcome.results}


def test_the_simulation_by_hand() -> None:
    """TRN = 0,35 × QS + 0,35 × GDR + 0,30 × PES; MTID = 400 × TRN + 600 × TRL."""
    before = SIMULATION.read_bytes()
    low = read_scenario("bas : Organisme!B13=0,5 ; Organisme!B22=100")
    high = read_scenario("haut : Organisme!B13=95 %")
    outcome = tried(SIMULATION, low, high)
    found = results(outcome)
    # 0,35 × 0,5 + 0,35 × 0,7 + 0,3 × 0,6 = 0,6 ; 0,35 × 0,95 + 0,425 = 0,7575
    assert found["Organisme!B17"] == ("70,5 %", "60 %", "75,75 %")
    # (100 + 240 + 200) ÷ 1000
    assert found["Organisme!B26"] == ("72 %", "54 %", "72 %")
    # 400 × 0,6 + 600 × 0,54 = 564 ; 400 × 0,7575 + 600 × 0,72 = 735
    assert found["Organisme!B32"] == ("714 €", "564 €", "735 €")
    assert "Organisme!B32" in {one.place for one in outcome.of(EUROS)}
    assert "Organisme!B17" in {one.place for one in outcome.of(RATES)}
    assert SIMULATION.read_bytes() == before


def test_an_indicator_moves_its_status_and_the_summary() -> None:
    before = INDICATORS.read_bytes()
    outcome = tried(INDICATORS, read_scenario("si : Indicateurs!K13=80 %"))
    (status,) = [one for one in outcome.results if one.function == "COG_STATUS"]
    assert (status.subject, status.now, status.then) == (
        "indicateur 7, statut 2013",
        "Non atteint",
        ("Atteint",),
    )
    (inputs,) = outcome.inputs
    assert (inputs[0].subject, inputs[0].before, inputs[0].after) == (
        "indicateur 7, réalisé 2013",
        "73 %",
        "80 %",
    )
    met, missed = outcome.statuses["Atteint"], outcome.statuses["Non atteint"]
    assert (met[1] - met[0], missed[1] - missed[0]) == (1, -1)
    assert INDICATORS.read_bytes() == before


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.lists(st.sampled_from([0.5, 0.9, 0.95, None]), min_size=1, max_size=4),
    st.data(),
)
def test_a_scenario_gives_what_typing_it_gives(tmp_path_factory, actuals, data) -> None:
    """Against a workbook that was written with the other value and refreshed."""
    folder = tmp_path_factory.mktemp("scenario")
    at = data.draw(st.integers(0, len(actuals) - 1))
    value = data.draw(st.sampled_from(["0,9", "45 %", "0,123", "1,2", ""]))
    path = made(folder / "annexe.xlsx", actuals)
    before = path.read_bytes()
    outcome = tried(path, Scenario("si", (Assignment("Suivi", at + 2, 2, value),)))
    assert path.read_bytes() == before
    typed = [*actuals]
    typed[at] = content_of(value) if value else None
    other = made(folder / "autre.xlsx", typed)
    for file in (path, other):
        assert refresh_file(file, EngineHost()).refused is None
    old, new = (read_grids(Package.open(file))[0] for file in (path, other))
    expected = {
        place
        for place in old.formulas or ()
        if (a := old.cells.get(place)) != (b := new.cells.get(place)) and (a or b)
    }
    assert {one.place for one in outcome.results} == {old.place(place) for place in expected}


def test_scenarios_of_a_sheet(tmp_path: Path) -> None:
    extra = {
        "A1": "Essais du comité",
        "A3": "Cellule",
        "B3": "Libellé",
        "C3": "prudent",
        "D3": "haut",
        "A4": "Suivi!B2",
        "B4": "Indicateur n° 1",
        "C4": 0.8,
        "D4": "95 %",
        "A5": "'Suivi'!$B$3",
        "D5": "(vide)",
    }
    path = made(tmp_path / "annexe.xlsx", [0.5, 0.9], extra)
    found = scenarios_of(Package.open(path))
    assert found == [
        Scenario("prudent", (Assignment("Suivi", 2, 2, "0,8"),)),
        Scenario("haut", (Assignment("Suivi", 2, 2, "95 %"), Assignment("Suivi", 3, 2, ""))),
    ]
    told = results(tried(path, *found))
    assert told["Suivi!E2"] == ("Non atteint", "Non atteint", "Atteint")
    assert told["Suivi!E3"] == ("Atteint", "Atteint", "Non renseigné")


@pytest.mark.parametrize(
    ("extra", "said"),
    [
        ({"A1": "Rien"}, "n'a pas d'en-tête « Cellule »"),
        ({"A1": "Cellule", "B1": "haut"}, "ne donne aucune valeur"),
        (
            {"A1": "Cellule", "B1": "haut", "A2": "ici", "B2": 1},
            "ne nomme pas de cellule en Scénarios!A2 : « ici »",
        ),
    ],
)
def test_a_sheet_that_says_nothing_is_refused(tmp_path, extra, said) -> None:
    path = made(tmp_path / "annexe.xlsx", [0.5], extra)
    with pytest.raises(InvalidInput) as refused:
        scenarios_of(Package.open(path))
    assert refused.value.code == "scenarios-illisibles"
    assert said in refused.value.message


@pytest.mark.parametrize(
    ("change", "code", "said"),
    [
        ("Suivi!D2=1", "cellule-calculee", "Suivi!D2 est calculée (=COG_ATTAINMENT(B2;C2))"),
        ("Suivie!B2=1", "feuille-inconnue", "Feuilles du classeur : Suivi."),
        ("Suivi!B2=1.234", "nombre-ambigu", "1 234,56"),
        ("Suivi!B2=31/02/2013", "date-illisible", "31/02/2013"),
    ],
)
def test_what_cannot_be_changed_is_refused(tmp_path, change, code, said) -> None:
    path = made(tmp_path / "annexe.xlsx", [0.5])
    before = path.read_bytes()
    with pytest.raises(PycogError) as refused:
        tried(path, Scenario("si", (read_assignment(change),)))
    assert refused.value.code == code
    assert said in refused.value.message
    assert path.read_bytes() == before


def test_what_an_array_fills_or_a_merged_cell_covers_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "annexe.xlsx"
    book = xlsxwriter.Workbook(path)
    page = book.add_worksheet("Suivi")
    page.write_column("A1", (1, 2, 3))
    page.write_dynamic_array_formula("B1:B3", "=A1:A3*2", None, 2)
    page.merge_range("C1:D2", 5)
    page.write_formula("E1", "=C1", None, 5)
    book.close()
    for change, code, said in (
        ("Suivi!B3=1", "cellule-calculee", "Suivi!B3 est calculée (=A1:A3*2)"),
        ("Suivi!D2=1", "cellule-fusionnee", "Changez Suivi!C1"),
    ):
        with pytest.raises(InvalidInput) as refused:
            tried(path, Scenario("si", (read_assignment(change),)))
        assert refused.value.code == code
        assert said in refused.value.message
    outcome = tried(path, read_scenario("si : Suivi!A2=10 ; Suivi!C1=6"))
    assert results(outcome) == {"Suivi!B2": ("4", "20"), "Suivi!E1": ("5", "6")}


@pytest.mark.parametrize("book", [SIMULATION, INDICATORS], ids=["simulation", "indicateurs"])
def test_what_stands_there_anyway_changes_nothing(book: Path) -> None:
    """Every typed number of a sheet, typed once more."""
    name = {SIMULATION: "Organisme", INDICATORS: "Indicateurs"}[book]
    grid = next(one for one in read_grids(Package.open(book)) if one.name == name)
    same = tuple(
        Assignment(name, row + 1, column + 1, format_number(float(cell.value)))
        for (row, column), cell in grid.cells.items()
        if isinstance(cell.value, float | int)
        and not isinstance(cell.value, bool)
        and (row, column) not in (grid.formulas or ())
    )
    assert len(same) > 5
    assert tried(book, Scenario("si", same)).results == ()


@pytest.mark.parametrize("text", ["B2=1", "Suivi!B2", "Suivi!2B=1", "Suivi!XFE1=2", "=1", ""])
def test_a_change_that_names_no_cell_is_refused(text: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        read_assignment(text)
    assert refused.value.code == "changement-illisible"


@pytest.mark.parametrize("text", ["Suivi!B2=1", "nom :", ": Suivi!B2=1", "nom"])
def test_a_scenario_without_name_or_change_is_refused(text: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        read_scenario(text)
    assert refused.value.code == "scenario-illisible"


def test_two_values_and_two_names_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput) as refused:
        read_scenario("a : Suivi!B2=1 ; SUIVI!B2=2")
    assert refused.value.code == "cellule-en-double"
    path = made(tmp_path / "annexe.xlsx", [0.5])
    with pytest.raises(InvalidInput) as refused:
        tried(path, read_scenario("a : Suivi!B2=1"), read_scenario("A : Suivi!B2=2"))
    assert refused.value.code == "scenario-en-double"


@pytest.mark.parametrize(
    ("typed", "held"),
    [
        ("0,92", 0.92),
        ("92 %", 0.92),
        ("12 000", 12000.0),
        ("-3", -3.0),
        ("VRAI", True),
        ("O", "O"),
        ("12 k€", "12 k€"),
        ("'12", "12"),
        ('"12"', "12"),
        ("30/06/2013", 41455.0),
        ("neutralisé : 2 sites", "neutralisé : 2 sites"),
    ],
)
def test_a_value_is_read_as_excel_reads_it(typed: str, held: object) -> None:
    assert content_of(typed) == held


def test_a_workbook_of_libreoffice(tmp_path: Path) -> None:
    cells = row(text("Total"), number(2), number(3), formula("[.B1]+[.C1]", "5"))
    path = written(tmp_path / "annexe.ods", sheet("Suivi", cells))
    before = path.read_bytes()
    outcome = tried(path, read_scenario("si : Suivi!B1=10"))
    assert results(outcome) == {"Suivi!D1": ("5", "13")}
    assert path.read_bytes() == before


def test_an_equipped_annex_of_an_officer(tmp_path: Path) -> None:
    """Its results stand on the sheet that pycog wrote, and are named by their row."""
    path = tmp_path / "suivi.xlsx"
    book = xlsxwriter.Workbook(path)
    page = book.add_worksheet("Suivi 2013")
    page.write_row(0, 0, ("N°", "Indicateur", "Objectif 2013", "Réalisé 2013"))
    rate = book.add_format({"num_format": "0.0%"})
    for at, (key, label, target, actual) in enumerate(
        (
            (2, "Taux d'appels décrochés", "90%", 0.885),
            (3, "Taux d'appels traités en niveau 1", "90%", 0.912),
            (7, "Taux de satisfaction", "76,50%", 0.73),
        ),
        1,
    ):
        page.write_row(at, 0, (key, label, target))
        page.write(at, 3, actual, rate)
    book.close()
    assert main(["equip", str(path), "--en-place", "--sans-copie"]) in {0, 1}
    before = path.read_bytes()
    outcome = tried(path, read_scenario("si : Suivi 2013!D4=80 %"))
    (status,) = [one for one in outcome.results if one.function == "COG_STATUS"]
    assert (status.now, status.then) == ("Non atteint", ("Atteint",))
    assert status.subject == "« Taux de satisfaction », « Statut »"
    # 80 ÷ 76,5.
    assert "104,58 %" in {one.then[0] for one in outcome.results}
    assert path.read_bytes() == before


def test_what_cannot_follow_is_said(tmp_path: Path) -> None:
    path = tmp_path / "annexe.xlsx"
    book = xlsxwriter.Workbook(path)
    page = book.add_worksheet("Suivi")
    page.write("A1", 2)
    page.write_formula("B1", '=CUBEVALUE("base",A1)', None, 7)
    page.write_formula("C1", "=A1*2", None, 4)
    book.close()
    outcome = tried(path, read_scenario("si : Suivi!A1=5"))
    assert results(outcome) == {"Suivi!C1": ("4", "10")}
    (said,) = outcome.cautions
    assert "Suivi!B1" in said
    assert "CUBEVALUE" in said


def test_what_no_formula_reads_changes_nothing(tmp_path, capsys) -> None:
    path = made(tmp_path / "annexe.xlsx", [0.5])
    assert main(["scenario", str(path), "--set", "Suivi!Z50=1"]) == 0
    out = capsys.readouterr().out
    assert "aucun résultat ne change : aucune formule ne dépend de ces cellules" in out


def test_the_command_tells_writes_and_leaves_the_file(tmp_path, capsys) -> None:
    path = made(tmp_path / "annexe.xlsx", [0.5, 0.9])
    before = path.read_bytes()
    change = ["scenario", str(path), "--set", "Suivi!B2=92 %", "--nom", "rattrapage"]
    assert main(change) == 0
    out = capsys.readouterr().out
    assert "Suivi!B2 – « Indicateur n° 1 », « Réalisé » : 0,5 → 92 %" in out
    assert "Statuts « Atteint » : 1 → 2" in out
    assert "Le fichier n'est pas modifié." in out
    assert main([*change, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["scenarios"][0]["name"] == "rattrapage"
    assert told["statuses"]["Atteint"] == {"now": 1, "then": {"rattrapage": 2}}
    for form in ("html", "xlsx", "json"):
        target = tmp_path / f"essai.{form}"
        assert main([*change, "--output", str(target)]) == 0
        assert target.stat().st_size > 500
    assert "rattrapage" in (tmp_path / "essai.html").read_text(encoding="utf-8")
    sheets = read_grids(Package.open(tmp_path / "essai.xlsx"))
    assert any(cell.text == "rattrapage" for one in sheets for cell in one.cells.values())
    assert main([*change, "--output", str(path)]) == 2
    assert main([*change, "--output", str(tmp_path / "essai.docx")]) == 2
    assert main(["scenario", str(path)]) == 2
    assert path.read_bytes() == before


def test_a_cell_of_the_seal_is_no_input(tmp_path, capsys) -> None:
    path = made(tmp_path / "annexe.xlsx", [0.5])
    assert main(["refresh", str(path)]) == main(["seal", str(path)]) == 0
    for cell in ("A1", "Z400"):
        assert main(["scenario", str(path), "--set", f"COG - bordereau!{cell}=x"]) == 2
        assert "est dans le bordereau de calcul" in capsys.readouterr().err
