"""Reads the filled annexes of a folder: what officers typed, found by content, not by place.

Nothing is computed here: the formulas of the workbooks play no part but to be up to date.
"""

from __future__ import annotations

import hashlib
import re
import warnings
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

from pycog.annexes.kit.filling import FICTITIOUS
from pycog.audit.stored_grids import READING
from pycog.budget.entries import Entry
from pycog.conventions import Convention
from pycog.conventions.facts.models import Fund
from pycog.conventions.facts.numbering import find_number
from pycog.equip.holdings import Holdings, read_holdings
from pycog.equip.survey import base_of
from pycog.errors import CellError, InvalidInput, RefusedFile
from pycog.ods import equip_option, open_package
from pycog.reports.bilan.bilan_entries import (
    FollowUpEntry,
    IndicatorEntry,
    MilestoneEntry,
    RatioEntry,
    plain_words,
)
from pycog.reports.bilan.bilan_model import Remark, SourceFile
from pycog.reports.bilan.equipped_annexes import read_equipped, roles_held, without_indicators
from pycog.reports.bilan.landing_entries import LandingEntry, landing_header, read_landing
from pycog.seal.seal_state import UNSEALED, state_of
from pycog.values import Scalar, display, fold, is_blank, to_number
from pycog.xlsx.cells import address
from pycog.xlsx.package import Package
from pycog.xlsx.placing import find_workbooks
from pycog.xlsx.stored import stored_sheets, stored_value

#: Role of the workbook of milestones; those of the annexes are what the agreement calls them.
MILESTONES: Final = "suivi des échéances"
#: Share of the lines of a fund that a sheet must have to be taken for it.
_ENOUGH: Final = 0.6
_YEARLY: Final = re.compile(
    r"(objectif|realise|observations?|execute|suivi|numerateur|denominateur) (\d{4})"
    r"(?: \([km]?€\))?"
)
#: Rows in which headings are looked for.
_HEAD: Final = 12


@dataclass
class Filled:
    """What the workbooks of a folder hold.

    Attributes:
        files: Role → workbook.
        beside: Role and workbook of further equipped workbooks, of other years or parts.
        sources: The same with their digests, in the order of the annexes.
        indicators: Number → row of annex 4.
        ratios: Number → row of the sheet of rates of annex 4.
        follow_ups: Objective sheet and folded label → row of its follow-up indicators.
        milestones: Rows of the follow-up, in their order.
        executed: Executed amounts of annexes 2 and 3.
        landings: Their sheets of the landing.
        fictitious: Whether a workbook says that its data are made up.
        ignored: Workbooks that are no annex of the convention.
        unread: What is not read of equipped workbooks, and why.
    """

    files: dict[str, Path] = field(default_factory=dict)
    beside: list[tuple[str, Path]] = field(default_factory=list)
    sources: list[SourceFile] = field(default_factory=list)
    indicators: dict[str, IndicatorEntry] = field(default_factory=dict)
    ratios: dict[str, RatioEntry] = field(default_factory=dict)
    follow_ups: dict[tuple[int, str], FollowUpEntry] = field(default_factory=dict)
    milestones: list[MilestoneEntry] = field(default_factory=list)
    executed: list[Entry] = field(default_factory=list)
    landings: list[LandingEntry] = field(default_factory=list)
    fictitious: bool = False
    ignored: list[Path] = field(default_factory=list)
    unread: list[Remark] = field(default_factory=list)

    def used(self) -> list[tuple[str, Path]]:
        """Return role and path of every workbook that is read, in the order of the roles."""
        return sorted([*self.files.items(), *self.beside], key=lambda one: one[0])

    def names_of(self, role: str) -> str:
        """Return the names of the workbooks of a role, apart by commas."""
        return ", ".join(path.name for own, path in self.used() if own == role)


@dataclass(frozen=True)
class _Sheet:
    """Stored values and formulas of one sheet, row by row, and where its headings are."""

    name: str
    rows: list[list[Scalar]]
    formulas: list[list[object]]
    header: int
    columns: dict[str, int]

    def below(self) -> Iterator[tuple[int, list[Scalar]]]:
        """Yield the rows under the headings with their number, from 0."""
        for number in range(self.header + 1, len(self.rows)):
            yield number, self.rows[number]

    def yearly(self, word: str) -> dict[int, int]:
        """Return year → column of the headings "word year"."""
        found = {}
        for heading, column in self.columns.items():
            match = _YEARLY.fullmatch(heading)
            if match and match[1].rstrip("s") == word:
                found[int(match[2])] = column
        return found

    def places(self, row: int, columns: Mapping[int, int], years: Iterable[int]) -> dict[int, str]:
        """Return year → cell of a row, for the years that have a column."""
        return {
            year: f"{self.name}!{address(row + 1, columns[year] + 1)}"
            for year in years
            if year in columns
        }

    def words(self, row: int, column: int | None) -> str:
        """Return a cell as plain text: a formula that gives no text is shown as it is typed."""
        if column is None:
            return ""
        value, typed = _at(self.rows[row], column), _at(self.formulas[row], column)
        if isinstance(typed, str) and typed.startswith("=") and not isinstance(value, str):
            value = typed
        return plain_words(value)


