"""Officers' annexes of many kinds, written by script, each with the map that a reader makes of it.

The maps were written by hand from the printed annexes, not taken from what the code finds.
"""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

CAMIEG = "camieg-2012-2015"
CAMPAIGN = "interessement-maladie-2021"
PERCENT, EUROS, THOUSANDS = "0.0%", '#,##0\\ "€"', '#,##0\\ "k€"'


@dataclass(frozen=True)
class Shown:
    """A value with its number format."""

    value: Any
    code: str


@dataclass(frozen=True)
class Expected:
    """What a reader makes of one table.

    Attributes:
        sheet: Its sheet.
        kind: What it is.
        frame: Fund or scorecard.
        columns: Letter → role, year and unit, those that matter.
        rows: Row, as Excel counts → subject.
        asked: Rows that need the officer's word → subjects that may be meant.
        first: Its first row of headings.
        unsure: Letters of the columns that need the officer's word.
    """

    sheet: str
    kind: str
    frame: str
    columns: Mapping[str, str]
    rows: Mapping[int, str]
    asked: Mapping[int, Sequence[str]] = field(default_factory=dict)
    first: int = 0
    unsure: str = ""


@dataclass(frozen=True)
class Annex:
    """An annex with its map.

    Attributes:
        name: What is odd in it.
        build: Writes it.
        tables: What a reader finds in it.
        doubts: Code and cell of what is to be asked or told.
        tidy: Whether it is a tidy one.
        convention: Id of its agreement.
        ignored: Sheets without a table.
    """

    name: str
    build: Callable[[Workbook], None]
    tables: Sequence[Expected]
    doubts: frozenset[tuple[str, str]] = frozenset()
    tidy: bool = True
    convention: str = CAMIEG
    ignored: Sequence[str] = ()

    def data(self) -> bytes:
        """Return the workbook as a file."""
        book = Workbook()
        book.remove(book.active)
        self.build(book)
        stream = io.BytesIO()
        book.save(stream)
        return stream.getvalue()


def fill(sheet: Worksheet, at: str, rows: Sequence[Sequence[Any]]) -> None:
    """Write rows of values from a cell on; ``None`` leaves a cell blank."""
    start = sheet[at]
    for down, row in enumerate(rows):
        for across, value in enumerate(row):
            if value is None:
                continue
            cell = sheet.cell(start.row + down, start.column + across)
            cell.value = value.value if isinstance(value, Shown) else value
            if isinstance(value, Shown):
                cell.number_format = value.code


def rate(value: float) -> Shown:
    """Return a ratio shown as a percentage."""
    return Shown(value, PERCENT)


def one_year(book: Workbook) -> None:
    sheet = book.create_sheet("Indicateurs 2013")
    fill(sheet, "A1", [["Suivi des indicateurs - exercice 2013"]])
    fill(
        sheet,
        "A3",
        [
            ["N°", "Indicateur", "Objectif", "Réalisé", "Écart", "Commentaires"],
            [1, "Taux d'ouverture effective dans la plage horaire 8h30 à 17h00", rate(0.98),
             rate(0.97), rate(-0.01), None],
            [2, "Taux d'appels décrochés", rate(0.9), rate(0.91), rate(0.01), None],
            [6, "Taux de couverture territoriale des points d'accueil", rate(0.9), rate(0.9), 0,
             None],
            [16, "Taux de saisies invalidées", "<5%", rate(0.04), None, "Stable"],
            [40, "Nombre de PML mis en place par an", 2, 3, 1, None],
        ],
    )  # fmt: skip
    fill(sheet, "A10", [["Source : direction comptable, arrêté au 31/01/2014"]])


def merged_years(book: Workbook) -> None:
    sheet = book.create_sheet("COG")
    fill(sheet, "A1", [["COG 2012-2015"]])
    fill(
        sheet,
        "A3",
        [
            ["Réf.", "Libellé", "2012", None, None, "2013", None, None],
            [None, None, "Cible", "Réalisé", "Atteint ?", "Cible", "Réalisé", "Atteint ?"],
            [None, None, "en %", "en %", None, "en %", "en %", None],
            ["Ind. 10", "Taux de conformité des courriers sortants (fond)", 70, 68, "non", 73, 74,
             "oui"],
            ["Ind. 12", "Taux de conformité des réponses", 70, 71, "oui", 75, 72, "non"],
            ["Ind. 13", "Taux de bénéficiaires rattachés à la Camieg dans le RNIAM", 96, 96.5,
             "oui", 96.5, 97, "oui"],
            ["Ind. 28", "Taux d'adhérents au compte assurés Ameli", 44, 40, "non", 45, 45.5,
             "oui"],
        ],
    )  # fmt: skip
    for area in ("A3:A5", "B3:B5", "C3:E3", "F3:H3"):
        sheet.merge_cells(area)


