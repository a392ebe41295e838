"""Scores a scorecard from a body's results: points, what is still open, rates.

A missing result is not a zero: its points stay open, and the rate is known by its
minimum (nothing more is earned) and its maximum (all that is open is earned). So do the
points of a target that is the nation's, as long as the body's own share of it is missing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any, Final, Protocol

from pycog.arithmetic import compare, exact
from pycog.errors import CellError, InvalidInput, NotAvailable, PycogError
from pycog.interessement.earning import Shape, Table, shape_of
from pycog.interessement.points import is_neutralised, reason_of
from pycog.interessement.success_rates import THRESHOLD, WEIGHTINGS, weigh
from pycog.plausibility import OVERRULE
from pycog.targets import parse_target
from pycog.values import Block, Scalar, capital, display, excerpt, format_number, is_blank
from pycog.vector import flatten, shape

#: Key of a theme → its heading.
THEMES: Final = {
    "qualite": "Qualité de service",
    "risque": "Gestion du risque",
    "performance": "Performance économique et sociale",
}
#: The scorecard whose themes are weighted instead of its points added up.
NATIONAL: Final = "national"
#: How a line is measured whose target or floor is not printed: by its attainment.
_DIRECT: Final = ("100 %", "0 %")
#: Scope of a target that is the nation's, as the scorecard data write it.
NATIONWIDE: Final = "nationale"
_WAITS: Final = "cible et seuil propres de l'organisme à saisir"


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


@dataclass(frozen=True, slots=True)
class Marked:
    """A line with what its result earned.

    Attributes:
        line: The line.
        earned: Points; ``None`` while the result is missing or where it is neutralised.
        neutralised: Whether the line leaves both sums.
        remark: Reason of the neutralisation, or what is to be said of the line.
    """

    line: Line
    earned: Fraction | None
    neutralised: bool
    remark: str


@dataclass(frozen=True, slots=True)
class Sums:
    """Points of a theme or of the whole scorecard.

    Attributes:
        earned: Points earned.
        open: Points whose result is missing.
        possible: Points possible, without what is neutralised.
    """

    earned: Fraction
    open: Fraction
    possible: Fraction

    @property
    def minimum(self) -> float:
        """The rate if nothing more is earned.

        Raises:
            NotAvailable: ``aucun-point-possible``.
        """
        return self._rate(self.earned)

    @property
    def maximum(self) -> float:
        """The rate if all that is open is earned.

        Raises:
            NotAvailable: ``aucun-point-possible``.
        """
        return self._rate(self.earned + self.open)

    def _rate(self, points: Fraction) -> float:
        if not self.possible:
            raise NotAvailable(
                "aucun-point-possible",
                "Tous les indicateurs sont neutralisés : il n'y a plus de points possibles et pas "
                "de taux.",
            )
        return float(points / self.possible)


@dataclass(frozen=True, slots=True)
class Score:
    """A scored scorecard.

    Attributes:
        category: Key of its category.
        lines: Every line in printed order.
        themes: Key of a theme → its sums, in the order of :data:`THEMES`.
        total: Sums of the whole scorecard.
    """

    category: str
    lines: tuple[Marked, ...]
    themes: dict[str, Sums]
    total: Sums

    def rates(self, weighting: str = "formule") -> tuple[float, float]:
        """Return minimum and maximum of the success rate.

        Args:
            weighting: Of the themes, for the national scorecard only.

        Raises:
            NotAvailable: ``aucun-point-possible``.
        """
        if self.category != NATIONAL:
            return self.total.minimum, self.total.maximum
        themes, weights = list(self.themes.values()), WEIGHTINGS[weighting]
        low = weigh([theme.minimum for theme in themes], weights)
        return low, weigh([theme.maximum for theme in themes], weights)


def lines_of(rows: Iterable[Row], own: Any = None) -> list[Line]:
    """Return what results are asked for, in printed order.

    Args:
        rows: The indicators of a scorecard.
        own: As for :func:`score`.

    Returns:
        One line for an indicator, or one for each of its components.

    Raises:
        InvalidInput: ``bareme-incoherent``: the shares of a composite add up to nothing;
            those that :func:`score` says of ``own``.

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


