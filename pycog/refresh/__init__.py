"""Recalculates workbooks without Excel and leaves everything else in them untouched."""

from pycog.refresh.batch import refresh_file
from pycog.refresh.evaluate import Evaluation, Evaluator, evaluate
from pycog.refresh.host import FunctionHost
from pycog.refresh.inspect import Explanation, explain_cell
from pycog.refresh.options import Limits, Options
from pycog.refresh.placing import find_workbooks
from pycog.refresh.report import CellChange, ErrorCell, FileReport, FrozenCell

__all__ = [
    "CellChange",
    "ErrorCell",
    "Evaluation",
    "Evaluator",
    "Explanation",
    "FileReport",
    "FrozenCell",
    "FunctionHost",
    "Limits",
    "Options",
    "evaluate",
    "explain_cell",
    "find_workbooks",
    "refresh_file",
]
