"""Three made-up agreements from the empty form to the network view, by the command alone.

``convention new``, entry, ``convention check``, ``build``, entry, ``refresh``, ``report``,
``consolidate``, ``ask``, ``audit``: and nothing that is said or written on the way says a word
of another agreement.
"""

from __future__ import annotations

import shutil
from html import unescape
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from pycog.cli.main import main
from pycog.conventions.form.exchange import workbook_of
from pycog.conventions.loading.loader import load_folder
from tests.annexes.test_made_up_agreements import assert_own_words, words_of
from tests.made_up import ALIZE, BRUME, CIRRUS, MADE_UP, MadeUp

OWN = pytest.mark.parametrize("own", MADE_UP, ids=lambda one: one.id)
#: What two bodies achieve in the first year, by number, and spend, by label.
ACTUALS: dict[str, dict[str, Any]] = {
    ALIZE.id: {"1.1": 0.86, "1.2": 21, "2a": 1200, "R12": 0.02},
    BRUME.id: {},
    CIRRUS.id: {"1": 0.7, "2": 45, "3": 28},
}
SPENT: dict[str, dict[str, float]] = {
    ALIZE.id: {},
    BRUME.id: {"Rémunérations des navigants": 1017.5, "Moyens des phares": 216.0},
    CIRRUS.id: {"Équipages": 905.0, "Toiles": 111.0, "Campagnes": 54.0},
}
#: What the first body's yearly report says, what the network view says, what is asked.
BILAN = {
    ALIZE.id: "4 indicateurs mesurés sur 4 en 2023",
    BRUME.id: "",
    CIRRUS.id: "3 indicateurs mesurés sur 3 en 2021",
}
ASKED = {
    ALIZE.id: ("quelle est la cible 2024 de l'indicateur 1.1 ?", "88 %"),
    BRUME.id: ("quel est le budget des moyens des phares en 2025 ?", "214"),
    CIRRUS.id: ("quel est l'objectif 2022 de l'indicateur 3 ?", "25 jours"),
}
#: Whether the audit of what is printed finds something: headings of sheets, missing results.
FOUND = {ALIZE.id: 1, BRUME.id: 0, CIRRUS.id: 1}
#: A cell of the first annex that is explained: a status, the use of credits.
EXPLAINED = {
    ALIZE.id: "Résultats!G7",
    BRUME.id: "Exécution!E7",
    CIRRUS.id: "Exécution!E7",
}
#: Whether a body is to be called about what it has missed, as the network view tells.
CALLED = {ALIZE.id: 0, BRUME.id: 1, CIRRUS.id: 1}
BODIES = ("Nord", "Sud")


