"""Due texts and the situation of a measure: laws that hold for every text and day."""

from __future__ import annotations

import calendar
import datetime as dt
from typing import Any

import pandas
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pycog.errors import InvalidInput
from pycog.milestones import (
    DONE,
    NOT_DUE,
    UNDER_WAY,
    Due,
    assumptions_of_status,
    explain_status,
    milestone_status,
    read_due,
    status_at,
    to_due,
)
from pycog.refresh import evaluate
from pycog.values import clock_at, date_system, serial_of, today
from udfs.hosts.engine import EngineHost

MONTHS = (
    "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre",
    "octobre", "novembre", "décembre",
)  # fmt: skip
YEARS = st.integers(1999, 2098)
DAYS = st.dates(dt.date(2011, 1, 1), dt.date(2017, 12, 31))
#: Prefixes that do not move the last day of a period.
LEADS = st.sampled_from(["", "en ", "pour ", "courant ", "Dès ", "à partir de ", "À COMPTER DE "])


def last_day(year: int, month: int) -> dt.date:
    return dt.date(year, month, calendar.monthrange(year, month)[1])


@given(LEADS, YEARS)
def test_a_year_expires_on_its_last_day(lead: str, year: int) -> None:
    assert read_due(f"{lead}{year}").last == dt.date(year, 12, 31)


@given(st.sampled_from(["fin", "Fin", "avant la fin", "avant fin", "d'ici fin", "pour fin"]), YEARS)
def test_the_end_of_a_year_is_its_last_day(lead: str, year: int) -> None:
    assert read_due(f"{lead} {year}").last == dt.date(year, 12, 31)


@given(YEARS, st.integers(1, 4), st.sampled_from(["{n} trimestre", "{n}ème trimestre", "T{n}"]))
def test_a_quarter_expires_on_its_last_day(year: int, number: int, form: str) -> None:
    text = f"{form.format(n=number)} {year}"
    assert read_due(text).last == last_day(year, 3 * number)


@given(YEARS, st.integers(1, 2), st.sampled_from(["{n} semestre", "S{n}", "dès le {w} semestre"]))
def test_a_half_year_expires_on_its_last_day(year: int, number: int, form: str) -> None:
    word = ("premier", "second")[number - 1]
    text = f"{form.format(n=number, w=word)} {year}"
    assert read_due(text).last == last_day(year, 6 * number)


@given(YEARS, st.integers(1, 12), st.sampled_from(["{m} {y}", "fin {m} {y}", "{u} {y}"]))
def test_a_month_expires_on_its_last_day(year: int, month: int, form: str) -> None:
    name = MONTHS[month - 1]
    text = form.format(m=name, u=name.upper(), y=year)
    assert read_due(text).last == last_day(year, month)


@given(YEARS, st.integers(0, 10), st.sampled_from(["-", "/", " / ", " à "]))
def test_a_span_expires_with_its_last_year(year: int, more: int, mark: str) -> None:
    due = read_due(f"{year}{mark}{year + more}")
    assert (due.first, due.last) == (dt.date(year, 1, 1), dt.date(year + more, 12, 31))


@given(DAYS)
def test_a_day_expires_that_day(day: dt.date) -> None:
    text = day.strftime("%d/%m/%Y")
    assert read_due(text).last == day
    assert to_due(serial_of(day)) == Due(text, dt.date(day.year, 1, 1), day)


@pytest.mark.parametrize(
    ("text", "last"),
    [
        ("Début 2012", dt.date(2012, 3, 31)),
        ("Dès le premier semestre 2012", dt.date(2012, 6, 30)),
        ("1er trimestre 2012", dt.date(2012, 3, 31)),
        ("fin du 3ème trimestre 2014", dt.date(2014, 9, 30)),
        ("avant la fin du mois d'avril 2013", dt.date(2013, 4, 30)),
        ("le 30 avril 2013", dt.date(2013, 4, 30)),
        ("de 2013 à 2015", dt.date(2015, 12, 31)),
        ("2013\u20132014", dt.date(2014, 12, 31)),
        ("fin de l'année 2013", dt.date(2013, 12, 31)),
        ("2012-11-25", dt.date(2012, 11, 25)),
        (2013, dt.date(2013, 12, 31)),
        (41394.0, dt.date(2013, 4, 30)),
    ],
)
def test_due_texts_worked_by_hand(text: Any, last: dt.date) -> None:
    due = to_due(text)
    assert due is not None and due.last == last


