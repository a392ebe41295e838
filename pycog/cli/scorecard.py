"""``pycog scorecard``: the reference rows of an intéressement scorecard."""

from __future__ import annotations

import textwrap
from argparse import ArgumentParser, Namespace
from itertools import zip_longest
from typing import TYPE_CHECKING

from pycog.cli import streams
from pycog.cli.json_lines import say_record

if TYPE_CHECKING:
    from pycog.conventions.facts.models import Component, Scorecard, ScorecardRow

EPILOG = """\
Les catégories et les campagnes sont celles de la convention. « Confiance » dit ce que vaut la
lecture de chaque ligne, là où le document se lit de plusieurs façons, et --reading en demande une
autre.

exemples :
  pycog scorecard --category cpam --campaign 2022
  pycog scorecard --category mayotte --campaign 2021 --reading sans_prejudice --json
"""

#: Widths of the columns: indicator, target, floor, points, confidence.
_WIDTHS = (50, 14, 14, 6, 10)
_HEADINGS = ("Indicateur", "Cible", "Seuil", "Points", "Confiance")


def configure(parser: ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument(
        "--category", metavar="CATÉGORIE", required=True, help="catégorie d'organismes"
    )
    parser.add_argument(
        "--campaign",
        metavar="ANNÉE",
        default="",
        help="campagne, par exemple 2022 ; inutile si la convention n'en a qu'une",
    )
    parser.add_argument(
        "--reading", metavar="LECTURE", default="défaut", help="lecture (« défaut » si rien)"
    )
    parser.add_argument("--json", action="store_true", help="écrit un objet JSON par ligne")


def run(args: Namespace) -> int:
    """Show the rows of a scorecard."""
    from pycog.conventions.scorecard_lookup import find_rows

    asked = [streams.readable(text) for text in (args.category, args.campaign, args.reading)]
    card, rows = find_rows(*asked)
    reading = next((name for name in card.readings if card.rows_of(name) is rows), "défaut")
    if args.json:
        for row in rows:
            say_record(_record(card, row, reading))
        return streams.DONE
    _show(card, rows, reading)
    return streams.DONE


def _show(card: Scorecard, rows: tuple[ScorecardRow, ...], reading: str) -> None:
    from pycog.values import format_number

    streams.say(f"{card.title}, campagne {card.campaign}, lecture « {reading} »")
    for said in _terms(card):
        streams.say(said)
    streams.say("")
    _line(_HEADINGS)
    for theme, title in card.terms.themes.items():
        inside = [row for row in rows if row.theme == theme]
        if not inside:
            continue
        _line((title, "", "", _points(inside), ""))
        for row in inside:
            label = f"- {row.label}{' (objectif national)' if row.scope else ''}"
            _line((label, row.target, row.floor, _points([row]), row.confidence))
            for part in row.components:
                # A line never ends between the number and its sign.
                share = f"{format_number(part.share * 100, 1)}\N{NO-BREAK SPACE}%"
                _line((f"    {part.label} ({share})", part.target, part.floor, "", ""))
    others = [name for name in ("défaut", *card.readings) if name != reading]
    count = streams.counted(len(rows), "ligne")
    streams.say(f"\n{count}, {_points(rows)} {_unit(card)}.")
    if any(row.scope for row in rows):
        streams.say(
            "Objectif national : l'organisme se mesure à sa propre cible et à son propre seuil, à "
            "saisir ; sans eux, les points restent ouverts."
        )
    if others:
        streams.say(f"Autres lectures : {', '.join(others)}.")


def _points(rows: list[ScorecardRow] | tuple[ScorecardRow, ...]) -> str:
    from pycog.conventions.facts.models import points_of
    from pycog.values import format_number

    return format_number(points_of(rows))


def _unit(card: Scorecard) -> str:
    return "points" if card.terms.in_points else "%"


def _terms(card: Scorecard) -> list[str]:
    """Say what the agreement adds to the rows: the trigger, the share of the mass."""
    from pycog.interessement.score_blocks import NO_TRIGGER
    from pycog.values import display

    trigger = card.terms.trigger
    said = [f"Déclenchement : {trigger}" if trigger else f"{NO_TRIGGER}."]
    if card.terms.share is not None:
        said.append(f"Part de la masse : {display(card.terms.share, 'percent')}")
    return said


def _line(cells: tuple[str, ...]) -> None:
    """Write one row of the table, long cells on several lines."""
    wrapped = []
    for cell, width in zip(cells, _WIDTHS, strict=True):
        text = cell.strip()
        indent = " " * (len(cell) - len(cell.lstrip()))
        hanging = f"{indent}  "
        wrapped.append(
            textwrap.wrap(text, width, initial_indent=indent, subsequent_indent=hanging) or [""]
        )
    for parts in zip_longest(*wrapped, fillvalue=""):
        padded = [
            part.rjust(width) if width == _WIDTHS[3] else part.ljust(width)
            for part, width in zip(parts, _WIDTHS, strict=True)
        ]
        streams.say("  ".join(padded).rstrip())


def _record(card: Scorecard, row: ScorecardRow, reading: str) -> dict[str, object]:
    return {
        "convention": card.terms.convention,
        "category": card.category,
        "campaign": card.campaign,
        "theme": row.theme,
        "key": row.key,
        "indicator": row.label,
        "components": [_component(part) for part in row.components],
        "target": row.target,
        "floor": row.floor,
        "weight": row.weight,
        "rule": row.rule,
        "to_supply": list(row.to_supply),
        "scope": row.scope,
        "scope_proof": row.scope_proof,
        "confidence": row.confidence,
        "reason": row.reason,
        "reading": reading,
        "row_reading": row.reading,
        "printed": row.printed,
        "citation": row.citation,
    }


def _component(part: Component) -> dict[str, object]:
    return {
        "label": part.label,
        "share": part.share,
        "target": part.target,
        "floor": part.floor,
        "to_supply": list(part.to_supply),
    }
