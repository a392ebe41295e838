"""The state of a seal in a word, for reports: told from what is stored, nothing calculated."""

from __future__ import annotations

from typing import Final, NamedTuple

from pycog.errors import PycogError
from pycog.seal.cell_comparison import compare_cells
from pycog.seal.cell_states import defined_names
from pycog.seal.new_sheet_names import names_since
from pycog.seal.plain_formulas import same_formula
from pycog.seal.seal_reading import may_be_sealed, read_seal
from pycog.seal.seal_sheet import moment_shown
from pycog.values import counted
from pycog.xlsx.package import Package
from pycog.xlsx.structure import read_workbook

INTACT: Final = "intact"
CHANGED: Final = "modifié"
FORGED: Final = "altéré"
UNSEALED: Final = "non scellé"


class SealState(NamedTuple):
    """The state of the seal of a workbook.

    Attributes:
        kind: One of the words above.
        text: The same as an officer reads it: « Scellé le 29/11/2026 à 23 h 20, intact ».
    """

    kind: str
    text: str


def state_of(package: Package) -> SealState:
    """Return the state of the seal of a workbook.

    What is typed, the formulas and the stored values are compared; ``pycog verify`` calculates
    anew, and checks rules, agreement and signature too.

    Args:
        package: The workbook.
    """
    try:
        info = read_workbook(package)
        reading = read_seal(package, info) if may_be_sealed(package, info) else None
    except PycogError as error:
        return SealState(FORGED, f"Bordereau illisible ({error.message})")
    if reading is None or not reading.is_sealed:
        return SealState(UNSEALED, "Non scellé")
    content = reading.content
    if content is None:
        return SealState(FORGED, "Bordereau illisible")
    sealed = f"Scellé le {moment_shown(content.moment)}"
    if reading.faults:
        return SealState(FORGED, f"{sealed}, bordereau altéré")
    compared = compare_cells(content, reading.cells, None, by_another=reading.lost_part)
    names, sealed_names = defined_names(info), names_since(content.names, compared.renamed)
    number = len(compared.found) + sum(
        not same_formula(names.get(one, ""), sealed_names.get(one, ""))
        for one in {*names, *sealed_names}
    )
    if number:
        return SealState(CHANGED, f"{sealed}, modifié depuis ({counted(number, 'écart')})")
    told = f"{sealed}, intact{', signé' if reading.is_signed else ''}"
    return SealState(INTACT, f"{told} ; valeurs à recalculer" if compared.absent else told)
