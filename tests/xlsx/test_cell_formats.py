"""What cell formats make of a number, told without the library that is slow to load."""

from __future__ import annotations

import subprocess
import sys

import pytest
from openpyxl.styles.numbers import builtin_format_code, is_date_format, is_timedelta_format

from pycog.xlsx.cell_formats import _USUAL_FORMATS, USUAL_DATES


@pytest.mark.parametrize("code", sorted(USUAL_DATES))
def test_the_usual_dates_are_dates_and_no_durations(code: str) -> None:
    assert is_date_format(code)
    assert not is_timedelta_format(code)


@pytest.mark.parametrize("number", sorted(_USUAL_FORMATS))
def test_the_usual_formats_are_those_that_every_workbook_has(number: int) -> None:
    assert _USUAL_FORMATS[number] == builtin_format_code(number)


def test_a_workbook_of_usual_dates_is_read_without_openpyxl() -> None:
    code = (
        "import sys\n"
        "from pycog.xlsx.cell_formats import _built_in, _shows_time\n"
        "assert _shows_time('dd/mm/yyyy') == (True, False)\n"
        "assert _built_in(14) == 'mm-dd-yy'\n"
        "sys.exit('openpyxl' in sys.modules)\n"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
