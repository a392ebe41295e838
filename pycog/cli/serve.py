"""``pycog serve``: the Excel add-in, served from this machine."""

from __future__ import annotations

import os
from argparse import ArgumentParser, Namespace
from dataclasses import replace
from pathlib import Path

from pycog.cli import streams
from pycog.cli.convention_options import folders_of
from pycog.errors import InvalidInput

EPILOG = """\
exemples :
  pycog serve
  pycog serve --http --port 8080 --url https://cog.exemple.fr
"""
INTERRUPTED = "Arrêté."


def configure(parser: ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument(
        "--host", metavar="ADRESSE", default="localhost", help="adresse d'écoute (localhost)"
    )
    parser.add_argument(
        "--port", metavar="PORT", type=int, default=8000, help="port d'écoute (8000)"
    )
    parser.add_argument(
        "--url",
        metavar="URL",
        default="",
        help="adresse publique, telle que dans le manifeste, derrière un serveur mandataire",
    )
    parser.add_argument(
        "--workers", metavar="N", type=int, default=1, help="nombre de processus (1)"
    )
    parser.add_argument("--certfile", metavar="FICHIER", type=Path, help="certificat TLS (PEM)")
    parser.add_argument("--keyfile", metavar="FICHIER", type=Path, help="clé privée (PEM)")
    parser.add_argument(
        "--http", action="store_true", help="sans TLS, derrière un serveur mandataire qui l'assure"
    )
    parser.add_argument(
        "--delai",
        metavar="SECONDES",
        type=float,
        default=30.0,
        help="temps de calcul permis par demande (30)",
    )
    parser.add_argument(
        "--sans-authentification",
        action="store_true",
        help="accepte tout utilisateur qui joint l'adresse, même depuis un autre poste",
    )


def run(args: Namespace) -> int:
    """Serve until interrupted."""
    from addin.serving import Options, check, serve

    options = Options(
        host=args.host,
        port=args.port,
        workers=args.workers,
        url=args.url.rstrip("/"),
        open_to_all=args.sans_authentification,
        time_limit=args.delai,
    )
    _pass_on(args)
    for problem in check(options):
        streams.warn(f"Convention illisible, laissée de côté :\n{problem}")
    serve(replace(options, certificate=_certificate(args)))
    return streams.DONE


def _pass_on(args: Namespace) -> None:
    """Let the server processes find the folders of ``--conventions``, and ``--convention``."""
    from pycog import conventions, default_convention

    given = [os.environ.get(conventions.VARIABLE, ""), *map(str, folders_of(args))]
    os.environ[conventions.VARIABLE] = os.pathsep.join(filter(None, given))
    if args.convention:
        os.environ[default_convention.VARIABLE] = args.convention


def _certificate(args: Namespace) -> tuple[Path, Path] | None:
    """Return the files of the certificate to use, ``None`` for plain HTTP."""
    from addin.certificates import how_to_trust, local_certificate
    from addin.exposure import is_loopback

    if args.http and (args.certfile or args.keyfile):
        raise InvalidInput("certificat-incomplet", "--http et un certificat s'excluent.")
    if args.http:
        return None
    if args.certfile or args.keyfile:
        return _given(args.certfile), _given(args.keyfile)
    if not is_loopback(args.host):
        raise InvalidInput(
            "certificat-incomplet",
            f"Le certificat fabriqué par pycog ne vaut que pour ce poste, pas pour « {args.host} "
            "». Donnez --certfile et --keyfile, ou --http derrière un serveur mandataire qui "
            "assure HTTPS.",
        )
    made = local_certificate()
    if made.new:
        streams.say(how_to_trust(made.authority), now=True)
    return made.certificate, made.key


def _given(path: Path | None) -> Path:
    if path is None or not path.is_file():
        raise InvalidInput(
            "certificat-incomplet",
            "--certfile et --keyfile se donnent ensemble et doivent exister"
            + (f" : « {path} » est introuvable." if path else "."),
        )
    return path
