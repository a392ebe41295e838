"""The log of calls: who, which formulas, how long, with what outcome; never a value."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Final

from pycog.errors import CellError
from pycog.values import CellValue

logger: Final = logging.getLogger("pycog.appels")


@dataclass(slots=True)
class Page:
    """What one request computed.

    Attributes:
        calls: Calls computed, by formula and outcome.
        seconds: Time spent in formulas.
    """

    calls: Counter[tuple[str, str]] = field(default_factory=Counter)
    seconds: float = 0.0


_page: ContextVar[Page | None] = ContextVar("page", default=None)


@contextmanager
def page() -> Iterator[Page]:
    """Gather the calls computed while the block runs."""
    new = Page()
    token = _page.set(new)
    try:
        yield new
    finally:
        _page.reset(token)


def note(name: str, seconds: float, result: CellValue) -> None:
    """Note one call that was computed."""
    current = _page.get()
    if current is not None:
        current.calls[name, outcome(result)] += 1
        current.seconds += seconds


def outcome(result: CellValue) -> str:
    """Return ``ok`` or the error that a result shows, with its code."""
    if isinstance(result, CellError):
        return f"{result.kind} {result.code}".strip()
    return "ok"


def write(user: str, asked: int, elapsed: float, kept: Page, ending: str = "terminé") -> None:
    """Write the log line of a request."""
    formulas = ", ".join(
        f"{name} {count} {how}" for (name, how), count in sorted(kept.calls.items())
    )
    logger.info(
        "utilisateur=%r appels=%d calculés=%d durée=%.1f ms calcul=%.1f ms issue=%s formules=[%s]",
        user,
        asked,
        kept.calls.total(),
        elapsed * 1000,
        kept.seconds * 1000,
        ending,
        formulas,
    )


def write_question(user: str, elapsed: float, ending: str) -> None:
    """Write the log line of a question to the assistant: neither its words nor its subject."""
    logger.info("utilisateur=%r assistant durée=%.1f ms issue=%s", user, elapsed * 1000, ending)


def write_report(user: str, elapsed: float, ending: str) -> None:
    """Write the log line of a report: neither its workbooks nor its subject."""
    logger.info("utilisateur=%r rapport durée=%.1f ms issue=%s", user, elapsed * 1000, ending)
