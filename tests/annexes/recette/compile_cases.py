"""Compiles the validation cases from YAML into the JSON that the package carries.

Usage: ``python -m tests.annexes.recette.compile_cases [--check]``. With ``--check`` nothing is
written and the exit code is 1 when the JSON is not what the YAML gives.
"""

from __future__ import annotations

import json
import math
import re
import sys
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import yaml

from tests.paths import ROOT

CASES = ROOT / "tests" / "cases"
TARGET = ROOT / "pycog" / "annexes" / "recette" / "data" / "recette.json"

_TITLE = re.compile(r"# *(?P<title>[^:\n]+?) *(?::.*|\.)? *\n")


def compiled() -> str:
    """Return the JSON text of all cases, files in alphabetical order."""
    entries = [entry for path in sorted(CASES.glob("*.yaml")) for entry in _entries(path)]
    if not entries:
        raise SystemExit(f"no case found in {CASES}")
    return json.dumps(entries, ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def _entries(path: Path) -> Iterator[dict[str, Any]]:
    text = path.read_text(encoding="utf-8")
    title = _TITLE.match(text)
    if title is None:
        raise SystemExit(f"{path.name}: the first line must be a comment with the heading")
    for case in yaml.safe_load(text):
        expected = case["erreur"] if "erreur" in case else _block(case["attendu"])
        entry = {
            "id": case["id"],
            "categorie": title["title"],
            "phrase": case["phrase"],
            "calcul": case.get("calcul", ""),
            "formule": case["formule"],
            "attendu": expected,
            "affichage": case.get("affichage", ""),
            "tolerance": _tolerance(case.get("tolerance", 0), expected),
            "source": case["source"],
        }
        # What is absent is understood: no arithmetic, no tolerance.
        yield {key: value for key, value in entry.items() if key == "attendu" or value}


def _block(value: Any) -> Any:
    """Make a list a block of rows; fractions such as ``"77/90"`` stay as they are."""
    if isinstance(value, list) and not isinstance(value[0], list):
        return [value]
    return value


def _tolerance(given: Any, expected: Any) -> float:
    """Turn "1 ulp" into an absolute difference: a workbook knows no other."""
    text = str(given)
    if not text.endswith("ulp"):
        return float(text)
    cells = [cell for row in expected for cell in row] if isinstance(expected, list) else [expected]
    largest = max(abs(float(Fraction(cell))) for cell in cells if cell != "")
    return float(text.removesuffix("ulp")) * math.ulp(largest)


def main(arguments: list[str]) -> int:
    """Write the JSON, or compare it."""
    text = compiled()
    if "--check" in arguments:
        fresh = TARGET.exists() and TARGET.read_text(encoding="utf-8") == text
        if not fresh:
            print(f"{TARGET.relative_to(ROOT)} is not what the cases give: compile them again")
        return 0 if fresh else 1
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    TARGET.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
