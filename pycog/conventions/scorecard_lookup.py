"""Finds the scorecard of a category and a campaign."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from pycog import conventions
from pycog.conventions.facts.models import Scorecard, ScorecardRow
from pycog.conventions.facts.schema import DEFAULT_READING
from pycog.errors import InvalidInput, NotAvailable
from pycog.values import Scalar, display, excerpt, fold, is_blank, to_number

#: Campaign → the convention that holds its scorecards.
CAMPAIGNS: Final = {
    2021: "interessement-maladie-2021",
    2022: "interessement-maladie-2022",
}


def find_rows(
    category: Scalar, campaign: Scalar, reading: Scalar = None
) -> tuple[str, tuple[ScorecardRow, ...]]:
    """Return the key of a category and the rows of its scorecard.

    Args:
        category: Key of the category (``"cpam"``), accents and case free.
        campaign: Year, 2021 or 2022.
        reading: Name of an alternative reading; the default one when blank.

    Raises:
        NotAvailable: ``categorie-inconnue``, ``campagne-inconnue``, ``lecture-inconnue``;
            the message lists what exists.
        InvalidInput: ``categorie-vide``, or a campaign that is not a number.
    """
    card = find_scorecard(category, campaign)
    wanted = DEFAULT_READING if is_blank(reading) else display(reading)
    known = {fold(name): name for name in (DEFAULT_READING, *card.readings)}
    return card.category, card.rows_of(known.get(fold(wanted), wanted))


def find_scorecard(category: Scalar, campaign: Scalar) -> Scorecard:
    """Return the scorecard of a category and a campaign.

    Raises:
        NotAvailable: ``categorie-inconnue``, ``campagne-inconnue``.
        InvalidInput: ``categorie-vide``, or a campaign that is not a number.
    """
    known = conventions.load(CAMPAIGNS[read_campaign(campaign)]).scorecards
    return _find_card(known, category)


def read_campaign(campaign: Scalar) -> int:
    """Return the year of a campaign that has scorecards.

    Raises:
        NotAvailable: ``campagne-inconnue``.
        InvalidInput: Not a number.
    """
    year = to_number(campaign, "la campagne")
    if year is None or year not in CAMPAIGNS:
        listed = " et ".join(map(str, CAMPAIGNS))
        written = "" if year is None else format(year, ".15g")
        raise NotAvailable(
            "campagne-inconnue",
            f"La campagne « {written} » n'a pas de barème. Campagnes connues : {listed}.",
            campaign=campaign,
        )
    return int(year)


def _find_card(known: Mapping[str, Scorecard], category: Scalar) -> Scorecard:
    if is_blank(category):
        raise InvalidInput("categorie-vide", "Indiquez une catégorie d'organisme.")
    card = known.get(fold(display(category)))
    if card is None:
        raise NotAvailable(
            "categorie-inconnue",
            f"La catégorie « {excerpt(display(category))} » n'a pas de barème. Catégories "
            f"connues : {', '.join(known)}.",
            category=category,
        )
    return card
