"""Tables as DataFrames, and the guide that explains them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from pycog.conventions import load
from pycog.conventions.facts.schema import DESCRIPTION_KEYS, FUND_KEYS, REGIME, REGIMES, TABLES
from pycog.conventions.loading.loader import load_folder
from pycog.errors import NotAvailable

GUIDE = Path(__file__).parents[2] / "docs" / "donnees.md"


@pytest.mark.parametrize(
    ("table", "rows"),
    # 55 indicators with one baseline and four targets; 36 sheets; 18 + 12 lines with headings.
    [
        ("indicators", 55),
        ("targets", 275),
        ("sheets", 36),
        ("follow_ups", 10),
        ("ratios", 14),
        ("budget", 30),
        ("findings", 38),
        ("milestones", 88),
    ],
)
def test_a_table_has_one_row_for_each_fact(table: str, rows: int) -> None:
    assert len(load().frame(table)) == rows


def test_frames_carry_values_that_pandas_can_compute_with() -> None:
    budget = load().frame("budget").set_index(["fund", "key"])
    assert budget.loc[("FNGA", "personnel"), ["2012", "2013", "2014", "2015"]].sum() == 57_303_000
    targets = load().frame("targets")
    last = targets[(targets["year"] == 2015) & (targets["role"] == "cible")]
    assert last.set_index("indicator").loc["6", "value"] == 1.0
    statements = load().frame("statements")
    assert set(statements["place"]) == {"annexe", "fiche", "chapitre"}


def test_an_unknown_table_names_the_known_ones() -> None:
    with pytest.raises(NotAvailable) as caught:
        load().frame("cibles")
    assert caught.value.message == (
        "La table « cibles » n'existe pas. Tables : indicators, targets, statements, sheets, "
        "follow_ups, ratios, milestones, budget, budget_rules, amendments, neutralisations, "
        "findings, scorecards, components, bodies, figures, relations."
    )


def test_the_guide_explains_every_file_and_column() -> None:
    guide = GUIDE.read_text(encoding="utf-8")
    sections = dict(re.findall(r"^### `([a-z_]+\.csv)`\n(.*?)(?=^##|\Z)", guide, re.M | re.S))
    assert list(sections) == [table.file for table in TABLES]
    for table in TABLES:
        explained = re.findall(r"^\| `([^`]+)` \| (oui|non) \|", sections[table.file], re.M)
        assert explained == [
            (column.name, "oui" if column.filled else "non") for column in table.columns
        ]
        optional = {column.name for column in table.columns if not column.filled}
        needed = {column.name for column in table.columns if column.needed}
        assert optional & needed <= {"année", "imprimé"}  # as the common rules say
        for column in table.columns:
            for choice in column.choices:
                assert f"`{choice}`" in sections[table.file]
    for key in (*DESCRIPTION_KEYS, *FUND_KEYS, REGIME, *REGIMES):
        assert f"`{key}`" in guide


def test_the_example_of_the_guide_loads(tmp_path: Path) -> None:
    guide = GUIDE.read_text(encoding="utf-8")
    blocks = re.findall(r"^`ma-caisse-2024/([a-z_.]+)`\n\n```\w*\n(.*?)^```", guide, re.M | re.S)
    folder = tmp_path / "ma-caisse-2024"
    folder.mkdir()
    for file, text in blocks:
        (folder / file).write_text(text, encoding="utf-8")
    convention = load_folder(folder)
    assert [name for name, _ in blocks] == ["convention.toml", "indicators.csv", "statements.csv"]
    assert convention.indicators["1"].targets[2025].target.value == 0.9
