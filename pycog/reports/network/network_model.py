"""What a consolidation reads and gives, as plain data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, TypeAlias

from pycog.attainment import NOT_FILLED
from pycog.reports.network.quartiles import Quartiles
from pycog.seal.seal_state import UNSEALED
from pycog.values import Scalar

#: Weight of a difference of form, the heaviest first.
BLOCKING: Final = "bloquant"
TO_CHECK: Final = "à vérifier"
NOTE: Final = "pour information"
WEIGHTS: Final = (BLOCKING, TO_CHECK, NOTE)

#: Key of a measure and year.
Key: TypeAlias = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Difference:
    """What differs in a file from the form of its annex, or between files.

    Attributes:
        path: The file, from the folder that is consolidated; ``""`` for none.
        body: The body.
        code: Stable name of the kind of difference.
        place: Sheet, column or cell, ``""`` for the file as a whole.
        message: French sentences: what is there, what was expected, what to do.
        weight: One of :data:`WEIGHTS`.
    """

    path: str
    body: str
    code: str
    place: str
    message: str
    weight: str

    @property
    def text(self) -> str:
        """The difference on one line, in French."""
        where = ", ".join(filter(None, (self.path or self.body, self.place)))
        return f"{where} : {self.message} [{self.weight}]"


@dataclass(frozen=True, slots=True)
class Entry:
    """What an annex holds for one measure and year.

    Attributes:
        actual: As typed; ``None`` where nothing is.
        target: The target as it stands in the annex.
        place: ``"feuille!B2"``.
    """

    actual: Scalar
    target: Scalar
    place: str


@dataclass(frozen=True, slots=True)
class Reading:
    """One file as read.

    Attributes:
        path: From the folder that is consolidated.
        body: The body that its folder or name tells.
        annex: ``"annexe 4"``, ``"annexe 2"``, ``"annexe 3"``; ``""`` for no annex.
        entries: What it holds.
        differences: What differs from the form.
        others: The same file as the other annexes that it stands for.
        seal: State of its seal in a word (:mod:`pycog.seal.seal_state`), ``""`` if not read.
    """

    path: str
    body: str
    annex: str
    entries: Mapping[Key, Entry] = field(default_factory=dict)
    differences: tuple[Difference, ...] = ()
    others: tuple[Reading, ...] = ()
    seal: str = ""

    @property
    def blocked(self) -> bool:
        """Whether nothing of the file can be counted."""
        return not self.entries


@dataclass(frozen=True, slots=True)
class Measure:
    """What is compared between bodies: an indicator, or a line of a budget.

    Attributes:
        key: Stable name: ``"4/16"``, ``"FNGA/personnel"``.
        annex: ``"annexe 4"``…
        name: Short name: ``"16"``, or the label of the line.
        title: Label as printed.
        unit: How its values are shown (see :func:`pycog.values.display`).
        higher_first: Whether a higher value is better; ``None`` where nothing says so.
        targets: Year → target as printed; empty for a budget, whose bases are the body's.
    """

    key: str
    annex: str
    name: str
    title: str
    unit: str
    higher_first: bool | None
    targets: Mapping[int, str]

    @property
    def is_budget(self) -> bool:
        """Whether it is a line of a budget, compared by its execution rate."""
        return not self.targets


@dataclass(frozen=True, slots=True)
class Return:
    """What one body returned for one measure and year.

    Attributes:
        body: The body.
        measure: Key of the measure.
        year: Year.
        typed: As it stands in the annex, ``None`` where nothing does.
        value: The value as read, in the unit of its target; ``None`` where there is none.
        target: The target that it is measured against, as text.
        attainment: Attainment, or execution rate; ``None`` where there is none.
        gap: Actual minus target.
        status: One of :data:`pycog.attainment.STATUSES`, ``"Neutralisé"`` or ``"Illisible"``.
        rank: Rank among the bodies that returned a value, 1 for the best.
        ranked: How many bodies are ranked.
        quarter: Quarter of the network, 1 for the best, ``None`` where nothing says what
            is better.
        place: File and cell.
    """

    body: str
    measure: str
    year: int
    typed: Scalar
    value: float | None
    target: str
    attainment: float | None
    gap: float | None
    status: str
    rank: int | None = None
    ranked: int = 0
    quarter: int | None = None
    place: str = ""

    @property
    def missing(self) -> bool:
        """Whether the body owes this return: a target is set and nothing was returned."""
        return self.status == NOT_FILLED


@dataclass(frozen=True, slots=True)
class Spread:
    """How the returns of one measure and year spread over the network.

    Attributes:
        measure: Key of the measure.
        year: Year.
        bodies: How many bodies were asked.
        returned: How many values there are.
        quartiles: Of the values, of the execution rates for a budget; ``None`` for no value.
        statuses: Status → how many bodies.
    """

    measure: str
    year: int
    bodies: int
    returned: int
    quartiles: Quartiles | None
    statuses: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Body:
    """One body in the chosen year.

    Attributes:
        name: As its folder or files name it.
        files: Its files, from the folder that is consolidated.
        returned: How many values it returned.
        missing: How many returns it owes.
        statuses: Status → how many indicators.
        behind: Names of its indicators that miss their target in the last quarter.
        calls: Why somebody should call it, in French; empty when nobody needs to.
    """

    name: str
    files: tuple[str, ...]
    returned: int
    missing: int
    statuses: Mapping[str, int]
    behind: tuple[str, ...]
    calls: tuple[str, ...]


@dataclass(frozen=True)
class Network:
    """The network view.

    Attributes:
        folder: What was consolidated.
        convention: Title of the convention, to cite.
        year: The chosen year.
        years: Years that have a return, and the chosen one.
        files: How many workbooks were read.
        measures: Key → measure, in the order of the annexes.
        bodies: In alphabetical order.
        returns: By measure, year, rank and body.
        spreads: By measure and year.
        differences: In the order of the files.
        seals: State of a seal in a word → how many files have it.
    """

    folder: Path
    convention: str
    year: int
    years: tuple[int, ...]
    files: int
    measures: Mapping[str, Measure]
    bodies: tuple[Body, ...]
    returns: tuple[Return, ...]
    spreads: Mapping[Key, Spread]
    differences: tuple[Difference, ...]
    seals: Mapping[str, int] = field(default_factory=dict)

    @property
    def sealed(self) -> str:
        """The states of the seals in French, ``""`` where no file is sealed."""
        if not {*self.seals} - {UNSEALED}:
            return ""
        return ", ".join(f"{count} {kind}" for kind, count in sorted(self.seals.items()))

    @property
    def missing(self) -> int:
        """How many returns are owed in the chosen year."""
        return sum(body.missing for body in self.bodies)

    @property
    def calls(self) -> tuple[Body, ...]:
        """The bodies to call, the one with most reasons first."""
        called = [body for body in self.bodies if body.calls]
        return tuple(sorted(called, key=lambda body: (-len(body.calls), -body.missing)))

    @property
    def deviating(self) -> int:
        """How many files differ from the form of their annex."""
        return len({one.path for one in self.differences if one.path and one.weight != NOTE})

    def of_year(self, measure: str) -> list[Return]:
        """Return what the bodies returned for a measure in the chosen year, by rank."""
        return [one for one in self._by_key.get((measure, self.year), ())]

    @property
    def _by_key(self) -> Mapping[Key, list[Return]]:
        if not self._index:
            for one in self.returns:
                self._index.setdefault((one.measure, one.year), []).append(one)
        return self._index

    _index: dict[Key, list[Return]] = field(default_factory=dict, repr=False, compare=False)
