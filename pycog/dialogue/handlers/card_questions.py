"""Questions about one row of the scorecards: its target, floor and weight, what a result earns."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from pycog.dialogue.answers import ANSWERED, Answer, Table, answered, unknown
from pycog.dialogue.card_rows import CardRow
from pycog.dialogue.expressions import Call, call
from pycog.dialogue.families import family_of_document, place_data
from pycog.dialogue.intents import AND
from pycog.dialogue.turn import Ask, Turn, handles
from pycog.errors import InvalidInput
from pycog.lazy_patterns import regex
from pycog.values import counted_points, display, format_number, parse_number

#: Measure → column of COG_SCORECARD.
_COLUMNS: Final = {"cible": 4, "seuil": 5, "poids": 6}
#: The annex prints 60.47% and 35,48%: shown in one way.
_POINT: Final = regex(r"(?<=\d)\.(?=\d)")
#: Asks for a date, and a target that is one.
_WHEN: Final = regex(r"\b(?:quand|quelles? dates?|quelle annee|echeance)\b")
_DATE: Final = regex(r"\d{1,2}/\d{1,2}/\d{2,4}|\b20\d\d\b")
#: Says of a number that it is what is to be reached.
_AIMS: Final = regex(r"\b(?:vis\w+|vrai que|attendu\w*|(?:est|sont) bien|exact que)\b")
#: Asks whether a result reaches the target.
_REACHES: Final = regex(
    r"^(?!.*\b(?:quel\w*|combien|pas|non|ne|n|seuil)\b).*(?:\b(?:atteint|atteinte|atteindre|tenue?"
    r"|tient|respectee?|remplie?|reussie?|suffi\w*|dans les clous)\b"
    r"|\b(?:est|sont|serait|a|ont|dans|sous|sur|au niveau de|en dessous de|au dessus de)(?: t)?"
    r"(?: (?:il|elle|on)s?)?(?: bien)?(?: a| dans| au niveau de)? ?(?:la cible|l objectif)\b"
    r"|\b(?:avec|qui (?:regle|fait|sort|obtient|affiche|realise|rend|rembourse)|(?:on|nous|elle|il)"
    r" (?:fait|faisons|sommes|est|avons|a|regle|reglons|sort|obtient)|resultat|realise)"
    r"(?: \w+){0,2}? \d)"
)
#: Asks what was reached.
_RESULT: Final = regex(
    r"\b(?:obtenue?s?|realisee?s?|constatee?s?|a (?:fait|eu)|ont (?:fait|eu))\b"
    r"|^(?:le |les |quel(?:le)?s? (?:est |sont )?(?:le |les )?)?resultats?"
    r" (?:de|du|des|20\d\d|en|obtenu)\b"
)
#: Rows of the longest table that is given without a body or a campaign.
_MOST: Final = 24


@handles("ligne-bareme")
def row(turn: Turn) -> Answer | Ask:
    """What the scorecards print of one indicator, or what a result earns with it."""
    category, campaign = turn.given("category"), turn.given("campaign")
    rows = turn.known.card_rows.of(
        turn.words("row"),
        None if category is None else str(category),
        None if campaign is None else int(campaign),
    )
    if not rows:
        where = " ".join(str(one) for one in (category, campaign) if one is not None)
        return unknown(f"Je ne sais pas : cette ligne n'est pas dans le barème {where}.")
    if len(rows) > _MOST:
        choices = tuple(dict.fromkeys(one.category for one in rows))
        return Ask("category", "Pour quelle catégorie d'organisme ?", choices)
    dated = [
        row for row in rows if _DATE.search(" ".join((_shown(turn, row, "cible"), *_printed(row))))
    ]
    if _WHEN.search(turn.text) and not dated:
        return unknown("Je ne sais pas : aucune date n'est imprimée pour cette ligne du barème.")
    measures = str(turn.given("measure") or "").split(AND)
    if measures == [""] and turn.given("actual") is None and _RESULT.search(turn.text):
        return unknown("Je ne sais pas : un barème imprime des cibles, et aucun résultat.")
    if turn.given("actual") is not None:
        if measures == [""] and _AIMS.search(turn.text):
            measures = ["cible"]
        if measures in ([""], ["cible"]) and _REACHES.search(turn.text):
            return _reaches(turn, rows)
        stated = measures[0] in {"cible", "seuil"} and len(measures) == 1
        return _verdict(turn, rows, measures[0]) if stated else _points(turn, rows)
    if len(rows) == 1:
        return _one(turn, rows[0], measures)
    return _several(turn, rows)


def _one(turn: Turn, row: CardRow, measures: list[str]) -> Answer:
    wanted = measures[0] if measures[0] in _COLUMNS else "cible"
    result = turn.compute(_cell(row, wanted))
    if result.error:
        return unknown(f"Je ne sais pas : {result.error}")
    told = ", ".join(f"{name} {_shown(turn, row, name)}" for name in _COLUMNS)
    said = f"« {row.label} » ({row.category}, {row.campaign}) : {told}."
    details = (f"Composante de « {row.whole} ».",) if row.whole else ()
    beside = _printed(row)
    said = " ".join((said, *beside))
    return answered(result, said, source=row.citation, details=details)


def _printed(row: CardRow) -> tuple[str, ...]:
    """Return what the annex prints beside a target that is « yes or no » or has a date."""
    known = place_data(family_of_document(row.document), "printed")
    keys = (row.key, f"{row.key}.{row.campaign}")
    return tuple(known[one] for one in keys if one in known)


def _several(turn: Turn, rows: list[CardRow]) -> Answer:
    lines = tuple(
        (row.category, str(row.campaign), row.label, *(_shown(turn, row, one) for one in _COLUMNS))
        for row in rows
    )
    table = Table(("Catégorie", "Campagne", "Indicateur", "Cible", "Seuil", "Points"), lines)
    if (whole := _composite(turn, rows)) is not None:
        return replace(whole, table=table)
    labels = list(dict.fromkeys(row.label for row in rows))
    beside = tuple(dict.fromkeys(one for row in rows for one in _printed(row)))
    what = f"« {labels[0]} »" if len(labels) == 1 else f"{len(labels)} indicateurs"
    source = " ; ".join(dict.fromkeys(row.citation for row in rows[:3]))
    return Answer(
        "",
        ANSWERED,
        " ".join((f"{what} : {len(rows)} lignes de barème.", *beside)),
        table=table,
        source=source,
    )


def _composite(turn: Turn, rows: list[CardRow]) -> Answer | None:
    """Say what a composite weighs, where the rows are all of its components."""
    if len({(row.category, row.campaign, row.whole) for row in rows}) != 1 or not rows[0].whole:
        return None
    every = [
        one
        for one in turn.known.card_rows.rows
        if (one.category, one.campaign, one.whole)
        == (rows[0].category, rows[0].campaign, rows[0].whole)
    ]
    if {one.place for one in every} != {one.place for one in rows}:
        return None
    result = turn.compute(call("SUM", *(_cell(row, "poids") for row in rows)))
    if result.error or not isinstance(result.value, float):
        return None
    said = (
        f"« {rows[0].whole} » ({rows[0].category}, {rows[0].campaign}) : "
        f"{counted_points(result.value)} pour ses {len(rows)} composantes."
    )
    said = " ".join((said, *_printed(rows[0])))
    return answered(result, said, source=rows[0].citation)


def _verdict(turn: Turn, rows: list[CardRow], measure: str) -> Answer:
    """Say whether a target or a floor is the one that the question takes for granted."""
    answer = _one(turn, rows[0], [measure]) if len(rows) == 1 else _several(turn, rows)
    values = [turn.compute(_cell(row, measure)).value for row in rows]
    try:
        same = {parse_number(str(one)).value == turn.slots["actual"] for one in values}
    except InvalidInput:
        same = {True, False}
    # Where the campaigns differ, one of them may be meant.
    verdict = "À comparer avec ce qui est imprimé" if len(same) > 1 else ("Non", "Oui")[same.pop()]
    if len(rows) > 1:
        printed = dict.fromkeys(_shown(turn, row, measure) for row in rows)
        verdict = f"{verdict} ({measure} {', '.join(printed)})"
    return replace(answer, text=f"{verdict} : {answer.text}")


def _points(turn: Turn, rows: list[CardRow]) -> Answer | Ask:
    if len({row.category for row in rows}) > 1:
        choices = tuple(dict.fromkeys(row.category for row in rows))
        return Ask("category", "Pour quelle catégorie d'organisme ?", choices)
    alike = {tuple(_shown(turn, row, one) for one in _COLUMNS) for row in rows}
    if len({row.name for row in rows}) == 1 and len(alike) == 1:
        rows = rows[:1]  # Both campaigns print the same.
    if len({row.campaign for row in rows}) > 1:
        choices = tuple(dict.fromkeys(str(row.campaign) for row in rows))
        return Ask("campaign", "Pour quelle campagne ?", choices)
    if len(rows) > 1:
        return unknown("Je ne sais pas : cet indicateur est composite. Nommez sa composante.")
    row, actual = rows[0], turn.slots["actual"]
    node = call("COG_POINTS", actual, *(_cell(row, name) for name in _COLUMNS))
    result = turn.compute(node)
    if result.error or not isinstance(result.value, float):
        return unknown(f"Je ne sais pas : {result.error or 'ce résultat ne se juge pas.'}")
    told = ", ".join(f"{name} {_shown(turn, row, name)}" for name in _COLUMNS)
    said = (
        f"« {row.label} » ({row.category}, {row.campaign}) : {counted_points(result.value)}. "
        f"Barème : {told}.{_reached(turn, row, result.value)}"
    )
    return answered(result, said, source=row.citation)


def _reaches(turn: Turn, rows: list[CardRow]) -> Answer | Ask:
    """Say whether a result reaches the target, with the points that it earns."""
    told = _points(turn, rows)
    if not isinstance(told, Answer) or told.kind != ANSWERED:
        return told
    reached = told.text.endswith(" Cible atteinte.")
    return replace(told, text=f"{'Oui' if reached else 'Non'} : {told.text}")


def _reached(turn: Turn, row: CardRow, points: float) -> str:
    """Say by the points of a result whether the target and the floor are reached."""
    weight = turn.compute(_cell(row, "poids")).value
    if not isinstance(weight, float) or weight <= 0:
        return ""
    if points >= weight:
        return " Cible atteinte."
    return (
        " Cible non atteinte."
        if points <= 0
        else " Entre le seuil et la cible : cible non atteinte."
    )


def _cell(row: CardRow, measure: str) -> Call:
    block = call("COG_SCORECARD", row.category, row.campaign)
    return call("INDEX", block, row.place, _COLUMNS[measure])


def _shown(turn: Turn, row: CardRow, measure: str) -> str:
    value = turn.compute(_cell(row, measure)).value
    assert not isinstance(value, list)
    if isinstance(value, float) and measure == "poids":
        return f"{format_number(value, 4)} points"
    return _POINT.sub(",", display(value)) or "non imprimé"
