"""Reads the manifest with Microsoft's own parser: ``python -m tests.addin.office_parser``.

The parser comes from npm (``tests/addin/manifest``), pinned, and runs without a network.
It turns the manifest into the newer JSON form and refuses what Office would refuse.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from pycog.office_addin import MANIFEST_ID
from tests.addin.test_manifest import BUTTONS, ENTRA, rendered

PARSER = Path(__file__).parent / "manifest/node_modules/office-addin-manifest-converter/cli.js"


def parsed(manifest: str) -> dict[str, Any] | str:
    """Return the manifest as Microsoft's parser understands it, or why it refuses it."""
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder, "manifest.xml"), Path(folder, "lu")
        source.write_text(manifest, encoding="utf-8")
        done = subprocess.run(
            ["node", str(PARSER), "convert", str(source), "--output", str(target)],
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        result = target / "manifest.json"
        if not result.exists():
            return done.stdout + done.stderr
        read: dict[str, Any] = json.loads(result.read_text(encoding="utf-8"))
        return read


def main() -> int:
    """Check every form of the manifest, and that a faulty one is refused."""
    for changes in ({}, ENTRA):
        read = parsed(rendered(**changes))
        if isinstance(read, str):
            print(f"Microsoft's parser refuses the manifest:\n{read}", file=sys.stderr)
            return 1
        _compare(read, sign_on=bool(changes))
    broken = rendered().replace('<Label resid="cog-figer.Nom" />', "", 1)
    if not isinstance(refusal := parsed(broken), str) or "Label required" not in refusal:
        print("Microsoft's parser lets a faulty manifest pass", file=sys.stderr)
        return 1
    print("Microsoft's parser reads the manifest as meant.")
    return 0


def _compare(read: dict[str, Any], *, sign_on: bool) -> None:
    (extension,) = read["extensions"]
    (tab,) = (tab for ribbon in extension["ribbons"] for tab in ribbon["tabs"])
    controls = {
        control["id"]: control["label"] for group in tab["groups"] for control in group["controls"]
    }
    found = {
        "id": read["id"],
        "tab": tab["label"],
        "controls": controls,
        "sign-on": "webApplicationInfo" in read,
        "pages": {runtime["code"]["page"] for runtime in extension["runtimes"]},
        "long-lived": any(runtime["lifetime"] == "long" for runtime in extension["runtimes"]),
    }
    expected = {
        "id": MANIFEST_ID,
        "tab": "COG",
        "controls": BUTTONS,
        "sign-on": sign_on,
        "pages": {"https://cog.exemple.fr/taskpane.html"},
        "long-lived": True,
    }
    if found != expected:
        raise SystemExit(f"Microsoft's parser reads\n{found}\ninstead of\n{expected}")


if __name__ == "__main__":
    sys.exit(main())
