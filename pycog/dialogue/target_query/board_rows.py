"""The indicators of a board that words name: by their labels, services, families and numbers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from pycog.dialogue.lexicon import stem
from pycog.dialogue.normalise import normalise, normalise_long, words
from pycog.dialogue.table_query.initials import FILLER
from pycog.dialogue.table_query.near_words import close_stems
from pycog.dialogue.target_query.boards import Board, Item
from pycog.lazy_patterns import regex

#: Words around what is asked, which say nothing more.
_AROUND: Final = (
    "objectif cible indicateur critere indicateurs criteres resultat chiffre indic an annee annees "
    "exercice exercices fois point pts points alors donc finalement svp stp merci deja encore bien "
    "non oui "
    "notre nos nous on grille tableau classeur bilan cote rapport egard grosso modo finalement "
    "enfin "
    "besoin g jai comporte contient deux trois entre puis instant moment etape ensuite "
    "l le la les dit voit niveau actuel actuelle "
    "actuellement obtenu "
    "affiche affichee "
    "suivi suivis fichier bon tb mesure ca cela celui ceux celle celles lui eux y en"
)
#: Words that mean nothing by themselves in a question on targets.
_MEANS_MUCH: Final = frozenset(
    map(stem, words("total tout toute tous toutes chaque environ peu jusque"))
)
CARRYING: Final = (
    (FILLER - _MEANS_MUCH)
    | frozenset(map(stem, words(_AROUND)))
    | frozenset(("m", "mme", "mr", "monsieur", "madame", "j"))
)
_SMALL: Final = frozenset(
    map(stem, words("de du des le la les l d et en au aux a un une par pour sur dans n"))
)
_GROUP_NOUN: Final = regex(
    r"\b(?:services?|equipes?|directions?|familles?|themes?|axes?|poles?|blocs?|domaines?"
    r"|departements?"
    r"|chez|sous dir\w*|parties?|volets?|chapitres?|suivis? par|pilotes? par|geres? par)"
    r"(?: (?:le|la|les|l|de|du|des|d))*$"
)
_NUMBERED: Final = regex(
    r"(?:\b(?:indicateurs?|indics?|ind|criteres?|lignes?|objectifs?|numeros?|n)\.? ?(?:n ?°|°)? ?"
    r"|n ?°)(?P<all>\d{1,3}(?:(?: ?,| et| ou) \d{1,3}\b(?! ?%))*)\b"
)
_LEFT_OUT: Final = frozenset(("hors", "sauf", "excepte", "hormis", "sans"))
_PREPOSITIONS: Final = frozenset(("sous", "avec", "vers", "contre", "hors"))
_SIGNS: Final = frozenset("'-()/\"+=")
#: « Quelle ligne » asks for one, and names none.
_ASKED_NOUN: Final = regex(r"\b(?:quel(?:le)?s?|cette|chaque|par|les|combien de) $")
_WORD: Final = regex(r"[a-z]+\d*[a-z]*|\d+(?:[.,]\d+)?|[%€$]|[^\s|,]")
#: « C2S » is one word.
_MIXED: Final = regex(r"[a-z]+\d+[a-z]*")
_PARTS: Final = regex(r"\b(?:et|ou|puis|ni|vs|contre)\b|,")


@dataclass(frozen=True, slots=True)
class Chosen:
    """Indicators that words name.

    Attributes:
        items: The indicators, ``None`` where no word names any.
        named: Whether their own names did.
        said: The words, as they were typed.
    """

    items: list[Item] | None
    named: bool
    said: str


class BoardWords:
    """The words of a board."""

    def __init__(self, board: Board) -> None:
        self.board = board
        self.labels = [
            _stems(one.label)
            | frozenset([normalise(one.number)] if one.number[:1].isalpha() else [])
            for one in board.items
        ]
        self.values = [
            frozenset().union(_stems(one.section), *map(_stems, one.texts.values()))
            for one in board.items
        ]
        #: What the names are shortened to: « FSE », where no word says it in full.
        self.short_labels = [_initials(one.label) for one in board.items]
        self.short_values = [
            frozenset().union(*map(_initials, one.texts.values())) for one in board.items
        ]

    @cached_property
    def known(self) -> frozenset[str]:
        """Every stem that names an indicator."""
        return frozenset().union(*self.labels, *self.values, *self.short_labels, *self.short_values)

    @cached_property
    def full(self) -> frozenset[str]:
        """Every stem that stands in full."""
        return frozenset().union(*self.labels, *self.values)

    @cached_property
    def titles(self) -> frozenset[str]:
        """The stems of the titles of its sheets and of the headings of its columns."""
        heads = frozenset().union(*map(_stems, self.board.grouping)) | _ANY_GROUP
        return heads.union(*(one.title_stems | one.entities for one in self.board.tables))

    def chosen(self, text: str, free: str) -> Chosen | None:
        """Return the indicators that the words left over name; ``None`` where a word is not read.

        Args:
            text: The whole question.
            free: The question with « | » in the place of what was read.
        """
        groups: list[tuple[set[int], bool]] = []
        weak: list[tuple[set[int], bool]] = []
        out: set[int] = set()
        said: list[str] = []
        weak_said: list[str] = []
        beside: list[set[int]] = []
        end, leaves_out = 0, False
        for match in _WORD.finditer(free):
            typed = match[0]
            if typed in _SIGNS:
                continue
            if typed in _LEFT_OUT and not self._is_of_name(free, match):
                leaves_out = True
                continue
            if typed in _LEFT_OUT:
                continue
            found = self._named_by(typed, free, match.start())
            if found is None:
                if self._is_carrying(typed):
                    continue
                return None
            hit, by_label = found
            parted = _PARTS.search(free[end : match.start()]) is not None
            if leaves_out:
                if parted and out:
                    return None
                out = out & hit if out & hit else out | hit
                if not out:
                    return None
            elif typed in _PREPOSITIONS:
                beside.append(hit)
                continue
            elif self._is_weak(typed, hit):
                if not _ASKED_NOUN.search(text[: match.start()]):
                    weak.append((hit, by_label))
                    weak_said.append(typed)
                continue
            elif not self._join(groups, hit, by_label, parted=parted):
                return None
            said.append(typed)
            end = match.end()
        if leaves_out and not out:
            return None
        if any(not groups or not groups[-1][0] & hit for hit in beside):
            # « Sous le plancher » is no part of a name.
            return None
        return self._of_groups(groups, weak, out, " ".join(said or weak_said))

    @staticmethod
    def _join(
        groups: list[tuple[set[int], bool]], hit: set[int], by_label: bool, *, parted: bool
    ) -> bool:
        """Add what a word names to the last group, or begin one; tell whether they agree."""
        if not groups:
            groups.append((hit, by_label))
            return True
        both = groups[-1][0] & hit
        if both and not (parted and by_label and len(hit) == 1 and groups[-1][0] != hit):
            groups[-1] = both, by_label or groups[-1][1]
        elif parted:
            groups.append((hit, by_label))
        else:
            return False
        return True

    def _of_groups(
        self,
        groups: list[tuple[set[int], bool]],
        weak: list[tuple[set[int], bool]],
        out: set[int],
        said: str,
    ) -> Chosen | None:
        every = set(range(len(self.board.items)))
        if not groups and weak:
            # « Le compte en ligne »: words that often say nothing are all that names it.
            common = set.intersection(*(hit for hit, _ in weak))
            if common and common < every:
                groups = [(common, any(by_label for _, by_label in weak))]
        elif groups:
            for hit, _ in weak:
                if len(groups) == 1 and groups[0][0] & hit:
                    groups[0] = groups[0][0] & hit, groups[0][1]
        if not groups and not out:
            return Chosen(None, False, "")
        kept = set().union(*(one for one, _ in groups)) if groups else every
        named = any(by_label for _, by_label in groups)
        items = [one for at, one in enumerate(self.board.items) if at in kept - out]
        if not items and not out:
            return None
        return Chosen(items, named, f"sans {said}" if not groups else said)

    def _is_of_name(self, free: str, match: re.Match[str]) -> bool:
        """Tell whether « sans » is a word of a name: « accueil sans attente »."""
        behind = re.match(r" (?:[a-z]{1,3} )?[a-z]+", free[match.end() :])
        told = f"{match[0]}{behind[0]}" if behind else ""
        return bool(told) and any(told in normalise(one.label) for one in self.board.items)

    def _is_carrying(self, typed: str) -> bool:
        return stem(typed) in CARRYING or typed in CARRYING or stem(typed) in self.titles

    def _is_weak(self, typed: str, hit: set[int]) -> bool:
        """Tell whether a word of a name often says nothing: « taux », « nombre », « ligne »."""
        return stem(typed) in CARRYING or len(hit) * 2 > len(self.board.items)

    def numbered(self, text: str) -> tuple[list[Item], list[tuple[int, int]]]:
        """Return the indicators that are named by their number, and where."""
        found, spans = [], []
        for match in _NUMBERED.finditer(text):
            numbers = re.findall(r"\d+", match["all"])
            held = [one for one in self.board.items if one.number in numbers]
            if len(held) == len(numbers):
                found += held
                spans.append(match.span())
        return found, spans

    def _named_by(self, typed: str, free: str, start: int) -> tuple[set[int], bool] | None:
        if typed.isdigit() or not typed[0].isalpha():
            return None if not typed.isdigit() else self._with_digits(typed)
        if stem(typed) in _SMALL or len(typed) < 2:
            return None
        plain = {stem(typed)}
        if stem(typed) not in self.known:
            if stem(typed) in CARRYING or stem(typed) in self.titles:
                return None
            near = close_stems(typed, self.known)
            plain = {one for one in near if one[0] == typed[0]}
            if not plain:
                return None
        known = (
            (self.labels, self.values) if plain & self.full
            else (self.short_labels, self.short_values)
        )  # fmt: skip
        labels, values = ({at for at, one in enumerate(side) if plain & one} for side in known)
        if values and (_GROUP_NOUN.search(free[:start].rstrip()) or not labels):
            return values, False
        return (labels, True) if labels else None

    def _with_digits(self, typed: str) -> tuple[set[int], bool] | None:
        """Return the indicators of which a number is a part of the name, or of the heading."""
        labels = {at for at, one in enumerate(self.labels) if typed in one}
        values = {at for at, one in enumerate(self.values) if typed in one}
        if labels or values:
            return labels or values, bool(labels)
        return None


def grouping_said(board: Board, noun: str) -> str:
    """Return the heading of what parts the indicators that a noun names, ``""`` for none.

    Args:
        board: The board.
        noun: « service », « famille », « axe ».
    """
    told = stem(noun)
    for title in board.grouping:
        if told in _stems(title):
            return title
    if any(told in _stems(one.section) for one in board.items if one.section):
        return "§"
    if told in _ANY_GROUP:
        if any(one.section for one in board.items):
            return "§"
        if len(board.grouping) == 1:
            return board.grouping[0]
    return ""


_ANY_GROUP: Final = frozenset(
    map(
        stem,
        words(
            "famille theme axe pole bloc domaine partie volet chapitre groupe rubrique thematique"
        ),
    )
)


def group_of(item: Item, by: str) -> str:
    """Return the group of an indicator."""
    return item.section if by == "§" else item.texts.get(by, "")


def grouped(items: Sequence[Item], by: str) -> dict[str, list[Item]]:
    """Return the indicators group by group."""
    found: dict[str, list[Item]] = {}
    for one in items:
        if name := group_of(one, by):
            found.setdefault(name, []).append(one)
    return found


def _stems(text: str) -> frozenset[str]:
    plain = normalise_long(text)
    return frozenset(map(stem, [*words(plain), *_MIXED.findall(plain)])) - _SMALL


def _initials(text: str) -> frozenset[str]:
    """Return the initials of the words of a name that stand side by side: « FSE », « IJ »."""
    told = [one for one in words(normalise(text)) if stem(one) not in _SMALL and one.isalpha()]
    return (
        frozenset(
            "".join(one[0] for one in told[at : at + many])
            for many in (2, 3, 4)
            for at in range(len(told) - many + 1)
        )
        - CARRYING
        - _SMALL
    )
