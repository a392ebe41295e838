"""Workbooks of conventions are found, listed, read again when they change, and cheap to list."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from pycog import configuration, conventions
from pycog.conventions import summaries
from pycog.errors import InvalidConvention, NotAvailable
from tests.conventions.forms import content, filled, put


@pytest.fixture(autouse=True)
def no_places(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Start from the built-in conventions, with a cache and a configuration of the test."""
    monkeypatch.delenv(conventions.VARIABLE, raising=False)
    for name in ("XDG_CACHE_HOME", "LOCALAPPDATA"):
        monkeypatch.setenv(name, str(tmp_path / "cache"))
    for name in ("XDG_CONFIG_HOME", "APPDATA"):
        monkeypatch.setenv(name, str(tmp_path / "config"))
    summaries._summary.cache_clear()
    summaries._looks_like_form.cache_clear()


def write(path: Path, identity: str = "essai-2024", **changes: str) -> Path:
    """Write a form, with other texts for the first indicator."""
    book = filled(identity)
    for heading, text in changes.items():
        put(book["Indicateurs"], 1, heading.replace("_", " "), text)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content(book))
    return path


def own() -> list[conventions.Summary]:
    """Return the conventions that do not come with pycog."""
    return [one for one in conventions.available() if one.folder.parent != conventions._BUILT_IN]


def first_target(identity: str = "essai-2024") -> str:
    return next(iter(conventions.load(identity).indicators.values())).targets[2024].text


