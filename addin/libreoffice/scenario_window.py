"""The window of *Scénarios*: cells with other values, and what the document then gives."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from addin.french_text import typographic
from addin.libreoffice.calling_convention import convention_named_by
from addin.libreoffice.document_copy import file_name_of, package_of
from addin.libreoffice.inside import settle
from addin.libreoffice.menu import place_of
from addin.libreoffice.open_workbook import active_cell
from addin.libreoffice.opening import open_file
from addin.libreoffice.report_files import write_beside
from addin.libreoffice.scenarios_in_calc import Calculator
from addin.libreoffice.windows import Window
from addin.pane_words import for_pane
from pycog import __version__, conventions
from pycog.default_convention import using
from pycog.errors import InvalidInput
from pycog.reports.scenarios.scenario_document import comparison_workbook, lines, summary
from pycog.reports.scenarios.scenario_outcome import Outcome
from pycog.reports.scenarios.scenario_refusals import unreadable_cell
from pycog.reports.scenarios.scenario_sheet import scenarios_of
from pycog.reports.scenarios.scenario_words import (
    SHEET,
    Assignment,
    Scenario,
    content_of,
    place_in,
)
from pycog.values import capital, counted
from udfs.hosts.calc import CalcHost

_WIDTH, _HEIGHT = 320, 310
#: Scenarios of one comparison, each a calculation of the whole document.
_MOST: Final = 8
_FIRST: Final = "essai"


class ScenarioWindow(Window):
    """Gathers changes, lets Calc calculate copies and shows the results side by side."""

    def __init__(
        self, context: Any, document: Any, host: CalcHost, spellings: Mapping[str, str]
    ) -> None:
        super().__init__(context, document, "Scénarios", _WIDTH, _HEIGHT)
        self._context, self._host, self._spellings = context, host, spellings
        self._changes: list[tuple[str, Assignment]] = []
        self._outcome: Outcome | None = None
        inner = _WIDTH - 12
        self.labelled("Edit", "cell", "Cellule (Feuille!D12) :", (6, 6, 120, 14))
        self.labelled("Edit", "value", "Valeur à essayer :", (130, 6, 90, 14))
        self.labelled("Edit", "name", "Nom du scénario :", (224, 6, inner - 218, 14))
        self.control("name").setText(_FIRST)
        self.button("take", "Cellule choisie", (6, 34, 70, 14), self.take_chosen)
        self.button("add", "Ajouter", (inner - 54, 34, 60, 14), self.add_change)
        label = "Changements (un double clic retire) :"
        self._list = self.labelled("ListBox", "changes", label, (6, 52, inner, 50))
        self.on(self._list, self.remove)
        self.button("empty", "Tout retirer", (6, 117, 60, 14), self.remove_all)
        compare = (inner - 54, 117, 60, 14)
        self.button("compare", "Comparer", compare, self.compare, DefaultButton=True)
        self._results = self.add(
            "Edit", "results", (6, 136, inner, 118), MultiLine=True, ReadOnly=True, VScroll=True
        )
        label = "Enregistrer la comparaison"
        self.button("write", label, (inner - 94, 258, 100, 14), self.write)
        self.take_chosen()
        self.tell("Le classeur n'est pas modifié : Calc en calcule des copies.")

    def take_chosen(self) -> None:
        """Take the cell that is chosen in the sheet."""
        self.control("cell").setText(place_of(active_cell(self.document)))

    def add_change(self) -> None:
        """Add the change that is typed.

        Raises:
            InvalidInput: ``cellule-illisible``, ``cellule-en-double``, or a value that no cell
                takes.
        """
        text, value, name = (
            str(self.control(one).getText()).strip() for one in ("cell", "value", "name")
        )
        place = place_in(text)
        if place is None:
            raise unreadable_cell(text)
        content_of(value)  # refused now rather than when all is calculated
        change = (" ".join(name.split()) or _FIRST, Assignment(*place, value))
        _scenarios([*self._changes, change])
        self._changes.append(change)
        self._show_changes()

    def remove(self) -> None:
        """Take away the change that was double-clicked."""
        place = self._list.getSelectedItemPos()
        if 0 <= place < len(self._changes):
            del self._changes[place]
            self._show_changes()

    def remove_all(self) -> None:
        """Take away all changes."""
        self._changes = []
        self._show_changes()

    def compare(self) -> None:
        """Calculate the document as it is and as each scenario would have it.

        Raises:
            InvalidInput: ``aucun-scenario``, ``scenarios-trop-nombreux``, or a cell that a
                scenario cannot change.
        """
        self._outcome = None
        self._results.setText("")
        self.tell("Calcul des scénarios…")
        calculator = Calculator(self._context, self.document, self._host, self._spellings, settle)
        with using(convention_named_by(self.document)):
            scenarios = _scenarios(self._changes) or self._written()
            if len(scenarios) > _MOST:
                raise InvalidInput(
                    "scenarios-trop-nombreux",
                    f"{len(scenarios)} scénarios sont demandés ; la limite est de {_MOST}. "
                    "Comparez-les en plusieurs fois.",
                )
            outcome = calculator.run(scenarios, conventions.load())
        self._outcome = outcome
        self._results.setText(typographic("\n".join(map(for_pane, lines(outcome)))))
        said = for_pane(summary(outcome))
        self.tell(f"{capital(said)}. Le classeur n'a pas changé.".replace("..", "."))

    def write(self) -> None:
        """Write the comparison as a workbook beside the document and open it."""
        if self._outcome is None:
            self.tell("Comparez d'abord des scénarios.")
            return
        name = file_name_of(self.document)
        drawn = comparison_workbook(name, self._outcome, dt.date.today(), f"pycog {__version__}")
        path = write_beside(self.document, f"{Path(name).stem}-scenarios.xlsx", drawn)
        open_file(self._context, path)
        self.tell(f"Comparaison écrite : {path}")

    def _written(self) -> list[Scenario]:
        """Return the scenarios of the document itself.

        Raises:
            InvalidInput: ``aucun-scenario``, ``scenarios-illisibles``.
        """
        try:
            return scenarios_of(package_of(self.document, self._spellings))
        except InvalidInput as error:
            if error.code != "aucun-scenario":
                raise
            raise InvalidInput(
                error.code,
                f"Ajoutez une cellule et la valeur à y essayer, ou une feuille « {SHEET} ».",
            ) from error

    def _show_changes(self) -> None:
        changes = self._changes
        self.offer(
            self._list,
            (f"{name} : {one.place} → {one.value or '(vide)'}" for name, one in changes),
        )
        self.tell(f"{counted(len(changes), 'changement')}.")


def _scenarios(changes: list[tuple[str, Assignment]]) -> list[Scenario]:
    """Return the scenarios that changes, each with the name of its own, make up.

    Raises:
        InvalidInput: ``cellule-en-double``.
    """
    found: dict[str, list[Assignment]] = {}
    for name, one in changes:
        found.setdefault(name, []).append(one)
    return [Scenario(name, tuple(ones)) for name, ones in found.items()]
