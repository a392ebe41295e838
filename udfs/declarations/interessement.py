"""Formulas on intéressement: points, success rates, amounts per FTE."""

from __future__ import annotations

from fractions import Fraction
from typing import Any, Final

from pycog.conventions.scorecard_lookup import trigger_of, weighted_of
from pycog.errors import InvalidInput
from pycog.interessement import levers, points, success_rates
from pycog.interessement.earning import RULES
from pycog.interessement.steps import FORMS
from pycog.targets import EXAMPLES
from pycog.values import Scalar, Shown, is_blank
from udfs.arguments import BONUS_CAMPAIGN, BONUS_CONVENTION
from udfs.catalogue import Argument, formula
from udfs.declarations import citing
from udfs.declarations.indicators import REFERENCE
from udfs.unit_checks import UNITS

CATEGORY: Final = "Intéressement"

_ACTUAL = Argument(
    "actual",
    "réalisé",
    "Résultat, dans l'unité de la cible : 0,77 ou 77 %, un nombre, un délai, une date, O ou N. "
    "Vide : pas de points. « neutralisé » est rendu tel quel.",
)
_TARGET = Argument(
    "target",
    "cible",
    f"Valeur qui donne tous les points : nombre, ou texte imprimé ({EXAMPLES}), ou table de "
    f"paliers ({FORMS}) avec la règle « paliers ».",
)
_FLOOR = Argument(
    "floor",
    "seuil",
    "Valeur en deçà de laquelle rien n'est acquis, dans l'unité de la cible. Vide s'il n'y en a "
    "pas.",
)
_WEIGHT = Argument("weight", "pondération", "Points de l'indicateur, positifs ou nuls.")
_RULE = Argument(
    "rule",
    "règle",
    "« lineaire » (par défaut) : en ligne droite du seuil à la cible ; « tout_ou_rien » ; "
    "« paliers » : par quarts, ou selon la table donnée comme cible ; « ratio » : réalisé ÷ cible "
    f"dès le seuil. Ou une table de paliers : un texte ({FORMS}) ou une plage de deux colonnes, "
    "bornes comprises puis parts.",
    optional=True,
    choices=RULES,
    whole=True,
)
_POINT_RULES = (
    "lineaire-seuil-cible", "points-plafonnes", "paliers-par-quart", "ratio-des-le-seuil",
    "rapport-simple", "rapport-miroir", "objectif-nul", "variation-au-prorata", "tendance",
    "date-sans-seuil", "intervalle", "borne-exclue", "taux-plausible", "echelles",
    "egalite-quinze-chiffres",
)  # fmt: skip

formula(
    "COG_POINTS",
    help="Points acquis par un indicateur, de 0 à sa pondération.",
    arguments=(_ACTUAL, _TARGET, _FLOOR, _WEIGHT, _RULE, UNITS, REFERENCE),
    returns="number",
    source=citing.SCORECARDS,
    example='=COG_POINTS(0.815,"90%","70%",75)',
    category=CATEGORY,
    cited=citing.scorecards(),
    assumptions=_POINT_RULES,
    explain=points.explain_points,
    used=points.points_assumptions,
)(points.points)

formula(
    "COG_POINTS_COMPARE",
    help="Nom de chaque règle et points qu'elle donnerait, une règle par ligne.",
    arguments=(_ACTUAL, _TARGET, _FLOOR, _WEIGHT, UNITS, REFERENCE),
    returns="number",
    source=citing.SCORECARDS,
    example='=COG_POINTS_COMPARE(0.815,"90%","70%",75)',
    category=CATEGORY,
    cited=citing.scorecards(),
    assumptions=_POINT_RULES,
)(points.points_compare)


def thresholds(convention: Scalar, campaign: Scalar) -> tuple[str, str]:
    """Return the triggers of the national and of the local rate, as text."""
    return (
        str(trigger_of(convention, campaign, national=True)),
        str(trigger_of(convention, campaign, national=False)),
    )


def _explain_required_rate(
    mtid: Scalar,
    pini: Scalar,
    trn: Scalar,
    pili: Scalar,
    convention: Scalar = None,
    campaign: Scalar = None,
) -> str:
    return levers.explain_local_rate(mtid, pini, trn, pili, *thresholds(convention, campaign))


