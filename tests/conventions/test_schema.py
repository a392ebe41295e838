"""The schema is closed: every fault stops the load and says file, line and what is allowed."""

from __future__ import annotations

from typing import Any

import pytest

from pycog.conventions.loading.loader import load_folder
from pycog.errors import InvalidConvention

COLUMNS = (
    "numéro, libellé, thème, fiche, outil, unité, sens, section, source, note, parent, part, "
    "composite"
)
DESCRIPTION_KEYS = (
    "id, titre, titre_court, parties, annees, annee_reference, annees_reference, document, statut, "
    "version, renvoi, interessement, campagnes_imprimees, fonds, textes"
)


def fault_of(folder: Any) -> InvalidConvention:
    with pytest.raises(InvalidConvention) as caught:
        load_folder(folder)
    assert caught.value.code == "convention-invalide"
    return caught.value


def test_the_sound_folder_loads(write_folder) -> None:
    convention = load_folder(write_folder())
    assert list(convention.indicators) == ["1", "2"]
    assert list(convention.funds) == ["FA"]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        pytest.param(
            {"indicators_csv": (";section;", ";chapitre;")},
            f"essai/indicators.csv, ligne 1 : la colonne « chapitre » n'existe pas. Colonnes "
            f"admises : {COLUMNS}.",
            id="unknown column",
        ),
        pytest.param(
            {"indicators_csv": "numéro;libellé;source\n1;Taux;annexe 2\n"},
            f"essai/indicators.csv, ligne 1 : la colonne « unité » manque. Colonnes admises : "
            f"{COLUMNS}.",
            id="missing column",
        ),
        pytest.param(
            {"indicators_csv": (";thème;", ";libelle;")},
            "essai/indicators.csv, ligne 1 : la colonne « libellé » figure deux fois.",
            id="repeated column",
        ),
        pytest.param(
            {"indicators_csv": ("\n2;Délai", "\n1;Délai"), "statements_csv": None},
            "essai/indicators.csv, ligne 3 : numéro « 1 » figure déjà à la ligne 2.",
            id="duplicate key",
        ),
        pytest.param(
            {"statements_csv": ("2;2021;annexe;cible;5 j", "1;2021;annexe;cible;5 j")},
            "essai/statements.csv, ligne 5 : la valeur de l'indicateur 1 pour 2021 (annexe, cible) "
            "est déjà donnée à la ligne 3.",
            id="duplicate year inside a span, other source",
        ),
        pytest.param(
            {"indicators_csv": ("Requête;%;hausse", "Requête;;hausse")},
            "essai/indicators.csv, ligne 2 : la colonne « unité » est vide. Indiquez l'unité, par "
            "exemple %, jours calendaires ou audits.",
            id="missing unit",
        ),
        pytest.param(
            {"indicators_csv": ("annexe 2, indicateur 2;", ";")},
            "essai/indicators.csv, ligne 3 : la colonne « source » est vide. Indiquez où le fait "
            "est imprimé, par exemple « annexe 2, indicateur 1 ».",
            id="missing source",
        ),
        pytest.param(
            {"indicators_csv": ("\n1;Taux", "\nun;Taux"), "statements_csv": None},
            "essai/indicators.csv, ligne 2 : la colonne « numéro » contient « un ». Ce n'est pas "
            "un numéro d'indicateur. Écrivez le numéro imprimé : un nombre (7), un sous-numéro "
            "(1.1), un nombre et une lettre (2a, 7bis) ou des lettres et un nombre (R12).",
            id="unreadable number",
        ),
        pytest.param(
            {"indicators_csv": ("%;hausse", "%;montée")},
            "essai/indicators.csv, ligne 2 : la colonne « sens » contient « montée ». Valeurs "
            "admises : hausse, baisse. Laissez la cellule vide si rien ne le dit.",
            id="unknown choice",
        ),
        pytest.param(
            {"indicators_csv": ("Accueil;;Requête;%", "Accueil;7;Requête;%")},
            "essai/indicators.csv, ligne 2 : la fiche 7 n'est pas dans sheets.csv. Ajoutez-la, ou "
            "laissez la cellule vide.",
            id="unknown sheet",
        ),
        pytest.param(
            {"statements_csv": ("\n2;2020", "\n9;2020")},
            "essai/statements.csv, ligne 4 : l'indicateur 9 n'est pas dans indicators.csv. "
            "Ajoutez-le, ou corrigez son numéro.",
            id="unknown indicator",
        ),
        pytest.param(
            {"statements_csv": ("\n2;2020", "\n2;2022")},
            "essai/statements.csv, ligne 4 : l'année 2022 ne convient pas à « cible ». Années "
            "admises : 2020 à 2021.",
            id="year outside the convention",
        ),
        pytest.param(
            {"statements_csv": ("1;2019", "1;2018")},
            "essai/statements.csv, ligne 2 : l'année 2018 ne convient pas à « réalisé ». Années "
            "admises : 2019.",
            id="baseline of another year",
        ),
        pytest.param(
            {"statements_csv": ("\n2;2020", "\n2;")},
            "essai/statements.csv, ligne 4 : une année vide ne convient pas à « cible ». Années "
            "admises : 2020 à 2021.",
            id="annex without a year",
        ),
        pytest.param(
            {"statements_csv": ("2020-2021", "2021-2020")},
            "essai/statements.csv, ligne 3 : la colonne « année » contient « 2021-2020 ». Ce n'est "
            "pas une année. Écrivez 2012, ou 2012-2015 pour chaque année.",
            id="years upside down",
        ),
        pytest.param(
            {"statements_csv": ("annexe;cible;7 j;;;;annexe 2, indicateur 2;\n", "annexe;cible\n")},
            "essai/statements.csv, ligne 4 : la ligne compte 4 cellules au lieu de 10. Une cellule "
            "qui contient le séparateur s'écrit entre guillemets.",
            id="short row",
        ),
        pytest.param(
            {"indicators_csv": (";jours;baisse", ";jours;hausse"),
             "statements_csv": ("cible;7 j;", "cible;≤ 7 jours;")},
            "essai/indicators.csv, ligne 3 : la colonne « sens » dit « hausse » alors que la cible "
            "2020, « ≤ 7 jours », impose « baisse ».",
            id="direction against the target",
        ),
        pytest.param(
            {"budget_lines_csv": ("FA;total;", "FB;total;"), "budget_amounts_csv": None},
            "essai/budget_lines.csv, ligne 5 : le fonds « FB » n'est pas décrit dans "
            "convention.toml. Fonds décrits : FA.\n"
            "essai/budget_lines.csv, ligne 6 : la colonne « équilibre » contient « total », une "
            "ligne inconnue du même fonds. Écrivez la clé d'une autre ligne du fonds.",
            id="unknown fund",
        ),
        pytest.param(
            {"budget_lines_csv": ("personnel fonctionnement;", "personnel immobilier;")},
            "essai/budget_lines.csv, ligne 5 : la colonne « parties » contient « immobilier », une "
            "ligne inconnue du même fonds. Écrivez la clé d'une autre ligne du fonds.",
            id="unknown part",
        ),
        pytest.param(
            {"budget_lines_csv": ("personnel fonctionnement;", "personnel total;")},
            "essai/budget_lines.csv, ligne 5 : la colonne « parties » contient « total », "
            "elle-même. Écrivez la clé d'une autre ligne du fonds.",
            id="part of itself",
        ),
        pytest.param(
            {"budget_lines_csv": ("FA;dotation;", "FA;Dotation État;"), "budget_amounts_csv": None},
            "essai/budget_lines.csv, ligne 6 : la colonne « clé » contient « Dotation État ». Une "
            "clé s'écrit en minuscules sans accent, chiffres et « _ » compris. Écrivez un nom "
            "court, par exemple total_brut.",
            id="key with accents",
        ),
        pytest.param(
            {"budget_amounts_csv": ("FA;personnel;2020;110", "FA;personnel;2020;1,234.5")},
            "essai/budget_amounts.csv, ligne 3 : la valeur « 1,234.5 » peut se lire de "
            "deux façons : on ne sait "
            "pas si le point ou la virgule sépare les milliers ou les décimales. Écrivez les "
            "milliers avec une espace et les décimales avec une virgule, par exemple 1 234,56.",
            id="ambiguous amount",
        ),
        pytest.param(
            {"budget_amounts_csv": ("FA;personnel;2020;110", "FA;personnel;2020;110 %")},
            "essai/budget_amounts.csv, ligne 3 : le montant « 110 % » est en % alors que le fonds "
            "compte en €.",
            id="amount in another unit",
        ),
        pytest.param(
            {"budget_amounts_csv": ("20,00%", "vingt")},
            "essai/budget_amounts.csv, ligne 6 : l'évolution « vingt » est illisible. Écrivez un "
            "pourcentage, par exemple 6,18%, « NS », ou rien.",
            id="unreadable evolution",
        ),
        pytest.param(
            {"budget_amounts_csv": ("FA;total;2020", "FA;total;2022")},
            "essai/budget_amounts.csv, ligne 13 : la colonne « 2022 » n'est pas admise. Écrivez "
            "2019, 2020 à 2021, « total » ou « évolution ».",
            id="amount of another year",
        ),
        pytest.param(
            {"budget_amounts_csv": ("FA;total;2020", "FA;ensemble;2020")},
            "essai/budget_amounts.csv, ligne 13 : la ligne « ensemble » du fonds « FA » n'est pas "
            "dans budget_lines.csv.",
            id="amount of an unknown line",
        ),
        pytest.param(
            {"budget_amounts_csv": ("FA;total;2020", "FA;depenses;2020")},
            "essai/budget_amounts.csv, ligne 13 : la ligne « depenses » est un titre : elle ne "
            "porte pas de montant.",
            id="amount of a heading",
        ),
        pytest.param(
            {"indicators_csv": ("Taux d'appels", '"Taux" d\'appels')},
            "essai/indicators.csv, ligne 2 : des guillemets ne sont pas fermés ou sont mal placés. "
            "Une cellule qui contient un guillemet s'écrit entre guillemets, le guillemet doublé.",
            id="stray quotation mark",
        ),
        pytest.param(
            {"indicators_csv": ""},
            f"essai/indicators.csv : le fichier est vide. Colonnes admises : {COLUMNS}.",
            id="empty file",
        ),
        pytest.param(
            {"indicator_csv": "numéro\n1\n"},
            "essai/indicator.csv : cette table n'existe pas. Tables admises : indicators.csv, "
            "statements.csv, sheets.csv, follow_ups.csv, ratios.csv, milestones.csv, "
            "budget_lines.csv, budget_amounts.csv, "
            "budget_rules.csv, amendments.csv, neutralisations.csv, findings.csv, "
            "scorecard_categories.csv, scorecard_themes.csv, "
            "scorecards.csv, components.csv, scorecard_bodies.csv, figures.csv, "
            "relations.csv.",
            id="misnamed table",
        ),
        pytest.param(
            {"convention_toml": None},
            "essai/convention.toml : le fichier manque. Il décrit la convention.",
            id="no description",
        ),
        pytest.param(
            {"convention_toml": ('statut = "projet"', "statut = projet")},
            "essai/convention.toml, ligne 8 : la syntaxe est incorrecte. Chaque ligne s'écrit "
            'clé = "texte", clé = 2012 ou clé = [2012, 2013].',
            id="broken description",
        ),
        pytest.param(
            {"convention_toml": ('statut = "projet"', 'etat = "projet"')},
            f"essai/convention.toml : la clé « etat » n'existe pas. Clés admises : "
            f"{DESCRIPTION_KEYS}.\n"
            f"essai/convention.toml : la clé « statut » manque. Clés admises : {DESCRIPTION_KEYS}.",
            id="unknown key of the description",
        ),
        pytest.param(
            {"convention_toml": ("annee_reference = 2019", 'annee_reference = "2019"')},
            "essai/convention.toml : la clé « annee_reference » doit être un nombre entier.",
            id="text where a year is due",
        ),
        pytest.param(
            {"convention_toml": ("annees = [2020, 2021]", "annees = [2020, 2022]")},
            "essai/convention.toml : la clé « annees » doit lister des années qui se suivent, par "
            "exemple [2012, 2013, 2014, 2015].",
            id="a year is skipped",
        ),
        pytest.param(
            {"convention_toml": ("annee_reference = 2019", "annee_reference = 2020")},
            "essai/convention.toml : l'année de référence 2020 doit précéder la première année de "
            "la convention, 2020.",
            id="reference year inside the convention",
        ),
        pytest.param(
            {"convention_toml": ('id = "essai"', 'id = "autre"')},
            "essai/convention.toml : l'identifiant « autre » diffère du nom du dossier « essai ». "
            "Donnez-leur le même nom.",
            id="id is not the folder",
        ),
        pytest.param(
            {"convention_toml": ('unite = "€"\n', "")},
            "essai/convention.toml : le fonds n°1 n'a pas de clé « unite » remplie. Clés admises : "
            "id, titre, annexe, unite, regime.",
            id="fund without unit",
        ),
        pytest.param(
            {"convention_toml": ('unite = "€"\n', 'unite = "€"\nregime = "mensuel"\n')},
            "essai/convention.toml : le fonds n°1 a un régime « mensuel » inconnu. Écrivez "
            "« annuel » ou « pluriannuel ».",
            id="fund of an unknown regime",
        ),
        pytest.param(
            {"indicators_csv": None, "statements_csv": None, "budget_lines_csv": None,
             "budget_amounts_csv": None},
            "essai/convention.toml : le dossier n'a ni indicateur, ni ligne de budget, ni barème, "
            "ni chiffre clé. "
            "Ajoutez une table parmi indicators.csv, statements.csv, sheets.csv, follow_ups.csv, "
            "ratios.csv, milestones.csv, "
            "budget_lines.csv, budget_amounts.csv, budget_rules.csv, amendments.csv, "
            "neutralisations.csv, findings.csv, "
            "scorecard_categories.csv, scorecard_themes.csv, scorecards.csv, components.csv, "
            "scorecard_bodies.csv, figures.csv, relations.csv.",
            id="nothing but a description",
        ),
    ],
)  # fmt: skip
def test_a_fault_stops_the_load(write_folder, changes: dict[str, Any], message: str) -> None:
    assert fault_of(write_folder(**changes)).message == message


