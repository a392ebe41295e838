"""Builds the simulation: from the masses and the staff to the amount per FTE.

Themes, weights, triggers, names and bodies are those of the agreement; the figures are
invented. An agreement gets the sheets that its data allow, and no workbook where they
allow none.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final

from pycog.annexes.interessement.points_chart import PointsChart, insert_points
from pycog.annexes.interessement.shared_body_sheets import (
    BONUS,
    BRANCHES,
    write_bonus,
    write_branches,
)
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
from pycog.annexes.kit.readme import Readme, write_readme
from pycog.annexes.kit.styles import AMOUNT, EVOLUTION, RATE, SERIES
from pycog.conventions.facts.shared_bodies import SharedBody
from pycog.conventions.facts.terms import Terms, shares_text
from pycog.conventions.scorecard_lookup import named_where_needed, trigger_of
from pycog.errors import NotAvailable
from pycog.values import capital

if TYPE_CHECKING:
    from collections.abc import Callable

    from pycog.annexes.kit.page import Values
    from pycog.conventions import Convention, Scorecard

BODY: Final = "Organisme"
#: Invented earned and possible points of a theme, taken in turn.
_POINTS: Final = ((280, 375), (240, 355), (200, 270))
_THEME_RATES: Final = (0.8, 0.7, 0.6)


@dataclass(frozen=True, slots=True)
class Simulation:
    """What can be simulated of one campaign of an agreement.

    Attributes:
        national: What the agreement says of the scorecard that all bodies share, ``None``
            where the amount of an ordinary body does not follow from its data.
        local: The same of a local scorecard.
        agreement: Its id as formulas have to name it, ``""`` where they need not.
        campaign: Year.
        bodies: The bodies that it lists beside the ordinary ones.
    """

    national: Terms | None
    local: Terms | None
    agreement: str
    campaign: int
    bodies: tuple[SharedBody, ...]

    @property
    def branches(self) -> tuple[SharedBody, ...]:
        """The bodies of several branches."""
        return tuple(body for body in self.bodies if not body.bonus)

    @property
    def bonuses(self) -> tuple[SharedBody, ...]:
        """The bodies whose staff gets a bonus."""
        return tuple(body for body in self.bodies if body.bonus)

    @property
    def source(self) -> str:
        """Where it is printed, and what is not."""
        place = self.bodies[0].citation if self.national is None else self.national.source
        return f"{place} ; {INVENTED}"


def simulations(convention: Convention) -> Iterator[tuple[str, Callable[[Values], bytes]]]:
    """Yield what writes the simulation of each campaign of an agreement, with its file name.

    Args:
        convention: An agreement, with scorecards of its own or without.
    """
    for campaign in convention.scorecards:
        found = simulation_of(convention, campaign)
        if found is not None:
            yield f"interessement-{campaign}/simulation.xlsx", partial(build_simulation, found)


def simulation_of(convention: Convention, campaign: int) -> Simulation | None:
    """Return what can be simulated of a campaign, ``None`` where nothing can."""
    cards = tuple(convention.scorecards[campaign].values())
    national, local = _ordinary(convention, campaign, cards)
    bodies = tuple(body for body in convention.bodies if body.holds_in(campaign))
    if national is None and not bodies:
        return None
    return Simulation(national, local, named_where_needed(cards[0]), campaign, bodies)


def _ordinary(
    convention: Convention, campaign: int, cards: Sequence[Scorecard]
) -> tuple[Terms, Terms] | tuple[None, None]:
    """Return the terms of the national and of a local scorecard, where they give an amount.

    The national rate needs weights of themes, and both rates one trigger each.
    """
    shared = [card.terms for card in cards if card.terms.national and card.terms.weightings]
    own = [card.terms for card in cards if not card.terms.national]
    if len(shared) != 1 or not own:
        return None, None
    try:
        for national in (True, False):
            trigger_of(convention.id, campaign, national=national)
    except NotAvailable:
        return None, None
    return shared[0], own[0]


def build_simulation(simulation: Simulation, values: Values) -> bytes:
    """Return the workbook of the simulation, for the themes and weights of an agreement."""
    book = Book(TITLE, "Des masses et des ETP au montant par ETP", values)
    write_readme(book, _readme(simulation))
    if simulation.national is not None and simulation.local is not None:
        page = book.page(BODY)
        _Ordinary(page, simulation, simulation.national, simulation.local).write()
        page.sheet.activate()
    if simulation.branches:
        write_branches(book, simulation.branches)
    if simulation.bonuses:
        write_bonus(book, simulation.bonuses, simulation.agreement, simulation.campaign)
    return book.content()


class _Ordinary:
    """The sheet of an ordinary body, from the masses to the amount per FTE.

    Args:
        page: Its page.
        simulation: What is simulated.
        national: Terms of the scorecard that all bodies share.
        local: Terms of a local one.
    """

    def __init__(self, page: Page, simulation: Simulation, national: Terms, local: Terms) -> None:
        self.page = page
        self.source = simulation.source
        self.agreement = simulation.agreement
        self.national, self.local = national, local
        self.amounts = national.amount or "part nationale", local.amount or "part locale"
        self.rates = national.rate or "taux national", local.rate or "taux local"
        self.weighted = [national.themes[theme] for theme in national.weighting()]
        self.choices = list(national.weightings) if len(national.weightings) > 1 else []

    def write(self) -> None:
        """Write the masses, both rates, the amount, and where points are lost."""
        page = self.page
        page.columns((52, 16, 16, 16, 18, 18))
        page.title(f"{TITLE} – organisme ordinaire", FICTION, legend=("input", "computed", "total"))
        heading(page, 4, "Parts individuelles", 2)
        entry(page, 5, "Masse nationale d'intéressement", 30_000_000, AMOUNT)
        entry(page, 6, "Masse locale d'intéressement", 45_000_000, AMOUNT)
        entry(page, 7, "ETP éligibles", 75_000, FTE)
        for row, (name, mass) in enumerate(zip(self.amounts, (5, 6), strict=True), start=8):
            formula = f"COG_PER_FTE({cell(mass, 1)},{cell(7, 1)})"
            self._result(row, f"{capital(name)}, par ETP", formula, EUROS)
        national = self._write_national(11)
        local, loss = self._write_local(national + 2)
        last = self._write_amount(local + 2, national, local)
        self._chart(last + 2, loss)
        page.quiet((4, 0), (last, 5))
        page.sheet.freeze_panes(4, 1)
        page.printing(
            heading=TITLE, source=self.source, repeat=None, area=(last + 20, 5), one_page=True
        )

    def _result(
        self, row: int, label: str, formula: str, number: str, kind: str = "computed"
    ) -> None:
        self.page.value(row, 0, label, "total" if kind == "total" else "printed", indent=1)
        self.page.formula(row, 1, formula, kind, number)

    def _call(self, name: str, *arguments: str) -> str:
        """Return a call that names the agreement and the campaign where it needs to."""
        given = [*arguments]
        if self.agreement:
            given += [quoted(self.agreement), str(self.national.campaign)]
        return f"{name}({','.join(given)})"

    def _write_national(self, row: int) -> int:
        """Write the rates of the themes and the national rate; return the row of what counts."""
        heading(self.page, row, "Taux de réussite national", 2)
        first = row + 1
        for rank, theme in enumerate(self.weighted):
            entry(self.page, first + rank, theme, _THEME_RATES[rank % len(_THEME_RATES)], RATE)
        row = first + len(self.weighted)
        weighting = '""'
        if self.choices:
            self._write_choice(row)
            weighting, row = cell(row, 1), row + 1
        rates = span((first, 1), (first + len(self.weighted) - 1, 1))
        asked = [rates, quoted(self.national.category), str(self.national.campaign), weighting]
        if self.agreement:
            asked.append(quoted(self.agreement))
        self._result(row, capital(self.rates[0]), f"COG_THEME_RATE({','.join(asked)})", EVOLUTION)
        self._applied(row + 1, self.rates[0], self.national)
        return row + 1

    def _write_choice(self, row: int) -> None:
        """Write which weights are used, where the agreement prints several."""
        named = [
            f"{name} ({shares_text(shares)})" for name, shares in self.national.weightings.items()
        ]
        entry(self.page, row, f"Lecture des pondérations : {' ou '.join(named)}",
              self.choices[0], "")  # fmt: skip
        said = " ou ".join(f"« {one} »" for one in self.choices)
        self.page.sheet.data_validation(
            row,
            1,
            row,
            1,
            {
                "validate": "list",
                "source": self.choices,
                "error_title": "Lecture",
                "error_message": f"Choisissez {said}.",
            },
        )

    def _applied(self, row: int, name: str, terms: Terms) -> None:
        """Write the rate that counts once it has passed its trigger."""
        trigger = terms.trigger
        said = f" (seuil de {trigger.percent})" if trigger else ""
        threshold = f",{quoted(str(trigger))}" if trigger and self.agreement else ""
        formula = f"COG_TRIGGER({cell(row - 1, 1)}{threshold})"
        self._result(row, f"{capital(name)} appliqué{said}", formula, EVOLUTION)

    def _write_local(self, row: int) -> tuple[int, int]:
        """Write the points by theme and what each lost point costs.

        Returns:
            The row of the rate that counts, and that of the headings of the points.
        """
        page, themes = self.page, list(self.local.themes.values())
        heading(page, row, "Taux de réussite local", 6)
        header, first = row + 1, row + 2
        page.headers(
            header,
            (
                "Thème",
                "Points acquis",
                "Points possibles",
                "Points perdus",
                "Perdu, par ETP",
                "Part de la perte",
            ),
        )
        total = first + len(themes)
        for rank, theme in enumerate(themes):
            self._write_theme(first + rank, theme, _POINTS[rank % len(_POINTS)], total)
        page.value(total, 0, "Total", "total")
        for column, number in ((1, FTE), (2, FTE), (3, FTE), (4, EUROS), (5, RATE)):
            parts = f"SUM({span((first, column), (total - 1, column))})"
            page.formula(total, column, parts, "total", number)
        points, weights = (span((first, column), (total - 1, column)) for column in (1, 2))
        rate = f"COG_TRL({points},{weights})"
        self._result(total + 1, capital(self.rates[1]), rate, EVOLUTION)
        self._applied(total + 2, self.rates[1], self.local)
        return total + 2, header

    def _write_theme(self, row: int, theme: str, points: tuple[int, int], total: int) -> None:
        page, (earned, possible) = self.page, points
        entry(page, row, theme, earned, FTE)
        page.value(row, 2, possible, "input", FTE)
        page.formula(row, 3, f"{cell(row, 2)}-{cell(row, 1)}", "computed", FTE)
        # A point is worth this only where the rate is over the trigger.
        value = f"{cell(row, 3)}*COG_POINT_VALUE($B$10,$C${total + 1})"
        page.formula(row, 4, value, "computed", EUROS)
        share = f'IF($D${total + 1}=0,"",{cell(row, 3)}/$D${total + 1})'
        page.formula(row, 5, share, "computed", RATE)

    def _write_amount(self, row: int, national: int, local: int) -> int:
        """Write the amount per FTE; return its last row."""
        heading(self.page, row, "Montant distribué, par ETP", 2)
        parts = (("nationale (MNID)", 8, national), ("locale (MLID)", 9, local))
        for rank, (name, amount, rate) in enumerate(parts):
            said = f"Part {name} : {self.amounts[rank]} × {self.rates[rank]} appliqué"
            self._result(row + 1 + rank, said, f"{cell(amount, 1)}*{cell(rate, 1)}", EUROS)
        rates = cell(8, 1), cell(national - 1, 1), cell(9, 1), cell(local - 1, 1)
        self._result(row + 3, "MTID", self._call("COG_MTID", *rates), EUROS, "total")
        payable = f"COG_PAYABLE({cell(row + 3, 1)})"
        self._result(row + 4, "MTID à payer, arrondi au centime", payable, EUROS, "total")
        return row + 4

    def _chart(self, row: int, header: int) -> None:
        points = PointsChart(
            title="Où les points se perdent (exemple fictif)",
            description="Barres horizontales empilées : points acquis et points perdus de chaque "
            "thème. Les mêmes valeurs sont dans le tableau du taux de réussite local.",
            header=header,
            themes=len(self.local.themes),
            colors={1: SERIES[0], 3: SERIES[5]},
            size=(960, 340),
        )
        insert_points(self.page, row, points)


def _readme(simulation: Simulation) -> Readme:
    steps: list[str] = []
    sheets: list[tuple[str, str]] = []
    if simulation.national is not None:
        steps.append(
            f"Feuille « {BODY} » : saisir les masses, les ETP, les taux des thèmes nationaux et "
            "les points locaux ; parts, taux et MTID se calculent."
        )
        sheets.append(
            (BODY, "Organisme ordinaire : des masses au MTID ; où les points se perdent.")
        )
    if simulation.branches:
        steps.append(
            f"Feuille « {BRANCHES} » : saisir par branche les montants nationaux et locaux et les "
            "ETP ; moyennes, enveloppes et compensation se calculent."
        )
        named = ", ".join(body.name for body in simulation.branches)
        sheets.append((BRANCHES, f"{named} : montant commun, enveloppes, compensation."))
    if simulation.bonuses:
        steps.append(f"Feuille « {BONUS} » : saisir l'intéressement moyen, l'horaire, la présence.")
        named = ", ".join(body.name for body in simulation.bonuses)
        sheets.append((BONUS, f"{named} : prime de compensation."))
    return Readme(
        title=TITLE,
        purpose=(
            "Du montant des masses et du nombre d'ETP au montant total d'intéressement distribué "
            "par ETP (MTID), pour chaque sorte d'organisme que la convention cite.",
            "Exemple fictif : tous les montants, effectifs, taux et points saisis sont inventés et "
            "ronds. Aucun n'est tiré d'un document.",
        ),
        steps=tuple(steps),
        sheets=tuple(sheets),
        source=simulation.source,
    )
