"""The model of the yearly report: every figure is what its formula gives, blanks stay blank."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

from pycog.refresh import Evaluator
from pycog.reports.bilan.bilan_model import Bilan
from pycog.reports.bilan.bilan_success_rates import rates
from pycog.reports.bilan.drawing import draw
from pycog.reports.bilan.sections import budget_section, fund_blocks
from pycog.reports.documents.document import Table
from pycog.reports.documents.figure import Figure
from tests.reports.conftest import Fill
from tests.udfs.test_hosts import bits
from udfs.hosts.engine import EngineHost

ANNEX_1, ANNEX_2 = "annexe-1-budget.xlsx", "annexe-2-fnga.xlsx"
ANNEX_4, MILESTONES = "annexe-4-indicateurs.xlsx", "suivi-echeances.xlsx"


def figures_of(part: object) -> Iterator[Figure]:
    """Yield every figure of a model, wherever it stands."""
    if isinstance(part, Figure):
        yield part
    elif dataclasses.is_dataclass(part):
        for field in dataclasses.fields(part):
            yield from figures_of(getattr(part, field.name))
    elif isinstance(part, tuple):
        for item in part:
            yield from figures_of(item)


def wrong_figures(bilan: Bilan, host: EngineHost) -> list[str]:
    evaluator, known = Evaluator(host), {}
    wrong = []
    for figure in figures_of(bilan):
        if figure.value is None:
            assert figure.shown == "—"
            continue
        if figure.formula not in known:
            known[figure.formula] = evaluator.evaluate(f"={figure.formula}").value
        value = known[figure.formula]
        expected = figure.value
        same = (
            bits(float(expected)) == bits(value)
            if isinstance(expected, int | float) and isinstance(value, int | float)
            else expected == value
        )
        if not same:
            wrong.append(f"{figure.formula} gives {value!r}, the report {expected!r}")
    assert len(known) > 100  # It did walk the model.
    return wrong


@pytest.mark.parametrize("year", [2012, 2013, 2014, 2015])
def test_every_figure_is_what_its_formula_gives(exemple: Path, year: int, host: EngineHost) -> None:
    assert wrong_figures(draw([exemple], year), host) == []


def test_every_figure_of_a_blank_report_too(blank: Path, host: EngineHost) -> None:
    assert wrong_figures(draw([blank], 2013), host) == []


def test_the_rates_of_interessement_are_what_their_formula_gives(host: EngineHost) -> None:
    from pycog.conventions.scorecard_lookup import find_rows
    from pycog.interessement.card_lines import lines_of
    from pycog.interessement.scorecards import score

    card, rows = find_rows("cpam", 2022)
    results = [""] * len(lines_of(rows))
    found = rates(score(rows, results, card.terms), results)
    assert found is not None
    # Nothing is known yet: from no point to all of them.
    assert [one.value for one in found] == [0.0, 1.0]
    evaluator = Evaluator(host)
    assert [evaluator.evaluate(f"={one.formula}").value for one in found] == [0.0, 1.0]


def test_a_blank_annex_gives_an_honest_report(blank: Path) -> None:
    bilan = draw([blank], 2013, drawn=dt.date(2014, 4, 15))
    counts = {status: figure.value for status, figure in bilan.summary.counts if figure.value}
    # Annex 4 prints no target for 14 indicators in 2013, and defers none.
    assert counts == {"Non renseigné": 41.0, "Sans objectif": 14.0}
    assert bilan.summary.mean.value is None
    assert bilan.summary.total.value == 55.0
    assert (bilan.changes, bilan.to_explain, bilan.fictitious) == ((), (), False)
    assert [(fund.id, fund.source) for fund in bilan.funds] == [("FNGA", ""), ("FNGR", "")]
    personnel = bilan.funds[0].rows[1]
    # Annex 2 prints 14 052 000 for 2013; nothing was executed.
    assert (personnel.base.value, personnel.executed.value) == (14_052_000.0, None)
    assert len(bilan.sheets) == 36
    assert len(bilan.indicators) == 55
    assert len(bilan.milestones) == 88
    assert bilan.missing == ()
    assert bilan.drawn == dt.date(2014, 4, 15)


def test_the_example_says_that_it_is_made_up(exemple: Path) -> None:
    bilan = draw([exemple], 2013)
    assert bilan.fictitious
    # Every kind of result occurs, or the example would not show it.
    seen = {year.status.value for one in bilan.indicators for year in one.years}
    assert seen == {
        "Atteint",
        "Non atteint",
        "Non renseigné",
        "Sans objectif",
        "Objectif renvoyé",
    }
    assert bilan.to_explain
    assert any(one.late for one in bilan.milestones)


def test_one_indicator_worked_by_hand(fill: Fill) -> None:
    # Indicator 2, row 8: 90 % each year, 77 % in 2011. K is 2013, J 2012, O the notes of 2013.
    folder = fill(
        {ANNEX_4: {"Indicateurs": {"J8": 0.81, "K8": 0.855, "O8": "Deux départs non remplacés."}}}
    )
    bilan = draw([folder], 2013)
    second = bilan.indicators[1]
    found = second.of(2013)
    assert found.attainment.value == 0.855 / 0.9
    assert found.attainment.shown == "95 %"
    assert found.gap.shown == "−4,5 points"
    assert (found.status.value, found.comment) == ("Non atteint", "Deux départs non remplacés.")
    assert not found.to_explain
    assert second.of(2012).to_explain
    (change,) = bilan.changes
    assert (change.move.shown, change.movement) == ("+4,5 points", "progresse")
    first = draw([folder], 2012)
    assert [one.number for one in first.to_explain] == ["2"]
    # The year before 2012 is the reference year: 81 % after 77 %.
    (change,) = first.changes
    assert (change.before.shown, change.move.shown) == ("77 %", "+4 points")


def test_milestones_are_looked_at_on_the_last_day_of_the_year(fill: Fill) -> None:
    folder = fill({MILESTONES: {"Échéances": {"F8": dt.datetime(2013, 3, 1)}}})
    done = {
        year: next(one for one in draw([folder], year).milestones if one.done.value is not None)
        for year in (2012, 2013)
    }
    # Done in 2013: in 2012 it was not.
    assert not str(done[2012].status.value).startswith("Réalisée")
    assert str(done[2013].status.value).startswith("Réalisée")


def test_amounts_of_the_fund_annex_serve_where_annex_1_has_none(fill: Fill) -> None:
    # Sheet "Exécution" of annex 2: row 8 is Personnel, column F the executed amount of 2013.
    folder = fill({ANNEX_2: {"Exécution": {"F8": 14_000_000}}})
    fnga = draw([folder], 2013).funds[0]
    personnel = fnga.rows[1]
    assert (fnga.source, personnel.executed.value) == ("annexe 2", 14_000_000.0)
    assert personnel.available.value == 52_000.0
    assert personnel.rate.value == 14_000_000 / 14_052_000


def test_annex_1_comes_first_with_transfers_and_carry_overs(fill: Fill) -> None:
    folder = fill(
        {
            ANNEX_1: {
                "Exécution": {"D7": 13_900_000},
                "Virements": {
                    "A7": dt.datetime(2013, 3, 15),
                    "B7": "Personnel",
                    "C7": "Fonctionnement",
                    "D7": 100_000,
                    "G7": dt.datetime(2013, 3, 20),
                },
            },
            ANNEX_2: {"Exécution": {"F8": 1}},
        }
    )
    fnga = draw([folder], 2013).funds[0]
    personnel = fnga.rows[1]
    assert (fnga.source, personnel.executed.value) == ("annexe 1", 13_900_000.0)
    assert personnel.transfers.shown == "−100 000 €"
    assert personnel.authorised.value == 13_952_000.0


UPDATED = {
    "A7": 2013,
    "B7": "Personnel",
    "C7": 120_000,
    "D7": "prélèvements obligatoires",
    # No updating of investments (annexe 1, 1.1.2): told, and not counted.
    "A8": 2013,
    "B8": "Investissement",
    "C8": 5_000,
    "D8": "prélèvements obligatoires",
}


@pytest.mark.parametrize("executed_in", [ANNEX_1, ANNEX_2])
def test_an_updating_is_shown_with_its_reason_and_counts_as_authorised(
    fill: Fill, host: EngineHost, executed_in: str
) -> None:
    spent = {ANNEX_1: {"D7": 14_100_000}, ANNEX_2: {"F8": 14_100_000}}[executed_in]
    folder = fill(
        {ANNEX_1: {"Actualisations": UPDATED}, executed_in: {"Exécution": spent}}
        if executed_in == ANNEX_2
        else {ANNEX_1: {"Actualisations": UPDATED, "Exécution": spent}}
    )
    bilan = draw([folder], 2013)
    fnga = bilan.funds[0]
    personnel = fnga.rows[1]
    assert (personnel.updated.shown, personnel.authorised.value) == ("120 000 €", 14_172_000.0)
    assert (personnel.verdict, personnel.available.value) == ("Conforme", 72_000.0)
    whole = next(row for row in fnga.rows if row.label.startswith("Total des dépenses à caractère"))
    assert (whole.updated.value, whole.authorised.value) == (120_000.0, 19_693_000.0)
    assert fnga.updatings == ("Personnel : 120 000 € (prélèvements obligatoires)",)
    assert any(
        text.startswith("Actualisations, ligne 8 : « Investissement »") for text in fnga.problems
    )
    table = next(block for block in fund_blocks(fnga) if isinstance(block, Table))
    assert "Actualisation" in table.headings
    assert wrong_figures(bilan, host) == []


def test_no_column_of_updatings_where_there_is_none(exemple: Path) -> None:
    for fund in draw([exemple], 2013).funds:
        table = next(block for block in fund_blocks(fund) if isinstance(block, Table))
        assert "Actualisation" not in table.headings


def test_property_operations_stand_beside_the_budget(fill: Fill, host: EngineHost) -> None:
    folder = fill(
        {
            ANNEX_1: {
                "Immobilier": {
                    "A7": 2013,
                    "B7": "Antenne de Lyon",
                    "C7": 80_000,
                    "D7": 60_000,
                    "E7": "Bail signé",
                    "A8": 2014,
                    "B8": "Antenne de Nancy",
                    "C8": 10_000,
                }
            }
        }
    )
    bilan = draw([folder], 2013)
    (found,) = bilan.operations
    assert (found.label, found.remark) == ("Antenne de Lyon", "Bail signé")
    assert (found.available.value, found.rate.value) == (20_000.0, 0.75)
    assert "Opérations immobilières" in [part.title for part in budget_section(bilan).parts]
    assert wrong_figures(bilan, host) == []
