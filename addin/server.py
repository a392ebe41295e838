"""The ASGI application: xlwings Server with the routes of the add-in in their places."""

from __future__ import annotations

from http import HTTPStatus

from fastapi import FastAPI, Request
from fastapi.exception_handlers import http_exception_handler
from fastapi.responses import PlainTextResponse, Response
from starlette.exceptions import HTTPException
from starlette.routing import NoMatchFound
from xlwings_server import main

from addin.incidents import internal_error
from addin.routes import single
from addin.security import Guard
from pycog.errors import InvalidInput

#: What a refused user reads, instead of the English of the auth providers.
_REFUSALS = {
    401: "Connexion refusée : le serveur ne reconnaît pas votre session. Reconnectez-vous à Excel "
    "avec votre compte professionnel, puis recalculez.",
    403: "Accès refusé : votre compte n'a pas le rôle demandé par ce serveur. Adressez-vous à "
    "votre administrateur.",
    404: "Cette adresse n'existe pas sur ce serveur.",
    405: "Cette adresse n'accepte pas ce type de demande.",
}


def _application() -> Guard:
    app: FastAPI = main.app
    try:
        app.url_path_for("call_batch")
    except NoMatchFound:
        # xlwings Server logs a router that fails to load and starts without it.
        raise InvalidInput(
            "routes-absentes",
            "Les adresses du complément n'ont pas pu être chargées ; la raison est écrite "
            "ci-dessus. Réinstallez pycog.",
        ) from None
    _put_first(app)
    app.add_exception_handler(HTTPException, _refused)
    app.add_exception_handler(Exception, _failed)
    return Guard(main.main_app)


def _put_first(app: FastAPI) -> None:
    """Let our route for single calls win over the one that xlwings Server declared first."""
    routes = app.router.routes
    known = len(routes)
    app.include_router(single)
    ours = routes[known:]
    del routes[known:]
    routes[:0] = ours


async def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    status = error.status_code
    # A route that gives a text of its own keeps it.
    if status in {401, 403} or error.detail == HTTPStatus(status).phrase:
        message = _REFUSALS.get(status, error.detail)
        return PlainTextResponse(message, status, headers=error.headers)
    return await http_exception_handler(request, error)


async def _failed(request: Request, error: Exception) -> Response:
    return PlainTextResponse(internal_error("la demande", error, "l'heure").message, 500)


application = _application()
