"""Finishes the file that XlsxWriter made: named cell styles, which it cannot declare."""

from __future__ import annotations

import re
from io import BytesIO
from xml.sax.saxutils import quoteattr
from zipfile import ZipFile

from pycog.annexes.kit.styles import STYLES

_PART = "xl/styles.xml"
_CELL_XFS = re.compile(r"<cellXfs count=\"\d+\">(.*?)</cellXfs>", re.DOTALL)
_XF = re.compile(r"<xf [^>]*?/>|<xf [^>]*?[^/]>.*?</xf>", re.DOTALL)
_XF_ID = re.compile(r' xfId="(\d+)"')
_NUMBER_FORMAT = re.compile(r'numFmtId="\d+"')
_STYLE_XFS = re.compile(r"(<cellStyleXfs )count=\"1\">(.*?)(</cellStyleXfs>)", re.DOTALL)
_STYLE_NAMES = re.compile(r"(<cellStyles )count=\"1\">(.*?)(</cellStyles>)", re.DOTALL)


def with_named_styles(content: bytes) -> bytes:
    """Return the workbook with the used styles in Excel's style gallery.

    Every other part is copied as it is, in the same order and with the same dates,
    so that the same data still gives the same bytes.
    """
    out = BytesIO()
    with ZipFile(BytesIO(content)) as source, ZipFile(out, "w") as target:
        for record in source.infolist():
            data = source.read(record)
            if record.filename == _PART:
                data = _declare(data.decode("utf-8")).encode("utf-8")
            target.writestr(record, data)
    return out.getvalue()


def _declare(styles: str) -> str:
    """Rewrite ``cellStyleXfs`` and ``cellStyles`` from the formats the cells use."""
    cell_xfs = _CELL_XFS.search(styles)
    if cell_xfs is None:
        raise ValueError("XlsxWriter's styles part has no cellXfs of the known form")
    first: dict[int, str] = {}
    for xf in _XF.findall(cell_xfs[1]):
        number = int(_XF_ID.search(xf)[1])  # type: ignore[index]
        if number:
            first.setdefault(number, xf)
    rank = {number: place for place, number in enumerate(sorted(first), start=1)}
    looks = "".join(
        _NUMBER_FORMAT.sub('numFmtId="0"', _XF_ID.sub("", first[number]), count=1)
        for number in rank
    )
    names = list(STYLES.values())
    labels = "".join(
        f'<cellStyle name={quoteattr(names[number - 1].name)} xfId="{place}"/>'
        for number, place in rank.items()
    )
    count = 1 + len(rank)
    styles = _CELL_XFS.sub(
        lambda match: _XF_ID.sub(lambda xf_id: f' xfId="{rank.get(int(xf_id[1]), 0)}"', match[0]),
        styles,
    )
    styles = _STYLE_XFS.sub(rf'\1count="{count}">\g<2>{_literal(looks)}\3', styles)
    return _STYLE_NAMES.sub(rf'\1count="{count}">{_literal(labels)}\g<2>\3', styles)


def _literal(text: str) -> str:
    return text.replace("\\", r"\\")
