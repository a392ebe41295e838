"""Formulas that look a fact up in a convention, and the version."""

from __future__ import annotations

from typing import Final

from pycog import __version__
from pycog.arithmetic import amount_kind, convert_amount
from pycog.conventions import DEFAULT, Convention, load, lookup
from pycog.errors import InvalidInput
from pycog.values import (
    AMOUNT_UNITS,
    Scalar,
    Shown,
    choose,
    display,
    is_blank,
)
from udfs.arguments import CONVENTION, FUND
from udfs.catalogue import Argument, formula
from udfs.declarations import citing

CATEGORY: Final = "Données de référence"

#: What COG_INDICATOR can return; the first is the default.
INDICATOR_FIELDS: Final = (
    "libellé",
    "fiche",
    "numéro de fiche",
    "source",
    "unité",
    "sens",
    "section",
    "composition",
    "réalisé 2011",
)

_INDICATOR = Argument(
    "indicator",
    "indicateur",
    "Numéro de l'indicateur, ou son libellé exact (accents et majuscules libres). Vide : pas de "
    "résultat.",
)
_YEAR = Argument("year", "année", "Année de la convention, par exemple 2013.")


@formula(
    "COG_INDICATOR",
    help="Libellé d'un indicateur, ou un autre des renseignements imprimés à son sujet.",
    arguments=(
        _INDICATOR,
        Argument(
            "field",
            "champ",
            "Renseignement voulu, « libellé » par défaut. « fiche » est l'intitulé de la fiche "
            "objectif, « section » le paragraphe de la convention qui porte l'engagement.",
            optional=True,
            choices=INDICATOR_FIELDS,
            single=True,
        ),
        CONVENTION,
    ),
    returns="text",
    source=citing.INDICATORS,
    example='=COG_INDICATOR(2,"unité")',
    category=CATEGORY,
    cited=citing.indicator(0, 2),
)
def indicator(
    key: Scalar, field: Scalar = None, convention: Scalar = None
) -> Shown | str | float | None:
    """Return one field of an indicator."""
    reference = convention_of(convention)
    if is_blank(key):
        return None
    found = lookup.find_indicator(reference, key)
    achieved = {f"réalisé {year}": year for year in reference.baseline_years}
    wanted = choose(field, (*INDICATOR_FIELDS[:-1], *achieved), "le champ")
    if wanted in achieved:
        reached = lookup.baseline_of(reference, key, achieved[wanted])
        return Shown(reached.value, reached.shown_as)
    if wanted == "numéro de fiche":
        return None if found.sheet is None else Shown(float(found.sheet), "number")
    texts = {
        "libellé": found.label,
        "fiche": found.theme,
        "source": found.source_tool,
        "unité": found.unit,
        "sens": found.direction,
        "section": found.section,
        "composition": reference.composition(found.number),
    }
    return texts[wanted]


@formula(
    "COG_TARGET",
    help="Valeur de l'objectif d'un indicateur pour une année : rapport pour un taux (0,9 pour "
    "90 %), jours pour un délai. Pour juger un résultat, prenez COG_TARGET_TEXT, qui garde le "
    "sens.",
    arguments=(_INDICATOR, _YEAR, CONVENTION),
    returns="number",
    source=citing.INDICATORS,
    example="=COG_TARGET(2,2013)",
    category=CATEGORY,
    cited=citing.indicator(0, 2),
    assumptions=("annexe-prioritaire",),
)
def target(key: Scalar, year: Scalar, convention: Scalar = None) -> Shown | None:
    """Return the value of a target."""
    reference = convention_of(convention)
    if is_blank(key) or is_blank(year):
        return None
    found = lookup.target_of(reference, key, year)
    return Shown(found.value, found.shown_as)


@formula(
    "COG_TARGET_TEXT",
    help="Objectif d'un indicateur pour une année, tel qu'il est imprimé ; vide si rien n'est "
    "imprimé.",
    arguments=(_INDICATOR, _YEAR, CONVENTION),
    returns="text",
    source=citing.INDICATORS,
    example="=COG_TARGET_TEXT(18,2012)",
    category=CATEGORY,
    cited=citing.indicator(0, 2),
    assumptions=("annexe-prioritaire",),
)
def target_text(key: Scalar, year: Scalar, convention: Scalar = None) -> str | None:
    """Return a target as printed."""
    reference = convention_of(convention)
    if is_blank(key) or is_blank(year):
        return None
    return lookup.printed_target(reference, key, year).text


