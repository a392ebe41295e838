"""The laws of attainment, composites, deciles, delays and trajectories."""

from __future__ import annotations

import math
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from pycog.arithmetic import same
from pycog.errors import InvalidInput, NotAvailable, PycogError
from pycog.indicators import (
    STATUSES,
    attainment,
    attainment_assumptions,
    composite,
    decile,
    delay,
    explain_attainment,
    explain_composite,
    explain_decile,
    explain_delay,
    explain_gap,
    explain_rate,
    explain_share_within,
    explain_status,
    explain_trajectory,
    gap,
    gap_assumptions,
    rate,
    share_within,
    status,
    status_assumptions,
    trajectory,
    trajectory_assumptions,
)
from pycog.values import Scalar

RATIOS = st.floats(-1.5, 1.5)
POSITIVE = st.floats(0.001, 1e9)
DELAYS = st.lists(st.integers(0, 400).map(float), min_size=1, max_size=60)

#: Targets whose attainment rises with the actual, and those where it falls.
RISING = st.sampled_from(["98%", ">60%", "90% en 21 jours", "+3%", "75/100", 0.9, "0,25"])
FALLING = st.sampled_from(["<5%", "≤ 0,5 %", "Baisse de 14 %"])
FALLING_FREE = st.sampled_from(["≤ 10 jours", "7 j au 9ème décile", "31j"])


@given(RATIOS, RATIOS, RISING)
def test_attainment_never_falls_when_higher_is_better(low: float, high: float, target: Any) -> None:
    low, high = sorted((low, high))
    assert attainment(low, target) <= attainment(high, target)


@given(RATIOS, RATIOS, FALLING)
def test_attainment_never_rises_when_lower_is_better(low: float, high: float, target: Any) -> None:
    low, high = sorted((low, high))
    assert attainment(low, target) >= attainment(high, target)


@given(st.floats(0, 1e6), st.floats(0, 1e6), FALLING_FREE)
def test_attainment_of_delays_never_rises(low: float, high: float, target: Any) -> None:
    low, high = sorted((low, high))
    assert attainment(low, target) >= attainment(high, target)


@given(POSITIVE, st.sampled_from([None, "hausse", "baisse"]))
def test_attainment_is_one_at_the_target(target: float, direction: Scalar) -> None:
    assert attainment(target, target, None, direction) == 1.0


@given(POSITIVE, st.sampled_from(["hausse", "baisse"]))
def test_attainment_is_never_negative(actual: float, direction: Scalar) -> None:
    assert attainment(-actual, 5.0, None, "hausse", "tel quel") == 0.0
    assert attainment(actual, 5.0, None, direction, "tel quel") >= 0.0


@given(st.floats(-1e9, 1e9), st.floats(-1e9, 1e9), st.floats(-1e9, 1e9))
def test_with_a_floor_attainment_stays_between_its_two_ends(
    actual: float, target: float, floor: float
) -> None:
    value = attainment(actual, target, floor, None, "tel quel")
    assert 0.0 <= value <= 1.0
    assert attainment(target, target, floor, None, "tel quel") == 1.0
    assert same(floor, target) or attainment(floor, target, floor, None, "tel quel") == 0.0


@given(st.floats(-1e9, 1e9), st.floats(-1e9, 1e9), st.floats(-1e9, 1e9), st.floats(-1e9, 1e9))
def test_with_a_floor_attainment_is_monotone(
    one: float, other: float, target: float, floor: float
) -> None:
    assume(target != floor)
    low, high = sorted((one, other))
    assume(not same(target, floor) and not same(low, high))
    first, second = (attainment(value, target, floor, None, "tel quel") for value in (low, high))
    assert first <= second if target > floor else first >= second


@given(RATIOS, st.one_of(RISING, FALLING))
def test_status_and_attainment_agree(actual: float, target: Any) -> None:
    reached = attainment(actual, target)
    if status(actual, target) == "Atteint":
        assert reached >= 1.0
    else:
        assert reached <= 1.0


