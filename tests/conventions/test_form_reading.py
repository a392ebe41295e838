"""What stands in the cells of a form is what is loaded, however it was typed."""

from __future__ import annotations

import datetime as dt

import pytest

from pycog.conventions.facts.convention import Convention
from tests.conventions.forms import VALUES, at, checked, empty, filled, put


def loaded(book) -> Convention:
    found = checked(book)
    assert not found.faults, "\n".join(map(str, found.faults))
    assert found.convention is not None
    return found.convention


def test_a_form_typed_as_printed_is_loaded() -> None:
    own = loaded(filled())
    assert (own.id, own.short_title, own.years, own.baseline_year) == (
        "essai-2024", "COG ESSAI", (2024, 2025, 2026), 2023,
    )  # fmt: skip
    assert own.parties == ("État", "Organisme")
    first, second, third = own.indicators.values()
    assert [target.target.value for target in first.targets.values()] == [0.84, 0.85, 0.88]
    assert [target.target.comparator for target in first.targets.values()][1] == ">="
    assert first.baseline.target.value == 0.82
    assert [target.target.value for target in second.targets.values()] == [10, 9, 8]
    assert third.baseline.text == ""
    assert first.targets[2025].citation == "COG ESSAI, annexe 2, indicateur 1"
    fund = own.funds["FA"]
    assert (fund.unit, fund.annex) == ("M€", "annexe 1")
    assert [line.key for line in fund.lines] == ["personnel", "fonctionnement", "total"]
    assert fund.lines[0].amounts["2024"] == 1018.0
    assert fund.lines[2].parts == ("personnel", "fonctionnement")
    (milestone,) = own.milestones
    assert (milestone.key, milestone.due.last) == ("ouvrir_le_portail", dt.date(2025, 12, 31))


def test_columns_are_found_by_their_headings() -> None:
    """Every column moved two to the right, in another order, a note beside and one below."""
    book = filled()
    sheet = book["Indicateurs"]
    before = loaded(book)
    header = at(sheet, "N°").row
    width, height = sheet.max_column, 8
    cells = {
        (row, column): sheet.cell(row, column).value
        for row in range(header, header + height)
        for column in range(1, width + 1)
    }
    for (row, column), value in cells.items():
        sheet.cell(row, column).value = None
        cells[row, column] = value
    for (row, column), value in cells.items():
        sheet.cell(row + 3, 2 + width - column + 1).value = value
    sheet.cell(header + 3, width + 5).value = "Avis de la DG"
    sheet.cell(header + 4, width + 5).value = "à revoir"
    sheet.cell(header + 3 + height + 2, 3 + width - 1).value = "Relu le 3 mars"
    found = checked(book)
    assert not found.faults
    assert found.convention is not None
    assert found.convention.indicators == before.indicators
    assert len(found.remarks) == 2


@pytest.mark.parametrize(
    ("value", "number_format", "printed", "ratio"),
    [
        (0.03, "0%", "3 %", 0.03),
        (0.035, "0.0%", "3,5 %", 0.035),
        (0.9, "0.00%", "90,00 %", 0.9),
        (0.07 * 3, "0%", "21 %", 0.21),
    ],
)
def test_a_percentage_is_read_through_its_format(
    value: float, number_format: str, printed: str, ratio: float
) -> None:
    book = filled()
    put(book["Indicateurs"], 1, "Cible 2024", value, number_format)
    target = loaded(book).indicators[next(iter(loaded(book).indicators))].targets[2024]
    assert (target.text, target.target.value) == (printed, ratio)


@pytest.mark.parametrize(
    ("value", "number_format", "printed"),
    [
        (12, "General", "12"),
        (30000, "#,##0", "30 000"),
        (1234567.5, "#,##0.0", "1 234 567,5"),
        (2.3, '0.00\\ "€"', "2,30 €"),
        (2.3, "#,##0.00\\ [$€-40C]", "2,30 €"),
        (7, '0" jours"', "7 jours"),
        (0.1 + 0.2, "General", "0,3"),
    ],
)
def test_a_number_is_read_through_its_format(
    value: float, number_format: str, printed: str
) -> None:
    book = filled()
    put(book["Indicateurs"], 3, "Cible 2024", value, number_format)
    third = list(loaded(book).indicators.values())[2]
    assert third.targets[2024].text == printed


