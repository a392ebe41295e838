"""``pycog eval``: any formula with COG_ functions, evaluated outside a workbook."""

from __future__ import annotations

import math
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from pycog.cli import streams
from pycog.cli.clock import add_clock
from pycog.cli.json_lines import json_value, say_record
from pycog.errors import CellError, InvalidInput, PycogError
from pycog.values import CellValue, display

if TYPE_CHECKING:
    from pycog.refresh import Evaluator

EPILOG = """\
Un résultat de plusieurs cellules s'écrit sur une ligne : « ; » entre les colonnes,
« | » entre les lignes. Avec --json, chaque ligne est un objet formula, value, display,
error ; les dates y sont des numéros de série d'Excel.

exemples :
  pycog eval '=COG_TARGET(2,2013)' '=COG_ATTAINMENT(0.77,"90%")'
  pycog eval --fr '=COG_ATTAINMENT(0,77;"90 %")'
  pycog eval --json - < formules.txt
"""

#: Codes of errors that say the input is no formula, against results that are errors.
_REFUSALS = {"formule-illisible", "formule-vide", "entree-pas-en-utf-8"}


class _Result(NamedTuple):
    formula: str
    value: CellValue
    kind: str
    error: CellError | None


def configure(parser: ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument(
        "formulas",
        metavar="FORMULE",
        nargs="+",
        help="formule en syntaxe de fichier (virgules, point décimal), ou - pour lire "
        "l'entrée standard ligne par ligne",
    )
    parser.add_argument("--json", action="store_true", help="écrit un objet JSON par formule")
    parser.add_argument(
        "--fr",
        action="store_true",
        help="lit les formules comme un Excel français (points-virgules, virgule décimale, SI, "
        "SOMME…)",
    )
    add_clock(parser)


def run(args: Namespace) -> int:
    """Evaluate the formulas in order, each result written as soon as it is known."""
    from pycog.refresh import Evaluator
    from udfs.hosts.engine import EngineHost

    evaluator = Evaluator(EngineHost(), clock=args.clock)
    code = streams.DONE
    for formula in _formulas(args.formulas):
        result = _evaluate(formula, evaluator, args.fr)
        _write(result, args.json)
        if result.error is not None:
            refused = result.error.code in _REFUSALS
            code = max(code, streams.REFUSED if refused else streams.FINDINGS)
    return code


def _formulas(given: list[str]) -> Iterator[str | InvalidInput]:
    for formula in given:
        if formula == "-":
            yield from _lines()
        else:
            yield streams.readable(formula)


def _lines() -> Iterator[str | InvalidInput]:
    for number, raw in enumerate(sys.stdin.buffer, start=1):
        try:
            line = raw.decode("utf-8-sig" if number == 1 else "utf-8").strip()
        except UnicodeDecodeError:
            yield _wrong_encoding(number)
            continue
        if "\0" in line:
            yield _wrong_encoding(number)
        elif line:
            yield line


def _wrong_encoding(number: int) -> InvalidInput:
    return InvalidInput(
        "entree-pas-en-utf-8",
        f"La ligne {number} de l'entrée n'est pas en UTF-8. Enregistrez le fichier au format "
        "« UTF-8 ».",
        line=number,
    )


def _evaluate(formula: str | InvalidInput, evaluator: Evaluator, french: bool) -> _Result:
    from pycog.xlsx.french import from_french

    if isinstance(formula, InvalidInput):
        return _Result("", None, "text", CellError.of(formula))
    try:
        evaluation = evaluator.evaluate(from_french(formula) if french else formula, french=french)
    except PycogError as error:
        return _Result(formula, None, "text", CellError.of(error))
    return _Result(formula, evaluation.value, evaluation.kind, evaluation.error)


def _write(result: _Result, as_json: bool) -> None:
    error = result.error or _not_finite(result.value)
    shown = error.kind if error else text_of(result.value, result.kind)
    if as_json:
        record = {
            "formula": result.formula,
            "value": None if error else json_value(result.value),
            "display": shown,
            "error": {"type": error.kind, "message": error.message} if error else None,
        }
        say_record(record)
        return
    streams.say(shown, now=True)
    if error and error.message:
        streams.warn(
            f"{result.formula} : {error}, {error.message}" if result.formula else error.message
        )


def text_of(value: CellValue, kind: str) -> str:
    """Write a result in French on one line, ``;`` between columns and ``|`` between rows."""
    if isinstance(value, list):
        return " | ".join(" ; ".join(display(cell, kind) for cell in row) for row in value)
    return display(value, kind)


def _not_finite(value: CellValue) -> CellError | None:
    if isinstance(value, float) and not math.isfinite(value):
        return CellError("#NUM!", "Le résultat n'est pas un nombre fini.", "resultat-infini")
    return None
