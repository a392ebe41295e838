"""Provisions as data, and when a rule is said to be so."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pycog.dialogue.answering import reply
from pycog.dialogue.answers import ANSWERED
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