@formula(
    "COG_REQUIRED_RATE",
    help="Taux de réussite local qu'il faut pour un montant total par ETP (MTID). 50 % se lit "
    "« tout taux au-dessus de 50 % » là où le seuil doit être dépassé ; 0 % quand la part "
    "nationale suffit.",
    arguments=(
        Argument("mtid", "MTID voulu", "Montant total voulu, en euros par ETP."),
        Argument("pini", "PINI", "Part individuelle nationale, en euros par ETP."),
        Argument("trn", "TRN", "Taux de réussite national."),
        Argument("pili", "PILI", "Part individuelle locale, en euros par ETP."),
        BONUS_CONVENTION,
        BONUS_CAMPAIGN,
    ),
    returns="rate",
    source=citing.BONUS_RULES,
    example="=COG_REQUIRED_RATE(770,400,0.8,600)",
    category=CATEGORY,
    cited=citing.scorecards(4),
    explain=_explain_required_rate,
)
def required_rate(
    mtid: Scalar,
    pini: Scalar,
    trn: Scalar,
    pili: Scalar,
    convention: Scalar = None,
    campaign: Scalar = None,
) -> float | None:
    """Return the local rate that an amount asks for, with the triggers of an agreement."""
    return levers.local_rate_for(mtid, pini, trn, pili, *thresholds(convention, campaign))


@formula(
    "COG_REQUIRED",
    help="Résultat à atteindre pour qu'un indicateur donne un nombre de points ; le moins exigeant "
    "quand plusieurs conviennent.",
    arguments=(
        Argument("points_wanted", "points voulus", "De 0 à la pondération."),
        _TARGET,
        _FLOOR,
        _WEIGHT,
        _RULE,
        UNITS,
        REFERENCE,
    ),
    returns="number",
    source=citing.SCORECARDS,
    example='=COG_REQUIRED(37.5,"80%","70%",75)',
    category=CATEGORY,
    cited=citing.scorecards(),
    assumptions=tuple(name for name in _POINT_RULES if name != "taux-plausible"),
    explain=levers.explain_required,
)
def required(
    points: Scalar,
    target: Scalar,
    floor: Scalar,
    weight: Scalar,
    rule: Any = None,
    units: Scalar = None,
    reference: Scalar = None,
) -> Shown | None:
    """Return the result to reach, shown in the target's unit."""
    value = levers.required(points, target, floor, weight, rule, units, reference)
    if value is None or isinstance(value, str):
        return None if value is None else Shown(value, "text")
    return Shown(value, levers.required_kind(target, floor, rule, units, reference))


formula(
    "COG_POINT_VALUE",
    help="Valeur d'un point de plus, en euros par ETP, au-delà du seuil de déclenchement.",
    arguments=(
        Argument("pili", "PILI", "Part individuelle locale, en euros par ETP."),
        Argument(
            "total_points", "total des points", "Points possibles, sans ceux des neutralisés."
        ),
    ),
    returns="amount",
    source=citing.BONUS_RULES,
    example="=COG_POINT_VALUE(400,1000)",
    category=CATEGORY,
    cited=citing.scorecards(),
    assumptions=("gain-au-dela-du-seuil",),
    explain=levers.explain_point_value,
)(levers.point_value)

formula(
    "COG_TRL",
    help="Taux de réussite local : points acquis divisés par points possibles. Un résultat "
    "manquant n'est pas un zéro : le taux n'est alors pas rendu.",
    arguments=(
        Argument(
            "points",
            "points",
            "Plage des points acquis. « neutralisé » retire l'indicateur des deux sommes.",
            whole=True,
        ),
        Argument(
            "weights", "pondérations", "Plage des points possibles, de même forme.", whole=True
        ),
    ),
    returns="rate",
    source=citing.BONUS_RULES,
    example="=COG_TRL({42.5;60;75},{75;100;75})",
    category=CATEGORY,
    cited=citing.scorecards(),
    assumptions=("neutralisation", "points-ouverts"),
    explain=success_rates.explain_success_rate,
)(success_rates.success_rate)

_WEIGHTING: Final = (
    "Pondération que la convention nomme, là où elle en imprime plusieurs, ou les poids eux-mêmes "
    "(« 50/30/20 ») ; la première de la convention si vide."
)
#: How many themes COG_TRN has an argument for.
_THEMES: Final = 3


def _trn(
    rates: tuple[Scalar, Scalar, Scalar], weighting: Scalar, convention: Scalar, campaign: Scalar
) -> tuple[list[Scalar], list[Fraction], list[str]]:
    """Return the rates, the shares and the names of the themes, in the order of the agreement."""
    shares, titles = weighted_of(convention, campaign, None, weighting)
    if len(shares) != _THEMES:
        raise InvalidInput(
            "autres-themes",
            f"COG_TRN prend trois taux et la convention pondère {len(shares)} thèmes : "
            f"{', '.join(titles.values())}. Utilisez COG_THEME_RATE, un taux par thème.",
        )
    return list(rates), list(shares.values()), list(titles.values())


def _explain_trn(
    qs: Scalar,
    gdr: Scalar,
    pes: Scalar,
    weighting: Scalar = None,
    convention: Scalar = None,
    campaign: Scalar = None,
) -> str:
    themes = _trn((qs, gdr, pes), weighting, convention, campaign)
    return success_rates.explain_weighted_rate(*themes)


