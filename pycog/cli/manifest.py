"""``pycog manifest``: the file that an administrator gives to Excel."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from pycog.cli import streams

EPILOG = """\
exemple :
  pycog manifest --url https://cog.exemple.fr > manifest.xml
"""


def configure(parser: ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument(
        "--url",
        metavar="URL",
        default="https://localhost:8000",
        help="adresse publique du complément (https://localhost:8000)",
    )


def run(args: Namespace) -> int:
    """Write the manifest to standard output."""
    from addin.manifest import manifest
    from addin.serving import check_installed

    check_installed()
    streams.say(manifest(args.url))
    return streams.DONE
