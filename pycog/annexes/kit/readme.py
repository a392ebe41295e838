"""The sheet that opens each workbook: what the file is, how to fill it, where it comes from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from pycog.annexes.kit.page import Book, Page
from pycog.annexes.kit.styles import NAVY, STYLES

#: What each named style of the gallery means for whoever fills the workbook.
_MEANINGS: Final = (
    ("input", "Cellule à saisir : fond jaune pâle, cadre en tirets. Vide à la livraison."),
    ("computed", "Cellule calculée par une formule : fond bleu pâle. Ne pas la remplacer."),
    ("printed", "Valeur imprimée dans l'annexe, reprise telle quelle : fond blanc."),
    ("total", "Total, sous-total ou solde calculé : fond bleu soutenu, en gras."),
)
_TEXT_WIDTH: Final = 112
_CONVENTIONS: Final = (
    "Les taux sont des proportions : 90 % vaut 0,9. Les montants sont {amounts}, sans arrondi "
    "pendant le calcul.",
    "Une cellule vide n'est jamais un zéro : son résultat reste vide.",
    "Le classeur n'est pas protégé : lignes, colonnes et feuilles peuvent être ajoutées.",
    "Les formules COG_… se recalculent dans Excel avec le complément pycog, ou sans Excel par la "
    "commande « pycog refresh ». Sans l'un ni l'autre, les valeurs enregistrées restent affichées.",
    "#N/A : la valeur n'existe pas (objectif renvoyé, indicateur inconnu). #VALEUR! : la saisie "
    "est à corriger. « pycog explain » en donne la raison en toutes lettres.",
)


@dataclass(frozen=True, slots=True)
class Readme:
    """What the first sheet says.

    Attributes:
        title: Title of the workbook.
        purpose: What the file is, one paragraph a line.
        steps: How to fill it, in order.
        sheets: (sheet, what it holds).
        source: Document the figures come from.
        amounts: In which unit the amounts are, as a sentence says it.
    """

    title: str
    purpose: Sequence[str]
    steps: Sequence[str]
    sheets: Sequence[tuple[str, str]]
    source: str
    amounts: str = "en euros"


def write_readme(book: Book, content: Readme) -> None:
    """Add the sheet "Lisez-moi"."""
    page = book.page("Lisez-moi")
    page.columns((24, _TEXT_WIDTH))
    page.value(0, 0, content.title, "title")
    page.sheet.set_row(0, 26)
    row = _section(page, 2, "Ce que contient ce classeur", content.purpose)
    row = _section(page, row, "Comment le remplir", content.steps, numbered=True)
    row = _sheets(page, row, content.sheets)
    row = _heading(page, row, "Légende")
    for kind, meaning in _MEANINGS:
        page.value(row, 0, STYLES[kind].legend, kind)
        page.value(row, 1, meaning, "text", text_wrap=True)
        row += 1
    conventions = [line.format(amounts=content.amounts) for line in _CONVENTIONS]
    row = _section(page, row + 1, "Conventions", conventions)
    row = _section(page, row, "Source", (content.source,))
    row = _heading(page, row, "Version")
    page.value(row, 0, "Moteur de calcul", "text")
    page.formula(row, 1, "COG_VERSION()", "computed", align="left")
    page.printing(heading=content.title, source=content.source, repeat=None, area=(row, 1))


def _heading(page: Page, row: int, text: str) -> int:
    page.value(row, 0, text, "heading")
    page.value(row, 1, None, "heading")
    return row + 1


def _section(
    page: Page, row: int, heading: str, lines: Sequence[str], *, numbered: bool = False
) -> int:
    """Write a heading and its lines; return the row of the next section."""
    row = _heading(page, row, heading)
    for number, line in enumerate(lines, start=1):
        mark = f"{number}." if numbered else "•"
        page.value(row, 0, mark, "text", align="right")
        page.value(row, 1, line, "text", text_wrap=True)
        page.height(row, ((_TEXT_WIDTH, line),))
        row += 1
    return row + 1


def _sheets(page: Page, row: int, sheets: Sequence[tuple[str, str]]) -> int:
    row = _heading(page, row, "Feuilles")
    link = page.book.styles.get("text", underline=1, font_color=NAVY)
    for name, meaning in sheets:
        page.sheet.write_url(row, 0, f"internal:'{name}'!A1", link, string=name)
        page.value(row, 1, meaning, "text", text_wrap=True)
        page.height(row, ((_TEXT_WIDTH, meaning),))
        row += 1
    return row + 1
