"""Encrypted, signed and hostile packages: opened on request, or refused and left alone."""

from __future__ import annotations

import io
import struct
import sys
import zipfile
import zlib
from pathlib import Path

import pytest

from pycog.errors import RefusedFile
from pycog.refresh import refresh_file
from pycog.refresh.options import Options
from pycog.refresh.writing.proof import prove
from pycog.xlsx.opening import Limits
from pycog.xlsx.package import Package
from tests.refresh.fidelity.case import zipped
from tests.refresh.fidelity.collection import CASES
from tests.refresh.fidelity.hand import RATE, parts, sheet
from tests.refresh.test_fidelity import stored

SHEET = "xl/worksheets/sheet1.xml"


@pytest.fixture
def plain() -> bytes:
    noise = b"".join(zlib.crc32(b"%d" % number).to_bytes(4, "big") for number in range(2000))
    return zipped([*parts().items(), ("xl/media/fond.bmp", noise)])


@pytest.fixture
def encrypted(plain) -> bytes:
    import msoffcrypto

    out = io.BytesIO()
    msoffcrypto.OfficeFile(io.BytesIO(plain)).encrypt("Clé 2022", out)
    return out.getvalue()


def refusal(tmp_path: Path, data: bytes, host, options: Options | None = None, name="a.xlsx"):
    """Refresh a file that must be refused and stay as it was."""
    path = tmp_path / name
    path.write_bytes(data)
    report = refresh_file(path, host, options=options or Options())
    assert report.refused is not None and path.read_bytes() == data
    assert report.refused.message.endswith("Il n'a pas été modifié.")
    return report.refused


def decrypted(data: bytes, password: str) -> bytes:
    import msoffcrypto

    out = io.BytesIO()
    office = msoffcrypto.OfficeFile(io.BytesIO(data))
    office.load_key(password=password)
    office.decrypt(out)
    return out.getvalue()


def test_an_encrypted_workbook_is_written_back_encrypted(tmp_path, encrypted, host):
    path = tmp_path / "secret.xlsx"
    path.write_bytes(encrypted)
    report = refresh_file(path, host, options=Options(password="Clé 2022"))
    assert report.refused is None and report.changed == 2
    after = path.read_bytes()
    assert after.startswith(bytes.fromhex("d0cf11e0a1b11ae1"))
    values = stored(decrypted(after, "Clé 2022"))
    assert {cell: values["Feuil1", cell] for cell in RATE} == RATE
    proof = prove(encrypted, after, "Clé 2022")
    assert proof.holds and proof.changed == {SHEET: ("C1", "D1")}
    assert not prove(encrypted, decrypted(after, "Clé 2022"), "Clé 2022").holds


def test_passwords(tmp_path, encrypted, host):
    missing = refusal(tmp_path, encrypted, host)
    assert missing.code == "fichier-chiffre" and "--mot-de-passe" in missing.message
    wrong = refusal(tmp_path, encrypted, host, Options(password="autre"))
    assert wrong.code == "mot-de-passe-faux"
    assert "ne s'ouvre pas avec ce mot de passe" in wrong.message


def test_a_damaged_encrypted_workbook(tmp_path, encrypted, host):
    middle = len(encrypted) // 2
    broken = encrypted[:middle] + bytes(64) + encrypted[middle + 64 :]
    error = refusal(tmp_path, broken, host, Options(password="Clé 2022"))
    assert error.code == "fichier-endommage"


def test_what_would_not_open_again_is_not_written(tmp_path, encrypted, host, monkeypatch):
    from pycog.xlsx import encryption

    right = encryption.decrypt
    calls = iter((right, lambda *given: right(*given)[:-1]))
    monkeypatch.setattr(encryption, "decrypt", lambda *given: next(calls)(*given))
    error = refusal(tmp_path, encrypted, host, Options(password="Clé 2022"))
    assert error.code == "chiffrement-impossible"


def test_without_the_component_the_message_says_how_to_install_it(
    tmp_path, encrypted, host, monkeypatch
):
    monkeypatch.setitem(sys.modules, "msoffcrypto", None)
    error = refusal(tmp_path, encrypted, host, Options(password="Clé 2022"))
    assert error.code == "chiffrement-absent"
    assert 'pip install "pycog[encryption]"' in error.message


def test_a_signature_is_kept_unless_told_otherwise(tmp_path, host):
    from tests.refresh.fidelity.collection import CASES

    data = CASES["signature.xlsx"].make()
    error = refusal(tmp_path, data, host)
    assert error.code == "fichier-signe" and "--sans-signature" in error.message
    path = tmp_path / "a.xlsx"
    assert refresh_file(path, host, options=Options(drop_signature=True)).refused is None
    with zipfile.ZipFile(path) as archive:
        assert not [name for name in archive.namelist() if "signature" in name]
        for name in ("[Content_Types].xml", "_rels/.rels"):
            assert b"signature" not in archive.read(name)
    proof = prove(data, path.read_bytes())
    assert proof.holds and len(proof.removed) == 3
    assert str(proof).endswith("signature numérique retirée, rien d'autre.")