def read_folder(paths: Sequence[Path], convention: Convention) -> Filled:
    """Read every annex found in some folders or files.

    Equipped workbooks of one annex are read together: those of several years, or of several
    parts. Any other annex is one workbook.

    Raises:
        RefusedFile: ``annexe-en-double`` (two workbooks of one annex), ``valeurs-contraires``,
            ``annexe-4-absente``, ``numero-ambigu``, or a file that cannot be read.
    """
    filled = Filled()
    equipped: list[tuple[Path, Holdings]] = []
    for path in find_workbooks(list(paths)):
        package = open_package(path)
        sheets = _sheets(package)  # first: a damaged file is then refused as everywhere
        held = read_holdings(package, convention)
        if held is not None:
            equipped.append((path, _take_own(filled, package, held, convention)))
            continue
        for sheet in sheets:
            filled.fictitious |= _says_fictitious(sheet)
            _take_told(filled, path, sheet, convention)
        if path not in filled.files.values():
            filled.ignored.append(path)
    _take_equipped(filled, equipped, convention)
    if convention.indicators and indicators_role(convention) not in filled.files:
        read = dict.fromkeys((*filled.files.values(), *filled.ignored))
        listed = ", ".join(path.name for path in read)
        raise RefusedFile(
            "annexe-4-absente",
            f"{', '.join(map(str, paths))} : aucun classeur n'est {convention.the('indicateurs')} "
            f"de {convention.short_title} (une feuille avec « Numéro indicateur », « Objectif » et "
            f"« Réalisé » de chaque année). Classeurs lus : {listed or 'aucun'}."
            f"{without_indicators(path.name for path, _ in equipped)} Si l'un d'eux est votre "
            f"propre annexe, équipez-le (« pycog equip FICHIER {equip_option(paths)} ») et "
            "recommencez ; sinon faites-la avec « pycog build » et remplissez-la.",
        )
    filled.sources = [_source(role, path) for role, path in filled.used()]
    return filled


def _take_own(filled: Filled, package: Package, held: Holdings, convention: Convention) -> Holdings:
    """Take the sheets of our own layouts of an equipped workbook; return what its map holds.

    A map does not know follow-up indicators, milestones, nor the register of annex 1, which is
    then where the executed amounts are read.
    """
    own = Filled()
    for sheet in _sheets(base_of(package)):
        filled.fictitious |= _says_fictitious(sheet)
        _take_told(own, package.path, sheet, convention)
    for role in own.files:
        if role not in roles_held(held, convention):
            _claim(filled, role, package.path)
    filled.ratios.update(own.ratios)
    filled.follow_ups.update(own.follow_ups)
    filled.milestones += own.milestones
    filled.landings += own.landings
    if budget_role(convention) in own.files:
        held.values = {key: one for key, one in held.values.items() if one.subject.kind != "ligne"}
    return held


def _take_equipped(
    filled: Filled, equipped: Sequence[tuple[Path, Holdings]], convention: Convention
) -> None:
    """Take what equipped workbooks hold, together."""
    if not equipped:
        return
    claimed: set[str] = set()
    for path, held in equipped:
        for role in roles_held(held, convention):
            if role in claimed:
                filled.beside.append((role, path))
            else:
                _claim(filled, role, path)
                claimed.add(role)
        if path not in (used for _, used in filled.used()):
            filled.ignored.append(path)
    found = read_equipped([(path.name, held) for path, held in equipped], convention)
    filled.indicators.update(found.indicators)
    filled.ratios.update(found.ratios)
    filled.executed += found.executed
    filled.unread += found.remarks


def _take_told(filled: Filled, path: Path, sheet: _Sheet, convention: Convention) -> None:
    try:
        _take(filled, path, sheet, convention)
    except InvalidInput as error:
        raise RefusedFile(error.code, f"{path}, {error.message}", path=str(path)) from None


def indicators_role(convention: Convention) -> str:
    """Return how the agreement calls the annex of its indicators."""
    return convention.annex_of("indicateurs")


def budget_role(convention: Convention) -> str:
    """Return how the agreement calls its budget annex."""
    return convention.annex_of("budget")


def fund_role(convention: Convention, fund: str) -> str:
    """Return how the agreement calls the annex of a fund."""
    return convention.annex_of("budget", fund)


