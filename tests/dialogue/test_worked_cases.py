"""Typed numbers of a shape of their own: the same calculation in any order and any words."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest

from pycog.dialogue.answering import reply
from pycog.dialogue.answers import ANSWERED, Answer
from pycog.dialogue.entities import read_question
from pycog.dialogue.state import State
from pycog.dialogue.vocabulary import vocabulary
from pycog.dialogue.worked_cases.case_text import Case
from pycog.lazy_patterns import regex
from tests.dialogue.hosts import context


def ask(question: str) -> Answer:
    return reply(question, State(), context())


BEFORE = {
    "pini": ["PINI {}", "part nationale de {}", "la PINI vaut {}"],
    "pili": ["PILI : {}", "part locale {}", "la PILI est de {}"],
    "trn": ["TRN = {}", "taux national de {}", "la branche est à {}"],
    "trl": ["TRL {}", "réussite locale {}", "notre caisse est à {}"],
}
BEHIND = {
    "pini": ["{} de PINI", "{} de part nationale", "{} (nationale)"],
    "pili": ["{} de PILI", "{} en local", "{} (locale)"],
    "trn": ["{} de TRN", "{} de réussite nationale", "{} au national"],
    "trl": ["{} de TRL", "{} de réussite locale", "{} (local)"],
}
VALUES = {"pini": "820 €", "pili": "640 €", "trn": "85 %", "trl": "72 %"}
PARTS = [", ", " ; ", " et ", " - ", " / "]


def bonus(chance: random.Random) -> tuple[str, float]:
    """820 € at 85 % and 640 € at 72 %, in any order, each with its word before or behind."""
    names = chance.sample(list(VALUES), 4)
    said = [
        chance.choice((BEFORE if chance.random() < 0.5 else BEHIND)[name]).format(VALUES[name])
        for name in names
    ]
    return f"montant par ETP : {chance.choice(PARTS).join(said)} ?", 1157.8


def executions(chance: random.Random) -> tuple[str, float]:
    """94 % of the first budget and 97 % of the second one: three points."""

    def pair(spent: str, allowed: str) -> str:
        ways = [
            "{spent} sur {allowed}", "{spent} / {allowed}", "{spent} sur un budget de {allowed}",
            "exécuté {spent}, autorisé {allowed}", "budget {allowed} / réalisé {spent}",
            "{allowed} votés et {spent} dépensés", "prévu {allowed}, consommé {spent}",
        ]  # fmt: skip
        return chance.choice(ways).format(spent=spent, allowed=allowed)

    both = pair("4 888 000", "5 200 000"), pair("4 947 000", "5 100 000")
    frame = chance.choice(
        ["2012 : {} ; 2013 : {}", "{} puis {}", "{} l'an dernier et {} cette année"]
    )
    return f"taux d'exécution : {frame.format(*both)}, écart en points ?", 0.03


def weighted(chance: random.Random) -> tuple[str, float]:
    """78 %, 84 % and 91 % with the weights 50, 30 and 20."""
    pairs = chance.sample([("78 %", "50"), ("84 %", "30"), ("91 %", "20")], 3)
    way = chance.choice(
        ["{0} (poids {1})", "{0} poids {1}", "{0} à {1}", "{0} pesant {1} %", "poids {1} : {0}",
         "{1} % à {0}", "coefficient {1} sur {0}", "{0} avec un poids de {1}"]
    )  # fmt: skip
    parts = [way.format(value, weight) for value, weight in pairs]
    return f"moyenne pondérée : {chance.choice(PARTS[:3]).join(parts)}", 0.824


def cumulated(chance: random.Random) -> tuple[str, float]:
    """Rises and falls of 3 %, 2,5 % and 4 % one after another."""
    signs = [chance.choice([1, -1]) for _ in range(3)]
    words = chance.choice([("+{}", "-{}"), ("hausse de {}", "baisse de {}")])
    rates = [0.03, 0.025, 0.04]
    said = [
        words[sign < 0].format(text)
        for sign, text in zip(signs, ("3 %", "2,5 %", "4 %"), strict=True)
    ]
    factor = 1.0
    for sign, rate in zip(signs, rates, strict=True):
        factor *= 1 + sign * rate
    if chance.random() < 0.5:
        return f"2 000 000 € : {' puis '.join(said)}, montant final ?", 2_000_000 * factor
    return f"{', '.join(said)} : évolution cumulée ?", factor - 1


def landings(chance: random.Random) -> tuple[str, float]:
    """3 424 000 € after eight months of twelve."""
    amount = chance.choice(["3 424 000 €", "3 424 k€", "3,424 M€"])
    when = chance.choice(["à fin août", "au 31/08", "sur 8 mois", "de janvier à août"])
    asked = chance.choice(
        ["atterrissage", "projection à fin décembre", "total au 31/12 au prorata"]
    )
    return f"{amount} dépensés {when}, {asked} ?", 5_136_000


def delays(chance: random.Random) -> tuple[str, float]:
    """From 31 March to 12 June 2014."""
    due = chance.choice(["attendu le {}", "échéance {}", "date limite : {}"]).format("31/03/2014")
    done = chance.choice(["remis le {}", "livré le {}", "terminé {}"]).format("12/06/2014")
    both = [due, done] if chance.random() < 0.5 else [done, due]
    return f"{', '.join(both)}, combien de jours de retard ?", 73


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize(
    "made", [bonus, executions, weighted, cumulated, landings, delays], ids=lambda one: one.__name__
)
def test_order_and_words_change_no_value(
    made: Callable[[random.Random], tuple[str, float]], seed: int
) -> None:
    question, expected = made(random.Random(seed))
    answer = ask(question)
    assert answer.kind == ANSWERED, question
    assert answer.value == pytest.approx(expected), question


@pytest.mark.parametrize(
    "question",
    [
        # One number too many, or one that lacks.
        "moyenne pondérée de 10, 12 et 14 avec des coefficients 1, 2",
        "taux d'exécution : 4 888 000 sur 5 200 000 puis 4 947 000 sur 5 100 000 et 3 000 000",
        "TRN avec QS 82 %, GDR 64 %, PES 71 % et un quatrième thème à 50 %",
        "3 424 000 € à fin août contre 3 100 000 € l'an dernier, atterrissage ?",
        # A word that restricts or supposes something else.
        "6 14 4 9 21 jours : moyenne tronquée et médiane",
        "combien de semaines de retard : prévu 31/03/2014, livré 12/06/2014",
        "échéance 31/03/2014 prolongée de 30 jours, remis le 12/06/2014, jours de retard ?",
        "PINI 820 non versée, PILI 640, TRN 85 %, TRL 72 % : montant par ETP",
        "intéressement URSSAF : PINI 820, PILI 640, TRN 85 %, TRL 72 %",
        "hausse de 3 % sur 60 % du budget et de 2 % sur le reste, évolution globale ?",
        "coût par ETP hors CDD : 9 876 300 € pour 182,5 ETP dont 12 CDD",
        # What a printed amount would be needed for.
        "fonctionnement 2015 du FNGA après +3 % puis +2 % : montant ?",
        "personnel 2014 : 9 M€ dépensés à fin août, atterrissage et dépassement du budget COG ?",
    ],
)
def test_what_changes_the_calculation_gives_no_value(question: str) -> None:
    assert ask(question).value is None


def test_an_amount_per_etp_goes_on_for_several() -> None:
    state = ask("PINI 820 €, TRN 85 %, PILI 640 €, TRL 72 % : montant par ETP ?").state
    for turn in (
        "et pour 46 ETP ?",
        "Multiplie par 46 ETP",
        "x 46",
        "enveloppe pour quarante-six ETP",
    ):
        assert reply(turn, state, context()).value == pytest.approx(53_258.8), turn


def test_signs_between_numbers_make_a_list() -> None:
    case = Case(read_question("6/14/4/9/21/5, médiane", vocabulary()), vocabulary())
    assert [one.value for one in case.numbers] == [6, 14, 4, 9, 21, 5]


def test_a_word_that_changes_is_left_over() -> None:
    case = Case(read_question("3 424 000 € hors primes à fin août", vocabulary()), vocabulary())
    assert case.left([(one.start, one.end) for one in case.numbers]) == ["hors"]
    assert not case.reads(case.numbers, [regex(r"\bfin aout\b")])


@pytest.mark.parametrize(
    ("question", "needed"),
    [
        # 35 % and 35 % of the two, 30 % of the third: (0.5 - 0.35 * (0.45 + 0.55)) / 0.3.
        (
            "avec 45 % en qualité de service et 55 % en gestion du risque, combien faut-il en "
            "performance",
            0.5,
        ),
        # (0.5 - 0.35 * 0.6 - 0.3 * 0.4) / 0.35.
        ("GDR 60 %, performance 40 %, il faut combien en qualité de service ?", 17 / 35),
    ],
)
def test_what_a_theme_needs_is_told_for_the_threshold_where_no_aim_is(
    question: str, needed: float
) -> None:
    answer = ask(question)
    assert answer.kind == ANSWERED
    assert answer.value == pytest.approx(needed)
    assert "seuil du TRN" in answer.text


@pytest.mark.parametrize(
    "question",
    [
        "autorisé 5 124 000, exécuté 5 000 000",
        "exécuté : 5 000 000 €, autorisé : 5 124 000 €",
        "budget 5 124 000, réalisé 5 000 000",
    ],
)
def test_two_amounts_with_nothing_asked_tell_what_is_left_and_the_rate(question: str) -> None:
    answer = ask(question)
    assert answer.kind == ANSWERED
    assert answer.value == 124_000
    assert "97,58" in answer.text


def test_two_amounts_of_a_fund_or_a_year_are_no_bare_ones() -> None:
    for question in (
        "autorisé 5 124 000, exécuté 5 000 000 au FNGR",
        "exécuté 5 000 000 en 2014, autorisé 5 124 000",
    ):
        assert ask(question).kind != ANSWERED
