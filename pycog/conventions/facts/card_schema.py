"""The tables of an intéressement agreement: categories, themes, scorecards, components, bodies.

A part of :mod:`pycog.conventions.facts.schema`, which offers all of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from pycog.conventions.facts.table_shapes import NOTE, SOURCE, Column, Table, must

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
#: What a branch of a body of several branches counts for: in the means, and its national body
#: pays for its own staff; in the local mean, and its national body sets the national amount
#: and pays for all; in no mean, and the others pay for its staff. Or a bonus of another body.
AVERAGED, SOLE_PAYER, PAID_BY_OTHERS, BONUS = (
    "moyenne", "payeur unique", "financée par les autres", "prime",
)  # fmt: skip
BODY_RULES: Final = (AVERAGED, SOLE_PAYER, PAID_BY_OTHERS, BONUS)
#: What a bonus is in proportion to, as the cell says it → the shares that multiply it.
HOURS, PRESENCE = "horaire", "présence"
PRO_RATA: Final[Mapping[str, tuple[str, ...]]] = {
    "horaire et présence": (HOURS, PRESENCE),
    HOURS: (HOURS,),
    PRESENCE: (PRESENCE,),
    "aucun": (),
}

_SUPPLY = Column("à saisir", choices=TO_SUPPLY, hint="Laissez la cellule vide si tout est imprimé.")
_READING = Column("lecture", hint=f"Laissez vide pour « {DEFAULT_READING} », ou nommez l'autre.")
_CAMPAIGN = Column(
    "campagne", "années", hint="Écrivez l'année de la campagne, par exemple 2024, ou laissez vide."
)

CARD_CATEGORIES: Final = Table(
    "scorecard_categories.csv",
    (
        _CAMPAIGN,
        must("catégorie", "Écrivez le nom que les formules demandent, par exemple cpam."),
        must("titre", "Recopiez le titre imprimé au-dessus du barème."),
        Column("niveau", choices=LEVELS, hint=f"Laissez vide pour « {LOCAL} »."),
        Column("total", hint="Écrivez ce que font les poids : 1 000, ou 100 %."),
        Column("règle", choices=SCORING_RULES, hint="Laissez vide si chaque ligne dit la sienne."),
        Column("déclenchement"),
        Column("montant", hint="Écrivez le nom imprimé du montant par ETP, par exemple PILI."),
        Column("taux", hint="Écrivez le nom imprimé du taux de réussite, par exemple TRL."),
        Column("part", hint="Écrivez la part de la masse distribuée, par exemple 60 %."),
        SOURCE,
        NOTE,
    ),
    ("campagne", "catégorie"),
)

CARD_THEMES: Final = Table(
    "scorecard_themes.csv",
    (
        _CAMPAIGN,
        must("thème", "Écrivez un nom court, par exemple qualite."),
        must("libellé", "Recopiez le nom imprimé du thème.", "libellé"),
        Column("catégorie", hint="Écrivez la catégorie dont le taux pondère les thèmes."),
        Column("pondération", hint="Nommez la pondération si le document en imprime plusieurs."),
        Column("poids", hint="Écrivez la part du thème dans le taux, par exemple 35 %."),
        NOTE,
    ),
    ("campagne", "thème", "catégorie", "pondération"),
)

SCORECARDS: Final = Table(
    "scorecards.csv",
    (
        _CAMPAIGN,
        must("catégorie", "Écrivez une catégorie de scorecard_categories.csv, par exemple cpam."),
        must("clé", "Écrivez un nom court, par exemple delai_ip.", "clé"),
        must("thème", "Écrivez un thème de scorecard_themes.csv, par exemple qualite."),
        must("libellé", "Recopiez le libellé imprimé.", "libellé"),
        Column("cible"),
        Column("seuil"),
        must("poids", "Écrivez des points, par exemple 75, ou une part, par exemple 12,5 %."),
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
        NOTE,
    ),
    ("campagne", "catégorie", "clé", "lecture"),
)  # fmt: skip

COMPONENTS: Final = Table(
    "components.csv",
    (
        _CAMPAIGN,
        must("catégorie", "Écrivez une catégorie de scorecard_categories.csv, par exemple cpam."),
        must("ligne", "Écrivez la clé d'une ligne de scorecards.csv.", "clé"),
        _READING,
        must("rang", "Écrivez un nombre entier, par exemple 1.", "entier"),
        must("libellé", "Recopiez le libellé imprimé.", "libellé"),
        must("part", "Écrivez une part, par exemple 25% ou 1/3."),
        must("cible", "Recopiez la cible imprimée."),
        Column("seuil"),
        _SUPPLY,
        NOTE,
    ),
    ("campagne", "catégorie", "ligne", "lecture", "rang"),
)

CARD_BODIES: Final = Table(
    "scorecard_bodies.csv",
    (
        _CAMPAIGN,
        must("organisme", "Écrivez le nom imprimé de l'organisme ou de la sorte d'organismes."),
        Column("branche", hint="Écrivez la branche dont relève une part du personnel."),
        Column("caisse", hint="Écrivez l'organisme national qui verse pour cette branche."),
        Column("règle", choices=BODY_RULES, hint=f"Laissez la cellule vide pour « {AVERAGED} »."),
        Column("prorata", choices=tuple(PRO_RATA), hint=f"Pour une « {BONUS} » : dites ce qui la "
               "proratise, « aucun » si rien ne le fait."),
        must("source", "Indiquez où la règle est imprimée, titre du document compris."),
        NOTE,
    ),
    ("campagne", "organisme", "branche"),
)  # fmt: skip
