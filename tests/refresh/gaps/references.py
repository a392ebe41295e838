"""References: implicit intersection, names, tables, several sheets, false circles."""

from __future__ import annotations

from tests.refresh.gaps.case import Table, case

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
    "implicit intersection through a name",
    "https://github.com/EPPlusSoftware/EPPlus/issues/686",
    sheets={
        "Feuil1": {
            "A1": 1,
            "C1": 0.5,
            "A2": 2,
            "B2": "=Quantité*Prix",
            "C2": 1.5,
            "A3": 3,
            "B3": "=Quantité*Prix",
            "C3": 2.5,
        },
    },
    names={"Prix": "Feuil1!$C$1:$C$3", "Quantité": "Feuil1!$A$1:$A$3"},
    expected={"B2": 3, "B3": 7.5},
)
case(
    "structured reference: apostrophe in a heading",
    "https://github.com/PHPOffice/PhpSpreadsheet/issues/2612",
    sheets={
        "Feuil1": {
            "A1": "Taux d'exécution",
            "B1": "N° #",
            "C1": "Coût [k€]",
            "D1": "Nom@site",
            "E1": "Part: totale",
            "F1": "Ligne\nsuite",
            "G1": "Montant",
            "I1": "=SUM(Tab[Taux d''exécution])",
            "A2": 2,
            "B2": 4,
            "C2": 6,
            "D2": 8,
            "E2": 10,
            "F2": 12,
            "G2": 14,
            "A3": 3,
            "B3": 6,
            "C3": 9,
            "D3": 12,
            "E3": 15,
            "F3": 18,
            "G3": 21,
            "A4": 4,
            "B4": 8,
            "C4": 12,
            "D4": 16,
            "E4": 20,
            "F4": 24,
            "G4": 28,
            "I7": "=SUM(Tab[Montant])",
        },
    },
    tables=[
        Table(
            "Tab",
            "Feuil1",
            "A1:G4",
            [
                "Taux d'exécution",
                "N° #",
                "Coût [k€]",
                "Nom@site",
                "Part: totale",
                "Ligne_x000a_suite",
                "Montant",
            ],
            0,
        )
    ],
    expected={"I1": 9, "I7": 63},
)
case(
    "structured reference: escaped # [ ] @ in a heading",
    "https://github.com/jmcnamara/XlsxWriter/issues/1075",
    sheets={
        "Feuil1": {
            "A1": "Taux d'exécution",
            "B1": "N° #",
            "C1": "Coût [k€]",
            "D1": "Nom@site",
            "E1": "Part: totale",
            "F1": "Ligne\nsuite",
            "G1": "Montant",
            "A2": 2,
            "B2": 4,
            "C2": 6,
            "D2": 8,
            "E2": 10,
            "F2": 12,
            "G2": 14,
            "I2": "=SUM(Tab[N° '#])",
            "A3": 3,
            "B3": 6,
            "C3": 9,
            "D3": 12,
            "E3": 15,
            "F3": 18,
            "G3": 21,
            "I3": "=SUM(Tab[Coût '[k€']])",
            "A4": 4,
            "B4": 8,
            "C4": 12,
            "D4": 16,
            "E4": 20,
            "F4": 24,
            "G4": 28,
            "I4": "=SUM(Tab[Nom'@site])",
            "I7": "=SUM(Tab[Montant])",
        },
    },
    tables=[
        Table(
            "Tab",
            "Feuil1",
            "A1:G4",
            [
                "Taux d'exécution",
                "N° #",
                "Coût [k€]",
                "Nom@site",
                "Part: totale",
                "Ligne_x000a_suite",
                "Montant",
            ],
            0,
        )
    ],
    expected={"I2": 18, "I3": 27, "I4": 36, "I7": 63},
)
case(
    "structured reference: colon, line break in a heading",
    "https://github.com/ClosedXML/ClosedXML/issues/2821",
    sheets={
        "Feuil1": {
            "A1": "Taux d'exécution",
            "B1": "N° #",
            "C1": "Coût [k€]",
            "D1": "Nom@site",
            "E1": "Part: totale",
            "F1": "Ligne\nsuite",
            "G1": "Montant",
            "A2": 2,
            "B2": 4,
            "C2": 6,
            "D2": 8,
            "E2": 10,
            "F2": 12,
            "G2": 14,
            "A3": 3,
            "B3": 6,
            "C3": 9,
            "D3": 12,
            "E3": 15,
            "F3": 18,
            "G3": 21,
            "A4": 4,
            "B4": 8,
            "C4": 12,
            "D4": 16,
            "E4": 20,
            "F4": 24,
            "G4": 28,
            "I5": "=SUM(Tab[Part: totale])",
            "I6": "=SUM(Tab[Ligne\nsuite])",
            "I7": "=SUM(Tab[Montant])",
        },
    },
    tables=[
        Table(
            "Tab",
            "Feuil1",
            "A1:G4",
            [
                "Taux d'exécution",
                "N° #",
                "Coût [k€]",
                "Nom@site",
                "Part: totale",
                "Ligne_x000a_suite",
                "Montant",
            ],
            0,
        )
    ],
    expected={"I5": 45, "I6": 54, "I7": 63},
)
case(
    "name defined on a table column",
    "https://github.com/proompteng/bilig/issues/25",
    sheets={
        "Feuil1": {
            "A1": "Poste",
            "B1": "Montant",
            "C1": "Part",
            "E1": "=SUM(Liste)",
            "A2": "a",
            "B2": 10,
            "C2": "=Tab2[[#This Row],[Montant]]/SUM(Tab2[Montant])",
            "E2": "=COUNTA(Tab2[#Headers])",
            "A3": "b",
            "B3": 30,
            "C3": "=Tab2[[#This Row],[Montant]]/SUM(Tab2[Montant])",
            "E3": "=Tab2[[#Totals],[Montant]]",
            "A4": "Total",
            "B4": "=SUBTOTAL(109,Tab2[Montant])",
            "E4": "=ROWS(Tab2[])",
            "E5": '=VLOOKUP("b",Tab2,2,FALSE)',
            "E6": "=SUM(Tab2[[Montant]:[Part]])",
            "E7": "=COUNTA(Tab2[#All])",
            "E8": "=INDEX(Liste,2)",
            "E9": "=ROWS(Liste)",
            "E10": '=VLOOKUP("b",Tableau,2,0)',
        },
    },
    names={"Liste": "Tab2[Montant]", "Tableau": "Tab2[]"},
    tables=[Table("Tab2", "Feuil1", "A1:C4", ["Poste", "Montant", "Part"], 1)],
    expected={"E1": 40, "E8": 30, "E9": 2, "E10": 30},
)
case(
    "structured reference: totals row written as [Column], Table[], #All",
    "https://github.com/spreadsheetlab/XLParser/issues/36",
    sheets={
        "Feuil1": {
            "A1": "Poste",
            "B1": "Montant",
            "C1": "Part",
            "A2": "a",
            "B2": 10,
            "C2": "=Tab2[[#This Row],[Montant]]/SUM(Tab2[Montant])",
            "E2": "=COUNTA(Tab2[#Headers])",
            "A3": "b",
            "B3": 30,
            "C3": "=Tab2[[#This Row],[Montant]]/SUM(Tab2[Montant])",
            "E3": "=Tab2[[#Totals],[Montant]]",
            "A4": "Total",
            "B4": "=SUBTOTAL(109,[Montant])",
            "E4": "=ROWS(Tab2[])",
            "E5": '=VLOOKUP("b",Tab2,2,FALSE)',
            "E7": "=COUNTA(Tab2[#All])",
        },
    },
    tables=[Table("Tab2", "Feuil1", "A1:C4", ["Poste", "Montant", "Part"], 1)],
    expected={"B4": 40, "C2": 0.25, "C3": 0.75, "E2": 3, "E3": 40, "E4": 2, "E5": 30, "E7": 11},
)
case(
    "INDEX, OFFSET, ROWS on a name",
    "https://github.com/PSU3D0/formualizer/issues/374",
    sheets={
        "Feuil1": {
            "A1": 10,
            "C1": "=INDEX(Vals,3)",
            "A2": 20,
            "C2": "=SUM(INDEX(Vals,0,1))",
            "A3": 30,
            "C3": "=OFFSET(Vals,1,0,1,1)",
            "A4": 40,
            "C4": "=ROWS(Vals)",
            "A5": 50,
            "C5": "=INDEX(Vals,MATCH(20,Vals,0))",
        },
    },
    names={"Vals": "Feuil1!$A$1:$A$5"},
    expected={"C1": 30, "C2": 150, "C3": 20, "C4": 5, "C5": 20},
)
case(
    "name made of OFFSET and COUNTA",
    "https://github.com/PHPOffice/PHPExcel/issues/1186",
    sheets={
        "Feuil1": {
            "A1": 10,
            "C1": "=SUM(Dyn)",
            "A2": 20,
            "C2": "=COUNT(Dyn)",
            "A3": 30,
            "C3": "=INDEX(Dyn,4)",
            "A4": 40,
            "A5": 50,
        },
    },
    names={"Dyn": "OFFSET(Feuil1!$A$1,0,0,COUNTA(Feuil1!$A:$A),1)"},
    expected={"C1": 150, "C2": 5, "C3": 40},
)
case(
    "name with a relative row ($A1)",
    "https://github.com/PHPOffice/PhpSpreadsheet/issues/1739",
    sheets={
        "Feuil1": {
            "A1": 10,
            "A2": 20,
            "C2": "=LigneA",
            "A3": 30,
            "A4": 40,
            "C4": "=LigneA",
            "D4": "=LigneA*2",
            "A5": 50,
        },
    },
    names={"LigneA": "Feuil1!$A1"},
    expected={"C2": 20, "C4": 40, "D4": 80},
)
case(
    "name of two areas, union argument",
    "https://github.com/EPPlusSoftware/EPPlus/pull/1515",
    sheets={
        "Feuil1": {
            "A1": 10,
            "C1": "=SUM(Zone)",
            "A2": 20,
            "C2": "=SUM((A1:A2,A4:A5))",
            "A3": 30,
            "C3": "=RANK(A4,(A1:A2,A4:A5))",
            "A4": 40,
            "C4": "=LARGE((A1:A2,A4:A5),2)",
            "A5": 50,
            "C5": "=AREAS(Zone)",
        },
    },
    names={"Zone": "Feuil1!$A$1:$A$2,Feuil1!$A$4:$A$5"},
    expected={"C1": 120, "C2": 120, "C3": 2, "C4": 40, "C5": 2},
    kept={"C5"},
)
case(
    "name that is a constant or a formula",
    "https://github.com/bradbase/xlcalculator/issues/5",
    sheets={
        "Feuil1": {
            "A1": 10,
            "C1": "=A1*Taux",
            "A2": 20,
            "C2": "=Année.N_1",
            "A3": 30,
            "C3": "=SUM(Matrice)",
            "A4": 40,
            "C4": "=Somme",
            "A5": 50,
        },
    },
    names={
        "Taux": "0.2",
        "Année.N_1": "Feuil1!$A$3",
        "Matrice": "{1,2,3}",
        "Somme": "SUM(Feuil1!$A$1:$A$5)",
    },
    expected={"C1": 2, "C2": 30, "C3": 6, "C4": 150},
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
    "circle closed only in a branch that is not taken",
    "https://github.com/handsontable/hyperformula/pull/1770",
    sheets={
        "Feuil1": {
            "A1": "=IF(B1=0,0,A2)",
            "B1": 0,
            "C1": "=IF($B$1=0,5,C2)",
            "A2": "=IF(B1=0,A1,5)",
            "C2": "=IF($B$1=0,C1+1,1)",
        },
    },
    expected={"A1": 0, "A2": 0, "B1": 0, "C1": 5, "C2": 6},
    kept={"C1", "C2"},
)
case(
    "INDIRECT: ranges, names, R1C1, cells calculated later",
    "https://github.com/proompteng/bilig/issues/36",
    sheets={
        "Feuil1": {
            "A1": "=SUM(INDIRECT(\"'Données 2013'!B2:B4\"))",
            "A2": "=INDIRECT(\"'Données 2013'!B\"&4)",
            "B2": 20,
            "A3": '=INDIRECT("R2C2",FALSE)',
            "A4": '=SUM(INDIRECT("Ventes"))',
            "A5": '=INDIRECT("Z99")',
            "A6": "=INDIRECT(ADDRESS(2,2))",
            "A7": '=INDIRECT("pas une réf")',
            "Z97": "=8*2",
            "Z98": "=Z97*2",
            "Z99": "=Z98+1",
        },
        "Données 2013": {"B2": "=10", "B3": "=B2*2", "B4": "=B2+B3"},
    },
    names={"Ventes": "'Données 2013'!$B$2:$B$4"},
    expected={"A1": 60, "A2": 30, "A3": 20, "A4": 60, "A5": 33, "A6": 20, "A7": "#REF!"},
    kept={"A3", "A7"},
)
case(
    "name written as !$A$1 (the sheet where it is used)",
    "https://github.com/spreadsheetlab/XLParser/issues/200",
    sheets={
        "Feuil1": {"A1": 10, "C1": "=Entête"},
        "Autre": {"A1": 99, "C1": "=Entête"},
    },
    names={"Entête": "!$A$1"},
    expected={"Feuil1!C1": 10, "Autre!C1": 99},
)
case(
    "defined name $A$1:INDEX($A:$A,COUNTA($A:$A)), as recommended in place of OFFSET",
    "https://github.com/PSU3D0/formualizer/issues/374",
    sheets={
        "Feuil1": {
            "A1": 10,
            "E1": "=SUM(Liste)",
            "A2": 20,
            "E2": "=COUNT(Liste)",
            "A3": 30,
            "E3": "=MAX(Liste)",
            "E4": "=AVERAGE(Liste)",
            "E5": "=ROWS(Liste)",
            "E6": "=MATCH(20,Liste,0)",
        },
    },
    names={"Liste": "Feuil1!$A$1:INDEX(Feuil1!$A:$A,COUNTA(Feuil1!$A:$A))"},
    expected={"E1": 60, "E2": 3, "E3": 30, "E4": 20, "E5": 3, "E6": 2},
)
case(
    "defined names that hold TODAY, INDIRECT, IF, relative references",
    "https://github.com/OfficeDev/office-js-docs/issues/677",
    sheets={
        "Feuil1": {
            "A1": 10,
            "E1": "=Aujourdhui",
            "A2": 20,
            "E2": "=SUM(Cellule)",
            "A3": 30,
            "E3": "=Choix",
            "E4": "=SUM(Total)",
        },
    },
    names={
        "Aujourdhui": "TODAY()",
        "Cellule": 'INDIRECT("Feuil1!$A$2")',
        "Choix": "IF(Feuil1!$A$1>5,Feuil1!$A$2,Feuil1!$A$3)",
        "Total": "Feuil1!$A$1:Feuil1!$A$2",
    },
    expected={"E1": 41640, "E2": 20, "E3": 20, "E4": 30},
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
    'name of the own sheet by CELL("filename")',
    "https://github.com/PHPOffice/PhpSpreadsheet/issues/2581",
    sheets={
        "Fiche 12": {
            "A2": '=RIGHT(CELL("filename",A1),'
            'LEN(CELL("filename",A1))-FIND("]",CELL("filename",A1)))',
            "A3": '=MID(CELL("filename",A1),FIND("]",CELL("filename",A1))+1,31)',
        },
    },
    expected={"Fiche 12!A3": "Fiche 12", "Fiche 12!A2": "Fiche 12"},
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
    "table total row and calculated column written by XlsxWriter 3",
    "https://github.com/jmcnamara/XlsxWriter/issues/725",
    sheets={
        "Feuil1": {
            "A1": "Poste",
            "B1": "Montant",
            "C1": "Double",
            "A2": "a",
            "B2": 10,
            "C2": "=Budget[[#This Row],[Montant]]*2",
            "A3": "b",
            "B3": 20,
            "C3": "=Budget[[#This Row],[Montant]]*2",
            "A4": "c",
            "B4": 30,
            "C4": "=Budget[[#This Row],[Montant]]*2",
            "A5": "Total",
            "B5": "=SUBTOTAL(109,[Montant])",
            "C5": "=SUBTOTAL(109,[Double])",
        },
    },
    stored={"Feuil1!C2": 0, "Feuil1!C3": 0, "Feuil1!C4": 0, "Feuil1!B5": 0, "Feuil1!C5": 0},
    tables=[Table("Budget", "Feuil1", "A1:C5", ["Poste", "Montant", "Double"], 1)],
    marked=True,
    expected={"B5": 60, "C2": 20, "C4": 60, "C5": 120},
)
case(
    "intersection of ranges (space) and of row and column names",
    "https://github.com/PHPOffice/PhpSpreadsheet/pull/4596",
    sheets={
        "Feuil1": {
            "A1": 10,
            "B1": 20,
            "C1": 30,
            "E1": "=SUM(B1:B2 A2:C2)",
            "A2": 40,
            "B2": 50,
            "C2": 60,
            "E2": "=B1:B2 A1:C1",
            "E3": "=Budget Total",
        },
    },
    names={"Budget": "Feuil1!$B$1:$B$2", "Total": "Feuil1!$A$2:$C$2"},
    expected={"E1": 50, "E2": 20, "E3": 50},
    kept={"E3"},
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
)
