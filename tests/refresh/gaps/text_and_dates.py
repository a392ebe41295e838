"""Text and dates, French ones too."""

from __future__ import annotations

from tests.refresh.gaps.case import case

case(
    "number to text",
    "https://github.com/ONLYOFFICE/DocumentServer/issues/3761",
    sheets={
        "Feuil1": {
            "A1": '=8.5/24&""',
            "A2": '=(0.1+0.2)&""',
            "A3": '=10^20&""',
            "A4": '=TEXT(10^20,"0")',
            "A6": '=10^-10&""',
            "A7": '=123456789012346000&""',
            "A8": '=1/3&""',
            "A9": '="k"&(0.1*7)',
            "A10": "=CONCATENATE(3/2)",
            "A12": '=TEXT(1,"0.00")',  # the Excel is an English one
        },
    },
    expected={
        "A1": "0.354166666666667",
        "A2": "0.3",
        "A3": "1E+20",
        "A4": "100000000000000000000",
        "A6": "1E-10",
        "A7": "1.23456789012346E+17",
        "A8": "0.333333333333333",
        "A9": "k0.7",
        "A10": "1.5",
    },
)
case(
    "text numbers with spaces, percent, currency",
    "https://github.com/SpartnerNL/Laravel-Excel/issues/4179",
    sheets={
        "Feuil1": {
            "A1": "2",
            "B1": "=A1*2",
            "A2": "3 ",
            "B2": "=A2*2",
            "A3": " 4",
            "B3": "=A3*2",
            "A4": "50%",
            "B4": "=A4*1",
            "A5": "1.2",
            "B5": "=VALUE(A5)",
            "B6": "=SUM(A1:A5)",
        },
    },
    expected={"B1": 4, "B2": 6, "B3": 8, "B4": 0.5, "B5": 1.2, "B6": 0},
    kept={"B5"},  # « 1.2 » is no number to a French Excel
)
case(
    "text number as a French Excel reads it",
    "https://github.com/odoo/o-spreadsheet/issues/5495",
    sheets={
        "Feuil1": {
            "A1": "1,2",
            "B1": "=VALUE(A1)",
            "A2": "1 234,56",
            "B2": "=A1*2",
            "A3": "12,5 %",
            "B3": "=VALUE(A2)",
            "B4": "=A3*1",
        },
    },
    expected={"B1": 1.2, "B2": 2.4, "B3": 1234.56, "B4": 0.125},
)
case(
    "text date as a French Excel reads it",
    "https://github.com/PSU3D0/formualizer/issues/415",
    sheets={
        "Feuil1": {
            "A1": "01/02/2013",
            "B1": "=DATEVALUE(A1)",
            "A2": "31/01/2013",
            "B2": '=DATEVALUE("01/01/2013")',
            "B3": "=A2+0",
            "B4": '=DATEVALUE(A1)-DATEVALUE("01/01/2013")',
            "B5": "=A1+0",
        },
    },
    expected={"B1": 41306, "B2": 41275, "B3": 41305, "B4": 31, "B5": 41306},
)
case(
    "TEXT with French codes, as a French Excel stores them",
    "https://github.com/microsoft/Power-Fx/issues/1706",
    sheets={
        "Feuil1": {
            "A1": 41306,
            "B1": '=TEXT(A1,"jj/mm/aaaa")',
            "A2": 1234.5,
            "B2": '=TEXT(A2,"# ##0,00")',
            "A3": 0.775,
            "B3": '=TEXT(A3,"0,0 %")',
            "B4": '=TEXT(A1,"aaaa")',
            "B5": '=TEXT(A1,"mmmm aaaa")',
        },
    },
    expected={
        "B1": "01/02/2013",
        "B2": "1 234,50",
        "B3": "77,5 %",
        "B4": "2013",
        "B5": "février 2013",
    },
)
case(
    "TEXT with file codes",
    "https://github.com/PSU3D0/formualizer/issues/210",
    sheets={
        "Feuil1": {
            "A1": 41306,
            "B1": '=TEXT(A1,"dd/mm/yyyy")',
            "B2": '=TEXT(1234.5,"#,##0.00")',
            "B3": '=TEXT(0.775,"0.0%")',
            "B4": '=TEXT(60,"dd/mm/yyyy")',
            "B5": '=TEXT(-5,"0.00")',
            "B6": '=TEXT(-5,"0.00;(0.00)")',
            "B7": '=TEXT(7,"000")',
            "B8": '=TEXT(0.0625,"h:mm")',
            "B9": '=TEXT(26/24,"[h]:mm")',
        },
    },
    expected={
        "B1": "01/02/2013",
        "B2": "1,234.50",
        "B3": "77.5%",
        "B4": "29/02/1900",
        "B5": "-5.00",
        "B6": "(5.00)",
        "B7": "007",
        "B8": "1:30",
        "B9": "26:00",
    },
)
case(
    "1904 workbook: DATE, WEEKDAY, YEAR, TEXT",
    "https://github.com/ONLYOFFICE/sdkjs/pull/536",
    sheets={
        "Feuil1": {
            "A1": 39813,
            "B1": "=DATE(2013,1,1)",
            "B2": "=WEEKDAY(A1)",
            "B3": "=YEAR(A1)",
            "B4": '=TEXT(A1,"dd/mm/yyyy")',
            "B5": "=EDATE(DATE(2013,3,1),0)",
            "B6": "=A1+31",
        },
    },
    system="date1904",
    expected={"B1": 39813, "B2": 3, "B3": 2013, "B4": "01/01/2013", "B5": 39872, "B6": 39844},
)
case(
    "DATEDIF",
    "https://github.com/PHPOffice/PhpSpreadsheet/issues/1465",
    sheets={
        "Feuil1": {
            "A1": '=DATEDIF(DATE(2000,2,2),DATE(2001,2,1),"Y")',
            "A2": '=DATEDIF(DATE(2001,5,4),DATE(2020,5,3),"y")',
            "A3": '=DATEDIF(DATE(2000,2,2),DATE(2001,2,1),"YM")',
            "A4": '=DATEDIF(DATE(2001,5,4),DATE(2020,5,3),"ym")',
            "A5": '=DATEDIF(DATE(2017,7,31),DATE(2018,7,13),"Y")',
            "A6": '=DATEDIF(DATE(2017,7,31),DATE(2018,7,13),"MD")-0+0',
            "A7": '=DATEDIF(DATE(2000,2,29),DATE(2002,3,8),"yd")',
            "A8": '=DATEDIF(DATE(2013,1,1),DATE(2013,1,31),"d")',
        },
    },
    expected={"A1": 0, "A2": 18, "A3": 11, "A4": 11, "A5": 0, "A6": 12, "A7": 7, "A8": 30},
    kept={"A7"},
)
case(
    "dates before March 1900, DATE overflow",
    "https://github.com/MicrosoftDocs/OfficeDocs-Support/issues/201",
    sheets={
        "Feuil1": {
            "A1": "=DATE(1900,3,1)",
            "A2": "=DATE(1900,2,29)",
            "A3": "=DAY(60)",
            "A4": "=WEEKDAY(1)",
            "A5": "=DATE(2013,13,1)",
            "A6": "=DATE(2013,0,0)-0",
            "A7": "=DATE(113,1,1)",
            "A8": "=DAY(0)",
        },
    },
    expected={
        "A1": 61,
        "A2": 60,
        "A3": 29,
        "A4": 1,
        "A5": 41640,
        "A6": 41243,
        "A7": 41275,
        "A8": 0,
    },
)
case(
    "text result longer than 32 767 characters",
    "https://github.com/dhatim/fastexcel/issues/318",
    sheets={
        "Feuil1": {
            "A1": '=REPT("x",40000)',
            "A2": "=A4&A4",
            "A3": '=LEN(A4&REPT("z",2767))',
            "A4": '=REPT("y",30000)',
        },
    },
    expected={"A1": "#VALUE!", "A2": "#VALUE!", "A3": 32767},
)
case(
    "NETWORKDAYS, WORKDAY and holidays",
    "https://github.com/ironcalc/IronCalc/issues/1343",
    sheets={
        "Feuil1": {
            "B1": "=NETWORKDAYS(DATE(2026,1,1),DATE(2026,1,10),H2:H3)",
            "I1": 45670,
            "B2": "=WORKDAY(DATE(2026,1,1),4,H2:H3)",
            "H2": 46023,
            "I2": 45671,
            "B3": "=NETWORKDAYS.INTL(DATE(2025,1,1),DATE(2026,12,31),1,E3)",
            "H3": 46024,
            "I3": 45672,
            "B4": "=NETWORKDAYS(DATE(2025,1,1),DATE(2026,12,31),E3)",
            "I4": 45673,
            "B5": "=WORKDAY(DATE(2025,1,10),10,I2:I4)",
            "B6": "=WORKDAY(DATE(2025,1,10),1,I1)",
            "B7": '=NETWORKDAYS.INTL(DATE(2025,1,1),DATE(2025,1,31),"0000011")-2',
        },
    },
    expected={"B1": 5, "B2": 46030, "B3": 522, "B4": 522, "B5": 45686, "B7": 21},
)
case(
    "CHAR and CODE above 127, PROPER, TRIM",
    "https://github.com/ironcalc/IronCalc/pull/969",
    sheets={
        "Feuil1": {
            "A1": "=CHAR(128)",
            "A2": '=CODE("€")',
            "A3": "=CHAR(233)",
            "A4": '=CODE("é")',
            "A5": '=TRIM("  a   b ")',
            "A6": "=CHAR(156)",
            "A7": '=PROPER("l\'été à la mer")',
            "A8": '=LEN("été"&CHAR(10)&"ab")',
            "A9": '=_xlfn.UNICODE("€")',
        },
    },
    expected={
        "A1": "€",
        "A2": 128,
        "A3": "é",
        "A4": 233,
        "A5": "a b",
        "A6": "œ",
        "A7": "L'Été À La Mer",
        "A8": 6,
        "A9": 8364,
    },
)
case(
    "workbook saved by a French Excel: texts that read a changed COG_ result",
    "https://github.com/formulajs/formulajs/issues/164",
    sheets={
        "Feuil1": {
            "A1": "=_xldudf_COG_RATE(C1,C2)",
            "B1": '="Taux : "&TEXT(A1,"0,0 %")',
            "C1": 45,
            "B2": '=A1&""',
            "C2": 50,
            "B3": '=CONCATENATE("Taux ",A1)',
            "B4": '=COUNTIF(A1,">0,8")',
            "B5": '=TEXT(A1,"0,0 %")',
        },
    },
    stored={
        "Feuil1!A1": 0.5,
        "Feuil1!B1": "Taux : 50,0 %",
        "Feuil1!B2": "0,5",
        "Feuil1!B3": "Taux 0,5",
        "Feuil1!B4": 0,
        "Feuil1!B5": "50,0 %",
    },
    marked=True,
    expected={
        "A1": 0.9,
        "B1": "Taux : 90,0 %",
        "B2": "0,9",
        "B3": "Taux 0,9",
        "B4": 1,
        "B5": "90,0 %",
    },
)
case(
    "TEXT: thousands by space, exponent, fraction, locale prefix",
    "https://github.com/microsoft/Power-Fx/pull/2032",
    sheets={
        "Feuil1": {
            "E1": '=TEXT(1234567,"# ### ##0")',
            "E2": '=TEXT(1234567,"0.00E+00")',
            "E3": '=TEXT(1.5,"# ?/?")',
            "E4": '=TEXT(41306,"[$-40C]d mmmm yyyy")',
            "E5": '=TEXT(0,"0.00%")',
            "E6": '=TEXT(1234.5,"#,##0.00 [$€-40C]")',
        },
    },
    expected={
        "E1": "1 234 567",
        "E2": "1.23E+06",
        "E3": "1 1/2",
        "E4": "1 février 2013",
        "E5": "0.00%",
        "E6": "1,234.50 €",
    },
)
