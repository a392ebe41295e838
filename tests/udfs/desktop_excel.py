"""Runs the functions through xlwings' own code for Excel on Windows, without Windows.

Only what Windows brings is put in place: the names of pywin32 that xlwings imports, and
cells that answer like COM. The registration of the functions, the VBA they get and the
conversion of a call are xlwings' own. Run as a program, it reads calls from standard
input and writes what Excel would receive; pickled, since both ends are ours.
"""

from __future__ import annotations

import io
import pickle
import sys
import types
from dataclasses import dataclass
from typing import Any
from unittest.mock import MagicMock

MODULE = "udfs.hosts.xlwings_desktop"
#: What VBA passes for an argument that was left out.
MISSING = -2147352572


@dataclass(frozen=True)
class Variant:
    """Stands for a COM variant of a given kind."""

    varianttype: int
    value: int


@dataclass(frozen=True)
class Cells:
    """Stands for a range: what COM gives for its ``Value2``."""

    values: Any


class RangeImpl:
    """What xlwings asks of a range of Excel."""

    def __init__(self, xl: Any) -> None:
        self.api = types.SimpleNamespace(Value2=xl.values if isinstance(xl, Cells) else None)
        self.sheet = MagicMock()


def pretend_windows() -> Any:
    """Put pywin32's names in place and return xlwings' module of Excel functions."""
    for name in ("pywintypes", "win32com", "win32com.client", "xlwings.com_server"):
        sys.modules[name] = MagicMock()
    com = types.ModuleType("pythoncom")
    com.__dict__.update(CoInitialize=lambda: None, VT_ERROR=10)
    sys.modules["pythoncom"] = com
    sys.modules["win32com.client"].VARIANT = Variant
    import xlwings

    vars(xlwings)["_xlwindows"] = types.SimpleNamespace(
        Range=RangeImpl, is_range_instance=lambda given: isinstance(given, Cells)
    )
    engine = MagicMock()
    engine.name = "excel"
    xlwings.engines.add(xlwings.main.Engine(impl=engine))
    from xlwings import udfs

    xlwings.func, xlwings.arg, xlwings.ret = udfs.xlfunc, udfs.xlarg, udfs.xlret
    return udfs


def main() -> None:
    """Answer the calls of standard input, with the VBA and the declarations."""
    calls = pickle.load(sys.stdin.buffer)
    udfs = pretend_windows()
    module = udfs.get_udf_module(MODULE, None)
    code = io.StringIO()
    udfs.generate_vba_wrapper(MODULE, module, code, types.SimpleNamespace(Name="annexe.xlsm"))
    results = [udfs.call_udf(MODULE, name, args, None, Cells(None)) for name, args in calls]
    declared = {
        name: {
            "category": info["category"],
            "doc": info["ret"]["doc"],
            "args": [(arg["name"], arg["doc"], "optional" in arg) for arg in info["args"]],
        }
        for name in dir(module)
        if name.startswith("COG_") and (info := getattr(module, name).__xlfunc__)
    }
    pickle.dump((code.getvalue(), declared, results), sys.stdout.buffer)


if __name__ == "__main__":
    # Pickles name the classes by the module, not by the program.
    from tests.udfs import desktop_excel

    desktop_excel.main()
