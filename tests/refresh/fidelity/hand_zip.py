"""The same parts in every zip dress: 64 bits, descriptors, comments, bytes in front."""

from __future__ import annotations

import io
import struct
import zipfile

from tests.refresh.fidelity.case import MOMENT, case, zipped
from tests.refresh.fidelity.hand import HEAD, KIND, PACKAGE, RATE, parts, relations


@case("zip64-tailles.xlsx", RATE)
def wide_sizes() -> bytes:
    """Every record and directory entry gives its sizes in 64 bits."""
    return _wide(parts())


@case("zip64-complet.xlsx", RATE)
def wide_everything() -> bytes:
    """Offsets in 64 bits as well, with the 64-bit end records that huge archives have."""
    return _wide(parts(), offsets=True)


def _wide(found: dict[str, bytes], offsets: bool = False) -> bytes:
    full, out, directory = 0xFFFFFFFF, bytearray(), bytearray()
    for name, body in found.items():
        raw, start = name.encode(), len(out)
        stream = zipfile.zlib.compressobj(6, 8, -15)
        packed = stream.compress(body) + stream.flush()
        crc = zipfile.crc32(body)
        extra = struct.pack("<2H2Q", 1, 16, len(body), len(packed))
        common = (0, 8, 0, 0x5021, crc, full, full, len(raw))
        out += struct.pack("<4s5H3L2H", b"PK\3\4", 45, *common, len(extra)) + raw + extra + packed
        if offsets:
            extra = struct.pack("<2H3Q", 1, 24, len(body), len(packed), start)
        place = full if offsets else start
        fields = (b"PK\1\2", 45, 45, *common, len(extra), 0, 0, 0, 0, place)
        directory += struct.pack("<4s6H3L5H2L", *fields) + raw + extra
    start, count = len(out), len(found)
    out += directory
    if not offsets:
        fields = (b"PK\5\6", 0, 0, count, count, len(directory), start, 0)
        return bytes(out + struct.pack("<4s4H2LH", *fields))
    place = len(out)
    wide = (b"PK\6\6", 44, 45, 45, 0, 0, count, count, len(directory), start)
    out += struct.pack("<4sQ2H2L4Q", *wide) + struct.pack("<4sLQL", b"PK\6\7", 0, place, 1)
    return bytes(out + struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, 0xFFFF, 0xFFFF, full, full, 0))


class _Unseekable(io.BytesIO):
    """A stream that cannot go back, so that sizes follow the data."""

    def seek(self, *_: int) -> int:
        raise OSError

    def seekable(self) -> bool:
        return False

    def tell(self) -> int:
        raise OSError


@case("zip-descripteurs.xlsx", RATE)
def descriptors() -> bytes:
    """Records written to a stream: sizes come after the data, as Java and .NET write them."""
    out = _Unseekable()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in parts().items():
            info = zipfile.ZipInfo(name, MOMENT)
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, body)
    return out.getvalue()


@case("zip-non-compresse.xlsx", RATE)
def stored() -> bytes:
    """Nothing is compressed."""
    return zipped(parts().items(), zipfile.ZIP_STORED)


