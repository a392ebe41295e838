"""What a turn says besides the words of its table: « et », « celles-ci », « en k€ »."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from pycog.lazy_patterns import regex

_FILE: Final = Path(__file__).parent.parent / "data" / "typed_turns.toml"
_DATA: Final[dict[str, Any]] = tomllib.loads(_FILE.read_text(encoding="utf-8"))
_MARKS: Final = {name: regex(text) for name, text in _DATA["marks"].items()}
_PLAINER: Final = tuple((regex(text), means) for text, means in _DATA["plainer"].items())
_NUMBERS: Final[dict[str, int]] = _DATA["numbers"]
_RANKS: Final[dict[str, int]] = _DATA["ranks"]
_LEADING: Final = frozenset(_DATA["words"]["leading"].split())
#: Nouns of rows that choose none of them.
PLAIN_NOUNS: Final = frozenset(_DATA["words"]["nouns"].split())
#: What the headings above rows are called.
SECTIONS: Final = frozenset(_DATA["words"]["sections"].split())
#: Marks that are told by their name alone.
_KEPT: Final = frozenset({"which", "instead"})
_WORTH: Final = {"k": "k€", "m": "M€", "e": "€", "€": "€"}


@dataclass(slots=True)
class Said:
    """A turn without what makes it one.

    Attributes:
        text: The words that are left, in plain form.
        marks: What was taken out of it, by name.
        many: How many rows « ces trois-là » says, 0 where it says none.
        of: How many figures « les deux » says, 0 where it says none.
        nth: The rank that « le deuxième » says, 0 where it says none.
        unit: The unit of « en k€ ».
        nouns: What rows are called: « ces marchés ».
        own: What of the rows is meant by « de son service ».
    """

    text: str
    marks: set[str] = field(default_factory=set)
    many: int = 0
    of: int = 0
    nth: int = 0
    unit: str = ""
    nouns: list[str] = field(default_factory=list)
    own: str = ""

    def has(self, *names: str) -> bool:
        """Tell whether one of some marks is there."""
        return any(one in self.marks for one in names)

    @property
    def refers(self) -> bool:
        """Whether it speaks of rows or figures that were told: it has no answer without them."""
        return self.has(
            "them", "it", "narrows", "same", "next", "unit", "fact", "together", "measured"
        )

    @property
    def pronoun(self) -> bool:
        """Whether it has a pronoun that may be of rows that it names itself."""
        return self.has("they", "he", "which", "owned")

    @property
    def of_rows(self) -> bool:
        """Whether it speaks of the rows that were told."""
        return self.has("they", "he", "which", "them", "it", "narrows")

    @property
    def is_singular(self) -> bool:
        """Whether it speaks of one thing."""
        return self.has("it", "he") and not self.has("them", "they", "which", "narrows")

    @property
    def leans(self) -> bool:
        """Whether it leans on what was said before."""
        return (
            self.refers
            or self.pronoun
            or self.has("leads", "corrects", "only", "so", "both", "when")
        )


def said_in(text: str) -> Said:
    """Return a question with its marks taken out of it.

    Args:
        text: In plain form.
    """
    for pattern, means in _PLAINER:
        text = pattern.sub(means, text)
    text = re.sub(r"\s+", " ", text).strip()
    said = Said(text)
    for name, pattern in _MARKS.items():
        said.text = pattern.sub(lambda one, name=name: _taken(one, name, said), said.text)  # type: ignore[misc]
        said.text = re.sub(r"\s+", " ", said.text).strip()
    return said


def _taken(match: re.Match[str], name: str, said: Said) -> str:
    if name == "lead":
        if set(match[0].split()) & _LEADING:
            said.marks.add("leads")
        return " "
    said.marks.add(name)
    groups = {key: value for key, value in match.groupdict().items() if value}
    if number := groups.get("many"):
        said.many = _number(number)
    for one in ("of", "of2", "of3"):
        said.of = _number(groups[one]) if one in groups else said.of
    said.own = groups.get("own", said.own)
    if rank := groups.get("nth"):
        said.nth = _RANKS[rank]
    if unit := groups.get("unit"):
        said.unit = _WORTH["m" if unit.startswith(("m€", "meur", "million")) else
                           "k" if unit.startswith(("k", "millier")) else "e"]  # fmt: skip
    said.nouns += [value for key, value in groups.items() if key.startswith("noun")]
    return match[0] if name in _KEPT else " "


def _number(said: str) -> int:
    return int(said) if said.isdigit() else _NUMBERS[said]
