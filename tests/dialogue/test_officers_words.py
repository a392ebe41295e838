"""The figures and scorecard rows of the documents, asked for in the words of officers.

Expected values are read by hand in the sources: the Hérault and Isère reports, the note of 2007 and
the annex of the intéressement.
"""

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
from pycog.dialogue.state import State
from tests.dialogue.hosts import context

_PLACES: Final = Path(families.__file__).parent / "data" / "places"


def ask(question: str) -> Answer:
    return reply(question, State(), context())


def told(answer: Answer) -> str:
    table = "" if answer.table is None else str(answer.table.rows)
    text = f"{answer.text} {answer.display} {answer.printed} {table}"
    return re.sub(r"[\u00a0\u202f]", " ", text).replace("’", "'")


@pytest.mark.parametrize(
    ("question", "printed"),
    [
        ("quel score la cpam 34 a eu sur la valid des cptes", "89,7"),
        ("cb de jours pour recevoir une vitale dans le 34", "18,98"),
        ("Montant total des trop-perçus DIPA notifiés ?", "4 808 211"),
        ("combien la caisse de Montpellier emploie-t-elle de monde", "1 012"),
        ("arrêts maladie du personnel héraultais hors virus, quel taux", "6,6"),
        ("combien de podologues dans l'Hérault", "236"),
        ("combien de coups de fil au 3646 en 2021", "544 155"),
        (
            "combien de jours par semaine faut-il être au bureau, avenant télétravail hérault",
            "2 jours",
        ),
        ("médiation 38 nb saisines 2020", "435"),
        ("taux de clic des mailings isère", "9,66"),
        ("agences iséroises ouvertes toute la semaine", "5"),
        ("mutu 2007 : projets sur la paie", "4"),
        ("projets de mutualisation couvrant toute une région en 2007", "44"),
    ],
)
def test_a_figure_is_found_by_what_officers_call_it(question: str, printed: str) -> None:
    answer = ask(question)
    assert answer.kind == ANSWERED, answer.text
    assert "COG_KEY_FIGURE" in answer.formula
    assert printed in told(answer)


@pytest.mark.parametrize(
    ("question", "first", "second"),
    [
        ("taux de fiabilité de la plateforme PS Occitanie et son objectif", "88,3", "82 %"),
        ("PFS MDA Occitanie : quel rang national pour les réponses conclusives et avec quel taux ?",
         "2ème", "81,5"),
        ("le pourcentage de la boite qui télétravaille régulièrement fin 2021, et la moyenne"
         " nationale", "70 %", "58 %"),
    ],
)  # fmt: skip
def test_two_figures_asked_together_are_both_told(question: str, first: str, second: str) -> None:
    answer = ask(question)
    assert answer.kind == ANSWERED
    assert first in told(answer)
    assert second in told(answer)


@pytest.mark.parametrize(
    ("question", "printed"),
    [
        ("A partir de quel taux de décroché contact tracing on commence à marquer des points (part"
         " nat.)", "70"),
        ("Combien d'assurés à risque de désinsertion les échelons médicaux doivent-ils orienter"
         " vers le service social ?", "56519"),
        ("date limite (plancher) pour la migration mnh", "01/05/2021"),
        ("combien doit on verser à l'agefiph pour gagner les points ?", "0 euro"),
        ("Dépôt des preuves RGPD des ugecam, c pour quand", "31/12/2022"),
        ("frottis : cible cpam 2022", "60,47"),
        ("cible e-DAT cpam 2022", "81"),
        ("mahorais avec mail validé sur ameli : cible", "40"),
        ("éditique : plancher de la qualité d'impression", "90"),
        ("poids du composite prévention (TMS Pros, RC Pros, chutes BTP, SPTPE) des carsat en 2022",
         "100 points"),
    ],
)  # fmt: skip
def test_a_row_of_a_scorecard_is_found_by_what_officers_call_it(
    question: str, printed: str
) -> None:
    answer = ask(question)
    assert answer.kind == ANSWERED, answer.text
    assert answer.intent == "ligne-bareme"
    assert printed in told(answer)