def with_sheet(body: str) -> bytes:
    found = parts()
    found[SHEET] = body.encode()
    return zipped(found.items())


@pytest.mark.parametrize("part", [SHEET, "xl/workbook.xml", "xl/sharedStrings.xml"])
def test_entity_expansion(tmp_path, host, part):
    found = parts(strings=["<t>un</t>"])
    row = '<row r="1"><c r="A1" t="s"><f>"un"</f><v>0</v></c></row>'
    found[SHEET] = sheet(row).replace("<row", "<!-- exact --><row", 1).encode()
    laughs = b'<!DOCTYPE a [<!ENTITY b "ha"><!ENTITY c "&b;&b;&b;">]>'
    found[part] = found[part].replace(b"?>", b"?>" + laughs, 1)
    assert refusal(tmp_path, zipped(found.items()), host).code == "xml-interdit"


@pytest.mark.parametrize(
    ("limits", "code", "reason"),
    [
        (Limits(part_bytes=500), "fichier-trop-grand", "(500 octets par partie, 4096 Mio en tout)"),
        (Limits(package_bytes=3 << 20), "fichier-trop-grand", "3 Mio en tout"),
        (Limits(parts=3), "trop-de-parties", "contient 7 parties ; 3 sont admises"),
    ],
)
def test_limits_are_stated_and_adjustable(tmp_path, host, limits, code, reason):
    data = zipped([*parts().items(), ("xl/media/fond.bmp", bytes(4 << 20))])
    error = refusal(tmp_path, data, host, Options(limits=limits))
    assert error.code == code and reason in error.message
    (tmp_path / "a.xlsx").write_bytes(data)
    assert refresh_file(tmp_path / "a.xlsx", host).refused is None


def bomb(declared: int | None) -> bytes:
    """Return a workbook whose sheet expands to 80 MiB, whatever its header says."""
    body = sheet().encode() + b" " * (80 << 20)
    data = zipped([*((n, b) for n, b in parts().items() if n != SHEET), (SHEET, body)])
    if declared is not None:
        right = struct.pack("<L", len(body))
        assert data.count(right) == 2
        data = data.replace(right, struct.pack("<L", declared))
        data = data.replace(
            struct.pack("<L", zlib.crc32(body)), struct.pack("<L", zlib.crc32(body[:declared]))
        )
    return data


def test_a_compression_bomb(tmp_path, host):
    error = refusal(tmp_path, bomb(None), host)
    assert error.code == "compression-suspecte"
    assert "comprimée plus de 250 fois" in error.message


def test_a_bomb_that_lies_about_its_size(tmp_path, host):
    """The stream is followed no further than its header declares, and that is an error."""
    assert refusal(tmp_path, bomb(2000), host).code == "fichier-endommage"


def test_a_bomb_among_the_parts_that_only_the_engine_reads(tmp_path, host):
    found = parts(strings=["<t>un</t>"])
    found["xl/sharedStrings.xml"] += b" " * (80 << 20)
    assert refusal(tmp_path, zipped(found.items()), host).code == "compression-suspecte"


def test_a_large_picture_that_compresses_well_is_no_bomb(tmp_path, host):
    path = tmp_path / "photo.xlsx"
    path.write_bytes(zipped([*parts().items(), ("xl/media/fond.bmp", bytes(80 << 20))]))
    assert refresh_file(path, host).refused is None


def test_names_that_differ_by_case_are_one_part_twice(tmp_path, host):
    data = zipped([*parts().items(), ("XL/Workbook.xml", b"<x/>")])
    assert refusal(tmp_path, data, host).code == "entrees-en-double"


@pytest.mark.parametrize("name", ["../a.xml", "/a.xml", "xl\\..\\..\\a.xml", "C:/a.xml"])
def test_path_tricks(tmp_path, host, name):
    data = zipped([*parts().items(), (name, b"<x/>")])
    assert refusal(tmp_path, data, host).code == "chemin-interdit"


def test_records_that_share_bytes(plain, tmp_path):
    """Two entries over the same bytes: a change to one would change the other."""
    end = plain.rindex(b"PK\x05\x06")
    start = struct.unpack_from("<L", plain, end + 16)[0]
    first = struct.unpack_from("<3H", plain, start + 28)
    second = start + 46 + sum(first)
    data = bytearray(plain)
    data[second + 42 : second + 46] = plain[start + 42 : start + 46]
    with pytest.raises(RefusedFile) as error:
        Package(tmp_path / "a.xlsx", bytes(data))
    assert error.value.code == "fichier-endommage"


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ('<row r="1"><c r="A1"><f>1</f></c><c r="A1"><f>2</f></c></row>', "A1 y est deux fois"),
        ('<row r="1"><c r="A1"><v>1</v></c><c r="A1"><v>2</v></c></row>', "A1 y est deux fois"),
        ('<row r="1"><c r="XFE1"><f>1</f></c></row>', "XFE1 est hors de la feuille"),
        ('<row r="1048577"><c r="A1048577"><v>1</v></c></row>', "est hors de la feuille"),
        ('<row r="1"><c r="A1"><f t="array" ref="A1:ZZ99999">1</f></c></row>', "plus de 5000000"),
        ('<row r="1"><c r="A1"><f>1</f></row>', "XML mal formé"),
        ('<row r="1"><c r="A1" t="s"><f>1</f><v>7</v></c></row>', "texte partagé 7 absent"),
    ],
)
def test_sheets_that_say_two_things(tmp_path, host, row, reason):
    exact = '<row r="9"><c r="A9"><v>9<!-- read exactly --></v></c></row>'
    error = refusal(tmp_path, with_sheet(sheet(f"{row}{exact}")), host)
    assert error.code == "feuille-inhabituelle" and reason in error.message


