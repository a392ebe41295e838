"""Gathers the licences of the packages of the kit, as the packages themselves carry them."""

from __future__ import annotations

import re
import zipfile
from email.message import Message
from email.parser import Parser
from pathlib import Path, PurePosixPath
from typing import Final

_LICENCE: Final = re.compile(r"(?:^|/)(?:licen[cs]es?|copying|notice|authors)[^/]*$", re.IGNORECASE)


def metadata_of(wheel: zipfile.ZipFile) -> Message:
    """Return the metadata of a wheel."""
    name = next(one for one in wheel.namelist() if one.endswith(".dist-info/METADATA"))
    return Parser().parsestr(wheel.read(name).decode("utf-8"))


def licence_name(metadata: Message) -> str:
    """Return the licence that a package declares, ``""`` where it declares none."""
    declared = metadata.get("License-Expression") or ""
    if declared:
        return declared
    named = [
        one.rpartition(" :: ")[2]
        for one in metadata.get_all("Classifier", [])
        if one.startswith("License :: ") and one.count(" :: ") > 1
    ]
    if named:
        return " ; ".join(named)
    text = (metadata.get("License") or "").strip()
    return text if "\n" not in text and len(text) < 80 else ""


def write_licences(wheels: Path, folder: Path) -> None:
    """Write the licence texts of every package, and one list of all.

    Args:
        wheels: Folder of the wheels.
        folder: Gets a folder for each package and ``liste.txt``.
    """
    listed = {}
    for path in sorted(wheels.glob("*.whl")):
        with zipfile.ZipFile(path) as wheel:
            metadata = metadata_of(wheel)
            key = f"{metadata['Name']}-{metadata['Version']}"
            if key in listed:
                continue
            texts = [one for one in wheel.namelist() if _is_licence(one)]
            listed[key] = licence_name(metadata) or ("voir le texte" if texts else "non déclarée")
            for one in texts:
                target = folder / key / _flat(one)
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(wheel.read(one))
    lines = [f"{key} : {licence}" for key, licence in sorted(listed.items())]
    (folder / "liste.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")


def _is_licence(name: str) -> bool:
    inside = ".dist-info/licenses/" in name and not name.endswith("/")
    return inside or (".dist-info/" in name and _LICENCE.search(name) is not None)


def _flat(name: str) -> str:
    """Return a name without folders, which may repeat for parts of a package."""
    parts = PurePosixPath(name).parts[1:]
    return "-".join(part for part in parts if part != "licenses")
