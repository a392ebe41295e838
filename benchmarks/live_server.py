"""Measures the server of the Excel add-in: calls a second, alone and in batches.

    python benchmarks/live_server.py
    python benchmarks/live_server.py --clients 200 --seconds 60 --workers 2

The client is a bare one, so that the server and not the client is measured; on few cores
the two still share them. ``measure`` is also what the measurement through the browser uses.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import statistics
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests.addin.excel import COMMON, call
from tests.addin.server import serving

_SINGLE = "/xlwings/custom-functions-call"
_BATCH = "/cog/lot"


@dataclass
class Load:
    """What a number of clients got in some time.

    Attributes:
        calls: Calls of formulas answered with the right value.
        waits: Seconds from each request to its answer.
        faults: What else came back, by kind.
    """

    seconds: float
    calls: int = 0
    waits: list[float] = field(default_factory=list)
    faults: dict[str, int] = field(default_factory=dict)

    @property
    def rate(self) -> float:
        """Calls a second."""
        return self.calls / self.seconds

    def percentile(self, percent: int) -> float:
        """Return a percentile of the waits, in milliseconds."""
        return statistics.quantiles(self.waits, n=100)[percent - 1] * 1000


def measure(url: str, *, clients: int, seconds: float, batch: int = 1) -> Load:
    """Let some clients call as fast as they are answered.

    Args:
        url: Address of a running server, plain HTTP.
        clients: Connections, each with one request at a time.
        seconds: How long.
        batch: Calls in one request; 1 for the route of single calls.
    """
    return asyncio.run(_measure(url, clients, seconds, batch))


async def _measure(url: str, clients: int, seconds: float, batch: int) -> Load:
    load = Load(seconds)
    end = time.perf_counter() + seconds
    await asyncio.gather(*(_client(url, number, end, batch, load) for number in range(clients)))
    return load


async def _client(url: str, number: int, end: float, batch: int, load: Load) -> None:
    parts = urlsplit(url)
    reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
    turn = 0
    try:
        while (begun := time.perf_counter()) < end:
            turn += 1
            first = number * 1_000_000 + turn * batch
            writer.write(_request(parts.netloc, first, batch))
            status, body = await _answer(reader)
            load.waits.append(time.perf_counter() - begun)
            _count(load, status, body, first, batch)
    except (OSError, asyncio.IncompleteReadError) as error:
        load.faults[type(error).__name__] = load.faults.get(type(error).__name__, 0) + 1
    finally:
        writer.close()


def _rate(number: int) -> float:
    """Return the result of one call: eighths, so that floats hold every figure exactly."""
    return (number % 8 + 1) / 8


def _request(host: str, first: int, batch: int) -> bytes:
    # Every call has values of its own: equal ones would be computed once.
    calls = [
        call("COG_ATTAINMENT", [number * _rate(number), number])
        for number in range(first, first + batch)
    ]
    content = {**COMMON, **calls[0]} if batch == 1 else {"shared": COMMON, "calls": calls}
    body = json.dumps(content).encode()
    head = (
        f"POST {_SINGLE if batch == 1 else _BATCH} HTTP/1.1\r\nHost: {host}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


async def _answer(reader: asyncio.StreamReader) -> tuple[int, bytes]:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    length = next(
        int(line.split(":")[1])
        for line in head.splitlines()
        if line.lower().startswith("content-length:")
    )
    return int(head.split(" ", 2)[1]), await reader.readexactly(length)


def _count(load: Load, status: int, body: bytes, first: int, batch: int) -> None:
    if status != 200:
        load.faults[f"HTTP {status}"] = load.faults.get(f"HTTP {status}", 0) + 1
        return
    data = json.loads(body)
    results = [data] if batch == 1 else [one["data"] for one in data["results"]]
    for number, result in zip(range(first, first + batch), results, strict=True):
        if isinstance(result, dict) and result["result"] == [[_rate(number)]]:
            load.calls += 1
        else:
            load.faults["wrong value"] = load.faults.get("wrong value", 0) + 1


def _line(workers: int, clients: int, batch: int, load: Load) -> str:
    faults = ", ".join(f"{name} {count}" for name, count in load.faults.items()) or "none"
    return (
        f"| {workers} | {clients} | {batch} | {load.rate:,.0f} | {load.percentile(50):.1f} | "
        f"{load.percentile(99):.1f} | {faults} |"
    )


def main() -> None:
    """Measure and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--clients", type=int, default=16)
    parser.add_argument("--seconds", type=float, default=5.0)
    parser.add_argument("--workers", type=int, nargs="+", default=[1, 2, 4])
    parser.add_argument("--batch", type=int, nargs="+", default=[1, 500])
    options = parser.parse_args()
    print("| workers | clients | calls a request | calls/s | p50 ms | p99 ms | faults |")
    print("|---|---|---|---|---|---|---|")
    for workers in options.workers:
        with serving("--workers", str(workers)) as server:
            for batch in options.batch:
                measure(server.url, clients=options.clients, seconds=1, batch=batch)
                load = measure(
                    server.url, clients=options.clients, seconds=options.seconds, batch=batch
                )
                print(_line(workers, options.clients, batch, load), flush=True)


if __name__ == "__main__":
    main()
