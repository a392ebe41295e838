"""What runs inside Calc: the formulas, and what is done for documents."""

from __future__ import annotations

import datetime as dt
import zipfile
from collections.abc import Callable
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any, Final

import unohelper
from com.sun.star.awt import XCallback
from com.sun.star.awt.MessageBoxType import INFOBOX
from com.sun.star.beans import PropertyValue

from addin.french_text import typographic
from addin.libreoffice import menu, open_documents, sheet_values
from addin.libreoffice.block_results import block_result
from addin.libreoffice.calling_convention import convention_named_by
from addin.libreoffice.document_copy import path_of
from addin.libreoffice.registration import needs_caller
from addin.libreoffice.saved_files import give_to_excel
from addin.libreoffice.truth_cells import cells_shown
from addin.pane_words import for_pane
from pycog.errors import PycogError
from pycog.values import counted, is_blank
from udfs.arguments import CONVENTION
from udfs.catalogue import Catalogue, declarations
from udfs.hosts.calc import CalcHost
from udfs.hosts.calc_formulas import Needs
from udfs.hosts.calc_names import CELLS, known_spellings, method_of

_CATALOGUE = Catalogue()
_WORKBOOK: Final = "com.sun.star.sheet.SpreadsheetDocument"
_OK: Final = 1  # com.sun.star.awt.MessageBoxButtons
#: Command → module and class of its window.
_WINDOWS: Final = {
    "check": ("check_window", "CheckWindow"),
    "assistant": ("assistant_window", "AssistantWindow"),
    "annex": ("annex_window", "AnnexWindow"),
    "equip": ("equip_window", "EquipWindow"),
    "report": ("report_window", "ReportWindow"),
    "scenario": ("scenario_window", "ScenarioWindow"),
}
#: The bar above a document that tells of formulas written anew.
NAMED: Final = "fr.pycog.calc.noms"
HOST = CalcHost(_CATALOGUE)
#: All that formulas of this session needed.
_ever = Needs()


def function(context: Any, method: str) -> Callable[..., Any]:
    """Return the formula behind a method of the add-in."""
    if method == CELLS:
        return cells_shown
    name = _methods().get(method)
    if name is None:
        raise AttributeError(method)
    later = _Later.of(context)
    formula = _CATALOGUE[name]

    def given(result: Any) -> Any:
        if HOST.needs_something:
            later.ask()
        return block_result(result) if type(result) is tuple else result

    def call(*values: Any) -> Any:
        return given(HOST.call(name, values))

    if not needs_caller(formula):
        return call
    place = formula.arguments.index(CONVENTION)

    def call_for(document: Any, *values: Any) -> Any:
        asked = document is not None and is_blank(values[place])
        convention = convention_named_by(document) if asked else None
        return given(HOST.call(name, values, convention))

    return call_for


def happened(context: Any, event: str, document: Any) -> None:
    """Do what an event of a document asks for."""
    if event == "OnLoadFinished":
        modified = document.isModified()
        named = open_documents.name_formulas(document, spellings())
        # What its formulas needed while they were loaded was told before it could be found.
        _needs()
        righted = bool(_ever) and open_documents.put_right(document, spellings(), _ever)
        if named or righted:
            open_documents.settle(document, spellings(), _needs)
            document.setModified(modified)
        if named:
            _soon(context, _Naming(document, named))
        return
    path = _saved_workbook(document)
    if path is not None:
        give_to_excel(path, spellings())


def _saved_workbook(document: Any) -> Path | None:
    """Return the file of a document that is an .xlsx workbook on this machine."""
    path = path_of(document)
    if path is None or path.suffix.lower() not in (".xlsx", ".xlsm"):
        return None
    return path if zipfile.is_zipfile(path) else None


def asked(context: Any, command: str) -> None:
    """Do what a command asks for: the menu, or a program that started LibreOffice."""
    if command == "values":
        _answer(context)
        return
    document = _desktop(context).CurrentComponent
    if document is None or not document.supportsService(_WORKBOOK):
        return
    title = menu.COMMANDS[command]
    try:
        if command in _WINDOWS:
            show(context, document, command)
        elif command == "verify":
            _say(document, title, verified(context, document))
        else:
            _say(document, title, said(document, command))
    except Exception as error:  # LibreOffice would say nothing at all
        _say(
            document,
            title,
            f"Erreur interne ({type(error).__name__} : {error}). Signalez-la en disant ce que vous "
            "veniez de faire.",
        )


def show(context: Any, document: Any, command: str) -> Any:
    """Show the window of a command beside a document and return it.

    Args:
        context: LibreOffice's.
        document: A document of Calc.
        command: One of :data:`addin.libreoffice.menu.COMMANDS` that has a window.
    """
    from addin.libreoffice.windows import open_window

    # What a window needs is loaded when it is first asked for.
    module, name = _WINDOWS[command]
    window = getattr(import_module(f"addin.libreoffice.{module}"), name)
    return open_window(document, command, lambda: window(context, document, HOST, spellings()))


