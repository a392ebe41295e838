"""Questions about profit-sharing: points, thresholds, amounts per FTE."""

from __future__ import annotations

from typing import Final

from pycog.conventions.scorecard_lookup import trigger_of
from pycog.dialogue.answers import Answer, Bar, Result, Table, answered, unable
from pycog.dialogue.expressions import Operation, call, column
from pycog.dialogue.handlers.number_questions import rate
from pycog.dialogue.sheet import typed_results
from pycog.dialogue.turn import Ask, Turn, handles
from pycog.errors import PycogError
from pycog.lazy_patterns import regex
from pycog.values import Scalar, counted_points, display, format_number

#: How the columns of COG_LEVERS are shown.
_LEVERS: Final = ("number", "text", "text", "number", "number", "rate", "amount", "text")


@handles("seuil")
def levers(turn: Turn) -> Answer | Ask:
    """What each indicator can still bring, and the result that passes the trigger by itself."""
    category, campaign = turn.words("category"), turn.whole("campaign")
    card = turn.compute(call("COG_SCORECARD", category, campaign))
    if card.error:
        return unable(card.error)
    results, read = _results(turn, len(_rows(card)) - 1)
    result = turn.compute(call("COG_LEVERS", column(list(results)), category, campaign))
    if result.error:
        return unable(result.error)
    heading, *lines = _rows(result)
    rows = tuple(
        tuple(display(cell, kind) for cell, kind in zip(line, _LEVERS, strict=True))
        for line in lines
    )
    said = (
        "Résultats lus dans la feuille ouverte. "
        if read
        else "Aucun résultat n'est donné : tous les points sont ouverts. Avec le classeur du "
        "barème ouvert, je lis vos résultats. "
    )
    aim = display(heading[-1], "text")
    if aim.startswith("Pour "):
        said += (
            "La dernière colonne dit le résultat qui fait, à lui seul, "
            f"{aim.removeprefix('Pour ')}, les autres résultats restant ce qu'ils sont."
        )
    else:
        said += "La convention ne donne pas de seuil de déclenchement."
    table = Table(tuple(display(cell, "text") for cell in heading), rows)
    gains = [line for line in lines if isinstance(line[5], float)]
    bars = tuple(
        Bar(display(line[2], "text"), float(line[5]), display(line[5], "rate"))
        for line in gains
        if isinstance(line[5], float)
    )
    return answered(result, said, table=table, bars=bars)


def _results(turn: Turn, count: int) -> tuple[tuple[float | str | None, ...], bool]:
    """Return the results of the open workbook where it has as many lines, else blanks."""
    if turn.context.sheet is not None:
        typed = typed_results(turn.context.sheet)
        if len(typed) == count and any(value is not None for value in typed):
            return typed, True
    return (None,) * count, False


@handles("valeur-point")
def point_value(turn: Turn) -> Answer | Ask:
    """What one more point is worth."""
    result = turn.compute(call("COG_POINT_VALUE", turn.slots["pili"], turn.slots["points"]))
    if result.error:
        return unable(result.error)
    said = f"Un point vaut {result.display} par ETP, une fois le seuil de déclenchement passé."
    return answered(result, said)


@handles("mtid")
def total(turn: Turn) -> Answer | Ask:
    """The amount per FTE."""
    given = (turn.slots["pini"], rate(turn.slots["trn"]), turn.slots["pili"])
    result = turn.compute(call("COG_MTID", *given, rate(turn.slots["trl"])))
    if result.error:
        return unable(result.error)
    return answered(result, f"Intéressement (MTID) : {result.display} par ETP.")


#: Asks whether the threshold is passed.
_PASSED_ASKED: Final = regex(
    r"^(?!.*\b(?:combien|quel\w*|pas|non)\b).*\b(?:est|sera|serait)(?: t)?(?: il)?(?: bien)?"
    r" (?:depasse|franchi|passe)\b"
)


@handles("declenchement")
def trigger(turn: Turn) -> Answer | Ask:
    """The rate that counts after the threshold."""
    node = call("COG_TRIGGER", turn.slots["rate"])
    result = turn.compute(node)
    if result.error:
        return unable(result.error)
    given = display(float(turn.slots["rate"]), "percent")
    passed = "passe" if result.value else "ne passe pas"
    whether = _PASSED_ASKED.search(turn.text) is not None
    verdict = ("Oui : " if result.value else "Non : ") if whether else ""
    said = (
        f"{verdict}Un taux de {given} {passed} le seuil de déclenchement{_threshold()} : le taux "
        f"appliqué "
        f"est {result.display}."
    )
    if turn.given("pili") is not None:
        result = turn.compute(Operation(turn.slots["pili"], "*", node))
        if result.error:
            return unable(result.error)
        shown = display(result.value if isinstance(result.value, float) else None, "amount")
        said += f" Part locale : {shown} par ETP."
        return answered(result, said, display=shown)
    return answered(result, said)


def _threshold() -> str:
    try:
        trigger = trigger_of()
    except PycogError:
        return ""
    return f" ({trigger})"


@handles("points")
def points(turn: Turn) -> Answer | Ask:
    """The points that a result earns."""
    names = ("actual", "target", "floor", "weight")
    result = turn.compute(call("COG_POINTS", *(turn.slots[name] for name in names)))
    if result.error:
        return unable(result.error)
    weight = format_number(float(turn.slots["weight"]), 4)
    return answered(result, f"Points acquis : {result.display} sur {weight}.")


@handles("bareme")
def scorecard(turn: Turn) -> Answer | Ask:
    """The scorecard of a category."""
    category, campaign = turn.words("category"), turn.whole("campaign")
    result = turn.compute(call("COG_SCORECARD", category, campaign))
    if result.error:
        return unable(result.error)
    heading, *lines = _rows(result)
    rows = tuple(tuple(display(cell, "number") for cell in line) for line in lines)
    table = Table(tuple(display(cell, "text") for cell in heading), rows)
    said = f"Barème « {category} », campagne {campaign} : {len(rows)} lignes."
    return answered(result, said, table=table)


def _rows(result: Result) -> list[list[Scalar]]:
    return result.value if isinstance(result.value, list) else [[result.value]]


@handles("taux-requis")
def required_rate(turn: Turn) -> Answer | Ask:
    """The local rate that a total amount takes."""
    names = ("mtid", "pini", "trn", "pili")
    result = turn.compute(call("COG_REQUIRED_RATE", *(turn.slots[name] for name in names)))
    if result.error:
        return unable(result.error)
    wanted = display(float(turn.slots["mtid"]), "amount")
    return answered(result, f"Pour {wanted} par ETP, il faut un taux local de {result.display}.")


@handles("resultat-requis")
def required_result(turn: Turn) -> Answer | Ask:
    """The result that a number of points takes."""
    wanted, weight = turn.slots["points"], turn.slots["weight"]
    node = call("COG_REQUIRED", wanted, _printed(turn, "target"), _printed(turn, "floor"), weight)
    result = turn.compute(node)
    if result.error:
        return unable(result.error)
    return answered(result, f"Pour {counted_points(float(wanted))}, il faut {result.display}.")


def _printed(turn: Turn, name: str) -> str | float | int:
    """Write a rate as the annex prints it, so that the result is shown as a rate."""
    value = turn.slots[name]
    rate = isinstance(value, float) and 0 < value <= 1
    return f"{format_number(float(value) * 100, 4)}%" if rate else value
