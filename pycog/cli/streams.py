"""Where the command writes: results to standard output, problems to standard error.

Both are UTF-8 whatever the locale: Windows and the C locale would otherwise fail
on the first accent. A character that a stream cannot carry becomes « ? ».
"""

from __future__ import annotations

import errno
import os
import sys
from io import TextIOWrapper

from pycog.errors import system_reason
from pycog.lazy_patterns import regex

_UNREAD = regex("[\udc80-\udcff]+")

#: Exit codes.
DONE, FINDINGS, REFUSED, INTERRUPTED, PIPE_CLOSED = 0, 1, 2, 130, 141


def use_utf8() -> None:
    """Make both output streams UTF-8."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace")


def say(text: str, *, now: bool = False) -> None:
    """Write a line of result; ``now`` hands it over at once to a reading program."""
    print(readable(text), flush=now)


def warn(text: str) -> None:
    """Write a line about a problem, after the results written so far."""
    sys.stdout.flush()
    print(readable(text), file=sys.stderr, flush=True)


def readable(text: str) -> str:
    """Give text from the command line its accents back, also in a locale that has none.

    Python then holds each byte it could not read as a lone surrogate.
    """
    return _UNREAD.sub(
        lambda match: match[0].encode("utf-8", "surrogateescape").decode("utf-8", "replace"), text
    )


def is_closed_pipe(error: OSError) -> bool:
    """Tell whether the reader of our output has gone (``| head``)."""
    # Windows reports a closed pipe as an invalid argument.
    return error.errno == errno.EPIPE or (os.name == "nt" and error.errno == errno.EINVAL)


def silence_output() -> None:
    """Send what is left in the buffer nowhere, so that the exit stays quiet."""
    if isinstance(sys.stdout, TextIOWrapper):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)


def explain_os_error(error: OSError) -> str:
    """Say in French what the system refused."""
    what = system_reason(error)
    return f"{error.filename} : {what}." if error.filename else f"{what.capitalize()}."


def counted(number: int, singular: str, plural: str = "") -> str:
    """Write a number with its noun: ``1 formule``, ``1 234 formules``."""
    from pycog import values

    return values.counted(number, singular, plural)