@pytest.mark.parametrize(
    "text",
    ["avant 2013", "d'ici 2013", "mi-2013", "3e semestre 2012", "5 trimestre 2012", "2015/2013",
     "zéroième trimestre 2012", "12", "0012", "9999", "31/02/2012", "bientôt", "fin", "2012 2013",
     "brumaire 2012", "30/04/55"],
)  # fmt: skip
def test_what_may_be_read_two_ways_is_refused(text: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        read_due(text)
    assert caught.value.code == "echeance-illisible"


def test_the_messages_say_what_to_write() -> None:
    with pytest.raises(InvalidInput) as caught:
        read_due("trimestre 2012")
    assert (caught.value.code, caught.value.message) == (
        "echeance-sans-numero",
        "L'échéance « trimestre 2012 » ne dit pas lequel : écrivez par exemple « 1er trimestre "
        "2012 ».",
    )
    with pytest.raises(InvalidInput) as caught:
        read_due("mi-2013")
    assert caught.value.message == (
        "L'échéance « mi-2013 » n'est pas une échéance. Écrivez une année (2013), « début 2012 », "
        "« fin 2013 », « 1er semestre 2012 », « 1er trimestre 2012 », « juin 2012 », une période "
        "(2013/2015) ou une date (30/04/2013)."
    )


def rank(status: str) -> tuple[int, int]:
    """Order the situations as time brings them; a delay grows."""
    days = int("".join(char for char in status if char.isdigit()) or 0)
    stages = [NOT_DUE, UNDER_WAY, "En retard", DONE]
    stage = next(place for place, name in enumerate(stages) if status.startswith(name))
    return stage, days


DUES = st.one_of(
    YEARS.filter(lambda year: 2010 < year < 2018).map(str),
    st.sampled_from(["Début 2012", "2013/2015", "juin 2014", "T3 2013", "fin 2015", "30/04/2013"]),
)


@given(DUES, st.none() | DAYS, DAYS, DAYS)
def test_time_brings_a_measure_forward_only(
    text: str, done: dt.date | None, day: dt.date, other: dt.date
) -> None:
    due, (before, after) = read_due(text), sorted((day, other))
    assert rank(status_at(due, done, before)) <= rank(status_at(due, done, after))


@given(DUES, st.none() | DAYS, DAYS)
def test_a_measure_is_late_exactly_after_its_due_date(
    text: str, done: dt.date | None, day: dt.date
) -> None:
    due = read_due(text)
    reached = done if done is not None and done <= day else day
    assert ("retard" in status_at(due, done, day)) == (reached > due.last)


@given(DUES, DAYS, DAYS)
def test_the_days_late_count_from_the_due_date(text: str, done: dt.date, day: dt.date) -> None:
    due = read_due(text)
    late = rank(status_at(due, done, max(done, day)))[1]
    assert late == max(0, (done - due.last).days)


@given(DUES, st.none() | DAYS, DAYS)
def test_both_date_systems_agree(text: str, done: dt.date | None, day: dt.date) -> None:
    found = []
    for system in ("1900", "1904"):
        with date_system(system):
            serials = [None if item is None else serial_of(item) for item in (done, day)]
            found.append(milestone_status(text, *serials))
    assert found[0] == found[1]


def test_a_column_is_read_row_by_row() -> None:
    dues = pandas.Series(["2012", "2013", None], index=["a", "b", "c"])
    done = pandas.Series([dt.date(2013, 1, 31), None, None], index=["a", "b", "c"])
    found = milestone_status(dues, done, "31/12/2013")
    assert list(found.fillna("")) == ["Réalisée en retard de 31 jours", "En cours", ""]


def test_without_a_day_it_is_today() -> None:
    assert today() == dt.date.today()
    with clock_at(dt.datetime(2013, 7, 1, 12, tzinfo=dt.UTC)):
        assert today() == dt.date(2013, 7, 1)
        assert milestone_status("2013", None) == "En cours"
        assert milestone_status("juin 2013", "", "") == "En retard de 1 jour"


def test_the_clock_of_the_command_is_the_clock_of_the_formula() -> None:
    noon = dt.datetime(2014, 1, 1, tzinfo=dt.UTC)
    found = evaluate('=COG_MILESTONE_STATUS("2013",)', EngineHost(), clock=noon)
    assert found.value == "En retard de 1 jour"


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        (("fin 2013", "15/02/2014", "31/12/2014"),
         "échéance « fin 2013 », soit au plus tard le 31/12/2013 ; réalisée le 15/02/2014, "
         "46 jours après : Réalisée en retard de 46 jours"),
        (("2013", None, "31/12/2012"),
         "échéance « 2013 », soit au plus tard le 31/12/2013 ; non réalisée au 31/12/2012 : "
         "Non échue"),
        (("", None, None), "L'échéance n'est pas renseignée : pas de résultat"),
    ],
)  # fmt: skip
def test_explanations(arguments: tuple[Any, ...], text: str) -> None:
    assert explain_status(*arguments) == text


@pytest.mark.parametrize(
    ("arguments", "used"),
    [
        (("fin 2013", "15/02/2014", "31/12/2014"), ("echeance-dernier-jour",)),
        (("Début 2012", None, "01/02/2012"),
         ("echeance-dernier-jour", "echeance-debut-d-annee", "echeance-en-cours")),
        (("2013", "15/02/2014", "31/12/2013"),
         ("echeance-dernier-jour", "situation-a-la-date", "echeance-en-cours")),
        ((None, None, None), ()),
    ],
)  # fmt: skip
def test_assumptions_of_one_result(arguments: tuple[Any, ...], used: tuple[str, ...]) -> None:
    assert assumptions_of_status(*arguments) == used