@given(RATIOS, st.one_of(RISING, FALLING))
def test_a_gap_is_a_difference(actual: float, target: Any) -> None:
    value = gap(actual, target)
    met = status(actual, target) == "Atteint"
    lower = attainment_assumptions(actual, target)[0] == "rapport-miroir" or value is None
    if value == 0:
        return
    falling = lower or target == "Baisse de 14 %"
    assert met is ((value < 0) if falling else (value > 0))


@given(st.integers(40_000, 50_000), st.integers(0, 400), st.integers(1, 400))
def test_dates_count_in_days(target: int, late: int, span: int) -> None:
    expected = Fraction(max(span - late, 0), span)
    assert attainment(float(target + late), float(target), float(target + span)) == float(expected)


def test_the_order_of_missing_things() -> None:
    assert attainment(None, "") is None
    assert attainment(0.5, "") is None
    assert attainment(None, "90%") is None
    assert attainment(None, "cf. COG CNAMTS") is None
    with pytest.raises(NotAvailable):
        attainment(0.5, "cf. COG CNAMTS")
    with pytest.raises(InvalidInput):
        attainment(None, "beaucoup")
    assert status(None, "") == "Sans objectif"
    assert status(None, "cf. COG CNAMTS") == "Objectif renvoyé"
    assert status(None, "90%") == "Non renseigné"


def test_a_rate_typed_in_points_is_refused_with_what_to_type() -> None:
    with pytest.raises(InvalidInput) as caught:
        attainment(77.0, "90%")
    assert str(caught.value) == (
        "Le réalisé est un taux saisi en points, « 77 » pour un objectif de 90% : saisissez 77 % "
        "ou 0,77. Un vrai taux de plus de 150 % s'écrit en texte, par exemple « 160 % »."
    )


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            (0.03, "<5%", None, "hausse"),
            "La cible « <5% » indique une baisse, alors que le sens donné est « hausse ». Retirez "
            "le sens ou corrigez la cible.",
        ),
        (
            ("01/01/2022", "31/12/2021", "30/09/2021"),
            "Le seuil « 30/09/2021 » est avant la cible « 31/12/2021 », ce qui indique une hausse, "
            "alors que la cible indique une baisse. Vérifiez le seuil, la cible et le sens.",
        ),
        (
            (0.5, "40%", "30%", "baisse"),
            "Le seuil « 30% » est au-dessous de la cible « 40% », ce qui indique une hausse, alors "
            "que le sens donné indique une baisse. Vérifiez le seuil, la cible et le sens.",
        ),
        (
            ("O", "O/N", None, "hausse"),
            "La cible « O/N » n'a pas de sens de hausse ou de baisse. Laissez l'argument sens "
            "vide.",
        ),
        (
            (0.8, "90%", "8 j"),
            "Le seuil « 8 j » (délai) et la cible « 90% » (taux) ne se comparent pas. Donnez-les "
            "sous la même forme et dans la même unité.",
        ),
        (
            (0.95, "entre 98 % et 102 %", "entre 99 % et 105 %"),
            "L'intervalle seuil « entre 99 % et 105 % » ne contient pas l'intervalle cible « entre "
            "98 % et 102 % ».",
        ),
        (
            (0.5, "cf. COG CNAMTS"),
            "L'objectif est renvoyé à un autre texte (« cf. COG CNAMTS ») : il n'a pas de valeur "
            "ici. Saisissez la valeur de cet autre texte quand elle est connue.",
        ),
        (
            ("peut-être", "O/N"),
            "Le réalisé « peut-être » ne répond pas par oui ou par non. Saisissez O, N, Oui, Non, "
            "VRAI, FAUX, 1 ou 0.",
        ),
        ((-1.0, "7 j"), "Le réalisé vaut -1 : un délai ne peut pas être négatif."),
    ],
)
def test_refusals_say_what_is_wrong(arguments: tuple[Any, ...], message: str) -> None:
    for rule in (attainment, status):
        if rule is status and "cf." in arguments[1]:
            continue
        with pytest.raises(PycogError) as caught:
            rule(*arguments)
        assert str(caught.value) == message


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (("12 j", "≤ 10 jours calendaires"), 0.8),
        (("80/100", "75/100"), 0.8 / 0.75),
        ((1.03, "entre 98 % et 102 %", "entre 98 % et 105 %"), (1.03 - 1.05) / (1.02 - 1.05)),
        ((0.97, "entre 98 % et 102 %", "entre 98 % et 105 %"), 0.0),
        ((0.9, "90% en 21 jours", "80%"), 1.0),
        ((8.0, "7 j au 9ème décile", "9 j"), 0.5),
        ((0.5, "O/N", 0.0), None),
        ((44606.0, 44561.0, "31/03/2022"), 0.5),
        ((0.0, "+0%"), 1.0),
        ((160.0, 100.0), 1.6),
    ],
)
def test_kinds_mix_where_they_mean_the_same(
    arguments: tuple[Any, ...], expected: float | None
) -> None:
    if expected is None:
        with pytest.raises(InvalidInput):
            attainment(*arguments)
    else:
        assert attainment(*arguments) == expected


