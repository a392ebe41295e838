"""Follow-up indicators, parts of rates, and the columns of the two parties in the reports."""

from __future__ import annotations

import datetime as dt
from html import unescape

import pytest

from pycog.reports.bilan.bilan_model import Bilan, FollowUpReport
from pycog.reports.bilan.drawing import draw
from pycog.reports.documents.document import Section, Table, Terms
from pycog.reports.making import document_of, make, order
from tests.reports.conftest import Fill

ANNEX_4, MILESTONES = "annexe-4-indicateurs.xlsx", "suivi-echeances.xlsx"
FOLLOWED, RATES, ENTRY = "Indicateurs de suivi", "Calcul des taux", "Indicateurs"


def plain(page: bytes) -> str:
    """Return a page with plain spaces and apostrophes."""
    return unescape(page.decode()).replace("\xa0", " ").replace("\u202f", " ").replace("’", "'")


def followed(bilan: Bilan, label: str) -> FollowUpReport:
    """Return a follow-up indicator by the start of its label."""
    return next(one for one in bilan.follow_ups if one.label.startswith(label))


def sections(bilan: Bilan, kind: str, sheet: int | None = None) -> dict[str, Section]:
    """Return the sections of a report by anchor."""
    return {section.anchor: section for _, section in document_of(kind, bilan, sheet).walk()}


def test_what_was_typed_is_reported_year_by_year(fill: Fill) -> None:
    folder = fill(
        {
            ANNEX_4: {
                FOLLOWED: {
                    "D12": "non", "E12": "OUI", "I12": "Plan adopté en mars.",
                    "D16": 0, "E16": "1 250",
                }
            }
        }
    )  # fmt: skip
    bilan = draw([folder], 2013)
    plan = followed(bilan, "Existence d'un plan de traitement des déchets : siège")
    assert [one.value.value for one in plan.years] == ["Non", "Oui", None, None]
    assert plan.of(2013).comment == "Plan adopté en mars."
    # Zero is a number, an empty cell is none.
    paying = followed(bilan, "Nombre d'entreprises")
    assert [one.value.value for one in paying.years] == [0.0, 1250.0, None, None]
    table = next(
        block
        for block in sections(bilan, "fiche", 33)["fiche-33"].blocks
        if isinstance(block, Table)
    )
    assert [str(getattr(one, "shown", one)) for one in table.rows[0]] == [
        plan.label,
        "Non",
        "Oui",
        "Plan adopté en mars.",
    ]


@pytest.mark.parametrize(
    ("place", "typed", "trouble"),
    [
        ("E12", "en cours", "Indicateurs de suivi!E12 : « en cours » n'est ni Oui ni Non."),
        ("E16", "douze", "Indicateurs de suivi!E16 : "),
    ],
)
def test_an_entry_that_cannot_be_read_is_told_with_its_cell(
    fill: Fill, place: str, typed: str, trouble: str
) -> None:
    folder = fill({ANNEX_4: {FOLLOWED: {place: typed}}})
    report = make(order("bilan", "html", 2013), sorted(folder.iterdir()))
    assert not report.complete
    assert any(trouble in warning for warning in report.warnings)
    assert trouble in plain(report.content)


def test_dates_said_to_be_kept_that_were_not_are_told(fill: Fill) -> None:
    # Sheet 25: « 2012 : inscription au projet », the only measure of that year, never done.
    typed = {ANNEX_4: {FOLLOWED: {"D10": "Oui"}}}
    bilan = draw([fill(typed)], 2012)
    assert (
        "échéances dites tenues"
        in followed(bilan, "Suivi des échéances : échanges").of(2012).trouble
    )


