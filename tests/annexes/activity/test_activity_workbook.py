"""The workbook of the Hérault activity report: each result from the figures as printed."""

from __future__ import annotations

import csv
import zipfile
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.formula import ArrayFormula

import pycog
from pycog.annexes.activity.activity_content import Change, Ratio, RatioGroup, Report, Shares
from pycog.annexes.activity.activity_figures import FigureTable, number_format, period_text
from pycog.annexes.activity.activity_herault import HERAULT
from pycog.annexes.activity.activity_workbook import build_report
from pycog.annexes.builder import computed
from pycog.conventions.facts.figures import KeyFigure
from pycog.refresh import refresh_file
from udfs.hosts.engine import EngineHost

DATA = Path(pycog.__file__).parent / "conventions/data/herault-2021"
NAME = "rapport-activite.xlsx"


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("herault") / NAME
    target.write_bytes(computed(NAME, partial(build_report, HERAULT), EngineHost()))
    return target


@pytest.fixture(scope="module")
def book(path: Path) -> Any:
    return load_workbook(path, data_only=True)


def rows(page: Any) -> dict[str, list[tuple[Any, ...]]]:
    """Return the rows of a sheet by the text of their first cell, in order."""
    found: dict[str, list[tuple[Any, ...]]] = {}
    for row in page.iter_rows(values_only=True):
        if isinstance(row[0], str):
            found.setdefault(row[0], []).append(row)
    return found


def row(page: Any, label: str) -> tuple[Any, ...]:
    """Return the first row with a label."""
    return rows(page)[label][0]


def test_the_sheets(book: Any) -> None:
    assert book.sheetnames == [
        "Lisez-moi",
        "Chiffres clés",
        "Évolutions",
        "Parts",
        "Rapports",
        "Liens",
        "Constats",
        "Graphiques",
    ]


def test_no_cell_is_in_error(book: Any) -> None:
    cells = [cell for page in book for line in page.iter_rows() for cell in line]
    assert [cell.coordinate for cell in cells if cell.data_type == "e"] == []
    assert len(cells) > 2000


def test_every_printed_statement_has_a_row_with_value_place_and_key(book: Any) -> None:
    page = book["Chiffres clés"]
    lines = [line for line in page.iter_rows(min_row=6, values_only=True) if line[7]]
    assert len(lines) == 276
    assert all(line[2] is not None and line[5].startswith("partie ") for line in lines)
    figures = {(line[7], line[1]): line for line in reversed(lines)}
    assert figures["prestations", 2021][2] == 4012303093.75
    assert figures["courriels-48h", 2021][2:6] == (
        0.815,
        None,
        "81,5 %",
        "partie 7, Accompagner les assurés (suite), réactivité",
    )
    assert figures["part-temps-partiel-evolution", 2021][2] == 1
    assert figures["ame-contacts", "07/2021 à 12/2021"][2] == 239


def test_the_values_are_live_and_a_second_statement_is_not(path: Path) -> None:
    page = load_workbook(path)["Chiffres clés"]
    formula, repeated = page["C7"].value, page["C8"].value
    assert isinstance(formula, ArrayFormula)
    assert formula.text == '=_xldudf_COG_KEY_FIGURE("effectif",2021,"herault-2021")'
    assert repeated == 1012


