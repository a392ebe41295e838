"""What the conversation tests need around the assistant: formulas and an open annex."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from pycog.dialogue.answering import reply
from pycog.dialogue.answers import Answer
from pycog.dialogue.sheet import Selection, SheetValues
from pycog.dialogue.state import State
from pycog.dialogue.turn import Context
from pycog.values import Scalar
from tests.dialogue.examples import TODAY
from udfs.hosts.engine import EngineHost

_INDICATORS = 55
#: Titles of annex 4 in the order of its workbook, a few rows below the top.
_TITLES = (
    "Numéro indicateur",
    "Fiche objectif",
    "Source",
    "Libellé indicateur",
    "Réalisé 2011",
    "Objectif 2012",
    "Objectif 2013",
    "Objectif 2014",
    "Objectif 2015",
    "Réalisé 2012",
    "Réalisé 2013",
    "Réalisé 2014",
    "Réalisé 2015",
)


@cache
def shared_host() -> EngineHost:
    """Return one host for the whole test run: it keeps nothing between questions."""
    return EngineHost()


@dataclass(frozen=True)
class OpenAnnex:
    """An open annex 4 with some achieved values, as year → indicator → value."""

    achieved: Mapping[int, Mapping[int, Scalar]]

    def selection(self) -> Selection | None:
        """Return the active cell, the title of the indicators."""
        return Selection("Indicateurs!A6", _TITLES[0], "", ())

    def sheets(self) -> Sequence[SheetValues]:
        """Return the one sheet of the annex."""
        rows: list[tuple[Scalar, ...]] = [("Annexe 4",), (), (), (), (), _TITLES]
        for number in range(1, _INDICATORS + 1):
            years = (self.achieved.get(year, {}).get(number) for year in range(2012, 2016))
            rows.append((float(number), *([None] * 8), *years))
        return [SheetValues("Indicateurs", tuple(rows))]

    def check(self) -> Sequence[str]:
        """Return that nothing differs."""
        return []


def context(achieved: Mapping[int, Mapping[int, Scalar]] | None = None) -> Context:
    """Return what a question is answered with; an open annex when values are given."""
    return Context(shared_host(), None if achieved is None else OpenAnnex(achieved), TODAY)


def last_answer(context: Context, turns: Sequence[str]) -> Answer:
    """Return the answer to the last of several turns of one conversation."""
    state = State()
    for turn in turns:
        answer = reply(turn, state, context)
        state = answer.state
    return answer


def last_sent(*turns: str) -> Answer:
    """Return the answer to the last of several turns; the state goes by its text."""
    state = State()
    for turn in turns:
        answer = reply(turn, state, context())
        state = State.from_json(json.dumps(answer.to_json()["state"]))
    return answer


def with_plain_spaces(text: str) -> str:
    """Return a text with ordinary spaces."""
    return text.replace("\u202f", " ").replace("\xa0", " ")
