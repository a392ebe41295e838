"""``pycog report budget``: the budget report of a workbook of annex 1."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from pycog.cli import streams
from pycog.cli.output import chosen_format, keep_inputs, write_file
from pycog.errors import InvalidInput

if TYPE_CHECKING:
    from pycog.reports.budget.budget_outcome import BudgetOutcome

FORMATS: Final = ("md", "csv", "json", "xlsx")
_ONE_WORKBOOK: Final = (
    "« pycog report budget » lit un seul classeur : donnez le chemin de celui des règles "
    "budgétaires, par exemple annexe-1-budget.xlsx."
)


def run(args: Namespace) -> int:
    """Draw the report and write it."""
    from pycog import reports
    from pycog.default_convention import using
    from pycog.reports.making import convention_followed

    if len(args.subjects) != 1:
        raise InvalidInput(
            "classeur-a-preciser",
            _ONE_WORKBOOK,
        )
    path = Path(args.subjects[0])
    if path.is_dir():
        raise InvalidInput("classeur-a-preciser", f"{path} est un dossier. {_ONE_WORKBOOK}")
    chosen = chosen_format(args.format, args.output, FORMATS)
    keep_inputs(args.output, [path])
    with using(convention_followed([path], args.convention)):
        outcome = reports.draw_budget(path, args.year)
    _write(outcome, chosen, args.output)
    for fault in outcome.faults:
        streams.warn(f"{path}, {fault.text}" if fault.sheet else f"{path} : {fault.text}")
    return streams.FINDINGS if outcome.faults else streams.DONE


def _write(outcome: BudgetOutcome, chosen: str, output: Path | None) -> None:
    from pycog.reports.budget import budget_writers

    if output is None:
        streams.say(budget_writers.TEXTS[chosen](outcome).removesuffix("\n"))
        return
    if chosen == "xlsx":
        content = budget_writers.workbook(outcome)
    else:
        content = budget_writers.TEXTS[chosen](outcome).encode("utf-8")
    write_file(output, content)
    funds = " et ".join(report.fund for report in outcome.reports)
    faults = streams.counted(len(outcome.faults), "anomalie")
    streams.say(f"{output} : {funds}, exercice {outcome.year}, {faults}.")
