"""The closed schema of a convention folder: every file, every column, every choice.

This is the one place that says what a table may hold. The reader refuses anything
else; ``docs/donnees.md`` explains the same columns to officers and a test keeps
the two in step. Column names are French because officers fill these tables.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from pycog.conventions.facts.budget_rules import KINDS as RULE_KINDS
from pycog.conventions.facts.numbering import EXPECTED as NUMBER_EXPECTED

#: Written in the ``lecture`` column for a statement that holds no figure.
NOT_A_FIGURE: Final = "non chiffré"

ANNEX: Final = "annexe"
SHEET: Final = "fiche"
CHAPTER: Final = "chapitre"
TARGET: Final = "cible"
ACTUAL: Final = "réalisé"
CRITERION: Final = "critère"
#: The roles of the two columns of a budget table that are not years.
TOTAL: Final = "total"
EVOLUTION: Final = "évolution"

DIRECTIONS: Final = ("hausse", "baisse")
#: What is typed for a follow-up indicator: whether dates were kept, yes or no, a number.
DATES, YES_OR_NO, NUMBER = "échéances", "oui ou non", "nombre"
NATURES_FOLLOWED: Final = (DATES, YES_OR_NO, NUMBER)
#: Where the division behind an indicator comes from: printed, or its criterion.
PRINTED: Final = "imprimé"
PLACES: Final = (ANNEX, SHEET, CHAPTER)
ROLES: Final = (TARGET, ACTUAL, CRITERION)
NATURES: Final = ("limitatif", "évaluatif", "recette")
LINE_ROLES: Final = ("titre", "ligne", "dont", "sous-total", "total", "recette")
CHANGES_A_RESULT: Final = "change un résultat"
TO_BE_SETTLED: Final = "à trancher"
WORDING: Final = "rédaction"
SEVERITIES: Final = (CHANGES_A_RESULT, TO_BE_SETTLED, WORDING)

#: The scorecard that all bodies share, and that of one category of bodies.
NATIONAL: Final = "national"
LOCAL: Final = "local"
LEVELS: Final = (NATIONAL, LOCAL)
LINEAR: Final = "lineaire"
ALL_OR_NOTHING: Final = "tout_ou_rien"
STEPS: Final = "paliers"
INTERVAL: Final = "intervalle"
SCORING_RULES: Final = (LINEAR, ALL_OR_NOTHING, STEPS, INTERVAL)
#: What an annex names without printing its figure.
TO_SUPPLY: Final = ("cible", "seuil", "cible et seuil")
KEPT: Final = "retenue"
LEFT_OUT: Final = "écartée"
#: Decided by the points still missing, not by the row itself.
BY_TOTAL: Final = "total"
PROOFS: Final = ("deux valeurs", "échéance", "contexte", "correspondance", BY_TOTAL)
CERTAIN: Final = "certaine"
AMBIGUOUS: Final = "ambiguë"
CONFIDENCES: Final = (CERTAIN, "inférée", AMBIGUOUS)
#: A printed target and floor that are those of the nation, of which a body has its own share.
NATIONWIDE: Final = "nationale"
#: The reading that is used when none is named.
DEFAULT_READING: Final = "défaut"


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table.

    Attributes:
        name: Header, in French; accents and capitals are free in the file.
        kind: ``"texte"``, ``"entier"``, ``"numéro"`` (of an indicator), ``"numéros"`` (separated
            by spaces), ``"années"`` (2012 or 2012-2015), ``"clé"``, ``"clés"``,
            ``"identifiant"`` (a key with hyphens) or ``"période"``.
        filled: Whether its cells may not be left empty.
        needed: Whether the column itself may not be left out.
        choices: The closed list of accepted texts.
        hint: What to write, in French; ends a message about a bad cell.
    """

    name: str
    kind: str = "texte"
    filled: bool = False
    needed: bool = False
    choices: tuple[str, ...] = ()
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """One file of a convention folder.

    Attributes:
        file: File name.
        columns: Every column that it may have, in the usual order.
        key: The columns that together may not occur twice.
    """

    file: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]


