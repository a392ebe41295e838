"""What a question names: numbers, dates, dictated numbers, indicators, lines, bodies."""

from __future__ import annotations

from typing import Any

import pytest

from pycog.dialogue.entities import Question, read_question
from pycog.dialogue.normalise import normalise
from pycog.dialogue.numbers import read_number
from pycog.dialogue.spoken import digits
from pycog.dialogue.vocabulary import vocabulary


def read(text: str) -> Question:
    return read_question(text, vocabulary())


def named(text: str, kind: str) -> list[Any]:
    return [one.value for one in read(text).of(kind)]


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("74 %", "percent", 0.74),
        ("74pct", "percent", 0.74),
        ("12,5 pour cent", "percent", 0.125),
        ("une baisse de -3 %", "percent", -0.03),
        ("50 000 €", "amount", 50_000.0),
        ("50k€", "amount", 50_000.0),
        ("13,9 M€", "amount", 13_900_000.0),
        ("1,2 million d'euros", "amount", 1_200_000.0),
        ("612,40 euros", "amount", 612.4),
        ("6 jours", "days", 6.0),
        ("350 000 bénéficiaires", "beneficiaries", 350_000.0),
        ("230 agents", "staff", 230.0),
        ("1 000 points", "points", 1_000.0),
        ("le 5 novembre 2012", "date", "2012-11-05"),
        ("05/11/2012", "date", "2012-11-05"),
        ("2012-11-05", "date", "2012-11-05"),
        ("le 1er févr. 13", "date", "2013-02-01"),
        ("avant fin 2013", "due", "fin 2013"),
        ("premier semestre 2012", "due", "1er semestre 2012"),
        ("3e trimestre 2014", "due", "3e trimestre 2014"),
        ("en août 2012", "due", "août 2012"),
        ("entre 2011 et 2015", "period", (2011, 2015)),
        ("2012-2015", "period", (2012, 2015)),
        ("en 2013", "year", 2013),
        ("en 14", "year", 2014),
        ("indicateur n° 7", "indicator", 7),
        ("ind7", "indicator", 7),
        ("fiche objectif n°16", "sheet", 16),
        ("du FNGR", "fund", "FNGR"),
        ("dans l'Isère", "document", "isere-2020"),
        ("barème des CPAM", "category", "cpam"),
        ("cellule b12", "cell", "B12"),
        ("1.234 €", "ambiguous", "1.234"),
    ],
)
def test_one_thing_is_read(text: str, kind: str, value: object) -> None:
    assert named(text, kind) == [value]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("2013 €", "year"),  # an amount
        ("le 31/02/2013", "date"),  # no such day
        ("2e trimestre", "due"),  # no year
        ("5e trimestre 2013", "due"),
        ("en 14 jours", "year"),
        ("trente et un agents", "percent"),
    ],
)
def test_what_looks_alike_is_not_read(text: str, kind: str) -> None:
    assert named(text, kind) == []


@pytest.mark.parametrize(
    ("typed", "power", "value"),
    [("74", -2, 0.74), ("12 000,5", 0, 12_000.5), ("13,9", 6, 13_900_000.0), ("0.125", 0, 0.125),
     ("1.234", 0, None), ("1,2,3", 0, None), ("9" * 400, 0, None)],
)  # fmt: skip
def test_numbers_are_read_exactly_or_not_at_all(
    typed: str, power: int, value: float | None
) -> None:
    assert read_number(typed, power) == value


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("indicateur sept", "indicateur 7"),
        ("deux mille treize", "2013"),
        ("quatre vingt dix sept pour cent", "97 %"),
        ("vingt et un mille cinq cents", "21500"),
        ("quatre vingts euros", "80 euros"),
        ("douze virgule cinq pour cent", "12,5 %"),
        ("un budget", "un budget"),
        ("vaut un point", "vaut un point"),
        ("ces deux lignes", "ces deux lignes"),
    ],
)
def test_dictated_numbers_become_digits(said: str, written: str) -> None:
    assert digits(normalise(said)) == written


@pytest.mark.parametrize(
    ("words", "numbers"),
    [
        # Annex 4: indicators 2 and 23 have « décrochés »; only 2 has « appels » too.
        ("objectif du taux de décroché", (2, 23)),
        ("objectif du taux d'appels décrochés", 2),
        ("objectif du taux de satisfaction", (7, 22, 30)),
        ("cible dépistage colorectal", 37),
        ("cible depistage coloretcal", 37),  # two letters swapped
        ("courriels niveau 2", 26),
    ],
)
def test_an_indicator_is_found_by_its_words(words: str, numbers: int | tuple[int, ...]) -> None:
    assert named(words, "indicator") == [numbers]


@pytest.mark.parametrize("words", ["objectif du taux", "le nombre", "budget de la cafétéria", ""])
def test_common_words_name_no_indicator(words: str) -> None:
    assert named(words, "indicator") == []


@pytest.mark.parametrize(
    ("words", "labels"),
    [
        ("masse salariale", ["Personnel"]),
        ("du personnel vers l'investissement", ["Personnel", "Investissement"]),
        ("total personnel et fonctionnement", ["Total personnel et fonctionnement"]),
        ("immo corporelles", ["dont immobilisation corporelles"]),
        ("immos corporelles", ["dont immobilisation corporelles"]),
        ("fonctionement", ["Fonctionnement"]),
    ],
)
def test_a_budget_line_is_found_by_its_label_or_its_usual_name(
    words: str, labels: list[str]
) -> None:
    assert named(words, "line") == labels


def test_strange_words_are_told_apart() -> None:
    assert read("budget des trottinettes 2014").stray == ("trottinett",)
