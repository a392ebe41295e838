"""The routes of the add-in, where xlwings Server looks for them."""

from __future__ import annotations

from fastapi import APIRouter

from addin import page_routes, pane_routes, routes

router = APIRouter()
router.include_router(routes.router)
router.include_router(pane_routes.router)
router.include_router(page_routes.router)

__all__ = ["router"]
