"""Sets scorecards against one another, and their points against the printed weights."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from pycog.arithmetic import exact, to_float
from pycog.conventions.facts.convention import Convention
from pycog.conventions.facts.models import Component, Finding, Scorecard, ScorecardRow, points_of
from pycog.conventions.facts.schema import CHANGES_A_RESULT, TO_BE_SETTLED
from pycog.errors import InvalidInput
from pycog.targets import Target, parse_target
from pycog.values import date_of, display, fold, format_number

#: Smaller numbers may well be those of one body.
_LARGE = 1000
#: Words of a label that announce printed shares.
_SHARE = re.compile(r"\d\s?%|\d\s?/\s?\d|\bcomposite\b|pond[ée]r", re.I)

_Part = ScorecardRow | Component


def national_amounts(convention: Convention) -> Iterator[Finding]:
    """A target of a local card is what one body can reach.

    One large number asked alike of several categories of bodies is that of the country; one
    of a single category is where a reader of the document found it said so.
    """
    groups: dict[tuple[int, str, str], list[tuple[Scorecard, ScorecardRow]]] = {}
    for card in convention.cards():
        for row in () if card.terms.national else card.rows:
            target = _read(row.target)
            if target and target.kind in {"count", "amount"} and (target.value or 0) >= _LARGE:
                groups.setdefault((card.campaign, fold(row.label), row.target), []).append(
                    (card, row)
                )
    for (_, _, printed), found in groups.items():
        card, row = found[0]
        alike = len(found) > 1
        if not alike and not row.scope:
            continue
        cards = _cards([card for card, _ in found])
        yield Finding(
            id=f"montant-national/{year_id(convention, card)}"
            + "/".join([*([] if alike else [card.category]), row.key]),
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
    groups: dict[tuple[int, str, str, float], list[_Floor]] = {}
    for card in convention.cards():
        for row in card.rows:
            for part in row.components or (row,):
                target, floor = _read(part.target), _read(part.floor)
                if target is None or target.value is None or floor is None or floor.value is None:
                    continue
                label = fold(row.label) if part is row else f"{fold(row.label)}/{fold(part.label)}"
                key = (card.campaign, label, target.kind, target.value)
                groups.setdefault(key, []).append(_Floor(card, row, part, floor.value))
    known: set[tuple[int, str, str]] = set()
    for found in groups.values():
        zero = [one for one in found if not one.value]
        other = [one for one in found if one.value]
        if not zero or not other:
            continue
        one, none = other[0], zero[0]
        place = (one.card.campaign, one.card.category, one.row.key)
        if place in known:
            continue
        known.add(place)
        yield Finding(
            id=f"seuil-nul/{year_id(convention, one.card)}{one.row.key}",
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
    for card in convention.cards():
        points = {
            theme: sum((exact(row.weight) for row in card.rows if row.theme == theme), Fraction(0))
            for theme in card.terms.themes
        }
        total = sum(points.values())
        lists = list(card.terms.weightings.values())
        # One list of weights beside the points is how the rate is computed: two are a doubt.
        if not total or len(lists) < 2 or any(_fit(points, total, shares) for shares in lists):
            continue
        named = ", ".join(f"{title[:1].lower()}{title[1:]}" for title in card.terms.themes.values())
        yield Finding(
            id=f"points-themes/{card_id(convention, card)}",
            document=f"{convention.short_title}, {card.title}",
            place=f"points par thème : {named}",
            printed=" ; ".join(format_number(to_float(value)) for value in points.values()),
            recomputed=" ou ".join(
                " ; ".join(display(to_float(share), "rate") for share in one.values())
                for one in lists
            ),
            severity=CHANGES_A_RESULT,
            reading="Le taux national pondère les taux des thèmes par les poids imprimés, et non "
            "par leurs points.",
            derived=True,
            verb="pour des poids imprimés de",
        )


def _fit(
    points: Mapping[str, Fraction], total: Fraction | int, shares: Mapping[str, Fraction]
) -> bool:
    return all(value == total * shares.get(theme, 0) for theme, value in points.items())


def year_id(convention: Convention, card: Scorecard) -> str:
    """Return the campaign of a card and a slash, ``""`` where its convention has only one."""
    return f"{card.campaign}/" if len(convention.scorecards) > 1 else ""


def card_id(convention: Convention, card: Scorecard) -> str:
    """Return what names a card in the id of a finding.

    Args:
        convention: Its convention.
        card: One of its cards.

    Returns:
        Its category, after its campaign where the convention has several.
    """
    several = len(convention.scorecards) > 1
    return f"{card.campaign}/{card.category}" if several else card.category


def late_floors(convention: Convention) -> Iterator[Finding]:
    """What is measured for a campaign is over with its year."""
    for card in convention.cards():
        year = card.campaign
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
                id=f"seuil-hors-campagne/{card_id(convention, card)}",
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
    for card in convention.cards():
        rows = [
            row
            for row in card.rows
            if len(row.components) > 1
            and row.printed
            and not _SHARE.search(row.label)
            and not _shared_out(row)
        ]
        if rows:
            named = ", ".join(f"« {row.label} » ({len(row.components)} parties)" for row in rows)
            yield Finding(
                id=f"parties-sans-poids/{card_id(convention, card)}",
                document=f"{convention.short_title}, {card.title}",
                place=named,
                printed="",
                recomputed=f"{format_number(points_of(rows))} {card.terms.points} à partager",
                severity=CHANGES_A_RESULT,
                reading="Le document ne dit pas combien de points vaut chaque partie : la lecture "
                "par défaut les partage également.",
                derived=True,
                verb="pour",
            )


def _shared_out(row: ScorecardRow) -> bool:
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
