"""A case: a small workbook written by hand, and what Excel finds in its cells."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from typing import NamedTuple

from tests.refresh.fidelity import hand

Value = float | int | str | bool

#: The marks of a workbook that Excel calculated and saved.
_EXCEL = '<fileVersion appName="xl" lastEdited="7" lowestEdited="7" rupBuild="22527"/>'
_APP = (
    f'{hand.HEAD}<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/'
    'extended-properties"><Application>Microsoft Excel</Application></Properties>'
)
_SYSTEMS = {"": "<workbookPr/>", "date1904": '<workbookPr date1904="1"/>'}


class Table(NamedTuple):
    """A table of a workbook."""

    name: str
    sheet: str
    ref: str
    columns: Sequence[str]
    totals: int


@dataclass(frozen=True)
class Case:
    """A workbook and what must stand in it.

    Attributes:
        title: What it is about.
        source: Where the fault, and what Excel finds, was reported.
        sheets: Cells by address, by sheet: a value, ``=formula``, ``{=array formula}``,
            ``*{=dynamic array}@B1:B3``, ``error:#N/A``.
        expected: What Excel finds, by address or ``Sheet!A1``.
        kept: The cells of ``expected`` that pycog leaves to Excel, listed.
        names: Defined names; ``Name@0`` belongs to the first sheet.
        tables: Tables.
        stored: Stored values of formulas; 0 for the others.
        hidden: Hidden rows by sheet.
        filtered: Ranges with an active filter by sheet.
        marked: Whether Excel saved it.
        system: ``date1904`` or ``displayed`` (precision as displayed).
    """

    title: str
    source: str
    sheets: Mapping[str, Mapping[str, Value]]
    expected: Mapping[str, Value]
    kept: Collection[str] = ()
    names: Mapping[str, str] = field(default_factory=dict)
    tables: Sequence[Table] = ()
    stored: Mapping[str, Value] = field(default_factory=dict)
    hidden: Mapping[str, Collection[int]] = field(default_factory=dict)
    filtered: Mapping[str, str] = field(default_factory=dict)
    marked: bool = False
    system: str = ""


CASES: list[Case] = []


def case(title: str, source: str, **parts: object) -> None:
    """Add a case."""
    CASES.append(Case(title, source, **parts))


def workbook(one: Case) -> bytes:
    """Write the workbook of a case."""
    more: dict[str, tuple[str, str]] = {"docProps/app.xml": ("", _APP)} if one.marked else {}
    for number, table in enumerate(one.tables, start=1):
        kind = f"{hand.KIND}table+xml"
        more[f"xl/tables/table{number}.xml"] = (kind, _table(number, table))
    names = list(one.sheets)
    calculation = '<calcPr calcId="191029"/>' if one.marked else '<calcPr calcId="0"/>'
    if one.system == "displayed":
        calculation = calculation.replace("/>", ' fullPrecision="0"/>')
    properties = _SYSTEMS.get(one.system, _SYSTEMS[""])
    parts = hand.parts(
        *(_sheet(one, name) for name in names),
        names=[escape(name) for name in names],
        before=(_EXCEL if one.marked else "") + properties,
        after=_names(one) + calculation,
        more=more,
    )
    for number, name in enumerate(names, start=1):
        links = [
            (f"rId{n}", "table", f"/xl/tables/table{n}.xml")
            for n, table in enumerate(one.tables, start=1)
            if table.sheet == name
        ]
        if links:
            rels = f"xl/worksheets/_rels/sheet{number}.xml.rels"
            parts[rels] = hand.relations(links).encode()
    if one.marked:
        parts["_rels/.rels"] = hand.relations(
            [
                ("rId1", "officeDocument", "xl/workbook.xml"),
                ("rId2", "extended-properties", "docProps/app.xml"),
            ]
        ).encode()
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for part, body in parts.items():
            archive.writestr(part, body)
    return out.getvalue()


def _sheet(one: Case, name: str) -> str:
    rows: dict[int, list[tuple[int, str]]] = {row: [] for row in one.hidden.get(name, ())}
    for address, value in one.sheets[name].items():
        letters = address.rstrip("0123456789")
        column = sum((ord(c) - 64) * 26**i for i, c in enumerate(reversed(letters)))
        stored = one.stored.get(f"{name}!{address}", 0)
        row = int(address[len(letters) :])
        rows.setdefault(row, []).append((column, _cell(address, value, stored)))
    hidden = one.hidden.get(name, ())
    body = "".join(
        f'<row r="{row}"{" hidden=" + chr(34) + "1" + chr(34) if row in hidden else ""}>'
        + "".join(text for _, text in sorted(rows[row]))
        + "</row>"
        for row in sorted(rows)
    )
    after = ""
    if name in one.filtered:
        after += (
            f'<autoFilter ref="{one.filtered[name]}"><filterColumn colId="0"><filters>'
            '<filter val="10"/></filters></filterColumn></autoFilter>'
        )
    links = [n for n, table in enumerate(one.tables, start=1) if table.sheet == name]
    if links:
        tables = "".join(f'<tablePart r:id="rId{n}"/>' for n in links)
        after += f'<tableParts count="{len(links)}">{tables}</tableParts>'
    return hand.sheet(body, after=after)


def _cell(address: str, value: Value, stored: Value) -> str:
    if isinstance(value, bool):
        return f'<c r="{address}" t="b"><v>{int(value)}</v></c>'
    if isinstance(value, int | float):
        return f'<c r="{address}"><v>{value!r}</v></c>'
    if value.startswith("error:"):
        return f'<c r="{address}" t="e"><v>{value[6:]}</v></c>'
    kind, text = _typed(stored)
    array = re.fullmatch(r"(\*?)\{=(.*)\}(?:@([A-Z0-9:]+))?", value, re.S)
    if array:
        cm = ' cm="1"' if array[1] else ""
        formula = f'<f t="array" ref="{array[3] or address}">{escape(array[2], quote=False)}</f>'
        return f'<c r="{address}"{cm}{kind}>{formula}<v>{text}</v></c>'
    if value.startswith("="):
        formula = escape(value[1:], quote=False)
        return f'<c r="{address}"{kind}><f>{formula}</f><v>{text}</v></c>'
    plain = escape(value.removeprefix("'"), quote=False)
    return f'<c r="{address}" t="inlineStr"><is><t xml:space="preserve">{plain}</t></is></c>'


def _typed(value: Value) -> tuple[str, str]:
    if isinstance(value, bool):
        return ' t="b"', str(int(value))
    if isinstance(value, str):
        kind = "e" if value.startswith("#") else "str"
        return f' t="{kind}"', escape(value, quote=False)
    return "", repr(value)


def _names(one: Case) -> str:
    if not one.names:
        return ""
    found = []
    for key, text in one.names.items():
        name, _, sheet = key.partition("@")
        scope = f' localSheetId="{sheet}"' if sheet else ""
        definition = escape(text, quote=False)
        found.append(f'<definedName name="{escape(name)}"{scope}>{definition}</definedName>')
    return f"<definedNames>{''.join(found)}</definedNames>"


def _table(number: int, table: Table) -> str:
    columns = "".join(
        f'<tableColumn id="{n}" name="{escape(name)}"/>'.replace("\n", "_x000a_")
        for n, name in enumerate(table.columns, start=1)
    )
    totals = f' totalsRowCount="{table.totals}"' if table.totals else ' totalsRowShown="0"'
    return (
        f'{hand.HEAD}<table xmlns="{hand.MAIN}" id="{number}" name="{table.name}" '
        f'displayName="{table.name}" ref="{table.ref}"{totals}>'
        f'<tableColumns count="{len(table.columns)}">{columns}</tableColumns></table>'
    )