def dates_as_years(book: Workbook) -> None:
    sheet = book.create_sheet("FNGA")
    fill(sheet, "A1", [["FNGA - dépenses exécutées (en k€)"]])
    years = [Shown(dt.date(year, 12, 31), "yyyy") for year in (2012, 2013)]
    fill(
        sheet,
        "B3",
        [
            ["Nature", *years],
            ["Personnel", 14011.6, 13237],
            ["Fonctionnement", 4884.3, 5058.1],
            ["Total personnel et fonctionnement", "=SUM(C4:C5)", "=SUM(D4:D5)"],
            ["Investissement", 952.3, 399.2],
        ],
    )


def two_on_a_sheet(book: Workbook) -> None:
    sheet = book.create_sheet("Budgets 2014")
    fill(
        sheet,
        "A1",
        [
            ["FNGA CAMIEG"],
            ["Ligne", "Base COG 2014", "Exécuté 2014"],
            ["Personnel", 14359000, 14229800],
            ["Fonctionnement", 5093000, 4451300],
            ["Investissement", 180000, 174200],
            [],
            ["FNGR CAMIEG"],
            ["Ligne", "Base COG 2014", "Exécuté 2014"],
            ["Communication", 100000, 99000],
            ["Etudes", 22000, 20000],
            ["Evaluation", 10000, 9000],
        ],
    )


def side_by_side(book: Workbook) -> None:
    sheet = book.create_sheet("Synthèse")
    fill(
        sheet,
        "A2",
        [
            ["N°", "Indicateur", "Cible 2013", "Résultat 2013"],
            [2, "Taux d'appels décrochés", "90%", "88 %"],
            [3, "Taux d'appels traités en niveau 1", "90%", "91 %"],
            [4, "Taux d'appels correctement tracés", "95%", "94 %"],
            [8, "Taux de traçabilité des contacts", "92%", "n.d."],
        ],
    )
    fill(
        sheet,
        "F2",
        [
            ["Poste", "BP 2013", "Exécution 2013", "Taux d'exécution"],
            ["Personnel", 14052, 13237, rate(0.942)],
            ["Fonctionnement", 5104, 5058.1, rate(0.991)],
            ["Charges exceptionnelles", 17, 16.7, rate(0.982)],
        ],
    )
    fill(sheet, "F8", [["Montants en k€ - FNGA"]])


def columns_to_fill(book: Workbook) -> None:
    sheet = book.create_sheet("Saisie")
    fill(
        sheet,
        "A1",
        [
            ["Indicateur n°", "Libellé", "Obj. 2014", "Réal. 2014", "Obj. 2015", "Réal. 2015"],
            [1, "Taux d'ouverture effective dans la plage horaire 8h30 à 17h00", "98%", None,
             "98%"],
            [6, "Taux de couverture territoriale des points d'accueil", "95%", None, "100%"],
            [7, "Taux de satisfaction", "78%", None, "80%"],
        ],
    )  # fmt: skip


def label_with_number(book: Workbook) -> None:
    sheet = book.create_sheet("Suivi")
    fill(
        sheet,
        "A1",
        [
            ["Indicateur", "Objectif 2012", "Réalisé 2012"],
            ["Améliorer la relation écrite"],
            ["10 - Taux de conformité des courriers sortants (fond)", rate(0.7), rate(0.69)],
            ["12 - Taux de conformité des réponses", rate(0.7), rate(0.72)],
            ["Améliorer le traitement des dossiers et réduire les réclamations"],
            ["15 - Taux de factures télétransmises par les professionnels de santé", rate(0.92),
             rate(0.93)],
        ],
    )  # fmt: skip


