"""A folder turned into a form and back loses nothing, and both load as the same convention."""

from __future__ import annotations

import csv
import io
import tomllib
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import structs

from pycog.conventions.facts import schema
from pycog.conventions.form import layout
from pycog.conventions.form.exchange import folder_of, id_in, workbook_of
from pycog.conventions.form.form_source import load_workbook
from pycog.conventions.loading.loader import load_folder
from pycog.errors import InvalidConvention
from tests.paths import ROOT

BUILT_IN = sorted((ROOT / "pycog" / "conventions" / "data").iterdir())
Rows = dict[str, list[dict[str, str]]]


def rows_of(folder: Path) -> Rows:
    """Read the tables by the csv module alone: rows without their empty cells."""
    found: Rows = {}
    for table in schema.TABLES:
        path = folder / table.file
        if path.is_file():
            reader = csv.DictReader(
                io.StringIO(path.read_text("utf-8-sig"), newline=""), delimiter=";"
            )
            rows = [
                {name: text.strip() for name, text in row.items() if text and text.strip()}
                for row in reader
            ]
            if rows := [row for row in rows if row]:
                found[table.file] = rows
    return found


def there_and_back(folder: Path, place: Path) -> Path:
    """Turn a folder into a form and the form into a folder below ``place``."""
    form = place / "form.xlsx"
    form.write_bytes(workbook_of(folder))
    files = folder_of(form)
    back = place / "back" / id_in(files)
    back.mkdir(parents=True)
    for name, data in files.items():
        (back / name).write_bytes(data)
    return back


@pytest.mark.parametrize("folder", BUILT_IN, ids=lambda folder: folder.name)
def test_a_built_in_convention_comes_back_the_same(folder: Path, tmp_path: Path) -> None:
    back = there_and_back(folder, tmp_path)
    assert rows_of(back) == rows_of(folder)
    about = [tomllib.loads((one / schema.DESCRIPTION).read_text("utf-8")) for one in (folder, back)]
    assert about[0] == about[1]
    whole = load_folder(folder)
    form = load_workbook(tmp_path / "form.xlsx")
    assert structs.replace(form, folder=folder) == whole
    assert structs.replace(load_folder(back), folder=folder) == whole


#: Whatever a person may print: no control characters, no blanks at the edges.
WORDS = (
    st.text(
        st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Cn", "Zl", "Zp")),
        min_size=1,
        max_size=30,
    )
    .map(str.strip)
    .filter(bool)
)
#: A label names something: it has a letter.
LABELS = WORDS.filter(lambda text: any(map(str.isalpha, text)))
PERCENT = st.integers(0, 100).map(lambda n: f"{n} %")
VALUES = st.one_of(PERCENT, st.sampled_from(["", "cf. COG CNAM", "< 5 %", "≥ 90 %", "+3 %"]))


def table(name: str, rows: list[dict[str, str]]) -> bytes:
    columns = {table.file: table.columns for table in schema.TABLES}[name]
    out = io.StringIO(newline="")
    writer = csv.DictWriter(
        out, [column.name for column in columns], restval="", delimiter=";", lineterminator="\n"
    )
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode("utf-8")


@st.composite
def folders(draw: st.DrawFn) -> dict[str, bytes]:
    """Draw the files of a made-up agreement, values in and out of the grid."""
    years = list(range(2020, 2020 + draw(st.integers(1, 4))))
    funds = draw(st.lists(WORDS, max_size=2, unique_by=str.casefold))
    parties = draw(st.lists(WORDS.filter(lambda t: "|" not in t and ";" not in t), min_size=1))
    indicators, statements = [], []
    for number in range(1, draw(st.integers(1, 4)) + 1):
        source = f"annexe 4, indicateur {number}"
        row = {"numéro": str(number), "libellé": draw(LABELS), "unité": "%", "source": source,
               "note": draw(st.one_of(st.just(""), WORDS))}  # fmt: skip
        indicators.append(row)
        spans = [str(year) for year in years] if draw(st.booleans()) else _one_span(years)
        for span in ("2019", *spans):
            if draw(st.booleans()):
                role = "réalisé" if span == "2019" else "cible"
                note = draw(st.sampled_from(["", "", "", "voir fiche"]))
                statements.append(
                    {"indicateur": str(number), "année": span, "lieu": "annexe", "rôle": role,
                     "imprimé": draw(VALUES), "note": note,
                     "source": draw(st.sampled_from([source, source, "page 3"]))}
                )  # fmt: skip
        if draw(st.booleans()):
            statements.append(
                {"indicateur": str(number), "lieu": "fiche", "rôle": "critère",
                 "imprimé": draw(WORDS), "lecture": "non chiffré", "source": "fiche 1"}
            )  # fmt: skip
    lines, amounts = [], []
    for fund in funds:
        for key in draw(st.lists(st.from_regex(r"[a-z_]{1,8}", fullmatch=True), unique=True,
                                 max_size=3)):  # fmt: skip
            role = draw(st.sampled_from(["titre", "ligne", "total"]))
            lines.append({"fonds": fund, "clé": key, "libellé": draw(LABELS), "rôle": role,
                          "source": draw(WORDS)})  # fmt: skip
            for column in ("2019", *map(str, years), "total", "évolution"):
                if role != "titre" and draw(st.booleans()):
                    printed = draw(st.sampled_from(["", "12", "1 012,4"]))
                    amounts.append(
                        {"fonds": fund, "ligne": key, "colonne": column,
                         "imprimé": "3,5 %" if column == "évolution" else printed,
                         "note": draw(st.sampled_from(["", "", "provisoire"]))}
                    )  # fmt: skip
    about = [
        'id = "essai"', f"titre = {_quoted(draw(WORDS))}", f"titre_court = {_quoted(draw(WORDS))}",
        f"parties = [{', '.join(map(_quoted, parties))}]", f"annees = {years}",
        "annee_reference = 2019", f"document = {_quoted(draw(WORDS))}", 'statut = "projet"',
        'version = "1"',
    ]  # fmt: skip
    for fund in funds:
        about += ["[[fonds]]", f"id = {_quoted(fund)}", f"titre = {_quoted(draw(WORDS))}",
                  f"annexe = {_quoted(draw(WORDS))}", 'unite = "€"']  # fmt: skip
    files = {schema.DESCRIPTION: "\n".join(about).encode("utf-8")}
    for name, rows in (
        ("indicators.csv", indicators), ("statements.csv", statements),
        ("budget_lines.csv", lines), ("budget_amounts.csv", amounts),
    ):  # fmt: skip
        if rows:
            files[name] = table(name, rows)
    return files


