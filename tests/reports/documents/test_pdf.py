"""Reports as PDF: tagged, whole, nothing blank, nothing outside the page."""

from __future__ import annotations

import io
import re
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
from pypdf import PdfReader

from pycog.conventions import load
from pycog.errors import InvalidInput
from pycog.reports.documents import pdf
from pycog.reports.documents.document import Document, Items, Paragraph, Section, Table
from pycog.reports.documents.libraries import library
from pycog.reports.documents.pdf import png_pages, render_pdf
from pycog.reports.documents.pdf_letters import _KNOWN, _shown, replacements
from tests.reports import sample


def plain(text: str) -> str:
    """Return a text with ordinary spaces, and none that only allow a break."""
    return re.sub(r"\s+", " ", text.replace("\u200b", ""))


@pytest.fixture(scope="module")
def content() -> bytes:
    """The report with every kind of part."""
    return render_pdf(sample.document())


@pytest.fixture(scope="module")
def reader(content: bytes) -> PdfReader:
    """The same, opened."""
    return PdfReader(io.BytesIO(content))


def test_the_file_is_accessible(reader: PdfReader) -> None:
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert str(root["/Lang"]).startswith("fr")
    assert reader.metadata is not None
    assert reader.metadata.title == "Bilan annuel 2013 – CAMIEG"
    assert b"pdfuaid" in root["/Metadata"].get_data()


def test_headings_are_bookmarks(reader: PdfReader) -> None:
    titles = [one.title for one in reader.outline if not isinstance(one, list)]
    assert titles[-5:] == ["Synthèse", "Tous les indicateurs", "Fiches", "Budget", "Sources"]
    assert [one.title for part in reader.outline if isinstance(part, list) for one in part] == [
        "Fiche 1"
    ]


def test_pictures_have_alternative_texts(reader: PdfReader) -> None:
    told: list[str] = []

    def walk(node: object) -> None:
        node = node.get_object() if hasattr(node, "get_object") else node
        if isinstance(node, list):
            for child in node:
                walk(child)
        elif isinstance(node, dict):
            if "/Alt" in node:
                told.append(plain(str(node["/Alt"])))
            walk(node.get("/K"))

    walk(reader.trailer["/Root"]["/StructTreeRoot"])
    for picture in (sample.trajectory(), sample.statuses(), sample.budget()):
        assert plain(picture.alt) in told
    assert told.count(plain(sample.line().alt)) == len(load().indicators)


def test_every_figure_and_label_is_in_the_text(reader: PdfReader) -> None:
    written = plain(" ".join(page.extract_text() for page in reader.pages))
    for number, indicator in load().indicators.items():
        for word in indicator.label.split():
            assert plain(word) in written, f"{number}: {word}"
    for cell in (cell for table in tables(sample.document()) for row in table.rows for cell in row):
        shown = getattr(cell, "shown", "")
        assert plain(shown) in written
    assert sample.DIGEST in written.replace(" ", "")


def tables(document: Document) -> list[Table]:
    """Return the tables of a report."""
    return [block for _, one in document.walk() for block in one.blocks if isinstance(block, Table)]


def test_comments_are_plain_text(reader: PdfReader) -> None:
    written = plain(" ".join(page.extract_text() for page in reader.pages))
    assert written.count(sample.HOSTILE) == 2


def test_each_page_says_whose_it_is(reader: PdfReader) -> None:
    pages = [plain(page.extract_text()) for page in reader.pages]
    for number, page in enumerate(pages, start=1):
        assert "CAMIEG – Bilan annuel 2013" in page
        assert sample.WARNING in page
        assert sample.FOOTER in page
        assert f"Page {number} sur {len(pages)}" in page


def test_the_same_report_gives_the_same_bytes(content: bytes) -> None:
    assert render_pdf(sample.document()) == content


def pictures(content: bytes, folder: Path, pdftoppm: str) -> list[Path]:
    """Draw the pages of a PDF file."""
    (folder / "rapport.pdf").write_bytes(content)
    subprocess.run(
        [pdftoppm, "-gray", "-r", "50", str(folder / "rapport.pdf"), str(folder / "page")],
        check=True,
    )
    return sorted(folder.glob("page-*.pgm"))


