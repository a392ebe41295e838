"""The ASGI application: xlwings Server with the routes of the add-in in their places."""

from __future__ import annotations

from http import HTTPStatus

from fastapi import FastAPI, Request
from fastapi.exception_handlers import http_exception_handler
from fastapi.exceptions import RequestValidationError
from fastapi.responses import PlainTextResponse, Response
from starlette.exceptions import HTTPException
from starlette.routing import NoMatchFound
from xlwings_server import dependencies, main
from xlwings_server.auth import entraid
from xlwings_server.templates import templates

from addin import entra, identity, script_requests
from addin.incidents import internal_error
from addin.routes import single
from addin.security import Guard
from pycog.errors import InvalidInput
from udfs.catalogue import catalogue

#: What a reader is told, instead of the English of the framework.
_REFUSALS = {
    **identity.REFUSALS,
    404: "Cette adresse n'existe pas sur ce serveur.",
    405: "Cette adresse n'accepte pas ce type de demande.",
}
#: What FastAPI says of a body that is no JSON.
_UNPARSED = "There was an error parsing the body"
_UNREADABLE = "La demande n'est pas lisible. Rechargez le complément."
_TOO_DEEP = (
    "La demande n'est pas lisible : elle contient trop d'éléments les uns dans les autres. "
    "Rechargez le complément."
)


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
    # The pane keeps their answers for the day.
    templates.env.globals["du_jour"] = [one.name for one in catalogue().values() if one.volatile]
    app.add_exception_handler(HTTPException, _refused)
    app.add_exception_handler(RequestValidationError, _unfit)
    app.add_exception_handler(Exception, _failed)
    # Whoever puts a provider of that name on the path of Python keeps it.
    entraid.validate_token = entra.validate_token
    app.dependency_overrides[dependencies.get_user] = identity.known
    app.dependency_overrides[dependencies.parse_book_input] = script_requests.sent
    app.dependency_overrides[dependencies.get_book] = script_requests.opened
    return Guard(main.main_app, signed_on=identity.signed_on)


def _put_first(app: FastAPI) -> None:
    """Let our routes win over those of the same address that xlwings Server declared first."""
    # Only now: these need the routes of which a failure is told above.
    from addin.page_routes import page

    routes = app.router.routes
    known = len(routes)
    app.include_router(single)
    app.include_router(page)
    ours = routes[known:]
    del routes[known:]
    routes[:0] = ours


async def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    status = error.status_code
    # A route that gives a text of its own keeps it.
    if error.detail == _UNPARSED:
        return PlainTextResponse(_UNREADABLE, 400)
    if status in {401, 403} or error.detail == HTTPStatus(status).phrase:
        message = _REFUSALS.get(status, error.detail)
        return PlainTextResponse(message, status, headers=error.headers)
    return await http_exception_handler(request, error)


async def _unfit(request: Request, error: Exception) -> Response:
    """Answer a request whose JSON is not what a route takes."""
    return PlainTextResponse(_UNREADABLE, 422)


async def _failed(request: Request, error: Exception) -> Response:
    if isinstance(error, RecursionError):
        return PlainTextResponse(_TOO_DEEP, 400)
    return PlainTextResponse(internal_error("la demande", error, "l'heure").message, 500)


application = _application()
