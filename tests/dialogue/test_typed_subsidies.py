"""Subsidies and a budget with changes: amounts of one name, what is left out, texts beside."""

from __future__ import annotations

import datetime as dt
from typing import Final

import pytest

from pycog.cli.ask_workbook import WorkbookReader
from pycog.dialogue.answering import Context, reply
from pycog.dialogue.answers import ANSWERED, Answer
from pycog.dialogue.state import State
from tests.dialogue.hosts import shared_host
from tests.dialogue.typed_books import Row, plain, written

_DAY: Final = dt.datetime

_ASKED: Final[tuple[Row, ...]] = (
    ("Demandes de subvention 2026",),
    (),
    ("Partenaire", "Commune", "Objet", "Montant demandé", "Montant accordé", "Montant versé",
     "Date de dépôt", "Date de commission", "Décision", "Instructeur"),
    ("Aide Val", "Blois", "Aide à domicile", 24000, 20000, 20000, _DAY(2026, 1, 14),
     _DAY(2026, 3, 10), "Accordée", "Nadia"),
    ("Amis", "Tours", "Visites", 15000, 9000, 4500, _DAY(2026, 1, 20), _DAY(2026, 3, 10),
     "Accordée", "Paul"),
    ("Mieux", "Tours", "Ateliers", 8000, None, None, _DAY(2026, 2, 2), _DAY(2026, 4, 21),
     "Refusée", "Nadia"),
    ("Aide Val", "Vendôme", "Sortie d'hôpital", 14000, 12000, 0, _DAY(2026, 3, 12),
     _DAY(2026, 4, 21), "Accordée", "Paul"),
    ("Soli", "Vierzon", "Transport", 18000, None, None, _DAY(2026, 3, 5), None,
     "En instruction", "Paul"),
)  # fmt: skip
_BUDGET: Final[tuple[Row, ...]] = (
    ("Budget 2026",),
    (),
    ("Chapitre", "Libellé", "Budget initial", "DM n°1", "Mandaté"),
    ("60", "Énergie", 300, 40, 290),
    ("61", "Entretien", 200, -20, 150),
    ("64", "Personnel soignant", 4000, 0, 3900),
    ("64", "Charges", 1500, 0, 1400),
    (),
    ("Note : la DM n°1 a été approuvée le 12/06/2026.",),
)
_STAFF: Final[tuple[Row, ...]] = (
    ("Parc et absences",),
    (),
    ("Véhicule", "Km au 31/12/2025", "Km au 30/11/2026", "Entretien"),
    ("Clio", 61200, 78400, 640),
    ("Zoé", 30400, 41900, 210),
)
_CASES: Final[tuple[Row, ...]] = (
    ("Recours amiables",),
    (),
    ("Réf.", "Assuré", "Décision", "Montant annulé"),
    ("R1", "Dupuis", "Rejet", 0),
    ("R2", "Okoye", "Accord partiel", 1500),
    ("R3", "Martin", "Accord total", 560),
    ("R4", "Roux", "Accord total", 340),
)


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> WorkbookReader:
    """Return the workbook of these tests."""
    return written(
        tmp_path_factory.mktemp("subsidies"),
        {"Subventions": _ASKED, "Budget": _BUDGET, "Parc": _STAFF, "Recours": _CASES},
    )


def asked(reader: WorkbookReader, *turns: str) -> Answer:
    """Return what is told to the last of several turns, by whichever room tells it."""
    context = Context(shared_host(), reader, dt.date(2026, 11, 30), cells=True)
    state, answer = State(), None
    for one in turns:
        answer = reply(one, state, context)
        state = answer.state
    assert answer is not None
    return answer


