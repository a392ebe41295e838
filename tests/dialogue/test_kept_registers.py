"""Registers, action plans and tables of people that officers keep by hand."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Final

import pytest

from pycog.dialogue.answers import ANSWERED, Answer
from pycog.dialogue.turn import Context
from tests.dialogue.hosts import last_answer, shared_host
from tests.dialogue.test_sheet_questions import Rows, Workbook

_TODAY: Final = dt.date(2026, 11, 30)
_PLAN: Final[Rows] = (
    ("Suivi des recommandations de l'audit",),
    ("Point au 31/08/2025",),
    (None,),
    ("Réf", "Thème", "Recommandation", "Chargé du suivi", "Date butoir", "Où en est-on ?",
     "Soldée le", "Coût estimé (€)", "Coût réel (€)", "Observations"),
    ("R1", "Achats", "Mettre à jour la politique d'achat", "Claire Dupuis", "31/01/2025",
     "soldée", "20/01/2025", 0.0, 0.0, None),
    ("R2", "Achats", "Former les acheteurs", "Claire Dupuis", "31/03/2025", "soldée",
     "14/04/2025", 6500.0, 7200.0, "report de la session"),
    ("R3", "Achats", "Recenser les marchés échus", "Paul Morel", "30/06/2025", "en cours", None,
     0.0, 0.0, "2 services muets"),
    ("R4", "Paie", "Séparer saisie et contrôle", "Nadia Benali", "30/04/2025", "en cours", None,
     1200.0, 900.0, None),
    ("R5", "Paie", "Automatiser les rappels", "Nadia Benali", "31/12/2025", "pas démarrée", None,
     18000.0, None, None),
    ("R6", "Sécurité", "Chiffrer les postes nomades", None, "30/09/2025", "pas démarrée", None,
     22000.0, None, "à nommer"),
    ("R7", "Archives", "Externaliser les archives", "Paul Morel", "31/05/2025", "abandonnée", None,
     9000.0, 1000.0, "coût trop élevé"),
    ("R8", "Archives", "Fixer les durées", "Paul Morel", None, "pas démarrée", None, 0.0, None,
     "date à fixer"),
)  # fmt: skip
_PEOPLE: Final[Rows] = (
    ("Nom", "Service", "Remplaçant"),
    ("Claire Dupuis", "Achats", "Luc Roche"),
    ("Paul Morel", "Contrôle interne", None),
    ("Nadia Benali", "Ressources humaines", "Inès Caron"),
)
_HEADS: Final = ("N°", "Demandé le", "On prend sur", "On met sur", "Somme (€)", "Pourquoi",
                 "Qui a décidé", "Accord le", "Où on en est")  # fmt: skip
_FIRST: Final[Rows] = (
    ("Mouvements de crédits – exercice 2024",),
    (None,),
    _HEADS,
    ("V24-01", "18/01/2024", "Personnel / Formation", "Autres FG / Déplacements", 12000.0,
     "tutorat", "Directeur", "02/02/2024", "Validé"),
    ("V24-02", "03/07/2024", "Investissement / Travaux", "Personnel / Paie", 60000.0, "renfort",
     "Conseil", "19/09/2024", "Validé"),
    ("V24-03", "15/10/2024", "Autres FG / Accueil", "Personnel / Paie", 45000.0, "heures sup",
     "Conseil", None, "Refusé"),
    (None,),
    ("Total hors refusés", None, None, None, 82000.0),
)  # fmt: skip
_SECOND: Final[Rows] = (
    ("Mouvements de crédits – exercice 2025",),
    (None,),
    _HEADS,
    ("V25-01", "28/03/2025", "Personnel / Formation", "Autres FG / Déplacements", 6400.0, None,
     "Directeur adjoint", "11/04/2025", "Validé"),
    ("V25-02", "24/10/2025", "Personnel / Formation", "Autres FG / Honoraires", 14800.0,
     "audit RGPD", "Directeur", None, "Annulé"),
    ("V25-03", "01/12/2025", "Investissement / Mobilier", "Personnel / Paie", 11200.0, None, None,
     None, "En attente"),
    ("V25-04", "08/12/2025", "Autres FG / Accueil", "Investissement / Travaux", 3150.0, "peinture",
     "Directeur", None, "Validé"),
)  # fmt: skip
_BOOKS: Final = {
    "plan": {"Recommandations": _PLAN, "Contacts": _PEOPLE},
    "virements": {"2024": _FIRST, "2025": _SECOND},
}


def talk(book: str, *turns: str) -> Answer:
    """Return the answer to the last of several turns."""
    context = Context(shared_host(), Workbook(_BOOKS[book]), _TODAY, cells=True)
    return last_answer(context, turns)


def shown(answer: Answer) -> str:
    """Return an answer with plain spaces."""
    return f"{answer.text} {answer.display}".replace("\u202f", " ").replace("\xa0", " ")


@pytest.mark.parametrize(
    ("book", "turns", "told", "untold"),
    [
        # R3 was due on 30/06 and R4 on 30/04; R7 was given up, R8 has no day.
        ("plan", ("quelles recos sont en retard au 31/08/2025 ?",), ["R3", "R4"], ["R7", "R6"]),
        # From 30/04 to 31/08: 31 + 30 + 31 + 31 days.
        ("plan", ("laquelle traîne depuis le plus longtemps ?",), ["R4", "123 jours"], ["R3"]),
        ("plan", ("recommandations bouclées dans les délais",), ["R1"], ["R2"]),
        ("plan", ("R2 soldée avec combien de jours de retard",), ["14 jours"], []),
        ("plan", ("combien de recos restent à solder, hors abandon ?",), ["5"], ["R7"]),
        ("plan", ("Paul Morel suit quelles recommandations",), ["R3", "R7", "R8"], ["R4"]),
        ("plan", ("qu'est-ce que MOREL a dans sa besace ?",), ["R3", "R7", "R8"], ["R4"]),
        ("plan", ("quelles recos n'ont personne pour les suivre",), ["R6"], ["R3"]),
        ("plan", ("quelle reco n'a pas de date butoir ?",), ["R8"], ["R3"]),
        ("plan", ("qui a le plus de recommandations ?",), ["Paul Morel (3 lignes)"], []),
        # 7 200 for 6 500.
        ("plan", ("lesquelles ont coûté plus cher que prévu ?",), ["R2", "700"], ["R4"]),
        ("plan", ("toutes les recos Achats sont soldées ?",), ["Non", "R3"], ["R4"]),
        ("plan", ("tout le monde a un remplaçant ?",), ["Non", "Paul Morel"], ["Claire"]),
        ("plan", ("qui remplace Nadia Benali ?",), ["Inès Caron"], ["Luc"]),
        ("plan", ("pourquoi on a laissé tomber R7",), ["coût trop élevé"], []),
        ("plan", ("quelles recos sont en retard ?", "la plus ancienne ?", "qui la suit ?"),
         ["Nadia Benali"], ["Paul"]),
        ("plan", ("qui suit R4 ?", "et qui la remplace ?"), ["Inès Caron"], []),
        ("virements", ("combien de virements refusés ou annulés sur 2024 et 2025 ?",),
         ["2 virements", "V24-03", "V25-02"], ["V25-01"]),
        ("virements", ("virements refusés ou annulés sur les deux exercices", "lesquels ?",
                       "pour quel montant en tout ?"), ["59 800"], []),
        ("virements", ("virements refusés ou annulés sur 2024 et 2025",
                       "le premier, c'était pour quoi faire ?", "et l'autre ?"), ["RGPD"], []),
        # 12 000 + 6 400.
        ("virements", ("on a ponctionné combien sur la formation en 2 ans, sans compter l'annulé",),
         ["18 400"], []),
        ("virements", ("virements du personnel ailleurs qu'en investissement",),
         ["V24-01", "V25-01", "V25-02"], ["V24-02", "V25-04"]),
        ("virements", ("V25-01, signé par qui ?",), ["Directeur adjoint"], []),
        ("virements", ("virements validés sans date d'accord",), ["V25-04"], ["V25-03"]),
        # 15 days from 18/01 and 78 from 03/07, 14 from 28/03: (15 + 78 + 14) / 3.
        ("virements", ("délai moyen d'accord",), ["35,6667"], []),
        # 12 000 + 60 000, where the sheet shows 82 000.
        ("virements", ("vérifie le total 2024 hors refusés",), ["Non", "72 000", "10 000"], []),
    ],
)  # fmt: skip
def test_what_registers_tell(
    book: str, turns: Sequence[str], told: Sequence[str], untold: Sequence[str]
) -> None:
    answer = talk(book, *turns)
    assert answer.kind == ANSWERED
    assert [one for one in told if one not in shown(answer)] == []
    assert [one for one in untold if one in answer.text] == []


@pytest.mark.parametrize(
    ("book", "question"),
    [
        ("plan", "quelles recos de la CPAM du Rhône sont en retard"),
        ("plan", "combien de recos de Mme Zorro sont en retard"),
        ("virements", "virements validés en dollars"),
        ("virements", "V25-09, signé par qui ?"),
    ],
)
def test_what_no_register_has_is_refused(book: str, question: str) -> None:
    assert talk(book, question).kind != ANSWERED


#: The day on which a row was done is headed by a noun.
_DATED: Final[Rows] = (
    ("N°", "Mesure", "Pilote", "Échéance", "Date de réalisation"),
    ("M1", "Refondre l'accueil", "Mme Roy", "31/03/2025", "15/03/2025"),
    ("M2", "Ouvrir un guichet", "M. Blin", "30/06/2025", None),
    ("M3", "Cartographier les risques", "M. Blin", "31/12/2025", None),
    (None,),
    ("Une mesure est en retard si elle n'est pas réalisée à son échéance.",),
)


@pytest.mark.parametrize(
    ("question", "told"),
    [
        # « Date » is no form of a verb, though « Date de réalisation » says when rows were done.
        ("mesures en retard à la date du 30/09/2025", "M2"),
        ("à quelle date la mesure M3 doit être finie ?", "31/12/2025"),
        # What is counted stands in the rows, not in the note below them.
        ("combien de mesures sont en retard ?", "M2"),
    ],
)
def test_a_date_is_no_verb_and_a_note_no_count(question: str, told: str) -> None:
    workbook = Workbook({"Plan": _DATED})
    answer = last_answer(Context(shared_host(), workbook, _TODAY, cells=True), [question])
    assert answer.kind == ANSWERED
    assert told in shown(answer)
    assert "note" not in answer.text
    assert "M1" not in answer.text
