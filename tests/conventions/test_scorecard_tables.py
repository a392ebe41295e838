"""What a folder of scorecards may hold, fault by fault."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from pycog.conventions.loading.loader import load_folder
from pycog.errors import InvalidConvention
from tests.agreements import RETRAITE, write_agreements

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
CATEGORIES = """\
catégorie;titre;niveau;total;déclenchement;montant;taux;part;source
national;Part nationale;national;1 000;≥ 60 %;PINI;TRN;40 %;2.1
cpam;Part locale CPAM;;1 000;> 50 %;PILI;TRL;60 %;2.2
"""
THEMES = """\
thème;libellé;catégorie;pondération;poids
qualite;Qualité de service;;;
risque;Gestion du risque;;;
"""
OTHER = (
    "cpam;appels;qualite;Appels;80%;70%;600;lineaire;;90% 80%;retenue;deux valeurs;ambiguë;"
    "Autre.;autre;2.2\n"
)


@pytest.fixture
def folder(write_folder):
    """Write a folder that has scorecards and nothing else."""

    def write(
        rows: str = ROWS,
        parts: str = PARTS,
        years: str = "[2020]",
        categories: str | None = CATEGORIES,
        themes: str | None = THEMES,
    ) -> Path:
        path = write_folder(
            indicators_csv=None,
            statements_csv=None,
            budget_lines_csv=None,
            budget_amounts_csv=None,
            convention_toml=("[2020, 2021]", years),
        )
        (path / "scorecards.csv").write_text(rows, encoding="utf-8")
        (path / "components.csv").write_text(parts, encoding="utf-8")
        for file, text in (
            ("scorecard_categories.csv", categories),
            ("scorecard_themes.csv", themes),
        ):
            if text is not None:
                (path / file).write_text(text, encoding="utf-8")
        return path

    return write


def test_a_convention_may_have_scorecards_only(folder) -> None:
    convention = load_folder(folder())
    card = convention.scorecards[2020]["cpam"]
    assert (card.title, card.campaign, card.total) == ("Part locale CPAM", 2020, 1000)
    assert [row.key for row in card.rows] == ["appels", "delais"]
    assert [part.label for part in card.rows[1].components] == ["Premier", "Second"]
    assert [row.key for row in card.excluded] == ["ancien"]
    assert convention.indicators == {}


def test_another_reading_takes_the_place_of_its_row(folder) -> None:
    card = load_folder(folder(ROWS + OTHER)).scorecards[2020]["cpam"]
    assert [row.target for row in card.rows_of("autre")] == ["80%", ""]
    assert [row.key for row in card.rows] == ["appels", "delais"]


def test_another_reading_may_leave_a_row_out_or_bring_one_back(folder) -> None:
    left_out = "cpam;appels;qualite;Appels;;;600;;;x;écartée;total;ambiguë;Sans.;autre;2.2\n"
    back = "cpam;ancien;risque;Ancien;1j;2j;75;lineaire;;1j;retenue;total;ambiguë;Avec.;autre;2.2\n"
    card = load_folder(folder(ROWS + left_out + back)).scorecards[2020]["cpam"]
    assert [row.key for row in card.rows_of("autre")] == ["delais", "ancien"]


def test_a_value_that_is_not_printed_is_declared(folder) -> None:
    rows = ROWS.replace("90%;60%;600;lineaire;;", "90%;Résultat 2019;600;lineaire;seuil;")
    assert load_folder(folder(rows)).scorecards[2020]["cpam"].rows[0].to_supply == ("seuil",)


ESSAI = "essai/scorecards.csv, ligne "
OF_CATEGORIES = "essai/scorecard_categories.csv, ligne "
OF_THEMES = "essai/scorecard_themes.csv, ligne "


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("cpam;appels", "caf;appels",
         f"{ESSAI}2 : la catégorie « caf » n'est pas dans scorecard_categories.csv pour la "
         "campagne 2020. Catégories : national, cpam."),
        ("cpam;appels;qualite", "cpam;appels;qualité des soins",
         f"{ESSAI}2 : le thème « qualité des soins » n'est pas dans scorecard_themes.csv pour la "
         "campagne 2020. Thèmes : qualite, risque."),
        (";60%;600;lineaire;", ";60%;600;;",
         f"{ESSAI}2 : une ligne retenue a une règle. Valeurs admises : lineaire, tout_ou_rien, "
         "paliers, intervalle."),
        (";60%;600;", ";60%;0;", f"{ESSAI}2 : une ligne retenue a un poids au-dessus de zéro."),
        ("90%;60%;600", ";;600",
         f"{ESSAI}2 : une ligne retenue a une cible, ou des composantes dans components.csv."),
        (";Délais;;;", ";Délais;7j;;",
         f"{ESSAI}3 : une ligne composite n'a ni cible ni seuil : ce sont ceux de ses composantes, "
         "dans components.csv."),
        ("600;lineaire;", "six cents;lineaire;",
         f"{ESSAI}2 : le poids « six cents » est illisible. Écrivez des points, par exemple 75, ou "
         "une part, par exemple 12,5 %."),
        ("60%;600;", "60%;60 %;",
         f"{ESSAI}3 : le poids « 400 » n'est pas dans l'unité des autres poids du barème. "
         "Écrivez-les tous en points, ou tous avec le signe %."),
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


def test_a_convention_of_several_years_names_the_campaign(folder) -> None:
    with pytest.raises(InvalidConvention) as caught:
        load_folder(folder(years="[2020, 2021]"))
    assert caught.value.message.splitlines()[0] == (
        f"{ESSAI}2 : la convention couvre 2020 à 2021 : écrivez l'année de la campagne dans la "
        "colonne « campagne »."
    )


def in_campaigns(text: str, campaign: str) -> str:
    """Add the column of the campaign to every row of a table."""
    first, *rows = text.splitlines()
    return "\n".join([f"campagne;{first}", *(f"{campaign};{row}" for row in rows)]) + "\n"


def test_a_row_may_hold_for_several_campaigns(folder) -> None:
    """The trigger of 2021 is that of its own row, 2020 keeps the one of all campaigns."""
    categories = in_campaigns(CATEGORIES, "") + (
        "2021;cpam;Part locale des CPAM;;1 000;≥ 55 %;PILI;TRL;60 %;2.2\n"
    )
    path = folder(
        in_campaigns(ROWS, "2020-2021"),
        in_campaigns(PARTS, "2020-2021"),
        "[2020, 2021]",
        categories,
    )
    convention = load_folder(path)
    cards = {year: convention.scorecards[year]["cpam"] for year in (2020, 2021)}
    assert {year: str(card.terms.trigger) for year, card in cards.items()} == {
        2020: "> 50 %",
        2021: "≥ 55 %",
    }
    assert [card.title for card in cards.values()] == ["Part locale CPAM", "Part locale des CPAM"]
    assert [card.total for card in convention.cards()] == [1000, 1000]


def test_a_campaign_outside_the_convention_is_refused(folder) -> None:
    with pytest.raises(InvalidConvention) as caught:
        load_folder(folder(in_campaigns(ROWS, "2022"), in_campaigns(PARTS, "2020")))
    assert caught.value.message.splitlines()[0] == (
        f"{ESSAI}2 : la campagne 2022 n'est pas une année de la convention (2020 à 2020)."
    )


def test_what_says_how_a_row_was_read_may_be_left_out(folder) -> None:
    """An officer's own scorecard has neither evidence nor readings, nor a rule on each row."""
    rows = (
        "catégorie;clé;thème;libellé;cible;seuil;poids;règle\n"
        "cpam;appels;Qualité de service;Appels;90%;60%;62,5 %;\n"
        "cpam;livre;risque;Livrable;O/N;;37,5 %;tout_ou_rien\n"
    )
    parts = "catégorie;ligne;rang;libellé;part;cible\n"
    categories = "catégorie;titre;total;règle;source\ncpam;CPAM;100 %;lineaire;Annexe 2\n"
    card = load_folder(folder(rows, parts, categories=categories)).scorecards[2020]["cpam"]
    assert [(row.theme, row.weight, row.rule) for row in card.rows] == [
        ("qualite", 62.5, "lineaire"),
        ("risque", 37.5, "tout_ou_rien"),
    ]
    assert (card.total, card.terms.full, card.terms.unit, card.evidence) == (100, 100, "%", False)
    assert card.terms.trigger is None
    assert card.rows[0].citation == "COG ESSAI 2020-2021, Annexe 2"


