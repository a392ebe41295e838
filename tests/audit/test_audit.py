"""The audit of the annexes' own tables, also in an officer's copy."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.utils import get_column_letter

from pycog.annexes import audit_workbook
from pycog.conventions import Finding, load
from pycog.errors import RefusedFile
from tests.annexes.conftest import ANNEX_2, ANNEX_3, ANNEX_4, RECETTE

HEADINGS = (
    "", "Exécuté prévisionnel 2011", "Base COG 2012", "Base COG 2013", "Base COG 2014",
    "Base COG 2015", "Total COG 2012-2015", "Evolution 2015/2011",
)  # fmt: skip
#: Row and column of the first heading in :func:`copy_of`.
ROW, COLUMN = 4, 3


class Copy:
    """An officer's copy of an annex: the printed figures, somewhere in a sheet."""

    def __init__(self, fund: str, title: str = "Budget") -> None:
        self.book = Workbook()
        self.sheet = self.book.active
        assert self.sheet is not None
        self.sheet.title = title
        self.rows: dict[str, int] = {}
        self.sheet.cell(1, 1, "Budget de la caisse, exercice 2012 et suivants")
        for place, text in enumerate(HEADINGS):
            self.sheet.cell(ROW, COLUMN + place, text)
        for row, line in enumerate(load().funds[fund].lines, start=ROW + 1):
            self.rows[line.key] = row
            self.sheet.cell(row, COLUMN, line.label)
            for place, key in enumerate(("2011", "2012", "2013", "2014", "2015", "total"), 1):
                self.sheet.cell(row, COLUMN + place, line.amounts.get(key))
            text = line.printed.get("evolution", "")
            rate = float(text[:-1].replace(",", ".")) / 100 if text.endswith("%") else text or None
            cell = self.sheet.cell(row, COLUMN + 7, rate)
            cell.number_format = "0.00%"

    def address(self, key: str, column: int) -> str:
        """Return the address of a line in a column, 1 for the first year."""
        return f"{get_column_letter(COLUMN + column)}{self.rows[key]}"

    def put(self, key: str, column: int, value: Any) -> str:
        """Change a figure; return its place as the audit names it."""
        assert self.sheet is not None
        self.sheet[self.address(key, column)] = value
        return f"{self.sheet.title}!{self.address(key, column)}"

    def save(self, folder: Path) -> Path:
        path = folder / "copie.xlsx"
        self.book.save(path)
        return path


def primary(found: list[Finding]) -> list[tuple[str, str, str]]:
    """Return place, printed, recomputed of the findings that no other one explains."""
    return [
        (one.place, one.printed, one.recomputed)
        for one in found
        if "Conséquence" not in one.reading
    ]


@pytest.mark.parametrize("name", [ANNEX_2, ANNEX_4, RECETTE])
def test_clean_workbooks_give_no_finding(built: dict[str, Path], name: str) -> None:
    assert audit_workbook(built[name]) == []


def test_annex_3_shows_the_printed_contradiction(built: dict[str, Path]) -> None:
    found = audit_workbook(built[ANNEX_3])
    assert [(one.place, one.printed, one.recomputed) for one in found] == [
        ("Contrôles!G10", "0", "12 000"),
        ("Contrôles!G13", "528 000", "516 000"),
    ]
    assert {one.severity for one in found} == {"change un résultat"}
    assert found[0].document == "annexe-3-fngr.xlsx"
    assert found[0].text == (
        "annexe-3-fngr.xlsx, Contrôles!G10 : imprimé « 0 », recalculé 12 000 "
        "[change un résultat]. « Campagnes nationales », Total COG 2012-2015 : somme de "
        "« Base COG 2012 » à « Base COG 2015 »."
    )
    assert found[1].reading.endswith(
        "Conséquence de l'écart en G10 : avec 12 000 à cette place, ce total est juste."
    )


def test_a_copy_of_annex_2_is_clean(tmp_path: Path) -> None:
    assert audit_workbook(Copy("FNGA").save(tmp_path)) == []


@pytest.mark.parametrize(
    ("key", "column", "value", "printed", "recomputed"),
    [
        # A sub-total, a total, a total over the years, a line with two "dont" lines.
        ("total_personnel_fonctionnement", 3, 19156001, "19 156 001", "19 156 000"),
        ("total_limitatif", 2, 20398000, "20 398 000", "20 389 000"),
        ("charges_exceptionnelles", 6, 69000, "69 000", "68 000"),
        ("investissement", 1, 292000.5, "292 000,5", "292 000"),
        ("total_personnel_fonctionnement", 7, 0.032, "3,2 %", "3,1 %"),
        ("fonctionnement", 7, 0.0494, "4,94 %", "-4,94 %"),
    ],
)
def test_a_wrong_figure_is_found(
    tmp_path: Path, key: str, column: int, value: float, printed: str, recomputed: str
) -> None:
    copy = Copy("FNGA")
    place = copy.put(key, column, value)
    assert primary(audit_workbook(copy.save(tmp_path))) == [(place, printed, recomputed)]


def test_several_wrong_figures_are_found_and_nothing_else(tmp_path: Path) -> None:
    copy = Copy("FNGA")
    places = [
        copy.put("total_evaluatif", 4, 5502100),
        copy.put("remise_gestion_cpam", 6, 2e7 + 1),
        copy.put("total_brut", 7, 0.0377),
    ]
    found = audit_workbook(copy.save(tmp_path))
    assert sorted(place for place, _, _ in primary(found)) == sorted(places)


