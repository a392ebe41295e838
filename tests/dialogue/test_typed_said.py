"""Familiar words for columns and states, courtesy, claims, and notes of the workbook."""

from __future__ import annotations

import datetime as dt
from typing import Final

import pytest

from pycog.cli.ask_workbook import WorkbookReader
from pycog.dialogue.answers import ANSWERED
from tests.dialogue.typed_books import Row, plain, told, written

_DAY: Final = dt.date
_WORKS: Final[tuple[Row, ...]] = (
    ("Opérations immobilières – CAF du Val, suivi au 31/10/2025",),
    (),
    ("N° op.", "Opération", "Conducteur d'opération", "Service", "Avancement",
     "Budget voté (€)", "Engagé (€)", "Dépensé (€)", "Fin prévue", "Fin réelle", "Observations"),
    ("OP-101", "Réfection toiture siège", "Mme Roy", "Patrimoine", "Terminé",
     120000, 118000, 121500, _DAY(2025, 3, 31), _DAY(2025, 5, 12), "surcoût étanchéité"),
    ("OP-102", "Mise aux normes ascenseur", "M. Diaz", "Patrimoine", "En retard",
     45000, 44000, 20000, _DAY(2025, 9, 30), None, "pièce en rupture chez le fournisseur"),
    ("OP-103", "Rénovation accueil Dole", "Mme Roy", "Accueil", "En cours",
     80000, 52000, 31000, _DAY(2025, 12, 15), None, None),
    ("OP-104", "Chaufferie Lons", "(à désigner)", "CAF", "À démarrer",
     "n.c.", 0, 0, "printemps 2026", None, "chiffrage en cours"),
    ("TOTAL", None, None, None, None, 245000, 214000, 172500, None, None, None),
    (),
    ("La réception des travaux est prononcée par le conducteur avec l'architecte.",),
)  # fmt: skip
_GRANTS: Final[tuple[Row, ...]] = (
    ("Demandes de subvention 2025",),
    (),
    ("Dossier", "Association", "Demandé (€)", "Alloué (€)", "Versé (€)", "Décision",
     "Décidé par", "Date décision", "Remarque"),
    ("ASS-301", "Les Tilleuls", 12000, 10000, 10000, "Accordé", "Commission",
     _DAY(2025, 2, 14), None),
    ("ASS-302", "Familles rurales", 8000, None, None, "Refusé", "Directeur",
     _DAY(2025, 3, 3), "hors périmètre"),
    ("ASS-303", "Relais", 15000, 15000, 7500, "Accordé", "Commission", _DAY(2025, 4, 10), None),
    ("ASS-304", "Secours local", 6000, None, None, "À valider", "Directeur", None,
     "pièces manquantes"),
    ("ASS-305", "Club des aînés", 4000, 2500, 0, "Accordé", "Directeur", "été 2025", None),
)  # fmt: skip
_PAIRS: Final[tuple[Row, ...]] = (
    ("Chantiers – jours et montants",),
    (),
    ("Chantier", "Prévus", "Consommés", "Alloué", "Dépensé"),
    ("Portail", 42, 30, 310000, 198500),
    ("Courrier", 26, 29, 145000, 151200),
)


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> WorkbookReader:
    """Return the workbook of these tests."""
    sheets = {"Travaux": _WORKS, "Demandes": _GRANTS, "Chantiers": _PAIRS}
    return written(tmp_path_factory.mktemp("said"), sheets)


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        # 121,500 for 120,000
        ("quelles opérations ont claqué plus que leur budget voté ?", ["1 ligne", "+1 500"]),
        # 151,200 for 145,000: « Dépensé » stands beside « Alloué »
        ("quels chantiers ont mangé plus que leur enveloppe ?", ["Courrier", "+6 200"]),
        ("il reste combien à dépenser sur le portail ?", ["111 500"]),
        ("il reste combien à dépenser sur l'accueil de Dole ?", ["49 000"]),
        # The state that a cell says goes before days: 102 alone
        ("quelles opérations sont en retard ?", ["Avancement : En retard", "OP-102"]),
        ("l'opération 102 est-elle en retard ?", ["Oui", "OP-102"]),
        ("pouvez-vous me dire qui pilote la chaufferie ? merci d'avance", ["(à désigner)"]),
        ("combien d'opérations en cours à la CAF ?", ["1 ligne", "OP-103"]),
        ("la toiture devait finir quand au départ ?", ["31/03/2025"]),
        ("prévu pour finir quand, la chaufferie ?", ["printemps 2026"]),
        ("la toiture a fini après la date prévue, non ?", ["Oui", "42 jours de retard"]),
        ("pourquoi ça coince sur l'ascenseur ?", ["pièce en rupture"]),
        ("qui prononce la réception des travaux, je ne sais plus", ["architecte", "A10"]),
        ("qui a tranché pour la demande de 15 000 € ?", ["Relais", "Commission"]),
        ("quelles demandes ont été retoquées ?", ["Décision : Refusé", "ASS-302"]),
        ("combien de dossiers validés ?", ["3 lignes"]),
        ("le 304 est-il validé ?", ["non", "À valider"]),
        ("le 303 a été décidé quand ?", ["10/04/2025"]),
        ("pourquoi ça bloque pour secours local ?", ["pièces manquantes"]),
        ("le club des aînés, décidé quand ?", ["été 2025"]),
    ],
)
def test_said(book: WorkbookReader, question: str, parts: list[str]) -> None:
    """What an officer says in his own words is answered by the cells that it means."""
    answer = told(book, question)
    assert answer is not None and answer.kind == ANSWERED, question
    for part in parts:
        assert part in plain(answer), plain(answer)


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        ("il reste bien 300 € à dépenser sur le portail ?", []),
        ("on a bien alloué 12 000 € aux Tilleuls ?", ["on : ", "10 000"]),
    ],
)
def test_claims(book: WorkbookReader, question: str, parts: list[str]) -> None:
    """A figure that is claimed is told as the cell has it, or not at all."""
    text = plain(told(book, question))
    assert not text or "Oui" not in text
    for part in parts:
        assert part.removeprefix("on : ") in text


@pytest.mark.parametrize(
    "question",
    [
        "combien coûte un recours ?",
        "il manque combien pour finir l'ascenseur ?",
        "combien d'opérations de la 101 à la 103 ?",
        "qui valide les demandes ?",
        "combien de dossiers sans réponse par commission ?",
        "quel dossier date de l'été 2024 ?",
        "quelle enveloppe a-t-on prévue pour le portail ?",
    ],
)
def test_refused(book: WorkbookReader, question: str) -> None:
    """No word is read for another one, and none that tells something is passed over."""
    answer = told(book, question)
    assert answer is None or answer.kind != ANSWERED, plain(answer)
