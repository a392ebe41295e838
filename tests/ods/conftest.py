"""The functions that OpenDocument workbooks are calculated with."""

from __future__ import annotations

import pytest

from udfs.hosts.engine import EngineHost


@pytest.fixture(scope="session")
def host() -> EngineHost:
    """The real functions, as the command offers them."""
    return EngineHost()
