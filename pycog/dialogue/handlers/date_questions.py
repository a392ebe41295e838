"""Questions about dates: tacit approval, delays, milestones."""

from __future__ import annotations

import datetime as dt
from typing import Final

from pycog.dialogue.answers import ANSWERED, Answer, Result, Table, answered, unknown
from pycog.dialogue.expressions import call
from pycog.dialogue.intents import AND
from pycog.dialogue.turn import Ask, Turn, handles
from pycog.values import CellValue, Scalar, display


@handles("approbation")
def approval(turn: Turn) -> Answer | Ask:
    """The day on which approval is deemed acquired."""
    result = turn.compute(call("COG_APPROVAL_DATE", turn.words("date")))
    if result.error:
        return unknown(f"Je ne sais pas : {result.error}")
    day = _french(turn.words("date"))
    said = f"Réception le {day} : l'approbation est réputée acquise le {result.display}."
    if " vot" in f" {turn.text}":
        # The annex counts from reception: a date of vote is said to be taken for it.
        said += (
            " Le délai court de la réception par l'État et non du vote : la date du vote est "
            "prise ici pour celle de la réception."
        )
    return answered(result, said)


@handles("delai")
def delay(turn: Turn) -> Answer | Ask:
    """The days between two dates."""
    start, end = turn.words("start"), turn.words("end")
    result = turn.compute(call("COG_DELAY", start, end))
    if result.error:
        return unknown(f"Je ne sais pas : {result.error}")
    said = f"Du {_french(start)} au {_french(end)} : {result.display}."
    return answered(result, said)


@handles("date-limite")
def due(turn: Turn) -> Answer | Ask:
    """The last day of a due date as printed."""
    until = turn.slots["until"]
    result = turn.compute(call("COG_DUE", until))
    if result.error:
        return unknown(f"Je ne sais pas : {result.error}")
    return answered(result, f"Échéance « {until} » : dernier jour le {result.display}.")


#: Milestones that the sentence itself names, beside the table.
_FEW: Final = 3


@handles("echeances")
def milestones(turn: Turn) -> Answer | Ask:
    """The milestones of a sheet or up to a date, by date."""
    sheet, until = turn.given("sheet"), turn.given("until")
    # An omitted first argument is blank in a cell: the empty text says the same.
    result = turn.compute(call("COG_MILESTONES", "" if sheet is None else sheet, until))
    if result.error:
        return unknown(f"Je ne sais pas : {result.error}")
    rows = tuple(tuple(_shown(cell, at) for at, cell in enumerate(line)) for line in _rows(result))
    where = "" if sheet is None else f" de la fiche {sheet}"
    when = "" if until is None else f" jusqu'à : {_until(until)}"
    plural = "s" if len(rows) > 1 else ""
    few = " ; ".join(f"{line[2]} ({line[3]})" for line in rows) if len(rows) <= _FEW else ""
    said = f"{len(rows)} échéance{plural}{where}{when}{f' : {few}' if few else ''}."
    headings = ("Date limite", "Fiche", "Mesure", "Échéance imprimée", "Source")
    return answered(result, said, table=Table(headings, rows))


@handles("echeance-mesure")
def milestone(turn: Turn) -> Answer | Ask:
    """When one measure is due, or the few that the words name."""
    keys = turn.words("milestone").split(AND)
    found = [one for one in turn.convention.milestones if one.key in keys]
    if not found:
        return unknown("Je ne sais pas : la convention ne date pas cette mesure.")
    if len(found) == 1:
        one = found[0]
        result = turn.compute(call("COG_DUE", one.reading or one.printed))
        if result.error:
            return unknown(f"Je ne sais pas : {result.error}")
        said = f"{one.what} : « {one.printed} », au plus tard le {result.display}."
        details = tuple(text for text in (one.doubt, one.note) if text)
        return answered(result, said, printed=one.printed, source=one.citation, details=details)
    rows = tuple((one.what, one.printed, one.citation) for one in found)
    table = Table(("Mesure", "Échéance imprimée", "Source"), rows)
    return Answer("", ANSWERED, f"{len(rows)} mesures répondent à ces mots.", table=table)


@handles("date-bilan")
def report_due(turn: Turn) -> Answer | Ask:
    """The last day to propose the yearly report of an exercise."""
    year = turn.whole("year")
    found = {one.key: one for one in turn.convention.milestones}.get(f"bilan_{year}")
    if found is None:
        return unknown(
            f"Je ne sais pas : la {turn.convention.short_title} n'imprime pas de date pour le "
            f"bilan {year}.",
            map(str, turn.convention.years),
        )
    result = turn.compute(call("COG_DUE", found.reading or found.printed))
    if result.error:
        return unknown(f"Je ne sais pas : {result.error}")
    said = f"{found.what} : au plus tard le {result.display}."
    details = (found.note,) if found.note else ()
    return answered(result, said, printed=found.printed, source=found.citation, details=details)


def _rows(result: Result) -> list[list[Scalar]]:
    value: CellValue = result.value
    return value if isinstance(value, list) else [[value]]


def _shown(cell: Scalar, column: int) -> str:
    return display(cell, "date" if column == 0 else "text")


def _until(until: float | int | str) -> str:
    text = str(until)
    try:
        return _french(text)
    except ValueError:
        return text


def _french(iso: str) -> str:
    return dt.date.fromisoformat(iso).strftime("%d/%m/%Y")
