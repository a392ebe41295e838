"""Structured references, and names of the columns of tables."""

from __future__ import annotations

from tests.refresh.gaps.case import Table, case

#: Headings with the signs that a formula has to escape; below them the multiples of the place.
_SEVEN_COLUMNS = {
    "A1": "Taux d'exécution",
    "B1": "N° #",
    "C1": "Coût [k€]",
    "D1": "Nom@site",
    "E1": "Part: totale",
    "F1": "Ligne\nsuite",
    "G1": "Montant",
    **{
        f"{letter}{row}": row * place
        for row in (2, 3, 4)
        for place, letter in enumerate("ABCDEFG", 1)
    },
}
_SEVEN = Table(
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

case(
    "structured reference: apostrophe in a heading",
    "https://github.com/PHPOffice/PhpSpreadsheet/issues/2612",
    sheets={
        "Feuil1": {
            **_SEVEN_COLUMNS,
            "I1": "=SUM(Tab[Taux d''exécution])",
            "I7": "=SUM(Tab[Montant])",
        },
    },
    tables=[_SEVEN],
    expected={"I1": 9, "I7": 63},
)
case(
    "structured reference: escaped # [ ] @ in a heading",
    "https://github.com/jmcnamara/XlsxWriter/issues/1075",
    sheets={
        "Feuil1": {
            **_SEVEN_COLUMNS,
            "I2": "=SUM(Tab[N° '#])",
            "I3": "=SUM(Tab[Coût '[k€']])",
            "I4": "=SUM(Tab[Nom'@site])",
            "I7": "=SUM(Tab[Montant])",
        },
    },
    tables=[_SEVEN],
    expected={"I2": 18, "I3": 27, "I4": 36, "I7": 63},
)
case(
    "structured reference: colon, line break in a heading",
    "https://github.com/ClosedXML/ClosedXML/issues/2821",
    sheets={
        "Feuil1": {
            **_SEVEN_COLUMNS,
            "I5": "=SUM(Tab[Part: totale])",
            "I6": "=SUM(Tab[Ligne\nsuite])",
            "I7": "=SUM(Tab[Montant])",
        },
    },
    tables=[_SEVEN],
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
