"""Puts what messages say of the command into the words of the pane, which has buttons.

A message of a rule is written once, for the command and for the pane alike. Who reads it in Excel
has no command: what a button does is named by the button, and what only the command does is left
out.
"""

from __future__ import annotations

import re
from typing import Final

#: What only a command line says: a command of ours, or an option.
_COMMAND: Final = re.compile(
    r"\bpycog (?:ask|assumptions|audit|bind|build|consolidate|conventions?|doctor|equip|eval|"
    r"diff|explain|functions|history|libreoffice|manifest|refresh|report|scenario|score|scorecard|"
    r"seal|serve|verify|watch)\b"
    r"|(?<!\S)\(?--[a-z]|commande pycog"
)
#: A part of a sentence → the same for a reader of the pane.
_SAID: Final = (
    (
        r"[Ll]ancez « pycog refresh »( sur ce classeur)?, ou ouvrez",
        "cliquez sur « Recalculer », ou ouvrez",
    ),
    (
        r"Lancez « pycog refresh »( sur ce classeur)?",
        "Cliquez sur « Recalculer » et enregistrez le classeur",
    ),
    (r"Recalculez d'abord le classeur : pycog refresh", "Cliquez d'abord sur « Recalculer »"),
    (r"Équipez d'abord le classeur : pycog equip", "Cliquez d'abord sur « Équiper »"),
    (r"[Rr]ecalculez(?: le classeur)? avec pycog refresh", "Cliquez sur « Recalculer »"),
    (r"Réparez le classeur avec pycog doctor --repair", "Cliquez sur « Contrôler »"),
    (r"« pycog explain » en donne la raison", "« Expliquer » en donne la raison"),
    (r"pycog functions(?: COG_\w+)? (?:liste les fonctions|donne ses arguments)", "voir l'aide"),
    (r"s'équipe avec « pycog equip »", "s'équipe par le bouton « Équiper »"),
    (
        r"\(« pycog equip FICHIER --en-place »\)",
        "(bouton « Équiper »)",
    ),
)
_SENTENCE: Final = re.compile(r"(?<=[.!?])\s+(?=[A-ZÀÉÈÊÎÔ«])")
_CLAUSE: Final = re.compile(r"\s*[;,]\s+")


def for_pane(message: str) -> str:
    """Return a message without commands and options.

    >>> for_pane("Total faux. Lancez « pycog refresh » sur ce classeur.")
    'Total faux. Cliquez sur « Recalculer » et enregistrez le classeur.'
    """
    if not _COMMAND.search(message):
        return message
    for said, meant in _SAID:
        message = re.sub(said, meant, message)
    kept = [_without_commands(one) for one in _SENTENCE.split(message)]
    return " ".join(filter(None, kept)) or "Demandez à votre administrateur ce qui peut être fait."


def _without_commands(sentence: str) -> str:
    """Return a sentence without the clauses that name a command, "" where nothing is left."""
    if not _COMMAND.search(sentence):
        return sentence
    clauses = [one for one in _CLAUSE.split(sentence) if not _COMMAND.search(one)]
    left = ", ".join(clauses).rstrip(".,; ")
    left = left.removeprefix("ou ")
    return f"{left[0].upper()}{left[1:]}." if left else ""
