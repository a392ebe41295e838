"""Formulas on bodies attached to several national bodies."""

from __future__ import annotations

from pycog.interessement import branches
from udfs.catalogue import Argument, formula
from udfs.declarations import citing
from udfs.declarations.interessement import CATEGORY

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
    source=citing.BONUS_RULES,
    example="=COG_BRANCH_MEAN({500;700},{30;10})",
    category=CATEGORY,
    cited=citing.scorecards(),
    explain=branches.explain_mean,
)(branches.mean)

formula(
    "COG_COMPENSATION",
    help="Compensation entre organismes nationaux : ce que chacun verse (positif) ou reçoit "
    "(négatif) pour que tout le personnel ait la moyenne ; la somme est nulle au centime.",
    arguments=(_OWN, _FTE),
    returns="amount",
    source=citing.BONUS_RULES,
    example="=COG_COMPENSATION({500;700},{30;10})",
    category=CATEGORY,
    cited=citing.scorecards(),
    assumptions=("compensation-au-centime",),
    explain=branches.explain_compensation,
)(branches.compensation)

formula(
    "COG_ENVELOPES",
    help="Enveloppe que chaque organisme national verse à l'organisme : moyenne par ETP multipliée "
    "par ses effectifs, et sa part des agents agricoles.",
    arguments=(
        _OWN,
        _FTE,
        Argument(
            "agricultural",
            "ETP agricoles",
            "ETP de la branche des exploitants agricoles, financés au prorata des autres "
            "effectifs ; 0 par défaut.",
            optional=True,
        ),
    ),
    returns="amount",
    source=citing.BONUS_RULES,
    example="=COG_ENVELOPES({500;700},{30;10})",
    category=CATEGORY,
    cited=citing.scorecards(),
    assumptions=("compensation-au-centime", "effectifs-agricoles"),
    explain=branches.explain_envelopes,
)(branches.envelopes)
