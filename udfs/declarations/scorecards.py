"""Formulas on whole scorecards: reference rows, score of a body, levers."""

from __future__ import annotations

from typing import Any

from pycog.conventions.scorecard_lookup import find_rows
from pycog.interessement import levers, score_blocks, scorecards
from pycog.interessement.scorecards import Score
from pycog.values import Block, Scalar, Shown
from udfs.arguments import BONUS_CONVENTION
from udfs.catalogue import Argument, formula
from udfs.declarations import citing
from udfs.declarations.interessement import CATEGORY

_RESULTS = Argument(
    "results",
    "résultats",
    "Colonne des résultats, une cellule par ligne de COG_SCORECARD sans son en-tête. Vide : points "
    "ouverts ; « neutralisé » ou « neutralisé : motif » : l'indicateur sort des deux sommes.",
    whole=True,
)
_CATEGORY = Argument(
    "category",
    "catégorie",
    "Catégorie d'organisme, au nom que la convention lui donne.",
)
_CAMPAIGN = Argument(
    "campaign",
    "campagne",
    "Année de la campagne. Peut rester vide si la convention n'en a qu'une.",
)
_READING = Argument(
    "reading",
    "lecture",
    "Autre lecture du texte imprimé, là où plusieurs sont possibles ; celle par défaut si vide.",
    optional=True,
)
_OWN = Argument(
    "own",
    "cibles propres",
    "Deux colonnes à côté des résultats : cible et seuil propres de l'organisme, là où "
    "COG_SCORECARD dit « Nationale ». Sans eux, ces points restent ouverts.",
    optional=True,
    whole=True,
)
_ASSUMPTIONS = (
    "lineaire-seuil-cible", "points-plafonnes", "neutralisation", "points-ouverts",
    "cible-fixee-localement", "objectif-national", "plusieurs-etablissements",
)  # fmt: skip


@formula(
    "COG_SCORECARD",
    help="Barème de référence d'une catégorie et d'une campagne : une ligne par résultat attendu, "
    "sous un en-tête.",
    arguments=(_CATEGORY, _CAMPAIGN, _READING, BONUS_CONVENTION),
    returns="number",
    source=citing.SCORECARDS,
    example='=COG_SCORECARD("ceir",2022)',
    category=CATEGORY,
    cited=citing.scorecard(0, 1, 3),
)
def scorecard(
    category: Scalar, campaign: Scalar, reading: Scalar = None, convention: Scalar = None
) -> Block:
    """Return the reference scorecard."""
    card, rows = find_rows(category, campaign, reading, convention)
    return score_blocks.scorecard_block(rows, card.terms)


@formula(
    "COG_SCORE",
    help="Points d'un organisme, indicateur par indicateur, avec les totaux, les points encore "
    "ouverts et le taux de réussite minimum et maximum.",
    arguments=(_RESULTS, _CATEGORY, _CAMPAIGN, _READING, _OWN, BONUS_CONVENTION),
    returns="number",
    source=citing.SCORECARDS,
    example='=COG_SCORE({"100%";"95%";"97%";"";"98%"},"ceir",2022)',
    category=CATEGORY,
    cited=citing.scorecard(1, 2, 5),
    assumptions=(*_ASSUMPTIONS, "activite-des-cti", "ponderation-nationale"),
)
def score(
    results: Any,
    category: Scalar,
    campaign: Scalar,
    reading: Scalar = None,
    own: Any = None,
    convention: Scalar = None,
) -> Block:
    """Return the score of a body."""
    return score_blocks.score_block(scored(results, category, campaign, reading, own, convention))


@formula(
    "COG_LEVERS",
    help="Indicateurs classés par ce qu'ils peuvent encore rapporter, en points, en taux de "
    "réussite et en euros par ETP.",
    arguments=(
        _RESULTS,
        _CATEGORY,
        _CAMPAIGN,
        Argument(
            "pili",
            "PILI",
            "Part individuelle locale en euros par ETP (la PINI pour « national »). Vide : pas "
            "d'euros.",
            optional=True,
        ),
        _READING,
        _OWN,
        BONUS_CONVENTION,
    ),
    returns="number",
    source=citing.SCORECARDS,
    example='=COG_LEVERS({"100%";"95%";"97%";"";"98%"},"ceir",2022,400)',
    category=CATEGORY,
    cited=citing.scorecard(1, 2, 6),
    assumptions=(*_ASSUMPTIONS, "gain-au-dela-du-seuil"),
)
def ranking(
    results: Any,
    category: Scalar,
    campaign: Scalar,
    pili: Scalar = None,
    reading: Scalar = None,
    own: Any = None,
    convention: Scalar = None,
) -> Shown:
    """Return the ranking of the indicators."""
    return levers.levers_block(scored(results, category, campaign, reading, own, convention), pili)


def scored(
    results: Any,
    category: Scalar,
    campaign: Scalar,
    reading: Scalar = None,
    own: Any = None,
    convention: Scalar = None,
) -> Score:
    """Score the reference scorecard of a category and a campaign."""
    card, rows = find_rows(category, campaign, reading, convention)
    return scorecards.score(rows, results, card.terms, own)
