"""The officer's answers: in the sheet, in a table of their own, carried to the next year."""

from __future__ import annotations

import pytest
import xlsxwriter

from pycog.equip.files import EquipOptions, equip_file
from pycog.equip.survey import survey
from pycog.equip.writing.map_reading import read_map
from pycog.errors import RefusedFile
from pycog.xlsx.package import Package
from tests.equip.writing.reading import MAP, of_indicator, rows, with_cells

POINTS = "points-ou-ratio"


def annex(path, year=2013, extra=()):
    """Write an annex whose rates are partly typed in points, which only its officer can tell."""
    book = xlsxwriter.Workbook(path)
    rate = book.add_format({"num_format": "0%"})
    sheet = book.add_worksheet(f"Suivi {year}")
    sheet.write_row(0, 0, ("N°", "Indicateur", f"Objectif {year}", f"Réalisé {year}"))
    lines = (
        (1, "Taux d'ouverture effective dans la plage horaire 8h30 à 17h00", 0.98, 0.98),
        (2, "Taux d'appels décrochés (accueil téléphonique)", 0.9, 86),
        (3, "Taux d'appels traités en niveau 1", 0.9, 91),
        (4, "Taux d'appels correctement tracés", 0.95, 0.94),
        *extra,
    )
    for row, line in enumerate(lines, 1):
        sheet.write(row, 0, line[0])
        sheet.write(row, 1, line[1])
        sheet.write(row, 2, line[2], rate)
        sheet.write(row, 3, line[3], rate if isinstance(line[3], float) else None)
    book.close()
    return path


@pytest.fixture(name="path")
def _path(tmp_path):
    return annex(tmp_path / "suivi-2013.xlsx")


def line_of(data: bytes, element: str, text: str) -> int:
    """Return the row of a line of the map, by the words of its doubt or its title."""
    found = [
        number
        for number, row in enumerate(rows(data, MAP), 1)
        if row[0] == element and text in f"{row[4]} {row[7]}"
    ]
    assert len(found) == 1, (element, text, found)
    return found[0]


def answered(data: bytes, element: str, text: str, answer: str) -> bytes:
    """Return a workbook in whose map a line was answered, saved by another program."""
    return with_cells(data, MAP, {f"J{line_of(data, element, text)}": answer})


def test_nothing_is_computed_before_the_answer(path, run):
    seen, done = run(path)
    assert POINTS in {doubt.code for doubt in seen.found.open_doubts()}
    assert of_indicator(done.data, 1)[8] == "Atteint"
    assert of_indicator(done.data, 2)[5:9] == ["points ou ratio ?", None, None, "Non renseigné"]


def test_the_answer_in_the_sheet_is_followed(path, run, tmp_path):
    _, done = run(path)
    typed = answered(done.data, "Doute", "un taux saisi en points", "1")
    seen, again = run(path, typed)
    assert not seen.unknown and not seen.found.open_doubts()
    row = of_indicator(again.data, 2)
    assert row[5:7] == [pytest.approx(0.86), pytest.approx(0.86 / 0.9)]
    assert (row[8], of_indicator(again.data, 3)[8]) == ("Non atteint", "Atteint")
    assert of_indicator(again.data, 1)[5] == 0.98
    third = run(path, again.data)[1]
    assert not third.changed


def test_an_answer_of_no_leaves_the_cells_out(path, run, tmp_path):
    typed = answered(run(path)[1].data, "Doute", "un taux saisi en points", "non")
    seen, again = run(path, typed)
    assert not seen.found.open_doubts()
    assert of_indicator(again.data, 2)[8] == "Non renseigné"


def test_an_unknown_answer_is_told_and_nothing_is_written(path, run, tmp_path, host):
    typed = answered(run(path)[1].data, "Ligne", "correctement tracés", "indicateur 99")
    path.write_bytes(typed)
    seen, _ = run(path)
    [said] = seen.unknown
    assert "« indicateur 99 » ne désigne rien" in said and "COG CAMIEG 2012-2015" in said
    report = equip_file(path, path, host, EquipOptions(write=True))
    assert report.refused.code == "reponses-inconnues" and path.read_bytes() == typed


