"""Builds the annex workbooks and audits workbooks; loaded only when first used."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pycog.conventions import Finding
    from pycog.refresh.host import FunctionHost

__all__ = ["audit_workbook", "build"]


def build(directory: Path, host: FunctionHost, cases: Path | None = None) -> list[Path]:
    """Write the annex workbooks and the validation workbook; see :mod:`.builder`."""
    from pycog.annexes.builder import build as run

    return run(directory, host, cases)


def audit_workbook(path: Path) -> list[Finding]:
    """Recompute every total of a workbook; see :mod:`.audit`."""
    from pycog.annexes.audit import audit_workbook as run

    return run(path)
