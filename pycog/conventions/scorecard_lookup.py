"""Finds the scorecard of a category and a campaign, and what triggers its payment.

Where no agreement is named, the default one is meant. An agreement without scorecards may
name those that hold them (``interessement`` in its description); no other is ever asked.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from pycog import conventions
from pycog.conventions.facts.convention import Convention
from pycog.conventions.facts.models import Scorecard, ScorecardRow
from pycog.conventions.facts.schema import DEFAULT_READING
from pycog.conventions.facts.terms import Trigger, no_trigger, no_weighting, read_shares
from pycog.errors import InvalidConvention, InvalidInput, NotAvailable
from pycog.values import Scalar, display, excerpt, fold, is_blank, to_number


def find_rows(
    category: Scalar, campaign: Scalar, reading: Scalar = None, convention: Scalar = None
) -> tuple[Scorecard, tuple[ScorecardRow, ...]]:
    """Return a scorecard and the rows of one of its readings.

    Args:
        category: Key of the category (``"cpam"``) or its title, accents and case free.
        campaign: Year; may be blank where the agreement has one campaign only.
        reading: Name of an alternative reading; the default one when blank.
        convention: Id of the agreement; the default one when blank.

    Raises:
        NotAvailable: ``convention-inconnue``, ``convention-sans-bareme``,
            ``categorie-inconnue``, ``campagne-inconnue``, ``lecture-inconnue``,
            ``plusieurs-baremes``; the message lists what exists.
        InvalidInput: ``categorie-vide``, ``convention-attendue``, or a campaign that is not a
            number.
    """
    card = find_scorecard(category, campaign, convention)
    wanted = DEFAULT_READING if is_blank(reading) else display(reading)
    known = {fold(name): name for name in (DEFAULT_READING, *card.readings)}
    return card, card.rows_of(known.get(fold(wanted), wanted))


def find_scorecard(category: Scalar, campaign: Scalar, convention: Scalar = None) -> Scorecard:
    """Return the scorecard of a category and a campaign, see :func:`find_rows`."""
    cards = _of_campaign(_cards(convention), campaign, convention)
    if is_blank(category):
        raise InvalidInput("categorie-vide", "Indiquez une catégorie d'organisme.")
    found = _of_category(cards, category)
    if len(found) > 1:
        raise NotAvailable(
            "plusieurs-baremes",
            f"« {excerpt(display(category))} » a un barème dans plusieurs conventions : "
            f"{', '.join(card.terms.convention for card in found)}. Indiquez laquelle.",
            category=category,
        )
    return found[0]


def campaigns(convention: Scalar = None) -> tuple[int, ...]:
    """Return the campaigns that an agreement has scorecards for, in order, possibly none."""
    return tuple(sorted({card.campaign for card in known_cards(convention)}))


def known_cards(convention: Scalar = None) -> tuple[Scorecard, ...]:
    """Return the scorecards of an agreement, or of those that it names, possibly none.

    Raises:
        NotAvailable: ``convention-inconnue``.
        InvalidInput: ``convention-attendue``.
        InvalidConvention: It cannot be read.
    """
    named = convention_of(convention)
    if named.scorecards:
        return named.cards()
    return tuple(card for one in named.scored_in for card in conventions.load(one).cards())


def named_where_needed(card: Scorecard) -> str:
    """Return the id of a scorecard's agreement, as formulas have to name it.

    Returns:
        The id, or ``""`` where the agreement that pycog is shipped with leads to it.
    """
    shipped = any(card is one for one in known_cards(conventions.DEFAULT))
    return "" if shipped else card.terms.convention


def trigger_of(
    convention: Scalar = None, campaign: Scalar = None, *, national: bool | None = None
) -> Trigger:
    """Return the one trigger that an agreement gives.

    Args:
        convention: Its id; the default one when blank.
        campaign: Year; all campaigns when blank.
        national: Of the scorecard that all bodies share, of the others, or of both.

    Raises:
        NotAvailable: ``seuil-de-declenchement-absent``, ``plusieurs-seuils``,
            ``campagne-inconnue``.
    """
    cards: Sequence[Scorecard] = known_cards(convention)
    if cards and not is_blank(campaign):
        cards = _of_campaign(cards, campaign, convention)
    if national is not None:
        cards = [card for card in cards if card.terms.national is national]
    found = {card.terms.trigger: card for card in cards}
    given = [trigger for trigger in found if trigger is not None]
    name = convention_of(convention).id
    part = {None: "", True: "pour la part nationale", False: "pour la part locale"}[national]
    if not given:
        raise no_trigger(name, part)
    if len(found) > 1:
        listed = " ; ".join(
            f"« {card.title} » ({card.campaign}) : {trigger or 'aucun'}"
            for trigger, card in found.items()
        )
        asked = f" {part}" if part else ""
        raise NotAvailable(
            "plusieurs-seuils",
            f"La convention {name} donne plusieurs seuils de déclenchement{asked} : {listed}. "
            "Indiquez le seuil ou la campagne.",
            convention=name,
        )
    return given[0]


def weighted_of(
    convention: Scalar = None,
    campaign: Scalar = None,
    category: Scalar = None,
    weighting: Scalar = None,
) -> tuple[dict[str, Fraction], dict[str, str]]:
    """Return the shares of the themes in a rate, and the printed names of the themes.

    Args:
        convention: Id of the agreement; the default one when blank.
        campaign: Year; all campaigns when blank, which must then agree.
        category: Key of the category; the one that weights its themes when blank.
        weighting: Name of the weights, the first ones when blank, or the weights themselves
            (« 50/30/20 »), which stand for those of an agreement that gives none.

    Raises:
        NotAvailable: ``ponderation-absente``, ``plusieurs-ponderations``,
            ``campagne-inconnue``, ``categorie-inconnue``.
        InvalidInput: ``choix-inconnu``, ``poids-des-themes``.
    """
    cards: Sequence[Scorecard] = known_cards(convention)
    if cards and not is_blank(campaign):
        cards = _of_campaign(cards, campaign, convention)
    if cards and not is_blank(category):
        cards = _of_category(cards, category)
    weighted = [card for card in cards if card.terms.weightings]
    name = convention_of(convention).id
    typed = _typed_weights(weighted, weighting)
    if typed is not None:
        return typed
    if not weighted:
        raise no_weighting(name)
    first = dict(weighted[0].terms.weighting(weighting))
    if any(dict(card.terms.weighting(weighting)) != first for card in weighted):
        raise NotAvailable(
            "plusieurs-ponderations",
            f"La convention {name} pondère les thèmes de plusieurs façons, selon la campagne ou la "
            "catégorie. Indiquez les deux.",
            convention=name,
        )
    return first, {theme: weighted[0].terms.themes[theme] for theme in first}


def _typed_weights(
    weighted: Sequence[Scorecard], weighting: Scalar
) -> tuple[dict[str, Fraction], dict[str, str]] | None:
    """Return weights that are typed, with the themes of the agreement where they are as many.

    A name that the agreement gives its weights stands before what it could be read as.
    """
    if not isinstance(weighting, str) or is_blank(weighting):
        return None
    named = {fold(name) for card in weighted for name in card.terms.weightings}
    shares = None if fold(weighting) in named else read_shares(weighting)
    if shares is None:
        return None
    themes: Sequence[tuple[str, str]] = [
        (f"n° {place}",) * 2 for place in range(1, len(shares) + 1)
    ]
    if weighted:
        terms = weighted[0].terms
        themes = [(theme, terms.themes[theme]) for theme in terms.weighting()]
    keys = [theme for theme, _ in themes]
    if len(keys) != len(shares):
        raise InvalidInput(
            "nombre-de-themes",
            f"Il y a {len(shares)} poids pour {len(keys)} thèmes : "
            f"{', '.join(f'« {title} »' for _, title in themes)}. Donnez un poids par thème, dans "
            "cet ordre.",
        )
    return dict(zip(keys, shares, strict=True)), dict(themes)


def convention_of(convention: Scalar) -> Convention:
    """Return the agreement of an id, the default one when it is blank.

    Raises:
        InvalidInput: ``convention-attendue``: not a text.
        NotAvailable: ``convention-inconnue``.
    """
    if is_blank(convention):
        return conventions.load()
    if not isinstance(convention, str):
        raise InvalidInput(
            "convention-attendue",
            f"L'identifiant de convention « {display(convention)} » n'est pas un texte. Écrivez "
            "par exemple « recouvrement-2021 ».",
        )
    return conventions.load(convention.strip())


def _cards(convention: Scalar) -> tuple[Scorecard, ...]:
    cards = known_cards(convention)
    if cards:
        return cards
    name = convention_of(convention).id
    others = ", ".join(_holders())
    raise NotAvailable(
        "convention-sans-bareme",
        f"La convention {name} n'a pas de barème d'intéressement. Indiquez celle qui en a : "
        f"{others}.",
        convention=name,
    )


def _of_category(cards: Sequence[Scorecard], category: Scalar) -> list[Scorecard]:
    wanted = fold(display(category))
    found = [card for card in cards if card.category == wanted]
    found = found or [card for card in cards if fold(card.title) == wanted]
    if not found:
        known = ", ".join(dict.fromkeys(card.category for card in cards))
        raise NotAvailable(
            "categorie-inconnue",
            f"La catégorie « {excerpt(display(category))} » n'a pas de barème. Catégories "
            f"connues : {known}.",
            category=category,
        )
    return found


def _holders() -> list[str]:
    """Return the ids of the agreements that have scorecards; one that is broken has none."""
    found = []
    for summary in conventions.available():
        try:
            if not summary.problem and conventions.load(summary.id).scorecards:
                found.append(summary.id)
        except (InvalidConvention, NotAvailable):
            continue
    return found


def _of_campaign(
    cards: Sequence[Scorecard], campaign: Scalar, convention: Scalar
) -> list[Scorecard]:
    known = sorted({card.campaign for card in cards})
    year = to_number(campaign, "la campagne")
    if year is None and len(known) == 1:
        year = float(known[0])
    if year is None or year not in known:
        said = "Indiquez la campagne"
        if year is not None:
            named = "" if is_blank(convention) else f" dans la convention {display(convention)}"
            said = f"La campagne « {format(year, '.15g')} » n'a pas de barème{named}"
        raise NotAvailable(
            "campagne-inconnue",
            f"{said}. Campagnes connues : {french_list(known)}.",
            campaign=campaign,
        )
    return [card for card in cards if card.campaign == year]


def french_list(years: Sequence[int], again: str = "") -> str:
    """Write years as French readers do: « 2021, 2022 et 2023 ».

    Args:
        years: At least one.
        again: What stands before the last one again: « 2021 et de 2022 ».
    """
    *first, last = map(str, years)
    return f"{', '.join(first)} et {again}{last}" if first else last
