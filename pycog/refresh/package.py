"""The .xlsx package as bytes: opened with suspicion, rewritten record by record.

A rewrite copies every record that does not change as it stands (header, extra
fields, compressed data, descriptor), so an untouched part is byte for byte the
same, zip metadata included. Only the records of changed parts are made anew.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path, PurePosixPath

from pycog.errors import RefusedFile

#: Largest expanded size accepted, for one part and for a whole package. The largest
#: real annexes seen are far below; what is beyond is a damaged or hostile file.
MAX_PART_BYTES = 1 << 30
MAX_TOTAL_BYTES = 4 << 30

_OLE_SIGNATURE = bytes.fromhex("d0cf11e0a1b11ae1")
_ENCRYPTED_STREAM = "EncryptedPackage".encode("utf-16-le")
_LOCAL = struct.Struct("<4s5H3L2H")
_CENTRAL = struct.Struct("<4s6H3L5H2L")
_END = struct.Struct("<4s4H2LH")
_ZIP64 = 0xFFFFFFFF
_HAS_DESCRIPTOR = 0x08


class Package:
    """An OOXML package held in memory.

    Attributes:
        path: Where it was read from, for messages.
        data: The bytes of the file, never modified.
    """

    def __init__(self, path: Path, data: bytes) -> None:
        """Open the package in ``data``.

        Raises:
            RefusedFile: Not an .xlsx package, or one that pycog must not rewrite.
        """
        self.path = path
        self.data = data
        _refuse_other_formats(path, data)
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except (zipfile.BadZipFile, ValueError, struct.error, EOFError) as error:
            raise refused(
                path,
                "fichier-endommage",
                "est endommagé ou incomplet (archive illisible). Rouvrez-le dans Excel et "
                "enregistrez-le de nouveau, ou reprenez une copie saine",
            ) from error
        self._infos = {info.filename: info for info in self._zip.infolist()}
        self._check_entries()

    @classmethod
    def open(cls, path: Path) -> Package:
        """Read and open the file at ``path``.

        Raises:
            RefusedFile: The file cannot be read or is not one that pycog handles.
        """
        try:
            data = path.read_bytes()
        except OSError as error:
            raise refused(
                path, "lecture-impossible", f"ne peut pas être lu ({error.strerror})"
            ) from error
        return cls(path, data)

    def __contains__(self, name: str) -> bool:
        return name in self._infos

    @property
    def names(self) -> list[str]:
        """Part names in the order of the package."""
        return list(self._infos)

    def read(self, name: str) -> bytes:
        """Return the expanded bytes of a part.

        Raises:
            RefusedFile: The part is missing, damaged, or larger than it declares.
        """
        try:
            return self._zip.read(self._infos[name])
        except KeyError as error:
            raise refused(
                self.path, "partie-absente", f"ne contient pas la partie « {name} » attendue"
            ) from error
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError) as error:
            raise refused(
                self.path,
                "fichier-endommage",
                f"est endommagé : la partie « {name} » est illisible. Reprenez une copie saine",
            ) from error

    def rewrite(self, changed: Mapping[str, bytes], *, level: int | None = None) -> bytes:
        """Return the package with some parts replaced and everything else as it was.

        Args:
            changed: New expanded bytes by part name; every name must exist.
            level: zlib level for the new parts, 0 to store them; by default 6, less
                for very large parts.
        """
        data, out, offsets = self.data, io.BytesIO(), {}
        infos = sorted(self._infos.values(), key=lambda info: info.header_offset)
        start_central = self._zip.start_dir
        ends = [info.header_offset for info in infos[1:]] + [start_central]
        out.write(data[: infos[0].header_offset])
        sizes: dict[str, tuple[int, int, int]] = {}
        for info, end in zip(infos, ends, strict=True):
            offsets[info.filename] = out.tell()
            if info.filename in changed:
                body = changed[info.filename]
                record, sizes[info.filename] = self._new_record(info, body, level)
                out.write(record)
            else:
                out.write(data[info.header_offset : end])
        self._write_directory(out, offsets, sizes)
        return out.getvalue()

    def _new_record(
        self, info: zipfile.ZipInfo, body: bytes, level: int | None
    ) -> tuple[bytes, tuple[int, int, int]]:
        start = info.header_offset
        fields = list(_LOCAL.unpack_from(self.data, start))
        name_length, extra_length = fields[9], fields[10]
        names = start + _LOCAL.size
        name = self.data[names : names + name_length]
        extra = self.data[names + name_length : names + name_length + extra_length]
        packed = body
        if info.compress_type == zipfile.ZIP_DEFLATED:
            packed = _deflate(body, level)
        crc = zlib.crc32(body)
        extra = _without_zip64(extra)
        fields[2] &= ~_HAS_DESCRIPTOR
        fields[6:9] = [crc, len(packed), len(body)]
        fields[10] = len(extra)
        return _LOCAL.pack(*fields) + name + extra + packed, (crc, len(packed), len(body))

    def _write_directory(
        self, out: io.BytesIO, offsets: dict[str, int], sizes: dict[str, tuple[int, int, int]]
    ) -> None:
        start = out.tell()
        position = self._zip.start_dir
        for info in self._zip.infolist():
            fields = list(_CENTRAL.unpack_from(self.data, position))
            tail = sum(fields[10:13])
            rest = self.data[position + _CENTRAL.size : position + _CENTRAL.size + tail]
            position += _CENTRAL.size + tail
            if info.filename in sizes:
                fields[3] &= ~_HAS_DESCRIPTOR
                fields[7:10] = sizes[info.filename]
            fields[16] = offsets[info.filename]
            out.write(_CENTRAL.pack(*fields) + rest)
        size = out.tell() - start
        end = self.data.rindex(b"PK\x05\x06")
        fields = list(_END.unpack_from(self.data, end))
        fields[5:7] = [size, start]
        out.write(_END.pack(*fields) + self.data[end + _END.size :])

    def _check_entries(self) -> None:
        entries = self._zip.infolist()
        if len(entries) != len(self._infos):
            raise refused(
                self.path,
                "entrees-en-double",
                "contient deux fois la même partie ; on ne sait pas laquelle fait foi",
            )
        total = 0
        for info in entries:
            parts = PurePosixPath(info.filename.replace("\\", "/"))
            if parts.is_absolute() or ".." in parts.parts:
                raise refused(
                    self.path, "chemin-interdit", f"contient un chemin anormal « {info.filename} »"
                )
            if info.flag_bits & 0x1:
                raise refused(self.path, "fichier-chiffre", _ENCRYPTED)
            if (
                info.file_size > MAX_PART_BYTES
                or (total := total + info.file_size) > MAX_TOTAL_BYTES
            ):
                raise refused(
                    self.path,
                    "fichier-trop-grand",
                    f"dépasse la taille admise une fois décompressé ({MAX_PART_BYTES >> 20} Mio "
                    f"par partie, {MAX_TOTAL_BYTES >> 20} Mio en tout)",
                )
            if _ZIP64 in (info.header_offset, info.file_size, info.compress_size):
                raise refused(self.path, "zip64", "utilise le format zip64, pas encore géré")
        if any(name.startswith("_xmlsignatures/") for name in self._infos):
            raise refused(
                self.path,
                "fichier-signe",
                "porte une signature numérique, que tout recalcul invaliderait. Travaillez sur "
                "une copie non signée",
            )
        if "xl/workbook.bin" in self._infos:
            raise refused(self.path, "format-xlsb", _XLSB)


_ENCRYPTED = (
    "est protégé par un mot de passe. Ouvrez-le dans Excel, retirez le chiffrement "
    "(Fichier, Informations, Protéger le classeur) et enregistrez-le"
)
_XLSB = (
    "est au format binaire .xlsb. Enregistrez-le dans Excel au format « Classeur Excel (*.xlsx) »"
)


def refused(path: Path, code: str, reason: str) -> RefusedFile:
    """Return the refusal of a file, in the one form officers see everywhere."""
    return RefusedFile(
        code, f"{path} : le fichier {reason}. Il n'a pas été modifié.", path=str(path)
    )


def _refuse_other_formats(path: Path, data: bytes) -> None:
    if not data:
        raise refused(path, "fichier-vide", "est vide (0 octet)")
    if data.startswith(_OLE_SIGNATURE):
        if _ENCRYPTED_STREAM in data:
            raise refused(path, "fichier-chiffre", _ENCRYPTED)
        raise refused(
            path,
            "format-xls",
            "est à l'ancien format .xls. Enregistrez-le dans Excel au format "
            "« Classeur Excel (*.xlsx) »",
        )
    if path.suffix.lower() == ".xlsb":
        raise refused(path, "format-xlsb", _XLSB)
    if b"PK\x03\x04" not in data[:4096]:
        raise refused(
            path,
            "format-inconnu",
            "n'est pas un classeur .xlsx. Enregistrez-le dans Excel au format "
            "« Classeur Excel (*.xlsx) »",
        )


def _deflate(body: bytes, level: int | None) -> bytes:
    # Level 6 costs 60 ms a megabyte of formulas, level 2 half of it for 15 % more bytes.
    effort = (6 if len(body) < 4_000_000 else 2) if level is None else level
    packer = zlib.compressobj(effort, zlib.DEFLATED, -15)
    return packer.compress(body) + packer.flush()


def _without_zip64(extra: bytes) -> bytes:
    """Drop the zip64 field, which would contradict the new 32-bit sizes."""
    kept, position = b"", 0
    while position + 4 <= len(extra):
        kind, length = struct.unpack_from("<2H", extra, position)
        if kind != 1:
            kept += extra[position : position + 4 + length]
        position += 4 + length
    return kept
