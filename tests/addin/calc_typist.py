"""A second extension of LibreOffice, for tests: types into a live Calc what a file asks for.

It runs inside LibreOffice, in a thread of its own as an officer's hands would be: what the
extension under test puts off until Calc has calculated happens meanwhile.
"""

import json
import os
import subprocess
import threading
import time
from concurrent.futures import Future
from functools import partial
from pathlib import Path

import unohelper
from com.sun.star.awt import XCallback
from com.sun.star.beans import PropertyValue
from com.sun.star.task import XJobExecutor

SERVICE = "fr.pycog.tests.Typist"
_ROUNDS = 4
_PAUSE = 0.05
_DRAWN = 3.0  # seconds until all is drawn


class Typist(unohelper.Base, XJobExecutor):
    """Started from the command line: ``service:fr.pycog.tests.Typist?go``."""

    def __init__(self, context):
        self._context = context
        self._document = None

    def trigger(self, command):
        threading.Thread(target=self._work, daemon=True).start()

    def _work(self):
        request = json.loads(Path(os.environ["PYCOG_TYPIST"]).read_text("utf-8"))
        found = []
        try:
            self._typed(request["steps"], found)
            answer = found
        except Exception as error:
            answer = {"failed": repr(error), "before": found}
        Path(request["answer"]).write_text(json.dumps(answer), "utf-8")
        self._in_main(self._end)

    def _typed(self, steps, found):
        for name, *values in steps:
            if name == "window":
                found.append(self._used(*values))
            elif name == "read":
                found.append(self._read(values))
            elif name == "picture":
                time.sleep(_DRAWN)
                subprocess.run(["import", "-window", "root", values[0]], check=True)
            else:
                seen = self._in_main(partial(self._done, name, *values))
                if seen is not None:
                    found.append(seen)

    def _done(self, name, *values):
        """Do a step in the thread of LibreOffice and return what it shows.

        Objects of LibreOffice are made and given up in that thread only: where another one gives
        them up, LibreOffice 7 may wait for itself for ever.
        """
        if name in ("open", "show"):  # only what is shown has windows beside it
            if self._document is not None:
                self._document.close(True)
            self._document = self._desktop().loadComponentFromURL(
                values[0], "_blank", 0, (_set("Hidden", name == "open"),)
            )
            return None
        if name == "other":  # go on with the document that was opened last
            others = [one for one in _workbooks(self._desktop()) if one != self._document]
            self._document = others[-1]
            return None
        document = self._document
        if name in ("size", "place"):
            self._moved(name, *values)
            return None
        if name == "bar":
            return document.CurrentController.hasInfobar(*values)
        if name == "windows":
            return _windows()
        if name == "documents":
            return _documents(self._desktop())
        if name == "menu":
            return _said(self._context, document, *values)
        if name == "protect":
            document.Sheets.getByIndex(0).protect("")
        elif name == "save":
            document.storeAsURL(values[0], (_set("FilterName", values[1]),))
        elif name in ("command", "select", "undo"):
            self._click(name, *values)
        else:
            _type(document, name, *values)
        return None

    def _desktop(self):
        manager = self._context.ServiceManager
        return manager.createInstanceWithContext("com.sun.star.frame.Desktop", self._context)

    def _end(self):
        desktop, self._document = self._desktop(), None
        for document in _workbooks(desktop):  # one that is changed would ask before it ends
            document.close(True)
        self._later(lambda: self._desktop().terminate())

    def _read(self, places):
        def values():
            return [_value(self._document, place) for place in places]

        for _ in range(_ROUNDS):  # looking at a cell calculates it, which may put it right
            found = self._in_main(values)
            self._in_main(_nothing)
        return found

    def _click(self, name, *values):
        """Do in the window of a document what an officer does there."""
        document = self._document
        if name == "command":  # an entry of the menu
            self._dispatch(*values)
        elif name == "select":
            document.CurrentController.select(_cell(document, *values))
        else:
            document.UndoManager.undo()

    def _moved(self, name, *values):
        """Give the window of the document, or one beside it, its place."""
        if name == "size":
            self._document.CurrentController.Frame.ContainerWindow.setPosSize(*values, 15)
        else:
            _window(self._document, values[0])._dialog.setPosSize(*values[1:], 0, 0, 3)

    def _dispatch(self, command):
        frame = self._document.CurrentController.Frame
        frame.activate()
        helper = self._context.ServiceManager.createInstanceWithContext(
            "com.sun.star.frame.DispatchHelper", self._context
        )
        url = f"service:fr.pycog.calc.Documents?{command}"
        helper.executeDispatch(frame, url, "_self", 0, ())

    def _used(self, command, *steps):
        """Use the window of a command and return what was read of it.

        Each step is the name of a control and what is done there: a text to write, a line of a
        list to choose, or nothing, for a button that is pressed; ``["?", name]`` reads one, and
        ``["chosen", name]`` the line that is chosen in a list.
        """
        found = []
        for step in steps:
            shown = self._in_main(partial(self._stepped, command, *step))
            self._in_main(_nothing)  # a click comes to its button after what was under way
            while self._in_main(partial(self._is_busy, command)):
                time.sleep(_PAUSE)
            if step[0] in ("?", "chosen"):
                found.append(shown)
        return found

    def _stepped(self, command, *step):
        return _step(self._document, command, *step)

    def _is_busy(self, command):
        window = _window(self._document, command)
        return window is not None and window.busy

    def _in_main(self, action):
        """Do something in the thread of LibreOffice, as an officer's click is done."""
        done = Future()

        def act():
            try:
                done.set_result(action())
            except Exception as error:
                done.set_exception(error)

        self._later(act)
        return done.result()

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


