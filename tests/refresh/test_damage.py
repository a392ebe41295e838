"""Whatever is in a file and whatever befell it: a faithful refresh or a clean refusal."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import pytest
import xlsxwriter
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from pycog.refresh import FileReport, Options, refresh_file
from pycog.refresh.writing.proof import prove

#: A file is made by each example, so the fixtures may serve them all.
_SHARED = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
_EXCEL = b'<fileVersion appName="xl" lastEdited="7" lowestEdited="7" rupBuild="22228"/>'

numbers = st.one_of(
    st.integers(-(10**15), 10**15),
    st.floats(allow_nan=False, allow_infinity=False, width=32),
    st.sampled_from([0, 1e300, 1e-300, 0.1, 1 / 3]),
)
texts = st.text(
    st.one_of(
        st.sampled_from("aé<>&\"' \n\t\u00a0\u202f_x0041_%=,;€😀\u0007"),
        st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]),
    ),
    max_size=12,
)
operands = st.one_of(
    st.sampled_from(["A1", "$B$2", "A1:B4", "C:C", "Autre!A1", "'L''été'!A1:A3", "Nom", "A1#"]),
    st.integers(-99, 99).map(str),
    texts.map(lambda text: '"' + text.replace('"', '""').replace("\n", " ") + '"'),
    st.sampled_from(["TRUE", "#N/A", "#REF!", "{1,2;3,4}", "1E+308", "0.5%"]),
)
functions = st.sampled_from(
    ["SUM", "IF", "ROUND", "VLOOKUP", "TEXT", "INDEX", "COUNTIF", "DATE", "INCONNUE", "_xlfn.LET",
     "_xldudf_COG_RATE", "COG_STATUS", "_xldudf_COG_ATTAINMENT", "[1]!COG_GAP", "COG_ABSENTE",
     "OFFSET", "INDIRECT", "TRANSPOSE", "_xldudf_COG_TRAJECTORY", "TODAY", "CHAR"]
)  # fmt: skip
formulas = st.recursive(
    operands,
    lambda inner: st.one_of(
        st.builds(
            lambda name, args: f"{name}({','.join(args)})",
            functions,
            st.lists(st.one_of(inner, st.just("")), max_size=4),
        ),
        st.builds(lambda a, sign, b: f"{a}{sign}{b}", inner, st.sampled_from("+-*/^&=<>"), inner),
        inner.map(lambda one: f"({one})"),
    ),
    max_leaves=6,
)
places = st.tuples(st.integers(0, 6), st.integers(0, 4))
stored = st.one_of(numbers, texts, st.booleans(), st.sampled_from(["#N/A", "#DIV/0!", "#BUSY!"]))
cells = st.one_of(
    st.tuples(st.just("number"), numbers, st.none()),
    st.tuples(st.just("string"), texts, st.none()),
    st.tuples(st.just("boolean"), st.booleans(), st.none()),
    st.tuples(st.sampled_from(["formula", "dynamic", "array"]), formulas, stored),
)
sheets = st.dictionaries(places, cells, min_size=1, max_size=12)


def write(path: Path, content: dict, by_excel: bool) -> None:
    """Write a workbook with the given cells, three sheets, a name."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(
        out, {"strings_to_formulas": False, "strings_to_urls": False, "nan_inf_to_errors": True}
    )
    sheet = book.add_worksheet("Données")
    for name in ("Autre", "L'été"):
        book.add_worksheet(name).write_column("A1", [1, "texte", 3])
    book.define_name("Nom", "=Données!$A$1:$B$2")
    for (row, column), (kind, value, cached) in content.items():
        if kind == "number":
            sheet.write_number(row, column, value)
        elif kind == "string":
            sheet.write_string(row, column, value)
        elif kind == "boolean":
            sheet.write_boolean(row, column, value)
        elif kind == "formula":
            sheet.write_formula(row, column, f"={value}", None, cached)
        elif kind == "dynamic":
            sheet.write_dynamic_array_formula(row, column, row, column, f"={value}", None, cached)
        else:
            sheet.write_array_formula(row, column, row + 1, column, f"{{={value}}}", None, cached)
    book.close()
    data = out.getvalue()
    path.write_bytes(signed_by_excel(data) if by_excel else data)


