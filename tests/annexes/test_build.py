"""What every built workbook must be, whatever it holds."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import load_workbook

from pycog.annexes import build
from pycog.errors import RefusedFile
from pycog.refresh import Options, refresh_file
from tests.paths import ROOT
from udfs.hosts.engine import EngineHost

NAMES = (
    "camieg-2012-2015/annexe-1-budget.xlsx",
    "camieg-2012-2015/annexe-2-fnga.xlsx",
    "camieg-2012-2015/annexe-3-fngr.xlsx",
    "camieg-2012-2015/annexe-4-indicateurs.xlsx",
    "camieg-2012-2015/suivi-echeances.xlsx",
    "recette.xlsx",
)
ANNEX_2, ANNEX_4, RECETTE = NAMES[1], NAMES[3], NAMES[-1]
Parts = Callable[[str, str], str]


def content_of(path: Path) -> dict[str, bytes]:
    """Return the parts of a workbook, uncompressed, in their order."""
    with zipfile.ZipFile(path) as package:
        return {part: package.read(part) for part in package.namelist()}


def test_the_four_workbooks_are_built(built: dict[str, Path]) -> None:
    # The workbooks of intéressement have their own tests.
    assert tuple(built)[: len(NAMES)] == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_the_committed_workbook_is_the_one_that_is_built(built: dict[str, Path], name: str) -> None:
    # Part by part: another zlib may compress the same content to other bytes.
    committed, new = content_of(ROOT / "workbooks" / name), content_of(built[name])
    assert list(committed) == list(new)
    different = [part for part, content in new.items() if committed[part] != content]
    assert different == [], "run: make generated"


def test_another_process_builds_the_same_bytes(built: dict[str, Path], tmp_path: Path) -> None:
    script = (
        "from pathlib import Path; from pycog.annexes import build; "
        "from udfs.hosts.engine import EngineHost; import sys; "
        "build(Path(sys.argv[1]), EngineHost())"
    )
    elsewhere = {**os.environ, "TZ": "Pacific/Auckland", "PYTHONHASHSEED": "7", "LC_ALL": "C"}
    subprocess.run(
        [sys.executable, "-c", script, str(tmp_path)], check=True, env=elsewhere, cwd=ROOT
    )
    for name, path in built.items():
        assert (tmp_path / name).read_bytes() == path.read_bytes(), name


@pytest.mark.parametrize("name", NAMES)
def test_the_stored_values_are_fresh(built: dict[str, Path], name: str, host: EngineHost) -> None:
    report = refresh_file(built[name], host, options=Options(check=True))
    assert report.refused is None
    assert report.cog_formulas > 0
    assert report.changed == 0
    assert report.frozen == []


@pytest.mark.parametrize("name", NAMES[:-1])
def test_no_annex_shows_an_error(built: dict[str, Path], name: str, host: EngineHost) -> None:
    assert refresh_file(built[name], host, options=Options(check=True)).errors == []


@pytest.mark.parametrize("name", NAMES)
def test_every_call_of_ours_is_stored_as_excel_stores_it(built: dict[str, Path], name: str) -> None:
    calls = 0
    with zipfile.ZipFile(built[name]) as package:
        assert "XLDAPR" in package.read("xl/metadata.xml").decode()
        for part in package.namelist():
            if not part.startswith("xl/worksheets/sheet"):
                continue
            text = package.read(part).decode()
            for cell in re.findall(r"<c [^>]*?>(?:(?!</c>).)*?<f.*?</f>", text, re.DOTALL):
                if "COG_" not in cell:
                    continue
                calls += 1
                assert re.search(r'<c [^>]*cm="1"', cell), cell
                assert re.search(r'<f t="array" ref="[A-Z]+\d+(:[A-Z]+\d+)?">', cell), cell
                assert not re.search(r"(?<!_xldudf_)COG_", cell.split("<f", 1)[1]), cell
    assert calls > 70


@pytest.mark.parametrize("name", NAMES)
def test_excel_does_not_recompute_on_opening(parts: Parts, name: str) -> None:
    calculation = re.search(r"<calcPr[^>]*>", parts(name, "xl/workbook.xml"))
    assert calculation is not None
    assert calculation[0] == '<calcPr calcId="191029"/>'


@pytest.mark.parametrize("name", NAMES)
def test_print_setup_and_panes(built: dict[str, Path], name: str) -> None:
    for sheet in load_workbook(built[name]).worksheets:
        setup = sheet.page_setup
        # A4 or A3: tests/annexes/test_paper.py says when.
        assert setup.orientation == "landscape" and setup.paperSize in {8, 9}, sheet.title
        fitted = sheet.sheet_properties.pageSetUpPr.fitToPage
        assert fitted or (setup.paperSize == 8 and setup.scale == 78), sheet.title
        assert setup.fitToWidth in {None, 1}
        assert sheet.print_area
        assert sheet.oddHeader.left.text and sheet.oddHeader.right.text == sheet.title
        assert sheet.oddFooter.left.text.startswith("Source : ")
        assert sheet.oddFooter.right.text == "Page &P sur &N"
        assert not sheet.protection.sheet
        if sheet.title != "Lisez-moi":
            assert sheet.freeze_panes, sheet.title
        # A sheet that runs over several pages repeats its headings.
        several = setup.fitToHeight == 0 or not fitted
        assert bool(sheet.print_title_rows) >= several, sheet.title


@pytest.mark.parametrize("name", NAMES)
def test_the_styles_are_in_excels_gallery(built: dict[str, Path], name: str) -> None:
    styles = set(load_workbook(built[name]).named_styles)
    assert {"Normal", "COG Calcul", "COG En-tête", "COG Titre"} <= styles


def test_input_cells_are_recognised_by_their_style(built: dict[str, Path]) -> None:
    book = load_workbook(built[ANNEX_2])
    inputs = [
        cell.coordinate
        for line in book["Exécution"].iter_rows(min_row=7)
        for cell in line
        if cell.style == "COG Saisie"
    ]
    # Ten lines without parts (two of them "dont", two of revenue), four years.
    assert len(inputs) == 10 * 4
    assert all(book["Exécution"][cell].value is None for cell in inputs)


@pytest.mark.parametrize(("name", "charts"), list(zip(NAMES, (1, 1, 1, 1, 4, 0), strict=True)))
def test_charts(built: dict[str, Path], name: str, charts: int) -> None:
    with zipfile.ZipFile(built[name]) as package:
        found = [part for part in package.namelist() if part.startswith("xl/charts/chart")]
    assert len(found) == charts


def test_the_chart_of_the_budget_carries_its_figures(parts: Parts) -> None:
    chart = parts(ANNEX_2, "xl/charts/chart1.xml")
    assert chart.count("<c:ser>") == 4
    assert '<c:grouping val="stacked"/>' in chart
    # Investment 2012 and evaluative credits 2015 are live totals.
    assert "<c:v>979000</c:v>" in chart
    assert "<c:v>5573000</c:v>" in chart


@pytest.fixture
def folder(built: dict[str, Path], tmp_path: Path) -> Path:
    """A folder that was built before."""
    for name, path in built.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        shutil.copyfile(path, tmp_path / name)
    return tmp_path


def test_a_filled_workbook_is_not_replaced(folder: Path, host: EngineHost) -> None:
    paths = [folder / name for name in NAMES]
    filled = folder / ANNEX_4
    book = load_workbook(filled)
    book["Indicateurs"]["J7"] = 0.98
    book.save(filled)
    before = {path: path.read_bytes() for path in paths}
    with pytest.raises(RefusedFile) as caught:
        build(folder, host)
    assert caught.value.code == "classeur-rempli"
    assert caught.value.message == (
        f"{filled} porte des saisies ou des feuilles ajoutées, que la construction effacerait : "
        "Indicateurs!J7. Déplacez ce fichier ou choisissez un autre dossier."
    )
    assert {path: path.read_bytes() for path in paths} == before


def test_an_added_sheet_is_not_lost(folder: Path, host: EngineHost) -> None:
    path = folder / ANNEX_2
    book = load_workbook(path)
    book.create_sheet("Mes notes")
    book.save(path)
    with pytest.raises(RefusedFile, match="feuille « Mes notes »"):
        build(folder, host)


def test_another_file_of_that_name_is_not_replaced(tmp_path: Path, host: EngineHost) -> None:
    other = tmp_path / RECETTE
    other.write_text("autre chose", encoding="utf-8")
    with pytest.raises(RefusedFile) as caught:
        build(tmp_path, host)
    assert caught.value.code == "classeur-inconnu"
    assert other.read_text(encoding="utf-8") == "autre chose"


def test_a_place_that_cannot_be_written(tmp_path: Path, host: EngineHost) -> None:
    (tmp_path / "occupé").write_text("un fichier, pas un dossier", encoding="utf-8")
    with pytest.raises(RefusedFile) as caught:
        build(tmp_path / "occupé", host)
    assert caught.value.code == "ecriture-impossible"


@pytest.mark.parametrize("name", NAMES)
def test_the_first_sheet_says_what_the_file_is(built: dict[str, Path], name: str) -> None:
    book = load_workbook(built[name], data_only=True)
    assert book.sheetnames[0] == "Lisez-moi"
    texts = {str(cell.value) for line in book["Lisez-moi"].iter_rows() for cell in line}
    assert {"Comment le remplir", "Légende", "Conventions", "Source"} <= texts
    assert set(book.sheetnames[1:]) <= texts
    assert any(text.startswith("pycog ") for text in texts)


@pytest.mark.parametrize("name", NAMES[:-1])
def test_charts_have_a_text_for_those_who_do_not_see_them(parts: Parts, name: str) -> None:
    drawing = parts(name, "xl/drawings/drawing1.xml")
    assert re.search(r'<xdr:cNvPr [^>]*descr="[^"]{60,}"', drawing)