def same_label_twice(book: Workbook) -> None:
    sheet = book.create_sheet("Sans numéro")
    fill(
        sheet,
        "A1",
        [
            ["Indicateur", "Cible 2012", "Réalisé 2012"],
            ["Taux d'appels correctement tracés", "95%", "96%"],
            ["Fiabilité des réponses téléphoniques", "87%", "88%"],
            ["Taux de couverture territoriale des points d'accueil", "88%", "88%"],
            ["Mesurer le taux de satisfaction des assurés", "78%", "79%"],
            ["Fiabilité des réponses téléphoniques", "87%", "85%"],
            ["Développement des flux externes", "92%", "93%"],
        ],
    )


def ambiguous_label(book: Workbook) -> None:
    sheet = book.create_sheet("Extrait")
    fill(
        sheet,
        "A1",
        [
            ["Indicateur", "Cible 2013", "Réalisé 2013"],
            ["Fiabilité des réponses téléphoniques", "90%", "91%"],
            ["Taux de contrôle de la population cible", "25%", "26%"],
            ["Taux de signalement", "55%", "57%"],
        ],
    )


def number_against_label(book: Workbook) -> None:
    sheet = book.create_sheet("Indicateurs")
    fill(
        sheet,
        "A1",
        [
            ["N°", "Indicateur", "Objectif 2013", "Réalisé 2013"],
            [2, "Taux d'appels traités en niveau 1", "90%", "91%"],
            [4, "Taux d'appels correctement tracés", "95%", "94%"],
            [10, "Taux de conformité des courriers sortants (fond)", "73%", "74%"],
            [43, "Absentéisme de courte durée", "25%", "12%"],
        ],
    )


def similar_labels(book: Workbook) -> None:
    sheet = book.create_sheet("Tableau de bord")
    fill(
        sheet,
        "A1",
        [
            ["Indicateur", "Réalisé 2013"],
            ["Satisfaction des assurés", 0.8],
            ["Recouvrement spontané", 0.9],
            ["Taux d'appels décrochés", 0.91],
            ["Taux d'appels traités en niveau 1", 0.88],
            ["Taux de traçabilité des contacts", 0.93],
        ],
    )


def duplicates(book: Workbook) -> None:
    sheet = book.create_sheet("Indicateurs")
    fill(
        sheet,
        "A1",
        [
            ["N°", "Indicateur", "Objectif 2013", "Réalisé 2013"],
            [2, "Taux d'appels décrochés", "90%", "91%"],
            [3, "Taux d'appels traités en niveau 1", "90%", "88%"],
            [2, "Taux d'appels décrochés", "90%", "89%"],
            [4, "Taux d'appels correctement tracés", "95%", "94%"],
        ],
    )


def own_numbering(book: Workbook) -> None:
    sheet = book.create_sheet("Sélection")
    fill(
        sheet,
        "A1",
        [
            ["N°", "Indicateur", "Objectif 2013", "Réalisé 2013"],
            [1, "Taux de conformité des courriers sortants (fond)", "73%", "74%"],
            [2, "Taux de conformité des réponses", "75%", "76%"],
            [3, "Taux d'adhérents au compte assurés Ameli", "45%", "44%"],
            [4, "Taux de contrôle de la population cible", "25%", "25%"],
        ],
    )


def mixed_rates(book: Workbook) -> None:
    sheet = book.create_sheet("Indicateurs")
    fill(
        sheet,
        "A1",
        [
            ["N°", "Indicateur", "Objectif 2013", "Réalisé 2013"],
            [1, "Taux d'ouverture effective dans la plage horaire 8h30 à 17h00", "98%", "97,5 %"],
            [2, "Taux d'appels décrochés", "90%", 0.91],
            [3, "Taux d'appels traités en niveau 1", "90%", 88],
            [4, "Taux d'appels correctement tracés", "95%", "94 % (1)"],
            [9, "Nombre de visites par demi journée d'accueil", None, "18"],
            [20, "Délai de traitement des réclamations", "90% en 21 jours calendaires", "12 j"],
            [49, "Nombre de travailleurs handicapés embauchés", "2", "s.o."],
        ],
    )


def target_changed(book: Workbook) -> None:
    sheet = book.create_sheet("Indicateurs")
    fill(
        sheet,
        "A1",
        [
            ["N°", "Indicateur", "Objectif 2013", "Réalisé 2013"],
            [7, "Taux de satisfaction", "76,50%", "77%"],
            [8, "Taux de traçabilité des contacts", "93%", "92%"],
            [10, "Taux de conformité des courriers sortants (fond)", "73%", "74%"],
        ],
    )


