"""Agreements that pycog is not shipped with: formulas, workbooks, command, assistant.

Expected values are worked out by hand beside each test.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from pycog import conventions
from pycog.annexes.agreement import require_annexes
from pycog.annexes.builder import computed, scorecard_writers
from pycog.cli.main import main
from pycog.conventions import load, using
from pycog.conventions.checks import audit
from pycog.default_convention import Default
from pycog.dialogue.answering import Context, State, reply
from pycog.errors import CellError, InvalidConvention
from pycog.refresh import Evaluator, Options, refresh_file
from pycog.values import Shown
from tests.agreements import RECOUVREMENT, RETRAITE, write_agreements
from udfs.catalogue import catalogue
from udfs.explanation import explain_call
from udfs.hosts.engine import EngineHost

#: Appels 86 %: 0,6 × 30 = 18. Courriers 12 j: 0,6 × 15 = 9. Courriels 95 %: 10. Contrôle 7 %:
#: 0,5 × 20 = 10. Budget 100 %: 12,5. 59,5 in all; the plan, 12,5, is open.
URSSAF = '{"86 %";"12 j";"95 %";"7 %";"100 %";""}'
#: 25 + 12 + 12 + 10 points of 100.
NATIONALE = '{"97 %";"86 %";"0,32 %";"O"}'
#: Words of the agreements that pycog is shipped with.
FOREIGN = ("maladie", "CPAM", "CAMIEG", "Camieg", "2022", "PILI", "PINI", "Gestion du risque")


@pytest.fixture(autouse=True)
def agreements(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Load both agreements, and forget them afterwards."""
    folder = write_agreements(tmp_path / "accords")
    monkeypatch.setenv(conventions.VARIABLE, str(folder))
    yield folder


def value(host: EngineHost, formula: str) -> Any:
    return Evaluator(host).evaluate(f"={formula}").value


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        # Earned, open and possible points, then the interval of the rate.
        (f'INDEX(COG_SCORE({URSSAF},"urssaf",2021,"",,"{RECOUVREMENT}"),12,4)', 59.5),
        (f'INDEX(COG_SCORE({URSSAF},"Urssaf",,,,"{RECOUVREMENT}"),12,5)', 12.5),
        (f'INDEX(COG_SCORE({URSSAF},"urssaf",2021,"",,"{RECOUVREMENT}"),12,6)', 100.0),
        (f'INDEX(COG_SCORE({URSSAF},"urssaf",2021,"",,"{RECOUVREMENT}"),13,4)', 0.595),
        (f'INDEX(COG_SCORE({URSSAF},"urssaf",2021,"",,"{RECOUVREMENT}"),13,7)',
         "Seuil de 60 % encore ouvert"),
        (f'INDEX(COG_SCORE({URSSAF},"urssaf",2021,"",,"{RECOUVREMENT}"),14,4)', 0.72),
        # 59 points of 100, but 0,4 × 0,5 + 0,2 × 0,6 + 0,3 × 0,6 + 0,1 = 0,6.
        (f'INDEX(COG_SCORE({NATIONALE},"nationale",2021,,,"{RECOUVREMENT}"),10,4)',
         59.0),
        (f'INDEX(COG_SCORE({NATIONALE},"nationale",2021,,,"{RECOUVREMENT}"),11,4)',
         0.6),
        (f'INDEX(COG_SCORE({NATIONALE},"nationale",2021,,,"{RECOUVREMENT}"),11,7)',
         "Seuil de 60 % atteint"),
        (f'COG_THEME_RATE({{0.5;0.6;0.6;1}},"nationale",2021,,"{RECOUVREMENT}")', 0.6),
        (f'COG_THEME_RATE({{0.5;0.6;0.6;1}},,,,"{RECOUVREMENT}")', 0.6),
        # A card without a trigger: the points are told, the verdict is not.
        (f'INDEX(COG_SCORE({{"85 %";"8 %"}},"cgss",2021,,,"{RECOUVREMENT}"),9,7)',
         "La convention ne donne pas de seuil de déclenchement"),
        # 45 j: 0,5 × 200; 91 %: 0,6 × 150; no plan: 190 of 500 points.
        (f'INDEX(COG_SCORE({{"45 j";"91 %";"N"}},"carsat",2023,,,"{RETRAITE}"),8,4)', 0.38),
        # 44 j: 16 ÷ 30 × 200 = 106,67; 98 % is capped at 150: 256,67 of 500, above 45 %.
        (f'INDEX(COG_SCORE({{"39 j";"85 %";"O"}},"carsat",2024,,,"{RETRAITE}"),8,4)', 0.58),
        # 0,42 is over 40 % in 2023 and under 45 % in 2024.
        (f'COG_TRIGGER(0.42,,"{RETRAITE}",2023)', 0.42),
        (f'COG_TRIGGER(0.42,,"{RETRAITE}",2024)', 0.0),
        # Weights that are typed stand for those that an agreement does not give:
        # 0,5 × 0,5 + 0,3 × 0,6 + 0,2 × 1 = 0,63, and 0,4 × 0,5 + 0,6 × 1 = 0,8.
        (f'COG_TRN(0.5,0.6,1,"50/30/20","{RETRAITE}")', 0.63),
        (f'COG_THEME_RATE({{0.5;1}},,,"40 % / 60 %","{RETRAITE}")', 0.8),
        # And for those that it does give: 0,25 of 0,5 + 0,6 + 0,6 + 1.
        (f'COG_THEME_RATE({{0.5;0.6;0.6;1}},"nationale",2021,"25/25/25/25","{RECOUVREMENT}")',
         0.675),
        ('COG_TRIGGER(0.6,"≥ 60 %")', 0.6),
        ('COG_TRIGGER(0.6,"> 60 %")', 0.0),
        ("COG_TRIGGER(0.6,60%)", 0.0),
    ],
)  # fmt: skip
def test_formulas_follow_the_agreement(host: EngineHost, formula: str, expected: Any) -> None:
    assert value(host, formula) == expected


