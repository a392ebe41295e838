"""Typed queries that choose, count and tell rows: states, days, bounds, negations, yes and no."""

from __future__ import annotations

import datetime as dt
from typing import Final

import pytest

from pycog.dialogue.answers import Answer
from pycog.dialogue.state import State
from pycog.dialogue.turn import Context
from pycog.dialogue.typed_query.asked_typed import ask_typed
from pycog.dialogue.typed_query.typed_words import accented, numbered
from tests.dialogue.hosts import shared_host, with_plain_spaces
from tests.dialogue.test_sheet_questions import Rows, Workbook

_TODAY: Final = dt.date(2026, 11, 30)
_VISITS: Final[Rows] = (
    ("Visites de prévention en entreprise, année 2025",),
    (None,),
    ("N° visite", "Entreprise", "Secteur", "Contrôleur", "Visite le", "Type", "Effectif",
     "Injonction", "Levée le", "Pénalité (€)", "Observations"),
    ("V25-01", "Menuiserie Blanc", "Bois", "G. Ferrand", "14/01/2025", "Contrôle", 18.0, "Oui",
     "02/04/2025", 0.0, None),
    ("V25-02", "Transports Ollier", "Transport", "G. Ferrand", "21/01/2025", "Conseil", 64.0,
     "Non", None, None, None),
    ("V25-03", "BTP Castellane", "Construction", "S. Maurin", "05/02/2025", "Contrôle", 112.0,
     "Oui", None, 4500.0, "recours gracieux"),
    ("V25-04", "Clinique des Pins", "Santé", "H. Lestrade", "11/02/2025", "Conseil", 240.0,
     "Non", None, None, None),
    ("V25-05", "Toitures du Midi", "Construction", "S. Maurin", "27/02/2025", "Contrôle", 9.0,
     "Oui", "15/05/2025", 1200.0, "levée tardive"),
    ("V25-06", "Garage Pastor", "Commerce", "H. Lestrade", "04/03/2025", "Enquête AT", 6.0, "Non",
     None, None, "accident mortel"),
    ("V25-07", "Scierie Arnaud", "Bois", "G. Ferrand", "17/06/2025", "Contrôle", 31.0, "Oui",
     None, "n.d.", None),
)  # fmt: skip
_AIDS: Final[Rows] = (
    ("Subventions aux petites entreprises",),
    (None,),
    ("Dossier", "Raison sociale", "Demandeur", "Déposé le", "Décision", "Décidé le",
     "Montant demandé", "Montant accordé", "Versé le", "Motif du rejet"),
    ("AF-101", "Menuiserie Blanc", "Retraité", "10/01/2025", "Accordée", "03/02/2025", 12500.0,
     10000.0, "30/04/2025", None),
    ("AF-102", "Garage Pastor", "Salarié", "22/01/2025", "Rejetée", "14/02/2025", 8000.0, 0.0,
     None, "matériel non éligible"),
    ("AF-103", "Toitures du Midi", "Salarié", "05/02/2025", "Accordée", "10/04/2025", 25000.0,
     25000.0, None, None),
    ("AF-104", "Pharmacie Rougier", "Retraité", "19/02/2025", "Rejetée", "20/03/2025", 4200.0,
     0.0, None, "dossier incomplet"),
    ("AF-106", "Scierie Arnaud", "Salarié", "28/03/2025", "En cours", None, 31000.0, None, None,
     None),
)  # fmt: skip
_CARS: Final[Rows] = (
    ("Parc automobile au 30/06/2025",),
    (None,),
    ("Immat.", "Modèle", "Conducteur habituel", "Carburant", "Kilométrage", "Prochain CT",
     "Procédure", "Etat"),
    ("SIEGE",),
    ("FA-112-KL", "Clio", "J. Vidal", "Essence", 84500.0, "12/03/2027", "AOO", "Bon"),
    ("GB-904-RT", "Zoé", "M. Cros", "Electrique", 41200.0, "20/09/2025", "MAPA", "Bon"),
    ("ANTENNE LIMOUX",),
    ("DX-018-ZZ", "Berlingo", None, "Diesel", 201400.0, "18/01/2025", "AOO", "A réformer"),
    ("GM-742-CE", "208", "M. Cros", "Electrique", 12600.0, "08/04/2028", "MAPA", "Bon"),
)  # fmt: skip
_BOOK: Final = Workbook({"Visites": _VISITS, "Subventions": _AIDS, "Parc auto": _CARS})


def _ask(question: str) -> Answer | None:
    return ask_typed(question, State(), Context(shared_host(), _BOOK, _TODAY, cells=True))


