"""Recomputes the key figures of a document from one another."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from pycog.conventions.checks.target_checks import slug
from pycog.conventions.facts.convention import Convention
from pycog.conventions.facts.figures import KeyFigure
from pycog.conventions.facts.models import Finding
from pycog.conventions.facts.relations import BOUNDS, EQUAL, Relation, span_of
from pycog.conventions.facts.schema import TO_BE_SETTLED


def relations(convention: Convention) -> Iterator[Finding]:
    """A printed figure is the one that the other printed figures give."""
    told: dict[tuple[str, str], Relation] = {}
    for relation in convention.relations:
        if relation.holds:
            continue
        finding = _broken(convention, relation)
        figures = [relation.result, *(operand.figure for operand in relation.operands)]
        shared = next((one for one in figures if (one.key, one.period) in told), None)
        if shared is not None:
            cause = told[shared.key, shared.period].result.label
            reading = (
                f"{finding.reading} Conséquence possible du constat « {cause} » : les deux calculs "
                f"lisent {shared.printed}."
            )
            finding = replace(finding, reading=reading)
        for one in figures:
            told.setdefault((one.key, one.period), relation)
        yield finding


def _broken(convention: Convention, relation: Relation) -> Finding:
    result = relation.result
    recomputed, verb = f"{relation.computed} ({relation.arithmetic})", "recalculé"
    if relation.kind in BOUNDS:
        sources = [_source(convention, operand.figure) for operand in relation.operands]
        recomputed = f"{relation.kind} {relation.arithmetic} ({', '.join(dict.fromkeys(sources))})"
        verb = "attendu"
    elif relation.kind == EQUAL and relation.factor == 1:
        other = relation.operands[0].figure
        recomputed = f"« {other.printed} » ({_source(convention, other)})"
        verb = "contredit par"
    return Finding(
        id=f"relation/{relation.id}",
        document=convention.short_title,
        place=_place(convention, [result]),
        printed=result.printed,
        recomputed=recomputed,
        severity=relation.severity,
        reading=relation.reading or "Le chiffre imprimé est conservé.",
        derived=True,
        verb=verb,
    )


#: A place, and the other place that prints another value there.
_Disagreement = tuple[str, str, str, str]


def repeated_figures(convention: Convention) -> Iterator[Finding]:
    """A quantity printed in two places has one value.

    Two lists of figures that disagree, such as the weights of the themes in the text and
    in the formula, are one contradiction: figures of one theme from the same two places.
    """
    groups: dict[_Disagreement, list[tuple[list[KeyFigure], KeyFigure]]] = {}
    for figures in convention.figures.values():
        for period in dict.fromkeys(figure.period for figure in figures):
            printed = [figure for figure in figures if figure.period == period]
            kept = [figure for figure in printed if figure.value == printed[0].value]
            for other in printed:
                if not _agree(printed[0], other):
                    place = (other.theme, period, kept[0].citation, other.citation)
                    groups.setdefault(place, []).append((kept, other))
    for pairs in groups.values():
        yield _contradicted(convention, pairs)


def _agree(first: KeyFigure, second: KeyFigure) -> bool:
    """Tell whether one number rounds to both."""
    low, high = span_of(first)
    least, most = span_of(second)
    return least <= high and low <= most


def _contradicted(
    convention: Convention, pairs: list[tuple[list[KeyFigure], KeyFigure]]
) -> Finding:
    kept, other = pairs[0]
    source = _source(convention, other)
    labels = ", ".join(figures[0].label for figures, _ in pairs)
    return Finding(
        id=f"chiffre-contredit/{kept[0].key}/{kept[0].period}/{slug(source)}",
        document=convention.short_title,
        place=_place(convention, kept, labels),
        printed=" ; ".join(figures[0].printed for figures, _ in pairs),
        recomputed=f"« {' ; '.join(figure.printed for _, figure in pairs)} » ({source})",
        severity=other.severity or kept[0].severity or TO_BE_SETTLED,
        reading=other.reading or kept[0].reading or "La première des deux valeurs est retenue.",
        derived=True,
        verb="contredit par",
    )


def _place(convention: Convention, figures: list[KeyFigure], labels: str = "") -> str:
    """Return every place that prints the same figure, what it counts, and when."""
    sources = dict.fromkeys(_source(convention, figure) for figure in figures)
    first = figures[0]
    return f"{', '.join(sources)}, {labels or first.label}, {_period(first.period)}"


def _source(convention: Convention, figure: KeyFigure) -> str:
    return figure.citation.removeprefix(f"{convention.short_title}, ")


def _period(text: str) -> str:
    """Write a period as French readers do: ``31/12/2021``, ``06/2020 à 12/2020``."""
    return " à ".join("/".join(reversed(part.split("-"))) for part in text.split("/"))
