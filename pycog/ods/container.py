"""The file of an OpenDocument workbook: a zip of parts (.ods) or one flat text (.fods)."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path
from typing import Final
from xml.etree import ElementTree

from pycog.errors import RefusedFile
from pycog.ods.content_scan import META, Unreadable
from pycog.xlsx.opening import Opening
from pycog.xlsx.refusal import refused
from pycog.xlsx.zip_records import Archive, Damaged

_TYPE: Final = "application/vnd.oasis.opendocument.spreadsheet"
_CONTENT: Final = "content.xml"
_SIGNATURES: Final = "META-INF/documentsignatures.xml"
#: Programs that calculate what they save.
_CALCULATORS: Final = ("LibreOffice", "OpenOffice", "Collabora", "MicrosoftOffice", "NeoOffice")
_GENERATOR: Final = f"{{{META}}}generator"


class Container:
    """The file of one workbook.

    Attributes:
        path: Where it was read from, for messages.
        data: Its bytes.
        body: The text that holds the sheets.
    """

    def __init__(self, path: Path, data: bytes, options: Opening) -> None:
        """Open the file in ``data``.

        Raises:
            RefusedFile: It is no OpenDocument workbook, or one that pycog must not rewrite.
        """
        self.path = path
        self.data = data
        self._options = options
        self._archive: Archive | None = None
        if not data:
            raise refused(path, "fichier-vide", "est vide (0 octet)")
        if data[:4] == b"PK\x03\x04":
            self._open_zip()
        elif b"<office:document" in data[:4096] or b":document" in data[:4096]:
            self.body = data
        else:
            raise refused(
                path,
                "format-inconnu",
                "n'est pas un classeur OpenDocument (.ods, .fods). Enregistrez-le dans "
                "LibreOffice au format « Classeur ODF (.ods) »",
            )

    def _open_zip(self) -> None:
        try:
            self._archive = Archive(self.data)
            parts = {info.filename: info for info in self._archive.entries}
            self._check(parts)
            self.body = self._archive.inflate(parts[_CONTENT])
        except Damaged as error:
            raise self._damaged("archive illisible") from error

    def _check(self, parts: dict[str, zipfile.ZipInfo]) -> None:
        assert self._archive is not None
        limits, total = self._options.limits, sum(info.file_size for info in parts.values())
        if len(parts) != len(self._archive.entries):
            raise refused(self.path, "entrees-en-double", "contient deux fois la même partie")
        if total > limits.package_bytes or any(
            info.file_size > max(64 << 20, limits.ratio * info.compress_size)
            or info.file_size > limits.part_bytes
            for info in parts.values()
        ):
            raise refused(
                self.path, "fichier-trop-grand", "dépasse la taille admise une fois décompressé"
            )
        if _CONTENT not in parts:
            raise refused(
                self.path, "partie-absente", f"ne contient pas la partie « {_CONTENT} » attendue"
            )
        if "mimetype" in parts:
            kind = self._archive.inflate(parts["mimetype"]).decode("ascii", "replace").strip()
            if not kind.startswith(_TYPE):
                raise refused(
                    self.path,
                    "format-inconnu",
                    f"n'est pas un classeur OpenDocument (il se dit « {kind[:80]} »)",
                )
        self._check_locks(parts)

    def _check_locks(self, parts: dict[str, zipfile.ZipInfo]) -> None:
        assert self._archive is not None
        manifest = parts.get("META-INF/manifest.xml")
        if manifest is not None and b"encryption-data" in self._archive.inflate(manifest):
            raise refused(
                self.path,
                "fichier-chiffre",
                "est protégé par un mot de passe. Retirez-le dans LibreOffice (Fichier, "
                "Enregistrer sous, sans « Enregistrer avec mot de passe »)",
            )
        if _SIGNATURES in parts and not self._options.drop_signature:
            raise refused(
                self.path,
                "fichier-signe",
                "porte une signature numérique, que tout recalcul invaliderait. Travaillez sur "
                "une copie non signée, ou retirez la signature avec --sans-signature",
            )

    def _damaged(self, why: str) -> RefusedFile:
        return refused(
            self.path,
            "fichier-endommage",
            f"est endommagé ou incomplet ({why}). Rouvrez-le dans LibreOffice et "
            "enregistrez-le de nouveau, ou reprenez une copie saine",
        )

    @property
    def is_calculated(self) -> bool:
        """Whether a program that calculates saved the workbook last."""
        names = (root.findtext(f".//{_GENERATOR}") or "" for root in self._roots("meta.xml"))
        return any(name.startswith(_CALCULATORS) for name in names)

    def styles(self) -> list[ElementTree.Element]:
        """Return the parts that hold styles.

        Raises:
            Unreadable: One is not well formed.
        """
        return [*self._roots("styles.xml"), *self._roots(_CONTENT)]

    def _roots(self, name: str) -> list[ElementTree.Element]:
        body = self.body
        if self._archive is not None and name != _CONTENT:
            found = [info for info in self._archive.entries if info.filename == name]
            if not found:
                return []
            try:
                body = self._archive.inflate(found[0])
            except Damaged as error:
                raise self._damaged(f"partie « {name} » illisible") from error
        elif self._archive is None and name == "styles.xml":
            return []  # the flat text is one
        head = body if name != _CONTENT else _before_sheets(body)
        if b"<!DOCTYPE" in head or b"<!ENTITY" in head:
            raise Unreadable("il contient une déclaration DOCTYPE, signe d'un fichier piégé")
        try:
            return [ElementTree.fromstring(head)]
        except ElementTree.ParseError as error:
            raise Unreadable(f"sa partie « {name} » est mal formée") from error

    def differences(self, other: Container) -> tuple[int, list[str]]:
        """Compare what is beside the sheets with another form of the same file.

        Returns:
            The number of parts that are the same byte for byte, and the names of those that
            are not, come or go; signatures left out.
        """
        if self._archive is None or other._archive is None:
            same = self._archive is other._archive
            return 0, [] if same else [_CONTENT]
        mine, theirs = self._archive.records(), other._archive.records()
        names = [name for name in mine if name not in (_CONTENT, _SIGNATURES)]
        others = [name for name in theirs if name not in (_CONTENT, _SIGNATURES)]
        faults = [name for name in names if mine[name] != theirs.get(name)]
        faults += [name for name in others if name not in mine]
        if not faults and names != others:
            faults.append("ordre des parties")
        return len(names) - len(faults), faults

    def rewritten(self, body: bytes) -> bytes:
        """Return the file with another text of the sheets, and without its signature."""
        if self._archive is None:
            return body
        names = {info.filename for info in self._archive.entries}
        dropped = {_SIGNATURES} & names
        return self._archive.rewrite({_CONTENT: body}, dropped=dropped)


def _before_sheets(body: bytes) -> bytes:
    """Return what stands before the sheets, closed: their cells have no styles in them."""
    match = re.search(rb"<(\w+:)?body[\s>]", body)
    root = re.search(rb"<((?:\w+:)?document(?:-content)?)[\s>]", body)
    if match is None or root is None:
        return body
    return body[: match.start()] + b"</" + root[1] + b">"