def inked(path: Path) -> list[tuple[int, int]]:
    """Return where the page is not white, as shares of a thousand of its size."""
    with path.open("rb") as file:
        assert file.readline() == b"P5\n"
        width, height = map(int, file.readline().split())
        file.readline()
        pixels = file.read()
    return [
        (1000 * (place % width) // width, 1000 * (place // width) // height)
        for place, light in enumerate(pixels)
        if light < 200
    ]


@pytest.mark.parametrize("one_page", [False, True], ids=["bilan", "tableau de bord"])
def test_no_page_is_blank_and_nothing_leaves_the_margins(
    one_page: bool, tmp_path: Path, pdftoppm: str
) -> None:
    content = render_pdf(sample.document(one_page=one_page))
    pages = pictures(content, tmp_path, pdftoppm)
    assert len(pages) == len(PdfReader(io.BytesIO(content)).pages)
    edge = 20 if one_page else 85
    for page in pages:
        dark = inked(page)
        # More than the head and the foot of the page.
        assert sum(150 < y < 900 for _, y in dark) > 100, page.name
        assert all(edge <= x <= 1000 - edge for x, _ in dark), page.name


def sizes(content: bytes) -> set[float]:
    """Return the sizes of the letters of the tables' words, to a tenth of a point."""
    found: set[float] = set()

    def note(text: str, at: object, matrix: list[float], font: object, size: float) -> None:
        if text.strip():
            found.add(round(size * abs(matrix[3]), 1))

    for page in PdfReader(io.BytesIO(content)).pages:
        page.extract_text(visitor_text=note)
    return found


def test_the_dashboard_is_one_page_of_legible_letters() -> None:
    whole = sample.document(one_page=True)
    # As the real one: no table of more columns than a third of the page is wide.
    document = replace(
        whole, sections=tuple(one for one in whole.sections if one.title != "Budget")
    )
    content = render_pdf(document)
    assert len(PdfReader(io.BytesIO(content)).pages) == 1
    assert min(sizes(content)) >= 8


def test_what_does_not_fit_one_page_goes_on_another_and_stays_legible() -> None:
    content = render_pdf(sample.document(one_page=True))
    assert len(PdfReader(io.BytesIO(content)).pages) == 2
    assert min(sizes(content)) >= 8


def test_a_table_too_wide_for_the_page_lies_on_its_side() -> None:
    document = replace(
        sample.document(), sections=(Section("Large", "large", (sample.wide_table(),)),)
    )
    pages = PdfReader(io.BytesIO(render_pdf(document))).pages
    assert any(page.mediabox.width > page.mediabox.height for page in pages)
    amount = "113 984 000 €"
    assert sum(plain(page.extract_text()).count(amount) for page in pages) == 14


def test_pictures_become_png() -> None:
    made = png_pages([sample.trajectory(), sample.line()], ppi=50)
    assert [one[:8] for one in made] == [b"\x89PNG\r\n\x1a\n"] * 2
    assert png_pages([]) == []


def test_a_missing_library_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str, what: str) -> object:
        return library("typst_absent", what)

    monkeypatch.setattr(pdf, "library", missing)
    with pytest.raises(InvalidInput) as caught:
        render_pdf(sample.document())
    assert caught.value.code == "rapports-non-installes"
    assert caught.value.message == (
        "Écrire un rapport en PDF demande le paquet typst_absent, qui n'est pas installé. "
        'Installez-le avec « pip install "pycog[reports]" ».'
    )


def test_a_sign_that_no_font_has_does_not_stop_the_report() -> None:
    told = "Réussi \U0001f600\u2705 à 90 %, \u4e2d, שלום, \u202eabc\u202c, ≤ 3"
    document = replace(
        sample.document(),
        sections=(Section("Signes \U0001f600", "signes", (Paragraph(told), Items((told,)))),),
    )
    pages = PdfReader(io.BytesIO(render_pdf(document))).pages
    written = plain(" ".join(page.extract_text() for page in pages))
    assert written.count("Réussi □□ à 90 %, □,") == 2
    assert "\U0001f600" not in written


def test_the_letters_of_french_are_never_asked_for() -> None:
    known = "".join(map(chr, range(0x20, 0x3000)))
    usual = "".join(letter for letter in known if _KNOWN.match(letter))
    assert len(usual) > 220
    assert _shown(usual, pdf.FONT)
    assert replacements("a\U0001f600é\u4e2d", pdf.FONT) == {0x1F600: "□", 0x4E2D: "□"}
