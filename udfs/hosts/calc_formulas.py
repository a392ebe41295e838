"""The text of formulas with COG_ calls, as Calc needs it and as Excel stores it.

Calc hands an empty cell over as zero, but a range keeps its empty cells. So where a lone zero
came in, the argument is written in a form that tells: ``A7:A7`` for ``A7``, ``{0}`` for ``0``,
``(A1-B1)*{1}`` for ``A1-B1``, each with the same value. Excel's files get the plain form back.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Final

from udfs.hosts.calc_names import CALLS, formula_named, in_calc, in_xlsx

#: What one argument becomes: name of the formula, place and text of the argument.
Change = Callable[[str, int, str], str]

_WORD: Final = re.compile(r"[^\W\d][\w.]*")
_QUOTED: Final = re.compile(r'"(?:[^"]|"")*"|\'(?:[^\']|\'\')*\'')
_CELL: Final = re.compile(
    r"(?P<sheet>\$?(?:'(?:[^']|'')+'|[^\W\d]\w*)[.!])?(?P<cell>\$?[A-Za-z]{1,3}\$?\d{1,7})"
)
_NAME: Final = re.compile(r"[^\W\d][\w.]*")
_ZERO: Final = re.compile(r"[+-]?(?:0+(?:\.0*)?|\.0+)")
_OPERATORS: Final = frozenset("+-*/^")
_OPEN: Final = {"(": ")", "{": "}", "[": "]"}
#: Functions that give back one of their arguments → the first that may be it.
_CHOOSING: Final = {"IF": 1, "CHOOSE": 1, "IFERROR": 0, "IFNA": 0}
#: Functions that give a reference, which two of them make a range.
_REFERRING: Final = frozenset({"INDEX", "OFFSET", "INDIRECT"})
#: Functions that always give a number.
_NUMERIC: Final = frozenset(
    "SUM SUMIF SUMIFS SUMPRODUCT SUBTOTAL AVERAGE AVERAGEIF MIN MAX COUNT COUNTA COUNTIF COUNTIFS "
    "ROUND ROUNDUP ROUNDDOWN INT TRUNC ABS VALUE N MOD PRODUCT QUOTIENT DATE YEAR MONTH DAY TODAY "
    "DATEVALUE MEDIAN LARGE SMALL RANK MATCH ROW COLUMN LEN POWER SQRT EDATE EOMONTH".split()
)
_UNIT_BEHIND: Final = "*{1}"


def renamed(formula: str, spellings: Mapping[str, str]) -> str:
    """Return a formula of Calc with every COG_ call under the name that Calc knows.

    Args:
        formula: As Calc gives it to programs, arguments between semicolons.
        spellings: See :func:`~udfs.hosts.calc_names.known_spellings`.
    """
    return _rewritten(formula, spellings, in_calc, lambda name, place, text: text, ";")


def telling(
    formula: str,
    spellings: Mapping[str, str],
    doubts: frozenset[tuple[str, int]],
    may_be_blank: Callable[[str], bool],
) -> str:
    """Return a formula whose arguments tell an empty cell from a zero.

    Args:
        formula: As Calc gives it to programs.
        spellings: See :func:`~udfs.hosts.calc_names.known_spellings`.
        doubts: Formulas of the catalogue and places of their arguments where a lone zero came.
        may_be_blank: Tells whether a reference or a name stands for one cell that is empty or
            holds a zero.
    """

    def change(name: str, place: int, text: str) -> str:
        return _telling(text, may_be_blank) if (name, place) in doubts else text

    return _rewritten(formula, spellings, in_calc, change, ";")


def for_excel(formula: str, spellings: Mapping[str, str]) -> str:
    """Return a formula of an .xlsx file as Excel and ``pycog refresh`` know it.

    Args:
        formula: As LibreOffice stored it, arguments between commas.
        spellings: See :func:`~udfs.hosts.calc_names.known_spellings`.
    """
    return _rewritten(formula, spellings, in_xlsx, lambda name, place, text: _plain(text), ",")


def _rewritten(
    formula: str,
    spellings: Mapping[str, str],
    naming: Callable[[str], str],
    change: Change,
    separator: str,
) -> str:
    if not CALLS.search(formula):
        return formula
    found, at = [], 0
    while at < len(formula):
        quoted = _QUOTED.match(formula, at)
        word = None if quoted else _WORD.match(formula, at)
        end = (quoted or word).end() if quoted or word else at + 1  # type: ignore[union-attr]
        opening = _opening(formula, end) if word else None
        name = formula_named(word[0], spellings) if word and opening is not None else None
        if name is None or opening is None:
            found.append(formula[at:end])
            at = end
            continue
        arguments, at = _arguments(formula, opening, separator)
        inner = (
            change(name, place, _rewritten(text, spellings, naming, change, separator))
            for place, text in enumerate(arguments)
        )
        found.append(f"{naming(name)}({separator.join(inner)})")
    return "".join(found)


def _opening(text: str, at: int) -> int | None:
    """Return where the parenthesis of a call stands, if the word before ``at`` is one."""
    while at < len(text) and text[at] == " ":
        at += 1
    return at if text[at : at + 1] == "(" else None


def _arguments(text: str, opening: int, separator: str) -> tuple[list[str], int]:
    """Return the arguments of a call and where it ends."""
    closing, found, start, at = [")"], [], opening + 1, opening + 1
    while at < len(text):
        quoted = _QUOTED.match(text, at)
        if quoted:
            at = quoted.end()
            continue
        letter = text[at]
        if letter in _OPEN:
            closing.append(_OPEN[letter])
        elif letter == closing[-1]:
            closing.pop()
            if not closing:
                break
        elif letter == separator and len(closing) == 1:
            found.append(text[start:at])
            start = at + 1
        at += 1
    found.append(text[start:at])
    return found, at + 1


def _telling(text: str, may_be_blank: Callable[[str], bool]) -> str:
    plain = text.strip()
    cell = _CELL.fullmatch(plain)
    if cell:
        return f"{plain}:{cell['cell']}" if may_be_blank(plain) else text
    if _ZERO.fullmatch(plain):
        return "{0}"
    if _NAME.fullmatch(plain):
        return f"{plain}:{plain}" if may_be_blank(plain) else text
    call = _whole_call(plain)
    if call is not None:
        return _telling_call(plain, call, may_be_blank)
    return f"({plain}){_UNIT_BEHIND}" if _is_arithmetic(plain) else text


def _telling_call(text: str, function: str, may_be_blank: Callable[[str], bool]) -> str:
    if function in _REFERRING:
        return f"{text}:{text}"
    if function in _NUMERIC:
        return f"{text}{_UNIT_BEHIND}"
    first = _CHOOSING.get(function)
    if first is None:
        return text
    opening = text.index("(")
    arguments, _ = _arguments(text, opening, ";")
    told = [
        _telling(argument, may_be_blank) if place >= first else argument
        for place, argument in enumerate(arguments)
    ]
    return f"{text[: opening + 1]}{';'.join(told)})"


def _whole_call(text: str) -> str | None:
    """Return the function whose call is the whole text."""
    word = _WORD.match(text)
    opening = _opening(text, word.end()) if word else None
    if word is None or opening is None:
        return None
    _, end = _arguments(text, opening, ";")
    return word[0].upper() if end == len(text) else None


def _is_arithmetic(text: str) -> bool:
    """Tell whether a text is a calculation with numbers: only that is sure not to be a text."""
    depth, at, found = 0, 0, False
    while at < len(text):
        quoted = _QUOTED.match(text, at)
        if quoted:
            at = quoted.end()
            continue
        letter = text[at]
        depth += (letter in _OPEN) - (letter in _OPEN.values())
        if depth == 0:
            if letter in "&=<>":
                return False
            found = found or letter in _OPERATORS or letter == "%"
        at += 1
    return found


def _plain(text: str) -> str:
    """Return an argument without the form that told a blank from a zero."""
    plain = text.strip()
    if plain == "{0}":
        return "0"
    half = len(plain) // 2
    if plain[half : half + 1] == ":" and plain[:half] == plain[half + 1 :]:
        return plain[:half]
    cell = re.fullmatch(rf"(?P<one>{_CELL.pattern}):(?P<other>\$?[A-Za-z]+\$?\d+)", plain)
    if cell and cell["cell"] == cell["other"]:
        return cell["one"]
    if plain.endswith(_UNIT_BEHIND):
        return _without_parentheses(plain.removesuffix(_UNIT_BEHIND))
    call = _choosing_call(plain)
    return text if call is None else call


def _without_parentheses(text: str) -> str:
    if text.startswith("(") and _arguments(text, 0, ",")[1] == len(text):
        return text[1:-1]
    return text


def _choosing_call(text: str) -> str | None:
    """Return the call of a choosing function with its arguments in plain form."""
    word = _WORD.match(text)
    if word is None or word[0].upper() not in _CHOOSING or _opening(text, word.end()) is None:
        return None
    opening = text.index("(")
    arguments, end = _arguments(text, opening, ",")
    if end != len(text):
        return None
    first = _CHOOSING[word[0].upper()]
    told = (_plain(one) if place >= first else one for place, one in enumerate(arguments))
    return f"{text[: opening + 1]}{','.join(told)})"