@pytest.mark.parametrize(
    ("formula", "words"),
    [
        (f'COG_SCORECARD("cpam",2021,,"{RECOUVREMENT}")',
         "Catégories connues : nationale, urssaf, cgss."),
        (f'COG_SCORECARD("carsat",2022,,"{RETRAITE}")', "2023 et 2024"),
        (f'COG_SCORECARD("carsat",,,"{RETRAITE}")', "Indiquez la campagne"),
        ('COG_SCORECARD("urssaf",2021)', "national, cpam"),
        ('COG_SCORECARD("cpam",2021,,"herault-2021")',
         f"La convention herault-2021 n'a pas de barème d'intéressement. Indiquez celle qui en a : "
         f"interessement-maladie-2021, interessement-maladie-2022, {RECOUVREMENT}, {RETRAITE}."),
        ('COG_TRIGGER(0.6,,"herault-2021")',
         "La convention herault-2021 ne donne pas de seuil de déclenchement."),
        (f'COG_MTID(400,0.8,600,0.75,"{RETRAITE}",2023)',
         f"La convention {RETRAITE} ne donne pas de seuil de déclenchement pour la part "
         "nationale."),
        (f'COG_TRIGGER(0.6,,"{RETRAITE}")', "(2023) : > 40 %"),
        (f'COG_MTID(400,0.8,600,0.75,"{RECOUVREMENT}")',
         "« CGSS » (2021) : aucun"),
        (f'COG_TRN(0.5,0.6,0.6,,"{RECOUVREMENT}")',
         "la convention pondère 4 thèmes : Service aux cotisants, Lutte contre la fraude, Coût de "
         "gestion, Responsabilité sociale. Utilisez COG_THEME_RATE"),
        (f'COG_TRN(0.5,0.6,1,"50/30/30","{RETRAITE}")', "font 110 % au lieu de 100 %"),
        (f'COG_THEME_RATE({{0.5;0.6}},,,"50/50","{RECOUVREMENT}")', "Il y a 2 poids pour 4 thèmes"),
        (f'COG_ARS_BONUS(800,0.8,0.5,"{RECOUVREMENT}")',
         f"La convention {RECOUVREMENT} ne donne pas de prime de compensation."),
        ('COG_ARS_BONUS(800,0.8,0.5,,2019)',
         "ne donne pas de prime de compensation pour la campagne 2019."),
        (f'COG_TRN(0.5,0.6,0.6,,"{RETRAITE}")', RETRAITE),
        (f'COG_THEME_RATE({{0.5;0.6;0.6}},,,,"{RECOUVREMENT}")',
         "3 taux pour 4 thèmes"),
    ],
)  # fmt: skip
def test_what_an_agreement_does_not_say_is_refused(
    host: EngineHost, formula: str, words: str
) -> None:
    found = value(host, formula)
    assert isinstance(found, CellError)
    assert words in found.message


