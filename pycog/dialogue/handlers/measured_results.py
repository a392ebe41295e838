"""Questions about results, typed or in the open annex, against the targets of indicators."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from pycog.attainment import MET, MISSED, NEUTRALISED
from pycog.conventions import Indicator
from pycog.conventions.facts.numbering import cell_value
from pycog.dialogue.answers import (
    ANSWERED,
    SHEET,
    Answer,
    Bar,
    Result,
    Table,
    answered,
    needing,
    unable,
    unknown,
)
from pycog.dialogue.expressions import Call, Ref, call, column
from pycog.dialogue.handlers.indicator_telling import (
    first_column,
    indicator_name,
    outside,
    sheet_asked,
    sourced,
    without_indicator,
)
from pycog.dialogue.sheet import Achieved
from pycog.dialogue.state import SlotValue
from pycog.dialogue.turn import Ask, Turn, handles
from pycog.dialogue.workbook.known_amounts import achieved_values
from pycog.errors import CellError, InvalidInput
from pycog.lazy_patterns import regex
from pycog.values import counted, display, format_number

#: Above it a rate was typed without its sign, as the formulas judge it too.
_PLAUSIBLE_RATE: Final = 1.5
_NO_SHEET: Final = (
    "Je dois lire les réalisés dans l'annexe des indicateurs (feuille « Indicateurs »). Ouvrez ce "
    "classeur et posez à nouveau la question."
)


def achieved(turn: Turn, year: int) -> Answer:
    """The achieved value of a year, which only a workbook has."""
    indicator = turn.indicator
    if turn.context.sheet is None:
        return needing(SHEET, _NO_SHEET)
    found = None if indicator is None else _typed_in(turn, indicator, year)
    if indicator is None or found is None:
        return unknown(f"Je ne sais pas : aucun réalisé {year} n'est saisi dans la feuille.")
    shown = _actual(indicator, found.value)
    said = f"Le réalisé {year} de {indicator_name(indicator)} est de {shown} ({found.address})."
    return Answer("", ANSWERED, said, value=found.value, display=shown)


def _typed_in(turn: Turn, indicator: Indicator, year: int) -> Achieved | None:
    """Return what the open annex has for an indicator and a year, where it can be read."""
    return next((one for one in _held(turn, year) if one.indicator == indicator.number), None)


def _held(turn: Turn, year: int) -> Sequence[Achieved]:
    """Return what the open annex has for a year, nothing where it cannot be read."""
    if turn.context.sheet is None:
        return ()
    try:
        return achieved_values(turn.context.sheet, turn.convention.indicators).get(year, ())
    except InvalidInput:
        return ()


_VERDICTS: Final = {MET: "Oui", **dict.fromkeys(MISSED, "Non")}
#: « La cible est-elle atteinte ? » asks for no rate.
_IS_REACHED: Final = regex(
    r"^(?!.*\btaux d atteinte).*\b(?:est|sont|serait|a t|avons|on a|ont)\b[^?]*"
    r"\b(?:atteinte?s?|tenue?s?|respectee?s?"
    r"|remplie?s?)\b[ ?.!]*$"
)


#: Asks for a yes or a no in other words: « on est dans les clous ? », « c'est bon ou pas ? ».
_YES_OR_NO: Final = regex(
    r"^(?!.*\b(?:statut|verdict|quel\w*|combien|taux d atteinte|ou en est)\b)(?!(?:et )?si\b).*"
    r"\b(?:atteinte?s?|atteignons|tenue?s?|tient|tenons|respect\w*|remplie?s?|clous"
    r"|(?:c est|est ce|on est|sommes nous) (?:bien )?(?:bons?|ok|conforme|suffisant|assez)"
    r"|(?:bons?|ok) (?:ou|\?)|conforme|on y est|y sommes nous|est on bons?)\b"
)


@handles("statut")
def status(turn: Turn) -> Answer | Ask:
    """Whether a result meets its target."""
    found = _with_rate(_measured(turn, "COG_STATUS", "{name}, {year} : {value}."), turn)
    if not isinstance(found, Answer) or found.kind != ANSWERED:
        return found
    if not (_IS_REACHED.search(turn.text) or _YES_OR_NO.search(turn.text)):
        return found
    word = _VERDICTS.get(str(found.value))
    if word is None:
        return found
    return replace(found, text=f"{word} : {found.text[:1].lower()}{found.text[1:]}")


#: Asks for how far it is met too.
_RATE_TOO: Final = regex(
    r"\b(?:a )?quel taux\b|\btaux d ?at+eint\w*|\btaux de (?:realisation|reussite)\b|\ben ?%"
    r"|\b(?:a )?quel(?:le)? (?:%|pourcentage|hauteur|mesure)|\ba combien\b|\bde combien\b"
)


def _with_rate(found: Answer | Ask, turn: Turn) -> Answer | Ask:
    """Tell how far a target is met beside whether it is, where both are asked for."""
    if not isinstance(found, Answer) or found.kind != ANSWERED or not _RATE_TOO.search(turn.text):
        return found
    rate = _measured(turn, "COG_ATTAINMENT", "Taux d'atteinte : {value}.")
    gap_too = _measured(turn, "COG_GAP", "écart {value}")
    if not isinstance(rate, Answer) or not isinstance(rate.value, float):
        return found
    more = f"Taux d'atteinte : {rate.display}"
    if isinstance(gap_too, Answer) and isinstance(gap_too.value, float):
        rated = turn.indicator is not None and turn.indicator.unit == "%"
        shown = display(gap_too.value, "points") if rated else gap_too.display
        more += f", écart à l'objectif : {shown}"
    return replace(found, text=f"{found.text} {more}.")


@handles("atteinte")
def attainment(turn: Turn) -> Answer | Ask:
    """The attainment of a result, or its status where only a yes or a no is asked for."""
    if _IS_REACHED.search(turn.text):
        return status(turn)
    found = _measured(turn, "COG_ATTAINMENT", "Taux d'atteinte de {name} en {year} : {value}.")
    return _with_verdict(found, turn)


#: Asks whether it is met too, where « taux d'atteinte » is left out.
_RATE_CALLED: Final = regex(r"\b(?:taux|degre|pourcentage|%) d ?at+einte?\w*")
_VERDICT_TOO: Final = regex(
    r"\batteint\w*|\btenue?s?\b|\brempli\w*|\brespecte\w*|\bverdict\b|\bclous\b|\bstatut\b"
)


def _with_verdict(found: Answer | Ask, turn: Turn) -> Answer | Ask:
    """Tell whether a target is met beside how far it is, where both are asked for."""
    if not isinstance(found, Answer) or found.kind != ANSWERED:
        return found
    if not _VERDICT_TOO.search(_RATE_CALLED.sub(" ", turn.text)):
        return found
    verdict = _measured(turn, "COG_STATUS", "{value}")
    if not isinstance(verdict, Answer) or verdict.value not in _VERDICTS:
        return found
    return replace(
        found, text=f"{_VERDICTS[str(verdict.value)]}, {str(verdict.value).lower()}. {found.text}"
    )


@handles("ecart")
def gap(turn: Turn) -> Answer | Ask:
    """What separates a result from its target."""
    return _measured(turn, "COG_GAP", "Écart de {name} à l'objectif {year} : {value}.")


def _typed_target(turn: Turn, name: str, said: str) -> Answer | Ask:
    """Measure a typed result by a typed target; nothing printed is used."""
    actual, aim = turn.given("actual"), turn.slots["target"]
    if actual is None:
        return Ask("actual", "Quel est le réalisé ?")
    if turn.given("year") is not None:
        return unknown("Je ne sais pas : une cible donnée dans la question n'a pas d'année ici.")
    result = turn.compute(call(name, actual, aim))
    if result.error:
        return unable(result.error)
    told = said.format(
        name="ce résultat", year="", value=_signed(result) if name == "COG_GAP" else result.display
    )
    told = told.replace(" en  :", " :").replace(",  :", " :").replace("objectif  :", "objectif :")
    typed = f"Réalisé {format_number(float(actual), 4)}, cible {format_number(float(aim), 4)}."
    return answered(result, f"{told[:1].upper()}{told[1:]} {typed}")


def _measured(turn: Turn, name: str, said: str) -> Answer | Ask:
    if turn.given("target") is not None:
        if "indicator" in turn.slots:
            return unknown(
                "Je ne sais pas : la cible est dans la question et dans la convention. "
                "Donnez l'une ou l'autre."
            )
        return _typed_target(turn, name, said)
    number, year = turn.number, turn.whole("year")
    indicator = turn.indicator
    text = call("COG_TARGET_TEXT", number, year)
    if indicator is None or year not in turn.convention.years:
        return outside(turn, call("COG_TARGET", number, year))
    if why := turn.convention.neutralised(indicator.number, year):
        target = turn.compute(text)
        told = f"{indicator_name(indicator)}, {year} : {NEUTRALISED}. L'année n'est pas jugée : "
        return sourced(turn, target, f"{told}{why.reason} ({why.citation}).", target.display)
    actual = turn.given("actual")
    if actual is None:
        found = _typed_in(turn, indicator, year)
        if found is None:
            return Ask("actual", "Quel est le réalisé ?")
        actual = found.value
    elif unsure := _unsure(indicator, actual):
        return unsure
    direction = None if name == "COG_GAP" else _direction(indicator, year)
    value_or_cell = _addressed(turn, number, year, actual)
    result = turn.compute(call(name, value_or_cell, text, None, direction))
    printed = turn.show("COG_TARGET_TEXT", number, year)
    if result.error:
        return unable(result.error)
    value = _signed(result) if name == "COG_GAP" else result.display
    if value == "" or value is None:
        return sourced(turn, result, f"Aucun objectif n'est imprimé en {year}.", printed)
    shown = _actual(indicator, actual)
    sentence = said.format(name=indicator_name(indicator), year=year, value=value)
    sentence = f"{sentence[:1].upper()}{sentence[1:]} Réalisé {shown}, objectif « {printed} »."
    bars: tuple[Bar, ...] = ()
    if name == "COG_ATTAINMENT" and isinstance(result.value, float):
        bars = (Bar(f"Indicateur {number}", result.value, result.display),)
    return sourced(turn, result, sentence, printed, bars)


def _unsure(indicator: Indicator, actual: float | int | str) -> Ask | None:
    """Ask whether 74 is 74 % before a rate is computed with it."""
    if indicator.unit != "%" or isinstance(actual, str) or abs(actual) <= _PLAUSIBLE_RATE:
        return None
    if indicator.targets and _is_change(indicator):
        return None
    shown = format_number(float(actual))
    return Ask("actual", f"L'objectif est un taux : le réalisé est-il {shown} % ?", (f"{shown} %",))


def _is_change(indicator: Indicator) -> bool:
    return any(printed.target.kind == "change" for printed in indicator.targets.values())


def _direction(indicator: Indicator, year: int) -> str | None:
    """Return the direction where the printed target does not state it."""
    printed = indicator.targets[year].target
    stated = printed.direction != "hausse" or printed.comparator not in {"", "="}
    return "baisse" if indicator.direction == "baisse" and not stated else None


def _signed(result: Result) -> str:
    positive = isinstance(result.value, float) and result.value > 0
    return f"+{result.display}" if positive else result.display


def _actual(indicator: Indicator, actual: float | int | str) -> str:
    if isinstance(actual, str):
        return actual
    return display(float(actual), "percent" if indicator.unit == "%" else "number")


@handles("atteinte-fiche")
def sheet_attainment(turn: Turn) -> Answer | Ask:
    """The attainment of every indicator of an objective sheet, read in the open annex."""
    sheet, numbers = sheet_asked(turn)
    if not numbers:
        return without_indicator(turn, sheet)
    read = _read(turn)
    if not isinstance(read, tuple):
        return read
    year, achieved = read
    mine = [one for one in achieved if one.indicator in numbers]
    found, apart = _judged(turn, mine, year)
    if not found:
        return unknown(
            f"Je ne sais pas : aucun réalisé {year} n'est saisi pour les indicateurs de la fiche "
            f"{sheet}.{apart}"
        )
    result = turn.compute(_block("COG_ATTAINMENT", turn, found, year))
    rates = first_column(result)
    rows, bars = [], []
    for one, rate in zip(found, rates, strict=True):
        label = turn.convention.indicators[one.indicator].label
        shown = "non calculable" if isinstance(rate, CellError) else display(rate, "rate")
        rows.append((one.indicator, label, shown))
        if isinstance(rate, float):
            bars.append(Bar(f"Indicateur {one.indicator}", rate, shown))
    missing = len(numbers) - len(mine)
    said = f"Taux d'atteinte {year} de la fiche {sheet}, d'après la feuille ouverte.{apart}"
    if missing:
        said += f" {counted(missing, 'indicateur')} sans réalisé."
    table = Table(("Indicateur", "Libellé", "Taux d'atteinte"), tuple(rows))
    source = turn.show("COG_SOURCE", f"fiche {sheet}")
    return answered(result, said, table=table, bars=tuple(bars), source=source)


@handles("retards")
def late(turn: Turn) -> Answer | Ask:
    """The indicators of the open annex that miss their target."""
    return _with_status(turn, MISSED, "en retard", "n'est en retard")


@handles("atteints")
def reached(turn: Turn) -> Answer | Ask:
    """The indicators of the open annex that meet their target."""
    return _with_status(turn, (MET,), "à l'objectif", "n'est à l'objectif")


def _with_status(turn: Turn, wanted: tuple[str, ...], what: str, none: str) -> Answer | Ask:
    read = _read(turn)
    if not isinstance(read, tuple):
        return read
    year, found = read
    achieved, apart = _judged(turn, found, year)
    if not achieved:
        return unknown(f"Je ne sais pas : aucun réalisé {year} n'est à juger.{apart}")
    result = turn.compute(_block("COG_STATUS", turn, achieved, year))
    statuses = [str(cell) for cell in first_column(result)]
    rows = tuple(
        _beside_target(turn, one, year, status)
        for one, status in zip(achieved, statuses, strict=True)
        if status in wanted
    )
    of = f"sur {counted(len(achieved), 'réalisé')} {year} de la feuille ouverte"
    if not rows:
        return answered(result, f"Aucun indicateur {none}, {of}.{apart}")
    said = f"{counted(len(rows), 'indicateur')} {what}, {of}.{apart}"
    return answered(result, said, table=Table(_BESIDE_TARGET, rows))


_BESIDE_TARGET: Final = ("Indicateur", "Libellé", "Réalisé", "Objectif", "Statut", "Cellule")


def _beside_target(turn: Turn, one: Achieved, year: int, status: str) -> tuple[str, ...]:
    """Return one achieved value beside its target, and the cell that holds it."""
    indicator = turn.convention.indicators[one.indicator]
    target = turn.show("COG_TARGET_TEXT", cell_value(one.indicator), year)
    return (
        one.indicator,
        indicator.label,
        _actual(indicator, one.value),
        target,
        status,
        one.address,
    )


def _judged(turn: Turn, achieved: list[Achieved], year: int) -> tuple[list[Achieved], str]:
    """Return the achieved values of a year that are judged, and what is said of the others."""
    kept = [one for one in achieved if not turn.convention.neutralised(one.indicator, year)]
    left = len(achieved) - len(kept)
    if not left:
        return kept, ""
    verb = "n'est pas compté" if left == 1 else "ne sont pas comptés"
    return kept, f" {counted(left, 'indicateur')} neutralisé{'s' * (left > 1)} {verb}."


def _read(turn: Turn) -> tuple[int, list[Achieved]] | Answer | Ask:
    """Return the year and the achieved values that a question is about."""
    if turn.context.sheet is None:
        return needing(SHEET, _NO_SHEET)
    try:
        found = achieved_values(turn.context.sheet, turn.convention.indicators)
    except InvalidInput as error:
        return unable(error.message)
    by_year = {
        year: values for year, values in found.items() if year in turn.convention.years and values
    }
    year = turn.given("year")
    if not by_year:
        return unknown(
            "Je ne sais pas : aucun réalisé n'est saisi dans les feuilles que je peux lire. "
            f"{_NO_SHEET}"
        )
    if year is None:
        if len(by_year) > 1:
            return Ask("year", "Pour quelle année ?", tuple(map(str, by_year)))
        year = next(iter(by_year))
    if int(year) not in by_year:
        return unknown(f"Je ne sais pas : aucun réalisé {int(year)} n'est saisi dans la feuille.")
    return int(year), by_year[int(year)]


def _block(name: str, turn: Turn, achieved: list[Achieved], year: int) -> Call:
    """Return one formula for several indicators: their values against their targets."""
    numbers = column([cell_value(one.indicator) for one in achieved])
    directions = [_direction(turn.convention.indicators[one.indicator], year) for one in achieved]
    stated = column(list(directions)) if any(directions) else None
    values = column([one.value for one in achieved])
    return call(name, values, call("COG_TARGET_TEXT", numbers, year), None, stated)


def _addressed(turn: Turn, number: int | str, year: int, actual: SlotValue) -> SlotValue | Ref:
    """Return a result with its address where the open annex holds it, else as it is."""
    # Without its place the result is computed as it was typed: that would only spare a correction.
    for one in _held(turn, year) if turn.context.cells else ():
        if one.indicator == str(number) and one.value == actual and one.as_typed:
            return Ref(one.address, one.value)
    return actual