@pytest.mark.parametrize(
    "rows",
    [
        '<row r="1"><c r="A1"><f>1</f></c><c r="A1"><f>2</f></c></row>',
        '<row r="1"><c r="A1"><v>1</v></c><c r="A1"><v>5</v></c></row>',
        '<row r="1"><c s="0" r="A1"><v>1</v></c><c s="0" r=\'A1\'><v>5</v></c></row>',
        '<row r="1"><c r="A1"><v>1</v></c></row><row r="1"><c r="A1"><v>5</v></c></row>',
        '<row r="1"><c r="A1"><v>1</v></c></row><row r="2"><c r="A1"><v>5</v></c></row>',
    ],
)
def test_a_cell_given_twice_is_seen_by_the_quick_reader_too(tmp_path, host, rows):
    formula = '<row r="9"><c r="B9"><f>A1*2</f><v>2</v></c></row>'
    found = refusal(tmp_path, with_sheet(sheet(f"{rows}{formula}")), host)
    assert "A1 y est deux fois" in found.message


def test_a_value_given_twice_far_apart(tmp_path, host):
    """More than a megabyte lies between the two."""
    many = "".join(f'<row r="{n}"><c r="A{n}"><v>{n}</v></c></row>' for n in range(1, 60_000))
    again = '<row r="70000"><c r="A7"><v>8</v></c><c r="B70000"><f>A7*2</f></c></row>'
    found = refusal(tmp_path, with_sheet(sheet(f"{many}{again}")), host)
    assert "A7 y est deux fois" in found.message


def test_a_sheet_that_is_not_text_in_its_encoding(tmp_path, host):
    found = parts()
    found[SHEET] = b"\xff\xfe" + found[SHEET]
    assert refusal(tmp_path, zipped(found.items()), host).code == "feuille-inhabituelle"


def test_a_record_under_the_name_of_another(tmp_path, plain):
    name = b"xl/styles.xml"
    place = plain.index(name)
    data = plain[:place] + b"xl/trucks.xml" + plain[place + len(name) :]
    with pytest.raises(RefusedFile) as error:
        Package(tmp_path / "a.xlsx", data)
    assert error.value.code == "fichier-endommage"


@pytest.mark.parametrize(
    "name",
    [name for name in CASES if name.startswith(("zip", "parties", "relation"))],
)
def test_the_plain_form_holds_the_same_parts(name):
    data = CASES[name].make()
    package = Package(Path(name), data)
    first = package.names[0]
    plain = package.plain({first: b"<autre/>"})
    with zipfile.ZipFile(io.BytesIO(plain)) as archive:
        assert archive.testzip() is None
        assert archive.namelist() == package.names
        assert archive.read(first) == b"<autre/>"
        for part in package.names[1:]:
            assert archive.read(part) == package.read(part)
        assert all(
            (info.flag_bits & ~0x800, info.extra, info.extract_version) == (0, b"", 20)
            for info in archive.infolist()
        )
    usual = CASES["zip-non-compresse.xlsx"].make()
    assert Package(Path(name), usual).plain() is usual


def test_the_plain_form_expands_unusual_methods():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_BZIP2) as archive:
        for name, body in parts().items():
            archive.writestr(name, body)
    package = Package(Path("a.xlsx"), out.getvalue())
    with zipfile.ZipFile(io.BytesIO(package.plain())) as archive:
        assert {info.compress_type for info in archive.infolist()} == {zipfile.ZIP_STORED}
        assert {name: archive.read(name) for name in archive.namelist()} == parts()


def test_a_damaged_part_with_an_unusual_method_is_named(tmp_path, host, plain):
    data = bytearray(plain)
    for mark, method in ((b"PK\x03\x04", 8), (b"PK\x01\x02", 10)):
        name = plain.index(b"xl/styles.xml", plain.index(mark))
        data[plain.rindex(mark, 0, name) + method] = zipfile.ZIP_BZIP2
    error = refusal(tmp_path, bytes(data), host)
    assert error.code == "fichier-endommage" and "xl/styles.xml" in error.message


def test_a_directory_that_runs_into_its_end(tmp_path, plain):
    data = bytearray(plain)
    last = plain.rindex(b"PK\x01\x02")
    comment = struct.unpack_from("<H", plain, last + 32)[0]
    struct.pack_into("<H", data, last + 32, comment + 9)
    with pytest.raises(RefusedFile) as error:
        Package(tmp_path / "a.xlsx", bytes(data))
    assert error.value.code == "fichier-endommage"
