"""The roles of the numbers of a question: found by unit, word, order and size, or not at all."""

from __future__ import annotations

from fractions import Fraction
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pycog.dialogue.answering import reply
from pycog.dialogue.answers import ANSWERED, ASKED, Answer
from pycog.dialogue.calculations.calculation_answers import composed, filled
from pycog.dialogue.calculations.declared_calculations import (
    declared_calculations,
    read_calculations,
)
from pycog.dialogue.calculations.reading_calculations import readings
from pycog.dialogue.calculations.typed_quantities import typed_quantities
from pycog.dialogue.entities import read_question
from pycog.dialogue.expressions import Call, Operation
from pycog.dialogue.state import State
from pycog.dialogue.turn import Turn
from pycog.dialogue.vocabulary import vocabulary
from pycog.errors import InvalidConvention
from pycog.values import format_number
from tests.dialogue.hosts import context
from udfs.catalogue import catalogue

#: Amounts of one scale: the formula refuses two of plainly different ones.
AMOUNTS = st.integers(min_value=3_000_000, max_value=9_000_000)
#: Formulas that work on dates, tables, texts or what an agreement prints: other questions ask
#: for those, and these numbers alone are no question.
NOT_NUMBERS = {
    "COG_APPROVAL_DATE", "COG_APPROVAL_STATUS", "COG_BASELINE", "COG_BREACH", "COG_BUDGET",
    "COG_BUDGET_REPORT", "COG_CARRYOVER_APPROVAL", "COG_CARRYOVER_STATEMENT", "COG_CONFORMITY",
    "COG_DELAY", "COG_DUE", "COG_FORECAST", "COG_GROUP", "COG_INDICATOR", "COG_KEY_EVOLUTION",
    "COG_KEY_FIGURE",
    "COG_LEVERS", "COG_MERGER_CHECK", "COG_MILESTONES", "COG_MILESTONE_STATUS", "COG_NATURE",
    "COG_PARSE", "COG_SCORE", "COG_SCORECARD", "COG_SOURCE", "COG_TARGET", "COG_TARGET_TEXT",
    "COG_TRANSFER_AUTHORITY", "COG_TRANSFER_CHECK", "COG_UPDATE_ALLOWED", "COG_VERSION",
}  # fmt: skip
#: Formulas on numbers that an intent of its own asks for.
OF_INTENTS = {
    "COG_GAP", "COG_REQUIRED", "COG_USEFUL_SIZE",
    # The national rate again, which COG_TRN gives.
    "COG_THEME_RATE",
}  # fmt: skip


def ask(question: str) -> Answer:
    return reply(question, State(), context())


def test_every_formula_on_numbers_is_reached() -> None:
    named: set[str] = set()

    def walk(part: object) -> None:
        if isinstance(part, list):
            named.add(str(part[0]))
            for one in part[1:]:
                walk(one)

    for calculation in declared_calculations(vocabulary().weighted).calculations:
        walk(calculation.formula)
    assert set(catalogue()) - NOT_NUMBERS - OF_INTENTS <= named


@given(executed=AMOUNTS, authorised=AMOUNTS)
def test_the_order_in_which_roles_are_named_changes_nothing(executed: int, authorised: int) -> None:
    said = {
        "exécuté": f"exécuté {format_number(executed)}",
        "autorisé": f"autorisé {format_number(authorised)}",
    }
    values = {
        ask(f"taux d'exécution : {', '.join(said[name] for name in order)}").formula
        for order in permutations(said)
    }
    assert values == {f"=COG_EXECUTION({executed},{authorised})"}


@given(numbers=st.lists(st.integers(1, 9_999), min_size=2, max_size=12))
def test_a_sum_is_the_sum_in_any_order(numbers: list[int]) -> None:
    listed = ", ".join(format_number(one) for one in numbers)
    answer = ask(f"somme de {listed}")
    assert answer.kind == ANSWERED
    assert answer.value == sum(numbers)


