"""Arguments that several formulas share."""

from __future__ import annotations

from typing import Final

from pycog.default_convention import NAME, SHIPPED
from udfs.catalogue import Argument

CONVENTION: Final = Argument(
    "convention",
    "convention",
    f"Identifiant de la convention ; par défaut celle du classeur (nom {NAME}), sinon celle qui a "
    f"été choisie, sinon « {SHIPPED} ».",
    optional=True,
)
FUND: Final = Argument(
    "fund",
    "fonds",
    "« FNGA » ou « FNGR » ; à préciser quand la ligne existe dans les deux.",
    optional=True,
    choices=("FNGA", "FNGR"),
    single=True,
)
AUTHORISED: Final = Argument(
    "authorised", "autorisé", "Montant autorisé en euros, positif ou nul. Vide : pas de résultat."
)
EXECUTED: Final = Argument(
    "executed", "exécuté", "Montant exécuté en euros, positif ou nul. Vide : pas de résultat."
)
