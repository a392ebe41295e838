"""Sets scorecards against one another, and their points against the printed weights."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pycog.conventions.facts.convention import Convention
from pycog.conventions.facts.models import Component, Finding, Scorecard, ScorecardRow
from pycog.conventions.facts.schema import CHANGES_A_RESULT, TO_BE_SETTLED
from pycog.errors import InvalidInput
from pycog.targets import Target, parse_target
from pycog.values import date_of, display, fold, format_number

#: Category of the card whose indicators all bodies share.
_NATIONAL = "national"
#: Smaller numbers may well be those of one body.
_LARGE = 1000
#: A figure of a theme's weight, by theme.
_WEIGHTS = {
    "qualite": "poids-qualite",
    "risque": "poids-risque",
    "performance": "poids-performance",
}
#: Words of a label that announce printed shares.
_SHARE = re.compile(r"\d\s?%|\d\s?/\s?\d|\bcomposite\b|pond[ée]r", re.I)

_Part = ScorecardRow | Component


def national_amounts(convention: Convention) -> Iterator[Finding]:
    """A target of a local card is what one body can reach.

    One large number asked alike of several categories of bodies is that of the country; one
    of a single category is where a reader of the document found it said so.
    """
    groups: dict[tuple[str, str], list[tuple[Scorecard, ScorecardRow]]] = {}
    for card in convention.scorecards.values():
        for row in card.rows if card.category != _NATIONAL else ():
            target = _read(row.target)
            if target and target.kind in {"count", "amount"} and (target.value or 0) >= _LARGE:
                groups.setdefault((fold(row.label), row.target), []).append((card, row))
    for (_, printed), found in groups.items():
        card, row = found[0]
        alike = len(found) > 1
        if not alike and not row.scope:
            continue
        cards = _cards([card for card, _ in found])
        yield Finding(
            id="/".join(["montant-national", *([] if alike else [card.category]), row.key]),
            document=convention.short_title,
            place=f"« {row.label} », parts locales {cards}"
            if alike
            else f"« {row.label} », {card.title[0].lower()}{card.title[1:]}",
            printed=printed,
            recomputed="la même quantité demandée à chaque organisme de ces catégories"
            if alike
            else f"une quantité nationale : {row.scope_proof}",
            severity=CHANGES_A_RESULT,
            reading="La quantité est lue comme nationale, « en déclinaison de l'objectif "
            "national » : la part de l'organisme n'est pas imprimée, il faut la saisir.",
            derived=alike,
            verb="soit",
        )


def floors_at_zero(convention: Convention) -> Iterator[Finding]:
    """One indicator with one target has floors of one kind in every card: none, or some.

    Composites are compared part by part, and told once.
    """
    groups: dict[tuple[str, str, float], list[_Floor]] = {}
    for card in convention.scorecards.values():
        for row in card.rows:
            for part in row.components or (row,):
                target, floor = _read(part.target), _read(part.floor)
                if target is None or target.value is None or floor is None or floor.value is None:
                    continue
                label = fold(row.label) if part is row else f"{fold(row.label)}/{fold(part.label)}"
                key = (label, target.kind, target.value)
                groups.setdefault(key, []).append(_Floor(card, row, part, floor.value))
    told: set[tuple[str, str]] = set()
    for found in groups.values():
        zero = [one for one in found if not one.value]
        other = [one for one in found if one.value]
        if not zero or not other or (other[0].card.category, other[0].row.key) in told:
            continue
        one, none = other[0], zero[0]
        told.add((one.card.category, one.row.key))
        yield Finding(
            id=f"seuil-nul/{one.row.key}",
            document=f"{convention.short_title}, {one.card.title}",
            place=f"« {one.row.label} », seuil",
            printed=one.part.floor,
            recomputed=f"« {none.part.floor} » ({none.card.title}), pour la même cible, "
            f"« {one.part.target} »",
            severity=CHANGES_A_RESULT,
            reading="Chaque barème garde le seuil qu'il imprime.",
            derived=True,
            verb="contredit par",
        )


@dataclass(frozen=True)
class _Floor:
    """A printed floor: its card, its row, and the part of the row that it is of."""

    card: Scorecard
    row: ScorecardRow
    part: _Part
    value: float


def theme_points(convention: Convention) -> Iterator[Finding]:
    """The points of the national card are shared as one of the printed weights of its themes."""
    card = next((one for one in convention.scorecards.values() if one.category == _NATIONAL), None)
    if card is None:
        return
    lists = _printed_weights(convention)
    points = {
        theme: sum(row.weight for row in card.rows if row.theme == theme) for theme in _WEIGHTS
    }
    total = sum(points.values())
    if not lists or not total or _shares(points, total) in lists:
        return
    yield Finding(
        id="points-themes",
        document=f"{convention.short_title}, {card.title}",
        place="points par thème : qualité de service, maîtrise des risques, performance",
        printed=" ; ".join(format_number(value) for value in points.values()),
        recomputed=" ou ".join(
            " ; ".join(display(weight, "rate") for weight in one) for one in lists
        ),
        severity=CHANGES_A_RESULT,
        reading="Le taux national pondère les taux des thèmes par les poids imprimés, et non par "
        "leurs points.",
        derived=True,
        verb="pour des poids imprimés de",
    )


def _printed_weights(convention: Convention) -> list[tuple[float, ...]]:
    """Return the weights of the themes, as each place prints them."""
    columns = [convention.figures.get(key, ()) for key in _WEIGHTS.values()]
    if not all(columns) or len({len(column) for column in columns}) != 1:
        return []
    return [tuple(figure.value for figure in place) for place in zip(*columns, strict=True)]


def _shares(points: dict[str, float], total: float) -> tuple[float, ...]:
    return tuple(round(value / total, 6) for value in points.values())


def late_floors(convention: Convention) -> Iterator[Finding]:
    """What is measured for a campaign is over with its year."""
    year = convention.years[0]
    for card in convention.scorecards.values():
        late = [
            (row, part)
            for row in card.rows
            for part in row.components or (row,)
            if (floor := _read(part.floor)) is not None
            and floor.kind == "date"
            and date_of(floor.value or 0.0).year > year
        ]
        if late:
            labels = dict.fromkeys(f"« {row.label} »" for row, _ in late)
            yield Finding(
                id=f"seuil-hors-campagne/{card.category}",
                document=f"{convention.short_title}, {card.title}",
                place=f"seuil, {', '.join(labels)}",
                printed=", ".join(dict.fromkeys(part.floor for _, part in late)),
                recomputed=f"de la campagne {year}",
                severity=TO_BE_SETTLED,
                reading="Le seuil imprimé est retenu : des points partiels sont acquis jusqu'à "
                "cette date.",
                derived=True,
                verb="au-delà de l'année",
            )


def unweighted_parts(convention: Convention) -> Iterator[Finding]:
    """An indicator made of several parts tells how many points each of them is worth."""
    for card in convention.scorecards.values():
        rows = [
            row
            for row in card.rows
            if len(row.components) > 1 and not _SHARE.search(row.label) and not _told(row)
        ]
        if rows:
            named = ", ".join(f"« {row.label} » ({len(row.components)} parties)" for row in rows)
            yield Finding(
                id=f"parties-sans-poids/{card.category}",
                document=f"{convention.short_title}, {card.title}",
                place=named,
                printed="",
                recomputed=f"{format_number(sum(row.weight for row in rows))} points à partager",
                severity=CHANGES_A_RESULT,
                reading="Le document ne dit pas combien de points vaut chaque partie : la lecture "
                "par défaut les partage également.",
                derived=True,
                verb="pour",
            )


def _told(row: ScorecardRow) -> bool:
    """Tell whether the printed cell shares the points: « 50 % / 50 % », « 25x4 »."""
    shares = {display(part.share, "rate").replace("\u00a0", " ") for part in row.components}
    plain = row.printed.replace("\u00a0", " ")
    return any(share in plain or share.replace(" ", "") in plain for share in shares)


def _cards(cards: list[Scorecard]) -> str:
    names = [card.title.removeprefix("Part locale ") for card in cards]
    return f"{', '.join(names[:-1])} et {names[-1]}"


def _read(text: str) -> Target | None:
    try:
        return parse_target(text) if text else None
    except InvalidInput:
        return None
