"""Formulas on indicators: attainment, rates, composites, delays, trajectories."""

from __future__ import annotations

from typing import Any, Final

from pycog import indicators
from pycog.indicators import MODES
from pycog.targets import EXAMPLES
from pycog.values import Scalar, Shown
from udfs.catalogue import Argument, formula
from udfs.declarations import citing
from udfs.unit_checks import UNITS, units

ATTAINMENT: Final = "Atteinte des objectifs"
MEASURES: Final = "Mesures et délais"

_ACTUAL = Argument(
    "actual",
    "réalisé",
    "Valeur mesurée, dans l'unité de l'objectif : 0,77 ou 77 % pour un taux, un nombre, un délai, "
    "une date, O ou N. Vide : pas de résultat.",
)
_TARGET = Argument(
    "target",
    "objectif",
    f"Nombre, ou texte tel qu'il est imprimé : {EXAMPLES}. Vide : pas de résultat.",
)
_FLOOR = Argument(
    "floor",
    "seuil",
    "Valeur en deçà de laquelle rien n'est acquis, dans la même unité que l'objectif (par exemple "
    "60 % ou 31/03/2022). Facultatif.",
    optional=True,
)
_DIRECTION = Argument(
    "direction",
    "sens",
    "« hausse » s'il faut augmenter (par défaut), « baisse » s'il faut diminuer. Inutile quand "
    "l'objectif ou le seuil le dit.",
    optional=True,
    choices=("hausse", "baisse"),
    single=True,
)
#: For the formulas that measure against a target; others may start from an earlier value too.
REFERENCE: Final = Argument(
    "reference",
    "référence",
    "Valeur de l'année précédente, ou de l'année de base, pour un objectif qui en part : « N-1 + 2 "
    "pts », « en baisse », « -5 % par rapport à 2022 ». Le réalisé est alors la valeur de "
    "l'année. Inutile pour les autres objectifs.",
    optional=True,
)
_DELAYS = Argument(
    "delays",
    "délais",
    "Plage des délais constatés, un par dossier, en jours (ou tous en heures). Les cellules vides "
    "sont ignorées.",
    whole=True,
)

formula(
    "COG_ATTAINMENT",
    help="Taux d'atteinte d'un objectif : 100 % à l'objectif, 0 % au seuil s'il y en a un.",
    arguments=(_ACTUAL, _TARGET, _FLOOR, _DIRECTION, UNITS, REFERENCE),
    returns="rate",
    source=citing.INDICATORS,
    example='=COG_ATTAINMENT(0.77,"90%")',
    category=ATTAINMENT,
    cited=citing.indicators(),
    assumptions=(
        "rapport-simple",
        "rapport-miroir",
        "objectif-nul",
        "borne-exclue",
        "lineaire-seuil-cible",
        "variation-au-prorata",
        "variation-depuis",
        "tendance",
        "date-sans-seuil",
        "intervalle",
        "tolerance",
        "nombre-sur-nombre",
        "unites-de-temps",
        "sens-par-defaut",
        "taux-plausible",
        "echelles",
        "egalite-quinze-chiffres",
    ),
    explain=indicators.explain_attainment,
    used=indicators.attainment_assumptions,
)(indicators.attainment)

formula(
    "COG_STATUS",
    help="Statut d'un objectif : Atteint, Partiellement atteint, Non atteint, Non renseigné, Sans "
    "objectif ou Objectif renvoyé. « < » et « > » excluent la valeur même. Un indicateur de suivi, "
    "un objectif à définir ou non déterminé : Sans objectif.",
    arguments=(_ACTUAL, _TARGET, _FLOOR, _DIRECTION, UNITS, REFERENCE),
    returns="text",
    source=citing.INDICATORS,
    example='=COG_STATUS(0.05,"<5%")',
    category=ATTAINMENT,
    cited=citing.indicators(),
    assumptions=(
        "statut-partiel",
        "variation-depuis",
        "tendance",
        "intervalle",
        "tolerance",
        "nombre-sur-nombre",
        "unites-de-temps",
        "objectif-nul",
        "sens-par-defaut",
        "taux-plausible",
        "echelles",
        "egalite-quinze-chiffres",
    ),
    explain=indicators.explain_status,
    used=indicators.status_assumptions,
)(indicators.status)


@formula(
    "COG_GAP",
    help="Écart entre le réalisé et l'objectif, dans l'unité de l'objectif (en jours pour des "
    "dates). Pour une tendance (« en baisse »), écart avec la référence.",
    arguments=(_ACTUAL, _TARGET, UNITS, REFERENCE),
    returns="number",
    source=citing.INDICATORS,
    example='=COG_GAP(0.77,"90%")',
    category=ATTAINMENT,
    cited=citing.indicators(),
    assumptions=(
        "intervalle",
        "variation-depuis",
        "tolerance",
        "nombre-sur-nombre",
        "unites-de-temps",
        "taux-plausible",
        "echelles",
    ),
    explain=indicators.explain_gap,
    used=indicators.gap_assumptions,
)
def gap(
    actual: Scalar, target: Scalar, units: Scalar = None, reference: Scalar = None
) -> Shown | None:
    """Return the gap, shown in the target's unit."""
    value = indicators.gap(actual, target, units, reference)
    return None if value is None else Shown(value, indicators.gap_kind(target, reference))