@pytest.mark.parametrize(
    ("label", "before", "after", "evolution"),
    [
        # Printed in both years.
        ("Travailleurs handicapés", 73, 89, 16 / 73),
        ("Demandes au service administratif RH", 9369, 7794, -1575 / 9369),
        ("Télétravailleurs contractuels, 2020", 118, 399, 281 / 118),
        ("Télétravailleurs contractuels", 399, 630, 231 / 399),
        # Deduced from the printed gap.
        ("Accompagnements maternité", 16, 17, 1 / 16),
        ("Accompagnements longue maladie", 37, 29, -8 / 37),
        ("Accompagnements retraite progressive", 1, 5, 4),
        ("Professionnels de santé", 11499, 11416, -83 / 11499),
        # Deduced from the printed evolution, which is then no result.
        ("Appels au 36 46", 544155 / 1.35, 544155, None),
        ("Appels reçus par la PFS MDA Occitanie", 290775 / 1.095, 290775, None),
        ("Appels traités par la PFS MDA Occitanie", 249203 / 1.08, 249203, None),
        ("Taux de décroché de la PFS MDA, recalculé",
         249203 / 1.08 / (290775 / 1.095), 249203 / 290775, 1.08 / 1.095 - 1),
        # A rate moves in points.
        ("Maladie, global", 0.082, 0.069, None),
        ("Part des temps partiels, CDI", 0.239, 0.249, None),
    ],
)  # fmt: skip
def test_an_evolution(
    book: Any, label: str, before: float, after: float, evolution: float | None
) -> None:
    found = row(book["Évolutions"], label)
    assert found[2] == pytest.approx(before, rel=1e-12)
    assert found[4] == pytest.approx(after, rel=1e-12)
    scale = 100 if after < 1 else 1
    assert found[5] == pytest.approx((after - before) * scale, abs=1e-6)
    assert found[6] == (None if evolution is None else pytest.approx(evolution, rel=1e-9))


def test_a_printed_evolution_is_compared_where_it_can_be(book: Any) -> None:
    page = book["Évolutions"]
    verdicts = {
        label: found[0][8] for label, found in rows(page).items() if found[0][8] in ("Oui", "Non")
    }
    assert verdicts == {
        "Télétravailleurs contractuels": "Oui",
        "Professionnels de santé": "Non",
        "Taux de décroché de la PFS MDA, recalculé": "Non",
    }


@pytest.mark.parametrize(
    ("total", "value"),
    [
        ("Total imprimé : Total des charges", 4012303093.75),
        ("Total imprimé : Collaborateurs", 1012),
        ("Total imprimé : Professionnels de santé", 11416),
        ("Total imprimé : Maladie, global", 0.069),
        ("Total imprimé : Arrêts de travail prescrits, AS, maternité, paternité et AT", 45715),
        ("Total imprimé : Actions SDRH planifiées", 75),
        ("Total imprimé : Observations formulées", 9),
    ],
)
def test_a_printed_total_is_the_sum_of_its_parts(book: Any, total: str, value: float) -> None:
    lines = list(book["Parts"].iter_rows(values_only=True))
    place = next(number for number, line in enumerate(lines) if line[0] == total)
    assert lines[place][1] == value
    assert lines[place - 1][:2] == ("Somme des parties", pytest.approx(value, rel=1e-15))
    assert lines[place + 1][:2] == ("Contrôle", "Conforme")


def test_shares(book: Any) -> None:
    page = book["Parts"]
    assert row(page, "Maladie")[2] == pytest.approx(3551768297.78 / 4012303093.75)
    assert row(page, "Infirmiers")[2] == pytest.approx(2607 / 11416)
    # 100 + 100 + 57 + 36 + 31 = 324 of 690 files are described.
    assert row(page, "Autres dossiers")[1:3] == (366, pytest.approx(366 / 690))
    # No total is printed for the three lines: 544 155 + 52 190 + 34 757.
    assert rows(page)["Somme des parties"][-1][1] == 631102


@pytest.mark.parametrize(
    ("label", "value", "verdict"),
    [
        ("Appels traités sur appels reçus, PFS MDA", 249203 / 290775, "Non"),
        ("Mails traités par les conseillers sur mails reçus", 132277 / 248557, "Oui"),
        ("Rendez-vous AME honorés sur contacts de partenaires", 222 / 239, "Oui"),
        ("Appels de l'Hérault sur appels reçus par la PFS MDA", 52190 / 290775, "Oui"),
        ("Appels aboutis sur assurés de la requête, 80 ans et plus", 585 / 1805, None),
        ("Télétravailleurs contractuels sur collaborateurs", 630 / 1012, "Non"),
        ("Inscrits au covoiturage sur collaborateurs", 41 / 1012, "Oui"),
        ("Covoitureurs activés sur inscrits", 20 / 41, "Oui"),
        ("Mails traités par les conseillers", 132277 / 254, "Oui"),
        ("Mails reçus", 248557 / 254, None),
        ("Appels au 36 46", 544155 / 254, None),
        ("Visites en accueil physique", 134000 / 254, None),
        ("Indu DIPA par professionnel notifié", 4808211 / 2296, None),
        ("Subvention par projet financé", 432400 / 69, None),
        ("Coût d'un TDR de l'angine", 28570 / 35400, None),
    ],
)
def test_a_ratio(book: Any, label: str, value: float, verdict: str | None) -> None:
    found = row(book["Rapports"], label)
    assert found[3] == pytest.approx(value, rel=1e-12)
    assert found[5] == verdict


