"""``pycog convention use``, and the commands that follow the convention that is meant."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from pycog import configuration, conventions
from tests.two_agreements import ALPHA, BETA, write_agreements

Command = Callable[..., Any]
SHIPPED = "camieg-2012-2015"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two conventions that every command knows, and settings of one's own."""
    for name in ("XDG_CONFIG_HOME", "APPDATA", "HOME"):
        monkeypatch.setenv(name, str(tmp_path / "reglages"))
    found = write_agreements(tmp_path / "conventions")
    monkeypatch.setenv(conventions.VARIABLE, str(found))
    return found


def _workbook(path: Path, definition: str | None, formula: str = "COG_TARGET(1,2020)") -> Path:
    book = xlsxwriter.Workbook(path)
    book.add_worksheet("Feuil1").write_formula("A1", f"=_xldudf_{formula}", None, 0)
    if definition is not None:
        book.define_name("COG_CONVENTION", definition)
    book.close()
    return path


def test_the_shipped_one_is_meant_until_another_is_chosen(command: Command) -> None:
    code, out, err = command("convention", "use")
    assert (code, err) == (0, "")
    assert out.startswith(f"Convention par défaut : {SHIPPED} (celle de pycog, faute d'un autre")
    assert command("eval", "=COG_TARGET(2,2013)").out == "90 %\n"


def test_a_choice_is_kept_told_and_forgotten(command: Command) -> None:
    code, out, err = command("convention", "use", ALPHA[0])
    assert (code, err) == (0, "")
    assert f"{ALPHA[0]} (Convention {ALPHA[0]}) retenue." in out
    told = command("convention", "use").out
    assert told == (
        f"Convention par défaut : {ALPHA[0]} (choisie par « pycog convention use », "
        f"{configuration.file()}).\n  Convention {ALPHA[0]}\n"
    )
    assert command("eval", "=COG_TARGET(1,2020)").out == "90 %\n"
    assert command("convention", "use", "--aucune").code == 0
    assert configuration.chosen_convention() is None
    assert command("convention", "use").out.startswith(f"Convention par défaut : {SHIPPED} ")


def test_what_is_not_known_is_not_kept(command: Command) -> None:
    code, out, err = command("convention", "use", "inconnue")
    assert (code, out) == (2, "")
    assert "« inconnue » n'est pas connue. Conventions connues : camieg-2012-2015, " in err
    assert configuration.chosen_convention() is None


def test_a_broken_choice_can_be_told_replaced_and_forgotten(command: Command, folder: Path) -> None:
    configuration.choose_convention("partie")
    for arguments in ((), (ALPHA[0],), ("--aucune",)):
        configuration.choose_convention("partie")
        code, _, err = command("convention", "use", *arguments)
        assert code == (0 if arguments else 2)
        assert ("« partie » n'est pas connue" in err) == (not arguments)


def test_two_wishes_at_once_are_refused(command: Command) -> None:
    code, _, err = command("convention", "use", ALPHA[0], "--aucune")
    assert code == 2 and "incompatible avec" in err


