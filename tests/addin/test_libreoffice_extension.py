"""The extension of LibreOffice as a file: complete, self-sufficient, the same each time."""

from __future__ import annotations

import base64
import io
import json
import re
import struct
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from xml.etree import ElementTree

import pytest

from addin.equipping import equipping
from addin.libreoffice import formula_pieces
from addin.libreoffice.extension import extension
from addin.libreoffice.menu import COMMANDS
from addin.libreoffice.registration import needs_caller
from addin.libreoffice.type_library import Method, type_library
from pycog.annexes import audit_workbook
from pycog.dialogue.answering import Context, State, reply
from pycog.errors import CellError
from pycog.reports.making import make, order
from pycog.xlsx import formulas
from tests.paths import ROOT
from tests.udfs.literal_calls import calls_of
from tests.udfs.validation import load_cases
from udfs.catalogue import catalogue
from udfs.hosts.calc_names import CELLS, in_xlsx, method_of
from udfs.hosts.engine import EngineHost

OOR = "{http://openoffice.org/2001/registry}"
LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"


@pytest.fixture(scope="module")
def made() -> bytes:
    return extension()


@pytest.fixture(scope="module")
def unpacked(made: bytes, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("cog.oxt")
    zipfile.ZipFile(io.BytesIO(made)).extractall(folder)
    return folder


def test_it_is_the_same_each_time(made: bytes) -> None:
    assert extension() == made
    names = zipfile.ZipFile(io.BytesIO(made)).namelist()
    assert names == sorted(set(names))
    assert not [name for name in names if "__pycache__" in name or name.endswith(".pyc")]


def test_all_that_it_registers_is_there(unpacked: Path) -> None:
    manifest = ElementTree.parse(unpacked / "META-INF/manifest.xml")
    space = "{http://openoffice.org/2001/manifest}"
    paths = [entry.get(f"{space}full-path") for entry in manifest.iter(f"{space}file-entry")]
    assert len(paths) > 3
    assert all((unpacked / str(path)).is_file() for path in paths)
    for name in ("CalcAddIns.xcu", "Jobs.xcu", "description.xml"):
        ElementTree.parse(unpacked / name)


def test_the_toolbar_and_the_keys_are_those_of_the_menu(unpacked: Path) -> None:
    root = ElementTree.parse(unpacked / "Addons.xcu").getroot()
    menu, toolbar = (
        [
            (node.findtext(f"prop[@{OOR}name='URL']/value"), _value(node, "Title"))
            for node in root.iter("node")
            if node.get(f"{OOR}name", "").isdigit() and node in parent.iter("node")
        ]
        for parent in (
            root.find(f".//node[@{OOR}name='OfficeMenuBar']"),
            root.find(f".//node[@{OOR}name='OfficeToolBar']"),
        )
        if parent is not None
    )
    assert menu == toolbar
    assert [title for _, title in menu] == [*COMMANDS.values()]
    keys = ElementTree.parse(unpacked / "Accelerators.xcu").getroot()
    found = {
        node.get(f"{OOR}name"): dict(menu)[_value(node, "Command", "en-US")]
        for node in keys.iter("node")
        if node.find("prop") is not None
    }
    # The keys of the add-in of Excel, for the same entries.
    excel = json.loads((ROOT / "addin" / "static" / "raccourcis.json").read_text("utf-8"))
    actions = {one["id"]: one["name"].removeprefix("COG : ") for one in excel["actions"]}
    expected = {
        f"{one['key']['default'].rpartition('+')[2]}_SHIFT_MOD1_MOD2": actions[one["action"]]
        for one in excel["shortcuts"]
    }
    assert {key: title.removesuffix(" la cellule") for key, title in found.items()} == expected


def test_every_formula_is_described_in_french(unpacked: Path) -> None:
    root = ElementTree.parse(unpacked / "CalcAddIns.xcu").getroot()
    functions = {
        _value(node, "DisplayName"): node
        for node in root.iter("node")
        if node.find(f"prop[@{OOR}name='CompatibilityName']") is not None
    }
    formulas = catalogue()
    assert functions.keys() == formulas.keys()
    for name, node in functions.items():
        formula = formulas[name]
        assert node.get(f"{OOR}name") == method_of(name)
        assert _value(node, "Description") == formula.help
        assert _value(node, "CompatibilityName") == in_xlsx(name)
        shown = [
            (_value(one, "DisplayName"), _value(one, "Description"))
            for one in node.findall("node/node")
        ]
        assert shown == [(one.label, one.help) for one in formula.arguments]


def _value(node: ElementTree.Element, name: str, language: str = "fr") -> str:
    values = node.findall(f"prop[@{OOR}name='{name}']/value")
    french = [value for value in values if value.get(LANGUAGE) == language]
    assert french, name
    return french[0].text or ""


def test_the_type_library_reads_back(unpacked: Path) -> None:
    found = dict(_methods((unpacked / "types/XCog.rdb").read_bytes()))
    assert found == {
        method_of(name): len(formula.arguments) + needs_caller(formula)
        for name, formula in catalogue().items()
    } | {CELLS: len(("the calling document", "cells"))}
    # The way of the format, written by hand from its specification.
    small = type_library("a.XB", [Method("m", "any", (("p", "any"),))])
    assert small.startswith(b"UNOIDL\xff\x00")
    assert small.endswith(b"a\0" + small[-8:])
    assert b"\x01\x00\x00\x00m\x03\x00\x00\x00any\x01\x00\x00\x00\x00\x01\x00\x00\x00p" in small


def _methods(data: bytes) -> Iterator[tuple[str, int]]:
    """Read the names of the methods and how many parameters each has."""
    (place,), count = struct.unpack_from("<I", data, 8), 0
    for _ in ("fr", "pycog", "calc"):
        place = struct.unpack_from("<I", data, place + 4)[0]
        assert data[place] == 0
        place += 5
    place = struct.unpack_from("<I", data, place + 4)[0]
    assert data[place] == 5

    def number() -> int:
        nonlocal place
        place += 4
        return int(struct.unpack_from("<I", data, place - 4)[0])

    def text() -> str:
        nonlocal place
        length = number()
        place += length
        return data[place - length : place].decode()

    place += 1
    assert [text() for _ in range(number())] == ["com.sun.star.uno.XInterface"]
    assert (number(), number()) == (0, 0)
    for _ in range(number()):
        name, _result, count = text(), text(), number()
        for _ in range(count):
            place += 1
            text(), text()
        assert number() == 0
        yield name, count


#: Run by a Python without any package: it has the standard library and the extension.
ALONE = """
import json, sys
sys.path[:0] = [sys.argv[1] + "/pythonpath"]
sys.path.append(sys.argv[1] + "/replacements")
from pycog.errors import CellError
from udfs.catalogue import Catalogue
formulas = Catalogue()
def back(value):
    if isinstance(value, list):
        return [back(one) for one in value]
    if isinstance(value, CellError):
        return {"error": value.kind, "message": value.message}
    return value.hex() if isinstance(value, float) else value
def given(value):
    if isinstance(value, list):
        return [given(one) for one in value]
    return CellError(value["error"]) if isinstance(value, dict) else value
for name, values in json.load(sys.stdin):
    print(json.dumps(back(formulas[name].evaluate(*map(given, values)))))
foreign = {one.split(".")[0] for one in sys.modules} - set(sys.stdlib_module_names)
print(json.dumps(sorted(foreign)))
"""


def test_its_python_needs_no_package(unpacked: Path) -> None:
    calls = [call for case in load_cases() for call in calls_of(case.formula)]
    assert {name for name, _, _ in calls} == catalogue().keys()
    asked = json.dumps([(name, _plain(values)) for name, values, _ in calls])
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", ALONE, str(unpacked)],
        input=asked,
        capture_output=True,
        text=True,
        check=True,
    )
    *lines, modules = map(json.loads, done.stdout.splitlines())
    assert lines == [_back(value) for _, _, value in calls]
    assert set(modules) <= {"__main__", "addin", "holidays", "msgspec", "pycog", "udfs"}
    assert {"holidays", "msgspec"} <= set(modules)  # what stands in for the packages was used


