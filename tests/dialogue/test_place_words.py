"""What only describes the fact that a question is about is used; what chooses another is not."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Final

import pytest

from pycog import conventions
from pycog.dialogue import families
from pycog.dialogue.answering import reply
from pycog.dialogue.answers import ANSWERED, Answer
from pycog.dialogue.composed.place_index import place_index
from pycog.dialogue.families import says, widened
from pycog.dialogue.lexicon import stem
from pycog.dialogue.normalise import normalise
from pycog.dialogue.state import State
from tests.dialogue.hosts import context

_PLACES: Final = sorted((Path(families.__file__).parent / "data" / "places").glob("*.toml"))


def ask(question: str) -> Answer:
    return reply(question, State(), context())


@pytest.mark.parametrize("path", _PLACES, ids=lambda path: path.stem)
def test_the_words_of_a_place_are_those_of_a_printed_figure_and_make_no_sentence(
    path: Path,
) -> None:
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    if "figures" not in data:
        return
    convention = conventions.load(path.stem)
    assert set(data["figures"]) <= set(convention.figures)
    assert set(data.get("indicators", ())) <= set(convention.indicators)
    assert set(data.get("names", ())) <= set(convention.indicators)
    for text in data["figures"].values():
        words = text.split()
        assert words == sorted(set(words)), text
        assert normalise(text) == " ".join(words)


@pytest.mark.parametrize(
    ("one", "other"),
    [("delivre", "delivrance"), ("recu", "reception"), ("paiement", "payer"), ("ps", "praticien")],
)
def test_a_word_says_what_another_of_its_family_says(one: str, other: str) -> None:
    assert says(stem(one), widened([stem(other)]))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("recu", "traite"),
        ("decroche", "recu"),
        ("embauche", "sortie"),
        ("depense", "recette"),
        ("national", "regional"),
        ("cible", "seuil"),
        ("hausse", "baisse"),
    ],
)
def test_no_family_joins_what_is_counted_apart(one: str, other: str) -> None:
    assert not says(stem(one), widened([stem(other)]))


@pytest.mark.parametrize(
    ("question", "printed"),
    [
        # The sentence that prints it says « hospitalisés », « refonte du maillage ».
        ("combien d'assurés hospitalisés pris en charge par Prado dans l'Hérault en 2021", "2 302"),
        ("combien d'agences ouvertes en Isère depuis la refonte du maillage ?", "5"),
        ("délai moyen pour délivrer une carte vitale dans le 34", "18,98"),
        ("catégories de PS libéraux qui reçoivent la newsletter en Isère, combien ?", "14"),
        ("agents en CDI reconnus travailleurs handicapés à la camieg au 31/12/2010", "3"),
        ("hérault 2021 prestations maladie au centime svp", "3 551 768 297,78"),
        # The nature of the line, its fund and its annex.
        ("total des remises de gestion reçues de la cnamts sur les 4 ans de la cog", "24 000 000"),
        ("crédits du budget de gestion administrative 2014 pour le personnel", "14 359 000"),
        ("Côté prévention (FNGR), quel est le crédit des dépenses régionales en 2014 ?", "375 000"),
        ("chges except par an ds la cog ??", "17 000"),
        # The target is a change, and is asked for as one.
        ("Indicateur 17, dossiers réglés au tiers : quelle progression attendue en 2014 ?", "2"),
        ("plan antifraude, on doit en être à cb de % d'actions fin 2014", "65 %"),
        ("taux de recouvrement spontané attendu en 2013", "93 %"),
        (
            "Part des assurés ciblés par la prévention : d'où part-on en 2011 et où doit-on être en"
            " 2015 ?",
            "20 %",
        ),
    ],
)
def test_a_word_of_the_place_is_used(question: str, printed: str) -> None:
    answer = ask(question)
    assert answer.kind == ANSWERED
    told = f"{answer.text} {answer.display} {answer.table}"
    plain = re.sub(r"\s", " ", told)
    assert re.search(rf"(?<!\d){re.escape(printed)}(?!\d)", plain), plain
    assert answer.formula


def test_a_mean_that_is_not_printed_is_said() -> None:
    answer = ask("délai moyen pour délivrer une carte Vitale dans l'Hérault")
    assert any("moyen" in one for one in answer.assumptions)


@pytest.mark.parametrize(
    "question",
    [
        "combien d'assurés hospitalisés pris en charge par Prado à Lyon en 2021",
        "combien d'assurés accompagnés après un séjour en chirurgie dans l'Hérault hors Prado",
        "combien d'agences ouvertes en Isère depuis la refonte du maillage pour les femmes",
        "catégories de sages femmes libérales qui reçoivent la newsletter en Isère, combien ?",
        "délai moyen pour délivrer une carte vitale dans le 69",
        "délai maximum pour délivrer une carte vitale dans le 34",
        "remises de gestion reçues de la CPAM du Rhône en 2013",
        "remises de gestion non reçues de la cnamts en 2013",
        "prestations maladie hérault 2021 hors covid",
        "montant des prestations maladie versées dans l'Hérault en 2021 pour les hommes",
        "isère : total des rendez-vous ALD et maternité en 2020 en 2009",
        "parmi les 12 projets de mutualisation, combien portent sur des processus supports ?",
        "actions du plan antifraude attendues fin 2014 à la MSA",
    ],
)
def test_a_word_that_chooses_another_fact_refuses(question: str) -> None:
    answer = ask(question)
    assert answer.value is None, answer.text
    assert not answer.formula, answer.text


@pytest.mark.parametrize(
    ("question", "value"),
    [
        ("dotation FNGT 2013 du budget de gestion administrative (et pas le FNGR)", 19_055_000.0),
        ("personnel 2014, pas 2013", 14_359_000.0),
        ("seuil (pas la cible) des assistants médicaux cpam 2021", 1_518.0),
        ("conformité des réponses aux courriels en 2014, c'est 80 ou 85 ?", 0.85),
        ("Personnel 2014 : 14 359 000 ou 14 667 000 ?", 14_359_000.0),
    ],
)
def test_a_contrast_is_read(question: str, value: float) -> None:
    answer = ask(question)
    assert answer.kind == ANSWERED
    assert answer.value in (value, f"{value:g}")


def test_neither_of_two_values_is_said() -> None:
    assert ask("personnel 2014 : 13 000 000 ou 15 000 000 ?").text.startswith("Ni l'un ni l'autre")


@pytest.mark.parametrize(
    "question",
    [
        "budget personnel 2014 et pas le réel",
        "personnel 2014 (et pas 2014)",
        "budget de personnel 2014, pas celui de Lyon",
        "personnel 2014 pas le fngr",
    ],
)
def test_what_is_not_meant_must_be_of_the_kind_of_what_is(question: str) -> None:
    assert not ask(question).formula


@pytest.mark.parametrize("foreign", ["des vacataires", "à Lyon", "hors taxes"])
def test_a_foreign_word_always_refuses(foreign: str) -> None:
    """Every tenth figure, asked by its own words: a word of no place gives no figure."""
    for placed in place_index(conventions.state()).every[::10]:
        fact = placed.facts[0]
        document = conventions.load(fact.body).short_title
        question = f"{fact.label} {fact.theme}, {document} {foreign}"
        assert not ask(question).formula, question


def test_a_figure_of_a_document_is_not_that_of_the_agreement() -> None:
    """« Rendez-vous invalidité de la Camieg » is no figure of the report of Isère."""
    about = conventions.load().id
    for placed in place_index(conventions.state()).every[::7]:
        fact = placed.facts[0]
        if fact.body != about:
            answer = ask(f"{fact.label} de la Camieg")
            assert f'"{fact.body}"' not in answer.formula, answer.text
