"""Adds cell formats at the end of the styles of a workbook; the others keep their rank."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final, NamedTuple

from pycog.xlsx.markup import attributes, elements, insert_last, quoted
from pycog.xlsx.part_edits import PartEdits, unexpected
from pycog.xlsx.structure import WorkbookInfo, relations

#: Number formats that every workbook has; others get a number from here on.
_BUILT_IN: Final = {"": 0, "0%": 9, "0.00%": 10, "#,##0": 3, "#,##0.00": 4, "@": 49}
_FORMAT: Final = re.compile(r"<((?:[\w.-]+:)?)xf(?=[\s/>])(?:[^>]*?/>|[^>]*>.*?</\1xf\s*>)", re.S)
_USUAL_PART: Final = "xl/styles.xml"
_FIRST_OWN: Final = 164


class Look(NamedTuple):
    """How a cell looks.

    Attributes:
        number: Number format, ``""`` for the general one.
        bold: Whether its text is bold.
        fill: Colour behind it as ``RRGGBB``, ``""`` for none.
        color: Colour of its text, ``""`` for the usual one.
        wrap: Whether its text goes over several lines.
        size: Size of its text in points.
        align: ``"right"`` or ``"center"``, ``""`` for the side of its kind.
    """

    number: str = ""
    bold: bool = False
    fill: str = ""
    color: str = ""
    wrap: bool = False
    size: int = 11
    align: str = ""


def add_looks(edits: PartEdits, info: WorkbookInfo, looks: Sequence[Look]) -> dict[Look, int]:
    """Add the formats of some cells and return the rank of each.

    Returns:
        Nothing where the workbook has no styles, or has them elsewhere than all others, where
        some programs do not find them: cells then look plain.

    Raises:
        RefusedFile: ``partie-inattendue``: the styles cannot be completed.
    """
    part = _styles_part(edits, info)
    if part.lower() != _USUAL_PART or part not in edits.package:
        return {}
    styles = _Styles(edits, part)
    found = {look: styles.added(look) for look in dict.fromkeys(looks)}
    edits.texts[part] = styles.text
    return found


def with_number(edits: PartEdits, info: WorkbookInfo, rank: int, number: str) -> int:
    """Return the rank of a format like another one but for its number format.

    Args:
        edits: Where the workbook is edited.
        info: The workbook.
        rank: The other format; it comes back itself where the workbook has no such one.
        number: The number format.
    """
    part = _styles_part(edits, info)
    if part.lower() != _USUAL_PART or part not in edits.package:
        return rank
    styles = _Styles(edits, part)
    found = styles.renumbered(rank, number)
    edits.texts[part] = styles.text
    return found


def _styles_part(edits: PartEdits, info: WorkbookInfo) -> str:
    found = relations(edits.package, info.part).values()
    return next((name for kind, name in found if kind == "styles"), "")


class _Styles:
    """The text of the styles while formats are added."""

    def __init__(self, edits: PartEdits, part: str) -> None:
        self._edits, self._part = edits, part
        self.text = edits.text(part)

    def added(self, look: Look) -> int:
        facts = f'numFmtId="{self._number(look.number)}" fontId="{self._font(look)}"'
        facts += f' fillId="{self._fill(look.fill)}" borderId="0"'
        wrap = ' wrapText="1"' if look.wrap else ""
        side = f' horizontal="{look.align}"' if look.align else ""
        alignment = f'<{{0}}alignment{side} vertical="top"{wrap}/>'
        own = (
            f'<{{0}}xf {facts} applyNumberFormat="1" applyFont="1" applyFill="1" '
            f'applyAlignment="1">{alignment}</{{0}}xf>'
        )
        return self._append("cellXfs", "xf", own)

    def renumbered(self, rank: int, number: str) -> int:
        own = self._number(number)
        formats = [one[0] for one in _FORMAT.finditer(self._listed("cellXfs"))]
        if rank >= len(formats):
            return rank
        like = re.sub(r"""\s(?:numFmtId|applyNumberFormat)=["'][^"']*["']""", "", formats[rank])
        start = re.match(r"<(?:[\w.-]+:)?xf", like)
        assert start is not None
        facts = f' numFmtId="{own}" applyNumberFormat="1"'
        return self._append("cellXfs", "xf", like[: start.end()] + facts + like[start.end() :])

    def _font(self, look: Look) -> int:
        color = f'<{{0}}color rgb="FF{look.color}"/>' if look.color else ""
        bold = "<{0}b/>" if look.bold else ""
        name = '<{0}name val="Calibri"/>'
        own = f'<{{0}}font>{bold}<{{0}}sz val="{look.size}"/>{color}{name}</{{0}}font>'
        return self._append("fonts", "font", own)

    def _fill(self, color: str) -> int:
        if not color:
            return 0
        own = (
            f'<{{0}}fill><{{0}}patternFill patternType="solid"><{{0}}fgColor rgb="FF{color}"/>'
            '<{0}bgColor indexed="64"/></{0}patternFill></{0}fill>'
        )
        return self._append("fills", "fill", own)

    def _number(self, code: str) -> int:
        if code in _BUILT_IN:
            return _BUILT_IN[code]
        known = {
            facts.get("formatCode"): int(facts.get("numFmtId", "0"))
            for element in elements(self._listed("numFmts"), "numFmt")
            if (facts := attributes(element)).get("numFmtId", "").isdecimal()
        }
        if code in known:
            return known[code]
        number = max([_FIRST_OWN - 1, *known.values()]) + 1
        own = f'<{{0}}numFmt numFmtId="{number}" formatCode={quoted(code)}/>'
        if known:
            self._append("numFmts", "numFmt", own)
        else:
            start = re.search(r"<((?:[\w.-]+:)?)styleSheet(?:\s[^>]*)?>", self.text)
            if start is None or self._listed("numFmts"):
                raise unexpected(self._edits.package, self._part)
            whole = f'<{{0}}numFmts count="1">{own}</{{0}}numFmts>'.replace("{0}", start[1])
            self.text = self.text[: start.end()] + whole + self.text[start.end() :]
        return number

    def _listed(self, name: str) -> str:
        found = re.search(
            rf"<((?:[\w.-]+:)?){name}(?=[\s>])[^>]*(?<!/)>.*?</\1{name}\s*>", self.text, re.S
        )
        return found[0] if found else ""

    def _append(self, parent: str, child: str, own: str) -> int:
        """Put an element at the end of a list, unless it is there, and return its rank."""
        listed = self._listed(parent)
        prefix = listed[1 : listed.index(parent)] if listed else ""
        there = listed.find(own.replace("{0}", prefix))
        before = listed if there < 0 else listed[:there]
        rank = len(re.findall(rf"<(?:[\w.-]+:)?{child}(?=[\s/>])", before))
        if there >= 0:
            return rank
        new = insert_last(listed, parent, own) if listed else None
        if new is None:
            raise unexpected(self._edits.package, self._part)
        start = new.index(">")
        head = re.sub(r"""(\scount=["'])\d+""", rf"\g<1>{rank + 1}", new[:start], count=1)
        self.text = self.text.replace(listed, head + new[start:], 1)
        return rank
