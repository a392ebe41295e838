"""Makes a rule written for one value work on numpy arrays and pandas columns.

The rule stays the single place where a result is computed, so an array gives,
bit for bit, what a loop over its elements gives.
"""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from pycog.errors import CellError, InvalidInput, PycogError
from pycog.values import Scalar, serial_of

F = TypeVar("F", bound=Callable[..., Any])

_SCALARS = frozenset({float, int, str, bool, type(None), CellError})


def elementwise(rule: F) -> F:
    """Let ``rule`` accept arrays wherever it accepts a single value.

    Lists, numpy arrays and pandas Series are broadcast together with numpy's rules;
    NaN counts as blank and dates are read as Excel serials. The result is a float64
    array, blanks as NaN, when every element is a number; otherwise an object array.
    A Series or DataFrame among the arguments gives one back, with its index.

    Args:
        rule: A function of single values.

    Returns:
        The same function, which takes arrays as well.

    Raises:
        PycogError: The error of the first faulty element, its position added to
            ``fields["position"]``.
        ValueError: The shapes cannot be broadcast together, or two Series do not
            have the same index.
    """

    @functools.wraps(rule)
    def over_arrays(*args: Any, **kwargs: Any) -> Any:
        for value in args:
            if type(value) not in _SCALARS:
                break
        else:
            if not kwargs:
                return rule(*args)
        if not any(map(_is_array, (*args, *kwargs.values()))):
            return rule(*map(_plain, args), **{key: _plain(kwargs[key]) for key in kwargs})
        return _map(rule, args, kwargs)

    return over_arrays  # type: ignore[return-value]


def flatten(values: Any) -> list[Scalar]:
    """Return the cells of a block, list, array or Series in reading order.

    Args:
        values: A single value, a list, a block, an array or a Series.

    Returns:
        Python scalars: NaN as blank, dates as Excel serials.

    Raises:
        InvalidInput: ``plage-irreguliere`` when the lists are nested unevenly.
    """
    if not _is_array(values):
        return [_plain(values)]
    if isinstance(values, list | tuple):
        depth = len(_list_shape(values))
        # Blocks of cells are read without numpy, whose import would slow every start.
        return [_plain(value) for value in _unnest(values, depth)]
    return [_plain(value) for value in _as_objects(values).ravel()]


def shape(values: Any) -> tuple[int, ...]:
    """Return the shape of what :func:`flatten` reads, ``()`` for a single value.

    Args:
        values: As for :func:`flatten`.

    Returns:
        The size of each dimension.
    """
    if isinstance(values, list | tuple):
        return _list_shape(values)
    return tuple(values.shape) if _is_array(values) else ()


def like(values: Any, results: Iterable[Scalar]) -> list[Any]:
    """Lay ``results`` out in rows and columns as ``values`` is.

    Args:
        values: What gives the layout, as for :func:`flatten`.
        results: One result for each of its cells, in reading order.

    Returns:
        A list of rows for a block, else a flat list.
    """
    flat, size = list(results), shape(values)
    if len(size) < 2:
        return flat
    height, width = size[:2]
    return [flat[row * width : (row + 1) * width] for row in range(height)]


def _is_array(value: object) -> bool:
    if isinstance(value, str | float | int | bool) or value is None:
        return False
    if isinstance(value, list | tuple):
        return True
    return hasattr(value, "__array__") and getattr(value, "ndim", 0) > 0


def _as_objects(value: Any) -> Any:
    import numpy as np

    if isinstance(value, list | tuple):
        array = np.empty(_list_shape(value), dtype=object)
        array[...] = value
        return array
    array = np.asarray(value)
    # Dates and durations would otherwise come out as whole nanoseconds.
    if array.dtype.kind == "M":
        array = array.astype("datetime64[D]")
    elif array.dtype.kind == "m":
        array = array / np.timedelta64(1, "D")
    return array.astype(object)


def _list_shape(value: Any) -> tuple[int, ...]:
    if not isinstance(value, list | tuple):
        return ()
    inner = {_list_shape(item) for item in value}
    if len(inner) > 1:
        raise InvalidInput(
            "plage-irreguliere", "Les lignes de la plage n'ont pas toutes la même longueur."
        )
    return (len(value), *(inner.pop() if inner else ()))


def _unnest(values: Any, depth: int) -> list[Any]:
    cells = list(values)
    for _ in range(depth - 1):
        cells = [cell for part in cells for cell in part]
    return cells


def _map(rule: F, args: Any, kwargs: Any) -> Any:
    import numpy as np

    values = (*args, *kwargs.values())
    columns = np.broadcast_arrays(*map(_cells, values))
    form, names, count = columns[0].shape, list(kwargs), len(args)
    results: list[Any] = []
    for position, row in enumerate(zip(*(column.ravel() for column in columns), strict=True)):
        cells = [_plain(cell) for cell in row]
        try:
            if names:
                results.append(rule(*cells[:count], **dict(zip(names, cells[count:], strict=True))))
            else:
                results.append(rule(*cells))
        except PycogError as error:
            error.fields["position"] = tuple(map(int, np.unravel_index(position, form)))
            raise
    numeric = all(result is None or type(result) is float for result in results)
    out = np.empty(len(results), dtype=float if numeric else object)
    out[:] = [float("nan") if result is None and numeric else result for result in results]
    return _labelled(out.reshape(form), values)


def _cells(value: Any) -> Any:
    import numpy as np

    if _is_array(value):
        return _as_objects(value)
    holder = np.empty((), dtype=object)
    holder[()] = value
    return holder


def _labelled(out: Any, values: tuple[Any, ...]) -> Any:
    """Give the result the index and columns of the pandas arguments, if there are any."""
    labelled = [value for value in values if hasattr(value, "iloc") and value.shape == out.shape]
    if not labelled:
        return out
    first = labelled[0]
    if any(not first.index.equals(other.index) for other in labelled[1:]):
        raise ValueError("the Series do not have the same index: align them first")
    if out.ndim == 1:
        return type(first)(out, index=first.index)
    return type(first)(out, index=first.index, columns=first.columns)


def _plain(value: Any) -> Any:
    """Return a Python scalar: numpy numbers unwrapped, NaN as blank, dates as serials."""
    if type(value) in _SCALARS:
        return None if value != value else value
    if hasattr(value, "dtype") and value.dtype.kind in "mM":
        value = _as_objects(value)
    value = value.item() if hasattr(value, "item") else value
    if isinstance(value, dt.datetime):
        value = value.date() if value == value else None  # NaT is unequal to itself
    if isinstance(value, dt.date):
        return serial_of(value)
    return None if value is None or type(value).__name__ == "NAType" or value != value else value
