"""Builds the funds of a convention from its two budget tables."""

from __future__ import annotations

from pycog.arithmetic import convert_amount
from pycog.conventions.facts import schema
from pycog.conventions.facts.models import BudgetLine, Fund
from pycog.conventions.loading.description import Described, FundEntry
from pycog.conventions.loading.tables import Faults, Row
from pycog.errors import InvalidInput
from pycog.values import fold, is_blank, parse_number

#: (fund, line) → column → (line in the file, text as printed).
_Cells = dict[tuple[str, str], dict[str, tuple[int, str]]]
_LINES, _AMOUNTS = schema.BUDGET_LINES.file, schema.BUDGET_AMOUNTS.file
#: Printed instead of an evolution that has no meaning ("non significatif").
NOT_SIGNIFICANT = "NS"
#: Key of the evolution column in ``BudgetLine.printed``.
EVOLUTION_KEY = "evolution"


def read_funds(about: Described, tables: dict[str, list[Row]], faults: Faults) -> dict[str, Fund]:
    """Return the funds by id, lines in the order of the file; faults are collected."""
    known = {(row["fonds"], row["clé"]): row for row in tables[_LINES]}
    entries = {entry.id: entry for entry in about.funds}
    cells = _cells(about, tables[_AMOUNTS], known, faults)
    lines: dict[str, list[BudgetLine]] = {fund: [] for fund in entries}
    for row in tables[_LINES]:
        entry = entries.get(row["fonds"])
        if entry is None:
            faults.add(
                _LINES,
                row.line,
                f"le fonds « {row['fonds']} » n'est pas décrit dans "
                f"{schema.DESCRIPTION}. Fonds décrits : {', '.join(entries) or 'aucun'}.",
            )
            continue
        _check_links(row, known, faults)
        lines[entry.id].append(_line(about, entry, row, cells, faults))
    return {
        entry.id: Fund(
            id=entry.id,
            title=entry.title,
            annex=entry.annex,
            unit=entry.unit,
            regime=entry.regime,
            lines=tuple(lines[entry.id]),
            citation=f"{about.short_title}, {entry.annex}",
        )
        for entry in about.funds
    }


def _cells(
    about: Described, rows: list[Row], known: dict[tuple[str, str], Row], faults: Faults
) -> _Cells:
    columns = {fold(name): name for name in (*map(str, about.known_years), schema.TOTAL)}
    columns[fold(schema.EVOLUTION)] = EVOLUTION_KEY
    found: _Cells = {}
    for row in rows:
        place = row["fonds"], row["ligne"]
        column = columns.get(fold(row["colonne"]))
        line = known.get(place)
        if line is None:
            faults.add(
                _AMOUNTS,
                row.line,
                f"la ligne « {row['ligne']} » du fonds « {row['fonds']} » n'est pas dans {_LINES}.",
            )
        elif line["rôle"] == "titre":
            faults.add(
                _AMOUNTS,
                row.line,
                f"la ligne « {row['ligne']} » est un titre : elle ne porte pas de montant.",
            )
        elif column is None:
            faults.add(
                _AMOUNTS,
                row.line,
                f"la colonne « {row['colonne']} » n'est pas admise. Écrivez "
                f"{''.join(f'{year}, ' for year in about.baseline_years)}"
                f"{about.years[0]} à {about.years[-1]}, « {schema.TOTAL} » "
                f"ou « {schema.EVOLUTION} ».",
            )
        else:
            found.setdefault(place, {})[column] = (row.line, row["imprimé"])
    return found


def _check_links(row: Row, known: dict[tuple[str, str], Row], faults: Faults) -> None:
    links = [("parties", key) for key in row["parties"]]
    if row["équilibre"]:
        links.append(("équilibre", row["équilibre"]))
    for column, key in links:
        if key == row["clé"] or (row["fonds"], key) not in known:
            why = "elle-même" if key == row["clé"] else "une ligne inconnue du même fonds"
            faults.add(
                _LINES,
                row.line,
                f"la colonne « {column} » contient « {key} », {why}. Écrivez la "
                "clé d'une autre ligne du fonds.",
            )


def _line(
    about: Described, entry: FundEntry, row: Row, cells: _Cells, faults: Faults
) -> BudgetLine:
    printed_cells = cells.get((entry.id, row["clé"]), {})
    amounts: dict[str, float | None] = {}
    printed: dict[str, str] = {}
    if row["rôle"] != "titre":
        for column in (*about.known_years, schema.TOTAL, EVOLUTION_KEY):
            line, text = printed_cells.get(str(column), (row.line, ""))
            printed[str(column)] = text
            if column == EVOLUTION_KEY:
                _check_evolution(text, line, faults)
            else:
                amounts[str(column)] = read_amount(text, line, entry.unit, faults)
    return BudgetLine(
        key=row["clé"],
        label=row["libellé"],
        fund=entry.id,
        nature=row["nature"],
        group=row["groupe"],
        role=row["rôle"],
        parts=row["parties"],
        balances=row["équilibre"] or None,
        amounts=amounts,
        printed=printed,
        citation=f"{about.short_title}, {row['source']}, ligne « {row['libellé']} »",
        note=row["note"],
    )


def read_amount(
    text: str, line: int, unit: str, faults: Faults, file: str = _AMOUNTS
) -> float | None:
    """Return a printed amount in the unit of its fund; ``None`` if blank or unreadable."""
    if is_blank(text):
        return None
    try:
        number = parse_number(text)
    except InvalidInput as error:
        faults.add_error(file, line, error)
        return None
    if number.unit == "€":
        # « 1 021,5 M€ » is read as euros; the table counts in the unit of its fund.
        return convert_amount(number.value, "€", unit)
    if number.unit:
        faults.add(
            file,
            line,
            f"le montant « {text} » est en {number.unit} alors que le fonds compte en {unit}.",
        )
        return None
    return number.value


def _check_evolution(text: str, line: int, faults: Faults) -> None:
    if is_blank(text) or text == NOT_SIGNIFICANT:
        return
    try:
        if parse_number(text).unit == "%":
            return
    except InvalidInput:
        pass
    faults.add(
        _AMOUNTS,
        line,
        f"l'évolution « {text} » est illisible. Écrivez un pourcentage, par "
        f"exemple 6,18%, « {NOT_SIGNIFICANT} », ou rien.",
    )
