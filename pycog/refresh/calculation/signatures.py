"""Which arguments of Excel's functions take a range, and which one value.

It decides what a range means there: all of its cells, or the one beside the formula
(implicit intersection), or, in an array formula, one calculation for each cell.
"""

from __future__ import annotations

from typing import Final

#: Functions all of whose arguments may be ranges.
_ALL: Final = frozenset(
    [
        "SUM",
        "PRODUCT",
        "AVERAGE",
        "AVERAGEA",
        "COUNT",
        "COUNTA",
        "COUNTBLANK",
        "MAX",
        "MIN",
        "MAXA",
        "MINA",
        "MEDIAN",
        "MODE",
        "MODE.SNGL",
        "MODE.MULT",
        "STDEV",
        "STDEVA",
        "STDEVP",
        "STDEVPA",
        "STDEV.S",
        "STDEV.P",
        "VAR",
        "VARA",
        "VARP",
        "VARPA",
        "VAR.S",
        "VAR.P",
        "SUMSQ",
        "SUMPRODUCT",
        "AND",
        "OR",
        "XOR",
        "CONCAT",
        "GCD",
        "LCM",
        "MULTINOMIAL",
        "GEOMEAN",
        "HARMEAN",
        "AVEDEV",
        "DEVSQ",
        "SKEW",
        "SKEW.P",
        "KURT",
        "FREQUENCY",
        "CORREL",
        "PEARSON",
        "SLOPE",
        "INTERCEPT",
        "RSQ",
        "STEYX",
        "COVAR",
        "COVARIANCE.P",
        "COVARIANCE.S",
        "TREND",
        "LINEST",
        "GROWTH",
        "LOGEST",
        "SUMX2MY2",
        "SUMX2PY2",
        "SUMXMY2",
        "MMULT",
        "MDETERM",
        "MINVERSE",
        "TRANSPOSE",
        "ROWS",
        "COLUMNS",
        "ROW",
        "COLUMN",
        "AREAS",
        "ISREF",
        "FORMULATEXT",
        "ISFORMULA",
        "SHEET",
        "SHEETS",
        "PROB",
        "CHITEST",
        "CHISQ.TEST",
        "FTEST",
        "F.TEST",
        "FILTER",
        "SORT",
        "SORTBY",
        "UNIQUE",
        "TOCOL",
        "TOROW",
        "VSTACK",
        "HSTACK",
        "TAKE",
        "DROP",
        "EXPAND",
        "CHOOSECOLS",
        "CHOOSEROWS",
        "WRAPROWS",
        "WRAPCOLS",
        "LET",
        "LAMBDA",
        "MAP",
        "REDUCE",
        "SCAN",
        "BYROW",
        "BYCOL",
        "MAKEARRAY",
        "ARRAYTOTEXT",
        "NPV",
        "TEXTJOIN",
        "SUBTOTAL",
        "ANCHORARRAY",
        "SINGLE",
        "N",
        "T",
        "TYPE",
        "GETPIVOTDATA",
        "IRR",
        "MIRR",
        "XNPV",
        "XIRR",
    ]
)
#: Places of the arguments that may be ranges, for the others.
_SOME: Final = {
    "LARGE": (0,), "SMALL": (0,), "PERCENTILE": (0,), "PERCENTILE.INC": (0,),
    "PERCENTILE.EXC": (0,), "QUARTILE": (0,), "QUARTILE.INC": (0,), "QUARTILE.EXC": (0,),
    "PERCENTRANK": (0,), "PERCENTRANK.INC": (0,), "PERCENTRANK.EXC": (0,), "TRIMMEAN": (0,),
    "RANK": (1,), "RANK.EQ": (1,), "RANK.AVG": (1,), "ZTEST": (0,), "Z.TEST": (0,),
    "TTEST": (0, 1), "T.TEST": (0, 1), "FORECAST": (1, 2), "FORECAST.LINEAR": (1, 2),
    "INDEX": (0,), "MATCH": (1,), "VLOOKUP": (1,), "HLOOKUP": (1,), "LOOKUP": (1, 2),
    "XLOOKUP": (1, 2, 3), "XMATCH": (1,), "OFFSET": (0,), "CELL": (1,),
    "SUMIF": (0, 2), "AVERAGEIF": (0, 2), "COUNTIF": (0,),
    "NETWORKDAYS": (2,), "WORKDAY": (2,), "NETWORKDAYS.INTL": (3,), "WORKDAY.INTL": (3,),
    "DSUM": (0, 2), "DCOUNT": (0, 2), "DCOUNTA": (0, 2), "DAVERAGE": (0, 2), "DMAX": (0, 2),
    "DMIN": (0, 2), "DGET": (0, 2), "DPRODUCT": (0, 2), "DSTDEV": (0, 2), "DSTDEVP": (0, 2),
    "DVAR": (0, 2), "DVARP": (0, 2), "SERIESSUM": (3,),
}  # fmt: skip
#: Functions whose odd or even arguments are ranges, after a first one.
_PAIRED: Final = {"COUNTIFS": 0, "SUMIFS": 1, "AVERAGEIFS": 1, "MAXIFS": 1, "MINIFS": 1}
#: Arguments that are calculated as arrays even in an ordinary formula.
_FORCED: Final = {
    "SUMPRODUCT": None, "MMULT": None, "MDETERM": None, "MINVERSE": None, "TRANSPOSE": None,
    "FREQUENCY": None, "SUMX2MY2": None, "SUMX2PY2": None, "SUMXMY2": None, "CORREL": None,
    "PEARSON": None, "SLOPE": None, "INTERCEPT": None, "RSQ": None, "STEYX": None, "COVAR": None,
    "MODE": None, "MODE.SNGL": None, "MODE.MULT": None, "PROB": None, "FILTER": None,
    "SORT": None, "SORTBY": None, "UNIQUE": None,
    "LINEST": None, "TREND": None, "LOGEST": None, "GROWTH": None, "LET": None, "VSTACK": None,
    "HSTACK": None, "TAKE": None, "DROP": None, "TOCOL": None, "TOROW": None, "EXPAND": None,
    "CHOOSECOLS": None, "CHOOSEROWS": None, "WRAPROWS": None, "WRAPCOLS": None,
    "LOOKUP": (1, 2), "MATCH": (1,), "INDEX": (0,), "XLOOKUP": (1, 2), "XMATCH": (1,),
    "AGGREGATE": (2,),
}  # fmt: skip
#: Functions that hand on what one of their arguments is, ranges included: which ones.
PASSING: Final = {"IF": 1, "CHOOSE": 1, "IFERROR": 0, "IFNA": 0, "IFS": 0, "SWITCH": 1}
#: Functions that give a reference.
REFERRING: Final = frozenset({"INDEX", "OFFSET", "INDIRECT", "CHOOSE", "IF", "XLOOKUP", "SINGLE"})
#: Functions that give several values by themselves.
SPREADING: Final = frozenset(
    [
        "TRANSPOSE",
        "MMULT",
        "MINVERSE",
        "FREQUENCY",
        "LINEST",
        "TREND",
        "LOGEST",
        "GROWTH",
        "MODE.MULT",
        "FILTER",
        "SORT",
        "SORTBY",
        "UNIQUE",
        "SEQUENCE",
        "RANDARRAY",
        "TOCOL",
        "TOROW",
        "VSTACK",
        "HSTACK",
        "TAKE",
        "DROP",
        "EXPAND",
        "CHOOSECOLS",
        "CHOOSEROWS",
        "WRAPROWS",
        "WRAPCOLS",
        "MAP",
        "SCAN",
        "BYROW",
        "BYCOL",
        "MAKEARRAY",
        "ANCHORARRAY",
        "TEXTSPLIT",
        "MUNIT",
    ]
)
#: What the engine calculates for each cell of a range as Excel does.
LIFTED_BY_ENGINE: Final = frozenset({"IF", "IFERROR", "IFNA", "SIN", "COS", "TAN"})
#: Functions to which several areas are the same as several arguments.
ADDING: Final = frozenset(
    [
        "SUM",
        "PRODUCT",
        "AVERAGE",
        "AVERAGEA",
        "COUNT",
        "COUNTA",
        "MAX",
        "MIN",
        "MAXA",
        "MINA",
        "MEDIAN",
        "STDEV",
        "STDEVA",
        "STDEVP",
        "STDEVPA",
        "STDEV.S",
        "STDEV.P",
        "VAR",
        "VARA",
        "VARP",
        "VARPA",
        "VAR.S",
        "VAR.P",
        "SUMSQ",
        "AND",
        "OR",
    ]
)
#: Functions that hold names of their own or formulas as values.
NAMING: Final = frozenset({"LET", "LAMBDA", "MAP", "REDUCE", "SCAN", "BYROW", "BYCOL", "MAKEARRAY"})


def takes_range(function: str, place: int) -> bool:
    """Tell whether an argument of a function may be a range."""
    if function in _ALL:
        return True
    first = _PAIRED.get(function)
    if first is not None:
        return (place - first) % 2 == 0 or place < first
    if function == "AGGREGATE":
        return place >= 2
    return place in _SOME.get(function, ())


def forces_arrays(function: str, place: int) -> bool:
    """Tell whether an argument is calculated as an array in an ordinary formula too."""
    if function not in _FORCED:
        return False
    places = _FORCED[function]
    return places is None or place in places
