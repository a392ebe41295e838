"""The pictures of reports: whole, told in words, apart without colour."""

from __future__ import annotations

import re
from dataclasses import replace
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pycog.reports.documents import pictures
from pycog.reports.documents.document import Picture, Series, Sparkline
from tests.reports import sample

_SVG = "{http://www.w3.org/2000/svg}"
PICTURES = [sample.trajectory(), sample.statuses(), sample.budget()]


def texts(svg: str) -> list[str]:
    """Return what is written on a picture."""
    return [node.text or "" for node in ElementTree.fromstring(svg).iter(f"{_SVG}text")]


def plain(text: str) -> str:
    """Return a text with ordinary spaces."""
    return re.sub(r"\s+", " ", text)


@pytest.mark.parametrize("picture", PICTURES, ids=lambda picture: picture.kind)
def test_a_picture_says_in_words_what_it_shows(picture: Picture) -> None:
    root = ElementTree.fromstring(pictures.svg(picture))
    assert root.get("role") == "img"
    assert plain(root.get("aria-label", "")) == plain(picture.alt)
    assert not list(root.iterfind(".//*[@id]")), "identifiers collide on a page with many pictures"


@pytest.mark.parametrize("picture", PICTURES, ids=lambda picture: picture.kind)
def test_every_value_is_written_on_the_picture(picture: Picture) -> None:
    written = plain(" ".join(texts(pictures.svg(picture))))
    for series in picture.series:
        for text in series.texts:
            assert plain(text) in written


def test_a_missing_year_breaks_the_line() -> None:
    root = ElementTree.fromstring(pictures.svg(sample.trajectory()))
    achieved = [path for path in root.iter(f"{_SVG}path") if path.get("stroke") == pictures.INK]
    # 2011 to 2013, then 2015 alone.
    assert [path.get("d", "").count("M") for path in achieved] == [2]


def test_a_target_differs_from_an_achieved_value_without_its_colour() -> None:
    root = ElementTree.fromstring(pictures.svg(sample.trajectory()))
    dashes = {path.get("stroke"): path.get("stroke-dasharray") for path in root.iter(f"{_SVG}path")}
    assert dashes[pictures.INK] is None
    assert dashes[pictures.MARK]
    assert list(root.iter(f"{_SVG}circle"))
    assert list(root.iter(f"{_SVG}polygon"))


def lightness(color: str) -> float:
    """Return the lightness of a colour (CIE L*), from 0 to 100."""
    channels = [int(color[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    light = sum(w * c for w, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))
    return 116 * light ** (1 / 3) - 16 if light > 0.008856 else 903.3 * light


def test_two_statuses_never_look_the_same_in_grey() -> None:
    looks = list(pictures.STATUS_LOOKS.values())
    for rank, (fill, hatch, *_) in enumerate(looks):
        for other, other_hatch, *_ in looks[rank + 1 :]:
            assert hatch != other_hatch or abs(lightness(fill) - lightness(other)) > 8


def test_numbers_on_dark_bars_can_be_read() -> None:
    for fill, _, _, ink in pictures.STATUS_LOOKS.values():
        assert abs(lightness(fill) - lightness(ink)) > 40


def test_no_word_of_a_long_label_is_lost() -> None:
    label = "Améliorer la qualité de service rendu aux assurés et développer les services en ligne"
    picture = replace(sample.statuses(), categories=(label, "Ensemble"))
    written = " ".join(texts(pictures.svg(picture)))
    assert plain(label) in plain(written)


@given(st.lists(st.one_of(st.none(), st.floats(-1e9, 1e9)), min_size=1, max_size=6), st.text())
def test_any_course_stays_inside_its_picture(values: list[float | None], words: str) -> None:
    years = tuple(range(2012, 2012 + len(values)))
    shown = tuple("" if value is None else f"{value:.3g}" for value in values)
    picture = Picture(
        "trajectoire",
        words,
        tuple(map(str, years)),
        (Series("Réalisé", tuple(values), shown), Series("Objectif", tuple(values), shown)),
        "nombre",
        words,
    )
    small = Sparkline(years, tuple(values), tuple(values), words)
    for svg in (pictures.svg(picture), pictures.svg_sparkline(small)):
        root = ElementTree.fromstring(svg)
        _, _, width, height = map(float, root.get("viewBox", "").split())
        for disc in root.iter(f"{_SVG}circle"):
            assert 0 <= float(disc.get("cx", "-1")) <= width
            assert 0 <= float(disc.get("cy", "-1")) <= height


def test_hatching_ends_at_the_edges_of_its_bar() -> None:
    points = [
        (float(x), float(y))
        for stroke in pictures._hatching(10, 20, 37, 16, "x")
        for x, y in re.findall(r"[ML]([\d.]+) ([\d.]+)", stroke)
    ]
    assert points
    assert all(10 <= x <= 47 and 20 <= y <= 36 for x, y in points)


def test_an_unknown_kind_is_refused() -> None:
    with pytest.raises(ValueError, match="camembert"):
        pictures.svg(replace(sample.budget(), kind="camembert"))
