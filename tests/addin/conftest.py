"""A real server for the tests of the add-in, one per test process, and a pane that stays open."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from tests.addin.server import Server, serving

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """A running ``pycog serve`` on loopback, without sign-on."""
    with serving() as running:
        yield running


@pytest.fixture(scope="session")
def server_url(server: Server) -> str:
    """The address of :func:`server`, without a slash at the end."""
    return server.url


@pytest.fixture(scope="module")
def opened(browser: Browser, server_url: str) -> Iterator[Page]:
    """One pane for all tests of a file: opening one takes longer than most of them."""
    from tests.addin.browser import pane

    with pane(browser, server_url) as running:
        yield running
