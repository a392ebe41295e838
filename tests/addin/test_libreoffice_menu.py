"""The windows of the menu COG, opened by their real commands and clicked in a live Calc."""

from __future__ import annotations

import datetime as dt
import io
import re
import shutil
from pathlib import Path
from typing import Any

import docx
import pytest
import xlsxwriter
from openpyxl import load_workbook

from pycog.equip.files import EquipOptions, equip_file
from pycog.reports.making import make, order
from tests.addin.live_calc import seen, type_in
from tests.paths import ROOT
from udfs.catalogue import catalogue
from udfs.hosts.engine import EngineHost

NEW = "private:factory/scalc"
EXAMPLE = ROOT / "workbooks" / "exemple-fictif"
#: The file that a report was drawn from, and its digest.
_FILE = re.compile(r'<td>[^<]*</td><td><span class="empreinte">[^<]*</span></td>')
RESULTS, MAP = "COG - résultats", "Correspondances"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("calc-menu")


def ask(question: str) -> list[Any]:
    """Type a question, click, and read what was said."""
    return ["window", "assistant", ["question", question], ["ask"], ["?", "history"]]


def test_the_assistant_answers_and_inserts(calc: str, folder: Path) -> None:
    inserts = ["window", "assistant", ["insert"], ["?", "said"]]
    steps = [
        ["show", NEW],
        ["command", "assistant"],
        ["window", "assistant", ["?", "history"], ["?", "offered"]],
        ask("objectif de l'indicateur 2 en 2013"),
        ["select", "C3"],
        inserts,
        ["read", "C3"],
        inserts,  # the cell is no longer empty
        ["window", "assistant", ["undo"], ["?", "said"]],
        ["read", "C3"],
        ask("et en 2014 ?"),
        ["window", "assistant", ["question", "insère la formule"], ["ask"], ["?", "said"]],
        ["read", "C3"],
        ["undo"],
        ["read", "C3"],
        ["window", "assistant", ["forget"], ["?", "history"]],
    ]
    found = type_in(calc, folder, steps)
    welcome, answered, inserted, cell, asked, undone, empty, more, again, second, before, end = (
        found
    )
    assert "Posez votre question en français" in welcome[0]
    assert "budget de personnel 2014" in welcome[1]
    assert "est de 90 %" in answered[0]
    assert "Formule : =COG_TARGET(2;2013)" in answered[0]
    assert inserted == ["Formule insérée en Sheet1!C3."]
    assert seen(cell[0]) == catalogue()["COG_TARGET"].evaluate(2.0, 2013.0) == 0.9
    assert "contient déjà" in asked[0]
    assert undone == ["Le contenu précédent de Sheet1!C3 est remis."]
    assert empty[0]["formula"] == ""
    assert "L’objectif 2014 de l’indicateur 2" in more[0]
    assert again == ["Formule insérée en Sheet1!C3."]
    assert "COGTARGET(2;2014)" in second[0]["formula"]
    assert before[0]["formula"] == ""
    assert end[0] == welcome[0]


def test_the_assistant_reads_what_stands_in_the_document_now(calc: str, folder: Path) -> None:
    source = EXAMPLE / "annexe-4-indicateurs.xlsx"
    sheet = load_workbook(source)["Indicateurs"]
    assert (sheet["A8"].value, sheet["J6"].value) == (2, "Réalisé 2012")
    asked = "quel est le réalisé 2012 de l'indicateur 2 dans le classeur ?"
    steps = [
        ["show", source.as_uri()],
        ["command", "assistant"],
        ["select", "Indicateurs!J8"],
        ask(asked),
        ["keys", "Indicateurs!J8", "0.5"],
        ["window", "assistant", ["forget"]],
        ask(asked),
        ["select", "Résultats!E8"],
        ask("explique cette cellule"),
        ["command", "report"],
        ["command", "assistant"],  # there is one of a kind
        ["windows"],
        ["show", NEW],  # each document has its own conversation, gone with it
        ["windows"],
        ["command", "assistant"],
        ["window", "assistant", ["?", "history"]],
    ]
    first, _, changed, explained, shown, left, other = type_in(calc, folder, steps)
    assert shown == ["assistant", "report"]
    assert left == []
    assert "88,6 %" in first[0]
    assert "50 %" in changed[0]
    assert "88,6 %" not in changed[0]
    assert "COG_ATTAINMENT" in explained[0]
    assert "Vous :" not in other[0]