def _must(name: str, hint: str, kind: str = "texte", choices: tuple[str, ...] = ()) -> Column:
    return Column(name, kind, filled=True, needed=True, choices=choices, hint=hint)


_NOTE = Column("note")
_SOURCE = _must(
    "source", "Indiquez où le fait est imprimé, par exemple « annexe 4, indicateur 2 »."
)

INDICATORS: Final = Table(
    "indicators.csv",
    (
        _must("numéro", NUMBER_EXPECTED, "numéro"),
        _must("libellé", "Recopiez le libellé imprimé."),
        Column("thème"),
        Column("fiche", "entier", hint="Écrivez le numéro de la fiche objectif, par exemple 16."),
        Column("outil"),
        _must("unité", "Indiquez l'unité, par exemple %, jours calendaires ou audits."),
        Column("sens", choices=DIRECTIONS, hint="Laissez la cellule vide si rien ne le dit."),
        Column("section"),
        _SOURCE,
        _NOTE,
        Column("parent", "numéro", hint="Écrivez le numéro de l'indicateur dont il est une partie, "
               "ou laissez la cellule vide."),
    ),
    ("numéro",),
)  # fmt: skip

STATEMENTS: Final = Table(
    "statements.csv",
    (
        _must("indicateur", "Écrivez le numéro de l'indicateur, par exemple 2.", "numéro"),
        Column(
            "année", "années", needed=True, hint="Écrivez 2012, ou 2012-2015 pour chaque année."
        ),
        _must("lieu", "", choices=PLACES),
        _must("rôle", "", choices=ROLES),
        Column("imprimé", needed=True),
        Column("lecture", hint=f"Écrivez la valeur lue, ou « {NOT_A_FIGURE} »."),
        Column("période"),
        Column("numéro imprimé", "numéro", hint="Écrivez le numéro que le document imprime."),
        _SOURCE,
        _NOTE,
    ),
    ("indicateur", "année", "lieu", "rôle", "source"),
)

SHEETS: Final = Table(
    "sheets.csv",
    (
        _must("numéro", "Écrivez un nombre entier, par exemple 16.", "entier"),
        _must("titre", "Recopiez le titre imprimé."),
        Column("intitulé", choices=("imprimé", "déduit")),
        Column("section"),
        Column("indicateurs", "numéros", hint="Séparez les numéros par une espace : 31 32 33."),
        _must("suivi", "", choices=("indicateur", "échéancier")),
        Column("contexte"),
        Column("actions"),
        Column("critères"),
        Column("outils"),
        _SOURCE,
        _NOTE,
    ),
    ("numéro",),
)

BUDGET_LINES: Final = Table(
    "budget_lines.csv",
    (
        _must("fonds", "Écrivez l'identifiant d'un fonds de convention.toml."),
        _must("clé", "Écrivez un nom court, par exemple total_brut.", "clé"),
        _must("libellé", "Recopiez le libellé imprimé."),
        Column("nature", choices=NATURES, hint="Laissez la cellule vide pour un total général."),
        Column("groupe"),
        _must("rôle", "", choices=LINE_ROLES),
        Column("parties", "clés", hint="Séparez les clés par une espace."),
        Column("équilibre", "clé", hint="Écrivez la clé du total que les recettes équilibrent."),
        _SOURCE,
        _NOTE,
    ),
    ("fonds", "clé"),
)

BUDGET_AMOUNTS: Final = Table(
    "budget_amounts.csv",
    (
        _must("fonds", "Écrivez l'identifiant d'un fonds de convention.toml."),
        _must("ligne", "Écrivez la clé d'une ligne de budget_lines.csv.", "clé"),
        _must("colonne", f"Écrivez une année, « {TOTAL} » ou « {EVOLUTION} »."),
        Column("imprimé", needed=True),
        _NOTE,
    ),
    ("fonds", "ligne", "colonne"),
)