@pytest.mark.parametrize(
    ("question", "told", "untold"),
    [
        # A column of yes and no chooses those of yes, and of no behind a negation.
        ("combien de visites ont donné lieu à une injonction ?", ["4 lignes"], []),
        ("quelles injonctions n'ont pas encore été levées ?", ["V25-03", "V25-07", "2 lignes"],
         ["V25-02", "V25-04"]),
        ("quelles visites n'ont eu ni injonction ni observation ?", ["V25-02", "V25-04"],
         ["V25-06"]),
        # A value said behind « hors » is left out, the one behind « dans » is not.
        ("nb de visites hors conseil dans la construction ou le bois", ["4 lignes"], []),
        ("combien de visites autres que celles de S. Maurin ?", ["5 lignes"], []),
        # No amount is none or zero; what is not known is neither.
        ("visites sans pénalité", ["V25-01", "V25-06", "n.d."], ["V25-03", "V25-07"]),
        ("combien de pénalités", ["2 lignes", "V25-03", "V25-05"], []),
        # Bounds: in words, inclusive, between, of the column that a unit means.
        ("entreprises de plus de cent salariés visitées en février", ["V25-03", "V25-04"],
         ["V25-02"]),
        ("visites dont l'effectif est inférieur ou égal à 9", ["V25-05", "V25-06"], ["V25-01"]),
        ("nombre de visites entre 9 et 64 salariés", ["4 lignes"], []),
        ("pénalités supérieures à deux mille euros : quelles entreprises ?", ["BTP Castellane"],
         ["Toitures"]),
        ("véhicules de plus de 80 000 km", ["FA-112-KL", "DX-018-ZZ"], ["GB-904-RT"]),
        # Days: of the column that the verb means, of the year of the table.
        ("dossiers versés en avril", ["AF-101"], ["AF-103"]),
        ("quelles aides ont été accordées avant avril ?", ["AF-101"], ["AF-103"]),
        ("dossiers accordés non versés", ["AF-103"], ["AF-101"]),
        ("quels véhicules ont leur contrôle technique avant fin 2025", ["GB-904-RT", "DX-018-ZZ"],
         ["GM-742-CE"]),
        # States.
        ("quels sont les dossiers en instance", ["AF-106"], ["AF-103"]),
        ("combien de véhicules ne sont pas électriques ?", ["2 lignes"], []),
        ("véhicules ni diesel ni essence", ["GB-904-RT", "GM-742-CE"], ["FA-112-KL"]),
        ("liste des véhicules sans conducteur habituel", ["DX-018-ZZ"], ["FA-112-KL"]),
        # Letters in capitals stand for words.
        ("véhicules en appel d'offres ouvert", ["FA-112-KL", "DX-018-ZZ"], ["GB-904-RT"]),
        # Who, when, why; a premise that is false is told as such.
        ("qui conduit la Zoé", ["M. Cros"], []),
        ("date de décision de l'AF-102", ["14/02/2025"], ["22/01/2025"]),
        ("pourquoi l'aide de la pharmacie Rougier a été rejetée ?", ["dossier incomplet"], []),
        ("pourquoi AF-101 a été rejeté ?", ["aucune ligne", "Accordée"], []),
        ("pourquoi Transports Ollier a eu une injonction ?", ["aucune ligne", "Injonction : Non"],
         []),
        ("est-ce que le dossier AF-103 a été versé ?", ["non, aucune ligne", "AF-103"], []),
        # Values and not rows; the amount of several rows.
        ("combien de conducteurs", ["2 valeurs"], []),
        ("combien de secteurs différents ont été visités", ["5 valeurs"], []),
        ("montant demandé par les dossiers rejetés", ["12 200"], []),
        # Only the accent tells « retraité » from another word.
        ("montant demandé par les retraités", ["16 700"], []),
    ],
)  # fmt: skip
def test_rows_are_chosen_by_what_is_said_of_them(
    question: str, told: list[str], untold: list[str]
) -> None:
    answer = _ask(question)
    assert answer is not None, question
    text = with_plain_spaces(answer.text)
    assert [one for one in told if one not in text] == [], text
    assert [one for one in untold if one in text] == [], text


@pytest.mark.parametrize(
    "question",
    [
        # One word of a remark chooses no row, and a number is no part of a code.
        "visites avec gracieux",
        "combien de visites à 25",
        # A word that no table has.
        "visites à Toulouse",
        "combien d'entreprises à Marseille",
        # A column that is taken from another, and a bound without its number.
        "total hors pénalité des visites",
        "visites de plus de salariés",
        # Two columns of amounts: which one is not said.
        "dossiers de plus de 10 000 €",
        # A word of opposite meaning is no word mistyped.
        "dossiers désaccordés",
        # Who: no column tells it.
        "qui suit le dossier AF-103 ?",
    ],
)
def test_what_is_not_sure_is_not_told(question: str) -> None:
    answer = _ask(question)
    assert answer is None, answer.text


def test_numbers_in_words_are_numbers_behind_a_bound() -> None:
    assert numbered("plus de cent salaries") == "plus de 100 salaries"
    assert numbered("les deux visites") == "les deux visites"


def test_accents_tell_where_some_are_typed() -> None:
    assert accented("la retraite de l'assuré")["assure"] == "assuré"
    assert accented("la retraite de l'assure") == {}


def test_a_word_of_size_is_no_name_cut_short() -> None:
    debts: Rows = (
        ("Créance", "Assuré", "Branche", "Reste dû (€)"),
        ("R-01", "GRONDIN L.", "Vieillesse", 9780.0),
        ("R-02", "PETITJEAN A.", "Maladie", 4200.0),
        ("R-03", "MOREL P.", "Maladie", 8100.0),
    )
    context = Context(shared_host(), Workbook({"Dossiers": debts}), _TODAY, cells=True)
    for question in ("reste dû des gros dossiers", "reste dû des petits dossiers maladie"):
        assert ask_typed(question, State(), context) is None, question
