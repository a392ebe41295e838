"""Forms filled as hurried officers fill them: pasted numbers, moved rows, notes, a copied sheet.

What is expected stands beside what was typed, worked out by hand.
"""

from __future__ import annotations

import datetime as dt
from io import BytesIO
from pathlib import Path

import openpyxl
from openpyxl.workbook import Workbook

from pycog.conventions.facts.convention import Convention
from pycog.conventions.form.exchange import new_form
from pycog.conventions.form.form_check import check
from tests.conventions.forms import at, content, describe, put


def opened(identity: str, years: list[int], funds: list[str]) -> Workbook:
    return openpyxl.load_workbook(BytesIO(new_form(identity, years, years[0] - 1, funds)))


def loaded(book: Workbook) -> Convention:
    found = check(Path("c.xlsx"), content(book))
    assert not found.faults, "\n".join(map(str, found.faults))
    assert found.convention is not None
    return found.convention


#: Number, label, unit, format, then what was pasted and what it is worth, year by year.
PASTED = (
    (1, "Satisfaction", "%", "0%", [(0.85, 0.85), (0.86, 0.86), (0.9, 0.9)]),
    (2, "Délai moyen", "jours", "General", [(12, 12), (11, 11), (8, 8)]),
    (3, "Taux de rejet", "%", "0.00%", [(0.0312, 0.0312), (0.03, 0.03), (0.0225, 0.0225)]),
    (4, "Rendez-vous", "rendez-vous", "#,##0", [(12500, 12500), (13000, 13000), (15000, 15000)]),
    (5, "Coût de gestion", "€", '0.00\\ "€"', [(2.35, 2.35), (2.3, 2.3), (2.1, 2.1)]),
)


def test_numbers_pasted_from_a_table_of_ones_own() -> None:
    book = opened("ccmsa-essai", [2021, 2022], [])
    describe(book, Titre="COG MSA", Titre_court="COG MSA", Signataires="État ; CCMSA",
             Document="COG MSA", Annexe_des_indicateurs="annexe 3")  # fmt: skip
    sheet = book["Indicateurs"]
    for row, (number, label, unit, form, values) in enumerate(PASTED, start=1):
        put(sheet, row, "N°", number, "General")
        put(sheet, row, "Libellé", label)
        put(sheet, row, "Unité", unit)
        for heading, (value, _) in zip(
            ("Réalisé 2020", "Cible 2021", "Cible 2022"), values, strict=True
        ):
            put(sheet, row, heading, value, form)
    beside = sheet.max_column + 2
    sheet.cell(4, beside).value = "Commentaire DG"
    sheet.cell(6, beside).value = "voir avec la DG"
    book.create_sheet("Brouillon")["A1"] = "calculs"
    dates = book["Échéances"]
    typed = (
        ("Ouvrir le portail", dt.datetime(2022, 6, 1), "mmm\\-yy", dt.date(2022, 6, 30)),
        ("Fermer l'ancien", dt.datetime(2023, 12, 31), "dd/mm/yyyy", dt.date(2023, 12, 31)),
        ("Bilan", 2023, "General", dt.date(2023, 12, 31)),
        ("Refondre l'accueil", "fin 2024", "@", dt.date(2024, 12, 31)),
    )
    for row, (what, value, form, _) in enumerate(typed, start=1):
        put(dates, row, "Mesure", what)
        put(dates, row, "Échéance", value, form)
        put(dates, row, "Source", f"fiche {row}")
    own = loaded(book)
    for indicator, (*_, values) in zip(own.indicators.values(), PASTED, strict=True):
        read = [indicator.baseline, *indicator.targets.values()]
        assert [printed.target.value for printed in read] == [worth for _, worth in values]
    assert [milestone.due.last for milestone in own.milestones] == [day for *_, day in typed]


