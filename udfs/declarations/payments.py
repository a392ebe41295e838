"""Formulas on what an intéressement pays: amounts per FTE, bonuses, cents."""

from __future__ import annotations

from pycog.conventions.bonus_lookup import pro_rata_of
from pycog.interessement import distribution
from pycog.values import Scalar
from udfs.arguments import BONUS_CAMPAIGN, BONUS_CONVENTION
from udfs.catalogue import Argument, formula
from udfs.declarations import citing
from udfs.declarations.interessement import CATEGORY, thresholds

formula(
    "COG_PER_FTE",
    help="Montant par équivalent temps plein : PINI ou PILI.",
    arguments=(
        Argument("mass", "masse", "Masse d'intéressement en euros, positive ou nulle."),
        Argument("fte", "ETP", "Nombre d'ETP éligibles, plus grand que 0."),
    ),
    returns="amount",
    source=citing.BONUS_RULES,
    example="=COG_PER_FTE(30000000,75000)",
    category=CATEGORY,
    cited=citing.scorecards(),
    explain=distribution.explain_per_fte,
)(distribution.per_fte)


def _explain_distributed(
    pini: Scalar,
    trn: Scalar,
    pili: Scalar,
    trl: Scalar,
    convention: Scalar = None,
    campaign: Scalar = None,
) -> str:
    return distribution.explain_distributed(pini, trn, pili, trl, *thresholds(convention, campaign))


@formula(
    "COG_MTID",
    help="Montant total de l'intéressement distribué par ETP : PINI × TRN + PILI × TRL, chaque "
    "taux compté s'il passe le seuil de déclenchement de la convention.",
    arguments=(
        Argument("pini", "PINI", "Part individuelle nationale, en euros par ETP."),
        Argument("trn", "TRN", "Taux de réussite national."),
        Argument("pili", "PILI", "Part individuelle locale, en euros par ETP."),
        Argument("trl", "TRL", "Taux de réussite local."),
        BONUS_CONVENTION,
        BONUS_CAMPAIGN,
    ),
    returns="amount",
    source=citing.BONUS_RULES,
    example="=COG_MTID(400,0.8,600,0.75)",
    category=CATEGORY,
    cited=citing.scorecards(4),
    explain=_explain_distributed,
)
def distributed(
    pini: Scalar,
    trn: Scalar,
    pili: Scalar,
    trl: Scalar,
    convention: Scalar = None,
    campaign: Scalar = None,
) -> float | None:
    """Return the amount per FTE, with the triggers of an agreement."""
    return distribution.distributed(pini, trn, pili, trl, *thresholds(convention, campaign))


def _explain_bonus(
    average: Scalar,
    hours_ratio: Scalar,
    presence_ratio: Scalar,
    convention: Scalar = None,
    campaign: Scalar = None,
    body: Scalar = None,
) -> str:
    pro_rata = pro_rata_of(convention, campaign, body)
    return distribution.explain_compensation_bonus(average, hours_ratio, presence_ratio, pro_rata)


@formula(
    "COG_ARS_BONUS",
    help="Prime de compensation d'un salarié dont l'organisme n'a pas d'intéressement : "
    "intéressement moyen de la branche, au prorata que la convention donne.",
    arguments=(
        Argument("average", "intéressement moyen", "Moyenne servie dans la branche, euros nets."),
        Argument(
            "hours_ratio",
            "horaire",
            "Horaire contractuel sur temps plein, de 0 % à 100 %. Vide si la convention ne le "
            "compte pas.",
        ),
        Argument(
            "presence_ratio",
            "présence",
            "Part de l'année présente, de 0 % à 100 %. Vide si la convention ne la compte pas.",
        ),
        BONUS_CONVENTION,
        BONUS_CAMPAIGN,
        Argument(
            "body",
            "organisme",
            "Nom de l'organisme dans la convention, là où elle donne plusieurs primes.",
            optional=True,
        ),
    ),
    returns="amount",
    source=citing.BONUS_RULES,
    example="=COG_ARS_BONUS(800,0.8,0.5)",
    category=CATEGORY,
    cited=citing.scorecards(3),
    explain=_explain_bonus,
)
def compensation_bonus(
    average: Scalar,
    hours_ratio: Scalar,
    presence_ratio: Scalar,
    convention: Scalar = None,
    campaign: Scalar = None,
    body: Scalar = None,
) -> float | None:
    """Return the bonus, pro rata of what an agreement says."""
    pro_rata = pro_rata_of(convention, campaign, body)
    return distribution.compensation_bonus(average, hours_ratio, presence_ratio, pro_rata)


formula(
    "COG_PAYABLE",
    help="Montant à payer : arrondi au centime, le demi-centime en s'éloignant de zéro, sur les "
    "décimales telles qu'elles s'écrivent (2,675 donne 2,68).",
    arguments=(Argument("amount", "montant", "Montant en euros. Vide : pas de résultat."),),
    returns="amount",
    source=citing.BONUS_RULES,
    example="=COG_PAYABLE(2.675)",
    category=CATEGORY,
    cited=citing.scorecards(),
    assumptions=("arrondi-a-payer",),
    explain=distribution.explain_payable,
)(distribution.payable)
