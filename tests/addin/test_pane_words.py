"""No message of the pane asks for a command or an option: its reader has buttons."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from addin.pane_words import for_pane
from pycog.cli.main import COMMANDS
from tests.paths import ROOT

COMMAND = re.compile(rf"pycog ({'|'.join(COMMANDS)})\b|(^|\s|\()--[a-z]")
#: What only whoever starts the server reads.
FOR_ADMINISTRATORS = {
    "serving.py", "exposure.py", "certificates.py", "entra.py", "manifest.py", "settings.py",
    "security.py", "pane_words.py", "report_process.py", "conversation.py",
}  # fmt: skip


def texts(path: Path) -> Iterator[str]:
    """Yield the texts of a module that are no docstrings."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    documents = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    inside = {
        id(part)
        for node in ast.walk(tree)
        if isinstance(node, ast.JoinedStr)
        for part in node.values
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            yield "".join(
                str(part.value) if isinstance(part, ast.Constant) else "x" for part in node.values
            )
        elif (
            isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and id(node) not in documents | inside
        ):
            yield node.value


def test_the_messages_of_the_add_in_name_no_command() -> None:
    found = [
        f"{path.name}: {text}"
        for path in (ROOT / "addin").glob("*.py")
        if path.name not in FOR_ADMINISTRATORS
        for text in texts(path)
        if COMMAND.search(text) and " " in text
    ]
    assert not found, "\n".join(found)


def test_no_message_of_a_rule_keeps_a_command_in_the_pane() -> None:
    sources = [
        path for path in (ROOT / "pycog").rglob("*.py") if "cli" not in path.parts
    ]  # fmt: skip
    said = [text for path in sources for text in texts(path) if COMMAND.search(text)]
    assert len(said) > 20  # There are such messages: the walk is not blind.
    left = [text for text in said if COMMAND.search(for_pane(text))]
    assert not left, "\n".join(left)


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("Rien à dire.", "Rien à dire."),
        (
            "Total : formule sans valeur enregistrée. Lancez « pycog refresh » sur ce classeur.",
            "Total : formule sans valeur enregistrée. Cliquez sur « Recalculer » et enregistrez le "
            "classeur.",
        ),
        (
            "« a.xlsx » est protégé. Donnez-le avec --mot-de-passe, ou retirez le chiffrement.",
            "« a.xlsx » est protégé. Retirez le chiffrement.",
        ),
        ("Relancez avec --memory 4.", "Demandez à votre administrateur ce qui peut être fait."),
        (
            "Si c'est la vôtre, équipez-la (« pycog equip FICHIER --en-place ») et recommencez.",
            "Si c'est la vôtre, équipez-la (bouton « Équiper ») et recommencez.",
        ),
    ],
)
def test_what_is_left_reads_well(written: str, shown: str) -> None:
    assert for_pane(written) == shown
