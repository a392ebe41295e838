"""Unexpected exceptions: what the log says of one, and the reference that an officer reads."""

from __future__ import annotations

import logging
import secrets
import traceback
from dataclasses import dataclass

from pycog.errors import CellError

logger = logging.getLogger("pycog.incidents")


@dataclass(frozen=True, slots=True)
class Incident:
    """An unexpected exception without its text, which may quote values of a workbook.

    Attributes:
        kind: Type of the exception.
        places: Where it was raised, the innermost function first.
    """

    kind: str
    places: str


def incident_of(error: BaseException) -> Incident:
    """Describe an exception."""
    frames = reversed(traceback.extract_tb(error.__traceback__)[-8:])
    places = " < ".join(f"{frame.name} ({frame.filename}:{frame.lineno})" for frame in frames)
    return Incident(type(error).__name__, places)


def _of(name: str) -> str:
    """Put « de » before a name, joined to « le »."""
    return f"du {name[3:]}" if name.startswith("le ") else f"de {name}"


def internal_error(
    name: str, found: BaseException | Incident, asked: str = "la formule"
) -> CellError:
    """Log an exception under a reference and return the error that cites it.

    Args:
        name: What failed, as the officer knows it.
        found: The exception, or what another process told of it.
        asked: What the officer has to send along with the reference.
    """
    incident = found if isinstance(found, Incident) else incident_of(found)
    reference = secrets.token_hex(4).upper()
    logger.error("incident %s : %s dans %s, %s", reference, incident.kind, name, incident.places)
    return CellError(
        "#VALUE!",
        f"Erreur interne {_of(name)}. Signalez-la à votre administrateur avec la référence "
        f"{reference} et {asked}.",
        "erreur-interne",
    )
