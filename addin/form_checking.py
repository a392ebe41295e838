"""What *Contrôler* finds in an open convention form: the check of ``pycog convention check``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from addin import requests
from addin.sent_files import workbook_bytes
from pycog import conventions
from pycog.conventions import Convention
from pycog.conventions.form import layout
from pycog.conventions.form.form_check import check
from pycog.conventions.loading.tables import Fault
from pycog.values import capital, counted, fold, format_number

#: The defined name that a form has.
MARK: Final = layout.MARK
#: Key of the request of *Contrôler* that says what the open workbook is made of.
FIELD: Final = "workbook"


def is_form(sent: object) -> bool:
    """Tell whether the open workbook is a form, from its mark or from its sheets.

    Args:
        sent: ``{"marked": …, "sheets": […]}``: whether it has the defined name of a form,
            and the names of its sheets; ``None`` from an older add-in.

    Raises:
        InvalidInput: ``demande-illisible``.
    """
    if sent is None:
        return False
    if not isinstance(sent, dict) or not isinstance(sent.get("sheets"), list):
        raise requests.unreadable()
    names = {fold(str(name)) for name in sent["sheets"]}
    others = {layout.INDICATORS, layout.BUDGET, *layout.TITLES.values()}
    # A sheet « Convention » alone may stand in any workbook.
    return sent.get("marked") is True or (
        fold(layout.ABOUT) in names and bool(names & set(map(fold, others)))
    )


def check_form(data: Mapping[str, Any]) -> dict[str, Any]:
    """Return every fault of the open form, and what can be done with it.

    Args:
        data: ``name`` of the workbook, and what :func:`addin.sent_files.workbook_bytes` takes.

    Returns:
        ``findings``, each with its ``sheet``, its ``cell`` (both ``""`` where the workbook as
        a whole is at fault), what it is about and what can be written; ``sentences``, that say
        what the form holds and what comes next.

    Raises:
        InvalidInput: ``demande-illisible``.
        InvalidConvention: ``convention-illisible``: the file is no workbook.
    """
    checked = check(Path(requests.text_of(data, "name")), workbook_bytes(data))
    found = [
        *(_finding("Anomalie", fault) for fault in checked.faults),
        *(_finding("Remarque", remark) for remark in checked.remarks),
    ]
    return {
        "findings": found,
        "faults": len(checked.faults),
        "sentences": _sentences(checked.convention),
    }


def _finding(title: str, fault: Fault) -> dict[str, str]:
    text = capital(fault.text)
    return {"sheet": fault.sheet, "cell": fault.cell, "title": title, "text": text}


def _sentences(convention: Convention | None) -> Sequence[str]:
    if convention is None:
        return (
            "Corrigez chaque anomalie dans sa cellule, puis contrôlez à nouveau : la convention "
            "ne peut pas être utilisée avant.",
        )
    parts = (
        counted(len(convention.indicators), "indicateur"),
        f"{format_number(len(convention.funds))} fonds",
        counted(len(convention.milestones), "échéance"),
        counted(len(convention.scorecards), "barème"),
        counted(len(convention.figures), "chiffre clé", "chiffres clés"),
    )
    return (f"{convention.id} : {', '.join(parts)}.", _next_step(convention.id))


def _next_step(convention: str) -> str:
    known = {one.id: one for one in conventions.available()}.get(convention)
    if known is None:
        return (
            "Le serveur de formules ne connaît pas encore cette convention : enregistrez ce "
            "classeur et remettez-le à votre administrateur, qui le place dans le dossier des "
            "conventions du serveur."
        )
    return (
        f"Le serveur de formules connaît déjà une convention {convention} "
        f"({known.folder.name}) : pour qu'il prenne ce que vous venez de saisir, ce classeur "
        "doit la remplacer."
    )
