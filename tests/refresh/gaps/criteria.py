"""Criteria of COUNTIF, SUMIF and their family."""

from __future__ import annotations

from tests.refresh.gaps.case import case

case(
    'criteria "1" on numbers',
    "https://github.com/PSU3D0/formualizer/issues/468",
    sheets={
        "Feuil1": {
            "A1": 1,
            "B1": 10,
            "D1": '=COUNTIF(A1:A5,"1")',
            "A2": 2,
            "B2": 20,
            "D2": "=COUNTIF(A1:A5,1)",
            "A3": 1,
            "B3": 30,
            "D3": '=SUMIF(A1:A5,"1",B1:B5)',
            "A4": "1",
            "B4": 40,
            "D4": '=COUNTIF(A1:A5,"="&A1)',
            "A5": True,
            "B5": 50,
            "D5": '=COUNTIFS(A1:A5,"=1")',
            "D6": '=COUNTIF(A1:A5,">1")',
        },
    },
    expected={"D1": 3, "D2": 3, "D3": 80, "D4": 3, "D5": 3, "D6": 1},
)
case(
    "SUMIF keyed by a year typed as text",
    "https://github.com/EPPlusSoftware/EPPlus/issues/2160",
    sheets={
        "Feuil1": {
            "A1": 2012,
            "B1": 5,
            "C1": "2013",
            "D1": "=SUMIF(A1:A4,C1,B1:B4)",
            "A2": 2013,
            "B2": 7,
            "D2": "=SUMIFS(B1:B4,A1:A4,C1)",
            "A3": 2013,
            "B3": 8,
            "D3": '=COUNTIFS(A1:A4,"2013")',
            "A4": 2014,
            "B4": 9,
            "D4": '=SUMIF(A:A,"2013",B:B)',
        },
    },
    expected={"D1": 15, "D2": 15, "D3": 2, "D4": 15},
)
case(
    'criteria "" and "<>" on mixed cells',
    "https://github.com/PSU3D0/formualizer/issues/457",
    sheets={
        "Feuil1": {
            "A1": 1,
            "D1": '=COUNTIF(A1:A6,"")',
            "A2": 2,
            "D2": '=COUNTIF(A1:A6,"<>")',
            "A3": "x",
            "D3": "=COUNTBLANK(A1:A5)",
            "A4": True,
            "D4": '=COUNTIF(A1:A6,"=")',
            "A6": '=""',
        },
    },
    expected={"D1": 2, "D2": 5, "D3": 1, "D4": 1},
)
case(
    "criteria written with a French decimal comma, as a French Excel stores it",
    "https://github.com/audreyt/ethercalc/issues/511",
    sheets={
        "Feuil1": {
            "A1": 0.4,
            "D1": '=COUNTIF(A1:A3,">0,5")',
            "A2": 0.6,
            "D2": '=COUNTIF(A1:A3,"4,5")',
            "A3": 4.5,
            "D3": '=COUNTIF(A1:A3,">"&A1)',
        },
    },
    expected={"D1": 2, "D2": 1, "D3": 2},
)
case(
    "comparisons without case: accented capitals",
    "https://github.com/handsontable/hyperformula/issues/623",
    sheets={
        "Feuil1": {
            "A1": "ÉTÉ",
            "B1": 3,
            "D1": '=COUNTIF(A1:A3,"été")',
            "A2": "été",
            "B2": 4,
            "D2": '=VLOOKUP("été",A1:B3,2,FALSE)',
            "A3": "Exécuté",
            "B3": 7,
            "D3": '="É"="é"',
            "D4": '=MATCH("Été",A1:A3,0)',
            "D5": '=SUMIF(A1:A3,"ÉTÉ",B1:B3)',
            "D6": '=SEARCH("UTÉ","exécuté")',
            "D7": '=ISNUMBER(SEARCH("É","été"))',
        },
    },
    expected={"D1": 2, "D2": 3, "D3": True, "D4": 1, "D5": 7, "D6": 5, "D7": True},
)
case(
    "criteria written as percentages",
    "https://github.com/ClosedXML/ClosedXML/pull/2474",
    sheets={
        "Feuil1": {
            "A1": 0.04,
            "E1": '=COUNTIF(A1:A5,">80%")',
            "A2": 0.06,
            "E2": '=COUNTIF(A1:A5,"<5%")',
            "A3": "texte",
            "E3": '=COUNTIF(A1:A5,">=70%")',
            "A4": 0.9,
            "E4": '=SUMIF(A1:A5,"70%")',
            "A5": 0.7,
            "E5": '=COUNTIFS(A1:A5,">5%",A1:A5,"<10%")',
            "E6": '=COUNTIF(A1:A5,"90%")',
        },
    },
    expected={"E1": 1, "E2": 1, "E3": 2, "E4": 0.7, "E5": 1, "E6": 1},
)
case(
    'criteria "", "<>", "=", "<>x", blanks',
    "https://github.com/apache/poi/pull/1327",
    sheets={
        "Feuil1": {
            "A1": "x",
            "E1": '=COUNTIF(A1:A6,"?")',
            "A2": "'",
            "E2": '=COUNTIF(A1:A6,"<>")-1',
            "A3": 3,
            "E3": '=COUNTIF(A1:A6,"=")',
            "A4": '=""',
            "E4": "=COUNTBLANK(A1:A6)+1",
            "E5": '=COUNTIF(A1:A6,"<>x")',
            "A6": "y",
            "E6": '=COUNTIF(A1:A6,"")',
            "E7": "=COUNTIF(A1:A6,3)",
        },
    },
    expected={"E1": 2, "E2": 4, "E3": 1, "E4": 4, "E5": 5, "E6": 3, "E7": 1},
)
case(
    "SUMIF/AVERAGEIF whose sum range is shorter; SUMIFS of unequal sizes",
    "https://github.com/telerik/kendo-ui-core/issues/5407",
    sheets={
        "Feuil1": {
            "A1": "x",
            "B1": 10,
            "E1": '=SUMIF(A1:A3,"x",B1)',
            "A2": "y",
            "B2": 20,
            "E2": '=SUMIF(A1:A3,"x",B1:B2)',
            "A3": "x",
            "B3": 30,
            "E3": '=SUMIFS(B1:B2,A1:A3,"x")',
            "E4": '=AVERAGEIF(A1:A3,"x",B1)',
        },
    },
    expected={"E1": 40, "E2": 40, "E3": "#VALUE!", "E4": 20},
)
case(
    "SUMIF/SUMIFS: an error in a row that counts must be shown, not left out",
    "https://github.com/jet-global/EPPlus/pull/166",
    sheets={
        "Feuil1": {
            "A1": "a",
            "B1": 10,
            "E1": '=SUMIF(A1:A3,"b",B1:B3)',
            "A2": "b",
            "B2": "=1/0",
            "E2": '=SUMIFS(B1:B3,A1:A3,"b")',
            "A3": "a",
            "B3": 20,
            "E3": '=SUMIF(A1:A3,"a",B1:B3)',
            "E4": '=SUMIF(A1:A3,"*",B1:B3)',
            "E5": '=SUMIFS(B:B,A:A,"<>a")',
            "E6": '=COUNTIF(B1:B3,"#DIV/0!")',
        },
    },
    expected={
        "E1": "#DIV/0!",
        "E2": "#DIV/0!",
        "E3": 30,
        "E4": "#DIV/0!",
        "E5": "#DIV/0!",
        "E6": 1,
    },
)
case(
    "trusted Excel file: SUMIF over COG_ results one of which becomes an error",
    "https://github.com/handsontable/hyperformula/pull/1652",
    sheets={
        "Feuil1": {
            "A1": "=_xldudf_COG_RATE(C1,C2)",
            "B1": "x",
            "C1": 45,
            "E1": '=SUMIF(B1:B2,"x",A1:A2)',
            "A2": "=_xldudf_COG_RATE(C3,C3)",
            "B2": "x",
            "C2": "=1/0",
            "C3": 50,
        },
    },
    stored={"Feuil1!A1": 0.5, "Feuil1!E1": 1.5, "Feuil1!A2": 1, "Feuil1!C2": 0},
    marked=True,
    expected={"A1": "#VALUE!", "E1": "#VALUE!"},
)
case(
    "SUMIFS, COUNTIFS, AVERAGEIFS with ranges of unequal size",
    "https://github.com/ClosedXML/ClosedXML/pull/2061",
    sheets={
        "Feuil1": {
            "A1": "x",
            "B1": 10,
            "E1": '=SUMIFS(B1:B2,A1:A3,"x")',
            "A2": "y",
            "B2": 20,
            "E2": '=COUNTIFS(A1:A3,"x",B1:B2,">0")',
            "A3": "x",
            "B3": 30,
            "E3": '=AVERAGEIFS(B1:B2,A1:A3,"x")',
        },
    },
    expected={"E1": "#VALUE!", "E2": "#VALUE!", "E3": "#VALUE!"},
)
case(
    '"?" against an accented letter, in a range that holds a blank or a number',
    "https://github.com/apache/poi/pull/1326",
    sheets={
        "Feuil1": {
            "A1": "prés",
            "B1": 1,
            "E1": '=COUNTIF(A1:A5,"pr?s")',
            "A2": "été",
            "B2": 2,
            "E2": '=COUNTIF(A1:A5,"?té")',
            "A3": "ÉTÉ",
            "B3": 3,
            "E3": '=COUNTIF(A:A,"pr?s")',
            "A4": 12,
            "B4": 4,
            "E4": '=COUNTIF(A1:A3,"?té")',
            "B5": 5,
            "E5": '=SUMIF(A1:A5,"pr?s",B1:B5)',
            "E6": '=MATCH("pr?s",A1:A5,0)',
        },
    },
    expected={"E1": 1, "E2": 2, "E3": 1, "E4": 2, "E5": 1, "E6": 1},
)
case(
    "COUNTIF of numbers of more than fifteen digits, typed as text",
    "https://support.microsoft.com/office/countif-function-e0de10c6-f885-4e71-abb4-1f464816df34",
    sheets={
        "Feuil1": {
            "A1": "1234567890123454",
            "A2": "1234567890123457",
            "A3": "123456789012345",
            "B1": "=COUNTIF(A1:A3,A1)",
            "B2": '=COUNTIF(A1:A3,"1234567890123459")',
            "B3": "=COUNTIF(A1:A3,A3)",
        },
    },
    expected={"B1": 2, "B2": 2, "B3": 1},
)
case(
    "database functions: a text finds what starts with it, lines are alternatives",
    "https://support.microsoft.com/office/dsum-function-53181285-0c4b-4f5a-aaa3-529a322be41b",
    sheets={
        "Feuil1": {
            "A1": "Arbre", "B1": "Haut", "C1": "Gain",
            "A2": "Pommier", "B2": 18, "C2": 105,
            "A3": "Poire", "B3": 12, "C3": 96,
            "A4": "Pommier nain", "B4": 9, "C4": 75,
            "A5": "Été", "B5": 14, "C5": 45,
            "E1": "Arbre", "F1": "Haut", "E2": "pommier", "F2": ">8", "E3": "été",
            "G1": "Arbre", "G2": "=\"=Pommier\"",
            "H1": "Gain", "H2": ">1000",
            "J1": '=DSUM(A1:C5,"Gain",E1:F3)',
            "J2": "=DSUM(A1:C5,3,E1:E2)",
            "J3": '=DCOUNT(A1:C5,"Haut",E1:F2)',
            "J4": '=DGET(A1:C5,"Gain",G1:G2)',
            "J5": '=DGET(A1:C5,"Gain",E1:E2)',
            "J6": '=DMAX(A1:C5,"Haut",E1:E2)',
            "J7": '=DAVERAGE(A1:C5,"Gain",E1:E2)',
            "J8": '=DSUM(A1:C5,"Gain",H1:H2)',
            "J9": '=DAVERAGE(A1:C5,"Gain",H1:H2)',
            "J10": '=DSUM(A1:C5,"Poids",E1:E2)',
            "J11": "=DCOUNTA(A1:C5,1,E1:E2)",
        },
    },
    expected={
        "J1": 225, "J2": 180, "J3": 2, "J4": 105, "J5": "#NUM!", "J6": 18, "J7": 90, "J8": 0,
        "J9": "#DIV/0!", "J10": "#VALUE!", "J11": 2,
    },
)  # fmt: skip
