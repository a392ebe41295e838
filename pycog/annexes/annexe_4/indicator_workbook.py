"""Builds annex 4: the indicators as printed, what was achieved, the results, a summary."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from pycog.annexes.annexe_4.composite_sheet import COMPOSITES, CompositeTable, write_composites
from pycog.annexes.annexe_4.follow_up_sheet import FOLLOWED, write_follow_ups
from pycog.annexes.annexe_4.indicator_ratios import RATES, RatioTable, write_ratios
from pycog.annexes.annexe_4.indicator_results import write_results
from pycog.annexes.annexe_4.indicator_summary import write_summary
from pycog.annexes.annexe_4.indicator_table import (
    ENTRY,
    FIRST,
    HEADER,
    LABEL,
    NUMBER_COLUMN,
    RESULTS,
    SUMMARY,
    THEME,
    TOOL,
    UNSETTLED,
    IndicatorTable,
    actual_format,
    number_cell,
)
from pycog.annexes.kit.page import Book, Page
from pycog.annexes.kit.readme import Readme, write_readme
from pycog.attainment import NEUTRALISED
from pycog.values import capital

if TYPE_CHECKING:
    from pycog.annexes.kit.filling import Filling
    from pycog.annexes.kit.page import Values
    from pycog.conventions import Convention, Indicator
    from pycog.conventions.facts.models import Printed

#: Number, objective, source, label.
_WIDTHS = (9, 28, 24, 38)
_BASELINE_WIDTH = 10.5
_TARGET_WIDTH = 13
_COMMENT_WIDTH = 34
#: Excel takes no longer input message.
_LONGEST_PROMPT = 255


def build_indicators(
    convention: Convention, values: Values, filling: Filling | None = None
) -> bytes:
    """Return the workbook of the indicators."""
    table = IndicatorTable(convention)
    annex = convention.texts.get("indicateurs")
    heading = f"{capital(annex)} – Les indicateurs" if annex else "Les indicateurs"
    title = f"{heading} {convention.of}"
    source = convention.cite(convention.name_of("indicateurs"))
    book = Book(title, "Indicateurs, réalisés, taux d'atteinte et statuts", values, filling)
    write_readme(book, _readme(table, title, source))
    page = book.page(ENTRY)
    _write_entry(page, table, title, source)
    page.sheet.activate()
    write_follow_ups(book, table, title, source)
    write_ratios(book, table, title, source)
    write_composites(book, table, title, source)
    write_results(book, table, title, source)
    write_summary(book, table, title, source)
    return book.content()


def _write_entry(page: Page, table: IndicatorTable, title: str, source: str) -> None:
    """The printed table and the columns to fill in."""
    years = table.years
    page.columns(
        (
            *_WIDTHS,
            *(_BASELINE_WIDTH for _ in table.bases),
            *(_TARGET_WIDTH for _ in years),
            *(10.5 for _ in years),
            *(_COMMENT_WIDTH for _ in years),
        )
    )
    page.title(
        title,
        "Saisir les réalisés dans les cellules jaunes (77 % ou 0,77 pour un taux, 7 pour 7 jours). "
        f"Taux d'atteinte, écarts et statuts : feuille « {RESULTS} ».",
        legend=("input", "printed"),
    )
    page.headers(
        HEADER,
        (
            "Numéro indicateur",
            "Fiche objectif",
            "Source",
            "Libellé indicateur",
            *(f"Réalisé {year}" for year in table.bases),
            *(f"Objectif {year}" for year in years),
            *(f"Réalisé {year}" for year in years),
            *(f"Observations {year}" for year in years),
        ),
    )
    composites = CompositeTable(table)
    for indicator in table.convention.indicators.values():
        _entry_line(page, table, composites, indicator)
    last = table.comment_column(years[-1])
    page.quiet((FIRST, LABEL + 1), (table.last_row, last))
    page.sheet.freeze_panes(FIRST, 1)
    page.printing(
        heading=title,
        source=source,
        repeat=(HEADER, HEADER),
        area=(table.last_row, last),
        labels=LABEL + 1,
    )


def _tell_printed(page: Page, row: int, column: int, printed: Printed) -> None:
    """Say what is printed, when the cell is chosen, where the cell holds its reading."""
    if printed.readable == printed.text:
        return
    page.sheet.data_validation(
        row,
        column,
        row,
        column,
        {
            "validate": "any",
            "input_title": "Imprimé",
            "input_message": printed.text[:_LONGEST_PROMPT],
        },
    )


def _entry_actual(
    page: Page, table: IndicatorTable, composites: CompositeTable, indicator: Indicator, year: int
) -> None:
    """The cell where a result is typed, or where that of a composite indicator is computed."""
    row, column = table.rows[indicator.number], table.actual_column(year)
    look = actual_format(indicator, indicator.targets[year].target)
    if indicator.number in composites.parts:
        formula = composites.entry(indicator.number, year)
        page.formula(row, column, formula, "computed", look, align="center")
    else:
        page.value(row, column, None, "input", look, align="center")


def _entry_line(
    page: Page, table: IndicatorTable, composites: CompositeTable, indicator: Indicator
) -> None:
    """One indicator: what is printed, then what is achieved and said of it."""
    row = table.rows[indicator.number]
    number, look = number_cell(indicator.number)
    page.value(row, NUMBER_COLUMN, number, "printed", look, align="center")
    page.value(row, THEME, indicator.theme, "printed", text_wrap=True)
    page.value(row, TOOL, indicator.source_tool, "printed", text_wrap=True)
    page.value(row, LABEL, indicator.label, "printed", text_wrap=True)
    for year in table.bases:
        base = indicator.baselines[year]
        page.value(row, table.base_column(year), base.readable or None, "printed", align="center")
        _tell_printed(page, row, table.base_column(year), base)
    for year in table.years:
        printed = indicator.targets[year]
        page.value(
            row,
            table.target_column(year),
            printed.readable or None,
            "printed",
            # What is typed over « cf. COG CNAMTS » stays text: "92%" keeps its unit.
            "@" if printed.target.kind in UNSETTLED else "",
            align="center",
            text_wrap=True,
        )
        _tell_printed(page, row, table.target_column(year), printed)
        _entry_actual(page, table, composites, indicator, year)
        # As text, so that a note that begins with "-" or "=" stays a note.
        page.value(
            row,
            table.comment_column(year),
            None,
            "input",
            "@",
            align="left",
            text_wrap=True,
            font_size=9,
        )
    wrapping = (
        (_WIDTHS[THEME], indicator.theme),
        (_WIDTHS[TOOL], indicator.source_tool),
        (_WIDTHS[LABEL], indicator.label),
        *((_TARGET_WIDTH, indicator.targets[year].text) for year in table.years),
    )
    page.height(row, wrapping)


def _readme(table: IndicatorTable, title: str, source: str) -> Readme:
    return Readme(
        title=title,
        purpose=(
            f"Les {len(table.rows)} indicateurs de la convention, dans l'ordre et les mots de "
            "l'annexe, avec leurs objectifs tels qu'imprimés.",
            "Taux d'atteinte, écarts, statuts et synthèse sont des formules vivantes, recalculées "
            "et vérifiées.",
            *_changes(table),
        ),
        steps=tuple(_steps(table)),
        sheets=tuple(_sheets(table)),
        source=source,
    )


def _changes(table: IndicatorTable) -> Iterator[str]:
    """Yield what amendments changed, with the original, and the years that are not judged."""
    known = table.convention
    for indicator in known.indicators.values():
        for year, printed in indicator.targets.items():
            if printed.amendment:
                was = known.original.indicators[indicator.number].targets[year].text
                yield (
                    f"Indicateur {indicator.number}, objectif {year} : « {printed.text} » au lieu "
                    f"de « {was or 'rien'} » ({printed.amendment})."
                )
    for one in known.neutralisations:
        whose = f"Indicateur {one.indicator}" if one.indicator else "Tous les indicateurs"
        yield (
            f"{whose}, {one.words} : le statut est « {NEUTRALISED} », sans taux d'atteinte ; il "
            "n'entre pas dans les moyennes."
        )


def _steps(table: IndicatorTable) -> Iterator[str]:
    first, last = table.years[0], table.years[-1]
    yield (
        f"Ouvrir la feuille « {ENTRY} » et saisir les réalisés de {first} à {last} dans les "
        "cellules jaunes : 77 % ou 0,77 pour un taux, 7 pour un délai de 7 jours, "
        "un nombre pour un nombre."
    )
    yield (
        "Pour un objectif du type « 90 % en 21 jours », saisir la part obtenue dans le délai, "
        "par exemple 85 %."
    )
    yield (
        "Laisser vide ce qui n'est pas mesuré : le statut indique « Non renseigné ». "
        "Expliquer les écarts dans les colonnes « Observations », une par année : « pycog "
        "report bilan » les reprend, et dit « à expliquer » d'un écart sans observation."
    )
    if deferred := table.convention.deferred_to:
        yield (
            f"Objectif « cf. {deferred} » : la cible est fixée par une autre convention. Le statut "
            "indique « Objectif renvoyé » ; si un réalisé est saisi, le taux d'atteinte donne #N/A "
            "tant que l'objectif n'est pas remplacé par sa valeur."
        )
    if table.convention.follow_ups:
        yield (
            f"Feuille « {FOLLOWED} » : répondre Oui ou Non, ou saisir le nombre, pour chaque "
            "indicateur que les fiches annoncent sans numéro."
        )
    if CompositeTable(table).parts:
        yield (
            f"Feuille « {COMPOSITES} » : rien à saisir. Le réalisé d'un indicateur composite s'y "
            "calcule dès que ceux de ses parties sont saisis."
        )
    if RatioTable(table).indicators:
        yield (
            f"Feuille « {RATES} », facultative : saisir le numérateur et le dénominateur d'un "
            "taux. « Concordant » : le réalisé saisi est ce taux, au dixième de point ; "
            "« Arrondi » : au point seulement ; « Écart » : l'un des deux est à corriger."
        )


def _sheets(table: IndicatorTable) -> Iterator[tuple[str, str]]:
    first, baseline = table.years[0], table.convention.baseline_year
    start = f"position de départ (réalisé {baseline} rapporté à l'objectif {first}) ; "
    yield (
        ENTRY,
        "L'annexe telle qu'imprimée et les colonnes « Réalisé » et « Observations » à saisir.",
    )
    if table.convention.follow_ups:
        yield FOLLOWED, "Les indicateurs de suivi sans numéro, par fiche objectif, à saisir."
    if RatioTable(table).indicators:
        yield RATES, "Numérateur et dénominateur de chaque taux, comparés au réalisé saisi."
    if CompositeTable(table).parts:
        yield COMPOSITES, "Chaque indicateur composite, ses parties, leur part et leur valeur."
    yield (
        RESULTS,
        "Taux d'atteinte, écart et statut de chaque indicateur et de chaque année ; "
        f"{start if table.bases else ''}source.",
    )
    yield SUMMARY, "Nombre d'indicateurs par statut, taux d'atteinte moyen par objectif, graphique."