def test_a_row_can_be_given_another_indicator_or_none(path, run, tmp_path):
    lines = read_map(exported(path, run, tmp_path, {"correctement tracés": "indicateur 6"}))
    seen, done = run(path, None, lines)
    [row] = [row for row in seen.found.tables[0].rows if "tracés" in row.label]
    assert (row.subject.key, row.accepted) == ("6", True)
    assert of_indicator(done.data, 6)[10].endswith("indicateur 6")
    lines = read_map(exported(path, run, tmp_path, {"correctement tracés": "non"}))
    seen, done = run(path, None, lines)
    assert not [row for row in rows(done.data) if row[1] == "4" and row[3] == 2013]


def exported(path, run, folder, answers):
    """Write the map of a workbook as CSV, with answers by title."""
    from pycog.equip.writing.map_sheet import as_csv, lines_of

    seen, _ = run(path)
    lines = []
    for line in lines_of(seen.found):
        answer = next((value for text, value in answers.items() if text in line.title), "")
        lines.append(line._replace(answer=answer) if line.element != "Doute" else line)
    target = folder / "table.csv"
    target.write_text(as_csv(lines), encoding="utf-8", newline="")
    return target


def test_next_year_asks_only_about_what_is_new(path, run, tmp_path):
    typed = answered(run(path)[1].data, "Doute", "un taux saisi en points", "1")
    old = tmp_path / "ancien.xlsx"
    old.write_bytes(typed)
    new = annex(tmp_path / "suivi-2014.xlsx", 2014)
    seen, done = run(new, None, read_map(old))
    assert not seen.found.open_doubts() and not seen.unused
    assert of_indicator(done.data, 2, 2014)[5] == pytest.approx(0.86)


def test_the_map_of_another_workbook_is_refused(path, run, tmp_path, agreement):
    other = tmp_path / "autre.csv"
    other.write_text(
        "Élément;Feuille;Cellule;N°;Intitulé;Compris comme;État;Doute;Réponses possibles;"
        "Votre réponse\r\nLigne;X;A1;;Tout autre chose;;;;;oui\r\n",
        encoding="utf-8",
    )
    with pytest.raises(RefusedFile) as raised:
        survey(Package.open(path), agreement, read_map(other))
    assert raised.value.code == "correspondances-d-un-autre-classeur"


def test_a_file_that_is_no_map_is_refused(tmp_path):
    other = tmp_path / "autre.csv"
    other.write_text("a;b\r\n1;2\r\n", encoding="utf-8")
    with pytest.raises(RefusedFile) as raised:
        read_map(other)
    assert raised.value.code == "correspondances-absentes"
    assert "Votre réponse" in raised.value.message


def test_an_answer_without_an_object_is_told(path, run, tmp_path):
    target = exported(path, run, tmp_path, {"correctement tracés": "oui"})
    text = target.read_text(encoding="utf-8")
    target.write_text(text.replace("correctement tracés", "jamais tracés"), encoding="utf-8")
    seen, _ = run(path, None, read_map(target))
    assert [one for one in seen.unused if "jamais tracés" in one]


def two_years(path):
    """Write an annex in which the results of two years are typed in points."""
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet("Suivi")
    heads = ("N°", "Indicateur", "Objectif 2013", "Réalisé 2013", "Objectif 2014", "Réalisé 2014")
    sheet.write_row(0, 0, heads)
    sheet.write_row(1, 0, (2, "Taux d'appels décrochés", "90 %", 86, "90 %", 88))
    sheet.write_row(2, 0, (3, "Taux d'appels traités en niveau 1", "90 %", 91, "90 %", 92))
    book.close()
    return path


@pytest.mark.parametrize("second", ["", "2"])
def test_the_answer_for_one_year_is_none_for_the_other(tmp_path, run, second):
    path = two_years(tmp_path / "suivi.xlsx")
    seen, done = run(path)
    assert [one.cell for one in seen.found.doubts if one.code == POINTS] == ["D2", "F2"]
    places = {
        row[2]: number
        for number, row in enumerate(rows(done.data, MAP), 1)
        if row[0] == "Doute" and "un taux saisi en points" in row[7]
    }
    typed = with_cells(done.data, MAP, {f"J{places['D2']}": "1"})
    if second:
        typed = with_cells(typed, MAP, {f"J{places['F2']}": second})
    seen, again = run(path, typed)
    assert [one.cell for one in seen.found.open_doubts()] == ([] if second else ["F2"])
    assert of_indicator(again.data, 2, 2013)[5] == pytest.approx(0.86)
    assert of_indicator(again.data, 2, 2014)[8] == "Non renseigné"
    assert not run(path, again.data)[1].changed