@pytest.mark.parametrize(
    ("turns", "part"),
    [
        # Rows are counted, though « Montant demandé » has the word.
        (("combien de demandes de subvention avons-nous reçues ?",), "5 lignes"),
        # 20 + 9 + 12 thousand: of granted ones, what was granted.
        (("combien ont été accordées ?", "pour quel montant ?"), "41 000"),
        (("montant moyen accordé par dossier accordé",), "13 666,66"),
        # What stands in brackets says it again: 290 + 150.
        (("hors personnel (chapitre 64), combien a-t-on mandaté ?",), "440"),
        (("la DM n°1 a été approuvée quand ?",), "12/06/2026"),
        (("accords totaux : montant annulé",), "900"),
    ],
)
def test_what_is_asked_of_the_workbook_is_told(
    book: WorkbookReader, turns: tuple[str, ...], part: str
) -> None:
    answer = asked(book, *turns)
    assert answer.kind == ANSWERED
    assert part in plain(answer)


@pytest.mark.parametrize(
    ("question", "never"),
    [
        # Asked, granted and paid added up: 38 + 32 + 20 thousand.
        ("quel partenaire a obtenu le plus gros montant ?", "90 000"),
        # Two readings of one counter: 30 400 + 41 900.
        ("combien de kilomètres a fait la Zoé depuis le 31 décembre ?", "72 300"),
        # The change less the budget: 20 − 6 000.
        ("de combien la DM a-t-elle augmenté le budget total ?", "5 980"),
        # One row of two is no part of what it cost.
        ("quelle part de l'entretien vient de la Clio ?", "50 %"),
    ],
)
def test_a_wrong_figure_is_never_told(book: WorkbookReader, question: str, never: str) -> None:
    assert never not in plain(asked(book, question))


@pytest.mark.parametrize(
    "question",
    [
        # Texts of agreements and reports have some of the words, and answer none of it.
        "quelle demande a attendu le plus longtemps la commission ?",
        "qui est l'assuré du dossier le plus cher ?",
        # No column of costs is beside the counters.
        "coût au km de la Clio",
    ],
)
def test_a_text_beside_the_workbook_is_not_told(book: WorkbookReader, question: str) -> None:
    answer = asked(book, question)
    assert answer.kind != ANSWERED or answer.intent == "classeur"


_LEASES: Final[tuple[Row, ...]] = (
    ("Baux",),
    (),
    ("Site", "Surface (m²)", "Loyer annuel", "Début du bail", "Fin du bail"),
    ("Siège", 4200, 512000, _DAY(2018, 1, 1), _DAY(2027, 12, 31)),
    ("Archives", 900, 43200, _DAY(2019, 10, 1), _DAY(2026, 9, 30)),
    ("Accueil", 75, 0, _DAY(2023, 1, 1), _DAY(2025, 12, 31)),
)
_ENERGY: Final[tuple[Row, ...]] = (
    ("Consommation en kWh",),
    (),
    ("Site", "2023", "2024", "2025"),
    ("Siège", 612000, 588500, 571200),
    ("Archives", 15600, 15900, 14800),
    ("Accueil", 9800, 9900, 10200),
)


@pytest.fixture(scope="module")
def leases(tmp_path_factory: pytest.TempPathFactory) -> WorkbookReader:
    """Return a workbook of leases and energy."""
    return written(tmp_path_factory.mktemp("leases"), {"Baux": _LEASES, "Énergie": _ENERGY})


@pytest.mark.parametrize(
    ("question", "names", "others"),
    [
        # On 30 November 2026.
        ("quel bail est déjà expiré ?", {"Archives", "Accueil"}, {"Siège"}),
        ("quel site a un loyer nul ?", {"Accueil"}, {"Siège", "Archives"}),
        ("quels sites ont consommé plus en 2025 qu'en 2024 ?", {"Accueil"}, {"Siège", "Archives"}),
        ("quels sites ont consommé moins en 2025 qu'en 2023 ?", {"Siège", "Archives"}, {"Accueil"}),
    ],
)
def test_rows_are_chosen_as_said(
    leases: WorkbookReader, question: str, names: set[str], others: set[str]
) -> None:
    answer = asked(leases, question)
    assert answer.kind == ANSWERED
    said = plain(answer)
    assert all(one in said for one in names)
    assert not any(one in said for one in others)


def test_what_is_dear_by_its_surface_is_not_what_is_large(leases: WorkbookReader) -> None:
    assert "4 200" not in plain(asked(leases, "site le plus cher au m²"))
