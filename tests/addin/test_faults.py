"""What goes wrong gives a clear French error, never a wrong value, and harms nobody else."""

from __future__ import annotations

import asyncio
import contextlib
import http.client
import json
import socket
import threading
import time
from typing import Any

import httpx
import psutil
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pycog.errors import CellError
from tests.addin import asking
from tests.addin.excel import COMMON, call, post_batch, post_one, results
from tests.addin.loops import complete
from tests.addin.server import Server, serving, wait_until_healthy
from tests.waiting import PATIENCE, until
from udfs.catalogue import catalogue

GOOD = call("COG_ATTAINMENT", [0.77, "90%"])
VALUE = 0.8555555555555555
TEXT = {"Content-Type": "application/json"}


@pytest.mark.parametrize("path", ["/cog/lot", "/xlwings/custom-functions-call"])
@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"[]", b"null", b"12", b'"COG_TRL"', b"\xff\xfe", b'{"calls": {}}', b"[" * 100_000,
     b'{"calls": [], "shared": 3}'],
)  # fmt: skip
def test_malformed_json(server_url: str, path: str, body: bytes) -> None:
    answer = asking.post(f"{server_url}{path}", content=body, headers=TEXT)
    assert answer.status_code == 400
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert answer.text.endswith(".")
    assert "Traceback" not in answer.text


@pytest.mark.parametrize(
    "name",
    ["COG_INCONNUE", "cog_trl", "__init__", "catalogue", "", None, 3, ["COG_TRL"], "x" * 999],
)
def test_an_unknown_function_disturbs_no_other(server_url: str, name: Any) -> None:
    odd = {"func_name": name, "args": []}
    first, odd_one, last = results(post_batch(server_url, [GOOD, odd, GOOD]))
    assert (first, last) == (VALUE, VALUE)
    assert isinstance(odd_one, CellError)
    assert "n'existe pas" in odd_one.message
    assert len(odd_one.message) < 200
    alone = asking.post(f"{server_url}/xlwings/custom-functions-call", json={**COMMON, **odd})
    assert (alone.status_code, alone.text) == (400, odd_one.message)


@pytest.mark.parametrize("odd", [None, 7, "COG_TRL", [], {}, {"func_name": "COG_TRL"}])
def test_a_call_of_the_wrong_shape_disturbs_no_other(server_url: str, odd: Any) -> None:
    first, odd_one, last = results(post_batch(server_url, [GOOD, odd, GOOD]))
    assert (first, last) == (VALUE, VALUE)
    assert isinstance(odd_one, CellError)


def test_a_wrong_number_of_arguments_is_told(server_url: str) -> None:
    calls = [{"func_name": "COG_TRL", "args": args} for args in ([], [1], [1, 2, 3], [1] * 300)]
    calls.append({"func_name": "COG_VERSION", "args": [1]})
    for value in results(post_batch(server_url, calls)):
        assert isinstance(value, CellError)
        assert "argument" in value.message


_JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**30), 10**30)
    | st.floats(allow_nan=True, allow_infinity=True)
    | st.text(max_size=8)
    | st.sampled_from(
        ["90%", "< 5 %", "31/12/2012", "camieg-2012-2015", "=1+1", "__import__('os')", "\ud800",
         {"type": "Error", "errorType": "Div0"}, {"type": "Error"}, {"type": "Entity"},
         {"type": "Double", "basicValue": 3}, {"type": "Double", "basicValue": [3]}, 10**400]
    ),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=2)
    ),
    max_leaves=12,
)  # fmt: skip
_CALL = st.sampled_from(sorted(catalogue())).flatmap(
    lambda name: st.fixed_dictionaries(
        {
            "func_name": st.just(name),
            "args": st.lists(_JSON, max_size=len(catalogue()[name].arguments) + 1),
        }
    )
)


