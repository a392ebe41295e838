"""Other spellings of a printed target: each is judged by a result that just meets it, and one not.

The results were chosen from the words of the target alone, before its reading.
"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pycog.attainment import status
from pycog.errors import InvalidInput
from pycog.targets import EXAMPLES, parse_target
from pycog.targets.grammar import _BARE_FIGURE
from pycog.targets.spellings import respelled
from pycog.targets.wordings import read_wording

#: As printed | direction given by the agreement | met | missed | reference.
_SPELLINGS = """
92 % a minima|hausse|92 %|91 %
a minima 92 %|hausse|92 %|91 %
92 % ou +|hausse|92 %|91 %
Cible ≥ 92 %|hausse|92 %|91 %
plancher : 92 %|hausse|92 %|91 %
égal ou supérieur à 92 %|hausse|92 %|91 %
disponibilité ≥ 92 %|hausse|92 %|91 %
Taux de disponibilité > 92 %|hausse|93 %|92 %
strictement supérieur à 92 %|hausse|93 %|92 %
strictement inférieur à 5 %|baisse|4 %|5 %
< ou = 5 %|baisse|5 %|6 %
ne pas dépasser 5 %||5 %|6 %
n'excédant pas 5 %||5 %|6 %
plafond 5 %||5 %|6 %
plafond : 5 %||5 %|6 %
80 % ≤ x ≤ 85 %||85 %|86 %
≥ 80 % et ≤ 85 %||80 %|79 %
15 j.||15|16
sous 15 jours||15|16
en 15 jours||15|16
dans les 15 jours||15|16
à moins de 15 jours||14|15
2 mois et demi||2,5|2,6
3'30||3,5 min|3,6 min
85% traités sous 10 jours ouvrés||85 %|84 %
1,2 Mds d'€|hausse|1 200 M€|1 199 M€
1 200 Meuros|hausse|1 200 M€|1 199 M€
450 KEUR|hausse|450 k€|449 k€
450 milliers d'euros|hausse|450 k€|449 k€
20 000 k€ HT|hausse|20 M€|19 M€
NPS ≥ 30||30|29
NPS : 30|hausse|30|29
A minima 8/10||8/10|7,9/10
aucune réserve||0|1
aucun||0|1
4T 2024||31/12/2024|01/01/2025
4T2024||31/12/2024|01/01/2025
fin T2 2024||30/06/2024|01/07/2024
Fin d'année 2024||31/12/2024|01/01/2025
avant le 31/12/2024 inclus||31/12/2024|01/01/2025
courant 2024||31/12/2024|01/01/2025
– 10 %||-10 %|-9 %
– 2 pts||8 %|9 %|10 %
N-1 – 2 pts||8 %|9 %|10 %
⬈||81 %|80 %|80 %
➚||81 %|80 %|80 %
⬊||79 %|80 %|80 %
N-1 a minima||80 %|79 %|80 %
mieux que N-1|hausse|81 %|80 %|80 %
amélioration continue|hausse|81 %|79 %|80 %
Mis en œuvre||Oui|Non
Publié||Oui|Non
90 % hors DOM||90 %|89 %
1 visite/an|hausse|1|0
x ≥ 92 %|hausse|92 %|91 %
x < 5 %||4 %|5 %
"""
_ROWS = [line.split("|") for line in _SPELLINGS.split("\n") if line]


@pytest.mark.parametrize("row", _ROWS, ids=[row[0] for row in _ROWS])
def test_a_spelling_is_judged_as_its_words_say(row: list[str]) -> None:
    printed, direction, met, missed, *reference = row
    for actual, expected in ((met, "Atteint"), (missed, "Non atteint")):
        found = status(actual, printed, None, direction or None, None, *reference)
        assert found == expected, actual


@pytest.mark.parametrize(
    "printed",
    [
        "indicateur de suivi (sans cible)",
        "en observation",
        "point 0",
        "Mesure du point zéro",
        "année de référence",
        "cible définie en 2025",
        "TBD",
    ],
)
def test_nothing_is_judged_where_nothing_is_to_be_reached(printed: str) -> None:
    assert status("80 %", printed) == "Sans objectif"


@pytest.mark.parametrize(
    ("printed", "why"),
    [
        ("mi-2024", "fin juin"),
        ("env. 80 %", "quel écart est admis"),
        ("80 % ou 85 %", "plusieurs valeurs"),
        ("80 % (75 % pour les DOM)", "plusieurs valeurs"),
        ("meilleur quartile", "autres organismes"),
        ("> 2022", "résultat 2022"),
        ("label obtenu", "qualitatif"),
        ("baisse ≥ 5 %", "une variation ou un niveau"),
        ("Évolution < 2 %", "une variation ou un niveau"),
    ],
)
def test_what_has_two_readings_is_refused_with_its_reason(printed: str, why: str) -> None:
    with pytest.raises(InvalidInput, match=why):
        parse_target(printed)


def test_what_can_be_written_names_no_agreement() -> None:
    assert "COG" not in EXAMPLES


@given(st.from_regex(_BARE_FIGURE.pattern, fullmatch=True))
def test_a_figure_without_a_word_has_no_other_spelling_and_is_no_wording(printed: str) -> None:
    assert respelled(printed) == printed
    assert read_wording(printed) is None
