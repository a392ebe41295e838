"""Who can reach the server, and whether they have to sign on."""

from __future__ import annotations

import importlib
import ipaddress
import json
import os
from typing import Any, Final

from pycog.errors import InvalidInput

_PROVIDERS: Final = "XLWINGS_AUTH_PROVIDERS"
#: Settings without which Entra ID cannot check a token.
_ENTRA: Final = ("XLWINGS_AUTH_ENTRAID_CLIENT_ID", "XLWINGS_AUTH_ENTRAID_TENANT_ID")


def is_loopback(host: str) -> bool:
    """Tell whether only this machine can reach an address."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def check_exposure(host: str, *, open_to_all: bool) -> None:
    """Refuse an address that others can reach while nobody has to sign on.

    Raises:
        InvalidInput: ``connexion-non-protegee``, ``fournisseur-d-identite-inconnu`` or
            ``entra-incomplet``.
    """
    names = providers()
    if names and "entraid" in names:
        _check_entra()
    if names or open_to_all or is_loopback(host):
        return
    raise InvalidInput(
        "connexion-non-protegee",
        f"L'adresse « {host} » est joignable par d'autres postes et aucune connexion des "
        "utilisateurs n'est réglée : n'importe qui sur le réseau pourrait lire les données des "
        f"conventions et faire calculer ce serveur. Réglez {_PROVIDERS} (docs/deploiement.md), ou "
        "ajoutez --sans-authentification si un autre dispositif protège déjà cette adresse.",
    )


def providers() -> list[str]:
    """Return the auth providers that the environment asks for.

    Raises:
        InvalidInput: ``fournisseur-d-identite-inconnu``.
    """
    text = os.environ.get(_PROVIDERS) or "[]"
    names: Any = None
    try:
        names = json.loads(text)
    except ValueError:
        names = None
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise _unknown(
            f"{_PROVIDERS} vaut « {text} », une liste JSON est attendue, par exemple "
            '["entraid"] ou ["monauth"]'
        )
    return names


def check_providers() -> None:
    """Load every auth provider: xlwings Server would find a missing one at the first call.

    Raises:
        InvalidInput: ``fournisseur-d-identite-inconnu``.
    """
    for name in providers():
        if not callable(getattr(_provider(name), "validate_token", None)):
            raise _unknown(f"« {name} » n'a pas de fonction validate_token")


def _provider(name: str) -> Any:
    for module in (f"auth.{name}", f"xlwings_server.auth.{name}"):
        try:
            return importlib.import_module(module)
        except ModuleNotFoundError as error:
            if error.name is None or not module.startswith(error.name):
                raise  # The provider is there, something that it needs is not.
    raise _unknown(f"« {name} » n'est ni « entraid » ni un module auth/{name} du chemin de Python")


def _check_entra() -> None:
    missing = [name for name in _ENTRA if not os.environ.get(name)]
    if missing:
        raise InvalidInput(
            "entra-incomplet",
            f"La connexion par Entra ID demande aussi {' et '.join(missing)} : l'identifiant de "
            "l'application et celui de l'annuaire, donnés par le portail Entra.",
        )


def _unknown(why: str) -> InvalidInput:
    return InvalidInput(
        "fournisseur-d-identite-inconnu",
        f"La connexion des utilisateurs n'est pas réglée comme il faut : {why}. Voir "
        "docs/deploiement.md.",
    )
