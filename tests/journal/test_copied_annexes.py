"""Annexes that were copied from one form, and files renamed since: whose life is whose."""

from __future__ import annotations

import shutil

import pytest

from tests.journal.made_annexes import annex, typed
from tests.journal.test_history import brief


@pytest.fixture(name="form")
def _form(tmp_path):
    return annex(tmp_path / "formulaire.xlsx")


def test_bodies_that_fill_copies_of_one_form_have_each_their_own_life(
    form, tmp_path, refresh, life, command, journal
) -> None:
    refresh(form)
    north, south = tmp_path / "nord.xlsx", tmp_path / "sud.xlsx"
    for one in (north, south):
        shutil.copyfile(form, one)
        refresh(one)
    typed(north, {"B2": 50})
    refresh(north)
    typed(form, {"B2": 10})  # the form itself goes on
    refresh(form)
    typed(south, {"B2": 70})
    refresh(south)

    started = ("formulaire.xlsx", "calcul", "0 %", "86 %", [])
    taken = "reprise du fichier précédent"
    assert brief(life(f"{south}!Saisie!D2")) == [
        started,
        ("sud.xlsx", taken, "86 %", "86 %", []),
        ("sud.xlsx", "calcul", "86 %", "70 %", [("Saisie!B2", "86", "70")]),
    ]
    assert brief(life(f"{north}!Saisie!D2")) == [
        started,
        ("nord.xlsx", taken, "86 %", "86 %", []),
        ("nord.xlsx", "calcul", "86 %", "50 %", [("Saisie!B2", "86", "50")]),
    ]
    code, out, err = command("history", f"{form}!Saisie!D2", "--journal", journal)
    assert code == 0 and "nord.xlsx" not in out and "86 % → 10 %" in out
    assert err == (
        f"{form} a été copié : la vie de ses copies se demande à part ({north}, {south}).\n"
    )


def test_a_lone_copy_of_a_file_that_did_not_go_on_is_its_sequel(
    form, tmp_path, refresh, life, command, journal
) -> None:
    refresh(form)
    final = tmp_path / "definitif.xlsx"
    shutil.copyfile(form, final)
    refresh(final)
    typed(final, {"B2": 90})
    refresh(final)
    told = [
        ("formulaire.xlsx", "calcul", "0 %", "86 %", []),
        ("definitif.xlsx", "reprise du fichier précédent", "86 %", "86 %", []),
        ("definitif.xlsx", "calcul", "86 %", "90 %", [("Saisie!B2", "86", "90")]),
    ]
    assert brief(life(f"{form}!Saisie!D2")) == told == brief(life(f"{final}!Saisie!D2"))
    typed(form, {"B2": 20})
    refresh(form)
    # Once the form goes on by itself, the copy is no sequel of what it holds now.
    _, out, err = command("history", f"{form}!Saisie!D2", "--journal", journal)
    assert "86 % → 20 %" in out and "definitif.xlsx" not in out and "definitif.xlsx" in err
    assert brief(life(f"{final}!Saisie!D2")) == told


def test_a_file_renamed_since_is_known_by_its_content(
    form, tmp_path, refresh, command, journal
) -> None:
    refresh(form)
    renamed = form.rename(tmp_path / "annexe renommée.xlsx")
    code, out, err = command("history", f"{renamed}!Saisie!D2", "--journal", journal)
    assert code == 0 and "0 % → 86 %" in out
    assert err == f"{renamed} : le journal en a le contenu sous le nom de {form}.\n"
    typed(renamed, {"B2": 1})
    code, _, err = command("history", f"{renamed}!Saisie!D2", "--journal", journal)
    assert code == 2 and "le journal n'a aucun passage de ce fichier" in err


def test_of_two_files_that_held_the_same_the_one_that_is_gone_was_renamed(
    form, tmp_path, refresh, life
) -> None:
    refresh(form)
    copy = tmp_path / "copie.xlsx"
    shutil.copyfile(form, copy)
    refresh(copy)
    other = form.rename(tmp_path / "renommé.xlsx")
    refresh(other)
    events = life(f"{copy}!Saisie!D2")
    assert {one["fichier"].rpartition("/")[2] for one in events} == {"renommé.xlsx", "copie.xlsx"}
