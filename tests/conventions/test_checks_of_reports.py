"""The reports as they are printed, and with one figure changed.

Every expected value is worked out by hand from what the reports print.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from pycog.conventions import load
from pycog.conventions.checks import audit
from pycog.conventions.loading.loader import load_folder

Changed = Callable[[str, str, str], list[str]]


@pytest.fixture
def changed(tmp_path: Path) -> Changed:
    """Return what the audit of a changed copy finds that it does not find in the original."""

    def run(convention: str, old: str, new: str) -> list[str]:
        original = load(convention)
        folder = tmp_path / convention
        folder.mkdir()
        for source in original.folder.iterdir():
            text = source.read_text(encoding="utf-8")
            if source.name == "figures.csv":
                assert text.count(old) == 1
                text = text.replace(old, new)
            (folder / source.name).write_text(text, encoding="utf-8")
        known = {finding.id for finding in audit(original)}
        found = audit(load_folder(folder))
        return [
            f"{finding.id} {finding.recomputed}".replace("\N{NO-BREAK SPACE}", " ").replace(
                "\N{NARROW NO-BREAK SPACE}", " "
            )
            for finding in found
            if finding.id not in known
        ]

    return run


def relation(convention: str, name: str):
    return next(item for item in load(convention).relations if item.id == name)


def test_the_benefits_add_up_to_the_cent() -> None:
    """3 551 768 297,78 + 136 727 158,41 + 125 843 259,25 + 2 294 781,98 + 131 711 757,70
    + 62 368 287,62 + 1 589 551,01 = 4 012 303 093,75."""
    total = relation("herault-2021", "prestations-total")
    assert total.holds
    low, high = total.span
    assert low == high
    assert float(low) == 4_012_303_093.75
    assert len(total.operands) == 7


def test_a_cent_too_much_is_found(changed: Changed) -> None:
    (found,) = changed("herault-2021", "2 294 781,98", "2 294 781,99")
    assert found.startswith("relation/prestations-total 4 012 303 093,76 € (3 551 768 297,78 + ")


@pytest.mark.parametrize(
    ("name", "count"),
    [
        # 44 / 189 = 23,28 %, 36 / 189 = 19,05 %, 109 / 189 = 57,67 %; 23 + 19 + 58 = 100.
        ("part-region-entiere", 44),
        ("part-toutes-cpam", 36),
        ("part-partie-region", 109),
        # 114 / 189 = 60,32 %, 75 / 189 = 39,68 %; 60 + 40 = 100.
        ("part-metier", 114),
        ("part-support", 75),
    ],
)
def test_the_shares_of_the_189_projects_are_rounded_right(name: str, count: int) -> None:
    share = relation("mutualisation-2007", name)
    assert share.holds
    low, high = share.span
    assert float(low) == float(high) == pytest.approx(count / 189)


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        # 109 / 189 is not 57 %; that rounded shares make 99 % contradicts nothing.
        (";58%;", ";57%;", ["relation/part-partie-region 58 % (109 / 189)"]),
        (";23%;", ";24%;", ["relation/part-region-entiere 23 % (44 / 189)"]),
    ],
)  # fmt: skip
def test_a_share_rounded_wrong_is_found(
    changed: Changed, old: str, new: str, found: list[str]
) -> None:
    assert changed("mutualisation-2007", old, new) == found


def test_a_project_too_many_breaks_every_sum_that_reads_it(changed: Changed) -> None:
    """45 + 36 + 109 = 190; 45 / 189 = 23,8 %, which no longer rounds to 23 %."""
    assert changed("mutualisation-2007", ";2007;44;projets", ";2007;45;projets") == [
        "relation/projets-par-perimetre 190 projets (45 + 36 + 109)",
        "relation/part-region-entiere 24 % (45 / 189)",
    ]


@pytest.mark.parametrize(
    ("convention", "old", "new", "found"),
    [
        # 1 029 of the 3 979 persons accompanied, as printed; 1 029 would not fit in 1 000.
        ("herault-2021", ";3 979;", ";1 000;",
         ["relation/misas-soins au plus 1 000 (partie 2, Nos missions en chiffres clés, "
          "accès aux droits)"]),
        # 916 + 96 = 1 012.
        ("herault-2021", "2021;916;", "2021;917;",
         ["relation/effectif-contrats 1 013 agents (917 + 96)"]),
        # 132 277 / 254 = 520,8; 132 277 / 248 557 = 53,2 %.
        ("herault-2021", ";53 %;", ";54 %;",
         ["relation/mails-part 53 % (132 277 mails / 248 557 mails)"]),
        # 200 / 435 = 46 %: « près de la moitié » is right, « près de 60 % » would not be.
        ("isere-2020", "Près de la moitié;%;50 %", "Près de 60 %;%;60 %",
         ["relation/part-revenus-substitution 46 % (200 / 435)"]),
        # Fourteen categories are named, and fourteen are announced.
        ("isere-2020", ";14;catégories;;;", ";15;catégories;;;",
         ["chiffre-contredit/newsletters-categories/2020/"]),
    ],
)  # fmt: skip
def test_one_changed_figure_is_found(
    changed: Changed, convention: str, old: str, new: str, found: list[str]
) -> None:
    ids = changed(convention, old, new)
    assert len(ids) == len(found)
    assert all(one.startswith(start) for one, start in zip(ids, found, strict=True)), ids


def test_the_pooling_note_has_two_tests_of_size() -> None:
    """About 200 000 beneficiaries and 200 staff, or about a million and 1 000."""
    assert [(one.id, one.printed) for one in audit(load("mutualisation-2007"))] == [
        ("relation/seuil-beneficiaires", "environ un million"),
        ("relation/seuil-agents", "autour de 1000 salariés"),
    ]


def test_a_printed_evolution_gives_back_its_base() -> None:
    """435 / 1,0584 = 411,0: the base of 2019 is a whole number of cases."""
    figures = load("isere-2020").figures
    base = figures["mediation-saisines"][0].value / (
        1 + figures["mediation-saisines-evolution"][0].value
    )
    assert base == pytest.approx(411, abs=0.01)