def test_the_default_agreement_is_the_one_that_is_asked(host: EngineHost) -> None:
    with using(RECOUVREMENT):
        assert value(host, f'INDEX(COG_SCORE({URSSAF},"urssaf",),12,4)') == 59.5
        refused = value(host, 'COG_SCORECARD("cpam",2022)')
    assert isinstance(refused, CellError)
    assert refused.message == "La campagne « 2022 » n'a pas de barème. Campagnes connues : 2021."


def test_levers_say_what_passes_this_trigger(host: EngineHost) -> None:
    """59,5 of 100: more than half a point is needed. 18,5 ÷ 30 of the way from 80 to 90 %."""
    found = value(host, f'COG_LEVERS({URSSAF},"urssaf",2021,1000,,,"{RECOUVREMENT}")')
    assert found[0][-1] == "Pour dépasser 60 %"
    rows = {row[2]: row[3:] for row in found[1:]}
    assert rows == {
        "Plan égalité": [12.5, 12.5, 0.125, 125.0, "Oui"],
        "Appels décrochés": [12.0, 0.0, 0.12, 120.0, "> 86,1667 %"],
        "Couverture du contrôle": [10.0, 0.0, 0.1, 100.0, "> 7,05 %"],
        "Délais de traitement": [6.0, 0.0, 0.06, 60.0, ""],
    }


def test_levers_may_be_asked_to_reach_a_trigger(host: EngineHost) -> None:
    """Fraud at 0,5 of its 20 % leaves 0,02 to gain: 0,6 of the way from 80 to 90 %."""
    results = '{"97 %";"85 %";"0,32 %";"O"}'
    found = value(host, f'COG_LEVERS({results},"nationale",2021,,,,"{RECOUVREMENT}")')
    assert found[0][-1] == "Pour atteindre 60 %"
    rows = {row[2]: row[-1] for row in found[1:]}
    assert rows["Taux de redressement"] == "≥ 86 %"


#: Where the results of « urssaf » are typed, in the order of the card.
_TYPED = ("86 %", "12 j", "95 %", "7 %", "100 %")


def _built(path: Path, host: EngineHost, agreement: str, name: str) -> Path:
    writers = dict(scorecard_writers(load(agreement)))
    path.write_bytes(computed(path.name, writers[f"{agreement}/{name}"], host))
    return path


def _texts(path: Path) -> list[str]:
    book = load_workbook(path)
    return [
        str(getattr(cell.value, "text", cell.value))
        for sheet in book.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None
    ]


def test_every_card_has_a_workbook() -> None:
    names = [name for one in (RECOUVREMENT, RETRAITE) for name, _ in scorecard_writers(load(one))]
    assert names == [
        f"{RECOUVREMENT}/interessement-2021/nationale.xlsx",
        f"{RECOUVREMENT}/interessement-2021/urssaf.xlsx",
        f"{RECOUVREMENT}/interessement-2021/cgss.xlsx",
        f"{RETRAITE}/interessement-2023/carsat.xlsx",
        f"{RETRAITE}/interessement-2024/carsat.xlsx",
    ]


