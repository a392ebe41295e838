"""References: implicit intersection, several sheets, false circles."""

from __future__ import annotations

from tests.refresh.gaps.case import case

case(
    "implicit intersection in a legacy cell",
    "https://github.com/EPPlusSoftware/EPPlus/issues/1239",
    sheets={
        "Feuil1": {
            "F1": 90,
            "E2": 12,
            "C3": "=E:E",
            "D3": "=E2:E5*2",
            "E3": 23,
            "C4": "=E2:E5",
            "E4": 34,
            "E5": 45,
            "D9": "=SUM(F:F)",
        },
    },
    expected={"C3": 23, "C4": 34, "D3": 46, "D9": 90},
)
case(
    "implicit intersection inside functions",
    "https://github.com/qax-os/excelize/pull/2268",
    sheets={
        "Feuil1": {
            "A1": -10,
            "A2": -20,
            "B2": "=ABS(A1:A5)",
            "C2": '=IF(A1:A5>-25,"oui","non")',
            "A3": -30,
            "B3": "=ABS($A$1:$A$5)",
            "C3": '=IF(A1:A5>-25,"oui","non")',
            "D3": "=ROUND(A1:A5/-100,1)",
            "A4": -40,
            "A5": -50,
        },
    },
    expected={"B2": 20, "B3": 30, "C2": "oui", "C3": "non", "D3": 0.3},
)
case(
    "three-dimensional references",
    "https://github.com/ironcalc/IronCalc/issues/1345",
    sheets={
        "Janv": {"A1": 1, "A2": 10},
        "Févr": {"A1": 2, "A2": 20},
        "Mars 13": {"A1": 4, "A2": 40},
        "Total": {
            "A1": "=SUM('Janv:Mars 13'!A1)",
            "A2": "=SUM('Janv:Mars 13'!A1:A2)",
            "A3": "=COUNT('Janv:Mars 13'!A1)",
            "A4": "=MAX('Janv:Mars 13'!A1)",
            "A5": "=SUM(Debut3D)",
        },
    },
    names={"Debut3D": "'Janv:Mars 13'!$A$1"},
    expected={"Total!A1": 7, "Total!A2": 77, "Total!A3": 3, "Total!A4": 4, "Total!A5": 7},
)
case(
    "INDEX as a range, range made of two calls",
    "https://github.com/ONLYOFFICE/DocumentServer/issues/955",
    sheets={
        "Feuil1": {
            "A1": 10,
            "B1": 1,
            "D1": "=SUMPRODUCT(INDEX(A1:B3,0,1))",
            "A2": 20,
            "B2": 2,
            "D2": "=SUM(INDEX(A1:B3,,1))",
            "A3": 30,
            "B3": 3,
            "D3": "=SUM(INDEX(A:A,2):INDEX(A:A,3))",
            "D4": "=SUM(A2:INDEX(A1:A3,3))",
            "D5": "=SUMPRODUCT(A1:A3,INDEX(A1:B3,0,2))",
        },
    },
    expected={"D1": 60, "D2": 60, "D3": 50, "D4": 50, "D5": 140},
)
case(
    "XLOOKUP as a range, as the sum range",
    "https://github.com/ONLYOFFICE/DocumentServer/issues/2916",
    sheets={
        "Feuil1": {
            "A1": "a",
            "B1": 10,
            "D1": '=SUM(_xlfn.XLOOKUP("b",A1:A3,B1:B3):_xlfn.XLOOKUP("c",A1:A3,B1:B3))',
            "F1": "u",
            "G1": "v",
            "A2": "b",
            "B2": 20,
            "D2": '=SUM(B2:_xlfn.XLOOKUP("c",A1:A3,B1:B3))',
            "F2": 1,
            "G2": 10,
            "A3": "c",
            "B3": 30,
            "D3": '=_xlfn.XLOOKUP("z",A1:A3,B1:B3,"absent")',
            "F3": 2,
            "G3": 20,
            "D4": '=SUMIFS(_xlfn.XLOOKUP("v",F1:G1,F2:G4),A1:A3,"c")',
            "F4": 3,
            "G4": 30,
        },
    },
    expected={"D1": 50, "D2": 50, "D3": "absent", "D4": 30},
    kept={"D1", "D2"},
)
case(
    "whole rows and columns, reversed ranges",
    "https://github.com/abap2xlsx/abap2xlsx/issues/348",
    sheets={
        "Feuil1": {
            "A1": 10,
            "B1": 6,
            "D1": "=SUM(A:A)",
            "A2": 20,
            "D2": "=SUM($A:$A)",
            "A3": 30,
            "D3": "=SUM(A:B)",
            "D4": "=SUM(A2:A1)",
            "D5": "=COUNT(A3:A1)",
        },
    },
    expected={"D1": 60, "D2": 60, "D3": 66, "D4": 30, "D5": 3},
)
case(
    "ROW, COLUMN, ROWS of the own cell",
    "https://github.com/JanKallman/EPPlus/issues/600",
    sheets={
        "Feuil1": {
            "A1": "=ROW(A1)",
            "B1": "=COLUMN(B1)",
            "C1": "=COUNTA(D1:D1)",
            "D1": "x",
            "A3": "=ROWS(A$1:A3)",
            "A5": "=ROW($A$5)",
        },
    },
    expected={"A1": 1, "B1": 2, "A3": 3, "A5": 5, "C1": 1},
)
case(
    "SUMIF over its own row",
    "https://github.com/EPPlusSoftware/EPPlus/issues/635",
    sheets={
        "Feuil1": {
            "A1": "Résultat",
            "B1": "OUI",
            "C1": "OUI",
            "D1": "NON",
            "A2": '=SUMIF(1:1,"OUI",2:2)',
            "B2": 2,
            "C2": 4,
            "D2": 9,
        },
    },
    expected={"A2": 6},
    kept={"A2"},
)
case(
    "trusted Excel file: SUM(Jan:Mar!A1) over cells that COG_ changed",
    "https://github.com/ironcalc/IronCalc/issues/1345",
    sheets={
        "Jan": {"A1": "=_xldudf_COG_RATE(C1,C2)", "C1": 45, "C2": 50},
        "Mar": {"A1": 1},
        "Total": {"A1": "=SUM(Jan:Mar!A1)"},
    },
    stored={"Jan!A1": 0.5, "Total!A1": 1.5},
    marked=True,
    expected={"Total!A1": 1.9, "Jan!A1": 0.9},
)
case(
    "numbering of rows: ROWS(A$2:A2) and ROW(A1) copied down",
    "https://github.com/JanKallman/EPPlus/issues/600",
    sheets={
        "Feuil1": {
            "A1": "N°",
            "A2": "=ROWS(A$2:A2)",
            "B2": "=COLUMNS($B2:B2)",
            "A3": "=ROWS(A$2:A3)",
            "A4": "=ROWS(A$2:A4)",
        },
    },
    expected={"A2": 1, "A3": 2, "A4": 3, "B2": 1},
)
case(
    "ADDRESS(…,FALSE) in R1C1",
    "https://github.com/formula/formula/issues/70",
    sheets={
        "Feuil1": {
            "E1": "=ADDRESS(3,2,1,FALSE)",
            "E2": "=ADDRESS(3,2,4,FALSE)",
            "E3": "=ADDRESS(3,2)",
            "E4": "=ADDRESS(3,2,1,0)",
        },
    },
    expected={"E1": "R3C2", "E2": "R[3]C[2]", "E3": "$B$3", "E4": "R3C2"},
    kept={"E1", "E2", "E4"},  # « L3C2 » in a French Excel
)
case(
    "formulas of one form through other sheets and other names",
    "https://support.microsoft.com/fr-fr/office/40ca91ff-9dcb-4ad1-99d2-787d0bc888b6",
    sheets={
        "F": {
            "A1": 1,
            "A2": 2,
            "A3": 3,
            "B1": "=SUM(T1:T3!B2)",
            "B2": "=SUM(T2:T4!B2)",
            "B3": "=MAX('A1 13:A2 13'!B2)",
            "B4": "=MAX('A2 13:A3 13'!B2)",
            "C1": "=Zone1*1",
            "C2": "=Zone2*1",
            "C3": "=Zone1*1",
            "D1": '=MID(CELL("filename",T1!A1),FIND("]",CELL("filename",T1!A1))+1,9)',
            "D2": '=MID(CELL("filename",T2!A1),FIND("]",CELL("filename",T2!A1))+1,9)',
            "E1": "=T1!B2*2",
            "E2": "=T4!B2*2",
            "E3": '=IF(T1!B2>50,"g","p")',
            "E4": '=IF(T4!B2>50,"g","p")',
        },
        "T1": {"B2": 1},
        "T2": {"B2": 10},
        "T3": {"B2": 100},
        "T4": {"B2": 1000},
        "A1 13": {"B2": 5},
        "A2 13": {"B2": 6},
        "A3 13": {"B2": 7},
    },
    names={"Zone1": "F!$A$3", "Zone2": "F!$A$1:$A$3"},
    expected={
        "B1": 111,
        "B2": 1110,
        "B3": 6,
        "B4": 7,
        "C1": 3,
        "C2": 2,
        "C3": 3,
        "D1": "T1",
        "D2": "T2",
        "E1": 2,
        "E2": 2000,
        "E3": "p",
        "E4": "g",
    },
)
case(
    "rows named in a text: ROW(INDIRECT(1:3))",
    "the usual way to write 1, 2, 3 before SEQUENCE; worked out by hand",
    sheets={
        "Feuil1": {
            "A1": 30,
            "A2": 20,
            "A3": 10,
            "A4": 15,
            "B1": '=SUMPRODUCT(LARGE($A$1:$A$4,ROW(INDIRECT("1:3"))))',
            "B2": '=SUMPRODUCT(--(ROW(INDIRECT("$1:$12"))<=6))',
            "B3": '=SUMPRODUCT(SMALL($A$1:$A$4,ROW(INDIRECT("2:2"))))',
            "B4": '=SUMPRODUCT(ROW(INDIRECT("1:"&A3)))',
        },
    },
    expected={"B1": 65, "B2": 6, "B3": 15, "B4": 55},
    kept={"B4"},
)
