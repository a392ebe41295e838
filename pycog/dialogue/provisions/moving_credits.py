"""Reads credits that are taken from one group and given to another: « piocher dans X pour Y »."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Final

from pycog.dialogue.answers import ANSWERED, Answer
from pycog.dialogue.entities import Question
from pycog.dialogue.normalise import normalise
from pycog.dialogue.vocabulary import Vocabulary
from pycog.lazy_patterns import regex

_FILE: Final = Path(__file__).parent.parent / "data" / "moving.toml"
#: Both ends of a transfer.
_ENDS: Final = 2
#: Puts something somewhere, and what is put: credits of a group.
_PUTS: Final = regex(r"\b(?:re)?(?:mett|mis|inject|ajout|plac|affect|pass|bascul|envoy)\w*")
_CREDITS_OF: Final = regex(
    r"\b(?:(?:credits?|sous|argent|fonds)(?: (?:non )?\w+)?(?! (?:en|sur))"
    r"|(?:reliquats?|excedents?|surplus|restes?|marges?|economies?)(?: \w+)?(?= (?:en|sur|d)))"
    r" (?:de la|de l|du|des|de|d|en|sur le|sur la|sur l|sur) ?$"
)
#: Words between a verb and the group that it takes from or gives to.
_NEAR: Final = 7
_WORD: Final = regex(r"[a-z]+")
#: A transfer that is already called one is read as it is.
_CALLED: Final = regex(r"\b(?:virement|vir(?:er|e|ons)|transfer\w*|fongib\w*|report\w*)\b")


@dataclass(frozen=True, slots=True)
class _Words:
    """The file, ready to be searched."""

    takes: re.Pattern[str]
    gives: re.Pattern[str]
    onto: frozenset[str]
    source: frozenset[str]
    around: frozenset[str]
    groups: re.Pattern[str]
    labels: dict[str, str]
    things: dict[str, str]
    spent_on: re.Pattern[str]
    spent_from: re.Pattern[str]
    passed: re.Pattern[str]
    arrow: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class _Piece:
    """A verb or a group in the text."""

    start: int
    end: int
    what: str


def moved_credits(question: Question, known: Vocabulary) -> str:
    """Return a question with its two groups as those of a transfer, ``""`` where it moves nothing.

    Args:
        question: The question.
        known: The vocabulary, whose agreement has the groups.
    """
    data, text = _words(), question.text
    called = _CALLED.search(text)
    if not called and (bought := _bought(text, data, {label for _, label in known.lines})):
        return bought
    if not (called or data.takes.search(text) or data.gives.search(text)):
        return ""
    labels = {label for _, label in known.lines}
    groups = [
        _Piece(*one.span(), data.labels[one[0]])
        for one in data.groups.finditer(text)
        if data.labels[one[0]] in labels
    ]
    if len(groups) != _ENDS or groups[0].what == groups[1].what:
        return ""
    if called:
        # Its ends are read as they are, in the words of the budget.
        plain = data.groups.sub(lambda one: data.labels[one[0]].lower(), text)
        return "" if called[0].startswith("report") or plain == text else plain
    verbs = sorted(
        [_Piece(*one.span(), "from") for one in data.takes.finditer(text)]
        + [_Piece(*one.span(), "to") for one in data.gives.finditer(text)],
        key=lambda one: one.start,
    )
    roles = _roles(text, verbs, groups, data)
    if not roles:
        return ""
    first, last = (
        next(one.what for one in groups if roles[one.what] == end) for end in ("from", "to")
    )
    start = min(one.start for one in (*verbs, *groups))
    end = max(one.end for one in (*verbs, *groups))
    inside = _WORD.sub(
        lambda word: "" if word[0] in data.around else word[0],
        _without(text, [*verbs, *groups], start, end),
    )
    said = f"{text[:start]} virement de {first} vers {last} {inside} {text[end:]}"
    return " ".join(said.split())


def _roles(text: str, verbs: list[_Piece], groups: list[_Piece], data: _Words) -> dict[str, str]:
    """Return group → ``"from"`` or ``"to"``, empty where the verbs do not say it."""
    found: dict[str, str] = {}
    for verb in verbs:
        object_ = next((one for one in groups if one.start >= verb.end), None)
        between = [] if object_ is None else _WORD.findall(text[verb.end : object_.start])
        if object_ is not None and len(between) < _NEAR:
            # The verb beside the group says its role: « en prenant sur ».
            # « Mettre des crédits de A sur B » takes them from A.
            whose = _PUTS.match(text, verb.start) and _CREDITS_OF.search(
                text[verb.end : object_.start]
            )
            found[object_.what] = "from" if whose else verb.what
    one, other = groups
    if found == {one.what: "from"} and _CREDITS_OF.search(text[: one.start]):
        # Where they are put needs no more than « sur » or « en ».
        return {one.what: "from", other.what: "to"}
    if len(found) == _ENDS:
        return found if len(set(found.values())) == _ENDS else {}
    if not found:
        return {}
    (named, role) = next(iter(found.items()))
    rest = other if named == one.what else one
    if rest is other:
        joined = set(_WORD.findall(text[one.end : other.start]))
        if joined.isdisjoint(data.onto if role == "from" else data.source):
            return {}
    return {named: role, rest.what: "to" if role == "from" else "from"}


#: Spends on something: « pour acheter des », « combler le trou sur les ».
_SPENDS: Final = (
    r"(?:(?:(?:(?:afin|en vue) de|pour) )?(?:(?:me|nous|se|s|te|vous) )?"
    r"\b(?:financer?|acheter?|acquerir|acquiert|payer?|commander?|remplacer?|renouveler|changer"
    r"|recruter|embaucher|regler|regle|couvrir|prendre en charge|combler|boucher|renforcer"
    r"|completer"
    r"|alimenter|abonder|renflouer|rallonger|offrir|equiper)"
    r"|\b(?:on a |nous avons |il y a |j ai )?(?:un |le |du )?(?:trou|manque|depassement|deficit"
    r"|besoin)s?)"
)
_SMALL: Final = (
    r"(?:(?:de nouve(?:aux|lles)|nouve(?:aux|lle|au)|les?|la|l|des?|du|d|une?|quelques|nos|notre"
    r"|mes"
    r"|mon|ma|achats?|budget|poste|enveloppe|ligne|credits?|trou|deficit|manque|besoin|sur|en|dans"
    r"|depenses?) )"
)
#: What it is paid with: « avec ce qui reste en », « en prenant 30 k€ sur les ».
_MEANS: Final = (
    r"\b(?:(?:(?:le|la|les|l|s en) (?:combler|couvrir|boucher|financer|compenser|payer"
    r"|regler) )?avec"
    r"|grace (?:a|aux?)|via|sur|au moyen d[eu]s?|a partir d[eu]s?|depuis"
    r"|en (?:utilisant|mobilisant|prenant(?: sur)?|puisant(?: dans| sur)?|piochant(?: dans| sur)?"
    r"|tapant dans|rognant(?: sur)?|ponctionnant)"
    r"|(?:utiliser|mobiliser|prendre|prelever|puiser|piocher|ponctionner|me servir|se servir)"
    r"(?: (?P<amount>\d[\d ]*(?:,\d+)? ?(?:k€|m€|€|euros?)))?(?: (?:sur|dans|d))?)"
)
_HELD: Final = (
    r"(?:(?:les?|la|l|des?|du|d|ce qu(?:i|il|e)|il|nous|reste|mes|nos|notre|une|partie|en|sur|dans"
    r"|au|aux|a|credits?|argent|sous|budget|enveloppe|ligne|reliquats?|marges?|economies?"
    r"|excedents?|surplus"
    r"|disponibles?|(?:sous|non) (?:consommation|execution)|faites?|realisees?|degagees?|depenses?"
    r"|(?:non|pas) (?:consommes?|utilises?|depenses?)|restants?|titre) )"
)
#: Between both, only whether it may be done is asked.
_MAY: Final = frozenset(
    ["on", "peut", "puis", "je", "pouvons", "nous", "est", "ce", "que", "il", "possible"]
)
#: Behind it: what is left of the credits of the year.
_LEFT: Final = (
    r"(?: (?:disponibles?|libres?|restants?|inutilisee?s?|(?:non|pas)(?: encore)? (?:consommee?s?"
    r"|utilisee?s?|depensee?s?|employee?s?)|(?:de|sur|dans) l (?:annee|exercice)(?: en cours)?"
    r"(?! (?:derni|prece|pass|suiv|proch|d )\w*)|cette annee|en cours d annee))"
)
#: Passes credits on: « passer des sous du … à l'… ».
_PASSES: Final = (
    r"\b(?:passer?|passons|basculer?|glisser?|mettre|deplacer?|envoyer|transvaser)"
    r"(?: (?:des?|les?|un peu d|de l|une partie des?) ?(?:sous|argent|credits?|fonds|budget))?"
    r"(?: (?P<amount>\d[\d ]*(?:,\d+)? ?(?:k€|m€|€|euros?)))? (?:du|de la|de l|des|de|d)"
)
_ONTO: Final = r"(?:aux?|a|vers|en|sur|dans)(?: (?:les?|la|l))? "
#: Asks who decides it, or how.
_DECISION: Final = regex(
    r"\b(?:dm|decision modificative|virement|qui|accord|conseil|vote|directeur|possible|autoris\w*"
    r"|faut|peut|informer?|controleur)\b"
)
#: Credits of another year are carried over.
_OTHER_YEAR: Final = regex(
    r"\b(?:an|annee|exercice) (?:derni|prece|pass|suiv|proch|d avant|d apres|n )\w*|\bn ?[-+] ?1\b"
    r"|\bprochain\w*|\bsuivante?\b|\breport\w*|\breliquat de\b|\bcloture\b|\b20\d\d\b.*\b20\d\d\b"
)


def _bought(text: str, data: _Words, labels: Collection[str]) -> str:
    """Return something paid with the credits of another group as a transfer: that is what it is."""
    if _OTHER_YEAR.search(text):
        return ""
    for way in (data.passed, data.arrow):
        moved = way.search(text)
        named = {} if moved is None else moved.groupdict()
        first, last = (data.labels.get(named.get(one) or "", "") for one in ("a", "b"))
        if moved is None or first == last or not {first, last} <= set(labels):
            continue
        if way is data.arrow and not _DECISION.search(text):
            continue
        amount = f"de {named['amount']} " if named.get("amount") else ""
        said = f"{text[: moved.start()]} virement {amount}de {first} vers {last}"
        return " ".join(f"{said} {text[moved.end() :]}".split())
    ends = {**data.things, **data.labels}
    for source in data.spent_from.finditer(text):
        for spent in data.spent_on.finditer(text):
            if spent.start() < source.end() and source.start() < spent.end():
                continue
            first, last = (ends[one["what"]] for one in (source, spent))
            if first == last or not {first, last} <= set(labels):
                continue
            low, high = sorted((source.span(), spent.span()))
            between = _WORD.findall(text[low[1] : high[0]])
            if set(between) - data.around - _MAY:
                continue
            amount = f"de {source['amount']} " if source["amount"] else ""
            aim = "pour" if spent[0].startswith("pour ") and spent.start() == low[0] else ""
            asked = " ".join(one for one in between if one in _MAY)
            said = f"{text[: low[0]]} {aim} {asked} virement {amount}de {first} vers {last}"
            return " ".join(f"{said} {text[high[1] :]}".split())
    return ""


def with_things_told(answer: Answer, asked: str) -> Answer:
    """Return an answer on a transfer that says which thing was taken for an expense of which group.

    Args:
        answer: The answer.
        asked: The question as typed.
    """
    if answer.kind != ANSWERED or answer.intent != "virement":
        return answer
    data, text = _words(), normalise(asked)
    named = [one["what"] for way in (data.spent_on, data.spent_from) for one in way.finditer(text)]
    told = tuple(
        f"« {one} » est lu comme une dépense de « {data.things[one]} »."
        for one in dict.fromkeys(named)
        if one in data.things and data.things[one] in answer.text
    )
    return replace(answer, assumptions=(*answer.assumptions, *told)) if told else answer


def _without(text: str, pieces: list[_Piece], start: int, end: int) -> str:
    """Return what stands between the verbs and the groups, of which a reading takes account."""
    kept, at = [], start
    for one in sorted(pieces, key=lambda piece: piece.start):
        kept.append(text[at : one.start])
        at = max(at, one.end)
    return " ".join([*kept, text[at:end]])


@lru_cache(maxsize=1)
def _words() -> _Words:
    with _FILE.open("rb") as file:
        data = tomllib.load(file)
    labels = {said: label for label, ways in data["groups"].items() for said in ways}
    things = {said: label for label, ways in data["things"].items() for said in ways}
    ways = _any_of(labels)
    what = f"(?P<what>{_any_of({**labels, **things})})"
    return _Words(
        _begun(data["takes"]),
        _begun(data["gives"]),
        frozenset(data["to"].split()),
        frozenset(data["from"].split()),
        frozenset(data["around"].split()),
        regex(rf"\b(?:{ways})\b"),
        labels,
        things,
        regex(rf"{_SPENDS} {_SMALL}*{what}\b"),
        regex(rf"{_MEANS} {_HELD}*{what}\b{_LEFT}*"),
        regex(rf"{_PASSES} (?P<a>{ways}) {_ONTO}(?P<b>{ways})\b"),
        regex(rf"\b(?P<a>{ways}) ?(?:-+>|=+>|>) ?(?P<b>{ways})\b"),
    )


def _any_of(ways: Iterable[str]) -> str:
    return "|".join(sorted(map(re.escape, ways), key=len, reverse=True))


def _begun(text: str) -> re.Pattern[str]:
    return regex(rf"\b(?:{'|'.join(text.split())})\w*\b")
