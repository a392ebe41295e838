"""Every workbook of the set is refreshed faithfully, and other programs read the same values."""

from __future__ import annotations

import datetime as dt
import io
import math
import posixpath
import re
import subprocess
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import openpyxl
import pytest
from openpyxl.utils.datetime import WINDOWS_EPOCH, to_excel

from pycog.refresh import refresh_file
from pycog.refresh.writing.proof import prove
from tests.refresh.fidelity.case import FOLDER, Case, Value, unzipped, zipped
from tests.refresh.fidelity.collection import CASES
from tests.waiting import PATIENCE

#: What openpyxl cannot open, refreshed or not: Strict OOXML, other names, absent parts,
#: lost ranges.
NOT_FOR_OPENPYXL = {
    "noms-strict.xlsx",
    "references-nulles.xlsx",
    "relation-sans-textes.xlsx",
    "strict.xlsx",
    "strict-1904.xlsx",
    "tableau-dollars.xlsx",
    "zip-barres-inverses.xlsx",
    "zip-casse.xlsx",
    "zip-noms-differents.xlsx",
}
#: What LibreOffice 7 cannot open, refreshed or not: 64-bit records, bytes in front, names.
NOT_FOR_LIBREOFFICE = {
    "zip-noms-differents.xlsx",
    "zip-tailles-tues.xlsx",
    "zip-barres-inverses.xlsx",
    "zip-casse.xlsx",
    "zip-octets-devant.xlsx",
    "zip-octets-devant-comptes.xlsx",
    "zip64-complet.xlsx",
    "zip64-en-tetes.xlsx",
    "zip64-flux.xlsx",
    "zip64-petite-partie.xlsx",
    "zip64-tailles.xlsx",
}
#: An iterative calculation stops when it changes less than this.
TOLERANCE = 1e-9
_ROOT = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_STRICT_ROOT = "{http://purl.oclc.org/ooxml/officeDocument/relationships}"
_FORMULA = re.compile(r"<(?:\w+:)?f(?=[\s/>])[^>]*?(?:/>|>.*?</(?:\w+:)?f>)", re.S)
_DECLARATION = re.compile(r"^<\?xml.*?\?>\s*", re.S)


@pytest.fixture(params=sorted(CASES), name="case")
def _case(request: pytest.FixtureRequest) -> Case:
    return CASES[request.param]


def refreshed(case: Case, folder: Path, host) -> bytes:
    """Refresh a copy of the committed workbook, which must not be refused."""
    path = folder / case.name
    path.write_bytes((FOLDER / case.name).read_bytes())
    report = refresh_file(path, host, options=case.options)
    assert report.refused is None, report.refused
    return path.read_bytes()


def same(found: object, expected: Value, epoch: dt.datetime = WINDOWS_EPOCH) -> bool:
    """Tell whether a program read the expected value; it may show a blank for empty text."""
    if isinstance(found, dt.date):
        found = to_excel(found, epoch)
    if isinstance(expected, bool):
        return found is expected
    if isinstance(expected, str) or expected is None:
        return (found or "") == (expected or "")
    return isinstance(found, int | float) and math.isclose(found, expected, rel_tol=TOLERANCE)


def stored(data: bytes) -> dict[tuple[str, str], Value]:
    """Read every stored value with a reader of our own: XML names without their namespaces."""
    parts = {name.replace("\\", "/").lower(): body for name, body in unzipped(data).items()}
    [book] = [
        entry.get("Target", "").lstrip("/")
        for entry in ElementTree.fromstring(parts["_rels/.rels"])
        if entry.get("Type", "").endswith("/officeDocument")
    ]
    folder = posixpath.dirname(book)
    links = {
        entry.get("Id"): posixpath.join("/", folder, entry.get("Target", "")).lstrip("/").lower()
        for entry in ElementTree.fromstring(
            parts[f"{folder}/_rels/{posixpath.basename(book)}.rels"]
        )
    }
    texts = [
        "".join(text.text or "" for text in item.iter() if text.tag.endswith("}t"))
        for name in links.values()
        if name.endswith("sharedstrings.xml") and name in parts
        for item in ElementTree.fromstring(parts[name])
    ]
    values: dict[tuple[str, str], Value] = {}
    for sheet in ElementTree.fromstring(parts[book]).iterfind("{*}sheets/{*}sheet"):
        part = links[sheet.get(f"{_ROOT}id") or sheet.get(f"{_STRICT_ROOT}id")]
        for place, value in _cells(ElementTree.fromstring(parts[part]), texts):
            values[sheet.get("name", ""), place] = value
    return values


