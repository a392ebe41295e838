"""*Équiper* and *Retirer* on a dropped workbook: what comes back is a copy, to the command's bytes.

In Excel the pane writes into the open workbook; a page cannot, and hands a file out instead.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping
from typing import Any, Final

from addin import equipping, reporting
from addin.copied_files import copy_name, file_sent
from addin.dropped import package_of
from addin.report_jobs import EquippedCopy
from pycog.equip.survey import take_back
from pycog.errors import RefusedFile

#: Between the name and the extension of the copy.
_EQUIPPED: Final = "-equipe"
_GIVEN_BACK: Final = "-rendu"


def equipped(data: Mapping[str, Any], left: threading.Event) -> dict[str, Any]:
    """Return an equipped copy of a workbook that was sent.

    Args:
        data: ``name``, ``content`` (base 64), ``answers``, ``convention`` and ``columns`` as for
            :func:`equipping.equipping`.
        left: Set when nobody waits for it any more: the work is then given up.

    Returns:
        ``name``, ``type`` and ``content`` of the copy; ``sheets``, ``formulas``, ``notes`` and
        ``changed`` as of the survey; ``waiting``, the number of doubts left for later.

    Raises:
        InvalidInput: ``demande-illisible``, ``reponses-inconnues``; as
            :func:`reporting.carried_out`.
        RefusedFile: The workbook must not be written to, or has no table.
    """
    wanted = equipping.wishes(data)
    (sent,) = reporting.workbooks_of([data])
    done = reporting.carried_out(wanted, [sent], left, refresh=False)
    if not isinstance(done, EquippedCopy):
        raise reporting.failure(done)
    return {
        **file_sent(_named(sent.name, _EQUIPPED) if done.changed else sent.name, done.content),
        "sheets": list(done.sheets),
        "formulas": done.formulas,
        "changed": done.changed,
        "notes": list(done.notes),
        "waiting": done.waiting,
    }


def given_back(data: Mapping[str, Any]) -> dict[str, Any]:
    """Return a workbook that was sent without what was written into it.

    Args:
        data: ``name`` and ``content`` (base 64).

    Returns:
        ``name``, ``type`` and ``content`` of the copy; ``exact``, whether it is the workbook as it
        was, to the byte; ``kept``: what stays, and why.

    Raises:
        InvalidInput: ``demande-illisible``, ``extension-non-geree``.
        RefusedFile: ``classeur-non-equipe``, or the workbook cannot be read.
    """
    package = package_of(data)
    try:
        result = take_back(package)
    except RefusedFile as error:
        raise equipping.in_excel(error, package.path) from error
    if not result.found:
        raise equipping.not_equipped(package.path)
    name = _named(str(package.path), _GIVEN_BACK)
    return {**file_sent(name, result.data), "exact": result.exact, "kept": list(result.kept)}


def _named(name: str, mark: str) -> str:
    """Return the name of a copy; « suivi-equipe » is given back as « suivi-rendu »."""
    return copy_name(name, mark, (_EQUIPPED, _GIVEN_BACK))
