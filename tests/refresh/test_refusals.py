"""What pycog must not touch is refused in French and stays byte for byte as it was."""

from __future__ import annotations

import os
import zipfile
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pycog.errors import RefusedFile
from pycog.refresh import find_workbooks, refresh_file

UNTOUCHED = "Il n'a pas été modifié."


@pytest.fixture
def good(make) -> Path:
    def fill(book, sheet):
        sheet.write_formula("A1", "=COG_RATE(1,4)", None, 9)
        sheet.write_string("A2", "texte partagé")

    return make(fill)


def refused(path: Path, host, **options) -> RefusedFile:
    """Refresh a file that must be refused and must not change."""
    before = path.read_bytes()
    report = refresh_file(path, host, **options)
    assert report.refused is not None and not report.written
    assert path.read_bytes() == before
    assert sorted(entry.name for entry in path.parent.glob(".pycog-*")) == []
    return report.refused


OLE = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600)


@pytest.mark.parametrize(
    ("name", "content", "code", "reason"),
    [
        ("vide.xlsx", b"", "fichier-vide", "est vide (0 octet)"),
        ("lettre.xlsx", b"Bonjour,\n" * 50, "format-inconnu", "n'est pas un classeur .xlsx"),
        ("ancien.xls", OLE, "format-xls", "est à l'ancien format .xls"),
        (
            "secret.xlsx",
            OLE + "EncryptedPackage".encode("utf-16-le"),
            "fichier-chiffre",
            "est protégé par un mot de passe",
        ),
        ("binaire.xlsb", b"PK\x03\x04" + bytes(100), "format-xlsb", "format binaire .xlsb"),
        ("coupe.xlsx", b"PK\x03\x04" + bytes(100), "fichier-endommage", "endommagé ou incomplet"),
    ],
)
def test_other_formats(tmp_path, host, name, content, code, reason):
    path = tmp_path / name
    path.write_bytes(content)
    error = refused(path, host)
    assert error.code == code
    assert reason in error.message
    assert error.message.startswith(f"{path} : le fichier ") and error.message.endswith(UNTOUCHED)


def rebuilt(path: Path, edit) -> None:
    """Write the package again with its parts passed through ``edit(name, body)``."""
    with zipfile.ZipFile(path) as package:
        parts = [(info.filename, package.read(info)) for info in package.infolist()]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, body in parts:
            for new_name, new_body in edit(name, body):
                package.writestr(new_name, new_body)


def replaced(part: str, old: bytes, new: bytes):
    return lambda name, body: [(name, body.replace(old, new) if name == part else body)]


SHEET, BOOK = "xl/worksheets/sheet1.xml", "xl/workbook.xml"


@pytest.mark.parametrize(
    ("edit", "code"),
    [
        (lambda name, body: [(name, body), ("_xmlsignatures/sig1.xml", b"<x/>")], "fichier-signe"),
        (lambda name, body: [] if name == BOOK else [(name, body)], "format-inconnu"),
        (lambda name, body: [] if name == SHEET else [(name, body)], "partie-absente"),
        (replaced(BOOK, b"<workbook", b"<!DOCTYPE a><workbook"), "xml-interdit"),
        (replaced(BOOK, b"</workbook>", b""), "fichier-endommage"),
        (replaced(SHEET, b"</sheetData>", b"<!-- x --></sheetDat>"), "feuille-inhabituelle"),
    ],
)
@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_packages_that_cannot_be_rewritten_faithfully(good, host, edit, code):
    if code == "fichier-signe":
        with zipfile.ZipFile(good, "a") as package:
            package.writestr("_xmlsignatures/sig1.xml", "<x/>")
    else:
        rebuilt(good, edit)
    assert refused(good, host).code == code


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_part_present_twice(good, host):
    with zipfile.ZipFile(good, "a") as package:
        package.writestr(SHEET, "<worksheet/>")
    assert refused(good, host).code == "entrees-en-double"


def test_a_path_that_leaves_the_package(good, host):
    with zipfile.ZipFile(good, "a") as package:
        package.writestr("../../hors.xml", "<x/>")
    assert refused(good, host).code == "chemin-interdit"


def test_half_prefixed_namespaces_are_refused_not_missed(good, host):
    def edit(name, body):
        if name == SHEET:
            body = body.replace(b"<worksheet xmlns=", b"<x:worksheet xmlns:x=")
            body = body.replace(b"</worksheet>", b"</x:worksheet>")
        return [(name, body)]

    rebuilt(good, edit)
    assert refused(good, host).code == "feuille-inhabituelle"