def _cells(root, texts):
    row_number = 0
    for row in root.iterfind("{*}sheetData/{*}row"):
        row_number = int(row.get("r", 0)) or row_number + 1
        column = 0
        for cell in row.iterfind("{*}c"):
            place = cell.get("r")
            if place in (None, "0"):
                column += 1
                place = f"{openpyxl.utils.get_column_letter(column)}{row_number}"
            column = (
                openpyxl.utils.cell.coordinate_from_string(place)
                and (openpyxl.utils.cell.coordinate_to_tuple(place)[1])
            )
            yield place, _value(cell, texts)


def _value(cell, texts) -> Value:
    text = cell.findtext("{*}v")
    kind = cell.get("t", "n")
    if kind == "inlineStr":
        return "".join(one.text or "" for one in cell.iterfind(".//{*}t"))
    if text is None or (text == "" and kind != "str"):
        return None
    if kind == "s":
        return texts[int(text)]
    if kind == "b":
        return text == "1"
    if kind == "d":
        return to_excel(dt.datetime.fromisoformat(text))
    return float(text) if kind == "n" else text


def test_values_are_right_and_nothing_else_differs(case, tmp_path, host):
    before = (FOLDER / case.name).read_bytes()
    after = refreshed(case, tmp_path, host)
    proof = prove(before, after)
    assert proof.holds, proof.faults
    values = stored(after)
    for place, expected in case.expected.items():
        assert same(values.get(place), expected), (place, values.get(place), expected)
    old = stored(before)
    changed = {place for place in old | values if old.get(place) != values.get(place)}
    assert len(changed) <= sum(map(len, proof.changed.values()))


def test_a_second_refresh_writes_nothing(case, tmp_path, host):
    refreshed(case, tmp_path, host)
    again = refresh_file(tmp_path / case.name, host, options=case.options)
    assert (again.refused, again.changed, again.written) == (None, 0, False)


def test_openpyxl_reads_the_same_values(case, tmp_path, host):
    data = refreshed(case, tmp_path, host)
    if case.name in NOT_FOR_OPENPYXL:
        with pytest.raises((KeyError, UserWarning, ValueError, zipfile.BadZipFile)):
            opened = openpyxl.load_workbook(io.BytesIO((FOLDER / case.name).read_bytes()))
            opened[next(iter(case.expected))[0]]
        return
    book = _opened(data)
    for (sheet, place), expected in case.expected.items():
        assert same(book[sheet][place].value, expected, book.epoch), (sheet, place)


def _opened(data: bytes) -> openpyxl.Workbook:
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl says what it does not keep
        return openpyxl.load_workbook(io.BytesIO(data), data_only=True)


def _without_formulas(data: bytes) -> bytes:
    """Return the workbook with values alone: LibreOffice has no COG functions to show."""
    parts = unzipped(data)
    for name, body in parts.items():
        if "sheet" in name.lower() and b"sheetData" in body.replace(b"\0", b""):
            text = body.decode(_encoding(body))
            plain = _FORMULA.sub("", _DECLARATION.sub("", text.lstrip("\ufeff")))
            parts[name] = re.sub(r"\s(?:cm|vm)=(?:\"\d+\"|'\d+')", "", plain).encode()
    return zipped(parts.items())


