"""Proves that a refresh changed the values it had to and not one byte more.

An independent check: it shares no code with what patches sheets and packages, so that
one mistake cannot hide another.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree

from pycog.refresh.writing.proof_sheets import compare_sheets
from pycog.xlsx.encryption import decrypt, is_encrypted

_LOCAL_FIELDS = "<4s5H3L2H"
_CENTRAL_FIELDS = "<4s6H3L5H2L"
_END_FIELDS = "<4s4H2LH"
_SIGNATURE_FOLDER = "_xmlsignatures/"


@dataclass(frozen=True, slots=True)
class Proof:
    """What differs between a workbook and its refreshed form.

    Attributes:
        identical: Number of parts that are the same byte for byte, zip records included.
        changed: Addresses of the changed cells, by part.
        removed: Parts of a digital signature that was taken out on request.
        faults: What must not differ and does: French sentences with the precise place.
    """

    identical: int
    changed: Mapping[str, tuple[str, ...]]
    removed: tuple[str, ...]
    faults: tuple[str, ...]

    @property
    def holds(self) -> bool:
        """Whether nothing but values differs."""
        return not self.faults

    def __str__(self) -> str:
        """Return the French summary line."""
        if self.faults:
            more = f" (et {len(self.faults) - 1} autres)" if len(self.faults) > 1 else ""
            return f"Preuve manquée : {self.faults[0]}{more}."
        cells = sum(map(len, self.changed.values()))
        text = f"Preuve faite : {_count(self.identical, 'partie identique', 'parties identiques')}"
        text += " octet pour octet"
        if self.changed:
            text += f", {_count(cells, 'valeur changée', 'valeurs changées')} dans "
            text += _count(len(self.changed), "feuille", "feuilles")
        if self.removed:
            text += ", signature numérique retirée"
        return f"{text}, rien d'autre."


def prove(before: bytes, after: bytes, password: str | None = None) -> Proof:
    """Compare a workbook with its refreshed form.

    Args:
        before: Bytes of the workbook.
        after: Bytes of the refreshed workbook.
        password: Opens both, where they are encrypted; the packages inside are compared.
    """
    if password is not None and is_encrypted(before):
        if not is_encrypted(after):
            return Proof(0, {}, (), ("le fichier n'est plus chiffré",))
        before, after = (decrypt(Path("classeur"), data, password) for data in (before, after))
    try:
        return _Comparison(_Package(before), _Package(after)).proof()
    except (zipfile.BadZipFile, zlib.error, struct.error, ValueError, EOFError) as error:
        return Proof(0, {}, (), (f"l'archive n'est pas lisible ({error})",))


def _count(number: int, one: str, many: str) -> str:
    return f"{number} {one if number < 2 else many}"


class _Record(NamedTuple):
    """A part: its bytes with header and descriptor, and its directory entry."""

    local: bytes
    central: bytes


class _Package:
    """The records of a zip file, found without the writer's code."""

    def __init__(self, data: bytes) -> None:
        self.zip = zipfile.ZipFile(io.BytesIO(data))
        infos = self.zip.infolist()
        directory = self.zip.start_dir
        physical = sorted(infos, key=lambda info: info.header_offset)
        bounds = [info.header_offset for info in physical] + [directory]
        self.prefix = data[: bounds[0]]
        self.order = [info.filename for info in physical]
        local = {
            info.filename: data[start:end]
            for info, start, end in zip(physical, bounds[:-1], bounds[1:], strict=True)
        }
        self.records: dict[str, _Record] = {}
        for info in infos:
            sizes = struct.unpack_from("<3H", data, directory + 28)
            end = directory + 46 + sum(sizes)
            self.records[info.filename] = _Record(local[info.filename], data[directory:end])
            directory = end
        self.ending = data[directory:]

    def read(self, name: str) -> bytes:
        """Return the expanded bytes of a part as the directory describes it.

        The library insists on headers that say the same as the directory.
        """
        info, record = self.zip.getinfo(name), self.records[name].local
        if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            return self.zip.read(name)
        fields = struct.unpack_from(_LOCAL_FIELDS, record)
        start = struct.calcsize(_LOCAL_FIELDS) + int(fields[9]) + int(fields[10])
        packed = record[start : start + info.compress_size]
        stored = info.compress_type == zipfile.ZIP_STORED
        body = packed if stored else zlib.decompress(packed, -15)
        if len(body) != info.file_size or zlib.crc32(body) != info.CRC:
            raise ValueError(f"la partie {name} n'a pas la somme de contrôle annoncée")
        return body

    def sheets(self) -> set[str]:
        """Return the worksheet parts, from the content types."""
        root = ElementTree.fromstring(self.read("[Content_Types].xml"))
        found = set()
        for entry in root:
            if entry.get("ContentType", "").endswith(".worksheet+xml"):
                found.add(entry.get("PartName", "").lstrip("/").lower())
            elif entry.get("Extension", "").lower() == "xml":
                default = entry.get("ContentType", "")
                if default.endswith(".worksheet+xml"):
                    found |= {name.lower() for name in self.order}
        return found


