"""What a question asks of a figure besides its name: its unit, its kind and its period."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from pycog.dialogue.composed.conditions import COUNT
from pycog.dialogue.composed.fact_table import FIGURE, Fact, facts
from pycog.dialogue.composed.figure_words import covers, unit_class
from pycog.dialogue.composed.place_index import Placed, ideas_said
from pycog.dialogue.composed.search import bag
from pycog.dialogue.families import changing, says, widened
from pycog.dialogue.lexicon import stem
from pycog.dialogue.normalise import normalise, words
from pycog.lazy_patterns import regex

_HOW_MANY: Final = regex(r"\bcombien\b(?= ?[?.!]*$)")
#: Asks for a person, a place, a day, a reason or a name.
_NO_NUMBER: Final = regex(
    r"^(?:et |alors |dis moi |sais tu )?(?:qui|par qui|ou|quand|pourquoi|comment|depuis quand)\b"
    r"(?! (?:en est|s eleve|est il))"
    r"|\b(?:horaires?|noms?|adresse|a quelle date|quelles? dates?|quel jour|pour quand"
    r"|depuis quand|quelles? villes?|quelles? communes?)\b|\b(?:date|jour) d"
)
#: Time that something is counted by → the stems that say so.
_EACH: Final = {
    name: frozenset(map(stem, said.split()))
    for name, said in {
        "jour": "jour jours journee quotidien quotidienne journalier journaliere",
        "semaine": "semaine semaines hebdomadaire",
        "mois": "mois mensuel mensuelle mensuels",
    }.items()
}
#: « Détail par périmètre » wants every part: one figure is no answer.
_SPLIT: Final = regex(
    r"\b(?:detail\w*|reparti\w*|ventil\w*|decompos\w*|decoup\w*)\b.*?\bpar"
    r" (?:tranches? d |groupes? d )?([a-z]{3,})"
    r"|\bpar (perimetres?|types?|branches?|regions?|processus|themes?|categories?|natures?"
    r"|motifs?|domaines?)\b"
)
#: Leaves out a part, which is the next word.
_OUTSIDE: Final = regex(r"\b(?:hors|sans|sauf|hormis|excepte) (?:(?:le|la|les|l|du|de|d) )*(\w+)")
#: The key and the document of a key figure.
_KEYS: Final = regex(r'COG_KEY_FIGURE\("([^"]+)",[^,]*,"([^"]+)"\)')
#: « Par jour », « par semaine »: said of what is counted so.
_PER: Final = regex(r"\b(?:par|chaque|/) ?(jour|semaine|mois|an|agent|passager|trajet)\b")


def asks_no_number(text: str) -> bool:
    """Tell whether a question asks who, where, when or why: a figure is no answer to it.

    Args:
        text: Normalised.
    """
    return _NO_NUMBER.search(text) is not None


def wants_one(text: str, fact: Fact) -> bool:
    """Tell whether a figure is not only one part of those that « détail par … » asks for.

    Args:
        text: Normalised.
        fact: The figure that was found.
    """
    asked = _SPLIT.search(text)
    return asked is None or f"par {asked[1] or asked[2]}" in normalise(fact.label)


def unit_fits(fact: Fact, text: str) -> bool:
    """Tell whether a figure is of the kind that is asked for: an amount, a rate, a number."""
    unit = unit_class(fact)
    if re.search(r"€|\beuros?\b", text):
        return unit == "money"
    if re.search(r"%|\b(?:part|taux|proportion|pourcentage)\b", text):
        return unit == "rate" or "part" in fact.label.lower()
    return unit != "rate" if COUNT.search(text) or _HOW_MANY.search(text) else True


#: Ends of the keys of figures that are a change.
CHANGES: Final = ("-evolution", "-variation")
#: End of the key of a figure that is a change or an aim → what asks for it.
_KINDS: Final = {
    CHANGES: regex(
        r"evolu|hausse|baiss|augment|diminu|progress|varia|\bbond|croi|recul|explos|chut|\bplus\b"
        r"|\bmoins\b|gagn|perd|perte|flamb|grimp|ecart|\bpar rapport|\bdepuis\b|soldes?\b|bouge"
    ),
    ("-objectif",): regex(r"objecti|\bcibles?\b|\bvis|attend|\bfixe|\bcpg\b|\bbut\b|horizon"),
}


#: Asks for a part of something.
_PART_ASKED: Final = regex(
    r"%|\b(?:parts?|taux|pourcentages?|proportions?|fractions?|ratios?|poids|pour ?cents?"
    r"|represent\w*|pes\w+|sur (?:10|100)|quelle (?:partie|portion)|majorit\w+|moitie|tiers"
    r"|quart)\b"
)


def part_fits(label: str, text: str) -> bool:
    """Tell whether a figure that is a part of something is asked for as one.

    « Les appels reçus » are a number, and not their part in all calls.

    Args:
        label: The label of the figure.
        text: The question, normalised.
    """
    return not label.startswith("Part ") or _PART_ASKED.search(text) is not None


#: Asks how much was spent: a number of things is no answer to it.
_SPENT_ON: Final = regex(
    r"\b(?:depense|paye|debourse)(?:nt|r|s|e|ee|es)?\b.{0,40}\bcombien\b(?! (?:de|d)\b)"
    r"|\bcombien\b(?! (?:de|d)\b).{0,40}\b(?:depense|paye|debourse)(?:nt|r|s|e|ee|es)?\b"
)


def spent_fits(fact: Fact, text: str) -> bool:
    """Tell whether a figure is an amount where a question asks how much was spent.

    Args:
        fact: The figure.
        text: The question, normalised.
    """
    return unit_class(fact) == "money" or _SPENT_ON.search(text) is None


def kind_fits(fact: Fact, text: str) -> bool:
    """Tell whether a figure that is a change or an aim is asked for as one."""
    return all(
        not fact.subject.endswith(ends) or pattern.search(text) for ends, pattern in _KINDS.items()
    )


def outside_fits(fact: Fact, text: str) -> bool:
    """Tell whether what a question leaves out is no part that the figure has.

    « Absentéisme hors maladie » is not what is printed as « maladie hors Covid ».

    Args:
        fact: The figure.
        text: The question, normalised.
    """
    left_out = _OUTSIDE.findall(text)
    if not left_out:
        return True
    before = normalise(fact.label).partition(" hors ")[0]
    had = {stem(one) for one in words(before)}
    return all(stem(one) not in had for one in left_out)


def leaves_out_right(formula: str, text: str) -> bool:
    """Tell whether every key figure of a formula leaves out what the question does.

    Args:
        formula: As told.
        text: The question, normalised.
    """
    if not _OUTSIDE.search(text):
        return True
    keys = set(_KEYS.findall(formula))
    return all(outside_fits(one, text) for one in facts(FIGURE) if (one.subject, one.body) in keys)


@lru_cache(maxsize=512)
def _changed(text: str) -> frozenset[str]:
    return changing().intersection(map(stem, words(text)))


def unchanged(fact: Fact, text: str) -> bool:
    """Tell whether no word of a question makes another fact of a figure: « CDD partis ».

    Args:
        fact: The figure.
        text: The question, normalised.
    """
    said = _changed(text)
    if not said:
        return True
    own = bag(f"{fact.label} {fact.subject.replace('-', ' ')}")
    return all(says(one, widened(own)) for one in said)


def per_fits(fact: Fact, text: str) -> bool:
    """Tell whether a figure is counted as a question says: by the day, by the month."""
    counted = _PER.findall(text)
    if not counted:
        return True
    plain = bag(f"{fact.label} {fact.unit} {'an' if fact.period.isdigit() else ''}")
    own = widened(plain)
    # « Longue durée » has days in it, and is counted by none.
    return all(_EACH[one] & plain if one in _EACH else says(stem(one), own) for one in counted)


def period_covers(period: str, when: str) -> bool:
    """Tell whether a printed period is that of a question, or spans its year."""
    if not when:
        return True
    year = re.search(r"(?:19|20)\d\d", when)
    if year is None:
        return False
    if _DAY.fullmatch(when):
        return period == when
    if not when.isdigit() and not when.startswith(_END):
        # A month is meant only where it is printed.
        return period == _month(when)
    return covers(period, int(year[0]))


#: « Fin 2021 » is said of the figure of that year.
_END: Final = "fin "
_DAY: Final = regex(r"\d{4}-\d\d-\d\d")
_MONTHS: Final = (
    "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre",
    "novembre", "décembre",
)  # fmt: skip


def _month(when: str) -> str:
    """Return « décembre 2021 » as periods are written: ``2021-12``."""
    name, _, year = when.partition(" ")
    return f"{year}-{_MONTHS.index(name) + 1:02}" if name in _MONTHS else ""


#: Words of labels that nobody need say: « rendez-vous » is said « RDV ».
_UNSAID: Final = frozenset({"vous", "les", "des", "par", "aux", "pour", "dans", "une"})
_SHORT: Final = 3


@lru_cache(maxsize=1_024)
def _label_said(label: str) -> frozenset[str]:
    """Return the stems of a label that may be said."""
    return frozenset(
        stem(word)
        for word in words(normalise(label))
        if len(word) >= _SHORT and word not in _UNSAID
    )


def part_said(placed: Placed, said: Iterable[frozenset[str]]) -> float:
    """Return how much of the label of a figure is said.

    Args:
        placed: The figure.
        said: The words, each in the forms that it may be meant in.
    """
    label = _label_said(placed.facts[0].label)
    heard = frozenset(idea for forms in said for one in forms for idea in ideas_said(one))
    return sum(not ideas_said(one).isdisjoint(heard) for one in label) / (len(label) or 1)
