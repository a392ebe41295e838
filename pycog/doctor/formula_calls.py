"""How a call of ours is spelled in a formula, and how Excel needs it."""

from __future__ import annotations

import re

from pycog.xlsx import formulas

#: The spelling that Excel gives back to its add-in.
STORED = "_xldudf_"
# A link to the add-in's file, markers of other kinds of add-in, or of another
# environment of ours, alone or one upon the other.
_PREFIX = (
    r"(?:(?:'(?:[^']|'')*'|\[\d+\][^!]*)!)?"
    r"(?:_xlfn\.|_xlws\.|_xludf\.|_xll\.|_xldudf_(?:[A-Z\d]+_)??)*"
)
_CALL = re.compile(rf"(?P<prefix>{_PREFIX})(?P<name>COG_[A-Z_]+)", re.I)


def called(function: str) -> tuple[str, str] | None:
    """Return (prefix, ``COG_X``) of any spelling of a call of ours, healthy or not."""
    match = _CALL.fullmatch(function)
    return (match["prefix"], match["name"].upper()) if match else None


def calls_in(formula: str) -> list[tuple[str, str]]:
    """Return (prefix, name) of every call of ours in a formula, in its order."""
    if "cog_" not in formula.lower():
        return []
    try:
        names = formulas.functions_in(formula)
    except formulas.Unsupported:
        return []
    return [found for name in names if (found := called(name)) is not None]


def healed(formula: str) -> str:
    """Return a formula with every call of ours as Excel stores it.

    Raises:
        Unsupported: The formula cannot be read.
    """
    pieces = []
    for token in formulas.tokens(formula):
        text = token.text
        if (token.kind, token.subkind) == ("func", "open"):
            name = text.rstrip()[:-1]
            found = called(name)
            if found is not None and found[0] != STORED:
                text = STORED + found[1] + text[len(name) :]
        pieces.append(text)
    return "".join(pieces)
