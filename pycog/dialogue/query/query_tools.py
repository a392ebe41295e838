"""Which indicators a tool measures, where the words of a question name one."""

from __future__ import annotations

from typing import Final

from pycog.dialogue.composed.search import bag
from pycog.dialogue.composed.typed_tables import TableRow
from pycog.dialogue.kinship import kin_of
from pycog.dialogue.normalise import normalise
from pycog.dialogue.query.query_model import Query
from pycog.lazy_patterns import regex

_TOOL: Final = regex(
    r"\b(?:mesur\w+|outils?|sources?|grace|moyens?|suiv\w+|suit|utilis\w+|issus?|tires?|sort\w*"
    r"|provien\w+|vien\w+|alimente\w*|calcul\w+|extrait\w*|par|avec|via|dans|annexe 4|requetes?)\b"
)
_MANY: Final = regex(r"\b(?:indicateurs|numeros?|lesquels|quels)\b")
_OF_ONE: Final = regex(r"\b(?:source|outil) (?:de|pour) l indicateur \d")
_STRONG_TOOL: Final = regex(
    r"\b(?:outils?|sources?|requetes?|sort(?:ent|is|ant)|issus?|tires?|provien\w+|extraits?)\b"
    r"|\bindicateurs\b.*\b(?:(?:mesur|suiv|calcul|releve|aliment)\w*"
    r" (?:par|avec|via|sous|dans|grace)|utilisent|viennent d)\b"
)
#: The words behind its number are its label, and name no tool.
_ONE_INDICATOR: Final = regex(r"\bl indicateur (?:n ?°? ?)?\d")
_COMMON_TOOL: Final = frozenset(bag("requête système outil données utilisation tableau suivi"))


def read_tool(query: Query, rows: list[TableRow]) -> None:
    """Claim the words that name a tool, as a condition on the indicators.

    Args:
        query: Gets the condition.
        rows: The indicators.
    """
    asked, scan = query.asked, query.asked.scan
    words = scan.telling()
    of_one = query.groups and scan.has(_OF_ONE) and not scan.has(_MANY)
    if not words or of_one or _ONE_INDICATOR.search(scan.text):
        # « La source de l'indicateur 43, taux de contrôle … » asks for the tool: it names none.
        return
    tools = {row.key: bag(row.indicator.source_tool) for row in rows if row.indicator}
    every = frozenset().union(*tools.values())
    labels = frozenset().union(*(row.words for row in rows))
    said = [one for one in words if one.stem in every or kin_of(one.stem, every)]
    told = [one for one in said if not _TOOL.fullmatch(scan.text[one.start : one.end])]
    said = told or said
    strong = scan.has(_STRONG_TOOL)
    # « Satisfaits » is a word of a label in another form.
    proper = [
        one
        for one in said
        if strong
        or not (one.stem in labels or (one.stem not in every and kin_of(one.stem, labels)))
    ]
    if not proper or not ({one.stem for one in said} - _COMMON_TOOL):
        return
    cued = scan.has(_TOOL)
    wanted = [one for one in said if one.stem not in _COMMON_TOOL or one in proper]
    typed = scan.question.as_typed(wanted[0].start, wanted[-1].end)
    if "(" in typed:
        # « ERASME (requêtes ou SIAM confondus) » : what is said of a tool chooses no other one.
        lead = normalise(typed.partition("(")[0])
        named = [one for one in wanted if scan.text[one.start : one.end] in lead]
        typed = typed.partition("(")[0].strip() if named else typed
    else:
        named = wanted
    kept = [
        row
        for row in rows
        if all(
            one.stem in tools.get(row.key, ()) or kin_of(one.stem, tools.get(row.key, frozenset()))
            for one in named or wanted
        )
    ]
    if not kept or not (cued or scan.has(_MANY)):
        return
    scan.claim(wanted)
    scan.take(_TOOL)
    asked.where(f"mesurés par « {typed} »", lambda row: row in kept)
