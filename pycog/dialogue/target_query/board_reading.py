"""Reads a question on a board of targets; every word is used, or there is no reading."""

from __future__ import annotations

import re
import weakref
from typing import TYPE_CHECKING, Final

from pycog.dialogue.lexicon import stem
from pycog.dialogue.normalise import words
from pycog.dialogue.table_query.table_lexis import plain
from pycog.dialogue.target_query import board_patterns as said
from pycog.dialogue.target_query import points_patterns
from pycog.dialogue.target_query.board_columns import FLOOR, POINTS, RESULT, TARGET, UNIT, WEIGHT
from pycog.dialogue.target_query.board_query import (
    CHANGE,
    CHECK,
    COUNT,
    FULL,
    GAP,
    LEAST,
    LIST,
    LOST,
    MEAN,
    MOST,
    NOTE_OF,
    RANK,
    RULES,
    SHARE,
    SUM,
    ZERO,
    BoardQuery,
)
from pycog.dialogue.target_query.board_rows import BoardWords, grouping_said
from pycog.dialogue.target_query.board_supposing import read_supposed
from pycog.dialogue.target_query.verdicts_said import VerdictsSaid
from pycog.lazy_patterns import regex

if TYPE_CHECKING:
    from pycog.dialogue.target_query.boards import Board

_NUMBER: Final = regex(
    r"(?:(?:a|de|est|vaut|d|etait|bien|soit) )?(?<![\w,.])(?P<n>\d[\d ]*(?:,\d+)?) ?(?P<unit>%|k€|€"
    r"|euros?|jours?|j|points?|pts)?(?![\w,])"
)
_POINTS_SAID: Final = regex(r"\b(?:points?|pts|rapporte\w*)\b")
_TO_BE_PAID: Final = regex(
    r"\b(?:pour|afin de|a) (?:(?:que )?(?:la |l )?(?:toucher|percevoir|recevoir|avoir|verser"
    r"|soit versee?|versement|paiement))(?: (?:de )?(?:la |l |une |cette )?(?:prime"
    r"|interessement))?\b"
    r"|\b(?:la |l |de la |de l )?(?:prime|interessement)\b"
    r"|\b(?:(?:pour )?(?:marqu|gagn|obt|avoir|a)\w*(?: t on)? (?:des |les )?points?)\b"
)
#: Whether one year is better than another is asked of the row that was told.
_BETTER: Final = regex(r"\bc (?:est|etait) (?:mieux|pire|moins bien|meilleur)\b")
_NONE_OF_IT: Final = regex(
    r"\b(?:(?:n |ne )?(?:y )?(?:a|ont|avons)(?: (?:t )?(?:on|il|ils))? )?(?:pas"
    r"|aucune?)(?: encore)?(?: (?:de|d|le|la))?"
    r" ?(?:points?|resultats?|scores?|chiffres?|cibles?)\b"
)
_WHOEVER: Final = regex(r"\b(?:de |par )?(?:la personne|celui|celle|l agent)\b")
_RATE: Final = regex(r"\b(?:le |en )?(?:taux|pourcentage)\b")
_UNIT_ASKED: Final = regex(
    r"\b(?:(?:en |dans )?quelle (?:est (?:l |son ))?|l |son )?unites?(?: de mesure)?(?: (?:de"
    r"|d))?\b"
)
_BELONGS: Final = regex(
    r"\b(?:revient|releve|depend|appartient|incombe|est (?:rattachee?|confiee?|suivie?|pilotee?"
    r"|geree?)"
    r"|est concernee?|concernee?)(?: (?:de|du|d|a|au|par))?\b"
)
_NUMERALS: Final = {"un": 1, "une": 1, "deux": 2, "trois": 3, "quatre": 4, "cinq": 5}
_BY: Final = regex(
    r"\b(?:par|chaque|selon (?:le|la|les|l)|quel(?:le)?s?(?: est (?:le|la|l))?|(?:les|des|entre les"
    r"|pour les) (?:\w{4,6} )?|(?:le|la) (?=\w+ (?:qui|avec)))\s?(?P<noun>[a-z]{3,})\b"
)
_TEXT_WHO: Final = regex(
    r"\b(?:(?:c est )?qui (?:est ce qui )?(?:(?:le|la|les|l|en|s en|s) ?)*(?:suit|pilote|gere|porte"
    r"|a en charge|est responsable de|est le responsable de|s occupe|occupe|est charge de|tient"
    r"|est en charge)"
    r"(?: (?:de|du|des|d))?|(?:le |la |quel est le |quelle est la )?(?:responsable|pilote|porteur"
    r"|referent|referente)|c est qui|(?:a|par) qui|chez qui)\b"
)
_PUNCTUATION: Final = regex(r"[;:?!()\"]|,(?!\d)|(?<!\d),")


