"""A real server for the tests of the add-in, one per test process."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.addin.server import Server, serving


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """A running ``pycog serve`` on loopback, without sign-on."""
    with serving() as running:
        yield running


@pytest.fixture(scope="session")
def server_url(server: Server) -> str:
    """The address of :func:`server`, without a slash at the end."""
    return server.url
