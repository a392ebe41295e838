"""What is wrong in the presentation of an agreement hides nothing that is wrong elsewhere."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl.workbook import Workbook

from pycog.cli import main
from pycog.conventions.facts.schema import DESCRIPTION
from pycog.conventions.loading.loader import load_folder
from pycog.errors import InvalidConvention
from pycog.targets import EXAMPLES
from tests.conventions.forms import at, describe, filled, put, said
from tests.made_up import BRUME


def _with_three_faults_elsewhere() -> Workbook:
    book = filled()
    put(book["Indicateurs"], 1, "Cible 2024", "au mieux")
    put(book["Budget FA"], 1, "2024", "environ mille")
    put(book["Échéances"], 1, "Échéance", "bientôt")
    return book


def _set(book: Workbook, label: str, column: int, value: object) -> str:
    cell = at(book["Convention"], label)
    changed = book["Convention"].cell(cell.row, cell.column + column)
    changed.value = value
    return changed.coordinate


def test_a_malformed_identifier_and_the_unit_of_a_fund_stop_nothing() -> None:
    book = _with_three_faults_elsewhere()
    identity = _set(book, "Identifiant", 1, "COG Essai 2024 !")
    unit = _set(book, "FA", 3, "dollars")
    places = [(sheet, cell) for sheet, cell, _ in said(book)]

    expected = {
        ("Convention", identity),
        ("Convention", unit),
        ("Indicateurs", at(book["Indicateurs"], "au mieux").coordinate),
        ("Budget FA", at(book["Budget FA"], "environ mille").coordinate),
        ("Échéances", at(book["Échéances"], "bientôt").coordinate),
    }
    assert set(places) == expected
    assert len(places) == len(expected)


@pytest.mark.parametrize("label", ["Titre", "Titre court", "Signataires", "Document"])
def test_a_missing_text_stops_nothing(label: str) -> None:
    book = _with_three_faults_elsewhere()
    describe(book, **{label.replace(" ", "_"): None})
    sheets = [sheet for sheet, _, _ in said(book)]
    assert sorted(sheets) == ["Budget FA", "Convention", "Indicateurs", "Échéances"]


def test_the_same_holds_for_a_folder_of_tables(tmp_path: Path) -> None:
    folder = BRUME.write(tmp_path) / BRUME.id
    about = folder / DESCRIPTION
    about.write_text(
        about.read_text(encoding="utf-8")
        .replace(f'id = "{BRUME.id}"', 'id = "Brume 2024"')
        .replace('unite = "M€"', 'unite = "dollars"'),
        encoding="utf-8",
    )
    amounts = folder / "budget_amounts.csv"
    amounts.write_text(
        amounts.read_text(encoding="utf-8").replace("1 018,0", "beaucoup"), encoding="utf-8"
    )
    with pytest.raises(InvalidConvention) as caught:
        load_folder(folder)
    faults = [fault.text for fault in caught.value.fields["faults"]]
    assert len(faults) == 3
    for words in ("« Brume 2024 » est mal formé", "« dollars » inconnue", "« beaucoup »"):
        assert any(words in text for text in faults), words


def test_a_broken_folder_is_still_listed_as_broken(tmp_path: Path) -> None:
    from pycog.conventions.places import summary

    folder = BRUME.write(tmp_path) / BRUME.id
    about = folder / DESCRIPTION
    about.write_text(
        about.read_text(encoding="utf-8").replace('unite = "M€"', 'unite = "dollars"'),
        encoding="utf-8",
    )
    assert "« dollars » inconnue" in summary(folder).problem


def test_what_a_target_may_be_is_said_once() -> None:
    book = filled()
    for row, text in enumerate(("au mieux", "selon moyens", "assez haut"), start=1):
        put(book["Indicateurs"], row, "Cible 2024", text)
    texts = [text for _, _, text in said(book)]
    assert len(texts) == 3
    assert [EXAMPLES in text for text in texts] == [False, False, True]
    for text in texts:
        assert "est illisible" in text


def test_the_check_counts_every_scorecard(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from tests.agreements import RECOUVREMENT, write_agreements

    folder = write_agreements(tmp_path)
    assert main.main(["convention", "check", str(folder / RECOUVREMENT)]) == 0
    # nationale, urssaf and cgss.
    assert "3 barèmes" in capsys.readouterr().out
