"""``pycog score``: one body, a folder of bodies, and what is refused."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Command = Callable[..., Any]
CPAM = ("--category", "cpam", "--campaign", "2022")
CEIR = ("--category", "ceir", "--campaign", "2022")


def write(path: Path, *lines: str, encoding: str = "utf-8") -> Path:
    path.write_text("\n".join(["indicateur;résultat", *lines]) + "\n", encoding=encoding)
    return path


def test_the_missing_results_stay_open(command: Command, tmp_path: Path) -> None:
    path = write(tmp_path / "herault.csv", "Validation des comptes;89,7 %")
    code, out, err = command("score", path, *CPAM)
    assert (code, err) == (0, "")
    assert "Validation des comptes : 89,7 / 100\n" in out
    assert "Total : 89,7 points sur 1 000, 900 encore ouverts" in out
    assert "Taux de réussite : entre 8,97 % et 98,97 %. Seuil de 50 % encore ouvert." in out


def test_a_neutralised_indicator_keeps_its_reason(command: Command, tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", "prejudice;neutralisé : crise", "comptes;100 %")
    out = command("score", path, *CPAM).out
    assert "Montant de préjudice subi : — / 70 (Neutralisé : crise)" in out
    assert "Total : 100 points sur 930, 830 encore ouverts" in out


def test_what_an_old_excel_writes_is_read(command: Command, tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", "Validation des comptes;100 %", encoding="cp1252")
    assert "Validation des comptes : 100 / 100" in command("score", path, *CPAM).out


def test_components_are_named(command: Command, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(
        "Indicateur;Composante;Résultat\ndepistage;Dépistage du cancer du sein;61,46 %\n",
        encoding="utf-8-sig",
    )
    assert "Dépistage du cancer du sein : 15 / 15" in command("score", path, *CPAM).out


def test_the_national_card_gives_both_readings(command: Command, tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv")
    out = command("score", path, "--category", "national", "--campaign", "2022").out
    assert "lecture « formule » : entre 0 % et 100 %" in out
    assert "lecture « texte » : entre 0 % et 100 %" in out


def test_json_has_one_object_a_body(command: Command, tmp_path: Path) -> None:
    results = ("stocks;100 %", "continuite;95 %", "impression;97 %", "budget;98 %")
    path = write(tmp_path / "lyon.csv", *results)
    code, out, _ = command("score", path, *CEIR, "--json")
    record = json.loads(out)
    assert code == 0
    # 270 + 380 × 0.5 + 100 × 0.7 + 100 × 0.6, of 1 000 with 150 open.
    assert record["total"] == {"earned": 590.0, "open": 150.0, "possible": 1000.0}
    assert (record["minimum"], record["maximum"]) == (0.59, 0.74)
    assert (record["body"], record["campaign"]) == ("lyon", 2022)
    assert record["rows"][3]["points"] is None
    assert record["themes"]["performance"]["open"] == 150.0


def test_a_folder_gives_a_table(command: Command, tmp_path: Path) -> None:
    write(tmp_path / "a.csv", "stocks;100 %", "continuite;100 %")
    write(tmp_path / "b.csv", "stocks;90 %", "continuite;90 %")
    (tmp_path / "notes.txt").write_text("rien")
    code, out, err = command("score", tmp_path, *CEIR)
    lines = [line.split() for line in out.splitlines()]
    assert (code, err) == (0, "")
    assert lines[0][:3] == ["Organisme", "Points", "Ouverts"]
    assert out.splitlines()[1].split("  ")[-1] == "Seuil de 50 % dépassé"
    assert lines[1][:5] == ["a", "650", "350", "1", "000"]
    assert out.splitlines()[2].split("  ")[-1] == "Seuil de 50 % non dépassé"
    assert out.splitlines()[-1] == "2 organismes."


def test_a_bad_file_hides_no_other(command: Command, tmp_path: Path) -> None:
    write(tmp_path / "a.csv", "stocks;100 %")
    write(tmp_path / "b.csv", "stocks;oui")
    code, out, err = command("score", tmp_path, *CEIR)
    assert code == 2
    assert "b.csv" in err and "Ligne 1" in err
    assert out.splitlines()[-1] == "1 organisme."


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        (("inconnu;1",), "a.csv, ligne 2 : « inconnu » n'est pas dans le barème"),
        (("comptes;1", "Validation des comptes;1"), "déjà un résultat à la ligne 2"),
        (("depistage;1",), "dites laquelle dans une colonne « composante »"),
        (("comptes;85",), "taux saisi en points"),
        (("comptes;1;2",), "3 colonnes pour 2 en-têtes"),
    ],
)
def test_a_faulty_line_is_refused(
    command: Command, tmp_path: Path, lines: tuple[str, ...], words: str
) -> None:
    code, out, err = command("score", write(tmp_path / "a.csv", *lines), *CPAM)
    assert (code, out) == (2, "")
    assert words in err


def test_wrong_headings_are_refused(command: Command, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("indicator,result\n", encoding="utf-8")
    code, _, err = command("score", path, *CPAM)
    assert code == 2
    assert "« indicateur;résultat »" in err


def test_a_workbook_is_no_csv(command: Command, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"PK\x03\x04\x00\x00")
    code, _, err = command("score", path, *CPAM)
    assert code == 2
    assert "CSV UTF-8" in err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--category", "caf", "--campaign", "2022"), "cpam"),
        (("--category", "cpam", "--campaign", "2030"), "2021 et 2022"),
        (("--category", "cpam", "--campaign", "2022", "--reading", "x"), "deux_livrables"),
    ],
)
def test_an_unknown_card_lists_the_known_ones(
    command: Command, tmp_path: Path, arguments: tuple[str, ...], words: str
) -> None:
    code, _, err = command("score", write(tmp_path / "a.csv"), *arguments)
    assert code == 2
    assert words in err


def test_an_empty_folder_or_a_missing_file_is_refused(command: Command, tmp_path: Path) -> None:
    assert "pas de fichier CSV" in command("score", tmp_path, *CPAM).err
    code, _, err = command("score", tmp_path / "absent.csv", *CPAM)
    assert code == 2
    assert "introuvable" in err


def test_another_reading_can_be_scored(command: Command, tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", "socle_rh;1")
    assert "livrables à réaliser : 100 / 100" in command("score", path, *CPAM).out
    out = command("score", path, *CPAM, "--reading", "deux_livrables").out
    assert "livrables à réaliser : 50 / 100" in out


def test_a_national_target_keeps_its_points_open(command: Command, tmp_path: Path) -> None:
    path = write(tmp_path / "herault.csv", "misas;3979", "comptes;89,7 %", "prejudice;4900000")
    out = command("score", path, "--category", "cpam", "--campaign", "2021").out
    assert "— / 75 (Objectif national (80 000) : cible et seuil propres de l'organisme" in out
    assert "Taux de réussite : entre 8,97 % et 98,97 %. Seuil de 50 % encore ouvert." in out


def test_the_own_share_is_scored(command: Command, tmp_path: Path) -> None:
    path = tmp_path / "herault.csv"
    path.write_text(
        "indicateur;résultat;cible propre;seuil propre\nmisas;3500;4 000;2 000\n", encoding="utf-8"
    )
    code, out, _ = command("score", path, "--category", "cpam", "--campaign", "2021", "--json")
    record = json.loads(out)
    row = next(row for row in record["rows"] if row["key"] == "misas")
    # (3 500 − 2 000) ÷ 2 000 × 75.
    assert (code, row["points"], row["scope"]) == (0, 56.25, "nationale")
    assert (row["own_target"], row["own_floor"]) == ("4 000", "2 000")
    assert next(row for row in record["rows"] if row["key"] == "comptes")["own_target"] is None


def test_an_own_target_where_none_is_asked_for_is_refused(command: Command, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(
        "indicateur;résultat;cible propre;seuil propre\nstocks;100 %;90 %;80 %\n", encoding="utf-8"
    )
    code, _, err = command("score", path, *CEIR)
    assert code == 2
    assert "a.csv" in err and "déjà celle de l'organisme" in err
