"""The server answers: health, metadata, one call, a batch."""

from __future__ import annotations

from tests.addin import asking


def test_health(server_url: str) -> None:
    answer = asking.get(f"{server_url}/sante")
    assert (answer.status_code, answer.json()["statut"]) == (200, "ok")
