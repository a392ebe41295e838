"""Puts together what several workbooks of one body hold, of one year or of one part each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pycog.equip.holdings import COMMENT, Aside, Held, Holdings, says_same
from pycog.errors import RefusedFile
from pycog.values import display, excerpt

#: Between the words of two workbooks on one indicator and year.
_BETWEEN = " / "


def together(several: Sequence[tuple[str, Holdings]]) -> Holdings:
    """Return what several workbooks of one body hold, as if they were one.

    Places name their workbook: those of values only where there is more than one.

    Args:
        several: Name of each workbook, and what it holds.

    Raises:
        RefusedFile: ``valeurs-contraires``: two of them give two values for one subject, role
            and year.
    """
    result = Holdings()
    for name, held in several:
        prefix = f"{name}, " if len(several) > 1 else ""
        for one in held.values.values():
            _add(result, replace(one, place=f"{prefix}{one.place}"))
        result.aside += [Aside(f"{name}, {one.place}", one.text) for one in held.aside]
    return result


def _add(result: Holdings, one: Held) -> None:
    key = (one.subject.identity, one.role, one.year)
    known = result.values.get(key)
    if known is None or known.value is None:
        result.values[key] = one
    elif one.value is None or says_same(one.value, known.value):
        return
    elif one.role == COMMENT:
        words = f"{display(known.value)}{_BETWEEN}{display(one.value)}"
        result.values[key] = replace(known, value=words)
    else:
        raise RefusedFile(
            "valeurs-contraires",
            f"« {excerpt(one.subject.label)} », {one.role} {one.year} : {known.place} donne "
            f"« {display(known.value)} » et {one.place} « {display(one.value)} ». Corrigez la "
            "valeur qui ne fait pas foi, répondez « non » à sa colonne dans la feuille "
            "« Correspondances », ou ne donnez que l'autre classeur.",
        )
