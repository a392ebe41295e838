"""Evaluates the calls of one recalculation together, through xlwings' own call path."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, Final, NamedTuple

from addin import journal
from addin.calls import calculators, too_long
from addin.incidents import internal_error
from addin.settings import MOST_CALLS, settings
from addin.workbook_convention import FIELD, named
from pycog.default_convention import Default, using
from pycog.errors import InvalidInput
from pycog.values import format_number
from udfs.catalogue import Formula, catalogue

#: The module in which xlwings Server looks for functions; it has loaded it.
_FUNCTIONS: Final = "custom_functions"
#: What the calls of a batch share.
_SHARED: Final[Mapping[str, Any]] = {
    "client": "Office.js", "session_id": None, "culture_info_name": None, "date_format": None,
    "version": "", "runtime": "1.1",
}  # fmt: skip


class Outcome(NamedTuple):
    """What one call gave: a status as HTTP would, and the answer or a French message."""

    status: int
    data: Any


class Call(NamedTuple):
    """One call, checked: its function exists and takes that many arguments."""

    name: str
    body: dict[str, Any]

    @property
    def key(self) -> str:
        """Two calls with the same key give the same result."""
        return f"{self.name}{json.dumps(self.body['args'], separators=(',', ':'))}"


class Batch(NamedTuple):
    """Calls that travel together, and the convention that their workbook follows."""

    calls: Sequence[Call | Outcome]
    convention: Default | InvalidInput | None


def read_batch(body: bytes) -> Batch:
    """Read the calls of a batch; one that cannot be made is already an outcome.

    Raises:
        InvalidInput: ``demande-illisible`` or ``lot-trop-grand``.
    """
    data = read_json(body)
    calls, shared = data.get("calls"), data.get("shared", {})
    if not isinstance(calls, list) or not isinstance(shared, dict):
        raise unreadable("« calls » doit être une liste et « shared » un objet")
    if len(calls) > MOST_CALLS:
        raise InvalidInput(
            "lot-trop-grand",
            f"Ce lot compte {format_number(len(calls))} appels ; la limite est de "
            f"{format_number(MOST_CALLS)}.",
        )
    common = {key: shared.get(key, default) for key, default in _SHARED.items()}
    return Batch([_read_call(call, common) for call in calls], named(data.get(FIELD)))


def read_single(body: bytes) -> Batch:
    """Read a request with one call, which brings what a batch shares.

    Raises:
        InvalidInput: ``demande-illisible``.
    """
    data = read_json(body)
    shared = {key: data.get(key, default) for key, default in _SHARED.items()}
    return Batch([_read_call(data, shared)], named(data.get(FIELD)))


def read_json(body: bytes) -> dict[str, Any]:
    """Read the JSON object of a request.

    Raises:
        InvalidInput: ``demande-illisible``.
    """
    try:
        data = json.loads(body)
    except (ValueError, RecursionError):
        raise unreadable("ce n'est pas du JSON") from None
    if not isinstance(data, dict):
        raise unreadable("un objet JSON est attendu")
    return data


def _read_call(call: Any, shared: Mapping[str, Any]) -> Call | Outcome:
    """Check one call before it reaches xlwings, which takes its shape for granted."""
    if not isinstance(call, dict):
        return Outcome(400, "Un appel de ce lot n'est pas un objet JSON.")
    name, args = call.get("func_name"), call.get("args")
    formula = _formulas().get(name) if isinstance(name, str) else None
    if formula is None:
        shown = str(name)[:80]
        return Outcome(400, f"La formule « {shown} » n'existe pas dans cette version de pycog.")
    if not isinstance(args, list):
        return Outcome(400, f"Les arguments de {formula.name} doivent être une liste.")
    if len(args) > len(formula.arguments):
        message = formula.show(*args[: len(formula.arguments) + 1]).value
        return Outcome(400, str(getattr(message, "message", message)))
    body = {**shared, "func_name": formula.name, "args": args, "caller_address": None}
    return Call(formula.name, body)


@lru_cache(maxsize=1)
def _formulas() -> Mapping[str, Formula]:
    return catalogue()


def unreadable(why: str) -> InvalidInput:
    """Return the error of a request that is not what the add-in sends."""
    return InvalidInput(
        "demande-illisible", f"La demande n'est pas lisible : {why}. Rechargez le complément."
    )


async def evaluate(batch: Batch, user: Any) -> list[Outcome]:
    """Evaluate calls outside the event loop, equal ones once, within the time limit."""
    calls = batch.calls
    started = time.perf_counter()
    limit = settings().time_limit
    given: dict[int, Outcome] = {}
    ending = "terminé"
    with journal.page() as page:
        try:
            await calculators().run(lambda: _evaluate_all(batch, given, user), limit)
        except TimeoutError:
            ending = "délai dépassé"
    journal.write(str(user.name), len(calls), time.perf_counter() - started, page, ending)
    late = Outcome(400, too_long(limit).message)
    return [given.get(position, late) for position in range(len(calls))]


async def _evaluate_all(batch: Batch, given: dict[int, Outcome], user: Any) -> None:
    known: dict[str, Outcome] = {}
    with using(batch.convention):
        for position, call in enumerate(batch.calls):
            if isinstance(call, Outcome):
                given[position] = call
                continue
            key = call.key
            if key not in known:
                known[key] = await _evaluate(call, user)
            given[position] = known[key]


async def _evaluate(call: Call, user: Any) -> Outcome:
    from xlwings import XlwingsError
    from xlwings.server import Caller, custom_functions_call
    from xlwings_server.models import CurrentUser

    try:
        result = await custom_functions_call(
            call.body,
            sys.modules[_FUNCTIONS],
            user,
            typehint_to_value={CurrentUser: user, Caller: None},
        )
    except XlwingsError as error:
        return Outcome(400, str(error))
    except Exception as error:
        return Outcome(400, internal_error(call.name, error).message)
    return Outcome(200, {"result": result})
