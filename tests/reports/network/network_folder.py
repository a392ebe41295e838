"""Makes folders of filled annexes, fast: one is built, the others are copies of its bytes."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from io import BytesIO
from pathlib import Path
from random import Random

from pycog.annexes.annexe_2_3.fund_workbook import build_fund
from pycog.annexes.annexe_4.indicator_table import IndicatorTable
from pycog.annexes.annexe_4.indicator_workbook import build_indicators
from pycog.annexes.builder import computed
from pycog.annexes.kit.page import cell
from pycog.conventions import load
from pycog.refresh import refresh_file
from udfs.hosts.engine import EngineHost

NAME = "annexe-4-indicateurs.xlsx"
#: Indicator and year → actual, a number or a text.
Actuals = Mapping[tuple[int, int], float | str]
#: Part of the package → what becomes of its text.
Edit = Callable[[str], str]


def blank_annex() -> bytes:
    """Build annex 4 as officers get it."""
    return computed(NAME, partial(build_indicators, load()), EngineHost())


def blank_fund(fund: str) -> bytes:
    """Build annex 2 or 3 as officers get it."""
    convention = load()
    return computed(
        "annexe.xlsx", partial(build_fund, convention, convention.funds[fund]), EngineHost()
    )


def sheet_part(annex: bytes, sheet: str) -> str:
    """Return the name of the part that holds a sheet."""
    with zipfile.ZipFile(BytesIO(annex)) as package:
        book = package.read("xl/workbook.xml").decode()
    names = re.findall(r'<sheet name="([^"]+)"', book)
    return f"xl/worksheets/sheet{names.index(sheet) + 1}.xml"


def with_cells(annex: bytes, sheet: str, cells: Mapping[str, float | str]) -> bytes:
    """Return a copy with values typed into cells that the file has, formatted and empty."""

    def type_in(xml: str) -> str:
        def entry(match: re.Match[str]) -> str:
            value = cells[match["at"]]
            start = f'<c r="{match["at"]}"{match["style"]}'
            if isinstance(value, str):
                text = value.replace("&", "&amp;").replace("<", "&lt;")
                return f'{start} t="inlineStr"><is><t>{text}</t></is></c>'
            return f"{start}><v>{value!r}</v></c>"

        found = "|".join(map(re.escape, cells))
        edited, count = re.subn(rf'<c r="(?P<at>{found})"(?P<style>[^>]*?)/>', entry, xml)
        assert count == len(cells), f"{count} of {len(cells)} cells found empty"
        return edited

    return with_parts(annex, {sheet_part(annex, sheet): type_in}) if cells else annex


def with_parts(annex: bytes, edits: Mapping[str, Edit]) -> bytes:
    """Return a copy with the text of some parts edited."""
    out = BytesIO()
    with (
        zipfile.ZipFile(BytesIO(annex)) as source,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as target,
    ):
        for record in source.infolist():
            data = source.read(record)
            if record.filename in edits:
                data = edits[record.filename](data.decode("utf-8")).encode("utf-8")
            target.writestr(record.filename, data)
    return out.getvalue()


def address(number: int, year: int) -> str:
    """Return the cell where the actual of an indicator is typed."""
    table = IndicatorTable(load())
    return cell(table.rows[str(number)], table.actual_column(year))


def fill(annex: bytes, actuals: Actuals) -> bytes:
    """Return a copy with actuals typed in, results not recalculated."""
    return with_cells(
        annex, "Indicateurs", {address(*key): value for key, value in actuals.items()}
    )


def refreshed(path: Path) -> Path:
    """Recalculate a workbook in place."""
    report = refresh_file(path, EngineHost())
    assert report.refused is None
    return path


def random_actuals(random: Random, years: Iterable[int]) -> dict[tuple[int, int], float]:
    """Return a plausible value for every indicator and some years."""
    found: dict[tuple[int, int], float] = {}
    for number, indicator in enumerate(load().indicators.values(), start=1):
        for year in years:
            target = indicator.targets[year].target
            if target.kind == "change":
                value = random.uniform(-0.2, 0.2)
            elif indicator.unit == "%":
                value = (
                    random.uniform(0.002, 0.06) if number in {16, 19} else random.uniform(0.4, 1)
                )
            else:
                value = float(random.randint(0, 12))
            found[number, year] = round(value, 4)
    return found


def write_network(folder: Path, bodies: int, years: Iterable[int] = (2012, 2013)) -> list[Path]:
    """Write one filled annex per body, each in a sub-folder; results are not recalculated."""
    annex, random, years = blank_annex(), Random(4), tuple(years)
    paths = []
    for number in range(1, bodies + 1):
        path = folder / f"organisme-{number:03}" / NAME
        path.parent.mkdir(parents=True)
        path.write_bytes(fill(annex, random_actuals(random, years)))
        paths.append(path)
    return paths
