"""The window of *Contrôler*: what is found in the document, by kind, each with its cells."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from addin.form_checking import MARK, check_form, is_form
from addin.french_text import typographic
from addin.libreoffice.calling_convention import convention_named_by
from addin.libreoffice.document_copy import as_sent, package_of
from addin.libreoffice.inside import settle
from addin.libreoffice.live_errors import live_errors
from addin.libreoffice.open_workbook import active_cell
from addin.libreoffice.repairs import Mended, Repair, mend, take_back
from addin.libreoffice.windows import Window
from addin.workbook_checking import check_workbook
from pycog.default_convention import using
from pycog.errors import NotAvailable
from pycog.values import counted, format_number
from pycog.xlsx.formulas import cell_reference
from udfs.hosts.calc import CalcHost

_WIDTH, _HEIGHT = 320, 310
#: Cells that a line of the list names; the list of its cells has all.
_MOST_NAMED: Final = 3
_ALL: Final = "Tous les constats"


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found in one cell.

    Attributes:
        sheet: Name of its sheet, ``""`` for the workbook as a whole.
        cell: Its address, or what else is meant there.
        title: What it is about.
        text: What was found and what to do.
        repair: How it is mended, ``None`` where a person must decide.
    """

    sheet: str
    cell: str
    title: str
    text: str
    repair: Repair | None = None

    @property
    def place(self) -> str:
        """``Feuille!D12``."""
        return "!".join(filter(None, (self.sheet, self.cell))) or "Classeur"