@pytest.mark.parametrize(
    ("value", "number_format", "printed"),
    [
        (dt.datetime(2025, 6, 1), "mmm\\-yy", "juin 2025"),
        (dt.datetime(2025, 6, 1), "mmmm yyyy", "juin 2025"),
        (dt.datetime(2025, 6, 30), "dd/mm/yyyy", "30/06/2025"),
        (dt.datetime(2025, 6, 15), "mmm\\-yy", "15/06/2025"),
        (dt.datetime(2025, 1, 1), "yyyy", "2025"),
        (2025, "General", "2025"),
    ],
)
def test_a_date_is_read_through_its_format(value: object, number_format: str, printed: str) -> None:
    book = filled()
    put(book["Échéances"], 1, "Échéance", value, number_format)
    assert loaded(book).milestones[0].printed == printed


def test_a_number_of_an_indicator_is_read_as_printed() -> None:
    book = filled()
    for row, (value, form) in enumerate(((1, "General"), (1.1, "General"), ("R12", "@")), start=1):
        put(book["Indicateurs"], row, "N°", value, form)
    assert list(loaded(book).indicators) == ["1", "1.1", "R12"]


def test_a_formula_counts_by_its_stored_value() -> None:
    """A workbook calculated by another program: openpyxl keeps no values, so one is put in."""
    import re
    import zipfile
    from io import BytesIO

    from tests.conventions.forms import content

    book = filled()
    cell = put(book["Indicateurs"], 1, "Cible 2024", '="84"&" %"')
    data, out = content(book), BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            part = old.read(name)
            pattern = rb'<c r="%b"([^>]*?)( t="\w+")?><f>([^<]*)</f><v ?/?>(</v>)?</c>'
            part = re.sub(
                pattern % cell.coordinate.encode(),
                rb'<c r="%b"\1 t="str"><f>\3</f><v>84 %%</v></c>' % cell.coordinate.encode(),
                part,
            )
            new.writestr(name, part)
    target = next(iter(loaded(out.getvalue()).indicators.values())).targets[2024]
    assert (target.text, target.target.value) == ("84 %", 0.84)


def test_the_reading_of_a_sentence_stands_in_a_column_of_its_own() -> None:
    book = filled()
    sheet = book["Indicateurs"]
    put(sheet, 1, "Cible 2025", "neuf usagers sur dix")
    put(sheet, 1, "Lecture 2025", "90 %")
    put(sheet, 2, "Cible 2025", "selon l'avenant")
    put(sheet, 2, "Lecture 2025", "non chiffré")
    put(sheet, 1, "Réalisé 2023", "quatre sur cinq")
    put(sheet, 1, "Lecture Réalisé 2023", "80 %")
    own = loaded(book)
    first, second, _ = own.indicators.values()
    assert (first.targets[2025].text, first.targets[2025].target.value) == (
        "neuf usagers sur dix", 0.9,
    )  # fmt: skip
    assert second.targets[2025].target.value is None
    assert first.baseline.target.value == 0.8
    assert "quatre sur cinq" in {statement.printed for statement in own.statements}


def test_a_form_with_indicators_only_is_fine() -> None:
    book = filled()
    about = book["Convention"]
    row = at(about, "FA").row
    for column in range(1, 7):
        about.cell(row, column).value = None
    del book["Budget FA"]
    del book["Échéances"]
    del book["Lisez-moi"]
    own = loaded(book)
    assert len(own.indicators) == len(VALUES)
    assert not own.funds and not own.milestones


def test_a_budget_alone_is_fine() -> None:
    book = filled()
    del book["Indicateurs"]
    own = loaded(book)
    assert not own.indicators and len(own.funds["FA"].lines) == 3


def test_an_empty_form_lists_what_is_missing() -> None:
    assert {fault.cell for fault in checked(empty(funds=())).faults} == {"B5", "B6", "B7", "B10"}
