"""The deployment guide and the container image agree with the code and with each other."""

from __future__ import annotations

import argparse
import configparser
import json
import re
import shlex
from pathlib import Path

import pytest

from pycog.cli.main import _parser
from pycog.cli.parser import in_french
from pycog.office_addin import MANIFEST_ID
from tests.docs.markdown import ROOT, blocks

GUIDE = ROOT / "docs" / "deploiement.md"
DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")


def parsed(arguments: list[str]) -> argparse.Namespace:
    """Return what the command understands; a wrong option ends the test."""
    with in_french():
        return _parser(arguments).parse_args(arguments)


def instructions(name: str) -> list[str]:
    """Return the arguments of every instruction of a kind in the Dockerfile."""
    joined = re.sub(r"\\\n\s*", " ", DOCKERFILE)
    return re.findall(rf"^{name} (.+)$", joined, re.M)


@pytest.fixture(scope="module")
def guide() -> str:
    return GUIDE.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def unit() -> configparser.ConfigParser:
    """The systemd unit of the guide."""
    (text,) = (block.text for block in blocks(GUIDE) if block.text.startswith("[Unit]"))
    parser = configparser.ConfigParser(interpolation=None)
    parser.optionxform = str
    parser.read_string(text)
    return parser


def test_every_option_of_the_server_is_explained(guide: str) -> None:
    with in_french():
        general = _parser(["serve"])
    (commands,) = (
        action for action in general._actions if isinstance(action, argparse._SubParsersAction)
    )
    options = {
        option
        for action in commands.choices["serve"]._actions
        for option in action.option_strings
        if option.startswith("--")
    } - {"--help", "--aide"}
    assert {"--workers", "--http"} <= options
    table = guide.partition("## Les réglages")[2].partition("## Réseau")[0]
    assert sorted(option for option in options if f"`{option}`" not in table) == []


def test_every_variable_of_the_server_is_explained(guide: str) -> None:
    sources = [*(ROOT / "addin").glob("*.py"), ROOT / "pycog/conventions/loading/loader.py"]
    found = {
        name
        for path in [*sources, ROOT / "pycog" / "conventions" / "__init__.py"]
        for name in re.findall(r'"(PYCOG_[A-Z]+)"', path.read_text(encoding="utf-8"))
    }
    assert {"PYCOG_URL", "PYCOG_CERTIFICATS"} <= found
    assert sorted(name for name in found if f"`{name}`" not in guide) == []


def test_the_service_starts_the_server_as_the_proxy_expects(
    guide: str, unit: configparser.ConfigParser
) -> None:
    program, *arguments = shlex.split(unit["Service"]["ExecStart"])
    args = parsed(arguments)
    assert program.endswith("/bin/pycog") and args.http
    assert f"server {args.host}:{args.port};" in guide
    assert f"curl http://{args.host}:{args.port}/sante" in guide
    assert args.url == "https://cog.exemple.fr"
    assert "server_name cog.exemple.fr;" in guide
    assert unit["Service"]["User"] == "pycog"


def test_the_proxy_configuration_is_whole() -> None:
    (text,) = (block.text for block in blocks(GUIDE) if block.text.startswith("upstream"))
    assert text.count("{") == text.count("}") == 5
    plain = [line.split("#")[0].strip() for line in text.splitlines()]
    assert [line for line in plain if line and line[-1] not in "{};"] == []
    for header in ("Host $host", "X-Forwarded-Proto $scheme"):
        assert f"proxy_set_header {header};" in text


def test_the_manifest_id_is_the_right_one(guide: str) -> None:
    assert set(re.findall(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", guide)) == {
        MANIFEST_ID,
        "00000000-0000-0000-0000-000000000000",
        # All applications of Office, by Microsoft's documentation.
        "ea5a67f6-b6f3-4338-b240-c655ddc3cc8e",
    }


def test_the_image_runs_the_server() -> None:
    (entry,) = instructions("ENTRYPOINT")
    (default,) = instructions("CMD")
    program, *arguments = json.loads(entry) + json.loads(default)
    args = parsed(arguments)
    assert program == "pycog" and args.command == "serve"
    assert instructions("EXPOSE") == [str(args.port)]
    (health,) = instructions("HEALTHCHECK")
    assert f"http://127.0.0.1:{args.port}/sante" in health
    *_, user = instructions("USER")
    assert user == "pycog"


def test_the_image_copies_what_exists_and_is_not_ignored() -> None:
    ignore = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    kept = {line[1:] for line in ignore if line.startswith("!")}
    copied = {
        name
        for line in instructions("COPY")
        if not line.startswith("--from")
        for name in line.split()[:-1]
    }
    assert copied == kept
    assert sorted(name for name in copied if not (ROOT / name).exists()) == []


def test_the_image_installs_locked_packages_only() -> None:
    lock = (ROOT / "requirements-server.lock").read_text(encoding="utf-8")
    names = set(re.findall(r"^([a-z0-9._-]+)==", lock, re.M))
    assert {"xlwings-server", "hatchling", "formualizer", "uvicorn"} <= names
    assert not names & {"pytest", "mypy", "ruff", "playwright"}
    assert lock.count("--hash=sha256:") > len(names)
    assert Path(ROOT / "Dockerfile").read_text(encoding="utf-8").count("pip install") == 2
    assert "--require-hashes" in DOCKERFILE
