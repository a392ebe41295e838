"""The formula of the landing: what the year will end at."""

from __future__ import annotations

from typing import Final

from pycog.budget import landing
from udfs.catalogue import Argument, formula
from udfs.unit_checks import AMOUNTS

CATEGORY: Final = "Budget"

_SOURCE: Final = "Hypothèses de pycog : aucune convention ne dit comment prévoir la fin d'année"

formula(
    "COG_FORECAST",
    help="Atterrissage : valeur de fin d'année d'un montant ou d'un nombre qui s'additionne au fil "
    "des mois, d'après ce qui est compté à date et la méthode nommée.",
    arguments=(
        Argument(
            "to_date",
            "à date",
            "Montant ou nombre compté depuis le 1er janvier, positif ou nul ; pas un taux. Vide : "
            "pas de résultat, sauf méthode « saisi ».",
        ),
        Argument(
            "reached",
            "mois atteint",
            "Nombre de mois écoulés de 1 à 12, mois en toutes lettres, ou date d'arrêté "
            "(30/09/2013) : un mois commencé compte pour la part de ses jours. Vide : pas de "
            "résultat en « linéaire ».",
        ),
        Argument(
            "method",
            "méthode",
            "« linéaire » (par défaut) prolonge le rythme de l'année ; « même part que l'an "
            "dernier » suppose la même part de l'année à la même date ; « saisi » reprend la "
            "prévision saisie.",
            optional=True,
            choices=landing.METHODS,
        ),
        Argument(
            "last_to_date",
            "N−1 à date",
            "Montant à la même date de l'année précédente, plus grand que 0, pour « même part que "
            "l'an dernier ».",
            optional=True,
        ),
        Argument(
            "last_full",
            "N−1 année entière",
            "Montant de toute l'année précédente, pour « même part que l'an dernier ».",
            optional=True,
        ),
        Argument(
            "given",
            "prévision saisie",
            "Valeur de fin d'année prévue par ailleurs, pour « saisi ».",
            optional=True,
        ),
        AMOUNTS,
    ),
    returns="number",
    source=_SOURCE,
    example='=COG_FORECAST(10668750,9,"linéaire")',
    category=CATEGORY,
    assumptions=("atterrissage-lineaire", "atterrissage-meme-part", "atterrissage-saisi"),
    explain=landing.explain_forecast,
    used=landing.forecast_assumptions,
)(landing.forecast)
