"""Builds a :class:`~pycog.conventions.facts.models.Convention` from its tables.

Nothing is read before it is asked for, and nothing half-read is handed out: a
convention loads whole or not at all.
"""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

from pycog.conventions.facts import schema
from pycog.conventions.facts.convention import Convention
from pycog.conventions.facts.models import (
    Indicator,
    ObjectiveSheet,
    Printed,
    ReadFinding,
    Statement,
)
from pycog.conventions.loading.amendment_tables import (
    in_force,
    read_amendments,
    read_neutralisations,
)
from pycog.conventions.loading.budget_rule_table import read_rules
from pycog.conventions.loading.budget_tables import read_funds
from pycog.conventions.loading.composites import read_shares
from pycog.conventions.loading.description import Described, read_description
from pycog.conventions.loading.figure_table import read_figures
from pycog.conventions.loading.follow_up_tables import read_follow_ups, read_ratios
from pycog.conventions.loading.indicator_numbers import settle_numbers
from pycog.conventions.loading.indicator_units import in_unit
from pycog.conventions.loading.milestone_entries import read_milestones
from pycog.conventions.loading.relation_table import read_relations
from pycog.conventions.loading.scorecard_tables import read_scorecards
from pycog.conventions.loading.shared_body_table import read_bodies
from pycog.conventions.loading.stand_in_years import with_years
from pycog.conventions.loading.tables import (
    Faults,
    FolderSource,
    Row,
    Source,
    known_files,
    read_table,
)
from pycog.errors import InvalidInput
from pycog.targets import Target, parse_target

#: A convention has at least one of these tables.
_SUBJECTS = (schema.INDICATORS, schema.BUDGET_LINES, schema.SCORECARDS, schema.FIGURES)


def load_folder(folder: Path) -> Convention:
    """Read one convention folder.

    Args:
        folder: The folder that holds ``convention.toml`` and the tables. Tables may be
            absent, but not the indicators, the budget, the scorecards and the key
            figures together.

    Raises:
        InvalidConvention: ``convention-invalide``; the message gives every fault with
            its file, its line and what is allowed.
    """
    return load_source(FolderSource(folder))


def load_source(source: Source) -> Convention:
    """Read a convention from wherever its tables stand.

    Args:
        source: Gives the description and the tables as text.

    Raises:
        InvalidConvention: As :func:`load_folder`; in a workbook the faults give sheet and cell.
    """
    faults = source.faults()
    source.check(faults)
    about = read_description(source, faults)
    tables = {table.file: read_table(source, table, faults) for table in schema.TABLES}
    if about is None:
        raise faults.error()
    if not faults.found and not any(tables[table.file] for table in _SUBJECTS):
        faults.add(
            schema.DESCRIPTION,
            None,
            "le dossier n'a ni indicateur, ni ligne de budget, ni "
            f"barème, ni chiffre clé. Ajoutez une table parmi {', '.join(known_files())}.",
        )
    if not about.years:
        about = with_years(about, tables)
    # What is read of a source with faults only serves to tell all of them at once.
    faults.passes_echoes = bool(faults.found)
    convention = _convention(source.path, about, tables, faults)
    if faults.found:
        raise faults.error()
    return convention


def _convention(
    path: Path, about: Described, tables: dict[str, list[Row]], faults: Faults
) -> Convention:
    settle_numbers(tables, faults)
    _settle_sheets(tables)
    statements = _statements(about, tables, faults)
    funds = read_funds(about, tables, faults)
    figures = read_figures(about, tables[schema.FIGURES.file], faults)
    convention = Convention(
        **about.described(),
        indicators=_indicators(about, tables[schema.INDICATORS.file], statements, faults),
        sheets=_sheets(about, tables[schema.SHEETS.file]),
        follow_ups=read_follow_ups(about, tables, faults),
        ratios=read_ratios(about, tables, faults),
        milestones=read_milestones(about, tables, faults),
        funds=funds,
        rules=read_rules(about, tables[schema.BUDGET_RULES.file], funds, faults),
        statements=statements,
        findings=tuple(_finding(row) for row in tables[schema.FINDINGS.file]),
        scorecards=read_scorecards(about, tables, faults),
        bodies=read_bodies(about, tables[schema.CARD_BODIES.file], faults),
        figures=figures,
        relations=read_relations(figures, tables[schema.RELATIONS.file], faults),
        folder=path,
        neutralisations=read_neutralisations(about, tables, faults),
    )
    convention = in_force(convention, read_amendments(about, tables, faults))
    _check_references(tables, faults)
    _check_directions(convention, tables, faults)
    return convention


