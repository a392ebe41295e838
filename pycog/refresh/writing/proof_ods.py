"""Proves that nothing but values of formulas changed in an OpenDocument workbook."""

from __future__ import annotations

from pycog.ods.ods_package import OdsPackage
from pycog.refresh.writing.proof import Proof
from pycog.xlsx.cells import address


def prove(package: OdsPackage, data: bytes) -> Proof:
    """Compare a workbook with its refreshed form.

    Args:
        package: The workbook as it was.
        data: The bytes of its refreshed form.

    Raises:
        RefusedFile: The refreshed form cannot be read.
    """
    same, changed, faults = package.compared(data)
    return Proof(
        identical=same,
        changed={
            sheet: tuple(address(*place) for place in places) for sheet, places in changed.items()
        },
        removed=(),
        faults=tuple(f"« {name} » diffère au-delà des valeurs" for name in faults),
    )