def test_a_target_taken_for_granted_is_denied() -> None:
    answer = ask("Est-ce vrai que la télétransmission à Mayotte vise 98 % ?")
    assert answer.text.startswith("Non")
    assert "96" in told(answer)


@pytest.mark.parametrize(
    ("question", "order"),
    [
        ("classe les postes de dépenses du 34 du plus gros au plus petit (top 3)",
         ("Maladie", "Maternité", "Accident du travail")),
        ("les 2 plus petits postes de prestations versées hérault", ("Soins urgents", "Décès")),
        ("range les rendez-vous téléphoniques isère du plus fréquent au moins fréquent",
         ("maternité", "longue durée", "invalidité")),
    ],
)  # fmt: skip
def test_the_figures_of_a_theme_are_ranked(question: str, order: tuple[str, ...]) -> None:
    answer = ask(question)
    assert answer.table is not None
    assert len(answer.table.rows) == len(order)
    assert all(name in row[0] for name, row in zip(order, answer.table.rows, strict=True)), (
        answer.text
    )


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("les 3 cpts du 34", ("Lunel", "Thau", "Bérange")),
        ("les 3 types d'accueil en isère", ("agences", "points conseil", "France Services")),
        ("liste les trois registres/chantiers RGPD demandés aux UGECAM",
         ("registre des traitements", "violation", "traitements régionaux")),
        ("Donne moi les 3 pôles de la part nationale",
         ("qualité de service", "gestion du risque", "performance")),
        ("quels sont les groupes de travail pré-requis de la mutualisation",
         ("juridique", "budgétaire", "technique")),
    ],
)  # fmt: skip
def test_the_things_of_a_list_are_named(question: str, names: tuple[str, ...]) -> None:
    answer = ask(question)
    assert answer.kind == ANSWERED, answer.text
    assert all(name in told(answer) for name in names), answer.text


@pytest.mark.parametrize(
    "question",
    [
        "combien de CDD sont partis en 2021 à la cpam 34",
        "trop-perçus DIPA remboursés dans l'Hérault",
        "absentéisme hors maladie hérault",
        "combien de femmes parmi les médecins généralistes de l'Hérault",
        "score de validation des comptes de l'Isère",
        "combien de médecins dans le 35",
        "qui préside le conseil de la cpam de l'Hérault",
        "horaires de la ligne AME de Montpellier en 2019",
        "combien de saisines en isère en 2018",
        "surface de l'accueil de Béziers",
        "seuil biosimilaires pour la CPAM",
        "cible RDV sous 15 jours pour les ugecam",
        "nombre de CPTS signataires obtenu en 2021",
        "quel temps fera-t-il demain ?",
        "appels traités au 36 46 hérault",
    ],
)
def test_a_word_that_makes_another_fact_is_never_dropped(question: str) -> None:
    answer = ask(question)
    assert not answer.formula, answer.text
    assert answer.value is None


def test_officers_words_are_of_printed_figures_rows_and_themes() -> None:
    for path in sorted(_PLACES.glob("*.toml")):
        data = tomllib.loads(path.read_text(encoding="utf-8"))
        if "figures" not in data:
            continue
        figures = conventions.load(path.stem).figures
        assert set(data.get("said", ())) <= set(figures), path.name
        themes = {one.theme for entries in figures.values() for one in entries}
        assert set(data.get("themes", ())) <= themes, path.name
    data = tomllib.loads((_PLACES / "interessement-maladie.toml").read_text(encoding="utf-8"))
    cards = [
        card
        for year in (2021, 2022)
        for card in conventions.load(f"interessement-maladie-{year}").cards()
    ]
    keys = {row.key for card in cards for row in card.rows}
    keys |= {f"{card.category}.{row.key}" for card in cards for row in card.rows}
    parts = {one.label for card in cards for row in card.rows for one in row.components}
    assert set(data["rows"]) <= keys
    assert set(data["parts"]) <= parts
    assert set(data["bodies"]) == {card.category for card in cards}
    assert {one.partition(".")[0] for one in data["printed"]} <= keys
