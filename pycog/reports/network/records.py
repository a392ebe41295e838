"""Every return of a network as plain records: CSV, and Parquet for those who analyse."""

from __future__ import annotations

import csv
import importlib
import io
from collections.abc import Iterator
from typing import Any, Final

from pycog.errors import InvalidInput
from pycog.reports.network.network_model import Network, Return
from pycog.values import Scalar, display

#: Column → whether it holds text, whole numbers or numbers.
COLUMNS: Final = {
    "convention": "text",
    "year": "whole",
    "annex": "text",
    "measure": "text",
    "label": "text",
    "body": "text",
    "typed": "text",
    "value": "number",
    "target": "text",
    "attainment": "number",
    "gap": "number",
    "status": "text",
    "rank": "whole",
    "ranked": "whole",
    "quarter": "whole",
    "place": "text",
}
#: What a spreadsheet would take for the start of a formula.
_FORMULA_SIGNS: Final = ("=", "+", "-", "@", "\t", "\r")


def rows(network: Network) -> Iterator[tuple[Scalar, ...]]:
    """Yield one record per body, measure and year, blanks included, as :data:`COLUMNS`."""
    for one in network.returns:
        measure = network.measures[one.measure]
        yield (
            network.convention,
            one.year,
            measure.annex,
            one.measure,
            measure.title,
            one.body,
            _typed(one),
            one.value,
            one.target or None,
            one.attainment,
            one.gap,
            one.status,
            one.rank,
            one.ranked or None,
            one.quarter,
            one.place or None,
        )


def _typed(one: Return) -> str | None:
    return None if one.typed is None else display(one.typed)


def comma_separated(network: Network) -> str:
    """Return the records as CSV: plain numbers, a decimal point, blanks left empty."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for row in rows(network):
        writer.writerow(map(_plain, row, COLUMNS.values()))
    return out.getvalue()


def _plain(value: Scalar, kind: str) -> str:
    if value is None:
        return ""
    if kind == "text":
        text = str(value)
        # Text from others must stay text where a spreadsheet opens the file.
        return f"'{text}" if text.startswith(_FORMULA_SIGNS) else text
    number = float(str(value))
    return str(int(number)) if number == number // 1 else repr(number)


def require_parquet() -> Any:
    """Return pyarrow.

    Raises:
        InvalidInput: ``parquet-non-installe``.
    """
    try:
        return importlib.import_module("pyarrow")
    except ModuleNotFoundError as error:
        if error.name != "pyarrow":
            raise
        raise InvalidInput(
            "parquet-non-installe",
            "Un fichier Parquet demande le paquet pyarrow, qui n'est pas installé. Installez-le "
            'avec « pip install "pycog[parquet]" », ou retirez --parquet.',
        ) from error


def parquet(network: Network) -> bytes:
    """Return the records as a Parquet file.

    Raises:
        InvalidInput: ``parquet-non-installe``.
    """
    arrow = require_parquet()
    writer = importlib.import_module("pyarrow.parquet")

    kinds = {"text": arrow.string(), "whole": arrow.int32(), "number": arrow.float64()}
    schema = arrow.schema([(name, kinds[kind]) for name, kind in COLUMNS.items()])
    columns = list(zip(*rows(network), strict=True)) or [()] * len(COLUMNS)
    table = arrow.table(
        [
            arrow.array(column, type=field.type)
            for column, field in zip(columns, schema, strict=True)
        ],
        schema=schema,
    )
    out = arrow.BufferOutputStream()
    writer.write_table(table, out)
    return bytes(out.getvalue().to_pybytes())
