"""Loads the libraries of the reports, which are installed apart (``pycog[reports]``)."""

from __future__ import annotations

import importlib
from typing import Any

from pycog.errors import InvalidInput


def library(name: str, what: str) -> Any:
    """Import a module of the extra ``reports``.

    Args:
        name: Name of the module, such as ``"typst"``.
        what: What cannot be made without it, in French, to open the sentence.

    Raises:
        InvalidInput: ``rapports-non-installes``.
    """
    try:
        return importlib.import_module(name)
    except ModuleNotFoundError as error:
        if error.name is None or not name.startswith(error.name):
            raise  # The library is there, something that it needs is not.
        raise InvalidInput(
            "rapports-non-installes",
            f"{what} demande le paquet {name.split('.')[0]}, qui n'est pas installé. Installez-le "
            'avec « pip install "pycog[reports]" ».',
            library=name,
        ) from error
