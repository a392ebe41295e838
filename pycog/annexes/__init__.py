"""Builds the annex workbooks and audits workbooks; loaded only when first used."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from pycog.conventions import Finding
    from pycog.refresh.host import FunctionHost
    from pycog.xlsx.package import Package
    from pycog.xlsx.webextension import AddinReference

__all__ = ["audit_opened", "audit_workbook", "build"]


def build(
    directory: Path,
    host: FunctionHost,
    cases: Path | None = None,
    addin: AddinReference | Literal["deployed"] | None = "deployed",
    agreement: str | None = None,
) -> list[Path]:
    """Write the annex workbooks and the validation workbook; see :mod:`.builder`."""
    from pycog.annexes.builder import DEPLOYED
    from pycog.annexes.builder import build as run

    return run(directory, host, cases, DEPLOYED if addin == "deployed" else addin, agreement)


def audit_workbook(path: Path) -> list[Finding]:
    """Recompute every total of a workbook file; see :func:`audit_opened`."""
    from pycog.audit.stored_grids import READING
    from pycog.ods import open_package

    return audit_opened(open_package(path, READING))


def audit_opened(package: Package) -> list[Finding]:
    """Recompute every total of a workbook that is at hand; see :mod:`pycog.audit`.

    The tables of an equipped workbook are also read through its map, and the sheets that were
    written into it are left out: they show what the officer's own cells hold.
    """
    from pycog.audit import audit_package
    from pycog.equip.map_findings import findings_of_map, sheets_written

    written = sheets_written(package)
    found = audit_package(package, written)
    if not written:
        return found
    known = {one.place for one in found}
    return [*found, *(one for one in findings_of_map(package) if one.place not in known)]
