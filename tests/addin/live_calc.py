"""A LibreOffice with the extension, in a profile of its own, that does what a test asks for."""

from __future__ import annotations

import io
import json
import os
import subprocess
import zipfile
from pathlib import Path
from typing import Any

from addin.libreoffice.extension import extension
from pycog.errors import CellError
from pycog.values import CellValue
from tests.waiting import PATIENCE
from udfs.hosts.calc import ERROR_KINDS

_MANIFEST = """<?xml version="1.0" encoding="UTF-8"?>
<manifest:manifest xmlns:manifest="http://openoffice.org/2001/manifest">
 <manifest:file-entry manifest:full-path="calc_typist.py"
  manifest:media-type="application/vnd.sun.star.uno-component;type=Python"/>
</manifest:manifest>
"""
_DESCRIPTION = """<?xml version="1.0" encoding="UTF-8"?>
<description xmlns="http://openoffice.org/extensions/description/2006">
 <identifier value="fr.pycog.tests"/><version value="1"/>
</description>
"""


def type_in(
    program: str, folder: Path, steps: list[list[Any]], display: str = ""
) -> list[list[dict[str, Any]]]:
    """Return what each "read" of the steps saw.

    Args:
        program: LibreOffice.
        folder: Holds its profile, and what is installed in it.
        steps: See :class:`tests.addin.calc_typist.Typist`.
        display: Screen of X on which it is shown; ``""`` for none.
    """
    extensions = folder / "extensions"
    if not extensions.exists():
        with zipfile.ZipFile(io.BytesIO(extension())) as archive:
            archive.extractall(extensions / "cog.oxt")
        own = extensions / "typist.oxt"
        (own / "META-INF").mkdir(parents=True)
        (own / "META-INF" / "manifest.xml").write_text(_MANIFEST, "utf-8")
        (own / "description.xml").write_text(_DESCRIPTION, "utf-8")
        source = Path(__file__).with_name("calc_typist.py")
        (own / source.name).write_bytes(source.read_bytes())
    answer = folder / "answer.json"
    answer.unlink(missing_ok=True)
    request = folder / "request.json"
    request.write_text(json.dumps({"steps": steps, "answer": str(answer)}), "utf-8")
    command = [
        program,
        f"-env:UserInstallation={(folder / 'profile').as_uri()}",
        f"-env:BUNDLED_EXTENSIONS={extensions.as_uri()}",
        *(() if display else ("--headless",)),
        "--norestore",
        "--nologo",
        "service:fr.pycog.tests.Typist?go",
    ]
    environment = {**os.environ, "PYCOG_TYPIST": str(request), "LC_ALL": "C.UTF-8"}
    environment.pop("PYTHONPATH", None)
    # What is made is opened in the program that it belongs to, but not while tests run.
    environment.pop("DISPLAY", None)
    if display:
        environment["DISPLAY"] = display
    environment["BROWSER"] = "true"
    done = subprocess.run(command, env=environment, capture_output=True, timeout=PATIENCE)
    assert answer.exists(), done.stderr.decode("utf-8", "replace")
    found = json.loads(answer.read_text("utf-8"))
    assert isinstance(found, list), found
    return found


def seen(cell: dict[str, Any]) -> CellValue:
    """Return what a cell showed as a cell value, blanks as empty text."""
    if "error" in cell:
        return CellError(ERROR_KINDS.get(cell["error"], f"Err:{cell['error']}"))
    value, is_text = cell["value"], not cell["value"].startswith(("0x", "-0x"))
    return value if is_text else float.fromhex(value)
