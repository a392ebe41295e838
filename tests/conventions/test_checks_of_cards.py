"""Scorecards set against one another, and what two campaigns of one document share."""

from __future__ import annotations

import pytest
from msgspec import structs

from pycog.conventions import Convention, Finding, load
from pycog.conventions.checks import audit, full_audit
from pycog.conventions.checks.campaigns import each_once

CAMPAIGNS = ("interessement-maladie-2021", "interessement-maladie-2022")


def found(convention: Convention, check: str) -> list[Finding]:
    return [one for one in audit(convention) if one.check == check]


@pytest.mark.parametrize(
    ("campaign", "expected"),
    [
        # Printed in the cards: MisAS for CPAM and CGSS; losses for CPAM, DRSM, CGSS and Mayotte.
        (2021, {"80 000": "CPAM et CGSS", "139 750 000": "CPAM, DRSM, CGSS et MAYOTTE"}),
        (2022, {"90 518": "CPAM et CGSS", "7 150 000": "CPAM et CGSS",
                "165 500 000": "CPAM, DRSM, CGSS et MAYOTTE"}),
    ],
)  # fmt: skip
def test_one_amount_in_several_local_cards_is_that_of_the_country(
    campaign: int, expected: dict[str, str]
) -> None:
    told = found(load(f"interessement-maladie-{campaign}"), "montant-national")
    alike = [one for one in told if one.derived]
    assert {one.printed: one.place.partition("parts locales ")[2] for one in alike} == expected
    assert all("à saisir" in one.reading or "la saisir" in one.reading for one in told)


def test_levels_that_differ_between_cards_are_no_finding() -> None:
    """Every category has its own delays, and small numbers may be those of one body."""
    for name in CAMPAIGNS:
        told = found(load(name), "montant-national")
        assert not [one for one in told if "élai" in one.place]


def test_points_by_theme_and_printed_weights() -> None:
    """2021: 400, 400 and 200 are 40, 40 and 20 %; 2022: 525, 375 and 100 are neither list."""
    assert found(load(CAMPAIGNS[0]), "points-themes") == []
    [told] = found(load(CAMPAIGNS[1]), "points-themes")
    assert told.printed == "525 ; 375 ; 100"


def test_floors_after_the_year_are_told_once_for_a_card() -> None:
    [told] = found(load(CAMPAIGNS[0]), "seuil-hors-campagne")
    assert (told.document, told.printed) == (
        "Intéressement maladie 2021, Part locale CNAM",
        "31/03/2022, 27/02/2022, 28/02/22",
    )
    [told] = found(load(CAMPAIGNS[1]), "seuil-hors-campagne")
    assert "31/03/2023" in told.printed and "2022" not in told.printed


def test_parts_without_printed_shares() -> None:
    """The composites of 2021 print theirs (50/50, 20x5); nine rows of CNAM in 2022 do not."""
    assert found(load(CAMPAIGNS[0]), "parties-sans-poids") == []
    [told] = found(load(CAMPAIGNS[1]), "parties-sans-poids")
    assert told.document.endswith("Part locale CNAM")
    assert "« Déployer Mon Espace Santé » (5 parties)" in told.place


def test_a_reading_typed_by_hand_is_not_computed() -> None:
    for name in CAMPAIGNS:
        assert not any(one.derived for one in found(load(name), "autre-lecture"))
        assert all(one.derived for one in found(load(name), "total-bareme"))


def test_what_two_campaigns_share_is_told_once_for_both() -> None:
    both = [load(name) for name in CAMPAIGNS]
    alone = [full_audit(one) for one in both]
    first, second = each_once(list(zip(both, alone, strict=True)))
    assert [one.id for one in first] == [one.id for one in alone[0]]
    shared = [one for one in first if "Intéressement maladie 2021 et 2022" in one.document]
    assert len(shared) == len(alone[1]) - len(second) > 0
    assert {one.id for one in second}.isdisjoint(one.id for one in shared)
    assert "lecture/ccss-sans-bareme" in {one.id for one in shared}


def test_documents_of_their_own_share_nothing() -> None:
    camieg, herault = load(), load("herault-2021")
    same = full_audit(camieg)[:3]
    renamed = [structs.replace(one) for one in same]
    assert each_once([(camieg, same), (herault, renamed)]) == [same, renamed]


def test_a_floor_of_a_part_that_differs_between_cards() -> None:
    """CARSAT: 100,00 % and 50,00 %; CGSS: 100 % and 0 %, for the same four programmes."""
    [told] = [one for one in found(load(CAMPAIGNS[1]), "seuil-nul") if one.id.endswith("/cpg")]
    assert told.document.endswith("Part locale CARSAT et CRAMIF")
    assert (told.printed, told.derived) == ("50,00%", True)
    assert "« 0% » (Part locale CGSS)" in told.recomputed


@pytest.mark.parametrize(("campaign", "points"), [(2021, "1 325"), (2022, "1 075")])
def test_the_weights_of_cpam_in_the_order_in_which_they_are_printed(
    campaign: int, points: str
) -> None:
    """First values: 75 + 50 + 100 + 150 + 50 + 50 + 75 + 50 + 100 + 75 + 100 + 75 + 75 + 300."""
    [told] = found(load(f"interessement-maladie-{campaign}"), "poids-imprimes")
    assert f"Part locale CPAM, {points} points" in told.printed
    assert "CEIR" not in told.printed  # 270 + 380 + 100 + 150 + 100 make 1 000
    assert told.derived


def test_a_composite_with_two_lists_of_shares() -> None:
    """CGSS, basic service: four shares of 25 % beside five of 20 %."""
    told = [
        one
        for one in found(load(CAMPAIGNS[0]), "chiffre-contredit")
        if "composantes-service-base-cgss" in one.id
    ]
    assert [one.printed for one in told] == ["25% / 25% / 25%/ 25%"]
    assert "20%/20%/20%/20%/20%" in told[0].recomputed


def test_a_national_quantity_of_one_card_is_a_reading() -> None:
    told = found(load(CAMPAIGNS[0]), "montant-national")
    alone = [one for one in told if "assistants médicaux" in one.place]
    assert [(one.printed, one.derived) for one in alone] == [("2500", False)]
    assert "en déclinaison de l'objectif national" in alone[0].recomputed
