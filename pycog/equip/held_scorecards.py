"""Sets what an equipped workbook holds of a scorecard against the lines that are scored."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from msgspec.structs import replace

from pycog.audit.grid import Stored
from pycog.equip.holdings import CRITERION, Held, Holdings
from pycog.equip.recognition.printed_values import same_target
from pycog.errors import CellError
from pycog.interessement.card_lines import lines_of
from pycog.values import Scalar, display, is_blank

if TYPE_CHECKING:
    from pycog.conventions.facts.models import ScorecardRow


@dataclass(slots=True)
class HeldScorecard:
    """What a workbook gives to a scorecard.

    Attributes:
        rows: Its rows, with the targets that the officer lets stand for the printed ones.
        results: One result for each line of :func:`pycog.interessement.card_lines.lines_of`,
            ``None`` where there is none.
        own: Own target and own floor of the body for each line, ``None`` where there is none.
        remarks: What is to be said of the cells that were read, in French.
    """

    rows: list[ScorecardRow]
    results: list[Scalar] = field(default_factory=list)
    own: list[list[Scalar]] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)


def cards_held(held: Holdings) -> list[tuple[int, str]]:
    """Return campaign and category of the scorecards that a workbook has results for."""
    frames = {subject.frame for subject in held.subjects(CRITERION, "réalisé")}
    pairs = (frame.partition("/") for frame in sorted(frames))
    return [(int(campaign), category) for campaign, _, category in pairs]


def read_scorecard(
    held: Holdings, card: tuple[int, str], rows: Sequence[ScorecardRow]
) -> HeldScorecard:
    """Return what a workbook gives to the lines of a scorecard.

    A target that is not the printed one is the body's own where the printed one is the
    nation's, and else the one that the officer lets stand: the map says so, see
    :func:`pycog.equip.holdings.read_holdings`.

    Args:
        held: What the workbook holds.
        card: Campaign and category.
        rows: The rows of the scorecard.
    """
    found = HeldScorecard([])
    for row in rows:
        found.rows.append(_row(held, card, row, found))
    return found


def _row(
    held: Holdings, card: tuple[int, str], row: ScorecardRow, found: HeldScorecard
) -> ScorecardRow:
    """Take the cells of a row; return it with the targets that count."""
    parts = list(row.components)
    result = row
    for rank, line in enumerate(lines_of([row])):
        key = f"{row.key}/{rank + 1}" if parts else row.key
        cells = {role: _held(held, card, key, role) for role in ("réalisé", "objectif", "seuil")}
        actual = cells["réalisé"]
        found.results.append(actual.value if actual is not None else None)
        own: list[Scalar] = [None, None]
        changed: dict[str, str] = {}
        pairs = (("objectif", line.target, "target"), ("seuil", line.floor, "floor"))
        for place, (role, printed, name) in enumerate(pairs):
            one = cells[role]
            if one is None or isinstance(one.value, CellError) or is_blank(one.value):
                continue
            if same_target(Stored(one.value), printed) is not False:  # type: ignore[arg-type]
                continue
            if line.national:
                own[place] = one.value
            elif not line.direct:
                changed[name] = display(one.value)
                found.remarks.append(
                    f"{one.place} : {role} « {display(one.value)} » comparé à la place de "
                    f"« {printed} », imprimé pour « {line.name} »"
                )
        found.own.append(own)
        if parts:
            parts[rank] = replace(parts[rank], **changed)
        else:
            result = replace(result, **changed)
    return replace(result, components=tuple(parts)) if parts else result


def _held(held: Holdings, card: tuple[int, str], key: str, role: str) -> Held | None:
    campaign, category = card
    return held.values.get(((CRITERION, f"{campaign}/{category}", key), role, campaign))
