"""What the server does before its first request and after its last."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from addin.calls import close_calculators
from addin.exposure import check_providers
from pycog import conventions
from pycog.dialogue.answering import prepare


def load_conventions() -> None:
    """Load every convention there is.

    Raises:
        InvalidConvention: A convention folder is not what it should be.
    """
    for summary in conventions.available():
        conventions.load(summary.id)


@asynccontextmanager
async def lifespan(app: Any) -> AsyncIterator[None]:
    """Load every convention, so that a broken one stops the start, and the assistant's words;
    end the threads after.

    Raises:
        InvalidInput: An auth provider is missing.
        InvalidConvention: A convention folder is not what it should be.
    """
    check_providers()
    load_conventions()
    prepare()
    yield
    close_calculators()
