"""Requests for a report, which whoever shows the conversation then has drawn."""

from __future__ import annotations

from typing import Final

from pycog.dialogue.answers import ANSWERED, REPORT, Answer, unknown
from pycog.dialogue.turn import Ask, Turn, handles

#: Report → what it is called.
_TITLES: Final = {
    "bilan": "Bilan annuel", "fiche": "Fiche objectif", "evaluation": "Évaluation",
    "tableau-de-bord": "Tableau de bord",
}  # fmt: skip
#: Extension of a file → what it is called.
_FORMS: Final = {"pdf": "PDF", "docx": "Word", "html": "page web", "xlsx": "Excel"}
_USUAL: Final = "pdf"


@handles("rapport")
def report(turn: Turn) -> Answer | Ask:
    """Which report is wanted, for which year and in which form."""
    convention, sheet = turn.convention, turn.given("sheet")
    kind, form = turn.words("report"), str(turn.given("form") or _USUAL)
    if kind == "bilan" and sheet is not None:
        kind = "fiche"
    if kind not in _TITLES or form not in _FORMS:
        return unknown("Je ne sais pas : je ne connais ni ce rapport ni ce format.")
    title = _TITLES[kind]
    if kind == "fiche":
        if sheet is None:
            first, last = min(convention.sheets), max(convention.sheets)
            return Ask("sheet", f"Quelle fiche objectif ? Donnez son numéro, de {first} à {last}.")
        if sheet not in convention.sheets:
            return unknown(f"Je ne sais pas : la fiche objectif {sheet} n'existe pas.")
        title = f"{title} {sheet}, exercice"
    years, year = convention.years, turn.given("year")
    if kind == "evaluation":
        year, when = years[-1], f"{years[0]}-{years[-1]}"
    elif year is None:
        return Ask("year", "Pour quel exercice ?", tuple(map(str, years)))
    elif year not in years:
        said = f"Je ne sais pas : {year} est hors de la {convention.short_title}."
        return unknown(said, map(str, years))
    else:
        when = str(year)
    wanted = {
        "report": kind,
        "year": year,
        "sheet": sheet if kind == "fiche" else None,
        "format": form,
    }
    said = f"{title} {when} au format {_FORMS[form]}, à tirer des annexes remplies."
    return Answer("", ANSWERED, said, action=REPORT, report=wanted)
