"""What has one place in the code is written nowhere else."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from pycog.attainment import STATUSES
from tests.paths import ROOT

#: « Non renseigné » is also said of a condition of a merger and of a scorecard line.
OTHER_NOTION = {"pycog/mergers.py"}


def modules() -> list[Path]:
    """Return the modules of the product."""
    return [path for house in ("pycog", "udfs", "addin") for path in (ROOT / house).rglob("*.py")]


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def typed_statuses(source: str) -> Iterator[str]:
    """Yield the status words that stand in code, docstrings and sentences left out."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Constant) and node.value in STATUSES:
            yield str(node.value)


def spelled_letters(source: str) -> bool:
    """Tell whether a source makes the letters of a column itself."""
    return any(
        isinstance(node, ast.Call)
        and ast.unparse(node.func) == "divmod"
        and ast.unparse(node.args[-1]) == "26"
        for node in ast.walk(ast.parse(source))
    )


def test_the_words_of_the_statuses_are_written_once() -> None:
    found = {
        name(path): words
        for path in modules()
        if (words := list(typed_statuses(path.read_text(encoding="utf-8"))))
    }
    assert found.pop("pycog/attainment.py") == list(STATUSES)
    assert set(found) <= OTHER_NOTION, found


def test_the_letters_of_a_column_are_made_in_one_place_and_in_the_proof() -> None:
    found = {name(path) for path in modules() if spelled_letters(path.read_text("utf-8"))}
    # The proof reads with code of its own on purpose.
    assert found == {"pycog/xlsx/cells.py", "pycog/refresh/writing/proof_sheets.py"}


@pytest.mark.parametrize("status", STATUSES)
def test_a_status_typed_again_is_seen(status: str) -> None:
    assert list(typed_statuses(f"found = one == {status!r}")) == [status]
    assert not list(typed_statuses(f'"""A sentence on {status}."""'))


#: A group that is taken whole: « (?:…)?+ ».
_WHOLE_GROUP = re.compile(r"\)[?*+]\+")


@pytest.mark.parametrize("path", modules(), ids=name)
def test_no_pattern_takes_a_group_whole(path: Path) -> None:
    """Python 3.11 before 3.11.5, which Debian has, does not match such groups as it should."""
    patterns = [
        node.args[0]
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "compile"
        and node.args
    ]
    texts = [
        one.value if isinstance(one.value, str) else one.value.decode("utf-8", "replace")
        for pattern in patterns
        for one in ast.walk(pattern)
        if isinstance(one, ast.Constant) and isinstance(one.value, str | bytes)
    ]
    assert not [one for one in texts if _WHOLE_GROUP.search(one)]
