"""The window of *Bilan*: which report, of which year, in which form."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from addin.french_text import typographic
from addin.libreoffice.calling_convention import convention_named_by
from addin.libreoffice.inside import open_workbooks, settle
from addin.libreoffice.opening import open_file
from addin.libreoffice.report_files import Wanted, form_titles, write_report
from addin.libreoffice.windows import Window
from addin.pane_words import for_pane
from pycog import conventions
from pycog.default_convention import using
from pycog.errors import InvalidInput
from pycog.reports.kinds import KINDS
from udfs.hosts.calc import CalcHost

_WIDTH, _HEIGHT = 270, 250


class ReportWindow(Window):
    """Chooses a report and draws it from the open document."""

    def __init__(
        self, context: Any, document: Any, host: CalcHost, spellings: Mapping[str, str]
    ) -> None:
        super().__init__(context, document, "Bilan", _WIDTH, _HEIGHT)
        self._context = context
        self._spellings = spellings
        self._years: tuple[int, ...] = ()
        self._sheets: tuple[int, ...] = ()
        self._forms = tuple(form_titles())
        half = (_WIDTH - 18) // 2
        right = half + 12
        self.labelled("ListBox", "kinds", "Rapport :", (6, 6, half, 56))
        self.labelled("ListBox", "years", "Exercice :", (right, 6, half, 56))
        self.labelled("ListBox", "forms", "Format :", (6, 78, half, 40))
        self.labelled(
            "ListBox", "sheets", "Fiche, pour une fiche objectif :", (right, 78, half, 40)
        )
        label = "Lire aussi les autres classeurs ouverts"
        self._others = self.add("CheckBox", "others", (6, 134, _WIDTH - 80, 12), Label=label)
        self.button("draw", "Établir", (_WIDTH - 72, 132, 66, 14), self.draw, DefaultButton=True)
        said = (6, 152, _WIDTH - 12, 60)
        self._summary = self.add(
            "Edit", "summary", said, MultiLine=True, ReadOnly=True, VScroll=True
        )
        self.do(self._fill)

    def draw(self) -> None:
        """Draw the chosen report, write it and open it."""
        kind = tuple(KINDS.values())[self._chosen("kinds")]
        sheet = self._sheets[self._chosen("sheets")] if kind.one_sheet and self._sheets else None
        wanted = Wanted(
            kind.id,
            self._forms[self._chosen("forms")],
            None if kind.whole_convention else self._years[self._chosen("years")],
            sheet,
        )
        self.tell("Établissement du rapport…")
        documents = [self.document]
        if self._others.getState():
            documents += [one for one in open_workbooks(self._context) if one != self.document]
        with using(convention_named_by(self.document)):
            path, report = write_report(self._context, wanted, documents, self._spellings, settle)
        lines = [report.summary, *map(for_pane, report.warnings)]
        self._summary.setText(typographic("\n".join(lines)))
        open_file(self._context, path)
        self.tell(f"Rapport écrit : {path}")

    def choose(self, wanted: Mapping[str, Any]) -> None:
        """Choose a report that the assistant was asked for, ready to be drawn.

        Args:
            wanted: ``report``, ``year``, ``format`` and ``sheet``, as far as they are known.
        """
        self._choose("kinds", tuple(KINDS), wanted.get("report"))
        self._choose("years", self._years, wanted.get("year"))
        self._choose("forms", self._forms, wanted.get("format"))
        self._choose("sheets", self._sheets, wanted.get("sheet"))

    def _fill(self) -> None:
        """Offer what the convention of the document has."""
        with using(convention_named_by(self.document)):
            known = conventions.load()
        self._years = tuple(known.years)
        self._sheets = tuple(known.sheets)
        self.offer(self.control("kinds"), [one.title for one in KINDS.values()])
        self.offer(self.control("years"), map(str, self._years))
        self.offer(self.control("forms"), form_titles().values())
        self.offer(
            self.control("sheets"), [f"{one.number}. {one.title}" for one in known.sheets.values()]
        )
        self.choose({})
        self.tell(f"Convention : {known.short_title}. Le classeur est lu, jamais modifié.")

    def _choose(self, name: str, known: tuple[Any, ...], wanted: Any) -> None:
        if known:
            place = known.index(wanted) if wanted in known else 0
            control = self.control(name)
            # Before it is shown a list hears its model only, and afterwards the list alone.
            control.Model.SelectedItems = (place,)
            control.selectItemPos(place, True)

    def _chosen(self, name: str) -> int:
        """Return which line of a list is chosen.

        Raises:
            InvalidInput: ``choix-a-faire``.
        """
        chosen = int(self.control(name).getSelectedItemPos())
        if chosen < 0:
            label = str(self.control(f"{name}-label").getText()).rstrip(" :")
            raise InvalidInput("choix-a-faire", f"Choisissez une ligne de la liste « {label} ».")
        return chosen
