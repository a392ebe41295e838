"""Tells whether the values stored in a workbook are Excel's own, by the marks Excel leaves.

A value in a file does not say who calculated it nor from which inputs. What can be
known is who saved the workbook last, and whether that program held its values for
finished. Only then is a native result that the engine does not find again held for a
disagreement between two calculators; otherwise it is held for stale and replaced.
"""

from __future__ import annotations

from xml.etree import ElementTree

from pycog.xlsx.package import Package
from pycog.xlsx.structure import relations

_TRUE = ("1", "true")
_FALSE = ("0", "false")
#: ``lastEdited`` of Excel 2007, and the first calculation engine of its successor.
_EXCEL_2007, _ENGINE_2010 = "4", 140_000


def doubt(package: Package, part: str) -> str:
    """Return why the stored values may not be Excel's, in French; empty when they are.

    Args:
        package: The workbook.
        part: Its workbook part.
    """
    root = _root(package, part)
    if root is None:
        return "le classeur est écrit d'une façon inhabituelle"
    version, calculation = _child(root, "fileVersion"), _child(root, "calcPr")
    if version.get("appName") != "xl" or "Excel" not in _application(package):
        return "le classeur n'a pas été enregistré par Excel"
    engine = calculation.get("calcId", "")
    if not engine.isdecimal() or int(engine) == 0:
        return "le classeur ne dit pas quel moteur de calcul l'a calculé"
    if version.get("lastEdited") == _EXCEL_2007 and int(engine) >= _ENGINE_2010:
        # XlsxWriter signs as Excel 2007, which cannot have a later calculation engine.
        return "le classeur a été produit par un programme, pas calculé par Excel"
    if calculation.get("fullCalcOnLoad") in _TRUE:
        return "le classeur demande à être recalculé à l'ouverture"
    if calculation.get("calcCompleted") in _FALSE:
        return "le classeur a été enregistré avant la fin du calcul"
    manual = calculation.get("calcMode") == "manual"
    if manual and calculation.get("calcOnSave") in _FALSE:
        return "le classeur est en calcul manuel, sans calcul à l'enregistrement"
    return ""


def _application(package: Package) -> str:
    for kind, part in relations(package, "").values():
        if kind == "extended-properties" and part in package:
            root = _root(package, part)
            if root is not None:
                found = (child.text for child in root if child.tag.endswith("}Application"))
                return next(found, None) or ""
    return ""


def _child(root: ElementTree.Element, name: str) -> ElementTree.Element:
    """Return a child whatever its namespace (Strict OOXML has another); empty if absent."""
    return next(
        (child for child in root if child.tag.endswith("}" + name)), ElementTree.Element(name)
    )


def _root(package: Package, part: str) -> ElementTree.Element | None:
    data = package.read(part)
    if b"<!DOCTYPE" in data or b"<!ENTITY" in data:
        return None
    try:
        return ElementTree.fromstring(data)
    except (ElementTree.ParseError, ValueError, LookupError):
        return None
