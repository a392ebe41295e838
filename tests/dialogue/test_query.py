"""One query on the printed facts: what it reads, what it refuses, what it never mixes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pycog.conventions import load
from pycog.dialogue.answers import ANSWERED, Answer
from pycog.dialogue.composed.scan import Scan
from pycog.dialogue.entities import read_question
from pycog.dialogue.query.query_answering import query_answer
from pycog.dialogue.query.query_tables import tables_meant
from pycog.dialogue.query.query_words import GAP, ORDER, SHARE, SUM, read_operators
from pycog.dialogue.said_around import shorter_readings, signed
from pycog.dialogue.turn import Context, Turn
from pycog.dialogue.vocabulary import vocabulary
from pycog.values import display
from udfs.hosts.engine import EngineHost

HOST = EngineHost()


def asked(question: str) -> Answer | None:
    """Return what the query alone answers, without any other reader."""
    known = vocabulary()
    read = read_question(question, known)
    return query_answer(Scan(read, known), Turn("", {}, Context(HOST), known, read.text))


def told(question: str) -> str:
    answer = asked(question)
    assert answer is not None and answer.kind == ANSWERED, question
    return " ".join(answer.text.replace("\u202f", " ").replace("\xa0", " ").split())


# Expected values: annexes 2 to 4 of the convention, and the scorecards of 2021 and 2022.
@pytest.mark.parametrize(
    ("question", "parts"),
    [
        ("immos corporelles + incorporelles fnga 2014", ["180 000 €"]),
        ("fonctionnement moyen par an fnga", ["5 104 750 €"]),
        ("part du personnel dans le total limitatif 2013", ["71,79 %"]),
        ("les trois plus grosses lignes du FNGA en 2013", ["14 052 000", "5 104 000", "5 000 000"]),
        (
            "classe les dépenses FNGA 2014 de la plus petite à la plus grosse",
            ["1. « Charges excep"],
        ),
        ("l'investissement FNGA dépasse 400 000 € quelles années ?", ["En 2012, 2013"]),
        ("le fonctionnement FNGA augmente-t-il entre 2012 et 2015 ?", ["Non : "]),
        ("Des trois étapes de la fiche 33, laquelle vient en dernier ?", ["tri sélectif", "2014"]),
        ("Fiche 23 : que doit-il se passer en juin 2012 ?", ["outil de vidage", "30/06/2012"]),
        ("Parmi les indicateurs 31 à 34, lequel a la cible 2015 la plus élevée ?", ["31 «", "20%"]),
        ("combien d'indicateurs ont une cible supérieure à 95 % en 2014", ["3 indicateurs"]),
        ("écart entre le seuil et la cible du délai C2S à la CPAM 2022", ["6 jours"]),
        ("quel critère pèse le plus lourd pour la CGSS en 2022", ["250 points"]),
        ("total FNGR sur la période, en k€", ["2 028 k€"]),
        ("Le budget FNGR 2014 c'est bien 528 000 € ?", ["Non", "507 000 €"]),
    ],
)
def test_a_question_is_read_whole(question: str, parts: list[str]) -> None:
    said = told(question)
    assert all(part in said for part in parts), said


@pytest.mark.parametrize(
    "question",
    [
        "personnel 2014 de la CPAM du Rhône",
        "personnel 2014 hors investissement",
        "investissement et immobilisations corporelles cumulés 2013",
        "total brut des deux fonds par trimestre 2013",
        "total des dépenses brutes",
        "total des points de la CPAM",
        "objectif de l'indicateur 7 en 1987",
        "quel est l'objectif ?",
        "et 2013 ?",
        "combien puis-je reporter ?",
        "nb de collaborateurs Hérault en 2019",
        "moyenne des cibles 2015 des indicateurs 36 à 38",
    ],
)
def test_what_is_not_read_whole_has_no_value(question: str) -> None:
    assert asked(question) is None


def test_two_funds_are_never_added_up_unless_both_are_said() -> None:
    assert asked("somme des dépenses brutes 2013") is None
    both = told("somme des dépenses brutes 2013 du FNGA et du FNGR")
    funds = load().funds
    amounts = [
        line.amounts["2013"]
        for fund in funds.values()
        for line in fund.lines
        if line.key == "total_brut"
    ]
    assert len(amounts) == 2
    assert display(sum(amounts), "amount").replace("\u202f", " ").replace("\xa0", " ") in both


@given(st.sampled_from(sorted(load().indicators)), st.sampled_from(load().years))
def test_a_target_that_is_looked_up_is_the_printed_one(number: str, year: int) -> None:
    printed = load().indicators[number].targets.get(year)
    answer = asked(f"objectif {year} de l'indicateur {number}")
    if printed is None or not printed.text:
        assert answer is None
        return
    assert answer is not None
    assert answer.printed == printed.text


@pytest.mark.parametrize(
    ("question", "operators"),
    [
        ("écart entre 2012 et 2013", [GAP]),
        ("quelle part du total", [SHARE, SUM]),
        ("classement du plus élevé au plus faible", [ORDER]),
    ],
)
def test_operators_are_found_in_any_words(question: str, operators: list[str]) -> None:
    known = vocabulary()
    said = read_operators(Scan(read_question(question, known), known))
    assert set(operators) <= set(said.operators)


@pytest.mark.parametrize(
    ("question", "table"),
    [
        ("quel jalon tombe en 2013", "mesures"),
        ("poids du préjudice subi à la CPAM", "critères"),
        ("montant du FNGR", "lignes"),
        ("cible 2013 la plus élevée", "indicateurs"),
        ("collaborateurs en Hérault", "chiffres"),
    ],
)
def test_a_word_says_the_table(question: str, table: str) -> None:
    known = vocabulary()
    read = read_question(question, known)
    turn = Turn("", {}, Context(HOST), known, read.text)
    assert tables_meant(Scan(read, known), turn)[0] == table


@pytest.mark.parametrize(
    ("typed", "shorter"),
    [
        ("Comme je boucle la note, objectif de l'indicateur 2 ?", "objectif de l indicateur 2 ?"),
        ("ki a la plus grosse part", "qui a la plus grosse part"),
        (
            "cumul du fonctionnement pour 2012 et 2013 seulement",
            "cumul du fonctionnement pour 2012 et 2013",
        ),
    ],
)
def test_what_is_said_around_a_question_is_left_out(typed: str, shorter: str) -> None:
    assert shorter in list(shorter_readings(typed))


@pytest.mark.parametrize(
    "typed",
    [
        "Pour la CPAM du Rhône, budget personnel 2014",
        "Je suis à la CPAM du Rhône, budget personnel 2014",
        "je travaille à Lyon, budget personnel 2014",
        "Comme le FNGR est de 528 000, quel est le total ?",
        "budget personnel 2014, pour le Rhône",
        "indicateurs qui ont une cible seulement en 2015",
    ],
)
def test_what_names_a_body_a_place_or_a_figure_is_never_left_out(typed: str) -> None:
    kept = [one for one in shorter_readings(typed) if len(one.split()) < len(typed.split()) - 1]
    if "Lyon" in typed:
        assert not any("lyon" not in one for one in kept)
    assert all(word in one for one in kept for word in ("rhone",) if "Rhône" in typed)
    assert all("528 000" in one for one in kept if "528" in typed)
    assert all("seulement" in one for one in kept if "seulement" in typed)


def test_a_sign_for_a_word_is_the_word() -> None:
    assert signed("lequel est le + eleve") == "lequel est le plus eleve"
