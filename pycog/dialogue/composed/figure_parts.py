"""The parts that a document gives of a figure: « détail des projets par périmètre »."""

from __future__ import annotations

import re
from typing import Final

from pycog.conventions import load
from pycog.conventions.facts.relations import Relation
from pycog.dialogue.answers import Answer, Table, answered
from pycog.dialogue.composed.placed_figures import placed_figure
from pycog.dialogue.composed.scan import Scan
from pycog.dialogue.entities import read_question
from pycog.dialogue.expressions import call
from pycog.dialogue.lexicon import stem
from pycog.dialogue.turn import Turn
from pycog.lazy_patterns import regex

_DETAIL: Final = (
    r"(?:avec )?(?:le |la |leur |son )?(?:detail\w*|repartition|ventilation|decomposition"
    r"|(?:se |sont |est )?(?:reparti(?:s|t|e|es|ssent)?|ventilee?s?)(?: comment)?)"
)
_BY: Final = r"(?:par|selon (?:le |la |les )?) ?(?:types? d[e ] ?)?(?P<by>[a-z]{3,})"
#: Asks for the parts of a figure, and by what they are told apart.
_SPLITS: Final = (
    regex(rf"^(?P<before>.*?)[ ,:]*\b{_DETAIL} {_BY}\b(?P<after>.*)$"),
    regex(rf"^(?P<before>){_DETAIL} (?:des?|du|d|de la|de l) (?P<after>.+?) {_BY}\b(?P<last>.*)$"),
    regex(
        r"^(?P<before>)(?:sur|dans|pour|par|a) quel(?:le)?s (?P<by>[a-z]{4,}) (?:portent|portaient"
        r"|se repartissent|sont repartie?s|concernent) (?:les )?(?P<after>.+)$"
    ),
    regex(rf"^(?P<before>){_DETAIL} (?:des?|du|d|de la|de l) (?P<after>(?!.*\bpar\b).+)$"),
    regex(r"^(?P<before>.+?)[ ,:]+(?:en |le |avec )*detail(?P<after>)[ ?.]*$"),
    regex(
        r"^(?P<before>.*?\b(?:nombre|effectifs?|combien|montants?|chiffres?|total)\b.+?)[ ,]+par "
        r"(?P<by>types?|natures?|categories?|motifs?|postes?|rubriques?|professions?|metiers?)\b"
        r"(?P<after>.*)$"
    ),
)
#: Every figure stands in a report: its words are no words of the figure.
_REPORT: Final = regex(
    r"\b(?:dans|d apres|selon|suivant) (?:le |son |leur |ce )?rapport(?: annuel)?(?: d activite)?\b"
)
_FIGURE: Final = regex(r'=COG_KEY_FIGURE\("([^"]+)",("[^"]*"|\d*),"([^"]+)"\)')
#: Says no more than that there are parts.
_ANY: Final = regex(
    r"(?:types?|natures?|categories?|motifs?|postes?|rubriques?|professions?|metiers?)"
)
_SUM: Final = "somme"


def figure_parts(scan: Scan, turn: Turn) -> Answer | None:
    """Answer with the figures that a document adds up to the one that is named.

    Args:
        scan: The question.
        turn: The turn.

    Returns:
        ``None`` where no parts are asked for, or where the document has none of that kind.
    """
    found = next(filter(None, (one.match(scan.text) for one in _SPLITS)), None)
    if found is None:
        return None
    rest = " ".join(found[name] or "" for name in found.groupdict() if name != "by")
    rest = _REPORT.sub(" ", rest)
    again = read_question(re.sub(r"[ ?.,:;]+", " ", rest).strip(), turn.known)
    whole = placed_figure(Scan(again, turn.known), turn)
    named = None if whole is None else _FIGURE.fullmatch(whole.formula)
    if whole is None or named is None:
        return None
    key, document = named[1], named[3]
    sums = [
        one
        for one in load(document).relations
        if one.kind == _SUM and one.result.key == key and whole.printed == one.result.printed
    ]
    relation = _by(sums, found.groupdict().get("by") or "")
    return None if relation is None else _told(relation, document, whole, turn)


def _by(sums: list[Relation], by: str) -> Relation | None:
    """Return the sum whose parts are told apart so."""
    if not by:
        return sums[0] if len(sums) == 1 else None
    asked = stem(by)
    named = [
        one
        for one in sums
        if asked in set(map(stem, one.id.split("-"))) - set(map(stem, one.result.key.split("-")))
    ]
    if len(named) == 1:
        return named[0]
    return sums[0] if len(sums) == 1 and _ANY.fullmatch(by) else None


def _told(relation: Relation, document: str, whole: Answer, turn: Turn) -> Answer | None:
    figures = [one.figure for one in relation.operands]
    if any(one.negative for one in relation.operands):
        return None
    period = str(relation.result.period)
    asked = int(period) if period.isdigit() else period
    results = [turn.compute(call("COG_KEY_FIGURE", one.key, asked, document)) for one in figures]
    if any(one.error for one in results):
        return None
    rows = tuple(
        (one.label, str(one.period), _printed(one.printed, result.display))
        for one, result in zip(figures, results, strict=True)
    )
    parts = " ; ".join(f"{label} : {shown}" for label, _, shown in rows)
    total = turn.compute(call("SUM", *(one.node for one in results)))
    text = f"{parts}. {whole.text}"
    if not relation.holds:
        text = f"{text} Les parties imprimées font {total.display}."
    table = Table(("Chiffre", "Période", "Imprimé"), rows)
    return answered(total, text, table=table, source=whole.source)


def _printed(printed: str, shown: str) -> str:
    """Return a figure as printed, with the euros that a column of amounts leaves out."""
    return f"{printed} €" if shown.endswith("€") and "€" not in printed else printed
