"""The life of a figure is told as it was, in scenarios whose every value is worked by hand."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
import xlsxwriter
from openpyxl import load_workbook

from pycog.journal.file_series import dated
from tests.journal.made_annexes import ROWS, annex, typed
from tests.ods import made
from tests.two_agreements import ALPHA, BETA, write_agreements


def brief(events):
    """Return what matters of events: file, kind, before, after, entries that caused it."""
    return [
        (
            Path(one["fichier"]).name,
            one["nature"],
            one["avant_affiche"],
            one["apres_affiche"],
            [
                (cause.get("cellule"), cause.get("avant"), cause.get("apres"))
                for cause in one["causes"]
                if cause["nature"] == "saisie"
            ],
        )
        for one in events
    ]


def test_three_months_in_two_files(tmp_path, refresh, life, command, journal) -> None:
    january = annex(tmp_path / "annexe-2014-01.xlsx")
    refresh(january)
    typed(january, {"B2": 88})  # corrected at the end of January
    refresh(january)
    # February goes on in a copy: 90 answered calls, and 60 e-mails expected instead of 50.
    february = tmp_path / "annexe-2014-02.xlsx"
    shutil.copyfile(january, february)
    typed(february, {"B2": 90, "C3": 60})
    refresh(february)
    # In March the same file is filled further.
    typed(february, {"B4": 9})
    refresh(february)

    assert brief(life(f"{february}!Saisie!D2")) == [
        ("annexe-2014-01.xlsx", "calcul", "0 %", "86 %", []),
        ("annexe-2014-01.xlsx", "calcul", "86 %", "88 %", [("Saisie!B2", "86", "88")]),
        ("annexe-2014-02.xlsx", "calcul", "88 %", "90 %", [("Saisie!B2", "88", "90")]),
    ]
    # (0.86 + 0.9 + 0.7) / 3 = 0.82; then 0.8267; (0.9 + 0.75 + 0.7) / 3 = 0.7833; 0.85.
    mean = life(f"{february}!Synthèse!B1")
    assert brief(mean) == [
        ("annexe-2014-01.xlsx", "calcul", "0 %", "82 %", []),
        ("annexe-2014-01.xlsx", "calcul", "82 %", "82,67 %", [("Saisie!B2", "86", "88")]),
        (
            "annexe-2014-02.xlsx",
            "calcul",
            "82,67 %",
            "78,33 %",
            [("Saisie!B2", "88", "90"), ("Saisie!C3", "50", "60")],
        ),
        ("annexe-2014-02.xlsx", "calcul", "78,33 %", "85 %", [("Saisie!B4", "7", "9")]),
    ]
    assert [one["apres"] for one in mean] == pytest.approx([0.82, 2.48 / 3, 2.35 / 3, 0.85])
    assert [one["depuis_le_fichier"] is not None for one in mean] == [False, False, True, False]
    # Asked for in January's file, the life goes on into the next one all the same.
    assert life(f"{january}!Synthèse!B1") == mean
    # What was typed is told too, and what did not change is said once a file.
    assert brief(life(f"{february}!Saisie!B4")) == [
        ("annexe-2014-01.xlsx", "première valeur notée", "", "7", []),
        ("annexe-2014-02.xlsx", "reprise du fichier précédent", "7", "7", []),
        ("annexe-2014-02.xlsx", "saisie", "7", "9", []),
    ]
    code, out, err = command("history", f"{february}!Synthèse!B1", "--journal", journal)
    assert (code, err) == (0, "")
    lines = out.splitlines()
    assert lines[0] == "annexe-2014-02.xlsx!Synthèse!B1 – « Taux moyen » : 85 %"
    assert lines[1] == "2 fichiers, 4 passages au journal, 4 changements."
    assert lines[-1].strip() == ("parce que Saisie!B4 (« Dossiers à jour », « Réalisé ») : 7 → 9")


def test_a_figure_is_followed_where_its_row_moves(tmp_path, refresh, life) -> None:
    path = annex(tmp_path / "annexe.xlsx")
    refresh(path)
    # A row is added above: every figure stands one row lower, and none has changed.
    annex(path, [("Visites reçues", 30, 40), *ROWS])
    refresh(path)
    annex(path, [("Visites reçues", 30, 40), ("Appels décrochés", 95, 100), *ROWS[1:]])
    refresh(path)
    events = life(f"{path}!Saisie!D3")
    assert brief(events) == [
        ("annexe.xlsx", "calcul", "0 %", "86 %", []),
        ("annexe.xlsx", "calcul", "86 %", "95 %", [("Saisie!B3", "86", "95")]),
    ]
    assert [one["cellule"] for one in events] == ["Saisie!D2", "Saisie!D3"]
    # The row that is new has no life before it came.
    assert brief(life(f"{path}!Saisie!D2")) == [
        ("annexe.xlsx", "calcul", "(vide)", "75 %", [("Saisie!B2", "(vide)", "30"),
                                                     ("Saisie!C2", "(vide)", "40")]),
    ]  # fmt: skip


def test_a_label_that_is_corrected_and_a_row_that_goes(tmp_path, refresh, life) -> None:
    path = annex(tmp_path / "annexe.xlsx")
    refresh(path)
    annex(path, [("Tout autre libellé", 86, 100), ROWS[2]])  # renamed; the second row gone
    refresh(path)
    assert brief(life(f"{path}!Saisie!D2")) == [("annexe.xlsx", "calcul", "0 %", "86 %", [])]
    assert brief(life(f"{path}!Saisie!A2")) == [
        ("annexe.xlsx", "première valeur notée", "", "Appels décrochés", []),
        ("annexe.xlsx", "saisie", "Appels décrochés", "Tout autre libellé", []),
    ]
    # « Dossiers à jour » moved from row 4 to row 3 and is still 7 of 10.
    assert brief(life(f"{path}!Saisie!D3")) == [("annexe.xlsx", "calcul", "0 %", "70 %", [])]


def test_a_rewritten_formula_is_the_cause(tmp_path, refresh, life, command, journal) -> None:
    path = annex(tmp_path / "annexe.xlsx")
    refresh(path)
    typed(path, {"D2": "=COG_RATE(B2,C2)/2"})
    refresh(path)
    last = life(f"{path}!Saisie!D2")[-1]
    assert (last["nature"], last["avant_affiche"], last["apres_affiche"]) == (
        "formule",
        "86 %",
        "43 %",
    )
    mean = life(f"{path}!Synthèse!B1")[-1]
    assert [one["nature"] for one in mean["causes"]] == ["formule"]
    assert mean["causes"][0]["cellule"] == "Saisie!D2"
    _, out, _ = command("history", f"{path}!Synthèse!B1", "--journal", journal)
    assert out.splitlines()[-1].strip() == "la formule de Saisie!D2 n'est plus la même"


def test_a_formula_that_is_typed_over_is_told(tmp_path, refresh, life) -> None:
    path = annex(tmp_path / "annexe.xlsx")
    refresh(path)
    typed(path, {"D2": 0.5})
    refresh(path)
    assert brief(life(f"{path}!Saisie!D2"))[-1] == ("annexe.xlsx", "saisie", "86 %", "50 %", [])
    assert brief(life(f"{path}!Synthèse!B1"))[-1][-1] == [("Saisie!D2", "86 %", "50 %")]


def test_names_and_tables_are_followed(tmp_path, refresh, life) -> None:
    path = tmp_path / "noms.xlsx"

    def write(first: int) -> None:
        book = xlsxwriter.Workbook(path)
        page = book.add_worksheet("Noms")
        page.write_column("A1", ["Poste", first, 20, 30])
        page.write_formula("C1", "=SUM(montants)", None, 0)
        page.write_formula("C2", '=C1+INDIRECT("A3")', None, 0)
        page.write_array_formula("E1:E2", "{=A2:A3*2}", None, 0)
        page.write_formula("G1", "=E1+1", None, 0)
        book.define_name("montants", "=Noms!$A$2:$A$4")
        book.close()

    write(10)
    refresh(path)
    write(15)
    refresh(path)
    entry = [("Noms!A2", "10", "15")]
    assert brief(life(f"{path}!Noms!C1"))[-1] == ("noms.xlsx", "calcul", "60", "65", entry)
    indirect = life(f"{path}!Noms!C2")[-1]
    assert brief([indirect])[0][-1] == entry  # through C1, which it spells out
    assert indirect["autres_causes"]  # INDIRECT finds by itself what else it reads
    write(15)
    book = load_workbook(path)
    book["Noms"]["A3"] = 21  # read by C1 through its name, and by C2 through INDIRECT
    book["Noms"]["C1"] = 65
    book.save(path)
    refresh(path)
    assert brief(life(f"{path}!Noms!C2")[-1:])[0][2:] == ("85", "86", [("Noms!C1", "65", "65")])
    book["Noms"]["A3"] = 22
    book.save(path)
    refresh(path)
    last = life(f"{path}!Noms!C2")[-1]
    assert [(one["nature"], one["cellule"]) for one in last["causes"]] == [
        ("indéterminée", "Noms!C2")
    ]
    assert last["causes"][0]["nom"].startswith("la formule ne dit pas elle-même")
    assert brief(life(f"{path}!Noms!E1"))[-1] == ("noms.xlsx", "calcul", "20", "30", entry)
    assert brief(life(f"{path}!Noms!G1"))[-1] == ("noms.xlsx", "calcul", "21", "31", entry)
    # What an array fills is a result, not an entry, and did not change.
    assert brief(life(f"{path}!Noms!E2")) == [
        ("noms.xlsx", "calcul", "0", "40", []),
        ("noms.xlsx", "calcul", "40", "42", [("Noms!A3", "20", "21")]),
        ("noms.xlsx", "calcul", "42", "44", [("Noms!A3", "21", "22")]),
    ]


def test_the_day_is_a_cause(tmp_path, refresh, life, command, journal) -> None:
    path = tmp_path / "jour.xlsx"
    book = xlsxwriter.Workbook(path)
    book.add_worksheet("Jour").write_formula("A1", "=DAY(TODAY())", None, 0)
    book.close()
    refresh(path, "--date", "30/01/2014")
    refresh(path, "--date", "31/01/2014")
    last = life(f"{path}!Jour!A1")[-1]
    assert (last["avant"], last["apres"]) == (30, 31)
    assert [(one["nature"], one["nom"]) for one in last["causes"]] == [
        ("date", "2014-01-30 → 2014-01-31")
    ]
    _, out, _ = command("history", f"{path}!Jour!A1", "--journal", journal)
    assert "la formule dépend du jour : 30/01/2014 → 31/01/2014" in out


def test_an_agreement_that_changes_is_a_cause(tmp_path, refresh, life) -> None:
    own = write_agreements(tmp_path / "conventions")
    path = tmp_path / "cible.xlsx"
    book = xlsxwriter.Workbook(path)
    book.add_worksheet("Cible").write_formula("A1", "=COG_TARGET(1,2020)", None, 0)
    book.close()

    def changed() -> tuple[float, float, list[str]]:
        last = life(f"{path}!Cible!A1")[-1]
        assert {one["nature"] for one in last["causes"]} == {"convention"}
        return last["avant"], last["apres"], [one["nom"] for one in last["causes"]]

    refresh(path, "--conventions", own, "--convention", ALPHA[0])
    table = own / ALPHA[0] / "statements.csv"
    table.write_text(table.read_text(encoding="utf-8").replace("90%", "91%"), encoding="utf-8")
    refresh(path, "--conventions", own, "--convention", ALPHA[0])
    assert changed() == (0.9, 0.91, ["les données de alpha-2020-2021 ne sont plus les mêmes"])
    refresh(path, "--conventions", own, "--convention", BETA[0])
    assert changed() == (0.91, 0.75, ["beta-2020-2021 au lieu de alpha-2020-2021"])


def test_a_renamed_file_keeps_its_life(tmp_path, refresh, life) -> None:
    path = annex(tmp_path / "annexe.xlsx")
    refresh(path)
    renamed = path.rename(tmp_path / "annexe définitive.xlsx")
    refresh(renamed)
    typed(renamed, {"B2": 50})
    refresh(renamed)
    told = life(f"{renamed}!Saisie!D2")
    assert [one["apres_affiche"] for one in told] == ["86 %", "50 %"]
    assert {Path(one["fichier"]).name for one in told} == {"annexe définitive.xlsx"}
    assert life(f"{path}!Saisie!D2") == told  # it is still found under its old name


def test_a_copy_follows_its_original_and_others_can_be_told_to(
    tmp_path, refresh, life, command, journal
) -> None:
    path = annex(tmp_path / "un.xlsx")
    refresh(path)
    copy = tmp_path / "deux.xlsx"
    shutil.copyfile(path, copy)
    refresh(copy)
    assert [Path(one["fichier"]).name for one in life(f"{copy}!Saisie!D2")] == [
        "un.xlsx",
        "deux.xlsx",
    ]
    other = annex(tmp_path / "trois.xlsx", [("Appels décrochés", 99, 100), *ROWS[1:]])
    refresh(other)
    assert len(life(f"{other}!Saisie!D2")) == 1  # nothing shows that it goes on with them
    code, out, _ = command("history", other, "--suite-de", copy, "--journal", journal)
    assert code == 0 and out.strip().endswith("deux.xlsx.")
    assert brief(life(f"{other}!Saisie!D2"))[-1] == (
        "trois.xlsx",
        "calcul",
        "86 %",
        "99 %",
        [("Saisie!B2", "86", "99")],
    )


def test_a_row_that_another_month_lacks_is_said_not_guessed(
    tmp_path, refresh, command, journal
) -> None:
    refresh(annex(tmp_path / "annexe-2014-01.xlsx", [("Visites reçues", 30, 40), *ROWS[1:]]))
    february = annex(tmp_path / "annexe-2014-02.xlsx")
    refresh(february)
    code, out, err = command("history", f"{february}!Saisie!D2", "--journal", journal)
    assert code == 0
    assert "75 %" not in out
    assert err.strip().endswith("la ligne « Appels décrochés » n'y figure pas.")


@pytest.mark.parametrize(
    ("path", "rest", "period"),
    [
        ("annexe-4-2014-01.xlsx", "annexe-4-#.xlsx", (2014, 1, 0)),
        ("2014/03/annexe.xlsx", "#/annexe.xlsx", (2014, 3, 0)),
        ("annexe février 2014.xlsx", "annexe #.xlsx", (2014, 2, 0)),
        ("annexe_31.12.2014.xlsx", "annexe_#.xlsx", (2014, 12, 31)),
        ("annexe T2-2014.xlsx", "annexe #.xlsx", (2014, 6, 0)),
        # The years of an agreement, the number of an annex, a word with a month in it.
        ("camieg-2012-2015/annexe-4.xlsx", "camieg-2012-2015/annexe-4.xlsx", None),
        ("maisons 691.xlsx", "maisons 691.xlsx", None),
    ],
)
def test_the_dates_of_a_path(path: str, rest: str, period) -> None:
    assert dated(path) == (rest, period)


def test_what_is_not_on_record_is_refused(tmp_path, refresh, command, journal) -> None:
    path = annex(tmp_path / "annexe.xlsx")
    code, _, err = command("history", f"{path}!Saisie!D2", "--journal", journal)
    assert code == 2 and "n'a pas de journal" in err
    refresh(path)
    for place, words in (
        (f"{tmp_path / 'autre.xlsx'}!Saisie!D2", "le journal n'a aucun passage de ce fichier"),
        (f"{path}!Bilan!D2", "la feuille « Bilan » n'est pas au journal"),
        (f"{path}!Saisie", "est illisible"),
    ):
        code, _, err = command("history", place, "--journal", journal)
        assert code == 2 and words in err
    code, _, err = command("history", "--journal", journal)
    assert code == 2 and "Dites de quelle cellule" in err
    code, _, err = command("history", f"{path}!Saisie!D2")
    assert code == 2 and "Aucun journal n'est désigné" in err


@pytest.mark.parametrize("name", ["annexe.ods", "annexe.fods"])
def test_a_workbook_of_libreoffice_has_a_life_too(tmp_path, refresh, life, name: str) -> None:
    path = tmp_path / name

    def write(value: int) -> None:
        made.written(
            path,
            made.sheet(
                "Saisie",
                made.row(made.text("Poste"), made.text("Montant"), made.text("Double")),
                made.row(made.text("Loyers"), made.number(value), made.formula("[.B2]*2", "1")),
            ),
        )

    write(10)
    refresh(path)
    write(12)
    refresh(path)
    assert brief(life(f"{path}!Saisie!C2")) == [
        (name, "calcul", "1", "20", []),
        (name, "calcul", "20", "24", [("Saisie!B2", "10", "12")]),
    ]


def test_a_copy_that_is_written_elsewhere_is_the_one_on_record(
    tmp_path, refresh, life, command, journal
) -> None:
    path, copies = annex(tmp_path / "annexe.xlsx"), tmp_path / "copies"
    refresh(path, "--output", copies)
    typed(path, {"B2": 88})
    refresh(path, "--output", copies)
    assert brief(life(f"{copies / 'annexe.xlsx'}!Saisie!D2")) == [
        ("annexe.xlsx", "calcul", "0 %", "86 %", []),
        ("annexe.xlsx", "calcul", "86 %", "88 %", [("Saisie!B2", "86", "88")]),
    ]
    code, _, err = command("history", f"{path}!Saisie!D2", "--journal", journal)
    assert code == 2 and "copies/annexe.xlsx" in err


def test_a_file_does_not_follow_what_follows_it(tmp_path, refresh, command, journal) -> None:
    paths = []
    for rank, name in enumerate(("un.xlsx", "deux.xlsx", "trois.xlsx")):
        paths.append(annex(tmp_path / name, [("Appels décrochés", 90 + rank, 100), *ROWS[1:]]))
        refresh(paths[-1])
    one, two, three = paths
    for later, earlier in ((two, one), (three, two)):
        assert command("history", later, "--suite-de", earlier, "--journal", journal)[0] == 0
    for later, earlier in ((one, two), (one, three)):
        code, _, err = command("history", later, "--suite-de", earlier, "--journal", journal)
        assert code == 2 and f"{earlier} fait déjà suite à {later}" in err
    place = f"{two}!Saisie!D2"
    code, _, err = command("history", place, "--suite-de", one, "--journal", journal)
    assert code == 2 and "--suite-de attend un fichier, sans feuille ni cellule" in err


def test_months_in_folders_of_their_own_are_told_apart(tmp_path, refresh, command, journal) -> None:
    paths = [tmp_path / month / "annexe.xlsx" for month in ("2014-01", "2014-02")]
    for value, path in zip((86, 91), paths, strict=True):
        path.parent.mkdir()
        refresh(annex(path, [("Appels décrochés", value, 100), *ROWS[1:]]))
    _, out, _ = command("history", f"{paths[1]}!Saisie!B2", "--journal", journal)
    assert "(saisie en B2, depuis 2014-01/annexe.xlsx)" in out


def test_a_file_renamed_then_changed_is_asked_about(tmp_path, refresh, command, journal) -> None:
    old, new = annex(tmp_path / "provisoire.xlsx"), tmp_path / "definitive.xlsx"
    refresh(old)
    old.rename(new)
    typed(new, {"B2": 88})
    refresh(new)
    asked = ("history", f"{new}!Saisie!B2", "--journal", journal)
    told = "pycog history definitive.xlsx --suite-de provisoire.xlsx"
    assert told in command(*asked)[2]
    assert command("history", new, "--suite-de", old, "--journal", journal)[0] == 0
    code, out, err = command(*asked)
    assert (code, err) == (0, "") and "86 → 88" in out
