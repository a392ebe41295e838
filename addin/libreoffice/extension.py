"""The extension as a file: what LibreOffice installs, the same bytes each time it is made."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pycog
import udfs
from addin.libreoffice import registration
from addin.libreoffice.bundled import packages
from pycog.budget.approval import known_years, public_holidays
from udfs.catalogue import catalogue

#: Where LibreOffice looks for the modules of a component: beside it, under this name.
_MODULES: Final = "pythonpath"
#: Stand-ins for packages that LibreOffice's Python lacks; looked at after its own.
REPLACEMENTS: Final = "replacements"
#: Module that stands in for a compiled package → its text.
_REPLACED: Final = {
    "formualizer.py": "formualizer_replacement.txt",
    "msgspec/__init__.py": "msgspec_replacement.txt",
    "msgspec/structs.py": "msgspec_structs_replacement.txt",
}
_COMPONENT: Final = "cog_component.py"
_REGISTERED: Final = (
    ("types/XCog.rdb", "application/vnd.sun.star.uno-typelibrary;type=RDB"),
    (_COMPONENT, "application/vnd.sun.star.uno-component;type=Python"),
    ("CalcAddIns.xcu", "application/vnd.sun.star.configuration-data"),
    ("Jobs.xcu", "application/vnd.sun.star.configuration-data"),
    ("Addons.xcu", "application/vnd.sun.star.configuration-data"),
    ("Accelerators.xcu", "application/vnd.sun.star.configuration-data"),
    ("CalcWindowState.xcu", "application/vnd.sun.star.configuration-data"),
)
#: The oldest moment that a zip file can tell.
_MOMENT: Final = (1980, 1, 1, 0, 0, 0)
_HERE: Final = Path(__file__).parent
#: Modules of the add-in of Excel that serve here, too.
_SHARED: Final = (
    "__init__",
    "annexes",
    "checking",
    "equip_wishes",
    "equipping",
    "form_checking",
    "french_text",
    "insertion",
    "pane_words",
    "requests",
    "sent_files",
    "workbook_checking",
)


def extension() -> bytes:
    """Return the extension (``.oxt``) with every formula of the catalogue and all of pycog."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, content in sorted(_files()):
            record = zipfile.ZipInfo(path, _MOMENT)
            record.compress_type = zipfile.ZIP_DEFLATED
            record.external_attr = 0o644 << 16
            record.create_system = 3  # the same wherever it is made
            archive.writestr(record, content)
    return buffer.getvalue()


def _files() -> Iterator[tuple[str, bytes]]:
    formulas = catalogue()
    yield "META-INF/manifest.xml", registration.manifest(_REGISTERED).encode()
    yield "description.xml", registration.description().encode()
    yield "types/XCog.rdb", registration.library(formulas)
    yield "CalcAddIns.xcu", registration.functions(formulas).encode()
    yield "Jobs.xcu", registration.jobs().encode()
    yield "Addons.xcu", registration.menu().encode()
    yield "Accelerators.xcu", registration.shortcuts().encode()
    yield "CalcWindowState.xcu", registration.toolbar().encode()
    yield _COMPONENT, (_HERE / _COMPONENT).read_bytes()
    yield f"{REPLACEMENTS}/holidays.py", _holidays().encode()
    for module, text in _REPLACED.items():
        yield f"{REPLACEMENTS}/{module}", (_HERE / text).read_bytes()
    for name, content in packages():
        yield f"{_MODULES}/{name}", content
    for package in (pycog, udfs):
        yield from _sources(Path(str(package.__file__)).parent)
    for name in _SHARED:
        yield f"{_MODULES}/addin/{name}.py", (_HERE.parent / f"{name}.py").read_bytes()
    for path, content in _sources(_HERE):
        yield path.replace(f"{_MODULES}/", f"{_MODULES}/addin/", 1), content


def _sources(folder: Path) -> Iterator[tuple[str, bytes]]:
    for path in folder.rglob("*"):
        if path.is_file() and "__pycache__" not in path.parts:
            yield (
                f"{_MODULES}/{folder.name}/{path.relative_to(folder).as_posix()}",
                path.read_bytes(),
            )


def _holidays() -> str:
    """Return a module that knows what pycog asks of the package ``holidays``, as a table."""
    years = "".join(
        f"    {year}: {' '.join(f'{day:%m%d}' for day in sorted(public_holidays(year)))!r},\n"
        for year in known_years()
    )
    return (_HERE / "holidays_replacement.txt").read_text("utf-8").replace("    ...\n", years)
