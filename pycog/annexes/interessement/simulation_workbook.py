"""Builds the simulation: from the masses and the staff to the amount per FTE."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from pycog.annexes.interessement.points_chart import PointsChart, insert_points
from pycog.annexes.kit.page import Book, Page, cell, span
from pycog.annexes.kit.readme import Readme, write_readme
from pycog.annexes.kit.styles import AMOUNT, EVOLUTION, RATE, SERIES
from pycog.conventions.facts.terms import Terms, shares_text
from pycog.values import Scalar

if TYPE_CHECKING:
    from pycog.annexes.kit.page import Values

BODY: Final = "Organisme"
BRANCHES: Final = "Plusieurs branches"
AGENCY: Final = "ARS"
_TITLE: Final = "Simulation du MTID"
_SOURCE: Final = "Annexe intéressement, branche maladie, 3 ; montants et effectifs fictifs"
_FICTION: Final = "Exemple fictif : remplacer les chiffres ronds des cellules jaunes."
_EUROS: Final = '#,##0.00\\ "€"'
_FTE: Final = "#,##0.0"
#: Earned and possible points of the example, by theme.
_POINTS: Final = ((280, 375), (240, 355), (200, 270))
_THEME_RATES: Final = (0.8, 0.7, 0.6)


@dataclass(frozen=True, slots=True)
class Body:
    """A body of several branches, with invented figures.

    Attributes:
        title: Heading of its table.
        branches: Name, national body, national and local amount per FTE, staff.
        farmers: Staff of the farmers' branch, ``None`` where the rule does not exist.
        local_only: Whether only the local amount is averaged and the CNAM pays alone.
        rule: What the annex says, in a few words.
    """

    title: str
    branches: tuple[tuple[str, float, float, float], ...]
    farmers: float | None = None
    local_only: bool = False
    rule: str = ""


_MEAN: Final = "MNID et MLID : moyennes des branches pondérées par les ETP."
BODIES: Final = (
    Body(
        "CARSAT (hors CRAMIF)",
        (("Retraite (CNAV)", 300, 500, 600), ("Maladie et AT (CNAM)", 280, 420, 400)),
        rule=_MEAN,
    ),
    Body(
        "CGSS",
        (
            ("Retraite (CNAV)", 300, 500, 100),
            ("Maladie et AT (CNAM)", 280, 420, 200),
            ("Recouvrement (ACOSS)", 320, 480, 100),
        ),
        farmers=20,
        rule=f"{_MEAN} Agents agricoles : même montant, financé au prorata des ETP.",
    ),
    Body(
        "CSS de Mayotte",
        (
            ("Retraite (CNAV)", 300, 500, 20),
            ("Maladie et AT (CNAM)", 280, 420, 60),
            ("Recouvrement (ACOSS)", 320, 480, 20),
        ),
        rule=_MEAN,
    ),
    Body(
        "CCSS de la Lozère",
        (
            ("Famille (CNAF)", 310, 460, 10),
            ("Maladie et AT (CNAM)", 280, 420, 60),
            ("Recouvrement (ACOSS)", 320, 480, 10),
        ),
        local_only=True,
        rule="MLID : moyenne des branches ; MNID : celui de la maladie. La CNAM verse toute "
        "l'enveloppe : pas de compensation.",
    ),
)


def build_simulation(terms: Terms, values: Values) -> bytes:
    """Return the workbook of the simulation, for the themes and weights of a scorecard."""
    book = Book(_TITLE, "Des masses et des ETP au montant par ETP", values)
    write_readme(book, _readme())
    page = book.page(BODY)
    _write_body(page, terms)
    page.sheet.activate()
    _write_branches(book.page(BRANCHES))
    _write_agency(book.page(AGENCY))
    return book.content()


def _entry(page: Page, row: int, label: str, value: Scalar, number: str) -> None:
    page.value(row, 0, label, "printed", indent=1)
    page.value(row, 1, value, "input", number, align="right")


def _result(
    page: Page,
    row: int,
    label: str,
    formula: str,
    number: str,
    kind: str = "computed",
) -> None:
    page.value(row, 0, label, "total" if kind == "total" else "printed", indent=1)
    page.formula(row, 1, formula, kind, number)


def _heading(page: Page, row: int, text: str, columns: int) -> None:
    for column in range(columns):
        page.value(row, column, None if column else text, "heading")


#: Rows of the sheet of an ordinary body, zero-based.
_MASSES, _NATIONAL, _LOCAL, _RESULT = 4, 11, 19, 28
_POINTS_FIRST: Final = _LOCAL + 2


def _write_body(page: Page, terms: Terms) -> None:
    """An ordinary body, from the masses to the amount per FTE, and where points are lost."""
    page.columns((52, 16, 16, 16, 18, 18))
    page.title(f"{_TITLE} – organisme ordinaire", _FICTION, legend=("input", "computed", "total"))
    _heading(page, _MASSES, "Parts individuelles", 2)
    _entry(page, 5, "Masse nationale d'intéressement", 30_000_000, AMOUNT)
    _entry(page, 6, "Masse locale d'intéressement", 45_000_000, AMOUNT)
    _entry(page, 7, "ETP éligibles de l'Assurance maladie", 75_000, _FTE)
    _result(page, 8, "PINI, par ETP", "COG_PER_FTE(B6,B8)", _EUROS)
    _result(page, 9, "PILI, par ETP", "COG_PER_FTE(B7,B8)", _EUROS)
    _heading(page, _NATIONAL, "Taux de réussite national", 2)
    themes = zip(terms.themes.values(), _THEME_RATES, strict=True)
    for row, (theme, rate) in enumerate(themes, start=12):
        _entry(page, row, theme, rate, RATE)
    _entry(
        page,
        15,
        f"Lecture des pondérations : {' ou '.join(_weightings(terms))}",
        next(iter(terms.weightings)),
        "",
    )
    page.sheet.data_validation(
        15,
        1,
        15,
        1,
        {
            "validate": "list",
            "source": list(terms.weightings),
            "error_title": "Lecture",
            "error_message": f"Choisissez {' ou '.join(f'« {one} »' for one in terms.weightings)}.",
        },
    )
    _result(page, 16, "TRN", "COG_TRN(B13,B14,B15,B16)", EVOLUTION)
    _result(page, 17, f"TRN appliqué{_trigger(terms)}", "COG_TRIGGER(B17)", EVOLUTION)
    _write_points(page, terms)
    _heading(page, _RESULT, "Montant distribué, par ETP", 2)
    _result(page, 29, "Part nationale (MNID) : PINI × TRN appliqué", "B9*B18", _EUROS)
    _result(page, 30, "Part locale (MLID) : PILI × TRL appliqué", "B10*B27", _EUROS)
    _result(page, 31, "MTID", "COG_MTID(B9,B17,B10,B26)", _EUROS, "total")
    _result(page, 32, "MTID à payer, arrondi au centime", "COG_PAYABLE(B32)", _EUROS, "total")
    _chart(page)
    page.quiet((4, 0), (32, 5))
    page.sheet.freeze_panes(4, 1)
    page.printing(heading=_TITLE, source=_SOURCE, repeat=None, area=(52, 5), pages_high=1)


def _weightings(terms: Terms) -> list[str]:
    return [f"{name} ({shares_text(shares)})" for name, shares in terms.weightings.items()]


def _trigger(terms: Terms) -> str:
    return f" (seuil de {terms.trigger.percent})" if terms.trigger else ""


def _write_points(page: Page, terms: Terms) -> None:
    """The points of the body by theme, and what each lost point costs."""
    first = _POINTS_FIRST
    _heading(page, _LOCAL, "Taux de réussite local", 6)
    page.headers(
        first - 1,
        (
            "Thème",
            "Points acquis",
            "Points possibles",
            "Points perdus",
            "Perdu, par ETP",
            "Part de la perte",
        ),
    )
    last = first + len(terms.themes) - 1
    pairs = zip(terms.themes.values(), _POINTS, strict=True)
    for row, (theme, (earned, possible)) in enumerate(pairs, start=first):
        _entry(page, row, theme, earned, _FTE)
        page.value(row, 2, possible, "input", _FTE)
        page.formula(row, 3, f"{cell(row, 2)}-{cell(row, 1)}", "computed", _FTE)
        # A point is worth this only where the rate is over the trigger.
        value = f"{cell(row, 3)}*COG_POINT_VALUE($B$10,$C${last + 2})"
        page.formula(row, 4, value, "computed", _EUROS)
        share = f'IF($D${last + 2}=0,"",{cell(row, 3)}/$D${last + 2})'
        page.formula(row, 5, share, "computed", RATE)
    page.value(last + 1, 0, "Total", "total")
    for column, number in ((1, _FTE), (2, _FTE), (3, _FTE), (4, _EUROS), (5, RATE)):
        parts = f"SUM({span((first, column), (last, column))})"
        page.formula(last + 1, column, parts, "total", number)
    points, weights = (span((first, column), (last, column)) for column in (1, 2))
    _result(page, last + 2, "TRL", f"COG_TRL({points},{weights})", EVOLUTION)
    _result(page, last + 3, f"TRL appliqué{_trigger(terms)}", "COG_TRIGGER(B26)", EVOLUTION)


def _chart(page: Page) -> None:
    points = PointsChart(
        title="Où les points se perdent (exemple fictif)",
        description="Barres horizontales empilées : points acquis et points perdus de chaque "
        "thème. Les mêmes valeurs sont dans le tableau du taux de réussite local.",
        header=_POINTS_FIRST - 1,
        themes=len(_POINTS),
        colors={1: SERIES[0], 3: SERIES[5]},
        size=(960, 340),
    )
    insert_points(page, _RESULT + 6, points)


_COLUMNS: Final = (
    "Branche",
    "MNID, par ETP",
    "MLID, par ETP",
    "ETP",
    "Montant propre, par ETP",
    "Enveloppe versée",
    "Compensation : verse (+), reçoit (−)",
)


def _write_branches(page: Page) -> None:
    """One table a body: the common amount, the envelopes, the compensation."""
    page.columns((50, 15, 15, 13, 16, 19, 19))
    page.title(
        f"{_TITLE} – organismes relevant de plusieurs branches",
        f"{_FICTION} La compensation entre organismes nationaux est de somme nulle.",
        legend=("input", "computed", "total"),
    )
    row = 4
    for body in BODIES:
        row = _write_one(page, row, body) + 2
    page.quiet((4, 0), (row, 6))
    page.sheet.freeze_panes(4, 1)
    page.printing(heading=_TITLE, source=_SOURCE, repeat=None, area=(row - 2, 6), pages_high=1)


def _write_one(page: Page, row: int, body: Body) -> int:
    _heading(page, row, f"{body.title} – exemple fictif", 7)
    page.value(row + 1, 0, body.rule, "note")
    page.headers(row + 2, _COLUMNS, height=46)
    first, last = row + 3, row + 2 + len(body.branches)
    for at, (name, national, local, fte) in enumerate(body.branches, start=first):
        page.value(at, 0, name, "printed", indent=1)
        for column, value, number in ((1, national, _EUROS), (2, local, _EUROS), (3, fte, _FTE)):
            page.value(at, column, value, "input", number)
        page.formula(at, 4, f"{cell(at, 1)}+{cell(at, 2)}", "computed", _EUROS)
        for column in (5, 6):
            page.value(at, column, None, "computed")
    farmers = last + 1
    staff = farmers
    if body.farmers is not None:
        page.value(
            farmers, 0, "Exploitants agricoles, financés par les autres", "printed", indent=1
        )
        for column in (1, 2, 4, 5, 6):
            page.value(farmers, column, None, "printed")
        page.value(farmers, 3, body.farmers, "input", _FTE)
        staff += 1
    total = staff
    _write_common(page, body, (first, last), total)
    _write_transfers(page, body, (first, last), total)
    return total


def _write_common(page: Page, body: Body, rows: tuple[int, int], total: int) -> None:
    """Write the amount per FTE that all staff get: MNID, MLID, MTID."""
    first, last = rows
    fte = span((first, 3), (last, 3))
    page.value(total, 0, "Ensemble : MNID, MLID, ETP, MTID", "total")
    health = next(
        at
        for at, branch in enumerate(body.branches, start=first)
        if branch[0].startswith("Maladie")
    )
    national = cell(health, 1) if body.local_only else _mean((first, last), 1, fte)
    page.formula(total, 1, national, "total", _EUROS)
    page.formula(total, 2, _mean((first, last), 2, fte), "total", _EUROS)
    page.formula(total, 3, f"SUM({span((first, 3), (total - 1, 3))})", "total", _FTE)
    page.formula(total, 4, f"{cell(total, 1)}+{cell(total, 2)}", "total", _EUROS)


def _mean(rows: tuple[int, int], column: int, fte: str) -> str:
    return f"COG_BRANCH_MEAN({span((rows[0], column), (rows[1], column))},{fte})"


def _write_transfers(page: Page, body: Body, rows: tuple[int, int], total: int) -> None:
    """Write what each national body pays to the body, and to the others."""
    first, last = rows
    fte, own = span((first, 3), (last, 3)), span((first, 4), (last, 4))
    if body.local_only:
        health = next(
            at
            for at, branch in enumerate(body.branches, start=first)
            if branch[0].startswith("Maladie")
        )
        paid = f"COG_PAYABLE({cell(total, 4)}*{cell(total, 3)})"
        page.formula(health, 5, paid, "computed", _EUROS)
        page.formula(total, 5, f"SUM({span((first, 5), (last, 5))})", "total", _EUROS)
        page.value(total, 6, "Sans objet", "total", align="right")
        return
    farmers = "" if body.farmers is None else f",{cell(last + 1, 3)}"
    size = (last - first + 1, 1)
    signed = '+#,##0.00\\ "€";-#,##0.00\\ "€";0.00\\ "€"'
    page.formula(first, 5, f"COG_ENVELOPES({own},{fte}{farmers})", "computed", _EUROS, size=size)
    page.formula(first, 6, f"COG_COMPENSATION({own},{fte})", "computed", signed, size=size)
    for column, number in ((5, _EUROS), (6, signed)):
        parts = f"ROUND(SUM({span((first, column), (last, column))}),2)"
        page.formula(total, column, parts, "total", number)


#: Agents of the example: share of full time, share of the year.
_AGENTS: Final = (("Agent A", 1.0, 1.0), ("Agent B", 0.8, 1.0), ("Agent C", 0.8, 0.5))


def _write_agency(page: Page) -> None:
    """The bonus of private-law staff of a regional health agency."""
    page.columns((52, 18, 18, 18, 18))
    page.title(
        f"{_TITLE} – salariés de droit privé des ARS",
        f"{_FICTION} Prime de compensation : l'intéressement moyen de la branche, au prorata.",
        legend=("input", "computed"),
    )
    _entry(page, 4, "Intéressement moyen servi dans la branche, net", 800, _EUROS)
    page.headers(
        6, ("Agent – exemple fictif", "Horaire contractuel", "Présence", "Prime", "À payer")
    )
    row = 6
    for row, (name, hours, presence) in enumerate(_AGENTS, start=7):
        page.value(row, 0, name, "input")
        page.value(row, 1, hours, "input", RATE)
        page.value(row, 2, presence, "input", RATE)
        bonus = f"COG_ARS_BONUS($B$5,{cell(row, 1)},{cell(row, 2)})"
        page.formula(row, 3, bonus, "computed", _EUROS)
        page.formula(row, 4, f"COG_PAYABLE({cell(row, 3)})", "computed", _EUROS)
    page.quiet((4, 0), (row, 4))
    page.sheet.freeze_panes(7, 1)
    page.printing(heading=_TITLE, source=_SOURCE, repeat=None, area=(row, 4), pages_high=1)


def _readme() -> Readme:
    return Readme(
        title=_TITLE,
        purpose=(
            "Du montant des masses et du nombre d'ETP au montant total d'intéressement distribué "
            "par ETP (MTID), pour chaque sorte d'organisme de l'annexe.",
            "Exemple fictif : tous les montants, effectifs, taux et points saisis sont inventés et "
            "ronds. Aucun n'est tiré d'un document.",
        ),
        steps=(
            f"Feuille « {BODY} » : saisir les masses, les ETP, les taux des thèmes nationaux et "
            "les points locaux ; PINI, PILI, TRN, TRL et MTID se calculent.",
            f"Feuille « {BRANCHES} » : saisir par branche les montants nationaux et locaux et les "
            "ETP ; moyennes, enveloppes et compensation se calculent.",
            f"Feuille « {AGENCY} » : saisir l'intéressement moyen, l'horaire et la présence.",
        ),
        sheets=(
            (BODY, "Organisme ordinaire : des masses au MTID ; où les points se perdent."),
            (
                BRANCHES,
                "CARSAT, CGSS, CSS de Mayotte, CCSS de la Lozère : montant commun, "
                "enveloppes, compensation de somme nulle.",
            ),
            (AGENCY, "Prime de compensation des salariés de droit privé des ARS."),
        ),
        source=_SOURCE,
    )
