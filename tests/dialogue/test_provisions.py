"""Provisions as data, and when a rule is said to be so."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pycog.dialogue.answering import reply
from pycog.dialogue.answers import ANSWERED, DECLINED, UNKNOWN
from pycog.dialogue.provisions.provision_data import provisions, read_provisions
from pycog.dialogue.state import State
from pycog.errors import InvalidConvention
from tests.dialogue.hosts import context


def said(question: str) -> str:
    return reply(question, State(), context()).text


def test_every_provision_has_a_place_and_ends_as_a_sentence() -> None:
    for rule in provisions().rules:
        assert rule.text.endswith("."), rule.id
        assert rule.source, rule.id
        assert rule.needs, rule.id


def test_a_rule_leaves_the_subject_of_the_conversation() -> None:
    first = reply("budget de personnel 2014", State(), context())
    rule = reply("qui vote le budget", first.state, context())
    assert rule.kind == ANSWERED
    # The rule itself is kept apart, for « et les CGSS ? ».
    assert replace(rule.state, told="") == first.state


@pytest.mark.parametrize(
    ("question", "begins"),
    [
        ("peut-on reporter les crédits évaluatifs ?", "Non."),
        ("les crédits limitatifs sont-ils reportables ?", "Oui."),
        ("faut-il l'accord de l'État pour un virement à l'intérieur du groupe personnel ?", "Non."),
        ("le directeur peut-il voter le budget ?", "Non."),
        ("une fusion entraîne-t-elle des licenciements ?", "Non."),
    ],
)
def test_whoever_asks_whether_is_told_yes_or_no(question: str, begins: str) -> None:
    assert said(question).startswith(begins)


@pytest.mark.parametrize(
    "question",
    [
        "qui vote le budget",
        "pourquoi les crédits évaluatifs ne sont-ils pas reportables",
        "l'avenant doit-il être approuvé par l'État ?",
        "les crédits évaluatifs ne sont pas reportables ?",
    ],
)
def test_no_verdict_on_what_is_not_asked_or_not_decided(question: str) -> None:
    assert not said(question).startswith(("Oui.", "Non."))


@pytest.mark.parametrize(
    "question",
    [
        "peut-on reporter les crédits évaluatifs de la CAF du Gard ?",
        "le virement peut-il être annulé ?",
        "approbation du budget sous 45 jours",
        "peut-on reporter les crédits évaluatifs de 1987 ?",
    ],
)
def test_a_word_a_number_or_a_body_that_no_rule_knows_is_not_dropped(question: str) -> None:
    answer = reply(question, State(), context())
    assert answer.intent != "definition"


def test_a_typing_error_finds_the_same_rule() -> None:
    assert said("peut-on reproter les crédits évaluatifs ?") == said(
        "peut-on reporter les crédits évaluatifs ?"
    )


@pytest.mark.parametrize(
    ("entry", "message"),
    [({"color": 1}, "color"), ({"needs": ["inconnue"]}, "idée inconnue : inconnue")],
)
def test_a_wrong_declaration_is_refused(entry: dict[str, object], message: str) -> None:
    whole = {"id": "a", "needs": ["report"], "text": "t.", "source": "s"}
    with pytest.raises(InvalidConvention) as caught:
        read_provisions({"ideas": {"report": "report"}, "provision": [{**whole, **entry}]})
    assert message in caught.value.message


@pytest.mark.parametrize(
    "question",
    [
        "est-ce que la tutelle peut chambouler notre budget rectificatif ?",
        "un virement vers le personnel sans le directeur ?",
    ],
)
def test_no_verdict_where_a_word_is_not_understood(question: str) -> None:
    assert not said(question).startswith(("Oui", "Non"))


@pytest.mark.parametrize(
    "question",
    [
        "prendre sur le personnel de la CPAM du Rhône pour abonder l'invest, qui décide ?",
        "quel montant de report a été voté en 2013 ?",
        "qui vote le budget de l'Urssaf ?",
        "la PILI est-elle la même pour les cadres ?",
        "le budget est réputé approuvé après 30 jours ?",
        "fngr 2012 on a dépensé 461 300. report possible et autorisation 2013 ?",
    ],
)
def test_a_body_a_number_or_a_restriction_is_never_told_a_rule(question: str) -> None:
    assert reply(question, State(), context()).intent != "definition"


def test_the_nearest_rule_is_named_as_such_where_a_word_is_not_understood() -> None:
    answer = reply("qui a voté contre le budget ?", State(), context())
    assert answer.kind == UNKNOWN
    assert "« contre »" in answer.text
    assert "annexe 1, 1.2.1" in answer.text


@pytest.mark.parametrize(
    "question",
    [
        "avec qui travaille la médiatrice de l'Hérault ?",
        "le conseil est-il informé des dépenses évaluatives ?",
        "quel chapitre parle de la communication ?",
    ],
)
def test_no_figure_is_told_to_whoever_asks_for_somebody_or_for_a_place(question: str) -> None:
    answer = reply(question, State(), context())
    assert not answer.formula


@pytest.mark.parametrize(
    "question",
    [
        "que penses-tu du report des crédits ?",
        "qui dirige la Camieg ?",
        "une recette de cuisine",
    ],
)
def test_opinions_people_and_other_subjects_are_still_declined(question: str) -> None:
    assert reply(question, State(), context()).kind == DECLINED


@pytest.mark.parametrize(
    "question",
    [
        "quelle partie de l'annexe 1 traite des recettes ?",
        "on bascule 30 k€ de salaires vers le fonctionnement, le CA doit voter ?",
        "prendre au fonctionnement pour financer de l'invest : le dirlo suffit ?",
        "quelles sont les 4 opinions possibles sur les comptes ?",
        "le budget de fonctionnement suit-il l'inflation ?",
    ],
)
def test_a_word_of_what_is_declined_in_a_rule_declines_nothing(question: str) -> None:
    assert reply(question, State(), context()).kind == ANSWERED
