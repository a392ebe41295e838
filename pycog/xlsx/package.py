"""The .xlsx package as bytes: opened with suspicion, written back record by record.

An untouched part is byte for byte the same after a refresh, zip metadata included
(:mod:`pycog.xlsx.zip_records`).
"""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from typing import ClassVar

from pycog.errors import RefusedFile, system_reason
from pycog.xlsx import encryption
from pycog.xlsx.encoding import Decoded, UnreadableText, decoded, encoded
from pycog.xlsx.opening import Opening
from pycog.xlsx.refusal import refused
from pycog.xlsx.signature import signature_parts, without_signature
from pycog.xlsx.zip_records import LARGEST_RATIO, Archive, Damaged

__all__ = ["Package", "refused"]

#: Sizes below this are no danger, however well compressed.
_HARMLESS_BYTES = 64 << 20


class Package:
    """An OOXML package held in memory.

    Attributes:
        path: Where it was read from, for messages.
        source: The bytes of the file.
        data: The bytes of the package: those of the file unless it is encrypted.
        options: How it was opened.
        program: What officers open such a file with.
    """

    program: ClassVar[str] = "Excel"

    def __init__(self, path: Path, data: bytes, options: Opening | None = None) -> None:
        """Open the package in ``data``.

        Raises:
            RefusedFile: Not an .xlsx package, or one that pycog must not rewrite.
        """
        self.path = path
        self.options = options or Opening()
        self.source = data
        self.data = _plain(path, data, self.options)
        try:
            self._archive = Archive(self.data)
        except Damaged as error:
            raise refused(
                path,
                "fichier-endommage",
                "est endommagé ou incomplet (archive illisible). Rouvrez-le dans Excel et "
                "enregistrez-le de nouveau, ou reprenez une copie saine",
            ) from error
        self._infos = {info.filename: info for info in self._archive.entries}
        #: Part names are compared as Excel does: without case, either slash.
        self._names = {_normal(name): name for name in self._infos}
        self._check_entries()
        self._signature = signature_parts(self._infos)
        if self._signature and not self.options.drop_signature:
            raise refused(
                path,
                "fichier-signe",
                "porte une signature numérique, que tout recalcul invaliderait. Travaillez sur "
                "une copie non signée, ou retirez la signature avec --sans-signature",
            )

    @classmethod
    def open(cls, path: Path, options: Opening | None = None) -> Package:
        """Read and open the file at ``path``.

        Raises:
            RefusedFile: The file cannot be read or is not one that pycog handles.
        """
        try:
            data = path.read_bytes()
        except OSError as error:
            raise refused(
                path, "lecture-impossible", f"ne peut pas être lu ({system_reason(error)})"
            ) from error
        return cls(path, data, options)

    def reopen(self, data: bytes) -> Package:
        """Open what was written of this package, with the same options."""
        return Package(self.path, data, self.options)

    def reread(self, data: bytes) -> Package:
        """Open what was written for a look at its values alone."""
        return self.reopen(data)

    def __contains__(self, name: str) -> bool:
        return _normal(name) in self._names

    @property
    def names(self) -> list[str]:
        """Part names in the order of the package."""
        return list(self._infos)

    @property
    def has_usual_names(self) -> bool:
        """Whether every reader finds the parts by their names."""
        return not any("\\" in name for name in self._infos)

    def plain(self, changed: Mapping[str, bytes] | None = None) -> bytes:
        """Return the package in the simplest zip form, for a program that only reads it.

        Args:
            changed: New expanded bytes by part name; every name must exist.

        Raises:
            RefusedFile: A part that has to be expanded for it is damaged.
        """
        if not changed and self._archive.is_plain:
            return self.data
        named = {self.name_of(name): body for name, body in (changed or {}).items()}
        try:
            return self._archive.plain(named)
        except Damaged as error:
            raise self._unreadable(str(error)) from error

    def name_of(self, name: str) -> str:
        """Return the name of a part as the package spells it; the name given if it has none."""
        return self._names.get(_normal(name), name)

    def read(self, name: str) -> bytes:
        """Return the expanded bytes of a part.

        Raises:
            RefusedFile: The part is missing, damaged, or expands beyond measure.
        """
        info = self._checked(name)
        try:
            return self._archive.inflate(info)
        except Damaged as error:
            raise self._unreadable(name) from error

    def holds(self, name: str, body: bytes) -> bool:
        """Tell whether a part has the given expanded bytes.

        Raises:
            RefusedFile: As :meth:`read`.
        """
        info = self._checked(name)
        try:
            return self._archive.holds(info, body)
        except Damaged as error:
            raise self._unreadable(name) from error

    def _checked(self, name: str) -> zipfile.ZipInfo:
        info = self._infos.get(self._names.get(_normal(name), ""))
        if info is None:
            raise refused(
                self.path, "partie-absente", f"ne contient pas la partie « {name} » attendue"
            )
        self._check_ratio(info)
        return info

    def _unreadable(self, name: str) -> RefusedFile:
        return refused(
            self.path,
            "fichier-endommage",
            f"est endommagé : la partie « {name} » est illisible. Reprenez une copie saine",
        )

    def text(self, name: str) -> Decoded:
        """Return a part as UTF-8 text.

        Raises:
            RefusedFile: As :meth:`read`, or bytes that are not text.
        """
        try:
            return decoded(self.read(name))
        except UnreadableText as error:
            raise refused(
                self.path,
                "fichier-endommage",
                f"est endommagé : la partie « {name} » n'est pas du texte {error}",
            ) from error

    def head(self, name: str) -> bytes:
        """Return how a part begins, enough to know its encoding and namespaces."""
        try:
            return self._archive.head(self._infos[self.name_of(name)])
        except Damaged:
            return self.read(name)

    def check(self, name: str) -> None:
        """Make sure that a part that others will read expands to what it declares.

        Raises:
            RefusedFile: As :meth:`read`.
        """
        info = self._infos[self.name_of(name)]
        if info.compress_size * LARGEST_RATIO > _HARMLESS_BYTES:
            try:
                self._archive.check(self._checked(name))
            except Damaged as error:
                raise self._unreadable(name) from error

    def rewrite(self, changed: Mapping[str, bytes]) -> bytes:
        """Return the package with some parts replaced and everything else as it was.

        Args:
            changed: New expanded bytes by part name; every name must exist.
        """
        named = {self.name_of(name): body for name, body in changed.items()}
        return self._archive.rewrite(named)

    def pack(self, changed: Mapping[str, bytes]) -> bytes:
        """Return the bytes of the file to write: rewritten, unsigned, encrypted as it was."""
        parts = {self.name_of(name): body for name, body in changed.items()}
        if self._signature:
            parts = self._unsigned() | parts
        return self.protected(self._archive.rewrite(parts, dropped=self._signature))

    def protected(self, data: bytes) -> bytes:
        """Return the file to write for the bytes of a package: encrypted as this one was."""
        if self.data is self.source:
            return data
        return encryption.encrypt(self.path, data, self.options.password or "")

    def _unsigned(self) -> dict[str, bytes]:
        texts = {name: self.text(name) for name in ("[Content_Types].xml", "_rels/.rels")}
        edited = without_signature(*(text.body.decode() for text in texts.values()))
        return {
            self.name_of(name): encoded(edited[name].encode(), text) for name, text in texts.items()
        }

    def _check_entries(self) -> None:
        limits = self.options.limits
        if len(self._archive.entries) != len(self._names):
            raise refused(
                self.path,
                "entrees-en-double",
                "contient deux fois la même partie ; on ne sait pas laquelle fait foi",
            )
        if len(self._infos) > limits.parts:
            raise refused(
                self.path,
                "trop-de-parties",
                f"contient {len(self._infos)} parties ; {limits.parts} sont admises",
            )
        total = 0
        for info in self._archive.entries:
            parts = PurePosixPath(info.filename.replace("\\", "/"))
            if parts.is_absolute() or ".." in parts.parts or ":" in parts.parts[0]:
                raise refused(
                    self.path, "chemin-interdit", f"contient un chemin anormal « {info.filename} »"
                )
            if info.flag_bits & 0x1:
                raise refused(self.path, "fichier-chiffre", _ENCRYPTED)
            total += info.file_size
            if info.file_size > limits.part_bytes or total > limits.package_bytes:
                raise refused(
                    self.path,
                    "fichier-trop-grand",
                    "dépasse la taille admise une fois décompressé "
                    f"({_mebibytes(limits.part_bytes)} par partie, "
                    f"{_mebibytes(limits.package_bytes)} en tout)",
                )
        if "xl/workbook.bin" in self:
            raise refused(self.path, "format-xlsb", _XLSB)

    def _check_ratio(self, info: zipfile.ZipInfo) -> None:
        ratio = self.options.limits.ratio
        if info.file_size > max(_HARMLESS_BYTES, ratio * info.compress_size):
            raise refused(
                self.path,
                "compression-suspecte",
                f"contient la partie « {info.filename} », comprimée plus de {ratio} fois : c'est "
                "le signe d'un fichier piégé",
            )


