"""Runs the commands of a document the way its reader would, in a copy of the workbooks."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, NamedTuple

from tests.docs.markdown import ROOT, Block
from tests.waiting import PATIENCE

#: Stands for any text within a line, or for any lines where it stands alone.
_ELLIPSIS: Final = "…"


class Command(NamedTuple):
    """A command and the lines that the document shows below it, if it shows any."""

    text: str
    shown: tuple[str, ...]


@dataclass(frozen=True)
class Shell:
    """A place where commands run: the folder, and the environment."""

    folder: Path
    environment: Mapping[str, str]

    def run(self, command: str) -> tuple[int, str]:
        """Return the exit code and all that the command wrote, in order."""
        done = subprocess.run(
            ["bash", "-c", command],
            cwd=self.folder,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=PATIENCE,
            check=False,
        )
        return done.returncode, done.stdout.decode("utf-8")


def open_shell(folder: Path) -> Shell:
    """Copy the workbooks to a folder and put a ``pycog`` command on the path."""
    shutil.copytree(ROOT / "workbooks", folder / "workbooks")
    commands = folder.parent / f"{folder.name}-commands"
    commands.mkdir()
    script = commands / "pycog"
    script.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m pycog "$@"\n', encoding="utf-8")
    script.chmod(0o755)
    environment = {
        **{name: value for name, value in os.environ.items() if name != "PYCOG_CONVENTIONS"},
        "PATH": f"{commands}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": str(ROOT),
        "COLUMNS": "80",
        "XDG_CONFIG_HOME": str(commands),
    }
    return Shell(folder, environment)


def commands(block: Block) -> Iterator[Command]:
    """Yield the commands of a block.

    In a ``console`` block they follow ``$ `` and their output stands below; in the
    others each line is one, a backslash at its end continuing it.
    """
    if block.language != "console":
        joined = re.sub(r"\\\n\s*", "", block.text)
        yield from (Command(line, ()) for line in joined.splitlines() if line.strip())
        return
    current, shown = "", []
    for line in block.text.splitlines():
        if line.startswith("$ "):
            if current:
                yield Command(current, tuple(shown))
            current, shown = line[2:], []
        else:
            shown.append(line)
    if not current:
        raise ValueError(f"{block.place}: no command in this block")
    yield Command(current, tuple(shown))


def agrees(shown: tuple[str, ...], written: str) -> bool:
    """Tell whether what a document shows is what a command wrote; nothing shown agrees."""
    if not shown:
        return True
    pattern = ""
    for line in shown:
        if line == _ELLIPSIS:
            pattern += r"(?:[^\n]*\n)*"
        else:
            pattern += r"[^\n]*".join(map(re.escape, line.split(_ELLIPSIS))) + r"\n"
    text = "".join(f"{line.rstrip()}\n" for line in written.rstrip("\n").split("\n"))
    return re.fullmatch(pattern, text) is not None
