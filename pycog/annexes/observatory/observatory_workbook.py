"""Builds the workbook of the pooling observatory: register, summary, note, two tests."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pycog.annexes.kit.page import Book
from pycog.annexes.kit.readme import Readme, write_readme
from pycog.annexes.observatory.observatory_layout import (
    ID,
    LISTS,
    MERGER,
    NOTE,
    REGISTER,
    ROWS,
    SIZE,
    SUMMARY,
)
from pycog.annexes.observatory.observatory_note import write_note
from pycog.annexes.observatory.observatory_register import write_lists, write_register
from pycog.annexes.observatory.observatory_summary import write_summary
from pycog.annexes.observatory.observatory_tests import write_merger, write_size
from pycog.conventions import load

if TYPE_CHECKING:
    from pycog.annexes.kit.page import Values

_TITLE: Final = "Observatoire de la mutualisation"


def build_observatory(values: Values) -> bytes:
    """Return the workbook of the observatory.

    Args:
        values: Results of the formulas, where an earlier pass knows them.
    """
    source = load(ID).document
    book = Book(_TITLE, "Projets de mutualisation, taille utile, rapprochements", values)
    write_readme(book, _readme(source))
    write_register(book, _TITLE, source)
    write_summary(book, _TITLE, source)
    write_note(book, _TITLE, source)
    write_size(book, _TITLE, source)
    write_merger(book, _TITLE, source)
    write_lists(book, _TITLE, source)
    return book.content()


def _readme(source: str) -> Readme:
    return Readme(
        title=_TITLE,
        purpose=(
            "Le registre des opérations de mutualisation, tel que la note du 5 décembre 2007 en "
            "annonce l'observatoire : opération, organismes, région, processus, statut, livrable, "
            "impact.",
            "Les comptes et les parts suivent le registre ; les 189 projets de 2007 et leurs parts "
            "imprimées sont recalculés à côté.",
            "Deux tests de la note : la taille utile d'un organisme, et les critères d'un "
            "rapprochement d'organismes.",
        ),
        steps=(
            f"« {REGISTER} » : une ligne par opération ({ROWS} lignes prêtes). Région, périmètre, "
            "processus, statut et enjeu se choisissent dans des listes. La colonne « Contrôle » "
            "dit ce qui manque.",
            f"« {LISTS} » : ajouter ou changer un processus, un statut, un enjeu, une région.",
            f"« {SUMMARY} » : choisir en haut le statut à compter, par exemple Retenu ; vide, tous "
            "les projets comptent.",
            f"« {SIZE} » : saisir bénéficiaires et effectif de chaque organisme.",
            f"« {MERGER} » : répondre aux critères, donner les deux nombres de l'organisme "
            "rapproché, changer au besoin la tolérance de 10 %.",
        ),
        sheets=(
            (REGISTER, "Les opérations, à saisir."),
            (SUMMARY, "Nombres et parts par périmètre, axe, processus, statut, enjeu et région."),
            (NOTE, "Les nombres et les parts que la note imprime, recalculés."),
            (SIZE, "Le test de la taille utile : 200 000 bénéficiaires environ, 200 agents."),
            (MERGER, "Les critères d'un rapprochement et le verdict sur chacun."),
            (LISTS, "Ce que les colonnes du registre proposent."),
        ),
        source=source,
    )
