"""A workbook names its add-in as Excel does; taking the name out gives the old bytes back."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import pytest
import xlsxwriter
from openpyxl import load_workbook

from pycog.errors import InvalidInput
from pycog.office_addin import MANIFEST_ID, REFERENCE_VERSION
from pycog.xlsx.binding import bind_bytes, bind_file
from pycog.xlsx.webextension import AddinReference

KNOWN = ("COG_ATTAINMENT", "COG_RATE", "COG_STATUS")
WE = "{http://schemas.microsoft.com/office/webextensions/webextension/2010/11}"
WETP = "{http://schemas.microsoft.com/office/webextensions/taskpanes/2010/11}"
DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
PANES, EXTENSION = "xl/webextensions/taskpanes.xml", "xl/webextensions/webextension1.xml"
PANE_RELATIONS = "xl/webextensions/_rels/taskpanes.xml.rels"
CHANGED = {"[Content_Types].xml", "_rels/.rels"}

#: What another vendor's add-in leaves in a workbook.
OTHER = f"""<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<we:webextension xmlns:we="{WE[1:-1]}" id="{{0B0C7C1E-4B1D-4C0A-9F55-0123456789AB}}">\
<we:reference id="wa104100404" version="3.0.0.0" store="fr-FR" storeType="OMEX"/>\
<we:alternateReferences/><we:properties/><we:bindings/></we:webextension>"""


@pytest.fixture
def workbook(make) -> Path:
    def fill(book, sheet):
        sheet.write_dynamic_array_formula("A1", "=_xldudf_COG_STATUS(0.05,B1)", None, "Atteint")
        sheet.write_formula("A2", '=IF(B2="COG_ATTAINMENT(1)",1,cog_rate(1,4))', None, 0.25)
        sheet.write_formula("A3", "=SUM(1,2)", None, 3)
        sheet.write("B1", "<6%")

    return make(fill)


def parts(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def ids(part: bytes) -> list[str]:
    return [
        found.text or "" for found in ElementTree.fromstring(part).iter(f"{WE}customFunctionIds")
    ]


def bind(path: Path, store: str = "centralise", **options: str):
    report = bind_file(path, AddinReference.of(store, **options), KNOWN)
    assert report.refused is None, report.refused
    return report


def test_the_parts_are_those_that_excel_writes(workbook):
    before = parts(workbook)
    report = bind(workbook)
    after = parts(workbook)
    assert report.functions == ("COG_RATE", "COG_STATUS") and report.written
    assert set(after) - set(before) == {PANES, EXTENSION, PANE_RELATIONS}
    root = ElementTree.fromstring(after[EXTENSION])
    # The children, their order and their attributes in a workbook that Excel 365 saved.
    assert [child.tag for child in root] == [
        f"{WE}{name}"
        for name in (
            "reference",
            "alternateReferences",
            "properties",
            "bindings",
            "snapshot",
            "extLst",
        )
    ]
    assert re.fullmatch(r"\{[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}\}", root.get("id", ""))
    assert root[0].attrib == {
        "id": MANIFEST_ID,
        "version": REFERENCE_VERSION,
        "store": "EXCatalog",
        "storeType": "EXCatalog",
    }
    contains, functions = root[-1]
    assert contains.attrib == {"uri": "{D87F86FE-615C-45B5-9D79-34F1136793EB}"}
    assert [(child.tag, child.attrib) for child in contains] == [
        (f"{WE}containsCustomFunctions", {"val": "1"})
    ]
    assert functions.attrib == {"uri": "{7C84B067-C214-45C3-A712-C9D94CD141B2}"}
    assert [child.tag for child in functions] == [f"{WE}customFunctionIdList"]
    assert {contains.tag, functions.tag} == {f"{DRAWING}ext"}
    assert ids(after[EXTENSION]) == ["_xldudf_COG_RATE", "_xldudf_COG_STATUS"]


def test_the_pane_is_declared_but_stays_closed(workbook):
    bind(workbook)
    after = parts(workbook)
    (pane,) = ElementTree.fromstring(after[PANES])
    assert pane.tag == f"{WETP}taskpane"
    assert pane.attrib == {"dockstate": "right", "visibility": "0", "width": "350", "row": "0"}
    assert [child.get(RELATION) for child in pane] == ["rId1"]
    (related,) = ElementTree.fromstring(after[PANE_RELATIONS])
    assert related.attrib == {
        "Id": "rId1",
        "Type": "http://schemas.microsoft.com/office/2011/relationships/webextension",
        "Target": "webextension1.xml",
    }
    roots = {
        found.get("Target"): found.get("Type")
        for found in ElementTree.fromstring(after["_rels/.rels"])
    }
    assert roots[PANES] == (
        "http://schemas.microsoft.com/office/2011/relationships/webextensiontaskpanes"
    )
    types = {
        found.get("PartName"): found.get("ContentType")
        for found in ElementTree.fromstring(after["[Content_Types].xml"])
    }
    assert types[f"/{PANES}"] == "application/vnd.ms-office.webextensiontaskpanes+xml"
    assert types[f"/{EXTENSION}"] == "application/vnd.ms-office.webextension+xml"


def test_every_other_part_stays_as_it_was(workbook):
    before = parts(workbook)
    bind(workbook)
    after = parts(workbook)
    assert {name for name, body in before.items() if after[name] != body} == CHANGED


def test_taking_the_binding_out_gives_the_old_bytes_back(workbook):
    before = parts(workbook)
    bind(workbook, r"\\serveur\complements")
    report = bind_file(workbook, None, KNOWN)
    assert (report.refused, report.written) == (None, True)
    assert parts(workbook) == before
    again = workbook.read_bytes()
    assert not bind_file(workbook, None, KNOWN).written
    assert workbook.read_bytes() == again


def test_binding_twice_changes_nothing(workbook):
    bind(workbook)
    before = workbook.read_bytes()
    report = bind(workbook)
    assert not report.written and report.functions
    assert workbook.read_bytes() == before


@pytest.mark.parametrize(
    ("store", "written"),
    [
        ("centralise", ("EXCatalog", "EXCatalog")),
        ("local", ("developer", "Registry")),
        (r"\\serveur\partage & co", (r"\\serveur\partage & co", "FileSystem")),
    ],
)
def test_each_kind_of_deployment(workbook, store, written):
    other = "0F9619FF-8B86-4D01-B42D-00CF4FC964FF"
    bind(workbook)
    bind(workbook, store, manifest_id=other)
    after = parts(workbook)
    reference = ElementTree.fromstring(after[EXTENSION])[0]
    assert (reference.get("store"), reference.get("storeType")) == written
    assert reference.get("id") == other.lower()
    assert "xl/webextensions/webextension2.xml" not in after


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("sharepoint",), "catalogue-inconnu"),
        (("\\\\serveur",), "catalogue-inconnu"),
        (("local", "pycog"), "identifiant-de-manifeste"),
    ],
)
def test_what_names_no_catalogue_is_refused(arguments, code):
    with pytest.raises(InvalidInput) as refusal:
        AddinReference.of(*arguments)
    assert refusal.value.code == code


def with_other_addin(path: Path) -> None:
    """Put another vendor's add-in into a workbook, as Excel does."""
    target = path.with_name("autre.xlsx")
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            body = old.read(name).decode() if name in CHANGED else old.read(name)
            if name == "[Content_Types].xml":
                body = body.replace(
                    "</Types>",
                    f'<Override PartName="/{PANES}" '
                    'ContentType="application/vnd.ms-office.webextensiontaskpanes+xml"/>'
                    f'<Override PartName="/{EXTENSION}" '
                    'ContentType="application/vnd.ms-office.webextension+xml"/></Types>',
                )
            elif name == "_rels/.rels":
                body = body.replace(
                    "</Relationships>",
                    '<Relationship Id="rId9" Type="http://schemas.microsoft.com/office/2011/'
                    f'relationships/webextensiontaskpanes" Target="{PANES}"/></Relationships>',
                )
            new.writestr(name, body)
        new.writestr(
            PANES,
            f'<wetp:taskpanes xmlns:wetp="{WETP[1:-1]}"><wetp:taskpane dockstate="right" '
            'visibility="1" width="320" row="2"><wetp:webextensionref '
            f'xmlns:r="{RELATION[1:-3]}" r:id="rId1"/></wetp:taskpane></wetp:taskpanes>',
        )
        new.writestr(EXTENSION, OTHER)
        new.writestr(
            PANE_RELATIONS,
            '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            '<Relationship Id="rId1" Type="http://schemas.microsoft.com/office/2011/relationships/'
            'webextension" Target="webextension1.xml"/></Relationships>',
        )
    target.replace(path)