@pytest.mark.parametrize(
    ("agreement", "name"),
    [
        (RECOUVREMENT, "interessement-2021/nationale.xlsx"),
        (RECOUVREMENT, "interessement-2021/cgss.xlsx"),
        (RETRAITE, "interessement-2024/carsat.xlsx"),
    ],
)
def test_a_built_workbook_is_fresh_and_says_nothing_of_others(
    tmp_path: Path, host: EngineHost, agreement: str, name: str
) -> None:
    path = _built(tmp_path / "bareme.xlsx", host, agreement, name)
    report = refresh_file(path, host, options=Options(check=True))
    assert report.refused is None
    assert (report.changed, report.errors, report.frozen) == (0, [], [])
    texts = _texts(path)
    assert [text for text in texts for word in FOREIGN if word in text] == []
    assert all(agreement in text for text in texts if "COG_LEVERS(" in text)


def _one_trigger(agreements: Path) -> None:
    """Give « cgss » the trigger of « urssaf »: the amount per FTE then follows from the data."""
    path = agreements / RECOUVREMENT / "scorecard_categories.csv"
    text = path.read_text(encoding="utf-8")
    assert "cgss;CGSS;;100 %;;" in text
    path.write_text(text.replace("cgss;CGSS;;100 %;;", "cgss;CGSS;;100 %;> 60 %;"), "utf-8")
    conventions._load.cache_clear()


def _simulated(path: Path, host: EngineHost) -> dict[str, dict[str, Any]]:
    """Build the simulation, and return sheet → label → what stands beside it."""
    writer = require_annexes(load(RECOUVREMENT))["interessement-2021/simulation.xlsx"]
    path.write_bytes(computed(path.name, writer, host, Default(RECOUVREMENT, "essai")))
    report = refresh_file(path, host, options=Options(check=True))
    assert (report.refused, report.changed, report.errors) == (None, 0, [])
    assert [text for text in _texts(path) for word in FOREIGN if word in text] == []
    book = load_workbook(path, data_only=True)
    return {
        sheet.title: {str(row[0]): row[1:] for row in sheet.iter_rows(values_only=True) if row[0]}
        for sheet in book.worksheets
    }


def test_the_simulation_has_the_themes_and_bodies_of_the_agreement(
    tmp_path: Path, host: EngineHost, agreements: Path
) -> None:
    """0,4 × 0,8 + 0,2 × 0,7 + 0,3 × 0,6 + 0,1 × 0,8 = 0,72; (280 + 240 + 200 + 280) ÷ 1 375."""
    _one_trigger(agreements)
    sheets = _simulated(tmp_path / "simulation.xlsx", host)
    assert list(sheets) == ["Lisez-moi", "Organisme", "Plusieurs branches"]
    own = sheets["Organisme"]
    assert own["Taux commun"][0] == 0.72
    assert own["Taux commun appliqué (seuil de 60 %)"][0] == 0.72
    assert own["Taux local"][0] == pytest.approx(1000 / 1375)
    assert own["Part nationale (MNID) : Part commune × Taux commun appliqué"][0] == 288
    assert own["MTID"][0] == pytest.approx(288 + 600 * 1000 / 1375)
    shared = sheets["Plusieurs branches"]
    # 280 + (500 × 100 + 420 × 300) ÷ 400, for all 400.
    assert shared["Prestations (Caisse B)"][4] == 288_000
    assert shared["Ensemble : MNID, MLID, ETP, MTID"][:4] == (280, 440, 400, 720)


def test_without_one_trigger_only_the_bodies_are_simulated(
    tmp_path: Path, host: EngineHost
) -> None:
    assert list(_simulated(tmp_path / "simulation.xlsx", host)) == [
        "Lisez-moi", "Plusieurs branches",
    ]  # fmt: skip


def test_an_agreement_that_weights_no_themes_has_no_simulation() -> None:
    assert not [name for name in require_annexes(load(RETRAITE)) if "simulation" in name]


