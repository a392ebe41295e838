"""What is asked is told, or why it is not: never a figure or a rule beside the question."""

from __future__ import annotations

import pytest

from pycog.dialogue.answering import reply
from pycog.dialogue.state import State
from tests.dialogue.hosts import context


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("pourquoi ils ont baissé le fonctionnement chaque année ?", "5 037 000 €"),
        ("pourquoi l'investissement recule en 2015 ?", "149 000 €"),
    ],
)
def test_a_cause_that_is_not_printed_is_not_confirmed(question: str, told: str) -> None:
    """The amounts are those of annex 2; no document says why they fall."""
    answer = reply(question, State(), context())
    assert (answer.kind, answer.value, answer.formula) == ("unknown", None, "")
    assert "n'en donnent pas la cause" in answer.text and told in answer.text.replace("\u202f", " ")
    assert not answer.text.startswith("Oui")


def test_a_false_premise_is_denied_as_before() -> None:
    """Annex 2: 14 225 000 €, 14 052 000 €, 14 359 000 €, 14 667 000 €: no steady fall."""
    assert reply("pourquoi le personnel baisse ?", State(), context()).text.startswith("Non")


@pytest.mark.parametrize(
    "question",
    [
        "les signalements transmis c'est bien 50 % en 2013, c ça ?",
        "le décroché c'est bien 50 % en 2013 ?",
    ],
)
def test_a_number_of_something_else_finds_no_rule(question: str) -> None:
    """50 % is the trigger threshold of the intéressement, which no word of these names."""
    assert "seuil de déclenchement" not in reply(question, State(), context()).text


@pytest.mark.parametrize(
    "question", ["nb de postes autorisés fin de cog ?", "nb de postes fin de cog ?"]
)
def test_posts_are_staff_and_no_lines(question: str) -> None:
    """The agreement: 250 posts, the same number in each of the four years."""
    answer = reply(question, State(), context())
    assert "250" in answer.text and answer.intent != "composee-budget"


@pytest.mark.parametrize(
    "question",
    [
        "l'évolution 2015/2011 imprimée pour le fonctionnement c est du + ou du - ? combien",
        "l'évolution 2015/2011 du fonctionnement c'est du + ou du - ?",
    ],
)
def test_plus_or_minus_asks_which_way(question: str) -> None:
    """(5 037 000 - 5 299 000) / 5 299 000 = -4.94 %."""
    answer = reply(question, State(), context())
    assert "-4,94 %" in answer.text and "Total" not in answer.text


@pytest.mark.parametrize(
    "question",
    [
        "En moyenne annuelle, la COG donne combien de plus que le limitatif exécuté 2011 ?",
        "moyenne du personnel en 2014",
    ],
)
def test_one_amount_has_no_mean(question: str) -> None:
    answer = reply(question, State(), context())
    assert (answer.kind, answer.value) == ("unknown", None)


@pytest.mark.parametrize(
    "question",
    [
        "les 5 types de dossiers de médiation détaillés font quel total, et quel % des 690 ?",
        "les 5 types de dossiers de médiation, quel % des 690 ?",
    ],
)
def test_how_many_kinds_there_are_is_no_operand(question: str) -> None:
    answer = reply(question, State(), context())
    assert answer.kind == "unknown" and "0,72" not in answer.text


def test_a_number_of_something_else_finds_no_passage() -> None:
    """The passage on the support functions counts employees; 75 projects are printed in 2007."""
    question = "Combien de dossiers mutualisés concernent les fonctions support ?"
    assert reply(question, State(), context()).value == 75
    question = "Combien de médecins concernent les fonctions support ?"
    assert reply(question, State(), context()).kind == "unknown"


@pytest.mark.parametrize(
    ("question", "parts", "total"),
    [
        # Report on shared management, 2007: 44, 36 and 109 of 189; 114 and 75 by process.
        ("projets mutualisés 2007 : détail par périmètre", ("44", "36", "109"), 189),
        ("ventilation des projets mutualisés par processus", ("114", "75"), 189),
        # Hérault, 2021: the processes that the nine observations are about; 916 CDI, 96 CDD.
        (
            "Sur quels processus portent les observations des comptes héraultais ?",
            ("AT/MP : 1", "Comptabilité : 2", "PSSI : 2", "FSA : 2", "Établissements : 2"),
            9,
        ),
        ("répartition de l'effectif hérault 2021 par contrat", ("916", "96"), 1012),
    ],
)
def test_the_parts_of_a_figure_are_told_with_it(
    question: str, parts: tuple[str, ...], total: int
) -> None:
    answer = reply(question, State(), context())
    assert all(one in answer.text for one in parts) and answer.value == total
    assert answer.table is not None and len(answer.table.rows) == len(parts)


@pytest.mark.parametrize(
    "question",
    [
        "répartition des projets mutualisés 2007 par branche",
        "projets mutualisés 2006 : détail par périmètre",
        "projets mutualisés 2007 : détail par périmètre sans les CPAM",
        "projets mutualisés 2007 en pourcentage : détail par périmètre",
        "répartition des observations 2021 par région, hérault",
        "détail par âge des bénéficiaires hérault 2021",
    ],
)
def test_parts_that_are_not_printed_are_refused(question: str) -> None:
    answer = reply(question, State(), context())
    assert answer.value is None and answer.kind != "answered"


def test_the_parts_of_the_budget_are_its_lines() -> None:
    """No rule on who divides credits is told to whoever wants the amounts of a year."""
    answer = reply("répartition du budget 2014", State(), context())
    assert answer.intent == "composee-budget" and answer.table is not None


@pytest.mark.parametrize(
    "question", ["appels par jour isère 2020", "nombre d'appels par jour isère 2020"]
)
def test_a_long_duration_is_not_counted_by_the_day(question: str) -> None:
    """The 486 appointments for « affections de longue durée » are those of the year."""
    answer = reply(question, State(), context())
    assert answer.value is None and "486" not in answer.text


@pytest.mark.parametrize(
    ("question", "share"),
    [
        # Annex 3, 2013: 100 000 of 132 000 of national spending, of 507 000 in all.
        ("la communication représente quel % des dépenses nationales du FNGR en 2013 ?", "75,76 %"),
        ("la com' représente quel % des dépenses nationales du FNGR en 2013 ?", ""),
    ],
)
def test_a_share_is_of_the_whole_that_is_named(question: str, share: str) -> None:
    answer = reply(question, State(), context())
    assert "19,72" not in answer.text
    assert share in answer.text.replace("\u202f", " ").replace("\xa0", " ")
