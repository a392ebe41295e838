"""« Et si l'indicateur 7 atteint 80 % ? »: what the open workbook would give, and keep as it is."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Protocol, runtime_checkable

from pycog.conventions.facts.numbering import find_number
from pycog.dialogue.answers import ANSWERED, ASKED, Answer, Table
from pycog.plausibility import PLAUSIBLE_RATE
from pycog.values import format_number

if TYPE_CHECKING:
    from pycog.conventions import Indicator
    from pycog.dialogue.entities import Question
    from pycog.dialogue.spans import Entity
    from pycog.dialogue.turn import Context
    from pycog.dialogue.vocabulary import Vocabulary

#: Opens the question; the value stands behind the verb.
_SUPPOSED: Final = re.compile(
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


@dataclass(frozen=True, slots=True)
class Moved:
    """A result of the workbook that would be another.

    Attributes:
        place: ``Résultats!J13``.
        subject: What it is.
        family: « Statuts », « Taux de réussite »…
        now: As shown.
        then: As it would be shown.
    """

    place: str
    subject: str
    family: str
    now: str
    then: str


@dataclass(frozen=True, slots=True)
class Tried:
    """A workbook with another result of one indicator.

    Attributes:
        place: The cell that would hold it.
        before: What it holds, as shown.
        after: What it would hold.
        moved: What would change.
        cautions: What could not follow, in French.
    """

    place: str
    before: str
    after: str
    moved: tuple[Moved, ...]
    cautions: tuple[str, ...] = ()


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
    if not isinstance(reader, WhatIfReader) or not _SUPPOSED.search(question.text):
        return None
    if any(map(question.has, _OTHERS)) or set(question.stray) - _VERBS:
        return None
    values, subjects = question.of(*_VALUES), question.of("indicator")
    years = question.of("year")
    if len(values) != 1 or len(subjects) != 1 or len(years) > 1:
        return None
    number = find_number(str(subjects[0].value), known.convention.indicators)
    indicator = known.convention.indicators.get(number or "")
    if number is None or indicator is None:
        return None
    value = _value(values[0], indicator)
    if value is None:
        return None
    if not years:
        asked = question.typed.rstrip(" ?")
        choices = tuple(f"{asked} en {year} ?" for year in known.convention.years)
        return Answer("et-si", ASKED, "Pour quelle année ?", choices=choices)
    year = int(str(years[0].value))
    found = reader.tried(number, year, value)
    # Where no formula reads the cell, what the agreement says of the value is worth more.
    if found is None or not found.moved:
        return None
    return _told(f"l'indicateur {number}", indicator.label, year, found)


def _value(said: Entity, indicator: Indicator) -> str | None:
    """Return a value as typed, ``None`` where it is not in the unit of the indicator."""
    number = float(str(said.value))
    rate, days = indicator.unit == "%", "jour" in indicator.unit
    if said.kind == "percent":
        return f"{format_number(round(number * 100, 10))} %" if rate else None
    if (said.kind == "days" and not days) or (rate and abs(number) > PLAUSIBLE_RATE):
        return None
    return format_number(number)


def _told(subject: str, label: str, year: int, found: Tried) -> Answer:
    opening = (
        f"Si {subject} « {label} » ({year}, {found.place}) passait de {found.before} à "
        f"{found.after} : "
    )
    told = [one for one in found.moved if one.family in _TOLD][:_MOST_TOLD]
    said = " ; ".join(f"{one.subject}, {one.now} → {one.then}" for one in told)
    number = len(found.moved)
    counted = f"{number} résultats changeraient" if number > 1 else "un résultat changerait"
    said = f"{said}. {counted.capitalize()} en tout." if told else f"{counted}."
    rows = tuple((one.subject, one.now, one.then, one.place) for one in found.moved)
    return Answer(
        "et-si",
        ANSWERED,
        f"{opening}{said}",
        details=("Le classeur n'est pas modifié.", *found.cautions),
        table=Table(("Quoi", "Actuel", "Alors", "Où"), rows),
    )