class _Comparison:
    def __init__(self, before: _Package, after: _Package) -> None:
        self.before, self.after = before, after
        self.faults: list[str] = []
        self.changed: dict[str, tuple[str, ...]] = {}
        self.identical = 0

    def proof(self) -> Proof:
        gone = [name for name in self.before.records if name not in self.after.records]
        removed = tuple(name for name in gone if name.lower().startswith(_SIGNATURE_FOLDER))
        self._compare_order(set(removed))
        sheets = self.before.sheets()
        for name, old in self.before.records.items():
            if name in removed or name not in self.after.records:
                continue
            self._compare_part(name, old, name.lower().replace("\\", "/") in sheets, removed)
        self._compare_endings()
        return Proof(self.identical, self.changed, removed, tuple(self.faults))

    def _compare_order(self, removed: set[str]) -> None:
        if self.before.prefix != self.after.prefix:
            self.faults.append("les octets placés avant l'archive ont changé")
        for old, new, place in (
            (list(self.before.records), list(self.after.records), "le répertoire"),
            (self.before.order, self.after.order, "l'archive"),
        ):
            kept = [name for name in old if name not in removed]
            if kept != new:
                wrong = next((a for a, b in zip(kept, new, strict=False) if a != b), "")
                wrong = wrong or next(iter(set(kept) ^ set(new)))
                self.faults.append(
                    f"{place} n'a plus les mêmes parties dans le même ordre : {wrong}"
                )

    def _compare_part(
        self, name: str, old: _Record, is_sheet: bool, removed: tuple[str, ...]
    ) -> None:
        new = self.after.records[name]
        same_record = old.local == new.local
        self.faults += _headers(name, old, new, same_record)
        if same_record:
            self.identical += 1
            return
        before, after = self.before.read(name), self.after.read(name)
        if is_sheet:
            cells, faults = compare_sheets(before, after)
            if not cells and not faults:
                faults = ["réécrite sans qu'une valeur change"]
            self.changed[name] = tuple(cells)
            self.faults += [f"{name} : {fault}" for fault in faults]
        elif not (removed and name in ("[Content_Types].xml", "_rels/.rels")):
            self.faults.append(f"{name} a changé, alors que cette partie ne porte aucune valeur")
        elif _entries(after) != [entry for entry in _entries(before) if not _signs(entry)]:
            self.faults.append(f"{name} a perdu autre chose que la signature")

    def _compare_endings(self) -> None:
        old, new = self.before.ending, self.after.ending
        ends = [data.rindex(b"PK\x05\x06") for data in (old, new)]
        comments = [
            data[end + struct.calcsize(_END_FIELDS) :]
            for data, end in zip((old, new), ends, strict=True)
        ]
        if comments[0] != comments[1]:
            self.faults.append("le commentaire de l'archive a changé")
        if ends[0] != ends[1] or old[:4] != new[:4]:
            self.faults.append("la fin de l'archive n'a plus la même forme (zip64)")


def _headers(name: str, old: _Record, new: _Record, same_record: bool) -> Iterator[str]:
    """Compare what the zip says of a part, but for its place and the size of its data."""
    if _directory_facts(old.central, same_record) != _directory_facts(new.central, same_record):
        yield f"{name} : l'entrée du répertoire a changé (date, attributs ou champs annexes)"
    if not same_record and _local_facts(old.local) != _local_facts(new.local):
        yield f"{name} : l'en-tête a changé (date, méthode ou champs annexes)"


def _directory_facts(entry: bytes, same_record: bool) -> tuple[object, ...]:
    fields = list(struct.unpack_from(_CENTRAL_FIELDS, entry))
    names, extras = 46 + fields[10], 46 + fields[10] + fields[11]
    extra = _extra_facts(entry[names:extras])
    fields[16] = fields[16] == 0xFFFFFFFF
    if not same_record:
        fields[3] &= ~8
        fields[7:10] = [size == 0xFFFFFFFF for size in fields[7:10]]
        fields[7] = 0
    return (*fields, entry[46:names], extra, entry[extras:])


def _local_facts(record: bytes) -> tuple[object, ...]:
    fields = list(struct.unpack_from(_LOCAL_FIELDS, record))
    names, extras = 30 + fields[9], 30 + fields[9] + fields[10]
    fields[2] &= ~8
    fields[6:9] = [0, 0, 0]
    return (*fields, record[30:names], _extra_facts(record[names:extras]))


def _extra_facts(extra: bytes) -> list[tuple[int, bytes | int]]:
    """Return the extra fields; of the 64-bit sizes, which must follow, only the length."""
    found: list[tuple[int, bytes | int]] = []
    while len(extra) >= 4:
        kind, length = struct.unpack_from("<2H", extra)
        found.append((kind, length if kind == 1 else extra[4 : 4 + length]))
        extra = extra[4 + length :]
    return [*found, (-1, extra)]


def _entries(part: bytes) -> list[tuple[str, dict[str, str]]]:
    return [(entry.tag, dict(entry.attrib)) for entry in ElementTree.fromstring(part)]


def _signs(entry: tuple[str, dict[str, str]]) -> bool:
    return any("digital-signature" in value for value in entry[1].values())
