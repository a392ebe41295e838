"""What people really put into the folder of a network: nothing is lost, nothing is in silence."""

from __future__ import annotations

import os
import sys
import unicodedata
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from pycog.reports.network import consolidate, gathering
from pycog.reports.network.network_model import BLOCKING, TO_CHECK, Difference, Network
from pycog.reports.network.network_workbook import workbook
from pycog.reports.network.records import comma_separated
from tests.reports.network import network_folder as made

#: Indicator 2 in 2013, cell K8; indicators 3 and 4 below it.
FEW = {(2, 2013): 0.95}


@pytest.fixture(scope="module")
def annex() -> bytes:
    return made.fill(made.blank_annex(), FEW)


def put(folder: Path, name: str, content: bytes) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def edited(annex: bytes, change: Callable[[Any], None]) -> bytes:
    book, out = load_workbook(BytesIO(annex)), BytesIO()
    change(book)
    book.save(out)
    return out.getvalue()


def only(network: Network, path: str) -> Difference:
    (found,) = (one for one in network.differences if one.path == path)
    return found


def values(network: Network, measure: str = "4/2") -> dict[str, float | None]:
    return {one.body: one.value for one in network.of_year(measure)}


def archive(parts: dict[str, bytes]) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in parts.items():
            package.writestr(name, data)
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "fichier-vide"),
        (b"a;b;c\n1;2;3\n", "format-inconnu"),
        (bytes.fromhex("d0cf11e0a1b11ae1") + bytes(4000), "format-xls"),
        (archive({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet"}),
         "classeur-illisible"),
        (archive({"xl/worksheets/sheet1.xml": bytes(200_000_000)}), "fichier-trop-grand"),
    ],
    ids=["vide", "csv", "xls", "ods", "bombe"],
)  # fmt: skip
def test_other_things_named_xlsx(tmp_path: Path, annex: bytes, content: bytes, code: str) -> None:
    put(tmp_path, "A/a.xlsx", annex)
    put(tmp_path, "B/b.xlsx", content)
    network = consolidate(tmp_path, workers=1)
    found = only(network, "B/b.xlsx")
    assert (found.code, found.weight, found.body) == (code, BLOCKING, "B")
    assert values(network) == {"A": 0.95, "B": None}


def test_a_part_that_unpacks_beyond_measure(tmp_path: Path, annex: bytes) -> None:
    big = b"<si><t>" + b" " * 20_000_000 + b"</t></si></sst>"
    with zipfile.ZipFile(BytesIO(annex)) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    parts["xl/sharedStrings.xml"] = parts["xl/sharedStrings.xml"].replace(b"</sst>", 4 * big)
    put(tmp_path, "A/a.xlsx", archive(parts))
    assert only(consolidate(tmp_path, workers=1), "A/a.xlsx").code == "fichier-trop-grand"


def test_other_formats_are_listed(tmp_path: Path, annex: bytes) -> None:
    put(tmp_path, "A/a.xlsx", annex)
    for name in ("B/annexe-4.numbers", "C/annexe-4.CSV", "D/envoi.zip"):
        put(tmp_path, name, b"x")
    # A lock of Excel, a hidden file, a letter: no annexes, and nobody thinks they are.
    for name in ("A/~$a.xlsx", "A/.a.xlsx", "A/lettre.pdf", "A/~$b.csv"):
        put(tmp_path, name, b"x")
    network = consolidate(tmp_path, workers=1)
    assert [body.name for body in network.bodies] == ["A", "B", "C", "D"]
    found = only(network, "B/annexe-4.numbers")
    assert (found.code, found.weight) == ("format-non-lu", TO_CHECK)
    assert found.message == (
        "ce fichier n'est pas un classeur Excel : il n'est pas lu. Si c'est une annexe, "
        "demandez-la au format .xlsx."
    )


