"""Reports for Writer: what an officer edits there, and what Writer makes of it for Word."""

from __future__ import annotations

import io
import re
import subprocess
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import docx as python_docx
import pytest

from pycog.conventions import load
from pycog.reports.documents.odt import render_odt
from tests.reports import sample
from tests.waiting import PATIENCE

_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_DRAW = "{urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}"
_SVG = "{urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0}"
_XLINK = "{http://www.w3.org/1999/xlink}"
_HEADINGS = ["Synthèse", "Tous les indicateurs", "Fiches", "Fiche 1", "Budget", "Sources"]


def plain(text: str) -> str:
    """Return a text with ordinary spaces."""
    return re.sub(r"\s+", " ", text)


def words(node: ElementTree.Element) -> str:
    """Return all text of a part of the document."""
    for broken in node.iter(f"{_TEXT}line-break"):
        broken.text = "\n"
    return "".join(node.itertext())


@pytest.fixture(scope="module")
def content() -> bytes:
    """The report with every kind of part."""
    return render_odt(sample.document())


def part(content: bytes, name: str) -> ElementTree.Element:
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return ElementTree.fromstring(package.read(name))


def test_the_file_says_first_what_it_is(content: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        first = package.infolist()[0]
        assert (first.filename, first.compress_type) == ("mimetype", zipfile.ZIP_STORED)
        assert package.read(first) == b"application/vnd.oasis.opendocument.text"
        listed = set(
            re.findall(r'full-path="([^"]+)"', package.read("META-INF/manifest.xml").decode())
        )
        assert listed == {"/", *package.namelist()} - {"mimetype", "META-INF/manifest.xml"}


def test_headings_are_headings_that_the_contents_link_to(content: bytes) -> None:
    body = part(content, "content.xml")
    headings = list(body.iter(f"{_TEXT}h"))
    assert [words(one) for one in headings] == _HEADINGS
    assert [one.get(f"{_TEXT}outline-level") for one in headings] == list("111211")
    marks = [one.get(f"{_TEXT}name") for one in body.iter(f"{_TEXT}bookmark")]
    links = [one.get(f"{_XLINK}href") for one in body.iter(f"{_TEXT}a")]
    assert links == [f"#{name}" for name in marks]


def test_every_cell_of_a_table_is_there_under_repeated_headings(content: bytes) -> None:
    body = part(content, "content.xml")
    tables = list(body.iter(f"{_TABLE}table"))
    assert len(tables) == 4
    expected = sample.all_indicators()
    (head,) = tables[1].findall(f"{_TABLE}table-header-rows/{_TABLE}table-row")
    assert [words(cell) for cell in head] == list(expected.headings)
    rows = tables[1].findall(f"{_TABLE}table-row")
    for row, cells in zip(rows, expected.rows, strict=True):
        wanted = [getattr(cell, "shown", cell if isinstance(cell, str) else "") for cell in cells]
        wanted = [f"◐ {one}" if one == "Partiellement atteint" else one for one in wanted]
        shown = [words(next(iter(cell.iter(f"{_TEXT}p")))) for cell in row]
        told = [
            text if cell.find(f".//{_DRAW}frame") is None else ""
            for text, cell in zip(shown, row, strict=True)
        ]
        assert [plain(text) for text in told] == [plain(text) for text in wanted]
    assert len(rows) == len(load().indicators)


def test_pictures_are_in_the_file_and_have_alternative_texts(content: bytes) -> None:
    body = part(content, "content.xml")
    frames = list(body.iter(f"{_DRAW}frame"))
    told = [plain(one.findtext(f"{_SVG}desc") or "") for one in frames]
    assert told.count(plain(sample.line().alt)) == len(load().indicators)
    for picture in (sample.trajectory(), sample.statuses(), sample.budget()):
        assert told.count(plain(picture.alt)) == 1
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        for one in body.iter(f"{_DRAW}image"):
            drawn = package.read(one.get(f"{_XLINK}href") or "")
            assert ElementTree.fromstring(drawn).tag.endswith("}svg")
            # Writer would draw it over the letters.
            assert b"paint-order" not in drawn


def test_what_an_officer_typed_stays_plain_text(content: bytes) -> None:
    body = part(content, "content.xml")
    found = [one for one in body.iter(f"{_TEXT}p") if plain(words(one)) == sample.HOSTILE]
    assert len(found) == 2
    assert found[0].get(f"{_TEXT}style-name") == "COG_20_Commentaire"


def test_every_style_that_is_used_is_there(content: bytes) -> None:
    body, styles = part(content, "content.xml"), part(content, "styles.xml")
    known = {one.get(f"{_STYLE}name") for root in (body, styles) for one in root.iter()}
    used = {
        value
        for one in body.iter()
        for key, value in one.attrib.items()
        if key.endswith(("}style-name", "}parent-style-name", "}master-page-name"))
    }
    assert used - known == set()


def test_the_same_report_gives_the_same_bytes(content: bytes) -> None:
    assert render_odt(sample.document()) == content


@pytest.mark.parametrize("one_page", [False, True])
def test_writer_makes_a_word_document_of_it(swriter: str, tmp_path: Path, one_page: bool) -> None:
    (tmp_path / "rapport.odt").write_bytes(render_odt(sample.document(one_page=one_page)))
    subprocess.run(
        [
            swriter,
            f"-env:UserInstallation={(tmp_path / 'profil').as_uri()}",
            "--headless",
            "--convert-to",
            "docx:MS Word 2007 XML",
            "--outdir",
            str(tmp_path),
            str(tmp_path / "rapport.odt"),
        ],
        check=True,
        capture_output=True,
        timeout=PATIENCE,
    )
    word = python_docx.Document(str(tmp_path / "rapport.docx"))
    headings = [
        one.text for one in word.paragraphs if one.style and one.style.name.startswith("Heading")
    ]
    assert headings == _HEADINGS
    landscape = [one.orientation for one in word.sections]
    assert (1 in landscape) == one_page or len(landscape) > 1
    section = word.sections[0]
    assert section.header.paragraphs[0].text == f"CAMIEG – Bilan annuel 2013\n{sample.WARNING}"
    assert sample.FOOTER in section.footer.paragraphs[0].text
    pictures = sum(len(one._p.findall(".//{*}drawing")) for one in word.paragraphs)
    assert pictures == 3
