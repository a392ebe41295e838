"""Starts the server: checks what it needs, then hands over to uvicorn."""

from __future__ import annotations

import importlib
import importlib.util
import os
import secrets
import socket
from dataclasses import dataclass
from logging.config import dictConfig
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from addin import settings
from addin.caching import STATIC, digest
from addin.exposure import check_exposure, check_providers, is_loopback
from addin.lifecycle import load_conventions
from addin.logs import configuration
from pycog.errors import InvalidInput
from pycog.office_addin import MANIFEST_ID

#: Seconds that requests under way get when the server stops.
_GRACE: Final = 10
#: Seconds that an idle connection stays open: longer than the minute that nginx keeps one, which
#: would else send a request into a connection that has just been closed.
_KEEP_ALIVE: Final = 75
_LICENCE: Final = "XLWINGS_LICENSE_KEY"
_MOST_WORKERS: Final = 64


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


def check_installed() -> None:
    """Refuse to go on without the packages of the server.

    Raises:
        InvalidInput: ``paquet-serveur-absent``.
    """
    if importlib.util.find_spec("xlwings_server") is None:
        raise InvalidInput(
            "paquet-serveur-absent",
            "Le paquet xlwings-server n'est pas installé. Installez-le avec : "
            'pip install "pycog[server]"',
        )


def check(options: Options) -> list[str]:
    """Refuse to start where the server would not work or would not be safe.

    Returns:
        Why some conventions of the user cannot be used; the others can.

    Raises:
        InvalidInput: ``paquet-serveur-absent``, ``licence-xlwings-absente``,
            ``connexion-non-protegee``, ``fournisseur-d-identite-inconnu``.
        InvalidConvention: A place of conventions is missing.
    """
    check_installed()
    if not os.environ.get(_LICENCE):
        raise InvalidInput("licence-xlwings-absente", _NO_LICENCE)
    if not 1 <= options.workers <= _MOST_WORKERS:
        raise InvalidInput(
            "processus-invalides",
            f"--workers vaut {options.workers} : donnez un nombre de 1 à {_MOST_WORKERS}.",
        )
    # Behind a proxy the server listens on this machine only, and others reach it all the same.
    for host in (options.host, urlsplit(options.url).hostname or "localhost"):
        check_exposure(host, open_to_all=options.open_to_all)
    return load_conventions()


def fixed_settings(path: str = "") -> dict[str, str]:
    """Return the settings of xlwings Server that the add-in decides.

    Args:
        path: Path of the public address, where it has one.
    """
    given = {
        "XLWINGS_PROJECT_DIR": str(Path(__file__).parent),
        "XLWINGS_ENVIRONMENT": "prod",
        "XLWINGS_FUNCTIONS_NAMESPACE": "",
        "XLWINGS_PROJECT_NAME": "pycog",
        # The pane is plain modules and Bootstrap.
        "XLWINGS_ENABLE_SOCKETIO": "false",
        "XLWINGS_ENABLE_HTMX": "false",
        "XLWINGS_ENABLE_ALPINEJS_CSP": "false",
        "XLWINGS_ENABLE_BOOTSTRAP": "true",
        "XLWINGS_MANIFEST_ID_PROD": os.environ.get("XLWINGS_MANIFEST_ID_PROD", MANIFEST_ID),
    }
    given["XLWINGS_STATIC_URL_PATH"] = f"{path}{STATIC}/{digest()}"
    if path:
        given["XLWINGS_APP_PATH"] = path
    return given


def prepare(options: Options, port: int) -> None:
    """Set the environment from which every server process takes its settings."""
    address = options.url or _local_address(options, port)
    os.environ.update(fixed_settings(urlsplit(address).path.rstrip("/")))
    os.environ[settings.URL] = address
    os.environ[settings.TIME_LIMIT] = str(options.time_limit)
    os.environ.setdefault("XLWINGS_SECRET_KEY", secrets.token_hex(32))


