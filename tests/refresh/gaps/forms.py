"""Forms of formulas whose results are worked out by hand in the case."""

from __future__ import annotations

from tests.refresh.gaps.case import Table, case

_HAND = "worked out by hand"

case(
    "running balance: OFFSET of the own cell, one row up",
    _HAND,
    sheets={
        "F": {
            "A1": 100,
            "B2": 50,
            "B3": 25,
            "A2": "=OFFSET(A2,-1,0)+B2",
            "A3": "=OFFSET(A3,-1,0)+B3",
        }
    },
    expected={"A2": 150, "A3": 175},
)
case(
    "OFFSET of negative sizes, and out of the sheet",
    _HAND,
    sheets={
        "F": {
            "A1": 1,
            "A2": 2,
            "A3": 4,
            "A4": 8,
            "C1": "=SUM(OFFSET(A4,0,0,-3,1))",
            "C2": "=SUM(OFFSET(A1,1,0,2))",
            "C3": "=ROWS(OFFSET(A1:A3,1,0))",
        }
    },
    expected={"C1": 14, "C2": 6, "C3": 3},
)
case(
    "an ordinary formula does not fill its neighbour",
    _HAND,
    sheets={"F": {"A1": 10, "B1": 5, "A2": "=IF(TRUE,A1:B1*2,0)", "D2": "=SUM(A2:B2)"}},
    stored={"F!A2": 20, "F!D2": 20},
    marked=True,
    expected={"A2": 20, "D2": 20},
)
case(
    "a classic array repeats its one column over a fixed range that is summed",
    _HAND,
    sheets={
        "F": {
            "G1": 9,
            "G2": 7,
            "A5": "{=G1:G2*2}@A5:B6",
            "B5": 18,
            "A6": 14,
            "B6": 14,
            "A8": "=SUM(A5:B6)",
        }
    },
    expected={"A5": 18, "A8": 64},
)
case(
    "a column named without its table is the cell of its row, or the whole column",
    _HAND,
    sheets={
        "F": {
            "A1": "Reçu",
            "B1": "Part",
            "A2": 10,
            "A3": 30,
            "B2": "=[Reçu]/SUM([Reçu])",
            "B3": "=[Reçu]/SUM([Reçu])",
            "A4": "=SUBTOTAL(109,[Reçu])",
        }
    },
    tables=[Table("Tab", "F", "A1:B4", ["Reçu", "Part"], 1)],
    expected={"B2": 0.25, "B3": 0.75, "A4": 40},
)
case(
    "SUMPRODUCT counts numbers only, of ranges of one size",
    _HAND,
    sheets={
        "F": {
            "A1": True,
            "A2": 3,
            "A3": "x",
            "B1": 2,
            "B2": 5,
            "B3": 7,
            "D1": "=SUMPRODUCT(A1:A3)",
            "D2": "=SUMPRODUCT(A1:A3,B1:B3)",
            "D3": '=SUMPRODUCT(A1:A3="x")',
            "D4": '=SUMPRODUCT((A1:A3="x")*B1:B3)',
            "D5": "=SUMPRODUCT((A:A>0)*(B:B>4))",
        }
    },
    expected={"D1": 3, "D2": 15, "D3": 0, "D4": 7, "D5": 2},
)
case(
    "ranges of another shape are an error, not another sum",
    _HAND,
    sheets={
        "F": {
            "A1": "x",
            "B1": "y",
            "C1": "x",
            "A2": 1,
            "A3": 2,
            "A4": 4,
            "E1": '=SUMIFS(A2:A4,A1:C1,"x")',
            "E2": '=SUMIF(A1:C1,"x",A2)',
        }
    },
    expected={"E1": "#VALUE!", "E2": 1},
)
case(
    "the last number and the last text of a column",
    _HAND,
    sheets={
        "F": {
            "A1": "Total",
            "A2": 4,
            "A3": 6,
            "A4": "fin",
            "C1": "=LOOKUP(9.99E+307,A:A)",
            "C2": "=MATCH(9.99E+307,A:A)",
            "C3": '=LOOKUP(2,1/(A1:A9<>""),A1:A9)',
            "C4": "=INDEX(A:A,MATCH(1E+100,A:A))",
        }
    },
    expected={"C1": 6, "C2": 3, "C3": "fin", "C4": 6},
)
case(
    "UNIQUE does not tell capitals apart, accented ones either",
    _HAND,
    sheets={
        "F": {
            "A1": "Été",
            "A2": "été",
            "A3": "ete",
            "A4": "ETE",
            "C1": "*{=_xlfn.UNIQUE(A1:A4)}@C1:C2",
            "C2": "x",
        }
    },
    expected={"C1": "Été", "C2": "ete"},
)
case(
    "a name holding the length of a list bounds two ends",
    _HAND,
    sheets={
        "F": {
            "A1": 1,
            "A2": 2,
            "A3": 4,
            "A4": 8,
            "C1": 2,
            "C2": 4,
            "E1": "=SUM(Fenêtre)",
            "E2": "=SUMPRODUCT(Fenêtre*2)",
            "E3": "=ROWS(Fenêtre)",
        }
    },
    names={"Fenêtre": "INDEX(F!$A:$A,F!$C$1):INDEX(F!$A:$A,F!$C$2)"},
    expected={"E1": 14, "E2": 28, "E3": 3},
)
case(
    "powers of zero, divisors of three numbers, dates in text",
    _HAND,
    sheets={
        "F": {
            "A1": "=0^0",
            "A2": "=POWER(0,0)",
            "A3": "=GCD(24,36,60)",
            "A4": "=LCM(4,6,10)",
            "A5": '=YEAR("2013-02-15")',
            "A6": '=MONTH("15/03/2013")',
            "A7": "=EOMONTH(DATE(1900,2,1),0)",
            "A8": '=HYPERLINK("#A1",5)',
        }
    },
    expected={
        "A1": "#NUM!",
        "A2": "#NUM!",
        "A3": 12,
        "A4": 60,
        "A5": 2013,
        "A6": 3,
        "A7": 60,
        "A8": 5,
    },
)
case(
    "one sum that no longer adds up does not make the others recalculated",
    _HAND,
    # Saved by Excel; the 60 was put there by another program, TEXT stands as it was.
    sheets={"F": {"A1": 1, "A2": 2, "A3": "=SUM(A1:A2)", "C1": 7, "C2": '=TEXT(C1,"mmmm")'}},
    stored={"F!A3": 60, "F!C2": "janvier"},
    marked=True,
    expected={"A3": 3, "C2": "janvier"},
)
case(
    "a result that the engine did not find again stays, and feeds what reads it",
    _HAND,
    # Stored by Excel: 7 for a formula that pycog would make 5; A1 became 0.9 from 0.5.
    sheets={
        "F": {
            "A1": "=_xldudf_COG_RATE(C1,C2)",
            "C1": 45,
            "C2": 50,
            "B1": "=ROUND(A1*10,0)",
            "B2": "=B1+A1",
        }
    },
    stored={"F!A1": 0.5, "F!B1": 7, "F!B2": 7.5},
    marked=True,
    expected={"A1": 0.9, "B1": 9, "B2": 7.9},
    kept=["B1"],
)
