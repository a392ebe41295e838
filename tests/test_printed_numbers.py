"""An agreement whose indicators are numbered 1, 1.1, 1.10, 2a and R12, through every part.

The agreement is made up; every expected figure is worked out by hand from its tables and
from what is typed below.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from pycog import conventions
from pycog.annexes.annexe_4.indicator_workbook import build_indicators
from pycog.annexes.builder import computed
from pycog.audit import audit_workbook
from pycog.conventions import Convention
from pycog.conventions.checks import audit
from pycog.conventions.lookup import find_indicator
from pycog.dialogue.answering import reply
from pycog.dialogue.entities import read_question
from pycog.dialogue.sheet import SheetValues
from pycog.dialogue.state import State
from pycog.dialogue.turn import Context
from pycog.dialogue.vocabulary import vocabulary
from pycog.dialogue.workbook.known_amounts import achieved_values
from pycog.errors import InvalidConvention, InvalidInput, NotAvailable, RefusedFile
from pycog.refresh import refresh_file
from pycog.reports.bilan.drawing import draw
from pycog.reports.bilan.layouts import bilan_document
from pycog.reports.documents.docx import render_docx
from pycog.reports.documents.html import render_html
from pycog.reports.network.network_reading import read_annex
from tests.dialogue.examples import TODAY
from udfs.hosts.engine import EngineHost

ID = "numeros-2024"
NUMBERS = ["1", "1.1", "1.10", "2a", "R12"]
FILES = {
    "convention.toml": f"""\
id = "{ID}"
titre = "Convention aux numéros imprimés 2024-2025"
titre_court = "COG NUMEROS 2024-2025"
parties = ["État", "Organisme d'essai"]
annees = [2024, 2025]
annee_reference = 2023
document = "Convention d'essai"
statut = "projet"
version = "1"
""",
    "indicators.csv": """\
numéro;libellé;thème;fiche;outil;unité;sens;section;source;note;parent
1;Taux d'appels décrochés;ACCUEIL;1;Requête;%;hausse;1.1;annexe 4, indicateur 1;;
1,1;Taux de courriels traités;ACCUEIL;1;Requête;%;hausse;1.1;annexe 4, indicateur 1.1;;
1.10;Taux de visiteurs reçus;ACCUEIL;1;Requête;%;hausse;1.1;annexe 4, indicateur 1.10;;
2a;Délai de réponse aux assurés;ACCUEIL;1;Requête;jours;baisse;1.1;annexe 4, indicateur 2a;;1
R12;Nombre d'enquêtes menées;ACCUEIL;1;Requête;enquêtes;hausse;1.1;annexe 4, indicateur R12;;
""",
    "sheets.csv": """\
numéro;titre;intitulé;section;indicateurs;suivi;source
1;ACCUEIL;imprimé;1.1;1 1.1 1.10 2A r12;indicateur;fiche objectif n°1
""",
    "statements.csv": """\
indicateur;année;lieu;rôle;imprimé;lecture;période;numéro imprimé;source;note
1;2024-2025;annexe;cible;90%;;;;annexe 4, indicateur 1;
1.1;2024-2025;annexe;cible;80%;;;;annexe 4, indicateur 1.1;
1.10;2024-2025;annexe;cible;70%;;;;annexe 4, indicateur 1.10;
2A;2024-2025;annexe;cible;7 j;;;;annexe 4, indicateur 2a;
r12;2024-2025;annexe;cible;4;;;;annexe 4, indicateur R12;
R12;2024;fiche;cible;4;;;R 13;fiche objectif n°1;
""",
    "ratios.csv": """\
