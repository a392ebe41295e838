"""The sheet that opens a form: what it is, how it is filled, with worked examples."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from pycog.annexes.kit.page import Book, Page
from pycog.conventions.facts import schema
from pycog.conventions.form import layout
from pycog.errors import InvalidInput
from pycog.targets import parse_target

_WIDTH: Final = 112
_REFERRED: Final = re.compile(r", ([^,]*) ou cf\. [^,]*\.$")
_STEPS: Final = (
    f"Feuille « {layout.ABOUT} » : complétez le titre, les signataires, le document et, s'il y a "
    "des budgets, une ligne par fonds avec son unité.",
    f"Feuille « {layout.INDICATORS} » : une ligne par indicateur. Le numéro est celui qui est "
    "imprimé (1, 1.1, 2a, R12). Les valeurs se recopient telles quelles, signe et unité compris.",
    f"Feuilles « {layout.BUDGET} » : une par fonds, nommée « {layout.BUDGET} » suivi du nom du "
    "fonds ; dupliquez la feuille pour un autre fonds. Une ligne par ligne imprimée.",
    "Les autres feuilles sont facultatives : une feuille laissée vide est ignorée.",
    "Contrôlez avec « pycog convention check » suivi du nom du classeur : chaque anomalie est "
    "donnée avec sa feuille et sa cellule.",
)
_RULES: Final = (
    "Les cellules sont au format Texte, pour qu'Excel ne change ni « +3 % » ni « 1.1 » ni « juin "
    "2024 ». Collez de préférence avec « Collage spécial, Valeurs ».",
    "Une cellule vide est une cellule imprimée vide, jamais un zéro. "
    f"« {layout.ABSENT} » dit qu'il n'y a pas de valeur à cet endroit.",
    "Colonnes et feuilles se retrouvent par leur intitulé : elles peuvent être déplacées, des "
    "remarques ajoutées à droite ou sous un tableau. Ne fusionnez pas de cellules.",
    f"Une cible imprimée comme une phrase : recopiez-la, puis dépliez les colonnes « "
    f"{layout.READING} » (le + au-dessus des colonnes, à droite) et écrivez la valeur à lire, ou "
    f"« {schema.NOT_A_FIGURE} ».",
)
_EXAMPLES: Final[Sequence[tuple[str, Sequence[str]]]] = (
    (
        f"Exemple, feuille « {layout.INDICATORS} »",
        (
            "N° 1.1 ; Libellé : Taux d'appels aboutis ; Unité : % ; Sens : hausse ; Réalisé : "
            "84 % ; Cible : 88 %.",
            "N° 2 ; Libellé : Délai de réponse aux réclamations ; Unité : jours ; Sens : baisse ; "
            "Cible : ≤ 10 jours.",
            "N° 3 ; Libellé : Enquête de satisfaction ; Unité : % ; Cible : neuf usagers sur dix "
            "satisfaits ; Lecture de la même année : 90 %.",
        ),
    ),
    (
        f"Exemple, feuille « {layout.BUDGET} »",
        (
            "Libellé : Dépenses de personnel ; Nature : limitatif ; Rôle : ligne ; montants : "
            "1 012,4.",
            "Libellé : Total des dépenses ; Rôle : total ; Parties : Dépenses de personnel ; "
            "Autres dépenses.",
        ),
    ),
    (
        "Exemple, feuille « Échéances »",
        ("Mesure : Ouvrir le nouvel accueil ; Échéance : fin 2024 ; Source : fiche 3.",),
    ),
)


def write_form_readme(book: Book, description: Mapping[str, Any]) -> None:
    """Add the sheet « Lisez-moi »."""
    page = book.page(layout.README)
    page.columns((6, _WIDTH))
    page.value(0, 0, f"Formulaire de convention {description.get('id', '')}".strip(), "title")
    page.sheet.set_row(0, 26)
    row = _section(
        page,
        2,
        "À quoi sert ce classeur",
        (
            "Recopier une convention imprimée, pour que pycog fabrique ses annexes, calcule et "
            "contrôle. Les feuilles ont la forme des annexes imprimées.",
        ),
    )
    row = _section(page, row, "Comment le remplir", _STEPS, numbered=True)
    row = _section(page, row, "À savoir", _RULES)
    for heading, lines in _EXAMPLES:
        row = _section(page, row, heading, lines)
    row = _section(page, row, "Ce qu'une cible peut dire", (_what_can_be_written(),))
    sheet = page.sheet
    sheet.set_portrait()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.set_footer("&R&8Page &P sur &N")


def _what_can_be_written() -> str:
    """Return the forms of a target, in the words of the refusal of one that is none."""
    try:
        parse_target("§")
    except InvalidInput as error:
        _, found, forms = error.message.partition("On peut écrire ")
        if found:
            # The last form names the agreement of somebody else.
            forms = _REFERRED.sub(r" ou \1.", forms)
            return forms[:1].upper() + forms[1:]
    return "98 %, < 5 %, ≤ 10 jours."


def _section(
    page: Page, row: int, heading: str, lines: Sequence[str], *, numbered: bool = False
) -> int:
    page.value(row, 0, heading, "heading")
    page.value(row, 1, None, "heading")
    for number, line in enumerate(lines, start=1):
        row += 1
        page.value(row, 0, f"{number}." if numbered else "•", "text", align="right")
        page.value(row, 1, line, "text", text_wrap=True)
        page.height(row, ((_WIDTH, line),))
    return row + 2