def test_true_is_not_one() -> None:
    assert attainment(1.0, 1.0) == 1.0
    with pytest.raises(InvalidInput):
        attainment(1.0, True)
    with pytest.raises(InvalidInput):
        attainment(True, 1.0)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ((0.77, "90%"), "77 % ÷ 90 % = 85,6 %"),
        ((-0.05, "90%"), "-5 % ÷ 90 % est négatif, ramené à 0 %"),
        ((0.03, "<5%"), "2 − 3 % ÷ 5 % = 140 %"),
        ((0.15, "<5%"), "2 − 15 % ÷ 5 % est négatif, ramené à 0 %"),
        ((0.75, "90%", "60%"), "(75 % − 60 %) ÷ (90 % − 60 %) = 50 %"),
        ((0.5, "90%", "60%"), "50 % ne franchit pas le seuil de 60 % : 0 %"),
        ((0.95, "90%", "60%"), "95 % atteint la cible de 90 % : 100 %"),
        (
            ("14/02/2022", "31/12/2021", "31/03/2022"),
            "14/02/2022 est à 45 jours du seuil (31/03/2022), la cible (31/12/2021) à 90 jours : "
            "45 ÷ 90 = 50 %",
        ),
        (
            ("01/01/2022", "31/12/2021"),
            "01/01/2022 ne respecte pas « au plus tard le 31/12/2021 » : 0 %",
        ),
        ((-0.07, "Baisse de 14 %"), "-7 % ÷ -14 % = 50 %"),
        ((0.99, "entre 98 % et 102 %"), "99 % respecte « entre 98 % et 102 % » : 100 %"),
        (("O", "O/N"), "Oui respecte « Oui » : 100 %"),
        ((8.0, "7 j calendaires au 9ème décile"), "2 − 8 j ÷ 7 j = 85,7 %"),
        ((None, "90%"), "Le réalisé n'est pas renseigné"),
        ((0.5, ""), "Aucun objectif n'est donné"),
    ],
)  # fmt: skip
def test_attainment_is_explained_with_its_numbers(
    arguments: tuple[Any, ...], sentence: str
) -> None:
    assert explain_attainment(*arguments) == sentence


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        (explain_status(0.05, "<5%"), "5 % ne respecte pas « < 5 % » : Non atteint"),
        (
            explain_status(0.75, "90%", "60%"),
            "75 % ne respecte pas « ≥ 90 % » mais franchit le seuil « 60% » : "
            "Partiellement atteint",
        ),
        (explain_status(None, "90%"), "Le réalisé n'est pas renseigné : Non renseigné"),
        (explain_gap(0.77, "90%"), "77 % − 90 % = -13 %"),
        (explain_gap("14/02/2022", "31/12/2021"), "14/02/2022 − 31/12/2021 = 45 j"),
        (explain_rate(45.0, 50.0), "45 ÷ 50 = 90 %"),
        (explain_rate(45.0, None), "Une des deux valeurs n'est pas renseignée : pas de résultat"),
        (explain_composite([0.8, 1.0], [50.0, 50.0]), "(80 % × 50 + 100 % × 50) ÷ 100 = 90 %"),
        (
            explain_decile([2.0, 3, 3, 4, 5, 5, 6, 6, 7, 12]),
            "9 × 10 ÷ 10, arrondi à l'entier supérieur : 9 ; le délai n° 9 sur 10, du plus court "
            "au plus long, est 7 j",
        ),
        (
            explain_share_within([5.0, 12, 21, 30], "90% en 21 jours calendaires"),
            "3 délais sur 4 ne dépassent pas 21 jours calendaires : 3 ÷ 4 = 75 %",
        ),
        (explain_delay("25/11/2012", "02/12/2012"), "02/12/2012 − 25/11/2012 = 7 j"),
        (
            explain_trajectory(1000.0, ["+3%", "+3%", "+2%"]),
            "1 000 × (1 + 3 % + 3 % + 2 %) = 1 080",
        ),
        (
            explain_trajectory(1000.0, ["+3%", "+3%"], "compose"),
            "1 000 × (1 + 3 %) × (1 + 3 %) = 1 060,9",
        ),
        (explain_trajectory(0.5, [0.25], "points"), "50 % + 25 % = 75 %"),
    ],
)
def test_other_results_are_explained(sentence: str, expected: str) -> None:
    assert sentence == expected


