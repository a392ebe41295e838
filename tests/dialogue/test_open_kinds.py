"""Kinds of questions on an open workbook: what moved, what lacks, groups, people, what if."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Final

import openpyxl
import pytest

from pycog.cli.ask_workbook import WorkbookReader
from pycog.dialogue.answering import reply
from pycog.dialogue.answers import ANSWERED, Answer
from pycog.dialogue.state import State
from pycog.dialogue.turn import Context
from tests.dialogue.hosts import last_answer, shared_host
from tests.dialogue.test_sheet_questions import Rows, Workbook

_TODAY: Final = dt.date(2026, 11, 30)
_BUDGET: Final[Rows] = (
    ("Suivi du budget, montants en euros",),
    (None, "Exercice 2023", None, "Exercice 2024", None),
    ("Ligne budgétaire", "Autorisé", "Exécuté", "Autorisé", "Exécuté"),
    ("Personnel", 12_000_000.0, 11_800_000.0, 12_200_000.0, 12_390_000.0),
    ("Informatique", 1_200_000.0, 1_150_000.0, 1_300_000.0, 1_250_000.0),
    ("Affranchissement", 600_000.0, 540_000.0, 500_000.0, None),
)
_RESULTS: Final[Rows] = (
    ("N°", "Indicateur", "Sens attendu", "Objectif 2023", "Réalisé 2023", "Objectif 2024",
     "Réalisé 2024"),
    (1.0, "Délai d'attente au guichet", "à la baisse", 14.0, 16.0, 12.0, 11.0),
    (2.0, "Délai de traitement des réclamations", "à la baisse", 20.0, 19.0, 18.0, 21.0),
    (3.0, "Taux de décroché", "à la hausse", 0.8, 0.85, 0.9, 0.88),
)  # fmt: skip
_PLAN: Final[Rows] = (
    ("N°", "Axe", "Mesure", "Pilote", "Échéance", "État", "Avancement", "Budget prévu (€)"),
    (1.0, "Accueil", "Refaire le guichet", "M. Lemoine", "31/03/2025", "Terminé", 1.0, 40_000.0),
    (2.0, "Accueil", "Ouvrir le samedi", "Mme Ferrand", "30/06/2025", "En cours", 0.6, 9_000.0),
    (3.0, "Ressources humaines", "Former les agents", "M. Lemoine", "31/12/2027", "Non démarré",
     0.0, 25_000.0),
    (4.0, "Ressources humaines", "Signer l'accord", None, "30/09/2027", "En cours", 0.2, 0.0),
)  # fmt: skip
_PEOPLE: Final[Rows] = (
    ("Pilote", "Suppléant"),
    ("M. Lemoine", "Mme Ferrand"),
    ("Mme Ferrand", "M. Oubli"),
)
_STAFF: Final[Rows] = (
    ("Effectifs 2025 en ETP",),
    ("Service", "Plafond ETP", "Janv.", "Févr.", "Mars"),
    ("Accueil", 20.0, 19.5, 19.0, 18.0),
    ("Informatique", 8.0, 8.0, 8.5, 8.5),
    ("Total", 28.0, 27.5, 27.5, 26.5),
    ("Écart au plafond", None, -0.5, -0.5, -1.5),
)
_MOVES: Final[Rows] = (
    (None, None, "Origine", None, "Destination", None, None, "Décision", None),
    ("N°", "Date", "Groupe", "Ligne", "Groupe", "Ligne", "Montant (€)", "Autorité", "Date"),
    ("V1", "12/02/2024", "Fonctionnement", "Loyers", "Personnel", "Paie", 50_000.0,
     "Conseil et État", "20/02/2024"),
    ("V2", "04/07/2024", "Investissement", "Logiciels", "Fonctionnement", "Loyers", 35_000.0,
     "Directeur", "04/07/2024"),
    ("V3", "10/09/2025", "Personnel", "Paie", "Personnel", "Primes", 20_000.0, None, None),
)  # fmt: skip
_BOOKS: Final[dict[str, dict[str, Rows]]] = {
    "budget": {"Exécution": _BUDGET},
    "résultats": {"Indicateurs": _RESULTS},
    "plan": {"Plan": _PLAN, "Pilotes": _PEOPLE},
    "effectifs": {"Effectifs": _STAFF},
    "virements": {"Registre": _MOVES},
}


def talk(book: str, *turns: str) -> Answer:
    """Return the answer to the last of several turns on a workbook."""
    context = Context(shared_host(), Workbook(_BOOKS[book]), _TODAY, cells=True)
    return last_answer(context, turns)


def shown(answer: Answer) -> str:
    """Return a text with plain spaces."""
    return answer.text.replace("\u202f", " ").replace("\xa0", " ")


@pytest.mark.parametrize(
    ("book", "turns", "told"),
    [
        # « Exercice 2024 – Exécuté » heads amounts: 12 390 000, and no 1.239e+07.
        ("budget", ("exécuté 2024 du personnel",), ["12 390 000"]),
        # 12 390 000 - 11 800 000, of 11 800 000.
        ("budget", ("le perso a augmenté de combien en exécuté de 2023 à 2024, en euros et en %",),
         ["590 000", "5 %"]),
        ("budget", ("kes ki manque dans l'exécuté 2024 ?",), ["Affranchissement"]),
        ("budget", ("l'affranchissement exécuté 2024 c'est rempli ?",), ["Non", "vide"]),
        ("budget", ("exécuté 2023 de l'informatique", "l'année suivante ?"), ["1 250 000"]),
        # 1 250 000 - 1 150 000.
        ("budget", ("exécuté 2023 de l'informatique", "et 2024 ?", "évolution entre les deux"),
         ["100 000"]),
        # The column says which way: 16 misses 14, and 19 meets 20.
        ("résultats", ("quels indicateurs ne sont pas atteints en 2023 ?",), ["guichet"]),
        ("résultats", ("lesquels étaient bons en 2023 et plus en 2024 ?",),
         ["réclamations", "décroché"]),
        ("résultats", ("réalisé 2023 du délai au guichet", "l'année suivante c'est mieux ?"),
         ["Oui", "11", "16"]),
        ("résultats", ("objectif 2024 du taux de décroché", "et en 2023 on l'avait atteint ?"),
         ["Oui", "85 %"]),
        # 0.88 / 0.9.
        ("résultats", ("taux d'atteinte du taux de décroché en 2024",), ["97,8 %"]),
        # 25 000 + 0, by the initials of the axis.
        ("plan", ("enveloppe totale prévue pour l'axe RH",), ["25 000"]),
        ("plan", ("budget par axe",), ["Accueil : 49 000", "Ressources humaines : 25 000"]),
        ("plan", ("quel pilote porte le plus de mesures ?",), ["M. Lemoine (2 lignes)"]),
        ("plan", ("les mesures pas encore commencées",), ["Former les agents"]),
        # 0.6 and 0.2.
        ("plan", ("avancement moyen des mesures en cours",), ["40 %"]),
        ("plan", ("qui pilote la mesure 1 et pour quelle date était-elle attendue ?",),
         ["M. Lemoine", "31/03/2025"]),
        ("plan", ("qui pilote la mesure 1 ?", "il a d'autres mesures ?"), ["Former les agents"]),
        ("plan", ("qui pilote la mesure 1 ?", "son suppléant ?"), ["Mme Ferrand"]),
        ("effectifs", ("ETP de l'informatique en février", "le plafond ?"), ["8"]),
        # 8.5 - 8.
        ("effectifs", ("ETP de l'informatique en février", "le plafond ?", "donc on dépasse de"),
         ["0,5"]),
        ("effectifs", ("ETP de l'informatique en mars", "le plafond ?", "on dépasse ?",
                       "d'autres services au-dessus ce mois-là ?"), ["non"]),
        # 18 - 19.5.
        ("effectifs", ("accueil : perdu combien d'ETP depuis janvier",), ["-1,5"]),
        # 19 + 8.5, without the gap below the total.
        ("effectifs", ("total des ETP hors accueil en février",), ["8,5"]),
        # Investment to running costs needs the council: the director alone is not enough.
        ("virements", ("le V2 est-il régulier ?",), ["Non", "décision modificative"]),
        ("virements", ("combien de virements en 2024", "pour quel montant ?"), ["85 000"]),
        # V3 stays within the staff.
        ("virements", ("total des virements vers le personnel",), ["50 000"]),
        ("virements", ("quel virement attend encore une décision ?",), ["V3"]),
    ],
)  # fmt: skip
def test_kinds_of_an_open_workbook(book: str, turns: tuple[str, ...], told: list[str]) -> None:
    answer = talk(book, *turns)
    assert answer.kind == ANSWERED
    assert [one for one in told if one not in shown(answer)] == []


@pytest.mark.parametrize(
    ("book", "turns", "untold"),
    [
        # A gap below a total adds up with nothing, and no other year is told.
        ("effectifs", ("total des ETP hors accueil en février",), "-0,5"),
        ("budget", ("exécuté 2022 du personnel",), "11 800 000"),
        ("plan", ("budget de l'axe sécurité",), "40 000"),
        ("plan", ("quelle action pèse le plus ?",), "points"),
        ("résultats", ("quels indicateurs sont ratés en 2023 ?",), "réclamations"),
        ("virements", ("total des virements vers le personnel",), "70 000"),
    ],
)
def test_what_is_not_asked_is_not_told(book: str, turns: tuple[str, ...], untold: str) -> None:
    assert untold not in shown(talk(book, *turns))


def _scored(path: Path) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Grille"
    rows = (
        ("Indicateur", "Unité", "Seuil", "Cible", "Pondération (points)", "Résultat",
         "Points acquis"),
        ("Dépistage", "%", 0.48, 0.58, 60, 0.51, "=E2*MAX(0,MIN(1,(F2-C2)/(D2-C2)))"),
        ("Délai des demandes", "jours", 35, 29, 50, 36, "=E3*MAX(0,MIN(1,(F3-C3)/(D3-C3)))"),
        ("TOTAL", None, None, None, "=SUM(E2:E3)", None, "=SUM(G2:G3)"),
    )  # fmt: skip
    for row in rows:
        sheet.append(row)
    for place in ("C2", "D2", "F2"):
        sheet[place].number_format = "0%"
    for place in ("G2", "G3", "G4"):
        sheet[place].number_format = "0.0"
    book.save(path)
    return path


@pytest.mark.parametrize(
    ("turns", "told"),
    [
        # 60 x 0.3 = 18 now; 60 x 0.7 = 42 with 55 %, and 0 of the delay.
        (("points du dépistage", "et si on monte à 55 % ?"), ["18 → 42", "G2"]),
        (("si le dépistage passait à 55 %, le total des points ?",), ["18 → 42", "G4"]),
        # (32 - 35) / (29 - 35) = 0.5, of 50.
        (("si le délai des demandes tombait à 32 jours ça ferait combien de points ?",),
         ["0 → 25", "G3"]),
        # A delay above its floor is below it in what counts.
        (("quel indicateur est sous son seuil ?",), ["Délai des demandes"]),
        (("résultat du dépistage ?", "on est au-dessus du seuil ?"), ["Oui", "48 %"]),
    ],
)  # fmt: skip
def test_a_workbook_is_calculated_anew_in_memory(
    tmp_path: Path, turns: tuple[str, ...], told: list[str]
) -> None:
    path = _scored(tmp_path / "grille.xlsx")
    before = path.read_bytes()
    reader = WorkbookReader.open(path, None, shared_host())
    state, answer = State(), None
    for turn in turns:
        answer = reply(turn, state, Context(shared_host(), reader, _TODAY, cells=True))
        state = answer.state
    assert answer is not None
    assert answer.kind == ANSWERED
    assert [one for one in told if one not in shown(answer)] == []
    assert path.read_bytes() == before
