"""What the server does before its first request and after its last."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from addin.calls import close_calculators
from addin.exposure import check_providers
from addin.report_folders import sweep
from pycog import conventions
from pycog.dialogue.answering import prepare
from pycog.errors import InvalidConvention


def load_conventions() -> list[str]:
    """Load every convention there is, so that the first request finds them read.

    Returns:
        Why some of them cannot be used, in French: they stop none of the others.

    Raises:
        InvalidConvention: A place where conventions are looked for is not there, or those
            that come with pycog are damaged.
    """
    problems: list[str] = []
    for summary in conventions.available():
        try:
            conventions.load(summary.id)
        except InvalidConvention as error:
            if summary.folder.parent == conventions.folders()[0]:
                raise
            problems.append(error.message)
    return list(dict.fromkeys(problems))


@asynccontextmanager
async def lifespan(app: Any) -> AsyncIterator[None]:
    """Sweep, load every convention and the assistant's words; end the threads after.

    Raises:
        InvalidInput: An auth provider is missing.
        InvalidConvention: As :func:`load_conventions`.
    """
    sweep()
    check_providers()
    load_conventions()
    prepare()
    yield
    close_calculators()