def said(document: Any, command: str) -> str:
    """Return what a command of the menu says.

    Args:
        document: A document of Calc.
        command: One of :data:`addin.libreoffice.menu.COMMANDS`.
    """
    if command == "recalculate":
        return menu.recalculation(document)
    if command == "freeze":
        return _frozen(document)
    selected = document.CurrentSelection
    if not hasattr(selected, "RangeAddress"):
        return "Sélectionnez une cellule."
    return menu.explanation(document, selected.getCellByPosition(0, 0), HOST)


def verified(context: Any, document: Any) -> str:
    """Return whether the file of a document is as it was sealed."""
    from addin.libreoffice.seal_in_calc import verify_file

    try:
        lines = verify_file(context, document, settle)
    except PycogError as error:
        lines = [for_pane(error.message)]
    return typographic("\n".join(lines))


def _frozen(document: Any) -> str:
    from addin.libreoffice.frozen_sheets import freeze

    try:
        name = freeze(document, dt.date.today())
    except PycogError as error:
        return typographic(error.message)
    return (
        f"La feuille « {name} » contient les valeurs sans les formules. Pour l'envoyer : clic "
        "droit sur son onglet, Déplacer ou copier la feuille, Nouveau document. Ctrl+Z l'enlève."
    )


def _say(document: Any, title: str, text: str) -> None:
    window = document.CurrentController.Frame.ContainerWindow
    box = window.Toolkit.createMessageBox(window, INFOBOX, _OK, f"COG – {title}", text)
    box.execute()
    box.dispose()


def _answer(context: Any) -> None:
    hidden = PropertyValue()
    hidden.Name, hidden.Value = "Hidden", True
    desktop = _desktop(context)
    try:
        sheet_values.answer(
            desktop, hidden, lambda one: open_documents.settle(one, spellings(), _needs)
        )
    finally:
        # LibreOffice does not end in the middle of a command.
        _soon(context, _Ending(desktop))


def settle(document: Any) -> None:
    """Calculate a document that pycog made and put its formulas right."""
    open_documents.name_formulas(document, spellings())
    document.calculateAll()
    open_documents.settle(document, spellings(), _needs)


def _needs() -> Needs:
    """Return what the formulas need now, and keep it for documents that are still loading."""
    global _ever
    found = HOST.needs()
    _ever |= found
    return found


@cache
def spellings() -> dict[str, str]:
    """Return the spellings of all formulas."""
    return dict(known_spellings(declarations()))


@cache
def _methods() -> dict[str, str]:
    return {method_of(name): name for name in declarations()}


class _Later(unohelper.Base, XCallback):
    """Puts the open documents right as soon as Calc is done with what it calculates."""

    _one: _Later | None = None

    def __init__(self, context: Any) -> None:
        self._context = context
        self._asked = False

    @classmethod
    def of(cls, context: Any) -> _Later:
        """Return the one of this process."""
        if cls._one is None:
            cls._one = cls(context)
        return cls._one

    def ask(self) -> None:
        """Ask for it, unless that was done already."""
        if self._asked:
            return
        self._asked = True
        _soon(self._context, self)

    def notify(self, data: Any) -> None:
        """Do it; called by LibreOffice."""
        self._asked = False
        needs = _needs()
        if needs:
            for document in open_workbooks(self._context):
                open_documents.put_right(document, spellings(), needs)


class _Naming(unohelper.Base, XCallback):
    """Tells, once a document has its window, that its formulas were written anew."""

    def __init__(self, document: Any, number: int) -> None:
        self._document, self._number = document, number

    def notify(self, data: Any) -> None:
        """Do it; called by LibreOffice."""
        controller = self._document.CurrentController
        if not hasattr(controller, "appendInfobar") or controller.hasInfobar(NAMED):
            return
        told = counted(self._number, "formule COG_ reconnue", "formules COG_ reconnues")
        controller.appendInfobar(
            NAMED,
            "COG",
            typographic(
                f"{told} : noms récrits pour cette version de LibreOffice ; le fichier garde ceux "
                "d'Excel."
            ),
            0,
            (),
            True,
        )


class _Ending(unohelper.Base, XCallback):
    """Ends LibreOffice."""

    def __init__(self, desktop: Any) -> None:
        self._desktop = desktop

    def notify(self, data: Any) -> None:
        """Do it; called by LibreOffice."""
        self._desktop.terminate()


def _soon(context: Any, callback: Any) -> None:
    """Let LibreOffice call back once it is done with what it does."""
    manager = context.ServiceManager
    service = manager.createInstanceWithContext("com.sun.star.awt.AsyncCallback", context)
    service.addCallback(callback, None)


def _desktop(context: Any) -> Any:
    return context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", context)


def open_workbooks(context: Any) -> list[Any]:
    """Return the documents of Calc that are open."""
    return [
        document
        for document in _desktop(context).Components
        if hasattr(document, "supportsService") and document.supportsService(_WORKBOOK)
    ]
