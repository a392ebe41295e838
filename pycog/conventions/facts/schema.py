"""The closed schema of a convention folder: every file, every column, every choice.

This is the one place that says what a table may hold. The reader refuses anything
else; ``docs/donnees.md`` explains the same columns to officers and a test keeps
the two in step. Column names are French because officers fill these tables.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from pycog.conventions.facts.budget_rules import KINDS as RULE_KINDS
from pycog.conventions.facts.card_schema import ALL_OR_NOTHING as ALL_OR_NOTHING
from pycog.conventions.facts.card_schema import AMBIGUOUS as AMBIGUOUS
from pycog.conventions.facts.card_schema import AVERAGED as AVERAGED
from pycog.conventions.facts.card_schema import BODY_RULES as BODY_RULES
from pycog.conventions.facts.card_schema import BONUS as BONUS
from pycog.conventions.facts.card_schema import BY_TOTAL as BY_TOTAL
from pycog.conventions.facts.card_schema import CARD_BODIES as CARD_BODIES
from pycog.conventions.facts.card_schema import CARD_CATEGORIES as CARD_CATEGORIES
from pycog.conventions.facts.card_schema import CARD_THEMES as CARD_THEMES
from pycog.conventions.facts.card_schema import CERTAIN as CERTAIN
from pycog.conventions.facts.card_schema import COMPONENTS as COMPONENTS
from pycog.conventions.facts.card_schema import CONFIDENCES as CONFIDENCES
from pycog.conventions.facts.card_schema import DEFAULT_READING as DEFAULT_READING
from pycog.conventions.facts.card_schema import HOURS as HOURS
from pycog.conventions.facts.card_schema import INTERVAL as INTERVAL
from pycog.conventions.facts.card_schema import KEPT as KEPT
from pycog.conventions.facts.card_schema import LEFT_OUT as LEFT_OUT
from pycog.conventions.facts.card_schema import LEVELS as LEVELS
from pycog.conventions.facts.card_schema import LINEAR as LINEAR
from pycog.conventions.facts.card_schema import LOCAL as LOCAL
from pycog.conventions.facts.card_schema import NATIONAL as NATIONAL
from pycog.conventions.facts.card_schema import NATIONWIDE as NATIONWIDE
from pycog.conventions.facts.card_schema import PAID_BY_OTHERS as PAID_BY_OTHERS
from pycog.conventions.facts.card_schema import PRESENCE as PRESENCE
from pycog.conventions.facts.card_schema import PRO_RATA as PRO_RATA
from pycog.conventions.facts.card_schema import PROOFS as PROOFS
from pycog.conventions.facts.card_schema import SCORECARDS as SCORECARDS
from pycog.conventions.facts.card_schema import SCORING_RULES as SCORING_RULES
from pycog.conventions.facts.card_schema import SOLE_PAYER as SOLE_PAYER
from pycog.conventions.facts.card_schema import STEPS as STEPS
from pycog.conventions.facts.card_schema import TO_SUPPLY as TO_SUPPLY
from pycog.conventions.facts.numbering import EXPECTED as NUMBER_EXPECTED
from pycog.conventions.facts.table_shapes import NOTE, SOURCE, must
from pycog.conventions.facts.table_shapes import Column as Column
from pycog.conventions.facts.table_shapes import Table as Table

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

#: What a composite indicator is the weighted mean of: its parts' attainments, or their results.
OF_ATTAINMENTS, OF_RESULTS = "taux d'atteinte", "résultats"
COMPOSITES: Final = (OF_ATTAINMENTS, OF_RESULTS)

INDICATORS: Final = Table(
    "indicators.csv",
    (
        must("numéro", NUMBER_EXPECTED, "numéro"),
        must("libellé", "Recopiez le libellé imprimé.", "libellé"),
        Column("thème"),
        Column("fiche", "entier", hint="Écrivez le numéro de la fiche objectif, par exemple 16."),
        Column("outil"),
        must("unité", "Indiquez l'unité, par exemple %, jours calendaires ou audits."),
        Column("sens", choices=DIRECTIONS, hint="Laissez la cellule vide si rien ne le dit."),
        Column("section"),
        SOURCE,
        NOTE,
        Column("parent", "numéro", hint="Écrivez le numéro de l'indicateur dont il est une partie, "
               "ou laissez la cellule vide."),
        Column("part", hint="Écrivez la part dans l'indicateur composite dont il est une partie, "
               "par exemple 40 % ou 1/3."),
        Column("composite", choices=COMPOSITES, hint="Pour un indicateur que ses parties "
               "composent : dites ce dont il est la moyenne pondérée."),
    ),
    ("numéro",),
)  # fmt: skip

STATEMENTS: Final = Table(
    "statements.csv",
    (
        must("indicateur", "Écrivez le numéro de l'indicateur, par exemple 2.", "numéro"),
        Column(
            "année", "années", needed=True, hint="Écrivez 2012, ou 2012-2015 pour chaque année."
        ),
        must("lieu", "", choices=PLACES),
        must("rôle", "", choices=ROLES),
        Column("imprimé", needed=True),
        Column("lecture", hint=f"Écrivez la valeur lue, ou « {NOT_A_FIGURE} »."),
        Column("période"),
        Column("numéro imprimé", "numéro", hint="Écrivez le numéro que le document imprime."),
        SOURCE,
        NOTE,
    ),
    ("indicateur", "année", "lieu", "rôle", "source"),
)

SHEETS: Final = Table(
    "sheets.csv",
    (
        must("numéro", "Écrivez un nombre entier, par exemple 16.", "entier"),
        must("titre", "Recopiez le titre imprimé.", "libellé"),
        Column("intitulé", choices=("imprimé", "déduit")),
        Column("section"),
        Column("indicateurs", "numéros", hint="Séparez les numéros par une espace : 31 32 33."),
        must("suivi", "", choices=("indicateur", "échéancier")),
        Column("contexte"),
        Column("actions"),
        Column("critères"),
        Column("outils"),
        SOURCE,
        NOTE,
    ),
    ("numéro",),
)

BUDGET_LINES: Final = Table(
    "budget_lines.csv",
    (
        must("fonds", "Écrivez l'identifiant d'un fonds de convention.toml."),
        must("clé", "Écrivez un nom court, par exemple total_brut.", "clé"),
        must("libellé", "Recopiez le libellé imprimé.", "libellé"),
        Column("nature", choices=NATURES, hint="Laissez la cellule vide pour un total général."),
        Column("groupe"),
        must("rôle", "", choices=LINE_ROLES),
        Column("parties", "clés", hint="Séparez les clés par une espace."),
        Column("équilibre", "clé", hint="Écrivez la clé du total que les recettes équilibrent."),
        SOURCE,
        NOTE,
    ),
    ("fonds", "clé"),
)

BUDGET_AMOUNTS: Final = Table(
    "budget_amounts.csv",
    (
        must("fonds", "Écrivez l'identifiant d'un fonds de convention.toml."),
        must("ligne", "Écrivez la clé d'une ligne de budget_lines.csv.", "clé"),
        must("colonne", f"Écrivez une année, « {TOTAL} » ou « {EVOLUTION} »."),
        Column("imprimé", needed=True),
        NOTE,
    ),
    ("fonds", "ligne", "colonne"),
)

YES, NO = "oui", "non"
#: How the days of a delay are counted; the first is understood where nothing is printed.
DAY_COUNTS: Final = ("calendaires", "ouvrés", "ouvrables")

BUDGET_RULES: Final = Table(
    "budget_rules.csv",
    (
        must("règle", "", choices=RULE_KINDS),
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
        must("source", "Indiquez où la règle est imprimée, par exemple « annexe 5, 2.1 »."),
        NOTE,
    ),
    ("règle", "fonds", "origine", "destination", "motif"),
)  # fmt: skip

MILESTONES: Final = Table(
    "milestones.csv",
    (
        must("clé", "Écrivez un nom court, par exemple intranet.", "clé"),
        must("mesure", "Dites en quelques mots ce qui est à faire.", "libellé"),
        must("échéance", "Recopiez l'échéance imprimée, par exemple « fin 2013 »."),
        Column("lecture", hint="Écrivez l'échéance à lire, par exemple 2013 ou avril 2013."),
        Column("doute"),
        Column("fiche", "entier", hint="Écrivez le numéro de la fiche objectif, par exemple 16."),
        Column("section"),
        SOURCE,
        NOTE,
    ),
    ("clé",),
)

FOLLOW_UPS: Final = Table(
    "follow_ups.csv",
    (
        must("clé", "Écrivez un nom court, par exemple dechets-siege.", "identifiant"),
        must("fiche", "Écrivez le numéro de la fiche objectif, par exemple 33.", "entier"),
        must("libellé", "Recopiez le libellé imprimé.", "libellé"),
        must("nature", "", choices=NATURES_FOLLOWED),
        Column("unité", hint="Indiquez l'unité d'un nombre, par exemple entreprises."),
        SOURCE,
        NOTE,
    ),
    ("clé",),
)

RATIOS: Final = Table(
    "ratios.csv",
    (
        must("indicateur", "Écrivez le numéro de l'indicateur, par exemple 42.", "numéro"),
        must("numérateur", "Dites en quelques mots ce qui est compté."),
        must("dénominateur", "Dites en quelques mots à quoi il est rapporté."),
        must("fondement", "", choices=(PRINTED, CRITERION)),
        SOURCE,
        NOTE,
    ),
    ("indicateur",),
)

#: What an amendment changes: a target, an amount of a fund, or a rule, which is cited only.
AMENDED_TARGET, AMENDED_AMOUNT, AMENDED_RULE = "cible", "montant", "règle"
AMENDED: Final = (AMENDED_TARGET, AMENDED_AMOUNT, AMENDED_RULE)

AMENDMENTS: Final = Table(
    "amendments.csv",
    (
        must("avenant", "Recopiez son numéro ou sa référence, par exemple n° 1."),
        must("date", "Écrivez sa date d'effet, par exemple 12/03/2024."),
        must("objet", "", choices=AMENDED),
        Column("indicateur", "numéro", hint="Pour une cible : écrivez le numéro de l'indicateur, "
               "par exemple 2."),
        Column("fonds", hint="Pour un montant : écrivez l'identifiant d'un fonds de "
               "convention.toml."),
        Column("ligne", "clé", hint="Pour un montant : écrivez la clé d'une ligne de "
               "budget_lines.csv."),
        Column("année", hint="Écrivez 2025, ou 2025-2027 pour chaque année ; pour un montant, "
               f"« {TOTAL} » aussi."),
        must("imprimé", "Recopiez la nouvelle valeur imprimée, ou la nouvelle règle."),
        Column("lecture", hint=f"Écrivez la valeur lue, ou « {NOT_A_FIGURE} » pour une cible "
               "supprimée."),
        Column("source", hint="Indiquez l'endroit dans l'avenant, par exemple article 2."),
        NOTE,
    ),
    ("avenant", "date", "objet", "indicateur", "fonds", "ligne", "année", "imprimé"),
)  # fmt: skip

NEUTRALISATIONS: Final = Table(
    "neutralisations.csv",
    (
        Column("indicateur", "numéro", hint="Écrivez le numéro de l'indicateur, ou laissez la "
               "cellule vide pour tous."),
        must("année", "Écrivez 2020, ou 2020-2021 pour chaque année.", "années"),
        must("motif", "Dites pourquoi l'année n'est pas jugée, par exemple crise sanitaire."),
        must("source", "Indiquez ce qui le décide, par exemple comité de pilotage du 12/03/2021."),
        NOTE,
    ),
    ("indicateur", "année"),
)  # fmt: skip

FINDINGS: Final = Table(
    "findings.csv",
    (
        must("id", "Écrivez un nom court et unique."),
        must("lieu", "Indiquez où le passage est imprimé."),
        must("imprimé", "Dites ce qui est imprimé."),
        must("contraire", "Dites ce qui le contredit, et où."),
        must("gravité", "", choices=SEVERITIES),
        must("lecture", "Dites la lecture retenue."),
        NOTE,
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
        must("clé", "Écrivez un nom court, par exemple effectif-total.", "identifiant"),
        Column("thème"),
        must("libellé", "Recopiez le libellé imprimé, ou dites-le en quelques mots."),
        must("période", "Écrivez 2021, 2021-12, 2021-12-31 ou 2020-06/2020-12.", "période"),
        must("imprimé", "Recopiez le chiffre imprimé."),
        must("unité", "", choices=FIGURE_UNITS),
        Column("valeur", hint="Écrivez le nombre lu, par exemple 1 200 000."),
        Column("environ", choices=("oui",), hint="Laissez la cellule vide si le chiffre est net."),
        SOURCE,
        Column("gravité", choices=SEVERITIES, hint="Laissez la cellule vide pour « à trancher »."),
        Column("lecture"),
        NOTE,
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
        must("id", "Écrivez un nom court et unique, par exemple effectif-total.", "identifiant"),
        must("nature", "", choices=RELATION_KINDS),
        must("résultat", "Écrivez une clé de figures.csv et sa période : appels-recus@2021."),
        must("opérandes", "Séparez-les par une espace : appels-traites@2021 appels-recus@2021."),
        Column("facteur", hint="Écrivez un nombre, par exemple 100 000."),
        must("gravité", "", choices=SEVERITIES),
        Column("lecture"),
        NOTE,
    ),
    ("id",),
)

TABLES: Final = (
    INDICATORS, STATEMENTS, SHEETS, FOLLOW_UPS, RATIOS, MILESTONES, BUDGET_LINES, BUDGET_AMOUNTS,
    BUDGET_RULES, AMENDMENTS, NEUTRALISATIONS, FINDINGS, CARD_CATEGORIES, CARD_THEMES, SCORECARDS,
    COMPONENTS, CARD_BODIES, FIGURES, RELATIONS,
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