indicateur;numérateur;dénominateur;fondement;source
1.10;visiteurs reçus;visiteurs;imprimé;fiche objectif n°1
""",
}


def write(folder: Path, **changes: tuple[str, str]) -> Path:
    """Write the folder of the agreement, with one replacement a file."""
    place = folder / ID
    place.mkdir()
    for name, text in FILES.items():
        old, new = changes.get(name.replace(".", "_"), ("", ""))
        assert old in text
        (place / name).write_text(text.replace(old, new) if old else text, encoding="utf-8")
    return place


@pytest.fixture
def agreement(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Convention]:
    """The agreement, known by its id."""
    folder = tmp_path / "conventions"
    folder.mkdir()
    write(folder)
    monkeypatch.setenv(conventions.VARIABLE, str(folder))
    yield conventions.load(ID)


@pytest.fixture(scope="module")
def host() -> EngineHost:
    return EngineHost()


@pytest.fixture
def annex(agreement: Convention, tmp_path: Path, host: EngineHost) -> Path:
    """The annex 4 of the agreement, filled for 2024 and refreshed."""
    folder = tmp_path / "annexes" / "Caisse A"
    folder.mkdir(parents=True)
    path = folder / "annexe-4-indicateurs.xlsx"
    path.write_bytes(computed(path.name, partial(build_indicators, agreement), host))
    book = load_workbook(path)
    page = book["Indicateurs"]
    heads = {cell.value: cell.column for cell in page[6]}
    for row, actual in enumerate((0.45, 0.8, 0.35, 7, 2), start=7):
        page.cell(row, heads["Réalisé 2024"], actual)
    book.save(path)
    assert refresh_file(path, host).refused is None
    return path


def test_the_agreement_loads_with_its_numbers(agreement: Convention) -> None:
    assert list(agreement.indicators) == NUMBERS
    assert agreement.sheets[1].indicators == tuple(NUMBERS)
    assert list(agreement.ratios) == ["1.10"]
    assert {one.indicator for one in agreement.statements} == set(NUMBERS)
    assert [one.parent for one in agreement.indicators.values()] == ["", "1", "1", "1", ""]
    assert list(agreement.frame("indicators")["parent"]) == ["", "1", "1", "1", ""]
    assert agreement.indicators["1.10"].targets[2025].text == "70%"


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        (
            {"indicators_csv": ("R12;Nombre", "2A;Nombre")},
            "indicators.csv, ligne 6 : numéro « 2A » figure déjà à la ligne 5.",
        ),
        (
            {"indicators_csv": (";;1\n", ";;9\n")},
            "indicators.csv, ligne 5 : l'indicateur parent 9 n'est pas dans indicators.csv.",
        ),
        (
            {"indicators_csv": ("indicateur 1;;\n", "indicateur 1;;1.1\n")},
            "indicators.csv, ligne 2 : l'indicateur 1 est une partie de lui-même (1 dans 1.1 "
            "dans 1).",
        ),
        (
            {"indicators_csv": ("\n1,1;", "\n1/1;")},
            "indicators.csv, ligne 3 : la colonne « numéro » contient « 1/1 ». Ce n'est pas un "
            "numéro d'indicateur. Écrivez le numéro imprimé",
        ),
        (
            {"sheets_csv": ("1 1.1 1.10", "1,1 1.10")},
            "sheets.csv, ligne 2 : la colonne « indicateurs » contient « 1,1 1.10 2A r12 ». Un "
            "numéro ne s'y écrit pas avec une virgule. Séparez les numéros par une espace",
        ),
        (
            {"statements_csv": ("\n2A;", "\n2b;")},
            "statements.csv, ligne 5 : l'indicateur 2b n'est pas dans indicators.csv.",
        ),
    ],
)
def test_a_wrong_number_stops_the_load(
    tmp_path: Path, changes: dict[str, tuple[str, str]], message: str
) -> None:
    from pycog.conventions.loading.loader import load_folder

    with pytest.raises(InvalidConvention) as caught:
        load_folder(write(tmp_path, **changes))
    assert f"{ID}/{message}" in caught.value.message


@pytest.mark.parametrize(
    ("key", "value"),
    [
        (1.0, 0.9), ("1", 0.9), ("ind. 1", 0.9), ("1.1", 0.8), ("1,1", 0.8), ("n° 1.10", 0.7),
        ("2A", 7.0), ("r12", 4.0), ("indicateur R12", 4.0), ("Nombre d'enquêtes menées", 4.0),
    ],
)  # fmt: skip
def test_a_formula_finds_an_indicator(
    agreement: Convention, host: EngineHost, key: Any, value: float
) -> None:
    assert host.show("COG_TARGET", key, 2024.0, ID).value == value


def test_whole_numbers_of_the_built_in_convention_are_found_as_before(host: EngineHost) -> None:
    # Annex 4 prints 76,50% for indicator 7 in 2013.
    assert host.show("COG_TARGET", 7.0, 2013.0).value == 0.765
    assert host.show("COG_TARGET", "7", 2013.0).value == 0.765


def test_a_number_that_lost_a_zero_is_refused(agreement: Convention) -> None:
    with pytest.raises(InvalidInput, match=r"1\.1 ou 1\.10"):
        find_indicator(agreement, 1.1)
    with pytest.raises(NotAvailable) as caught:
        find_indicator(agreement, "R13")
    assert "Donnez un numéro parmi 1, 1.1, 1.10, 2a, R12 ou le libellé" in caught.value.message


def test_the_audit_names_the_indicators(agreement: Convention) -> None:
    [found] = [one for one in audit(agreement) if one.check == "numero-fiche"]
    assert found.id == "numero-fiche/R12"
    assert (found.printed, found.reading) == (
        "indicateur R13",
        "Le numéro est lu R12 : la fiche ne définit pas l'indicateur R13.",
    )


def test_annex_4_keeps_the_numbers_and_computes(annex: Path) -> None:
    book = load_workbook(annex, data_only=True)
    page = book["Indicateurs"]
    assert [page.cell(row, 1).value for row in range(7, 12)] == [1, "1.1", "1.10", "2a", "R12"]
    assert [page.cell(row, 1).number_format for row in (7, 8)] == ["0", "@"]
    rates = book["Calcul des taux"]
    assert [rates.cell(row, 1).value for row in range(7, 10)] == [1, "1.1", "1.10"]
    results = book["Résultats"]
    heads = {cell.value: cell.column for cell in results[6]}
    shown = [
        tuple(
            results.cell(row, heads[name]).value
            for name in ("Numéro indicateur", "Taux d'atteinte 2024", "Statut 2024", "Source")
        )
        for row in range(7, 12)
    ]
    cited = "COG NUMEROS 2024-2025, annexe 4, indicateur"
    assert shown == [
        (1, 0.5, "Non atteint", f"{cited} 1"),
        ("1.1", 1.0, "Atteint", f"{cited} 1.1"),
        ("1.10", 0.5, "Non atteint", f"{cited} 1.10"),
        ("2a", 1.0, "Atteint", f"{cited} 2a"),
        ("R12", 0.5, "Non atteint", f"{cited} R12"),
    ]
    assert audit_workbook(annex) == []


def test_the_bilan_has_every_indicator_in_its_order(agreement: Convention, annex: Path) -> None:
    bilan = draw([annex], 2024, convention=agreement)
    assert [one.number for one in bilan.indicators] == NUMBERS
    rates = [one.of(2024).attainment.number for one in bilan.indicators]
    assert rates == [0.5, 1.0, 0.5, 1.0, 0.5]
    document = bilan_document(bilan)
    page = render_html(document)
    for anchor in ("indicateur-1", "indicateur-1-1", "indicateur-1-10", "indicateur-r12"):
        assert page.count(f'id="{anchor}"') == 1
    assert render_docx(document)


def test_the_bilan_refuses_a_number_that_lost_a_zero(agreement: Convention, annex: Path) -> None:
    book = load_workbook(annex)
    book["Indicateurs"]["A9"] = 1.1
    book.save(annex)
    with pytest.raises(RefusedFile) as caught:
        draw([annex], 2024, convention=agreement)
    assert caught.value.code == "numero-ambigu"
    assert "Indicateurs!A9 : Le nombre 1,1 peut désigner" in caught.value.message


def test_the_network_reads_every_indicator(agreement: Convention, annex: Path) -> None:
    folder = annex.parent.parent
    reading = read_annex(folder, annex, agreement)
    typed = {key: entry.actual for key, entry in reading.entries.items() if key[1] == 2024}
    assert typed == {
        ("4/1", 2024): 0.45,
        ("4/1.1", 2024): 0.8,
        ("4/1.10", 2024): 0.35,
        ("4/2a", 2024): 7,
        ("4/R12", 2024): 2,
    }
    assert reading.differences == ()
    book = load_workbook(annex)
    book["Indicateurs"]["A9"] = 1.1
    book.save(annex)
    told = {one.code: one.message for one in read_annex(folder, annex, agreement).differences}
    assert "1.1 ou 1.10" in told["numero-ambigu"]
    assert "n° 1.10" in told["indicateur-absent"]


@pytest.fixture
def asked(agreement: Convention, monkeypatch: pytest.MonkeyPatch) -> None:
    """Make the agreement the one that questions are about."""
    monkeypatch.setattr(conventions.load, "__defaults__", (ID,))


@pytest.mark.usefixtures("asked")
@pytest.mark.parametrize(
    ("question", "formula", "display"),
    [
        ("objectif de l'indicateur 1 en 2024", "=COG_TARGET(1,2024)", "90 %"),
        ("objectif de l'indicateur 1.1 en 2024", '=COG_TARGET("1.1",2024)', "80 %"),
        ("objectif 2024 indicateur 1,10", '=COG_TARGET("1.10",2024)', "70 %"),
        ("objectif de l'indicateur n° 2A en 2024", '=COG_TARGET("2a",2024)', "7 j"),
        ("quel objectif pour l'ind. R 12 en 2025 ?", '=COG_TARGET("R12",2025)', "4"),
        ("objectif 2024 des enquêtes menées", '=COG_TARGET("R12",2024)', "4"),
    ],
)
def test_a_question_names_an_indicator(
    host: EngineHost, question: str, formula: str, display: str
) -> None:
    answer = reply(question, State(), Context(host, today=TODAY))
    assert (answer.formula, answer.display) == (formula, display)


@pytest.mark.usefixtures("asked")
@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("indicateurs 1.1, 2a et 1", ["1.1", "2a", 1]),
        ("indicateurs 1 et 1.10", [1, "1.10"]),
        ("indicateurs 1, r 12 ou 1,1", [1, "R12", "1.1"]),
        ("un réalisé de 1.1 pour l'indicateur 1", [1]),
    ],
)
def test_a_question_names_several_indicators(text: str, numbers: list[Any]) -> None:
    found = read_question(text, vocabulary())
    assert [one.value for one in found.of("indicator")] == numbers


@pytest.mark.usefixtures("asked")
def test_a_number_answers_the_question_that_asks_for_one(host: EngineHost) -> None:
    asking = reply("quel est l'objectif 2024 ?", State(), Context(host, today=TODAY))
    assert asking.state.pending == "indicator"
    for typed in ("R12", "r 12", "ind. R12"):
        answer = reply(typed, asking.state, Context(host, today=TODAY))
        assert (answer.formula, answer.display) == ('=COG_TARGET("R12",2024)', "4")


@pytest.mark.usefixtures("asked")
def test_two_named_indicators_are_both_answered(host: EngineHost) -> None:
    answer = reply("objectif 2024 des indicateurs 1.1 et R12", State(), Context(host, today=TODAY))
    assert answer.table is not None
    assert [row[0].split(" ")[1] for row in answer.table.rows] == ["1.1", "R12"]
    assert answer.table.rows[1][2] == "4"


def test_a_letter_after_a_number_is_not_left_out() -> None:
    # The built-in convention has an indicator 2 and no 2a.
    for text in ("objectif de l'indicateur 2a en 2013", "objectif de l'indicateur 7 bis en 2013"):
        assert read_question(text, vocabulary()).of("indicator") == []


def test_an_open_annex_is_read_by_its_numbers() -> None:
    class Reader:
        def sheets(self) -> list[SheetValues]:
            heads = ("Numéro indicateur", "Réalisé 2024")
            rows = (heads, (1.0, 0.5), ("1.1", 0.6), ("R12", 3.0), (7.5, 1.0), ("Total", 1.0))
            return [SheetValues("Indicateurs", rows)]

    found: Any = achieved_values(Reader(), ("1", "1.1", "R12", "7"))
    assert [(one.indicator, one.value, one.address) for one in found[2024]] == [
        ("1", 0.5, "Indicateurs!B2"),
        ("1.1", 0.6, "Indicateurs!B3"),
        ("R12", 3.0, "Indicateurs!B4"),
    ]