_BODIES = "organisme;branche;caisse;règle;source;note\n"


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ("X;A;;;Accord;\n", "au moins deux branches qui ont leur propre montant"),
        ("X;A;;;Accord;\nX;;;;Accord;\nX;B;;;Accord;\n", "la cellule « branche » est vide"),
        ("X;A;;payeur unique;Accord;\nX;B;;payeur unique;Accord;\n", "une seule branche peut"),
        ("X;A;;payeur unique;Accord;\nX;B;;;Accord;\nX;C;;financée par les autres;Accord;\n",
         "ne vont pas ensemble"),
        ("X;A;;;Accord;\nX;B;;;Accord;\nX;C;;financée par les autres;Accord;\n"
         "X;D;;financée par les autres;Accord;\n", "une seule branche peut"),
        ("X;A;;prime;Accord;\nX;B;;;Accord;\n", "une prime n'a pas de branche"),
    ],
)  # fmt: skip
def test_a_body_that_cannot_be_paid_out_is_refused(agreements: Path, rows: str, said: str) -> None:
    (agreements / RECOUVREMENT / "scorecard_bodies.csv").write_text(_BODIES + rows, "utf-8")
    conventions._load.cache_clear()
    with pytest.raises(InvalidConvention, match=said):
        load(RECOUVREMENT)


#: Two bodies whose bonus is worked out in two ways, one of which changes with the campaign.
_BONUSES = """\
campagne;organisme;branche;caisse;règle;prorata;source;note
;Agence A;;;prime;présence;Accord, 8;
2023;Agence B;;;prime;aucun;Accord, 8;
2024-2025;Agence B;;;prime;horaire et présence;Accord, 8;
;Agence C;;;prime;;Accord, 8;
"""


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ('COG_ARS_BONUS(800,,0.5,"{}",,"agence a")', 400.0),
        ('COG_ARS_BONUS(800,,,"{}",2023,"Agence B")', 800.0),
        ('COG_ARS_BONUS(800,0.8,0.5,"{}",2024,"Agence B")', 320.0),
        ('COG_ARS_BONUS(800,0.8,"","{}",2024,"Agence B")&""', ""),
        ('COG_ARS_BONUS(800,0.8,0.5,"{}",,"Agence A")', "ne proratise pas la prime ainsi"),
        ('COG_ARS_BONUS(800,0.8,0.5,"{}",,"Agence B")', "plusieurs primes : « Agence B » : aucun"),
        ('COG_ARS_BONUS(800,0.8,0.5,"{}",,"Agence C")', "ne dit pas au prorata de quoi"),
        ('COG_ARS_BONUS(800,0.8,0.5,"{}",,"Agence D")', "Elle en donne une à « Agence A », « Ag"),
    ],
)
def test_a_bonus_is_worked_out_as_its_agreement_says(
    agreements: Path, host: EngineHost, formula: str, expected: Any
) -> None:
    (agreements / RETRAITE / "scorecard_bodies.csv").write_text(_BONUSES, "utf-8")
    conventions._load.cache_clear()
    found = value(host, formula.format(RETRAITE))
    if isinstance(found, CellError):
        assert isinstance(expected, str) and expected and expected in found.message
    else:
        assert found == expected


def test_the_simulation_of_a_bonus_follows_its_campaign(
    agreements: Path, tmp_path: Path, host: EngineHost
) -> None:
    (agreements / RETRAITE / "scorecard_bodies.csv").write_text(_BONUSES, "utf-8")
    conventions._load.cache_clear()
    for campaign, paid in ((2023, 800), (2024, 640)):
        writers = require_annexes(load(RETRAITE))
        name = f"interessement-{campaign}/simulation.xlsx"
        path = tmp_path / f"{campaign}.xlsx"
        path.write_bytes(computed(path.name, writers[name], host))
        report = refresh_file(path, host, options=Options(check=True))
        assert (report.refused, report.changed, report.errors) == (None, 0, [])
        rows = list(load_workbook(path, data_only=True)["Prime"].iter_rows(values_only=True))
        at = next(place for place, row in enumerate(rows) if row[0] == "Agence B")
        assert next(row for row in rows[at:] if row[0] == "Agent B")[3] == paid
        assert [text for text in _texts(path) for word in FOREIGN if word in text] == []