def _one_span(years: list[int]) -> list[str]:
    return [f"{years[0]}-{years[-1]}"] if len(years) > 1 else [str(years[0])]


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _in_order(rows: Rows) -> dict[str, list[tuple[Any, ...]]]:
    """Return rows without the order of those that a grid puts in its own."""
    grids = ("statements.csv", "budget_amounts.csv", "budget_lines.csv")
    found = {name: [tuple(sorted(row.items())) for row in table] for name, table in rows.items()}
    return {name: sorted(table) if name in grids else table for name, table in found.items()}


@settings(max_examples=25)
@given(files=folders())
def test_a_made_up_convention_comes_back_the_same(
    files: dict[str, bytes], tmp_path_factory: pytest.TempPathFactory
) -> None:
    place = tmp_path_factory.mktemp("made-up")
    folder = place / "essai"
    folder.mkdir()
    for name, data in files.items():
        (folder / name).write_bytes(data)
    back = there_and_back(folder, place)
    assert _in_order(rows_of(back)) == _in_order(rows_of(folder))
    about = [tomllib.loads((one / schema.DESCRIPTION).read_text("utf-8")) for one in (folder, back)]
    about[0].setdefault("fonds", []), about[1].setdefault("fonds", [])
    assert about[0] == about[1]
    whole, form = load_folder(folder), load_workbook(place / "form.xlsx")
    assert form.indicators == whole.indicators
    assert form.funds == whole.funds
    assert set(map(str, form.statements)) == set(map(str, whole.statements))


def test_a_fund_whose_name_no_sheet_can_have_keeps_its_lines(write_folder, tmp_path: Path) -> None:
    name = "FA: gestion / intervention [2020-2021] des prestations"
    folder = write_folder(convention_toml=('id = "FA"', f'id = "{name}"'))
    for file in ("budget_lines.csv", "budget_amounts.csv"):
        text = (folder / file).read_text("utf-8")
        (folder / file).write_text(text.replace("\nFA;", f"\n{name};"), encoding="utf-8")
    back = there_and_back(folder, tmp_path)
    assert rows_of(back)["budget_lines.csv"] == rows_of(folder)["budget_lines.csv"]
    titles = openpyxl.load_workbook(tmp_path / "form.xlsx").sheetnames
    assert [title for title in titles if title.startswith("Budget")] == [
        "Budget FA- gestion - interventi"
    ]


def test_nothing_printed_over_several_years_is_kept(write_folder, tmp_path: Path) -> None:
    # Indicator 1 has no value at all; the cell of 2 is printed empty, for both years at once.
    folder = write_folder(
        statements_csv="indicateur;année;lieu;rôle;imprimé;source\n"
        "2;2020-2021;annexe;cible;;annexe 4, indicateur 2\n"
    )
    back = there_and_back(folder, tmp_path)
    assert rows_of(back)["statements.csv"] == rows_of(folder)["statements.csv"]


def test_lines_of_a_fund_that_is_not_described_are_not_lost_in_silence(write_folder) -> None:
    with pytest.raises(InvalidConvention) as caught:
        workbook_of(write_folder(convention_toml=('id = "FA"', 'id = "FB"')))
    assert "le fonds « FA » a des lignes de budget" in caught.value.message


