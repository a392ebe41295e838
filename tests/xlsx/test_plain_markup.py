"""Comments and CDATA sections are taken out of a sheet and come back where they were."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pycog.refresh import refresh_file
from pycog.xlsx import plain_sheets
from pycog.xlsx.package import Package
from pycog.xlsx.plain_markup import put_back, taken_out
from pycog.xlsx.plain_sheets import mended
from tests.refresh.fidelity.case import zipped
from tests.refresh.fidelity.hand import parts, sheet
from tests.refresh.fidelity.hand_xml import prefixed
from udfs.hosts.engine import EngineHost

SHEET = "xl/worksheets/sheet1.xml"
#: Comments that look like cells, tags and sections; a section that looks like a comment.
NOTES = ("<!---->", '<!-- <c r="A9"><f>1+1</f></c> -->', "<!-- <![CDATA[ -->", "<!-- a>b\n -->")


def written(draw) -> str:
    """A sheet of rates and doubles, with comments and sections wherever they may stand."""
    note = st.sampled_from(["", "", " ", *NOTES, NOTES[0] + NOTES[1]])

    def said(text: str) -> str:
        plain = text.replace("&", "&amp;").replace("<", "&lt;")
        return draw(st.sampled_from([plain, f"<![CDATA[{text}]]>"]))

    def cell(address: str, kind: str, formula: str, value: str) -> str:
        shown = f"<f>{said(formula)}</f>" if formula else ""
        return f'<c r="{address}"{kind}>{shown}{draw(note)}<v>{said(value)}</v></c>{draw(note)}'

    rows = "".join(
        f'<row r="{n}">{draw(note)}'
        + cell(f"A{n}", "", "", str(n))
        + cell(f"B{n}", "", f"_xldudf_COG_RATE(A{n},8)", "9")
        + cell(f"C{n}", ' t="str"', f'IF(B{n}<0.3,"a<b","R&D <!-- x")', "<!-- old -->")
        + f"</row>{draw(note)}"
        for n in range(1, 5)
    )
    return sheet(f"{draw(note)}{rows}", after=draw(note))


@given(st.data())
def test_what_is_taken_out_comes_back(data):
    text = written(data.draw).encode()
    taken = taken_out(text)
    assert taken is not None
    plain, comments = taken
    assert put_back(plain, comments) == text
    mending = mended(text)
    assert mending is not None and mending.returns
    assert re.search(rb"<!-- <c|<!\[CDATA\[|<!---->", plain) is None


@pytest.mark.parametrize("prefix", ["", "x"])
def test_a_quick_refresh_writes_what_the_exact_reader_writes(tmp_path, monkeypatch, prefix):
    host = EngineHost()

    @given(st.data())
    def holds(data):
        text = written(data.draw)
        part = prefixed(text, prefix) if prefix and "CDATA" not in text else text
        quick, exact = tmp_path / "quick.xlsx", tmp_path / "exact.xlsx"
        for path in (quick, exact):
            path.write_bytes(zipped(parts(part).items()))
        assert refresh_file(quick, host).refused is None
        with monkeypatch.context() as patched:
            patched.setattr(plain_sheets, "mended", lambda part: None)
            assert refresh_file(exact, host).refused is None
        found = Package.open(quick).read(SHEET)
        # A value that changed may stand in a section or not: both say the same.
        assert _without_sections(found) == _without_sections(Package.open(exact).read(SHEET))
        rates = re.findall(rb"<(?:x:)?v>(?:<!\[CDATA\[)?(0\.\d+)", found)
        assert rates == [b"0.125", b"0.25", b"0.375", b"0.5"]

    holds()


def _without_sections(part: bytes) -> bytes:
    def plain(match: re.Match[bytes]) -> bytes:
        return match[1].replace(b"&", b"&amp;").replace(b"<", b"&lt;").replace(b">", b"&gt;")

    sections = re.sub(rb"(?<=[vf]>)<!\[CDATA\[(.*?)\]\]>", plain, part)
    return sections.replace(b"&gt;", b">")


@pytest.mark.parametrize(
    "cell",
    [
        "<v>1<!-- a -->2</v>",
        "<v><!-- a -->12</v>",
        "<v>12<!-- a --></v>",
        "<v><!-- a --></v>",
        "<v>1<![CDATA[2]]></v>",
        "<v><![CDATA[1]]>2</v>",
        "<v><![CDATA[1]]><![CDATA[2]]></v>",
        "<v><![CDATA[1]]><!-- a --></v>",
        "<f>A1<!-- a -->+1</f>",
        "<is><t>a<!-- b --></t></is>",
        "<x><![CDATA[1]]></x>",
        "<v>\n\t \t\n<!-- a --></v>",
    ],
)
def test_markup_inside_a_text_is_left_to_the_exact_reader(cell):
    text = sheet(f'<row r="1"><c r="A1">{cell}</c></row>').encode()
    assert taken_out(text) is None and mended(text) is None


def test_a_comment_that_lost_its_place_is_not_put_elsewhere():
    text = sheet('<row r="1"><!-- a --><c r="A1"/><!-- b --></row>').encode()
    taken = taken_out(text)
    assert taken is not None
    plain, comments = taken
    assert put_back(plain.replace(b"\n\t \t\n", b"", 1), comments) == b""