def test_a_workbook_open_in_excel(good, host):
    (good.parent / f"~${good.name}").write_bytes(b"")
    error = refused(good, host)
    assert error.code == "fichier-ouvert"
    assert "est ouvert dans Excel" in error.message


@pytest.mark.parametrize("what", ["fichier", "dossier"])
def test_read_only_places(good, host, what):
    place = good if what == "fichier" else good.parent
    mode = place.stat().st_mode
    place.chmod(0o444 if what == "fichier" else 0o555)
    try:
        error = refused(good, host)
    finally:
        place.chmod(mode)
    assert error.code == "lecture-seule"
    assert f"{what} {place} en lecture seule" in error.message


def test_a_circular_reference_names_its_cells(make, host):
    def fill(book, sheet):
        sheet.write_formula("A1", "=B1+1", None, 5)
        sheet.write_formula("B1", "=A1+1", None, 5)

    error = refused(make(fill), host)
    assert error.code == "reference-circulaire"
    assert "Données!A1, B1" in error.message


def test_a_full_disk_leaves_the_old_file(good, host, monkeypatch):
    def no_space(descriptor):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", no_space)
    assert refused(good, host).code == "ecriture-impossible"


def test_a_file_that_reads_back_differently_is_not_put_in_place(good, host, monkeypatch):
    from pycog.refresh.writing import sheet_update

    monkeypatch.setattr(sheet_update, "read_back", lambda part: [b"0"])
    assert refused(good, host).code == "relecture-differente"


def test_a_missing_path_and_an_empty_folder(tmp_path):
    with pytest.raises(RefusedFile) as absent:
        find_workbooks([tmp_path / "nulle-part.xlsx"])
    assert absent.value.code == "chemin-absent"
    with pytest.raises(RefusedFile) as empty:
        find_workbooks([tmp_path])
    assert empty.value.code == "dossier-sans-classeur"
    assert "ne contient aucun classeur" in empty.value.message


def test_folders_are_searched_without_locks_and_hidden_files(good):
    folder = good.parent
    (folder / "sous").mkdir()
    for name in ("sous/b.xlsm", "~$classeur.xlsx", ".cache.xlsx", "note.txt"):
        (folder / name).write_bytes(b"")
    found = find_workbooks([folder, good])
    assert [path.relative_to(folder).as_posix() for path in found] == [
        "classeur.xlsx",
        "sous/b.xlsm",
    ]


def test_permissions_are_kept(good, host):
    good.chmod(0o640)
    refresh_file(good, host)
    assert good.stat().st_mode & 0o777 == 0o640


@settings(
    max_examples=150,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(data=st.data())
def test_random_damage_is_refreshed_or_refused(good, host, data):
    """Whatever is broken: a clean refusal or a readable file, never a crash."""
    whole = good.read_bytes()
    spot = data.draw(st.integers(0, len(whole) - 1))
    damage = data.draw(st.sampled_from(["coupe", "octet", "zeros"]))
    if damage == "coupe":
        broken = whole[:spot]
    elif damage == "octet":
        broken = (
            whole[:spot] + bytes([whole[spot] ^ data.draw(st.integers(1, 255))]) + whole[spot + 1 :]
        )
    else:
        broken = whole[:spot] + bytes(min(64, len(whole) - spot)) + whole[spot + 64 :]
    path = good.with_name("abime.xlsx")
    path.write_bytes(broken)
    report = refresh_file(path, host)
    if report.refused is not None:
        assert path.read_bytes() == broken
        assert report.refused.code != "erreur-interne", report.refused.message
    else:
        assert refresh_file(path, host).changed == 0


def test_an_internal_error_names_the_cell_and_what_to_do(good, host, monkeypatch):
    def fails(text: str) -> list[object]:
        raise RuntimeError("défaut d'essai")

    monkeypatch.setattr("pycog.xlsx.formulas.fill_omitted", fails)
    path = good.with_name("autre.xlsx")
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("Suivi")
        sheet.write_formula("B3", "=COG_STATUS(1,,2)", None, 0)
    error = refused(path, host)
    assert error.code == "erreur-interne"
    assert error.message == (
        f"{path} : le fichier a révélé un défaut de pycog en Suivi!B3 (RuntimeError : défaut "
        "d'essai). Recalculez-le dans Excel, et signalez ce message avec le fichier. "
        "Il n'a pas été modifié."
    )


def test_an_internal_error_elsewhere_still_says_what_to_do(good, host, monkeypatch):
    def fails(*_: object) -> None:
        raise RuntimeError("défaut d'essai")

    monkeypatch.setattr("pycog.refresh.one_file.recalculate", fails)
    message = refused(good, host).message
    assert "un défaut de pycog (RuntimeError" in message
    assert "Recalculez-le dans Excel" in message
