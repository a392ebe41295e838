"""Where the agreement in force prints what a formula rests on: the catalogue cites none itself.

Each function returns what :attr:`udfs.catalogue.Formula.cited` takes. ``place`` is the position
of the convention among the arguments, ``None`` for a formula that takes none and means the
default one.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from pycog.values import Scalar, is_blank

if TYPE_CHECKING:
    from pycog.conventions import Convention

Cited = Callable[..., str]

#: What the list of formulas says in place of a citation.
INDICATORS: Final = "Annexe des indicateurs de la convention"
BUDGETS: Final = "Budgets imprimés de la convention"
BUDGET_RULES: Final = "Règles budgétaires de la convention"
MILESTONES: Final = "Échéances imprimées de la convention"
SCORECARDS: Final = "Barèmes de l'intéressement de la convention"
BONUS_RULES: Final = "Règles de l'intéressement de la convention"


def indicators(place: int | None = None) -> Cited:
    """Return what cites the annex of the indicators."""

    def cited(*values: Any) -> str:
        known = _agreement(values, place)
        return _document(known, "indicateurs") if known.indicators else ""

    return cited


def indicator(key: int, place: int) -> Cited:
    """Return what cites one indicator, named by the argument at ``key``."""

    def cited(*values: Any) -> str:
        known = _agreement(values, place)
        wanted = values[key]
        if is_blank(wanted):
            return _document(known, "indicateurs")
        from pycog.conventions import lookup

        return lookup.find_indicator(known, wanted).citation

    return cited


def budget_line(line: int, year: int, fund: int, place: int) -> Cited:
    """Return what cites one line of a budget, named by three arguments."""

    def cited(*values: Any) -> str:
        from pycog.conventions import lookup

        known = _agreement(values, place)
        if is_blank(values[line]) or is_blank(values[year]):
            return ""
        named = values[fund] if fund < len(values) else None
        return lookup.amount_of(known, values[line], values[year], named)[1].citation

    return cited


def budgets(place: int | None = None) -> Cited:
    """Return what cites the annexes of the funds."""

    def cited(*values: Any) -> str:
        known = _agreement(values, place)
        places = dict.fromkeys(fund.annex for fund in known.funds.values())
        return known.cite(", ".join(places)) if places else ""

    return cited


def budget_rules(place: int | None = None) -> Cited:
    """Return what cites the annex of the budget rules."""

    def cited(*values: Any) -> str:
        known = _agreement(values, place)
        return _document(known, "budget") if known.funds else ""

    return cited


def milestones(place: int | None = None) -> Cited:
    """Return what cites the places that print milestones."""

    def cited(*values: Any) -> str:
        known = _agreement(values, place)
        return _document(known, "echeances") if known.milestones else ""

    return cited


def scorecards(place: int | None = None) -> Cited:
    """Return what cites the documents of the scorecards."""

    def cited(*values: Any) -> str:
        from pycog.conventions import load
        from pycog.conventions.scorecard_lookup import known_cards

        known = _agreement(values, place)
        agreements = dict.fromkeys(card.terms.convention for card in known_cards(known.id))
        documents = (load(one).document for one in agreements)
        return " ; ".join(dict.fromkeys(documents))

    return cited


def scorecard(category: int, campaign: int, place: int) -> Cited:
    """Return what cites one scorecard."""

    def cited(*values: Any) -> str:
        from pycog.conventions.scorecard_lookup import find_scorecard

        named = values[place] if place < len(values) else None
        return find_scorecard(values[category], values[campaign], named).terms.source

    return cited


def _agreement(values: tuple[Any, ...], place: int | None) -> Convention:
    # Imported here: most formulas compute without any convention, and start without them.
    from pycog.conventions import load

    named: Scalar = values[place] if place is not None and place < len(values) else None
    return load(None if is_blank(named) else str(named).strip())


def _document(known: Convention, text: str) -> str:
    """Return the document that the agreement calls so, all of it where it gives no name."""
    printed = known.texts.get(text, "")
    return known.cite(printed) if printed else known.document