_ENCRYPTED = (
    "est protégé par un mot de passe. Retirez le chiffrement dans Excel (Fichier, Informations, "
    "Protéger le classeur) et enregistrez-le ; « pycog refresh », « watch », « seal », « verify », "
    "« scenario » et « diff » l'ouvrent tel quel, avec --mot-de-passe"
)
_XLSB = (
    "est au format binaire .xlsb. Enregistrez-le dans Excel au format « Classeur Excel (*.xlsx) »"
)


def _normal(name: str) -> str:
    return name.replace("\\", "/").lower()


def _mebibytes(size: int) -> str:
    return f"{size >> 20} Mio" if size >= 1 << 20 else f"{size} octets"


def _plain(path: Path, data: bytes, options: Opening) -> bytes:
    """Return the package in a file, decrypted if need be; refuse other formats."""
    if not data:
        raise refused(path, "fichier-vide", "est vide (0 octet)")
    if encryption.is_ole(data):
        if not encryption.is_encrypted(data):
            raise refused(
                path,
                "format-xls",
                "est à l'ancien format .xls. Enregistrez-le dans Excel au format "
                "« Classeur Excel (*.xlsx) »",
            )
        if options.password is None:
            raise refused(path, "fichier-chiffre", _ENCRYPTED)
        data = encryption.decrypt(path, data, options.password)
    if path.suffix.lower() == ".xlsb":
        raise refused(path, "format-xlsb", _XLSB)
    if b"PK\x03\x04" not in data[:4096]:
        raise refused(
            path,
            "format-inconnu",
            "n'est pas un classeur .xlsx. Enregistrez-le dans Excel au format "
            "« Classeur Excel (*.xlsx) »",
        )
    return data
