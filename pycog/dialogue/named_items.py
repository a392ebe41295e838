"""Things named one after the other and set against each other: « classe A, B et C ».

Each is asked for alone, with all else that the question says; only where every one has a printed
value of its own, in one unit, are they put in order, added up, or is the largest one told.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import product
from typing import Final

from pycog.dialogue.answers import ANSWERED, Answer, Table, answered
from pycog.dialogue.entities import read_question
from pycog.dialogue.expressions import Computed, call
from pycog.dialogue.turn import Turn
from pycog.lazy_patterns import regex

Ask = Callable[[str], Answer]

ORDER, LARGEST, SMALLEST, SUM = "ordre", "maximum", "minimum", "somme"
_MANY: Final = (
    r"(?:gros\w*|grand\w*|elev\w*|import\w*|fort\w*|haut\w*|nombreu\w+|lourd\w*|cher\w*|frequent\w*"
    r"|couteu\w+|exigeant\w*|ambitieu\w+|demand\w*|sollicit\w*|consequent\w*|de points|d appels)"
)
_FEW: Final = r"(?:petit\w*|faible\w*|bas(?:se|ses)?|leger\w*|rare\w*|modeste\w*|court\w*)"
_EDGE: Final = rf"(?:plus|moins) (?:{_MANY}|{_FEW})"
_FROM_TO: Final = regex(
    rf",? ?\b(?:du|de la|des) (?P<first>plus|moins) (?:(?P<many>{_MANY})|{_FEW})"
    rf" (?:au|a la|aux|vers l[ae]) {_EDGE}"
)
_ORDERS: Final = regex(
    r"\b(?:(?:comment )?(?:se )?class\w+|palmares|rang(?:e|er|ez|es|ent)(?: moi)?|tri(?:e|er|ez|es)"
    r"|hierarchi\w+|ordonn\w+|podium"
    r"|quel(?:le)? (?:ordre|classement|hierarchie)(?: pour)?)\b"
    r"|\b(?:(?:par|dans l|en) )?(?:(?:ordre|nombre|volume|montant|valeur) )?(?:de )?"
    r"(?P<way>de)?croissante?s?\b|\bdans (?:quel|l) ordre\b"
    r"|,? ?:? ?\b(?:lequel|laquelle|qui)? ?(?:arrive )?(?:en )?premiere?,? (?:(?:en|puis|et) )*"
    r"(?:deuxieme|seconde?)(?:,? (?:(?:en|puis|et) )*troisieme)?"
)
_RISING: Final = regex(r"(?<!de)\bcroissant")
_LARGEST: Final = regex(
    rf"\b(?:l[ae]|les|de) plus (?:de )?{_MANY}"
    rf"|\bplus de(?= (?:points|poids|credits)\b)|\ben tete\b|\ben premier\b"
    rf"|\b(?:l[ae] )?moins {_FEW}"
    r"|\b(?:domine|l emporte|devance)\w*\b"
    r"|\b(?:cout|pes|rapport|val|vaut|represent|compt|recoi|totalis|attir|concern)\w*"
    r"(?: t (?:il|elle|on))? le plus\b"
    r"|\b(?:pes|val|vaut|rapport)\w*(?: t (?:il|elle|on))? plus\b"
)
_SMALLEST: Final = regex(
    rf"\b(?:l[ae]|les) (?:plus {_FEW}|moins (?:de )?{_MANY})"
    r"|\b(?:cout|pes|rapport|val|vaut|represent|compt|recoi|totalis)\w* le moins\b"
)
#: « Pèse plus chez les CGSS » is said of its points.
_WEIGHS: Final = regex(
    r"\b(?:pes|val|vaut|rapport|compt)\w*(?: t (?:il|elle|on))? (?:le )?(?:plus|moins)\b"
)
_SUM: Final = regex(
    r"\b(?:au total|en tout|totale?|a (?:eux|elles) (?:deux|trois)|cumule?e?s?|reunie?s?|ensemble"
    r"|additionne\w*|la somme(?: de)?|somme)\b"
)
#: « Maternité plus décès ».
_PLUS: Final = regex(
    r"(?<=[a-z])(?<!\ble)(?<!\bla)(?<!\bles)(?<!\bde)(?<!\ben)(?<!\bou)(?<!\bau)(?<!\bnon)"
    r"(?<!\best)(?<!\bne)(?<!\bpas)(?<!\bsont) ?(?:\+|\bplus) ?(?:l[ae]s? |l )?(?=[a-z]{3})"
    rf"(?!{_MANY}\b|{_FEW}\b|que\b|tard|tot\b|ou\b)"
)
#: Words of the operation beside what is named.
_ASIDE: Final = regex(
    r"\b(?:met\w* cote a cote|dis(?: moi)? (?:ou c est|qui|lequel|laquelle)"
    r"|lequel|laquelle|lesquel(?:le)?s|c est (?:qui|quoi|lequel|laquelle)|qui est|est ce qui"
    r"|quel(?:le)?s? est|ca fait(?: combien)?|(?:a|ont|obtient|affiche|presente|est)"
    r"(?= l[ae] (?:plus|moins|barre|cible|seuil)\b)"
    r"|(?<=, )ou (?=l[ae] |les |l )|par (?:ordre|nombre|volume|montant)|dans l ordre|ordre"
    r"|de l[ae] (?=plus))\b|[?!]"
)
_CUE: Final = regex(r"\b(?:entre|parmi|de ces|des trois|des deux)\b")
_SEPARATOR: Final = regex(r" ?[,;/+] ?(?:et |ou |puis |plus )?| (?:et|ou|puis|vs|plus|contre) ")
_THAT: Final = regex(r"\b(?:celle|celui|celles|ceux)\b")
_HEAD: Final = regex(r"^(?:l[ae] |les |l )?(\w+)(?= d)")
_UNIT: Final = regex(r"%|€|points?|jours?")
_MOST: Final = 8
_TRIES: Final = 6


def compared_items(text: str, turn: Turn, ask: Ask) -> Answer | None:
    """Answer which of several named things comes first, their order or their sum.

    Args:
        text: The normalised question.
        turn: Computes; knows the vocabulary.
        ask: Answers a question given as text.
    """
    wanted = _wanted(text)
    if wanted is None or not _SEPARATOR.search(text):
        return None
    tried: set[tuple[str, ...]] = set()
    for items, rest in _listed(wanted.rest, turn):
        if len(tried) >= _TRIES:
            return None
        if (key := (*items, rest)) in tried:
            continue
        tried.add(key)
        found = _asked(items, rest, ask)
        if found:
            return _told(wanted, items, found, turn)
    return None


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What is asked of the things, and the question without it."""

    operator: str
    rest: str
    rising: bool = False


