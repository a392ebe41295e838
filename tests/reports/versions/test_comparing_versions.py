"""What differs between two versions is told by its meaning, and nothing else is."""

from __future__ import annotations

from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from pycog.cli.main import main
from pycog.conventions import load
from pycog.reports.versions.alignment import align
from pycog.reports.versions.version_comparing import Difference, compare_versions
from pycog.xlsx.package import Package
from tests.ods.made import number, row, sheet, text, written

HEADINGS = ("Poste", "Budget 2013", "Exécuté 2013")
LINES = (("Loyers", 100.0, 90.0), ("Énergie", 50.0, 55.5), ("Missions", 20.0, 0.0))


def book(path: Path, lines=LINES, headings=HEADINGS, name="Suivi", total="SUM") -> Package:
    """Write a small annex: headings, lines, a total by formula."""
    made = xlsxwriter.Workbook(path)
    page = made.add_worksheet(name)
    page.write_row(0, 0, headings)
    for at, line in enumerate(lines, 1):
        page.write_row(at, 0, line)
    end = len(lines)
    page.write(end + 1, 0, "Total")
    for column, letter in enumerate("BC"[: len(headings) - 1], 1):
        value = sum(line[column] for line in lines)
        page.write_formula(end + 1, column, f"={total}({letter}2:{letter}{end + 1})", None, value)
    made.close()
    return Package.open(path)


def compare(tmp_path, **changes) -> list[Difference]:
    old = book(tmp_path / "ancien.xlsx")
    return compare_versions(old, book(tmp_path / "nouveau.xlsx", **changes), load())


def test_the_same_annex_has_no_difference(tmp_path):
    assert compare(tmp_path) == []


def test_what_is_typed_is_told_from_what_follows(tmp_path):
    lines = (("Loyers", 100.0, 95.0), *LINES[1:])
    assert compare(tmp_path, lines=lines) == [
        Difference("saisie", "« Loyers », « Exécuté 2013 »", "90", "95", "Suivi!C2", "Suivi!C2"),
        Difference(
            "recalcul", "« Total », « Exécuté 2013 »", "145,5", "150,5", "Suivi!C5", "Suivi!C5"
        ),
    ]


def test_an_added_row_moves_the_others_and_changes_nothing_in_them(tmp_path):
    lines = (LINES[0], ("Fluides", 0.0, 0.0), *LINES[1:])
    found = compare(tmp_path, lines=lines)
    assert [(one.kind, one.subject) for one in found] == [
        ("ligne ajoutée", "« Fluides »"),
        # The sum goes over one row more: another formula, and no figure differs.
        ("formule", "« Total », « Budget 2013 »"),
        ("formule", "« Total », « Exécuté 2013 »"),
    ]


def test_a_removed_row_and_another_formula(tmp_path):
    found = compare(tmp_path, lines=LINES[:2])
    assert found[0] == Difference("ligne retirée", "« Missions »", old_place="Suivi!A4")
    found = compare(tmp_path, total="AVERAGE")
    assert {one.kind for one in found} == {"formule"}
    assert (found[0].before, found[0].after) == ("=SUM(B2:B4)", "=AVERAGE(B2:B4)")


def test_a_corrected_label_is_the_same_row(tmp_path):
    lines = (("Loyer", 100.0, 90.0), *LINES[1:])
    (only,) = compare(tmp_path, lines=lines)
    assert (only.kind, only.before, only.after) == ("saisie", "Loyers", "Loyer")


def test_sheets_come_and_go(tmp_path):
    others = (("Marchés", 7.0, 8.0), ("Conseil", 1.0, 2.0), ("Travaux", 3.0, 4.0))
    found = compare(tmp_path, name="Exécution", lines=others, headings=("Objet", "A", "B"))
    assert {(one.kind, one.subject) for one in found} == {
        ("feuille ajoutée", "feuille « Exécution »"),
        ("feuille retirée", "feuille « Suivi »"),
    }


def test_cells_of_the_agreement_have_its_names(tmp_path):
    pages = {}
    for name, result in (("ancien", 0.86), ("nouveau", 0.89)):
        made = xlsxwriter.Workbook(tmp_path / f"{name}.xlsx")
        page, percent = made.add_worksheet("Suivi"), made.add_format({"num_format": "0%"})
        page.write_row(0, 0, ("N°", "Indicateur", "Objectif 2013", "Réalisé 2013"))
        page.write_row(1, 0, (2, "Taux d'appels décrochés"))
        page.write(1, 2, 0.9, percent)
        page.write(1, 3, result, percent)
        page.write_row(2, 0, (3, "Taux d'appels traités en niveau 1"))
        page.write(2, 2, 0.9, percent)
        made.close()
        pages[name] = Package.open(tmp_path / f"{name}.xlsx")
    (only,) = compare_versions(pages["ancien"], pages["nouveau"], load())
    assert str(only) == "Suivi!D2 – indicateur 2, réalisé 2013 : 86 % → 89 % (saisie)"


def test_an_ods_and_an_xlsx_of_the_same_annex_agree(tmp_path, capsys):
    book(tmp_path / "a.xlsx", lines=LINES)
    cells = [row(*map(text, HEADINGS))]
    cells += [row(text(line[0]), number(line[1]), number(line[2])) for line in LINES[:2]]
    written(tmp_path / "a.ods", sheet("Suivi", *cells))
    assert main(["diff", str(tmp_path / "a.ods"), str(tmp_path / "a.xlsx")]) == 1
    said = capsys.readouterr().out.replace("\u202f", " ")
    assert "« Missions » (ligne ajoutée)" in said
    assert "saisie" not in said


@pytest.mark.parametrize("form", ["html", "xlsx"])
def test_the_differences_are_written(tmp_path, capsys, form):
    book(tmp_path / "a.xlsx")
    book(tmp_path / "b.xlsx", lines=(("Loyers", 1234.5, 90.0), *LINES[1:]))
    files = [str(tmp_path / name) for name in ("a.xlsx", "b.xlsx")]
    target = tmp_path / f"changements.{form}"
    assert main(["diff", *files, "--output", str(target)]) == 1
    assert "2 différences, dont 1 « saisie », 1 « recalcul »" in capsys.readouterr().out
    if form == "html":
        assert "Loyers" in target.read_text(encoding="utf-8")
    else:
        assert target.read_bytes().startswith(b"PK")


def test_bad_input_is_told_in_french(tmp_path, capsys):
    book(tmp_path / "a.xlsx")
    a, absent = str(tmp_path / "a.xlsx"), str(tmp_path / "b.xlsx")
    assert main(["diff", a, absent]) == 2
    assert "n'existe pas" in capsys.readouterr().err
    assert main(["diff", a, a, "--output", "x.pdf"]) == 2
    assert ".xlsx ou une page .html est attendu" in capsys.readouterr().err
    assert main(["diff", a, a]) == 0
    assert "sont le même fichier : rien n'a été comparé." in capsys.readouterr().err


NAMES = st.lists(
    st.sampled_from(["", "loyers", "énergie", "missions", "total", "études"]), max_size=8
)


@given(NAMES, NAMES)
def test_every_row_is_paired_or_told(old, new):
    found = align(list(enumerate(old)), list(enumerate(new)))
    assert sorted([one for one, _ in found.pairs] + found.gone) == list(range(len(old)))
    assert sorted([other for _, other in found.pairs] + found.added) == list(range(len(new)))
    assert all(one < other for one, other in zip(found.pairs, found.pairs[1:], strict=False))
