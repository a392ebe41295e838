"""Reference data: conventions with their indicators, sheets, budgets and scorecards.

Conventions are folders of tables (see ``docs/donnees.md``). They are looked for
among the built-in data, then in the folders of ``PYCOG_CONVENTIONS``, then in those
given to :func:`add_folder`; they are read when first asked for and kept. Where none is named,
the one of :func:`default_id` is meant.
"""

from __future__ import annotations

import datetime as dt
import os
from functools import lru_cache
from pathlib import Path

from pycog.conventions.facts.convention import Convention
from pycog.conventions.facts.figures import KeyFigure
from pycog.conventions.facts.models import (
    BudgetLine,
    Component,
    Finding,
    Fund,
    Indicator,
    Milestone,
    ObjectiveSheet,
    Printed,
    ReadFinding,
    Scorecard,
    ScorecardRow,
    Statement,
    Summary,
)
from pycog.conventions.facts.schema import DESCRIPTION
from pycog.default_convention import SHIPPED, default, default_id, failed, using
from pycog.errors import InvalidConvention, NotAvailable
from pycog.values import epoch

__all__ = [
    "DEFAULT",
    "BudgetLine",
    "Component",
    "Convention",
    "Finding",
    "Fund",
    "Indicator",
    "KeyFigure",
    "Milestone",
    "ObjectiveSheet",
    "Printed",
    "ReadFinding",
    "Scorecard",
    "ScorecardRow",
    "Statement",
    "Summary",
    "add_folder",
    "available",
    "default",
    "default_id",
    "folders",
    "load",
    "using",
]

#: The convention that formulas use when none is named and nothing chooses another.
DEFAULT = SHIPPED
#: Environment variable that lists an organisation's own folders.
VARIABLE = "PYCOG_CONVENTIONS"

_BUILT_IN = Path(__file__).parent / "data"
_added: list[Path] = []


def load(convention_id: str | None = None) -> Convention:
    """Return a convention, reading it the first time.

    Args:
        convention_id: Its id, which is also the name of its folder; ``None`` for the one that
            is meant here, see :func:`default`.

    Raises:
        NotAvailable: ``convention-inconnue``; the message lists the known ids.
        InvalidConvention: ``convention-invalide``, ``convention-en-double``,
            ``dossier-introuvable`` or ``dossier-illisible``.
        InvalidInput: ``convention-du-classeur``, ``configuration-illisible``: what is meant
            here cannot be told.
    """
    # Dates in targets are serials, so they depend on the date system of the caller.
    if convention_id is not None:
        return _load(convention_id, folders(), epoch())
    chosen = default()
    try:
        return _load(chosen.id, folders(), epoch())
    except (NotAvailable, InvalidConvention) as error:
        why = f"{error.message} Elle est demandée par : {chosen.origin}."
        raise failed(type(error)(error.code, why, **error.fields)) from error


def available() -> list[Summary]:
    """Return a summary of every convention, in the order of :func:`folders`.

    A folder that cannot be read is listed with its problem and hides no other.

    Raises:
        InvalidConvention: ``dossier-introuvable`` or ``dossier-illisible``.
    """
    return [_summary(folder) for folder in _convention_folders(folders())]


def folders() -> tuple[Path, ...]:
    """Return the folders where conventions are looked for, in order, each once.

    Raises:
        InvalidConvention: ``dossier-introuvable``: one of them does not exist.
    """
    # One formula call asks each time: the disk is looked at once per setting.
    return _folders(os.environ.get(VARIABLE, ""), tuple(_added))


@lru_cache(maxsize=64)
def _folders(variable: str, added: tuple[Path, ...]) -> tuple[Path, ...]:
    listed = [Path(part).absolute() for part in variable.split(os.pathsep) if part]
    for path in listed:
        _refuse_missing(path, f"la variable {VARIABLE}")
    return tuple(dict.fromkeys([_BUILT_IN, *listed, *added]))


def _refuse_missing(folder: Path, origin: str) -> None:
    if not folder.is_dir():
        raise InvalidConvention(
            "dossier-introuvable",
            f"Le dossier de conventions « {folder} » n'existe pas. Corrigez {origin}.",
            folder=folder,
        )


def add_folder(path: str | Path) -> None:
    """Look for conventions in one more folder.

    Args:
        path: A folder of convention folders, or one convention folder.

    Raises:
        InvalidConvention: ``dossier-introuvable``.
    """
    folder = Path(path).absolute()
    _refuse_missing(folder, "l'option --conventions")
    if folder not in _added:
        _added.append(folder)


def _convention_folders(places: tuple[Path, ...]) -> list[Path]:
    found: dict[Path, None] = {}
    for place in places:
        try:
            inside = [place] if (place / DESCRIPTION).is_file() else sorted(place.iterdir())
            found.update(dict.fromkeys(path for path in inside if (path / DESCRIPTION).is_file()))
        except OSError as error:
            raise InvalidConvention(
                "dossier-illisible",
                f"Le dossier de conventions « {place} » ne peut pas être lu. Vérifiez qu'il existe "
                "encore et que vous y avez accès.",
                folder=place,
            ) from error
    return list(found)


@lru_cache(maxsize=64)
def _load(convention_id: str, places: tuple[Path, ...], _epoch: dt.date) -> Convention:
    from pycog.conventions.loading.loader import load_folder

    known = _convention_folders(places)
    matching = [folder for folder in known if folder.name == convention_id]
    if not matching:
        ids = ", ".join(dict.fromkeys(folder.name for folder in known))
        raise NotAvailable(
            "convention-inconnue",
            f"La convention « {convention_id} » n'est pas connue. Conventions connues : {ids}.",
            convention=convention_id,
        )
    if len(matching) > 1:
        raise InvalidConvention(
            "convention-en-double",
            f"La convention « {convention_id} » se trouve dans deux dossiers : {matching[0]} et "
            f"{matching[1]}. Renommez l'une des deux.",
            convention=convention_id,
        )
    return load_folder(matching[0])


def _summary(folder: Path) -> Summary:
    from pycog.conventions.loading.description import read_description
    from pycog.conventions.loading.tables import Faults

    faults = Faults(folder)
    about = read_description(folder, faults)
    if about is None:
        problem = "\n".join(str(fault) for fault in faults.found)
        return Summary(folder.name, "", "", "", "", (), folder, problem)
    return Summary(
        about.id, about.title, about.short_title, about.version, about.status, about.years, folder
    )