def wanted_roles(convention: Convention) -> Iterator[str]:
    """Yield the workbooks that a complete report of a convention is drawn from."""
    if convention.funds:
        if convention.rules is not None:
            yield budget_role(convention)
        yield from (fund_role(convention, fund) for fund in convention.funds)
    if convention.indicators:
        yield indicators_role(convention)
    if convention.milestones:
        yield MILESTONES


def _source(role: str, path: Path) -> SourceFile:
    data = path.read_bytes()
    seal = state_of(open_package(path, READING))
    digest = hashlib.sha256(data).hexdigest()
    return SourceFile(role, path.name, digest, len(data), seal.text, seal.kind != UNSEALED)


def _take(filled: Filled, path: Path, sheet: _Sheet, convention: Convention) -> None:
    """Take what a sheet holds, when it is one that a report reads."""
    names = sheet.columns
    if "numero indicateur" in names and sheet.yearly("objectif") and sheet.yearly("realise"):
        _claim(filled, indicators_role(convention), path)
        filled.indicators.update(_indicators(sheet, convention))
    elif "numero indicateur" in names and sheet.yearly("numerateur"):
        _claim(filled, indicators_role(convention), path)
        filled.ratios.update(_ratios(sheet, convention))
    elif {"fiche objectif", "indicateur de suivi"} <= names.keys() and sheet.yearly("suivi"):
        _claim(filled, indicators_role(convention), path)
        filled.follow_ups.update(_follow_ups(sheet, convention))
    elif {"mesure", "echeance imprimee", "realisee le"} <= names.keys():
        _claim(filled, MILESTONES, path)
        filled.milestones += _milestones(sheet)
    elif {"fonds", "ligne"} <= names.keys() and sheet.yearly("execute"):
        _claim(filled, budget_role(convention), path)
    elif sheet.yearly("execute"):
        fund = _fund(sheet, convention)
        if fund is not None:
            _claim(filled, fund_role(convention, fund.id), path)
            filled.executed += _executed(sheet, fund)
    elif (header := landing_header(sheet.rows)) is not None:
        fund = _fund(replace(sheet, header=header), convention)
        if fund is not None:
            filled.landings.append(read_landing(sheet.rows, header, fund))


def _claim(filled: Filled, role: str, path: Path) -> None:
    known = filled.files.setdefault(role, path)
    if known != path:
        raise RefusedFile(
            "annexe-en-double",
            f"Deux classeurs sont le même document ({role}) : {known} et {path}. Ne donnez que "
            "celui qui fait foi.",
            path=str(path),
        )


def _indicators(sheet: _Sheet, convention: Convention) -> Iterator[tuple[str, IndicatorEntry]]:
    targets, actuals = sheet.yearly("objectif"), sheet.yearly("realise")
    comments = sheet.yearly("observation")
    start = convention.baseline_year
    baseline = None if start is None else actuals.get(start)
    for number, row in sheet.below():
        key = _numbered(sheet, number, convention)
        if key is None:
            continue
        years = convention.years
        yield (
            key,
            IndicatorEntry(
                None if baseline is None else _at(row, baseline),
                {year: _at(row, targets.get(year)) for year in years},
                {year: _at(row, actuals.get(year)) for year in years},
                {year: sheet.words(number, comments.get(year)) for year in years},
                sheet.places(number, actuals, years),
            ),
        )


def _numbered(sheet: _Sheet, row: int, convention: Convention) -> str | None:
    """Return the indicator of a row, ``None`` where its number is none of the convention.

    Raises:
        InvalidInput: ``numero-ambigu``: 1.1 typed as a number where there is a 1.10.
    """
    column = sheet.columns["numero indicateur"]
    try:
        return find_number(_at(sheet.rows[row], column), convention.indicators)
    except InvalidInput as error:
        place = f"{sheet.name}!{address(row + 1, column + 1)}"
        raise InvalidInput(error.code, f"{place} : {error.message}") from None


def _ratios(sheet: _Sheet, convention: Convention) -> Iterator[tuple[str, RatioEntry]]:
    above, below = sheet.yearly("numerateur"), sheet.yearly("denominateur")
    for number, row in sheet.below():
        key = _numbered(sheet, number, convention)
        if key is not None:
            years = convention.years
            yield (
                key,
                RatioEntry(
                    {year: _at(row, above.get(year)) for year in years},
                    {year: _at(row, below.get(year)) for year in years},
                    sheet.places(number, above, years),
                ),
            )


def _follow_ups(
    sheet: _Sheet, convention: Convention
) -> Iterator[tuple[tuple[int, str], FollowUpEntry]]:
    names, values = sheet.columns, sheet.yearly("suivi")
    comments = sheet.yearly("observation")
    for number, row in sheet.below():
        key = _whole(_at(row, names["fiche objectif"]))
        label = sheet.words(number, names["indicateur de suivi"])
        if key is not None and label:
            years = convention.years
            yield (
                (key, fold(label)),
                FollowUpEntry(
                    {year: _at(row, values.get(year)) for year in years},
                    {year: sheet.words(number, comments.get(year)) for year in years},
                    sheet.places(number, values, years),
                ),
            )