def test_a_filled_workbook_gives_the_points_by_hand(tmp_path: Path, host: EngineHost) -> None:
    path = _built(tmp_path / "urssaf.xlsx", host, RECOUVREMENT, "interessement-2021/urssaf.xlsx")
    book = load_workbook(path)
    sheet = book["Barème"]
    results = next(cell.column for cell in sheet[5] if cell.value == "Résultat")
    labels = ("Appels décrochés", "Courriers", "Courriels", "Couverture du contrôle",
              "Exécution du budget")  # fmt: skip
    for row in range(6, sheet.max_row + 1):
        label = sheet.cell(row, 1).value
        if label in labels:
            sheet.cell(row, results).value = _TYPED[labels.index(label)]
    book.save(path)
    report = refresh_file(path, host)
    assert report.refused is None and report.errors == []
    summary = load_workbook(path, data_only=True)["Synthèse"]
    rows = {row[0]: row[1:] for row in summary.iter_rows(values_only=True) if row[0]}
    assert rows["Service aux cotisants"][:2] == (37, 0)
    assert rows["Total"][:5] == (59.5, 12.5, 72, 28, 100)
    assert rows["Taux de réussite local (Taux local)"][:5] == (
        0.595, 0.72, 0, 0.72, "Seuil de 60 % encore ouvert",
    )  # fmt: skip


def _command(capsys: pytest.CaptureFixture[str], *args: object) -> str:
    assert main([str(arg) for arg in args]) == 0
    return capsys.readouterr().out.replace("\u00a0", " ").replace("\u202f", " ")


def test_the_command_scores_a_body(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "urssaf.csv"
    path.write_text(
        "indicateur;composante;résultat\ntelephone;;86 %\ndelais;Courriers;12 j\n"
        "delais;Courriels;95 %\ncontrole;;7 %\nbudget;;100 %\negalite;;N\n",
        encoding="utf-8",
    )
    said = _command(capsys, "score", path, "--category", "urssaf", "--convention", RECOUVREMENT)
    assert "Lutte contre la fraude : 10 points sur 20\n" in said
    assert "Total : 59,5 points sur 100\n" in said
    assert "Taux de réussite : 59,5 %. Seuil de 60 % non dépassé.\n" in said


def test_the_command_shows_a_card(capsys: pytest.CaptureFixture[str]) -> None:
    said = _command(
        capsys, "scorecard", "--category", "urssaf", "--campaign", 2021,
        "--convention", RECOUVREMENT,
    )  # fmt: skip
    assert said.startswith("Urssaf, campagne 2021, lecture « défaut »\nDéclenchement : > 60 %\n")
    assert "Part de la masse : 70 %\n" in said
    assert said.endswith("5 lignes, 100 %.\n")


def test_the_assistant_knows_the_default_agreement(host: EngineHost) -> None:
    with using(RETRAITE):
        asked = reply("barème des carsat", State(), Context(host))
        shown = reply("barème des carsat pour 2024", State(), Context(host))
    assert asked.choices == ("2023", "2024")
    assert shown.table is not None and len(shown.table.rows) == 3


def test_the_audit_adds_up_to_the_total_of_the_agreement(agreements: Path) -> None:
    assert [one.id for name in (RECOUVREMENT, RETRAITE) for one in audit(load(name))] == []
    path = agreements / RETRAITE / "scorecards.csv"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("60 j;200;", "60 j;250;"), encoding="utf-8")
    conventions._load.cache_clear()
    found = audit(load(RETRAITE))
    assert [one.id for one in found] == [
        "total-bareme/2023/carsat/défaut",
        "total-bareme/2024/carsat/défaut",
    ]
    assert found[0].recomputed == "550 points au lieu de 500"


def test_an_explanation_tells_the_agreement_that_is_meant_and_the_year() -> None:
    with using(RETRAITE):
        told = explain_call(
            catalogue()["COG_TRIGGER"], Shown(0.42, "rate"), [0.42, None, None, 2023]
        )
    given = dict(told.arguments)
    assert given["campagne"] == "2023"
    assert RETRAITE in given["convention par défaut"]
