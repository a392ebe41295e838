"""Writes the budget report: French tables for readers, plain numbers for programs."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final

from pycog.annexes.kit.page import Book, Page
from pycog.annexes.kit.styles import EVOLUTION, GREEN, ORANGE, RATE, RED, amount_format
from pycog.arithmetic import amount_kind
from pycog.values import Scalar, display

if TYPE_CHECKING:
    from pycog.budget.lines import ReportLine
    from pycog.budget.report import BudgetReport
    from pycog.reports.budget.budget_outcome import BudgetOutcome

#: Fields of a line, in the order of the annex, for programs.
_FIELDS: Final = (
    "key", "label", "role", "nature", "group", "ceiling", "base", "carryover", "transfers",
    "authorised", "executed", "available", "rate", "previous", "evolution_previous", "reference",
    "evolution_reference", "breached", "verdict", "update",
)  # fmt: skip
_AMOUNT, _GAP = "amount", "gap"
#: Fields shown to readers → amount, change of an amount, rate or evolution.
_SHOWN: Final[Mapping[str, str]] = {
    "base": _AMOUNT,
    "carryover": _AMOUNT,
    "transfers": _GAP,
    "authorised": _AMOUNT,
    "executed": _AMOUNT,
    "available": _AMOUNT,
    "rate": "rate",
    "evolution_previous": "evolution",
    "evolution_reference": "evolution",
}
#: How amounts of a unit are introduced.
_UNITS: Final = {"€": "en euros", "k€": "en milliers d'euros", "M€": "en millions d'euros"}
_TOTALS: Final = frozenset({"sous-total", "total"})
_WIDTHS: Final = (44, 15, 13, 13, 15, 15, 15, 11, 11, 11, 50, 14)
_HEADER: Final = 4


def markdown(outcome: BudgetOutcome) -> str:
    """Return the report as French tables in Markdown."""
    first = outcome.reports[0]
    lines = [
        f"# Tableau de bord budgétaire {outcome.year}",
        "",
        f"{first.convention}. {_unit_of(outcome)}",
    ]
    for report in outcome.reports:
        lines += ["", f"## {report.title}", ""]
        lines.append(f"| {' | '.join(map(_cell, report.headings))} |")
        lines.append(f"|---|{'---:|' * len(_SHOWN)}---|---:|")
        lines += [f"| {' | '.join(map(_cell, _row(line, report.unit)))} |" for line in report.lines]
        lines += ["", f"Source : {report.source}."]
    lines += ["", "## Opérations immobilières", "", *_operations(outcome)]
    if outcome.faults:
        lines += ["", "## Anomalies", "", *(f"- {_cell(fault.text)}" for fault in outcome.faults)]
    return "\n".join(lines) + "\n"


def _unit_of(outcome: BudgetOutcome) -> str:
    """Say in which unit the amounts of the report are."""
    units = {report.unit for report in outcome.reports}
    if len(units) == 1:
        return f"Montants {_UNITS[units.pop()]}."
    named = (f"{report.fund} {_UNITS[report.unit]}" for report in outcome.reports)
    return f"Montants : {', '.join(named)}."


def _shown(value: Scalar, kind: str, unit: str) -> str:
    return display(value, amount_kind(unit) if kind in {_AMOUNT, _GAP} else kind)


def _number_format(kind: str, unit: str, decimals: int) -> str:
    if kind in {_AMOUNT, _GAP}:
        return amount_format(unit, decimals, gap=kind == _GAP)
    return {"rate": RATE, "evolution": EVOLUTION}[kind]


def _row(line: ReportLine, unit: str) -> list[str]:
    strong = "**" if line.role in {*_TOTALS, "titre"} else ""
    shown = [_shown(getattr(line, name), kind, unit) for name, kind in _SHOWN.items()]
    marked = [f"{strong}{text}{strong}" if text else "" for text in (line.label, *shown)]
    return [*marked, line.verdict, _shown(line.update, _AMOUNT, unit)]


#: Columns of the property operations → heading, and how each is displayed.
_OPERATION: Final[Mapping[str, tuple[str, str]]] = {
    "authorised": ("Autorisé", _AMOUNT),
    "executed": ("Exécuté", _AMOUNT),
    "available": ("Disponible", _AMOUNT),
    "rate": ("Taux d'exécution", "rate"),
}
_NO_OPERATION: Final = "Aucune opération immobilière n'est saisie pour l'exercice."


def _operations(outcome: BudgetOutcome) -> list[str]:
    """Return the property operations in Markdown."""
    if not outcome.operations:
        return [_NO_OPERATION]
    titles, unit = [title for title, _ in _OPERATION.values()], _common_unit(outcome)
    lines = [
        f"| Opération | {' | '.join(titles)} | Observations |",
        f"|---|{'---:|' * len(titles)}---|",
    ]
    for one in outcome.operations:
        shown = [_shown(getattr(one, name), kind, unit) for name, (_, kind) in _OPERATION.items()]
        lines.append(f"| {' | '.join(map(_cell, (one.label, *shown, one.remark)))} |")
    return lines


def _common_unit(outcome: BudgetOutcome) -> str:
    """Return the unit of every fund, ``""`` where they differ."""
    units = {report.unit for report in outcome.reports}
    return units.pop() if len(units) == 1 else ""


def _cell(text: str) -> str:
    """Escape what a Markdown table would take for the end of a cell."""
    return text.replace("|", "\\|")


def comma_separated(outcome: BudgetOutcome) -> str:
    """Return the report as CSV: plain numbers, a decimal point, one line per budget line."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(("convention", "fund", "year", *_FIELDS, "unit"))
    for report in outcome.reports:
        for line in report.lines:
            writer.writerow(
                (
                    report.convention,
                    report.fund,
                    report.year,
                    *map(_plain, _values(line)),
                    report.unit,
                )
            )
    first = outcome.reports[0]
    for one in outcome.operations:
        cells: dict[str, Scalar] = {
            "label": one.label, "role": "opération immobilière", "authorised": one.authorised,
            "executed": one.executed, "available": one.available, "rate": one.rate,
            "verdict": one.remark,
        }  # fmt: skip
        plain = (_plain(cells.get(name)) for name in _FIELDS)
        writer.writerow((first.convention, "", outcome.year, *plain, _common_unit(outcome)))
    return out.getvalue()