@pytest.mark.parametrize("how", ["file", "folder", "variable", "configuration"])
def test_a_workbook_is_found(how: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its id stands in the sheet « Convention », whatever the file is called."""
    inside = tmp_path / "config" / "pycog" / "conventions"
    path = write((inside if how == "configuration" else tmp_path / "mes") / "ma COG (v2).xlsx")
    if how == "file":
        conventions.add_folder(path)
    elif how == "folder":
        conventions.add_folder(path.parent)
    elif how == "variable":
        monkeypatch.setenv(conventions.VARIABLE, str(path))
    (summary,) = own()
    assert (summary.id, summary.short_title, summary.problem) == ("essai-2024", "COG ESSAI", "")
    assert conventions.load("essai-2024").folder == path


def test_a_missing_workbook_is_said(tmp_path: Path) -> None:
    with pytest.raises(InvalidConvention) as caught:
        conventions.add_folder(tmp_path / "absent.xlsx")
    assert caught.value.message == (
        f"Le classeur de conventions « {tmp_path / 'absent.xlsx'} » n'existe pas. Corrigez "
        "l'option --conventions."
    )


def test_folders_and_workbooks_stand_side_by_side(write_folder, tmp_path: Path) -> None:
    folder = write_folder()
    write(folder.parent / "b.xlsx")
    (folder.parent / "~$b.xlsx").write_bytes(b"lock")
    (folder.parent / "notes.txt").write_text("rien")
    conventions.add_folder(folder.parent)
    assert [one.id for one in own()] == ["essai-2024", "essai"]


def test_an_annex_in_the_folder_is_no_convention(tmp_path: Path) -> None:
    import openpyxl

    openpyxl.Workbook().save(tmp_path / "annexe.xlsx")
    write(tmp_path / "b.xlsx")
    conventions.add_folder(tmp_path)
    assert [one.id for one in own()] == ["essai-2024"]


def test_a_form_whose_sheets_were_renamed_is_listed_as_broken(tmp_path: Path) -> None:
    book = filled()
    book["Convention"].title = "Présentation"
    (tmp_path / "b.xlsx").write_bytes(content(book))
    conventions.add_folder(tmp_path)
    (summary,) = own()
    assert summary.id == "b"
    assert "la feuille « Convention » manque" in summary.problem


def test_a_broken_one_never_stops_the_others(tmp_path: Path) -> None:
    write(tmp_path / "bonne.xlsx")
    write(tmp_path / "mauvaise.xlsx", "autre-2024", Cible_2024="au mieux")
    (tmp_path / "abimee.xlsx").write_bytes(b"PK\x03\x04 rien")
    conventions.add_folder(tmp_path)
    found = {one.id: one.problem for one in own()}
    assert list(found) == ["abimee", "essai-2024", "autre-2024"]
    assert not found["essai-2024"]
    assert "cellule H5" in found["autre-2024"] and "abimee.xlsx" in found["abimee"]
    assert first_target() == "84 %"
    assert conventions.load().id == conventions.DEFAULT
    for name in ("autre-2024", "abimee"):
        with pytest.raises(InvalidConvention):
            conventions.load(name)


@pytest.mark.parametrize("packed", [zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_one_with_a_damaged_part_never_stops_the_others(packed: int, tmp_path: Path) -> None:
    """The directory of the file is sound: it fails only once the part is unpacked."""
    write(tmp_path / "bonne.xlsx")
    path = tmp_path / "abimee.xlsx"
    with zipfile.ZipFile(path, "w", packed) as package:
        package.writestr("xl/workbook.xml", '<sheet name="Convention"/>' * 100)
    data = bytearray(path.read_bytes())
    start = 30 + len("xl/workbook.xml")
    data[start : start + 16] = b"\xff" * 16
    path.write_bytes(data)
    conventions.add_folder(tmp_path)
    found = {one.id: one.problem for one in own()}
    assert list(found) == ["abimee", "essai-2024"]
    assert "abimee.xlsx" in found["abimee"] and not found["essai-2024"]


def test_two_of_one_id_are_refused_with_both_files(tmp_path: Path) -> None:
    one, other = write(tmp_path / "a.xlsx"), write(tmp_path / "b.xlsx")
    conventions.add_folder(tmp_path)
    with pytest.raises(InvalidConvention) as caught:
        conventions.load("essai-2024")
    assert caught.value.code == "convention-en-double"
    assert caught.value.message == (
        f"La convention « essai-2024 » se trouve dans deux classeurs : {one} et {other}. "
        "Renommez l'une des deux."
    )
    with pytest.raises(NotAvailable):
        conventions.load("inconnue")


def test_a_workbook_that_changes_is_read_again(tmp_path: Path) -> None:
    path = write(tmp_path / "a.xlsx")
    conventions.add_folder(tmp_path)
    assert first_target() == "84 %"
    assert conventions.load("essai-2024") is conventions.load("essai-2024")
    write(path, Cible_2024="91 %")
    assert first_target() == "91 %"
    write(path, "autre-2024")
    with pytest.raises(NotAvailable):
        conventions.load("essai-2024")
    assert first_target("autre-2024") == "84 %"
    write(tmp_path / "b.xlsx")
    assert first_target() == "84 %"


def test_a_table_that_changes_is_read_again(write_folder) -> None:
    folder = write_folder()
    conventions.add_folder(folder.parent)
    assert conventions.load("essai").indicators["1"].targets[2020].text == "90%"
    table = folder / "statements.csv"
    table.write_text(table.read_text("utf-8").replace("90%", "91 %"), encoding="utf-8")
    assert conventions.load("essai").indicators["1"].targets[2020].text == "91 %"


def test_what_a_workbook_is_called_is_kept_by_its_bytes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write(tmp_path / "a.xlsx")
    conventions.add_folder(tmp_path)
    before = own()
    (kept,) = (configuration.cache_folder() / "conventions").iterdir()
    assert json.loads(kept.read_text("utf-8"))["summary"]["id"] == "essai-2024"
    summaries._summary.cache_clear()
    monkeypatch.setattr(summaries, "_read", lambda *_: pytest.fail("read again"))
    assert own() == before
    moved = path.rename(tmp_path / "z.xlsx")
    assert [(one.id, one.folder) for one in own()] == [("essai-2024", moved)]


@pytest.mark.parametrize(
    "damage",
    [b"", b"{", b"[]", b"null", b'{"reader": 1}', b"\xff\xfe", b"[" * 5000,
     b'{"reader": "%s", "summary": {"id": 3}}'],
)  # fmt: skip
def test_a_damaged_cache_only_costs_time(tmp_path: Path, damage: bytes) -> None:
    write(tmp_path / "a.xlsx")
    conventions.add_folder(tmp_path)
    before = own()
    (kept,) = (configuration.cache_folder() / "conventions").iterdir()
    kept.write_bytes(damage.replace(b"%s", summaries._reader().encode()))
    summaries._summary.cache_clear()
    assert own() == before


def test_a_cache_that_cannot_be_written_only_costs_time(tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("un fichier à la place du dossier")
    write(tmp_path / "mes" / "a.xlsx")
    conventions.add_folder(tmp_path / "mes")
    assert [one.id for one in own()] == ["essai-2024"]


def test_listing_brings_no_heavy_import_once_known(tmp_path: Path) -> None:
    path = write(tmp_path / "a.xlsx")
    for number in range(3):
        shutil.copy(path, tmp_path / f"copie-{number}.xlsx")
    code = (
        "import sys; from pycog import conventions; conventions.available(); "
        "print(sorted({'numpy', 'pandas', 'openpyxl', 'xlsxwriter'} & set(sys.modules)))"
    )
    environment = {**os.environ, conventions.VARIABLE: str(tmp_path)}
    for expected in (None, "[]"):
        done = subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=True,
            env=environment,
        )  # fmt: skip
        assert expected in (None, done.stdout.strip())
