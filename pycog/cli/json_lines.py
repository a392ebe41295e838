"""One JSON object a line, for programs that read what the command writes."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TypeAlias

from pycog.cli import streams
from pycog.errors import CellError
from pycog.values import CellValue, Scalar

JsonScalar: TypeAlias = float | int | str | bool | None
Json: TypeAlias = JsonScalar | list[list[JsonScalar]]


def say_record(record: Mapping[str, object]) -> None:
    """Write one object on a line of its own and hand it over at once."""
    import json  # slow to load, and most commands write sentences

    streams.say(json.dumps(record, ensure_ascii=False, allow_nan=False), now=True)


def json_value(value: CellValue) -> Json:
    """Turn a cell value into JSON: rows of a block as lists, errors as their Excel text.

    JSON knows neither NaN nor infinity; both become ``"#NUM!"``, as in a cell.
    """
    if isinstance(value, list):
        return [[_scalar(cell) for cell in row] for row in value]
    return _scalar(value)


def _scalar(value: Scalar) -> JsonScalar:
    if isinstance(value, CellError):
        return value.kind
    if isinstance(value, float) and not math.isfinite(value):
        return "#NUM!"
    return value
