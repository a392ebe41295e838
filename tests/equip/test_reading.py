"""What a heading, a label, a cell say by themselves."""

from __future__ import annotations

import itertools
import random

import pytest

from pycog.audit.grid import Grid, Stored
from pycog.equip.model import Column
from pycog.equip.recognition.assignment import assign
from pycog.equip.recognition.cell_readings import _read
from pycog.equip.recognition.heading_words import read_words, unit_in, years_in
from pycog.equip.recognition.labels_alike import likeness, number_before, same_words
from pycog.equip.recognition.printed_values import same_amount, same_target
from pycog.equip.recognition.sheet_view import View
from pycog.equip.recognition.total_rows import role_by_label

YEARS = frozenset(range(2011, 2016))


@pytest.mark.parametrize(
    ("heading", "role", "years", "unit"),
    [
        ("Objectif 2013", "objectif", (2013,), ""),
        ("Valeur cible\n2014", "objectif", (2014,), ""),
        ("Obj. 13", "objectif", (2013,), ""),
        ("Réal. 2012 (en %)", "réalisé", (2012,), "%"),
        ("Réa 13", "réalisé", (2013,), ""),
        ("Réalisé au 31/12/2013", "réalisé", (2013,), ""),
        ("2012 Réalisé", "réalisé", (2012,), ""),
        ("Résultat", "réalisé", (), ""),
        ("Budget voté 2013 (k€)", "voté", (2013,), "k€"),
        ("BP 2013", "voté", (2013,), ""),
        ("BR n°1 2013", "voté", (2013,), ""),
        ("Base COG 2014", "base", (2014,), ""),
        ("Exécution 2012 en milliers d'euros", "exécuté", (2012,), "k€"),
        ("Exécuté prévisionnel 2011", "exécuté", (2011,), ""),
        ("Tx exéc. 2012", "taux", (2012,), ""),
        ("Seuil de déclenchement", "seuil", (), ""),
        ("Socle", "seuil", (), ""),
        ("Points max", "poids", (), ""),
        ("Pond.", "poids", (), ""),
        ("Points obtenus", "points", (), ""),
        ("N° ind.", "numéro", (), ""),
        ("N° d'ordre", "autre", (), ""),
        ("Libellé de l’indicateur", "libellé", (), ""),
        ("Commentaires DFC", "commentaire", (), ""),
        ("Total COG 2012-2015", "cumul", (2012, 2013, 2014, 2015), ""),
        ("Évol. 2015/2011", "évolution", (2015, 2011), ""),
        ("Taux d'appels décrochés", "", (), ""),
        ("Personnel", "", (), ""),
    ],
)
def test_a_heading_says_what_it_heads(
    heading: str, role: str, years: tuple[int, ...], unit: str
) -> None:
    words = read_words(heading, YEARS)
    assert (words.role, words.years, words.unit) == (role, years, unit)
    assert not words.partial


@pytest.mark.parametrize(
    ("heading", "relative"), [("Réalisé N-1", -1), ("Objectif N", 0), ("Réalisé (N)", 0)]
)
def test_a_year_is_told_from_another(heading: str, relative: int) -> None:
    assert read_words(heading).relative == relative


def test_words_behind_a_role_are_to_be_confirmed() -> None:
    words = read_words("Réalisé Siège 2013")
    assert (words.role, words.partial) == ("réalisé", True)


def test_a_heading_may_be_a_year_alone() -> None:
    assert read_words("Exercice 2013").bare
    assert not read_words("Origine en 2013").bare


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("FNGA – synthèse pour le Conseil, en k€", "k€"),
        ("Montants exprimés en milliers d’euros.", "k€"),
        ("en M€", "M€"),
        ("(en euros)", "€"),
        ("de 3 € à 4 k€", ""),
        ("Marie keller", ""),
    ],
)
def test_a_text_tells_a_unit(text: str, unit: str) -> None:
    assert unit_in(text) == unit


def test_a_text_tells_years() -> None:
    assert years_in("COG 2012-2015") == (2012, 2013, 2014, 2015)
    assert years_in("mise à jour le 12/02/2014") == (2014,)
    assert years_in("12 013 dossiers") == ()


@pytest.mark.parametrize(
    ("label", "other"),
    [
        ("Tx appels décrochés", "Taux d'appels décrochés"),
        ("TAUX DE SAISIES INVALIDÉES *", "Taux de saisies invalidées"),
        ("- dont immobilisation corporelles (1)", "dont immobilisations corporelles"),
        ("Nb d’études statistiques réalisées", "Nombre d'études statistiques réalisées"),
    ],
)
def test_labels_of_the_same_words(label: str, other: str) -> None:
    assert same_words(label) == same_words(other)
    assert likeness(label, other) == 100.0


def test_labels_of_other_words_are_never_the_same() -> None:
    assert likeness("Taux de satisfaction", "Mesurer le taux de satisfaction des assurés") < 100
    assert likeness("dont immobilisations corporelles", "dont immobilisations incorporelles") < 100
    assert likeness("", "Personnel") == 0


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("7 - Taux de satisfaction", ("7", "Taux de satisfaction")),
        ("Ind. 7 : Taux de satisfaction", ("Ind. 7", "Taux de satisfaction")),
        ("n° 2a – Part des dossiers", ("n° 2a", "Part des dossiers")),
        ("90 % des dossiers", None),
        ("Taux de satisfaction", None),
    ],
)
def test_a_number_before_a_label(text: str, parts: tuple[str, str] | None) -> None:
    assert number_before(text) == parts


