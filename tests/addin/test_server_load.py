"""What measures the server asks for the right values: a measure of wrong answers tells nothing."""

from __future__ import annotations

import pytest

from benchmarks.live_server import measure


@pytest.mark.parametrize("batch", [1, 40])
def test_what_is_measured_is_answered_right(server_url: str, batch: int) -> None:
    load = measure(server_url, clients=2, seconds=1, batch=batch)
    assert load.calls > 0 and load.faults == {}