def _type(document, kind, place, value=None):
    cells = _cell(document, place)
    if kind == "array":
        cells.setArrayFormula(value)
    elif kind == "clear":
        cells.clearContents(1023)
    elif kind == "text":
        cells.String = value
    else:  # as typed at the keyboard
        cells.FormulaLocal = value


def _said(context, document, command, place=None):
    from addin.libreoffice import inside, menu

    if command == "verify":
        return inside.verified(context, document)
    if place is None:
        return inside.said(document, command)
    sheet, _, cell = place.rpartition("!")
    one = document.Sheets.getByName(sheet).getCellRangeByName(cell)
    return menu.explanation(document, one.getCellByPosition(0, 0), inside.HOST)


def _window(document, command):
    from addin.libreoffice.windows import shown_windows

    return shown_windows().get((str(document.RuntimeUID), command))


def _windows():
    from addin.libreoffice.windows import shown_windows

    return sorted(command for _, command in shown_windows())


def _step(document, command, name, *given):
    window = _window(document, command)
    if name == "?":
        return _shown(window.control(*given))
    if name == "chosen":
        return window.control(*given).getSelectedItem()
    control = window.control(name)
    if not given:
        control.getAccessibleContext().doAccessibleAction(0)
    elif hasattr(control, "selectItemPos"):
        control.selectItemPos(given[0], True)
    elif hasattr(control, "setState"):
        control.setState(given[0])
    else:
        control.setText(given[0])


def _shown(control):
    if hasattr(control, "getItems"):
        return list(control.getItems())
    return control.getText()


def _documents(desktop):
    """Say of every open document its title and its sheets."""
    return [
        {"title": one.Title, "sheets": list(one.Sheets.ElementNames)} for one in _workbooks(desktop)
    ]


def _workbooks(desktop):
    return [one for one in desktop.Components if hasattr(one, "Sheets")]


def _nothing():
    pass


def _cell(document, place):
    sheet, _, cell = place.rpartition("!")
    sheets = document.Sheets
    return (sheets.getByName(sheet) if sheet else sheets.getByIndex(0)).getCellRangeByName(cell)


def _value(document, place):
    one = _cell(document, place)
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
