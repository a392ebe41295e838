"""Reads a question on a board of targets; every word is used, or there is no reading."""

from __future__ import annotations

import re
import weakref
from typing import TYPE_CHECKING, Final

from pycog.dialogue.lexicon import stem
from pycog.dialogue.normalise import words
from pycog.dialogue.table_query.table_lexis import plain
from pycog.dialogue.target_query import board_patterns as said
from pycog.dialogue.target_query.board_columns import POINTS, RESULT, TARGET, WEIGHT
from pycog.dialogue.target_query.board_query import (
    ALWAYS,
    ATTAINED,
    CHANGE,
    CHECK,
    COUNT,
    FULL,
    GAP,
    LACKING,
    LEAST,
    LIST,
    LOST,
    MEAN,
    MET,
    MISSED,
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

if TYPE_CHECKING:
    from pycog.dialogue.target_query.boards import Board

_YEAR: Final = r"(?:19|20)\d\d"
_SPAN: Final = re.compile(
    rf"\b(?:(?:de|entre|d|depuis) )?({_YEAR}) ?(?:a|et|-|/|->|jusqu en|vers) ?(?:en )?({_YEAR})\b"
)
_ONE_YEAR: Final = re.compile(
    rf"(?<![\d/,.a-z-])(?:(?:en|pour|de|d|sur|annee|exercice|depuis|fin|au titre de) )*({_YEAR})(?![\d%€]|[/,.-]\d)"
)
_SHORT_YEAR: Final = re.compile(
    r"\b(?:en|pour|de|sur|depuis) (\d\d)\b(?! ?(?:%|points?|pts|jours?|j\b|k|€|euros?|h\b|,))"
)
_NUMBER: Final = re.compile(
    r"(?:(?:a|de|est|vaut|d|etait|bien|soit) )?(?<![\w,.])(?P<n>\d[\d ]*(?:,\d+)?) ?(?P<unit>%|k€|€|euros?|jours?|j|points?|pts)?(?![\w,])"
)
_SHIFTS: Final = (
    (1, re.compile(r"\b(?:pour |en )?l annee (?:d apres|suivante)\b")),
    (-1, re.compile(r"\b(?:pour |en )?l annee (?:d avant|precedente)\b")),
    (0, re.compile(r"\b(?:pour |en |de )?(?:cette annee la|la meme annee|ce meme exercice)\b")),
)
_POINTS_SAID: Final = re.compile(r"\b(?:points?|pts|rapporte\w*)\b")
_TO_BE_PAID: Final = re.compile(
    r"\b(?:pour|afin de|a) (?:(?:que )?(?:la |l )?(?:toucher|percevoir|recevoir|avoir|verser"
    r"|soit versee?|versement|paiement))(?: (?:de )?(?:la |l |une |cette )?(?:prime|interessement))?\b"
    r"|\b(?:la |l |de la |de l )?(?:prime|interessement)\b"
)
_BELONGS: Final = re.compile(
    r"\b(?:revient|releve|depend|appartient|incombe|est (?:rattachee?|confiee?|suivie?|pilotee?|geree?)"
    r"|est concernee?|concernee?)(?: (?:de|du|d|a|au|par))?\b"
)
_COMPARED: Final = re.compile(
    rf"\b(?:ete )?(?P<how>mieux|plus|moins bien|moins)(?: (?:souvent|nombreux))?(?: a (?:etre|avoir))?(?: {said.DONE})(?: (?:que|qu)(?: (?:ceux|celles|en))?)?"
)
_LOST_SAID: Final = dict(said.ROLES)[LOST]
_TO_MAX: Final = re.compile(
    r"\b(?:t il )?(?:encore )?(?:pour|par rapport a|sur) ?(?:avoir |faire |atteindre |obtenir )?"
    r"(?:le |au )?(?:max\w*|plein|total|tous les points)\b"
)
_SET_AGAINST: Final = re.compile(
    r"\b(?:ecarts?|rapport|face|compare\w*|distance|loin|pres|relevee?s?|egale?s?) $"
)
#: « L'objectif au moins ? » asks for no minimum.
_AT_LEAST: Final = re.compile(r"(?<=\w )au moins(?= ?(?:,|$))")
_NUMERALS: Final = {"un": 1, "une": 1, "deux": 2, "trois": 3, "quatre": 4, "cinq": 5}
_BY: Final = re.compile(
    r"\b(?:par|chaque|selon (?:le|la|les|l)|quel(?:le)?s?(?: est (?:le|la|l))?|(?:les|des|entre les|pour les) (?:\w{4,6} )?|(?:le|la) (?=\w+ (?:qui|avec)))\s?(?P<noun>[a-z]{3,})\b"
)
_TEXT_WHO: Final = re.compile(
    r"\b(?:(?:c est )?qui (?:est ce qui )?(?:(?:le|la|les|l|en|s en|s) ?)*(?:suit|pilote|gere|porte|a en charge|est responsable de|est le responsable de|s occupe|occupe|est charge de|tient|est en charge)"
    r"(?: (?:de|du|des|d))?|(?:le |la |quel est le |quelle est la )?(?:responsable|pilote|porteur|referent|referente)|c est qui|(?:a|par) qui|chez qui)\b"
)
_PUNCTUATION: Final = re.compile(r"[;:?!()\"]|,(?!\d)|(?<!\d),")


def spelled(question: str) -> str:
    """Return a question as this room reads it: pauses stay."""
    parts = [plain(one) for one in _PUNCTUATION.split(question.replace("’", "'"))]
    text = " , ".join(one for one in parts if one)
    return re.sub(r"\b(\d{1,3}) (\d{3})\b", r"\1\2", text)


class BoardReading:
    """One question on one board."""

    def __init__(self, text: str, board: Board, words_of: BoardWords) -> None:
        self.text = self.free = text
        self.board, self.words = board, words_of
        self.query = BoardQuery(board)

    def read(self) -> BoardQuery | None:
        """Return the question, ``None`` where a word of it is not read."""
        self._switched()
        self._years()
        if not read_supposed(self):
            return None
        self._texts()
        self._way()
        self._changes()
        self._lost()
        self._statuses()
        self._figures()
        self._operators()
        self._roles()
        self._premise()
        return self.query if self._rows() else None

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
            query.when, query.op = True, MOST if match["good"] == "meilleure" else LEAST
        if self.take(said.SINCE):
            query.since = True
            query.when = not re.search(_YEAR, self.text)
        elif self.take(said.WHICH_YEAR):
            query.when = True
        if match := self.take(said.THAN_YEAR):
            self._than_year(match)
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
        ranks = re.search(r"\b(?:plus|moins|mieux|pires?|meilleurs?|meilleures?)\b", self.text)
        if not ranks and (match := _TEXT_WHO.search(self.free)):
            titles = self._who()
            if titles:
                query.texts += titles
                self.claim(*match.span())
        for title in dict.fromkeys(t for one in self.board.items for t in one.texts):
            noun = words(plain(title))[0] if words(plain(title)) else ""
            pattern = re.compile(
                rf"\b(?:quel(?:le)?s? (?:est (?:le|la|l|son|sa) ?)?|(?:a|dans) quel(?:le)? |le |la |son |sa |c quoi son |quoi son |leur ){noun}s?\b(?! (?:de la |du |des |de l |d |le plus|qui|avec|a le))"
            )
            if noun and len(noun) > 2 and (match := pattern.search(self.free)):
                if title in self.board.grouping and re.search(
                    r"\b(?:plus|moins|mieux|pire)\b", self.text
                ):
                    continue
                behind = words(self.free[match.end() : match.end() + 30].split("|")[0])
                if behind and stem(behind[0]) in self.words.known and "quel" not in match[0]:
                    # « La famille Risque » is one that is meant.
                    continue
                query.texts.append(title)
                self.claim(*match.span())
        query.texts = list(dict.fromkeys(query.texts))
        if query.texts:
            self.take(_BELONGS)

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
        match = said.MOVED.search(self.free)
        aimed = re.search(r"\b(?:cible|objectif|vise)\b", self.text)
        if match is None and len(query.years) > 1 and not aimed and self.take(said.DIFFERS):
            query.what = CHANGE
            return
        if match is not None and query.what != NOTE_OF and self._moves(match, bool(two)):
            self.claim(*match.span())
            query.what = CHANGE
            query.good = said.GOOD_MOVES.search(match[0]) is not None
            query.falling = said.FALLEN.search(match[0]) is not None
            query.points = "point" in match[0] or "pts" in match[0]
            said_most = f"{match['m1'] or ''}{match['m2'] or ''}{match['pts'] or ''}"
            if "plus" in said_most or "mieux" in said_most:
                query.op = MOST
            elif "moins" in said_most:
                query.op = LEAST
            if query.op in {MOST, LEAST}:
                self.take(re.compile(r"\b(?:de|le plus de) (?:points?|pts)\b"))
        if self.take(said.ALL_YEARS) and not query.years and query.every != ALWAYS:
            query.every = query.every or "entre"
            if re.search(r"\bchaque annee\b|\btous les ans\b", self.text):
                query.every = ALWAYS

    def _moves(self, match: re.Match[str], two: bool) -> bool:
        """Tell whether a verb is of a change: « gagner des points » may be of a scorecard."""
        if "point" in match[0] and self.board.has(POINTS) and not two:
            return False
        if re.search(r"perd|gagn", match[0]) and not two:
            return False
        return True

    def _statuses(self) -> None:
        query = self.query
        if self.take(said.TO_REACH) and query.what in {"", GAP}:
            query.what = GAP
            self.take(said.HOW_MANY)
        if self.take(said.OVER):
            query.status, query.strict = MET, True
        for pattern, good in ((said.UNDER, MISSED), (said.ABOVE, MET)):
            match = pattern.search(self.free)
            if match is not None and all(one.way == "hausse" for one in self.board.items):
                self.claim(*match.span())
                query.status = good
                query.strict = good == MET
        if match := said.LACKS.search(self.free):
            self.claim(*match.span())
            query.status = LACKING
            target = match["t1"] or re.search(r"\b(?:cibles?|objectifs?|vises?)\b", self.text)
            query.what = TARGET if target and not (match["r1"] or match["r2"]) else RESULT
            if not match["t1"]:
                self.take(
                    re.compile(
                        r"\b(?:resultats?|chiffres?|cibles?|objectifs?|donnees?|valeurs?|scores?)\b"
                    )
                )
        if not query.status and self.board.has(POINTS):
            if self.take(said.FULLS):
                query.status, query.what = FULL, POINTS
            elif self.take(said.ZEROS):
                query.status, query.what = ZERO, POINTS
        while self.take(said.RANKS):
            query.op = RANK
        if self.take(said.ATTAINED):
            query.op, query.what = query.op or SHARE, query.what or ATTAINED
            return
        if len(query.years) == 2 and (match := self.take(_COMPARED)):
            query.status, query.op = MET, SHARE
            query.compared = 1 if match["how"] in {"mieux", "plus"} else -1
            first = self.text.find(str(query.years[-1])) < self.text.find(str(query.years[0]))
            query.compared *= 1 if first else -1
            return
        if self.take(said.FARTHEST):
            query.what, query.op, query.status = query.what or GAP, MOST, query.status or MISSED
        elif self.take(said.NEAREST):
            query.what, query.op = query.what or GAP, LEAST
        elif self.take(said.BEST):
            query.what, query.op, query.status = query.what or GAP, MOST, query.status or MET
        if not query.status and query.what not in {CHANGE, NOTE_OF}:
            for pattern, status, every in said.STATUS:
                if match := self._status_at(pattern):
                    self.claim(*match.span())
                    query.status = status
                    query.every = every or query.every
                    if status == MISSED and not every and re.search(r"\bjamais\b", match[0]):
                        query.every = ALWAYS
                    break
        if self.take(said.NEAR):
            query.near = True
        if (match := said.WITHIN.search(self.free)) and (
            query.status or "cible" in match[0] or "objectif" in match[0]
        ):
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
        """Tell whether points are those of a rate: « il manque combien de points pour la cible »."""
        return (
            re.search(r"\bmanqu", match[0]) is not None
            and re.search(r"\b(?:cible|objectif)\b", self.text) is not None
        )

    def _operators(self) -> None:
        query = self.query
        self._groups()
        if said.SUMS.search(self.free) and self.take(said.CHECKS):
            query.op = CHECK
        if match := said.TOP.search(self.free):
            self.claim(match.start(), match.end())
            number = match["n"]
            query.most = int(number) if number.isdigit() else _NUMERALS[number]
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
        if (query.by or query.op == RANK) and self.take(said.RATED):
            query.rated = True
        for op, pattern in ((LEAST, said.LEASTS), (MOST, said.MOSTS), (MEAN, said.MEANS)):
            if query.op in {"", LIST} and self.take(pattern):
                query.op = op
        if self.take(said.SUMS):
            if query.op == "":
                query.op = SUM
            elif query.op != CHECK:
                query.total = True
        if self.take(said.LISTS) and not query.op:
            query.op = LIST
        if query.what in {"", *dict(said.ROLES)} and (match := self.take(said.CHANGED)):
            query.kept = True
            way = re.search(
                r"(?P<up>releve)|(?P<down>abaiss|baiss)|(?P<hard>durci)|(?P<soft>assoupli)",
                match[0],
            )
            query.moves = way.lastgroup or "" if way else ""
        query.yes_no = self.take(said.YES_NO) is not None

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

    def _roles(self) -> None:
        query = self.query
        if query.what in {"", POINTS} and self.board.has(POINTS) and _POINTS_SAID.search(self.free):
            # « Combien de points, sur combien ? »: both.
            if self.take(said.OUT_OF):
                query.out_of = True
        for role, pattern in said.ROLES:
            if role == LOST:
                continue
            match = pattern.search(self.free)
            if match is None or not match[0].strip():
                continue
            if not self.board.has(role):
                if role in {POINTS, WEIGHT, "plancher"}:
                    continue
                if role == TARGET:
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