def budget_sums(book: Workbook) -> None:
    sheet = book.create_sheet("Annexe 2")
    fill(sheet, "A1", [["Fonds national de gestion administrative (FNGA) - en euros"]])
    fill(
        sheet,
        "A3",
        [
            ["Nature de dépenses", "Base COG 2013", "Exécuté 2013", "% exécution"],
            ["Dépenses à caractère limitatif"],
            ["Personnel", 14052000, 13237000, rate(0.942)],
            ["Fonctionnement", 5104000, 5058100, rate(0.95)],
            ["Total personnel et fonctionnement", "=B5+B6", "=C5+C6", None],
            ["Investissement", 417000, 399200, rate(0.957)],
            ["dont immobilisations incorporelles", 148000, 145800, None],
            ["dont immobilisation corporelles", 269000, 253400, None],
            ["Total des dépenses à caractère limitatif", "=B7+B8", "=SUM(C5:C8)", None],
        ],
    )


def unknown_unit(book: Workbook) -> None:
    sheet = book.create_sheet("Exécution")
    fill(sheet, "A1", [["FNGA"]])
    fill(
        sheet,
        "A2",
        [
            ["Ligne", "Exécuté 2014", "Exécuté 2015"],
            ["Personnel", 14229.8, 12819],
            ["Fonctionnement", 4451.3, 4875.8],
            ["Investissement", 174.2, 139.1],
        ],
    )


def announced_unit_wrong(book: Workbook) -> None:
    sheet = book.create_sheet("FNGA")
    fill(
        sheet,
        "A1",
        [
            ["Exécution en k€"],
            ["Ligne", "Base COG 2013", "Exécuté 2013"],
            ["Personnel", 14052000, 13237000],
            ["Fonctionnement", 5104000, 5058100],
            ["Investissement", 417000, 399200],
        ],
    )


def fund_column(book: Workbook) -> None:
    sheet = book.create_sheet("Tous fonds")
    fill(
        sheet,
        "A1",
        [
            ["Fonds", "Ligne budgétaire", "Budget voté 2015", "Réalisé 2015"],
            ["FNGA", "Personnel", Shown(14667000, EUROS), Shown(12819000, EUROS)],
            ["FNGA", "Fonctionnement", Shown(5037000, EUROS), Shown(4875800, EUROS)],
            ["FNGA", "Dotation FNGT", Shown(19426000, EUROS), Shown(18804400, EUROS)],
            ["FNGR", "Communication", Shown(100000, EUROS), Shown(98000, EUROS)],
            ["FNGR", "Etudes", Shown(22000, EUROS), Shown(21000, EUROS)],
            ["FNGR", "Dotation FNGT", Shown(507000, EUROS), Shown(480000, EUROS)],
        ],
    )


def two_funds_fit(book: Workbook) -> None:
    sheet = book.create_sheet("Recettes")
    fill(
        sheet,
        "A1",
        [
            ["Poste", "Exécuté 2014 (€)"],
            ["Total des dépenses brutes", 1000],
            ["Dotation FNGT", 900],
        ],
    )


def scorecard(book: Workbook) -> None:
    sheet = book.create_sheet("CPAM")
    fill(sheet, "A1", [["Intéressement 2021 - Part locale CPAM"]])
    fill(
        sheet,
        "A3",
        [
            ["Indicateurs", "Socle", "Cible", "Points max", "Résultat", "Points obtenus"],
            ["Qualité de service"],
            ["Délai d'instruction des demandes C2S (9ème décile)", "45j", "31j", 100, "30 j",
             100],
            ["Gestion du risque"],
            ["Nombre d'assistants médicaux", 1518, 2500, 50, 2000, 24.5],
            ["Montant de préjudice subi", 69875000, 139750000, 75, None, None],
            ["Performance économique et sociale"],
            ["Validation des comptes", rate(0), rate(1), 100, rate(1), 100],
            ["Index égalité professionnelle", None, "75/100", 100, "80/100", 100],
            ["Total", None, None, "=SUM(D5:D11)", None, "=SUM(F5:F11)"],
        ],
    )  # fmt: skip


