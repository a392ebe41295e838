"""Scores a scorecard from a body's results: points, what is still open, rates.

A missing result is not a zero: its points stay open, and the rate is known by its
minimum (nothing more is earned) and its maximum (all that is open is earned). So do the
points of a target that is the nation's, as long as the body's own share of it is missing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from pycog.conventions.facts.terms import Terms
from pycog.errors import CellError, InvalidInput, NotAvailable, PycogError
from pycog.interessement.card_lines import WAITS, Line, Row, form_of, lines_of
from pycog.interessement.points import is_neutralised, reason_of
from pycog.interessement.success_rates import weigh
from pycog.plausibility import OVERRULE
from pycog.values import Scalar, capital, display, is_blank
from pycog.vector import flatten, shape


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
        terms: What the agreement says of the scorecard.
        lines: Every line in printed order.
        themes: Key of a theme → its sums, in the order of the agreement.
        total: Sums of the whole scorecard.
    """

    terms: Terms
    lines: tuple[Marked, ...]
    themes: dict[str, Sums]
    total: Sums

    @property
    def category(self) -> str:
        """Key of its category."""
        return self.terms.category

    def rates(self, weighting: str = "") -> tuple[float, float]:
        """Return minimum and maximum of the success rate.

        Args:
            weighting: Name of the weights of the themes, the first ones if omitted; without
                effect where the agreement adds the points up.

        Raises:
            NotAvailable: ``aucun-point-possible``.
            InvalidInput: ``choix-inconnu``.
        """
        if not self.terms.weightings:
            return self.total.minimum, self.total.maximum
        shares = self.terms.weighting(weighting)
        sums = [self.themes[theme] for theme in shares]
        weights = list(shares.values())
        low = weigh([one.minimum for one in sums], weights)
        return low, weigh([one.maximum for one in sums], weights)


def score(rows: Iterable[Row], results: Any, terms: Terms, own: Any = None) -> Score:
    """Score a scorecard.

    Args:
        rows: The indicators of the scorecard.
        results: One result per line of :func:`lines_of`, in a single row or column:
            blank while it is not known, « neutralisé » or « neutralisé : reason » where
            the indicator is neutralised.
        terms: What the agreement says of the scorecard: its themes and their weights.
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
        theme: _sums(mark for mark in marked if mark.line.row.theme == theme)
        for theme in terms.themes
    }
    return Score(terms, marked, themes, _sums(marked))


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
        return Marked(line, None, False, f"{capital(printed)} : {WAITS}, points ouverts")
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
