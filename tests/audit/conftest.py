"""The built workbooks, which the audit looks into."""

from __future__ import annotations

from tests.annexes.conftest import built, filled, host, parts

__all__ = ["built", "filled", "host", "parts"]
