"""Codes as texts, days off, units, money and texts that are conditions."""

from __future__ import annotations

from tests.refresh.gaps.case import Table, case

_OFFICE = "https://support.microsoft.com/fr-fr/office/"
_COUNTIF = f"{_OFFICE}e0de10c6-f885-4e71-abb4-1f464816df34"
_DAYS = f"{_OFFICE}a9b26239-4f20-46a1-9ab8-4e925bfd5e28"
_CONVERT = f"{_OFFICE}d785bef1-808e-4aac-bdcd-666c810f9af2"
_DB = f"{_OFFICE}354e7d28-5f93-4ff1-8a52-eb4ee549d9d7"
_TEXT = f"{_OFFICE}20d5ac4d-7b94-49fd-bb38-93d29371225c"
_INDEX = f"{_OFFICE}a5dcf0dd-996d-40a4-a822-b56b061328bd"

case(
    "a code typed as text counts every writing of its number",
    _COUNTIF,
    sheets={
        "Feuil1": {
            "A1": "01", "A2": "1", "A3": 1, "A4": "1,0", "A5": "2", "A6": 2, "A7": "2A",
            "B1": 10, "B2": 100, "B3": 1000, "B4": 10000, "B5": 7, "B6": 70, "B7": 700,
            "C1": '=SUMIF(A1:A7,"01",B1:B7)', "C2": '=SUMIF(A1:A7,A2,B1:B7)',
            "C3": "=SUMIF(A1:A7,1,B1:B7)", "C4": '=COUNTIF(A1:A7,"<>1")',
            "C5": '=SUMIFS(B1:B7,A1:A7,"2")', "C6": '=COUNTIF(A1:A7,"=2")',
            "C7": '=COUNTIF(A1:A7,"2A")', "C8": '=SUMIFS(B1:B7,A1:A7,A1,B1:B7,">50")',
            "C9": "=COUNTIF(B1:B9,D9)", "C10": '=COUNTIF(B1:B9,D9&"")',
            "C11": '=SUMIF(A1:A3,A1&"",B1:B3)',
        }
    },
    expected={
        "C1": 11110, "C2": 11110, "C3": 11110, "C4": 3, "C5": 77, "C6": 2, "C7": 1, "C8": 11100,
        "C9": 0, "C10": 2, "C11": 1110,
    },
)  # fmt: skip
case(
    "days off named by a text",
    _DAYS,
    sheets={
        "Feuil1": {
            "A1": 44576, "A2": 44621, "B1": 44585, "B2": 44586,
            "C1": '=NETWORKDAYS.INTL(A1,A2,"0000011")',
            "C2": '=NETWORKDAYS.INTL(A1,A2,"1111111")',
            "C3": '=NETWORKDAYS.INTL(A2,A1,"0000011",B1:B3)',
            "C4": '=ERROR.TYPE(NETWORKDAYS.INTL(A1,A2,"00000"))',
            "C5": '=WORKDAY.INTL(A1,5,"1000001")',
            "C6": '=WORKDAY.INTL(A1,-5,"0000011",B1:B2)',
            "C7": '=ERROR.TYPE(WORKDAY.INTL(A1,5,"1111111"))',
            "C8": '=NETWORKDAYS.INTL(A1,A2,"0000001")',
        }
    },
    expected={
        "C1": 32, "C2": 0, "C3": -30, "C4": 3, "C5": 44583, "C6": 44571, "C7": 3,
        "C8": 39,
    },
)  # fmt: skip
case(
    "units of time and others",
    _CONVERT,
    sheets={
        "Feuil1": {
            "A1": '=CONVERT(1,"day","hr")', "A2": '=CONVERT(90,"mn","hr")',
            "A3": '=CONVERT(2,"yr","day")', "A4": '=CONVERT(68,"F","C")',
            "A5": '=CONVERT(1,"kWh","J")', "A6": '=ERROR.TYPE(CONVERT(2.5,"ft","sec"))',
            "A7": '=CONVERT(1,"lbm","kg")', "A8": '=CONVERT(1,"ha","m2")',
            "A9": '=CONVERT(1,"atm","Pa")',
        }
    },
    expected={
        "A1": 24, "A2": 1.5, "A3": 730.5, "A4": 20, "A5": 3600000, "A6": 7,
        "A7": 0.45359237, "A8": 10000, "A9": 101325,
    },
    kept={"A9"},
)  # fmt: skip
case(
    "depreciation that begins within the year",
    _DB,
    sheets={
        "Feuil1": {
            "A1": "=ROUND(DB(1000000,100000,6,1,7),2)", "A2": "=ROUND(DB(1000000,100000,6,2,7),2)",
            "A3": "=ROUND(DB(1000000,100000,6,6,7),2)", "A4": "=ROUND(DB(1000000,100000,6,7,7),2)",
            "A5": "=ERROR.TYPE(DB(1000,100,5,6))", "A6": "=DOLLARDE(1.02,16)",
            "A7": "=DOLLARFR(1.125,16)",
            "A8": "=ERROR.TYPE(DOLLARDE(1.1,0))",
        }
    },
    expected={
        "A1": 186083.33, "A2": 259639.42, "A3": 55841.76, "A4": 15845.1, "A5": 6,
        "A6": 1.125, "A7": 1.02, "A8": 2,
    },
)  # fmt: skip
case(
    "texts that are conditions",
    f"{_OFFICE}69aed7c9-4e8a-4755-a9bc-aa8bbff73be2",
    sheets={
        "Feuil1": {
            "A1": '=IF("VRAI",1,2)', "A2": '=IF("faux",1,2)', "A3": '=IF("TRUE",1,2)',
            "A4": '=ERROR.TYPE(IF("oui",1,2))', "A5": '=AND("VRAI",1)', "A6": '=OR("FAUX",0)',
            "A7": '=IF(LEFT("VRAIMENT",4),1,2)', "A8": '=NOT("VRAI")',
            "A9": '=ERROR.TYPE(AND("x",1))',
        }
    },
    expected={
        "A1": 1, "A2": 2, "A3": 1, "A4": 3, "A5": True, "A6": False, "A7": 1,
        "A8": False, "A9": 3,
    },
)  # fmt: skip
case(
    "codes of dates without anything between",
    _TEXT,
    sheets={
        "Feuil1": {
            "A1": 44576, "A2": 3000000,
            "B1": '=TEXT(A1,"aaaamm")', "B2": '=TEXT(A1,"jjmmaaaa")', "B3": '=TEXT(A1,"aaaammjj")',
            "B4": '=TEXT(A1+0.51,"hhmmss")', "B5": '=ERROR.TYPE(TEXT(A2,"jj/mm/aaaa"))',
            "B6": '=TEXT(A2,"0")',
            "B7": '=TEXT(A1,"jjmmmmaaaa")', "B8": '=TEXT(5,"0 ans")', "B9": '=TEXT(A1,"aaaamdd")',
        }
    },
    expected={
        "B1": "202201", "B2": "15012022", "B3": "20220115", "B4": "121424", "B5": 3,
        "B6": "3000000", "B7": "15janvier2022", "B8": 0, "B9": 0,
    },
    kept={"B8", "B9"},
)  # fmt: skip
case(
    "codes of dates without anything between, in English",
    _TEXT,
    sheets={
        "Feuil1": {
            "A1": 44576, "B1": '=TEXT(A1,"yyyymmdd")', "B2": '=ADDRESS(3,2,1,FALSE)',
            "B3": '=ADDRESS(3,2,4,FALSE)', "B4": '=VALUE("12.5")+"1.5"',
        }
    },
    expected={"B1": "20220115", "B2": "R3C2", "B3": "R[3]C[2]", "B4": 14},
)  # fmt: skip
case(
    "a French Excel reads no point in a number",
    _TEXT,
    sheets={
        "Feuil1": {
            "A1": 44576, "A2": "12.5", "B1": '=TEXT(A1,"aaaa")', "B2": '=ERROR.TYPE(VALUE("12.5"))',
            "B3": "=ERROR.TYPE(A2*2)", "B4": '=IFERROR(A2+1,"texte")', "B5": '=VALUE("15.01.2022")',
            "B6": '=ADDRESS(3,2,1,FALSE)', "B7": '=ADDRESS(3,2,4,0)', "B8": '=ADDRESS(3,2,,FALSE)',
            "B9": '=ERROR.TYPE(VALUE("1,234.5"))', "B10": '=VALUE("12,5")',
        }
    },
    expected={
        "B1": "2022", "B2": 3, "B3": 3, "B4": "texte", "B5": 44576, "B6": "L3C2",
        "B7": "L(3)C(2)", "B8": "L3C2", "B9": 3, "B10": 12.5,
    },
)  # fmt: skip
case(
    "a place counted from the formula's own row is not a circle",
    _INDEX,
    sheets={
        "Feuil1": {
            "A1": 1, "A2": 2, "A3": 3, "A4": "=SUM(A1:INDEX(A:A,ROW()-1))",
            "B1": 5, "B2": "=INDEX(B:B,ROW()-1)+1", "B3": "=INDEX(B:B,ROW()-1)+1",
            "C1": 7, "D1": "=INDEX(1:1,COLUMN()-1)*2", "E1": "=INDEX($A$1:$D$3,ROW(),COLUMN()-4)",
            "E2": "=IF(ISREF(E2),INDEX(C:C,ROW()-2),0)", "E3": "=ERROR.TYPE(INDEX(A1:A3,ROW()+1))",
        }
    },
    expected={
        "A4": 6, "B2": 6, "B3": 7, "D1": 14, "E1": 1, "E2": 0, "E3": 4,
    },
    kept={"E2"},
)  # fmt: skip
case(
    "what only Excel knows is kept",
    _OFFICE,
    sheets={
        "Feuil1": {
            "A1": "Montant", "A2": 20, "A3": 30, "B1": "Montant",
            "C1": '=SUM(INDIRECT("Tab["&B1&"]"))', "C2": "=ARRAYTOTEXT(A2:A3)",
            "C3": "=TREND(A2:A3,,4)", "C4": "=SUM(TREND(A2:A3))",
        }
    },
    tables=[Table("Tab", "Feuil1", "A1:A3", ["Montant"], 0)],
    expected={"C1": 50, "C2": "20; 30", "C3": 50, "C4": 50},
    kept={"C1", "C2", "C3"},
)  # fmt: skip
