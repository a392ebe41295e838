"""The proof finds every byte that had no right to change."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from pycog.refresh import refresh_file
from pycog.refresh.writing.proof import prove
from tests.refresh.fidelity.case import unzipped, zipped
from tests.refresh.fidelity.collection import CASES

SHEET = "xl/worksheets/sheet1.xml"
Edit = Callable[[dict[str, bytes]], None]


@pytest.fixture
def pair(tmp_path, host):
    """Return a workbook with a growing array, and its refreshed form."""
    before = CASES["xml-prefixe-debordement.xlsx"].make()
    path = tmp_path / "a.xlsx"
    path.write_bytes(before)
    assert refresh_file(path, host).refused is None
    return before, path.read_bytes()


def edited(part: str, old: bytes, new: bytes) -> Edit:
    def edit(parts: dict[str, bytes]) -> None:
        assert parts[part].count(old) >= 1, parts[part]
        parts[part] = parts[part].replace(old, new, 1)

    return edit


def test_a_faithful_refresh(pair):
    proof = prove(*pair)
    assert proof.holds and proof.changed == {SHEET: ("A2", "B2", "C2")}
    assert str(proof) == (
        "Preuve faite : 5 parties identiques octet pour octet, 3 valeurs changées dans "
        "1 feuille, rien d'autre."
    )


def test_nothing_changed(pair):
    assert str(prove(pair[0], pair[0])).startswith("Preuve faite : 6 parties identiques")


@pytest.mark.parametrize(
    ("edit", "place"),
    [
        (edited("xl/styles.xml", b"Calibri", b"Arial"), "xl/styles.xml a changé"),
        (edited(SHEET, b"<x:v>0.25</x:v>", b"<x:v>0.26</x:v>"), "A1 a changé"),
        (edited(SHEET, b"_COG_TRAJECTORY(100", b"_COG_TRAJECTORY(101"), "A2 : autre chose que la"),
        (edited(SHEET, "témoin".encode(), b"temoin"), "E2 a changé"),
        (edited(SHEET, b'<x:c r="B2">', b'<x:c r="B2" s="1">'), "B2 : autre chose que le type"),
        (edited(SHEET, b'<x:c r="C2">', b'<x:c r="C2" s="1">'), "C2 est apparue avec autre chose"),
        (edited(SHEET, b'<x:c r="C2">', b'<x:c r="C9">'), "C9 est apparue hors de tout résultat"),
        (edited(SHEET, b'<x:c r="B2">', b'<x:c r="B2" vm="3">'), "B2 : une métadonnée"),
        (edited(SHEET, b'<x:row r="1">', b'<x:row r="1" ht="30">'), "la ligne 1 a d'autres"),
        (edited(SHEET, b"</x:row>", b"</x:row><x:row r='7'/>"), "la ligne 7 est apparue"),
        (edited(SHEET, b"</x:sheetData>", b"</x:sheetData><!-- -->"), "« <!-- --> » au lieu de"),
        (edited(SHEET, b"<x:v>125</x:v>", b"<x:v>125<x:v>"), "n'est plus du XML bien formé"),
        (lambda parts: parts.pop("xl/styles.xml"), "n'a plus les mêmes parties"),
        (lambda parts: parts.update({"xl/plus.xml": b"<x/>"}), "n'a plus les mêmes parties"),
        (
            lambda parts: parts.update({SHEET: b"\xef\xbb\xbf" + parts[SHEET]}),
            f"{SHEET} : l'encodage a changé",
        ),
    ],
)
def test_every_tampering_is_found_and_named(pair, edit, place):
    parts = unzipped(pair[1])
    edit(parts)
    proof = prove(pair[0], zipped(parts.items()))
    assert not proof.holds and any(place in fault for fault in proof.faults), proof.faults
    assert str(proof).startswith("Preuve manquée : ")


def test_the_order_of_the_parts(pair):
    parts = dict(reversed(unzipped(pair[1]).items()))
    assert "dans le même ordre" in str(prove(pair[0], zipped(parts.items())))


@pytest.mark.parametrize(
    ("name", "old", "new", "place"),
    [
        ("zip-commentaire.xlsx", b"archiv\xc3\xa9", b"archivE!", "le commentaire de l'archive"),
        ("zip-commentaire.xlsx", b"partie de", b"partie De", "l'entrée du répertoire a changé"),
        ("zip-commentaire.xlsx", b"cafe", b"CAFE", "l'en-tête a changé"),
        ("zip-octets-devant.xlsx", b"MIME", b"mime", "les octets placés avant l'archive"),
    ],
)
def test_what_the_zip_says_around_the_parts(tmp_path, host, name, old, new, place):
    before = CASES[name].make()
    path = tmp_path / "a.xlsx"
    path.write_bytes(before)
    refresh_file(path, host)
    after = path.read_bytes().replace(old, new)
    assert any(place in fault for fault in prove(before, after).faults)


def test_a_date_in_a_header(pair):
    before, after = pair
    date = re.escape((0x5021).to_bytes(2, "little"))
    assert re.search(date, after)
    touched = after.replace((0x5021).to_bytes(2, "little"), (0x5022).to_bytes(2, "little"))
    assert not prove(before, touched).holds


def test_what_is_no_archive(pair):
    assert "l'archive n'est pas lisible" in str(prove(pair[0], b"PK"))


@pytest.mark.parametrize(
    ("name", "old", "new", "place"),
    [
        ("lignes-en-double.xlsx", b"<v>4</v>", b"<v>5</v>", "B1 a changé"),
        ("cellules-en-double.xlsx", b'<x:c r="A1" s="1"/>', b'<x:c r="A1" s="2"/>', "A1 a changé"),
        ("espaces-dans-les-cellules.xlsx", b"</f> <v>", b"</f><v>", "C1 : autre chose que la"),
        ("espaces-dans-les-cellules.xlsx", b"<v>2</v> </c>", b"<v>2</v></c>", "A1 a changé"),
    ],
)
def test_rows_given_twice_and_white_space_are_compared(tmp_path, host, name, old, new, place):
    before = CASES[name].make()
    path = tmp_path / name
    path.write_bytes(before)
    assert refresh_file(path, host).refused is None
    parts = unzipped(path.read_bytes())
    edited(SHEET, old, new)(parts)
    proof = prove(before, zipped(parts.items()))
    assert any(place in fault for fault in proof.faults), proof.faults


def test_a_part_whose_checksum_is_wrong(tmp_path):
    before = CASES["zip-noms-differents.xlsx"].make()
    assert prove(before, before).holds
    start = before.index(b"PK\x01\x02")
    broken = bytearray(before)
    broken[start + 16] ^= 1
    assert "somme de contrôle" in str(prove(bytes(broken), bytes(broken)))