def test_revenue_that_does_not_cover_expenditure(tmp_path: Path) -> None:
    copy = Copy("FNGA")
    copy.put("dotation_fngt", 2, 19835000 - 1000)
    copy.put("dotation_fngt", 6, 77450000 - 1000)
    found = audit_workbook(copy.save(tmp_path))
    assert [(one.id.split("/")[0], one.printed, one.recomputed) for one in found] == [
        ("equilibre", "25 835 000", "25 834 000"),
        ("equilibre", "101 450 000", "101 449 000"),
    ]


def test_a_line_of_their_own_is_counted(tmp_path: Path) -> None:
    copy = Copy("FNGR")
    sheet = copy.book.active
    assert sheet is not None
    copy.put("campagnes_nationales", 6, 12000)
    row = copy.rows["evaluation"] + 1
    sheet.insert_rows(row)
    for column, amount in enumerate((0, 5000, 0, 0, 0, 5000), start=1):
        sheet.cell(row, COLUMN + column, amount)
        for key in ("total_national", "total_brut", "dotation_fngt"):
            cell = sheet.cell(copy.rows[key] + 1, COLUMN + column)
            cell.value += amount
    sheet.cell(row, COLUMN, "Formation")
    assert audit_workbook(copy.save(tmp_path)) == []
    # Its own total is not: 527 000 where 528 000 and 5 000 are expected.
    sheet.cell(copy.rows["total_national"] + 1, COLUMN + 6, 527000)
    found = audit_workbook(copy.save(tmp_path))
    assert (found[0].printed, found[0].recomputed) == ("527 000", "533 000")


def test_columns_of_their_own_do_not_disturb(tmp_path: Path) -> None:
    copy = Copy("FNGA")
    sheet = copy.book.active
    assert sheet is not None
    sheet.insert_cols(COLUMN + 1, 2)
    sheet.cell(ROW, COLUMN + 1, "Compte")
    sheet.cell(ROW, COLUMN + 2, "Gestionnaire")
    for row in copy.rows.values():
        sheet.cell(row, COLUMN + 1, 6411)
        sheet.cell(row, COLUMN + 2, "Mme Durand")
    assert audit_workbook(copy.save(tmp_path)) == []


def test_several_sheets_are_read(tmp_path: Path) -> None:
    copy = Copy("FNGA", "Version 1")
    copy.book.create_sheet("Vide")
    other = copy.book.copy_worksheet(copy.book["Version 1"])
    other.title = "Version 2"
    address = copy.address("total_brut", 2)
    other[address] = 1
    found = audit_workbook(copy.save(tmp_path))
    assert (f"Version 2!{address}", "1", "25 835 000") in primary(found)
    assert {one.place.split("!")[0] for one in found} == {"Version 2"}


def test_numbers_stored_as_text(tmp_path: Path) -> None:
    copy = Copy("FNGA")
    place = copy.put("personnel", 2, "14\u202f225\u00a0000 €")
    ambiguous = copy.put("personnel", 3, "14.052")
    found = {one.place: one for one in audit_workbook(copy.save(tmp_path))}
    assert (found[place].printed, found[place].recomputed) == (
        "14\u202f225\u00a0000 €",
        "14 225 000",
    )
    assert found[place].text.startswith(
        f"copie.xlsx, {place} : imprimé « 14\u202f225\u00a0000 € », lu comme nombre 14 225 000"
    )
    assert (found[ambiguous].printed, found[ambiguous].recomputed) == ("14.052", "")
    assert found[ambiguous].reading.startswith("La valeur « 14.052 »")
    # What is printed "NS" is no number.
    assert all("!J" not in place for place in found)


def test_error_values(tmp_path: Path) -> None:
    copy = Copy("FNGA")
    place = copy.put("personnel", 6, "#REF!")
    found = audit_workbook(copy.save(tmp_path))
    assert (found[0].place, found[0].printed, found[0].recomputed) == (place, "#REF!", "")
    assert found[0].id == f"valeur-d-erreur/{place}"


def test_formulas_that_were_never_calculated(tmp_path: Path) -> None:
    copy = Copy("FNGA")
    place = copy.put("personnel", 6, "=SUM(E6:H6)")
    found = audit_workbook(copy.save(tmp_path))
    assert [one.place for one in found if one.id.startswith("formule-sans-valeur")] == [place]


def test_what_was_executed_needs_no_balance(filled: Callable[..., Any], tmp_path: Path) -> None:
    filled(ANNEX_2, {"Exécution": {"C8": 14000000, "C9": 5000000, "C23": 6000000, "C24": 1}})
    assert audit_workbook(tmp_path / Path(ANNEX_2).name) == []


def test_the_file_is_not_touched(built: dict[str, Path]) -> None:
    before = built[ANNEX_3].read_bytes()
    audit_workbook(built[ANNEX_3])
    assert built[ANNEX_3].read_bytes() == before


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "fichier-vide"),
        (b"PK\x03\x04 tronqu\xc3\xa9", None),
        (b"du texte", None),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, None),
    ],
)
def test_files_that_are_no_workbook_are_refused(
    tmp_path: Path, content: bytes, code: str | None
) -> None:
    path = tmp_path / "faux.xlsx"
    path.write_bytes(content)
    with pytest.raises(RefusedFile) as caught:
        audit_workbook(path)
    assert "faux.xlsx" in caught.value.message
    assert code is None or caught.value.code == code
    assert path.read_bytes() == content


def test_a_package_without_sheets_is_refused(built: dict[str, Path], tmp_path: Path) -> None:
    import zipfile

    path = tmp_path / "sans.xlsx"
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("[Content_Types].xml", "<Types/>")
    with pytest.raises(RefusedFile):
        audit_workbook(path)
    assert load_workbook(built[ANNEX_2]).sheetnames
