"""« Et si l'indicateur 7 atteint 80 % ? »: what the open workbook would give, and keep as it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Protocol, runtime_checkable

from pycog.conventions.facts.numbering import find_number
from pycog.dialogue.answers import ANSWERED, ASKED, Answer, Table
from pycog.lazy_patterns import regex
from pycog.plausibility import PLAUSIBLE_RATE
from pycog.values import format_number

if TYPE_CHECKING:
    from pycog.conventions import Indicator
    from pycog.dialogue.entities import Question
    from pycog.dialogue.spans import Entity
    from pycog.dialogue.turn import Context
    from pycog.dialogue.vocabulary import Vocabulary

#: Opens the question; the value stands behind the verb.
_SUPPOSED: Final = regex(
    r"\b(?:si|suppos\w+ que|imagin\w+ que)\b(?=.*\b(?:attei\w+|pass\w+|mont\w+|tomb\w+|descend\w*"
    r"|etai\w+|est|vau\w+|val\w+|fai\w+|remont\w+)\b)"
)
#: Stems of these verbs that no other question knows.
_VERBS: Final = frozenset({"mont", "remont", "tomb", "descend", "suppos", "imagin"})
#: Values that an indicator may take, by kind of entity.
_VALUES: Final = ("percent", "days", "number")
#: Facts of a question that this one does not take.
_OTHERS: Final = ("points", "amount", "line", "category", "change", "fund", "sheet")
#: Results told in the sentence; the table has all.
_TOLD: Final = ("Statuts", "Taux de réussite", "Euros")
_MOST_TOLD: Final = 4


class ChangedCell(Protocol):
    """A cell that would hold something else, values as shown."""

    @property
    def place(self) -> str: ...
    @property
    def before(self) -> str: ...
    @property
    def after(self) -> str: ...


class ChangedResult(Protocol):
    """A result that would be another, values as shown: now, and in each scenario."""

    @property
    def place(self) -> str: ...
    @property
    def subject(self) -> str: ...
    @property
    def family(self) -> str: ...
    @property
    def now(self) -> str: ...
    @property
    def then(self) -> Sequence[str]: ...


class Tried(Protocol):
    """A workbook calculated with another result of one indicator: one scenario."""

    @property
    def inputs(self) -> Sequence[Sequence[ChangedCell]]: ...
    @property
    def results(self) -> Sequence[ChangedResult]: ...
    @property
    def cautions(self) -> Sequence[str]: ...


@dataclass(frozen=True, slots=True)
class Supposed:
    """What a question supposes.

    Attributes:
        indicator: The indicator.
        year: The year.
        value: What it would have achieved, as typed.
    """

    indicator: Indicator
    year: int
    value: str


@runtime_checkable
class WhatIfReader(Protocol):
    """A reader that can calculate its workbook with another result."""

    def tried(self, indicator: str, year: int, value: str) -> Tried | None:
        """Return what changes, ``None`` where no cell is typed for that result."""
        ...


def what_if(question: Question, context: Context, known: Vocabulary) -> Answer | None:
    """Answer what the open workbook would give with another result of one indicator.

    Args:
        question: The question.
        context: The open workbook.
        known: The vocabulary.

    Returns:
        ``None`` for any other question, and where no formula of the workbook reads the result.
    """
    reader: object = context.sheet
    if not isinstance(reader, WhatIfReader):
        return None
    found = supposed(question, known)
    if found is None or isinstance(found, Answer):
        return found
    return tried_answer(found, reader)


def tried_answer(found: Supposed, reader: WhatIfReader) -> Answer | None:
    """Answer what a workbook would give.

    Args:
        found: What the question supposes.
        reader: The workbook.

    Returns:
        ``None`` where no formula reads the result: what the agreement says of the value is
        then worth more.
    """
    tried = reader.tried(found.indicator.number, found.year, found.value)
    return None if tried is None or not tried.results else _told(found, tried)


def supposed(question: Question, known: Vocabulary) -> Supposed | Answer | None:
    """Return what a question supposes of one indicator.

    Args:
        question: The question.
        known: The vocabulary.

    Returns:
        An answer that asks for the year where it is missing; ``None`` for any other question.
    """
    if not _SUPPOSED.search(question.text) or any(map(question.has, _OTHERS)):
        return None
    values, subjects = question.of(*_VALUES), question.of("indicator")
    years = question.of("year")
    if set(question.stray) - _VERBS or len(values) != 1 or len(subjects) != 1 or len(years) > 1:
        return None
    number = find_number(str(subjects[0].value), known.convention.indicators)
    indicator = known.convention.indicators.get(number or "")
    value = None if indicator is None else _value(values[0], indicator)
    if indicator is None or value is None:
        return None
    if years:
        return Supposed(indicator, int(str(years[0].value)), value)
    asked = question.typed.rstrip(" ?")
    choices = tuple(f"{asked} en {year} ?" for year in known.convention.years)
    return Answer("et-si", ASKED, "Pour quelle année ?", choices=choices)


def _value(said: Entity, indicator: Indicator) -> str | None:
    """Return a value as typed, ``None`` where it is not in the unit of the indicator."""
    number = float(str(said.value))
    rate, days = indicator.unit == "%", "jour" in indicator.unit
    if said.kind == "percent":
        return f"{format_number(round(number * 100, 10))} %" if rate else None
    if (said.kind == "days" and not days) or (rate and abs(number) > PLAUSIBLE_RATE):
        return None
    return format_number(number)


def _told(asked: Supposed, tried: Tried) -> Answer:
    cell, number = tried.inputs[0][0], len(tried.results)
    told = [one for one in tried.results if one.family in _TOLD][:_MOST_TOLD]
    said = " ; ".join(f"{one.subject}, {one.now} → {one.then[0]}" for one in told)
    counted = f"{number} résultats changeraient" if number > 1 else "un résultat changerait"
    said = f"{said}. {counted.capitalize()} en tout." if told else f"{counted}."
    rows = tuple((one.subject, one.now, one.then[0], one.place) for one in tried.results)
    return Answer(
        "et-si",
        ANSWERED,
        f"Si l'indicateur {asked.indicator.number} « {asked.indicator.label} » ({asked.year}, "
        f"{cell.place}) passait de {cell.before} à {cell.after} : {said}",
        details=("Le classeur n'est pas modifié.", *tried.cautions),
        table=Table(("Quoi", "Actuel", "Alors", "Où"), rows),
    )
