"""Static files: compressed, and kept by browsers for as long as they are the same.

Opening the pane takes some sixty files. Their address carries a digest of them all, so that a
browser may keep each for ever and asks for none again until a new version is served.
"""

from __future__ import annotations

import hashlib
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Final

#: What a browser is told about a file whose address changes with its content.
FOR_EVER: Final = "public, max-age=31536000, immutable"
#: About one whose address stays, as that of the icons in the manifest.
ASK_AGAIN: Final = "no-cache"

#: Where static files are, below the path of the server; the digest follows.
STATIC: Final = "/static"
_STATIC: Final = Path(__file__).parent / "static"


@lru_cache(maxsize=1)
def digest() -> str:
    """Return what changes when any static file does: ours, or those of xlwings Server."""
    found = hashlib.sha256(_version("xlwings-server").encode())
    for path in sorted(_STATIC.rglob("*")):
        if path.is_file():
            found.update(path.relative_to(_STATIC).as_posix().encode())
            found.update(path.read_bytes())
    return found.hexdigest()[:16]


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return ""