def score(rows: Iterable[Row], results: Any, category: str = "", own: Any = None) -> Score:
    """Score a scorecard.

    Args:
        rows: The indicators of the scorecard.
        results: One result per line of :func:`lines_of`, in a single row or column:
            blank while it is not known, « neutralisé » or « neutralisé : reason » where
            the indicator is neutralised.
        category: ``"national"`` weights the themes.
        own: The body's own target and floor where the printed ones are the nation's: two
            columns, one row per line, blank elsewhere.

    Returns:
        Points by line, by theme and in all, earned, open and possible.

    Raises:
        InvalidInput: ``nombre-de-resultats``, ``resultats-sur-plusieurs-colonnes``,
            ``cibles-propres-mal-placees``, ``cible-propre-inattendue``,
            ``cible-propre-nationale``, or the error of a result, its line named.

    Source:
        Annexe intéressement, branche maladie, 2 and 3 (local objectives « en déclinaison de
        l'objectif national »); :data:`pycog.assumptions.ASSUMPTIONS` (``"points-ouverts"``,
        ``"neutralisation"``).
    """
    lines = lines_of(rows, own)
    cells = flatten(results)
    if len(shape(results)) > 1 and min(shape(results)) > 1:
        raise InvalidInput(
            "resultats-sur-plusieurs-colonnes",
            "Donnez les résultats dans une seule colonne, dans l'ordre du barème.",
        )
    if len(cells) != len(lines):
        raise _wrong_count(len(cells), lines)
    marked = tuple(
        _mark(line, cell, number)
        for number, (line, cell) in enumerate(zip(lines, cells, strict=True), start=1)
    )
    themes = {
        theme: _sums(mark for mark in marked if mark.line.row.theme == theme) for theme in THEMES
    }
    return Score(category, marked, themes, _sums(marked))


def with_own(lines: Sequence[Line], own: Any) -> list[Line]:
    """Return lines with the body's own targets and floors, see :func:`score`."""
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
        raise InvalidInput("cible-propre-absente", f"« {line.name} » : {_WAITS}.")
    rule = {"intervalle": "lineaire"}.get(line.row.rule, line.row.rule)
    bounds = (line.own_target, line.own_floor) if line.national else (line.target, line.floor)
    form = shape_of(*_DIRECT) if line.direct else shape_of(*bounds, rule)
    if form is None:
        raise InvalidInput("cible-vide", f"« {line.name} » n'a pas de cible.")
    return form


def _mark(line: Line, result: Scalar, number: int) -> Marked:
    if isinstance(result, CellError):
        raise InvalidInput(
            "resultat-en-erreur", f"Ligne {number} (« {line.name} ») : le résultat est une erreur."
        )
    if is_neutralised(result):
        reason = reason_of(result)
        return Marked(line, None, True, f"Neutralisé{f' : {reason}' if reason else ''}")
    if line.waits:
        printed = f"objectif national ({line.target})"
        return Marked(line, None, False, f"{capital(printed)} : {_WAITS}, points ouverts")
    if is_blank(result):
        return Marked(line, None, False, "Non renseigné : points ouverts")
    try:
        share = form_of(line).earned(result)
    except PycogError as error:
        raise type(error)(
            error.code,
            f"Ligne {number} (« {line.name} ») : {error.message.removesuffix(OVERRULE)}",
            **{**error.fields, "line": number},
        ) from error
    remark = "Cible ou seuil non imprimé : taux d'atteinte saisi" if line.direct else ""
    if line.national:
        target, floor = display(line.own_target), display(line.own_floor)
        remark = f"Cible propre {target}, seuil propre {floor}"
    return Marked(line, line.weight * share, False, remark)


def _sums(marked: Iterable[Marked]) -> Sums:
    counted = [mark for mark in marked if not mark.neutralised]
    return Sums(
        sum((mark.earned or Fraction(0) for mark in counted), Fraction(0)),
        sum((mark.line.weight for mark in counted if mark.earned is None), Fraction(0)),
        sum((mark.line.weight for mark in counted), Fraction(0)),
    )


def _wrong_count(given: int, lines: Sequence[Line]) -> InvalidInput:
    word = "trop" if given > len(lines) else "pas assez"
    return InvalidInput(
        "nombre-de-resultats",
        f"Il y a {word} de résultats : {given} pour {len(lines)} lignes, de "
        f"« {lines[0].name} » à « {lines[-1].name} ». Donnez une cellule par ligne du barème "
        "(COG_SCORECARD), vide tant que le résultat n'est pas connu."
        if lines
        else "Ce barème n'a pas d'indicateur.",
        given=given,
        expected=len(lines),
    )


