"""The convention that is meant where none is named: the nearest of several choices.

The name ``COG_CONVENTION`` of a workbook comes before the option ``--convention`` of a
command, then ``PYCOG_CONVENTION``, then the user's configuration, then the one that comes with
pycog. What is known of a workbook or a command holds inside a ``with`` block, as the date
system and the clock do (:mod:`pycog.values`), so that workbooks and requests that are treated
at the same time keep their own.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Final

from msgspec import Struct

from pycog import configuration
from pycog.errors import PycogError

#: The convention that is meant where nothing chooses another.
SHIPPED: Final = "camieg-2012-2015"
#: Environment variable that holds the id of a convention.
VARIABLE: Final = "PYCOG_CONVENTION"
#: Defined name by which a workbook says which convention it follows.
NAME: Final = "COG_CONVENTION"
WORKBOOK: Final = f"nom {NAME} du classeur"
OPTION: Final = "option --convention"
_SHIPPED: Final = "celle de pycog, faute d'un autre choix"


class Default(Struct, frozen=True):
    """The convention that is meant where none is named.

    Attributes:
        id: Its id; nothing says yet that it is known.
        origin: What chose it, in French, such as ``nom COG_CONVENTION du classeur``.
    """

    id: str
    origin: str

    @property
    def is_chosen(self) -> bool:
        """Whether somebody chose it: it is not merely the one that comes with pycog."""
        return self.origin != _SHIPPED

    def __str__(self) -> str:
        """Return it with what chose it."""
        return f"{self.id} ({self.origin})"


class Meant(Struct):
    """What is meant inside one ``with`` block of :func:`using`.

    Attributes:
        choice: The convention, or why it cannot be told.
        fault: Why something that needed it did not get it; ``None`` while nothing failed.
        used: Whether something asked for it.
    """

    choice: Default | PycogError
    fault: PycogError | None = None
    used: bool = False


_nearest: ContextVar[Meant | None] = ContextVar("default_convention", default=None)


def default() -> Default:
    """Return the convention that is meant here where none is named, and what chose it.

    Raises:
        InvalidInput: ``convention-du-classeur``: the workbook's name says nothing that can be
            read; ``configuration-illisible``.
        PycogError: What :func:`failed` was told before.
    """
    here = _nearest.get()
    if here is None:
        return _of_the_user()
    here.used = True
    if here.fault is not None:
        # Without the way that it came the first time: a column of cells would make it long.
        raise here.fault.with_traceback(None)
    if isinstance(here.choice, PycogError):
        raise failed(here.choice)
    return here.choice


def default_id() -> str:
    """Return the id of the convention that is meant where none is named; see :func:`default`."""
    return default().id


def failed(error: PycogError) -> PycogError:
    """Note that the convention that is meant here was needed and cannot be had.

    Args:
        error: Why.

    Returns:
        The error, to be raised.
    """
    here = _nearest.get()
    if here is not None:
        here.fault = error
    return error


@contextmanager
def using(choice: str | Default | PycogError | None, origin: str = WORKBOOK) -> Iterator[Meant]:
    """Let a convention be the one that is meant while the block runs.

    Args:
        choice: Its id; ``None`` for the one that is meant outside, looked up now so that it
            stays the same throughout; or why it cannot be told, which whatever needs it raises.
        origin: What chose it, in French.
    """
    if isinstance(choice, str):
        choice = Default(choice.strip(), origin)
    here = Meant(_outside() if choice is None else choice)
    token = _nearest.set(here)
    try:
        yield here
    finally:
        _nearest.reset(token)


def _outside() -> Default | PycogError:
    here = _nearest.get()
    if here is not None:
        return here.choice
    try:
        return _of_the_user()
    except PycogError as error:
        return error


def _of_the_user() -> Default:
    given = os.environ.get(VARIABLE, "").strip()
    if given:
        return Default(given, f"variable {VARIABLE}")
    chosen = configuration.chosen_convention()
    if chosen is not None:
        return Default(chosen, f"choisie par « pycog convention use », {configuration.file()}")
    return Default(SHIPPED, _SHIPPED)
