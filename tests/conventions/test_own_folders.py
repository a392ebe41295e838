"""An organisation adds its own conventions as folders, without touching code."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from pycog import conventions
from pycog.errors import InvalidConvention, NotAvailable
from pycog.values import date_system

BUILT_IN = (
    "camieg-2012-2015", "herault-2021", "interessement-maladie-2021", "interessement-maladie-2022",
    "isere-2020", "mutualisation-2007",
)  # fmt: skip


def test_a_folder_is_found_through_the_environment(
    write_folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = write_folder()
    monkeypatch.setenv(conventions.VARIABLE, str(folder.parent))
    own = conventions.load("essai")
    assert own.indicators["1"].targets[2021].target.value == 0.9
    assert own.cite("annexe 2") == "COG ESSAI 2020-2021, annexe 2"
    assert [summary.id for summary in conventions.available()] == [*BUILT_IN, "essai"]


def test_the_variable_may_name_the_convention_folder_itself(
    write_folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(conventions.VARIABLE, f"{write_folder()}{os.pathsep}")
    assert conventions.load("essai").years == (2020, 2021)


def test_a_folder_is_added_by_the_command(write_folder) -> None:
    folder = write_folder()
    conventions.add_folder(folder.parent)
    conventions.add_folder(str(folder.parent))
    assert conventions.folders()[1:] == (folder.parent,)
    assert conventions.load("essai").title == "Convention d'essai 2020-2021"


def test_a_convention_may_have_indicators_only(write_folder) -> None:
    conventions.add_folder(write_folder(budget_lines_csv=None, budget_amounts_csv=None))
    own = conventions.load("essai")
    assert list(own.indicators) == ["1", "2"]
    assert own.funds["FA"].lines == ()


def test_a_convention_may_have_a_budget_only(write_folder) -> None:
    conventions.add_folder(write_folder(indicators_csv=None, statements_csv=None))
    own = conventions.load("essai")
    assert own.indicators == {}
    line = own.funds["FA"].line("personnel")
    assert line is not None and line.amounts["total"] == 230.0


def test_a_budget_line_without_amounts_is_blank(write_folder) -> None:
    conventions.add_folder(write_folder(budget_amounts_csv=None))
    line = conventions.load("essai").funds["FA"].line("personnel")
    assert line is not None
    assert set(line.amounts.values()) == {None}
    assert line.printed["evolution"] == ""


def test_an_unknown_convention_names_the_known_ones(write_folder) -> None:
    conventions.add_folder(write_folder())
    with pytest.raises(NotAvailable) as caught:
        conventions.load("isere-2021")
    assert caught.value.code == "convention-inconnue"
    assert caught.value.message == (
        "La convention « isere-2021 » n'est pas connue. Conventions connues : "
        f"{', '.join(BUILT_IN)}, essai."
    )


@pytest.mark.parametrize("through", ["variable", "option"])
def test_a_missing_folder_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, through: str
) -> None:
    missing = tmp_path / "absent"
    with pytest.raises(InvalidConvention) as caught:
        if through == "option":
            conventions.add_folder(missing)
        else:
            monkeypatch.setenv(conventions.VARIABLE, str(missing))
            conventions.load()
    origin = "l'option --conventions" if through == "option" else "la variable PYCOG_CONVENTIONS"
    assert caught.value.code == "dossier-introuvable"
    assert caught.value.message == (
        f"Le dossier de conventions « {missing} » n'existe pas. Corrigez {origin}."
    )


def test_a_folder_that_has_gone_since_is_said(write_folder, tmp_path: Path) -> None:
    conventions.add_folder(write_folder().parent)
    tmp_path.rename(tmp_path.with_name(f"{tmp_path.name}-gone"))
    with pytest.raises(InvalidConvention) as caught:
        conventions.load("essai")
    assert caught.value.code == "dossier-illisible"
    assert caught.value.message == (
        f"Le dossier de conventions « {tmp_path} » ne peut pas être lu. Vérifiez qu'il existe "
        "encore et que vous y avez accès."
    )


def test_two_conventions_of_one_id_are_refused(write_folder, tmp_path: Path) -> None:
    own = tmp_path / "camieg-2012-2015"
    write_folder(convention_toml=('id = "essai"', 'id = "camieg-2012-2015"')).rename(own)
    conventions.add_folder(own)
    with pytest.raises(InvalidConvention) as caught:
        conventions.load("camieg-2012-2015")
    built_in = conventions.folders()[0] / "camieg-2012-2015"
    assert caught.value.code == "convention-en-double"
    assert caught.value.message == (
        "La convention « camieg-2012-2015 » se trouve dans deux dossiers : "
        f"{built_in} et {own}. Renommez l'une des deux."
    )


def test_a_broken_folder_hides_no_other(write_folder) -> None:
    conventions.add_folder(write_folder(convention_toml=('statut = "projet"', "statut = 3")))
    camieg, *_, own = conventions.available()
    assert (camieg.id, camieg.problem) == ("camieg-2012-2015", "")
    assert (own.id, own.title) == ("essai", "")
    assert own.problem == (
        "essai/convention.toml : la clé « statut » doit être un texte entre guillemets."
    )
    assert conventions.load().short_title == "COG CAMIEG 2012-2015"


def test_a_convention_is_read_once() -> None:
    assert conventions.load() is conventions.load("camieg-2012-2015")


def test_date_targets_follow_the_date_system_of_the_workbook(write_folder) -> None:
    """31/12/2021 is 44561 counted from 1900 and 43099 counted from 1904."""
    conventions.add_folder(
        write_folder(statements_csv=("annexe;cible;5 j;", "annexe;cible;31/12/2021;"))
    )
    values = []
    for system in ("1900", "1904"):
        with date_system(system):
            values.append(conventions.load("essai").indicators["2"].targets[2021].target.value)
    assert values == [44561.0, 43099.0]


def test_loading_brings_no_heavy_import() -> None:
    code = (
        "import sys; from pycog import conventions; from pycog.conventions import checks; "
        "checks.full_audit(conventions.load()); "
        "print(sorted({'numpy', 'pandas', 'openpyxl'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
