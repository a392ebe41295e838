"""The user's own settings: one small TOML file, and a folder for the user's conventions.

Both stand where the system keeps the settings of a person: ``$XDG_CONFIG_HOME/pycog`` (else
``~/.config/pycog``), ``%APPDATA%\\pycog``, ``~/Library/Application Support/pycog``.
"""

from __future__ import annotations

import contextlib
import os
import sys
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from msgspec import Struct
from msgspec.structs import replace

from pycog.errors import InvalidInput, RefusedFile, system_reason

#: Name of the file, in :func:`folder`.
FILE: Final = "configuration.toml"
#: The keys that it may hold; the last three are written by hand.
CONVENTION: Final = "convention"
JOURNAL: Final = "journal"
NAMELESS: Final = "journal-sans-nom"
RETENTION: Final = "journal-retention"
_CONVENTIONS: Final = "conventions"
_LARGEST: Final = 1 << 16
#: What the folder depends on.
_VARIABLES: Final = ("XDG_CONFIG_HOME", "APPDATA", "HOME", "USERPROFILE")
_HEADER: Final = "# Réglages de pycog pour cet utilisateur ; écrit par « pycog convention use ».\n"
#: What was read last, with what told the file from any other.
_read: dict[Path, tuple[tuple[int, int, int], Settings]] = {}


class Settings(Struct, frozen=True):
    """What the file says.

    Attributes:
        convention: Id of the convention that the user chose, ``None`` if none.
        journal: Folder of the journal that every refresh keeps, ``None`` to keep none.
        nameless: Whether the journal leaves out the name of the user.
        months: Months that the journal keeps, ``None`` for all.
    """

    convention: str | None = None
    journal: Path | None = None
    nameless: bool = False
    months: int | None = None


def folder() -> Path | None:
    """Return the folder of the user's settings, whether it exists or not.

    ``None`` where the system names none: no ``HOME`` and no account, no ``APPDATA``.
    """
    if sys.platform == "win32":
        base = _absolute(os.environ.get("APPDATA"))
    elif sys.platform == "darwin":
        home = _home()
        base = home and home / "Library" / "Application Support"
    else:
        home = _home()
        base = _absolute(os.environ.get("XDG_CONFIG_HOME")) or (home and home / ".config")
    return base and base / "pycog"


def conventions_folder() -> Path | None:
    """Return the folder where the user may put conventions; ``None`` where there is none."""
    inside = _inside(_CONVENTIONS)
    return inside if inside is not None and os.path.isdir(inside) else None


def _inside(name: str) -> Path | None:
    """Return a place in :func:`folder`; formulas ask often: worked out once per environment."""
    return _worked_out(name, sys.platform, *map(os.environ.get, _VARIABLES))


@lru_cache(maxsize=16)
def _worked_out(name: str, *_environment: str | None) -> Path | None:
    inside = folder()
    return inside and inside / name


def cache_folder() -> Path | None:
    """Return the folder for what can be made again, whether it exists or not.

    ``$XDG_CACHE_HOME/pycog`` (else ``~/.cache/pycog``), ``%LOCALAPPDATA%\\pycog``,
    ``~/Library/Caches/pycog``; ``None`` where the system names none.
    """
    if sys.platform == "win32":
        base = _absolute(os.environ.get("LOCALAPPDATA"))
    elif sys.platform == "darwin":
        home = _home()
        base = home and home / "Library" / "Caches"
    else:
        home = _home()
        base = _absolute(os.environ.get("XDG_CACHE_HOME")) or (home and home / ".cache")
    return base and base / "pycog"


def file() -> Path | None:
    """Return the file of the settings, whether it exists or not."""
    return _inside(FILE)


def chosen_convention() -> str | None:
    """Return the convention that the user chose, ``None`` if none.

    Raises:
        InvalidInput: ``configuration-illisible``: the file holds something else.
    """
    return settings().convention


def settings() -> Settings:
    """Return what the user's file says; nothing where there is none.

    Raises:
        InvalidInput: ``configuration-illisible``: the file holds something else.
    """
    path = file()
    if path is None:
        return Settings()
    try:
        found = os.stat(path)
    except (FileNotFoundError, NotADirectoryError):
        return Settings()
    except OSError as error:
        raise _unreadable(path, system_reason(error)) from error
    # Formulas ask often: the file is read again only when it is another one.
    seen = (found.st_ino, found.st_mtime_ns, found.st_size)
    known = _read.get(path)
    if known is None or known[0] != seen:
        known = _read[path] = (seen, _parsed(path))
    return known[1]