def pivot_and_lists(book: Workbook) -> None:
    fill(
        book.create_sheet("TCD"),
        "A1",
        [
            ["Pilote", "Nb indicateurs", "Somme de Réalisé"],
            ["DFC", 3, 1.2],
            ["DRC", 7, 4.1],
            ["Total général", 10, 5.3],
        ],
    )
    fill(book.create_sheet("Listes"), "A1", [["Atteint"], ["Partiel"], ["Non atteint"]])
    fill(
        book.create_sheet("Risques"),
        "A1",
        [
            ["N°", "Risque", "Objectif 2013", "Réalisé 2013"],
            [1, "Panne du système d'information", "0", "1"],
            [2, "Départ de personnes clés", "3", "2"],
            [3, "Inondation du site", "0", "0"],
        ],
    )


def relative_years(book: Workbook) -> None:
    sheet = book.create_sheet("Bilan 2013")
    fill(
        sheet,
        "A1",
        [
            ["N°", "Indicateur", "Réalisé N-1", "Objectif N", "Réalisé N"],
            [1, "Taux d'ouverture effective dans la plage horaire 8h30 à 17h00", rate(0.98),
             rate(0.98), rate(0.97)],
            [2, "Taux d'appels décrochés", rate(0.88), rate(0.9), rate(0.91)],
            [3, "Taux d'appels traités en niveau 1", rate(0.9), rate(0.9), rate(0.89)],
        ],
    )  # fmt: skip


def spaced_columns(book: Workbook) -> None:
    sheet = book.create_sheet("Indicateurs")
    fill(
        sheet,
        "B2",
        [
            ["N°", "Indicateur", None, "Cible 2012", "Réalisé 2012", None, "Cible 2013",
             "Réalisé 2013", None, "Observations"],
            [41, "Taux des processus concernés évalués dans les 6 mois", None, 2, 2, None, 2, 1,
             None, "Retard"],
            [43, "Taux de contrôle de la population cible", None, rate(0.25), rate(0.25), None,
             rate(0.25), rate(0.26)],
            [44, "Taux de signalement", None, rate(0.25), rate(0.2), None, rate(0.55),
             rate(0.57)],
        ],
    )  # fmt: skip


