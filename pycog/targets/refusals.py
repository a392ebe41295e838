"""Printed targets that are understood and yet give no value: why, and what to write instead."""

from __future__ import annotations

import re
from typing import Final

from pycog.targets.qualifiers import runs_over_period
from pycog.targets.refused_forms import REFUSED
from pycog.targets.refused_wordings import FIGURE
from pycog.values import fold

_OVER_PERIOD: Final = (
    "vaut pour toute la période, alors que la case est celle d'une année : le réalisé d'une seule "
    "année n'y répond pas. Écrivez la valeur de l'année ; ou, dans la dernière année, la valeur "
    "« en cumul » (« 200 000 contrôles en cumul »), dont le réalisé se saisit cumulé"
)
#: Texts that no rule knows at all → what is in the way.
_LEFT_OVER: Final = (
    (
        re.compile(r"[^()]*\d[^()]*\([^()]*\d[^()]*\)"),
        "donne deux nombres, dont un entre parenthèses. Écrivez celui de l'année ; l'autre va dans "
        "la case de son année, ou en note",
    ),
    (
        re.compile(rf"(?:[<>≤≥]=? ?)?{FIGURE} ?\([^()\d]*\)"),
        "porte entre parenthèses une remarque que pycog ne sait pas lire. Écrivez la valeur seule, "
        "et la remarque en note",
    ),
    (
        re.compile(r"(?:[<>≤≥]=? ?)?\d[\d ,.]*(?:%|€|[^\W\d]|[ '’/²³.-])*"),
        "porte des mots que pycog ne sait pas lire. Gardez la valeur et son unité (90 %, 12 jours, "
        "35 000 places) ; le reste va dans le libellé ou en note",
    ),
    (
        re.compile(r"(?:[^\W\d]|[ '’/.-])+:? ?[<>≤≥]?=? ?\d[\d ,.]* ?(?:%|€|[^\W\d]+)?"),
        "a sa valeur derrière des mots que pycog ne sait pas lire. Écrivez la valeur seule "
        "(« ≥ 90 % », « 12 jours ») ; le reste va dans le libellé ou en note",
    ),
    (
        re.compile(r"[^\w]+"),
        "n'est qu'un signe. Écrivez « à définir », « sans objet » ou « non déterminé »",
    ),
)


def reason_against(plain: str) -> str | None:
    """Return why a text that could not be read gives no target, ``None`` if not known.

    Args:
        plain: A lower-case text.

    Returns:
        The end of a French sentence that opens with the text, without its full stop.
    """
    if runs_over_period(plain):
        return _OVER_PERIOD
    return _first(REFUSED, plain)


def what_is_in_the_way(plain: str) -> str | None:
    """Return what keeps a text from being read, where nothing more precise is known of it.

    Args:
        plain: A lower-case text that no rule reads and :func:`reason_against` does not know.

    Returns:
        The end of a French sentence, as there; ``None`` where not even that can be said.
    """
    return _first(_LEFT_OVER, plain)


def _first(reasons: tuple[tuple[re.Pattern[str], str], ...], plain: str) -> str | None:
    folded = fold(plain)
    return next((reason for pattern, reason in reasons if pattern.fullmatch(folded)), None)
