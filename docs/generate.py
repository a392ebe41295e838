"""Writes every generated file anew, but for pictures; run by ``make generated``.

``python -m docs.generate --check`` writes nothing and ends with 1 where a file is stale. The
pictures are drawn by ``captures*.py`` and ``icones.py``, which need a browser and LibreOffice.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from docs import findings, house, reference
from tests.annexes.recette import compile_cases
from udfs import surface
from udfs.catalogue import Catalogue

ROOT: Final = Path(__file__).resolve().parent.parent
SURFACE: Final = ROOT / "tests" / "surface" / "formules.txt"
#: The names of the formulas, for rooms that know none of them.
NAMES: Final = ROOT / "pycog" / "xlsx" / "data" / "formules.txt"

#: File → what it has to hold. The cases come first: the workbooks are built from them.
GENERATED: Final[Mapping[Path, Callable[[], str]]] = {
    compile_cases.TARGET: compile_cases.compiled,
    SURFACE: surface.listing,
    NAMES: lambda: "".join(f"{name}\n" for name in Catalogue()),
    reference.TARGET: reference.reference,
    findings.TARGET: findings.report,
    house.PICTURE: house.picture,
    house.DOCUMENT: lambda: house.document(house.DOCUMENT.read_text(encoding="utf-8")),
}


def stale() -> dict[Path, str]:
    """Return the files that do not hold what they have to, with what that is."""
    return {
        path: text
        for path, make in GENERATED.items()
        if (text := make()) != (path.read_text(encoding="utf-8") if path.exists() else None)
    }


def main(arguments: list[str]) -> int:
    """Write what is stale, or only say it; return 1 where something is left stale."""
    found = stale()
    listing = found.get(SURFACE)
    gone = surface.broken(SURFACE.read_text(encoding="utf-8"), listing) if listing else []
    if gone:
        print(f"{SURFACE}: workbooks rely on {', '.join(gone)}; add arguments at the end only")
        return 1
    for path, text in found.items():
        if "--check" not in arguments:
            path.write_text(text, encoding="utf-8", newline="\n")
        print(path.relative_to(ROOT))
    return 1 if found and "--check" in arguments else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