def spelled(question: str) -> str:
    """Return a question as this room reads it: pauses stay."""
    parts = [plain(one) for one in _PUNCTUATION.split(question.replace("’", "'"))]
    text = re.sub(r"(?<=\d)\.(?=\d)", ",", " , ".join(one for one in parts if one))
    return re.sub(r"\b(\d{1,3}) (\d{3})\b", r"\1\2", text)


class BoardReading(VerdictsSaid):
    """One question on one board."""

    def read(self) -> BoardQuery | None:
        """Return the question, ``None`` where a word of it is not read."""
        self._switched()
        self._top()
        self._years()
        if not read_supposed(self):
            return None
        self._texts()
        self._way()
        self._changes()
        if said.SUMS.search(self.free) and not self.query.years[1:] and self.take(said.CHECKS):
            self.query.op = CHECK
        self._lost()
        self._statuses()
        self._figures()
        self._measures()
        self._operators()
        if _BETTER.search(self.text) or not self._roles():
            return None
        self._premise()
        return self.query if self._rows() else None

    def _top(self) -> None:
        """Read how many are asked for: « les trois plus éloignés »."""
        match = said.TOP.search(self.free)
        if match is not None:
            self.claim(*match.span())
            number = match["n"]
            self.query.most = int(number) if number.isdigit() else _NUMERALS[number]

    def _texts(self) -> None:
        """Read what columns of text are asked for: who, which service, why, the unit."""
        query = self.query
        if self.take(said.CONDITIONS):
            query.what = RULES
            self.take(_TO_BE_PAID)
            return
        if self.take(said.WHYS):
            query.what = NOTE_OF
            self.take(said.SLIPPED)
            self.take(_NONE_OF_IT)
        ranks = re.search(r"\b(?:plus|moins|mieux|pires?|meilleurs?|meilleures?)\b", self.text)
        if not ranks and (match := _TEXT_WHO.search(self.free)):
            titles = self._who()
            if titles:
                query.texts += titles
                self.claim(*match.span())
        for title in dict.fromkeys(t for one in self.board.items for t in one.texts):
            noun = words(plain(title))[0] if words(plain(title)) else ""
            pattern = regex(
                rf"\b(?:quel(?:le)?s? (?:est (?:le|la|l|son"
                rf"|sa) ?)?|(?:a|dans) quel(?:le)? |le |la "
                rf"|son |sa |c quoi son |quoi son |leur ){noun}s?\b(?! (?:de la |du |des |de l |d "
                rf"|le plus|qui|avec|a le|n |ne |ont |sont ))"
            )
            numbered = regex(
                rf"\b(?:le |quel est le )?numeros? de {noun}\b|^(?:le "
                rf"|la )?{noun} de la personne"
            )
            match = numbered.search(self.free) or pattern.search(self.free)
            if noun and len(noun) > 2 and match is not None:
                if title in self.board.grouping and re.search(
                    r"\b(?:plus|moins|mieux|pires?|meilleure?s?)\b", self.text
                ):
                    continue
                behind = words(self.free[match.end() : match.end() + 30].split("|")[0])
                asked = re.search(r"quel|numero|personne", match[0])
                if behind and stem(behind[0]) in self.words.known and not asked:
                    # « La famille Risque » is one that is meant.
                    continue
                query.texts.append(title)
                self.claim(*match.span())
        query.texts = list(dict.fromkeys(query.texts))
        if query.texts:
            self.take(_BELONGS)
            self.take(_WHOEVER)

    def _who(self) -> list[str]:
        held = list(dict.fromkeys(t for one in self.board.items for t in one.texts))
        people = [
            t
            for t in held
            if re.match(
                r"(?:responsables?|pilotes?|porteurs?|referents?|nom|agent|contact|charge)",
                plain(t),
            )
        ]
        services = [
            t
            for t in held
            if (
                re.match(r"(?:services?|directions?|equipes?|departements?|poles?)", plain(t))
                and "referent" in plain(t)
            )
            or "service" in plain(t)
        ]
        return [*people[:1], *services[:1]] or services[:1]

    def _operators(self) -> None:
        query = self.query
        self._groups()
        if not query.op:
            for op, pattern in ((SHARE, said.SHARES), (COUNT, said.COUNTS)):
                if (
                    op == COUNT
                    and query.what in {GAP, LOST, POINTS, CHANGE}
                    and query.status not in {ZERO, FULL}
                ):
                    continue
                if self.take(pattern):
                    query.op = op
                    break
        if ((query.by or query.op == RANK) and self.take(said.RATED)) or (
            query.by and self.take(_RATE)
        ):
            query.rated = True
        for op, pattern in ((LEAST, said.LEASTS), (MOST, said.MOSTS), (MEAN, said.MEANS)):
            if query.op in {"", LIST} and self._takes_operator(pattern):
                query.op = op
        if match := self.take(said.SUMS):
            if re.search(r"\b(?:points?|pts)\b", match[0]) and not query.what:
                query.what = POINTS
            if query.op == "":
                query.op = SUM
            elif query.op != CHECK:
                query.total = True
        if self.take(said.LISTS) and not query.op:
            query.op = LIST
        if query.what in {"", *dict(points_patterns.ROLES)} and (match := self.take(said.CHANGED)):
            query.kept = True
            way = re.search(
                r"(?P<up>releve)|(?P<down>abaiss|baiss)|(?P<hard>durci)|(?P<soft>assoupli)",
                match[0],
            )
            query.moves = way.lastgroup or "" if way else ""
        query.yes_no = self.take(said.YES_NO) is not None

    def _takes_operator(self, pattern: re.Pattern[str]) -> bool:
        """Use an operator; tell whether it is one, and no word of a name: « durée moyenne »."""
        for match in pattern.finditer(self.free):
            before = re.search(r"[a-z]+ $", self.free[: match.start()])
            told = f"{before[0]}{match[0]}" if before else ""
            if told and any(told in plain(one.label) for one in self.board.items):
                continue
            self.claim(*match.span())
            return True
        return False

    def _groups(self) -> None:
        for match in _BY.finditer(self.free):
            by = grouping_said(self.board, match["noun"])
            if not by:
                continue
            behind = self.free[match.end() :]
            names = re.match(r" (?:de |du |des |de la |de l |la |le |l )?([a-z]+|\d+)", behind)
            if (
                names
                and stem(names[1]) in self.words.known
                and not re.match(r"par|chaque", match[0])
                and not match[0].startswith(("quel", "les", "des", "entre"))
            ):
                continue
            if by in self.query.texts:
                continue
            self.query.by = by
            self.claim(*match.span())
            return

    def _measures(self) -> None:
        """Read units that choose, numbers that are passed, and the unit itself."""
        query = self.query
        if query.supposed is None and (match := self.take(said.MEASURED)):
            unit = match["unit"]
            query.measured = {"euro": "€", "euros": "€", "pourcentage": "%"}.get(unit, unit)[:1]
        if query.supposed is None and query.limit is None and (match := self.take(said.PASSES)):
            query.number = float(match["n"].replace(" ", "").replace(",", "."))
            query.unit = match["unit"] or ""
            low = match["way"].startswith(("en dessous", "infer", "sous"))
            query.passes, query.what = "<" if low else ">", query.what or RESULT
        if self.take(_UNIT_ASKED):
            query.texts.append(UNIT)

    def _has_points_otherwise(self) -> bool:
        """Tell whether points may be worked out, or are those of a rate."""
        worked_out = self.board.has(WEIGHT) and self.board.has(FLOOR)
        return worked_out or self.query.what in {GAP, CHANGE} or self.query.limit is not None

    def _roles(self) -> bool:
        """Read which columns are named; tell whether the board may answer of them."""
        query = self.query
        points = query.what in {"", POINTS} and self.board.has(POINTS)
        if points and _POINTS_SAID.search(self.free) and self.take(points_patterns.OUT_OF):
            # « Combien de points, sur combien ? »: both.
            query.out_of = True
        for role, pattern in points_patterns.ROLES:
            if role == LOST:
                continue
            match = pattern.search(self.free)
            if match is None or not match[0].strip():
                continue
            if not self.board.has(role):
                if role == POINTS and not self._has_points_otherwise():
                    return False
                if role in {WEIGHT, FLOOR, TARGET}:
                    continue
            if {query.what, role} == {TARGET, RESULT} and not query.status:
                # Both are asked for, side by side.
                query.what = GAP
                self.claim(*match.span())
                continue
            if query.what and role in {TARGET, RESULT, POINTS}:
                if query.what == role or query.what in {GAP, CHANGE, LOST} or query.status:
                    self.claim(*match.span())
                    if query.what == CHANGE and role != RESULT:
                        query.unit = query.unit or f"={role}"
                continue
            if query.what == CHANGE and role in {FLOOR, WEIGHT}:
                query.unit = query.unit or f"={role}"
                self.claim(*match.span())
                continue
            if query.status and role in {TARGET, RESULT}:
                self.claim(*match.span())
                continue
            if stem(match[0].split()[-1]) in self.words.known and len(match[0].split()) == 1:
                continue
            if not query.what:
                query.what = role
                self.claim(*match.span())
            elif role not in query.texts:
                query.texts.append(role)
                self.claim(*match.span())

        return True

    def _premise(self) -> None:
        """Read a number that is said to be so: « le poids est resté à 10 ? »."""
        query = self.query
        if query.supposed is not None or query.wanted is not None or query.limit is not None:
            return
        match = _NUMBER.search(self.free)
        led = match is not None and (query.kept or re.match(r"[a-z]", match[0]) is not None)
        if match is None or (stem(match["n"].strip()) in self.words.known and not led):
            return
        if query.what in {TARGET, RESULT, WEIGHT, "plancher", POINTS} or query.op == CHECK:
            query.number = float(match["n"].replace(" ", "").replace(",", "."))
            query.unit = match["unit"] or ""
            self.claim(*match.span())

    def _rows(self) -> bool:
        query = self.query
        numbered, spans = self.words.numbered(self.free)
        for span in spans:
            self.claim(*span)
        chosen = self.words.chosen(self.text, self.free)
        if chosen is None:
            return False
        if chosen.items is not None and numbered:
            both = [one for one in chosen.items if one in numbered]
            query.items = both or None
            if not both:
                return False
        else:
            query.items = numbered or chosen.items
        query.named = bool(numbered) or chosen.named
        query.chosen = chosen.said
        return True


_words: list[tuple[weakref.ref[Board], BoardWords]] = []


def words_of(board: Board) -> BoardWords:
    """Return the words of a board, read once."""
    for held, found in _words:
        if held() is board:
            return found
    found = BoardWords(board)
    _words[:] = [*(one for one in _words if one[0]() is not None), (weakref.ref(board), found)]
    return found


def read_board(text: str, board: Board) -> BoardQuery | None:
    """Return what a question, as :func:`spelled` gives it, asks of a board.

    Args:
        text: The question.
        board: The board.
    """
    return BoardReading(text, board, words_of(board)).read()
