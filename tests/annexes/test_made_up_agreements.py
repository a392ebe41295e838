"""Three made-up agreements go through build, entry, refresh, report, audit and questions.

No agreement is built in: nothing that is made for one says a word of another.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest
from openpyxl import load_workbook

from pycog import conventions
from pycog.annexes import build
from pycog.audit import audit_workbook
from pycog.cli import main
from pycog.default_convention import using
from pycog.refresh import refresh_file
from tests.made_up import ALIZE, BRUME, CIRRUS, MADE_UP, SHIPPED_WORDS, MadeUp, known_in
from udfs.hosts.engine import EngineHost

TAG = re.compile(r"<[^>]*>")


@pytest.fixture(scope="module")
def places(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder with the three agreements, known while the tests of this file run."""
    with known_in(tmp_path_factory.mktemp("accords")) as root:
        yield root


@pytest.fixture(scope="module")
def built(places: Path) -> dict[str, list[Path]]:
    return {one.id: build(places / one.id, EngineHost(), agreement=one.id) for one in MADE_UP}


def words_of(path: Path) -> str:
    """Everything that a file says: each part of an archive, markup left out."""
    if path.suffix not in {".xlsx", ".docx"}:
        return path.read_text(encoding="utf-8")
    with zipfile.ZipFile(path) as package:
        parts = [package.read(name).decode("utf-8", "replace") for name in package.namelist()]
    return "\n".join(unescape(TAG.sub(" ", part)) + part for part in parts)


def assert_own_words(text: str, own: MadeUp, where: str) -> None:
    for word in SHIPPED_WORDS:
        assert word not in text, f"{where}: {word}"
    for other in MADE_UP:
        for word in other.words if other is not own else ():
            assert word not in text, f"{where}: {word}"


def test_each_has_its_own_annexes(built: dict[str, list[Path]]) -> None:
    assert {name: [path.name for path in paths] for name, paths in built.items()} == {
        ALIZE.id: ["tableau-des-engagements-indicateurs.xlsx"],
        BRUME.id: ["annexe-financiere-fag.xlsx", "suivi-echeances.xlsx"],
        CIRRUS.id: ["annexe-a-fan.xlsx", "annexe-b-fpn.xlsx", "annexe-c-indicateurs.xlsx"],
    }


@pytest.mark.parametrize("own", MADE_UP, ids=lambda one: one.id)
def test_a_workbook_says_no_word_of_another(built: dict[str, list[Path]], own: MadeUp) -> None:
    for path in built[own.id]:
        assert_own_words(words_of(path), own, path.name)


@pytest.mark.parametrize("own", MADE_UP, ids=lambda one: one.id)
def test_no_cell_of_a_blank_annex_is_an_error_by_accident(
    built: dict[str, list[Path]], own: MadeUp
) -> None:
    for path in built[own.id]:
        for sheet in load_workbook(path, data_only=True):
            for line in sheet.iter_rows():
                for cell in line:
                    assert cell.data_type != "e", f"{path.name} {sheet.title}!{cell.coordinate}"


def test_entries_are_judged_by_the_own_targets(
    built: dict[str, list[Path]], tmp_path: Path
) -> None:
    (path,) = built[ALIZE.id]
    book = load_workbook(path)
    sheet = book["Indicateurs"]
    heads = {str(cell.value).replace("\n", " "): cell.column for cell in sheet[6] if cell.value}
    column = heads["Réalisé 2023"]
    for row, actual in zip(range(7, 11), (0.86, 21, 1200, 0.03), strict=True):
        sheet.cell(row, column).value = actual
    filled = tmp_path / "rempli.xlsx"
    book.save(filled)
    report = refresh_file(filled, EngineHost())
    assert report.refused is None
    results = load_workbook(filled, data_only=True)["Résultats"]
    status = {str(cell.value).replace("\n", " "): cell.column for cell in results[6] if cell.value}
    found = [results.cell(row, status["Statut 2023"]).value for row in range(7, 11)]
    # 86 % for 85 %; 21 days for at most 20; 1 200 for 1 200; 3 % for less than 3 %.
    assert found == ["Atteint", "Non atteint", "Atteint", "Non atteint"]
    assert_own_words(words_of(filled), ALIZE, filled.name)
    assert audit_workbook(filled) == []


def test_amounts_in_millions_stay_in_millions(built: dict[str, list[Path]]) -> None:
    path = next(path for path in built[BRUME.id] if path.name.startswith("annexe"))
    sheet = load_workbook(path)["FAG"]
    rows = {str(row[0].value): row for row in sheet.iter_rows() if row[0].value}
    cell = rows["Rémunérations des navigants"][2]
    assert cell.value == 1018.0
    assert "M€" in cell.number_format
    assert audit_workbook(path) == []


@pytest.mark.parametrize(
    ("own", "question", "answer"),
    [
        (ALIZE, "quelle est la cible 2024 de l'indicateur 1.1 ?", "88"),
        (CIRRUS, "quel est l'objectif 2022 de l'indicateur 3 ?", "25"),
    ],
)
def test_the_assistant_answers_from_the_agreement_that_is_meant(
    places: Path,
    capsys: pytest.CaptureFixture[str],
    own: MadeUp,
    question: str,
    answer: str,
) -> None:
    assert main.main(["ask", "--convention", own.id, question]) == 0
    said = capsys.readouterr().out
    assert answer in said
    assert_own_words(said, own, question)


@pytest.mark.parametrize("form", ["html", "docx", "xlsx"])
@pytest.mark.parametrize("kind", ["bilan", "evaluation"])
def test_a_report_says_no_word_of_another(
    built: dict[str, list[Path]], tmp_path: Path, kind: str, form: str
) -> None:
    target = tmp_path / f"{kind}.{form}"
    folder = str(built[CIRRUS.id][0].parent)
    command = ["report", kind, "--convention", CIRRUS.id, folder, "--output", str(target)]
    main.main([*command, "--year", "2022"] if kind == "bilan" else command)
    assert_own_words(words_of(target), CIRRUS, target.name)


def test_a_report_of_sheets_is_refused_where_there_are_none(
    built: dict[str, list[Path]], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = str(built[ALIZE.id][0].parent)
    code = main.main(
        [
            *("report", "fiche", "1", "--year", "2024", "--convention", ALIZE.id, folder),
            *("--output", str(tmp_path / "fiche.html")),
        ]
    )
    assert code != 0
    assert "n'a pas de fiche objectif" in capsys.readouterr().err


def test_an_agreement_of_figures_only_has_no_annex(places: Path, tmp_path: Path) -> None:
    from pycog.errors import NotAvailable

    with pytest.raises(NotAvailable, match="il n'y a pas d'annexe à fabriquer"):
        build(tmp_path, EngineHost(), agreement="isere-2020")


def test_a_formula_takes_the_agreement_that_is_meant(places: Path) -> None:
    with using(CIRRUS.id):
        assert conventions.load().indicators["1"].targets[2022].text == "80 %"
