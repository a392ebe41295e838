"""Dataclasses that cost next to nothing until they are used.

The standard library writes and compiles the methods of a dataclass when its module is loaded:
a millisecond for each, and loading ``inspect`` for all. A refresh loads a hundred of them and
makes objects of half, which was a third of the time of a small workbook. Here the class gets
methods that work for any fields, and ``__init__`` is compiled when the first object is made.

What is promised is the standard library's, against which ``tests/test_lazy_classes.py`` holds it:
equality, hash, frozen fields, slots, what a pickle holds, and ``dataclasses.fields`` and their
like. Type checkers see the standard library itself. Only what the house uses is offered: no
order, no ``InitVar``.
"""

from __future__ import annotations

import reprlib
from collections.abc import Callable, Iterator, Mapping
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Final, TypeVar

T = TypeVar("T")

_MISSING: Final[Any] = object()
_FIELDS: Final = "__record_fields__"
_set = object.__setattr__


class _Field:
    """What is declared of one field."""

    __slots__ = ("compare", "default", "factory", "init", "kw_only", "name", "repr", "type")

    def __init__(
        self,
        *,
        default: Any = _MISSING,
        default_factory: Any = _MISSING,
        init: bool = True,
        repr: bool = True,
        compare: bool = True,
    ) -> None:
        self.default, self.factory = default, default_factory
        self.init, self.repr, self.compare = init, repr, compare
        self.name, self.type, self.kw_only = "", "", False


def field_names(record: Any) -> tuple[str, ...]:
    """Return the names of the fields of a record or of its class, in order.

    Args:
        record: An object or a class made by :func:`dataclass` of this module.
    """
    return tuple(getattr(record, _FIELDS))


def _replace(record: T, /, **changes: Any) -> T:
    fields: Mapping[str, _Field] | None = getattr(record, _FIELDS, None)
    if fields is None:
        from dataclasses import replace as standard

        return standard(record, **changes)  # type: ignore[type-var]
    for name, field in fields.items():
        if not field.init:
            if name in changes:
                raise ValueError(f"field {name} is declared with init=False")
        elif name not in changes:
            changes[name] = getattr(record, name)
    return type(record)(**changes)


def _dataclass(
    cls: type | None = None,
    /,
    *,
    frozen: bool = False,
    slots: bool = False,
    eq: bool = True,
    kw_only: bool = False,
) -> Any:
    if cls is None:
        return lambda decorated: _made(decorated, frozen, slots, eq, kw_only)
    return _made(cls, frozen, slots, eq, kw_only)


def _made(cls: type, frozen: bool, slots: bool, eq: bool, kw_only: bool) -> type:
    own = dict(_declared(cls, kw_only))
    inherited: Mapping[str, _Field] = getattr(cls, _FIELDS, {})
    fields = {**inherited, **own}
    written = set(vars(cls))
    if vars(cls).get("__hash__") is None and "__eq__" in written:
        written.discard("__hash__")  # Python's doing, since the class says what equals it
    if slots:
        cls = _with_slots(cls, own, inherited)
    else:
        _with_defaults(cls, own)
    for name, value in _methods(cls, fields, frozen, slots, eq).items():
        if name not in written:
            setattr(cls, name, value)
    return cls


def _methods(
    cls: type, fields: Mapping[str, _Field], frozen: bool, slots: bool, eq: bool
) -> dict[str, Any]:
    by_place = tuple(name for name, field in fields.items() if field.init and not field.kw_only)
    methods: dict[str, Any] = {
        _FIELDS: fields,
        "__dataclass_fields__": _StandardFields(),
        "__match_args__": by_place,
        "__init__": _first_init(cls, frozen),
        "__repr__": _repr,
    }
    if eq:
        methods["__eq__"], methods["__hash__"] = _comparing(fields, frozen)
    if frozen and slots:
        methods |= {"__getstate__": _getstate, "__setstate__": _setstate}
    if frozen:
        # Last: the methods above are set first.
        methods["__setattr__"], methods["__delattr__"] = _frozen(cls, fields)
    return methods


def _with_slots(cls: type, own: Mapping[str, _Field], inherited: Mapping[str, _Field]) -> type:
    body = {name: value for name, value in vars(cls).items() if name not in own}
    body["__slots__"] = tuple(name for name in own if name not in inherited)
    body.pop("__dict__", None)
    body.pop("__weakref__", None)
    made: type = type(cls)(cls.__name__, cls.__bases__, body)
    made.__qualname__ = cls.__qualname__
    return made


def _with_defaults(cls: type, own: Mapping[str, _Field]) -> None:
    for name, field in own.items():
        if field.default is not _MISSING:
            setattr(cls, name, field.default)
        elif name in vars(cls):
            delattr(cls, name)


def _declared(cls: type, kw_only: bool) -> Iterator[tuple[str, _Field]]:
    body = vars(cls)
    for name, annotation in body.get("__annotations__", {}).items():
        if str(annotation).startswith("ClassVar"):
            continue
        default = body.get(name, _MISSING)
        field = default if type(default) is _Field else _Field(default=default)
        field.name, field.type, field.kw_only = name, annotation, kw_only
        yield name, field


