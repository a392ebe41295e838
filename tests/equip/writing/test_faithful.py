"""Nothing but what is announced changes, and everything can be taken back to the byte."""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from pathlib import Path

import openpyxl
import pytest

from pycog.equip.model import Column, Correspondence, Row, Subject, Table
from pycog.equip.writing.equipping import calculator, equip
from pycog.equip.writing.stripping import strip
from pycog.errors import RefusedFile
from pycog.refresh import refresh_file
from pycog.xlsx.package import Package
from pycog.xlsx.structure import read_workbook
from tests.equip.writing.reading import MAP, RESULTS
from tests.refresh.fidelity.case import FOLDER
from tests.refresh.fidelity.collection import CASES
from tests.refresh.test_fidelity import NOT_FOR_OPENPYXL

#: What may change: what lists the parts and sheets, and the formats at the end of the styles.
ANNOUNCED = re.compile(
    r"\[Content_Types\]\.xml|.*(workbook|livre)[^/]*\.xml(\.rels)?|.*(styles|formes)[^/]*\.xml",
    re.I,
)
#: Workbooks of the set that no sheet is added to, and why.
REFUSED = {
    "fichier-signe": {"signature.xlsx"},
    "archive-64-bits": {
        "zip64-complet.xlsx",
        "zip64-tailles.xlsx",
    },
}


def map_of(package: Package) -> Correspondence:
    """Return a map of the first sheet: one indicator, its target in A1 and its result in B1."""
    sheet = read_workbook(package).sheets[0].name
    columns = (
        Column(0, "Objectif 2013", "objectif", 2013),
        Column(1, "Réalisé 2013", "réalisé", 2013),
    )
    row = Row(0, "2", "x", "ligne", Subject("indicateur", "2", "", "x"), True, True)
    table = Table(sheet, "indicateurs", (), 0, 0, columns, (row,))
    return Correspondence("camieg-2012-2015", (table,))


EQUIPPED = sorted(set(CASES) - set().union(*REFUSED.values()))


@pytest.fixture(params=EQUIPPED, name="name")
def _name(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture(name="written")
def _written(name, tmp_path, host, agreement) -> tuple[bytes, bytes]:
    """A workbook of the set before and after."""
    path = tmp_path / name
    before = (FOLDER / name).read_bytes()
    path.write_bytes(before)
    package = Package(path, before)
    return before, equip(package, map_of(package), agreement, calculator(path, host)).data


@pytest.mark.parametrize(
    ("code", "name"), [(code, name) for code, names in REFUSED.items() for name in sorted(names)]
)
def test_some_are_refused_and_stay_as_they_are(code, name, tmp_path, host, agreement):
    path = tmp_path / name
    path.write_bytes((FOLDER / name).read_bytes())
    with pytest.raises(RefusedFile) as refused:
        package = Package(path, path.read_bytes())
        equip(package, map_of(package), agreement, calculator(path, host))
    assert refused.value.code == code
    assert path.read_bytes() == (FOLDER / name).read_bytes()


def test_only_the_announced_parts_change(written):
    before, after = (_parts(data) for data in written)
    assert set(before) <= set(after)
    changed = {name for name in before if before[name] != after[name]}
    other = [name for name in changed if not ANNOUNCED.fullmatch(name.replace("\\", "/"))]
    assert changed and not other
    added = set(after) - set(before)
    assert len(added) == 3 and all("sheet" in one or "customXml" in one for one in added), added


def _parts(data: bytes) -> dict[str, bytes]:
    """Return every part; zipfile refuses a header that says another name than the directory."""
    package = Package(Path("classeur.xlsx"), data)
    return {name: package.read(name) for name in package.names}


def test_records_of_other_parts_are_copied_as_they_stand(written):
    before, after = written
    old, new = _parts(before), _parts(after)
    for name in old:
        if old[name] == new[name]:
            assert _record(before, name) == _record(after, name), name


def _record(data: bytes, name: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        infos = sorted(archive.infolist(), key=lambda info: info.header_offset)
        starts = [info.header_offset for info in infos] + [archive.start_dir]
        for info, end in zip(infos, starts[1:], strict=True):
            if info.filename == name:
                return data[info.header_offset : end]
    raise KeyError(name)


def test_it_is_taken_back_to_the_byte(written, name, tmp_path):
    before, after = written
    result = strip(Package(tmp_path / name, after))
    assert result.exact and result.data == before


def test_a_second_run_changes_nothing(written, name, tmp_path, host, agreement):
    _, after = written
    package = Package(tmp_path / name, after)
    again = equip(
        package, map_of(Package(tmp_path / name, written[0])), agreement,
        calculator(tmp_path / name, host),
    )  # fmt: skip
    assert not again.changed and again.data == after


def test_a_refresh_changes_no_value_of_ours(written, name, tmp_path, host):
    path = tmp_path / name
    path.write_bytes(written[1])
    report = refresh_file(path, host, options=CASES[name].options)
    assert report.refused is None, report.refused
    ours = [change for change in report.changes if change.sheet.startswith((RESULTS, MAP))]
    assert not ours


@pytest.mark.parametrize("name", sorted(set(EQUIPPED) - set(NOT_FOR_OPENPYXL)), indirect=True)
def test_openpyxl_opens_it(written):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        book = openpyxl.load_workbook(io.BytesIO(written[1]))
    assert {RESULTS, MAP} <= set(book.sheetnames)
    assert "COG_CONVENTION" in book.defined_names
