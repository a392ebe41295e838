"""Where the workbooks of a report are while it is drawn, and what a killed server left there.

The folder of a report goes with the report. A server that is killed cannot take it away: the
process that draws the report does, and where that was killed too, the next start does.
"""

from __future__ import annotations

import os
import re
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

_PREFIX: Final = "cog-rapport-"
_NAME: Final = re.compile(rf"{_PREFIX}(\d+)-\w+")
#: Seconds after which no report is still being drawn, whatever runs under the same number.
_LONG_GONE: Final = 6 * 3600.0


@contextmanager
def report_folder() -> Iterator[Path]:
    """Make a folder that is gone after the block; its name says which process it belongs to."""
    with tempfile.TemporaryDirectory(prefix=f"{_PREFIX}{os.getpid()}-") as folder:
        yield Path(folder)


def sweep() -> list[Path]:
    """Take away the folders of servers that are no more.

    Called before the first request: a folder under the number of this very process was left by
    an earlier one, as in a container, where the server is always the same number.

    Returns:
        The folders taken away.
    """
    left: list[Path] = []
    for path in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        owner = _NAME.fullmatch(path.name)
        if owner is None or path.is_symlink() or not path.is_dir():
            continue
        if _in_use(int(owner[1]), path):
            continue
        shutil.rmtree(path, ignore_errors=True)
        left.append(path)
    return left


def _in_use(owner: int, path: Path) -> bool:
    if owner == os.getpid() or not _runs(owner):
        return False
    try:
        return time.time() - path.stat().st_mtime < _LONG_GONE
    except OSError:
        return False


def _runs(number: int) -> bool:
    """Tell whether a process runs; where the system does not say, that it does."""
    if os.name == "nt":
        # Signal 0 ends a process there.
        return True
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):
        return True
    return True
