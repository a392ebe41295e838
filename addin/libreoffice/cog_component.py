"""The part of the extension that LibreOffice loads: it hands everything on, when first needed."""

from __future__ import annotations

import os
import sys
from typing import Any

import unohelper
from com.sun.star.lang import Locale, XServiceInfo, XServiceName
from com.sun.star.sheet import XAddIn
from com.sun.star.task import XJob, XJobExecutor

_SERVICE = "fr.pycog.calc.Cog"
_DOCUMENTS = "fr.pycog.calc.Documents"


class _Named(XServiceInfo):
    """What every service of UNO answers."""

    service = _SERVICE
    services: tuple[str, ...] = (_SERVICE,)

    def getImplementationName(self) -> str:
        return self.service

    def supportsService(self, name: str) -> bool:
        return name in self.services

    def getSupportedServiceNames(self) -> tuple[str, ...]:
        return self.services


class _AddIn(_Named, XAddIn, XServiceName):
    """What Calc asks of an add-in beside its formulas."""

    def __init__(self) -> None:
        self._locale = Locale("fr", "FR", "")

    def getServiceName(self) -> str:
        return _SERVICE

    def setLocale(self, locale: Any) -> None:
        self._locale = locale

    def getLocale(self) -> Any:
        return self._locale

    # The registry (CalcAddIns.xcu) answers for what follows; Calc never asks.
    def getProgrammaticFuntionName(self, name: str) -> str:
        return ""

    def getDisplayFunctionName(self, name: str) -> str:
        return ""

    def getFunctionDescription(self, name: str) -> str:
        return ""

    def getDisplayArgumentName(self, name: str, place: int) -> str:
        return ""

    def getArgumentDescription(self, name: str, place: int) -> str:
        return ""

    def getProgrammaticCategoryName(self, name: str) -> str:
        return "Add-In"

    def getDisplayCategoryName(self, name: str) -> str:
        return "Add-In"


def _functions(context: Any) -> Any:
    # The interface comes with the extension, and is not known yet while that is being installed.
    from fr.pycog.calc import XCog

    class Functions(unohelper.Base, _AddIn, XCog):
        """The formulas: one method each, found by its name."""

        def __getattr__(self, name: str) -> Any:
            if not name.startswith("cog"):
                raise AttributeError(name)
            method = _extension().function(context, name)
            setattr(self, name, method)
            return method

    return Functions()


class Documents(unohelper.Base, _Named, XJob, XJobExecutor):
    """What looks after documents: called for their events, and by programs."""

    service = _DOCUMENTS
    services = (_DOCUMENTS, "com.sun.star.task.Job")

    def __init__(self, context: Any) -> None:
        self._context = context

    def execute(self, arguments: Any) -> None:
        given = {argument.Name: argument.Value for argument in arguments}
        facts = {fact.Name: fact.Value for fact in given.get("Environment", ())}
        document = facts.get("Model")
        if document is None or not document.supportsService(
            "com.sun.star.sheet.SpreadsheetDocument"
        ):
            return
        _extension().happened(self._context, facts.get("EventName", ""), document)

    def trigger(self, command: str) -> None:
        _extension().asked(self._context, command)


def _extension() -> Any:
    folder = os.path.join(os.path.dirname(os.path.abspath(__file__)), "replacements")
    if folder not in sys.path:
        sys.path.append(folder)
    from addin.libreoffice import inside

    return inside


g_ImplementationHelper = unohelper.ImplementationHelper()
# Not registered as com.sun.star.sheet.AddIn: Calc then knows the functions by the registry alone
# and starts Python at the first formula.
g_ImplementationHelper.addImplementation(_functions, _SERVICE, (_SERVICE,))
g_ImplementationHelper.addImplementation(Documents, _DOCUMENTS, Documents.services)
