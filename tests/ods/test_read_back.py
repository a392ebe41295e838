"""What is written is read back by another reader: nothing wrong in it goes unseen."""

from __future__ import annotations

from pathlib import Path

import pytest

from pycog.ods.ods_package import OdsPackage
from pycog.xlsx.structure import read_workbook
from tests.ods.made import EMPTY, formula, number, row, sheet, text, written

#: Beside numbers: a text with spaces and a note, a date, a truth value, cells that repeat.
ROWS = (
    row(number("2.5"), formula("[.A1]*2", "5"), text("deux <text:s text:c='2'/>espaces")),
    row(
        '<table:table-cell office:value-type="string"><office:annotation><text:p>à revoir</text:p>'
        "</office:annotation><text:p>un</text:p><text:p>deux</text:p></table:table-cell>",
        '<table:table-cell office:value-type="date" office:date-value="2013-01-31"/>',
        '<table:table-cell office:value-type="boolean" office:boolean-value="true"/>',
    ),
    row(
        number("1", times=3),
        EMPTY,
        formula("[.B1]+1", "6"),
        extra=' table:number-rows-repeated="2"',
    ),
)


@pytest.fixture(name="package", params=[".ods", ".fods"])
def _package(request: pytest.FixtureRequest, tmp_path: Path) -> OdsPackage:
    path = written(tmp_path / f"a{request.param}", sheet("F", *ROWS))
    return OdsPackage(path, path.read_bytes())


def _rewritten(package: OdsPackage, old: str, new: str) -> bytes:
    """Return the workbook with something in it changed by hand."""
    body = package._file.body.decode()
    assert body.count(old) == 1, old
    return package._file.rewritten(body.replace(old, new).encode())


def _holds(package: OdsPackage, data: bytes) -> bool:
    part = read_workbook(package).sheets[0].part
    return package.reread(data).holds(part, package.read(part))


def test_the_file_itself_is_as_it_was_read(package: OdsPackage) -> None:
    assert _holds(package, package.source)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('office:value="2.5"', 'office:value="2.6"'),
        ('office:value="5"', 'office:value="5.0000000000000009"'),
        ("deux <text:s", "trois <text:s"),
        ("text:c='2'", "text:c='3'"),
        ("<text:p>deux</text:p>", ""),
        ('date-value="2013-01-31"', 'date-value="2013-02-01"'),
        ('boolean-value="true"', 'boolean-value="false"'),
        ('value-type="boolean" office:boolean-value="true"', 'value-type="float" office:value="1"'),
        ('table:formula="of:=[.A1]*2"', ""),
        ('table:number-rows-repeated="2"', 'table:number-rows-repeated="3"'),
        ('table:number-columns-repeated="3"', 'table:number-columns-repeated="2"'),
        ('table:name="F"', 'table:name="G"'),
        ('office:value="6"', 'office:value="x"'),
    ],
)
def test_whatever_differs_is_seen(package: OdsPackage, old: str, new: str) -> None:
    assert not _holds(package, _rewritten(package, old, new))


def test_a_truth_value_beside_a_one_in_a_repeated_cell_stays_one(tmp_path: Path) -> None:
    """TRUE equals 1 in Python, and is something else in a cell."""
    twice = formula("[.A1]>0", "0", extra=' table:number-columns-repeated="2"')
    path = written(tmp_path / "a.fods", sheet("F", row(number("1"), twice)))
    package = OdsPackage(path, path.read_bytes())
    part = read_workbook(package).sheets[0].part
    old = package.read(part)
    assert old.count(b"<v>0</v>") == 2, old
    first, second, third = old.split(b't="n"><f>A1&gt;0</f><v>0</v>')
    new = first + b't="b"><f>A1&gt;0</f><v>1</v>' + second + b't="n"><f>A1&gt;0</f><v>1</v>' + third
    data = package.pack({part: new})
    assert b'boolean-value="true"' in data
    assert b'office:value="1"' in data.partition(b"boolean-value")[2]
    assert package.reread(data).holds(part, new)
