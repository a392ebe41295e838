"""« Au 30/09 » is a day, whatever its year, and divides nothing."""

from __future__ import annotations

import pytest

from pycog.dialogue.answers import UNKNOWN
from pycog.dialogue.dates import find_dates
from pycog.dialogue.table_query.table_periods import periods_in
from tests.dialogue.hosts import last_sent


@pytest.mark.parametrize(
    "text", ["situation au 30/09", "le 31/12", "avant le 3/04", "depuis 01/07"]
)
def test_a_day_is_read_without_its_year(text: str) -> None:
    assert [one.kind for one in find_dates(text)] == ["day"]


@pytest.mark.parametrize("text", ["au 30/13", "les 2/3", "75 000/100 000", "au 31/12/2024"])
def test_what_is_no_day_alone_is_not_read_as_one(text: str) -> None:
    assert "day" not in [one.kind for one in find_dates(text)]


@pytest.mark.parametrize(
    "question",
    [
        "taux d'exécution du fonctionnement au 30/09",
        "taux d'exécution du personnel au 31/12",
        "évolution du budget au 31/03",
    ],
)
def test_a_day_is_no_number_of_a_calculation(question: str) -> None:
    # It was « Taux d'exécution de 31 sur 12 : 258,33 % ».
    assert last_sent(question).kind == UNKNOWN


def test_a_sheet_named_by_its_day_keeps_its_words() -> None:
    assert periods_in("execution au 30/09") == ()
    (said,) = periods_in("execution au 30/09", days=True)
    assert (said.period.year, said.period.last, said.period.day) == (None, 9, 30)
