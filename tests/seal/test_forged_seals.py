"""A seal that was cut short, touched up or exchanged is told as such, never taken for another."""

from __future__ import annotations

import base64
import json
import re
import zlib

import openpyxl
import pytest

from pycog.seal.seal_state import state_of
from pycog.seal.sealed_content import Damaged, unpacked
from pycog.xlsx.package import Package
from tests.seal.annex import SHEET, WHEN, annex, parts, rewritten, seal, typed, verify

PART = "customXml/item1.xml"


@pytest.fixture(name="path")
def _path(tmp_path):
    path = annex(tmp_path / "annexe.xlsx")
    seal(path)
    return path


def changed_sheet(path, change) -> None:
    """Change the sheet of the seal as an officer would, saved by a program without the part."""
    book = openpyxl.load_workbook(path)
    change(book[SHEET])
    book.save(path)


def rows_of(sheet, start: str) -> list[int]:
    return [cell.row for cell in sheet["A"] if str(cell.value or "").startswith(start)]


def test_a_figure_touched_up_in_the_sheet_is_named(path) -> None:
    def change(sheet) -> None:
        [row] = [cell.row for cell in sheet["B"] if cell.value == "A1"]
        sheet.cell(row, 4).value = "0,99"

    changed_sheet(path, change)
    found = verify(path)
    assert found.state == "bordereau altéré"
    assert len(found.seal_faults) == 1
    assert re.fullmatch(
        r"la feuille « COG - bordereau » a été retouchée : D\d+ dit « 0,99 » au lieu de "
        "« 0,8555555555555555 »",
        found.seal_faults[0],
    )
    assert state_of(Package.open(path)).text == "Scellé le 31/03/2014 à 17 h 05, bordereau altéré"


def test_rows_put_in_or_sorted_away_do_not_hide_the_content(path) -> None:
    changed_sheet(path, lambda sheet: sheet.insert_rows(1, 3))
    assert verify(path).is_intact


@pytest.mark.parametrize("kind", ["row", "cut", "sign", "twice"])
def test_a_content_that_is_not_whole_is_told(path, kind) -> None:
    def change(sheet) -> None:
        [row] = rows_of(sheet, "pycog:contenu:")
        text = sheet.cell(row, 1).value
        if kind == "row":
            sheet.delete_rows(row)
        elif kind == "cut":
            sheet.cell(row, 1).value = text[:-7]
        elif kind == "sign":
            at = len(text) // 2
            sheet.cell(row, 1).value = (
                text[:at] + ("A" if text[at] != "A" else "B") + text[at + 1 :]
            )
        else:
            sheet.cell(row + 5, 1).value = text

    changed_sheet(path, change)
    found = verify(path)
    assert (found.state, found.content) == ("bordereau altéré", None)
    assert "tronquée ou retouchée" in found.seal_faults[0]
    assert found.headline == "bordereau illisible"
    assert state_of(Package.open(path)).kind == "altéré"


def test_the_part_alone_tells_of_a_sheet_that_is_gone(path) -> None:
    package = Package.open(path)
    body = package.read("xl/worksheets/sheet3.xml")
    emptied = re.sub(rb"<sheetData>.*</sheetData>", b"<sheetData/>", body, flags=re.S)
    path.write_bytes(package.rewrite({"xl/worksheets/sheet3.xml": emptied}))
    found = verify(path)
    assert found.state == "bordereau altéré"
    assert "a été supprimée ou vidée" in found.seal_faults[0]
    assert found.content is not None and not found.differences


@pytest.mark.parametrize("kind", ["cut", "sign", "empty"])
def test_a_part_that_is_not_whole_is_told(path, kind) -> None:
    body = parts(path.read_bytes())[PART]
    start, end = body.index(b"<contenu>") + len("<contenu>"), body.index(b"</contenu>")
    text = body[start:end]
    other = {"cut": text[:-8], "sign": text[:40] + b"AAAA" + text[44:], "empty": b""}[kind]
    rewritten(path, PART, body[:start] + other + body[end:])
    found = verify(path)
    assert found.state == "bordereau altéré"
    assert found.seal_faults[0].startswith("la partie XML du bordereau est illisible")
    assert not found.differences


def test_a_seal_taken_from_another_version_is_told(path, tmp_path) -> None:
    other = annex(tmp_path / "autre.xlsx", {"B5": 10})
    seal(other)
    rewritten(path, PART, parts(other.read_bytes())[PART])
    found = verify(path)
    assert found.state == "bordereau altéré"
    assert any("ne portent pas le même bordereau" in one for one in found.seal_faults)
    assert any("Saisie!B5 : 10 → rien" in str(one) for one in found.differences)


