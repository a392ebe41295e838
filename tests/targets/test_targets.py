"""The grammar of printed targets reads what the annexes print and refuses the rest."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pycog.errors import CellError, InvalidInput
from pycog.targets import EXAMPLES, KINDS, Target, parse_target, to_direction
from pycog.values import Scalar, date_system, format_number

#: Every whole percentage that annexe 4 prints as a target or as achieved in 2011.
ANNEXE_4_RATES = (
    3, 5, 8, 14, 20, 25, 30, 43, 44, 45, 46, 47, 55, 65, 68, 70, 73, 75, 76, 77, 78, 80, 81, 82,
    83, 84, 85, 87, 88, 90, 91, 92, 93, 94, 95, 96, 97, 98, 100,
)  # fmt: skip

#: Every other distinct text of annexe 4: kind, value, comparator, direction.
ANNEXE_4: dict[str, tuple[str, float | None, str | None, str | None]] = {
    "": ("empty", None, None, None),
    "2": ("count", 2.0, ">=", None),
    "3,60%": ("rate", 0.036, ">=", "hausse"),
    "4,70%": ("rate", 0.047, ">=", "hausse"),
    "4,90%": ("rate", 0.049, ">=", "hausse"),
    "36,20%": ("rate", 0.362, ">=", "hausse"),
    "49,80%": ("rate", 0.498, ">=", "hausse"),
    "50,50%": ("rate", 0.505, ">=", "hausse"),
    "64,30%": ("rate", 0.643, ">=", "hausse"),
    "76,50%": ("rate", 0.765, ">=", "hausse"),
    "86,50%": ("rate", 0.865, ">=", "hausse"),
    "96,50%": ("rate", 0.965, ">=", "hausse"),
    "<5%": ("rate", 0.05, "<", "baisse"),
    "≤ 0,5 %": ("rate", 0.005, "<=", "baisse"),
    "+2%": ("change", 0.02, ">=", "hausse"),
    "+3%": ("change", 0.03, ">=", "hausse"),
    "Baisse de 14 %": ("change", -0.14, "<=", "baisse"),
    "7 j calendaires au 9ème décile": ("decile_delay", 7.0, "<=", "baisse"),
    "85% en 2 jours": ("share_within_delay", 0.85, ">=", "hausse"),
    "85% en 7 jours": ("share_within_delay", 0.85, ">=", "hausse"),
    "87% en 2 jours": ("share_within_delay", 0.87, ">=", "hausse"),
    "90% en 21 jours calendaires": ("share_within_delay", 0.9, ">=", "hausse"),
    "90% en 5 jours calendaires": ("share_within_delay", 0.9, ">=", "hausse"),
    "90% en cinq jours calendaires": ("share_within_delay", 0.9, ">=", "hausse"),
    "cf. COG CNAMTS": ("deferred", None, None, None),
    "COG CNAMTS 2014-2015": ("deferred", None, None, None),
}

#: Single-valued cells of the columns "Cible" and "Seuil" of the intéressement annex.
INTERESSEMENT: dict[str, tuple[str, float | None, str | None, str | None]] = {
    "87.81%": ("rate", 0.8781, ">=", "hausse"),
    "89,5%": ("rate", 0.895, ">=", "hausse"),
    "100,00%": ("rate", 1.0, ">=", "hausse"),
    "0%": ("rate", 0.0, ">=", "hausse"),
    "42,50%": ("rate", 0.425, ">=", "hausse"),
    "< 0.1%": ("rate", 0.001, "<", "baisse"),
    "< 1%": ("rate", 0.01, "<", "baisse"),
    "< 0,2%": ("rate", 0.002, "<", "baisse"),
    "≤  35%": ("rate", 0.35, "<=", "baisse"),
    ">60%": ("rate", 0.6, ">", "hausse"),
    "75/100": ("rate", 0.75, ">=", "hausse"),
    "7 000 000": ("count", 7e6, ">=", None),
    "6 535 194": ("count", 6535194.0, ">=", None),
    "56519": ("count", 56519.0, ">=", None),
    "300": ("count", 300.0, ">=", None),
    "0": ("count", 0.0, ">=", None),
    "97 (résultat 2020)": ("count", 97.0, ">=", None),
    "1518\nRésultat au 31/12/2021": ("count", 1518.0, ">=", None),
    "799 millions\nRésultat 2021": ("count", 799e6, ">=", None),
    "≤ 10 jours": ("delay", 10.0, "<=", "baisse"),
    "≤ 30 jours": ("delay", 30.0, "<=", "baisse"),
    "0,40 j ": ("delay", 0.4, "<=", "baisse"),
    "1j": ("delay", 1.0, "<=", "baisse"),
    "17 j": ("delay", 17.0, "<=", "baisse"),
    "73,8 j \nMesure au 2nd semestre": ("delay", 73.8, "<=", "baisse"),
    "31/12/2021": ("date", 44561.0, "<=", "baisse"),
    "06/04/2021": ("date", 44292.0, "<=", "baisse"),
    "30/05/21": ("date", 44346.0, "<=", "baisse"),
    "juillet 2021": ("date", 44408.0, "<=", "baisse"),
    "septembre 2021": ("date", 44469.0, "<=", "baisse"),
    "O/N": ("yes_no", 1.0, "=", None),
    "O / N": ("yes_no", 1.0, "=", None),
    "O/N ": ("yes_no", 1.0, "=", None),
    "entre 98% et 102%": ("interval", 0.98, None, None),
}

#: Other ways to write the same things.
VARIANTS: dict[str, tuple[str, float | None, str | None, str | None]] = {
    "98\u00a0%": ("rate", 0.98, ">=", "hausse"),
    "≤\u00a00,5\u202f%": ("rate", 0.005, "<=", "baisse"),
    "<=8%": ("rate", 0.08, "<=", "baisse"),
    "moins de 5 %": ("rate", 0.05, "<", "baisse"),
    "Inférieur ou égal à 5%": ("rate", 0.05, "<=", "baisse"),
    "au moins 90 %": ("rate", 0.9, ">=", "hausse"),
    "= 98 %": ("rate", 0.98, "=", None),
    "≥ 300": ("count", 300.0, ">=", "hausse"),
    "12 000 €": ("count", 12000.0, ">=", None),
    "+ 3%": ("change", 0.03, ">=", "hausse"),
    "-14 %": ("change", -0.14, "<=", "baisse"),
    "Diminution de 14%": ("change", -0.14, "<=", "baisse"),
    "Hausse de 2 %": ("change", 0.02, ">=", "hausse"),
    "Augmentation de 10%": ("change", 0.1, ">=", "hausse"),
    "7 j (9ème décile)": ("decile_delay", 7.0, "<=", "baisse"),
    "87% en 48 h": ("share_within_delay", 0.87, ">=", "hausse"),
    "90%\nen 21 jours": ("share_within_delay", 0.9, ">=", "hausse"),
    "Oui/Non": ("yes_no", 1.0, "=", None),
    "31 décembre 2021": ("date", 44561.0, "<=", "baisse"),
    "au plus tard le 31/12/2021": ("date", 44561.0, "<=", "baisse"),
    "2021-12-31": ("date", 44561.0, "<=", "baisse"),
    "12/2021": ("date", 44561.0, "<=", "baisse"),
    "100% de conformité à la lettre réseau": ("rate", 1.0, ">=", "hausse"),
    "0 livrable": ("count", 0.0, ">=", None),
    "81% des agents équipés": ("rate", 0.81, ">=", "hausse"),
}


@pytest.mark.parametrize("percent", ANNEXE_4_RATES)
def test_every_rate_of_annexe_4_is_read(percent: int) -> None:
    text = f"{percent}%"
    assert parse_target(text) == Target(text, "rate", percent / 100, ">=", "%", "hausse")


@pytest.mark.parametrize(
    ("text", "read"), [*ANNEXE_4.items(), *INTERESSEMENT.items(), *VARIANTS.items()]
)
def test_every_printed_form_is_read(
    text: str, read: tuple[str, float | None, str | None, str | None]
) -> None:
    target = parse_target(text)
    assert (target.kind, target.value, target.comparator, target.direction) == read
    assert target.text == text.strip()
    assert target.kind_name == KINDS[target.kind]


@pytest.mark.parametrize(
    ("text", "delay", "unit", "rank"),
    [
        ("7 j calendaires au 9ème décile", 7.0, "jours calendaires", 9.0),
        ("90% en cinq jours calendaires", 5.0, "jours calendaires", None),
        ("87% en 48 h", 48.0, "heures", None),
        ("85% en 2 jours", 2.0, "jours", None),
        ("90 % en quinze jours ouvrés", 15.0, "jours ouvrés", None),
        ("31j", 31.0, "jours", None),
        ("98%", None, None, None),
    ],
)
def test_the_delay_is_read(
    text: str, delay: float | None, unit: str | None, rank: float | None
) -> None:
    target = parse_target(text)
    assert (target.delay, target.delay_unit, target.rank) == (delay, unit, rank)


def test_both_bounds_of_an_interval_are_read() -> None:
    target = parse_target("entre 98 % et 102 %")
    assert (target.value, target.upper, target.unit) == (0.98, 1.02, "%")


@pytest.mark.parametrize(
    ("value", "target"),
    [
        (0.9, Target("0,9", "count", 0.9, ">=")),
        (7, Target("7", "count", 7.0, ">=")),
        (None, Target("", "empty")),
        ("  ", Target("", "empty")),
    ],
)
def test_a_number_or_a_blank_is_a_target(value: Scalar, target: Target) -> None:
    assert parse_target(value) == target


@pytest.mark.parametrize(
    "text",
    [
        "90% 80%", "75 / 70", "72% 75%", "<=8% 6%", "31j\n29j", "2500\n3200", "80 000 90 518",
        "139 750 000\n165 500 000", "31/12/2021 31/12/2022", "90% 80% 70%",
        "25% 35%\nMesure au 2nd semestre",
    ],
)  # fmt: skip
def test_two_values_side_by_side_are_refused(text: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        parse_target(text)
    assert caught.value.code == "cibles-cote-a-cote"


def test_the_refusal_of_two_values_says_what_to_do() -> None:
    with pytest.raises(InvalidInput) as caught:
        parse_target("90% 80%", "le seuil")
    assert str(caught.value) == (
        "Le seuil « 90% 80% » contient plusieurs valeurs côte à côte, comme dans un document dont "
        "le suivi des modifications a été aplati. Gardez-en une seule."
    )


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("beaucoup", "cible-illisible"),
        ("100% de baisse ou de maintien", "cible-illisible"),
        ("12 millions de plus", "cible-illisible"),
        ("81% des agents ou des cadres", "cible-illisible"),
        ("+3", "cible-illisible"),
        ("-5", "cible-illisible"),
        ("+3 j", "cible-illisible"),
        ("≤ +3 %", "cible-illisible"),
        ("13/2021", "cible-illisible"),
        ("31/102022", "cible-illisible"),
        ("75/70", "cible-illisible"),
        ("7 j au 11ème décile", "cible-illisible"),
        ("< 90 % en 21 jours", "cible-illisible"),
        ("90 en 21 jours", "cible-illisible"),
        ("90 % en 21", "cible-illisible"),
        ("entre 102 % et 98 %", "cible-illisible"),
        ("entre 98 % et 5 j", "cible-illisible"),
        ("COG", "cible-illisible"),
        ("thermidor 2021", "cible-illisible"),
        ("1.234 %", "nombre-ambigu"),
        ("31/02/2021", "date-illisible"),
        ("31/12/45", "date-ambigue"),
        (True, "nombre-attendu"),
        (CellError("#N/A"), "nombre-attendu"),
        (float("inf"), "nombre-attendu"),
    ],
)
def test_anything_else_is_refused(value: Scalar, code: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        parse_target(value)
    assert caught.value.code == code


def test_the_refusal_lists_what_can_be_written() -> None:
    with pytest.raises(InvalidInput) as caught:
        parse_target("beaucoup")
    assert str(caught.value) == f"La cible « beaucoup » est illisible. On peut écrire {EXAMPLES}."


def test_every_example_of_the_refusal_can_be_read() -> None:
    for example in EXAMPLES.replace(" ou ", ", ").split(", "):
        parse_target(example)


@given(st.text() | st.text(alphabet="0123456789 %<>≤=+-/,.jh;\n\t") | st.text(alphabet="1 2%/"))
def test_no_text_makes_the_grammar_crash(text: str) -> None:
    try:
        assert parse_target(text).kind in KINDS
    except InvalidInput as error:
        assert error.message


@given(st.floats(1e-9, 1e9) | st.just(0.0), st.sampled_from(["<", "≤", ">", "≥", ""]))
def test_a_written_rate_reads_back(percent: float, sign: str) -> None:
    target = parse_target(f"{sign} {format_number(percent)} %")
    assert target.kind == "rate"
    assert target.value == pytest.approx(percent / 100, rel=1e-15, abs=5e-324)
    assert target.imposed is bool(sign)


@pytest.mark.parametrize(
    ("text", "value", "written"),
    [
        ("90%", 0.765375, "76,5375 %"),
        ("+3%", 0.02, "+2 %"),
        ("+3%", -0.02, "-2 %"),
        ("75/100", 0.6, "60/100"),
        ("750/1000", 0.6, "600/1000"),
        ("7 j calendaires au 9ème décile", 8.0, "8 j"),
        ("48 h", 36.5, "36,5 h"),
        ("12 000 €", 5.0, "5 €"),
        ("31/12/2021", 44561.0, "31/12/2021"),
        ("O/N", 0.0, "Non"),
        ("2", 1.0, "1"),
    ],
)
def test_a_value_is_written_in_the_unit_of_the_target(
    text: str, value: float, written: str
) -> None:
    assert parse_target(text).write(value) == written


def test_a_date_target_follows_the_date_system() -> None:
    with date_system("1904"):
        assert parse_target("31/12/2021").value == 44561.0 - 1462
    assert parse_target("31/12/2021").value == 44561.0


@pytest.mark.parametrize(
    ("value", "direction"),
    [
        ("hausse", "hausse"), ("AUGMENTER", "hausse"), ("Baisse", "baisse"),
        ("diminuer ", "baisse"), (None, None), ("", None),
    ],
)  # fmt: skip
def test_directions_are_read(value: Any, direction: str | None) -> None:
    assert to_direction(value) == direction


@pytest.mark.parametrize("value", ["mieux", 1.0, True])
def test_other_directions_are_refused(value: Scalar) -> None:
    with pytest.raises(InvalidInput) as caught:
        to_direction(value)
    assert caught.value.code == "sens-inconnu"