@pytest.mark.parametrize(
    ("stored", "printed", "same"),
    [
        (Stored(0.765, percent=True), "76,50%", True),
        (Stored("76.5 %"), "76,50%", True),
        (Stored(98), "98%", True),
        (Stored(0.97, percent=True), "98%", False),
        (Stored("<5%"), "<5%", True),
        (Stored(2), "2", True),
        (Stored("90% en 21 jours calendaires"), "90% en 21 jours calendaires", True),
        (Stored("90% en 5 jours calendaires"), "90% en 21 jours calendaires", False),
        (Stored("à voir avec la DFC"), "98%", None),
        (Stored("#N/A", error=True), "98%", None),
    ],
)
def test_a_cell_says_a_printed_target(stored: Stored, printed: str, same: bool | None) -> None:
    assert same_target(stored, printed) is same


@pytest.mark.parametrize(
    ("number", "unit", "same"),
    [
        (14225000, "€", True),
        (14225, "k€", True),
        (14.225, "M€", True),
        (14.2, "M€", True),
        (14.3, "M€", False),
        (14225, "€", False),
        (14225001, "€", False),
    ],
)
def test_an_amount_is_the_printed_one(number: float, unit: str, same: bool) -> None:
    assert same_amount(number, 14225000, unit, "€") is same


@pytest.mark.parametrize(
    ("value", "printed", "reading", "number"),
    [
        (Stored("91,0 %"), "90%", "texte", 0.91),
        (Stored(0.86, percent=True), "90%", "ratio", 0.86),
        (Stored(86), "90%", "points", 0.86),
        (Stored("89,1"), "90%", "points", 0.891),
        (Stored("93 % (1)"), "90%", "texte", 0.93),
        (Stored("84%*"), "90%", "texte", 0.84),
        (Stored("n.d."), "90%", "manquant", None),
        (Stored("s.o."), "90%", "manquant", None),
        (Stored("-"), "90%", "manquant", None),
        (Stored("non mesuré"), "90%", "manquant", None),
        (Stored("entre 70 et 75 %"), "90%", "illisible", None),
        (Stored("en baisse"), "90%", "illisible", None),
        (Stored("6,5 j"), "7 j calendaires au 9ème décile", "texte", 6.5),
        (Stored("88 %"), "7 j calendaires au 9ème décile", "illisible", None),
        (Stored(701200), "Baisse de 14 %", "illisible", None),
        (Stored(3), "2", "nombre", 3.0),
        (Stored("#DIV/0!", error=True), "90%", "erreur", None),
        (None, "90%", "non calculé", None),
    ],
)
def test_a_result_is_read_with_its_target(
    value: Stored | None, printed: str, reading: str, number: float | None
) -> None:
    column = Column(3, "Réalisé 2013", "réalisé", 2013)
    assert _read(value, column, printed, 0) == (reading, number)


@pytest.mark.parametrize(
    ("value", "unit", "reading", "number"),
    [
        (Stored(13940), "k€", "nombre", 13940000.0),
        (Stored("14 052 000"), "€", "texte", 14052000.0),
        (Stored("14 k€"), "€", "texte", 14000.0),
        (Stored(13940), "", "nombre", None),
        (Stored("12 %"), "€", "illisible", None),
    ],
)
def test_an_amount_is_read_in_its_unit(
    value: Stored, unit: str, reading: str, number: float | None
) -> None:
    column = Column(3, "Exécuté 2013", "exécuté", 2013, unit)
    assert _read(value, column, "", 0) == (reading, number)


@pytest.mark.parametrize(
    ("label", "role"),
    [
        ("Total des dépenses brutes", "total"),
        ("S/total personnel", "sous-total"),
        ("Moyenne téléphone", "sous-total"),
        ("Solde (recettes − dépenses)", "solde"),
        ("dont immobilisations", "dont"),
        ("Nombre moyen de contrats d'apprentissage", "ligne"),
        ("Personnel", "ligne"),
    ],
)
def test_a_label_tells_the_role_of_a_row(label: str, role: str) -> None:
    assert role_by_label(label) == role


def test_the_assignment_is_the_best_of_all() -> None:
    chance = random.Random(5)
    for height, width in ((3, 3), (3, 5), (5, 3), (1, 4)):
        scores = [[chance.randint(0, 100) for _ in range(width)] for _ in range(height)]
        pairs = assign([[float(score) for score in line] for line in scores], 0.0)
        rows = range(height)
        if height <= width:
            best = max(
                sum(scores[row][one] for row, one in zip(rows, order, strict=True))
                for order in itertools.permutations(range(width), height)
            )
        else:
            best = max(
                sum(scores[row][one] for one, row in enumerate(order))
                for order in itertools.permutations(rows, width)
            )
        assert sum(scores[row][one] for row, one in pairs.items()) == best
        assert len(set(pairs.values())) == len(pairs) == min(height, width)


def test_no_pair_is_given_below_the_least() -> None:
    assert assign([[40.0, 10.0], [30.0, 20.0]], 35.0) == {0: 0}


def test_a_merged_cell_is_read_everywhere() -> None:
    view = View(Grid("F", {(0, 0): Stored("2013")}, merged=((0, 0, 0, 2),)))
    assert view.text(0, 2) == "2013"
    assert view.text(0, 3) == ""
    assert not view.is_filled(0, 2)
