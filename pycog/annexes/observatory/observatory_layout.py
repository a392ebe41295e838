"""Where things stand in the workbook of the pooling observatory."""

from __future__ import annotations

from typing import Final

from pycog.annexes.kit.page import span

ID: Final = "mutualisation-2007"
REGISTER, LISTS, SUMMARY, NOTE = "Registre", "Listes", "Synthèse", "Note de 2007"
SIZE, MERGER = "Taille utile", "Rapprochement"

#: Name of the table of projects, for structured references.
TABLE: Final = "Projets"
#: Columns of the register; the last two are computed.
HEADINGS: Final = (
    "Opération",
    "Organismes",
    "Région",
    "Périmètre",
    "Processus",
    "Statut",
    "Livrable",
    "Enjeu",
    "Impact",
    "Axe",
    "Contrôle",
)
REGION, PERIMETER, PROCESS, STATUS, STAKE = 2, 3, 4, 5, 7
AXIS, CHECK = 9, 10
HEADER: Final = 5
FIRST: Final = HEADER + 1
#: The note counts 189 projects: room for as many and a third more.
ROWS: Final = 250
COMPLETE: Final = "Complète"

BUSINESS, SUPPORT = "Processus métiers", "Processus supports"
#: Perimeter → key of its figure in the note.
PERIMETERS: Final = {
    "Ensemble des organismes d'une région": "projets-region-entiere",
    "Toutes les CPAM d'une région": "projets-toutes-cpam",
    "Partie des organismes de la région": "projets-partie-region",
}
#: Axis → key of its figure in the note.
AXES: Final = {BUSINESS: "projets-metier", SUPPORT: "projets-support"}
#: Process → (axis, key of its figure in the note, "" where the note gives no number).
PROCESSES: Final = {
    "Remboursement (PN Progrès, Scanner)": (BUSINESS, ""),
    "Relations internationales": (BUSINESS, ""),
    "Surveillance et suivi du système de santé": (BUSINESS, ""),
    "Plateformes de services (PFS)": (BUSINESS, ""),
    "Accueil physique": (BUSINESS, ""),
    "Risques professionnels (AT/MP)": (BUSINESS, ""),
    "Rentes AT": (BUSINESS, "projets-rentes-at"),
    "Invalidité": (BUSINESS, "projets-invalidite"),
    "Règlements aux établissements": (BUSINESS, ""),
    "Relations avec les OC": (BUSINESS, ""),
    "Contentieux et pôles d'expertise": (BUSINESS, ""),
    "Documentation": (SUPPORT, "projets-documentation"),
    "Communication": (SUPPORT, "projets-communication"),
    "Audit": (SUPPORT, "projets-audit"),
    "Recours contre tiers (RCT)": (SUPPORT, ""),
    "Imprimerie et PAO": (SUPPORT, "projets-imprimerie"),
    "Achats": (SUPPORT, ""),
    "Informatique et sécurité": (SUPPORT, ""),
    "Paye": (SUPPORT, "projets-paye"),
    "Formation continue": (SUPPORT, "projets-formation"),
    "Autres ressources humaines": (SUPPORT, ""),
}
#: What the note says of a project it receives, then the life of the project.
STATUSES: Final = (
    "Proposé",
    "Compléments demandés",
    "Non retenu",
    "Retenu",
    "En cours",
    "Réalisé",
    "Abandonné",
)
STAKES: Final = ("Performance", "Efficience", "Géographie", "RH et efficacité")
#: The regions of 2007; an officer changes them on the sheet.
REGIONS: Final = (
    "Alsace",
    "Aquitaine",
    "Auvergne",
    "Basse-Normandie",
    "Bourgogne",
    "Bretagne",
    "Centre",
    "Champagne-Ardenne",
    "Corse",
    "Franche-Comté",
    "Haute-Normandie",
    "Île-de-France",
    "Languedoc-Roussillon",
    "Limousin",
    "Lorraine",
    "Midi-Pyrénées",
    "Nord-Pas-de-Calais",
    "Pays de la Loire",
    "Picardie",
    "Poitou-Charentes",
    "Provence-Alpes-Côte d'Azur",
    "Rhône-Alpes",
    "Outre-mer",
)

#: Sheet of lists: first row of the entries, rows left for an officer's own.
LIST_FIRST: Final = 6
SPARE: Final = 5
LIST_PERIMETER, LIST_PROCESS, LIST_AXIS, LIST_STATUS, LIST_STAKE, LIST_REGION = 0, 1, 2, 4, 6, 8
#: Column of a list → its entries.
ENTRIES: Final[dict[int, tuple[str, ...]]] = {
    LIST_PERIMETER: tuple(PERIMETERS),
    LIST_PROCESS: tuple(PROCESSES),
    LIST_AXIS: tuple(axis for axis, _ in PROCESSES.values()),
    LIST_STATUS: STATUSES,
    LIST_STAKE: STAKES,
    LIST_REGION: REGIONS,
}


def list_rows(column: int) -> int:
    """Return the number of rows of a list, those left for an officer's own included."""
    entries = len(ENTRIES[column])
    return entries if column == LIST_PERIMETER else entries + SPARE


def list_range(column: int) -> str:
    """Return the cells of a list, from any sheet."""
    last = LIST_FIRST + list_rows(column) - 1
    return f"{LISTS}!{span((LIST_FIRST, column), (last, column), fixed=True)}"


def column_of(place: int) -> str:
    """Return a column of the register as a structured reference."""
    return f"{TABLE}[{HEADINGS[place]}]"
