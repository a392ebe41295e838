"""Writes the set anew: ``python -m tests.refresh.fidelity``."""

from __future__ import annotations

from tests.refresh.fidelity.case import FOLDER
from tests.refresh.fidelity.collection import CASES

if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for one in CASES.values():
        (FOLDER / one.name).write_bytes(one.make())
