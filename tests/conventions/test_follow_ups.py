"""What the objective sheets follow without a number, and what their rates divide."""

from __future__ import annotations

from typing import Any

import pytest

from pycog.conventions import Convention, load
from pycog.conventions.facts.schema import DATES, NUMBER, YES_OR_NO
from pycog.conventions.loading.loader import load_folder
from pycog.errors import InvalidConvention

SHEETS = "numéro;titre;suivi;source\n1;Accueil;indicateur;fiche 1\n"
FOLLOW_UPS = (
    "clé;fiche;libellé;nature;unité;source\nplan;1;Plan signé;oui ou non;;fiche 1\n"
    "sites;1;Sites équipés;nombre;sites;fiche 1\n"
)
RATIOS = "indicateur;numérateur;dénominateur;fondement;source\n1;faits;prévus;imprimé;fiche 1\n"


@pytest.fixture(scope="module")
def camieg() -> Convention:
    return load()


def test_the_unnumbered_indicators_are_those_of_the_sheets(camieg: Convention) -> None:
    # Read under « INDICATEURS » of the 36 sheets: what stands there without a number.
    natures = {
        17: [DATES],
        23: [DATES],
        24: [DATES],
        25: [DATES],
        31: [DATES],
        33: [YES_OR_NO, YES_OR_NO],
        35: [DATES, YES_OR_NO, NUMBER],
    }
    found: dict[int, list[str]] = {}
    for one in camieg.follow_ups:
        found.setdefault(one.sheet, []).append(one.nature)
    assert found == natures
    assert len({(one.sheet, one.label) for one in camieg.follow_ups}) == len(camieg.follow_ups)


def test_three_divisions_are_printed_and_the_others_follow_from_a_criterion(
    camieg: Convention,
) -> None:
    # « = Nombre de … / Nombre de … » under indicators 42 and 44, criterion of indicator 41.
    assert [number for number, one in camieg.ratios.items() if one.printed] == ["41", "42", "44"]
    signalled = camieg.ratios["44"]
    assert signalled.numerator == "signalements transmis à la CPAM"
    assert signalled.denominator == "comportements déviants détectés"
    assert all(
        camieg.indicators[one.indicator].sheet == int(one.citation.rpartition("°")[2])
        for one in camieg.ratios.values()
    )


def test_every_sheet_says_what_it_is_about_and_most_what_they_do(camieg: Convention) -> None:
    assert all(sheet.context for sheet in camieg.sheets.values())
    # These have no heading « ACTIONS MISES EN PLACE »; sheet 13 is a table.
    without = [number for number, sheet in camieg.sheets.items() if not sheet.actions]
    assert without == [1, 2, 13, 15, 16, 17]
    assert camieg.sheets[6].actions == ("Logiciel EPTICA", "Formation à EPTICA")


def test_own_tables_load(write_folder: Any) -> None:
    convention = load_folder(
        write_folder(sheets_csv=SHEETS, follow_ups_csv=FOLLOW_UPS, ratios_csv=RATIOS)
    )
    assert [(one.key, one.unit) for one in convention.follow_ups] == [
        ("plan", ""),
        ("sites", "sites"),
    ]
    assert (convention.ratios["1"].numerator, convention.ratios["1"].printed) == ("faits", True)
    assert convention.sheets[1].context == "" and convention.sheets[1].actions == ()


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        (
            {"follow_ups_csv": FOLLOW_UPS.replace("plan;1", "plan;7")},
            "essai/follow_ups.csv, ligne 2 : la fiche 7 n'est pas dans sheets.csv.",
        ),
        (
            {"follow_ups_csv": FOLLOW_UPS.replace("nombre;sites", "nombre;")},
            "essai/follow_ups.csv, ligne 3 : un nombre a une unité.",
        ),
        (
            {"follow_ups_csv": FOLLOW_UPS.replace("oui ou non", "peut-être")},
            "essai/follow_ups.csv, ligne 2 : la colonne « nature » contient « peut-être ».",
        ),
        (
            {"ratios_csv": RATIOS.replace("\n1;", "\n9;")},
            "essai/ratios.csv, ligne 2 : l'indicateur 9 n'est pas dans indicators.csv.",
        ),
        (
            {"ratios_csv": RATIOS.replace("imprimé", "supposé")},
            "essai/ratios.csv, ligne 2 : la colonne « fondement » contient « supposé ».",
        ),
    ],
)
def test_a_fault_stops_the_load(write_folder: Any, changes: dict[str, str], message: str) -> None:
    tables = {"sheets_csv": SHEETS, "follow_ups_csv": FOLLOW_UPS, "ratios_csv": RATIOS, **changes}
    with pytest.raises(InvalidConvention) as caught:
        load_folder(write_folder(**tables))
    assert message in str(caught.value)