formula(
    "COG_COMPOSITE",
    help="Taux d'atteinte d'un indicateur composite : moyenne des taux d'atteinte pondérée.",
    arguments=(
        Argument(
            "attainments",
            "taux d'atteinte",
            "Plage des taux d'atteinte des composantes (0,85 ou 85 %).",
            whole=True,
        ),
        Argument(
            "weights",
            "pondérations",
            "Plage des pondérations, de même forme que la première, en points ou en %.",
            whole=True,
        ),
        units(
            "des taux d'atteinte de plus de 500 % saisis comme de simples nombres (80 pour 80 %)"
        ),
    ),
    returns="rate",
    source=citing.SCORECARDS,
    example="=COG_COMPOSITE({0.8;1},{50;50})",
    category=ATTAINMENT,
    cited=citing.scorecards(),
    assumptions=("composante-manquante", "echelles"),
    explain=indicators.explain_composite,
    used=indicators.composite_assumptions,
)(indicators.composite)

formula(
    "COG_RATE",
    help="Taux : numérateur divisé par dénominateur.",
    arguments=(
        Argument("numerator", "numérateur", "Nombre de cas, positif ou nul. Vide : pas de taux."),
        Argument(
            "denominator",
            "dénominateur",
            "Nombre total de cas, plus grand que 0. Vide : pas de taux.",
        ),
    ),
    returns="rate",
    source=citing.INDICATORS,
    example="=COG_RATE(45,50)",
    category=MEASURES,
    cited=citing.indicators(),
    explain=indicators.explain_rate,
)(indicators.rate)


@formula(
    "COG_DECILE",
    help="Délai au décile : le plus petit délai constaté dans lequel au moins rang × 10 % des "
    "dossiers sont traités.",
    arguments=(
        _DELAYS,
        Argument(
            "rank",
            "rang",
            "Rang du décile, plus grand que 0 et jusqu'à 10 ; 9 par défaut (90 % des dossiers).",
            optional=True,
        ),
    ),
    returns="days",
    source=citing.INDICATORS,
    example="=COG_DECILE({2;3;3;4;5;5;6;6;7;12})",
    category=MEASURES,
    cited=citing.indicators(),
    assumptions=("decile-sans-interpolation",),
    explain=indicators.explain_decile,
)
def decile(delays: Any, rank: Scalar = None) -> Shown | None:
    """Return the delay, shown in days or in hours."""
    value = indicators.decile(delays, rank)
    return None if value is None else Shown(value, indicators.read_delays(delays).shown_as)


formula(
    "COG_SHARE_WITHIN",
    help="Part des dossiers traités dans un délai, la limite comprise (sauf « moins de », « < »).",
    arguments=(
        _DELAYS,
        Argument(
            "limit",
            "limite",
            "Délai à ne pas dépasser : 21, « 21 jours », ou l'objectif entier « 90 % en 21 jours "
            "calendaires », dont le délai est pris.",
        ),
    ),
    returns="rate",
    source=citing.INDICATORS,
    example='=COG_SHARE_WITHIN({5;12;21;30},"90% en 21 jours calendaires")',
    category=MEASURES,
    cited=citing.indicators(),
    explain=indicators.explain_share_within,
)(indicators.share_within)

formula(
    "COG_DELAY",
    help="Délai entre deux dates, en jours calendaires.",
    arguments=(
        Argument("start", "début", "Date de départ (25/11/2012). Elle ne compte pas."),
        Argument("end", "fin", "Date d'arrivée, au plus tôt la date de départ. Elle compte."),
    ),
    returns="days",
    source=citing.INDICATORS,
    example='=COG_DELAY("2012-11-25","2012-12-02")',
    category=MEASURES,
    cited=citing.indicators(),
    assumptions=("jours-calendaires",),
    explain=indicators.explain_delay,
)(indicators.delay)


@formula(
    "COG_TRAJECTORY",
    help="Valeurs à atteindre après chacune des variations successives, disposées comme elles.",
    arguments=(
        Argument("baseline", "valeur de départ", "Valeur de l'année de référence."),
        Argument(
            "changes",
            "variations",
            "Plage des variations dans l'ordre : 3 %, 0,03 ou « +3% ». Après une cellule vide, les "
            "résultats sont vides.",
            whole=True,
        ),
        Argument(
            "mode",
            "mode",
            "« cumul » (par défaut) : la somme des variations s'applique à la valeur de départ ; "
            "« compose » : elles s'enchaînent ; « points » : elles s'ajoutent à la valeur de "
            "départ, pour un taux qui gagne des points.",
            optional=True,
            choices=MODES,
            single=True,
        ),
    ),
    returns="number",
    source=citing.INDICATORS,
    example='=COG_TRAJECTORY(100,{"+3%","+3%","+2%","+2%"})',
    category=MEASURES,
    cited=citing.indicators(),
    assumptions=("trajectoire-cumulee", "taux-plausible"),
    explain=indicators.explain_trajectory,
    used=indicators.trajectory_assumptions,
)
def trajectory(baseline: Scalar, changes: Any, mode: Scalar = None) -> Any:
    """Return the trajectory, shown as a rate when the baseline is written as one."""
    values = indicators.trajectory(baseline, changes, mode)
    return Shown(values, indicators.trajectory_kind(baseline, mode))