def choose_convention(convention: str | None) -> Path:
    """Keep a convention as the user's choice, or forget the choice.

    Args:
        convention: Its id; ``None`` to forget.

    Returns:
        The file, written whole or not at all; one that is not there is not made to forget.

    Raises:
        RefusedFile: ``configuration-impossible``: no such folder, or no right to write.
        InvalidInput: ``configuration-illisible``: a file is there that is not ours.
    """
    path = file()
    if path is None:
        raise RefusedFile(
            "configuration-impossible",
            "Le dossier de configuration de l'utilisateur n'est pas connu. Définissez la variable "
            f"{'APPDATA' if sys.platform == 'win32' else 'HOME'}, ou donnez la convention par la "
            "variable PYCOG_CONVENTION.",
        )
    known = Settings()
    if path.exists():
        known = _parsed(path)  # what somebody else wrote is not written over
    elif convention is None:
        return path
    try:
        _write(path, _HEADER + _text(replace(known, convention=convention)))
    except OSError as error:
        raise RefusedFile(
            "configuration-impossible",
            f"{path} ne peut pas être écrit ({system_reason(error)}). Vérifiez vos droits sur ce "
            "dossier.",
            path=str(path),
        ) from error
    return path


def _text(known: Settings) -> str:
    """Write settings as the lines of the file."""
    lines = []
    if known.convention is not None:
        lines.append(f"{CONVENTION} = {_quoted(known.convention)}\n")
    if known.journal is not None:
        lines.append(f"{JOURNAL} = {_quoted(str(known.journal))}\n")
    if known.nameless:
        lines.append(f"{NAMELESS} = true\n")
    if known.months is not None:
        lines.append(f"{RETENTION} = {known.months}\n")
    return "".join(lines)


def _home() -> Path | None:
    try:
        return _absolute(str(Path.home()))
    except (RuntimeError, KeyError):  # no HOME, and no account of that number
        return None


def _absolute(text: str | None) -> Path | None:
    """Return a path of the environment; one that is empty or relative says nothing."""
    path = Path(text) if text and "\0" not in text else None
    return path if path is not None and path.is_absolute() else None


def _parsed(path: Path) -> Settings:
    import tomllib

    try:
        with path.open("rb") as stream:
            raw = stream.read(_LARGEST + 1)
    except OSError as error:
        raise _unreadable(path, system_reason(error)) from error
    if len(raw) > _LARGEST:
        raise _unreadable(path, "il est trop long")
    try:
        known = tomllib.loads(raw.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise _unreadable(path, "il n'est pas en UTF-8") from error
    except tomllib.TOMLDecodeError as error:
        raise _unreadable(path, f"ce n'est pas du TOML : {error}") from error
    except RecursionError as error:
        raise _unreadable(path, "ce n'est pas du TOML") from error
    for key in known:
        if key not in (CONVENTION, JOURNAL, NAMELESS, RETENTION):
            raise _unreadable(path, f"la clé « {key} » n'existe pas")
    journal = _said(path, known, JOURNAL)
    folder = None if journal is None else Path(journal).expanduser()
    if folder is not None and not folder.is_absolute():
        raise _unreadable(path, f"« {JOURNAL} » n'est pas le chemin complet d'un dossier")
    nameless, months = known.get(NAMELESS, False), known.get(RETENTION)
    if not isinstance(nameless, bool):
        raise _unreadable(path, f"« {NAMELESS} » n'est ni true ni false")
    if months is not None and (type(months) is not int or months < 1):
        raise _unreadable(path, f"« {RETENTION} » n'est pas un nombre de mois")
    return Settings(_said(path, known, CONVENTION), folder, nameless, months)


def _said(path: Path, known: dict[str, Any], key: str) -> str | None:
    value = known.get(key)
    if value is None:
        return None
    if not (isinstance(value, str) and value.strip()):
        raise _unreadable(path, f"« {key} » n'est pas un texte")
    return value.strip()


def _unreadable(path: Path, why: str) -> InvalidInput:
    return InvalidInput(
        "configuration-illisible",
        f"Le fichier de configuration {path} ne peut pas être lu ({why}). Il tient en une ligne "
        f'par réglage, par exemple {CONVENTION} = "cnaf-2023-2027" ; les réglages sont '
        f"{CONVENTION}, {JOURNAL}, {NAMELESS} et {RETENTION}. Corrigez-le ou supprimez-le.",
        path=str(path),
    )


def _quoted(text: str) -> str:
    """Write a text as a basic string of TOML."""
    plain = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(one if one.isprintable() else f"\\U{ord(one):08X}" for one in plain) + '"'


def _write(path: Path, text: str) -> None:
    import tempfile

    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as stream:
            stream.write(text)
            stream.flush()
            os.fsync(stream.fileno())
        os.replace(name, path)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(name)
        raise