YES, NO = "oui", "non"
#: How the days of a delay are counted; the first is understood where nothing is printed.
DAY_COUNTS: Final = ("calendaires", "ouvrés", "ouvrables")

BUDGET_RULES: Final = Table(
    "budget_rules.csv",
    (
        _must("règle", "", choices=RULE_KINDS),
        Column("fonds", hint="Écrivez l'identifiant d'un fonds, ou rien pour tous."),
        Column("origine", hint="Écrivez un groupe, une nature, ou « tous »."),
        Column(
            "destination",
            hint="Écrivez un groupe, une nature, « même groupe », « autre groupe » ou « tous ».",
        ),
        Column("admis", choices=(YES, NO), hint="Laissez la cellule vide pour « oui »."),
        Column("décision"),
        Column("exige"),
        Column("délai", "entier", hint="Écrivez un nombre entier de jours, par exemple 20."),
        Column(
            "jours", choices=DAY_COUNTS, hint="Laissez la cellule vide si rien n'est imprimé."
        ),
        Column(
            "dernier jour", choices=(YES, NO), hint="Écrivez « oui » si l'approbation est acquise "
            "le dernier jour du délai, « non » si elle l'est le lendemain, rien si rien n'est "
            "imprimé.",
        ),
        Column("plafond"),
        Column("motif"),
        Column("condition"),
        Column("hypothèse"),
        _must("source", "Indiquez où la règle est imprimée, par exemple « annexe 1, 1.2.2 »."),
        _NOTE,
    ),
    ("règle", "fonds", "origine", "destination", "motif"),
)  # fmt: skip

MILESTONES: Final = Table(
    "milestones.csv",
    (
        _must("clé", "Écrivez un nom court, par exemple intranet.", "clé"),
        _must("mesure", "Dites en quelques mots ce qui est à faire."),
        _must("échéance", "Recopiez l'échéance imprimée, par exemple « fin 2013 »."),
        Column("lecture", hint="Écrivez l'échéance à lire, par exemple 2013 ou avril 2013."),
        Column("doute"),
        Column("fiche", "entier", hint="Écrivez le numéro de la fiche objectif, par exemple 16."),
        Column("section"),
        _SOURCE,
        _NOTE,
    ),
    ("clé",),
)

FOLLOW_UPS: Final = Table(
    "follow_ups.csv",
    (
        _must("clé", "Écrivez un nom court, par exemple dechets-siege.", "identifiant"),
        _must("fiche", "Écrivez le numéro de la fiche objectif, par exemple 33.", "entier"),
        _must("libellé", "Recopiez le libellé imprimé."),
        _must("nature", "", choices=NATURES_FOLLOWED),
        Column("unité", hint="Indiquez l'unité d'un nombre, par exemple entreprises."),
        _SOURCE,
        _NOTE,
    ),
    ("clé",),
)

RATIOS: Final = Table(
    "ratios.csv",
    (
        _must("indicateur", "Écrivez le numéro de l'indicateur, par exemple 42.", "numéro"),
        _must("numérateur", "Dites en quelques mots ce qui est compté."),
        _must("dénominateur", "Dites en quelques mots à quoi il est rapporté."),
        _must("fondement", "", choices=(PRINTED, CRITERION)),
        _SOURCE,
        _NOTE,
    ),
    ("indicateur",),
)

#: What an amendment changes: a target, an amount of a fund, or a rule, which is cited only.
AMENDED_TARGET, AMENDED_AMOUNT, AMENDED_RULE = "cible", "montant", "règle"
AMENDED: Final = (AMENDED_TARGET, AMENDED_AMOUNT, AMENDED_RULE)

