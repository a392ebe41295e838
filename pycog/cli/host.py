"""The functions of the catalogue, made in whichever process refreshes workbooks."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from pycog.refresh import FunctionHost


class CatalogueHost(Struct, frozen=True):
    """Makes the functions; as plain data it travels to worker processes.

    Attributes:
        folders: The conventions of the organisation, which the process must know too.
    """

    folders: tuple[Path, ...] = ()

    def __call__(self) -> FunctionHost:
        """Return the functions."""
        from udfs.hosts.engine import EngineHost

        if self.folders:  # most workbooks need no convention, and loading them takes time
            from pycog import conventions

            for folder in self.folders:
                conventions.add_folder(folder)
        return EngineHost()