def _values(line: ReportLine) -> list[Scalar]:
    return [getattr(line, name) for name in _FIELDS]


def _plain(value: Scalar) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value == value // 1:
        return str(int(value))
    return str(value)


def as_json(outcome: BudgetOutcome) -> str:
    """Return the report as one JSON object on one line."""
    record = {
        "workbook": str(outcome.path),
        "year": outcome.year,
        "reports": [_record(report) for report in outcome.reports],
        "property_operations": [
            {
                "label": one.label,
                "authorised": one.authorised,
                "executed": one.executed,
                "available": one.available,
                "rate": one.rate,
                "remark": one.remark,
            }
            for one in outcome.operations
        ],
        "faults": [
            {"sheet": fault.sheet, "row": fault.row, "code": fault.code, "message": fault.message}
            for fault in outcome.faults
        ],
    }
    return json.dumps(record, ensure_ascii=False, allow_nan=False) + "\n"


def _record(report: BudgetReport) -> dict[str, object]:
    return {
        "convention": report.convention,
        "fund": report.fund,
        "title": report.title,
        "year": report.year,
        "source": report.source,
        "unit": report.unit,
        "lines": [dict(zip(_FIELDS, _values(line), strict=True)) for line in report.lines],
    }


def workbook(outcome: BudgetOutcome) -> bytes:
    """Return the report as an Excel workbook, one sheet per fund, values only."""
    title = f"Tableau de bord budgétaire {outcome.year}"
    book = Book(title, outcome.reports[0].convention, {})
    for report in outcome.reports:
        _sheet(book.page(report.fund), report, title)
    if outcome.operations:
        _property_sheet(book, outcome, title)
    if outcome.faults:
        _faults(book, outcome, title)
    return book.content()


