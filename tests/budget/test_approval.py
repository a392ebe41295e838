"""Tacit approval: dates, working days, status."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from pycog.budget import approval
from pycog.budget.approval import NEVER_TACIT, Delay, TacitApproval, read_delay
from pycog.conventions import load
from pycog.errors import InvalidInput
from pycog.values import date_of, date_system, serial_of

RULES = load().rules
assert RULES is not None
#: Annexe 1, 1.2.1: 20 days, and no more is printed.
TWENTY_DAYS = RULES.of("approbation d'un budget", "FNGA")[0]


def delay(*given: object) -> Delay:
    found = read_delay(
        **dict(zip(("days", "calendar", "counts"), given, strict=False)), rule=TWENTY_DAYS
    )
    assert found is not None
    return found


def approval_date(received: object, *given: object) -> float | None:
    return approval.approval_date(received, delay(*given))


def status(received: object, on: object, conform: object, *given: object) -> str | None:
    return approval.status(received, on, conform, delay(*given))


def tacit_approval(received: object, *given: object) -> TacitApproval | None:
    return approval.tacit_approval(received, delay(*given))


DAYS = st.dates(dt.date(2012, 1, 1), dt.date(2016, 12, 31))


def on(received: str, *rest: object) -> str:
    serial = approval_date(received, *rest)
    assert serial is not None
    return date_of(serial).strftime("%d/%m/%Y")


@pytest.mark.parametrize(
    ("rest", "wanted"),
    [
        ((), "22/02/2013"),
        ((20.0, "calendaires", "non"), "22/02/2013"),
        ((None, None, "oui"), "21/02/2013"),
        ((1.0,), "03/02/2013"),
        # 1 February 2013 is a Friday: four weeks of five days end on Friday 1 March.
        ((None, "ouvrés"), "02/03/2013"),
        ((None, "ouvrés", "oui"), "01/03/2013"),
        # Three weeks of six days, then Saturday 23 and Monday 25 February.
        ((None, "ouvrables", "oui"), "25/02/2013"),
        (("20 jours ouvrés",), "02/03/2013"),
        (("20 jours",), "22/02/2013"),
        ((None, None, True), "21/02/2013"),
    ],
)
def test_twenty_days_from_the_first_of_february(rest: tuple, wanted: str) -> None:
    assert on("01/02/2013", *rest) == wanted


def test_public_holidays_do_not_count_among_working_days() -> None:
    # Easter Monday 1 April, 1 May (Wednesday), 8 May, Ascension 9 May, Whit Monday 20 May 2013.
    assert on("29/03/2013", 1.0, "ouvrés", "oui") == "02/04/2013"
    assert on("30/04/2013", 5.0, "ouvrés", "oui") == "10/05/2013"
    assert on("17/05/2013", 2.0, "ouvrables", "oui") == "21/05/2013"
    assert on("31/12/2012", 1.0, "ouvrés", "oui") == "02/01/2013"
    assert on("30/04/2013", 1.0, "calendaires", "oui") == "01/05/2013"


@pytest.mark.parametrize(
    ("day", "included", "wanted"),
    [
        ("20/02/2013", "non", "En attente jusqu'au 21/02/2013"),
        ("21/02/2013", "non", "En attente jusqu'au 21/02/2013"),
        ("22/02/2013", "non", "Réputée acquise le 22/02/2013"),
        ("20/02/2013", "oui", "En attente jusqu'au 20/02/2013"),
        ("21/02/2013", "oui", "Réputée acquise le 21/02/2013"),
        ("22/02/2013", "oui", "Réputée acquise le 21/02/2013"),
        ("01/02/2013", "non", "En attente jusqu'au 21/02/2013"),
    ],
)
def test_days_19_20_and_21(day: str, included: str, wanted: str) -> None:
    assert status("01/02/2013", day, "oui", None, None, included) == wanted


def test_a_budget_that_does_not_conform_is_never_approved_tacitly() -> None:
    for day in ("01/02/2013", "22/02/2013", "31/12/2015"):
        assert status("01/02/2013", day, "non") == NEVER_TACIT
        assert status("01/02/2013", day, False) == NEVER_TACIT
    assert status("01/02/2013", "01/01/2014", "Conforme") == "Réputée acquise le 22/02/2013"


def test_what_is_blank_has_no_status() -> None:
    assert approval_date(None) is None
    assert status(None, "01/02/2013", "oui") is None
    assert status("01/02/2013", "", "oui") is None
    assert status("01/02/2013", "01/02/2013", None) is None


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: status("02/02/2013", "01/02/2013", "oui"),
         "La date du constat (01/02/2013) est avant la réception (02/02/2013). Vérifiez l'ordre "
         "des deux dates."),
        (lambda: approval_date("01/02/2013", 0.0),
         "Le délai « 0 » n'est pas un nombre entier de jours. Écrivez par exemple 20, au plus "
         "3 650."),
        (lambda: approval_date("01/02/2013", 2.5),
         "Le délai « 2,5 » n'est pas un nombre entier de jours. Écrivez par exemple 20, au plus "
         "3 650."),
        (lambda: approval_date("01/02/2013", "20 %"),
         "Le délai « 20 % » n'est pas un nombre entier de jours. Écrivez par exemple 20, au plus "
         "3 650."),
        (lambda: approval_date("01/02/2013", "20 jours ouvrés", "calendaires"),
         "Le délai est écrit en jours ouvrés et le calendrier dit calendaires. Gardez l'un des "
         "deux."),
        (lambda: approval_date("01/02/2013", None, "lunaire"),
         "Le calendrier « lunaire » n'existe pas. On peut écrire « calendaires », « ouvrés », "
         "« ouvrables »."),
        (lambda: approval_date("01/02/2013", None, None, "peut-être"),
         "Le compte du dernier jour « peut-être » n'existe pas. On peut écrire « non », « oui »."),
        (lambda: approval_date("01/02/2150", None, "ouvrés"),
         "Les jours fériés de 2150 ne sont pas connus, seulement ceux de 1982 à 2099. Vérifiez la "
         "date, ou comptez en jours calendaires."),
        (lambda: approval_date("31/12/9999"),
         "Le délai court au-delà de l'année 9999. Vérifiez la date de réception."),
        (lambda: approval_date("février"),
         "La date de réception « février » n'est pas une date. Écrivez jour/mois/année, par "
         "exemple 25/11/2012, ou 2012-11-25."),
    ],
)  # fmt: skip
def test_what_cannot_be_counted_says_why(call, message: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        call()
    assert caught.value.message == message


@given(DAYS, st.integers(1, 60), st.sampled_from(approval.CALENDARS))
def test_the_delay_holds_the_days_asked_for(day: dt.date, days: int, calendar: str) -> None:
    found = tacit_approval(serial_of(day), float(days), calendar)
    assert found is not None
    span = [day + dt.timedelta(days=number) for number in range(1, (found.last - day).days + 1)]
    if calendar == "calendaires":
        assert len(span) == days
    else:
        kept = 5 if calendar == "ouvrés" else 6
        assert sum(item.weekday() < kept for item in span) >= days
        assert found.last.weekday() < kept
    assert found.acquired == found.last + dt.timedelta(days=1)
    assert found.waiting == found.last
    same_day = tacit_approval(serial_of(day), float(days), calendar, "oui")
    assert same_day is not None and same_day.acquired == found.last


@given(DAYS)
def test_more_kinds_of_days_off_never_shorten_the_delay(day: dt.date) -> None:
    ends = [
        tacit_approval(serial_of(day), None, calendar)
        for calendar in ("calendaires", "ouvrables", "ouvrés")
    ]
    days = [end.last for end in ends if end]
    assert days == sorted(days)


def test_the_counting_is_written_in_french() -> None:
    assert approval.explain_approval_date("01/02/2013", delay()) == (
        "réception le 01/02/2013, 20 jours calendaires jusqu'au 21/02/2013 ; approbation réputée "
        "acquise le 22/02/2013"
    )
    assert approval.explain_status("01/02/2013", "01/03/2013", "non", delay()) == (
        "réception le 01/02/2013, 20 jours calendaires jusqu'au 21/02/2013 ; Pas d'approbation "
        "tacite : budget non conforme à la COG"
    )
    assert approval.explain_approval_date(None, delay()).endswith("pas de résultat")
    assert approval.explain_status(None, None, None, delay()).endswith("pas de résultat")


def test_dates_follow_the_date_system_of_the_workbook() -> None:
    with date_system("1904"):
        assert on("01/02/2013") == "22/02/2013"


def test_working_days_are_an_assumption_only_when_they_are_not_chosen() -> None:
    assert "approbation-jours" in delay().assumptions
    assert "approbation-jours" not in delay(None, "ouvrés").assumptions


def test_what_the_agreement_prints_is_followed_and_is_no_assumption() -> None:
    fifteen = replace(TWENTY_DAYS, days=15, calendar="ouvrés", last_day="oui")
    found = read_delay(None, None, None, fifteen)
    # Fifteen working days from Friday 1 February 2013: three weeks, Friday 22 February.
    assert found == Delay(15, "ouvrés", True, ("approbation-depart",))
    counted = approval.approval_date("01/02/2013", found)
    assert counted is not None and date_of(counted) == dt.date(2013, 2, 22)
    # What the officer gives comes before what is printed.
    asked = read_delay(2.0, "calendaires", "non", fifteen)
    assert asked is not None and (asked.days, asked.calendar, asked.included) == (
        2, "calendaires", False,
    )  # fmt: skip


def test_without_a_rule_the_days_must_be_given() -> None:
    assert read_delay(None, None, None, None) is None
    assert read_delay(20.0, None, None, None) == Delay(
        20, "calendaires", False,
        ("approbation-depart", "approbation-vingtieme-jour", "approbation-jours"),
    )  # fmt: skip
