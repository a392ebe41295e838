"""Composite indicators: their parts, how they are worked out, checked, reported and told.

Expected values are worked out by hand beside each test.
"""

from __future__ import annotations

from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from pycog import conventions
from pycog.annexes import build
from pycog.cli.main import main
from pycog.conventions import load
from pycog.conventions.form.exchange import folder_of, workbook_of
from pycog.conventions.loading.loader import load_folder
from pycog.dialogue.answering import Context, State, reply
from pycog.errors import InvalidConvention
from pycog.refresh import Evaluator, refresh_file
from tests.agreements import write_tables
from udfs.hosts.engine import EngineHost

ZEPHYR = "zephyr-2023-2025"
FILES = {
    "convention.toml": """\
id = "zephyr-2023-2025"
titre = "Convention de la caisse Zéphyr"
titre_court = "COG Zéphyr 2023-2025"
parties = ["État", "Zéphyr"]
annees = [2023, 2024, 2025]
document = "COG Zéphyr"
statut = "en vigueur"
version = "1"
""",
    "indicators.csv": """\
numéro;libellé;unité;sens;parent;part;composite;source
1;Qualité de service;%;hausse;;;taux d'atteinte;annexe 2
1.1;Appels décrochés;%;hausse;;40 %;;annexe 2
1.2;Délai de réponse;jours;baisse;;60 %;;annexe 2
2;Satisfaction;%;hausse;;;résultats;annexe 2
S1;Satisfaction des assurés;%;hausse;2;2/3;;annexe 2
S2;Satisfaction des employeurs;%;hausse;2;1/3;;annexe 2
3;Accueil;%;hausse;;;;annexe 2
3.1;Accueil sur rendez-vous;%;hausse;;;;annexe 2
""",
    "statements.csv": """\
indicateur;année;lieu;rôle;imprimé;source
1;2023-2025;annexe;cible;95 %;annexe 2
1.1;2023-2025;annexe;cible;80 %;annexe 2
1.2;2023-2025;annexe;cible;≤ 10 jours;annexe 2
2;2023-2025;annexe;cible;75 %;annexe 2
S1;2023-2025;annexe;cible;70 %;annexe 2
S2;2023-2025;annexe;cible;70 %;annexe 2
3;2023-2025;annexe;cible;70 %;annexe 2
3.1;2023-2025;annexe;cible;70 %;annexe 2
""",
    "neutralisations.csv": """\
indicateur;année;motif;source
S2;2025;Changement d'enquête;comité de suivi
""",
}


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Load the agreement, and forget it afterwards."""
    write_tables(tmp_path / "accords" / ZEPHYR, FILES)
    monkeypatch.setenv(conventions.VARIABLE, str(tmp_path / "accords"))
    yield tmp_path / "accords" / ZEPHYR


def filled(tmp_path: Path, host: EngineHost, results: dict[str, list[Any]]) -> Path:
    """Build the annex, type results by number and year, and recalculate it."""
    (path,) = build(tmp_path / "annexes", host, agreement=ZEPHYR)
    book = load_workbook(path)
    sheet = book["Indicateurs"]
    first = next(cell.column for cell in sheet[6] if cell.value == "Réalisé 2023")
    rows = {str(row[0].value): row[0].row for row in sheet.iter_rows(min_row=7)}
    for number, values in results.items():
        for offset, value in enumerate(values):
            cell = sheet.cell(rows[number], first + offset)
            assert cell.value is None
            cell.value = value
    book.save(path)
    report = refresh_file(path, host)
    assert report.refused is None and report.errors == []
    return path


def actuals(path: Path, number: str) -> list[Any]:
    sheet = load_workbook(path, data_only=True)["Indicateurs"]
    first = next(cell.column for cell in sheet[6] if cell.value == "Réalisé 2023")
    row = next(row for row in sheet.iter_rows(min_row=7) if str(row[0].value) == number)
    return [row[first - 1 + offset].value for offset in range(3)]


RESULTS = {
    "1.1": [0.76, 0.8, None],
    "1.2": [8, 20, 10],
    "S1": [0.75, None, 0.9],
    "S2": [0.6, 0.6, None],
}


def test_the_result_of_a_composite_follows_from_its_parts(tmp_path: Path, host: EngineHost) -> None:
    path = filled(tmp_path, host, RESULTS)
    # A delay of 8 for 10 days is worth 2 − 0,8, one of 20 nothing: 0,4 × 0,95 + 0,6 × 1,2;
    # 0,4 × 1 + 0; a part is missing.
    first, second, third = actuals(path, "1")
    assert (first, second) == (pytest.approx(1.1), pytest.approx(0.4))
    assert third in (None, "")
    # 0,75 × 2 ÷ 3 + 0,6 ÷ 3 = 0,7; a part is missing; S2 is not judged in 2025, S1 is left.
    first, second, third = actuals(path, "2")
    assert (first, third) == (pytest.approx(0.7), pytest.approx(0.9))
    assert second in (None, "")
    results = load_workbook(path, data_only=True)["Résultats"]
    statuses = [cell.value for cell in results[6]]
    row = next(row for row in results.iter_rows(min_row=7) if str(row[0].value) == "1")
    told = {year: row[statuses.index(f"Statut {year}")].value for year in (2023, 2024, 2025)}
    assert told == {2023: "Atteint", 2024: "Non atteint", 2025: "Non renseigné"}


def test_the_sheet_of_rates_has_no_composite(tmp_path: Path, host: EngineHost) -> None:
    (path,) = build(tmp_path / "annexes", host, agreement=ZEPHYR)
    numbers = [str(row[0].value) for row in load_workbook(path)["Calcul des taux"].iter_rows()]
    assert "1.1" in numbers and not {"1", "2"} & set(numbers)


def test_the_bilan_says_what_a_composite_is_made_of(
    tmp_path: Path, host: EngineHost, capsys: pytest.CaptureFixture[str]
) -> None:
    filled(tmp_path, host, RESULTS)
    out = tmp_path / "bilan.html"
    assert main(["report", "bilan", str(tmp_path / "annexes"), "--year", "2023", "--convention",
                 ZEPHYR, "--output", str(out)]) in (0, 1)  # fmt: skip
    assert "6 indicateurs mesurés sur 8 en 2023" in capsys.readouterr().out
    said = unescape(out.read_text("utf-8")).replace("\u00a0", " ").replace("\u202f", " ")
    assert "indicateur 1, moyenne pondérée des taux d'atteinte : 1.1 (40 %), 1.2 (60 %)" in said
    assert "110 %" in said


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("de quoi se compose l'indicateur 1 ?", "1.1 (40 %), 1.2 (60 %)"),
        ("composition de l'indicateur 2", "S1 (2/3), S2 (1/3)"),
        ("quels sont les sous-indicateurs de l'indicateur 3 ?", "Sous-indicateurs : 3.1"),
    ],
)
def test_the_assistant_tells_the_parts(host: EngineHost, question: str, said: str) -> None:
    with conventions.using(ZEPHYR):
        answer = reply(question, State(), Context(host))
    assert said in answer.text.replace("\u00a0", " ").replace("\u202f", " ")


def test_a_formula_tells_the_parts(host: EngineHost) -> None:
    asked = f'=COG_INDICATOR(1,"composition","{ZEPHYR}")'
    assert "1.2 (60" in str(Evaluator(host).evaluate(asked).value)
    assert Evaluator(host).evaluate('=COG_INDICATOR(2,"composition")').value in (None, "")


def test_the_form_keeps_parts_and_composites(folder: Path, tmp_path: Path) -> None:
    form = tmp_path / "convention.xlsx"
    form.write_bytes(workbook_of(folder))
    back = folder_of(form)["indicators.csv"].decode("utf-8-sig")
    place = tmp_path / "retour" / ZEPHYR
    write_tables(place, {**FILES, "indicators.csv": back})
    known = load(ZEPHYR).indicators
    again = load_folder(place).indicators
    assert {one: (found.share, found.composite) for one, found in again.items()} == {
        one: (found.share, found.composite) for one, found in known.items()
    }


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (";;60 %;;", ";;50 %;;", "les parts de 1.1, 1.2 font 90 % au lieu de 100 %"),
        (";;60 %;;", ";;beaucoup;;", "la part « beaucoup » est illisible. Écrivez 40 % ou 1/3"),
        ("taux d'atteinte", "", "a des parties pondérées (1.1, 1.2) : dites dans la colonne"),
        ("Accueil;%;hausse;;;;", "Accueil;%;hausse;;;résultats;", "n'a pas deux parties pondérées"),
        ("Accueil;%;hausse;;;;", "Accueil;%;hausse;;10 %;;", "n'est la partie d'aucun indicateur"),
        ("service;%;hausse", "service;points;hausse", "son unité est « % », et non « points »"),
        ("employeurs;%;", "employeurs;points;", "S2 a une autre unité"),
        ("taux d'atteinte", "moyenne", "moyenne"),
    ],
)
def test_a_composite_that_cannot_be_worked_out_is_refused(
    folder: Path, old: str, new: str, said: str
) -> None:
    path = folder / "indicators.csv"
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")
    conventions._load.cache_clear()
    with pytest.raises(InvalidConvention) as caught:
        load(ZEPHYR)
    assert said in caught.value.message.replace("\u00a0", " ").replace("\u202f", " ")
