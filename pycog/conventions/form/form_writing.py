"""Writes the form of a convention: empty, or filled with the rows of its tables."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from pycog.annexes.kit.page import Book, Page, span
from pycog.conventions.facts import schema
from pycog.conventions.facts.schema import Column
from pycog.conventions.form import layout
from pycog.conventions.form.about_sheet import NO_BASE, hint_of, join_list
from pycog.conventions.form.form_faults import in_words_of_sheets
from pycog.conventions.form.form_readme import write_form_readme
from pycog.conventions.form.form_tables import (
    Cells,
    Grid,
    Tables,
    base_years_of,
    fund_grid,
    indicator_grid,
)
from pycog.errors import InvalidInput

#: Rows ready to be typed in, and rows that lists and messages reach.
_READY, _REACHED = 30, 1000
#: Row of the headings, from 0: a title and a line of explanation stand above.
_HEADER: Final = 3
_NOT_IN_TITLE: Final = re.compile(r"[\[\]:*?/\\]")
_LONGEST_TITLE, _LONGEST_TEXT = 31, 32_767
#: Longest input message and list that Excel takes.
_LONGEST_MESSAGE, _LONGEST_LIST = 255, 255
_WIDTHS: Final[Mapping[str, float]] = {
    "numéro": 8, "libellé": 48, "titre": 42, "mesure": 48, "thème": 22, "unité": 14, "sens": 10,
    "fiche": 8, "outil": 20, "section": 10, "note": 30, "source": 26, "nature": 13, "groupe": 20,
    "rôle": 12, "clé": 18, "parties": 24, "équilibre": 18, "année": 10, "imprimé": 30,
    "contexte": 40, "actions": 40, "critères": 40, "motif": 40, "contraire": 50,
}  # fmt: skip
_EXPLANATIONS: Final[Mapping[str, str]] = {
    "statements.csv": "Les valeurs que la grille des indicateurs ne porte pas : celles des fiches "
    "et des chapitres, ou avec une période. Facultatif.",
    "budget_amounts.csv": "Les montants qui portent une remarque. Facultatif.",
    "milestones.csv": "Les mesures datées. La clé se déduit de la mesure si elle reste vide.",
    "sheets.csv": "Une ligne par fiche objectif. Facultatif.",
    "figures.csv": "Une ligne par chiffre imprimé d'un rapport d'activité. Facultatif.",
    "scorecards.csv": "Les barèmes d'intéressement d'une campagne. Facultatif.",
}
_OPTIONAL: Final = "Une ligne par fait. Facultatif : une feuille laissée vide est ignorée."
_LIST_ERROR: Final = "Choisissez dans la liste, ou laissez la cellule vide."


@dataclass(frozen=True, slots=True)
class Heading:
    """One column of a sheet.

    Attributes:
        key: Column of the table, or key of a grid.
        text: Its heading.
        width: In characters.
        message: What to type, shown beside the cell.
        choices: The list that drops down.
        folded: Whether the column is folded away until it is needed.
    """

    key: str
    text: str
    width: float
    message: str = ""
    choices: tuple[str, ...] = ()
    folded: bool = False


@dataclass(slots=True)
class FormContent:
    """What a form is written with.

    Attributes:
        description: As ``convention.toml``, whatever is known of it.
        tables: Table → rows, as text.
        empty: Whether the grids show every column, to be filled.
    """

    description: dict[str, Any]
    tables: Tables = field(default_factory=dict)
    empty: bool = False


def write_form(content: FormContent) -> bytes:
    """Return the workbook.

    Raises:
        InvalidInput: ``texte-trop-long``: a text that no cell of Excel can hold.
    """
    name = content.description.get("id", "")
    book = Book(f"Convention {name}", "Formulaire d'une convention d'objectifs et de gestion", {})
    funds = _fund_sheets(content.description.get("fonds", []))
    write_form_readme(book, content.description)
    _write_about(book, content.description, funds)
    grid = indicator_grid(content.description, content.tables)
    _write_indicators(book, content, grid)
    amounts: list[Cells] = []
    for fund, title in funds.items():
        one = fund_grid(fund, content.description, content.tables)
        amounts += one.others
        _write_fund(book, content, fund, title, one)
    if not funds:
        _write_fund(book, content, "", layout.BUDGET, Grid())
    others = {schema.STATEMENTS.file: grid.others, schema.BUDGET_AMOUNTS.file: amounts}
    for table in layout.plain_tables():
        rows = others.get(table.file, content.tables.get(table.file, ()))
        sheet = _Sheet(book, layout.title_of(table), _EXPLANATIONS.get(table.file, _OPTIONAL))
        sheet.write([_of(column) for column in table.columns], rows)
        if table.file in layout.RARE:
            sheet.page.sheet.set_tab_color("#BFBFBF")
    return book.content()


def _fund_sheets(funds: Sequence[Mapping[str, str]]) -> dict[str, str]:
    """Return fund → title of its sheet, a title that Excel takes and no other fund has."""
    found: dict[str, str] = {}
    for fund in funds:
        plain = _NOT_IN_TITLE.sub("-", f"{layout.BUDGET} {fund['id']}").strip(" '")
        title, number = _cut(plain, _LONGEST_TITLE), 1
        while layout.plain(title) in {layout.plain(other) for other in found.values()}:
            number += 1
            title = f"{_cut(plain, _LONGEST_TITLE - 4)} {number}"
        found[fund["id"]] = title
    return found


def _cut(text: str, size: int) -> str:
    """Return the beginning of a text, as long as Excel counts: in units of UTF-16."""
    start = text.encode("utf-16-le")[: 2 * size].decode("utf-16-le", "ignore")
    return start.strip(" '")


def _of(column: Column) -> Heading:
    message = in_words_of_sheets(column.hint)
    if column.choices and not message:
        message = "Choisissez dans la liste."
    if column.filled:
        message = f"À remplir. {message}".strip()
    width = _WIDTHS.get(column.name, 20)
    return Heading(column.name, layout.heading_of(column), width, message, column.choices)


class _Sheet:
    """A sheet with a title, headings and rows that are typed."""

    def __init__(self, book: Book, title: str, explanation: str) -> None:
        self.page: Page = book.page(title)
        self.page.value(0, 0, title, "title")
        self.page.sheet.set_row(0, 24)
        self.page.value(1, 0, explanation, "note")

    def write(
        self, headings: Sequence[Heading], rows: Sequence[Mapping[str, str]], frozen: int = 1
    ) -> None:
        """Write the headings, the rows, and room for more."""
        page, last = self.page, _HEADER + max(_REACHED, len(rows) + _READY)
        plain = page.book.styles.get("text", "@", text_wrap=True, valign="top")
        typed = page.book.styles.get("input", "@", text_wrap=True, valign="top")
        for column, heading in enumerate(headings):
            options = {"level": 1, "hidden": True} if heading.folded else {}
            page.sheet.set_column(column, column, heading.width, plain, options)
            page.value(_HEADER, column, heading.text, "header")
            _advise(page, column, heading, last)
        page.sheet.set_row(_HEADER, 32)
        for down in range(len(rows) + _READY):
            row = rows[down] if down < len(rows) else {}
            for column, heading in enumerate(headings):
                text = row.get(heading.key, "")
                if text:
                    page.sheet.write_string(
                        _HEADER + 1 + down, column, _checked(text, page.name), typed
                    )
                else:
                    page.sheet.write_blank(_HEADER + 1 + down, column, None, typed)
        page.sheet.freeze_panes(_HEADER + 1, frozen)
        # A target stays text: "98 %" keeps the form of the annex.
        page.sheet.ignore_errors(
            {"number_stored_as_text": span((_HEADER + 1, 0), (last, len(headings)))}
        )
        _print_set_up(page, (_HEADER, _HEADER))


def _advise(page: Page, column: int, heading: Heading, last: int) -> None:
    """Let a column say what it takes, and drop down its list."""
    area = (_HEADER + 1, column, last, column)
    advice: dict[str, Any] = {}
    if heading.message:
        advice = {"input_title": heading.text[:32], "input_message": _short(heading.message)}
    joined = ",".join(heading.choices)
    if (
        heading.choices
        and len(joined) <= _LONGEST_LIST
        and not any("," in choice for choice in heading.choices)
    ):
        page.sheet.data_validation(
            *area,
            {
                "validate": "list",
                "source": list(heading.choices),
                "error_title": heading.text[:32],
                "error_message": _LIST_ERROR,
                **advice,
            },
        )
    elif advice:
        page.sheet.data_validation(*area, {"validate": "any", **advice})


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST_MESSAGE else f"{text[: _LONGEST_MESSAGE - 1]}…"


def _checked(text: str, sheet: str) -> str:
    if len(text) > _LONGEST_TEXT:
        raise InvalidInput(
            "texte-trop-long",
            f"Feuille « {sheet} » : un texte de {len(text)} caractères ne tient pas dans une "
            f"cellule d'Excel ({_LONGEST_TEXT} au plus). Raccourcissez-le dans la table.",
        )
    return text


def _print_set_up(page: Page, repeated: tuple[int, int] | None) -> None:
    sheet = page.sheet
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.set_margins(left=0.4, right=0.4, top=0.75, bottom=0.7)
    sheet.fit_to_pages(1, 0)
    if repeated is not None:
        sheet.repeat_rows(*repeated)
    sheet.set_header(f'&L&"Calibri,Bold"{page.name.replace("&", "&&")}&R&F')
    sheet.set_footer("&R&8Page &P sur &N")


#: Keys of the description that have no line of their own.
_APART: Final = ("fonds", "textes", layout.BASE_YEARS)


def _write_about(book: Book, description: Mapping[str, Any], funds: Mapping[str, str]) -> None:
    page = book.page(layout.ABOUT)
    book.workbook.define_name(layout.MARK, f"={layout.ABOUT}!$A$1")
    page.columns((26, 60, 26, 14, 16, 24))
    page.value(0, 0, layout.ABOUT, "title")
    page.sheet.set_row(0, 24)
    page.value(1, 0, "Ce que la convention est, qui elle lie, les années et les fonds.", "note")
    row = _HEADER
    for key in [key for key in schema.DESCRIPTION_KEYS if key not in _APART]:
        label, value = layout.label_of(key), description.get(key)
        if key == layout.BASE_YEAR and value is None:
            value = description.get(layout.BASE_YEARS) or NO_BASE
        _about_line(page, row, label, _about_text(key, value), hint_of(key))
        row += 1
    for key, meaning in schema.TEXTS.items():
        hint = f"Facultatif : {meaning}, par exemple annexe 2."
        if key == layout.ANNEX:
            hint += " Sert de source aux indicateurs qui n'en ont pas."
        given = description.get("textes", {}).get(key, "")
        _about_line(page, row, layout.text_label(key), given, hint)
        row += 1
    _write_funds(page, row + 1, description.get("fonds", []), funds)
    page.sheet.freeze_panes(_HEADER, 1)
    _print_set_up(page, None)


def _about_line(page: Page, row: int, label: str, text: str, hint: str) -> None:
    page.value(row, 0, label, "heading")
    page.value(row, 1, _checked(text, page.name) or None, "input", "@", text_wrap=True)
    page.value(row, 2, hint, "note")
    page.height(row, ((60, text),))
    if hint:
        page.sheet.data_validation(
            row, 1, row, 1, {"validate": "any", "input_title": label, "input_message": _short(hint)}
        )


def _about_text(key: str, value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, list):
        if key in schema.YEARS_IN and value and value == list(range(value[0], value[-1] + 1)):
            return layout.span(value[0], value[-1])
        return join_list([str(part) for part in value])
    return str(value)


def _write_funds(
    page: Page, row: int, entries: Sequence[Mapping[str, str]], titles: Mapping[str, str]
) -> None:
    keys = list(layout.fund_keys())
    headings = [layout.fund_label(key) for key in keys]
    named = {fund: title for fund, title in titles.items() if title != f"{layout.BUDGET} {fund}"}
    if named:
        headings.append(layout.FUND_SHEET)
    page.headers(row, headings)
    for down in range(max(len(entries) + 4, 6)):
        entry = entries[down] if down < len(entries) else {}
        for column, key in enumerate(keys):
            page.value(row + 1 + down, column, entry.get(key), "input", "@", text_wrap=True)
        if named:
            page.value(row + 1 + down, len(keys), named.get(entry.get("id", "")), "input", "@")
    last = row + 40
    page.sheet.data_validation(
        row + 1,
        keys.index(schema.REGIME),
        last,
        keys.index(schema.REGIME),
        {"validate": "list", "source": list(schema.REGIMES), "error_message": _LIST_ERROR},
    )
    for column, message in enumerate(
        (
            f"Nom court du fonds. Sa feuille s'appelle « {layout.BUDGET} » suivi de ce nom.",
            "Titre imprimé au-dessus du tableau.",
            "Annexe où le budget est imprimé, par exemple annexe 3.",
            "Unité des montants : €, k€ ou M€.",
        )
    ):
        page.sheet.data_validation(
            row + 1,
            column,
            last,
            column,
            {"validate": "any", "input_title": headings[column], "input_message": message},
        )


def _write_indicators(book: Book, content: FormContent, grid: Grid) -> None:
    columns = list(grid.columns)
    if content.empty:
        columns = [f"{layout.BASELINE} {year}" for year in base_years_of(content.description)]
        columns += [f"{layout.AIM} {year}" for year in content.description["annees"]]
    by_name = {column.name: column for column in schema.INDICATORS.columns}
    first = [n for n in ("numéro", "parent", "thème", "libellé", "unité", "sens") if n in by_name]
    headings = [_of(by_name[name]) for name in first]
    headings += [Heading(key, key, 13, _VALUE_MESSAGE) for key in columns]
    last = [name for name in ("part", "composite") if name in by_name]
    headings += [_of(column) for name, column in by_name.items() if name not in (*first, *last)]
    read = {key for (_, key), text in grid.readings.items() if text}
    headings += [
        Heading(
            f"{layout.READING} {key}",
            _reading_text(key),
            13,
            _READING_MESSAGE,
            folded=key not in read,
        )
        for key in columns
    ]
    headings += [_of(by_name[name]) for name in last]
    rows = []
    for row in content.tables.get(schema.INDICATORS.file, ()):
        number = row.get("numéro", "")
        values = {key: grid.cells.get((number, key), "") for key in columns}
        readings = {
            f"{layout.READING} {key}": grid.readings.get((number, key), "") for key in columns
        }
        rows.append({**row, **values, **readings})
    sheet = _Sheet(
        book,
        layout.INDICATORS,
        "Une ligne par indicateur, une colonne par année. Recopiez chaque valeur telle qu'elle est "
        "imprimée ; une cellule vide dit que rien n'est imprimé.",
    )
    sheet.write(headings, rows, frozen=first.index("libellé") + 1)


_VALUE_MESSAGE: Final = (
    "Recopiez ce qui est imprimé, signe et unité compris : 98 %, < 5 %, 10 jours. Si c'est une "
    "phrase, recopiez-la et écrivez la valeur à lire dans la colonne « Lecture » de la même année."
)
_READING_MESSAGE: Final = (
    f"La valeur à lire quand le texte imprimé est une phrase, ou « {schema.NOT_A_FIGURE} »."
)


def _reading_text(key: str) -> str:
    kind, years = key.split(" ", 1)
    return f"{layout.READING} {years}" if kind == layout.AIM else f"{layout.READING} {key}"


def _write_fund(book: Book, content: FormContent, fund: str, title: str, grid: Grid) -> None:
    columns = list(grid.columns)
    if content.empty:
        years = [*base_years_of(content.description), *content.description["annees"]]
        columns = [*map(str, years), schema.TOTAL, schema.EVOLUTION]
    by_name = {c.name: c for c in schema.BUDGET_LINES.columns if c.name != "fonds"}
    first = ("libellé", "nature", "groupe", "rôle")
    headings = [_of(by_name[name]) for name in first]
    headings += [
        Heading(key, {schema.TOTAL: layout.TOTAL, schema.EVOLUTION: layout.EVOLUTION}.get(key, key),
                14, _AMOUNT_MESSAGE)
        for key in columns
    ]  # fmt: skip
    # What may stay empty comes last.
    rest = sorted((name for name in by_name if name not in first), key=lambda n: n == "clé")
    headings += [_of(by_name[name]) for name in rest]
    rows = []
    for row in content.tables.get(schema.BUDGET_LINES.file, ()):
        if row.get("fonds") == fund:
            key = row.get("clé", "")
            rows.append({**row, **{c: grid.cells.get((key, c), "") for c in columns}})
    sheet = _Sheet(
        book,
        title,
        "Une ligne par ligne imprimée, titres compris, dans l'unité du fonds. Les colonnes Clé, "
        "Parties et Source peuvent rester vides ; Parties dit ce qu'un total additionne.",
    )
    sheet.write(headings, rows)


_AMOUNT_MESSAGE: Final = "Recopiez le montant imprimé, dans l'unité du fonds : 1 012,4."
