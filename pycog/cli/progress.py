"""A French progress bar, shown on a terminal only."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from tqdm import tqdm

_FORMAT = "{desc} : {n_fmt} sur {total_fmt} |{bar}| {elapsed} écoulé, {remaining} restant{postfix}"


class Progress:
    """Counts finished steps on a bar, or silently where there is no terminal."""

    def __init__(self, bar: tqdm[NoReturn] | None) -> None:
        self._bar = bar
        self._started = time.monotonic()

    def advance(self) -> None:
        """Count one more finished step."""
        if self._bar is None:
            return
        rate = (self._bar.n + 1) / max(time.monotonic() - self._started, 0.001)
        self._bar.set_postfix_str(f"{rate:.1f} par seconde".replace(".", ","), refresh=False)
        self._bar.update()

    @contextmanager
    def aside(self) -> Iterator[None]:
        """Take the bar away while lines are written."""
        if self._bar is None:
            yield
            return
        self._bar.clear()
        yield
        sys.stdout.flush()
        self._bar.refresh()


@contextmanager
def progress(total: int, title: str) -> Iterator[Progress]:
    """Show a bar of ``total`` steps while the block runs."""
    if not sys.stderr.isatty():
        yield Progress(None)
        return
    from tqdm import tqdm

    with tqdm(total=total, desc=title, bar_format=_FORMAT, leave=False, file=sys.stderr) as bar:
        yield Progress(bar)