def _sheet(page: Page, report: BudgetReport, title: str) -> None:
    page.columns(_WIDTHS)
    page.value(0, 0, f"{title} – {report.title}", "title")
    page.sheet.set_row(0, 24)
    page.value(1, 0, f"Source : {report.source}", "note")
    page.headers(_HEADER, report.headings, height=34)
    row = _HEADER
    for row, line in enumerate(report.lines, start=_HEADER + 1):
        kind = "heading" if line.role == "titre" else "total" if line.role in _TOTALS else "printed"
        look: dict[str, Any] = {"indent": 2, "italic": True} if line.role == "dont" else {}
        page.value(row, 0, line.label, kind, **look)
        for column, (name, shown) in enumerate(_SHOWN.items(), start=1):
            number = _number_format(shown, report.unit, report.decimals)
            page.value(row, column, getattr(line, name), kind, number)
        verdict = len(_SHOWN) + 1
        page.value(
            row, verdict, line.verdict or None, kind, text_wrap=True, font_size=9, **_colour(line)
        )
        page.value(row, verdict + 1, line.update, kind, amount_format(report.unit, report.decimals))
        page.height(row, ((_WIDTHS[verdict], line.verdict),))
    page.sheet.freeze_panes(_HEADER + 1, 1)
    page.printing(
        heading=title,
        source=report.source,
        repeat=(_HEADER, _HEADER),
        area=(row, len(_SHOWN) + 2),
        one_page=True,
    )


def _property_sheet(book: Book, outcome: BudgetOutcome, title: str) -> None:
    page = book.page("Immobilier")
    page.columns((50, 15, 15, 15, 11, 60))
    page.value(0, 0, f"{title} – opérations immobilières", "title")
    page.value(1, 0, f"Montants saisis par l'organisme{outcome.properties_place}", "note")
    titles, unit = [heading for heading, _ in _OPERATION.values()], _common_unit(outcome)
    decimals = max(report.decimals for report in outcome.reports)
    page.headers(_HEADER, ("Opération", *titles, "Observations"), height=34)
    row = _HEADER
    for row, one in enumerate(outcome.operations, start=_HEADER + 1):
        page.value(row, 0, one.label, "printed", text_wrap=True)
        for column, (name, (_, shown)) in enumerate(_OPERATION.items(), start=1):
            number = _number_format(shown, unit, decimals)
            page.value(row, column, getattr(one, name), "printed", number)
        last = len(_OPERATION) + 1
        page.value(row, last, one.remark or None, "printed", text_wrap=True, font_size=9)
        page.height(row, ((50, one.label), (60, one.remark)))
    page.sheet.freeze_panes(_HEADER + 1, 1)
    page.printing(
        heading=title,
        source=outcome.reports[0].convention,
        repeat=(_HEADER, _HEADER),
        area=(row, len(_OPERATION) + 1),
    )


def _colour(line: ReportLine) -> dict[str, str]:
    if line.breached:
        return {"bg_color": RED}
    if line.verdict.startswith(("Ajustement", "Prévision")):
        return {"bg_color": ORANGE}
    return {"bg_color": GREEN} if line.verdict == "Conforme" else {}


def _faults(book: Book, outcome: BudgetOutcome, title: str) -> None:
    page = book.page("Anomalies")
    page.columns((16, 9, 110))
    page.value(0, 0, f"{title} – anomalies des registres", "title")
    page.headers(2, ("Feuille", "Ligne", "Anomalie"), height=20)
    row = 2
    for row, fault in enumerate(outcome.faults, start=3):
        page.value(row, 0, fault.sheet or "Ensemble", "printed")
        page.value(row, 1, fault.row, "printed", align="center")
        page.value(row, 2, fault.message, "printed", text_wrap=True)
        page.height(row, ((110, fault.message),))
    page.sheet.freeze_panes(3, 0)
    page.printing(heading=title, source=outcome.reports[0].convention, repeat=(2, 2), area=(row, 2))


#: Format → what writes it as text; the workbook is bytes and written apart.
TEXTS: Final[Mapping[str, Callable[[BudgetOutcome], str]]] = {
    "md": markdown,
    "csv": comma_separated,
    "json": as_json,
}
