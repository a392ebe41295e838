"""What LibreOffice reads of the extension: its functions in French, its services, its events."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final
from xml.sax.saxutils import escape, quoteattr

from addin.libreoffice.menu import COMMANDS
from addin.libreoffice.type_library import Method, type_library
from pycog import __version__
from udfs.arguments import CONVENTION
from udfs.catalogue import Formula
from udfs.hosts.calc_names import (
    CELLS,
    DOCUMENTS,
    EXTENSION,
    INTERFACE,
    SERVICE,
    in_xlsx,
    method_of,
)

#: Calc knows a dozen categories and no other; this one holds the functions of extensions.
_CATEGORY: Final = "Add-In"
_HEAD: Final = '<?xml version="1.0" encoding="UTF-8"?>\n'
_LANGUAGES: Final = ("en-US", "fr")
#: Events of documents that the extension follows: names to be put right, files just written.
_EVENTS: Final = ("OnLoadFinished", "OnSaveDone", "OnSaveAsDone")

#: Letter, with Ctrl, Alt and Shift → command.
_KEYS: Final = {"A": "assistant", "C": "check", "E": "explain", "R": "recalculate"}

#: The type of every result: a number, a text, or what gives Calc several cells.
_RESULT: Final = "any"
_WORKBOOK: Final = "com.sun.star.sheet.SpreadsheetDocument"


#: Parameter that Calc fills with the calling document and shows to nobody.
CALLER: Final = "caller"
_CELLS_HELP: Final = (
    "Écrite par l'extension dans les arguments des formules COG_ : donne les cellules d'une plage, "
    "VRAI et FAUX reconnus, que Calc donne sinon comme 1 et 0. Il n'y a pas à la saisir."
)
_CELLS_ARGUMENT: Final = "La plage, ou ce qui en donne une : INDEX, DECALER, un nom."
#: Hands the cells of a range over as they are shown, see :mod:`addin.libreoffice.truth_cells`.
_CELLS: Final = Method(
    CELLS,
    "[][]any",
    ((CALLER, "com.sun.star.beans.XPropertySet"), ("cells", "com.sun.star.table.XCellRange")),
)


def library(formulas: Mapping[str, Formula]) -> bytes:
    """Return the type library: one method per formula, and the calling document where needed."""
    return type_library(INTERFACE, [*map(_method, formulas.values()), _CELLS])


def needs_caller(formula: Formula) -> bool:
    """Tell whether the result may depend on the convention that the workbook names."""
    return CONVENTION in formula.arguments


def functions(formulas: Mapping[str, Formula]) -> str:
    """Return the descriptions that the wizard of functions shows, and the names in files."""
    entries = "".join(map(_function, formulas.values())) + _cells_function()
    return _data(
        "CalcAddIns",
        "org.openoffice.Office",
        f'<node oor:name="AddInInfo"><node oor:name={quoteattr(SERVICE)} oor:op="replace">'
        f'<node oor:name="AddInFunctions">\n{entries}</node></node></node>',
    )


def jobs() -> str:
    """Return which events of documents start the extension."""
    job = (
        '<node oor:name="Jobs"><node oor:name="Pycog" oor:op="replace">'
        f'<prop oor:name="Service"><value>{DOCUMENTS}</value></prop>'
        f'<prop oor:name="Context"><value>{_WORKBOOK}</value></prop></node></node>'
    )
    events = "".join(
        f'<node oor:name="{event}" oor:op="fuse"><node oor:name="JobList">'
        '<node oor:name="Pycog" oor:op="replace"/></node></node>\n'
        for event in _EVENTS
    )
    return _data(
        "Jobs", "org.openoffice.Office", f'{job}\n<node oor:name="Events">\n{events}</node>'
    )


def menu() -> str:
    """Return the menu *COG* of Calc, and the toolbar with the same entries."""
    entries = "".join(map(_entry, range(len(COMMANDS)), COMMANDS))
    return _data(
        "Addons",
        "org.openoffice.Office",
        '<node oor:name="AddonUI"><node oor:name="OfficeMenuBar">'
        f'<node oor:name={quoteattr(EXTENSION)} oor:op="replace">\n{_said("Title", "COG")}'
        f'<prop oor:name="Context"><value>{_WORKBOOK}</value></prop>'
        f'<node oor:name="Submenu">\n{entries}</node></node></node>\n'
        f'<node oor:name="OfficeToolBar"><node oor:name={quoteattr(EXTENSION)} '
        f'oor:op="replace">\n{entries}</node></node></node>',
    )


def _entry(place: int, command: str) -> str:
    return (
        f'<node oor:name="{place}" oor:op="replace">'
        f'<prop oor:name="URL"><value>{_address(command)}</value></prop>'
        f'{_said("Title", COMMANDS[command])}<prop oor:name="Context"><value>{_WORKBOOK}</value>'
        '</prop><prop oor:name="Target"><value>_self</value></prop></node>\n'
    )


def _address(command: str) -> str:
    return f"service:{DOCUMENTS}?{command}"


def shortcuts() -> str:
    """Return the keys of the menu, those of the add-in of Excel."""
    keys = "".join(
        f'<node oor:name="{letter}_SHIFT_MOD1_MOD2" oor:op="replace"><prop oor:name="Command">'
        f'<value xml:lang="en-US">{_address(command)}</value></prop></node>\n'
        for letter, command in _KEYS.items()
    )
    return _data(
        "Accelerators",
        "org.openoffice.Office",
        f'<node oor:name="PrimaryKeys"><node oor:name="Modules"><node oor:name="{_WORKBOOK}">\n'
        f"{keys}</node></node></node>",
    )


def toolbar() -> str:
    """Return where the toolbar stands at first: docked below the others, under its name."""
    docked = (("Docked", "true"), ("Visible", "true"), ("DockingArea", "0"), ("DockPos", "0,3"))
    state = "".join(
        f'<prop oor:name="{name}"><value>{value}</value></prop>' for name, value in docked
    )
    return _data(
        "CalcWindowState",
        "org.openoffice.Office.UI",
        '<node oor:name="UIElements"><node oor:name="States">'
        f'<node oor:name="private:resource/toolbar/addon_{EXTENSION}" oor:op="replace">'
        f"{_said('UIName', 'COG')}{state}</node></node></node>",
    )


def description() -> str:
    """Return the card of the extension."""
    return (
        f'{_HEAD}<description xmlns="http://openoffice.org/extensions/description/2006" '
        'xmlns:xlink="http://www.w3.org/1999/xlink">\n'
        f' <identifier value="{EXTENSION}"/>\n <version value="{__version__}"/>\n'
        " <display-name>"
        '<name lang="fr">Formules COG (pycog)</name><name lang="en">COG formulas (pycog)</name>'
        "</display-name>\n"
        ' <publisher><name xlink:href="" lang="fr">pycog</name></publisher>\n'
        "</description>\n"
    )


def manifest(entries: Iterable[tuple[str, str]]) -> str:
    """Return the list of the files that LibreOffice has to register.

    Args:
        entries: Path in the extension and media type of each.
    """
    lines = "".join(
        f" <manifest:file-entry manifest:full-path={quoteattr(path)} "
        f"manifest:media-type={quoteattr(kind)}/>\n"
        for path, kind in entries
    )
    return (
        f'{_HEAD}<manifest:manifest xmlns:manifest="http://openoffice.org/2001/manifest">\n'
        f"{lines}</manifest:manifest>\n"
    )


def _method(formula: Formula) -> Method:
    parameters = tuple((f"a{place}", "any") for place in range(len(formula.arguments)))
    if needs_caller(formula):
        parameters = ((CALLER, "com.sun.star.beans.XPropertySet"), *parameters)
    return Method(method_of(formula.name), _RESULT, parameters)


def _function(formula: Formula) -> str:
    parameters = "".join(
        f'<node oor:name="a{place}" oor:op="replace">{_said("DisplayName", argument.label)}'
        f"{_said('Description', argument.help)}</node>\n"
        for place, argument in enumerate(formula.arguments)
    )
    return (
        f'<node oor:name="{method_of(formula.name)}" oor:op="replace">\n'
        f"{_said('DisplayName', formula.name)}{_said('Description', formula.help)}"
        f'<prop oor:name="Category"><value>{_CATEGORY}</value></prop>'
        f"{_said('CompatibilityName', in_xlsx(formula.name))}\n"
        f'<node oor:name="Parameters">\n{parameters}</node></node>\n'
    )


def _cells_function() -> str:
    """Return the description of the one function that is no formula of the catalogue."""
    return (
        f'<node oor:name="{CELLS}" oor:op="replace">\n'
        f"{_said('DisplayName', 'COG_CELLULES')}{_said('Description', _CELLS_HELP)}"
        f'<prop oor:name="Category"><value>{_CATEGORY}</value></prop>\n'
        '<node oor:name="Parameters"><node oor:name="cells" oor:op="replace">'
        f"{_said('DisplayName', 'cellules')}{_said('Description', _CELLS_ARGUMENT)}"
        "</node></node></node>\n"
    )


def _said(name: str, text: str) -> str:
    values = "".join(
        f'<value xml:lang="{language}">{escape(text)}</value>' for language in _LANGUAGES
    )
    return f'<prop oor:name="{name}">{values}</prop>'


def _data(name: str, package: str, content: str) -> str:
    return (
        f'{_HEAD}<oor:component-data xmlns:oor="http://openoffice.org/2001/registry" '
        'xmlns:xs="http://www.w3.org/2001/XMLSchema" '
        f'oor:name="{name}" oor:package="{package}">\n{content}\n</oor:component-data>\n'
    )