def test_the_working_days_leave_out_the_public_holidays(book: Any) -> None:
    # 261 days from Monday to Friday in 2021, and seven public holidays on such a day.
    assert row(book["Rapports"], "Jours ouvrés de 2021")[1] == 254


def test_densities_wait_for_the_population(path: Path, tmp_path: Path) -> None:
    typed = load_workbook(path)
    page = typed["Rapports"]
    assert page["B5"].style == "COG Saisie"
    page["B5"] = 1_000_000
    target = tmp_path / NAME
    typed.save(target)
    assert refresh_file(target, EngineHost()).refused is None
    before = load_workbook(path, data_only=True)["Rapports"]
    after = load_workbook(target, data_only=True)["Rapports"]
    assert rows(before)["Infirmiers"][0][3] is None
    assert rows(after)["Infirmiers"][0][3] == pytest.approx(260.7)
    assert rows(after)["Professionnels de santé"][0][3] == pytest.approx(1141.6)


def test_results_against_the_targets_of_other_documents(book: Any) -> None:
    found = rows(book["Liens"])
    links = {
        (line[0], line[6]): (line[1], line[4], line[5], line[7], line[8])
        for lines in found.values()
        for line in lines
        if line[6]
    }
    ours, national = "Rapport d'activité Hérault 2021, partie 7", "Intéressement maladie 2022, 2.1"
    by_source = {
        (label, source.split(", part nationale")[0]): row for (label, source), row in links.items()
    }
    # Target 80 %, floor 70 %: over the target, all is earned.
    assert by_source["Mails répondus dans les 48 h", national] == (0.815, 0.8, 0.7, 1, "Atteint")
    health = f"{ours}, Accompagner les professionnels de santé"
    reliability = by_source["Taux de fiabilité des réponses", health]
    assert reliability == (0.883, 0.82, None, pytest.approx(0.883 / 0.82), "Atteint")
    assert by_source["Taux de décroché", health] == (0.85, 0.85, None, 1, "Atteint")
    # Target 90 %, floor 60 %: (85 - 60) / (90 - 60).
    assert by_source["Taux de décroché", "Intéressement maladie 2021, 2.1"][3] == pytest.approx(
        5 / 6
    )
    accounts = by_source[
        "Score de validation des comptes",
        "Intéressement maladie 2021, 2.2, part locale CPAM, campagne 2021",
    ]
    assert accounts == (0.897, 1, 0, pytest.approx(0.897), "Partiellement atteint")
    cog = [line for line in found["Mails répondus dans les 48 h"] if "CAMIEG" in line[6]]
    assert [line[4] for line in cog] == [0.85, 0.87]
    assert [line[7] for line in cog] == [pytest.approx(81.5 / 85), pytest.approx(81.5 / 87)]


def test_a_national_target_gives_a_part_and_no_attainment(book: Any) -> None:
    page = book["Liens"]
    assert row(page, "Accompagnements de la MisAS")[7:9] == (pytest.approx(3979 / 80000), None)
    assert row(page, "Contrats d'assistants médicaux signés")[7] == pytest.approx(60 / 2500)


def test_the_findings_are_those_of_the_audit(book: Any) -> None:
    lines = list(book["Constats"].iter_rows(min_row=6, max_col=6, values_only=True))
    # What only a reader can see stands in the data, line by line; the rest is recomputed.
    with (DATA / "findings.csv").open(encoding="utf-8-sig", newline="") as stream:
        read = {(line["lieu"], line["imprimé"]) for line in csv.DictReader(stream, delimiter=";")}
    assert {line[:2] for line in lines if line[5] == "Lecture"} == read
    assert len(lines) == len(read) + [line[5] for line in lines].count("Calcul")
    # 249 203 calls out of 290 775 are 85.7 %, printed 85 %.
    assert any(line[5] == "Calcul" and line[1] == "85 %" and "86 %" in line[2] for line in lines)
    assert all(all(line) for line in lines)


