"""What results a scorecard asks for: its indicators, the parts of composite ones.

A target and a floor that are those of the nation ask for the body's own share of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any, Final, Protocol

from pycog.arithmetic import exact
from pycog.errors import CellError, InvalidInput
from pycog.interessement.earning import Shape, Table, shape_of
from pycog.targets import parse_target
from pycog.values import Scalar, display, excerpt, is_blank
from pycog.vector import flatten, shape

#: How a line is measured whose target or floor is not printed: by its attainment.
_DIRECT: Final = ("100 %", "0 %")
#: Scope of a target that is the nation's, as the scorecard data write it.
NATIONWIDE: Final = "nationale"
#: Said of a line whose target is the nation's, as long as the body's own one is missing.
WAITS: Final = "cible et seuil propres de l'organisme à saisir"


class Part(Protocol):
    """One component of a composite indicator (see the scorecard data)."""

    @property
    def label(self) -> str: ...
    @property
    def share(self) -> float: ...
    @property
    def target(self) -> str: ...
    @property
    def floor(self) -> str: ...
    @property
    def to_supply(self) -> tuple[str, ...]: ...


class Row(Protocol):
    """One indicator of a scorecard (see the scorecard data)."""

    @property
    def key(self) -> str: ...
    @property
    def theme(self) -> str: ...
    @property
    def label(self) -> str: ...
    @property
    def target(self) -> str: ...
    @property
    def floor(self) -> str: ...
    @property
    def weight(self) -> float: ...
    @property
    def rule(self) -> str: ...
    @property
    def components(self) -> Sequence[Part]: ...
    @property
    def confidence(self) -> str: ...
    @property
    def to_supply(self) -> tuple[str, ...]: ...
    @property
    def scope(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Line:
    """What one result is asked for: an indicator, or one component of it.

    Attributes:
        row: The indicator.
        component: Label of the component, ``""`` for a simple indicator.
        target: As printed for the campaign.
        floor: As printed for the campaign.
        weight: Points: those of the indicator times the component's share.
        direct: Whether the annex names the target or the floor without printing its
            value, so that the attainment itself is asked for.
        national: Whether target and floor are those of the nation: the body is scored on
            its own, ``own_target`` and ``own_floor``.
        own_target: The body's own target, blank as long as it is not given.
        own_floor: The body's own floor.
    """

    row: Row
    component: str
    target: str
    floor: str
    weight: Fraction
    direct: bool
    national: bool = False
    own_target: Scalar = None
    own_floor: Scalar = None

    @property
    def waits(self) -> bool:
        """Whether the body's own target or floor is missing."""
        return self.national and (is_blank(self.own_target) or is_blank(self.own_floor))

    @property
    def name(self) -> str:
        """How to name the line in a message."""
        label = excerpt(self.row.label)
        return f"{label}, {excerpt(self.component)}" if self.component else label


def lines_of(rows: Iterable[Row], own: Any = None) -> list[Line]:
    """Return what results are asked for, in printed order.

    Args:
        rows: The indicators of a scorecard.
        own: As for :func:`pycog.interessement.scorecards.score`.

    Returns:
        One line for an indicator, or one for each of its components.

    Raises:
        InvalidInput: ``bareme-incoherent``: the shares of a composite add up to nothing;
            those that
            :func:`pycog.interessement.scorecards.score` says of ``own``.

    Source:
        Annexe intéressement, branche maladie, 2.1 and 2.2 (composite indicators).
    """
    lines = _printed_lines(rows)
    return lines if own is None else with_own(lines, own)


def _printed_lines(rows: Iterable[Row]) -> list[Line]:
    lines: list[Line] = []
    for row in rows:
        weight = exact(row.weight)
        if not row.components:
            national = row.scope == NATIONWIDE
            direct = not national and (bool(row.to_supply) or is_blank(row.target))
            lines.append(Line(row, "", row.target, row.floor, weight, direct, national))
            continue
        shares = [exact(part.share) for part in row.components]
        whole = sum(shares, Fraction(0))
        if not whole:
            raise InvalidInput(
                "bareme-incoherent",
                f"Les composantes de « {excerpt(row.label)} » n'ont pas de poids.",
            )
        for part, share in zip(row.components, shares, strict=True):
            mark = weight * share / whole
            direct = bool(part.to_supply) or is_blank(part.target)
            lines.append(Line(row, part.label, part.target, part.floor, mark, direct))
    return lines


def with_own(lines: Sequence[Line], own: Any) -> list[Line]:
    """Return lines with the body's own targets and floors, see :func:`lines_of`."""
    cells, size = flatten(own), shape(own)
    if not any(not is_blank(cell) for cell in cells):
        return list(lines)
    if len(size) != 2 or size != (len(lines), 2):
        raise InvalidInput(
            "cibles-propres-mal-placees",
            f"Donnez les cibles et seuils propres sur deux colonnes et {len(lines)} lignes, une "
            "par ligne du barème : la cible, puis le seuil, vides là où le barème imprime ceux de "
            "l'organisme.",
        )
    pairs = zip(cells[::2], cells[1::2], strict=True)
    return [
        _with_own(line, target, floor, number)
        for number, (line, (target, floor)) in enumerate(zip(lines, pairs, strict=True), start=1)
    ]


def _with_own(line: Line, target: Scalar, floor: Scalar, number: int) -> Line:
    if is_blank(target) and is_blank(floor):
        return line
    where = f"Ligne {number} (« {line.name} »)"
    if not line.national:
        raise InvalidInput(
            "cible-propre-inattendue",
            f"{where} : la cible du barème est déjà celle de l'organisme. Laissez vides la cible "
            "et le seuil propres.",
            line=number,
        )
    if isinstance(target, CellError) or isinstance(floor, CellError):
        raise InvalidInput(
            "resultat-en-erreur", f"{where} : la cible ou le seuil propre est une erreur."
        )
    given, printed = parse_target(target, "la cible propre"), parse_target(line.target)
    counted = printed.kind == "count" and given.value is not None and printed.value is not None
    if counted and (given.value or 0.0) >= (printed.value or 0.0):
        raise InvalidInput(
            "cible-propre-nationale",
            f"{where} : la cible propre « {excerpt(display(target))} » atteint l'objectif national "
            f"({line.target}), qu'un seul organisme ne porte pas. Saisissez sa part.",
            line=number,
        )
    return replace(line, own_target=target, own_floor=floor)


def form_of(line: Line) -> Shape | Table:
    """Return how the points of a line are earned.

    A line whose target is set locally and not printed takes the attainment itself; one
    whose printed target is the nation's, the body's own target and floor.

    Args:
        line: A line of a scorecard.

    Returns:
        What turns its result into a share of its points.

    Raises:
        InvalidInput: ``cible-propre-absente``.
        PycogError: The target or the floor cannot be read.

    Source:
        Annexe intéressement, branche maladie, 2.1 and 2.2;
        :data:`pycog.assumptions.ASSUMPTIONS` (``"cible-fixee-localement"``).
    """
    if line.waits:
        raise InvalidInput("cible-propre-absente", f"« {line.name} » : {WAITS}.")
    rule = {"intervalle": "lineaire"}.get(line.row.rule, line.row.rule)
    bounds = (line.own_target, line.own_floor) if line.national else (line.target, line.floor)
    form = shape_of(*_DIRECT) if line.direct else shape_of(*bounds, rule)
    if form is None:
        raise InvalidInput("cible-vide", f"« {line.name} » n'a pas de cible.")
    return form