def signed_by_excel(data: bytes) -> bytes:
    """Give a workbook the marks of one whose values are Excel's."""
    return with_parts(
        data,
        lambda name, body: (
            re.sub(
                rb"<calcPr[^>]*>",
                b'<calcPr calcId="191029"/>',
                re.sub(rb"<fileVersion[^>]*>", _EXCEL, body),
            )
            if name == "xl/workbook.xml"
            else body
        ),
    )


def with_parts(data: bytes, edit) -> bytes:
    """Return a package with every part passed through ``edit(name, body)``."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", 8) as new:
        for info in old.infolist():
            body = edit(info.filename, old.read(info))
            if body is not None:
                new.writestr(info.filename, body)
    return out.getvalue()


def outcome(path: Path, host, options: Options) -> FileReport:
    """Refresh a file and hold the result against the promise."""
    before = path.read_bytes()
    report = refresh_file(path, host, options=options)
    after = path.read_bytes()
    assert not list(path.parent.glob(".pycog-*"))
    if report.refused is not None:
        assert after == before and not report.written
        assert report.refused.code != "erreur-interne", report.refused.message
        assert report.refused.message.startswith(str(path))
        assert report.refused.message.endswith("Il n'a pas été modifié.")
    elif not report.written:
        assert after == before
    elif is_sound(before):
        proof = prove(before, after)
        assert proof.holds, proof.faults
    else:
        # What was damaged where a refresh does not look is as damaged as before.
        old, new = records(before), records(after)
        assert all(new[name] == old[name] for name in old if "worksheets/" not in name)
    return report


def is_sound(data: bytes) -> bool:
    """Tell whether every part of an archive can be read, and its XML parsed."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        for name in archive.namelist():
            ElementTree.fromstring(archive.read(name))
    except Exception:
        return False
    return True


def records(data: bytes) -> dict[str, bytes]:
    """Return the packed bytes of every part."""
    found = {}
    for info in zipfile.ZipFile(io.BytesIO(data)).infolist():
        start = info.header_offset + 30 + len(info.filename.encode())
        found[info.filename] = data[start : start + info.compress_size]
    return found


@settings(max_examples=60, suppress_health_check=_SHARED, deadline=None)
@given(content=sheets, by_excel=st.booleans(), only=st.booleans())
@example({(0, 0): ("number", 1, None), (1, 0): ("dynamic", "ROUND(C:C,0)", 0)}, False, False)
@example({(0, 0): ("number", 1, None), (1, 0): ("dynamic", "SORT(C1:C20000)", 0)}, False, False)
def test_any_valid_sheet(tmp_path, host, content, by_excel, only):
    path = tmp_path / "feuille.xlsx"
    write(path, content, by_excel)
    options = Options(only_cog=only)
    report = outcome(path, host, options)
    if report.refused is None and not any("TODAY" in str(cell[1]) for cell in content.values()):
        assert refresh_file(path, host, options=options).changed == 0


class Whole(bytes):
    """A workbook that a failing example does not print."""

    def __repr__(self) -> str:
        return "<classeur>"


