"""Builds the workbook of annex 1: registers, budget report, conformity, carry-overs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pycog.annexes.annexe_1.budget_additions import write_properties, write_updates
from pycog.annexes.annexe_1.budget_board import write_board
from pycog.annexes.annexe_1.budget_layout import (
    BOARD,
    BUDGETS,
    CARRYOVERS,
    CONFORMITY,
    DECISIONS,
    EXECUTED,
    MOVES,
    PROPERTIES,
    REGISTER_ROWS,
    SELECTION,
    SHORT_ROWS,
    STATEMENT,
    TRANSFERS,
    UPDATES,
    layout_of,
)
from pycog.annexes.annexe_1.budget_moves import write_moves, write_selection
from pycog.annexes.annexe_1.budget_registers import (
    write_budgets,
    write_carryovers,
    write_decisions,
    write_executed,
    write_transfers,
)
from pycog.annexes.annexe_1.budget_results import write_conformity, write_statement
from pycog.annexes.annexe_1.budget_wording import Wording
from pycog.annexes.kit.page import Book
from pycog.annexes.kit.readme import Readme, write_readme
from pycog.conventions.facts.budget_rules import FOLLOW_UP, UPDATING

if TYPE_CHECKING:
    from pycog.annexes.kit.filling import Filling
    from pycog.annexes.kit.page import Values
    from pycog.conventions import Convention


def build_budget(convention: Convention, values: Values, filling: Filling | None = None) -> bytes:
    """Return the workbook of the budget rules.

    Raises:
        NotAvailable: ``regle-absente``: the agreement gives no budget rule.
    """
    layout = layout_of(convention)
    title, source = layout.wording.title, layout.wording.source
    subject = "Registres, tableau de bord budgétaire, conformité et reports"
    book = Book(title, subject, values, filling)
    write_readme(book, _readme(layout.wording))
    board = write_board(book, layout, title, source)
    board.sheet.activate()
    for write in (
        write_transfers,
        write_carryovers,
        write_updates,
        write_executed,
        write_properties,
        write_budgets,
        write_decisions,
        write_conformity,
        write_statement,
        write_moves,
        write_selection,
    ):
        write(book, layout, title, source)
    return book.content()


def _readme(words: Wording) -> Readme:
    return Readme(
        title=words.title,
        purpose=(
            f"Les règles budgétaires de {words.holder} appliquées aux budgets {words.budgets} : "
            "virements, reports, exécution, conformité des budgets votés, approbation tacite.",
            f"Le tableau de bord a la forme de l'annexe{words.place(FOLLOW_UP)}. Les registres "
            "sont des tableaux Excel ; les contrôles sont à leur droite, hors du tableau.",
        ),
        steps=(
            f"« {BOARD} » : choisir l'exercice. Toutes les feuilles suivent.",
            f"« {EXECUTED} » : saisir les montants exécutés. « {TRANSFERS} » et « {CARRYOVERS} » : "
            "une ligne par virement et par report ; le contrôle dit qui décide et ce qui manque. "
            f"Un registre a {REGISTER_ROWS} lignes ({SHORT_ROWS} pour « {UPDATES} » et "
            f"« {PROPERTIES} ») : ne pas l'allonger, les contrôles ne liraient pas la suite.",
            f"« {UPDATES} » : saisir l'actualisation{words.updated} avec son motif"
            f"{words.place(UPDATING)} ; « {PROPERTIES} » : les opérations immobilières de "
            f"l'exercice{words.section(FOLLOW_UP)}.",
            f"« {BUDGETS} » : saisir les budgets votés ; « {DECISIONS} » : les dates de vote et de "
            "réception, et le délai d'approbation tacite.",
            f"Lire « {CONFORMITY} » et « {STATEMENT} ». Une anomalie donne la ligne de la plage : "
            "la ligne 1 est celle des titres.",
            "« pycog report budget » écrit le tableau de bord dans un fichier à part.",
        ),
        sheets=(
            (
                BOARD,
                "Base, report, virements, autorisé, exécuté, disponible, taux et évolutions de "
                f"chaque ligne {words.funds} ; dépassements ; opérations immobilières ; graphique.",
            ),
            (TRANSFERS, "Registre des virements, à saisir ; autorité, soldes et anomalies."),
            (CARRYOVERS, "Registre des reports, à saisir ; approbation par l'État et sa date."),
            (UPDATES, f"Actualisations{words.updated}, à saisir ; motif admis ou non."),
            (EXECUTED, "Montants exécutés par ligne et par exercice, à saisir."),
            (PROPERTIES, "Opérations immobilières, à saisir ; disponible et taux."),
            (BUDGETS, "Budgets primitifs et rectificatifs votés, à saisir."),
            (DECISIONS, "Dates de vote et de réception, à saisir ; approbation tacite."),
            (CONFORMITY, "Budgets de l'exercice comparés à la COG, ligne par ligne."),
            (STATEMENT, "Crédits reportables, et état détaillé des reports de N-1 en N."),
            (MOVES, "Calcul : ce que chaque ligne a reçu, par exercice."),
            (SELECTION, "Calcul : lignes des registres qui concernent l'exercice choisi."),
        ),
        source=words.source,
        amounts=words.in_unit,
    )
