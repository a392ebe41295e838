"""Reference data: conventions with their indicators, sheets, budgets and scorecards.

A convention is a workbook (see ``docs/convention.md``) or a folder of tables (see
``docs/donnees.md``). They are looked for among the built-in data, then in the user's
configuration folder, then in the places of ``PYCOG_CONVENTIONS``, then in those given
to :func:`add_folder`; they are read when first asked for, kept, and read again when
their files change. Where none is named, the one of :func:`default_id` is meant.
"""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from pathlib import Path
from typing import TypeVar, cast

from pycog import configuration
from pycog.conventions import places
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
    "as_found",
    "available",
    "default",
    "default_id",
    "folders",
    "load",
    "state",
    "using",
]

S = TypeVar("S", bound=Hashable)

#: The convention that formulas use when none is named and nothing chooses another.
DEFAULT = SHIPPED
#: Environment variable that lists an organisation's own folders.
VARIABLE = "PYCOG_CONVENTIONS"

_BUILT_IN = Path(__file__).parent / "data"
_added: list[Path] = []
#: What was seen on the disk while :func:`as_found` holds; ``None`` where each call looks anew.
_seen: ContextVar[dict[Hashable, Hashable] | None] = ContextVar("conventions_seen", default=None)


def load(convention_id: str | None = None) -> Convention:
    """Return a convention, reading it the first time.

    Args:
        convention_id: Its id, which is also the name of its folder, and stands in the sheet
            « Convention » of its workbook; ``None`` for the one that is meant here, see
            :func:`default`.

    Raises:
        NotAvailable: ``convention-inconnue``; the message lists the known ids.
        InvalidConvention: ``convention-invalide``, ``convention-en-double``,
            ``dossier-introuvable`` or ``dossier-illisible``.
        InvalidInput: ``convention-du-classeur``, ``configuration-illisible``: what is meant
            here cannot be told.
    """
    where = folders()
    if convention_id is not None:
        return _now(convention_id, where)
    chosen = default()
    try:
        return _now(chosen.id, where)
    except (NotAvailable, InvalidConvention) as error:
        if not chosen.is_chosen:
            raise failed(error) from None
        why = f"{error.message} Elle est demandée par : {chosen.origin}."
        raise failed(type(error)(error.code, why, **error.fields)) from error


def _now(convention_id: str, where: tuple[Path, ...]) -> Convention:
    """Return a convention as its files are now."""
    stamp = _once(
        ("stamp", convention_id, where), lambda: places.stamp_of(convention_id, where, _BUILT_IN)
    )
    # Dates in targets are serials, so they depend on the date system of the caller.
    return _load(convention_id, where, stamp, epoch())


def available() -> list[Summary]:
    """Return a summary of every convention, in the order of :func:`folders`.

    One that cannot be read is listed with its problem and hides no other.

    Raises:
        InvalidConvention: ``dossier-introuvable`` or ``dossier-illisible``.
    """
    return [places.summary(found) for found in places.found(folders())]


def folders() -> tuple[Path, ...]:
    """Return the places where conventions are looked for, in order, each once.

    Raises:
        InvalidConvention: ``dossier-introuvable``: one of them does not exist.
    """
    return _once("folders", _looked_for)


def _looked_for() -> tuple[Path, ...]:
    # One formula call asks each time: the disk is looked at once per setting.
    own = configuration.conventions_folder()
    return _folders(os.environ.get(VARIABLE, ""), own, tuple(_added))


def state() -> Hashable:
    """Return what changes when a convention is added, removed or written anew.

    A part of the key of whatever is kept that was drawn from several conventions.
    """
    where = folders()
    return where, _once(("all", where), lambda: places.stamp(where, _BUILT_IN))


@contextmanager
def as_found() -> Iterator[None]:
    """Look at the files of conventions once while the block runs.

    For an answer that asks thousands of times: it is the quicker for it, and all of it comes
    from the same state of the files. A block within another one looks no second time.
    """
    if _seen.get() is not None:
        yield
        return
    token = _seen.set({})
    try:
        yield
    finally:
        _seen.reset(token)


def _once(key: Hashable, look: Callable[[], S]) -> S:
    """Return what is seen on the disk, looked at once while :func:`as_found` holds."""
    seen = _seen.get()
    if seen is None:
        return look()
    if key not in seen:
        seen[key] = look()
    return cast(S, seen[key])


@lru_cache(maxsize=64)
def _folders(variable: str, own: Path | None, added: tuple[Path, ...]) -> tuple[Path, ...]:
    listed = [Path(part).absolute() for part in variable.split(os.pathsep) if part]
    for path in listed:
        _refuse_missing(path, f"la variable {VARIABLE}")
    return tuple(dict.fromkeys([_BUILT_IN, *([own] if own else []), *listed, *added]))


def _refuse_missing(folder: Path, origin: str) -> None:
    if folder.is_dir() or places.is_workbook(folder):
        return
    what = "classeur" if folder.suffix.lower() == places.SUFFIX else "dossier"
    raise InvalidConvention(
        "dossier-introuvable",
        f"Le {what} de conventions « {folder} » n'existe pas. Corrigez {origin}.",
        folder=folder,
    )


def add_folder(path: str | Path) -> None:
    """Look for conventions in one more place.

    Args:
        path: A folder of conventions, one convention folder, or one workbook.

    Raises:
        InvalidConvention: ``dossier-introuvable``.
    """
    folder = Path(path).absolute()
    _refuse_missing(folder, "l'option --conventions")
    if folder not in _added:
        _added.append(folder)


# The stamp makes a file that has changed another key; the one before is soon forgotten.
@lru_cache(maxsize=64)
def _load(
    convention_id: str, where: tuple[Path, ...], _stamp: places.Stamp, _epoch: dt.date
) -> Convention:
    known = places.found(where)
    matching = [path for path in known if places.id_of(path) == convention_id]
    if not matching:
        ids = ", ".join(dict.fromkeys(places.id_of(path) for path in known))
        raise NotAvailable(
            "convention-inconnue",
            f"La convention « {convention_id} » n'est pas connue. Conventions connues : {ids}.",
            convention=convention_id,
        )
    if len(matching) > 1:
        folders_of_two = sum(path.is_dir() for path in matching[:2])
        nouns = ("classeurs", "endroits", "dossiers")[folders_of_two]
        raise InvalidConvention(
            "convention-en-double",
            f"La convention « {convention_id} » se trouve dans deux {nouns} : {matching[0]} et "
            f"{matching[1]}. Renommez l'une des deux.",
            convention=convention_id,
        )
    found = places.read(matching[0])
    places.remember(convention_id, where, matching[0])
    return found
