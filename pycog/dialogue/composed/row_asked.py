"""What a question asks of a table, as far as it is read."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Final

from pycog.conventions import Convention
from pycog.dialogue.composed.fact_table import AIM, AMOUNT, BASELINE, FLOOR, TARGET, WEIGHT
from pycog.dialogue.composed.scan import Scan
from pycog.dialogue.composed.typed_tables import CARDS, TableRow
from pycog.dialogue.lexicon import stem
from pycog.dialogue.normalise import normalise, words
from pycog.dialogue.turn import Turn
from pycog.lazy_patterns import regex

Test = Callable[[TableRow], bool]


def deferred_to(convention: Convention) -> frozenset[str]:
    """Return the stems of what names the agreement to which targets are deferred.

    Args:
        convention: The agreement; its own name is not among them.
    """
    texts = (
        target.text
        for indicator in convention.indicators.values()
        for target in indicator.targets.values()
        if target.target.kind == "deferred"
    )
    found = {stem(word) for text in texts for word in words(normalise(text)) if word != "cf"}
    own = {stem(one) for one in words(normalise(convention.short_title))}
    return frozenset((found - own) | {"cog"})


MEASURE_WORDS: Final = {
    FLOOR: regex(r"\b(?:(?:l |le |la |les |un |une |d |avec |dont )*(?:seuils?|planchers?))\b"),
    WEIGHT: regex(
        r"\b(?:poids|ponder\w+|pes(?:e|ent|ant|er|aient)|coeff\w*|points?|valent|vaut|rapport\w+)\b"
    ),
    AIM: regex(r"\b(?:(?:l |le |la |les |un |une |d |avec |dont )*(?:cibles?|objectifs?))\b"),
    BASELINE: regex(
        r"\b(?:realises?|resultats?|valeurs? (?:de depart|de reference|initiales?)|reference)\b"
    ),
    TARGET: regex(
        r"\b(?:(?:l |le |la |les |leurs? |un |une |d |ont |dont )*"
        r"(?:objectifs?|cibles?|visee?s?))\b"
    ),
    AMOUNT: regex(
        r"\b(?:(?:l |le |la |les |un |une |d )*(?:montants?|credits?|budgets?|depenses?|euros?))\b"
    ),
}


@dataclass(slots=True)
class Asked:
    """What a question asks of a table, as far as it is read.

    Attributes:
        scan: The question.
        turn: Where it is asked.
        table: The table.
        years: The years said.
        measure: The measure said last, ``""`` if none.
        tests: The conditions.
        said: The conditions in French.
        measures: Every measure said.
        only: Whether a condition is on one year alone.
        pointed: Whether more than a list is wanted.
        has_period: Whether a period is said, not only single years.
        bodies: The funds or categories said.
        reached: Tells whether a row has the value said in a year; ``None`` if none is said.
    """

    scan: Scan
    turn: Turn
    table: str
    years: list[str] = field(default_factory=list)
    measure: str = ""
    tests: list[Test] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    measures: list[str] = field(default_factory=list)
    only: bool = False
    pointed: bool = False
    has_period: bool = False
    bodies: list[str] = field(default_factory=list)
    reached: Callable[[TableRow, str], bool] | None = None

    def where(self, said: str, test: Test) -> None:
        """Add one condition."""
        self.said.append(said)
        self.tests.append(test)

    @property
    def each(self) -> Callable[[Iterable[bool]], bool]:
        """All years where single ones are named (« en 2012 et 2013 »), any of a period."""
        return all if len(self.years) > 1 and not self.has_period else any

    @property
    def some_year(self) -> str:
        """What an answer says of a condition that one year of several fulfils."""
        return "" if len(self.years) == 1 or self.each is all else " au moins une année"

    @property
    def base_year(self) -> str:
        """The year before the agreement, of which results are printed."""
        return str(self.turn.convention.baseline_year)

    @property
    def all_years(self) -> list[str]:
        """The years of the table, without the base year."""
        if self.table == CARDS:
            return sorted({str(card.campaign) for card in self.turn.known.cards})
        return [str(year) for year in self.turn.convention.years]
