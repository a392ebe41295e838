"""A report is declared in one place: one that is added is known everywhere."""

from __future__ import annotations

import datetime as dt
import importlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from addin.reporting import offered
from pycog.cli import report as command
from pycog.dialogue import vocabulary as words
from pycog.dialogue.answering import State, reply
from pycog.dialogue.answers import REPORT
from pycog.dialogue.intents import load_intents
from pycog.reports.bilan.bilan_model import Bilan
from pycog.reports.documents.document import Document, Terms
from pycog.reports.kinds import KINDS, Kind
from pycog.reports.making import make, order
from tests.dialogue.hosts import context
from tests.paths import ROOT

FICTITIOUS = ROOT / "workbooks" / "exemple-fictif"
ADDED = Kind(
    id="palmares",
    title="Palmarès",
    help="les indicateurs, du meilleur au moins bon.",
    example="palmares --year 2013 workbooks/exemple-fictif --output palmares.html",
    phrases=("palmares",),
    triggers=("palmares*3",),
    layout=f"{__name__}:ranking",
)


def ranking(bilan: Bilan) -> Document:
    """Lay out the report that the test adds."""
    return Document(
        f"Palmarès {bilan.year}", "essai", bilan.body, dt.date(2014, 4, 1), Terms(()), "", "", ()
    )


@pytest.fixture
def added(monkeypatch: pytest.MonkeyPatch) -> Iterator[Kind]:
    """A report more; what is worked out from the list is worked out anew."""
    with monkeypatch.context() as patch:
        patch.setitem(KINDS, ADDED.id, ADDED)
        importlib.reload(command)
        load_intents.cache_clear()
        words._vocabulary.cache_clear()
        yield ADDED
    importlib.reload(command)
    load_intents.cache_clear()
    words._vocabulary.cache_clear()


def test_an_added_report_is_drawn(added: Kind) -> None:
    report = make(order(added.id, "html", 2013), [FICTITIOUS / "annexe-4-indicateurs.xlsx"])
    assert report.title == "Palmarès 2013"
    assert b"<h1>Palmar\xc3\xa8s 2013" in report.content
    assert order(added.id, "pdf", 2013).file_name == "palmares-2013.pdf"


def test_an_added_report_is_offered_by_command_pane_and_assistant(added: Kind) -> None:
    assert f"{added.id} : {added.help}\n" in command.EPILOG
    assert f"\n  pycog report {added.example}\n" in command.EPILOG
    assert {"id": "palmares", "title": "Palmarès", "by_sheet": False, "by_year": True} in (
        offered()["reports"]
    )
    answer = reply("fais le palmarès 2013", State(), context())
    assert answer.action == REPORT and answer.report is not None
    assert answer.report["report"] == added.id


@pytest.mark.parametrize("kind", KINDS.values(), ids=str)
def test_every_declared_function_exists(kind: Kind) -> None:
    for path in filter(None, (kind.layout, kind.workbook)):
        module, _, name = path.partition(":")
        assert callable(getattr(importlib.import_module(module), name))


def test_without_the_declaration_the_report_is_unknown() -> None:
    assert "palmares" not in command.EPILOG
    assert reply("fais le palmarès 2013", State(), context()).action != REPORT


def test_the_table_loads_no_library_and_no_layout() -> None:
    source = (Path(ROOT) / "pycog" / "reports" / "kinds.py").read_text(encoding="utf-8")
    imported = [line.split()[1] for line in source.splitlines() if line.startswith("from ")]
    assert imported == ["__future__", "collections.abc", "dataclasses", "typing"]
