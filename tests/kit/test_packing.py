"""The kit holds what every workstation needs, and says what it holds."""

from __future__ import annotations

import hashlib
import importlib
import json
import re
import sys
from pathlib import Path

import pytest

from tests.paths import ROOT

SCRIPTS = ROOT / ".ci" / "kit"


@pytest.fixture(scope="module")
def packer():
    """Return the module that packs kits, which stands in no package."""
    sys.path.insert(0, str(SCRIPTS))
    try:
        yield importlib.import_module("make_kit")
    finally:
        sys.path.remove(str(SCRIPTS))


def needed(packer, system: str, python: str) -> set[str]:
    """Return the names of the packages that one workstation gets."""
    one = next(each for each in packer.SYSTEMS if each.name == system)
    locked = packer._locked(packer.LOCK.read_text(encoding="utf-8"))
    return {found.name for found, _ in locked if packer._applies(found, one, python)}


@pytest.mark.parametrize(
    ("system", "has", "lacks"),
    [
        ("windows", {"pywin32", "colorama", "tzdata"}, {"uvloop", "gunicorn", "appscript"}),
        ("linux", {"uvloop", "gunicorn"}, {"pywin32", "colorama", "appscript"}),
        ("macos", {"uvloop", "appscript", "psutil"}, {"pywin32", "tzdata"}),
    ],
)
def test_each_system_gets_its_own_packages(packer, system, has, lacks):
    for python in packer.PYTHONS:
        found = needed(packer, system, python)
        assert has <= found
        assert not lacks & found
        assert {"formualizer", "numpy", "pandas", "xlwings-server", "msoffcrypto-tool"} <= found


def test_early_patches_of_a_python_are_served_too(packer):
    # The Python of Debian 12 is 3.11.2, for which a package asks for one more.
    assert "async-timeout" in needed(packer, "linux", "3.11")
    assert "async-timeout" not in needed(packer, "linux", "3.12")


def test_the_lock_of_the_kit_agrees_with_that_of_the_project(packer):
    def versions(path: Path) -> dict[str, set[str]]:
        found: dict[str, set[str]] = {}
        for line in re.findall(r"^[a-z0-9][^\s;]+==[^\s;]+", path.read_text(), re.MULTILINE):
            name, _, version = line.partition("==")
            found.setdefault(name, set()).add(version)
        return found

    whole = versions(ROOT / "requirements.lock")
    own = versions(packer.LOCK)
    assert {name for name in own if own[name] != whole.get(name)} == {"pip"}


def test_every_file_has_its_digest(kit):
    lines = (kit / "SHA256SUMS").read_text(encoding="utf-8").splitlines()
    listed = dict(reversed(line.split("  ", 1)) for line in lines)
    there = {one.relative_to(kit).as_posix() for one in kit.rglob("*") if one.is_file()}
    assert set(listed) == there - {"SHA256SUMS"}
    for name, digest in listed.items():
        assert hashlib.sha256((kit / name).read_bytes()).hexdigest() == digest


def test_the_bill_names_every_package_with_its_digest(kit):
    bill = json.loads((kit / "nomenclature.cdx.json").read_text(encoding="utf-8"))
    assert bill["bomFormat"] == "CycloneDX"
    assert bill["metadata"]["component"]["name"] == "pycog"
    parts = [bill["metadata"]["component"], *bill["components"]]
    digests = {each["content"] for part in parts for each in part["hashes"]}
    wheels = list((kit / "paquets").glob("*.whl"))
    assert {hashlib.sha256(one.read_bytes()).hexdigest() for one in wheels} == digests
    assert len({part["bom-ref"] for part in parts}) == len(wheels)


def test_every_package_has_its_licence(kit):
    listed = (kit / "licences" / "liste.txt").read_text(encoding="utf-8").splitlines()
    assert len(listed) == len(list((kit / "paquets").glob("*.whl")))
    assert not [line for line in listed if line.endswith("non déclarée")]
    texts = {one.parent.name for one in (kit / "licences").glob("*/*")}
    assert {"formualizer", "numpy", "typst", "xlwings-server"} <= {
        one.rpartition("-")[0] for one in texts
    }


def test_the_guides_and_the_annexes_are_there(kit):
    assert (kit / "guides" / "guide-utilisateur.md").is_file()
    assert (kit / "libreoffice" / "cog.oxt").read_bytes().startswith(b"PK")
    assert (kit / "classeurs" / "camieg-2012-2015" / "annexe-4-indicateurs.xlsx").is_file()


def test_the_script_of_windows_has_the_ends_of_line_of_its_shell(kit):
    script = (kit / "installer.cmd").read_bytes()
    assert script.count(b"\r\n") == script.count(b"\n") > 10
    script.decode("ascii")
