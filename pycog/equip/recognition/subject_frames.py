"""What the rows of a table may be about: the indicators, a fund's lines, a scorecard's rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from pycog.conventions import Convention, Fund
from pycog.conventions.facts.models import Printed, Scorecard
from pycog.equip.model import Subject

#: What an agreement prints of a subject: role and year → text or amount.
Key = tuple[str, int | None]


@dataclass(frozen=True, slots=True)
class Candidate:
    """One subject that a row may be about.

    Attributes:
        subject: The subject.
        order: Its place in the agreement, from 0.
        theme: Heading that the agreement prints it under.
        printed: What the agreement prints of it.
        role: One of :data:`pycog.equip.model.ROW_ROLES`.
        parts: Keys of the subjects that it adds up.
        aliases: Other labels that are as certain as the printed one.
    """

    subject: Subject
    order: int
    theme: str = ""
    printed: Mapping[Key, str | float] = field(default_factory=dict)
    role: str = "ligne"
    parts: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        """As the agreement prints it."""
        return self.subject.label


@dataclass(frozen=True, slots=True)
class Frame:
    """The subjects that the rows of one table come from.

    Attributes:
        kind: Kind of the table, one of :data:`pycog.equip.model.KINDS`.
        id: Id of the fund, ``"2021/catégorie"`` of the scorecard, ``""`` for the indicators.
        names: Words that a title or a sheet names it by.
        candidates: The subjects in the order of the agreement.
        unit: Unit of its amounts, ``""`` where it has none.
        year: Campaign of the scorecard, else ``None``.
        headings: Headings of parts, which are no subject.
    """

    kind: str
    id: str
    names: tuple[str, ...]
    candidates: tuple[Candidate, ...]
    unit: str = ""
    year: int | None = None
    headings: tuple[str, ...] = ()


def frames_of(convention: Convention) -> list[Frame]:
    """Return every frame of an agreement.

    Args:
        convention: The agreement.

    Returns:
        The indicators, then the funds, then the scorecards, those that it has.
    """
    found = []
    if convention.indicators:
        found.append(_indicators(convention))
    found += [_fund(fund) for fund in convention.funds.values()]
    found += [_card(card) for card in convention.cards()]
    return found


def _indicators(convention: Convention) -> Frame:
    candidates = []
    for order, one in enumerate(convention.indicators.values()):
        printed: dict[Key, str | float] = {
            ("objectif", year): target.text for year, target in one.targets.items() if target.text
        }
        bases: dict[int, Printed] = dict(one.baselines)
        if convention.baseline_year is not None and one.baseline.text:
            bases.setdefault(convention.baseline_year, one.baseline)
        printed |= {("réalisé", year): value.text for year, value in bases.items() if value.text}
        subject = Subject("indicateur", one.number, "", one.label)
        candidates.append(Candidate(subject, order, one.theme, printed))
    themes = dict.fromkeys(one.theme for one in convention.indicators.values() if one.theme)
    return Frame(
        "indicateurs",
        "",
        (convention.name_of("indicateurs"), "indicateurs"),
        tuple(candidates),
        headings=tuple(themes),
    )


def _fund(fund: Fund) -> Frame:
    candidates = []
    heading, headings = "", []
    for order, line in enumerate(fund.lines):
        if line.role == "titre":
            heading = line.label
            headings.append(line.label)
            continue
        printed: dict[Key, str | float] = {
            ("base", int(year)): amount
            for year, amount in line.amounts.items()
            if amount is not None and year.isdigit()
        }
        role = "ligne" if line.role == "recette" else line.role
        subject = Subject("ligne", line.key, fund.id, line.label)
        candidates.append(Candidate(subject, order, heading, printed, role, line.parts))
    return Frame(
        "budget",
        fund.id,
        (fund.id, fund.title, fund.annex),
        tuple(candidates),
        fund.unit,
        headings=tuple(headings),
    )


def _card(card: Scorecard) -> Frame:
    frame = f"{card.campaign}/{card.category}"
    candidates = list(_card_rows(card, frame))
    return Frame(
        "barème",
        frame,
        (card.title, card.category),
        tuple(candidates),
        year=card.campaign,
        headings=tuple(card.terms.themes.values()),
    )


def _card_rows(card: Scorecard, frame: str) -> Iterator[Candidate]:
    order = 0
    for row in card.rows:
        theme = card.terms.themes.get(row.theme, row.theme)
        printed = _weighed(card.campaign, row.target, row.floor, row.weight)
        subject = Subject("critère", row.key, frame, row.label)
        role = "sous-total" if row.components else "ligne"
        yield Candidate(subject, order, theme, printed, role)
        order += 1
        for place, part in enumerate(row.components, start=1):
            printed = _weighed(card.campaign, part.target, part.floor, row.weight * part.share)
            subject = Subject("critère", f"{row.key}/{place}", frame, part.label)
            alias = (f"{row.label} – {part.label}",)
            yield Candidate(subject, order, row.label, printed, "dont", aliases=alias)
            order += 1


def _weighed(year: int, target: str, floor: str, weight: float) -> dict[Key, str | float]:
    printed: dict[Key, str | float] = {("poids", year): weight}
    if target:
        printed["objectif", year] = target
    if floor:
        printed["seuil", year] = floor
    return printed