def test_both_tables_may_be_left_out(folder) -> None:
    rows = ROWS.replace(";qualite;", ";Qualité de service;")
    card = load_folder(folder(rows, categories=None, themes=None)).scorecards[2020]["cpam"]
    assert dict(card.terms.themes) == {
        "qualite de service": "Qualité de service",
        "risque": "risque",
    }
    assert (card.terms.trigger, card.terms.full, card.terms.weightings) == (None, None, {})


def test_themes_may_be_weighted(folder) -> None:
    themes = THEMES.replace("service;;;", "service;cpam;;70 %").replace(
        "risque;;;", "risque;cpam;;30 %"
    )
    card = load_folder(folder(themes=themes)).scorecards[2020]["cpam"]
    assert card.terms.weightings == {"": {"qualite": Fraction(7, 10), "risque": Fraction(3, 10)}}


@pytest.mark.parametrize(
    ("file", "old", "new", "message"),
    [
        ("categories", "> 50 %", "50 %",
         f"{OF_CATEGORIES}3 : le déclenchement « 50 % » est illisible. Écrivez "
         "« > 50 % » si le taux doit dépasser 50 %, « ≥ 50 % » s'il lui suffit de l'atteindre."),
        ("categories", "> 50 %", "> 150 %",
         f"{OF_CATEGORIES}3 : le déclenchement « > 150 % » est illisible. Écrivez "
         "« > 50 % » si le taux doit dépasser 50 %, « ≥ 50 % » s'il lui suffit de l'atteindre."),
        ("categories", "CPAM;;1 000", "CPAM;;100 %",
         f"{OF_CATEGORIES}3 : le total « 100 % » est en % et les poids du barème "
         "« cpam » sont en points : écrivez-les de la même façon."),
        ("categories", "CPAM;;1 000", "CPAM;;mille",
         f"{OF_CATEGORIES}3 : le total « mille » est illisible. Écrivez 1 000, ou "
         "100 %."),
        ("categories", "TRL;60 %", "TRL;0,6",
         f"{OF_CATEGORIES}3 : la part « 0,6 » est illisible. Écrivez par exemple "
         "35 %."),
        ("themes", "Gestion du risque;;;", "Gestion du risque;cpam;;100 %",
         "essai/scorecards.csv, ligne 2 : le taux du barème « Part locale CPAM » pondère les "
         "thèmes, mais il en reste sans poids : Qualité de service. Corrigez "
         "scorecard_themes.csv."),
        ("themes", "Gestion du risque;;;", "Gestion du risque;cpam;;70 %",
         f"{OF_THEMES}3 : catégorie « cpam » : les poids des thèmes font 70 % au lieu "
         "de 100 %."),
        ("themes", "Gestion du risque;;;", "Gestion du risque;caf;;70 %",
         f"{OF_THEMES}3 : la catégorie « caf » n'est pas dans scorecard_categories.csv."),
    ],
)  # fmt: skip
def test_faulty_terms_stop_the_load(folder, file: str, old: str, new: str, message: str) -> None:
    tables = {"categories": CATEGORIES, "themes": THEMES}
    assert tables[file].count(old) == 1
    with pytest.raises(InvalidConvention) as caught:
        load_folder(folder(**{file: tables[file].replace(old, new)}))
    assert message in caught.value.message.splitlines()


def test_a_row_needs_its_default_reading(folder) -> None:
    with pytest.raises(InvalidConvention) as caught:
        load_folder(folder(ROWS + OTHER.replace("cpam;appels", "cpam;autres")))
    assert caught.value.message == (
        f"{ESSAI}5 : la ligne « autres » n'a pas de lecture « défaut ». Ajoutez-la, écartée s'il "
        "le faut."
    )


def test_a_row_of_several_campaigns_is_at_fault_once(tmp_path: Path) -> None:
    folder = write_agreements(tmp_path)
    file = folder / RETRAITE / "scorecards.csv"
    file.write_text(file.read_text("utf-8").replace("60 j;200;", "60 j;beaucoup;"), "utf-8")
    with pytest.raises(InvalidConvention) as caught:
        load_folder(folder / RETRAITE)
    assert caught.value.message.count("le poids « beaucoup » est illisible") == 1