def _settle_sheets(tables: dict[str, list[Row]]) -> None:
    """Say once more what is typed once: which indicators a sheet defines.

    Both tables may tell it. The indicators of a sheet that none of them names are those that
    it alone lists; a sheet that lists none has those that name it.
    """
    named = {row["fiche"] for row in tables[schema.INDICATORS.file]}
    listed: dict[str, set[int]] = {}
    for sheet in tables[schema.SHEETS.file]:
        for number in sheet["indicateurs"] if sheet["numéro"] not in named else ():
            listed.setdefault(number, set()).add(sheet["numéro"])
    for row in tables[schema.INDICATORS.file]:
        sheets = listed.get(row["numéro"], set())
        if row["fiche"] is None and len(sheets) == 1:
            row.cells["fiche"] = next(iter(sheets))
    for sheet in tables[schema.SHEETS.file]:
        if not sheet["indicateurs"]:
            sheet.cells["indicateurs"] = tuple(
                row["numéro"]
                for row in tables[schema.INDICATORS.file]
                if row["fiche"] == sheet["numéro"]
            )


def _statements(
    about: Described, tables: dict[str, list[Row]], faults: Faults
) -> tuple[Statement, ...]:
    found: list[Statement] = []
    known = {row["numéro"] for row in tables[schema.INDICATORS.file]}
    annex: dict[tuple[str, str, int | None], int] = {}
    for row in tables[schema.STATEMENTS.file]:
        if row["indicateur"] not in known:
            _unknown_indicator(schema.STATEMENTS.file, row.line, row["indicateur"], faults)
            continue
        target = _target(row, faults)
        for year in row["année"]:
            if _year_fits(about, row, year, faults) and _is_first(row, year, annex, faults):
                found.append(_statement(about, row, year, target))
    return tuple(found)


def _is_first(
    row: Row, year: int | None, annex: dict[tuple[str, str, int | None], int], faults: Faults
) -> bool:
    """Refuse a second value of the annex: formulas could not know which one to use."""
    if row["lieu"] != schema.ANNEX:
        return True
    line = annex.setdefault((row["indicateur"], row["rôle"], year), row.line)
    if line == row.line:
        return True
    faults.add(
        schema.STATEMENTS.file,
        row.line,
        f"la valeur de l'indicateur {row['indicateur']} pour "
        f"{year} ({row['lieu']}, {row['rôle']}) est déjà donnée "
        f"{faults.at(schema.STATEMENTS.file, line)}.",
    )
    return False


def _statement(about: Described, row: Row, year: int | None, target: Target | None) -> Statement:
    return Statement(
        indicator=row["indicateur"],
        year=year,
        place=row["lieu"],
        role=row["rôle"],
        printed=row["imprimé"],
        reading=row["lecture"],
        period=row["période"],
        printed_number=row["numéro imprimé"],
        target=target,
        citation=f"{about.short_title}, {row['source']}",
        note=row["note"],
    )


def _target(row: Row, faults: Faults) -> Target | None:
    """Return the target of a statement, ``None`` where it is said to hold no figure."""
    text = row["lecture"] or row["imprimé"]
    if text == schema.NOT_A_FIGURE:
        return None
    try:
        return parse_target(text, "la valeur")
    except InvalidInput as error:
        faults.add_error(
            schema.STATEMENTS.file,
            row.line,
            error,
            "Si le passage n'a pas cette forme, écrivez "
            f"dans la colonne « lecture » la valeur à lire, ou « {schema.NOT_A_FIGURE} ».",
        )
        return None


def _year_fits(about: Described, row: Row, year: int | None, faults: Faults) -> bool:
    """Refuse a year outside the convention, and a statement of the annex without one."""
    allowed = about.years if row["rôle"] != schema.ACTUAL else about.baseline_years
    if year in allowed or (year is None and row["lieu"] != schema.ANNEX):
        return True
    named = f"l'année {year}" if year else "une année vide"
    if not allowed:
        rest = (
            f"{schema.DESCRIPTION} ne donne pas d'année de référence. Ajoutez la clé "
            f"« {schema.BASE_YEARS} », par exemple [{about.years[0] - 1}]."
        )
    elif allowed == about.years:
        rest = f"Années admises : {allowed[0]} à {allowed[-1]}."
        if len(allowed) == 1:
            rest = f"Années admises : {allowed[0]}."
    else:
        rest = f"Années admises : {', '.join(map(str, allowed))}."
    faults.add(
        schema.STATEMENTS.file,
        row.line,
        f"{named} ne convient pas à « {row['rôle']} ». {rest}",
    )
    return False