def _wanted(text: str) -> _Wanted | None:
    way = _FROM_TO.search(text)
    if way is not None:
        rising = (way["first"] == "plus") != bool(way["many"])
        rest = _ORDERS.sub(" @ ", f"{text[: way.start()]} @ {text[way.end() :]}")
        return _Wanted(ORDER, _bare(rest), rising)
    for operator, pattern in (
        (ORDER, _ORDERS), (SMALLEST, _SMALLEST), (LARGEST, _LARGEST), (SUM, _SUM),
    ):  # fmt: skip
        if pattern.search(text):
            said = _WEIGHS.search(text) is not None
            rest = _bare(pattern.sub(" @ points " if said else " @ ", text))
            return _Wanted(operator, rest, operator == ORDER and bool(_RISING.search(text)))
    if _PLUS.search(text):
        return _Wanted(SUM, _bare(text))
    return None


def _bare(text: str) -> str:
    return re.sub(r"\s+", " ", _ASIDE.sub(" @ ", text)).strip(" ,;:.@")


def _listed(text: str, turn: Turn) -> Iterator[tuple[list[str], str]]:
    """Yield the things that a text may name one after the other, and what else it says."""
    read = read_question(text, turn.known)
    text = read.text
    around: list[str] = []
    gone: list[tuple[int, int]] = []
    for kind in ("year", "document", "fund"):
        said = read.of(kind)
        if len({one.value for one in said}) == 1:
            spans = [_whole_word(text, one.start, one.end) for one in said]
            gone += spans
            around.append(text[slice(*spans[0])])
    for start, end in sorted(gone, reverse=True):
        text = f"{text[:start]} {text[end:]}"
    segments = [one for one in re.split(r"[@:?()]", text) if one.strip()]
    counts = [len(_SEPARATOR.split(one.strip(" ,"))) for one in segments]
    if not 2 <= max(counts, default=0) <= _MOST:
        return
    at = counts.index(max(counts))
    others = [*segments[:at], *segments[at + 1 :], *around]
    pieces = [one for one in map(_trimmed, _SEPARATOR.split(segments[at])) if one]
    if len(pieces) < 2:
        return
    # What all of them are may stand before the first one, and what is asked behind the last.
    cue = _CUE.match(segments[at].lstrip(" "))
    first, last = pieces[0], pieces[-1]
    heads = [0] if cue else [0, *(one.end() for one in re.finditer(r" ", first))]
    tails = [len(last), *(one.start() for one in re.finditer(r" ", last))]
    for tail, head in product((tails[0], *tails[:0:-1]), heads):
        items = [_trimmed(first[head:]), *pieces[1:-1], _trimmed(last[:tail])]
        named = _HEAD.match(items[0])
        if named:
            items = [_THAT.sub(named[1], one) for one in items]
        if all(items):
            rest = " ".join((_CUE.sub(" ", first[:head]), last[tail:], *others))
            yield items, _EDGES.sub("", " ".join(rest.split()))


