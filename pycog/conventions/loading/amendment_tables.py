"""Reads what changes an agreement after its signature, and puts it into force."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping

from msgspec.structs import replace

from pycog.conventions.facts import schema
from pycog.conventions.facts.amendments import (
    Amendment,
    Neutralisation,
    citation_of_amendments,
)
from pycog.conventions.facts.convention import Convention
from pycog.conventions.facts.models import BudgetLine, Fund, Indicator, Printed
from pycog.conventions.loading.budget_tables import read_amount
from pycog.conventions.loading.description import Described
from pycog.conventions.loading.indicator_units import in_unit
from pycog.conventions.loading.tables import Faults, Row
from pycog.errors import InvalidInput
from pycog.lazy_patterns import regex
from pycog.targets import Target, parse_target
from pycog.values import fold, parse_date

_FILE = schema.AMENDMENTS.file
_YEARS = regex(r"(\d{4})(?: ?- ?(\d{4}))?")
#: Subject → the columns that say what is amended; the other ones stay empty.
_PLACES: Mapping[str, tuple[str, ...]] = {
    schema.AMENDED_TARGET: ("indicateur", "année"),
    schema.AMENDED_AMOUNT: ("fonds", "ligne", "année"),
    schema.AMENDED_RULE: (),
}


def read_neutralisations(
    about: Described, tables: dict[str, list[Row]], faults: Faults
) -> tuple[Neutralisation, ...]:
    """Return the years that are not judged, in the order of the file."""
    file = schema.NEUTRALISATIONS.file
    known = {row["numéro"] for row in tables[schema.INDICATORS.file]}
    found: list[Neutralisation] = []
    for row in tables[file]:
        if row["indicateur"] and row["indicateur"] not in known:
            faults.add(
                file,
                row.line,
                f"l'indicateur {row['indicateur']} n'est pas dans {schema.INDICATORS.file}. "
                "Corrigez son numéro, ou laissez la cellule vide pour tous les indicateurs.",
            )
        for year in row["année"]:
            if year not in about.years:
                faults.add(file, row.line, _outside(str(year), about, total=False))
            found.append(
                Neutralisation(
                    row["indicateur"], year, row["motif"], f"{about.short_title}, {row['source']}"
                )
            )
    return tuple(found)


def read_amendments(
    about: Described, tables: dict[str, list[Row]], faults: Faults
) -> tuple[Amendment, ...]:
    """Return what was amended, the oldest first; faults are collected."""
    found: list[tuple[Amendment, int]] = []
    for row in tables[_FILE]:
        before = len(faults.found)
        date, columns = _date(row, faults), _columns(about, row, faults)
        _check_place(about, tables, row, faults)
        if len(faults.found) > before or date is None:
            continue
        target = _target(row, faults) if row["objet"] == schema.AMENDED_TARGET else None
        found.append((_amendment(about, row, date, columns, target, faults), row.line))
    _refuse_same_day(found, faults)
    return tuple(sorted((one for one, _ in found), key=lambda one: one.date))


def _amendment(
    about: Described,
    row: Row,
    date: dt.date,
    columns: tuple[str, ...],
    target: Target | None,
    faults: Faults,
) -> Amendment:
    amount = None
    if row["objet"] == schema.AMENDED_AMOUNT:
        unit = next((fund.unit for fund in about.funds if fund.id == row["fonds"]), "")
        amount = read_amount(row["lecture"] or row["imprimé"], row.line, unit, faults, _FILE)
    return Amendment(
        reference=row["avenant"],
        date=date,
        subject=row["objet"],
        indicator=row["indicateur"],
        fund=row["fonds"],
        line=row["ligne"],
        columns=columns,
        printed=row["imprimé"],
        reading=row["lecture"],
        target=target,
        amount=amount,
        citation=", ".join(
            filter(
                None,
                (
                    about.short_title,
                    f"avenant {row['avenant']} du {date:%d/%m/%Y}",
                    row["source"],
                ),
            )
        ),
        note=row["note"],
    )


def _date(row: Row, faults: Faults) -> dt.date | None:
    try:
        return parse_date(row["date"], "la date d'effet")
    except InvalidInput as error:
        faults.add_error(_FILE, row.line, error)
        return None


def _columns(about: Described, row: Row, faults: Faults) -> tuple[str, ...]:
    """Return the years that a row covers, or the total of an amount."""
    text, is_amount = row["année"], row["objet"] == schema.AMENDED_AMOUNT
    if not text:
        return ()
    if is_amount and fold(text) == schema.TOTAL:
        return (schema.TOTAL,)
    match = _YEARS.fullmatch(text)
    first, last = (int(match[1]), int(match[2] or match[1])) if match else (1, 0)
    if first > last:
        faults.add(
            _FILE,
            row.line,
            f"la colonne « année » contient « {text} ». Ce n'est pas une année. "
            f"{_column_hint('année')}",
        )
        return ()
    years = tuple(str(year) for year in range(first, last + 1))
    allowed = {str(year) for year in (about.known_years if is_amount else about.years)}
    for year in years:
        if year not in allowed:
            faults.add(_FILE, row.line, _outside(year, about, total=is_amount))
            return ()
    return years


def _outside(year: str, about: Described, *, total: bool) -> str:
    allowed = f"{about.years[0]} à {about.years[-1]}" if len(about.years) > 1 else about.years[0]
    bases = "".join(f", {base}" for base in about.baseline_years)
    more = f"{bases}, ou « {schema.TOTAL} »" if total else ""
    return (
        f"l'année {year} est hors de la convention. Années admises : {allowed}{more}. Si un "
        f"avenant la prolonge, ajoutez l'année à « annees » dans {schema.DESCRIPTION}."
    )


def _column_hint(name: str) -> str:
    return next(column.hint for column in schema.AMENDMENTS.columns if column.name == name)


def _check_place(about: Described, tables: dict[str, list[Row]], row: Row, faults: Faults) -> None:
    """Refuse a row that does not say what it amends, or names what does not exist."""
    needed = _PLACES[row["objet"]]
    for name in needed:
        if not row[name]:
            faults.add(_FILE, row.line, f"la colonne « {name} » est vide. {_column_hint(name)}")
    for name in ("indicateur", "fonds", "ligne", "année"):
        if row[name] and name not in needed and row["objet"] != schema.AMENDED_RULE:
            faults.add(
                _FILE,
                row.line,
                f"la colonne « {name} » ne sert pas à l'objet « {row['objet']} ». Videz la "
                "cellule, ou corrigez l'objet.",
            )
    indicators = {one["numéro"] for one in tables[schema.INDICATORS.file]}
    if row["indicateur"] and row["indicateur"] not in indicators:
        faults.add(
            _FILE,
            row.line,
            f"l'indicateur {row['indicateur']} n'est pas dans {schema.INDICATORS.file}. Ajoutez-le"
            ", ou corrigez son numéro.",
        )
    _check_line(about, tables, row, faults)


def _check_line(about: Described, tables: dict[str, list[Row]], row: Row, faults: Faults) -> None:
    funds = [fund.id for fund in about.funds]
    if row["fonds"] and row["fonds"] not in funds:
        faults.add(
            _FILE,
            row.line,
            f"le fonds « {row['fonds']} » n'est pas décrit dans {schema.DESCRIPTION}. Fonds "
            f"décrits : {', '.join(funds) or 'aucun'}.",
        )
    elif row["fonds"] and row["ligne"]:
        lines = {
            line["clé"]: line
            for line in tables[schema.BUDGET_LINES.file]
            if line["fonds"] == row["fonds"]
        }
        line = lines.get(row["ligne"])
        if line is None:
            faults.add(
                _FILE,
                row.line,
                f"la ligne « {row['ligne']} » du fonds « {row['fonds']} » n'est pas dans "
                f"{schema.BUDGET_LINES.file}. Ajoutez-la, ou corrigez sa clé.",
            )
        elif line["rôle"] == "titre":
            faults.add(
                _FILE,
                row.line,
                f"la ligne « {row['ligne']} » est un titre : elle ne porte pas de montant.",
            )


def _target(row: Row, faults: Faults) -> Target | None:
    """Return the new target, ``None`` where it is said to hold no figure."""
    text = row["lecture"] or row["imprimé"]
    if text == schema.NOT_A_FIGURE:
        return None
    try:
        return parse_target(text, "la valeur")
    except InvalidInput as error:
        faults.add_error(
            _FILE,
            row.line,
            error,
            "Si le passage n'a pas cette forme, écrivez dans la colonne « lecture » la valeur à "
            f"lire, ou « {schema.NOT_A_FIGURE} ».",
        )
        return None


def _refuse_same_day(found: Iterable[tuple[Amendment, int]], faults: Faults) -> None:
    """Refuse two values of one day for one cell: nothing says which of them is in force."""
    seen: dict[tuple[str, str, str, str, dt.date], int] = {}
    for one, line in found:
        if one.subject == schema.AMENDED_RULE:
            continue
        for column in one.columns:
            place = one.indicator, one.fund, one.line, column, one.date
            first = seen.setdefault(place, line)
            if first == line:
                continue
            what = f"l'indicateur {one.indicator}" if one.indicator else f"la ligne « {one.line} »"
            faults.add(
                _FILE,
                line,
                f"{what} a déjà une nouvelle valeur pour {column} le {one.date:%d/%m/%Y}, "
                f"{faults.at(_FILE, first)}. Gardez celle qui s'applique, ou corrigez "
                "l'une des dates.",
            )
            break


def in_force(signed: Convention, amendments: tuple[Amendment, ...]) -> Convention:
    """Return a convention with its amendments applied, the latest one last.

    Args:
        signed: The convention as signed.
        amendments: What was amended, the oldest first.

    Returns:
        The convention in force, which keeps ``signed``; the same one without amendments.
    """
    if not amendments:
        return signed
    return replace(
        signed,
        amendments=amendments,
        signed=signed,
        indicators={
            number: _amended_indicator(
                indicator, tuple(one for one in amendments if one.indicator == number)
            )
            for number, indicator in signed.indicators.items()
        },
        funds={
            key: _amended_fund(fund, tuple(one for one in amendments if one.fund == key))
            for key, fund in signed.funds.items()
        },
    )


def _amended_indicator(indicator: Indicator, amendments: tuple[Amendment, ...]) -> Indicator:
    targets = dict(indicator.targets)
    changing = tuple(one for one in amendments if one.subject == schema.AMENDED_TARGET)
    for one in changing:
        target = one.target or parse_target(None)
        new = in_unit(Printed(one.printed, target, one.citation, one.name), indicator.unit)
        targets.update({int(column): new for column in one.columns})
    citation = f"{indicator.citation}{citation_of_amendments(changing)}"
    return replace(indicator, targets=targets, citation=citation)


def _amended_fund(fund: Fund, amendments: tuple[Amendment, ...]) -> Fund:
    changing = tuple(one for one in amendments if one.subject == schema.AMENDED_AMOUNT)
    if not changing:
        return fund
    return replace(
        fund,
        lines=tuple(
            _amended_line(line, tuple(one for one in changing if one.line == line.key))
            for line in fund.lines
        ),
        citation=f"{fund.citation}{citation_of_amendments(changing)}",
    )


def _amended_line(line: BudgetLine, amendments: tuple[Amendment, ...]) -> BudgetLine:
    if not amendments:
        return line
    amounts, printed, amended = dict(line.amounts), dict(line.printed), dict(line.amended)
    for one in amendments:
        for column in one.columns:
            amounts[column], printed[column] = one.amount, one.printed
            amended[column] = one.name
    citation = f"{line.citation}{citation_of_amendments(amendments)}"
    return replace(line, amounts=amounts, printed=printed, amended=amended, citation=citation)
