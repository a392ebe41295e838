"""Packs the offline kit: everything that a workstation without network needs.

``make kit`` runs it. The wheels of the lock are fetched for every system and Python of
:data:`SYSTEMS` and :data:`PYTHONS`, whatever machine packs; a wheel that one of them lacks
stops the packing, so that a kit is complete for all of them.
"""

from __future__ import annotations

import argparse
import hashlib
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bill_of_materials import write_bill
from licences import write_licences
from packaging.requirements import Requirement

HERE: Final = Path(__file__).resolve().parent
PROJECT: Final = HERE.parents[1]
LOCK: Final = PROJECT / "requirements-kit.lock"
PYTHONS: Final = ("3.13", "3.12", "3.11")


@dataclass(frozen=True, slots=True)
class System:
    """A kind of workstation.

    Attributes:
        name: As ``--systemes`` takes it.
        tags: Platforms of the wheels that it takes, as pip names them.
        markers: What the markers of a lock file say of it.
    """

    name: str
    tags: tuple[str, ...]
    markers: tuple[tuple[str, str], ...]


_LINUX_TAGS: Final = (
    *(f"manylinux_2_{minor}_x86_64" for minor in range(28, 4, -1)),
    "manylinux2014_x86_64",
    "manylinux2010_x86_64",
    "manylinux1_x86_64",
    "linux_x86_64",
)
SYSTEMS: Final = (
    System(
        "windows",
        ("win_amd64",),
        (
            ("sys_platform", "win32"),
            ("platform_system", "Windows"),
            ("os_name", "nt"),
            ("platform_machine", "AMD64"),
        ),
    ),
    System(
        "linux",
        _LINUX_TAGS,
        (
            ("sys_platform", "linux"),
            ("platform_system", "Linux"),
            ("os_name", "posix"),
            ("platform_machine", "x86_64"),
        ),
    ),
    # cryptography publishes no wheel for the Intel processors of old Macs any more.
    System(
        "macos",
        ("macosx_14_0_arm64",),
        (
            ("sys_platform", "darwin"),
            ("platform_system", "Darwin"),
            ("os_name", "posix"),
            ("platform_machine", "arm64"),
        ),
    ),
)
#: What the kit shows a person, beside the program.
_GUIDES: Final = ("guide-*.md", "convention.md", "formules.md", "deploiement.md", "donnees.md")


