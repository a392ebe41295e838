"""Scores what an equipped workbook holds of a scorecard."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from pycog.cli import streams
from pycog.conventions import load
from pycog.conventions.facts.models import Scorecard
from pycog.conventions.scorecard_lookup import find_rows
from pycog.equip.held_scorecards import HeldScorecard, cards_held, read_scorecard
from pycog.equip.holdings import SCORED, Holdings, convention_in, read_holdings
from pycog.errors import InvalidInput, PycogError, RefusedFile
from pycog.interessement import scorecards
from pycog.interessement.scorecards import Score
from pycog.ods import equip_option, open_package


class Scored(NamedTuple):
    """A scored workbook: its scorecard, what was read of it, and its score."""

    card: Scorecard
    given: HeldScorecard
    score: Score


def score_workbook(path: Path, category: str, campaign: str, reading: str | None = None) -> Scored:
    """Score an equipped workbook; what is not read in it is told on the error output.

    Args:
        path: The workbook.
        category: Category of the scorecard, ``""`` where the workbook tells it.
        campaign: Its campaign, ``""`` where the workbook tells it.
        reading: Another reading of the printed scorecard.

    Raises:
        RefusedFile: ``classeur-non-equipe``, ``bareme-absent``, or it cannot be read.
        InvalidInput: ``plusieurs-baremes``, or what the scoring says of a result.
        NotAvailable: The agreement has no such scorecard.
    """
    package = open_package(path)
    own = convention_in(package)
    if own is None:
        raise RefusedFile(
            "classeur-non-equipe",
            f"{path} : ce classeur n'est pas équipé, aucun résultat n'y est deviné. Lancez d'abord "
            f"« pycog equip {path.name} {equip_option([path])} », ou donnez un fichier CSV.",
            path=str(path),
        )
    convention = load(own)
    held = read_holdings(package, convention, SCORED)
    assert held is not None
    campaign, category = _meant(path, held, category, campaign)
    card, rows = find_rows(category, campaign, reading, own)
    given = read_scorecard(held, (card.campaign, card.category), rows)
    for one in held.aside:
        streams.warn(f"{path.name}, {one.place} : {one.text}")
    for text in given.remarks:
        streams.warn(f"{path.name}, {text}.")
    try:
        score = scorecards.score(given.rows, given.results, card.terms, given.own)
    except PycogError as error:
        raise type(error)(error.code, f"{path.name} : {error.message}", **error.fields) from error
    return Scored(card, given, score)


def _meant(path: Path, held: Holdings, category: str, campaign: str) -> tuple[str, str]:
    """Return campaign and category: those asked for, else those of the only scorecard held."""
    cards = cards_held(held)
    if not cards:
        raise RefusedFile(
            "bareme-absent",
            f"{path} : aucun barème d'intéressement n'y est lu, faute de tableau reconnu ou de "
            "réponse dans la feuille « Correspondances ».",
            path=str(path),
        )
    if category:
        return campaign or _only(path, {str(year) for year, _ in cards}), category
    fitting = [one for one in cards if campaign in ("", str(one[0]))]
    if len(fitting) != 1:
        known = ", ".join(f"{name} {year}" for year, name in cards)
        raise InvalidInput(
            "plusieurs-baremes",
            f"{path.name} : ce classeur a des résultats pour {known}. Dites pour lequel avec "
            "--category et --campaign.",
        )
    return str(fitting[0][0]), fitting[0][1]


def _only(path: Path, campaigns: set[str]) -> str:
    if len(campaigns) > 1:
        raise InvalidInput(
            "plusieurs-baremes",
            f"{path.name} : ce classeur a des résultats pour les campagnes "
            f"{', '.join(sorted(campaigns))}. Dites laquelle avec --campaign.",
        )
    return next(iter(campaigns))