def test_the_charts_hold_the_computed_values(path: Path) -> None:
    with zipfile.ZipFile(path) as package:
        charts = [package.read(f"xl/charts/chart{number}.xml").decode() for number in range(1, 5)]
    assert "<c:v>3551768297.78</c:v>" in charts[0]
    # 2020 is deduced: 290 775 / 1.095.
    assert all(f"<c:v>{value}</c:v>" in charts[1] for value in (290775, 249203, 248557, 132277))
    assert "<c:v>265547.945" in charts[1]
    assert all(f"<c:v>{value}</c:v>" in charts[2] for value in (916, 96, 37, 297, 268))
    assert all(f"<c:v>{value}</c:v>" in charts[3] for value in (118, 399, 630))


def test_every_sheet_prints_one_page_wide(path: Path) -> None:
    for page in load_workbook(path):
        assert page.page_setup.orientation == "landscape"
        assert page.sheet_properties.pageSetUpPr.fitToPage
        assert page.page_setup.fitToWidth in (None, 1)
        assert page.print_area


def test_the_same_data_give_the_same_bytes(path: Path) -> None:
    again = computed(NAME, partial(build_report, HERAULT), EngineHost())
    assert again == path.read_bytes()


# A report is a declaration: another one, with the least it may hold.


def _figure(unit: str, value: float, key: str = "x") -> KeyFigure:
    return KeyFigure(key, "", "", "2021", "", value, unit, approximate=False, citation="")


@pytest.mark.parametrize(
    ("figure", "number"),
    [
        (_figure("%", 0.815), "0.0%"),
        (_figure("%", 0.1213), "0.00%"),
        (_figure("%", 0.85), "0%"),
        (_figure("%", 0.35, "appels-evolution"), "+0%;-0%;0%"),
        (_figure("€", 28570), '#,##0\\ "€"'),
        (_figure("€", 131711757.7), '#,##0.00\\ "€"'),
        (_figure("j", 18.98), '#,##0.00\\ "j"'),
        (_figure("agents", 1012), "#,##0"),
        (_figure("points", 0.01), '0\\ "pt"'),
    ],
)
def test_a_number_shows_the_decimals_it_is_printed_with(figure: KeyFigure, number: str) -> None:
    assert number_format(figure) == number


def test_a_period_is_written_as_french_readers_do() -> None:
    assert period_text("2021-07/2021-12") == "07/2021 à 12/2021"
    assert period_text("2021-12-31") == "31/12/2021"


def test_sheets_without_content_are_left_out(tmp_path: Path) -> None:
    report = Report("herault-2021", "2021", "Essai", ("Un essai.",))
    target = tmp_path / NAME
    target.write_bytes(computed(NAME, partial(build_report, report), EngineHost()))
    assert load_workbook(target).sheetnames == ["Lisez-moi", "Chiffres clés", "Constats"]


@pytest.mark.parametrize(
    "report",
    [
        Report("herault-2021", "2021", "Essai", (), changes=(Change("inconnu"),)),
        Report("herault-2021", "2021", "Essai", (), shares=(Shares("T", ("effectif@1999",)),)),
        Report(
            "herault-2021",
            "2021",
            "Essai",
            (),
            ratios=(RatioGroup("T", (Ratio("R", "effectif", "inconnu"),)),),
        ),
    ],
)
def test_a_figure_that_the_document_does_not_have_stops_the_build(report: Report) -> None:
    with pytest.raises(KeyError):
        build_report(report, {})


def test_each_figure_has_one_place() -> None:
    table = FigureTable(HERAULT)
    assert len(set(table.places.values())) == len(table.places)
    assert table.ref("teletravailleurs@2019") != table.ref("teletravailleurs")
