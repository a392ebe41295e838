"""Small conventions of their own, for tests in which two of them must not be taken for each other.

Indicator 1 has another target in each, so that a value tells which one it comes from.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from tests.agreements import write_tables

#: Target of indicator 1 in 2020, in percent as printed, by convention; the values are the ratios.
ALPHA: Final = ("alpha-2020-2021", 90, 0.9)
BETA: Final = ("beta-2020-2021", 75, 0.75)

_ABOUT: Final = """\
id = "{id}"
titre = "Convention {id}"
titre_court = "COG {id}"
parties = ["État", "Organisme"]
annees = [2020, 2021]
annee_reference = 2019
document = "Convention {id}"
statut = "projet"
version = "1"
"""
_INDICATORS: Final = """\
numéro;libellé;thème;fiche;outil;unité;sens;section;source;note
1;Taux d'appels décrochés;Accueil;;Requête;%;hausse;1.1;annexe 2, indicateur 1;
"""
_STATEMENTS: Final = """\
indicateur;année;lieu;rôle;imprimé;lecture;période;numéro imprimé;source;note
1;2020-2021;annexe;cible;{target}%;;;;annexe 2, indicateur 1;
"""


def write_agreements(folder: Path) -> Path:
    """Write ALPHA and BETA into a folder of conventions and return it."""
    for name, target, _ in (ALPHA, BETA):
        files = {
            "convention.toml": _ABOUT.format(id=name),
            "indicators.csv": _INDICATORS,
            "statements.csv": _STATEMENTS.format(target=target),
        }
        write_tables(folder / name, files)
    return folder
