"""Reads whether targets are met or missed, by how much, and which points were lost."""

from __future__ import annotations

import re
from typing import Final

from pycog.dialogue.lexicon import stem
from pycog.dialogue.target_query import board_patterns as said
from pycog.dialogue.target_query import points_patterns
from pycog.dialogue.target_query.board_columns import POINTS, RESULT, TARGET
from pycog.dialogue.target_query.board_query import (
    ALWAYS,
    ATTAINED,
    CHANGE,
    COUNT,
    FULL,
    GAP,
    LACKING,
    LEAST,
    LIST,
    LOST,
    MET,
    MISSED,
    MOST,
    NOTE_OF,
    OVER_FLOOR,
    RANK,
    SHARE,
    UNDER_FLOOR,
    ZERO,
)
from pycog.dialogue.target_query.years_said import YearsSaid
from pycog.lazy_patterns import regex

_COMPARED: Final = regex(
    rf"\b(?:ete )?(?P<how>mieux|plus|moins bien|moins)(?: (?:souvent|nombreux))?(?: a (?:etre"
    rf"|avoir))?(?: {said.PARTICIPLE})(?: (?:que|qu)(?: (?:ceux|celles|en))?)?"
)
_LOST_SAID: Final = dict(points_patterns.ROLES)[LOST]
_TO_MAX: Final = regex(
    r"\b(?:t il )?(?:encore )?(?:pour|par rapport a|sur) ?(?:avoir |faire |atteindre |obtenir )?"
    r"(?:le |au )?(?:max\w*|plein|total|tous les points)\b"
)
_SET_AGAINST: Final = regex(
    r"\b(?:ecarts?|rapport|face|compare\w*|distance|loin|pres|relevee?s?|egale?s?) $"
)
_UNREACHED: Final = regex(r"\bsans (?:l |la |le |y )?(?:atteindre|toucher|tenir|arriver)\b")
_EVERY: Final = regex(
    r"\b(?:tous les|toutes les|l ensemble des|la totalite des) (?:objectifs|cibles|indicateurs"
    r"|criteres)\b"
)
_LACKED: Final = regex(r"\b(?:resultats?|chiffres?|cibles?|objectifs?|donnees?|valeurs?|scores?)\b")
_NUMERALS: Final = {"un": 1, "une": 1, "deux": 2, "trois": 3, "quatre": 4, "cinq": 5}


