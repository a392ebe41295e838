"""Questions about the open workbook, sources, and what the assistant can do."""

from __future__ import annotations

from typing import Final

from pycog.dialogue.answers import (
    ANSWERED,
    SELECTION,
    SHEET,
    Answer,
    Table,
    answered,
    needing,
    unknown,
)
from pycog.dialogue.expressions import call
from pycog.dialogue.normalise import normalise
from pycog.dialogue.numbered_things import named_cell
from pycog.dialogue.offered import offered
from pycog.dialogue.turn import Ask, Turn, handles

_SELECT: Final = (
    "Je dois lire la cellule active. Sélectionnez-la dans le classeur et posez à nouveau la "
    "question."
)
_OPEN: Final = "Je dois lire la feuille active. Ouvrez le classeur et posez à nouveau la question."
#: Families that « que sais-tu faire ? » leaves out: they follow from the others.
_UNLISTED: Final = "Suite de la conversation"


@handles("explication")
def explain(turn: Turn) -> Answer | Ask:
    """The active cell: value, formula, arithmetic, sources."""
    if turn.context.sheet is None:
        return needing(SELECTION, _SELECT)
    selected = turn.context.sheet.selection()
    if selected is None:
        return unknown(f"Je ne sais pas : aucune cellule n'est sélectionnée. {_SELECT}")
    asked = named_cell(turn.text)
    if asked and _is_another(asked, selected.place):
        return unknown(
            f"Je ne sais pas : la cellule active est {selected.place}, pas {asked}. Je n'explique "
            f"que la cellule active : sélectionnez {asked} et posez à nouveau la question."
        )
    said = f"{selected.place} : {selected.shown or '(vide)'}."
    return Answer(
        "",
        ANSWERED,
        said,
        display=selected.shown,
        formula_cells_fr=selected.formula,
        details=selected.lines[1:],
    )


def _is_another(asked: str, place: str) -> bool:
    """Tell whether a cell named in a question is not the active one."""
    sheet, _, cell = asked.lower().rpartition("!")
    active_sheet, _, active = place.rpartition("!")
    return cell != active.lower() or not normalise(active_sheet).endswith(sheet)


@handles("source")
def source(turn: Turn) -> Answer | Ask:
    """Where a fact is printed; without a subject, where the active cell comes from."""
    for name in ("indicator", "line", "sheet"):
        given = turn.given(name)
        if given is not None:
            result = turn.compute(
                call("COG_SOURCE", f"fiche {given}" if name == "sheet" else given)
            )
            if result.error:
                return unknown(f"Je ne sais pas : {result.error}")
            return answered(result, f"{result.display}.{_tool(turn, name)}", source=result.display)
    return explain(turn)


def _tool(turn: Turn, name: str) -> str:
    """Name the tool that annex 4 calls the source of an indicator."""
    indicator = turn.indicator if name == "indicator" else None
    tool = "" if indicator is None else indicator.source_tool
    return f" Mesuré par : {tool}." if tool else ""


@handles("controle")
def check(turn: Turn) -> Answer | Ask:
    """What a new calculation of the active sheet finds."""
    if turn.context.sheet is None:
        return needing(SHEET, _OPEN)
    found = list(turn.context.sheet.check())
    if not found:
        return Answer(
            "", ANSWERED, "Aucun écart : totaux, soldes et évolutions de la feuille sont justes."
        )
    plural = "s" if len(found) > 1 else ""
    said = f"{len(found)} constat{plural} dans la feuille."
    return Answer("", ANSWERED, said, table=Table(("Constat",), tuple((one,) for one in found)))


@handles("aide")
def help_(turn: Turn) -> Answer | Ask:
    """What can be asked, by family."""
    rows = tuple(
        (intent.family, intent.title, example)
        for intent in turn.known.intents.values()
        if intent.family != _UNLISTED
        for example in offered(turn.convention, intent)
    )
    said = "Voici ce que je sais faire, avec un exemple de question pour chaque sujet."
    table = Table(("Famille", "Sujet", "Exemple"), rows)
    first: dict[str, str] = {}
    for family, _, example in rows:
        first.setdefault(family, example)
    return Answer("", ANSWERED, said, table=table, choices=tuple(first.values()))


@handles("politesse")
def greet(turn: Turn) -> Answer | Ask:
    """A polite word."""
    said = "À votre service." if "merci" in turn.text else "Bonjour."
    return Answer("", ANSWERED, f"{said} Demandez « que sais-tu faire ? » pour des exemples.")
