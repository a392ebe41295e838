"""The formula surface as a readable listing, one field a line, kept under review.

Workbooks outlive releases: names and argument order may be added to, never changed.
After a wanted change, write the listing again and read the difference::

    python -m udfs.surface tests/surface/formules.txt
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

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


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(listing(), encoding="utf-8", newline="\n")
