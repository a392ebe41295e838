"""What the agreement in question says of its intéressement, as the answers repeat it.

Themes, weights, triggers and their citation are those of the agreement: the declared
calculations and the questions asked back only leave room for them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from pycog import conventions
from pycog.arithmetic import exact, to_float
from pycog.conventions import Scorecard
from pycog.conventions.facts.terms import Terms, shares_text
from pycog.conventions.scorecard_lookup import known_cards, trigger_of
from pycog.dialogue.card_themes import short_names, theme_patterns
from pycog.dialogue.intents import Intent
from pycog.dialogue.normalise import normalise, words
from pycog.values import display

#: How many themes the formula of the national rate takes.
_THEMES: Final = 3
#: The intent whose slots are the rates of these themes.
RATE_OF_THEMES: Final = "taux-national"
#: The intent that asks what passes the trigger.
TO_PASS: Final = "seuil"
#: Pattern of the words of no theme at all.
_NEVER: Final = "(?!)"
#: Name of a trigger in the declarations → of which scorecards it is; ``None`` for all.
_TRIGGERS: Final[Mapping[str, bool | None]] = {
    "seuil": None, "seuil_local": False, "seuil_national": True,
}  # fmt: skip
#: Name under which a declaration means each other weighting of the agreement.
WEIGHTING: Final = "ponderation"

#: (printed name, pattern of how it is said) of each of three weighted themes; none where the
#: agreement does not weight three.
Themes = tuple[tuple[str, str], ...]


def themes_of(cards: Sequence[Scorecard]) -> Themes:
    """Return the three themes that an agreement weights, in its order, else none."""
    terms = _weighted(cards)
    if terms is None or len(terms.weighting()) != _THEMES:
        return ()
    said = theme_patterns(cards, loose=True)
    return tuple(
        (terms.themes[key], rf"{said[key].pattern}|\b{re.escape(normalise(key))}\b")
        for key in terms.weighting()
    )


def words_of(themes: Themes) -> dict[str, str]:
    """Return how each theme is said, by its name in the declarations: ``theme1`` and so on."""
    said = [pattern for _, pattern in themes] or [_NEVER] * _THEMES
    return {f"theme{place}": pattern for place, pattern in enumerate(said, start=1)}


def named(text: str, themes: Themes) -> str:
    """Put the printed names of the themes into a text: ``{theme1}`` and so on."""
    for place, (title, _) in enumerate(themes, start=1):
        text = text.replace(f"{{theme{place}}}", title)
    return text


def fitting(
    intents: Mapping[str, Intent], themes: Themes, cards: Sequence[Scorecard]
) -> dict[str, Intent]:
    """Return the intents as they ask for the themes and the triggers of an agreement.

    Args:
        intents: As declared.
        themes: Its three weighted themes, none otherwise: nothing then asks for three.
        cards: Its scorecards.
    """
    found = {card.terms.trigger.rate for card in cards if card.terms.trigger is not None}
    rates = [display(to_float(exact(rate) * 100)) for rate in sorted(found)]
    passing = intents[TO_PASS]
    named_so = {f"depasser {rate}": 2.5 for rate in rates}
    named_so |= {f"passer les {rate}": 3.0 for rate in rates}
    passing = replace(
        passing, triggers={**passing.triggers, **named_so}, covers=(*passing.covers, *rates)
    )
    kept = {name: one for name, one in intents.items() if name != RATE_OF_THEMES}
    kept[TO_PASS] = passing
    if themes:
        asked = intents[RATE_OF_THEMES]
        slots = tuple(
            replace(slot, near=short_names(title), question=named(slot.question, themes))
            for slot, (title, _) in zip(asked.slots, themes, strict=True)
        )
        said = [word for title, _ in themes for word in words(normalise(title))]
        said += [word for title, _ in themes for word in short_names(title)]
        kept[RATE_OF_THEMES] = replace(asked, slots=slots, covers=(*asked.covers, *said))
    return {name: kept[name] for name in intents if name in kept}


def triggers(names: Sequence[str], agreement: str) -> dict[str, float]:
    """Return the rates that trigger a payment, by their names in the declarations.

    Raises:
        NotAvailable: ``seuil-de-declenchement-absent``, ``plusieurs-seuils``.
    """
    return {name: trigger_of(agreement, national=_TRIGGERS[name]).rate for name in names}


def told_of_triggers(names: Sequence[str], agreement: str) -> dict[str, str]:
    """Return the words of a text on triggers: as printed, as a rate, and how it is passed.

    Raises:
        NotAvailable: ``seuil-de-declenchement-absent``, ``plusieurs-seuils``.
    """
    found: dict[str, str] = {}
    for name in names:
        trigger = trigger_of(agreement, national=_TRIGGERS[name])
        found |= {
            name: str(trigger),
            f"taux_{name}": trigger.percent,
            f"passe_{name}": "atteint" if trigger.reached else "dépassé",
            f"passage_{name}": "atteint dès" if trigger.reached else "dépassé au-delà de",
            f"regle_{name}": "à atteindre" if trigger.reached else "à dépasser",
        }
    return found


def in_text(text: str) -> tuple[str, ...]:
    """Return the triggers that a text or a formula names."""
    return tuple(name for name in _TRIGGERS if f"{name}}}" in text)


def other_weightings(agreement: str) -> list[dict[str, str]]:
    """Return the weightings besides the one that is taken: name, and weights as written."""
    terms = _weighted(known_cards(agreement))
    others = [] if terms is None else list(terms.weightings.items())[1:]
    return [{WEIGHTING: name, "poids": shares_text(shares)} for name, shares in others]


def weighting_of(agreement: str, weights: Sequence[int]) -> str | None:
    """Return the name of the weighting that has some weights, ``""`` for the one that is taken.

    Args:
        agreement: Its id.
        weights: Per cent of each theme, in the order of the agreement.

    Returns:
        ``None`` where no weighting has them, or campaigns weight in several ways.
    """
    found = [card.terms.weightings for card in known_cards(agreement) if card.terms.weightings]
    if not found or any(one != found[0] for one in found):
        return None
    themes = next(iter(found[0].values()))
    for place, (name, shares) in enumerate(found[0].items()):
        if [100 * shares[theme] for theme in themes] == [*weights]:
            return name if place else ""
    return None


def printed_in(agreement: str) -> str:
    """Return the documents of the scorecards of an agreement, ``""`` without any."""
    holders = dict.fromkeys(card.terms.convention for card in known_cards(agreement))
    return " ; ".join(dict.fromkeys(conventions.load(one).document for one in holders))


def _weighted(cards: Sequence[Scorecard]) -> Terms | None:
    return next((card.terms for card in cards if card.terms.weightings), None)