@pytest.fixture(scope="module")
def whole() -> bytes:
    """A workbook with something of everything that a refresh reads."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    sheet = book.add_worksheet("Données")
    sheet.write_row("A1", [0.03, 0.02, "texte"])
    sheet.write_dynamic_array_formula("A2:B2", "=_xldudf_COG_TRAJECTORY(100,A1:B1)", None, 9)
    sheet.write_array_formula("A3:A4", "{=TRANSPOSE(A1:B1)}", None, 1)
    sheet.write_formula("C2", "=SUM(A2:B2)+Nom", None, 1)
    sheet.write_formula("C3", '=IF(C2>1,"oui","non")', None, "non")
    columns = [{"header": "Taux", "formula": "=_xldudf_COG_RATE([@Base],4)"}, {"header": "Base"}]
    sheet.add_table("E1:F3", {"name": "Suivi", "columns": columns, "data": [[0, 1], [0, 2]]})
    sheet.write_formula("G1", "=SUM(Suivi[Taux])", None, 3)
    book.define_name("Nom", "=Données!$A$1")
    book.close()
    return Whole(signed_by_excel(out.getvalue()))


@settings(max_examples=80, suppress_health_check=_SHARED, deadline=None)
@given(data=st.data())
def test_damaged_archives(tmp_path, host, whole, data):
    spot = data.draw(st.integers(0, len(whole) - 1))
    kind = data.draw(st.sampled_from(["coupe", "octet", "zéros", "double", "déplacé", "tête"]))
    if kind == "coupe":
        broken = whole[:spot]
    elif kind == "octet":
        flip = data.draw(st.integers(1, 255))
        broken = whole[:spot] + bytes([whole[spot] ^ flip]) + whole[spot + 1 :]
    elif kind == "zéros":
        broken = whole[:spot] + bytes(len(whole[spot : spot + 64])) + whole[spot + 64 :]
    elif kind == "double":
        broken = whole[:spot] + whole[spot : spot + 200] + whole[spot:]
    elif kind == "déplacé":
        broken = whole[spot:] + whole[:spot]
    else:
        # The 30 bytes of a local header or the 46 of the directory hold the sizes.
        heads = [match.start() for match in re.finditer(rb"PK\x01\x02|PK\x03\x04", whole)]
        head = data.draw(st.sampled_from(heads)) + data.draw(st.integers(4, 45))
        broken = whole[:head] + data.draw(st.binary(min_size=1, max_size=4)) + whole[head + 1 :]
    path = tmp_path / "abime.xlsx"
    path.write_bytes(broken)
    outcome(path, host, Options())


XML_DAMAGE = ["coupe", "retrait", "échange", "balise", "attribut", "octet", "vide", "insertion"]


@settings(max_examples=100, suppress_health_check=_SHARED, deadline=None)
@given(data=st.data())
def test_damaged_parts(tmp_path, host, whole, data):
    names = sorted(zipfile.ZipFile(io.BytesIO(whole)).namelist())
    victim = data.draw(st.sampled_from(names))
    kind = data.draw(st.sampled_from(XML_DAMAGE))
    other = zipfile.ZipFile(io.BytesIO(whole)).read(data.draw(st.sampled_from(names)))

    def hurt(body: bytes) -> bytes | None:
        spot = data.draw(st.integers(0, len(body) - 1))
        tags = [match.span() for match in re.finditer(rb"<[^>]+>", body)]
        values = [match.span(1) for match in re.finditer(rb'="([^"]*)"', body)]
        if kind == "coupe":
            return body[:spot]
        if kind == "retrait":
            return None
        if kind == "échange":
            return other
        if kind == "vide":
            return b""
        if kind == "balise":
            start, end = data.draw(st.sampled_from(tags))
            return body[:start] + body[end:]
        if kind == "attribut" and values:
            start, end = data.draw(st.sampled_from(values))
            new = data.draw(
                st.sampled_from(
                    [
                        b"",
                        b"-1",
                        b"99999999999",
                        b"A0",
                        b"XFE1",
                        b"\xff",
                        b"&#0;",
                        b"A1:A1048576",
                        b"abc",
                        b"n",
                    ]
                )
            )
            return body[:start] + new + body[end:]
        if kind == "insertion":
            return body[:spot] + data.draw(st.binary(min_size=1, max_size=8)) + body[spot:]
        flip = data.draw(st.integers(1, 255))
        return body[:spot] + bytes([body[spot] ^ flip]) + body[spot + 1 :]

    path = tmp_path / "abime.xlsx"
    path.write_bytes(with_parts(whole, lambda n, body: hurt(body) if n == victim else body))
    outcome(path, host, Options(only_cog=data.draw(st.booleans())))
