"""The rows of the scorecards that all words of a question are said of, by what officers call them.

Asked where no other reader understood. Beside its label a row has the words that officers use for
it and what it belongs to (``data/places``, without the year of the document); every word must be
one of these, and no word may be left over.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Hashable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from pycog import conventions
from pycog.dialogue.card_rows import (
    MOST_ROWS,
    WEIGHS,
    CardRow,
    CardRows,
    row_words,
    whole_words,
)
from pycog.dialogue.composed.conditions import COUNT
from pycog.dialogue.composed.figure_words import body_stems
from pycog.dialogue.composed.place_index import ideas_said, wide
from pycog.dialogue.composed.scan import Reading, Scan, stems_of
from pycog.dialogue.composed.search import light_words, said_words
from pycog.dialogue.entities import Word
from pycog.dialogue.families import (
    changing,
    family_of_document,
    place_data,
    restricting,
)
from pycog.dialogue.intents import AND
from pycog.dialogue.kinship import kin_of
from pycog.dialogue.lexicon import stem
from pycog.dialogue.normalise import normalise
from pycog.dialogue.state import SlotValue
from pycog.dialogue.turn import Turn
from pycog.lazy_patterns import regex

#: What another fact is made with, or what says that no row of a scorecard is meant.
_OTHER: Final = (
    "fund", "sheet", "change", "without", "cell", "per", "document", "percent",
    "amount", "staff", "beneficiaries",
)  # fmt: skip
#: Measures of a row, as officers ask for them; the first that is said is meant.
_MEASURES: Final = (
    (
        "seuil",
        regex(
            r"\b(?:(?:le |la |l |un )?(?:seuils?|planchers?|socles?|minimum|minimal\w*|mini)"
            r"|a partir (?:de|d) (?:quel(?:le)?|combien)(?: (?:de|d))?|partir|des quel(?:le)?"
            r"|(?:en )?(?:dessous|deca) (?:duquel|de laquelle|de quoi|de combien|de quel(?:le)?)"
            r"|(?:date |delai )?(?:butoir|limite)"
            r"|commenc\w+ (?:a )?(?:marquer|gagner|scorer|toucher|prendre|avoir|compter|rapporter)"
            r"(?: (?:des|les) points)?|zero point|aucun point|0 point|decroche\w*(?= des points))\b"
        ),
    ),
    (
        "poids",
        regex(
            r"\b(?:poids(?: en points)?|ponder\w+|pes(?:e|ent|ait)"
            r"|combien de (?:points|pts)"
            r"|(?:points|pts)(?: (?:en jeu|maxi\w*|au total))?"
            r"|(?:ca |cela )?(?:vaut|valent|rapporte\w*|compte pour|coefficients?|coef)"
            r"|en points)\b"
        ),
    ),
    (
        "cible",
        regex(
            r"\b(?:(?:le |la |l )?(?:cibles?|objectifs?|but|ambition)|vis\w+"
            r"|attend\w*|atteindre|doit|doivent|devai(?:t|ent)|devra\w*|faut|maximum|maxi|plafond"
            r"|ideal\w*|toler\w+|admis\w*|plein\w*|tous les points|faire le plein|fixe\w*|exig\w+"
            r"|deadline)\b"
        ),
    ),
)
#: Asks for a day, which rows of dated targets have.
_WHEN: Final = regex(r"\b(?:dates?|echeances?|quand|butoir|deadline|jalon)\b")
_GAINS: Final = regex(
    r"\b(?:pour )?(?:gagner|avoir|obtenir|empocher|toucher|decrocher|prendre|avoir droit a)"
    r" (?:les|des|le|tous les|le max\w* de) (?:points?|pts|plein)\b"
)
#: Asks which ones there are, and for no value of one.
_WHICH: Final = regex(
    r"\bquel(?:le)?s? (?:grille|bareme|organisme|caisse|categorie|indicateur|critere|ligne|campagne"
    r"|theme|pole|volet)s?\b|\b(?:list|class|tri|enumer|compar)\w*\b|\blesquel(?:le)?s\b"
    r"|\bcombien d (?:indicateurs|criteres|organismes)\b|\bcombien de (?:lignes|grilles|caisses)\b"
)
#: Words around a row, which name none.
_AROUND: Final = stems_of(
    "interessement interess bareme baremes grille scorecard campagne campagnes exercice part locale"
    " local indicateur critere ligne accord annexe branche maladie assurance organisme organismes"
    " caisse caisses composite date limite echeance butoir depot taux nombre valeur niveau resultat"
    " score point points quand delai volet item rubrique theme reussite total ayant vers aupres"
    " chacun chacune chaque chez sous via autour dispositif dispositifs"
)
#: Words that make another value than a printed one.
_MADE: Final = stems_of(
    "somme cumul addition moyenne moyen ecart difference evolution hausse baisse augmentation"
    " progression croissance variation proportion ratio reste double moitie tiers quart si rang"
    " classement premier dernier realise realises realisee obtenu obtenus constate atteint atteints"
    " mensuel trimestriel annuel manque plus moins"
)
#: Words that no other one of their family stands for: « FSE » are no paper.
_LITERAL: Final = stems_of("papier postal telephone telephonique")
#: Without a body or a word of scorecards, so many words must be those of the row.
_LEAST: Final = 2


@dataclass(frozen=True, slots=True)
class _Item:
    """One row or component, the same in every campaign.

    Attributes:
        names: Ids of its label, those of all components of a composite.
        label: Stems and families of its label.
        said: Those of what officers call it.
        place: Those of its theme, its composite and its bodies.
        rows: Its rows.
        typed: Stems of its label and of what it is called, without families.
    """

    names: tuple[str, ...]
    label: frozenset[str]
    said: frozenset[str]
    place: frozenset[str]
    rows: tuple[CardRow, ...]
    typed: frozenset[str]

    def may_have(self, forms: Collection[str]) -> bool:
        """Tell whether a word may be said of the row, and tells it from no other one."""
        return any(not ideas_said(one).isdisjoint(self.place) for one in forms)


@dataclass(frozen=True, slots=True)
class _Index:
    """The rows by the words that they are named by.

    Attributes:
        items: The rows.
        holding: Stem or family → places in ``items`` of the rows that are named by it.
        roots: The stems that words may be akin to.
    """

    items: tuple[_Item, ...]
    holding: Mapping[str, frozenset[int]]
    roots: frozenset[str]

    def named(self, forms: Iterable[str]) -> frozenset[int]:
        """Return the places of the rows that one of some forms of a word names."""
        found = frozenset[int]().union(*(self.holding.get(one, ()) for one in wide(forms)))
        if found:
            return found
        return frozenset[int]().union(
            *(self.holding.get(kin_of(one, self.roots), ()) for one in forms)
        )


def placed_row(scan: Scan, turn: Turn) -> Reading | None:
    """Read a question about the one row of the scorecards that every word of it is said of."""
    known = turn.known
    about = any(word.stem in known.own_name for word in scan.question.words)
    if not known.cards or about or scan.has(_WHICH) or any(map(scan.question.has, _OTHER)):
        return None
    categories = {str(one.value) for one in scan.entities("category")} | _bodies(scan, turn)
    years = {one.value for one in scan.entities("year", "due")}
    campaigns = {card.campaign for card in known.cards}
    if len(categories) > 1 or len(years) > 1 or not years <= campaigns:
        return None
    # « Pour gagner les points » asks for what is to be reached, not how many they are.
    gains = scan.take(_GAINS) is not None
    measures = [name for name, pattern in _MEASURES if scan.take(pattern)]
    scan.take(COUNT)
    around = scan.words(_AROUND)
    words = said_words(scan)
    light = light_words(scan, words)
    scan.claim(words)
    if not words or scan.left():
        return None
    said, beside = _forms(words, scan), _forms(light, scan)
    category = next(iter(categories), None)
    spoken = bool(category or measures or (around and years) or scan.has(_WHEN))
    strict = _MADE | restricting() | known.qualifying | _LITERAL
    index = _index(known.card_rows, tuple(sorted(campaigns)), conventions.state())
    found = _named(index, (said, beside), category, strict, spoken)
    if not found:
        return None
    slots: dict[str, SlotValue] = {"row": AND.join(found)}
    if category is not None:
        slots["category"] = category
    if years and isinstance(year := years.pop(), int):
        slots["campaign"] = year
    wanted = measures or (["cible"] if gains else [])
    if wanted:
        slots["measure"] = wanted[0]
    return Reading("ligne-bareme", slots)


def _named(
    index: _Index,
    words: tuple[list[frozenset[str]], list[frozenset[str]]],
    category: str | None,
    strict: frozenset[str],
    spoken: bool,
) -> list[str]:
    """Return the ids of the labels that all words fit best, of one row or of the same one.

    A light word (« alimenter ») is no word that must fit, and tells one row from another.
    """
    said, light = words
    named_by = [index.named(forms) for forms in said]
    tells = [index.named(forms) for forms in light]
    # « Non » of « non subrogée » names nothing by itself, nor does the name of a body.
    empty = strict | body_stems()
    # One word alone names what has no longer label: « biosimilaires ».
    keys = {index.items[at].rows[0].key for at in named_by[0]}
    alone = spoken and len(said) == len(keys) == 1
    least = 1 if spoken and category is not None else _LEAST + (not spoken)
    ranked: list[tuple[int, float, _Item]] = []
    for at in sorted(frozenset[int]().union(*named_by)):
        item = index.items[at]
        if category is not None and category not in {one.category for one in item.rows}:
            continue
        own = [
            forms
            for forms, where in zip(said, named_by, strict=True)
            if at in where and not (forms & _LITERAL and not forms & item.typed)
        ]
        telling = [forms for forms in own if not forms & empty]
        if not spoken:
            # « Demain » is no « domaine » where nothing speaks of a scorecard.
            telling = [forms for forms in telling if forms & item.typed]
        rest = [forms for forms in said if forms not in own]
        if not telling or any(forms & strict or not item.may_have(forms) for forms in rest):
            continue
        more = [forms for forms, where in zip(light, tells, strict=True) if at in where]
        if any(forms & changing() for forms in light if forms not in more):
            continue
        more = [forms for forms in more if not forms & strict]
        count = len(telling) + (len(more) if spoken else 0)
        if count >= least or alone:
            ranked.append((len(own) + len(more), _closeness(item, [*own, *more]), item))
    return _best(ranked, category)


def _best(ranked: list[tuple[int, float, _Item]], category: str | None) -> list[str]:
    """Return the ids of the labels of what words fit best, with the same row of other bodies."""
    most = max((score for score, _, _ in ranked), default=0)
    found = [item for score, _, item in ranked if score == most]
    best = max((near for score, near, _ in ranked if score == most), default=0.0)
    nearest = [item for score, near, item in ranked if (score, near) == (most, best)]
    if category is None and not any(one.rows[0].whole for one in nearest):
        # Without a body, the same row of others is told beside.
        keys = {one.rows[0].key for one in nearest}
        nearest = [one for one in found if one.rows[0].key in keys and not one.rows[0].whole]
    found = _one_row(nearest, [item for _, _, item in ranked])
    names = list(dict.fromkeys(name for one in found for name in one.names))
    return names if len(names) <= MOST_ROWS else []


def _one_row(found: list[_Item], fitting: list[_Item]) -> list[_Item]:
    """Return the row that is named, the same one of several bodies, or the composite of several.

    Args:
        found: What fits best.
        fitting: Whatever fits.
    """
    if len({(one.rows[0].key, one.rows[0].whole) for one in found}) > 1:
        return []
    if not any(one.rows[0].whole for one in found):
        return found
    single = [one for one in found if len(one.names) == 1 or not one.rows[0].whole]
    if len({one.rows[0].label for one in single}) == 1:
        return single
    whole = {one.rows[0].whole for one in found}
    return [one for one in fitting if len(one.names) > 1 and one.rows[0].whole in whole]


def _forms(words: Iterable[Word], scan: Scan) -> list[frozenset[str]]:
    """Return the stems that words may be meant by, as typed and as recognised."""
    typed = [(scan.text[one.start : one.end], one.stem) for one in words]
    return [frozenset({stem(one), known, *row_words(one)}) for one, known in typed]


def _closeness(item: _Item, own: list[frozenset[str]]) -> float:
    """Return how much of the label is said: of two rows with the same words, the shorter one."""
    plain = [one for one in item.label if not one.startswith(("#", "="))]
    said = sum(any(one in forms for forms in own) for one in plain)
    return said / (len(plain) + 1)


def _bodies(scan: Scan, turn: Turn) -> set[str]:
    """Return the categories of bodies that are said by another name than their own."""
    held = {card.category: card.terms.convention for card in turn.known.cards}
    return {
        category
        for category, document in held.items()
        if (pattern := _body_pattern(category, document)) and scan.take(pattern)
    }


@lru_cache(maxsize=64)
def _body_pattern(category: str, document: str) -> re.Pattern[str] | None:
    names = place_data(family_of_document(document), "bodies").get(category, "")
    before = r"(?:(?:la|le|les|l|d|du|des|de|en|au|aux|chez|pour) )*"
    return regex(rf"\b{before}(?:{names})\b") if names else None


@lru_cache(maxsize=4)
def _index(rows: CardRows, _campaigns: tuple[int, ...], _state: Hashable) -> _Index:
    """Return every row and composite of some scorecards, with the words that it is named by."""
    groups: dict[tuple[str, str, str], list[CardRow]] = {}
    for row in rows.rows:
        groups.setdefault((row.key, row.whole, row.label), []).append(row)
        if row.whole:
            groups.setdefault((row.key, row.whole, ""), []).append(row)
    items = tuple(_item(label, whole, own) for (_, whole, label), own in groups.items())
    holding: dict[str, set[int]] = {}
    for at, item in enumerate(items):
        for one in item.label | item.said:
            holding.setdefault(one, set()).add(at)
    roots = frozenset(one for item in items for one in item.label if one.isalpha())
    return _Index(items, {one: frozenset(found) for one, found in holding.items()}, roots)


def _item(label: str, whole: str, own: list[CardRow]) -> _Item:
    family = family_of_document(own[0].document)
    # Of one key some bodies call a row otherwise than others: « cti.comptes ».
    by_key = place_data(family, "rows")
    called = [by_key.get(own[0].key, "")]
    called += [by_key.get(f"{one.category}.{one.key}", "") for one in own]
    parts = place_data(family, "parts")
    name = label or whole
    key = own[0].key.replace("_", " ")
    mine = [
        one for one in row_words(f"{name} {'' if whole and label else key}") if one not in WEIGHS
    ]
    if whole and not label:
        # Of a composite its components may be said: « (TMS Pros, RC Pros, chutes BTP) ».
        called += [f"{one.label} {parts.get(one.label, '')}" for one in own]
    said = " ".join((parts.get(label, ""),) if whole and label else called)
    around = f"{own[0].theme} {whole} {' '.join(called) if whole and label else ''}"
    return _Item(
        tuple(dict.fromkeys(one.name for one in own)),
        wide(mine),
        wide(row_words(said)),
        wide([*row_words(around), *(stem(one.category) for one in own), *_numbers(name)]),
        tuple(own),
        frozenset((*mine, *row_words(said))),
    )


def _numbers(label: str) -> list[str]:
    return re.findall(r"\d+", whole_words(normalise(label)))
