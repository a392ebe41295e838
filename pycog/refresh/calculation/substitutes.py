"""Native functions that the engine gets wrong and that are easily got right.

Its ``UPPER``, ``LOWER`` and ``PROPER`` know the letters A to Z only, which is too few
for French. A built-in function cannot be replaced, so the engine's copy calls another
name.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from pycog.xlsx import formulas

_MARK = "PYCOG_"


def _upper(text: str) -> str:
    # Excel changes letters one for one: « ß » stays.
    return "".join(one.upper() if len(one.upper()) == 1 else one for one in text)


_TEXT: Mapping[str, Callable[[str], str]] = {
    "UPPER": _upper,
    "LOWER": str.lower,
    "PROPER": str.title,
}
#: What a formula must hold, in lower case, to need :func:`substituted`.
WORDS = tuple(f"{name.lower()}(" for name in _TEXT)


def substituted(formula: str) -> str:
    """Return a formula that calls our functions in the place of the engine's."""
    if not any(word in formula.lower() for word in WORDS):
        return formula
    return "".join(
        _MARK + token.text
        if (token.kind, token.subkind) == ("func", "open") and token.text[:-1].upper() in _TEXT
        else token.text
        for token in formulas.tokens(formula)
    )


def restored(formula: str) -> str:
    """Return a formula of the engine's copy as it was written."""
    return formula.replace(_MARK, "")


def callables() -> Mapping[str, Callable[[Any], Any]]:
    """Return the engine callbacks by the names that :func:`substituted` writes."""
    return {_MARK + name: _callback(change) for name, change in _TEXT.items()}


def _callback(change: Callable[[str], str]) -> Callable[[Any], Any]:
    def call(value: Any = None) -> Any:
        if isinstance(value, list):
            return [[call(one) for one in line] for line in value]
        if isinstance(value, dict):
            return value
        if value is None:
            return ""
        if isinstance(value, bool):
            return str(value).upper()
        return change(value if isinstance(value, str) else f"{value:.15g}")

    return call