@settings(
    max_examples=25,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(calls=st.lists(_CALL, min_size=20, max_size=60))
def test_arguments_of_every_wrong_type(server_url: str, calls: list[dict[str, Any]]) -> None:
    body = json.dumps({"shared": COMMON, "calls": [*calls, GOOD]}).encode()
    answer = asking.post(f"{server_url}/cog/lot", content=body, headers=TEXT)
    assert answer.status_code == 200
    outcomes = answer.json()["results"]
    assert len(outcomes) == len(calls) + 1
    assert outcomes[-1] == {"status": 200, "data": {"result": [[VALUE]]}}
    for asked, outcome in zip(calls, outcomes, strict=False):
        assert outcome["status"] in {200, 400}
        # A reference number stands for an exception that nobody foresaw.
        assert "Erreur interne" not in json.dumps(outcome), asked


def test_too_much_at_once_is_refused(server_url: str) -> None:
    for path in ("/cog/lot", "/xlwings/custom-functions-call"):
        answer = asking.post(f"{server_url}{path}", content=b" " * 6_000_000, headers=TEXT)
        assert answer.status_code == 413
        assert answer.text.startswith("La demande dépasse 5 Mo.")
    answer = post_batch(server_url, [GOOD] * 1_001)
    assert answer.status_code == 400
    assert answer.text.replace("\xa0", " ") == (
        "Ce lot compte 1 001 appels ; la limite est de 1 000."
    )
    assert results(post_batch(server_url, [GOOD] * 1_000)) == [VALUE] * 1_000


def test_too_much_without_saying_how_much_is_refused(server_url: str) -> None:
    def pieces() -> Any:
        for _ in range(60):
            yield b" " * 100_000

    try:
        answer = asking.post(f"{server_url}/cog/lot", content=pieces(), headers=TEXT)
    except httpx.TransportError:
        return  # The server had already answered and closed.
    assert answer.status_code == 413


def test_ranges_that_would_take_too_much_are_refused(server_url: str) -> None:
    column = [[0.5]] * 200_001
    across = [[0.9] * 1_000]
    down = [[0.5]] * 1_000
    calls = [
        {"func_name": "COG_ATTAINMENT", "args": [column, "90%"]},
        {"func_name": "COG_ATTAINMENT", "args": [down, across]},
        GOOD,
    ]
    *large, good = results(post_batch(server_url, calls))
    assert good == VALUE
    for value in large:
        assert isinstance(value, CellError)
        assert "la limite est de 200 000" in value.message


def test_equal_calls_are_computed_once(server: Server) -> None:
    other = call("COG_ATTAINMENT", [0.7701, "90%"])
    values = results(post_batch(server.url, [GOOD, other, GOOD, GOOD, other]))
    assert values == [VALUE, 0.7701 / 0.9, VALUE, VALUE, 0.7701 / 0.9]
    assert "appels=5 calculés=2" in server.logged()


def test_an_older_excel_gets_the_reason_as_value_error(server_url: str) -> None:
    calls = [call("COG_TARGET", [999, 2012]), call("COG_TARGET", [[[1], [999]], 2012])]
    answer = post_batch(server_url, calls, common={**COMMON, "runtime": "1.3"})
    alone, block = answer.json()["results"]
    assert alone["status"] == 400
    assert alone["data"].startswith("L'indicateur « 999 » n'existe pas")
    assert block == {"status": 200, "data": {"result": [[0.98], ["#N/A"]]}}


def test_a_slow_client_holds_up_nobody(server_url: str) -> None:
    host, port = server_url.removeprefix("http://").split(":")
    head = f"POST /cog/lot HTTP/1.1\r\nHost: {host}\r\nContent-Length: 5000\r\n\r\n{{"
    with socket.create_connection((host, int(port))) as slow:
        slow.sendall(head.encode())
        assert results(post_batch(server_url, [GOOD])) == [VALUE]


def test_a_long_calculation_is_stopped_and_holds_up_nobody() -> None:
    long = {"func_name": "COG_PARSE", "args": [[[f"{n} j"] for n in range(200_000)], None]}
    # The first call takes a tenth of a millisecond, the long one ten seconds.
    with serving("--delai", "1") as server:
        given: list[httpx.Response] = []
        alive = 0
        thread = threading.Thread(
            target=lambda: given.append(post_batch(server.url, [GOOD, long, GOOD, GOOD]))
        )
        thread.start()
        while thread.is_alive():
            assert asking.get(f"{server.url}/sante").status_code == 200
            alive += thread.is_alive()
        thread.join()
        assert alive > 0
        before, stopped, *after = results(given[0])
        assert before == VALUE
        assert isinstance(stopped, CellError)
        assert "a dépassé la limite de 1 s" in stopped.message
        assert after == [stopped, stopped]
        assert "issue=délai dépassé" in server.logged()
        answer = post_one(server.url, "COG_PARSE", *long["args"][:1])
        assert answer.status_code == 400
        assert results(post_batch(server.url, [GOOD])) == [VALUE]


def test_a_long_question_is_stopped_too() -> None:
    rows = [[1.5] * 200] * 1000
    sheet = {
        "sheet": "Grande", "row": 0, "column": 0, "values": rows, "formulas": rows,
        "formats": [["General"] * 200] * 1000, "conditions": [],
    }  # fmt: skip
    with serving("--delai", "0.05") as server:
        body = {"question": "contrôle cette feuille", "state": None, "sheet": sheet}
        answer = asking.post(f"{server.url}/cog/demander", json=body)
        assert answer.status_code == 400
        assert "a dépassé la limite de 0,05 s" in answer.json()["detail"]
        assert "assistant" in server.logged() and "issue=délai dépassé" in server.logged()
        assert asking.get(f"{server.url}/sante").status_code == 200


def test_many_clients_at_once(server_url: str) -> None:
    async def one(client: httpx.AsyncClient, number: int) -> list[Any]:
        mine = call("COG_RATE", [number, 7])
        got = []
        for _ in range(3):
            answer = await client.post(
                f"{server_url}/cog/lot", json={"shared": COMMON, "calls": [GOOD, mine]}
            )
            got += results(answer)
        return got

    async def all_of_them() -> list[list[Any]]:
        limits = httpx.Limits(max_connections=200)
        async with httpx.AsyncClient(timeout=PATIENCE, limits=limits) as client:
            # One that fails stops the others before their connections are gone.
            async with asyncio.TaskGroup() as group:
                asked = [group.create_task(one(client, number)) for number in range(200)]
            return [task.result() for task in asked]

    for number, got in enumerate(complete(all_of_them())):
        assert got == [VALUE, number / 7] * 3


def test_a_worker_killed_under_load_gives_no_wrong_value() -> None:
    with serving("--workers", "2") as server:
        values: list[Any] = []
        lost: list[str] = []
        stop = threading.Event()

        def client() -> None:
            while not stop.is_set():
                try:
                    values.extend(results(post_batch(server.url, [GOOD] * 20)))
                except httpx.TransportError as error:
                    lost.append(type(error).__name__)

        threads = [threading.Thread(target=client) for _ in range(6)]
        for thread in threads:
            thread.start()
        workers = until(lambda: _workers(server, 2), "two workers")
        until(lambda: len(values) > 120, "answers to all clients")
        workers[0].kill()
        workers[0].wait(PATIENCE)
        answered = len(values)
        until(lambda: len(values) > answered + 120, "answers of the other worker")
        stop.set()
        for thread in threads:
            thread.join()
        assert set(values) == {VALUE}
        wait_until_healthy(server)
        until(lambda: _workers(server, 2), "another worker in the place of the killed one")
        assert results(post_batch(server.url, [GOOD])) == [VALUE]


def _workers(server: Server, count: int) -> list[psutil.Process]:
    """Return the processes that serve once there are so many, else nothing."""
    found = []
    for child in psutil.Process(server.process.pid).children():
        with contextlib.suppress(psutil.Error):  # It has ended meanwhile.
            # The other one is Python's own tracker of resources.
            if "spawn_main" in " ".join(child.cmdline()):
                found.append(child)
    return found if len(found) == count else []


def test_a_stop_lets_requests_end() -> None:
    calls = [{"func_name": "COG_PARSE", "args": [[[f"{n} j"] for n in range(1_000)], None]}]
    body = json.dumps({"shared": COMMON, "calls": calls}).encode()
    with serving() as server:
        host, port = server.url.removeprefix("http://").split(":")
        head = (
            f"POST /cog/lot HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/json\r\n"
            f"Content-Length: {len(body)}\r\nExpect: 100-continue\r\nConnection: close\r\n\r\n"
        )
        with socket.create_connection((host, int(port)), timeout=PATIENCE) as client:
            client.sendall(head.encode())
            # The server says so once it deals with the request.
            assert client.recv(100).startswith(b"HTTP/1.1 100 Continue")
            server.process.terminate()
            until(lambda: not _listens(host, int(port)), "the end of listening")
            client.sendall(body)
            answer = b"".join(iter(lambda: client.recv(1 << 16), b""))
        assert answer.startswith(b"HTTP/1.1 200 OK")
        given = httpx.Response(200, content=answer.partition(b"\r\n\r\n")[2])
        assert results(given) == [[[float(n)] for n in range(1_000)]]
        assert server.process.wait(PATIENCE) in {0, -15}
        assert "Traceback" not in server.logged()


def _listens(host: str, port: int) -> bool:
    with contextlib.suppress(ConnectionError):
        socket.create_connection((host, port), timeout=PATIENCE).close()
        return True
    return False


def test_an_idle_connection_stays_open_for_the_next_request(server_url: str) -> None:
    """A proxy keeps its connections for a minute; its next request must not meet a closed one."""
    host, port = server_url.removeprefix("http://").split(":")
    connection = http.client.HTTPConnection(host, int(port), timeout=PATIENCE)
    with contextlib.closing(connection):
        connection.connect()
        first = connection.sock
        for pause in (0, 6):
            time.sleep(pause)
            connection.request("GET", "/sante")
            answer = connection.getresponse()
            assert (answer.status, answer.read()[:1]) == (200, b"{")
            assert connection.sock is first
