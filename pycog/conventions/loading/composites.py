"""Reads what a composite indicator is made of, and refuses one that cannot be worked out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from pycog.conventions.facts import schema
from pycog.conventions.loading.card_terms import read_share
from pycog.conventions.loading.tables import Faults, Row

_FILE = schema.INDICATORS.file
_LIKE = f"« {schema.OF_ATTAINMENTS} » ou « {schema.OF_RESULTS} »"


def read_shares(rows: Sequence[Row], faults: Faults) -> dict[str, Fraction]:
    """Return number of an indicator → its share in the composite that it is a part of.

    Args:
        rows: Of the indicators, their parents settled.
        faults: Collects what is wrong.
    """
    by_number = {row["numéro"]: row for row in rows}
    found: dict[str, Fraction] = {}
    for row in rows:
        if not row["part"]:
            continue
        share = read_share(row["part"])
        if share is None:
            faults.add(
                _FILE, row.line, f"la part « {row['part']} » est illisible. Écrivez 40 % ou 1/3."
            )
        elif row["parent"] not in by_number:
            faults.add(
                _FILE,
                row.line,
                f"l'indicateur {row['numéro']} a une part et n'est la partie d'aucun indicateur. "
                "Écrivez le numéro du composite dans la colonne « parent », ou effacez la part.",
            )
        else:
            found[row["numéro"]] = share
    for row in rows:
        parts = {one: found[one] for one in found if by_number[one]["parent"] == row["numéro"]}
        for text in _wrong(row, parts, by_number):
            faults.add(_FILE, row.line, f"l'indicateur {row['numéro']} {text}")
    return found


def _wrong(row: Row, parts: Mapping[str, Fraction], rows: Mapping[str, Row]) -> Iterator[str]:
    """Yield what keeps one indicator from being the mean of its parts."""
    kind = row["composite"]
    if parts and not kind:
        yield (
            f"a des parties pondérées ({', '.join(parts)}) : dites dans la colonne « composite » "
            f"ce dont il est la moyenne, {_LIKE}."
        )
        return
    if not kind:
        return
    if len(parts) < 2:
        yield (
            "est composite et n'a pas deux parties pondérées : donnez leur part dans la colonne "
            "« part », et son numéro dans leur colonne « parent »."
        )
        return
    if (total := sum(parts.values(), Fraction(0))) != 1:
        made = f"{float(total * 100):.6g}".replace(".", ",")
        yield f"est composite et les parts de {', '.join(parts)} font {made} % au lieu de 100 %."
    if kind == schema.OF_ATTAINMENTS and row["unité"] != "%":
        yield (
            f"est une moyenne de taux d'atteinte : son unité est « % », et non « {row['unité']} »."
        )
    others = [one for one in parts if rows[one]["unité"] != row["unité"]]
    if kind == schema.OF_RESULTS and others:
        yield (
            f"est une moyenne de résultats en {row['unité']}, et {', '.join(others)} a une autre "
            f"unité. Écrivez la même, ou « {schema.OF_ATTAINMENTS} »."
        )
