"""Scorecards of three made-up agreements, typed in one workbook each, scored by the command.

The points are worked out by hand beside each scorecard: from a file of results, from a folder of
bodies, from an annex of the officer's own that is equipped. No word of another agreement is said.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from pycog.conventions.form.exchange import workbook_of
from tests.annexes.test_made_up_agreements import assert_own_words
from tests.made_up import ALIZE, BRUME, CIRRUS, MadeUp

Command = Callable[..., Any]


@dataclass(frozen=True)
class Scored:
    """A made-up agreement with a scorecard.

    Attributes:
        own: The agreement without it.
        files: The tables of the scorecard.
        category: Its category.
        campaign: Its campaign.
        rows: Label, target, floor, weight as an annex shows them, and the result.
        points: Points of each row, as the command says them.
        total: What it says of all of them.
        verdict: What it says of the trigger.
    """

    own: MadeUp
    files: dict[str, str]
    category: str
    campaign: int
    rows: tuple[tuple[str, str, str, str, str], ...]
    points: tuple[str, ...]
    total: str
    verdict: str

    def form(self, root: Path) -> Path:
        """Write the agreement as one workbook and return it."""
        whole = MadeUp(self.own.id, {**self.own.files, **self.files}, self.own.words)
        folder = whole.write(root / "tables") / self.own.id
        path = root / "convention.xlsx"
        path.write_bytes(workbook_of(folder))
        return path


#: 86 %: (86 - 80) ÷ (90 - 80) = 0,6 × 200. 14 j: (20 - 14) ÷ (20 - 10) = 0,6 × 200. Signed: 100.
IN_POINTS = Scored(
    ALIZE,
    {
        "scorecard_categories.csv": """\
catégorie;titre;niveau;total;déclenchement;source
escale;Part locale des escales;local;500;> 50 %;accord, 2
""",
        "scorecards.csv": """\
campagne;catégorie;clé;thème;libellé;cible;seuil;poids;règle
2024;escale;decollages;Ponctualité;Décollages à l'heure;90 %;80 %;200;lineaire
2024;escale;carnets;Ponctualité;Carnets de vol rendus;10 j;20 j;200;lineaire
2024;escale;charte;Climat;Charte du vent signée;O/N;;100;tout_ou_rien
""",
    },
    "escale",
    2024,
    (
        ("Décollages à l'heure", "90 %", "80 %", "200", "86 %"),
        ("Carnets de vol rendus", "10 j", "20 j", "200", "14 j"),
        ("Charte du vent signée", "O/N", "", "100", "O"),
    ),
    ("120 / 200", "120 / 200", "100 / 100"),
    "Total : 340 points sur 500",
    "Taux de réussite : 68 %. Seuil de 50 % dépassé",
)
#: 7 %: half of the way from 6 % to 8 %, of 60. 100 %: inside the target, 40.
IN_SHARES = Scored(
    BRUME,
    {
        "scorecard_categories.csv": """\
catégorie;titre;niveau;total;déclenchement;source
phare;Part locale des phares;local;100 %;≥ 70 %;accord, 3
""",
        "scorecards.csv": """\
campagne;catégorie;clé;thème;libellé;cible;seuil;poids;règle
2025;phare;balises;Côte;Balises remises à neuf;8 %;6 %;60 %;lineaire
2025;phare;lampes;Côte;Lampes en stock;entre 98 % et 102 %;entre 90 % et 110 %;40 %;intervalle
""",
    },
    "phare",
    2025,
    (
        ("Balises remises à neuf", "8 %", "6 %", "60 %", "7 %"),
        ("Lampes en stock", "entre 98 % et 102 %", "entre 90 % et 110 %", "40 %", "100 %"),
    ),
    ("30 / 60", "40 / 40"),
    "Total : 70 points sur 100",
    "Taux de réussite : 70 %. Seuil de 70 % atteint",
)
#: 42 visits: 2 of the 5 from 40 to 45, of 75. No trigger is printed.
WITHOUT_TRIGGER = Scored(
    CIRRUS,
    {
        "scorecard_categories.csv": """\
