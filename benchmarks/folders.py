"""What the benchmarks on a folder of many files have in common: their command line."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path


def measure_folder(
    measured: Callable[[int, int], list[str]],
    *,
    description: str | None,
    files: int,
    results: Path,
    introduction: str,
) -> None:
    """Measure, print the table and keep it.

    Args:
        measured: Returns the lines of the table for a number of files and of runs.
        description: What ``--help`` says.
        files: How many files unless told otherwise.
        results: The Markdown file to write.
        introduction: How that file begins.
    """
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--files", type=int, default=files)
    parser.add_argument("--runs", type=int, default=3)
    arguments = parser.parse_args()
    lines = measured(arguments.files, arguments.runs)
    print("\n".join(lines))
    results.write_text("\n".join([introduction, *lines]), encoding="utf-8")
