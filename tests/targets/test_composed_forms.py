"""Whatever is put together of the parts of a target reads back as these parts."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pycog.attainment import gap, status
from pycog.errors import InvalidInput
from pycog.targets import KINDS, convert, parse_target
from pycog.values import format_number

#: As printed → as read.
UNITS = {
    "%": ("rate", "%"), "‰": ("rate", "‰"), "j": ("delay", "jours"), "jours": ("delay", "jours"),
    "jours ouvrés": ("delay", "jours ouvrés"), "h": ("delay", "heures"),
    "minutes": ("delay", "minutes"), "semaines": ("delay", "semaines"), "mois": ("delay", "mois"),
    "ans": ("delay", "ans"), "€": ("count", "€"), "c€": ("count", "c€"), "ETP": ("count", "ETP"),
    "places": ("count", "places"), "dossiers": ("count", "dossiers"),
}  # fmt: skip
SCALES = {"%": 100, "‰": 1000}
BEFORE = {"≥ ": ">=", "≤ ": "<=", "> ": ">", "< ": "<", "au moins ": ">=", "au plus ": "<=",
          "minimum ": ">=", "maximum ": "<=", "moins de ": "<", "plus de ": ">",
          "supérieur à ": ">", "inférieur ou égal à ": "<="}  # fmt: skip
AFTER = {" minimum": ">=", " maximum": "<=", " au moins": ">=", " au plus": "<=", " max.": "<="}
MARKS = ("", "*", "**", " (1)", " *")
HEADINGS = ("", "cible : ", "Objectif : ")
WHENS = ("", " en 2027", " d'ici 2027", " dès 2024", " fin 2025")
BASES = {"": "", " par rapport à 2022": "2022", " vs N-1": "n-1", " / 2022": "2022",
         " par an": "par an", " sur la période": "sur la période"}  # fmt: skip

#: Two decimals at most, so that the exact value is plain.
numbers = st.integers(1, 99_999).map(lambda cents: Fraction(cents, 100))
units = st.sampled_from(sorted(UNITS))


def _written(number: Fraction) -> str:
    return format_number(float(number))


@given(numbers, units, st.data())
def test_a_value_reads_back(number: Fraction, unit: str, data: st.DataObject) -> None:
    sign = data.draw(st.sampled_from(["", *BEFORE, *AFTER]))
    heading, when, mark = (data.draw(st.sampled_from(part)) for part in (HEADINGS, WHENS, MARKS))
    value = f"{_written(number)} {unit}"
    value = f"{sign}{value}" if sign in BEFORE else f"{value}{sign}"
    target = parse_target(f"{heading}{value}{when}{mark}")
    assert (target.kind, target.unit) == UNITS[unit]
    assert target.value == float(number / SCALES.get(unit, 1))
    usual = "<=" if target.kind == "delay" else ">="
    assert target.comparator == {**BEFORE, **AFTER}.get(sign, usual)


@given(numbers, numbers, units, st.sampled_from(["{} à {}", "de {} à {}", "entre {} et {}"]))
def test_an_interval_reads_back(low: Fraction, high: Fraction, unit: str, form: str) -> None:
    least, most = sorted((low, high))
    target = parse_target(f"{form.format(_written(least), _written(most))} {unit}")
    scale = SCALES.get(unit, 1)
    assert (target.kind, target.unit) == ("interval", UNITS[unit][1])
    assert (target.value, target.upper) == (float(least / scale), float(most / scale))


@given(numbers, numbers, st.sampled_from([" ± {}", " +/- {}", " (± {} pts)", " ± {} %"]))
def test_a_tolerance_is_as_wide_on_both_sides(middle: Fraction, half: Fraction, form: str) -> None:
    text = f"{_written(middle)} %{form.format(_written(half))}"
    if half > middle:
        with pytest.raises(InvalidInput):
            parse_target(text)
        return
    target = parse_target(text)
    assert target.value == float((middle - half) / 100)
    assert target.upper == float((middle + half) / 100)


@given(numbers, st.sampled_from("+-"), st.sampled_from(sorted(BASES)), st.booleans())
def test_a_variation_reads_back(size: Fraction, sign: str, base: str, in_points: bool) -> None:
    target = parse_target(f"{sign}{_written(size)} {'pts' if in_points else '%'}{base}")
    assert target.kind == ("shift" if in_points else "change")
    signed = size if sign == "+" else -size
    assert target.value == float(signed if in_points else signed / 100)
    assert target.base == BASES[base]


@given(
    st.integers(1, 100),
    st.integers(1, 400),
    st.sampled_from(["en", "sous", "à", "dans un délai de", "en moins de", "à moins de"]),
    st.sampled_from(["jours", "j", "h", "mois", "minutes", "semaines", "jours ouvrés"]),
)
def test_a_share_within_a_delay_reads_back(share: int, delay: int, link: str, unit: str) -> None:
    target = parse_target(f"{share} % des dossiers {link} {delay} {unit}")
    assert (target.kind, target.value) == ("share_within_delay", share / 100)
    assert (target.delay, target.delay_unit) == (float(delay), UNITS[unit][1])
    assert target.delay_strict is ("moins" in link)


@given(st.integers(1, 999), st.integers(1, 999))
def test_a_number_out_of_another_is_their_ratio(part: int, whole: int) -> None:
    if part > whole and whole != 100:  # « 101/100 » is a rate like 101 %
        with pytest.raises(InvalidInput):
            parse_target(f"{part}/{whole}")
        return
    assert parse_target(f"{part}/{whole}").value == part / whole


@given(st.integers(0, 1000), st.integers(0, 1000), st.integers(-50, 50))
def test_points_from_last_year_are_a_level(now: int, before: int, points: int) -> None:
    actual, reference = now / 1000, before / 1000
    text = f"N-1 {'+' if points >= 0 else '-'} {abs(points)} pts"
    gained = now - before - points * 10
    met = gained >= 0 if points >= 0 else gained <= 0
    assert status(actual, text, None, None, None, reference) == (
        "Atteint" if met else "Non atteint"
    )
    assert gap(actual, text, None, reference) == gained / 10


@given(st.integers(1, 10_000), st.sampled_from(["secondes", "minutes", "heures", "semaines"]))
def test_a_conversion_goes_back(count: int, unit: str) -> None:
    into = "jours calendaires" if unit == "semaines" else "heures"
    there = convert(float(count), unit, into)
    assert there is not None
    assert convert(there, into, unit) == pytest.approx(count, rel=1e-15)


WORDS = (
    "90", "%", "pts", "±", "2", "à", "entre", "et", "N-1", "+", "-", "en", "baisse", "sous", "48",
    "h", "mois", "par", "an", "de", "des", "caisses", "7,5/10", "T4", "2024", "≥", "<", "moins",
    "maximum", "stable", "décile", "9e", "J+2", "(1)", "*", "à définir", "juin", "[", "]", ";",
)  # fmt: skip


@given(st.lists(st.sampled_from(WORDS), max_size=8).map(" ".join))
def test_no_composition_makes_the_grammar_crash(text: str) -> None:
    try:
        assert parse_target(text).kind in KINDS
    except InvalidInput as error:
        assert error.message