@formula(
    "COG_BASELINE",
    help="Réalisé d'un indicateur dans l'année de référence de la convention.",
    arguments=(_INDICATOR, CONVENTION),
    returns="number",
    source=citing.INDICATORS,
    example="=COG_BASELINE(2)",
    category=CATEGORY,
    cited=citing.indicator(0, 1),
    assumptions=("annexe-prioritaire",),
)
def baseline(key: Scalar, convention: Scalar = None) -> Shown | None:
    """Return the achieved value of the reference year."""
    reference = convention_of(convention)
    if is_blank(key):
        return None
    found = lookup.baseline_of(reference, key)
    return Shown(found.value, found.shown_as)


@formula(
    "COG_BUDGET",
    help="Montant imprimé d'une ligne budgétaire, dans l'unité du tableau ou dans celle demandée.",
    arguments=(
        Argument(
            "line",
            "ligne",
            "Libellé imprimé de la ligne (accents et majuscules libres) ou son code. Vide : pas de "
            "résultat.",
        ),
        Argument(
            "year",
            "année",
            "Une année que le tableau imprime, ou « total ».",
        ),
        FUND,
        CONVENTION,
        Argument(
            "unit",
            "unité",
            "Unité du résultat : « € », « k€ » ou « M€ » ; par défaut celle du tableau imprimé.",
            optional=True,
            choices=tuple(AMOUNT_UNITS),
            single=True,
        ),
    ),
    returns="amount",
    source=citing.BUDGETS,
    example='=COG_BUDGET("Personnel",2013)',
    category=CATEGORY,
    cited=citing.budget_line(0, 1, 2, 3),
)
def budget(
    line: Scalar,
    year: Scalar,
    fund: Scalar = None,
    convention: Scalar = None,
    unit: Scalar = None,
) -> float | Shown | None:
    """Return an amount of a budget annex."""
    reference = convention_of(convention)
    if is_blank(line) or is_blank(year):
        return None
    amount, found = lookup.amount_of(reference, line, year, fund)
    printed = reference.funds[found.fund].unit
    if is_blank(unit):
        return amount if printed == "€" else Shown(amount, printed)
    wanted = choose(unit, tuple(AMOUNT_UNITS), "l'unité")
    return Shown(convert_amount(amount, printed, wanted), amount_kind(wanted))


@formula(
    "COG_SOURCE",
    help="Endroit où un fait est imprimé : document, annexe, indicateur, fiche ou ligne.",
    arguments=(
        Argument(
            "key",
            "repère",
            "Numéro d'indicateur, « indicateur 2 », « fiche 16 », « annexe 3 », un fonds, ou le "
            "libellé d'une ligne budgétaire ou d'un indicateur. Vide : pas de résultat.",
        ),
        CONVENTION,
    ),
    returns="text",
    source="Convention",
    example="=COG_SOURCE(2)",
    category=CATEGORY,
    cited=citing.indicators(1),
)
def source(key: Scalar, convention: Scalar = None) -> str | None:
    """Return the citation of a fact."""
    reference = convention_of(convention)
    return None if is_blank(key) else lookup.citation(reference, key)


@formula(
    "COG_VERSION",
    help="Version de pycog, à citer avec un résultat.",
    arguments=(),
    returns="text",
    source="pycog",
    example="=COG_VERSION()",
    category=CATEGORY,
)
def version() -> str:
    """Return the name and version of the calculation."""
    return f"pycog {__version__}"


def convention_of(key: Scalar) -> Convention:
    """Return the convention that an argument names, the default one when it is blank.

    Raises:
        InvalidInput: ``convention-attendue``: not a text.
        NotAvailable: ``convention-inconnue``.
    """
    if key is None or is_blank(key):
        return load()
    if not isinstance(key, str):
        raise InvalidInput(
            "convention-attendue",
            f"L'identifiant de convention « {display(key)} » n'est pas un texte. Écrivez par "
            f"exemple « {DEFAULT} ».",
        )
    return load(key.strip())