def test_what_the_assistant_cannot_do_is_said(calc: str, folder: Path, tmp_path: Path) -> None:
    path = tmp_path / "protege.xlsx"
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet("Feuille").protect()
        book.define_name("COG_CONVENTION", '="inconnue-2030"')
    said = ["window", "assistant", ["insert"], ["?", "said"]]
    steps = [
        ["show", path.as_uri()],
        ["command", "assistant"],
        ["window", "assistant", ["?", "said"]],
        ask("objectif de l'indicateur 2 en 2013"),
        ["window", "assistant", ["?", "said"]],
        ["command", "annex"],
        ["window", "annex", ["?", "annexes"], ["?", "said"]],
        ["show", NEW],
        ["command", "assistant"],
        said,
        ["window", "assistant", ["ask"], ["?", "said"]],
        ["window", "assistant", ["question", "x" * 601], ["ask"], ["?", "said"]],
        ask("objectif de l'indicateur 2 en 2013"),
        ["protect"],
        said,
        ["read", "A1"],
    ]
    opened, answered, refused, annexes, nothing, empty, long, _, locked, cell = type_in(
        calc, folder, steps
    )
    for told in (opened[0], refused[0], annexes[1]):
        assert "inconnue-2030" in told
    assert "90 %" not in answered[0]
    assert annexes[0] == []
    assert "pas de formule à insérer" in nothing[0]
    assert "Écrivez une question" in empty[0]
    assert "601 caractères" in long[0]
    assert "Sheet1!A1 est protégée" in locked[0]
    assert cell[0]["formula"] == ""


def test_an_annex_opens_as_a_new_document(calc: str, folder: Path) -> None:
    source = ROOT / "workbooks" / "camieg-2012-2015" / "annexe-4-indicateurs.xlsx"
    places = ["Résultats!E7", "Résultats!G7", "Résultats!C7", "Indicateurs!J7"]
    steps = [
        ["show", NEW],
        ["command", "annex"],
        ["window", "annex", ["?", "annexes"]],
        ["window", "annex", ["open"], ["?", "said"]],
        ["window", "annex", ["annexes", 3], ["open"], ["?", "said"]],
        ["documents"],
        ["other"],
        ["read", *places],
        ["keys", "Indicateurs!J7", "0.49"],
        ["read", "Résultats!E7"],
        ["menu", "recalculate"],
    ]
    offered, nothing, opened, documents, values, live, again = type_in(calc, folder, steps)
    assert offered[0][3] == "COG CAMIEG 2012-2015 – Annexe 4 : indicateurs"
    assert len(offered[0]) > 30
    assert nothing == ["Choisissez une annexe dans la liste."]
    assert "annexe-4-indicateurs" in opened[0]
    names = {one["title"]: one["sheets"] for one in documents}
    assert names["annexe-4-indicateurs"] == load_workbook(source).sheetnames
    assert [seen(one) for one in values] == ["", "Non renseigné", 1.0, ""]
    assert seen(live[0]) == catalogue()["COG_ATTAINMENT"].evaluate(0.49, 0.98) == 0.5
    assert again == "1 190 cellules COG_ recalculées, 0 en erreur."


@pytest.fixture(name="annex")
def _annex(tmp_path: Path) -> Path:
    """A made-up annex as an officer types one: rates as text, and in points."""
    path = tmp_path / "suivi.xlsx"
    rows = [
        ("N°", "Indicateur", "Objectif 2013", "Réalisé 2013", "Statut"),
        (1, "Taux d'ouverture effective dans la plage horaire", "98 %", "98,2 %", "Atteint"),
        (2, "Taux d'appels décrochés", "90 %", 86, "Atteint"),
        (7, "Taux de satisfaction", "76,5 %", "n.d.", ""),
        (16, "Taux de saisies invalidées", "< 5 %", "4,2 %", "Atteint"),
        (40, "Nombre de PML mis en place par an", 2, 3, "Atteint"),
    ]
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("Suivi 2013")
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    return path


