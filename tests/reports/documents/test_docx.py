"""Reports for Word: styles, headings, tables and pictures that Word understands."""

from __future__ import annotations

import io
import re
import subprocess
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import docx as python_docx
import pytest
from pypdf import PdfReader

from pycog.conventions import load
from pycog.reports.documents.docx import render_docx
from tests.reports import sample
from tests.waiting import PATIENCE

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def plain(text: str) -> str:
    """Return a text with ordinary spaces."""
    return re.sub(r"\s+", " ", text)


@pytest.fixture(scope="module")
def content() -> bytes:
    """The report with every kind of part."""
    return render_docx(sample.document())


@pytest.fixture(scope="module")
def body(content: bytes) -> ElementTree.Element:
    """The text of the document as XML."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return ElementTree.fromstring(package.read("word/document.xml"))


def test_headings_have_the_styles_of_headings(content: bytes) -> None:
    word = python_docx.Document(io.BytesIO(content))
    found = [
        (paragraph.style.name, paragraph.text)
        for paragraph in word.paragraphs
        if paragraph.style is not None and paragraph.style.name.startswith(("Heading", "Title"))
    ]
    assert found == [
        ("Title", "Bilan annuel 2013"),
        ("Heading 1", "Sommaire"),
        ("Heading 1", "Synthèse"),
        ("Heading 1", "Tous les indicateurs"),
        ("Heading 1", "Fiches"),
        ("Heading 2", "Fiche 1"),
        ("Heading 1", "Budget"),
        ("Heading 1", "Sources"),
    ]


def test_the_table_of_contents_is_a_field_that_links_to_the_headings(
    body: ElementTree.Element,
) -> None:
    codes = [(node.text or "").strip() for node in body.iter(f"{_W}instrText")]
    assert [code.split()[0] for code in codes] == ["TOC"]
    marks = {node.get(f"{_W}name") for node in body.iter(f"{_W}bookmarkStart")}
    links = [node.get(f"{_W}anchor") for node in body.iter(f"{_W}hyperlink")]
    assert links == ["synthese", "indicateurs", "fiches", "fiche-1", "budget", "sources"]
    assert set(links) <= marks


def test_tables_have_a_row_of_headings_and_a_title(body: ElementTree.Element) -> None:
    tables = list(body.iter(f"{_W}tbl"))
    assert len(tables) == 4
    for table in tables:
        first, *others = table.findall(f"{_W}tr")
        assert first.find(f"{_W}trPr/{_W}tblHeader") is not None
        assert all(row.find(f"{_W}trPr/{_W}tblHeader") is None for row in others)
        title = table.find(f"{_W}tblPr/{_W}tblCaption")
        assert title is not None and title.get(f"{_W}val")


def test_every_cell_of_a_table_is_there(content: bytes) -> None:
    word = python_docx.Document(io.BytesIO(content))
    table = word.tables[1]
    rows = [[plain(cell.text) for cell in row.cells] for row in table.rows]
    expected = sample.all_indicators()
    assert rows[0] == list(expected.headings)
    for row, cells in zip(rows[1:], expected.rows, strict=True):
        wanted = [getattr(cell, "shown", cell if isinstance(cell, str) else "") for cell in cells]
        # The sign says what the colour behind it says.
        wanted = [f"◐ {one}" if one == "Partiellement atteint" else one for one in wanted]
        assert row == [plain(text) for text in wanted]
    assert len(rows) == len(load().indicators) + 1


def test_pictures_have_alternative_texts(content: bytes, body: ElementTree.Element) -> None:
    told = [plain(node.get("descr", "")) for node in body.iter() if node.tag.endswith("}docPr")]
    assert told.count(plain(sample.line().alt)) == len(load().indicators)
    for picture in (sample.trajectory(), sample.statuses(), sample.budget()):
        assert told.count(plain(picture.alt)) == 1


def test_comments_are_plain_text_in_a_style_of_their_own(content: bytes) -> None:
    word = python_docx.Document(io.BytesIO(content))
    found = [one for one in word.paragraphs if plain(one.text) == sample.HOSTILE]
    assert [one.style.name for one in found if one.style] == ["COG Commentaire", "List Bullet"]


def test_pages_say_whose_they_are(content: bytes) -> None:
    section = python_docx.Document(io.BytesIO(content)).sections[0]
    assert section.header.paragraphs[0].text == f"CAMIEG – Bilan annuel 2013\n{sample.WARNING}"
    foot = section.footer.paragraphs[0]._p
    codes = [(node.text or "").strip() for node in foot.iter(f"{_W}instrText")]
    assert codes == ["PAGE", "NUMPAGES"]
    assert sample.FOOTER in section.footer.paragraphs[0].text


def test_the_same_report_gives_the_same_bytes(content: bytes) -> None:
    assert render_docx(sample.document()) == content


def test_the_document_opens_in_libreoffice(content: bytes, swriter: str, tmp_path: Path) -> None:
    (tmp_path / "rapport.docx").write_bytes(content)
    subprocess.run(
        [
            swriter,
            f"-env:UserInstallation={(tmp_path / 'profil').as_uri()}",
            "--headless",
            "--convert-to",
            "pdf",
            "--outdir",
            str(tmp_path),
            str(tmp_path / "rapport.docx"),
        ],
        check=True,
        capture_output=True,
        timeout=PATIENCE,
    )
    written = tmp_path / "rapport.pdf"
    pages = [plain(page.extract_text()) for page in PdfReader(written).pages]
    text = " ".join(pages)
    assert all(sample.WARNING in page for page in pages)
    assert sample.HOSTILE in text
    assert text.count("13 984 000 €") >= 18
    for indicator in load().indicators.values():
        assert plain(indicator.label.split()[0]) in text
