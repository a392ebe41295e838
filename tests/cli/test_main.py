"""The command as a whole: its French, its streams, its exit codes."""

from __future__ import annotations

import argparse
import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pycog import __version__
from pycog.cli.main import COMMANDS
from pycog.cli.parser import FrenchParser, in_french
from pycog.cli.streams import counted, explain_os_error
from tests.waiting import PATIENCE

Command = Callable[..., Any]

_ENGLISH = re.compile(
    r"\b(usage|positional|arguments:|options:|show|this|exit|error:|the|required|invalid|default)\b"
)


def test_version_is_that_of_the_package(process: Command) -> None:
    assert process("--version") == (0, f"pycog {__version__}\n", "")


def test_version_loads_nothing_heavy() -> None:
    code = (
        "import sys; from pycog.cli.main import main; main(['--version']); "
        "heavy = {'numpy', 'pandas', 'formualizer', 'openpyxl', 'xlsxwriter', 'tqdm', 'udfs'}; "
        "sys.exit(', '.join(heavy & set(sys.modules)) or 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.parametrize("option", ["-h", "--help", "--aide"])
@pytest.mark.parametrize("name", ["", *COMMANDS])
def test_help_is_french(command: Command, name: str, option: str) -> None:
    code, out, err = command(*filter(None, [name, option]))
    assert (code, err) == (0, "")
    assert out.startswith("utilisation : pycog")
    assert "options :\n" in out
    assert _ENGLISH.findall(out) == []


def test_general_help_lists_every_command(command: Command) -> None:
    out = command("--help").out
    assert all(f"    {name} " in out for name in COMMANDS)


@pytest.mark.parametrize(
    ("args", "message"),
    [
        ([], "pycog : erreur : il manque : COMMANDE\nAide : pycog --help\n"),
        (["eval"], "pycog eval : erreur : il manque : FORMULE\nAide : pycog eval --help\n"),
        (
            ["refresh", "a.xlsx", "--chek"],
            "pycog : erreur : arguments inconnus : --chek\nAide : pycog --help\n",
        ),
        (
            ["refresh", "a.xlsx", "--output"],
            "pycog refresh : erreur : --output : une valeur est attendue\n"
            "Aide : pycog refresh --help\n",
        ),
        (
            ["refresh", "a.xlsx", "--check", "--output", "b"],
            "pycog refresh : erreur : --output : incompatible avec --check\n"
            "Aide : pycog refresh --help\n",
        ),
        (
            ["refresh", "a.xlsx", "--check=oui"],
            "pycog refresh : erreur : --check : n'attend pas de valeur, reçu : oui\n"
            "Aide : pycog refresh --help\n",
        ),
    ],
)
def test_wrong_arguments_are_explained_in_french(
    command: Command, args: list[str], message: str
) -> None:
    assert command(*args) == (2, "", message)


def test_an_unknown_command_shows_the_known_ones(command: Command) -> None:
    code, out, err = command("evaluer")
    assert (code, out) == (2, "")
    assert err.startswith("pycog : erreur : COMMANDE : « evaluer » n'existe pas ; au choix : ")
    assert all(name in err for name in COMMANDS)


def test_every_message_of_argparse_that_a_parser_can_raise_is_french(
    capsys: pytest.CaptureFixture[str],
) -> None:
    def message(*args: str) -> str:
        with in_french(), pytest.raises(SystemExit):
            parser = FrenchParser(prog="essai")
            parser.add_argument("--entier", type=int)
            parser.add_argument("--choix", choices=["a", "b"])
            parser.add_argument("--deux", nargs=2)
            parser.add_argument("--suite", nargs="+")
            parser.add_mutually_exclusive_group(required=True).add_argument("--un")
            parser.parse_args(args)
        return capsys.readouterr().err.splitlines()[0]

    start = "essai : erreur : "
    assert message() == f"{start}il faut l'un de : --un"
    assert message("--entier", "x") == f"{start}--entier : valeur incorrecte : « x »"
    assert message("--choix", "c").startswith(f"{start}--choix : « c » n'existe pas ; au choix : ")
    assert message("--deux", "x") == f"{start}--deux : 2 valeurs sont attendues"
    assert message("--suite") == f"{start}--suite : au moins une valeur est attendue"


def test_other_parsers_keep_their_own_language(command: Command) -> None:
    command("--help")
    assert argparse.ArgumentParser(prog="x").format_usage() == "usage: x [-h]\n"


@pytest.mark.parametrize(
    "env",
    [
        {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"},
        {"PYTHONIOENCODING": "cp1252"},
        {"PYTHONIOENCODING": "ascii"},
    ],
)
def test_output_is_utf_8_whatever_the_locale(process: Command, env: dict[str, str]) -> None:
    assert "Recalcule et contrôle" in process("--help", env=env).out
    assert "« évaluer » n'existe pas" in process("évaluer", env=env).err


@pytest.mark.parametrize("args", [["functions"], ["eval", "=1"], ["eval", "=COG_RATE(1,0)"]])
def test_a_reader_that_goes_away_ends_the_command_quietly(args: list[str]) -> None:
    assert _without_reader(args) == (141, b"")


def test_help_that_nobody_reads_stays_quiet() -> None:
    assert _without_reader(["--help"])[1] == b""


def _without_reader(args: list[str]) -> tuple[int, bytes]:
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run(
        [sys.executable, "-m", "pycog", *args], stdout=writing, stderr=subprocess.PIPE, check=False
    )
    os.close(writing)
    return done.returncode, done.stderr


def test_ctrl_c_gives_one_french_line() -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "pycog", "eval", "-"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        # A background job starts with Ctrl-C ignored, and Python would keep it so.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    ) as running:
        assert running.stdin and running.stdout and running.stderr
        running.stdin.write(b"=1+1\n")
        running.stdin.flush()
        assert running.stdout.readline() == b"2\n"
        running.send_signal(signal.SIGINT)
        assert running.wait(PATIENCE) == 130
        assert running.stderr.read().decode() == "Interrompu.\n"


def test_own_conventions_may_be_given_before_or_after_the_command(
    command: Command, tmp_path: Path
) -> None:
    missing = tmp_path / "absent"
    for args in (
        ["--conventions", missing, "conventions"],
        ["conventions", "--conventions", missing],
    ):
        code, out, err = command(*args)
        assert (code, out) == (2, "")
        assert str(missing) in err


def test_system_errors_are_french() -> None:
    assert explain_os_error(PermissionError(13, "Permission denied", "a.xlsx")) == (
        "a.xlsx : accès refusé ; le fichier est en lecture seule, ouvert ailleurs, ou le dossier "
        "est protégé."
    )
    assert explain_os_error(OSError(28, "No space left on device")) == "Le disque est plein."


@pytest.mark.parametrize(
    ("number", "text"), [(0, "0 formule"), (1, "1 formule"), (12345, "12 345 formules")]
)
def test_french_plurals(number: int, text: str) -> None:
    assert counted(number, "formule") == text
