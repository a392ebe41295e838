"""Formulas that read a printed target."""

from __future__ import annotations

from typing import Final

from pycog.scales import require_value
from pycog.targets import EXAMPLES, parse_target
from pycog.values import Scalar, Shown, choose
from udfs.catalogue import Argument, formula
from udfs.declarations import citing

CATEGORY: Final = "Objectifs imprimés"
_SIGNS = {">=": "≥", "<=": "≤"}

#: What COG_PARSE can return; the first is the default.
PARSE_FIELDS: Final = (
    "valeur",
    "nature",
    "comparateur",
    "unité",
    "sens",
    "délai",
    "borne haute",
    "texte",
    "base",
    "précision",
)


@formula(
    "COG_PARSE",
    help="Dit comment un objectif imprimé est compris : sa valeur, sa nature, son comparateur, "
    "son unité, son sens ou son délai.",
    arguments=(
        Argument("text", "texte", f"Objectif tel qu'il est imprimé : {EXAMPLES}."),
        Argument(
            "field",
            "champ",
            "Ce qu'il faut rendre, « valeur » par défaut. La valeur d'un taux est un rapport "
            "(90 % donne 0,9), celle d'une date un numéro de jour, celle d'un intervalle sa borne "
            "basse ; elle est vide pour une tendance, un suivi ou un objectif à définir. « base » "
            ": l'année dont part une variation ; « précision » : les mots qui ne changent pas la "
            "valeur.",
            optional=True,
            choices=PARSE_FIELDS,
            single=True,
        ),
    ),
    returns="text",
    source=citing.INDICATORS,
    example='=COG_PARSE("90% en 21 jours calendaires","délai")',
    category=CATEGORY,
    cited=citing.indicators(),
)
def parse(text: Scalar, field: Scalar = None) -> Shown | str | None:
    """Return one field of a printed target."""
    target, wanted = parse_target(text), choose(field, PARSE_FIELDS, "le champ")
    if wanted == "valeur":
        require_value(target)
        return Shown("" if target.value is None else target.value, target.shown_as)
    if wanted == "délai":
        kind = "days" if (target.delay_unit or "jours").startswith("jours") else "number"
        return Shown("" if target.delay is None else target.delay, kind)
    if wanted == "borne haute":
        return Shown("" if target.upper is None else target.upper, target.shown_as)
    texts = {
        "nature": target.kind_name,
        "comparateur": _SIGNS.get(target.comparator or "", target.comparator),
        "unité": target.unit,
        "sens": target.direction,
        "texte": target.text,
        "base": target.base,
        "précision": target.scope,
    }
    return texts[wanted]
