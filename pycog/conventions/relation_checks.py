"""Recomputes the key figures of a document from one another."""

from __future__ import annotations

from collections.abc import Iterator

from pycog.conventions.figures import KeyFigure
from pycog.conventions.models import Convention, Finding
from pycog.conventions.relations import BOUNDS, Relation, span_of
from pycog.conventions.schema import CHANGES_A_RESULT


def relations(convention: Convention) -> Iterator[Finding]:
    """A printed figure is the one that the other printed figures give."""
    for relation in convention.relations:
        if not relation.holds:
            yield _broken(convention, relation)


def _broken(convention: Convention, relation: Relation) -> Finding:
    result = relation.result
    recomputed, verb = f"{relation.computed} ({relation.arithmetic})", "recalculé"
    if relation.kind in BOUNDS:
        verb = "contredit par"
        sources = [_source(convention, operand.figure) for operand in relation.operands]
        recomputed = f"{relation.kind} {relation.arithmetic} ({', '.join(dict.fromkeys(sources))})"
    return Finding(
        id=f"relation/{relation.id}",
        document=convention.short_title,
        place=_place(convention, result),
        printed=result.printed,
        recomputed=recomputed,
        severity=relation.severity,
        reading=relation.reading or "Le chiffre imprimé est conservé.",
        derived=True,
        verb=verb,
    )


def repeated_figures(convention: Convention) -> Iterator[Finding]:
    """A quantity printed in two places has one value."""
    for key, figures in convention.figures.items():
        first: dict[str, KeyFigure] = {}
        for figure in figures:
            kept = first.setdefault(figure.period, figure)
            if kept is not figure and not _agree(kept, figure):
                yield _contradicted(convention, key, kept, figure)


def _agree(first: KeyFigure, second: KeyFigure) -> bool:
    """Tell whether one number rounds to both."""
    low, high = span_of(first)
    least, most = span_of(second)
    return least <= high and low <= most


def _contradicted(convention: Convention, key: str, kept: KeyFigure, other: KeyFigure) -> Finding:
    source = _source(convention, other)
    return Finding(
        id=f"chiffre-contredit/{key}/{kept.period}/{source}",
        document=convention.short_title,
        place=_place(convention, kept),
        printed=kept.printed,
        recomputed=f"« {other.printed} » ({source})",
        severity=CHANGES_A_RESULT,
        reading=other.reading or kept.reading or "La première des deux valeurs est retenue.",
        derived=True,
        verb="contredit par",
    )


def _place(convention: Convention, figure: KeyFigure) -> str:
    return f"{_source(convention, figure)}, {figure.label}, {_period(figure.period)}"


def _source(convention: Convention, figure: KeyFigure) -> str:
    return figure.citation.removeprefix(f"{convention.short_title}, ")


def _period(text: str) -> str:
    """Write a period as French readers do: ``31/12/2021``, ``06/2020 à 12/2020``."""
    return " à ".join("/".join(reversed(part.split("-"))) for part in text.split("/"))
