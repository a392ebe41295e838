"""Turns a folder of tables into the workbook of a convention, and back."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from pycog.conventions.facts import schema
from pycog.conventions.form.form_source import FormSource, open_source
from pycog.conventions.form.form_writing import FormContent, write_form
from pycog.conventions.loading.tables import FolderSource, Source
from pycog.errors import InvalidConvention

_MARK: Final = "\ufeff"  # lets Excel see that a CSV file is in UTF-8


def new_form(
    convention_id: str, years: list[int], base_years: int | list[int], funds: list[str]
) -> bytes:
    """Return an empty form.

    Args:
        convention_id: Id of the convention.
        years: Years that it covers.
        base_years: Year, or years in order, of the achieved values that it starts from; an
            empty list where it starts from none.
        funds: Short names of its funds, possibly none.
    """
    given = [base_years] if isinstance(base_years, int) else base_years
    description: dict[str, Any] = {
        "id": convention_id,
        "annees": years,
        **({schema.BASE_YEAR: given[0]} if len(given) == 1 else {schema.BASE_YEARS: given}),
        "statut": "en vigueur",
        "version": "1",
        "fonds": [{"id": fund} for fund in funds],
    }
    return write_form(FormContent(description, empty=True))


def workbook_of(folder: Path) -> bytes:
    """Return the form that holds everything that the tables of a folder hold.

    Raises:
        InvalidConvention: A file cannot be read as a table; what a table says is not judged.
    """
    source = FolderSource(folder)
    description, tables = _gathered(source)
    _refuse_unknown_keys(folder, description)
    known = {fund.get("id") for fund in description.get("fonds", [])}
    lines = (schema.BUDGET_LINES.file, schema.BUDGET_AMOUNTS.file)
    for row in (row for file in lines for row in tables.get(file, ())):
        if row.get("fonds") not in known:
            raise InvalidConvention(
                "convention-invalide",
                f"{folder.name} : le fonds « {row.get('fonds', '')} » a des lignes de budget et "
                f"n'est pas décrit dans {schema.DESCRIPTION}. Décrivez-le d'abord.",
                folder=folder,
            )
    return write_form(FormContent(description, tables))


def _refuse_unknown_keys(folder: Path, description: Mapping[str, Any]) -> None:
    """Refuse a key that the form has no place for: it would be lost in silence."""
    unknown = [key for key in description if key not in schema.DESCRIPTION_KEYS]
    unknown += [key for key in description.get("textes", {}) if key not in schema.TEXTS]
    for fund in description.get("fonds", []):
        unknown += [key for key in fund if key not in (*schema.FUND_KEYS, schema.REGIME)]
    if unknown:
        named = ", ".join(f"« {key} »" for key in unknown)
        raise InvalidConvention(
            "convention-invalide",
            f"{folder.name}/{schema.DESCRIPTION} : {named} n'existe pas. Corrigez ou retirez ces "
            "clés d'abord.",
            folder=folder,
        )


def _gathered(source: Source) -> tuple[dict[str, Any], dict[str, list[dict[str, str]]]]:
    """Return the description and the rows, as text."""
    faults = source.faults()
    source.check(faults)
    description = source.description(faults)
    tables: dict[str, list[dict[str, str]]] = {}
    for table in schema.TABLES:
        found = source.table(table, faults)
        for line, cells in found[1] if found is not None else ():
            assert found is not None
            if len(cells) != len(found[0]):
                faults.add(table.file, line, f"la ligne compte {len(cells)} cellules.")
                continue
            row = {column.name: cell for column, cell in zip(found[0], cells, strict=True) if cell}
            tables.setdefault(table.file, []).append(row)
    if faults.found or description is None or not description.get("annees"):
        if not faults.found:
            faults.add(schema.DESCRIPTION, None, "la clé « annees » manque.")
        raise faults.error()
    return description, tables


def folder_of(path: Path, data: bytes | None = None) -> dict[str, bytes]:
    """Return the files of the folder that holds everything that a workbook holds.

    Returns:
        File name → content; the folder has to be named as the id says.

    Raises:
        InvalidConvention: A cell cannot be read; what a cell says is not judged.
    """
    source: FormSource = open_source(path, data)
    description, tables = _gathered(source)
    files = {schema.DESCRIPTION: _toml(description).encode("utf-8")}
    for table in schema.TABLES:
        rows = tables.get(table.file)
        if not rows:
            continue
        used = {name for row in rows for name in row}
        names = [column.name for column in table.columns if column.needed or column.name in used]
        out = io.StringIO(newline="")
        writer = csv.DictWriter(out, names, restval="", delimiter=";", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
        files[table.file] = (_MARK + out.getvalue()).encode("utf-8")
    return files


def _toml(description: Mapping[str, Any]) -> str:
    # A JSON string is a TOML string, and so are JSON's numbers and lists of either.
    lines = [
        f"{key} = {json.dumps(value, ensure_ascii=False)}"
        for key, value in description.items()
        if key != "fonds" and not isinstance(value, dict)
    ]
    for key, texts in description.items():
        if isinstance(texts, dict):
            lines += ["", f"[{key}]"]
            lines += [f"{name} = {json.dumps(t, ensure_ascii=False)}" for name, t in texts.items()]
    for fund in description.get("fonds", []):
        lines += ["", "[[fonds]]"]
        lines += [f"{key} = {json.dumps(text, ensure_ascii=False)}" for key, text in fund.items()]
    return "\n".join(lines) + "\n"


def id_in(files: Mapping[str, bytes]) -> str:
    """Return the id that a description gives."""
    import tomllib

    return str(tomllib.loads(files[schema.DESCRIPTION].decode("utf-8"))["id"])
