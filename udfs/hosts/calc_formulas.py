"""The text of formulas with COG_ calls, as Calc needs it and as Excel stores it.

Calc hands an empty cell over as zero, but a range keeps its empty cells. So where a lone zero
came in, the argument is written in a form that tells: ``A7:A7`` for ``A7``, ``{0}`` for ``0``,
``IF({1};A1-B1)`` for ``A1-B1``, each with the same value. Excel's files get the plain form back.

Texts among several cells are another matter: see :func:`_with_texts`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from udfs.hosts.calc_names import CALLS, CELLS_CALL, SERVICE, formula_named, in_calc, in_xlsx

#: What one argument becomes: name of the formula, place and text of the argument.
Change = Callable[[str, int, str], str]

_WORD: Final = re.compile(r"[^\W\d][\w.]*")
_QUOTED: Final = re.compile(r'"(?:[^"]|"")*"|\'(?:[^\']|\'\')*\'')
#: A file in front of a function: what Excel leaves where the add-in was another one.
_LINK: Final = re.compile(r"(?:'(?:[^']|'')*'|\[\d+\])!$")
_CELL: Final = re.compile(
    r"(?P<sheet>\$?(?:'(?:[^']|'')+'|[^\W\d]\w*)[.!])?(?P<cell>\$?[A-Za-z]{1,3}\$?\d{1,7})"
)
_RANGE: Final = re.compile(
    rf"{_CELL.pattern}:(?:\$?(?:'(?:[^']|'')+'|[^\W\d]\w*)[.!])?(?P<other>\$?[A-Za-z]{{1,3}}\$?\d{{1,7}})"
)
_NAME: Final = re.compile(r"[^\W\d][\w.]*")
_ZERO: Final = re.compile(r"[+-]?(?:0+(?:\.0*)?|\.0+)")
_OPEN: Final = {"(": ")", "{": "}", "[": "]"}
#: Around a calculation: its value comes as a range of one cell, blank, error or zero.
_AROUND: Final = "IF({1}"
#: Functions that give back one of their arguments → the first that may be it.
_CHOOSING: Final = {"IF": 1, "CHOOSE": 1, "IFERROR": 0, "IFNA": 0}
#: Functions whose blank stays a blank inside such a calculation, or that never give one. Looking
#: a blank up gives a zero, so that one cannot be told: VLOOKUP and its like are not here.
_TELLABLE: Final = frozenset(
    re.findall(
        r"\w+",
        "INDEX OFFSET INDIRECT SUM SUMIF SUMIFS SUMPRODUCT SUBTOTAL AVERAGE AVERAGEIF COUNT COUNTA "
        "COUNTIF COUNTIFS ROUND ROUNDUP ROUNDDOWN INT TRUNC ABS VALUE MOD PRODUCT QUOTIENT DATE "
        "YEAR MONTH DAY TODAY DATEVALUE MATCH ROW COLUMN LEN POWER SQRT EDATE EOMONTH MIN MAX N",
    )
)
#: A cell, a number or a text by itself.
_SINGLE: Final = re.compile(rf"{_CELL.pattern}|[-+]?[\d.]+%?|\"(?:[^\"]|\"\")*\"|\{{0\}}")
_IS_TEXT: Final = "ISTEXT("
#: Calc has no truth values, only numbers that look like them; the formulas read these texts.
_TRUTH: Final = {"TRUE()": '"VRAI"', "FALSE()": '"FAUX"'}
#: A cell that may hold such a number: reference, and the same as a range, which keeps a blank.
_TRUTHFUL: Final = 'IF(ISLOGICAL({0});IF({0};"VRAI";"FAUX");{1})'
#: A truth value that a comparison gives, inside :data:`_AROUND`: no text in a file of Excel.
_COMPARED: Final = 'IF({0};"VRAI";"FAUX")'
#: Functions whose result is such a value.
_LOGICAL: Final = frozenset(
    [
        "AND",
        "OR",
        "XOR",
        "NOT",
        "TRUE",
        "FALSE",
        "EXACT",
        "ISBLANK",
        "ISERR",
        "ISERROR",
        "ISEVEN",
        "ISFORMULA",
        "ISLOGICAL",
        "ISNA",
        "ISNONTEXT",
        "ISNUMBER",
        "ISODD",
        "ISREF",
        "ISTEXT",
    ]
)
#: Functions that give cells, and the one whose cells are among those of its first argument.
_POINTING: Final = frozenset({"INDEX", "INDIRECT", "OFFSET"})
_AMONG: Final = "INDEX"
_OURS: Final = f"{SERVICE}.".upper()
_OPERATORS: Final = frozenset("+-*/^%")
_COMPARING: Final = frozenset("=<>")
_JOINING: Final = _COMPARING | {"&"}


@dataclass(frozen=True, slots=True)
class Needs:
    """What Calc was handed, or gave on, that the formulas as they stand cannot tell.

    Attributes:
        blanks: Formulas of the catalogue and places of their arguments where a lone zero came.
        texts: Formulas that gave several cells with texts among them, for ranges.
        tables: Formulas that gave them for single values, too.
        truths: Formulas and places where a lone one came, or a zero that is no blank: it may be a
            cell that holds VRAI or FAUX.
    """

    blanks: frozenset[tuple[str, int]] = frozenset()
    texts: frozenset[str] = frozenset()
    tables: frozenset[str] = frozenset()
    truths: frozenset[tuple[str, int]] = frozenset()

    def __bool__(self) -> bool:
        """Tell whether there is anything to be put right."""
        return bool(self.blanks or self.texts or self.tables or self.truths)

    def __or__(self, other: Needs) -> Needs:
        """Return what either needs."""
        return Needs(
            self.blanks | other.blanks,
            self.texts | other.texts,
            self.tables | other.tables,
            self.truths | other.truths,
        )


@dataclass(frozen=True, slots=True)
class _Writing:
    """How the calls of a formula are written anew."""

    spellings: Mapping[str, str]
    naming: Callable[[str], str]
    change: Change
    separator: str = ";"
    #: Whether the texts of a call, given its arguments, are to be compared.
    has_texts: Callable[[str, list[str]], bool] = lambda name, arguments: False


def renamed(formula: str, spellings: Mapping[str, str]) -> str:
    """Return a formula of Calc with every COG_ call under the name that Calc knows.

    Args:
        formula: As Calc gives it to programs, arguments between semicolons.
        spellings: See :func:`~udfs.hosts.calc_names.known_spellings`.
    """
    return _rewritten(formula, _Writing(spellings, in_calc, _unchanged))


def telling(
    formula: str,
    spellings: Mapping[str, str],
    needs: Needs,
    may_be_blank: Callable[[str], bool],
    shows_truth: Callable[[str], bool] = lambda reference: False,
) -> str:
    """Return a formula that tells blank, zero and FAUX apart, and whose texts can be compared.

    Args:
        formula: As Calc gives it to programs.
        spellings: See :func:`~udfs.hosts.calc_names.known_spellings`.
        needs: What has to be told.
        may_be_blank: Tells whether a reference stands for a cell that is empty or holds a zero.
        shows_truth: Tells whether a reference, of a cell or of several, or a name stands for
            cells one of which shows VRAI or FAUX.
    """

    def change(name: str, place: int, text: str) -> str:
        if (name, place) in needs.truths:
            text = _truthful(text, shows_truth)
        return _telling(text, may_be_blank) if (name, place) in needs.blanks else text

    def has_texts(name: str, arguments: list[str]) -> bool:
        # A single text is one that Calc compares like any other.
        return name in needs.tables or (name in needs.texts and not all(map(_is_single, arguments)))

    return _rewritten(formula, _Writing(spellings, in_calc, change, has_texts=has_texts))


def for_excel(formula: str, spellings: Mapping[str, str]) -> str:
    """Return a formula of an .xlsx file as Excel and ``pycog refresh`` know it.

    Args:
        formula: As LibreOffice stored it, arguments between commas.
        spellings: See :func:`~udfs.hosts.calc_names.known_spellings`.
    """
    writing = _Writing(spellings, in_xlsx, lambda name, place, text: _plain(text), ",")
    return _rewritten(formula, writing)


def _unchanged(name: str, place: int, text: str) -> str:
    return text


def _rewritten(formula: str, writing: _Writing) -> str:
    if not CALLS.search(formula):
        return formula
    found, at = [], 0
    while at < len(formula):
        quoted = _QUOTED.match(formula, at)
        word = None if quoted else _WORD.match(formula, at)
        end = (quoted or word).end() if quoted or word else at + 1  # type: ignore[union-attr]
        opening = _opening(formula, end) if word else None
        if word is None or opening is None:
            found.append(formula[at:end])
            at = end
            continue
        arguments, after = _arguments(formula, opening, writing.separator)
        name = formula_named(word[0], writing.spellings)
        inner = _comparable(word[0], arguments)
        if name is not None:
            _drop_link(found)
            found.append(_call(name, arguments, writing))
            at = after
        elif inner is not None:
            plain = _rewritten(inner, writing)
            is_ours = writing.separator == ";" and not plain.startswith(f"IF({_IS_TEXT}")
            found.append(_with_texts(plain) if is_ours else plain)
            at = after
        else:
            found.append(formula[at:end])
            at = end
    return "".join(found)


def _drop_link(before: list[str]) -> None:
    """Drop the file that a damaged call names before ours: Calc would look for it there."""
    if before[-1:] == ["!"]:
        before[:] = [_LINK.sub("", "".join(before))]


def _call(name: str, arguments: list[str], writing: _Writing) -> str:
    inner = [
        _TRUTH.get(text.strip().upper()) or writing.change(name, place, _rewritten(text, writing))
        for place, text in enumerate(arguments)
    ]
    call = f"{writing.naming(name)}({writing.separator.join(inner)})"
    return _with_texts(call) if writing.has_texts(name, arguments) else call


def _with_texts(call: str) -> str:
    """Return a call of several cells whose texts Calc compares.

    Calc never finds a text that an extension puts among several cells equal to another one; a
    text that it put together itself it does.
    """
    return f'IF({_IS_TEXT}{call});{call}&"";{call})'


def _comparable(word: str, arguments: list[str]) -> str | None:
    """Return the call inside what :func:`_with_texts` gives."""
    if word.upper() != "IF" or len(arguments) != len(("if", "then", "else")):
        return None
    call = arguments[2]
    is_ours = arguments[0] == f"{_IS_TEXT}{call})" and arguments[1] == f'{call}&""'
    return call if is_ours else None


def _is_single(argument: str) -> bool:
    """Tell whether an argument is surely one value."""
    plain = argument.strip()
    # « IF(ISLOGICAL(A7);…) » stands for A7: rewriting a formula twice is rewriting it once.
    plain = _told_truth(plain, ";") or plain
    cells = _RANGE.fullmatch(plain)
    one_cell = cells is not None and cells["cell"] == cells["other"]
    return one_cell or not plain or bool(_SINGLE.fullmatch(plain))


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
    function = None if plain.startswith(_AROUND) else _whole_call(plain, ";")
    if function in _CHOOSING:
        return _in_choices(plain, ";", lambda one: _telling(one, may_be_blank))
    is_told = (
        _is_arithmetic(plain)
        if function is None
        else function in _TELLABLE or (function.startswith(_OURS) and function != CELLS_CALL)
    )
    return f"{_AROUND};{plain})" if is_told or _NAME.fullmatch(plain) else text


def _truthful(text: str, shows_truth: Callable[[str], bool]) -> str:
    """Return an argument that hands VRAI or FAUX over as such, and anything else as it is."""
    plain = text.strip()
    reference = _one_cell(plain)
    if reference is not None:
        return _TRUTHFUL.format(reference, _range_of(reference)) if shows_truth(reference) else text
    function = _whole_call(plain, ";")
    if function == "IF" and plain.startswith(f"{_AROUND};"):
        inner = _arguments(plain, plain.index("("), ";")[0][1]
        told = _truthful(inner, shows_truth)
        return text if told == inner else told
    if function in _CHOOSING and _told_truth(plain, ";") is None:
        return _in_choices(plain, ";", lambda one: _truthful(one, shows_truth))
    if function in _LOGICAL or (function is None and _is_comparison(plain)):
        return f"{_AROUND};{_COMPARED.format(plain)})"
    return f"{CELLS_CALL}({plain})" if _may_point(plain, function, shows_truth) else text


def _may_point(plain: str, function: str | None, shows_truth: Callable[[str], bool]) -> bool:
    """Tell whether an argument gives cells that may show VRAI or FAUX."""
    if function == _AMONG:
        first = _arguments(plain, plain.index("("), ";")[0][0].strip()
        if _is_place(first):
            return shows_truth(first)
    return function in _POINTING or (_is_place(plain) and shows_truth(plain))


def _is_place(text: str) -> bool:
    """Tell whether a text is a reference or a name."""
    return any(form.fullmatch(text) for form in (_RANGE, _NAME, _CELL))


def _told_truth(text: str, separator: str) -> str | None:
    """Return the reference in what :func:`_truthful` gives, ``None`` for anything else."""
    if _whole_call(text, separator) != "IF":
        return None
    reference = _one_cell(_arguments(text, text.index("("), separator)[0][-1].strip())
    if reference is None:
        return None
    told = _TRUTHFUL.format(reference, _range_of(reference)).replace(";", separator)
    return reference if text.replace(" ", "") == told.replace(" ", "") else None


def _one_cell(text: str) -> str | None:
    """Return the reference of a cell, or of a range of one cell; ``None`` for anything else."""
    if _CELL.fullmatch(text):
        return text
    cells = _RANGE.fullmatch(text)
    return (
        (cells["sheet"] or "") + cells["cell"]
        if cells and cells["cell"] == cells["other"]
        else None
    )


def _range_of(reference: str) -> str:
    """Return the range of one cell."""
    cell = _CELL.fullmatch(reference)
    return f"{reference}:{cell['cell']}" if cell else reference


def _plain(text: str) -> str:
    """Return an argument without the form that told a blank from a zero, or VRAI from one."""
    plain = text.strip()
    truth = _told_truth(plain, ",")
    if truth is not None:
        return truth
    if (cells := _inside(plain, CELLS_CALL, ",")) is not None:
        return _plain(cells)
    if plain == "{0}":
        return "0"
    reference = _one_cell(plain)
    if reference is not None:
        return reference
    function = _whole_call(plain, ",")
    if plain.startswith(f"{_AROUND},") and function:
        inner = _arguments(plain, plain.index("("), ",")[0][1]
        return _compared(inner) or inner
    return _in_choices(plain, ",", _plain) if function in _CHOOSING else text


def _inside(text: str, function: str, separator: str) -> str | None:
    """Return the argument of a call of a function of one argument, where it is the whole text."""
    if _whole_call(text, separator) != function:
        return None
    return _arguments(text, text.index("("), separator)[0][0].strip()


def _compared(text: str) -> str | None:
    """Return the comparison whose truth value a text of an .xlsx file tells."""
    if _whole_call(text, ",") != "IF":
        return None
    first = _arguments(text, text.index("("), ",")[0][0]
    told = _COMPARED.format(first).replace(f"{first};", f"{first},").replace('";"', '","')
    return first.strip() if text.replace(" ", "") == told.replace(" ", "") else None


def _whole_call(text: str, separator: str) -> str | None:
    """Return the function whose call is the whole text."""
    word = _WORD.match(text)
    opening = _opening(text, word.end()) if word else None
    if word is None or opening is None:
        return None
    return word[0].upper() if _arguments(text, opening, separator)[1] == len(text) else None


def _in_choices(text: str, separator: str, change: Callable[[str], str]) -> str:
    """Change what a choosing function may give back."""
    opening = text.index("(")
    first = _CHOOSING[text[:opening].strip().upper()]
    arguments, _ = _arguments(text, opening, separator)
    told = (change(one) if place >= first else one for place, one in enumerate(arguments))
    return f"{text[: opening + 1]}{separator.join(told)})"


def _is_arithmetic(text: str) -> bool:
    """Tell whether a text is a calculation with numbers: only that is sure not to be a text."""
    found = set(_top_level(text))
    return bool(found & _OPERATORS) and not found & _JOINING


def _is_comparison(text: str) -> bool:
    """Tell whether a text compares: nothing binds less."""
    return bool(set(_top_level(text)) & _COMPARING)


def _top_level(text: str) -> Iterator[str]:
    """Yield what stands outside of parentheses and of texts, sign by sign."""
    depth, at = 0, 0
    while at < len(text):
        quoted = _QUOTED.match(text, at)
        if quoted:
            at = quoted.end()
            continue
        letter = text[at]
        depth += (letter in _OPEN) - (letter in _OPEN.values())
        if depth == 0:
            yield letter
        at += 1