#: The services of the menu, each once, in a Python without any package.
SERVICES = """
import base64, json, sys
from pathlib import Path
sys.path[:0] = [sys.argv[1] + "/pythonpath"]
sys.path.append(sys.argv[1] + "/replacements")
source = Path(sys.argv[2])
from pycog.dialogue.answering import Context, State, reply
from udfs.hosts.engine import EngineHost
told = [reply(asked, State(), Context(EngineHost())).text for asked in json.load(sys.stdin)]
from addin import annexes
sizes = [len(annexes.writer_of(one["id"])({})) for group in annexes.available()
         for one in group["annexes"]]
from addin.equipping import equipping
content = base64.b64encode(source.read_bytes()).decode()
found = equipping({"name": source.name, "content": content, "write": True})
from pycog.annexes import audit_workbook
from pycog.reports.making import make, order
report = make(order("bilan", "html", 2013), [source])
workbook = make(order("tableau-de-bord", "xlsx", 2013), [source])
print(json.dumps([told, sizes, found["formulas"], len(audit_workbook(source)), report.summary,
                  len(report.content), len(workbook.content)]))
outside = [one.__file__ for one in sys.modules.values() if getattr(one, "__file__", None)]
print(json.dumps([one for one in outside if "site-packages" in one or "dist-packages" in one]))
"""


