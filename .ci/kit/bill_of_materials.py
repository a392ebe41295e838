"""Writes the bill of materials of the kit in the CycloneDX format."""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Iterator
from pathlib import Path

from cyclonedx.factory.license import LicenseFactory
from cyclonedx.model import HashAlgorithm, HashType
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.output.json import JsonV1Dot5
from licences import licence_name, metadata_of
from packageurl import PackageURL


def write_bill(wheels: Path, path: Path, own: Path) -> None:
    """List every package of the kit with its version, licence and digests.

    Args:
        wheels: Folder of the wheels; those of one package make one component.
        path: The file to write.
        own: The wheel of pycog itself, which the bill is about.
    """
    parts = {str(one.purl): one for one in _components(wheels)}
    bom = Bom(components=parts.values())
    bom.metadata.component = next(one for one in parts.values() if one.name == "pycog")
    bom.components.discard(bom.metadata.component)
    bom.register_dependency(bom.metadata.component, bom.components)
    path.write_text(JsonV1Dot5(bom).output_as_string(indent=1), encoding="utf-8")


def _components(wheels: Path) -> Iterator[Component]:
    """Yield a component for each package, with the digests of all its wheels."""
    found: dict[str, Component] = {}
    for path in sorted(wheels.glob("*.whl")):
        with zipfile.ZipFile(path) as wheel:
            metadata = metadata_of(wheel)
        purl = PackageURL("pypi", name=metadata["Name"].lower(), version=metadata["Version"])
        part = found.get(str(purl))
        if part is None:
            licence = licence_name(metadata)
            part = found[str(purl)] = Component(
                name=metadata["Name"],
                version=metadata["Version"],
                type=ComponentType.LIBRARY,
                purl=purl,
                bom_ref=str(purl),
                licenses=[LicenseFactory().make_from_string(licence)] if licence else [],
            )
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        part.hashes.add(HashType(alg=HashAlgorithm.SHA_256, content=digest))
    yield from found.values()
