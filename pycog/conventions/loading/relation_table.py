"""Reads the declared relations between the key figures of a convention folder."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from pycog.conventions.facts import schema
from pycog.conventions.facts.figures import KeyFigure
from pycog.conventions.facts.relations import OPERAND_COUNTS, Operand, Relation
from pycog.conventions.loading.tables import Faults, Row
from pycog.errors import InvalidInput
from pycog.values import to_number

_FILE = schema.RELATIONS.file


def read_relations(
    figures: Mapping[str, tuple[KeyFigure, ...]], rows: list[Row], faults: Faults
) -> tuple[Relation, ...]:
    """Return the relations; one that names no figure or cannot be computed is a fault."""
    found = [_relation(row, figures, faults) for row in rows]
    return tuple(relation for relation in found if relation is not None)


def _relation(
    row: Row, figures: Mapping[str, tuple[KeyFigure, ...]], faults: Faults
) -> Relation | None:
    before = len(faults.found)
    result = _figure(row, row["résultat"], figures, faults)
    operands = [_operand(row, part, figures, faults) for part in row["opérandes"].split()]
    factor = _factor(row, faults)
    _check_count(row, len(operands), faults)
    if len(faults.found) > before or result is None or factor is None:
        return None
    relation = Relation(
        id=row["id"],
        kind=row["nature"],
        result=result,
        operands=tuple(operand for operand in operands if operand is not None),
        factor=factor,
        severity=row["gravité"],
        reading=row["lecture"],
        note=row["note"],
    )
    return relation if _computable(row, relation, faults) else None


def _operand(
    row: Row, text: str, figures: Mapping[str, tuple[KeyFigure, ...]], faults: Faults
) -> Operand | None:
    negative = text.startswith("-")
    if negative and row["nature"] != "somme":
        faults.add(_FILE, row.line, f"l'opérande « {text} » a un signe : seule une somme en admet.")
    figure = _figure(row, text.removeprefix("-").strip(), figures, faults)
    return None if figure is None else Operand(figure, negative)


def _figure(
    row: Row, text: str, figures: Mapping[str, tuple[KeyFigure, ...]], faults: Faults
) -> KeyFigure | None:
    """Return the first statement of ``clé@période``."""
    key, at, period = text.partition("@")
    known = figures.get(key, ())
    for figure in known:
        if figure.period == period:
            return figure
    if not at:
        why = "Écrivez une clé et sa période, par exemple appels-recus@2021."
    elif known:
        periods = ", ".join(dict.fromkeys(figure.period for figure in known))
        why = f"Périodes connues de cette clé : {periods}."
    else:
        why = f"Aucun chiffre de {schema.FIGURES.file} n'a cette clé."
    faults.add(_FILE, row.line, f"« {text} » ne désigne aucun chiffre. {why}")
    return None


def _factor(row: Row, faults: Faults) -> Fraction | None:
    try:
        number = to_number(row["facteur"] or 1, "le facteur")
    except InvalidInput as error:
        faults.add_error(_FILE, row.line, error)
        return None
    if not number:
        faults.add(_FILE, row.line, "le facteur est nul. Laissez la cellule vide pour 1.")
        return None
    return Fraction(repr(number))


def _check_count(row: Row, number: int, faults: Faults) -> None:
    needed = OPERAND_COUNTS.get(row["nature"])
    if needed is not None and number != needed:
        faults.add(
            _FILE,
            row.line,
            f"une relation « {row['nature']} » a {needed} "
            f"opérande{'s' if needed > 1 else ''}, et non {number}.",
        )


def _computable(row: Row, relation: Relation, faults: Faults) -> bool:
    try:
        _ = relation.span
    except ZeroDivisionError:
        faults.add(_FILE, row.line, "le diviseur peut être nul : la relation ne se calcule pas.")
        return False
    return True