def test_the_menu_needs_no_package(unpacked: Path) -> None:
    source = ROOT / "workbooks" / "exemple-fictif" / "annexe-4-indicateurs.xlsx"
    # Spelled wrongly, too: that is what rapidfuzz is for, compiled or not.
    questions = ["objectif de l'indicateur 2 en 2013", "objectiff du taux d'apels decroches 2014"]
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", SERVICES, str(unpacked), str(source)],
        input=json.dumps(questions),
        capture_output=True,
        text=True,
        check=True,
    )
    found, outside = map(json.loads, done.stdout.splitlines())
    told, sizes, *others = found
    assert outside == []
    assert told == [reply(asked, State(), Context(EngineHost())).text for asked in questions]
    assert len(sizes) > 30
    assert min(sizes) > 5_000
    content = base64.b64encode(source.read_bytes()).decode()
    report = make(order("bilan", "html", 2013), [source])
    assert others == [
        equipping({"name": source.name, "content": content, "write": True})["formulas"],
        len(audit_workbook(source)),
        report.summary,
        len(report.content),
        len(make(order("tableau-de-bord", "xlsx", 2013), [source]).content),
    ]


def test_what_is_bundled_has_its_licence_and_nothing_compiled(unpacked: Path) -> None:
    for name in ("et_xmlfile", "openpyxl", "rapidfuzz", "xlsxwriter"):
        licence = (unpacked / "pythonpath" / name / "LICENCE.txt").read_text("utf-8")
        assert "permission" in licence.lower() or "redistribution" in licence.lower()
    assert not [path for path in unpacked.rglob("*") if path.suffix in {".so", ".pyd", ".dll"}]


#: Written by hand: what tokenizers trip over.
HARD = [
    'SUM(A1:B2, 1.5)*-2%&"a""b"+{1,2;3,4}',
    "IF(A1>=2,'Fe''uille !'!B2,#N/A)  + TRUE",
    "Table[[#This Row],[a]]",
    "(A1,B2)",
    "1E+5*2e-3-.5",
    "IF(,,)",
    '_xldudf_COG_X({1;-2},"a,b",)',
    "Sheet1:Sheet3!A1<>B1",
    "",
]


def test_formulas_are_split_as_the_engine_splits_them(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = {*HARD}
    for path in sorted((ROOT / "workbooks").rglob("*.xlsx")):
        with zipfile.ZipFile(path) as archive:
            for name in archive.namelist():
                if name.startswith("xl/worksheets/sheet"):
                    found = re.findall(r"<f[^>]*>([^<]+)</f>", archive.read(name).decode("utf-8"))
                    texts.update(map(unescape, found))
    assert len(texts) > 8_000
    expected = {text: formulas.tokens(text) for text in texts}
    monkeypatch.setattr(formulas, "fz", formula_pieces)
    assert {text: formulas.tokens(text) for text in texts} == expected
    for broken in ('"', "'a", "A1)"):
        with pytest.raises(formulas.Unsupported):
            formulas.tokens(broken)


def _plain(value: object) -> object:
    if isinstance(value, list):
        return [_plain(one) for one in value]
    return {"error": value.kind} if isinstance(value, CellError) else value


def _back(value: object) -> object:
    if isinstance(value, list):
        return [_back(one) for one in value]
    if isinstance(value, CellError):
        return {"error": value.kind, "message": value.message}
    return value.hex() if isinstance(value, float) else value