def test_the_add_in_of_somebody_else_stays(workbook):
    with_other_addin(workbook)
    before = parts(workbook)
    bind(workbook)
    after = parts(workbook)
    assert after[EXTENSION] == before[EXTENSION]
    assert ids(after["xl/webextensions/webextension2.xml"]) == [
        "_xldudf_COG_RATE",
        "_xldudf_COG_STATUS",
    ]
    panes = ElementTree.fromstring(after[PANES])
    assert [pane[0].get(RELATION) for pane in panes] == ["rId1", "rId2"]
    bind_file(workbook, None, KNOWN)
    assert parts(workbook) == before


def test_settings_kept_in_the_workbook_by_the_add_in_stay(workbook):
    bind(workbook, "local")
    kept = b'<we:properties><we:property name="volet" value="&quot;ouvert&quot;"/></we:properties>'
    held = parts(workbook)
    held[EXTENSION] = held[EXTENSION].replace(b"<we:properties/>", kept)
    with zipfile.ZipFile(workbook, "w") as archive:
        for name, body in held.items():
            archive.writestr(name, body)
    bind(workbook)
    after = parts(workbook)[EXTENSION]
    assert kept in after and b'storeType="EXCatalog"' in after and b"Registry" not in after


def test_a_function_added_later_joins_the_list(workbook, make):
    bind(workbook)
    book = load_workbook(workbook)
    assert book["Données"]["A2"].value.startswith("=IF(")

    def fill(book, sheet):
        sheet.write_formula("A1", "=_xldudf_COG_ATTAINMENT(1,2)", None, 0.5)

    report = bind(make(fill, "autre.xlsx"))
    assert report.functions == ("COG_ATTAINMENT",)


