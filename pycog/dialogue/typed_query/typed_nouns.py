"""What « combien de » counts: rows, values of a column, or the figure of a column."""

from __future__ import annotations

from typing import Final

from pycog.dialogue.typed_query.typed_model import Query

#: Words of units: « combien d'ETP » counts no rows.
UNIT_WORDS: Final = frozenset({
    "etp", "jour", "jours", "euro", "euros", "heure", "heures", "kwh", "mwh", "m2", "km", "points",
    "point", "temps", "pourcentage", "mois", "places", "habitants",
    "budget", "argent", "credits", "frais", "enveloppe",
})  # fmt: skip
#: Words of rows in any table.
_ROW_WORDS: Final = frozenset({
    "ligne", "lignes", "dossier", "dossiers", "cas", "elements", "fiches", "affaires", "demandes",
})  # fmt: skip


def count_noun(query: Query) -> None:
    """Take « combien de visites » as a count, where what is counted is no unit.

    Args:
        query: As read; its operators are changed.
    """
    at = query.ops.get("much")
    words = query.words
    if at is None or "many" in query.ops or words[at + 1 : at + 2] not in {("de",), ("d",)}:
        return
    noun = at + 2
    if set(words[noun : noun + 1]) & UNIT_WORDS:
        return
    named = any(one.place == noun for one in query.named)
    chosen = any(one.place == noun and not one.names for one in query.conditions)
    if named or chosen or noun in query.nouns or set(words[noun : noun + 1]) & _ROW_WORDS:
        del query.ops["much"]
        query.ops["many"] = at
