"""Puts a file in the place of another: whoever looks sees the old one or the new one, whole.

The new bytes go to a temporary file in the same folder, reach the disk, are read back, get
the rights of the file they replace, and take its name in one step. Whatever stops that,
the target stays as it was; what a killed run leaves behind is swept by the next one.

Every call to the system goes through ``os`` under that name, so that a test can make each
of them fail in turn.
"""

from __future__ import annotations

import contextlib
import errno
import os
import re
import stat
import time
import zlib
from collections.abc import Callable
from functools import cache
from pathlib import Path

from msgspec import Struct

from pycog.lazy_patterns import regex

#: Waits (seconds) between attempts to take the target's name while another program, an
#: antivirus as a rule, holds the file: about three seconds in all.
PATIENCE = (0.05, 0.1, 0.2, 0.4, 0.8, 1.5)
#: Age (seconds) from which a temporary file is nobody's, whoever made it.
ABANDONED = 24 * 3600
_NAME = regex(r"\.pycog-(?:([0-9a-f]{8})-([0-9]+)-)?[0-9A-Za-z_]+\.tmp")
_CHUNK = 1 << 20
#: Extended attributes that hold access rights; the others are a comfort.
_RIGHTS = ("system.posix_acl_access",)


class Locked(OSError):
    """Another program kept the target for longer than :data:`PATIENCE`."""


class Altered(Exception):
    """The target changed since it was read."""


class Misread(Exception):
    """The disk does not give back what was written."""


class RightsLost(OSError):
    """The new file cannot be given the owner or the rights of the old one."""


class Stamp(Struct, frozen=True):
    """What tells whether a file is still the one seen before."""

    size: int
    modified: int
    number: int

    @classmethod
    def of(cls, path: Path) -> Stamp | None:
        """Return the stamp of a file, ``None`` where there is none."""
        try:
            found = os.stat(path)
        except FileNotFoundError:
            return None
        return cls(found.st_size, found.st_mtime_ns, found.st_ino)


def replace_file(target: Path, data: bytes, *, model: Path, seen: Stamp | None) -> Stamp:
    """Make ``data`` the content of ``target``, at once or not at all.

    A symbolic link keeps pointing where it did. The file gets the present time.

    Args:
        target: The file to replace or to make; its folder is made if need be.
        data: The new content.
        model: The file whose owner, rights and attributes the new one gets.
        seen: The stamp of the target when it was read, ``None`` where there was none.

    Returns:
        The stamp of the new file, by which a later change of another program is told.

    Raises:
        Altered: The target is no longer the one seen.
        Locked: Another program holds the target.
        Misread: The disk gives back other bytes.
        RightsLost: Owner or rights cannot be kept.
        OSError: The system refused a step.
    """
    target = Path(os.path.realpath(target))
    os.makedirs(target.parent, exist_ok=True)
    temporary = target.parent / temporary_name(os.getpid())
    try:
        _write(temporary, data)
        _give_rights(temporary, model)
        written = Stamp.of(temporary)
        _swap(temporary, target, seen)
    finally:
        # After the swap the name is gone; otherwise the run that failed tidies up.
        with contextlib.suppress(OSError):
            os.unlink(temporary)
    _sync_folder(target.parent)
    assert written is not None  # it took the place of the target
    return written


def temporary_name(process: int) -> str:
    """Return a new name that says which process of which machine is writing."""
    return f".pycog-{node()}-{process}-{os.urandom(4).hex()}.tmp"


def sweep(folder: Path, *, process: int | None = None) -> int:
    """Remove the temporary files that dead runs left in a folder.

    Only files named as ours are looked at, and only those whose process on this machine
    is dead, or that are older than a day, are removed.

    Args:
        folder: Where to look; its sub-folders are left alone.
        process: A process of this machine known to have ended; only its files are removed.

    Returns:
        How many files were removed.
    """
    removed = 0
    with contextlib.suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            owner = _NAME.fullmatch(entry.name)
            if owner is None or not _is_left_over(entry, owner, process):
                continue
            with contextlib.suppress(OSError):
                os.unlink(entry.path)
                removed += 1
    return removed