def test_an_unreadable_target_says_how_to_go_on(write_folder) -> None:
    error = fault_of(write_folder(statements_csv=("cible;7 j;", "cible;sept ou huit jours;")))
    assert error.message.startswith(
        "essai/statements.csv, ligne 4 : la valeur « sept ou huit jours » est illisible. On peut "
        "écrire 98 %, < 5 %, "
    )
    assert error.message.endswith(
        " Si le passage n'a pas cette forme, écrivez dans la colonne « lecture » la valeur à lire, "
        "ou « non chiffré »."
    )


def test_all_faults_are_told_at_once_with_their_places(write_folder) -> None:
    error = fault_of(
        write_folder(
            indicators_csv=("Requête;%;hausse", "Requête;;haut"),
            budget_amounts_csv=("FA;personnel;2020;110", "FA;Personnel;2020;110"),
        )
    )
    assert [line.partition(" : ")[0] for line in error.message.splitlines()] == [
        "essai/indicators.csv, ligne 2",
        "essai/indicators.csv, ligne 2",
        "essai/budget_amounts.csv, ligne 3",
    ]
    assert (error.fields["file"], error.fields["line"]) == ("essai/indicators.csv", 2)


def test_a_long_list_of_faults_is_cut(write_folder) -> None:
    rows = "".join(f"{number};Taux;;annexe 2\n" for number in range(30))
    error = fault_of(
        write_folder(indicators_csv=f"numéro;libellé;unité;source\n{rows}", statements_csv=None)
    )
    assert len(error.fields["faults"]) == 30
    assert len(error.message.splitlines()) == 13
    assert error.message.splitlines()[-1] == "… et 18 autres anomalies."


