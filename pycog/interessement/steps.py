"""Tables of steps: bounds and the share of the points that each of them earns.

``"50 % : 50 % ; 90 % : 100 %"`` earns half from 50 % and all from 90 %, each bound
included. Where the bounds are words (``"100 % si A, 75 % si B"``) the result names
the step.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

from msgspec.structs import replace

from pycog.arithmetic import exact, to_float
from pycog.errors import InvalidInput, NotAvailable
from pycog.measures import in_same_kind, read_actual
from pycog.shares import Condition
from pycog.targets import LOWER, Target, is_count_of_things, parse_target
from pycog.values import Scalar, clean, display, excerpt, fold, is_blank, to_number
from pycog.vector import flatten, shape

_PERCENT = r"\d{1,3}(?:[,.]\d+)? ?%"
_IF = re.compile(rf"({_PERCENT}) (?:si|dès|à partir de) (.+?)(?=[ ;,|]*{_PERCENT} (?:si|dès|à)|$)")
_PAIR = re.compile(r"(.+?) ?: ?([^:]+)")
#: How a table can be written, for help texts and messages.
FORMS: Final = "« 50 % : 50 % ; 90 % : 100 % » ou « 100 % si A ; 75 % si B ; 50 % si C »"


@dataclass(frozen=True, slots=True)
class Step:
    """One line of a table.

    Attributes:
        label: The bound as written.
        share: Share of the points earned, 0 to 1.
        condition: What the result must satisfy; ``None`` where the bound is words.
    """

    label: str
    share: Fraction
    condition: Condition | None


@dataclass(frozen=True, slots=True)
class Steps:
    """A table of steps, the most demanding first.

    Attributes:
        lines: The steps.
        below: Share earned where no condition holds.
    """

    lines: tuple[Step, ...]
    below: Fraction

    @property
    def model(self) -> Target | None:
        """A target of the kind of the bounds, ``None`` where they are words."""
        condition = self.lines[0].condition
        return condition.target if condition else None

    def read(self, actual: Scalar, *, as_typed: bool = False) -> float | Step:
        """Read a result: a value of the bounds' kind, or the step that it names.

        Args:
            actual: The result.
            as_typed: Whether to take a bare number as it is, be it of another scale.

        Raises:
            InvalidInput: ``palier-inconnu``, or the errors of a value.
        """
        bounds = [line.condition.target for line in self.lines if line.condition]
        if not bounds:
            return self._named(actual)
        largest = max(bounds, key=lambda bound: abs(bound.value or 0.0))
        return read_actual(actual, largest, as_typed=as_typed)

    def share(self, value: float | Step) -> Fraction:
        """Return the share earned by what :meth:`read` returned."""
        if isinstance(value, Step):
            return value.share
        for line in self.lines:
            if line.condition is not None and line.condition.holds(value):
                return line.share
        return self.below

    def required(self, share: Fraction) -> float | str:
        """Return the least demanding bound that earns ``share``.

        Raises:
            NotAvailable: ``palier-absent``.
        """
        enough = [line for line in self.lines if line.share >= share]
        if not enough:
            raise NotAvailable(
                "palier-absent", "Aucun palier de la table ne donne autant de points."
            )
        condition = enough[-1].condition
        if condition is None:
            return enough[-1].label
        return to_float(condition.first())

    def beyond(self, share: Fraction) -> str:
        """Name the least demanding step that earns more than ``share``, ``""`` for none."""
        return self._named_last([line for line in self.lines if line.share > share])

    def reaching(self, share: Fraction) -> str:
        """Name the least demanding step that earns at least ``share``, ``""`` for none."""
        return self._named_last([line for line in self.lines if line.share >= share])

    def _named_last(self, enough: Sequence[Step]) -> str:
        return str(enough[-1].condition or enough[-1].label) if enough else ""

    def explain(self, value: float | Step, shown: str) -> str:
        """Say which step a result reaches, ending with the share as ``shown``."""
        if isinstance(value, Step):
            return f"palier « {value.label} » : {shown}"
        written = self.model.write(value) if self.model else ""
        for line in self.lines:
            if line.condition is not None and line.condition.holds(value):
                return f"{written} atteint le palier « {line.condition} » : {shown}"
        return f"{written} n'atteint aucun palier : {shown}"

    def _named(self, actual: Scalar) -> Step:
        name = fold(display(actual))
        endings = [fold(line.label).split(" ")[-1] for line in self.lines]
        for line, ending in zip(self.lines, endings, strict=True):
            if name == fold(line.label) or (name == ending and endings.count(ending) == 1):
                return line
        share = _share_or_none(actual)
        for line in (*self.lines, Step("aucun palier", Fraction(0), None)):
            if share is not None and line.share == share:
                return line
        listed = ", ".join(f"« {excerpt(line.label)} »" for line in self.lines)
        raise InvalidInput(
            "palier-inconnu",
            f"Le réalisé « {excerpt(display(actual))} » n'est aucun des paliers. On peut écrire "
            f"{listed}, la part acquise (par exemple 75 %) ou 0 %.",
            value=actual,
        )


def is_steps(value: object) -> bool:
    """Tell whether a text is written as a table of steps.

    Args:
        value: A cell value.

    Returns:
        Whether :func:`parse_steps` is to read it.
    """
    if not isinstance(value, str):
        return False
    plain = clean(value)
    return bool(_IF.match(plain)) or (":" in plain and ";" in plain and "%" in plain)


def parse_steps(table: Any) -> Steps:
    """Read a table of steps from a text or from a range of two columns.

    Args:
        table: Bounds and shares: ``"50 % : 50 % ; 90 % : 100 %"``, or rows of a bound
            and a share. Bounds without a comparator are lower bounds, included; dates
            and delays are upper bounds, included.

    Returns:
        The steps, the most demanding first.

    Raises:
        InvalidInput: ``paliers-illisibles``, ``paliers-en-desordre`` (a more demanding
            bound earns less), ``part-hors-limites``.

    Source:
        Annexe intéressement, branche maladie, 2.2, part locale UGECAM (certification HAS).
    """
    pairs = _pairs_of_text(table) if isinstance(table, str) else _pairs_of_rows(table)
    if not pairs:
        raise _unreadable(table)
    shares = [_share(text) for _, text in pairs]
    bounds = [_bound(bound) for bound, _ in pairs]
    if all(bound is None for bound in bounds):
        lines = [
            Step(clean(display(bound)), share, None)
            for (bound, _), share in zip(pairs, shares, strict=True)
        ]
        return Steps(tuple(sorted(lines, key=lambda line: -line.share)), Fraction(0))
    if any(bound is None for bound in bounds):
        raise _unreadable(table)
    return _ordered([bound for bound in bounds if bound], shares)


def _ordered(bounds: list[Target], shares: list[Fraction]) -> Steps:
    alike = [_alike(bounds[0], bound) for bound in bounds]
    downwards = [bound.comparator in {"<", "<="} for bound in alike]
    values = [bound.value or 0.0 for bound in alike]
    if len(set(downwards)) > 1 or len(set(values)) < len(values):
        raise _disordered()
    lines = [
        Step(bound.text, share, Condition(bound, bound.comparator or ">="))
        for bound, share in zip(alike, shares, strict=True)
    ]
    lines.sort(key=lambda line: (line.condition.target.value or 0.0) if line.condition else 0.0)
    if not downwards[0]:
        lines.reverse()
    earned = [line.share for line in lines]
    if earned == sorted(earned, reverse=True):
        return Steps(tuple(lines), Fraction(0))
    if earned == sorted(earned) and not downwards[0]:
        # Lower is better: what is under the first bound is better still.
        return Steps(tuple(lines), earned[-1])
    raise _disordered()


def _alike(first: Target, bound: Target) -> Target:
    # Counts of any size may follow each other; a rate beside points may not.
    counts = not ((first.value or 0.0) % 1 or (bound.value or 0.0) % 1)
    converted = in_same_kind(first, bound, as_typed=counts and first.kind == bound.kind)[1]
    if converted.kind == "date" or (converted.direction == LOWER and not converted.imposed):
        return replace(converted, comparator="<=")
    return converted


def _pairs_of_text(text: str) -> list[tuple[Scalar, Scalar]]:
    plain = clean(text)
    found = [(bound.strip(" ;,|"), share) for share, bound in _IF.findall(plain)]
    if found:
        return [(bound, share) for bound, share in found]
    pairs: list[tuple[Scalar, Scalar]] = []
    for piece in re.split(r" ?[;|] ?", plain.strip(" ;|")):
        match = _PAIR.fullmatch(piece)
        if match is None:
            raise _unreadable(text)
        pairs.append((match[1], match[2]))
    return pairs


def _pairs_of_rows(rows: Any) -> list[tuple[Scalar, Scalar]]:
    if len(shape(rows)) != 2 or shape(rows)[1] != 2:
        raise _unreadable(None)
    cells = flatten(rows)
    pairs: Iterable[tuple[Scalar, Scalar]] = zip(cells[::2], cells[1::2], strict=True)
    return [pair for pair in pairs if not (is_blank(pair[0]) and is_blank(pair[1]))]


def _bound(value: Scalar) -> Target | None:
    try:
        target = parse_target(value, "la borne d'un palier")
    except InvalidInput as error:
        if error.code == "cible-illisible":
            return None
        raise
    known = target.value is not None and target.kind not in {"interval", "yes_no"}
    # « 1 établissement classé B » names a step: it is no bound.
    return target if known and not is_count_of_things(target.unit) else None


def _share(value: Scalar) -> Fraction:
    share = _share_or_none(value)
    if share is None or not 0 <= share <= 1:
        raise InvalidInput(
            "part-hors-limites",
            f"La part d'un palier vaut « {excerpt(display(value))} » : écrivez une part entre 0 % "
            "et 100 %.",
            value=value,
        )
    return share


def _share_or_none(value: Scalar) -> Fraction | None:
    try:
        number = to_number(value, "la part")
    except InvalidInput:
        return None
    return None if number is None else exact(number)


def _unreadable(value: object) -> InvalidInput:
    shown = f" « {excerpt(value)} »" if isinstance(value, str) else ""
    return InvalidInput(
        "paliers-illisibles",
        f"La table de paliers{shown} est illisible. Écrivez {FORMS}, ou donnez une plage de deux "
        "colonnes : les bornes, puis les parts.",
        value=value,
    )


def _disordered() -> InvalidInput:
    return InvalidInput(
        "paliers-en-desordre",
        "Les paliers ne se suivent pas : chaque borne doit être différente, toutes dans le même "
        "sens, et une borne plus exigeante ne peut pas donner moins de points.",
    )
