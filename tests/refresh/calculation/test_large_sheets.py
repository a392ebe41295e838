"""Sheets larger than what the engine takes unless it is told to are calculated all the same."""

from __future__ import annotations

from pycog.refresh import Limits, Options, refresh_file
from tests.refresh.fidelity.case import zipped
from tests.refresh.fidelity.hand import parts, sheet

#: Beyond it the engine refuses a package by itself.
_ENGINES_OWN = 128 << 20


def test_a_sheet_beyond_the_engines_own_limit_is_calculated(tmp_path, host):
    # Formulas of its size would take minutes: few long texts weigh as much.
    text = "x" * 32_000
    rows = ['<row r="1"><c r="A1"><f>ROUND(2.675,2)</f><v>0</v></c></row>']
    rows += [
        f'<row r="{row}"><c r="A{row}" t="inlineStr"><is><t>{text}</t></is></c></row>'
        for row in range(2, _ENGINES_OWN // len(text) + 100)
    ]
    path = tmp_path / "a.xlsx"
    path.write_bytes(zipped(parts(sheet("".join(rows))).items()))
    report = refresh_file(path, host, options=Options(limits=Limits(ratio=10_000)))
    assert report.refused is None, report.refused
    assert [(one.cell, one.after) for one in report.changes] == [("A1", 2.68)]
