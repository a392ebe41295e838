"""What an open workbook says is read from its cells, and named beside what is printed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import pytest

from pycog.dialogue.answering import reply
from pycog.dialogue.answers import Answer
from pycog.dialogue.sheet import Selection, SheetValues
from pycog.dialogue.state import State
from pycog.dialogue.turn import Context
from pycog.values import Scalar
from tests.dialogue.hosts import shared_host

Rows = tuple[tuple[Scalar, ...], ...]

_FOLLOW_UP: Final[Rows] = (
    ("N°", "Indicateur", "Réalisé 2014", "Objectif 2015", "Réalisé 2015"),
    (2.0, "Taux d'appels décrochés", 0.88, 0.9, 0.91),
    (12.0, "Taux de conformité des réponses", 0.86, 0.9, None),
    (49.0, "Travailleurs handicapés embauchés", 1.0, 2.0, 3.0),
)
_PLAN: Final[Rows] = (
    ("Situation au", "31/03/2013"),
    ("N°", "Mesure", "Responsable", "Échéance", "Réalisé le"),
    (1.0, "Annuaire des antennes", "Durand", "31/01/2013", None),
    (2.0, "Charte graphique", "Leroy", "31/12/2012", "10/01/2013"),
    (3.0, "Enquête de satisfaction", "Durand", "30/06/2013", None),
    (4.0, "Registre des risques", "Leroy", "28/02/2013", "28/02/2013"),
)
_GRID: Final[Rows] = (
    ("Indicateur", "Cible", "Seuil", "Pondération", "Résultat"),
    ("Accueil sans attente", 0.8, 0.6, 100.0, 0.75),
    ("Dossiers complets", 0.9, 0.7, 50.0, 0.9),
)
_BUDGET: Final[Rows] = (
    ("Ligne", "Voté 2013", "Exécuté 2012", "Exécuté 2013"),
    ("Personnel", 14052000.0, 100000.0, 98000.0),
    ("Fonctionnement", 5104000.0, 40000.0, 41000.0),
)


@dataclass(frozen=True)
class Open:
    """A workbook of one sheet, which is called « Suivi »."""

    rows: Rows

    def selection(self) -> Selection | None:
        """Return no active cell."""
        return None

    def sheets(self) -> Sequence[SheetValues]:
        """Return the sheet."""
        return [SheetValues("Suivi", self.rows)]

    def check(self) -> Sequence[str]:
        """Return that nothing differs."""
        return []


def ask(question: str, rows: Rows) -> Answer:
    context = Context(shared_host(), Open(rows), dt.date(2013, 4, 1), cells=True)
    return reply(question, State(), context)


def test_blank_cells_are_listed_with_their_addresses() -> None:
    answer = ask("quelles cellules à remplir pour 2015 ?", _FOLLOW_UP)
    assert answer.table is not None
    assert [row[0] for row in answer.table.rows] == ["Suivi!E3"]


def test_blank_cells_are_asked_of_the_workbook_where_none_was_sent() -> None:
    answer = reply("quelles cellules restent vides ?", State(), Context(shared_host()))
    assert (answer.kind, answer.needs) == ("needs", "sheet")


@pytest.mark.parametrize(
    "question",
    ["quelles cellules ne sont jamais vides ?", "cellules vides des Bouches-du-Rhône"],
)
def test_a_word_that_no_table_has_is_not_dropped(question: str) -> None:
    assert ask(question, _FOLLOW_UP).kind != "answered"


def test_a_row_is_found_by_its_number() -> None:
    assert "Réalisé 2015 : vide (E3)" in ask("le 12 en 2015 ?", _FOLLOW_UP).text


def test_a_year_without_a_column_is_said_before_what_the_convention_prints() -> None:
    answer = ask("budget personnel 2014 ?", _BUDGET)
    assert answer.text.startswith("« Suivi » du classeur n'a pas de colonne 2014")
    assert "14 359 000 €" in answer.text


def test_measures_are_judged_on_the_day_that_the_sheet_says() -> None:
    # From 31/01/2013 to 31/03/2013: 28 + 31 days.
    late = ask("combien de mesures en retard ?", _PLAN).text
    assert "en retard : 1, n° 1 « Annuaire des antennes »" in late
    assert "59 jours de retard" in late
    assert "Charte graphique" not in late


def test_measures_that_are_not_late_leave_out_the_late_ones() -> None:
    text = ask("lesquelles ne sont pas en retard ?", _PLAN).text
    assert "Annuaire des antennes" not in text
    assert "faite à temps : 1, n° 4" in text
    assert "non échue : 1, n° 3" in text
    assert "faite en retard : 1, n° 2 « Charte graphique »" in text
    assert "10 jours de retard" in text


def test_measures_of_one_person_are_those_of_his_rows() -> None:
    text = ask("que doit encore livrer Durand ?", _PLAN).text
    assert "Annuaire des antennes" in text
    assert "Enquête de satisfaction" in text
    assert "Charte graphique" not in text


def test_the_points_of_a_row_come_from_its_cells() -> None:
    # (0.75 - 0.6) / (0.8 - 0.6) = 3/4 of 100 points.
    answer = ask("combien de points sur accueil sans attente", _GRID)
    assert answer.value == pytest.approx(75.0)
    assert answer.formula_cells == "=COG_POINTS(Suivi!E2,Suivi!B2,Suivi!C2,Suivi!D2)"


def test_two_years_of_a_row_are_compared_from_the_earlier_to_the_later() -> None:
    answer = ask("compare exécuté 2012 et 2013 du personnel", _BUDGET)
    assert answer.value == pytest.approx(-2000.0)
    assert "soit -2 %" in answer.text


def test_a_column_is_added_up() -> None:
    answer = ask("total exécuté 2013 toutes lignes", _BUDGET)
    assert answer.value == pytest.approx(139000.0)
    assert answer.formula_cells == "=SUM(Suivi!D2,Suivi!D3)"


def test_a_row_of_totals_is_read_and_not_added_to_its_parts() -> None:
    rows = (*_BUDGET, ("Total des dépenses", 19156000.0, 140000.0, 139000.0))
    assert "Exécuté 2013 : 139 000 (D4)" in ask("total exécuté 2013 toutes lignes", rows).text


def test_rates_are_averaged_and_never_added() -> None:
    assert ask("moyenne des réalisés 2014 de l'ind 2 et 12", _FOLLOW_UP).display == "87 %"
    assert ask("total des réalisés 2014 de l'ind 2 et 12", _FOLLOW_UP).kind != "answered"


def test_a_cell_is_changed_by_per_cent() -> None:
    answer = ask("fonctionnement exécuté 2013 moins 10 %", _BUDGET)
    assert answer.value == pytest.approx(36900.0)


@pytest.mark.parametrize(
    "question",
    [
        "exécuté 2013 du personnel en k€",
        "exécuté 2013 du personnel de la CPAM du Rhône",
        "exécuté 2013 du personnel hors CDD",
        "exécuté 2013 du personnel au 30 juin",
        "exécuté 2013 du personnel par trimestre",
        "le personnel exécuté 2013 dépasse-t-il 90 000 € ?",
        "exécuté 2016 du personnel",
    ],
)
def test_nothing_of_a_question_about_a_row_is_dropped(question: str) -> None:
    answer = ask(question, _BUDGET)
    assert "98 000" not in answer.text


@pytest.mark.parametrize(
    ("question", "rows", "value"),
    [
        ("combien de mesures en retard en 1987", _PLAN, "Annuaire"),
        ("combien de mesures en retard depuis 1998", _PLAN, "Annuaire"),
        ("combien de mesures en retard en k€", _PLAN, "Annuaire"),
        ("combien de points sur accueil sans attente 1987", _GRID, "75 points"),
        ("compare exécuté 2012 et 2013 du personnel moins 3 %", _BUDGET, "2 000"),
        ("quelles cellules à remplir pour 2015 en k€", _FOLLOW_UP, "E3"),
    ],
)
def test_a_year_a_unit_or_a_change_is_not_dropped(question: str, rows: Rows, value: str) -> None:
    assert value not in ask(question, rows).text
