"""How the tables of a convention are laid out as the sheets of one workbook.

Everything is derived from :mod:`pycog.conventions.facts.schema`: a table without a title
here still gets a sheet, and a column without a heading is headed by its name, so that
nothing of the schema can be lost. Sheets and columns are found by their titles and
headings, never by their place.

Two tables stand as grids, as they are printed: the values of the indicators, one column
per year, and the amounts of each fund. What such a grid cannot hold (the statement of a
sheet, a period, a note on one amount) goes to a plain sheet of the same table.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from pycog.conventions.facts import schema
from pycog.conventions.facts.schema import Column, Table
from pycog.lazy_patterns import regex
from pycog.values import fold

#: The defined name by which a form is known whose sheets were all renamed.
MARK: Final = "PYCOG_FORMULAIRE"
README: Final = "Lisez-moi"
ABOUT: Final = "Convention"
INDICATORS: Final = "Indicateurs"
#: Opens the title of the sheet of each fund.
BUDGET: Final = "Budget"
#: Table → title of the sheet that holds it row by row, in the order of the workbook.
TITLES: Final[Mapping[str, str]] = {
    "sheets.csv": "Fiches",
    "milestones.csv": "Échéances",
    "budget_rules.csv": "Règles de budget",
    "amendments.csv": "Avenants",
    "neutralisations.csv": "Périodes neutralisées",
    "scorecard_categories.csv": "Catégories d'intéressement",
    "scorecard_themes.csv": "Thèmes d'intéressement",
    "scorecards.csv": "Grilles",
    "components.csv": "Composantes",
    "scorecard_bodies.csv": "Plusieurs branches",
    "figures.csv": "Chiffres clés",
    "follow_ups.csv": "Indicateurs de suivi",
    "ratios.csv": "Calcul des taux",
    "statements.csv": "Autres valeurs",
    "budget_amounts.csv": "Autres montants",
    "findings.csv": "Constats",
    "relations.csv": "Relations",
}
#: Tables that most agreements leave empty: their sheets come last.
RARE: Final = (
    "follow_ups.csv", "ratios.csv", "statements.csv", "budget_amounts.csv", "findings.csv",
    "relations.csv", "scorecard_bodies.csv",
)  # fmt: skip
#: What the first of two cells says where a folder has no row and the grid has a cell.
ABSENT: Final = "(non donné)"
#: The printed title of the two columns of a budget that are not years.
TOTAL, EVOLUTION = "Total", "Évolution"
#: Keys of the description that the line « Année de référence » gives: one year, or several.
BASE_YEAR, BASE_YEARS = "annee_reference", "annees_reference"
BASELINE, AIM, READING = "Réalisé", "Cible", "Lecture"

#: Key of the description → its label in the sheet « Convention ».
LABELS: Final[Mapping[str, str]] = {
    "id": "Identifiant",
    "titre": "Titre",
    "titre_court": "Titre court",
    "parties": "Signataires",
    "annees": "Années",
    "annee_reference": "Année de référence",
    "document": "Document",
    "statut": "Statut",
    "version": "Version",
    "renvoi": "Renvoi",
    "interessement": "Conventions des barèmes",
    "campagnes_imprimees": "Campagnes imprimées ensemble",
}
#: Key of the texts to cite → its label there.
TEXT_LABELS: Final[Mapping[str, str]] = {
    "indicateurs": "Annexe des indicateurs",
    "budget": "Annexe des règles budgétaires",
    "echeances": "Lieux des échéances",
    "bilan": "Passage sur le bilan",
    "evaluation": "Passage sur l'évaluation",
    "tableau_de_bord": "Passage sur le tableau de bord",
}
#: The text that fills the empty sources of the indicators, and its label.
ANNEX: Final = "indicateurs"
ANNEX_LABEL: Final = TEXT_LABELS[ANNEX]
FUND_LABELS: Final[Mapping[str, str]] = {
    "id": "Fonds",
    "titre": "Titre du fonds",
    "annexe": "Annexe",
    "unite": "Unité",
    "regime": "Régime",
}
#: Heading of a fund whose id cannot be the title of a sheet.
FUND_SHEET: Final = "Feuille"

_HEADINGS: Final[Mapping[str, str]] = {"numéro": "N°"}
#: Other headings that officers write, folded → column.
_ALSO: Final[Mapping[str, str]] = {
    "n": "numéro", "no": "numéro", "num": "numéro", "numero": "numéro", "indicateur": "libellé",
    "intitule": "libellé", "libelle de l'indicateur": "libellé", "nom": "libellé",
    "thematique": "thème", "axe": "thème", "rubrique": "thème", "unites": "unité",
    "unite de mesure": "unité", "sens souhaite": "sens", "sens attendu": "sens",
    "fiche objectif": "fiche", "chapitre": "section", "sources": "source", "notes": "note",
    "remarque": "note", "remarques": "note", "observation": "note", "observations": "note",
    "outil de mesure": "outil", "cle": "clé", "additionne": "parties", "ligne": "libellé",
    "poste": "libellé", "postes": "libellé", "roles": "rôle", "groupe de credits": "groupe",
}  # fmt: skip
_AIMS: Final = ("cible", "cibles", "objectif", "objectifs")
_BASELINES: Final = ("realise", "resultat", "reference", "valeur de reference", "realises")
_YEARS: Final = regex(r"(\d{4})(?: ?(?:-|a|/) ?(\d{4}))?")
_YEAR_LAST: Final = regex(r"(?:(.*?) )?(\d{4}(?: ?(?:-|a|/) ?\d{4})?)")


def title_of(table: Table) -> str:
    """Return the title of the sheet that holds a table row by row."""
    return TITLES.get(table.file) or table.file.removesuffix(".csv").replace("_", " ").capitalize()


def label_of(key: str) -> str:
    """Return the label of a key of the description."""
    return LABELS.get(key) or key.replace("_", " ").capitalize()


def text_label(key: str) -> str:
    """Return the label of a text to cite."""
    return TEXT_LABELS.get(key) or f"Texte : {key.replace('_', ' ')}"


def fund_label(key: str) -> str:
    """Return the heading of a key of a fund."""
    return FUND_LABELS.get(key) or key.replace("_", " ").capitalize()


def fund_keys() -> tuple[str, ...]:
    """Return every key that a fund may have."""
    return (*schema.FUND_KEYS, schema.REGIME)


def heading_of(column: Column) -> str:
    """Return the heading of a column of a table."""
    return _HEADINGS.get(column.name) or column.name[:1].upper() + column.name[1:]


def plain_tables() -> tuple[Table, ...]:
    """Return the tables that have a sheet row by row, in the order of the workbook."""
    grids = (schema.INDICATORS.file, schema.BUDGET_LINES.file)
    plain = [table for table in schema.TABLES if table.file not in grids]
    order = list(TITLES)
    known = [table for table in plain if table.file in TITLES]
    common = sorted(
        (table for table in known if table.file not in RARE), key=lambda t: order.index(t.file)
    )
    rare = sorted(
        (table for table in known if table.file in RARE), key=lambda t: order.index(t.file)
    )
    return (*common, *(table for table in plain if table.file not in TITLES), *rare)


def plain(text: str) -> str:
    """Return a heading or a title in the form in which two are compared."""
    # « 🄐 » unfolds to capitals in brackets, which have to be folded themselves.
    said = fold(fold(text)).replace("°", "").replace("№", "n").replace(".", "").strip(" :*?")
    # An accent that stands alone leaves a space: the form of a form is itself.
    return " ".join(said.split())


def column_of(heading: str, columns: Sequence[Column]) -> str | None:
    """Return the name of the column that a heading means, ``None`` if none."""
    said = plain(heading)
    if not said:
        return None
    names = {plain(column.name): column.name for column in columns}
    exact = names.get(said)
    if exact is not None:
        return exact
    for column in columns:
        if said == plain(heading_of(column)):
            return column.name
    meant = _ALSO.get(said)
    return meant if meant in names.values() else None


def years_of(text: str) -> tuple[int, int] | None:
    """Return the first and the last year of ``2024`` or ``2024-2026``."""
    match = _YEARS.fullmatch(plain(text))
    if match is None:
        return None
    first, last = int(match[1]), int(match[2] or match[1])
    return (first, last) if first <= last else None


def span(first: int, last: int) -> str:
    """Write years as the tables do: ``2024`` or ``2024-2026``."""
    return str(first) if first == last else f"{first}-{last}"


def value_heading(heading: str) -> tuple[str, str] | None:
    """Return what a heading of years means: (what, years), ``None`` if it names no year.

    What is :data:`AIM`, :data:`BASELINE`, ``"Lecture Cible"``, ``"Lecture Réalisé"``,
    ``"Lecture"``, or ``""`` where only the year is written.
    """
    match = _YEAR_LAST.fullmatch(plain(heading))
    years = years_of(match[2]) if match else None
    if match is None or years is None:
        return None
    words = (match[1] or "").strip(" -:(")
    reading = ""
    for opening in ("lecture de la ", "lecture du ", "lecture "):
        if f"{words} ".startswith(opening):
            reading, words = READING, words.removeprefix(opening.strip()).strip()
            break
    if words in _AIMS:
        what = AIM
    elif words in _BASELINES:
        what = BASELINE
    elif words:
        return None
    else:
        what = ""
    return f"{reading} {what}".strip(), span(*years)