def test_a_document_is_equipped_and_taken_back(
    calc: str, folder: Path, annex: Path, tmp_path: Path
) -> None:
    """Calc finds in the new sheets what ``pycog equip`` writes there."""
    expected = tmp_path / "attendu.xlsx"
    report = equip_file(annex, expected, EngineHost(), EquipOptions(write=True))
    assert report.refused is None
    cells = [
        (f"{RESULTS}!{cell.coordinate}", cell.value)
        for row in load_workbook(expected, data_only=True)[RESULTS].iter_rows()
        for cell in row
    ]
    steps = [
        ["show", annex.as_uri()],
        ["command", "equip"],
        ["window", "equip", ["?", "found"], ["?", "doubts"], ["?", "said"]],
        ["documents"],
        ["window", "equip", ["write"], ["?", "said"]],
        ["documents"],
        ["read", *(place for place, _ in cells)],
        ["undo"],
        ["documents"],
    ]
    seen_first, untouched, said, written, values, undone = type_in(calc, folder, steps)
    assert "Suivi 2013!A1:E6 : indicateurs" in seen_first[0]
    assert "Suivi 2013!D3" in seen_first[1][0]
    assert "à préciser" in seen_first[1][0]
    assert "Rien n’est écrit" in seen_first[2]
    assert untouched[0]["sheets"] == undone[0]["sheets"] == ["Suivi 2013"]
    assert f"{report.formulas} formules écrites" in said[0]
    assert "1 doute reste à lever" in said[0]
    assert written[0]["sheets"] == ["Suivi 2013", RESULTS, MAP]
    differ = {
        place: (value, seen(found))
        for (place, value), found in zip(cells, values, strict=True)
        if seen(found) != ("" if value is None else value)
    }
    assert differ == {}
    assert sum(value is not None for _, value in cells) > 60


def test_an_answer_to_a_doubt_counts(calc: str, folder: Path, annex: Path, tmp_path: Path) -> None:
    saved = tmp_path / "equipe.xlsx"
    places = [f"{RESULTS}!{place}" for place in ("G6", "I6")]
    steps = [
        ["show", annex.as_uri()],
        ["command", "equip"],
        ["window", "equip", ["doubts", 0], ["?", "message"], ["?", "choices"]],
        ["window", "equip", ["choices", 0], ["answer"], ["?", "doubts"]],
        ["window", "equip", ["write"], ["?", "said"]],
        ["read", f"{RESULTS}!F6", *places],
        ["save", saved.as_uri(), "Calc MS Excel 2007 XML"],
        ["window", "equip", ["remove"], ["?", "said"]],
        ["documents"],
    ]
    doubt, answered, said, values, taken, left = type_in(calc, folder, steps)
    assert "86 est-il 86 % ?" in doubt[0]
    assert "Oui, des points : 86 = 86 %" in doubt[1]
    assert "Oui, des points" in answered[0][0]
    assert "doute" not in said[0]
    assert seen(values[0]) == 0.86
    attainment, status = (catalogue()[f"COG_{name}"] for name in ("ATTAINMENT", "STATUS"))
    assert [seen(one) for one in values[1:]] == [
        attainment.evaluate(0.86, "90 %"),
        status.evaluate(0.86, "90 %"),
    ]
    # What Calc saved is an equipped workbook for the command, too.
    again = equip_file(saved, None, EngineHost(), EquipOptions())
    assert again.refused is None
    assert again.found is not None
    assert not again.found.open_doubts()
    assert RESULTS in taken[0]
    assert left[0]["sheets"] == ["Suivi 2013"]


def test_a_document_without_a_table_is_left_alone(calc: str, folder: Path) -> None:
    steps = [
        ["show", NEW],
        ["keys", "A1", "3"],
        ["command", "equip"],
        ["window", "equip", ["write"], ["?", "said"]],
        ["window", "equip", ["remove"], ["?", "said"]],
        ["documents"],
    ]
    refused, nothing, documents = type_in(calc, folder, steps)
    assert "aucun tableau" in refused[0]
    assert "il n’y a rien à retirer" in nothing[0]
    assert documents[0]["sheets"] == ["Sheet1"]


