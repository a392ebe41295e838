"""Which line of a budget is at a place of their order, some being left out."""

from __future__ import annotations

import pytest

from pycog.dialogue.answering import Context, State, reply
from pycog.dialogue.answers import ANSWERED
from tests.dialogue.test_coverage import ask
from udfs.hosts.engine import EngineHost

#: Annex 2, 2013: personnel 14 052 000, functioning 5 104 000, remise de gestion 5 000 000,
#: depreciation 465 000, investment 417 000, exceptional 17 000; 2012: functioning 5 185 000.
RANKED = [
    ("quel poste du FNGA pèse le plus lourd en 2013 hors personnel ?", 5_104_000),
    ("quelle ligne hors personnel a le montant le plus élevé en 2013 ?", 5_104_000),
    ("quelle ligne pèse le plus en 2013, hors personnel et fonctionnement ?", 5_000_000),
    ("en 2012, quelle ligne vient en deuxième ?", 5_185_000),
    ("quelle est la deuxième plus grosse dépense en 2012 ?", 5_185_000),
    ("quel poste du FNGA pèse le plus lourd en 2013 ?", 14_052_000),
    ("quel poste du FNGA pèse le moins lourd en 2013 ?", 17_000),
    ("quelle ligne du FNGA vient en dernier en 2013 ?", 17_000),
]


@pytest.mark.parametrize(("question", "amount"), RANKED)
def test_the_line_at_a_place_is_told(question: str, amount: float) -> None:
    answer = ask(question)
    assert answer.kind == ANSWERED
    assert answer.value == pytest.approx(amount)


def test_a_line_that_is_none_is_not_left_out() -> None:
    question = "quelle ligne hors formation a le montant le plus élevé en 2013 ?"
    assert ask(question).kind != ANSWERED


def test_turns_go_on_with_the_line() -> None:
    context, state = Context(EngineHost()), State()
    told = []
    for one in (RANKED[0][0], "et en euros ?", "et l'année suivante ?"):
        answer = reply(one, state, context)
        state = answer.state
        told.append(answer.value)
    # 2014: 5 093 000.
    assert told == [5_104_000, 5_104_000, 5_093_000]


@pytest.mark.parametrize(
    ("question", "amounts"),
    [
        ("quelle ligne est la plus grosse en 2014 ?", [14_359_000, 5_093_000, 5_000_000]),
        ("quelle est la plus petite dépense du FNGA en 2013 ?", [17_000, 417_000, 465_000]),
    ],
)
def test_the_next_ones_are_those_of_the_order(question: str, amounts: list[int]) -> None:
    context, state = Context(EngineHost()), State()
    for one, amount in zip(
        (question, "et la deuxième ?", "et la troisième ?"), amounts, strict=False
    ):
        answer = reply(one, state, context)
        state = answer.state
        assert f"{amount:,} €".replace(",", " ") in answer.text.replace("\u202f", " ").replace(
            "\xa0", " "
        )


@pytest.mark.parametrize(
    ("question", "first", "second"),
    [
        # Annex 4: 44 from 25 % to 100 %, 12 from 70 % to 90 %; 42 has no target of 2012.
        ("quel indicateur progresse le plus entre 2012 et 2015 ?", "75 points", "indicateur 12"),
        # Three rows of the card of 2022 weigh 100 points.
        ("quel indicateur pèse le plus pour les CPAM en 2022 ?", "100 points", "Points : 100"),
    ],
)
def test_the_second_of_other_orders(question: str, first: str, second: str) -> None:
    context = Context(EngineHost())
    answer = reply(question, State(), context)
    assert first in answer.text
    assert second in reply("et le deuxième ?", answer.state, context).text


def test_a_fund_is_the_total_of_its_lines() -> None:
    # Annexes 2 and 3, 2013: 25 055 000 and 507 000.
    assert ask("quel fonds est le plus gros en 2013 ?").value == pytest.approx(25_055_000)
    assert ask("quel fonds dépense le moins en 2013 ?").value == pytest.approx(507_000)
