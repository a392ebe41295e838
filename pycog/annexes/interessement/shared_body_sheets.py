"""The sheets of the simulation for the bodies that an agreement lists beside the ordinary ones.

Those of several branches: the common amount, what each national body pays, what it makes
good. And those whose staff gets a bonus: the mean of the branch, pro rata. All figures are
invented; bodies, branches, payers and rules are those of the agreement.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from pycog.annexes.interessement.simulation_layout import (
    EUROS,
    FICTION,
    FTE,
    INVENTED,
    TITLE,
    entry,
    heading,
)
from pycog.annexes.kit.page import Book, Page, cell, quoted, span
from pycog.annexes.kit.styles import RATE
from pycog.conventions.facts.schema import HOURS, PRESENCE, PRO_RATA, SOLE_PAYER
from pycog.conventions.facts.shared_bodies import SharedBody

BRANCHES: Final = "Plusieurs branches"
BONUS: Final = "Prime"

_COLUMNS: Final = (
    "Branche",
    "MNID, par ETP",
    "MLID, par ETP",
    "ETP",
    "Montant propre, par ETP",
    "Enveloppe versée",
    "Compensation : verse (+), reçoit (−)",
)
#: Invented national amount, local amount and staff of a branch, taken in turn.
_FIGURES: Final = ((300, 500, 100), (280, 420, 300), (320, 480, 200), (310, 460, 100))
_OTHER_STAFF: Final = 20
#: Agents of the example: share of full time, share of the year.
_AGENTS: Final = (("Agent A", 1.0, 1.0), ("Agent B", 0.8, 1.0), ("Agent C", 0.8, 0.5))
_MEAN: Final = "MNID et MLID : moyennes des branches pondérées par les ETP."
_NO_PRO_RATA: Final = (
    "La convention ne dit pas au prorata de quoi la prime se calcule : rien n'est simulé."
)
_SIGNED: Final = '+#,##0.00\\ "€";-#,##0.00\\ "€";0.00\\ "€"'


def write_branches(book: Book, bodies: Sequence[SharedBody]) -> None:
    """Add the sheet of the bodies of several branches: one table each."""
    page = book.page(BRANCHES)
    page.columns((50, 15, 15, 13, 16, 19, 19))
    page.title(
        f"{TITLE} – organismes relevant de plusieurs branches",
        f"{FICTION} La compensation entre organismes nationaux est de somme nulle.",
        legend=("input", "computed", "total"),
    )
    row = 4
    for body in bodies:
        row = _write_one(page, row, body) + 2
    page.quiet((4, 0), (row, 6))
    page.sheet.freeze_panes(4, 1)
    source = f"{bodies[0].citation} ; {INVENTED}"
    page.printing(heading=TITLE, source=source, repeat=None, area=(row - 2, 6), one_page=True)


def _rule(body: SharedBody) -> str:
    """Say in a few words how the amounts of a body are worked out."""
    sole = body.sole_payer
    said = _MEAN
    if sole is not None:
        who = sole.payer or sole.title
        said = (
            f"MLID : moyenne des branches ; MNID : celui de {sole.name}. {who} verse toute "
            "l'enveloppe : pas de compensation."
        )
    for other in body.paid_by_others:
        said += f" {other.name} : même montant, financé au prorata des ETP."
    return f"{said} {body.note}".strip()


def _write_one(page: Page, row: int, body: SharedBody) -> int:
    heading(page, row, f"{body.name} – exemple fictif", len(_COLUMNS))
    page.value(row + 1, 0, _rule(body), "note")
    page.headers(row + 2, _COLUMNS, height=46)
    first, last = row + 3, row + 2 + len(body.paying)
    for rank, branch in enumerate(body.paying):
        at = first + rank
        page.value(at, 0, branch.title, "printed", indent=1)
        for column, value in enumerate(_FIGURES[rank % len(_FIGURES)], start=1):
            page.value(at, column, value, "input", FTE if column == 3 else EUROS)
        page.formula(at, 4, f"{cell(at, 1)}+{cell(at, 2)}", "computed", EUROS)
        for column in (5, 6):
            page.value(at, column, None, "computed")
    total = last + 1
    for other in body.paid_by_others:
        page.value(total, 0, f"{other.title}, financée par les autres", "printed", indent=1)
        for column in (1, 2, 4, 5, 6):
            page.value(total, column, None, "printed")
        page.value(total, 3, _OTHER_STAFF, "input", FTE)
        total += 1
    _write_common(page, body, (first, last), total)
    _write_transfers(page, body, (first, last), total)
    return total


def _write_common(page: Page, body: SharedBody, rows: tuple[int, int], total: int) -> None:
    """Write the amount per FTE that all staff get: MNID, MLID, MTID."""
    first, last = rows
    fte = span((first, 3), (last, 3))
    page.value(total, 0, "Ensemble : MNID, MLID, ETP, MTID", "total")
    sole = _row_of_sole_payer(body, first)
    national = _mean(rows, 1, fte) if sole is None else cell(sole, 1)
    page.formula(total, 1, national, "total", EUROS)
    page.formula(total, 2, _mean(rows, 2, fte), "total", EUROS)
    page.formula(total, 3, f"SUM({span((first, 3), (total - 1, 3))})", "total", FTE)
    page.formula(total, 4, f"{cell(total, 1)}+{cell(total, 2)}", "total", EUROS)


def _row_of_sole_payer(body: SharedBody, first: int) -> int | None:
    rules = [branch.rule for branch in body.paying]
    return first + rules.index(SOLE_PAYER) if SOLE_PAYER in rules else None


def _mean(rows: tuple[int, int], column: int, fte: str) -> str:
    return f"COG_BRANCH_MEAN({span((rows[0], column), (rows[1], column))},{fte})"


def _write_transfers(page: Page, body: SharedBody, rows: tuple[int, int], total: int) -> None:
    """Write what each national body pays to the body, and to the others."""
    first, last = rows
    sole = _row_of_sole_payer(body, first)
    if sole is not None:
        paid = f"COG_PAYABLE({cell(total, 4)}*{cell(total, 3)})"
        page.formula(sole, 5, paid, "computed", EUROS)
        page.formula(total, 5, f"SUM({span((first, 5), (last, 5))})", "total", EUROS)
        page.value(total, 6, "Sans objet", "total", align="right")
        return
    fte, own = span((first, 3), (last, 3)), span((first, 4), (last, 4))
    others = f",{cell(last + 1, 3)}" if body.paid_by_others else ""
    size = (last - first + 1, 1)
    page.formula(first, 5, f"COG_ENVELOPES({own},{fte}{others})", "computed", EUROS, size=size)
    page.formula(first, 6, f"COG_COMPENSATION({own},{fte})", "computed", _SIGNED, size=size)
    for column, number in ((5, EUROS), (6, _SIGNED)):
        parts = f"ROUND(SUM({span((first, column), (last, column))}),2)"
        page.formula(total, column, parts, "total", number)


def write_bonus(book: Book, bodies: Sequence[SharedBody], agreement: str, campaign: int) -> None:
    """Add the sheet of the bodies whose staff gets a bonus: one table each.

    Args:
        book: The workbook.
        bodies: Those bodies.
        agreement: Id of the agreement as formulas have to name it, ``""`` where they need not.
        campaign: Year.
    """
    page = book.page(BONUS)
    page.columns((52, 18, 18, 18, 18))
    page.title(
        f"{TITLE} – prime de compensation",
        f"{FICTION} L'intéressement moyen, {_said_pro_rata(bodies)}.",
        legend=("input", "computed"),
    )
    row = 4
    for body in bodies:
        named = f",{quoted(agreement)},{campaign},{quoted(body.name)}" if agreement else ""
        row = _write_agents(page, row, body, named) + 2
    page.quiet((4, 0), (row - 2, 4))
    page.sheet.freeze_panes(4, 1)
    source = f"{bodies[0].citation} ; {INVENTED}"
    page.printing(heading=TITLE, source=source, repeat=None, area=(row - 2, 4), one_page=True)


def _said_pro_rata(bodies: Sequence[SharedBody]) -> str:
    rules = {body.pro_rata for body in bodies}
    if len(rules) > 1 or rules == {""}:
        return "au prorata que la convention donne"
    shares = PRO_RATA[rules.pop()]
    named = " et ".join({HOURS: "de l'horaire", PRESENCE: "de la présence"}[one] for one in shares)
    return f"au prorata {named}" if named else "sans prorata"


def _write_agents(page: Page, row: int, body: SharedBody, named: str) -> int:
    heading(page, row, body.name, 5)
    page.value(row + 1, 0, body.note or None, "note")
    if not body.pro_rata:
        page.value(row + 2, 0, _NO_PRO_RATA, "note")
        return row + 2
    counted = PRO_RATA[body.pro_rata]
    mean = row + 2
    entry(page, mean, "Intéressement moyen servi dans la branche, net", 800, EUROS)
    page.headers(
        mean + 1, ("Agent – exemple fictif", "Horaire contractuel", "Présence", "Prime", "À payer")
    )
    at = mean + 1
    for at, (name, hours, presence) in enumerate(_AGENTS, start=mean + 2):
        page.value(at, 0, name, "input")
        shares = []
        for column, (share, value) in enumerate(((HOURS, hours), (PRESENCE, presence)), start=1):
            counts = share in counted
            page.value(
                at, column, value if counts else None, "input" if counts else "printed", RATE
            )
            shares.append(cell(at, column) if counts else '""')
        bonus = f"COG_ARS_BONUS($B${mean + 1},{','.join(shares)}{named})"
        page.formula(at, 3, bonus, "computed", EUROS)
        page.formula(at, 4, f"COG_PAYABLE({cell(at, 3)})", "computed", EUROS)
    return at