#: Headings of :func:`score_block`.
SCORE_HEADINGS: Final = (
    "Thème",
    "Indicateur",
    "Composante",
    "Points acquis",
    "Points ouverts",
    "Points possibles",
    "Observation",
)


def score_block(scored: Score) -> Block:
    """Lay a score out: headings, one row a line, themes, total, rates.

    Args:
        scored: A scored scorecard.

    Returns:
        Rows of :data:`SCORE_HEADINGS`; points, rates as ratios.
    """
    rows: Block = [list(SCORE_HEADINGS)]
    for mark in scored.lines:
        line = mark.line
        missing = mark.earned is None and not mark.neutralised
        rows.append(
            [
                THEMES[line.row.theme],
                line.row.label,
                line.component,
                None if mark.earned is None else float(mark.earned),
                float(line.weight) if missing else 0.0,
                0.0 if mark.neutralised else float(line.weight),
                mark.remark,
            ]
        )
    for theme, sums in scored.themes.items():
        rows.append([f"Total {THEMES[theme]}", *_sum_cells(sums)])
    rows.append(["Total", *_sum_cells(scored.total)])
    return rows + _rate_rows(scored)


def _sum_cells(sums: Sums) -> list[Scalar]:
    return [None, None, float(sums.earned), float(sums.open), float(sums.possible), None]


def _rate_rows(scored: Score) -> Block:
    if scored.category != NATIONAL:
        return _rates(scored, "formule", "Taux de réussite")
    rows: Block = []
    for name, weights in WEIGHTINGS.items():
        printed = "/".join(map(str, weights))
        rows += _rates(scored, name, f"Taux de réussite national, « {name} » {printed}")
    return rows


def _rates(scored: Score, weighting: str, title: str) -> Block:
    try:
        low, high = scored.rates(weighting)
    except NotAvailable as error:
        return [[title, None, None, CellError.of(error), None, None, error.message]]
    if low == high:
        return [[title, None, None, low, None, None, verdict(low, high)]]
    return [
        [f"{title}, minimum", None, None, low, None, None, verdict(low, high)],
        [f"{title}, maximum", None, None, high, None, None, None],
    ]


def verdict(low: float, high: float) -> str:
    """Say whether a rate between two bounds passes the trigger.

    Args:
        low: Least rate, a ratio.
        high: Most, a ratio.

    Returns:
        A French verdict, open where the threshold is between the two.

    Source:
        Annexe intéressement, branche maladie, 3 (seuil de déclenchement de 50 %).
    """
    percent = f"{format_number(THRESHOLD * 100)} %"
    if compare(low, THRESHOLD) > 0:
        return f"Seuil de {percent} dépassé"
    if compare(high, THRESHOLD) <= 0:
        return f"Seuil de {percent} non dépassé"
    return f"Seuil de {percent} encore ouvert"


_RULES: Final = {
    "lineaire": "Linéaire", "tout_ou_rien": "Tout ou rien", "paliers": "Paliers",
    "intervalle": "Intervalle", "ratio": "Ratio",
}  # fmt: skip
#: Headings of :func:`scorecard_block`.
SCORECARD_HEADINGS: Final = (
    "Thème", "Indicateur", "Composante", "Cible", "Seuil", "Pondération", "Règle",
    "Confiance", "Portée",
)  # fmt: skip


def scorecard_block(rows: Iterable[Row]) -> Block:
    """Lay a reference scorecard out: headings, then one row per result asked for.

    Args:
        rows: The indicators of a scorecard.

    Returns:
        Rows of :data:`SCORECARD_HEADINGS`.
    """
    block: Block = [list(SCORECARD_HEADINGS)]
    for line in lines_of(rows):
        block.append(
            [
                THEMES[line.row.theme],
                line.row.label,
                line.component,
                line.target,
                line.floor,
                float(line.weight),
                _RULES.get(line.row.rule, line.row.rule),
                capital(line.row.confidence),
                capital(line.row.scope),
            ]
        )
    return block
