"""Excel for Windows without a server: formulas follow the workbook that calls them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import xlwings as xw

from pycog import conventions
from pycog.errors import CellError
from pycog.values import CellValue
from tests.two_agreements import ALPHA, BETA, write_agreements
from udfs.hosts import desktop_convention
from udfs.hosts.xlwings_desktop import desktop_functions


@pytest.fixture(autouse=True)
def _known(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(desktop_convention, "_known", {})
    conventions.add_folder(write_agreements(tmp_path / "conventions"))
    yield


class Named:
    """A defined name as COM gives it."""

    def __init__(self, name: str, definition: str, cell: Any = None) -> None:
        self.Name, self.RefersTo, self._cell = name, definition, cell

    @property
    def RefersToRange(self) -> Any:
        if self._cell is None:
            raise OSError("Range of a name that has none")
        return self._cell


def cell(value: Any, *, is_formula: bool = False) -> Any:
    return SimpleNamespace(Value2=value, HasFormula=is_formula)


def calls(monkeypatch: pytest.MonkeyPatch, *names: Named, book: str = "C:\\a.xlsm") -> None:
    """Let a workbook with some names be the one that calls."""
    api = SimpleNamespace(FullName=book, Names=names)
    monkeypatch.setattr(xw.Book, "caller", lambda: SimpleNamespace(api=api))


def target(*more: Any) -> CellValue:
    """Call the function as xlwings does once it has read the arguments."""
    found: CellValue = desktop_functions(make_error=int)["COG_TARGET"](1.0, 2020.0, *more)
    return found


@pytest.mark.parametrize(
    "names",
    [
        (Named("COG_CONVENTION", f'="{ALPHA[0]}"'),),
        (Named("Autre", "=3"), Named("cog_convention", f'="{ALPHA[0]}"')),
        (Named("COG_CONVENTION", "='Mon onglet'!$B$2", cell(ALPHA[0])),),
        (
            Named("COG_CONVENTION", f'="{ALPHA[0]}"'),
            Named("'Mon onglet'!COG_CONVENTION", f'="{ALPHA[0]}"'),
        ),
    ],
)
def test_the_calling_workbook_decides(
    monkeypatch: pytest.MonkeyPatch, names: tuple[Named, ...]
) -> None:
    calls(monkeypatch, *names)
    assert target() == target(None) == target("") == ALPHA[2]
    assert target(BETA[0]) == BETA[2]


def test_outside_excel_the_users_choice_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYCOG_CONVENTION", BETA[0])
    assert target() == BETA[2]
    calls(monkeypatch, Named("Autre", "=3"))
    assert target() == BETA[2]


@pytest.mark.parametrize(
    ("name", "what"),
    [
        (Named("COG_CONVENTION", "=#REF!"), "ne désigne plus rien"),
        (Named("COG_CONVENTION", "=F!$A$1:$A$2"), "plusieurs cellules"),
        (Named("COG_CONVENTION", "=F!$A$1", cell(None)), "qui est vide"),
        (Named("COG_CONVENTION", "=F!$A$1", cell("x", is_formula=True)), "une formule"),
        (Named("COG_CONVENTION", "=F!$A$1", cell(-2146826246)), "au lieu d'un texte"),
        (Named("COG_CONVENTION", "=F!$A$1"), "n'a pas pu être lu dans Excel"),
        (Named("F!COG_CONVENTION", '="x"'), "que pour la feuille « F »"),
        (Named("COG_CONVENTION", '="inconnue"'), "n'est pas connue"),
    ],
)
def test_any_other_name_is_an_error_where_it_is_needed(
    monkeypatch: pytest.MonkeyPatch, name: Named, what: str
) -> None:
    calls(monkeypatch, name)
    found = target()
    assert isinstance(found, CellError) and what in found.message
    assert target(BETA[0]) == BETA[2]


def test_each_workbook_keeps_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(2):
        calls(monkeypatch, Named("COG_CONVENTION", f'="{ALPHA[0]}"'), book="C:\\a.xlsm")
        assert target() == ALPHA[2]
        calls(monkeypatch, Named("COG_CONVENTION", f'="{BETA[0]}"'), book="C:\\b.xlsm")
        assert target() == BETA[2]


def test_a_name_that_changed_counts_after_a_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [100.0]
    monkeypatch.setattr(desktop_convention.time, "monotonic", lambda: now[0])
    calls(monkeypatch, Named("COG_CONVENTION", f'="{ALPHA[0]}"'))
    assert target() == ALPHA[2]
    calls(monkeypatch, Named("COG_CONVENTION", f'="{BETA[0]}"'))
    now[0] += 1.5
    assert target() == BETA[2]