def test_dates_that_were_kept_are_not(fill: Fill) -> None:
    typed = {ANNEX_4: {FOLLOWED: {"D10": "Oui"}}}
    folder = fill(typed)
    measures = [
        one for one in draw([folder], 2012).milestones if one.sheet == 25 and one.due_year == 2012
    ]
    assert measures, "the calendar of sheet 25 has a measure in 2012"
    from openpyxl import load_workbook

    path = folder / MILESTONES
    book = load_workbook(path)
    page = next(sheet for sheet in book if sheet.max_row > 40)
    for row in page.iter_rows():
        if any(cell.value in {one.what for one in measures} for cell in row):
            header = next(
                line for line in page.iter_rows() if any(one.value == "Réalisée le" for one in line)
            )
            column = next(one.column for one in header if one.value == "Réalisée le")
            page.cell(row[0].row, column).value = dt.datetime(2012, 6, 1)
    book.save(path)
    assert followed(draw([folder], 2012), "Suivi des échéances : échanges").of(2012).trouble == ""


@pytest.mark.parametrize(
    ("above", "below", "actual", "words", "trouble"),
    [
        (45, 50, 0.9, "45 sur 50, soit 90 %", ""),
        (1234, 1400, 0.88, "1 234 sur 1 400, soit 88,1 %", ""),
        (
            45, 50, 0.77, "45 sur 50, soit 90 %",
            "Calcul des taux!I45 : 45 sur 50 donnent 90 %, mais le réalisé saisi est 77 %.",
        ),
        (
            45, 50, None, "45 sur 50, soit 90 %",
            "Calcul des taux!I45 : 45 sur 50 donnent 90 %, mais le réalisé n'est pas saisi.",
        ),
        (45, None, 0.9, "", "Calcul des taux!I45 : le dénominateur manque"),
        (45, 0, 0.9, "", "Calcul des taux!I45 : "),
    ],
)  # fmt: skip
def test_the_parts_of_a_rate_are_compared_with_the_result(
    fill: Fill, above: int, below: int | None, actual: float | None, words: str, trouble: str
) -> None:
    folder = fill({ANNEX_4: {ENTRY: {"K48": actual}, RATES: {"I45": above, "J45": below}}})
    bilan = draw([folder], 2013)
    found = next(one for one in bilan.indicators if one.number == "42").of(2013).ratio
    assert found is not None
    assert (found.words, bool(found.trouble)) == (words, bool(trouble))
    assert found.trouble.startswith(trouble)
    report = make(order("fiche", "html", 2013, 20), sorted(folder.iterdir()))
    assert any(trouble in one for one in report.warnings) == bool(trouble)


def test_a_sheet_says_context_actions_and_criteria(exemple: str) -> None:
    bilan = draw([exemple], 2013)  # type: ignore[list-item]
    identity = sections(bilan, "fiche", 6)["fiche-6"].blocks[0]
    assert isinstance(identity, Terms)
    pairs = dict(identity.pairs)
    assert pairs["Actions annoncées"] == "Logiciel EPTICA ; Formation à EPTICA"
    assert pairs["Critères d'atteinte"] == "87% en 48 h"
    assert "délai de traitement" in str(pairs["Contexte et objectif"])


def test_the_evaluation_has_a_column_for_each_party(exemple: str) -> None:
    bilan = draw([exemple], 2015)  # type: ignore[list-item]
    found = sections(bilan, "evaluation")
    tables = [one for one in found["contradictoire"].blocks if isinstance(one, Table)]
    assert all(
        one.headings[-2:] == ("Position de l'organisme", "Position de l'État") for one in tables
    )
    assert all(row[-1] == "" for table in tables for row in table.rows)
    numbers = [row[0] for table in tables[1:] for row in table.rows]
    assert sorted(map(int, numbers)) == list(range(1, 56))
    (followed_table,) = (one for one in found["suivi"].blocks if isinstance(one, Table))
    assert len(followed_table.rows) == 10


def test_what_is_left_open_is_counted(fill: Fill) -> None:
    folder = fill({ANNEX_4: {FOLLOWED: {"E12": "Oui"}}})
    report = make(order("bilan", "html", 2013), sorted(folder.iterdir()))
    assert any(
        "Indicateurs de suivi sans valeur en 2013 : 9 sur 10" in one for one in report.warnings
    )
    assert "Indicateurs de suivi sans numéro : 1 sur 10 renseigné en 2013" in plain(report.content)