def test_a_seal_may_be_renamed(path) -> None:
    book = openpyxl.load_workbook(path)
    book[SHEET].title = "Annexe technique"
    book.save(path)
    assert verify(path).is_intact
    # What is sealed anew takes its place.
    from pycog.refresh import refresh_file
    from udfs.hosts.engine import EngineHost

    assert refresh_file(path, EngineHost()).refused is None
    assert seal(path).replaced
    assert openpyxl.load_workbook(path).sheetnames == ["Saisie", "Calcul", SHEET]


def test_two_sheets_with_a_seal_are_told(path) -> None:
    book = openpyxl.load_workbook(path)
    book.copy_worksheet(book[SHEET]).title = f"{SHEET} (2)"
    book.save(path)
    assert "plusieurs feuilles portent un bordereau" in verify(path).seal_faults[0]


def test_a_change_and_a_forged_sheet_are_both_told(path) -> None:
    typed(path, "Saisie", {"B2": ("0.9", "n")})
    changed_sheet(path, lambda sheet: sheet.delete_rows(rows_of(sheet, "Par")[0]))
    found = verify(path)
    assert found.state == "bordereau altéré"
    assert "il manque « Par »" in found.seal_faults[0]
    assert any("saisie Saisie!B2" in str(one) for one in found.differences)


def test_only_what_pycog_writes_is_a_content(path) -> None:
    content = seal(path, when=WHEN).content
    assert unpacked(content.packed) == content
    for wrong in (b"", b"x", content.packed[:-1], content.packed + b"x"):
        with pytest.raises(Damaged):
            unpacked(wrong)


@pytest.mark.parametrize(
    ("old", "new", "sound"),
    [
        (b'scelle-le="2014', b'scelle-le="2015', False),
        (b'pycog="0.', b'pycog="9.', False),
        (b' scelle-le="', b'\n  scelle-le = "', True),
    ],
    ids=["date", "version", "espaces"],
)
def test_what_the_part_says_in_the_clear_is_what_is_sealed(path, old, new, sound) -> None:
    body = parts(path.read_bytes())[PART]
    assert old in body
    rewritten(path, PART, body.replace(old, new))
    found = verify(path)
    assert found.is_intact is sound
    if not sound:
        assert "sa date, sa version ou son empreinte y est retouchée" in found.seal_faults[0]


def test_a_seal_of_a_day_to_come_is_told(path) -> None:
    seal(path, when=WHEN.replace(year=2999))
    found = verify(path)
    assert found.is_intact
    assert any("est encore à venir" in note for note in found.notes)


def _with(key: str, value: object):
    return lambda facts: facts.__setitem__(key, value)


def _more(key: str, value: object):
    return lambda facts: facts[key].append(value)


RULE = {"name": "COG_X", "digest": "a", "source": "b", "moves": True}


@pytest.mark.parametrize(
    "change",
    [
        _with("when", "2014-03-31T17:05:00"),
        _with("when", "hier"),
        _with("when", 5),
        _with("names", "texte"),
        _with("names", {"Total": 5}),
        _with("names", [["a", "b"]]),
        _with("cells", {"Saisie": {"B2": ["n", 1, "", ""]}}),
        _with("cells", {"Saisie": {"B2": ["n", "1", ""]}}),
        _with("cells", {"Saisie": {"XFE1": ["n", "1", "", ""]}}),
        _with("cells", {"Saisie": {"a1": ["n", "1", "", ""]}}),
        _with("cells", {"Saisie": {"A0": ["n", "1", "", ""]}}),
        _with("cells", {"Saisie": []}),
        _more("rules", RULE | {"digest": 5}),
        _more("rules", RULE | {"moves": "oui"}),
        _more("rules", {"name": "COG_X"}),
        _more("agreements", {"id": 5, "title": "x", "digest": "y", "parts": {}}),
        _more("agreements", {"id": "x", "title": "x", "digest": "y", "parts": {"a": 5}}),
        _more("assumptions", {"id": [], "title": "x"}),
        _with("autre", 1),
        _with("file", None),
    ],
    ids=[f"fait-{number}" for number in range(20)],
)
def test_facts_of_another_kind_are_no_content(path, change) -> None:
    facts = json.loads(seal(path, when=WHEN).content.data)
    change(facts)
    text = json.dumps(facts, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    with pytest.raises(Damaged):
        unpacked(zlib.compress(text.encode()))


def test_a_forged_part_of_another_kind_is_told_and_breaks_nothing(path) -> None:
    facts = json.loads(seal(path, when=WHEN).content.data)
    facts["when"], facts["names"] = "2014-03-31T17:05:00", {"Total": 5}
    text = json.dumps(facts, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    forged = base64.b64encode(zlib.compress(text.encode(), 9))
    body = parts(path.read_bytes())[PART]
    new = re.sub(rb"<contenu>.*?</contenu>", b"<contenu>" + forged + b"</contenu>", body)
    rewritten(path, PART, new)
    found = verify(path)
    assert found.state == "bordereau altéré"
    assert "la partie XML du bordereau est illisible" in found.seal_faults[0]