@given(whole=st.integers(1_000, 900_000), percent=st.integers(1, 99))
def test_a_cut_and_a_rise_are_what_is_left_and_what_comes(whole: int, percent: int) -> None:
    cut = ask(f"{format_number(whole)} moins {percent} %").value
    rise = ask(f"{format_number(whole)} plus {percent} %").value
    assert cut == pytest.approx(float(Fraction(whole * (100 - percent), 100)))
    assert rise == pytest.approx(float(Fraction(whole * (100 + percent), 100)))


@pytest.mark.parametrize(
    "question",
    [
        "7 antennes sur 17 n'ont pas le tri, quel pourcentage",
        "12 sur 20 pour la CAF du Gard, quel pourcentage",
        "moyenne de 12 et 15 hors 15",
        "100 000 plus 3 % chaque année",
        "taux d'exécution sans les 200 000 reportés : 4 000 000 sur 5 000 000",
        "évolution de 1.234 à 2 000",
        "part de 200 dans 4 000 sauf les cadres",
    ],
)
def test_what_a_reading_does_not_use_gives_no_value(question: str) -> None:
    answer = ask(question)
    assert answer.value is None


def test_two_readings_of_two_values_are_both_offered() -> None:
    answer = ask("taux de consommation 14 225 000 et 14 052 000 autorisés exécutés")
    assert answer.kind in {ASKED, ANSWERED}
    if answer.kind == ASKED:
        assert len(set(answer.choices)) == 2
    bare = ask("dépassement 14 225 000 14 052 000")
    assert bare.kind == ASKED
    assert len(set(bare.choices)) == 2


def test_numbers_share_the_unit_of_the_last() -> None:
    read = read_question("de 77 à 88 %, et de 5,1 à 5,3 M€", vocabulary())
    given_numbers = typed_quantities(read) or []
    assert [(one.value, one.unit) for one in given_numbers] == [
        (0.77, "percent"), (0.88, "percent"), (5_100_000.0, "amount"), (5_300_000.0, "amount"),
    ]  # fmt: skip


def test_what_an_answer_offers_again_is_read_the_same() -> None:
    known = vocabulary()
    for question in (
        "taux d'exécution : exécuté 4 900 000, autorisé 5 185 000",
        "14 % de moins sur 750 000",
        "écart entre un réalisé de 83,5 % et la cible de 90 %",
        "masse de 42 000 000 € pour 70 000 ETP : montant par ETP",
    ):
        turn = Turn("calcul", {}, context(), known)
        first = readings(read_question(question, known), turn)[0]
        shown = {name: one[0].shown for name, one in first.ways[0].roles.items()}
        again = readings(read_question(filled(first.calculation.rephrase, shown), known), turn)[0]
        assert again.calculation.id == first.calculation.id
        formulas = {composed(one.calculation.formula, one.ways[0].roles) for one in (first, again)}
        assert len(formulas) == 1
        assert isinstance(formulas.pop(), Call | Operation)


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        ({"color": 1}, "clé inconnue : color"),
        ({"formula": ["SUM", "autre"]}, "« autre » n'est pas un de ses nombres"),
    ],
)
def test_a_wrong_declaration_is_refused(entry: dict[str, object], message: str) -> None:
    whole = {
        "id": "a", "cues": ["a"], "formula": ["SUM", "*terms"], "show": "number", "text": "t",
        "role": [{"name": "terms", "units": ["number"], "many": True}],
    }  # fmt: skip
    with pytest.raises(InvalidConvention) as caught:
        read_calculations({"calculation": [{**whole, **entry}]})
    assert message in caught.value.message


@pytest.mark.parametrize(
    "question",
    ["évolution de 2011 vers 2015", "différence entre 2015 et 2011", "le papier A4 baisse de 20 %"],
)
def test_neither_a_year_nor_the_digit_of_a_name_is_a_quantity(question):
    answer = ask(question)
    assert answer.intent != "calcul" or answer.kind != ANSWERED


def test_every_wording_is_a_pattern() -> None:
    """They are compiled when they are first looked for, so that a wrong one would show late."""
    for one in declared_calculations().calculations:
        wordings = [*one.cues, one.rejects, one.covers, one.per]
        wordings += [words for role in one.roles for words in (role.near, role.before)]
        assert all(words is None or words.pattern for words in wordings)
