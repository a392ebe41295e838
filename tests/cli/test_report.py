"""``pycog report budget``: the budget report of a filled workbook of annex 1."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from pycog.refresh import refresh_file
from tests.budget import worked_year
from udfs.hosts.engine import EngineHost

Command = Callable[..., Any]
Write = Callable[..., Path]


@pytest.fixture
def write(annexes: Path, tmp_path: Path) -> Write:
    """Fill in a workbook of annex 1, as typed and not recalculated."""

    def fill(*typed: Mapping[str, Mapping[str, Any]], year: int | None = None) -> Path:
        book = load_workbook(annexes / "camieg-2012-2015" / "annexe-1-budget.xlsx")
        for entries in typed:
            for sheet, cells in entries.items():
                for cell, value in cells.items():
                    book[sheet][cell] = value
        if year is not None:
            book["Tableau de bord"]["B4"] = year
        path = tmp_path / "budget.xlsx"
        book.save(path)
        return path

    return fill


def lines(out: str, fund: str) -> dict[str, dict[str, str]]:
    """Return the lines of a fund of a CSV report by label."""
    return {row["label"]: row for row in csv.DictReader(io.StringIO(out)) if row["fund"] == fund}


def number(text: str) -> float | None:
    return float(text) if text else None


AMOUNTS = ("carryover", "transfers", "authorised", "executed", "available")


@pytest.mark.parametrize(
    ("fund", "expected"), [("FNGA", worked_year.FNGA_2012), ("FNGR", worked_year.FNGR_2012)]
)
def test_the_worked_year_as_the_command_gives_it(
    process: Command, write: Write, fund: str, expected: Mapping[str, Any]
) -> None:
    code, out, err = process("report", "budget", write(worked_year.TYPED), "--format", "csv")
    assert (code, err) == (0, "")
    found = lines(out, fund)
    for label, amounts in expected.items():
        # Nothing entered is blank here and 0 in the sums of the workbook.
        given = [number(found[label][name]) or 0 for name in AMOUNTS]
        assert given == [amount or 0 for amount in amounts], label


def test_the_next_year_starts_with_what_was_carried_over(command: Command, write: Write) -> None:
    path = write(worked_year.TYPED)
    code, out, err = command("report", "budget", path, "--year", 2013, "--format", "csv")
    assert (code, err) == (0, "")
    found = lines(out, "FNGA")
    for label, amounts in worked_year.FNGA_2013.items():
        given = [number(found[label][name]) or 0 for name in AMOUNTS[:3]]
        assert given == [amount or 0 for amount in amounts], label
    # What 2012 executed is now the year before.
    assert found["Personnel"]["previous"] == "13984000"


@pytest.mark.parametrize("year", [2012, 2013, 2014, 2015])
@pytest.mark.parametrize("fund", ["FNGA", "FNGR"])
def test_the_command_says_what_the_workbook_shows(
    command: Command, write: Write, year: int, fund: str
) -> None:
    path = write(worked_year.TYPED, year=year)
    assert refresh_file(path, EngineHost()).refused is None
    found = lines(command("report", "budget", path, "--format", "csv").out, fund)
    page = load_workbook(path, data_only=True)["Tableau de bord"]
    rows = list(page.iter_rows(max_col=11, values_only=True))
    start = next(n for n, row in enumerate(rows) if row[0] == f"{fund} CAMIEG COG 2012-2015") + 2
    shown = rows[start : start + len(found)]
    names = ("base", *AMOUNTS, "rate", "evolution_previous", "evolution_reference")
    for row, line in zip(shown, found.values(), strict=True):
        assert row[0] == line["label"]
        assert [cell or 0 for cell in row[1:10]] == [number(line[name]) or 0 for name in names]
        assert (row[10] or "") == line["verdict"]


def test_markdown_is_for_readers(command: Command, write: Write) -> None:
    code, out, err = command("report", "budget", write(worked_year.TYPED))
    assert (code, err) == (0, "")
    assert out.startswith("# Tableau de bord budgétaire 2012\n\nCOG CAMIEG 2012-2015. ")
    assert (
        "| Ligne | Base COG 2012 | Report | Virements | Autorisé | Exécuté | Disponible | "
        "Taux d'exécution | Évolution 2012/2011 | Évolution 2012/2011 | Constat | Actualisation |\n"
    ) in out
    assert (
        "| Personnel | 14 225 000 € |  | -100 000 € | 14 125 000 € | 13 984 000 € | 141 000 € | "
        "99 % | 1,24 % | 1,24 % | Conforme |  |\n"
    ) in out
    assert "| **Total des dépenses brutes** | **507 000 €** |" in out
    assert out.endswith(
        "\nSource : COG CAMIEG 2012-2015, annexe 3.\n\n## Opérations immobilières\n\n"
        "Aucune opération immobilière n'est saisie pour l'exercice.\n"
    )
    assert out.index("## FNGA CAMIEG") < out.index("## FNGR CAMIEG")


#: What is added to the budget of 2012: updatings, one of them refused, and two operations.
ADDED = {
    "Actualisations": {
        "A7": 2012, "B7": "Personnel", "C7": 60_000, "D7": "prélèvements obligatoires",
        "E7": "Décret", "A8": 2012, "B8": "Personnel", "C8": 30_000, "D8": "mesures agréées ou SNB",
        "A9": 2012, "B9": "Fonctionnement", "C9": 5_000, "D9": "prélèvements obligatoires",
        "A10": 2013, "B10": "Personnel", "C10": 1_000, "D10": "mesures agréées ou SNB",
    },
    "Immobilier": {
        "A7": 2012, "B7": "Relogement du siège", "C7": 400_000, "D7": 300_000, "E7": "Phase 1",
        "A8": 2013, "B8": "Antenne de Lyon", "C8": 50_000,
        "A9": 2012, "B9": "Accessibilité", "C9": 80_000, "D9": 20_000,
    },
}  # fmt: skip


def test_updatings_and_property_operations_are_in_the_report(
    command: Command, write: Write
) -> None:
    path = write({**worked_year.TYPED, **ADDED})
    code, out, err = command("report", "budget", path, "--format", "json")
    found = json.loads(out)
    personnel = found["reports"][0]["lines"][1]
    # 14 225 000 − 100 000 + 60 000 + 30 000; less 13 984 000.
    assert (personnel["update"], personnel["authorised"]) == (90_000, 14_215_000)
    assert personnel["available"] == 231_000
    assert code == 1
    assert (
        "Actualisations, ligne 9 : « Fonctionnement » : pas d'actualisation : réservée au "
        "personnel, pas au groupe fonctionnement (annexe 1, 1.1.2)." in err
    )
    assert found["property_operations"] == [
        {
            "label": "Relogement du siège",
            "authorised": 400_000,
            "executed": 300_000,
            "available": 100_000,
            "rate": 0.75,
            "remark": "Phase 1",
        },
        {
            "label": "Accessibilité",
            "authorised": 80_000,
            "executed": 20_000,
            "available": 60_000,
            "rate": 0.25,
            "remark": "",
        },
    ]
    out = command("report", "budget", path).out
    assert "| Relogement du siège | 400 000 € | 300 000 € | 100 000 € | 75 % | Phase 1 |\n" in out
    assert "| Antenne de Lyon" not in out
    rows = list(
        csv.DictReader(io.StringIO(command("report", "budget", path, "--format", "csv").out))
    )
    assert [(row["label"], row["authorised"], row["rate"]) for row in rows[-2:]] == [
        ("Relogement du siège", "400000", "0.75"),
        ("Accessibilité", "80000", "0.25"),
    ]
    assert rows[-1]["role"] == "opération immobilière"
    written = path.with_name("tableau.xlsx")
    command("report", "budget", path, "--format", "xlsx", "--output", written)
    pages = load_workbook(written)
    assert [pages["Immobilier"][cell].value for cell in ("A6", "B6", "E6", "F6")] == [
        "Relogement du siège",
        400_000,
        0.75,
        "Phase 1",
    ]


def test_a_workbook_without_the_later_registers_is_still_read(
    command: Command, write: Write
) -> None:
    path = write(worked_year.TYPED)
    book = load_workbook(path)
    for name in ("Actualisations", "Immobilier"):
        del book[name].tables[name]
    book.save(path)
    code, out, err = command("report", "budget", path, "--format", "json")
    assert (code, err) == (0, "")
    found = json.loads(out)
    assert found["property_operations"] == []
    assert found["reports"][0]["lines"][1]["authorised"] == 14_125_000


@pytest.mark.parametrize(
    ("sheet", "typed", "message"),
    [
        ("Actualisations", {"B7": "Personnel", "C7": 5, "D7": "mesures agréées ou SNB"},
         "L'exercice de l'actualisation manque."),
        ("Actualisations", {"A7": 2012, "C7": 5, "D7": "mesures agréées ou SNB"},
         "La ligne budgétaire manque."),
        ("Actualisations", {"A7": 2012, "B7": "Personnel", "D7": "mesures agréées ou SNB"},
         "Le montant de l'actualisation manque."),
        ("Actualisations", {"A7": 2012, "B7": "Personnel", "C7": 5},
         "Le motif de l'actualisation manque : « prélèvements obligatoires » ou « mesures agréées "
         "ou SNB » (annexe 1, 1.1.2)."),
        ("Immobilier", {"B7": "Relogement", "C7": 5},
         "L'exercice de l'opération immobilière manque."),
        ("Immobilier", {"A7": 2012, "C7": 5}, "Le nom de l'opération immobilière manque."),
    ],
)  # fmt: skip
def test_a_faulty_addition_is_told(
    command: Command, write: Write, sheet: str, typed: dict[str, Any], message: str
) -> None:
    path = write({sheet: typed, "Tableau de bord": {"B4": 2012}})
    code, _, err = command("report", "budget", path)
    assert code == 1
    assert f"{sheet}, ligne 7 : {message}" in err


def test_an_evaluative_transfer_is_in_the_report(command: Command, write: Write) -> None:
    moved = {
        "A7": dt.datetime(2012, 3, 15), "B7": "Charges exceptionnelles", "C7": "Personnel",
        "D7": 7_000, "E7": "Renfort", "F7": "CA du 12/03/2012",
    }  # fmt: skip
    path = write({"Virements": moved})
    code, out, err = command("report", "budget", path, "--format", "json")
    assert (code, err) == (0, "")
    found = {line["key"]: line for line in json.loads(out)["reports"][0]["lines"]}
    # 17 000 − 7 000 and 14 225 000 + 7 000.
    assert found["charges_exceptionnelles"]["authorised"] == 10_000
    assert found["personnel"]["authorised"] == 14_232_000
    assert found["total_evaluatif"]["transfers"] == -7_000


def test_lines_stand_in_the_order_of_the_annex(command: Command, write: Write) -> None:
    from pycog.conventions import load

    out = command("report", "budget", write(), "--format", "csv").out
    for fund in load().funds.values():
        found = [row["key"] for row in csv.DictReader(io.StringIO(out)) if row["fund"] == fund.id]
        assert found == [line.key for line in fund.lines]


def test_json_has_plain_numbers(command: Command, write: Write) -> None:
    path = write(worked_year.TYPED)
    code, out, err = command("report", "budget", path, "--format", "json")
    assert (code, err, out.count("\n")) == (0, "", 1)
    found = json.loads(out)
    assert (found["workbook"], found["year"], found["faults"]) == (str(path), 2012, [])
    assert [report["fund"] for report in found["reports"]] == ["FNGA", "FNGR"]
    personnel = found["reports"][0]["lines"][1]
    assert personnel["authorised"] == 14_125_000.0
    assert personnel["rate"] == 13_984 / 14_125
    assert personnel["carryover"] is None


def test_a_workbook_is_written(command: Command, write: Write, tmp_path: Path) -> None:
    target = tmp_path / "sortie" / "tableau.xlsx"
    path = write(worked_year.TYPED, {"Virements": {"A9": 41_000}})
    code, out, err = command("report", "budget", path, "--output", target)
    assert code == 1
    assert out == f"{target} : FNGA et FNGR, exercice 2012, {err.count(chr(10))} anomalies.\n"
    book = load_workbook(target)
    assert book.sheetnames == ["FNGA", "FNGR", "Anomalies"]
    page = book["FNGA"]
    row = next(row for row in page.iter_rows() if row[0].value == "Personnel")
    assert [cell.value for cell in row[1:8]] == [
        14_225_000,
        None,
        -100_000,
        14_125_000,
        13_984_000,
        141_000,
        13_984 / 14_125,
    ]
    assert row[1].number_format == '#,##0\\ "€"' and row[7].number_format == "0.0%"
    assert book["Anomalies"]["B4"].value == 9


@pytest.mark.parametrize(
    ("suffix", "start"),
    [(".md", "# Tableau"), (".csv", "convention,fund"), (".json", '{"workbook"')],
)
def test_the_name_of_the_output_tells_the_format(
    command: Command, write: Write, tmp_path: Path, suffix: str, start: str
) -> None:
    target = tmp_path / f"tableau{suffix}"
    code, out, _ = command("report", "budget", write(), "--output", target)
    assert (code, out) == (0, f"{target} : FNGA et FNGR, exercice 2012, 0 anomalie.\n")
    assert target.read_text(encoding="utf-8").startswith(start)


def test_a_faulty_row_is_told_and_the_others_are_computed(process: Command, write: Write) -> None:
    faulty = {
        "Virements": {"A9": "bientôt", "B9": "Personnel", "C9": "Personnel", "D9": -5,
                      "E9": "Essai"},
        "Reports": {"A9": 2015, "B9": "Personnel", "C9": "Personnel", "D9": 1_000,
                    "A10": "demain", "B10": "Personnel", "C10": "Personnel", "D10": 1_000},
        "Exécution": {"C13": "beaucoup", "C18": -3},
    }  # fmt: skip
    path = write(worked_year.TYPED, faulty)
    code, out, err = process("report", "budget", path, "--format", "csv")
    assert code == 1
    assert err.splitlines() == [
        f"{path}, Virements, ligne 9 : La date « bientôt » n'est pas une date. Écrivez "
        "jour/mois/année, par exemple 25/11/2012, ou 2012-11-25.",
        f"{path}, Virements, ligne 9 : Le montant est négatif (-5 €). Saisissez un montant "
        "positif.",
        f"{path}, Virements, ligne 9 : L'origine et la destination sont la même ligne, "
        "« Personnel ».",
        f"{path}, Reports, ligne 9 : Rien ne se reporte de 2015, dernière année de la convention.",
        f"{path}, Reports, ligne 10 : L'exercice reporté « demain » n'est pas un nombre. Écrivez "
        "par exemple 12 000, 0,9, 90 %, 7 j ou 1 200 €.",
        f"{path}, Exécution, ligne 13 : Le montant exécuté 2012 « beaucoup » n'est pas un nombre. "
        "Écrivez par exemple 12 000, 0,9, 90 %, 7 j ou 1 200 €.",
        f"{path}, Exécution, ligne 18 : Le montant exécuté 2012 est négatif (-3 €). Saisissez un "
        "montant positif.",
    ]
    found = lines(out, "FNGA")
    for label in ("Personnel", "Fonctionnement", "Investissement"):
        given = tuple(number(found[label][name]) or 0 for name in AMOUNTS)
        assert given == worked_year.FNGA_2012[label]
    assert found["Charges exceptionnelles"]["executed"] == ""
    assert found["Total des dépenses brutes"]["verdict"] == (
        "Exécuté incomplet : Charges exceptionnelles"
    )


def test_what_a_transfer_lacks_is_told_in_its_year_only(command: Command, write: Write) -> None:
    typed = {"Virements": {"G7": None, "D8": 6_000_000}}
    path = write(worked_year.TYPED, typed)
    code, _, err = command("report", "budget", path, "--format", "json")
    assert code == 1
    assert f"{path}, Virements, ligne 7 : L'information du contrôleur général manque" in err
    # 5 185 000 + 100 000 are there.
    assert "ligne 8 : Le montant dépasse de 715 000 € le disponible du groupe" in err
    code, _, err = command("report", "budget", path, "--year", 2014, "--format", "json")
    assert (code, err) == (0, "")


def test_a_carry_over_is_bounded_by_what_was_unspent(command: Command, write: Write) -> None:
    # Personnel left 141 000 in 2012, of which 41 000 are carried already.
    typed = {
        "Reports": {"A9": 2012, "B9": "Personnel", "C9": "Personnel", "D9": 100_001, "F9": "Oui"}
    }
    path = write(worked_year.TYPED, typed)
    code, _, err = command("report", "budget", path, "--year", 2013, "--format", "json")
    assert (code, err) == (
        1,
        f"{path}, Reports, ligne 9 : « Personnel » reporte 141 001 € en tout, plus que ses crédits "
        "non consommés (141 000 €).\n",
    )


def test_dates_may_be_typed_as_text(command: Command, write: Write) -> None:
    typed = {"Virements": {"A7": "15/03/2012", "A8": "1er juin 2012"}}
    code, out, _ = command("report", "budget", write(worked_year.TYPED, typed), "--format", "csv")
    assert code == 0
    assert lines(out, "FNGA")["Personnel"]["transfers"] == "-100000"


def test_a_detail_counts_with_its_line(command: Command, write: Write) -> None:
    detail = "dont immobilisations incorporelles"
    typed = {"Virements": {"C8": detail}, "Exécution": {"C9": None, "C10": 600_000, "C11": 329_000}}
    code, out, _ = command("report", "budget", write(worked_year.TYPED, typed), "--format", "csv")
    found = lines(out, "FNGA")
    assert code == 0
    assert found["Investissement"]["authorised"] == "1039000"
    assert found["Investissement"]["executed"] == "929000"
    assert found[detail]["authorised"] == "762000"


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (("--year", "2016"), "L'année 2016 est hors de COG CAMIEG 2012-2015"),
        (("--year", "bientôt"), "« bientôt » n'est pas un"),
        (("--format", "xlsx"), "Un classeur ne s'affiche pas : ajoutez --output FICHIER.xlsx."),
        (("--output", "tableau.doc"), "L'extension de tableau.doc ne dit pas le format."),
    ],
)
def test_refused_requests(
    command: Command, write: Write, args: tuple[str, ...], message: str
) -> None:
    code, out, err = command("report", "budget", write(), *args)
    assert (code, out) == (2, "")
    assert message in err


def test_the_workbook_itself_is_never_written(command: Command, write: Write) -> None:
    path = write(worked_year.TYPED)
    before = path.read_bytes()
    code, _, err = command("report", "budget", path, "--output", path)
    assert code == 2 and "est un des classeurs lus" in err
    assert path.read_bytes() == before


def test_another_workbook_has_no_registers(command: Command, annexes: Path) -> None:
    path = annexes / "camieg-2012-2015" / "annexe-2-fnga.xlsx"
    code, out, err = command("report", "budget", path)
    assert (code, out) == (2, "")
    assert "n'a pas de tableau « Virements », « Reports », « Executes »" in err


@pytest.mark.parametrize("name", ["absent.xlsx", "texte.xlsx"])
def test_what_is_no_workbook_is_refused(command: Command, tmp_path: Path, name: str) -> None:
    (tmp_path / "texte.xlsx").write_text("du texte", encoding="utf-8")
    code, out, err = command("report", "budget", tmp_path / name)
    assert (code, out) == (2, "")
    assert name in err


def test_a_workbook_without_a_year_asks_for_one(command: Command, write: Write) -> None:
    path = write({"Tableau de bord": {"B4": None}})
    code, _, err = command("report", "budget", path)
    assert code == 2 and "Précisez-le, par exemple --year 2013." in err
    assert command("report", "budget", path, "--year", 2013, "--format", "csv").code == 0


def test_an_unknown_report_is_refused(command: Command) -> None:
    code, out, err = command("report", "inventaire", "a.xlsx")
    assert (code, out) == (2, "")
    assert "« inventaire » n'existe pas" in err
