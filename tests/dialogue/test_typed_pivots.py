"""Measures that stand in rows, years that are not said, unit costs; every value is made by hand."""

from __future__ import annotations

import datetime as dt
from typing import Final

import pytest

from pycog.cli.ask_workbook import WorkbookReader
from pycog.dialogue.answers import ANSWERED
from pycog.dialogue.state import State
from pycog.dialogue.turn import Context
from pycog.dialogue.typed_query.asked_typed import ask_typed
from tests.dialogue.hosts import shared_host
from tests.dialogue.typed_books import Row, plain, told, written

_EXAMS: Final[tuple[Row, ...]] = (
    ("Activité des centres d'examens – exercice 2025",),
    (),
    ("Centre", "Indicateur", "T1", "T2", "T3", "T4", "Année"),
    ("Niort", "Examens programmés", 1200, 1150, 900, 1300, 4550),
    ("Niort", "Examens réalisés", 1020, 1000, 810, 1105, 3935),
    ("Niort", "Taux d'absence", 0.15, 0.13, 0.1, 0.15, 0.1352),
    ("Niort", "Délai moyen (jours)", 21, 23, 30, 19, "-"),
    ("Royan", "Examens programmés", 410, 395, 520, "n.d.", 1325),
    ("Royan", "Examens réalisés", 300, 310, 350, "n.d.", 960),
    ("Royan", "Taux d'absence", 0.268, 0.215, 0.327, "n.d.", 0.2755),
    ("Royan", "Délai moyen (jours)", 35, 33, 41, "n.d.", "-"),
)
_MEANS: Final[tuple[Row, ...]] = (
    ("Moyens des centres 2025",),
    (),
    ("Centre", "Médecins (ETP)", "dont vacataires", "Coût annuel (€)",
     "Turnover 2024 (%)", "Turnover 2025 (%)"),
    ("Niort", 6.5, 1.5, 455250, 8.2, 9.6),
    ("Royan", 2.2, 0.2, 198000, 12.5, 7.9),
)  # fmt: skip
_LIBRARIES: Final[tuple[Row, ...]] = (
    ("Fréquentation 2025 des médiathèques",),
    (),
    ("Indicateur", "janv.", "févr.", "mars", "avr."),
    ("Meinau",),
    ("Visites", 900, 950, 1010, 880),
    ("Prêts", 2100, 2230, 2400, 2050),
    ("Taux de rotation", 0.41, 0.39, 0.42, 0.36),
    ("Neudorf",),
    ("Visites", 1500, 1480, 1620, 1390),
    ("Prêts", 3600, 3550, 3900, 3300),
    ("Taux de rotation", 0.22, 0.25, 0.24, 0.21),
)
_SPENT: Final[tuple[Row, ...]] = (
    ("Exécution des crédits par direction, 2024 (€)",),
    (),
    ("Direction", "Ligne", "T1", "T2", "Total"),
    ("Voirie", "Prévu", 100000, 120000, 220000),
    ("Voirie", "Réalisé", 98000, 131000, 229000),
    ("Culture", "Prévu", 70000, 80000, 150000),
    ("Culture", "Réalisé", 66000, 71500, 137500),
    ("Ensemble", "Prévu", 170000, 200000, 370000),
    ("Ensemble", "Réalisé", 164000, 202500, 366500),
)
_CHARGES: Final[tuple[Row, ...]] = (
    ("Charges par site 2024 (€)",),
    (),
    ("Site", "Nature", "T1", "T2"),
    ("Lens", "Loyer", 100, 110),
    ("Lens", "Énergie", 50, 30),
    ("Arras", "Loyer", 80, 85),
    ("Arras", "Énergie", 35, 22),
)
_RATES: Final = " ".join(
    f"Activité!{column}{row}" for row in (6, 10) for column in "CDEFG"
) + "".join(f" Médiathèques!{column}{row}" for row in (7, 11) for column in "BCDE")


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> WorkbookReader:
    sheets = {
        "Activité": _EXAMS, "Moyens": _MEANS, "Médiathèques": _LIBRARIES,
        "Exécution": _SPENT, "Charges": _CHARGES,
    }  # fmt: skip
    return written(tmp_path_factory.mktemp("pivots"), sheets, _RATES)


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        ("examens réalisés à Niort au T2", ("1 000", "D5")),
        ("total des examens réalisés au 2e trimestre, tous centres confondus", ("1 310",)),
        ("taux d'absence de Royan sur l'année entière ?", ("27,6 %", "G10")),
        ("quel centre a réalisé le plus d'examens ?", ("Niort", "3 935")),
        ("quels trimestres Niort est passé sous les 1 000 examens programmés", ("T3", "900")),
        ("évolution des examens réalisés à Niort entre le T1 et le T4", ("+85", "+8,33 %")),
        ("écart entre examens programmés et réalisés à Royan au T3", ("170",)),
        ("quelle part des examens programmés à Niort est réalisée au T3", ("90 %", "810 / 900")),
        ("délai moyen au T1 pour tous les centres", ("Niort", "21", "Royan", "35")),
        ("quel centre a le meilleur taux d'absence au T2 ?", ("Niort", "13 %")),
        ("visites à Meinau en mars", ("1 010",)),
        ("prêts par visite à Neudorf en janvier", ("2,4", "3 600 / 1 500")),
        ("quels mois Meinau est passée sous 40 % de rotation ?", ("févr.", "avr.")),
        ("réalisé de la voirie au T2", ("131 000",)),
        ("quelles directions ont dépassé le prévu en 2024", ("Voirie", "9 000")),
        ("combien la culture a-t-elle dépensé en tout ?", ("137 500",)),
        ("total des loyers 2024", ("375",)),
    ],
)
def test_a_row_is_a_measure_of_a_body(
    book: WorkbookReader, question: str, parts: tuple[str, ...]
) -> None:
    answer = told(book, question)
    assert answer is not None and answer.kind == ANSWERED
    assert all(one in plain(answer) for one in parts), plain(answer)


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        ("le centre où il y a le plus de turnover cette année", ("Turnover 2025", "Niort")),
        ("quel centre a le plus de turnover", ("Turnover 2025", "Niort")),
        ("turnover en hausse par rapport à 2024, quels centres ?", ("Niort", "+1,4")),
        ("total des médecins hors vacataires", ("7 ETP", "8,7 ETP − 1,7")),
        ("combien nous coûte un examen réalisé à Niort ?", ("115,69", "455 250 € / 3 935")),
    ],
)
def test_a_year_or_a_table_that_is_not_said(
    book: WorkbookReader, question: str, parts: tuple[str, ...]
) -> None:
    answer = told(book, question)
    assert answer is not None and answer.kind == ANSWERED
    assert all(one in plain(answer) for one in parts), plain(answer)


