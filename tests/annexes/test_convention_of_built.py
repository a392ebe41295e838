"""A workbook built for a chosen convention says which, and keeps its values elsewhere."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook

from pycog import conventions
from pycog.annexes.annexe_4.indicator_workbook import build_indicators
from pycog.annexes.builder import computed, followed
from pycog.annexes.kit.page import Book, Values
from pycog.default_convention import SHIPPED, Default, using
from pycog.refresh import refresh_file
from pycog.xlsx.convention_name import convention_of
from pycog.xlsx.package import Package
from tests.two_agreements import ALPHA, BETA, write_agreements
from udfs.hosts.engine import EngineHost

CHOSEN = Default(ALPHA[0], "option --convention")


@pytest.fixture(autouse=True)
def _known(tmp_path: Path) -> None:
    conventions.add_folder(write_agreements(tmp_path / "conventions"))


def _one_target(values: Values) -> bytes:
    book = Book("Essai", "Un objectif", values)
    page = book.page("Essai")
    page.formula(0, 0, "COG_TARGET(1,2020)", "number")
    return book.content()


def _named(data: bytes) -> str | None:
    found = convention_of(Package(Path("a.xlsx"), data))
    assert found is None or isinstance(found, Default)
    return None if found is None else found.id


def _value(path: Path) -> object:
    return load_workbook(path, data_only=True).worksheets[0]["A1"].value


def test_nothing_is_named_where_nobody_chose() -> None:
    assert _named(_one_target({})) is None
    assert not followed(f"{SHIPPED}/annexe-4-indicateurs.xlsx").is_chosen
    assert not followed("recette.xlsx").is_chosen


def test_what_belongs_to_the_chosen_convention_follows_it() -> None:
    with using(CHOSEN):
        assert followed(f"{ALPHA[0]}/annexe-4-indicateurs.xlsx") == CHOSEN
        assert followed("exemple-fictif/annexe-4-indicateurs.xlsx") == CHOSEN
        for other in ("recette.xlsx", "interessement-2021/cpam.xlsx", f"{SHIPPED}/a.xlsx"):
            assert followed(other).id == SHIPPED and followed(other).is_chosen


def test_a_built_workbook_keeps_its_values_where_another_one_is_meant(
    tmp_path: Path, host: EngineHost
) -> None:
    path = tmp_path / "annexe.xlsx"
    path.write_bytes(computed(path.name, _one_target, host, CHOSEN))
    assert (_named(path.read_bytes()), _value(path)) == (ALPHA[0], ALPHA[2])
    with using(BETA[0], "essai"):
        report = refresh_file(path, host)
    assert (report.refused, report.changed) == (None, 0)
    assert _value(path) == ALPHA[2]


def test_an_annex_of_indicators_carries_its_convention(tmp_path: Path, host: EngineHost) -> None:
    def writer(values: Values) -> bytes:
        return build_indicators(conventions.load(ALPHA[0]), values)

    path = tmp_path / "annexe-4.xlsx"
    path.write_bytes(computed(path.name, writer, host, CHOSEN))
    assert _named(path.read_bytes()) == ALPHA[0]
    assert refresh_file(path, host).changed == 0


def test_what_asks_no_formula_names_no_convention() -> None:
    with conventions.using("mutualisation-2007"):
        plain = Book("Vue", "Sans formule de pycog", {})
        plain.page("Vue").formula(0, 0, "SUM(1,2)", "computed")
        asking = Book("Vue", "Avec une formule de pycog", {})
        asking.page("Vue").formula(0, 0, "COG_TARGET(1,2013)", "computed")
    names = [load_workbook(BytesIO(book.content())).defined_names for book in (plain, asking)]
    assert [list(one) for one in names] == [[], ["COG_CONVENTION"]]
