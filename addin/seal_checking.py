"""What *Vérifier* finds: whether the open workbook is as it was sealed.

The workbook is read from the bytes that the pane sends and nothing of it is kept.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from addin import requests
from addin.pane_words import for_pane
from pycog.seal.cell_comparison import CellDifference
from pycog.seal.verification import Verification, verify_package
from pycog.values import capital
from pycog.xlsx.opening import Opening
from pycog.xlsx.package import Package
from udfs.hosts.engine import EngineHost
from udfs.rule_versions import rule_version

#: A signature of Office forbids to write a workbook, not to verify it.
_READING: Final = Opening(drop_signature=True)
#: Differences that are sent; the headline says how many there are in all.
_MOST: Final = 500
_TITLES: Final = {
    "saisie": "Saisie changée",
    "formule": "Formule changée",
    "valeur": "Valeur recalculée",
    "enregistrée": "Valeur enregistrée",
    "nom": "Nom défini changé",
    "feuille": "Feuille ajoutée ou supprimée",
    "classeur": "Classeur",
}


def verify_sent(data: Mapping[str, Any]) -> dict[str, Any]:
    """Return whether the open workbook is as it was sealed, or what changed.

    Args:
        data: ``name`` and ``content`` (base 64) of the workbook.

    Returns:
        ``headline``; ``findings``, each with its ``sheet``, its ``cell`` (both ``""`` where the
        workbook as a whole is meant), a ``title`` and a ``text``; ``sentences`` on signature,
        rules and agreements.

    Raises:
        InvalidInput: ``demande-illisible``.
        RefusedFile: The workbook cannot be read.
    """
    name, content = (requests.text_of(data, key) for key in ("name", "content"))
    package = Package(Path(name), requests.bytes_of(content), _READING)
    found = verify_package(package, EngineHost(), rule_version)
    return {
        "headline": capital(found.headline),
        "findings": [
            *({"sheet": "", "cell": "", "title": "Bordereau", "text": _sentence(one)}
              for one in found.seal_faults),
            *map(_finding, found.differences[:_MOST]),
        ],
        "sentences": _sentences(found),
    }  # fmt: skip


def _finding(one: CellDifference) -> dict[str, str]:
    cell = one.place if one.sheet and one.kind != "feuille" else ""
    sheet = one.sheet if cell else ""
    said = str(one)
    if cell:
        # Kind and place stand before it; no name of a sheet has a colon.
        said = said.partition(" : ")[2]
    return {"sheet": sheet, "cell": cell, "title": _TITLES[one.kind], "text": f"{said}."}


def _sentences(found: Verification) -> list[str]:
    told = []
    if found.content is None and not found.seal_faults:
        told.append(
            "Ce classeur ne porte pas de bordereau de calcul. « Sceller » en établit une copie "
            "qui en porte un."
        )
    if found.signature is not None and found.signature.who:
        state = "tient" if found.signature.holds else "ne tient pas"
        told.append(f"La signature de {found.signature.who} {state}.")
    told += [f"Depuis : {one}." for one in found.since]
    told += [for_pane(_sentence(one)) for one in found.notes]
    return told


def _sentence(text: str) -> str:
    return f"{capital(text)}."