def test_a_folder_may_be_given_after_the_action(
    command: Command, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(conventions.VARIABLE)
    assert command("convention", "use", BETA[0]).code == 2
    assert command("convention", "use", BETA[0], "--conventions", folder).code == 0


def test_the_list_marks_the_one_that_is_meant(command: Command) -> None:
    lines = command("conventions").out.splitlines()
    marked = [line for line in lines if "[par défaut : " in line]
    assert len(marked) == 1 and marked[0].startswith(f"{SHIPPED} : ")
    command("convention", "use", BETA[0])
    marked = [line for line in command("conventions").out.splitlines() if "[par défaut : " in line]
    assert len(marked) == 1 and marked[0].startswith(f"{BETA[0]} : ")
    assert "« pycog convention use »" in marked[0]


def test_the_list_says_that_the_one_that_is_meant_is_not_known(command: Command) -> None:
    configuration.choose_convention("partie")
    code, out, err = command("conventions")
    assert code == 1 and SHIPPED in out
    assert err.startswith("La convention par défaut, partie (choisie par « pycog convention use »")


def test_the_option_comes_before_the_variable_and_the_choice(
    command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    command("convention", "use", ALPHA[0])
    asked = ("eval", "=COG_TARGET(1,2020)")
    assert command(*asked).out == "90 %\n"
    monkeypatch.setenv("PYCOG_CONVENTION", BETA[0])
    assert command(*asked).out == "75 %\n"
    assert command(*asked, "--convention", ALPHA[0]).out == "90 %\n"
    assert command("eval", f'=COG_TARGET(1,2020,"{BETA[0]}")', "--convention", ALPHA[0]).out == (
        "75 %\n"
    )
    assert conventions.default_id() == BETA[0]  # the option held for that command


@pytest.mark.parametrize(
    "arguments",
    [
        ("eval", "=1+1"),
        ("refresh", "CLASSEUR"),
        ("explain", "CLASSEUR!Feuil1!A1"),
        ("ask", "objectif de l'indicateur 1 en 2020"),
        ("audit", "CLASSEUR"),
        ("consolidate", "DOSSIER", "--output", "reseau.xlsx"),
        ("report", "bilan", "CLASSEUR", "--output", "b.pdf"),
        ("report", "budget", "CLASSEUR"),
        ("build", "DOSSIER"),
    ],
)
def test_an_unknown_option_is_refused_before_anything_is_done(
    command: Command, tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    path = _workbook(tmp_path / "classeur.xlsx", None)
    before = path.read_bytes()
    given = [
        one.replace("CLASSEUR", str(path)).replace("DOSSIER", str(tmp_path)) for one in arguments
    ]
    code, out, err = command(*given, "--convention", "inconnue")
    assert (code, out) == (2, "")
    assert "« inconnue » n'est pas connue" in err
    assert "Elle est demandée par : option --convention." in err
    assert path.read_bytes() == before


def test_a_refresh_says_which_convention_it_followed(command: Command, tmp_path: Path) -> None:
    silent = _workbook(tmp_path / "sans.xlsx", None)
    named = _workbook(tmp_path / "avec.xlsx", f'="{BETA[0]}"')
    out = command("refresh", silent, "--convention", ALPHA[0]).out
    assert f"sans.xlsx : convention {ALPHA[0]} (option --convention)." in out
    done = command("refresh", "--json", named, "--convention", ALPHA[0])
    record = json.loads(done.out)
    assert record["convention"] == f"{BETA[0]} (nom COG_CONVENTION du classeur)"
    assert [one["after"] for one in record["changes"]] == [BETA[2]]


def test_check_sees_another_choice(command: Command, tmp_path: Path) -> None:
    path = _workbook(tmp_path / "sans.xlsx", None)
    assert command("refresh", path, "--convention", ALPHA[0]).code == 0
    assert command("refresh", "--check", path, "--convention", ALPHA[0]).code == 0
    code, out, err = command("refresh", "--check", path, "--convention", BETA[0])
    assert code == 1 and "1 valeur périmée" in out
    assert "Feuil1!A1 : valeur périmée" in out + err


def test_workers_follow_the_choice_of_the_command(command: Command, tmp_path: Path) -> None:
    paths = [_workbook(tmp_path / f"{n}.xlsx", None) for n in range(3)]
    command("convention", "use", ALPHA[0])
    done = command("refresh", "--workers", 2, "--json", *paths)
    records = [json.loads(line) for line in done.out.splitlines()]
    assert [one["changes"][0]["after"] for one in records] == [ALPHA[2]] * 3
    assert all("« pycog convention use »" in one["convention"] for one in records)
    done = command("refresh", "--workers", 2, "--json", *paths, "--convention", BETA[0])
    records = [json.loads(line) for line in done.out.splitlines()]
    assert [one["changes"][0]["after"] for one in records] == [BETA[2]] * 3


def test_a_run_is_not_resumed_under_another_choice(command: Command, tmp_path: Path) -> None:
    paths = [_workbook(tmp_path / f"{n}.xlsx", None) for n in range(2)]
    report = tmp_path / "recalcul.json"
    command("refresh", *paths, "--report", report, "--convention", ALPHA[0])
    again = command("refresh", *paths, "--resume", report, "--convention", ALPHA[0]).out
    assert "repris du rapport" in again
    other = command("refresh", *paths, "--resume", report, "--convention", BETA[0]).out
    assert "repris du rapport" not in other and "2 valeurs changées" in other


def test_a_cell_is_explained_with_the_convention_of_its_workbook(
    command: Command, tmp_path: Path
) -> None:
    path = _workbook(tmp_path / "avec.xlsx", f'="{BETA[0]}"')
    code, out, _ = command("explain", f"{path}!Feuil1!A1", "--convention", ALPHA[0])
    assert code == 0 and "75 %" in out
    assert f"convention par défaut : {BETA[0]} (nom COG_CONVENTION du classeur)" in out
    broken = _workbook(tmp_path / "casse.xlsx", "=#REF!")
    code, out, err = command("explain", f"{broken}!Feuil1!A1")
    assert "Le nom COG_CONVENTION du classeur ne désigne plus rien" in out + err


def test_questions_are_about_the_convention_of_the_workbook(
    command: Command, tmp_path: Path
) -> None:
    asked = ("ask", "objectif de l'indicateur 1 en 2020")
    assert "75 %" in command(*asked, "--convention", BETA[0]).out
    path = _workbook(tmp_path / "avec.xlsx", f'="{ALPHA[0]}"')
    code, out, _ = command(*asked, "--convention", BETA[0], "--classeur", path)
    assert code == 0 and "90 %" in out and "75 %" not in out
    broken = _workbook(tmp_path / "casse.xlsx", '="inconnue"')
    code, out, err = command(*asked, "--classeur", broken)
    assert code == 2 and out == ""
    assert "« inconnue » n'est pas connue" in err and "nom COG_CONVENTION du classeur" in err


def test_an_audit_follows_the_workbook(command: Command, tmp_path: Path) -> None:
    assert command("audit", _workbook(tmp_path / "avec.xlsx", f'="{ALPHA[0]}"')).code in {0, 1}
    code, _, err = command("audit", _workbook(tmp_path / "casse.xlsx", "=1"))
    assert code == 2
    assert f"{tmp_path / 'casse.xlsx'} : Le nom COG_CONVENTION du classeur" in err
    code, _, err = command("audit", _workbook(tmp_path / "inconnue.xlsx", '="inconnue"'))
    assert code == 2 and "nom COG_CONVENTION de inconnue.xlsx" in err


def test_the_doctor_reports_a_name_that_gives_no_convention(
    command: Command, tmp_path: Path
) -> None:
    sound = _workbook(tmp_path / "avec.xlsx", f'="{ALPHA[0]}"')
    assert command("doctor", sound, "--json").code == 0
    for definition, what in (
        ("=#REF!", "ne désigne plus rien"),
        ('="x"', "« x » n'est pas connue"),
    ):
        path = _workbook(tmp_path / "casse.xlsx", definition)
        code, out, _ = command("doctor", path, "--json")
        (finding,) = json.loads(out)["findings"]
        assert code == 1
        assert (finding["code"], finding["cell"]) == ("convention-du-classeur", "COG_CONVENTION")
        assert (finding["sheet"], finding["found"]) == ("", definition)
        assert what in finding["meaning"]


def test_a_report_follows_its_workbooks(command: Command, tmp_path: Path) -> None:
    """Whichever way, the annexe that is missing is looked for in the convention that was found."""
    named = _workbook(tmp_path / "avec.xlsx", f'="{ALPHA[0]}"')
    command("refresh", named)
    output = tmp_path / "bilan.html"
    asked = ("report", "bilan", named, "--output", output)
    code, _, err = command(*asked)
    assert code == 2 and f"(COG {ALPHA[0]} : 2020, 2021)" in err
    code, _, err = command(*asked, "--year", 2020, "--convention", BETA[0])
    assert code == 2
    assert f"Le rapport est demandé pour la convention « {BETA[0]} »" in err
    assert f"suivent « {ALPHA[0]} » (nom COG_CONVENTION de avec.xlsx)" in err
    other = _workbook(tmp_path / "autre.xlsx", f'="{BETA[0]}"')
    code, _, err = command("report", "bilan", named, other, "--year", 2020, "--output", output)
    assert code == 2 and f"suit la convention « {BETA[0]} »" in err
    assert not output.exists()


def test_a_consolidation_follows_its_annexes(command: Command, tmp_path: Path) -> None:
    annexes = tmp_path / "annexes"
    for body in ("nord", "sud"):
        (annexes / body).mkdir(parents=True)
    _workbook(annexes / "nord" / "annexe-4.xlsx", f'="{ALPHA[0]}"')
    _workbook(annexes / "sud" / "annexe-4.xlsx", f'="{BETA[0]}"')
    asked = ("consolidate", annexes, "--output", tmp_path / "r.xlsx", "--json")
    record = json.loads(command(*asked).out)
    assert record["convention"] == f"COG {ALPHA[0]}"
    codes = {one["path"]: one["code"] for one in record["differences"] if one["path"]}
    assert codes["sud/annexe-4.xlsx"] == "autre-convention"
    assert codes["nord/annexe-4.xlsx"] != "autre-convention"
    record = json.loads(command(*asked, "--convention", BETA[0]).out)
    assert record["convention"] == f"COG {BETA[0]}"
    codes = {one["path"]: one["code"] for one in record["differences"] if one["path"]}
    assert codes["nord/annexe-4.xlsx"] == "autre-convention"