def test_a_password_is_told_without_an_option_that_is_not_there(
    tmp_path: Path, annex: bytes
) -> None:
    from pycog.xlsx.encryption import encrypt

    put(tmp_path, "A/a.xlsx", encrypt(Path("a.xlsx"), annex, "secret"))
    found = only(consolidate(tmp_path, workers=1), "A/a.xlsx")
    assert found.code == "fichier-chiffre"
    assert found.message == (
        "le fichier est protégé par un mot de passe. Demandez-le sans mot de passe (dans Excel : "
        "Fichier, Informations, Protéger le classeur)."
    )


def test_a_signed_annex_is_read(tmp_path: Path, annex: bytes) -> None:
    with zipfile.ZipFile(BytesIO(annex)) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    parts["_xmlsignatures/sig1.xml"] = b"<Signature/>"
    put(tmp_path, "A/a.xlsx", archive(parts))
    assert values(consolidate(tmp_path, workers=1)) == {"A": 0.95}


def test_texts_for_numbers_hidden_and_merged_cells(tmp_path: Path, annex: bytes) -> None:
    def type_text(book: Any) -> None:
        book["Indicateurs"]["K8"] = "85,6\u00a0%"

    def hide(book: Any) -> None:
        book["Indicateurs"].sheet_state = "hidden"
        book["Indicateurs"].row_dimensions[8].hidden = True
        book["Indicateurs"].column_dimensions["K"].hidden = True

    def merge(book: Any) -> None:
        book["Indicateurs"].merge_cells("K8:M8")

    for body, change in (("texte", type_text), ("masque", hide), ("fusion", merge)):
        put(tmp_path, f"{body}/a.xlsx", edited(annex, change))
    network = consolidate(tmp_path, year=2013, workers=1)
    assert values(network) == {"fusion": 0.95, "masque": 0.95, "texte": 0.856}


def test_a_hidden_copy_of_the_table_is_told(tmp_path: Path, annex: bytes) -> None:
    def copy(book: Any) -> None:
        second = book.copy_worksheet(book["Indicateurs"])
        second.title, second.sheet_state = "Copie", "veryHidden"

    put(tmp_path, "A/a.xlsx", edited(annex, copy))
    network = consolidate(tmp_path, workers=1)
    assert "feuille-en-double" in {one.code for one in network.differences}


def test_names_in_any_writing(tmp_path: Path, annex: bytes) -> None:
    put(tmp_path, unicodedata.normalize("NFD", "Hérault 😀/a.xlsx"), annex)
    put(tmp_path, "Isère/mon annexe  4 (2).xlsx", annex)
    network = consolidate(tmp_path, expected=["Hérault 😀", "ISERE"], workers=1)
    assert [body.name for body in network.bodies] == ["Hérault 😀", "ISERE"]


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have no such names")
def test_a_name_that_is_no_text(tmp_path: Path, annex: bytes) -> None:
    folder = os.fsencode(tmp_path) + b"/H\xe9rault"
    os.mkdir(folder)
    with open(folder + b"/a.xlsx", "wb") as stream:
        stream.write(annex)
    network = consolidate(tmp_path, workers=1)
    assert values(network) == {"H\ufffdrault": 0.95}
    assert "H\ufffdrault" in comma_separated(network)
    assert workbook(network)


def test_links_and_loops(tmp_path: Path, annex: bytes) -> None:
    put(tmp_path, "A/a.xlsx", annex)
    (tmp_path / "A" / "boucle").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "A" / "rompu.xlsx").symlink_to(tmp_path / "rien.xlsx")
    network = consolidate(tmp_path, workers=1)
    assert (network.files, values(network)) == (1, {"A": 0.95})


def test_where_no_process_starts_the_files_are_read_all_the_same(
    tmp_path: Path, annex: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    for body in "AB":
        put(tmp_path, f"{body}/a.xlsx", annex)
    monkeypatch.setattr(gathering, "_prepare", os._exit)  # called with two arguments, it fails
    assert values(consolidate(tmp_path, workers=2)) == {"A": 0.95, "B": 0.95}