def _encoding(body: bytes) -> str:
    if body[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return "utf-16"
    return "latin-1" if b"ISO-8859-1" in body[:80] else "utf-8"


def test_libreoffice_opens_every_file_and_reads_the_same_values(tmp_path, host, soffice):
    """One LibreOffice reads all: the files as they are, and their values alone."""
    sources = [tmp_path / "fichiers", tmp_path / "valeurs", tmp_path / "entiers", tmp_path / "lus"]
    for folder in sources:
        folder.mkdir()
    names = sorted(CASES)
    for number, name in enumerate(names):
        data = refreshed(CASES[name], tmp_path, host)
        (sources[0] / f"{number:03}{Path(name).suffix}").write_bytes(data)
        (sources[1] / f"{number:03}.xlsx").write_bytes(_without_formulas(data))
    _convert(soffice, sources[0], sources[2], tmp_path)
    _convert(soffice, sources[1], sources[3], tmp_path)
    wrong = []
    for number, name in enumerate(names):
        whole, read = (folder / f"{number:03}.xlsx" for folder in sources[2:])
        # Writer takes what Calc cannot open for a text, and writes no workbook.
        if not zipfile.is_zipfile(whole) or not zipfile.is_zipfile(read):
            wrong.append((name, "ne s'ouvre pas"))
            continue
        sheets = set(_opened(whole.read_bytes()).sheetnames)
        book = _opened(read.read_bytes())
        for (sheet, place), expected in CASES[name].expected.items():
            if sheet not in sheets:
                wrong.append((name, f"feuille {sheet} absente"))
            elif not same(book[sheet][place].value, expected, book.epoch):
                wrong.append((name, sheet, place, book[sheet][place].value, expected))
    assert {entry[0] for entry in wrong} == NOT_FOR_LIBREOFFICE, wrong
    # What it does not read after a refresh, it did not read before.
    originals, opened = tmp_path / "originaux", tmp_path / "ouverts"
    for folder in (originals, opened):
        folder.mkdir()
    for name in NOT_FOR_LIBREOFFICE:
        (originals / name).write_bytes((FOLDER / name).read_bytes())
    _convert(soffice, originals, opened, tmp_path)
    for path in filter(zipfile.is_zipfile, opened.iterdir()):
        assert _opened(path.read_bytes()).worksheets[0]["A1"].value is None, path.name


def _convert(soffice: str, source: Path, target: Path, profile: Path) -> None:
    """Convert what opens; beside Writer, one file that does not open makes it return 1."""
    subprocess.run(
        [
            soffice,
            f"-env:UserInstallation={(profile / 'profil').as_uri()}",
            "--headless",
            "--convert-to",
            "xlsx:Calc MS Excel 2007 XML",
            "--outdir",
            str(target),
            *map(str, sorted(source.iterdir())),
        ],
        check=False,
        capture_output=True,
        timeout=2 * PATIENCE,
    )


def test_the_set_is_what_its_scripts_write():
    """Hand-made packages come out the same everywhere; libraries may move with their version."""
    assert len(CASES) >= 60
    assert sorted(CASES) == sorted(path.name for path in FOLDER.iterdir())
    assert sum(path.stat().st_size for path in FOLDER.iterdir()) < 1_500_000
    for case in CASES.values():
        made = case.make()
        assert made == case.make(), case.name
        if not case.name.startswith(("xw-", "op-", "lo-")):
            assert unzipped(made) == unzipped((FOLDER / case.name).read_bytes()), case.name


def test_every_workbook_of_the_set_changes_but_one(tmp_path, host):
    """A set whose values were right already would prove nothing."""
    unchanged = [
        name
        for name, case in CASES.items()
        if refreshed(case, tmp_path, host) == (FOLDER / name).read_bytes()
    ]
    assert unchanged == ["tout-a-jour.xlsx"]


def test_each_zip_form_stays_what_it_was(tmp_path, host):
    with zipfile.ZipFile(io.BytesIO(refreshed(CASES["zip-commentaire.xlsx"], tmp_path, host))) as z:
        assert z.comment.decode() == "archivé le 01/01/2020"
        assert all(info.comment == b"partie de l'annexe" for info in z.infolist())
    data = refreshed(CASES["zip-octets-devant.xlsx"], tmp_path, host)
    assert data.startswith(b"MIME: application/xlsx\r\n\r\nPK")