def test_names_count_and_unknown_functions_do_not(make):
    def fill(book, sheet):
        book.define_name("taux", "=_xldudf_COG_RATE(1,4)")
        sheet.write_formula("A1", "=_xldudf_COG_ELSEWHERE(1)", None, 1)
        sheet.write_formula("A2", "=MYCOG_STATUS(1)", None, 1)

    assert bind(make(fill)).functions == ("COG_RATE",)


def test_a_workbook_without_our_functions_is_left_alone(make):
    path = make(lambda book, sheet: sheet.write_formula("A1", "=1+1", None, 2))
    before = path.read_bytes()
    report = bind(path)
    assert (report.functions, report.written) == ((), False)
    assert path.read_bytes() == before


def test_what_refresh_refuses_is_refused(tmp_path, workbook):
    damaged = tmp_path / "endommage.xlsx"
    damaged.write_bytes(b"PK\x03\x04" + bytes(50))
    report = bind_file(damaged, AddinReference.of(), KNOWN)
    assert report.refused is not None and report.refused.code == "fichier-endommage"
    before = workbook.read_bytes()
    workbook.with_name(f"~${workbook.name}").touch()
    report = bind_file(workbook, AddinReference.of(), KNOWN)
    assert report.refused is not None and report.refused.code == "fichier-ouvert"
    assert workbook.read_bytes() == before


def test_a_part_of_unknown_form_is_refused_untouched(workbook):
    bind(workbook)
    held = parts(workbook)
    held[EXTENSION] = re.sub(rb"<we:reference[^>]*/>", b"", held[EXTENSION])
    with zipfile.ZipFile(workbook, "w") as archive:
        for name, body in held.items():
            archive.writestr(name, body)
    before = workbook.read_bytes()
    report = bind_file(workbook, AddinReference.of(), KNOWN)
    assert report.refused is not None and report.refused.code == "partie-inattendue"
    assert workbook.read_bytes() == before


def test_the_same_workbook_gives_the_same_bytes(workbook):
    data = workbook.read_bytes()
    once, twice = (bind_bytes(workbook, data, AddinReference.of(), KNOWN) for _ in range(2))
    assert once == twice != data


def test_openpyxl_reads_the_bound_workbook(workbook):
    bind(workbook)
    sheet = load_workbook(workbook, data_only=True)["Données"]
    assert [sheet["A1"].value, sheet["A2"].value, sheet["A3"].value] == ["Atteint", 0.25, 3]


def test_a_zip_comment_is_kept(tmp_path):

    path = tmp_path / "commente.xlsx"
    book = xlsxwriter.Workbook(path)
    book.add_worksheet("Taux").write_formula("A1", "=COG_RATE(1,4)", None, 0.25)
    book.close()
    with zipfile.ZipFile(path, "a") as archive:
        archive.comment = b"Direction financi\xe8re"
    bind(path)
    with zipfile.ZipFile(path) as archive:
        assert archive.comment == b"Direction financi\xe8re"
        assert archive.testzip() is None
