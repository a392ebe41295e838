"""The dated measures: every schedule of the source is there, read as it is printed.

The expected texts and dates were typed from the objective sheets and the chapters.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from typing import Any

import pytest

from pycog.conventions import Convention, load
from pycog.conventions.loading.loader import load_folder
from pycog.conventions.schedule import milestones_of
from pycog.errors import InvalidConvention, InvalidInput, NotAvailable

from .conftest import WriteFolder

HEAD = "clé;mesure;échéance;lecture;doute;fiche;section;source;note\n"


@pytest.fixture(scope="module")
def camieg() -> Convention:
    return load("camieg-2012-2015")


#: Sheet → due texts of its calendar, in printed order; indicator values left out.
CALENDARS = {
    3: ["2012"],
    17: ["2011/2012", "2013", "2014", "2015"],
    20: ["2012"],
    21: ["1 trimestre 2012", "Mai 2012"],
    22: ["1 trimestre 2012", "trimestre 2012", "trimestre 2012"],
    23: ["Juin 2012", "2012", "Fin 2013"],
    24: ["Début 2012", "Fin 2012"],
    25: ["2012", "2014", "2014"],
    26: ["2012", "2013/2015"],
    27: ["2013-2014", "2015"],
    28: ["2012", "2013"],
    31: ["2012", "Fin 2012", "2013"],
    32: ["fin 2013"],
    33: ["2012", "2013", "2014"],
    35: ["2012", "2013", "2014 / 2015"],
}


def test_every_step_of_every_calendar_is_there(camieg: Convention) -> None:
    found: dict[int, list[str]] = {}
    for item in camieg.milestones:
        if item.sheet is not None and not item.citation.endswith(", contexte"):
            found.setdefault(item.sheet, []).append(item.printed)
    assert found == CALENDARS


#: Section → due texts of its dated measures, those of the calendars left out.
CHAPTERS = {
    "1.1.1": ["2012"],
    "1.1.3": ["2012"],
    "1.2": ["perspective 2013"],
    "1.2.1": ["2012", "en N-1", "en N-1", "en N-1", "en N-1"],
    "1.2.2": ["2012"],
    "1.2.3": ["en 2013", "avant la fin de la période couverte par la COG"],
    "1.3.1": ["dès 2012"],
    "1.3.2": ["2012", "2012", "à partir de 2013"],
    "1.4.1": ["2012"],
    "1.5.1": ["en 2012"],
    "1.6.1": ["2012"],
    "1.6.2": ["période 2012-2016"],
    "1.7.1": ["en 2012", "courant 2012", "2012", "à compter de 2013"],
    "1.7.2": ["avant la fin 2012"],
    "1.7.3": ["Dès le premier semestre 2012"],
    "2.3.2": ["2012"],
    "2.4": ["2013", "2012", "à partir de 2013"],
    "3.1.1": ["avant fin 2013"],
    "3.1.2": ["d'ici fin 2012", "pour fin 2013"],
    "3.3": ["en fin de période"],
    "3.3.2": ["en fin de période conventionnelle"],
    "3.4.2": ["en 2012", "2012", "2012-2014"],
    "3.4": ["2013"],
    "3.5": ["2013", "2012"],
    "3.6.2": ["2012"],
    "3.7": ["2013", "2012", "2012"],
    "4.3.1": ["avant la fin du mois d'avril"] * 4 + ["la dernière année couverte"],
    "1.1.1.2": ["en 2012"],
}


def test_every_dated_measure_of_the_chapters_is_there(camieg: Convention) -> None:
    found: dict[str, list[str]] = {}
    for item in camieg.milestones:
        if item.sheet is None:
            found.setdefault(item.section, []).append(item.printed)
    assert found == CHAPTERS


def test_the_contexts_of_three_sheets_date_one_more_measure_each(camieg: Convention) -> None:
    found = [item.sheet for item in camieg.milestones if item.citation.endswith(", contexte")]
    assert found == [20, 24, 25]


def test_sheets_followed_by_a_schedule_all_have_one(camieg: Convention) -> None:
    followed = {sheet.number for sheet in camieg.sheets.values() if sheet.follow_up == "échéancier"}
    assert followed <= {item.sheet for item in camieg.milestones}


@pytest.mark.parametrize(
    ("key", "first", "last"),
    [
        ("seniors_etude", dt.date(2011, 1, 1), dt.date(2012, 12, 31)),
        ("ressources_volume", dt.date(2012, 1, 1), dt.date(2012, 3, 31)),
        ("ressources_echeancier", dt.date(2012, 1, 1), dt.date(2012, 5, 31)),
        ("cnieg_vidage", dt.date(2012, 1, 1), dt.date(2012, 6, 30)),
        ("cnieg_bdo", dt.date(2013, 1, 1), dt.date(2013, 12, 31)),
        ("actifs_validation", dt.date(2012, 1, 1), dt.date(2012, 3, 31)),
        ("donnees_outils", dt.date(2013, 1, 1), dt.date(2015, 12, 31)),
        ("analyse_plan", dt.date(2013, 1, 1), dt.date(2014, 12, 31)),
        ("acoss_controles", dt.date(2014, 1, 1), dt.date(2015, 12, 31)),
        ("intranet", dt.date(2012, 1, 1), dt.date(2012, 6, 30)),
        ("controle_courriers", dt.date(2012, 1, 1), dt.date(2012, 12, 31)),
        ("plan_patrimoine", dt.date(2013, 1, 1), dt.date(2013, 12, 31)),
        ("pesee_emplois", dt.date(2012, 1, 1), dt.date(2014, 12, 31)),
        ("teledeclaration", dt.date(2012, 1, 1), dt.date(2015, 12, 31)),
        ("bilan_2012", dt.date(2013, 1, 1), dt.date(2013, 4, 30)),
        ("bilan_2015", dt.date(2016, 1, 1), dt.date(2016, 4, 30)),
        ("primitif_2012", dt.date(2011, 1, 1), dt.date(2011, 12, 31)),
        ("evaluation_cog", dt.date(2015, 1, 1), dt.date(2015, 12, 31)),
    ],
)
def test_due_dates(camieg: Convention, key: str, first: dt.date, last: dt.date) -> None:
    item = next(item for item in camieg.milestones if item.key == key)
    assert (item.due.first, item.due.last) == (first, last)


def test_a_quarter_without_its_number_is_kept_with_its_doubt(camieg: Convention) -> None:
    doubtful = [item for item in camieg.milestones if item.doubt]
    assert [(item.sheet, item.printed, item.reading) for item in doubtful] == [
        (22, "trimestre 2012", "2012")
    ] * 2
    assert {item.due.last for item in doubtful} == {dt.date(2012, 12, 31)}
    assert "trimestre-sans-numero" in {finding.id for finding in camieg.findings}


def test_a_reading_is_given_only_where_the_printed_text_says_no_date(camieg: Convention) -> None:
    read = Counter(item.printed for item in camieg.milestones if item.reading)
    assert read == {
        "perspective 2013": 1,
        "avant la fin de la période couverte par la COG": 1,
        "période 2012-2016": 1,
        "trimestre 2012": 2,
        "en fin de période": 1,
        "en fin de période conventionnelle": 1,
        "avant la fin du mois d'avril": 4,
        "la dernière année couverte": 1,
        "en N-1": 4,
    }


def test_measures_are_described_in_a_few_words(camieg: Convention) -> None:
    labels = [item.what for item in camieg.milestones]
    assert len(set(labels)) == len(labels) == 88
    assert max(map(len, labels)) <= 70
    for item in camieg.milestones:
        assert item.section and item.citation.startswith("COG CAMIEG 2012-2015, ")


def test_the_list_is_in_the_order_of_the_dates(camieg: Convention) -> None:
    found = milestones_of(camieg)
    assert [item.due.last for item in found] == sorted(item.due.last for item in camieg.milestones)
    assert found[0].key == "primitif_2012" and found[-1].key == "bilan_2015"


@pytest.mark.parametrize("sheet", [17, 17.0, "17", "fiche 17", "Fiche objectif n°17"])
def test_a_sheet_may_be_named_in_words(camieg: Convention, sheet: Any) -> None:
    assert len(milestones_of(camieg, sheet)) == 4


def test_the_limit_counts(camieg: Convention) -> None:
    assert [item.key for item in milestones_of(camieg, None, "31/03/2012")] == [
        "primitif_2012",
        "ressources_volume",
        "signalement_champ",
        "actifs_validation",
    ]
    assert len(milestones_of(camieg, 17, 2013)) == 2


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ((1,), NotAvailable, "COG CAMIEG 2012-2015 n'imprime aucune échéance de la fiche 1."),
        ((17, 2011), NotAvailable,
         "COG CAMIEG 2012-2015 n'imprime aucune échéance de la fiche 17 jusqu'au 31/12/2011."),
        (("fiche 37",), NotAvailable,
         "La fiche objectif « fiche 37 » n'existe pas dans COG CAMIEG 2012-2015. Donnez un numéro "
         "de 1 à 36."),
        ((17, "trimestre 2012"), InvalidInput,
         "La date limite « trimestre 2012 » ne dit pas lequel : écrivez par exemple « 1er "
         "trimestre 2012 »."),
    ],
)  # fmt: skip
def test_what_is_not_there_says_so(
    camieg: Convention, arguments: tuple[Any, ...], error: type[Exception], message: str
) -> None:
    with pytest.raises(error) as caught:
        milestones_of(camieg, *arguments)
    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("a;Une mesure;mi-2020;;;;;annexe 1;",
         "essai/milestones.csv, ligne 2 : l'échéance « mi-2020 » n'est pas une échéance. Écrivez "
         "une année (2013), « début 2012 », « fin 2013 », « 1er semestre 2012 », « 1er trimestre "
         "2012 », « juin 2012 », une période (2013/2015) ou une date (30/04/2013). Si l'échéance "
         "n'est pas imprimée sous cette forme, écrivez dans la colonne « lecture » celle à lire."),
        ("a;Une mesure;2020;;;7;;annexe 1;",
         "essai/milestones.csv, ligne 2 : la fiche 7 n'est pas dans sheets.csv. Ajoutez-la, ou "
         "laissez la cellule vide."),
        ("a;Une mesure;2020;;;;;;",
         "essai/milestones.csv, ligne 2 : la colonne « source » est vide. Indiquez où le fait est "
         "imprimé, par exemple « annexe 2, indicateur 1 »."),
        ("a;Une;2020;;;;;annexe 1;\na;Autre;2021;;;;;annexe 1;",
         "essai/milestones.csv, ligne 3 : clé « a » figure déjà à la ligne 2."),
        ("A b;Une;2020;;;;;annexe 1;",
         "essai/milestones.csv, ligne 2 : la colonne « clé » contient « A b ». Une clé s'écrit en "
         "minuscules sans accent, chiffres et « _ » compris. Écrivez un nom court, par exemple "
         "intranet."),
    ],
)  # fmt: skip
def test_a_fault_of_the_table_stops_the_load(
    write_folder: WriteFolder, row: str, message: str
) -> None:
    with pytest.raises(InvalidConvention) as caught:
        load_folder(write_folder(milestones_csv=f"{HEAD}{row}\n"))
    assert caught.value.message == message


def test_a_convention_may_have_no_schedule(write_folder: WriteFolder) -> None:
    convention = load_folder(write_folder())
    assert convention.milestones == ()
    with pytest.raises(NotAvailable, match="n'imprime aucune échéance"):
        milestones_of(convention)


def test_frame(camieg: Convention) -> None:
    frame = camieg.frame("milestones").set_index("key")
    assert frame.loc["intranet", "due"] == dt.date(2012, 6, 30)
    assert frame.loc["intranet", "printed"] == "Dès le premier semestre 2012"
