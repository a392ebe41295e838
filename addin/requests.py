"""What the pane sends: objects of JSON whose keys are English, read with suspicion."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Mapping
from typing import Any

from pycog.errors import InvalidInput


def text_of(data: Mapping[str, Any], name: str) -> str:
    """Return a text of what the pane sent.

    Raises:
        InvalidInput: ``demande-illisible``.
    """
    value = data.get(name)
    if not isinstance(value, str):
        raise unreadable()
    return value


def bytes_of(text: str) -> bytes:
    """Return what a text in base 64 holds.

    Raises:
        InvalidInput: ``demande-illisible``.
    """
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise unreadable() from None


def json_of(text: str) -> object:
    """Return what a text of JSON holds.

    Raises:
        InvalidInput: ``demande-illisible``.
    """
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        raise unreadable() from None


def unreadable() -> InvalidInput:
    """Return the error of a request that is not what the pane sends."""
    return InvalidInput(
        "demande-illisible",
        "La demande du volet n'est pas arrivée en entier. Fermez et rouvrez le volet, puis "
        "recommencez.",
    )
