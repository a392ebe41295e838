"""The words of a question with what they name in a grid: lines, sums of lines, measures."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

from pycog.dialogue.figure_grid.grid_measures import final_of, planned
from pycog.dialogue.figure_grid.grid_model import SMALL, TOTAL_WORDS, Entity, Grid
from pycog.dialogue.figure_grid.grid_operators import COUNTS
from pycog.dialogue.lexicon import stem
from pycog.dialogue.other_words.thesaurus import BOOK, thesaurus
from pycog.dialogue.table_query.initials import FILLER, WORD
from pycog.dialogue.table_query.near_words import close_stems
from pycog.dialogue.table_query.table_data import DATA
from pycog.dialogue.table_query.table_lexis import (
    CONCEPTS,
    Lexis,
    headed,
    plain,
)
from pycog.lazy_patterns import regex

#: Words of amounts that say nothing beside the name of a column.
WEAK: Final = frozenset(map(stem, DATA["amounts"].split()))
#: Words that carry a question on figures and choose nothing.
_CARRYING: Final = FILLER | frozenset(map(stem, DATA["grid_filler"].split()))
_WHOLE_SAID: Final = regex(
    r"\btout (?:ce qu\w*|le (?:budget|monde|personnel|reste))\b"
    r"|\btoutes? (?:les (?:depenses|lignes|directions)|confondue?s?)\b"
    r"|\btous (?:les )?(?:services|motifs|postes|groupes|confondus|credits)(?: confondus)?\b"
    r"|\b(?:le |du |au |d )?(?:total )?general\b|\bl ensemble\b(?: (?:des?|du) (?:depenses"
    r"|credits|services|lignes|budget|postes|motifs))?"
    r"|\btout(?: confondu)?$|\bdans tout\b|\ble tout\b"
)
_TAKEN_OUT: Final = regex(
    r"\b(?:hors|sauf|hormis|excepte|sans(?: compter| les?| la| l)?|en dehors (?:de|du|des)|a part"
    r"|en (?:enlevant|retirant|excluant)|exclu\w*|mis a part)(?: (?:le|la|les|l|du|des|de|d))*$"
)
_DENIED: Final = regex(
    r"\b(?:pas|non|jamais|ni|plus que|autre que)(?: (?:le|la|les|l|du|des|de|d))*$"
)
_CONNECTED: Final = regex(
    r"\b(?:et|ou|vs|contre|ni|puis|dans|sur|par rapport|versus|entre|plus|mais|pas|non|a"
    r"|au|aux|avec|de plus que|que|qu)\b|[,/+\-]"
)
_SAYS_PLAN: Final = regex(
    r"(?:bp|budgete?e?s?|vot(?:e|es|ee|ees)|autorise?e?s?|alloue?e?s?|prevue?s?"
    r"|notifie?e?s?|ouverte?s?|plafonds?)$"
)
_GROUPED: Final = regex(r"(?<![\w,])\d{1,3}(?: \d{3})+(?:,\d+)?(?!\w)")
_EACH: Final = regex(
    r"\b(?:par|(?:pour |de |a )?chaque|selon le|tou(?:te)?s les"
    r"|pour (?:tou(?:te)?s )?les)(?: les?)? $"
)
_ALL_OF: Final = regex(
    rf"\b(?:(?:les|des|nos|ces) (?P<n>\d{{1,2}}|{'|'.join(COUNTS)})|(?:tou(?:te)?s"
    rf"|l ensemble des) (?:les|nos|ces)?) ?$"
)
_ASKED_ONE: Final = regex(r"\b(?:quel(?:le)?s?|lequel des|laquelle des) $")
_GROUPS: Final = regex(r"(?:groupes?|chapitres?|rubriques?|familles?|sous-?totaux|volets?|axes?)$")
_OUT_WORD: Final = regex(r"hors|sauf|hormis|excepte|sans|compter|dehors|exclu\w*")
_AND_ONLY: Final = regex(r"(?: |,|et|ni|ou|le|la|les|l|du|de|des|d)*")
_NEXT: Final = 6
_EDITS: Final = 2
#: What concepts of other tables say, and no amount.
_NO_MEASURE: Final = regex(r"(?:effectif|present|fait|resultat|atteint|constat|obtenu|reel)")
_ASKED: Final = regex(
    r"\b(?:quel(?:le)?s?|lequel des|laquelle des|lesquel\w+|chaque|par)(?: sont les?)? $"
)
#: A line that says what is not is named by words that say so too.
_NEGATIVE: Final = frozenset({"non", "san", "sans", "hor", "hors", "pas"})


@dataclass(slots=True, eq=False)
class Phrase:
    """Words that name lines, or a sum of lines.

    Attributes:
        start: Where they begin.
        end: Where they end.
        said: Their stems.
        found: What they may name.
        out: Whether it is taken out: « hors … ».
        typed: As they were typed.
        denied: Whether it is denied: « pas … ».
        before: What stands before it.
    """

    start: int
    end: int
    said: set[str]
    found: list[Entity]
    out: bool = False
    typed: str = ""
    denied: bool = False
    before: str = ""

    def every(self, many: int) -> bool:
        """Tell whether all lines of a name are meant: « les trois antennes »."""
        match = _ALL_OF.search(self.before)
        if match is None:
            return False
        said = match["n"]
        return not said or many == (int(said) if said.isdigit() else COUNTS[said])


@dataclass(slots=True)
class Named:
    """What the words of a question name.

    Attributes:
        phrases: The lines.
        measures: Where → what is measured, strong words only.
        weak: « crédits » or another word of amounts, ``""`` for none.
        numbers: Numbers that were said.
        titled: Where words of the title stand.
        own: How many words are of the title, or of what the lines are.
        nouns: Whether what the lines are is said: « service ».
        asked: Whether a line is asked for: « quel service ».
        each: Whether each line is meant: « par service ».
        unread: The first word that means nothing here.
        whole: Whether all lines together are said.
        summed: Whether a sum is asked for.
        outs: Where it is said that something is left out.
        groups: Whether the sums of lines are meant: « les groupes ».
        text: The question, words of the title blanked.
        score: How well the words fit.
        read_as: What was said and what it was taken for.
    """

    phrases: list[Phrase] = field(default_factory=list)
    measures: list[tuple[int, int, str]] = field(default_factory=list)
    weak: str = ""
    numbers: list[tuple[int, float]] = field(default_factory=list)
    own: int = 0
    titled: list[tuple[int, int]] = field(default_factory=list)
    nouns: bool = False
    asked: bool = False
    each: bool = False
    unread: str = ""
    whole: bool = False
    summed: bool = False
    outs: list[int] = field(default_factory=list)
    groups: bool = False
    text: str = ""
    score: float = 0.0
    read_as: list[tuple[str, str]] = field(default_factory=list)


class GridWords:
    """The words of one question on one grid.

    Args:
        grid: The grid.
        lexis: The words of its table.
    """

    def __init__(self, grid: Grid, lexis: Lexis) -> None:
        self.grid, self.lexis = grid, lexis
        self.strong: dict[str, list[Entity]] = {}
        self.faint: dict[str, list[Entity]] = {}
        self.heads: dict[str, list[str]] = {}
        for entity in grid.entities:
            words = entity.stems | (entity.section if entity.role != "ligne" else frozenset())
            # « Moyens généraux » is a line, and no total.
            for one in words - SMALL - (frozenset() if entity.role == "ligne" else TOTAL_WORDS):
                self.strong.setdefault(one, []).append(entity)
            if entity.role == "ligne":
                for one in entity.section - SMALL:
                    self.faint.setdefault(one, []).append(entity)
        for key, measure in grid.measures.items():
            for one in measure.stems:
                self.heads.setdefault(one, []).append(key)
        table = grid.table
        self.nouns = table.entities
        self.own = table.title_stems | table.entities | table.file_stems
        #: Names of several words, the longest first.
        self.labels = sorted(
            (one for entity in grid.lines if " " in (one := plain(entity.name))),
            key=len,
            reverse=True,
        )
        self.stems = frozenset({*self.strong, *self.faint, *self.heads})
        #: What other tables of the workbook say: no shortened word of this one.
        self.foreign: frozenset[str] = frozenset()

    def named(self, text: str, *, summed: bool = False) -> Named:
        """Return what the words of a question name here.

        Args:
            text: Plain, periods and operators blanked.
            summed: Whether a sum is asked for, of all lines that a word names.
        """
        found = Named(summed=summed)
        while match := _WHOLE_SAID.search(text):
            found.whole = True
            text = text[: match.start()] + " " * len(match[0]) + text[match.end() :]
        for match in list(_GROUPED.finditer(text)):
            number = float(match[0].replace(" ", "").replace(",", "."))
            found.numbers.append((match.start(), number))
            text = text[: match.start()] + " " * len(match[0]) + text[match.end() :]
        for match in WORD.finditer(text):
            if not self._token(text, match, found):
                found.unread = match[0]
                return found
        for at in found.outs:
            after = next((one for one in found.phrases if one.start > at), None)
            if after is None or not after.out:
                found.unread = "sans"
                return found
        for phrase in found.phrases:
            self._settle(phrase, found)
        for start, end in found.titled:
            text = text[:start] + " " * (end - start) + text[end:]
        found.text = text
        # « Taux de décroché (décrochés / reçus) » says one line twice.
        found.phrases = [
            one
            for one, after in zip(found.phrases, [*found.phrases[1:], None], strict=False)
            if after is None or one.found != after.found or not one.found
        ]
        return found

    def _token(self, text: str, match: re.Match[str], found: Named) -> bool:
        typed = match[0]
        if typed[0].isdigit() and stem(typed) not in self.stems:
            if typed not in self.own:
                found.numbers.append((match.start(), float(typed.replace(",", "."))))
            return True
        said = stem(typed)
        if said in SMALL or (len(typed) == 1 and typed.isalpha()):
            return True
        known = self._known(typed, said, found)
        entities = [one for key in known for one in self.strong.get(key, ())]
        faint = [one for key in known for one in self.faint.get(key, ())]
        if said in self.own and not (found.phrases and self._goes_on(text, match, found, entities)):
            # A word of the title is a line of that name alone.
            entities, faint = [one for one in entities if one.stems == {said}], []
        if said in WEAK:
            entities = [one for one in entities if one.stems - TOTAL_WORDS == {said}]
            faint = []
        if (entities or faint) and not (said in _CARRYING and not self._tells(entities)):
            return self._phrase(text, match, known, entities, faint, found)
        keys = list(dict.fromkeys(key for one in known for key in self.heads.get(one, ())))
        if keys and not (said in _CARRYING and len(keys) == len(self.grid.measures)):
            return self._measure(match, keys, found)
        if self.grid.parts and _GROUPS.match(typed):
            # « Du groupe II » is one that is named.
            before = text[: match.start()]
            found.groups = True
            found.asked |= typed.endswith(("s", "x")) or _ASKED.search(before) is not None
            found.each |= _EACH.search(before) is not None
            found.score += 1.0
            return True
        if said in self.nouns:
            # « Quel service » is asked of the table of services.
            found.score += 0.0 if found.nouns else 0.6
            found.nouns = True
            found.each |= _EACH.search(text[: match.start()]) is not None
            found.asked |= _ASKED.search(text[: match.start()]) is not None
            found.score += 0.6
            return True
        if said in self.own or (known and known <= self.own):
            found.own += 1
            found.score += 1.0
            found.titled.append(match.span())
            found.asked |= _ASKED_ONE.search(text[: match.start()]) is not None
            found.each |= _EACH.search(text[: match.start()]) is not None
            return True
        concept = self._concept(typed)
        if concept and said not in WEAK:
            return self._measure(match, concept, found)
        if said in WEAK:
            found.weak = said
            return True
        if _OUT_WORD.fullmatch(typed):
            found.outs.append(match.start())
            return True
        return said in _CARRYING or typed in {"pas", "non", "ne", "encore", "toujours"}

    @staticmethod
    def _goes_on(text: str, match: re.Match[str], found: Named, entities: Sequence[Entity]) -> bool:
        """Tell whether a word goes on with the name that stands right before it."""
        last = found.phrases[-1]
        near = match.start() - last.end < _NEXT
        return near and any(one in last.found for one in entities)

    def _tells(self, entities: Iterable[Entity]) -> bool:
        """Tell whether a common word is in few names."""
        return 0 < len(set(map(id, entities))) <= 2

    def _known(self, typed: str, said: str, found: Named) -> set[str]:
        """Return the words of the grid that a word stands for."""
        if said in self.stems or said in self.own:
            return {said}
        if said in _CARRYING or said in WEAK or self._concept(typed):
            return {said}
        for meaning in thesaurus().words.get(typed, ()):
            if meaning.where not in ("", BOOK):
                continue
            told = [stem(one) for one in meaning.text.split() if stem(one) not in SMALL]
            if told and all(one in self.stems for one in told):
                found.read_as.append((typed, meaning.text))
                return set(told[:1])
        if said in self.foreign:
            return {said}
        near = close_stems(typed, self.stems) or close_stems(typed, self.own)
        return {one for one in near if not _only_begins_alike(said, one)}

    def _concept(self, typed: str) -> list[str]:
        """Return the measures that a word says by what they hold: « dépensé », « voté »."""
        if _SAYS_PLAN.match(typed):
            return planned(self.grid)
        for name in ("fait", "reste"):
            if CONCEPTS[name][0].fullmatch(typed) and not _NO_MEASURE.match(typed):
                columns = {one.index for one in headed(self.grid.table, name)}
                keys = {one.measure for one in self.grid.places if one.cell.column.index in columns}
                return final_of(sorted(keys)) if name == "fait" else sorted(keys)
        return []

    def _measure(self, match: re.Match[str], keys: list[str], found: Named) -> bool:
        found.score += 2.0
        last = found.measures[-1] if found.measures else None
        held = [one for one in found.measures if one[:2] == last[:2]] if last else []
        both = [one for one in held if one[2] in keys]
        if both and not re.search(
            r"\d|[,/]", match.string[last[1] : match.start()] if last else ""
        ):
            # « Crédits votés » is one thing said in two words.
            found.measures = [one for one in found.measures if one not in held]
            found.measures += [(one[0], match.end(), one[2]) for one in both]
            return True
        found.measures += [(match.start(), match.end(), one) for one in keys]
        return True

    def _phrase(
        self,
        text: str,
        match: re.Match[str],
        known: set[str],
        entities: list[Entity],
        faint: list[Entity],
        found: Named,
    ) -> bool:
        last = found.phrases[-1] if found.phrases else None
        every = list({id(one): one for one in [*entities, *faint]}.values())
        if last is not None:
            both = [one for one in last.found if one in every]
            between = text[last.end : match.start()]
            parted = re.search(r"[,/+]|\b(?:dans|sur|vs|contre|entre)\b", between)
            if both and not parted:
                last.found, last.end = both, match.end()
                last.said |= known
                last.typed += f" {match[0]}"
                return True
            if not _CONNECTED.search(between) and not any(
                last.end <= one[0] < match.start() for one in found.measures
            ):
                return False
        before = text[: match.start()].rstrip()
        out = _TAKEN_OUT.search(before) is not None
        if last is not None and last.out:
            # « Hors siège et centre d'appels ».
            out = out or _AND_ONLY.fullmatch(text[last.end : match.start()]) is not None
        phrase = Phrase(match.start(), match.end(), set(known), every, out, match[0])
        phrase.before = before
        phrase.denied = not out and _DENIED.search(before) is not None
        found.phrases.append(phrase)
        return True

    def _settle(self, phrase: Phrase, found: Named) -> None:
        """Choose what a phrase names among what it may name; none where that is not clear."""
        strong = [
            one
            for one in phrase.found
            if any(one in self.strong.get(s, ()) for s in phrase.said)
            and not (one.stems & _NEGATIVE) - phrase.said
        ]
        full = [
            one
            for one in strong
            if (one.stems - TOTAL_WORDS) <= phrase.said
            or (one.role != "ligne" and one.section and (one.section - WEAK) <= phrase.said)
        ]
        lines = [one for one in full if one.role == "ligne"]
        sums = [one for one in strong if one.role != "ligne"]
        chosen = lines or full
        if not chosen and len(strong) > 1 and len(sums) == 1:
            chosen = sums
        chosen = chosen or strong
        found.score += 3.0 if full else 2.0
        alike = len(chosen) > 1 and all(one.role == "ligne" for one in chosen)
        if alike and (found.summed or phrase.every(len(chosen))):
            phrase.found = chosen
            return
        phrase.found = chosen if len(chosen) == 1 else []


def _only_begins_alike(said: str, known: str) -> bool:
    """Tell whether two words share a beginning alone: « prestataire », « prestation »."""
    from rapidfuzz.distance import OSA

    if known.startswith(said) or said.startswith(known) or said[:6] != known[:6]:
        return False
    return OSA.distance(said, known) > _EDITS