#: Cell of a sheet → what is typed there, and what the copy of the sheet holds for it.
FROZEN: dict[str, tuple[list[str], str]] = {
    "A1": (["keys", "A1", "0.77"], "0.77"),
    "A2": (["keys", "A2", "=NA()"], "=#N/A"),
    "A3": (["keys", "A3", "=1/0"], "=#DIV/0!"),
    "A4": (["keys", "A4", "=1>0"], "1"),
    "A5": (["keys", "A5", "=DATE(2013;1;31)"], "41305"),
    "A6": (["keys", "A6", '="0012"'], "'0012"),
    "A7": (["keys", "A7", '=COG_STATUS(A1;"90%")'], "Non atteint"),
    "A8": (["keys", "A8", '="=1+1"'], "=1+1"),
    "A9": (["keys", "A9", "=SQRT(-1)"], "Err:502"),
    "A10": (["keys", "A10", '=COG_ATTAINMENT(A1;"90%")'], "0.855555555555556"),
    "B1": (["text", "B1", "texte"], "texte"),
    "C1": (["array", "C1:C2", "=A1*{2;2}"], "1.54"),
    "C2": (["read", "C1"], "1.54"),
}


def test_a_sheet_is_frozen_beside_itself(calc: str, folder: Path) -> None:
    name = f"Sheet1 figée {dt.date.today():%d-%m-%Y}"
    steps: list[list[Any]] = [["show", NEW], *(how for how, _ in FROZEN.values())]
    steps += [
        ["menu", "freeze"],
        ["documents"],
        ["read", *FROZEN],
        ["read", *(f"{name}!{cell}" for cell in FROZEN)],
        ["undo"],
        ["documents"],
        ["read", *FROZEN],
        ["protect"],
        ["menu", "freeze"],
        ["read", f"{name}!A7"],
    ]
    _, said, documents, before, copied, undone, left, again, kept = type_in(calc, folder, steps)
    assert name in said
    assert documents[0]["sheets"] == ["Sheet1", name]
    assert [one["formula"] for one in copied] == [formula for _, formula in FROZEN.values()]
    # To the last bit, and an error that Excel does not know as the text that it shows.
    assert [seen(one) for one in copied if one["formula"] != "Err:502"] == [
        seen(one) for one in before if one["formula"] != "=SQRT(-1)"
    ]
    assert undone[0]["sheets"] == ["Sheet1"]
    assert left == before
    assert name in again
    assert kept[0]["formula"] == "Non atteint"


def test_a_sheet_with_a_password_is_not_frozen(calc: str, folder: Path, tmp_path: Path) -> None:
    path = tmp_path / "protege.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("Feuille")
        sheet.write_formula("A1", "=1+1")
        sheet.protect("secret")
    steps = [
        ["show", path.as_uri()],
        ["menu", "freeze"],
        ["documents"],
        ["read", "A1"],
    ]
    said, documents, values = type_in(calc, folder, steps)
    assert "« Feuille » est protégée par un mot de passe" in said
    assert documents[0]["sheets"] == ["Feuille"]
    assert values[0]["formula"] == "=1+1"


def test_a_report_is_written_beside_the_document(calc: str, folder: Path, tmp_path: Path) -> None:
    source = tmp_path / "annexe-4-indicateurs.xlsx"
    shutil.copyfile(EXAMPLE / source.name, source)
    before = source.read_bytes()
    steps = [
        ["show", source.as_uri()],
        ["command", "report"],
        ["window", "report", ["?", "kinds"], ["?", "years"], ["?", "forms"], ["?", "said"]],
        ["window", "report", ["kinds", 3], ["years", 1], ["draw"], ["?", "said"], ["?", "summary"]],
        ["window", "report", ["kinds", 3], ["draw"], ["?", "said"]],
        ["documents"],
        ["window", "report", ["kinds", 1], ["sheets", 3], ["forms", 1], ["draw"], ["?", "said"]],
    ]
    steps.append(["window", "report", ["forms", 4], ["draw"], ["?", "said"]])
    offered, drawn, twice, documents, paper, page = type_in(calc, folder, steps)
    assert offered[0] == [
        "Bilan annuel",
        "Fiche objectif",
        "Évaluation de fin de convention",
        "Tableau de bord",
    ]
    assert offered[1] == ["2012", "2013", "2014", "2015"]
    assert offered[2] == [
        "Excel",
        "PDF",
        "Word, à compléter",
        "LibreOffice Writer, à compléter",
        "Page web",
    ]
    assert "Tableau de bord 2013, 41 indicateurs mesurés sur 55 en 2013" in drawn[1]
    assert "Sans classeur, donc vide dans le rapport" in drawn[1]
    first, second = (
        tmp_path / "tableau-de-bord-2013.xlsx",
        tmp_path / "tableau-de-bord-2013 (2).xlsx",
    )
    assert drawn[0] == f"Rapport écrit : {first}"
    assert twice == [f"Rapport écrit : {second}"]
    assert "tableau-de-bord-2013.xlsx" in {one["title"] for one in documents}
    assert first.read_bytes() == second.read_bytes()
    assert "fiche-4-2013.pdf" in paper[0]
    assert (tmp_path / "fiche-4-2013.pdf").read_bytes().startswith(b"%PDF-")
    # What Calc hands over says the same as the file itself.
    assert "fiche-4-2013.html" in page[0]
    expected = make(order("fiche", "html", 2013, 4), [source])
    drawn_html = (tmp_path / "fiche-4-2013.html").read_text("utf-8")
    assert "annexe-4-indicateurs (copie de Calc).xlsx" in drawn_html
    said = [_FILE.sub("", text) for text in (drawn_html, expected.content.decode())]
    assert said[0] == said[1]
    assert source.read_bytes() == before


