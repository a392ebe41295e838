"""``pycog serve``: the Excel add-in, served from this machine."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from pathlib import Path

from pycog.cli import streams

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
    from addin.serving import Options, serve

    serve(
        Options(
            host=args.host,
            port=args.port,
            workers=args.workers,
            url=args.url.rstrip("/"),
            certificate=None,
            open_to_all=args.sans_authentification,
            time_limit=args.delai,
        )
    )
    return streams.DONE