def _is_left_over(entry: os.DirEntry[str], owner: re.Match[str], ended: int | None) -> bool:
    machine, process = owner[1], owner[2]
    ours = machine == node()
    try:
        if not entry.is_file(follow_symlinks=False):
            return False
        if ended is not None:
            return ours and int(process) == ended
        old = time.time() - entry.stat(follow_symlinks=False).st_mtime > ABANDONED
    except OSError:
        return False
    return old or (ours and not may_live(int(process)))


@cache
def node() -> str:
    """A short mark of this machine: process numbers mean nothing on another one."""
    import platform  # slow to load, and a workbook that is fresh is not written

    return f"{zlib.crc32(platform.node().encode()):08x}"


def may_live(process: int) -> bool:
    """Tell whether a process of this machine may still run.

    Args:
        process: Its number.
    """
    if os.name == "nt":
        return True  # asking would end it: the age decides
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return not _has_ended(process)


def _has_ended(process: int) -> bool:
    """Tell whether a process has ended that its parent has not buried yet (Linux)."""
    try:
        # The name of the program stands in brackets and may hold anything.
        state = Path(f"/proc/{process}/stat").read_bytes().rpartition(b")")[2].split()[0]
    except (OSError, IndexError):
        return False
    return state in {b"Z", b"X"}


def _write(path: Path, data: bytes) -> None:
    flags = os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    descriptor = os.open(path, flags, 0o600)
    try:
        rest = memoryview(data)
        while rest:
            rest = rest[os.write(descriptor, rest) :]
        os.fsync(descriptor)
        os.lseek(descriptor, 0, os.SEEK_SET)
        _read_back(lambda: os.read(descriptor, _CHUNK), memoryview(data))
    finally:
        os.close(descriptor)


def _read_back(read: Callable[[], bytes], expected: memoryview) -> None:
    while expected:
        piece = read()
        if not piece or piece != expected[: len(piece)]:
            raise Misread
        expected = expected[len(piece) :]
    if read():
        raise Misread


def _give_rights(path: Path, model: Path) -> None:
    wanted, found = os.stat(model), os.stat(path)
    _copy_attributes(path, model)
    owned = (wanted.st_uid, wanted.st_gid)
    try:
        if os.name != "nt" and owned != (found.st_uid, found.st_gid):
            os.chown(path, *owned)
        # After the owner: a change of owner takes rights away.
        os.chmod(path, stat.S_IMODE(wanted.st_mode))
    except PermissionError as error:
        raise RightsLost(*error.args) from error


def _copy_attributes(path: Path, model: Path) -> None:
    """Copy extended attributes (access lists among them) where the system has any."""
    if not hasattr(os, "listxattr"):
        return
    try:
        names = os.listxattr(model)
    except OSError as error:
        if error.errno in _NO_ATTRIBUTES:
            return
        raise
    for name in names:
        try:
            os.setxattr(path, name, os.getxattr(model, name))
        except OSError as error:
            if name in _RIGHTS:
                raise RightsLost(*error.args) from error
            if error.errno not in _NO_ATTRIBUTES:
                raise


_NO_ATTRIBUTES = {errno.ENOTSUP, errno.ENODATA, errno.EINVAL, errno.EPERM, errno.EACCES}


def _swap(temporary: Path, target: Path, seen: Stamp | None) -> None:
    for wait in (*PATIENCE, None):
        if Stamp.of(target) != seen:
            raise Altered
        try:
            os.replace(temporary, target)
            return
        except PermissionError as error:
            if wait is None:
                raise Locked(*error.args) from error
            time.sleep(wait)


def _sync_folder(folder: Path) -> None:
    """Make the swap itself durable, where the system lets a folder be opened."""
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
