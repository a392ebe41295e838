"""Formulas on bodies attached to several national bodies."""

from __future__ import annotations

from typing import Final

from pycog.interessement import branches
from udfs.catalogue import Argument, formula
from udfs.declarations.interessement import ANNEX, CATEGORY

_SOURCE: Final = f"{ANNEX}, 3.3 (CARSAT hors CRAMIF, CGSS, CSS de Mayotte, CCSS)"
_OWN = Argument(
    "own_amounts",
    "montants propres",
    "Plage : montant par ETP que chaque branche verserait seule, en euros.",
    whole=True,
)
_FTE = Argument(
    "fte",
    "effectifs",
    "Plage de même forme : ETP de l'organisme relevant de chaque branche. Une branche sans "
    "effectif ne compte pas.",
    whole=True,
)

formula(
    "COG_BRANCH_MEAN",
    help="Montant par ETP commun aux branches d'un organisme : moyenne pondérée par les effectifs.",
    arguments=(
        Argument(
            "amounts", "montants", "Plage des montants par ETP des branches, en euros.", whole=True
        ),
        _FTE,
    ),
    returns="amount",
    source=_SOURCE,
    example="=COG_BRANCH_MEAN({500;700},{30;10})",
    category=CATEGORY,
    explain=branches.explain_mean,
)(branches.mean)

formula(
    "COG_COMPENSATION",
    help="Compensation entre organismes nationaux : ce que chacun verse (positif) ou reçoit "
    "(négatif) pour que tout le personnel ait la moyenne ; la somme est nulle au centime.",
    arguments=(_OWN, _FTE),
    returns="amount",
    source=f"{ANNEX}, 3.3 (mécanisme de compensation)",
    example="=COG_COMPENSATION({500;700},{30;10})",
    category=CATEGORY,
    assumptions=("compensation-au-centime",),
    explain=branches.explain_compensation,
)(branches.compensation)

formula(
    "COG_ENVELOPES",
    help="Enveloppe que chaque organisme national verse à l'organisme : moyenne par ETP multipliée "
    "par ses effectifs, et sa part des agents agricoles d'une CGSS.",
    arguments=(
        _OWN,
        _FTE,
        Argument(
            "agricultural",
            "ETP agricoles",
            "ETP de la branche des exploitants agricoles (CGSS), financés au prorata des autres "
            "effectifs ; 0 par défaut.",
            optional=True,
        ),
    ),
    returns="amount",
    source=f"{ANNEX}, 3.3 (enveloppes versées par les organismes nationaux)",
    example="=COG_ENVELOPES({500;700},{30;10})",
    category=CATEGORY,
    assumptions=("compensation-au-centime", "effectifs-agricoles"),
    explain=branches.explain_envelopes,
)(branches.envelopes)
