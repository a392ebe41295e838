"""A question is about the agreement that it names, or that alone has what it names."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from pycog import conventions
from pycog.dialogue.answering import reply
from pycog.dialogue.answers import Answer
from pycog.dialogue.loaded_agreements import CONVENTION_AT
from pycog.dialogue.state import State
from pycog.refresh import Evaluator
from tests.dialogue.hosts import context, shared_host
from tests.two_agreements import ALPHA, write_agreements
from udfs.catalogue import catalogue

_SHIPPED = Path(conventions.__file__).parent / "data" / "camieg-2012-2015"
_ID = "zebulon-2012-2015"


@pytest.fixture
def second(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A second agreement beside the one that is shipped, with a fund of its own."""
    folder = tmp_path / _ID
    shutil.copytree(_SHIPPED, folder)
    for path in folder.glob("*"):
        text = path.read_text(encoding="utf-8-sig").replace("FNGR", "FNPZ")
        text = text.replace("camieg-2012-2015", _ID)
        text = re.sub(r'titre_court = "[^"]*"', 'titre_court = "COG ZÉBULON 2012-2015"', text)
        path.write_text(text, encoding="utf-8")
    monkeypatch.setenv(conventions.VARIABLE, str(tmp_path))
    yield


def ask(question: str, state: State | None = None) -> Answer:
    return reply(question, State() if state is None else state, context())


@pytest.mark.usefixtures("second")
def test_the_agreement_that_is_named_answers() -> None:
    answer = ask("budget de personnel 2014 Zébulon")
    assert answer.formula == f'=COG_BUDGET("Personnel",2014,,"{_ID}")'
    assert answer.text.startswith("COG ZÉBULON 2012-2015 : ")
    assert Evaluator(shared_host()).evaluate(answer.formula).value == answer.value == 14_359_000


@pytest.mark.usefixtures("second")
def test_the_default_one_answers_where_none_is_named() -> None:
    assert ask("budget de personnel 2014").formula == '=COG_BUDGET("Personnel",2014)'
    assert ask("budget de personnel camieg 2014").formula == '=COG_BUDGET("Personnel",2014)'


@pytest.mark.usefixtures("second")
def test_a_fund_that_one_alone_has_names_it() -> None:
    answer = ask("budget du FNPZ en 2013")
    assert answer.value == 507_000
    assert _ID in answer.formula


@pytest.mark.usefixtures("second")
def test_a_conversation_stays_with_its_agreement_until_another_is_named() -> None:
    first = ask("budget de personnel 2014 zebulon")
    second = ask("et en 2013 ?", first.state)
    assert second.formula == f'=COG_BUDGET("Personnel",2013,,"{_ID}")'
    back = ask("budget de personnel camieg 2013", second.state)
    assert back.formula == '=COG_BUDGET("Personnel",2013)'


def test_an_unknown_agreement_in_a_state_is_dropped() -> None:
    state = State("budget", {"line": "Personnel", "year": 2014}, about="nulle-part")
    assert ask("et en 2013 ?", state).kind == "unknown"


def test_the_places_of_the_agreement_are_those_of_the_catalogue() -> None:
    for name, at in CONVENTION_AT.items():
        names = [one.name for one in catalogue()[name].arguments]
        assert names[at] == "convention", name


def test_an_agreement_of_indicators_alone_is_answered_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It has no sheets and says nowhere where its indicators are printed: no traceback."""
    monkeypatch.setenv(conventions.VARIABLE, str(write_agreements(tmp_path)))
    listed = ask(f"combien d'indicateurs dans {ALPHA[0]} ?")
    sheet = ask(f"les indicateurs de la fiche 35 de {ALPHA[0]}")
    assert not listed.formula or listed.source
    assert sheet.value is None
