"""A second extension of LibreOffice, for tests: types into a live Calc what a file asks for.

It runs inside LibreOffice, in a thread of its own as an officer's hands would be: what the
extension under test puts off until Calc has calculated happens meanwhile.
"""

import json
import os
import threading
from pathlib import Path

import unohelper
from com.sun.star.awt import XCallback
from com.sun.star.beans import PropertyValue
from com.sun.star.task import XJobExecutor

SERVICE = "fr.pycog.tests.Typist"
_ROUNDS = 4


class Typist(unohelper.Base, XJobExecutor):
    """Started from the command line: ``service:fr.pycog.tests.Typist?go``."""

    def __init__(self, context):
        self._context = context

    def trigger(self, command):
        threading.Thread(target=self._work, daemon=True).start()

    def _work(self):
        manager = self._context.ServiceManager
        desktop = manager.createInstanceWithContext("com.sun.star.frame.Desktop", self._context)
        request = json.loads(Path(os.environ["PYCOG_TYPIST"]).read_text("utf-8"))
        try:
            answer = self._typed(desktop, request["steps"])
        except Exception as error:
            answer = {"failed": repr(error)}
        Path(request["answer"]).write_text(json.dumps(answer), "utf-8")
        self._later(desktop.terminate)

    def _typed(self, desktop, steps):
        document, found = None, []
        for name, *values in steps:
            if name == "open":
                if document is not None:
                    document.close(True)
                document = desktop.loadComponentFromURL(
                    values[0], "_blank", 0, (_set("Hidden", True),)
                )
            elif name == "save":
                document.storeAsURL(values[0], (_set("FilterName", values[1]),))
            elif name == "menu":
                found.append(self._said(document, *values))
            elif name == "read":
                found.append(self._read(document, values))
            else:
                self._type(document.Sheets.getByIndex(0), name, *values)
        document.close(True)
        return found

    def _type(self, sheet, kind, place, value=None):
        cells = sheet.getCellRangeByName(place)
        if kind == "array":
            cells.setArrayFormula(value)
        elif kind == "clear":
            cells.clearContents(1023)
        elif kind == "text":
            cells.String = value
        else:  # as typed at the keyboard
            cells.FormulaLocal = value

    def _said(self, document, command, place=None):
        from addin.libreoffice import inside, menu

        if place is None:
            return inside.said(document, command)
        sheet, _, cell = place.rpartition("!")
        one = document.Sheets.getByName(sheet).getCellRangeByName(cell)
        return menu.explanation(document, one.getCellByPosition(0, 0), inside.HOST)

    def _read(self, document, places):
        for _ in range(_ROUNDS):  # looking at a cell calculates it, which may put it right
            values = [_value(document, place) for place in places]
            done = threading.Event()
            self._later(done.set)
            done.wait()
        return values

    def _later(self, action):
        service = self._context.ServiceManager.createInstanceWithContext(
            "com.sun.star.awt.AsyncCallback", self._context
        )
        service.addCallback(_Call(action), None)


class _Call(unohelper.Base, XCallback):
    def __init__(self, action):
        self._action = action

    def notify(self, data):
        self._action()


def _value(document, place):
    sheet, _, cell = place.rpartition("!")
    sheets = document.Sheets
    one = (sheets.getByName(sheet) if sheet else sheets.getByIndex(0)).getCellRangeByName(cell)
    code = one.getError()
    if code:
        return {"error": code, "formula": one.Formula}
    value = one.getDataArray()[0][0]
    return {"value": value.hex() if isinstance(value, float) else value, "formula": one.Formula}


def _set(name, value):
    found = PropertyValue()
    found.Name, found.Value = name, value
    return found


g_ImplementationHelper = unohelper.ImplementationHelper()
g_ImplementationHelper.addImplementation(Typist, SERVICE, (SERVICE,))