def test_a_long_sum_is_shortened_in_the_explanation() -> None:
    assert explain_composite([1.0] * 40, [1.0] * 40).endswith("+ … (40 termes)) ÷ 40 = 100 %")


@pytest.mark.parametrize(
    ("arguments", "ids"),
    [
        ((0.77, "90%"), ("rapport-simple", "sens-par-defaut")),
        ((0.77, "90%", None, "hausse"), ("rapport-simple",)),
        ((0.03, "<5%"), ("rapport-miroir",)),
        ((0.75, "90%", "60%"), ("lineaire-seuil-cible",)),
        (("O", "O/N"), ()),
        ((None, "90%"), ()),
        ((0.5, "cf. COG CNAMTS"), ()),
    ],
)
def test_only_the_assumptions_used_are_named(
    arguments: tuple[Any, ...], ids: tuple[str, ...]
) -> None:
    assert attainment_assumptions(*arguments) == ids


def test_the_assumptions_of_a_status() -> None:
    assert status_assumptions(0.75, "90%", "60%") == ("statut-partiel",)
    assert status_assumptions(0.75, "90%") == ("sens-par-defaut",)
    assert status_assumptions(0.03, "<5%") == ()


def test_the_assumptions_of_a_gap_and_of_a_trajectory() -> None:
    assert gap_assumptions(0.9, "entre 98 % et 102 %") == ("intervalle",)
    assert gap_assumptions(0.9, "90%") == ()
    assert trajectory_assumptions(100.0, [0.03]) == ("trajectoire-cumulee",)
    assert trajectory_assumptions(100.0, [0.03], "compose") == ()


@given(st.integers(0, 10**12), st.integers(1, 10**12), st.integers(0, 6))
def test_a_rate_is_the_exact_quotient_of_decimals(above: int, below: int, decimals: int) -> None:
    numerator, denominator = (float(Decimal(n).scaleb(-decimals)) for n in (above, below))
    assert rate(numerator, denominator) == float(Fraction(above, below))


def test_no_case_at_all_has_its_own_message() -> None:
    with pytest.raises(InvalidInput) as caught:
        rate(0.0, 0.0)
    assert caught.value.code == "aucun-cas"
    assert "ni 0 % ni 100 %" in caught.value.message


@given(st.lists(st.tuples(st.floats(0, 2), st.floats(0.01, 1e4)), min_size=1))
def test_a_composite_stays_between_its_components(rows: list[tuple[float, float]]) -> None:
    shares, weights = map(list, zip(*rows, strict=True))
    value = composite(shares, weights)
    slack = 1e-12 * max(shares) + 1e-300  # the products and the quotient are rounded
    assert min(shares) - slack <= value <= max(shares) + slack


@given(st.lists(st.floats(0, 2), min_size=1), st.sampled_from([1.0, 25.0, 1024.0]))
def test_equal_weights_give_the_mean(shares: list[float], weight: float) -> None:
    value = composite(shares, [weight] * len(shares))
    assert value == pytest.approx(math.fsum(shares) / len(shares), rel=1e-12, abs=1e-300)


