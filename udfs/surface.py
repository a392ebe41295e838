"""The formula surface as a readable listing, one field a line, kept under review.

Workbooks outlive releases: names and argument order may be added to, never changed. ``make
generated`` writes the listing again, and refuses to where something was taken away.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from udfs.catalogue import Argument, Formula, catalogue


def listing(formulas: Iterable[Formula] | None = None) -> str:
    """Return the listing of the given formulas, of the whole catalogue by default."""
    chosen = catalogue().values() if formulas is None else formulas
    return "\n".join("\n".join(_formula(formula)) + "\n" for formula in chosen)


def _formula(formula: Formula) -> Iterator[str]:
    yield formula.name
    yield f"  rubrique : {formula.category}"
    yield f"  aide : {formula.help}"
    for position, argument in enumerate(formula.arguments, start=1):
        yield from _argument(position, argument)
    yield f"  résultat : {formula.returns}{', change avec le jour' if formula.volatile else ''}"
    yield f"  source : {formula.source}"
    yield f"  exemple : {formula.example}"
    for name in formula.assumptions:
        yield f"  hypothèse : {name}"
    yield f"  explication : {'oui' if formula.explain else 'non'}"


def _argument(position: int, argument: Argument) -> Iterator[str]:
    need = "facultatif" if argument.optional else "obligatoire"
    extent = ", plage entière" if argument.whole else ""
    yield f"  argument {position} : {argument.name} ({argument.label}), {need}{extent}"
    yield f"    aide : {argument.help}"
    if argument.choices:
        offered = ", proposés par Excel" if argument.single else ""
        yield f"    choix{offered} : {' | '.join(argument.choices)}"


def broken(before: str, after: str) -> list[str]:
    """Return what a listing takes away from an earlier one.

    Args:
        before: The listing that workbooks rely on.
        after: The new one.

    Returns:
        The formulas that are gone, and those whose earlier arguments are no longer the first
        ones, in the same order.
    """
    now = _signatures(after)
    return [
        name
        for name, arguments in _signatures(before).items()
        if name not in now or now[name][: len(arguments)] != arguments
    ]


def _signatures(text: str) -> dict[str, list[str]]:
    """Return the names of the arguments of each formula of a listing, required ones marked."""
    found: dict[str, list[str]] = {}
    for line in text.splitlines():
        if line.startswith("COG_"):
            arguments = found[line] = []
        elif argument := re.match(r"  argument \d+ : (\w+) \(.*\), (facultatif|obligatoire)", line):
            arguments.append(" ".join(argument.groups()))
    return found
