"""What is meant said beside what is not: « la cible (pas le seuil) », « c'est 80 ou 85 ? ».

The question is answered without the contrast, and only where the contrast is understood: what is
not meant must be of the same kind as what is, and of two values offered one must be the right one.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Final

from pycog.dialogue.answers import ANSWERED, Answer
from pycog.dialogue.composed.taken_values import YES, compared, stated_in
from pycog.dialogue.entities import Question, read_question
from pycog.dialogue.lexicon import stem
from pycog.dialogue.normalise import words
from pycog.dialogue.numbers import NUMBER
from pycog.dialogue.spans import Entity
from pycog.dialogue.vocabulary import Vocabulary
from pycog.lazy_patterns import regex

Ask = Callable[[str], Answer]

_ARTICLES: Final = (
    r"(?:(?:en|le|la|les|l|de|du|des|d|un|une|celle|celui|ceux|celles|au|aux|a|par|sur|pour|dans"
    r"|c est|ce n est|chez|selon) )*"
)
#: « (et pas le FNGR) », « , pas le seuil », « et non le réalisé », « plutôt que celle de 2013 ».
_NOT_THAT: Final = regex(
    r"(?:[,;(:] ?(?:et |mais |surtout |attention )*| (?:et|mais) (?:surtout )?)"
    rf"(?:non pas|pas|non|plutot que|et non pas) {_ARTICLES}"
    r"(?P<what>[a-z0-9][a-z0-9 ]{1,38}?) ?(?:\)|(?=[,;.?!:]|$))"
)
#: « C'est 80 ou 85 ? », « entre 90 et 95 », « plutôt 12 000 ou 13 000 € ».
_UNIT: Final = r"(?: ?(?:%|€|euros?|points?|pts|jours?|j|m€|k€|millions?)(?![a-z]))?"
_EITHER: Final = regex(
    r"[,:;(]? ?(?:\b(?:c est|ce sont|est ce|est ce que c est|plutot|on (?:est|vise|a)|je"
    r" (?:suis perdue? |hesite |ne sais (?:plus|pas) si c est |sais (?:plus|pas) si c est )"
    r"|j hesite|jsuis perdue?|je suis perdue?|soit|vaut il|faut il lire|fixe a|de|a) ?)*"
    rf"(?:\bentre )?(?P<a>{NUMBER}){_UNIT},? (?:ou|ou bien|et|ou plutot) (?:a |de |bien |plutot )?"
    rf"(?P<b>{NUMBER}){_UNIT} ?\)?(?= ?[?.!,;]|$)"
)
_OFFERS: Final = regex(r"\bou\b|\bentre\b|\bhesit\w+|\bperdu")
#: Words of one kind, which are no entity: what is asked of a thing.
_ALIKE: Final = tuple(
    frozenset(map(stem, one.split()))
    for one in (
        "cible objectif seuil socle poids points realise resultat reference execute",
        "montant taux pourcentage nombre part evolution",
        "depense depenses recette recettes produit produits charges",
        "national nationale local locale regional regionale",
        "limitatif limitative evaluatif evaluative",
        "cdi cdd",
        "incorporelles corporelles",
        "brut brute net nette",
        "budget realise execute",
    )
)
#: Asks for rows of a table, or how many there are.
_OF_ROWS: Final = regex(
    r"\b(?:quel(?:le)?s|lesquel(?:le)?s|list\w+|combien d|nombre d)"
    r" (?:(?:de|des|d|les|sont) )*(?:indicateurs|indics?|lignes|postes|criteres|fiches|cibles"
    r"|objectifs|depenses)\b|^lesquel(?:le)?s\b"
)
_KINDS: Final = (
    "year",
    "fund",
    "document",
    "category",
    "line",
    "indicator",
    "row",
    "due",
    "period",
)


def contrasted(text: str, known: Vocabulary, ask: Ask) -> Answer | None:
    """Answer a question that says what is not meant, or offers two values.

    Args:
        text: Normalised.
        known: The vocabulary.
        ask: Answers a question given as text.
    """
    return _not_that(text, known, ask) or _either(text, known, ask)


def _not_that(text: str, known: Vocabulary, ask: Ask) -> Answer | None:
    match = _NOT_THAT.search(text)
    if match is None:
        return None
    rest = _joined(text, match)
    meant, other = read_question(rest, known), read_question(match["what"], known)
    if not _is_other(other, meant, known):
        return None
    aside = "(" in match[0] or other.of("year", "period") == []
    if _OF_ROWS.search(text) and not aside:
        # « Augmentent en 2013 mais pas en 2014 » is a second condition on the rows.
        return None
    answer = ask(rest)
    return answer if answer.kind == ANSWERED else None


def _joined(text: str, match: re.Match[str]) -> str:
    return re.sub(r"\s+", " ", f"{text[: match.start()]} {text[match.end() :]}").strip()


def _is_other(other: Question, meant: Question, known: Vocabulary) -> bool:
    """Tell whether what is said not to be meant is another one of the kind that is."""
    if any(one.kind not in (*_KINDS, "measure") for one in other.entities):
        return False
    said = [one for one in other.entities if one.kind in _KINDS]
    for one in said:
        alike = [held.value for held in meant.of(one.kind)]
        if not alike or one.value in alike:
            return False
    covered = {place for one in said for place in range(one.start, one.end)}
    rest = [
        word
        for word in words(other.text)
        if other.text.find(word) not in covered and stem(word) not in known.filler
    ]
    return (bool(said) or bool(rest)) and all(_has_like(stem(one), meant) for one in rest)


def _has_like(one: str, meant: Question) -> bool:
    stems = {stem(word) for word in words(meant.text)}
    return any(one in group and stems & (group - {one}) for group in _ALIKE) and one not in stems


def _either(text: str, known: Vocabulary, ask: Ask) -> Answer | None:
    """Tell which of two values that a question offers is the right one."""
    match = _EITHER.search(text)
    if match is None or not _OFFERS.search(match[0]):
        return None
    offered = stated_in(read_question(text, known).entities)
    offered = [one for one in offered if match.start() <= one.start < match.end()]
    if len(offered) != 2:
        return None
    # « 80 ou 85 % » is a rate twice.
    first, second = _same_kind(*offered)
    answer = ask(_joined(text, match))
    if answer.kind != ANSWERED or not answer.formula:
        return None
    verdicts = [compared(one, answer) for one in (first, second)]
    if None in verdicts:
        return None
    right = [
        one
        for one, verdict in zip((first, second), verdicts, strict=True)
        if str(verdict).startswith(YES)
    ]
    if len(right) > 1:
        return None
    said = f"C'est bien {right[0].text}" if right else "Ni l'un ni l'autre"
    return replace(answer, text=f"{said}. {answer.text}")


def _same_kind(first: Entity, second: Entity) -> tuple[Entity, Entity]:
    if first.kind == second.kind or first.kind != "number":
        return first, second
    scale = 100 if second.kind == "percent" else 1
    value = float(first.value) / scale  # type: ignore[arg-type]  # see stated_in
    return replace(first, kind=second.kind, value=value), second
