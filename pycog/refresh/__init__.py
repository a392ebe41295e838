"""Recalculates workbooks without Excel and leaves everything else in them untouched."""

from pycog.refresh.evaluate import Evaluation, Evaluator, evaluate
from pycog.refresh.host import FunctionHost
from pycog.refresh.inspect import Explanation, explain_cell
from pycog.refresh.one_file import refresh_file
from pycog.refresh.options import Options
from pycog.refresh.report import CellChange, ErrorCell, FileReport, FrozenCell, ToRecalculate
from pycog.xlsx.opening import Limits
from pycog.xlsx.placing import find_workbooks

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
    "ToRecalculate",
    "evaluate",
    "explain_cell",
    "find_workbooks",
    "refresh_file",
]