class Way:
    """What one agreement goes through; every word that is said is kept.

    Args:
        own: The agreement.
        root: An empty folder.
        capsys: Catches what the command says.
    """

    def __init__(self, own: MadeUp, root: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.own, self.root, self.capsys = own, root, capsys
        self.form = root / "convention.xlsx"
        self.said: list[str] = []

    def run(self, *arguments: object, code: int = 0) -> str:
        """Run a command with the form as the only agreement beside the shipped ones."""
        done = main([str(one) for one in arguments])
        caught = self.capsys.readouterr()
        text = (caught.out + caught.err).replace("\u00a0", " ").replace("\u202f", " ")
        assert done == code, text
        self.said.append(text)
        return text

    def known(self, *arguments: object, code: int = 0) -> str:
        """Run a command that has to know the agreement."""
        return self.run(*arguments, "--conventions", self.form, code=code)


def type_form(own: MadeUp, form: Path, folder: Path) -> int:
    """Type what the tables say into an empty form, each text under its heading.

    Returns:
        How many cells were typed.
    """
    told, book = load_workbook(BytesIO(workbook_of(folder))), load_workbook(form)
    typed = 0
    for sheet in told.worksheets:
        if sheet.title == "Lisez-moi":
            continue
        target = book[sheet.title]
        assert isinstance(target, Worksheet)
        header = {row[0].row: row for row in target.iter_rows()}
        if sheet.title == "Convention":
            typed += _type_labels(sheet, target)
            continue
        heads = {str(cell.value): cell.column for cell in header[4] if cell.value}
        names = {cell.column: str(cell.value) for cell in sheet[4] if cell.value}
        for row in sheet.iter_rows(min_row=5):
            cell: Any
            for cell in row:
                for name in _columns(names, heads, cell):
                    target.cell(cell.row, heads[name]).value = cell.value
                    typed += 1
    book.save(form)
    return typed


def _columns(names: dict[int, str], heads: dict[str, int], cell: Any) -> list[str]:
    """Return the headings under which a text is typed: one per year where it holds for several."""
    if cell.value is None:
        return []
    name = names[cell.column]
    if name in heads:
        return [name]
    words, _, years = name.rpartition(" ")
    first, last = map(int, years.split("-"))
    return [f"{words} {year}" for year in range(first, last + 1)]


def _type_labels(sheet: Worksheet, target: Worksheet) -> int:
    """Type the sheet « Convention »: values beside their labels, the funds below theirs."""
    rows = {cell.value: cell.row for cell in target["A"] if cell.value}
    typed, funds = 0, 0
    for row in sheet.iter_rows(min_row=4):
        label, value = row[0].value, row[1].value
        if funds and label:
            funds += 1
            cell: Any
            for cell in row[1:4]:
                target.cell(rows["Fonds"] + funds - 1, cell.column).value = cell.value
                typed += 1
        elif label == "Fonds":
            funds = 1
        elif label in rows and value is not None:
            target.cell(rows[label], 2).value = value
            typed += 1
    return typed


def fill(path: Path, own: MadeUp, first: int, factor: float) -> None:
    """Type results and spent amounts of the first year into an annex."""
    book = load_workbook(path)
    if "Indicateurs" in book.sheetnames:
        _type_column(book["Indicateurs"], f"Réalisé {first}", 1, ACTUALS[own.id], factor)
    if "Exécution" in book.sheetnames:
        _type_column(book["Exécution"], f"Exécuté {first}", 1, SPENT[own.id], factor)
    book.save(path)


def _type_column(sheet: Any, heading: str, key: int, values: dict[str, Any], factor: float) -> None:
    (head,) = [
        cell
        for row in sheet.iter_rows(max_row=12)
        for cell in row
        if str(cell.value or "").replace("\n", " ").startswith(heading)
    ]
    for row in sheet.iter_rows(min_row=head.row + 1):
        label = str(row[key - 1].value)
        if label in values:
            sheet.cell(row[0].row, head.column).value = values[label] * factor


def everything(folder: Path) -> list[Path]:
    return [path for path in sorted(folder.rglob("*")) if path.is_file() and path.suffix != ".png"]


@OWN
def test_from_the_empty_form_to_the_network(
    own: MadeUp, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    tables = own.write(tmp_path / "imprimé") / own.id
    known = load_folder(tables)
    first, last = known.years[0], known.years[-1]
    way = Way(own, tmp_path / "poste", capsys)
    way.root.mkdir()

    given = ["--fonds", *known.funds] if known.funds else []
    way.run("convention", "new", own.id, "--annees", f"{first}-{last}", *given,
            "--output", way.form)  # fmt: skip
    assert type_form(own, way.form, tables) > 30
    assert "Aucune anomalie" in way.run("convention", "check", way.form)
    again = workbook_of(tables)
    assert load_workbook(BytesIO(again)).sheetnames == load_workbook(way.form).sheetnames

    annexes = way.root / "annexes"
    way.known("build", own.id, annexes)
    paths = [path for path in everything(annexes) if path.suffix == ".xlsx"]
    network = way.root / "réseau"
    for body, factor in zip(BODIES, (1.0, 0.9), strict=True):
        shutil.copytree(annexes, network / body)
        for path in everything(network / body):
            fill(path, own, first, factor)
        way.known("refresh", network / body)
    filled = network / BODIES[0]

    for path in everything(filled):
        assert "COG_" in words_of(path)
        way.run("audit", path)
    way.known("audit", own.id, code=FOUND[own.id])
    way.known("audit", "--convention", own.id, code=FOUND[own.id])
    _report(way, filled, first)
    _consolidate(way, network, first)
    question, answer = ASKED[own.id]
    assert answer in way.known("ask", "--convention", own.id, question)
    way.known("explain", f"{filled / paths[0].name}!{EXPLAINED[own.id]}")

    for text in way.said:
        assert_own_words(text, own, "commande")
    for path in everything(way.root):
        assert_own_words(_words(path), own, path.name)


def _words(path: Path) -> str:
    """Return everything that a file says; Parquet keeps its texts compressed."""
    if path.suffix != ".parquet":
        return words_of(path)
    from pyarrow import parquet

    return str(parquet.read_table(path).to_pylist())


def _report(way: Way, filled: Path, first: int) -> None:
    known = BILAN[way.own.id]
    for form in ("html", "docx", "xlsx"):
        said = way.known("report", "bilan", filled, "--year", first, "--output",
                         way.root / f"bilan.{form}", code=1 if known else 0)  # fmt: skip
        assert known in said
    for kind in ("evaluation", "tableau-de-bord"):
        way.known("report", kind, filled, "--year", first,
                  "--output", way.root / f"{kind}.html", code=1 if known else 0)  # fmt: skip


def _consolidate(way: Way, network: Path, first: int) -> None:
    for form in ("xlsx", "html"):
        said = way.known("consolidate", network, "--year", first,
                         "--output", way.root / f"réseau.{form}",
                         code=CALLED[way.own.id])  # fmt: skip
        assert "2 organismes" in said


def test_an_agreement_that_prints_everything_in_one_annex(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Indicators and both funds stand in « annexe unique »: no workbook is taken for another."""
    about = CIRRUS.files["convention.toml"]
    for name in ("annexe A", "annexe B", "annexe C", "annexe D"):
        about = about.replace(f'"{name}"', '"annexe unique"')
    one = MadeUp(CIRRUS.id, {**CIRRUS.files, "convention.toml": about}, CIRRUS.words)
    monkeypatch.setenv("PYCOG_CONVENTIONS", str(one.write(tmp_path / "accords")))
    network = tmp_path / "réseau"
    assert main(["build", CIRRUS.id, str(network / "Nord")]) == 0
    for path in everything(network):
        fill(path, CIRRUS, 2021, 1.0)
    assert main(["refresh", str(network)]) == 0
    bilan = tmp_path / "bilan.html"
    report = ["report", "bilan", str(network / "Nord"), "--convention", CIRRUS.id]
    assert main([*report, "--year", "2021", "--output", str(bilan)]) == 1
    said = " ".join(unescape(bilan.read_text("utf-8")).replace("\u202f", " ").split())
    for source in ("annexe unique (FAN)", "annexe unique (FPN)"):
        assert source in said
    view = tmp_path / "réseau.csv"
    consolidate = ["consolidate", str(network), "--convention", CIRRUS.id, "--year", "2021"]
    main([*consolidate, "--output", str(tmp_path / "réseau.xlsx"), "--csv", str(view)])
    capsys.readouterr()
    rows = view.read_text("utf-8-sig")
    assert "905" in rows and "54" in rows and "Leurs réalisés diffèrent" not in rows