class VerdictsSaid(YearsSaid):
    """The verdicts that a question speaks of."""

    def _statuses(self) -> None:
        """Read what the results should be like, and how near to their targets."""
        query = self.query
        if self.take(said.TO_REACH) and query.what in {"", GAP}:
            query.what = GAP
            self.take(said.HOW_MANY)
        self._sides()
        self._unknown()
        if not query.status and self.board.has(POINTS):
            if self.take(points_patterns.FULLS):
                query.status, query.what = FULL, POINTS
            elif self.take(points_patterns.ZEROS):
                query.status, query.what = ZERO, POINTS
        while self.take(said.RANKS):
            query.op = RANK
        if self.take(said.ATTAINED):
            query.op, query.what = query.op or SHARE, query.what or ATTAINED
            return
        if len(query.years) == 2 and (match := self.take(_COMPARED)):
            self._compared(match)
            return
        if match := self.take(said.NONE_OF):
            query.none = True
            query.status = MISSED if re.search(said.FAILED, match[0]) else MET
            return
        if self.take(said.ALL_OF):
            query.none, query.status = True, MISSED
            return
        if self.take(_EVERY):
            query.whole = True
        self._edges()
        if not query.status and query.what not in {CHANGE, NOTE_OF}:
            self._verdicts()
        self._near()

    def _sides(self) -> None:
        """Read what is better than its target, or below it where all should rise."""
        query = self.query
        if query.what in {"", GAP} and self.take(said.HOW_FAR):
            query.what = GAP
        if self.take(said.OVER):
            query.status, query.strict = MET, True
        if match := self.take(said.FLOORED):
            query.status = UNDER_FLOOR if match["over"] is None else OVER_FLOOR
        for pattern, side in ((said.UNDER, "sous"), (said.ABOVE, "sur")):
            if self.take(pattern):
                query.side = side

    def _unknown(self) -> None:
        """Read which results, or targets, are not known."""
        query = self.query
        match = said.LACKS.search(self.free)
        if match is None:
            return
        self.claim(*match.span())
        query.status = LACKING
        target = match["t1"] or re.search(r"\b(?:cibles?|objectifs?|vises?)\b", self.text)
        query.what = TARGET if target and not (match["r1"] or match["r2"]) else RESULT
        if not match["t1"]:
            self.take(_LACKED)

    def _compared(self, match: re.Match[str]) -> None:
        """Read « mieux tenus en 2024 qu'en 2023 »."""
        query = self.query
        query.status, query.op = MET, SHARE
        query.compared = 1 if match["how"] in {"mieux", "plus"} else -1
        later = self.text.find(str(query.years[-1])) < self.text.find(str(query.years[0]))
        query.compared *= 1 if later else -1

    def _edges(self) -> None:
        """Read which is the farthest from its target, the nearest, the best."""
        query = self.query
        if self.take(said.FARTHEST):
            query.what, query.op, query.status = query.what or GAP, MOST, query.status or MISSED
        elif self.take(said.NEAREST):
            query.what, query.op = query.what or GAP, LEAST
            if self.take(_UNREACHED):
                query.status = MISSED
        elif self.take(said.BEST):
            query.what, query.op, query.status = query.what or GAP, MOST, query.status or MET

    def _verdicts(self) -> None:
        query = self.query
        for pattern, status, every in said.STATUS:
            if match := self._status_at(pattern):
                self.claim(*match.span())
                query.status = status
                query.every = every or query.every
                if status == MISSED and not every and re.search(r"\bjamais\b", match[0]):
                    query.every = ALWAYS
                return

    def _near(self) -> None:
        """Read « de peu » and « à moins d'un point »."""
        query = self.query
        if self.take(said.NEAR):
            query.near = True
        match = said.WITHIN.search(self.free)
        if match is None or not (query.status or re.search(r"cible|objectif", match[0])):
            return
        self.claim(*match.span())
        number = match["n"]
        query.limit = float(_NUMERALS.get(number, 0) or number.replace(",", "."))
        query.unit = match["unit"] or ""
        query.near = True
        query.status = query.status or MISSED

    def _status_at(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        """Return where a status is said; « réalisé » before an amount names the result."""
        for match in pattern.finditer(self.free):
            bare = match[0].strip()
            aimed = self.text[: match.start()].endswith(" a ") and bare.startswith("attein")
            if aimed or bare.startswith("a atteindre"):
                # « La cible à atteindre » is asked for.
                continue
            if bare.startswith("a ") and _SET_AGAINST.search(self.text[: match.start()]):
                # « L'écart à la cible » says nothing of it.
                continue
            if bare in {"realise", "valide", "bon", "ok", "bonne", "satisfait"} and not re.search(
                r"\b(?:objectifs?|cibles?)\b", self.text
            ):
                continue
            if re.fullmatch(r"(?:les |le |a |on a )?realises?", bare):
                continue
            if stem(bare) in self.words.known:
                continue
            return match
        return None

    def _lost(self) -> None:
        """Read the points that were not won."""
        query = self.query
        if query.what in {CHANGE, NOTE_OF} or not self.board.has(POINTS):
            return
        match = _LOST_SAID.search(self.free)
        if match is None or self._is_of_rates(match):
            return
        self.claim(*match.span())
        self.take(_TO_MAX)
        query.what = LOST
        if "le plus" in match[0]:
            query.op = MOST

    def _figures(self) -> None:
        """Read what is set against what: the gap, the points lost."""
        query = self.query
        if query.what in {CHANGE, NOTE_OF, LOST} or query.texts:
            return
        if not query.status and query.what == "" and self.take(said.AGAINST):
            query.what = GAP
        if (
            query.op not in {COUNT, LIST}
            and query.what in {"", GAP}
            and (match := self.take(said.GAP_SAID))
        ):
            query.what = GAP
            query.points = "point" in match[0] or "pts" in match[0]

    def _is_of_rates(self, match: re.Match[str]) -> bool:
        """Tell whether points are those of a rate: « il manque combien de points à la cible »."""
        return (
            re.search(r"\bmanqu", match[0]) is not None
            and re.search(r"\b(?:cible|objectif)\b", self.text) is not None
        )