def main(arguments: Sequence[str] | None = None) -> int:
    """Pack a kit; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("output", type=Path, help="folder of the kit; made anew")
    parser.add_argument("--systems", default=",".join(one.name for one in SYSTEMS))
    parser.add_argument("--pythons", default=",".join(PYTHONS))
    args = parser.parse_args(arguments)
    wanted = args.systems.split(",")
    systems = [one for one in SYSTEMS if one.name in wanted]
    pythons = args.pythons.split(",")
    unknown = set(wanted) - {one.name for one in SYSTEMS} | set(pythons) - set(PYTHONS)
    if unknown:
        parser.error(f"unknown system or Python: {', '.join(sorted(unknown))}")
    with tempfile.TemporaryDirectory() as aside:
        kit = Path(aside) / "kit"
        pack(kit, systems, pythons)
        if args.output.exists():
            shutil.rmtree(args.output)
        args.output.parent.mkdir(parents=True, exist_ok=True)
        shutil.move(kit, args.output)
    size = sum(one.stat().st_size for one in args.output.rglob("*") if one.is_file())
    print(f"{args.output}: {size / 1e6:.0f} MB, {len(systems)} systems, Python {args.pythons}")
    return 0


def pack(kit: Path, systems: Sequence[System], pythons: Sequence[str]) -> None:
    """Write a kit.

    Args:
        kit: Folder that is not there yet.
        systems: For which workstations.
        pythons: For which versions of Python, as ``3.11``.

    Raises:
        subprocess.CalledProcessError: A wheel cannot be had.
    """
    wheels = kit / "paquets"
    wheels.mkdir(parents=True)
    own = _build(wheels)
    locked = list(_locked(LOCK.read_text(encoding="utf-8")))
    for system in systems:
        for python in pythons:
            fetch(
                wheels, [one for one in locked if _applies(one[0], system, python)], system, python
            )
    _write_requirements(kit / "exigences.txt", locked, own)
    (kit / "pythons.txt").write_text("\n".join(pythons) + "\n", encoding="ascii")
    _copy_programs(kit)
    _copy_guides(kit)
    _make_extension(kit / "libreoffice" / "cog.oxt")
    write_licences(wheels, kit / "licences")
    write_bill(wheels, kit / "nomenclature.cdx.json", own)
    _write_digests(kit)


def _build(wheels: Path) -> Path:
    """Build the wheel of pycog itself and return it."""
    _pip("wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", str(wheels), str(PROJECT))
    return next(wheels.glob("pycog-*.whl"))


def _locked(text: str) -> Iterator[tuple[Requirement, str]]:
    """Yield the requirements of a lock file, each with its lines as they stand."""
    for block in text.replace("\\\n", "\0").splitlines():
        if block and not block.lstrip().startswith("#"):
            name = block.split("\0", 1)[0].strip()
            yield Requirement(name), block.replace("\0", "\\\n")


def _applies(requirement: Requirement, system: System, python: str) -> bool:
    """Tell whether a workstation may need a package, the first or the last patch of its Python."""
    marker = requirement.marker
    if marker is None:
        return True
    common = {
        **dict(system.markers),
        "python_version": python,
        "implementation_name": "cpython",
        "platform_python_implementation": "CPython",
        "extra": "",
    }
    return any(
        marker.evaluate({**common, "python_full_version": f"{python}.{patch}"}) for patch in (0, 99)
    )


def fetch(
    wheels: Path, locked: Sequence[tuple[Requirement, str]], system: System, python: str
) -> None:
    """Fetch the wheels that one workstation takes, each against the digests of the lock.

    Args:
        wheels: Folder that gets them.
        locked: The requirements that apply to it.
        system: Its kind.
        python: Its Python.
    """
    with tempfile.TemporaryDirectory() as aside:
        listing = Path(aside) / "requirements.txt"
        # The markers are judged already, and pip would judge them by its own machine.
        listing.write_text(
            "\n".join(_without_marker(one, lines) for one, lines in locked), encoding="utf-8"
        )
        digits = python.replace(".", "")
        tags = [one for tag in system.tags for one in ("--platform", tag)]
        abis = [one for abi in (f"cp{digits}", "abi3", "none") for one in ("--abi", abi)]
        _pip(
            "download",
            "--no-deps",
            "--only-binary=:all:",
            "--require-hashes",
            *("--implementation", "cp", "--python-version", python, *tags, *abis),
            *("--dest", str(wheels), "--requirement", str(listing)),
        )


def _without_marker(requirement: Requirement, lines: str) -> str:
    _, _, digests = lines.partition("\\\n")
    return f"{requirement.name}{requirement.specifier} \\\n{digests}"


def _pip(*arguments: str) -> None:
    command = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*command, *arguments], check=True)


def _write_requirements(path: Path, locked: Sequence[tuple[Requirement, str]], own: Path) -> None:
    """Write what the installer gives to pip: the lock, and pycog with its digest."""
    lines = [each for _, each in locked]
    version = own.name.split("-")[1]
    digest = hashlib.sha256(own.read_bytes()).hexdigest()
    lines.append(f"pycog=={version} \\\n    --hash=sha256:{digest}")
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _copy_programs(kit: Path) -> None:
    """Copy the installer; the script of Windows gets the line ends that its shell expects."""
    for name in ("installation.py", "installer.sh", "LISEZ-MOI.txt"):
        shutil.copyfile(HERE / name, kit / name)
    (kit / "installer.sh").chmod(0o755)
    script = (HERE / "installer.cmd").read_text(encoding="ascii")
    (kit / "installer.cmd").write_text(script, encoding="ascii", newline="\r\n")


def _copy_guides(kit: Path) -> None:
    """Copy the guides with their pictures, the annexes and the terms of use."""
    guides = kit / "guides"
    guides.mkdir()
    for pattern in _GUIDES:
        for one in sorted((PROJECT / "docs").glob(pattern)):
            shutil.copyfile(one, guides / one.name)
    shutil.copytree(PROJECT / "docs" / "images", guides / "images")
    shutil.copytree(
        PROJECT / "workbooks", kit / "classeurs", ignore=shutil.ignore_patterns(".*", "~$*")
    )
    for name in ("LICENSE", "CHANGELOG.md"):
        shutil.copyfile(PROJECT / name, kit / name)


def _make_extension(path: Path) -> None:
    """Make the extension that brings the formulas to LibreOffice."""
    path.parent.mkdir()
    command = [sys.executable, "-m", "pycog", "libreoffice", "--output", str(path)]
    subprocess.run(command, check=True, cwd=PROJECT, stdout=subprocess.DEVNULL)


def _write_digests(kit: Path) -> None:
    """Write the digest of every file, as ``sha256sum --check`` reads it too."""
    lines = []
    for path in sorted(one for one in kit.rglob("*") if one.is_file()):
        name = path.relative_to(kit).as_posix()
        lines.append(f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {name}")
    (kit / "SHA256SUMS").write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")


if __name__ == "__main__":
    sys.exit(main())
