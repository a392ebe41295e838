"""What can be asked, as data: ``data/intents.toml``, read with a closed schema."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from pycog.dialogue.normalise import words
from pycog.errors import InvalidConvention
from pycog.reports.kinds import KINDS

#: Between the values of a slot that holds several.
AND: Final = "|"
#: The intent that the reports name.
_REPORTS: Final = "rapport"
_FILE: Final = Path(__file__).parent / "data" / "intents.toml"
_DECLINES: Final = Path(__file__).parent / "data" / "declines.toml"


@dataclass(frozen=True, slots=True)
class Slot:
    """One thing that a question must or may say.

    Attributes:
        name: Name in the state and in the JSON answer.
        kinds: Kinds of entity that fill it, the best first.
        question: What to ask when it is missing; ``""`` for one that may be missing.
        choices: What to offer with the question: the name of a list that
            :mod:`pycog.dialogue.slots` knows, or the choices themselves.
        near: Words that stand beside it in the question, where several entities of its
            kind may occur.
        only_near: Whether it is filled by an entity beside such a word only.
        after: Words that stand right before it (« vers », « au »).
        kept: Whether a new question about the same intent keeps it when the subject
            (indicator, line…) changes.
        many: Whether a question may name several, which are then joined by :data:`AND`.
        unless: Slots one of which makes it needless.
    """

    name: str
    kinds: tuple[str, ...]
    question: str = ""
    choices: tuple[str, ...] = ()
    near: tuple[str, ...] = ()
    only_near: bool = False
    after: tuple[str, ...] = ()
    kept: bool = True
    many: bool = False
    unless: tuple[str, ...] = ()

    @property
    def required(self) -> bool:
        """Whether the assistant asks for it."""
        return bool(self.question)


@dataclass(frozen=True, slots=True)
class Intent:
    """One kind of question.

    Attributes:
        id: Stable id.
        title: What it is about, in French.
        family: Heading in « que sais-tu faire ? ».
        examples: Questions that it answers; the first is offered as a close question.
        triggers: Phrases that name it, with their weights: words in any order, or word for
            word after an equals sign.
        wants: Kinds of entity that speak for it.
        needs: Kinds of entity without one of which it is not meant.
        alone: Kinds of entity each of which names it without a word; « line+year » where it
            takes both.
        against: Kinds of entity that speak for another intent, unless the first of
            ``wants`` is there too.
        rejects: Words that speak against it.
        covers: Words that say nothing more than it does, besides those of its triggers.
        slots: In the order in which they are asked for.
    """

    id: str
    title: str
    family: str
    examples: tuple[str, ...]
    triggers: Mapping[str, float]
    wants: tuple[str, ...]
    needs: tuple[str, ...]
    alone: tuple[str, ...]
    against: tuple[str, ...]
    rejects: tuple[str, ...]
    covers: tuple[str, ...]
    slots: tuple[Slot, ...]

    def words(self) -> Iterator[str]:
        """Yield the words of its triggers and slots, which say what is asked."""
        for phrase in self.triggers:
            yield from words(phrase)
        for slot in self.slots:
            for phrase in (*slot.near, *slot.after):
                yield from words(phrase)


@dataclass(frozen=True, slots=True)
class Decline:
    """A kind of question that the assistant does not take.

    Attributes:
        id: Stable id.
        phrases: What it is known by; words in any order.
        text: The answer.
    """

    id: str
    phrases: tuple[str, ...]
    text: str


@lru_cache(maxsize=1)
def load_declines() -> tuple[Decline, ...]:
    """Return what is declined, in the order of ``data/declines.toml``."""
    with _DECLINES.open("rb") as file:
        entries = tomllib.load(file)["decline"]
    return tuple(Decline(entry["id"], tuple(entry["phrases"]), entry["text"]) for entry in entries)


@lru_cache(maxsize=1)
def load_intents() -> dict[str, Intent]:
    """Return the intents by id, in the order of the file.

    Raises:
        InvalidConvention: ``intention-invalide``: an unknown or missing key, an id twice.
    """
    with _FILE.open("rb") as file:
        intents = read_intents(tomllib.load(file))
    named = [trigger for kind in KINDS.values() for trigger in kind.triggers]
    intents[_REPORTS] = replace(intents[_REPORTS], triggers=dict(_weights(named)))
    return intents


def read_intents(data: Mapping[str, Any]) -> dict[str, Intent]:
    """Read the declarations.

    Raises:
        InvalidConvention: ``intention-invalide``.
    """
    found: dict[str, Intent] = {}
    for entry in data.get("intent", []):
        where = str(entry.get("id", "?"))
        unknown = set(entry) - _INTENT_KEYS
        missing = {"id", "title", "family", "examples"} - set(entry)
        if unknown or missing or where in found:
            raise _wrong(where, unknown, missing)
        found[where] = Intent(
            where,
            entry["title"],
            entry["family"],
            tuple(entry["examples"]),
            {phrase: weight for phrase, weight in _weights(entry.get("triggers", []))},
            tuple(entry.get("wants", ())),
            tuple(entry.get("needs", ())),
            tuple(entry.get("alone", ())),
            tuple(entry.get("against", ())),
            tuple(entry.get("rejects", ())),
            tuple(words(" ".join(entry.get("covers", ())))),
            tuple(_slot(where, slot) for slot in entry.get("slots", ())),
        )
    return found


_INTENT_KEYS: Final = {
    "id", "title", "family", "examples", "triggers", "wants", "needs", "alone",
    "against", "rejects", "covers", "slots",
}  # fmt: skip
_SLOT_KEYS: Final = {
    "name",
    "kinds",
    "question",
    "choices",
    "near",
    "only_near",
    "after",
    "kept",
    "many",
    "unless",
}


def _weights(triggers: list[str]) -> Iterator[tuple[str, float]]:
    """A phrase weighs its number of words, unless it ends with ``*2``."""
    for trigger in triggers:
        phrase, _, weight = trigger.partition("*")
        yield phrase.strip(), float(weight) if weight else float(len(words(phrase)))


def _slot(where: str, entry: Mapping[str, Any]) -> Slot:
    unknown, missing = set(entry) - _SLOT_KEYS, {"name", "kinds"} - set(entry)
    if unknown or missing:
        raise _wrong(f"{where}.{entry.get('name', '?')}", unknown, missing)
    lists = {key: tuple(value) for key, value in entry.items() if isinstance(value, list)}
    return Slot(**{**entry, **lists})


def _wrong(where: str, unknown: set[str], missing: set[str]) -> InvalidConvention:
    faults = [f"clé inconnue : {', '.join(sorted(unknown))}"] if unknown else []
    faults += [f"clé absente : {', '.join(sorted(missing))}"] if missing else []
    return InvalidConvention(
        "intention-invalide",
        f"intents.toml, « {where} » : {' ; '.join(faults) or 'identifiant déjà utilisé'}.",
        intent=where,
    )
