"""The arithmetic of annexes 2 and 3, recomputed.

How the expected list was made: every line, column and evolution of the two printed
tables was added up by hand, in thousands of euros.

Annexe 2. Years against total: 14 225 + 14 052 + 14 359 + 14 667 = 57 303;
5 185 + 5 104 + 5 093 + 5 037 = 20 419; 979 + 417 + 180 + 149 = 1 725;
702 + 148 + 86 + 76 = 1 012; 277 + 269 + 94 + 73 = 713; 429 + 465 + 485 + 256 = 1 635;
4 x 17 = 68; 4 x 5 000 = 20 000; 300; 4 x 6 000 = 24 000;
19 835 + 19 055 + 19 134 + 19 426 = 77 450: all as printed. Columns, 2011 to total:
limitative 19 112 + 292 = 19 404, 19 410 + 979 = 20 389, 19 156 + 417 = 19 573,
19 452 + 180 = 19 632, 19 704 + 149 = 19 853, 77 722 + 1 725 = 79 447; evaluative
319 + 17 + 5 000 = 5 336, 5 446, 5 482, 5 502, 256 + 17 + 5 000 + 300 = 5 573, 22 003;
gross and revenue 24 740, 25 835, 25 055, 25 134, 25 426, 101 450: all as printed.
Evolutions: 854 / 13 813 = 6,183 %; -262 / 5 299 = -4,944 %; 592 / 19 112 = 3,098 %;
449 / 19 404 = 2,314 %; 237 / 5 336 = 4,442 %; 686 / 24 740 = 2,773 %; 0 %;
686 / 18 740 = 3,661 %: all as printed.

Annexe 3. 80 + 3 x 100 = 380; 12 + 0 + 0 + 0 = 12, but 0 is printed;
30 + 3 x 22 = 96; 4 x 10 = 40; 4 x 132 = 528; 4 x 375 = 1 500; 4 x 507 = 2 028.
Columns: 30; 80 + 12 + 30 + 10 = 132; 100 + 22 + 10 = 132 three times; total
380 + 0 + 96 + 40 = 516, but 528 is printed; 258 + 30 = 288; 132 + 375 = 507;
528 + 1 500 = 2 028. Evolutions: 117 / 258 = 45,349 %; 219 / 288 = 76,042 %.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from pycog.conventions import load
from pycog.conventions.checks import CHECKS, audit
from pycog.conventions.loading.loader import load_folder

ARITHMETIC = {"total-ligne", "total-parties", "equilibre", "evolution"}


def arithmetic_of(folder: Path) -> list[tuple[str, str, str]]:
    return [
        (finding.id, finding.printed, finding.recomputed)
        for finding in audit(load_folder(folder))
        if finding.check in ARITHMETIC
    ]


def test_annexes_2_and_3_hold_exactly_two_faults() -> None:
    found = [finding for finding in audit(load()) if finding.check in ARITHMETIC]
    assert [(finding.id, finding.printed, finding.recomputed) for finding in found] == [
        ("total-ligne/FNGR/campagnes_nationales", "0", "12 000"),
        ("total-parties/FNGR/total_national/total", "528 000", "516 000"),
    ]
    assert all(finding.derived for finding in found)


def test_the_findings_read_as_one_french_line() -> None:
    texts = [finding.text for finding in audit(load()) if finding.check in ARITHMETIC]
    assert texts == [
        "COG CAMIEG 2012-2015, annexe 3, Campagnes nationales, total 2012-2015 : imprimé « 0 », "
        "recalculé 12 000 [change un résultat]. Les montants annuels sont conservés, et le total "
        "tel qu'il est imprimé.",
        "COG CAMIEG 2012-2015, annexe 3, Total des dépenses nationales, total 2012-2015 : imprimé "
        "« 528 000 », recalculé 516 000 [change un résultat]. Conséquence du total de Campagnes "
        "nationales : avec la somme de ses années, on retrouve 528 000. Le total imprimé est "
        "retenu.",
    ]


def test_the_two_faults_vanish_with_the_figure_that_causes_them(tmp_path: Path) -> None:
    """Proof that they are computed: 12 000 printed as total leaves nothing to find."""
    folder = tmp_path / "camieg-2012-2015"
    folder.mkdir()
    for source in load().folder.iterdir():
        text = source.read_text(encoding="utf-8")
        wrong = "FNGR;campagnes_nationales;total;0"
        (folder / source.name).write_text(
            text.replace(wrong, "FNGR;campagnes_nationales;total;12 000"), encoding="utf-8"
        )
    assert arithmetic_of(folder) == []


def test_a_sound_table_gives_nothing(write_folder) -> None:
    assert arithmetic_of(write_folder()) == []


@pytest.mark.parametrize(
    ("cell", "wrong", "expected"),
    [
        # 110 + 120 = 230, and 231 + 85 = 316 is not the 315 of the total line.
        ("FA;personnel;total;230", "231",
         [("total-ligne/FA/personnel", "231", "230"),
          ("total-parties/FA/total/total", "315", "316")]),
        # 110 + 40 = 150; the row of the total would be 151 + 165 = 316; revenue is 150.
        ("FA;total;2020;150", "151",
         [("total-ligne/FA/total", "315", "316"),
          ("total-parties/FA/total/2020", "151", "150"),
          ("equilibre/FA/total/2020", "151", "150")]),
        # Revenue of 149 against expenditure of 150 in the reference year, which no total counts.
        ("FA;dotation;2019;150", "149", [("equilibre/FA/total/2019", "150", "149")]),
        # (120 - 100) / 100 = 20 %.
        ("FA;personnel;évolution;20,00%", "20,01%",
         [("evolution/FA/personnel", "20,01%", "20,00 %")]),
        # -5 / 50 = -10 %.
        ("FA;fonctionnement;évolution;NS", "10 %",
         [("evolution/FA/fonctionnement", "10 %", "-10 %")]),
    ],
)  # fmt: skip
def test_one_wrong_cell_is_found(
    write_folder, cell: str, wrong: str, expected: list[tuple[str, str, str]]
) -> None:
    right = cell.rpartition(";")[2]
    change = (f"{cell}\n", f"{cell.removesuffix(right)}{wrong}\n")
    assert arithmetic_of(write_folder(budget_amounts_csv=change)) == expected


@pytest.mark.parametrize(
    ("amount", "printed"),
    [
        # The exact evolution of 120 over each reference amount, rounded half-up.
        ("96", "25%"),
        ("96", "25,0 %"),
        ("97", "23,71%"),  # 23,7113…
        ("160", "-25,00%"),
        ("128", "-6,3%"),  # exactly -6,25: the half goes away from zero
        ("128", "-6,25 %"),
    ],
)
def test_evolutions_are_rounded_half_up_to_the_printed_decimals(
    write_folder, amount: str, printed: str
) -> None:
    amounts = (
        "fonds;ligne;colonne;imprimé\n"
        f"FA;personnel;2019;{amount}\nFA;personnel;2021;120\nFA;personnel;évolution;{printed}\n"
    )
    assert arithmetic_of(write_folder(budget_amounts_csv=amounts)) == []


def test_an_evolution_from_zero_has_no_sense(write_folder) -> None:
    amounts = (
        "fonds;ligne;colonne;imprimé\n"
        "FA;personnel;2019;0\nFA;personnel;2021;120\nFA;personnel;évolution;100%\n"
    )
    assert arithmetic_of(write_folder(budget_amounts_csv=amounts)) == [
        ("evolution/FA/personnel", "100%", "sans objet")
    ]


def test_blank_cells_are_not_zeros(write_folder) -> None:
    """A line printed for one year only, and a total without printed parts."""
    amounts = (
        "fonds;ligne;colonne;imprimé\n"
        "FA;personnel;2021;300 000\nFA;personnel;total;300 000\nFA;total;2020;5\n"
    )
    assert arithmetic_of(write_folder(budget_amounts_csv=amounts)) == []


def test_each_check_has_its_own_id_and_rule() -> None:
    assert len({check.id for check in CHECKS}) == len(CHECKS)
    assert all(check.rule.endswith(".") for check in CHECKS)
    known = {check.id for check in CHECKS}
    assert {finding.check for finding in audit(load())} <= known