def _words(content: bytes) -> tuple[list[tuple[str, str]], list[list[list[str]]], int]:
    """Return the headings and paragraphs of a Word file, its tables, and its pictures."""
    word = docx.Document(io.BytesIO(content))
    lines = [
        (one.style.name or "", one.text.replace("\xa0", " ").strip())
        for one in word.paragraphs
        if one.text.strip() and one.style is not None
    ]
    tables = [
        [[cell.text.replace("\xa0", " ") for cell in row.cells] for row in table.rows]
        for table in word.tables
    ]
    return lines, tables, len(word.inline_shapes)


def test_a_report_is_written_for_word(calc: str, folder: Path, tmp_path: Path) -> None:
    """What Writer makes of a report is what the command writes, but for looks."""
    source = tmp_path / "annexe-4-indicateurs.xlsx"
    shutil.copyfile(EXAMPLE / source.name, source)
    draw = [["draw"], ["?", "said"]]
    steps = [
        ["show", source.as_uri()],
        ["command", "report"],
        ["window", "report", ["kinds", 1], ["years", 1], ["sheets", 3], ["forms", 2], *draw],
        ["window", "report", ["forms", 3], *draw],
        ["window", "report", ["kinds", 0], ["forms", 2], *draw],
    ]
    found = type_in(calc, folder, steps)
    names = ["fiche-4-2013.docx", "fiche-4-2013.odt", "bilan-2013.docx"]
    assert found == [[f"Rapport écrit : {tmp_path / name}"] for name in names]
    assert (tmp_path / names[1]).read_bytes()[30:].startswith(b"mimetypeapplication/vnd.oasis")
    for kind, sheet in (("fiche", 4), ("bilan", None)):
        wanted = order(kind, "docx", 2013, sheet)
        drawn = _words((tmp_path / wanted.file_name).read_bytes())
        expected = _words(make(wanted, [source]).content)
        headings = [
            [text for style, text in lines if style.startswith(("Heading", "Title"))]
            for lines, _, _ in (drawn, expected)
        ]
        assert headings[0] == [one for one in headings[1] if one != "Sommaire"]
        tables = [
            [table for table in tables if "Empreinte SHA-256" not in table[0]]
            for _, tables, _ in (drawn, expected)
        ]
        assert tables[0] == tables[1]
        assert drawn[2] == expected[2]
        assert {text for style, text in expected[0] if style in {"COG Note", "Caption"}} <= {
            text for _, text in drawn[0]
        }


def test_a_question_for_a_report_opens_its_window(calc: str, folder: Path) -> None:
    steps = [
        ["show", (EXAMPLE / "annexe-4-indicateurs.xlsx").as_uri()],
        ["command", "assistant"],
        ask("fais la fiche 16 de 2014 en pdf"),
        ["window", "report", *(["chosen", name] for name in ("kinds", "years", "forms", "sheets"))],
    ]
    _, chosen = type_in(calc, folder, steps)
    assert chosen[:3] == ["Fiche objectif", "2014", "PDF"]
    assert chosen[3].startswith("16. ")
