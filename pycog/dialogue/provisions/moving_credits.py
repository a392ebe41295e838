"""Reads credits that are taken from one group and given to another: « piocher dans X pour Y »."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

from pycog.dialogue.entities import Question
from pycog.dialogue.vocabulary import Vocabulary

_FILE: Final = Path(__file__).parent.parent / "data" / "moving.toml"
#: Both ends of a transfer.
_ENDS: Final = 2
#: Puts something somewhere, and what is put: credits of a group.
_PUTS: Final = re.compile(r"\b(?:re)?(?:mett|mis|inject|ajout|plac|affect|pass|bascul|envoy)\w*")
_CREDITS_OF: Final = re.compile(
    r"\b(?:(?:credits?|sous|argent|fonds)(?: (?:non )?\w+)?(?! (?:en|sur))"
    r"|(?:reliquats?|excedents?|surplus|restes?|marges?|economies?)(?: \w+)?(?= (?:en|sur|d)))"
    r" (?:de la|de l|du|des|de|d|en|sur le|sur la|sur l|sur) ?$"
)
#: Words between a verb and the group that it takes from or gives to.
_NEAR: Final = 7
_WORD: Final = re.compile(r"[a-z]+")
#: A transfer that is already called one is read as it is.
_CALLED: Final = re.compile(r"\b(?:virement|vir(?:er|e|ons)|transfer\w*|fongib\w*|report\w*)\b")


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
    ways = "|".join(sorted(map(re.escape, labels), key=len, reverse=True))
    return _Words(
        _begun(data["takes"]),
        _begun(data["gives"]),
        frozenset(data["to"].split()),
        frozenset(data["from"].split()),
        frozenset(data["around"].split()),
        re.compile(rf"\b(?:{ways})\b"),
        labels,
    )


def _begun(text: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(text.split())})\w*\b")
