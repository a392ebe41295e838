"""Numbers at the fifteenth digit, arrays, values of a workbook saved by Excel."""

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
    "array formula with an error in an unrelated row",
    "https://github.com/nissl-lab/npoi/issues/1857",
    sheets={
        "Feuil1": {
            "A1": "cat",
            "B1": "red",
            "C1": 10,
            "F1": '{=INDEX(C1:C3,MATCH(1,(A1:A3="cat")*(B1:B3="green"),0))}',
            "A2": "dog",
            "B2": "blue",
            "C2": "=1/0",
            "F2": '{=INDEX(C1:C3,MATCH(1,(A1:A3="cat")*(B1:B3="blue"),0))}',
            "A3": "cat",
            "B3": "blue",
            "C3": 30,
            "F3": "{=SUM(IF(ISERROR(C1:C3),0,1))+1}",
            "F4": "{=SUM({1,2;3,4}*{10,20;3,1})+3}",
        },
    },
    expected={"F1": "#N/A", "F2": 30, "F3": 3, "F4": 66},
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
    "-- on a range in SUMPRODUCT and array formulas",
    "https://github.com/ironcalc/IronCalc/issues/1084",
    sheets={
        "Feuil1": {
            "A1": True,
            "B1": "{=SUM(--A1:A2)}",
            "A2": False,
            "B2": '=SUMPRODUCT(--(A1:A3="x"))',
            "A3": "x",
            "B3": "=SUM(A1:A2)",
            "B4": '=SUMPRODUCT(--({"1","4"}))',
        },
    },
    expected={"B1": 1, "B2": 1, "B3": 0, "B4": 5},
)
case(
    "LET and LAMBDA as Excel stores them",
    "https://github.com/PSU3D0/formualizer/issues/238",
    sheets={
        "Feuil1": {
            "A1": 1,
            "D1": "*{=_xlfn.LET(_xlpm.f,_xlfn.LAMBDA(_xlpm.x,_xlpm.x*2),_xlpm.f(21))}",
            "A2": 2,
            "D2": "*{=_xlfn.LET(_xlpm.a,21,_xlpm.a*2)}",
            "A3": 3,
            "D3": "*{=_xlfn.LET(_xlpm.a1,2,_xlpm.b,3,_xlpm.a1*_xlpm.b)}",
            "D4": "*{=_xlfn.REDUCE(0,A1:A3,_xlfn.LAMBDA(_xlpm.a,_xlpm.b,_xlpm.a+_xlpm.b^2))}",
            "D5": "*{=SUM(_xlfn.MAP(A1:A3,_xlfn.LAMBDA(_xlpm.x,_xlpm.x*10)))}",
        },
    },
    stored={"Feuil1!D4": 14, "Feuil1!D5": 60},
    expected={"D1": 42, "D2": 42, "D3": 6, "D4": 14, "D5": 60},
    kept={"D1"},
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
    "dynamic arrays that grow, shrink, are read with #",
    "https://github.com/ironcalc/IronCalc/pull/1044",
    sheets={
        "Feuil1": {
            "A1": "b",
            "B1": 1,
            "D1": "*{=_xlfn._xlws.SORT(_xlfn.UNIQUE(A1:A4))}@D1:D2",
            "F1": "=ROWS(_xlfn.ANCHORARRAY(D1))",
            "G1": "*{=_xlfn._xlws.FILTER(B1:B4,B1:B4<3)}@G1:G4",
            "H1": "=INDEX(_xlfn.ANCHORARRAY(D1),3)",
            "I1": "=COUNT(G1:G4)",
            "A2": "a",
            "B2": 2,
            "D2": 0,
            "G2": 0,
            "A3": "b",
            "B3": 3,
            "G3": 7,
            "A4": "c",
            "B4": 4,
            "G4": 8,
        },
    },
    expected={"D1": "a", "D2": "b", "D3": "c", "F1": 3, "G1": 1, "G2": 2, "H1": "c", "I1": 2},
)
case(
    "SUMPRODUCT over a function of a range",
    "https://github.com/apache/poi/pull/1323",
    sheets={
        "Feuil1": {
            "A1": "rendu",
            "B1": 10,
            "C1": 41276,
            "E1": "=SUMPRODUCT(--ISNUMBER(A1:A6))",
            "A2": 12,
            "B2": 10,
            "C2": 41306,
            "E2": "=SUMPRODUCT(LEN(A1:A6)*1)",
            "A3": "tardif",
            "B3": 20,
            "C3": 41334,
            "E3": '=SUMPRODUCT(--(LEFT(A1:A6,6)="tardif"))',
            "A4": 30,
            "B4": 20,
            "C4": 41700,
            "E4": "=SUMPRODUCT((YEAR(C1:C4)=2013)*(MONTH(C1:C4)<=2))",
            "A5": "rendu",
            "B5": 30,
            "C5": -1.5,
            "E5": '=SUMPRODUCT(--ISNUMBER(SEARCH("12",A5:A6)))',
            "A6": "tardif le 12",
            "B6": 40,
            "C6": 2.4,
            "E6": '=SUMPRODUCT(ISNUMBER(SEARCH("tardif",A1:A6))*B1:B6)',
            "E7": "=SUMPRODUCT(--ISBLANK(D1:D2))",
            "E8": "=SUMPRODUCT(IF(ISNUMBER(A2),B1:B2,0)+5)",
        },
    },
    expected={"E1": 2, "E2": 32, "E3": 2, "E4": 2, "E5": 1, "E6": 60, "E7": 2, "E8": 30},
)
case(
    "{=SUM(IF(function(range)…))}, {=MAX(LEN(range))}",
    "https://github.com/ironcalc/IronCalc/issues/1094",
    sheets={
        "Feuil1": {
            "A1": "rendu",
            "B1": 10,
            "C1": 41276,
            "D1": 1,
            "E1": "{=SUM(IF(ISNUMBER(A1:A6),A1:A6,0))}",
            "A2": 12,
            "B2": 10,
            "C2": 41306,
            "D2": "=1/0",
            "E2": "{=MAX(LEN(A1:A6))}",
            "A3": "tardif",
            "B3": 20,
            "C3": 41334,
            "D3": 3,
            "E3": "{=SUM(IF(ISERROR(D1:D3),0,D1:D3))}",
            "A4": 30,
            "B4": 20,
            "C4": 41700,
            "E4": "{=SUM(--(NOT(ISERROR(A1:A3))))}",
            "A5": "rendu",
            "B5": 30,
            "C5": -1.5,
            "A6": "tardif le 12",
            "B6": 40,
            "C6": 2.4,
        },
    },
    expected={"E1": 42, "E2": 12, "E3": 4, "E4": 3},
)
case(
    "trusted Excel file: SUMPRODUCT(--ISNUMBER(…)) over cells that COG_ changed",
    "https://github.com/dgorissen/pycel/pull/113",
    sheets={
        "Feuil1": {
            "A1": "=_xldudf_COG_RATE(C1,C2)",
            "C1": 45,
            "E1": "=SUMPRODUCT(--ISNUMBER(A1:A3))",
            "A2": "=_xldudf_COG_RATE(C2,C2)",
            "C2": 50,
            "E2": "=ROUND(SUM(LARGE(A1:A3,{1,2})),6)",
            "A3": "non rendu",
            "E3": '=SUM(COUNTIF(A1:A3,{">0.8"}))-1',
        },
    },
    stored={"Feuil1!A1": 0.5, "Feuil1!E1": 2, "Feuil1!A2": 1, "Feuil1!E2": 1.5, "Feuil1!E3": 0},
    marked=True,
    expected={"A1": 0.9, "E1": 2, "E2": 1.9, "E3": 1},
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
    "SORTBY, MMULT, LARGE through sheets",
    "https://support.microsoft.com/fr-fr/office/cd2d7a62-1b93-435c-b561-d6a35134f28f",
    sheets={
        "Feuil1": {
            "A1": "'b",
            "A2": "'a",
            "A3": "'é",
            "A4": "'d",
            "B1": 3,
            "B2": 1,
            "B3": 3,
            "D1": "*{=_xlfn.SORTBY(A1:A4,B1:B4)}@D1:D4",
            "E1": "*{=_xlfn.SORTBY(A1:A4,B1:B4,-1,A1:A4,-1)}@E1:E4",
            "F1": "*{=SUM(MMULT(TRANSPOSE(B1:B3),B1:B3))}",
            "F2": "=LARGE(Feuil1:Feuil2!B1:B2,2)",
            "F3": "=SMALL(Feuil1:Feuil2!B1:B2,1)",
        },
        "Feuil2": {"B1": 2, "B2": -5},
    },
    expected={
        "D1": "a",
        "D2": "b",
        "D3": "é",
        "D4": "d",
        "E1": "é",
        "E2": "b",
        "E3": "a",
        "E4": "d",
        "F1": 19,
        "F2": 2,
        "F3": -5,
    },
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
