"""What a folder of scorecards may hold, fault by fault."""

from __future__ import annotations

from pathlib import Path

import pytest

from pycog.conventions.loading.loader import load_folder
from pycog.errors import InvalidConvention

ROWS = """\
catégorie;clé;thème;libellé;cible;seuil;poids;règle;à saisir;imprimé;\
statut;preuve;confiance;motif;lecture;source
cpam;appels;qualite;Appels;90%;60%;600;lineaire;;90% 80%;\
retenue;deux valeurs;certaine;Deux.;défaut;2.2
cpam;delais;risque;Délais;;;400;lineaire;;7j;retenue;total;inférée;Total.;défaut;2.2
cpam;ancien;risque;Ancien;;;75;;;1j;écartée;total;inférée;Total.;défaut;2.2
"""
PARTS = """\
catégorie;ligne;lecture;rang;libellé;part;cible;seuil
cpam;delais;défaut;2;Second;2/3;31j;45j
cpam;delais;défaut;1;Premier;1/3;7j;8j
"""
OTHER = (
    "cpam;appels;qualite;Appels;80%;70%;600;lineaire;;90% 80%;retenue;deux valeurs;ambiguë;"
    "Autre.;autre;2.2\n"
)


@pytest.fixture
def folder(write_folder):
    """Write a folder that has scorecards and nothing else."""

    def write(rows: str = ROWS, parts: str = PARTS, years: str = "[2020]") -> Path:
        path = write_folder(
            indicators_csv=None,
            statements_csv=None,
            budget_lines_csv=None,
            budget_amounts_csv=None,
            convention_toml=("[2020, 2021]", years),
        )
        (path / "scorecards.csv").write_text(rows, encoding="utf-8")
        (path / "components.csv").write_text(parts, encoding="utf-8")
        return path

    return write


def test_a_convention_may_have_scorecards_only(folder) -> None:
    convention = load_folder(folder())
    card = convention.scorecards["cpam"]
    assert (card.title, card.campaign, card.total) == ("Part locale CPAM", 2020, 1000)
    assert [row.key for row in card.rows] == ["appels", "delais"]
    assert [part.label for part in card.rows[1].components] == ["Premier", "Second"]
    assert [row.key for row in card.excluded] == ["ancien"]
    assert convention.indicators == {}


def test_another_reading_takes_the_place_of_its_row(folder) -> None:
    card = load_folder(folder(ROWS + OTHER)).scorecards["cpam"]
    assert [row.target for row in card.rows_of("autre")] == ["80%", ""]
    assert [row.key for row in card.rows] == ["appels", "delais"]


def test_another_reading_may_leave_a_row_out_or_bring_one_back(folder) -> None:
    left_out = "cpam;appels;qualite;Appels;;;600;;;x;écartée;total;ambiguë;Sans.;autre;2.2\n"
    back = "cpam;ancien;risque;Ancien;1j;2j;75;lineaire;;1j;retenue;total;ambiguë;Avec.;autre;2.2\n"
    card = load_folder(folder(ROWS + left_out + back)).scorecards["cpam"]
    assert [row.key for row in card.rows_of("autre")] == ["delais", "ancien"]


def test_a_value_that_is_not_printed_is_declared(folder) -> None:
    rows = ROWS.replace("90%;60%;600;lineaire;;", "90%;Résultat 2019;600;lineaire;seuil;")
    assert load_folder(folder(rows)).scorecards["cpam"].rows[0].to_supply == ("seuil",)


ESSAI = "essai/scorecards.csv, ligne "


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("cpam;appels", "caf;appels",
         f"{ESSAI}2 : la colonne « catégorie » contient « caf ». Valeurs admises : national, cpam, "
         "drsm, cnam, carsat, cgss, cti, ceir, ugecam, mayotte."),
        (";60%;600;lineaire;", ";60%;600;;",
         f"{ESSAI}2 : une ligne retenue a une règle. Valeurs admises : lineaire, tout_ou_rien, "
         "paliers, intervalle."),
        (";60%;600;", ";60%;0;", f"{ESSAI}2 : une ligne retenue a au moins un point."),
        ("90%;60%;600", ";;600",
         f"{ESSAI}2 : une ligne retenue a une cible, ou des composantes dans components.csv."),
        (";Délais;;;", ";Délais;7j;;",
         f"{ESSAI}3 : une ligne composite n'a ni cible ni seuil : ce sont ceux de ses composantes, "
         "dans components.csv."),
        ("600;lineaire;", "six cents;lineaire;",
         f"{ESSAI}2 : la colonne « poids » contient « six cents ». Ce n'est pas un nombre entier. "
         "Écrivez un nombre entier de points, par exemple 75."),
    ],
)  # fmt: skip
def test_a_faulty_row_stops_the_load(folder, old: str, new: str, message: str) -> None:
    assert ROWS.count(old) == 1
    with pytest.raises(InvalidConvention) as caught:
        load_folder(folder(ROWS.replace(old, new)))
    assert caught.value.message.splitlines()[0] == message


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("2/3", "1/3",
         f"{ESSAI}3 : les parts des composantes de « delais » font 2/3 au lieu de 1."),
        ("2/3", "deux tiers",
         "essai/components.csv, ligne 2 : la part « deux tiers » est illisible. Écrivez 25% ou "
         "1/3."),
        ("cpam;delais;défaut;2", "cpam;ancien;défaut;2",
         "essai/components.csv, ligne 2 : la ligne « ancien » (cpam, lecture « défaut ») n'est pas "
         "retenue dans scorecards.csv."),
        ("défaut;2;", "défaut;1;",
         "essai/components.csv, ligne 3 : catégorie « cpam », ligne « delais », lecture "
         "« défaut », rang « 1 » figure déjà à la ligne 2."),
    ],
)  # fmt: skip
def test_a_faulty_component_stops_the_load(folder, old: str, new: str, message: str) -> None:
    assert PARTS.count(old) == 1
    with pytest.raises(InvalidConvention) as caught:
        load_folder(folder(parts=PARTS.replace(old, new)))
    assert message in caught.value.message.splitlines()


def test_two_values_side_by_side_are_not_read(folder) -> None:
    with pytest.raises(InvalidConvention) as caught:
        load_folder(folder(ROWS.replace("90%;60%", "90% 80%;60%")))
    assert caught.value.message.startswith(
        f"{ESSAI}2 : la cible « 90% 80% » contient plusieurs valeurs côte à côte"
    )
    assert caught.value.message.endswith(
        "Si l'annexe n'imprime pas la valeur, dites-le dans la colonne « à saisir »."
    )


def test_a_floor_of_another_kind_is_refused(folder) -> None:
    with pytest.raises(InvalidConvention) as caught:
        load_folder(folder(ROWS.replace("90%;60%", "90%;60 j")))
    assert caught.value.message.startswith(f"{ESSAI}2 : ")


def test_scorecards_hold_for_one_campaign(folder) -> None:
    with pytest.raises(InvalidConvention) as caught:
        load_folder(folder(years="[2020, 2021]"))
    assert caught.value.message == (
        "essai/convention.toml : un barème vaut pour une seule campagne : la clé « annees » doit "
        "donner une seule année."
    )


def test_a_row_needs_its_default_reading(folder) -> None:
    with pytest.raises(InvalidConvention) as caught:
        load_folder(folder(ROWS + OTHER.replace("cpam;appels", "cpam;autres")))
    assert caught.value.message == (
        f"{ESSAI}5 : la ligne « autres » n'a pas de lecture « défaut ». Ajoutez-la, écartée s'il "
        "le faut."
    )