class CheckWindow(Window):
    """What is wrong in the open document, with the way to each cell."""

    def __init__(
        self, context: Any, document: Any, host: CalcHost, spellings: Mapping[str, str]
    ) -> None:
        super().__init__(context, document, "Contrôler", _WIDTH, _HEIGHT)
        self._host, self._spellings = host, spellings
        self._found: list[Finding] = []
        self._kinds: list[str] = []
        self._lots: list[list[Finding]] = []
        self._mended: list[Mended] = []
        inner = _WIDTH - 12
        self._headline = self.add("FixedText", "headline", (6, 6, inner, 20), MultiLine=True)
        label = "Seulement la feuille affichée"
        self._only = self.add("CheckBox", "only", (6, 28, 130, 12), Label=label)
        self.on_choice(self._only, self.show_kinds)
        label = "Contrôler ce formulaire comme un autre classeur"
        self._plain = self.add(
            "CheckBox", "plain", (140, 28, inner - 134, 12), Label=label, EnableVisible=False
        )
        label = "Sortes de constats :"
        self._list = self.labelled("ListBox", "kinds", label, (6, 43, 104, 96))
        self.on_choice(self._list, self.show_lots)
        beside = (114, 43, inner - 108, 96)
        self._lot_list = self.labelled("ListBox", "lots", "Constats :", beside)
        self.on_choice(self._lot_list, self.show_lot)
        self._text = self.add(
            "Edit", "text", (6, 154, inner, 52), MultiLine=True, ReadOnly=True, VScroll=True
        )
        label = "Cellules (un clic y mène) :"
        self._cells = self.labelled("ListBox", "cells", label, (6, 209, inner, 34))
        self.on_choice(self._cells, self.go)
        self.button("again", "Contrôler de nouveau", (6, 258, 84, 14), self.check)
        self.button("mend", "Corriger", (inner - 178, 258, 90, 14), self.mend)
        label = "Annuler la correction"
        self.button("undo", label, (inner - 84, 258, 90, 14), self.take_back)
        self.do(self.check)

    def check(self) -> None:
        """Check the document as it is now; nothing is written."""
        self.tell("Contrôle en cours…")
        settle(self.document)  # a file may hold values that its formulas no longer give
        package = package_of(self.document, self._spellings)
        sheets = list(self.document.Sheets.ElementNames)
        form = is_form({"marked": self.document.NamedRanges.hasByName(MARK), "sheets": sheets})
        self._plain.Model.EnableVisible = form
        if form and not self._plain.getState():
            checked = check_form(as_sent(package))
            self._found = [Finding(**one) for one in checked["findings"]]
            faults = checked["faults"]
            said = counted(faults, "anomalie") if faults else "Aucune anomalie"
            self._headline.setText(typographic(f"{said}. {' '.join(checked['sentences'])}"))
        else:
            errors = live_errors(self.document, self._host)
            with using(convention_named_by(self.document)):
                found = check_workbook(package, errors)
            self._found = [
                Finding(sheet, one.cell, one.title, one.text, _repair(sheet, one.cell, one.repair))
                for sheet, remarks in found.items()
                for one in remarks
            ]
            self._headline.setText(typographic(_headline(self._found)))
        self.tell("Rien n'a été modifié.")
        self.show_kinds()

    def show_kinds(self) -> None:
        """Show the kinds of findings of what is looked at, each with its number."""
        shown = self._shown()
        self._kinds = list(dict.fromkeys(one.title for one in shown))
        lines = [f"{_ALL} ({format_number(len(shown))})"]
        for kind in self._kinds:
            number = sum(one.title == kind for one in shown)
            lines.append(f"{kind} ({format_number(number)})")
        self.offer(self._list, lines)
        self._list.selectItemPos(0, True)
        self.show_lots()

    def show_lots(self) -> None:
        """Show the findings of the chosen kind; those that say the same are one."""
        place = self._list.getSelectedItemPos()
        shown = self._shown()
        if place > 0:
            shown = [one for one in shown if one.title == self._kinds[place - 1]]
        lots: dict[tuple[str, str], list[Finding]] = {}
        for one in shown:
            lots.setdefault((one.title, one.text), []).append(one)
        self._lots = list(lots.values())
        self.offer(self._lot_list, [_line(lot) for lot in self._lots])
        if self._lots:
            self._lot_list.selectItemPos(0, True)
        self.show_lot()

    def show_lot(self) -> None:
        """Show the chosen finding as a whole, with its cells."""
        lot = self._lot()
        self._text.setText(typographic(f"{lot[0].title}. {lot[0].text}" if lot else ""))
        self.offer(self._cells, [one.place for one in lot])
        number = len(_repairs(lot))
        label = f"Corriger les {format_number(number)} cellules" if number > 1 else "Corriger"
        button = self.control("mend")
        button.setLabel(label)
        button.setEnable(number > 0)

    def go(self) -> None:
        """Choose the cell of the finding in the sheet."""
        place, lot = self._cells.getSelectedItemPos(), self._lot()
        if 0 <= place < len(lot):
            self.do(lambda: self._go(lot[place]))

    def mend(self) -> None:
        """Mend the cells of the chosen finding, as one step to undo."""
        repairs = _repairs(self._lot())
        if not repairs:
            self.tell("Ce constat ne se corrige pas de soi-même : suivez ce qu'il dit.")
            return
        self._mended = mend(self.document, repairs, self._spellings)
        left = len(repairs) - len(self._mended)
        done = counted(len(self._mended), "cellule corrigée", "cellules corrigées")
        kept = counted(left, "cellule laissée", "cellules laissées")
        self.check()
        self.tell(
            f"{done}. "
            + (f"{kept} : changée depuis le contrôle, ou protégée. " if left else "")
            + "« Annuler la correction », ou Ctrl+Z, remet ce qui s'y trouvait."
        )

    def take_back(self) -> None:
        """Put back what the cells held that were mended last."""
        mended, self._mended = self._mended, []
        if not mended:
            self.tell("Il n'y a pas de correction à annuler.")
            return
        number = take_back(self.document, mended)
        self.check()
        self.tell(f"{counted(number, 'cellule')} comme avant la correction.")

    def _go(self, one: Finding) -> None:
        sheets = self.document.Sheets
        if not one.sheet:
            self.tell("Ce constat porte sur le classeur, pas sur une cellule.")
            return
        if not sheets.hasByName(one.sheet):
            raise NotAvailable(
                "feuille-disparue",
                f"La feuille « {one.sheet} » n'est plus dans le classeur. Contrôlez de nouveau.",
            )
        sheet = sheets.getByName(one.sheet)
        if not sheet.IsVisible:
            self.tell(f"La feuille « {one.sheet} » est masquée : affichez-la pour voir {one.cell}.")
            return
        at = cell_reference(one.cell)
        self.document.CurrentController.select(
            sheet.getCellByPosition(at[2] - 1, at[1] - 1) if at else sheet.getCellByPosition(0, 0)
        )
        self.tell(f"Cellule choisie : {one.place}")

    def _shown(self) -> list[Finding]:
        if not self._only.getState():
            return self._found
        sheet = active_cell(self.document).Spreadsheet.Name
        return [one for one in self._found if one.sheet == sheet]

    def _lot(self) -> list[Finding]:
        place = self._lot_list.getSelectedItemPos()
        return self._lots[place] if 0 <= place < len(self._lots) else []


def _headline(found: Sequence[Finding]) -> str:
    if not found:
        return "Aucun constat : ni écart de total, ni erreur, ni formule à corriger."
    sheets = len({one.sheet for one in found})
    mendable = len(_repairs(found))
    more = f", dont {format_number(mendable)} que « Corriger » répare" if mendable else ""
    return f"{counted(len(found), 'constat')} dans {counted(sheets, 'feuille')}{more}."


def _line(lot: Sequence[Finding]) -> str:
    named = ", ".join(one.place for one in lot[:_MOST_NAMED])
    more = len(lot) - _MOST_NAMED
    others = f" et {counted(more, 'autre cellule', 'autres cellules')}" if more > 0 else ""
    return f"{named}{others} : {lot[0].title}. {lot[0].text}"


def _repairs(found: Sequence[Finding]) -> list[Repair]:
    return [one.repair for one in found if one.repair is not None]


def _repair(sheet: str, cell: str, found: Mapping[str, Any] | None) -> Repair | None:
    return None if found is None else Repair(sheet, cell, found["before"], found["after"])
