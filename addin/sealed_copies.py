"""*Sceller*: a copy of the open workbook with its seal, to the bytes of the command.

A copy, not the open workbook: a seal attests the bytes it was calculated from. Were its sheet and
its part typed into Excel, a formula could be recalculated between the reading and the writing, and
what Excel makes of a text that is typed could differ from what was sealed.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from addin import requests
from addin.copied_files import copy_name, file_sent
from pycog.seal.sealed_content import Content
from pycog.seal.sealing import LONGEST_AUTHOR, Sealed, open_to_seal, seal_package
from pycog.values import counted
from udfs.hosts.engine import EngineHost
from udfs.rule_versions import rule_version

_SEALED: Final = "-scelle"
#: Minutes by which a time zone may differ from universal time.
_FARTHEST: Final = 14 * 60
#: Digits of a digest that are shown; the sheet of the seal has them all.
_DIGITS: Final = 12


def seal_sent(data: Mapping[str, Any], signed_on: str = "") -> dict[str, Any]:
    """Return a sealed copy of a workbook that was sent; nothing of it is kept.

    Args:
        data: ``name`` and ``content`` (base 64) of the workbook; ``author``: who seals, ``""`` to
            leave that out; ``offset``: minutes from universal time to the officer's.
        signed_on: Name of the account that signed on, ``""`` for none. It takes the place of an
            author that was typed.

    Returns:
        ``name``, ``type`` and ``content`` of the copy; its ``title``, and ``sentences`` that say
        what was sealed.

    Raises:
        InvalidInput: ``demande-illisible``.
        RefusedFile: It must not be written to, has nothing to seal or values that are not up to
            date, or cannot be calculated faithfully.
    """
    name, content, author = (requests.text_of(data, key) for key in ("name", "content", "author"))
    path = Path(Path(name.replace("\\", "/")).name or "classeur.xlsx")
    package = open_to_seal(path, requests.bytes_of(content))
    who = " ".join(author.split())
    if len(who) > LONGEST_AUTHOR or not who.isprintable():
        raise requests.unreadable()
    when = dt.datetime.now(_zone(data.get("offset", 0))).replace(microsecond=0)
    account = " ".join(signed_on.split())[:LONGEST_AUTHOR]
    named = account if account and account.isprintable() else who
    sealed = seal_package(
        package, EngineHost(), rule_version, when=when, author=named if who else ""
    )
    return {
        **file_sent(copy_name(path.name, _SEALED, (_SEALED,)), sealed.data),
        "title": "Copie scellée",
        "sentences": _sentences(sealed),
    }


def _zone(offset: object) -> dt.timezone:
    """Return the time zone of the officer; the clock is the server's.

    Raises:
        InvalidInput: ``demande-illisible``.
    """
    if not isinstance(offset, int) or isinstance(offset, bool) or abs(offset) > _FARTHEST:
        raise requests.unreadable()
    return dt.timezone(dt.timedelta(minutes=offset))


def _sentences(sealed: Sealed) -> list[str]:
    content = sealed.content
    return [
        f"{counted(len(content.ours), 'résultat')} COG_, "
        f"{counted(len(content.inputs), 'saisie lue', 'saisies lues')}, "
        f"{counted(len(content.rules), 'règle')} ; empreinte {content.digest[:_DIGITS]}.",
        _who(content),
        f"Le bordereau est dans la feuille « {sealed.sheet} » de la copie"
        + (", à la place du précédent." if sealed.replaced else "."),
    ]


def _who(content: Content) -> str:
    said = f"Scellé par {content.author}" if content.author else "Scellé sans dire par qui"
    return (
        f"{said}, sans signature : un changement fait par mégarde se verra, mais rien n'empêche de "
        "refaire le bordereau."
    )
