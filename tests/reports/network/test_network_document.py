"""The network view as a page: dot plots told in words, accessible, nothing overflows."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from random import Random
from xml.etree import ElementTree

import pytest
from playwright.sync_api import Browser

from pycog.reports.documents import dots, pictures
from pycog.reports.documents.document import Document, Picture, Series, Table
from pycog.reports.documents.html import render_html
from pycog.reports.documents.pdf import render_pdf
from pycog.reports.network import consolidate
from pycog.reports.network.network_document import document
from tests.reports.bilan.test_bilan_html import overflowing, violations
from tests.reports.network import network_folder as made

_SVG = "{http://www.w3.org/2000/svg}"
DAY = dt.date(2014, 4, 15)
#: Indicator 2 in 2013, target 90 %; quartiles 0,75, 0,875 and 0,95.
VALUES = {"A": 0.95, "B": 0.80, "C": 0.95, "D & <b>fils</b>": 0.6}


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> Document:
    folder = tmp_path_factory.mktemp("annexes")
    annex = made.blank_annex()
    for body, value in VALUES.items():
        path = folder / body.replace("/", "-") / made.NAME
        path.parent.mkdir(parents=True)
        path.write_bytes(made.fill(annex, {(2, 2013): value, (16, 2013): 0.04}))
    path = folder / "E" / made.NAME
    path.parent.mkdir()
    path.write_bytes(annex)
    return document(consolidate(folder, workers=1), DAY)


def picture_of(drawn: Document, anchor: str) -> tuple[Picture, list[Table]]:
    (section,) = (one for _, one in drawn.walk() if one.anchor == anchor)
    (picture,) = (block for block in section.blocks if isinstance(block, Picture))
    return picture, [block for block in section.blocks if isinstance(block, Table)]


def test_the_sections(drawn: Document) -> None:
    assert [one.title for one in drawn.sections] == [
        "Synthèse",
        "Organismes à appeler",
        "Ce qui diffère de la forme des annexes",
        "Indicateur par indicateur",
    ]
    # Only two indicators have values in 2013.
    first, second = (one.title for one in drawn.sections[3].parts)
    assert first == "N° 2 – Taux d'appels décrochés"
    assert second.startswith("N° 16 – ")
    assert drawn.title == "Vue du réseau 2013"


def test_a_measure_by_hand(drawn: Document) -> None:
    picture, (spread, bodies) = picture_of(drawn, "mesure-4-2")
    assert picture.categories == ("A", "C", "B", "D & <b>fils<-b>")
    assert {one.name: one.values for one in picture.series[1:]} == {
        "1er quartile": (pytest.approx(0.75),),
        "Médiane": (pytest.approx(0.875),),
        "3e quartile": (pytest.approx(0.95),),
        "Objectif": (0.9,),
    }
    assert spread.rows[0][1:6] == ("60 %", "75 %", "87,5 %", "95 %", "95 %")
    assert bodies.rows[2] == ("3", "B", "80 %", "-10 points", "Non atteint")
    assert "4 organismes, du premier rang, 95 %, au dernier, 60 %" in picture.alt


def network_picture(count: int) -> Picture:
    values = tuple(Random(3).uniform(0.4, 1) for _ in range(count))
    return Picture(
        "points",
        "Un point par organisme",
        tuple(f"Organisme au nom plutôt long, numéro {number}" for number in range(count)),
        (
            Series("Organismes", values, tuple("85 %" for _ in values)),
            Series(dots.FIRST, (0.5,), ("50 %",)),
            Series(dots.MEDIAN, (0.51,), ("51 %",)),
            Series(dots.THIRD, (0.8,), ("80 %",)),
            Series(dots.TARGET, (0.9,), ("90 %",)),
        ),
        "nombre",
        "Nuage de points",
    )


@pytest.mark.parametrize("count", [1, 2, dots.NAMED, dots.NAMED + 1, 300])
def test_every_body_has_its_dot_inside_the_picture(count: int) -> None:
    root = ElementTree.fromstring(pictures.svg(network_picture(count)))
    width, height = (float(root.get(name, "0")) for name in ("width", "height"))
    circles = list(root.iter(f"{_SVG}circle"))
    assert len(circles) == count + 1  # and one in the legend
    for circle in circles:
        assert 0 < float(circle.get("cx", "0")) < width
        assert 0 < float(circle.get("cy", "0")) < height
    written = [node.text or "" for node in root.iter(f"{_SVG}text")]
    assert sum(text.startswith("Organisme au") for text in written) == count * (count <= dots.NAMED)
    for text in root.iter(f"{_SVG}text"):
        assert float(text.get("y", "0")) < height


def test_equal_values_stand_apart() -> None:
    picture = network_picture(300)
    same = Series("Organismes", (0.7,) * 300, ("70 %",) * 300)
    root = ElementTree.fromstring(
        pictures.svg(
            Picture("points", "", picture.categories, (same,), "nombre", "Nuage de points")
        )
    )
    places = {(one.get("cx"), one.get("cy")) for one in root.iter(f"{_SVG}circle")}
    assert len(places) == 301


def test_lines_differ_without_their_colours() -> None:
    root = ElementTree.fromstring(pictures.svg(network_picture(3)))
    looks = {
        (line.get("stroke-width"), line.get("stroke-dasharray"))
        for line in root.iter(f"{_SVG}line")
        if line.get("x1") == line.get("x2")
    }
    assert len(looks) == 4


def test_the_page_is_accessible_and_fits(browser: Browser, drawn: Document) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.set_content(render_html(drawn))
    assert violations(page) == []
    for width in (1280, 320):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert overflowing(page) == []
    page.close()


def test_names_are_text_and_not_markup(drawn: Document) -> None:
    assert "<b>fils" not in render_html(drawn)


def test_the_pdf(drawn: Document, tmp_path: Path) -> None:
    assert render_pdf(drawn)[:4] == b"%PDF"
