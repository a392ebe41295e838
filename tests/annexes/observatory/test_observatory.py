"""The pooling observatory: register, counts and shares, the note of 2007, the two tests."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from pycog.annexes.builder import computed
from pycog.annexes.observatory.observatory_layout import (
    HEADINGS,
    PROCESSES,
    REGIONS,
    ROWS,
    STATUSES,
)
from pycog.annexes.observatory.observatory_workbook import build_observatory
from pycog.mergers import CRITERIA
from pycog.refresh import refresh_file
from udfs.hosts.engine import EngineHost

NAME = "observatoire.xlsx"
FIRST = 7
ALL, EVERY_CPAM, SOME = (
    "Ensemble des organismes d'une région",
    "Toutes les CPAM d'une région",
    "Partie des organismes de la région",
)


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("mutualisation") / NAME
    target.write_bytes(computed(NAME, build_observatory, EngineHost()))
    return target


@pytest.fixture(scope="module")
def book(path: Path) -> Any:
    return load_workbook(path, data_only=True)


def typed(path: Path, folder: Path, cells: Mapping[str, Mapping[str, Any]]) -> Any:
    """Type into the workbook, refresh it and return its values."""
    written = load_workbook(path)
    for sheet, entries in cells.items():
        for address, value in entries.items():
            written[sheet][address] = value
    target = folder / NAME
    written.save(target)
    assert refresh_file(target, EngineHost()).refused is None
    return load_workbook(target, data_only=True)


def project(number: int, *entries: str | None) -> dict[str, str]:
    """Return the cells of one row of the register: from the first column on."""
    letters = "ABCDEFGHI"
    return {
        f"{letter}{FIRST + number}": entry
        for letter, entry in zip(letters, entries, strict=False)
        if entry
    }


def row(page: Any, label: str, column: int = 0) -> tuple[Any, ...]:
    for line in page.iter_rows(values_only=True):
        if line[column] == label:
            return tuple(line[column:])
    raise AssertionError(label)


# As delivered


def test_the_sheets_hold_no_error(book: Any) -> None:
    assert book.sheetnames == [
        "Lisez-moi",
        "Registre",
        "Synthèse",
        "Note de 2007",
        "Taille utile",
        "Rapprochement",
        "Listes",
    ]
    cells = [cell for page in book for line in page.iter_rows() for cell in line]
    assert [cell.coordinate for cell in cells if cell.data_type == "e"] == []
    assert len(cells) > 4000


def test_the_register_is_empty_and_has_room_for_the_projects_of_2007(path: Path) -> None:
    page = load_workbook(path)["Registre"]
    table = page.tables["Projets"]
    assert [column.name for column in table.tableColumns] == list(HEADINGS)
    assert table.ref == f"A6:K{6 + ROWS}"
    assert ROWS > 189
    for line in page.iter_rows(min_row=FIRST, max_row=FIRST + ROWS - 1, max_col=9):
        assert all(cell.value is None and cell.style == "COG Saisie" for cell in line)


def test_the_columns_offer_the_lists(path: Path, book: Any) -> None:
    rules = load_workbook(path)["Registre"].data_validations.dataValidation
    offered = {str(rule.sqref)[0]: rule.formula1 for rule in rules}
    assert set(offered) == set("CDEFH")
    lists = book["Listes"]
    for letter, entries in (("C", REGIONS), ("E", tuple(PROCESSES)), ("F", STATUSES)):
        area = offered[letter].removeprefix("=").removeprefix("Listes!").replace("$", "")
        cells = [cell.value for line in lists[area] for cell in line]
        assert tuple(cells[: len(entries)]) == entries
        assert set(cells[len(entries) :]) == {None}
        assert len(cells) > len(entries)


@pytest.mark.parametrize(
    ("label", "projects", "printed"),
    [
        (ALL, 44, 0.23),
        (EVERY_CPAM, 36, 0.19),
        (SOME, 109, 0.58),
        ("Processus métiers", 114, 0.6),
        ("Processus supports", 75, 0.4),
    ],
)
def test_the_note_is_found_again(book: Any, label: str, projects: int, printed: float) -> None:
    assert row(book["Note de 2007"], label)[1:5] == (
        projects,
        printed,
        projects / 189,
        "Conforme",
    )


def test_the_totals_and_the_processes_of_the_note(book: Any) -> None:
    page = book["Note de 2007"]
    assert row(page, "Total imprimé")[1:4] == (189, 1, pytest.approx(1, abs=1e-15))
    assert row(page, "Contrôle de la somme")[1:5] == (189, None, None, "Conforme")
    assert row(page, "Documentation")[1:4] == (13, 13 / 189, 13 / 75)
    assert row(page, "Rentes AT")[1:4] == (8, 8 / 189, 8 / 114)
    # 114 less 8 and 9; 75 less 13, 11, 4, 4, 4 and 3.
    assert row(page, "Autres projets métiers")[1] == 97
    assert row(page, "Autres projets supports")[1] == 36


def test_the_summary_shows_2007_before_anything_is_typed(book: Any) -> None:
    page = book["Synthèse"]
    assert row(page, "Projets du registre")[1:4] == (0, None, 189)
    assert row(page, ALL)[:6] == (ALL, 0, None, 44, 44 / 189, None)
    assert row(page, "Paye")[:6] == ("Paye", 0, None, 4, 4 / 189, None)
    assert row(page, "Achats")[:6] == ("Achats", 0, None, None, None, None)


# As filled in

PROJECTS = {
    **project(0, "Plateau commun", "CPAM A et B", "Lorraine", EVERY_CPAM,
              "Plateformes de services (PFS)", "Retenu", "Convention", "Performance", "Hausse"),
    **project(1, "Documentation", "CPAM", "Bretagne", ALL, "Documentation", "En cours"),
    **project(2, "Rentes", "CPAM C", "Bretagne", SOME, "Rentes AT", "Retenu"),
    **project(3, "Rentes", "CPAM D", "Bretagne", SOME, "Rentes AT", "Retenu"),
    **project(4, "Paye", "CPAM E", "Bretagne", "Ailleurs", "Paye", "Retenu"),
    **project(5, "Inachevé", None, "Alsace"),
    **project(6, None, "CPAM F"),
    **project(7, "Autre", "CPAM G", "Corse", SOME, "Blanchisserie", "Proposé"),
    **project(8, "Autre", "CPAM G", "Corse", SOME, "Audit", "Proposé", None, "Gloire"),
}  # fmt: skip


@pytest.fixture(scope="module")
def filled(path: Path, tmp_path_factory: pytest.TempPathFactory) -> Any:
    return typed(path, tmp_path_factory.mktemp("saisi"), {"Registre": PROJECTS})


def test_each_row_says_what_it_lacks(filled: Any) -> None:
    page = filled["Registre"]
    told = [(page[f"J{FIRST + n}"].value, page[f"K{FIRST + n}"].value) for n in range(10)]
    business, support = "Processus métiers", "Processus supports"
    assert told == [
        (business, "Complète"),
        (support, "Complète"),
        (business, "Complète"),
        (business, "Complète"),
        (support, "Hors liste : périmètre"),
        (None, "À compléter : périmètre"),
        (None, "À compléter : opération"),
        ("Hors liste", "Hors liste : processus"),
        (support, "Hors liste : enjeu"),
        (None, None),
    ]


def test_counts_and_shares_follow_the_register(filled: Any) -> None:
    page = filled["Synthèse"]
    assert row(page, "Projets du registre")[1] == 9
    assert row(page, SOME)[1:3] == (4, 4 / 9)
    assert row(page, SOME)[5] == pytest.approx((4 / 9 - 109 / 189) * 100)
    assert row(page, EVERY_CPAM)[1:3] == (1, 1 / 9)
    assert row(page, "Processus métiers")[1:3] == (3, 3 / 9)
    assert row(page, "Rentes AT")[1:3] == (2, 2 / 9)
    assert row(page, "Retenu", 7)[1:3] == (4, 4 / 9)
    assert row(page, "Bretagne", 7)[1:3] == (4, 4 / 9)
    assert row(page, "Performance", 7)[1:3] == (1, 1 / 9)
    # Perimeter: « Ailleurs », the unfinished one and the nameless one.
    assert row(page, "Non renseigné ou hors liste")[1] == 3


def test_a_status_may_be_chosen(path: Path, tmp_path: Path) -> None:
    page = typed(path, tmp_path, {"Registre": PROJECTS, "Synthèse": {"B4": "Retenu"}})["Synthèse"]
    assert row(page, "Projets du registre")[1] == 4
    assert row(page, SOME)[1:3] == (2, 0.5)
    assert row(page, ALL)[1:3] == (0, 0)
    assert row(page, "Paye")[1:3] == (1, 0.25)


def test_a_process_of_ones_own_is_counted(path: Path, tmp_path: Path) -> None:
    # The row below the processes that are delivered.
    added = 7 + len(PROCESSES)
    page = typed(
        path,
        tmp_path,
        {
            "Registre": PROJECTS,
            "Listes": {f"B{added}": "Blanchisserie", f"C{added}": "Processus supports"},
        },
    )
    assert row(page["Synthèse"], "Blanchisserie")[1:3] == (1, 1 / 9)
    assert page["Registre"][f"J{FIRST + 7}"].value == "Processus supports"
    assert page["Registre"][f"K{FIRST + 7}"].value == "Complète"


def test_the_useful_size_of_each_body_and_of_all(path: Path, tmp_path: Path) -> None:
    bodies = {
        "A7": "CPAM A",
        "B7": 250_000,
        "C7": 310,
        "A8": "CPAM B",
        "B8": 150_000,
        "C8": 180,
        "A9": "CPAM C",
        "B9": "beaucoup",
        "C9": 10,
    }
    page = typed(path, tmp_path, {"Taille utile": bodies})["Taille utile"]
    assert [page[f"{letter}4"].value for letter in "BC"] == [200_000, 200]
    assert row(page, "CPAM A")[3:6] == ("Taille utile atteinte", 0, 0)
    assert row(page, "CPAM B")[3:6] == (
        "Taille utile non atteinte : 150 000 bénéficiaires sur 200 000, 180 agents sur 200",
        50_000,
        20,
    )
    assert page["D9"].value == "#VALUE!"
    assert row(page, "Organismes regroupés")[1:4] == (400_000, 500, "Taille utile atteinte")


def test_a_merger_is_judged_condition_by_condition(path: Path, tmp_path: Path) -> None:
    labels = [criterion.label for criterion in CRITERIA]
    answers: dict[str, Any] = {f"B{7 + place}": "Oui" for place in range(len(labels))}
    answers[f"B{7 + labels.index('Bénéficiaires gérés')}"] = 850_000
    answers[f"B{7 + labels.index('Salariés employés')}"] = 1_050
    page = typed(path, tmp_path, {"Rapprochement": answers})["Rapprochement"]
    assert [page[f"A{7 + place}"].value for place in range(len(labels))] == labels
    assert [page[f"D{7 + place}"].value for place in range(len(labels))] == labels
    assert row(page, "Bénéficiaires gérés", 3)[1:3] == (
        850_000,
        "Non rempli : moins de 900 000 bénéficiaires",
    )
    assert row(page, "Ensemble", 3)[2] == "1 critère non rempli"
    wider = typed(path, tmp_path, {"Rapprochement": {**answers, "B4": 0.2}})["Rapprochement"]
    assert row(wider, "Ensemble", 3)[2] == "Tous les critères sont remplis"
