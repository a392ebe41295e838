"""Settings of the add-in server that xlwings Server does not know, read from the environment.

``pycog serve`` sets them; a container may set them by itself.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from pycog.errors import InvalidInput

#: Requests and answers are limited to 5 MB in Excel on the web.
LARGEST_REQUEST: Final = 5 * 1024 * 1024
#: Bytes of an answer to the pane: as much as it may send.
LARGEST_ANSWER: Final = 4 * LARGEST_REQUEST
#: Calls in one batch.
MOST_CALLS: Final = 1_000
#: Cells of one argument; a whole column holds 1 048 576.
MOST_CELLS: Final = 200_000
#: Cells of one result.
MOST_RESULTS: Final = 200_000

URL: Final = "PYCOG_URL"
TIME_LIMIT: Final = "PYCOG_DELAI"
#: A setting of xlwings Server.
OFFICE: Final = "XLWINGS_CDN_OFFICEJS"


@dataclass(frozen=True, slots=True)
class Settings:
    """Settings of this process.

    Attributes:
        url: Public address of the add-in without a slash at its end, empty when unknown.
        time_limit: Seconds that one request may take to compute.
        office_from_microsoft: Whether the pane takes office.js from Microsoft's own servers, the
            only copy that Microsoft supports, and not from this one.
    """

    url: str
    time_limit: float
    office_from_microsoft: bool = False


@lru_cache(maxsize=1)
def settings() -> Settings:
    """Return the settings, read once.

    Raises:
        InvalidInput: ``delai-invalide``.
    """
    return Settings(
        url=os.environ.get(URL, "").rstrip("/"),
        time_limit=_seconds(os.environ.get(TIME_LIMIT, "30")),
        office_from_microsoft=os.environ.get(OFFICE, "").lower() in {"true", "1"},
    )


def _seconds(text: str) -> float:
    try:
        seconds = float(text.replace(",", "."))
    except ValueError:
        seconds = 0.0
    if not 0 < seconds <= 3600:
        raise InvalidInput(
            "delai-invalide",
            f"Le délai de calcul « {text} » ne convient pas : donnez un nombre de secondes entre "
            "0 et 3 600.",
        )
    return seconds
