"""Tables laid out by hand: headings, sections, totals, codes, notes, several on one sheet."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

import pytest

from pycog.audit.grid import Grid
from pycog.dialogue.answers import ANSWERED, Answer
from pycog.dialogue.sheet import Selection, SheetValues
from pycog.dialogue.turn import Context
from pycog.equip.open_tables import grid_of
from pycog.values import Scalar
from tests.dialogue.hosts import last_answer, shared_host

Rows = tuple[tuple[Scalar, ...], ...]

_BUDGET: Final[Rows] = (
    ("Caisse des Trois Vallées – budget 2026",),
    ("(montants en k€)",),
    ("Cpte", "Nature", "Budget", None, "Payé", None, None, "Obs."),
    (None, None, "Initial", "Rectifié", "T1", "T2", "T3", None),
    ("PERSONNEL",),
    (6411.0, "Salaires", 8400.0, 8520.0, 2105.0, 2130.0, 2098.0, None),
    (6451.0, "Cotisations", 3150.0, 3195.0, 790.0, 801.0, 786.0, None),
    (None, "S/T personnel", 11550.0, 11715.0, 2895.0, 2931.0, 2884.0, None),
    (None,),
    ("SERVICES EXTÉRIEURS",),
    (6226.0, "Honoraires", 95.0, 125.0, 12.0, 48.0, "n.c.", "facture non reçue"),
    (6262.0, "Affranchiss.", 410.0, 410.0, 98.0, 102.0, None, "en attente du transporteur"),
    (None, "S/T services ext.", 505.0, 535.0, 110.0, 150.0, None, None),
    (None, "TOTAL GÉNÉRAL", 12055.0, 12250.0, 3005.0, 3081.0, None, None),
    (None,),
    ("Payé = mandats pris en charge",),
    ("Initial = voté au conseil de décembre",),
)
_ABSENCES: Final[Rows] = (
    ("Jours d'absence 2025",),
    ("a) par service",),
    (None, "1er trim.", "2e trim."),
    ("Accueil", 310.0, 240.0),
    ("Courrier", 95.0, 81.0),
    ("Total", 405.0, 321.0),
    ("b) par motif",),
    (None, "1er trim.", "2e trim."),
    ("Maladie", 290.0, 230.0),
    ("Enfant malade", 115.0, 91.0),
    ("Total", 405.0, 321.0),
    (None,),
    ("Courrier : 3e trim. non transmis",),
)
_MOVES: Final[Rows] = (
    ("Mouvements 2025",),
    ("N°", "Demandé le", "On prend sur", "On met sur", "Somme (€)", "Pourquoi", "Qui a décidé",
     "Où on en est"),
    ("V25-05", "16/06/2025", "Loyers", "Travaux", 27300.0, "mise aux normes", "Directeur",
     "Validé"),
    ("V25-06", "04/09/2025", "Honoraires", "Paie", 52000.0, "congés", "Conseil", "En attente"),
    ("V25-16", "11/09/2025", "Paie", "Travaux", 9000.0, "accès", "Directrice adjointe", "Validé"),
    (None,),
    ("Total demandé", None, None, None, 88300.0),
)  # fmt: skip
_CARRIED: Final[Rows] = (
    ("Reports (k€)",),
    ("Crédits de", "Groupe", "Non consommé", "On a demandé", "On a eu", "Notifié le"),
    (2023.0, "Personnel", 170.0, 120.0, 80.0, "22/04/2024"),
    (2023.0, "Travaux", 477.0, 470.0, 400.0, "22/04/2024"),
    (2024.0, "Personnel", 36.0, None, None, None),
    (2024.0, "Travaux", 501.0, 500.0, 480.0, "15/04/2025"),
)
_STEPS: Final[Rows] = (
    ("Réf.", "Action", "Porteur", "Fin prévue", "Enveloppe (k€)", "Remarques"),
    ("Accueil",),
    ("1.1", "Refaire le guichet", "Mme Hoarau", "30/04/2026", 85.0, None),
    ("1.2", "Poser des bornes", "M. Payet", "15/06/2026", 48.0, "une borne non livrée"),
    ("Informatique",),
    ("2.1", "Migrer la messagerie", "M. Técher", "30/06/2026", 64.0, None),
    ("11", "Secourir l'accueil", "M. Payet", "31/12/2026", 5.0, None),
)
_WHO: Final[Rows] = (
    ("Porteur", "Suppléant", "Poste"),
    ("M. Payet", "Mme Rivière", 4112.0),
    ("M. Técher", "–", 4120.0),
)
_BOARD: Final[Rows] = (
    ("Suivi 2026", None, None, None, None, None, "Départs"),
    ("Axe", "Code", "Libellé", "Cible 26", "janv.", None, "Motif", "2025", "2026"),
    ("Usagers", "C-01", "Taux d'appels aboutis", 92.0, 90.5, None, "Retraite", 9.0, 7.0),
    (None, "C-02", "Délai de réponse aux courriels", 3.0, 3.4, None, "Mutation", 6.0, 8.0),
    ("Contrôle", "R-01", "Contrôles réalisés", 640.0, 48.0, None, "Démission", 4.0, 5.0),
)
_SHEETS: Final = {
    "Budget": _BUDGET, "Absences 2025": _ABSENCES, "Mouvements": _MOVES, "Reports": _CARRIED,
    "Plan": _STEPS, "Qui": _WHO, "Suivi": _BOARD,
}  # fmt: skip
#: « Axe » of the first two rows, merged.
_MERGED: Final = {"Suivi": ((2, 0, 3, 0),)}


@dataclass(frozen=True)
class HandMade:
    """An open workbook whose sheets know their merged cells."""

    names: tuple[str, ...] = tuple(_SHEETS)
    held: list[Grid] = field(default_factory=list, compare=False)

    def selection(self) -> Selection | None:
        """Return no active cell."""
        return None

    def sheets(self) -> Sequence[SheetValues]:
        """Return the sheets."""
        return [SheetValues(name, _SHEETS[name]) for name in self.names]

    def grids(self) -> Sequence[Grid]:
        """Return the sheets with their merged cells."""
        if not self.held:
            for name in self.names:
                grid = grid_of(name, _SHEETS[name])
                grid.merged = _MERGED.get(name, ())
                self.held.append(grid)
        return self.held

    def check(self) -> Sequence[str]:
        """Return that nothing differs."""
        return []


_BOOK: Final = HandMade()


def ask(*turns: str) -> Answer:
    """Return the answer to the last of several turns."""
    context = Context(shared_host(), _BOOK, dt.date(2026, 11, 30), cells=True)
    return last_answer(context, turns)


@pytest.mark.parametrize(
    ("question", "told"),
    [
        # Two rows of headings, a section below a blank row, sub-totals.
        ("honoraires budget rectifié", ["125 k€", "D11"]),
        ("cotisations payé au T2", ["801 k€"]),
        ("compte 6262, budget initial", ["410 k€"]),
        ("sous-total des services extérieurs, budget initial", ["505 k€"]),
        ("S/T personnel payé T1", ["2 895 k€"]),
        ("total général rectifié", ["12 250 k€"]),
        ("honoraires payé T3", ["n.c.", "facture non reçue"]),
        ("pourquoi n'a-t-on pas l'affranchissement du T3 ?", ["en attente du transporteur"]),
        # Two tables below one another, without a blank row.
        ("enfant malade au 2e trimestre", ["91", "C10"]),
        ("absences du courrier au T1", ["95"]),
        # Codes, and rows without a name.
        ("montant du V25-06", ["52 000 €"]),
        ("somme du mouvement 6", ["52 000 €"]),
        ("v2505 : pourquoi ?", ["mise aux normes"]),
        ("V25-16, c'est signé par qui ?", ["Directrice adjointe"]),
        ("où en est le V25-06 ?", ["En attente"]),
        ("total demandé", ["88 300 €"]),
        ("d'où vient l'argent du V25-06 ?", ["Honoraires"]),
        # Rows of a year and a group: the year of the credits, and not that of the letter.
        ("report 2023 travaux : on a eu combien ?", ["400 k€"]),
        ("non consommé 2024 personnel", ["36 k€"]),
        ("reports sur les crédits 2023 : total obtenu ?", ["480 k€"]),
        # Sections, and codes that look like numbers.
        ("enveloppe de la 1.1", ["85 k€"]),
        ("enveloppe de l'action 11", ["5 k€"]),
        ("enveloppe totale du volet accueil", ["133 k€", "2 cellules"]),
        ("qui porte les bornes ?", ["M. Payet"]),
        ("numéro de poste de M. Payet", ["4112"]),
        ("qui remplace M. Payet ?", ["Mme Rivière"]),
        # Merged cells, two tables beside one another, short years.
        ("de quel axe relève C-02 ?", ["Usagers"]),
        ("cible 2026 des appels aboutis", ["92"]),
        ("contrôles réalisés en janv. 26", ["48"]),
        ("mutations en 2025", ["6"]),
        # Addresses.
        ("que vaut la cellule E4 de Mouvements ?", ["52 000 €", "V25-06"]),
        ("Suivi!H5", ["4"]),
    ],
)  # fmt: skip
def test_a_hand_made_table_is_read_as_it_is_laid_out(question: str, told: list[str]) -> None:
    answer = ask(question)
    assert answer.kind == ANSWERED
    assert answer.intent == "classeur"
    assert [one for one in told if one not in answer.text] == []


@pytest.mark.parametrize(
    "question",
    [
        "montant du V25-07",
        "enveloppe de la 1.3",
        "honoraires payé T4",
        "montant du V25-06 de la CPAM du Rhône",
        "cotisations payé au T2 2025",
        "contrôles réalisés en février",
        "sous-total des recettes",
    ],
)
def test_what_no_row_or_column_has_is_refused(question: str) -> None:
    answer = ask(question)
    assert answer.kind != ANSWERED


def test_a_year_of_a_row_is_no_figure() -> None:
    answer = ask("report 2023 travaux")
    assert "2 023" not in answer.text
    assert "477 k€" in answer.text


def test_a_part_of_a_year_is_not_dropped_from_a_budget() -> None:
    context = Context(shared_host(), None, dt.date(2026, 11, 30))
    assert last_answer(context, ["budget personnel au T4 2014"]).kind != ANSWERED
    assert last_answer(context, ["moyenne T1=74% T2=81% T3=79%"]).value == pytest.approx(0.78)