def _first_init(cls: type, frozen: bool) -> Callable[..., None]:
    """Return what compiles ``__init__`` when the first object is made, and takes its place."""

    def __init__(self: Any, *args: Any, **kwargs: Any) -> None:
        init = _init(cls, frozen)
        cls.__init__ = init  # type: ignore[misc]
        init(self, *args, **kwargs)

    __init__.__qualname__ = f"{cls.__qualname__}.__init__"
    return __init__


def _init(cls: type, frozen: bool) -> Callable[..., None]:
    positional: list[str] = ["self"]
    named: list[str] = []
    lines: list[str] = []
    known: dict[str, Any] = {"_set": _set, "_missing": _MISSING}
    for name, field in getattr(cls, _FIELDS).items():
        value = name
        if field.factory is not _MISSING:
            known[f"_new_{name}"] = field.factory
            value = f"_new_{name}()"
        if field.init:
            if field.factory is not _MISSING:
                value = f"{value} if {name} is _missing else {name}"
            _add(named if field.kw_only else positional, field, known)
        elif field.default is not _MISSING:
            known[f"_default_{name}"] = field.default
            value = f"_default_{name}"
        elif field.factory is _MISSING:
            continue  # __post_init__ sets it
        lines.append(f" _set(self, {name!r}, {value})" if frozen else f" self.{name} = {value}")
    if hasattr(cls, "__post_init__"):
        lines.append(" self.__post_init__()")
    taken = ", ".join([*positional, *(["*", *named] if named else [])])
    space: dict[str, Any] = {}
    exec(f"def __init__({taken}):\n" + "\n".join(lines or [" pass"]), known, space)
    init: Callable[..., None] = space["__init__"]
    init.__qualname__ = f"{cls.__qualname__}.__init__"
    return init


def _add(parameters: list[str], field: _Field, known: dict[str, Any]) -> None:
    if field.factory is not _MISSING:
        parameters.append(f"{field.name}=_missing")
    elif field.default is not _MISSING:
        known[f"_default_{field.name}"] = field.default
        parameters.append(f"{field.name}=_default_{field.name}")
    else:
        parameters.append(field.name)


def _comparing(
    fields: Mapping[str, _Field], frozen: bool
) -> tuple[Callable[..., Any], Callable[..., int] | None]:
    names = [name for name, field in fields.items() if field.compare]
    values = attrgetter(*names) if len(names) > 1 else _few(names)

    def __eq__(self: Any, other: object) -> Any:
        if other.__class__ is self.__class__:
            return values(self) == values(other)
        return NotImplemented

    def __hash__(self: Any) -> int:
        return hash(values(self))

    return __eq__, __hash__ if frozen else None


def _few(names: list[str]) -> Callable[[Any], tuple[Any, ...]]:
    """Return one value as a tuple too, which compares as the standard library's does."""
    return lambda record: tuple(getattr(record, name) for name in names)


def _frozen(
    cls: Any, fields: Mapping[str, _Field]
) -> tuple[Callable[..., None], Callable[..., None]]:
    def __setattr__(self: Any, name: str, value: Any) -> None:
        if type(self) is cls or name in fields:
            raise _refusal(f"cannot assign to field {name!r}")
        super(cls, self).__setattr__(name, value)

    def __delattr__(self: Any, name: str) -> None:
        if type(self) is cls or name in fields:
            raise _refusal(f"cannot delete field {name!r}")
        super(cls, self).__delattr__(name)

    return __setattr__, __delattr__


def _refusal(message: str) -> AttributeError:
    from dataclasses import FrozenInstanceError

    return FrozenInstanceError(message)


@reprlib.recursive_repr()
def _repr(self: Any) -> str:
    shown = (
        f"{name}={getattr(self, name)!r}"
        for name, field in getattr(self, _FIELDS).items()
        if field.repr
    )
    return f"{self.__class__.__qualname__}({', '.join(shown)})"


def _getstate(self: Any) -> list[Any]:
    return [getattr(self, name) for name in getattr(self, _FIELDS)]


def _setstate(self: Any, state: list[Any]) -> None:
    for name, value in zip(getattr(self, _FIELDS), state, strict=True):
        _set(self, name, value)


class _StandardFields:
    """The fields as the standard library describes them, for whoever asks it for them."""

    def __get__(self, record: Any, cls: type) -> dict[str, Any]:
        import dataclasses

        def described(field: _Field) -> Any:
            settings: dict[str, Any] = {
                setting: getattr(field, setting)
                for setting in ("init", "repr", "compare", "kw_only")
            }
            if field.factory is not _MISSING:
                return dataclasses.field(default_factory=field.factory, **settings)
            default = dataclasses.MISSING if field.default is _MISSING else field.default
            return dataclasses.field(default=default, **settings)

        fields = getattr(cls, _FIELDS)
        twin = dataclasses.make_dataclass(
            cls.__name__,
            [(name, field.type, described(field)) for name, field in fields.items()],
        )
        found: dict[str, Any] = vars(twin)["__dataclass_fields__"]
        return found


if TYPE_CHECKING:
    from dataclasses import dataclass, field, replace
else:
    dataclass, field, replace = _dataclass, _Field, _replace

__all__ = ["dataclass", "field", "field_names", "replace"]
