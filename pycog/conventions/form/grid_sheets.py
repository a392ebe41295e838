"""Reads the two grids of a form: the values of the indicators, and the amounts of a fund.

A cell of a grid that is empty is an empty cell of the printed table, and a row of its own:
that is how the folders of tables have it too. :data:`layout.ABSENT` says that there is no
such row at all.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from pycog.conventions.facts import schema
from pycog.conventions.form import layout
from pycog.conventions.form.about_sheet import About
from pycog.conventions.form.blocks_of_cells import Block, BlockRow, find_block
from pycog.conventions.form.cell_text import CellText, french
from pycog.conventions.form.form_cells import FormSheet, place
from pycog.conventions.form.form_faults import FormFaults, RowPlace
from pycog.conventions.form.form_rows import FormRows, key_column, label_text, new_key
from pycog.conventions.form.form_tables import covered
from pycog.conventions.form.line_keys import named_keys
from pycog.errors import InvalidInput
from pycog.targets import DELAY_UNITS, parse_target
from pycog.values import excerpt, fold

_VALUE_KEY: Final = re.compile(rf"({layout.AIM}|{layout.BASELINE}) (\d{{4}}(?:-\d{{4}})?)")
_ROLES: Final = {layout.AIM: schema.TARGET, layout.BASELINE: schema.ACTUAL}
_AMOUNT_WORDS: Final = ("", "budget", "montant", "montants", "exercice", "annee", "credits")
#: Words of the units in which a date is a value.
_DATED: Final = ("date", "echeance")
#: Above it a bare number is no ratio.
_LARGEST_RATIO: Final = 1.5
_LINES: Final = schema.BUDGET_LINES
_FUND_COLUMN: Final = "fonds"
#: Indicators that are named where a column is missing; the others are not.
_NAMED: Final = 5


def value_key(heading: str, years: tuple[int, ...], base_years: tuple[int, ...]) -> str | None:
    """Return the key of a heading of the indicators, ``None`` for another heading."""
    column = layout.column_of(heading, schema.INDICATORS.columns)
    if column is not None:
        return column
    found = layout.value_heading(heading)
    if found is None:
        return None
    what, span = found
    if what in ("", layout.READING):
        year = int(span[:4])
        if years and year not in years and year not in base_years:
            return None
        kind = layout.BASELINE if year in base_years and year not in years else layout.AIM
        what = f"{what} {kind}".strip()
    return f"{what} {span}"


@dataclass(frozen=True, slots=True)
class Owned:
    """The places of a grid that a plain sheet fills: (indicator, role, years) or the like."""

    places: frozenset[tuple[str, ...]]


def read_indicators(sheet: FormSheet, about: About, rows: FormRows, owned: Owned) -> bool:
    """Read the sheet of the indicators; return whether its headings were found."""
    faults, columns = rows.faults, schema.INDICATORS.columns
    expected = [layout.heading_of(column) for column in columns if column.needed]
    expected += [f"{layout.BASELINE} {year}" for year in about.base_years]
    expected += [f"{layout.AIM} {year}" for year in about.years]
    optional = [layout.heading_of(column) for column in columns if not column.needed]
    needed = [c.name for c in columns if c.needed and c.name != "source"]
    block = find_block(
        sheet,
        lambda heading: value_key(heading, about.years, about.base_years),
        faults,
        expected=[*expected, *optional],
        needed=needed,
    )
    if block is None:
        return False
    values = _values(block, about, faults)
    names = {column.name: column.name for column in columns}
    if any(name not in block.columns for name in needed):
        faults.unread.add(schema.INDICATORS.file)
        return True
    seen: set[str] = set()
    holes: dict[int, list[str]] = {}
    for row in block.rows:
        number = row.text("numéro")
        if len(row.cells) == 1:
            faults.in_cell(
                sheet.title,
                block.cell(row, next(iter(row.cells))),
                "cette ligne n'a qu'une cellule remplie. Si c'est un thème, écrivez-le dans la "
                "colonne « Thème » de chaque indicateur ; sinon complétez l'indicateur.",
            )
            continue
        if not number and not (row.cells.get("numéro") and row.cells["numéro"].fault):
            faults.in_cell(
                sheet.title,
                block.cell(row, "numéro"),
                "le numéro de l'indicateur manque. Recopiez le numéro imprimé ; si cette ligne est "
                "un titre ou une remarque, écrivez-la hors du tableau (un thème s'écrit dans la "
                "colonne « Thème »).",
            )
            continue
        if rows.report_faults(block, row, names):
            faults.dropped.update(filter(None, [number]))
            continue
        source = row.text("source") or _source(block, row, about, number, faults)
        cells = {**{name: row.text(name) for name in names}, "source": source}
        rows.add(schema.INDICATORS, cells, block.place_of(row, "numéro", names, {}))
        if number in seen:
            continue  # told once, rather than year by year
        seen.add(number)
        # What is said not to be given says nothing of a longer span either.
        filled = [
            key
            for key in values
            if row.text(key) not in ("", layout.ABSENT) or row.text(f"{layout.READING} {key}")
        ]
        told = [
            key
            for key in values
            if key in filled or row.text(key) == layout.ABSENT or not covered(key, filled)
        ]
        for key in told:
            _add_value(block, row, key, cells, rows, owned)
        _tell_natures(block, row, told, cells["unité"], faults)
        for year in _untold(filled, told, about.years):
            if (number, schema.TARGET, str(year)) not in owned.places:
                holes.setdefault(year, []).append(number)
    _tell_holes(block, holes, faults)
    return True


def _untold(filled: list[str], told: list[str], years: tuple[int, ...]) -> Iterator[int]:
    """Yield the years of a row that no column says anything of, where others of it do."""
    aims = [key for key in told if key.startswith(f"{layout.AIM} ")]
    if not set(aims) & set(filled):
        return
    said = set[int]()
    for key in aims:
        span = layout.years_of(key.removeprefix(layout.AIM))
        said.update(range(span[0], span[1] + 1) if span else ())
    yield from (year for year in years if year not in said)


def _tell_holes(block: Block, holes: dict[int, list[str]], faults: FormFaults) -> None:
    """Tell a year that lost its column, where longer spans of other rows hide the loss."""
    if block.has_bad_headings(faults):
        return
    for year, numbers in sorted(holes.items()):
        name = f"{layout.AIM} {year}"
        if name in block.columns:
            continue
        faults.in_cell(
            block.sheet.title,
            f"{block.header}:{block.header}",
            f"il manque la colonne « {name} » : rien ne dit la cible {year} de "
            f"{', '.join(numbers[:_NAMED])}{' …' * (len(numbers) > _NAMED)}. Ajoutez-la ; une "
            "cellule vide dit que rien n'est imprimé.",
        )


def _source(block: Block, row: BlockRow, about: About, number: str, faults: FormFaults) -> str:
    if about.annex or not about.has_sheet:
        return f"{about.annex}, indicateur {number}"
    if not any(fault.sheet == layout.ABOUT and _NO_SOURCE in fault.text for fault in faults.found):
        faults.in_cell(
            layout.ABOUT,
            "",
            f"{_NO_SOURCE} l'indicateur {number} ({block.sheet.title}, {block.cell(row, 'source')})"
            f" est imprimé. Remplissez la ligne « {layout.ANNEX_LABEL} », par exemple "
            "« annexe 2 », ou la colonne « Source ».",
        )
    return "?"


_NO_SOURCE: Final = "rien ne dit où"


def _values(block: Block, about: About, faults: FormFaults) -> list[str]:
    """Return the keys of the columns of values; those of a wrong year are told."""
    found: list[str] = []
    given: set[int] = set()
    for key in block.columns:
        match = _VALUE_KEY.fullmatch(key)
        if match is None:
            continue
        years = layout.years_of(match[2])
        assert years is not None  # the expression says so
        span = range(years[0], years[1] + 1)
        allowed = about.years if match[1] == layout.AIM else about.base_years
        if set(span) <= set(allowed):
            found.append(key)
            given.update(span if match[1] == layout.AIM else ())
        else:
            known = ", ".join(map(str, allowed))
            faults.in_cell(
                block.sheet.title,
                place(block.header, block.columns[key]),
                f"la colonne « {excerpt(block.headings[key])} » est hors de la convention. "
                f"{match[1]} : {known}. Corrigez l'intitulé, ou les années de la feuille "
                f"« {layout.ABOUT} ».",
            )
    _tell_orphans(block, found, faults)
    missing = [year for year in about.years if year not in given]
    if missing and given and not block.has_bad_headings(faults):
        faults.in_cell(
            block.sheet.title,
            f"{block.header}:{block.header}",
            "il manque "
            + ", ".join(f"la colonne « {layout.AIM} {year} »" for year in missing)
            + ". Ajoutez-la ; une cellule vide dit que rien n'est imprimé.",
        )
    return found


def _tell_orphans(block: Block, values: list[str], faults: FormFaults) -> None:
    for key, column in block.columns.items():
        of_value = key.removeprefix(f"{layout.READING} ")
        filled = any(row.text(key) for row in block.rows)
        if of_value != key and of_value not in values and filled:
            faults.in_cell(
                block.sheet.title,
                place(block.header, column),
                f"la colonne « {excerpt(block.headings[key])} » ne va avec aucune colonne de "
                f"valeurs. Écrivez par exemple « {layout.READING} 2024 » à côté de "
                f"« {layout.AIM} 2024 ».",
            )


def _add_value(
    block: Block,
    row: BlockRow,
    key: str,
    indicator: dict[str, str],
    rows: FormRows,
    owned: Owned,
) -> None:
    match = _VALUE_KEY.fullmatch(key)
    assert match is not None  # _values gives no others
    reading = f"{layout.READING} {key}"
    names = {"imprimé": key, "lecture": reading}
    if rows.report_faults(block, row, names):
        return
    for named in names.values():
        _tell_bare(block, row, named, indicator["unité"], rows.faults)
    printed, read = row.text(key), row.text(reading)
    role, number = _ROLES[match[1]], indicator["numéro"]
    if printed == layout.ABSENT or (
        not printed and not read and (number, role, match[2]) in owned.places
    ):
        return
    cells = {
        "indicateur": number,
        "année": match[2],
        "lieu": schema.ANNEX,
        "rôle": role,
        "imprimé": printed,
        "lecture": read,
        "source": indicator["source"],
    }
    headings = {"imprimé": block.headings[key], "lecture": _reading_heading(block, key, match[2])}
    where = block.place_of(row, key, {**names, "indicateur": "numéro", "année": key}, headings)
    texts = {cell: text for cell, text in where.texts.items() if cell != where.cells["indicateur"]}
    where = RowPlace(where.sheet, where.main, where.cells, texts, headings)
    rows.add(schema.STATEMENTS, cells, where)


def _reading_heading(block: Block, key: str, years: str) -> str:
    return block.headings.get(f"{layout.READING} {key}", f"{layout.READING} {years}")


def _tell_natures(
    block: Block, row: BlockRow, keys: list[str], unit: str, faults: FormFaults
) -> None:
    """Tell a delay where the unit is per cent, a rate where it is days: the value or the unit."""
    filled = {key: cell for key in keys if (cell := row.cells.get(key)) and cell.text}
    natures = {key: nature for key, cell in filled.items() if (nature := _other_nature(cell, unit))}
    # Where no value is of the unit, the unit is the slip, and it is told once.
    whole = len(natures) == len(filled) > 1
    for key, nature in list(natures.items())[: 1 if whole else None]:
        faults.in_cell(
            block.sheet.title,
            block.cell(row, "unité" if whole else key),
            f"« {excerpt(filled[key].text)} » est un {nature} alors que l'unité est « {unit} ». "
            "Corrigez l'une des deux ; si la convention imprime les deux ainsi, laissez l'unité "
            "vide.",
        )


def _other_nature(cell: CellText, unit: str) -> str:
    """Return what a value is where its indicator is of the other of rates and delays."""
    rate, delay = unit == "%", unit in DELAY_UNITS
    if not (rate or delay) or cell.is_date or cell.bare is not None:
        return ""
    try:
        kind = parse_target(cell.text).kind
    except InvalidInput:
        return ""  # it is told with what can be written
    if rate and kind == "delay":
        return "délai"
    return "taux" if delay and kind == "rate" else ""


def _tell_bare(block: Block, row: BlockRow, key: str, unit: str, faults: FormFaults) -> None:
    """Ask back a number without per cent sign where per cent are due, and an odd date."""
    cell = row.cells.get(key)
    if cell is not None and cell.is_date and not any(word in fold(unit) for word in _DATED):
        faults.in_cell(
            block.sheet.title,
            block.cell(row, key),
            f"la cellule contient une date, {cell.text}, alors que l'unité est « {unit} ». Si "
            "Excel l'a faite de votre saisie, mettez la cellule au format Texte et recopiez ce "
            "qui est imprimé.",
        )
    if cell is None or cell.bare is None or unit != "%":
        return
    number = cell.bare
    as_typed, as_ratio = french(number), french(number.scaleb(2))
    either = (
        f"Écrivez « {as_ratio} % » ou « {as_typed} % », selon ce qui est imprimé"
        if abs(number) <= _LARGEST_RATIO
        else f"Écrivez « {as_typed} % » si c'est ce qui est imprimé"
    )
    faults.in_cell(
        block.sheet.title,
        block.cell(row, key),
        f"la cellule contient le nombre {as_typed} alors que l'unité est %. {either}, dans une "
        "cellule au format Texte.",
    )


def amount_key(heading: str, base_years: tuple[int, ...], years: tuple[int, ...]) -> str | None:
    """Return the key of a heading of a budget, ``None`` for another heading."""
    said = layout.plain(heading)
    for name in (schema.TOTAL, schema.EVOLUTION):
        if said == layout.plain(name):
            return name
    if said in ("evolution en %", "evolution %", "evol"):
        return schema.EVOLUTION
    columns = [column for column in _LINES.columns if column.name != _FUND_COLUMN]
    column = layout.column_of(heading, columns)
    if column is not None:
        return column
    words, _, last = said.rpartition(" ")
    if last.isdigit() and len(last) == 4 and (words in _AMOUNT_WORDS or words == "realise"):
        return last
    return None


def read_fund(
    sheet: FormSheet, fund: dict[str, str], about: About, rows: FormRows, owned: Owned
) -> bool:
    """Read the sheet of a fund; return whether its headings were found."""
    faults = rows.faults
    columns = [column for column in _LINES.columns if column.name != _FUND_COLUMN]
    years = [str(year) for year in (*about.base_years, *about.years)]
    derived = key_column(_LINES)
    spare = {"source", derived.name if derived else ""}
    needed = [c.name for c in columns if c.needed and c.name not in spare]
    block = find_block(
        sheet,
        lambda heading: amount_key(heading, about.base_years, about.years),
        faults,
        expected=[*(layout.heading_of(c) for c in columns), *years, layout.TOTAL, layout.EVOLUTION],
        needed=needed,
    )
    if block is None:
        return False
    if any(name not in block.columns for name in needed):
        faults.unread.add(_LINES.file)
        return True
    amounts = [key for key in block.columns if _is_amount(key)]
    for key in [key for key in amounts if key.isdigit() and key not in years]:
        amounts.remove(key)
        faults.in_cell(
            sheet.title,
            place(block.header, block.columns[key]),
            f"l'année {key} est hors de la convention. Années admises : {', '.join(years)}.",
        )
    _tell_missing_years(block, amounts, about, faults)
    keyed = _keys(block)
    for row, key in zip(block.rows, keyed, strict=True):
        _add_line(block, row, key, fund, keyed, rows)
        for column in amounts:
            _add_amount(block, row, key, column, fund["id"], rows, owned)
    return True


def _is_amount(key: str) -> bool:
    return key.isdigit() or key in (schema.TOTAL, schema.EVOLUTION)


def _tell_missing_years(block: Block, amounts: list[str], about: About, faults: FormFaults) -> None:
    missing = [str(year) for year in about.years if str(year) not in amounts]
    if missing and amounts and not block.has_bad_headings(faults):
        faults.in_cell(
            block.sheet.title,
            f"{block.header}:{block.header}",
            f"il manque la colonne {', '.join(missing)}. Ajoutez-la ; une cellule vide dit que "
            "rien n'est imprimé.",
        )


def _keys(block: Block) -> list[str]:
    """Return the key of each line: as typed, else made of its label."""
    derived = key_column(_LINES)
    assert derived is not None  # the schema has labels and keys
    taken = {row.text(derived.name) for row in block.rows}
    return [
        row.text(derived.name)
        or new_key(label_text({"libellé": row.text("libellé")}), derived, taken)
        for row in block.rows
    ]


def _add_line(
    block: Block,
    row: BlockRow,
    key: str,
    fund: dict[str, str],
    keys: list[str],
    rows: FormRows,
) -> None:
    names = {c.name: c.name for c in _LINES.columns if c.name != _FUND_COLUMN}
    if rows.report_faults(block, row, names):
        rows.faults.dropped.update(filter(None, [key]))
        return
    cells = {name: row.text(name) for name in names}
    for named in ("parties", "équilibre"):
        cells[named] = named_keys(block, row, named, keys, rows.faults)
    cells |= {_FUND_COLUMN: fund["id"], "clé": key, "source": cells["source"] or fund["annexe"]}
    rows.add(_LINES, cells, block.place_of(row, "libellé", names, {}))


def _add_amount(
    block: Block,
    row: BlockRow,
    key: str,
    column: str,
    fund: str,
    rows: FormRows,
    owned: Owned,
) -> None:
    if rows.report_faults(block, row, {column: column}) or not key:
        return
    cell = row.cells.get(column, CellText(""))
    if cell.text == layout.ABSENT:
        return
    if not cell.text and (row.text("rôle") == "titre" or (fund, key, column) in owned.places):
        return
    cells = {_FUND_COLUMN: fund, "ligne": key, "colonne": column, "imprimé": cell.text}
    names = {"imprimé": column, "colonne": column}
    where = block.place_of(row, column, names, {"imprimé": block.headings[column]})
    rows.add(schema.BUDGET_AMOUNTS, cells, where)
