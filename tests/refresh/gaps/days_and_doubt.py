"""Texts that are dates, doubts that a caught error would hide, and characters counted twice."""

from __future__ import annotations

from tests.refresh.gaps.case import case

_SUPPORT = "https://support.microsoft.com/excel"

case(
    "functions of days given the date as a text",
    f"{_SUPPORT}/days-function",
    sheets={
        "Feuil1": {
            "A1": "31/01/2024",
            "A2": "2024-02-29",
            "B1": "=DAYS(A2,A1)",
            "B2": "=NETWORKDAYS(A1,A2)",
            "B3": "=WORKDAY(A1,1)",
            "B4": '=DATEDIF(A1,A2,"d")',
            "B5": "=DAYS360(A1,A2)",
            "B6": '=WEEKNUM("2024-01-07",2)',
            "B7": '=ISOWEEKNUM("01/01/2023")',
            "B8": "=YEARFRAC(A1,A2)",
            "B9": '=DATEVALUE("29/02/1900")',
            "B10": '=CHOOSE("2",5,6)',
        }
    },
    expected={
        "B1": 29,
        "B2": 22,
        "B3": 45323,
        "B4": 29,
        "B5": 29,
        "B6": 1,
        "B7": 52,
        "B8": 29 / 360,
        "B9": 60,
        "B10": 6,
    },
)
case(
    "YEARFRAC counts February as Excel does",
    "https://www.dwheeler.com/yearfrac/excel-ooxml-yearfrac.pdf",
    sheets={
        "Feuil1": {
            "A1": "=YEARFRAC(DATE(2023,2,28),DATE(2023,3,31))",
            "A2": "=YEARFRAC(DATE(2024,2,29),DATE(2024,8,31),0)",
            "A3": "=YEARFRAC(DATE(2023,2,28),DATE(2024,2,29),0)",
            "A4": "=YEARFRAC(DATE(2024,2,28),DATE(2024,8,31),0)",
            "A5": "=YEARFRAC(DATE(2024,7,1),DATE(2024,1,1),4)",
            "A6": "=YEARFRAC(DATE(2023,7,1),DATE(2025,7,1),1)",
            "A7": "=YEARFRAC(DATE(2023,3,1),DATE(2024,2,29),1)",
            "A8": "=YEARFRAC(DATE(2024,3,1),DATE(2025,2,28),1)",
            "A9": "=YEARFRAC(DATE(2024,1,1),DATE(2024,7,1),1)",
            "A10": "=YEARFRAC(DATE(2024,1,1),DATE(2024,7,1),5)",
            "A11": "=TIME(0,0,-1)",
            "A12": "=TIME(25,30,0)",
        }
    },
    expected={
        "A1": 30 / 360,
        "A2": 0.5,
        "A3": 1,
        "A4": 183 / 360,
        "A5": 0.5,
        "A6": 731 / (1096 / 3),
        "A7": 365 / 366,
        "A8": 364 / 365,
        "A9": 182 / 366,
        "A10": "#NUM!",
        "A11": "#NUM!",
        "A12": 1.5 / 24,
    },
)
case(
    "a doubtful text behind a function that catches errors",
    f"{_SUPPORT}/iferror-function",
    sheets={
        "Feuil1": {
            "A1": "3/4",
            "A2": "12,5",
            "A3": "mars 2024",
            "A4": "néant",
            "B1": "=IFERROR(VALUE(A1),0)",
            "B2": "=IFERROR(A1*1,0)",
            "B3": "=ISNUMBER(VALUE(A1))",
            "B4": "=ISERROR(DATEVALUE(A3))",
            "B5": "=SUM(IFERROR(VALUE(A3),0),1)",
            "B6": '=IFERROR(VALUE("1 1/2"),0)',
            "B7": "{=SUM(IFERROR(VALUE(A1:A2),0))}",
            "C1": "=IFERROR(VALUE(A2),0)",
            "C2": "=IFERROR(A4*1,7)",
            "C3": "=ISERROR(VALUE(A4))",
            "C4": '=COUNTIF(A1:A4,"mars 2024")',
            "C5": "=IFERROR(VALUE(A4),)",
        }
    },
    stored={f"Feuil1!B{row}": value for row, value in enumerate((45385, 45385, True, False), 1)}
    | {"Feuil1!B5": 45353, "Feuil1!B6": 1.5, "Feuil1!B7": 45397.5},
    expected={
        "B1": 45385,
        "B2": 45385,
        "B3": True,
        "B4": False,
        "B5": 45353,
        "B6": 1.5,
        "B7": 45397.5,
        "C1": 12.5,
        "C2": 7,
        "C3": True,
        "C4": 1,
        "C5": 0,
    },
    kept=("B1", "B2", "B3", "B4", "B5", "B6", "B7"),
)
case(
    "characters that count as two",
    f"{_SUPPORT}/left-leftb-functions",
    sheets={
        "Feuil1": {
            "A1": "😀ab",
            "B1": "=LEFT(A1,2)",
            "B2": '=RIGHT("ab😀",2)',
            "B3": "=MID(A1,4,1)",
            "B4": '=FIND("b",A1)',
            "B5": '=SEARCH("B",A1)',
            "B6": '=REPLACE(A1,3,1,"c")',
            "B7": "=LEFT(A1,1)&RIGHT(A1,1)",
            "B8": '=LEFT("été",2)',
        }
    },
    expected={
        "B1": "😀",
        "B2": "😀",
        "B3": "b",
        "B4": 4,
        "B5": 4,
        "B6": "😀cb",
        "B7": "?",
        "B8": "ét",
    },
    stored={"Feuil1!B7": "?"},
    kept=("B7",),
)
case(
    "NUMBERVALUE",
    f"{_SUPPORT}/numbervalue-function",
    sheets={
        "Feuil1": {
            "A1": '=_xlfn.NUMBERVALUE("2.500,27",",",".")',
            "A2": '=_xlfn.NUMBERVALUE("3 500 %",","," ")',
            "A3": '=_xlfn.NUMBERVALUE("9%%",",",".")',
            "A4": '=_xlfn.NUMBERVALUE("",",",".")',
            "A5": '=_xlfn.NUMBERVALUE(" 5 0 ",",",".")',
            "A6": '=_xlfn.NUMBERVALUE("1,5.0",",",".")',
            "A7": '=_xlfn.NUMBERVALUE("1,2,3",",",".")',
            "A8": '=_xlfn.NUMBERVALUE("-,5",",",".")',
            "A9": '=_xlfn.NUMBERVALUE("1e3",",",".")',
        }
    },
    expected={
        "A1": 2500.27,
        "A2": 35,
        "A3": 0.0009,
        "A4": 0,
        "A5": 50,
        "A6": "#VALUE!",
        "A7": "#VALUE!",
        "A8": -0.5,
        "A9": 1000,
    },
)
case(
    "criteria that are truth values in French, or errors",
    f"{_SUPPORT}/countif-function",
    sheets={
        "Feuil1": {
            "A1": True,
            "A2": False,
            "A3": "error:#N/A",
            "A4": "VRAI",
            "A5": 1,
            "B1": '=COUNTIF(A1:A5,"VRAI")',
            "B2": '=COUNTIF(A1:A5,"=FAUX")',
            "B3": "=COUNTIF(A1:A5,A3)",
            "B4": '=SUMIF(A1:A5,"VRAI",A5:A9)',
            "B5": '=COUNTIFS(A1:A5,"VRAI",A1:A5,"<>FAUX")',
            "B6": '=TEXT(1.5,"@")',
        }
    },
    expected={"B1": 1, "B2": 1, "B3": 1, "B4": 1, "B5": 1, "B6": "1,5"},
)
case(
    "what an ordinary formula does not calculate cell by cell",
    f"{_SUPPORT}/eomonth-function",
    sheets={
        "Feuil1": {
            "A1": 45306,
            "A2": 45351,
            "B1": "=SUMPRODUCT(EOMONTH(A1:A2,0))",
            "B2": "{=SUM(EDATE(A1:A2,1))}",
            "B3": "=SUMPRODUCT(IF(A1:A2>45310,A1:A2,0))",
            "B4": "=SUMPRODUCT(IFERROR(A1:A2,0))",
            "B5": "=DOLLAR(1234.5)",
            "C1": "{=SUM(IF(A1:A2>45310,A1:A2,0))}",
            "C2": "=SUMPRODUCT(IF(A1>45300,A1:A2,0))",
            "C3": "=SUMPRODUCT((A1:A2>45310)*A1:A2)",
        }
    },
    stored={
        "Feuil1!B1": "#VALUE!",
        "Feuil1!B2": "#VALUE!",
        "Feuil1!B3": "#VALUE!",
        "Feuil1!B4": "#VALUE!",
        "Feuil1!B5": "1 234,50 €",
    },
    expected={
        "B1": "#VALUE!",
        "B2": "#VALUE!",
        "B3": "#VALUE!",
        "B4": "#VALUE!",
        "B5": "1 234,50 €",
        "C1": 45351,
        "C2": 90657,
        "C3": 45351,
    },
    kept=("B1", "B2", "B3", "B4", "B5"),
)
case(
    "TEXT shows the hours and minutes that have passed",
    "https://support.microsoft.com/excel/text-function",
    sheets={
        "Feuil1": {
            "A1": '=TEXT(TIME(12,59,45),"hh:mm")',
            "A2": '=TEXT(45306+TIME(23,59,45),"dd/mm/yyyy hh:mm")',
            "A3": '=TEXT(1/24/60*90,"[mm]")',
            "A4": '=TEXT(TIME(12,59,45),"hh")',
            "A5": '=TEXT(0.1*3,"h:mm")',
            "A6": '=TEXT(90/86400,"[s]")',
            "A7": "=MROUND(1.3,0.2)",
            "A8": "=MROUND(6.05,0.1)",
        }
    },
    stored={"Feuil1!A8": 6},
    expected={
        "A1": "12:59",
        "A2": "15/01/2024 23:59",
        "A3": "90",
        "A4": "12",
        "A5": "7:12",
        "A6": "90",
        "A7": 1.4,
        "A8": 6,
    },
    kept=("A8",),
)
case(
    "a range with the sheet named at both ends, where one value is wanted",
    "https://support.microsoft.com/excel/implicit-intersection-operator",
    sheets={
        "Feuil1": {
            "A1": 10,
            "A2": 20,
            "B1": "=-Feuil1!A1:Feuil1!A1",
            "B2": "=Feuil1!A1:Feuil1!A2*2",
            "B3": "=Feuil1!A1:Feuil1!A2*2",
            "B4": "=SUM(Feuil1!A1:Feuil1!A2)",
        }
    },
    stored={"Feuil1!B3": "#VALUE!"},
    expected={"B1": -10, "B2": 40, "B3": "#VALUE!", "B4": 30},
)
case(
    "dynamic functions with what the engine has not",
    "https://support.microsoft.com/excel/textbefore-function",
    sheets={
        "Feuil1": {
            "A1": '{=_xlfn.TEXTBEFORE("abc","-",1,0,1)}',
            "A2": '{=_xlfn.TEXTAFTER("aXbxc","x",1,1)}',
            "A3": "{=SUM(_xlfn.TAKE({1,2,3,4},,-2))}",
            "B1": '=_xlfn.TEXTBEFORE("a-b-c","-",2)',
            "B2": '{=_xlfn.TEXTJOIN("",TRUE,_xlfn._xlws.SORTBY({"a","b","c"},{3,1,2}))}',
            "B3": "{=SUM(_xlfn.TAKE({1,2,3,4},1,-2))}",
            "B4": '{=_xlfn.TEXTJOIN("",TRUE,_xlfn._xlws.SORTBY({"a";"b";"c"},{3;1;2},-1))}',
        }
    },
    stored={"Feuil1!A1": "abc", "Feuil1!A2": "bxc", "Feuil1!A3": 7},
    expected={
        "A1": "abc",
        "A2": "bxc",
        "A3": 7,
        "B1": "a-b",
        "B2": "bca",
        "B3": 7,
        "B4": "acb",
    },
    kept=("A1", "A2", "A3"),
)
case(
    "an officer's formulas on rates, in French texts and criteria",
    "https://support.microsoft.com/excel/countifs-function",
    sheets={
        "Feuil1": {
            "A1": 0.9,
            "A2": 0.95,
            "A3": 0.1,
            "A4": 0.8,
            "A5": "0,9",
            "B1": '=TEXT(A1,"0,0 %")',
            "B2": '=COUNTIF(A1:A4,">="&A1)',
            "B3": '=COUNTIF(A1:A4,"<"&0.8)',
            "B4": '=SUMIFS(A1:A4,A1:A4,">="&A4)',
            "B5": "=A5*2",
            "B6": "=VALUE(A5)",
            "B7": '=MATCH(A1&"",A5:A5,0)',
            "B8": '=IF(TEXT(A1,"0 %")="90 %",1,0)',
            "B9": '="Écart : "&ROUND(0.123,2)',
            "B10": '=VALUE(TEXT(A1,"0 %"))',
            "B11": '=FIND(",",1.5)',
            "B12": '=SUBSTITUTE(1.5,",",".")',
            "B13": "=FIXED(0.5,2)",
            "B14": '=TEXT(45351,"mmmm aaaa")',
            "B15": '=TEXT(45351,"jj/mm/aa")',
            "B16": '=COUNTIF(A1:A4,"<>"&0.9)',
            "B17": '=AVERAGEIF(A1:A4,"<"&1-0.5)',
            "B18": '="T"&ROUNDUP(MONTH(45351)/3,0)&" "&YEAR(45351)',
            "B19": '=TEXT(-1234.5,"# ##0,00")',
            "B20": '=IFERROR(A5/A1,"néant")',
            "B21": "=IFERROR(1/0,A5*1)",
            "B22": "=ISNUMBER(A5*1)",
            "B23": "=ISTEXT(A5)",
            "B24": '=COUNTIF(A1:A5,"0,9")',
            "B25": "{=SUM(IF(A1:A4<0.9,A1:A4))}",
            "B26": '{=TEXTJOIN(" ; ",TRUE,IF(A1:A4<0.5,TEXT(A1:A4,"0 %"),""))}',
            "B27": '=_xldudf_COG_STATUS(TEXT(A1,"0,0 %"),"90 %")',
            "B28": '=_xldudf_COG_STATUS(A1,"> "&TEXT(A1,"0 %"))',
            "B29": '=_xldudf_COG_STATUS(SUM(A1:A2)/2,"≥ 92,5 %")',
            "B30": '=1.5&" j"',
        }
    },
    expected={
        "B1": "90,0 %",
        "B2": 2,
        "B3": 1,
        "B4": 2.65,
        "B5": 1.8,
        "B6": 0.9,
        "B7": 1,
        "B8": 1,
        "B9": "Écart : 0,12",
        "B10": 0.9,
        "B11": 2,
        "B12": "1.5",
        "B13": "0,50",
        "B14": "février 2024",
        "B15": "29/02/24",
        "B16": 3,
        "B17": 0.1,
        "B18": "T1 2024",
        "B19": "-1 234,50",
        "B20": 1,
        "B21": 0.9,
        "B22": True,
        "B23": True,
        "B24": 2,
        "B25": 0.9,
        "B26": "10 %",
        "B27": "Atteint",
        "B28": "Non atteint",
        "B29": "Atteint",
        "B30": "1,5 j",
    },
)
case(
    "working days from a blank date, and in the first weeks of 1900",
    "own: the engine names these days as the calendar does, Excel one day later",
    sheets={
        "Feuil1": {
            "A2": 45000,  # Wednesday 15 March 2023
            "A3": 45010,
            "A4": 45001,
            "B1": "=NETWORKDAYS(A1,5)",
            "B2": "=WORKDAY(A1,15)",
            "B3": "=NETWORKDAYS(1,60)",
            "B4": "=WORKDAY.INTL(A1,5,1)",
            "B5": "=NETWORKDAYS(A2,A3,A4)",
            "B6": "=NETWORKDAYS.INTL(A2,A3,,A4)",
            "B7": "=WORKDAY(A2,3,A4)",
            "B8": "=NETWORKDAYS.INTL(A2,A3,11)",
            "B9": "=WORKDAY(A2,-3)",
        },
    },
    # Serial 1 is a Sunday to Excel, so that 2 to 6 are worked.
    expected={
        "B1": 4,
        "B2": 20,
        "B3": 43,
        "B4": 6,
        "B5": 7,
        "B6": 7,
        "B7": 45006,
        "B8": 10,
        "B9": 44995,
    },
)
