"""Writes docs/formules.md from the catalogue of formulas; run by ``make generated``."""

from __future__ import annotations

from pathlib import Path

from pycog.cli.eval import text_of
from pycog.refresh import Evaluator
from pycog.xlsx.french import to_french
from udfs.catalogue import Formula, catalogue
from udfs.handbook import Worked, render
from udfs.hosts.engine import EngineHost

TARGET = Path(__file__).with_name("formules.md")


def reference() -> str:
    """Return the reference, every example worked out by the engine.

    Raises:
        ValueError: An example gives an error.
    """
    evaluator = Evaluator(EngineHost())

    def work(formula: Formula) -> Worked:
        done = evaluator.evaluate(formula.example)
        if done.error is not None:
            raise ValueError(f"{formula.example}: {done.error}, {done.error.message}")
        return Worked(to_french(formula.example), text_of(done.value, done.kind))

    return render(catalogue(), work)


if __name__ == "__main__":
    TARGET.write_text(reference(), encoding="utf-8", newline="\n")
    print(TARGET)