def test_a_missing_component_is_named() -> None:
    with pytest.raises(NotAvailable) as caught:
        composite([0.8, None, 0.5], [50.0, 25.0, 25.0])
    assert str(caught.value) == (
        "La composante n° 2 n'est pas renseignée : l'indicateur composite n'a pas de valeur, car "
        "une absence n'est pas un zéro."
    )
    with pytest.raises(NotAvailable) as caught:
        composite([0.8, 0.5], [50.0, None])
    assert caught.value.code == "ponderation-manquante"


@given(DELAYS, st.integers(1, 10))
@example([1.0] * 9 + [2.0], 9)
def test_a_decile_is_the_exact_inverse_of_the_counts(delays: list[float], rank: int) -> None:
    value = decile(delays, float(rank))
    enough = [d for d in delays if Fraction(sum(x <= d for x in delays), len(delays)) * 10 >= rank]
    assert value == min(enough)


@given(DELAYS, st.integers(1, 10))
def test_a_decile_equals_numpy_where_numpy_does_not_round(delays: list[float], rank: int) -> None:
    # numpy multiplies n by the float rank / 10, which may fall just above a whole number.
    position = rank * len(delays) / 10
    assume(position != int(position))
    assert decile(np.array(delays), rank) == np.quantile(delays, rank / 10, method="inverted_cdf")


@given(DELAYS, st.integers(1, 10))
def test_at_least_the_rank_is_served_within_the_decile(delays: list[float], rank: int) -> None:
    assert share_within(delays, decile(delays, rank)) >= rank / 10


def test_a_rank_with_decimals_is_taken_as_typed() -> None:
    assert decile(list(range(1, 101)), 9.9) == 99.0


@given(DELAYS, st.integers(0, 400).map(float))
def test_the_share_within_is_a_count(delays: list[float], limit: float) -> None:
    assert share_within(delays, limit) == sum(d <= limit for d in delays) / len(delays)


def test_delays_in_hours_go_with_a_limit_in_hours() -> None:
    assert share_within(["36 h", "60 h"], "87% en 48 h") == 0.5
    with pytest.raises(InvalidInput):
        decile(["36 h", "2 j"])
    with pytest.raises(InvalidInput):
        decile(["36 %"])


@given(st.integers(1, 60_000), st.integers(0, 60_000))
def test_a_delay_is_a_number_of_days(start: int, days: int) -> None:
    assume(not 1900 <= start <= 2100 and not 1900 <= start + days <= 2100)
    assert delay(float(start), float(start + days)) == days


#: Decimals as they are typed: a baseline of two decimals, changes of a hundredth of a point.
BASELINES = st.integers(100, 10**8).map(lambda n: Decimal(n).scaleb(-2))
CHANGES = st.lists(
    st.integers(-5000, 5000).map(lambda n: Decimal(n).scaleb(-4)), min_size=1, max_size=8
)


@given(BASELINES, CHANGES)
def test_a_trajectory_is_exact(start: Decimal, changes: list[Decimal]) -> None:
    typed, steps = float(start), [float(change) for change in changes]
    assert trajectory(typed, steps)[-1] == float(start * (1 + sum(changes)))
    assert trajectory(typed, steps, "points")[-1] == float(start + sum(changes))
    chained = Fraction(start)
    for change in changes:
        chained *= 1 + Fraction(change)
    assert trajectory(typed, steps, "compose")[-1] == float(chained)


def test_a_trajectory_has_the_shape_of_its_changes() -> None:
    assert trajectory(100.0, [[0.25, 0.25], [0.5, None]]) == [[125.0, 150.0], [200.0, None]]
    assert trajectory(None, [0.25]) == [None]
    assert trajectory(100.0, [0.25, None, 0.5]) == [125.0, None, None]


@pytest.mark.parametrize("change", ["7 j", "<5%", "12 €", "O/N"])
def test_what_is_no_change_is_refused(change: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        trajectory(100.0, [change])
    assert caught.value.code == "variation-attendue"


def test_the_statuses_are_a_closed_list() -> None:
    assert STATUSES == (
        "Atteint",
        "Partiellement atteint",
        "Non atteint",
        "Non renseigné",
        "Sans objectif",
        "Objectif renvoyé",
    )
