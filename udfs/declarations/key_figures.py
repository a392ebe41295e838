"""Formulas on the key figures that activity reports and notes print."""

from __future__ import annotations

from typing import Final

from pycog.budget import amounts
from pycog.conventions.facts.figures import KeyFigure
from pycog.conventions.figure_lookup import KeyEvolution, key_evolution, key_figure, other_values
from pycog.values import Scalar, Shown, display, format_number, is_blank
from udfs.catalogue import Argument, formula
from udfs.declarations.reference import convention_of

CATEGORY: Final = "Chiffres clés"

_SOURCE: Final = "Document qui imprime le chiffre, donné par l'explication"

_KEY = Argument(
    "key",
    "chiffre",
    "Clé du chiffre, par exemple « mediation-saisines », ou son libellé exact (accents et "
    "majuscules libres). Vide : pas de résultat.",
)
_PERIOD = Argument(
    "year",
    "période",
    "Année ou date, par exemple 2020 ou 31/12/2020 ; par défaut, la plus récente imprimée.",
    optional=True,
)
_DOCUMENT = Argument(
    "convention",
    "convention",
    "Identifiant du document qui imprime le chiffre ; par défaut, tous les documents.",
    optional=True,
)


def _figure(key: Scalar, period: Scalar, convention: Scalar) -> KeyFigure | None:
    return None if is_blank(key) else key_figure(key, period, _document(convention))


def _evolution(key: Scalar, period: Scalar, convention: Scalar) -> KeyEvolution | None:
    return None if is_blank(key) else key_evolution(key, period, _document(convention))


def _document(convention: Scalar) -> str | None:
    return None if is_blank(convention) else convention_of(convention).id


def _explain_figure(key: Scalar, period: Scalar = None, convention: Scalar = None) -> str:
    found = _figure(key, period, convention)
    if found is None:
        return "Aucun chiffre n'est nommé : pas de résultat"
    return _cite(found) + _contradicted(found, other_values(key, found, _document(convention)))


def _contradicted(figure: KeyFigure, others: list[KeyFigure]) -> str:
    """Say what other places of the document print, and which value is kept."""
    if not others:
        return ""
    listed = " ; ".join(f"« {other.printed} » ({other.citation})" for other in others)
    kept = next((one.reading for one in (figure, *others) if one.reading), "")
    return f" ; contredit par {listed}. " + (kept or f"« {figure.printed} » est retenu.")


def _cite(figure: KeyFigure) -> str:
    about = "chiffre approché, " if figure.approximate else ""
    reading = f" {figure.reading}" if figure.reading else ""
    return (
        f"{figure.label}, {figure.period} : imprimé « {figure.printed} » ({about}{figure.unit}), "
        f"{figure.citation}{'.' if reading else ''}{reading}"
    )


def _explain_evolution(key: Scalar, period: Scalar = None, convention: Scalar = None) -> str:
    found = _evolution(key, period, convention)
    if found is None:
        return "Aucun chiffre n'est nommé : pas de résultat"
    return f"{_arithmetic(found)} ; {_places(found)}"


def _arithmetic(found: KeyEvolution) -> str:
    after, before = found.after, found.before
    shown = display(found.value, found.kind)
    if found.gap is not None:
        gap = format_number(abs(found.gap.value), 4)
        sign = "−" if found.gap.value > 0 else "+"
        last = format_number(after.value, 4)
        return f"écart imprimé ÷ ({last} {sign} {gap}) = {shown}"
    if before is None:
        return f"{after.label} : la valeur de comparaison n'est pas imprimée, l'évolution l'est"
    if found.kind == "points":
        first, last = display(before.value, before.kind), display(after.value, after.kind)
        return f"{last} − {first} = {shown}"
    first, last = format_number(before.value, 4), format_number(after.value, 4)
    return f"({last} − {first}) ÷ {first} = {shown}"


def _places(found: KeyEvolution) -> str:
    figures = (found.after, found.before, found.printed, found.gap)
    kept = dict.fromkeys(figure for figure in figures if figure is not None)
    return " ; ".join(map(_cite, kept))


@formula(
    "COG_KEY_FIGURE",
    help="Chiffre clé imprimé dans un rapport d'activité ou une note : rapport pour un taux "
    "(0,815 pour 81,5 %), euros pour un montant.",
    arguments=(_KEY, _PERIOD, _DOCUMENT),
    returns="number",
    source=_SOURCE,
    example='=COG_KEY_FIGURE("mediation-saisines",2020,"isere-2020")',
    category=CATEGORY,
    explain=_explain_figure,
)
def figure(key: Scalar, period: Scalar = None, convention: Scalar = None) -> Shown | None:
    """Return a printed figure."""
    found = _figure(key, period, convention)
    return None if found is None else Shown(found.value, found.kind)


@formula(
    "COG_KEY_EVOLUTION",
    help="Évolution d'un chiffre clé depuis la période imprimée précédente, calculée sur les "
    "valeurs imprimées, ou sur l'écart imprimé ; différence en points pour un taux.",
    arguments=(_KEY, _PERIOD, _DOCUMENT),
    returns="evolution",
    source=_SOURCE,
    example='=COG_KEY_EVOLUTION("newsletters-envoyees",2020,"isere-2020")',
    category=CATEGORY,
    assumptions=("evolution-imprimee",),
    explain=_explain_evolution,
)
def evolution(key: Scalar, period: Scalar = None, convention: Scalar = None) -> Shown | None:
    """Return the evolution of a printed figure."""
    found = _evolution(key, period, convention)
    return None if found is None else Shown(found.value, found.kind)


formula(
    "COG_BASE",
    help="Valeur de départ d'une évolution : valeur d'arrivée divisée par 1 plus l'évolution.",
    arguments=(
        Argument("value", "valeur d'arrivée", "Nombre positif ou nul. Vide : pas de résultat."),
        Argument(
            "evolution",
            "évolution",
            "Évolution imprimée : 5,84 %, « +5,84 % » ou 0,0584 ; plus grande que −100 %.",
        ),
    ),
    returns="number",
    source="Définition d'une évolution",
    example='=COG_BASE(435,"+5,84 %")',
    category=CATEGORY,
    explain=amounts.explain_base,
)(amounts.base)
