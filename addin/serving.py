"""Starts the server: checks what it needs, then hands over to uvicorn."""

from __future__ import annotations

import importlib.util
import ipaddress
import json
import os
import secrets
import socket
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from addin import settings
from addin.logs import configuration
from pycog import conventions
from pycog.errors import InvalidInput
from pycog.office_addin import MANIFEST_ID

#: Seconds that requests under way get when the server stops.
_GRACE: Final = 10
_LICENCE: Final = "XLWINGS_LICENSE_KEY"


@dataclass(frozen=True, slots=True)
class Options:
    """How to serve.

    Attributes:
        host: Address to listen on.
        port: Port to listen on, 0 for any that is free.
        workers: Processes.
        url: Public address, empty for the one listened on.
        certificate: Certificate and key, ``None`` for plain HTTP.
        open_to_all: Whether anyone who reaches the address may use it.
        time_limit: Seconds that one request may take.
    """

    host: str = "localhost"
    port: int = 8000
    workers: int = 1
    url: str = ""
    certificate: tuple[Path, Path] | None = None
    open_to_all: bool = False
    time_limit: float = 30.0


def check(options: Options) -> None:
    """Refuse to start where the server would not work or would not be safe.

    Raises:
        InvalidInput: ``paquet-serveur-absent``, ``licence-xlwings-absente``,
            ``connexion-non-protegee``, ``fournisseur-d-identite-inconnu``.
        InvalidConvention: A convention folder is broken.
    """
    if importlib.util.find_spec("xlwings_server") is None:
        raise InvalidInput(
            "paquet-serveur-absent",
            "Le paquet xlwings-server n'est pas installé. Installez-le avec : "
            'pip install "pycog[server]"',
        )
    if not os.environ.get(_LICENCE):
        raise InvalidInput("licence-xlwings-absente", _NO_LICENCE)
    _check_exposure(options)
    for summary in conventions.available():
        conventions.load(summary.id)


def prepare(options: Options, port: int) -> None:
    """Set the environment from which every server process takes its settings."""
    scheme = "https" if options.certificate else "http"
    host = f"[{options.host}]" if ":" in options.host else options.host
    shown = "localhost" if is_loopback(options.host) else host
    given = {
        "XLWINGS_PROJECT_DIR": str(Path(__file__).parent),
        "XLWINGS_ENVIRONMENT": "prod",
        "XLWINGS_FUNCTIONS_NAMESPACE": "",
        "XLWINGS_MANIFEST_ID_PROD": MANIFEST_ID,
        "XLWINGS_PROJECT_NAME": "pycog",
        "XLWINGS_ENABLE_SOCKETIO": "false",
        settings.URL: options.url or f"{scheme}://{shown}:{port}",
        settings.TIME_LIMIT: str(options.time_limit),
    }
    os.environ.update(given)
    os.environ.setdefault("XLWINGS_SECRET_KEY", secrets.token_hex(32))


def serve(options: Options) -> None:
    """Serve until the process is told to stop.

    Raises:
        OSError: The address cannot be listened on.
        PycogError: As :func:`check`.
    """
    check(options)
    import uvicorn
    from uvicorn.supervisors import Multiprocess

    listening = _listen(options.host, options.port)
    port = listening.getsockname()[1]
    prepare(options, port)
    certificate, key = options.certificate or (None, None)
    config = uvicorn.Config(
        "addin.server:application",
        workers=options.workers,
        ssl_certfile=certificate,
        ssl_keyfile=key,
        log_config=configuration(),
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=_GRACE,
    )
    print(f"pycog répond sur {os.environ[settings.URL]}", flush=True)
    server = uvicorn.Server(config)
    if options.workers > 1:
        Multiprocess(config, target=server.run, sockets=[listening]).run()
    else:
        server.run(sockets=[listening])
    if options.workers == 1 and not server.started:
        raise InvalidInput(
            "demarrage-impossible", "Le serveur n'a pas démarré ; la raison est écrite ci-dessus."
        )


def _listen(host: str, port: int) -> socket.socket:
    family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    listening = socket.socket(family)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listening.bind(address)
    listening.set_inheritable(True)
    return listening


def is_loopback(host: str) -> bool:
    """Tell whether only this machine can reach an address."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def providers() -> list[str]:
    """Return the auth providers that the environment asks for.

    Raises:
        InvalidInput: ``fournisseur-d-identite-inconnu``.
    """
    text = os.environ.get("XLWINGS_AUTH_PROVIDERS", "[]")
    try:
        names = json.loads(text)
    except ValueError:
        names = None
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise InvalidInput(
            "fournisseur-d-identite-inconnu",
            f"XLWINGS_AUTH_PROVIDERS vaut « {text} » : une liste JSON est attendue, par exemple "
            '["entraid"].',
        )
    return names


def _check_exposure(options: Options) -> None:
    if is_loopback(options.host) or options.open_to_all or providers():
        return
    raise InvalidInput(
        "connexion-non-protegee",
        f"L'adresse « {options.host} » est joignable par d'autres postes et aucune connexion des "
        "utilisateurs n'est réglée : n'importe qui sur le réseau pourrait lire les formules et les "
        "données de la convention. Réglez XLWINGS_AUTH_PROVIDERS (voir docs/deploiement.md), ou "
        "ajoutez --sans-authentification si un autre dispositif protège déjà cette adresse.",
    )


_NO_LICENCE: Final = (
    "xlwings Server demande une clé de licence dans la variable XLWINGS_LICENSE_KEY. Il a deux "
    "licences : le mot « noncommercial » pour un usage que permet la licence PolyForm "
    "Noncommercial 1.0.0 (usages non commerciaux, dont ceux des institutions publiques qu'elle "
    "énumère), ou la clé d'un abonnement payant. Un organisme qui n'est pas sûr d'être dans le "
    "premier cas consulte son service juridique ou l'éditeur. Puis, par exemple : "
    "XLWINGS_LICENSE_KEY=noncommercial pycog serve"
)