@formula(
    "COG_TRN",
    help="Taux de réussite national, à partir des taux de réussite des trois thèmes que la "
    "convention pondère.",
    arguments=(
        Argument(
            "qs",
            "thème 1",
            "Taux de réussite du premier thème de la convention, de 0 % à 100 %.",
        ),
        Argument("gdr", "thème 2", "Taux de réussite du deuxième thème, de 0 % à 100 %."),
        Argument("pes", "thème 3", "Taux de réussite du troisième thème, de 0 % à 100 %."),
        Argument("weighting", "lecture", _WEIGHTING, optional=True),
        BONUS_CONVENTION,
        BONUS_CAMPAIGN,
    ),
    returns="rate",
    source=citing.BONUS_RULES,
    example="=COG_TRN(0.6,0.5,0.4)",
    category=CATEGORY,
    cited=citing.scorecards(4),
    assumptions=("ponderation-nationale",),
    explain=_explain_trn,
)
def national_rate(
    qs: Scalar,
    gdr: Scalar,
    pes: Scalar,
    weighting: Scalar = None,
    convention: Scalar = None,
    campaign: Scalar = None,
) -> float | None:
    """Return the national rate of an agreement that weights three themes, in its order."""
    themes = _trn((qs, gdr, pes), weighting, convention, campaign)
    return success_rates.weighted_rate(*themes)


def _explain_theme_rate(
    rates: Any,
    category: Scalar = None,
    campaign: Scalar = None,
    weighting: Scalar = None,
    convention: Scalar = None,
) -> str:
    shares, titles = weighted_of(convention, campaign, category, weighting)
    return success_rates.explain_weighted_rate(rates, list(shares.values()), list(titles.values()))


@formula(
    "COG_THEME_RATE",
    help="Taux de réussite d'un barème dont la convention pondère les thèmes, quel que soit leur "
    "nombre.",
    arguments=(
        Argument(
            "rates",
            "taux",
            "Plage des taux de réussite des thèmes, de 0 % à 100 %, dans l'ordre de la convention.",
            whole=True,
        ),
        Argument(
            "category",
            "catégorie",
            "Catégorie du barème ; celle dont les thèmes sont pondérés si vide.",
            optional=True,
        ),
        BONUS_CAMPAIGN,
        Argument("weighting", "pondération", _WEIGHTING, optional=True),
        BONUS_CONVENTION,
    ),
    returns="rate",
    source=citing.BONUS_RULES,
    example='=COG_THEME_RATE({0.6;0.5;0.4},"national",2022)',
    category=CATEGORY,
    cited=citing.scorecards(4),
    explain=_explain_theme_rate,
)
def theme_rate(
    rates: Any,
    category: Scalar = None,
    campaign: Scalar = None,
    weighting: Scalar = None,
    convention: Scalar = None,
) -> float | None:
    """Return the rate of a scorecard whose themes an agreement weights."""
    shares, titles = weighted_of(convention, campaign, category, weighting)
    return success_rates.weighted_rate(rates, list(shares.values()), list(titles.values()))


def _threshold(threshold: Scalar, convention: Scalar, campaign: Scalar) -> Scalar:
    return str(trigger_of(convention, campaign)) if is_blank(threshold) else threshold


def _explain_trigger(
    rate: Scalar, threshold: Scalar = None, convention: Scalar = None, campaign: Scalar = None
) -> str:
    return success_rates.explain_trigger(rate, _threshold(threshold, convention, campaign))


@formula(
    "COG_TRIGGER",
    help="Taux appliqué après le seuil de déclenchement : le taux s'il dépasse le seuil, ou "
    "l'atteint là où cela suffit, sinon 0.",
    arguments=(
        Argument("rate", "taux", "Taux de réussite, de 0 % à 100 %. Vide : pas de résultat."),
        Argument(
            "threshold",
            "seuil",
            "Celui de la convention si vide. 50 % doit être dépassé ; « ≥ 50 % » peut n'être "
            "qu'atteint.",
            optional=True,
        ),
        BONUS_CONVENTION,
        BONUS_CAMPAIGN,
    ),
    returns="rate",
    source=citing.BONUS_RULES,
    example="=COG_TRIGGER(0.525)",
    category=CATEGORY,
    cited=citing.scorecards(2),
    explain=_explain_trigger,
)
def trigger(
    rate: Scalar, threshold: Scalar = None, convention: Scalar = None, campaign: Scalar = None
) -> float | None:
    """Return the rate that counts, with the trigger of an agreement where none is given."""
    return success_rates.trigger(rate, _threshold(threshold, convention, campaign))
