"""The routes of the add-in, where xlwings Server looks for them."""

from __future__ import annotations

from addin.pane_routes import router as pane_router
from addin.routes import router

router.include_router(pane_router)

__all__ = ["router"]