def test_a_wrong_header_is_told_once_and_not_for_each_row(write_folder) -> None:
    rows = "".join(f"{number};Taux;%;annexe 2;?\n" for number in range(30))
    error = fault_of(
        write_folder(indicators_csv=f"numéro;libellé;unité;source;x\n{rows}", statements_csv=None)
    )
    assert error.message == (
        f"essai/indicators.csv, ligne 1 : la colonne « x » n'existe pas. Colonnes admises : "
        f"{COLUMNS}."
    )


def test_a_file_saved_by_an_old_excel_is_refused(write_folder) -> None:
    folder = write_folder()
    text = (folder / "indicators.csv").read_text(encoding="utf-8")
    (folder / "indicators.csv").write_bytes(text.encode("cp1252"))
    assert fault_of(folder).message == (
        "essai/indicators.csv : le fichier n'est pas en UTF-8. Dans Excel, enregistrez-le au "
        "format « CSV UTF-8 (délimité par des virgules) »."
    )


def test_what_excel_writes_is_accepted(write_folder) -> None:
    """A byte-order mark, CRLF, commas, blank rows, headers in capitals without accents."""
    folder = write_folder(statements_csv=None, budget_lines_csv=None, budget_amounts_csv=None)
    (folder / "indicators.csv").write_bytes(
        'NUMERO,Libelle,UNITE,source\r\n3,"Taux, en %",%,annexe 1\r\n,,,\r\n'.encode("utf-8-sig")
    )
    convention = load_folder(folder)
    assert convention.indicators["3"].label == "Taux, en %"
    assert convention.indicators["3"].targets[2020].text == ""