catégorie;titre;source
hangar;Part locale des hangars;accord, 1
""",
        "scorecards.csv": """\
campagne;catégorie;clé;thème;libellé;cible;seuil;poids;règle
2022;hangar;ballons;Ciel;Ballons visités;45;40;75;lineaire
2022;hangar;cordes;Ciel;Cordes vérifiées;O/N;;25;tout_ou_rien
""",
    },
    "hangar",
    2022,
    (
        ("Ballons visités", "45", "40", "75", "42"),
        ("Cordes vérifiées", "O/N", "", "25", "N"),
    ),
    ("30 / 75", "0 / 25"),
    "Total : 30 points sur 100",
    "Taux de réussite : 30 %",
)
SCORED = (IN_POINTS, IN_SHARES, WITHOUT_TRIGGER)
ONE = pytest.mark.parametrize("one", SCORED, ids=[one.own.id for one in SCORED])


def results(path: Path, one: Scored) -> Path:
    lines = [f"{label};{result}" for label, _, _, _, result in one.rows]
    path.write_text("\n".join(["indicateur;résultat", *lines]) + "\n", encoding="utf-8")
    return path


def said(command: Command, one: Scored, *arguments: object) -> str:
    """Run the command and return what it says; it speaks of its own agreement only."""
    code, out, err = command(*arguments)
    assert (code, err) == (0, "")
    text = str(out).replace("\u00a0", " ").replace("\u202f", " ")
    assert_own_words(text, one.own, "score")
    return text


@ONE
def test_a_file_of_results_is_scored(command: Command, tmp_path: Path, one: Scored) -> None:
    form = one.form(tmp_path)
    assert command("convention", "check", form).code == 0
    where = ("--conventions", form, "--convention", one.own.id)
    which = ("--category", one.category, "--campaign", one.campaign)
    text = said(command, one, "score", results(tmp_path / "nord.csv", one), *which, *where)
    for (label, *_), points in zip(one.rows, one.points, strict=True):
        assert f"{label} : {points}" in text
    assert one.total in text
    assert one.verdict in text


@ONE
def test_a_folder_of_bodies_is_scored(command: Command, tmp_path: Path, one: Scored) -> None:
    form, bodies = one.form(tmp_path), tmp_path / "organismes"
    bodies.mkdir()
    for name in ("nord", "sud"):
        results(bodies / f"{name}.csv", one)
    text = said(command, one, "score", bodies, "--category", one.category, "--campaign",
                one.campaign, "--conventions", form, "--convention", one.own.id)  # fmt: skip
    assert text.splitlines()[-1] == "2 organismes."


@ONE
def test_an_equipped_annex_is_scored(command: Command, tmp_path: Path, one: Scored) -> None:
    """The officer's own scorecard, recognised, equipped and scored without naming its card."""
    form, annex, equipped = one.form(tmp_path), tmp_path / "barème.xlsx", tmp_path / "équipé.xlsx"
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = f"Barème {one.campaign}"
    sheet.append(["Indicateur", "Cible", "Seuil", "Pondération", f"Résultat {one.campaign}"])
    for row in one.rows:
        sheet.append([value or None for value in row])
    book.save(annex)
    where = ("--conventions", form, "--convention", one.own.id)
    said(command, one, "equip", annex, "--output", equipped, *where)
    text = said(command, one, "score", equipped, *where)
    assert one.total in text


def test_the_card_of_another_is_refused(command: Command, tmp_path: Path) -> None:
    form = IN_POINTS.form(tmp_path)
    path = results(tmp_path / "nord.csv", IN_POINTS)
    code, out, err = command("score", path, "--category", "phare", "--campaign", 2024,
                             "--conventions", form, "--convention", ALIZE.id)  # fmt: skip
    assert (code, out) == (2, "")
    assert "escale" in err
    assert_own_words(err, ALIZE, "score")
