"""What the columns of a table of targets hold: the target, the result, the floor, the points."""

from __future__ import annotations

from typing import Final

from pycog.dialogue.table_query.plain_tables import FIGURE, NOTE, TEXT, PlainColumn, PlainTable
from pycog.lazy_patterns import regex

TARGET, RESULT, FLOOR, WEIGHT, POINTS = "cible", "résultat", "plancher", "poids", "points"
WAY, UNIT = "sens", "unité"
#: What each role is headed by, the most telling first: « points max » are no points earned.
_HEADED: Final = (
    (WAY, regex(r"(?:sens|direction|orientation|tendance)\b.*|hausse ?/ ?baisse")),
    (UNIT, regex(r"(?:unites?|u\.?|mesure en)\b.*")),
    (
        WEIGHT,
        regex(
            r".*\b(?:poids|ponderations?|coef\w*|bareme"
            r"|(?:points?|pts|nb pts) (?:max\w*|possibles?|a gagner|attribuables?|en jeu))\b.*"
        ),
    ),
    (FLOOR, regex(r".*\b(?:planchers?|seuils?|mini(?:mum)?|valeur basse|borne basse)\b.*")),
    (
        TARGET,
        regex(
            r"(?:c|o|obj)\.?(?: ?(?:20)?\d\d)?|.*\b(?:cibles?|objectifs?|obj|vise\w*|attendue?s?"
            r"|a atteindre|valeur haute"
            r"|borne haute)\b.*"
        ),
    ),
    (
        POINTS,
        regex(
            r"(?:(?:nb |nombre )?(?:de )?(?:points?|pts)\b(?! de base)(?: (?:acquis|obtenus?"
            r"|gagnes?|realises?"
            r"|eus|marques?|attribues?))?|total points)(?: 20\d\d)?"
        ),
    ),
    (
        RESULT,
        regex(
            r"(?:r|res|real|rea)\.?(?: ?(?:20)?\d\d)?|.*\b(?:obtenus?|resultats?|realis\w+"
            r"|constat\w+|scores?|reel\w*|mesure\w*|atteints?"
            r"|observe\w*|notre valeur|fait|valeurs?)\b.*"
        ),
    ),
)
#: What is calculated of them is none of them: « écart à la cible », « taux d'atteinte ».
_CALCULATED: Final = regex(
    r"\b(?:ecarts?|taux d atteinte|atteinte|ratio|evolution|progression|prime|montant|date)\b|%$"
)
_OF_FIGURES: Final = frozenset({FLOOR, WEIGHT, POINTS})


def role_of(column: PlainColumn) -> str:
    """Return what a column of a table of targets holds, ``""`` for anything else."""
    if column.kind == NOTE:
        return ""
    own = column.own.replace("'", " ").strip()
    for text in (own, f"{column.group} {own}".strip()):
        if _CALCULATED.search(text):
            return ""
        for role, pattern in _HEADED:
            if not pattern.fullmatch(text):
                continue
            if role in _OF_FIGURES and column.kind != FIGURE:
                continue
            if role in {WAY, UNIT} and column.kind == FIGURE:
                continue
            if role in {TARGET, RESULT} and column.kind not in {FIGURE, TEXT}:
                continue
            return role
    return ""


_YEARS_HEADED: Final = regex(r"(?:annees?|exercices?|an|millesimes?|campagnes?)\b.*")
_NAMED: Final = regex(
    r"(?:libelles?|intitules?|indicateurs?|criteres?|objectifs?|engagements?|designations?"
    r"|noms?)\b.*"
)


def long_columns(table: PlainTable) -> tuple[PlainColumn, PlainColumn] | None:
    """Return the columns of the years and of the names of a table of one row a year.

    Args:
        table: The table.
    """
    years = [one for one in table.columns if _YEARS_HEADED.fullmatch(one.own)]
    names = [one for one in table.of(TEXT) if _NAMED.fullmatch(one.own)]
    if len(years) != 1 or not names:
        return None
    held = [table.cell(row, names[0]).shown for row in table.entries]
    return (years[0], names[0]) if len(set(held)) < len(held) else None


def roles_of(table: PlainTable) -> dict[int, str]:
    """Return index of a column → what it holds, for those that hold a part of a target."""
    return {
        one.index: role
        for one in table.columns
        if one.index not in {table.label, table.code} and (role := role_of(one))
    }
