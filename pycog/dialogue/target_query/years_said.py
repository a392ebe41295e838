"""Reads the years of a question on targets, and how figures moved between them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from pycog.dialogue.target_query import board_patterns as said
from pycog.dialogue.target_query.board_columns import POINTS
from pycog.dialogue.target_query.board_query import (
    ALWAYS,
    CHANGE,
    LEAST,
    LIST,
    MOST,
    NOTE_OF,
    BoardQuery,
)
from pycog.dialogue.target_query.board_rows import BoardWords
from pycog.lazy_patterns import regex

if TYPE_CHECKING:
    from pycog.dialogue.target_query.boards import Board

_YEAR: Final = r"(?:19|20)\d\d"
_SPAN: Final = regex(
    rf"\b(?:(?:de|entre|d|depuis) )?({_YEAR}) ?(?:a|et|-|/|->|jusqu en|vers) ?(?:en )?({_YEAR})\b"
)
_ONE_YEAR: Final = regex(
    rf"(?<![\d/,.a-z-])(?:(?:en|pour|de|d|sur|annee|exercice|depuis|fin"
    rf"|au titre de) )*({_YEAR})(?![\d%€]|[/,.-]\d)"
)
_SHORT_YEAR: Final = regex(
    r"\b(?:en|pour|de|sur|depuis) (\d\d)\b(?! ?(?:%|points?|pts|jours?|j\b|k|€|euros?|h\b|,))"
)
_SHIFTS: Final = (
    (1, regex(r"\b(?:pour |en )?l an(?:nee)? (?:d apres|suivante?)\b")),
    (-1, regex(r"\b(?:pour |en )?l an(?:nee)? (?:d avant|precedente?)\b")),
    (0, regex(r"\b(?:pour |en |de )?(?:cette annee la|la meme annee|ce meme exercice)\b")),
)
#: « L'objectif au moins ? » asks for no minimum.
_AT_LEAST: Final = regex(r"(?<=\w )au moins(?= ?(?:,|$))")


class YearsSaid:
    """One question on one board, of which each word is read once."""

    def __init__(self, text: str, board: Board, words_of: BoardWords) -> None:
        self.text = self.free = text
        self.board, self.words = board, words_of
        self.query = BoardQuery(board)

    def take(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        """Return the first place of a pattern in what is left, and mark it as read."""
        match = pattern.search(self.free)
        if match is None or not match[0].strip(" ,|"):
            return None
        self.claim(*match.span())
        return match

    def claim(self, start: int, end: int) -> None:
        """Mark a span as read."""
        self.free = self.free[:start] + "|" * (end - start) + self.free[end:]

    def _years(self) -> None:
        query = self.query
        for shift, pattern in _SHIFTS:
            if self.take(pattern):
                query.shift = shift
        self.take(_AT_LEAST)
        if match := self.take(said.BEST_YEAR):
            good = "meilleure" in (match["good"], match["good2"])
            query.when, query.op = True, MOST if good else LEAST
        if self.take(said.SINCE):
            query.since = True
            query.when = not re.search(_YEAR, self.text)
        elif self.take(said.WHICH_YEAR):
            query.when = True
        if match := self.take(said.THAN_YEAR):
            self._than_year(match)
        elif match := self.take(said.VERSUS):
            query.years.append(int(match["year"]))
            query.what, query.good, query.versus = CHANGE, True, True
        for match in list(_SPAN.finditer(self.free)):
            first, last = sorted((int(match[1]), int(match[2])))
            query.years += [first, last]
            if not re.search(r"\bet\b", match[0]) or "entre" in match[0]:
                query.every = query.every or "entre"
            self.claim(*match.span())
        for match in list(_ONE_YEAR.finditer(self.free)):
            query.years.append(int(match[1]))
            self.claim(*match.span())
        for match in list(_SHORT_YEAR.finditer(self.free)):
            if 2000 + int(match[1]) in self.board.years:
                query.years.append(2000 + int(match[1]))
                self.claim(*match.span())
        query.years = sorted(set(query.years))
        self._turned()
        if self.take(said.STREAKS):
            query.every = ALWAYS

    def _switched(self) -> None:
        """Read « tenus en 2023 et plus en 2024 »."""
        for pattern, same in said.SWITCHES:
            match = pattern.search(self.free)
            if match is None:
                continue
            first = not re.search(said.FAILED, match["one"]) and not re.search(
                r"\b(?:pas|non|jamais)\b", match["one"]
            )
            if same is None:
                second = not re.search(said.FAILED, match["two"]) and not re.search(
                    r"\b(?:pas|non|plus|jamais)\b", match["two"]
                )
            else:
                second = first if same else not first
            self.query.switch = (int(match["a"]), first), (int(match["b"]), second)
            self.query.years = sorted((int(match["a"]), int(match["b"])))
            self.claim(*match.span())
            return

    def _turned(self) -> None:
        """Read « passés de raté à atteint », once the two years are known."""
        query = self.query
        match = said.TURNED.search(self.free)
        if match is None or len(query.years) != 2 or query.switch is not None:
            return
        if match["now"]:
            after = match["now"] == "vert"
            before = not after
        else:
            before, after = (
                not re.search(said.FAILED, match[one])
                and not re.search(r"\b(?:pas|non|jamais)\b", match[one])
                for one in ("one", "two")
            )
        first, last = query.years
        query.switch = (first, before), (last, after)
        self.claim(*match.span())

    def _than_year(self, match: re.Match[str]) -> None:
        """Read « moins de points en 2025 qu'en 2024 »."""
        query = self.query
        query.years += [int(match["a"]), int(match["b"])]
        query.what, query.op, query.every = CHANGE, LIST, "entre"
        query.falling = match["how"].startswith("moins") is (int(match["a"]) > int(match["b"]))
        query.good = match["how"] in {"mieux", "moins bien"}
        points = (match["what"] or "").startswith(("point", "pts"))
        if points and self.board.has(POINTS):
            query.unit = f"={POINTS}"

    def _way(self) -> None:
        for way, pattern in said.WAY_SAID:
            if self.take(pattern):
                self.query.way = way
                return

    def _changes(self) -> None:
        """Read how figures moved between years."""
        query = self.query
        two = len(query.years) > 1 or query.since or said.ALL_YEARS.search(self.text)
        if query.what == CHANGE:
            return
        if len(query.years) == 2 and (than := self.take(said.THAN)):
            how = than["how"]
            query.what, query.op, query.every = CHANGE, LIST, "entre"
            query.good = not how.startswith(("en ", "plus h", "plus b"))
            query.falling = how.startswith(("moins", "pire", "plus m", "en baisse", "plus b"))
            return
        match = said.MOVED.search(self.free)
        aimed = re.search(r"\b(?:cible|objectif|vise)\b", self.text)
        aimed = None if "separ" in self.text else aimed
        if match is None and len(query.years) > 1 and not aimed and self.take(said.DIFFERS):
            query.what = CHANGE
            return
        if match is not None and query.what != NOTE_OF and self._moves(match, bool(two)):
            self.claim(*match.span())
            query.what = CHANGE
            query.good = said.GOOD_MOVES.search(match[0]) is not None
            query.falling = said.FALLEN.search(match[0]) is not None
            query.points = "point" in match[0] or "pts" in match[0]
            if query.points and self.board.has(POINTS):
                # Points of a scorecard, and no part of a rate.
                query.points, query.unit = False, f"={POINTS}"
            if self.take(regex(r"\b(?:exprimee?s? |mesuree?s? )?en %")):
                query.points = True
            said_most = f"{match['m1'] or ''}{match['m2'] or ''}{match['pts'] or ''}"
            if "plus" in said_most or "mieux" in said_most:
                query.op = MOST
            elif "moins" in said_most:
                query.op = LEAST
            if query.op in {MOST, LEAST}:
                self.take(regex(r"\b(?:de|le plus de) (?:points?|pts)\b"))
        if self.take(said.ALL_YEARS) and not query.years and query.every != ALWAYS:
            query.every = query.every or "entre"
            if re.search(r"\bchaque annee\b|\btous les ans\b", self.text):
                query.every = ALWAYS

    def _moves(self, match: re.Match[str], two: bool) -> bool:
        """Tell whether a verb is of a change: « gagner des points » may be of a scorecard."""
        if "point" in match[0] and self.board.has(POINTS) and not two:
            return False
        return bool(two or not re.search(r"perd|gagn", match[0]))
