"""``pycog functions``: the catalogue of formulas."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from typing import TYPE_CHECKING

from pycog.cli import streams
from pycog.cli.json_lines import say_record

if TYPE_CHECKING:
    from udfs.catalogue import Formula

EPILOG = "exemple :\n  pycog functions --json\n"


def configure(parser: ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("--json", action="store_true", help="écrit un objet JSON par formule")


def run(args: Namespace) -> int:
    """List the formulas, by heading."""
    from udfs.catalogue import catalogue

    formulas = catalogue().values()
    if args.json:
        for formula in formulas:
            say_record(_record(formula))
        return streams.DONE
    for heading in dict.fromkeys(formula.category for formula in formulas):
        streams.say(f"{heading}\n")
        for formula in formulas:
            if formula.category == heading:
                streams.say(f"  {formula.signature}\n      {formula.help}")
        streams.say("")
    streams.say(streams.counted(len(formulas), "formule") + ".")
    return streams.DONE


def _record(formula: Formula) -> dict[str, object]:
    return {
        "name": formula.name,
        "signature": formula.signature,
        "help": formula.help,
        "category": formula.category,
        "arguments": [
            {
                "name": argument.name,
                "label": argument.label,
                "help": argument.help,
                "optional": argument.optional,
                "choices": list(argument.choices),
            }
            for argument in formula.arguments
        ],
        "returns": formula.returns,
        "source": formula.source,
        "example": formula.example,
        "assumptions": list(formula.assumptions),
    }