AMENDMENTS: Final = Table(
    "amendments.csv",
    (
        _must("avenant", "Recopiez son numéro ou sa référence, par exemple n° 1."),
        _must("date", "Écrivez sa date d'effet, par exemple 12/03/2024."),
        _must("objet", "", choices=AMENDED),
        Column("indicateur", "numéro", hint="Pour une cible : écrivez le numéro de l'indicateur, "
               "par exemple 2."),
        Column("fonds", hint="Pour un montant : écrivez l'identifiant d'un fonds de "
               "convention.toml."),
        Column("ligne", "clé", hint="Pour un montant : écrivez la clé d'une ligne de "
               "budget_lines.csv."),
        Column("année", hint="Écrivez 2025, ou 2025-2027 pour chaque année ; pour un montant, "
               f"« {TOTAL} » aussi."),
        _must("imprimé", "Recopiez la nouvelle valeur imprimée, ou la nouvelle règle."),
        Column("lecture", hint=f"Écrivez la valeur lue, ou « {NOT_A_FIGURE} » pour une cible "
               "supprimée."),
        Column("source", hint="Indiquez l'endroit dans l'avenant, par exemple article 2."),
        _NOTE,
    ),
    ("avenant", "date", "objet", "indicateur", "fonds", "ligne", "année", "imprimé"),
)  # fmt: skip

NEUTRALISATIONS: Final = Table(
    "neutralisations.csv",
    (
        Column("indicateur", "numéro", hint="Écrivez le numéro de l'indicateur, ou laissez la "
               "cellule vide pour tous."),
        _must("année", "Écrivez 2020, ou 2020-2021 pour chaque année.", "années"),
        _must("motif", "Dites pourquoi l'année n'est pas jugée, par exemple crise sanitaire."),
        _must("source", "Indiquez ce qui le décide, par exemple comité de pilotage du 12/03/2021."),
        _NOTE,
    ),
    ("indicateur", "année"),
)  # fmt: skip

FINDINGS: Final = Table(
    "findings.csv",
    (
        _must("id", "Écrivez un nom court et unique."),
        _must("lieu", "Indiquez où le passage est imprimé."),
        _must("imprimé", "Dites ce qui est imprimé."),
        _must("contraire", "Dites ce qui le contredit, et où."),
        _must("gravité", "", choices=SEVERITIES),
        _must("lecture", "Dites la lecture retenue."),
        _NOTE,
    ),
    ("id",),
)

#: Units of key figures. Another one is added here: a list left open would let "Appels",
#: "appel" and "appels" stand for three units.
FIGURE_UNITS: Final = (
    "%", "€", "ETP", "agences", "agents", "ans", "appels", "arrêts par mois", "bénéficiaires",
    "campagnes", "catégories", "courriels", "courriels par jour", "dossiers", "factures", "h", "j",
    "jours par semaine", "kg", "km", "m²", "messages", "min", "mois", "nombre", "organismes",
    "personnes", "points", "postes", "professionnels", "projets", "rang", "régions", "rendez-vous",
    "s", "saisines", "structures", "visites", "zones",
)  # fmt: skip

FIGURES: Final = Table(
    "figures.csv",
    (
        _must("clé", "Écrivez un nom court, par exemple effectif-total.", "identifiant"),
        Column("thème"),
        _must("libellé", "Recopiez le libellé imprimé, ou dites-le en quelques mots."),
        _must("période", "Écrivez 2021, 2021-12, 2021-12-31 ou 2020-06/2020-12.", "période"),
        _must("imprimé", "Recopiez le chiffre imprimé."),
        _must("unité", "", choices=FIGURE_UNITS),
        Column("valeur", hint="Écrivez le nombre lu, par exemple 1 200 000."),
        Column("environ", choices=("oui",), hint="Laissez la cellule vide si le chiffre est net."),
        _SOURCE,
        Column("gravité", choices=SEVERITIES, hint="Laissez la cellule vide pour « à trancher »."),
        Column("lecture"),
        _NOTE,
    ),
    ("clé", "période", "source"),
)

