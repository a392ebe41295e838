"""The provisions as data: ``data/provisions.toml``, read with a closed schema."""

from __future__ import annotations

import tomllib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, Final

from pycog.dialogue.lexicon import Lexicon, stem
from pycog.dialogue.normalise import normalise, words
from pycog.errors import InvalidConvention

_FILE: Final = Path(__file__).parent.parent / "data" / "provisions.toml"
_KEYS: Final = frozenset(
    {"id", "needs", "likes", "yes", "no", "text", "source", "of", "amounts", "unless", "late"}
)


@dataclass(frozen=True, slots=True)
class Provision:
    """One provision.

    Attributes:
        id: Stable id.
        needs: Sets of ideas; a question that has all of one set is about it.
        likes: Ideas that may stand beside them.
        yes: Ideas one of which makes « Oui » of the answer to whoever asks whether it is
            so; « * » for any.
        no: Ideas that make « Non » of it; where both are there, neither is said.
        text: What it says, in our own words.
        source: Where it is printed.
        of: Id of the agreement that it belongs to, ``""`` for one that every agreement shares.
        amounts: Whether it holds for any amount: ``"late"`` where no formula answers only.
        unless: Kinds of entity with which a formula answers better (« year »; « lines » for two
            budget lines; « last » for the last year), or « open » where only a yes or a no is told.
        late: Whether it is told only where no formula answers.
    """

    id: str
    needs: tuple[frozenset[str], ...]
    likes: frozenset[str]
    yes: frozenset[str]
    no: frozenset[str]
    text: str
    source: str
    of: str
    amounts: bool | str
    unless: frozenset[str]
    late: bool


@dataclass(frozen=True)
class Provisions:
    """The whole file.

    Attributes:
        rules: In the order of the file.
        ideas: Idea → the words that say it, each alternative as stems.
        around: Ideas that may stand in any question about a rule.
        actors: Ideas of who decides: a question that names one asks about it.
        followed: Intents that are ideas too: a question after one of them is about it.
        circling: Ideas whose words do not say the same as one another.
        telling: Ideas that tell one rule from another, whatever else is said.
        asking: Stems of the words that rules are asked with.
        beside: Stems of words that may stand beside the ideas of a rule.
        lexicon: The words of the ideas, typing errors included.
    """

    rules: tuple[Provision, ...]
    ideas: Mapping[str, tuple[frozenset[str], ...]]
    around: frozenset[str]
    actors: frozenset[str]
    followed: frozenset[str]
    telling: frozenset[str]
    circling: frozenset[str]
    asking: frozenset[str]
    beside: frozenset[str]
    lexicon: Lexicon

    def needing(self, said: Iterable[str]) -> list[Provision]:
        """Return the rules that may need no other ideas than those said, in order."""
        places = {at for one in said for at in self._by_idea.get(one, ())}
        return [self.rules[at] for at in sorted(places)]

    @cached_property
    def _by_idea(self) -> Mapping[str, list[int]]:
        """Idea → places of the rules of which some need has it as its first one."""
        found = defaultdict[str, list[int]](list)
        for at, rule in enumerate(self.rules):
            for need in rule.needs:
                found[min(need)].append(at)
        return found


@lru_cache(maxsize=1)
def provisions() -> Provisions:
    """Return the provisions.

    Raises:
        InvalidConvention: ``disposition-invalide``: an unknown key or idea, an id twice.
    """
    with _FILE.open("rb") as file:
        return read_provisions(tomllib.load(file))


def read_provisions(data: Mapping[str, Any]) -> Provisions:
    """Read the declarations.

    Raises:
        InvalidConvention: ``disposition-invalide``.
    """
    spelled = {name: str(text).split(",") for name, text in data["ideas"].items()}
    ideas = {name: tuple(map(_stems, given)) for name, given in spelled.items()}
    around, actors, followed, telling, circling = (
        frozenset(str(data.get(one, "")).split())
        for one in ("around", "actors", "followed", "telling", "circling")
    )
    found: dict[str, Provision] = {}
    for entry in data["provision"]:
        where = str(entry.get("id", "?"))
        if where in found or (unknown := set(entry) - _KEYS):
            raise _wrong(where, "identifiant déjà utilisé" if where in found else f"{unknown}")
        rule = Provision(
            where,
            tuple(frozenset(one.split()) for one in entry["needs"]),
            frozenset(entry.get("likes", "").split()),
            frozenset(entry.get("yes", "").split()),
            frozenset(entry.get("no", "").split()),
            entry["text"],
            entry["source"],
            entry.get("of", ""),
            entry.get("amounts", False),
            frozenset(entry.get("unless", "").split()),
            bool(entry.get("late", False)),
        )
        named = rule.likes.union(*rule.needs, rule.yes - {"*"}, rule.no - {"*"})
        for idea in named - set(ideas):
            raise _wrong(where, f"idée inconnue : {idea}")
        found[where] = rule
    every = [word for given in spelled.values() for one in given for word in _plain(one)]
    asking, beside = (
        frozenset().union(*map(_stems, str(data.get(one, "")).split()))
        for one in ("asking", "beside")
    )
    every_rule, lexicon = tuple(found.values()), Lexicon(every, {})
    return Provisions(
        every_rule,
        ideas,
        around,
        actors,
        followed,
        telling,
        circling,
        asking,
        beside,
        lexicon,
    )


def _plain(text: str) -> list[str]:
    return words(normalise(text))


def _stems(text: str) -> frozenset[str]:
    return frozenset(map(stem, _plain(text)))


def _wrong(where: str, what: str) -> InvalidConvention:
    return InvalidConvention("disposition-invalide", f"provisions.toml, « {where} » : {what}.")
