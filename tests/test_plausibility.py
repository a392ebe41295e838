"""Numbers of plainly different scale are refused with both readings; far-off ones are not."""

from __future__ import annotations

from typing import Any

import pytest

from pycog.attainment import attainment, gap, status
from pycog.budget.amounts import evolution, execution
from pycog.errors import PycogError
from pycog.indicators import composite
from pycog.interessement.levers import required
from pycog.interessement.points import points, points_compare

AS_TYPED = "tel quel"
#: A value and a target of different scale, and what the message says of them.
DIFFERENT: list[tuple[Any, Any, str, tuple[str, ...]]] = [
    (86.0, 0.87, "echelles-differentes", ("0,87, soit 87 %", "86, soit 8 600 %", "« 86 % »")),
    (75.0, 0.75, "echelles-differentes", ("75 %", "7 500 %")),
    (0.86, 87.0, "echelles-differentes", ("0,86, soit 86 %", "87, soit 8 700 %")),
    (0.86, "87", "echelles-differentes", ("86 %", "8 700 %")),
    ("90 %", 90.0, "echelles-differentes", ("0,9, soit 90 %", "90, soit 9 000 %")),
    (95.0, 1.0, "echelles-differentes", ("100 %", "9 500 %")),
    (77.0, "90%", "taux-saisi-en-points", ("77 %", "0,77")),
    (14_000.0, 14_052_000.0, "echelles-differentes", ("14 000,", "14 000 000")),
    (14_052_000.0, "14 000 €", "echelles-differentes", ("14 000 000", "milliers")),
    (742.0, "799 millions", "echelles-differentes", ("742 000 000", "millions")),
]
#: Values far from their target, of the same scale all the same.
FAR_OFF: list[tuple[Any, Any]] = [
    (80.0, 75.0),
    (1.0, 80.0),
    (3.0, 1.0),
    (1.0, 1000.0),
    ("160 %", "90%"),
    (1.6, 0.9),
    (0.02, 0.9),
    (0.0, 90.0),
    (2.0, 400.0),
    (0.5, "30 jours"),
    (200.0, "7 j"),
    (45_259.0, 90_518.0),
    (120.0, "7 000 000 €"),
    ("14 k€", "14 052 k€"),
    (2.5, 2.0),
]


@pytest.mark.parametrize(("actual", "target", "code", "words"), DIFFERENT)
def test_plainly_different_scales_are_refused(
    actual: Any, target: Any, code: str, words: tuple[str, ...]
) -> None:
    for rule in (status, attainment, gap):
        with pytest.raises(PycogError) as caught:
            rule(actual, target)
        assert caught.value.code == code
        for word in words:
            assert word in caught.value.message
    with pytest.raises(PycogError):
        points(actual, target, None, 75.0)
    with pytest.raises(PycogError):
        points_compare(actual, target, None, 75.0)


@pytest.mark.parametrize(("actual", "target", "code", "words"), DIFFERENT)
def test_the_argument_overrules(
    actual: Any, target: Any, code: str, words: tuple[str, ...]
) -> None:
    assert status(actual, target, None, None, AS_TYPED) in {"Atteint", "Non atteint"}
    assert attainment(actual, target, None, None, AS_TYPED) >= 0.0
    assert gap(actual, target, AS_TYPED) != 0.0
    assert points(actual, target, None, 75.0, None, AS_TYPED) >= 0.0
    assert len(points_compare(actual, target, None, 75.0, AS_TYPED)) == 4


@pytest.mark.parametrize(("actual", "target"), FAR_OFF)
def test_a_value_that_is_only_far_off_is_compared(actual: Any, target: Any) -> None:
    assert status(actual, target) in {"Atteint", "Non atteint"}
    assert attainment(actual, target) >= 0.0


@pytest.mark.parametrize(("target", "floor"), [(0.9, 60.0), (90.0, 0.6), ("7 000 000", "6 650")])
def test_a_floor_of_another_scale_is_refused(target: Any, floor: Any) -> None:
    with pytest.raises(PycogError) as caught:
        attainment(target, target, floor)
    assert caught.value.code == "echelles-differentes"
    with pytest.raises(PycogError):
        required(10.0, target, floor, 75.0)
    assert required(75.0, target, floor, 75.0, None, AS_TYPED) is not None


def test_attainments_in_points_are_refused() -> None:
    with pytest.raises(PycogError) as caught:
        composite([80.0, 100.0], [50.0, 50.0])
    assert caught.value.code == "taux-saisi-en-points"
    assert "8 000 %" in caught.value.message
    assert "80 %" in caught.value.message
    assert composite([80.0, 100.0], [50.0, 50.0], AS_TYPED) == 90.0
    assert composite([2.0, 1.8], [50.0, 50.0]) == 1.9
    assert composite(["600 %", 1.0], [50.0, 50.0]) == 3.5


def test_thousands_beside_euros_are_refused() -> None:
    for rule in (execution, evolution):
        with pytest.raises(PycogError) as caught:
            rule(14_000.0, 14_052_000.0)
        assert caught.value.code == "echelles-differentes"
        assert "14 000 000" in caught.value.message
    assert execution(14_000.0, 14_052_000.0, AS_TYPED) == 14_000 / 14_052_000
    assert execution("14 k€", "14 052 k€") == 14 / 14_052
    assert execution(150_000.0, 14_052_000.0) == 150_000 / 14_052_000


def test_an_unknown_choice_is_named() -> None:
    with pytest.raises(PycogError) as caught:
        status(0.5, 0.9, None, None, "peut-être")
    assert caught.value.code == "choix-inconnu"
    assert "tel quel" in caught.value.message
