"""Lazy classes promise what dataclasses do: each promise is held against the standard library's."""

from __future__ import annotations

import copy
import dataclasses
import pickle
from collections.abc import Callable
from typing import Any, ClassVar

import pytest

from pycog import lazy_classes


def _classes(module: Any) -> dict[str, type]:
    """Declare the same classes by one of the two modules."""

    @module.dataclass(frozen=True, slots=True)
    class Amount:
        """An amount."""

        euros: float
        unit: str = "€"
        KIND: ClassVar[str] = "amount"

    @module.dataclass(slots=True)
    class Lines:
        """Lines, filled as they are read."""

        title: str
        found: list[str] = module.field(default_factory=list)
        size: int = module.field(init=False)
        seen: set[str] = module.field(default_factory=set, init=False, repr=False)

        def __post_init__(self) -> None:
            self.size = len(self.found)

    @module.dataclass(frozen=True, kw_only=True)
    class Choice:
        """Choices."""

        folder: str
        note: str | None = module.field(default=None, compare=False)

    @module.dataclass(frozen=True, kw_only=True)
    class More(Choice):
        """More choices."""

        years: tuple[int, ...] = ()

    @module.dataclass
    class Counter:
        """Counts."""

        count: int = 0

    @module.dataclass(slots=True, eq=False)
    class Place:
        """A place, equal to itself only."""

        row: int

    @module.dataclass(frozen=True)
    class Named:
        """Equal to whatever has the same name."""

        name: str

        def __eq__(self, other: object) -> bool:
            return isinstance(other, Named) and self.name.lower() == other.name.lower()

        def __hash__(self) -> int:
            return hash(self.name.lower())

    return {one.__name__: one for one in (Amount, Lines, Choice, More, Counter, Place, Named)}


OURS, THEIRS = _classes(lazy_classes), _classes(dataclasses)
MADE: list[tuple[str, tuple[Any, ...], dict[str, Any]]] = [
    ("Amount", (1.5,), {}),
    ("Amount", (1.5, "k€"), {}),
    ("Amount", (float("nan"),), {}),
    ("Lines", ("a",), {}),
    ("Lines", ("a", ["b"]), {}),
    ("Choice", (), {"folder": "f", "note": "n"}),
    ("More", (), {"folder": "f", "years": (2012,)}),
    ("Counter", (), {}),
    ("Counter", (3,), {}),
    ("Place", (4,), {}),
    ("Named", ("Dupont",), {}),
]


def _outcome(act: Callable[[], Any]) -> Any:
    """Return what is given, or the kind of error."""
    try:
        return act()
    except Exception as error:
        return type(error)


@pytest.mark.parametrize(("name", "args", "kwargs"), MADE)
def test_objects_are_written_and_compared_as_the_standard_library_does(
    name: str, args: tuple[Any, ...], kwargs: dict[str, Any]
) -> None:
    ours, theirs = OURS[name](*args, **kwargs), THEIRS[name](*args, **kwargs)
    assert repr(ours) == repr(theirs)
    assert (ours == OURS[name](*args, **kwargs)) == (theirs == THEIRS[name](*args, **kwargs))
    assert ours != theirs
    assert _outcome(lambda: type(hash(ours))) == _outcome(lambda: type(hash(theirs)))
    if type(ours).__hash__ is not object.__hash__ and type(ours).__hash__ is not None:
        assert hash(ours) == hash(theirs)
    assert hasattr(ours, "__dict__") == hasattr(theirs, "__dict__")
    assert type(ours).__match_args__ == type(theirs).__match_args__
    assert repr(dataclasses.asdict(ours)) == repr(dataclasses.asdict(theirs))
    told = [(field.name, field.init, field.kw_only) for field in dataclasses.fields(ours)]
    assert told == [(field.name, field.init, field.kw_only) for field in dataclasses.fields(theirs)]
    assert list(lazy_classes.field_names(ours)) == [name for name, *_ in told]
    assert repr(copy.copy(ours)) == repr(theirs)


@pytest.mark.parametrize("name", OURS)
@pytest.mark.parametrize("args", [(), (1, 2, 3, 4, 5, 6)])
def test_wrong_arguments_are_refused(name: str, args: tuple[int, ...]) -> None:
    assert _outcome(lambda: repr(OURS[name](*args))) == _outcome(lambda: repr(THEIRS[name](*args)))


@pytest.mark.parametrize("name", ["Amount", "More", "Named"])
def test_frozen_fields_neither_change_nor_go(name: str) -> None:
    args, kwargs = next((args, kwargs) for one, args, kwargs in MADE if one == name)
    one = OURS[name](*args, **kwargs)
    field = lazy_classes.field_names(one)[0]
    with pytest.raises(dataclasses.FrozenInstanceError, match=f"cannot assign to field '{field}'"):
        setattr(one, field, 2)
    with pytest.raises(dataclasses.FrozenInstanceError, match="cannot delete"):
        delattr(one, field)


def test_what_makes_a_default_is_called_for_each_object() -> None:
    first, second = OURS["Lines"]("a"), OURS["Lines"]("a")
    first.found.append("b")
    first.seen.add("c")
    assert (second.found, second.seen, second.size) == ([], set(), 0)


@pytest.mark.parametrize("replace", [lazy_classes.replace, dataclasses.replace])
def test_fields_are_replaced_in_a_copy(replace: Any) -> None:
    amount = OURS["Amount"](1.0, "k€")
    assert replace(amount, euros=2.0) == OURS["Amount"](2.0, "k€")
    with pytest.raises(TypeError):
        replace(amount, cents=1)
    with pytest.raises(ValueError, match="init=False"):
        replace(OURS["Lines"]("a"), size=3)
    assert lazy_classes.replace(THEIRS["Amount"](1.0), euros=2.0) == THEIRS["Amount"](2.0)


@lazy_classes.dataclass(frozen=True, slots=True)
class Travelling:
    """One that can be found by its name, so that it travels between processes."""

    path: str
    cells: tuple[int, ...] = ()


@lazy_classes.dataclass(slots=True)
class Changing:
    """One that may change."""

    path: str


def test_objects_travel_between_processes() -> None:
    for sent in (Travelling("a", (1, 2)), Changing("b")):
        for protocol in range(2, pickle.HIGHEST_PROTOCOL + 1):
            assert pickle.loads(pickle.dumps(sent, protocol)) == sent


def test_a_class_found_before_its_first_object_is_described() -> None:
    assert Travelling.__init__.__qualname__ == "Travelling.__init__"
    assert [field.name for field in dataclasses.fields(Travelling)] == ["path", "cells"]
    assert dataclasses.is_dataclass(Travelling)


def test_an_object_in_itself_is_written_once() -> None:
    lines = OURS["Lines"]("a")
    lines.found.append(lines)
    assert repr(lines).count("found=[...]") == 1
