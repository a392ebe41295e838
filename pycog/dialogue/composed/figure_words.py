"""The words that name key figures and their documents: groups of one meaning, units, bodies."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Hashable, Iterable
from functools import lru_cache
from pathlib import Path
from typing import Final

from pycog import conventions
from pycog.dialogue.composed.fact_table import FIGURE, Fact, facts
from pycog.dialogue.composed.scan import Scan, stems_of
from pycog.dialogue.composed.search import Named, Search, bag
from pycog.dialogue.families import says, widened
from pycog.dialogue.kinship import akin, kin_of
from pycog.dialogue.lexicon import stem
from pycog.dialogue.loaded_agreements import telling_words
from pycog.dialogue.normalise import normalise, words
from pycog.lazy_patterns import regex

_FILE: Final = Path(__file__).parent.parent / "data" / "synonyms.toml"
#: First words of keys that say nothing of what stands behind them.
_PLAIN_KEYS: Final = frozenset({"part", "taux"})


@lru_cache(maxsize=1)
def same_words() -> tuple[dict[str, str], dict[str, frozenset[str]]]:
    """Return stem → first stem of its group, and unit → words that it allows."""
    with _FILE.open("rb") as file:
        data = tomllib.load(file)
    same: dict[str, str] = {}
    for group in data["groups"]:
        stems = [stem(word) for word in words(normalise(group))]
        for one in stems:
            same.setdefault(one, stems[0])
    allowed = {
        name: frozenset(grouped(same, stems_of(data[name])))
        for name in ("counted", "money", "rate")
    }
    return same, allowed


def grouped(same: dict[str, str], stems: Iterable[str]) -> list[str]:
    return [same.get(one, one) for one in stems]


def grouped_bag(text: str) -> frozenset[str]:
    """Return the stems of a label, those of a group as its first."""
    return frozenset(grouped(same_words()[0], bag(text)))


#: Figures of one subject that stand in one sentence, at most.
LARGEST_FAMILY: Final = 3


@lru_cache(maxsize=4)
def figure_search(_state: Hashable) -> Search[Fact]:
    """Return the figures by their words, those of a group counted as one."""
    table = facts(FIGURE)
    # What is said of « dipa-ps » may be said of « dipa-montant »: they stand in one sentence.
    around: dict[tuple[str, ...], dict[str, str]] = {}
    for one in table:
        around.setdefault(family_of(one), {})[one.subject] = f"{one.theme} {one.label}"

    def beside(fact: Fact) -> str:
        # Of many, each has a name of its own: « rentes » is said of no other one.
        labels = around[family_of(fact)]
        return " ".join(labels.values()) if len(labels) <= LARGEST_FAMILY else labels[fact.subject]

    return Search(_entry(one, beside(one)) for one in table)


def _entry(fact: Fact, around: str) -> Named[Fact]:
    """Return a figure with its words, those of a group counted as one."""
    key, of = fact.subject.replace("-", " "), grouped_bag
    label = of(f"{fact.label} {key}")
    every = of(f"{fact.label} {key} {fact.theme}")
    return Named(fact, label, (of(fact.label), of(key)), every, of(fact.theme), of(around))


def said_enough(stems: Collection[str], fact: Fact) -> bool:
    """Tell whether words say a figure: its key whole, or half of the words of its label.

    « Assurés » alone is no name of « Assurés qui accèdent à leur compte en ligne ».

    Args:
        stems: Stems of the question.
        fact: The figure.
    """
    same = same_words()[0]
    said = set(grouped(same, stems))
    key = grouped(same, bag(fact.subject.replace("-", " ")))
    if all(kin_of(one, said) for one in key):
        return True
    label = set(grouped(same, bag(fact.label)))
    own = sum(bool(kin_of(one, said)) for one in label)
    if own and not _head_is_said(fact, said):
        # All the rest of a longer label names it as well.
        return own >= max(len(label) - 1, _LEAST_REST)
    return not own or 2 * own >= len(label)


def _head_is_said(fact: Fact, said: Collection[str]) -> bool:
    """Tell whether words say what a label counts: « Familles d'enjeux » counts no projects.

    Args:
        fact: The figure.
        said: Stems, those of a group as its first.
    """
    if unit_class(fact) != "counted":
        return True
    same, label = same_words()[0], bag(fact.label)
    head = next((one for one in map(stem, words(normalise(fact.label))) if one in label), "")
    unit = stem(fact.unit)
    if unit in STAFF and same.get(head) == same.get(unit):
        return True
    return bool(kin_of(same.get(head, head), said)) or says(head, widened(said))


#: Words of a label that name it without what it counts.
_LEAST_REST: Final = 2
_AIM_OF: Final = regex(r"Objectif (?:d[eu] |de la |de l')(?P<whom>[^,]+),")
#: What staff is counted in.
STAFF: Final = stems_of("agents salaries collaborateurs")


def names_figure(fact: Fact, stems: Collection[str], *, whole: bool = False) -> bool:
    """Tell whether words name a figure: its key whole, or half of the words of its label.

    Args:
        fact: The figure.
        stems: Stems of the words.
        whole: Whether every word of its label must be said, or say no more than its unit.
    """
    groups = same_words()[0]
    heard = widened(stems) | {groups.get(one, one) for one in stems}

    def is_said(word: str) -> bool:
        return says(word, heard) or groups.get(word, word) in heard

    label, key = bag(fact.label), bag(fact.subject.replace("-", " "))
    of_whom = _AIM_OF.match(fact.label)
    if of_whom is not None and not any(map(is_said, bag(of_whom["whom"]))):
        # The target of somebody else is meant only where they are said.
        return False
    if whole:
        # Staff is counted by heads: « CDD » is all that is said of « Collaborateurs en CDD ».
        staff = groups.get(stem(fact.unit)) if stem(fact.unit) in STAFF else None
        return all(is_said(one) or groups.get(one) == staff is not None for one in label)
    own = sum(map(is_said, label))
    rest = own >= max(len(label) - 1, _LEAST_REST)
    head = rest or _head_is_said(fact, set(grouped(groups, stems)))
    return (head and own > 0 and 2 * own >= len(label)) or all(map(is_said, key))


def figures_ready() -> None:
    """Make the table of the words of the figures."""
    figure_search(conventions.state())


@lru_cache(maxsize=16)
def words_around(
    documents: tuple[str, ...], bodies: tuple[str, ...], _state: Hashable
) -> frozenset[str]:
    """Return the words around a figure, names of bodies too, that no label of it has."""
    labels = {
        word
        for one in facts(FIGURE)
        if not documents or one.body in documents
        for word in bag(f"{one.label} {one.subject.replace('-', ' ')} {one.theme}")
    }
    return (_file_words("around") | frozenset(bodies)) - labels


@lru_cache(maxsize=1)
def body_stems() -> frozenset[str]:
    """Return the stems that names of bodies begin with: « caf », « urssaf »."""
    with _FILE.with_name("words.toml").open("rb") as file:
        return stems_of(tomllib.load(file)["around"]["bodies"])


@lru_cache(maxsize=4)
def _file_words(name: str) -> frozenset[str]:
    with _FILE.open("rb") as file:
        return stems_of(tomllib.load(file)[name])


def family_of(fact: Fact) -> tuple[str, ...]:
    """Return what figures of one subject share: the document and the first word of the key."""
    first = fact.subject.partition("-")[0]
    return fact.body, fact.subject if first in _PLAIN_KEYS else first


def covers(period: str, year: int) -> bool:
    """Tell whether a printed period is of a year or spans it."""
    if period.startswith(str(year)):
        return True
    ends = [int(one) for one in _YEARS.findall(period)]
    return len(ends) == 2 and ends[0] <= year <= ends[1]


_YEARS: Final = regex(r"(?:19|20)\d\d")


def shown_figure(display: str, printed: str, unit: str) -> str:
    """Return a figure as a sentence shows it: a rank with the text that it stands for.

    Args:
        display: The value that the formula gives, as shown.
        printed: As printed, ``""`` where several are.
        unit: Its unit.
    """
    if unit == "rang" and printed:
        return f"« {printed} », rang {display} de la liste imprimée"
    held = len(printed) <= _SHORT_PRINT and display and printed.startswith(f"{display} ")
    return printed if held else display


#: Letters of a printed value that has its unit beside it: « 18,98 jours ».
_SHORT_PRINT: Final = 24


def unit_class(fact: Fact) -> str:
    return {"€": "money", "%": "rate"}.get(fact.unit, "counted")


def claim_bodies(scan: Scan, documents: list[str]) -> None:
    """Claim the categories of bodies that are a part of the name of a document."""
    names = {word for phrase, key in scan.known.documents if key in documents for word in phrase}
    scan.words({word for phrase, _ in scan.known.categories for word in phrase} & names)


def document_meant(scan: Scan, named: list[str]) -> list[str]:
    """Return the document whose id a word is akin to: « projets mutualisés »."""
    for phrase, document in scan.known.documents if not named else ():
        if len(phrase) == 1:
            kin = [word for word in scan.telling() if akin(word.stem, phrase[0])]
            if kin:
                scan.claim(kin)
                return [document]
    return []


def of_another(scan: Scan, documents: Collection[str], about: str) -> bool:
    """Tell whether a question names the agreement and a document that is another one."""
    own = set(map(stem, telling_words(about.replace("-", " "))))
    return (
        bool(documents)
        and about not in documents
        and any(word.stem in own for word in scan.question.words)
    )


#: « Les 3 CPTS », « cite les quatre axes »: the things are asked for, and their number is known.
_ALL_OF_THEM: Final = regex(
    r"^(?:et )?(?:(?:donne|list|cit|enumer|nomm|quel(?:le)?s (?:sont|etaient))\w*(?: moi)? )?"
    r"les (?:\d\d?|deux|trois|quatre|cinq|six|sept|huit|neuf|dix) (?!premie|dernie|plus)[a-z]"
    r"|^(?:et )?(?:cit|enumer|nomm)(?:e[rsz]?|es)(?: moi)? (?:les|tous les|toutes les) "
)


def names_wanted(scan: Scan) -> bool:
    """Tell whether a question asks for the names of so many things, and for no number."""
    return scan.has(_ALL_OF_THEM) and not re.search(r"\bcombien\b", scan.text)


def numbered_documents(scan: Scan) -> list[str]:
    """Return the documents named with a number: a body and its department."""
    found = []
    for phrase, document in scan.known.documents:
        if any(one.isdigit() for one in phrase):
            pattern = r"\b" + r" (?:de |du |d |l )*".join(map(re.escape, phrase)) + r"\b"
            if scan.take(regex(pattern)):
                found.append(document)
    for document, match in scan.known.departments_said(scan.text) if not found else ():
        if scan.is_free(*match.span()):
            scan.claim_span(*match.span())
            return [document]
    return found
