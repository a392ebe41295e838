"""The packages that LibreOffice's Python lacks and the extension brings along: the pure ones."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.metadata import distribution
from importlib.util import find_spec
from pathlib import Path
from typing import Final

#: Package → the distribution that its licence is in. Compiled parts stay behind: of rapidfuzz,
#: the Python form of each function answers where the compiled one is absent.
_PACKAGES: Final = {
    "et_xmlfile": "et-xmlfile",
    "openpyxl": "openpyxl",
    "rapidfuzz": "rapidfuzz",
    "xlsxwriter": "XlsxWriter",
}
#: For makers of installers only, and not importable without them.
_LEFT_OUT: Final = frozenset({"__pyinstaller"})


def packages() -> Iterator[tuple[str, bytes]]:
    """Yield the files of the packages, each by its path in the folder of modules."""
    for name, project in _PACKAGES.items():
        spec = find_spec(name)
        assert spec is not None and spec.origin is not None, name
        folder = Path(spec.origin).parent
        for path in folder.rglob("*.py"):
            inside = path.relative_to(folder)
            if not _LEFT_OUT & set(inside.parts):
                yield f"{name}/{inside.as_posix()}", path.read_bytes()
        yield f"{name}/LICENCE.txt", _licence(project)


def _licence(project: str) -> bytes:
    """Return the licence of a distribution, which goes with every copy of it."""
    files = distribution(project).files or ()
    texts = sorted(
        str(file.locate())
        for file in files
        if ".dist-info" in file.parts[0] and file.name.upper().startswith(("LICENSE", "LICENCE"))
    )
    return b"\n".join(Path(text).read_bytes() for text in texts)
