"""What the server writes to its log: never a value, never a stack trace with one.

xlwings Server logs the text of every refused call, and uvicorn the query of every
request; both may quote cells.
"""

from __future__ import annotations

import logging
from typing import Any, Final
from unicodedata import category

#: Kinds of characters that end a line, or that nobody sees.
_UNSEEN: Final = {"Cc", "Cf", "Cs", "Zl", "Zp"}
#: Loggers of others, with what they may say.
_QUIET: Final = {
    "xlwings_server": "WARNING",
    "xlwings": "WARNING",
    "uvicorn": "WARNING",
    "uvicorn.error": "WARNING",
    "asyncio": "WARNING",
}


class WithoutValues(logging.Filter):
    """Lets records through without the text of exceptions, which may quote cell values."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Replace an exception by its type; nothing is dropped."""
        error = record.msg
        if isinstance(error, BaseException):
            record.msg, record.args = f"erreur {type(error).__name__} rendue au client", ()
        if record.exc_info:
            kind = record.exc_info[0]
            name = kind.__name__ if kind else "inconnue"
            record.msg, record.args = f"{record.getMessage()} ({name})", ()
            record.exc_info, record.exc_text = None, None
        record.msg, record.args = _on_one_line(record.getMessage()), ()
        return True


def _on_one_line(text: str) -> str:
    """Return a text whose line ends are marks: a name must not write lines of its own.

    >>> _on_one_line("Agent\\nfaux")
    'Agent\\\\nfaux'
    """
    return "".join(repr(one)[1:-1] if category(one) in _UNSEEN else one for one in text)


def configuration(level: str = "INFO") -> dict[str, Any]:
    """Return the logging settings of a server process, for ``logging.config``."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {"sans_valeurs": {"()": "addin.logs.WithoutValues"}},
        "formatters": {"ligne": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
        "handlers": {
            "journal": {
                "class": "logging.StreamHandler",
                "stream": "ext://sys.stderr",
                "formatter": "ligne",
                "filters": ["sans_valeurs"],
            }
        },
        "root": {"handlers": ["journal"], "level": level},
        "loggers": {name: {"level": quiet} for name, quiet in _QUIET.items()},
    }
