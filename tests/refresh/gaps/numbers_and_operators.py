"""Numbers at the fifteenth digit, and what operators and functions make of other values."""

from __future__ import annotations

from tests.refresh.gaps.case import case

case(
    "rounding at the fifteenth digit",
    "https://github.com/handsontable/hyperformula/issues/1746",
    sheets={
        "Feuil1": {
            "A1": "=ROUND(21.9/0.2,0)",
            "A2": "=ROUNDUP(2.21+2.19,2)",
            "A3": "=ROUNDDOWN(2.26+2.94,2)",
            "A4": "=ROUND(600.425,2)",
            "A5": "=ROUND(600.435,2)",
            "A6": "=ROUND(1.005,2)",
            "A7": "=ROUND(2.675,2)",
            "A8": "=ROUND(-10.5,0)",
            "A9": "=MROUND(5677.912288,10)",
            "A10": "=CEILING(60*0.6*100,1)",
            "A11": "=ROUND(0.285,2)",
        },
    },
    expected={
        "A1": 110,
        "A2": 4.4,
        "A3": 5.2,
        "A4": 600.43,
        "A5": 600.44,
        "A6": 1.01,
        "A7": 2.68,
        "A8": -11,
        "A9": 5680,
        "A10": 3600,
        "A11": 0.29,
    },
)
case(
    "subtraction that cancels, INT at 15 digits",
    "https://github.com/apache/poi/pull/1275",
    sheets={
        "Feuil1": {
            "A1": "=1.1-1-0.1",
            "B1": 1.1,
            "B2": 1,
            "A3": "=0.5-0.4-0.1",
            "B3": 0.1,
            "A4": "=0.1+0.2=0.3",
            "B4": "=B1-B2-B3",
            "A5": "=INT((0.1+0.7)*10)",
            "A6": "=B4=0",
        },
    },
    expected={"A1": 0, "A3": 0, "A4": True, "A5": 8, "B4": 0, "A6": True},
)
case(
    "operators",
    "https://github.com/apache/poi/pull/1282",
    sheets={
        "Feuil1": {
            "A1": "=-2^2",
            "A2": "=2^2^3",
            "A3": "=(-27)^(1/3)",
            "A4": "=-2%^2",
            "A5": "=0-2^2",
            "A6": "=-2^2^3",
            "A7": "=50%",
        },
    },
    expected={"A1": 4, "A2": 64, "A3": "#NUM!", "A4": 0.0004, "A5": -4, "A6": 64, "A7": 0.5},
)
case(
    "comparisons of blanks, booleans and text",
    "https://github.com/handsontable/hyperformula/issues/142",
    sheets={
        "Feuil1": {
            "A1": True,
            "C1": "=A1=B1",
            "C2": "=A1>B1",
            "C3": "=A1+B1",
            "C4": "=B1=0",
            "C5": '=B1=""',
            "C6": '="a">5',
            "C7": "=A1&B1",
            "C8": '=SUM(A1="x",B1=0,B1="")',
            "C9": "=FALSE=B1",
            "C10": '=A1>"zzz"',
            "C11": '=TEXT(1,"0.00")',  # the Excel is an English one
        },
    },
    expected={
        "C1": False,
        "C2": True,
        "C3": 1,
        "C4": True,
        "C5": True,
        "C6": True,
        "C7": "TRUE",
        "C8": 2,
        "C9": True,
        "C10": True,
    },
)
case(
    "booleans and text in SUM, AVERAGE, COUNT",
    "https://github.com/EPPlusSoftware/EPPlus/issues/859",
    sheets={
        "Feuil1": {
            "A1": "Oui",
            "B1": '=SUM(A1="Oui",A2="Oui",A3="Oui")',
            "A2": "Oui",
            "B2": "=SUM(A4:A5)",
            "A3": "'",
            "B3": "=SUMPRODUCT(--(A4:A4))",
            "A4": True,
            "B4": '=SUM(TRUE,"5")',
            "A5": "5",
            "B5": "=COUNT(TRUE,A4,A5)",
            "B6": "=COUNTA(A1,A2,A4)",
            "B7": "=AVERAGE(TRUE,2,A4,A5)",
        },
    },
    expected={"B1": 2, "B2": 0, "B3": 1, "B4": 6, "B5": 1, "B6": 3, "B7": 1.5},
)
case(
    "precision as displayed (fullPrecision=0)",
    "https://github.com/PHPOffice/PhpSpreadsheet/issues/1247",
    sheets={
        "Feuil1": {"A1": "=1/3", "A2": "=A1*3"},
    },
    system="displayed",
    expected={"A1": 0.33, "A2": 0.99},
    kept={"A1", "A2"},
)
case(
    "MOD, QUOTIENT, INT of negatives and fractions",
    "https://github.com/handsontable/hyperformula/issues/1747",
    sheets={
        "Feuil1": {
            "A1": "=MOD(-3,12)",
            "A2": "=MOD(5,-3)",
            "A3": "=MOD(1.5,1)",
            "A4": "=MOD(-456,15)",
            "A5": "=ROUND(MOD(-1412.34,-2.9),6)",
            "A6": "=INT(-2.5)",
            "A7": "=TRUNC(-2.5)",
            "A8": "=QUOTIENT(-5,2)",
            "A9": "=FLOOR(-2.5,1)",
            "A10": "=ODD(1.5)",
        },
    },
    expected={
        "A1": 9,
        "A2": -1,
        "A3": 0.5,
        "A4": 9,
        "A5": -0.04,
        "A6": -3,
        "A7": -2,
        "A8": -2,
        "A9": -3,
        "A10": 3,
    },
)
case(
    "QUOTIENT, ISEVEN, FACT at the fifteenth digit",
    "https://github.com/apache/poi/pull/1280",
    sheets={
        "Feuil1": {
            "A1": "=QUOTIENT(880000000*0.00849,3)",
            "A2": "=ISEVEN(880000000*0.00849/3)",
            "A3": "=FACT(5-9E-16)",
            "A4": "=INT(880000000*0.00849/3)",
            "A5": "=TRUNC(880000000*0.00849/3)",
        },
    },
    expected={"A1": 2490400, "A2": True, "A3": 120, "A4": 2490400, "A5": 2490400},
)
case(
    "CEILING, FLOOR of negatives and of decimal steps",
    "https://github.com/handsontable/formula-parser/issues/51",
    sheets={
        "Feuil1": {
            "E1": "=CEILING(-2.5,-2)",
            "E2": "=FLOOR(-2.5,-2)",
            "E3": "=CEILING(-2.5,2)",
            "E4": "=FLOOR(-2.5,2)",
            "E5": "=FLOOR(7.52,0.01)",
            "E6": "=FLOOR(0.3,0.1)",
            "E7": "=CEILING(2.45,0.5)",
        },
    },
    expected={"E1": -4, "E2": -2, "E3": -2, "E4": -4, "E5": 7.52, "E6": 0.3, "E7": 2.5},
)
case(
    "what is left of a difference shows in parentheses",
    "https://people.eecs.berkeley.edu/~wkahan/Mindless.pdf",
    sheets={
        "Feuil1": {
            "A1": 0.1,
            "A2": 0.2,
            "A3": 0.3,
            "B1": "=A1+A2-A3",
            "B2": "=(A1+A2-A3)",
            "B3": "=(4/3-1)*3-1",
            "B4": "=((4/3-1)*3-1)",
        },
    },
    expected={"B1": 0, "B2": 2.0**-54, "B3": 0, "B4": -(2.0**-52)},
)
case(
    "TYPE of an error and of a range, a month after a blank cell",
    "https://support.microsoft.com/fr-fr/office/45b4e688-4bc3-48b3-a105-ffa892995899",
    sheets={
        "Feuil1": {
            "A1": "error:#N/A",
            "A3": "'x",
            "B1": "=TYPE(A1)",
            "B2": "=TYPE(A2)",
            "B3": "=TYPE(A3)",
            "B4": "=TYPE(1=1)",
            "B5": "=TYPE(A1:A3)",
            "B6": "=EDATE(A2,1)",
        },
    },
    # 0 January 1900, a month later: the day before 1 February.
    expected={"B1": 16, "B2": 1, "B3": 2, "B4": 4, "B5": 64, "B6": 31},
)
case(
    "the first of the numbers met most often",
    "https://support.microsoft.com/office/mode-sngl-function-f1267c16-66c6-4386-959f-8fba5f8bb7f8",
    sheets={
        "Feuil1": {
            "A1": 3,
            "A2": 2,
            "A3": 2,
            "A4": 3,
            "A5": 1,
            "B1": "=MODE(A1:A5)",
            "B2": "=_xlfn.MODE.SNGL(A1:A5)",
            "B3": "=MODE(A4:A5,A1:A3)",
            "B4": "{=SUM(_xlfn.MODE.MULT(A1:A5)*{10;1})}",
            "B5": "=MODE(A3:A5)",
            "B6": "=MODE(5,4,4,5)",
        },
    },
    expected={"B1": 3, "B2": 3, "B3": 3, "B4": 32, "B5": "#N/A", "B6": 5},
)
case(
    "CEILING.MATH, FLOOR.MATH and their like below zero, with and without a mode",
    "https://support.microsoft.com/office/ceiling-math-function-80f95d2f-b499-4eee-9f16-f795a8e306c8",
    sheets={
        "Feuil1": {
            "A1": "=_xlfn.CEILING.MATH(24.3,5)",
            "A2": "=_xlfn.CEILING.MATH(-8.1,2)",
            "A3": "=_xlfn.CEILING.MATH(-5.5,2,-1)",
            "A4": "=_xlfn.CEILING.MATH(6.7)",
            "A5": "=_xlfn.FLOOR.MATH(24.3,5)",
            "A6": "=_xlfn.FLOOR.MATH(-8.1,2)",
            "A7": "=_xlfn.FLOOR.MATH(-5.5,2,-1)",
            "A8": "=_xlfn.CEILING.MATH(5.5,-2)",
            "A9": "=_xlfn.FLOOR.PRECISE(-3.2,-1)",
            "A10": "=ISO.CEILING(-4.3,2)",
            "A11": "=_xlfn.CEILING.PRECISE(4.3,-2)",
            "A12": "=_xlfn.CEILING.MATH(5,0)",
        },
    },
    expected={
        "A1": 25, "A2": -8, "A3": -6, "A4": 7, "A5": 20, "A6": -10, "A7": -4, "A8": 6, "A9": -4,
        "A10": -4, "A11": 6, "A12": 0,
    },
)  # fmt: skip
case(
    "COUNT leaves out the errors that it is given",
    "own: the usual =COUNT(FIND(…)) tells whether a text holds another",
    sheets={
        "Feuil1": {
            "A1": "visite",
            "A2": 3,
            "B1": '=IF(COUNT(FIND("z",A1)),"oui","non")',
            "B2": '=IF(COUNT(FIND("s",A1)),"oui","non")',
            "B3": "=COUNT(1/0,A2)",
            "B4": "=COUNT(MATCH(9,A2:A4,0))",
            "B5": "=COUNT(A2+1,A5)",
            "B6": "=COUNT(OFFSET(A1,0,0,9))",
            "B7": "=COUNT(INDEX(A1:A9,0))",
            "B8": '=SUM(COUNT(SEARCH({"v","q"},A1)))',
            "B9": '=COUNT(DATEVALUE("3/4"))',
        },
    },
    expected={
        "B1": "non",
        "B2": "oui",
        "B3": 1,
        "B4": 0,
        "B5": 1,
        "B6": 1,
        "B7": 1,
        "B8": 1,
        "B9": 1,
    },
    kept=("B9",),
)
