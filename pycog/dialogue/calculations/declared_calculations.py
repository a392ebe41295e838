"""What can be calculated, as data: ``data/calculations.toml``, read with a closed schema."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final, TypeAlias

from pycog.dialogue.bonus_terms import Themes, named, words_of
from pycog.dialogue.lexicon import stem
from pycog.errors import InvalidConvention
from pycog.lazy_patterns import regex

_FILE: Final = Path(__file__).parent.parent / "data" / "calculations.toml"
#: Signs before the name of a role, which say how its numbers are written.
PREFIXES: Final = "*#~-@^"
#: Sign before the name of what the agreement says.
OF_AGREEMENT: Final = "!"
#: A formula: a number, a role (``"part"``), a text (``"'texte"``), or a name or sign and its
#: arguments; ``"*parts"`` gives each value of a role, ``"#parts"`` a block of them.
Template: TypeAlias = "float | int | str | list[Any]"


@dataclass(frozen=True, slots=True)
class Role:
    """What one number of a calculation is.

    Attributes:
        name: Name in the formula and the texts.
        title: What to ask for when it is missing.
        units: Units that it may have.
        near: Words that stand beside it.
        before: Words that stand right before it.
        many: Whether it takes several numbers.
        optional: Whether it may be missing.
        sure: Whether a word must announce it.
        rate: Whether a number without unit above 1.5 is in per cent.
        whole: Whether it must be a printed line or fund rather than a number.
    """

    name: str
    title: str
    units: frozenset[str]
    near: re.Pattern[str] | None
    before: re.Pattern[str] | None
    many: bool = False
    optional: bool = False
    sure: bool = False
    rate: bool = False
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Also:
    """A further formula that an answer tells, and how."""

    formula: Template
    show: str
    text: str


@dataclass(frozen=True, slots=True)
class Calculation:
    """One kind of calculation.

    Attributes:
        id: Stable id.
        intent: Intent whose slots have the names of the roles, ``""`` if none.
        cues: Every one of them is found in a question that asks for it.
        rejects: None of them is.
        covers: Further words that say nothing more than it does.
        per: It may name what it is for one of (« par agent »), unless this is found; ``None``
            where it may not.
        roles: In their natural order.
        formula: What gives the value.
        show: Kind of the value, or the name of the role whose unit it has.
        signed: Whether a positive value has a plus sign.
        text: The answer.
        also: What it tells besides.
        verdict: Formula whose truth is the « Oui » or « Non » of the answer, ``None`` without.
        yes: Begins the answer where it is true.
        no: Begins it where it is not.
        rephrase: The question in full, offered where roles are in doubt.
        source: ``"interessement"`` where the agreement prints the rule with its scorecards and
            the formula does not say so.
        ordered: Whether numbers without any word stand in the order of the roles.
        smaller: Two roles, the first of which is rarely the larger one.
        weight: What it counts more than another calculation with as many words.
        printed: Whether its numbers may be printed figures.
        bodies: Levels of scorecard whose categories of body it holds for.
        dated: Whether a year changes nothing.
        first: Whether it goes before the intents with printed figures too.
        alike: Whether its numbers have one unit.
        overall: Whether printed amounts without a year are those of all years together.
    """

    id: str
    intent: str
    cues: tuple[re.Pattern[str], ...]
    rejects: re.Pattern[str] | None
    covers: re.Pattern[str] | None
    per: re.Pattern[str] | None
    roles: tuple[Role, ...]
    formula: Template
    show: str
    text: str
    rephrase: str
    signed: bool = False
    also: tuple[Also, ...] = ()
    verdict: Template | None = None
    yes: str = ""
    no: str = ""
    source: str = ""
    ordered: bool = False
    smaller: tuple[str, ...] = ()
    weight: float = 0.0
    printed: bool = False
    bodies: tuple[str, ...] = ()
    dated: bool = True
    overall: bool = False
    alike: bool = False
    first: bool = False


@dataclass(frozen=True, slots=True)
class Declared:
    """The whole file.

    Attributes:
        calculations: In the order of the file.
        context: Words around numbers that change nothing.
        operators: Words that change what is asked: a calculation uses them or does not fit.
        spelled: Stem → word, of the words that typing errors are recognised by.
    """

    calculations: tuple[Calculation, ...]
    context: frozenset[str]
    operators: frozenset[str]
    spelled: Mapping[str, str]


@lru_cache(maxsize=8)
def declared_calculations(themes: Themes = ()) -> Declared:
    """Return what can be calculated.

    Args:
        themes: The three themes that the agreement in question weights, none otherwise; what
            asks for the rates of three themes is then no calculation.

    Raises:
        InvalidConvention: ``calcul-invalide``: an unknown key, an id twice, a formula that
            names no role.
    """
    with _FILE.open("rb") as file:
        return read_calculations(tomllib.load(file), themes)


def read_calculations(data: Mapping[str, Any], themes: Themes = ()) -> Declared:
    """Read the declarations, as :func:`declared_calculations` gives them.

    Raises:
        InvalidConvention: ``calcul-invalide``.
    """
    words = {name: frozenset(str(data.get(name, "")).split()) for name in ("context", "operators")}
    shared = {str(name): str(text) for name, text in data.get("words", {}).items()}
    shared |= words_of(themes)
    found: dict[str, Calculation] = {}
    for entry in data["calculation"]:
        if not themes and entry.get("themed", False):
            continue
        one = _calculation(_with_themes(entry, themes), shared)
        if one.id in found:
            raise _wrong(one.id, "identifiant déjà utilisé")
        found[one.id] = one
    spelled = {stem(word): word for word in str(data.get("spelled", "")).split()}
    context = words["context"] | frozenset(map(stem, words["context"]))
    return Declared(tuple(found.values()), context, words["operators"], spelled)


_PLAIN: Final = frozenset(
    {"intent", "show", "text", "rephrase", "signed", "verdict", "yes", "no", "source",
     "ordered", "weight", "printed", "dated", "overall", "alike", "first", "id"}
)  # fmt: skip
_READ: Final = frozenset(
    {"cues", "rejects", "covers", "per", "role", "formula", "also", "smaller", "bodies"}
)
_ROLE: Final = frozenset(
    {"name", "title", "units", "near", "before", "many", "optional", "sure", "rate", "whole"}
)


def _with_themes(part: Any, themes: Themes) -> Any:
    """Return a part of a declaration with the printed names of the themes in its texts."""
    if isinstance(part, str):
        return named(part, themes)
    if isinstance(part, list):
        return [_with_themes(one, themes) for one in part]
    if isinstance(part, dict):
        return {key: _with_themes(one, themes) for key, one in part.items() if key != "themed"}
    return part


def _calculation(entry: Mapping[str, Any], shared: Mapping[str, str]) -> Calculation:
    where = str(entry.get("id", "?"))
    if unknown := set(entry) - _PLAIN - _READ:
        raise _wrong(where, f"clé inconnue : {', '.join(sorted(unknown))}")
    roles = tuple(_role(where, one, shared) for one in entry["role"])
    names = {one.name for one in roles}
    formulas = [entry["formula"], *(one["formula"] for one in entry.get("also", ()))]
    for name in (one for formula in formulas for one in _named(formula)):
        if name not in names:
            raise _wrong(where, f"« {name} » n'est pas un de ses nombres")
    plain = {key: value for key, value in entry.items() if key in _PLAIN}
    return Calculation(
        **{"intent": "", "rephrase": "", "text": "{value}.", **plain},
        cues=tuple(_pattern(cue, shared) for cue in entry["cues"]),
        rejects=_optional(entry.get("rejects"), shared),
        covers=_optional(_whole_words(entry.get("covers")), shared),
        per=_optional(entry.get("per"), shared),
        roles=roles,
        formula=entry["formula"],
        also=tuple(Also(one["formula"], one["show"], one["text"]) for one in entry.get("also", ())),
        smaller=tuple(entry.get("smaller", ())),
        bodies=tuple(entry.get("bodies", ())),
    )


#: Words between a preposition and its number.
_ARTICLES: Final = r"(?: (?:l|le|la|les|un|une|du|de|des|d|budget|montant|total))*"


def _role(where: str, entry: Mapping[str, Any], shared: Mapping[str, str]) -> Role:
    if unknown := set(entry) - _ROLE:
        raise _wrong(f"{where}.{entry.get('name', '?')}", f"clé inconnue : {sorted(unknown)[0]}")
    flags = {key: bool(entry[key]) for key in _FLAGS if key in entry}
    before = entry.get("before")
    return Role(
        entry["name"],
        entry.get("title", ""),
        frozenset(entry.get("units", ())),
        _optional(entry.get("near"), shared),
        _optional(None if before is None else f"(?:{before}){_ARTICLES} ?$", shared),
        **flags,
    )


_FLAGS: Final = ("many", "optional", "sure", "rate", "whole")


def _pattern(text: str, shared: Mapping[str, str]) -> re.Pattern[str]:
    for name, words in shared.items():
        text = text.replace(f"<{name}>", words)
    return regex(rf"(?<![a-z])(?:{text})" if text[:1].isalpha() or text[:1] == "(" else text)


def _whole_words(text: str | None) -> str | None:
    """Return a pattern that ends with a word: « pour » is no part of « pourcentage »."""
    return None if text is None else f"(?:{text})(?![a-z])"


def _optional(text: str | None, shared: Mapping[str, str]) -> re.Pattern[str] | None:
    return None if text is None else _pattern(text, shared)


def _named(formula: Template) -> list[str]:
    """Return the roles that a formula names."""
    texts = (one for one in _texts(formula) if not one.startswith(("'", OF_AGREEMENT)))
    return [one.lstrip(PREFIXES) for one in texts]


def of_agreement(formula: Template) -> list[str]:
    """Return what a formula asks the agreement for."""
    return [one[1:] for one in _texts(formula) if one.startswith(OF_AGREEMENT)]


def _texts(formula: Template) -> Iterator[str]:
    """Yield the arguments of a formula, at any depth, that are texts."""
    if isinstance(formula, str):
        yield formula
    elif isinstance(formula, list):
        for one in formula[1:]:
            yield from _texts(one)


def _wrong(where: str, what: str) -> InvalidConvention:
    return InvalidConvention("calcul-invalide", f"calculations.toml, « {where} » : {what}.")
