"""Forms that COGs, CPGs and PAPs print, each with its reading and its verdict worked out by hand.

``printed_forms.csv`` was written before the grammar that reads it. ``!`` stands for a refusal.
"""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from pycog.attainment import NO_TARGET, attainment, gap, status
from pycog.errors import InvalidInput, NotAvailable
from pycog.interessement.levers import required
from pycog.interessement.points import points
from pycog.targets import EXAMPLES, UNSET, parse_target
from pycog.values import Scalar

_TABLE = Path(__file__).with_name("printed_forms.csv")
_REFUSED = "!"


def _rows() -> list[dict[str, str]]:
    with _TABLE.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="|", quoting=csv.QUOTE_NONE))


ROWS = _rows()
READ = [row for row in ROWS if row["kind"] != _REFUSED]
JUDGED = [row for row in ROWS if row["status"]]


def _cell(text: str) -> Scalar:
    try:
        return float(text)
    except ValueError:
        return text or None


@pytest.mark.parametrize("row", READ, ids=[row["text"] for row in READ])
def test_a_printed_form_is_read(row: dict[str, str]) -> None:
    target = parse_target(row["text"])
    assert target.kind == row["kind"]
    for name, found in (("value", target.value), ("upper", target.upper)):
        if row[name]:
            assert found == float(row[name])
    for name, told in (("comparator", target.comparator), ("unit", target.unit)):
        if row[name]:
            assert told == row[name]


@pytest.mark.parametrize("text", [row["text"] for row in ROWS if row["kind"] == _REFUSED])
def test_a_form_without_one_reading_is_refused_with_its_reason(text: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        parse_target(text)
    assert text in caught.value.message
    assert len(caught.value.message) > len(text) + 40
    # Each says its own reason: the list of all that can be written is for what nothing fits.
    assert EXAMPLES not in caught.value.message


@pytest.mark.parametrize("row", JUDGED, ids=[row["text"] for row in JUDGED])
def test_a_result_is_judged(row: dict[str, str]) -> None:
    actual, reference = _cell(row["actual"]), _cell(row["reference"])
    found = status(actual, row["text"], None, row["direction"], None, reference)
    assert found == row["status"]


@pytest.mark.parametrize("text", [row["text"] for row in READ if row["kind"] in UNSET])
def test_nothing_to_reach_gives_no_figure_in_any_formula(text: str) -> None:
    assert status(0.5, text) == NO_TARGET
    assert attainment(0.5, text) is None
    assert gap(0.5, text) is None
    assert points(0.5, text, None, 100) is None
    assert required(100, text, None, 100) is None


@pytest.mark.parametrize(
    "text", ["en baisse", "↗", "N-1", "+2 pts", "N-1 + 2 pts", "-5 % / 2022", "-3 % par an"]
)
def test_a_bare_result_without_the_earlier_value_is_refused_by_every_formula(text: str) -> None:
    for compute in (
        lambda: status(0.8, text),
        lambda: attainment(0.8, text),
        lambda: gap(0.8, text),
        lambda: points(0.8, text, None, 100),
    ):
        with pytest.raises(NotAvailable) as caught:
            compute()
        assert caught.value.code == "reference-manquante"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("N-1 + 2 %", "deux façons"),
        ("environ 90 %", "quel écart"),
        ("80 % puis 85 %", "plusieurs valeurs"),
        ("80 % en 2023 et 85 % en 2024", "plusieurs années"),
        ("cible atteinte", "constat"),
        ("A", "note en lettres"),
        ("Certification sans réserve", "qualitatif"),
        ("5 % par an", "le signe"),
        ("-5 M€", "de quoi il part"),
        ("doubler", "multiplie"),
        ("réduire de moitié", "divise une valeur"),
        ("cible nationale", "n'est pas imprimée"),
        ("neutralisé", "plus suivi"),
        ("mise en production", "une étape"),
        ("1 pour 1 000", "un nombre à un autre"),
        ("socle 80 % – cible 90 %", "un plancher et une cible"),
        ("90/95 %", "90 à 95 %"),
        ("quatre-vingts pour cent", "en chiffres"),
        ("trimestriel", "périodicité"),
        ("XX %", "à définir"),
        ("80 % sous réserve du SI", "condition"),
        ("15 jours à 3 semaines", "deux unités"),
        ("le jour même", "durée"),
        ("(80 %)", "parenthèses"),
        ("80 ± 2 %", "deux façons"),
        ("T4", "d'année"),
        ("Respect du calendrier", "ce qui est à faire"),
        ("Amélioration de 5 points", "dans quel sens"),
        ("Légère baisse", "de combien"),
        ("1 par département", "par territoire"),
        ("24h/24", "horaire"),
    ],
)
def test_the_reason_of_a_refusal_is_told(text: str, reason: str) -> None:
    with pytest.raises(InvalidInput, match=reason):
        parse_target(text)


@pytest.mark.parametrize(
    ("actual", "target"),
    [
        ("60 jours", "2 mois"),
        ("2 mois", "60 jours"),
        ("10 jours ouvrés", "2 semaines"),
        ("10 jours ouvrés", "10 jours calendaires"),
        ("48 h", "2 jours"),
        ("35 000 dossiers", "35 000 places"),
        ("12 €", "12 ETP"),
    ],
)
def test_units_without_an_exact_rate_of_exchange_are_refused(actual: str, target: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        status(actual, target)
    assert caught.value.code == "unites-differentes"


@pytest.mark.parametrize(
    ("actual", "target", "difference"),
    [
        ("14 jours", "3 semaines", -1.0),
        ("1 an", "10 mois", 2.0),
        ("1 h 30", "60 min", 30.0),
        ("90 s", "1 min", 0.5),
        ("2 €", "150 c€", 50.0),
    ],
)
def test_units_with_one_are_converted(actual: str, target: str, difference: float) -> None:
    assert gap(actual, target) == difference


def test_an_unknown_floor_or_reference_is_not_a_missing_one() -> None:
    with pytest.raises(NotAvailable, match="seuil"):
        status(0.8, "90 %", "À définir")
    with pytest.raises(NotAvailable, match="référence"):
        status(0.8, "+3 %", None, None, None, "ND")
    assert status(0.9, "90 %", "-") == "Atteint"