def _indicators(
    about: Described, rows: list[Row], statements: tuple[Statement, ...], faults: Faults
) -> dict[str, Indicator]:
    printed: dict[tuple[str, str, int | None], Printed] = {}
    for statement in statements:
        if statement.place == schema.ANNEX:
            target = statement.target or parse_target(None)
            key = (statement.indicator, statement.role, statement.year)
            printed[key] = Printed(statement.printed, target, statement.citation)
    shares = read_shares(rows, faults)
    return {row["numéro"]: _indicator(about, row, printed, shares) for row in rows}


def _indicator(
    about: Described,
    row: Row,
    printed: dict[tuple[str, str, int | None], Printed],
    shares: dict[str, Fraction],
) -> Indicator:
    number, citation = row["numéro"], f"{about.short_title}, {row['source']}"
    nothing = Printed("", parse_target(None), citation)

    def given(role: str, year: int | None) -> Printed:
        return in_unit(printed.get((number, role, year), nothing), row["unité"])

    return Indicator(
        number=number,
        label=row["libellé"],
        theme=row["thème"],
        sheet=row["fiche"],
        source_tool=row["outil"],
        unit=row["unité"],
        direction=row["sens"],
        section=row["section"],
        baseline=given(schema.ACTUAL, about.baseline_year),
        baselines={year: given(schema.ACTUAL, year) for year in about.baseline_years},
        targets={year: given(schema.TARGET, year) for year in about.years},
        citation=citation,
        note=row["note"],
        parent=row["parent"],
        share=shares.get(number),
        composite=row["composite"],
    )


def _sheets(about: Described, rows: list[Row]) -> dict[int, ObjectiveSheet]:
    return {
        row["numéro"]: ObjectiveSheet(
            number=row["numéro"],
            title=row["titre"],
            title_printed=row["intitulé"] != "déduit",
            section=row["section"],
            indicators=row["indicateurs"],
            follow_up=row["suivi"],
            context=row["contexte"],
            actions=tuple(filter(None, map(str.strip, row["actions"].split(" ; ")))),
            criteria=row["critères"],
            tools=row["outils"],
            citation=f"{about.short_title}, {row['source']}",
            note=row["note"],
        )
        for row in rows
    }


def _finding(row: Row) -> ReadFinding:
    return ReadFinding(
        id=row["id"],
        place=row["lieu"],
        printed=row["imprimé"],
        conflicting=row["contraire"],
        severity=row["gravité"],
        reading=row["lecture"],
    )


def _check_references(tables: dict[str, list[Row]], faults: Faults) -> None:
    indicators = {row["numéro"] for row in tables[schema.INDICATORS.file]}
    sheets = {row["numéro"] for row in tables[schema.SHEETS.file]}
    for row in tables[schema.INDICATORS.file]:
        if row["fiche"] is not None and row["fiche"] not in sheets:
            faults.add(
                schema.INDICATORS.file,
                row.line,
                f"la fiche {row['fiche']} n'est pas dans "
                f"{schema.SHEETS.file}. Ajoutez-la, ou laissez la cellule vide.",
            )
    for row in tables[schema.SHEETS.file]:
        for number in row["indicateurs"]:
            if number not in indicators:
                _unknown_indicator(schema.SHEETS.file, row.line, number, faults)


def _unknown_indicator(file: str, line: int, number: str, faults: Faults) -> None:
    faults.add(
        file,
        line,
        f"l'indicateur {number} n'est pas dans {schema.INDICATORS.file}. Ajoutez-le, "
        "ou corrigez son numéro.",
    )


def _check_directions(convention: Convention, tables: dict[str, list[Row]], faults: Faults) -> None:
    """Refuse a declared direction that a printed target contradicts (hausse and ``<5%``)."""
    lines: dict[str, int] = {row["numéro"]: row.line for row in tables[schema.INDICATORS.file]}
    for indicator in convention.indicators.values():
        for year, printed in indicator.targets.items():
            target = printed.target
            if target.imposed and indicator.direction not in {"", target.direction}:
                faults.add(
                    schema.INDICATORS.file,
                    lines[indicator.number],
                    "la colonne « sens » dit "
                    f"« {indicator.direction} » alors que la cible {year}, « {printed.text} », "
                    f"impose « {target.direction} ».",
                )
                break
