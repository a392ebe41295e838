"""The folders of a user: what they configured, and what pycog may forget."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Final

#: Name of the folder inside the one that the system gives.
_NAME: Final = "pycog"
#: The folder of agreements inside the configuration.
CONVENTIONS: Final = "conventions"


def folder() -> Path:
    """Return the configuration folder of the user, which may not exist yet."""
    return _place("XDG_CONFIG_HOME", ".config", "APPDATA", "Library/Application Support")


def cache_folder() -> Path:
    """Return the folder for what can be made again, which may not exist yet."""
    return _place("XDG_CACHE_HOME", ".cache", "LOCALAPPDATA", "Library/Caches")


def own_conventions() -> Path:
    """Return the folder where agreements are found without being named."""
    return folder() / CONVENTIONS


def _place(variable: str, unix: str, windows: str, mac: str) -> Path:
    # Windows and macOS users may set the XDG variables too; they then mean it.
    named = os.environ.get(variable) or (os.environ.get(windows) if os.name == "nt" else "")
    if named and Path(named).is_absolute():
        return Path(named) / _NAME
    try:
        home = Path.home()
    except RuntimeError:  # a service account without a home
        return Path(os.sep) / "nonexistent" / _NAME
    return home / (mac if sys.platform == "darwin" else unix) / _NAME
