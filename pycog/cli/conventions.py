"""``pycog conventions``: the conventions that formulas can refer to."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections import Counter

from pycog.cli import streams

EPILOG = """\
Une convention est un classeur (voir « pycog convention new ») ou un dossier de tables. Aux
conventions fournies s'ajoutent celles du dossier de configuration de l'utilisateur et celles des
dossiers ou classeurs donnés par --conventions ou par la variable PYCOG_CONVENTIONS. Celle que
prennent les formules qui n'en nomment pas est marquée (voir « pycog convention use »).

exemple :
  pycog conventions --conventions mes-conventions
"""


def configure(parser: ArgumentParser) -> None:
    """Declare the arguments: none of its own."""


def run(args: Namespace) -> int:
    """List the conventions."""
    from pycog import conventions

    known = conventions.available()
    meant = conventions.default()
    broken = 0
    ids = Counter(summary.id for summary in known)
    for summary in known:
        mark = f" [par défaut : {meant.origin}]" if summary.id == meant.id else ""
        title = summary.title
        if summary.problem:
            broken += 1
            title = f"{title} [illisible]".strip()
        if ids[summary.id] > 1:
            title = f"{title} [identifiant en double]".strip()
        streams.say(f"{summary.id} : {title}{mark}")
        if summary.problem:
            streams.warn(summary.problem)
    streams.say(streams.counted(len(known), "convention") + ".")
    if broken:
        streams.warn(
            f"{streams.counted(broken, 'convention illisible', 'conventions illisibles')} : "
            "« pycog convention check » en donne toutes les anomalies."
        )
    twice = [
        f"« {one} » : {', '.join(str(found.folder) for found in known if found.id == one)}"
        for one, count in ids.items()
        if count > 1
    ]
    for told in twice:
        streams.warn(f"Deux conventions ne peuvent pas porter le même identifiant. {told}.")
    if meant.id not in {summary.id for summary in known}:
        streams.warn(f"La convention par défaut, {meant}, n'est pas connue.")
        return streams.FINDINGS
    return streams.FINDINGS if broken or twice else streams.DONE
