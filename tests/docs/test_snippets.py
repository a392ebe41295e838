"""Every command and every Python example of the documents does what the document says."""

from __future__ import annotations

import doctest
import importlib.util
import io
import sys
from collections.abc import Mapping
from pathlib import Path
from types import ModuleType
from typing import Final

import pytest
from openpyxl import Workbook

from tests.docs import setup_lines
from tests.docs.markdown import ROOT, Block, blocks
from tests.docs.shell import Shell, agrees, commands, open_shell

DOCUMENTS: Final = (
    ROOT / "README.md",
    ROOT / "CHANGELOG.md",
    *sorted((ROOT / "docs").glob("*.md")),
)
#: Languages of blocks that hold commands.
SHELLS: Final = {"console", "sh", "bat"}
#: Languages of blocks that are shown and not run; those of data have their own tests.
SHOWN: Final = {"text", "toml", "csv"}


def names(documents: Mapping[Path, object]) -> list[str]:
    """Return the test ids of some documents."""
    return [document.name for document in documents]


BLOCKS: Final = {document: blocks(document) for document in DOCUMENTS}
WITH_COMMANDS: Final = {
    document: found
    for document, all_blocks in BLOCKS.items()
    if (found := [block for block in all_blocks if block.language in SHELLS])
}
WITH_PYTHON: Final = {
    document: found
    for document, all_blocks in BLOCKS.items()
    if (found := [block for block in all_blocks if block.language == "python"])
}


def load(path: Path) -> ModuleType:
    """Load a script of the documentation, which is no package."""
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[path.stem] = module
    spec.loader.exec_module(module)
    return module


def test_there_is_something_to_run() -> None:
    run = [block for found in WITH_COMMANDS.values() for block in found if is_run(block)]
    assert {"README.md", "guide-utilisateur.md"} <= {document.name for document in WITH_COMMANDS}
    assert sum(1 for block in run for _ in commands(block)) >= 25
    assert sum(bool(command.shown) for block in run for command in commands(block)) >= 20
    assert {document.name for document in WITH_PYTHON} >= {"README.md"}


def is_run(block: Block) -> bool:
    """Tell whether the tests run a block of commands."""
    return block.directive("setup") is None


def test_every_block_has_a_known_language() -> None:
    unknown = [
        f"{block.place}: {block.language!r}"
        for found in BLOCKS.values()
        for block in found
        if block.language not in SHELLS | SHOWN | {"python"}
    ]
    assert not unknown


@pytest.mark.parametrize("document", WITH_COMMANDS, ids=names(WITH_COMMANDS))
def test_commands(document: Path, tmp_path: Path) -> None:
    folder = tmp_path / "pycog"
    folder.mkdir()
    shell = open_shell(folder)
    faults = [
        fault for block in WITH_COMMANDS[document] if is_run(block) for fault in run(block, shell)
    ]
    assert not faults, "\n\n".join(faults)


def run(block: Block, shell: Shell) -> list[str]:
    """Run the commands of a block and describe what is not as shown."""
    prepare(block, shell.folder)
    expected = int((block.directive("exit") or ("0",))[0])
    faults = []
    for command in commands(block):
        text = command.text
        if block.directive("windows") is not None:
            text = text.replace("\\", "/")
        code, written = shell.run(text)
        if code != expected:
            faults.append(f"{block.place}: {text}\nends with {code}, not {expected}:\n{written}")
        elif not agrees(command.shown, written):
            shown = "\n".join(command.shown)
            faults.append(f"{block.place}: {text}\nshown:\n{shown}\nwritten:\n{written}")
    return faults


def write_table(path: Path, lines: list[list[str]]) -> None:
    """Write a workbook of one sheet, as an officer would type it."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Suivi"
    for line in lines:
        sheet.append([number_or_text(entry) for entry in line])
    book.save(path)


def prepare(block: Block, folder: Path) -> None:
    """Do what the comments above a block ask for."""
    for words in block.directives:
        if words[0] == "type":
            _, file, sheet, *entries = words
            typed = dict(entry.split("=", 1) for entry in entries)
            values = {address: number_or_text(value) for address, value in typed.items()}
            load(ROOT / "docs" / "saisie.py").type_into(folder / file, sheet, values)
        elif words[0] == "folder":
            _, guide, target = words
            for example in blocks(ROOT / guide):
                if example.file:
                    path = folder / target / example.file
                    path.parent.mkdir(parents=True, exist_ok=True)
                    path.write_text(example.text, encoding="utf-8")
        elif words[0] == "table":
            _, file, *lines = words
            write_table(folder / file, [line.split(";") for line in lines])
        elif words[0] == "file":
            _, name, *lines = words
            (folder / name).write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
        else:
            assert words[0] in {"exit", "windows"}, f"{block.place}: unknown directive {words[0]}"


def number_or_text(value: str) -> float | str:
    """Return a typed entry as Excel takes it."""
    try:
        return float(value)
    except ValueError:
        return value


@pytest.mark.parametrize("document", WITH_COMMANDS, ids=names(WITH_COMMANDS))
def test_set_up_lines(document: Path) -> None:
    faults = [
        f"{block.place}: {command.text}: {fault}"
        for block in WITH_COMMANDS[document]
        if not is_run(block)
        for command in commands(block)
        if (fault := setup_lines.fault(command.text))
    ]
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("document", WITH_PYTHON, ids=names(WITH_PYTHON))
def test_python(document: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "pycog"
    folder.mkdir()
    open_shell(folder)
    monkeypatch.chdir(folder)
    scope: dict[str, object] = {}
    report = io.StringIO()
    runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS)
    for block in WITH_PYTHON[document]:
        test = doctest.DocTestParser().get_doctest(block.text, scope, block.place, None, block.line)
        assert test.examples, f"{block.place}: no example"
        test.globs = scope
        runner.run(test, out=report.write, clear_globs=False)
    assert runner.summarize(verbose=False).failed == 0, report.getvalue()


@pytest.mark.parametrize(
    ("shown", "written", "same"),
    [
        ((), "anything\n", True),
        (("90 %",), "90 %\n", True),
        (("90 %",), "90 %\n91 %\n", False),
        (("90 %",), "91 %\n", False),
        (("90 %", "…"), "90 %\nmore\nand more\n", True),
        (("90 %", "…", "end"), "90 %\nmore\n", False),
        (("a … z",), "a b c z\n", True),
        (("a … z",), "a b\nc z\n", False),
    ],
)
def test_a_wrong_output_would_be_seen(shown: tuple[str, ...], written: str, same: bool) -> None:
    assert agrees(shown, written) is same


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("make refresh", None),
        ("make coffee", "no target coffee in the Makefile"),
        ("py -m pip install --requirement requirements.lock", None),
        ("py -m pip install --requirement missing.lock", "missing.lock does not exist"),
        ("py -m pip install --editable .[server]", None),
        ("py -m pip install --editable .[coffee]", "no extra coffee in pyproject.toml"),
        ("rm -rf /", "not a known set-up line"),
    ],
)
def test_a_wrong_set_up_line_would_be_seen(line: str, fault: str | None) -> None:
    assert setup_lines.fault(line) == fault
