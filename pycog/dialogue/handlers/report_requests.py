"""Requests for a report, which whoever shows the conversation then has drawn."""

from __future__ import annotations

from typing import Final

from pycog.dialogue.answers import ANSWERED, REPORT, Answer, unknown
from pycog.dialogue.turn import Ask, Turn, handles
from pycog.reports.kinds import FORMS, KINDS

#: Form of a report for which none is asked.
_USUAL: Final = "pdf"
#: « Le bilan de la fiche 16 » is the report of that sheet.
_BILAN, _SHEET = "bilan", "fiche"


@handles("rapport")
def report(turn: Turn) -> Answer | Ask:
    """Which report is wanted, for which year and in which form."""
    convention, sheet = turn.convention, turn.given("sheet")
    kind, form = turn.words("report"), str(turn.given("form") or _USUAL)
    if kind == _BILAN and sheet is not None:
        kind = _SHEET
    if kind not in KINDS or form not in FORMS:
        return unknown("Je ne sais pas : je ne connais ni ce rapport ni ce format.")
    asked = KINDS[kind]
    title = asked.before_years
    if asked.one_sheet:
        if not convention.sheets:
            return unknown(f"Je ne sais pas : {convention.short_title} n'a pas de fiche objectif.")
        if sheet is None:
            first, last = min(convention.sheets), max(convention.sheets)
            return Ask("sheet", f"Quelle fiche objectif ? Donnez son numéro, de {first} à {last}.")
        if sheet not in convention.sheets:
            return unknown(f"Je ne sais pas : la fiche objectif {sheet} n'existe pas.")
        title = f"{title} {sheet}, exercice"
    years, year = convention.years, turn.given("year")
    if asked.whole_convention:
        year, when = years[-1], f"{years[0]}-{years[-1]}"
    elif year is None:
        return Ask("year", "Pour quel exercice ?", tuple(map(str, years)))
    elif year not in years:
        said = f"Je ne sais pas : {year} est hors {convention.of}."
        return unknown(said, map(str, years))
    else:
        when = str(year)
    wanted = {
        "report": kind,
        "year": year,
        "sheet": sheet if asked.one_sheet else None,
        "format": form,
    }
    said = f"{title} {when} au format {FORMS[form].spoken}, à tirer des annexes remplies."
    return Answer("", ANSWERED, said, action=REPORT, report=wanted)
