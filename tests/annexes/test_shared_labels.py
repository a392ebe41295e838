"""Two funds that print one label, and budget rules of which some kinds are not given."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from openpyxl import load_workbook

from pycog import conventions
from pycog.annexes import build
from pycog.budget.credits import find_credit
from pycog.cli import main
from pycog.conventions.lookup import amount_of
from pycog.errors import NotAvailable
from pycog.refresh import refresh_file
from tests.agreements import write_tables
from udfs.hosts.engine import EngineHost

ID = "ecume-2024-2025"
FILES = {
    "convention.toml": """\
id = "ecume-2024-2025"
titre = "Convention d'objectifs et de gestion des Embruns"
titre_court = "COG Embruns 2024-2025"
parties = ["État", "Embruns"]
annees = [2024, 2025]
annee_reference = 2023
document = "COG Embruns, annexes"
statut = "en vigueur"
version = "1"

[[fonds]]
id = "FQ"
titre = "Fonds des quais"
annexe = "annexe 1"
unite = "k€"

[[fonds]]
id = "FD"
titre = "Fonds des digues"
annexe = "annexe 2"
unite = "€"
""",
    "budget_lines.csv": """\
fonds;clé;libellé;nature;groupe;rôle;parties;équilibre;source
FQ;agents;Agents;limitatif;agents;ligne;;;ligne 1
FQ;moyens;Moyens communs;limitatif;moyens;ligne;;;ligne 2
FQ;charges;Charges calculées;évaluatif;;ligne;;;ligne 3
FD;moyens;Moyens communs;limitatif;entretien;ligne;;;ligne 1
FD;charges;Charges calculées;évaluatif;;ligne;;;ligne 2
""",
    "budget_amounts.csv": "fonds;ligne;colonne;imprimé\n"
    + "".join(
        f"{fund};{line};{year};{amount}\n"
        for fund, line, amount in (
            ("FQ", "agents", "900"),
            ("FQ", "moyens", "400"),
            ("FQ", "charges", "50"),
            ("FD", "moyens", "70 000"),
            ("FD", "charges", "8 000"),
        )
        for year in (2023, 2024, 2025)
    ),
    "budget_rules.csv": """\
règle;fonds;origine;destination;admis;décision;exige;délai;jours;dernier jour;plafond;motif;\
condition;hypothèse;source;note
virement;;tous;tous;oui;décision du directeur;;;;;;;;;annexe 3, article 1;
""",
}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Path]]:
    root = tmp_path_factory.mktemp("embruns")
    write_tables(root / "conventions" / ID, FILES)
    patch = pytest.MonkeyPatch()
    patch.setenv(conventions.VARIABLE, str(root / "conventions"))
    yield {path.name: path for path in build(root / ID, EngineHost(), agreement=ID)}
    patch.undo()


def test_a_line_is_named_with_its_fund(built: dict[str, Path]) -> None:
    agreement = conventions.load(ID)
    assert find_credit(agreement, "Moyens communs (FD)").fund == "FD"
    assert find_credit(agreement, "moyens communs (fq)").group == "moyens"
    assert find_credit(agreement, "évaluatif (FD)").fund == "FD"
    assert amount_of(agreement, "Moyens communs (FD)", 2025)[0] == 70_000
    with pytest.raises(NotAvailable, match="n'existe pas"):
        amount_of(agreement, "Moyens communs (FD)", 2025, "FQ")


def test_no_cell_is_an_error_and_what_no_rule_tells_is_said(built: dict[str, Path]) -> None:
    book = load_workbook(built["budget.xlsx"], data_only=True)
    said = set()
    for sheet in book:
        for line in sheet.iter_rows():
            for cell in line:
                assert cell.data_type != "e", f"{sheet.title}!{cell.coordinate}"
                said.add(str(cell.value))
    assert "Aucune règle" in said
    for kind in ("de conformité d'un budget", "d'approbation d'un report"):
        assert any(f"Aucune règle {kind} n'est donnée" in text for text in said)
    # Without a rule nothing may be said to conform.
    verdicts = [row[0].value for row in book["Conformité"].iter_rows(min_col=7, max_col=7)]
    assert "Oui" not in verdicts


def test_a_transfer_counts_on_the_line_of_its_own_fund(
    built: dict[str, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    book = load_workbook(built["budget.xlsx"])
    sheet = book["Virements"]
    for column, value in enumerate(
        ("12/03/2024", "Agents", "Moyens communs (FQ)", 100, "Appui"), 1
    ):
        sheet.cell(7, column).value = value
    filled = tmp_path / "rempli.xlsx"
    book.save(filled)
    assert refresh_file(filled, EngineHost()).refused is None
    moves = load_workbook(filled, data_only=True)["Mouvements"]
    found = {
        (row[0], row[1], row[2]): (row[4], row[5], row[10])
        for row in moves.iter_rows(min_row=7, values_only=True)
        if row[0] == 2024
    }
    assert found[2024, "FQ", "Moyens communs (FQ)"] == (100, 0, 500)
    assert found[2024, "FQ", "Agents"] == (0, 100, 800)
    assert found[2024, "FD", "Moyens communs (FD)"] == (0, 0, 70_000)
    main.main(["report", "budget", str(filled), "--year", "2024", "--format", "json"])
    text = capsys.readouterr().out
    drawn = json.loads(text)
    assert "Moyens communs" in text
    assert drawn


def test_the_budget_annex_is_known_where_annexes_are_consolidated(built: dict[str, Path]) -> None:
    from pycog.reports.network import consolidate
    from pycog.reports.network.network_model import NOTE

    network = consolidate(built["budget.xlsx"].parent, workers=1, convention=ID)
    (found,) = (one for one in network.differences if one.path.endswith("budget.xlsx"))
    assert (found.code, found.weight) == ("annexe-non-reconnue", NOTE)
