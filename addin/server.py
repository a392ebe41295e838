"""The ASGI application: xlwings Server with the routes of the add-in in their places."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI
from starlette.routing import NoMatchFound
from xlwings_server import main

from addin.routes import single


def _application() -> Any:
    app: FastAPI = main.app
    try:
        app.url_path_for("call_batch")
    except NoMatchFound:
        # xlwings Server logs a router that fails to load and starts without it.
        raise RuntimeError("the routes of the add-in failed to load, see above") from None
    _put_first(app)
    return main.main_app


def _put_first(app: FastAPI) -> None:
    """Let our route for single calls win over the one that xlwings Server declared first."""
    routes = app.router.routes
    known = len(routes)
    app.include_router(single)
    ours = routes[known:]
    del routes[known:]
    routes[:0] = ours


application = _application()