def test_a_page_retyped_with_its_title_rows_and_its_notes() -> None:
    """Rows above, headings in another case, columns deleted, amounts as numbers, notes below."""
    book = opened("urssaf-essai", [2023, 2024], ["FNGA"])
    describe(book, Titre="COG Urssaf", Titre_court="COG Urssaf", Signataires="L'État ; l'Urssaf",
             Document="COG et annexes", Annexe_des_indicateurs="annexe 2")  # fmt: skip
    about = book["Convention"]
    row = at(about, "FNGA").row
    for column, text in enumerate(("Fonds national", "annexe 5", "M€"), start=2):
        about.cell(row, column).value = text
    about.insert_rows(3, 2)
    about["A3"] = "Saisi le 12 mars"
    sheet = book["Indicateurs"]
    typed = (
        (1, "Satisfaction\n(tous publics)", "%", "65 %", "88 %", "≥ 88 %", [0.65, 0.88, 0.88]),
        (2, "Délai", "jours ouvrés", "14 jours ouvrés", "12 jours ouvrés", "10 jours ouvrés",
         [14, 12, 10]),
        (3, "Risque résiduel", "%", "1,20 %", "< 1,0 %", "< 0,9 %", [0.012, 0.01, 0.009]),
    )  # fmt: skip
    headings = ("N°", "Libellé", "Unité", "Réalisé 2022", "Cible 2023", "Cible 2024")
    for down, (*texts, _) in enumerate(typed, start=1):
        for heading, text in zip(headings, texts, strict=True):
            put(sheet, down, heading, text)
    for year in (2023, 2024):
        at(sheet, f"Cible {year}").value = f"OBJECTIF {year} "
    at(sheet, "Libellé").value = "Libellé de l'indicateur"
    sheet.delete_cols(at(sheet, "Fiche").column, 3)
    sheet.insert_rows(1)
    sheet.cell(11, 3).value = "* hors crédits exceptionnels"
    budget = book["Budget FNGA"]
    lines = (
        ("Dépenses à caractère limitatif", "titre", None),
        ("Personnel", "ligne", (1012.4, 1018.0, 1021.5)),
        ("Autres dépenses", "ligne", (210, 215, 214)),
        ("Total limitatif", "sous-total", (1222.4, 1233.0, 1235.5)),
        ("Dotation", "recette", (1222.4, 1233.0, 1235.5)),
    )
    for down, (label, role, amounts) in enumerate(lines, start=1):
        put(budget, down, "Libellé", label)
        put(budget, down, "Rôle", role)
        for year, amount in zip(("2022", "2023", "2024"), amounts or (None,) * 3, strict=True):
            put(budget, down, year, amount, "#,##0.0")
    put(budget, 4, "Parties", "Personnel; Autres dépenses")
    put(budget, 5, "Équilibre", "Total limitatif")
    budget.cell(12, 1).value = "(1) en millions d'euros"
    own = loaded(book)
    for indicator, (*_, values) in zip(own.indicators.values(), typed, strict=True):
        read = [indicator.baseline, *indicator.targets.values()]
        assert [printed.target.value for printed in read] == values
    found = own.funds["FNGA"].lines
    for line, (label, role, amounts) in zip(found, lines, strict=True):
        assert (line.label, line.role) == (label, role)
        if amounts:
            assert [line.amounts[year] for year in ("2022", "2023", "2024")] == [*amounts]
    assert found[3].parts == (found[1].key, found[2].key)
    assert found[4].balances == found[3].key


def test_a_second_fund_is_a_copy_of_the_sheet_of_the_first() -> None:
    book = opened("enim-essai", [2024], ["FA"])
    describe(book, Titre="Convention", Titre_court="COG", Signataires="État\n; Enim",
             Document="COG", Années="2024 à 2024")  # fmt: skip
    about = book["Convention"]
    first = at(about, "FA").row
    for down, texts in enumerate((("FA", "Fonds A", "annexe B", "k€"),
                                  ("F.B", "Fonds B", "annexe C", "€"))):  # fmt: skip
        for column, text in enumerate(texts, start=1):
            about.cell(first + down, column).value = text
    del book["Lisez-moi"]
    copy = book.copy_worksheet(book["Budget FA"])
    copy.title = "budget F.B"
    for sheet, factor in ((book["Budget FA"], 1), (copy, 1000)):
        put(sheet, 1, "Libellé", "Personnel")
        put(sheet, 1, "Rôle", "Ligne")
        put(sheet, 1, "2024", 1200.5 * factor, "#,##0.0")
    own = loaded(book)
    assert {fund.id: fund.lines[0].amounts["2024"] for fund in own.funds.values()} == {
        "FA": 1200.5, "F.B": 1200500.0,
    }  # fmt: skip
    assert own.funds["F.B"].unit == "€"


def test_the_other_sheets_are_filled_too() -> None:
    book = opened("rapport-essai", [2023], [])
    describe(book, Titre="Rapport", Titre_court="RA 2023", Signataires="CPAM", Document="Rapport")
    sheet = book["Chiffres clés"]
    typed = (
        ("Effectif", 812, "agents", "General", 812),
        ("Appels reçus", 875716, "appels", "#,##0", 875716),
        ("Taux de décroché", 0.815, "%", "0.0%", 0.815),
        ("Budget", 12500000.25, "€", '#,##0.00\\ "€"', 12500000.25),
    )
    for row, (label, value, unit, form, _) in enumerate(typed, start=1):
        for heading, text in (("Libellé", label), ("Unité", unit), ("Source", "page 4")):
            put(sheet, row, heading, text)
        put(sheet, row, "Période", 2023, "General")
        put(sheet, row, "Imprimé", value, form)
    sheets = book["Fiches"]
    for heading, text in (("N°", 1), ("Titre", "Accueil"), ("Suivi", "Échéancier"),
                          ("Source", "fiche 1")):  # fmt: skip
        put(sheets, 1, heading, text, "General")
    own = loaded(book)
    assert [figures[0].value for figures in own.figures.values()] == [row[-1] for row in typed]
    assert [one.title for one in own.sheets.values()] == ["Accueil"]
