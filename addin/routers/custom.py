"""The routes of the add-in, where xlwings Server looks for them."""

from __future__ import annotations

from addin.routes import router

__all__ = ["router"]