def test_every_table_of_the_schema_has_a_sheet() -> None:
    """A table added to the schema is in the form without a word here."""
    from tests.conventions.forms import empty

    sheets = {
        frozenset(str(cell.value) for cell in sheet[4] if cell.value)
        for sheet in empty().worksheets
    }
    for one in schema.TABLES:
        headings = {column.name for column in one.columns} - {"fonds"}
        if one.file == "budget_amounts.csv":
            headings |= {"fonds"}
        folded = {"n°" if name == "numéro" else name.lower() for name in headings}
        assert any(folded <= {text.lower() for text in sheet} for sheet in sheets), one.file


def test_the_form_takes_at_most_a_third_of_the_cells_of_the_tables(tmp_path: Path) -> None:
    """24 indicators of 6 values, a fund of 11 lines: what has to be typed in each form."""
    from tests.conventions.forms import at, describe

    years = list(range(2023, 2028))
    indicators = [
        {"numéro": str(n), "libellé": f"Indicateur {n}", "thème": "Service", "unité": "%",
         "sens": "hausse", "source": f"annexe 2, indicateur {n}"}
        for n in range(1, 25)
    ]  # fmt: skip
    statements = [
        {"indicateur": row["numéro"], "année": str(year), "lieu": "annexe",
         "rôle": "réalisé" if year == 2022 else "cible", "imprimé": "90 %",
         "source": row["source"]}
        for row in indicators for year in (2022, *years)
    ]  # fmt: skip
    lines = [
        {"fonds": "FA", "clé": f"ligne_{n}", "libellé": f"Ligne {n}", "nature": "limitatif",
         "groupe": "personnel", "rôle": "ligne", "source": "annexe 5"}
        for n in range(11)
    ]  # fmt: skip
    amounts = [
        {"fonds": "FA", "ligne": row["clé"], "colonne": str(year), "imprimé": "1 012,4"}
        for row in lines for year in (2022, *years)
    ]  # fmt: skip
    tables = {"indicators.csv": indicators, "statements.csv": statements,
              "budget_lines.csv": lines, "budget_amounts.csv": amounts}  # fmt: skip
    folder = tmp_path / "essai"
    folder.mkdir()
    for name, rows in tables.items():
        (folder / name).write_bytes(table(name, rows))
    (folder / schema.DESCRIPTION).write_text(
        'id = "essai"\ntitre = "T"\ntitre_court = "C"\nparties = ["État", "O"]\n'
        f'annees = {years}\nannee_reference = 2022\ndocument = "D"\nstatut = "en vigueur"\n'
        'version = "1"\n[[fonds]]\nid = "FA"\ntitre = "F"\nannexe = "annexe 5"\nunite = "M€"\n',
        encoding="utf-8",
    )
    in_tables = sum(len(row) for rows in tables.values() for row in rows) + 16
    from pycog.conventions.form.exchange import new_form

    book = openpyxl.load_workbook(io.BytesIO(new_form("essai", years, 2022, ["FA"])))
    before = _filled(book)
    describe(book, Titre="T", Titre_court="C", Signataires="État ; O", Document="D",
             Annexe_des_indicateurs="annexe 2")  # fmt: skip
    about = book["Convention"]
    row = at(about, "FA").row
    for column, text in enumerate(("F", "annexe 5", "M€"), start=2):
        about.cell(row, column).value = text
    sheet = book["Indicateurs"]
    names = {"N°": "numéro", "Thème": "thème", "Libellé": "libellé", "Unité": "unité",
             "Sens": "sens"}  # fmt: skip
    for down, one in enumerate(indicators, start=1):
        for heading, name in names.items():
            cell = at(sheet, heading)
            sheet.cell(cell.row + down, cell.column).value = one[name]
        for year in (2022, *years):
            cell = at(sheet, f"{'Réalisé' if year == 2022 else 'Cible'} {year}")
            sheet.cell(cell.row + down, cell.column).value = "90 %"
    budget = book["Budget FA"]
    for down, one in enumerate(lines, start=1):
        for heading in ("Libellé", "Nature", "Groupe", "Rôle"):
            cell = at(budget, heading)
            budget.cell(cell.row + down, cell.column).value = one[heading.lower()]
        for year in (2022, *years):
            cell = at(budget, str(year))
            budget.cell(cell.row + down, cell.column).value = "1 012,4"
    typed = _filled(book) - before
    assert 3 * typed <= in_tables, (typed, in_tables)
    book.save(tmp_path / "form.xlsx")
    form, whole = load_workbook(tmp_path / "form.xlsx"), load_folder(folder)
    assert form.indicators == whole.indicators
    assert [line.amounts for line in form.funds["FA"].lines] == [
        {**line.amounts} for line in whole.funds["FA"].lines
    ]


def _filled(book: openpyxl.Workbook) -> int:
    return sum(
        1 for sheet in book.worksheets for row in sheet.iter_rows() for cell in row
        if cell.value not in (None, "")
    )  # fmt: skip


def test_the_form_of_a_heading_is_its_own_form() -> None:
    # Unfolded, this letter is a capital in brackets.
    assert layout.plain(layout.plain("Budget 🄐")) == layout.plain("Budget 🄐") == "budget (a)"
