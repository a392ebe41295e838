"""The annexes that an agreement has: what can be built of its own data, whatever they are."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from functools import partial

from pycog.annexes.annexe_1.budget_workbook import build_budget
from pycog.annexes.annexe_2_3.fund_workbook import build_fund
from pycog.annexes.annexe_4.indicator_workbook import build_indicators
from pycog.annexes.interessement.scorecard_workbook import build_scorecard
from pycog.annexes.interessement.simulation_workbook import simulations
from pycog.annexes.kit.page import Values
from pycog.annexes.milestones.milestone_workbook import build_milestones
from pycog.conventions import Convention, Fund, Scorecard
from pycog.errors import NotAvailable

Writer = Callable[[Values], bytes]


def annexes_of(convention: Convention) -> Iterator[tuple[str, Writer]]:
    """Yield what writes each annex of an agreement but its scorecards, with its file name.

    The budget annex applies the budget rules of the agreement: without rules there is none.
    Files are named after what the agreement calls its annexes: ``annexe-4-indicateurs.xlsx``,
    or ``indicateurs.xlsx`` where it gives them no name.

    Args:
        convention: The agreement.
    """
    if convention.funds and convention.rules is not None:
        yield named(convention, "budget"), partial(build_budget, convention)
    for fund in convention.funds.values():
        yield fund_name(fund), partial(build_fund, convention, fund)
    if convention.indicators:
        yield named(convention, "indicateurs"), partial(build_indicators, convention)
    if convention.milestones:
        yield "suivi-echeances.xlsx", partial(build_milestones, convention)


def require_annexes(convention: Convention) -> dict[str, Writer]:
    """Return the annexes of an agreement by file name.

    Raises:
        NotAvailable: ``sans-annexe``: it has key figures only, or nothing to lay out.
    """
    found = dict(annexes_of(convention))
    for card in convention.cards():
        found[card_name(card)] = partial(build_scorecard, card, None)
    found |= simulations(convention)
    if not found:
        raise NotAvailable(
            "sans-annexe",
            f"{convention.short_title} n'a ni indicateur, ni budget, ni échéance, ni barème : "
            "il n'y a pas d'annexe à fabriquer. Complétez ses tables.",
            convention=convention.id,
        )
    return found


def named(convention: Convention, text: str) -> str:
    """Return the file name of an annex: ``"annexe-4-indicateurs.xlsx"``.

    Args:
        convention: The agreement.
        text: ``"indicateurs"`` or ``"budget"``, keys of
            :data:`pycog.conventions.facts.schema.TEXTS`.
    """
    printed = convention.texts.get(text, "")
    return f"{slug(f'{printed} {text}')}.xlsx"


def card_name(card: Scorecard) -> str:
    """Return the file name of a scorecard: ``"interessement-2021/cpam.xlsx"``."""
    return f"interessement-{card.campaign}/{slug(card.category)}.xlsx"


def fund_name(fund: Fund) -> str:
    """Return the file name of the annex of a fund: ``"annexe-2-fnga.xlsx"``."""
    return f"{slug(f'{fund.annex} {fund.id}')}.xlsx"


def slug(text: str) -> str:
    """Return a text as a file name: lower case, no accent, hyphens between the words."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-") or "annexe"
