"""Workbooks made on the spot, as for the refresh."""

from __future__ import annotations

from tests.refresh.conftest import host, listening, make, refresh

__all__ = ["host", "listening", "make", "refresh"]