#: How one printed figure follows from others; see :mod:`pycog.conventions.facts.relations`.
RELATION_KINDS: Final = (
    "somme", "complément", "part", "rapport", "moyenne", "produit", "égalité", "évolution",
    "évolution d'un écart", "évolution d'un rapport", "écart", "au moins", "au plus", "entre",
)  # fmt: skip

RELATIONS: Final = Table(
    "relations.csv",
    (
        _must("id", "Écrivez un nom court et unique, par exemple effectif-total.", "identifiant"),
        _must("nature", "", choices=RELATION_KINDS),
        _must("résultat", "Écrivez une clé de figures.csv et sa période : appels-recus@2021."),
        _must("opérandes", "Séparez-les par une espace : appels-traites@2021 appels-recus@2021."),
        Column("facteur", hint="Écrivez un nombre, par exemple 100 000."),
        _must("gravité", "", choices=SEVERITIES),
        Column("lecture"),
        _NOTE,
    ),
    ("id",),
)

_SUPPLY = Column("à saisir", choices=TO_SUPPLY, hint="Laissez la cellule vide si tout est imprimé.")
_READING = Column("lecture", hint=f"Laissez vide pour « {DEFAULT_READING} », ou nommez l'autre.")
_CAMPAIGN = Column(
    "campagne", "années", hint="Écrivez l'année de la campagne, par exemple 2024, ou laissez vide."
)

CARD_CATEGORIES: Final = Table(
    "scorecard_categories.csv",
    (
        _CAMPAIGN,
        _must("catégorie", "Écrivez le nom que les formules demandent, par exemple cpam."),
        _must("titre", "Recopiez le titre imprimé au-dessus du barème."),
        Column("niveau", choices=LEVELS, hint=f"Laissez vide pour « {LOCAL} »."),
        Column("total", hint="Écrivez ce que font les poids : 1 000, ou 100 %."),
        Column("règle", choices=SCORING_RULES, hint="Laissez vide si chaque ligne dit la sienne."),
        Column("déclenchement"),
        Column("montant", hint="Écrivez le nom imprimé du montant par ETP, par exemple PILI."),
        Column("taux", hint="Écrivez le nom imprimé du taux de réussite, par exemple TRL."),
        Column("part", hint="Écrivez la part de la masse distribuée, par exemple 60 %."),
        _SOURCE,
        _NOTE,
    ),
    ("campagne", "catégorie"),
)

CARD_THEMES: Final = Table(
    "scorecard_themes.csv",
    (
        _CAMPAIGN,
        _must("thème", "Écrivez un nom court, par exemple qualite."),
        _must("libellé", "Recopiez le nom imprimé du thème."),
        Column("catégorie", hint="Écrivez la catégorie dont le taux pondère les thèmes."),
        Column("pondération", hint="Nommez la pondération si le document en imprime plusieurs."),
        Column("poids", hint="Écrivez la part du thème dans le taux, par exemple 35 %."),
        _NOTE,
    ),
    ("campagne", "thème", "catégorie", "pondération"),
)

SCORECARDS: Final = Table(
    "scorecards.csv",
    (
        _CAMPAIGN,
        _must("catégorie", "Écrivez une catégorie de scorecard_categories.csv, par exemple cpam."),
        _must("clé", "Écrivez un nom court, par exemple delai_ip.", "clé"),
        _must("thème", "Écrivez un thème de scorecard_themes.csv, par exemple qualite."),
        _must("libellé", "Recopiez le libellé imprimé."),
        Column("cible"),
        Column("seuil"),
        _must("poids", "Écrivez des points, par exemple 75, ou une part, par exemple 12,5 %."),
        Column("règle", choices=SCORING_RULES, hint="Laissez la cellule vide si la ligne est hors "
               "de la campagne."),
        _SUPPLY,
        Column("portée", choices=(NATIONWIDE,), hint="Laissez la cellule vide si la cible est "
               "celle de l'organisme."),
        Column("preuve de portée"),
        Column("imprimé", hint="Recopiez les cellules imprimées : cible, seuil et pondération."),
        Column("statut", choices=(KEPT, LEFT_OUT), hint=f"Laissez vide pour « {KEPT} »."),
        Column("preuve", choices=PROOFS),
        Column("confiance", choices=CONFIDENCES),
        Column("motif", hint="Dites pourquoi la ligne est lue ainsi."),
        _READING,
        Column("source", hint="Laissez vide si c'est la source de la catégorie."),
        _NOTE,
    ),
    ("campagne", "catégorie", "clé", "lecture"),
)  # fmt: skip