@pytest.mark.parametrize(
    "question",
    [
        # What one quarter costs is not said by the cost of a year.
        "combien coûte un examen réalisé à Niort au T2 ?",
        # A cost of all is none of one.
        "combien coûte un centre ?",
        # Levels are not added up.
        "total des délais moyens au T1",
        # No cause is noted.
        "pourquoi le délai de Royan a augmenté",
        # Nothing in the table says it.
        "examens restés sans réponse en tout, tous centres",
    ],
)
def test_no_value(book: WorkbookReader, question: str) -> None:
    answer = told(book, question)
    assert answer is None or answer.kind != ANSWERED, plain(answer)


def test_a_cell_without_a_figure_is_told(book: WorkbookReader) -> None:
    answer = told(book, "examens réalisés à Royan au T4")
    assert answer is not None and answer.kind != ANSWERED and "n.d." in plain(answer)


def test_a_rank_behind_a_quarter_is_a_quarter(book: WorkbookReader) -> None:
    context = Context(shared_host(), book, dt.date(2026, 11, 30), cells=True)
    state, found = State(), []
    for turn in (
        "total des examens réalisés au 2e trimestre, tous centres confondus",
        "pareil pour le 3e",
        "ça fait quelle évolution en % ?",
    ):
        answer = ask_typed(turn, state, context)
        assert answer is not None
        state = answer.state
        found.append(plain(answer))
    # 1 000 + 310, then 810 + 350: 150 less, of 1 310.
    assert "1 310" in found[0] and "1 160" in found[1] and "-11,45 %" in found[2]