def _milestones(sheet: _Sheet) -> Iterator[MilestoneEntry]:
    names = sheet.columns
    for number, row in sheet.below():
        printed, read = _at(row, names["echeance imprimee"]), _at(row, names.get("lue comme"))
        what = sheet.words(number, names["mesure"])
        if is_blank(printed) or not what:
            continue
        yield MilestoneEntry(
            _whole(_at(row, names.get("fiche objectif"))),
            what,
            display(printed),
            printed if is_blank(read) else read,
            _at(row, names["realisee le"]),
            sheet.words(number, names.get("observations")),
            sheet.words(number, names.get("source")),
        )


def _fund(sheet: _Sheet, convention: Convention) -> Fund | None:
    """Return the fund whose lines a sheet has."""
    labels = {fold(row[0]) for _, row in sheet.below() if row and isinstance(row[0], str)}
    for fund in convention.funds.values():
        lines = {fold(line.label) for line in fund.lines}
        if len(lines & labels) >= _ENOUGH * len(lines) and _titled(sheet, fund):
            return fund
    return None


def _titled(sheet: _Sheet, fund: Fund) -> bool:
    """Tell two funds with lines in common apart by the title above the table."""
    above = " ".join(
        fold(value) for row in sheet.rows[: sheet.header] for value in row if isinstance(value, str)
    )
    # Whole words: the id FX also opens that of another fund, FXQ.
    names = (re.escape(fold(name)) for name in (fund.id, fund.title) if name)
    return any(re.search(rf"(?<!\w){name}(?!\w)", above) for name in names)


def _executed(sheet: _Sheet, fund: Fund) -> Iterator[Entry]:
    """Yield the amounts of a sheet of execution, its lines taken in the order of the annex."""
    lines = iter(fund.lines)
    line = next(lines, None)
    years = sheet.yearly("execute")
    for _, row in sheet.below():
        if line is None:
            return
        if not row or not isinstance(row[0], str) or fold(row[0]) != fold(line.label):
            continue
        if not line.parts and line.role != "titre":
            for year, column in years.items():
                amount = _number(_at(row, column))
                if amount is not None:
                    yield Entry(line.key, executed=amount, year=year, fund=fund.id)
        line = next(lines, None)


def _number(value: Scalar) -> float | None:
    try:
        return to_number(value)
    except InvalidInput:
        return None


def _whole(value: Scalar) -> int | None:
    number = None if isinstance(value, CellError) else _number(value)
    return int(number) if number is not None and number == number // 1 else None


def _says_fictitious(sheet: _Sheet) -> bool:
    wanted = fold(FICTITIOUS)
    return any(
        isinstance(value, str) and fold(value).startswith(wanted)
        for row in sheet.rows[:3]
        for value in row[:3]
    )


def _at(row: Sequence[Any], column: int | None) -> Any:
    return row[column] if column is not None and column < len(row) else None


def _sheets(package: Package) -> list[_Sheet]:
    """Return the sheets of a workbook, with the row of headings known to reports."""
    with warnings.catch_warnings():
        # openpyxl warns, in English, of dates out of range: what cannot be read is told later.
        warnings.simplefilter("ignore", UserWarning)
        return list(_found(package))


def _found(package: Package) -> Iterator[_Sheet]:
    with stored_sheets(package) as values, stored_sheets(package, data_only=False) as formulas:
        for stored, typed in zip(values, formulas, strict=True):
            rows = [[stored_value(entry) for entry in line] for line in stored.iter_rows()]
            header, columns = _headings(rows[:_HEAD])
            lines = [[cell.value for cell in line] for line in typed.iter_rows()] if columns else []
            yield _Sheet(stored.title, rows, lines, header, columns)


def _headings(rows: list[list[Scalar]]) -> tuple[int, dict[str, int]]:
    """Return the row with the most headings that reports know, and heading → column."""
    best: tuple[int, dict[str, int]] = (0, {})
    for number, row in enumerate(rows):
        columns: dict[str, int] = {}
        for column, value in enumerate(row):
            if isinstance(value, str) and (name := fold(value.replace("\n", " "))):
                columns.setdefault(name, column)
        if _known(columns) > _known(best[1]):
            best = (number, columns)
    return best


def _known(columns: Mapping[str, int]) -> int:
    words = {
        "numero indicateur",
        "indicateur de suivi",
        "mesure",
        "echeance imprimee",
        "realisee le",
        "fonds",
        "ligne",
    }
    return sum(name in words or _YEARLY.fullmatch(name) is not None for name in columns)