COMPONENTS: Final = Table(
    "components.csv",
    (
        _CAMPAIGN,
        _must("catégorie", "Écrivez une catégorie de scorecard_categories.csv, par exemple cpam."),
        _must("ligne", "Écrivez la clé d'une ligne de scorecards.csv.", "clé"),
        _READING,
        _must("rang", "Écrivez un nombre entier, par exemple 1.", "entier"),
        _must("libellé", "Recopiez le libellé imprimé."),
        _must("part", "Écrivez une part, par exemple 25% ou 1/3."),
        _must("cible", "Recopiez la cible imprimée."),
        Column("seuil"),
        _SUPPLY,
        _NOTE,
    ),
    ("campagne", "catégorie", "ligne", "lecture", "rang"),
)

TABLES: Final = (
    INDICATORS, STATEMENTS, SHEETS, FOLLOW_UPS, RATIOS, MILESTONES, BUDGET_LINES, BUDGET_AMOUNTS,
    BUDGET_RULES, AMENDMENTS, NEUTRALISATIONS, FINDINGS, CARD_CATEGORIES, CARD_THEMES, SCORECARDS,
    COMPONENTS, FIGURES, RELATIONS,
)  # fmt: skip

DESCRIPTION: Final = "convention.toml"

#: The keys that give one base year, or several.
BASE_YEAR: Final = "annee_reference"
BASE_YEARS: Final = "annees_reference"

#: Key of convention.toml → (type, whether it may not be left out).
DESCRIPTION_KEYS: Final[Mapping[str, tuple[type, bool]]] = {
    "id": (str, True),
    "titre": (str, True),
    "titre_court": (str, True),
    "parties": (list, True),
    "annees": (list, True),
    BASE_YEAR: (int, False),
    BASE_YEARS: (list, False),
    "document": (str, True),
    "statut": (str, True),
    "version": (str, True),
    "renvoi": (str, False),
    "interessement": (list, False),
    "campagnes_imprimees": (list, False),
    "fonds": (list, False),
    "textes": (dict, False),
}

#: Keys whose values are years.
YEARS_IN: Final = ("annees", "annee_reference", "campagnes_imprimees")

#: Key of the ``[textes]`` table of convention.toml → what it cites. Each is written as the
#: agreement prints it ("annexe 4", "article 12") and shown where a workbook or a report
#: speaks of it; what an agreement does not give is not cited.
TEXTS: Final[Mapping[str, str]] = {
    "indicateurs": "l'annexe qui porte les indicateurs et leurs objectifs",
    "budget": "l'annexe qui porte les règles budgétaires",
    "echeances": "les endroits qui portent les échéances",
    "bilan": "le passage qui demande un bilan annuel",
    "evaluation": "le passage qui demande l'évaluation de la convention",
    "tableau_de_bord": "le passage qui demande un tableau de bord",
}

#: Keys of a ``[[fonds]]`` entry of convention.toml, all of them needed.
FUND_KEYS: Final = ("id", "titre", "annexe", "unite")
#: Key of a ``[[fonds]]`` entry that may be left out: how long its credits last.
REGIME: Final = "regime"
ANNUAL: Final = "annuel"
MULTI_YEAR: Final = "pluriannuel"
#: The first is understood where nothing is written.
REGIMES: Final = (ANNUAL, MULTI_YEAR)
