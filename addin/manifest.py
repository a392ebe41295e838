"""The manifest: the file by which Excel finds the add-in."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from addin.exposure import is_loopback
from addin.serving import fixed_settings
from pycog.errors import InvalidInput
from pycog.office_addin import MANIFEST_ID

_TEMPLATES: Final = Path(__file__).parent / "templates"


def manifest(url: str) -> str:
    """Return the manifest of the add-in at a public address.

    Raises:
        InvalidInput: ``adresse-invalide``, or ``paquet-serveur-absent``.
    """
    from jinja2 import Environment, FileSystemLoader

    origin, path = split_address(url)
    os.environ.update(fixed_settings(path))
    from xlwings_server.config import settings

    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES), autoescape=True, trim_blocks=True, lstrip_blocks=True
    )
    return environment.get_template("manifest.xml").render(
        settings=settings,
        base_url=origin,
        base_url_with_app_path=f"{origin}{settings.app_path}",
        manifest_id=os.environ.get("XLWINGS_MANIFEST_ID_PROD", MANIFEST_ID),
    )


def split_address(url: str) -> tuple[str, str]:
    """Return the origin of a public address and its path, without a slash at the end.

    Raises:
        InvalidInput: ``adresse-invalide``: not HTTPS, or more than a host and a path.
    """
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        host, port, parts = "", None, urlsplit("")
    secure = parts.scheme == "https" or (parts.scheme == "http" and is_loopback(host))
    if not host or not secure or parts.query or parts.fragment or parts.username:
        raise InvalidInput(
            "adresse-invalide",
            f"« {url} » n'est pas une adresse de complément : Excel demande HTTPS. Donnez une "
            "adresse comme https://cog.exemple.fr ou https://intranet.exemple.fr/cog.",
        )
    shown = f"[{host}]" if ":" in host else host
    origin = f"{parts.scheme}://{shown}{f':{port}' if port else ''}"
    return origin, parts.path.rstrip("/")
