"""Texts that a French and an English Excel make differently, and what tells which one it is."""

from __future__ import annotations

from tests.refresh.gaps.case import case

_FORMATS = "https://support.microsoft.com/fr-fr/office/20d5ac4d-7b94-49fd-bb38-93d29371225c"

case(
    "a French code makes the other texts French",
    _FORMATS,
    sheets={
        "Feuil1": {
            "A1": 12.5,
            "A2": 41338,
            "B1": '=TEXT(A2,"jj/mm/aaaa")',
            "B2": '=A1&" %"',
            "B3": "=FIXED(1234.567,1,TRUE)",
            "B4": '=TEXT(1/3,"0,000")',
            "B5": '=UPPER(TEXT(A2,"mmmm"))',
            "B6": '=TEXT(TRUE,"0")',
            "B7": "=LEFT(A1,3)&MID(A1,3,1)&RIGHT(A1,2)",
            "B8": '=FIND(",",A1)',
            "B10": '=EXACT(A1,"12,5")',
            "B11": '=(A1&"")%',
            "B9": '=TEXT(0,"0,00;-0,00;néant")',
        },
    },
    expected={
        "B1": "05/03/2013",
        "B2": "12,5 %",
        "B3": "1234,6",
        "B4": "0,333",
        "B5": "MARS",
        "B6": "VRAI",
        "B7": "12,,,5",
        "B8": 3,
        "B9": 0,
        "B10": True,
        "B11": 0.125,
    },
    kept={"B9"},
)
case(
    "a workbook of another program that tells nothing is read by a French Excel",
    _FORMATS,
    sheets={
        "Feuil1": {
            "A1": 0.5,
            "B1": '=A1&" réalisé"',
            "B2": '=TRUE&""',
            "B3": "=CONCAT(A1,1)",
            "B4": '=TEXTJOIN(" ; ",TRUE,A1:A2,2.25)',
            "B5": '=TEXT(41338,"mmmm")',
        },
    },
    expected={"B1": "0,5 réalisé", "B2": "VRAI", "B3": "0,51", "B4": "0,5 ; 2,25", "B5": 0},
    kept={"B5"},
)
case(
    "Excel's own texts with a point keep it",
    _FORMATS,
    sheets={"Feuil1": {"A1": 0.5, "A2": "=TODAY()*0+0.25", "B1": '=A1&"x"', "B2": '=A2&"x"'}},
    stored={"Feuil1!A2": 0.75, "Feuil1!B1": "0.5x", "Feuil1!B2": "0.75x"},
    expected={"B1": "0.5x", "B2": "0.25x"},
    marked=True,
)
case(
    "a whole number that becomes a decimal takes the comma where nothing tells",
    _FORMATS,
    sheets={"Feuil1": {"A2": "=TODAY()*0+0.25", "B2": '=A2&" réalisé"'}},
    stored={"Feuil1!A2": 1, "Feuil1!B2": "1 réalisé"},
    expected={"B2": "0,25 réalisé"},
    marked=True,
)
case(
    "codes that Excels do not all write alike",
    _FORMATS,
    sheets={
        "Feuil1": {
            "A1": 41338,
            "B1": '=TEXT(A1,"jjj")',
            "B2": '=TEXT(A1-60,"jj mmm aaaa")',
            "B3": '=TEXT(A1,"jj-mmm-aaaa")',
            "B4": '=TEXT(123456789,"00 00 00 00 00")',
            "B5": '=TEXT(1234567,"# ##0")',
            "B6": '=TEXT(0.256,"# ?/?")',
            "B7": '=TEXT(2.5,"# ?/?")',
        },
    },
    expected={
        "B1": 0,
        "B2": 0,
        "B3": "05-mars-2013",
        "B4": 0,
        "B5": "1 234 567",
        "B6": " 1/4",
        "B7": "2 1/2",
    },
    kept={"B1", "B2", "B4"},
)
case(
    "texts made by formulas are numbers in other formulas",
    _FORMATS,
    sheets={
        "Feuil1": {
            "A1": 0.9,
            "A2": '=TEXT(A1,"0,0")',
            "B1": '=TEXT(A1,"0,0")*2',
            "B2": "=A2*2",
            "B3": '=-TEXT(A1,"0,0")',
            "B4": '=SUM("1,5","2,5")',
            "B5": '=MAX("1,5",1)',
            "B6": '=AVERAGE("1"&",5",2.5)',
            "B7": '=ROUND(LEFT("12,51 €",5),1)',
            "B8": "=SUM(A2,1)",
            "B9": '=IF(A1>0,TEXT(A1,"0,00"),"")+1',
            "B10": '=SUM("x",1)',
        },
    },
    expected={
        "B1": 1.8,
        "B2": 1.8,
        "B3": -0.9,
        "B4": 4,
        "B5": 1.5,
        "B6": 2,
        "B7": 12.5,
        "B8": 1,
        "B9": 1.9,
        "B10": "#VALUE!",
    },
)
case(
    "omitted arguments that are no zeros",
    "https://support.microsoft.com/fr-fr/office/22f63bd0-ccc8-492f-953d-c20e8e44b86c",
    sheets={
        "Feuil1": {
            "A1": 3,
            "A2": 1,
            "A3": 2,
            "B1": '=SUBSTITUTE("abc","b",)',
            "B2": '=REPLACE("abc",1,1,)',
            "B3": '=CONCATENATE("a",,"b")',
            "B4": '=TEXTJOIN(,,"a","","b")',
            "B5": "*{=INDEX(_xlfn._xlws.SORT(A1:A3,,-1),1)}",
            "B6": '=FIND(,"abc")',
            "B7": '=LEFT("abc",)',
            "B8": "=ROUND(1.5,)",
        },
    },
    expected={
        "B1": "ac",
        "B2": "bc",
        "B3": "ab",
        "B4": "ab",
        "B5": 3,
        "B6": 1,
        "B7": "",
        "B8": 2,
    },
)
case(
    "texts that only a French Excel reads so, in an English workbook",
    "own: TEXT with English codes beside numbers and dates in French",
    sheets={
        "Feuil1": {
            "A1": "1,5",
            "A2": "15/03/2024",
            "A3": "1.5",
            "A4": "2024-03-15",
            "B1": '=TEXT(0.5,"0.00")',
            "B2": "=VALUE(A1)",  # 15 in English
            "B3": "=A1*2",
            "B4": "=DATEVALUE(A2)",  # no date in American English
            "B5": "=VALUE(A3)",
            "B6": "=DATEVALUE(A4)",
            "B7": '=COUNTIF(A1:A4,"1,5")',
            "B8": '=VALUE("1 234")',
            "B9": '="Total "&0.5',
        },
    },
    expected={
        "B1": "0.50",
        "B2": 15,
        "B3": 30,
        "B4": "#VALUE!",
        "B5": 1.5,
        "B6": 45366,
        "B7": 1,
        "B8": "#VALUE!",
        "B9": "Total 0.5",
    },
    kept=("B2", "B3", "B4", "B7", "B8"),
)
