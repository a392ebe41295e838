"""Requests to the server under test, answered as late as a busy machine may."""

from __future__ import annotations

from typing import Any

import httpx

from tests.waiting import PATIENCE


def get(url: str, **options: Any) -> httpx.Response:
    """Return the answer to a GET request."""
    return _ask("GET", url, **options)


def post(url: str, **options: Any) -> httpx.Response:
    """Return the answer to a POST request."""
    return _ask("POST", url, **options)


def options(url: str, **options: Any) -> httpx.Response:
    """Return the answer to an OPTIONS request."""
    return _ask("OPTIONS", url, **options)


def _ask(method: str, url: str, *, verify: Any = False, **options: Any) -> httpx.Response:
    # Nearly all of them travel in clear, and reading the authorities takes longer than the answer.
    return httpx.request(method, url, timeout=PATIENCE, verify=verify, **options)
