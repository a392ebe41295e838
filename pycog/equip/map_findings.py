"""What the map of an equipped workbook tells of its totals and rates, as an audit tells it."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Final

from pycog.conventions import Convention, Finding, load
from pycog.conventions.facts.schema import CHANGES_A_RESULT
from pycog.equip.held_totals import amount_of_total
from pycog.equip.holdings import Holdings, convention_in, holdings_of
from pycog.equip.model import Doubt
from pycog.equip.survey import own_grids, survey
from pycog.equip.writing.forgotten import known_of
from pycog.values import display
from pycog.xlsx.package import Package
from pycog.xlsx.structure import read_workbook

#: Doubts about what was typed or added up, of which an audit tells.
_TOLD: Final = (
    "somme-incomplete",
    "total-different",
    "sous-total-compte-deux-fois",
    "taux-different",
)
_ROLES: Final = ("base", "voté", "exécuté")


def sheets_written(package: Package) -> Collection[str]:
    """Return the names of the sheets that were written into a workbook, none without a map.

    Raises:
        RefusedFile: What was noted in the workbook cannot be read.
    """
    memory = known_of(package, read_workbook(package))
    return memory.sheets.keys() if memory is not None else ()


def findings_of_map(package: Package) -> list[Finding]:
    """Return the totals and rates of an equipped workbook that its lines do not give.

    The lines are those of the map, the officer's answers included: a total is added up as the
    agreement does, wherever its lines stand.

    Args:
        package: The workbook.

    Raises:
        RefusedFile: Not a workbook that can be read.
        NotAvailable: ``convention-inconnue``.
    """
    own = convention_in(package)
    if own is None:
        return []
    convention, grids = load(own), own_grids(package)
    seen = survey(package, convention, grids=grids)
    document = package.path.name
    found = [_of_doubt(document, one) for one in seen.found.doubts if one.code in _TOLD]
    known = {one.place for one in found}
    held = holdings_of(seen.found, grids, convention)
    return [*found, *(one for one in _totals(document, held, convention) if one.place not in known)]


def _of_doubt(document: str, doubt: Doubt) -> Finding:
    place = f"{doubt.sheet}!{doubt.cell}"
    compared = doubt.code in ("total-different", "taux-different") and len(doubt.samples) > 1
    printed = doubt.samples[0] if doubt.samples else ""
    recomputed = doubt.samples[1] if compared else ""
    return Finding(
        f"{doubt.code}/{place}",
        document,
        place,
        printed,
        recomputed,
        CHANGES_A_RESULT,
        doubt.message,
        derived=True,
    )


def _totals(document: str, held: Holdings, convention: Convention) -> Iterator[Finding]:
    for role in _ROLES:
        for subject in held.subjects("ligne", role):
            line = convention.funds[subject.frame].line(subject.key)
            if line is None or not line.parts:
                continue
            unit = convention.funds[subject.frame].unit
            for one in held.of(subject, role).values():
                total = amount_of_total(held, convention, one)
                if total.differs:
                    yield Finding(
                        f"total-different/{one.place}",
                        document,
                        one.place,
                        display(one.value, unit),
                        display(total.amount, unit),
                        CHANGES_A_RESULT,
                        f"« {subject.label} », {role} {one.year} : somme des lignes que la "
                        "convention y additionne.",
                        derived=True,
                    )
