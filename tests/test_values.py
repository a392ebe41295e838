"""The one door for cell values: what is read, what is refused, how it is shown."""

from __future__ import annotations

import datetime as dt
import math
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pycog.errors import CellError, InvalidInput
from pycog.values import (
    Number,
    Scalar,
    choose,
    date_system,
    display,
    fold,
    format_number,
    is_blank,
    month_end,
    parse_date,
    parse_number,
    to_number,
    to_serial,
)


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("12 000", 12000.0, ""),
        ("12\u00a0000", 12000.0, ""),
        ("12\u202f000,50", 12000.5, ""),
        ("7 000 000", 7e6, ""),
        ("1,234", 1.234, ""),
        ("0.40", 0.4, ""),
        ("0.125", 0.125, ""),
        ("-4,94%", -0.0494, "%"),
        ("\u22124,94 %", -0.0494, "%"),
        ("76,50%", 0.765, "%"),
        ("90\u00a0%", 0.9, "%"),
        ("87.81%", 0.8781, "%"),
        ("1 200 €", 1200.0, "€"),
        ("3 k€", 3000.0, "€"),
        ("2,5 M€", 2.5e6, "€"),
        ("799 millions", 799e6, ""),
        ("7 j", 7.0, "jours"),
        ("31j", 31.0, "jours"),
        ("48 h", 48.0, "heures"),
        ("21 jours calendaires", 21.0, "jours calendaires"),
        ("2 points", 2.0, "points"),
        ("75/100", 0.75, "/100"),
        (" 5 ", 5.0, ""),
    ],
)
def test_numbers_are_read_as_written_in_french(text: str, value: float, unit: str) -> None:
    assert parse_number(text) == Number(value, unit)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "nombre-illisible"),
        ("beaucoup", "nombre-illisible"),
        ("12 00", "nombre-illisible"),
        ("12 livres", "nombre-illisible"),
        ("1 000\n2 000", "nombre-illisible"),
        ("139 750 000\t165 500 000", "nombre-illisible"),
        ("1" * 400, "nombre-illisible"),
        ("1.234", "nombre-ambigu"),
        ("12.345 €", "nombre-ambigu"),
        ("1.234,5", "nombre-ambigu"),
        ("1'234", "nombre-ambigu"),
        ("1,234,567", "nombre-ambigu"),
    ],
)
def test_other_texts_are_refused(text: str, code: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        parse_number(text)
    assert caught.value.code == code


def test_the_refusal_says_what_can_be_written() -> None:
    with pytest.raises(InvalidInput) as caught:
        parse_number("1.234", "le numérateur")
    assert str(caught.value) == (
        "Le numérateur « 1.234 » peut se lire de deux façons : on ne sait pas si le point ou la "
        "virgule sépare les milliers ou les décimales. Écrivez les milliers avec une espace et les "
        "décimales avec une virgule, par exemple 1 234,56."
    )


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_printed_number_reads_back_as_the_same_float(number: float) -> None:
    assert parse_number(format_number(number)).value == number


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_printed_percentage_reads_back_correctly_rounded(number: float) -> None:
    exact = Decimal(repr(number)).scaleb(-2)
    assert parse_number(f"{format_number(number)} %") == Number(float(exact), "%")


@given(st.one_of(st.text(), st.floats(), st.integers(), st.booleans(), st.none()))
def test_nothing_makes_a_reader_crash(value: Scalar) -> None:
    for reader in (to_number, to_serial):
        try:
            number = reader(value)
        except InvalidInput:
            continue
        assert number is None or math.isfinite(number)


@pytest.mark.parametrize("value", [True, float("nan"), float("inf"), 10**400, CellError("#N/A")])
def test_what_is_no_number_is_refused(value: Scalar) -> None:
    with pytest.raises(InvalidInput) as caught:
        to_number(value)
    assert caught.value.code == "nombre-attendu"


@pytest.mark.parametrize("value", [None, "", " ", "\u00a0", "\u202f "])
def test_blanks_are_blank_and_never_zero(value: Scalar) -> None:
    assert is_blank(value)
    assert to_number(value) is None
    assert to_serial(value) is None


@pytest.mark.parametrize("value", [0.0, False, "0", CellError("#N/A")])
def test_a_zero_is_not_blank(value: Scalar) -> None:
    assert not is_blank(value)


@pytest.mark.parametrize(
    "text", ["25/11/2012", "25-11-2012", "2012-11-25", "25 novembre 2012", "25/11/12"]
)
def test_dates_are_read_in_every_french_form(text: str) -> None:
    assert parse_date(text) == dt.date(2012, 11, 25)
    assert to_serial(text) == 41238.0


def test_the_first_of_the_month_is_read() -> None:
    assert parse_date("1er août 2012") == dt.date(2012, 8, 1)


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("31/02/2012", "date-illisible"),
        ("11/25/2012", "date-illisible"),
        ("25/11-2012", "date-illisible"),
        ("demain", "date-illisible"),
        ("01/01/1850", "date-illisible"),
        ("25/11/45", "date-ambigue"),
        (2012.0, "date-annee-seule"),
        (0.5, "date-illisible"),
        (3e6, "date-illisible"),
        (True, "date-illisible"),
        (float("nan"), "nombre-attendu"),
    ],
)
def test_what_is_no_date_is_refused(value: Scalar, code: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        to_serial(value)
    assert caught.value.code == code


def test_dates_follow_the_date_system_of_the_workbook() -> None:
    with date_system("1904"):
        assert to_serial("25/11/2012") == 41238.0 - 1462
        assert display(41238.0 - 1462, "date") == "25/11/2012"
        assert display(2_958_465.0, "date") == "2 958 465"
    assert to_serial("25/11/2012") == 41238.0


@pytest.mark.parametrize(("month", "day"), [(2, 29), (4, 30), (12, 31)])
def test_month_end(month: int, day: int) -> None:
    assert month_end(2012, month) == dt.date(2012, month, day)


@pytest.mark.parametrize(
    ("value", "kind", "text"),
    [
        (0.77 / 0.9, "rate", "85,6 %"),
        (0.0618258, "evolution", "6,18 %"),
        (0.765375, "percent", "76,5375 %"),
        (12000.0, "amount", "12 000 €"),
        (12000.5, "amount", "12 000,5 €"),
        (7.0, "days", "7 j"),
        (41238.0, "date", "25/11/2012"),
        (1234.56789, "number", "1 234,5679"),
        (0.00001234, "number", "0,00001234"),
        (-0.04, "number", "-0,04"),
        (-1e-9, "rate", "0 %"),
        (True, "text", "VRAI"),
        (None, "rate", ""),
        ("Atteint", "text", "Atteint"),
        (CellError("#N/A", "…"), "rate", "#N/A"),
        (float("inf"), "number", "#NUM!"),
        (0.125, "rate", "12,5 %"),
        (0.12345, "rate", "12,3 %"),
        (0.1235, "rate", "12,4 %"),
    ],
)
def test_values_are_shown_in_french(value: Scalar, kind: str, text: str) -> None:
    assert display(value, kind) == text


@given(st.floats(), st.sampled_from(["rate", "evolution", "amount", "days", "date", "number"]))
def test_every_float_can_be_shown(value: float, kind: str) -> None:
    assert display(value, kind)


def test_words_are_compared_without_case_accents_or_spaces() -> None:
    assert fold("  Numéro  de FICHE ") == fold("numero de fiche")
    assert fold("Taux d’appels") == fold("taux d'appels")


def test_a_choice_is_recognised_or_listed() -> None:
    assert choose("UNITE", ("valeur", "unité"), "le champ") == "unité"
    assert choose(None, ("valeur", "unité"), "le champ") == "valeur"
    with pytest.raises(InvalidInput) as caught:
        choose(3.0, ("valeur", "unité"), "le champ")
    assert str(caught.value) == (
        "Le champ « 3 » n'existe pas. On peut écrire « valeur », « unité »."
    )


@pytest.mark.parametrize(
    ("ratio", "text"),
    [
        (0.01, "1 point"),
        (0.015, "1,5 point"),
        (0.02, "2 points"),
        (-0.013, "-1,3 point"),
        (0, "0 point"),
        (-0.45, "-45 points"),
    ],
)
def test_points_in_the_singular_and_in_the_plural(ratio: float, text: str) -> None:
    assert display(ratio, "points").replace("\N{NO-BREAK SPACE}", " ") == text
