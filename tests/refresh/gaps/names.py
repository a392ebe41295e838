"""Defined names of every kind, and references that are calculated."""

from __future__ import annotations

from tests.refresh.gaps.case import case

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
    "a name is calculated as an array formula, whatever uses it",
    "https://support.microsoft.com/fr-fr/office/4d0f13ac-53b7-422e-afd2-abd7ff379c64",
    sheets={
        "Feuil1": {
            "A1": 100, "A2": 200, "A3": 300, "A4": -50,
            "B1": "=SUM(Augmentés)", "B2": "=MoyennePositive", "B3": "=MAX(Rapportés)*2",
            "B4": "=Différence", "B5": "=SUMPRODUCT(Augmentés)", "B6": "=SUM(Zone)",
            "B7": "=Augmentés", "B8": '=SUM(INDIRECT("Zone"))', "B9": '=INDIRECT("Différence")',
            "B10": "{=SUM(Augmentés)}",
        }
    },
    names={
        "Zone": "Feuil1!$A$1:$A$4",
        "Augmentés": "Zone+1",
        "MoyennePositive": "AVERAGE(IF(Feuil1!$A$1:$A$4>0,Feuil1!$A$1:$A$4))",
        "Rapportés": "Feuil1!$A$1:$A$4/Feuil1!$A$1",
        "Différence": "Feuil1!$A$2-Feuil1!$A$1",
    },
    expected={
        "B1": 554, "B2": 200, "B3": 6, "B4": 100, "B5": 554, "B6": 550, "B7": 0, "B8": 550,
        "B9": 0, "B10": 554,
    },
    kept={"B7", "B9"},
)  # fmt: skip
