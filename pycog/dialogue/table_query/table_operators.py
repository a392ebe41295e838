"""The operators and conditions of a question on a table, as officers write them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final

from pycog.dialogue.lexicon import stem
from pycog.dialogue.normalise import words
from pycog.dialogue.table_query.table_request import (
    ATTAINED,
    BETTER,
    CARRIED,
    CHECK,
    DAYS,
    EVOLUTION,
    GAP,
    LARGEST,
    LAST,
    LIST,
    MEAN,
    MINUS,
    NEXT,
    PRODUCT,
    RANK,
    RATE,
    REACHED,
    SHARE,
    SMALLEST,
    SUM,
)
from pycog.lazy_patterns import regex

_NUMBERS: Final = {"deux": 2, "trois": 3, "quatre": 4, "cinq": 5, "six": 6, "dix": 10}
_BIG: Final = (
    r"(?:gros(?:se)?|grande?|elevee?|importante?|haute?|chere?|forte?|lourde?|longue?|nombreux"
    r"|couteu(?:x|se)|avancee?|agee?|recente?|tard\w*|longtemps|souvent|performante?|rentable)s?"
)
_SMALL: Final = (
    r"(?:petite?|bas(?:se)?|faible|courte?|legere?|modeste|mince|ancienne?|jeune|tot|mauvaise?)s?"
)
_OPS: Final = (
    (
        CHECK,
        regex(
            r"\b(?:(?:est|sont|c est)(?: (?:il|elle|ils|elles|ce))? ?)?(?:bien |vraiment )?"
            r"(?:justes?|bons?|bonnes?|corrects?|correctes?|exacts?|exactes?|faux|fausses?"
            r"|coherente?s?"
            r"|errone\w*)(?: ou (?:pas|non|faux|fausse))?$"
            r"|\btombe\w*(?: t (?:il|elle))? juste\b"
            r"|\b(?:correspond\w*|egal\w*|colle)(?: t (?:il|elle))?(?: bien)? (?:a |avec )?la somme"
            r"(?: des? (?:ses )?\w+)?"
            r"|^(?:verifi\w+|control\w+) (?:si )?|\by a t il une erreur (?:dans|sur)\b"
        ),
    ),
    (
        CARRIED,
        regex(
            r"\b(?:(?:on |je |nous )?(?:peu[xt]|pouvons|pourr\w+)(?: (?:on|je|nous))? )?"
            r"(?:reporter|report(?:able|e)s?|a reporter)\b(?: (?:au )?(?:maximum|plus))?"
        ),
    ),
    (
        ATTAINED,
        regex(
            r"\b(?:taux|tx|%|degre|niveau|pourcentage) (?:d |de l )atteinte"
            r"(?: (?:de |des |d )?(?:l |la |son |sa |leur )?(?:objectifs?|obj|cibles?))?"
        ),
    ),
    (
        BETTER,
        regex(
            r"\b(?:c est|c etait|est ce|est il|est elle|ca va|fait on|on fait|etait ce)"
            r"(?: (?:que c est|que))? (?:mieux|meilleur\w*|pire|moins bien|moins bon\w*)\b"
            r"|\b(?:ca|c|il|elle|on)? ?(?:s )?(?:est|a)(?: t (?:il|elle))? "
            r"(?:ameliore|degrade)\w*|\b(?:en )?(?:amelioration|degradation)\b"
        ),
    ),
    (
        REACHED,
        regex(
            r"\b(?:a t (?:il|elle|on)|(?:est|sont)(?: (?:il|elle|ils|elles))?|ont (?:ils"
            r"|elles)|ete)? ?(?:bien )?"
            r"(?<!taux d )(?<!niveau d )(?:attein\w+|respect\w+|tenue?s?"
            r"|remplie?s?(?= (?:son|sa|l|le|la|leur|cet|cette) (?:objectif|cible|obj)))"
            r"(?: t (?:il|elle|on))?"
            r"(?: (?:son|sa|l|le|la|leur|cet|cette))?(?: (?:objectif|cible|obj))?|\bon y est\b"
            r"|\b(?:on |en )?(?:est|sont|sommes)(?: (?:bien|on|il|elle))* (?:a|dans|sur)"
            r" (?:la cible|l objectif|l obj)\b"
        ),
    ),
    (
        DAYS,
        regex(
            r"\b(?:delais?|duree|(?:nombre|combien) de jours|combien de temps)\b(?: (?:de|d"
            r"|entre))*"
            r"|\ben jours?\b"
        ),
    ),
    (LAST, regex(r"\b(?:(?:le |la |les |l |du |de la )?derni(?:er|ere)s?)\b")),
    (NEXT, regex(r"\b(?:(?:le |la |les |l |du |de la )?prochaine?s?)\b")),
    (
        RANK,
        regex(
            rf"\b(?:class\w+|tri(?:e|er|ez|es)|ordonn\w+|range\w*|palmares|par ordre)\b"
            rf"(?: (?:par|les?|la|des?|de|croissant|decroissant|d))*"
            rf"|\bdu plus (?:{_BIG}|{_SMALL}|fort) au (?:plus|moins) \w+|\b(?:de)?croissant\b"
        ),
    ),
    (
        PRODUCT,
        regex(r"(?<=[a-z)]) (?:x|fois|multipli\w+ par) (?=[a-z(])|(?<=[a-z)]) ?\* ?(?=[a-z(])"),
    ),
    (
        MINUS,
        regex(
            r"(?<=[a-z)])(?<!\ble)(?<!\bla)(?<!\bles)(?<!\bau)(?<!\bdu) (?:moins|-) (?=(?:le "
            r"|la |les |l )?[a-z(])(?!moins (?:de|que|d) )"
        ),
    ),
    (
        RATE,
        regex(
            r"\b(?:taux|tx|%|pourcentage|niveau) (?:d |de )?(?:execution|exec|consommation|conso"
            r"|realisation|depense|(?:execut|consomm|utilis|depens)e)\b"
        ),
    ),
    (
        SHARE,
        regex(
            r"\b(?:quelle |la )?(?:part|proportion)\b(?: (?:du|de la|de|des|en|que))?"
            r"|\bquel(?:le)? (?:pourcentage|%)\b(?: (?:du|de la|de|des))?"
            r"|\b(?:represent|pes)\w+(?: t (?:il|elle))?(?= .*(?:%|total|part))"
        ),
    ),
    (
        EVOLUTION,
        regex(
            r"\b(?:(?:a |ont )?(?:evolu|progress|augment|baiss|diminu|chut|recul)\w+ de combien"
            r"|evolu\w+|progress\w+|variation|hausse|baiss\w+|augment\w+|diminu\w+|chut\w+"
            r"|croissance|recul\w*|delta|(?:perdu?|gagne|perte|gain)e?s?"
            r"(?= (?:combien|de|d|en)\b|$))"
            r"\b"
        ),
    ),
    (
        GAP,
        regex(
            r"\bdepassements?\b|\b(?:postes? )?vacan\w+\b"
            r"|\b(?:ecarts?|differences?|compar\w+|par rapport (?:au|a la|a|aux)|vs|versus"
            r"|de (?:plus|moins) qu\w*)\b"
        ),
    ),
    (MEAN, regex(r"\b(?:en )?(?:moyen(?:ne)?s?|moy)\b")),
    (
        LARGEST,
        regex(
            rf"\b(?:pes\w+|cout\w+|rapport\w+|represent\w+) le plus\b(?: (?:de|d))?"
            rf"|\b(?:le|la|les|au|du|un|une|l)? ?(?:plus|\+) {_BIG}\b|\bmaxi?(?:mum|male?)?\b"
            rf"|\b(?:le |la |les )?meilleure?s?\b|\b(?:arriv\w+ )?en tete\b"
            rf"|\ble mieux\b|\brecords?\b"
            rf"|\ble plus\b(?: (?:de|d))?|\b(?:les |la |le )?plus (?:souvent|touchee?)\b"
        ),
    ),
    (
        SMALLEST,
        regex(
            rf"\b(?:le|la|les|au|du|un|une|l)? ?(?:plus {_SMALL}|moins {_BIG})\b"
            r"|\bmini?(?:mum|male?)?\b|\ble moins\b(?: (?:de|d))?"
        ),
    ),
    (
        SUM,
        regex(
            r"\b(?:(?:la )?somme|(?:au |le |en )?(?:sous )?tota(?:l|ux)|total\w+|cumul\w*"
            r"|en tout|additionn\w+"
            r"|globalement|au global|ensemble)\b"
        ),
    ),
)
#: Words of an operator that may also be words of a heading or a label.
_ALSO_NAMES: Final = {
    DAYS,
    LAST,
    NEXT,
    SUM,
    MEAN,
    EVOLUTION,
    GAP,
    SHARE,
    LARGEST,
    SMALLEST,
    CHECK,
    RATE,
    CARRIED,
}
_TOP: Final = regex(
    r"\b(?:les |des |top )?(\d|deux|trois|quatre|cinq|six|dix) (?:premi\w+|dernier\w+)?"
    r"(?= ?(?:\w+ ){0,3}?(?:(?:les |la )?(?:plus|moins) \w+|premi\w+))|\btop (\d)\b"
)
#: « … les plus petits », « … les moins élevés », behind how many are asked for.
_FEWEST: Final = regex(
    rf" ?(?:\w+ ){{0,3}}?(?:les |la )?(?:plus (?:{_SMALL})|moins (?!de\b|d\b)\w+)"
)
_WHICH: Final = regex(
    r"\b(?:(?:a |en |dans |sur |pour |au )?quel(?:le)?s?|le|la) (?P<part>mois|trim\w*"
    r"|semestre|annee"
    r"|exercice)\b|\bquand\b(?=.*\ble (?:plus|moins)\b)"
)
_COUNTS: Final = regex(
    r"\b(?:combien (?:en )?(?:sont|ont (?:deja )?ete|d entre (?:eux|elles) (?:sont|ont))"
    r"(?: (?:deja|encore|bien))? "
    r"|combien (?:y a t il |compte t on |avons nous |a t on |as tu )?(?:de |d )|nb (?:de |d )?"
    r"|nombre (?:de |d ))(?=[a-z])"
)
_LISTS: Final = regex(
    r"^(?:(?:et|alors) )?(?:quel(?:le)?s (?:sont (?:les|ceux|celles) )?|lesquel(?:le)?s"
    r"|list\w+|liste (?:des|moi)"
    r"|(?:donne|montre|cite)\w*(?: moi)? (?:les|la liste)|qui sont)\b"
)
_YES_NO: Final = regex(
    r"\b(?:est ce qu\w*|a t (?:il|elle|on)|ont (?:ils|elles)|est (?:il|elle)|sont (?:ils|elles)"
    r"|y a t il|(?:l etat|le conseil|le directeur|la tutelle) (?:a|ont) \w+"
    r"|a ete|ont ete|a bien|est bien|est deja|a deja)\b"
)
_LACKS: Final = regex(
    r"\b(?:sans(?: aucune?)?|(?:n |ne )?(?:a|ont|avait|ayant)(?: t (?:on|il|elle))?"
    r" (?:pas|aucune?|jamais)"
    r"(?: (?:encore|ete))?(?: (?:de|d))?"
    r"|(?:il )?(?:me |nous |lui )?reste\w*(?: encore| t il)?"
    r"(?: (?:quoi|quelles?|lesquel\w+|combien))?(?: (?:de |d )?(?:cases?|cellules?|lignes?))?"
    r" (?:vides?|a (?:remplir|completer|renseigner|saisir))"
    r"|(?:qu est ce qui |qui |ce qui |il )?manqu\w+(?: t il)?"
    r"(?: (?:quoi|de|des|d|les|le|la|l|dans))*|(?:(?:encore|toujours) )?vides?"
    r"|(?:non|pas|n est pas|ne sont pas|jamais)(?: (?:encore|ete))* (?:renseign|rempli|saisi|indiqu"
    r"|connu|attribu|affect|complet|transmi|recu|communiqu|remont|rempli)\w*"
    r"|(?:en )?attend(?:s|ent|ait|aient|ant)?(?: t il)?(?: (?:encore|toujours))?"
    r"(?: (?:d etre|une?|la|le|sa|son|des|de))*"
    r"|a (?:remplir|completer|renseigner|saisir)|absente?s?|en blanc|(?:case|cellule)s? vides?)\b"
)
_OVER: Final = regex(
    r"\b(?:(?:qui |ont |a |est |sont )*(?:depass(?!ement)\w+(?: (?:de combien|de)$)?|exced\w+"
    r"|au dessus(?: d\w+)?"
    r"|plus que (?=son|sa|ses|le|la|leur|prevu)|superieure?s? (?:a|aux?)"
    r"|plus (?:eleve|haut)\w* que)"
    r"|(?P<less>(?:en dessous|au dessous|sous) (?=l |le |la |leur)"
    r"|(?:en dessous|au dessous|sous)(?= (?:du |de (?:leur|son) |son |leurs? |le )seuils?\b"
    r"|$| (?:ce|cette|ces) )|inferieure?s? (?:a|aux?)(?= l))"
    r")(?: t (?:il|elle|ils|elles))?(?: (?:leurs?|les?|la|l|son|sa|du|des?|au|a))*\b"
)
_LIMIT: Final = regex(
    r"(?:\b(?P<way>au moins|au plus|(?:plus|moins)(?= d| que)|superieure?s?|inferieure?s?"
    r"|au dessus|en dessous|sous"
    r"|depass\w+|exced\w+|atteign\w+|a partir)|(?P<sign>[<>]=?))"
    r"(?: (?:de|d|a|que|les|le|la|ou egale?s?))* ?(?P<n>\d[\d ]*(?:,\d+)?) ?"
    r"(?P<unit>%|k€|m€|€|euros?|jours?|points?|pts|etp|pour ?cents?)?"
)
_BETWEEN: Final = regex(
    r"\bentre (?P<a>\d[\d ]*(?:,\d+)?) ?(?:%|k€|€)? et (?P<b>\d[\d ]*(?:,\d+)?) ?"
    r"(?P<unit>%|k€|m€|€|euros?|jours?|points?|etp)?"
)
#: Asks whether a cell is filled.
_FILLED: Final = regex(
    r"\b(?:c est|est ce|est il|est elle|est|sont|a ete|ete)(?: (?:bien|deja|il|elle))*"
    r" (?:rempli|renseigne|saisi|complete)e?s?\b(?! par)"
)
_POINTS: Final = regex(r"\ben (?:points?|pts)\b(?= |$)")
_UNIT: Final = regex(
    r"\ben (k ?€|m ?€|€|euros|%|pourcentage|pour ?cent|milliers d euros"
    r"|mois|semaines|heures|minutes)(?=\W|$)(?! d)"
)
_DENIES: Final = regex(r"\b(?:pas|jamais|non|plus|ne|n)$")
_NOT: Final = regex(
    r"\b(?:pas|jamais|non|hors|sauf|excepte|hormis|autres? qu\w*|ni|a part|en dehors d\w*"
    r"|sans compter"
    r"|exclu\w*|sans)(?: (?:encore|de|du|des|d|la|le|les|l|en|deja))*$"
)


@dataclass(slots=True)
class Limit:
    """A bound on a column of figures.

    Attributes:
        said: As it was said.
        low: The lower bound, ``None`` for none.
        high: The upper bound, ``None`` for none.
        closed: Whether the bounds themselves are meant too.
        unit: The unit that was said.
    """

    said: str
    low: float | None
    high: float | None
    closed: bool
    unit: str


@dataclass(slots=True)
class Operators:
    """What was read of a question before its words are.

    Attributes:
        text: What is left, blanks for what was read.
        op: The operation, ``""`` for none.
        soft: Span → operation, of words that may also name a row or a column.
    """

    text: str
    op: str = ""
    at: int = -1
    soft: list[tuple[int, int, str]] = field(default_factory=list)
    which: str = ""
    most: int = 0
    least: bool = False
    counts: tuple[int, int] | None = None
    lists: bool = False
    yes_no: bool = False
    lacks: list[tuple[int, int]] = field(default_factory=list)
    over: str = ""
    limits: list[Limit] = field(default_factory=list)
    unit: str = ""
    how_much: bool = False
    filled: bool = False
    refused: bool = False


def read_operators(text: str) -> Operators:
    """Read the operators of a question.

    Args:
        text: As :func:`.table_lexis.plain` gives it, periods blanked.
    """
    read = Operators(text)
    read.how_much = re.search(r"\bcombien\b|\bmontants?\b|\bquelle somme\b", text) is not None
    read.yes_no = _YES_NO.search(text) is not None
    read.lists = _LISTS.search(text) is not None
    if match := _take(read, _UNIT):
        unit = match[1].replace(" ", "")
        read.unit = {"euros": "€", "pourcentage": "%", "pourcent": "%", "m€": "M€"}.get(unit, unit)
        if match[1].startswith("milliers"):
            read.unit = "k€"
    if match := _take(read, _POINTS):
        read.unit = read.unit or "point"
    _limits(read)
    if read.yes_no or re.search(r"\b(?:c est|est|sont)\b", text):
        for match in _FILLED.finditer(read.text):
            read.lacks.append(match.span())
            read.filled = True
    for match in _LACKS.finditer(read.text):
        read.lacks.append(match.span())
        filled = re.match(r"(?:encore |toujours )?(?:vides?|manqu)", match[0])
        read.refused |= bool(filled and _DENIES.search(read.text[: match.start()].rstrip()))
    if (match := _TOP.search(read.text)) is not None:
        said = match[1] or match[2]
        read.most = int(said) if said.isdigit() else _NUMBERS[said]
        read.op = RANK
        read.least = _FEWEST.match(read.text, match.end()) is not None
        _blank(read, *match.span())
    if (match := _WHICH.search(read.text)) is not None:
        read.which = (match["part"] or "periode")[:4]
        _blank(read, *match.span())
    if (match := _OVER.search(read.text)) is not None:
        read.over = "<" if match["less"] else ">"
        _blank(read, *match.span())
    for op, pattern in _OPS:
        for match in pattern.finditer(read.text):
            if not match[0].strip():
                continue
            if op in _ALSO_NAMES:
                read.soft.append((*match.span(), op))
            else:
                read.at = match.start() if not read.op else read.at
                read.op = read.op or op
                _blank(read, *match.span())
    read.soft = [
        one
        for one in read.soft
        if not any(
            other[2] != one[2]
            and other[0] <= one[0]
            and one[1] <= other[1]
            and other[1] - other[0] > one[1] - one[0]
            for other in read.soft
        )
    ]
    if (match := _COUNTS.search(read.text)) is not None:
        read.counts = match.span()
    if read.lists and not read.op:
        read.op = LIST
    return read


def negated(text: str, start: int) -> bool:
    """Tell whether a word is taken out or denied by what stands before it.

    Args:
        text: The question.
        start: Where the word stands.
    """
    return _NOT.search(text[:start].rstrip()) is not None


def never_is_read(read: Operators, start: int) -> bool:
    """Tell whether « jamais » is a part of a condition: « jamais dépassé ».

    Args:
        read: What was read of the question.
        start: Where it stands.
    """
    lacks = any(first <= start < end for first, end in read.lacks)
    # What is beyond a bound is blank by now.
    follows = re.match(r"jamais(?: \w+){0,2}  ", read.text[start:]) is not None
    return lacks or (follows and bool(read.over or read.limits))


def _limits(read: Operators) -> None:
    for match in _BETWEEN.finditer(read.text):
        unit = match["unit"] or ""
        if not unit and all(re.fullmatch(r"(?:19|20)\d\d", match[one]) for one in ("a", "b")):
            continue
        low, high = (_number(match[one], unit) for one in ("a", "b"))
        read.limits.append(Limit(match[0], low, high, True, unit))
        _blank(read, *match.span())
    for match in _LIMIT.finditer(read.text):
        unit, way = match["unit"] or "", match["way"] or match["sign"]
        number = _number(match["n"], unit)
        down = way.startswith(("moins", "au plus", "infer", "en dessous", "sous", "<"))
        closed = way.startswith(("au ", "atteign", "a partir")) and "dessus" not in way
        closed = closed or way.endswith("=") or "egal" in match[0]
        read.limits.append(
            Limit(
                match[0].strip(), None if down else number, number if down else None, closed, unit
            )
        )
        _blank(read, *match.span())


def _number(text: str, unit: str) -> float:
    value = float(text.replace(" ", "").replace(",", "."))
    return value * {"k€": 1_000, "m€": 1_000_000}.get(unit, 1)


def _take(read: Operators, pattern: re.Pattern[str]) -> re.Match[str] | None:
    match = pattern.search(read.text)
    if match is not None:
        _blank(read, *match.span())
    return match


def _blank(read: Operators, start: int, end: int) -> None:
    read.text = read.text[:start] + " " * (end - start) + read.text[end:]


#: Words that stand beside an operator or a condition and say nothing more.
AROUND: Final = frozenset(
    map(
        stem,
        words(
            "pas non ni tres encore deja toujours aucun aucune jamais sans hors sauf "
            "excepte que qui avoir ayant avons ete entre et ou ainsi mois trimestre annee "
            "en de d du des chacun chacune periode fin debut renseigne rempli indique "
            "case"
        ),
    )
)
