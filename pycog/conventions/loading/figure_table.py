"""Reads the key figures of a convention folder."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Final

from pycog.conventions.facts import schema
from pycog.conventions.facts.figures import KeyFigure
from pycog.conventions.loading.description import Described
from pycog.conventions.loading.tables import Faults, Row
from pycog.errors import InvalidInput
from pycog.values import clean, parse_number

#: Units whose values are ratios, as every rate.
_RATIOS: Final = ("%", "points")


def read_figures(
    about: Described, rows: list[Row], faults: Faults
) -> Mapping[str, tuple[KeyFigure, ...]]:
    """Return key → figures in the order of the table; what cannot be read is a fault."""
    found: dict[str, tuple[KeyFigure, ...]] = {}
    for row in rows:
        value = _value(row, faults)
        if value is not None and _same_unit(row, found.get(row["clé"], ()), faults):
            figure = _figure(about, row, value)
            found[figure.key] = (*found.get(figure.key, ()), figure)
    return found


def _value(row: Row, faults: Faults) -> float | None:
    try:
        return read_value(row["valeur"] or row["imprimé"], row["unité"])
    except InvalidInput as error:
        faults.add_error(
            schema.FIGURES.file,
            row.line,
            error,
            "Si le chiffre est imprimé dans une phrase, "
            "écrivez le nombre à lire dans la colonne « valeur ».",
        )
        return None


def read_value(text: str, unit: str) -> float:
    """Return the value of a printed figure.

    Args:
        text: ``"4 012 303 093,75 €"``, ``"81,5 %"``, ``"+5,84 %"``, ``"875 716 factures"``.
        unit: Its unit; ``"%"`` must be printed, any other may be left out.

    Returns:
        The number; a ratio for ``"%"`` and for ``"points"``.

    Raises:
        InvalidInput: ``nombre-illisible``, ``nombre-ambigu``; ``unites-differentes`` when the
            text has the unit % and the column another one, or the reverse.
    """
    plain = clean(text)
    if unit not in _RATIOS and plain.casefold().endswith(f" {unit.casefold()}"):
        plain = plain[: -len(unit)].rstrip()
    number = parse_number(plain, "le chiffre")
    if (number.unit == "%") != (unit == "%"):
        raise InvalidInput(
            "unites-differentes",
            f"Le chiffre « {text} » et son unité « {unit} » ne vont pas ensemble.",
            value=text,
        )
    return float(Decimal(repr(number.value)).scaleb(-2)) if unit == "points" else number.value


def _same_unit(row: Row, others: tuple[KeyFigure, ...], faults: Faults) -> bool:
    """Refuse two units under one key: its values could not be compared."""
    if not others or others[0].unit == row["unité"]:
        return True
    faults.add(
        schema.FIGURES.file,
        row.line,
        f"la clé « {row['clé']} » a déjà l'unité "
        f"« {others[0].unit} ». Donnez la même unité, ou une autre clé.",
    )
    return False


def _figure(about: Described, row: Row, value: float) -> KeyFigure:
    return KeyFigure(
        key=row["clé"],
        theme=row["thème"],
        label=row["libellé"],
        period=row["période"],
        printed=row["imprimé"],
        value=value,
        unit=row["unité"],
        approximate=bool(row["environ"]),
        citation=f"{about.short_title}, {row['source']}",
        reading=row["lecture"],
        note=row["note"],
        severity=row["gravité"],
    )
