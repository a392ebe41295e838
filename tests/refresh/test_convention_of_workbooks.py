"""A refresh calculates with the convention that each workbook follows, and sees it change."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from pycog import conventions
from pycog.cli.host import CatalogueHost
from pycog.default_convention import Default, using
from pycog.refresh import FileReport, FunctionHost, Options, explain_cell, refresh_file
from pycog.refresh.running.jobs import Inline, Job
from pycog.refresh.running.worker import Setup
from pycog.refresh.running.workers import MEMORY, Pool
from tests.two_agreements import ALPHA, BETA, write_agreements

Make = Callable[..., Path]
Refresh = Callable[..., FileReport]
#: What indicator 1 of the shipped convention wants in 2013 is another matter: it has no year 2020.
TARGET = "=_xldudf_COG_TARGET(1,2020)"
EXPLICIT = f'=_xldudf_COG_TARGET(1,2020,"{BETA[0]}")'


@pytest.fixture(autouse=True)
def folder(tmp_path: Path) -> Path:
    """The two conventions, known to this process only."""
    found = write_agreements(tmp_path / "conventions")
    conventions.add_folder(found)
    return found


def follows(definition: str | None, *, cell: str | None = None) -> Any:
    """Fill a workbook that reads the target with and without a convention named."""

    def fill(book: xlsxwriter.Workbook, sheet: xlsxwriter.worksheet.Worksheet) -> None:
        sheet.write_formula("A1", TARGET, None, 0)
        sheet.write_formula("A2", "=A1*100", None, 0)
        sheet.write_formula("A3", EXPLICIT, None, 0)
        if cell is not None:
            sheet.write("C1", cell)
        if definition is not None:
            book.define_name("COG_CONVENTION", definition)

    return fill


def values(path: Path) -> list[Any]:
    from openpyxl import load_workbook

    sheet = load_workbook(path, data_only=True).worksheets[0]
    return [sheet[f"A{row}"].value for row in (1, 2, 3)]


def test_the_name_of_the_workbook_decides(make: Make, refresh: Refresh) -> None:
    for name, percent, ratio in (ALPHA, BETA):
        path = make(follows(f'="{name}"'), f"{name}.xlsx")
        report = refresh(path)
        assert values(path) == [ratio, percent, BETA[2]]
        assert report.convention == f"{name} (nom COG_CONVENTION du classeur)"
        assert refresh(path).changed == 0


def test_the_name_may_refer_to_a_cell(make: Make, refresh: Refresh) -> None:
    path = make(follows("='Données'!$C$1", cell=ALPHA[0]))
    refresh(path)
    assert values(path)[0] == ALPHA[2]


def test_the_workbook_wins_over_whatever_is_chosen_outside(make: Make, refresh: Refresh) -> None:
    path = make(follows(f'="{ALPHA[0]}"'))
    with using(BETA[0]):
        refresh(path, options=Options(convention=Default(BETA[0], "option --convention")))
    assert values(path)[0] == ALPHA[2]


def test_a_workbook_that_names_none_follows_the_choice(make: Make, refresh: Refresh) -> None:
    path = make(follows(None))
    assert refresh(path, options=Options(convention=Default(ALPHA[0], "essai"))).changed == 3
    assert values(path)[0] == ALPHA[2]
    with using(BETA[0], "essai"):
        assert refresh(path).convention == f"{BETA[0]} (essai)"
    assert values(path)[0] == BETA[2]


@pytest.mark.parametrize("only_cog", [False, True])
def test_another_choice_makes_what_depends_on_it_stale(
    make: Make, refresh: Refresh, only_cog: bool
) -> None:
    path = make(follows(None))

    def chosen(name: str, *, check: bool = False) -> Options:
        return Options(check=check, only_cog=only_cog, convention=Default(name, "essai"))

    refresh(path, options=chosen(ALPHA[0]))
    assert refresh(path, options=chosen(ALPHA[0], check=True)).changed == 0
    stale = refresh(path, options=chosen(BETA[0], check=True))
    assert [(one.cell, one.before, one.after) for one in stale.changes] == [
        ("A1", ALPHA[2], BETA[2]),
        ("A2", ALPHA[1], BETA[1]),
    ]
    assert values(path) == [ALPHA[2], ALPHA[1], BETA[2]]  # --check writes nothing
    refresh(path, options=chosen(BETA[0]))
    assert values(path) == [BETA[2], BETA[1], BETA[2]]


def test_another_name_makes_what_depends_on_it_stale(make: Make, refresh: Refresh) -> None:
    path = make(follows(f'="{ALPHA[0]}"'))
    refresh(path)
    _rename(path, ALPHA[0], BETA[0])
    stale = refresh(path, options=Options(check=True))
    assert [one.cell for one in stale.changes] == ["A1", "A2"]
    refresh(path)
    assert values(path) == [BETA[2], BETA[1], BETA[2]]


def test_excels_own_results_follow_another_choice(make: Make, refresh: Refresh) -> None:
    """What Excel calculated from a COG_ cell is explained by the change of that cell."""
    path = make(follows(None))
    refresh(path, options=Options(convention=Default(ALPHA[0], "essai"), accept_native=True))
    _signed_by_excel(path)
    report = refresh(path, options=Options(convention=Default(BETA[0], "essai")))
    assert (report.doubt, report.disagreements) == ("", [])
    assert values(path) == [BETA[2], BETA[1], BETA[2]]


@settings(max_examples=15)
@given(st.lists(st.sampled_from([ALPHA[0], BETA[0]]), min_size=1, max_size=4))
def test_the_last_choice_alone_decides(
    tmp_path_factory: pytest.TempPathFactory, host: FunctionHost, choices: list[str]
) -> None:
    path = tmp_path_factory.mktemp("suite") / "classeur.xlsx"
    book = xlsxwriter.Workbook(path)
    follows(None)(book, book.add_worksheet("Données"))
    book.close()
    for choice in choices:
        options = Options(convention=Default(choice, "essai"))
        assert refresh_file(path, host, options=options).refused is None
    ratio = {name: value for name, _, value in (ALPHA, BETA)}[choices[-1]]
    assert values(path)[0] == ratio


@pytest.mark.parametrize(
    ("definition", "code", "what"),
    [
        ('="inconnue"', "convention-inconnue", "« inconnue » n'est pas connue"),
        ("=#REF!", "convention-du-classeur", "ne désigne plus rien"),
        ("='Données'!$A$2", "convention-du-classeur", "qui contient une formule"),
        ("='Données'!$C$1:$C$2", "convention-du-classeur", "plusieurs cellules"),
        ("='Données'!$C$1", "convention-du-classeur", "qui est vide"),
    ],
)
def test_a_name_that_gives_no_convention_refuses_the_file(
    make: Make, host: FunctionHost, definition: str, code: str, what: str
) -> None:
    path = make(follows(definition))
    before = path.read_bytes()
    report = refresh_file(path, host)
    assert report.refused is not None and report.refused.code == code
    assert what in report.refused.message
    assert "nom COG_CONVENTION du classeur" in report.refused.message.replace("Le nom", "nom")
    assert report.refused.message.startswith(f"{path} : ")
    assert path.read_bytes() == before


def test_a_name_that_nothing_needs_refuses_nothing(make: Make, refresh: Refresh) -> None:
    def fill(book: xlsxwriter.Workbook, sheet: xlsxwriter.worksheet.Worksheet) -> None:
        sheet.write_formula("A1", EXPLICIT, None, 0)
        sheet.write_formula("A2", "=_xldudf_COG_RATE(1,4)", None, 0)
        sheet.write_formula("A3", "=1+1", None, 0)
        book.define_name("COG_CONVENTION", "=#REF!")

    path = make(fill)
    assert refresh(path).convention == ""
    assert values(path) == [BETA[2], 0.25, 2]


def test_a_fault_behind_iferror_refuses_too(make: Make, host: FunctionHost) -> None:
    def fill(book: xlsxwriter.Workbook, sheet: xlsxwriter.worksheet.Worksheet) -> None:
        sheet.write_formula("A1", "=IFERROR(_xldudf_COG_TARGET(1,2020),0.5)", None, 0.9)
        book.define_name("COG_CONVENTION", '="inconnue"')

    report = refresh_file(make(fill), host)
    assert report.refused is not None and report.refused.code == "convention-inconnue"


def test_errors_are_explained_with_the_convention_of_the_workbook(
    make: Make, refresh: Refresh
) -> None:
    def fill(book: xlsxwriter.Workbook, sheet: xlsxwriter.worksheet.Worksheet) -> None:
        sheet.write_formula("A1", "=_xldudf_COG_TARGET(7,2020)", None, 0)
        book.define_name("COG_CONVENTION", f'="{ALPHA[0]}"')

    (error,) = refresh(make(fill)).errors
    assert f"COG {ALPHA[0]}" in error.reason


def test_a_cell_is_explained_with_the_convention_and_what_chose_it(
    make: Make, host: FunctionHost
) -> None:
    path = make(follows(f'="{ALPHA[0]}"'))
    told = str(explain_cell(path, "Données", "A1", host))
    assert f"convention par défaut : {ALPHA[0]} (nom COG_CONVENTION du classeur)" in told
    assert "A1 : 90 %" in told.replace("\xa0", " ").replace("\u202f", " ")
    named = str(explain_cell(path, "Données", "A3", host))
    assert "par défaut" not in named and f"convention : {BETA[0]}" in named


# ---- many at a time ----


def _batch(make: Make) -> dict[Path, float | None]:
    """Return workbooks with the value that each must get."""
    found: dict[Path, float | None] = {}
    for number in range(6):
        name, _, ratio = (ALPHA, BETA)[number % 2]
        found[make(follows(f'="{name}"'), f"{number}-{name}.xlsx")] = ratio
    found[make(follows(None), "sans.xlsx")] = BETA[2]
    found[make(follows('="inconnue"'), "inconnue.xlsx")] = None
    return found


@pytest.mark.parametrize("processes", [0, 2])
def test_each_workbook_of_a_batch_follows_its_own(make: Make, folder: Path, processes: int) -> None:
    expected = _batch(make)
    options = Options(convention=Default(BETA[0], "option --convention"))
    jobs = [Job(path, options=options) for path in expected]
    factory = CatalogueHost((folder,))
    runner = (
        Pool(jobs, Setup(factory, 600, MEMORY), processes) if processes else Inline(jobs, factory)
    )
    with runner:
        reports = dict(runner.results())
    for number, job in enumerate(jobs):
        ratio = expected[job.path]
        if ratio is None:
            refused = reports[number].refused
            assert refused is not None and refused.code == "convention-inconnue"
        else:
            assert reports[number].refused is None, reports[number].refused
            assert values(job.path)[0] == ratio, job.path


def _rename(path: Path, old: str, new: str) -> None:
    import zipfile

    with zipfile.ZipFile(path) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    part = "xl/workbook.xml"
    assert parts[part].count(old.encode()) == 1
    parts[part] = parts[part].replace(old.encode(), new.encode())
    _write(path, parts)


def _signed_by_excel(path: Path) -> None:
    """Let the stored results pass for those of a current Excel."""
    import re
    import zipfile

    with zipfile.ZipFile(path) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    workbook = re.sub(rb"<calcPr[^>]*/>", b'<calcPr calcId="191029"/>', parts["xl/workbook.xml"])
    version = b'<fileVersion appName="xl" lastEdited="7" lowestEdited="7" rupBuild="27231"/>'
    parts["xl/workbook.xml"] = re.sub(rb"<fileVersion[^>]*/>", version, workbook)
    assert b"Microsoft Excel" in parts["docProps/app.xml"]
    _write(path, parts)


def _write(path: Path, parts: dict[str, bytes]) -> None:
    import zipfile

    fresh = path.with_suffix(".nouveau")
    with zipfile.ZipFile(fresh, "w", zipfile.ZIP_DEFLATED) as package:
        for name, body in parts.items():
            package.writestr(name, body)
    shutil.move(fresh, path)