ANNEXES = (
    Annex(
        "one year told by the title",
        one_year,
        [
            Expected(
                "Indicateurs 2013",
                "indicateurs",
                "",
                {"A": "numéro", "B": "libellé", "C": "objectif 2013", "D": "réalisé 2013 ratio",
                 "E": "écart", "F": "commentaire"},
                {4: "1", 5: "2", 6: "6", 7: "16", 8: "40"},
            )
        ],
    ),
    Annex(
        "three rows of merged headings, rates in points as announced",
        merged_years,
        [
            Expected(
                "COG",
                "indicateurs",
                "",
                {"A": "numéro", "B": "libellé", "C": "objectif 2012 points",
                 "D": "réalisé 2012 points", "E": "statut", "F": "objectif 2013 points",
                 "G": "réalisé 2013 points"},
                {6: "10", 7: "12", 8: "13", 9: "28"},
                first=3,
            )
        ],
    ),
    Annex(
        "headings that are dates shown as years",
        dates_as_years,
        [
            Expected(
                "FNGA",
                "budget",
                "FNGA",
                {"B": "libellé", "C": "exécuté 2012 k€", "D": "exécuté 2013 k€"},
                {4: "personnel", 5: "fonctionnement", 6: "total_personnel_fonctionnement",
                 7: "investissement"},
            )
        ],
    ),
    Annex(
        "two tables one under the other",
        two_on_a_sheet,
        [
            Expected(
                "Budgets 2014",
                "budget",
                "FNGA",
                {"A": "libellé", "B": "base 2014 €", "C": "exécuté 2014 €"},
                {3: "personnel", 4: "fonctionnement", 5: "investissement"},
                first=2,
            ),
            Expected(
                "Budgets 2014",
                "budget",
                "FNGR",
                {"A": "libellé", "B": "base 2014 €", "C": "exécuté 2014 €"},
                {9: "communication", 10: "etudes", 11: "evaluation"},
                first=8,
            ),
        ],
    ),
    Annex(
        "two tables side by side, unit in a note",
        side_by_side,
        [
            Expected(
                "Synthèse",
                "indicateurs",
                "",
                {"A": "numéro", "B": "libellé", "C": "objectif 2013", "D": "réalisé 2013 ratio"},
                {3: "2", 4: "3", 5: "4", 6: "8"},
            ),
            Expected(
                "Synthèse",
                "budget",
                "FNGA",
                {"F": "libellé", "G": "voté 2013 k€", "H": "exécuté 2013 k€", "I": "taux 2013"},
                {3: "personnel", 4: "fonctionnement", 5: "charges_exceptionnelles"},
            ),
        ],
    ),
    Annex(
        "headed columns still to be filled",
        columns_to_fill,
        [
            Expected(
                "Saisie",
                "indicateurs",
                "",
                {"A": "numéro", "B": "libellé", "C": "objectif 2014", "D": "réalisé 2014",
                 "E": "objectif 2015", "F": "réalisé 2015"},
                {2: "1", 3: "6", 4: "7"},
            )
        ],
    ),
    Annex(
        "number and label in one cell, headings of parts",
        label_with_number,
        [
            Expected(
                "Suivi",
                "indicateurs",
                "",
                {"A": "libellé", "B": "objectif 2012", "C": "réalisé 2012"},
                {3: "10", 4: "12", 6: "15"},
            )
        ],
    ),
    Annex(
        "one label for two indicators, told by the order",
        same_label_twice,
        [
            Expected(
                "Sans numéro",
                "indicateurs",
                "",
                {"A": "libellé", "B": "objectif 2012", "C": "réalisé 2012"},
                {2: "4", 3: "5", 4: "6", 5: "22", 6: "24", 7: "27"},
            )
        ],
        tidy=False,
    ),
    Annex(
        "one label for two indicators, told by nothing",
        ambiguous_label,
        [
            Expected(
                "Extrait",
                "indicateurs",
                "",
                {"A": "libellé", "B": "objectif 2013", "C": "réalisé 2013"},
                {3: "43", 4: "44"},
                {2: ("5", "24")},
            )
        ],
        frozenset({("libelle-ambigu", "A2")}),
        tidy=False,
    ),
    Annex(
        "numbers that are not those of the labels",
        number_against_label,
        [
            Expected(
                "Indicateurs",
                "indicateurs",
                "",
                {"A": "numéro", "B": "libellé", "C": "objectif 2013", "D": "réalisé 2013"},
                {3: "4", 4: "10"},
                {2: ("2", "3"), 5: ("43",)},
            )
        ],
        frozenset({("numero-et-libelle", "A2"), ("numero-et-libelle", "A5")}),
        tidy=False,
    ),
    Annex(
        "labels that resemble",
        similar_labels,
        [
            Expected(
                "Tableau de bord",
                "indicateurs",
                "",
                {"A": "libellé", "B": "réalisé 2013 ratio"},
                {4: "2", 5: "3", 6: "8"},
                {2: ("7", "22"), 3: ("55", "")},
            )
        ],
        tidy=False,
    ),
    Annex(
        "an indicator that stands twice",
        duplicates,
        [
            Expected(
                "Indicateurs",
                "indicateurs",
                "",
                {"A": "numéro", "B": "libellé", "C": "objectif 2013", "D": "réalisé 2013"},
                {3: "3", 5: "4"},
                {2: ("2",), 4: ("2",)},
            )
        ],
        frozenset({("doublon", "B2"), ("doublon", "B4")}),
        tidy=False,
    ),
    Annex(
        "a numbering of its own",
        own_numbering,
        [
            Expected(
                "Sélection",
                "indicateurs",
                "",
                {"A": "numéro", "B": "libellé", "C": "objectif 2013", "D": "réalisé 2013"},
                {},
                {2: ("10",), 3: ("12",), 4: ("28",), 5: ("43",)},
            )
        ],
        tidy=False,
    ),
    Annex(
        "rates as texts, ratios and points in one column",
        mixed_rates,
        [
            Expected(
                "Indicateurs",
                "indicateurs",
                "",
                {"A": "numéro", "B": "libellé", "C": "objectif 2013", "D": "réalisé 2013 mixte"},
                {2: "1", 3: "2", 4: "3", 5: "4", 6: "9", 7: "20", 8: "49"},
            )
        ],
        frozenset({("points-ou-ratio", "D4"), ("valeur-illisible", "D7")}),
        tidy=False,
    ),
    Annex(
        "a target that is not that of the agreement",
        target_changed,
        [
            Expected(
                "Indicateurs",
                "indicateurs",
                "",
                {"A": "numéro", "B": "libellé", "C": "objectif 2013", "D": "réalisé 2013"},
                {2: "7", 3: "8", 4: "10"},
            )
        ],
        frozenset({("cible-differente", "C3")}),
    ),
    Annex(
        "sums that count twice, a typed rate that is wrong",
        budget_sums,
        [
            Expected(
                "Annexe 2",
                "budget",
                "FNGA",
                {"A": "libellé", "B": "base 2013 €", "C": "exécuté 2013 €", "D": "taux 2013"},
                {5: "personnel", 6: "fonctionnement", 7: "total_personnel_fonctionnement",
                 8: "investissement", 9: "immobilisations_incorporelles",
                 10: "immobilisations_corporelles", 11: "total_limitatif"},
            )
        ],
        frozenset({("sous-total-compte-deux-fois", "C11"), ("taux-different", "D6")}),
        tidy=False,
    ),
    Annex(
        "amounts without a unit",
        unknown_unit,
        [
            Expected(
                "Exécution",
                "budget",
                "FNGA",
                {"A": "libellé", "B": "exécuté 2014", "C": "exécuté 2015"},
                {3: "personnel", 4: "fonctionnement", 5: "investissement"},
                unsure="BC",
            )
        ],
        frozenset({("unite-inconnue", "B2"), ("unite-inconnue", "C2")}),
        tidy=False,
    ),
    Annex(
        "a unit announced and not kept",
        announced_unit_wrong,
        [
            Expected(
                "FNGA",
                "budget",
                "FNGA",
                {"A": "libellé", "B": "base 2013", "C": "exécuté 2013"},
                {3: "personnel", 4: "fonctionnement", 5: "investissement"},
                first=2,
                unsure="BC",
            )
        ],
        frozenset({("unite-douteuse", "B2"), ("unite-douteuse", "C2")}),
        tidy=False,
    ),
    Annex(
        "all funds in one table",
        fund_column,
        [
            Expected(
                "Tous fonds",
                "budget",
                "",
                {"A": "fonds", "B": "libellé", "C": "voté 2015 €", "D": "exécuté 2015 €"},
                {2: "FNGA/personnel", 3: "FNGA/fonctionnement", 4: "FNGA/dotation_fngt",
                 5: "FNGR/communication", 6: "FNGR/etudes", 7: "FNGR/dotation_fngt"},
            )
        ],
    ),
    Annex(
        "lines that two funds have",
        two_funds_fit,
        [
            Expected(
                "Recettes",
                "budget",
                "FNGA",
                {"A": "libellé", "B": "exécuté 2014 €"},
                {},
                {2: ("total_brut",), 3: ("dotation_fngt",)},
            )
        ],
        frozenset({("fonds-incertain", "A1")}),
        tidy=False,
    ),
    Annex(
        "a scorecard",
        scorecard,
        [
            Expected(
                "CPAM",
                "barème",
                "2021/cpam",
                {"A": "libellé", "B": "seuil 2021", "C": "objectif 2021", "D": "poids 2021",
                 "E": "réalisé 2021", "F": "points 2021"},
                {5: "delai_c2s", 7: "assistants_medicaux", 8: "prejudice", 10: "comptes",
                 11: "index_egalite"},
            )
        ],
        convention=CAMPAIGN,
    ),
    Annex(
        "a pivot table, a list, and a table of other things",
        pivot_and_lists,
        [],
        ignored=("TCD", "Listes", "Risques"),
    ),
    Annex(
        "years told as N and N-1",
        relative_years,
        [
            Expected(
                "Bilan 2013",
                "indicateurs",
                "",
                {"A": "numéro", "B": "libellé", "C": "réalisé 2012", "D": "objectif 2013",
                 "E": "réalisé 2013"},
                {2: "1", 3: "2", 4: "3"},
            )
        ],
    ),
    Annex(
        "blank columns between the years",
        spaced_columns,
        [
            Expected(
                "Indicateurs",
                "indicateurs",
                "",
                {"B": "numéro", "C": "libellé", "E": "objectif 2012", "F": "réalisé 2012",
                 "H": "objectif 2013", "I": "réalisé 2013", "K": "commentaire"},
                {3: "41", 4: "43", 5: "44"},
            )
        ],
    ),
)  # fmt: skip