def _local_address(options: Options, port: int) -> str:
    scheme = "https" if options.certificate else "http"
    host = f"[{options.host}]" if ":" in options.host else options.host
    return f"{scheme}://{'localhost' if is_loopback(options.host) else host}:{port}"


def serve(options: Options) -> None:
    """Serve until the process is told to stop, options that :func:`check` lets pass.

    Raises:
        InvalidInput: ``licence-xlwings-refusee``, ``routes-absentes`` or
            ``demarrage-impossible``.
        OSError: The address cannot be listened on.
    """
    import uvicorn
    from uvicorn.config import STARTUP_FAILURE
    from uvicorn.supervisors import Multiprocess

    listening = listen(options.host, options.port)
    prepare(options, listening[0].getsockname()[1])
    dictConfig(configuration())
    _load_application()
    certificate, key = options.certificate or (None, None)
    from addin.patience import PatientProtocol

    config = uvicorn.Config(
        "addin.server:application",
        http=PatientProtocol,
        workers=options.workers,
        ssl_certfile=certificate,
        ssl_keyfile=key,
        log_config=configuration(),
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=_GRACE,
        timeout_keep_alive=_KEEP_ALIVE,
    )
    print(f"pycog répond sur {os.environ[settings.URL]}", flush=True)
    server = uvicorn.Server(config)
    if options.workers > 1:
        supervisor = Multiprocess(config, sockets=listening)
        supervisor.run()
        if any(process.exitcode == STARTUP_FAILURE for process in supervisor.processes):
            raise _did_not_start()
        return
    try:
        server.run(sockets=listening)
    except SystemExit:
        raise _did_not_start() from None
    if not server.started:
        raise _did_not_start()


def _load_application() -> None:
    """Load here what every server process will load: they would fail one after the other.

    Raises:
        InvalidInput: ``licence-xlwings-refusee``, ``routes-absentes`` or
            ``fournisseur-d-identite-inconnu``.
    """
    from xlwings import LicenseError

    try:
        importlib.import_module("addin.server")
    except LicenseError as error:
        raise InvalidInput(
            "licence-xlwings-refusee",
            f"xlwings Server refuse la clé de {_LICENCE} : {error}",
        ) from None
    check_providers()


def listen(host: str, port: int) -> list[socket.socket]:
    """Return sockets bound to an address; ``localhost`` means both its forms.

    Raises:
        OSError: The address is taken or not one of this machine's.
    """
    names = ["127.0.0.1", "::1"] if host == "localhost" else [host]
    bound: list[socket.socket] = []
    for name in names:
        try:
            bound.append(_bind(name, bound[0].getsockname()[1] if bound else port))
        except OSError as error:
            if not bound:
                raise OSError(error.errno, error.strerror, f"{host}:{port}") from error
    return bound


def _bind(host: str, port: int) -> socket.socket:
    family, kind, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    listening = socket.socket(family, kind)
    try:
        if os.name != "nt":  # There it would let two servers share a port.
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(address)
    except OSError:
        listening.close()
        raise
    listening.set_inheritable(True)
    return listening


def _did_not_start() -> InvalidInput:
    return InvalidInput(
        "demarrage-impossible", "Le serveur n'a pas démarré ; la raison est écrite ci-dessus."
    )


_NO_LICENCE: Final = (
    "xlwings Server demande une clé de licence dans la variable XLWINGS_LICENSE_KEY. Il a deux "
    "licences : le mot « noncommercial » pour un usage que permet la licence PolyForm "
    "Noncommercial 1.0.0 (usages non commerciaux, dont ceux des institutions publiques qu'elle "
    "énumère), ou la clé d'un abonnement payant. Un organisme qui n'est pas sûr d'être dans le "
    "premier cas consulte son service juridique ou l'éditeur. Puis, par exemple : "
    "XLWINGS_LICENSE_KEY=noncommercial pycog serve"
)
