"""Tells two states of the data of a convention apart, table by table."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pycog.conventions import folders, load, places
from pycog.conventions.facts.schema import DESCRIPTION, TABLES

if TYPE_CHECKING:
    from pycog.conventions.loading.tables import Source


@dataclass(frozen=True, slots=True)
class DataDigest:
    """What tells the data of a convention from those of another day.

    Attributes:
        id: Its id.
        title: Its short title.
        whole: Digest (SHA-256) of all its data.
        tables: Digest of its description and of each table, by name of file.
    """

    id: str
    title: str
    whole: str
    tables: Mapping[str, str]


def data_digest(convention_id: str | None = None) -> DataDigest:
    """Return the digest of what a convention says.

    It is of the facts, not of the bytes: ends of lines, empty columns and the way in which a
    workbook was saved do not count.

    Args:
        convention_id: Its id; ``None`` for the one that is meant.

    Raises:
        NotAvailable, InvalidConvention, InvalidInput: As :func:`pycog.conventions.load`.
    """
    convention = load(convention_id)
    path = next(one for one in places.found(folders()) if places.id_of(one) == convention.id)
    source = _source(path)
    faults = source.faults()
    source.check(faults)
    tables = {DESCRIPTION: _digest(source.description(faults))}
    for table in TABLES:
        read = source.table(table, faults)
        if read is not None:
            columns, rows = read
            names = [column.name for column in columns]
            lines = [
                {name: cell for name, cell in zip(names, cells, strict=False) if cell}
                for _, cells in rows
            ]
            if lines:
                tables[table.file] = _digest(lines)
    return DataDigest(convention.id, convention.short_title, _digest(tables), tables)


def _source(path: Any) -> Source:
    if path.is_dir():
        from pycog.conventions.loading.tables import FolderSource

        return FolderSource(path)
    from pycog.conventions.form.form_source import open_source

    return open_source(path)


def _digest(facts: object) -> str:
    text = json.dumps(facts, ensure_ascii=False, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()
