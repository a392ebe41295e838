"""The server answers: health, metadata, one call, a batch."""

from __future__ import annotations

import httpx


def test_health(server_url: str) -> None:
    answer = httpx.get(f"{server_url}/sante")
    assert (answer.status_code, answer.json()["statut"]) == (200, "ok")