def _whole_word(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the place of whole words: « isérois » is found by its beginning."""
    while end < len(text) and text[end].isalnum():
        end += 1
    return start, end


_EDGES: Final = regex(
    r"^(?:(?:l[ae]?|les|des?|d|du|de l[ae]?|et|en|au|aux|a|chez|entre|parmi|pour) )+"
    r"|(?: (?:en|de|du|des|d|a|au|pour|l[ae]?|les|et|sur))+ ?$"
)


def _trimmed(piece: str) -> str:
    bare = _EDGES.sub("", f"{piece.strip(' ,;:.()?')} ").strip()
    return "" if _EDGES.fullmatch(f"{bare} ") else bare


def _asked(items: list[str], rest: str, ask: Ask) -> list[Answer]:
    """Return the printed value of each thing, none where one has none of its own."""
    found: list[Answer] = []
    for item in items:
        question = re.sub(r"\s+", " ", f"{rest} {item}").strip()
        answer = ask(question)
        if not _is_value(answer):
            return []
        found.append(answer)
    formulas = {one.formula for one in found}
    units = {tuple(sorted(set(_UNIT.findall(one.display)))) for one in found}
    return found if len(formulas) == len(found) and len(units) == 1 else []


def _is_value(answer: Answer) -> bool:
    return (
        answer.kind == ANSWERED
        and isinstance(answer.value, float | int)
        and answer.node is not None
        and answer.table is None
        and not answer.text.startswith(("Oui", "Non"))
    )


def _told(wanted: _Wanted, items: list[str], found: list[Answer], turn: Turn) -> Answer | None:
    largest = wanted.operator in {LARGEST, ORDER} and not wanted.rising
    pairs = sorted(
        zip(items, found, strict=True),
        key=lambda pair: _number(pair[1]),
        reverse=largest or wanted.operator == SUM,
    )
    nodes: list[Computed] = [one.node for one in found if one.node is not None]
    function = {SUM: "SUM", SMALLEST: "MIN"}.get(wanted.operator, "MIN" if wanted.rising else "MAX")
    result = turn.compute(call(function, *nodes))
    if result.error:
        return None
    rows = tuple((one.text.rstrip("."), one.display) for _, one in pairs)
    source = " ; ".join(dict.fromkeys(one.source for one in found if one.source))
    more = {"table": Table(("Chiffre", "Valeur"), rows), "source": source}
    if wanted.operator == SUM:
        names = " + ".join(f"{_label(item, one)} ({one.display})" for item, one in pairs)
        return answered(result, f"Total : {result.display} ({names}).", **more)
    pairs = [(_label(item, one), one) for item, one in pairs]
    names = " ; ".join(f"{at}. {item} ({one.display})" for at, (item, one) in enumerate(pairs, 1))
    if wanted.operator == ORDER:
        way = "Du plus faible au plus élevé" if wanted.rising else "Du plus élevé au plus faible"
        return answered(result, f"{way} : {names}.", **more)
    edge = _number(pairs[0][1])
    first = " et ".join(item for item, one in pairs if _number(one) == edge)
    word = "élevé" if wanted.operator == LARGEST else "faible"
    said = f"Le plus {word} : {first}, {pairs[0][1].display}. {names}."
    return answered(result, said, display=pairs[0][1].display, **more)


def _label(item: str, answer: Answer) -> str:
    """Return what a value is printed for, or what it was called."""
    label, parted, _ = answer.text.partition(" : ")
    return re.sub(r" \(\d{4}\)$", "", label) if parted and len(label) <= _LONGEST else item


#: Letters of a label that is told before its value.
_LONGEST: Final = 90


def _number(answer: Answer) -> float:
    return float(answer.value) if isinstance(answer.value, float | int) else 0.0


#: Two states of one thing: « mails reçus et traités ».
_TWO_STATES: Final = regex(
    r"\b(?P<noun>[a-z]{3,}s) (?P<a>[a-z]{3,}(?:us|es|is)) (?:et|puis)"
    r" (?P<b>[a-z]{3,}(?:us|es|is))\b"
)
_FIGURE: Final = "=COG_KEY_FIGURE("


def two_states(answer: Answer, text: str, ask: Ask) -> Answer | None:
    """Return both figures of « appels reçus et traités », where one alone was found.

    Args:
        answer: What was found.
        text: The normalised question.
        ask: Answers a question given as text.
    """
    alone = answer.kind == ANSWERED and answer.formula.startswith(_FIGURE) and answer.table is None
    match = _TWO_STATES.search(text) if alone else None
    if match is None:
        return None
    before, behind = text[: match.start()], text[match.end() :]
    both = [ask(f"{before}{match['noun']} {match[name]}{behind}") for name in ("a", "b")]
    if any(one.kind != ANSWERED or not one.formula.startswith(_FIGURE) for one in both):
        return None
    if both[0].formula == both[1].formula:
        return None
    formulas = " ; ".join(one.formula_fr for one in both)
    return Answer(
        answer.intent,
        ANSWERED,
        " ".join(one.text for one in both),
        source=" ; ".join(dict.fromkeys(one.source for one in both)),
        details=(f"Formules : {formulas}",),
        state=answer.state,
    )
