"""The network view of many annexes: values, ranks, missing returns, differences of form."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import load_workbook

from pycog import conventions
from pycog.errors import NotAvailable, PycogError, RefusedFile
from pycog.reports.network import consolidate
from pycog.reports.network.network_model import BLOCKING, NOTE, TO_CHECK, Network, Return
from pycog.reports.network.network_reading import body_of
from tests.made_up import CIRRUS
from tests.reports.network import network_folder as made

Write = Callable[..., Path]
#: Few values that make the arithmetic of the test easy to follow.
FEW = {(2, 2013): 0.95, (16, 2013): 0.04, (18, 2013): 6.0}


@pytest.fixture(scope="session")
def annex() -> bytes:
    return made.blank_annex()


@pytest.fixture(scope="session")
def fund() -> bytes:
    return made.blank_fund("FNGA")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "annexes"


@pytest.fixture
def write(folder: Path) -> Write:
    """Write a workbook below the folder."""

    def run(name: str, content: bytes, *, refresh: bool = False) -> Path:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        return made.refreshed(path) if refresh else path

    return run


def returned(network: Network, measure: str) -> dict[str, Return]:
    return {one.body: one for one in network.of_year(measure)}


def codes(network: Network, weight: str = "") -> list[str]:
    return [one.code for one in network.differences if not weight or one.weight == weight]


def one_difference(network: Network, code: str) -> str:
    (found,) = (one.text for one in network.differences if one.code == code)
    return found


# Whose file it is


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("cpam-34/annexe-4-indicateurs.xlsx", "cpam-34"),
        ("cpam-34/envoi 2/indicateurs.xlsx", "cpam-34"),
        ("annexe-4-indicateurs_CPAM-34.xlsx", "CPAM-34"),
        ("CPAM de l'Hérault - Annexe 4.xlsx", "CPAM de l'Hérault"),
        ("ANNEXE_2_FNGA_Isère.xlsx", "Isère"),
        ("annexe-4-indicateurs.xlsx", "annexe-4-indicateurs"),
    ],
)
def test_the_body_of_a_file(path: str, body: str) -> None:
    assert body_of(Path(path), conventions.load(conventions.DEFAULT)) == body


def test_the_body_of_a_file_of_another_agreement(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv(conventions.VARIABLE, str(CIRRUS.write(tmp_path)))
    own = conventions.load(CIRRUS.id)
    assert body_of(Path("annexe-a-fan_Station Nord.xlsx"), own) == "Station Nord"
    assert body_of(Path("Station Sud - Annexe C indicateurs.xlsx"), own) == "Station Sud"


# Values, ranks, gaps


def test_values_ranks_and_gaps_by_hand(write: Write, folder: Path, annex: bytes) -> None:
    # Indicator 2: at least 90 %. Indicator 16: less than 5 %.
    for body, up, down in (
        ("A", 0.95, 0.04),
        ("B", 0.80, 0.06),
        ("C", 0.95, 0.02),
        ("D", 0.6, 0.05),
    ):
        write(f"{body}/annexe-4.xlsx", made.fill(annex, {(2, 2013): up, (16, 2013): down}))
    network = consolidate(folder, workers=1)
    assert (network.year, network.years) == (2013, (2013,))
    calls = returned(network, "4/2")
    assert {body: one.rank for body, one in calls.items()} == {"A": 1, "C": 1, "B": 3, "D": 4}
    assert {body: one.status for body, one in calls.items()} == {
        "A": "Atteint",
        "C": "Atteint",
        "B": "Non atteint",
        "D": "Non atteint",
    }
    # Quartiles 0,75, 0,875 and 0,95: the two first ones share the first quarter.
    spread = network.spreads["4/2", 2013]
    assert spread.quartiles is not None
    assert spread.quartiles.all == pytest.approx((0.6, 0.75, 0.875, 0.95, 0.95), abs=1e-15)
    assert [calls[body].quarter for body in "ABCD"] == [1, 3, 1, 4]
    assert calls["B"].gap == pytest.approx(-0.1)
    assert calls["B"].attainment == pytest.approx(0.8 / 0.9)
    rejected = returned(network, "4/16")
    # Lower is better; 5 % is not less than 5 %.
    assert [rejected[body].rank for body in "ABCD"] == [2, 4, 1, 3]
    assert rejected["D"].status == "Non atteint"
    assert calls["A"].place == "A/annexe-4.xlsx, Indicateurs!K8"


def test_a_blank_is_missing_and_a_zero_is_a_value(write: Write, folder: Path, annex: bytes) -> None:
    write("A/a.xlsx", made.fill(annex, {(2, 2013): 0.0}))
    write("B/b.xlsx", made.fill(annex, {(2, 2013): "  ", (3, 2013): 0.9}))
    network = consolidate(folder, workers=1)
    found = returned(network, "4/2")
    assert (found["A"].value, found["A"].rank, found["A"].missing) == (0.0, 1, False)
    assert (found["B"].value, found["B"].rank, found["B"].missing) == (None, None, True)
    assert network.spreads["4/2", 2013].returned == 1
    # Indicator 9 has no target in 2013: nothing is owed.
    assert not returned(network, "4/9")["A"].missing


def test_missing_returns_are_counted_by_body(write: Write, folder: Path, annex: bytes) -> None:
    targets = sum(bool(one.targets[2013].text) for one in made.load().indicators.values())
    write("A/a.xlsx", made.fill(annex, FEW))
    write("B/b.xlsx", annex)
    network = consolidate(folder, year=2013, workers=1)
    full = {body.name: body for body in network.bodies}
    assert full["A"].missing == targets - 3
    assert full["A"].returned == 3
    assert full["B"].missing == targets
    assert network.missing == 2 * targets - 3
    assert full["B"].calls == (f"aucun réalisé pour l'année, {targets} attendus",)


def test_an_unreadable_value_is_told_and_not_counted(
    write: Write, folder: Path, annex: bytes
) -> None:
    write("A/a.xlsx", made.fill(annex, {(2, 2013): 77.0, (3, 2013): "n.d.", (4, 2013): 0.97}))
    network = consolidate(folder, workers=1)
    assert returned(network, "4/2")["A"].status == "Illisible"
    assert network.spreads["4/2", 2013].quartiles is None
    text = one_difference(network, "valeur-illisible")
    assert "2 réalisés illisibles, non comptés. Indicateurs!K8 : " in text
    assert "Indicateurs!K9 : " in text
    assert "2 réalisés illisibles" in network.bodies[0].calls


def test_the_year_is_the_latest_that_half_of_the_bodies_filled(
    write: Write, folder: Path, annex: bytes
) -> None:
    for body in "ABC":
        write(f"{body}/a.xlsx", made.fill(annex, {(2, 2012): 0.9}))
    write("D/a.xlsx", made.fill(annex, {(2, 2012): 0.9, (2, 2014): 0.9}))
    network = consolidate(folder, workers=1)
    assert (network.year, network.years) == (2012, (2012, 2014))
    assert consolidate(folder, year=2015, workers=1).years == (2012, 2014, 2015)
    with pytest.raises(NotAvailable) as refused:
        consolidate(folder, year=2018, workers=1)
    assert refused.value.code == "annee-hors-convention"


def test_processes_read_the_same_as_one(write: Write, folder: Path, annex: bytes) -> None:
    for number in range(6):
        write(f"body-{number}/a.xlsx", made.fill(annex, {(2, 2013): 0.9 + number / 100}))
    write("body-6/a.xlsx", b"no workbook")
    told: list[int] = []

    def start(total: int) -> Callable[[], None]:
        told.append(total)
        return lambda: told.append(1)

    two = consolidate(folder, workers=2, start=start)
    assert told == [7, *[1] * 7]
    assert two == consolidate(folder, workers=1)


# Differences of form


def test_a_clean_folder_has_no_difference(write: Write, folder: Path, annex: bytes) -> None:
    write("A/a.xlsx", made.fill(annex, FEW), refresh=True)
    assert consolidate(folder, workers=1).differences == ()


def test_unrefreshed_results_are_seen(write: Write, folder: Path, annex: bytes) -> None:
    write("A/a.xlsx", made.fill(annex, FEW))
    network = consolidate(folder, workers=1)
    assert codes(network) == ["valeurs-non-recalculees"]
    # Three indicators, attainment and status of 2013 each.
    assert "Résultats!H8 : 6 résultats enregistrés" in one_difference(
        network, "valeurs-non-recalculees"
    )


def edited(annex: bytes, sheet: str, change: Callable[[str], str]) -> bytes:
    return made.with_parts(annex, {made.sheet_part(annex, sheet): change})


def with_texts(annex: bytes, **changes: str) -> bytes:
    """Return a copy where shared texts were typed over."""

    def change(xml: str) -> str:
        for old, new in changes.items():
            old = old.replace("_", " ")
            assert f">{old}<" in xml
            xml = xml.replace(f">{old}<", f">{new}<")
        return xml

    return made.with_parts(annex, {"xl/sharedStrings.xml": change})


@pytest.mark.parametrize(
    ("changes", "code", "weight", "words", "counted"),
    [
        (
            {
                f"{kind}_{2012 + n}": f"{kind} {2018 + n}"
                for kind in ("Objectif", "Réalisé")
                for n in range(4)
            },
            "annees-differentes",
            BLOCKING,
            "l'annexe porte sur 2018, 2019, 2020, 2021 ; la convention va de 2012 à 2015",
            False,
        ),
        (
            {"Réalisé_2013": "Réalisé 2013 provisoire"},
            "colonne-renommee",
            TO_CHECK,
            "« Réalisé 2013 provisoire » remplace « Réalisé 2013 »",
            True,
        ),
        (
            {"Réalisé_2013": "Mesure"},
            "colonne-absente",
            BLOCKING,
            "la colonne « Réalisé 2013 » manque",
            False,
        ),
        (
            {"Réalisé_2014": "Réalisé 2013"},
            "colonne-en-double",
            BLOCKING,
            "plusieurs colonnes portent l'en-tête « Réalisé 2013 »",
            False,
        ),
        (
            {"Numéro_indicateur": "Repère"},
            "colonne-renommee",
            TO_CHECK,
            "« Repère » remplace « Numéro indicateur »",
            True,
        ),
        (
            {"Taux_d'appels_décrochés": "Taux d'appels perdus"},
            "libelle-modifie",
            TO_CHECK,
            "n° 2 « Taux d'appels perdus »",
            True,
        ),
        (
            {"90%": "60%"},
            "objectif-modifie",
            TO_CHECK,
            "n° 2 en 2012 : « 60% » au lieu de « 90% »",
            True,
        ),
    ],
)
def test_what_was_typed_over_is_told(
    write: Write,
    folder: Path,
    annex: bytes,
    changes: dict[str, str],
    code: str,
    weight: str,
    words: str,
    counted: bool,
) -> None:
    write("A/a.xlsx", with_texts(made.fill(annex, FEW), **changes))
    network = consolidate(folder, year=2013, workers=1)
    (found,) = (one for one in network.differences if one.code == code)
    assert words in found.message
    assert found.weight == weight
    one = returned(network, "4/2")["A"]
    assert (one.value is not None) == counted
    # The target of the convention counts, whatever was typed over it.
    assert one.target == "90%"


def test_a_renamed_a_missing_and_an_added_sheet(write: Write, folder: Path, annex: bytes) -> None:
    def rename(xml: str) -> str:
        return xml.replace('name="Indicateurs"', 'name="Saisie"').replace(
            'name="Synthèse"', 'name="Brouillon"'
        )

    write("A/a.xlsx", made.with_parts(made.fill(annex, FEW), {"xl/workbook.xml": rename}))
    network = consolidate(folder, workers=1)
    assert "« Saisie » au lieu de « Indicateurs »" in one_difference(network, "feuille-renommee")
    assert "la feuille « Synthèse » manque" in one_difference(network, "feuille-absente")
    assert "feuilles ajoutées : « Brouillon »" in one_difference(network, "feuille-ajoutee")
    assert returned(network, "4/2")["A"].place == "A/a.xlsx, Saisie!K8"


def test_inserted_rows_and_columns_are_followed(
    write: Write, folder: Path, annex: bytes, tmp_path: Path
) -> None:
    path = write("A/a.xlsx", made.fill(annex, FEW))
    book = load_workbook(path)
    sheet = book["Indicateurs"]
    sheet.insert_rows(3, 2)
    sheet.insert_cols(6)
    sheet["F8"] = "Avis du service"
    sheet.delete_rows(9)
    book.save(path)
    network = consolidate(folder, workers=1)
    assert "ligne 8 au lieu de la ligne 6" in one_difference(network, "tableau-deplace")
    assert "« Objectif 2012 » en G au lieu de F" in one_difference(network, "colonne-deplacee")
    assert "« Avis du service »" in one_difference(network, "colonne-ajoutee")
    assert "n° 1 manquent" in one_difference(network, "indicateur-absent")
    assert "54 indicateurs ne sont plus à leur ligne" in one_difference(network, "lignes-deplacees")
    assert returned(network, "4/2")["A"].value == 0.95
    assert returned(network, "4/1")["A"].missing


def test_a_number_that_comes_twice_is_not_counted(write: Write, folder: Path, annex: bytes) -> None:
    path = write("A/a.xlsx", made.fill(annex, FEW))
    book = load_workbook(path)
    book["Indicateurs"]["A9"] = 2
    book["Indicateurs"]["A62"], book["Indicateurs"]["K62"] = 56, 0.5
    book.save(path)
    network = consolidate(folder, workers=1)
    assert "n° 2 figurent sur plusieurs lignes" in one_difference(network, "indicateur-en-double")
    assert "n° 56" in one_difference(network, "indicateur-inconnu")
    assert "n° 3" in one_difference(network, "indicateur-absent")
    assert returned(network, "4/2")["A"].value is None


def test_a_formula_that_was_never_calculated_is_no_blank(
    write: Write, folder: Path, annex: bytes
) -> None:
    path = write("A/a.xlsx", made.fill(annex, FEW))
    book = load_workbook(path)
    book["Indicateurs"]["K9"] = "=K8*0.9"
    book.save(path)
    network = consolidate(folder, workers=1)
    assert "Indicateurs!K9 : 1 réalisés sont des formules" in one_difference(
        network, "formule-sans-valeur"
    )
    assert any("formules sans valeur" in call for call in network.bodies[0].calls)


def test_an_error_in_a_cell_is_not_counted(write: Write, folder: Path, annex: bytes) -> None:
    def error(xml: str) -> str:
        return re.sub(r'<c r="K8"( s="\d+")><v>0.95</v>', r'<c r="K8"\1 t="e"><v>#DIV/0!</v>', xml)

    write("A/a.xlsx", edited(made.fill(annex, FEW), "Indicateurs", error))
    network = consolidate(folder, workers=1)
    assert returned(network, "4/2")["A"].status == "Illisible"
    assert "#DIV/0!" in one_difference(network, "valeur-illisible")


# Bodies


def test_two_annexes_of_one_body(write: Write, folder: Path, annex: bytes) -> None:
    write("CPAM 34/a.xlsx", made.fill(annex, FEW))
    write("annexe-4_cpam-34.xlsx", made.fill(annex, {**FEW, (2, 2013): 0.91}))
    write("B/a.xlsx", made.fill(annex, {(2, 2013): 0.92}))
    write("B/a (copie).xlsx", made.fill(annex, {(2, 2013): 0.92}))
    network = consolidate(folder, workers=1)
    doubled = [one for one in network.differences if one.code == "organisme-en-double"]
    assert [(one.path, one.weight) for one in doubled] == [
        ("B/a (copie).xlsx", TO_CHECK),
        ("B/a.xlsx", TO_CHECK),
        ("CPAM 34/a.xlsx", BLOCKING),
        ("annexe-4_cpam-34.xlsx", BLOCKING),
    ]
    assert [body.name for body in network.bodies] == ["B", "CPAM 34"]
    found = returned(network, "4/2")
    assert (found["B"].value, found["CPAM 34"].value) == (0.92, None)
    assert any("Leurs réalisés diffèrent" in call for call in network.bodies[1].calls)


def test_the_annex_of_another_body_is_seen(write: Write, folder: Path, annex: bytes) -> None:
    values = {(number, 2013): 0.9 for number in range(1, 7)}
    write("A/a.xlsx", made.fill(annex, values))
    write("B/a.xlsx", made.fill(annex, values))
    write("C/a.xlsx", made.fill(annex, {**values, (1, 2013): 0.8}))
    text = one_difference(consolidate(folder, workers=1), "annexe-copiee")
    assert text.startswith("B/a.xlsx : tous les réalisés sont ceux de « A » (A/a.xlsx).")


def test_expected_bodies(write: Write, folder: Path, annex: bytes) -> None:
    write("cpam-34/a.xlsx", made.fill(annex, FEW))
    write("C/a.xlsx", made.fill(annex, FEW))
    network = consolidate(folder, expected=["CPAM 34", "Isère"], workers=1)
    assert [body.name for body in network.bodies] == ["C", "CPAM 34", "Isère"]
    assert network.bodies[2].calls == ("n'a rien envoyé",)
    assert network.bodies[2].missing
    assert "« C » n'est pas dans la liste" in one_difference(network, "organisme-inattendu")
    assert codes(network, BLOCKING) == ["organisme-absent"]


def test_a_body_behind_is_to_be_called(write: Write, folder: Path, annex: bytes) -> None:
    for place, body in enumerate("ABCDE"):
        write(
            f"{body}/a.xlsx",
            made.fill(annex, {(number, 2013): 0.5 + place / 100 for number in (2, 3, 4)}),
        )
    network = consolidate(folder, workers=1)
    assert network.bodies[0].behind == ("2", "3", "4")
    assert (
        "3 indicateurs non atteints et dans le dernier quart du réseau : 2, 3, 4"
        in network.bodies[0].calls
    )
    assert network.bodies[1].behind == ()


# Files


def test_other_files_are_listed(write: Write, folder: Path, annex: bytes) -> None:
    from openpyxl import Workbook

    write("A/a.xlsx", made.fill(annex, FEW))
    write("B/a.xlsx", b"not a workbook")
    Workbook().save(folder / "B" / "notes.xlsx")
    network = consolidate(folder, workers=1)
    assert "ni tableau d'indicateurs" in one_difference(network, "annexe-non-reconnue")
    (broken,) = (one for one in network.differences if one.path == "B/a.xlsx")
    assert broken.weight == BLOCKING
    assert network.files == 3
    assert network.calls[0].name == "B"


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("nulle-part", "chemin-absent"),
        ("fichier", "dossier-attendu"),
        ("vide", "dossier-sans-classeur"),
    ],
)
def test_a_folder_that_cannot_be_read(tmp_path: Path, name: str, code: str) -> None:
    (tmp_path / "fichier").write_text("x")
    (tmp_path / "vide").mkdir()
    with pytest.raises(PycogError) as refused:
        consolidate(tmp_path / name)
    assert refused.value.code == code
    assert name == "nulle-part" or isinstance(refused.value, RefusedFile)


# Budgets


def test_executed_amounts_are_compared_by_their_rate(
    write: Write, folder: Path, fund: bytes
) -> None:
    # Base COG 2012, annexe 2: Personnel 14 225 000 €, Fonctionnement 8 200 000 €.
    for body, spent in (("A", 14_225_000.0), ("B", 7_112_500.0)):
        write(
            f"{body}/annexe-2.xlsx", made.with_cells(fund, "Exécution", {"C8": spent}), refresh=True
        )
    network = consolidate(folder, workers=1)
    assert network.year == 2012
    personnel = next(
        key for key, one in network.measures.items() if one.title == "FNGA – Personnel"
    )
    found = returned(network, personnel)
    assert {body: (one.attainment, one.gap, one.rank) for body, one in found.items()} == {
        "A": (1.0, 0.0, 1),
        "B": (0.5, -7_112_500.0, 2),
    }
    assert found["A"].quarter is None
    assert [one for one in network.differences if one.weight != NOTE] == []
