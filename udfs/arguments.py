"""Arguments that several formulas share."""

from __future__ import annotations

from typing import Final

from pycog.default_convention import NAME
from udfs.catalogue import Argument

CONVENTION: Final = Argument(
    "convention",
    "convention",
    f"Identifiant de la convention ; par défaut celle du classeur (nom {NAME}), sinon celle qui a "
    "été choisie, sinon celle de pycog.",
    optional=True,
)
#: The agreement of an intéressement formula.
BONUS_CONVENTION: Final = Argument(
    "convention",
    "convention",
    "Identifiant de la convention qui porte les barèmes ; celle par défaut si vide.",
    optional=True,
)
#: The campaign of a formula that asks for no scorecard.
BONUS_CAMPAIGN: Final = Argument(
    "campaign",
    "campagne",
    "Année de la campagne, là où la convention change ses règles d'une campagne à l'autre.",
    optional=True,
)
FUND: Final = Argument(
    "fund",
    "fonds",
    "Nom court d'un fonds de la convention ; à préciser quand la ligne existe dans plusieurs.",
    optional=True,
)
AUTHORISED: Final = Argument(
    "authorised", "autorisé", "Montant autorisé en euros, positif ou nul. Vide : pas de résultat."
)
EXECUTED: Final = Argument(
    "executed", "exécuté", "Montant exécuté en euros, positif ou nul. Vide : pas de résultat."
)
