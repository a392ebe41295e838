"""What is late, in time, due soon, and the days between two columns."""

from __future__ import annotations

import datetime as dt
from typing import Final

import pytest

from pycog.cli.ask_workbook import WorkbookReader
from pycog.dialogue.answers import ANSWERED
from tests.dialogue.typed_books import Row, plain, told, written

_DAY: Final = dt.date
_PLAN: Final[tuple[Row, ...]] = (
    ("Plan d'actions",),
    (),
    ("Réf.", "Action", "Pilote", "Échéance", "Fait le", "Statut"),
    ("A-01", "Refonte du courrier", "Aubry", _DAY(2025, 3, 31), _DAY(2025, 3, 20), "Terminé"),
    ("A-02", "Guide des rentes", "Blin", _DAY(2025, 4, 15), _DAY(2025, 5, 2), "Terminé"),
    ("A-03", "Tableau des indus", "Dury", _DAY(2025, 8, 31), None, "En cours"),
    ("A-04", "Audit des droits", "Blin", _DAY(2025, 9, 15), None, "Abandonné"),
    ("A-05", "Charte", "Aubry", _DAY(2026, 12, 20), None, "En cours"),
)
_APPEALS: Final[tuple[Row, ...]] = (
    ("Recours – délai réglementaire : 60 jours",),
    (),
    ("N° recours", "Assuré", "Saisine", "Décision", "Délai (jours)", "Issue"),
    ("R-101", "Lemoine", _DAY(2025, 1, 6), _DAY(2025, 2, 20), 45, "Rejet"),
    ("R-102", "Petit", _DAY(2025, 1, 14), _DAY(2025, 3, 31), 76, "Accord"),
    ("R-103", "Garnier", _DAY(2025, 2, 3), _DAY(2025, 4, 4), 60, "Rejet"),
    ("R-104", "Roux", _DAY(2025, 3, 10), None, None, None),
)
_REPORTS: Final[tuple[Row, ...]] = (
    ("Conventions",),
    (),
    ("Conv.", "Partenaire", "Signée le", "Date de fin", "Bilan attendu le",
     "Bilan reçu le", "Montant (€)"),
    ("C1", "ADMR", _DAY(2024, 1, 15), _DAY(2026, 12, 31),
     _DAY(2025, 3, 31), _DAY(2025, 4, 12), 45000),
    ("C2", "UNA", _DAY(2023, 7, 1), _DAY(2026, 6, 30), _DAY(2025, 2, 28), _DAY(2025, 2, 20), 38000),
    ("C3", "SOLIHA", _DAY(2024, 9, 2), _DAY(2027, 9, 1), _DAY(2026, 10, 31), None, 62000),
)  # fmt: skip


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> WorkbookReader:
    """Return the workbook of these tests."""
    sheets = {"Plan": _PLAN, "Recours": _APPEALS, "Conventions": _REPORTS}
    return written(tmp_path_factory.mktemp("lateness"), sheets)


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        # 15 April to 2 May
        ("combien de jours de retard pour le guide des rentes ?", ["17 jours de retard"]),
        # 20 to 31 March
        ("combien de jours de retard pour la refonte du courrier ?", ["11 jours d'avance"]),
        ("l'action A-02 a-t-elle été faite à temps ?", ["17 jours de retard"]),
        ("quelles actions sont en retard à ce jour ?",
         ["2 lignes sur 5", "A-02", "A-03", "Non jugé : A-04", "Abandonné"]),
        # 31 August to 30 September
        ("quelles actions étaient en retard au 30/09/2025 ?", ["A-03", "30 jours de retard"]),
        ("combien d'actions en retard au 1er mai 2025 ?", ["1 ligne sur 5", "A-02"]),
        # Done late: 17 days; earlier by 11: (17 − 11) / 2.
        ("retard moyen des actions terminées", ["17 jours", "avances déduites : 3 jours"]),
        ("quelles actions ont été faites dans les délais ?", ["1 ligne sur 2", "A-01"]),
        ("quelles actions arrivent à échéance d'ici fin décembre 2026 ?", ["A-05", "20/12/2026"]),
        ("quels recours sont hors délai ?", ["1 ligne sur 4", "R-102", "60 jours", "titre"]),
        ("le recours R-103 a-t-il respecté le délai ?", ["Oui", "à la limite"]),
        # 2 of 3
        ("taux de respect des délais des recours", ["66,67 %", "2 lignes sur 3", "R-104"]),
        ("combien de jours entre la saisine et la décision pour R-102 ?", ["76 jours"]),
        # (45 + 76 + 60) / 3
        ("délai moyen entre la saisine et la décision", ["60,33 jours", "R-104"]),
        # The day that is real is the one of the same word: 31 March to 12 April.
        ("bilan de l'ADMR : combien de jours de retard ?", ["12 jours de retard"]),
        ("montant des conventions dont le bilan est en retard", ["107 000 €"]),
        ("quelles conventions se terminent dans les 2 mois ?", ["C1", "31/12/2026"]),
    ],
)  # fmt: skip
def test_days_are_kept_or_missed(book: WorkbookReader, question: str, parts: list[str]) -> None:
    """Planned days against real ones, durations against the limit that the table states."""
    answer = told(book, question)
    assert answer is not None
    assert answer.kind == ANSWERED
    assert [one for one in parts if one not in plain(answer)] == []


def test_nothing_is_late_that_was_given_up(book: WorkbookReader) -> None:
    """An action that was given up is neither late nor in time."""
    answer = told(book, "A-04 en retard ?")
    assert answer is not None
    assert answer.kind != ANSWERED
    assert "Abandonné" in plain(answer)