@case("zip-commentaire.xlsx", RATE)
def commented() -> bytes:
    """A comment on the archive and on a part, and extra fields of another program."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, body in parts().items():
            info = zipfile.ZipInfo(name, MOMENT)
            info.compress_type, info.comment = zipfile.ZIP_DEFLATED, b"partie de l'annexe"
            info.extra = struct.pack("<2H", 0xCAFE, 4) + b"cafe"
            info.external_attr = 0o644 << 16
            archive.writestr(info, body)
        archive.comment = "archivé le 01/01/2020".encode()
    return out.getvalue()


@case("zip-octets-devant.xlsx", RATE)
def prepended() -> bytes:
    """Bytes in front of the archive, whose offsets do not count them."""
    return b"MIME: application/xlsx\r\n\r\n" + zipped(parts().items())


@case("zip-octets-devant-comptes.xlsx", RATE)
def prepended_and_counted() -> bytes:
    """Bytes in front of the archive, whose offsets count them."""
    out = io.BytesIO(b"0123456789abcdef")
    out.seek(16)
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive:
        for name, body in parts().items():
            archive.writestr(zipfile.ZipInfo(name, MOMENT), body)
    return out.getvalue()


@case("zip-autre-ordre.xlsx", RATE)
def other_order() -> bytes:
    """Parts in another order, with entries for folders."""
    found = dict(reversed(parts().items()))
    return zipped({"xl/": b"", **found, "docProps/": b""}.items())


@case("zip-barres-inverses.xlsx", RATE)
def backslashes() -> bytes:
    """Part names with backslashes, as some old Windows programs write them."""
    return zipped((name.replace("/", "\\"), body) for name, body in parts().items())


@case("zip-casse.xlsx", RATE)
def other_case() -> bytes:
    """Part names whose case differs from the relations that lead to them."""
    return zipped(
        (name.replace("sheet1.xml", "Sheet1.XML"), body) for name, body in parts().items()
    )


@case("parties-ailleurs.xlsx", RATE)
def elsewhere() -> bytes:
    """Parts under names of their own, found by their relations alone."""
    found = parts()
    moved = {
        "[Content_Types].xml": found["[Content_Types].xml"]
        .replace(b"/xl/workbook.xml", b"/classeur/livre.xml")
        .replace(b"/xl/worksheets/sheet1.xml", b"/pages/un.xml")
        .replace(b"/xl/styles.xml", b"/classeur/formes.xml"),
        "_rels/.rels": relations([("rId1", "officeDocument", "/classeur/livre.xml")]).encode(),
        "classeur/livre.xml": found["xl/workbook.xml"],
        "classeur/_rels/livre.xml.rels": relations(
            [("rId1", "worksheet", "/pages/un.xml"), ("rId90", "styles", "formes.xml")]
        ).encode(),
        "pages/un.xml": found["xl/worksheets/sheet1.xml"],
        "classeur/formes.xml": found["xl/styles.xml"],
    }
    return zipped(moved.items())


@case("signature.xlsx", RATE, drop_signature=True)
def signed() -> bytes:
    """A digital signature, taken out on request with its relation and content types."""
    digital = f"{PACKAGE}/relationships/digital-signature/"
    found = parts(
        more={
            "_xmlsignatures/sig1.xml": (
                "application/vnd.openxmlformats-package.digital-signature-xmlsignature+xml",
                f'{HEAD}<Signature xmlns="http://www.w3.org/2000/09/xmldsig#"/>',
            ),
            "_xmlsignatures/origin.sigs": ("", ""),
            "_xmlsignatures/_rels/origin.sigs.rels": (
                "",
                relations([("rId1", f"{digital}signature", "sig1.xml")]),
            ),
        }
    )
    kind = "application/vnd.openxmlformats-package.digital-signature-origin"
    found["[Content_Types].xml"] = found["[Content_Types].xml"].replace(
        b"<Override", f'<Default Extension="sigs" ContentType="{kind}"/><Override'.encode(), 1
    )
    found["_rels/.rels"] = relations(
        [
            ("rId1", "officeDocument", "xl/workbook.xml"),
            ("rId2", f"{digital}origin", "_xmlsignatures/origin.sigs"),
        ]
    ).encode()
    return zipped(found.items())


@case("macros.xlsm", RATE)
def macros() -> bytes:
    """A workbook with macros, their project and the signature of the project."""
    return _binary(
        "application/vnd.ms-excel.sheet.macroEnabled.main+xml", "vbaProject", "vbaProjectSignature"
    )


@case("modele.xltx", RATE)
def template() -> bytes:
    """A template."""
    return zipped(parts(main_type=f"{KIND}template.main+xml").items())


@case("modele-macros.xltm", RATE)
def template_with_macros() -> bytes:
    """A template with macros."""
    return _binary("application/vnd.ms-excel.template.macroEnabled.main+xml", "vbaProject")


def _binary(main_type: str, *names: str) -> bytes:
    """Return a workbook with macro parts; their content is noise that must survive."""
    microsoft = "http://schemas.microsoft.com/office/2006/relationships"
    found = parts(
        main_type=main_type,
        book_relations=[("rId50", f"{microsoft}/vbaProject", "vbaProject.bin")],
        more={f"xl/{name}.bin": (f"application/vnd.ms-office.{name}", "") for name in names},
    )
    noise = bytes(range(256)) * 3
    found |= {f"xl/{name}.bin": noise[len(name) :] for name in names}
    if "vbaProjectSignature" in names:
        found["xl/_rels/vbaProject.bin.rels"] = relations(
            [("rId1", f"{microsoft}/vbaProjectSignature", "vbaProjectSignature.bin")]
        ).encode()
    return zipped(found.items())
