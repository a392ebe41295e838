"""« Si les indus sortent à 74 % » and « quel score pour tous les points »: what is not so yet."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from pycog.dialogue.target_query.board_columns import FLOOR, POINTS, TARGET, WEIGHT
from pycog.lazy_patterns import regex

if TYPE_CHECKING:
    from pycog.dialogue.target_query.years_said import YearsSaid

_NUMBER: Final = r"(?P<n>\d[\d ]*(?:,\d+)?) ?(?P<unit>%|k€|€|euros?|jours?|j|points?|pts)?(?![\w,])"
#: What is supposed of a result, which is named before or behind it.
_BEGINS: Final = regex(
    r"\b(?:avec(?= \d)|si|suppos\w+ que|imagin\w+ que|admett\w+ que|en supposant que)\b"
)
_MOVES: Final = (
    r"\b(?:(?:le resultat |le score )?(?:(?:on |nous |l on |il |elle |ils |elles |ca |c |les |le "
    r"|la )*"
    r"(?:re)?(?:sort\w*|mont\w+|pass\w+|attei\w+|fai\w+|tomb\w+|descend\w*|arriv\w+|est|sont"
    r"|etai\w+|serait|aurait"
    r"|avait|avai\w+|a|ont|finit|finiss\w+|termin\w+|obten\w+|gagne\w*|etait|redescend\w*)"
    r"(?: (?:ete|finalement|plutot|a|de|en|jusqu a|jusqu en|seulement|au lieu de \S+))*)\s?)"
)
_SUPPOSED: Final = regex(rf"{_MOVES}{_NUMBER}(?: (?:de resultat|comme resultat))?")
_ONLY_NUMBER: Final = regex(rf"(?:a|avec|de)? ?{_NUMBER}")
_DONE: Final = regex(
    r"\b(?:ca |cela |on |nous |combien |cb )*(?:donne\w*|ferait|fait|aurait|serait|rapporterai\w*"
    r"|rapporte\w*|vaudrait|toucherait|gagnerait|gagne\w*"
    r"|passe\w*|monte\w*|fini\w+|arrive\w*|termine\w*|deviendrait|devient)(?: (?:a|on|t on"
    r"|t il))*(?: combien)?(?: (?:de"
    r"|a))?(?= |$)|\b(?:a )?combien\b"
)
_BARE: Final = regex(rf"(?:et |ou |puis )*(?:a |avec |pour |si c est )?{_NUMBER}")
_AIMED: Final = regex(
    r"\b(?:(?:on|nous|l on|il|elle) )*(?:attei\w+|tien\w+|tenai\w+|touch\w+|arriv\w+ a|est a|sont a"
    r"|etai\w+ a)"
    r" (?:(?:la|le|leur|sa|son|l) ?)(?:(?:cible|vise|objectif)|(?P<floor>plancher|seuil))\b"
)
_WANTED: Final = regex(
    r"\b(?:pour|afin d) ?(?:(?:avoir|obtenir|decrocher|gagner|toucher|marquer|faire|prendre"
    r"|empocher|arriver a|atteindre) )?"
    r"(?:(?P<all>(?:tous (?:les|ses|nos)|la totalite des) (?:points?|pts)|le max\w*(?: (?:de"
    r"|des) (?:points?|pts))?|le plein(?: de points)?"
    r"|les? (?P<m>\d+(?:,\d+)?) (?:points?|pts))|(?P<n>\d+(?:,\d+)?) (?:points?|pts)"
    r"|(?P<first>le premier point|(?:un|1) point|des points|ne pas (?:avoir|faire) zero))\b"
)
_WOULD_EARN: Final = regex(
    r"\b(?:nous |leur |on )*(?:donn|rapport|vaud|apport)\w* (?P<n>\d+(?:,\d+)?) (?:points?|pts)\b"
)
_NEEDED: Final = regex(
    r"\b(?:(?:il )?(?:nous |leur )?(?:faut|faudrait|fallait|doit on|devrait on|devait on"
    r"|aurait fallu|aurait il fallu)(?: il)?|(?:on )?(?:doit|devrait|devait|devrions|devons)"
    r"|(?:a )?combien|quel(?:le)? (?:score|resultat|niveau|taux|valeur|chiffre)|quel |atteindre"
    r"|faire|obtenir|viser|avoir|necessaire|minimum|le score|score|resultat)\b"
)


#: How many points are missing is no result that earns them.
_SHORT_OF: Final = regex(
    r"\b(?:points?|pts) (?:il |nous |lui )*(?:manqu|perdu)"
    r"|\bmanqu\w+(?: t il)? (?:combien )?(?:de )?(?:points?|pts)\b"
)


def read_supposed(reading: YearsSaid) -> bool:
    """Read what is supposed or wanted; tell whether it is understood, or nothing is.

    Args:
        reading: The question on its way.
    """
    if not reading.board.has(POINTS) and not reading.board.has(WEIGHT):
        return re.search(r"^(?:et )?si\b|\bsi (?:on|l|le|la|les|nous|il)\b", reading.text) is None
    bare = _BARE.fullmatch(reading.text)
    if bare is not None:
        reading.query.bare = _value(bare["n"])
        reading.claim(0, len(reading.text))
        return True
    wanted = _WANTED.search(reading.free)
    if (
        wanted is not None
        and _SHORT_OF.search(reading.text) is None
        and re.search(
            r"\b(?:faut|faudrait|fallu|fallait|quel\w*|doit|devr\w+|combien)\b", reading.text
        )
    ):
        return _wanted(reading, wanted)
    earns = _WOULD_EARN.search(reading.free)
    if earns is not None and re.search(
        r"\bquel(?:le)? (?:score|resultat|taux|niveau)\b", reading.text
    ):
        reading.query.wanted = _value(earns["n"])
        reading.claim(*earns.span())
        while needed := _NEEDED.search(reading.free):
            reading.claim(*needed.span())
        return True
    begins = _BEGINS.search(reading.free)
    if begins is None:
        return True
    match = _SUPPOSED.search(reading.free, begins.end()) or _ONLY_NUMBER.search(
        reading.free, begins.end()
    )
    aimed = _AIMED.search(reading.free, begins.end())
    if aimed is not None:
        return _of_target(reading, aimed, begins)
    if match is None:
        return False
    reading.query.supposed = _value(match["n"])
    reading.query.unit = match["unit"] or ""
    reading.claim(*match.span())
    reading.claim(*begins.span())
    return _asked_then(reading)


def _of_target(reading: YearsSaid, aimed: re.Match[str], begins: re.Match[str]) -> bool:
    """Read « si on atteint la cible des indus »."""
    reading.query.aimed = FLOOR if aimed["floor"] else TARGET
    reading.claim(*aimed.span())
    reading.claim(*begins.span())
    reading.query.total = re.search(r"\b(?:finit|arrive|termine)", reading.free) is not None
    return _asked_then(reading)


def _asked_then(reading: YearsSaid) -> bool:
    while done := _DONE.search(reading.free):
        reading.claim(*done.span())
    reading.query.what = POINTS
    if re.search(r"\b(?:total|totaux|en tout|ensemble)\b", reading.free):
        reading.query.total = True
        reading.take(
            regex(
                r"\b(?:et )?(?:au |le |du |nouveau |notre |en )*(?:total|tout|ensemble)(?: (?:de "
                r"|des )?(?:points?|pts))?\b"
            )
        )
    reading.take(regex(r"\b(?:de |les |des |combien de )?(?:points?|pts)\b(?: en (?:plus|moins))?"))
    reading.take(regex(r"\bau lieu de \S+"))
    return True


def _wanted(reading: YearsSaid, match: re.Match[str]) -> bool:
    if match["all"]:
        reading.query.wanted = _value(match["m"]) if match["m"] else -1.0
    else:
        reading.query.wanted = 0.0 if match["first"] else _value(match["n"])
    reading.claim(*match.span())
    while needed := _NEEDED.search(reading.free):
        reading.claim(*needed.span())
    return True


def _value(text: str) -> float:
    return float(text.replace(" ", "").replace(",", "."))
